//! The ledger of the envelopes as it is stored. Every figure is a sum over its entries; balances are kept by the
//! database to guard what is spent (a check refuses what would go below zero), and are locked before they are spent, in
//! one order.

use crate::{Context, Error, audit, bulk};
use entity::{
    allotment::{WaveAllotments, missing_allotments},
    campaign::Campaign,
    event::Event,
    form_field,
    id::{ApplicationId, CampaignId, EntryId},
    ledger::{Account, AccountKind, Book, Entry, EntryKind, Fund, Scope},
    money::{Euros, amount_typed},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table::{campaign, ledger_account, ledger_entry},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
    sea_query::{LockType, OnConflict},
};
use std::collections::BTreeMap;

/// An entry to write, with what it is for.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    /// The entry's identifier, where a form carries one so that sending it twice writes it once.
    pub id: Option<EntryId>,
    pub entry: Entry,
    pub application: Option<ApplicationId>,
    pub note: String,
}

fn account_id(campaign: CampaignId, account: &Account) -> String {
    format!("{campaign}/{}/{}/{}", account.envelope, account.scope, account.kind.code())
}

#[derive(FromQueryResult)]
struct Balance {
    envelope: String,
    scope: String,
    kind: String,
    balance: i64,
}

const BALANCES: &str = "SELECT account.envelope, account.part AS scope, account.kind,
  CAST(COALESCE((SELECT SUM(amount) FROM ledger_entry WHERE to_account = account.id), 0)
     - COALESCE((SELECT SUM(amount) FROM ledger_entry WHERE from_account = account.id), 0) AS BIGINT) AS balance
FROM ledger_account AS account WHERE account.campaign = $1";

/// What the entries of a campaign sum up to. One statement.
pub async fn book(database: &impl ConnectionTrait, campaign: CampaignId) -> Result<Book, Error> {
    let statement = Statement::from_sql_and_values(database.get_database_backend(), BALANCES, [campaign.0.into()]);
    let rows = Balance::find_by_statement(statement).all(database).await?;
    let account = |row: &Balance| {
        let (scope, kind): (Option<Scope>, _) = (row.scope.parse().ok(), AccountKind::from_code(&row.kind));
        Some(Account { envelope: row.envelope.clone(), scope: scope?, kind: kind? })
    };
    let of = |row: Balance| account(&row).map(|account| (account, row.balance));
    let balances: Option<Vec<_>> = rows.into_iter().map(of).collect();
    Ok(Book::of(balances.ok_or_else(|| Error::Stored("an account of the ledger".into()))?))
}

/// Writes entries, all or none. Refused, with what is left, when an account would go below zero.
///
/// The accounts are locked in the order of their names, so that decisions taken at the same time wait for each other.
pub(crate) async fn post(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    campaign: CampaignId,
    moves: Vec<Move>,
) -> Result<(), Error> {
    if moves.is_empty() {
        return Ok(());
    }
    let accounts: BTreeMap<String, &Account> = moves
        .iter()
        .flat_map(|one| [&one.entry.from, &one.entry.to])
        .map(|account| (account_id(campaign, account), account))
        .collect();
    let rows = accounts.iter().map(|(id, account)| ledger_account::Model {
        id: id.clone(),
        campaign,
        envelope: account.envelope.clone(),
        scope: account.scope.to_string(),
        kind: account.kind,
        balance: 0,
    });
    let there = OnConflict::column(ledger_account::Column::Id).do_nothing().to_owned();
    bulk::insert::<ledger_account::Entity, ledger_account::ActiveModel>(tx, rows.collect(), Some(there)).await?;
    let among = bulk::one_of(tx, ledger_account::Column::Id, accounts.keys().map(String::as_str));
    let query = ledger_account::Entity::find().filter(among).order_by_asc(ledger_account::Column::Id);
    let locked = query.lock_exclusive().all(tx).await?;
    let balances = locked.iter().filter_map(|row| row.account().map(|account| (account, row.balance)));
    let mut book = Book::of(balances);
    let mut entries = Vec::with_capacity(moves.len());
    for Move { id, entry, application, note } in moves {
        book.post(&entry)?;
        entries.push(ledger_entry::Model {
            id: id.unwrap_or_else(|| EntryId(ctx.platform.new_id())),
            campaign,
            kind: entry.kind,
            from_account: account_id(campaign, &entry.from),
            to_account: account_id(campaign, &entry.to),
            amount: entry.amount,
            application,
            note,
            person: ctx.actor.person,
            at: ctx.now().into(),
        });
    }
    // One by one: the database's trigger moves the balances of each.
    for entry in entries {
        bulk::insert::<ledger_entry::Entity, ledger_entry::ActiveModel>(tx, vec![entry], None).await?;
    }
    Ok(())
}

