//! Files that no row names: put aside, taken away after thirty days, put back where a row names them again.

use super::store::{Store, failed, place};
use crate::{Error, Platform, bulk};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::{
    id::AttachmentId,
    table::{attachment, need_attachment},
};
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;

/// What sweeping may do.
#[derive(Debug, Clone, Copy)]
pub struct Sweeping {
    /// The machine's instant: storages tell those of their own clocks.
    pub now: DateTime<Utc>,
    /// Since when this process runs: on its first day it sweeps nothing, so that a mistake of its start costs nothing.
    pub since: DateTime<Utc>,
    /// Whether a person said that as many may be put aside as there are.
    pub unbounded: bool,
}

/// What sweeping did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Put aside: no row names them.
    pub aside: usize,
    /// Left where they are: too many at once for it to be right.
    pub too_many: usize,
    /// Taken away: put aside thirty days before.
    pub gone: usize,
    /// Put back: a row names them again.
    pub back: usize,
}

/// How long a file may stand without its row: whoever attaches one writes the row right after it.
const WITHOUT_ROW: Duration = Duration::hours(1);

/// How long a process runs before it sweeps.
const FIRST_DAY: Duration = Duration::days(1);

/// How long what was put aside is kept, in days.
const ASIDE_DAYS: i64 = 30;

/// The most files put aside at once, or one in a hundred where that is more.
const MOST_ASIDE: usize = 20;

/// Where files are put aside, each under the day on which it was.
const ASIDE: &str = "quarantaine";

/// A file that was put aside: where it is, since which day, and which one it is.
struct Aside {
    place: Path,
    day: NaiveDate,
    id: AttachmentId,
}

/// Puts the files aside that no row names (the server ended, or the sender hung up, between the file and its row),
/// takes away those that have been aside for thirty days, and puts back what a row names again. What is not named
/// like a file of ours is left alone.
pub async fn sweep(platform: &Platform, sweeping: Sweeping) -> Result<Swept, Error> {
    let mut swept = Swept::default();
    let Some(store) = &platform.files else { return Ok(swept) };
    if sweeping.now - sweeping.since < FIRST_DAY {
        return Ok(swept);
    }
    let (all, old) = kept_before(store, sweeping.now - WITHOUT_ROW).await?;
    let named = named(platform, &old).await?;
    let orphans: Vec<AttachmentId> = old.into_iter().filter(|id| !named.contains(id)).collect();
    if orphans.len() > MOST_ASIDE.max(all / 100) && !sweeping.unbounded {
        swept.too_many = orphans.len();
    } else {
        let day = sweeping.now.date_naive();
        for id in orphans {
            store.rename(&place(id), &Path::from(format!("{ASIDE}/{day}/{id}"))).await.map_err(failed)?;
            swept.aside += 1;
        }
    }
    let aside = put_aside(store).await?;
    let named = self::named(platform, &aside.iter().map(|file| file.id).collect::<Vec<_>>()).await?;
    for file in aside {
        if named.contains(&file.id) {
            store.rename(&file.place, &place(file.id)).await.map_err(failed)?;
            swept.back += 1;
        } else if (sweeping.now.date_naive() - file.day).num_days() > ASIDE_DAYS {
            store.delete(&file.place).await.map_err(failed)?;
            swept.gone += 1;
        }
    }
    Ok(swept)
}

/// How many files are kept, and those kept before an instant.
pub(super) async fn kept_before(store: &Store, before: DateTime<Utc>) -> Result<(usize, Vec<AttachmentId>), Error> {
    let listed = store.list(None).try_filter_map(|file| async move {
        let id = file.location.as_ref().parse::<AttachmentId>().ok();
        Ok(id.map(|id| (id, file.last_modified < before)))
    });
    let all: Vec<(AttachmentId, bool)> = listed.try_collect().await.map_err(failed)?;
    Ok((all.len(), all.iter().filter(|(_, old)| *old).map(|(id, _)| *id).collect()))
}

async fn put_aside(store: &Store) -> Result<Vec<Aside>, Error> {
    let listed = store.list(Some(&Path::from(ASIDE))).try_filter_map(|file| async move {
        let mut parts = file.location.as_ref().rsplit('/');
        let (id, day) = (parts.next().and_then(|id| id.parse().ok()), parts.next().and_then(|day| day.parse().ok()));
        Ok(id.zip(day).map(|(id, day)| Aside { place: file.location.clone(), day, id }))
    });
    listed.try_collect().await.map_err(failed)
}

/// Those of these files that a row names.
pub(super) async fn named(platform: &Platform, ids: &[AttachmentId]) -> Result<HashSet<AttachmentId>, Error> {
    const AT_ONCE: usize = 500;
    let database = platform.database.read();
    let mut found = HashSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let among = bulk::one_of(database, attachment::Column::Id, ids.iter().map(|id| id.0));
        let named = attachment::Entity::find().select_only().column(attachment::Column::Id).filter(among);
        found.extend(named.into_tuple::<AttachmentId>().all(database).await?);
        let among = bulk::one_of(database, need_attachment::Column::Id, ids.iter().map(|id| id.0));
        let of_needs = need_attachment::Entity::find().select_only().column(need_attachment::Column::Id).filter(among);
        found.extend(of_needs.into_tuple::<AttachmentId>().all(database).await?);
    }
    Ok(found)
}
