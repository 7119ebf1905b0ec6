//! Needs that say the same join, and part again: each collectivité counted once, nothing moved, nothing lost.

use crate::campaigns::next_of;
use crate::fixture::{fields, notified, reasons_told, refusal};
use crate::world::{World, at_once, need_form, on_both, on_both_in_the_demonstration, project_form};
use chrono::Duration;
use entity::{
    form_field::NEED,
    id::{CampaignId, GroupId, NeedId, ProjectId},
    lineage::{Milestone, Subject},
    merge::MergedBy,
    need::NeedForm,
    page_number::PageNumber,
    refusal::Refusal,
    search_text::SearchText,
    table::{audit_event, campaign as campaign_table, need as need_table},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error, audit, campaign, collectivity,
    curation::desk::{self, DeskFilter, Stand},
    group,
    lineage::lineage,
    nearby,
    need::{
        self,
        merge::{cluster, merge, pile::pile, shown_need, split},
        query::Filter,
    },
    project, support,
};
use std::sync::Arc;

const WHY: &str = "Ces deux besoins disent la même chose.";

/// Needs of Figeac, Cahors and Gourdon, with their mayors.
pub async fn three(world: &World) -> ([Context; 3], [NeedId; 3]) {
    let mayors = [
        world.elu(&world.commune("46102")).await,
        world.elu(&world.commune("46042")).await,
        world.elu(&world.commune("46127")).await,
    ];
    let mut needs = Vec::new();
    for mayor in &mayors {
        needs.push(world.published(mayor).await);
    }
    (mayors, [needs[0], needs[1], needs[2]])
}

/// What a need counts: supports and inhabitants.
pub async fn counts(world: &World, id: NeedId) -> (i32, i64) {
    let row = need_table::Entity::find_by_id(id).one(world.platform.database.read()).await.expect("reads");
    let row = row.expect("is there");
    (row.supports, row.inhabitants)
}

/// Inhabitants of some communes.
fn people(world: &World, insee: &[&str]) -> i64 {
    let reference = world.platform.reference();
    let of = |insee: &&str| reference.figures(&world.commune(insee)).population;
    i64::try_from(insee.iter().map(of).sum::<u64>()).expect("fits")
}

