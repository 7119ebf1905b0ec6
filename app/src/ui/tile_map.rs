//! A map of France as tiles, one a département, always with the same figures as a table.

use super::{
    here::here,
    html_writer::HtmlWriter,
    table::{Cell, Head, Row, Table},
    views::views,
};
use entity::{
    address::Address,
    territory::{Atlas, Territory},
    tile_grid::{COLUMNS, ROWS, TILES, Tile},
};
use leptos::prelude::*;
use server::reference::Reference;
use std::collections::BTreeMap;
use wording::{count, number};

/// Inhabitants of each département, by its code.
type ByDepartement = BTreeMap<String, u64>;

fn by_departement(atlas: &Atlas, territory: &Territory) -> ByDepartement {
    atlas.by_departement(territory).into_iter().map(|part| (part.code, part.figures.population)).collect()
}

/// The steps of the départements by the share of their inhabitants that a territory holds, in the order of [`TILES`].
pub fn shares(reference: &Reference, territory: &Territory) -> Vec<u8> {
    let covered = by_departement(&reference.atlas, territory);
    let whole = by_departement(&reference.atlas, &reference.atlas.whole());
    let of = |inhabitants: &ByDepartement, code: &str| inhabitants.get(code).copied().unwrap_or(0);
    TILES.iter().map(|tile| step(of(&covered, tile.departement), of(&whole, tile.departement))).collect()
}

/// Where the inhabitants of a territory live: tiles by département, the table by region and département.
#[component]
pub fn TileMap<'a>(reference: &'a Reference, territory: &'a Territory) -> AnyView {
    let covered = by_departement(&reference.atlas, territory);
    let whole = by_departement(&reference.atlas, &reference.atlas.whole());
    view! {
        <figure class="t-map">
            <Tiles reference covered=&covered whole=&whole />
            <figcaption class="fr-hint-text">
                "Un carré par département, selon la part de ses habitants couverts."
                <Scale least="aucun" most="presque tous" />
            </figcaption>
        </figure>
        <Table
            id="couverture"
            caption="Habitants couverts, par région et par département"
            heads=vec![Head::new("Région"), Head::number("Habitants"), Head::new("Départements")]
            rows=by_region(reference, territory, &covered)
        />
    }
    .into_any()
}

/// The départements by the share of their inhabitants that is covered.
#[component]
fn Tiles<'a>(reference: &'a Reference, covered: &'a ByDepartement, whole: &'a ByDepartement) -> AnyView {
    let of = |inhabitants: &ByDepartement, code: &str| inhabitants.get(code).copied().unwrap_or(0);
    let tiles = TILES.iter().map(|tile| {
        let inhabitants = of(covered, tile.departement);
        let name = reference.departement_name(tile.departement);
        Shaded {
            step: step(inhabitants, of(whole, tile.departement)),
            title: format!("{name} : {} habitants couverts", number(inhabitants)),
            href: None,
        }
    });
    let label = "Carte des départements couverts ; les mêmes chiffres figurent dans le tableau";
    view! { <TileGrid label role="img" tiles=tiles.collect() /> }.into_any()
}

/// How many needs were published in each département, each tile a link to them; the département of none is no link.
#[component]
pub fn NeedMap<'a>(
    reference: &'a Reference,
    needs: &'a BTreeMap<String, u64>,
    /// The list that a tile leads to.
    #[prop(default = Address::Needs)]
    list: Address,
) -> AnyView {
    let most = needs.values().copied().max().unwrap_or(0);
    let tiles = TILES.iter().map(|tile| {
        let published = needs.get(tile.departement).copied().unwrap_or(0);
        let name = reference.departement_name(tile.departement);
        Shaded {
            step: step(published, most),
            title: format!("{name} ({}) : {}", tile.departement, count(published, "besoin publié", "besoins publiés")),
            href: (published > 0).then(|| here(list.clone().with("departement", tile.departement))),
        }
    });
    view! {
        <figure class="t-map">
            <TileGrid label="Carte des besoins publiés par département" role="group" tiles=tiles.collect() />
            <figcaption class="fr-hint-text">
                "Un carré par département. Choisissez-en un pour lire ses besoins."
                <Scale least="aucun besoin" most="le plus de besoins" />
            </figcaption>
        </figure>
    }
    .into_any()
}

/// How many collectivités take part in each département, by the one in which most do.
#[component]
pub fn CountMap<'a>(reference: &'a Reference, counts: &'a BTreeMap<String, u64>) -> AnyView {
    let most = counts.values().copied().max().unwrap_or(0);
    let tiles = TILES.iter().map(|tile| {
        let taking_part = counts.get(tile.departement).copied().unwrap_or(0);
        let name = reference.departement_name(tile.departement);
        let told = count(taking_part, "collectivité participe", "collectivités participent");
        Shaded { step: step(taking_part, most), title: format!("{name} ({}) : {told}", tile.departement), href: None }
    });
    let label = "Carte des collectivités qui participent, par département ; les mêmes chiffres sont dans le tableau";
    view! {
        <figure class="t-map">
            <TileGrid label role="img" tiles=tiles.collect() />
            <figcaption class="fr-hint-text">
                "Un carré par département, selon combien de collectivités y participent."
                <Scale least="aucune" most="le plus" />
            </figcaption>
        </figure>
    }
    .into_any()
}

