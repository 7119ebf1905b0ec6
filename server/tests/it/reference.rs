use crate::world::on_both;
use entity::{
    collectivity::Kind,
    programme::Programme,
    search_text::SearchText,
    siren::Siren,
    table::{collectivity, commune},
};
use sea_orm::{EntityTrait, QueryOrder};
use server::reference::{
    contacts,
    import::{self, ImportError},
    programmes, successions,
};
use std::path::Path;

fn siren(text: &str) -> Siren {
    Siren::parse(text).expect("a SIREN")
}

#[test]
fn territories_of_every_kind_add_up() {
    on_both(|world| async move {
        let reference = world.platform.reference();
        let atlas = &reference.atlas;
        assert_eq!((atlas.vintage(), atlas.communes().len()), ("2023", 34_969));
        let population = |codes: &[&str]| {
            let sirens: Vec<Siren> = codes.iter().map(|code| siren(code)).collect();
            atlas.figures(&atlas.union(&sirens)).population
        };
        let (lyon, rhone, paris, alsace) = ("200046977", "226900017", "217500016", "200094332");
        let (corse, mayotte, martinique, lot) = ("200076958", "229850003", "200055507", "224600015");
        assert_eq!(population(&[rhone]), 478_313, "the Rhône without the Métropole de Lyon");
        assert_eq!(population(&[lyon]), 1_436_354);
        assert_eq!(population(&[rhone, lyon]), 478_313 + 1_436_354);
        assert_eq!(population(&[paris]), 2_103_778);
        assert_eq!(population(&[alsace]), 1_934_548, "67 and 68 together");
        assert_eq!(population(&[corse]), 355_486, "2A and 2B together");
        assert_eq!(population(&[mayotte]), 256_518);
        let figeac = world.commune("46102");
        assert_eq!(
            population(&[lot, figeac.as_str()]),
            population(&[lot]),
            "a commune inside its département adds nobody"
        );
        for power in [lyon, rhone, paris, alsace, corse, mayotte, martinique, lot] {
            assert!(atlas.holds_departement_powers(&siren(power)), "{power}");
        }
        assert!(!atlas.holds_departement_powers(&figeac));
        for island in ["22016", "29083", "29155", "85113"] {
            assert_eq!(atlas.figures_of(&world.commune(island)).communes, 1, "an island without EPCI");
        }
        let bodies = [paris, lyon].map(|code| reference.find(&siren(code)).map(|body| body.kind));
        assert_eq!(bodies, [Some(Kind::SpecialStatus); 2]);
        let metropolitan_and_overseas: u64 = atlas
            .by_departement(&atlas.whole())
            .iter()
            .filter(|part| part.code.as_str() < "975" || part.code == "976")
            .map(|part| part.figures.population)
            .sum();
        assert_eq!(metropolitan_and_overseas, 68_350_798, "the 101 départements");
    });
}

#[test]
fn a_collectivity_is_found_by_name_postcode_or_siren() {
    on_both(|world| async move {
        let reference = world.platform.reference();
        let find = |typed: &str| reference.search(&SearchText::cut(typed), 1).hits;
        let first = |typed: &str| find(typed).first().map(|hit| hit.name().to_owned());
        assert_eq!(first("saint etienne").as_deref(), Some("Saint-Étienne"));
        assert_eq!(first("SAINT-ÉTIENNE").as_deref(), Some("Saint-Étienne"));
        assert_eq!(first("46100").as_deref(), Some("Figeac"));
        assert_eq!(first(world.commune("46102").as_str()).as_deref(), Some("Figeac"));
        assert_eq!(first("metropole lyon").as_deref(), Some("Métropole de Lyon"));
        assert!(find("").is_empty() && find("zzzzzz").is_empty());
    });
}

#[test]
fn programme_labels_are_imported_whole_or_not_at_all() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let good = "insee,programme\n46102,PVD\n46102,ACV\n";
        assert_eq!(programmes::import(&ctx, "programmes.csv", good.as_bytes()).await.expect("imports").rows, 2);
        let official = "\u{feff}insee_com;dispositif\r\n46102;Petites villes de demain\r\n;\r\n";
        assert_eq!(programmes::import(&ctx, "export.csv", official.as_bytes()).await.expect("imports").rows, 1);

        let wrong = b"insee,programme\r\n46102,ACV\r\n\r\n99999,PVD\r\n46102,ACV\r\n46102,\xe9t\xe9\r\n";
        let faults = programmes::import(&ctx, "programmes.csv", wrong).await.expect_err("refused");
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "programmes.csv, ligne 4 : aucune commune n’a le code INSEE « 99999 »",
                "programmes.csv, ligne 6 : le programme « été » est inconnu"
            ]
        );
        let labels = programmes::labels_of(&ctx, "46102").await.expect("reads");
        assert_eq!(labels, [Programme::PetitesVillesDeDemain], "what was there before is still there");
    });
}

