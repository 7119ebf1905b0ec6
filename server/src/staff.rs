//! The State's people: who has which role, given by administrators.

use crate::{Context, Error, audit::EventBatch, bulk::one_of, joint_act::proposal, notice, person::end_all_sessions};
use entity::{
    address::Address,
    email::Email,
    event::Event,
    form_field,
    id::PersonId,
    joint_act::JointAct,
    permission::{Action, Facts, StaffRole},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    table::{identity, mail_address, person},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// One of the State's people.
#[derive(Debug, Clone)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    pub staff: StaffRole,
    pub departement: Option<String>,
}

/// The State's people, by role and name. Who: administrators.
pub async fn list(ctx: &Context) -> Result<Vec<Member>, Error> {
    ctx.authorise(Action::Administer, &Facts::default())?;
    let query = person::Entity::find().filter(person::Column::Staff.is_not_null());
    let rows = query.order_by_asc(person::Column::Staff).order_by_asc(person::Column::Name).all(ctx.read()).await?;
    let member = |row: person::Model| {
        Some(Member { person: row.id, name: row.name, staff: row.staff?, departement: row.departement })
    };
    Ok(rows.into_iter().filter_map(member).collect())
}

/// What is typed to give a role.
#[derive(Debug, Clone, Default)]
pub struct StaffForm {
    /// The address of somebody who has signed in before.
    pub email: String,
    pub staff: String,
    /// Of a prefecture's officer.
    pub departement: String,
}

/// Whether giving or taking a role was done, or waits for a second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    Done,
    Proposed,
}

