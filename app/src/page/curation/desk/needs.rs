//! The needs of the desk, a dense row each, to be ticked.

use super::search::DeskSearch;
use crate::ui::{
    alert::Tone,
    badge::Badge,
    card::excerpt,
    form::Form,
    here::here,
    shown::ShownField,
    table::{Cell, Head, Row, Table},
};
use entity::{
    curation::{Seen, Standing},
    form_field,
    id::{NeedId, PersonId, ProjectId},
};
use leptos::prelude::*;
use server::curation::desk;
use std::collections::HashMap;
use wording::{count, number};

/// How much of what a need says stands in its row.
const EXCERPT: usize = 160;

/// A need of the list.
pub struct NeedLine {
    pub id: NeedId,
    pub title: String,
    excerpt: String,
    place: String,
    theme: Option<String>,
    supports: i32,
    inhabitants: u64,
    notes: u64,
    seen: Seen,
    /// Whose it is to sort, and the project that holds it.
    assignee: Option<String>,
    project: Option<String>,
    is_ticked: bool,
}

/// What rows name.
pub struct Names<'a> {
    pub curators: &'a [(PersonId, String)],
    pub projects: &'a HashMap<ProjectId, String>,
}

impl NeedLine {
    pub fn of(row: desk::Row, place: String, theme: Option<String>, names: &Names<'_>, form: &Form) -> Self {
        let ticked = form.typed().is_some_and(|fields| fields.all(form_field::NEED).contains(&row.id.to_string()));
        let curator = |person: PersonId| names.curators.iter().find(|(id, _)| *id == person);
        Self {
            id: row.id,
            excerpt: excerpt(&row.begins, EXCERPT),
            title: row.title,
            place,
            theme,
            supports: row.supports,
            inhabitants: u64::try_from(row.inhabitants).unwrap_or(0),
            notes: row.notes,
            assignee: row.seen.assignee.and_then(curator).map(|(_, name)| name.clone()),
            project: row.seen.project.and_then(|project| names.projects.get(&project).cloned()),
            seen: row.seen,
            is_ticked: ticked,
        }
    }
}

/// The table of the needs of a page; `read` is the one that is read beside it.
#[component]
pub fn NeedTable<'a>(needs: &'a [NeedLine], search: &'a DeskSearch, page: u64, read: Option<NeedId>) -> AnyView {
    let rows = needs.iter().enumerate().map(|(at, need)| {
        let row = Row::new([
            Cell::head(view! { <NeedChoice at need address=here(search.reading(page, need.id)) /> }),
            Cell::new(need.theme.clone()),
            Cell::number(need.supports),
            Cell::number(number(need.inhabitants)),
            Cell::new(view! { <StandingCell need /> }),
        ]);
        if read == Some(need.id) { row.class("t-row--read") } else { row }
    });
    let heads = vec![
        Head::new("Besoin"),
        Head::new("Thème"),
        Head::number("Soutiens"),
        Head::number("Habitants"),
        Head::new("État"),
    ];
    view! { <Table id="besoins" caption="Besoins" hidden=true dense=true heads rows=rows.collect() /> }.into_any()
}

/// A need with its box, what it says, where it comes from, and the way to read it.
#[component]
fn NeedChoice<'a>(at: usize, need: &'a NeedLine, address: String) -> AnyView {
    // A refusal leads to the first of them.
    let id = if at == 0 { form_field::NEED.as_str().to_owned() } else { format!("besoin-{at}") };
    view! {
        <div>
            <ShownField shown=need.seen.shown() of=need.id.to_string() />
            <div class="fr-checkbox-group">
                <input
                    type="checkbox"
                    id=id.clone()
                    name=form_field::NEED.as_str()
                    value=need.id.to_string()
                    checked=need.is_ticked
                />
                <label class="fr-label" for=id>
                    {need.title.clone()}
                </label>
            </div>
            <p class="fr-hint-text">
                <a href=address data-read="">
                    "Lire"
                    <span class="fr-sr-only">" « " {need.title.clone()} " »"</span>
                </a>
                " – "
                {need.place.clone()}
                ". "
                {need.excerpt.clone()}
            </p>
        </div>
    }
    .into_any()
}

/// Where a need stands, whose it is, and how many notes it has.
#[component]
fn StandingCell<'a>(need: &'a NeedLine) -> AnyView {
    let standing = need.seen.standing();
    let more = need.project.clone().or_else(|| need.assignee.clone());
    let notes = (need.notes > 0).then(|| count(need.notes, "note", "notes"));
    let said: Vec<String> = more.into_iter().chain(notes).collect();
    view! {
        <span>
            <Badge small=true tone=tone(standing) label=wording::standing(standing) />
            {(!said.is_empty()).then(|| view! { <span class="fr-hint-text">{said.join(", ")}</span> })}
        </span>
    }
    .into_any()
}

/// By which tone a standing is said.
pub fn tone(standing: Standing) -> Option<Tone> {
    match standing {
        Standing::New => Some(Tone::Info),
        Standing::InProject => Some(Tone::Success),
        Standing::Asked | Standing::ToMerge => Some(Tone::Warning),
        Standing::Read | Standing::Declined | Standing::Gone => None,
    }
}
