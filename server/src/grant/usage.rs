//! What collectivités make of a project that they try: what they say of it on its page.

use super::is_public;
use crate::{Context, Error};
use chrono::{DateTime, Utc};
use entity::{
    deployment::DeploymentState,
    id::{ApplicationId, CampaignId, ProjectId},
    siren::Siren,
    table::{application, deployment},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};

/// What one collectivité makes of what was funded.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Usage {
    pub application: ApplicationId,
    pub siren: Siren,
    pub project: ProjectId,
    pub state: DeploymentState,
    /// Its own words.
    pub feedback: String,
    /// When it said so, in milliseconds.
    pub at: i64,
}

/// The place of a usage in the list.
pub type Place = (i64, ApplicationId, Siren);

impl Usage {
    pub fn said_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.at).unwrap_or_default()
    }

    pub fn place(&self) -> Place {
        (self.at, self.application, self.siren)
    }
}

/// What narrows the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub project: Option<ProjectId>,
    pub collectivity: Option<Siren>,
}

/// What is said of a campaign's projects, the latest first, from a place on; so many at most. What is said of money
/// that was granted for no project is read by those who follow the application alone. One statement.
pub async fn after(
    ctx: &Context,
    campaign: CampaignId,
    filter: &Filter,
    place: Option<Place>,
    most: u64,
) -> Result<Vec<Usage>, Error> {
    use application::Column as A;
    use deployment::Column as D;
    let joined = deployment::Entity::belongs_to(application::Entity).from(D::Application).to(A::Id);
    let mut query = deployment::Entity::find()
        .select_only()
        .columns([D::Application, D::Siren, D::State, D::Feedback, D::At])
        .column(A::Project)
        .join(JoinType::InnerJoin, joined.into())
        .filter(A::Campaign.eq(campaign))
        .filter(A::Project.is_not_null())
        .filter(is_public(ctx.now()))
        .filter(
            Condition::all()
                .add_option(filter.project.map(|project| A::Project.eq(project.0)))
                .add_option(filter.collectivity.as_ref().map(|siren| D::Siren.eq(siren.as_str()))),
        );
    if let Some((at, application, siren)) = place {
        let same = Condition::all().add(D::At.eq(at));
        let later = same.clone().add(D::Application.lt(application.0));
        let level = same.add(D::Application.eq(application.0)).add(D::Siren.lt(siren.as_str()));
        query = query.filter(Condition::any().add(D::At.lt(at)).add(later).add(level));
    }
    let query = query.order_by_desc(D::At).order_by_desc(D::Application).order_by_desc(D::Siren).limit(most);
    Ok(query.into_model::<Usage>().all(ctx.read()).await?)
}
