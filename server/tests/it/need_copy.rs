//! A need that begins with the texts of one of an earlier campaign, and the files of a need.

use crate::{
    fixture::refusal,
    world::{CAMPAIGN, CENSUS, World, need_form, on_both},
};
use bytes::Bytes;
use entity::{
    id::{AttachmentId, NeedId},
    need::NeedForm,
    refusal::Refusal,
    table::{need as need_table, need_attachment},
};
use futures_util::TryStreamExt;
use object_store::ObjectStoreExt;
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    Context, Error,
    attachment::{
        Arrived, Received,
        quarantine::{Sweeping, sweep},
    },
    campaign::{self, file},
    clock::SystemClock,
    need::{
        self,
        attachment::{add, add_all, files, read, remove},
        copy::{copy, kinship},
        query::get,
    },
};

const PDF: &[u8] = b"%PDF-1.7 une deliberation";

fn received(name: &str, content: &[u8]) -> Received {
    Received { name: name.to_owned(), content: Arrived::Whole(content.to_vec()) }
}

async fn draft(world: &World, author: &Context) -> NeedId {
    let id = NeedId(world.platform.new_id());
    need::save_draft(author, id, &need_form(), "").await.expect("saved");
    id
}

/// The files of a need, as somebody sees them.
async fn files_of(ctx: &Context, id: NeedId) -> Vec<need_attachment::Model> {
    files(ctx, &get(ctx, id).await.expect("visible")).await.expect("reads")
}

/// The campaign of a year later, opened; its census is open from its own dates on.
async fn next_campaign(world: &World) {
    let mut spec = file::read(CAMPAIGN).expect("valid");
    spec.slug = "suivante".into();
    spec.title = "La suivante".into();
    spec.themes.retain(|theme| theme.code != "relation-usagers");
    campaign::import(&world.nobody(), &spec, false).await.expect("imports");
    campaign::open(&world.nobody(), &spec.slug).await.expect("opens");
}

#[test]
fn a_need_of_an_earlier_campaign_is_copied_once_by_its_collectivity() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let stranger = world.agent(&world.commune("46042")).await;
        let source = world.published(&mayor).await;
        assert!(matches!(copy(&mayor, source).await, Err(Error::Refused(Refusal::WrongState))), "of this campaign");
        next_campaign(&world).await;
        assert!(matches!(copy(&stranger, source).await, Err(Error::Forbidden)));
        assert!(matches!(copy(&world.nobody(), source).await, Err(Error::SignInNeeded)));

        let copied = copy(&mayor, source).await.expect("copied");
        assert_eq!(copy(&mayor, source).await.expect("copied before"), copied);
        assert_eq!(need_table::Entity::find().count(mayor.read()).await.expect("counts"), 2);
        let row = get(&mayor, copied).await.expect("a draft");
        assert_eq!(need::form_of(&row), NeedForm { theme: String::new(), ..need_form() }, "the theme is no more");
        assert_ne!(row.campaign, get(&mayor, source).await.expect("public").campaign);

        let told = kinship(&mayor, copied).await.expect("reads").source.expect("a source");
        assert_eq!(told.need, source);
        assert!(kinship(&world.nobody(), source).await.expect("reads").copies.is_empty(), "a draft is not told");
        assert_eq!(kinship(&mayor, source).await.expect("reads").copies[0].campaign, "La suivante");

        need::delete_draft(&mayor, copied).await.expect("deleted");
        assert!(kinship(&mayor, source).await.expect("reads").copies.is_empty());
        assert_ne!(copy(&mayor, source).await.expect("copied again"), copied);
        world.go_to("2021-04-02T10:00:00Z");
        let late = copy(&world.elu(&world.commune("46102")).await, source).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::PhaseClosed { .. }))), "{late:?}");
    });
}

#[test]
fn files_of_a_need_are_its_collectivitys_until_the_census_closes_and_everybodys_to_read() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let stranger = world.agent(&world.commune("46042")).await;
        let id = draft(&world, &mayor).await;
        let hidden = add(&stranger, id, received("plan.pdf", PDF)).await;
        assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
        assert_eq!(refusal(add(&mayor, id, received("plan.pdf", b"")).await), Refusal::FileEmpty);
        assert_eq!(refusal(add(&mayor, id, received("eicar.com", b"X5O!P%@AP")).await), Refusal::FileType);
        add(&mayor, id, received("../../délibération.pdf", PDF)).await.expect("attached");
        let file = files_of(&mayor, id).await.remove(0);
        assert_eq!((file.name.as_str(), file.size), ("délibération.pdf", PDF.len() as i64));
        assert!(matches!(read(&world.nobody(), id, file.id).await, Err(Error::NotFound)), "a draft's is hidden");

        need::publish(&mayor, id).await.expect("published");
        let (_, content) = read(&world.nobody(), id, file.id).await.expect("public");
        let content: Vec<Bytes> = content.try_collect().await.expect("is read");
        assert_eq!(content.concat(), PDF);
        assert!(matches!(add(&stranger, id, received("plan.pdf", PDF)).await, Err(Error::Forbidden)));
        let other = world.published(&mayor).await;
        assert!(matches!(read(&mayor, other, file.id).await, Err(Error::NotFound)), "of another need");

        let sent = (0..5).map(|turn| received(&format!("{turn}.pdf"), PDF)).collect();
        let Err(Error::Fields(refused)) = add_all(&mayor, id, sent).await else { panic!("the sixth is refused") };
        assert!(matches!(&refused.0[..], [(_, Refusal::FileRefused { kept: 4, .. })]), "{refused:?}");
        assert_eq!(files_of(&mayor, id).await.len(), 5);

        assert!(matches!(remove(&stranger, id, file.id).await, Err(Error::Forbidden)));
        remove(&mayor, id, file.id).await.expect("removed");
        assert!(matches!(read(&mayor, id, file.id).await, Err(Error::NotFound)));
        world.go_to("2021-04-02T10:00:00Z");
        let kept = files_of(&mayor, id).await.remove(0);
        for late in [remove(&mayor, id, kept.id).await, add(&mayor, id, received("plan.pdf", PDF)).await] {
            assert!(matches!(late, Err(Error::Refused(Refusal::PhaseClosed { .. }))), "{late:?}");
        }
        drop(read(&world.nobody(), id, kept.id).await.expect("still public"));
    });
}

#[test]
fn files_of_a_need_go_with_its_draft_and_are_not_taken_for_nobodys() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let (gone, kept) = (draft(&world, &mayor).await, draft(&world, &mayor).await);
        for id in [gone, kept] {
            add(&mayor, id, received("plan.pdf", PDF)).await.expect("attached");
        }
        let store = world.platform.files.as_ref().expect("a store");
        let is_there =
            async |id: AttachmentId| store.head(&object_store::path::Path::from(id.to_string())).await.is_ok();
        let (first, second) = (files_of(&mayor, gone).await.remove(0).id, files_of(&mayor, kept).await.remove(0).id);
        need::delete_draft(&mayor, gone).await.expect("deleted");
        assert!(!is_there(first).await && is_there(second).await);
        let later = SystemClock::machine_now() + chrono::Duration::days(3);
        let sweeping = Sweeping { now: later, since: later - chrono::Duration::days(2), unbounded: false };
        let swept = sweep(&world.platform, sweeping).await.expect("sweeps");
        assert_eq!((swept.aside, is_there(second).await), (0, true), "a need names it");
        world.go_to(CENSUS);
    });
}
