use crate::world::{at_once, on_both};
use entity::{
    group::{GroupState, MemberState},
    refusal::Refusal,
    siren::Siren,
    table::audit_event,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    Error, group,
    group::{Answer, suggestion::suggestions},
    notice, support,
};

fn siren(text: &str) -> Siren {
    Siren::parse(text).expect("a SIREN")
}

#[test]
fn the_meter_counts_the_union_and_filing_freezes_it() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let rouen = siren("200023414");
        let lead = world.agent(&rouen).await;
        let commune = world.agent(&world.commune("76540")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        let meter = || async { group::query::detail(&world.nobody(), &campaign, id).await.expect("public").meter };
        let alone = meter().await;
        assert!(alone.population >= 500_000 && alone.eligible, "the Métropole de Rouen reaches the threshold alone");
        group::invite(&lead, id, &world.commune("76540"), "203.0.113.9").await.expect("invited");
        assert_eq!(meter().await.members, 1, "an invitation does not count");
        group::answer(&commune, id, &world.commune("76540"), Answer::Accept, &"Un motif.".into())
            .await
            .expect("accepted");
        let detail = group::query::detail(&world.nobody(), &campaign, id).await.expect("public");
        assert_eq!((detail.meter.population, detail.meter.members), (alone.population, 2));
        let member = detail.members.iter().find(|member| member.siren == world.commune("76540")).expect("a member");
        assert_eq!(member.adds, 0, "a commune inside a member EPCI adds nobody, and the page can say so");

        group::submit(&lead, id).await.expect("submitted");
        group::submit(&lead, id).await.expect("submitting twice is submitting once");
        let submitted = group::query::detail(&world.nobody(), &campaign, id).await.expect("public");
        assert_eq!((submitted.group.state, submitted.group.submitted_rule_version), (GroupState::Submitted, Some(1)));
        assert_eq!(submitted.meter.vintage, "2023");
        let late = group::answer(&commune, id, &world.commune("76540"), Answer::Leave, &"Un motif.".into()).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::GroupSubmitted))), "{late:?}");
    });
}

#[test]
fn a_group_below_both_thresholds_cannot_be_submitted_and_a_departement_is_enough() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let lead = world.agent(&world.commune("46102")).await;
        let lot = world.agent(&siren("224600015")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        assert!(matches!(group::submit(&lead, id).await, Err(Error::Refused(Refusal::NotEligible))));
        group::request(&lot, id).await.expect("asks");
        let by_itself = group::answer(&lot, id, &siren("224600015"), Answer::Accept, &"Un motif.".into()).await;
        assert!(matches!(by_itself, Err(Error::Forbidden)), "who asked does not answer for the lead: {by_itself:?}");
        group::answer(&lead, id, &siren("224600015"), Answer::Accept, &"Un motif.".into())
            .await
            .expect("the lead accepts");
        let meter = group::query::detail(&world.nobody(), &campaign, id).await.expect("public").meter;
        assert!(meter.eligible && meter.departements == 1 && meter.population < 500_000);
        group::submit(&lead, id).await.expect("submitted");
    });
}

#[test]
fn a_collectivity_answers_for_itself_alone() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let stranger = world.elu(&world.commune("29019")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        let cahors = world.commune("46042");
        group::invite(&lead, id, &cahors, "203.0.113.9").await.expect("invited");
        for other in [&lead, &stranger] {
            let answer = group::answer(other, id, &cahors, Answer::Accept, &"Un motif.".into()).await;
            assert!(matches!(answer, Err(Error::Forbidden)), "{answer:?}");
        }
        assert!(matches!(group::invite(&stranger, id, &cahors, "203.0.113.9").await, Err(Error::Forbidden)));
        assert!(matches!(
            group::invite(&lead, id, &cahors, "203.0.113.9").await,
            Err(Error::Refused(Refusal::AlreadyInvited))
        ));
        let invited = world.elu(&cahors).await;
        group::answer(&invited, id, &cahors, Answer::Decline, &"Un motif.".into()).await.expect("declined");
        let detail = group::query::detail(&lead, &world.campaign().await, id).await.expect("public");
        assert_eq!(detail.state_of(&cahors), Some(MemberState::Declined));
        let leaving = group::answer(&lead, id, &world.commune("46102"), Answer::Leave, &"Un motif.".into()).await;
        assert!(matches!(leaving, Err(Error::Refused(Refusal::LeadStays))));
    });
}

