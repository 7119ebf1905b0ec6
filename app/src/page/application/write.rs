//! Writing an application: a form that is data, kept as it is typed, with what blocks its filing told at all times.

use super::{subsidy_reasoning, title_of};
use crate::{
    french::{count, euros, number},
    http::{
        failure::Failure,
        visit::{Fields, Upload, Visit},
    },
    page::{
        form::Form,
        layout::{Frame, Page, views},
        time, wording,
    },
};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::{
    application::ApplicationState,
    application_form::{ApplicationForm, Field, FieldKind, Section, fingerprint},
    campaign::Envelope,
    id::{ApplicationId, AttachmentId},
    refusal::Refusal,
    subsidy::{CostLine, CostTable, FundingLine},
};
use leptos::prelude::*;
use server::application::{Typed, query::Detail};

/// The lines of a cost table that are offered empty, below those that are filled.
const SPARE: usize = 2;

/// What every field and cell of the form is called, for the list of what blocks.
fn labels(form: &ApplicationForm) -> Vec<(String, String)> {
    let mut labels: Vec<(String, String)> =
        form.fields().map(|field| (field.code.clone(), field.label.clone())).collect();
    for at in 0..CostTable::MOST {
        let line = at + 1;
        labels.push((format!("costs.{at}.label"), format!("Dépense {line}, intitulé")));
        labels.push((format!("costs.{at}.amount"), format!("Dépense {line}, montant")));
        labels.push((format!("funding.{at}.label"), format!("Financement {line}, origine")));
        labels.push((format!("funding.{at}.amount"), format!("Financement {line}, montant")));
    }
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
    let frame = Frame::new("Écrire la candidature")
        .below("/candidatures", "Candidatures")
        .below(format!("/candidatures/{id}"), title_of(&detail));
    let attach = Form::new(&visit, format!("/candidatures/{id}/fichiers")).of_data(labels(&form_data), Vec::new());
    let detach: Vec<(AttachmentId, Form)> = detail
        .files
        .iter()
        .map(|file| (file.id, Form::new(&visit, format!("/candidatures/{id}/fichiers/{}/retirer", file.id))))
        .collect();
    Ok(frame.render(&visit, move || {
        let attached = files_to_attach(&form_data, &detail, &attach, &detach);
        let typed_in = |section: &&Section| section.fields.iter().any(|field| field.kind != FieldKind::File);
        let sections = views(form_data.sections.iter().filter(typed_in).map(|section| {
            let fields = views(section.fields.iter().map(|field| input(&form, &form_data, field, &detail, &envelope)));
            view! { <h2>{section.title.clone()}</h2> {fields} }.into_any()
        }));
        view! {
            {form.summary()} {attach.summary()} {views(detach.iter().map(|(_, form)| form.summary()))}
            {state_banner(&detail)}
            <h1>{title_of(&detail)}</h1>
            <p>"Plusieurs personnes des collectivités candidates peuvent écrire ici. Enregistrez quand vous voulez : ce qui manque n’empêche pas de garder le brouillon."</p>
            {missing(&detail, &form)}
            {form.around(view! {
                {sections}
                <div class="t-actions">
                    <button class="fr-btn">"Enregistrer"</button>
                    <button class="fr-btn fr-btn--secondary" name="puis" value="relire">"Enregistrer et relire"</button>
                </div>
            })}
            {attached}
        }
        .into_any()
    }))
}

