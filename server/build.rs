//! Compresses the reference tables into the executable.

use std::{env, fs, io::Write, path::Path};

const TABLES: [&str; 7] =
    ["communes", "communes_anciennes", "epci", "ept", "departements", "regions", "collectivites_departementales"];

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for table in TABLES {
        let source = format!("reference/{table}.csv");
        println!("cargo::rerun-if-changed={source}");
        let text = fs::read(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
        let mut packed = Vec::new();
        let mut writer = brotli::CompressorWriter::new(&mut packed, 1 << 16, 9, 22);
        writer.write_all(&text).expect("memory can be written");
        drop(writer);
        fs::write(Path::new(&out).join(format!("{table}.csv.br")), packed).expect("OUT_DIR can be written");
    }
}
