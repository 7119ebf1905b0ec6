//! Puts the files that browsers load into the executable.
//!
//! `style/build.mjs` has written them to `target/site`, named by their content and compressed already. Without that
//! folder (`cargo check`, tests) the table is empty and pages come without style or script.

use std::{env, fmt::Write, fs, path::Path};

fn main() {
    let site = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../target/site");
    println!("cargo::rerun-if-changed={}", site.join("manifest.json").display());
    let manifest = fs::read_to_string(site.join("manifest.json")).unwrap_or_else(|_| "{}".to_owned());
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("style/build.mjs writes JSON");

    let mut table = String::from("static FILES: &[File] = &[\n");
    let folder = site.join("pkg");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.sort();
    for name in names.iter().filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")) {
        let bytes =
            |name: &str| format!("include_bytes!({:?})", folder.join(name).canonicalize().expect("listed above"));
        let packed = |ending: &str| match names.contains(&format!("{name}.{ending}")) {
            true => format!("Some({})", bytes(&format!("{name}.{ending}"))),
            false => "None".to_owned(),
        };
        let (plain, brotli, gzip) = (bytes(name), packed("br"), packed("gz"));
        writeln!(table, "    File {{ name: {name:?}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},")
            .expect("a string takes text");
    }
    table.push_str("];\n");
    for (constant, key) in
        [("LIVE", "live"), ("RECEIPT", "receipt"), ("DRAFT", "draft"), ("SHEET", "sheet"), ("FAVICON", "favicon")]
    {
        let value = manifest.get(key).and_then(|value| value.as_str());
        writeln!(table, "pub const {constant}: Option<&str> = {value:?};").expect("a string takes text");
    }
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("assets.rs");
    fs::write(out, table).expect("OUT_DIR can be written");
}
