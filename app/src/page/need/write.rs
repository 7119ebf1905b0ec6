//! Writing a need: the form, its preview, publishing, editing, withdrawing.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::need::show::content,
    ui::{
        form::Form,
        frame::{Frame, Page, views},
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{
    calendar::Phase,
    campaign::Campaign,
    id::NeedId,
    need::{NeedForm, NeedState, Urgency},
    permission::{Action, Facts},
    refusal::Refusal,
};
use leptos::prelude::*;

const DRAFT: &str = "/besoins/brouillon";

/// The field with the fingerprint of what a form was drawn with.
pub const DRAWN_WITH: &str = "drawn_with";

/// What a colleague wrote since the form was drawn, shown beside what is typed; sending the form again is the choice.
pub fn theirs(form: &Form, stored: AnyView) -> Option<AnyView> {
    matches!(form.refusal(""), Some(Refusal::ChangedMeanwhile)).then(|| {
        view! {
            <section class="fr-callout" aria-labelledby="entre-temps">
                <h2 class="fr-callout__title" id="entre-temps">
                    "Ce qui a été enregistré entre-temps"
                </h2>
                {stored}
                <p class="fr-callout__text">
                    "Votre texte est ci-dessous. Reprenez-y ce que vous voulez garder : l’enregistrer remplacera \
                     celui-ci."
                </p>
            </section>
        }
        .into_any()
    })
}

fn typed(fields: &Fields) -> NeedForm {
    NeedForm {
        title: fields.text("title"),
        problem: fields.text("problem"),
        sufferers: fields.text("sufferers"),
        existing: fields.text("existing"),
        theme: fields.text("theme"),
        urgency: fields.text("urgency"),
        programmes: fields.all("programmes"),
    }
}

/// The fields of a need, filled with what was typed or with `need`.
fn inputs(form: &Form, need: &NeedForm, campaign: &Campaign) -> AnyView {
    let themes: Vec<(String, String)> =
        campaign.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect();
    let urgencies: Vec<(String, String)> =
        Urgency::ALL.iter().map(|&urgency| (urgency.code().to_owned(), wording::urgency(urgency).to_owned())).collect();
    view! {
        {form.line("title", "Titre du besoin", "Le problème en une ligne, 8 à 120 caractères", &need.title)}
        {form
            .lines(
                "problem",
                "Le problème, avec vos mots",
                "Ce qui ne va pas aujourd’hui, à quel moment, combien de fois. Pas besoin de solution.",
                &need.problem,
                8,
            )}
        {form.lines("sufferers", "Qui en souffre", "Habitants, agents, élus, associations", &need.sufferers, 3)}
        {form
            .lines(
                "existing",
                "Ce qui existe déjà (facultatif)",
                "Logiciels essayés, tableurs, services d’une autre collectivité",
                &need.existing,
                3,
            )}
        {form.choice("theme", "Thème", "", &themes, &need.theme)}
        {form.radios("urgency", "Urgence", &urgencies, &need.urgency)}
        {form
            .checkboxes(
                "programmes",
                "Programmes concernés (facultatif)",
                "Ceux dont votre collectivité a le label sont déjà cochés.",
                &wording::programme_options(),
                &need.programmes,
            )}
    }
    .into_any()
}

/// Refuses the form itself, with its reason, where nothing could be saved.
fn closed_notice(visit: &Visit, campaign: &Campaign) -> Option<AnyView> {
    campaign.calendar.require(Phase::Census, visit.ctx.now()).err().map(|refusal| {
        let period = campaign.calendar.census;
        let dates = format!("Il est ouvert {}.", wording::time::period(&period, visit.overseas()));
        view! {
            <div class="fr-alert fr-alert--warning">
                <h2 class="fr-alert__title">"Le recensement des besoins n’est pas ouvert"</h2>
                <p>{wording::capitalised(&wording::refusal_sentence(&refusal))} " " {dates}</p>
            </div>
        }
        .into_any()
    })
}

/// The empty form.
pub async fn new(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let siren = visit.ctx.acting_for()?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true))?;
    let reference = visit.ctx.platform.reference();
    let collectivity = reference.find(&siren).ok_or(Failure::NotFound)?;
    let labels = server::collectivity::programmes_of(&visit.ctx, collectivity).await?;
    let empty = NeedForm {
        programmes: labels.iter().map(|programme| programme.code().to_owned()).collect(),
        ..NeedForm::default()
    };
    let form = Form::new(&visit, DRAFT);
    let closed = closed_notice(&visit, &campaign.spec);
    let (id, name) = (visit.ctx.platform.new_id().to_string(), collectivity.name.clone());
    Ok(Frame::new("Publier un besoin").below("/besoins", "Besoins").render(&visit, move || {
        let fields = match &closed {
            Some(_) => ().into_any(),
            None => form.around(view! {
                {form.hidden("id", &id)}
                {inputs(&form, &empty, &campaign.spec)}
                <div class="t-actions">
                    <button class="fr-btn">"Enregistrer et voir l’aperçu"</button>
                </div>
            }),
        };
        view! {
            <h1>"Publier un besoin"</h1>
            <p>
                "Au nom de " <strong>{name}</strong>
                ". Vous pourrez relire avant de publier ; un brouillon n’est vu que de votre collectivité."
            </p>
            {form.summary()}
            {closed}
            {fields}
        }
        .into_any()
    }))
}

