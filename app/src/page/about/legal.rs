//! Pages whose text belongs to whoever runs the site: legal notices, personal data, accessibility. Each comes with a
//! text, in Markdown; a file of the same name in the folder `TERREAU_TEXTS_DIR` stands in its place, read at each
//! visit.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
    },
};
use leptos::prelude::*;
use std::sync::LazyLock;

static NOTICES: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/mentions-legales.md")));
static PRIVACY: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/donnees-personnelles.md")));
static ACCESSIBILITY: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/accessibilite.md")));

/// Who runs the site, who hosts it.
pub async fn notices(visit: Visit) -> Result<Page, Failure> {
    page(&visit, "mentions-legales", "Mentions légales", "Qui exploite et héberge ce site, et à qui écrire.", &NOTICES)
        .await
}

/// What is known of people, why, for how long.
pub async fn privacy(visit: Visit) -> Result<Page, Failure> {
    let described =
        "Ce qui est connu des personnes qui agissent ici, pourquoi, pour combien de temps, et leurs droits.";
    page(&visit, "donnees-personnelles", "Données personnelles", described, &PRIVACY).await
}

/// What the site's accessibility was checked by, and whom to write to.
pub async fn accessibility(visit: Visit) -> Result<Page, Failure> {
    let described = "Comment l’accessibilité de ce site a été vérifiée, et à qui signaler une difficulté.";
    page(&visit, "accessibilite", "Accessibilité", described, &ACCESSIBILITY).await
}

async fn page(visit: &Visit, name: &str, title: &'static str, described: &str, ours: &Markup) -> Result<Page, Failure> {
    let theirs = match &visit.site.texts {
        Some(folder) => tokio::fs::read_to_string(folder.join(format!("{name}.md"))).await.ok(),
        None => None,
    };
    let theirs = theirs.as_deref().map(Markup::of);
    let text = theirs.as_ref().unwrap_or(ours);
    Ok(Frame::new(title).described(described).render(visit, || {
        view! {
            <h1>{title}</h1>
            <Markdown text />
        }
        .into_any()
    }))
}
