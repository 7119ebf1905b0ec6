//! Mutualisation groups: opened on a need, joined by collectivités that each decide for themselves, submitted when they
//! reach the rule.

pub mod contact;
pub mod opening;
pub mod query;
pub mod suggestion;
pub mod verdict;

use crate::{
    Context, Error, audit,
    campaign::loaded::{StoredCampaign, campaign_of},
    door::{self, Of},
    follow::{self, followers},
    mail::{self, OutgoingMail},
    membership::acting::people_of,
    need, notice,
};
use entity::{
    address::Address,
    complement::MOST_IN_A_SET,
    door::{Act, MOST_GROUP_MAILS, MOST_GROUP_MAILS_TO_ONE, Reached},
    event::Event,
    form_field,
    group::{GroupName, GroupPurpose, GroupState, MemberState, Meter, measure},
    id::{GroupId, NeedId},
    lineage::Subject,
    need::NeedState,
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    siren::Siren,
    table::{group, group_member},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use std::collections::BTreeSet;

/// Groups form from the first day of the census to the last of the applications.
pub fn require_open(campaign: &StoredCampaign, now: chrono::DateTime<chrono::Utc>) -> Result<(), Refusal> {
    let calendar = &campaign.spec.calendar;
    match calendar.census.opening() <= now && now < calendar.application.close() {
        true => Ok(()),
        false => Err(Refusal::PhaseClosed { phase: entity::calendar::Phase::Census }),
    }
}

/// How a collectivité stands in a group from now on.
struct Change {
    state: MemberState,
    /// Whom its invitation reached.
    reached: Option<Reached>,
    /// Why it is out of the group.
    reason: Option<String>,
}

impl Change {
    fn to(state: MemberState) -> Self {
        Self { state, reached: None, reason: None }
    }
}

/// A group under change: its row, locked, and where each collectivité stands in it.
struct Loaded {
    row: group::Model,
    members: Vec<group_member::Model>,
    campaign: StoredCampaign,
}

impl Loaded {
    async fn for_update(tx: &impl ConnectionTrait, id: GroupId) -> Result<Self, Error> {
        let row = group::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
        let members = group_member::Entity::find().filter(group_member::Column::GroupId.eq(id)).all(tx).await?;
        let campaign = campaign_of(tx, row.campaign).await?;
        Ok(Self { row, members, campaign })
    }

    fn state_of(&self, siren: &Siren) -> Option<MemberState> {
        self.members.iter().find(|member| member.siren == *siren).map(|member| member.state)
    }

    /// The members that count, with one collectivité's state changed.
    fn counting(&self, siren: &Siren, state: MemberState) -> Vec<Siren> {
        let others = self.members.iter().filter(|member| member.siren != *siren && member.state.counts());
        others.map(|member| member.siren).chain(state.counts().then_some(*siren)).collect()
    }

    fn meter(&self, ctx: &Context, members: &[Siren]) -> Meter {
        let condition = self.campaign.spec.selection_envelope().and_then(|envelope| envelope.eligibility.as_ref());
        measure(&ctx.platform.reference().atlas, members, condition)
    }

    /// Writes one collectivité's new state, the group's figures, and the trace.
    async fn put(
        self,
        tx: &impl ConnectionTrait,
        ctx: &Context,
        siren: Siren,
        change: Change,
    ) -> Result<group::Model, Error> {
        let Change { state, reached, reason } = change;
        let meter = self.meter(ctx, &self.counting(&siren, state));
        let member = group_member::Model {
            group_id: self.row.id,
            siren,
            state,
            changed_by: ctx.person()?,
            changed_at: ctx.now().into(),
            reached,
        };
        use group_member::Column::{
            ChangedAt, ChangedBy, GroupId as Group, Reached as To, Siren as Collectivity, State,
        };
        group_member::Entity::insert(member.into_active_model())
            .on_conflict(
                OnConflict::columns([Group, Collectivity]).update_columns([State, ChangedBy, ChangedAt, To]).to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        let id = self.row.id;
        // A group that is opened has nobody else to tell.
        let reached_the_rule = meter.eligible && !self.row.eligible && !self.members.is_empty();
        let members = self.counting(&siren, state);
        let mut changed = self.row.into_active_model();
        put_meter(&mut changed, &meter);
        let row = changed.update(tx).await?;
        if reached_the_rule {
            let mut people = people_of(tx, members).await?;
            people.extend(followers(tx, Subject::Group(id)).await?);
            notice::notify(tx, ctx, people, notice::Kind::GroupEligible, &row.name, Address::Group(id)).await?;
        }
        audit::record(tx, ctx, Event::GroupMember { group: id, siren, state, reason }).await?;
        Ok(row)
    }
}

fn put_meter(row: &mut group::ActiveModel, meter: &Meter) {
    row.population = Set(i64::try_from(meter.population).unwrap_or(i64::MAX));
    row.communes = Set(i32::try_from(meter.communes).unwrap_or(i32::MAX));
    row.eligible = Set(meter.eligible);
}

/// Opens a group on a published need, with the collectivité acted for as lead; under the identifier that the form
/// carries.
///
/// Who: an élu or agent. Refused outside the campaign, on a need that is not published, without a name or purpose.
pub async fn open(ctx: &Context, id: GroupId, need_id: NeedId, name: &str, purpose: &str) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let mut refusals = FieldRefusals::default();
    let name = refusals.take(form_field::NAME, GroupName::name(name));
    let purpose = refusals.take(form_field::PURPOSE, GroupPurpose::parse(purpose));
    let (Some(name), Some(purpose)) = (name, purpose) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    let need = need::for_update(&tx, ctx, need_id).await?;
    ctx.authorise(Action::OpenGroup, &Facts::of(&siren, true))?;
    let campaign = campaign_of(&tx, need.campaign).await?;
    require_open(&campaign, ctx.now())?;
    if need.state != NeedState::Published {
        return Err(Refusal::WrongState.into());
    }
    if need.face.is_some() {
        return Err(Refusal::NeedJoined.into());
    }
    if group::Entity::find_by_id(id).one(&tx).await?.is_some() {
        return Ok(());
    }
    let (name, purpose) = (name.into_string(), purpose.into_string());
    let text = Text { name, purpose, theme: String::new(), programmes: String::new() };
    start(&tx, ctx, campaign, id, (siren, Some(need_id)), text).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// What a group that is opened says of itself, checked.
struct Text {
    name: String,
    purpose: String,
    /// Theme and programmes are empty where a need says them.
    theme: String,
    programmes: String,
}

/// Writes a group that did not exist, with who leads it and on which need; and its trace.
async fn start(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    campaign: StoredCampaign,
    id: GroupId,
    (lead, need): (Siren, Option<NeedId>),
    text: Text,
) -> Result<(), Error> {
    let row = group::Model {
        id,
        campaign: campaign.id,
        need,
        name: text.name,
        purpose: text.purpose,
        lead,
        opened_by: ctx.person()?,
        opened_at: ctx.now().into(),
        state: GroupState::Forming,
        eligible: false,
        population: 0,
        communes: 0,
        submitted_at: None,
        submitted_meter: None,
        submitted_rule_version: None,
        demo: false,
        theme: text.theme,
        programmes: text.programmes,
    };
    group::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
    audit::record(tx, ctx, Event::GroupOpened { group: id, need }).await?;
    Loaded { row, members: Vec::new(), campaign }.put(tx, ctx, lead, Change::to(MemberState::Lead)).await?;
    Ok(())
}

/// Invites a collectivité; one that had asked to join becomes a member.
///
/// Those who act for it are told; where nobody does, its official address is written to, within bounds by person,
/// network and address: the group's page says whom the invitation reached.
///
/// Who: the lead; from which network, is counted. Refused once the group is submitted, and for one that is in it or was
/// asked already.
pub async fn invite(ctx: &Context, id: GroupId, siren: &Siren, network: &str) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    invite_within(&tx, ctx, id, siren, network).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Invites several collectivités, all or none, each as [`invite`] does. One that was invited already or is a member is
/// passed over: inviting the same set twice is inviting it once.
///
/// Who: the lead; from which network, is counted. Refused as a whole once the group is submitted, when one is not
/// known, and when they are none, or more than [`MOST_IN_A_SET`].
pub async fn invite_set(ctx: &Context, id: GroupId, sirens: &[Siren], network: &str) -> Result<(), Error> {
    ctx.person()?;
    // In one order, whoever invites: their addresses are locked one after the other.
    let sirens: BTreeSet<&Siren> = sirens.iter().collect();
    if sirens.is_empty() {
        return Err(Refusal::UnknownCollectivity.into());
    }
    if sirens.len() > MOST_IN_A_SET {
        return Err(Refusal::TooManyTicked { most: MOST_IN_A_SET }.into());
    }
    let tx = ctx.begin().await?;
    for siren in sirens {
        match invite_within(&tx, ctx, id, siren, network).await {
            Ok(()) | Err(Error::Refused(Refusal::AlreadyInvited | Refusal::AlreadyMember)) => {}
            Err(error) => return Err(error),
        }
    }
    ctx.commit(tx).await?;
    Ok(())
}

/// Invites a collectivité within a transaction; writes nothing when it refuses.
async fn invite_within(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    id: GroupId,
    siren: &Siren,
    network: &str,
) -> Result<(), Error> {
    let group = Loaded::for_update(tx, id).await?;
    ctx.authorise(Action::LeadGroup, &Facts::of(&group.row.lead, true))?;
    require_open(&group.campaign, ctx.now())?;
    group.row.state.require_forming()?;
    if !ctx.platform.reference().atlas.knows(siren) {
        return Err(Refusal::UnknownCollectivity.into());
    }
    let state = MemberState::invite(group.state_of(siren))?;
    let people = people_of(tx, vec![*siren]).await?;
    let reached = match (state, people.is_empty()) {
        (MemberState::Invited, true) => Some(write_to_contact(ctx, tx, id, siren, network).await?),
        (MemberState::Invited, false) => Some(Reached::People),
        _ => None,
    };
    let row = group.put(tx, ctx, *siren, Change { reached, ..Change::to(state) }).await?;
    notice::notify(tx, ctx, people, notice::Kind::GroupInvitation, &row.name, Address::Group(id)).await
}

/// Writes to the official address of a collectivité for which nobody acts. Whom that reached.
async fn write_to_contact(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    group: GroupId,
    siren: &Siren,
    network: &str,
) -> Result<Reached, Error> {
    if ctx.platform.mailer.is_none() {
        return Ok(Reached::NoMail);
    }
    let Some(contact) = mail::contacts(tx, &[*siren]).await?.remove(siren) else { return Ok(Reached::NoAddress) };
    let person = ctx.person()?;
    door::turn(tx, &format!("person {person}")).await?;
    door::turn(tx, &format!("contact {siren}")).await?;
    // Of this group once, and not again when it is taken back and made anew: while an answer to the first may still
    // come.
    let of_group = format!("{siren} {group}");
    let before = Of { target: Some(&of_group), ..Of::default() };
    if door::count(tx, Act::GroupMail, before).await? > 0 {
        return Ok(Reached::MailBefore);
    }
    let mine = door::count(tx, Act::GroupMail, Of { person: Some(person), ..Of::default() }).await?;
    if mine >= MOST_GROUP_MAILS || mails_to(tx, siren).await? >= MOST_GROUP_MAILS_TO_ONE {
        return Ok(Reached::TooMany);
    }
    door::note(tx, ctx, Act::GroupMail, network, &of_group).await?;
    let outgoing = OutgoingMail::GroupInvitation { group, siren: *siren };
    mail::write(tx, &ctx.platform, vec![mail::row(&ctx.platform, &contact, &outgoing)?]).await?;
    Ok(Reached::Mail)
}

/// How many mails of groups a collectivité's official address got today.
async fn mails_to(tx: &impl ConnectionTrait, siren: &Siren) -> Result<u64, Error> {
    door::count(tx, Act::GroupMail, Of { beginning: Some(siren.as_str()), ..Of::default() }).await
}

/// Takes an invitation back before it is answered; those who were told are told why. Taking back twice is taking back
/// once.
///
/// Who: the lead. Refused without a reason; once the group is submitted, or the collectivité has answered
/// ([`Refusal::WrongState`]).
pub async fn take_back(ctx: &Context, id: GroupId, siren: &Siren, reason: &TypedReason) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let group = Loaded::for_update(&tx, id).await?;
    ctx.authorise(Action::LeadGroup, &Facts::of(&group.row.lead, true))?;
    require_open(&group.campaign, ctx.now())?;
    group.row.state.require_forming()?;
    let before = group.state_of(siren).ok_or(Error::NotFound)?;
    let state = before.take_back()?;
    if before == state {
        return Ok(());
    }
    let reason = reason.require()?;
    let row = group.put(&tx, ctx, *siren, Change { reason: Some(reason.clone()), ..Change::to(state) }).await?;
    let people = people_of(&tx, vec![*siren]).await?;
    let kind = notice::Kind::GroupInvitationTakenBack;
    let message = notice::Message { kind, about: &row.name, reason: Some(&reason) };
    notice::notify_with_reason(&tx, ctx, people, message, Address::Group(id)).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Asks to join for the collectivité acted for; one that was invited becomes a member. Asking twice is asking once.
pub async fn request(ctx: &Context, id: GroupId) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    let group = Loaded::for_update(&tx, id).await?;
    ctx.authorise(Action::AnswerForCollectivity, &Facts::of(&siren, true))?;
    require_open(&group.campaign, ctx.now())?;
    group.row.state.require_forming()?;
    let before = group.state_of(&siren);
    let state = MemberState::request(before)?;
    if before == Some(state) {
        return Ok(());
    }
    let row = group.put(&tx, ctx, siren, Change::to(state)).await?;
    let people = people_of(&tx, vec![row.lead]).await?;
    notice::notify(&tx, ctx, people, notice::Kind::GroupRequest, &row.name, Address::Group(id)).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// What can be answered to an invitation, a request or a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Accept,
    Decline,
    Leave,
}

/// Answers for a collectivité.
///
/// Who: the invited collectivité or the member for itself; the lead for one that asked to join. Refused once the group
/// is submitted; without a reason, to decline or leave.
pub async fn answer(
    ctx: &Context,
    id: GroupId,
    siren: &Siren,
    answer: Answer,
    reason: &TypedReason,
) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let group = Loaded::for_update(&tx, id).await?;
    let current = group.state_of(siren).ok_or(Error::NotFound)?;
    match current {
        MemberState::Requested => ctx.authorise(Action::LeadGroup, &Facts::of(&group.row.lead, true))?,
        MemberState::Lead
        | MemberState::Invited
        | MemberState::Member
        | MemberState::Declined
        | MemberState::Left
        | MemberState::TakenBack => {
            ctx.authorise(Action::AnswerForCollectivity, &Facts::of(siren, true))?;
        }
    }
    require_open(&group.campaign, ctx.now())?;
    group.row.state.require_forming()?;
    let state = match answer {
        Answer::Accept => current.accept()?,
        Answer::Decline => current.decline()?,
        Answer::Leave => current.leave()?,
    };
    if state == current {
        return Ok(());
    }
    let reason = match answer {
        Answer::Accept => None,
        Answer::Decline | Answer::Leave => Some(reason.require()?),
    };
    let others = group.counting(siren, MemberState::Left);
    let row = group.put(&tx, ctx, *siren, Change { reason: reason.clone(), ..Change::to(state) }).await?;
    let told = match (current, answer) {
        (MemberState::Requested, Answer::Accept) => {
            vec![(vec![*siren], notice::Kind::GroupRequestAccepted), (vec![row.lead], notice::Kind::GroupAnswer)]
        }
        (MemberState::Requested, Answer::Decline) => vec![(vec![*siren], notice::Kind::GroupRequestDeclined)],
        (_, Answer::Leave) => vec![(others, notice::Kind::GroupMemberLeft)],
        (_, Answer::Accept | Answer::Decline) => vec![(vec![row.lead, *siren], notice::Kind::GroupAnswer)],
    };
    for (sirens, kind) in told {
        let people = people_of(&tx, sirens).await?;
        let message = notice::Message { kind, about: &row.name, reason: reason.as_deref() };
        notice::notify_with_reason(&tx, ctx, people, message, Address::Group(id)).await?;
    }
    ctx.commit(tx).await?;
    Ok(())
}

