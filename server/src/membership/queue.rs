//! The curators' queue: requests that nobody of the collectivité can answer, or of the people of bodies that take part
//! with one, what speaks for each, and confirming several at once.

use super::{
    acting::{is_curator_of_another, lock_people, reason_of},
    answer::{Settled, settle},
    proposed::{Why, named_in},
    request::{shown, waiting_for_curators},
};
use crate::{
    Context, Error,
    audit::{self, EventBatch},
    bulk::one_of,
    mail,
    person::{Asking, has_referent},
};
use entity::{
    form_field,
    id::PersonId,
    mail_name::own_domain,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    sign_in::Organisation,
    siren::Siren,
    table::{identity, mail_address, membership_request},
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

/// The most that are confirmed at once: as many as the queue shows.
const MOST_AT_ONCE: usize = 100;

/// A request that waits for the curators.
#[derive(Debug, Clone)]
pub struct Queued {
    pub asking: Asking,
    /// The addresses that the person proved, or that the identity service told.
    pub emails: Vec<String>,
    /// What links these, or their organisation, to the collectivité; the surest first.
    pub signs: Vec<Why>,
    /// Whether the one who reads asked it: somebody else answers.
    pub own: bool,
}

impl Queued {
    /// Whether the answer that is proposed is to confirm: the State's identity service, or the domain of the official
    /// address, says that the person is of the collectivité. A name in an address is anybody's.
    pub fn is_sure(&self) -> bool {
        self.signs.iter().any(|sign| matches!(sign, Why::Organisation | Why::Domain))
    }
}

/// The queue, oldest first, at most a hundred. Who: curators.
pub async fn queue(ctx: &Context) -> Result<Vec<Queued>, Error> {
    let waiting = waiting_for_curators(ctx).await?;
    let people: Vec<PersonId> = waiting.iter().map(|asking| asking.request.person).collect();
    let sirens: Vec<Siren> = waiting.iter().map(|asking| asking.request.siren).collect();
    let contacts = mail::contacts(ctx.read(), &sirens).await?;
    let among = one_of(ctx.read(), mail_address::Column::Person, people.iter().map(|one| one.0));
    let proved = mail_address::Entity::find().filter(among).all(ctx.read()).await?;
    let among = one_of(ctx.read(), identity::Column::Person, people.iter().map(|one| one.0));
    let provided = identity::Entity::find().filter(among).all(ctx.read()).await?;
    let mut queue = Vec::new();
    for asking in waiting {
        let (person, siren) = (asking.request.person, asking.request.siren);
        let mine = proved.iter().filter(|row| row.person == person).map(|row| row.email.clone());
        let told = provided.iter().filter(|row| row.person == person);
        let mut emails: Vec<String> = mine.chain(told.clone().map(|row| row.email.clone())).collect();
        emails.sort_unstable();
        emails.dedup();
        let contact = contacts.get(&siren).map(|contact| contact.as_str());
        let mut signs: Vec<Why> = emails.iter().filter_map(|email| sign(ctx, siren, contact, email)).collect();
        for row in told {
            let organisation = serde_json::from_str::<Organisation>(&row.organisation)?;
            signs.extend((organisation.siren() == Some(siren)).then_some(Why::Organisation));
        }
        signs.sort_unstable();
        signs.dedup();
        let own = ctx.actor.person == Some(person);
        queue.push(Queued { asking, emails, signs, own });
    }
    Ok(queue)
}

/// What links an address to a collectivité, whose official address is `contact`.
fn sign(ctx: &Context, siren: Siren, contact: Option<&str>, email: &str) -> Option<Why> {
    let domain = own_domain(email);
    if domain.is_some() && contact.and_then(own_domain) == domain {
        return Some(Why::Domain);
    }
    named_in(&ctx.platform.reference(), email).flatten().any(|found| found.siren == siren).then_some(Why::Name)
}

/// Confirms several requests at once, for one reason: all of them, or none. Each person acts at once, and is proposed
/// as first referent, which takes a second curator as it does one by one (`joint_act`).
///
/// Who: curators, not for themselves. Refused: without a reason, or with nothing chosen; a request that was answered or
/// taken back, or which names no body and whose collectivité has a referent by now ([`Refusal::RequestEnded`]); one
/// that is another than was read ([`Refusal::ShownChanged`]).
pub async fn confirm_all(ctx: &Context, mut chosen: Vec<(Siren, PersonId)>, reason: &str) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.is_empty() || chosen.len() > MOST_AT_ONCE {
        return Err(FieldRefusals::one(form_field::PERSON, Refusal::Missing).into());
    }
    let reason = reason_of(form_field::REASON, reason)?;
    let tx = ctx.begin().await?;
    // All of them before the first act: whoever waits for one of these holds nothing that is asked for below.
    for (siren, _) in &chosen {
        lock_people(&tx, siren).await?;
    }
    let mut trace = EventBatch::default();
    for (siren, person) in chosen {
        if !is_curator_of_another(ctx, person) {
            return Err(Error::Forbidden);
        }
        require_asked(ctx, &tx, siren, person).await?;
        settle(ctx, &tx, &siren, person, Settled::on_evidence(reason.clone()), &mut trace).await?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Refuses a request that waits for the curators no longer, or is not the one that was read.
async fn require_asked(ctx: &Context, tx: &impl ConnectionTrait, siren: Siren, person: PersonId) -> Result<(), Error> {
    let request = membership_request::Entity::find_by_id((person, siren)).lock_exclusive().one(tx).await?;
    let request = request.ok_or(Refusal::RequestEnded)?;
    if request.body.is_empty() && has_referent(tx, &siren).await? {
        return Err(Refusal::RequestEnded.into());
    }
    let name = audit::names_of(tx, &[person]).await?.remove(&person).unwrap_or_default();
    Ok(ctx.require_shown(&one(siren, person), &shown(&Asking { request, name }))?)
}

/// One request among several, as forms name it.
pub fn one(siren: Siren, person: PersonId) -> String {
    format!("{siren}.{person}")
}
