//! The choices of a ballot, with their running total against the envelope.

use crate::french::{count, euros};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A project to tick.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    pub id: uuid::Uuid,
    pub title: String,
    pub summary: String,
    pub carrier: String,
    pub cost_cents: i64,
    pub ticked: bool,
}

/// The check boxes, and what the ticked projects cost together.
#[island]
pub fn Choices(choices: Vec<Choice>, envelope_cents: i64) -> impl IntoView {
    let (ticked, set_ticked) = signal(choices.iter().map(|choice| choice.ticked).collect::<Vec<bool>>());
    let costs: Vec<i64> = choices.iter().map(|choice| choice.cost_cents).collect();
    let total = move || {
        let ticked = ticked.get();
        let chosen = ticked.iter().filter(|ticked| **ticked).count();
        let cost: i64 = costs.iter().zip(&ticked).filter(|(_, ticked)| **ticked).map(|(cost, _)| cost).sum();
        format!(
            "{}, {} en tout (enveloppe : {})",
            count(chosen as u64, "projet choisi", "projets choisis"),
            euros(cost),
            euros(envelope_cents)
        )
    };
    let boxes = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            let id = if at == 0 { "projects".to_owned() } else { format!("projects-{at}") };
            let project = format!("/projets/{}", choice.id);
            view! {
                <div class="t-choice">
                    <div class="fr-checkbox-group">
                        <input
                            type="checkbox"
                            id=id.clone()
                            name="projects"
                            value=choice.id.to_string()
                            checked=choice.ticked
                            on:change=move |event| {
                                let now = event_target_checked(&event);
                                set_ticked.update(|ticked| if let Some(one) = ticked.get_mut(at) { *one = now });
                            }
                        />
                        <label class="fr-label" for=id>
                            <strong>{choice.title.clone()}</strong>
                            <span class="fr-hint-text">{choice.summary}</span>
                            <span class="fr-hint-text">"Porté par " {choice.carrier}</span>
                        </label>
                    </div>
                    <p class="t-choice__cost">{euros(choice.cost_cents)}</p>
                    <p class="t-choice__more"><a href=project>"Lire la fiche " <span class="fr-sr-only">"du projet " {choice.title}</span></a></p>
                </div>
            }
        })
        .collect_view();
    view! {
        {boxes}
        <p class="t-total" role="status">{total}</p>
    }
}
