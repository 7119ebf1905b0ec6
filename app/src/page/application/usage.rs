//! What the collectivités make of what was funded.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Actions, Button, Weight},
        field::{PostForm, Radios, TextField},
        form::Form,
        input::Field,
        views::views,
    },
};
use entity::{address::Address, deployment::DeploymentState, form_field, id::ApplicationId};
use leptos::prelude::*;
use server::application::query::Detail;

const DEPLOYMENT: Field = Field::new(form_field::DEPLOYMENT, "Où en êtes-vous ?").short("Usage");
const FEEDBACK: Field =
    Field::new(form_field::FEEDBACK, "Votre retour").short("Retour").at_most(entity::deployment::Feedback::MOST);

/// The form in which a collectivité says what it makes of it.
pub fn form(visit: &Visit, id: ApplicationId) -> Form {
    Form::new(visit, Address::ApplicationUsage(id)).labelled(&[DEPLOYMENT, FEEDBACK])
}

/// What the collectivité acted for makes of it: it says so here.
#[component]
pub fn Usage<'a>(form: &'a Form, detail: &'a Detail) -> AnyView {
    let options = DeploymentState::ALL.iter();
    let options: Vec<(String, String)> =
        options.map(|&one| (one.code().to_owned(), wording::deployment(one).to_owned())).collect();
    let own = detail.deployments.iter().find(|one| Some(one.siren.to_string()) == form.acting());
    let state = own.map(|one| one.state.code()).unwrap_or_default();
    let feedback = own.map(|one| one.feedback.clone()).unwrap_or_default();
    let read_by = match detail.project.is_some() {
        true => "Une phrase suffit. Elle est publique, sur la page du projet expérimenté.",
        false => "Une phrase suffit. Elle est lue par les personnes qui suivent le dossier.",
    };
    view! {
        <h3>"Ce que votre collectivité en fait"</h3>
        <p>{read_by}</p>
        <PostForm form>
            <Radios form field=DEPLOYMENT options value=state />
            <TextField form field=FEEDBACK rows=2 value=feedback />
            <Actions>
                <Button weight=Weight::Secondary>"Enregistrer"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// What the collectivités said, for the others.
#[component]
pub fn UsageReported<'a>(detail: &'a Detail) -> AnyView {
    if detail.deployments.is_empty() {
        return ().into_any();
    }
    let lines = views(detail.deployments.iter().map(|one| {
        let member = detail.members.iter().find(|member| member.siren == one.siren);
        let name = member.map(|member| member.name.clone()).unwrap_or_else(|| one.siren.to_string());
        view! { <li>{name} "\u{a0}: " {wording::deployment(one.state)} ". " {one.feedback.clone()}</li> }.into_any()
    }));
    view! {
        <h3>"Ce qu’en disent les collectivités"</h3>
        <ul>{lines}</ul>
    }
    .into_any()
}
