//! The account to which an application is paid: given by its lead, read whole by those who pay.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::application::act::back,
    ui::{
        act::{Actions, Button, Details, Weight},
        alert::{Alert, Tone},
        field::{PostForm, TextField},
        form::Form,
        input::{Entry, Field},
    },
};
use axum::extract::Path;
use entity::{address::Address, done::Done, form_field, id::ApplicationId};
use leptos::prelude::*;
use server::{
    application::query::{Detail, Viewer},
    bank_account::{give, stored::Account},
};

const IBAN: Field = Field::new(form_field::IBAN, "IBAN de la collectivité")
    .help("Du relevé d’identité bancaire. Il est gardé chiffré : seules les personnes qui paient le lisent en entier")
    .short("IBAN");

/// The form that says it.
pub fn form(visit: &Visit, id: ApplicationId) -> Form {
    Form::new(visit, Address::ApplicationIban(id)).labelled(&[IBAN])
}

/// What is known of the account, and the form that says it, for the lead; nothing for who neither applies nor pays.
#[component]
pub fn BankAccount<'a>(detail: &'a Detail, form: &'a Form) -> AnyView {
    let Some(account) = &detail.funding.account else { return ().into_any() };
    let open = detail.row.state.is_paid_to();
    if !open && *account == Account::Awaited {
        return ().into_any();
    }
    let known = match account {
        Account::Awaited => view! { <p>"L’IBAN n’est pas encore indiqué."</p> }.into_any(),
        Account::Ending(end) => {
            let said = format!("IBAN indiqué, qui se termine par {end}.");
            view! { <p>{said}</p> }.into_any()
        }
        Account::Whole(iban) => {
            view! { <p>"IBAN\u{a0}: " <span class="t-nowrap">{iban.in_groups()}</span></p> }.into_any()
        }
        Account::Unreadable(why) => {
            let why = wording::capitalised(&wording::refusal_sentence(why));
            view! {
                <Alert tone=Tone::Warning title="L’IBAN ne peut pas être lu">
                    <p>{why}</p>
                </Alert>
            }
            .into_any()
        }
    };
    let gives = open && detail.viewer == Viewer::Applicant { lead: true };
    view! {
        <h3 id="compte">"Compte à créditer"</h3>
        {known}
        {gives.then(|| view! { <GiveForm form again=*account != Account::Awaited /> })}
    }
    .into_any()
}

#[component]
fn GiveForm<'a>(form: &'a Form, again: bool) -> AnyView {
    let label = if again { "Remplacer l’IBAN" } else { "Enregistrer l’IBAN" };
    let fields = view! {
        <PostForm form>
            <TextField form field=IBAN entry=Entry::Code />
            <Actions>
                <Button weight=Weight::Secondary>{label}</Button>
            </Actions>
        </PostForm>
    };
    if !again {
        return fields.into_any();
    }
    view! {
        <Details summary="Indiquer un autre IBAN" open=form.is_refused()>
            {fields}
        </Details>
    }
    .into_any()
}

/// Says to which account it is paid.
pub async fn say(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    give(&visit.ctx, id, &fields.text(form_field::IBAN)).await?;
    Ok(back(id, Done::BankAccountGiven))
}
