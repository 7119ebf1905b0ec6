//! Of which campaign a page is where that is not the current one, and the way to the same page of the others.

use super::views::views;
use crate::http::{
    campaign::{base_of, in_campaign},
    visit::Visit,
};
use entity::address::{Address, is_of_campaign};
use leptos::prelude::*;

/// Nothing where one campaign runs alone.
#[component]
pub fn OtherCampaigns<'a>(visit: &'a Visit) -> AnyView {
    let campaign = visit.campaign.as_ref().filter(|_| visit.page_campaign.is_other);
    let stands_in = campaign.map(|campaign| {
        let state = wording::campaign_state(campaign.spec.state(visit.ctx.now()));
        let link = (Address::Campaign(campaign.spec.slug.clone()).to_string(), campaign.spec.title.clone());
        (link, state)
    });
    view! { <Campaigns stands_in others=links(visit) /> }.into_any()
}

/// Address and name of the others' page; none on a page that is no campaign's own.
fn links(visit: &Visit) -> Vec<(String, String)> {
    let path = visit.path();
    let page = path.strip_prefix(visit.page_campaign.base()).unwrap_or(path);
    if page != Address::Home.to_string() && !is_of_campaign(page) {
        return Vec::new();
    }
    let current = |slug: &str| visit.page_campaign.is_other && visit.page_campaign.is_current(slug);
    let link = |slug: &str| match page == Address::Home.to_string() {
        true => Address::Campaign(slug.to_owned()).to_string(),
        false if current(slug) => page.to_owned(),
        false => in_campaign(&base_of(slug), page.to_owned()),
    };
    visit.page_campaign.others.iter().map(|other| (link(&other.spec.slug), other.spec.title.clone())).collect()
}

/// The line: in which campaign one is, the others, and the way to all of them.
#[component]
fn Campaigns(
    #[prop(optional_no_strip)] stands_in: Option<((String, String), &'static str)>,
    others: Vec<(String, String)>,
) -> AnyView {
    if stands_in.is_none() && others.is_empty() {
        return ().into_any();
    }
    let stands_in = stands_in.map(|((address, title), state)| {
        view! {
            "Vous êtes dans la campagne "
            <a href=address>{title}</a>
            {format!(" ({state}). ")}
        }
    });
    let lead = (!others.is_empty()).then_some("Aussi\u{a0}: ");
    let others = views(others.into_iter().map(|(address, title)| {
        view! {
            <a href=address>{title}</a>
            ". "
        }
        .into_any()
    }));
    view! {
        <p class="t-other-campaign">
            {stands_in} {lead} {others} <a href=Address::Campaigns.to_string()>"Toutes les campagnes"</a>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_campaign_that_runs_alone_is_not_spoken_of() {
        assert_eq!(html(|| view! { <Campaigns stands_in=None others=Vec::new() /> }), "");
    }

    #[test]
    fn another_campaign_says_its_name_and_leads_to_the_same_page_of_the_others() {
        let link = |address: &str, title: &str| (address.to_owned(), title.to_owned());
        let line = html(|| {
            let stands_in = Some((link("/campagnes/x", "La première"), "en cours"));
            view! { <Campaigns stands_in others=vec![link("/besoins", "La suivante")] /> }
        });
        assert!(
            line.contains("Vous êtes dans la campagne <a href=\"/campagnes/x\">La première</a> (en cours). "),
            "{line}"
        );
        assert!(line.contains("<a href=\"/besoins\">La suivante</a>"), "{line}");
    }
}
