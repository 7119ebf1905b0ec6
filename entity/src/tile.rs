//! The addresses and bundles under which a public log is read in parts that never change (C2SP tlog-tiles).

use crate::canonical::Hash;

/// How many hashes a full tile holds, and how many entries a full bundle.
pub const WIDTH: u64 = 256;

/// The path of a tile or bundle: its number in groups of three digits, all but the last after an `x`; then, for one
/// that is not full, how many it holds: `x001/067`, `067.p/8`.
pub fn path(number: u64, width: u64) -> String {
    let mut groups = format!("{:03}", number % 1000);
    let mut above = number / 1000;
    while above > 0 {
        groups = format!("x{:03}/{groups}", above % 1000);
        above /= 1000;
    }
    if width == WIDTH { groups } else { format!("{groups}.p/{width}") }
}

/// The number and width that a path names; None for any other text.
pub fn parse(path: &str) -> Option<(u64, u64)> {
    let (path, width) = match path.split_once(".p/") {
        Some((path, width)) => (path, width.parse().ok().filter(|width| (1..WIDTH).contains(width))?),
        None => (path, WIDTH),
    };
    let parts: Vec<&str> = path.split('/').collect();
    let (last, first) = parts.split_last()?;
    let digits = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let group = |part: &str| digits(part).then(|| part.parse::<u64>().ok()).flatten();
    let mut number = 0_u64;
    for part in first {
        number = number.checked_mul(1000)?.checked_add(group(part.strip_prefix('x')?)?)?;
    }
    Some((number.checked_mul(1000)?.checked_add(group(last)?)?, width))
}

/// The addresses of the bundles that hold the first `size` entries of a log, in order.
pub fn bundles(size: u64) -> impl Iterator<Item = String> {
    let address = move |number| format!("/journal/tile/entries/{}", path(number, (size - number * WIDTH).min(WIDTH)));
    (0..size.div_ceil(WIDTH)).map(address)
}

/// A bundle of entries: each with its length in two bytes.
pub fn bundle(entries: &[Hash]) -> Vec<u8> {
    entries.iter().flat_map(|entry| [0, 32].into_iter().chain(*entry)).collect()
}

/// The entries of a bundle; None when it holds anything else.
pub fn read_bundle(bundle: &[u8]) -> Option<Vec<Hash>> {
    let entry = |entry: &[u8]| entry.strip_prefix(&[0, 32]).and_then(|entry| Hash::try_from(entry).ok());
    bundle.chunks(34).map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_are_numbered_as_tlog_tiles_are() {
        for (number, width, text) in [
            (67, 256, "067"),
            (1_067, 256, "x001/067"),
            (1_234_067, 256, "x001/x234/067"),
            (67, 8, "067.p/8"),
            (0, 1, "000.p/1"),
        ] {
            assert_eq!(path(number, width), text);
            assert_eq!(parse(text), Some((number, width)));
        }
        for wrong in ["", "67", "x067", "001/067", "067.p/0", "067.p/256", "+67", "067/", "x99999999999999999999/067"] {
            assert_eq!(parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_bundles_of_a_log_hold_each_entry_once() {
        assert_eq!(bundles(0).count(), 0);
        assert_eq!(bundles(256).collect::<Vec<_>>(), ["/journal/tile/entries/000"]);
        assert_eq!(bundles(257).collect::<Vec<_>>(), ["/journal/tile/entries/000", "/journal/tile/entries/001.p/1"]);
        let entries = [[1; 32], [2; 32]];
        assert_eq!(read_bundle(&bundle(&entries)).as_deref(), Some(&entries[..]));
        assert_eq!(read_bundle(&bundle(&entries)[..60]), None);
    }
}
