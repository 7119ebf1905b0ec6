//! A map of France as tiles, one a département, always with the same figures as a table.

use crate::ui::frame::views;
use entity::{
    territory::{Atlas, Territory},
    tile_grid::{COLUMNS, ROWS, TILES},
};
use leptos::prelude::*;
use server::reference::Reference;
use std::collections::BTreeMap;
use wording::number;

/// Where the inhabitants of a territory live: tiles by département, the table by region and département.
pub fn coverage(reference: &Reference, territory: &Territory) -> AnyView {
    let atlas: &Atlas = &reference.atlas;
    let parts = atlas.by_departement(territory);
    let covered: BTreeMap<&str, u64> = parts.iter().map(|part| (part.code.as_str(), part.figures.population)).collect();
    let whole: BTreeMap<String, u64> =
        atlas.by_departement(&atlas.whole()).into_iter().map(|part| (part.code, part.figures.population)).collect();
    let tiles = views(TILES.iter().map(|tile| {
        let inhabitants = covered.get(tile.departement).copied().unwrap_or(0);
        let step = step(inhabitants, whole.get(tile.departement).copied().unwrap_or(0));
        let (x, y) = (u32::from(tile.column) * 22, u32::from(tile.row) * 22);
        let title =
            format!("{} : {} habitants couverts", reference.departement_name(tile.departement), number(inhabitants));
        view! {
            <g>
                <title>{title}</title>
                <rect
                    class=format!("t-tile t-tile--{step}")
                    x=x.to_string()
                    y=y.to_string()
                    width="20"
                    height="20"
                ></rect>
                <text x=(x + 10).to_string() y=(y + 10).to_string()>
                    {tile.departement}
                </text>
            </g>
        }
        .into_any()
    }));
    let regions = views(atlas.by_region(territory).into_iter().map(|region| {
        let inside: Vec<String> = parts
            .iter()
            .filter(|part| reference.region_of(&part.code) == Some(region.code.as_str()))
            .map(|part| {
                format!(
                    "{} ({}) : {}",
                    reference.departement_name(&part.code),
                    part.code,
                    number(part.figures.population)
                )
            })
            .collect();
        view! {
            <tr>
                <th scope="row">{reference.region_name(&region.code).to_owned()}</th>
                <td class="fr-cell--right">{number(region.figures.population)}</td>
                <td>{inside.join(", ")}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <figure class="t-map">
            <svg
                class="t-tiles"
                viewBox=format!("0 0 {} {}", u32::from(COLUMNS) * 22 - 2, u32::from(ROWS) * 22 - 2)
                role="img"
                aria-label="Carte des départements couverts ; les mêmes chiffres figurent dans le tableau"
            >
                {tiles}
            </svg>
            <figcaption class="fr-hint-text">
                "Un carré par département ; plus il est foncé, plus la part de ses habitants couverts est grande."
            </figcaption>
        </figure>
        <div class="fr-table" tabindex="0" role="region" aria-labelledby="couverture">
            <table>
                <caption id="couverture">"Habitants couverts, par région et par département"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Région"</th>
                        <th scope="col" class="fr-cell--right">
                            "Habitants"
                        </th>
                        <th scope="col">"Départements"</th>
                    </tr>
                </thead>
                <tbody>{regions}</tbody>
            </table>
        </div>
    }
    .into_any()
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
