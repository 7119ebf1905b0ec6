//! How many characters are left in a long text: said below it as one types, aloud only near the end.

use crate::page::{by_id, find_all, listen, value};
use web_sys::Element;
use wording::{count, number};

/// From this share of what a text holds on, a tenth, what is left is read aloud.
const NEAR: usize = 10;

/// Says what is left of each text that is bounded, and again after each change.
pub fn start() {
    for hint in find_all("[data-count]") {
        let most = hint.get_attribute("data-most").and_then(|most| most.parse().ok());
        let field = hint.get_attribute("data-count").and_then(|id| by_id(&id));
        let (Some(most), Some(field)) = (most, field) else { continue };
        say(&hint, &value(&field), most);
        listen(&field.clone(), "input", move |_| say(&hint, &value(&field), most));
    }
}

fn say(hint: &Element, text: &str, most: usize) {
    let left = Left::of(text, most);
    let _ = hint.set_attribute("aria-live", if left.is_near(most) { "polite" } else { "off" });
    let _ = hint.class_list().toggle_with_force("t-count--over", matches!(left, Left::Over(_)));
    hint.set_text_content(Some(&left.sentence(most)));
}

/// What is left of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Characters(usize),
    Over(usize),
}

impl Left {
    /// Counted as the server does: without what stands around the text.
    fn of(text: &str, most: usize) -> Self {
        let length = text.trim().chars().count();
        match length.checked_sub(most) {
            Some(over) if over > 0 => Self::Over(over),
            _ => Self::Characters(most - length),
        }
    }

    fn is_near(self, most: usize) -> bool {
        match self {
            Self::Characters(left) => left <= most / NEAR,
            Self::Over(_) => true,
        }
    }

    fn sentence(self, most: usize) -> String {
        match self {
            Self::Over(over) => format!("{} de trop", count(over as u64, "caractère", "caractères")),
            Self::Characters(left) if left == most => {
                format!("{} au plus", count(most as u64, "caractère", "caractères"))
            }
            Self::Characters(left) => {
                let left = count(left as u64, "caractère restant", "caractères restants");
                format!("{left} sur {}", number(most as u64))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_counted_as_the_server_counts_and_is_near_in_the_last_tenth() {
        let of = |length: usize| Left::of(&format!("\n {}  ", "é".repeat(length)), 500);
        assert_eq!((of(0), of(500), of(503)), (Left::Characters(500), Left::Characters(0), Left::Over(3)));
        assert!(!of(449).is_near(500) && of(450).is_near(500) && of(501).is_near(500));
        assert_eq!(of(0).sentence(500), "500\u{a0}caractères au plus");
        assert_eq!(of(499).sentence(500), "1\u{a0}caractère restant sur 500");
        assert_eq!(of(503).sentence(500), "3\u{a0}caractères de trop");
    }
}
