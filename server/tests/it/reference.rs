use crate::world::on_both;
use entity::{collectivity::Kind, programme::Programme, search_text::SearchText, siren::Siren};
use server::reference::programmes;

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
        assert_eq!(programmes::import(&ctx, "programmes.csv", good.as_bytes()).await.expect("imports"), 2);
        let official = "\u{feff}insee_com;dispositif\n46102;Petites villes de demain\n";
        assert_eq!(programmes::import(&ctx, "export.csv", official.as_bytes()).await.expect("imports"), 1);

        let wrong = "insee,programme\n46102,ACV\n99999,PVD\n46102,ACV\n46102,XYZ\n";
        let faults = programmes::import(&ctx, "programmes.csv", wrong.as_bytes()).await.expect_err("refused");
        let lines: Vec<String> =
            faults.iter().map(|fault| fault.to_string().split(" : ").next().unwrap_or_default().to_owned()).collect();
        assert_eq!(lines, ["programmes.csv, ligne 3", "programmes.csv, ligne 4", "programmes.csv, ligne 5"]);
        let latin = b"insee,programme\n46102,ACV\n46102,\xe9\n";
        let faults = programmes::import(&ctx, "programmes.csv", latin).await.expect_err("refused");
        assert!(faults[0].to_string().contains("ligne 3") && faults[0].to_string().contains("UTF-8"), "{}", faults[0]);
        let labels = programmes::labels_of(&ctx, "46102").await.expect("reads");
        assert_eq!(labels, [Programme::PetitesVillesDeDemain], "what was there before is still there");
    });
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
            assert_eq!(programmes::import(&world.nobody(), "programmes.csv", &bytes).await.expect("imports"), 5_206);
        }
    });
}
