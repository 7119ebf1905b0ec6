//! What curators decide on texts, and what the authors of hidden ones answer.

use crate::http::{after::After, failure::Failure, fields::Fields, visit::Visit};
use entity::{
    address::Address,
    done::Done,
    form_field,
    moderation::TextId,
    permission::{Action, Facts},
};
use server::moderation::{answer, decide};

/// The text that a form names, for a curator.
fn text_of(visit: &Visit, fields: &Fields) -> Result<TextId, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    fields.parse(form_field::TEXT)
}

/// Hides a text.
pub async fn hide(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let text = text_of(&visit, &fields)?;
    decide::hide(&visit.ctx, text, &fields.reason(text)).await?;
    Ok(After::new(Done::TextHidden, Address::Moderation))
}

/// Leaves a text as it is.
pub async fn keep(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let text = text_of(&visit, &fields)?;
    decide::keep(&visit.ctx, text).await?;
    Ok(After::new(Done::TextKept, Address::Moderation))
}

/// Shows a hidden text again.
pub async fn show(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let text = text_of(&visit, &fields)?;
    decide::show(&visit.ctx, text).await?;
    Ok(After::new(Done::TextShown, Address::Moderation))
}

/// Leaves a text hidden after its author answered.
pub async fn uphold(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let text = text_of(&visit, &fields)?;
    decide::uphold(&visit.ctx, text).await?;
    Ok(After::new(Done::TextHiddenUpheld, Address::Moderation))
}

/// The author of a hidden text answers.
pub async fn answer(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.person()?;
    let text: TextId = fields.parse(form_field::TEXT)?;
    let field = form_field::ANSWER.of(text);
    let typed = fields.text(&field);
    let back = answer::answer(&visit.ctx, text, field, &typed).await?;
    Ok(After::new(Done::HiddenTextAnswered, back))
}
