//! Who answers for the lead of a group, for its members.

use crate::{
    Context, Error, audit::names_of, discussion::room::Loaded, mail::notices::addresses,
    membership::acting::memberships_of,
};
use entity::{
    discussion::Room,
    id::{GroupId, PersonId},
    siren::Siren,
};

/// The most people of the lead that are shown: referents first.
const MOST: usize = 5;

/// Somebody of the lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadPerson {
    pub name: String,
    /// Function, such as « Maire ».
    pub title: String,
    /// None where no mail address of theirs is known.
    pub email: Option<String>,
}

/// Refuses whoever is neither of a member of the group nor a curator.
pub async fn require_member(ctx: &Context, id: GroupId) -> Result<(), Error> {
    ctx.person()?;
    Loaded::get(ctx.read(), ctx, Room::Group(id)).await.map(drop)
}

/// The people of the lead of a group, referents first, five at most. Six statements at most.
///
/// Who: those of its members, and curators.
pub async fn of_lead(ctx: &Context, id: GroupId) -> Result<(Siren, Vec<LeadPerson>), Error> {
    let room = Loaded::get(ctx.read(), ctx, Room::Group(id)).await?;
    let mut rows = memberships_of(ctx.read(), &[room.owner]).await?;
    rows.sort_by_key(|row| (!row.referent, row.since));
    rows.truncate(MOST);
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let names = names_of(ctx.read(), &people).await?;
    let addresses = addresses(ctx.read(), &people).await?;
    let person = |row: entity::table::membership::Model| {
        let name = names.get(&row.person)?.clone();
        let email = addresses.get(&row.person).map(ToString::to_string);
        Some(LeadPerson { name, title: row.title, email })
    };
    Ok((room.owner, rows.into_iter().filter_map(person).collect()))
}
