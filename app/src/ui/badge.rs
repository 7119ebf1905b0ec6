//! The state of something, in a word or two.

use super::{alert::Tone, html_writer::HtmlWriter};
use leptos::prelude::*;

/// A state beside what it is the state of; without a tone, it is neither good nor bad.
#[component]
pub fn Badge(
    #[prop(optional_no_strip, into)] tone: Option<Tone>,
    #[prop(optional)] small: bool,
    #[prop(into)] label: String,
) -> AnyView {
    let mut html = HtmlWriter::default();
    html.markup("<span class=\"fr-badge");
    if let Some(tone) = tone {
        html.markup(" fr-badge--").markup(tone.class());
    }
    html.markup(if small { " fr-badge--sm\">" } else { "\">" }).text(label).markup("</span>");
    html.into_view()
}

/// Says of a row that it comes with the demonstration.
#[component]
pub fn DemoBadge() -> AnyView {
    view! { <Badge label="Donnée de démonstration" /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_badge_says_its_state_in_words_and_by_its_tone() {
        let badge = html(|| view! { <Badge label="Publié" /> });
        assert_eq!(badge, "<span class=\"fr-badge\">Publié</span>");
        for tone in Tone::ALL {
            let badge = html(|| view! { <Badge tone label="Publié" /> });
            assert_eq!(badge, format!("<span class=\"fr-badge fr-badge--{}\">Publié</span>", tone.class()));
        }
        let small = html(|| view! { <Badge tone=Tone::Info small=true label="Publié" /> });
        assert_eq!(small, "<span class=\"fr-badge fr-badge--info fr-badge--sm\">Publié</span>");
    }

    #[test]
    fn what_comes_with_the_demonstration_says_so() {
        assert_eq!(html(|| view! { <DemoBadge /> }), "<span class=\"fr-badge\">Donnée de démonstration</span>");
    }
}
