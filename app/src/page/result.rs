//! The result: what is selected, with the money, and why; for every project.

use super::{
    layout::{Frame, Page, views},
    time,
};
use crate::{
    french::{count, euros},
    http::{failure::Failure, visit::Visit},
};
use entity::{
    money::Euros,
    tally::{Outcome as Decided, Rule, Step, TieBreak},
};
use leptos::prelude::*;
use server::ballot::Outcome;

/// The result page; before the close, only when it will be there.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let outcome = server::ballot::outcome(&visit.ctx, campaign.id).await?;
    let turnout = server::ballot::turnout(&visit.ctx, &campaign).await?;
    Ok(Frame::new("Résultats").render(&visit, move || {
        let Some(outcome) = outcome else {
            let period = campaign.spec.calendar.selection;
            return view! {
                <h1>"Résultats du vote"</h1>
                <p>"Les résultats paraîtront ici dès la clôture du vote : le " {time::date(period.until)} " à minuit, heure de Paris."</p>
                <p>{count(turnout, "collectivité a voté", "collectivités ont voté")} ". Aucun décompte n’est visible avant la clôture."</p>
            }
            .into_any();
        };
        let tally = &outcome.tally;
        let (spent, budget) = (tally.spent(), tally.budget);
        let left = budget.minus(spent).unwrap_or(Euros::ZERO);
        view! {
            <h1>"Résultats du vote"</h1>
            <p class="fr-text--lead">
                {count(tally.selected().count() as u64, "projet retenu", "projets retenus")} " sur " {tally.steps.len()} ", par "
                {count(u64::from(tally.ballots), "collectivité", "collectivités")} "."
            </p>
            <p>{euros(spent.cents())} " engagés sur une enveloppe de " {euros(budget.cents())} " ; il reste " {euros(left.cents())} "."</p>
            {bar(spent, budget)}
            <h2>"Projets retenus"</h2>
            <ol class="t-selected">{views(tally.selected().map(|step| selected(&outcome, step)))}</ol>
            <h2>"Tous les projets, dans l’ordre du dépouillement"</h2>
            {table(&outcome)}
            <h2>"La règle"</h2>
            <p>{rule(campaign.spec.selection.rule)}</p>
            <p>"En cas d’égalité, le projet le moins cher passe d’abord ; à coût égal, l’ordre tiré au sort à partir de la graine publique « " {campaign.spec.selection.seed.clone()} " » : pour chaque projet, l’empreinte SHA-256 de la graine, d’un saut de ligne et de l’identifiant du projet, par ordre croissant."</p>
        }
        .into_any()
    }))
}

fn title(outcome: &Outcome, step: &Step) -> String {
    outcome
        .projects
        .iter()
        .find(|project| project.id == step.project)
        .map(|project| project.title.clone())
        .unwrap_or_default()
}

fn selected(outcome: &Outcome, step: &Step) -> AnyView {
    let approvals = count(u64::from(step.approvals), "collectivité l’a choisi", "collectivités l’ont choisi");
    view! {
        <li>
            <p><a href=format!("/projets/{}", step.project)><strong>{title(outcome, step)}</strong></a> ", " {euros(step.cost.cents())} " : " {approvals} "."</p>
            {bar(step.cost, outcome.tally.budget)}
        </li>
    }
    .into_any()
}

/// A share of the envelope, drawn; the same figures stand in words beside it.
fn bar(part: Euros, whole: Euros) -> AnyView {
    let thousandths = part.cents().saturating_mul(1000) / whole.cents().max(1);
    let width = format!("{}.{}", thousandths / 10, thousandths % 10);
    view! {
        <svg class="t-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="t-bar__ground" width="100" height="10"></rect>
            <rect width=width height="10"></rect>
        </svg>
    }
    .into_any()
}

fn table(outcome: &Outcome) -> AnyView {
    let rows = views(outcome.tally.steps.iter().enumerate().map(|(at, step)| {
        let decided = match step.outcome {
            Decided::Selected => "Retenu".to_owned(),
            Decided::DoesNotFit { missing } => {
                format!("Non retenu : il manquait {} à l’enveloppe à son tour", euros(missing.cents()))
            }
            Decided::NoApproval => "Non retenu : aucune collectivité ne l’a choisi".to_owned(),
        };
        let tie = match step.tie {
            None => "",
            Some(TieBreak::LowestCost) => " Passé avant le suivant, à égalité de voix, car moins cher.",
            Some(TieBreak::DrawnOrder) => {
                " Passé avant le suivant, à égalité de voix et de coût, par l’ordre tiré au sort."
            }
        };
        view! {
            <tr>
                <td class="fr-cell--right">{at + 1}</td>
                <th scope="row"><a href=format!("/projets/{}", step.project)>{title(outcome, step)}</a></th>
                <td class="fr-cell--right">{step.approvals}</td>
                <td class="fr-cell--right">{euros(step.cost.cents())}</td>
                <td class="fr-cell--right">{euros(step.left_before.cents())}</td>
                <td>{decided} "." {tie}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <div class="fr-table" tabindex="0" role="region" aria-labelledby="depouillement"><table>
            <caption id="depouillement">"Dépouillement"</caption>
            <thead><tr>
                <th scope="col" class="fr-cell--right">"Rang"</th><th scope="col">"Projet"</th><th scope="col" class="fr-cell--right">"Voix"</th>
                <th scope="col" class="fr-cell--right">"Coût"</th><th scope="col" class="fr-cell--right">"Reste à son tour"</th><th scope="col">"Décision"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Greedy => {
            "Les projets sont pris dans l’ordre du nombre de collectivités qui les ont choisis. Chacun est retenu si son coût tient dans ce qui reste de l’enveloppe ; sinon il est passé, et le suivant est examiné."
        }
    }
}
