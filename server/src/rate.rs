//! How much each network asks of all servers of one database together: each server tells what it counted in the current
//! minute, and hears what the others did.

use crate::{Error, Platform, bulk};
use entity::table::rate_count;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict};

/// What one network asked for in a minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub network: String,
    /// Forms sent, or all requests.
    pub acts: bool,
    pub asked: i64,
}

/// The most networks that one server tells of at once: those that asked most.
const MOST: usize = 1_000;

/// Tells what this server counted in a minute (of the Unix epoch), in place of what it told of it before; gives what
/// the others counted. What is older than two minutes is removed.
pub async fn exchange(
    platform: &Platform,
    server: &str,
    minute: i64,
    mut own: Vec<Counted>,
) -> Result<Vec<Counted>, Error> {
    own.sort_by_key(|counted| std::cmp::Reverse(counted.asked));
    own.truncate(MOST);
    let row = |counted: Counted| rate_count::Model {
        minute,
        network: counted.network,
        acts: counted.acts,
        server: server.to_owned(),
        asked: counted.asked,
    };
    let rows: Vec<rate_count::Model> = own.into_iter().map(row).collect();
    let tx = platform.database.begin().await?;
    let key =
        [rate_count::Column::Minute, rate_count::Column::Network, rate_count::Column::Acts, rate_count::Column::Server];
    let replace = OnConflict::columns(key).update_column(rate_count::Column::Asked).to_owned();
    bulk::insert::<rate_count::Entity, rate_count::ActiveModel>(&tx, rows, Some(replace)).await?;
    rate_count::Entity::delete_many().filter(rate_count::Column::Minute.lt(minute - 2)).exec(&tx).await?;
    let others = rate_count::Entity::find()
        .select_only()
        .column(rate_count::Column::Network)
        .column(rate_count::Column::Acts)
        .column(rate_count::Column::Asked)
        .filter(rate_count::Column::Minute.eq(minute))
        .filter(rate_count::Column::Server.ne(server));
    let others: Vec<(String, bool, i64)> = others.into_tuple().all(&tx).await?;
    tx.commit().await?;
    Ok(others.into_iter().map(|(network, acts, asked)| Counted { network, acts, asked }).collect())
}
