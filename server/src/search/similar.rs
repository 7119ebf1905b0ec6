//! The needs nearest to one that is being written: by what they are about, by theme, and by place.
//!
//! Measured by `server/tests/it/similar.rs` on pairs written before. The weights of words and concepts were chosen on
//! the census of the examples; that of the theme, and what is least shown, with a look at the pairs, too.

use super::{
    document::{Fields, Kind},
    index::Current,
    thesaurus::{Feature, Weight, thesaurus},
    up_to_date,
};
use crate::{Context, Error, campaign::loaded::StoredCampaign, need::query::in_order};
use entity::{
    id::NeedId,
    need::NeedState,
    siren::Siren,
    table::{need, support},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tantivy::{
    Searcher, TantivyDocument, Term,
    collector::TopDocs,
    query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery},
    schema::{IndexRecordOption, Value},
};

/// The most needs that are shown.
pub const MOST: usize = 5;

/// How many are compared whole, of those that share most.
const COMPARED: usize = 100;

/// How much of what a text is about it says once more in its title.
const IN_TITLE: f64 = 2.0;

/// What a feature is worth by what it is, before how rare it is.
const OF_WORD: f64 = 1.0;
const OF_SUBJECT: f64 = 2.0;
const OF_ACT: f64 = 0.7;
const OF_WHO: f64 = 0.4;

/// What the same theme adds to a likeness, which is between 0 and 1, and the same département or région.
const SAME_THEME: f64 = 0.2;
const SAME_DEPARTEMENT: f64 = 0.05;
const SAME_REGION: f64 = 0.02;

/// The least likeness that is shown, without what theme and place add; and the least share of the greatest one.
const LEAST: f64 = 0.05;
const LEAST_SHARE: f64 = 0.3;
/// From here on, whoever goes on to the preview is shown it first.
const LIKELY: f64 = 0.15;
/// From here on, a need of one's own collectivité comes first, with a warning.
const LEAST_OF_OWN: f64 = 0.2;

/// The text of a need, as it is being written.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub title: String,
    pub problem: String,
    pub theme: String,
}

impl Draft {
    /// What is compared of a text: no more than a need may have, whatever comes.
    pub fn cut(title: &str, problem: &str, theme: &str) -> Self {
        let cut = |text: &str, most: usize| text.chars().take(most).collect();
        Self { title: cut(title, 120), problem: cut(problem, 4_000), theme: theme.to_owned() }
    }
}

/// A need that is near.
#[derive(Debug, Clone)]
pub struct Near {
    pub need: need::Model,
    /// It is one's own collectivité's.
    pub own: bool,
    /// One's own collectivité supports it.
    pub supported: bool,
    /// Between 0 and 1, without what theme and place add.
    pub likeness: f64,
}

impl Near {
    /// Whether it is near enough to be shown to whoever did not ask.
    pub fn is_likely(&self) -> bool {
        self.likeness >= LIKELY
    }

    /// Whether one's own collectivité seems to have said it already.
    pub fn is_own_already(&self) -> bool {
        self.own && self.likeness >= LEAST_OF_OWN
    }
}

/// What a text is about, each feature with its worth.
pub(super) type Vector = BTreeMap<Feature, f64>;

/// Worths of features in one state of the index.
pub(super) struct Worth {
    searcher: Searcher,
    fields: Fields,
    /// Those that were asked before: texts that are compared share many.
    known: HashMap<Feature, f64>,
}

impl Worth {
    /// Worths in what the index holds now.
    pub(super) fn new(current: Current) -> Self {
        Self { searcher: current.searcher, fields: current.fields, known: HashMap::new() }
    }

    fn terms(&self, feature: &Feature) -> Vec<Term> {
        match feature {
            Feature::Concept(at) => vec![Term::from_field_text(self.fields.concept, thesaurus().name(*at))],
            Feature::Word(stem) => [self.fields.title, self.fields.body].map(|f| Term::from_field_text(f, stem)).into(),
        }
    }

