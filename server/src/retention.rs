//! How long things are kept that need not be kept: each its time, then a job removes them.

use crate::{
    Context, Error, Platform,
    attachment::quarantine::{Sweeping, Swept, sweep},
    audit::EventBatch,
    bank_account,
    clock::SystemClock,
    enquiry, saved_form, viewing,
};
use chrono::Duration;
use entity::{
    event::Event,
    joint_act::{JointActKind, JointActState},
    membership::IMPORTED_LIFE,
    permission::Actor,
    sign_in::BROWSER_LIFE,
    table::{
        contact_link, door_act, imported_member, joint_act, joint_act_link, known_browser, mail, mail_domain,
        membership_invitation, notice, session, sign_in_attempt, sign_in_link, text_report,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::ExprTrait};
use std::sync::Arc;

/// How often the job runs.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(3600);

/// How long what is kept, in days. What the law or the recount asks for (ballots, the log, the trace) is not in it: it
/// stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Mails, after they were written.
    pub mails: u16,
    /// Notices, after they were given.
    pub notices: u16,
    /// Links of mails, and what they were asked from, after they ended.
    pub links: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self { mails: 90, notices: 400, links: 2 }
    }
}

/// Removes what is too old, once an hour, for as long as the server runs. `unbounded`: as [`Sweeping::unbounded`].
pub async fn run(platform: Arc<Platform>, retention: Retention, unbounded: bool) {
    let since = SystemClock::machine_now();
    loop {
        if let Err(error) = purge(&platform, retention).await {
            tracing::error!(%error, "what is too old could not be removed");
        }
        let sweeping = Sweeping { now: SystemClock::machine_now(), since, unbounded };
        match sweep(&platform, sweeping).await {
            Ok(swept) => report(swept),
            Err(error) => tracing::error!(%error, "files that no application names could not be put aside"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn report(swept: Swept) {
    let Swept { aside, too_many, gone, back } = swept;
    if too_many > 0 {
        tracing::warn!(
            files = too_many,
            "no application names these files, too many at once to be right: none was put aside. \
             Is this the right database? If so, start once with --quarantine-all"
        );
    }
    if aside + gone + back > 0 {
        tracing::info!(aside, gone, back, "files that no application names: put aside for thirty days, gone, put back");
    }
}

/// Removes what is too old. Sessions and links go by the machine's clock, as they live.
pub async fn purge(platform: &Arc<Platform>, retention: Retention) -> Result<(), Error> {
    let ctx = Context::new(Arc::clone(platform), Actor::default(), "purge");
    let machine = SystemClock::machine_now();
    let days = |days: u16| Duration::days(i64::from(days));
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    viewing::end_those_over(&tx, &ctx, &mut trace).await?;
    enquiry::sweep(&tx, ctx.now(), machine).await?;
    bank_account::sweep(&tx, &ctx, &mut trace).await?;
    let sessions = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lt(machine.timestamp_millis()))
        .exec(&tx)
        .await?
        .rows_affected;
    let before = (machine - days(retention.links)).timestamp_millis();
    let mut links = sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::ExpiresAt.lt(before))
        .exec(&tx)
        .await?
        .rows_affected;
    links += contact_link::Entity::delete_many()
        .filter(contact_link::Column::ExpiresAt.lt(before))
        .exec(&tx)
        .await?
        .rows_affected;
    links += membership_invitation::Entity::delete_many()
        .filter(membership_invitation::Column::ExpiresAt.lt(before))
        .exec(&tx)
        .await?
        .rows_affected;
    links += sign_in_attempt::Entity::delete_many()
        .filter(sign_in_attempt::Column::AskedAt.lt(before))
        .exec(&tx)
        .await?
        .rows_affected;
    links += joint_act_link::Entity::delete_many()
        .filter(joint_act_link::Column::ExpiresAt.lt(before))
        .exec(&tx)
        .await?
        .rows_affected;
    let waited = (ctx.now() - IMPORTED_LIFE).timestamp_millis();
    imported_member::Entity::delete_many().filter(imported_member::Column::ImportedAt.lt(waited)).exec(&tx).await?;
    saved_form::purge(&tx).await?;
    // What is counted is counted for a day: what is older serves nobody.
    door_act::Entity::delete_many().filter(door_act::Column::At.lt(before)).exec(&tx).await?;
    let unused = (machine - BROWSER_LIFE).timestamp_millis();
    known_browser::Entity::delete_many().filter(known_browser::Column::SeenAt.lt(unused)).exec(&tx).await?;
    let over = (ctx.now() - days(retention.links)).timestamp_millis();
    mail_domain::Entity::delete_many().filter(mail_domain::Column::Until.lt(over)).exec(&tx).await?;
    let before = (ctx.now() - days(retention.mails)).timestamp_millis();
    let mails = mail::Entity::delete_many().filter(mail::Column::WrittenAt.lt(before)).exec(&tx).await?.rows_affected;
    let before = (ctx.now() - days(retention.notices)).timestamp_millis();
    // What became of acts that took two stands in the trace.
    let ended = joint_act::Entity::delete_many().filter(joint_act::Column::EndedAt.lt(before));
    // But who named a referent is asked for as long as the official address has not consented.
    let naming = joint_act::Column::Kind.eq(JointActKind::FirstReferent);
    let naming = naming.and(joint_act::Column::State.eq(JointActState::Done));
    ended.filter(naming.not()).exec(&tx).await?;
    // What was decided on reports stands in the trace; those that wait are kept.
    text_report::Entity::delete_many().filter(text_report::Column::SettledAt.lt(before)).exec(&tx).await?;
    let notices = notice::Entity::delete_many().filter(notice::Column::At.lt(before)).exec(&tx).await?.rows_affected;
    if sessions + links + mails + notices > 0 {
        trace.add(&ctx, Event::Purged { sessions, links, mails, notices })?;
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await
}
