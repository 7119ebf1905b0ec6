//! The tile-grid map ("carte en tuiles") of the 101 French départements.
//!
//! Each département is one square of a grid, placed roughly where it lies in the country, so that a page can draw a
//! map of France from our own data.
//!
//! Why a tile grid and not an outline: it is an honest map. It needs no outline under another licence: this layout is
//! our own, a plain table of columns and rows. Each département has the same weight, so that a vast but thinly
//! populated one does not shout down a small one, and the small ones around Paris stay readable and clickable. It
//! keeps directions and most neighbours, not distances, areas or borders, and it does not pretend otherwise. The same
//! figures always stand beside it as a table: the map is never the only way to read them.
//!
//! Corse stands apart at the bottom right, behind a column of sea. The five overseas départements stand in a row of
//! their own at the bottom, below an empty row and with a gap between each, since they are neighbours neither of
//! metropolitan France nor, on this map, of one another.

/// One département's square: column and row, counted from 0 at the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// The code of the département: "01" to "95", "2A", "2B", "971" to "974", "976".
    pub departement: &'static str,
    /// The column, from 0 at the left (west) to [`COLUMNS`] - 1.
    pub column: u8,
    /// The row, from 0 at the top (north) to [`ROWS`] - 1.
    pub row: u8,
}

/// How many columns the grid has.
pub const COLUMNS: u8 = 13;

/// How many rows the grid has, the empty one above the overseas départements included.
pub const ROWS: u8 = 15;

const fn tile(departement: &'static str, column: u8, row: u8) -> Tile {
    Tile { departement, column, row }
}

/// The square of every département, sorted by code ("2A" and "2B" between "29" and "30").
#[rustfmt::skip]
pub const TILES: [Tile; 101] = [
    tile("01", 9, 7), tile("02", 8, 1), tile("03", 7, 7), tile("04", 9, 10), tile("05", 10, 9), tile("06", 10, 10),
    tile("07", 8, 9), tile("08", 9, 2), tile("09", 4, 12), tile("10", 8, 4), tile("11", 5, 12), tile("12", 6, 10),
    tile("13", 8, 11), tile("14", 4, 2), tile("15", 6, 9), tile("16", 4, 7), tile("17", 3, 7), tile("18", 6, 6),
    tile("19", 5, 8), tile("21", 8, 5), tile("22", 1, 4), tile("23", 6, 7), tile("24", 4, 8), tile("25", 10, 6),
    tile("26", 9, 9), tile("27", 5, 2), tile("28", 5, 4), tile("29", 0, 4), tile("2A", 12, 12), tile("2B", 12, 11),
    tile("30", 7, 10), tile("31", 4, 11), tile("32", 4, 10), tile("33", 3, 8), tile("34", 6, 11), tile("35", 2, 4),
    tile("36", 5, 6), tile("37", 4, 5), tile("38", 9, 8), tile("39", 9, 6), tile("40", 3, 9), tile("41", 5, 5),
    tile("42", 8, 8), tile("43", 7, 8), tile("44", 2, 5), tile("45", 6, 5), tile("46", 5, 9), tile("47", 4, 9),
    tile("48", 7, 9), tile("49", 3, 5), tile("50", 3, 3), tile("51", 8, 2), tile("52", 9, 4), tile("53", 3, 4),
    tile("54", 10, 3), tile("55", 9, 3), tile("56", 1, 5), tile("57", 10, 2), tile("58", 7, 6), tile("59", 7, 0),
    tile("60", 7, 1), tile("61", 4, 3), tile("62", 6, 0), tile("63", 6, 8), tile("64", 3, 10), tile("65", 3, 11),
    tile("66", 6, 12), tile("67", 11, 3), tile("68", 11, 4), tile("69", 8, 7), tile("70", 9, 5), tile("71", 8, 6),
    tile("72", 4, 4), tile("73", 10, 8), tile("74", 10, 7), tile("75", 7, 3), tile("76", 5, 1), tile("77", 8, 3),
    tile("78", 5, 3), tile("79", 3, 6), tile("80", 6, 1), tile("81", 5, 11), tile("82", 5, 10), tile("83", 9, 11),
    tile("84", 8, 10), tile("85", 2, 6), tile("86", 4, 6), tile("87", 5, 7), tile("88", 10, 4), tile("89", 7, 5),
    tile("90", 10, 5), tile("91", 6, 4), tile("92", 6, 3), tile("93", 7, 2), tile("94", 7, 4), tile("95", 6, 2),
    tile("971", 0, 14), tile("972", 2, 14), tile("973", 4, 14), tile("974", 6, 14), tile("976", 8, 14),
];

