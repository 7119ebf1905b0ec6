//! Texts that are not in the index, compared with a need by the measure of [`super::similar`].

use super::{
    compared::Compared,
    similar::{Worth, likeness},
    up_to_date,
};
use crate::{Context, Error};
use std::sync::Arc;

/// The least likeness of what is shown, and the least share of the greatest one. Measured on the needs of the
/// demonstration and the services that come with it.
const LEAST: f64 = 0.1;
const LEAST_SHARE: f64 = 0.6;

/// The places of those texts that are near to one, the nearest first.
pub(crate) async fn rank(ctx: &Context, text: Compared, others: Arc<[Compared]>) -> Result<Vec<usize>, Error> {
    let current = up_to_date(ctx).await?;
    let compared = tokio::task::spawn_blocking(move || {
        let mut worth = Worth::new(current);
        let vector = worth.vector_of(&text.title, &text.body)?;
        let mut ranked = Vec::new();
        for (at, other) in others.iter().enumerate().filter(|(_, other)| text.shares(other)) {
            let likeness = likeness(&vector, &worth.vector_of(&other.title, &other.body)?);
            if likeness >= LEAST {
                ranked.push((likeness, at));
            }
        }
        let greatest = ranked.iter().map(|(likeness, _)| *likeness).fold(0.0, f64::max);
        ranked.retain(|(likeness, _)| *likeness >= greatest * LEAST_SHARE);
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        Ok::<_, tantivy::TantivyError>(ranked.into_iter().map(|(_, at)| at).collect())
    });
    Ok(compared.await.map_err(|error| Error::Stored(format!("a search: {error}")))??)
}
