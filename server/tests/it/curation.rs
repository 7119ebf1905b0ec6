//! The curators' workshop: what they note of needs, and acts on many that are all or nothing and can be undone.

use crate::{
    fixture::{notified, refusal},
    merge::three,
    search::publish,
    world::{World, on_both, on_both_in_the_demonstration, project_form},
};
use chrono::Duration;
use entity::{
    curation::{BatchForm, BatchKind, BatchState, NOBODY, Standing, WorkState},
    event::Event,
    id::{BatchId, NeedId, ProjectId},
    lineage::Subject,
    need::NeedState,
    refusal::Refusal,
    table,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error,
    audit::{self, Search, Whose},
    curation::{
        batch::{self, Choice, Reduced},
        desk::{self, Assignee, DeskFilter, Stand},
        note,
        progress::progress,
        reading::reading,
        work::{self, WorkForm},
    },
    follow,
    need::{self, filter::Filter, merge::merge},
    project, reminder, support,
};
use std::collections::BTreeMap;

/// So many needs of others, published.
async fn many(world: &World, count: usize) -> Vec<NeedId> {
    let titles: Vec<String> = (0..count).map(|at| format!("Le besoin numéro {at} du bassin")).collect();
    let problem = "Les agents ressaisissent trois fois les mêmes demandes.";
    publish(world, titles.iter().map(|title| [title.as_str(), problem, "", "", "communication"]).collect()).await
}

async fn chosen(world: &World, curator: &Context, needs: &[NeedId]) -> BatchId {
    batch::choose(curator, &world.campaign().await, &Choice::These(needs.to_vec())).await.expect("chosen")
}

fn assign(to: &Context) -> BatchForm {
    BatchForm { to: to.person().expect("somebody").to_string(), ..BatchForm::default() }
}

fn declining() -> BatchForm {
    BatchForm { reason: "Hors du champ de cette campagne.".into(), ..BatchForm::default() }
}

fn into_project(project: ProjectId) -> BatchForm {
    BatchForm { project: project.to_string(), ..BatchForm::default() }
}

/// Every need with where it stands and whose it is.
async fn standings(world: &World, curator: &Context) -> BTreeMap<NeedId, (Standing, bool, Option<String>)> {
    let filter = DeskFilter { stand: Stand::All, ..DeskFilter::default() };
    let rows = desk::rows(curator, &world.campaign().await, &filter, 100_000).await.expect("reads");
    let reasons = table::need::Entity::find().all(world.platform.database.read()).await.expect("reads");
    let mut reasons: BTreeMap<NeedId, Option<String>> =
        reasons.into_iter().map(|row| (row.id, row.declined_reason)).collect();
    let standing = |row: desk::Row| {
        (row.id, (row.seen.standing(), row.seen.assignee.is_some(), reasons.remove(&row.id).flatten()))
    };
    rows.into_iter().map(standing).collect()
}

#[test]
fn five_thousand_needs_are_given_at_once_and_none_where_one_changed_meanwhile() {
    on_both(|world| async move {
        let (curator, colleague) = (world.curator().await, world.curator().await);
        let needs = many(&world, 5_000).await;
        let all = Choice::All(Box::default());
        let id = batch::choose(&curator, &world.campaign().await, &all).await.expect("chosen");
        let read = WorkForm { work: Some("read".into()), ..WorkForm::default() };
        work::set(&colleague, needs[41], &read).await.expect("noted");

        let refused = refusal(batch::act(&curator, id, BatchKind::Assign, &assign(&colleague)).await);
        let named = vec!["Le besoin numéro 41 du bassin".to_owned()];
        assert_eq!(refused, Refusal::NeedsChanged { titles: named, others: 0 });
        let kept = batch::get(&curator, id).await.expect("kept");
        assert_eq!((kept.needs.len(), kept.row.state), (5_000, BatchState::Prepared), "the choice is kept");
        assert!(standings(&world, &curator).await.values().all(|(_, given, _)| !given), "nothing was done");

        let mut again = curator.clone();
        again.shown = Some(vec![("shown".to_owned(), kept.shown.as_str().to_owned())].into());
        batch::act(&again, id, BatchKind::Assign, &assign(&colleague)).await.expect("what was read by then is done");
        batch::act(&again, id, BatchKind::Assign, &assign(&colleague)).await.expect("twice is once");
        let after = standings(&world, &curator).await;
        assert!(after.values().all(|(_, given, _)| *given) && after.len() == 5_000);
        assert_eq!(after[&needs[41]].0, Standing::Read, "what a colleague noted stays");
        let done = Search { kind: "need_assigned".into(), ..Search::default() };
        let trace = table::audit_event::Entity::find().filter(table::audit_event::Column::Kind.eq(done.kind));
        assert_eq!(trace.count(world.platform.database.read()).await.expect("counts"), 5_000);
        let verified = audit::verify(&world.platform, None).await.expect("follows");
        assert_eq!(verified.broken, None);

        batch::undo(&curator, id).await.expect("undone");
        let after = standings(&world, &curator).await;
        assert!(after.values().all(|(_, given, _)| !given));
        assert_eq!(after[&needs[41]].0, Standing::Read);
    });
}

