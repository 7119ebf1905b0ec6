//! Casting ballots: those that wait are written together, in one transaction and one sync of the disk.
//!
//! Each has its own outcome: a refused ballot is not written and harms no other. When writing together fails, each is
//! written alone.

use super::{Mandates, choices_of, queue::Casting};
use crate::{
    Context, Error, Platform, audit,
    bulk::{self, one_of},
    campaign::loaded::named_or_current,
    frozen_rule::{self, Frozen},
    log::{self, Cast},
    mail::{self, OutgoingMail},
    membership::acting::memberships_of,
    notice,
};
use entity::{
    address::Address,
    ballot::{Choice, check, require_open},
    campaign::BallotForm,
    email::Email,
    event::Event,
    id::{BallotId, CampaignId, CastId, PersonId, ProjectId},
    log::{LoggedBallot, Voter},
    refusal::Refusal,
    siren::Siren,
    table::{audit_event, ballot, log_leaf, mail as mail_table, mandate, notice as notice_table},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};
use tokio::sync::oneshot;

/// The most ballots written together: as many statements' parameters as both databases take.
const MOST: usize = 256;

/// Hands a ballot in and waits until it is on the disk, or refused.
pub(super) async fn cast(ctx: &Context, siren: Siren, id: CastId, chosen: Vec<Choice>) -> Result<ballot::Model, Error> {
    let (reply, answer) = oneshot::channel();
    let casting = Casting {
        actor: ctx.actor.clone(),
        request: ctx.request.clone(),
        shown: ctx.shown.clone(),
        campaign: ctx.campaign,
        siren,
        person: ctx.person()?,
        id,
        chosen,
        reply,
    };
    ctx.platform.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(casting);
    // A task of its own: a visitor who goes away must not take the others' ballots with them.
    let platform = Arc::clone(&ctx.platform);
    tokio::spawn(async move { write_waiting(&platform).await });
    answer.await.unwrap_or_else(|_| Err(Error::Stored("the writer of ballots stopped".into())))
}

/// Writes what waits when its turn comes; others may have been quicker, and then there is nothing to do.
async fn write_waiting(platform: &Arc<Platform>) {
    let _turn = platform.queue.turn.lock().await;
    loop {
        let group: Vec<Casting> = {
            let mut waiting = platform.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            // Those of one campaign: one rule decides on all of them.
            let campaign = waiting.first().map(|first| first.campaign);
            let same = waiting.iter().take_while(|one| Some(one.campaign) == campaign).take(MOST).count();
            waiting.drain(..same).collect()
        };
        if group.is_empty() {
            return;
        }
        match write_group(platform, &group).await {
            Ok(outcomes) => group.into_iter().zip(outcomes).for_each(|(casting, outcome)| answer(casting, outcome)),
            Err(error) if group.len() == 1 => {
                group.into_iter().for_each(|casting| answer(casting, Err(Error::Stored(error.to_string()))));
            }
            Err(error) => {
                tracing::warn!(%error, ballots = group.len(), "ballots could not be written together");
                for casting in group {
                    let outcome = write_group(platform, std::slice::from_ref(&casting)).await;
                    let outcome = outcome.and_then(|mut outcomes| outcomes.pop().unwrap_or(Err(Error::NotFound)));
                    answer(casting, outcome);
                }
            }
        }
    }
}

/// Whoever asked may have gone away; the ballot is written all the same.
fn answer(casting: Casting, outcome: Result<ballot::Model, Error>) {
    let _ = casting.reply.send(outcome);
}

/// The context of the request that cast a ballot.
fn context(platform: &Arc<Platform>, casting: &Casting) -> Context {
    let (actor, request) = (casting.actor.clone(), casting.request.clone());
    let (shown, campaign) = (casting.shown.clone(), casting.campaign);
    Context { platform: Arc::clone(platform), actor, request, shown, campaign }
}

/// What a group of ballots is decided by, and what it becomes.
struct Group<'a> {
    platform: &'a Arc<Platform>,
    campaign: CampaignId,
    frozen: Arc<Frozen>,
    calendar: entity::calendar::Calendar,
    offered: Vec<ProjectId>,
    mandates: Mandates,
    /// The ballots as they are, and will be.
    ballots: HashMap<Siren, ballot::Model>,
    /// Under what those who have voted stand in the log; read only where ballots bear no names.
    voters: HashMap<Siren, Voter>,
    /// The confirmations already written.
    known: HashMap<CastId, (Siren, i32)>,
    people: HashMap<Siren, Vec<PersonId>>,
    next: i64,
    leaves: Vec<log_leaf::Model>,
    events: Vec<audit_event::Model>,
    notices: Vec<notice_table::Model>,
    /// Where the receipts go.
    contacts: HashMap<Siren, Email>,
    mails: Vec<mail_table::Model>,
    changed: Vec<Siren>,
}

