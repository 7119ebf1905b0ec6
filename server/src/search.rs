//! The search in everything that is public: needs, groups, projects, envelopes and help. Collectivités have an index of
//! their own ([`crate::reference::search`]).
//!
//! One engine (tantivy) for both databases, so that the same words find the same, in the same order, on each. The index
//! is in memory, made by each server from the database, and follows the trace: a search first takes in what was done
//! since, on whichever server. What a page shows of a hit it loads from the database, with the rights of who asks.

pub(crate) mod alike;
pub mod clusters;
pub(crate) mod compared;
mod document;
mod follow;
pub mod hit;
pub(crate) mod index;
mod load;
pub mod similar;
mod thesaurus;
mod typed;
mod words;

pub use self::{document::Kind, index::HelpPage, typed::Marks};
use crate::{Context, Error, cache::Ages, campaign::loaded::StoredCampaign};
use chrono::Duration;
use document::{AT, INHABITANTS, SUPPORTS, TIE};
use entity::{
    id::CampaignId,
    page_number::{PageNumber, pages},
    search_text::SearchText,
};
use index::{Current, Live};
use std::sync::Arc;
use tantivy::{
    DocId, Score, TantivyDocument, Term,
    collector::{Count, TopDocs},
    index::SegmentReader,
    query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery},
    schema::{IndexRecordOption, Value},
};
use typed::{Reader, Synonyms, Typed};

/// For how long a server does not look for what others did.
const LIFE: Duration = Duration::seconds(1);

impl Current {
    fn is_right(&self, ctx: &Context) -> bool {
        self.acts == ctx.acts() && (ctx.now() - self.at).abs() < LIFE
    }
}

/// Makes this server's index, or takes in what was done since: what a start does, so that no visitor waits for it.
pub async fn prepare(ctx: &Context) -> Result<(), Error> {
    up_to_date(ctx).await.map(drop)
}

/// What searches look through, right as of now.
async fn up_to_date(ctx: &Context) -> Result<Current, Error> {
    if let Some(current) = ctx.platform.search.current().filter(|current| current.is_right(ctx)) {
        return Ok(current);
    }
    // Goes on when whoever asked is gone: the next one would begin again.
    let ctx = ctx.clone();
    let following = tokio::spawn(async move {
        let search = &ctx.platform.search;
        let mut live = search.live.lock().await;
        // Somebody else may have done it meanwhile.
        if let Some(current) = search.current().filter(|current| current.is_right(&ctx)) {
            return Ok(current);
        }
        let (acts, at) = (ctx.acts(), ctx.now());
        let caught_up = match live.take() {
            Some(live) => live.catch_up(&ctx).await?,
            None => Live::make(&ctx).await?,
        };
        let current = Current { searcher: caught_up.searcher(), fields: caught_up.fields, acts, at };
        *live = Some(caught_up);
        search.show(current.clone());
        Ok(current)
    });
    following.await.map_err(|error| Error::Stored(format!("the search index: {error}")))?
}

/// The order of what was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// What matches best first; without words, the latest.
    #[default]
    Best,
    Latest,
    Supports,
    Inhabitants,
}

/// What is looked for; empty texts narrow nothing.
#[derive(Debug, Clone)]
pub struct Request {
    pub text: SearchText,
    pub campaign: CampaignId,
    pub kind: Kind,
    pub theme: String,
    pub region: String,
    pub departement: String,
    pub programme: String,
    pub state: String,
    pub order: Order,
    pub page: PageNumber,
    /// Hits on a page.
    pub size: u64,
}

/// One page of what was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Identifiers, codes or addresses, by the kind.
    pub keys: Vec<String>,
    /// On all pages.
    pub total: u64,
    pub page: u64,
    pub pages: u64,
    /// Whether nothing holds every word, so that this is what is nearest.
    pub nearest: bool,
    pub marks: Marks,
}

/// What the index has for some requests that differ in their kind: `nearest` where none of them finds all words.
pub async fn find(ctx: &Context, campaign: &StoredCampaign, requests: Vec<Request>) -> Result<Vec<Found>, Error> {
    find_with(ctx, Some(campaign), requests).await
}

/// As [`find`], also where there is no campaign whose synonyms count.
async fn find_with(
    ctx: &Context,
    campaign: Option<&StoredCampaign>,
    requests: Vec<Request>,
) -> Result<Vec<Found>, Error> {
    let current = up_to_date(ctx).await?;
    let synonyms = campaign.map(|campaign| ctx.platform.search.synonyms(campaign)).unwrap_or_default();
    let found = tokio::task::spawn_blocking(move || current.find(&requests, &synonyms));
    Ok(found.await.map_err(|error| Error::Stored(format!("a search: {error}")))??)
}

