use crate::world::{SELECTION, on_both, on_both_in_the_demonstration, project_form};
use entity::{
    costing::CostLineForm,
    form_field,
    form_field::FieldName,
    id::{NeedId, ProjectId},
    need::NeedState,
    page_number::PageNumber,
    project::ProjectForm,
    refusal::FieldRefusals,
    refusal::Refusal,
    search_text::SearchText,
    table,
};
use sea_orm::EntityTrait;
use server::{
    Error,
    curation::desk::{self, DeskFilter},
    need::{
        self,
        filter::{Filter, Sort},
    },
    notice, project, support,
};
use std::collections::BTreeSet;

#[test]
fn a_need_goes_into_one_project_and_its_people_are_told() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let curator = world.curator().await;
        let id = world.published(&figeac).await;
        support::add(&cahors, id, "").await.expect("supported");
        let project = ProjectId(world.platform.new_id());
        project::save(&curator, project, &project_form(&[id], "1 200 000"), "").await.expect("saved");
        project::save(&curator, project, &project_form(&[id], "1 300 000"), "").await.expect("changed");
        let other = world.curator().await;
        let blind = project::save(&other, project, &project_form(&[id], "900 000"), "").await;
        assert!(matches!(blind, Err(Error::Refused(Refusal::ChangedMeanwhile))), "a colleague's text stays: {blind:?}");
        let shown = project::query::detail(&other, project).await.expect("there");
        let seen = project::form_of(&shown.project, &[id]).fingerprint();
        project::save(&other, project, &project_form(&[id], "900 000"), &seen)
            .await
            .expect("what was seen is replaced");
        project::save(&other, project, &project_form(&[id], "1 300 000"), "").await.expect("one's own is");
        for person in [&figeac, &cahors] {
            let notices = notice::list(person).await.expect("reads");
            let of_project = notices.iter().filter(|notice| notice.kind == "need_in_project").count();
            assert_eq!(of_project, 1, "told once");
        }
        let again = project::save(&curator, ProjectId(world.platform.new_id()), &project_form(&[id], "5"), "").await;
        let taken = FieldRefusals::one(form_field::NEEDS, Refusal::NeedTaken);
        assert!(matches!(&again, Err(Error::Fields(refusals)) if *refusals == taken), "{again:?}");
        let hidden = need::query::detail(&world.nobody(), id).await.expect("public").project;
        assert!(hidden.is_none(), "a draft project is the curators' own");
        assert!(matches!(project::query::detail(&world.nobody(), project).await, Err(Error::NotFound)));
        project::put_on_ballot(&curator, project).await.expect("on the ballot");
        let lineage = need::query::detail(&world.nobody(), id).await.expect("public").project.expect("public now");
        assert_eq!((lineage.id, lineage.cost.cents()), (project, 130_000_000));
        let declined = project::decline_need(&curator, id, "Déjà pris en charge ailleurs.").await;
        assert!(matches!(declined, Err(Error::Refused(Refusal::NeedTaken))));
        project::abandon(&curator, project, &"Un motif.".into()).await.expect("dropped");
        project::decline_need(&curator, id, "Déjà pris en charge ailleurs.").await.expect("free again");
        assert_eq!(need::query::get(&world.nobody(), id).await.expect("public").state, NeedState::Declined);
    });
}

#[test]
fn only_curators_curate_and_nothing_on_the_ballot_changes_once_the_vote_is_open() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let id = world.published(&figeac).await;
        let form = project_form(&[id], "1 200 000");
        let forbidden = project::save(&figeac, ProjectId(world.platform.new_id()), &form, "").await;
        assert!(matches!(forbidden, Err(Error::Forbidden)));
        assert!(matches!(
            project::decline_need(&world.nobody(), id, "Une bonne raison.").await,
            Err(Error::SignInNeeded)
        ));
        let none = project::save(&curator, ProjectId(world.platform.new_id()), &project_form(&[], "douze"), "").await;
        match none {
            Err(Error::Fields(refusals)) => {
                assert_eq!(
                    refusals.0,
                    [
                        (FieldName::question("cost"), Refusal::NotAnAmount),
                        (FieldName::question("needs"), Refusal::NoNeed)
                    ]
                );
            }
            other => panic!("{other:?}"),
        }
        let project = world.on_ballot(&curator, id, "1 200 000").await;
        world.go_to(SELECTION);
        for late in [
            project::save(&curator, project, &form, "").await,
            project::abandon(&curator, project, &"Un motif.".into()).await,
            project::put_on_ballot(&curator, project).await,
        ] {
            assert!(matches!(late, Err(Error::Refused(Refusal::PhaseClosed { .. }))), "{late:?}");
        }
    });
}

