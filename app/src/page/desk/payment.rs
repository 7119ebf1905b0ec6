//! Payments by file: what is to be paid, in the columns that the accounting system takes, and what it paid read back.

use crate::{
    http::{
        failure::Failure,
        fields::Uploads,
        table::{Cell, Column, Format, table},
        visit::Visit,
    },
    ui::{
        act::Button,
        alert::{Alert, Flash, Tone},
        field::{FileField, RefusalSummary, UploadForm},
        form::Form,
        frame::{Frame, Page, download},
        here::here,
        input::Field,
        views::views,
    },
};
use axum::{
    extract::Query,
    response::{Redirect, Response},
};
use entity::{
    address::Address,
    calendar::in_paris,
    campaign::Campaign,
    form_field,
    payment_file::{LARGEST_READ_BACK, PaymentValue, columns},
    refusal::Refusal,
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    bank_account::stored::Account,
    payment::file::{self, ToPay},
    reference::Reference,
};
use wording::{count, euros};

const LIST: Field = Field::new(form_field::LIST, "Fichier CSV de ce qui a été payé")
    .help("Colonnes reference et montant, telles que dans le fichier à payer. 500 lignes au plus.")
    .short("Fichier");

/// What became of a file that was just read, as its address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct QueryParams {
    payes: SearchText,
    connus: SearchText,
}

/// What the page shows.
struct PaymentPage {
    /// How many instalments wait, and for how much, in cents.
    waiting: (u64, i64),
    /// How many of them have no establishment that is known.
    without_siret: u64,
    /// How many have no account yet, where the campaign asks for one, and why accounts cannot be read.
    without_account: u64,
    unreadable: Option<Refusal>,
    headings: Vec<String>,
    form: Form,
    said: Option<String>,
}

/// The page.
pub async fn page(visit: Visit, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let lines = file::to_pay(&visit.ctx, &campaign).await?;
    let page = PaymentPage {
        waiting: (lines.len() as u64, lines.iter().map(|line| line.amount.cents()).sum()),
        without_siret: lines.iter().filter(|line| line.siret.is_none()).count() as u64,
        without_account: match campaign.spec.iban {
            true => lines.iter().filter(|line| line.account == Account::Awaited).count() as u64,
            false => 0,
        },
        unreadable: unreadable(&lines),
        headings: columns(&campaign.spec.payment_columns, campaign.spec.iban)
            .into_iter()
            .map(|column| column.heading)
            .collect(),
        form: Form::new(&visit, Address::PaymentsReadBack).labelled(&[LIST]).personal(),
        said: params.sentence(),
    };
    let frame = Frame::new("Versements à payer").below(visit.here(Address::Desk), "Instruction");
    Ok(frame.render(&visit, || view! { <Payments page=&page /> }.into_any()))
}

impl QueryParams {
    fn sentence(&self) -> Option<String> {
        let number = |text: &SearchText| text.as_str().parse::<u64>().ok();
        let (paid, known) = (number(&self.payes)?, number(&self.connus)?);
        let paid = count(paid, "versement est noté comme payé", "versements sont notés comme payés");
        Some(match known {
            0 => format!("{paid}."),
            _ => format!("{paid}\u{a0}; {}.", count(known, "l’était déjà", "l’étaient déjà")),
        })
    }
}

#[component]
fn Payments<'a>(page: &'a PaymentPage) -> AnyView {
    let (several, cents) = page.waiting;
    let form = &page.form;
    let headings = views(page.headings.iter().map(|heading| {
        let heading = heading.clone();
        view! { <li>{heading}</li> }.into_any()
    }));
    let without = (page.without_siret > 0).then(|| {
        let of = count(page.without_siret, "versement n’a pas de SIRET connu", "versements n’ont pas de SIRET connu");
        view! {
            <p>
                {of} "\u{a0}: celui d’une collectivité est connu quand qui demande s’est connecté par ProConnect."
            </p>
        }
    });
    view! {
        <h1>"Versements à payer"</h1>
        {page.said.clone().map(|said| view! { <Flash tone=Tone::Success>{said}</Flash> })}
        <RefusalSummary form />
        <p>{format!("{}, {}.", count(several, "versement attend", "versements attendent"), euros(cents))}</p>
        {without}
        <AccountsLacking page />
        <h2>"Le fichier pour l’outil comptable"</h2>
        <p>"Ses colonnes sont celles que dit le fichier de la campagne\u{a0}:"</p>
        <ul>{headings}</ul>
        {download(&here(Address::PaymentsTable), "Télécharger")}
        <h2>"Ce qui a été payé"</h2>
        <p>
            "Chaque ligne du fichier note un versement comme payé, dans le grand livre et dans la trace, et prévient \
             la collectivité. Une seule ligne refusée, et rien n’est noté ; lu deux fois, il ne paie qu’une fois."
        </p>
        <UploadForm form>
            <FileField form field=LIST />
            <Button>"Noter ces paiements"</Button>
        </UploadForm>
    }
    .into_any()
}

