//! Texts that somebody reports, what curators decide on them, and what their authors answer.

use crate::discussion::{read, said, texts};
use crate::fixture::{fields, notified, reasons_told, refusal, rouen};
use crate::world::{World, on_both};
use entity::{
    discussion::Room,
    form_field::{ANSWER, CAUSE, FieldName},
    id::{MessageId, NeedId},
    moderation::{MOST_REPORTS_IN_A_SHORT_WHILE, ReportCause, TextId},
    need::NeedForm,
    page_number::PageNumber,
    refusal::Refusal,
    search_text::SearchText,
    table::text_report,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use server::{
    Context, Error,
    moderation::{answer, decide, queue, report},
    need,
    need::query::{Filter, Sort},
};

async fn reported(ctx: &Context, text: impl Into<TextId>) -> Result<String, Error> {
    report::report(ctx, text.into(), Some(ReportCause::Insult), "Ce n’est pas acceptable").await
}

fn field(text: impl Into<TextId>) -> FieldName {
    ANSWER.of(text.into())
}

async fn reports(world: &World) -> u64 {
    text_report::Entity::find().count(world.platform.database.read()).await.expect("reads")
}

/// A need of Figeac, with a message of an agent of Cahors.
async fn message(world: &World) -> (Context, Context, NeedId, MessageId) {
    let figeac = world.elu(&world.commune("46102")).await;
    let cahors = world.agent(&world.commune("46042")).await;
    let need = world.published(&figeac).await;
    let id = said(world, &cahors, need, None, "Une phrase de trop").await;
    (figeac, cahors, need, id)
}

#[test]
fn a_text_is_reported_once_by_a_person_and_waits_for_curators() {
    on_both(|world| async move {
        let (figeac, cahors, _, id) = message(&world).await;
        let curator = world.curator().await;
        assert!(matches!(reported(&world.nobody(), id).await, Err(Error::SignInNeeded)));
        let without = report::report(&figeac, id.into(), None, "").await;
        assert_eq!(fields(without), [(CAUSE.into(), Refusal::Missing)]);
        for _ in 0..2 {
            reported(&figeac, id).await.expect("reported");
        }
        assert_eq!(reports(&world).await, 1);
        reported(&curator, id).await.expect("another reports it too");
        assert_eq!(queue::waiting(&curator).await.expect("counts"), 1, "texts, not reports");
        assert_eq!(queue::waiting(&figeac).await.expect("counts"), 0);
        assert!(matches!(queue::queue(&figeac).await, Err(Error::Forbidden)));
        let queue = queue::queue(&curator).await.expect("a curator");
        assert_eq!(queue.reported.len(), 1);
        let one = &queue.reported[0];
        assert_eq!((one.content.as_str(), one.reports.len(), one.is_own), ("Une phrase de trop", 2, false));
        assert_eq!(one.owner, Some(world.commune("46042")));
        assert_eq!(one.reports[0].word, "Ce n’est pas acceptable");
        server::discussion::write::take_back(&cahors, id).await.expect("taken back");
        let queue = queue::queue(&curator).await.expect("a curator");
        assert_eq!((queue.reported[0].has_changed, queue.reported[0].read.as_str()), (true, "Une phrase de trop"));
        assert_eq!(refusal(decide::hide(&curator, id.into(), &"Insulte.".into()).await), Refusal::TakenBack);
    });
}

#[test]
fn a_hidden_text_keeps_its_place_and_its_author_is_told_and_answers_once() {
    on_both(|world| async move {
        let (figeac, cahors, need, id) = message(&world).await;
        let (curator, text) = (world.curator().await, TextId::from(id));
        reported(&figeac, id).await.expect("reported");
        assert!(matches!(decide::hide(&figeac, text, &"Non.".into()).await, Err(Error::Forbidden)));
        assert_eq!(refusal(decide::hide(&curator, text, &"".into()).await), Refusal::Missing);
        decide::hide(&curator, text, &"Une insulte.".into()).await.expect("hidden");
        decide::hide(&curator, text, &"Une autre raison.".into()).await.expect("twice is once");
        assert_eq!(texts(&world, &world.nobody(), need).await, [""]);
        let shown = read(&world, &world.nobody(), Room::Need(need)).await.expect("readable");
        let hidden = shown.threads.rows[0].head.hidden.clone().expect("hidden");
        assert_eq!((hidden.by.as_str(), hidden.reason.as_str()), ("la curatrice", "Une insulte."));
        let author = cahors.person().expect("somebody");
        assert_eq!(reasons_told(&world, author, "text_hidden").await, [Some("Une insulte.".to_owned())]);
        assert_eq!(notified(&world, &figeac, "report_hidden").await, 1);
        assert_eq!(queue::waiting(&curator).await.expect("counts"), 0);
        assert_eq!(refusal(reported(&curator, id).await), Refusal::TextHidden);
        let edit = server::discussion::write::edit(&cahors, id, &crate::discussion::typed("Autre chose")).await;
        assert_eq!(refusal(edit), Refusal::TextHidden);

        assert!(matches!(answer::answer(&figeac, text, field(id), "Moi ?").await, Err(Error::NotFound)));
        assert_eq!(fields(answer::answer(&cahors, text, field(id), " ").await), [(field(id), Refusal::Missing)]);
        answer::answer(&cahors, text, field(id), "Je citais un habitant.").await.expect("answered");
        let again = answer::answer(&cahors, text, field(id), "Encore.").await;
        assert_eq!(fields(again), [(field(id), Refusal::AlreadyAnswered)]);
        assert_eq!(notified(&world, &curator, "hidden_text_answered").await, 1);
        let queue = queue::queue(&curator).await.expect("a curator");
        let waiting = &queue.answered[0];
        assert_eq!(
            (waiting.content.as_str(), waiting.answer.as_str()),
            ("Une phrase de trop", "Je citais un habitant.")
        );

        decide::uphold(&curator, text).await.expect("upheld");
        assert_eq!(notified(&world, &cahors, "text_hidden_upheld").await, 1);
        assert_eq!(queue::waiting(&curator).await.expect("counts"), 0);
        for _ in 0..2 {
            decide::show(&curator, text).await.expect("shown again");
        }
        assert_eq!(texts(&world, &world.nobody(), need).await, ["Une phrase de trop"]);
        assert_eq!(notified(&world, &cahors, "text_shown").await, 1);
    });
}

#[test]
fn a_text_that_is_kept_stays_and_nobody_decides_on_their_own() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let (curator, other) = (world.curator().await, world.curator().await);
        let need = world.published(&figeac).await;
        let id = said(&world, &curator, need, None, "Une question de l’équipe").await;
        reported(&figeac, id).await.expect("reported");
        for decision in [decide::keep(&curator, id.into()).await, decide::hide(&curator, id.into(), &"x".into()).await]
        {
            assert!(matches!(decision, Err(Error::Forbidden)), "their own text");
        }
        for _ in 0..2 {
            decide::keep(&other, id.into()).await.expect("kept");
        }
        assert_eq!(notified(&world, &figeac, "report_kept").await, 1);
        assert_eq!(texts(&world, &figeac, need).await, ["Une question de l’équipe"]);
        assert_eq!(queue::waiting(&other).await.expect("counts"), 0);
    });
}

