//! The rule of the vote, explained, with an example of four communes that is counted by the code that counts the vote.

use super::words::{cents, rounded};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use entity::{
    address::Address,
    tally::{Candidate, Completion, Election, Outcome, Priority, Rule, Step, Tally, Utility, Vote, tally},
};
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

/// What each commune of the example may spend, in cents.
fn share(election: &Election) -> u64 {
    election.budget() / election.ballots().len().max(1) as u64
}

/// What each commune has left after the purchases, in cents.
fn left(election: &Election, tally: &Tally) -> Vec<u64> {
    let mut left = vec![share(election); election.ballots().len()];
    for step in tally.selected() {
        if let Outcome::Bought(purchase) = &step.outcome {
            let price = rounded(&purchase.price);
            purchase.full.iter().for_each(|&voter| left[voter as usize] = left[voter as usize].saturating_sub(price));
        }
    }
    left
}

/// The page that explains the rule.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let rule = visit.campaign()?.spec.selection.rule;
    let frame = Frame::new("La règle du vote").described(
        "Comment les bulletins des collectivités sont comptés, étape par étape, et pourquoi cette règle a été choisie.",
    ).below(visit.here(Address::Result), "Résultats");
    Ok(frame.render(&visit, || view! { <RuleOfVote rule /> }.into_any()))
}

#[component]
fn RuleOfVote(rule: Rule) -> AnyView {
    view! {
        <h1>"La règle du vote"</h1>
        <p class="fr-text--lead">{wording::rule(rule)}</p>
        <p>{wording::ties(rule)}</p>
        {example().map(|election| view! { <Example election=&election /> })}
        <h2>"Ce que chacun peut vérifier"</h2>
        <p>
            "La règle, les coûts, l’ordre qui départage et les bulletins déterminent seuls le résultat. Le calcul \
             est exact : il se fait en fractions, sans arrondi. Quiconque recompte les mêmes bulletins trouve les \
             mêmes projets."
        </p>
    }
    .into_any()
}

/// The example, counted by equal shares and by votes alone.
#[component]
fn Example<'a>(election: &'a Election) -> AnyView {
    let shares = tally(Rule::EqualShares { completion: Completion::None, priority: Priority::None }, election);
    let greedy = tally(Rule::Greedy { priority: Priority::None }, election);
    let by_votes = greedy.selected().map(|step| PROJECTS[step.project].0).collect::<Vec<_>>().join(" et ");
    let projects = views(PROJECTS.iter().map(|(name, cost, by)| {
        view! { <li>{format!("{name}, {}, choisi par {}", cents(cost * 100), names(by))}</li> }.into_any()
    }));
    let rounds = views(shares.steps.iter().map(|step| view! { <li>{round(step)}</li> }.into_any()));
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
                cents(share(election)),
            )}
        </p>
        <ol>{rounds}</ol>
        <SharesTable share=share(election) left=left(election, &shares) />
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

/// Communes of the example by name.
fn names(communes: &[usize]) -> String {
    communes.iter().map(|&commune| COMMUNES[commune]).collect::<Vec<_>>().join(", ")
}

/// What equal shares decide of a project of the example.
fn round(step: &Step) -> String {
    let (name, cost, _) = PROJECTS[step.project];
    match &step.outcome {
        Outcome::Bought(purchase) => format!(
            "On achète {name} : {} paient {} {}.",
            names(&purchase.full.iter().map(|&voter| voter as usize).collect::<Vec<_>>()),
            cents(rounded(&purchase.price)),
            if purchase.full.len() == 1 { "à elle seule" } else { "chacune" }
        ),
        Outcome::NotAffordable { held } => format!(
            "On n’achète pas {name} : il ne reste que {} aux communes qui l’ont choisi, pour un coût de {}.",
            cents(rounded(held)),
            cents(cost * 100)
        ),
        _ => String::new(),
    }
}

/// What each commune had, paid and has left, in cents.
#[component]
fn SharesTable(share: u64, left: Vec<u64>) -> AnyView {
    let heads = vec![Head::new("Commune"), Head::number("Part"), Head::number("Payé"), Head::number("Reste")];
    let rows = COMMUNES.iter().zip(left).map(|(commune, left)| {
        let amounts = [share, share - left, left].map(|amount| Cell::number(cents(amount)));
        Row::new([Cell::head(*commune)].into_iter().chain(amounts))
    });
    view! { <Table id="parts" caption="Les parts des quatre communes" heads rows=rows.collect() /> }.into_any()
}
