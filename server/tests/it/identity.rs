//! Signing in by mail, memberships, mandates: what people and collectivités were promised.

use crate::fixture::reasons_told;
use crate::{
    joint_act::official_answer,
    world::{World, at_once, on_both},
};
use entity::{
    event::MailPreference,
    form_field::FieldName,
    id::PersonId,
    mandate::{MandateForm, Rank},
    membership::RequestForm,
    permission::{Acting, Actor, StaffRole},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{contact, mail, membership, notice, sign_in_link},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use server::{
    Context, Error, account,
    clock::SystemClock,
    joint_act::{self, Answer},
    mail::OutgoingMail,
    mandate,
    membership::{self as memberships, Answered, InvitationForm, LinkAnswer},
    person,
    sign_in::{self, Browser},
    staff::{self, StaffForm},
};
use std::sync::Arc;

/// On what curators confirm.
pub const EVIDENCE: &str = "Téléphone de la mairie, le 2 mars";

/// Where everybody comes from, if nothing else is said.
pub const NETWORK: &str = "203.0.113.9";

pub fn browser(secret: &str) -> Browser {
    Browser { secret: secret.into(), name: "Firefox".into(), network: NETWORK.into() }
}

pub async fn outbox(world: &World) -> Vec<(String, OutgoingMail)> {
    let rows = mail::Entity::find().all(world.platform.database.read()).await.expect("reads");
    let outgoing = |row: mail::Model| (row.recipient, serde_json::from_str(&row.content).expect("a mail"));
    rows.into_iter().map(outgoing).collect()
}

/// The link and the code that were sent to an address last.
pub async fn sent_to(world: &World, address: &str) -> (String, String) {
    let outbox = outbox(world).await;
    let last = outbox.into_iter().rev().find_map(|(to, mail)| match mail {
        OutgoingMail::SignIn { token, code, .. } if to == address => Some((token, code)),
        _ => None,
    });
    last.expect("was sent")
}

/// Whom a session belongs to, as a request would find it.
pub async fn context_of(world: &World, token: &str) -> Context {
    let now = SystemClock::machine_now();
    let database = world.platform.database.read();
    let (actor, _) = person::actor_of(database, now, world.platform.now(), token, "").await.expect("reads");
    Context::new(Arc::clone(&world.platform), actor, "test")
}

pub async fn signed_in(world: &World, address: &str) -> Context {
    let browser = browser(address);
    sign_in::ask(&world.nobody(), address, &browser, "/").await.expect("sent");
    let (token, _) = sent_to(world, address).await;
    let entered = sign_in::by_link(&world.nobody(), &token, &browser, None).await.expect("enters");
    context_of(world, &entered.token).await
}

pub fn invitation(email: &str, title: &str) -> InvitationForm {
    InvitationForm { email: email.into(), capacity: "agent".into(), title: title.into() }
}

/// What a request shows to whoever answers it, as its page carries it.
pub async fn shown_of(world: &World, siren: &Siren, person: PersonId) -> String {
    let asking = person::asking(&world.curator().await, siren).await.expect("reads");
    let shown = asking.iter().find(|one| one.request.person == person).map(memberships::shown);
    shown.map(|shown| shown.as_str().to_owned()).unwrap_or_default()
}

/// Confirms a request as it stands.
pub async fn confirm(world: &World, ctx: &Context, siren: &Siren, person: PersonId) -> Result<(), Error> {
    let shown = shown_of(world, siren, person).await;
    memberships::answer(ctx, siren, person, Answered { accept: true, reason: EVIDENCE, shown: &shown }).await
}

pub fn request(siren: &Siren) -> RequestForm {
    RequestForm {
        siren: siren.to_string(),
        capacity: "elu".into(),
        title: "Maire".into(),
        evidence: String::new(),
        body: String::new(),
    }
}

pub async fn has_contact(world: &World, siren: &Siren, address: &str) {
    let tx = world.platform.database.begin().await.expect("begins");
    let row = contact::Model { siren: *siren, email: address.into() };
    contact::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    tx.commit().await.expect("commits");
}

/// The same person, acting for a collectivité as a new request would find them.
pub fn acting(ctx: &Context, siren: &Siren, referent: bool) -> Context {
    let acting = Acting { siren: *siren, capacity: entity::collectivity::Capacity::Elu, mandate: false, referent };
    Context::new(Arc::clone(&ctx.platform), Actor { acting: Some(acting), ..ctx.actor.clone() }, "test")
}

/// An élu who says who else acts for a collectivité.
pub async fn referent(world: &World, siren: &Siren) -> Context {
    let elu = world.other_elu(siren).await;
    let tx = world.platform.database.begin().await.expect("begins");
    membership::Entity::update_many()
        .set(membership::ActiveModel { referent: Set(true), ..Default::default() })
        .filter(membership::Column::Person.eq(elu.actor.person.expect("a person")))
        .exec(&tx)
        .await
        .expect("updates");
    tx.commit().await.expect("commits");
    acting(&elu, siren, true)
}

#[test]
fn a_link_signs_in_once_and_in_the_browser_that_asked() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let nobody = world.nobody();
        sign_in::ask(&nobody, " Maire@Figeac.fr ", &browser("hers"), "/besoins").await.expect("sent");
        let (token, _) = sent_to(&world, "maire@figeac.fr").await;
        let elsewhere = sign_in::by_link(&nobody, &token, &browser("another"), None).await;
        assert!(matches!(elsewhere, Err(Error::Refused(Refusal::OtherBrowser))), "{elsewhere:?}");
        // A scanner that looks, and looks again, uses nothing up.
        for _ in 0..3 {
            assert_eq!(sign_in::look(&nobody, &token, "hers").await.expect("alive").email, "maire@figeac.fr");
        }
        let entered = sign_in::by_link(&nobody, &token, &browser("hers"), None).await.expect("enters");
        assert_eq!(entered.return_to, "/besoins");
        assert!(context_of(&world, &entered.token).await.actor.person.is_some());
        let again = sign_in::by_link(&nobody, &token, &browser("hers"), None).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::LinkEnded))), "{again:?}");
    });
}

