//! The line of a payment: back to the decision, the application, the project and the ballots that carried it, the needs
//! that it answers and their first words.

use super::{
    Grant, get,
    payment::{self, Payment},
};
use crate::{
    Context, Error,
    campaign::{self, loaded::StoredCampaign},
    hidden_text, lineage, project,
};
use chrono::{DateTime, Utc};
use entity::{
    id::{EntryId, GroupId, NeedId, ProjectId},
    lineage::{Subject, Verdict},
    moderation::TextKind,
    siren::Siren,
    table::{group, need, need_version},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};

/// The most needs whose first words are told.
pub const MOST_NEEDS: usize = 50;

/// All that is public of a payment.
#[derive(Debug, Clone)]
pub struct Life {
    pub payment: Payment,
    pub grant: Grant,
    pub campaign: Arc<StoredCampaign>,
    /// The project that is piloted, with its title.
    pub project: Option<(ProjectId, String)>,
    /// What the vote decided of that project; None before the close.
    pub verdict: Option<Verdict>,
    /// The group that applied, with its name.
    pub group: Option<(GroupId, String)>,
    /// The needs that it answers, the first to be published before the others; [`MOST_NEEDS`] at most.
    pub needs: Vec<FirstWords>,
    /// How many needs there are beside those.
    pub more_needs: u64,
}

/// A need as it was first said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstWords {
    pub need: NeedId,
    pub siren: Siren,
    /// Its title now.
    pub title: String,
    pub published_at: Option<DateTime<Utc>>,
    /// The problem as its first version told it; None while the text is hidden.
    pub words: Option<String>,
}

/// What of a version's text is read.
#[derive(Deserialize)]
struct Problem {
    problem: String,
}

/// The line of a payment; [`Error::NotFound`] for what is not a public one. Some ten statements, beside those of the
/// project's own line while it is not kept.
pub async fn of_payment(ctx: &Context, entry: EntryId) -> Result<Life, Error> {
    let payment = payment::get(ctx, entry).await?;
    let grant = get(ctx, payment.application).await?;
    let campaign = campaign::find(ctx, payment.campaign).await?;
    let group = match payment.group_id {
        Some(id) => group::Entity::find_by_id(id).one(ctx.read()).await?,
        None => None,
    };
    let (mut project, mut verdict, mut needs) = (None, None, Vec::new());
    if let Some(id) = payment.project {
        let known = lineage::lineage(ctx, Subject::Project(id)).await?;
        verdict = known.and_then(|known| known.verdict);
        let found = project::query::detail(ctx, id).await?;
        project = Some((id, found.project.title));
        needs = found.needs;
    } else if let Some(id) = group.as_ref().and_then(|group| group.need) {
        let found = need::Entity::find_by_id(id).one(ctx.read()).await?;
        needs = found.into_iter().filter(|need| need.state.is_public()).collect();
    }
    needs.sort_by_key(|need| (need.published_at, need.id));
    let more_needs = needs.len().saturating_sub(MOST_NEEDS) as u64;
    needs.truncate(MOST_NEEDS);
    let needs = first_words(ctx, needs).await?;
    let group = group.map(|group| (group.id, group.name));
    Ok(Life { payment, grant, campaign, project, verdict, group, needs, more_needs })
}

/// These needs as they were first said. Three statements, or none.
async fn first_words(ctx: &Context, needs: Vec<need::Model>) -> Result<Vec<FirstWords>, Error> {
    if needs.is_empty() {
        return Ok(Vec::new());
    }
    let query = need_version::Entity::find()
        .filter(need_version::Column::Need.is_in(needs.iter().map(|need| need.id.0)))
        .filter(need_version::Column::Version.eq(1));
    let mut first: HashMap<NeedId, String> = HashMap::new();
    for version in query.all(ctx.read()).await? {
        first.insert(version.need, serde_json::from_str::<Problem>(&version.content)?.problem);
    }
    let hidden = hidden_text::reasons(ctx, TextKind::Need, needs.iter().map(|need| need.id.0).collect()).await?;
    let told = needs.into_iter().map(|need| FirstWords {
        need: need.id,
        siren: need.siren,
        published_at: need.published_at.map(|at| at.utc()),
        words: first.remove(&need.id).filter(|_| !hidden.contains_key(&need.id.0)),
        title: need.title,
    });
    Ok(told.collect())
}
