//! Decisions, and the hour at which they show.

use crate::fixture::{
    WAVE_1, accept, assess, assessed, costs, delegated, diagnosis, fields, held, is_sound, pilot, piloted, refusal,
    selected, siren, submitted, type_in, version,
};
use crate::world::{at, on_both};
use entity::{
    application::ApplicationState,
    decision::Outcome,
    id::{ApplicationId, ProjectId},
    ledger::{Fund, Scope},
    refusal::Refusal,
};
use server::{
    Context, Error,
    application::{self, Choice, handling, query},
    assessment,
    decision::{self, Batch},
    envelope, ledger, payment,
};

#[test]
fn a_prefecture_decides_in_its_departement_within_what_is_delegated() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (agent, curator) = (world.agent(&figeac).await, world.curator().await);
        let (lot, lozere) = (world.officer("46").await, world.officer("48").await);
        world.go_to(WAVE_1);
        let campaign = world.campaign().await;
        let paris = world.agent(&world.commune("75056")).await;
        let choice = Choice { envelope: "ingenierie".into(), ..Choice::default() };
        let large = application::open(&paris, ApplicationId(world.platform.new_id()), &choice).await;
        assert_eq!(refusal(large), Refusal::ApplicantNotEligible);
        let id = diagnosis(&world, &agent).await;
        type_in(&agent, id, &[("costs", &costs("2 000", None))]).await;
        let version = version(&world).await;
        assert_eq!(refusal(application::submit(&agent, id, version).await), Refusal::UnderFloor { least: 200_000 });
        type_in(&agent, id, &[("costs", &costs("10 000", Some("8 000")))]).await;
        assert_eq!(refusal(application::submit(&agent, id, version).await), Refusal::TooMuchPublicFunding);
        type_in(&agent, id, &[("costs", &costs("10 000", None))]).await;
        application::submit(&agent, id, version).await.expect("submitted");

        assert!(matches!(handling::find_complete(&curator, &[id]).await, Err(Error::Forbidden)));
        assert!(matches!(handling::find_complete(&lozere, &[id]).await, Err(Error::NotFound)));
        handling::find_complete(&lot, &[id]).await.expect("complete");
        assessment::assign(&lot, &[id]).await.expect("the officer assesses");
        assessment::declare(&lot, id, false).await.expect("no link");
        assessment::mark(&lot, id, &assessed(["3", "3", "3"])).await.expect("marked");
        assert_eq!(refusal(decision::decide(&lot, &[accept(id)], None).await), Refusal::NotEnoughLeft { left: 0 });

        let (campaign_id, spec) = (campaign.id, &campaign.spec);
        assert!(matches!(
            ledger::delegate(&lot, campaign_id, spec, &delegated("5", false)).await,
            Err(Error::Forbidden)
        ));
        ledger::delegate(&curator, campaign_id, spec, &delegated("9 000", false)).await.expect("delegated");
        let over = decision::Choice { amount: "7 000,01".into(), ..accept(id) };
        assert_eq!(fields(decision::decide(&lot, &[over], None).await)[0].1, Refusal::OverAsked { most: 700_000 });
        let batch = Batch { envelope: "ingenierie".into(), departement: Some("46".into()), ..Batch::default() };
        let left = decision::simulate(&lot, &batch, &campaign, &[accept(id)]).await.expect("simulated");
        assert_eq!(left.cents(), 200_000);
        decision::decide(&lot, &[accept(id)], None).await.expect("accepted");
        assert!(matches!(decision::ranking(&lozere, &campaign, &batch).await, Err(Error::Forbidden)));
        let too_much = ledger::delegate(&curator, campaign_id, spec, &delegated("2 000,01", true)).await;
        assert_eq!(refusal(too_much), Refusal::NotEnoughLeft { left: 200_000 });
        ledger::delegate(&curator, campaign_id, spec, &delegated("2 000", true)).await.expect("given back");
        assert_eq!(held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await, (0, 7_000, 0));
        application::withdraw(&agent, id, &"Un motif.".into()).await.expect("taken back");
        assert_eq!(held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await, (7_000, 0, 0));
        is_sound(&world).await;
    });
}

