//! What changes who votes, decides or pays takes two people of the State, or the consent of the official address.

use crate::{
    door::refused,
    fixture::reasons_told,
    identity::{
        EVIDENCE, NETWORK, acting, administrator, browser, confirm, has_contact, invitation, outbox, referent, request,
        shown_of, signed_in,
    },
    world::{World, at_once, on_both},
};
use entity::{
    id::PersonId,
    joint_act::{JointAct, JointActState},
    mandate::MandateForm,
    membership::RequestForm,
    permission::StaffRole,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{joint_act as acts, membership, notice, person},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    Context, Error, account,
    joint_act::{self, Answer, Listed, Outcome},
    mail::OutgoingMail,
    mandate,
    membership::{self as memberships, Answered},
    sign_in,
    staff::{self, Given, StaffForm},
};

fn id(ctx: &Context) -> PersonId {
    ctx.actor.person.expect("a person")
}

/// Somebody whom a curator attached to a collectivité by hand.
async fn attached(world: &World, curator: &Context, siren: &Siren, address: &str) -> Context {
    let person = signed_in(world, address).await;
    let form = RequestForm { evidence: EVIDENCE.into(), ..request(siren) };
    memberships::attach(curator, address, &form).await.expect("attached");
    acting(&person, siren, false)
}

async fn open(ctx: &Context) -> Vec<Listed> {
    joint_act::list(ctx).await.expect("reads")
}

/// The only open act, as this curator or administrator reads it.
async fn only(ctx: &Context) -> Listed {
    let mut acts = open(ctx).await;
    assert_eq!(acts.len(), 1, "{acts:?}");
    acts.remove(0)
}

async fn second(ctx: &Context, act: &Listed) -> Result<(), Error> {
    joint_act::answer(ctx, act.row.id, Answer::Second, joint_act::shown(act).as_str(), &"".into()).await
}

async fn members(world: &World, siren: &Siren) -> Vec<membership::Model> {
    let query = membership::Entity::find().filter(membership::Column::Siren.eq(siren.as_str()));
    query.all(world.platform.database.read()).await.expect("reads")
}

async fn is_referent(world: &World, siren: &Siren, person: PersonId) -> bool {
    members(world, siren).await.iter().any(|row| row.person == person && row.referent)
}

async fn states(world: &World) -> Vec<JointActState> {
    let rows = acts::Entity::find().all(world.platform.database.read()).await.expect("reads");
    rows.into_iter().map(|row| row.state).collect()
}

async fn notified(world: &World, person: PersonId, kind: &str) -> usize {
    let notices = notice::Entity::find().filter(notice::Column::Person.eq(person));
    let notices = notices.all(world.platform.database.read()).await.expect("reads");
    notices.iter().filter(|one| one.kind == kind).count()
}

/// The links that were sent to an official address, the latest last.
async fn links(world: &World, address: &str) -> Vec<String> {
    let link = |(to, mail): (String, OutgoingMail)| match mail {
        OutgoingMail::JointAct { token, .. } if to == address => Some(token),
        _ => None,
    };
    outbox(world).await.into_iter().filter_map(link).collect()
}

/// The official address answers by the link that it was sent last.
pub async fn official_answer(world: &World, address: &str, consents: bool) -> Result<Outcome, Error> {
    let token = links(world, address).await.pop().expect("is written to");
    let read = joint_act::look(&world.nobody(), &token).await?;
    joint_act::answer_by_link(&world.nobody(), &token, consents, joint_act::shown(&read).as_str(), &"Un motif.".into())
        .await
}

fn mandate_for(person: PersonId) -> MandateForm {
    MandateForm { person: person.to_string(), rank: "holder".into(), ..MandateForm::default() }
}

