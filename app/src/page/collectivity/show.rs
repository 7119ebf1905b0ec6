//! The public page of a collectivité.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        alert::{Alert, Tone},
        figures::{Definitions, entry},
        frame::{Frame, Page},
        group_card::GroupCards,
        here::here,
        inner::Inner,
        need_card::NeedCards,
        pagination::Pagination,
        views::views,
    },
};
use axum::extract::{Path, Query};
use entity::{
    address::Address,
    campaign::Campaign,
    group::MemberState,
    page_number::{Listed, PageNumber},
    permission::{Action, Facts},
    search_text::SearchText,
    siren::Siren,
    table,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{campaign::loaded::StoredCampaign, collectivity::Detail, person::Colleague, reference::Reference};
use std::sync::Arc;
use wording::{count, number};

/// Needs and groups on one page of each list.
const ON_A_PAGE: u64 = 200;

/// Which page of each list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListPages {
    besoins: SearchText,
    soutiens: SearchText,
    groupements: SearchText,
}

/// What the page shows.
struct CollectivityPage {
    reference: Arc<Reference>,
    campaign: Arc<StoredCampaign>,
    siren: Siren,
    name: String,
    /// What it is, term by term.
    definitions: Vec<(&'static str, String)>,
    /// Who acts for it; None for the public.
    people: Option<Vec<Colleague>>,
    /// Groups that invite it, for its own people.
    invitations: Vec<table::group::Model>,
    needs: Listed<table::need::Model>,
    supported: Listed<table::need::Model>,
    groups: Listed<table::group::Model>,
    /// Groups form no more.
    groups_closed: bool,
}

/// Its figures, needs, supports and groups; its people, for themselves only.
pub async fn page(visit: Visit, Path(siren): Path<Siren>, Query(asked): Query<ListPages>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::collectivity::detail(&visit.ctx, &campaign, &siren).await?;
    let own = visit.ctx.authorise(Action::SeePeople, &Facts::of(&siren, true)).is_ok();
    let people = match own {
        true => Some(server::person::colleagues(&visit.ctx, &siren, &campaign).await?),
        false => None,
    };
    let reference = visit.ctx.platform.reference();
    let definitions = definitions(&reference, &detail);
    let (counted, others): (Vec<_>, Vec<_>) = detail.groups.into_iter().partition(|(_, state)| state.counts());
    let invitations = others.into_iter().filter(|(_, state)| own && *state == MemberState::Invited);
    let groups = counted.into_iter().map(|(group, _)| group).collect();
    let page = CollectivityPage {
        siren,
        name: detail.collectivity.name,
        definitions,
        people,
        invitations: invitations.map(|(group, _)| group).collect(),
        needs: Listed::of(detail.needs, PageNumber::read(asked.besoins.as_str()), ON_A_PAGE),
        supported: Listed::of(detail.supported, PageNumber::read(asked.soutiens.as_str()), ON_A_PAGE),
        groups: Listed::of(groups, PageNumber::read(asked.groupements.as_str()), ON_A_PAGE),
        groups_closed: server::group::require_open(&campaign, visit.ctx.now()).is_err(),
        campaign,
        reference,
    };
    let described = format!("{} sur Terreau\u{a0}: besoins publiés et soutenus, groupements.", page.name);
    Ok(Frame::new(page.name.clone())
        .described(&described)
        .render(&visit, || view! { <CollectivityDetail page=&page /> }.into_any()))
}

/// What the collectivité is, where, how large, and in which programmes.
fn definitions(reference: &Reference, detail: &Detail) -> Vec<(&'static str, String)> {
    let (collectivity, figures) = (&detail.collectivity, &detail.figures);
    let powers = match reference.atlas.holds_departement_powers(&collectivity.siren) {
        true => ", exerce les compétences d’un département",
        false => "",
    };
    let region = reference.region_name(&collectivity.region);
    let area = match &collectivity.departement {
        Some(code) => format!("{} ({code}), {region}", reference.departement_name(code)),
        None => region.to_owned(),
    };
    let inhabitants = count(figures.population, "habitant", "habitants");
    let communes = count(u64::from(figures.communes), "commune", "communes");
    let programmes = detail.programmes.iter().map(|&one| wording::programme(one)).collect::<Vec<_>>().join(", ");
    let programmes = if programmes.is_empty() { "Aucun label enregistré".to_owned() } else { programmes };
    vec![
        ("Nature", format!("{}{powers}", wording::kind(collectivity.kind))),
        ("Lieu", area),
        ("Population", format!("{inhabitants} ({}), {communes}", reference.atlas.vintage())),
        ("SIREN", collectivity.siren.to_string()),
        ("Programmes", programmes),
    ]
}

#[component]
fn CollectivityDetail<'a>(page: &'a CollectivityPage) -> AnyView {
    let CollectivityPage { reference, siren, needs, supported, groups, .. } = page;
    let (siren, campaign): (Siren, &Campaign) = (*siren, &page.campaign.spec);
    let definitions = page.definitions.iter().map(|(term, text)| entry(*term, text.clone())).collect();
    let people = page.people.as_ref().map(|people| view! { <OwnPeople siren people /> });
    let invitations = views(page.invitations.iter().map(|group| view! { <PendingInvitation group /> }.into_any()));
    view! {
        <h1>{page.name.clone()}</h1>
        {invitations}
        <Definitions entries=definitions />
        <p>
            <a class="fr-link" href=here(Address::NearYou.with("siren", siren))>
                "Ce qui est près d’elle"
            </a>
        </p>
        {people}
        <ListPart siren list="besoins" title="Besoins" listed=needs>
            <NeedCards reference campaign needs=&needs.rows />
        </ListPart>
        <ListPart siren list="soutiens" title="Besoins soutenus" listed=supported>
            <NeedCards reference campaign needs=&supported.rows />
        </ListPart>
        <ListPart siren list="groupements" title="Groupements" listed=groups>
            <GroupCards reference groups=&groups.rows closed=page.groups_closed />
        </ListPart>
    }
    .into_any()
}