#[test]
fn each_collectivity_counts_once_over_the_union_and_splitting_gives_back_what_was() {
    on_both(|world| async move {
        let ([figeac, cahors, gourdon], [a, b, c]) = three(&world).await;
        let (curator, souillac) = (world.curator().await, world.agent(&world.commune("46309")).await);
        support::add(&souillac, a, "Chez nous aussi").await.expect("supported");
        support::add(&souillac, b, "").await.expect("supported");
        support::add(&figeac, b, "").await.expect("supported");
        let before = [counts(&world, a).await, counts(&world, b).await, counts(&world, c).await];
        merge(&curator, a, &[b, c], &WHY.into()).await.expect("merged");
        merge(&curator, a, &[c, b], &WHY.into()).await.expect("twice is once");
        // Souillac supports both, Figeac is the face's own, Cahors and Gourdon have the need too.
        assert_eq!(counts(&world, a).await, (3, people(&world, &["46102", "46042", "46127", "46309"])));
        assert_eq!(counts(&world, b).await, before[1], "what joined keeps its own");
        let detail = need::query::detail(&world.nobody(), a).await.expect("public");
        assert_eq!(detail.supports.len(), 3);
        assert_eq!(detail.joined.iter().map(|joined| joined.id).collect::<Vec<_>>().len(), 2);
        assert!(detail.supports.iter().any(|one| one.by == a && one.sentence == "Chez nous aussi"));
        assert_eq!(detail.supports.iter().filter(|one| one.is_author).count(), 2);
        let joined = need::query::detail(&world.nobody(), b).await.expect("stays readable");
        assert_eq!(joined.face.map(|face| face.id), Some(a));
        assert_eq!(joined.need.merged_by, Some(MergedBy::Curators));
        // Lists, figures, the desk and what is near show the face alone.
        let campaign = world.campaign().await;
        let listed = need::query::list(&world.nobody(), &campaign, &Filter::default()).await.expect("lists");
        assert_eq!((listed.total, listed.needs.iter().map(|need| need.id).collect::<Vec<_>>()), (1, vec![a]));
        assert_eq!(collectivity::figures(&world.nobody(), &campaign).await.expect("adds up").needs, 1);
        assert_eq!(project::query::needs_waiting(&curator, &campaign).await.expect("counts"), 1);
        let joined = DeskFilter { stand: Stand::Joined, ..DeskFilter::default() };
        let rows = desk::rows(&curator, &campaign, &joined, 10).await.expect("reads");
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [a]);
        assert_eq!(pile(&curator, &campaign).await.expect("counts").total, 1);
        let near = nearby::nearby(&souillac, &campaign).await.expect("reads").map_or(0, |near| near.needs.len());
        assert_eq!(near, 0, "Souillac supports it already");
        // Those concerned are told, with the reason, once.
        assert_eq!(notified(&world, &cahors, "need_merged").await, 1);
        assert_eq!(notified(&world, &souillac, "need_merged").await, 1, "as a supporter of B");
        assert_eq!(notified(&world, &figeac, "need_merged_into_yours").await, 1);
        let told = reasons_told(&world, cahors.person().expect("somebody"), "need_merged").await;
        assert_eq!(told, [Some(WHY.to_owned())]);

        split(&cahors, b, &"Le nôtre est autre.".into()).await.expect("its author parts");
        split(&cahors, b, &"Le nôtre est autre.".into()).await.expect("twice is once");
        split(&curator, c, &"À part.".into()).await.expect("so does a curator");
        assert_eq!([counts(&world, a).await, counts(&world, b).await, counts(&world, c).await], before);
        assert_eq!(notified(&world, &gourdon, "need_split").await, 1);
        assert_eq!(notified(&world, &figeac, "need_split_from_yours").await, 2);
        let listed = need::query::list(&world.nobody(), &campaign, &Filter::default()).await.expect("lists");
        assert_eq!(listed.needs.len(), 3, "whatever total was kept");
        assert!(audit::verify(&world.platform, None).await.expect("follows").broken.is_none());
        let events = audit_event::Entity::find().filter(audit_event::Column::Kind.is_in(["need_merged", "need_split"]));
        assert_eq!(events.count(world.platform.database.read()).await.expect("reads"), 4);
    });
}

#[test]
fn what_joined_a_need_that_joins_another_comes_and_goes_with_it() {
    on_both(|world| async move {
        let ([_, cahors, _], [a, b, c]) = three(&world).await;
        let curator = world.curator().await;
        merge(&curator, b, &[c], &WHY.into()).await.expect("merged");
        let with_c = counts(&world, b).await;
        merge(&curator, a, &[b], &WHY.into()).await.expect("merged");
        assert_eq!(counts(&world, a).await.0, 2);
        let detail = need::query::detail(&world.nobody(), c).await.expect("public");
        assert_eq!(detail.face.map(|face| face.id), Some(a), "it is shown under the last of them");
        split(&cahors, b, &"À part.".into()).await.expect("parted");
        assert_eq!((counts(&world, a).await.0, counts(&world, b).await), (0, with_c));
        let detail = need::query::detail(&world.nobody(), c).await.expect("public");
        assert_eq!(detail.face.map(|face| face.id), Some(b));
    });
}

/// Makes a need one of another campaign.
async fn move_to(world: &World, id: NeedId, campaign: CampaignId) {
    let tx = world.platform.database.begin().await.expect("begins");
    let moved = need_table::ActiveModel { campaign: Set(campaign), ..Default::default() };
    let rows = need_table::Entity::update_many().set(moved).filter(need_table::Column::Id.eq(id));
    rows.exec(&tx).await.expect("updates");
    tx.commit().await.expect("commits");
}

