//! « Près de chez vous » : what is near a collectivité, which the address names, or the one acted for.

use super::which::Which;
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, ButtonLink, Weight},
        alert::{Empty, EmptyState},
        found,
        frame::{Frame, Page},
        front_door::ActsForNobody,
        here::here,
        nearby::{NearLine, NearLines, NearRefusals},
        pagination::Pagination,
        views::views,
    },
};
use axum::extract::Query;
use entity::{address::Address, page_number::PageNumber, programme::Programme, search_text::SearchText, siren::Siren};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    nearby::{Around, Lines, PAGE, Part, SHORT},
    reference::Reference,
};
use std::sync::Arc;
use wording::number;

/// What the address may carry.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    siren: SearchText,
    /// The part that is shown whole.
    voir: SearchText,
    page: SearchText,
    /// Another collectivité that is looked for, and which page of what was found.
    chercher: SearchText,
    suite: SearchText,
}

/// What the page shows.
struct NearPage {
    /// None where no collectivité is named, and none is acted for.
    around: Option<Neighbourhood>,
    /// Whether whoever visits is signed in and acts for nobody.
    for_nobody: bool,
    may_open_group: bool,
    search: SearchText,
    found_page: usize,
    reference: Arc<Reference>,
}

/// What is near one collectivité.
struct Neighbourhood {
    siren: Siren,
    name: String,
    parts: Vec<PartShown>,
    /// Where one part is shown whole: its name in the address.
    whole: Option<Part>,
}

struct PartShown {
    part: Part,
    title: String,
    /// What the part holds; None where its title says it.
    hint: Option<String>,
    empty: &'static str,
    lines: Vec<NearLine>,
    total: u64,
    page: u64,
    pages: u64,
}

/// What is near.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let siren = match asked.siren.is_empty() {
        true => acting,
        false => Some(Siren::parse(asked.siren.as_str()).map_err(|_| Failure::NotFound)?),
    };
    let around = match siren {
        Some(siren) => Some(neighbourhood(&visit, &asked, siren).await?),
        None => None,
    };
    let closed = server::group::require_open(&campaign, visit.ctx.now()).is_err();
    let page = NearPage {
        for_nobody: visit.acts_for_nobody(),
        may_open_group: acting.is_some() && !closed,
        search: asked.chercher,
        found_page: found::asked_page(&asked.suite),
        reference: visit.ctx.platform.reference(),
        around,
    };
    let title = match &page.around {
        Some(around) if acting != Some(around.siren) => format!("Près de {}", around.name),
        Some(_) | None => "Près de chez vous".to_owned(),
    };
    let frame = Frame::new(title.clone()).described(
        "Besoins, groupements et services des collectivités voisines, de la même strate ou des mêmes programmes.",
    );
    Ok(frame.render(&visit, || view! { <NearYou page title /> }.into_any()))
}

async fn neighbourhood(visit: &Visit, asked: &Asked, siren: Siren) -> Result<Neighbourhood, Failure> {
    let campaign = visit.campaign()?;
    let around = Around::of(&visit.ctx, siren).await?;
    let whole = match asked.voir.is_empty() {
        true => None,
        false => Some(Part::from_code(asked.voir.as_str()).ok_or(Failure::NotFound)?),
    };
    let (page, size) = match whole {
        Some(_) => (PageNumber::read(asked.page.as_str()), PAGE),
        None => (PageNumber::FIRST, SHORT),
    };
    let wanted = whole.map_or_else(|| Part::ALL.to_vec(), |part| vec![part]);
    let mut parts = Vec::new();
    for part in wanted {
        let lines = around.lines(&visit.ctx, campaign, part, page, size).await?;
        parts.push(PartShown::of(visit, &around, part, lines));
    }
    Ok(Neighbourhood { siren, name: around.collectivity.name.clone(), parts, whole })
}

impl PartShown {
    fn of(visit: &Visit, around: &Around, part: Part, lines: Lines) -> Self {
        let reference = visit.ctx.platform.reference();
        let own = visit.ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == around.collectivity.siren);
        let census = visit.campaign.as_ref().is_some_and(|one| one.spec.calendar.census.is_open(visit.ctx.now()));
        let (total, (page, pages)) = (lines.total(), lines.at());
        let lines = match lines {
            Lines::Needs(needs) => {
                needs.rows.into_iter().map(|need| NearLine::need(visit, &reference, need, own && census)).collect()
            }
            Lines::Groups(groups) => {
                groups.rows.into_iter().map(|group| NearLine::group(visit, &reference, group, own)).collect()
            }
            Lines::Services(services) => {
                services.rows.into_iter().map(|service| NearLine::service(&reference, service)).collect()
            }
        };
        let (title, hint) = said_of(around, part);
        Self { part, title, hint, empty: empty(around, part), lines, total, page, pages }
    }
}

