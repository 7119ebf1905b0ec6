//! The State's people: who has which role, given by administrators.

use crate::{Context, Error, audit::Gathered, person::end_all_sessions};
use entity::{
    email::Email,
    event::Event,
    id::PersonId,
    permission::{Action, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    table::{identity, mail_address, person},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

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

/// Gives one of the State's roles to somebody who has signed in before, or another one than they had. Their sessions end.
///
/// Who: administrators. Refused: nobody with this address ([`Refusal::UnknownPerson`]), no such role, a prefecture's officer without
/// a département that exists ([`Refusal::DepartementNeeded`]), the last administrator ([`Refusal::LastAdministrator`]).
pub async fn give(ctx: &Context, form: &StaffForm) -> Result<(), Error> {
    ctx.authorise(Action::Administer, &Facts::default())?;
    let mut refusals = FieldRefusals::default();
    let email = refusals.take("email", Email::parse(&form.email));
    let staff = refusals.take("staff", StaffRole::from_code(&form.staff).ok_or(Refusal::NotOnTheList));
    let code = form.departement.trim();
    let known = ctx.platform.reference().departements().iter().any(|area| area.code == code);
    let departement = match staff {
        Some(StaffRole::Prefecture) if known => Ok(Some(code.to_owned())),
        Some(StaffRole::Prefecture) => Err(Refusal::DepartementNeeded),
        _ if code.is_empty() => Ok(None),
        _ => Err(Refusal::DepartementNeeded),
    };
    let departement = refusals.take("departement", departement);
    let (Some(email), Some(staff), Some(departement)) = (email, staff, departement) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    let Some(person) = of_address(&tx, &email).await? else {
        return Err(FieldRefusals(vec![("email".to_owned(), Refusal::UnknownPerson)]).into());
    };
    let mut trace = Gathered::default();
    put(ctx, &tx, person, Some(staff), departement, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Takes the role of one of the State's people away; their sessions end.
///
/// Who: administrators. Refused: the last administrator.
pub async fn take(ctx: &Context, person: PersonId) -> Result<(), Error> {
    ctx.authorise(Action::Administer, &Facts::default())?;
    let tx = ctx.begin().await?;
    let mut trace = Gathered::default();
    put(ctx, &tx, person, None, None, &mut trace).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

pub(crate) async fn put(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    person: PersonId,
    staff: Option<StaffRole>,
    departement: Option<String>,
    trace: &mut Gathered,
) -> Result<(), Error> {
    let administrators = person::Entity::find().filter(person::Column::Staff.eq(StaffRole::Administrator));
    let administrators = administrators.lock_exclusive().all(tx).await?;
    let last = administrators.len() == 1 && administrators.iter().any(|row| row.id == person);
    if last && staff != Some(StaffRole::Administrator) {
        return Err(Refusal::LastAdministrator.into());
    }
    if person::Entity::find_by_id(person).count(tx).await? == 0 {
        return Err(Error::NotFound);
    }
    person::Entity::update_many()
        .set(person::ActiveModel { staff: Set(staff), departement: Set(departement.clone()), ..Default::default() })
        .filter(person::Column::Id.eq(person))
        .exec(tx)
        .await?;
    let event = Event::StaffRoleGiven { person, staff, departement };
    // A session that was opened for less does not get the new role.
    end_all_sessions(tx, person).await?;
    trace.add(ctx, event, Some(person.to_string()))
}

/// The one person who has this address: at the identity provider, else proved by mail. None when there is nobody, or several there.
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
