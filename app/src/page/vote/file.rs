//! The files of the public log, for programs (C2SP tlog-tiles), and the frozen rule.

use crate::http::{failure::Failure, visit::Visit};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use entity::tile;
use server::{frozen_rule, log};

/// How long what never changes, once it is there, may be kept.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

fn text(content_type: &'static str, cache: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, cache)], body).into_response()
}

/// The latest signed head of the log.
pub async fn checkpoint(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let note = log::checkpoint(&visit.ctx, &campaign).await?.ok_or(Failure::NotFound)?;
    Ok(text("text/plain; charset=utf-8", "no-cache", note))
}

/// The frozen rule: the canonical document.
pub async fn rule(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let frozen = frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let frozen = frozen.ok_or(Failure::NotFound)?;
    Ok(text("application/json", "no-cache", frozen.document.clone()))
}

/// A tile of the tree: hashes of its leaves (level 0), or of full tiles below (level 1 and up).
pub async fn tile(visit: Visit, Path((level, path)): Path<(u32, String)>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let (number, width) = tile::parse(&path).ok_or(Failure::NotFound)?;
    let tree = log::tree(&visit.ctx.platform, campaign.id).await?;
    let hashes = tokio::task::spawn_blocking(move || tree.tile(level, number, width)).await;
    let hashes = hashes.map_err(|_| Failure::Internal)?.ok_or(Failure::NotFound)?;
    Ok(text("application/octet-stream", FOR_GOOD, hashes.concat()))
}

/// A bundle of entries: each with its length in two bytes.
pub async fn entries(visit: Visit, Path(path): Path<String>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let (number, width) = tile::parse(&path).ok_or(Failure::NotFound)?;
    let first = number.checked_mul(tile::WIDTH).ok_or(Failure::NotFound)?;
    let entries = log::entries(&visit.ctx, campaign.id, first, width).await?;
    if entries.len() as u64 != width {
        return Err(Failure::NotFound);
    }
    Ok(text("application/octet-stream", FOR_GOOD, tile::bundle(&entries)))
}
