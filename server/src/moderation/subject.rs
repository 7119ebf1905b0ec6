//! A text that is reported or moderated: what it says, whose it is, where it stands; and moving it away and back.

use crate::{Context, Error, discussion, membership::acting::people_of, need};
use entity::{
    address::Address,
    discussion::Room,
    group::GroupState,
    id::{GroupId, MessageId, NeedId, PersonId},
    moderation::{TextId, TextKind},
    need::NeedForm,
    permission::{Action, Facts},
    shown::Shown,
    siren::Siren,
    table::{discussion_message, group, need as need_table},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect};
use serde::{Deserialize, Serialize};
use wording::{HIDDEN_TEXT, HIDDEN_TITLE};

/// The row that holds the text.
#[derive(Debug, Clone)]
enum Row {
    Message(Box<discussion_message::Model>),
    Need(Box<need_table::Model>),
    Group(Box<group::Model>),
}

/// A text.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub text: TextId,
    /// What it says, as whoever moderates reads it.
    pub content: String,
    /// The title of the need, or the name of the group, in or under which it stands.
    pub about: String,
    /// Where it stands.
    pub link: String,
    /// Who wrote a message.
    pub author: Option<PersonId>,
    /// Whose text it is: of messages that of curators is None.
    pub owner: Option<Siren>,
    row: Row,
}

/// What is known of a text before whoever reports or moderates it decides.
pub fn shown(content: &str) -> Shown {
    Shown::of([content])
}

/// The texts of a group, as they are kept while they are hidden.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct GroupTexts {
    name: String,
    purpose: String,
}

/// The texts of a need, as whoever moderates reads them.
fn need_text(form: &NeedForm) -> String {
    let parts = [&form.title, &form.problem, &form.affected, &form.existing];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n\n")
}

impl Subject {
    /// A text that the actor may read, whoever they are.
    pub async fn readable(database: &impl ConnectionTrait, ctx: &Context, text: TextId) -> Result<Self, Error> {
        match text.kind {
            TextKind::Message => {
                let (row, room) = discussion::query::find(database, ctx, MessageId(text.id)).await?;
                Ok(Self::of_message(row, room.room, room.title))
            }
            TextKind::Need => {
                let row = need_table::Entity::find_by_id(NeedId(text.id)).one(database).await?;
                let row = row.ok_or(Error::NotFound)?;
                ctx.authorise(Action::Read, &need::facts(&row)).map_err(|_| Error::NotFound)?;
                Ok(Self::of_need(row))
            }
            TextKind::Group => {
                let row = group::Entity::find_by_id(GroupId(text.id)).one(database).await?;
                let row = row.filter(|row| row.state != GroupState::Dissolved).ok_or(Error::NotFound)?;
                Ok(Self::of_group(row))
            }
        }
    }

    /// A text for change, its row locked. Who: whoever has the rights of a curator, or is its author.
    pub async fn for_update(tx: &impl ConnectionTrait, text: TextId) -> Result<Self, Error> {
        Self::load(tx, text, true).await
    }

    /// A text for a curator to read.
    pub async fn for_reading(database: &impl ConnectionTrait, text: TextId) -> Result<Self, Error> {
        Self::load(database, text, false).await
    }

    async fn load(database: &impl ConnectionTrait, text: TextId, locked: bool) -> Result<Self, Error> {
        match text.kind {
            TextKind::Message => {
                let query = discussion_message::Entity::find_by_id(MessageId(text.id));
                let query = if locked { query.lock_exclusive() } else { query };
                let row = query.one(database).await?.ok_or(Error::NotFound)?;
                let room = row.room().ok_or(Error::NotFound)?;
                let about = match room {
                    Room::Need(id) => need_table::Entity::find_by_id(id).one(database).await?.map(|row| row.title),
                    Room::Group(id) => group::Entity::find_by_id(id).one(database).await?.map(|row| row.name),
                };
                Ok(Self::of_message(row, room, about.unwrap_or_default()))
            }
            TextKind::Need => {
                let query = need_table::Entity::find_by_id(NeedId(text.id));
                let query = if locked { query.lock_exclusive() } else { query };
                Ok(Self::of_need(query.one(database).await?.ok_or(Error::NotFound)?))
            }
            TextKind::Group => {
                let query = group::Entity::find_by_id(GroupId(text.id));
                let query = if locked { query.lock_exclusive() } else { query };
                Ok(Self::of_group(query.one(database).await?.ok_or(Error::NotFound)?))
            }
        }
    }

    fn of_message(row: discussion_message::Model, room: Room, about: String) -> Self {
        Self {
            text: row.id.into(),
            content: row.content.clone(),
            about,
            link: discussion::place(room, row.id).into(),
            author: Some(row.person),
            owner: row.siren,
            row: Row::Message(Box::new(row)),
        }
    }

    fn of_need(row: need_table::Model) -> Self {
        Self {
            text: row.id.into(),
            content: need_text(&need::form_of(&row)),
            about: row.title.clone(),
            link: Address::Need(row.id).into(),
            author: None,
            owner: Some(row.siren),
            row: Row::Need(Box::new(row)),
        }
    }