    /// How much a feature says: more the rarer it is.
    fn of(&mut self, feature: &Feature) -> tantivy::Result<f64> {
        if let Some(worth) = self.known.get(feature) {
            return Ok(*worth);
        }
        let base = match feature {
            Feature::Word(_) => OF_WORD,
            Feature::Concept(at) => match thesaurus().weight(*at) {
                Weight::Subject => OF_SUBJECT,
                Weight::Act => OF_ACT,
                Weight::Who => OF_WHO,
            },
        };
        let mut found = 0;
        for term in self.terms(feature) {
            found = self.searcher.doc_freq(&term)?.max(found);
        }
        let worth = base * (1.0 + self.searcher.num_docs() as f64 / (found as f64 + 0.5)).ln();
        self.known.insert(feature.clone(), worth);
        Ok(worth)
    }

    pub(super) fn vector(&mut self, title: &str, problem: &str) -> tantivy::Result<Vector> {
        self.vector_of(&thesaurus().features(title), &thesaurus().features(problem))
    }

    /// What a text is about, whose features were found before.
    pub(super) fn vector_of(&mut self, title: &BTreeSet<Feature>, body: &BTreeSet<Feature>) -> tantivy::Result<Vector> {
        let mut vector = Vector::new();
        for feature in body {
            let worth = self.of(feature)?;
            vector.insert(feature.clone(), worth);
        }
        for feature in title {
            let worth = self.of(feature)? * IN_TITLE;
            vector.insert(feature.clone(), worth);
        }
        Ok(vector)
    }

    /// The identifiers of the needs that share most with a text.
    fn candidates(&self, campaign: &StoredCampaign, vector: &Vector) -> tantivy::Result<Vec<String>> {
        let term = |term: Term, worth: f64| -> Box<dyn Query> {
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            Box::new(ConstScoreQuery::new(Box::new(query), worth as f32))
        };
        let shares: Vec<Box<dyn Query>> = vector
            .iter()
            .flat_map(|(feature, worth)| self.terms(feature).into_iter().map(|one| term(one, *worth)))
            .collect();
        if shares.is_empty() {
            return Ok(Vec::new());
        }
        let campaign = campaign.id.to_string();
        let query = BooleanQuery::new(vec![
            (Occur::Must, Box::new(BooleanQuery::union(shares)) as Box<dyn Query>),
            (Occur::Must, term(Term::from_field_text(self.fields.kind, Kind::Need.code()), 0.0)),
            (Occur::Must, term(Term::from_field_text(self.fields.campaign, &campaign), 0.0)),
        ]);
        let mut keys = Vec::new();
        for (_, address) in self.searcher.search(&query, &TopDocs::with_limit(COMPARED).order_by_score())? {
            let document: TantivyDocument = self.searcher.doc(address)?;
            keys.extend(document.get_first(self.fields.key).and_then(|key| key.as_str().map(str::to_owned)));
        }
        Ok(keys)
    }
}

/// The cosine of two vectors: 0 where they share nothing, 1 where they are alike.
pub(super) fn likeness(one: &Vector, other: &Vector) -> f64 {
    let length = |vector: &Vector| vector.values().map(|worth| worth * worth).sum::<f64>().sqrt();
    let shared: f64 = one.iter().filter_map(|(feature, worth)| Some(worth * other.get(feature)?)).sum();
    let lengths = length(one) * length(other);
    if lengths > 0.0 { shared / lengths } else { 0.0 }
}

/// The published needs nearest to a text, the nearest first; one's own collectivité's before all others. Three
/// statements beside those that follow the trace.
pub async fn nearest(
    ctx: &Context,
    campaign: &StoredCampaign,
    draft: &Draft,
    siren: Option<&Siren>,
) -> Result<Vec<Near>, Error> {
    nearest_but(ctx, campaign, draft, siren, None).await
}

