//! Files attached to applications.

use crate::fixture::{DEMAT, WAVE_1, costs, fields, join, refusal, rouen, siren, type_in, version, written};
use crate::world::on_both;
use bytes::Bytes;
use entity::{form_field::FieldName, id::ApplicationId, refusal::Refusal};
use futures_util::TryStreamExt;
use server::{
    Context, Error,
    application::{self, Choice, query},
};
use std::sync::Arc;

#[test]
fn a_file_is_attached_by_its_own_people_read_after_the_same_rights_and_frozen_with_the_rest() {
    on_both(|world| async move {
        let (lead, group) = rouen(&world).await;
        let departement = join(&world, &lead, group, &siren("227605409")).await;
        world.go_to(WAVE_1);
        let id = ApplicationId(world.platform.new_id());
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(group), project: None };
        application::open(&lead, id, &choice).await.expect("opened");
        let pdf = || b"%PDF-1.7 une deliberation".to_vec();
        let stranger = world.agent(&world.commune("46102")).await;
        let add = |ctx: Context, name: &'static str, content: Vec<u8>| async move {
            server::attachment::add(&ctx, id, "annexes", received(name, &content)).await
        };
        assert!(matches!(add(stranger.clone(), "plan.pdf", pdf()).await, Err(Error::NotFound)));
        assert_eq!(refusal(add(lead.clone(), "plan.pdf", Vec::new()).await), Refusal::FileEmpty);
        assert_eq!(refusal(add(lead.clone(), "eicar.com", b"X5O!P%@AP".to_vec()).await), Refusal::FileType);
        let other = server::attachment::add(&lead, id, "team", received("plan.pdf", &pdf())).await;
        assert_eq!(refusal(other), Refusal::NotOnTheList);
        add(departement, "../../délibération.pdf", pdf()).await.expect("attached");
        world.go_to("2021-07-01T10:01:00Z");
        add(lead.clone(), "second.pdf", pdf()).await.expect("attached");
        let files = query::detail(&lead, id).await.expect("readable").attachments;
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["délibération.pdf", "second.pdf"]);
        server::attachment::remove(&lead, id, files[1].id).await.expect("taken away");
        assert!(matches!(server::attachment::read(&lead, id, files[1].id).await, Err(Error::NotFound)));
        type_in(&lead, id, &DEMAT).await;
        type_in(&lead, id, &[("costs", &costs("100 000", None))]).await;
        let agent = world.agent(&siren("227605409")).await;
        application::confirm(&agent, id).await.expect("confirmed");
        application::submit(&lead, id, version(&world).await).await.expect("submitted");
        let curator = world.curator().await;
        let (row, content) = server::attachment::read(&curator, id, files[0].id).await.expect("readable");
        let content: Vec<Bytes> = content.try_collect().await.expect("is read");
        assert_eq!((row.name.as_str(), content.concat()), ("délibération.pdf", pdf()));
        assert!(matches!(server::attachment::read(&stranger, id, files[0].id).await, Err(Error::NotFound)));
        assert_eq!(refusal(server::attachment::remove(&lead, id, files[0].id).await), Refusal::AlreadySubmitted);
        let copy = query::detail(&lead, id).await.expect("readable").copy.expect("frozen");
        assert_eq!(copy.attachments.len(), 1);
        assert_eq!(refusal(add(lead, "apres.pdf", pdf()).await), Refusal::AlreadySubmitted);
    });
}

