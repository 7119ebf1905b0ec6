//! One officer of a prefecture decides: a link said first, what is typed kept, decisions taken as they were read; and
//! who signs the letters.

use crate::fixture::{
    WAVE_1, accept, costs, delegated, diagnosis, fields, held, is_sound, notified, refusal, state, type_in, version,
};
use crate::world::{World, on_both};
use entity::{
    application::ApplicationState,
    application_form::fingerprint,
    campaign::AssessedBy,
    decision::DraftField,
    id::ApplicationId,
    ledger::{Fund, Scope},
    letterhead::Letterhead,
    refusal::Refusal,
    table::{decision as decision_table, decision_draft},
};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    Context, Error,
    application::{self, handling, query},
    assessment,
    campaign::{self, Import},
    decision::{
        self,
        officer::{self, TypedDraft},
    },
    ledger, letterhead,
};
use std::sync::Arc;

const REASON: &str = "Le diagnostic manque à cette commune.";

/// In the days of the first wave of a campaign whose prefectures decide with one officer.
async fn begin(world: &World) {
    let mut spec = world.campaign().await.spec;
    let envelope = spec.envelopes.iter_mut().find(|envelope| envelope.code == "ingenierie").expect("in the file");
    envelope.assessed_by = AssessedBy::Officer;
    let imported = campaign::import(&world.nobody(), &spec, true).await.expect("applied");
    assert!(matches!(imported, Import::Applied(_)));
    world.go_to(WAVE_1);
}

/// A demand of a commune for 7,000 €, submitted and complete.
async fn complete(world: &World, officer: &Context, insee: &str) -> (Context, ApplicationId) {
    let agent = world.agent(&world.commune(insee)).await;
    let id = diagnosis(world, &agent).await;
    type_in(&agent, id, &[("costs", &costs("10 000", None))]).await;
    application::submit(&agent, id, version(world).await).await.expect("submitted");
    handling::find_complete(officer, &[id]).await.expect("complete");
    (agent, id)
}

/// What is typed over what stood there.
fn typed(application: ApplicationId, pairs: &[(DraftField, &str, &str)]) -> Vec<TypedDraft> {
    let one = |&(field, before, text): &(DraftField, &str, &str)| TypedDraft {
        application,
        field,
        text: text.to_owned(),
        rendered: fingerprint(before),
    };
    pairs.iter().map(one).collect()
}

/// Types into empty fields; everything is kept.
async fn draft(ctx: &Context, id: ApplicationId, pairs: &[(DraftField, &str)]) {
    let pairs: Vec<_> = pairs.iter().map(|&(field, text)| (field, "", text)).collect();
    let refused = officer::save(ctx, &typed(id, &pairs)).await.expect("saved");
    assert_eq!(refused.0, []);
}

const MARKS: [(DraftField, &str); 3] =
    [(DraftField::Mark(0), "3"), (DraftField::Mark(1), "4"), (DraftField::Mark(2), "5")];

async fn delegate(world: &World, amount: &str) {
    let (curator, campaign) = (world.curator().await, world.campaign().await);
    ledger::delegate(&curator, campaign.id, &campaign.spec, &delegated(amount, false)).await.expect("delegated");
}

/// The same request, by a form that says what it showed.
fn showing(ctx: &Context, shown: Vec<(String, String)>) -> Context {
    Context { shown: Some(Arc::new(shown)), ..ctx.clone() }
}

async fn drafts(world: &World) -> u64 {
    decision_draft::Entity::find().count(world.platform.database.read()).await.expect("counts")
}

