//! What is done with a mailing that is written.

use crate::http::{after::After, failure::Failure, visit::Visit};
use axum::extract::Path;
use entity::{address::Address, done::Done, id::MailingId};
use server::mailing;

/// Sends it to whoever writes it.
pub async fn test(visit: Visit, Path(id): Path<MailingId>) -> Result<After, Failure> {
    mailing::test(&visit.ctx, id).await?;
    Ok(After::new(Done::MailingTested, Address::Mailing(id)))
}

/// Proposes to a second person that it is sent.
pub async fn propose(visit: Visit, Path(id): Path<MailingId>) -> Result<After, Failure> {
    mailing::propose(&visit.ctx, id).await?;
    Ok(After::new(Done::ActProposed, Address::JointActs))
}

/// Stops it.
pub async fn stop(visit: Visit, Path(id): Path<MailingId>) -> Result<After, Failure> {
    mailing::stop(&visit.ctx, id).await?;
    Ok(After::new(Done::MailingStopped, Address::Mailing(id)))
}

/// Goes on with it.
pub async fn resume(visit: Visit, Path(id): Path<MailingId>) -> Result<After, Failure> {
    mailing::resume(&visit.ctx, id).await?;
    Ok(After::new(Done::MailingResumed, Address::Mailing(id)))
}

/// Throws it away.
pub async fn discard(visit: Visit, Path(id): Path<MailingId>) -> Result<After, Failure> {
    mailing::discard(&visit.ctx, id).await?;
    Ok(After::new(Done::MailingDiscarded, Address::Mailings))
}
