//! The files attached to a need: listed for whoever sees it, added and taken away by its collectivité.

use crate::{
    http::{
        after::After,
        download::send_file,
        failure::Failure,
        fields::{Upload, Uploads},
        visit::Visit,
    },
    ui::{
        ask_first::{Ask, AskFirst},
        card::Cards,
        field::{FileForm, RefusalSummary},
        form::Form,
        input::Field,
        views::views,
    },
};
use axum::{extract::Path, response::Response};
use entity::{
    address::Address,
    attachment::MOST_OF_NEED,
    done::Done,
    form_field,
    id::{AttachmentId, NeedId},
    table::{need, need_attachment},
};
use leptos::prelude::*;
use server::attachment::{Arrived, Received};
use wording::number;

const FILES: Field = Field::new(form_field::FILE, "Joindre des fichiers")
    .help(
        "PDF, texte ou tableur (ODT, DOCX, ODS, XLSX), image PNG ou JPEG\u{202f}; cinq en tout, 20\u{a0}Mo au plus \
         pour chacun. Une fois le besoin publié, tout le monde peut les lire.",
    )
    .short("Fichiers");

/// Where the files stand on their page.
const PLACE: &str = "fichiers";

/// The files, and the forms of who may change them.
pub struct FilesPart {
    id: NeedId,
    files: Vec<need_attachment::Model>,
    forms: Option<Forms>,
}

struct Forms {
    attach: Form,
    detach: Vec<Form>,
}

impl FilesPart {
    /// Those of a need; `may_change` where the forms are shown. One statement.
    pub async fn of(visit: &Visit, need: &need::Model, may_change: bool) -> Result<Self, Failure> {
        let (id, files) = (need.id, server::need::attachment::files(&visit.ctx, need).await?);
        let detach = files.iter().map(|file| Form::new(visit, Address::NeedFileRemove(id, file.id))).collect();
        let forms =
            may_change.then(|| Forms { attach: Form::new(visit, Address::NeedFiles(id)).labelled(&[FILES]), detach });
        Ok(Self { id, files, forms })
    }
}

/// What was refused of the files that were sent.
#[component]
pub fn FileRefusals<'a>(part: &'a FilesPart) -> AnyView {
    let forms = part.forms.iter().flat_map(|forms| std::iter::once(&forms.attach).chain(&forms.detach));
    views(forms.map(|form| view! { <RefusalSummary form /> }.into_any()))
}

/// The files; nothing where there are none and none can be added.
#[component]
pub fn Files<'a>(part: &'a FilesPart) -> AnyView {
    let FilesPart { id, files, forms } = part;
    if files.is_empty() && forms.is_none() {
        return ().into_any();
    }
    let lines = views(files.iter().enumerate().map(|(at, file)| {
        let detach = forms.as_ref().and_then(|forms| forms.detach.get(at));
        view! { <FileLine id=*id file detach /> }.into_any()
    }));
    let attach = forms.as_ref().filter(|_| files.len() < MOST_OF_NEED);
    let attach = attach.map(|forms| view! { <FileForm form=&forms.attach field=FILES /> });
    view! {
        <h2 id=PLACE>"Fichiers joints"</h2>
        <Cards>{lines}</Cards>
        {attach}
    }
    .into_any()
}

#[component]
fn FileLine<'a>(id: NeedId, file: &'a need_attachment::Model, detach: Option<&'a Form>) -> AnyView {
    let size = u64::try_from(file.size).unwrap_or(0).div_ceil(1_000);
    let address = Address::NeedFile(id, file.id).to_string();
    let name = &file.name;
    let detach = detach.map(|form| {
        let what = format!("Le fichier {name} est effacé, ici et pour tout le monde.");
        view! { <AskFirst form ask=Ask::before("Retirer", what).of(name.clone()) /> }
    });
    view! {
        <li class="t-hit">
            <a href=address>{format!("{name} ({} ko)", number(size))}</a>
            {detach}
        </li>
    }
    .into_any()
}

/// Attaches the files that came, one after the other.
pub async fn attach(visit: Visit, Path(id): Path<NeedId>, uploads: Uploads) -> Result<After, Failure> {
    let arrived = |upload: Upload| Received {
        name: upload.name,
        content: Arrived::Waiting { size: upload.size, file: upload.content },
    };
    let files = uploads.0.into_iter().map(arrived).collect();
    server::need::attachment::add_all(&visit.ctx, id, files).await?;
    Ok(After::new(Done::FilesAttached, back(&visit, id).await?))
}

/// Takes a file away.
pub async fn detach(visit: Visit, Path((id, file)): Path<(NeedId, AttachmentId)>) -> Result<After, Failure> {
    server::need::attachment::remove(&visit.ctx, id, file).await?;
    Ok(After::new(Done::FileRemoved, back(&visit, id).await?))
}

/// The page on which the files of a need are changed: of a draft, where it is written.
async fn back(visit: &Visit, id: NeedId) -> Result<String, Failure> {
    let need = server::need::query::get(&visit.ctx, id).await?;
    let page = if need.state.is_public() { Address::Need(id) } else { Address::NeedEdit(id) };
    Ok(page.at(PLACE).to_string())
}

/// A file.
pub async fn download(visit: Visit, Path((id, file)): Path<(NeedId, AttachmentId)>) -> Result<Response, Failure> {
    let (row, content) = server::need::attachment::read(&visit.ctx, id, file).await?;
    Ok(send_file(&row.name, row.kind, row.size, content))
}
