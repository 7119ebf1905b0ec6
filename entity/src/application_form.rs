//! The form of an application is data: sections of fields, what each holds, when it is shown, and with what it begins.
//! What is typed is kept as it is while an application is a draft; what blocks its submission is told at all times by
//! [`ApplicationForm::blocks`].

use crate::{
    form_field::{ACTING, BOXES, COSTS, FUNDING, FieldName, FormField, PAGE, SHOWN, THEN},
    money::{amount_typed, number_typed},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    subsidy::CostTable,
    text::{one_line, require_straight, tidy},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What one fills in to apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationForm {
    pub code: String,
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// Fields under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
    /// What is said under the heading, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

codes!(/// What a field holds.
FieldKind {
    /// One line of text.
    Line = "line",
    /// Several lines of text.
    Text = "text",
    /// A whole number.
    Number = "number",
    /// An amount of money.
    Euros = "euros",
    /// A day.
    Date = "date",
    /// One of a list.
    Choice = "choice",
    /// A collectivité, by SIREN.
    Collectivity = "collectivity",
    /// The cost table, from which the subsidy is computed.
    Costs = "costs",
    /// Things of the envelope's catalogue.
    Items = "items",
    /// Attached files.
    File = "file",
});

codes!(/// What is known already, with which a field begins.
Prefill {
    ProjectTitle = "project_title",
    ProjectSummary = "project_summary",
    NeedTitle = "need_title",
    NeedProblem = "need_problem",
    GroupName = "group_name",
    GroupPurpose = "group_purpose",
});

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub code: String,
    pub kind: FieldKind,
    pub label: String,
    /// Help, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    #[serde(default = "yes")]
    pub required: bool,
    /// What one chooses from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Characters of a text, or the number itself, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// Characters of a text, or the number itself, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Only asked when another field holds this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<ShownIf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub code: String,
    pub label: String,
}

/// When a field is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownIf {
    pub field: String,
    pub is: String,
}

/// What was answered, by the code of the field.
pub type Answers = BTreeMap<String, String>;

/// What the check of a form needs to know beside the answers.
#[derive(Debug, Clone, Default)]
pub struct FormFacts {
    /// Fields to which a file is attached.
    pub attachments: BTreeSet<String>,
    /// Codes of the catalogue.
    pub items: BTreeSet<String>,
    /// Whether a SIREN is one of the reference data's; asked only for those that were answered.
    pub collectivities: BTreeSet<Siren>,
}

/// The most that any answer holds, in characters, whatever the form says.
pub const MOST: usize = 20_000;

