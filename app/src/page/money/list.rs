//! What was paid, to whom and for what: each payment leads back to the first words of the needs that it answers.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        alert::EmptyState,
        frame::{Frame, Page, download},
        here::here,
        pagination::Pagination,
        table::{Cell, Head, Row, Table},
    },
};
use axum::extract::Query;
use entity::{
    address::{Address, Link},
    id::ProjectId,
    page_number::{Listed, PageNumber},
    search_text::SearchText,
    siren::Siren,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    campaign::loaded::StoredCampaign,
    grant::{
        Filter,
        payment::{self, Payment},
    },
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, euros, time};

/// Payments on a page.
const ON_A_PAGE: u64 = 50;

/// What narrows the list, as its address has it. What names nothing narrows nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    enveloppe: SearchText,
    departement: SearchText,
    collectivite: SearchText,
    projet: SearchText,
    page: SearchText,
}

impl Asked {
    pub fn filter(&self) -> Filter {
        let text = |text: &SearchText| Some(text.to_string()).filter(|text| !text.is_empty());
        Filter {
            envelope: text(&self.enveloppe),
            departement: text(&self.departement),
            collectivity: Siren::parse(self.collectivite.as_str()).ok(),
            project: self.projet.as_str().parse::<ProjectId>().ok(),
        }
    }

    /// An address under the same filters.
    fn narrowing(&self, address: Address) -> Link {
        let page = address.with("enveloppe", &self.enveloppe).with("departement", &self.departement);
        page.with("collectivite", &self.collectivite).with("projet", &self.projet)
    }
}

/// What the page shows.
struct MoneyPage {
    asked: Asked,
    payments: Listed<Payment>,
    /// What all of them come to, in cents.
    sum: i64,
    campaign: Arc<StoredCampaign>,
    reference: Arc<Reference>,
}

/// The payments of a campaign.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let at = PageNumber::read(asked.page.as_str());
    let (payments, sum) = payment::list(&visit.ctx, campaign.id, &asked.filter(), at, ON_A_PAGE).await?;
    let page = MoneyPage { asked, payments, sum, campaign, reference: visit.ctx.platform.reference() };
    let frame = Frame::new("Versements").below(visit.here(Address::Envelopes), "Financements");
    let frame = frame.described("Chaque versement, à qui et pour quoi, jusqu’aux premiers mots des besoins.");
    Ok(frame.render(&visit, || view! { <Payments page=&page /> }.into_any()))
}

#[component]
fn Payments<'a>(page: &'a MoneyPage) -> AnyView {
    let MoneyPage { asked, payments, sum, campaign, reference } = page;
    let narrowed = asked.filter() != Filter::default();
    let all = narrowed.then(|| {
        view! {
            <p>
                <a href=here(Address::Money)>"Voir tous les versements"</a>
            </p>
        }
    });
    let list = match payments.rows.is_empty() {
        true => view! {
            <EmptyState>
                <p>"Rien n’est encore versé\u{a0}: le premier versement suit la signature d’une convention."</p>
            </EmptyState>
        }
        .into_any(),
        false => {
            let rows = payments.rows.iter().map(|payment| row(payment, campaign, reference)).collect();
            let heads = vec![
                Head::new("Versé le"),
                Head::new("À"),
                Head::new("Pour"),
                Head::new("Enveloppe"),
                Head::number("Montant"),
            ];
            view! { <Table id="versements" caption="Versements, le dernier en premier" heads rows /> }.into_any()
        }
    };
    let downloads = (!payments.rows.is_empty())
        .then(|| download(&here(asked.narrowing(Address::MoneyTable)), "Télécharger les versements"));
    view! {
        <h1>"Versements"</h1>
        <p class="fr-text--lead">
            {format!("{}, {} en tout.", count(payments.total, "versement", "versements"), euros(*sum))}
        </p>
        <p>
            "Choisissez un versement pour remonter de cet argent à la décision, au vote et aux premiers mots des \
             besoins dont il vient."
        </p>
        {all}
        {list}
        {downloads}
        <Pagination
            page=payments.page
            pages=payments.pages
            address=|to| here(asked.narrowing(Address::Money).with("page", to))
        />
        <Standards />
    }
    .into_any()
}

/// The same money in the forms that others read.
#[component]
fn Standards() -> AnyView {
    view! {
        <h2>"Les mêmes données, en formats standards"</h2>
        <ul>
            <li>
                <a href=here(Address::Subsidies)>"Subventions au format de la loi (SCDL, CSV)"</a>
                ", et "
                <a href=Address::SubsidiesSchema.to_string()>"leur schéma"</a>
            </li>
            <li>
                <a href=here(Address::SubsidiesWithoutSiret)>"Subventions dont un SIRET n’est pas connu (CSV)"</a>
            </li>
            <li>
                <a href=here(Address::Awards)>"Attributions au format 360Giving (JSON)"</a>
            </li>
        </ul>
    }
    .into_any()
}

fn row(payment: &Payment, campaign: &StoredCampaign, reference: &Reference) -> Row {
    let envelope = campaign.spec.envelope(&payment.envelope);
    let envelope = envelope.map_or_else(|| payment.envelope.clone(), |envelope| envelope.title.clone());
    let day = time::day(payment.paid_at());
    let line = view! { <a href=Address::PaymentLife(payment.id).to_string()>{payment.title.clone()}</a> };
    Row::new([
        Cell::new(day),
        Cell::new(view! { <a href=here(Address::Collectivity(payment.siren))>{reference.name(&payment.siren)}</a> }),
        Cell::head(line),
        Cell::new(envelope),
        Cell::number(euros(payment.amount.cents())),
    ])
}
