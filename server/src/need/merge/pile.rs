//! The whole pile of needs that wait for curators, as figures.

use crate::{Context, Error, campaign::loaded::StoredCampaign, project::query::in_no_project};
use entity::{
    permission::{Action, Facts},
    table::need,
};
use sea_orm::{ColumnTrait, QuerySelect, sea_query::Expr};
use std::collections::BTreeMap;

/// A part of the pile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub needs: u64,
    /// Of all of them, a collectivité counted for each need that it supports.
    pub supports: u64,
}

/// The needs that no project holds, by where and of what they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pile {
    pub total: u64,
    pub by_departement: BTreeMap<String, Share>,
    pub by_theme: BTreeMap<String, Share>,
}

/// The pile of a campaign. Who: curators. One statement, of as many rows as there are départements with a theme.
pub async fn pile(ctx: &Context, campaign: &StoredCampaign) -> Result<Pile, Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let counted = in_no_project(campaign)
        .select_only()
        .columns([need::Column::Departement, need::Column::Theme])
        .column_as(need::Column::Id.count(), "needs")
        // A sum is a larger integer on PostgreSQL.
        .column_as(Expr::cust("CAST(SUM(supports) AS BIGINT)"), "supports")
        .group_by(need::Column::Departement)
        .group_by(need::Column::Theme);
    let rows: Vec<(Option<String>, String, i64, i64)> = counted.into_tuple().all(ctx.read()).await?;
    let mut pile = Pile::default();
    for (departement, theme, needs, supports) in rows {
        let count = |figure: i64| u64::try_from(figure).unwrap_or(0);
        let share = Share { needs: count(needs), supports: count(supports) };
        pile.total += share.needs;
        let of_theme = pile.by_theme.entry(theme).or_default();
        let of_departement = departement.map(|code| pile.by_departement.entry(code).or_default());
        for part in [Some(of_theme), of_departement].into_iter().flatten() {
            part.needs += share.needs;
            part.supports += share.supports;
        }
    }
    Ok(pile)
}
