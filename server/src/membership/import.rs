//! Members imported from a list (CSV): columns `siren`, `courriel`, `nom`, `qualité`, `fonction` and `référent`. A list
//! is taken as a whole or not at all, and what it would put in place of something else is refused by its line.
//!
//! An address of a list is not proved by its owner: whoever has signed in with it before acts at once, and the others
//! once they sign in with it ([`super::imported`]).

use super::{
    acting::{lock_people, memberships_of, reason_of},
    imported::{add_referent, join},
};
use crate::{
    Context, Error,
    audit::EventBatch,
    bulk::{self, one_of},
    door,
    joint_act::proposal,
    reference::{
        ImportError, Notes, add_faults,
        csv_table::{Note, Table, code},
    },
    staff,
};
use entity::{
    collectivity::Capacity,
    email::Email,
    event::Event,
    form_field,
    id::PersonId,
    membership::{MOST_IMPORTED, MOST_PROPOSED, MOST_UPLOADED},
    name::{Name, Title},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{door_block, imported_member, membership},
    text::searchable,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet, hash_map::Entry};
use wording::{operator::import as words, refusal_sentence};

/// How many lines a refusal names; the others are counted.
const MOST_TOLD: usize = 50;

/// What became of a list of members.
#[derive(Debug)]
pub struct ImportedMembers {
    /// Those who had signed in before: they act now.
    pub acting: usize,
    /// Those who are waited for.
    pub waiting: usize,
    /// Those whom the list says as they are already.
    pub unchanged: usize,
    /// What was put right.
    pub notes: Notes,
}

/// Imports members and first referents, for whoever runs the command on the server itself: nobody seconds them.
///
/// Refused by line, and nothing is then imported: see [`decide`].
pub async fn import(ctx: &Context, file: &str, bytes: &[u8]) -> Result<ImportedMembers, Vec<ImportError>> {
    let (members, notes) = read(ctx, file, bytes, MOST_IMPORTED)?;
    let written = write(ctx, members, None).await.map_err(|error| vec![ImportError::Database(error)])?;
    let line = |(line, why)| ImportError::Line { file: file.to_owned(), line, why };
    match written {
        Ok(imported) => Ok(ImportedMembers { notes, ..imported }),
        Err(faults) => Err(faults.into_iter().map(line).collect()),
    }
}

/// Refuses whoever may not send a list, before a byte of it is read. Who: curators.
pub fn require_may_upload(ctx: &Context) -> Result<PersonId, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    ctx.person()
}

/// As [`import`], of a list that a curator sends. Those whom it names act as members; a first referent is proposed once
/// the person acts, which takes a second curator, or the consent of the official address (`joint_act`).
///
/// Who: curators, not for themselves. Refused: without a reason; each line that is wrong ([`Refusal::ListLine`]), a
/// list that cannot be read ([`Refusal::ListUnreadable`]).
pub async fn upload(ctx: &Context, bytes: Vec<u8>, reason: &str) -> Result<ImportedMembers, Error> {
    require_may_upload(ctx)?;
    let reason = reason_of(form_field::SOURCE, reason)?;
    let reader = ctx.clone();
    let members = tokio::task::spawn_blocking(move || read(&reader, "", &bytes, MOST_UPLOADED)).await;
    let (members, notes) = members.map_err(|error| Error::Stored(error.to_string()))?.map_err(refused)?;
    let faults = match write(ctx, members, Some(&reason)).await? {
        Ok(imported) => return Ok(ImportedMembers { notes, ..imported }),
        Err(faults) => faults,
    };
    let line = |(line, why)| ImportError::Line { file: String::new(), line, why };
    Err(refused(faults.into_iter().map(line).collect()))
}

