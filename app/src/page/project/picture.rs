//! The picture of a project, where its address is shared.

use crate::{
    http::{
        failure::Failure,
        picture::{Subject, send},
        visit::Visit,
    },
    ui::motif::Motif,
};
use axum::{extract::Path, response::Response};
use entity::id::ProjectId;
use wording::euros;

/// Its title and its cost; there is none of what is not public, whoever asks.
pub async fn send_picture(visit: Visit, Path(id): Path<ProjectId>) -> Result<Response, Failure> {
    let project = server::project::query::get(&visit.ctx, id).await?;
    if !project.state.is_public() {
        return Err(Failure::NotFound);
    }
    let under = euros(project.cost.cents());
    send(&visit.site.pictures, Subject::Thing { motif: Motif::Project, title: project.title, under }).await
}
