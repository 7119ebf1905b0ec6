//! The letter of a decision, to be printed: what, how much, why, and how to appeal.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::application::label::title_of,
    ui::{
        act::{ButtonLink, UserText, Weight},
        frame::{Frame, Page},
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    campaign::{Authority, Envelope},
    decision::Outcome,
    id::ApplicationId,
    table::decision,
};
use leptos::prelude::*;
use server::application::query::Detail;
use wording::{euros, time};

/// What the letter says.
struct LetterPage {
    detail: Detail,
    decision: decision::Model,
    envelope: Envelope,
    /// Who decides.
    from: String,
    /// The collectivité that it is sent to.
    to: String,
    /// How to appeal; empty where the campaign does not say.
    appeal: String,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    let decision = detail.decision.clone().ok_or(Failure::NotFound)?;
    let envelope = detail.envelope()?.clone();
    let reference = visit.ctx.platform.reference();
    let from = match envelope.decided_by {
        Authority::Prefect => format!("Préfecture – {}", reference.departement_name(&detail.row.departement)),
        Authority::State => detail.campaign.spec.title.clone(),
    };
    let frame = Frame::new("Lettre de décision")
        .below(Address::Applications, "Candidatures")
        .below(Address::Application(id), title_of(&detail));
    let page = LetterPage {
        from,
        to: reference.name(&detail.row.siren),
        appeal: detail.campaign.spec.appeal.trim().to_owned(),
        decision,
        envelope,
        detail,
    };
    Ok(frame.render(&visit, || view! { <Letter page=&page /> }.into_any()))
}

#[component]
fn Letter<'a>(page: &'a LetterPage) -> AnyView {
    let LetterPage { detail, decision, .. } = page;
    let number = detail.row.number.clone().unwrap_or_default();
    view! {
        <div class="t-paper">
            <p>
                <strong>{page.from.clone()}</strong>
            </p>
            <p>{format!("Le {}", time::day(decision.publish_at.utc()))}</p>
            <p>"À " {page.to.clone()}</p>
            <h1>
                "Candidature " <span class="t-nowrap">"n°\u{a0}" {number}</span>
                {format!(" : {}", wording::outcome(decision.outcome).to_lowercase())}
            </h1>
            <p>{format!("Objet : {} – {}", page.envelope.title, detail.row.title)}</p>
            <LetterText page />
        </div>
        <p>
            <ButtonLink weight=Weight::Secondary href=Address::Application(detail.row.id)>
                "Voir la candidature"
            </ButtonLink>
        </p>
    }
    .into_any()
}

#[component]
fn LetterText<'a>(page: &'a LetterPage) -> AnyView {
    let decision = &page.decision;
    let reasons = (!decision.reason.is_empty()).then(|| {
        view! {
            <p>"Cette décision est prise pour les motifs suivants :"</p>
            <UserText text=decision.reason.clone() />
        }
    });
    let appeal = (decision.outcome == Outcome::Rejected && !page.appeal.is_empty()).then(|| {
        view! {
            <h2>"Voies et délais de recours"</h2>
            <UserText text=page.appeal.clone() />
        }
    });
    view! {
        <p>"Madame, Monsieur,"</p>
        <p>{what(decision)}</p>
        {reasons}
        <p>
            {format!(
                "Cette décision est prise sous la version {} des règles de l’enveloppe, en vigueur au jour du dépôt.",
                decision.rule_version,
            )}
        </p>
        {appeal}
    }
    .into_any()
}

/// What was decided, as a sentence.
fn what(decision: &decision::Model) -> String {
    match decision.outcome {
        Outcome::Accepted => format!(
            "J’ai l’honneur de vous informer que cette candidature est acceptée. Un montant de {} lui est accordé.",
            euros(decision.amount.cents())
        ),
        Outcome::Waiting => "J’ai l’honneur de vous informer que cette candidature est placée sur liste d’attente : \
            elle sera financée si des crédits redeviennent disponibles."
            .to_owned(),
        Outcome::Rejected => "J’ai le regret de vous informer que cette candidature n’est pas retenue.".to_owned(),
    }
}