/// The published needs nearest to one that is published, itself left out. As [`nearest`].
pub async fn nearest_to(ctx: &Context, campaign: &StoredCampaign, need: &need::Model) -> Result<Vec<Near>, Error> {
    let draft = Draft::cut(&need.title, &need.problem, &need.theme);
    nearest_but(ctx, campaign, &draft, None, Some(need.id)).await
}

/// As [`nearest`], without a need: none is as like a text as the one that says it.
async fn nearest_but(
    ctx: &Context,
    campaign: &StoredCampaign,
    draft: &Draft,
    siren: Option<&Siren>,
    without: Option<NeedId>,
) -> Result<Vec<Near>, Error> {
    let current = up_to_date(ctx).await?;
    let (of, draft) = (campaign.clone(), draft.clone());
    let asked = {
        let draft = draft.clone();
        tokio::task::spawn_blocking(move || {
            let mut worth = Worth::new(current);
            let vector = worth.vector(&draft.title, &draft.problem)?;
            let keys = worth.candidates(&of, &vector)?;
            Ok::<_, tantivy::TantivyError>((worth, vector, keys))
        })
    };
    let (mut worth, vector, keys) = asked.await.map_err(|error| Error::Stored(format!("a search: {error}")))??;
    let mut rows = in_order(ctx, &keys).await?;
    rows.retain(|row| row.state == NeedState::Published && row.face.is_none() && Some(row.id) != without);
    let home = siren.and_then(|siren| ctx.platform.reference().find(siren).cloned());
    let compared = tokio::task::spawn_blocking(move || {
        let mut ranked: Vec<(bool, f64, Near)> = Vec::new();
        for need in rows {
            let likeness = likeness(&vector, &worth.vector(&need.title, &need.problem)?);
            let own = home.as_ref().is_some_and(|home| home.siren == need.siren);
            let mut rank = likeness + if need.theme == draft.theme { SAME_THEME } else { 0.0 };
            if let Some(home) = &home {
                let is_near = home.departement.is_some() && home.departement == need.departement;
                rank += if is_near { SAME_DEPARTEMENT } else { 0.0 };
                rank += if home.region == need.region { SAME_REGION } else { 0.0 };
            }
            if likeness >= LEAST {
                ranked.push((own && likeness >= LEAST_OF_OWN, rank, Near { need, own, supported: false, likeness }));
            }
        }
        let greatest = ranked.iter().map(|(.., near)| near.likeness).fold(0.0, f64::max);
        ranked.retain(|(.., near)| near.likeness >= greatest * LEAST_SHARE);
        ranked
            .sort_by(|one, other| (other.0, other.1).partial_cmp(&(one.0, one.1)).unwrap_or(std::cmp::Ordering::Equal));
        Ok::<Vec<Near>, tantivy::TantivyError>(ranked.into_iter().take(MOST).map(|(.., near)| near).collect())
    });
    let mut near: Vec<Near> = compared.await.map_err(|error| Error::Stored(format!("a search: {error}")))??;
    if let Some(siren) = siren.filter(|_| !near.is_empty()) {
        let faces = near.iter().map(|near| near.need.id.0);
        let joined = need::Entity::find().filter(need::Column::Face.is_in(faces.clone())).all(ctx.read()).await?;
        let of_these = support::Column::Need.is_in(faces.chain(joined.iter().map(|joined| joined.id.0)));
        let given = support::Entity::find().filter(of_these).filter(support::Column::Siren.eq(siren.as_str()));
        let given = given.all(ctx.read()).await?;
        for near in &mut near {
            let id = near.need.id;
            // By a need that joined it, its own or one that it supports, it counts already.
            let under: Vec<_> = joined.iter().filter(|joined| joined.face == Some(id)).collect();
            near.supported = under.iter().any(|joined| joined.siren == *siren)
                || given.iter().any(|one| one.need == id || under.iter().any(|joined| joined.id == one.need));
        }
    }
    Ok(near)
}
