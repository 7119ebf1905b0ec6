//! A draft that keeps itself while it is typed: the page's module (`app/browser/draft`) sends the fields again and
//! again, and puts in place what is drawn here, each part under the identifier that it has on the page. The form's
//! button does the same without scripts.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::application::{costs, show::subsidy_reasoning, write},
    ui::frame::{Fragment, views},
};
use axum::extract::Path;
use entity::{
    application_form::{ApplicationForm, FieldKind, fingerprint},
    id::ApplicationId,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use server::application::{Typed, query::Detail};
use wording::{count, time};

/// Keeps what is typed, and draws what follows from it: what blocks, the amount, conflicts, lines to add.
pub async fn save(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Fragment, Failure> {
    let form = server::application::query::form(&visit.ctx, id).await?;
    let typed = write::typed(&form, &fields)?;
    let refused = match server::application::save(&visit.ctx, id, &typed).await {
        Ok(()) => FieldRefusals::default(),
        // The other fields are kept.
        Err(server::Error::Fields(refused)) => refused,
        Err(other) => return Err(other.into()),
    };
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    let labels = write::labelled(&visit, &detail)?;
    let terms = detail.envelope()?.terms();
    let now = visit.ctx.now();
    Ok(Fragment::of(move || {
        let conflicts = views(typed.iter().map(|field| conflict(id, &form, &field.field, &refused)));
        // What is on the screen from now on; a field that was refused stays as it was drawn, until somebody chooses.
        let kept = typed.iter().filter(|field| !is_refused(&refused, &field.field));
        let drawn = views(kept.map(|field| write::drawn(&field.field, fingerprint(&field.answer), false)));
        let table = form.field_of(FieldKind::Costs).map(|_| costs::spare(&labels, &form.cost_table(&detail.answers)));
        // What is missing is told in the list alone: a draft is not reproached with being one.
        let wrong = detail.blocks.iter().filter(|(_, one)| !matches!(one, Refusal::Missing | Refusal::FileMissing));
        let too_long = refused.0.iter().filter(|(_, one)| !matches!(one, Refusal::AnswerChanged { .. }));
        let notes = views(wrong.chain(too_long).filter(|(field, _)| !field.is_empty()).map(|(field, refusal)| {
            let sentence = wording::capitalised(&wording::refusal_sentence(refusal));
            view! { <li data-note=field.clone()>{sentence}</li> }.into_any()
        }));
        let amount = subsidy_reasoning(&detail.subsidy, detail.costs.as_ref(), &terms);
        view! {
            {write::missing(&detail, &labels)}
            <div id="montant">{amount}</div>
            <div id="ailleurs">{elsewhere(&form, &typed, &refused, &detail)}</div>
            <p id="enregistre">{kept_sentence(&detail, &refused, now)}</p>
            {drawn}
            {conflicts}
            {table}
            <ul>{notes}</ul>
        }
        .into_any()
    }))
}

fn is_refused(refused: &FieldRefusals, field: &str) -> bool {
    refused.0.iter().any(|(name, _)| name == field)
}

fn kept_sentence(detail: &Detail, refused: &FieldRefusals, now: chrono::DateTime<chrono::Utc>) -> String {
    let at = time::hour(now);
    let left = match detail.blocks.len() {
        0 => "tout est rempli".to_owned(),
        left => format!("{} avant de déposer", count(left as u64, "point à régler", "points à régler")),
    };
    match refused.0.len() {
        0 => format!("Enregistré à {at} – {left}."),
        some => {
            format!("Enregistré à {at}, sauf {} : voyez ce qui est dit à côté.", count(some as u64, "champ", "champs"))
        }
    }
}

/// Both texts of a field that two people wrote at once, and the choice; nothing for the others.
fn conflict(id: ApplicationId, form: &ApplicationForm, code: &str, refused: &FieldRefusals) -> AnyView {
    let theirs = refused.0.iter().find_map(|(field, refusal)| match refusal {
        Refusal::AnswerChanged { theirs } if field == code => Some(theirs.clone()),
        _ => None,
    });
    let place = format!("conflit.{code}");
    let Some((theirs, field)) = theirs.zip(form.field(code)) else {
        return view! { <div id=place></div> }.into_any();
    };
    let shown = match field.kind {
        FieldKind::Costs => None,
        FieldKind::Choice => Some(write::choice_label(form, code, &theirs)),
        FieldKind::Items => Some(count(form_items(&theirs), "choix", "choix")),
        _ if theirs.is_empty() => None,
        _ => Some(theirs.clone()),
    };
    let what = match (field.kind, theirs.is_empty()) {
        (FieldKind::Costs, _) => "une autre personne a modifié ce tableau entre-temps.",
        (_, true) => "une autre personne a vidé ce champ entre-temps.",
        (_, false) => "une autre personne a écrit ici entre-temps\u{a0}:",
    };
    view! {
        <div id=place>
            <div class="fr-alert fr-alert--warning" role="alert">
                <p>"Votre saisie n’est pas encore enregistrée\u{202f}; " {what}</p>
                {shown.map(|shown| view! { <blockquote class="t-user-text">{shown}</blockquote> })}
                <p class="t-actions">
                    <button
                        type="button"
                        class="fr-btn fr-btn--sm"
                        data-keep=code.to_owned()
                        data-drawn=fingerprint(&theirs)
                    >
                        "Garder ma saisie"
                    </button>
                    <a class="fr-btn fr-btn--sm fr-btn--secondary" href=format!("/candidatures/{id}/modifier")>
                        "Prendre l’autre"
                    </a>
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn form_items(answer: &str) -> u64 {
    answer.split('|').filter(|item| !item.is_empty()).count() as u64
}

/// The fields that others wrote while this page shows what was there before.
fn elsewhere(form: &ApplicationForm, typed: &[Typed], refused: &FieldRefusals, detail: &Detail) -> AnyView {
    let others = typed.iter().filter(|typed| {
        let stored = detail.answers.get(&typed.field).map_or("", String::as_str);
        stored != typed.answer && !is_refused(refused, &typed.field)
    });
    let names: Vec<String> = others
        .filter_map(|typed| form.field(&typed.field))
        .map(|field| format!("«\u{202f}{}\u{202f}»", field.label))
        .collect();
    if names.is_empty() {
        return ().into_any();
    }
    let edit = format!("/candidatures/{}/modifier", detail.row.id);
    view! {
        <p class="fr-alert fr-alert--info">
            "Pendant que vous écrivez, une autre personne a modifié\u{a0}: " {names.join(", ")} ". "
            <a href=edit>"Afficher ses modifications"</a>
        </p>
    }
    .into_any()
}
