//! A need that begins with the texts of one of an earlier campaign.

use super::{drafted, facts, for_update, form_of};
use crate::{
    Context, Error, audit,
    campaign::{self, loaded::current_campaign},
};
use entity::{
    calendar::Phase,
    event::Event,
    id::{CampaignId, NeedId},
    permission::Action,
    refusal::Refusal,
    table::{need, need_copy},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// Begins a draft in the current campaign with the texts of a need of an earlier one, and gives it. Copying twice gives
/// the same draft; once that is deleted, another one. A theme that the campaign does not have is chosen again.
///
/// Who: an élu or agent of the need's collectivité. Refused outside the census of the current campaign
/// ([`Refusal::PhaseClosed`]), and for a need of that campaign itself ([`Refusal::WrongState`]).
pub async fn copy(ctx: &Context, source: NeedId) -> Result<NeedId, Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    let row = for_update(&tx, ctx, source).await?;
    ctx.authorise(Action::WriteNeed, &facts(&row))?;
    let campaign = current_campaign(&tx).await?;
    if campaign.id == row.campaign {
        return Err(Refusal::WrongState.into());
    }
    campaign.spec.calendar.require(Phase::Census, ctx.now())?;
    let copied = need_copy::Entity::find()
        .filter(need_copy::Column::Campaign.eq(campaign.id))
        .filter(need_copy::Column::Source.eq(source))
        .filter(need_copy::Column::Siren.eq(siren.as_str()));
    if let Some(copied) = copied.one(&tx).await? {
        return Ok(copied.need);
    }
    let mut form = form_of(&row);
    if campaign.spec.theme(&form.theme).is_none() {
        form.theme = String::new();
    }
    let need = NeedId(ctx.platform.new_id());
    let draft = drafted(ctx, &campaign, need, siren, &form)?;
    need::Entity::insert(draft.into_active_model()).exec_without_returning(&tx).await?;
    let link = need_copy::Model { need, campaign: campaign.id, source, siren };
    need_copy::Entity::insert(link.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::NeedCopied { need, source }).await?;
    ctx.commit(tx).await?;
    Ok(need)
}

/// A need that another one began with, or that began with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    pub need: NeedId,
    pub title: String,
    /// The title of its campaign.
    pub campaign: String,
}

/// Of a need, the one that it was copied from, and those that were copied from it; none that the actor may not see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kinship {
    pub source: Option<Kin>,
    /// The newest first.
    pub copies: Vec<Kin>,
}

/// The needs that a need has its texts from or gave them to. One statement, or two.
pub async fn kinship(ctx: &Context, id: NeedId) -> Result<Kinship, Error> {
    let either = Condition::any().add(need_copy::Column::Need.eq(id)).add(need_copy::Column::Source.eq(id));
    let links = need_copy::Entity::find().filter(either).order_by_desc(need_copy::Column::Need).all(ctx.read()).await?;
    if links.is_empty() {
        return Ok(Kinship::default());
    }
    let other = |link: &need_copy::Model| if link.need == id { link.source } else { link.need };
    let ids = links.iter().map(|link| other(link).0);
    let rows = need::Entity::find().filter(need::Column::Id.is_in(ids)).all(ctx.read()).await?;
    let mut kinship = Kinship::default();
    for link in &links {
        let row = rows.iter().find(|row| row.id == other(link));
        let Some(row) = row.filter(|row| ctx.authorise(Action::Read, &facts(row)).is_ok()) else { continue };
        let kin = Kin { need: row.id, title: row.title.clone(), campaign: title_of(ctx, row.campaign).await? };
        match link.need == id {
            true => kinship.source = Some(kin),
            false => kinship.copies.push(kin),
        }
    }
    Ok(kinship)
}

async fn title_of(ctx: &Context, campaign: CampaignId) -> Result<String, Error> {
    Ok(campaign::find(ctx, campaign).await?.spec.title.clone())
}
