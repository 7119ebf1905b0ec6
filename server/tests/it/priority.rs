//! Priority programmes: from the labels of the collectivités behind a project, corrected with a reason, frozen with the
//! rule.

use crate::{
    fixture::fields,
    world::{World, on_both, project_form},
};
use chrono::Duration;
use entity::{
    form_field, id::ProjectId, priority::Priority, programme::Programme, project::ProjectForm, refusal::Refusal,
    table::programme_label,
};
use sea_orm::{EntityTrait, IntoActiveModel};
use server::{
    frozen_rule,
    project::{self, query},
};

/// What everybody reads of it, once what was kept in memory is old.
async fn priority_of(world: &World, id: ProjectId) -> Priority {
    world.clock.set(world.platform.now() + Duration::seconds(11));
    query::parts(&world.nobody(), id).await.expect("public").priority.clone()
}

/// Gives communes a label, by their INSEE codes.
async fn labelled(world: &World, labels: &[(&str, Programme)]) {
    let rows = labels.iter().map(|(insee, programme)| {
        programme_label::Model { insee: (*insee).to_owned(), programme: *programme }.into_active_model()
    });
    let tx = world.platform.database.begin().await.expect("begins");
    programme_label::Entity::delete_many().exec(&tx).await.expect("empties");
    programme_label::Entity::insert_many(rows).exec_without_returning(&tx).await.expect("inserts");
    world.nobody().commit(tx).await.expect("commits");
}

#[test]
fn programmes_follow_from_the_labels_behind_a_project_and_a_curator_corrects_them_with_a_reason() {
    on_both(|world| async move {
        let pvd = Programme::PetitesVillesDeDemain;
        labelled(&world, &[("46102", pvd)]).await;
        let (figeac, cahors) = (world.elu(&world.commune("46102")).await, world.agent(&world.commune("46042")).await);
        let curator = world.curator().await;
        let need = world.published(&figeac).await;
        server::support::add(&cahors, need, "").await.expect("supported");
        let id = ProjectId(world.platform.new_id());
        // A form that says nothing of programmes takes what the labels propose.
        project::save(&curator, id, &project_form(&[need], "500000"), "").await.expect("saved");
        project::put_on_ballot(&curator, id).await.expect("on the ballot");
        let proposed = priority_of(&world, id).await;
        assert_eq!((proposed.programmes.as_slice(), proposed.behind.collectivities), (&[pvd][..], 2));

        // It follows what happens as long as nobody corrected it: three of the four behind it have no label.
        for insee in ["29019", "2A004", "97302"] {
            let agent = world.agent(&world.commune(insee)).await;
            server::support::add(&agent, need, "").await.expect("supported");
        }
        assert_eq!(priority_of(&world, id).await.programmes, [], "one in five is too few");

        let stored = async || {
            let detail = query::detail(&curator, id).await.expect("reads");
            project::form_of(&detail.project, &[need])
        };
        let rendered = stored().await.fingerprint();
        let corrected = |reason: &str| ProjectForm {
            priority: vec!["pvd".into()],
            priority_reason: reason.into(),
            ..project_form(&[need], "500000")
        };
        let refused = project::save(&curator, id, &corrected(""), &rendered).await;
        assert_eq!(fields(refused), [(form_field::PRIORITY_REASON.into(), Refusal::Missing)]);
        let reason = "Le service est fait pour les petites villes de demain.";
        project::save(&curator, id, &corrected(reason), &rendered).await.expect("corrected");
        let kept = priority_of(&world, id).await;
        assert_eq!((kept.programmes.as_slice(), kept.correction.as_deref()), (&[pvd][..], Some(reason)));

        // Ticked as it was proposed, it is a proposal again.
        let taken_over = ProjectForm { priority_reason: String::new(), ..project_form(&[need], "500000") };
        let rendered = stored().await.fingerprint();
        project::save(&curator, id, &taken_over, &rendered).await.expect("taken over");
        assert_eq!(priority_of(&world, id).await.correction, None);
    });
}

#[test]
fn what_the_labels_said_is_frozen_with_the_rule_and_open_again_with_it() {
    on_both(|world| async move {
        let acv = Programme::ActionCoeurDeVille;
        labelled(&world, &[("46102", acv)]).await;
        let figeac = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let need = world.published(&figeac).await;
        let id = world.on_ballot(&curator, need, "500000").await;
        let campaign = world.campaign().await;
        assert!(campaign.spec.selection_envelope().expect("one").priority.contains(&acv));
        let frozen = world.freeze().await;
        assert!(frozen.rule.projects[0].priority, "the published document says so, in the words that it always had");

        // Another list of labels, and more support: nothing that is frozen moves.
        labelled(&world, &[("29019", acv)]).await;
        let quimper = world.agent(&world.commune("29019")).await;
        server::support::add(&quimper, need, "").await.ok();
        let priority = priority_of(&world, id).await;
        assert_eq!((priority.programmes.as_slice(), priority.behind.collectivities), (&[acv][..], 1));
        let figures = server::statistics::of_campaign(&world.nobody(), &campaign).await.expect("counted");
        let reach = figures.reach.as_ref().expect("the envelope gives priority");
        assert_eq!((reach.cost, reach.reaching, reach.is_selected), (50_000_000, 50_000_000, false));

        frozen_rule::reopen(&curator, &"Un motif.".into()).await.expect("before the opening");
        let priority = priority_of(&world, id).await;
        assert_eq!(priority.behind.labelled.get(&acv), (priority.behind.collectivities > 1).then_some(&1));
    });
}
