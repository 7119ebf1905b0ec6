//! The texts of the site: written anew, version by version, and read the same on every server.

use crate::fixture::{fields, refusal};
use crate::world::{World, on_both};
use chrono::Duration;
use entity::{event::Event, form_field, refusal::Refusal, search_text::SearchText, site_text::SiteText};
use server::{
    Context, Error, Platform,
    search::{HelpPage, hit::of_help},
    site_text::{self, Origins},
};
use std::sync::Arc;

/// A server whose texts say what they are.
async fn server_of(world: &World) -> Platform {
    let page = |address: &str, text| HelpPage { address: address.into(), title: "Aide".into(), texts: vec![text] };
    let pages = vec![page("/aide/mandats", SiteText::HelpMandates), page("/aide/groupements", SiteText::HelpGroups)];
    let origins = Origins { text: |text| if text == SiteText::Welcome { "" } else { "d’origine" }, folder: None };
    world.another().await.with_texts(origins).with_help(pages)
}

fn on(platform: &Arc<Platform>, like: &Context) -> Context {
    Context::new(Arc::clone(platform), like.actor.clone(), "test")
}

async fn says(ctx: &Context, text: SiteText) -> String {
    site_text::current(ctx, text).await.expect("reads").to_string()
}

#[test]
fn a_text_is_written_anew_compared_given_back_and_restored() {
    on_both(|world| async move {
        let platform = Arc::new(server_of(&world).await);
        let (curator, elu) = (world.curator().await, world.elu(&world.commune("46102")).await);
        let (curator, elu) = (on(&platform, &curator), on(&platform, &elu));
        let text = SiteText::LegalNotices;
        assert_eq!(says(&elu, text).await, "d’origine");
        assert!(matches!(site_text::write(&elu, text, "À nous", 0).await, Err(Error::Forbidden)));
        assert!(matches!(site_text::find(&elu, text).await, Err(Error::Forbidden)));
        let long = "a".repeat(20_001);
        let refused = fields(site_text::write(&curator, text, &long, 0).await);
        assert_eq!(refused, [(form_field::CONTENT.into(), Refusal::TooLong { most: 20_000, length: 20_001 })]);

        site_text::write(&curator, text, "## Éditeur\n\nL’ANCT.", 0).await.expect("written");
        assert_eq!(says(&elu, text).await, "## Éditeur\n\nL’ANCT.");
        assert_eq!(says(&elu, SiteText::Privacy).await, "d’origine");
        // A colleague who read the text before does not write over it.
        let over = site_text::write(&curator, text, "Autre chose", 0).await;
        assert_eq!(refusal(over), Refusal::ChangedMeanwhile);
        site_text::write(&curator, text, "## Éditeur\n\nL’ANCT.", 1).await.expect("the same is no version");
        site_text::write(&curator, text, "## Éditeur\n\nL’ANCT, à Paris.", 1).await.expect("written");
        assert_eq!(refusal(site_text::reset(&curator, text, 1).await), Refusal::ChangedMeanwhile);
        site_text::reset(&curator, text, 2).await.expect("given back");
        assert_eq!(says(&elu, text).await, "d’origine");
        let versions = site_text::versions(&curator, text).await.expect("lists");
        assert_eq!(versions.iter().map(|one| one.version).collect::<Vec<_>>(), [3, 2, 1]);
        assert!(versions[0].is_origin && versions[0].before.ends_with("à Paris."));
        assert_eq!((versions[2].before.as_str(), versions[2].by.as_str()), ("d’origine", "la curatrice"));
        site_text::restore(&curator, text, 1, 3).await.expect("restored");
        assert_eq!(says(&elu, text).await, "## Éditeur\n\nL’ANCT.");
        let found = site_text::find(&curator, text).await.expect("readable");
        assert_eq!((found.version, found.is_origin), (4, false));
        platform.database.clone().close().await;
    });
}

#[test]
fn two_who_write_at_once_make_one_version() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let write = |number: usize| {
            let curator = curator.clone();
            async move { site_text::write(&curator, SiteText::Welcome, &format!("Bonjour {number}"), 0).await }
        };
        let (one, two, three) = tokio::join!(write(1), write(2), write(3));
        let done = [one, two, three].into_iter().map(|result| match result {
            Ok(()) => 1,
            Err(Error::Refused(Refusal::ChangedMeanwhile)) => 0,
            Err(other) => panic!("{other}"),
        });
        assert_eq!(done.sum::<i32>(), 1);
        assert_eq!(site_text::versions(&curator, SiteText::Welcome).await.expect("lists").len(), 1);
    });
}

#[test]
fn another_server_reads_it_within_ten_seconds_and_its_search_finds_it() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let (here, there) = (Arc::new(server_of(&world).await), Arc::new(server_of(&world).await));
        let (here, there) = (on(&here, &curator), on(&there, &curator));
        let asked = SearchText::cut("tirelipimpon");
        let found = async |ctx: &Context| of_help(ctx, None, &asked).await.expect("searches").hits.len();
        assert_eq!(says(&there, SiteText::HelpMandates).await, "d’origine");
        assert_eq!((found(&here).await, found(&there).await), (0, 0));
        site_text::write(&here, SiteText::HelpMandates, "Le tirelipimpon du mandat", 0).await.expect("written");
        assert_eq!(
            (says(&here, SiteText::HelpMandates).await.as_str(), found(&here).await),
            ("Le tirelipimpon du mandat", 1)
        );
        world.clock.set(world.platform.now() + Duration::seconds(11));
        assert_eq!(says(&there, SiteText::HelpMandates).await, "Le tirelipimpon du mandat");
        assert_eq!(found(&there).await, 1);
        site_text::reset(&here, SiteText::HelpMandates, 1).await.expect("given back");
        assert_eq!(found(&here).await, 0, "what it says no longer is not found");
        for ctx in [&here, &there] {
            ctx.platform.database.clone().close().await;
        }
    });
}

#[test]
fn the_operators_own_file_stands_before_the_executables_and_the_staffs_before_both() {
    on_both(|world| async move {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("accessibilite.md"), "de l’exploitant").expect("written");
        let origins = Origins { text: |_| "d’origine", folder: Some(folder.path().to_owned()) };
        let platform = Arc::new(world.another().await.with_texts(origins));
        let curator = on(&platform, &world.curator().await);
        assert_eq!(says(&curator, SiteText::Accessibility).await, "de l’exploitant");
        assert_eq!(says(&curator, SiteText::Privacy).await, "d’origine");
        site_text::write(&curator, SiteText::Accessibility, "de l’équipe", 0).await.expect("written");
        assert_eq!(says(&curator, SiteText::Accessibility).await, "de l’équipe");
        let event = Event::SiteTextWritten { text: SiteText::Accessibility, version: 1, restored: None };
        let said = serde_json::to_string(&event).expect("writes");
        assert_eq!(said, r#"{"event":"site_text_written","text":"accessibilite","version":1}"#);
        platform.database.clone().close().await;
    });
}
