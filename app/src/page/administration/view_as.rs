//! Seeing the site as somebody else would: as whom, and the way back.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        field::{PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
    },
};
use entity::{
    address::Address,
    done::Done,
    form_field,
    permission::{Action, Facts},
    viewing::ViewRole,
};
use leptos::prelude::*;
use server::viewing::{self, ViewForm};
use wording::view_role;

const ROLE: Field = Field::new(form_field::STAFF, "Voir le site comme").short("Rôle");
const COLLECTIVITY: Field = Field::new(form_field::SIREN, "Collectivité")
    .help("Son nom ou son SIREN\u{a0}; pour un élu, un agent ou un référent.");
const DEPARTEMENT: Field =
    Field::new(form_field::DEPARTEMENT, "Département").help("Son code, pour un agent de préfecture\u{a0}: 46");

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::ViewAs, &Facts::default())?;
    let form = Form::new(&visit, Address::ViewAs).labelled(&[ROLE, COLLECTIVITY, DEPARTEMENT]).personal();
    let frame = Frame::new("Voir le site comme…").below(Address::Administration, "Administration");
    Ok(frame.render(&visit, || view! { <ViewAs form=&form /> }.into_any()))
}

#[component]
fn ViewAs<'a>(form: &'a Form) -> AnyView {
    let roles: Vec<(String, String)> =
        ViewRole::ALL.iter().map(|&role| (role.code().to_owned(), view_role(role).to_owned())).collect();
    view! {
        <RefusalSummary form />
        <h1>"Voir le site comme une autre personne"</h1>
        <p>
            "Pendant une demi-heure, vous voyez les pages comme cette personne les verrait. Vous ne pouvez rien faire \
             en son nom\u{a0}: aucun formulaire n’est reçu. Les bulletins, les récépissés, les comptes et les liens \
             personnels restent cachés. Le début et la fin sont inscrits dans la trace."
        </p>
        <PostForm form>
            <Radios form field=ROLE options=roles />
            <TextField form field=COLLECTIVITY />
            <TextField form field=DEPARTEMENT entry=Entry::Code />
            <Button>"Commencer à regarder"</Button>
        </PostForm>
    }
    .into_any()
}

/// Begins.
pub async fn begin(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let form = ViewForm {
        role: fields.text(form_field::STAFF),
        collectivity: fields.text(form_field::SIREN),
        departement: fields.text(form_field::DEPARTEMENT),
    };
    viewing::begin(&visit.ctx, visit.token.as_deref().unwrap_or_default(), &form).await?;
    Ok(After::new(Done::ViewBegun, Address::Home))
}

/// Leaves the view; where there is none, nothing is done.
pub async fn end(visit: Visit) -> Result<After, Failure> {
    viewing::end(&visit.ctx, visit.token.as_deref().unwrap_or_default()).await?;
    Ok(After::new(Done::ViewEnded, Address::Home))
}
