//! Freezing the rule of the vote: what it will hold, a rehearsal, and the button.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        form::Form,
        frame::{Frame, Page, views},
        shown::shown_field,
    },
};
use axum::response::Redirect;
use entity::permission::{Action, Facts};
use leptos::prelude::*;
use server::frozen_rule::{self, Rehearsal};
use wording::{count, euros, number, time};

const FREEZE: &str = "/curation/regle/figer";
const REOPEN: &str = "/curation/regle/rouvrir";

/// The page of the rule: as it would be frozen, or as it is.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let frozen = frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let draft = match &frozen {
        Some(frozen) => frozen.rule.clone(),
        None => frozen_rule::draft(&visit.ctx, visit.ctx.read(), &campaign).await?,
    };
    let rehearsal = match frozen {
        None if !draft.projects.is_empty() => frozen_rule::rehearse(&visit.ctx, &draft).await?,
        _ => Vec::new(),
    };
    let (freeze, reopen) = (Form::new(&visit, FREEZE), Form::new(&visit, REOPEN));
    let period = campaign.spec.calendar.selection;
    let (opened, closed) = (visit.ctx.now() >= period.opening(), visit.ctx.now() >= period.close());
    Ok(Frame::new("Règle du vote").below("/curation", "Curation").render(&visit, move || {
        let total: u64 = draft.projects.iter().map(|project| project.cost).sum();
        let projects = views(draft.projects.iter().map(|project| {
            view! {
                <li>
                    <a href=format!("/projets/{}", project.id)>{project.title.clone()}</a>
                    ", "
                    {cents(project.cost)}
                    {project.priority.then_some(", programme prioritaire")}
                </li>
            }
            .into_any()
        }));
        let state = match &frozen {
            Some(frozen) => view! {
                <div class="fr-alert fr-alert--success">
                    <h2 class="fr-alert__title">"La règle est figée"</h2>
                    <p>"Empreinte SHA-256 : " <code>{frozen.hash.clone()}</code></p>
                </div>
                <p>
                    <a href="/vote/regle.json">"Lire le document"</a>
                </p>
                {if opened {
                    view! { <p>"Le vote est ouvert ou clos : plus rien de ce document ne change."</p> }.into_any()
                } else {
                    view! {
                        <p>
                            "Jusqu’à l’ouverture du vote, vous pouvez rouvrir la liste pour la corriger ; la règle \
                             devra être figée de nouveau."
                        </p>
                        <div class="t-actions">{reopen.button("Rouvrir la liste", "fr-btn--secondary")}</div>
                    }
                        .into_any()
                }}
            }
            .into_any(),
            None if closed => view! { <p>"Le vote est clos sans que la règle ait été figée."</p> }.into_any(),
            None => view! {
                <div class="fr-alert fr-alert--warning">
                    <h2 class="fr-alert__title">"La règle n’est pas figée"</h2>
                    <p>
                        {if opened {
                            "Le vote devrait être ouvert : il ne le sera qu’une fois la règle figée.".to_owned()
                        } else {
                            format!("Sans règle figée, le vote n’ouvrira pas le {}.", time::date(period.opens))
                        }}
                    </p>
                </div>
            }
            .into_any(),
        };
        let act = (frozen.is_none() && !closed && !draft.projects.is_empty()).then(|| view! {
            <h2>"Figer"</h2>
            <p>
                "Les projets, leurs coûts et leurs textes, l’enveloppe, les dates et la liste des collectivités \
                 appelées à voter sont alors arrêtés dans un document public, dont l’empreinte figure sur la page du \
                 vote, sur chaque récépissé et avec le résultat."
            </p>
            {freeze
                .around(
                    view! {
                        {shown_field(&frozen_rule::shown(&draft))}
                        <div class="t-actions">
                            <button class="fr-btn">"Figer la règle"</button>
                        </div>
                    },
                )}
        });
        view! {
            {freeze.summary()}
            {reopen.summary()}
            <h1>"Règle du vote"</h1>
            {state}
            <h2>"Ce que le document arrête"</h2>
            <p>{wording::rule(draft.rule)}</p>
            <p>{wording::ties(draft.rule)}</p>
            <p>{wording::publication(draft.publication)}</p>
            <dl class="t-definition">
                <dt>"Enveloppe"</dt>
                <dd>{cents(draft.budget)}</dd>
                <dt>"Vote"</dt>
                <dd>{time::period(&period, None)}</dd>
                <dt>"Appelées à voter"</dt>
                <dd>
                    {count(draft.roll.collectivities.len() as u64, "collectivité", "collectivités")}
                    {format!(" (données {})", draft.roll.vintage)}
                </dd>
                <dt>"Projets"</dt>
                <dd>{count(draft.projects.len() as u64, "projet", "projets")} ", " {cents(total)} " en tout"</dd>
            </dl>
            <h3>"Les projets, dans l’ordre qui départage les dernières égalités"</h3>
            {if draft.projects.is_empty() {
                view! { <p>"Aucun projet n’est soumis au vote."</p> }.into_any()
            } else {
                view! { <ol>{projects}</ol> }.into_any()
            }}
            {rehearsed(&rehearsal)}
            {act}
        }
        .into_any()
    }))
}

fn cents(amount: u64) -> String {
    euros(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// `from à to`, or one figure when both are the same.
fn range(from: String, to: String) -> String {
    if from == to { from } else { format!("{from} à {to}") }
}

/// What would be spent on ballots drawn at random.
fn rehearsed(rehearsal: &[Rehearsal]) -> AnyView {
    if rehearsal.is_empty() {
        return ().into_any();
    }
    let rows = views(rehearsal.iter().map(|one| {
        view! {
            <tr>
                <th scope="row">
                    {one
                        .increment
                        .map_or_else(|| "sans augmentation".to_owned(), |increment| cents(u64::from(increment) * 100))}
                </th>
                <td class="fr-cell--right">{range(number(one.selected.0 as u64), number(one.selected.1 as u64))}</td>
                <td class="fr-cell--right">{range(cents(one.spent.0), cents(one.spent.1))}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <h2>"Répétition générale"</h2>
        <p>
            {format!(
                "Le vote est dépouillé sur des bulletins tirés au hasard : {} tirages de {} bulletins, de un à cinq \
                 projets chacun. Elle montre ce qui serait engagé, et si l’augmentation choisie pour les parts y \
                 change beaucoup. Elle ne prédit pas le vote.",
                frozen_rule::DRAWS,
                frozen_rule::DRAWN_BALLOTS,
            )}
        </p>
        <div class="fr-table" tabindex="0" role="region" aria-labelledby="repetition">
            <table>
                <caption id="repetition">"Bulletins tirés au hasard"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Augmentation des parts"</th>
                        <th scope="col" class="fr-cell--right">
                            "Projets retenus"
                        </th>
                        <th scope="col" class="fr-cell--right">
                            "Montant engagé"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Freezes the rule.
pub async fn freeze(visit: Visit) -> Result<Redirect, Failure> {
    frozen_rule::freeze(&visit.ctx).await?;
    Ok(Redirect::to("/curation/regle"))
}

/// Takes the freeze back before the opening.
pub async fn reopen(visit: Visit) -> Result<Redirect, Failure> {
    frozen_rule::reopen(&visit.ctx).await?;
    Ok(Redirect::to("/curation/regle"))
}