#[test]
fn a_link_used_by_many_at_once_signs_in_one() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        sign_in::ask(&world.nobody(), "maire@figeac.fr", &browser("hers"), "/").await.expect("sent");
        let (token, _) = sent_to(&world, "maire@figeac.fr").await;
        let nobody = world.nobody();
        let entered = at_once(16, |_| {
            let (nobody, token) = (nobody.clone(), token.clone());
            async move { sign_in::by_link(&nobody, &token, &browser("hers"), None).await.is_ok() }
        })
        .await;
        assert_eq!(entered.iter().filter(|entered| **entered).count(), 1);
    });
}

#[test]
fn a_code_is_typed_where_the_link_was_asked_and_five_wrong_ones_end_it() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let nobody = world.nobody();
        sign_in::ask(&nobody, "maire@figeac.fr", &browser("hers"), "/").await.expect("sent");
        let (_, code) = sent_to(&world, "maire@figeac.fr").await;
        let elsewhere = sign_in::by_code(&nobody, &code, &browser("another")).await;
        assert!(matches!(elsewhere, Err(Error::Refused(Refusal::LinkEnded))), "{elsewhere:?}");
        sign_in::by_code(&nobody, &code.to_lowercase(), &browser("hers")).await.expect("enters");

        sign_in::ask(&nobody, "maire@figeac.fr", &browser("hers"), "/").await.expect("sent");
        let (token, code) = sent_to(&world, "maire@figeac.fr").await;
        let wrong = if code.starts_with('Z') { "Y2345678" } else { "Z2345678" };
        for turn in 1..=5 {
            let refused = sign_in::by_code(&nobody, wrong, &browser("hers")).await.expect_err("wrong");
            let expected = if turn < 5 { Refusal::WrongCode } else { Refusal::LinkEnded };
            let Error::Fields(FieldRefusals(fields)) = refused else { panic!("{refused:?}") };
            assert_eq!(fields, [(FieldName::question("code"), expected)]);
        }
        assert!(sign_in::by_code(&nobody, &code, &browser("hers")).await.is_err());
        assert!(sign_in::by_link(&nobody, &token, &browser("hers"), None).await.is_err());
    });
}

