//! Writing an application: a form that is data, kept as it is typed, with what blocks its filing told at all times.

use crate::{
    http::{
        assets,
        failure::Failure,
        visit::{Fields, Upload, Uploads, Visit},
    },
    page::application::{costs, show::title_of},
    ui::{
        form::Form,
        frame::{Frame, Page, views},
    },
};
use axum::{
    body::Body,
    extract::Path,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    application_form::{ApplicationForm, Field, FieldKind, Section, fingerprint},
    calendar::Overseas,
    campaign::Envelope,
    id::{ApplicationId, AttachmentId},
    refusal::Refusal,
    subsidy::CostTable,
};
use leptos::prelude::*;
use server::{
    application::{Typed, query::Detail},
    attachment::{Arrived, Received},
};
use wording::{count, euros, number, time};

/// What every field and cell of the form is called, for the list of what blocks.
fn labels(form: &ApplicationForm) -> Vec<(String, String)> {
    let mut labels: Vec<(String, String)> =
        form.fields().map(|field| (field.code.clone(), field.label.clone())).collect();
    labels.extend(costs::labels());
    labels
}

/// The form.
pub async fn edit(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    if !detail.is_written() {
        return Err(if detail.row.state.is_written() { Failure::Forbidden } else { Failure::NotFound });
    }
    let (form_data, envelope) = (detail.form()?.clone(), detail.envelope()?.clone());
    // What is missing is told in the list alone: a draft is not reproached with being one.
    let wrong = detail.blocks.iter().filter(|(_, refusal)| !matches!(refusal, Refusal::Missing | Refusal::FileMissing));
    let form = Form::new(&visit, format!("/candidatures/{id}/enregistrer"))
        .of_data(labels(&form_data), wrong.cloned().collect());
    let sent = form.typed().map(|fields| typed(&form_data, fields)).transpose()?.unwrap_or_default();
    // A refused form comes back with what was typed. What was not may have been written by somebody else since: theirs
    // is shown.
    let untouched: Vec<&str> = sent.iter().filter(|one| !one.is_touched()).map(|one| one.field.as_str()).collect();
    let form = form.without(|name| {
        let cell = name.starts_with("costs.") || name.starts_with("funding.");
        untouched.contains(&if cell { "costs" } else { name })
    });
    let frame = Frame::new("Écrire la candidature")
        .below("/candidatures", "Candidatures")
        .below(format!("/candidatures/{id}"), title_of(&detail));
    let attach = Form::new(&visit, format!("/candidatures/{id}/fichiers")).of_data(labels(&form_data), Vec::new());
    let detach: Vec<(AttachmentId, Form)> = detail
        .files
        .iter()
        .map(|file| (file.id, Form::new(&visit, format!("/candidatures/{id}/fichiers/{}/retirer", file.id))))
        .collect();
    let rules = serde_json::to_string(&form_data).map_err(server::Error::from)?;
    let items = envelope.items.iter().map(|item| item.code.as_str()).collect::<Vec<_>>().join("|");
    let (overseas, now) = (visit.overseas(), visit.ctx.now());
    Ok(frame.with_module(assets::DRAFT).render(&visit, move || {
        let attached = files_to_attach(&form_data, &detail, &attach, &detach);
        let typed_in = |section: &&Section| section.fields.iter().any(|field| field.kind != FieldKind::File);
        let sections = views(form_data.sections.iter().filter(typed_in).map(|section| {
            let fields =
                views(section.fields.iter().map(|field| input(&form, &sent, &form_data, field, &detail, &envelope)));
            view! {
                <h2>{section.title.clone()}</h2>
                {fields}
            }
            .into_any()
        }));
        view! {
            {form.summary()}
            {attach.summary()}
            {views(detach.iter().map(|(_, form)| form.summary()))}
            {state_banner(&detail, overseas, now)}
            <h1>{title_of(&detail)}</h1>
            <p>
                "Plusieurs personnes des collectivités candidates peuvent écrire ici. Enregistrez quand vous voulez : \
                 ce qui manque n’empêche pas de garder le brouillon."
            </p>
            {missing(&detail, &form)}
            <div id="ailleurs"></div>
            <div data-draft=format!("/candidatures/{id}/brouillon") data-form=rules data-items=items>
                {form
                    .around(
                        view! {
                            {sections}
                            <div class="t-actions">
                                <button class="fr-btn">"Enregistrer"</button>
                                <button class="fr-btn fr-btn--secondary" name="puis" value="relire">
                                    "Enregistrer et relire"
                                </button>
                            </div>
                            <p class="t-saved" id="enregistre" role="status"></p>
                        },
                    )}
            </div>
            {attached}
        }
        .into_any()
    }))
}

