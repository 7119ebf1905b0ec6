//! Entries of the ledger that a curator writes by hand: money delegated to a prefecture or taken back, and what a
//! closed wave leaves.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Weight},
        field::{HiddenField, PostForm, Radios, SelectField, TextField},
        form::Form,
        input::{Entry, Field},
        views::views,
    },
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    campaign::{Authority, Campaign, Envelope},
    done::Done,
    form_field,
    id::EntryId,
    ledger::Scope,
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::{
    envelope::{EnvelopeView, FundView},
    ledger::{self, Delegated},
};
use wording::euros;

const ENVELOPE: Field = Field::new(form_field::ENVELOPE, "Enveloppe");
const DEPARTEMENT: Field = Field::new(form_field::DEPARTEMENT, "Département");
const AMOUNT: Field = Field::new(form_field::AMOUNT, "Montant").help("En euros, par exemple 250 000");
const BACK: Field = Field::new(form_field::BACK, "Sens");

/// What moves money between funds of the envelopes.
pub struct MoneyMoves {
    /// Whether who looks may move money.
    pub are_allowed: bool,
    pub delegate: Form,
    pub carry_over: Form,
    /// Of the form that delegates: sent twice, it moves money once.
    entry: EntryId,
    /// The envelopes on which prefects decide: codes and titles.
    envelopes: Vec<(String, String)>,
    departements: Vec<(String, String)>,
    leftovers: Vec<Leftover>,
}

/// What a closed wave leaves.
struct Leftover {
    envelope: String,
    wave: u8,
    /// In cents.
    left: i64,
}

impl MoneyMoves {
    pub fn of(visit: &Visit, campaign: &Campaign, all: &[EnvelopeView]) -> Self {
        let reference = visit.ctx.platform.reference();
        let of_prefects = campaign.envelopes.iter().filter(|envelope| envelope.decided_by == Authority::Prefect);
        let departements = reference.departements().iter();
        Self {
            are_allowed: visit.ctx.authorise(Action::MoveMoney, &Facts::default()).is_ok(),
            delegate: Form::new(visit, Address::EnvelopesDelegate).labelled(&[ENVELOPE, DEPARTEMENT, AMOUNT, BACK]),
            carry_over: Form::new(visit, Address::EnvelopesCarryOver),
            entry: EntryId(visit.ctx.platform.new_id()),
            envelopes: of_prefects.map(|envelope| (envelope.code.clone(), envelope.title.clone())).collect(),
            departements: departements
                .map(|area| (area.code.clone(), format!("{} – {}", area.code, area.name)))
                .collect(),
            leftovers: Leftover::all(campaign, all, visit.ctx.now()),
        }
    }
}

impl Leftover {
    fn all(campaign: &Campaign, all: &[EnvelopeView], now: DateTime<Utc>) -> Vec<Self> {
        let everywhere = all.iter().flat_map(|view| std::iter::once(view).chain(&view.inside));
        let funds = everywhere.flat_map(|view| view.funds.iter().map(move |fund| (&view.envelope, fund)));
        funds.filter_map(|(envelope, fund)| Self::of(campaign, envelope, fund, now)).collect()
    }

    /// Of a wave that is closed, and is not the last one.
    fn of(campaign: &Campaign, envelope: &Envelope, fund: &FundView, now: DateTime<Utc>) -> Option<Self> {
        let (Scope::Wave(wave), left) = (&fund.scope, fund.figures.holdings.left) else { return None };
        let intake = envelope.intake(&campaign.calendar, Some(*wave))?;
        let goes_on = now >= intake.period.close() && usize::from(*wave) < envelope.waves.len();
        (goes_on && left > 0).then(|| Self { envelope: envelope.code.clone(), wave: *wave, left })
    }
}

/// What moves money, for curators.
#[component]
pub fn MoveMoney<'a>(moves: &'a MoneyMoves) -> AnyView {
    view! {
        <h2>"Déléguer aux préfectures"</h2>
        <Delegate moves />
        <CarryOver moves />
    }
    .into_any()
}

/// To a prefecture, or back.
#[component]
fn Delegate<'a>(moves: &'a MoneyMoves) -> AnyView {
    let form = &moves.delegate;
    let first = moves.envelopes.first().map(|(code, _)| code.clone()).unwrap_or_default();
    let ways = vec![
        ("non".to_owned(), "Déléguer à la préfecture".to_owned()),
        ("oui".to_owned(), "Reprendre ce qu’elle n’a pas dépensé".to_owned()),
    ];
    view! {
        <PostForm form>
            <HiddenField name=form_field::ENTRY value=moves.entry.to_string() />
            <SelectField form field=ENVELOPE options=moves.envelopes.clone() value=first />
            <SelectField form field=DEPARTEMENT options=moves.departements.clone() />
            <TextField form field=AMOUNT entry=Entry::Amount />
            <Radios form field=BACK options=ways value="non" />
            <Actions>
                <Button>"Enregistrer l’écriture"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// To the next wave, for each that is closed and leaves something; nothing where none does.
#[component]
fn CarryOver<'a>(moves: &'a MoneyMoves) -> AnyView {
    if moves.leftovers.is_empty() {
        return ().into_any();
    }
    let form = &moves.carry_over;
    let waves = views(moves.leftovers.iter().map(|Leftover { envelope, wave, left }| {
        let label = format!("Reporter {} de la vague {wave} sur la suivante", euros(*left));
        view! {
            <PostForm form>
                <HiddenField name=form_field::ENVELOPE value=envelope.clone() />
                <HiddenField name=form_field::WAVE value=wave.to_string() />
                <Button weight=Weight::Secondary>{label}</Button>
            </PostForm>
        }
        .into_any()
    }));
    view! {
        <h2>"Reporter ce que laisse une vague close"</h2>
        <Actions>{waves}</Actions>
    }
    .into_any()
}

/// Where an entry leads back: to the table of all envelopes.
fn back(visit: &Visit, done: Done) -> After {
    After::new(done, visit.here(Address::Envelopes.at("grand-livre")))
}

/// Delegates to a prefecture, or takes back.
pub async fn delegate(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let campaign = visit.campaign()?.clone();
    let typed = Delegated {
        envelope: fields.text(form_field::ENVELOPE),
        departement: fields.text(form_field::DEPARTEMENT),
        amount: fields.text(form_field::AMOUNT),
        back: fields.text(form_field::BACK) == "oui",
        entry: fields.text(form_field::ENTRY).parse().ok(),
    };
    ledger::delegate(&visit.ctx, campaign.id, &campaign.spec, &typed).await?;
    Ok(back(&visit, Done::MoneyDelegated))
}

/// Moves what a wave leaves to the next one.
pub async fn carry_over(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let campaign = visit.campaign()?.clone();
    visit.ctx.authorise(Action::MoveMoney, &Facts::default())?;
    let wave = fields.parse(form_field::WAVE)?;
    ledger::carry_over(&visit.ctx, campaign.id, &campaign.spec, &fields.text(form_field::ENVELOPE), wave).await?;
    Ok(back(&visit, Done::MoneyCarriedOver))
}
