//! The archive of a vote, by which anybody counts it again.

use crate::{
    http::{failure::Failure, visit::Visit},
    pack::pack,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;

/// The archive as a file; there is none before the close.
pub async fn file(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let zip = server::archive::packed(&visit.ctx, campaign.id, pack).await?.ok_or(Failure::NotFound)?;
    let name = format!("attachment; filename=\"vote-{}.zip\"", campaign.spec.slug);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, axum::body::Bytes::from_owner(zip)).into_response())
}

/// How anybody counts the vote again.
#[component]
pub fn Recount(archive: String) -> AnyView {
    view! {
        <h2>"Recompter"</h2>
        <p>
            "L’archive contient la règle, tous les bulletins, le journal signé et le résultat. Elle suffit à recompter \
             le vote sur un autre ordinateur : « terreau verify archive.zip » le fait, et d’autres programmes le \
             peuvent aussi (fichier election.pb)."
        </p>
        <p>
            <a href=archive>"Télécharger l’archive du vote (ZIP)"</a>
        </p>
    }
    .into_any()
}
