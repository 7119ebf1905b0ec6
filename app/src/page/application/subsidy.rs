//! How a subsidy was computed, step by step.

use crate::ui::views::views;
use entity::subsidy::{Costs, Step, StepKind, Subsidy, Terms};
use leptos::prelude::*;
use wording::euros;

/// The computation of an amount, step by step.
#[component]
pub fn SubsidyReasoning<'a>(subsidy: &'a Subsidy, costs: Option<Costs>, terms: Terms) -> AnyView {
    if subsidy.steps.is_empty() {
        return view! { <p class="fr-hint-text">"Le montant demandé sera calculé ici."</p> }.into_any();
    }
    let steps = subsidy.steps.iter().map(|step| view! { <li>{step_sentence(step, costs, terms)}</li> }.into_any());
    view! {
        <div class="t-reasoning">
            <p>"Montant demandé, calculé : " <strong>{euros(subsidy.amount.cents())}</strong></p>
            <ol>{views(steps)}</ol>
        </div>
    }
    .into_any()
}

fn step_sentence(step: &Step, costs: Option<Costs>, terms: Terms) -> String {
    let limit = euros(step.limit.cents());
    match step.kind {
        StepKind::Rate if terms.rate == 100 => format!("Dépenses éligibles : {limit}"),
        StepKind::Rate => {
            let eligible = costs.map(|costs| costs.eligible.cents()).unwrap_or_default();
            format!("{} % de {} de dépenses éligibles : {limit}", terms.rate, euros(eligible))
        }
        StepKind::Ceiling => format!("Plafond par dossier : {limit}"),
        StepKind::PublicFunding => format!(
            "Aides publiques cumulées, {} % des dépenses éligibles au plus : il reste {limit}",
            terms.public_funding,
        ),
        StepKind::Remainder => format!("Reste à payer après les autres financements : {limit}"),
        StepKind::Floor => format!("Minimum par dossier : {limit} ; en dessous, rien n’est financé"),
        StepKind::Flat => format!("Somme des forfaits : {limit}"),
    }
}
