//! What programs may ask of the site, written from the document that describes it.

use crate::{
    http::{
        api::{BASE, document::document},
        failure::Failure,
        visit::Visit,
    },
    ui::{
        act::Details,
        frame::{Frame, Page},
        views::views,
    },
};
use entity::address::Address;
use leptos::prelude::*;
use utoipa::openapi::{
    RefOr,
    path::{Operation, Parameter},
};

/// An address of the API.
struct Operated {
    path: String,
    /// In English, as the document says it.
    summary: String,
    parameters: Vec<(String, String)>,
}

impl Operated {
    fn of(path: &str, operation: &Operation) -> Self {
        let said = |parameter: &RefOr<Parameter>| match parameter {
            RefOr::T(one) => Some((one.name.clone(), one.description.clone().unwrap_or_default())),
            RefOr::Ref(_) => None,
        };
        Self {
            path: format!("{BASE}{path}"),
            summary: operation.summary.clone().or_else(|| operation.description.clone()).unwrap_or_default(),
            parameters: operation.parameters.iter().flatten().filter_map(said).collect(),
        }
    }
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let paths = document().paths.paths.iter();
    let operations = paths.filter_map(|(path, item)| Some(Operated::of(path, item.get.as_ref()?))).collect();
    let slug = visit.campaign.as_ref().map(|campaign| campaign.spec.slug.clone());
    let frame = Frame::new("Données et API")
        .described("Tout ce qui est public ici, en JSON, pour les programmes\u{a0}: adresses, paramètres, exemples.");
    Ok(frame.render(&visit, || view! { <Api operations slug /> }.into_any()))
}

#[component]
fn Api(operations: Vec<Operated>, slug: Option<String>) -> AnyView {
    let example = slug.map(|slug| {
        let address = format!("{BASE}/campaigns/{slug}/needs?limit=5");
        view! {
            <p>
                "Par exemple, les cinq derniers besoins\u{a0}: " <a href=address.clone()>
                    <code>{address.clone()}</code>
                </a> "."
            </p>
        }
    });
    let operations = views(operations.into_iter().map(|operated| view! { <OperationView operated /> }.into_any()));
    view! {
        <h1>"Données et API"</h1>
        <p class="fr-text--lead">
            "Ce que montrent les pages publiques se lit aussi en JSON, sans compte et sans clé. Ce qu’un visiteur ne \
             voit pas n’y est pas non plus."
        </p>
        <p>
            "Le document " <a href=Address::ApiDocument.to_string()>"OpenAPI 3.1"</a>
            " décrit chaque adresse et chaque champ. Les montants sont en centimes, les instants en temps universel, \
             les territoires par leur code INSEE, les collectivités par leur SIREN."
        </p>
        {example}
        <h2>"Les adresses"</h2>
        <p>"Leur description est en anglais, comme les noms de leurs champs."</p>
        <div lang="en">{operations}</div>
    }
    .into_any()
}

#[component]
fn OperationView(operated: Operated) -> AnyView {
    let Operated { path, summary, parameters } = operated;
    let parameters = views(parameters.into_iter().map(|(name, said)| {
        view! {
            <li>
                <code>{name}</code>
                " "
                {said}
            </li>
        }
        .into_any()
    }));
    view! {
        <Details summary=path open=false>
            <p>{summary}</p>
            <ul>{parameters}</ul>
        </Details>
    }
    .into_any()
}
