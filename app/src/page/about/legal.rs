//! Pages whose text belongs to whoever runs the site: legal notices, personal data, accessibility. Each comes with a
//! text, in Markdown; a file of the same name in the folder `TERREAU_TEXTS_DIR` stands in its place, read at each
//! visit.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::frame::{Frame, Page},
};
use leptos::prelude::*;
use pulldown_cmark::{Event, Options, Parser, html};

/// Who runs the site, who hosts it.
pub async fn notices(visit: Visit) -> Result<Page, Failure> {
    page(&visit, "mentions-legales", "Mentions légales", include_str!("../../../texts/mentions-legales.md")).await
}

/// What is known of people, why, for how long.
pub async fn privacy(visit: Visit) -> Result<Page, Failure> {
    page(&visit, "donnees-personnelles", "Données personnelles", include_str!("../../../texts/donnees-personnelles.md"))
        .await
}

/// What the site's accessibility was checked by, and whom to write to.
pub async fn accessibility(visit: Visit) -> Result<Page, Failure> {
    page(&visit, "accessibilite", "Accessibilité", include_str!("../../../texts/accessibilite.md")).await
}

async fn page(visit: &Visit, name: &str, title: &'static str, ours: &str) -> Result<Page, Failure> {
    let theirs = match &visit.site.texts {
        Some(folder) => tokio::fs::read_to_string(folder.join(format!("{name}.md"))).await.ok(),
        None => None,
    };
    let content = rendered(theirs.as_deref().unwrap_or(ours));
    Ok(Frame::new(title).render(visit, move || {
        view! {
            <h1>{title}</h1>
            <div class="t-text" inner_html=content></div>
        }
        .into_any()
    }))
}

/// Markdown as HTML. HTML inside the text is shown as text.
fn rendered(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        other => other,
    });
    let mut shown = String::new();
    html::push_html(&mut shown, events);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_and_no_html_in_it_runs() {
        assert_eq!(rendered("## Hébergeur\n\nUne *ligne*.").trim(), "<h2>Hébergeur</h2>\n<p>Une <em>ligne</em>.</p>");
        assert!(!rendered("<script>alert(1)</script>\n\nun <img src=x onerror=alert(1)> mot").contains("<script"));
        assert!(!rendered("un <img src=x onerror=alert(1)> mot").contains("<img"));
    }
}
