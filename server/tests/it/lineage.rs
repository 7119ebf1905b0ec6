//! The line of life at each moment of the clock: what became of a need, and nothing before its hour.

use crate::fixture::{WAVE_1, accept, assess, held, join, piloted, rouen, selected, siren, submitted};
use crate::world::{AFTER, SELECTION, World, at, on_both, project_form};
use entity::{
    group::GroupState,
    id::{GroupId, InstalmentId, ProjectId},
    ledger::{Fund, Scope},
    lineage::{
        LineageFacts, Milestone,
        StepState::{self, Done, Never, Now, ToCome},
        Subject,
    },
    money::Euros,
};
use server::{
    Context,
    application::{self, handling},
    ballot, decision, group,
    lineage::lineage,
    need, payment, project, support,
};
use std::sync::Arc;

/// What somebody is told; a while later, so that nothing that was kept is told again.
async fn known(world: &World, ctx: &Context, subject: Subject) -> Option<Arc<LineageFacts>> {
    world.clock.set(world.platform.now() + chrono::Duration::seconds(20));
    lineage(ctx, subject).await.expect("reads")
}

/// The steps that a visitor reads.
async fn states(world: &World, subject: Subject) -> Vec<StepState> {
    let known = known(world, &world.nobody(), subject).await.expect("public");
    known.steps(world.platform.now()).into_iter().map(|step| step.state).collect()
}

#[test]
fn a_need_is_followed_from_its_publication_to_the_result_of_the_vote() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let (need, left) = (world.published(&mayor).await, world.published(&mayor).await);
        let draft = entity::id::NeedId(world.platform.new_id());
        need::save_draft(&mayor, draft, &crate::world::need_form(), "").await.expect("saved");
        for ctx in [&world.nobody(), &mayor] {
            assert!(known(&world, ctx, Subject::Need(draft)).await.is_none(), "a draft has no line");
        }
        assert_eq!(
            states(&world, Subject::Need(need)).await,
            [Done, Now, ToCome, ToCome, ToCome, ToCome, ToCome, ToCome]
        );
        support::add(&world.agent(&world.commune("46042")).await, need, "").await.expect("supported");

        let project = ProjectId(world.platform.new_id());
        project::save(&curator, project, &project_form(&[need], "500 000"), "").await.expect("saved");
        for ctx in [&world.nobody(), &curator] {
            let known = known(&world, ctx, Subject::Need(need)).await.expect("public");
            assert!(known.project.is_none(), "a project that is being written shows on no line");
            assert!(is_untold(&world, ctx, project).await);
        }
        project::put_on_ballot(&curator, project).await.expect("on the ballot");
        let told = known(&world, &world.nobody(), Subject::Need(need)).await.expect("public");
        assert_eq!(
            (told.needs.as_ref().map(|needs| needs.supports), told.project.as_ref().map(|project| project.id)),
            (Some(1), Some(project))
        );

        world.open_vote().await;
        ballot::cast(&mayor, &[project]).await.expect("cast");
        let during = known(&world, &mayor, Subject::Project(project)).await.expect("public");
        assert!(during.verdict.is_none() && during.frozen_at.is_some(), "nothing of the ballots before the close");
        assert_eq!(states(&world, Subject::Need(need)).await, [Done, Done, Done, Now, ToCome, ToCome, ToCome, ToCome]);
        assert_eq!(states(&world, Subject::Need(left)).await, [Done, Never], "it went into no project");

        world.go_to(AFTER);
        assert_eq!(states(&world, Subject::Need(need)).await, [Done, Done, Done, Done, Done, ToCome, ToCome, ToCome]);
        let told = known(&world, &world.nobody(), Subject::Project(project)).await.expect("public");
        assert!(told.is_selected());
        world.go_to(SELECTION);
        let back = known(&world, &world.nobody(), Subject::Project(project)).await.expect("public");
        assert!(back.verdict.is_none(), "the clock decides, whatever was kept");
    });
}

/// Whether a project has no line.
async fn is_untold(world: &World, ctx: &Context, project: ProjectId) -> bool {
    known(world, ctx, Subject::Project(project)).await.is_none()
}

