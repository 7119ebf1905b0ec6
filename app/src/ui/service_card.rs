//! Services that exist already, as a list of cards.

use super::{
    card::{CardItem, Cards},
    views::views,
};
use entity::{address::Address, link::HttpsLink, table::service};
use leptos::prelude::*;
use wording::time;

/// A card for each service: what it does, who runs it, and where this was learnt.
#[component]
pub fn ServiceCards<'a>(services: &'a [service::Model]) -> AnyView {
    let cards = views(services.iter().map(|service| view! { <ServiceCard service /> }.into_any()));
    view! { <Cards>{cards}</Cards> }.into_any()
}

#[component]
fn ServiceCard<'a>(service: &'a service::Model) -> AnyView {
    let licence = (!service.licence.is_empty()).then(|| format!(", licence {}", service.licence));
    let source = format!("Source\u{a0}: {}, le {}", service.source, time::day(service.changed_at.utc()));
    view! {
        <CardItem title=service.name.clone()>
            <p>{service.purpose.clone()}</p>
            <p class="t-card__meta">
                <span>{format!("Par {}", service.operator)} {licence}</span>
                <SiteLink service />
            </p>
            <p class="fr-hint-text">{source}</p>
        </CardItem>
    }
    .into_any()
}

/// The way to the service's own site; nothing where none is known.
#[component]
fn SiteLink<'a>(service: &'a service::Model) -> AnyView {
    let Ok(link) = HttpsLink::parse(&service.address) else { return ().into_any() };
    let host = link.as_str().trim_start_matches("https://").trim_end_matches('/').to_owned();
    view! {
        <span>
            <a href=link.as_str().to_owned() rel="noopener nofollow">
                {host}
            </a>
        </span>
    }
    .into_any()
}

/// The services that may answer a need, beside it; nothing where there is none.
#[component]
pub fn ServicesNear<'a>(services: &'a [service::Model]) -> AnyView {
    if services.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="services-proches">
            <h2 id="services-proches">"Des services existent déjà peut-être"</h2>
            <p>
                "Ces services du " <a href=Address::Services.to_string()>"catalogue"</a>
                " ont des mots en commun avec ce besoin. À vous de voir s’ils y répondent."
            </p>
            <ServiceCards services />
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;
    use chrono::DateTime;
    use entity::id::ServiceId;

    fn service(address: &str) -> service::Model {
        let at = DateTime::UNIX_EPOCH.into();
        service::Model {
            id: ServiceId(uuid::Uuid::nil()),
            folded: "grist".into(),
            name: "Grist".into(),
            purpose: "Un tableur <partagé>".into(),
            operator: "DINUM".into(),
            licence: "Apache-2.0".into(),
            address: address.into(),
            source: "Liste d’essai".into(),
            created_at: at,
            changed_at: at,
            withdrawn_at: None,
        }
    }

    #[test]
    fn a_service_says_what_it_does_and_who_says_so() {
        let services = [service("https://grist.example.fr/")];
        let page = html(|| view! { <ServicesNear services=&services /> });
        for said in ["Un tableur &lt;partagé&gt;", "licence Apache-2.0", "Liste d’essai", ">grist.example.fr</a>"] {
            assert!(page.contains(said), "{said} in {page}");
        }
        let without = [service("javascript:alert(1)")];
        assert!(!html(|| view! { <ServiceCards services=&without /> }).contains("<a "));
        assert_eq!(html(|| view! { <ServicesNear services=&[] /> }), "");
    }
}