#[test]
fn one_curator_alone_takes_no_collectivity() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let mayor = referent(&world, &figeac).await;
        mandate::give(&mayor, &figeac, &mandate_for(id(&mayor))).await.expect("given");
        let curator = world.curator().await;
        let accomplice = attached(&world, &curator, &figeac, "complice@exemple.fr").await;
        // The end of the mayor is proposed, and nothing more.
        let unsaid = memberships::end_by_hand(&curator, &figeac, id(&mayor), " ").await;
        assert!(matches!(unsaid, Err(Error::Fields(FieldRefusals(fields))) if fields[0].0 == "reason"));
        memberships::end_by_hand(&curator, &figeac, id(&mayor), EVIDENCE).await.expect("proposed");
        let again = memberships::end_by_hand(&curator, &figeac, id(&mayor), EVIDENCE).await;
        assert_eq!(refused(again), Refusal::ActProposed);
        assert!(is_referent(&world, &figeac, id(&mayor)).await);
        let act = only(&curator).await;
        assert_eq!((act.act.reason(), act.row.state), (EVIDENCE, JointActState::Waiting));
        for alone in [
            second(&curator, &act).await,
            memberships::propose_referent(&curator, &figeac, id(&accomplice), EVIDENCE).await,
            memberships::set_referent(&curator, &figeac, id(&accomplice), true, &"Un motif.".into()).await,
            memberships::end(&curator, &figeac, id(&mayor), &"Un motif.".into()).await,
            mandate::give(&curator, &figeac, &mandate_for(id(&accomplice))).await,
            mandate::give(&accomplice, &figeac, &mandate_for(id(&accomplice))).await,
        ] {
            assert!(matches!(alone, Err(Error::Forbidden)), "{alone:?}");
        }
        // An administrator is no second curator.
        let other_role = second(&administrator(&world).await, &act).await;
        assert!(matches!(other_role, Err(Error::Forbidden)), "{other_role:?}");
        // Nobody seconded it: after thirty days it is over.
        world.go_to("2021-04-20T08:00:00Z");
        joint_act::carry_out_due(&world.platform).await.expect("done");
        assert_eq!(states(&world).await, [JointActState::Expired]);
        assert!(is_referent(&world, &figeac, id(&mayor)).await);
        assert_eq!(notified(&world, id(&curator), "joint_act_stopped").await, 1);
    });
}

#[test]
fn a_first_referent_by_hand_takes_a_second_curator_and_seven_days_without_objection() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        let colleague = world.agent(&figeac).await;
        let (curator, other) = (world.curator().await, world.curator().await);
        let mayor = attached(&world, &curator, &figeac, "helene@figeac.fr").await;
        assert!(!is_referent(&world, &figeac, id(&mayor)).await);
        assert_eq!(links(&world, "mairie@figeac.fr").await.len(), 1, "its consent is asked for from the beginning");
        let act = only(&other).await;
        assert_eq!(notified(&world, id(&other), "joint_act_waits").await, 1);
        let unread = joint_act::answer(&other, act.row.id, Answer::Second, "", &"".into()).await;
        assert_eq!(refused(unread), Refusal::ShownChanged);
        second(&other, &act).await.expect("seconded");
        assert_eq!(refused(second(&other, &act).await), Refusal::ActEnded);
        for person in [id(&mayor), id(&colleague)] {
            assert_eq!(notified(&world, person, "joint_act_announced").await, 1);
        }
        assert_eq!(links(&world, "mairie@figeac.fr").await.len(), 2);
        // Six days later it may still be objected to.
        let announced = only(&curator).await.row;
        let due = announced.due_at.expect("is announced").utc();
        assert_eq!(due, announced.proposed_at.utc() + chrono::Duration::days(7));
        world.clock.set(due - chrono::Duration::seconds(1));
        joint_act::carry_out_due(&world.platform).await.expect("done");
        assert!(!is_referent(&world, &figeac, id(&mayor)).await);
        world.clock.set(due);
        // Two servers do it once.
        let (platform, other_server) = (world.platform.clone(), world.restarted().await);
        for server in [&platform, &other_server] {
            joint_act::carry_out_due(server).await.expect("done");
        }
        other_server.database.clone().close().await;
        assert!(is_referent(&world, &figeac, id(&mayor)).await);
        assert_eq!(notified(&world, id(&mayor), "referent_named").await, 1);
        assert_eq!(notified(&world, id(&colleague), "joint_act_done").await, 1);
        assert_eq!(states(&world).await, [JointActState::Done]);
    });
}

