//! Colleagues invited by a referent: sent, taken back, accepted or declined.

use super::{
    acting::{lock_people, of_collectivity},
    request::CONTACT_LINK_LIFE,
    request::remove_request,
};
use crate::{
    Context, Error, audit,
    clock::SystemClock,
    door::{self, Of},
    mail::{self, OutgoingMail},
    notice,
    secret::{draw, hashed},
};
use entity::{
    address::Address,
    collectivity::Capacity,
    door::{Act, MOST_INVITATIONS, MOST_INVITATIONS_TO_ONE},
    email::Email,
    event::{Confirmed, Event},
    form_field,
    id::PersonId,
    name::Title,
    permission::{Action, Actor, Facts},
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{membership, membership_invitation},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// What is typed to invite somebody.
#[derive(Debug, Clone, Default)]
pub struct InvitationForm {
    pub email: String,
    pub capacity: String,
    pub title: String,
}

/// Invites somebody by mail to act for the collectivité; the link lives fourteen days, and whoever opens it signed in
/// acts for it.
///
/// Who: a referent of the collectivité; from which network, is kept. Refused: fields; an address that was invited and
/// has not answered ([`Refusal::ColleagueInvited`]), or wants none from them ([`Refusal::InvitationsRefused`]); too
/// many in a day, by person or to one address ([`Refusal::TooManyInvitations`]); [`Error::NotFound`] where no mail is
/// sent.
pub async fn invite(ctx: &Context, siren: &Siren, form: &InvitationForm, network: &str) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    if ctx.platform.mailer.is_none() {
        return Err(Error::NotFound);
    }
    let mut refusals = FieldRefusals::default();
    let email = refusals.take(form_field::EMAIL, Email::parse(&form.email));
    let capacity =
        refusals.take(form_field::CAPACITY, Capacity::from_code(&form.capacity).ok_or(Refusal::NotOnTheList));
    let title = refusals.take(form_field::TITLE, Title::line(&form.title));
    let (Some(email), Some(capacity), Some(title)) = (email, capacity, title) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    require_invitable(&tx, ctx, siren, &email).await.map_err(|error| match error {
        Error::Refused(refusal) => FieldRefusals::one(form_field::EMAIL, refusal).into(),
        other => other,
    })?;
    door::note(&tx, ctx, Act::Invitation, network, &door::target(&email)).await?;
    let token = draw(&ctx.platform.rng);
    let row = membership_invitation::Model {
        token_hash: hashed(&token),
        email: email.to_string(),
        siren: *siren,
        capacity,
        title: title.into_string(),
        expires_at: (SystemClock::machine_now() + CONTACT_LINK_LIFE).into(),
        invited_by: Some(ctx.person()?),
        invited_at: SystemClock::machine_now().into(),
    };
    membership_invitation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let outgoing = OutgoingMail::Colleague { token, person: ctx.person()?, siren: *siren };
    mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &email, &outgoing)?]).await?;
    audit::record(&tx, ctx, Event::MembershipInvited { siren: *siren }).await?;
    ctx.commit(tx).await
}

async fn require_invitable(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    siren: &Siren,
    email: &Email,
) -> Result<(), Error> {
    let (person, target) = (ctx.person()?, door::target(email));
    door::turn(tx, &format!("person {person}")).await?;
    door::turn(tx, &target).await?;
    if door::is_blocked(tx, person, &target).await? {
        return Err(Refusal::InvitationsRefused.into());
    }
    let waiting = membership_invitation::Entity::find().filter(membership_invitation::Column::Email.eq(email.as_str()));
    let waiting = waiting.filter(membership_invitation::Column::Siren.eq(siren.as_str()));
    let alive = membership_invitation::Column::ExpiresAt.gt(SystemClock::machine_now().timestamp_millis());
    if waiting.filter(alive).count(tx).await? > 0 {
        return Err(Refusal::ColleagueInvited.into());
    }
    let mine = door::count(tx, Act::Invitation, Of { person: Some(person), ..Of::default() }).await?;
    let to_it = door::count(tx, Act::Invitation, Of { target: Some(&target), ..Of::default() }).await?;
    match mine >= MOST_INVITATIONS || to_it >= MOST_INVITATIONS_TO_ONE {
        true => Err(Refusal::TooManyInvitations.into()),
        false => Ok(()),
    }
}

/// An invitation that waits for its answer.
#[derive(Debug, Clone)]
pub struct Invited {
    pub row: membership_invitation::Model,
    /// Who invited; None when that is not known.
    pub by: Option<String>,
}

