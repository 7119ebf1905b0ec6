//! Decisions as they are typed on the ranking of a batch: tried without writing anything, or taken.

use super::{
    batch::BatchParams,
    ranking::{self, Simulation},
};
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::frame::Page,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{
    address::Address,
    calendar::from_paris,
    decision::Outcome,
    done::Done,
    form_field,
    form_field::FormField,
    id::ApplicationId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
};
use server::decision::{self, Choice};

/// Shows what decisions would leave; nothing is written.
pub async fn simulate(mut visit: Visit, fields: Fields) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let params = BatchParams::of(&fields);
    let left = decision::simulate(&visit.ctx, &params.batch(), &campaign, &choices(&fields)?).await?.cents();
    // What is refused from here on comes back to the page of the batch, not to this answer.
    visit.uri = params.address().to_string();
    ranking::page_of(visit, params, Some(Simulation { fields, left })).await
}

/// Takes decisions.
pub async fn decide(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let publish_at = publication(&fields.text(form_field::PUBLISH), &fields.text(form_field::HOUR))?;
    let chosen = choices(&fields)?;
    if chosen.iter().all(|choice| choice.outcome.is_none()) {
        return Err(Refusal::NothingTicked.into());
    }
    decision::decide(&visit.ctx, &chosen, publish_at).await?;
    Ok(After::new(Done::DecisionsTaken, visit.here(Address::Desk)))
}

/// What was typed of each application of the batch.
fn choices(fields: &Fields) -> Result<Vec<Choice>, Failure> {
    let choice = |id: &String| {
        let application: ApplicationId = id.parse().map_err(|_| Failure::from(Refusal::NotOnTheList))?;
        let text = |field: FormField| fields.text(field.of(application));
        let outcome = Outcome::from_code(&text(form_field::OUTCOME));
        Ok(Choice { application, outcome, amount: text(form_field::AMOUNT), reason: text(form_field::REASON) })
    };
    fields.all(form_field::APPLICATION).iter().map(choice).collect()
}

/// When decisions are published: a day and an hour of Paris, nine o'clock where no hour is typed; None for at once.
pub fn publication(day: &str, hour: &str) -> Result<Option<DateTime<Utc>>, Failure> {
    let wrong = |field: FormField, refusal| Failure::Refused(FieldRefusals::one(field, refusal));
    match (day.trim(), hour.trim()) {
        ("", "") => Ok(None),
        // An hour without its day must not publish at once.
        ("", _) => Err(wrong(form_field::PUBLISH, Refusal::Missing)),
        (day, hour) => {
            let day: NaiveDate = day.parse().map_err(|_| wrong(form_field::PUBLISH, Refusal::NotADay))?;
            let hour = if hour.is_empty() { "09:00" } else { hour };
            let hour =
                NaiveTime::parse_from_str(hour, "%H:%M").map_err(|_| wrong(form_field::HOUR, Refusal::NotAnHour))?;
            from_paris(day, hour).map(Some).ok_or_else(|| wrong(form_field::HOUR, Refusal::NotAnHour))
        }
    }
}