/// What the waves of a campaign were allotted so far. Two statements.
async fn wave_allotments(database: &impl ConnectionTrait, campaign: CampaignId) -> Result<WaveAllotments, Error> {
    let wave = ledger_account::Entity::find()
        .filter(ledger_account::Column::Campaign.eq(campaign))
        .filter(ledger_account::Column::Scope.starts_with("wave:"));
    let funds: BTreeMap<String, Fund> = wave
        .all(database)
        .await?
        .into_iter()
        .filter_map(|row| {
            row.account().map(|account| (row.id, Fund { envelope: account.envelope, scope: account.scope }))
        })
        .collect();
    let of_file = ledger_entry::Entity::find()
        .filter(ledger_entry::Column::Campaign.eq(campaign))
        .filter(ledger_entry::Column::Kind.is_in([EntryKind::Allotment, EntryKind::Return]));
    let mut allotted = WaveAllotments::new();
    for entry in of_file.all(database).await? {
        for (account, sign) in [(&entry.to_account, 1), (&entry.from_account, -1)] {
            if let Some(fund) = funds.get(account) {
                *allotted.entry(fund.clone()).or_default() += sign * entry.amount.cents();
            }
        }
    }
    Ok(allotted)
}

/// Writes what a campaign allots and the ledger does not have yet.
pub(crate) async fn settle(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    id: CampaignId,
    spec: &Campaign,
) -> Result<(), Error> {
    let entries = missing_allotments(&book(tx, id).await?, &wave_allotments(tx, id).await?, spec)?;
    let moves = entries.into_iter().map(|entry| Move {
        id: None,
        entry,
        application: None,
        note: wording::allotment_note(&spec.title),
    });
    post(ctx, tx, id, moves.collect()).await
}

/// Locks a campaign against another change of the same kind, and against no decision: entries that refer to it go on.
pub(crate) async fn lock_campaign(tx: &impl ConnectionTrait, id: CampaignId) -> Result<(), Error> {
    let query = campaign::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    query.one(tx).await?.map(|_| ()).ok_or(Error::NotFound)
}

/// Moves money between two funds of a campaign. Who: curators.
async fn transfer(
    ctx: &Context,
    kind: EntryKind,
    id: CampaignId,
    (from, to): (Fund, Fund),
    amount: Option<Euros>,
    entry: Option<EntryId>,
) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    lock_campaign(&tx, id).await?;
    if let Some(entry) = entry
        && ledger_entry::Entity::find_by_id(entry).count(&tx).await? > 0
    {
        return Ok(());
    }
    let amount = match amount {
        Some(amount) => amount,
        // All that is left there.
        None => {
            let left = book(&tx, id).await?.holdings(&from).left;
            Euros::from_cents(left).ok().filter(|left| *left > Euros::ZERO).ok_or(Refusal::NotEnoughLeft { left: 0 })?
        }
    };
    let event = Event::MoneyMoved {
        kind,
        envelope: from.envelope.clone(),
        from: from.scope.to_string(),
        to: to.scope.to_string(),
        cents: amount.cents(),
    };
    let moved =
        Move { id: entry, entry: Entry::between(kind, &from, &to, amount), application: None, note: String::new() };
    post(ctx, &tx, id, vec![moved]).await?;
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// What is typed to move money to a prefecture, or back.
#[derive(Debug, Clone, Default)]
pub struct Delegated {
    pub envelope: String,
    /// Code of the département.
    pub departement: String,
    pub amount: String,
    /// Given back by the prefecture, unspent.
    pub back: bool,
    /// The form's own: sent twice, it moves money once.
    pub entry: Option<EntryId>,
}