#[test]
fn an_address_gets_five_mails_in_a_quarter_of_an_hour_and_the_table_holds_no_secret() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let nobody = world.nobody();
        for _ in 0..5 {
            sign_in::ask(&nobody, "maire@figeac.fr", &browser("hers"), "/").await.expect("sent");
        }
        let sixth = sign_in::ask(&nobody, "maire@figeac.fr", &browser("hers"), "/").await;
        assert!(matches!(sixth, Err(Error::Refused(Refusal::TooManyLinks))), "{sixth:?}");
        sign_in::ask(&nobody, "accueil@figeac.fr", &browser("hers"), "/").await.expect("another address");
        let (token, code) = sent_to(&world, "accueil@figeac.fr").await;
        let links = sign_in_link::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert_eq!(links.len(), 6);
        for link in links {
            let stored = format!("{link:?}");
            assert!(!stored.contains(&token) && !stored.contains(&code.replace(' ', "")) && !stored.contains("hers"));
        }
        let wrong = sign_in::ask(&nobody, "figeac", &browser("hers"), "/").await.expect_err("no address");
        let Error::Fields(FieldRefusals(fields)) = wrong else { panic!("{wrong:?}") };
        assert_eq!(fields, [(FieldName::question("email"), Refusal::NotAnEmail)]);
    });
}

#[test]
fn the_first_who_is_confirmed_by_the_official_mail_is_the_referent_and_confirms_the_next() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        let mayor = signed_in(&world, "helene@figeac.fr").await;
        memberships::ask(&mayor, &request(&figeac), NETWORK).await.expect("asked");
        let again = memberships::ask(&mayor, &request(&figeac), NETWORK).await.expect_err("asked already");
        assert!(matches!(again, Error::Fields(FieldRefusals(fields)) if fields[0].1 == Refusal::AlreadyAsked));

        let token = outbox(&world).await.into_iter().find_map(|(to, mail)| match mail {
            OutgoingMail::FirstReferent { token, .. } if to == "mairie@figeac.fr" => Some(token),
            _ => None,
        });
        let token = token.expect("the official address is written to");
        let asking = memberships::look(&world.nobody(), &token).await.expect("alive");
        assert_eq!(asking.name, "helene");
        let shown = memberships::shown(&asking).as_str().to_owned();
        assert_eq!(
            memberships::answer_by_link(&world.nobody(), &token, LinkAnswer::Confirm, &shown, &"".into())
                .await
                .expect("confirmed"),
            figeac
        );
        let twice = memberships::answer_by_link(&world.nobody(), &token, LinkAnswer::Confirm, &shown, &"".into()).await;
        assert!(matches!(twice, Err(Error::Refused(Refusal::LinkEnded))), "{twice:?}");

        let clerk = signed_in(&world, "youssef@figeac.fr").await;
        let form = RequestForm { capacity: "agent".into(), title: "Agent".into(), ..request(&figeac) };
        memberships::ask(&clerk, &form, NETWORK).await.expect("asked");
        let clerk_id = clerk.actor.person.expect("a person");
        let mayor = acting(&mayor, &figeac, true);
        // Nobody else answers: not the one who asks, not a curator once there is a referent.
        let own = confirm(&world, &clerk, &figeac, clerk_id).await;
        assert!(matches!(own, Err(Error::Forbidden)), "{own:?}");
        let curator = confirm(&world, &world.curator().await, &figeac, clerk_id).await;
        assert!(matches!(curator, Err(Error::Forbidden)), "{curator:?}");
        confirm(&world, &mayor, &figeac, clerk_id).await.expect("confirmed");
        let people = person::colleagues(&mayor, &figeac, &world.campaign().await).await.expect("reads");
        let told: Vec<(&str, bool)> = people.iter().map(|one| (one.name.as_str(), one.referent)).collect();
        assert_eq!(told, [("helene", true), ("youssef", false)]);
    });
}

#[test]
fn whoever_the_referent_invited_acts_once_they_accept_and_the_link_serves_once() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let referent = referent(&world, &figeac).await;
        let deputy = world.other_elu(&figeac).await;
        let refused = memberships::invite(&deputy, &figeac, &invitation("x@figeac.fr", "Agent"), NETWORK).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        let form = invitation("youssef@figeac.fr", "Agent d’accueil");
        memberships::invite(&referent, &figeac, &form, NETWORK).await.expect("invited");
        let token = outbox(&world).await.into_iter().find_map(|(to, mail)| match mail {
            OutgoingMail::Colleague { token, .. } if to == "youssef@figeac.fr" => Some(token),
            _ => None,
        });
        let token = token.expect("is written to");
        let visitor = memberships::accept_invitation(&world.nobody(), &token).await;
        assert!(matches!(visitor, Err(Error::SignInNeeded)), "{visitor:?}");
        let clerk = signed_in(&world, "youssef@figeac.fr").await;
        assert_eq!(memberships::accept_invitation(&clerk, &token).await.expect("accepted"), figeac);
        let again = memberships::accept_invitation(&signed_in(&world, "other@figeac.fr").await, &token).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::LinkEnded))), "{again:?}");
        let people = person::colleagues(&referent, &figeac, &world.campaign().await).await.expect("reads");
        assert!(people.iter().any(|one| one.name == "youssef" && one.title == "Agent d’accueil" && !one.referent));
    });
}

