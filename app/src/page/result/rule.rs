//! The rule of the vote, explained, with an example of four communes that is counted by the code that counts the vote.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::result::show::cents,
    ui::frame::{Frame, Page, views},
};
use entity::address::Address;
use entity::tally::{Candidate, Completion, Election, Outcome, Priority, Rule, Tally, Utility, Vote, tally};
use leptos::prelude::*;

const COMMUNES: [&str; 4] = ["Valbrune", "Clairfontaine-le-Pré", "Montsorel", "Hautelande"];
/// Projects of the example: name, cost in euros, and which communes choose it.
const PROJECTS: [(&str, u64, &[usize]); 3] = [
    ("un standard téléphonique commun", 180_000, &[0, 1, 2]),
    ("un portail de réservation des salles", 220_000, &[0, 1, 2]),
    ("un outil de suivi des fuites d’eau", 90_000, &[3]),
];
const ENVELOPE: u64 = 400_000;

fn example() -> Option<Election> {
    let candidates =
        (0..).zip(PROJECTS).map(|(place, (_, cost, _))| Candidate { cost: cost * 100, priority: false, place });
    let ballots = (0..COMMUNES.len()).map(|commune| {
        let chosen = (0..).zip(PROJECTS).filter(|(_, (_, _, by))| by.contains(&commune));
        chosen.map(|(project, _)| Vote { project, points: 1 }).collect()
    });
    Election::new(ENVELOPE * 100, 100, candidates.collect(), ballots.collect(), Utility::Cost).ok()
}

/// What each commune has left after the purchases, in cents.
fn left(election: &Election, tally: &Tally) -> Vec<u64> {
    let share = election.budget() / election.ballots().len().max(1) as u64;
    let mut left = vec![share; election.ballots().len()];
    for step in tally.selected() {
        if let Outcome::Bought(purchase) = &step.outcome {
            let price = u64::try_from(purchase.price.to_integer()).unwrap_or(0);
            purchase.full.iter().for_each(|&voter| left[voter as usize] = left[voter as usize].saturating_sub(price));
        }
    }
    left
}

/// The page that explains the rule.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let rule = campaign.spec.selection.rule;
    Ok(Frame::new("La règle du vote").below(visit.here(Address::Result), "Résultats").render(&visit, move || {
        view! {
            <h1>"La règle du vote"</h1>
            <p class="fr-text--lead">{wording::rule(rule)}</p>
            <p>{wording::ties(rule)}</p>
            {example().map(|election| worked(&election))}
            <h2>"Ce que chacun peut vérifier"</h2>
            <p>
                "La règle, les coûts, l’ordre qui départage et les bulletins déterminent seuls le résultat. Le calcul \
                 est exact : il se fait en fractions, sans arrondi. Quiconque recompte les mêmes bulletins trouve les \
                 mêmes projets."
            </p>
        }
        .into_any()
    }))
}

fn worked(election: &Election) -> AnyView {
    let shares = tally(Rule::EqualShares { completion: Completion::None, priority: Priority::None }, election);
    let greedy = tally(Rule::Greedy { priority: Priority::None }, election);
    let share = election.budget() / COMMUNES.len() as u64;
    let left = left(election, &shares);
    let names = |communes: &[usize]| communes.iter().map(|&commune| COMMUNES[commune]).collect::<Vec<_>>().join(", ");
    let projects = views(PROJECTS.iter().map(|(name, cost, by)| {
        view! { <li>{format!("{name}, {}, choisi par {}", cents(cost * 100), names(by))}</li> }.into_any()
    }));
    let rounds = views(shares.steps.iter().map(|step| {
        let (name, cost, _) = PROJECTS[step.project];
        let text = match &step.outcome {
            Outcome::Bought(purchase) => format!(
                "On achète {name} : {} paient {} {}.",
                names(&purchase.full.iter().map(|&voter| voter as usize).collect::<Vec<_>>()),
                cents(u64::try_from(purchase.price.to_integer()).unwrap_or(0)),
                if purchase.full.len() == 1 { "à elle seule" } else { "chacune" }
            ),
            Outcome::NotAffordable { held } => format!(
                "On n’achète pas {name} : il ne reste que {} aux communes qui l’ont choisi, pour un coût de {}.",
                cents(u64::try_from(held.to_integer()).unwrap_or(0)),
                cents(cost * 100)
            ),
            _ => String::new(),
        };
        view! { <li>{text}</li> }.into_any()
    }));
    let rests = views(COMMUNES.iter().zip(&left).map(|(commune, &left)| {
        view! {
            <tr>
                <th scope="row">{*commune}</th>
                <td class="fr-cell--right">{cents(share)}</td>
                <td class="fr-cell--right">{cents(share - left)}</td>
                <td class="fr-cell--right">{cents(left)}</td>
            </tr>
        }
        .into_any()
    }));
    let by_votes = greedy.selected().map(|step| PROJECTS[step.project].0).collect::<Vec<_>>().join(" et ");
    view! {
        <h2>"Un exemple : quatre communes, 400\u{202f}000\u{a0}€"</h2>
        <p>
            "Quatre communes imaginaires partagent une enveloppe de 400\u{202f}000\u{a0}€. Trois projets leur sont \
             proposés :"
        </p>
        <ul>{projects}</ul>
        <p>
            {format!(
                "Avec les parts égales, chaque commune reçoit le quart de l’enveloppe, {}. Un projet est acheté par \
                 celles qui l’ont choisi, à parts égales entre elles ; celui qui coûte le moins à chacune, pour ce \
                 qu’il lui apporte, passe en premier.",
                cents(share),
            )}
        </p>
        <ol>{rounds}</ol>
        <div class="fr-table" tabindex="0" role="region" aria-labelledby="parts">
            <table>
                <caption id="parts">"Les parts des quatre communes"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Commune"</th>
                        <th scope="col" class="fr-cell--right">
                            "Part"
                        </th>
                        <th scope="col" class="fr-cell--right">
                            "Payé"
                        </th>
                        <th scope="col" class="fr-cell--right">
                            "Reste"
                        </th>
                    </tr>
                </thead>
                <tbody>{rests}</tbody>
            </table>
        </div>
        <p>
            {format!(
                "Un simple décompte des voix aurait pris {by_votes}, et toute l’enveloppe serait allée aux trois mêmes \
                 communes : Hautelande n’aurait rien eu. Avec les parts égales, un quart des votants décide d’un quart \
                 de l’argent.",
            )}
        </p>
    }
    .into_any()
}