#[test]
fn a_referent_named_by_hand_changes_nothing_of_who_votes_from_the_freeze_to_the_close_without_consent() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let (curator, other) = (world.curator().await, world.curator().await);
        let mayor = attached(&world, &curator, &figeac, "helene@figeac.fr").await;
        second(&other, &only(&other).await).await.expect("seconded");
        let due = only(&curator).await.row.due_at.expect("is announced").utc();
        world.clock.set(due);
        joint_act::carry_out_due(&world.platform).await.expect("done");
        let mayor = acting(&mayor, &figeac, true);
        // Before the freeze they say who votes, as any other.
        let deputy = world.other_elu(&figeac).await;
        mandate::give(&mayor, &figeac, &mandate_for(id(&deputy))).await.expect("given");
        let author = world.elu(&world.commune("26113")).await;
        let need = world.published(&author).await;
        world.on_ballot(&curator, need, "100 000").await;
        world.freeze().await;
        // A second referent whom they name is no way around it.
        memberships::set_referent(&mayor, &figeac, id(&deputy), true, &"Un motif.".into()).await.expect("named");
        let deputy_refers = acting(&deputy, &figeac, true);
        for changed in [
            mandate::give(&mayor, &figeac, &mandate_for(id(&mayor))).await,
            mandate::give(&deputy_refers, &figeac, &mandate_for(id(&mayor))).await,
            mandate::withdraw(&mayor, &figeac, entity::mandate::Rank::Holder, &"Un motif.".into()).await,
            memberships::end(&mayor, &figeac, id(&deputy), &"Un motif.".into()).await,
        ] {
            assert_eq!(refused(changed), Refusal::ConsentNeeded);
        }
        let missing = joint_act::missing_consent(&mayor, &figeac).await.expect("reads").expect("is missing");
        assert!(!missing.reaches, "no official address is known");
        // It becomes known, and is asked: once a day.
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        for _ in 0..2 {
            joint_act::ask_consent(&mayor, &figeac).await.expect("asked");
        }
        assert_eq!(links(&world, "mairie@figeac.fr").await.len(), 1);
        assert_eq!(official_answer(&world, "mairie@figeac.fr", true).await.expect("consents"), Outcome::Consented);
        assert_eq!(joint_act::missing_consent(&mayor, &figeac).await.expect("reads"), None);
        mandate::give(&mayor, &figeac, &mandate_for(id(&mayor))).await.expect("given");
        let again = joint_act::ask_consent(&mayor, &figeac).await;
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    });
}

#[test]
fn those_concerned_and_the_official_address_consent_or_object() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (curator, other) = (world.curator().await, world.curator().await);
        // A colleague objects to a first referent: they stay what they were.
        let figeac = world.commune("46102");
        let mut colleague = acting(&world.agent(&figeac).await, &figeac, false);
        colleague.actor.memberships = vec![figeac];
        let stranger = acting(&world.agent(&world.commune("26113")).await, &world.commune("26113"), false);
        let mayor = attached(&world, &curator, &figeac, "helene@figeac.fr").await;
        let act = only(&curator).await;
        for outsider in [&stranger, &curator] {
            let objected = joint_act::object(outsider, &figeac, act.row.id, &"Un motif.".into()).await;
            assert!(matches!(objected, Err(Error::Forbidden)), "{objected:?}");
        }
        second(&other, &act).await.expect("seconded");
        let unsaid = joint_act::object(&colleague, &figeac, act.row.id, &" ".into()).await;
        assert!(matches!(unsaid, Err(Error::Fields(FieldRefusals(fields))) if fields[0].1 == Refusal::Missing));
        joint_act::object(&colleague, &figeac, act.row.id, &"Un motif.".into()).await.expect("objected");
        assert_eq!(
            refused(joint_act::object(&colleague, &figeac, act.row.id, &"Un motif.".into()).await),
            Refusal::ActEnded
        );
        assert!(open(&curator).await.is_empty() && !is_referent(&world, &figeac, id(&mayor)).await);
        for person in [id(&curator), id(&other), id(&mayor)] {
            assert_eq!(reasons_told(&world, person, "joint_act_stopped").await, [Some("Un motif.".to_owned())]);
        }
        // The official address objects: whoever was to be the first referent acts for it no longer.
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        memberships::propose_referent(&curator, &figeac, id(&mayor), EVIDENCE).await.expect("proposed");
        official_answer(&world, "mairie@figeac.fr", false).await.expect("objected");
        assert!(members(&world, &figeac).await.iter().all(|row| row.person != id(&mayor)));
        assert_eq!(reasons_told(&world, id(&mayor), "membership_ended").await, [Some("Un motif.".to_owned())]);
        // It consents: whoever it stands behind is the first referent at once, with every right.
        let deputy = attached(&world, &curator, &figeac, "adjointe@figeac.fr").await;
        let token = links(&world, "mairie@figeac.fr").await.pop().expect("is written to");
        let unread = joint_act::answer_by_link(&world.nobody(), &token, true, "", &"".into()).await;
        assert_eq!(refused(unread), Refusal::ShownChanged);
        official_answer(&world, "mairie@figeac.fr", true).await.expect("consents");
        assert!(is_referent(&world, &figeac, id(&deputy)).await);
        assert!(members(&world, &figeac).await.iter().all(|row| !row.by_hand));
        // It consents to the end of a referent, too; the curator took a first try back.
        memberships::end_by_hand(&curator, &figeac, id(&deputy), EVIDENCE).await.expect("proposed");
        let act = only(&curator).await;
        let not_theirs = joint_act::answer(&other, act.row.id, Answer::TakeBack, "", &"".into()).await;
        assert!(matches!(not_theirs, Err(Error::Forbidden)), "{not_theirs:?}");
        joint_act::answer(&curator, act.row.id, Answer::TakeBack, "", &"".into()).await.expect("taken back");
        assert_eq!(refused(official_answer(&world, "mairie@figeac.fr", true).await), Refusal::LinkEnded);
        memberships::end_by_hand(&curator, &figeac, id(&deputy), EVIDENCE).await.expect("proposed");
        official_answer(&world, "mairie@figeac.fr", true).await.expect("consents");
        assert!(members(&world, &figeac).await.iter().all(|row| row.person != id(&deputy)));
        assert_eq!(notified(&world, id(&deputy), "membership_ended").await, 1);
    });
}

