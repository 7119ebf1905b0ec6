//! The earlier texts of a need.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        difference::Difference,
        frame::{Frame, Page},
        pagination::Pagination,
        views::views,
    },
};
use axum::extract::{Path, Query};
use entity::{
    address::Address,
    id::NeedId,
    need::NeedContent,
    page_number::{Listed, PageNumber},
    search_text::SearchText,
    table,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::need::query::VERSIONS_ON_A_PAGE;
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
    Ok(frame.render(&visit, || view! { <Versions need versions /> }.into_any()))
}

#[component]
fn Versions(need: table::need::Model, versions: Listed<table::need_version::Model>) -> AnyView {
    let texts: Vec<(&table::need_version::Model, Option<NeedContent>)> =
        versions.rows.iter().map(|version| (version, serde_json::from_str(&version.content).ok())).collect();
    // The row after the last of the page is what that one is compared with.
    let compared = texts.iter().enumerate().take(VERSIONS_ON_A_PAGE).map(|(at, (version, text))| {
        let before = texts.get(at + 1).and_then(|(_, text)| text.as_ref());
        view! { <Version version text=text.as_ref() before /> }.into_any()
    });
    let address = |to: u64| Address::NeedVersions(need.id).with("page", to).to_string();
    view! {
        <h1>"Versions de « " {need.title.clone()} " »"</h1>
        <p>"Ce qui a été ajouté est souligné, ce qui a été retiré est barré."</p>
        {views(compared)}
        <Pagination page=versions.page pages=versions.pages address />
    }
    .into_any()
}

/// A version, with what it changed of the one before; the first one as it is.
#[component]
fn Version<'a>(
    version: &'a table::need_version::Model,
    text: Option<&'a NeedContent>,
    before: Option<&'a NeedContent>,
) -> AnyView {
    let text = text.map(|text| {
        let parts = views(parts(text).into_iter().enumerate().map(|(at, after)| {
            let before = before.map_or_else(|| after.clone(), |before| parts_of(before, at));
            view! { <Difference before=&before after=&after /> }.into_any()
        }));
        view! { <div>{parts}</div> }
    });
    view! {
        <section>
            <h2>{format!("Version {}, du {}", version.version, time::moment(version.at.utc()))}</h2>
            {text}
        </section>
    }
    .into_any()
}

/// The texts of a need, in the order of its page.
fn parts(text: &NeedContent) -> [String; 4] {
    [text.title.to_string(), text.problem.to_string(), text.affected.to_string(), text.existing.to_string()]
}

fn parts_of(text: &NeedContent, at: usize) -> String {
    parts(text)[at].clone()
}
