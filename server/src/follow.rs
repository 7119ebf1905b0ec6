//! What people follow: they are told by a notice what happens to it, as those whom it concerns are.

use crate::{Context, Error, audit, bulk::one_of, notice};
use entity::{
    event::Event,
    follow::MOST_FOLLOWED,
    id::PersonId,
    lineage::Subject,
    page_number::{Listed, PageNumber},
    permission::{Action, Facts},
    refusal::Refusal,
    table::{follow, group, need, project},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Follows something public. Following twice is following once.
///
/// Who: whoever is signed in. Refused: [`Refusal::TooManyFollowed`]; what is not public is not found.
pub async fn follow(ctx: &Context, subject: Subject) -> Result<(), Error> {
    let person = ctx.person()?;
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let tx = ctx.begin().await?;
    if !is_public(&tx, subject).await? {
        return Err(Error::NotFound);
    }
    let (kind, id) = subject.followed();
    let mine = follow::Entity::find().filter(follow::Column::Person.eq(person));
    if mine.clone().filter(of(subject)).one(&tx).await?.is_some() {
        return Ok(());
    }
    if mine.count(&tx).await? >= MOST_FOLLOWED {
        return Err(Refusal::TooManyFollowed { most: MOST_FOLLOWED }.into());
    }
    let row = follow::Model { person, kind, subject: id, at: ctx.now().into() };
    use follow::Column::{Kind, Person, Subject as Of};
    let once = OnConflict::columns([Person, Kind, Of]).do_nothing().to_owned();
    follow::Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(&tx).await?;
    audit::record(&tx, ctx, Event::Followed { kind, followed: id }).await?;
    ctx.commit(tx).await
}

/// Follows it no more. Stopping twice is stopping once. Who: whoever follows it.
pub async fn stop(ctx: &Context, subject: Subject) -> Result<(), Error> {
    let person = ctx.person()?;
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let tx = ctx.begin().await?;
    let mine = follow::Entity::delete_many().filter(follow::Column::Person.eq(person)).filter(of(subject));
    if mine.exec(&tx).await?.rows_affected == 0 {
        return Ok(());
    }
    let (kind, followed) = subject.followed();
    audit::record(&tx, ctx, Event::Unfollowed { kind, followed }).await?;
    ctx.commit(tx).await
}

/// Rows about one subject.
fn of(subject: Subject) -> sea_orm::Condition {
    let (kind, id) = subject.followed();
    sea_orm::Condition::all().add(follow::Column::Kind.eq(kind)).add(follow::Column::Subject.eq(id))
}

/// Whether everybody sees it.
async fn is_public(tx: &impl ConnectionTrait, subject: Subject) -> Result<bool, Error> {
    Ok(match subject {
        Subject::Need(id) => need::Entity::find_by_id(id).one(tx).await?.is_some_and(|row| row.state.is_public()),
        Subject::Group(id) => group::Entity::find_by_id(id).one(tx).await?.is_some(),
        Subject::Project(id) => project::Entity::find_by_id(id).one(tx).await?.is_some_and(|row| row.state.is_public()),
    })
}

/// Whether whoever is signed in follows it; false for a visitor. One statement, or none.
pub async fn follows(ctx: &Context, subject: Subject) -> Result<bool, Error> {
    let Some(person) = ctx.actor.person else { return Ok(false) };
    let mine = follow::Entity::find().filter(follow::Column::Person.eq(person)).filter(of(subject));
    Ok(mine.count(ctx.read()).await? > 0)
}

/// Who follows something, to tell them what happens to it.
pub async fn followers(tx: &impl ConnectionTrait, subject: Subject) -> Result<Vec<PersonId>, Error> {
    followers_of(tx, &[subject]).await
}

/// Who follows one or more of these, each once.
pub(crate) async fn followers_of(tx: &impl ConnectionTrait, subjects: &[Subject]) -> Result<Vec<PersonId>, Error> {
    let people: HashSet<PersonId> = by_subject(tx, subjects).await?.into_values().flatten().collect();
    Ok(people.into_iter().collect())
}

/// Who follows each of these. One statement.
pub(crate) async fn by_subject(
    tx: &impl ConnectionTrait,
    subjects: &[Subject],
) -> Result<HashMap<Subject, Vec<PersonId>>, Error> {
    let wanted: HashSet<Subject> = subjects.iter().copied().collect();
    let among = one_of(tx, follow::Column::Subject, wanted.iter().map(|subject| subject.followed().1));
    let mut people: HashMap<Subject, Vec<PersonId>> = HashMap::new();
    for row in follow::Entity::find().filter(among).all(tx).await? {
        let subject = Subject::of_followed(row.kind, row.subject);
        if wanted.contains(&subject) {
            people.entry(subject).or_default().push(row.person);
        }
    }
    Ok(people)
}

/// Tells those who follow one of these, each once, besides those who are told otherwise.
pub(crate) async fn tell(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    subjects: &[Subject],
    besides: &[PersonId],
    message: notice::Message<'_>,
    link: impl Into<String>,
) -> Result<(), Error> {
    let mut people = followers_of(tx, subjects).await?;
    people.retain(|person| !besides.contains(person));
    notice::notify_with_reason(tx, ctx, people, message, link).await
}

/// Something that one follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    pub subject: Subject,
    /// Its title or name; None of what is no longer public.
    pub title: Option<String>,
}

/// What whoever is signed in follows, the latest first; one page. Four statements.
pub async fn mine(ctx: &Context, page: PageNumber, size: u64) -> Result<Listed<Followed>, Error> {
    let mine = follow::Entity::find().filter(follow::Column::Person.eq(ctx.person()?));
    let mine = mine.order_by_desc(follow::Column::At).order_by_desc(follow::Column::Subject);
    let rows = mine.limit(MOST_FOLLOWED).all(ctx.read()).await?;
    let subject = |row: follow::Model| Subject::of_followed(row.kind, row.subject);
    let listed = Listed::of(rows, page, size).map(subject);
    let titles = titles(ctx, &listed.rows).await?;
    Ok(listed.map(|subject| Followed { title: titles.get(&subject).cloned(), subject }))
}

/// The titles of those that are public.
async fn titles(ctx: &Context, subjects: &[Subject]) -> Result<HashMap<Subject, String>, Error> {
    let of = |wanted: fn(&Subject) -> bool| subjects.iter().filter(move |one| wanted(one)).map(|one| one.followed().1);
    let needs: Vec<Uuid> = of(|one| matches!(one, Subject::Need(_))).collect();
    let groups: Vec<Uuid> = of(|one| matches!(one, Subject::Group(_))).collect();
    let projects: Vec<Uuid> = of(|one| matches!(one, Subject::Project(_))).collect();
    let database = ctx.read();
    let needs = need::Entity::find().filter(one_of(database, need::Column::Id, needs)).all(database).await?;
    let groups = group::Entity::find().filter(one_of(database, group::Column::Id, groups)).all(database).await?;
    let projects = project::Entity::find().filter(one_of(database, project::Column::Id, projects));
    let projects = projects.all(database).await?;
    let needs = needs.into_iter().filter(|row| row.state.is_public());
    let needs = needs.map(|row| (Subject::Need(row.id), row.title));
    let groups = groups.into_iter().map(|row| (Subject::Group(row.id), row.name));
    let projects = projects.into_iter().filter(|row| row.state.is_public());
    let projects = projects.map(|row| (Subject::Project(row.id), row.title));
    Ok(needs.chain(groups).chain(projects).collect())
}
