//! Help, one page for each thing that is asked about: getting attached, mandates, groups, a good need.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        edit_text::EditText,
        frame::{Frame, Page},
        guide::{Guide, HELP_TEXTS, HELP_TITLE},
        markdown::{Markdown, Markup},
        views::views,
    },
};
use entity::{address::Address, site_text::SiteText};
use leptos::prelude::*;
use server::search::HelpPage;

/// The pages of the help, as the search finds them.
pub fn pages() -> Vec<HelpPage> {
    let page = |address: Address, title: &str, texts: Vec<SiteText>| HelpPage {
        address: address.to_string(),
        title: title.to_owned(),
        texts,
    };
    let guides = Guide::ALL.into_iter().map(|guide| page(guide.address(), guide.title(), vec![guide.text()]));
    guides.chain([page(Address::Help, HELP_TITLE, HELP_TEXTS.to_vec())]).collect()
}

/// Who acts for a collectivité, and how one asks to.
pub async fn membership(visit: Visit) -> Result<Page, Failure> {
    let described = "Comment demander à agir pour sa collectivité, qui répond, et ce qu’il faut avoir sous la main.";
    page(&visit, Guide::Membership, described).await
}

/// Who casts its ballot.
pub async fn mandates(visit: Visit) -> Result<Page, Failure> {
    let described = "Qui dépose le bulletin de la collectivité, qui lui en donne le mandat, et comment en changer.";
    page(&visit, Guide::Mandates, described).await
}

/// Collectivités that go together.
pub async fn groups(visit: Visit) -> Result<Page, Failure> {
    let described = "Ouvrir un groupement de collectivités, y entrer, atteindre les conditions d’une enveloppe, le \
                     déposer.";
    page(&visit, Guide::Groups, described).await
}

/// What makes a need that others support.
pub async fn need(visit: Visit) -> Result<Page, Failure> {
    let described = "Décrire un problème de sa collectivité pour que d’autres s’y reconnaissent, avec des exemples.";
    page(&visit, Guide::Need, described).await
}

async fn page(visit: &Visit, guide: Guide, described: &str) -> Result<Page, Failure> {
    let text = &Markup::of(&server::site_text::current(&visit.ctx, guide.text()).await?);
    let edit = &EditText::of(visit, &[guide.text()]);
    let frame = Frame::new(guide.title()).below(Address::Help, "Aide").described(described);
    Ok(frame.render(visit, || view! { <GuideText guide text edit /> }.into_any()))
}

#[component]
fn GuideText<'a>(guide: Guide, text: &'a Markup, edit: &'a EditText) -> AnyView {
    view! {
        <h1>{guide.title()}</h1>
        <Markdown text />
        <h2>"Autres pages d’aide"</h2>
        <Guides besides=guide />
        <p>
            "La réponse n’y est pas\u{202f}? " <a href=Address::Contact.to_string()>"Écrivez à l’équipe"</a> "."
        </p>
        {edit.view()}
    }
    .into_any()
}

/// The pages of help, but the one that is read.
#[component]
pub fn Guides(#[prop(optional)] besides: Option<Guide>) -> AnyView {
    let others = Guide::ALL.into_iter().filter(|guide| Some(*guide) != besides);
    let items = views(others.map(|guide| {
        view! {
            <li>
                <a href=guide.address().to_string()>{guide.title()}</a>
            </li>
        }
        .into_any()
    }));
    view! { <ul>{items}</ul> }.into_any()
}
