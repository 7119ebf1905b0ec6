//! Whom a mailing is for: the collectivités that are chosen, and the addresses that they come to, each once.

use crate::{
    Error,
    campaign::{loaded::StoredCampaign, trial},
    reference::Reference,
};
use entity::{
    application::ApplicationState,
    collectivity::{Collectivity, Stratum},
    email::Email,
    event::MailPreference,
    id::PersonId,
    mailing::{Addressees, Audience, Chosen, Lacking, RefusalCause},
    need::NeedState,
    programme::Programme,
    siren::Siren,
    table::{application, ballot, contact, identity, mail_address, mail_refusal, membership, need, person},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Somebody to write to: an address, and the collectivités for which it was chosen. Several that have one address get
/// one mail, which names them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub email: Email,
    pub sirens: Vec<Siren>,
}

/// What an audience comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Collectivités that are chosen.
    pub collectivities: u64,
    /// Of these, how many have no address, or nobody who wants mails.
    pub without_address: u64,
    /// Addresses that are left out: mails to them came back, or whoever reads them wants no mailings.
    pub bounced: u64,
    pub unsubscribed: u64,
    /// Those to write to, by address.
    pub recipients: Vec<Recipient>,
}

/// Whom a mailing is for now. At most five statements, each of one whole table: none grows with the audience.
pub(crate) async fn select(
    database: &impl ConnectionTrait,
    reference: &Reference,
    campaign: &StoredCampaign,
    audience: &Audience,
) -> Result<Selection, Error> {
    let chosen = chosen(database, reference, campaign, audience).await?;
    let addresses = match audience.to {
        Addressees::Official => official(database, &chosen).await?,
        Addressees::People => of_people(database, &chosen).await?,
    };
    let mut by_email: BTreeMap<Email, Vec<Siren>> = BTreeMap::new();
    let mut reached: HashSet<Siren> = HashSet::new();
    for (siren, email) in addresses {
        reached.insert(siren);
        let sirens = by_email.entry(email).or_default();
        if !sirens.contains(&siren) {
            sirens.push(siren);
        }
    }
    let collectivities = chosen.len() as u64;
    let without_address = collectivities - reached.len() as u64;
    let mut selection = Selection { collectivities, without_address, ..Selection::default() };
    let refused = refused(database).await?;
    for (email, mut sirens) in by_email {
        match refused.get(email.as_str()) {
            Some(RefusalCause::Unsubscribed) => selection.unsubscribed += 1,
            Some(RefusalCause::Bounced) => selection.bounced += 1,
            None => {
                sirens.sort_unstable();
                selection.recipients.push(Recipient { email, sirens });
            }
        }
    }
    Ok(selection)
}

/// Every address to which no mailing goes; one that bounced and was unsubscribed is among the latter.
async fn refused(database: &impl ConnectionTrait) -> Result<HashMap<String, RefusalCause>, Error> {
    let mut refused = HashMap::new();
    for row in mail_refusal::Entity::find().all(database).await? {
        let cause = refused.entry(row.email).or_insert(row.cause);
        if row.cause == RefusalCause::Unsubscribed {
            *cause = RefusalCause::Unsubscribed;
        }
    }
    Ok(refused)
}

/// The collectivités that are chosen.
async fn chosen(
    database: &impl ConnectionTrait,
    reference: &Reference,
    campaign: &StoredCampaign,
    audience: &Audience,
) -> Result<Vec<Siren>, Error> {
    let by_labels = !audience.programmes.is_empty() || audience.lacking == Some(Lacking::Application);
    let labels = if by_labels { trial::labels(database).await? } else { HashMap::new() };
    let none: &[Programme] = &[];
    let holds = |one: &&Collectivity| {
        let programmes = one.insee.as_ref().and_then(|insee| labels.get(insee)).map_or(none, Vec::as_slice);
        audience.holds(Chosen {
            kind: one.kind,
            stratum: Stratum::of(one.kind, reference.figures(&one.siren).population),
            region: &one.region,
            departement: one.departement.as_deref(),
            programmes,
        })
    };
    let there = reference.collectivities().filter(holds);
    let Some(lacking) = audience.lacking else { return Ok(there.map(|one| one.siren).collect()) };
    let acted = acted(database, campaign, audience, lacking).await?;
    let envelope = campaign.spec.envelope(&audience.envelope);
    let lacks = |one: &&Collectivity| match lacking {
        Lacking::Account | Lacking::Ballot => !acted.contains(&one.siren),
        Lacking::Publication => acted.contains(&one.siren),
        Lacking::Application => {
            let may = |envelope| trial::may_alone(reference, &labels, envelope, one);
            !acted.contains(&one.siren) && envelope.is_some_and(may)
        }
    };
    Ok(there.filter(lacks).map(|one| one.siren).collect())
}