/// A draft cannot be mistaken for a filed one: its word and colour stand on top of every page of it.
pub fn state_banner(detail: &Detail) -> AnyView {
    match detail.state {
        ApplicationState::Draft => {
            let close = detail.intake().map(|intake| intake.period.close());
            // An exception that was granted for an earlier wave is no reason to tell its day.
            let until = detail.row.exception_until.map(|until| until.utc()).max(close);
            let until = until
                .map(|until| format!(" Dépôt possible jusqu’au {}.", time::day(until - chrono::Duration::seconds(1))))
                .unwrap_or_default();
            view! { <p class="t-banner t-banner--draft"><strong>"BROUILLON – cette candidature n’est pas déposée."</strong> {until}</p> }.into_any()
        }
        ApplicationState::CorrectionAsked => {
            let until = detail
                .row
                .correction_until
                .map(|until| time::day(until.utc() - chrono::Duration::seconds(1)))
                .unwrap_or_default();
            view! {
                <div class="t-banner t-banner--draft">
                    <p><strong>"À CORRIGER – la correction n’est pas encore déposée."</strong> {format!(" Jusqu’au {until} inclus.")}</p>
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
        return view! { <p class="fr-alert fr-alert--success">"Tout est rempli : la candidature peut être déposée par la collectivité chef de file."</p> }.into_any();
    }
    let edit = format!("/candidatures/{}/modifier", detail.row.id);
    let lines = views(detail.blocks.iter().map(|(field, refusal)| {
        let sentence = wording::refusal_sentence(refusal);
        match field.is_empty() {
            true => view! { <li>{wording::capitalised(&sentence)}</li> }.into_any(),
            false => {
                view! { <li><a href=format!("{edit}#{field}")>{form.label(field)}</a> " : " {sentence}</li> }.into_any()
            }
        }
    }));
    let title =
        format!("Avant de déposer : {}", count(detail.blocks.len() as u64, "point à régler", "points à régler"));
    view! {
        <div class="fr-alert fr-alert--info" id="a-regler">
            <h2 class="fr-alert__title">{title}</h2>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

/// The labels of an application's own form, for the list of what blocks on other pages.
pub fn labelled(visit: &Visit, detail: &Detail) -> Result<Form, Failure> {
    let form = Form::new(visit, format!("/candidatures/{}/enregistrer", detail.row.id));
    Ok(form.of_data(labels(detail.form()?), Vec::new()))
}

fn input(form: &Form, data: &ApplicationForm, field: &Field, detail: &Detail, envelope: &Envelope) -> AnyView {
    let stored = detail.answers.get(&field.code).map_or("", String::as_str);
    let label = match (field.required, &field.shown_if) {
        (_, Some(shown)) => {
            format!("{} (seulement si « {} »)", field.label, choice_label(data, &shown.field, &shown.is))
        }
        (true, None) => field.label.clone(),
        (false, None) => format!("{} (facultatif)", field.label),
    };
    let (code, hint) = (field.code.as_str(), field.hint.as_str());
    let drawn = view! { <input type="hidden" name=format!("drawn.{code}") value=fingerprint(stored)/> };
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
        FieldKind::Costs => costs(form, &data.cost_table(&detail.answers), detail, envelope),
        FieldKind::File => ().into_any(),
    };
    view! { {drawn} {widget} }.into_any()
}

fn choice_label(data: &ApplicationForm, field: &str, code: &str) -> String {
    let options = data.field(field).map(|field| field.options.as_slice()).unwrap_or_default();
    options.iter().find(|option| option.code == code).map_or_else(|| code.to_owned(), |option| option.label.clone())
}

/// The cost table: expenses, other funding, and what the subsidy comes to.
fn costs(form: &Form, stored: &CostTable, detail: &Detail, envelope: &Envelope) -> AnyView {
    let typed = form.typed().map(table_typed).unwrap_or_default();
    let lines = |stored: usize, typed: usize| (stored.max(typed) + SPARE).min(CostTable::MOST);
    let yes_no = [("oui", "Oui"), ("non", "Non")];
    let costs = views((0..lines(stored.costs.len(), typed.costs.len())).map(|at| {
        let line = stored.costs.get(at).cloned().unwrap_or(CostLine { eligible: true, ..CostLine::default() });
        let n = at + 1;
        view! {
            <tr>
                <td>{form.cell(&format!("costs.{at}.label"), &format!("Dépense {n}, intitulé"), &line.label)}</td>
                <td>{form.cell(&format!("costs.{at}.amount"), &format!("Dépense {n}, montant en euros"), &line.amount)}</td>
                <td>{form.cell_choice(&format!("costs.{at}.eligible"), &format!("Dépense {n}, éligible"), &yes_no, if line.eligible { "oui" } else { "non" })}</td>
            </tr>
        }
        .into_any()
    }));
    let funding = views((0..lines(stored.funding.len(), typed.funding.len())).map(|at| {
        let line = stored.funding.get(at).cloned().unwrap_or(FundingLine { public: true, ..FundingLine::default() });
        let n = at + 1;
        view! {
            <tr>
                <td>{form.cell(&format!("funding.{at}.label"), &format!("Financement {n}, origine"), &line.source)}</td>
                <td>{form.cell(&format!("funding.{at}.amount"), &format!("Financement {n}, montant en euros"), &line.amount)}</td>
                <td>{form.cell_choice(&format!("funding.{at}.public"), &format!("Financement {n}, argent public"), &yes_no, if line.public { "oui" } else { "non" })}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <div id="costs">
            <div class="fr-table t-costs"><table>
                <caption>"Dépenses"</caption>
                <thead><tr><th scope="col">"Intitulé"</th><th scope="col">"Montant en euros"</th><th scope="col">"Éligible"</th></tr></thead>
                <tbody>{costs}</tbody>
            </table></div>
            <div class="fr-table t-costs"><table>
                <caption>"Autres financements"</caption>
                <thead><tr><th scope="col">"Origine"</th><th scope="col">"Montant en euros"</th><th scope="col">"Public"</th></tr></thead>
                <tbody>{funding}</tbody>
            </table></div>
            <p class="fr-hint-text">"Deux lignes vides sont ajoutées à chaque enregistrement. Le montant demandé est calculé, jamais saisi."</p>
            {subsidy_reasoning(&detail.subsidy, detail.costs.as_ref(), &envelope.terms())}
        </div>
    }
    .into_any()
}

/// The cost table that was typed.
fn table_typed(fields: &Fields) -> CostTable {
    let mut table = CostTable::default();
    for at in 0..CostTable::MOST {
        let text = |name: &str| fields.text(name);
        let (cost, funding) = (format!("costs.{at}"), format!("funding.{at}"));
        if fields.0.iter().any(|(name, _)| name.starts_with(&format!("{cost}."))) {
            table.costs.push(CostLine {
                label: text(&format!("{cost}.label")),
                amount: text(&format!("{cost}.amount")),
                eligible: text(&format!("{cost}.eligible")) != "non",
            });
        }
        if fields.0.iter().any(|(name, _)| name.starts_with(&format!("{funding}."))) {
            table.funding.push(FundingLine {
                source: text(&format!("{funding}.label")),
                amount: text(&format!("{funding}.amount")),
                public: text(&format!("{funding}.public")) != "non",
            });
        }
    }
    table.without_empty()
}

/// What is attached already, and the form for one file more; one for each field that takes files.
fn files_to_attach(data: &ApplicationForm, detail: &Detail, attach: &Form, detach: &[(AttachmentId, Form)]) -> AnyView {
    views(data.fields().filter(|field| field.kind == FieldKind::File).map(|field| {
        let there = views(detail.files.iter().filter(|file| file.field == field.code).map(|file| {
            let remove = detach.iter().find(|(id, _)| *id == file.id && detail.row.number.is_none()).map(|(_, form)| {
                form.around(view! { <button class="fr-btn fr-btn--sm fr-btn--secondary">"Retirer " <span class="fr-sr-only">{file.name.clone()}</span></button> })
            });
            view! { <li class="t-hit">{file_link(detail.row.id, file.id, &file.name, file.size)} {remove}</li> }.into_any()
        }));
        view! {
            <h2>{field.label.clone()} {(!field.required).then_some(" (facultatif)")}</h2>
            <ul class="t-list">{there}</ul>
            {attach.with_file(&field.code, "Joindre un fichier", "PDF, texte ou tableur (ODT, DOCX, ODS, XLSX), image PNG ou JPEG ; 20 Mo au plus. Enregistrez d’abord ce que vous avez écrit plus haut.")}
        }
        .into_any()
    }))
}

/// A file, to download.
pub fn file_link(id: ApplicationId, file: AttachmentId, name: &str, size: i64) -> AnyView {
    let size = u64::try_from(size).unwrap_or(0).div_ceil(1_000);
    view! { <a href=format!("/candidatures/{id}/fichiers/{file}")>{name.to_owned()} {format!(" ({} ko)", number(size))}</a> }.into_any()
}

/// Attaches a file.
pub async fn attach(
    visit: Visit,
    Path(id): Path<ApplicationId>,
    fields: Fields,
    upload: Upload,
) -> Result<Redirect, Failure> {
    server::attachment::add(&visit.ctx, id, &fields.text("field"), &upload.name, upload.content).await?;
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
    ];
    Ok((headers, content).into_response())
}

/// What was typed into the form of an application, field by field.
fn typed(form: &ApplicationForm, fields: &Fields) -> Result<Vec<Typed>, Failure> {
    let mut typed = Vec::new();
    for field in form.fields() {
        let drawn = format!("drawn.{}", field.code);
        if !fields.0.iter().any(|(name, _)| *name == drawn) {
            continue;
        }
        let drawn = fields.text(&drawn);
        let answer = match field.kind {
            FieldKind::Costs => match table_typed(fields) {
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