#[test]
fn needs_go_into_a_project_that_is_there_and_their_people_are_told_once_ten_minutes_later() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let curator = world.curator().await;
        let held = world.published(&figeac).await;
        let needs = [world.published(&figeac).await, world.published(&figeac).await];
        support::add(&cahors, needs[0], "").await.expect("supported");
        let project = world.on_ballot(&curator, held, "1 200 000").await;
        let before = notified(&world, &figeac, "need_in_project").await;
        let id = chosen(&world, &curator, &needs).await;
        batch::act(&curator, id, BatchKind::Project, &into_project(project)).await.expect("done");
        let detail = project::query::detail(&curator, project).await.expect("there");
        assert_eq!(detail.needs.len(), 3, "at once");
        assert_eq!(reminder::send_due(&curator).await.expect("sends"), 0, "nobody is told yet");
        assert_eq!(batch::can_be_undone(&curator).await.expect("reads").len(), 1);

        world.clock.set(world.platform.now() + Duration::minutes(10));
        assert!(matches!(refusal(batch::undo(&curator, id).await), Refusal::UndoOver));
        let other_server = world.restarted().await;
        let jobs = [&world.platform, &other_server].map(|platform| world.nobody_on(platform));
        for job in &jobs {
            reminder::send_due(job).await.expect("sends");
        }
        assert_eq!(notified(&world, &figeac, "need_in_project").await - before, 2, "each need once");
        assert_eq!(notified(&world, &cahors, "need_in_project").await, 1);
        assert_eq!(batch::get(&curator, id).await.expect("there").row.state, BatchState::Settled);
    });
}

#[test]
fn a_need_that_joined_another_is_sorted_with_it_and_all_behind_both_are_told() {
    on_both(|world| async move {
        let ([figeac, cahors, gourdon], [face, joined, apart]) = three(&world).await;
        let curator = world.curator().await;
        let souillac = world.agent(&world.commune("46309")).await;
        support::add(&souillac, joined, "").await.expect("supported");
        follow::follow(&gourdon, Subject::Need(face)).await.expect("followed");
        let before = chosen(&world, &curator, &[joined, apart]).await;
        merge(&curator, face, &[joined], &"Les deux disent la même chose.".into()).await.expect("joined");

        let rows = desk::rows(&curator, &world.campaign().await, &DeskFilter::default(), 100).await.expect("reads");
        let listed: Vec<NeedId> = rows.iter().map(|row| row.id).collect();
        assert!(listed.contains(&face) && listed.contains(&apart) && !listed.contains(&joined), "{listed:?}");
        let desk = desk::desk(&curator, &world.campaign().await, &DeskFilter::default()).await.expect("reads");
        assert_eq!((desk.waiting, desk.needs.total), (2, 2), "the list has as many as it says");
        let late = refusal(batch::act(&curator, before, BatchKind::Decline, &declining()).await);
        assert!(matches!(late, Refusal::NeedsUnfit { ref titles, .. } if titles.len() == 1), "{late:?}");

        let id = chosen(&world, &curator, &[face]).await;
        batch::act(&curator, id, BatchKind::Decline, &declining()).await.expect("done");
        world.clock.set(world.platform.now() + Duration::minutes(10));
        reminder::send_due(&world.nobody()).await.expect("sends");
        for (who, ctx) in [("author", &figeac), ("joined", &cahors), ("supporter", &souillac), ("follower", &gourdon)] {
            assert_eq!(notified(&world, ctx, "need_declined").await, 1, "{who}");
        }
    });
}

