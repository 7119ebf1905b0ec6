//! Mails whose text the staff wrote anew: checked when it is written, read by every server for the next mail, given
//! back to their origin.

use crate::{
    fixture::{fields, refusal},
    identity::browser,
    post::MailServer,
    world::{World, on_both},
};
use entity::{
    event::Event,
    form_field,
    id::PersonId,
    refusal::Refusal,
    site_text::SiteText,
    table::{audit_event, site_text_version},
};
use sea_orm::{EntityTrait, IntoActiveModel, QueryOrder};
use server::{
    Error, Platform,
    mail::{NoticeLine, OutgoingMail, outbox, text},
    sign_in,
    site_text::{self, write_mail},
};
use std::time::Duration;

const LINK: SiteText = SiteText::MailSignIn;

async fn says(platform: &Platform, mail: &OutgoingMail) -> (String, String) {
    let rendered = text::read(platform, mail).await.expect("readable");
    (rendered.subject, rendered.body)
}

fn link() -> OutgoingMail {
    OutgoingMail::SignIn { token: "abc".into(), code: "ABCD-2345".into(), browser: String::new() }
}

/// A text that got into the database some other way: by an earlier version, whose mail had other fields.
async fn stored_as(world: &World, person: PersonId, version: i32, content: &str) {
    let row = site_text_version::Model {
        text: LINK,
        version,
        content: Some(content.into()),
        person,
        at: world.platform.now().into(),
    };
    let tx = world.platform.database.begin().await.expect("begins");
    site_text_version::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("stored");
    tx.commit().await.expect("commits");
}

#[test]
fn a_mail_is_written_anew_read_by_every_server_and_given_back() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let there = world.another_with_mail().await;
        let (curator, elu) = (world.curator().await, world.elu(&world.commune("46102")).await);
        let origin = says(&there, &link()).await;
        assert!(origin.1.contains("https://terreau.example/connexion/lien/abc"), "{origin:?}");

        assert!(matches!(write_mail(&elu, LINK, "Lien", "{lien} {code}", 0).await, Err(Error::Forbidden)));
        let name = |name: &str| name.to_owned();
        let (text, subject) = (form_field::CONTENT, form_field::SUBJECT);
        for (subject, body, field, why) in [
            ("Lien", "{lien} {code} {commune}", text, Refusal::UnknownField { name: name("commune") }),
            ("Lien", "Tapez {code}", text, Refusal::FieldMissing { name: name("lien") }),
            ("{lien}", "{lien} {code}", subject, Refusal::FieldNotInSubject { name: name("lien") }),
        ] {
            assert_eq!(fields(write_mail(&curator, LINK, subject, body, 0).await), [(field.into(), why)], "{body}");
        }
        assert_eq!(says(&there, &link()).await, origin);

        write_mail(&curator, LINK, "Votre clé", "Voici {lien} ou {code}.", 0).await.expect("written");
        let theirs = "Voici https://terreau.example/connexion/lien/abc ou ABCD-2345.";
        let signed = format!("{theirs}\n\nTerreau – https://terreau.example\n");
        let expected = ("Votre clé".to_owned(), signed);
        assert_eq!(says(&there, &link()).await, expected, "at once, on the other server");
        assert_eq!(refusal(write_mail(&curator, LINK, "x", "{lien} {code}", 0).await), Refusal::ChangedMeanwhile);
        let versions = site_text::versions(&curator, LINK).await.expect("lists");
        assert_eq!(versions[0].content, "Votre clé\n\nVoici {lien} ou {code}.");
        assert!(versions[0].before.starts_with("Votre lien de connexion à Terreau\n\nBonjour,"), "{versions:?}");

        site_text::reset(&curator, LINK, 1).await.expect("given back");
        assert_eq!(says(&there, &link()).await, origin);
        site_text::restore(&curator, LINK, 1, 2).await.expect("restored");
        assert_eq!(says(&there, &link()).await, expected);
        let events = audit_event::Entity::find().order_by_asc(audit_event::Column::Position);
        let events = events.all(world.platform.database.read()).await.expect("reads");
        let of_texts = events.iter().filter(|row| row.kind.starts_with("site_text"));
        let of_texts = of_texts.map(|row| serde_json::from_str::<Event>(&row.payload).expect("an event"));
        let written = |version, restored| Event::SiteTextWritten { text: LINK, version, restored };
        let acts = [written(1, None), Event::SiteTextReset { text: LINK, version: 2 }, written(3, Some(1))];
        assert_eq!(of_texts.collect::<Vec<_>>(), acts);
        there.database.clone().close().await;
    });
}

#[test]
fn a_mail_that_can_no_longer_be_filled_says_what_comes_with_the_site() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let curator = world.curator().await;
        let origin = says(&world.platform, &link()).await;
        let person = curator.actor.person.expect("a person");
        stored_as(&world, person, 1, "Lien\n\n{lien} {code} {ancien}").await;
        assert_eq!(says(&world.platform, &link()).await, origin);
        write_mail(&curator, LINK, "Lien", "{lien} {code}", 1).await.expect("written");
        let restored = fields(site_text::restore(&curator, LINK, 1, 2).await);
        assert_eq!(restored, [(form_field::CONTENT.into(), Refusal::UnknownField { name: "ancien".into() })]);
        assert_eq!(says(&world.platform, &link()).await.0, "Lien");
    });
}

#[test]
fn a_mail_written_anew_is_sent_and_notices_of_a_day_go_in_one() {
    on_both(|world| async move {
        let server = MailServer::start(Duration::ZERO, "").await;
        let world = world.with_post(&server.address).await;
        let curator = world.curator().await;
        write_mail(&curator, LINK, "Lien", "Le tirelipimpon {lien} {code}", 0).await.expect("written");
        sign_in::ask(&world.nobody(), "elue@figeac.fr", &browser("a"), "/").await.expect("asked");
        outbox::send_due(&world.platform).await.expect("sends");
        assert!(server.texts().iter().any(|mail| mail.contains("tirelipimpon")), "{:?}", server.texts());

        let text = SiteText::MailNotices;
        write_mail(&curator, text, "{objet}", "Du jour :\n\n{avis}\n\n{réglages}", 0).await.expect("written");
        let line = |about: &str| NoticeLine {
            kind: "need_supported".into(),
            about: about.into(),
            link: "/besoins".into(),
            until: None,
            reason: None,
        };
        let person = curator.actor.person.expect("a person");
        let daily = OutgoingMail::Notices { person, notices: vec![line("Figeac"), line("Die")] };
        let (subject, body) = says(&world.platform, &daily).await;
        assert_eq!(subject, "Terreau\u{a0}: 2 avis");
        assert!(body.starts_with("Du jour :\n\n"), "{body}");
        assert_eq!(body.matches("https://terreau.example/besoins").count(), 2, "{body}");
        assert!(body.contains("\n\nhttps://terreau.example/compte\n\n"), "{body}");
    });
}
