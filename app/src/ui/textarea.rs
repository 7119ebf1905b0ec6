//! The only way to render a `<textarea>`: leptos 0.8 leaves the text inside one unescaped on the server, this escapes
//! it.
//! `make check` refuses any other.

use leptos::prelude::*;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use wording::count;

/// Notes, while a page is rendered, that a text of it counts its characters: such a page has the module that does.
#[derive(Debug, Clone, Default)]
pub struct Counted(Arc<AtomicBool>);

impl Counted {
    fn note() {
        if let Some(Self(counted)) = use_context::<Self>() {
            counted.store(true, Ordering::Relaxed);
        }
    }

    /// Whether there is one.
    pub fn is_noted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A text area with its text. HTML drops one line end after the opening tag, so that one is put there.
///
/// Where it says how much it holds, that stands below it; the page's module then tells how much is left, aloud only
/// near the end (`app/browser/live/src/count.rs`).
#[component]
pub fn TextArea(
    id: String,
    name: String,
    text: String,
    rows: u8,
    mut described_by: String,
    invalid: bool,
    /// Characters at most.
    #[prop(optional_no_strip)]
    most: Option<usize>,
) -> impl IntoView {
    let text = format!("\n{}", escaped(&text));
    let class = if invalid { "fr-input fr-input--error" } else { "fr-input" };
    let hint = most.map(|most| {
        Counted::note();
        let hint = format!("{id}-compte");
        described_by = format!("{described_by} {hint}").trim().to_owned();
        let most_said = format!("{} au plus", count(most as u64, "caractère", "caractères"));
        view! {
            <p class="fr-hint-text t-count" id=hint data-count=id.clone() data-most=most.to_string()>
                {most_said}
            </p>
        }
    });
    view! {
        <textarea
            class=class
            id=id
            name=name
            rows=rows
            aria-describedby=described_by
            aria-invalid=invalid.then_some("true")
            inner_html=text
        ></textarea>
        {hint}
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_the_text_area() {
        let text = "</textarea><script>alert(1)</script> &amp;".to_owned();
        let id = "a".to_owned();
        let html = Owner::new().with(|| {
            view! { <TextArea id=id.clone() name=id text rows=3 described_by=String::new() invalid=false /> }.to_html()
        });
        assert!(
            html.contains("\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;</textarea>"),
            "{html}"
        );
        assert_eq!(html.matches("</textarea>").count(), 1);
    }

    #[test]
    fn a_text_that_is_bounded_says_so_and_is_described_by_it() {
        let (html, noted) = Owner::new().with(|| {
            let counted = Counted::default();
            provide_context(counted.clone());
            let id = "problem".to_owned();
            let described_by = "problem-aide".to_owned();
            let most = Some(4000);
            let area =
                view! { <TextArea id=id.clone() name=id text="Ici".into() rows=3 described_by invalid=false most /> };
            (area.to_html(), counted.is_noted())
        });
        assert!(noted, "its page has the module that counts");
        assert!(html.contains("aria-describedby=\"problem-aide problem-compte\""), "{html}");
        assert!(html.contains("4\u{202f}000\u{a0}caractères au plus"), "{html}");
        assert!(html.contains("data-count=\"problem\"") && html.contains("data-most=\"4000\""), "{html}");
    }
}
