//! The mails that the site sends, as texts that its staff may write anew: which fields each has, and what a text must
//! hold so that the mail serves its purpose.

use crate::{
    form_field::{self, FieldName},
    mailing::{LONGEST_BODY, LONGEST_SUBJECT},
    refusal::{FieldRefusals, Refusal},
    text::Text,
};

/// The most characters of a name that a refusal repeats.
const MOST_TOLD: usize = 40;

codes!(/// A kind of mail. Its code names its text among those of the site
/// ([`SiteText`](crate::site_text::SiteText)).
MailKind {
    /// A link and a code to sign in with.
    SignIn = "courriel-connexion",
    /// A link that gives one of the State's roles.
    Invitation = "courriel-invitation-equipe",
    /// Asks a collectivité's official address whether somebody acts for it.
    FirstReferent = "courriel-premier-referent",
    /// Invites somebody to act for a collectivité.
    Colleague = "courriel-invitation-collegue",
    /// An invitation was taken back.
    InvitationTakenBack = "courriel-invitation-reprise",
    /// Asks a collectivité's official address to answer a group's invitation.
    GroupInvitation = "courriel-invitation-groupement",
    /// Asks a collectivité's official address to consent or object to an act on its people.
    JointAct = "courriel-accord",
    /// Answers a message to those who run the site.
    EnquiryAnswer = "courriel-reponse",
    /// What others did: one notice, or those of a day.
    Notices = "courriel-avis",
    /// The figures of a week.
    WeeklyFigures = "courriel-chiffres",
    /// The receipt of a ballot.
    Receipt = "courriel-recepisse",
    /// What stands under every mailing; its own text is the mailing's.
    Mailing = "courriel-envois",
});

codes!(/// A field of a mail, as it is named between braces.
MailWord {
    Link = "lien",
    Code = "code",
    Role = "rôle",
    Collectivity = "collectivité",
    /// What somebody wrote as their name, in quotes.
    Name = "nom",
    /// What somebody wrote as their function, in quotes.
    Title = "fonction",
    SignInPage = "connexion",
    Lead = "chef-de-file",
    RequestLink = "demande",
    /// What a lead wrote as the name of a group, in quotes.
    Group = "groupement",
    Proposal = "proposition",
    Consequence = "suite",
    Answer = "réponse",
    /// The message that is answered, each line behind `>`.
    Message = "message",
    Date = "date",
    Notices = "avis",
    /// What a mail of notices is about: the one notice, or how many there are.
    About = "objet",
    Settings = "réglages",
    Week = "semaine",
    Campaign = "campagne",
    Figures = "chiffres",
    Participating = "participation",
    Paper = "impression",
    Version = "dépôt",
    Entry = "inscription",
    Log = "journal",
    Rule = "règle",
});

impl MailWord {
    /// Whether it may stand in a subject: one line that is no secret, and that nobody typed.
    pub fn may_be_in_subject(self) -> bool {
        use MailWord::*;
        matches!(self, Role | Collectivity | Lead | Date | About | Week | Campaign | Version)
    }

    /// Whether it is what a person typed of themselves or of what is theirs: it stands after our own sentences.
    pub fn is_typed_by_somebody(self) -> bool {
        matches!(self, MailWord::Name | MailWord::Title | MailWord::Group)
    }
}

/// A field of a mail, and whether its text must name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailField {
    pub word: MailWord,
    pub is_required: bool,
}

const fn required(word: MailWord) -> MailField {
    MailField { word, is_required: true }
}

const fn optional(word: MailWord) -> MailField {
    MailField { word, is_required: false }
}

const SIGN_IN: &[MailField] = &[required(MailWord::Link), required(MailWord::Code)];
const INVITATION: &[MailField] = &[required(MailWord::Link), required(MailWord::Role)];
const FIRST_REFERENT: &[MailField] =
    &[required(MailWord::Link), required(MailWord::Collectivity), required(MailWord::Name), required(MailWord::Title)];
