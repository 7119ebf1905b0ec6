//! The projects of the campaign on the desk, with what may be decided of each.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Button, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        field::PostForm,
        form::Form,
        table::{Cell, Head, Row, Table},
    },
};
use entity::{address::Address, id::ProjectId, money::Euros, project::ProjectState, table};
use leptos::prelude::*;
use wording::euros;

/// A project, with the forms of what may be decided of it.
pub struct ProjectLine {
    pub id: ProjectId,
    pub title: String,
    pub state: ProjectState,
    cost: Euros,
    pub put_on_ballot: Form,
    pub abandon: Form,
}

impl ProjectLine {
    pub fn of(visit: &Visit, project: table::project::Model) -> Self {
        Self {
            id: project.id,
            title: project.title,
            state: project.state,
            cost: project.cost,
            put_on_ballot: Form::new(visit, Address::CurationProjectOnBallot(project.id)),
            abandon: Form::new(visit, Address::CurationProjectAbandon(project.id)).labelled(&[ask_first::REASON]),
        }
    }
}

/// Every project of the campaign, with what may be decided of it. `budget` is the money of the vote.
#[component]
pub fn ProjectSection<'a>(projects: &'a [ProjectLine], budget: Euros, is_open: bool) -> AnyView {
    let rows = projects.iter().map(|project| {
        let decisions = is_open.then(|| view! { <Decisions project /> });
        Row::new([
            Cell::head(view! { <a href=Address::Project(project.id).to_string()>{project.title.clone()}</a> }),
            Cell::new(state_name(project.state)),
            Cell::number(euros(project.cost.cents())),
            Cell::new(decisions).class("t-inline"),
        ])
    });
    let heads = vec![Head::new("Projet"), Head::new("État"), Head::number("Coût"), Head::new("Décision")];
    let on_ballot = projects.iter().filter(|project| project.state == ProjectState::OnBallot);
    let on_ballot: Euros = on_ballot.map(|project| project.cost).sum();
    view! {
        <h2 id="tous-les-projets">"Projets"</h2>
        <p>
            {euros(on_ballot.cents())} " de projets soumis au vote, pour une enveloppe de " {euros(budget.cents())} "."
        </p>
        <Table id="projets" caption="Projets de la campagne" hidden=true dense=true heads rows=rows.collect() />
    }
    .into_any()
}

fn state_name(state: ProjectState) -> &'static str {
    match state {
        ProjectState::Draft => "Brouillon",
        ProjectState::OnBallot => "Soumis au vote",
        ProjectState::Dropped => "Abandonné",
    }
}

/// What is asked before a project is given up.
fn before_abandoning(project: &ProjectLine) -> Ask {
    let what = "Il ne sera pas soumis au vote, et ses besoins sont de nouveau à trier. Leurs collectivités, \
                et celles qui les soutiennent, en sont averties.";
    let why = Why::named(project.id, "Lu par les collectivités dont il reprend les besoins");
    Ask::before("Abandonner", what).of(&project.title).why(why)
}

/// What may be decided of a project, a button each.
#[component]
fn Decisions<'a>(project: &'a ProjectLine) -> AnyView {
    let put_on_ballot = (project.state == ProjectState::Draft).then(|| {
        view! {
            <PostForm form=&project.put_on_ballot>
                <Button weight=Weight::SmallPrimary>"Soumettre au vote"</Button>
            </PostForm>
        }
    });
    let abandon = (project.state != ProjectState::Dropped).then(|| {
        view! { <AskFirst form=&project.abandon ask=before_abandoning(project) /> }
    });
    view! {
        {put_on_ballot}
        {abandon}
    }
    .into_any()
}