/// A group that waits for the collectivité's answer.
#[component]
fn PendingInvitation<'a>(group: &'a table::group::Model) -> AnyView {
    view! {
        <Alert tone=Tone::Info>
            <p>
                "Invitation en attente de réponse\u{a0}: "
                <a href=Address::Group(group.id).to_string()>{group.name.clone()}</a>
            </p>
        </Alert>
    }
    .into_any()
}

#[component]
fn OwnPeople<'a>(siren: Siren, people: &'a [Colleague]) -> AnyView {
    let people = views(people.iter().map(|person| {
        let mandate = person.mandate.is_some().then_some(" – détient le mandat de vote");
        view! {
            <li>
                {person.name.clone()} ", " {person.title.clone()} " ("
                {wording::capacity(person.capacity).to_lowercase()} ")" {mandate}
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Personnes qui agissent pour elle"</h2>
        <p class="fr-hint-text">"Visible de votre collectivité et de l’équipe de l’Incubateur seulement."</p>
        <ul>{people}</ul>
        <p>
            <a href=here(Address::People(siren))>"Personnes et mandat de vote"</a>
            " – "
            <a href=Address::CollectivityHistory(siren).to_string()>"Historique"</a>
        </p>
    }
    .into_any()
}

/// One of the lists, page by page: its name in the address is also the identifier of its heading.
#[component]
fn ListPart<'a, T>(
    siren: Siren,
    list: &'static str,
    title: &'static str,
    listed: &'a Listed<T>,
    children: Inner,
) -> AnyView {
    let Listed { total, page, pages, .. } = *listed;
    let address = |page: u64| here(Address::Collectivity(siren).with(list, page).at(list));
    view! {
        <h2 id=list>{format!("{title} ({})", number(total))}</h2>
        {children.view()}
        <Pagination page pages address />
    }
    .into_any()
}