#[test]
fn a_need_in_a_project_stays_public_and_a_project_answers_existing_needs_only() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let (held, other) = (world.published(&figeac).await, world.published(&figeac).await);
        let id = ProjectId(world.platform.new_id());
        let unknown = NeedId(world.platform.new_id());
        let saved = project::save(&curator, id, &project_form(&[held, unknown], "1 200 000"), "").await;
        let not_listed = [(FieldName::question("needs"), Refusal::NotOnTheList)];
        assert!(matches!(&saved, Err(Error::Fields(refusals)) if refusals.0 == not_listed), "{saved:?}");
        assert!(
            table::project::Entity::find().one(curator.read()).await.expect("reads").is_none(),
            "nothing is stored"
        );
        project::save(&curator, id, &project_form(&[held], "1 200 000"), "").await.expect("saved");
        let withdrawn = need::withdraw(&figeac, held, &"Un motif.".into()).await;
        assert!(matches!(withdrawn, Err(Error::Refused(Refusal::NeedInProject))), "{withdrawn:?}");
        assert_eq!(need::query::get(&world.nobody(), held).await.expect("public").state, NeedState::Published);
        need::withdraw(&figeac, other, &"Un motif.".into()).await.expect("this one is free");
        let offered = project::query::needs_for_form(&curator, &[held, other]).await.expect("reads");
        assert_eq!(offered.iter().map(|need| need.id).collect::<Vec<_>>(), [held], "what was withdrawn is not offered");
    });
}

#[test]
fn cents_are_kept_and_what_is_done_twice_is_told_once() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let (answered, declined) = (world.published(&figeac).await, world.published(&figeac).await);
        let id = ProjectId(world.platform.new_id());
        project::save(&curator, id, &project_form(&[answered], "1 200 000,50"), "").await.expect("saved");
        let row = project::query::detail(&curator, id).await.expect("the curators' own").project;
        let form = project::form_of(&row, &[answered]);
        assert_eq!(form.cost, "1200000,50");
        project::save(&curator, id, &form, "").await.expect("saved as it was shown");
        let row = project::query::detail(&curator, id).await.expect("the curators' own").project;
        assert_eq!(row.cost.cents(), 120_000_050);
        for reason in ["Déjà pris en charge ailleurs.", "Une autre raison, plus tard."] {
            project::decline_need(&curator, declined, reason).await.expect("declined");
        }
        let notices = notice::list(&figeac).await.expect("reads");
        assert_eq!(notices.iter().filter(|notice| notice.kind == "need_declined").count(), 1);
        let row = need::query::get(&world.nobody(), declined).await.expect("public");
        assert_eq!(row.declined_reason.as_deref(), Some("Déjà pris en charge ailleurs."), "the first reason stays");
    });
}

