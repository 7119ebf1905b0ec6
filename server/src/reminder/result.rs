//! The result: it is there, and what became of the projects that answer one's needs.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    application::selected_projects,
    bulk::one_of,
    campaign::loaded::StoredCampaign,
    frozen_rule::{self, Frozen},
    membership::acting::memberships_of,
    notice::{self, Kind},
};
use entity::{
    address::Address,
    id::{PersonId, ProjectId},
    siren::Siren,
    table::{need, notice as notice_table, project_need},
};
use sea_orm::{Condition, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};

/// Tells everybody who acts for a collectivité that the result of the vote is there, and those whose need is in a
/// project of the vote whether it was selected. Gives how many notices were written.
pub(super) async fn notify(ctx: &Context, campaign: &StoredCampaign) -> Result<usize, Error> {
    let close = campaign.spec.calendar.selection.close();
    let Some(occasion) = Occasion::due(format!("result {}", campaign.id), close, ctx.now()) else { return Ok(0) };
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(0) };
    let mut sirens = occasion.collectivities(ctx).await?;
    if sirens.is_empty() {
        return Ok(0);
    }
    // Counted before any transaction begins: it takes long.
    let selected = selected_projects(ctx, campaign.id).await?;
    let mut sent = 0;
    while !sirens.is_empty() {
        let tx = ctx.begin().await?;
        let claimed = occasion.claim(ctx, &tx, sirens).await?;
        let mut people: HashMap<Siren, Vec<PersonId>> = HashMap::new();
        for row in memberships_of(&tx, &claimed).await? {
            people.entry(row.siren).or_default().push(row.person);
        }
        let everybody = people.values().flatten().copied().collect();
        // Whoever acts for several collectivités is told of the result once.
        let link = campaign.address(&Address::Result);
        let everybody = notice::not_notified(&tx, everybody, Kind::ResultPublished, "", &link, close).await?;
        let mut rows = notice::rows(ctx, everybody, Kind::ResultPublished, "", link);
        rows.extend(of_projects(ctx, &tx, &people, &frozen, &selected).await?);
        sent += rows.len();
        notice::write(&tx, rows).await?;
        ctx.commit(tx).await?;
        sirens = occasion.collectivities(ctx).await?;
    }
    Ok(sent)
}

/// What became of each project of the vote that answers a need of one of these collectivités.
async fn of_projects(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    people: &HashMap<Siren, Vec<PersonId>>,
    frozen: &Frozen,
    selected: &[ProjectId],
) -> Result<Vec<notice_table::Model>, Error> {
    let voted_on = one_of(tx, project_need::Column::Project, frozen.rule.projects.iter().map(|project| project.id.0));
    let links = project_need::Entity::find().filter(voted_on).all(tx).await?;
    let of_links = |column| one_of(tx, column, links.iter().map(|link| link.need.0));
    // With those that joined one of them.
    let among = Condition::any().add(of_links(need::Column::Id)).add(of_links(need::Column::Face));
    let authors = one_of(tx, need::Column::Siren, people.keys().map(Siren::as_str));
    let needs = need::Entity::find().filter(among).filter(authors).all(tx).await?;
    let authors_of = |link: &project_need::Model| {
        let (held, project) = (link.need, link.project);
        let answered = needs.iter().filter(move |need| need.id == held || need.face == Some(held));
        answered.map(move |need| (project, need.siren))
    };
    // Two needs of one collectivité in one project are told once.
    let concerned: BTreeSet<(ProjectId, Siren)> = links.iter().flat_map(authors_of).collect();
    let notices = |(id, siren): (ProjectId, Siren)| {
        let title = frozen.rule.projects.iter().find(|project| project.id == id).map_or("", |project| &project.title);
        let kind = if selected.contains(&id) { Kind::ProjectSelected } else { Kind::ProjectNotSelected };
        let people = people.get(&siren).cloned().unwrap_or_default();
        notice::rows(ctx, people, kind, title, Address::Project(id))
    };
    Ok(concerned.into_iter().flat_map(notices).collect())
}