#[test]
fn undoing_puts_everything_back_and_nobody_is_told() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let (curator, colleague) = (world.curator().await, world.curator().await);
        let project = world.on_ballot(&curator, world.published(&figeac).await, "900 000").await;
        let needs = [world.published(&figeac).await, world.published(&figeac).await, world.published(&figeac).await];
        let asked = WorkForm { work: Some("asked".into()), ..WorkForm::default() };
        work::set(&curator, needs[2], &asked).await.expect("noted");
        let before = standings(&world, &curator).await;
        let told =
            notified(&world, &figeac, "need_declined").await + notified(&world, &figeac, "need_in_project").await;
        let answer = BatchForm {
            answer: "Le service Rendez-vous répond déjà à ce besoin.".into(),
            link: "https://rdv.example.org".into(),
            ..BatchForm::default()
        };
        let note = BatchForm { note: "À revoir jeudi.".into(), ..BatchForm::default() };
        let sort = BatchForm { work: "to_merge".into(), ..BatchForm::default() };
        for (kind, form) in [
            (BatchKind::Assign, assign(&colleague)),
            (BatchKind::Sort, sort),
            (BatchKind::Note, note),
            (BatchKind::Project, into_project(project)),
            (BatchKind::Decline, declining()),
            (BatchKind::Answer, answer),
        ] {
            let id = chosen(&world, &curator, &needs).await;
            batch::act(&curator, id, kind, &form).await.expect("done");
            if kind == BatchKind::Answer {
                let shown = need::query::detail(&world.nobody(), needs[0]).await.expect("public");
                assert_eq!(shown.answer.as_deref(), Some("https://rdv.example.org/"));
            }
            // What its collectivité writes meanwhile stays.
            batch::undo(&colleague, id).await.expect("undone");
            batch::undo(&colleague, id).await.expect("undoing twice undoes once");
            assert_eq!(standings(&world, &curator).await, before, "{kind:?}");
        }
        assert!(reading(&curator, needs[0]).await.expect("reads").notes.is_empty());
        world.clock.set(world.platform.now() + Duration::hours(1));
        reminder::send_due(&world.nobody()).await.expect("sends");
        let after =
            notified(&world, &figeac, "need_declined").await + notified(&world, &figeac, "need_in_project").await;
        assert_eq!(after, told);
        assert_eq!(notified(&world, &colleague, "needs_assigned").await, 0);
    });
}

#[test]
fn an_undo_is_refused_whole_where_somebody_acted_since() {
    on_both(|world| async move {
        let (curator, colleague) = (world.curator().await, world.curator().await);
        let needs = many(&world, 3).await;
        let id = chosen(&world, &curator, &needs).await;
        batch::act(&curator, id, BatchKind::Assign, &assign(&curator)).await.expect("done");
        let mine = WorkForm { assignee: Some(NOBODY.into()), ..WorkForm::default() };
        work::set(&colleague, needs[1], &mine).await.expect("taken back");
        let refused = refusal(batch::undo(&curator, id).await);
        let named = vec!["Le besoin numéro 1 du bassin".to_owned()];
        assert_eq!(refused, Refusal::NeedsChanged { titles: named, others: 0 });
        assert!(standings(&world, &curator).await[&needs[0]].1, "nothing was undone");
    });
}

#[test]
fn what_is_decided_already_is_named_and_taken_out_of_the_choice() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let needs = many(&world, 9).await;
        project::decline_need(&curator, needs[0], "Déjà pris en charge ailleurs.").await.expect("declined");
        let project = ProjectId(world.platform.new_id());
        project::save(&curator, project, &project_form(&needs[1..8], "5"), "").await.expect("saved");
        let id = chosen(&world, &curator, &needs).await;
        let Refusal::NeedsUnfit { titles, others } =
            refusal(batch::act(&curator, id, BatchKind::Decline, &declining()).await)
        else {
            panic!("it names them")
        };
        assert_eq!((titles.len(), others), (5, 3));
        batch::reduce(&curator, id, &Reduced::Decided).await.expect("reduced");
        batch::act(&curator, id, BatchKind::Decline, &declining()).await.expect("done with the one that is left");
        assert_eq!(need::query::get(&world.nobody(), needs[8]).await.expect("public").state, NeedState::Declined);
        let stranger = world.curator().await;
        let none = chosen(&world, &curator, &needs[8..]).await;
        assert!(matches!(batch::get(&stranger, none).await, Err(Error::NotFound)), "a choice is whose it is");
        let all = refusal(batch::reduce(&curator, none, &Reduced::Decided).await);
        assert_eq!(all, Refusal::NoNeedChosen);
        let nothing = batch::choose(&curator, &world.campaign().await, &Choice::These(vec![])).await;
        assert_eq!(refusal(nothing), Refusal::NoNeedChosen);
    });
}