/// The invitations of a collectivité that wait for an answer, oldest first, at most a hundred. Who: its own people, and
/// curators.
pub async fn invited(ctx: &Context, siren: &Siren) -> Result<Vec<Invited>, Error> {
    ctx.authorise(Action::SeePeople, &Facts::of(siren, true))?;
    let query = membership_invitation::Entity::find().filter(membership_invitation::Column::Siren.eq(siren.as_str()));
    let alive = membership_invitation::Column::ExpiresAt.gt(SystemClock::machine_now().timestamp_millis());
    let query = query.filter(alive).order_by_asc(membership_invitation::Column::InvitedAt).limit(100);
    let rows = query.all(ctx.read()).await?;
    let people: Vec<PersonId> = rows.iter().filter_map(|row| row.invited_by).collect();
    let names = if people.is_empty() { Default::default() } else { audit::names_of(ctx.read(), &people).await? };
    let named = |row: membership_invitation::Model| Invited {
        by: row.invited_by.and_then(|person| names.get(&person).cloned()),
        row,
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Takes an invitation back, named by the hash of its link: the link is of no use from here on, and whoever was invited
/// is told. Taking back one that was answered or taken back does nothing.
///
/// Who: a referent of the collectivité.
pub async fn take_back(ctx: &Context, siren: &Siren, hash: &str) -> Result<(), Error> {
    ctx.authorise(Action::GiveMandate, &Facts::of(siren, true))?;
    let tx = ctx.begin().await?;
    let row = membership_invitation::Entity::find_by_id(hash).lock_exclusive().one(&tx).await?;
    if let Some(row) = row.filter(|row| row.siren == *siren) {
        membership_invitation::Entity::delete_by_id(&row.token_hash).exec(&tx).await?;
        if let Ok(email) = Email::parse(&row.email) {
            let outgoing = OutgoingMail::InvitationTakenBack { siren: *siren };
            mail::write(&tx, &ctx.platform, vec![mail::row(&ctx.platform, &email, &outgoing)?]).await?;
        }
        audit::record(&tx, ctx, Event::InvitationTakenBack { siren: *siren }).await?;
    }
    ctx.commit(tx).await
}

/// Whoever was invited says that it is not for them: the invitation ends, and whoever sent it cannot write to this
/// address again. Who: whoever holds the link, signed in or not. [`Refusal::LinkEnded`].
pub async fn decline_invitation(ctx: &Context, token: &str) -> Result<(), Error> {
    // It is the address that answers, whoever this browser is signed in as.
    let ctx = &Context::new(std::sync::Arc::clone(&ctx.platform), Actor::default(), ctx.request.clone());
    let tx = ctx.begin().await?;
    let row = membership_invitation::Entity::find_by_id(hashed(token)).lock_exclusive().one(&tx).await?;
    let row = alive(row)?;
    membership_invitation::Entity::delete_by_id(&row.token_hash).exec(&tx).await?;
    if let (Some(by), Ok(email)) = (row.invited_by, Email::parse(&row.email)) {
        door::block(&tx, by, &door::target(&email)).await?;
        let name = ctx.platform.reference().name(&row.siren);
        let page = Address::People(row.siren);
        notice::notify(&tx, ctx, vec![by], notice::Kind::InvitationDeclined, &name, page).await?;
    }
    let event = Event::InvitationDeclined { person: row.invited_by, siren: row.siren };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// What an invitation offers, before it is accepted. Looking changes nothing. [`Refusal::LinkEnded`].
pub async fn look_at_invitation(ctx: &Context, token: &str) -> Result<membership_invitation::Model, Error> {
    let row = membership_invitation::Entity::find_by_id(hashed(token)).one(ctx.read()).await?;
    alive(row)
}

fn alive(row: Option<membership_invitation::Model>) -> Result<membership_invitation::Model, Error> {
    row.filter(|row| row.expires_at.utc() > SystemClock::machine_now()).ok_or_else(|| Refusal::LinkEnded.into())
}

/// Accepts an invitation: the person signed in acts for the collectivité, as its referent wrote.
///
/// Refused: [`Refusal::LinkEnded`]; who acts for it already ([`Refusal::AlreadyActs`]).
pub async fn accept_invitation(ctx: &Context, token: &str) -> Result<Siren, Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let row = membership_invitation::Entity::find_by_id(hashed(token)).lock_exclusive().one(&tx).await?;
    let row = alive(row)?;
    let siren = row.siren;
    lock_people(&tx, &siren).await?;
    if membership::Entity::find_by_id((person, siren)).count(&tx).await? > 0 {
        return Err(Refusal::AlreadyActs.into());
    }
    membership_invitation::Entity::delete_by_id(&row.token_hash).exec(&tx).await?;
    remove_request(&tx, person, &siren).await?;
    notify_of_invitations(ctx, &tx, &siren, person).await?;
    let joined = membership::Model {
        person,
        siren,
        capacity: row.capacity,
        title: row.title,
        since: ctx.now().into(),
        referent: false,
        by_hand: false,
    };
    membership::Entity::insert(joined.into_active_model()).exec_without_returning(&tx).await?;
    let event = Event::MembershipConfirmed { person, siren, by: Confirmed::Referent, evidence: None };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await?;
    Ok(siren)
}

/// Whoever is the first to act for a collectivité is told of the groups that invited it while nobody did.
pub(super) async fn notify_of_invitations(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    siren: &Siren,
    person: PersonId,
) -> Result<(), Error> {
    use entity::{
        group::{GroupState, MemberState},
        table::{group, group_member},
    };
    if !of_collectivity(tx, siren).await?.is_empty() {
        return Ok(());
    }
    let invited = group_member::Entity::find().filter(group_member::Column::Siren.eq(siren.as_str()));
    let invited = invited.filter(group_member::Column::State.eq(MemberState::Invited)).limit(50).all(tx).await?;
    let ids: Vec<_> = invited.into_iter().map(|row| row.group_id).collect();
    let groups = group::Entity::find().filter(group::Column::Id.is_in(ids));
    let groups = groups.filter(group::Column::State.eq(GroupState::Forming)).all(tx).await?;
    for group in groups {
        let page = Address::Group(group.id);
        notice::notify(tx, ctx, vec![person], notice::Kind::GroupInvitation, &group.name, page).await?;
    }
    Ok(())
}

/// Whoever says no longer who acts for a collectivité brings nobody in any more by invitations sent before.
pub(super) async fn end_invitations(tx: &impl ConnectionTrait, siren: &Siren, person: PersonId) -> Result<(), Error> {
    membership_invitation::Entity::delete_many()
        .filter(membership_invitation::Column::Siren.eq(siren.as_str()))
        .filter(membership_invitation::Column::InvitedBy.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}
