//! Acts of the campaign office: taking a draft over, throwing it away, proposing that a campaign is opened, its file.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::about::legal,
    ui::shown::SHOWN,
};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::CampaignDraftId,
    permission::{Action, Facts},
    refusal::Refusal,
};
use server::campaign::{
    draft::{self, Taken},
    file,
};

/// Takes a draft over into its campaign, or proposes it to a second person.
pub async fn take_over(visit: Visit, Path(id): Path<CampaignDraftId>, fields: Fields) -> Result<After, Failure> {
    Ok(match draft::take_over(&visit.ctx, id, &fields.text(SHOWN)).await? {
        Taken::Prepared { .. } => After::new(Done::CampaignPrepared, Address::CampaignOffice),
        Taken::Proposed => After::new(Done::ActProposed, Address::JointActs),
    })
}

/// Throws a draft away.
pub async fn discard(visit: Visit, Path(id): Path<CampaignDraftId>) -> Result<After, Failure> {
    draft::discard(&visit.ctx, id).await?;
    Ok(After::new(Done::CampaignDiscarded, Address::CampaignOffice))
}

/// Proposes that a prepared campaign is opened.
pub async fn propose_opening(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let unfinished = legal::unfinished(&visit.ctx).await?;
    draft::propose_opening(&visit.ctx, fields.parse(form_field::ENTRY)?, &unfinished).await?;
    Ok(After::new(Done::ActProposed, Address::JointActs))
}

/// The campaign as a file, once it is whole.
pub async fn file(visit: Visit, Path(id): Path<CampaignDraftId>) -> Result<Response, Failure> {
    let draft = draft::find(&visit.ctx, id).await?;
    let campaign = draft.check().map_err(|faults| Refusal::CampaignNotReady { faults: faults.len() })?;
    let named = format!("attachment; filename=\"{}.toml\"", campaign.slug);
    let headers =
        [(header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, file::write(&campaign)?).into_response())
}