#[test]
fn a_request_answered_by_many_at_once_is_answered_once() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let mayor = signed_in(&world, "helene@figeac.fr").await;
        memberships::ask(&mayor, &request(&figeac), NETWORK).await.expect("asked");
        let (id, curator) = (mayor.actor.person.expect("a person"), world.curator().await);
        let shown = shown_of(&world, &figeac, id).await;
        let answered = at_once(16, |_| {
            let (curator, shown) = (curator.clone(), shown.clone());
            async move {
                memberships::answer(&curator, &figeac, id, Answered { accept: true, reason: EVIDENCE, shown: &shown })
                    .await
                    .is_ok()
            }
        })
        .await;
        assert_eq!(answered.iter().filter(|answered| **answered).count(), 1);
        let rows = membership::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert_eq!(rows.len(), 1);
    });
}

#[test]
fn the_mandate_goes_to_one_elu_and_one_deputy_within_its_days_and_both_are_told() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let mayor = referent(&world, &figeac).await;
        let (deputy, clerk) = (world.other_elu(&figeac).await, world.agent(&figeac).await);
        let id = |ctx: &Context| ctx.actor.person.expect("a person");
        let form = |person: PersonId, rank: Rank| MandateForm {
            person: person.to_string(),
            rank: rank.code().into(),
            note: "Délibération 2021-14".into(),
            ..MandateForm::default()
        };
        let not_hers = mandate::give(&deputy, &figeac, &form(id(&deputy), Rank::Holder)).await;
        assert!(matches!(not_hers, Err(Error::Forbidden)), "{not_hers:?}");
        let agent = mandate::give(&mayor, &figeac, &form(id(&clerk), Rank::Holder)).await.expect_err("no élu");
        let no_elu = [(FieldName::question("person"), Refusal::NotAnElu)];
        assert!(matches!(agent, Error::Fields(FieldRefusals(fields)) if fields == no_elu));

        mandate::give(&mayor, &figeac, &form(id(&mayor), Rank::Holder)).await.expect("given");
        mandate::give(&mayor, &figeac, &form(id(&deputy), Rank::Deputy)).await.expect("given");
        // The deputy becomes the holder: there is one of each, and nobody is both.
        mandate::give(&mayor, &figeac, &form(id(&deputy), Rank::Holder)).await.expect("given");
        let people = person::colleagues(&mayor, &figeac, &world.campaign().await).await.expect("reads");
        let held: Vec<(PersonId, Rank)> =
            people.iter().filter_map(|one| one.mandate.as_ref().map(|mandate| (one.person, mandate.rank))).collect();
        assert_eq!(held, [(id(&deputy), Rank::Holder)]);
        let notices = notice::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let of = |person: PersonId, kind: &str| {
            notices.iter().filter(|one| one.person == person && one.kind == kind).count()
        };
        assert_eq!(of(id(&deputy), "mandate_given"), 2);
        // Who gives it knows; who lost it by another's hand is told.
        assert_eq!(of(id(&mayor), "mandate_withdrawn"), 0);

        let silent = mandate::withdraw(&mayor, &figeac, Rank::Holder, &"".into()).await;
        assert!(matches!(silent, Err(Error::Fields(_))), "{silent:?}");
        mandate::withdraw(&mayor, &figeac, Rank::Holder, &"Fin de mandat.".into()).await.expect("withdrawn");
        let told = reasons_told(&world, id(&deputy), "mandate_withdrawn").await;
        assert!(told.contains(&Some("Fin de mandat.".to_owned())), "{told:?}");
        let people = person::colleagues(&mayor, &figeac, &world.campaign().await).await.expect("reads");
        assert!(people.iter().all(|one| one.mandate.is_none()));
    });
}

