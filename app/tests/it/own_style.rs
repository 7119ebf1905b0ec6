//! An operator's own style: what of a folder is served, and what is refused with its reason.

use app::http::own_style::OwnStyle;
use std::{fs, path::Path};

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("writes");
    }
    folder
}

fn refused(files: &[(&str, &[u8])]) -> String {
    OwnStyle::read(folder(files).path()).expect_err("refused")
}

/// The file of an address of the style, as a text.
fn text(style: &OwnStyle, address: &str) -> String {
    let (_, bytes) = style.file(address.trim_start_matches("/style/")).expect("is served");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn a_sheet_names_its_files_as_they_are_served() {
    let css = "/* url(absent.png) */ @import 'more.css';\n@font-face { src: URL( \"./type.woff2?v=2#iefix\" ) }\n\
               .a { background: url(fond.png), url(data:image/png;base64,AA==), url(\"#local\"), url(/pkg/x.svg) }";
    let files: &[(&str, &[u8])] = &[
        ("style.css", css.as_bytes()),
        ("more.css", b".t-mark { background: url('fond.png') }"),
        ("type.woff2", b"wOF2"),
        ("fond.png", b"\x89PNG"),
        ("logo.svg", b"<svg/>"),
        (".DS_Store", b"x"),
    ];
    let style = OwnStyle::read(folder(files).path()).expect("reads");
    let css = text(&style, &style.sheet().to_string());
    assert!(!css.contains("absent"), "{css}");
    assert!(css.contains("url(\"data:image/png;base64,AA==\")") && css.contains("url(\"#local\")"), "{css}");
    assert!(css.contains("url(\"/pkg/x.svg\")") && css.contains("@import url(\"/style/more-"), "{css}");
    for name in css.split("url(\"/style/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
        assert!(style.file(name).is_some(), "{name}");
    }
    assert!(css.contains(".woff2#iefix\")"), "{css}");
    assert!(style.file("style.css").is_none() && style.file(".DS_Store").is_none());
    assert!(style.logo().expect("a mark").to_string().starts_with("/style/logo-"));
    let again = OwnStyle::read(folder(files).path()).expect("reads");
    assert_eq!(style.sheet(), again.sheet(), "the same content bears the same name");
    let other = OwnStyle::read(folder(&[("style.css", b".a{}")]).path()).expect("reads");
    assert!(other.logo().is_none() && other.sheet() != style.sheet());
}

#[test]
fn what_cannot_be_served_is_refused_with_its_reason() {
    let sheet = |css: &'static str| ("style.css", css.as_bytes());
    for (why, files) in [
        ("style.css", vec![("logo.svg", b"<svg/>".as_slice())]),
        ("ni css, ni woff2", vec![sheet(""), ("script.js", b"")]),
        ("ne peut pas être servi", vec![sheet(""), ("été.png", b"")]),
        ("qui n’est pas dans le dossier", vec![sheet(".a { background: url(absent.png) }")]),
        ("qui n’est pas dans le dossier", vec![sheet(".a { background: url(../../etc/passwd) }")]),
        ("qui n’est pas dans le dossier", vec![sheet("@import \"absent.css\";")]),
        ("ne chargent rien d’ailleurs", vec![sheet("@import url(https://fonts.example/a.css);")]),
        ("ne chargent rien d’ailleurs", vec![sheet(".a { background: url('//exemple.fr/a.png') }")]),
        ("UTF-8", vec![("style.css", b"\xff\xfe".as_slice())]),
    ] {
        let said = refused(&files);
        assert!(said.contains(why), "{said}");
    }
    let large = vec![b' '; 1_000_001];
    assert!(refused(&[("style.css", &large)]).contains("dépasse"));
    let folder = folder(&[("style.css", b"")]);
    fs::create_dir(folder.path().join("fonts.css")).expect("makes");
    assert!(OwnStyle::read(folder.path()).is_err(), "no folders inside");
    assert!(OwnStyle::read(Path::new("/nulle/part")).expect_err("refused").contains("ne se lit pas"));
    let many: Vec<String> = (0..=60).map(|at| format!("{at}.svg")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"<svg/>".as_slice())).collect();
    assert!(refused(&many).contains("plus de"));
}

proptest::proptest! {
    #[test]
    fn no_sheet_stops_the_reader(css in "(url\\(|@import|[\"')(/*#;é ]|a\\.png){0,30}") {
        drop(OwnStyle::read(folder(&[("style.css", css.as_bytes()), ("a.png", b"x")]).path()));
    }
}
