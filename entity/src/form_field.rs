//! The fields of forms: the name under which each is posted, and under which what is wrong with it is said.
//!
//! Pages, handlers and rules name a field by the same constant, so that none of them can mistake it.

use serde::{Deserialize, Serialize};
use std::{fmt, ops::Deref};

/// A field that the code names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormField(&'static str);

impl FormField {
    /// A field posted under this name.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// This field of one thing among several in a form: `amount.` and its identifier.
    pub fn of(self, thing: impl fmt::Display) -> FieldName {
        FieldName(format!("{}.{thing}", self.0))
    }
}

/// The name of a field as a form posts it: one of the code's own ([`FormField`]), one of several alike, or a question
/// of a form that is data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldName(String);

impl FieldName {
    /// The form as a whole: what is refused is no field's fault.
    pub const WHOLE: Self = Self(String::new());

    /// A question of an envelope's form, by its code.
    pub fn question(code: &str) -> Self {
        Self(code.to_owned())
    }
}

impl From<FormField> for FieldName {
    fn from(field: FormField) -> Self {
        Self(field.0.to_owned())
    }
}

impl From<FormField> for String {
    fn from(field: FormField) -> Self {
        field.0.to_owned()
    }
}

impl From<FieldName> for String {
    fn from(name: FieldName) -> Self {
        name.0
    }
}

