//! The collectivités that somebody is offered to ask for: what their mail address and the identity service tell. They
//! are offered, and nothing more: whoever answers the request knows the person.

use crate::{Context, Error, proconnect::ProviderIdentity, reference::Reference};
use entity::{
    collectivity::Collectivity,
    mail_name::{names_in, own_domain},
    search_text::SearchText,
    siren::Siren,
    table::{contact, mail_address, membership_request},
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

/// What is offered to whoever is signed in, the surer first, each once; not what they act for or have asked for
/// (`requests`). `identity` is what the identity service says of them.
pub async fn proposed(
    ctx: &Context,
    requests: &[membership_request::Model],
    identity: Option<&ProviderIdentity>,
) -> Result<Vec<Proposed>, Error> {
    let mut known = ctx.actor.memberships.clone();
    known.extend(requests.iter().map(|request| request.siren));
    let mut proposed = Vec::new();
    for one in suggested(ctx, identity).await? {
        if !known.contains(&one.siren) {
            known.push(one.siren);
            proposed.push(one);
        }
    }
    Ok(proposed)
}

/// All that address and identity service suggest.
async fn suggested(ctx: &Context, identity: Option<&ProviderIdentity>) -> Result<Vec<Proposed>, Error> {
    let organisation = identity.and_then(|known| known.organisation.siren());
    let listed = organisation.filter(|siren| ctx.platform.reference().find(siren).is_some());
    let of_identity = listed.map(|siren| Proposed { siren, why: Why::Organisation });
    let mut suggested: Vec<Proposed> = of_identity.into_iter().collect();
    let proved = mail_address::Entity::find().filter(mail_address::Column::Person.eq(ctx.person()?));
    let proved = proved.one(ctx.read()).await?.map(|row| row.email);
    if let Some(email) = proved.or(identity.map(|known| known.email.clone())) {
        let of_domain = of_domain(ctx, &email).await?;
        suggested.extend(of_domain.into_iter().map(|siren| Proposed { siren, why: Why::Domain }));
        suggested.extend(of_name(ctx, &email).into_iter().map(|siren| Proposed { siren, why: Why::Name }));
    }
    Ok(suggested)
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
    named_in(&reference, email).filter(|found| found.len() <= MOST).flatten().map(|found| found.siren).collect()
}

/// For each name in the address, the collectivités that are called so.
pub(super) fn named_in<'a>(reference: &'a Reference, email: &str) -> impl Iterator<Item = Vec<&'a Collectivity>> {
    names_in(email).into_iter().map(|name| reference.named(&SearchText::cut(&name)))
}