/// What is lacking of the accounts to pay to.
#[component]
fn AccountsLacking<'a>(page: &'a PaymentPage) -> AnyView {
    let without = (page.without_account > 0).then(|| {
        let of = count(page.without_account, "versement n’a pas encore d’IBAN", "versements n’ont pas encore d’IBAN");
        view! { <p>{of} "\u{a0}: le bénéficiaire l’indique sur la page de sa candidature."</p> }
    });
    let unreadable = page.unreadable.as_ref().map(|why| {
        let why = wording::capitalised(&wording::refusal_sentence(why));
        view! {
            <Alert tone=Tone::Warning title="Le fichier ne peut pas être fait">
                <p>{why}</p>
            </Alert>
        }
    });
    view! {
        {without}
        {unreadable}
    }
    .into_any()
}

/// The file of what is to be paid.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let lines = file::to_pay(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let layout = columns(&campaign.spec.payment_columns, campaign.spec.iban);
    // No file goes out with a hole where an account is known.
    if layout.iter().any(|one| one.value == PaymentValue::Iban)
        && let Some(why) = unreadable(&lines)
    {
        return Err(why.into());
    }
    let row = |line: &ToPay| layout.iter().map(|one| cell(&campaign.spec, &reference, line, one.value)).collect();
    let rows: Vec<Vec<Cell>> = lines.iter().map(row).collect();
    let heads: Vec<Column> = layout.iter().map(|one| Column(&one.heading, &one.heading)).collect();
    Ok(table(format, "versements", &heads, rows))
}

/// Why accounts that are kept cannot be read here; None where they can.
fn unreadable(lines: &[ToPay]) -> Option<Refusal> {
    lines.iter().find_map(|line| match &line.account {
        Account::Unreadable(why) => Some(why.clone()),
        Account::Awaited | Account::Ending(_) | Account::Whole(_) => None,
    })
}

fn cell(campaign: &Campaign, reference: &Reference, line: &ToPay, value: PaymentValue) -> Cell {
    match value {
        PaymentValue::Reference => Cell::Text(line.reference.to_string()),
        PaymentValue::Siret => Cell::text(line.siret.as_ref()),
        PaymentValue::Siren => Cell::Text(line.siren.to_string()),
        PaymentValue::Iban => match &line.account {
            Account::Whole(iban) => Cell::Text(iban.as_str().to_owned()),
            Account::Awaited | Account::Ending(_) | Account::Unreadable(_) => Cell::Nothing,
        },
        PaymentValue::Name => Cell::Text(reference.name(&line.siren)),
        PaymentValue::Amount => Cell::Euros(line.amount.cents()),
        PaymentValue::Number => Cell::text(line.number.as_ref()),
        PaymentValue::Title => Cell::Text(line.title.clone()),
        PaymentValue::Envelope => Cell::Text(line.envelope.clone()),
        PaymentValue::EnvelopeTitle => Cell::text(campaign.envelope(&line.envelope).map(|one| &one.title)),
        PaymentValue::Wave => line.wave.map_or(Cell::Nothing, |wave| Cell::Number(wave.into())),
        PaymentValue::Departement => Cell::Text(line.departement.clone()),
        PaymentValue::Purpose => Cell::Text(line.purpose.clone()),
        PaymentValue::AskedOn => Cell::Day(in_paris(line.asked_at).date_naive()),
        PaymentValue::Empty => Cell::Nothing,
    }
}

/// Notes what the file that came tells as paid.
pub async fn read_back(visit: Visit, uploads: Uploads) -> Result<Redirect, Failure> {
    file::require_may_read_back(&visit.ctx)?;
    let bytes = uploads.only(form_field::LIST, LARGEST_READ_BACK).await?;
    let read = file::read_back(&visit.ctx, bytes).await?;
    let page = Address::Payments.with("payes", read.paid).with("connus", read.known);
    Ok(Redirect::to(&visit.here(page)))
}
