//! The mandate to vote of a collectivité: who has it, giving it and taking it back.

use super::{
    act::end_of_mandate,
    person_button::{PERSON, READ_BY},
};
use crate::{
    http::visit::Visit,
    ui::{
        act::Button,
        ask_first::{self, Ask, AskFirst, Why},
        field::{PostForm, Radios, SelectField, TextField},
        figures::{Definitions, entry},
        form::Form,
        guide::Guide,
        input::{Entry, Field},
        shown::ShownField,
        views::views,
    },
};
use entity::{
    address::Address, collectivity::Capacity, form_field, id::PersonId, mandate::Rank, shown::Shown, siren::Siren,
    table::mandate::Model,
};
use leptos::prelude::*;
use server::{mandate, person::Colleague};
use wording::time;

const ELU: Field = Field::new(form_field::PERSON, "Élu").short(PERSON.short).explained(Guide::Mandates);
const RANK: Field = Field::new(form_field::RANK, "Place");
const FROM: Field = Field::new(form_field::FROM, "Premier jour (facultatif)").short("Premier jour");
const UNTIL: Field = Field::new(form_field::UNTIL, "Dernier jour inclus (facultatif)").short("Dernier jour");
const NOTE: Field = Field::new(form_field::NOTE, "Délibération ou note (facultatif)")
    .help("Par exemple : délibération 2021-14 du 2 mars 2021")
    .short("Note");

/// The forms of the section.
pub struct MandateForms {
    pub give: Form,
    pub withdraw: Form,
}

impl MandateForms {
    pub fn new(visit: &Visit, siren: Siren) -> Self {
        let give = Form::new(visit, Address::PeopleMandate(siren)).labelled(&[ELU, RANK, FROM, UNTIL, NOTE]);
        Self { give, withdraw: Form::new(visit, Address::PeopleMandateWithdraw(siren)).labelled(&[ask_first::REASON]) }
    }
}

/// Who has the mandate, and who stands in; `gives`: whether whoever visits says so.
#[component]
pub fn Mandates<'a>(
    people: &'a [Colleague],
    gives: bool,
    /// Who reads, if they act for the collectivité.
    own: Option<PersonId>,
    forms: &'a MandateForms,
) -> AnyView {
    let shown = &mandate::shown(people);
    let entries = Rank::ALL.iter().map(|&rank| {
        let mandate = people.iter().find_map(|colleague| {
            let mandate = colleague.mandate.as_ref().filter(|mandate| mandate.rank == rank)?;
            Some((colleague, mandate))
        });
        let text = mandate.map_or_else(|| "personne".to_owned(), |(colleague, mandate)| held(&colleague.name, mandate));
        let withdraw = mandate.filter(|_| gives).map(|(colleague, _)| {
            let ask = before_withdrawal(rank, colleague, own == Some(colleague.person));
            view! { <WithdrawMandate rank shown ask form=&forms.withdraw /> }
        });
        entry(
            wording::capitalised(wording::rank(rank)),
            view! {
                {text}
                {withdraw}
            },
        )
    });
    view! {
        <h2>"Mandat de vote"</h2>
        <p>
            "Un élu dépose le bulletin de la collectivité : le titulaire du mandat, ou son suppléant. Chacun est \
             remplaçable à tout moment ; l’ancien et le nouveau en sont avertis."
        </p>
        <Definitions entries=entries.collect() />
        {gives.then(|| view! { <GiveMandate people shown form=&forms.give /> })}
    }
    .into_any()
}

/// Who has a mandate, on which days, and on what it rests.
fn held(name: &str, mandate: &Model) -> String {
    let term = mandate.term();
    let from = term.from.map(|day| format!(", à partir du {}", time::date(day))).unwrap_or_default();
    let until = term.until.map(|day| format!(", jusqu’au {} inclus", time::date(day))).unwrap_or_default();
    let note = if mandate.note.is_empty() { String::new() } else { format!(" – {}", mandate.note) };
    format!("{name}{from}{until}{note}")
}

/// What is asked before a mandate is withdrawn.
fn before_withdrawal(rank: Rank, colleague: &Colleague, own: bool) -> Ask {
    let what = match own {
        true => "Vous ne pourrez plus déposer le bulletin de la collectivité.".to_owned(),
        false => format!("{} ne pourra plus déposer le bulletin de la collectivité, et en est averti.", colleague.name),
    };
    let why = (!own).then(|| Why::named(end_of_mandate(rank), READ_BY));
    Ask::before("Retirer le mandat", what).of(wording::rank(rank)).why(why)
}

#[component]
fn WithdrawMandate<'a>(rank: Rank, shown: &'a Shown, ask: Ask, form: &'a Form) -> AnyView {
    view! {
        <AskFirst form ask=ask.sends(RANK.name, rank.code())>
            <ShownField shown=shown />
        </AskFirst>
    }
    .into_any()
}

#[component]
fn GiveMandate<'a>(people: &'a [Colleague], shown: &'a Shown, form: &'a Form) -> AnyView {
    let elus: Vec<&Colleague> = people.iter().filter(|colleague| colleague.capacity == Capacity::Elu).collect();
    let read = views(
        elus.iter()
            .map(|one| view! { <ShownField shown=mandate::shown_member(one) of=one.person.to_string() /> }.into_any()),
    );
    let elus = elus.iter().map(|one| (one.person.to_string(), format!("{}, {}", one.name, one.title)));
    let ranks = Rank::ALL.iter().map(|&rank| (rank.code().to_owned(), wording::capitalised(wording::rank(rank))));
    view! {
        <PostForm form>
            <h3>"Donner le mandat"</h3>
            <ShownField shown=shown />
            {read}
            <SelectField form field=ELU options=elus.collect() />
            <Radios form field=RANK options=ranks.collect() value=Rank::Holder.code() />
            <TextField form field=FROM entry=Entry::Day />
            <TextField form field=UNTIL entry=Entry::Day />
            <TextField form field=NOTE />
            <Button>"Donner le mandat"</Button>
        </PostForm>
    }
    .into_any()
}
