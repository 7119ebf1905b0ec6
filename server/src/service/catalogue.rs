//! The catalogue in memory: pages read it beside every need, and it changes now and then.

use super::{current, kept::Catalogue};
use crate::{Context, Error, search::compared::Compared};
use entity::{
    page_number::{Listed, PageNumber},
    search_text::SearchText,
    table::service,
    text::searchable,
};
use std::sync::Arc;

/// Services on a page.
const PAGE: u64 = 20;

/// The catalogue: one statement, or none while it is kept.
pub async fn catalogue(ctx: &Context) -> Result<Arc<Catalogue>, Error> {
    let now = ctx.now();
    if let Some(kept) = ctx.platform.services.find(now) {
        return Ok(kept);
    }
    let services = current(ctx.read()).await?;
    let compared = services.iter().map(|service| Compared::of(&service.name, &service.purpose)).collect();
    let made = Arc::new(Catalogue { services, compared });
    ctx.platform.services.keep(now, &made);
    Ok(made)
}

/// A page of the services that hold every word looked for, by name.
pub async fn list(ctx: &Context, text: &SearchText, page: PageNumber) -> Result<Listed<service::Model>, Error> {
    let catalogue = catalogue(ctx).await?;
    let words = searchable(text.as_str());
    let words: Vec<&str> = words.split_whitespace().collect();
    let holds = |row: &&service::Model| {
        let text = searchable(&format!("{} {} {} {}", row.name, row.purpose, row.operator, row.licence));
        words.iter().all(|word| text.contains(word))
    };
    let found = catalogue.services.iter().filter(holds).cloned().collect();
    Ok(Listed::of(found, page, PAGE))
}