impl AsRef<str> for FormField {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl AsRef<str> for FieldName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Deref for FieldName {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for FieldName {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for FieldName {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<FormField> for FieldName {
    fn eq(&self, other: &FormField) -> bool {
        self.0 == other.0
    }
}

/// The act that takes two people.
pub const ACT: FormField = FormField::new("act");
/// The collectivité for which the form was rendered.
pub const ACTING: FormField = FormField::new("acting");
pub const CAMPAIGN: FormField = FormField::new("campaign");
/// The training copy in which the form was rendered.
pub const TRAINING: FormField = FormField::new("training");
pub const AFFECTED: FormField = FormField::new("affected");
pub const AMOUNT: FormField = FormField::new("amount");
/// The fingerprints of the personal data that is published all the same.
pub const ANYWAY: FormField = FormField::new("anyway");
pub const ANSWER: FormField = FormField::new("answer");
/// An application ticked on the desk.
pub const APPLICATION: FormField = FormField::new("dossier");
pub const ASSUMPTIONS: FormField = FormField::new("assumptions");
pub const ASSESSOR: FormField = FormField::new("assessor");
/// Given back by a prefecture, and not delegated to it.
pub const AUTHORITY: FormField = FormField::new("authority");
/// Who reads a question.
pub const AUDIENCE: FormField = FormField::new("audience");
pub const BACK: FormField = FormField::new("back");
/// Whose a need is to sort, where one need is spoken of.
pub const ASSIGNEE: FormField = FormField::new("assignee");
pub const BENEFITS: FormField = FormField::new("benefits");
/// Names the check boxes of the form, of which a browser sends nothing when none is ticked.
pub const BOXES: FormField = FormField::new("boxes");
pub const CAPACITY: FormField = FormField::new("capacity");
pub const CARRIER_GROUP: FormField = FormField::new("carrier_group");
/// A service of the catalogue.
pub const SERVICE: FormField = FormField::new("service");
pub const CARRIER_SERVICE: FormField = FormField::new("carrier_service");
/// Why a text is reported.
pub const CAUSE: FormField = FormField::new("cause");
pub const CHOICE: FormField = FormField::new("choice");
pub const CODE: FormField = FormField::new("code");
pub const CORRECTION: FormField = FormField::new("correction");
pub const COST: FormField = FormField::new("cost");
/// The lines of a project’s cost.
pub const COST_LINE: FormField = FormField::new("cout");
/// The table of costs.
pub const COSTS: FormField = FormField::new("costs");
pub const DATE: FormField = FormField::new("date");
pub const DAY: FormField = FormField::new("day");
pub const DAYS: FormField = FormField::new("days");
pub const DELEGATION: FormField = FormField::new("delegation");
pub const DEPARTEMENT: FormField = FormField::new("departement");
pub const DEPLOYMENT: FormField = FormField::new("deployment");
/// What is done with the applications ticked on the desk.
pub const DESK_ACT: FormField = FormField::new("acte");
pub const EMAIL: FormField = FormField::new("email");
/// The entry of the ledger, so that sending twice writes once.
pub const ENTRY: FormField = FormField::new("entry");
pub const ENVELOPE: FormField = FormField::new("envelope");
pub const EVIDENCE: FormField = FormField::new("evidence");
/// The place of an entry in its list.
pub const AT: FormField = FormField::new("at");
pub const BODY: FormField = FormField::new("body");
pub const EXISTING: FormField = FormField::new("existing");
/// The service that answers a need already.
pub const EXISTING_ANSWER: FormField = FormField::new("reponse");
pub const FEEDBACK: FormField = FormField::new("feedback");
pub const FIELD: FormField = FormField::new("field");
/// A file that is attached to a need.
pub const FILE: FormField = FormField::new("piece");
/// The answer that is typed beside its title.
pub const CONTENT: FormField = FormField::new("content");
/// The page of ours that a message came from.
pub const CAME_FROM: FormField = FormField::new("depuis");
/// The campaign that is being written, and the place of it whose texts are previewed.
pub const CAMPAIGN_DRAFT: FormField = FormField::new("campagne-ecrite");
pub const CAMPAIGN_PLACE: FormField = FormField::new("lieu-ecrit");
/// The subject of a mail.
pub const SUBJECT: FormField = FormField::new("subject");
pub const TOPIC: FormField = FormField::new("topic");
pub const FROM: FormField = FormField::new("from");
/// The hour at which something begins to be shown.
pub const FROM_HOUR: FormField = FormField::new("from_hour");
pub const FUNCTION: FormField = FormField::new("function");
/// The table of funding.
pub const FUNDING: FormField = FormField::new("funding");
pub const GROUP: FormField = FormField::new("group");
pub const HOUR: FormField = FormField::new("hour");
/// The identifier of what a form makes, so that sending twice makes one.
pub const ID: FormField = FormField::new("id");
pub const IBAN: FormField = FormField::new("iban");
pub const INSTALMENT: FormField = FormField::new("instalment");
pub const INVITATION: FormField = FormField::new("invitation");
/// A list that is imported.
/// The kind of a value.
pub const KIND: FormField = FormField::new("kind");
pub const LIST: FormField = FormField::new("liste");
pub const LINK: FormField = FormField::new("link");
/// What the applications of a batch have in common.
pub const BATCH_ENVELOPE: FormField = FormField::new("enveloppe");
pub const BATCH_PROJECT: FormField = FormField::new("projet");
pub const BATCH_WAVE: FormField = FormField::new("vague");
/// The mark on a criterion.
pub const MARK: FormField = FormField::new("mark");
pub const MEMBER: FormField = FormField::new("member");
/// Who is told of a note.
pub const MENTION: FormField = FormField::new("mention");
/// The minutes of a decision of the committee, and whether everybody reads them.
pub const MINUTES: FormField = FormField::new("minutes");
pub const MESSAGE: FormField = FormField::new("message");
pub const NAME: FormField = FormField::new("name");
/// A need ticked on the desk, or one of several that join.
pub const NEED: FormField = FormField::new("besoin");
/// The need that stays in lists, of those that join.
pub const FACE: FormField = FormField::new("visage");
pub const NEEDS: FormField = FormField::new("needs");
pub const NOTE: FormField = FormField::new("note");
/// What a member of the committee thinks.
pub const OPINION: FormField = FormField::new("opinion");
pub const OUTCOME: FormField = FormField::new("outcome");
/// The page that shows the form again when it is refused.
pub const PAGE: FormField = FormField::new("page");
pub const PARTY: FormField = FormField::new("party");
pub const PERSON: FormField = FormField::new("person");
pub const PERSONA: FormField = FormField::new("persona");
pub const PLACE: FormField = FormField::new("place");
pub const PREFERENCE: FormField = FormField::new("preference");
pub const PRIORITY: FormField = FormField::new("priority");
/// What the labels proposed when the form was rendered.
pub const PRIORITY_PROPOSED: FormField = FormField::new("priority_proposed");
pub const PRIORITY_REASON: FormField = FormField::new("priority_reason");
pub const PROBLEM: FormField = FormField::new("problem");
pub const PROGRAMMES: FormField = FormField::new("programmes");
pub const PROJECT: FormField = FormField::new("project");
/// Projects that are proposed to the committee.
pub const PROJECTS: FormField = FormField::new("projects");
pub const PUBLISH: FormField = FormField::new("publish");
pub const PURPOSE: FormField = FormField::new("purpose");
pub const RANK: FormField = FormField::new("rank");
pub const REASON: FormField = FormField::new("reason");
/// The receipt that is checked.
pub const RECEIPT: FormField = FormField::new("recepisse");
pub const REFUSE: FormField = FormField::new("refuse");
/// The fingerprint of what a text was rendered with.
pub const RENDERED: FormField = FormField::new("rendered");
pub const REGION: FormField = FormField::new("region");
pub const RESIDENCE: FormField = FormField::new("residence");
/// Where one goes on to after signing in.
pub const RETURN_TO: FormField = FormField::new("suite");
pub const SENTENCE: FormField = FormField::new("sentence");
pub const SESSION: FormField = FormField::new("session");
/// The fingerprint of what the form showed; with an identifier where it showed several things ([`FormField::of`]).
pub const SHOWN: FormField = FormField::new("shown");
pub const SIGNATORY: FormField = FormField::new("signatory");
pub const SIREN: FormField = FormField::new("siren");
pub const SOURCE: FormField = FormField::new("source");
pub const STAFF: FormField = FormField::new("staff");
/// Parts of the collectivités, by kind and size.
pub const STRATUM: FormField = FormField::new("stratum");
pub const SUMMARY: FormField = FormField::new("summary");
/// A text that is moderated.
pub const TEXT: FormField = FormField::new("text");
pub const THEME: FormField = FormField::new("theme");
/// Where one goes on to after writing.
pub const THEN: FormField = FormField::new("puis");
/// The message that is answered.
pub const THREAD: FormField = FormField::new("thread");
pub const TIME: FormField = FormField::new("time");
pub const TITLE: FormField = FormField::new("title");
/// To whom needs are given to sort.
pub const TO: FormField = FormField::new("to");
pub const UNTIL: FormField = FormField::new("until");
/// The hour from which it is shown no more.
pub const UNTIL_HOUR: FormField = FormField::new("until_hour");
pub const URGENCY: FormField = FormField::new("urgency");
/// What the committee decides.
pub const VERDICT: FormField = FormField::new("verdict");
pub const VERSION: FormField = FormField::new("version");
pub const WAVE: FormField = FormField::new("wave");
/// How far curators are with a need.
pub const WORK: FormField = FormField::new("work");