#[test]
fn each_bad_merge_is_refused_beside_the_need_at_fault_and_leaves_everything_as_it_was() {
    on_both(|world| async move {
        let ([figeac, cahors, _], [a, b, c]) = three(&world).await;
        let curator = world.curator().await;
        let refused = |face, others: Vec<NeedId>| {
            let curator = curator.clone();
            async move { fields(merge(&curator, face, &others, &WHY.into()).await) }
        };
        assert_eq!(refusal(merge(&curator, a, &[], &WHY.into()).await), Refusal::NothingToMerge);
        assert_eq!(refused(a, vec![a]).await, [(NEED.of(a), Refusal::MergeWithItself)]);
        let many: Vec<NeedId> = (0..60).map(|_| NeedId(world.platform.new_id())).collect();
        assert_eq!(refusal(merge(&curator, a, &many, &WHY.into()).await), Refusal::TooManyNeeds { most: 50 });
        let unknown = merge(&curator, a, &many[..1], &WHY.into()).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
        assert_eq!(refusal(merge(&curator, a, &[b], &"".into()).await), Refusal::Missing, "without a word to them");
        for other in [&figeac, &world.nobody()] {
            assert!(matches!(merge(other, a, &[b], &WHY.into()).await, Err(Error::Forbidden | Error::SignInNeeded)));
        }
        // A need of another campaign, as if it were.
        let own = world.campaign().await;
        campaign::import(&world.nobody(), &next_of(&own.spec), false).await.expect("imports");
        let next = campaign_table::Entity::find().filter(campaign_table::Column::Slug.eq("suivante"));
        let next = next.one(world.platform.database.read()).await.expect("reads").expect("imported").id;
        move_to(&world, c, next).await;
        assert_eq!(refused(a, vec![b, c]).await, [(NEED.of(c), Refusal::MergeAcrossCampaigns)]);
        move_to(&world, c, own.id).await;
        assert!(need::query::detail(&world.nobody(), b).await.expect("public").face.is_none(), "all or none");
        // What was read is what joins.
        let read = |id| need_table::Entity::find_by_id(id).one(world.platform.database.read());
        let mut sent = Vec::new();
        for id in [a, b] {
            let row = read(id).await.expect("reads").expect("is there");
            sent.push((format!("shown.{id}"), shown_need(&row).as_str().to_owned()));
        }
        let edited = NeedForm { title: "Ne plus perdre d’appels".into(), ..need_form() };
        need::edit(&cahors, b, 1, &edited).await.expect("edited meanwhile");
        let read_before = Context { shown: Some(Arc::new(sent)), ..curator.clone() };
        let changed = fields(merge(&read_before, a, &[b], &WHY.into()).await);
        assert_eq!(changed, [(NEED.of(b), Refusal::ShownChanged)]);
        // Withdrawn, joined, in a circle.
        need::withdraw(&cahors, b, &"Un motif.".into()).await.expect("withdrawn");
        assert_eq!(refused(a, vec![b, c]).await, [(NEED.of(b), Refusal::NeedNotPublished)]);
        merge(&curator, a, &[c], &WHY.into()).await.expect("merged");
        assert_eq!(refused(c, vec![a]).await, [(NEED.of(c), Refusal::MergeCircle)]);
        let d = world.published(&cahors).await;
        assert_eq!(refused(c, vec![d]).await, [(NEED.of(c), Refusal::NeedJoined)]);
        assert_eq!(refused(d, vec![c]).await, [(NEED.of(c), Refusal::NeedJoined)]);
        // Held by a project that the face is not in.
        world.on_ballot(&curator, d, "500 000").await;
        assert_eq!(refused(a, vec![d]).await, [(NEED.of(d), Refusal::HeldByAnotherProject)]);
        // After the freeze nothing joins and nothing parts.
        world.freeze().await;
        assert_eq!(refusal(merge(&curator, d, &[a], &WHY.into()).await), Refusal::RuleFrozen);
        assert_eq!(refusal(split(&curator, c, &"À part.".into()).await), Refusal::RuleFrozen);
        let tried = audit_event::Entity::find().filter(audit_event::Column::Kind.eq("frozen_rule_refused"));
        assert_eq!(tried.count(world.platform.database.read()).await.expect("reads"), 2, "each attempt is traced");
    });
}