#[test]
fn one_officer_says_they_have_no_link_marks_and_decides_within_what_is_delegated() {
    on_both(|world| async move {
        begin(&world).await;
        let (lot, lozere) = (world.officer("46").await, world.officer("48").await);
        let (agent, id) = complete(&world, &lot, "46102").await;
        assert_eq!(refusal(assessment::assign(&lot, &[id]).await), Refusal::WrongState, "nobody is drawn");
        let outcome = typed(id, &[(DraftField::Outcome, "", "accepted")]);
        assert_eq!(refusal(officer::save(&lot, &outcome).await), Refusal::ConflictNotDeclared);
        let early = fields(decision::decide(&lot, &[accept(id)], None).await);
        assert_eq!(early, [(DraftField::Outcome.name(id), Refusal::ConflictNotDeclared)]);
        assert!(matches!(assessment::officer::declare(&lozere, id, false).await, Err(Error::NotFound)));
        assert!(matches!(assessment::officer::declare(&agent, id, false).await, Err(Error::Forbidden)));
        for _ in 0..2 {
            assessment::officer::declare(&lot, id, false).await.expect("no link");
        }
        assert!(matches!(officer::save(&lozere, &outcome).await, Err(Error::NotFound)));

        let wrong = [(DraftField::Outcome, "accepted"), (DraftField::Amount, "9 000"), (DraftField::Reason, "Oui")];
        draft(&lot, id, &wrong).await;
        let refused = fields(officer::check(&lot, &[id]).await);
        let wanted = [
            (DraftField::Mark(0).name(id), Refusal::MarkMissing),
            (DraftField::Mark(1).name(id), Refusal::MarkMissing),
            (DraftField::Mark(2).name(id), Refusal::MarkMissing),
            (DraftField::Amount.name(id), Refusal::OverAsked { most: 700_000 }),
            (DraftField::Reason.name(id), Refusal::TooShort { least: 10 }),
        ];
        assert_eq!(refused, wanted, "everything at once");
        let right = [(DraftField::Amount, "9 000", "6 500"), (DraftField::Reason, "Oui", REASON)];
        officer::save(&lot, &typed(id, &right)).await.expect("saved");
        draft(&lot, id, &MARKS).await;
        assert_eq!(refusal(officer::check(&lot, &[id]).await), Refusal::NotEnoughLeft { left: 0 });
        delegate(&world, "9 000").await;
        officer::check(&lot, &[id]).await.expect("can be decided");
        assert_eq!(state(&world, id).await, ApplicationState::Complete, "nothing was written");

        let campaign = world.campaign().await;
        let review = officer::review(&lot, &campaign, "ingenierie", Some(id)).await.expect("reads");
        assert_eq!((review.left.cents(), review.left_after), (900_000, 250_000));
        let score = review.decisions[0].score.expect("all marks are typed");
        assert_eq!((score.points, score.most), (12, 15));
        let line = handling::shown(&review.decisions[0].ranked.row);
        let shown = |whole: &str| {
            vec![("shown".to_owned(), whole.to_owned()), (format!("shown.{id}"), line.as_str().to_owned())]
        };
        let read = showing(&lot, shown(review.shown.as_str()));
        let changed = typed(id, &[(DraftField::Reason, REASON, "Un autre motif, écrit ailleurs.")]);
        officer::save(&lot, &changed).await.expect("saved");
        assert_eq!(refusal(officer::decide(&read, &[id], None).await), Refusal::ShownChanged);
        let review = officer::review(&lot, &campaign, "ingenierie", None).await.expect("reads");
        let read = showing(&lot, shown(review.shown.as_str()));
        officer::decide(&read, &[id], None).await.expect("decided");
        assert_eq!(held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await, (2_500, 6_500, 0));
        let seen = query::detail(&agent, id).await.expect("readable");
        assert_eq!(seen.state, ApplicationState::Accepted);
        assert_eq!(seen.decision.expect("published").reason, "Un autre motif, écrit ailleurs.");
        assert_eq!(drafts(&world).await, 0, "what is decided leaves no draft");
        is_sound(&world).await;
    });
}

#[test]
fn who_has_a_link_hands_the_file_over_and_is_told_to_whom() {
    on_both(|world| async move {
        begin(&world).await;
        let (one, two) = (world.officer("46").await, world.officer("46").await);
        let (_, id) = complete(&world, &one, "46102").await;
        assert!(matches!(assessment::officer::handed_over(&one, id).await, Err(Error::NotFound)));
        assessment::officer::declare(&one, id, false).await.expect("no link that they know of");
        draft(&one, id, &[(DraftField::Outcome, "accepted")]).await;
        assessment::officer::declare(&one, id, true).await.expect("a link showed");
        assert_eq!(drafts(&world).await, 0);
        let to = assessment::officer::handed_over(&one, id).await.expect("theirs no more").to;
        assert_eq!(to, ["l’agent de préfecture"]);
        assert_eq!(notified(&world, &two, "assessor_drawn").await, 1);
        assert!(matches!(query::detail(&one, id).await, Err(Error::NotFound)));
        let outcome = typed(id, &[(DraftField::Outcome, "", "refused")]);
        assert!(matches!(officer::save(&one, &outcome).await, Err(Error::Forbidden)));
        assert!(matches!(officer::decide(&one, &[id], None).await, Err(Error::Forbidden)));
        assert_eq!(refusal(assessment::officer::declare(&one, id, false).await), Refusal::WrongState);

        assessment::officer::declare(&two, id, false).await.expect("no link");
        draft(&two, id, &[(DraftField::Outcome, "refused"), (DraftField::Reason, REASON)]).await;
        officer::decide(&two, &[id], None).await.expect("rejected without a mark");
        assert_eq!(state(&world, id).await, ApplicationState::Rejected);
        assert_eq!(refusal(assessment::officer::declare(&two, id, true).await), Refusal::WrongState, "decided");
        // An agent of the applicant who also serves the prefecture.
        let acting = query::detail(&two, id).await.expect("readable").row.siren;
        let linked = Context {
            actor: entity::permission::Actor { memberships: vec![acting], ..two.actor.clone() },
            ..two.clone()
        };
        assert!(matches!(assessment::officer::declare(&linked, id, false).await, Err(Error::NotFound)));
    });
}