/// What the lead reads before it submits: who is in the group, and what that adds up to.
pub fn shown(members: &[Siren], meter: &Meter) -> Shown {
    let mut members: Vec<String> = members.iter().map(ToString::to_string).collect();
    members.sort_unstable();
    members.push(format!("{} {} {}", meter.population, meter.communes, meter.vintage));
    Shown::of(members)
}

/// Submits the group: its members and figures are frozen, with the vintage of the populations and the version of the
/// rules.
///
/// Who: the lead. Refused when the condition of none of the envelopes to which groups apply is met. Submitting twice is
/// submitting once.
pub async fn submit(ctx: &Context, id: GroupId) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let group = Loaded::for_update(&tx, id).await?;
    ctx.authorise(Action::LeadGroup, &Facts::of(&group.row.lead, true))?;
    require_open(&group.campaign, ctx.now())?;
    if group.row.state == GroupState::Submitted {
        return Ok(());
    }
    group.row.state.require_forming()?;
    let members: Vec<Siren> =
        group.members.iter().filter(|member| member.state.counts()).map(|member| member.siren).collect();
    let meter = group.meter(ctx, &members);
    if !meter.eligible && !verdict::meets_one(ctx, &tx, &group.campaign.spec, &members).await? {
        return Err(Refusal::NotEligible.into());
    }
    ctx.require_shown("", &shown(&members, &meter))?;
    let rule_version = group.campaign.version;
    let name = group.row.name.clone();
    let mut changed = group.row.into_active_model();
    put_meter(&mut changed, &meter);
    changed.state = Set(GroupState::Submitted);
    changed.submitted_at = Set(Some(ctx.now().into()));
    changed.submitted_meter = Set(Some(serde_json::to_string(&meter)?));
    changed.submitted_rule_version = Set(Some(rule_version));
    let row = changed.update(&tx).await?;
    let event = Event::GroupSubmitted { group: id, population: row.population, rule_version, vintage: meter.vintage };
    audit::record(&tx, ctx, event).await?;
    let mut people = people_of(&tx, members).await?;
    people.extend(followers(&tx, Subject::Group(id)).await?);
    notice::notify(&tx, ctx, people, notice::Kind::GroupSubmitted, &name, Address::Group(id)).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Gives the group up, before it is submitted; those in it, invited or asking are told why.