#[test]
fn members_who_join_at_once_are_all_counted_and_each_once() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        let insee = ["46042", "46201", "46127", "46240"];
        let mut guests = Vec::new();
        for code in insee {
            let guest = world.commune(code);
            group::invite(&lead, id, &guest, "203.0.113.9").await.expect("invited");
            guests.push((world.agent(&guest).await, guest));
        }
        let results = at_once(16, |turn| {
            let (guest, siren) = guests[turn % 4].clone();
            async move { group::answer(&guest, id, &siren, Answer::Accept, &"Un motif.".into()).await }
        })
        .await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let detail = group::query::detail(&lead, &world.campaign().await, id).await.expect("public");
        let reference = world.platform.reference();
        let sirens: Vec<Siren> = insee.iter().chain(&["46102"]).map(|code| world.commune(code)).collect();
        let expected = reference.atlas.figures(&reference.atlas.union(&sirens)).population;
        assert_eq!(detail.group.population, i64::try_from(expected).expect("fits"));
        let events = audit_event::Entity::find().filter(audit_event::Column::Subject.eq(id.to_string()));
        let joined =
            events.filter(audit_event::Column::Payload.contains("\"member\"")).all(lead.read()).await.expect("reads");
        assert_eq!(joined.len(), 4, "one trace for each that joined");
    });
}

#[test]
fn asking_twice_to_join_is_asking_once() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        group::request(&cahors, id).await.expect("asks");
        group::request(&cahors, id).await.expect("asks again");
        let told = notice::list(&lead).await.expect("reads");
        assert_eq!(told.iter().filter(|notice| notice.kind == "group_request").count(), 1, "{told:?}");
    });
}

#[test]
fn a_group_is_told_which_collectivities_would_be_enough() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let (rouen, lot, seine_maritime) = (siren("200023414"), siren("224600015"), siren("227605409"));
        let lead = world.agent(&world.commune("46102")).await;
        let need = world.published(&lead).await;
        support::add(&world.agent(&rouen).await, need, "").await.expect("supported");
        let id = world.group(&lead, need).await;
        let told = || async {
            let detail = group::query::detail(&lead, &campaign, id).await.expect("public");
            let told = suggestions(&lead, &campaign, &detail).await.expect("told");
            let sirens = |set: &group::suggestion::SuggestedSet| {
                set.guests.iter().map(|guest| guest.addition.siren).collect::<Vec<_>>()
            };
            let of_envelope = |one: &group::suggestion::Suggestion| {
                (one.envelope.clone(), one.sets.iter().map(sirens).collect::<Vec<_>>())
            };
            told.iter().map(of_envelope).collect::<Vec<_>>()
        };
        let before = told().await;
        let either = campaign.spec.selection_envelope().expect("an envelope").code.clone();
        let of = |code: &str| before.iter().find(|(envelope, _)| envelope == code).expect("lacks something").1.clone();
        // Supporters first, then the département of the members, then those of the supporters.
        assert_eq!(of(&either), [vec![rouen], vec![lot], vec![seine_maritime]]);
        let alone: Vec<_> = before.iter().filter(|(_, sets)| sets[0] == [seine_maritime]).collect();
        assert_eq!(alone.len(), 1, "it reaches the threshold and has the powers: {before:?}");

        group::invite(&lead, id, &rouen, "203.0.113.9").await.expect("invited");
        let after = told().await;
        let whom: Vec<Siren> = after.iter().flat_map(|(_, sets)| sets.concat()).collect();
        assert!(whom.contains(&lot) && !whom.contains(&rouen), "who was invited is not told again: {after:?}");
        group::answer(&world.agent(&rouen).await, id, &rouen, Answer::Accept, &"Un motif.".into()).await.expect("yes");
        assert!(told().await.iter().all(|(envelope, _)| *envelope != either), "it reaches the threshold now");
    });
}

#[test]
fn a_set_is_invited_whole_or_not_at_all() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let lead = world.agent(&world.commune("46102")).await;
        let need = world.published(&lead).await;
        let id = world.group(&lead, need).await;
        let (cahors, lot, unknown) = (world.commune("46042"), siren("224600015"), siren("999999998"));
        let states = || async {
            let detail = group::query::detail(&lead, &campaign, id).await.expect("public");
            [cahors, lot].map(|siren| detail.state_of(&siren))
        };
        // The last one in the order in which they are invited.
        let refused = group::invite_set(&lead, id, &[unknown, cahors, lot], "203.0.113.9").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::UnknownCollectivity))), "{refused:?}");
        assert_eq!(states().await, [None, None]);
        let stranger = world.agent(&cahors).await;
        let refused = group::invite_set(&stranger, id, &[lot], "203.0.113.9").await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        for _ in 0..2 {
            group::invite_set(&lead, id, &[lot, cahors, lot], "203.0.113.9").await.expect("invited, and once");
            assert_eq!(states().await, [Some(MemberState::Invited); 2]);
        }
        let nobody = group::invite_set(&lead, id, &[], "203.0.113.9").await;
        assert!(matches!(nobody, Err(Error::Refused(Refusal::UnknownCollectivity))), "{nobody:?}");
    });
}