/// The steps of the scale, from the least to the most: by night the most is the lightest, so that no word says it.
#[component]
fn Scale(least: &'static str, most: &'static str) -> AnyView {
    let steps = views((0..=5).map(|step| {
        let x = (step * 22).to_string();
        view! { <rect class=format!("t-tile t-tile--{step}") x=x y="0" width="20" height="20"></rect> }.into_any()
    }));
    view! {
        <span class="t-scale">
            {least} <svg viewBox="0 0 130 20" aria-hidden="true">
                {steps}
            </svg> {most}
        </span>
    }
    .into_any()
}

/// A tile of the grid, in the order of [`TILES`].
struct Shaded {
    /// Of the scale: 0 to 5.
    step: u8,
    title: String,
    href: Option<String>,
}

#[component]
fn TileGrid(label: &'static str, role: &'static str, tiles: Vec<Shaded>) -> AnyView {
    let (width, height) = (u32::from(COLUMNS) * 22 - 2, u32::from(ROWS) * 22 - 2);
    let mut html = HtmlWriter::with_capacity(TILES.len() * 256);
    html.markup("<svg viewBox=\"").text(format_args!("0 0 {width} {height}")).markup("\" role=\"").text(role);
    html.markup("\" aria-label=\"").text(label).markup("\" class=\"t-tiles\">");
    for (place, tile) in TILES.iter().zip(tiles) {
        write_tile(&mut html, place, tile);
    }
    html.markup("</svg>");
    html.into_view()
}

fn write_tile(html: &mut HtmlWriter, place: &Tile, Shaded { step, title, href }: Shaded) {
    let (x, y) = (u32::from(place.column) * 22, u32::from(place.row) * 22);
    match &href {
        Some(href) => html.markup("<a href=\"").text(href).markup("\">"),
        None => html.markup("<g>"),
    };
    html.markup("<title>").text(title).markup("</title><rect x=\"").text(x).markup("\" y=\"").text(y);
    html.markup("\" width=\"20\" height=\"20\" class=\"t-tile t-tile--").text(step).markup("\"></rect>");
    html.markup("<text aria-hidden=\"true\" x=\"").text(x + 10).markup("\" y=\"").text(y + 10).markup("\">");
    html.text(place.departement).markup("</text>").markup(if href.is_some() { "</a>" } else { "</g>" });
}

fn by_region(reference: &Reference, territory: &Territory, covered: &ByDepartement) -> Vec<Row> {
    let inside = |region: &str| {
        let of_region = covered.iter().filter(|(code, _)| reference.region_of(code) == Some(region));
        let said = |(code, inhabitants): (&String, &u64)| {
            format!("{} ({code}) : {}", reference.departement_name(code), number(*inhabitants))
        };
        of_region.map(said).collect::<Vec<_>>().join(", ")
    };
    let regions = reference.atlas.by_region(territory).into_iter().map(|region| {
        Row::new([
            Cell::head(reference.region_name(&region.code).to_owned()),
            Cell::number(number(region.figures.population)),
            Cell::new(inside(&region.code)),
        ])
    });
    regions.collect()
}

/// The step of the scale: none, up to 10 %, 25 %, 50 %, 75 %, more.
fn step(covered: u64, whole: u64) -> u8 {
    match covered.saturating_mul(100) / whole.max(1) {
        _ if covered == 0 => 0,
        0..10 => 1,
        10..25 => 2,
        25..50 => 3,
        50..75 => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn the_scale_has_a_step_for_nothing_and_one_for_almost_all() {
        assert_eq!(step(0, 100), 0);
        assert_eq!(step(1, 100_000), 1);
        assert_eq!([9, 10, 24, 25, 49, 50, 74, 75, 100].map(|covered| step(covered, 100)), [1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert_eq!(step(1, 0), 5);
    }

    #[test]
    fn a_departement_with_needs_leads_to_them_and_one_without_leads_nowhere() {
        let tile = |href: Option<&str>| Shaded { step: 1, title: "Ain".into(), href: href.map(str::to_owned) };
        let grid = |href| html(|| view! { <TileGrid label="Carte" role="group" tiles=vec![tile(href)] /> });
        assert!(
            grid(Some("/besoins?departement=01")).contains("<a href=\"/besoins?departement=01\"><title>Ain</title>")
        );
        assert!(!grid(None).contains("<a "));
    }
}