#[test]
fn a_cost_made_of_lines_lies_within_their_range_and_stands_still_with_the_rule() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let need = world.published(&figeac).await;
        let id = ProjectId(world.platform.new_id());
        let line = |kind: &str, label: &str, low: &str, high: &str, quantity: &str| {
            let [kind, label, low, high, quantity] = [kind, label, low, high, quantity].map(str::to_owned);
            CostLineForm { kind, label, low, high, quantity }
        };
        let lines = vec![
            line("build", "Développement", "100 000", "150 000", ""),
            line("run", "Hébergement", "10 000,50", "", ""),
        ];
        let form = |cost: &str, lines: &[CostLineForm]| ProjectForm {
            lines: lines.to_vec(),
            assumptions: "Dix communes.".into(),
            ..project_form(&[need], cost)
        };
        let outside = project::save(&curator, id, &form("99 000", &lines), "").await;
        let refused = Refusal::CostOutsideRange { low: 13_000_150, high: 18_000_150 };
        let beside = FieldRefusals::one(form_field::COST, refused);
        assert!(matches!(&outside, Err(Error::Fields(refusals)) if *refusals == beside), "{outside:?}");
        assert!(table::project::Entity::find().one(curator.read()).await.expect("reads").is_none(), "nothing stored");
        project::save(&curator, id, &form("150 000", &lines), "").await.expect("saved");
        let stored = async || project::costing::of_project(curator.read(), id).await.expect("reads");
        let kept = stored().await;
        assert_eq!(kept.iter().map(|line| (line.position, line.quantity)).collect::<Vec<_>>(), [(0, 1), (1, 3)]);
        assert_eq!(project::costing::forms_of(&kept)[1].low, "10000,50");
        let mut shown = project::form_of(&project::query::get(&curator, id).await.expect("there"), &[need]);
        shown.lines = project::costing::forms_of(&kept);
        let other = world.curator().await;
        project::save(&other, id, &form("160 000", &lines[..1]), &shown.fingerprint()).await.expect_err("out of range");
        project::save(&other, id, &form("140 000", &lines[..1]), &shown.fingerprint()).await.expect("one line fewer");
        assert_eq!(stored().await.len(), 1);
        let blind = project::save(&curator, id, &form("140 000", &lines), "").await;
        assert!(matches!(blind, Err(Error::Refused(Refusal::ChangedMeanwhile))), "lines count as text: {blind:?}");
        project::put_on_ballot(&curator, id).await.expect("on the ballot");
        world.freeze().await;
        let late = project::save(&curator, id, &form("140 000", &lines), "").await;
        assert!(matches!(late, Err(Error::Refused(Refusal::RuleFrozen))), "{late:?}");
        assert_eq!(
            project::query::parts(&world.nobody(), id).await.expect("reads").lines,
            stored().await,
            "everybody reads them"
        );
    });
}

#[test]
fn the_desk_reaches_every_need_page_by_page_and_by_words_theme_and_place() {
    on_both_in_the_demonstration(|world| async move {
        let titles: Vec<String> = (0..120).map(|at| format!("Le besoin numéro {at} de la liste")).collect();
        let texts = titles.iter().enumerate().map(|(at, title)| {
            let problem = if at % 2 == 0 { "Nos trottinettes sont partout." } else { "Nos scooters sont partout." };
            [title.as_str(), problem, "", "", "communication"]
        });
        crate::search::publish(&world, texts.collect()).await;
        let (curator, campaign) = (world.curator().await, world.campaign().await);
        let desk = async |need: Filter| {
            let filter = DeskFilter { need, ..DeskFilter::default() };
            desk::desk(&curator, &campaign, &filter).await.expect("reads")
        };
        let first = desk(Filter::default()).await;
        assert!(first.waiting > 120 && first.needs.total == first.waiting && first.needs.rows.len() == 50);
        let mut seen = BTreeSet::new();
        for page in 1..=first.needs.pages {
            let page = PageNumber::read(&page.to_string());
            seen.extend(desk(Filter { page, ..Filter::default() }).await.needs.rows.iter().map(|need| need.id));
        }
        assert_eq!(seen.len() as u64, first.waiting, "no need is out of reach, and none is shown twice");
        let words = Filter { text: SearchText::cut("trottinette"), ..Filter::default() };
        assert_eq!(desk(words.clone()).await.needs.total, 60, "in another form than it is written");
        let elsewhere = Filter { departement: "46".into(), ..words };
        assert_eq!(desk(elsewhere).await.needs.total, 0);
        let theme = Filter { theme: "communication".into(), sort: Sort::Latest, ..Filter::default() };
        assert!(desk(theme).await.needs.rows.iter().all(|need| need.theme == "communication"));
        let refused = desk::desk(&world.nobody(), &campaign, &DeskFilter::default()).await;
        assert!(matches!(refused, Err(Error::SignInNeeded | Error::Forbidden)));
    });
}
