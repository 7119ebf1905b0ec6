//! The front door: what somebody who acts for nobody is told, and the one way on from there.

use super::act::{ButtonLink, Weight};
use entity::address::Address;
use leptos::prelude::*;

/// What the way on is called, wherever it stands.
pub const WAY_ON: &str = "Indiquer votre collectivité";

/// Says that whoever visits acts for nobody yet, what that closes to them, and leads to where they say for whom.
#[component]
pub fn ActsForNobody(
    /// What they cannot do until then, after « Pour ».
    to: &'static str,
) -> AnyView {
    view! {
        <p>{format!("Vous n’agissez encore pour aucune collectivité. Pour {to}, indiquez la vôtre.")}</p>
        <p>
            <ButtonLink weight=Weight::Secondary href=Address::MembershipRequest>
                {WAY_ON}
            </ButtonLink>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn who_acts_for_nobody_is_led_to_where_they_say_for_whom() {
        let text = html(|| view! { <ActsForNobody to="voter" /> });
        assert!(text.contains("aucune collectivité. Pour voter, indiquez la vôtre."), "{text}");
        assert!(text.contains("href=\"/compte/rattachement\""), "{text}");
    }
}
