//! What a link of a mail opens, and what is said after its answer.

use crate::http::failure::Failure;
use entity::address::Address;
use leptos::prelude::*;

/// What was found behind a link; None where the link serves no more.
pub fn unless_ended<T>(looked: Result<T, server::Error>) -> Result<Option<T>, Failure> {
    match looked {
        Ok(found) => Ok(Some(found)),
        Err(server::Error::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Says that a link serves no more, and why.
#[component]
pub fn LinkEnded(title: &'static str, reason: &'static str) -> AnyView {
    view! {
        <h1>{title}</h1>
        <p>{reason}</p>
    }
    .into_any()
}

/// The title of the page that says what became of an answer.
pub const ANSWERED: &str = "Réponse enregistrée";

/// Says what became of an answer.
#[component]
pub fn LinkAnswered(outcome: &'static str) -> AnyView {
    view! {
        <h1>{ANSWERED}</h1>
        <p>{outcome}</p>
        <p>
            <a href=Address::Home.to_string()>"Découvrir Terreau"</a>
        </p>
    }
    .into_any()
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
