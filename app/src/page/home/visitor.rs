//! What somebody who acts for no collectivité can do: a curator, a person signed in, anybody else.

use super::expected::{Expectation, Line};
use crate::{http::visit::Visit, ui::front_door::WAY_ON};
use entity::{address::Address, permission::Action};

/// What somebody does first who acts for nobody yet.
fn for_nobody() -> Expectation {
    let text = "Indiquez laquelle, dites qui vous y êtes : elle confirme, et vous pouvez agir pour elle. Vous pouvez \
                déjà lire les besoins, les groupements et les projets de toutes les collectivités.";
    Expectation {
        title: "Vous n’agissez encore pour aucune collectivité".to_owned(),
        lines: vec![Line::Text(text)],
        address: Address::MembershipRequest,
        label: WAY_ON,
    }
}

/// What they can do now.
pub fn expectation(visit: &Visit) -> Expectation {
    if visit.acts_for_nobody() {
        return for_nobody();
    }
    let curates = visit.ctx.authorise(Action::Curate, &Default::default()).is_ok();
    let (text, address, label) = match (curates, visit.who.is_some()) {
        (true, _) => (
            "Lisez les besoins, rassemblez-les en projets et préparez la liste soumise au vote.",
            Address::Curation,
            "Ouvrir la curation",
        ),
        (false, true) => (
            "Suivez les besoins et les groupements de toutes les collectivités.",
            Address::Needs,
            "Parcourir les besoins",
        ),
        (false, false) => (
            "Vous êtes élu ou agent d’une collectivité ? Connectez-vous pour voir ce qui est attendu d’elle.",
            Address::SignIn,
            "Se connecter",
        ),
    };
    let requests = (visit.requests_waiting > 0).then_some(Line::Requests(visit.requests_waiting));
    let lines = requests.into_iter().chain([Line::Text(text)]).collect();
    Expectation { title: "Ce que vous pouvez faire".to_owned(), lines, address, label }
}
