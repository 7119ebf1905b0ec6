//! The money of an application: how the amount is computed, then the agreement and the payments.

use crate::{
    http::visit::Visit,
    page::application::{
        bank_account::BankAccount,
        convention::{Convention, ConventionForms},
        handle::{HandlingForms, InstalmentActs, MoneyActs},
        usage::{Usage, UsageReported},
    },
    ui::{
        act::{Actions, Button},
        card::Cards,
        field::{HiddenField, PostForm, TextField},
        form::Form,
        input::{Entry, Field},
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use entity::{
    address::Address,
    form_field,
    id::{ApplicationId, InstalmentId},
    money::Euros,
    table::instalment,
};
use leptos::prelude::*;
use server::application::query::{Detail, Viewer};
use wording::{euros, time};

const AMOUNT: Field = Field::new(form_field::AMOUNT, "Montant");
const SENTENCE: Field = Field::new(form_field::SENTENCE, "Ce que ce versement paie")
    .help("Par exemple : première tranche, factures de septembre")
    .short("Votre phrase");

/// The form that asks for a payment.
pub fn ask_form(visit: &Visit, id: ApplicationId) -> Form {
    Form::new(visit, Address::ApplicationInstalment(id)).labelled(&[AMOUNT, SENTENCE])
}

/// Agreement, payments and what became of them; nothing before money was granted.
#[component]
pub fn Money<'a>(
    detail: &'a Detail,
    /// The form that asks for a payment.
    ask: &'a Form,
    /// The identifier of the payment that may be asked for.
    instalment: InstalmentId,
    /// The form of what the collectivité makes of it.
    usage: &'a Form,
    handling: &'a HandlingForms,
    convention: &'a ConventionForms,
    /// The form that says to which account it is paid.
    account: &'a Form,
) -> AnyView {
    if !detail.state.is_funded() {
        return ().into_any();
    }
    let handler = detail.viewer == Viewer::Handler;
    let applicant = matches!(detail.viewer, Viewer::Applicant { .. });
    let left = left_to_ask(detail).filter(|_| detail.viewer == Viewer::Applicant { lead: true });
    view! {
        <h2>"Convention et versements"</h2>
        <p>
            {agreement(detail)} " "
            {format!("{} accordés, {} payés.", euros(detail.row.granted.cents()), euros(detail.paid().cents()))}
        </p>
        <Convention detail forms=convention />
        <BankAccount detail form=account />
        <Instalments instalments=&detail.instalments />
        {handler.then(|| view! { <WaitingInstalments instalments=&detail.instalments handling /> })}
        {(!applicant).then(|| view! { <UsageReported detail /> })}
        {left.map(|left| view! { <AskForm form=ask instalment left /> })}
        {handler.then(|| view! { <MoneyActs forms=handling detail /> })}
        {(applicant && detail.row.agreement_day.is_some()).then(|| view! { <Usage form=usage detail /> })}
    }
    .into_any()
}

fn agreement(detail: &Detail) -> String {
    let day = detail.row.agreement_day.as_ref().and_then(|day| day.parse().ok()).map(time::date);
    match day {
        Some(day) => format!("Convention signée le {day}."),
        None => "La convention reste à signer.".to_owned(),
    }
}

/// What may still be asked for, while payments go on.
fn left_to_ask(detail: &Detail) -> Option<Euros> {
    let asked: Euros = detail.instalments.iter().filter(|one| one.refused_at.is_none()).map(|one| one.amount).sum();
    let left = detail.row.granted.less(asked);
    (detail.row.state.pay_in_part().is_ok() && left > Euros::ZERO).then_some(left)
}

#[component]
fn Instalments<'a>(instalments: &'a [instalment::Model]) -> AnyView {
    if instalments.is_empty() {
        return ().into_any();
    }
    let rows = instalments.iter().map(|one| {
        let paid = match (one.paid_at, one.refused_at) {
            (Some(at), _) => format!("payé le {}", time::day(at.utc())),
            (None, Some(at)) => format!("refusé le {}\u{a0}: {}", time::day(at.utc()), one.reason),
            (None, None) => "en attente".to_owned(),
        };
        Row::new([
            Cell::head(one.sentence.clone()),
            Cell::number(euros(one.amount.cents())),
            Cell::new(time::day(one.asked_at.utc())),
            Cell::new(paid),
        ])
    });
    let heads = vec![Head::new("Objet"), Head::number("Montant"), Head::new("Demandé le"), Head::new("Paiement")];
    view! { <Table id="versements" caption="Versements" heads rows=rows.collect() /> }.into_any()
}

/// What those who handle the application do with the payments that wait.
#[component]
fn WaitingInstalments<'a>(instalments: &'a [instalment::Model], handling: &'a HandlingForms) -> AnyView {
    let waiting = instalments.iter().filter(|one| one.waits());
    let cards = views(waiting.map(|one| view! { <InstalmentActs forms=handling one /> }.into_any()));
    view! { <Cards>{cards}</Cards> }.into_any()
}

#[component]
fn AskForm<'a>(form: &'a Form, instalment: InstalmentId, left: Euros) -> AnyView {
    let help = format!("Il reste {} à demander", euros(left.cents()));
    let amount = AMOUNT.help(&help);
    view! {
        <PostForm form>
            <HiddenField name=form_field::INSTALMENT value=instalment.to_string() />
            <TextField form field=amount entry=Entry::Amount />
            <TextField form field=SENTENCE />
            <Actions>
                <Button>"Demander un versement"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}