#[test]
fn a_mandate_casts_on_its_days_only() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let mayor = referent(&world, &figeac).await;
        let author = world.elu(&world.commune("26113")).await;
        let need = world.published(&author).await;
        let project = world.on_ballot(&world.curator().await, need, "100 000").await;
        world.open_vote().await;
        let id = mayor.actor.person.expect("a person");
        let form = MandateForm {
            person: id.to_string(),
            rank: "holder".into(),
            until: "2021-04-12".into(),
            ..MandateForm::default()
        };
        mandate::give(&mayor, &figeac, &form).await.expect("given");
        let mut voter = mayor.clone();
        voter.actor.acting.as_mut().expect("acts").mandate = true;
        server::ballot::cast(&voter, &[project]).await.expect("cast");
        // The page was rendered on the last day, and the button pressed on the next.
        world.go_to("2021-04-12T22:00:00Z");
        let late = server::ballot::cast(&voter, &[project]).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::NoMandate))), "{late:?}");
    });
}

#[test]
fn who_has_left_the_town_hall_has_no_session_no_mandate_and_a_trace() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let referent = referent(&world, &figeac).await;
        let deputy = signed_in(&world, "adjoint@figeac.fr").await;
        let id = deputy.actor.person.expect("a person");
        memberships::ask(&deputy, &request(&figeac), NETWORK).await.expect("asked");
        confirm(&world, &referent, &figeac, id).await.expect("confirmed");
        let form = MandateForm { person: id.to_string(), rank: "holder".into(), ..MandateForm::default() };
        mandate::give(&referent, &figeac, &form).await.expect("given");
        let browser = browser("again");
        sign_in::ask(&world.nobody(), "adjoint@figeac.fr", &browser, "/").await.expect("sent");
        let (token, _) = sent_to(&world, "adjoint@figeac.fr").await;
        let session = sign_in::by_link(&world.nobody(), &token, &browser, None).await.expect("enters").token;
        let before = context_of(&world, &session).await.actor;
        assert!(before.acting.is_some_and(|acting| acting.mandate && !acting.referent));

        let silent = memberships::end(&referent, &figeac, id, &"".into()).await;
        assert!(matches!(silent, Err(Error::Fields(_))), "{silent:?}");
        memberships::end(&referent, &figeac, id, &"A quitté la mairie.".into()).await.expect("ended");
        let told = reasons_told(&world, id, "membership_ended").await;
        assert_eq!(told, [Some("A quitté la mairie.".to_owned())]);
        assert_eq!(context_of(&world, &session).await.actor, Actor::default());
        let people = person::colleagues(&referent, &figeac, &world.campaign().await).await.expect("reads");
        assert!(people.iter().all(|one| one.person != id));
        let search = server::audit::Search { subject: figeac.to_string(), ..Default::default() };
        let administrator = administrator(&world).await;
        let trace = server::audit::list(&administrator, server::audit::Whose::All, &search, 50).await.expect("reads");
        let kinds: Vec<&str> = trace.iter().map(|one| one.event.kind.as_str()).collect();
        assert_eq!(
            kinds,
            ["membership_ended", "mandate_withdrawn", "mandate_given", "membership_confirmed", "membership_asked"]
        );
    });
}

pub async fn administrator(world: &World) -> Context {
    let token = sign_in::invite_administrator(&world.nobody(), "admin@terreau.example").await.expect("invited");
    let entered = sign_in::by_link(&world.nobody(), &token, &browser("his"), None).await.expect("enters");
    context_of(world, &entered.token).await
}

#[test]
fn the_first_administrator_comes_by_a_link_and_the_last_one_stays() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let refused = sign_in::invite(&world.nobody(), "x@y.fr", StaffRole::Administrator).await;
        assert!(matches!(refused, Err(Error::SignInNeeded)), "{refused:?}");
        let administrator = administrator(&world).await;
        assert_eq!(administrator.actor.staff, Some(StaffRole::Administrator));
        let last =
            staff::take(&administrator, administrator.actor.person.expect("a person"), &"Un motif.".into()).await;
        assert!(matches!(last, Err(Error::Refused(Refusal::LastAdministrator))), "{last:?}");

        let officer = signed_in(&world, "agent@lot.gouv.fr").await;
        let form = |departement: &str| StaffForm {
            email: "agent@lot.gouv.fr".into(),
            staff: "prefecture".into(),
            departement: departement.into(),
        };
        for wrong in ["", "999"] {
            let refused = staff::give(&administrator, &form(wrong)).await.expect_err("no département");
            assert!(
                matches!(refused, Error::Fields(FieldRefusals(fields)) if fields[0].1 == Refusal::DepartementNeeded)
            );
        }
        staff::give(&administrator, &form("46")).await.expect("proposed");
        let curator = world.curator().await;
        let act = joint_act::list(&curator).await.expect("reads").remove(0);
        let shown = joint_act::shown(&act);
        joint_act::answer(&curator, act.row.id, Answer::Second, shown.as_str(), &"".into()).await.expect("seconded");
        let members = staff::list(&administrator).await.expect("reads");
        assert!(members.iter().any(|member| member.departement.as_deref() == Some("46")));
        let not_his = staff::list(&officer).await;
        assert!(matches!(not_his, Err(Error::Forbidden)), "{not_his:?}");
    });
}

