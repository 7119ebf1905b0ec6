//! Payments by file: what an accounting system has to pay, and what it paid read back.

use crate::{
    Context, Error,
    application::{
        desk::{Waiting, all_waiting, handled_by},
        line::Line,
        loaded::Loaded,
        withdraw::paid,
    },
    audit::EventBatch,
    bank_account::{self, stored::Account},
    bulk::one_of,
    campaign::loaded::StoredCampaign,
    convention,
    ledger::{self, Move},
    notice,
    reference::{ImportError, add_faults, csv_table::Table},
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    event::Event,
    id::{ApplicationId, CampaignId, InstalmentId, PersonId},
    ledger::Entry,
    money::{Euros, amount_typed},
    payment_file::MOST_READ_BACK,
    refusal::FieldRefusals,
    sign_in::Organisation,
    siren::Siren,
    table::{identity, instalment},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::{BTreeMap, HashMap};
use wording::{
    operator::{import::too_many_lines, payment as words},
    refusal_sentence,
};

/// The most instalments of one file to pay.
const MOST: u64 = 10_000;

/// The most faults that are told at once.
const MOST_TOLD: usize = 20;

/// An instalment to pay.
#[derive(Debug, Clone)]
pub struct ToPay {
    pub reference: InstalmentId,
    pub siren: Siren,
    /// The establishment of whoever asked, as the State's identity service told it, where it is one of the
    /// collectivité's.
    pub siret: Option<String>,
    pub amount: Euros,
    pub number: Option<String>,
    pub title: String,
    pub envelope: String,
    pub wave: Option<i32>,
    pub departement: String,
    pub purpose: String,
    pub asked_at: DateTime<Utc>,
    /// Where it is paid to; [`Account::Awaited`] where the campaign asks for no account, or whoever looks may act for
    /// the collectivité.
    pub account: Account,
}

/// The instalments that wait, what was asked first before the others. Three statements, four where the campaign asks
/// for accounts.
///
/// Who: who handles their applications, as on the desk.
pub async fn to_pay(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<ToPay>, Error> {
    let waiting = all_waiting(ctx, campaign, MOST).await?;
    let people: Vec<PersonId> = waiting.iter().map(|one| one.instalment.asked_by).collect();
    let sirets = sirets(ctx, &people).await?;
    let applications: Vec<ApplicationId> = waiting.iter().map(|one| one.of.id).collect();
    let accounts = match campaign.spec.iban {
        true => bank_account::stored::of_applications(ctx, &applications).await?,
        false => HashMap::new(),
    };
    // Whoever sees the site as one who pays, pays nothing.
    let hidden = |siren: &Siren| ctx.actor.viewing.is_some() || ctx.actor.memberships.contains(siren);
    let account = |of: &Line| match hidden(&of.siren) {
        true => Account::Awaited,
        false => accounts.get(&of.id).cloned().unwrap_or(Account::Awaited),
    };
    let line = |one: Waiting| {
        let of_asker = sirets.get(&one.instalment.asked_by).into_iter().flatten();
        ToPay {
            reference: one.instalment.id,
            account: account(&one.of),
            siret: of_asker.filter(|(siren, _)| *siren == one.of.siren).map(|(_, siret)| siret.clone()).next(),
            siren: one.of.siren,
            amount: one.instalment.amount,
            number: one.of.number,
            title: one.of.title,
            envelope: one.of.envelope,
            wave: one.of.wave,
            departement: one.of.departement,
            purpose: one.instalment.sentence,
            asked_at: one.instalment.asked_at.utc(),
        }
    };
    Ok(waiting.into_iter().map(line).collect())
}

/// The establishments that the State's identity service told of people, the latest first.
async fn sirets(ctx: &Context, people: &[PersonId]) -> Result<HashMap<PersonId, Vec<(Siren, String)>>, Error> {
    let among = one_of(ctx.read(), identity::Column::Person, people.iter().map(|person| person.0));
    let told = identity::Entity::find().filter(among).order_by_desc(identity::Column::SeenAt).all(ctx.read()).await?;
    let mut sirets: HashMap<PersonId, Vec<(Siren, String)>> = HashMap::new();
    for row in told {
        let organisation: Organisation = serde_json::from_str(&row.organisation)?;
        if let (Some(siren), Organisation::Known { siret }) = (organisation.siren(), &organisation) {
            sirets.entry(row.person).or_default().push((siren, siret.clone()));
        }
    }
    Ok(sirets)
}

/// What became of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadBack {
    pub paid: usize,
    /// Lines that tell what was noted before.
    pub known: usize,
}

/// A line of the file: which instalment was paid, and how much.
struct Listed {
    line: u64,
    reference: InstalmentId,
    amount: Euros,
}

/// Refuses whoever pays nothing, before a byte of a file is read. Who: those who handle applications.
pub fn require_may_read_back(ctx: &Context) -> Result<PersonId, Error> {
    handled_by(ctx)?;
    ctx.person()
}

/// Notes as paid what a file (CSV: reference, amount) tells: all of it, or nothing. Read twice it pays once.
///
/// Who: who handles the applications, each. Refused: each line that is wrong (`Refusal::ListLine`): a reference that
/// is none or twice there, another amount than was asked, an instalment refused, or of an application that takes no
/// payment; a file that cannot be read (`Refusal::ListUnreadable`).
pub async fn read_back(ctx: &Context, bytes: Vec<u8>) -> Result<ReadBack, Error> {
    require_may_read_back(ctx)?;
    let listed = tokio::task::spawn_blocking(move || read(&bytes)).await;
    let listed = listed.map_err(|error| Error::Stored(error.to_string()))?.map_err(refused)?;
    let tx = ctx.begin().await?;
    let (by_application, mut faults) = sorted(&tx, &listed).await?;
    let mut payments = Vec::new();
    // Applications before instalments, in the order of their identifiers, as every payment locks them.
    for (id, of_it) in by_application {
        match payable(ctx, &tx, id, of_it).await? {
            Ok(payment) => payments.push(payment),
            Err(lines) => faults.extend(lines),
        }
    }
    if !faults.is_empty() {
        faults.sort_unstable();
        let fault = |(line, why)| ImportError::Line { file: String::new(), line, why };
        return Err(refused(faults.into_iter().map(fault).collect()));
    }
    let paid: usize = payments.iter().map(|payment| payment.rows.len()).sum();
    post(ctx, &tx, &payments).await?;
    let mut trace = EventBatch::default();
    for payment in payments {
        note(ctx, &tx, payment, &mut trace).await?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(ReadBack { paid, known: listed.len() - paid })
}

fn read(bytes: &[u8]) -> Result<Vec<Listed>, Vec<ImportError>> {
    let table = Table::open("", bytes)?;
    let whole = |why: String| vec![ImportError::File { file: String::new(), why }];
    if table.rows().len() > MOST_READ_BACK {
        return Err(whole(too_many_lines(MOST_READ_BACK)));
    }
    let reference_at = table.column(words::REFERENCE_COLUMNS, words::COLUMN_REFERENCE)?;
    let amount_at = table.column(words::AMOUNT_COLUMNS, words::COLUMN_AMOUNT)?;
    let mut seen: HashMap<InstalmentId, u64> = HashMap::new();
    let (listed, faults) = table.read(|line, text| {
        let reference: InstalmentId = text(reference_at).parse().map_err(|_| words::NOT_A_REFERENCE.to_owned())?;
        let amount = amount_typed(&text(amount_at)).map_err(|refusal| refusal_sentence(&refusal))?;
        match seen.insert(reference, line) {
            Some(first) => Err(words::twice(first)),
            None => Ok(Some(Listed { line, reference, amount })),
        }
    });
    match (faults.is_empty(), listed.is_empty()) {
        (true, false) => Ok(listed),
        (true, true) => Err(whole(words::NO_LINE.to_owned())),
        (false, _) => Err(faults),
    }
}

fn refused(faults: Vec<ImportError>) -> Error {
    let mut refusals = FieldRefusals::default();
    match add_faults(faults, MOST_TOLD, &mut refusals) {
        Ok(()) => refusals.into(),
        Err(error) => error,
    }
}

/// A line that is refused, and why.
type Fault = (u64, String);

/// The lines by the application that they are of, and those that name no instalment.
async fn sorted<'a>(
    tx: &DatabaseTransaction,
    listed: &'a [Listed],
) -> Result<(BTreeMap<ApplicationId, Vec<&'a Listed>>, Vec<Fault>), Error> {
    let among = one_of(tx, instalment::Column::Id, listed.iter().map(|one| one.reference.0));
    let rows = instalment::Entity::find().filter(among).all(tx).await?;
    let of: HashMap<InstalmentId, ApplicationId> = rows.iter().map(|row| (row.id, row.application)).collect();
    let (mut by_application, mut faults) = (BTreeMap::<_, Vec<&Listed>>::new(), Vec::new());
    for one in listed {
        match of.get(&one.reference) {
            None => faults.push((one.line, words::UNKNOWN.to_owned())),
            Some(application) => by_application.entry(*application).or_default().push(one),
        }
    }
    Ok((by_application, faults))
}

/// The instalments of one application that are paid now.
struct Payment {
    loaded: Loaded,
    rows: Vec<instalment::Model>,
    /// In which state it leaves the application; None where all was noted before.
    state: Option<ApplicationState>,
}

/// What of an application is paid now, of rows that are locked; or why lines are refused. What the actor may not see
/// is told as what is not there.
async fn payable(
    ctx: &Context,
    tx: &DatabaseTransaction,
    id: ApplicationId,
    listed: Vec<&Listed>,
) -> Result<Result<Payment, Vec<Fault>>, Error> {
    let all = |why: &str| listed.iter().map(|one| (one.line, why.to_owned())).collect::<Vec<_>>();
    let loaded = match Loaded::to_handle(tx, ctx, id).await {
        Ok(loaded) => loaded,
        Err(Error::NotFound | Error::Forbidden | Error::Refused(_)) => return Ok(Err(all(words::UNKNOWN))),
        Err(error) => return Err(error),
    };
    let among = one_of(tx, instalment::Column::Id, listed.iter().map(|one| one.reference.0));
    let rows = instalment::Entity::find().filter(among).order_by_asc(instalment::Column::Id).lock_exclusive();
    let (mut waiting, mut faults) = (Vec::new(), Vec::new());
    for row in rows.all(tx).await? {
        let Some(one) = listed.iter().find(|one| one.reference == row.id) else { continue };
        match (row.paid_at.is_some(), row.refused_at.is_some()) {
            _ if row.amount != one.amount => faults.push((one.line, words::another_amount(row.amount.cents()))),
            (true, _) => {}
            (false, true) => faults.push((one.line, words::REFUSED.to_owned())),
            (false, false) => waiting.push(row),
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    if waiting.is_empty() {
        return Ok(Ok(Payment { loaded, rows: waiting, state: None }));
    }
    match convention::require_signed(tx, &loaded).await {
        Ok(()) => {}
        Err(Error::Refused(_)) => return Ok(Err(all(words::UNSIGNED))),
        Err(error) => return Err(error),
    }
    let now: Euros = waiting.iter().map(|row| row.amount).sum();
    let after: Euros = [paid(tx, id).await?, now].into_iter().sum();
    let state = match after >= loaded.row.granted {
        true => loaded.row.state.close(),
        false => loaded.row.state.pay_in_part(),
    };
    match state {
        Ok(state) => Ok(Ok(Payment { loaded, rows: waiting, state: Some(state) })),
        Err(_) => Ok(Err(all(words::NOT_PAYABLE))),
    }
}

/// Writes the payments of each campaign to its ledger.
async fn post(ctx: &Context, tx: &DatabaseTransaction, payments: &[Payment]) -> Result<(), Error> {
    let mut moves: BTreeMap<CampaignId, Vec<Move>> = BTreeMap::new();
    for Payment { loaded, rows, .. } in payments {
        let (fund, note) = (loaded.fund()?, loaded.row.number.clone().unwrap_or_default());
        let of_one = rows.iter().map(|row| Move {
            id: None,
            entry: Entry::pay(&fund, row.amount),
            application: Some(loaded.row.id),
            note: note.clone(),
        });
        moves.entry(loaded.row.campaign).or_default().extend(of_one);
    }
    for (campaign, moves) in moves {
        ledger::post(ctx, tx, campaign, moves).await?;
    }
    Ok(())
}

/// Notes what was paid of one application, and tells its people.
async fn note(ctx: &Context, tx: &DatabaseTransaction, payment: Payment, trace: &mut EventBatch) -> Result<(), Error> {
    let Some(state) = payment.state else { return Ok(()) };
    let (person, id) = (ctx.person()?, payment.loaded.row.id);
    for row in payment.rows {
        let cents = row.amount.cents();
        let mut changed = row.into_active_model();
        changed.paid_by = Set(Some(person));
        changed.paid_at = Set(Some(ctx.now().into()));
        changed.update(tx).await?;
        trace.add(ctx, Event::InstalmentPaid { application: id, cents })?;
    }
    let people = payment.loaded.people(tx).await?;
    let application = payment.loaded.put(tx, |row| row.state = Set(state)).await?;
    notice::notify(tx, ctx, people, notice::Kind::InstalmentPaid, &application.title, Address::Application(id)).await
}
