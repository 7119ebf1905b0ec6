//! Assessors, their marks, and corrections.

use crate::fixture::{accept, assessed, fields, reasons_told, refusal, state, submitted, version};
use crate::world::on_both;
use entity::{application::ApplicationState, decision::Outcome, form_field::FieldName, refusal::Refusal};
use server::{
    Context, Error,
    application::{self, handling, query},
    assessment, decision,
};

#[test]
fn a_link_is_proposed_to_an_assessor_who_lives_where_the_applicant_is() {
    on_both(|world| async move {
        let (_, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        let (one, two) = (world.assessor().await, world.assessor().await);
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assessment::assign(&curator, &[id]).await.expect("assigned");
        let unknown = server::account::set_residence(&one, "99").await;
        assert_eq!(fields(unknown), [(FieldName::question("residence"), Refusal::NotOnTheList)]);
        server::account::set_residence(&one, "76").await.expect("told");
        server::account::set_residence(&two, "46").await.expect("told");
        let proposed = async |ctx: &Context| query::announced(ctx, id).await.expect("assigned").proposed;
        assert_eq!(proposed(&one).await, Some(query::ProposedLink::LivesThere));
        assert_eq!(proposed(&two).await, None);
        // It is theirs: in the copy of their data, and taken away with it.
        assert_eq!(server::account::copy(&one).await.expect("copied")["person"]["residence"], "76");
        server::account::set_residence(&one, "").await.expect("taken back");
        assert_eq!(proposed(&one).await, None);
    });
}

#[test]
fn marks_that_are_far_apart_are_discussed_before_a_file_is_accepted() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assert_eq!(refusal(assessment::assign(&curator, &[id]).await), Refusal::NotEnoughAssessors { wanted: 2 });
        let one = world.assessor().await;
        let two = world.assessor().await;
        assert!(matches!(query::detail(&one, id).await, Err(Error::NotFound)), "nobody who was not assigned reads it");
        assessment::assign(&curator, &[id]).await.expect("assigned");
        assert!(matches!(query::detail(&one, id).await, Err(Error::Forbidden)), "the declaration comes first");
        assert_eq!(query::announced(&one, id).await.expect("assigned").proposed, None);
        assert_eq!(refusal(assessment::mark(&one, id, &assessed(["4", "3", "5"])).await), Refusal::ConflictNotDeclared);
        assessment::declare(&one, id, true).await.expect("a link");
        assert!(matches!(query::detail(&one, id).await, Err(Error::NotFound)));
        let three = world.assessor().await;
        assessment::assign(&curator, &[id]).await.expect("another is assigned");
        for assessor in [&two, &three] {
            assessment::declare(assessor, id, false).await.expect("no link");
        }
        let missing = fields(assessment::mark(&two, id, &assessed(["4", "", "9"])).await);
        assert_eq!(
            missing,
            [
                (FieldName::question("mark.1"), Refusal::MarkMissing),
                (FieldName::question("mark.2"), Refusal::NotOnTheList)
            ]
        );
        assessment::mark(&two, id, &assessed(["5", "3", "5"])).await.expect("marked");
        let seen = query::detail(&three, id).await.expect("readable");
        assert!(seen.assessments.iter().all(|row| !row.open || row.row.person == three.person().expect("somebody")));
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::NotAssessed);
        assessment::mark(&three, id, &assessed(["2", "3", "5"])).await.expect("marked");
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::DiscussionNeeded);
        assert!(assessment::in_hand(&two).await.expect("reads")[0].discussed);
        assessment::mark(&two, id, &assessed(["4", "3", "5"])).await.expect("changed");
        assessment::mark(&three, id, &assessed(["3", "3", "5"])).await.expect("changed");
        assert_eq!(refusal(assessment::mark(&three, id, &assessed(["5", "5", "5"])).await), Refusal::MarksSettled);
        decision::decide(&curator, &[accept(id)], None).await.expect("accepted");
        assert_eq!(query::detail(&lead, id).await.expect("readable").state, ApplicationState::Accepted);
    });
}

#[test]
fn a_file_that_is_not_corrected_in_time_can_be_refused_and_an_assessor_who_is_silent_replaced() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        let (one, two) = (world.assessor().await, world.assessor().await);
        handling::find_complete(&curator, &[id]).await.expect("complete");
        assessment::assign(&curator, &[id]).await.expect("assigned");
        let three = world.assessor().await;
        let silent = one.person().expect("somebody");
        assert_eq!(fields(assessment::replace(&curator, id, silent, &"".into()).await)[0].1, Refusal::Missing);
        assessment::replace(&curator, id, silent, &"Sans réponse.".into()).await.expect("replaced");
        assert_eq!(reasons_told(&world, silent, "assessor_replaced").await, [Some("Sans réponse.".to_owned())]);
        assert!(matches!(query::detail(&one, id).await, Err(Error::NotFound)));
        for assessor in [&two, &three] {
            assessment::declare(assessor, id, false).await.expect("no link");
        }
        handling::ask_correction(&curator, id, "Le plan de financement manque.").await.expect("asked");
        let refused = decision::Choice {
            outcome: Some(Outcome::Rejected),
            reason: "Le dossier n’a pas été corrigé.".into(),
            ..accept(id)
        };
        let early = fields(decision::decide(&curator, std::slice::from_ref(&refused), None).await);
        assert_eq!(early[0].1, Refusal::BeingCorrected);
        world.go_to("2021-08-01T08:00:00Z");
        assert_eq!(refusal(application::submit(&lead, id, version(&world).await).await), Refusal::CorrectionClosed);
        decision::decide(&curator, &[refused], None).await.expect("refused");
        assert_eq!(state(&world, id).await, ApplicationState::Rejected);
    });
}