/// What is wrong with a list, beside the field that it came in.
fn refused(faults: Vec<ImportError>) -> Error {
    let mut refusals = FieldRefusals::default();
    match add_faults(faults, MOST_TOLD, &mut refusals) {
        Ok(()) => refusals.into(),
        Err(error) => error,
    }
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Listed {
    line: u64,
    email: Email,
    siren: Siren,
    name: String,
    capacity: Capacity,
    title: String,
    referent: bool,
}

impl Listed {
    /// Whether another line says the same.
    fn says(&self, other: &Self) -> bool {
        Self { line: other.line, ..self.clone() } == *other
    }
}

/// Reads a list, without asking the database.
fn read(ctx: &Context, file: &str, bytes: &[u8], most: usize) -> Result<(Vec<Listed>, Notes), Vec<ImportError>> {
    let table = Table::open(file, bytes)?;
    if table.rows().len() > most {
        return Err(vec![ImportError::File { file: file.to_owned(), why: words::too_many_lines(most) }]);
    }
    let siren_at = table.column(words::SIREN_COLUMNS, words::COLUMN_SIREN)?;
    let mail_at = table.column(words::MAIL_COLUMNS, words::COLUMN_MAIL)?;
    let name_at = table.column(words::NAME_COLUMNS, words::COLUMN_MEMBER)?;
    let capacity_at = table.column(words::CAPACITY_COLUMNS, words::COLUMN_CAPACITY)?;
    let title_at = table.column(words::TITLE_COLUMNS, words::COLUMN_TITLE)?;
    let referent_at = table.column(words::REFERENT_COLUMNS, words::COLUMN_REFERENT)?;
    let reference = ctx.platform.reference();
    let (mut seen, mut first, mut notes) = (HashMap::new(), HashMap::new(), Notes::default());
    let (members, faults) = table.read(|line, text| {
        let (typed, mail) = (text(siren_at), text(mail_at));
        let siren = Siren::parse(&code(&typed)?).ok().filter(|siren| reference.find(siren).is_some());
        let siren = siren.ok_or_else(|| words::no_such_collectivity(&typed))?;
        let (name, title) = (text(name_at), text(title_at));
        let why = |refusal: Refusal| refusal_sentence(&refusal);
        let member = Listed {
            line,
            email: Email::parse(&mail).map_err(|_| words::no_such_address(&mail))?,
            siren,
            capacity: capacity_of(&text(capacity_at))?,
            name: Name::line(&name).map_err(|refusal| words::not_a_name(&name, &why(refusal)))?.into_string(),
            title: Title::line(&title).map_err(|refusal| words::not_a_title(&title, &why(refusal)))?.into_string(),
            referent: yes_or_no(&text(referent_at))?,
        };
        match seen.entry((member.email.clone(), siren)) {
            Entry::Occupied(before) if member.says(before.get()) => {
                notes.add(Note::Same, line, words::same_collectivity(siren, before.get().line));
                return Ok(None);
            }
            Entry::Occupied(before) => return Err(words::member_twice(before.get().line)),
            Entry::Vacant(place) => drop(place.insert(member.clone())),
        }
        if member.referent {
            match first.entry(siren) {
                Entry::Occupied(other) => return Err(words::two_referents(*other.get())),
                Entry::Vacant(place) => drop(place.insert(line)),
            }
        }
        Ok(Some(member))
    });
    if faults.is_empty() { Ok((members, notes)) } else { Err(faults) }
}

fn capacity_of(cell: &str) -> Result<Capacity, String> {
    match searchable(cell).as_str() {
        "elu" | "elue" => Ok(Capacity::Elu),
        "agent" | "agente" => Ok(Capacity::Agent),
        _ => Err(words::not_a_capacity(cell)),
    }
}

fn yes_or_no(cell: &str) -> Result<bool, String> {
    match searchable(cell).as_str() {
        "oui" | "o" | "yes" | "x" | "1" | "vrai" | "true" => Ok(true),
        "" | "non" | "n" | "no" | "0" | "faux" | "false" => Ok(false),
        _ => Err(words::not_yes_or_no(cell)),
    }
}

/// What stands already of what a list speaks of.
struct Standing {
    /// Who has each address.
    people: HashMap<String, PersonId>,
    members: Vec<membership::Model>,
    awaited: Vec<imported_member::Model>,
    /// Whom the State is naming first referent.
    proposed: HashMap<Siren, PersonId>,
    /// Who was said not to be known, and where.
    disowned: HashSet<(PersonId, Siren)>,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    Unchanged,
    /// Is waited for.
    Awaited,
    /// Has signed in before, and acts from now on.
    Member(PersonId),
    /// Acts already, and is to be the first referent.
    Referent(PersonId),
}

/// Writes a list, or gives what is wrong with its lines; `reason` is a curator's.
async fn write(
    ctx: &Context,
    members: Vec<Listed>,
    reason: Option<&str>,
) -> Result<Result<ImportedMembers, Vec<(u64, String)>>, Error> {
    let tx = ctx.begin().await?;
    // One list after the other: two that name the same person agree on who came first.
    door::turn(&tx, "import of members").await?;
    let standing = stand(&tx, &members).await?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for member in members {
        match decide(ctx, &standing, &member, reason.is_some()) {
            Ok(becomes) => lines.push((member, becomes)),
            Err(why) => faults.push((member.line, why)),
        }
    }
    let known = |(member, becomes): &&(Listed, Becomes)| {
        member.referent && matches!(becomes, Becomes::Member(_) | Becomes::Referent(_))
    };
    if let Some((over, _)) = lines.iter().filter(known).nth(MOST_PROPOSED).filter(|_| reason.is_some()) {
        faults.push((over.line, words::too_many_proposals(MOST_PROPOSED)));
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let imported = carry_out(ctx, &tx, lines, reason).await?;
    ctx.commit(tx).await?;
    Ok(Ok(imported))
}

/// What stands already, with the people of the collectivités locked of which somebody is known: the others change when
/// somebody signs in.
async fn stand(tx: &impl ConnectionTrait, members: &[Listed]) -> Result<Standing, Error> {
    let people = staff::of_addresses(tx, members.iter().map(|member| member.email.as_str())).await?;
    let of_known = members.iter().filter(|member| people.contains_key(member.email.as_str()));
    let mut locked: Vec<Siren> = of_known.map(|member| member.siren).collect();
    locked.sort_unstable();
    locked.dedup();
    for siren in &locked {
        lock_people(tx, siren).await?;
    }
    let mut sirens: Vec<Siren> = members.iter().map(|member| member.siren).collect();
    sirens.sort_unstable();
    sirens.dedup();
    let among = one_of(tx, imported_member::Column::Siren, sirens.iter().map(Siren::as_str));
    let awaited = imported_member::Entity::find().filter(among).all(tx).await?;
    let among = one_of(tx, door_block::Column::Person, people.values().map(|person| person.0));
    let disowned = door_block::Entity::find().filter(among).all(tx).await?;
    let disowned = disowned.into_iter().filter_map(|row| Some((row.person, Siren::parse(&row.target).ok()?)));
    Ok(Standing {
        members: memberships_of(tx, &sirens).await?,
        awaited,
        proposed: proposal::proposed_first(tx).await?,
        disowned: disowned.collect(),
        people,
    })
}

/// What becomes of a line; or why not: it would change what somebody is, take the place of a referent or of one who is
/// proposed or waited for, name a curator by themselves, or bring back who is not known there.
fn decide(ctx: &Context, standing: &Standing, member: &Listed, by_curator: bool) -> Result<Becomes, String> {
    let person = standing.people.get(member.email.as_str()).copied();
    let of_siren = || standing.members.iter().filter(|row| row.siren == member.siren);
    let acts = person.and_then(|person| of_siren().find(|row| row.person == person));
    let awaited = standing.awaited.iter().filter(|row| row.siren == member.siren);
    let waits = awaited.clone().find(|row| row.email == member.email.as_str());
    if by_curator && person.is_some() && person == ctx.actor.person {
        return Err(words::ONESELF.to_owned());
    }
    if let Some(row) = acts {
        if (row.capacity, row.title.as_str()) != (member.capacity, member.title.as_str()) {
            return Err(words::acts_otherwise(wording::capacity(row.capacity), &row.title));
        }
        if row.referent && !member.referent {
            return Err(words::ALREADY_REFERENT.to_owned());
        }
        let proposed = standing.proposed.get(&member.siren);
        if row.referent == member.referent || (member.referent && proposed == Some(&row.person)) {
            return Ok(Becomes::Unchanged);
        }
    } else if person.is_some_and(|person| standing.disowned.contains(&(person, member.siren))) {
        return Err(words::DISOWNED.to_owned());
    }
    if let Some(row) = waits.filter(|_| person.is_none()) {
        let as_it_is = (row.name.as_str(), row.capacity, row.title.as_str(), row.referent);
        let listed = (member.name.as_str(), member.capacity, member.title.as_str(), member.referent);
        return if as_it_is == listed { Ok(Becomes::Unchanged) } else { Err(words::AWAITED_OTHERWISE.to_owned()) };
    }
    if member.referent {
        let of_another = |row: &imported_member::Model| row.referent && row.email != member.email.as_str();
        if of_siren().any(|row| row.referent) {
            return Err(words::HAS_REFERENT.to_owned());
        }
        if standing.proposed.contains_key(&member.siren) || awaited.clone().any(of_another) {
            return Err(words::OTHER_REFERENT_AWAITED.to_owned());
        }
    }
    Ok(match (person, acts) {
        (None, _) => Becomes::Awaited,
        (Some(person), None) => Becomes::Member(person),
        (Some(person), Some(_)) => Becomes::Referent(person),
    })
}

async fn carry_out(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    lines: Vec<(Listed, Becomes)>,
    reason: Option<&str>,
) -> Result<ImportedMembers, Error> {
    let mut imported = ImportedMembers { acting: 0, waiting: 0, unchanged: 0, notes: Notes::default() };
    let (mut trace, mut rows) = (EventBatch::default(), Vec::new());
    for (member, becomes) in lines {
        let row = imported_member::Model {
            email: member.email.to_string(),
            siren: member.siren,
            name: member.name,
            capacity: member.capacity,
            title: member.title,
            referent: member.referent,
            imported_by: reason.and(ctx.actor.person),
            reason: reason.unwrap_or_default().to_owned(),
            imported_at: ctx.now().into(),
        };
        match becomes {
            Becomes::Unchanged => imported.unchanged += 1,
            Becomes::Awaited => {
                let evidence = reason.map(str::to_owned);
                trace.add(ctx, Event::MemberImported { siren: row.siren, referent: row.referent, evidence })?;
                imported.waiting += 1;
                rows.push(row);
            }
            Becomes::Member(person) => {
                join(ctx, tx, person, &row, &mut trace).await?;
                imported.acting += 1;
            }
            Becomes::Referent(person) => {
                add_referent(ctx, tx, person, &row, &mut trace).await?;
                imported.acting += 1;
            }
        }
    }
    for batch in rows.chunks(500) {
        bulk::insert::<imported_member::Entity, imported_member::ActiveModel>(tx, batch.to_vec(), None).await?;
    }
    trace.write(tx).await?;
    Ok(imported)
}