const COLLEAGUE: &[MailField] = &[
    required(MailWord::Link),
    required(MailWord::SignInPage),
    required(MailWord::Collectivity),
    required(MailWord::Name),
];
const INVITATION_TAKEN_BACK: &[MailField] = &[required(MailWord::Collectivity)];
const GROUP_INVITATION: &[MailField] = &[
    required(MailWord::Link),
    required(MailWord::RequestLink),
    required(MailWord::Collectivity),
    required(MailWord::Lead),
    optional(MailWord::Group),
];
const JOINT_ACT: &[MailField] = &[
    required(MailWord::Link),
    required(MailWord::Proposal),
    required(MailWord::Consequence),
    optional(MailWord::Collectivity),
    required(MailWord::Name),
];
const ENQUIRY_ANSWER: &[MailField] =
    &[required(MailWord::Answer), optional(MailWord::Message), optional(MailWord::Date), optional(MailWord::Link)];
const NOTICES: &[MailField] = &[required(MailWord::Notices), required(MailWord::Settings), optional(MailWord::About)];
const WEEKLY_FIGURES: &[MailField] = &[
    required(MailWord::Figures),
    required(MailWord::Settings),
    optional(MailWord::Week),
    optional(MailWord::Campaign),
    optional(MailWord::Participating),
    optional(MailWord::Link),
    optional(MailWord::Paper),
];
const RECEIPT: &[MailField] = &[
    required(MailWord::Log),
    required(MailWord::Entry),
    optional(MailWord::Collectivity),
    optional(MailWord::Date),
    optional(MailWord::Version),
    optional(MailWord::Rule),
];

