//! What is asked for in an application: the answers, the files and the amount.

use crate::{
    page::application::{
        attachment::{AttachmentLink, BundleLink},
        content::Content,
        subsidy::SubsidyReasoning,
    },
    ui::views::views,
};
use entity::{
    address::Address,
    application_form::{Answers, ApplicationForm},
    campaign::Envelope,
    id::{ApplicationId, AttachmentId},
    subsidy::{Costs, Subsidy},
};
use leptos::prelude::*;
use server::application::query::Detail;

/// What is asked for: as it was submitted, or as it is being written for those who write it.
struct Asked<'a> {
    answers: &'a Answers,
    subsidy: &'a Subsidy,
    costs: Option<Costs>,
    files: Vec<Attached<'a>>,
}

/// An attached file: its name, and its size in bytes.
struct Attached<'a> {
    id: AttachmentId,
    name: &'a str,
    size: i64,
}

impl<'a> Asked<'a> {
    fn of(detail: &'a Detail) -> Self {
        match detail.copy.as_ref().filter(|_| !detail.is_written()) {
            Some(copy) => Self {
                answers: &copy.answers,
                subsidy: &copy.subsidy,
                costs: copy.costs,
                files: (copy.attachments.iter())
                    .map(|file| Attached { id: file.id, name: &file.name, size: file.size })
                    .collect(),
            },
            None => Self {
                answers: &detail.answers,
                subsidy: &detail.subsidy,
                costs: detail.costs,
                files: (detail.attachments.iter())
                    .map(|file| Attached { id: file.id, name: &file.name, size: file.size })
                    .collect(),
            },
        }
    }
}

/// Answers, files and amount.
#[component]
pub fn Dossier<'a>(detail: &'a Detail, data: &'a ApplicationForm, envelope: &'a Envelope) -> AnyView {
    let Asked { answers, subsidy, costs, files } = Asked::of(detail);
    let receipt = Address::ApplicationReceipt(detail.row.id).to_string();
    let export = Address::ApplicationExport(detail.row.id).to_string();
    let receipt = detail.row.number.is_some().then(|| {
        view! {
            <p>
                <a href=receipt>"Récépissé de dépôt, à imprimer"</a>
                " · "
                <a href=export>"Dossier pour Démarche numérique (JSON)"</a>
            </p>
        }
    });
    view! {
        <h2>"Le dossier"</h2>
        {receipt}
        <Content data answers envelope />
        <Attachments application=detail.row.id files />
        <h3>"Montant"</h3>
        <SubsidyReasoning subsidy costs terms=envelope.terms() />
    }
    .into_any()
}

#[component]
fn Attachments<'a>(application: ApplicationId, files: Vec<Attached<'a>>) -> AnyView {
    if files.is_empty() {
        return ().into_any();
    }
    let bundle = (files.len() > 1).then(|| {
        view! {
            <p>
                <BundleLink application />
            </p>
        }
    });
    let links = views(files.into_iter().map(|Attached { id, name, size }| {
        view! {
            <li>
                <AttachmentLink application file=id name size />
            </li>
        }
        .into_any()
    }));
    view! {
        <h3>"Pièces jointes"</h3>
        <ul>{links}</ul>
        {bundle}
    }
    .into_any()
}