#[test]
fn a_project_that_lost_says_what_it_lacked_once_the_vote_is_closed() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let mayors = [world.elu(&world.commune("46102")).await, world.elu(&world.commune("46042")).await];
        let mut projects = Vec::new();
        for (mayor, cost) in mayors.iter().zip(["20 000 000", "15 000 000"]) {
            let need = world.published(mayor).await;
            projects.push(world.on_ballot(&curator, need, cost).await);
        }
        world.open_vote().await;
        ballot::cast(&mayors[0], &projects[..1]).await.expect("cast");
        ballot::cast(&mayors[1], &projects).await.expect("cast");
        world.go_to(AFTER);
        let won = known(&world, &world.nobody(), Subject::Project(projects[0])).await.expect("public");
        assert!(won.is_selected(), "30 M€ pay for the one with most votes");
        let lost = known(&world, &world.nobody(), Subject::Project(projects[1])).await.expect("public");
        let verdict = lost.verdict.expect("counted");
        assert_eq!((verdict.selected, verdict.votes, verdict.voters), (false, 1, 2));
        assert_eq!(verdict.lacking.expect("found").cost, Some(1_000_000_000), "10 M€ are left");
        assert_eq!(states(&world, Subject::Project(projects[1])).await.last(), Some(&Never));
    });
}

#[test]
fn a_pilot_is_told_of_from_the_hour_of_its_decision_and_its_money_by_the_ledger() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (mayor, curator) = (world.elu(&figeac).await, world.curator().await);
        let project = selected(&world, &mayor, &curator).await;
        let subject = Subject::Project(project);
        let open = [Done, Done, Done, Done, Now, ToCome, ToCome];
        assert_eq!(states(&world, subject).await, open, "nobody supported it; the call is open");
        let id = piloted(&world, &mayor, project, "300 000").await;
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assert_eq!(states(&world, subject).await, open, "who applies is not told");

        let hour = world.platform.now() + chrono::Duration::days(3);
        decision::decide(&curator, &[accept(id)], Some(hour)).await.expect("decided");
        for ctx in [&world.nobody(), &mayor, &curator] {
            let hidden = known(&world, ctx, subject).await.expect("public");
            assert_eq!(
                hidden.pilots,
                Default::default(),
                "the line is one for everybody, and tells no hidden decision"
            );
        }
        let fund = Fund::new("co-construction", Scope::Project(project));
        assert_eq!(held(&world, &fund).await, (200_000, 300_000, 0), "though the ledger has it");

        world.clock.set(hour);
        let told = known(&world, &world.nobody(), subject).await.expect("public");
        assert_eq!((&told.pilots.collectivities[..], told.pilots.since), (&[figeac][..], Some(hour)));
        assert_eq!((told.pilots.promised, told.pilots.paid), (Euros::from_euros(300_000), Euros::ZERO));
        assert_eq!(states(&world, subject).await[5..], [Done, Now]);

        payment::sign(&curator, id, "2021-07-10").await.expect("signed");
        for amount in ["100 000", "200 000"] {
            let instalment = InstalmentId(world.platform.new_id());
            payment::ask(&mayor, id, instalment, amount, "Une tranche").await.expect("asked");
            payment::pay(&curator, id, instalment).await.expect("paid");
            let told = known(&world, &world.nobody(), subject).await.expect("public");
            assert!(told.pilots.paid > Euros::ZERO);
        }
        assert_eq!(states(&world, subject).await[5..], [Done, Done], "to the last euro");
    });
}

#[test]
fn what_is_taken_back_is_adopted_by_nobody() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        let project = selected(&world, &mayor, &curator).await;
        let id = piloted(&world, &mayor, project, "300 000").await;
        handling::find_complete(&curator, &[id]).await.expect("complete");
        decision::decide(&curator, &[accept(id)], None).await.expect("decided");
        let told = known(&world, &world.nobody(), Subject::Project(project)).await.expect("public");
        assert_eq!(told.pilots.collectivities.len(), 1);
        application::withdraw(&mayor, id, &"Un motif.".into()).await.expect("taken back");
        let told = known(&world, &world.nobody(), Subject::Project(project)).await.expect("public");
        assert_eq!(told.pilots, Default::default());
    });
}