/// Those who did what others lack; for [`Lacking::Publication`], those who lack it.
async fn acted(
    database: &impl ConnectionTrait,
    campaign: &StoredCampaign,
    audience: &Audience,
    lacking: Lacking,
) -> Result<HashSet<Siren>, Error> {
    let sirens: Vec<Siren> = match lacking {
        Lacking::Account => {
            let query = membership::Entity::find().select_only().column(membership::Column::Siren).distinct();
            query.into_tuple().all(database).await?
        }
        Lacking::Ballot => {
            let query = ballot::Entity::find().filter(ballot::Column::Campaign.eq(campaign.id));
            query.select_only().column(ballot::Column::Siren).into_tuple().all(database).await?
        }
        Lacking::Publication => return drafting(database, campaign).await,
        Lacking::Application => {
            let query = application::Entity::find().filter(application::Column::Campaign.eq(campaign.id));
            let query = query.filter(application::Column::Envelope.eq(&audience.envelope));
            let query = query.filter(application::Column::SubmittedAt.is_not_null());
            let query = query.filter(application::Column::State.ne(ApplicationState::Withdrawn));
            query.select_only().column(application::Column::Siren).into_tuple().all(database).await?
        }
    };
    Ok(sirens.into_iter().collect())
}

/// Those who have the draft of a need, and nothing but drafts.
async fn drafting(database: &impl ConnectionTrait, campaign: &StoredCampaign) -> Result<HashSet<Siren>, Error> {
    let query = need::Entity::find().filter(need::Column::Campaign.eq(campaign.id));
    let query = query.select_only().column(need::Column::Siren).column(need::Column::State).distinct();
    let rows: Vec<(Siren, NeedState)> = query.into_tuple().all(database).await?;
    let (drafts, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, state)| *state == NeedState::Draft);
    let others: HashSet<Siren> = others.into_iter().map(|(siren, _)| siren).collect();
    Ok(drafts.into_iter().map(|(siren, _)| siren).filter(|siren| !others.contains(siren)).collect())
}

async fn official(database: &impl ConnectionTrait, chosen: &[Siren]) -> Result<Vec<(Siren, Email)>, Error> {
    let chosen: HashSet<Siren> = chosen.iter().copied().collect();
    let rows = contact::Entity::find().all(database).await?.into_iter().filter(|row| chosen.contains(&row.siren));
    Ok(rows.filter_map(|row| Some((row.siren, Email::parse(&row.email).ok()?))).collect())
}

/// Those who act for the chosen ones, without those who asked for no mails at all.
async fn of_people(database: &impl ConnectionTrait, chosen: &[Siren]) -> Result<Vec<(Siren, Email)>, Error> {
    let chosen: HashSet<Siren> = chosen.iter().copied().collect();
    let wants = person::Column::MailPreference.ne(MailPreference::None);
    let query = person::Entity::find().filter(wants).filter(person::Column::DeletedAt.is_null());
    let wanting: Vec<PersonId> = query.select_only().column(person::Column::Id).into_tuple().all(database).await?;
    let wanting: HashSet<PersonId> = wanting.into_iter().collect();
    let mut members = membership::Entity::find().all(database).await?;
    members.retain(|row| chosen.contains(&row.siren) && wanting.contains(&row.person));
    let addresses = addresses(database).await?;
    Ok(members.into_iter().filter_map(|row| Some((row.siren, addresses.get(&row.person)?.clone()))).collect())
}

/// Where people are written to: the address that they proved, else what the identity provider told.
async fn addresses(database: &impl ConnectionTrait) -> Result<HashMap<PersonId, Email>, Error> {
    let provided = identity::Entity::find().all(database).await?.into_iter().map(|row| (row.person, row.email));
    let proved = mail_address::Entity::find().all(database).await?.into_iter().map(|row| (row.person, row.email));
    let all = provided.chain(proved);
    Ok(all.filter_map(|(person, email)| Some((person, Email::parse(&email).ok()?))).collect())
}