#[test]
fn a_project_that_cannot_change_takes_no_need_and_only_curators_act() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let project = world.on_ballot(&curator, world.published(&figeac).await, "900 000").await;
        let need = world.published(&figeac).await;
        let campaign = world.campaign().await;
        let one = Choice::These(vec![need]);
        assert!(matches!(batch::choose(&figeac, &campaign, &one).await, Err(Error::Forbidden)));
        let id = chosen(&world, &curator, &[need]).await;
        for stranger in [&figeac, &world.nobody()] {
            let denied = [
                batch::act(stranger, id, BatchKind::Decline, &declining()).await,
                batch::undo(stranger, id).await,
                batch::reduce(stranger, id, &Reduced::Decided).await,
                work::set(stranger, need, &WorkForm::default()).await,
                note::write(stranger, need, "Une note.", "").await,
            ];
            let right = |result: &Result<(), Error>| matches!(result, Err(Error::Forbidden | Error::SignInNeeded));
            assert!(denied.iter().all(right), "{denied:?}");
            assert!(reading(stranger, need).await.is_err() && batch::list(stranger, &campaign).await.is_err());
        }
        let elected = BatchForm { to: figeac.person().expect("somebody").to_string(), ..BatchForm::default() };
        assert_eq!(refusal(batch::act(&curator, id, BatchKind::Assign, &elected).await), Refusal::NotOnTheList);
        let dropped = world.on_ballot(&curator, world.published(&figeac).await, "5").await;
        project::abandon(&curator, dropped, &"Un motif.".into()).await.expect("dropped");
        let refused = refusal(batch::act(&curator, id, BatchKind::Project, &into_project(dropped)).await);
        assert_eq!(refused, Refusal::WrongState);
        world.freeze().await;
        let refused = refusal(batch::act(&curator, id, BatchKind::Project, &into_project(project)).await);
        assert_eq!(refused, Refusal::RuleFrozen);
    });
}

#[test]
fn a_button_of_the_desk_acts_at_once_on_what_it_showed() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let needs = many(&world, 2).await;
        let campaign = world.campaign().await;
        let rows = desk::rows(&curator, &campaign, &DeskFilter::default(), 10).await.expect("reads");
        let shown = rows.iter().map(|row| (format!("shown.{}", row.id), row.seen.shown().as_str().to_owned()));
        let mut page = curator.clone();
        page.shown = Some(shown.collect::<Vec<_>>().into());
        let read = BatchForm { work: "read".into(), ..BatchForm::default() };
        batch::choose_and_act(&page, &campaign, &needs[..1], BatchKind::Sort, &read).await.expect("done");
        let again = batch::choose_and_act(&page, &campaign, &needs, BatchKind::Decline, &declining()).await;
        assert!(matches!(refusal(again), Refusal::NeedsChanged { .. }), "the first is read by now");
        assert_eq!(standings(&world, &curator).await[&needs[1]].0, Standing::New);
    });
}

