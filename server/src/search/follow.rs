//! How a server's index follows the database: by the trace, in which every act of every server has its place.

use super::{
    document::{Document, Kind, name, schema},
    index::Live,
    load::{self, Which},
};
use crate::{Context, Error, campaign::loaded::opened_campaigns};
use entity::{event::Event, id::CampaignId, moderation::TextKind, table::audit_event};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{collections::BTreeSet, sync::Arc};
use tantivy::{Index, ReloadPolicy, Searcher, Term};
use uuid::Uuid;

/// Memory for documents that are being written, in bytes: the least that the library takes.
const WRITER_MEMORY: usize = 15_000_000;

/// Events read at once.
const EVENTS_AT_ONCE: u64 = 1_000;

/// Changed documents beyond which the whole index is made again.
const MOST_CHANGES: usize = 2_000;

/// What events changed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changes {
    /// Everything, as when a campaign is opened.
    all: bool,
    needs: BTreeSet<Uuid>,
    groups: BTreeSet<Uuid>,
    projects: BTreeSet<Uuid>,
    /// Texts of the site, and so pages of the help.
    help: bool,
}

impl Changes {
    fn len(&self) -> usize {
        self.needs.len() + self.groups.len() + self.projects.len()
    }

    /// Takes note of what an event changed; most change nothing that one looks for.
    fn take(&mut self, event: &Event) {
        match event {
            Event::NeedPublished { need }
            | Event::NeedEdited { need, .. }
            | Event::NeedWithdrawn { need, .. }
            | Event::NeedDeclined { need }
            | Event::NeedAnswered { need }
            | Event::NeedRestored { need, project: None }
            | Event::NeedSupported { need }
            | Event::SupportChanged { need }
            | Event::SupportWithdrawn { need, .. } => {
                self.needs.insert(need.0);
            }
            Event::NeedPutInProject { need, project } | Event::NeedRestored { need, project: Some(project) } => {
                self.needs.insert(need.0);
                self.projects.insert(project.0);
            }
            Event::NeedMerged { need, into: other, .. } | Event::NeedSplit { need, from: other, .. } => {
                self.needs.extend([need.0, other.0]);
            }
            Event::TextHidden { text, .. } | Event::TextShown { text } => match text.kind {
                TextKind::Need => drop(self.needs.insert(text.id)),
                TextKind::Group => drop(self.groups.insert(text.id)),
                TextKind::Message => {}
            },
            Event::GroupOpened { group, .. }
            | Event::GroupMember { group, .. }
            | Event::GroupSubmitted { group, .. }
            | Event::GroupDissolved { group, .. } => {
                self.groups.insert(group.0);
            }
            Event::ProjectDrafted { project }
            | Event::ProjectEdited { project }
            | Event::ProjectPutOnBallot { project }
            | Event::ProjectDropped { project, .. } => {
                self.projects.insert(project.0);
            }
            Event::SiteTextWritten { .. } | Event::SiteTextReset { .. } => self.help = true,
            Event::CampaignImported { .. } | Event::CampaignOpened { .. } | Event::TerritoriesImported { .. } => {
                self.all = true;
            }
            _ => {}
        }
    }
}

impl Live {
    /// Makes the index from the database, whole.
    pub(super) async fn make(ctx: &Context) -> Result<Self, Error> {
        let (schema, fields, tokenizers) = schema();
        let index = Index::builder().schema(schema).tokenizers(tokenizers).create_in_ram()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        // One thread: indexing is short, and the server has others to answer.
        let writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        let reference = ctx.platform.reference();
        // What is committed while rows are read is read again by its event.
        let position = head(ctx.read()).await?;
        Self { writer, reader, fields, position, reference }.with_all(ctx).await?.commit().await
    }

    /// What searches look through.
    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Takes in what was done since, on whichever server.
    pub(super) async fn catch_up(mut self, ctx: &Context) -> Result<Self, Error> {
        let head = head(ctx.read()).await?;
        let is_of_this_database = head >= self.position && Arc::ptr_eq(&self.reference, &ctx.platform.reference());
        if head == self.position && is_of_this_database {
            return Ok(self);
        }
        let mut changes = Changes { all: !is_of_this_database, ..Changes::default() };
        while !changes.all && changes.len() <= MOST_CHANGES && self.position < head {
            self.position = note_events(ctx.read(), self.position, &mut changes).await?.max(self.position + 1);
        }
        if changes.all || changes.len() > MOST_CHANGES {
            return Self::make(ctx).await;
        }
        if changes == Changes::default() {
            return Ok(self);
        }
        self.replace(ctx, changes).await?.commit().await
    }

