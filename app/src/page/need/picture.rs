//! The picture of a need, where its address is shared.

use crate::{
    http::{
        failure::Failure,
        picture::{Subject, send},
        visit::Visit,
    },
    ui::motif::Motif,
};
use axum::{extract::Path, response::Response};
use entity::id::NeedId;

/// Its title and its collectivité; there is none of what is not public, whoever asks.
pub async fn send_picture(visit: Visit, Path(id): Path<NeedId>) -> Result<Response, Failure> {
    let need = server::need::query::get(&visit.ctx, id).await?;
    if !need.state.is_public() {
        return Err(Failure::NotFound);
    }
    let under = visit.ctx.platform.reference().name(&need.siren);
    send(&visit.site.pictures, Subject::Thing { motif: Motif::Need, title: need.title, under }).await
}
