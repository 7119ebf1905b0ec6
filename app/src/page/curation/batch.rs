//! Acts on many needs: chosen on the desk, done, and undone.

use super::{
    desk::{acts::code, search::DeskSearch},
    work::page_of,
};
use crate::http::{after::After, failure::Failure, fields::Fields, visit::Visit};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use entity::{
    address::Address,
    curation::{BatchForm, BatchKind, WorkState},
    done::Done,
    form_field,
    id::{BatchId, NeedId},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
};
use server::{
    curation::batch::{self, Choice, Reduced},
    service::catalogue::catalogue,
};

/// What the fields of a form say of an act.
fn form(fields: &Fields) -> BatchForm {
    BatchForm {
        to: fields.text(form_field::TO),
        work: fields.text(form_field::WORK),
        note: fields.text(form_field::NOTE),
        mention: fields.text(form_field::MENTION),
        project: fields.text(form_field::PROJECT),
        reason: fields.text(form_field::REASON),
        answer: fields.text(form_field::EXISTING_ANSWER),
        link: fields.text(form_field::LINK),
    }
}

/// The form of an answer: what was left empty is what the catalogue says of the service that was chosen.
async fn by_service(visit: &Visit, fields: &Fields) -> Result<BatchForm, Failure> {
    let form = form(fields);
    let chosen = fields.text(form_field::SERVICE);
    if chosen.is_empty() {
        return Ok(form);
    }
    let catalogue = catalogue(&visit.ctx).await?;
    let service = catalogue.services.iter().find(|service| service.id.to_string() == chosen);
    let service = service.ok_or_else(|| FieldRefusals::one(form_field::SERVICE, Refusal::NotOnTheList))?;
    let or = |typed: String, known: String| if typed.trim().is_empty() { known } else { typed };
    let answer = wording::answered_by(&service.name, &service.operator, &service.purpose);
    Ok(BatchForm { answer: or(form.answer, answer), link: or(form.link, service.address.clone()), ..form })
}

/// The needs that were ticked.
fn ticked(fields: &Fields) -> Result<Vec<NeedId>, Failure> {
    let ids: Result<Vec<NeedId>, _> = fields.all(form_field::NEED).iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| Failure::from(Refusal::NotOnTheList))?;
    match ids.is_empty() {
        true => Err(Failure::Refused(FieldRefusals::one(form_field::NEED, Refusal::NoNeedChosen))),
        false => Ok(ids),
    }
}

/// What is said once an act is done.
fn done(kind: BatchKind) -> Done {
    match kind {
        BatchKind::Assign => Done::NeedsAssigned,
        BatchKind::Sort => Done::NeedsSorted,
        BatchKind::Note => Done::NeedsNoted,
        BatchKind::Project => Done::NeedsInProject,
        BatchKind::Decline => Done::NeedsDeclined,
        BatchKind::Answer => Done::NeedsAnswered,
    }
}

/// Acts on the needs ticked on the desk at once, or leads to the page where one says what is done with them.
pub async fn choose(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let act = fields.text(form_field::DESK_ACT);
    if act == code::CHOOSE_ALL {
        let search = DeskSearch::of(&fields.text("filtre"));
        let all = Choice::All(Box::new(search.filter(visit.ctx.actor.person)));
        let id = batch::choose(&visit.ctx, &campaign, &all).await?;
        return Ok(Redirect::to(&Address::CurationBatch(id).to_string()).into_response());
    }
    let ids = ticked(&fields)?;
    let (kind, form) = match act.as_str() {
        code::READ => (BatchKind::Sort, BatchForm { work: WorkState::Read.code().to_owned(), ..BatchForm::default() }),
        code::CHOOSE | code::NEW_PROJECT => {
            let id = batch::choose(&visit.ctx, &campaign, &Choice::These(ids)).await?;
            let page = match act == code::NEW_PROJECT {
                true => visit.here(Address::CurationProject.with("lot", id)),
                false => Address::CurationBatch(id).to_string(),
            };
            return Ok(Redirect::to(&page).into_response());
        }
        code::MERGE => {
            let page = ids
                .iter()
                .fold(Address::CurationMerge.with("", ""), |page, id| page.with(form_field::NEED.as_str(), id));
            return Ok(Redirect::to(&visit.here(page)).into_response());
        }
        code => (BatchKind::from_code(code).ok_or(Refusal::NotOnTheList)?, form(&fields)),
    };
    let id = batch::choose_and_act(&visit.ctx, &campaign, &ids, kind, &form).await?;
    let after = After::new(done(kind), page_of(&visit, &fields, form_field::PAGE));
    Ok(after.then(Address::CurationBatch(id).to_string()).into_response())
}

/// Acts on the needs of a choice.
pub async fn act(visit: Visit, Path(id): Path<BatchId>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let kind = BatchKind::from_code(&fields.text(form_field::DESK_ACT)).ok_or(Refusal::NotOnTheList)?;
    let form = match kind {
        BatchKind::Answer => by_service(&visit, &fields).await?,
        _ => form(&fields),
    };
    batch::act(&visit.ctx, id, kind, &form).await?;
    Ok(After::new(done(kind), Address::CurationBatch(id)))
}

/// Takes needs out of a choice.
pub async fn reduce(visit: Visit, Path(id): Path<BatchId>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let without = match fields.text(form_field::DESK_ACT).as_str() {
        "decides" => Reduced::Decided,
        _ => Reduced::These(ticked(&fields)?),
    };
    batch::reduce(&visit.ctx, id, &without).await?;
    Ok(After::new(Done::BatchReduced, Address::CurationBatch(id)))
}

/// Undoes an act.
pub async fn undo(visit: Visit, Path(id): Path<BatchId>, fields: Fields) -> Result<After, Failure> {
    batch::undo(&visit.ctx, id).await?;
    Ok(After::new(Done::BatchUndone, page_of(&visit, &fields, form_field::PAGE)))
}