/// Keeps the draft, then shows it as it will look.
pub async fn save_draft(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let id: NeedId = fields.parse("id")?;
    server::need::save_draft(&visit.ctx, id, &typed(&fields), &fields.text(DRAWN_WITH)).await?;
    Ok(Redirect::to(&format!("/besoins/{id}/apercu")))
}

/// The form of a draft or of a published need.
pub async fn edit(visit: Visit, Path(id): Path<NeedId>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let need = server::need::query::get(&visit.ctx, id).await?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&need.siren, need.state.is_public()))?;
    let draft = need.state == NeedState::Draft;
    let publish = format!("/besoins/{id}/publier");
    let form = match draft {
        true => Form::new(&visit, DRAFT).also(&visit, &publish),
        false => Form::new(&visit, format!("/besoins/{id}/texte")),
    };
    let closed = closed_notice(&visit, &campaign.spec);
    let frame = Frame::new("Modifier").below("/besoins", "Besoins").below(format!("/besoins/{id}"), need.title.clone());
    Ok(frame.render(&visit, move || {
        let stored = server::need::form_of(&need);
        // Of a text that changed, the one that is shown now: sending the form again is the choice.
        let shown = [("version", need.version.to_string()), (DRAWN_WITH, stored.fingerprint())];
        let version = views(
            shown.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }.into_any()),
        );
        let identifier = form.hidden("id", &id.to_string());
        let button = if draft { "Enregistrer et voir l’aperçu" } else { "Enregistrer la nouvelle version" };
        let fields = match &closed {
            Some(_) => ().into_any(),
            None => form.around(view! {
                {identifier}
                {version}
                {theirs(&form, super::show::content(&need, &campaign.spec))}
                {inputs(&form, &stored, &campaign.spec)}
                <div class="t-actions">
                    <button class="fr-btn">{button}</button>
                </div>
            }),
        };
        view! {
            <h1>"Modifier « " {need.title.clone()} " »"</h1>
            {form.summary()}
            {closed}
            {fields}
        }
        .into_any()
    }))
}

/// Saves a new version of a published need.
pub async fn save(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<Redirect, Failure> {
    server::need::edit(&visit.ctx, id, fields.parse("version")?, &typed(&fields)).await?;
    Ok(Redirect::to(&format!("/besoins/{id}")))
}

/// A draft as it will look once published.
pub async fn preview(visit: Visit, Path(id): Path<NeedId>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let need = server::need::query::get(&visit.ctx, id).await?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&need.siren, need.state.is_public()))?;
    let name = visit.ctx.platform.reference().name(&need.siren);
    let frame = Frame::new("Aperçu").below("/besoins", "Besoins").below(format!("/besoins/{id}/modifier"), "Brouillon");
    Ok(frame.render(&visit, move || {
        // A refusal shows the form, not this page: what is missing is to be written there.
        let publish = view! {
            <form method="post" action=format!("/besoins/{id}/publier")>
                <input type="hidden" name="page" value=format!("/besoins/{id}/modifier") />
                <button class="fr-btn">"Publier"</button>
            </form>
        };
        view! {
            <p class="fr-badge fr-badge--info">"Aperçu du brouillon, enregistré"</p>
            <h1>{need.title.clone()}</h1>
            <p class="t-card__meta">{name}</p>
            {content(&need, &campaign.spec)}
            <div class="t-actions">
                {publish} <a class="fr-btn fr-btn--secondary" href=format!("/besoins/{id}/modifier")>
                    "Modifier"
                </a>
            </div>
        }
        .into_any()
    }))
}

/// Publishes.
pub async fn publish(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    server::need::publish(&visit.ctx, id).await?;
    Ok(Redirect::to(&format!("/besoins/{id}")))
}

/// Takes a need back.
pub async fn withdraw(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    server::need::withdraw(&visit.ctx, id).await?;
    Ok(Redirect::to(&format!("/besoins/{id}")))
}

/// Deletes a draft.
pub async fn delete(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    let siren = visit.ctx.acting_for()?;
    server::need::delete_draft(&visit.ctx, id).await?;
    Ok(Redirect::to(&format!("/collectivites/{siren}")))
}
