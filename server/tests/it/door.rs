//! The front door: nobody has strangers written to by the thousand, nobody locks another out, and invitations reach
//! somebody.

use crate::{
    identity::{
        EVIDENCE, NETWORK, browser, confirm, has_contact, invitation, outbox, referent, request, sent_to, shown_of,
        signed_in,
    },
    world::{World, at_once, on_both},
};
use entity::{
    door::Reached,
    group::MemberState,
    membership::RequestForm,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{known_browser, mail, membership, membership_invitation, notice},
};
use sea_orm::EntityTrait;
use server::{
    Context, Error, account, group, joint_act,
    mail::OutgoingMail,
    membership::{self as memberships, Answered, LinkAnswer, Proposed, Why},
    person,
    sign_in::{self, Browser},
};

pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome.expect_err("refused") {
        Error::Refused(refusal) => refusal,
        Error::Fields(FieldRefusals(fields)) => fields.into_iter().next().expect("a field").1,
        other => panic!("{other:?}"),
    }
}

/// A few communes, and how many of their official addresses a stranger can have written to.
fn communes(world: &World) -> Vec<Siren> {
    ["46102", "46042", "26113", "76540", "46127", "46240"].into_iter().map(|insee| world.commune(insee)).collect()
}

/// The link that the official address of a collectivité got last.
async fn official_link(world: &World, address: &str) -> String {
    let link = outbox(world).await.into_iter().rev().find_map(|(to, mail)| match mail {
        OutgoingMail::FirstReferent { token, .. } if to == address => Some(token),
        _ => None,
    });
    link.expect("the official address is written to")
}

async fn written_to(world: &World, address: &str) -> usize {
    outbox(world).await.iter().filter(|(to, _)| to == address).count()
}

fn from(network: &str, secret: &str) -> Browser {
    Browser { network: network.into(), ..browser(secret) }
}

#[test]
fn three_requests_of_a_person_wait_and_ten_come_from_one_network_in_a_day() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let communes = communes(&world);
        let stranger = signed_in(&world, "stranger@exemple.fr").await;
        // Many at once do not pass the limit together.
        let asked = at_once(communes.len(), |turn| {
            let (stranger, siren) = (stranger.clone(), communes[turn]);
            async move { memberships::ask(&stranger, &request(&siren), NETWORK).await.is_ok() }
        })
        .await;
        assert_eq!(asked.into_iter().filter(|asked| *asked).count(), 3);
        let waiting = memberships::mine(&stranger).await.expect("reads");
        let other = communes.iter().find(|siren| waiting.iter().all(|one| one.siren != **siren)).expect("another");
        let more = memberships::ask(&stranger, &request(other), NETWORK).await;
        assert_eq!(refused(more), Refusal::TooManyRequests { most: 3 });
        // Taking requests back makes room for others, until the network has asked for ten.
        for _ in 3..10 {
            let waiting = memberships::mine(&stranger).await.expect("reads");
            memberships::cancel_request(&stranger, &waiting[0].siren).await.expect("taken back");
            memberships::ask(&stranger, &request(&waiting[0].siren), NETWORK).await.expect("asked");
        }
        let accomplice = signed_in(&world, "accomplice@exemple.fr").await;
        let eleventh = memberships::ask(&accomplice, &request(&communes[0]), NETWORK).await;
        assert_eq!(refused(eleventh), Refusal::TooManyRequestsToday);
        // Somebody elsewhere is not in their way.
        memberships::ask(&accomplice, &request(&communes[0]), "198.51.100.7").await.expect("asked");
    });
}

