//! The public needs of a campaign as a table to download, under the filters of the list.

use crate::{
    http::{
        failure::Failure,
        table::{Cell, Column, Format, streamed, table},
        visit::Visit,
    },
    ui::need_search::NeedSearch,
};
use axum::{extract::Query, response::Response};
use entity::table::need;
use futures_util::{TryStreamExt, stream};
use server::{
    Context,
    campaign::loaded::StoredCampaign,
    need::{
        filter::Filter,
        query::{After, after, with_words},
    },
    reference::Reference,
};
use std::sync::Arc;

/// What each column holds stands in docs/DATA.md.
const COLUMNS: &[Column] = &[
    Column("need", "Numéro"),
    Column("siren", "SIREN"),
    Column("collectivity", "Collectivité"),
    Column("departement", "Département"),
    Column("region", "Région"),
    Column("state", "État"),
    Column("title", "Besoin"),
    Column("problem", "Problème"),
    Column("affected", "Qui en souffre"),
    Column("existing", "Ce qui existe"),
    Column("theme", "Thème"),
    Column("urgency", "Urgence"),
    Column("programmes", "Programmes"),
    Column("supports", "Soutiens"),
    Column("inhabitants", "Habitants"),
    Column("published", "Publié le"),
    Column("declined_reason", "Motif s’il est écarté"),
];

/// Needs that are read at once.
const AT_ONCE: u64 = 500;

/// The needs that the filters let through, the latest first; with words, those that hold them, the best first.
pub async fn csv(visit: Visit, format: Format, Query(search): Query<NeedSearch>) -> Result<Response, Failure> {
    let (ctx, campaign) = (visit.ctx.clone(), visit.campaign()?.clone());
    let (filter, reference) = (search.filter(), visit.ctx.platform.reference());
    if !filter.text.is_empty() {
        let found = with_words(&ctx, &campaign, &filter).await?;
        let rows: Vec<_> = found.into_iter().map(|need| cells(&campaign, &reference, need)).collect();
        return Ok(table(format, "besoins", COLUMNS, rows));
    }
    Ok(streamed(format, "besoins", COLUMNS, rows(ctx, campaign, filter, reference)))
}

/// The rows of all needs under a filter, read as they are sent.
fn rows(
    ctx: Context,
    campaign: Arc<StoredCampaign>,
    filter: Filter,
    reference: Arc<Reference>,
) -> impl futures_util::Stream<Item = Result<Vec<Cell>, server::Error>> + Send {
    let shown = Arc::clone(&campaign);
    let pages = stream::try_unfold(Some(None), move |place: Option<Option<After>>| {
        let (ctx, campaign, filter) = (ctx.clone(), Arc::clone(&campaign), filter.clone());
        async move {
            let Some(place) = place else { return Ok::<_, server::Error>(None) };
            let needs = after(&ctx, &campaign, &filter, place, AT_ONCE).await?;
            let more = (needs.len() as u64 == AT_ONCE).then(|| needs.last().map(After::of)).flatten();
            Ok(Some((needs, more.map(Some))))
        }
    });
    let row = move |need| Ok(cells(&shown, &reference, need));
    pages.map_ok(move |needs| stream::iter(needs.into_iter().map(row.clone()).collect::<Vec<_>>())).try_flatten()
}

fn cells(campaign: &StoredCampaign, reference: &Reference, need: need::Model) -> Vec<Cell> {
    let theme = campaign.spec.theme(&need.theme).map_or_else(|| need.theme.clone(), |theme| theme.label.clone());
    let departement = need.departement.map(|code| {
        let name = reference.departement_name(&code).to_owned();
        Cell::Named(code, name)
    });
    let region = reference.region_name(&need.region).to_owned();
    vec![
        Cell::Text(need.id.to_string()),
        Cell::Text(need.siren.to_string()),
        Cell::Text(reference.name(&need.siren)),
        departement.unwrap_or(Cell::Nothing),
        Cell::Named(need.region, region),
        Cell::Named(need.state.code().to_owned(), wording::need_state(need.state).to_owned()),
        Cell::Text(need.title),
        Cell::Text(need.problem),
        Cell::Text(need.affected),
        Cell::Text(need.existing),
        Cell::Named(need.theme, theme),
        Cell::Text(need.urgency),
        Cell::Text(need.programmes.trim_matches('|').replace('|', " ")),
        Cell::Number(i64::from(need.supports)),
        Cell::Number(need.inhabitants),
        need.published_at.map_or(Cell::Nothing, |at| Cell::Instant(at.utc())),
        Cell::text(need.declined_reason),
    ]
}