/// What tells whether an answer is still the one that a page was rendered with.
pub fn fingerprint(answer: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(answer.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn yes() -> bool {
    true
}

impl Field {
    pub fn most(&self) -> usize {
        let otherwise = if self.kind == FieldKind::Line { 200 } else { 5_000 };
        self.most.map_or(otherwise, |most| most as usize).min(MOST)
    }

    /// Whether an answer is one. An empty answer is [`Refusal::Missing`] where the field is required.
    pub fn check(&self, answer: &str, known: &FormFacts) -> Result<(), Refusal> {
        let text = if self.kind == FieldKind::Line { one_line(answer) } else { tidy(answer) };
        let text = text.trim();
        if self.kind == FieldKind::File {
            let missing = self.required && !known.attachments.contains(&self.code);
            return if missing { Err(Refusal::FileMissing) } else { Ok(()) };
        }
        if text.is_empty() {
            return if self.required { Err(Refusal::Missing) } else { Ok(()) };
        }
        if self.kind != FieldKind::Costs {
            require_straight(text)?;
        }
        match self.kind {
            FieldKind::Line | FieldKind::Text => {
                let (length, most) = (text.chars().count(), self.most());
                let least = self.least.unwrap_or(0) as usize;
                match () {
                    () if length > most => Err(Refusal::TooLong { most, length }),
                    () if length < least => Err(Refusal::TooShort { least }),
                    () => Ok(()),
                }
            }
            FieldKind::Number => {
                let number = number_typed(text)?;
                let (least, most) = (self.least.unwrap_or(0), self.most.unwrap_or(u32::MAX));
                match (u64::from(least)..=u64::from(most)).contains(&number) {
                    true => Ok(()),
                    false => Err(Refusal::OutOfRange { least, most }),
                }
            }
            FieldKind::Euros => amount_typed(text).map(|_| ()),
            FieldKind::Date => text.parse::<NaiveDate>().map(|_| ()).map_err(|_| Refusal::NotADay),
            FieldKind::Choice => {
                let known = self.options.iter().any(|option| option.code == text);
                if known { Ok(()) } else { Err(Refusal::NotOnTheList) }
            }
            FieldKind::Collectivity => {
                let siren = Siren::parse(text).map_err(|_| Refusal::UnknownCollectivity)?;
                if known.collectivities.contains(&siren) { Ok(()) } else { Err(Refusal::UnknownCollectivity) }
            }
            FieldKind::Items => {
                let wrong = text.split('|').any(|item| !known.items.contains(item));
                if wrong { Err(Refusal::NotOnTheList) } else { Ok(()) }
            }
            // Line by line, in [`ApplicationForm::blocks`].
            FieldKind::Costs | FieldKind::File => Ok(()),
        }
    }
}

impl ApplicationForm {
    /// Every field, in the order of the page.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field of a code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields().find(|field| field.code == code)
    }

    /// The field of a kind of which a form has one at most.
    pub fn field_of(&self, kind: FieldKind) -> Option<&Field> {
        self.fields().find(|field| field.kind == kind)
    }

    /// Whether a field is asked, after what was answered so far.
    pub fn is_asked(&self, field: &Field, answers: &Answers) -> bool {
        field.shown_if.as_ref().is_none_or(|shown| answers.get(&shown.field) == Some(&shown.is))
    }

    /// The cost table that was answered; empty when none was.
    pub fn cost_table(&self, answers: &Answers) -> CostTable {
        let answer = self.field_of(FieldKind::Costs).and_then(|field| answers.get(&field.code));
        answer.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// The things of the catalogue that were answered.
    pub fn items(&self, answers: &Answers) -> Vec<String> {
        let answer = self.field_of(FieldKind::Items).and_then(|field| answers.get(&field.code));
        answer
            .map(|text| text.split('|').filter(|item| !item.is_empty()).map(str::to_owned).collect())
            .unwrap_or_default()
    }

    /// What blocks the submission, field by field, in the order of the page.
    pub fn blocks(&self, answers: &Answers, known: &FormFacts) -> FieldRefusals {
        let mut refusals = FieldRefusals::default();
        for field in self.fields().filter(|field| self.is_asked(field, answers)) {
            let answer = answers.get(&field.code).map_or("", String::as_str);
            match field.kind {
                FieldKind::Costs => {
                    if let Err(lines) = self.cost_table(answers).read() {
                        refusals.extend(lines);
                    }
                }
                _ => {
                    refusals.take(FieldName::question(&field.code), field.check(answer, known));
                }
            }
        }
        refusals
    }

    /// What is wrong with the form itself, in French.
    pub fn fault(&self) -> Option<&'static str> {
        let mut codes = BTreeSet::new();
        for field in self.fields() {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            let reserved = [PAGE, ACTING, SHOWN, BOXES, THEN, COSTS, FUNDING].map(FormField::as_str);
            if field.code.is_empty() || !field.code.bytes().all(plain) || !codes.insert(&field.code) {
                return Some("le code d’un champ est mal formé ou déjà pris");
            }
            if reserved.contains(&field.code.as_str()) && field.kind != FieldKind::Costs {
                return Some("le code d’un champ est réservé");
            }
            if field.kind == FieldKind::Costs && field.code != "costs" {
                return Some("le tableau des coûts porte le code costs");
            }
            if (field.kind == FieldKind::Choice) == field.options.is_empty() {
                return Some("une liste a des choix, et elle seule");
            }
            let earlier = |shown: &ShownIf| codes.contains(&shown.field) && shown.field != field.code;
            if field.shown_if.as_ref().is_some_and(|shown| !earlier(shown)) {
                return Some("un champ ne dépend que d’un champ qui le précède");
            }
        }
        let many = |kind| self.fields().filter(|field| field.kind == kind).count() > 1;
        if many(FieldKind::Costs) || many(FieldKind::Items) {
            return Some("un formulaire a un seul tableau des coûts et un seul catalogue");
        }
        codes.is_empty().then_some("un formulaire a au moins un champ")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::subsidy::CostLine;

    fn field(code: &str, kind: FieldKind) -> Field {
        Field {
            code: code.into(),
            kind,
            label: code.into(),
            hint: String::new(),
            required: true,
            options: vec![],
            least: None,
            most: None,
            shown_if: None,
            prefill: None,
        }
    }

    fn form() -> ApplicationForm {
        let choice = |code: &str| Choice { code: code.into(), label: code.into() };
        let topic = Field { options: vec![choice("portail"), choice("autre")], ..field("topic", FieldKind::Choice) };
        let other = Field {
            shown_if: Some(ShownIf { field: "topic".into(), is: "autre".into() }),
            ..field("other", FieldKind::Line)
        };
        let fields = vec![
            Field { least: Some(4), most: Some(8), ..field("title", FieldKind::Line) },
            topic,
            other,
            Field { least: Some(1), most: Some(24), ..field("months", FieldKind::Number) },
            Field { required: false, ..field("start", FieldKind::Date) },
            field("partner", FieldKind::Collectivity),
            field("costs", FieldKind::Costs),
            field("plan", FieldKind::File),
        ];
        ApplicationForm {
            code: "essai".into(),
            sections: vec![Section { title: "Essai".into(), help: String::new(), fields }],
        }
    }

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        pairs.iter().map(|(field, answer)| ((*field).to_owned(), (*answer).to_owned())).collect()
    }

    #[test]
    fn what_blocks_is_told_field_by_field_and_only_of_what_is_asked() {
        let blocks = form().blocks(&Answers::new(), &FormFacts::default());
        let of: Vec<&str> = blocks.iter().map(|(field, _)| &**field).collect();
        assert_eq!(of, ["title", "topic", "months", "partner", "costs", "plan"]);
        let blocks = form().blocks(&answers(&[("topic", "autre")]), &FormFacts::default());
        assert!(blocks.iter().any(|(field, _)| field == "other"));
    }

    #[test]
    fn each_wrong_answer_has_its_own_reason() {
        let siren = Siren::parse("217500016").expect("a SIREN");
        let known = FormFacts { collectivities: [siren].into(), ..FormFacts::default() };
        let check = |code: &str, answer: &str, expected: Result<(), Refusal>| {
            let form = form();
            assert_eq!(form.field(code).expect("a field").check(answer, &known), expected, "{code}: {answer:?}");
        };
        check("title", "abc", Err(Refusal::TooShort { least: 4 }));
        check("title", "trop long !", Err(Refusal::TooLong { most: 8, length: 11 }));
        check("title", "ab\ncd", Ok(()));
        check("title", "ab\u{ad}\u{b}\u{200b}cd", Ok(()));
        check("title", "\u{200b}", Err(Refusal::Missing));
        check("title", "ab\u{202e}cd", Err(Refusal::HiddenCharacters { after: "ab".into() }));
        check("months", "\u{feff}12\u{200e}", Ok(()));
        check("title", "  ", Err(Refusal::Missing));
        check("topic", "inconnu", Err(Refusal::NotOnTheList));
        check("months", "douze", Err(Refusal::NotANumber));
        check("months", "25", Err(Refusal::OutOfRange { least: 1, most: 24 }));
        check("months", "1 2", Ok(()));
        check("start", "", Ok(()));
        check("start", "2021-02-30", Err(Refusal::NotADay));
        check("partner", "217500016", Ok(()));
        check("partner", "200046977", Err(Refusal::UnknownCollectivity));
        check("plan", "", Err(Refusal::FileMissing));
    }

    #[test]
    fn a_wrong_line_of_the_cost_table_is_named_by_its_place() {
        let line = CostLine { label: "Portail".into(), amount: "-3".into(), eligible: true };
        let table = CostTable { costs: vec![line], funding: vec![] };
        let answers = answers(&[("costs", &serde_json::to_string(&table).expect("writes"))]);
        let blocks = form().blocks(&answers, &FormFacts::default());
        assert!(blocks.0.contains(&(crate::form_field::COSTS.of("0.amount"), Refusal::NegativeAmount)));
    }

    #[test]
    fn a_form_that_cannot_be_is_told_so() {
        assert_eq!(form().fault(), None);
        let with = |change: &dyn Fn(&mut Vec<Field>)| {
            let mut form = form();
            change(&mut form.sections[0].fields);
            form.fault().is_some()
        };
        assert!(with(&|fields| fields[0].code = "Titre".into()));
        assert!(with(&|fields| fields[1].code = "title".into()));
        assert!(with(&|fields| fields[0].code = "page".into()));
        assert!(with(&|fields| fields[1].options.clear()));
        assert!(with(&|fields| fields[2].shown_if = Some(ShownIf { field: "plan".into(), is: "x".into() })));
        assert!(with(&|fields| fields.clear()));
    }
}
