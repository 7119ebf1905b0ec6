//! A draft that keeps itself while it is typed: the page's module (`app/browser/draft`) sends the fields again and
//! again, and puts in place what is rendered here, each part under the identifier that it has on the page. The form's
//! button does the same without scripts.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    page::application::{
        blocks::{Blocks, labelled},
        costs::SpareLines,
        question::{Fingerprint, choice_label, typed},
        subsidy::SubsidyReasoning,
    },
    ui::{
        act::{Actions, ButtonLink, Weight},
        alert::{Alert, Tone},
        form::Form,
        frame::Fragment,
        views::views,
    },
};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application_form::{ApplicationForm, FieldKind, fingerprint},
    id::ApplicationId,
    refusal::{FieldRefusals, Refusal},
    subsidy::Terms,
};
use leptos::prelude::*;
use server::application::{Typed, query::Detail};
use wording::{count, time};

/// What follows from what was typed.
struct Kept {
    data: ApplicationForm,
    typed: Vec<Typed>,
    /// The fields that were not kept.
    refused: FieldRefusals,
    /// The application as it is now.
    detail: Detail,
    labels: Form,
    terms: Terms,
    now: DateTime<Utc>,
}

/// Keeps what is typed, and draws what follows from it: what blocks, the amount, conflicts, lines to add.
pub async fn save(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Fragment, Failure> {
    let saved = server::application::save(&visit.ctx, id, |form| typed(form, &fields)).await?;
    let (data, typed, refused) = (saved.form()?.clone(), saved.typed.clone(), saved.refused.clone());
    let detail = saved.detail(&visit.ctx).await?;
    let (labels, terms) = (labelled(&visit, &detail)?, detail.envelope()?.terms());
    let kept = Kept { data, typed, refused, detail, labels, terms, now: visit.ctx.now() };
    Ok(Fragment::of(|| view! { <Parts kept=&kept /> }.into_any()))
}

impl Kept {
    fn is_refused(&self, field: &str) -> bool {
        self.refused.of(field).is_some()
    }

    /// When it was kept, and what is left to do.
    fn sentence(&self) -> String {
        let at = time::hour(self.now);
        let left = match self.detail.blocks.len() {
            0 => "tout est rempli".to_owned(),
            left => format!("{} avant de déposer", count(left as u64, "point à régler", "points à régler")),
        };
        match self.refused.len() {
            0 => format!("Enregistré à {at} – {left}."),
            some => {
                let fields = count(some as u64, "champ", "champs");
                format!("Enregistré à {at}, sauf {fields} : voyez ce qui est dit à côté.")
            }
        }
    }
}

/// Every part, under the identifier of its place on the page.
#[component]
fn Parts<'a>(kept: &'a Kept) -> AnyView {
    let Kept { data, typed, detail, labels, .. } = kept;
    let conflicts = views(typed.iter().map(|field| view! { <Conflict kept code=&field.field /> }.into_any()));
    let table = data.field_of(FieldKind::Costs).map(|_| data.cost_table(&detail.answers));
    view! {
        <Blocks detail form=labels />
        <div id="montant">
            <SubsidyReasoning subsidy=&detail.subsidy costs=detail.costs terms=kept.terms />
        </div>
        <div id="ailleurs">
            <Elsewhere kept />
        </div>
        <p id="enregistre">{kept.sentence()}</p>
        <Fingerprints kept />
        {conflicts}
        {table.map(|stored| view! { <SpareLines form=labels stored=&stored /> })}
        <Notes kept />
    }
    .into_any()
}

/// What is on the screen from now on; a field that was refused stays as it was rendered, until somebody chooses.
#[component]
fn Fingerprints<'a>(kept: &'a Kept) -> AnyView {
    let fields = kept.typed.iter().filter(|typed| !kept.is_refused(&typed.field));
    views(
        fields
            .map(|typed| view! { <Fingerprint code=&typed.field fingerprint=fingerprint(&typed.answer) /> }.into_any()),
    )
}

