//! The only way to render a `<textarea>`: leptos 0.8 leaves the text inside one unescaped on the server, this escapes
//! it.
//! `make check` refuses any other.

use leptos::prelude::*;

/// A text area with its text. HTML drops one line end after the opening tag, so that one is put there.
#[component]
pub fn TextArea(
    id: String,
    name: String,
    text: String,
    rows: u8,
    described_by: String,
    invalid: bool,
) -> impl IntoView {
    let text = format!("\n{}", escaped(&text));
    let class = if invalid { "fr-input fr-input--error" } else { "fr-input" };
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
}