#[test]
fn asking_and_withdrawing_uses_up_nobody_elses_mails_and_whoever_asks_is_told_that_none_went() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (figeac, die) = (world.commune("46102"), world.commune("26113"));
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        let stranger = signed_in(&world, "stranger@exemple.fr").await;
        let first = memberships::ask(&stranger, &request(&figeac), NETWORK).await.expect("asked");
        assert_eq!(first, Reached::Mail);
        for _ in 0..4 {
            memberships::cancel_request(&stranger, &figeac).await.expect("taken back");
            let again = memberships::ask(&stranger, &request(&figeac), NETWORK).await.expect("asked");
            assert_eq!(again, Reached::MailBefore, "the first link still serves");
        }
        assert_eq!(written_to(&world, "mairie@figeac.fr").await, 1);
        assert_eq!(memberships::mine(&stranger).await.expect("reads")[0].reached, Some(Reached::MailBefore));
        // Another account on the same network gets one more, and the mayor elsewhere is heard all the same.
        for (address, expected) in [("second@exemple.fr", Reached::Mail), ("third@exemple.fr", Reached::TooMany)] {
            let other = signed_in(&world, address).await;
            assert_eq!(memberships::ask(&other, &request(&figeac), NETWORK).await.expect("asked"), expected);
        }
        let mayor = signed_in(&world, "helene@figeac.fr").await;
        let hers = memberships::ask(&mayor, &request(&figeac), "198.51.100.7").await.expect("asked");
        assert_eq!(hers, Reached::Mail);
        let unknown = memberships::ask(&mayor, &request(&die), "198.51.100.7").await.expect("asked");
        assert_eq!(unknown, Reached::NoAddress);
    });
}

#[test]
fn no_name_or_function_carries_an_address_wherever_it_is_typed() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let referent = referent(&world, &figeac).await;
        let person = signed_in(&world, "www.exemple.fr@exemple.fr").await;
        let id = person.actor.person.expect("a person");
        let names = account::mine(&person).await.expect("reads").name;
        assert_eq!(names, "www exemple fr", "the name that an address gives is cleaned");
        let bad = "URGENT : https://exemple.fr";
        let form = RequestForm { title: bad.into(), ..request(&figeac) };
        assert_eq!(refused(account::rename(&person, bad).await), Refusal::AddressInName);
        assert_eq!(refused(memberships::ask(&person, &form, NETWORK).await), Refusal::AddressInName);
        let invited = memberships::invite(&referent, &figeac, &invitation("a@figeac.fr", bad), NETWORK).await;
        assert_eq!(refused(invited), Refusal::AddressInName);
        let attached = RequestForm { evidence: "Téléphone".into(), ..form };
        let attached = memberships::attach(&world.curator().await, "www.exemple.fr@exemple.fr", &attached).await;
        assert_eq!(refused(attached), Refusal::AddressInName);
        memberships::ask(&person, &request(&figeac), NETWORK).await.expect("asked");
        confirm(&world, &referent, &figeac, id).await.expect("confirmed");
        assert_eq!(refused(account::retitle(&person, &figeac, bad).await), Refusal::AddressInName);
    });
}

#[test]
fn what_was_read_is_what_is_confirmed_and_a_swapped_request_is_shown_anew() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        let trainee = signed_in(&world, "stagiaire@exemple.fr").await;
        let id = trainee.actor.person.expect("a person");
        let modest = RequestForm { capacity: "agent".into(), title: "Stagiaire".into(), ..request(&figeac) };
        memberships::ask(&trainee, &modest, NETWORK).await.expect("asked");
        let token = official_link(&world, "mairie@figeac.fr").await;
        let shown = |asking: &person::Asking| memberships::shown(asking).as_str().to_owned();
        let read = shown(&memberships::look(&world.nobody(), &token).await.expect("alive"));
        // Between reading and pressing the button, the trainee becomes the mayor.
        memberships::cancel_request(&trainee, &figeac).await.expect("taken back");
        memberships::ask(&trainee, &request(&figeac), NETWORK).await.expect("asked");
        for answer in [read.as_str(), ""] {
            let confirmed =
                memberships::answer_by_link(&world.nobody(), &token, LinkAnswer::Confirm, answer, &"".into()).await;
            assert_eq!(refused(confirmed), Refusal::ShownChanged);
        }
        let curator = world.curator().await;
        let answered =
            memberships::answer(&curator, &figeac, id, Answered { accept: true, reason: "Téléphone", shown: &read })
                .await;
        assert_eq!(refused(answered), Refusal::ShownChanged);
        // A name is part of what was read, too.
        let before = shown(&memberships::look(&world.nobody(), &token).await.expect("alive"));
        account::rename(&trainee, "Hélène Lacassagne").await.expect("renamed");
        let renamed =
            memberships::answer_by_link(&world.nobody(), &token, LinkAnswer::Confirm, &before, &"".into()).await;
        assert_eq!(refused(renamed), Refusal::ShownChanged);
        let now = shown(&memberships::look(&world.nobody(), &token).await.expect("alive"));
        memberships::answer_by_link(&world.nobody(), &token, LinkAnswer::Confirm, &now, &"".into())
            .await
            .expect("confirmed");
    });
}

