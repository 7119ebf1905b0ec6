//! The whole pile of needs that wait for curators: by département on the map, and by theme.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        alert::EmptyState,
        frame::{Frame, Page},
        here::here,
        table::{Cell, Head, Row, Table},
        tile_map::NeedMap,
    },
};
use entity::address::Address;
use leptos::prelude::*;
use server::{
    need::merge::pile::{Pile, Share, pile},
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, number};

/// What the page shows.
struct PilePage {
    pile: Pile,
    /// Each theme by its code, as the campaign names it.
    themes: Vec<(String, String)>,
    reference: Arc<Reference>,
}

/// The pile.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let pile = pile(&visit.ctx, &campaign).await?;
    let themes = campaign.spec.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect();
    let page = PilePage { pile, themes, reference: visit.ctx.platform.reference() };
    let frame = Frame::new("Le tas en un coup d’œil").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <WholePile page /> }.into_any()))
}

#[component]
fn WholePile(page: PilePage) -> AnyView {
    let (pile, reference) = (&page.pile, &page.reference);
    if pile.total == 0 {
        return view! {
            <h1>"Le tas en un coup d’œil"</h1>
            <EmptyState>
                <p>"Aucun besoin n’attend de suite."</p>
            </EmptyState>
        }
        .into_any();
    }
    let link = |name: &str, code: &str, label: String| {
        view! { <a href=here(Address::Curation.with(name, code))>{label}</a> }
    };
    let themes = page.themes.iter().filter_map(|(code, label)| {
        let share = pile.by_theme.get(code)?;
        Some(row(link("theme", code, label.clone()), share))
    });
    let departements = pile.by_departement.iter().map(|(code, share)| {
        row(link("departement", code, format!("{} ({code})", reference.departement_name(code))), share)
    });
    let needs = pile.by_departement.iter().map(|(code, share)| (code.clone(), share.needs)).collect();
    let heads = |first: &str| vec![Head::new(first), Head::number("Besoins"), Head::number("Soutiens")];
    view! {
        <h1>"Le tas en un coup d’œil"</h1>
        <p>
            {count(pile.total, "besoin attend une suite", "besoins attendent une suite")}
            ". Un thème ou un département mène à ses besoins à trier ; ceux qui en ont rejoint un autre comptent \
             avec lui."
        </p>
        <NeedMap reference needs=&needs list=Address::Curation />
        <h2>"Par thème"</h2>
        <Table
            id="themes"
            caption="Besoins à trier par thème"
            hidden=true
            heads=heads("Thème")
            rows=themes.collect()
        />
        <h2>"Par département"</h2>
        <Table
            id="departements"
            caption="Besoins à trier par département"
            hidden=true
            dense=true
            heads=heads("Département")
            rows=departements.collect()
        />
    }
    .into_any()
}

fn row(name: impl IntoView + 'static, share: &Share) -> Row {
    Row::new([Cell::head(name), Cell::number(number(share.needs)), Cell::number(number(share.supports))])
}