    async fn with_all(self, ctx: &Context) -> Result<Self, Error> {
        let opened = opened_campaigns(ctx.read()).await?;
        let envelopes = opened.iter().flat_map(load::envelopes);
        let mut live = self.write(envelopes.chain(load::help(ctx).await?).collect()).await?;
        let opened: BTreeSet<CampaignId> = opened.iter().map(|campaign| campaign.id).collect();
        for kind in [Kind::Need, Kind::Group, Kind::Project] {
            live = live.add(ctx, kind, &Which::All, &opened).await?;
        }
        Ok(live)
    }

    /// Adds documents of a kind that the database has.
    async fn add(self, ctx: &Context, kind: Kind, which: &Which, of: &BTreeSet<CampaignId>) -> Result<Self, Error> {
        let (mut live, mut after) = (self, Some(Uuid::nil()));
        while let Some(from) = after {
            let (mut documents, next): (Vec<Document>, _) = match kind {
                Kind::Need => load::needs(ctx.read(), &live.reference, which, from).await?,
                Kind::Group => load::groups(ctx.read(), &live.reference, which, from).await?,
                Kind::Project => load::projects(ctx.read(), &live.reference, which, from).await?,
                Kind::Envelope | Kind::Help => (Vec::new(), None),
            };
            documents.retain(|document| document.campaign.is_some_and(|campaign| of.contains(&campaign)));
            live = live.write(documents).await?;
            after = next;
        }
        Ok(live)
    }

    /// Puts documents in place of those that changed.
    async fn replace(self, ctx: &Context, changes: Changes) -> Result<Self, Error> {
        let opened = opened_campaigns(ctx.read()).await?.into_iter().map(|campaign| campaign.id).collect();
        let Changes { mut needs, mut groups, mut projects, help, .. } = changes;
        // What stands behind a need counts for the one that it joined, too.
        needs.extend(load::faces_of(ctx.read(), &needs).await?);
        // They say of which needs they are.
        groups.extend(load::groups_on(ctx.read(), &needs).await?);
        projects.extend(load::projects_of(ctx.read(), &needs).await?);
        let mut live = self;
        if help {
            let pages = load::help(ctx).await?;
            for page in &pages {
                let name = name(Kind::Help, None, &page.key);
                live.writer.delete_term(Term::from_field_text(live.fields.name, &name));
            }
            live = live.write(pages).await?;
        }
        for (kind, ids) in [(Kind::Need, needs), (Kind::Group, groups), (Kind::Project, projects)] {
            for id in &ids {
                live.writer.delete_term(Term::from_field_text(live.fields.name, &name(kind, None, &id.to_string())));
            }
            if !ids.is_empty() {
                live = live.add(ctx, kind, &Which::These(ids.into_iter().collect()), &opened).await?;
            }
        }
        Ok(live)
    }

    /// Takes documents in, beside the requests: what each is about takes a tenth of a millisecond to find.
    async fn write(self, documents: Vec<Document>) -> Result<Self, Error> {
        beside_requests(move || {
            for document in &documents {
                self.writer.add_document(self.fields.write(document))?;
            }
            Ok(self)
        })
        .await
    }

    /// Makes what was written visible to searches.
    async fn commit(mut self) -> Result<Self, Error> {
        beside_requests(move || {
            self.writer.commit()?;
            self.reader.reload()?;
            Ok(self)
        })
        .await
    }
}

/// Does what takes longer than a worker of the requests should be held.
async fn beside_requests<T: Send + 'static>(
    work: impl FnOnce() -> tantivy::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|error| Error::Stored(format!("the search index: {error}")))??)
}

/// Up to where the trace goes.
async fn head(database: &impl ConnectionTrait) -> Result<i64, Error> {
    let last: Option<Option<i64>> = audit_event::Entity::find()
        .select_only()
        .column_as(audit_event::Column::Position.max(), "last")
        .into_tuple()
        .one(database)
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// Notes what the events after a position changed, a page of them; the position of the last.
async fn note_events(database: &impl ConnectionTrait, after: i64, changes: &mut Changes) -> Result<i64, Error> {
    let query = audit_event::Entity::find().filter(audit_event::Column::Position.gt(after));
    let query = query.order_by_asc(audit_event::Column::Position).limit(EVENTS_AT_ONCE);
    let rows: Vec<(Option<i64>, String)> = query
        .select_only()
        .columns([audit_event::Column::Position, audit_event::Column::Payload])
        .into_tuple()
        .all(database)
        .await?;
    let mut last = after;
    for (position, payload) in rows {
        // An event of a later release changes nothing that this one knows.
        if let Ok(event) = serde_json::from_str::<Event>(&payload) {
            changes.take(&event);
        }
        last = position.unwrap_or(last);
    }
    Ok(last)
}
