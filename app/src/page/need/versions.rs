//! The earlier texts of a need.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::UserText,
        frame::{Frame, Page},
        views::views,
    },
};
use axum::extract::{Path, Query};
use entity::{
    address::Address, id::NeedId, need::NeedContent, page_number::PageNumber, search_text::SearchText, table,
};
use leptos::prelude::*;
use serde::Deserialize;
use wording::time;

/// Which page of the versions is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InList {
    page: SearchText,
}

/// The page of the versions, the last one first.
pub async fn page(visit: Visit, Path(id): Path<NeedId>, Query(asked): Query<InList>) -> Result<Page, Failure> {
    let need = server::need::query::get(&visit.ctx, id).await?;
    let versions = server::need::query::versions(&visit.ctx, &need, PageNumber::read(asked.page.as_str())).await?;
    let frame = Frame::new("Versions")
        .described(&format!("Ce qui a changé dans le besoin «\u{202f}{}\u{202f}», version après version.", need.title))
        .below(visit.here(Address::Needs), "Besoins")
        .below(Address::Need(id), need.title.clone());
    Ok(frame.render(&visit, || view! { <Versions title=need.title versions=versions.rows /> }.into_any()))
}

#[component]
fn Versions(title: String, versions: Vec<table::need_version::Model>) -> AnyView {
    view! {
        <h1>"Versions de « " {title} " »"</h1>
        {views(versions.iter().map(|version| view! { <Version version /> }.into_any()))}
    }
    .into_any()
}

#[component]
fn Version<'a>(version: &'a table::need_version::Model) -> AnyView {
    let text = serde_json::from_str::<NeedContent>(&version.content).ok().map(|text| {
        view! {
            <p>
                <strong>{text.title.to_string()}</strong>
            </p>
            <UserText text=text.problem.to_string() />
            <UserText text=text.affected.to_string() />
            <UserText text=text.existing.to_string() />
        }
    });
    view! {
        <section>
            <h2>{format!("Version {}, du {}", version.version, time::moment(version.at.utc()))}</h2>
            {text}
        </section>
    }
    .into_any()
}
