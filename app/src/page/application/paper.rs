//! What is printed: the receipt of a filing, and the letter of a decision.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::application::show::{content, subsidy_reasoning, title_of},
    ui::frame::{Frame, Page, views},
};
use axum::extract::Path;
use entity::{campaign::Authority, decision::Outcome, id::ApplicationId};
use leptos::prelude::*;
use wording::{euros, number, time};

/// The receipt: number, instant, and the copy that was frozen.
pub async fn receipt(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    let copy = detail.copy.clone().ok_or(Failure::NotFound)?;
    let envelope = detail.envelope()?.clone();
    let frame = Frame::new("Récépissé de dépôt")
        .below("/candidatures", "Candidatures")
        .below(format!("/candidatures/{id}"), title_of(&detail));
    Ok(frame.render(&visit, move || {
        let members = views(copy.members.iter().map(|member| {
            let insee = member.insee.as_ref().map(|code| format!(", INSEE {code}")).unwrap_or_default();
            view! {
                <li>
                    {member.name.clone()}
                    {format!(" (SIREN {}{insee}), {} habitants", member.siren, number(member.population))}
                </li>
            }
            .into_any()
        }));
        view! {
            <div class="t-paper">
                <p class="fr-badge fr-badge--success">"Candidature déposée"</p>
                <h1>"Récépissé " <span class="t-nowrap">"n°\u{a0}" {copy.number.clone()}</span></h1>
                <dl class="t-definition">
                    <dt>"Déposée le"</dt>
                    <dd>{time::moment(copy.filed_at)} ", heure de Paris"</dd>
                    <dt>"Enveloppe"</dt>
                    <dd>{envelope.title.clone()}</dd>
                    {copy
                        .group
                        .clone()
                        .map(|group| {
                            view! {
                                <dt>"Groupement"</dt>
                                <dd>{group}</dd>
                            }
                        })}
                    {copy
                        .project
                        .clone()
                        .map(|project| {
                            view! {
                                <dt>"Projet à expérimenter"</dt>
                                <dd>{project}</dd>
                            }
                        })}
                    <dt>"Habitants"</dt>
                    <dd>{number(copy.applicant.population)} {format!(", populations {}", copy.vintage)}</dd>
                    <dt>"Règles"</dt>
                    <dd>{format!("version {}", copy.rule_version)}</dd>
                    <dt>"Montant demandé"</dt>
                    <dd>
                        <strong>{euros(copy.asked().cents())}</strong>
                    </dd>
                </dl>
                <h2>"Collectivités"</h2>
                <ul>{members}</ul>
                <h2>"Montant"</h2>
                {subsidy_reasoning(&copy.subsidy, copy.costs.as_ref(), &envelope.terms())}
                <h2>"Le dossier tel qu’il a été déposé"</h2>
                {content(&copy.form, &copy.answers, &envelope)}
            </div>
            <p>
                <a class="fr-btn fr-btn--secondary" href=format!("/candidatures/{id}")>
                    "Voir la candidature"
                </a>
            </p>
        }
        .into_any()
    }))
}

/// The letter of a decision: what, how much, why, and how to appeal.
pub async fn letter(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    let decision = detail.decision.clone().ok_or(Failure::NotFound)?;
    let envelope = detail.envelope()?.clone();
    let reference = visit.ctx.platform.reference();
    let appeal = detail.campaign.spec.appeal.trim().to_owned();
    let campaign = detail.campaign.spec.title.clone();
    let frame = Frame::new("Lettre de décision")
        .below("/candidatures", "Candidatures")
        .below(format!("/candidatures/{id}"), title_of(&detail));
    Ok(frame.render(&visit, move || {
        let from = match envelope.decided_by {
            Authority::Prefect => format!("Préfecture – {}", reference.departement_name(&detail.row.departement)),
            Authority::State => campaign,
        };
        let what = match decision.outcome {
            Outcome::Accepted => format!(
                "J’ai l’honneur de vous informer que cette candidature est acceptée. Un \
                montant de {} lui est accordé.",
                euros(decision.amount.cents())
            ),
            Outcome::Waiting => "J’ai l’honneur de vous informer que cette candidature est placée sur liste \
                d’attente : elle sera financée si des crédits redeviennent disponibles."
                .to_owned(),
            Outcome::Refused => "J’ai le regret de vous informer que cette candidature n’est pas retenue.".to_owned(),
        };
        let reasons = (!decision.reason.is_empty()).then(|| {
            view! {
                <p>"Cette décision est prise pour les motifs suivants :"</p>
                <p class="t-user-text">{decision.reason.clone()}</p>
            }
        });
        let against = (decision.outcome == Outcome::Refused && !appeal.is_empty()).then(|| {
            view! {
                <h2>"Voies et délais de recours"</h2>
                <p class="t-user-text">{appeal.clone()}</p>
            }
        });
        let number = detail.row.number.clone().unwrap_or_default();
        view! {
            <div class="t-paper">
                <p>
                    <strong>{from}</strong>
                </p>
                <p>{format!("Le {}", time::day(decision.publish_at.utc()))}</p>
                <p>"À " {reference.name(&detail.row.siren)}</p>
                <h1>
                    "Candidature " <span class="t-nowrap">"n°\u{a0}" {number}</span>
                    {format!(" : {}", wording::outcome(decision.outcome).to_lowercase())}
                </h1>
                <p>{format!("Objet : {} – {}", envelope.title, detail.row.title)}</p>
                <p>"Madame, Monsieur,"</p>
                <p>{what}</p>
                {reasons}
                <p>
                    {format!(
                        "Cette décision est prise sous la version {} des règles de l’enveloppe, en vigueur au jour du \
                         dépôt.",
                        decision.rule_version,
                    )}
                </p>
                {against}
            </div>
            <p>
                <a class="fr-btn fr-btn--secondary" href=format!("/candidatures/{id}")>
                    "Voir la candidature"
                </a>
            </p>
        }
        .into_any()
    }))
}
