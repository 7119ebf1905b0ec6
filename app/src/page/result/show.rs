//! The result: what is selected, with the money and who paid it; what each other project lacked; every step of the
//! count.

use crate::{
    http::{earlier::base_of, failure::Failure, visit::Visit},
    pack::pack,
    ui::frame::{Frame, Page, views},
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use entity::{
    address::Address,
    collectivity::Stratum,
    siren::Siren,
    tally::{Lacking, Outcome, Step, TieBreak, Utility},
};
use leptos::prelude::*;
use server::{
    reference::Reference,
    tally::{CampaignTally, paid_by_stratum},
};
use std::{collections::BTreeSet, time::Duration};
use wording::{count, euros, number, time};

/// How long the page waits for what the losers lacked, which takes many counts; a small vote has it by then.
const PATIENCE: Duration = Duration::from_secs(2);

/// The result page; before the close, only when it will be there.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let result = server::tally::of_campaign(&visit.ctx, campaign.id).await?;
    let lacked = match &result {
        Some(result) => result.counted.lacking(PATIENCE).await,
        None => None,
    };
    let turnout = server::ballot::turnout(&visit.ctx, &campaign).await?;
    let frozen = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let hash = frozen.map(|frozen| frozen.hash.clone());
    let reference = visit.ctx.platform.reference();
    let [about, again, document, comparison, archive] =
        [Address::ResultRule, Address::Result, Address::FrozenRule, Address::ResultComparison, Address::ResultArchive]
            .map(|address| visit.here(address));
    let (others, overseas) = (others(&visit).await?, visit.overseas());
    Ok(Frame::new("Résultats").render(&visit, move || {
        let Some(result) = result else {
            let period = campaign.spec.calendar.selection;
            return view! {
                <h1>"Résultats du vote"</h1>
                <p>
                    "Les résultats paraîtront ici dès la clôture du vote : le "
                    {time::deadline(period.close(), overseas)} "."
                </p>
                <p>
                    {count(turnout, "collectivité a voté", "collectivités ont voté")}
                    ". Aucun décompte n’est visible avant la clôture."
                </p>
                <p>
                    <a href=about>"Comprendre la règle du vote"</a>
                </p>
                {others}
            }
            .into_any();
        };
        let tally = &result.counted.tally;
        let budget = result.election.budget();
        let left = budget.saturating_sub(tally.spent);
        let losers: Vec<&Step> = tally.steps.iter().filter(|step| !is_selected(step)).collect();
        view! {
            <h1>"Résultats du vote"</h1>
            <p class="fr-text--lead">
                {count(tally.selected().count() as u64, "projet retenu", "projets retenus")} " sur " {tally.steps.len()}
                ", par " {count(result.voters.len() as u64, "collectivité", "collectivités")} "."
            </p>
            <p>
                {cents(tally.spent)} " engagés sur une enveloppe de " {cents(budget)} " ; il reste " {cents(left)} "."
            </p>
            {bar(tally.spent, budget)}
            <h2>"Projets retenus"</h2>
            <ol class="t-selected">{views(tally.selected().map(|step| selected(&result, &reference, step)))}</ol>
            {(!losers.is_empty())
                .then(|| {
                    view! {
                        <h2>"Projets non retenus"</h2>
                        {match lacked.is_some() {
                            true => {
                                view! {
                                    <p>
                                        "Pour chacun, ce qui lui a manqué. Ces chiffres ne viennent pas d’une formule \
                                         : le vote a été dépouillé de nouveau, avec ces approbations ou à ce coût, et \
                                         le projet était alors retenu."
                                    </p>
                                }
                                    .into_any()
                            }
                            false => {
                                view! {
                                    <p>
                                        "Ce qui a manqué à chacun est en cours de calcul : le vote est dépouillé de \
                                         nouveau de très nombreuses fois. "
                                        <a href=again>"Afficher de nouveau cette page"</a>
                                    </p>
                                }
                                    .into_any()
                            }
                        }}
                        <ul class="t-selected">
                            {views(losers.iter().map(|step| lost(&result, step, lacked.as_deref())))}
                        </ul>
                    }
                })}
            <h2>"Tous les projets, dans l’ordre du dépouillement"</h2>
            {table(&result)}
            <h2>"La règle"</h2>
            {hash
                .map(|hash| {
                    view! {
                        <p>
                            "Elle a été figée avant le vote dans " <a href=document>"un document public"</a>
                            ", d’empreinte SHA-256 " <code>{hash}</code>
                        </p>
                    }
                })}
            {result.rule.ballot.points.map(|points| view! { <p>{wording::points(points)}</p> })}
            <p>{wording::rule(result.rule.rule)}</p>
            <p>
                {wording::ties(result.rule.rule)}
                {format!(
                    " Cet ordre découle de la graine publique « {} » : pour chaque projet, l’empreinte SHA-256 de la \
                     graine, d’un saut de ligne et de l’identifiant du projet, par ordre croissant.",
                    campaign.spec.selection.seed,
                )}
            </p>
            <ul>
                <li>
                    <a href=about>"Comprendre la règle, avec un exemple de quatre communes"</a>
                </li>
                <li>
                    <a href=comparison>"Comparer avec un simple décompte des voix"</a>
                </li>
            </ul>
            <h2>"Recompter"</h2>
            <p>
                "L’archive contient la règle, tous les bulletins, le journal signé et le résultat. Elle suffit à \
                 recompter le vote sur un autre ordinateur : « terreau verify archive.zip » le fait, et d’autres \
                 programmes le peuvent aussi (fichier election.pb)."
            </p>
            <p>
                <a href=archive>"Télécharger l’archive du vote (ZIP)"</a>
            </p>
            {others}
        }
        .into_any()
    }))
}