#[test]
fn a_decision_is_on_the_text_that_was_read() {
    on_both(|world| async move {
        let (figeac, cahors, _, id) = message(&world).await;
        reported(&figeac, id).await.expect("reported");
        let mut curator = world.curator().await;
        let (text, name) = (TextId::from(id), format!("shown.{}", TextId::from(id)));
        let shown = server::moderation::shown("Une phrase de trop");
        curator.shown = Some(std::sync::Arc::new(vec![(name, shown.as_str().to_owned())]));
        server::discussion::write::edit(&cahors, id, &crate::discussion::typed("Une phrase polie"))
            .await
            .expect("edited");
        assert_eq!(refusal(decide::hide(&curator, text, &"Insulte.".into()).await), Refusal::ShownChanged);
        assert_eq!(refusal(decide::keep(&curator, text).await), Refusal::ShownChanged);
    });
}

#[test]
fn a_hidden_need_keeps_its_place_everywhere_and_is_not_changed_meanwhile() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let (cahors, curator) = (world.agent(&world.commune("46042")).await, world.curator().await);
        let need = world.published(&figeac).await;
        reported(&cahors, need).await.expect("reported");
        decide::hide(&curator, need.into(), &"Publicité.".into()).await.expect("hidden");
        let row = need::query::get(&world.nobody(), need).await.expect("it has its place");
        assert_eq!((row.title.as_str(), row.problem.as_str()), (wording::HIDDEN_TITLE, wording::HIDDEN_TEXT));
        let why = server::hidden_text::of_titled(&world.nobody(), need.into(), &row.title).await.expect("reads");
        assert_eq!(why.expect("hidden").reason, "Publicité.");
        let versions = need::query::versions(&figeac, &row, PageNumber::FIRST).await.expect("its own");
        assert_eq!(versions.total, 0, "nor as an earlier text");
        let filter = Filter { text: SearchText::cut("téléphone"), sort: Sort::Best, ..Filter::default() };
        let found = need::query::list(&world.nobody(), &world.campaign().await, &filter).await.expect("lists");
        assert_eq!(found.total, 0, "nor by a search");
        let form = NeedForm { title: "Un autre titre".into(), ..need::form_of(&row) };
        let edit =
            need::edit(&figeac, need, row.version, &NeedForm { problem: "Un autre problème.".into(), ..form }).await;
        assert_eq!(refusal(edit), Refusal::TextHidden);
        answer::answer(&figeac, need.into(), field(need), "Ce n’en est pas une.")
            .await
            .expect("its collectivité answers");
        decide::show(&curator, need.into()).await.expect("shown");
        let row = need::query::get(&world.nobody(), need).await.expect("public");
        assert_eq!(need::form_of(&row), crate::world::need_form());
    });
}