#[test]
fn a_project_that_was_selected_is_piloted_by_those_who_approved_it_first() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let mayor = world.elu(&figeac).await;
        let curator = world.curator().await;
        let project = selected(&world, &mayor, &curator).await;
        let other = world.agent(&world.commune("26113")).await;
        let id = ApplicationId(world.platform.new_id());
        let unselected = pilot(ProjectId(world.platform.new_id()));
        assert_eq!(refusal(application::open(&mayor, id, &unselected).await), Refusal::NotSelected);
        let mut files = Vec::new();
        for ctx in [&other, &mayor] {
            let id = piloted(&world, ctx, project, "300 000").await;
            let detail = query::detail(ctx, id).await.expect("readable");
            assert_eq!(detail.answers["title"], "Un standard partagé");
            files.push(id);
        }
        handling::find_complete(&curator, &files).await.expect("complete");
        let campaign = world.campaign().await;
        let lot = Batch { envelope: "co-construction".into(), project: Some(project), ..Batch::default() };
        let ranking = decision::ranking(&curator, &campaign, &lot).await.expect("ranked");
        let order: Vec<ApplicationId> = ranking.applications.iter().map(|file| file.row.id).collect();
        assert_eq!(order, [files[1], files[0]], "who approved the project comes first, though submitted later");
        assert_eq!((ranking.left.cents(), ranking.left_after.cents()), (50_000_000, 20_000_000));
        let both = [accept(files[0]), accept(files[1])];
        let too_much = decision::decide(&curator, &both, None).await;
        assert_eq!(refusal(too_much), Refusal::NotEnoughLeft { left: 20_000_000 }, "from the project's cost");
        assert_eq!(
            held(&world, &Fund::unallotted("co-construction")).await,
            (30_000_000, 0, 0),
            "nothing of it was done"
        );
        decision::decide(&curator, &[accept(files[1])], None).await.expect("accepted");
        let fund = Fund::new("co-construction", Scope::Project(project));
        assert_eq!(held(&world, &fund).await, (200_000, 300_000, 0));
        assert_eq!(held(&world, &Fund::unallotted("co-construction")).await, (29_500_000, 0, 0));
        is_sound(&world).await;
    });
}

#[test]
fn before_its_hour_a_decision_shows_to_the_applicant_nowhere() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        let assessors = assess(&world, &curator, id, [["4", "3", "5"], ["4", "3", "5"]]).await;
        let campaign = world.campaign().await;
        let figures = || async { envelope::sum(&envelope::overview(&lead, &campaign).await.expect("reads")) };
        let before = figures().await;
        decision::decide(&curator, &[accept(id)], Some(at("2021-08-01T08:00:00Z"))).await.expect("accepted");
        assert_eq!(figures().await, before);
        assert_ne!(envelope::sum(&envelope::overview(&curator, &campaign).await.expect("reads")), before);
        assert_eq!(refusal(payment::sign(&curator, id, "2021-07-15").await), Refusal::NotPublished);
        let listed = query::of_collectivity(&lead, &siren("200023414")).await.expect("reads");
        assert_eq!((listed[0].state, listed[0].granted), (ApplicationState::InAssessment, 0));
        for assessor in &assessors {
            let seen = query::detail(assessor, id).await.expect("readable");
            assert_eq!((seen.row.state, seen.state), (ApplicationState::InAssessment, ApplicationState::InAssessment));
            assert!(seen.decision.is_none(), "assessors learn it with everybody else");
            let listed = assessment::in_hand(assessor).await.expect("reads");
            assert_eq!(listed.iter().filter(|one| one.application.id == id).count(), 1, "it does not leave their list");
        }
        world.go_to("2021-08-01T08:00:00Z");
        assert_ne!(figures().await, before);
        let shown = query::detail(&lead, id).await.expect("readable");
        assert_eq!(shown.reasons.len(), 2, "what assessors say goes with the decision");
    });
}

#[test]
fn a_hidden_decision_on_a_pilot_moves_no_figure_and_leaves_no_place_for_a_second_file() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let project = selected(&world, &mayor, &curator).await;
        let other = world.agent(&world.commune("26113")).await;
        let first = piloted(&world, &mayor, project, "300 000").await;
        let second = piloted(&world, &other, project, "200 000").await;
        handling::find_complete(&curator, &[first, second]).await.expect("complete");
        let campaign = world.campaign().await;
        let figures = async |ctx: &Context| {
            let views = envelope::overview(ctx, &campaign).await.expect("reads");
            views
                .iter()
                .map(|view| format!("{:?} {:?} {:?}", view.figures, view.funds, view.inside))
                .collect::<Vec<_>>()
        };
        let visitor = world.nobody();
        let before = figures(&visitor).await;
        let again = ApplicationId(world.platform.new_id());
        assert_eq!(refusal(application::open(&other, again, &pilot(project)).await), Refusal::AlreadyApplied);

        let no = decision::Choice {
            outcome: Some(Outcome::Rejected),
            reason: "Un projet voisin suffit.".into(),
            ..accept(second)
        };
        let hour = world.platform.now() + chrono::Duration::days(3);
        decision::decide(&curator, &[accept(first), no], Some(hour)).await.expect("decided");
        for ctx in [&visitor, &mayor, &other] {
            assert_eq!(figures(ctx).await, before, "nothing shows, the project's own line neither");
        }
        assert_eq!(refusal(application::open(&other, again, &pilot(project)).await), Refusal::AlreadyApplied);
        assert_ne!(figures(&curator).await, before);

        world.clock.set(hour);
        assert_ne!(figures(&visitor).await, before);
        is_sound(&world).await;
    });
}