/// The title of a part, and what it holds.
fn said_of(around: &Around, part: Part) -> (String, Option<String>) {
    match part {
        Part::Needs => ("Besoins à soutenir".to_owned(), None),
        Part::Groups => ("Groupements qui recrutent".to_owned(), None),
        Part::Services => ("Services adoptés aux alentours".to_owned(), None),
        Part::Stratum => {
            let hint = format!("Besoins publiés par {}, partout en France.", wording::stratum(around.stratum));
            ("Même strate".to_owned(), Some(hint))
        }
        Part::Programme => {
            let names = around.programmes.iter().map(|&programme: &Programme| wording::programme(programme));
            let names = names.collect::<Vec<_>>().join(", ");
            let hint = format!("Besoins qui concernent {names}, partout en France.");
            ("Même programme".to_owned(), (!around.programmes.is_empty()).then_some(hint))
        }
    }
}

/// What stands where a part holds nothing.
fn empty(around: &Around, part: Part) -> &'static str {
    match part {
        Part::Needs => "Aucun besoin à soutenir dans la région pour le moment.",
        Part::Groups => "Aucun groupement ne recrute dans la région pour le moment.",
        Part::Services => "Aucune collectivité de la région n’expérimente encore de service.",
        Part::Stratum => "Aucun autre besoin d’une collectivité de la même strate pour le moment.",
        Part::Programme if around.programmes.is_empty() => "Aucun label de programme n’est enregistré ici.",
        Part::Programme => "Aucun autre besoin ne concerne ces programmes pour le moment.",
    }
}

#[component]
fn NearYou(page: NearPage, title: String) -> AnyView {
    let page = &page;
    let around = page.around.as_ref().map(|around| view! { <Parts around /> });
    let for_nobody = page.for_nobody.then(|| view! { <ActsForNobody to="soutenir ou rejoindre" /> });
    let open = page.may_open_group.then(|| {
        view! {
            <h2>"Rien ne convient ?"</h2>
            <Actions>
                <ButtonLink weight=Weight::Secondary href=here(Address::GroupNew)>
                    "Ouvrir un groupement sans besoin"
                </ButtonLink>
            </Actions>
        }
    });
    view! {
        <h1>{title}</h1>
        {for_nobody}
        {around}
        {open}
        <Which reference=&page.reference text=&page.search asked_page=page.found_page is_named=page.around.is_some() />
    }
    .into_any()
}

#[component]
fn Parts<'a>(around: &'a Neighbourhood) -> AnyView {
    let back = around.whole.map(|_| {
        let all = here(Address::NearYou.with("siren", around.siren));
        view! {
            <p>
                <a class="fr-link" href=all>
                    "Tout ce qui est proche"
                </a>
            </p>
        }
    });
    let parts = views(around.parts.iter().map(|shown| view! { <OnePart around shown /> }.into_any()));
    let lines = views(around.parts.iter().map(|shown| view! { <NearRefusals lines=&shown.lines /> }.into_any()));
    view! {
        {lines}
        <p>
            "Autour de " <a href=here(Address::Collectivity(around.siren))>{around.name.clone()}</a>
            " : même intercommunalité d’abord, puis celles avec qui elle a un groupement en commun, son département et \
             sa région."
        </p>
        {back}
        {parts}
    }
    .into_any()
}

#[component]
fn OnePart<'a>(around: &'a Neighbourhood, shown: &'a PartShown) -> AnyView {
    let code = shown.part.code();
    let address =
        |page: u64| here(Address::NearYou.with("siren", around.siren).with("voir", code).with("page", page)).clone();
    let more = (around.whole.is_none() && shown.total > shown.lines.len() as u64).then(|| {
        let all = here(Address::NearYou.with("siren", around.siren).with("voir", code));
        view! {
            <p>
                <a class="fr-link" href=all>
                    {format!("Tout voir ({})", number(shown.total))}
                    <span class="fr-sr-only">{format!("\u{a0}: {}", shown.title)}</span>
                </a>
            </p>
        }
    });
    let lines = match shown.lines.is_empty() {
        true if around.whole.is_some() => view! {
            <EmptyState why=Empty::NothingYet>
                <p>{shown.empty}</p>
            </EmptyState>
        }
        .into_any(),
        true => view! { <p class="fr-hint-text">{shown.empty}</p> }.into_any(),
        false => view! { <NearLines lines=&shown.lines /> }.into_any(),
    };
    let hint = shown.hint.clone().map(|hint| view! { <p class="fr-hint-text">{hint}</p> });
    view! {
        <section aria-labelledby=code>
            <h2 id=code>{shown.title.clone()}</h2>
            {hint}
            {lines}
            {more}
            <Pagination page=shown.page pages=if around.whole.is_some() { shown.pages } else { 1 } address />
        </section>
    }
    .into_any()
}