async fn write_group(platform: &Arc<Platform>, group: &[Casting]) -> Result<Vec<Result<ballot::Model, Error>>, Error> {
    if !platform.durable {
        return Ok(group.iter().map(|_| Err(Refusal::NotDurable.into())).collect());
    }
    let tx = platform.database.begin().await?;
    let campaign = named_or_current(&tx, group.first().and_then(|first| first.campaign)).await?;
    if !platform.database.is_sqlite() {
        // The log has one order, whichever server writes. The number stands for this lock alone: "journal" in ASCII.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(x'6a6f75726e616c'::bigint)").await?;
    }
    let Some(frozen) = frozen_rule::find(platform, &tx, campaign.id).await? else {
        let refuse = || {
            let open = require_open(&campaign.spec.calendar, platform.now());
            Err(open.err().unwrap_or(Refusal::RuleNotFrozen).into())
        };
        return Ok(group.iter().map(|_| refuse()).collect());
    };
    if !log::holds_key(platform, &frozen) {
        return Err(Error::Stored(
            "the frozen rule names another key than this server's (TERREAU_LOG_KEY_FILE)".into(),
        ));
    }
    let mut state = Group::load(platform, &tx, campaign.id, campaign.spec.calendar, frozen, group).await?;
    let outcomes: Vec<Result<ballot::Model, Error>> =
        group.iter().map(|casting| state.decide(casting, campaign.spec.selection.ballot)).collect();
    state.write(&tx).await?;
    tx.commit().await?;
    platform.committed();
    Ok(outcomes)
}

impl<'a> Group<'a> {
    async fn load(
        platform: &'a Arc<Platform>,
        tx: &DatabaseTransaction,
        campaign: CampaignId,
        calendar: entity::calendar::Calendar,
        frozen: Arc<Frozen>,
        group: &[Casting],
    ) -> Result<Self, Error> {
        let mut sirens: Vec<Siren> = group.iter().map(|casting| casting.siren).collect();
        sirens.sort_unstable();
        sirens.dedup();
        let texts = || sirens.iter().map(Siren::as_str);
        // The mandates are read again here: one may have been withdrawn between the page and the click, or have ended.
        let query = mandate::Entity::find().filter(mandate::Column::Campaign.eq(campaign));
        let mandates = query.filter(one_of(tx, mandate::Column::Siren, texts())).lock_exclusive().all(tx).await?;
        let query = ballot::Entity::find().filter(ballot::Column::Campaign.eq(campaign));
        let ballots = query.filter(one_of(tx, ballot::Column::Siren, texts())).lock_exclusive().all(tx).await?;
        let ids = group.iter().map(|casting| casting.id.0);
        let known = log_leaf::Entity::find().filter(one_of(tx, log_leaf::Column::CastId, ids)).all(tx).await?;
        let mut voters = HashMap::new();
        if !frozen.rule.publication.is_named() {
            let query = log_leaf::Entity::find().filter(log_leaf::Column::Campaign.eq(campaign));
            let first =
                query.filter(one_of(tx, log_leaf::Column::Siren, texts())).filter(log_leaf::Column::Version.eq(1));
            for leaf in first.all(tx).await? {
                let logged: LoggedBallot = serde_json::from_str(&leaf.ballot)?;
                voters.insert(leaf.siren, logged.voter);
            }
        }
        let mut people: HashMap<Siren, Vec<PersonId>> = HashMap::new();
        for membership in memberships_of(tx, &sirens).await? {
            people.entry(membership.siren).or_default().push(membership.person);
        }
        Ok(Self {
            platform,
            campaign,
            calendar,
            offered: frozen.rule.project_ids(),
            frozen,
            mandates: mandates
                .into_iter()
                .filter(|mandate| mandate.term().holds(platform.now()))
                .map(|mandate| (mandate.siren, mandate.person))
                .collect(),
            ballots: ballots.into_iter().map(|ballot| (ballot.siren, ballot)).collect(),
            known: known.into_iter().map(|leaf| (leaf.cast_id, (leaf.siren, leaf.version))).collect(),
            voters,
            people,
            contacts: match &platform.mailer {
                Some(_) => mail::contacts(tx, &sirens).await?,
                None => HashMap::new(),
            },
            mails: Vec::new(),
            next: log::next_position(tx, campaign).await?,
            leaves: Vec::new(),
            events: Vec::new(),
            notices: Vec::new(),
            changed: Vec::new(),
        })
    }

