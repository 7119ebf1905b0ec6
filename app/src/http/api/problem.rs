//! Why there is no answer: a problem (RFC 9457), with a code that stays.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Codes of problems; they stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// There is nothing at this address, or nothing that a visitor may see.
    NotFound,
    /// A parameter is unknown, stands twice, or is out of its bounds.
    InvalidQuery,
    /// A cursor that this list, under these filters, did not give.
    InvalidCursor,
    /// The vote is open: its result comes with its close.
    VoteOpen,
    /// The API is read; nothing is sent to it.
    MethodNotAllowed,
    /// No answer in what the client accepts: JSON is all there is.
    NotAcceptable,
    /// Too many requests from one network; `Retry-After` says how long to wait.
    TooManyRequests,
    /// A fault of the server, in its log under the request's reference.
    Internal,
}

impl Code {
    fn status(self) -> StatusCode {
        match self {
            Code::NotFound | Code::VoteOpen => StatusCode::NOT_FOUND,
            Code::InvalidQuery | Code::InvalidCursor => StatusCode::BAD_REQUEST,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Code::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Why there is no answer (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code tells one problem from another.
    r#type: &'static str,
    /// The HTTP status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    code: Code,
    /// What is wrong with this request.
    detail: String,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let status = code.status();
        let title = status.canonical_reason().unwrap_or_default();
        Self { r#type: "about:blank", title, status: status.as_u16(), code, detail: detail.into() }
    }
}

impl From<server::Error> for Problem {
    fn from(error: server::Error) -> Self {
        match error {
            server::Error::NotFound
            | server::Error::Forbidden
            | server::Error::SignInNeeded
            | server::Error::Viewing => Self::new(Code::NotFound, "There is nothing here that a visitor may see."),
            server::Error::Refused(_) | server::Error::Fields(_) | server::Error::SignIn(_) => {
                Self::new(Code::InvalidQuery, "This cannot be asked for.")
            }
            server::Error::Database(_) | server::Error::Stored(_) => {
                tracing::error!(%error, "a request of the API failed");
                Self::new(Code::Internal, "The server failed; its log says how.")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let content = serde_json::to_vec(&self).unwrap_or_default();
        (self.code.status(), [(header::CONTENT_TYPE, "application/problem+json")], content).into_response()
    }
}
