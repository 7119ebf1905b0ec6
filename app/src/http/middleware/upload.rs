//! Reads what comes with a form, fields and files, before its handler runs. Who may not attach files is told before a
//! byte of them is read.

use super::{
    deadline::{in_time, unavailable, within},
    error_page::error_page,
    refused,
};
use crate::http::{
    body::{Unread, UploadBounds},
    failure::Failure,
    fields::{Fields, Uploads},
    site::Site,
    visit::Visit,
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use entity::{
    address::Address,
    attachment::{MOST_BYTES, MOST_FILES, MOST_OF_NEED},
    id::{ApplicationId, NeedId, PersonId},
    membership::LARGEST_UPLOADED,
    payment_file::LARGEST_READ_BACK,
    permission::{Action, Facts},
    service::LARGEST_LIST,
    text::tidy,
};
use server::{Context, campaign::draft::LONGEST};
use std::{sync::Arc, time::Duration};

/// How long an answer to a form with files may take, which a storage elsewhere may have to keep.
const STORE_DEADLINE: Duration = Duration::from_secs(90);

/// What files are sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    Application(ApplicationId),
    Need(NeedId),
    /// A list of members, which a curator imports.
    Members,
    /// A list of services, which a curator imports.
    Services,
    /// A file of what was paid.
    Payments,
    /// A campaign file, with which one begins to write a campaign.
    Campaign,
}

impl Recipient {
    fn of(path: &str) -> Option<Self> {
        if path == Address::CurationMembershipsImport.to_string() {
            return Some(Self::Members);
        }
        if path == Address::CurationServicesImport.to_string() {
            return Some(Self::Services);
        }
        if path == Address::PaymentsReadBack.to_string() {
            return Some(Self::Payments);
        }
        if path == Address::CampaignOfficeFile.to_string() {
            return Some(Self::Campaign);
        }
        let below = |list: Address| path.strip_prefix(&format!("{list}/"))?.strip_suffix("/fichiers");
        match below(Address::Needs) {
            Some(id) => Some(Self::Need(id.parse().ok()?)),
            None => Some(Self::Application(below(Address::Applications)?.parse().ok()?)),
        }
    }

    /// How much may be sent.
    fn most(self) -> UploadBounds {
        match self {
            Self::Application(_) => UploadBounds { files: MOST_FILES, bytes: MOST_BYTES },
            Self::Need(_) => UploadBounds { files: MOST_OF_NEED, bytes: MOST_BYTES },
            Self::Members => UploadBounds { files: 1, bytes: LARGEST_UPLOADED },
            Self::Services => UploadBounds { files: 1, bytes: LARGEST_LIST },
            Self::Payments => UploadBounds { files: 1, bytes: LARGEST_READ_BACK },
            Self::Campaign => UploadBounds { files: 1, bytes: LONGEST as u64 },
        }
    }

    /// Who sends the files, when they may.
    async fn sender(self, ctx: &Context) -> Result<PersonId, server::Error> {
        match self {
            Self::Application(id) => {
                server::attachment::require_may_add(ctx, id).await?;
                ctx.person()
            }
            Self::Need(id) => {
                server::need::attachment::require_may_add(ctx, id).await?;
                ctx.person()
            }
            Self::Members => server::membership::require_may_upload(ctx),
            Self::Services => server::service::require_may_upload(ctx),
            Self::Payments => server::payment::file::require_may_read_back(ctx),
            Self::Campaign => {
                ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
                ctx.person()
            }
        }
    }
}

/// What files are sent to and the boundary of their form, when that is what is sent.
pub fn recipient(parts: &Parts) -> Option<(Recipient, String)> {
    let recipient = Recipient::of(parts.uri.path())?;
    let kind = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some((recipient, multer::parse_boundary(kind).ok()?))
}

/// Answers a form without files.
pub async fn answer_fields(site: &Arc<Site>, routes: &Router, mut parts: Parts, body: Body) -> Response {
    match site.bodies.form(&parts.headers, body).await {
        Ok(content) => {
            let typed = url::form_urlencoded::parse(&content);
            let typed = typed.map(|(name, text)| (name.into_owned(), tidy(&text))).collect();
            parts.extensions.insert(Fields(typed));
            in_time(site, &parts, refused::answer_form(site, routes, &parts, content)).await
        }
        Err(unread) => not_read(site, parts, unread).await,
    }
}

/// Answers a form with files.
pub async fn answer_files(
    site: &Arc<Site>,
    routes: &Router,
    mut parts: Parts,
    body: Body,
    recipient: Recipient,
    boundary: String,
) -> Response {
    let person = match sender(site, parts.clone(), recipient).await {
        Ok(person) => person,
        Err(failure) => {
            site.bodies.discard(body).await;
            return in_time(site, &parts, error_page(site, parts.clone(), failure)).await;
        }
    };
    let place = match site.bodies.place(person).await {
        Ok(place) => place,
        Err(unread) => return not_read(site, parts, unread).await,
    };
    match site.bodies.upload(&parts.headers, body, boundary, recipient.most()).await {
        Ok((fields, uploads)) => {
            parts.extensions.insert(fields);
            parts.extensions.insert(Uploads(uploads));
            let answer = refused::answer_form(site, routes, &parts, Bytes::new());
            let answer = within(STORE_DEADLINE, &parts, answer).await;
            drop(place);
            answer
        }
        Err(unread) => not_read(site, parts, unread).await,
    }
}

/// Who sends files, when they may.
async fn sender(site: &Arc<Site>, mut parts: Parts, recipient: Recipient) -> Result<PersonId, Failure> {
    let asked = async {
        let visit = <Visit as FromRequestParts<Arc<Site>>>::from_request_parts(&mut parts, site).await?;
        Ok(recipient.sender(&visit.ctx).await?)
    };
    tokio::time::timeout(site.deadline, asked).await.unwrap_or(Err(Failure::Internal))
}

/// Answers a form whose content was not read.
async fn not_read(site: &Arc<Site>, parts: Parts, unread: Unread) -> Response {
    match unread {
        Unread::TooLarge => in_time(site, &parts, error_page(site, parts.clone(), Failure::TooLarge)).await,
        Unread::Busy => unavailable(&parts),
        Unread::Slow => StatusCode::REQUEST_TIMEOUT.into_response(),
        // A form that was cut on its way leaves nothing.
        Unread::Cut => StatusCode::BAD_REQUEST.into_response(),
    }
}
