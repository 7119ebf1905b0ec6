//! The committee: who sits, what they say, what is decided, and what a campaign makes of it.

use crate::{
    fixture::{fields, notified, refusal},
    world::{World, on_both, project_form},
};
use entity::{
    committee::{DecisionForm, Verdict},
    form_field::{self, FieldName},
    id::{ProjectId, SessionId},
    refusal::Refusal,
    table::{audit_event, campaign},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use server::{
    Context, Error,
    committee::{self, query},
    project,
};

fn person(ctx: &Context) -> String {
    ctx.person().expect("somebody").to_string()
}

async fn session(world: &World, curator: &Context, members: &[&Context]) -> SessionId {
    let id = SessionId(world.platform.new_id());
    let members: Vec<String> = members.iter().map(|member| person(member)).collect();
    committee::call(curator, id, "2021-03-25", &members).await.expect("called");
    id
}

fn decision(verdict: Verdict, minutes: &str, published: bool) -> DecisionForm {
    DecisionForm { verdict: verdict.code().to_owned(), minutes: minutes.to_owned(), published }
}

async fn draft(world: &World, curator: &Context, insee: &str) -> ProjectId {
    let need = world.published(&world.elu(&world.commune(insee)).await).await;
    let id = ProjectId(world.platform.new_id());
    project::save(curator, id, &project_form(&[need], "1 200 000"), "").await.expect("saved");
    id
}

#[test]
fn members_say_what_they_think_until_the_committee_has_decided() {
    on_both(|world| async move {
        let (curator, observer, stranger) = (world.curator().await, world.observer().await, world.observer().await);
        let project = draft(&world, &curator, "46102").await;
        let wrong = committee::call(&curator, SessionId(world.platform.new_id()), "demain", &[]).await;
        let expected =
            [(form_field::DAY.into(), Refusal::NotADay), (form_field::MEMBER.into(), Refusal::NothingTicked)];
        assert_eq!(fields(wrong), expected);
        let mayor = world.elu(&world.commune("46042")).await;
        let mayor = [person(&mayor)];
        let outside = committee::call(&curator, SessionId(world.platform.new_id()), "2021-03-25", &mayor);
        assert_eq!(refusal(outside.await), Refusal::NotOnTheList, "a mayor does not sit");
        let id = session(&world, &curator, &[&curator, &observer]).await;
        assert_eq!(refusal(committee::propose(&curator, id, &[]).await), Refusal::NothingTicked);
        for _ in 0..2 {
            committee::propose(&curator, id, &[project.to_string()]).await.expect("proposed");
        }
        assert_eq!(notified(&world, &observer, "committee_opinion_awaited").await, 1, "told once");
        assert_eq!(notified(&world, &curator, "committee_opinion_awaited").await, 0, "who acts knows");

        let list = query::list(&observer, &world.campaign().await).await.expect("reads");
        assert_eq!((list.len(), list[0].awaited, list[0].decided), (1, 1, 0));
        assert!(query::list(&stranger, &world.campaign().await).await.expect("reads").is_empty());
        assert!(matches!(query::session(&stranger, id).await, Err(Error::NotFound)));
        let barred = committee::give_opinion(&stranger, id, project, "favourable", "").await;
        assert!(matches!(barred, Err(Error::Forbidden)));
        let silent = committee::give_opinion(&observer, id, project, "unfavourable", " ").await;
        assert_eq!(fields(silent), [(form_field::SENTENCE.of(project), Refusal::Missing)]);
        committee::give_opinion(&observer, id, project, "unfavourable", "Trop cher.").await.expect("said");
        committee::give_opinion(&observer, id, project, "reserved", "À chiffrer mieux.").await.expect("changed");
        let read = query::session(&curator, id).await.expect("reads");
        let said: Vec<_> = read.projects[0].opinions.iter().map(|(row, name)| (row.word.as_str(), name)).collect();
        assert_eq!(said, [("À chiffrer mieux.", &"l’observatrice".to_owned())]);

        let silent = committee::decide(&curator, id, project, &decision(Verdict::SentBack, "", true)).await;
        let minutes = FieldName::question(&format!("minutes.{project}"));
        assert_eq!(fields(silent), [(minutes, Refusal::Missing)], "nothing is published without minutes");
        let barred = committee::decide(&observer, id, project, &decision(Verdict::Kept, "", false)).await;
        assert!(matches!(barred, Err(Error::Forbidden)));
        committee::decide(&curator, id, project, &decision(Verdict::SentBack, "À revoir.", false))
            .await
            .expect("noted");
        let parts = project::query::parts(&curator, project).await.expect("reads");
        assert!(parts.decisions.is_empty(), "minutes that are not published stay inside");
        let late = committee::give_opinion(&observer, id, project, "favourable", "").await;
        assert_eq!(refusal(late), Refusal::AlreadyDecided);
        for _ in 0..2 {
            let published = decision(Verdict::SentBack, "À revoir.", true);
            committee::decide(&curator, id, project, &published).await.expect("published");
        }
        let parts = project::query::parts(&curator, project).await.expect("reads");
        assert_eq!(parts.decisions[0].minutes, "À revoir.");
        let traced = audit_event::Entity::find().filter(audit_event::Column::Kind.eq("committee_decided"));
        assert_eq!(traced.count(curator.read()).await.expect("counts"), 2, "what changes nothing leaves no trace");
    });
}

/// The campaign takes only what the committee has kept.
async fn with_committee(world: &World) {
    let stored = world.campaign().await;
    let mut spec = stored.spec.clone();
    spec.committee = true;
    let tx = world.platform.database.begin().await.expect("begins");
    let row = campaign::Entity::find_by_id(stored.id).one(&tx).await.expect("reads").expect("there");
    let mut row = row.into_active_model();
    row.spec = Set(serde_json::to_string(&spec).expect("writes"));
    row.update(&tx).await.expect("stores");
    tx.commit().await.expect("commits");
}

#[test]
fn where_the_campaign_says_so_only_what_the_committee_kept_goes_on_the_ballot() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let project = draft(&world, &curator, "46102").await;
        let other = draft(&world, &curator, "46042").await;
        project::put_on_ballot(&curator, other).await.expect("other campaigns ask no committee");
        with_committee(&world).await;
        let early = project::put_on_ballot(&curator, project).await;
        assert_eq!(refusal(early), Refusal::CommitteeNotFavourable);
        for (at, verdict) in [Verdict::Kept, Verdict::SetAside, Verdict::Kept].into_iter().enumerate() {
            world.clock.set(world.platform.now() + chrono::Duration::minutes(1));
            let id = session(&world, &curator, &[&curator]).await;
            committee::propose(&curator, id, &[project.to_string()]).await.expect("proposed");
            committee::decide(&curator, id, project, &decision(verdict, "", false)).await.expect("noted");
            if at == 1 {
                let refused = project::put_on_ballot(&curator, project).await;
                assert_eq!(refusal(refused), Refusal::CommitteeNotFavourable, "the latest decision counts");
            }
        }
        project::put_on_ballot(&curator, project).await.expect("kept");
    });
}
