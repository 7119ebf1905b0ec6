//! Inviting somebody to a role of the State who has never signed in.

use super::staff::{after, roles};
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        field::{PostForm, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
    },
};
use entity::{
    address::Address,
    form_field,
    permission::{Action, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;

const EMAIL: Field = Field::new(form_field::EMAIL, "Adresse de courriel").help(
    "Un lien y est envoyé, une fois l’invitation confirmée par une seconde personne (sauf pour un observateur) ; il \
     sert une fois, pendant vingt-quatre heures",
);
const STAFF: Field = Field::new(form_field::STAFF, "Rôle")
    .help("Un agent de préfecture reçoit son département sur la page Administration, une fois connecté");

/// The form that invites.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::Administer, &Facts::default())?;
    let form = Form::new(&visit, Address::StaffInvitation).labelled(&[EMAIL, STAFF]).personal();
    let frame = Frame::new("Inviter").below(Address::Administration, "Administration");
    Ok(frame.render(&visit, || view! { <Invite form=&form /> }.into_any()))
}

#[component]
fn Invite<'a>(form: &'a Form) -> AnyView {
    view! {
        <h1>"Inviter"</h1>
        <RefusalSummary form />
        <PostForm form>
            <TextField form field=EMAIL entry=Entry::Email />
            <SelectField form field=STAFF options=roles() />
            <Button>"Inviter"</Button>
        </PostForm>
    }
    .into_any()
}

/// Sends an invitation.
pub async fn send(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let unknown = || Failure::Refused(FieldRefusals::one(form_field::STAFF, Refusal::NotOnTheList));
    let role = StaffRole::from_code(&fields.text(form_field::STAFF)).ok_or_else(unknown)?;
    Ok(after(server::sign_in::invite(&visit.ctx, &fields.text(form_field::EMAIL), role).await?))
}
