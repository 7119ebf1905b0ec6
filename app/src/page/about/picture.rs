//! Pictures of the site: what is shown where its address is shared, and its icons.

use crate::http::{
    failure::Failure,
    picture::{ICONS, Subject, send},
    site::Site,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use std::sync::Arc;

/// The site's.
pub async fn site(State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    send(&site.pictures, Subject::Site).await
}

/// The mark in one of the widths that there are.
pub async fn icon(State(site): State<Arc<Site>>, Path(size): Path<u32>) -> Result<Response, Failure> {
    match ICONS.contains(&size) {
        true => send(&site.pictures, Subject::Icon(size)).await,
        false => Err(Failure::NotFound),
    }
}
