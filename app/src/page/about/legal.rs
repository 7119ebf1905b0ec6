//! Pages whose text belongs to whoever runs the site: legal notices, personal data, accessibility. Each comes with a
//! text, in Markdown; a file of the same name in the folder `TERREAU_TEXTS_DIR` stands in its place, read at each
//! visit. The demonstration says of itself that it is one.

use crate::{
    http::{failure::Failure, site::Site, visit::Visit},
    ui::{
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
    },
};
use entity::{
    address::Address,
    legal::{LegalPage, UnfinishedText, unfinished_texts},
};
use leptos::prelude::*;
use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

/// What each page says where nobody wrote another text.
fn ours(page: LegalPage, demo: bool) -> &'static str {
    match (page, demo) {
        (LegalPage::Notices, true) => include_str!("../../../texts/mentions-legales-demonstration.md"),
        (LegalPage::Notices, false) => include_str!("../../../texts/mentions-legales.md"),
        (LegalPage::Privacy, _) => include_str!("../../../texts/donnees-personnelles.md"),
        (LegalPage::Accessibility, _) => include_str!("../../../texts/accessibilite.md"),
    }
}

/// Our own texts, each read once.
static READ: LazyLock<HashMap<(LegalPage, bool), Markup>> = LazyLock::new(|| {
    let both = LegalPage::ALL.iter().flat_map(|page| [(*page, false), (*page, true)]);
    both.map(|(page, demo)| ((page, demo), Markup::of(ours(page, demo)))).collect()
});

/// What a legal page says now.
async fn text_of(site: &Site, page: LegalPage) -> Cow<'static, str> {
    let theirs = match &site.texts {
        Some(folder) => tokio::fs::read_to_string(folder.join(format!("{}.md", page.code()))).await.ok(),
        None => None,
    };
    theirs.map_or_else(|| ours(page, site.platform.demo).into(), Cow::Owned)
}

/// The legal texts that hold a placeholder or say nothing: no campaign opens over them.
pub async fn unfinished(site: &Site) -> Vec<UnfinishedText> {
    let mut texts = Vec::new();
    for page in LegalPage::ALL {
        texts.push((*page, text_of(site, *page).await));
    }
    unfinished_texts(texts.iter().map(|(page, text)| (*page, text.as_ref())))
}

/// Where a legal page is, and what it is called.
pub fn named(page: LegalPage) -> (Address, &'static str) {
    match page {
        LegalPage::Notices => (Address::LegalNotices, "Mentions légales"),
        LegalPage::Privacy => (Address::Privacy, "Données personnelles"),
        LegalPage::Accessibility => (Address::Accessibility, "Accessibilité"),
    }
}

/// Who runs the site, who hosts it.
pub async fn notices(visit: Visit) -> Result<Page, Failure> {
    page(&visit, LegalPage::Notices, "Qui exploite et héberge ce site, et à qui écrire.").await
}

/// What is known of people, why, for how long.
pub async fn privacy(visit: Visit) -> Result<Page, Failure> {
    let described =
        "Ce qui est connu des personnes qui agissent ici, pourquoi, pour combien de temps, et leurs droits.";
    page(&visit, LegalPage::Privacy, described).await
}

/// What the site's accessibility was checked by, and whom to write to.
pub async fn accessibility(visit: Visit) -> Result<Page, Failure> {
    let described = "Comment l’accessibilité de ce site a été vérifiée, et à qui signaler une difficulté.";
    page(&visit, LegalPage::Accessibility, described).await
}

async fn page(visit: &Visit, page: LegalPage, described: &str) -> Result<Page, Failure> {
    let (text, demo) = (text_of(&visit.site, page).await, visit.site.platform.demo);
    let theirs = matches!(text, Cow::Owned(_)).then(|| Markup::of(&text));
    let text = theirs.as_ref().or_else(|| READ.get(&(page, demo)));
    let (_, title) = named(page);
    Ok(Frame::new(title).described(described).render(visit, || {
        view! {
            <h1>{title}</h1>
            {text.map(|text| view! { <Markdown text /> })}
        }
        .into_any()
    }))
}
