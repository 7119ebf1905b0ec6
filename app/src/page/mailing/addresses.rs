//! Addresses to which no mailing goes, and noting those whose mails came back.

use super::list::MAILINGS;
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        field::{PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        table::{Cell, Head, Row, Table},
    },
};
use entity::{address::Address, done::Done, form_field};
use leptos::prelude::*;
use server::mailing::refusal::{self, Refused};
use wording::{count, time};

const TITLE: &str = "Adresses sans envoi";
const LIST: Field = Field::new(form_field::LIST, "Adresses dont un courriel est revenu pour de bon")
    .help(
        "Une par ligne, ou un tableau (CSV) dont une colonne s’appelle « courriel ». Si une ligne ne se lit pas, rien \
         n’est noté.",
    )
    .short("Liste");

/// What the page shows.
struct AddressesPage {
    refused: Refused,
    form: Form,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let page = AddressesPage {
        refused: refusal::refused(&visit.ctx).await?,
        form: Form::new(&visit, Address::MailingAddresses).labelled(&[LIST]),
    };
    let frame = Frame::new(TITLE).below(Address::Mailings, MAILINGS);
    Ok(frame.render(&visit, || view! { <Addresses page /> }.into_any()))
}

#[component]
fn Addresses(page: AddressesPage) -> AnyView {
    let (form, refused) = (&page.form, &page.refused);
    let heads = vec![Head::new("Adresse"), Head::new("Revenue le")];
    let row = |row: &entity::table::mail_refusal::Model| {
        Row::new([Cell::head(row.email.clone()), Cell::new(time::moment(row.at.utc()))])
    };
    let rows: Vec<Row> = refused.latest.iter().map(row).collect();
    let caption = "Les dernières revenues";
    let table = (!rows.is_empty()).then(|| view! { <Table id="revenues" caption heads rows /> });
    let bounced = count(refused.bounced, "adresse dont un courriel est revenu", "adresses dont un courriel est revenu");
    view! {
        <RefusalSummary form />
        <h1>{TITLE}</h1>
        <p>
            "Les envois laissent ces adresses de côté. Les courriels d’un service demandé (connexion, récépissé, avis) \
             y partent toujours."
        </p>
        <ul>
            <li>{bounced}</li>
            <li>{count(refused.unsubscribed, "adresse désinscrite", "adresses désinscrites")}</li>
        </ul>
        {table}
        <h2>"Noter des adresses revenues"</h2>
        <PostForm form>
            <TextField form field=LIST rows=8 />
            <Button>"Noter ces adresses"</Button>
        </PostForm>
    }
    .into_any()
}

/// Notes addresses.
pub async fn note(visit: Visit, fields: Fields) -> Result<After, Failure> {
    refusal::note_list(&visit.ctx, &fields.text(form_field::LIST)).await?;
    Ok(After::new(Done::BouncesNoted, Address::MailingAddresses))
}
