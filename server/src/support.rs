//! Supports: "nous avons aussi ce besoin", once per collectivité, withdrawable.

use crate::{Context, Error, audit, campaign::loaded::campaign_of, membership::acting::people_of, need, notice};
use entity::{
    address::Address,
    calendar::{Phase, day_began},
    event::Event,
    form_field,
    id::NeedId,
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::{FieldRefusals, Refusal},
    support::{Sentence, check},
    table::{need as need_table, support},
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};

/// Supports a need for the collectivité acted for. Supporting again changes the sentence and nothing else.
///
/// Who: an élu or agent. Refused outside the census, on an own need, and on a need that is not published or has joined
/// another.
pub async fn add(ctx: &Context, id: NeedId, sentence: &str) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let mut refusals = FieldRefusals::default();
    let Some(sentence) = refusals.take(form_field::SENTENCE, Sentence::parse(sentence)) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    need::family::lock(&tx, &[id]).await?;
    let row = need::for_update(&tx, ctx, id).await?;
    ctx.authorise(Action::Support, &Facts::of(&siren, true))?;
    let campaign = campaign_of(&tx, row.campaign).await?;
    check(&row.siren, row.state, &siren, &campaign.spec.calendar, ctx.now())?;
    if row.face.is_some() {
        return Err(Refusal::NeedJoined.into());
    }
    let before = support::Entity::find_by_id((id, siren)).one(&tx).await?;
    if before.as_ref().is_some_and(|before| before.sentence == sentence.as_str()) {
        return Ok(());
    }
    let support = support::Model {
        need: id,
        siren,
        sentence: sentence.into_string(),
        person: ctx.person()?,
        at: ctx.now().into(),
        demo: false,
    };
    support::Entity::insert(support.into_active_model())
        .on_conflict(
            OnConflict::columns([support::Column::Need, support::Column::Siren])
                .update_columns([support::Column::Sentence, support::Column::Person, support::Column::At])
                .to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    let event = match before {
        None => {
            notify(&tx, ctx, &row).await?;
            need::family::recount(&tx, ctx, [id]).await?;
            Event::NeedSupported { need: id }
        }
        Some(_) => Event::SupportChanged { need: id },
    };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Tells the people of the need's collectivité that it has a new support: of each need once a day, however many come.
async fn notify(tx: &impl ConnectionTrait, ctx: &Context, row: &need_table::Model) -> Result<(), Error> {
    let people = people_of(tx, vec![row.siren]).await?;
    let kind = notice::Kind::NeedSupported;
    let link = Address::Need(row.id).to_string();
    let people = notice::not_notified(tx, people, kind, &row.title, &link, day_began(ctx.now())).await?;
    notice::notify(tx, ctx, people, kind, &row.title, link).await
}

/// Takes the support of the collectivité acted for back, inside the census; the need's collectivité is told why. Doing
/// it twice does it once. Refused: without a reason.
pub async fn withdraw(ctx: &Context, id: NeedId, reason: &TypedReason) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    need::family::lock(&tx, &[id]).await?;
    let row = need::for_update(&tx, ctx, id).await?;
    ctx.authorise(Action::Support, &Facts::of(&siren, true))?;
    campaign_of(&tx, row.campaign).await?.spec.calendar.require(Phase::Census, ctx.now())?;
    let reason = reason.require()?;
    let gone = support::Entity::delete_by_id((id, siren)).exec(&tx).await?;
    if gone.rows_affected > 0 {
        let people = people_of(&tx, vec![row.siren]).await?;
        let kind = notice::Kind::SupportWithdrawn;
        let message = notice::Message { kind, about: &row.title, reason: Some(&reason) };
        notice::notify_with_reason(&tx, ctx, people, message, Address::Need(id)).await?;
        need::family::recount(&tx, ctx, [id]).await?;
        audit::record(&tx, ctx, Event::SupportWithdrawn { need: id, reason: Some(reason) }).await?;
    }
    ctx.commit(tx).await?;
    Ok(())
}
