//! A draft that keeps itself while it is typed: the page's module (`app/browser/draft`) sends the form after each
//! pause, and puts in place what is answered here, each part under the identifier that it has on the page. The buttons
//! of the form do the same without scripts, and say what was refused.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{changed_meanwhile::RENDERED, frame::Fragment, inner::Inner},
};
use axum::extract::Path;
use entity::{
    address::Address,
    form_field,
    id::NeedId,
    need::NeedForm,
    permission::{Action, Facts},
};
use leptos::prelude::*;
use wording::time;

/// What was typed into the form of a need.
pub fn typed(fields: &Fields) -> NeedForm {
    NeedForm {
        title: fields.text(form_field::TITLE),
        problem: fields.text(form_field::PROBLEM),
        affected: fields.text(form_field::AFFECTED),
        existing: fields.text(form_field::EXISTING),
        theme: fields.text(form_field::THEME),
        urgency: fields.text(form_field::URGENCY),
        programmes: fields.all(form_field::PROGRAMMES),
    }
}

/// What the module needs around the form, and where it is said whether what was typed is kept.
#[component]
pub fn KeptAsTyped(id: NeedId, children: Inner) -> AnyView {
    view! {
        <div data-draft=Address::NeedKeep(id)
            .to_string()>{children.view()} <p class="t-saved" id="enregistre" role="status"></p></div>
    }
    .into_any()
}

/// What the form was rendered with: from the first text kept on, what is kept.
#[component]
pub fn RenderedWith(#[prop(into)] fingerprint: String) -> AnyView {
    view! { <input type="hidden" id=RENDERED name=RENDERED value=fingerprint /> }.into_any()
}

/// Keeps what is typed. A colleague's text is never replaced: the module then says that the button tells why.
pub async fn keep(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<Fragment, Failure> {
    let form = typed(&fields);
    let siren = visit.ctx.acting_for()?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true))?;
    // A title is what a draft is found by.
    if form.title.trim().is_empty() {
        let sentence = "Le brouillon s’enregistrera tout seul dès qu’il aura un titre.";
        return Ok(Fragment::of(|| view! { <p id="enregistre">{sentence}</p> }.into_any()));
    }
    server::need::save_draft(&visit.ctx, id, &form, &fields.text(RENDERED)).await?;
    let stored = server::need::form_of(&server::need::query::get(&visit.ctx, id).await?);
    let sentence = format!("Brouillon enregistré à {}.", time::hour(visit.ctx.now()));
    let edit = Address::NeedEdit(id).to_string();
    Ok(Fragment::of(|| {
        view! {
            <RenderedWith fingerprint=stored.fingerprint() />
            <p id="enregistre">{sentence}</p>
            <span data-at=edit></span>
        }
        .into_any()
    }))
}