impl MailKind {
    /// Its fields, in the order in which they are explained.
    pub fn fields(self) -> &'static [MailField] {
        match self {
            Self::SignIn => SIGN_IN,
            Self::Invitation => INVITATION,
            Self::FirstReferent => FIRST_REFERENT,
            Self::Colleague => COLLEAGUE,
            Self::InvitationTakenBack => INVITATION_TAKEN_BACK,
            Self::GroupInvitation => GROUP_INVITATION,
            Self::JointAct => JOINT_ACT,
            Self::EnquiryAnswer => ENQUIRY_ANSWER,
            Self::Notices => NOTICES,
            Self::WeeklyFigures => WEEKLY_FIGURES,
            Self::Receipt => RECEIPT,
            Self::Mailing => &[],
        }
    }

    /// Whether it has a subject of its own.
    pub fn has_subject(self) -> bool {
        self != Self::Mailing
    }

    /// Whether it names a field.
    fn field(self, name: &str) -> Option<MailField> {
        let word = MailWord::from_code(name)?;
        self.fields().iter().find(|field| field.word == word).copied()
    }

    /// Reads a subject and a text that somebody typed. Each is refused beside its field: a text that is empty or too
    /// long, a field that this mail has not ([`Refusal::UnknownField`]), one that a subject cannot hold
    /// ([`Refusal::FieldNotInSubject`]), one that is required and not named ([`Refusal::FieldMissing`]), and what a
    /// person typed before the last link of ours ([`Refusal::FieldTooEarly`]).
    pub fn parse(self, subject: &str, body: &str) -> Result<MailTemplate, FieldRefusals> {
        let mut refusals = Vec::new();
        let mut kept = |name: FieldName, read: Result<String, Refusal>| {
            read.unwrap_or_else(|refusal| {
                refusals.push((name, refusal));
                String::new()
            })
        };
        let subject = match self.has_subject() {
            true => kept(form_field::SUBJECT.into(), self.subject(subject)),
            false => String::new(),
        };
        let body = kept(form_field::CONTENT.into(), self.body(body));
        FieldRefusals(refusals).or(MailTemplate { kind: self, subject, body })
    }

    fn subject(self, typed: &str) -> Result<String, Refusal> {
        let subject = Text::<1, LONGEST_SUBJECT>::line(typed)?.into_string();
        for piece in self.pieces(&subject)? {
            if let Piece::Field(field) = piece
                && !field.word.may_be_in_subject()
            {
                return Err(Refusal::FieldNotInSubject { name: field.word.code().to_owned() });
            }
        }
        Ok(subject)
    }

    fn body(self, typed: &str) -> Result<String, Refusal> {
        let body = Text::<1, LONGEST_BODY>::parse(typed)?.into_string();
        let named: Vec<MailField> = self.pieces(&body)?.into_iter().filter_map(Piece::field).collect();
        let is_named = |field: &&MailField| named.contains(field);
        if let Some(missing) = self.fields().iter().find(|field| field.is_required && !is_named(field)) {
            return Err(Refusal::FieldMissing { name: missing.word.code().to_owned() });
        }
        let last_of_ours = named.iter().rposition(|field| field.is_required && !field.word.is_typed_by_somebody());
        let typed = named.iter().take(last_of_ours.unwrap_or(0)).find(|field| field.word.is_typed_by_somebody());
        match (typed, last_of_ours.and_then(|at| named.get(at))) {
            (Some(early), Some(ours)) => {
                Err(Refusal::FieldTooEarly { name: early.word.code().to_owned(), after: ours.word.code().to_owned() })
            }
            _ => Ok(body),
        }
    }

    /// A text as it is stored, read; None where the mail could not be filled with it any more.
    pub fn read(self, stored: &str) -> Option<MailTemplate> {
        let (subject, body) = self.parts(stored);
        self.parse(subject, body).ok()
    }

    /// A subject and a text that were read already, or come with the executable.
    pub fn template(self, subject: &str, body: &str) -> MailTemplate {
        MailTemplate { kind: self, subject: subject.to_owned(), body: body.to_owned() }
    }

    /// Subject and text as they are stored, whatever they hold.
    pub fn parts(self, stored: &str) -> (&str, &str) {
        match self.has_subject() {
            true => stored.split_once("\n\n").unwrap_or(("", stored)),
            false => ("", stored),
        }
    }

    /// The pieces of a text. Refused where what stands between braces is no field of this mail, or an opening brace
    /// has no end.
    fn pieces(self, text: &str) -> Result<Vec<Piece<'_>>, Refusal> {
        let (mut rest, mut pieces) = (text, Vec::new());
        while let Some((words, after)) = rest.split_once('{') {
            let named = after.split_once('}');
            let Some((field, after)) = named.and_then(|(name, after)| Some((self.field(name.trim())?, after))) else {
                let name = named.map_or(after, |(name, _)| name);
                return Err(Refusal::UnknownField { name: name.chars().take(MOST_TOLD).collect() });
            };
            pieces.push(Piece::Words(words));
            pieces.push(Piece::Field(field));
            rest = after;
        }
        pieces.push(Piece::Words(rest));
        Ok(pieces)
    }
}

/// A part of a text with fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Field(MailField),
}

impl Piece<'_> {
    fn field(self) -> Option<MailField> {
        match self {
            Piece::Words(_) => None,
            Piece::Field(field) => Some(field),
        }
    }
}

/// What a mail says, with its fields between braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTemplate {
    kind: MailKind,
    subject: String,
    body: String,
}

impl MailTemplate {
    /// As it is stored and compared: the subject, an empty line, the text.
    pub fn stored(&self) -> String {
        match self.kind.has_subject() {
            true => format!("{}\n\n{}", self.subject, self.body),
            false => self.body.clone(),
        }
    }

