//! A draft of what the council of a member decides on its part in a group, as PDF and as ODT.

use crate::{
    deliberation::{BLANK, Deliberation},
    http::{
        download::{send_odt, send_paper},
        failure::Failure,
        visit::Visit,
    },
};
use axum::{extract::Path, response::Response};
use entity::{group::MemberState, id::GroupId};
use server::group::contact::require_member;
use wording::count;

const NAME: &str = "deliberation-groupement";

/// The draft as PDF.
pub async fn file(visit: Visit, Path(id): Path<GroupId>) -> Result<Response, Failure> {
    send_paper(draft(&visit, id).await?.paper(), NAME).await
}

/// The draft as ODT, to be adapted.
pub async fn odt(visit: Visit, Path(id): Path<GroupId>) -> Result<Response, Failure> {
    send_odt(draft(&visit, id).await?.paper(), NAME).await
}

/// What it says, of the collectivité acted for; for its members, and for curators, who get it without a name.
async fn draft(visit: &Visit, id: GroupId) -> Result<Deliberation, Failure> {
    let campaign = visit.campaign()?.clone();
    require_member(&visit.ctx, id).await?;
    let detail = server::group::query::detail(&visit.ctx, &campaign, id).await?;
    let reference = visit.ctx.platform.reference();
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let counts = |siren: &entity::siren::Siren| detail.state_of(siren).is_some_and(MemberState::counts);
    let council = acting.filter(counts).map_or_else(|| BLANK.to_owned(), |siren| reference.name(&siren));
    let lead = reference.name(&detail.group.lead);
    let members: Vec<String> =
        detail.members.iter().filter(|member| member.state.counts()).map(|member| member.name.clone()).collect();
    Ok(Deliberation {
        subject: format!("groupement «\u{202f}{}\u{202f}»", detail.group.name),
        considering: vec![
            format!(
                "que l’État conduit le programme «\u{202f}{}\u{202f}», auquel les collectivités candidatent en \
                 groupement",
                campaign.spec.title
            ),
            format!(
                "que le groupement «\u{202f}{}\u{202f}» a pour objectif\u{a0}: {}",
                detail.group.name, detail.group.purpose
            ),
            format!(
                "qu’il réunit à ce jour {} ({}), soit {}, chacun compté une fois",
                count(members.len() as u64, "collectivité", "collectivités"),
                members.join(", "),
                count(detail.meter.population, "habitant", "habitants")
            ),
        ],
        articles: vec![
            format!("{council} prend part à ce groupement."),
            format!("{lead} en est le chef de file, et dépose pour lui ses candidatures."),
            "La part de dépense de la collectivité, s’il y en a une, fera l’objet d’une autre délibération.".to_owned(),
            "L’exécutif est chargé de l’exécution de la présente délibération.".to_owned(),
        ],
        council,
    })
}
