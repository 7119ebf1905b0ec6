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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;
    use entity::refusal::Refusal;

    #[test]
    fn a_link_that_serves_no_more_says_so() {
        let ended = || ("Lien terminé", "Demandez-en un autre.");
        let show = |looked| unless_ended(looked, ended(), |name: &str| name.to_owned().into_any());
        let found = show(Ok("Figeac")).map(|view| html(|| view));
        assert_eq!(found, Ok("Figeac".to_owned()));
        let gone = show(Err(server::Error::Refused(Refusal::LinkEnded))).map(|view| html(|| view));
        assert_eq!(gone, Ok("<h1>Lien terminé</h1><p>Demandez-en un autre.</p>".to_owned()));
        assert_eq!(show(Err(server::Error::NotFound)).map(|view| html(|| view)), Err(Failure::NotFound));
    }
}
