//! Who signs letters of decision: a prefecture says it for its own, the campaign's file for all others.

use crate::{Context, Error, application::query::Detail, audit, campaign::loaded::StoredCampaign};
use entity::{
    campaign::{Authority, Campaign},
    event::Event,
    letterhead::Letterhead,
    permission::{Action, Facts},
    refusal::Refusal,
    shown::Shown,
    table::{campaign_version, decision, letterhead},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

/// The fingerprint of a letterhead, for the form that changes it.
pub fn fingerprint(letterhead: &Letterhead) -> Shown {
    let Letterhead { authority, place, signatory, function, delegation } = letterhead;
    Shown::of([authority, place, signatory, function, delegation])
}

/// The département whose prefecture who asks is an officer of.
fn departement(ctx: &Context) -> Result<String, Error> {
    ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let departement = ctx.actor.departement.clone().ok_or(Error::Forbidden)?;
    let facts = Facts { prefecture: Some(departement.clone()), ..Facts::default() };
    ctx.authorise(Action::HandleApplication, &facts).map_err(|_| Error::Forbidden)?;
    Ok(departement)
}

async fn latest(database: &impl ConnectionTrait, departement: &str) -> Result<Option<letterhead::Model>, Error> {
    let query = letterhead::Entity::find().filter(letterhead::Column::Departement.eq(departement));
    Ok(query.order_by_desc(letterhead::Column::At).limit(1).one(database).await?)
}

/// The letterhead of the prefecture of who asks; None before it was said.
///
/// Who: its officers.
pub async fn mine(ctx: &Context) -> Result<Option<Letterhead>, Error> {
    let departement = departement(ctx)?;
    Ok(latest(ctx.read(), &departement).await?.map(|row| row.letterhead()))
}

/// Says who signs the letters of one's prefecture from now on; letters of what was decided before keep what stood then.
///
/// Who: its officers. Refused: a line that is missing or too long, what another officer changed since the form was
/// rendered ([`Refusal::ChangedMeanwhile`]).
pub async fn set(ctx: &Context, typed: &Letterhead, rendered: &str) -> Result<(), Error> {
    let departement = departement(ctx)?;
    let typed = Letterhead::parse(typed)?;
    let tx = ctx.begin().await?;
    let before = latest(&tx, &departement).await?;
    let stored = before.as_ref().map(letterhead::Model::letterhead).unwrap_or_default();
    if stored == typed {
        return Ok(());
    }
    if fingerprint(&stored).as_str() != rendered {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    // Later than the one before, also where the clock stands still.
    let at = before.map_or(0, |row| row.at.0 + 1).max(ctx.now().timestamp_millis());
    let row = letterhead::Model {
        departement: departement.clone(),
        at: entity::table::Millis(at),
        authority: typed.authority,
        place: typed.place,
        signatory: typed.signatory,
        function: typed.function,
        delegation: typed.delegation,
        person: ctx.person()?,
    };
    letterhead::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::LetterheadSet { departement }).await?;
    ctx.commit(tx).await
}

/// Who signs the letter of a decision: whoever did when it was taken, or the first who did after. None where nobody
/// said it.
///
/// Who: whom the application was shown to ([`Detail`]), with this decision.
pub async fn of_decision(
    ctx: &Context,
    detail: &Detail,
    decision: &decision::Model,
) -> Result<Option<Letterhead>, Error> {
    match detail.envelope()?.decided_by {
        Authority::Prefect => of_prefecture(ctx, &detail.row.departement, decision).await,
        Authority::State => {
            let then = campaign_version::Entity::find()
                .filter(campaign_version::Column::Campaign.eq(detail.row.campaign))
                .filter(campaign_version::Column::ImportedAt.lte(decision.at.0))
                .order_by_desc(campaign_version::Column::Version)
                .limit(1)
                .one(ctx.read())
                .await?;
            let then = then.map(|row| serde_json::from_str::<Campaign>(&row.spec)).transpose()?;
            Ok(then.and_then(|spec| spec.letterhead).or_else(|| detail.campaign.spec.letterhead.clone()))
        }
    }
}

/// Who signs what is drawn up now, as far as it was said.
pub(crate) async fn now(
    database: &impl ConnectionTrait,
    decided_by: Authority,
    departement: &str,
    campaign: &StoredCampaign,
) -> Result<Letterhead, Error> {
    let head = match decided_by {
        Authority::Prefect => latest(database, departement).await?.map(|row| row.letterhead()),
        Authority::State => campaign.spec.letterhead.clone(),
    };
    Ok(head.unwrap_or_default())
}

async fn of_prefecture(
    ctx: &Context,
    departement: &str,
    decision: &decision::Model,
) -> Result<Option<Letterhead>, Error> {
    let of = letterhead::Entity::find().filter(letterhead::Column::Departement.eq(departement));
    let then = of.clone().filter(letterhead::Column::At.lte(decision.at.0));
    let then = then.order_by_desc(letterhead::Column::At).limit(1).one(ctx.read()).await?;
    let row = match then {
        Some(row) => Some(row),
        None => of.order_by_asc(letterhead::Column::At).limit(1).one(ctx.read()).await?,
    };
    Ok(row.map(|row| row.letterhead()))
}
