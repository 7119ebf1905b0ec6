//! Needs as curators see them: their state, the project that holds them, and what was noted.

use crate::{Error, bulk};
use entity::{
    curation::{Seen, WorkState},
    id::{NeedId, PersonId, ProjectId},
    need::NeedState,
    siren::Siren,
    table::{need, need_work, project_need},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// A need as it is seen.
#[derive(Debug, Clone)]
pub struct SeenNeed {
    pub id: NeedId,
    pub siren: Siren,
    pub title: String,
    pub theme: String,
    /// It joined another, with which it is sorted.
    pub joined: bool,
    pub seen: Seen,
}

#[derive(FromQueryResult)]
struct Line {
    id: NeedId,
    siren: Siren,
    title: String,
    theme: String,
    face: Option<NeedId>,
    version: i32,
    state: NeedState,
    work: Option<WorkState>,
    assignee: Option<PersonId>,
    project: Option<ProjectId>,
}

impl From<Line> for SeenNeed {
    fn from(line: Line) -> Self {
        let Line { id, siren, title, theme, face, version, state, work, assignee, project } = line;
        let work = work.unwrap_or(WorkState::New);
        let joined = face.is_some();
        Self { id, siren, title, theme, joined, seen: Seen { version, state, project, work, assignee } }
    }
}

/// Needs beside what was noted of them and the project that holds them, where there is one.
pub(super) fn with_work(needs: Select<need::Entity>) -> Select<need::Entity> {
    let work = need::Entity::belongs_to(need_work::Entity).from(need::Column::Id).to(need_work::Column::Need);
    let held = need::Entity::belongs_to(project_need::Entity).from(need::Column::Id).to(project_need::Column::Need);
    needs.join(JoinType::LeftJoin, work.into()).join(JoinType::LeftJoin, held.into())
}

/// The columns of [`SeenNeed`].
pub(super) fn columns(needs: Select<need::Entity>) -> Select<need::Entity> {
    use need::Column::{Face, Id, Siren, State, Theme, Title, Version};
    needs
        .select_only()
        .columns([Id, Siren, Title, Theme, Face, Version, State])
        .column_as(need_work::Column::State, "work")
        .column(need_work::Column::Assignee)
        .column(project_need::Column::Project)
}

/// Needs by identifiers, in the order of these; drafts, which are nobody's to see, left out. One statement.
pub(super) async fn of(database: &impl ConnectionTrait, ids: &[NeedId]) -> Result<Vec<SeenNeed>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let among = bulk::one_of(database, need::Column::Id, ids.iter().map(|id| id.0));
    let shown = need::Entity::find().filter(among).filter(need::Column::State.ne(NeedState::Draft));
    let query = columns(with_work(shown)).order_by_asc(need::Column::Id);
    Ok(query.into_model::<Line>().all(database).await?.into_iter().map(SeenNeed::from).collect())
}

/// As [`of`], locked until the transaction ends: whoever notes something of a need, puts it into a project or declines
/// it holds its row, in the order of identifiers.
pub(super) async fn lock(tx: &impl ConnectionTrait, ids: &[NeedId]) -> Result<Vec<SeenNeed>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let among = bulk::one_of(tx, need::Column::Id, ids.iter().map(|id| id.0));
    let query = need::Entity::find().select_only().column(need::Column::Id).filter(among);
    let _: Vec<NeedId> = query.order_by_asc(need::Column::Id).lock_exclusive().into_tuple().all(tx).await?;
    of(tx, ids).await
}