/// Gives one of the State's roles to somebody who has signed in before, or another one than they had. What changes who
/// decides or pays takes a second person; else it is done at once, and their sessions end.
///
/// Who: administrators. Refused: nobody with this address ([`Refusal::UnknownPerson`]), no such role, a prefecture's
/// officer without a département that exists ([`Refusal::DepartementNeeded`]), the last administrator
/// ([`Refusal::LastAdministrator`]).
pub async fn give(ctx: &Context, form: &StaffForm) -> Result<Given, Error> {
    ctx.authorise(Action::Administer, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let email = refusals.take(form_field::EMAIL, Email::parse(&form.email));
    let staff = refusals.take(form_field::STAFF, StaffRole::from_code(&form.staff).ok_or(Refusal::NotOnTheList));
    let code = form.departement.trim();
    let known = ctx.platform.reference().departements().iter().any(|area| area.code == code);
    let departement = match staff {
        Some(StaffRole::Prefecture) if known => Ok(Some(code.to_owned())),
        Some(StaffRole::Prefecture) => Err(Refusal::DepartementNeeded),
        _ if code.is_empty() => Ok(None),
        _ => Err(Refusal::DepartementNeeded),
    };
    let departement = refusals.take(form_field::DEPARTEMENT, departement);
    let (Some(email), Some(staff), Some(departement)) = (email, staff, departement) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    let Some(person) = of_address(&tx, &email).await? else {
        return Err(FieldRefusals::one(form_field::EMAIL, Refusal::UnknownPerson).into());
    };
    let change = Change { staff: Some(staff), departement, reason: None };
    let given = put_or_propose(ctx, &tx, person, change).await?;
    ctx.commit(tx).await?;
    Ok(given)
}

/// Takes the role of one of the State's people away, as [`give`].
///
/// Who: administrators. Refused: the last administrator; without a reason, which is told to the person.
pub async fn take(ctx: &Context, person: PersonId, reason: &TypedReason) -> Result<Given, Error> {
    ctx.authorise(Action::Administer, &Facts::default())?;
    let reason = Some(reason.require()?);
    let tx = ctx.begin().await?;
    let change = Change { staff: None, departement: None, reason };
    let given = put_or_propose(ctx, &tx, person, change).await?;
    ctx.commit(tx).await?;
    Ok(given)
}

/// What somebody's role becomes.
pub(crate) struct Change {
    pub staff: Option<StaffRole>,
    pub departement: Option<String>,
    /// Why a role is taken away.
    pub reason: Option<String>,
}

async fn put_or_propose(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    change: Change,
) -> Result<Given, Error> {
    let staff = change.staff;
    let mut trace = EventBatch::default();
    // One order for all: this turn, then the administrators, then the acts.
    proposal::turn(tx).await?;
    let row = person::Entity::find_by_id(person).one(tx).await?.ok_or(Error::NotFound)?;
    let given = if [row.staff, staff].into_iter().flatten().any(StaffRole::acts_on_others) {
        require_administrator(tx, person, staff).await?;
        let Change { departement, reason, .. } = change;
        let act = JointAct::StaffRole { person, staff, departement, reason: reason.unwrap_or_default() };
        proposal::propose(ctx, tx, act, &mut trace).await?;
        Given::Proposed
    } else {
        if let Some(reason) = &change.reason {
            let message = notice::Message { kind: notice::Kind::StaffRoleChanged, about: "", reason: Some(reason) };
            notice::notify_with_reason(tx, ctx, vec![person], message, Address::Account).await?;
        }
        put(ctx, tx, person, change, &mut trace).await?;
        Given::Done
    };
    trace.write(tx).await?;
    Ok(given)
}

/// Refuses to leave the platform without an administrator.
async fn require_administrator(
    tx: &impl ConnectionTrait,
    person: PersonId,
    staff: Option<StaffRole>,
) -> Result<(), Error> {
    let administrators = person::Entity::find().filter(person::Column::Staff.eq(StaffRole::Administrator));
    let administrators = administrators.lock_exclusive().all(tx).await?;
    let last = administrators.len() == 1 && administrators.iter().any(|row| row.id == person);
    match last && staff != Some(StaffRole::Administrator) {
        true => Err(Refusal::LastAdministrator.into()),
        false => Ok(()),
    }
}

pub(crate) async fn put(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    change: Change,
    trace: &mut EventBatch,
) -> Result<(), Error> {
    let Change { staff, departement, reason } = change;
    require_administrator(tx, person, staff).await?;
    if person::Entity::find_by_id(person).count(tx).await? == 0 {
        return Err(Error::NotFound);
    }
    person::Entity::update_many()
        .set(person::ActiveModel { staff: Set(staff), departement: Set(departement.clone()), ..Default::default() })
        .filter(person::Column::Id.eq(person))
        .exec(tx)
        .await?;
    let event = Event::StaffRoleGiven { person, staff, departement, reason };
    // A session that was opened for less does not get the new role.
    end_all_sessions(tx, person).await?;
    trace.add(ctx, event)
}

/// The one person who has this address: at the identity provider, else proved by mail. None when there is nobody, or
/// several there.
pub(crate) async fn of_address(tx: &impl ConnectionTrait, email: &Email) -> Result<Option<PersonId>, Error> {
    let identities = identity::Entity::find().filter(identity::Column::Email.eq(email.as_str())).all(tx).await?;
    let mut people: Vec<PersonId> = identities.into_iter().map(|row| row.person).collect();
    people.sort_unstable();
    people.dedup();
    match people.as_slice() {
        [one] => Ok(Some(*one)),
        [] => Ok(mail_address::Entity::find_by_id(email.as_str()).one(tx).await?.map(|row| row.person)),
        _ => Ok(None),
    }
}

/// As [`of_address`], for many: who has each of these addresses, for those that one person has.
pub(crate) async fn of_addresses(
    tx: &impl ConnectionTrait,
    emails: impl Iterator<Item = &str> + Clone,
) -> Result<HashMap<String, PersonId>, Error> {
    let among = one_of(tx, mail_address::Column::Email, emails.clone());
    let proved = mail_address::Entity::find().filter(among).all(tx).await?;
    let mut people: HashMap<String, Option<PersonId>> =
        proved.into_iter().map(|row| (row.email, Some(row.person))).collect();
    let identities = identity::Entity::find().filter(one_of(tx, identity::Column::Email, emails)).all(tx).await?;
    let mut of_provider: HashMap<String, Vec<PersonId>> = HashMap::new();
    for row in identities {
        of_provider.entry(row.email).or_default().push(row.person);
    }
    for (email, mut these) in of_provider {
        these.sort_unstable();
        these.dedup();
        // Of several, nobody is meant.
        people.insert(email, these.first().copied().filter(|_| these.len() == 1));
    }
    Ok(people.into_iter().filter_map(|(email, person)| Some((email, person?))).collect())
}
