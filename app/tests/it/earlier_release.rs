//! What an earlier release wrote is read by this one: its database, its trace, its files, an archive and a receipt that
//! it handed out.
//!
//! `server/tests/fixtures/2026-11` was written by the executable of November 2026: a campaign that was voted on,
//! assessed, decided and paid in part. The files are never changed: what a release cannot read any more fails here.

use crate::executable::{Server, folder, terreau};
use std::{fs, path::Path, process::Command};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/tests/fixtures/2026-11");

/// A data folder as the earlier release left it.
fn data_folder() -> tempfile::TempDir {
    let folder = folder();
    let packed = fs::read(Path::new(FIXTURES).join("terreau.sqlite.br")).expect("the database");
    let mut database = Vec::new();
    brotli::BrotliDecompress(&mut packed.as_slice(), &mut database).expect("unpacks");
    fs::write(folder.path().join("terreau.sqlite"), database).expect("writes");
    fs::create_dir(folder.path().join("pieces")).expect("makes a folder");
    for file in ["journal.key", "pieces/base-de-donnees", "pieces/01a3c586-3437-7a69-9258-5ea25f2aa4ed"] {
        fs::copy(Path::new(FIXTURES).join(file), folder.path().join(file)).expect("copies");
    }
    folder
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}");
    text
}

#[test]
fn an_archive_and_a_receipt_of_an_earlier_release_are_verified() {
    let folder = folder();
    let file = |name: &str| format!("{FIXTURES}/{name}");
    let text =
        said(terreau(folder.path()).args(["verify", &file("archive.zip"), "--receipt", &file("recepisse.tlog-proof")]));
    assert!(text.contains("l’archive est en ordre") && text.contains("63 inscriptions"), "{text}");
    assert!(text.contains("cd23c63c52481ae120c805113ad2588d6432150cb2829222e20f0bdcfaf318f8"), "{text}");
    assert!(text.contains("est bien l’inscription n° 1"), "{text}");
}

#[test]
fn a_database_of_an_earlier_release_is_migrated_and_served_whole() {
    let folder = data_folder();
    let server = Server::start(&mut terreau(folder.path()));
    let get = |path: &str, cookie: &str| {
        let answer = server.ask("GET", path, cookie, "").expect("answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        answer
    };
    assert!(get("/resultats", "").contains("Projets retenus"));
    assert!(get("/enveloppes", "").contains("88\u{202f}000\u{202f}000"));
    assert!(get("/journal", "").contains("61\u{a0}inscriptions"));
    let curator = server.sign_in("curatrice-incubateur");
    let desk = get("/instruction", &curator);
    let applications: Vec<&str> =
        desk.split("href=\"/candidatures/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(applications.len() >= 3, "{desk}");
    let pages: Vec<String> = applications.iter().map(|id| get(&format!("/candidatures/{id}"), &curator)).collect();
    assert!(pages.iter().any(|page| page.contains("Versée en partie")));
    let attachment = pages.iter().find_map(|page| page.split_once("/fichiers/")).expect("a file is attached").1;
    let attachment = attachment.split('"').next().expect("an identifier");
    let of = pages.iter().position(|page| page.contains(attachment)).expect("its application");
    get(&format!("/candidatures/{}/fichiers/{attachment}", applications[of]), &curator);
    server.signal("-TERM");
    drop(server);
    let trace = said(terreau(folder.path()).args(["audit", "verify"]));
    let acts = trace.split_once("La trace est entière : ").and_then(|(_, rest)| rest.split_once(" actes enchaînés"));
    let acts: usize = acts.expect("it is whole").0.parse().expect("a number");
    // Those of the earlier release and the sign-in above; what has outlived its time by now was removed at the start.
    assert!((138..=139).contains(&acts), "{trace}");
}
