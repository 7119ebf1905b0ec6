//! The search in the help: its box, and the pages that some words name.

use super::{
    act::{Actions, Button},
    alert::{Empty, EmptyState},
    card::{CardItem, Cards},
    card_title::CardTitle,
    field::{HiddenField, SearchField},
    guide::{Guide, HELP_TEXTS, HELP_TITLE},
    marked::{Marked, around},
    views::views,
};
use crate::http::{failure::Failure, visit::Visit};
use entity::{search_text::SearchText, site_text::SiteText};
use leptos::prelude::*;
use server::search::{
    Marks,
    hit::{Hit, of_help},
};

/// How many characters of a text are shown around the words.
const AROUND: usize = 200;

/// Pages of the help that some words name.
pub struct HelpFound {
    pub asked: SearchText,
    pages: Vec<FoundPage>,
    marks: Marks,
    /// Whether no page holds all the words, so that these come near.
    nearest: bool,
}

struct FoundPage {
    address: String,
    title: &'static str,
    excerpt: String,
}

impl HelpFound {
    /// What these words name; nothing is looked for where there are none.
    pub async fn of(visit: &Visit, asked: SearchText) -> Result<Self, Failure> {
        if asked.is_empty() {
            return Ok(Self { asked, pages: Vec::new(), marks: Marks::default(), nearest: false });
        }
        let found = of_help(&visit.ctx, visit.campaign.as_deref(), &asked).await?;
        let mut pages = Vec::new();
        for hit in found.hits {
            let Hit::Help(address) = hit else { continue };
            let guide = Guide::ALL.into_iter().find(|guide| guide.address().to_string() == address);
            let texts = guide.map_or(HELP_TEXTS.to_vec(), |guide| vec![guide.text()]);
            let excerpt = around(&plain(visit, &texts).await?, &found.marks, AROUND);
            pages.push(FoundPage { address, title: guide.map_or(HELP_TITLE, Guide::title), excerpt });
        }
        Ok(Self { asked, pages, marks: found.marks, nearest: found.nearest })
    }
}

/// What texts say, without the marks of their format.
async fn plain(visit: &Visit, texts: &[SiteText]) -> Result<String, Failure> {
    let mut all = String::new();
    for &text in texts {
        let content = server::site_text::current(&visit.ctx, text).await?;
        all.extend(content.chars().filter(|c| !matches!(c, '#' | '*' | '|' | '`' | '>' | '[' | ']')));
        all.push(' ');
    }
    Ok(all)
}

/// The box: its form asks the page on which it stands.
#[component]
pub fn HelpSearch<'a>(
    found: &'a HelpFound,
    /// Where the form asks.
    #[prop(into)]
    action: String,
    label: &'static str,
    /// What goes along unseen: a name and a value.
    #[prop(optional)]
    along: Option<(&'static str, String)>,
) -> AnyView {
    let along = along.filter(|(_, value)| !value.is_empty()).map(|(name, value)| view! { <HiddenField name value /> });
    view! {
        <form method="get" action=action role="search" aria-label="Chercher dans l’aide" class="t-filters">
            {along}
            <SearchField name="texte" label value=found.asked.as_str() />
            <Actions>
                <Button>"Chercher dans l’aide"</Button>
            </Actions>
        </form>
    }
    .into_any()
}

/// What was found, where something was looked for.
#[component]
pub fn HelpHits<'a>(found: &'a HelpFound) -> AnyView {
    if found.asked.is_empty() {
        return ().into_any();
    }
    let none = found.pages.is_empty().then(|| {
        view! {
            <EmptyState why=Empty::NotFound>
                <p role="status">"Aucune page de l’aide ne parle de cela."</p>
            </EmptyState>
        }
    });
    let near = (found.nearest && !found.pages.is_empty())
        .then(|| view! { <p role="status">"Aucune page ne contient tous ces mots. Voici les plus proches."</p> });
    let cards = views(found.pages.iter().map(|page| {
        view! {
            <CardItem>
                <CardTitle>
                    <a href=page.address.clone()>{page.title}</a>
                </CardTitle>
                <p class="t-card__excerpt">
                    <Marked text=&page.excerpt marks=&found.marks />
                </p>
            </CardItem>
        }
        .into_any()
    }));
    view! {
        <h2>"Dans l’aide"</h2>
        {none}
        {near}
        <Cards>{cards}</Cards>
    }
    .into_any()
}
