//! The search of collectivités, by an index of the reference data in memory.

use crate::world::{on_both, on_sqlite};
use entity::{search_text::SearchText, territory::Commune};
use server::reference::{Hit, Reference, search::PAGE};
use std::collections::{HashMap, HashSet};

/// The names found on the first page, as `Nom (46)`; a region has no département.
fn first_page(reference: &Reference, typed: &str) -> Vec<String> {
    let shown = |hit: &Hit| match hit {
        Hit::Collectivity { collectivity, .. } => {
            let place = collectivity.departement.as_deref().unwrap_or("région");
            format!("{} ({place})", collectivity.name)
        }
        Hit::WithoutSiren { commune } => format!("{} ({}, sans SIREN)", commune.name, commune.departement),
    };
    reference.search(&SearchText::cut(typed), 1).hits.iter().map(shown).collect()
}

#[test]
fn what_people_type_finds_first_what_they_mean() {
    on_both(|world| async move {
        let reference = world.platform.reference();
        let mut faults = Vec::new();
        for (typed, expected) in [
            ("figeac", "Figeac (46)"),
            ("  FIGEAC ", "Figeac (46)"),
            ("figea", "Figeac (46)"),
            ("saint etienne", "Saint-Étienne (42)"),
            ("SAINT-ÉTIENNE", "Saint-Étienne (42)"),
            ("St Etienne", "Saint-Étienne (42)"),
            ("st cirq lapopie", "Saint-Cirq-Lapopie (46)"),
            ("Ste Maxime", "Sainte-Maxime (83)"),
            ("ste-maxime", "Sainte-Maxime (83)"),
            ("l hay les roses", "L'Haÿ-les-Roses (94)"),
            ("L’Haÿ-les-Roses", "L'Haÿ-les-Roses (94)"),
            ("oeuilly 51", "Œuilly (51)"),
            ("havre", "Le Havre (76)"),
            ("Neuilly s/ Seine", "Neuilly-sur-Seine (92)"),
            ("Figeac 46100", "Figeac (46)"),
            ("46100 figeac", "Figeac (46)"),
            ("46100", "Figeac (46)"),
            ("46102", "Figeac (46)"),
            ("Figeac (Lot)", "Figeac (46)"),
            ("Figeac (46)", "Figeac (46)"),
            ("Figeac, Lot", "Figeac (46)"),
            ("figeac lot", "Figeac (46)"),
            ("Saint-Denis 93", "Saint-Denis (93)"),
            ("Saint-Denis (Seine-Saint-Denis)", "Saint-Denis (93)"),
            ("st denis réunion", "Saint-Denis (974)"),
            ("Saint-Denis 974", "Saint-Denis (974)"),
            ("Bastia 2B", "Bastia (2B)"),
            ("2A004", "Ajaccio (2A)"),
            ("communauté de communes du Perche", "CC du Perche (28)"),
            ("CC du Perche", "CC du Perche (28)"),
            ("Communauté d’agglomération du Grand Cahors", "CA du Grand Cahors (46)"),
            ("agglo grand cahors", "CA du Grand Cahors (46)"),
            ("Grand Figeac communauté de communes", "CC Grand-Figeac (46)"),
            ("métropole de Bordeaux", "Bordeaux Métropole (33)"),
            ("bordeaux metropole", "Bordeaux Métropole (33)"),
            ("Métropole de Lyon", "Métropole de Lyon (69)"),
            ("bordeaux", "Bordeaux (33)"),
            ("lyon", "Lyon (69)"),
            ("Mairie de Figeac", "Figeac (46)"),
            ("Mairie de la Ville de Figeac", "Figeac (46)"),
            ("figeac mairie", "Figeac (46)"),
            ("Ville de Figeac", "Figeac (46)"),
            ("Ville d’Avray", "Ville-d'Avray (92)"),
            ("Commune de Saint-Denis 93", "Saint-Denis (93)"),
            ("Conseil départemental du Lot", "Département du Lot (46)"),
            ("conseil départemental de l’Ain", "Département de l'Ain (01)"),
            ("conseil général de la Vienne", "Département de la Vienne (86)"),
            ("département 46", "Département du Lot (46)"),
            ("46", "Département du Lot (46)"),
            ("conseil régional Occitanie", "Région Occitanie (région)"),
            ("Conseil régional d’Île-de-France", "Région Île-de-France (région)"),
            ("region bretagne", "Région Bretagne (région)"),
            ("Lot", "Département du Lot (46)"),
            ("Ain", "Département de l'Ain (01)"),
            ("corse", "Collectivité de Corse (2A)"),
            ("alsace", "Collectivité européenne d'Alsace (67)"),
            ("68", "Collectivité européenne d'Alsace (67)"),
            ("martinique", "Collectivité territoriale de Martinique (972)"),
            ("Paris", "Ville de Paris (75)"),
            ("Ville de Paris", "Ville de Paris (75)"),
            ("mairie de Paris", "Ville de Paris (75)"),
            ("Paris 12e", "Ville de Paris (75)"),
            ("Paris 12ème arrondissement", "Ville de Paris (75)"),
            ("Mairie du 12e arrondissement de Paris", "Ville de Paris (75)"),
            ("75112", "Ville de Paris (75)"),
            ("75012", "Ville de Paris (75)"),
            ("Lyon 3e", "Lyon (69)"),
            ("69383", "Lyon (69)"),
            ("Marseille 1er arrondissement", "Marseille (13)"),
            ("13201", "Marseille (13)"),
            ("Pierrefitte-sur-Seine", "Saint-Denis (93)"),
            ("93059", "Saint-Denis (93)"),
            ("Bellegarde-sur-Valserine", "Valserhône (01)"),
            ("mairie de Cherbourg-Octeville", "Cherbourg-en-Cotentin (50)"),
            ("y", "Y (80)"),
            ("Us", "Us (95)"),
            ("oô", "Oô (31)"),
            ("eu", "Eu (76)"),
            ("lès", "Saint-Béat-Lez (31)"),
            ("nouméa", "Nouméa (988, sans SIREN)"),
            ("98714", "Papeete (987, sans SIREN)"),
            ("bora bora", "Bora-Bora (987, sans SIREN)"),
            ("Mairie de Saint-Barthélemy 97133", "Saint-Barthélemy (977, sans SIREN)"),
        ] {
            let found = first_page(&reference, typed);
            if found.first().map(String::as_str) != Some(expected) {
                faults.push(format!("{typed:?} found {found:?} and not first {expected}"));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        let siren = world.commune("46102");
        for typed in [
            siren.to_string(),
            format!("{} {} {}", &siren.as_str()[..3], &siren.as_str()[3..6], &siren.as_str()[6..]),
            format!("{siren}00012"),
        ] {
            assert_eq!(first_page(&reference, &typed), ["Figeac (46)"], "{typed}");
        }
        for nothing in ["", " ", "zzzzzz", "-", "12 34", "figeac (Gers)…zz", "99999", "\u{202e}"] {
            assert_eq!(first_page(&reference, nothing), [""; 0], "{nothing:?}");
        }
    });
}

#[test]
fn a_former_name_is_told_beside_the_commune_of_today() {
    on_sqlite(|world| async move {
        let reference = world.platform.reference();
        let formerly = |typed: &str| match reference.search(&SearchText::cut(typed), 1).hits.first() {
            Some(Hit::Collectivity { formerly, .. }) => formerly.map(str::to_owned),
            _ => None,
        };
        assert_eq!(formerly("pierrefitte sur seine").as_deref(), Some("Pierrefitte-sur-Seine"));
        assert_eq!(formerly("Paris 12e arrondissement").as_deref(), Some("Paris 12e Arrondissement"));
        assert_eq!(formerly("Saint-Denis 93"), None);
        assert_eq!(formerly("Figeac (Lot)"), None);
    });
}

/// Every commune of France, with a postcode: of the directory, or none.
fn with_postcodes(reference: &Reference) -> Vec<(Commune, Option<String>)> {
    let postcode = |commune: &Commune| {
        let postcodes = reference.find_by_insee(&commune.insee).map(|found| found.postcodes.clone());
        postcodes.and_then(|codes| codes.split('|').next().map(str::to_owned))
    };
    let communes = reference.atlas.communes().iter();
    communes.map(|commune| (commune.clone(), postcode(commune))).collect()
}

fn is_on_the_first_page(reference: &Reference, typed: &str, insee: &str) -> bool {
    let found = reference.search(&SearchText::cut(typed), 1);
    found.hits.iter().any(|hit| hit.insee() == Some(insee))
}

#[test]
fn every_commune_of_france_is_found_by_its_name_and_first_with_its_postcode() {
    on_sqlite(|world| async move {
        let reference = world.platform.reference();
        let communes = with_postcodes(&reference);
        assert_eq!(communes.len(), 34_969);
        let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
        for (commune, _) in &communes {
            by_name.entry(&commune.name).or_default().push(&commune.insee);
        }
        let names: Vec<(&str, Vec<&str>)> = by_name.into_iter().collect();
        let missing = |names: &[(&str, Vec<&str>)]| {
            let mut missing = Vec::new();
            for (name, codes) in names {
                let mut left: HashSet<&str> = codes.iter().copied().collect();
                let mut page = 1;
                loop {
                    let found = reference.search(&SearchText::cut(name), page);
                    found.hits.iter().filter_map(Hit::insee).for_each(|insee| {
                        left.remove(insee);
                    });
                    if left.is_empty() || page >= found.pages {
                        break;
                    }
                    page += 1;
                }
                missing.extend(left.iter().map(|insee| format!("{name} ({insee})")));
            }
            missing
        };
        let not_first = |communes: &[(Commune, Option<String>)]| {
            let with = communes.iter().filter_map(|(commune, code)| Some((commune, code.as_ref()?)));
            let typed = with.map(|(commune, code)| (format!("{} {code}", commune.name), &commune.insee));
            typed.filter(|(typed, insee)| !is_on_the_first_page(&reference, typed, insee)).map(|one| one.0).collect()
        };
        let (half, middle) = (names.len() / 2, communes.len() / 2);
        let faults: Vec<String> = std::thread::scope(|scope| {
            let others = scope.spawn(|| [missing(&names[..half]), not_first(&communes[..middle])].concat());
            let ours: Vec<String> = [missing(&names[half..]), not_first(&communes[middle..])].concat();
            [ours, others.join().expect("ends")].concat()
        });
        assert!(faults.is_empty(), "{} are not found: {:?}", faults.len(), &faults[..faults.len().min(20)]);
    });
}

#[test]
fn the_communes_of_one_postcode_are_all_reached_page_by_page() {
    on_sqlite(|world| async move {
        let reference = world.platform.reference();
        let typed = SearchText::cut("46100");
        let first = reference.search(&typed, 1);
        assert_eq!((first.total, first.pages, first.hits.len()), (19, 2, PAGE));
        let second = reference.search(&typed, 2);
        let all: HashSet<&str> = first.hits.iter().chain(&second.hits).filter_map(Hit::insee).collect();
        assert_eq!(all.len(), 19, "each once");
        for beyond in [3, usize::MAX] {
            assert_eq!(reference.search(&typed, beyond), second, "a page beyond the last is the last");
        }
        assert_eq!(reference.search(&typed, 0), first);
    });
}

#[test]
fn overseas_communes_without_a_siren_are_found_as_such() {
    on_sqlite(|world| async move {
        let reference = world.platform.reference();
        let without: Vec<&Commune> = reference
            .atlas
            .communes()
            .iter()
            .filter(|commune| reference.find_by_insee(&commune.insee).is_none())
            .collect();
        assert_eq!(without.len(), 94);
        for commune in without {
            let found = reference.search(&SearchText::cut(&format!("{} {}", commune.name, commune.insee)), 1);
            assert_eq!(found.hits.first(), Some(&Hit::WithoutSiren { commune }), "{}", commune.name);
        }
    });
}
