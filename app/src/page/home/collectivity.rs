//! What is expected of the collectivité that the visitor acts for: answers to groups, then the act of the phase.

use super::expected::{Expectation, Line};
use crate::http::{failure::Failure, visit::Visit};
use entity::{
    address::Address,
    calendar::{Phase, Progress},
    collectivity::Capacity,
    group::{GroupState, MemberState},
    permission::Acting,
};
use server::campaign::running::RunningCampaign;

/// What is expected of it now.
pub async fn expectation(visit: &Visit, campaign: &RunningCampaign, acting: &Acting) -> Result<Expectation, Failure> {
    let groups = server::group::query::of_collectivity(&visit.ctx, &acting.siren).await?;
    let invited = groups
        .into_iter()
        .filter(|(group, state)| *state == MemberState::Invited && group.state == GroupState::Forming);
    let mut lines: Vec<Line> =
        invited.map(|(group, _)| Line::Invitation { group: group.id, name: group.name }).collect();
    let (text, address, label) = step(visit, campaign, acting).await?;
    lines.push(Line::Text(text));
    let name = visit.ctx.platform.reference().name(&acting.siren);
    Ok(Expectation { title: format!("Ce qui est attendu de votre collectivité : {name}"), lines, address, label })
}

/// What is to do now, where it begins, and what its button says.
async fn step(
    visit: &Visit,
    campaign: &RunningCampaign,
    acting: &Acting,
) -> Result<(&'static str, Address, &'static str), Failure> {
    Ok(match campaign.spec.calendar.progress(visit.ctx.now()) {
        Progress::Before(Phase::Census) => (
            "Rien pour l’instant : vous pourrez publier vos besoins dès l’ouverture du recensement.",
            Address::Help,
            "Lire les règles",
        ),
        Progress::In(Phase::Census) => (
            "Publiez vos besoins, soutenez ceux que vous partagez, formez un groupement.",
            Address::NeedNew,
            "Publier un besoin",
        ),
        Progress::Before(Phase::Selection) => {
            ("Le recensement est clos. Lisez les projets avant le vote.", Address::Projects, "Lire les projets")
        }
        Progress::In(Phase::Selection) => {
            let has_voted = server::ballot::has_voted(&visit.ctx, campaign, &acting.siren).await?;
            let label = if acting.mandate { "Voter" } else { "Préparer le bulletin" };
            (ballot(has_voted, acting), Address::Ballot, label)
        }
        Progress::Before(Phase::Application) | Progress::In(Phase::Application) | Progress::Over => {
            ("Le vote est dépouillé : consultez les projets retenus.", Address::Result, "Voir les résultats")
        }
    })
}

/// What is said of the ballot while the vote is open.
fn ballot(has_voted: bool, acting: &Acting) -> &'static str {
    match (has_voted, acting.capacity, acting.mandate) {
        (true, _, _) => "Le bulletin de votre collectivité est enregistré. Il peut être remplacé jusqu’à la clôture.",
        (false, _, true) => "Votre collectivité n’a pas encore voté : vous détenez son mandat de vote.",
        (false, Capacity::Elu, false) => {
            "Votre collectivité n’a pas encore voté. L’élu qui détient le mandat de vote dépose son bulletin ; vous \
             pouvez le préparer."
        }
        (false, Capacity::Agent, false) => {
            "Votre collectivité n’a pas encore voté. Vous pouvez préparer son bulletin pour l’élu qui détient le \
             mandat de vote."
        }
    }
}