#[test]
fn a_need_that_joined_takes_nothing_new_and_counts_for_its_face_with_what_it_had() {
    on_both(|world| async move {
        let ([figeac, cahors, gourdon], [a, b, _]) = three(&world).await;
        let curator = world.curator().await;
        support::add(&gourdon, b, "").await.expect("supported");
        let group = world.group(&gourdon, b).await;
        merge(&curator, a, &[b], &WHY.into()).await.expect("merged");
        assert_eq!(counts(&world, a).await.0, 2);
        assert_eq!(refusal(support::add(&figeac, b, "").await), Refusal::NeedJoined);
        assert_eq!(refusal(need::edit(&cahors, b, 1, &need_form()).await), Refusal::NeedJoined);
        assert_eq!(refusal(project::decline_need(&curator, b, "Ce besoin est trop vague.").await), Refusal::NeedJoined);
        let new = GroupId(world.platform.new_id());
        assert_eq!(
            refusal(group::open(&gourdon, new, b, "Un groupement", "Essayer ensemble").await),
            Refusal::NeedJoined
        );
        let alone = ProjectId(world.platform.new_id());
        let saved = project::save(&curator, alone, &project_form(&[b], "500 000"), "").await;
        assert_eq!(refusal(saved), Refusal::NeedJoined);
        let detail = need::query::detail(&world.nobody(), a).await.expect("public");
        assert_eq!(detail.groups.iter().map(|one| one.id).collect::<Vec<_>>(), [group], "its groups stay, and show");
        // Its supporter takes the support back, as before, and the face counts one less.
        support::withdraw(&gourdon, b, &"Nous avons trouvé mieux.".into()).await.expect("withdrawn");
        assert_eq!((counts(&world, a).await.0, counts(&world, b).await.0), (1, 0));
        // A project of the face tells those whose need joined it.
        project::save(&curator, alone, &project_form(&[a], "500 000"), "").await.expect("saved");
        assert_eq!(notified(&world, &cahors, "need_in_project").await, 1);
        let detail = project::query::detail(&curator, alone).await.expect("there");
        assert_eq!(detail.needs.iter().map(|need| (need.id, need.supports)).collect::<Vec<_>>(), [(a, 1)]);
        // The author withdraws the need that joined: it parts first.
        need::withdraw(&cahors, b, &"Un motif.".into()).await.expect("withdrawn");
        assert_eq!(counts(&world, a).await, (0, people(&world, &["46102"])));
    });
}

#[test]
fn a_face_that_is_withdrawn_leaves_those_that_joined_it_by_themselves() {
    on_both(|world| async move {
        let ([figeac, cahors, _], [a, b, c]) = three(&world).await;
        let curator = world.curator().await;
        support::add(&figeac, c, "").await.expect("supported");
        let before = [counts(&world, b).await, counts(&world, c).await];
        merge(&curator, a, &[b, c], &WHY.into()).await.expect("merged");
        need::withdraw(&figeac, a, &"Un motif.".into()).await.expect("withdrawn");
        assert_eq!([counts(&world, b).await, counts(&world, c).await], before);
        let campaign = world.campaign().await;
        let listed = need::query::list(&world.nobody(), &campaign, &Filter::default()).await.expect("lists");
        assert_eq!(listed.needs.len(), 2);
        assert_eq!(notified(&world, &cahors, "need_split").await, 1);
    });
}

#[test]
fn of_two_needs_that_join_each_other_at_once_one_does() {
    on_both(|world| async move {
        let (_, [a, b, c]) = three(&world).await;
        let curator = world.curator().await;
        let merged = at_once(6, |turn| {
            let (curator, ids) = (curator.clone(), [a, b, c]);
            let (face, other) = (ids[turn % 3], ids[(turn + 1) % 3]);
            async move { merge(&curator, face, &[other], &WHY.into()).await }
        });
        let merged = merged.await;
        let internal: Vec<_> =
            merged.iter().filter(|one| !matches!(one, Ok(()) | Err(Error::Refused(_) | Error::Fields(_)))).collect();
        assert!(internal.is_empty(), "{internal:?}");
        let rows = need_table::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let faces: Vec<_> = rows.iter().filter(|row| row.face.is_none()).collect();
        assert_eq!(faces.len(), 1, "{merged:?}");
        assert_eq!(faces[0].supports, 2);
    });
}