///
/// Who: the lead. Refused: without a reason, where others are concerned.
pub async fn dissolve(ctx: &Context, id: GroupId, reason: &TypedReason) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let group = Loaded::for_update(&tx, id).await?;
    ctx.authorise(Action::LeadGroup, &Facts::of(&group.row.lead, true))?;
    if group.row.state == GroupState::Dissolved {
        return Ok(());
    }
    group.row.state.require_forming()?;
    let concerned = group.members.iter().filter(|member| !member.state.is_out() && member.siren != group.row.lead);
    let concerned: Vec<Siren> = concerned.map(|member| member.siren).collect();
    let reason = if concerned.is_empty() { reason.accept()? } else { Some(reason.require()?) };
    let people = people_of(&tx, concerned).await?;
    let kind = notice::Kind::GroupDissolved;
    let message = notice::Message { kind, about: &group.row.name, reason: reason.as_deref() };
    // The reason is for those concerned.
    let followed = notice::Message { reason: None, ..message };
    follow::tell(&tx, ctx, &[Subject::Group(id)], &people, followed, Address::Group(id)).await?;
    notice::notify_with_reason(&tx, ctx, people, message, Address::Group(id)).await?;
    let mut changed = group.row.into_active_model();
    changed.state = Set(GroupState::Dissolved);
    changed.update(&tx).await?;
    audit::record(&tx, ctx, Event::GroupDissolved { group: id, reason }).await?;
    ctx.commit(tx).await?;
    Ok(())
}