#[test]
fn whoever_is_not_known_at_a_town_hall_asks_it_no_more_and_after_three_asks_nobody() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let communes = communes(&world);
        let stranger = signed_in(&world, "stranger@exemple.fr").await;
        let id = stranger.actor.person.expect("a person");
        for (turn, siren) in communes.iter().take(3).enumerate() {
            let address = format!("mairie{turn}@exemple.org");
            has_contact(&world, siren, &address).await;
            memberships::ask(&stranger, &request(siren), NETWORK).await.expect("asked");
            let token = official_link(&world, &address).await;
            // It says so whatever the request says by now: no fingerprint is asked for.
            let nobody = world.nobody();
            memberships::answer_by_link(&nobody, &token, LinkAnswer::Unknown, "", &"".into()).await.expect("answered");
            assert_eq!(refused(memberships::ask(&stranger, &request(siren), NETWORK).await), Refusal::Disowned);
        }
        // Where nobody has complained, too.
        assert_eq!(refused(memberships::ask(&stranger, &request(&communes[3]), NETWORK).await), Refusal::Disowned);
        let notices = notice::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let told = notices.iter().filter(|one| one.person == id && one.kind == "membership_disowned").count();
        assert_eq!(told, 3);
        let unknown = memberships::unknown(&world.curator().await).await.expect("reads");
        assert!(unknown.len() == 3 && unknown.iter().all(|one| one.person == id && one.times == 3 && one.stopped));
        let hidden = memberships::unknown(&stranger).await;
        assert!(matches!(hidden, Err(Error::Forbidden)), "{hidden:?}");
        // A curator who knows better attaches them, which lifts that one answer.
        let form = RequestForm { evidence: "Téléphone de la mairie".into(), ..request(&communes[0]) };
        memberships::attach(&world.curator().await, "stranger@exemple.fr", &form).await.expect("attached");
        assert_eq!(memberships::unknown(&world.curator().await).await.expect("reads").len(), 2);
    });
}

#[test]
fn what_a_person_typed_stands_in_mails_after_our_words_and_is_named_as_theirs() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        let person = signed_in(&world, "helene@figeac.fr").await;
        account::rename(&person, "URGENT Appelez-nous").await.expect("renamed");
        memberships::ask(&person, &request(&figeac), NETWORK).await.expect("asked");
        let referent = referent(&world, &world.commune("26113")).await;
        let form = invitation("youssef@die.fr", "Agent");
        memberships::invite(&referent, &world.commune("26113"), &form, NETWORK).await.expect("invited");
        for (to, typed) in [
            ("mairie@figeac.fr", "«\u{202f}URGENT Appelez-nous\u{202f}»"),
            ("youssef@die.fr", "«\u{202f}l’adjoint\u{202f}»"),
        ] {
            let outgoing =
                outbox(&world).await.into_iter().rev().find(|(recipient, _)| recipient == to).expect("a mail");
            let rendered = server::mail::text::read(&world.platform, &outgoing.1).await.expect("renders");
            assert!(!rendered.subject.contains("URGENT") && !rendered.subject.contains("adjoint"));
            let (ours, theirs) = rendered.body.split_once("Elle a écrit comme nom").expect("named as theirs");
            assert!(ours.len() > 300 && ours.contains("Si vous ne connaissez personne de ce nom"), "{ours}");
            assert!(theirs.contains(typed) && !ours.contains("URGENT"), "{theirs}");
        }
        // A request that was taken back before its mail left is not told of.
        memberships::cancel_request(&person, &figeac).await.expect("taken back");
        let outgoing = outbox(&world).await.into_iter().find(|(to, _)| to == "mairie@figeac.fr").expect("a mail");
        assert!(server::mail::text::read(&world.platform, &outgoing.1).await.is_err());
    });
}

