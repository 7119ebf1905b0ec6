//! The letter of a decision: what, how much, why, on which texts, and how to appeal; to be printed, and as PDF.

mod paper;
mod text;

use self::{
    paper::{APPEAL, REASONS},
    text::{Letter, letter},
};
use crate::{
    http::{download::send_paper, failure::Failure, visit::Visit},
    ui::{
        act::{ButtonLink, UserText, Weight},
        frame::{Frame, Page},
        views::views,
    },
};
use axum::{extract::Path, response::Response};
use entity::{address::Address, id::ApplicationId};
use leptos::prelude::*;

/// The page.
pub async fn page(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let letter = letter(&visit, id).await?;
    let frame = Frame::new("Lettre de décision")
        .below(Address::Applications, "Candidatures")
        .below(Address::Application(id), letter.application.clone());
    Ok(frame.render(&visit, || view! { <LetterPage letter=&letter /> }.into_any()))
}

/// The letter as PDF.
pub async fn file(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Response, Failure> {
    let letter = letter(&visit, id).await?;
    send_paper(letter.paper(), &format!("decision-{}", letter.reference)).await
}

#[component]
fn LetterPage<'a>(letter: &'a Letter) -> AnyView {
    view! {
        <div class="t-paper t-letter">
            <p>
                <strong>{letter.authority.clone()}</strong>
            </p>
            <div class="t-letter__aside">
                <p>{letter.dated.clone()}</p>
                <p>"À " {letter.to.clone()}</p>
            </div>
            <h1>{letter.title()}</h1>
            <p>"Référence\u{a0}: " <span class="t-nowrap">{letter.reference.clone()}</span></p>
            <p>"Objet\u{a0}: " {letter.subject.clone()}</p>
            {views(letter.basis.iter().map(|line| view! { <p>{line.clone()}</p> }.into_any()))}
            <LetterText letter />
        </div>
        <p>
            <ButtonLink href=Address::ApplicationLetterPdf(letter.id)>"Télécharger la lettre (PDF)"</ButtonLink>
            " "
            <ButtonLink weight=Weight::Secondary href=Address::Application(letter.id)>
                "Voir la candidature"
            </ButtonLink>
        </p>
    }
    .into_any()
}

#[component]
fn LetterText<'a>(letter: &'a Letter) -> AnyView {
    let reasons = (!letter.reasons.is_empty()).then(|| {
        view! {
            <p>{REASONS}</p>
            <UserText text=letter.reasons.clone() />
        }
    });
    let signature = letter.signature.clone().map(|(function, name)| {
        view! {
            <div class="t-letter__aside">
                <p>{function} <br /> {name}</p>
            </div>
        }
    });
    let appeal = (!letter.appeal.is_empty()).then(|| {
        view! {
            <h2>{APPEAL}</h2>
            <UserText text=letter.appeal.clone() />
        }
    });
    view! {
        <p>"Madame, Monsieur,"</p>
        <p>{letter.decision.clone()}</p>
        {reasons}
        <p>{letter.rules.clone()}</p>
        {signature}
        {appeal}
    }
    .into_any()
}
