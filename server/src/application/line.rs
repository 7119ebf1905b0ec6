//! Applications in lists, a line each.

use crate::{Context, Error, decision::disclosure};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    id::{ApplicationId, CampaignId, GroupId, ProjectId},
    siren::Siren,
    table::application,
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

/// A line of a list of applications, without its text.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Line {
    pub id: ApplicationId,
    pub campaign: CampaignId,
    pub envelope: String,
    pub wave: Option<i32>,
    pub project: Option<ProjectId>,
    pub siren: Siren,
    pub departement: String,
    pub state: ApplicationState,
    pub title: String,
    pub number: Option<String>,
    #[sea_orm(from_alias = "filed_at")]
    pub submitted_at: Option<i64>,
    pub asked: i64,
    pub granted: i64,
    pub correction_until: Option<i64>,
    /// The version of the rules by which it is judged; None before it is submitted.
    pub rule_version: Option<i32>,
}

impl Line {
    /// Until when it is to be corrected.
    pub fn corrected_until(&self) -> Option<DateTime<Utc>> {
        self.correction_until.and_then(DateTime::from_timestamp_millis)
    }
}

pub(crate) fn lines(query: sea_orm::Select<application::Entity>) -> sea_orm::Select<application::Entity> {
    use application::Column as C;
    query.select_only().columns([
        C::Id,
        C::Campaign,
        C::Envelope,
        C::Wave,
        C::Project,
        C::Siren,
        C::Departement,
        C::State,
        C::Title,
        C::Number,
        C::SubmittedAt,
        C::Asked,
        C::Granted,
        C::CorrectionUntil,
        C::RuleVersion,
    ])
}

/// The applications in which a collectivité has a part, the latest first, with its groups'. Two statements. Decisions
/// that are not published yet are not told.
pub async fn of_collectivity(ctx: &Context, siren: &Siren) -> Result<Vec<Line>, Error> {
    let groups: Vec<GroupId> = crate::group::query::of_collectivity(ctx, siren)
        .await?
        .into_iter()
        .filter(|(_, state)| state.counts())
        .map(|(group, _)| group.id)
        .collect();
    let mine = sea_orm::Condition::any()
        .add(application::Column::Siren.eq(siren.as_str()))
        .add(application::Column::GroupId.is_in(groups.iter().map(|group| group.0)));
    let query = lines(application::Entity::find().filter(mine)).order_by_desc(application::Column::OpenedAt);
    let mut found = query.into_model::<Line>().all(ctx.read()).await?;
    let ids: Vec<ApplicationId> = found.iter().map(|line| line.id).collect();
    let hidden = disclosure::of_applications(ctx.read(), &ids, ctx.now()).await?;
    for line in &mut found {
        if let Some(hidden) = hidden.get(&line.id) {
            line.state = hidden.state(line.state);
            line.granted = 0;
        }
    }
    Ok(found)
}
