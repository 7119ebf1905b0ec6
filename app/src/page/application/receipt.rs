//! The receipt of a submission, to be printed: number, instant, and the copy that was frozen.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::application::{content::Content, label::title_of, subsidy::SubsidyReasoning},
    ui::{
        act::{ButtonLink, Weight},
        alert::Tone,
        badge::Badge,
        figures::{Definitions, entry},
        frame::{Frame, Page},
        views::views,
    },
};
use axum::extract::Path;
use entity::{address::Address, application::Submission, campaign::Envelope, id::ApplicationId};
use leptos::prelude::*;
use wording::{euros, number, time};

/// What the page shows.
struct ReceiptPage {
    id: ApplicationId,
    copy: Submission,
    envelope: Envelope,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    let copy = detail.copy.clone().ok_or(Failure::NotFound)?;
    let page = ReceiptPage { id, copy, envelope: detail.envelope()?.clone() };
    let frame = Frame::new("Récépissé de dépôt")
        .below(Address::Applications, "Candidatures")
        .below(Address::Application(id), title_of(&detail));
    Ok(frame.render(&visit, || view! { <Receipt page=&page /> }.into_any()))
}

#[component]
fn Receipt<'a>(page: &'a ReceiptPage) -> AnyView {
    let ReceiptPage { id, copy, envelope } = page;
    view! {
        <div class="t-paper">
            <p>
                <Badge tone=Tone::Success label="Candidature déposée" />
            </p>
            <h1>"Récépissé " <span class="t-nowrap">"n°\u{a0}" {copy.number.clone()}</span></h1>
            <Definitions entries=entries(copy, envelope) />
            <h2>"Collectivités"</h2>
            <Members copy />
            <h2>"Montant"</h2>
            <SubsidyReasoning subsidy=&copy.subsidy costs=copy.costs terms=envelope.terms() />
            <h2>"Le dossier tel qu’il a été déposé"</h2>
            <Content data=&copy.form answers=&copy.answers envelope />
        </div>
        <p>
            <ButtonLink weight=Weight::Secondary href=Address::Application(*id)>
                "Voir la candidature"
            </ButtonLink>
        </p>
    }
    .into_any()
}

fn entries(copy: &Submission, envelope: &Envelope) -> Vec<(String, AnyView)> {
    let population = format!("{}, populations {}", number(copy.applicant.population), copy.vintage);
    [
        Some(entry("Déposée le", format!("{}, heure de Paris", time::moment(copy.submitted_at)))),
        Some(entry("Enveloppe", envelope.title.clone())),
        copy.group.clone().map(|group| entry("Groupement", group)),
        copy.project.clone().map(|project| entry("Projet à expérimenter", project)),
        Some(entry("Habitants", population)),
        Some(entry("Règles", format!("version {}", copy.rule_version))),
        Some(entry("Montant demandé", view! { <strong>{euros(copy.asked().cents())}</strong> })),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[component]
fn Members<'a>(copy: &'a Submission) -> AnyView {
    let members = views(copy.members.iter().map(|member| {
        let insee = member.insee.as_ref().map(|code| format!(", INSEE {code}")).unwrap_or_default();
        let figures = format!(" (SIREN {}{insee}), {} habitants", member.siren, number(member.population));
        view! { <li>{member.name.clone()} {figures}</li> }.into_any()
    }));
    view! { <ul>{members}</ul> }.into_any()
}
