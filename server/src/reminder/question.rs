//! Questions of curators that nobody answered.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    campaign::loaded::StoredCampaign,
    discussion::{place, question},
    membership::acting::people_of,
    notice::{self, Kind},
};
use entity::{
    discussion::{QUESTION_RECALLED, Room},
    id::MessageId,
    table::reminder_sent,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;

fn occasion_of(question: MessageId) -> String {
    format!("question {question}")
}

/// Those of these occasions that were told already.
async fn told(ctx: &Context, occasions: Vec<String>) -> Result<HashSet<String>, Error> {
    if occasions.is_empty() {
        return Ok(HashSet::new());
    }
    let sent = reminder_sent::Entity::find().filter(reminder_sent::Column::Occasion.is_in(occasions));
    Ok(sent.all(ctx.read()).await?.into_iter().map(|row| row.occasion).collect())
}

/// Recalls each question once to the people of its collectivité, a week after it was asked, as long as it can be
/// answered. Gives how many notices were written.
pub(super) async fn remind(ctx: &Context, campaign: &StoredCampaign) -> Result<usize, Error> {
    let now = ctx.now();
    if campaign.spec.require_discussion(now).is_err() {
        return Ok(0);
    }
    let mut waiting = question::waiting(ctx.read(), campaign, None).await?;
    waiting.retain(|open| open.asked_at + QUESTION_RECALLED <= now);
    let told = told(ctx, waiting.iter().map(|open| occasion_of(open.message)).collect()).await?;
    waiting.retain(|open| !told.contains(&occasion_of(open.message)));
    let mut sent = 0;
    for open in waiting {
        let name = occasion_of(open.message);
        let Some(occasion) = Occasion::due(name, open.asked_at + QUESTION_RECALLED, now) else { continue };
        let tx = ctx.begin().await?;
        if occasion.claim(ctx, &tx, vec![open.siren]).await?.is_empty() {
            continue;
        }
        let people = people_of(&tx, vec![open.siren]).await?;
        let link = place(Room::Need(open.need), open.message);
        let until = campaign.spec.discussion_closes();
        let rows = notice::rows_until(ctx, people, Kind::QuestionReminder, &open.title, link, until);
        sent += rows.len();
        notice::write(&tx, rows).await?;
        ctx.commit(tx).await?;
    }
    Ok(sent)
}