    /// Subject and text with their fields filled; None where a field has no value. What a value holds is not filled
    /// again.
    pub fn filled(&self, value: impl Fn(MailWord) -> Option<String>) -> Option<(String, String)> {
        let fill = |text: &str| {
            let mut filled = String::with_capacity(text.len());
            for piece in self.kind.pieces(text).ok()? {
                match piece {
                    Piece::Words(words) => filled.push_str(words),
                    Piece::Field(field) => filled.push_str(&value(field.word)?),
                }
            }
            Some(filled)
        };
        Some((fill(&self.subject)?, fill(&self.body)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: MailKind, subject: &str, body: &str) -> Vec<(String, Refusal)> {
        let refusals = kind.parse(subject, body).expect_err("refused");
        refusals.iter().map(|(field, refusal)| (field.to_string(), refusal.clone())).collect()
    }

    #[test]
    fn a_text_is_filled_once_and_reads_as_it_was_stored() {
        let parsed = MailKind::SignIn.parse("Votre lien", "Ouvrez { lien }\n\nou tapez {code}.").expect("a text");
        let value = |word| Some(if word == MailWord::Link { "[{code}]".to_owned() } else { "AB12".to_owned() });
        let filled = parsed.filled(value).expect("filled");
        assert_eq!(filled, ("Votre lien".to_owned(), "Ouvrez [{code}]\n\nou tapez AB12.".to_owned()));
        assert_eq!(MailKind::SignIn.read(&parsed.stored()), Some(parsed.clone()));
        assert_eq!(parsed.filled(|_| None), None);
        assert_eq!(MailKind::SignIn.read("Sans lien\n\nBonjour"), None, "it can no longer be filled");
        let footer = MailKind::Mailing.parse("", "Une ligne.\n\nUne autre.").expect("a text");
        assert_eq!(MailKind::Mailing.read(&footer.stored()), Some(footer), "no subject is stored of it");
    }

    #[test]
    fn what_cannot_be_filled_is_refused_beside_its_field_and_by_name() {
        use Refusal::*;
        let name = |name: &str| name.to_owned();
        for (subject, body, refusals) in [
            ("", "{lien} {code}", vec![("subject", Missing)]),
            ("Lien", " ", vec![("content", Missing)]),
            ("Lien", "{lien} {commune}", vec![("content", UnknownField { name: name("commune") })]),
            ("Lien", "{lien} {code} {", vec![("content", UnknownField { name: name("") })]),
            ("Lien", "{lien}", vec![("content", FieldMissing { name: name("code") })]),
            ("Tapez {code}", "{lien} {code}", vec![("subject", FieldNotInSubject { name: name("code") })]),
            (
                "{x}",
                "{y}",
                vec![("subject", UnknownField { name: name("x") }), ("content", UnknownField { name: name("y") })],
            ),
        ] {
            let refusals: Vec<(String, Refusal)> =
                refusals.into_iter().map(|(field, refusal)| (field.to_owned(), refusal)).collect();
            assert_eq!(refused(MailKind::SignIn, subject, body), refusals, "{subject} / {body}");
        }
        let long = refused(MailKind::SignIn, &"a".repeat(151), &"a".repeat(10_001));
        assert_eq!(long.iter().filter(|(_, refusal)| matches!(refusal, TooLong { .. })).count(), 2, "{long:?}");
    }

    #[test]
    fn what_somebody_typed_stands_after_our_own_sentences_and_in_no_subject() {
        let body = |text: &str| MailKind::FirstReferent.parse("Qui agit ?", text);
        assert!(body("{collectivité} {lien} {nom} {fonction}").is_ok());
        let early = Refusal::FieldTooEarly { name: "nom".into(), after: "lien".into() };
        assert_eq!(
            refused(MailKind::FirstReferent, "Qui ?", "{nom} {collectivité} {lien} {fonction}"),
            [("content".to_owned(), early)]
        );
        let name = Refusal::FieldNotInSubject { name: "nom".into() };
        assert_eq!(
            refused(MailKind::FirstReferent, "{nom}", "{collectivité} {lien} {nom} {fonction}"),
            [("subject".to_owned(), name)]
        );
    }

    #[test]
    fn each_field_belongs_to_a_mail_and_is_named_once_there() {
        for &word in MailWord::ALL {
            assert!(MailKind::ALL.iter().any(|kind| kind.field(word.code()).is_some()), "{word:?}");
        }
        for &kind in MailKind::ALL {
            for field in kind.fields() {
                assert_eq!(kind.fields().iter().filter(|one| one.word == field.word).count(), 1, "{kind:?}");
            }
        }
    }
}