    /// Decides on one ballot, in the order of the queue; what it changes is seen by the next ones.
    fn decide(&mut self, casting: &Casting, form: BallotForm) -> Result<ballot::Model, Error> {
        let (siren, person) = (casting.siren, casting.person);
        let before = self.ballots.get(&siren).cloned();
        if let Some((owner, _)) = self.known.get(&casting.id) {
            // Confirmed twice: the first time counts. A confirmation of somebody else is no mistake.
            return match before {
                Some(row) if *owner == siren => Ok(row),
                _ => Err(Refusal::ForgedCastId.into()),
            };
        }
        if !self.mandates.contains(&(siren, person)) {
            return Err(Refusal::NoMandate.into());
        }
        let choices = check(&casting.chosen, &self.offered, form)?;
        if !self.frozen.rule.may_vote(&siren) {
            return Err(Refusal::NotOnTheRoll.into());
        }
        // The instant that counts, after the wait: a ballot that waited past the close is refused.
        let now = self.platform.now();
        require_open(&self.calendar, now)?;
        // What was read says which ballot this one replaces: one that was cast meanwhile is not replaced unseen.
        let version = before.as_ref().map_or(0, |row| row.version);
        let ctx = context(self.platform, casting);
        ctx.require_version(version)?;
        if let Some(row) = before.as_ref().filter(|row| row.person == person)
            && choices_of(&row.choices)? == choices
        {
            return Ok(row.clone());
        }
        let row = ballot::Model {
            id: before.as_ref().map_or_else(|| BallotId(self.platform.new_id()), |row| row.id),
            campaign: self.campaign,
            siren,
            person,
            choices: serde_json::to_string(&choices)?,
            cast_at: now.into(),
            version: before.map_or(1, |row| row.version + 1),
        };
        let cast = Cast { campaign: self.campaign, position: self.next, id: casting.id, siren, person, at: now };
        let voter = log::voter(self.platform, self.frozen.rule.publication, self.voters.get(&siren), &cast);
        self.voters.insert(siren, voter.clone());
        let logged = LoggedBallot { voter, choices, rule: self.frozen.hash.clone(), version: row.version };
        self.leaves.push(log::leaf(self.platform, cast, &logged));
        if let Some(contact) = self.contacts.get(&siren) {
            let receipt = OutgoingMail::Receipt { campaign: self.campaign, siren, version: row.version };
            self.mails.push(mail::row(self.platform, contact, &receipt)?);
        }
        self.next += 1;
        self.known.insert(casting.id, (siren, row.version));
        let notified = self.people.get(&siren).cloned().unwrap_or_default();
        let name = self.platform.reference().name(&siren);
        let link = Address::of_campaign(&self.frozen.rule.campaign, &Address::Ballot);
        self.notices.extend(notice::rows(&ctx, notified, notice::Kind::BallotCast, &name, link));
        let event = Event::BallotCast { siren, version: row.version };
        self.events.push(audit::row(&ctx, event)?);
        self.changed.push(siren);
        self.ballots.insert(siren, row.clone());
        Ok(row)
    }

    async fn write(mut self, tx: &DatabaseTransaction) -> Result<(), Error> {
        self.changed.sort_unstable();
        self.changed.dedup();
        let rows: Vec<ballot::Model> = self.changed.iter().filter_map(|siren| self.ballots.remove(siren)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        use ballot::Column::{Campaign, CastAt, Choices, Person, Siren as Collectivity, Version};
        let replace =
            OnConflict::columns([Campaign, Collectivity]).update_columns([Person, Choices, CastAt, Version]).to_owned();
        bulk::insert::<ballot::Entity, ballot::ActiveModel>(tx, rows, Some(replace)).await?;
        bulk::insert::<log_leaf::Entity, log_leaf::ActiveModel>(tx, self.leaves, None).await?;
        notice::write(tx, self.notices).await?;
        mail::write(tx, self.platform, self.mails).await?;
        audit::write(tx, self.events).await
    }
}
