//! The catalogue of services that exist: what each does, who runs it, and where this was learnt.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        alert::{Empty, EmptyState},
        field::SearchField,
        frame::{Frame, Page, download},
        pagination::Pagination,
        service_card::ServiceCards,
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    page_number::{Listed, PageNumber},
    permission::Action,
    search_text::SearchText,
    table::service,
};
use leptos::prelude::*;
use serde::Deserialize;
use wording::count;

/// What is looked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ServiceSearch {
    texte: SearchText,
    page: SearchText,
}

/// What the page shows.
struct ServicesPage {
    services: Listed<service::Model>,
    search: ServiceSearch,
    curates: bool,
}

/// The catalogue.
pub async fn page(visit: Visit, Query(search): Query<ServiceSearch>) -> Result<Page, Failure> {
    let number = PageNumber::read(search.page.as_str());
    let page = ServicesPage {
        services: server::service::catalogue::list(&visit.ctx, &search.texte, number).await?,
        curates: visit.ctx.authorise(Action::Curate, &Default::default()).is_ok(),
        search,
    };
    let frame = Frame::new("Services existants").described(
        "Les services numériques que des collectivités peuvent déjà utiliser\u{a0}: ce que fait chacun, qui le tient, \
         sous quelle licence.",
    );
    Ok(frame.render(&visit, || view! { <Services page /> }.into_any()))
}

#[component]
fn Services(page: ServicesPage) -> AnyView {
    let ServicesPage { services, search, curates } = &page;
    let manage = curates.then(|| {
        view! {
            <p>
                <ButtonLink weight=Weight::Secondary href=Address::CurationServices>
                    "Gérer le catalogue"
                </ButtonLink>
            </p>
        }
    });
    let none = (services.total == 0).then(|| {
        view! {
            <EmptyState why=Empty::NotFound>
                <p>"Essayez d’autres mots, ou affichez tout le catalogue."</p>
            </EmptyState>
        }
    });
    let address = |to: u64| Address::Services.with("texte", search.texte.as_str()).with("page", to).to_string();
    view! {
        <h1>"Services existants"</h1>
        <p class="fr-text--lead">
            "Avant d’écrire un besoin ou d’en faire un projet : un service existe peut-être déjà."
        </p>
        {manage}
        <form method="get" action=Address::Services.to_string() role="search" aria-label="Chercher un service">
            <SearchField name="texte" label="Mots recherchés" value=search.texte.as_str() />
            <Actions>
                <Button>"Chercher"</Button>
                <a class="fr-link" href=Address::Services.to_string()>
                    "Tout afficher"
                </a>
            </Actions>
        </form>
        <h2>
            {match services.total {
                0 => "Aucun service ne correspond".to_owned(),
                total => count(total, "service", "services"),
            }}
        </h2>
        {none}
        <ServiceCards services=&services.rows />
        <Pagination page=services.page pages=services.pages address />
        {download(&Address::ServicesTable.to_string(), "Télécharger le catalogue")}
    }
    .into_any()
}
