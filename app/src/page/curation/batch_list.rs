//! The latest acts on many needs.

use super::desk::undo::{ActNames, Undoable};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{PostForm, RefusalSummary},
        frame::{Frame, Page},
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use entity::address::Address;
use leptos::prelude::*;
use server::{
    campaign::loaded::StoredCampaign,
    curation::{
        batch::{self, BatchLine},
        work,
    },
    project::query::titles,
};
use wording::time;

/// An act of the list.
struct ActLine {
    sentence: String,
    page: String,
    at: String,
    by: String,
    state: &'static str,
    undo: Option<Undoable>,
}

/// What acts of a campaign name.
pub async fn names(visit: &Visit, campaign: &StoredCampaign) -> Result<ActNames, Failure> {
    let (curators, projects) = (work::curators(visit.ctx.read()).await?, titles(&visit.ctx, campaign).await?);
    Ok(ActNames { curators: curators.into_iter().collect(), projects })
}

/// The list.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let lines = batch::list(&visit.ctx, &campaign).await?;
    let names = names(&visit, &campaign).await?;
    let acts: Vec<ActLine> = lines.iter().filter_map(|line| ActLine::of(&visit, line, &names)).collect();
    let frame = Frame::new("Actes récents").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <Acts acts=&acts /> }.into_any()))
}

impl ActLine {
    fn of(visit: &Visit, line: &BatchLine, names: &ActNames) -> Option<Self> {
        let undo = (line.row.ended_at.is_none()).then(|| Undoable::of(visit, line, names)).flatten();
        Some(Self {
            sentence: names.sentence(line.act.as_ref()?, line.row.needs),
            page: Address::CurationBatch(line.row.id).to_string(),
            at: time::moment(line.row.done_at?.utc()),
            by: line.by.clone().unwrap_or_else(|| wording::PERSON_GONE.to_owned()),
            state: wording::batch_state(line.row.state),
            undo,
        })
    }
}

#[component]
fn Acts<'a>(acts: &'a [ActLine]) -> AnyView {
    let forms = acts.iter().filter_map(|act| act.undo.as_ref()).map(|undo| &undo.form);
    let summaries = views(forms.map(|form| view! { <RefusalSummary form /> }.into_any()));
    let rows = acts.iter().map(|act| {
        let undo = act.undo.as_ref().map(|undo| view! { <UndoButton undo /> });
        Row::new([
            Cell::head(view! { <a href=act.page.clone()>{act.sentence.clone()}</a> }),
            Cell::new(act.by.clone()),
            Cell::new(act.at.clone()),
            Cell::new(act.state),
            Cell::new(undo).class("t-inline"),
        ])
    });
    let words = Head::new;
    let heads = vec![words("Acte"), words("Par"), words("Le"), words("État"), Head::hidden("Annuler")];
    let none = acts.is_empty().then(|| view! { <p>"Aucun acte sur plusieurs besoins pour l’instant."</p> });
    let table = (!acts.is_empty()).then(|| {
        view! { <Table id="actes" caption="Actes récents" hidden=true dense=true heads rows=rows.collect() /> }
    });
    view! {
        {summaries}
        <h1>"Actes récents sur les besoins"</h1>
        <p>
            "Un acte peut être annulé pendant dix minutes. Ensuite, les personnes concernées sont averties, une fois \
             par besoin."
        </p>
        {none}
        {table}
    }
    .into_any()
}

/// The button that undoes an act, with how long it does.
#[component]
pub fn UndoButton<'a>(undo: &'a Undoable) -> AnyView {
    view! {
        <PostForm form=&undo.form>
            <Button weight=Weight::Small>
                {format!("Annuler ({})", undo.left)} <span class="fr-sr-only">"\u{a0}: " {undo.sentence.clone()}</span>
            </Button>
        </PostForm>
    }
    .into_any()
}
