//! What an assessor does: says whether there is a link, reads, marks.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::application::{
        content::Content,
        label::{badge, title_of},
    },
    ui::{
        form::Form,
        frame::{Frame, Page, views},
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{
    assessment::AssessmentState,
    id::ApplicationId,
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::{
    account,
    application::query,
    assessment::{self, Assessed},
};

/// The files that wait for the person signed in.
pub async fn list(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let files = assessment::in_hand(&visit.ctx, &campaign).await?;
    let residence = account::mine(&visit.ctx).await?.residence.unwrap_or_default();
    let form = Form::new(&visit, "/evaluations/residence").personal();
    let areas: Vec<(String, String)> = (visit.ctx.platform.reference().departements().iter())
        .map(|area| (area.code.clone(), format!("{} ({})", area.name, area.code)))
        .collect();
    Ok(Frame::new("Évaluations").render(&visit, move || {
        let cards = views(files.iter().map(|file| {
            let row = &file.application;
            let waits = match (file.state, file.discussed) {
                (AssessmentState::Drawn, _) => "Dites d’abord si vous avez un lien avec le candidat",
                (AssessmentState::Reading, _) => "À lire et à noter",
                (_, true) => "Les notes s’écartent : maintenez ou revoyez les vôtres",
                (AssessmentState::Submitted | AssessmentState::Settled | AssessmentState::Conflict, false) => {
                    "Notes rendues"
                }
            };
            let envelope =
                campaign.spec.envelope(&row.envelope).map(|envelope| envelope.title.clone()).unwrap_or_default();
            view! {
                <li class="t-card">
                    <h2 class="t-card__title">
                        <a href=format!(
                            "/candidatures/{}",
                            row.id,
                        )>{row.number.clone().unwrap_or_default()} " – " {row.title.clone()}</a>
                    </h2>
                    <p class="t-card__meta">
                        <span>{envelope}</span>
                        <span class="fr-badge fr-badge--info">{waits}</span>
                    </p>
                </li>
            }
            .into_any()
        }));
        view! {
            {form.summary()}
            <h1>"Dossiers à évaluer"</h1>
            {files.is_empty().then(|| view! { <p>"Aucun dossier ne vous attend."</p> })}
            <ul class="t-list">{cards}</ul>
            <h2>"Où vous habitez"</h2>
            {form
                .around(
                    view! {
                        {form
                            .choice(
                                "residence",
                                "Département de résidence (facultatif)",
                                "Quand un candidat en vient, un lien vous est proposé avant la lecture du dossier. \
                                 Personne d’autre ne le voit.",
                                &areas,
                                &residence,
                            )}
                        <div class="t-actions">
                            <button class="fr-btn fr-btn--secondary">"Enregistrer"</button>
                        </div>
                    },
                )}
        }
        .into_any()
    }))
}

/// Tells where one lives.
pub async fn reside(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    account::tell_residence(&visit.ctx, &fields.text("residence")).await?;
    Ok(Redirect::to("/evaluations"))
}

/// The form of the marks, beside the file.
pub async fn edit(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = query::detail(&visit.ctx, id).await?;
    let person = visit.ctx.person()?;
    let own = detail.assessments.iter().find(|one| one.row.person == person).ok_or(Failure::NotFound)?.row.clone();
    let envelope = detail.envelope()?.clone();
    let labels =
        envelope.criteria.iter().enumerate().map(|(at, one)| (format!("mark.{at}"), one.title.clone())).collect();
    let form = Form::new(&visit, format!("/candidatures/{id}/notes")).of_data(labels, Vec::new());
    let data = detail.form()?.clone();
    let frame = Frame::new("Noter")
        .below("/evaluations", "Évaluations")
        .below(format!("/candidatures/{id}"), title_of(&detail));
    Ok(frame.render(&visit, move || {
        let marks = own.marks().unwrap_or_default();
        let criteria = views(envelope.criteria.iter().enumerate().map(|(at, criterion)| {
            let options: Vec<(String, String)> = criterion
                .marks
                .iter()
                .enumerate()
                .map(|(mark, words)| (mark.to_string(), format!("{mark} – {words}")))
                .collect();
            let given = marks.get(at).map(ToString::to_string).unwrap_or_default();
            let weight =
                if criterion.weight > 1 { format!(", coefficient {}", criterion.weight) } else { String::new() };
            form.radios(&format!("mark.{at}"), &format!("{}{weight}", criterion.title), &options, &given)
        }));
        let answers =
            detail.copy.as_ref().map(|copy| view! { <Content data=&data answers=&copy.answers envelope=&envelope /> });
        let last = own.state == AssessmentState::Submitted && detail.standing.all_in;
        view! {
            {form.summary()}
            <h1>{format!("Noter : {}", title_of(&detail))}</h1>
            <p>{badge(detail.row.state)}</p>
            {last
                .then(|| {
                    view! {
                        <p class="fr-alert fr-alert--info">
                            "Toutes les notes sont rendues. Ce que vous enregistrez maintenant est définitif."
                        </p>
                    }
                })}
            <details>
                <summary>"Relire le dossier"</summary>
                <h2>"Le dossier"</h2>
                {answers}
            </details>
            {form
                .around(
                    view! {
                        {criteria}
                        {form.lines("reason", "Motif, donné au candidat avec la décision", "", &own.reason, 4)}
                        {form.lines("note", "Note privée (facultatif)", "Lue de vous seul", &own.note, 3)}
                        <div class="t-actions">
                            <button class="fr-btn">
                                {if last { "Rendre mes notes définitives" } else { "Rendre mes notes" }}
                            </button>
                        </div>
                    },
                )}
        }
        .into_any()
    }))
}

/// Gives marks.
pub async fn mark(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    let mut marks = Vec::new();
    while fields.0.iter().any(|(name, _)| name.starts_with("mark.")) && marks.len() < 20 {
        marks.push(fields.text(&format!("mark.{}", marks.len())));
    }
    let typed = Assessed { marks, note: fields.text("note"), reason: fields.text("reason") };
    assessment::mark(&visit.ctx, id, &typed).await?;
    Ok(Redirect::to(&format!("/candidatures/{id}")))
}