#[test]
fn a_colleague_is_invited_once_listed_told_and_the_invitation_can_be_taken_back() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let mayor = referent(&world, &figeac).await;
        let form = invitation("youssef@figeac.fr", "Agent");
        let at_the_same_time = at_once(8, |_| {
            let (mayor, form) = (mayor.clone(), form.clone());
            async move { memberships::invite(&mayor, &figeac, &form, NETWORK).await.is_ok() }
        })
        .await;
        assert_eq!(at_the_same_time.into_iter().filter(|sent| *sent).count(), 1);
        let again = memberships::invite(&mayor, &figeac, &form, NETWORK).await;
        assert_eq!(refused(again), Refusal::ColleagueInvited);
        let listed = memberships::invited(&mayor, &figeac).await.expect("reads");
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].row.email.as_str(), listed[0].by.as_deref()), ("youssef@figeac.fr", Some("l’adjoint")));
        let hidden = memberships::invited(&world.agent(&world.commune("26113")).await, &figeac).await;
        assert!(matches!(hidden, Err(Error::Forbidden)), "{hidden:?}");
        let link = |outbox: Vec<(String, OutgoingMail)>| {
            outbox.into_iter().rev().find_map(|(_, mail)| match mail {
                OutgoingMail::Colleague { token, .. } => Some(token),
                _ => None,
            })
        };
        let token = link(outbox(&world).await).expect("was sent");
        let clerk = world.agent(&figeac).await;
        let not_his = memberships::take_back(&clerk, &figeac, &listed[0].row.token_hash).await;
        assert!(matches!(not_his, Err(Error::Forbidden)), "{not_his:?}");
        for _ in 0..2 {
            memberships::take_back(&mayor, &figeac, &listed[0].row.token_hash).await.expect("taken back");
        }
        let taken = outbox(&world).await;
        let told = taken.iter().filter(|(_, mail)| matches!(mail, OutgoingMail::InvitationTakenBack { .. })).count();
        assert_eq!(told, 1);
        let youssef = signed_in(&world, "youssef@figeac.fr").await;
        let late = memberships::accept_invitation(&youssef, &token).await;
        assert_eq!(refused(late), Refusal::LinkEnded);
        // The one who says that it is not for them is not invited again by the same person.
        memberships::invite(&mayor, &figeac, &form, NETWORK).await.expect("invited anew");
        let token = link(outbox(&world).await).expect("was sent");
        memberships::decline_invitation(&world.nobody(), &token).await.expect("declined");
        let more = memberships::invite(&mayor, &figeac, &form, NETWORK).await;
        assert_eq!(refused(more), Refusal::InvitationsRefused);
        let rows = membership_invitation::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(rows.is_empty());
    });
}

#[test]
fn an_address_gets_three_invitations_in_a_day_and_a_person_sends_twenty() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let communes = communes(&world);
        for (turn, siren) in communes.iter().take(4).enumerate() {
            let mayor = referent(&world, siren).await;
            let sent = memberships::invite(&mayor, siren, &invitation("dgs@exemple.fr", "Agent"), NETWORK).await;
            match turn {
                0..3 => sent.expect("invited"),
                _ => assert_eq!(refused(sent), Refusal::TooManyInvitations),
            }
        }
        let mayor = referent(&world, &communes[4]).await;
        for turn in 0..20 {
            let form = invitation(&format!("a{turn}@exemple.fr"), "Agent");
            memberships::invite(&mayor, &communes[4], &form, NETWORK).await.expect("invited");
        }
        let more = memberships::invite(&mayor, &communes[4], &invitation("b@exemple.fr", "Agent"), NETWORK).await;
        assert_eq!(refused(more), Refusal::TooManyInvitations);
    });
}

