//! What of the money of a vote reaches priority territories.

use super::figures::Reach;
use crate::{
    Context, Error,
    application::selected_projects,
    campaign::loaded::StoredCampaign,
    project::{priority, query::on_ballot},
};

/// What of the projects on the ballot, or of those selected once the result is there, reaches priority territories;
/// None where the envelope gives no priority, or there is no project.
pub(crate) async fn reach(ctx: &Context, campaign: &StoredCampaign) -> Result<Option<Reach>, Error> {
    if priority::preferred(campaign).is_empty() {
        return Ok(None);
    }
    let mut rows = on_ballot(ctx.read(), campaign).await?;
    let selected = selected_projects(ctx, campaign.id).await?;
    if !selected.is_empty() {
        rows.retain(|row| selected.contains(&row.id));
    }
    let mut priorities = priority::of_projects(ctx, ctx.read(), campaign, &rows).await?;
    let mut reach = Reach { is_selected: !selected.is_empty(), ..Reach::default() };
    for row in rows {
        let (behind, cost) = (priorities.remove(&row.id).unwrap_or_default().behind, row.cost.cents());
        reach.cost += cost;
        reach.reaching += behind.reaching(cost);
        reach.projects.push((row.id, row.title, cost, behind));
    }
    Ok(Some(reach).filter(|reach| !reach.projects.is_empty()))
}
