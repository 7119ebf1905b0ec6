//! Where a thing is, at a glance: the tile map at the height of a line, with the tile of its département marked. The
//! words beside it say the same.

use super::html_writer::HtmlWriter;
use entity::tile_grid::{COLUMNS, ROWS, TILES};
use leptos::prelude::*;

/// The map with one département marked; nothing for a code that the map does not know.
#[component]
pub fn Locator<'a>(departement: &'a str) -> AnyView {
    let mut html = HtmlWriter::default();
    locator(&mut html, departement);
    html.into_view()
}

/// The same, written. The ground is one picture of the sheet (`style/icons/france.svg`), for all; the mark is larger
/// than its tile.
pub fn locator(html: &mut HtmlWriter, departement: &str) {
    let Some(tile) = TILES.iter().find(|tile| tile.departement == departement) else { return };
    html.markup("<svg aria-hidden=\"true\" viewBox=\"").text(format_args!("0 0 {COLUMNS} {ROWS}"));
    html.markup("\" class=\"t-locator\"><circle cx=\"").text(tile.column);
    html.markup(".4\" cy=\"").text(tile.row).markup(".4\" r=\"1.5\"></circle></svg>");
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
