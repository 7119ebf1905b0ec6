//! The answers of an application as they are read, not as they were typed.

use crate::ui::{
    act::UserText,
    table::{Cell, Head, Row, Table},
    views::views,
};
use entity::{
    application_form::{Answers, ApplicationForm, Field, FieldKind},
    campaign::Envelope,
    money::{amount_typed, number_typed},
};
use leptos::prelude::*;
use wording::{euros, number, time};

/// What stands for an answer that was not given.
const NONE: &str = "—";

/// The answers of an application, section by section: as submitted, or as they are being written.
#[component]
pub fn Content<'a>(data: &'a ApplicationForm, answers: &'a Answers, envelope: &'a Envelope) -> AnyView {
    // Files stand apart, below.
    let read = |field: &&Field| field.kind != FieldKind::File && data.is_asked(field, answers);
    views(data.sections.iter().filter(|section| section.fields.iter().any(|field| read(&field))).map(|section| {
        let fields = views(section.fields.iter().filter(read).map(|field| {
            view! {
                <h4>{field.label.clone()}</h4>
                <Answer data field answers envelope />
            }
            .into_any()
        }));
        view! {
            <h3>{section.title.clone()}</h3>
            {fields}
        }
        .into_any()
    }))
}

#[component]
fn Answer<'a>(data: &'a ApplicationForm, field: &'a Field, answers: &'a Answers, envelope: &'a Envelope) -> AnyView {
    let stored = answers.get(&field.code).map_or("", String::as_str);
    match field.kind {
        FieldKind::Costs => view! { <CostLines data answers /> }.into_any(),
        FieldKind::Items => view! { <ChosenItems chosen=data.items(answers) envelope /> }.into_any(),
        FieldKind::Choice => {
            let label = field.options.iter().find(|option| option.code == stored).map(|option| option.label.clone());
            view! { <p>{label.unwrap_or_else(|| NONE.into())}</p> }.into_any()
        }
        FieldKind::Date => {
            let otherwise = if stored.is_empty() { NONE } else { stored };
            let day = stored.parse().map(time::date).unwrap_or_else(|_| otherwise.to_owned());
            view! { <p>{day}</p> }.into_any()
        }
        FieldKind::File => ().into_any(),
        FieldKind::Line | FieldKind::Text | FieldKind::Number | FieldKind::Euros | FieldKind::Collectivity => {
            // As it is read, not as it was typed: `12 k€` is 12 000 €.
            let read = match field.kind {
                FieldKind::Euros => amount_typed(stored).ok().map(|amount| euros(amount.cents())),
                FieldKind::Number => number_typed(stored).ok().map(number),
                _ => None,
            };
            let text = match (read, stored.trim()) {
                (Some(read), _) => read,
                (None, "") => NONE.to_owned(),
                (None, text) => text.to_owned(),
            };
            view! { <UserText text /> }.into_any()
        }
    }
}

/// What was chosen of the envelope's catalogue.
#[component]
fn ChosenItems<'a>(chosen: Vec<String>, envelope: &'a Envelope) -> AnyView {
    let items =
        views(envelope.items.iter().filter(|item| chosen.contains(&item.code)).map(|item| {
            view! { <li>{item.label.clone()} " : " {euros(i64::from(item.amount) * 100)}</li> }.into_any()
        }));
    view! { <ul>{items}</ul> }.into_any()
}

#[component]
fn CostLines<'a>(data: &'a ApplicationForm, answers: &'a Answers) -> AnyView {
    let table = data.cost_table(answers);
    let shown = |text: &str| amount_typed(text).map_or_else(|_| text.to_owned(), |amount| euros(amount.cents()));
    let costs = table.costs.iter().filter(|line| !line.is_blank()).map(|line| {
        let eligible = if line.eligible { "éligible" } else { "non éligible" };
        Row::new([Cell::head(line.label.clone()), Cell::number(shown(&line.amount)), Cell::new(eligible)])
    });
    let funding = table.funding.iter().filter(|line| !line.is_blank()).map(|line| {
        let public = if line.public { "argent public" } else { "argent privé" };
        let source = format!("Autre financement : {}", line.source);
        Row::new([Cell::head(source), Cell::number(shown(&line.amount)), Cell::new(public)])
    });
    let rows = costs.chain(funding).collect();
    let heads = vec![Head::new("Intitulé"), Head::number("Montant"), Head::new("Nature")];
    view! { <Table id="depenses-et-financements" caption="Dépenses et financements" hidden=true heads rows /> }
        .into_any()
}