#[test]
fn somebody_who_takes_their_data_away_is_named_nowhere_and_the_trace_stays_whole() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let person = signed_in(&world, "solene@die.fr").await;
        account::rename(&person, "Solène Vautrin").await.expect("renamed");
        account::choose_mail(&person, MailPreference::Digest).await.expect("chosen");
        memberships::ask(&person, &request(&world.commune("26113")), NETWORK).await.expect("asked");
        let copy = account::copy(&person).await.expect("copied").to_string();
        for known in ["Solène Vautrin", "solene@die.fr", "Maire", "digest", "membership_asked"] {
            assert!(copy.contains(known), "{known}: {copy}");
        }
        account::delete(&person).await.expect("deleted");
        let database = world.platform.database.read();
        let people = format!("{:?}", entity::table::person::Entity::find().all(database).await.expect("reads"));
        let addresses = entity::table::mail_address::Entity::find().all(database).await.expect("reads");
        let mails = format!("{:?}", outbox(&world).await);
        assert!(!people.contains("Solène") && addresses.is_empty() && !mails.contains("solene@die.fr"));
        let verified = server::audit::verify(&world.platform, None).await.expect("reads");
        assert_eq!(verified.broken, None);
        // The same address is somebody new.
        let back = signed_in(&world, "solene@die.fr").await;
        assert_ne!(back.actor.person, person.actor.person);
    });
}

#[test]
fn notices_are_mailed_as_each_chose() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        for (address, preference) in [
            ("a@figeac.fr", MailPreference::Each),
            ("b@figeac.fr", MailPreference::Digest),
            ("c@figeac.fr", MailPreference::None),
        ] {
            let person = signed_in(&world, address).await;
            account::choose_mail(&person, preference).await.expect("chosen");
            let id = person.actor.person.expect("a person");
            let form = RequestForm { capacity: "agent".into(), ..request(&figeac) };
            memberships::ask(&person, &form, NETWORK).await.expect("asked");
            // The first becomes the referent, who has a mail address and is told of the others' requests.
            if address == "a@figeac.fr" {
                has_contact(&world, &figeac, "mairie@figeac.fr").await;
                confirm(&world, &world.curator().await, &figeac, id).await.expect("confirmed");
                official_answer(&world, "mairie@figeac.fr", true).await.expect("consents");
            } else {
                let referent = referent(&world, &figeac).await;
                confirm(&world, &referent, &figeac, id).await.expect("confirmed");
            }
        }
        let told = |outbox: Vec<(String, OutgoingMail)>| {
            let notices = outbox.into_iter().filter_map(|(to, mail)| match mail {
                OutgoingMail::Notices { notices, .. } => Some((to, notices.len())),
                _ => None,
            });
            let mut told: Vec<(String, usize)> = notices.collect();
            told.sort();
            told
        };
        server::mail::outbox::write_notices(&world.platform).await.expect("written");
        let now = told(outbox(&world).await);
        assert!(now.iter().all(|(to, _)| to == "a@figeac.fr") && !now.is_empty(), "{now:?}");
        world.go_to("2021-03-02T07:00:00Z");
        server::mail::outbox::write_notices(&world.platform).await.expect("written");
        let next_day = told(outbox(&world).await);
        assert_eq!(next_day.iter().filter(|(to, _)| to == "b@figeac.fr").count(), 1, "{next_day:?}");
        assert!(next_day.iter().all(|(to, _)| to != "c@figeac.fr"));
        server::mail::outbox::write_notices(&world.platform).await.expect("written");
        assert_eq!(told(outbox(&world).await), next_day);
    });
}

