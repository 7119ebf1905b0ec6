//! The outline of a campaign: its values, each with its shape, in the order of the editor.

use crate::{
    application_form::{FieldKind, Prefill},
    campaign::{ApplicantKind, AssessedBy, Authority, Call, PaperOrder, Publication},
    collectivity::Kind,
    discussion::DiscussionUntil,
    payment_file::PaymentValue,
    programme::Programme,
};

/// The most entries of one list.
pub const MOST_ENTRIES: usize = 200;

/// The most characters of a line, and of a text.
pub const LONGEST_LINE: usize = 300;
pub const LONGEST_TEXT: usize = 20_000;

/// How deep conditions nest.
pub const DEEPEST: usize = 6;

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Several lines of text.
    Text,
    /// Several lines in Markdown, which pages show as such.
    Markdown,
    /// A whole number.
    Number,
    /// Whole euros.
    Euros,
    /// A day, in Paris.
    Day,
    YesNo,
    /// Texts, one a line.
    Lines,
    /// Lists of words, one a line, the words between commas.
    WordLists,
    /// One of these codes.
    Choice(fn() -> Vec<&'static str>),
    /// Any of these codes.
    Several(fn() -> Vec<&'static str>),
    /// The code of an entry of a list of the campaign, by the place of that list.
    CodeIn(&'static str),
    /// Values that belong together.
    Part(&'static Outline),
    /// Entries of one outline, in an order.
    List(&'static Outline),
    /// One of several kinds, each with values of its own.
    Variants(&'static Variants),
    /// Entries that are each one of several kinds.
    ListOf(&'static Variants),
}

/// Values that belong together, in the order of the editor.
#[derive(Debug)]
pub struct Outline {
    /// Names it among outlines, for labels.
    pub name: &'static str,
    pub members: &'static [Member],
}

/// One value of an outline.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// As the file names it.
    pub key: &'static str,
    pub shape: Shape,
    /// Whether a campaign cannot do without it.
    pub needed: bool,
}

/// Kinds of a value, each with values of its own.
#[derive(Debug)]
pub struct Variants {
    pub name: &'static str,
    pub tag: Tag,
    pub kinds: &'static [Variant],
}

/// How the kind of a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Beside its values, under this key.
    Beside(&'static str),
    /// As the key of its one value.
    Around,
}

/// A kind of a value.
#[derive(Debug)]
pub struct Variant {
    pub code: &'static str,
    /// Of [`Tag::Around`], the one value, under the kind's code.
    pub members: &'static [Member],
}

const fn needed(key: &'static str, shape: Shape) -> Member {
    Member { key, shape, needed: true }
}

const fn optional(key: &'static str, shape: Shape) -> Member {
    Member { key, shape, needed: false }
}

macro_rules! codes_of {
    ($kind:ty) => {
        Shape::Choice(|| <$kind>::ALL.iter().map(|one| one.code()).collect())
    };
}

const PROGRAMMES: fn() -> Vec<&'static str> = || Programme::ALL.iter().map(|one| one.code()).collect();
const KINDS: fn() -> Vec<&'static str> = || Kind::ALL.iter().map(|one| one.code()).collect();

/// A campaign as a whole.
pub static CAMPAIGN: Outline = Outline {
    name: "campaign",
    members: &[
        needed("slug", Shape::Line),
        needed("title", Shape::Line),
        needed("summary", Shape::Markdown),
        needed("calendar", Shape::Part(&CALENDAR)),
        needed("envelope", Shape::List(&ENVELOPE)),
        needed("selection", Shape::Part(&SELECTION)),
        optional("form", Shape::List(&FORM)),
        needed("theme", Shape::List(&THEME)),
        optional("legal_basis", Shape::Text),
        optional("appeal", Shape::Text),
        optional("letterhead", Shape::Part(&LETTERHEAD)),
        optional("decision_text", Shape::Part(&DECISION_TEXT)),
        optional("convention", Shape::Part(&CONVENTION)),
        optional("iban", Shape::YesNo),
        optional("discussion", codes_of!(DiscussionUntil)),
        optional("committee", Shape::YesNo),
        optional("synonyms", Shape::WordLists),
        optional("payment_column", Shape::List(&PAYMENT_COLUMN)),
    ],
};

static DECISION_TEXT: Outline = Outline {
    name: "decision_text",
    members: &[
        optional("accepted", Shape::Text),
        optional("waiting_list", Shape::Text),
        optional("refused", Shape::Text),
    ],
};

static CONVENTION: Outline =
    Outline { name: "convention", members: &[needed("text", Shape::Text), optional("required", Shape::YesNo)] };

static PAYMENT_COLUMN: Outline = Outline {
    name: "payment_column",
    members: &[needed("heading", Shape::Line), needed("value", codes_of!(PaymentValue))],
};

static CALENDAR: Outline = Outline {
    name: "calendar",
    members: &[
        needed("census", Shape::Part(&PERIOD)),
        needed("selection", Shape::Part(&PERIOD)),
        needed("application", Shape::Part(&PERIOD)),
    ],
};

static PERIOD: Outline =
    Outline { name: "period", members: &[needed("opens", Shape::Day), needed("until", Shape::Day)] };

static THEME: Outline =
    Outline { name: "theme", members: &[needed("code", Shape::Line), needed("label", Shape::Line)] };

static ENVELOPE: Outline = Outline {
    name: "envelope",
    members: &[
        needed("code", Shape::Line),
        needed("title", Shape::Line),
        needed("amount", Shape::Euros),
        needed("purpose", Shape::Markdown),
        optional("source", Shape::Line),
        optional("part_of", Shape::CodeIn("envelope")),
        optional("call", codes_of!(Call)),
        optional("form", Shape::CodeIn("form")),
        optional("applicant", codes_of!(ApplicantKind)),
        optional("eligibility", Shape::Variants(&CONDITION)),
        optional("subsidy_percent", Shape::Number),
        optional("ceiling", Shape::Euros),
        optional("floor", Shape::Euros),
        optional("public_funding_percent", Shape::Number),
        optional("places", Shape::Number),
        optional("decided_by", codes_of!(Authority)),
        optional("assessed_by", codes_of!(AssessedBy)),
        optional("correction_days", Shape::Number),
        optional("priority", Shape::Several(PROGRAMMES)),
        optional("topics", Shape::Lines),
        optional("wave", Shape::List(&WAVE)),
        optional("item", Shape::List(&ITEM)),
        optional("criterion", Shape::List(&CRITERION)),
    ],
};

static WAVE: Outline = Outline {
    name: "wave",
    members: &[needed("opens", Shape::Day), needed("until", Shape::Day), optional("amount", Shape::Euros)],
};

static ITEM: Outline = Outline {
    name: "item",
    members: &[needed("code", Shape::Line), needed("label", Shape::Line), needed("amount", Shape::Euros)],
};

static CRITERION: Outline = Outline {
    name: "criterion",
    members: &[needed("title", Shape::Line), optional("weight", Shape::Number), optional("marks", Shape::Lines)],
};

/// What an applicant must be.
static CONDITION: Variants = Variants {
    name: "condition",
    tag: Tag::Around,
    kinds: &[
        Variant { code: "inhabitants", members: &[needed("inhabitants", Shape::Number)] },
        Variant { code: "inhabitants_at_most", members: &[needed("inhabitants_at_most", Shape::Number)] },
        Variant { code: "departement", members: &[needed("departement", Shape::YesNo)] },
        Variant { code: "kind", members: &[needed("kind", Shape::Several(KINDS))] },
        Variant { code: "programme", members: &[needed("programme", codes_of!(Programme))] },
        Variant { code: "members", members: &[needed("members", Shape::Number)] },
        Variant { code: "any", members: &[needed("any", Shape::ListOf(&CONDITION))] },
        Variant { code: "all", members: &[needed("all", Shape::ListOf(&CONDITION))] },
    ],
};

static SELECTION: Outline = Outline {
    name: "selection",
    members: &[
        needed("envelope", Shape::CodeIn("envelope")),
        needed("ballot", Shape::Part(&BALLOT)),
        needed("rule", Shape::Variants(&RULE)),
        needed("seed", Shape::Line),
        optional("publication", codes_of!(Publication)),
        optional("paper", codes_of!(PaperOrder)),
    ],
};

static BALLOT: Outline = Outline {
    name: "ballot",
    members: &[
        optional("least", Shape::Number),
        optional("most", Shape::Number),
        optional("points", Shape::Part(&POINTS)),
    ],
};

static POINTS: Outline =
    Outline { name: "points", members: &[needed("total", Shape::Number), optional("most_on_one", Shape::Number)] };

const PRIORITY: Member = optional("priority", Shape::Choice(|| vec!["none", "ties_and_leftover"]));

static RULE: Variants = Variants {
    name: "rule",
    tag: Tag::Beside("method"),
    kinds: &[
        Variant { code: "equal_shares", members: &[optional("completion", Shape::Variants(&COMPLETION)), PRIORITY] },
        Variant { code: "greedy", members: &[PRIORITY] },
        Variant { code: "approval_count", members: &[needed("projects", Shape::Number), PRIORITY] },
    ],
};

const INCREMENTS: &[Member] =
    &[needed("increment", Shape::Number), needed("stop", Shape::Choice(|| vec!["exhaustive", "infeasible"]))];

static COMPLETION: Variants = Variants {
    name: "completion",
    tag: Tag::Beside("kind"),
    kinds: &[
        Variant { code: "none", members: &[] },
        Variant { code: "add1", members: INCREMENTS },
        Variant { code: "add1u", members: INCREMENTS },
    ],
};

static FORM: Outline =
    Outline { name: "form", members: &[needed("code", Shape::Line), needed("section", Shape::List(&SECTION))] };

static SECTION: Outline = Outline {
    name: "section",
    members: &[needed("title", Shape::Line), optional("help", Shape::Markdown), needed("field", Shape::List(&FIELD))],
};

static FIELD: Outline = Outline {
    name: "field",
    members: &[
        needed("code", Shape::Line),
        needed("label", Shape::Line),
        needed("kind", codes_of!(FieldKind)),
        optional("hint", Shape::Markdown),
        optional("required", Shape::YesNo),
        optional("least", Shape::Number),
        optional("most", Shape::Number),
        optional("prefill", codes_of!(Prefill)),
        optional("shown_if", Shape::Part(&SHOWN_IF)),
        optional("options", Shape::List(&CHOICE)),
    ],
};

static SHOWN_IF: Outline =
    Outline { name: "shown_if", members: &[needed("field", Shape::Line), needed("is", Shape::Line)] };

static CHOICE: Outline =
    Outline { name: "choice", members: &[needed("code", Shape::Line), needed("label", Shape::Line)] };

static LETTERHEAD: Outline = Outline {
    name: "letterhead",
    members: &[
        needed("authority", Shape::Line),
        needed("place", Shape::Line),
        needed("signatory", Shape::Line),
        needed("function", Shape::Line),
        optional("delegation", Shape::Line),
    ],
};
