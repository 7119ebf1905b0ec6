//! Where a thing is, at a glance: the tile map at the height of a line, with the tile of its département marked. The
//! words beside it say the same.

use entity::tile_grid::{COLUMNS, ROWS, TILES, Tile};
use leptos::prelude::*;

/// The map with one département marked; nothing for a code that the map does not know.
#[component]
pub fn Locator<'a>(departement: &'a str) -> AnyView {
    let place = TILES.iter().find(|tile| tile.departement == departement);
    place.map(|tile| view! { <Marked tile /> }).into_any()
}

/// The ground is one picture of the sheet (`style/icons/france.svg`), for all; the mark is larger than its tile.
#[component]
fn Marked<'a>(tile: &'a Tile) -> AnyView {
    let middle = |at: u8| format!("{}.4", at);
    view! {
        <svg class="t-locator" aria-hidden="true" viewBox=format!("0 0 {COLUMNS} {ROWS}")>
            <circle cx=middle(tile.column) cy=middle(tile.row) r="1.5"></circle>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn the_tile_of_the_departement_is_marked_and_no_other_code_is_drawn() {
        let lot = TILES.iter().find(|tile| tile.departement == "46").expect("a tile");
        let drawn = html(|| view! { <Locator departement="46" /> });
        assert!(drawn.starts_with("<svg") && drawn.contains("aria-hidden=\"true\""), "{drawn}");
        assert!(drawn.contains(&format!("cx=\"{}.4\" cy=\"{}.4\"", lot.column, lot.row)), "{drawn}");
        assert_eq!(html(|| view! { <Locator departement="00" /> }), "");
    }

    #[test]
    fn the_ground_of_the_sheet_is_the_map_of_the_platform() {
        let ground = include_str!("../../../style/icons/france.svg");
        assert!(ground.contains(&format!("viewBox=\"0 0 {COLUMNS} {ROWS}\"")), "{ground}");
        for tile in TILES {
            assert!(ground.contains(&format!("M{} {}h", tile.column, tile.row)), "{}", tile.departement);
        }
        assert_eq!(ground.matches('M').count(), TILES.len());
    }
}
