//! The collectivités that somebody is offered to ask for: what their mail address and the identity service tell. They
//! are offered, and nothing more: whoever answers the request knows the person.

use super::request::mine;
use crate::{Context, Error, proconnect};
use entity::{
    mail_name::{names_in, own_domain},
    search_text::SearchText,
    siren::Siren,
    table::{contact, mail_address, membership},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The most that one name in an address, or one domain, may offer: what more share, says nothing.
const MOST: usize = 5;

/// By what a collectivité is offered, the surer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The SIRET that the identity service sent is its own.
    Organisation,
    /// Its official address is of the same domain.
    Domain,
    /// Its name stands in the address.
    Name,
}

/// A collectivité that one is offered to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    pub siren: Siren,
    pub why: Why,
}

/// What is offered to whoever is signed in, the surer first, each once; not what they act for or have asked for.
pub async fn proposed(ctx: &Context) -> Result<Vec<Proposed>, Error> {
    let acts_for = membership::Entity::find().filter(membership::Column::Person.eq(ctx.person()?));
    let acts_for = acts_for.all(ctx.read()).await?.into_iter().map(|row| row.siren);
    let mut known: Vec<Siren> = mine(ctx).await?.into_iter().map(|row| row.siren).chain(acts_for).collect();
    let mut proposed = Vec::new();
    for one in told(ctx).await? {
        if !known.contains(&one.siren) {
            known.push(one.siren);
            proposed.push(one);
        }
    }
    Ok(proposed)
}

/// All that address and identity service tell.
async fn told(ctx: &Context) -> Result<Vec<Proposed>, Error> {
    let known = proconnect::known(ctx).await?;
    let organisation = known.as_ref().and_then(|known| known.organisation.siren());
    let listed = organisation.filter(|siren| ctx.platform.reference().find(siren).is_some());
    let mut told: Vec<Proposed> = listed.map(|siren| Proposed { siren, why: Why::Organisation }).into_iter().collect();
    let proved = mail_address::Entity::find().filter(mail_address::Column::Person.eq(ctx.person()?));
    let proved = proved.one(ctx.read()).await?.map(|row| row.email);
    if let Some(email) = proved.or(known.map(|known| known.email)) {
        let of_domain = of_domain(ctx, &email).await?;
        told.extend(of_domain.into_iter().map(|siren| Proposed { siren, why: Why::Domain }));
        told.extend(of_name(ctx, &email).into_iter().map(|siren| Proposed { siren, why: Why::Name }));
    }
    Ok(told)
}

/// The collectivités whose official address is of the same domain, at most five.
pub(super) async fn of_domain(ctx: &Context, email: &str) -> Result<Vec<Siren>, Error> {
    let Some(domain) = own_domain(email) else { return Ok(Vec::new()) };
    let query = contact::Entity::find().filter(contact::Column::Email.ends_with(format!("@{domain}")));
    let rows = query.order_by_asc(contact::Column::Siren).limit(MOST as u64 + 1).all(ctx.read()).await?;
    // A domain that many share (a provider of sites for town halls) says nothing.
    Ok(if rows.len() > MOST { Vec::new() } else { rows.into_iter().map(|row| row.siren).collect() })
}

/// The collectivités whose name stands in the address, at most five.
pub(super) fn of_name(ctx: &Context, email: &str) -> Vec<Siren> {
    let reference = ctx.platform.reference();
    let named = names_in(email).into_iter().map(|name| reference.named(&SearchText::cut(&name)));
    named.filter(|found| found.len() <= MOST).flatten().map(|found| found.siren).collect()
}
