//! Freezing the rule of the vote: what it will hold, and the button; a rehearsal stands between.

use super::rehearsal::{RehearsalSection, cents};
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Details},
        alert::{Alert, Tone},
        ask_first::{self, Ask, AskFirst, Why},
        field::{PostForm, RefusalSummary},
        figures::{Definitions, entry},
        form::Form,
        frame::{Frame, Page},
        here::here,
        shown::ShownField,
        views::views,
    },
};
use entity::{
    address::Address,
    calendar::Period,
    done::Done,
    frozen_rule::FrozenRule,
    id::ProjectId,
    permission::{Action, Facts},
    priority::Priority,
};
use leptos::prelude::*;
use server::frozen_rule::{self, Rehearsal};
use std::collections::HashMap;
use wording::{count, time};

/// What the page shows.
struct RulePage {
    /// As it would be frozen, or as it is.
    rule: FrozenRule,
    /// Why each project serves the programmes that it does.
    priorities: HashMap<ProjectId, Priority>,
    state: RuleState,
    rehearsal: Vec<Rehearsal>,
    /// When the vote is open.
    vote: Period,
    /// Whether it has opened by now.
    has_opened: bool,
    freeze: Form,
    reopen: Form,
}

/// How far the rule is.
enum RuleState {
    /// With the fingerprint of the document.
    Frozen(String),
    Unfrozen,
    /// The vote closed without one.
    NeverFrozen,
}

/// The page of the rule: as it would be frozen, or as it is.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let (vote, now) = (campaign.spec.calendar.selection, visit.ctx.now());
    let (rule, state) = match frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await? {
        Some(frozen) => (frozen.rule.clone(), RuleState::Frozen(frozen.hash.clone())),
        None => {
            let state = if now >= vote.close() { RuleState::NeverFrozen } else { RuleState::Unfrozen };
            (frozen_rule::draft(&visit.ctx, visit.ctx.read(), &campaign).await?, state)
        }
    };
    let rehearsal = match state {
        RuleState::Unfrozen | RuleState::NeverFrozen if !rule.projects.is_empty() => {
            frozen_rule::rehearse(&visit.ctx, &rule).await?
        }
        _ => Vec::new(),
    };
    let page = RulePage {
        priorities: server::project::query::priorities(&visit.ctx, &campaign).await?,
        rule,
        state,
        rehearsal,
        vote,
        has_opened: now >= vote.opening(),
        freeze: Form::new(&visit, Address::CurationRuleFreeze),
        reopen: Form::new(&visit, Address::CurationRuleReopen).labelled(&[ask_first::REASON]),
    };
    let frame = Frame::new("Règle du vote").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <Rule page /> }.into_any()))
}

#[component]
fn Rule(page: RulePage) -> AnyView {
    let page = &page;
    let may_freeze = matches!(page.state, RuleState::Unfrozen) && !page.rule.projects.is_empty();
    view! {
        <RefusalSummary form=&page.freeze />
        <RefusalSummary form=&page.reopen />
        <h1>"Règle du vote"</h1>
        <RuleStanding page />
        <h2>"Ce que le document arrête"</h2>
        <p>{wording::rule(page.rule.rule)}</p>
        <p>{wording::ties(page.rule.rule)}</p>
        <p>{wording::publication(page.rule.publication)}</p>
        <RuleContent rule=&page.rule vote=page.vote />
        <h3>"Les projets, dans l’ordre qui départage les dernières égalités"</h3>
        <RuleProjects page />
        <RehearsalSection rehearsal=&page.rehearsal />
        {may_freeze.then(|| view! { <FreezeSection page /> })}
    }
    .into_any()
}

/// Whether the rule is frozen, and what follows from that.
#[component]
fn RuleStanding<'a>(page: &'a RulePage) -> AnyView {
    match &page.state {
        RuleState::Frozen(hash) => view! { <FrozenStanding page hash /> }.into_any(),
        RuleState::NeverFrozen => view! { <p>"Le vote est clos sans que la règle ait été figée."</p> }.into_any(),
        RuleState::Unfrozen => {
            let text = match page.has_opened {
                true => "Le vote devrait être ouvert : il ne le sera qu’une fois la règle figée.".to_owned(),
                false => format!("Sans règle figée, le vote n’ouvrira pas le {}.", time::date(page.vote.opens)),
            };
            view! {
                <Alert tone=Tone::Warning title="La règle n’est pas figée">
                    <p>{text}</p>
                </Alert>
            }
            .into_any()
        }
    }
}