#[test]
fn a_need_that_joined_is_found_by_its_face_and_its_line_goes_on_with_it() {
    on_both_in_the_demonstration(|world| async move {
        let (figeac, cahors) = (world.agent(&world.commune("46102")).await, world.agent(&world.commune("46042")).await);
        let (a, b) = (world.published(&figeac).await, NeedId(world.platform.new_id()));
        let form = NeedForm {
            title: "Un robot qui vocalise les délibérations".into(),
            problem: "Personne ne lit les délibérations : un enregistrement sonore manque à tous.".into(),
            ..need_form()
        };
        need::save_draft(&cahors, b, &form, "").await.expect("saved");
        need::publish(&cahors, b).await.expect("published");
        let campaign = world.campaign().await;
        let found = |ctx: Context| {
            let (campaign, filter) =
                (campaign.clone(), Filter { text: SearchText::cut("vocalise"), ..Filter::default() });
            async move {
                let page = need::query::list(&ctx, &campaign, &filter).await.expect("lists");
                page.needs.iter().map(|need| (need.id, need.supports)).collect::<Vec<_>>()
            }
        };
        assert_eq!(found(world.nobody()).await, [(b, 0)]);
        let curator = world.curator().await;
        merge(&curator, a, &[b], &WHY.into()).await.expect("merged");
        assert_eq!(found(world.nobody()).await, [(a, 1)], "by the words of what joined it");
        world.clock.set(world.platform.now() + Duration::seconds(20));
        let line = |id| {
            let (ctx, now) = (world.nobody(), world.platform.now());
            async move { lineage(&ctx, Subject::Need(id)).await.expect("reads").expect("public").steps(now) }
        };
        let joined = line(b).await;
        assert!(matches!(&joined[1].milestone, Milestone::JoinedAnother(into) if into.need == a), "{joined:?}");
        assert!(joined.iter().any(|step| matches!(step.milestone, Milestone::Supported { supports: 1, .. })));
        let face = line(a).await;
        assert_eq!(face[1].milestone, Milestone::JoinedBy { others: 1, needs: 1 });
        split(&curator, b, &"À part.".into()).await.expect("parted");
        assert_eq!(found(world.nobody()).await, [(b, 0)]);
    });
}

#[test]
fn needs_that_look_alike_are_proposed_and_stay_away_once_left_apart_until_another_comes() {
    on_both(|world| async move {
        let ([figeac, ..], needs) = three(&world).await;
        let (curator, campaign) = (world.curator().await, world.campaign().await);
        let other = NeedForm {
            title: "Suivre les fuites du réseau d’eau".into(),
            problem: "Les compteurs sont relevés une fois l’an et les fuites se voient trop tard.".into(),
            ..need_form()
        };
        let apart = NeedId(world.platform.new_id());
        need::save_draft(&figeac, apart, &other, "").await.expect("saved");
        need::publish(&figeac, apart).await.expect("published");
        let sets = || {
            let (curator, campaign) = (curator.clone(), campaign.clone());
            async move {
                let listed = cluster::proposed(&curator, &campaign, PageNumber::FIRST).await.expect("finds");
                let ids = |one: &cluster::Proposed| {
                    let mut ids: Vec<NeedId> = one.needs.iter().map(|need| need.id).collect();
                    ids.sort_unstable();
                    ids
                };
                listed.rows.iter().map(ids).collect::<Vec<_>>()
            }
        };
        let mut alike = needs.to_vec();
        alike.sort_unstable();
        assert_eq!(sets().await, [alike.clone()]);
        cluster::ignore(&curator, &campaign, &alike).await.expect("left apart");
        cluster::ignore(&curator, &campaign, &alike).await.expect("twice is once");
        assert!(sets().await.is_empty());
        assert_eq!(refusal(cluster::ignore(&curator, &campaign, &alike[..1]).await), Refusal::NothingToMerge);
        assert!(matches!(cluster::ignore(&figeac, &campaign, &alike).await, Err(Error::Forbidden)));
        alike.push(world.published(&figeac).await);
        alike.sort_unstable();
        assert_eq!(sets().await, [alike.clone()], "a new one is among them");
        merge(&curator, alike[0], &alike[1..], &WHY.into()).await.expect("merged");
        assert!(sets().await.is_empty(), "what joined is compared no more");
    });
}
