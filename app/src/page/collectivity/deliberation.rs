//! A draft of what the council decides on who casts the collectivité's ballot.

use crate::{
    deliberation::{BLANK, Deliberation},
    http::{
        download::{send_odt, send_paper},
        failure::Failure,
        visit::Visit,
    },
};
use axum::{extract::Path, response::Response};
use entity::{calendar::Phase, mandate::Rank, siren::Siren};
use server::person::{self, Colleague};
use wording::time;

const NAME: &str = "deliberation-mandat";

/// The draft as PDF.
pub async fn mandate(visit: Visit, Path(siren): Path<Siren>) -> Result<Response, Failure> {
    send_paper(draft(&visit, siren).await?.paper(), NAME).await
}

/// The draft as ODT, to be adapted.
pub async fn mandate_odt(visit: Visit, Path(siren): Path<Siren>) -> Result<Response, Failure> {
    send_odt(draft(&visit, siren).await?.paper(), NAME).await
}

/// What it says; for the collectivité's own people and for curators.
async fn draft(visit: &Visit, siren: Siren) -> Result<Deliberation, Failure> {
    let reference = visit.ctx.platform.reference();
    let council = reference.find(&siren).map(|found| found.name.clone()).ok_or(Failure::NotFound)?;
    let campaign = visit.campaign()?.clone();
    let people = person::colleagues(&visit.ctx, &siren, &campaign).await?;
    let period = time::period(&campaign.spec.calendar.period(Phase::Selection), visit.overseas());
    Ok(Deliberation {
        subject: "mandat de vote".to_owned(),
        considering: vec![
            format!(
                "que l’État conduit le programme «\u{202f}{}\u{202f}», dans lequel les collectivités choisissent les \
                 services numériques qu’il finance",
                campaign.spec.title
            ),
            format!("que chaque collectivité y dépose un bulletin, par l’élu qui en a reçu le mandat, {period}"),
        ],
        articles: vec![
            format!("{} est désigné pour déposer le bulletin de {council}.", named(&people, Rank::Holder)),
            format!("{} le supplée en cas d’absence ou d’empêchement.", named(&people, Rank::Deputy)),
            "Ce mandat vaut jusqu’à la clôture du vote. Il peut être retiré à tout moment.".to_owned(),
            "L’exécutif est chargé de l’exécution de la présente délibération.".to_owned(),
        ],
        council,
    })
}

/// Who has the mandate by now, or room for a name.
fn named(people: &[Colleague], rank: Rank) -> String {
    let holds = |one: &&Colleague| one.mandate.as_ref().is_some_and(|mandate| mandate.rank == rank);
    people.iter().find(holds).map_or_else(|| BLANK.to_owned(), |one| one.name.clone())
}
