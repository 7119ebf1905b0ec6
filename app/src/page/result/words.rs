//! What the pages of the result say alike: amounts, and what is said of a project or a collectivité.

use crate::ui::bar::{Bar, Share};
use entity::{address::Address, collectivity::Stratum, siren::Siren, tally::Fraction};
use leptos::prelude::*;
use server::{reference::Reference, tally::CampaignTally};
use wording::euros;

/// An amount in cents.
pub fn cents(amount: u64) -> String {
    euros(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// An exact amount, rounded down to cents.
pub fn rounded(amount: &Fraction) -> u64 {
    u64::try_from(amount.to_integer()).unwrap_or(0)
}

/// The stratum of a collectivité.
pub fn stratum_of(reference: &Reference, siren: &Siren) -> Stratum {
    let inhabitants = reference.figures(siren).population;
    reference.find(siren).map_or(Stratum::Region, |found| Stratum::of(found.kind, inhabitants))
}

/// The title of a project of the election, which leads to its page.
#[component]
pub fn ProjectLink<'a>(result: &'a CampaignTally, project: usize, #[prop(optional)] strong: bool) -> AnyView {
    let address = result.rule.projects.get(project).map(|project| Address::Project(project.id).to_string());
    let title = result.title(project).to_owned();
    let title = match strong {
        true => view! { <strong>{title}</strong> }.into_any(),
        false => title.into_any(),
    };
    view! { <a href=address.unwrap_or_default()>{title}</a> }.into_any()
}

/// A share of the envelope, as a picture; the same figures stand in words beside it.
#[component]
pub fn EnvelopeBar(part: u64, whole: u64) -> AnyView {
    let shares = vec![Share { part, class: None }];
    view! { <Bar whole shares /> }.into_any()
}