#[test]
fn an_ordinary_membership_ends_by_one_curator_and_the_referents_are_told() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let (mayor, clerk) = (referent(&world, &figeac).await, world.agent(&figeac).await);
        let curator = world.curator().await;
        memberships::end_by_hand(&curator, &figeac, id(&clerk), EVIDENCE).await.expect("ended");
        assert!(members(&world, &figeac).await.iter().all(|row| row.person != id(&clerk)));
        assert_eq!(notified(&world, id(&mayor), "membership_detached").await, 1);
        assert!(open(&curator).await.is_empty());
        // Where there is no referent, or an act is open, whoever may object stays until two have agreed.
        let die = world.commune("26113");
        let alone = world.agent(&die).await;
        memberships::end_by_hand(&curator, &die, id(&alone), EVIDENCE).await.expect("proposed");
        let other = world.agent(&figeac).await;
        memberships::end_by_hand(&curator, &figeac, id(&mayor), EVIDENCE).await.expect("proposed");
        memberships::end_by_hand(&curator, &figeac, id(&other), EVIDENCE).await.expect("proposed");
        assert_eq!(open(&curator).await.len(), 3);
        let own = memberships::end_by_hand(&curator, &figeac, id(&curator), EVIDENCE).await;
        assert!(matches!(own, Err(Error::Forbidden)), "{own:?}");
    });
}

