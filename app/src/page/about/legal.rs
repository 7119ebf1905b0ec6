//! Pages whose text belongs to whoever runs the site: legal notices, personal data, accessibility. Each comes with a
//! text, in Markdown; a file of the same name in the folder `TERREAU_TEXTS_DIR` stands in its place, and what the staff
//! wrote in the browser before both.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        edit_text::EditText,
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
    },
};
use entity::{
    address::Address,
    legal::{LegalPage, UnfinishedText, unfinished_texts},
    site_text::SiteText,
};
use leptos::prelude::*;
use server::Context;

/// The text that a legal page shows.
fn text_of(page: LegalPage) -> SiteText {
    match page {
        LegalPage::Notices => SiteText::LegalNotices,
        LegalPage::Privacy => SiteText::Privacy,
        LegalPage::Accessibility => SiteText::Accessibility,
    }
}

/// The legal texts that hold a placeholder or say nothing: no campaign opens over them.
pub async fn unfinished(ctx: &Context) -> Result<Vec<UnfinishedText>, server::Error> {
    let mut texts = Vec::new();
    for page in LegalPage::ALL {
        texts.push((*page, server::site_text::current(ctx, text_of(*page)).await?));
    }
    Ok(unfinished_texts(texts.iter().map(|(page, text)| (*page, text.as_ref()))))
}

/// Where a legal page is, and what it is called.
pub fn named(page: LegalPage) -> (Address, &'static str) {
    let address = match page {
        LegalPage::Notices => Address::LegalNotices,
        LegalPage::Privacy => Address::Privacy,
        LegalPage::Accessibility => Address::Accessibility,
    };
    (address, wording::site_text(text_of(page)))
}

/// Who runs the site, who hosts it.
pub async fn notices(visit: Visit) -> Result<Page, Failure> {
    page(&visit, SiteText::LegalNotices, "Qui exploite et héberge ce site, et à qui écrire.").await
}

/// What is known of people, why, for how long.
pub async fn privacy(visit: Visit) -> Result<Page, Failure> {
    let described =
        "Ce qui est connu des personnes qui agissent ici, pourquoi, pour combien de temps, et leurs droits.";
    page(&visit, SiteText::Privacy, described).await
}

/// What the site's accessibility was checked by, and whom to write to.
pub async fn accessibility(visit: Visit) -> Result<Page, Failure> {
    let described = "Comment l’accessibilité de ce site a été vérifiée, et à qui signaler une difficulté.";
    page(&visit, SiteText::Accessibility, described).await
}

async fn page(visit: &Visit, text: SiteText, described: &str) -> Result<Page, Failure> {
    let markup = Markup::of(&server::site_text::current(&visit.ctx, text).await?);
    let (title, edit) = (wording::site_text(text), EditText::of(visit, &[text]));
    Ok(Frame::new(title).described(described).render(visit, || {
        view! {
            <h1>{title}</h1>
            <Markdown text=&markup />
            <p>
                "Une question, une demande\u{a0}: " <a href=Address::Contact.to_string()>"écrivez à l’équipe"</a>
                "."
            </p>
            {edit.view()}
        }
        .into_any()
    }))
}
