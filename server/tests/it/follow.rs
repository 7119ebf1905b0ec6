//! Following: who is told, of what, once, and how it ends.

use crate::{
    fixture::notified,
    world::{AFTER, World, need_form, on_both, project_form},
};
use entity::{
    id::{GroupId, NeedId, ProjectId},
    lineage::Subject,
    need::NeedForm,
    page_number::PageNumber,
    table::follow as table,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    Context, Error, account, ballot,
    follow::{follow, followers, follows, mine, stop},
    group::{self, Answer},
    need, project, reminder, support,
};

/// How many notices of each kind somebody has.
async fn told(world: &World, ctx: &Context, kinds: &[&str]) -> Vec<u64> {
    let mut counts = Vec::new();
    for kind in kinds {
        counts.push(notified(world, ctx, kind).await);
    }
    counts
}

#[test]
fn a_follower_is_told_once_what_happens_to_a_need_its_group_and_its_project() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        let reader = world.agent(&world.commune("26113")).await;
        let need = world.published(&mayor).await;
        let group = world.group(&mayor, need).await;
        for subject in [Subject::Need(need), Subject::Group(group)] {
            follow(&reader, subject).await.expect("follows");
            follow(&reader, subject).await.expect("twice is once");
            assert!(follows(&reader, subject).await.expect("reads"));
        }
        assert!(!follows(&mayor, Subject::Need(need)).await.expect("reads"));
        // Whoever supports and follows is told once.
        support::add(&reader, need, "").await.expect("supports");

        let form = NeedForm { title: "Répondre au téléphone de la mairie, même fermée".into(), ..need_form() };
        need::edit(&mayor, need, 1, &form).await.expect("edited");
        let id = ProjectId(world.platform.new_id());
        project::save(&curator, id, &project_form(&[need], "500 000"), "").await.expect("saved");
        project::put_on_ballot(&curator, id).await.expect("on the ballot");
        let kinds = ["followed_need_edited", "need_in_project", "followed_on_ballot"];
        assert_eq!(told(&world, &reader, &kinds).await, [1, 1, 1]);
        assert_eq!(told(&world, &mayor, &kinds).await, [0, 1, 0], "who follows nothing is told what concerns them");

        let lot = entity::siren::Siren::parse("224600015").expect("a SIREN");
        group::request(&world.agent(&lot).await, group).await.expect("asks");
        group::answer(&mayor, group, &lot, Answer::Accept, &"".into()).await.expect("accepted");
        group::submit(&mayor, group).await.expect("submitted");
        assert_eq!(told(&world, &reader, &["group_eligible", "group_filed"]).await, [1, 1]);

        follow(&reader, Subject::Project(id)).await.expect("public by now");
        project::abandon(&curator, id, &"Trop cher.".into()).await.expect("abandoned");
        let kinds = ["project_dropped", "followed_project_dropped"];
        assert_eq!(told(&world, &reader, &kinds).await, [1, 0], "told of the need, and not again of the project");
        stop(&reader, Subject::Need(need)).await.expect("stops");
        assert!(!follows(&reader, Subject::Need(need)).await.expect("reads"));
    });
}

#[test]
fn who_follows_a_project_is_told_the_result_of_the_vote_once() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        let reader = world.agent(&world.commune("26113")).await;
        let need = world.published(&mayor).await;
        let won = world.on_ballot(&curator, need, "500000").await;
        let other = world.published(&mayor).await;
        let lost = world.on_ballot(&curator, other, "25000000").await;
        for project in [won, lost] {
            follow(&reader, Subject::Project(project)).await.expect("follows");
            follow(&mayor, Subject::Project(project)).await.expect("follows");
        }
        world.open_vote().await;
        ballot::cast(&mayor, &[won]).await.expect("cast");
        reminder::send_due(&world.nobody()).await.expect("sends");
        let kinds = ["followed_project_selected", "followed_project_not_selected"];
        assert_eq!(told(&world, &reader, &kinds).await, [0, 0], "nothing before the close");
        world.go_to(AFTER);
        for _ in 0..2 {
            reminder::send_due(&world.nobody()).await.expect("sends");
            assert_eq!(told(&world, &reader, &kinds).await, [1, 1]);
            assert_eq!(told(&world, &mayor, &kinds).await, [0, 0], "told as the author of the needs");
        }
    });
}

#[test]
fn what_is_hidden_is_not_followed_and_what_is_followed_is_listed_and_erased_with_the_account() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let reader = world.agent(&world.commune("26113")).await;
        let draft = NeedId(world.platform.new_id());
        need::save_draft(&mayor, draft, &need_form(), "").await.expect("saved");
        let unknown = Subject::Group(GroupId(world.platform.new_id()));
        for (ctx, subject) in [(&reader, Subject::Need(draft)), (&mayor, Subject::Need(draft)), (&reader, unknown)] {
            assert!(matches!(follow(ctx, subject).await, Err(Error::NotFound)));
        }
        let nobody = world.nobody();
        assert!(matches!(follow(&nobody, unknown).await, Err(Error::SignInNeeded)));
        assert!(!follows(&nobody, unknown).await.expect("reads"));

        need::publish(&mayor, draft).await.expect("published");
        let group = world.group(&mayor, draft).await;
        follow(&reader, Subject::Need(draft)).await.expect("follows");
        follow(&reader, Subject::Group(group)).await.expect("follows");
        need::withdraw(&mayor, draft, &"Doublon.".into()).await.expect("withdrawn");
        assert_eq!(notified(&world, &reader, "followed_need_withdrawn").await, 1);
        let listed = mine(&reader, PageNumber::FIRST, 20).await.expect("reads");
        let title = |subject| listed.rows.iter().find(|one| one.subject == subject).expect("listed").title.clone();
        assert_eq!(title(Subject::Need(draft)), None, "what was withdrawn is not told");
        assert_eq!(title(Subject::Group(group)).as_deref(), Some("Groupement d’essai"));
        assert_eq!(mine(&mayor, PageNumber::FIRST, 20).await.expect("reads").total, 0);

        let copy = account::copy(&reader).await.expect("copies");
        assert_eq!(copy["followed"].as_array().map(Vec::len), Some(2));
        account::delete(&reader).await.expect("deleted");
        assert_eq!(table::Entity::find().count(world.platform.database.read()).await.expect("counts"), 0);
        assert!(followers(world.platform.database.read(), Subject::Group(group)).await.expect("reads").is_empty());
    });
}