/// A draft cannot be mistaken for a filed one: its word and colour stand on top of every page of it.
pub fn state_banner(detail: &Detail, overseas: Option<Overseas>, now: DateTime<Utc>) -> AnyView {
    match detail.state {
        ApplicationState::Draft => {
            let close = detail.intake().map(|intake| intake.period.close());
            // An exception that was granted for an earlier wave is no reason to tell its day.
            let until = detail.row.exception_until.map(|until| until.utc()).max(close);
            let until = until
                .map(|until| match now < until {
                    true => format!(" Dépôt possible jusqu’au {}.", time::deadline(until, overseas)),
                    false => format!(
                        " Le dépôt était possible jusqu’au {} : il ne l’est plus.",
                        time::deadline(until, overseas)
                    ),
                })
                .unwrap_or_default();
            view! {
                <p class="t-banner t-banner--draft">
                    <strong>"BROUILLON – cette candidature n’est pas déposée."</strong>
                    {until}
                </p>
            }
            .into_any()
        }
        ApplicationState::CorrectionAsked => {
            let until =
                detail.row.correction_until.map(|until| time::deadline(until.utc(), overseas)).unwrap_or_default();
            view! {
                <div class="t-banner t-banner--draft">
                    <p>
                        <strong>"À CORRIGER – la correction n’est pas encore déposée."</strong>
                        {format!(" Jusqu’au {until}.")}
                    </p>
                    <p class="t-user-text">{detail.row.correction_note.clone()}</p>
                </div>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

/// What blocks the filing, each with a link to its field.
pub fn missing(detail: &Detail, form: &Form) -> AnyView {
    if detail.blocks.is_empty() {
        return view! {
            <div id="a-regler">
                <p class="fr-alert fr-alert--success">
                    "Tout est rempli : la candidature peut être déposée par la collectivité chef de file."
                </p>
            </div>
        }
        .into_any();
    }
    let edit = format!("/candidatures/{}/modifier", detail.row.id);
    let lines = views(detail.blocks.iter().map(|(field, refusal)| {
        let sentence = wording::refusal_sentence(refusal);
        match field.is_empty() {
            true => view! { <li>{wording::capitalised(&sentence)}</li> }.into_any(),
            false => view! {
                <li>
                    <a href=format!("{edit}#{field}")>{form.label(field)}</a>
                    " : "
                    {sentence}
                </li>
            }
            .into_any(),
        }
    }));
    let title =
        format!("Avant de déposer : {}", count(detail.blocks.len() as u64, "point à régler", "points à régler"));
    view! {
        <div id="a-regler">
            <div class="fr-alert fr-alert--info">
                <h2 class="fr-alert__title">{title}</h2>
                <ul>{lines}</ul>
            </div>
        </div>
    }
    .into_any()
}

/// The labels of an application's own form, for the list of what blocks on other pages.
pub fn labelled(visit: &Visit, detail: &Detail) -> Result<Form, Failure> {
    let form = Form::new(visit, format!("/candidatures/{}/enregistrer", detail.row.id));
    Ok(form.of_data(labels(detail.form()?), Vec::new()))
}

fn input(
    form: &Form,
    sent: &[Typed],
    data: &ApplicationForm,
    field: &Field,
    detail: &Detail,
    envelope: &Envelope,
) -> AnyView {
    let stored = detail.answers.get(&field.code).map_or("", String::as_str);
    let label = match (field.required, &field.shown_if) {
        (_, Some(shown)) => {
            format!("{} (seulement si « {} »)", field.label, choice_label(data, &shown.field, &shown.is))
        }
        (true, None) => field.label.clone(),
        (false, None) => format!("{} (facultatif)", field.label),
    };
    let (code, hint) = (field.code.as_str(), field.hint.as_str());
    let sent = sent.iter().find(|one| one.field == *code && one.is_touched());
    let contested = matches!(form.refusal(code), Some(Refusal::AnswerChanged { .. }));
    let drawn_with = match (sent, form.refusal(code)) {
        (None, _) => fingerprint(stored),
        // Both texts are shown: sending the form again is the choice.
        (Some(_), Some(Refusal::AnswerChanged { theirs })) => fingerprint(theirs),
        // It is not kept.
        (Some(sent), Some(_)) => sent.drawn.clone(),
        (Some(sent), None) if form.refusal("").is_some() => sent.drawn.clone(),
        (Some(sent), None) => fingerprint(&sent.answer),
    };
    let drawn = drawn(code, drawn_with, contested);
    let widget = match field.kind {
        FieldKind::Line | FieldKind::Number | FieldKind::Euros => form.line(code, &label, hint, stored),
        FieldKind::Text => form.lines(code, &label, hint, stored, 5),
        FieldKind::Date => form.day(code, &label, hint, stored),
        FieldKind::Choice => {
            let options: Vec<(String, String)> =
                field.options.iter().map(|option| (option.code.clone(), option.label.clone())).collect();
            form.choice(code, &label, hint, &options, stored)
        }
        FieldKind::Collectivity => form.line(code, &label, "Le SIREN de la collectivité, neuf chiffres", stored),
        FieldKind::Items => {
            let options: Vec<(String, String)> = envelope
                .items
                .iter()
                .map(|item| (item.code.clone(), format!("{} – {}", item.label, euros(i64::from(item.amount) * 100))))
                .collect();
            let chosen: Vec<String> = stored.split('|').map(str::to_owned).collect();
            form.checkboxes(code, &label, hint, &options, &chosen)
        }
        FieldKind::Costs => costs::table(form, &data.cost_table(&detail.answers), detail, envelope),
        FieldKind::File => ().into_any(),
    };
    view! { <div data-field=code.to_owned()>{drawn} {widget} <div id=format!("conflit.{code}")></div></div> }.into_any()
}

/// What a field was drawn with ([`fingerprint`]), which comes back with what is typed. Of a contested one, sending the
/// form again is the choice; a page that sends itself must not make it.
pub fn drawn(code: &str, fingerprint: String, contested: bool) -> AnyView {
    let (name, contested) = (format!("drawn.{code}"), contested.then_some(""));
    view! { <input type="hidden" id=name.clone() name=name value=fingerprint data-contested=contested /> }.into_any()
}

pub fn choice_label(data: &ApplicationForm, field: &str, code: &str) -> String {
    let options = data.field(field).map(|field| field.options.as_slice()).unwrap_or_default();
    options.iter().find(|option| option.code == code).map_or_else(|| code.to_owned(), |option| option.label.clone())
}

const FILES_HINT: &str = "PDF, texte ou tableur (ODT, DOCX, ODS, XLSX), image PNG ou JPEG\u{202f}; un ou plusieurs à \
    la fois, 20\u{a0}Mo au plus pour chacun. Enregistrez d’abord ce que vous avez écrit plus haut.";

/// What is attached already, and the form for more; one for each field that takes files.
fn files_to_attach(data: &ApplicationForm, detail: &Detail, attach: &Form, detach: &[(AttachmentId, Form)]) -> AnyView {
    views(data.fields().filter(|field| field.kind == FieldKind::File).map(|field| {
        let there = views(detail.files.iter().filter(|file| file.field == field.code).map(|file| {
            let remove =
                detach.iter().find(|(id, _)| *id == file.id && detail.row.number.is_none()).map(|(_, form)| {
                    form.around(view! {
                        <button class="fr-btn fr-btn--sm fr-btn--secondary">
                            "Retirer " <span class="fr-sr-only">{file.name.clone()}</span>
                        </button>
                    })
                });
            view! { <li class="t-hit">{file_link(detail.row.id, file.id, &file.name, file.size)} {remove}</li> }
                .into_any()
        }));
        view! {
            <h2>{field.label.clone()} {(!field.required).then_some(" (facultatif)")}</h2>
            <ul class="t-list">{there}</ul>
            {attach.with_files(&field.code, "Joindre des fichiers", FILES_HINT)}
        }
        .into_any()
    }))
}

/// A file, to download.
pub fn file_link(id: ApplicationId, file: AttachmentId, name: &str, size: i64) -> AnyView {
    let size = u64::try_from(size).unwrap_or(0).div_ceil(1_000);
    view! {
        <a href=format!("/candidatures/{id}/fichiers/{file}")>{name.to_owned()} {format!(" ({} ko)", number(size))}</a>
    }
    .into_any()
}

/// Every file, to download as one ZIP.
pub fn files_link(id: ApplicationId) -> AnyView {
    view! { <a href=format!("/candidatures/{id}/fichiers.zip")>"Télécharger toutes les pièces (ZIP)"</a> }.into_any()
}

/// Attaches the files that came, one after the other.
pub async fn attach(
    visit: Visit,
    Path(id): Path<ApplicationId>,
    fields: Fields,
    uploads: Uploads,
) -> Result<Redirect, Failure> {
    let arrived = |upload: Upload| Received {
        name: upload.name,
        content: Arrived::Waiting { size: upload.size, file: upload.content },
    };
    let files = uploads.0.into_iter().map(arrived).collect();
    server::attachment::add_all(&visit.ctx, id, &fields.text("field"), files).await?;
    Ok(Redirect::to(&format!("/candidatures/{id}/modifier")))
}

/// Takes a file away.
pub async fn detach(visit: Visit, Path((id, file)): Path<(ApplicationId, AttachmentId)>) -> Result<Redirect, Failure> {
    server::attachment::remove(&visit.ctx, id, file).await?;
    Ok(Redirect::to(&format!("/candidatures/{id}/modifier")))
}

/// A file, always as a download: nothing that somebody attached opens inside our pages.
pub async fn download(
    visit: Visit,
    Path((id, file)): Path<(ApplicationId, AttachmentId)>,
) -> Result<Response, Failure> {
    let (row, content) = server::attachment::read(&visit.ctx, id, file).await?;
    let name: String = url::form_urlencoded::byte_serialize(row.name.as_bytes()).collect();
    let headers = [
        (header::CONTENT_TYPE, row.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"))),
        (header::CONTENT_LENGTH, row.size.to_string()),
    ];
    Ok((headers, Body::from_stream(content)).into_response())
}

/// Every file of an application as one ZIP, streamed.
pub async fn download_all(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Response, Failure> {
    let (name, bundle) = server::attachment::read_all(&visit.ctx, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CONTENT_LENGTH, bundle.size.to_string()),
    ];
    Ok((headers, Body::from_stream(bundle.content)).into_response())
}

/// What was typed into the form of an application, field by field.
pub fn typed(form: &ApplicationForm, fields: &Fields) -> Result<Vec<Typed>, Failure> {
    let mut typed = Vec::new();
    for field in form.fields() {
        let drawn = format!("drawn.{}", field.code);
        if !fields.0.iter().any(|(name, _)| *name == drawn) {
            continue;
        }
        let drawn = fields.text(&drawn);
        let answer = match field.kind {
            FieldKind::Costs => match costs::typed(fields) {
                // A table in which nothing stands, where there was none, is no answer.
                table if table == CostTable::default() && drawn == fingerprint("") => String::new(),
                table => serde_json::to_string(&table).map_err(server::Error::from)?,
            },
            FieldKind::Items => fields.all(&field.code).join("|"),
            _ => fields.text(&field.code),
        };
        typed.push(Typed { field: field.code.clone(), answer, drawn });
    }
    Ok(typed)
}

/// Keeps what was typed.
pub async fn save(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    let typed = typed(&server::application::query::form(&visit.ctx, id).await?, &fields)?;
    server::application::save(&visit.ctx, id, &typed).await?;
    Ok(match fields.text("puis").as_str() {
        "relire" => Redirect::to(&format!("/candidatures/{id}")),
        _ => Redirect::to(&format!("/candidatures/{id}/modifier")),
    })
}
