//! A question of an application's form, which is data: its field with what stands in it, and its answer as it was sent.

use crate::{
    http::fields::Fields,
    page::application::costs::{self, CostTables},
    ui::{
        field::{Checkboxes, SelectField, TextField},
        form::Form,
        input::{Entry, Field},
    },
};
use entity::{
    application_form::{Answers, ApplicationForm, Field as Question, FieldKind, fingerprint},
    campaign::Envelope,
    form_field::RENDERED,
    refusal::Refusal,
    subsidy::{CostTable, Costs, Subsidy},
};
use leptos::prelude::*;
use server::application::{Typed, query::Detail};
use wording::euros;

/// What the fields of an application's form are rendered from.
pub struct Writing {
    pub form: Form,
    /// What was sent and refused.
    pub sent: Vec<Typed>,
    pub data: ApplicationForm,
    pub envelope: Envelope,
    pub stored: Stored,
}

/// What stands in the fields, and what it comes to.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    pub answers: Answers,
    pub costs: Option<Costs>,
    pub subsidy: Subsidy,
}

impl Stored {
    pub fn of(detail: &Detail) -> Self {
        Self { answers: detail.answers.clone(), costs: detail.costs, subsidy: detail.subsidy.clone() }
    }
}

impl Writing {
    fn answer(&self, question: &Question) -> &str {
        self.stored.answers.get(&question.code).map_or("", String::as_str)
    }

    /// What the field of a question is rendered with ([`fingerprint`]).
    fn fingerprint_of(&self, question: &Question) -> String {
        let sent = self.sent.iter().find(|one| one.field == question.code && one.is_touched());
        match (sent, self.form.refusal(&question.code)) {
            (None, _) => fingerprint(self.answer(question)),
            // Both texts are shown: sending the form again is the choice.
            (Some(_), Some(Refusal::AnswerChanged { theirs })) => fingerprint(theirs),
            // It is not kept.
            (Some(sent), Some(_)) => sent.rendered.clone(),
            (Some(sent), None) if self.form.refusal("").is_some() => sent.rendered.clone(),
            (Some(sent), None) => fingerprint(&sent.answer),
        }
    }
}

/// The field of a question, with the place where the browser tells of a conflict.
#[component]
pub fn QuestionField<'a>(writing: &'a Writing, question: &'a Question) -> AnyView {
    let code = question.code.as_str();
    let contested = matches!(writing.form.refusal(code), Some(Refusal::AnswerChanged { .. }));
    view! {
        <div data-field=code.to_owned()>
            <Fingerprint code fingerprint=writing.fingerprint_of(question) contested />
            <Input writing question />
            <div id=format!("conflit.{code}")></div>
        </div>
    }
    .into_any()
}

/// What a field was rendered with ([`fingerprint`]), which comes back with what is typed. Of a contested one, sending
/// the form again is the choice; a page that sends itself must not make it.
#[component]
pub fn Fingerprint<'a>(code: &'a str, fingerprint: String, #[prop(optional)] contested: bool) -> AnyView {
    let (name, contested) = (String::from(RENDERED.of(code)), contested.then_some(""));
    view! { <input type="hidden" id=name.clone() name=name value=fingerprint data-contested=contested /> }.into_any()
}

#[component]
fn Input<'a>(writing: &'a Writing, question: &'a Question) -> AnyView {
    let Writing { form, data, envelope, stored, .. } = writing;
    let value = writing.answer(question);
    let label = label_of(data, question);
    let field = Field::of_data(&question.code, &label).help_in_markdown(&question.hint);
    match question.kind {
        FieldKind::Line | FieldKind::Number | FieldKind::Euros => view! { <TextField form field value /> }.into_any(),
        FieldKind::Text => {
            let field = field.at_most(question.most());
            view! { <TextField form field value rows=5 /> }.into_any()
        }
        FieldKind::Date => view! { <TextField form field value entry=Entry::Day /> }.into_any(),
        FieldKind::Choice => {
            let options = question.options.iter().map(|option| (option.code.clone(), option.label.clone())).collect();
            view! { <SelectField form field options value /> }.into_any()
        }
        FieldKind::Collectivity => {
            let field = field.help("Le SIREN de la collectivité, neuf chiffres");
            view! { <TextField form field value /> }.into_any()
        }
        FieldKind::Items => {
            let ticked = value.split('|').map(str::to_owned).collect();
            view! { <Checkboxes form field options=items(envelope) ticked /> }.into_any()
        }
        FieldKind::Costs => {
            let table = data.cost_table(&stored.answers);
            view! { <CostTables form table=&table subsidy=&stored.subsidy costs=stored.costs envelope /> }.into_any()
        }
        FieldKind::File => ().into_any(),
    }
}

/// What a question is called in the form: with when it is asked, and whether it may be left out.
fn label_of(data: &ApplicationForm, question: &Question) -> String {
    match (question.required, &question.shown_if) {
        (_, Some(shown)) => {
            format!("{} (seulement si « {} »)", question.label, choice_label(data, &shown.field, &shown.is))
        }
        (true, None) => question.label.clone(),
        (false, None) => format!("{} (facultatif)", question.label),
    }
}

/// The envelope's catalogue: codes, and labels with their amounts.
fn items(envelope: &Envelope) -> Vec<(String, String)> {
    let label = |label: &str, amount: u32| format!("{label} – {}", euros(i64::from(amount) * 100));
    envelope.items.iter().map(|item| (item.code.clone(), label(&item.label, item.amount))).collect()
}

/// What one of the choices of a question is called.
pub fn choice_label(data: &ApplicationForm, field: &str, code: &str) -> String {
    let options = data.field(field).map(|field| field.options.as_slice()).unwrap_or_default();
    options.iter().find(|option| option.code == code).map_or_else(|| code.to_owned(), |option| option.label.clone())
}

/// What was typed into the form of an application, question by question.
pub fn typed(form: &ApplicationForm, fields: &Fields) -> Result<Vec<Typed>, server::Error> {
    let mut typed = Vec::new();
    for field in form.fields() {
        let rendered = RENDERED.of(&field.code);
        if !fields.0.iter().any(|(name, _)| rendered == name.as_str()) {
            continue;
        }
        let rendered = fields.text(&rendered);
        let answer = match field.kind {
            FieldKind::Costs => match costs::typed(fields) {
                // A table in which nothing stands, where there was none, is no answer.
                table if table == CostTable::default() && rendered == fingerprint("") => String::new(),
                table => serde_json::to_string(&table)?,
            },
            FieldKind::Items => fields.all(&field.code).join("|"),
            _ => fields.text(&field.code),
        };
        typed.push(Typed { field: field.code.clone(), answer, rendered });
    }
    Ok(typed)
}
