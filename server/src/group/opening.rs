//! Opening a group without a need: from the list of groups, from what is near, or for a laboratory, which has none.

use super::{Text, require_open, start};
use crate::{Context, Error, need::coded};
use entity::{
    group_form::{GroupContent, GroupForm},
    id::GroupId,
    permission::{Action, Facts},
    table::group,
};
use sea_orm::EntityTrait;

/// Opens a group without a need, with the collectivité acted for as lead; under the identifier that the form carries.
///
/// Who: an élu or agent. Refused outside the campaign, and when a field is missing or wrong.
pub async fn open_alone(ctx: &Context, id: GroupId, form: &GroupForm) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    ctx.authorise(Action::OpenGroup, &Facts::of(&siren, true))?;
    let campaign = ctx.campaign(&tx).await?;
    require_open(&campaign, ctx.now())?;
    let GroupContent { name, purpose, theme, programmes } = GroupContent::parse(form, &campaign.spec)?;
    if group::Entity::find_by_id(id).one(&tx).await?.is_some() {
        return Ok(());
    }
    let codes: Vec<String> = programmes.iter().map(|programme| programme.code().to_owned()).collect();
    let text = Text { name: name.into_string(), purpose: purpose.into_string(), theme, programmes: coded(&codes) };
    start(&tx, ctx, campaign, id, (siren, None), text).await?;
    ctx.commit(tx).await
}
