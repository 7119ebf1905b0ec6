//! What the index holds: documents, and the fields under which they are found.

use super::{
    thesaurus::{Feature, thesaurus},
    words::{Folded, Stems},
};
use entity::id::CampaignId;
use std::collections::BTreeSet;
use tantivy::{
    TantivyDocument,
    schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{TextAnalyzer, TokenizerManager},
};

/// What a document of the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Need,
    Group,
    Project,
    Envelope,
    Help,
}

impl Kind {
    /// Every kind, in the order of the page.
    pub const ALL: [Kind; 5] = [Kind::Need, Kind::Group, Kind::Project, Kind::Envelope, Kind::Help];

    /// How the index and addresses name it.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Need => "besoins",
            Kind::Group => "groupements",
            Kind::Project => "projets",
            Kind::Envelope => "enveloppes",
            Kind::Help => "aide",
        }
    }

    /// The kind of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Something public that one may look for.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub kind: Kind,
    /// Its identifier, its code in its campaign, or its address: with `kind` and `campaign`, which document it is.
    pub key: String,
    /// None for what is of no campaign.
    pub campaign: Option<CampaignId>,
    pub title: String,
    pub body: String,
    /// Names and codes of the places that it is of: commune, département, région, postcodes.
    pub places: Vec<String>,
    pub themes: Vec<String>,
    pub regions: Vec<String>,
    pub departements: Vec<String>,
    pub programmes: Vec<String>,
    pub state: &'static str,
    /// Collectivités that support it or stand in it.
    pub supports: u64,
    pub inhabitants: u64,
    /// When it was published, in milliseconds.
    pub at: i64,
}

impl Document {
    /// A document with nothing but a kind and a key.
    pub(super) fn new(kind: Kind, key: String, campaign: Option<CampaignId>) -> Self {
        Self {
            kind,
            key,
            campaign,
            title: String::new(),
            body: String::new(),
            places: Vec::new(),
            themes: Vec::new(),
            regions: Vec::new(),
            departements: Vec::new(),
            programmes: Vec::new(),
            state: "",
            supports: 0,
            inhabitants: 0,
            at: 0,
        }
    }
}

/// Names of the fields that orders read.
pub(super) const SUPPORTS: &str = "supports";
pub(super) const INHABITANTS: &str = "inhabitants";
pub(super) const AT: &str = "at";
pub(super) const TIE: &str = "tie";

/// The fields of the index.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub kind: Field,
    /// Kind and key as one word: what is replaced when the document changes.
    pub name: Field,
    pub key: Field,
    pub campaign: Field,
    pub title: Field,
    pub body: Field,
    /// Words of its places.
    pub place: Field,
    /// Its places, whole: « saint denis », « 46 », « 46100 ».
    pub place_name: Field,
    /// Every word of title, body and places as it is typed: what beginnings and slips are compared with.
    pub word: Field,
    /// What it is about, by the thesaurus.
    pub concept: Field,
    pub theme: Field,
    pub region: Field,
    pub departement: Field,
    pub programme: Field,
    pub state: Field,
    supports: Field,
    inhabitants: Field,
    at: Field,
    /// Puts what is alike in one order on every server.
    tie: Field,
}

/// The schema, its fields, and what takes texts apart.
pub(super) fn schema() -> (Schema, Fields, TokenizerManager) {
    let mut builder = Schema::builder();
    let text = |tokenizer, record| {
        TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record))
    };
    let stems = text("stems", IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        kind: builder.add_text_field("kind", STRING),
        name: builder.add_text_field("name", STRING),
        key: builder.add_text_field("key", STORED),
        campaign: builder.add_text_field("campaign", STRING),
        title: builder.add_text_field("title", stems.clone()),
        body: builder.add_text_field("body", stems),
        place: builder.add_text_field("place", text("stems", IndexRecordOption::Basic)),
        place_name: builder.add_text_field("place_name", STRING),
        word: builder.add_text_field("word", text("folded", IndexRecordOption::Basic)),
        concept: builder.add_text_field("concept", STRING),
        theme: builder.add_text_field("theme", STRING),
        region: builder.add_text_field("region", STRING),
        departement: builder.add_text_field("departement", STRING),
        programme: builder.add_text_field("programme", STRING),
        state: builder.add_text_field("state", STRING),
        supports: builder.add_u64_field(SUPPORTS, FAST),
        inhabitants: builder.add_u64_field(INHABITANTS, FAST),
        at: builder.add_i64_field(AT, FAST),
        tie: builder.add_u64_field(TIE, FAST),
    };
    let tokenizers = TokenizerManager::default();
    tokenizers.register("stems", TextAnalyzer::builder(Stems).build());
    tokenizers.register("folded", TextAnalyzer::builder(Folded).build());
    (builder.build(), fields, tokenizers)
}

/// Kind and key as one word.
pub(super) fn name(kind: Kind, campaign: Option<CampaignId>, key: &str) -> String {
    match (kind, campaign) {
        // Their codes are of one campaign each.
        (Kind::Envelope, Some(campaign)) => format!("{} {campaign} {key}", kind.code()),
        _ => format!("{} {key}", kind.code()),
    }
}

impl Fields {
    /// A document as the index takes it.
    pub(super) fn write(&self, document: &Document) -> TantivyDocument {
        let mut written = TantivyDocument::default();
        written.add_text(self.kind, document.kind.code());
        written.add_text(self.name, name(document.kind, document.campaign, &document.key));
        written.add_text(self.key, &document.key);
        if let Some(campaign) = document.campaign {
            written.add_text(self.campaign, campaign.to_string());
        }
        written.add_text(self.title, &document.title);
        written.add_text(self.body, &document.body);
        for text in [&document.title, &document.body].into_iter().chain(&document.places) {
            written.add_text(self.word, text);
        }
        // Of needs alone: they are compared with one another.
        if document.kind == Kind::Need {
            for concept in concepts(&document.title, &document.body) {
                written.add_text(self.concept, concept);
            }
        }
        for place in &document.places {
            written.add_text(self.place, place);
            written.add_text(self.place_name, entity::text::searchable(place));
        }
        for (field, codes) in [
            (self.theme, &document.themes),
            (self.region, &document.regions),
            (self.departement, &document.departements),
            (self.programme, &document.programmes),
        ] {
            for code in codes {
                written.add_text(field, code);
            }
        }
        written.add_text(self.state, document.state);
        written.add_u64(self.supports, document.supports);
        written.add_u64(self.inhabitants, document.inhabitants);
        written.add_i64(self.at, document.at);
        written.add_u64(self.tie, tie(&document.title));
        written
    }
}

/// The names of what a need is about.
fn concepts(title: &str, body: &str) -> BTreeSet<&'static str> {
    let features = [title, body].into_iter().flat_map(|text| thesaurus().features(text));
    let named = features.filter_map(|feature| match feature {
        Feature::Concept(at) => Some(thesaurus().name(at)),
        Feature::Word(_) => None,
    });
    named.collect()
}

/// A number that follows from the title alone (FNV-1a).
fn tie(title: &str) -> u64 {
    title.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