    fn of_group(row: group::Model) -> Self {
        Self {
            text: row.id.into(),
            content: format!("{}\n\n{}", row.name, row.purpose),
            about: row.name.clone(),
            link: Address::Group(row.id).into(),
            author: None,
            owner: Some(row.lead),
            row: Row::Group(Box::new(row)),
        }
    }

    /// Whether its author took it back.
    pub fn is_taken_back(&self) -> bool {
        matches!(&self.row, Row::Message(row) if row.taken_back_at.is_some())
    }

    /// Whether the actor wrote it, or acts for the collectivité whose it is: they do not decide on it.
    pub fn is_own(&self, ctx: &Context) -> bool {
        let wrote = self.author.is_some() && self.author == ctx.actor.person;
        wrote || self.owner.is_some_and(|owner| ctx.actor.memberships.contains(&owner))
    }

    /// Whether the actor answers for it: the author of a message, and the people of the collectivité of a need or a
    /// group.
    pub fn may_answer(&self, ctx: &Context) -> bool {
        match self.author {
            Some(author) => ctx.actor.person == Some(author),
            None => self.owner.is_some_and(|owner| ctx.authorise(Action::WriteNeed, &Facts::of(&owner, false)).is_ok()),
        }
    }

    /// Those whom a decision on it concerns.
    pub async fn authors(&self, tx: &impl ConnectionTrait) -> Result<Vec<PersonId>, Error> {
        match (self.author, self.owner) {
            (Some(author), _) => Ok(vec![author]),
            (None, Some(owner)) => people_of(tx, vec![owner]).await,
            (None, None) => Ok(Vec::new()),
        }
    }

    /// Takes the text out of its row; what stands in `hidden_text` while it is hidden.
    pub async fn take_away(&self, tx: &impl ConnectionTrait, ctx: &Context) -> Result<String, Error> {
        match self.row.clone() {
            Row::Message(row) => {
                let content = row.content.clone();
                let mut changed = row.into_active_model();
                changed.content = Set(String::new());
                changed.hidden_at = Set(Some(ctx.now().into()));
                changed.update(tx).await?;
                Ok(content)
            }
            Row::Need(row) => {
                let kept = serde_json::to_string(&need::form_of(&row))?;
                put_need(*row, tx, HIDDEN_TITLE, [HIDDEN_TEXT, "", ""]).await?;
                Ok(kept)
            }
            Row::Group(row) => {
                let texts = GroupTexts { name: row.name.clone(), purpose: row.purpose.clone() };
                put_group(*row, tx, HIDDEN_TITLE, HIDDEN_TEXT).await?;
                Ok(serde_json::to_string(&texts)?)
            }
        }
    }

    /// Puts the text back into its row.
    pub async fn put_back(self, tx: &impl ConnectionTrait, kept: &str) -> Result<(), Error> {
        match self.row {
            Row::Message(row) => {
                let mut changed = row.into_active_model();
                changed.content = Set(kept.to_owned());
                changed.hidden_at = Set(None);
                changed.update(tx).await?;
            }
            Row::Need(row) => {
                let form: NeedForm = serde_json::from_str(kept)?;
                put_need(*row, tx, &form.title, [&form.problem, &form.affected, &form.existing]).await?;
            }
            Row::Group(row) => {
                let texts: GroupTexts = serde_json::from_str(kept)?;
                put_group(*row, tx, &texts.name, &texts.purpose).await?;
            }
        }
        Ok(())
    }
}

async fn put_need(
    row: need_table::Model,
    tx: &impl ConnectionTrait,
    title: &str,
    [problem, affected, existing]: [&str; 3],
) -> Result<(), Error> {
    let mut changed = row.into_active_model();
    changed.title = Set(title.to_owned());
    changed.problem = Set(problem.to_owned());
    changed.affected = Set(affected.to_owned());
    changed.existing = Set(existing.to_owned());
    changed.update(tx).await?;
    Ok(())
}

async fn put_group(row: group::Model, tx: &impl ConnectionTrait, name: &str, purpose: &str) -> Result<(), Error> {
    let mut changed = row.into_active_model();
    changed.name = Set(name.to_owned());
    changed.purpose = Set(purpose.to_owned());
    changed.update(tx).await?;
    Ok(())
}

/// A hidden text as whoever moderates reads it.
pub(super) fn kept_text(text: TextId, kept: &str) -> String {
    match text.kind {
        TextKind::Message => kept.to_owned(),
        TextKind::Need => {
            serde_json::from_str(kept).map(|form: NeedForm| need_text(&form)).unwrap_or_else(|_| kept.to_owned())
        }
        TextKind::Group => serde_json::from_str(kept)
            .map(|texts: GroupTexts| format!("{}\n\n{}", texts.name, texts.purpose))
            .unwrap_or_else(|_| kept.to_owned()),
    }
}
