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
        assert_eq!(unless_ended(Ok("Figeac")), Ok(Some("Figeac")));
        assert_eq!(unless_ended::<&str>(Err(server::Error::Refused(Refusal::LinkEnded))), Ok(None));
        assert_eq!(unless_ended::<&str>(Err(server::Error::NotFound)), Err(Failure::NotFound));
        let gone = html(|| view! { <LinkEnded title="Lien terminé" reason="Demandez-en un autre." /> }.into_any());
        assert_eq!(gone, "<h1>Lien terminé</h1><p>Demandez-en un autre.</p>");
    }
}