#[test]
fn a_stranger_who_asks_for_links_locks_nobody_out() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let nobody = world.nobody();
        let mayor = "maire@figeac.fr";
        signed_in_from(&world, mayor, &from("192.0.2.1", "hers")).await;
        // A stranger uses up their own five, then an accomplice on three networks the twenty that go to one address.
        let mut sent = 0;
        for network in ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"] {
            for _ in 0..6 {
                sent += usize::from(sign_in::ask(&nobody, mayor, &from(network, "his"), "/").await.is_ok());
            }
        }
        assert_eq!(sent, 19, "five for each network, twenty in all with hers");
        let elsewhere = sign_in::ask(&nobody, mayor, &from("192.0.2.9", "new"), "/").await;
        assert_eq!(refused(elsewhere), Refusal::TooManyLinks);
        // The browser with which she signed in before gets its mail, from any network.
        signed_in_from(&world, mayor, &from("198.51.100.1", "hers")).await;
        // Knowing a browser of one address opens nothing for another one.
        let other = sign_in::ask(&nobody, "dgs@figeac.fr", &from("198.51.100.1", "hers"), "/").await;
        other.expect("another address has room of its own");
        let rows = known_browser::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(rows.len() == 1 && !format!("{rows:?}").contains("hers") && !format!("{rows:?}").contains(mayor));
    });
}

async fn signed_in_from(world: &World, address: &str, browser: &Browser) {
    sign_in::ask(&world.nobody(), address, browser, "/").await.expect("sent");
    let (token, _) = sent_to(world, address).await;
    sign_in::by_link(&world.nobody(), &token, browser, None).await.expect("enters");
}

#[test]
fn a_network_that_asks_for_one_address_leaves_the_others_and_browsers_known_are_bounded() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        for turn in 0..12 {
            let browser = from(&format!("192.0.2.{turn}"), &format!("browser {turn}"));
            signed_in_from(&world, "maire@figeac.fr", &browser).await;
        }
        let rows = known_browser::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert_eq!(rows.len(), 10);
    });
}

async fn invited_group(world: &World, guest: &Siren) -> (Context, entity::id::GroupId) {
    let lead = world.elu(&world.commune("46102")).await;
    let need = world.published(&lead).await;
    let id = world.group(&lead, need).await;
    group::invite(&lead, id, guest, NETWORK).await.expect("invited");
    (lead, id)
}

async fn reached(world: &World, ctx: &Context, id: entity::id::GroupId, guest: &Siren) -> Option<Reached> {
    let detail = group::query::detail(ctx, &world.campaign().await, id).await.expect("reads");
    detail.members.iter().find(|member| member.siren == *guest).expect("is in it").reached
}

#[test]
fn a_commune_for_which_nobody_acts_is_invited_at_its_official_address_once() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let die = world.commune("26113");
        has_contact(&world, &die, "mairie@die.fr").await;
        let (lead, id) = invited_group(&world, &die).await;
        assert_eq!(reached(&world, &lead, id, &die).await, Some(Reached::Mail));
        let (_, mail) = outbox(&world).await.into_iter().find(|(to, _)| to == "mairie@die.fr").expect("a mail");
        let text = server::mail::text::read(&world.platform, &mail).await.expect("renders");
        assert!(text.body.contains(&format!("/groupements/{id}")) && text.body.contains("Groupement d’essai"));
        // Taken back, and made anew: no second mail the same day, and the lead is told.
        for _ in 0..2 {
            group::take_back(&lead, id, &die, &"Un motif.".into()).await.expect("taken back");
        }
        assert!(server::mail::text::read(&world.platform, &mail).await.is_err(), "a mail that waits is not sent");
        group::invite(&lead, id, &die, NETWORK).await.expect("invited anew");
        assert_eq!(reached(&world, &lead, id, &die).await, Some(Reached::MailBefore));
        assert_eq!(written_to(&world, "mairie@die.fr").await, 1);
        // Whoever acts first for the commune is told of the invitation that waits.
        let mayor = signed_in(&world, "camille@die.fr").await;
        let person = mayor.actor.person.expect("a person");
        memberships::ask(&mayor, &request(&die), NETWORK).await.expect("asked");
        confirm(&world, &world.curator().await, &die, person).await.expect("confirmed");
        let notices = notice::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(notices.iter().any(|one| one.person == person && one.kind == "group_invitation"));
    });
}

