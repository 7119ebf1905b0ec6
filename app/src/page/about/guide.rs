//! Help, one page for each thing that is asked about: getting attached, mandates, groups, a good need.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        guide::Guide,
        markdown::{Markdown, Markup},
        views::views,
    },
};
use entity::address::Address;
use leptos::prelude::*;
use server::search::HelpText;
use std::sync::LazyLock;

static MEMBERSHIP: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/aide-rattachement.md")));
static MANDATES: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/aide-mandats.md")));
static GROUPS: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/aide-groupements.md")));
static NEED: LazyLock<Markup> = LazyLock::new(|| Markup::of(include_str!("../../../texts/aide-bon-besoin.md")));

/// The texts of the help, as the search finds them.
pub fn texts() -> Vec<HelpText> {
    let sources = [
        (Address::HelpMembership, Guide::Membership.title(), include_str!("../../../texts/aide-rattachement.md")),
        (Address::HelpMandates, Guide::Mandates.title(), include_str!("../../../texts/aide-mandats.md")),
        (Address::HelpGroups, Guide::Groups.title(), include_str!("../../../texts/aide-groupements.md")),
        (Address::HelpNeed, Guide::Need.title(), include_str!("../../../texts/aide-bon-besoin.md")),
        (Address::Help, "Aide et règles de la campagne", HELP),
    ];
    let text = |(address, title, text): (Address, &str, &str)| HelpText {
        address: address.to_string(),
        title: title.to_owned(),
        text: text.to_owned(),
    };
    sources.map(text).into()
}

/// What the first page of the help says.
const HELP: &str =
    concat!(include_str!("../../../texts/aide-etapes.md"), include_str!("../../../texts/aide-candidater.md"));

/// Who acts for a collectivité, and how one asks to.
pub async fn membership(visit: Visit) -> Result<Page, Failure> {
    let described = "Comment demander à agir pour sa collectivité, qui répond, et ce qu’il faut avoir sous la main.";
    page(&visit, Guide::Membership, described, &MEMBERSHIP)
}

/// Who casts its ballot.
pub async fn mandates(visit: Visit) -> Result<Page, Failure> {
    let described = "Qui dépose le bulletin de la collectivité, qui lui en donne le mandat, et comment en changer.";
    page(&visit, Guide::Mandates, described, &MANDATES)
}

/// Collectivités that go together.
pub async fn groups(visit: Visit) -> Result<Page, Failure> {
    let described = "Ouvrir un groupement de collectivités, y entrer, atteindre les conditions d’une enveloppe, le \
                     déposer.";
    page(&visit, Guide::Groups, described, &GROUPS)
}

/// What makes a need that others support.
pub async fn need(visit: Visit) -> Result<Page, Failure> {
    let described = "Décrire un problème de sa collectivité pour que d’autres s’y reconnaissent, avec des exemples.";
    page(&visit, Guide::Need, described, &NEED)
}

fn page(visit: &Visit, guide: Guide, described: &str, text: &'static Markup) -> Result<Page, Failure> {
    let frame = Frame::new(guide.title()).below(Address::Help, "Aide").described(described);
    Ok(frame.render(visit, || view! { <GuideText guide text /> }.into_any()))
}

#[component]
fn GuideText(guide: Guide, text: &'static Markup) -> AnyView {
    view! {
        <h1>{guide.title()}</h1>
        <Markdown text />
        <h2>"Autres pages d’aide"</h2>
        <Guides besides=guide />
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