#[test]
fn a_list_that_went_through_a_spreadsheet_is_put_right_and_what_was_is_told() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let merged = "ancien;nouveau;nom;insee\n214609992;214601023;Lunan;46999\n214609992;214601023;Lunan;46999\n\
                      210109997;210100012;Ambronne;1999\n";
        let imported = successions::import(&ctx, "successions.csv", merged.as_bytes()).await.expect("imports");
        assert_eq!((imported.rows, imported.notes.count()), (2, 2), "{}", imported.notes);
        // Bourg-en-Bresse without its zero, two quarters of Lyon in two arrondissements, a former commune; the empty
        // rows of a sheet.
        let saved = "sep=;\r\ncode insee;Dispositif\r\n1053;QPV\r\n69383;QPV\r\n69388;QPV\r\n46999;PVD\r\n;;\r\n;;\r\n";
        let imported = programmes::import(&ctx, "qpv.csv", saved.as_bytes()).await.expect("imports");
        assert_eq!(imported.rows, 3);
        assert_eq!(
            imported.notes.to_string(),
            "1 codes qui avaient perdu leur zéro, complétés :\n  ligne 3 : 1053 est lu 01053\n\
             3 arrondissements ou anciennes communes, comptés pour la commune actuelle :\n  \
             ligne 4 : 69383 est compté pour 69123\n  ligne 5 : 69388 est compté pour 69123\n  \
             ligne 6 : 46999 est compté pour 46102\n\
             1 lignes qui disent la même chose qu’une autre, comptées une fois :\n  ligne 5 : 69123, QPV, comme la \
             ligne 4\n"
        );
        for (insee, programme) in
            [("01053", Programme::QuartiersPrioritaires), ("46102", Programme::PetitesVillesDeDemain)]
        {
            assert_eq!(programmes::labels_of(&ctx, insee).await.expect("reads"), [programme]);
        }
        let short = "insee;programme\n153;QPV\n";
        let faults = programmes::import(&ctx, "qpv.csv", short.as_bytes()).await.expect_err("refused");
        assert!(faults[0].to_string().contains("« 153 »"), "two zeros are not guessed: {}", faults[0]);
    });
}

#[test]
fn the_good_rows_of_a_list_of_contacts_are_taken_when_that_is_asked() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let figeac = world.commune("46102");
        let list = format!(
            "SIREN\tCourriel\r\n\
             {figeac},00\tmailto:mairie@figeac.example\r\n\
             2,14E+08\tb@c.fr\r\n\
             {figeac}\tMairie@Figeac.example\r\n\
             {figeac}\tautre@figeac.example\r\n"
        );
        let faults = contacts::import(&ctx, "contacts.txt", list.as_bytes(), false).await.expect_err("refused");
        let lines = |faults: &[ImportError]| {
            faults
                .iter()
                .map(|one| one.to_string().split(" : ").next().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        let wrong = ["contacts.txt, ligne 3", "contacts.txt, ligne 5"];
        assert_eq!(lines(&faults), wrong);
        let imported = contacts::import(&ctx, "contacts.txt", list.as_bytes(), true).await.expect("imports");
        assert_eq!(
            (imported.rows, imported.notes.count(), lines(&imported.skipped)),
            (1, 1, wrong.map(String::from).to_vec())
        );
        let nothing = "siren;courriel\n1;2\n";
        assert!(
            contacts::import(&ctx, "contacts.csv", nothing.as_bytes(), true).await.is_err(),
            "every address would go"
        );
    });
}

#[test]
fn territories_that_went_through_a_spreadsheet_are_those_of_before() {
    on_both(|world| async move {
        let ctx = world.nobody();
        let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/reference"));
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["communes", "epci", "ept", "regions", "collectivites_departementales"] {
            let mut reader = csv::Reader::from_path(source.join(format!("{file}.csv"))).expect("opens");
            let mut writer = csv::WriterBuilder::new()
                .delimiter(b';')
                .terminator(csv::Terminator::CRLF)
                .from_writer(b"\xef\xbb\xbf".to_vec());
            writer.write_record(reader.headers().expect("a header")).expect("writes");
            for row in reader.records() {
                let row = row.expect("a row");
                // A number in every cell that looks like one.
                writer
                    .write_record(row.iter().map(|cell| cell.parse::<u64>().map_or(cell.to_owned(), |n| n.to_string())))
                    .expect("writes");
            }
            let mut bytes = writer.into_inner().expect("writes");
            bytes.extend_from_slice(b";;;\r\n;;;\r\n");
            std::fs::write(folder.path().join(format!("{file}.csv")), bytes).expect("writes");
        }
        let before = all(&ctx).await;
        let imported = import::import_folder(&ctx, folder.path()).await.expect("imports");
        assert_eq!((imported.vintage.as_str(), imported.communes), ("2023", 34_969));
        assert!(
            imported
                .notes
                .iter()
                .any(|notes| notes.starts_with("communes.csv\n") && notes.contains("insee : 1001 est lu 01001"))
        );
        assert_eq!(all(&ctx).await, before);
    });
}

/// Every commune and collectivité, as stored.
async fn all(ctx: &server::Context) -> (Vec<commune::Model>, Vec<collectivity::Model>) {
    let database = ctx.platform.database.read();
    let communes = commune::Entity::find().order_by_asc(commune::Column::Insee).all(database).await.expect("reads");
    let bodies =
        collectivity::Entity::find().order_by_asc(collectivity::Column::Siren).all(database).await.expect("reads");
    (communes, bodies)
}

#[test]
fn the_real_list_of_programmes_is_imported() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/programmes/programmes.csv");
    let Ok(bytes) = std::fs::read(path) else {
        eprintln!("the list of programmes is absent: it is not part of the project");
        return;
    };
    on_both(|world| {
        let bytes = bytes.clone();
        async move {
            assert_eq!(
                programmes::import(&world.nobody(), "programmes.csv", &bytes).await.expect("imports").rows,
                5_206
            );
        }
    });
}