#[test]
fn a_group_says_whom_its_invitation_reached_and_takes_it_back_before_it_is_answered() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (die, cahors) = (world.commune("26113"), world.commune("46042"));
        let (lead, id) = invited_group(&world, &die).await;
        assert_eq!(reached(&world, &lead, id, &die).await, Some(Reached::NoAddress));
        let guest = world.elu(&cahors).await;
        group::invite(&lead, id, &cahors, NETWORK).await.expect("invited");
        assert_eq!(reached(&world, &lead, id, &cahors).await, Some(Reached::People));
        let not_hers = group::take_back(&guest, id, &cahors, &"Un motif.".into()).await;
        assert!(matches!(not_hers, Err(Error::Forbidden)), "{not_hers:?}");
        group::take_back(&lead, id, &cahors, &"Un motif.".into()).await.expect("taken back");
        let notices = notice::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let told = |one: &&notice::Model| one.kind == "group_invitation_taken_back";
        assert_eq!(
            notices.iter().filter(told).map(|one| one.person).collect::<Vec<_>>(),
            [guest.actor.person.expect("one")]
        );
        let late = group::answer(&guest, id, &cahors, group::Answer::Accept, &"Un motif.".into()).await;
        assert_eq!(refused(late), Refusal::WrongState);
        group::invite(&lead, id, &cahors, NETWORK).await.expect("invited anew");
        group::answer(&guest, id, &cahors, group::Answer::Accept, &"Un motif.".into()).await.expect("accepted");
        assert_eq!(refused(group::take_back(&lead, id, &cahors, &"Un motif.".into()).await), Refusal::WrongState);
        let detail = group::query::detail(&lead, &world.campaign().await, id).await.expect("reads");
        assert_eq!(detail.state_of(&cahors), Some(MemberState::Member));
        let mails = mail::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(mails.iter().all(|row| !row.content.contains("group_invitation\"")), "nobody else was written to");
    });
}

#[test]
fn a_request_that_waits_is_corrected_and_whoever_read_it_before_reads_it_again() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let asker = signed_in(&world, "mairie.figeac@orange.fr").await;
        let person = asker.actor.person.expect("a person");
        let missing = memberships::correct_request(&asker, &request(&figeac)).await;
        assert_eq!(refused(missing), Refusal::RequestEnded);
        memberships::ask(&asker, &request(&figeac), NETWORK).await.expect("asked");
        let read = shown_of(&world, &figeac, person).await;
        let form = RequestForm { title: "Adjointe".into(), capacity: "agent".into(), ..request(&figeac) };
        memberships::correct_request(&asker, &form).await.expect("corrected");
        let waiting = memberships::mine(&asker).await.expect("reads");
        assert_eq!((waiting.len(), waiting[0].title.as_str()), (1, "Adjointe"));
        assert_eq!(waiting[0].reached, Some(Reached::NoAddress), "whom it reached stays");
        let answered = Answered { accept: true, reason: EVIDENCE, shown: &read };
        let answer = memberships::answer(&world.curator().await, &figeac, person, answered).await;
        assert_eq!(refused(answer), Refusal::ShownChanged);
        // Fields are looked at as they are when one asks.
        let form = RequestForm { title: String::new(), ..request(&figeac) };
        assert_eq!(refused(memberships::correct_request(&asker, &form).await), Refusal::Missing);
    });
}

/// What is offered to somebody.
async fn proposed_to(ctx: &Context) -> Vec<Proposed> {
    let requests = memberships::mine(ctx).await.expect("reads");
    let identity = server::proconnect::known(ctx).await.expect("reads");
    memberships::proposed(ctx, &requests, identity.as_ref()).await.expect("reads")
}

#[test]
fn a_collectivity_is_offered_by_the_domain_and_by_the_name_in_the_address_and_by_nothing_else() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (figeac, die) = (world.commune("46102"), world.commune("26113"));
        has_contact(&world, &die, "accueil@xq26.example").await;
        let offered = |address: &'static str| {
            let world = &world;
            async move {
                let one = signed_in(world, address).await;
                let proposed = proposed_to(&one).await;
                (one, proposed.into_iter().map(|one| (one.siren, one.why)).collect::<Vec<_>>())
            }
        };
        assert_eq!(offered("dgs@xq26.example").await.1, [(die, Why::Domain)]);
        assert_eq!(offered("mairie.figeac@orange.fr").await.1, [(figeac, Why::Name)]);
        assert_eq!(offered("figeac@orange.fr").await.1, []);
        let (mayor, proposed) = offered("maire@figeac.fr").await;
        assert_eq!(proposed, [(figeac, Why::Name)]);
        // What is asked for is offered no more.
        memberships::ask(&mayor, &request(&figeac), NETWORK).await.expect("asked");
        assert_eq!(proposed_to(&mayor).await, []);
    });
}

