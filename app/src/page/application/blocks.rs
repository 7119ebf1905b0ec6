//! What blocks the submission of an application, each with a link to its field.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::application::costs,
    ui::{
        alert::{Alert, Tone},
        form::Form,
        views::views,
    },
};
use entity::{address::Address, application_form::ApplicationForm, form_field::FieldName, refusal::Refusal};
use leptos::prelude::*;
use server::application::query::Detail;
use wording::count;

/// What every field and cell of the form is called, for the list of what blocks.
pub fn labels(form: &ApplicationForm) -> Vec<(String, String)> {
    let mut labels: Vec<(String, String)> =
        form.fields().map(|field| (field.code.clone(), field.label.clone())).collect();
    labels.extend(costs::labels());
    labels
}

/// The labels of an application's own form, for the list of what blocks on other pages.
pub fn labelled(visit: &Visit, detail: &Detail) -> Result<Form, Failure> {
    let form = Form::new(visit, Address::ApplicationSave(detail.row.id));
    Ok(form.with_labels(labels(detail.form()?)))
}

/// What blocks, or that nothing does. The browser's module replaces it by its identifier.
#[component]
pub fn Blocks<'a>(detail: &'a Detail, form: &'a Form) -> AnyView {
    let sentence = match detail.blocks.is_empty() {
        true => view! {
            <Alert tone=Tone::Success>
                <p>"Tout est rempli : la candidature peut être déposée par la collectivité chef de file."</p>
            </Alert>
        }
        .into_any(),
        false => view! { <BlockList detail form /> }.into_any(),
    };
    view! { <div id="a-regler">{sentence}</div> }.into_any()
}

#[component]
fn BlockList<'a>(detail: &'a Detail, form: &'a Form) -> AnyView {
    let title =
        format!("Avant de déposer : {}", count(detail.blocks.len() as u64, "point à régler", "points à régler"));
    let line = |(field, refusal): &(FieldName, Refusal)| {
        let sentence = wording::refusal_sentence(refusal);
        match field.is_empty() {
            true => view! { <li>{wording::capitalised(&sentence)}</li> }.into_any(),
            false => {
                let address = Address::ApplicationEdit(detail.row.id).at(field).to_string();
                view! {
                    <li>
                        <a href=address>{form.label(field)}</a>
                        " : "
                        {sentence}
                    </li>
                }
                .into_any()
            }
        }
    };
    view! {
        <Alert tone=Tone::Info title>
            <ul>{views(detail.blocks.iter().map(line))}</ul>
        </Alert>
    }
    .into_any()
}
