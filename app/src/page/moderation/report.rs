//! Reporting a text: what it says, and why it is reported.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        alert::Callout,
        field::{PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        prose::Prose,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    moderation::{ReportCause, TextId, TextKind},
};
use leptos::prelude::*;
use server::{
    moderation::report::{self, Reportable},
    reference::Reference,
};
use std::sync::Arc;
use uuid::Uuid;
use wording::report_cause;

const CAUSE: Field = Field::new(form_field::CAUSE, "Pourquoi signalez-vous ce texte ?").short("Motif");
const WORD: Field = Field::new(form_field::NOTE, "Ce que vous voulez en dire (facultatif)")
    .help("Lu par l’équipe de l’Incubateur seule, avec votre nom. L’auteur du texte n’en sait rien.")
    .short("Précision");

/// What the page shows.
struct ReportPage {
    kind: TextKind,
    reportable: Reportable,
    form: Form,
    reference: Arc<Reference>,
}

/// The text that an address names.
fn text_of(kind: &str, id: Uuid) -> Result<TextId, Failure> {
    let kind = TextKind::from_code(kind).ok_or(Failure::NotFound)?;
    Ok(TextId { kind, id })
}

/// The page.
pub async fn page(visit: Visit, Path((kind, id)): Path<(String, Uuid)>) -> Result<Page, Failure> {
    visit.ctx.person()?;
    let text = text_of(&kind, id)?;
    let reportable = report::look(&visit.ctx, text).await?;
    let form = Form::new(&visit, Address::Report(kind, id)).labelled(&[CAUSE, WORD]).personal();
    let page = ReportPage { kind: text.kind, reportable, form, reference: visit.ctx.platform.reference() };
    Ok(Frame::new("Signaler un texte").render(&visit, || view! { <ReportText page /> }.into_any()))
}

#[component]
fn ReportText(page: ReportPage) -> AnyView {
    let ReportPage { kind, reportable, form, reference } = &page;
    let options =
        ReportCause::ALL.iter().map(|&one| (one.code().to_owned(), report_cause(one).to_owned())).collect::<Vec<_>>();
    let about = format!("{}, à propos de «\u{202f}{}\u{202f}»\u{a0}:", wording::text_kind(*kind), reportable.about);
    let back = reportable.link.clone();
    let asked = match reportable.is_reported {
        true => view! {
            <Callout>"Vous avez déjà signalé ce texte\u{a0}: l’équipe de l’Incubateur l’a reçu."</Callout>
            <ButtonLink weight=Weight::Secondary href=back>
                "Revenir au texte"
            </ButtonLink>
        }
        .into_any(),
        false => view! {
            <PostForm form>
                <Radios form field=CAUSE options />
                <TextField form field=WORD rows=3 />
                <Actions>
                    <Button>"Envoyer le signalement"</Button>
                    <ButtonLink weight=Weight::Secondary href=back>
                        "Ne rien signaler"
                    </ButtonLink>
                </Actions>
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <RefusalSummary form />
        <h1>"Signaler un texte"</h1>
        <p>{about}</p>
        <blockquote>
            <Prose text=&reportable.content reference />
        </blockquote>
        {asked}
    }
    .into_any()
}

/// Reports it.
pub async fn send(visit: Visit, Path((kind, id)): Path<(String, Uuid)>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.person()?;
    let text = text_of(&kind, id)?;
    let cause = ReportCause::from_code(&fields.text(form_field::CAUSE));
    let back = report::report(&visit.ctx, text, cause, &fields.text(form_field::NOTE)).await?;
    Ok(After::new(Done::TextReported, back))
}
