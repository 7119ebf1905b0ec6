//! What a handler answers when it does not do what was asked. The page for it is made by [`super::middleware`].

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use entity::{
    form_field::FieldName,
    refusal::{FieldRefusals, Refusal},
    sign_in::Fault,
};

/// Why there is no page. Travels in the response's extensions to where the error page, or the form again, is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Fields of the form are refused (an empty name: the form as a whole).
    Refused(FieldRefusals),
    SignInNeeded,
    /// A sign-in through the identity provider came to nothing.
    SignIn(Fault),
    Forbidden,
    /// The site is seen as somebody else would see it: nothing is done, and nothing secret is shown.
    Viewing,
    NotFound,
    /// More was sent than a form may hold.
    TooLarge,
    /// A form sent from another site.
    ForeignOrigin,
    /// Too many requests; how many seconds to wait.
    TooMany(u64),
    /// Our fault; what happened is in the log under the request's reference.
    Internal,
}

impl Failure {
    /// The HTTP status of it.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::Refused(refusals) if refusals.iter().any(|(_, one)| one.is_too_many()) => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Failure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::SignInNeeded | Failure::Forbidden | Failure::Viewing | Failure::ForeignOrigin => {
                StatusCode::FORBIDDEN
            }
            Failure::SignIn(fault) => match fault {
                Fault::State | Fault::Ended | Fault::Cancelled | Fault::Code => StatusCode::BAD_REQUEST,
                Fault::Acr | Fault::SecondFactor => StatusCode::FORBIDDEN,
                Fault::ProviderError | Fault::Unreachable | Fault::Answer => StatusCode::BAD_GATEWAY,
            },
            Failure::NotFound => StatusCode::NOT_FOUND,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Failure::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(FieldRefusals::one(FieldName::WHOLE, refusal))
    }
}

impl From<FieldRefusals> for Failure {
    fn from(refusals: FieldRefusals) -> Self {
        Failure::Refused(refusals)
    }
}

impl From<server::Error> for Failure {
    fn from(error: server::Error) -> Self {
        match error {
            server::Error::Refused(refusal) => refusal.into(),
            server::Error::Fields(refusals) => Failure::Refused(refusals),
            server::Error::SignInNeeded => Failure::SignInNeeded,
            server::Error::SignIn(fault) => Failure::SignIn(fault),
            server::Error::Forbidden => Failure::Forbidden,
            server::Error::Viewing => Failure::Viewing,
            server::Error::NotFound => Failure::NotFound,
            server::Error::Database(_) | server::Error::Stored(_) => {
                // Logged here, once; the request's span carries the reference that the error page shows.
                tracing::error!(%error, "request failed");
                Failure::Internal
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