impl Current {
    fn find(&self, requests: &[Request], synonyms: &Synonyms) -> tantivy::Result<Vec<Found>> {
        let reader = Reader { searcher: &self.searcher, fields: &self.fields, synonyms };
        let Some(text) = requests.first().map(|request| request.text.as_str()) else { return Ok(Vec::new()) };
        let typed = reader.all_of(text)?;
        let is_empty = typed.query.is_none();
        let found = self.each(requests, &typed, false)?;
        if is_empty || found.iter().any(|found| found.total > 0) {
            return Ok(found);
        }
        match reader.nearest_to(text)? {
            near if near.query.is_some() => self.each(requests, &near, true),
            _ => Ok(found),
        }
    }

    fn each(&self, requests: &[Request], typed: &Typed, nearest: bool) -> tantivy::Result<Vec<Found>> {
        let query = || typed.query.as_ref().map_or_else(|| -> Box<dyn Query> { Box::new(AllQuery) }, |q| q.box_clone());
        let of = |request: &Request| {
            let query = self.narrowed(query(), request);
            Ok(Found { nearest, marks: typed.marks.clone(), ..self.page(&query, request)? })
        };
        requests.iter().map(of).collect()
    }

    fn narrowed(&self, query: Box<dyn Query>, request: &Request) -> BooleanQuery {
        let term = |field, text: &str| -> (Occur, Box<dyn Query>) {
            let term = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic);
            (Occur::Must, Box::new(ConstScoreQuery::new(Box::new(term), 0.0)))
        };
        let mut clauses = vec![(Occur::Must, query), term(self.fields.kind, request.kind.code())];
        if request.kind != Kind::Help {
            clauses.push(term(self.fields.campaign, &request.campaign.to_string()));
        }
        for (field, wanted) in [
            (self.fields.theme, &request.theme),
            (self.fields.region, &request.region),
            (self.fields.departement, &request.departement),
            (self.fields.programme, &request.programme),
            (self.fields.state, &request.state),
        ] {
            if !wanted.is_empty() {
                clauses.push(term(field, wanted));
            }
        }
        BooleanQuery::new(clauses)
    }

    fn page(&self, query: &dyn Query, request: &Request) -> tantivy::Result<Found> {
        let order = request.order;
        let size = usize::try_from(request.size).unwrap_or(1).max(1);
        let ranked = |offset: u64| {
            let top = TopDocs::with_limit(size).and_offset(usize::try_from(offset).unwrap_or(0));
            top.tweak_score(move |segment: &SegmentReader| sort_key(segment, order))
        };
        // The first page is counted and ranked in one pass; which page a later number means depends on the count.
        let first = match request.page {
            PageNumber::FIRST => Some(self.searcher.search(query, &(Count, ranked(0)))?),
            _ => None,
        };
        let (total, first) = match first {
            Some((total, hits)) => (total as u64, Some(hits)),
            None => (self.searcher.search(query, &Count)? as u64, None),
        };
        let page = request.page.within(total, request.size);
        let hits = match first {
            Some(hits) => hits,
            None if total == 0 => Vec::new(),
            None => self.searcher.search(query, &ranked(page.offset(request.size)))?,
        };
        let mut found = Found { total, page: page.get(), pages: pages(total, request.size), ..Found::default() };
        for (_, address) in hits {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let key = document.get_first(self.fields.key).and_then(|key| key.as_str().map(str::to_owned));
            found.keys.extend(key);
        }
        Ok(found)
    }
}

/// By what documents are put in order, the highest first: whatever is asked for, then supports, then the latest, then
/// a number that follows from their titles alone.
type SortKey = (u64, u64, i64, u64);

fn sort_key(segment: &SegmentReader, order: Order) -> impl Fn(DocId, Score) -> SortKey + use<> {
    let fast = segment.fast_fields();
    let number = |name: &str| fast.u64(name).ok().map(|column| column.first_or_default_col(0));
    let (supports, inhabitants, tie) = (number(SUPPORTS), number(INHABITANTS), number(TIE));
    let at = fast.i64(AT).ok().map(|column| column.first_or_default_col(0));
    move |document, score| {
        let of = |column: &Option<Arc<dyn tantivy::columnar::ColumnValues<u64>>>| {
            column.as_ref().map_or(0, |column| column.get_val(document))
        };
        let at = at.as_ref().map_or(0, |column| column.get_val(document));
        let first = match order {
            // Hundredths: what adds up in another order shall not differ.
            Order::Best => (score * 100.0) as u64,
            Order::Latest => return (0, 0, at, of(&tie)),
            Order::Supports => return (0, of(&supports), at, of(&tie)),
            Order::Inhabitants => return (0, of(&inhabitants), at, of(&tie)),
        };
        (first, of(&supports), at, of(&tie))
    }
}
