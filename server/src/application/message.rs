//! Messages between applicants and those who handle applications.

use super::loaded::{Loaded, handlers};
use crate::assessment::standing;
use crate::{Context, Error, audit, notice};
use entity::{
    address::Address,
    assessment::AssessmentState,
    event::Event,
    form_field,
    id::{ApplicationId, MessageId, PersonId},
    permission::{Action, may},
    refusal::FieldRefusals,
    table::application_message,
    text::Text,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A message of an application.
pub type Message = Text<2, 3000>;

/// Writes a message inside an application; the other side is told, by mail as they chose.
///
/// Who: its collectivités, and those who handle or assess it.
pub async fn write_message(ctx: &Context, id: ApplicationId, text: &str) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    let facts = loaded.facts();
    let from_applicant = may(&ctx.actor, Action::WriteApplication, &facts);
    let assessors = standing::of_application(&tx, id).await?;
    let assesses = assessors
        .iter()
        .any(|row| row.person == person && !matches!(row.state, AssessmentState::Conflict | AssessmentState::Assigned));
    if !from_applicant && !assesses && !may(&ctx.actor, Action::HandleApplication, &facts) {
        return Err(Error::NotFound);
    }
    let mut refusals = FieldRefusals::default();
    let Some(text) = refusals.take(form_field::MESSAGE, Message::parse(text)) else { return Err(refusals.into()) };
    let earlier = application_message::Entity::find().filter(application_message::Column::Application.eq(id));
    let earlier = earlier.filter(application_message::Column::FromApplicant.eq(false)).all(&tx).await?;
    let row = application_message::Model {
        id: MessageId(ctx.platform.new_id()),
        application: id,
        person,
        from_applicant,
        message: text.into_string(),
        at: ctx.now().into(),
    };
    application_message::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    // Whoever of the State's people wrote in the application or assesses it.
    let assessing = assessors.iter().filter(|row| row.state != AssessmentState::Conflict).map(|row| row.person);
    let concerned: Vec<PersonId> = earlier.iter().map(|row| row.person).chain(assessing).collect();
    let people = match from_applicant {
        true if concerned.is_empty() => handlers(&tx, &loaded).await?,
        true => concerned,
        false => loaded.people(&tx).await?,
    };
    notice::notify(&tx, ctx, people, notice::Kind::ApplicationMessage, &loaded.row.title, Address::Application(id))
        .await?;
    audit::record(&tx, ctx, Event::MessageWritten { application: id }).await?;
    ctx.commit(tx).await
}
