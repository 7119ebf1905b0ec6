use crate::world::{SELECTION, on_both, project_form};
use entity::{id::ProjectId, need::NeedState, refusal::Refusal};
use server::{Error, need, notice, project, support};

#[test]
fn a_need_goes_into_one_project_and_its_people_are_told() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let curator = world.curator().await;
        let id = world.published(&figeac).await;
        support::add(&cahors, id, "").await.expect("supported");
        let project = ProjectId(world.platform.new_id());
        project::save(&curator, project, &project_form(&[id], "1 200 000")).await.expect("saved");
        project::save(&curator, project, &project_form(&[id], "1 300 000")).await.expect("changed");
        for person in [&figeac, &cahors] {
            let notices = notice::list(person).await.expect("reads");
            assert_eq!(notices.len(), 1, "told once");
            assert_eq!(notices[0].kind, "need_in_project");
        }
        let again = project::save(&curator, ProjectId(world.platform.new_id()), &project_form(&[id], "5")).await;
        assert!(
            matches!(&again, Err(Error::Fields(refusals)) if refusals.0 == [("needs".to_owned(), Refusal::NeedTaken)]),
            "{again:?}"
        );
        let hidden = need::query::detail(&world.nobody(), id).await.expect("public").project;
        assert!(hidden.is_none(), "a draft project is the curators' own");
        assert!(matches!(project::query::detail(&world.nobody(), project).await, Err(Error::NotFound)));
        project::put_on_ballot(&curator, project).await.expect("on the ballot");
        let lineage = need::query::detail(&world.nobody(), id).await.expect("public").project.expect("public now");
        assert_eq!((lineage.id, lineage.cost.cents()), (project, 130_000_000));
        let declined = project::decline_need(&curator, id, "Déjà pris en charge ailleurs.").await;
        assert!(matches!(declined, Err(Error::Refused(Refusal::NeedTaken))));
        project::drop_it(&curator, project).await.expect("dropped");
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
        let forbidden = project::save(&figeac, ProjectId(world.platform.new_id()), &form).await;
        assert!(matches!(forbidden, Err(Error::Forbidden)));
        assert!(matches!(
            project::decline_need(&world.nobody(), id, "Une bonne raison.").await,
            Err(Error::SignInNeeded)
        ));
        let none = project::save(&curator, ProjectId(world.platform.new_id()), &project_form(&[], "douze")).await;
        match none {
            Err(Error::Fields(refusals)) => {
                assert_eq!(
                    refusals.0,
                    [("cost".to_owned(), Refusal::NotAnAmount), ("needs".to_owned(), Refusal::NoNeed)]
                );
            }
            other => panic!("{other:?}"),
        }
        let project = world.on_ballot(&curator, id, "1 200 000").await;
        world.go_to(SELECTION);
        for late in [
            project::save(&curator, project, &form).await,
            project::drop_it(&curator, project).await,
            project::put_on_ballot(&curator, project).await,
        ] {
            assert!(matches!(late, Err(Error::Refused(Refusal::PhaseClosed { .. }))), "{late:?}");
        }
    });
}