#[test]
fn a_request_that_reaches_nobody_there_is_told_to_curators_and_confirmed_among_others() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (figeac, die, felletin) = (world.commune("46102"), world.commune("26113"), world.commune("23079"));
        has_contact(&world, &die, "accueil@diois.example").await;
        let curator = world.curator().await;
        let told = || async {
            let all = notice::Entity::find().all(world.platform.database.read()).await.expect("reads");
            let mine = all.into_iter().filter(|row| Some(row.person) == curator.actor.person);
            mine.filter(|row| row.kind == "request_for_curators").count()
        };
        let mut asked = Vec::new();
        for (address, siren) in
            [("mairie.figeac@orange.fr", figeac), ("dgs@diois.example", die), ("someone@orange.fr", felletin)]
        {
            let asker = signed_in(&world, address).await;
            memberships::ask(&asker, &request(&siren), NETWORK).await.expect("asked");
            asked.push((siren, asker.actor.person.expect("a person")));
        }
        assert_eq!(told().await, 2, "the official address of Die is written to, and answers");
        assert_eq!(memberships::waiting(&curator).await.expect("counts"), 3);
        let queue = memberships::queue(&curator).await.expect("reads");
        let signs: Vec<_> = queue.iter().map(|one| (one.signs.as_slice(), one.is_sure())).collect();
        let expected: [(&[Why], bool); 3] = [(&[Why::Name], false), (&[Why::Domain], true), (&[], false)];
        assert_eq!(signs, expected);
        let anybody = signed_in(&world, "anybody@orange.fr").await;
        assert!(memberships::queue(&anybody).await.is_err() && memberships::waiting(&anybody).await.is_err());
        assert!(memberships::confirm_all(&anybody, asked.clone(), EVIDENCE).await.is_err());

        assert_eq!(refused(memberships::confirm_all(&curator, asked.clone(), " ").await), Refusal::Missing);
        assert_eq!(refused(memberships::confirm_all(&curator, Vec::new(), EVIDENCE).await), Refusal::Missing);
        // One that is gone: none is confirmed.
        let mut more = asked.clone();
        more.push((felletin, anybody.actor.person.expect("a person")));
        assert_eq!(refused(memberships::confirm_all(&curator, more, EVIDENCE).await), Refusal::RequestEnded);
        assert_eq!(memberships::waiting(&curator).await.expect("counts"), 3);

        memberships::confirm_all(&curator, asked.clone(), EVIDENCE).await.expect("confirmed");
        assert_eq!(memberships::waiting(&curator).await.expect("counts"), 0);
        let members = membership::Entity::find().all(world.platform.database.read()).await.expect("reads");
        for (siren, person) in asked {
            let member = members.iter().find(|row| (row.siren, row.person) == (siren, person)).expect("acts at once");
            assert!(!member.referent, "a first referent takes two");
        }
        let acts = joint_act::list(&curator).await.expect("reads");
        assert_eq!(acts.len(), 3, "each is proposed as first referent");
    });
}

#[test]
fn what_is_confirmed_among_others_is_what_was_read() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let asker = signed_in(&world, "mairie.figeac@orange.fr").await;
        memberships::ask(&asker, &request(&figeac), NETWORK).await.expect("asked");
        let person = asker.actor.person.expect("a person");
        let read = shown_of(&world, &figeac, person).await;
        let mut curator = world.curator().await;
        let sent =
            |shown: &str| Some(std::sync::Arc::new(vec![(format!("shown.{figeac}.{person}"), shown.to_owned())]));
        let form = RequestForm { title: "Adjointe".into(), ..request(&figeac) };
        memberships::correct_request(&asker, &form).await.expect("corrected");
        curator.shown = sent(&read);
        let confirmed = memberships::confirm_all(&curator, vec![(figeac, person)], EVIDENCE).await;
        assert_eq!(refused(confirmed), Refusal::ShownChanged);
        curator.shown = sent(&shown_of(&world, &figeac, person).await);
        memberships::confirm_all(&curator, vec![(figeac, person)], EVIDENCE).await.expect("confirmed");
    });
}
