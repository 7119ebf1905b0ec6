//! Messages to those who run the site: sent by anybody, answered by mail, forgotten in time.

use crate::fixture::{fields, notified, refusal};
use crate::world::{World, on_both};
use chrono::Duration;
use entity::{
    enquiry::{EnquiryState, MOST_IN_A_SHORT_WHILE, MOST_OF_A_NETWORK},
    form_field,
    id::{CannedAnswerId, EnquiryId},
    page_number::PageNumber,
    refusal::Refusal,
    table::{enquiry, mail},
};
use sea_orm::EntityTrait;
use server::{
    Context, Error, account, audit,
    enquiry::{
        answer,
        canned::{self, CannedForm},
        queue::{self, Which},
        send::{self, EnquiryForm},
    },
    retention::{self, Retention},
};

fn form(email: &str) -> EnquiryForm {
    EnquiryForm {
        name: "Solène Vautrin".into(),
        email: email.into(),
        topic: "account".into(),
        content: "Le lien reçu ce matin ne s’ouvre pas.".into(),
        page: "/connexion".into(),
    }
}

async fn rows(world: &World) -> Vec<enquiry::Model> {
    enquiry::Entity::find().all(world.platform.database.read()).await.expect("reads")
}

async fn sent(world: &World, ctx: &Context) -> EnquiryId {
    send::send(ctx, &form("solene@die.fr"), "192.0.2.7").await.expect("sent");
    rows(world).await.pop().expect("one").id
}

#[test]
fn anybody_writes_those_who_answer_are_told_once_and_the_answer_leaves_by_mail() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (curator, visitor) = (world.curator().await, world.nobody());
        let wrong = EnquiryForm { content: "court".into(), topic: String::new(), ..form("solene") };
        let wrong = fields(send::send(&visitor, &wrong, "192.0.2.7").await);
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(wrong.contains(&(form_field::EMAIL.into(), Refusal::NotAnEmail)));

        let id = sent(&world, &visitor).await;
        send::send(&visitor, &form("autre@die.fr"), "192.0.2.7").await.expect("sent");
        assert_eq!(notified(&world, &curator, "enquiry_received").await, 1, "once a day");
        assert_eq!(queue::waiting(&curator).await.expect("counts"), 2);
        assert_eq!(queue::waiting(&visitor).await.expect("counts"), 0);
        assert!(matches!(queue::find(&visitor, id).await, Err(Error::SignInNeeded)));
        let elu = world.elu(&world.commune("46102")).await;
        assert!(matches!(queue::list(&elu, Which::Waiting, PageNumber::FIRST).await, Err(Error::Forbidden)));
        let message = queue::find(&curator, id).await.expect("readable");
        assert_eq!((message.page.as_str(), message.is_signed_in), ("/connexion", false));

        answer::take(&curator, id).await.expect("taken");
        answer::take(&curator, id).await.expect("twice is once");
        assert!(queue::find(&curator, id).await.expect("readable").is_mine);
        let empty = fields(answer::answer(&curator, id, " ").await);
        assert_eq!(empty, [(form_field::ANSWER.into(), Refusal::Missing)]);
        answer::answer(&curator, id, "Demandez un nouveau lien.").await.expect("answered");
        assert_eq!(refusal(answer::answer(&curator, id, "Encore.").await), Refusal::WrongState);
        assert_eq!(refusal(answer::close(&curator, id).await), Refusal::WrongState);
        let mails = mail::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let outgoing = serde_json::from_str(&mails[0].content).expect("a mail");
        assert_eq!((mails.len(), mails[0].recipient.as_str()), (1, "solene@die.fr"));
        let text = server::mail::text::read(&world.platform, &outgoing).await.expect("readable").body;
        assert!(text.contains("Demandez un nouveau lien.") && text.contains("> Le lien reçu ce matin"), "{text}");
        let settled = queue::list(&curator, Which::Settled, PageNumber::FIRST).await.expect("lists");
        assert_eq!((settled.total, settled.rows[0].state), (1, EnquiryState::Answered));
        assert_eq!(audit::verify(&world.platform, None).await.expect("reads").broken, None);
    });
}