#[test]
fn what_is_typed_overwrites_nothing_unseen_and_is_its_officers_alone() {
    on_both(|world| async move {
        begin(&world).await;
        let (one, two) = (world.officer("46").await, world.officer("46").await);
        let (_, id) = complete(&world, &one, "46102").await;
        for officer in [&one, &two] {
            assessment::officer::declare(officer, id, false).await.expect("no link");
        }
        draft(&one, id, &[(DraftField::Reason, "Sur un premier écran.")]).await;
        let other = [(DraftField::Reason, "", "Sur un second écran."), (DraftField::Amount, "", "6 000")];
        let refused = officer::save(&one, &typed(id, &other)).await.expect("saved");
        let theirs = Refusal::AnswerChanged { theirs: "Sur un premier écran.".into() };
        assert_eq!(refused.0, [(DraftField::Reason.name(id), theirs)]);
        let long = typed(id, &[(DraftField::Reason, "Sur un premier écran.", &"x".repeat(3_001))]);
        let refused = officer::save(&one, &long).await.expect("saved");
        assert_eq!(refused.0[0].1, Refusal::TooLong { most: 3_000, length: 3_001 });
        let campaign = world.campaign().await;
        let seen = async |ctx: &Context| {
            let overview = officer::overview(ctx, &campaign, "ingenierie").await.expect("reads");
            overview.files.into_iter().next().expect("waits").draft
        };
        let draft_of_one = seen(&one).await;
        assert_eq!((draft_of_one.reason.as_str(), draft_of_one.amount.as_str()), ("Sur un premier écran.", "6 000"));
        assert_eq!(seen(&two).await, Default::default(), "theirs alone");
        let curator = world.curator().await;
        assert!(matches!(officer::overview(&curator, &campaign, "ingenierie").await, Err(Error::Forbidden)));
        assert!(matches!(officer::overview(&one, &campaign, "dematerialisation").await, Err(Error::NotFound)));
        server::account::delete(&one).await.expect("takes their data away");
        assert_eq!(drafts(&world).await, 0);
    });
}

#[test]
fn many_are_decided_together_or_none_and_what_is_delegated_bounds_them() {
    on_both(|world| async move {
        begin(&world).await;
        let lot = world.officer("46").await;
        let mut ids = Vec::new();
        for insee in ["46102", "46127"] {
            let (_, id) = complete(&world, &lot, insee).await;
            assessment::officer::declare(&lot, id, false).await.expect("no link");
            draft(&lot, id, &MARKS).await;
            draft(&lot, id, &[(DraftField::Outcome, "accepted")]).await;
            ids.push(id);
        }
        delegate(&world, "10 000").await;
        let campaign = world.campaign().await;
        let overview = officer::overview(&lot, &campaign, "ingenierie").await.expect("reads");
        assert_eq!((overview.files.len(), overview.left.cents(), overview.left_after()), (2, 1_000_000, -400_000));
        let too_much = officer::decide(&lot, &ids, None).await;
        assert!(matches!(refusal(too_much), Refusal::NotEnoughLeft { .. }));
        for id in &ids {
            assert_eq!(state(&world, *id).await, ApplicationState::Complete, "none of them");
        }
        let decided = decision_table::Entity::find().count(world.platform.database.read()).await.expect("counts");
        assert_eq!((decided, drafts(&world).await), (0, 2));

        let waits = [(DraftField::Outcome, "accepted", "waiting_list"), (DraftField::Reason, "", REASON)];
        officer::save(&lot, &typed(ids[1], &waits)).await.expect("saved");
        let hour = world.platform.now() + chrono::Duration::days(2);
        officer::decide(&lot, &ids, Some(hour)).await.expect("decided");
        assert_eq!(state(&world, ids[0]).await, ApplicationState::Accepted);
        assert_eq!(state(&world, ids[1]).await, ApplicationState::WaitingList);
        // One that waits is accepted later, by the marks that it was given.
        world.clock.set(hour);
        delegate(&world, "4 000").await;
        draft(&lot, ids[1], &[(DraftField::Outcome, "accepted")]).await;
        officer::decide(&lot, &ids[1..], None).await.expect("decided");
        assert_eq!(held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await, (0, 14_000, 0));
        let none = officer::decide(&lot, &[], None).await;
        assert_eq!(refusal(none), Refusal::NothingTicked);
        is_sound(&world).await;
    });
}

