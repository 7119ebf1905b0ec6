//! Two authors agree that the need of one joins that of the other.

use crate::fixture::{fields, notified, reasons_told, refusal};
use crate::merge::{counts, three};
use crate::world::on_both;
use entity::{form_field::NEED, merge::MergedBy, refusal::Refusal};
use server::{
    Error,
    need::{
        self,
        merge::{
            merge,
            request::{accept, decline, own_needs, propose, take_back, waiting},
            split,
        },
    },
};

#[test]
fn what_one_collectivity_proposes_the_other_accepts_and_either_may_part() {
    on_both(|world| async move {
        let ([figeac, cahors, gourdon], [a, b, c]) = three(&world).await;
        let row = need::query::get(&cahors, b).await.expect("public");
        let own: Vec<_> = own_needs(&figeac, &row).await.expect("reads").iter().map(|need| need.id).collect();
        assert_eq!(own, [a]);
        propose(&figeac, a, b, "Le même standard.").await.expect("proposed");
        propose(&figeac, a, b, "Le même standard.").await.expect("twice is once");
        assert_eq!(notified(&world, &cahors, "merge_proposed").await, 1);
        assert_eq!(refusal(propose(&figeac, a, c, "").await), Refusal::MergeProposed);
        assert!(matches!(propose(&gourdon, a, b, "").await, Err(Error::Forbidden)), "it is not Gourdon's need");
        assert_eq!(waiting(&cahors, &row).await.expect("reads").len(), 1);
        for other in [&figeac, &gourdon, &world.nobody()] {
            assert!(waiting(other, &row).await.expect("reads").is_empty(), "it is told to those concerned alone");
            assert!(matches!(accept(other, a, b).await, Err(Error::Forbidden | Error::SignInNeeded)));
        }
        accept(&cahors, a, b).await.expect("accepted");
        accept(&cahors, a, b).await.expect("twice is once");
        assert_eq!(counts(&world, b).await.0, 1);
        let joined = need::query::get(&world.nobody(), a).await.expect("public");
        assert_eq!(
            (joined.merged_by, joined.merged_reason.as_deref()),
            (Some(MergedBy::Authors), Some("Le même standard."))
        );
        assert!(waiting(&cahors, &row).await.expect("reads").is_empty());
        assert!(matches!(split(&cahors, a, &"Un motif.".into()).await, Err(Error::Forbidden)));
        split(&figeac, a, &"Un motif.".into()).await.expect("parted");
        assert_eq!(counts(&world, b).await.0, 0);
    });
}

#[test]
fn a_proposal_is_declined_with_a_reason_taken_back_or_void() {
    on_both(|world| async move {
        let ([figeac, cahors, _], [a, b, c]) = three(&world).await;
        propose(&figeac, a, b, "").await.expect("proposed");
        assert_eq!(refusal(decline(&cahors, a, b, &"".into()).await), Refusal::Missing);
        decline(&cahors, a, b, &"Le nôtre est autre.".into()).await.expect("declined");
        let told = reasons_told(&world, figeac.person().expect("somebody"), "merge_declined").await;
        assert_eq!(told, [Some("Le nôtre est autre.".to_owned())]);
        assert_eq!(refusal(decline(&cahors, a, b, &"Encore.".into()).await), Refusal::RequestEnded);
        assert_eq!(refusal(accept(&cahors, a, b).await), Refusal::RequestEnded);

        propose(&figeac, a, b, "").await.expect("proposed");
        assert!(matches!(take_back(&cahors, a).await, Err(Error::Forbidden)));
        take_back(&figeac, a).await.expect("taken back");
        assert_eq!(notified(&world, &cahors, "merge_taken_back").await, 1);
        assert_eq!(refusal(take_back(&figeac, a).await), Refusal::RequestEnded);

        // A curator was quicker, or the need is gone: what waited is void.
        propose(&figeac, a, b, "").await.expect("proposed");
        merge(&world.curator().await, c, &[a], &"Un mot.".into()).await.expect("merged");
        assert_eq!(fields(accept(&cahors, a, b).await), [(NEED.of(a), Refusal::NeedJoined)]);
        split(&figeac, a, &"Un motif.".into()).await.expect("parted");
        propose(&figeac, a, b, "").await.expect("nothing waits any more");
        need::withdraw(&figeac, a, &"Un motif.".into()).await.expect("withdrawn");
        assert_eq!(fields(accept(&cahors, a, b).await), [(NEED.of(a), Refusal::NeedNotPublished)]);
        world.on_ballot(&world.curator().await, b, "500 000").await;
        world.freeze().await;
        assert_eq!(refusal(propose(&cahors, b, c, "").await), Refusal::RuleFrozen);
    });
}
