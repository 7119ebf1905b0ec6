//! Conventions: what a campaign's file has them say, how they are numbered, and who signed them.

use crate::{
    filled_text::{self, FaultSentences},
    refusal::Refusal,
    text::Text,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The fields that the text may hold, in braces.
pub const FIELDS: [&str; 12] = [
    "numéro",
    "collectivité",
    "siren",
    "dossier",
    "titre",
    "enveloppe",
    "vague",
    "montant",
    "date",
    "autorité",
    "signataire",
    "fonction",
];

/// What the conventions of a campaign say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConventionTemplate {
    /// Paragraphs, an empty line between two; a line that begins with `# ` is a heading.
    pub text: String,
    /// Whether nothing is paid before both have signed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// The most characters of the text.
const MOST: usize = 30_000;

const SENTENCES: FaultSentences = FaultSentences {
    too_long: "ce texte dépasse 30 000 caractères",
    unknown_field: "un champ n’existe pas\u{a0}; les champs sont {numéro}, {collectivité}, {siren}, {dossier}, \
                    {titre}, {enveloppe}, {vague}, {montant}, {date}, {autorité}, {signataire} et {fonction}",
};

impl ConventionTemplate {
    /// What is wrong with it, with its key.
    pub fn faults(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let fault = match self.text.trim().is_empty() {
            true => Some("une convention a un texte"),
            false => filled_text::fault(&self.text, MOST, &FIELDS, &SENTENCES),
        };
        fault.map(|why| ("text", why)).into_iter()
    }

    /// The text with its fields filled.
    pub fn filled(&self, value: impl Fn(&str) -> String) -> String {
        filled_text::filled(self.text.trim(), &FIELDS, value)
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Heading(String),
    /// Its line ends are kept.
    Paragraph(String),
}

/// The parts of a text, in their order.
pub fn parts(text: &str) -> Vec<Part> {
    let (mut parts, mut lines) = (Vec::new(), Vec::<&str>::new());
    let mut end = |lines: &mut Vec<&str>, heading: Option<&str>| {
        if !lines.is_empty() {
            parts.push(Part::Paragraph(std::mem::take(lines).join("\n")));
        }
        parts.extend(heading.map(|text| Part::Heading(text.trim().to_owned())));
    };
    for line in text.lines().map(str::trim_end) {
        match line.strip_prefix("# ") {
            Some(heading) => end(&mut lines, Some(heading)),
            None if line.is_empty() => end(&mut lines, None),
            None => lines.push(line),
        }
    }
    end(&mut lines, None);
    parts
}

/// The number of a convention: the year in which it was drawn up, its envelope, and its place among those.
pub fn number(year: i32, envelope: &str, place: i32) -> String {
    format!("{year}-{envelope}-{place:04}")
}

codes!(/// Who signs a convention.
Party {
    /// Whoever decides: the State, or a prefecture.
    Authority = "authority",
    /// The collectivité that is paid.
    Beneficiary = "beneficiary",
});

/// The name of somebody who signed.
pub type Signatory = Text<2, 120>;

/// A signature as it was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub signatory: String,
    pub day: NaiveDate,
}

codes!(/// Where a convention stands.
ConventionState {
    /// It was not drawn up.
    Awaited = "awaited",
    /// Nobody has signed: a draft.
    Draft = "draft",
    SignedByAuthority = "signed_by_authority",
    SignedByBeneficiary = "signed_by_beneficiary",
    Signed = "signed",
});

/// The two signatures of a convention, as far as they were noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signatures {
    pub authority: Option<Signature>,
    pub beneficiary: Option<Signature>,
}

impl Signatures {
    /// That of one of the two.
    pub fn of(&self, party: Party) -> Option<&Signature> {
        match party {
            Party::Authority => self.authority.as_ref(),
            Party::Beneficiary => self.beneficiary.as_ref(),
        }
    }

    /// Notes one: once, and not of a day that is still to come. Noted again as it was, nothing changes.
    pub fn note(mut self, party: Party, signature: Signature, today: NaiveDate) -> Result<Self, Refusal> {
        if signature.day > today {
            return Err(Refusal::DayToCome);
        }
        let place = match party {
            Party::Authority => &mut self.authority,
            Party::Beneficiary => &mut self.beneficiary,
        };
        match place {
            Some(before) if *before != signature => return Err(Refusal::SignatureNoted),
            _ => *place = Some(signature),
        }
        Ok(self)
    }

    /// Where a convention that was drawn up stands.
    pub fn state(&self) -> ConventionState {
        match (&self.authority, &self.beneficiary) {
            (None, None) => ConventionState::Draft,
            (Some(_), None) => ConventionState::SignedByAuthority,
            (None, Some(_)) => ConventionState::SignedByBeneficiary,
            (Some(_), Some(_)) => ConventionState::Signed,
        }
    }

    /// The day of the later one, from which the convention holds; None before both are noted.
    pub fn day(&self) -> Option<NaiveDate> {
        Some(self.authority.as_ref()?.day.max(self.beneficiary.as_ref()?.day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 7, day).expect("a day")
    }

    fn signature(name: &str, on: u32) -> Signature {
        Signature { signatory: name.into(), day: day(on) }
    }

    #[test]
    fn a_convention_is_a_draft_until_both_have_signed_each_once() {
        let none = Signatures::default();
        assert_eq!((none.state(), none.day()), (ConventionState::Draft, None));
        let one = none.note(Party::Beneficiary, signature("La maire", 9), day(20)).expect("noted");
        assert_eq!((one.state(), one.day()), (ConventionState::SignedByBeneficiary, None));
        assert_eq!(one.clone().note(Party::Beneficiary, signature("La maire", 9), day(20)), Ok(one.clone()), "once");
        let other = one.clone().note(Party::Beneficiary, signature("Le maire", 9), day(20));
        assert_eq!(other, Err(Refusal::SignatureNoted));
        let tomorrow = one.clone().note(Party::Authority, signature("La préfète", 21), day(20));
        assert_eq!(tomorrow, Err(Refusal::DayToCome));
        let both = one.note(Party::Authority, signature("La préfète", 3), day(20)).expect("noted");
        assert_eq!((both.state(), both.day()), (ConventionState::Signed, Some(day(9))), "the later day");
    }

    #[test]
    fn a_text_is_headings_and_paragraphs_and_its_fields_are_known() {
        let text = "# Objet\nL’État verse {montant}\nà {collectivité}.\n\n\nEn une fois.\n# Durée\n";
        let template = |text: &str| ConventionTemplate { text: text.into(), required: false };
        let filled = template(text).filled(|field| format!("[{field}]"));
        let paragraph = |text: &str| Part::Paragraph(text.into());
        assert_eq!(
            parts(&filled),
            [
                Part::Heading("Objet".into()),
                paragraph("L’État verse [montant]\nà [collectivité]."),
                paragraph("En une fois."),
                Part::Heading("Durée".into()),
            ]
        );
        assert_eq!(template(text).faults().count(), 0);
        for wrong in ["", " \n", "{autre}", "{montant", &"a".repeat(MOST + 1)] {
            assert_eq!(template(wrong).faults().count(), 1, "{}", &wrong[..8.min(wrong.len())]);
        }
        assert_eq!(number(2027, "ingenierie", 12), "2027-ingenierie-0012");
        assert_eq!(number(2027, "ingenierie", 12_345), "2027-ingenierie-12345");
    }
}