#[test]
fn the_people_of_a_body_are_read_by_the_curators_too_and_whoever_answers_first_has_answered() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let die = world.commune("26113");
        let referent = referent(&world, &die).await;
        let curator = world.curator().await;
        let body = |name: &str| RequestForm {
            capacity: "agent".into(),
            title: "Directrice".into(),
            body: name.into(),
            ..request(&die)
        };
        let plain = signed_in(&world, "agent@exemple.fr").await;
        memberships::ask(&plain, &request(&die), NETWORK).await.expect("asked");
        assert_eq!(memberships::waiting(&curator).await.expect("counts"), 0, "the referent answers alone");

        let first = signed_in(&world, "ccas@exemple.fr").await;
        memberships::ask(&first, &body("CCAS de Die"), NETWORK).await.expect("asked");
        let second = signed_in(&world, "petr@exemple.fr").await;
        memberships::ask(&second, &body("PETR du Diois"), NETWORK).await.expect("asked");
        let queue = memberships::queue(&curator).await.expect("reads");
        assert_eq!(queue.len(), 2);
        let notices = notice::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let told = |kind: &str, ctx: &Context| {
            notices.iter().filter(|one| Some(one.person) == ctx.actor.person && one.kind == kind).count()
        };
        assert_eq!(told("request_for_curators", &curator), 2);
        assert_eq!(told("membership_asked", &referent), 3);

        let (first, second) = (first.actor.person.expect("a person"), second.actor.person.expect("a person"));
        let shown = queue.iter().map(|queued| {
            let request = &queued.asking.request;
            let name = format!("shown.{}", memberships::one(request.siren, request.person));
            (name, memberships::shown(&queued.asking).as_str().to_owned())
        });
        let reading = Context { shown: Some(Arc::new(shown.collect())), ..curator.clone() };
        memberships::confirm_all(&reading, vec![(die, first)], "Téléphone du CCAS").await.expect("confirmed");
        let rows = membership::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let row = rows.iter().find(|row| row.person == first && row.siren == die).expect("acts");
        assert_eq!((row.title.as_str(), row.referent), ("Directrice, CCAS de Die", false));
        let acts = entity::table::joint_act::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(acts.is_empty(), "Die has its referent: nobody is proposed as the first");

        confirm(&world, &referent, &die, second).await.expect("the referent was quicker");
        let late = memberships::confirm_all(&reading, vec![(die, second)], "Téléphone").await;
        assert!(matches!(late, Err(Error::Refused(Refusal::RequestEnded))), "{late:?}");
    });
}

#[test]
fn a_curator_makes_nobody_of_themselves_and_answers_only_where_there_is_no_referent() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let curator = world.curator().await;
        let me = curator.actor.person.expect("a person");
        memberships::ask(&curator, &request(&figeac), NETWORK).await.expect("asked");
        let own = confirm(&world, &curator, &figeac, me).await;
        assert!(matches!(own, Err(Error::Forbidden)), "{own:?}");

        let mayor = signed_in(&world, "helene@figeac.fr").await;
        let form = RequestForm { evidence: "Téléphone de la mairie, le 2 mars".into(), ..request(&figeac) };
        has_contact(&world, &figeac, "mairie@figeac.fr").await;
        memberships::attach(&curator, "helene@figeac.fr", &form).await.expect("attached");
        official_answer(&world, "mairie@figeac.fr", true).await.expect("consents");
        let referent = mayor.actor.person.expect("a person");
        let clerk = signed_in(&world, "youssef@figeac.fr").await;
        memberships::attach(&curator, "youssef@figeac.fr", &form).await.expect("attached");
        let id = clerk.actor.person.expect("a person");
        // From here on the collectivité says itself who its referents are, and is told what others do.
        for named in [
            memberships::set_referent(&curator, &figeac, id, true, &"Un motif.".into()).await,
            memberships::propose_referent(&curator, &figeac, id, "Téléphone").await,
        ] {
            assert!(matches!(named, Err(Error::Forbidden)), "{named:?}");
        }
        let notices = notice::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(notices.iter().any(|one| one.person == referent && one.kind == "membership_attached"));
        // The evidence is kept.
        let search = server::audit::Search { kind: "membership_confirmed".into(), ..Default::default() };
        let trace = server::audit::list(&administrator(&world).await, server::audit::Whose::All, &search, 9).await;
        assert!(trace.expect("reads").iter().all(|one| one.event.payload.contains("Téléphone de la mairie")));
    });
}

