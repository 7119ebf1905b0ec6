//! The files attached to an application: read, added and taken away.

use crate::{
    http::{
        after::After,
        download::{send_bundle, send_file},
        failure::Failure,
        fields::{Fields, Upload, Uploads},
        visit::Visit,
    },
    ui::{
        ask_first::{Ask, AskFirst},
        card::Cards,
        field::{self, FileField, FileForm},
        form::Form,
        views::views,
    },
};
use axum::{extract::Path, response::Response};
use entity::{
    address::Address,
    application_form::{ApplicationForm, Field, FieldKind},
    done::Done,
    form_field,
    id::{ApplicationId, AttachmentId},
    table::attachment,
};
use leptos::prelude::*;
use server::{
    application::query::Detail,
    attachment::{Arrived, Received},
};
use wording::number;

const FILES_HINT: &str = "PDF, texte ou tableur (ODT, DOCX, ODS, XLSX), image PNG ou JPEG\u{202f}; un ou plusieurs à \
    la fois, 20\u{a0}Mo au plus pour chacun. Enregistrez d’abord ce que vous avez écrit plus haut.";

/// A file, to download; its size in bytes.
#[component]
pub fn AttachmentLink(
    application: ApplicationId,
    file: AttachmentId,
    #[prop(into)] name: String,
    size: i64,
) -> AnyView {
    let size = u64::try_from(size).unwrap_or(0).div_ceil(1_000);
    let address = Address::ApplicationAttachment(application, file).to_string();
    view! { <a href=address>{name} {format!(" ({} ko)", number(size))}</a> }.into_any()
}

/// Every file, to download as one ZIP.
#[component]
pub fn BundleLink(application: ApplicationId) -> AnyView {
    let address = Address::ApplicationBundle(application).to_string();
    view! { <a href=address>"Télécharger toutes les pièces (ZIP)"</a> }.into_any()
}

/// The forms that add files and take each away.
pub struct AttachmentForms {
    attach: Form,
    detach: Vec<(AttachmentId, Form)>,
}

impl AttachmentForms {
    /// The forms of one application, whose fields bear these labels.
    pub fn of(visit: &Visit, detail: &Detail, labels: Vec<(String, String)>) -> Self {
        let id = detail.row.id;
        let detach = |file: &attachment::Model| (file.id, Form::new(visit, Address::ApplicationDetach(id, file.id)));
        Self {
            attach: Form::new(visit, Address::ApplicationAttachments(id)).with_labels(labels),
            detach: detail.attachments.iter().map(detach).collect(),
        }
    }

    /// All of them, for their summaries.
    pub fn all(&self) -> impl Iterator<Item = &Form> {
        std::iter::once(&self.attach).chain(self.detach.iter().map(|(_, form)| form))
    }
}

/// What is attached already, and the form for more; for each field that takes files.
#[component]
pub fn Attachments<'a>(data: &'a ApplicationForm, detail: &'a Detail, forms: &'a AttachmentForms) -> AnyView {
    let fields = data.fields().filter(|field| field.kind == FieldKind::File);
    views(fields.map(|field| view! { <AttachmentField field detail forms /> }.into_any()))
}

#[component]
fn AttachmentField<'a>(field: &'a Field, detail: &'a Detail, forms: &'a AttachmentForms) -> AnyView {
    let there = views(detail.attachments.iter().filter(|file| file.field == field.code).map(|file| {
        let detach = forms.detach.iter().find(|(id, _)| *id == file.id && detail.row.number.is_none());
        let detach = detach.map(|(_, form)| view! { <DetachForm form name=file.name.clone() /> });
        view! {
            <li class="t-hit">
                <AttachmentLink application=detail.row.id file=file.id name=file.name.clone() size=file.size />
                {detach}
            </li>
        }
        .into_any()
    }));
    let added = field::Field::of_data(&field.code, "Joindre des fichiers").help(FILES_HINT);
    view! {
        <h2>{field.label.clone()} {(!field.required).then_some(" (facultatif)")}</h2>
        <Cards>{there}</Cards>
        <FileForm form=&forms.attach field=added />
    }
    .into_any()
}

/// The fields that take files, where there is no application yet: with nothing attached, and nothing that sends.
#[component]
pub fn NoAttachments<'a>(data: &'a ApplicationForm, form: &'a Form) -> AnyView {
    let fields = data.fields().filter(|field| field.kind == FieldKind::File);
    views(fields.map(|field| {
        let added = field::Field::of_data(&field.code, "Joindre des fichiers").help(FILES_HINT);
        view! {
            <h2>{field.label.clone()} {(!field.required).then_some(" (facultatif)")}</h2>
            <FileField form field=added multiple=true />
        }
        .into_any()
    }))
}

#[component]
fn DetachForm<'a>(form: &'a Form, name: String) -> AnyView {
    view! { <AskFirst form ask=Ask::before("Retirer", format!("Le fichier {name} est effacé du dossier.")).of(name) /> }
        .into_any()
}

/// Attaches the files that came, one after the other.
pub async fn attach(
    visit: Visit,
    Path(id): Path<ApplicationId>,
    fields: Fields,
    uploads: Uploads,
) -> Result<After, Failure> {
    let arrived = |upload: Upload| Received {
        name: upload.name,
        content: Arrived::Waiting { size: upload.size, file: upload.content },
    };
    let files = uploads.0.into_iter().map(arrived).collect();
    server::attachment::add_all(&visit.ctx, id, &fields.text(form_field::FIELD), files).await?;
    Ok(After::new(Done::FilesAttached, Address::ApplicationEdit(id)))
}

/// Takes a file away.
pub async fn detach(visit: Visit, Path((id, file)): Path<(ApplicationId, AttachmentId)>) -> Result<After, Failure> {
    server::attachment::remove(&visit.ctx, id, file).await?;
    Ok(After::new(Done::FileRemoved, Address::ApplicationEdit(id)))
}

/// A file, always as a download: nothing that somebody attached opens inside our pages.
pub async fn download(
    visit: Visit,
    Path((id, file)): Path<(ApplicationId, AttachmentId)>,
) -> Result<Response, Failure> {
    let (row, content) = server::attachment::read(&visit.ctx, id, file).await?;
    Ok(send_file(&row.name, row.kind, row.size, content))
}

/// Every file of an application as one ZIP, streamed.
pub async fn download_all(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Response, Failure> {
    let (name, bundle) = server::attachment::read_all(&visit.ctx, id).await?;
    Ok(send_bundle(&name, bundle))
}