/// What the reason of reopening the list is of.
const REOPENING: &str = "rouvrir";

/// What is asked before the list is opened again.
fn before_reopening() -> Ask {
    let what = "Le document figé et son empreinte ne valent plus, et le vote n’ouvrira pas avant un nouveau document.";
    Ask::before("Rouvrir la liste", what).why(Why::named(REOPENING, "Gardé dans la trace"))
}

/// The fingerprint of the document, the document, and the way back until the vote opens.
#[component]
fn FrozenStanding<'a>(page: &'a RulePage, hash: &'a str) -> AnyView {
    let change = match page.has_opened {
        true => view! { <p>"Le vote est ouvert ou clos : plus rien de ce document ne change."</p> }.into_any(),
        false => view! {
            <p>
                "Jusqu’à l’ouverture du vote, vous pouvez rouvrir la liste pour la corriger ; la règle devra être \
                 figée de nouveau."
            </p>
            <Actions>
                <AskFirst form=&page.reopen ask=before_reopening() />
            </Actions>
        }
        .into_any(),
    };
    view! {
        <Alert tone=Tone::Success title="La règle est figée">
            <p>
                <a href=here(Address::FrozenRule)>"Lire le document"</a>
            </p>
        </Alert>
        <Details summary="Vérifier que ce document n’a pas changé">
            <p>"Son empreinte SHA-256 : " <code>{hash.to_owned()}</code></p>
        </Details>
        {change}
    }
    .into_any()
}

#[component]
fn RuleContent<'a>(rule: &'a FrozenRule, vote: Period) -> AnyView {
    let total: u64 = rule.projects.iter().map(|project| project.cost).sum();
    let called = count(rule.roll.collectivities.len() as u64, "collectivité", "collectivités");
    let projects = count(rule.projects.len() as u64, "projet", "projets");
    let entries = vec![
        entry("Enveloppe", cents(rule.budget)),
        entry("Vote", time::period(&vote, None)),
        entry("Appelées à voter", format!("{called} (données {})", rule.roll.vintage)),
        entry("Projets", format!("{projects}, {} en tout", cents(total))),
    ];
    view! { <Definitions entries /> }.into_any()
}

#[component]
fn RuleProjects<'a>(page: &'a RulePage) -> AnyView {
    let rule = &page.rule;
    if rule.projects.is_empty() {
        return view! { <p>"Aucun projet n’est soumis au vote."</p> }.into_any();
    }
    let projects = views(rule.projects.iter().map(|project| {
        let why = page.priorities.get(&project.id).map(wording::priority_reason).filter(|why| !why.is_empty());
        view! {
            <li>
                <a href=Address::Project(project.id).to_string()>{project.title.clone()}</a>
                ", "
                {cents(project.cost)}
                {project.priority.then_some(", programme prioritaire")}
                {why.map(|why| view! { <span class="fr-hint-text">{why}</span> })}
            </li>
        }
        .into_any()
    }));
    view! { <ol>{projects}</ol> }.into_any()
}

#[component]
fn FreezeSection<'a>(page: &'a RulePage) -> AnyView {
    let (form, shown) = (&page.freeze, view! { <ShownField shown=frozen_rule::shown(&page.rule) /> }.into_any());
    view! {
        <h2>"Figer"</h2>
        <p>
            "Les projets, leurs coûts et leurs textes, l’enveloppe, les dates et la liste des collectivités appelées à \
             voter sont alors arrêtés dans un document public, dont l’empreinte figure sur la page du vote, sur chaque \
             récépissé et avec le résultat."
        </p>
        <PostForm form>
            {shown} <Actions>
                <Button>"Figer la règle"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Freezes the rule.
pub async fn freeze(visit: Visit) -> Result<After, Failure> {
    frozen_rule::freeze(&visit.ctx).await?;
    Ok(After::new(Done::RuleFrozen, visit.here(Address::CurationRule)))
}

/// Takes the freeze back before the opening.
pub async fn reopen(visit: Visit, fields: Fields) -> Result<After, Failure> {
    frozen_rule::reopen(&visit.ctx, &fields.reason(REOPENING)).await?;
    Ok(After::new(Done::RuleReopened, visit.here(Address::CurationRule)))
}