#[test]
fn no_address_person_or_network_fills_the_queue() {
    on_both(|world| async move {
        let visitor = world.nobody();
        for _ in 0..MOST_IN_A_SHORT_WHILE {
            send::send(&visitor, &form("solene@die.fr"), "192.0.2.7").await.expect("sent");
        }
        let again = send::send(&visitor, &form("solene@die.fr"), "198.51.100.1").await;
        assert_eq!(refusal(again), Refusal::TooManyEnquiries, "of one address");
        let elu = world.elu(&world.commune("46102")).await;
        for number in 0..MOST_IN_A_SHORT_WHILE {
            send::send(&elu, &form(&format!("elu{number}@die.fr")), "198.51.100.1").await.expect("sent");
        }
        let again = send::send(&elu, &form("elu@die.fr"), "198.51.100.2").await;
        assert_eq!(refusal(again), Refusal::TooManyEnquiries, "of one person");
        for number in MOST_IN_A_SHORT_WHILE..MOST_OF_A_NETWORK {
            send::send(&visitor, &form(&format!("a{number}@die.fr")), "192.0.2.7").await.expect("sent");
        }
        let again = send::send(&visitor, &form("encore@die.fr"), "192.0.2.7").await;
        assert_eq!(refusal(again), Refusal::TooManyEnquiries, "of one network");
    });
}

#[test]
fn what_was_answered_is_forgotten_after_a_year_and_everything_after_two() {
    on_both(|world| async move {
        let (curator, elu) = (world.curator().await, world.elu(&world.commune("46102")).await);
        let id = sent(&world, &elu).await;
        answer::close(&curator, id).await.expect("closed");
        send::send(&world.nobody(), &form("autre@die.fr"), "192.0.2.7").await.expect("sent");
        let later = |days: i64| (world.platform.now() + Duration::days(days)).to_rfc3339();
        let (year, two) = (later(366), later(731));
        world.go_to(&year);
        retention::purge(&world.platform, Retention::default()).await.expect("purged");
        let left = rows(&world).await;
        assert_eq!((left.len(), left[0].email.as_str()), (1, "autre@die.fr"));
        assert_eq!(left[0].network, "192.0.2.7", "counted by the machine's clock, which did not move");
        let tx = world.platform.database.begin().await.expect("begins");
        sea_orm::ConnectionTrait::execute_unprepared(&tx, "UPDATE enquiry SET counted_at = 0").await.expect("updates");
        tx.commit().await.expect("commits");
        retention::purge(&world.platform, Retention::default()).await.expect("purged");
        assert_eq!(rows(&world).await[0].network, "");
        world.go_to(&two);
        retention::purge(&world.platform, Retention::default()).await.expect("purged");
        assert!(rows(&world).await.is_empty());
    });
}

#[test]
fn whoever_leaves_takes_their_messages_along() {
    on_both(|world| async move {
        let elu = world.elu(&world.commune("46102")).await;
        sent(&world, &elu).await;
        let copy = account::copy(&elu).await.expect("a copy");
        assert_eq!(copy["messages_to_the_site"][0]["email"], "solene@die.fr");
        account::delete(&elu).await.expect("gone");
        assert!(rows(&world).await.is_empty());
    });
}

#[test]
fn an_answer_that_is_kept_is_never_written_over_unread() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let id = CannedAnswerId(world.platform.new_id());
        let form = |title: &str, version| CannedForm { id, title: title.into(), content: "Bonjour.".into(), version };
        let elu = world.elu(&world.commune("46102")).await;
        assert!(matches!(canned::save(&elu, &form("Lien", 0)).await, Err(Error::Forbidden)));
        canned::save(&curator, &form("Lien perdu", 0)).await.expect("kept");
        assert_eq!(refusal(canned::save(&curator, &form("Autre", 0)).await), Refusal::ChangedMeanwhile);
        canned::save(&curator, &form("Lien égaré", 1)).await.expect("written anew");
        let all = canned::list(&curator).await.expect("lists");
        assert_eq!((all.len(), all[0].title.as_str(), all[0].version), (1, "Lien égaré", 2));
        canned::remove(&curator, id).await.expect("removed");
        canned::remove(&curator, id).await.expect("twice is once");
        assert!(canned::list(&curator).await.expect("lists").is_empty());
    });
}