#[test]
fn several_files_are_kept_or_refused_each_on_its_own_and_come_back_as_one_zip() {
    on_both(|world| async move {
        let (lead, departement, _, id) = written(&world, "100 000").await;
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(server::attachment::read_all(&lead, id).await, Err(Error::NotFound)), "there is none");
        assert!(matches!(
            server::attachment::add_all(&stranger, id, "annexes", Vec::new()).await,
            Err(Error::NotFound)
        ));
        let none = server::attachment::add_all(&lead, id, "annexes", Vec::new()).await;
        assert_eq!(fields(none), [(FieldName::question("annexes"), Refusal::FileMissing)]);
        let pdf = b"\xef\xbb\xbf\r\n%PDF-1.7 le plan".as_slice();
        let photo = b"\xff\xd8\xff\xe0 une mairie".as_slice();
        let sent =
            [("Plan : 1.pdf", pdf), ("virus.pdf", b"MZ"), ("annexe.PDF", pdf), ("mairie.jfif", photo), ("v.odt", b"")];
        let sent = sent.map(|(name, content)| received(name, content)).into_iter().collect();
        let refused = |name: &str, why, kept| {
            (FieldName::question("annexes"), Refusal::FileRefused { name: name.into(), why: Box::new(why), kept })
        };
        assert_eq!(
            fields(server::attachment::add_all(&lead, id, "annexes", sent).await),
            [refused("virus.pdf", Refusal::FileType, 3), refused("v.odt", Refusal::FileEmpty, 0)]
        );
        // They came in the same instant.
        let mut names: Vec<String> =
            query::detail(&lead, id).await.expect("readable").attachments.into_iter().map(|one| one.name).collect();
        names.sort();
        assert_eq!(names, ["Plan : 1.pdf", "annexe.PDF", "mairie.jfif"], "as they were given");
        let (name, unpacked) = unpacked(&lead, id).await;
        assert_eq!(name, "pieces.zip");
        let annexes = |name: &str, content: &[u8]| {
            (format!("Délibération, plan de financement, maquettes/{name}"), content.to_vec())
        };
        let all = [annexes("Plan _ 1.pdf", pdf), annexes("annexe.PDF", pdf), annexes("mairie.jfif", photo)];
        assert_eq!(unpacked, all);
        let curator = world.curator().await;
        for reader in [&stranger, &curator] {
            let read = server::attachment::read_all(reader, id).await;
            assert!(matches!(read, Err(Error::NotFound)), "a draft is its collectivités' own");
        }
        application::confirm(&departement, id).await.expect("confirmed");
        application::submit(&lead, id, version(&world).await).await.expect("submitted");
        let number = query::detail(&lead, id).await.expect("readable").row.number.expect("submitted");
        let (name, unpacked) = self::unpacked(&curator, id).await;
        assert_eq!((name, unpacked.as_slice()), (format!("pieces-{number}.zip"), all.as_slice()));

        // A selection of the desk: a folder for each field of each, for those who handle them alone.
        let (name, bundle) = server::attachment::read_selection(&curator, &[id]).await.expect("readable");
        let chunks: Vec<Vec<u8>> = bundle.content.try_collect().await.expect("streams");
        assert_eq!((name.as_str(), chunks.concat().len() as u64), ("pieces-selection.zip", bundle.size));
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(chunks.concat())).expect("a ZIP");
        for at in 0..zip.len() {
            let file = zip.by_index(at).expect("an entry");
            assert!(file.name().expect("UTF-8").starts_with(&format!("{number} – Délibération")), "{number}");
        }
        assert!(matches!(server::attachment::read_selection(&lead, &[id]).await, Err(Error::Forbidden)));
        let none = server::attachment::read_selection(&curator, &[]).await;
        assert!(matches!(none, Err(Error::Refused(Refusal::NothingTicked))));
        let officer = world.officer("46").await;
        assert!(matches!(server::attachment::read_selection(&officer, &[id]).await, Err(Error::NotFound)));
    });
}

/// The name of an application's ZIP, and what any program unpacks from it.
async fn unpacked(ctx: &Context, id: ApplicationId) -> (String, Vec<(String, Vec<u8>)>) {
    let (name, bundle) = server::attachment::read_all(ctx, id).await.expect("readable");
    let chunks: Vec<Vec<u8>> = bundle.content.try_collect().await.expect("streams");
    let bytes = chunks.concat();
    assert_eq!(bytes.len() as u64, bundle.size, "its size is known before");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    let mut files = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("an entry");
        let mut content = Vec::new();
        std::io::copy(&mut file, &mut content).expect("its sum is right");
        files.push((file.name().expect("UTF-8").into_owned(), content));
    }
    files.sort();
    (name, files)
}

pub fn received(name: &str, content: &[u8]) -> server::attachment::Received {
    server::attachment::Received {
        name: name.to_owned(),
        content: server::attachment::Arrived::Whole(content.to_vec()),
    }
}

#[test]
fn a_storage_that_does_not_answer_is_told_beside_the_field_and_leaves_no_row() {
    on_both(|world| async move {
        let (lead, _, _, id) = written(&world, "100 000").await;
        // One takes connections and never says a word; nobody listens at the other, whose port is reserved.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let silent_address = format!("http://{}", silent.local_addr().expect("an address"));
        let mut world = world;
        for endpoint in [silent_address, "http://127.0.0.1:1".to_owned()] {
            let bucket = server::attachment::store::Bucket {
                endpoint,
                name: "pieces".into(),
                region: "fr-par".into(),
                key_id: "cle".into(),
                secret: "secret".into(),
            };
            let patience = std::time::Duration::from_millis(500);
            let files = server::attachment::store::bucket_within(&bucket, patience).expect("a bucket");
            world = world.with_files(files).await;
            let lead = Context::new(Arc::clone(&world.platform), lead.actor.clone(), "test");
            let refused = server::attachment::add(&lead, id, "annexes", received("plan.pdf", b"%PDF-1.7 plan")).await;
            assert_eq!(fields(refused), [(FieldName::question("annexes"), Refusal::FilesUnreachable)]);
            assert!(query::detail(&lead, id).await.expect("readable").attachments.is_empty());
        }
        drop(silent);
    });
}