/// The votes of other campaigns, each where it stays.
async fn others(visit: &Visit) -> Result<AnyView, Failure> {
    let here = visit.campaign()?.id;
    let all = server::campaign::all(&visit.ctx).await?;
    let others = all.into_iter().filter(|known| known.opened_at.is_some() && known.campaign.id != here);
    let lines: Vec<AnyView> = others
        .map(|known| {
            let (base, title) = (base_of(&known.campaign.spec.slug), known.campaign.spec.title);
            view! {
                <li>
                    {title} " : " <a href=format!("{base}/resultats")>"résultats"</a> ", "
                    <a href=format!("{base}/journal")>"journal du vote"</a> ", "
                    <a href=format!("{base}/vote/regle.json")>"règle figée"</a>
                </li>
            }
            .into_any()
        })
        .collect();
    Ok(match lines.is_empty() {
        true => ().into_any(),
        false => view! {
            <h2>"Les autres campagnes"</h2>
            <ul>{lines}</ul>
        }
        .into_any(),
    })
}

/// The archive of the vote, after the close.
pub async fn archive(visit: Visit) -> Result<Response, Failure> {
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

fn is_selected(step: &Step) -> bool {
    matches!(step.outcome, Outcome::Selected | Outcome::Bought(_))
}

/// An amount in cents.
pub(super) fn cents(amount: u64) -> String {
    euros(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// The stratum of a collectivité.
pub(super) fn stratum_of(reference: &Reference, siren: &Siren) -> Stratum {
    let inhabitants = reference.figures(siren).population;
    reference.find(siren).map_or(Stratum::Region, |found| Stratum::of(found.kind, inhabitants))
}

fn selected(result: &CampaignTally, reference: &Reference, step: &Step) -> AnyView {
    let candidate = &result.election.projects()[step.project];
    let supporters: Vec<&Siren> = result.supporters(step.project).collect();
    let regions: BTreeSet<&str> =
        supporters.iter().filter_map(|siren| reference.find(siren)).map(|found| found.region.as_str()).collect();
    let approvals = count(supporters.len() as u64, "collectivité l’a choisi", "collectivités l’ont choisi");
    // Where ballots bear no names, few voters of a kind or region would be told by what their kind or region chose.
    let named = result.rule.publication.is_named();
    let regions = named.then(|| format!(", dans {}", count(regions.len() as u64, "région", "régions")));
    let how = match &step.outcome {
        Outcome::Bought(_) if !named => "Payé par les parts de ceux qui l’ont choisi.".to_owned(),
        Outcome::Bought(_) => {
            let paid = paid_by_stratum(result, |siren| stratum_of(reference, siren), step.project);
            let parts = paid.iter().filter_map(|(&stratum, &amount)| {
                let percent = (amount * 100 + candidate.cost / 2) / candidate.cost.max(1);
                (percent > 0).then(|| format!("{} pour {percent}\u{a0}%", wording::stratum(stratum)))
            });
            format!("Payé par les parts de ceux qui l’ont choisi : {}.", parts.collect::<Vec<_>>().join(", "))
        }
        Outcome::Selected if result.counted.tally.endowment.is_some() => {
            "Retenu par ses voix, sur l’argent que les parts ont laissé.".to_owned()
        }
        _ => String::new(),
    };
    view! {
        <li>
            <p>
                <a href=address(result, step.project)>
                    <strong>{result.title(step.project).to_owned()}</strong>
                </a>
                ", "
                {cents(candidate.cost)}
                " : "
                {approvals}
                {regions}
                "."
            </p>
            {(!how.is_empty()).then(|| view! { <p>{how}</p> })}
            {bar(candidate.cost, result.election.budget())}
        </li>
    }
    .into_any()
}

pub(super) fn address(result: &CampaignTally, project: usize) -> String {
    result.rule.projects.get(project).map_or_else(String::new, |project| format!("/projets/{}", project.id))
}

fn lost(result: &CampaignTally, step: &Step, lacked: Option<&[Option<Lacking>]>) -> AnyView {
    let cost = result.election.projects()[step.project].cost;
    let lacked = lacked.and_then(|lacked| lacked.get(step.project).copied().flatten());
    let voters = result.voters.len() as u64;
    view! {
        <li>
            <p>
                <a href=address(result, step.project)>
                    <strong>{result.title(step.project).to_owned()}</strong>
                </a>
                ", "
                {cents(cost)}
                " : "
                {count(step.votes, "voix", "voix")}
                "."
            </p>
            {lacked.map(|lacked| view! { <p>{lacking(&lacked, voters, result.election.utility())}</p> })}
        </li>
    }
    .into_any()
}

/// What a project lacked, in a sentence or two.
fn lacking(lacking: &Lacking, voters: u64, utility: Utility) -> String {
    if utility == Utility::Points {
        return match lacking.cost {
            Some(cost) => format!("Il aurait été retenu à {}.", cents(cost)),
            None => "Aucun coût plus bas n’aurait suffi.".to_owned(),
        };
    }
    let approvals = match lacking.approvals {
        Some(approvals) => {
            format!("Il lui manquait {}", count(u64::from(approvals), "approbation", "approbations"))
        }
        None => format!(
            "Même choisi par {} il n’aurait pas été retenu",
            match voters {
                1 => "la collectivité qui a voté,".to_owned(),
                _ => format!("les {} collectivités qui ont voté,", number(voters)),
            }
        ),
    };
    match lacking.cost {
        Some(cost) => format!("{approvals} ; il aurait été retenu à {}.", cents(cost)),
        None => format!("{approvals} ; aucun coût plus bas n’y aurait suffi."),
    }
}

/// A share of the envelope, drawn; the same figures stand in words beside it.
fn bar(part: u64, whole: u64) -> AnyView {
    let thousandths = (part.saturating_mul(1000) / whole.max(1)).min(1000);
    let width = format!("{}.{}", thousandths / 10, thousandths % 10);
    view! {
        <svg class="t-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="t-bar__ground" width="100" height="10"></rect>
            <rect width=width height="10"></rect>
        </svg>
    }
    .into_any()
}

/// What was decided of a project, in a sentence.
fn decided(step: &Step, cost: u64, utility: Utility) -> String {
    match &step.outcome {
        Outcome::Selected => "Retenu".to_owned(),
        Outcome::Bought(purchase) => {
            let price = u64::try_from(purchase.price.to_integer()).unwrap_or(0);
            let each = if utility == Utility::Points { " par voix" } else { "" };
            let whole = format!("{} ont payé {}{each}", number(purchase.full.len() as u64), cents(price));
            match purchase.rest.len() as u64 {
                0 => format!("Retenu : {whole}"),
                rest => format!("Retenu : {whole}, {} tout ce qui leur restait", number(rest)),
            }
        }
        Outcome::DoesNotFit { missing } => {
            format!("Non retenu : il manquait {} à l’enveloppe à son tour", cents(*missing))
        }
        Outcome::NotAffordable { held } => {
            let held = u64::try_from(held.to_integer()).unwrap_or(0);
            format!("Non retenu : il restait {} sur {} à ceux qui l’ont choisi", cents(held), cents(cost))
        }
        Outcome::TooFewVotes => "Non retenu : d’autres ont plus de voix".to_owned(),
        Outcome::NoVote => "Non retenu : aucune collectivité ne l’a choisi".to_owned(),
    }
}

fn table(result: &CampaignTally) -> AnyView {
    let rows = views(result.counted.tally.steps.iter().enumerate().map(|(at, step)| {
        let cost = result.election.projects()[step.project].cost;
        let tie = step.tie.as_ref().map_or("", |tie| match tie.broken_by {
            TieBreak::Priority => " Passé avant le suivant, à égalité, car il sert un programme prioritaire.",
            TieBreak::LowestCost => " Passé avant le suivant, à égalité, car moins cher.",
            TieBreak::MostVotes => " Passé avant le suivant, à égalité, car il a plus de voix.",
            TieBreak::DrawnOrder => " Passé avant le suivant, à égalité de voix et de coût, par l’ordre tiré au sort.",
        });
        view! {
            <tr>
                <td class="fr-cell--right">{at + 1}</td>
                <th scope="row">
                    <a href=address(result, step.project)>{result.title(step.project).to_owned()}</a>
                </th>
                <td class="fr-cell--right">{number(step.votes)}</td>
                <td class="fr-cell--right">{cents(cost)}</td>
                <td class="fr-cell--right">{cents(step.left_before)}</td>
                <td>{decided(step, cost, result.election.utility())} "." {tie}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <div class="fr-table" tabindex="0" role="region" aria-labelledby="depouillement">
            <table>
                <caption id="depouillement">"Dépouillement"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="fr-cell--right">
                            "Rang"
                        </th>
                        <th scope="col">"Projet"</th>
                        <th scope="col" class="fr-cell--right">
                            "Voix"
                        </th>
                        <th scope="col" class="fr-cell--right">
                            "Coût"
                        </th>
                        <th scope="col" class="fr-cell--right">
                            "Reste à son tour"
                        </th>
                        <th scope="col">"Décision"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