/// Delegates money to a prefecture, or takes back what it has not spent.
///
/// Who: curators. Refused: an envelope on which prefects do not decide, a département that is none, more than is left.
pub async fn delegate(ctx: &Context, id: CampaignId, spec: &Campaign, typed: &Delegated) -> Result<(), Error> {
    ctx.authorise(Action::MoveMoney, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let known = |code: &str| ctx.platform.reference().departements().iter().any(|area| area.code == code);
    let code = typed.departement.trim();
    let departement = refusals
        .take(form_field::DEPARTEMENT, if known(code) { Ok(code.to_owned()) } else { Err(Refusal::NotOnTheList) });
    let amount = refusals.take(form_field::AMOUNT, amount_typed(&typed.amount));
    let of_prefects = spec
        .envelope(&typed.envelope)
        .filter(|envelope| envelope.decided_by == entity::campaign::Authority::Prefect)
        .ok_or(Refusal::UnknownEnvelope);
    let envelope = refusals.take(form_field::ENVELOPE, of_prefects);
    let (Some(departement), Some(amount), Some(envelope)) = (departement, amount, envelope) else {
        return Err(refusals.into());
    };
    let (whole, part) = (Fund::unallotted(&envelope.code), Fund::new(&envelope.code, Scope::Departement(departement)));
    let (kind, from, to) = match typed.back {
        false => (EntryKind::Delegation, whole, part),
        true => (EntryKind::Return, part, whole),
    };
    transfer(ctx, kind, id, (from, to), Some(amount), typed.entry).await.map_err(|error| match error {
        Error::Refused(refusal) => FieldRefusals::one(form_field::AMOUNT, refusal).into(),
        other => other,
    })
}

/// Moves what a closed wave leaves to the next one.
///
/// Who: curators. Refused: a wave that is not closed, the last one, nothing left.
pub async fn carry_over(ctx: &Context, id: CampaignId, spec: &Campaign, envelope: &str, wave: u8) -> Result<(), Error> {
    ctx.authorise(Action::MoveMoney, &Facts::default())?;
    let envelope = spec.envelope(envelope).ok_or(Refusal::UnknownEnvelope)?;
    let intake = envelope.intake(&spec.calendar, Some(wave)).ok_or(Refusal::NotOnTheList)?;
    let next = wave.checked_add(1).filter(|next| envelope.intake(&spec.calendar, Some(*next)).is_some());
    let next = next.ok_or(Refusal::NotOnTheList)?;
    if ctx.now() < intake.period.close() {
        return Err(Refusal::WrongState.into());
    }
    let fund = |wave| Fund::new(&envelope.code, Scope::Wave(wave));
    transfer(ctx, EntryKind::CarryOver, id, (fund(wave), fund(next)), None, None).await
}

/// Whether balances and entries say the same: the accounts for which they do not.
pub async fn disagreements(database: &impl ConnectionTrait, campaign: CampaignId) -> Result<Vec<String>, Error> {
    let book = book(database, campaign).await?;
    let query = ledger_account::Entity::find().filter(ledger_account::Column::Campaign.eq(campaign));
    let rows = query.order_by_asc(ledger_account::Column::Id).all(database).await?;
    let wrong = |row: &ledger_account::Model| row.account().is_none_or(|account| book.balance(&account) != row.balance);
    Ok(rows.into_iter().filter(wrong).map(|row| row.id).collect())
}