/// What is to be told beside fields.
#[component]
fn Notes<'a>(kept: &'a Kept) -> AnyView {
    // What is missing is told in the list alone: a draft is not reproached with being one.
    let wrong = kept.detail.blocks.iter().filter(|(_, one)| !matches!(one, Refusal::Missing | Refusal::FileMissing));
    let too_long = kept.refused.iter().filter(|(_, one)| !matches!(one, Refusal::AnswerChanged { .. }));
    let notes = wrong.chain(too_long).filter(|(field, _)| !field.is_empty()).map(|(field, refusal)| {
        let sentence = wording::capitalised(&wording::refusal_sentence(refusal));
        view! { <li data-note=field.to_string()>{sentence}</li> }.into_any()
    });
    view! { <ul>{views(notes)}</ul> }.into_any()
}

/// Both texts of a field that two people wrote at once, and the choice; an empty place for the others.
#[component]
fn Conflict<'a>(kept: &'a Kept, code: &'a str) -> AnyView {
    let theirs = kept.refused.iter().find_map(|(field, refusal)| match refusal {
        Refusal::AnswerChanged { theirs } if field == code => Some(theirs.as_str()),
        _ => None,
    });
    let what = theirs.zip(kept.data.field(code)).map(|(theirs, field)| {
        let what = match (field.kind, theirs.is_empty()) {
            (FieldKind::Costs, _) => "une autre personne a modifié ce tableau entre-temps.",
            (_, true) => "une autre personne a vidé ce champ entre-temps.",
            (_, false) => "une autre personne a écrit ici entre-temps\u{a0}:",
        };
        let shown = shown(&kept.data, field.kind, code, theirs);
        let shown = shown.map(|shown| view! { <blockquote class="t-user-text">{shown}</blockquote> });
        view! {
            <Alert tone=Tone::Warning role="alert">
                <p>"Votre saisie n’est pas encore enregistrée\u{202f}; " {what}</p>
                {shown}
                <ConflictChoice code theirs page=Address::ApplicationEdit(kept.detail.row.id) />
            </Alert>
        }
    });
    view! { <div id=format!("conflit.{code}")>{what}</div> }.into_any()
}

/// The other's answer, as it is shown beside one's own; None where it is empty or a table.
fn shown(data: &ApplicationForm, kind: FieldKind, code: &str, theirs: &str) -> Option<String> {
    match kind {
        FieldKind::Costs => None,
        FieldKind::Choice => Some(choice_label(data, code, theirs)),
        FieldKind::Items => {
            let items = theirs.split('|').filter(|item| !item.is_empty()).count();
            Some(count(items as u64, "choix", "choix"))
        }
        _ if theirs.is_empty() => None,
        _ => Some(theirs.to_owned()),
    }
}

/// Whose text is kept: the button is the module's, the link shows the page again.
#[component]
pub fn ConflictChoice<'a>(
    code: &'a str,
    theirs: &'a str,
    /// The page that shows the other one.
    #[prop(into)]
    page: String,
) -> AnyView {
    view! {
        <Actions>
            <button type="button" class="fr-btn fr-btn--sm" data-keep=code.to_owned() data-rendered=fingerprint(theirs)>
                "Garder ma saisie"
            </button>
            <ButtonLink weight=Weight::Small href=page>
                "Prendre l’autre"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

/// The fields that others wrote while this page shows what was there before.
#[component]
fn Elsewhere<'a>(kept: &'a Kept) -> AnyView {
    let others = kept.typed.iter().filter(|typed| {
        let stored = kept.detail.answers.get(&typed.field).map_or("", String::as_str);
        stored != typed.answer && !kept.is_refused(&typed.field)
    });
    let fields = others.filter_map(|typed| kept.data.field(&typed.field));
    let names: Vec<String> = fields.map(|field| format!("«\u{202f}{}\u{202f}»", field.label)).collect();
    if names.is_empty() {
        return ().into_any();
    }
    let edit = Address::ApplicationEdit(kept.detail.row.id).to_string();
    view! {
        <Alert tone=Tone::Info>
            <p>
                "Pendant que vous écrivez, une autre personne a modifié\u{a0}: " {names.join(", ")} ". "
                <a href=edit>"Afficher ses modifications"</a>
            </p>
        </Alert>
    }
    .into_any()
}