#[test]
fn a_file_that_was_submitted_while_assessors_were_drawn_goes_on_as_it_began() {
    on_both(|world| async move {
        world.go_to(WAVE_1);
        let lot = world.officer("46").await;
        let (_, id) = complete(&world, &lot, "46102").await;
        begin(&world).await;
        let overview = officer::overview(&lot, &world.campaign().await, "ingenierie").await.expect("reads");
        assert_eq!((overview.files.len(), overview.by_lot), (0, 1));
        assert_eq!(refusal(assessment::officer::declare(&lot, id, false).await), Refusal::WrongState);
        assessment::assign(&lot, &[id]).await.expect("drawn");
    });
}

fn letterhead_of(signatory: &str) -> Letterhead {
    Letterhead {
        authority: "Préfecture du Lot".into(),
        place: "Cahors".into(),
        signatory: signatory.into(),
        function: "La préfète du Lot".into(),
        delegation: String::new(),
    }
}

#[test]
fn a_letter_keeps_who_signed_when_it_was_decided() {
    on_both(|world| async move {
        begin(&world).await;
        let (lot, lozere) = (world.officer("46").await, world.officer("48").await);
        let empty = letterhead::fingerprint(&Letterhead::default());
        let missing = letterhead::set(&lot, &Letterhead::default(), empty.as_str()).await;
        assert_eq!(fields(missing).len(), 4);
        for nobody in [world.curator().await, world.agent(&world.commune("46102")).await] {
            let refused = letterhead::set(&nobody, &letterhead_of("Personne Du Tout"), empty.as_str()).await;
            assert!(matches!(refused, Err(Error::Forbidden)));
        }
        let (agent, id) = complete(&world, &lot, "46102").await;
        assessment::officer::declare(&lot, id, false).await.expect("no link");
        draft(&lot, id, &[(DraftField::Outcome, "refused"), (DraftField::Reason, REASON)]).await;
        officer::decide(&lot, &[id], None).await.expect("rejected");
        let signs = async |ctx: &Context| {
            let detail = query::detail(ctx, id).await.expect("readable");
            let decision = detail.decision.clone().expect("published");
            letterhead::of_decision(ctx, &detail, &decision).await.expect("reads").map(|head| head.signatory)
        };
        assert_eq!(signs(&agent).await, None);
        letterhead::set(&lot, &letterhead_of("Claire Raulin"), empty.as_str()).await.expect("said");
        assert_eq!(signs(&agent).await.as_deref(), Some("Claire Raulin"), "the first who was named");
        let stale = letterhead::set(&lot, &letterhead_of("Un Autre Préfet"), empty.as_str()).await;
        assert_eq!(refusal(stale), Refusal::ChangedMeanwhile);
        let stored = letterhead::fingerprint(&letterhead_of("Claire Raulin"));
        letterhead::set(&lot, &letterhead_of("Un Autre Préfet"), stored.as_str()).await.expect("said");
        assert_eq!(signs(&agent).await.as_deref(), Some("Claire Raulin"), "a letter does not change");
        let mine = letterhead::mine(&lot).await.expect("reads").expect("said");
        assert_eq!(mine.signatory, "Un Autre Préfet");
        assert_eq!(letterhead::mine(&lozere).await.expect("reads"), None);
    });
}