#[test]
fn the_desk_finds_needs_by_where_they_stand_whose_they_are_and_how_many_support_them() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let (curator, colleague) = (world.curator().await, world.curator().await);
        let campaign = world.campaign().await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(world.published(&figeac).await);
        }
        let [new, read, given, held, declined] = ids[..] else { panic!("five") };
        support::add(&cahors, read, "").await.expect("supported");
        let form = |work: &str| WorkForm { work: Some(work.into()), ..WorkForm::default() };
        work::set(&curator, read, &form("read")).await.expect("noted");
        let to = colleague.person().expect("somebody");
        let theirs = WorkForm { assignee: Some(to.to_string()), ..form("asked") };
        work::set(&curator, given, &theirs).await.expect("given");
        assert_eq!(notified(&world, &colleague, "needs_assigned").await, 1);
        world.on_ballot(&curator, held, "5").await;
        project::decline_need(&curator, declined, "Déjà pris en charge ailleurs.").await.expect("declined");
        let found = async |stand, assignee, supports| {
            let filter = DeskFilter { stand, assignee, supports, ..DeskFilter::default() };
            let desk = desk::desk(&curator, &campaign, &filter).await.expect("reads");
            assert_eq!(desk.waiting, 3);
            assert_eq!(desk.needs.total, desk.needs.rows.len() as u64);
            let mut found: Vec<NeedId> = desk.needs.rows.iter().map(|row| row.id).collect();
            found.sort_unstable();
            found
        };
        let anybody = Assignee::Anybody;
        for (stand, wanted) in [
            (Stand::Waiting, vec![new, read, given]),
            (Stand::At(Standing::New), vec![new]),
            (Stand::At(Standing::Read), vec![read]),
            (Stand::At(Standing::Asked), vec![given]),
            (Stand::At(Standing::ToMerge), vec![]),
            (Stand::At(Standing::InProject), vec![held]),
            (Stand::At(Standing::Declined), vec![declined]),
            (Stand::At(Standing::Gone), vec![]),
            (Stand::Joined, vec![]),
            (Stand::All, vec![new, read, given, held, declined]),
        ] {
            let mut wanted = wanted;
            wanted.sort_unstable();
            assert_eq!(found(stand, anybody, 0).await, wanted, "{stand:?}");
        }
        assert_eq!(found(Stand::Waiting, Assignee::One(to), 0).await, [given]);
        assert_eq!(found(Stand::Waiting, Assignee::Nobody, 0).await.len(), 2);
        assert_eq!(found(Stand::Waiting, anybody, 1).await, [read]);
        let left = progress(&curator, &campaign).await.expect("reads");
        assert_eq!((left.waiting, left.all), (3, 5));
        assert_eq!(left.days.last().map(|(_, waiting)| *waiting), Some(3));
        assert_eq!(left.left.iter().filter(|left| left.assignee == Some(to)).map(|left| left.needs).sum::<u64>(), 1);
    });
}

#[test]
fn a_note_is_curators_own_and_tells_those_whom_it_names() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let (curator, colleague) = (world.curator().await, world.curator().await);
        let need = world.published(&figeac).await;
        // Every curator of this world has the same name: the note names both, and whoever writes is not told.
        note::write(&curator, need, "Vu avec @la curatrice.", "").await.expect("written");
        assert_eq!(notified(&world, &colleague, "note_mention").await, 1);
        assert_eq!(notified(&world, &curator, "note_mention").await, 0);
        let to = colleague.person().expect("somebody").to_string();
        note::write(&curator, need, "Sans arobase.", &to).await.expect("written");
        assert_eq!(notified(&world, &colleague, "note_mention").await, 2);
        assert_eq!(refusal(note::write(&curator, need, " ", "").await), Refusal::Missing);
        let read = reading(&colleague, need).await.expect("reads");
        assert_eq!(read.notes.len(), 2);
        assert!(read.history.iter().any(|act| act.event.kind == "need_noted"));
        let whose = Whose::Collectivity(world.commune("46102"));
        let traced = audit::list(&figeac, whose, &Search::default(), 50).await.expect("reads");
        assert!(traced.iter().all(|traced| !traced.event.kind.contains("noted")), "its collectivité sees none of it");
    });
}

#[test]
fn acts_on_the_demonstration_are_listed_with_who_did_them() {
    on_both_in_the_demonstration(|world| async move {
        let curator = world.curator().await;
        let campaign = world.campaign().await;
        let filter =
            DeskFilter { need: Filter { theme: "communication".into(), ..Filter::default() }, ..DeskFilter::default() };
        let all = Choice::All(Box::new(filter.clone()));
        let rows = desk::rows(&curator, &campaign, &filter, 1_000).await.expect("reads");
        if rows.is_empty() {
            return;
        }
        let id = batch::choose(&curator, &campaign, &all).await.expect("chosen");
        let read = BatchForm { work: WorkState::Read.code().into(), ..BatchForm::default() };
        batch::act(&curator, id, BatchKind::Sort, &read).await.expect("done");
        let lines = batch::list(&curator, &campaign).await.expect("reads");
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].row.id, lines[0].by.as_deref()), (id, Some("la curatrice")));
        assert_eq!(usize::try_from(lines[0].row.needs).expect("some"), rows.len());
        let event = Event::NeedSorted { need: rows[0].id, work: WorkState::Read };
        let history = reading(&curator, rows[0].id).await.expect("reads").history;
        assert_eq!(serde_json::from_str::<Event>(&history[0].event.payload).expect("an event"), event);
    });
}