#[test]
fn several_who_are_confirmed_at_once_are_not_all_proposed_as_the_first_referent() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let mut ids = Vec::new();
        for address in ["a@figeac.fr", "b@figeac.fr", "c@figeac.fr", "d@figeac.fr"] {
            let person = signed_in(&world, address).await;
            memberships::ask(&person, &request(&figeac), NETWORK).await.expect("asked");
            let id = person.actor.person.expect("a person");
            ids.push((id, shown_of(&world, &figeac, id).await));
        }
        let curator = world.curator().await;
        let confirmed = at_once(4, |turn| {
            let (curator, (id, shown)) = (curator.clone(), ids[turn].clone());
            async move {
                memberships::answer(&curator, &figeac, id, Answered { accept: true, reason: EVIDENCE, shown: &shown })
                    .await
                    .is_ok()
            }
        })
        .await;
        assert!(confirmed.into_iter().all(|confirmed| confirmed), "each acts for the collectivité");
        let rows = membership::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(rows.len() == 4 && rows.iter().all(|row| !row.referent));
        assert_eq!(joint_act::list(&curator).await.expect("reads").len(), 1);
    });
}

#[test]
fn mandates_given_at_once_leave_one_holder_and_nobody_with_both() {
    on_both(|world| async move {
        let figeac = world.commune("46102");
        let referent = referent(&world, &figeac).await;
        let deputy = world.other_elu(&figeac).await.actor.person.expect("a person");
        let me = referent.actor.person.expect("a person");
        let given = at_once(16, |turn| {
            let referent = referent.clone();
            let form = MandateForm {
                person: if turn % 2 == 0 { me } else { deputy }.to_string(),
                rank: if turn % 4 < 2 { "holder" } else { "deputy" }.into(),
                ..MandateForm::default()
            };
            async move { mandate::give(&referent, &figeac, &form).await }
        })
        .await;
        assert!(given.iter().all(Result::is_ok), "{given:?}");
        let rows = entity::table::mandate::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let mut people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        people.sort_unstable();
        people.dedup();
        assert_eq!(people.len(), rows.len(), "one place each");
    });
}

#[test]
fn what_is_too_old_is_removed_and_the_trace_stays_whole() {
    on_both(|world| async move {
        use entity::table::session;
        let world = world.with_mail().await;
        let person = signed_in(&world, "solene@die.fr").await;
        memberships::ask(&person, &request(&world.commune("26113")), NETWORK).await.expect("asked");
        confirm(&world, &world.curator().await, &world.commune("26113"), person.actor.person.expect("one"))
            .await
            .expect("confirmed");
        let keep = server::retention::Retention { mails: 90, notices: 400, links: 2 };
        let count = || async {
            let database = world.platform.database.read();
            let mails = mail::Entity::find().all(database).await.expect("reads").len();
            let notices = notice::Entity::find().all(database).await.expect("reads").len();
            let links = sign_in_link::Entity::find().all(database).await.expect("reads").len();
            let sessions = session::Entity::find().all(database).await.expect("reads").len();
            (mails, notices, links, sessions)
        };
        let before = count().await;
        server::retention::purge(&world.platform, keep).await.expect("purged");
        assert_eq!(count().await, before, "nothing is too old");

        // Sessions and links live by the machine's clock: theirs is set back by hand.
        let tx = world.platform.database.begin().await.expect("begins");
        for table in ["session", "sign_in_link"] {
            let sql = format!("UPDATE {table} SET expires_at = 0");
            sea_orm::ConnectionTrait::execute_unprepared(&tx, &sql).await.expect("updates");
        }
        tx.commit().await.expect("commits");
        world.go_to("2021-06-15T10:00:00Z");
        server::retention::purge(&world.platform, keep).await.expect("purged");
        assert_eq!(
            count().await,
            (0, before.1, 0, 0),
            "mails are older than ninety days, notices younger than four hundred"
        );
        world.go_to("2022-06-15T10:00:00Z");
        server::retention::purge(&world.platform, keep).await.expect("purged");
        assert_eq!(count().await, (0, 0, 0, 0));
        let verified = server::audit::verify(&world.platform, None).await.expect("reads");
        assert_eq!(verified.broken, None);
    });
}
