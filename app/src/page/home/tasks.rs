//! What awaits whoever reads, and what they can do where nothing does.

use super::{
    outlook::outlook,
    task_words::{Words, words},
};
use crate::{
    http::{
        campaign::{base_of, in_campaign},
        visit::Visit,
    },
    ui::{
        act::{Button, ButtonLink, Details, Weight},
        field::{HiddenField, PostForm},
        form::Form,
        views::views,
    },
};
use entity::{address::Address, calendar::Overseas, form_field, siren::Siren};
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, task::Task};
use std::sync::Arc;
use wording::{count, time};

/// Tasks on screen; the others are opened.
const SHOWN: usize = 5;

/// What awaits whoever reads: never empty.
pub struct Awaiting {
    title: &'static str,
    items: Vec<Item>,
    /// Begins to act for another collectivité, and comes back to home.
    act_for: Form,
}

/// A task, ready to be shown.
struct Item {
    words: Words,
    /// For which collectivité, and until when; empty where neither is to be said.
    about: String,
    /// The collectivité that one must act for first, which is not the one acted for now.
    other: Option<(Siren, String)>,
}

impl Awaiting {
    /// The tasks; where there are none, what comes next.
    pub fn of(visit: &Visit, campaign: &StoredCampaign, campaigns: &[Arc<StoredCampaign>], tasks: Vec<Task>) -> Self {
        let act_for = Form::new(visit, Address::AccountActFor).personal();
        if tasks.is_empty() {
            let (title, words) = outlook(visit, campaign);
            return Self { title, items: vec![Item { words, about: String::new(), other: None }], act_for };
        }
        let other = |task: &Task| {
            let of = campaigns.iter().find(|one| Some(one.id) == task.campaign)?;
            (of.id != campaign.id).then_some(of.as_ref())
        };
        let items = tasks.into_iter().map(|task| Item::of(visit, other(&task), task)).collect();
        Self { title: "Ce qui vous attend", items, act_for }
    }
}

impl Item {
    /// `campaign`: the one in which it is done, where that is not the current one.
    fn of(visit: &Visit, campaign: Option<&StoredCampaign>, task: Task) -> Self {
        let reference = visit.ctx.platform.reference();
        let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
        let several = visit.who.as_ref().is_some_and(|who| who.memberships.len() > 1);
        let name = task.siren.map(|siren| (siren, reference.name(&siren)));
        let for_whom = name.as_ref().filter(|_| several).map(|(_, name)| format!("Pour {name}"));
        let until = task.until.map(|until| deadline(visit, until, visit.overseas()));
        let of = campaign.map(|campaign| campaign.spec.title.clone());
        let about: Vec<String> = of.into_iter().chain(for_whom).chain(until).collect();
        let mut words = words(task.kind, task.siren, task.until.map(|until| until - visit.ctx.now()));
        if let Some(campaign) = campaign {
            words.address = in_campaign(&base_of(&campaign.spec.slug), words.address);
        }
        Self { words, about: about.join(" · "), other: name.filter(|(siren, _)| Some(*siren) != acting) }
    }
}

/// `Jusqu’au 30 avril 2021 à 23 h 59, heure de Paris : encore 12 jours`.
fn deadline(visit: &Visit, until: chrono::DateTime<chrono::Utc>, overseas: Option<Overseas>) -> String {
    let left = until - visit.ctx.now();
    format!("Jusqu’au {}\u{a0}: encore {}", time::deadline(until, overseas), time::delay(left))
}

#[component]
pub fn AwaitingPart(awaiting: Awaiting) -> AnyView {
    let Awaiting { title, items, act_for } = awaiting;
    let mut items = items.into_iter().enumerate().map(|(at, item)| {
        let weight = if at == 0 { Weight::Primary } else { Weight::Small };
        view! { <TaskItem item weight act_for=&act_for /> }.into_any()
    });
    let first = views(items.by_ref().take(SHOWN));
    let rest: Vec<AnyView> = items.collect();
    let rest = (!rest.is_empty()).then(|| {
        let summary = count(rest.len() as u64, "autre chose à faire", "autres choses à faire");
        view! {
            <Details summary>
                <ul class="t-tasks">{views(rest.into_iter())}</ul>
            </Details>
        }
    });
    view! {
        <section class="t-awaiting" aria-labelledby="attend">
            <h2 id="attend">{title}</h2>
            <ul class="t-tasks">{first}</ul>
            {rest}
        </section>
    }
    .into_any()
}

#[component]
fn TaskItem<'a>(item: Item, weight: Weight, act_for: &'a Form) -> AnyView {
    let Item { words, about, other } = item;
    let act = match other {
        None => view! {
            <ButtonLink weight href=words.address>
                {words.label}
            </ButtonLink>
        }
        .into_any(),
        Some((siren, name)) => view! {
            <PostForm form=act_for>
                <HiddenField name=form_field::SIREN value=siren.to_string() />
                <HiddenField name=form_field::RETURN_TO value=Address::Home.to_string() />
                <Button weight>{format!("Agir pour {name}")}</Button>
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <li class="t-task">
            <div class="t-task__what">
                <p>{words.sentence}</p>
                {(!about.is_empty()).then(|| view! { <p class="t-task__about">{about}</p> })}
            </div>
            {act}
        </li>
    }
    .into_any()
}