#[test]
fn a_role_that_acts_on_others_is_given_and_taken_by_two() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (administrator, curator) = (administrator(&world).await, world.curator().await);
        let agent = signed_in(&world, "agent@anct.gouv.fr").await;
        let form = |staff: StaffRole| StaffForm {
            email: "agent@anct.gouv.fr".into(),
            staff: staff.code().into(),
            departement: String::new(),
        };
        let role = async |person: PersonId| {
            let row = person::Entity::find_by_id(person).one(world.platform.database.read()).await;
            row.expect("reads").expect("is there").staff
        };
        // An observer reads figures: one person is enough.
        assert_eq!(staff::give(&administrator, &form(StaffRole::Observer)).await.expect("given"), Given::Done);
        assert_eq!(staff::give(&administrator, &form(StaffRole::Curator)).await.expect("proposed"), Given::Proposed);
        assert_eq!(role(id(&agent)).await, Some(StaffRole::Observer));
        let act = only(&administrator).await;
        let alone = second(&administrator, &act).await;
        assert!(matches!(alone, Err(Error::Forbidden)), "{alone:?}");
        second(&curator, &act).await.expect("seconded");
        assert_eq!(role(id(&agent)).await, Some(StaffRole::Curator));
        assert_eq!(notified(&world, id(&agent), "staff_role_changed").await, 1);
        // Whom it is about does not second it, and who lost their own role has proposed nothing.
        assert_eq!(
            staff::take(&administrator, id(&agent), &"Un motif.".into()).await.expect("proposed"),
            Given::Proposed
        );
        let act = only(&curator).await;
        let mut theirs = agent.clone();
        theirs.actor.staff = Some(StaffRole::Curator);
        let own = second(&theirs, &act).await;
        assert!(matches!(own, Err(Error::Forbidden)), "{own:?}");
        joint_act::answer(&curator, act.row.id, Answer::Decline, "", &"Un motif.".into()).await.expect("declined");
        assert_eq!(role(id(&agent)).await, Some(StaffRole::Curator));
        // An invitation to watch is no way to take a role away alone.
        let watch = sign_in::invite(&administrator, "admin@terreau.example", StaffRole::Observer).await;
        assert_eq!(watch.expect("sent"), Given::Done);
        let token = outbox(&world).await.into_iter().rev().find_map(|(_, mail)| match mail {
            OutgoingMail::Invitation { token, .. } => Some(token),
            _ => None,
        });
        let token = token.expect("is written to");
        let opened = sign_in::by_link(&world.nobody(), &token, &browser("his"), None).await;
        assert_eq!(refused(opened), Refusal::RoleHeld);
        // An invitation goes out once two have agreed on it.
        let invited = sign_in::invite(&administrator, "prefet@lot.gouv.fr", StaffRole::Prefecture).await;
        assert_eq!(invited.expect("proposed"), Given::Proposed);
        let written = async || outbox(&world).await.iter().any(|(to, _)| to == "prefet@lot.gouv.fr");
        assert!(!written().await);
        let act = only(&curator).await;
        let read = sign_in::invite(&administrator, "prefet@lot.gouv.fr", StaffRole::Prefecture).await;
        assert_eq!(refused(read), Refusal::ActProposed);
        second(&curator, &act).await.expect("seconded");
        assert!(written().await);
    });
}

#[test]
fn an_act_whose_proposer_lost_their_role_is_not_seconded() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (administrator, curator, other) =
            (administrator(&world).await, world.curator().await, world.curator().await);
        let figeac = world.commune("46102");
        attached(&world, &curator, &figeac, "complice@exemple.fr").await;
        let act = only(&other).await;
        staff::take(&administrator, id(&curator), &"Un motif.".into()).await.expect("proposed");
        let taken = open(&other).await.into_iter().find(|one| matches!(one.act, JointAct::StaffRole { .. }));
        second(&other, &taken.expect("is proposed")).await.expect("seconded");
        assert_eq!(refused(second(&other, &act).await), Refusal::ProposerGone);
        assert!(states(&world).await.contains(&JointActState::Overtaken));
    });
}

#[test]
fn an_announced_act_does_not_outlive_the_role_of_who_agreed_and_either_may_think_again() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (administrator, curator, other) =
            (administrator(&world).await, world.curator().await, world.curator().await);
        let (figeac, die) = (world.commune("46102"), world.commune("26113"));
        attached(&world, &curator, &figeac, "complice@exemple.fr").await;
        second(&other, &only(&other).await).await.expect("seconded");
        let due = only(&other).await.row.due_at.expect("is announced").utc();
        // The second person learns more, and agrees no longer to another one.
        attached(&world, &curator, &die, "autre@exemple.fr").await;
        let act = open(&other).await.into_iter().find(|one| one.row.siren == Some(die)).expect("waits");
        second(&other, &act).await.expect("seconded");
        joint_act::answer(&other, act.row.id, Answer::Decline, "", &"Un motif.".into()).await.expect("declined");
        staff::take(&administrator, id(&curator), &"Un motif.".into()).await.expect("proposed");
        let taken = open(&other).await.into_iter().find(|one| matches!(one.act, JointAct::StaffRole { .. }));
        second(&other, &taken.expect("is proposed")).await.expect("seconded");
        world.clock.set(due);
        joint_act::carry_out_due(&world.platform).await.expect("done");
        assert!(members(&world, &figeac).await.iter().all(|row| !row.referent));
        assert!(open(&other).await.is_empty());
    });
}

