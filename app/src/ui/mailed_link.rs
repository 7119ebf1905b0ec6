//! What a link of a mail opens, and what is said after its answer.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::frame::{Frame, Page},
};
use leptos::prelude::*;

/// What was found behind a link, or that the link serves no more.
pub fn unless_ended<T>(
    looked: Result<T, server::Error>,
    (title, text): (&'static str, &'static str),
    show: impl FnOnce(T) -> AnyView,
) -> Result<AnyView, Failure> {
    match looked {
        Ok(found) => Ok(show(found)),
        Err(server::Error::Refused(_)) => Ok(view! {
            <h1>{title}</h1>
            <p>{text}</p>
        }
        .into_any()),
        Err(error) => Err(error.into()),
    }
}

/// A page that says what became of an answer.
pub fn answered(visit: &Visit, text: &'static str) -> Page {
    Frame::new("Réponse enregistrée").render(visit, move || {
        view! {
            <h1>"Réponse enregistrée"</h1>
            <p>{text}</p>
            <p>
                <a href="/">"Découvrir Terreau"</a>
            </p>
        }
        .into_any()
    })
}
