//! A request to act for a collectivité, as whoever answers it reads it.

use super::quoted::Quoted;
use crate::http::fields::Fields;
use entity::membership::RequestForm;
use leptos::prelude::*;
use server::person::Asking;
use wording::time;

/// Who asks, as what, since when, and what shows it.
#[component]
pub fn MembershipRequest<'a>(asking: &'a Asking) -> AnyView {
    let request = &asking.request;
    let body = wording::for_body(&request.body);
    view! {
        <p>
            <strong>{asking.name.clone()}</strong>
            ", "
            {request.title.clone()}
            " ("
            {wording::capacity(request.capacity).to_lowercase()}
            ")"
            {body}
            ", demande du "
            {time::moment(request.asked_at.utc())}
        </p>
        <Quoted who="Justification :" text=request.evidence.clone() />
    }
    .into_any()
}

/// What the forms of requests send.
pub fn request_form(fields: &Fields) -> RequestForm {
    let text = |name: &str| fields.text(name);
    RequestForm {
        siren: text("siren"),
        capacity: text("capacity"),
        title: text("title"),
        evidence: text("evidence"),
        body: text("body"),
    }
}