#[test]
fn a_group_tells_when_it_was_submitted_and_what_it_was_granted() {
    on_both(|world| async move {
        let (lead, departement, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        let campaign = world.campaign().await;
        let own = group::query::of_collectivity(&lead, &siren("200023414")).await.expect("reads");
        let group = own[0].0.id;
        let told = known(&world, &departement, Subject::Group(group)).await.expect("public");
        assert_eq!(told.groups.as_ref().and_then(|groups| groups.own).map(|own| own.state), Some(GroupState::Forming));
        assert!(told.subsidies.is_empty());
        assess(&world, &curator, id, [["4", "3", "5"], ["4", "3", "5"]]).await;
        let hour = at("2021-08-01T08:00:00Z");
        decision::decide(&curator, &[accept(id)], Some(hour)).await.expect("accepted");
        assert!(known(&world, &lead, Subject::Group(group)).await.expect("public").subsidies.is_empty());
        world.clock.set(hour);
        let told = known(&world, &world.nobody(), Subject::Group(group)).await.expect("public");
        let [subsidy] = &told.subsidies[..] else { panic!("{:?}", told.subsidies) };
        let envelope = campaign.spec.envelope("dematerialisation").expect("in the file");
        assert_eq!((subsidy.envelope.as_str(), subsidy.promised), (envelope.title.as_str(), Euros::from_euros(50_000)));
        let steps = told.steps(world.platform.now());
        assert!(matches!(steps.last().map(|step| &step.milestone), Some(Milestone::Subsidised(_))), "{steps:?}");
    });
}

/// What the envelopes say of a group: code, whether it may apply, and what inviting the département there would do.
async fn verdicts(world: &World, id: GroupId) -> Vec<(String, bool, Option<(String, bool)>)> {
    let (ctx, campaign) = (world.nobody(), world.campaign().await);
    let detail = group::query::detail(&ctx, &campaign, id).await.expect("public");
    let found = group::verdict::verdicts(&ctx, &campaign, &detail).await.expect("reads");
    let of = |verdict: group::verdict::EnvelopeVerdict| {
        let eligible = verdict.is_eligible();
        (verdict.code, eligible, verdict.remedy.map(|remedy| (remedy.name, remedy.after.met)))
    };
    found.into_iter().map(of).collect()
}

#[test]
fn each_envelope_judges_a_group_and_says_which_departement_would_be_enough() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        let seine = || Some(("Département de la Seine-Maritime".to_owned(), true));
        let said = |demat, labs| {
            vec![("co-construction".to_owned(), true, None), ("dematerialisation".to_owned(), false, demat), labs]
        };
        let labs = |met| ("laboratoires".to_owned(), met, None);
        assert_eq!(verdicts(&world, id).await, said(seine(), labs(false)), "503,000 inhabitants without a département");
        let eure = world.agent(&siren("222702292")).await;
        group::request(&eure, id).await.expect("asks");
        let asks = Some(("Département de l'Eure".to_owned(), true));
        assert_eq!(verdicts(&world, id).await[1].2, asks, "to accept who asks comes before inviting another");
        join(&world, &lead, id, &siren("227605409")).await;
        let all = verdicts(&world, id).await;
        assert!(all.iter().filter(|(code, ..)| code != "laboratoires").all(|(_, eligible, _)| *eligible), "{all:?}");

        // Figeac alone: the Lot is enough where a département or 500,000 inhabitants are asked for, and not where both.
        let figeac = world.agent(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let small = world.group(&figeac, need).await;
        let lot = |met| Some(("Département du Lot".to_owned(), met));
        let expected = [("co-construction", lot(true)), ("dematerialisation", lot(false)), ("laboratoires", None)];
        let expected: Vec<_> = expected.into_iter().map(|(code, remedy)| (code.to_owned(), false, remedy)).collect();
        assert_eq!(verdicts(&world, small).await, expected);

        // Where one body holds the powers of two départements, it is named for either.
        let mulhouse = world.agent(&world.commune("68224")).await;
        let need = world.published(&mulhouse).await;
        let alsace = world.group(&mulhouse, need).await;
        let told = verdicts(&world, alsace).await;
        assert_eq!(told[1].2, Some(("Collectivité européenne d'Alsace".to_owned(), true)), "{told:?}");
    });
}

#[test]
fn three_communes_may_submit_their_group_for_the_laboratories() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        join(&world, &lead, id, &world.commune("46042")).await;
        assert!(group::submit(&lead, id).await.is_err(), "two are too few");
        join(&world, &lead, id, &world.commune("46201")).await;
        group::submit(&lead, id).await.expect("submitted");
        let told = known(&world, &world.nobody(), Subject::Group(id)).await.expect("public");
        let own = told.groups.as_ref().and_then(|groups| groups.own);
        assert_eq!(own.map(|own| own.state), Some(GroupState::Submitted));
    });
}

#[test]
fn what_one_chose_is_told_to_its_own_people_after_the_close() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        let agent = world.agent(&world.commune("46102")).await;
        let stranger = world.agent(&world.commune("46042")).await;
        let need = world.published(&mayor).await;
        let project = world.on_ballot(&curator, need, "500 000").await;
        world.open_vote().await;
        ballot::cast(&mayor, &[project]).await.expect("cast");
        let campaign = world.campaign().await;
        let chosen = async |ctx: &Context| ballot::chosen(ctx, &campaign).await.expect("reads");
        assert_eq!(chosen(&mayor).await, [], "the page of the ballot tells it until the close");
        world.go_to(WAVE_1);
        assert_eq!((chosen(&mayor).await, chosen(&agent).await), (vec![project], vec![project]));
        for other in [&stranger, &curator, &world.nobody()] {
            assert_eq!(chosen(other).await, []);
        }
    });
}