/// The square of a département by code, or `None` when no département has that code.
pub fn tile_of(departement: &str) -> Option<Tile> {
    TILES.iter().find(|tile| tile.departement == departement).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const OVERSEAS: [&str; 5] = ["971", "972", "973", "974", "976"];
    const CORSE: [&str; 2] = ["2A", "2B"];

    fn at(departement: &str) -> Tile {
        tile_of(departement).unwrap_or_else(|| panic!("no square for {departement}"))
    }

    fn metropolitan() -> impl Iterator<Item = Tile> {
        TILES.into_iter().filter(|tile| !OVERSEAS.contains(&tile.departement))
    }

    fn mainland() -> impl Iterator<Item = Tile> {
        metropolitan().filter(|tile| !CORSE.contains(&tile.departement))
    }

    /// Whether two squares share a side or a corner.
    fn touch(a: Tile, b: Tile) -> bool {
        a != b && a.column.abs_diff(b.column) <= 1 && a.row.abs_diff(b.row) <= 1
    }

    /// The grid as text, one line a row: `cargo test -- --nocapture` shows it.
    fn picture() -> String {
        let mut lines = vec![vec![" . "; usize::from(COLUMNS)]; usize::from(ROWS)];
        for tile in TILES {
            lines[usize::from(tile.row)][usize::from(tile.column)] = tile.departement;
        }
        lines
            .iter()
            .map(|line| line.iter().map(|cell| format!("{cell:^4}")).collect::<String>().trim_end().to_owned() + "\n")
            .collect()
    }

    #[test]
    fn every_departement_has_one_square_and_the_codes_are_sorted() {
        let mut expected: Vec<String> = (1..=95).filter(|n| *n != 20).map(|n| format!("{n:02}")).collect();
        expected.extend(CORSE.iter().chain(&OVERSEAS).map(|code| (*code).to_owned()));
        expected.sort();
        let codes: Vec<&str> = TILES.iter().map(|tile| tile.departement).collect();
        assert_eq!(codes, expected);
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 101);
    }

    #[test]
    fn no_two_departements_share_a_square_and_all_are_inside_the_grid() {
        println!("{}", picture());
        let squares: HashSet<(u8, u8)> = TILES.iter().map(|tile| (tile.column, tile.row)).collect();
        assert_eq!(squares.len(), 101);
        assert!(TILES.iter().all(|tile| tile.column < COLUMNS && tile.row < ROWS));
    }

    #[test]
    fn the_grid_is_no_larger_than_needed() {
        assert_eq!(TILES.iter().map(|tile| tile.column).max(), Some(COLUMNS - 1));
        assert_eq!(TILES.iter().map(|tile| tile.row).max(), Some(ROWS - 1));
        assert!(TILES.iter().any(|tile| tile.column == 0) && TILES.iter().any(|tile| tile.row == 0));
    }

    #[test]
    fn a_code_finds_its_square_and_an_unknown_code_finds_none() {
        assert_eq!(tile_of("75"), Some(Tile { departement: "75", column: 7, row: 3 }));
        assert!(TILES.iter().all(|tile| tile_of(tile.departement) == Some(*tile)));
        for unknown in ["", "1", "20", "2a", "96", "975", "0755", " 75"] {
            assert_eq!(tile_of(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn finistere_alone_is_the_westernmost_of_metropolitan_france() {
        let west = at("29").column;
        assert!(metropolitan().all(|tile| tile.departement == "29" || tile.column > west));
    }

    #[test]
    fn the_north_is_at_the_top_and_alsace_at_the_east() {
        assert_eq!(at("59").row, 0, "Nord");
        assert_eq!(at("62").row, 0, "Pas-de-Calais");
        let east = mainland().map(|tile| tile.column).max();
        assert_eq!(Some(at("67").column), east, "Bas-Rhin");
        assert_eq!(Some(at("68").column), east, "Haut-Rhin");
    }

    #[test]
    fn corse_is_south_east_and_an_island() {
        for corse in CORSE.map(at) {
            assert!(mainland().all(|tile| tile.column < corse.column && !touch(tile, corse)));
            assert!(corse.row > at("06").row, "south of the Alpes-Maritimes");
        }
        let (south, north) = (at("2A"), at("2B"));
        assert_eq!((south.column, south.row), (north.column, north.row + 1), "Corse-du-Sud under Haute-Corse");
    }

    #[test]
    fn the_corners_of_the_country_are_where_one_looks_for_them() {
        let pyrenees_atlantiques = at("64");
        let alpes_maritimes = at("06");
        assert!(pyrenees_atlantiques.column < at("66").column && pyrenees_atlantiques.row > at("33").row);
        assert!(mainland().filter(|tile| tile.row >= alpes_maritimes.row).all(|t| t.column <= alpes_maritimes.column));
        assert!(at("50").row < at("35").row, "Manche north of Ille-et-Vilaine");
        assert_eq!(Some(at("66").row), mainland().map(|tile| tile.row).max(), "Pyrénées-Orientales furthest south");
    }

    #[test]
    fn paris_touches_its_three_neighbours_and_ile_de_france_holds_together() {
        for neighbour in ["92", "93", "94"] {
            assert!(touch(at("75"), at(neighbour)), "Paris and {neighbour}");
        }
        assert!(at("92").column < at("75").column && at("93").row < at("75").row && at("94").row > at("75").row);
        for (a, b) in [("78", "92"), ("78", "95"), ("78", "91"), ("91", "92"), ("91", "94"), ("92", "95"), ("93", "95")]
        {
            assert!(touch(at(a), at(b)), "{a} and {b}");
        }
        for inner in ["75", "93", "94"] {
            assert!(touch(at("77"), at(inner)), "77 and {inner}");
        }
    }

    #[test]
    fn neighbours_one_expects_are_neighbours() {
        for (a, b) in [
            ("29", "22"),
            ("29", "56"),
            ("35", "22"),
            ("35", "56"),
            ("35", "44"),
            ("35", "50"),
            ("44", "85"),
            ("59", "62"),
            ("59", "80"),
            ("59", "02"),
            ("76", "27"),
            ("14", "61"),
            ("67", "68"),
            ("54", "57"),
            ("73", "74"),
            ("69", "01"),
            ("38", "73"),
            ("33", "40"),
            ("40", "64"),
            ("64", "65"),
            ("31", "09"),
            ("11", "66"),
            ("30", "34"),
            ("13", "83"),
            ("83", "06"),
            ("04", "06"),
            ("13", "84"),
            ("2A", "2B"),
        ] {
            assert!(touch(at(a), at(b)), "{a} and {b}");
        }
    }

    #[test]
    fn the_mainland_is_of_one_piece() {
        let mut reached = vec![at("75")];
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            let found: Vec<Tile> = mainland()
                .filter(|tile| tile.column.abs_diff(from.column) + tile.row.abs_diff(from.row) == 1)
                .filter(|tile| !reached.contains(tile))
                .collect();
            reached.extend(found);
            next += 1;
        }
        assert_eq!(reached.len(), 94);
    }

    #[test]
    fn overseas_is_apart() {
        let bottom = metropolitan().map(|tile| tile.row).max().unwrap();
        for overseas in OVERSEAS.map(at) {
            assert!(overseas.row >= bottom + 2, "an empty row above {}", overseas.departement);
            assert!(TILES.iter().all(|tile| !touch(*tile, overseas)), "{} touches nothing", overseas.departement);
        }
    }
}