#[test]
fn the_second_person_reads_what_a_curator_found_and_by_which_address_somebody_is_known() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let (curator, other) = (world.curator().await, world.curator().await);
        let stranger = signed_in(&world, "inconnu@exemple.fr").await;
        account::rename(&stranger, "Hélène Lacassagne-Roux").await.expect("renamed");
        let form = RequestForm { evidence: "Vérifié par téléphone.".into(), ..request(&figeac) };
        memberships::ask(&stranger, &form, NETWORK).await.expect("asked");
        let shown = shown_of(&world, &figeac, id(&stranger)).await;
        // What the person wrote is no finding of a curator's.
        let unsaid = Answered { accept: true, reason: "", shown: &shown };
        let unsaid = memberships::answer(&curator, &figeac, id(&stranger), unsaid).await;
        let field = format!("reason.{}", id(&stranger));
        assert!(matches!(unsaid, Err(Error::Fields(FieldRefusals(fields))) if *fields[0].0 == *field));
        confirm(&world, &curator, &figeac, id(&stranger)).await.expect("confirmed");
        let act = only(&other).await;
        assert_eq!((act.act.reason(), act.act.said()), (EVIDENCE, "Vérifié par téléphone."));
        assert_eq!(act.known_as, ["inconnu@exemple.fr"]);
        // Their name is another one by the time that the button is pressed.
        account::rename(&stranger, "Hélène Lacassagne").await.expect("renamed");
        assert_eq!(refused(second(&other, &act).await), Refusal::ShownChanged);
    });
}

#[test]
fn an_official_address_that_knows_nobody_of_those_named_by_hand_ends_it_and_none_of_them_keeps_themselves() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let (curator, other) = (world.curator().await, world.curator().await);
        let impostor = attached(&world, &curator, &figeac, "imposteur@exemple.fr").await;
        second(&other, &only(&other).await).await.expect("seconded");
        world.clock.set(only(&curator).await.row.due_at.expect("is announced").utc());
        joint_act::carry_out_due(&world.platform).await.expect("done");
        let mut impostor = acting(&impostor, &figeac, true);
        impostor.actor.memberships = vec![figeac];
        let friend = world.other_elu(&figeac).await;
        memberships::set_referent(&impostor, &figeac, id(&friend), true, &"Un motif.".into()).await.expect("named");
        memberships::invite(&impostor, &figeac, &invitation("ami@exemple.fr", "Ami"), NETWORK).await.expect("invited");
        // Two curators mend it; the impostor's own objection does not stop them.
        memberships::end_by_hand(&curator, &figeac, id(&impostor), EVIDENCE).await.expect("proposed");
        let act = only(&other).await;
        let own = joint_act::object(&impostor, &figeac, act.row.id, &"Un motif.".into()).await;
        assert!(matches!(own, Err(Error::Forbidden)), "{own:?}");
        // The town hall is found, asked, and knows neither of them.
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        joint_act::ask_consent(&impostor, &figeac).await.expect("asked");
        let answered = official_answer(&world, "mairie@figeac.fr", false).await.expect("objects");
        assert_eq!(answered, Outcome::Objected);
        assert!(members(&world, &figeac).await.is_empty());
        let invitations = entity::table::membership_invitation::Entity::find();
        assert!(invitations.all(world.platform.database.read()).await.expect("reads").is_empty());
    });
}

#[test]
fn an_act_seconded_by_many_at_once_is_done_once() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let administrator = administrator(&world).await;
        let agent = signed_in(&world, "agent@anct.gouv.fr").await;
        let form = StaffForm {
            email: "agent@anct.gouv.fr".into(),
            staff: StaffRole::Curator.code().into(),
            departement: String::new(),
        };
        staff::give(&administrator, &form).await.expect("proposed");
        let curator = world.curator().await;
        let act = only(&curator).await;
        let done = at_once(16, |_| {
            let (curator, act) = (curator.clone(), act.clone());
            async move { second(&curator, &act).await.is_ok() }
        })
        .await;
        assert_eq!(done.into_iter().filter(|done| *done).count(), 1);
        assert_eq!(notified(&world, id(&agent), "staff_role_changed").await, 1);
    });
}
