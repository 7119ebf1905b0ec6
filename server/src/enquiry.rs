//! Messages that people write to those who run the site: sent by anybody, read in a queue by curators and
//! administrators, answered by mail.

pub mod answer;
pub mod canned;
pub mod queue;
pub mod send;

use crate::Error;
use chrono::{DateTime, Duration, Utc};
use entity::{
    door::DAY,
    enquiry::{EnquiryState, KEPT_AFTER, KEPT_AT_MOST},
    table::enquiry,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// For how long from where a message came is kept, beyond the day in which it is counted.
const NETWORK_KEPT: Duration = DAY;

/// Removes the messages that were answered or closed long ago, and all that are too old; forgets from where the others
/// came once nobody counts them any more. `machine` is the machine's clock, by which messages are counted.
pub(crate) async fn sweep(tx: &impl ConnectionTrait, now: DateTime<Utc>, machine: DateTime<Utc>) -> Result<(), Error> {
    let settled = enquiry::Column::State.is_in([EnquiryState::Answered, EnquiryState::Closed]);
    enquiry::Entity::delete_many()
        .filter(settled)
        .filter(enquiry::Column::ChangedAt.lt((now - KEPT_AFTER).timestamp_millis()))
        .exec(tx)
        .await?;
    enquiry::Entity::delete_many()
        .filter(enquiry::Column::WrittenAt.lt((now - KEPT_AT_MOST).timestamp_millis()))
        .exec(tx)
        .await?;
    enquiry::Entity::update_many()
        .set(enquiry::ActiveModel { network: Set(String::new()), ..Default::default() })
        .filter(enquiry::Column::CountedAt.lt((machine - DAY - NETWORK_KEPT).timestamp_millis()))
        .filter(enquiry::Column::Network.ne(""))
        .exec(tx)
        .await?;
    Ok(())
}
