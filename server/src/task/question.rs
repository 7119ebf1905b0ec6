//! Questions of curators that wait for the answer of a collectivité, as long as it can be given.

use super::{Task, TaskKind};
use crate::{Context, Error, campaign::loaded::StoredCampaign, discussion::question, person::Membership};
use entity::siren::Siren;

pub(super) async fn tasks(
    ctx: &Context,
    campaign: &StoredCampaign,
    memberships: &[&Membership],
) -> Result<Vec<Task>, Error> {
    if campaign.spec.require_discussion(ctx.now()).is_err() {
        return Ok(Vec::new());
    }
    let sirens: Vec<Siren> = memberships.iter().map(|one| one.siren).collect();
    let questions = question::waiting(ctx.read(), campaign, Some(&sirens)).await?;
    let task = |question: question::OpenQuestion| Task {
        kind: TaskKind::AnswerQuestion { need: question.need, message: question.message, title: question.title },
        campaign: Some(campaign.id),
        siren: Some(question.siren),
        until: campaign.spec.discussion_closes(),
    };
    Ok(questions.into_iter().map(task).collect())
}
