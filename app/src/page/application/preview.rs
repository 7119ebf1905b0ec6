//! The form of an envelope as an applicant will see it, before the campaign opens: nothing here is sent or kept.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::{
        application::{
            attachment::NoAttachments,
            blocks::labels,
            question::{Stored, Writing},
            write::Sections,
        },
        envelope::{
            label::call_title,
            rules::{Rules, RulesOfEnvelope},
        },
    },
    ui::{
        act::Actions,
        alert::{Alert, Tone},
        form::Form,
        frame::{Frame, Page},
        views::views,
    },
};
use axum::extract::Path;
use entity::{address::Address, application_form::ApplicationForm};
use leptos::prelude::*;
use server::campaign::draft;
use uuid::Uuid;
use wording::campaign_outline::choice;

/// What the page shows.
struct PreviewPage {
    title: String,
    rules: Rules,
    writing: Writing,
    /// What is filled in beforehand: a question, and with what.
    prefilled: Vec<(String, &'static str)>,
    back: String,
}

/// The form.
pub async fn page(visit: Visit, Path((id, code)): Path<(Uuid, String)>) -> Result<Page, Failure> {
    let previewed = draft::previewed(&visit.ctx, id).await?;
    let campaign = previewed.campaign.ok_or(Failure::NotFound)?;
    let envelope = campaign.envelope(&code).ok_or(Failure::NotFound)?;
    let data = campaign.form_of(envelope).ok_or(Failure::NotFound)?.clone();
    let back = Address::CampaignPreview(id).to_string();
    let page = PreviewPage {
        title: call_title(envelope),
        rules: Rules::of(&campaign, envelope),
        prefilled: prefilled(&data),
        writing: Writing {
            form: Form::example(back.clone(), &[], &[]).with_labels(labels(&data)),
            sent: Vec::new(),
            envelope: envelope.clone(),
            stored: Stored::default(),
            data,
        },
        back: back.clone(),
    };
    let frame = Frame::new(format!("Aperçu du formulaire\u{a0}: {}", page.title))
        .below(Address::CampaignOffice, "Préparer une campagne")
        .below(back, format!("Aperçu de «\u{202f}{}\u{202f}»", previewed.slug));
    Ok(frame.render(&visit, || view! { <FormPreview page=&page /> }.into_any()))
}

fn prefilled(data: &ApplicationForm) -> Vec<(String, &'static str)> {
    let with = |field: &entity::application_form::Field| {
        let words = choice("prefill", field.prefill?.code())?;
        Some((field.label.clone(), words))
    };
    data.fields().filter_map(with).collect()
}

#[component]
fn FormPreview<'a>(page: &'a PreviewPage) -> AnyView {
    view! {
        <h1>{format!("Aperçu\u{a0}: {}", page.title)}</h1>
        <Alert tone=Tone::Info>
            <p>
                "Ce que lira qui candidate. Vous pouvez saisir, pour essayer\u{a0}: rien n’est envoyé ni enregistré."
            </p>
        </Alert>
        <RulesOfEnvelope rules=&page.rules />
        <Prefilled prefilled=&page.prefilled />
        <Sections writing=&page.writing />
        <Actions>
            <button class="fr-btn" type="button" disabled>
                "Enregistrer"
            </button>
            <button class="fr-btn fr-btn--secondary" type="button" disabled>
                "Enregistrer et relire"
            </button>
        </Actions>
        <NoAttachments data=&page.writing.data form=&page.writing.form />
        <p>
            <a href=page.back.clone()>"Revenir à l’aperçu de la campagne"</a>
        </p>
    }
    .into_any()
}

/// What stands in the form when it is begun.
#[component]
fn Prefilled<'a>(prefilled: &'a [(String, &'static str)]) -> AnyView {
    if prefilled.is_empty() {
        return ().into_any();
    }
    let lines =
        views(prefilled.iter().map(|(label, with)| view! { <li>{label.clone()} "\u{a0}: " {*with}</li> }.into_any()));
    view! {
        <h2>"Rempli d’avance, à corriger si besoin"</h2>
        <ul>{lines}</ul>
    }
    .into_any()
}