#[test]
fn a_hidden_group_loses_its_words_and_gets_them_back() {
    on_both(|world| async move {
        let (lead, group) = rouen(&world).await;
        let curator = world.curator().await;
        reported(&curator, group).await.expect("reported");
        decide::hide(&curator, group.into(), &"Hors sujet.".into()).await.expect("hidden");
        let campaign = world.campaign().await;
        let shown = server::group::query::detail(&world.nobody(), &campaign, group).await.expect("public").group;
        assert_eq!((shown.name.as_str(), shown.purpose.as_str()), (wording::HIDDEN_TITLE, wording::HIDDEN_TEXT));
        assert_eq!(notified(&world, &lead, "text_hidden").await, 1);
        decide::show(&curator, group.into()).await.expect("shown");
        let shown = server::group::query::detail(&world.nobody(), &campaign, group).await.expect("public").group;
        assert_eq!(shown.name, "Groupement d’essai");
    });
}

#[test]
fn nobody_reports_too_often() {
    on_both(|world| async move {
        let (figeac, _, need, _) = message(&world).await;
        let mut ids = Vec::new();
        for turn in 0..=MOST_REPORTS_IN_A_SHORT_WHILE {
            let author = world.agent(&world.commune("46042")).await;
            ids.push(said(&world, &author, need, None, &format!("Message {turn}")).await);
        }
        let last = ids.pop().expect("one");
        for id in ids {
            reported(&figeac, id).await.expect("reported");
        }
        assert_eq!(refusal(reported(&figeac, last).await), Refusal::TooManyReports);
    });
}
