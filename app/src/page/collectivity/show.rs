//! The public page of a collectivité.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page, views},
        group_card::GroupCards,
        need_card::NeedCards,
        pagination::Pagination,
    },
};
use axum::extract::{Path, Query};
use entity::{
    page_number::{Listed, PageNumber},
    permission::{Action, Facts},
    search_text::SearchText,
    siren::Siren,
};
use leptos::prelude::*;
use serde::Deserialize;
use wording::{count, number};

/// Needs and groups on one page of each list.
const ON_A_PAGE: u64 = 200;

/// Which part of each list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    besoins: SearchText,
    soutiens: SearchText,
    groupements: SearchText,
}

/// Its figures, needs, supports and groups; its people, for themselves only.
pub async fn page(visit: Visit, Path(siren): Path<Siren>, Query(asked): Query<Part>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::collectivity::detail(&visit.ctx, &campaign, &siren).await?;
    let own = visit.ctx.authorise(Action::SeePeople, &Facts::of(&siren, true)).is_ok();
    let people = if own { server::person::colleagues(&visit.ctx, &siren, &campaign).await? } else { Vec::new() };
    let reference = visit.ctx.platform.reference();
    let frame = Frame::new(detail.collectivity.name.clone());
    Ok(frame.render(&visit, move || {
        let collectivity = &detail.collectivity;
        let programmes = detail.programmes.iter().map(|&one| wording::programme(one)).collect::<Vec<_>>().join(", ");
        let area = match &collectivity.departement {
            Some(code) => format!(
                "{} ({code}), {}",
                reference.departement_name(code),
                reference.region_name(&collectivity.region)
            ),
            None => reference.region_name(&collectivity.region).to_owned(),
        };
        let people = own.then(|| {
            let rows = views(people.iter().map(|person| {
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
                <p class="fr-hint-text">
                    "Visible de votre collectivité et de l’équipe de l’Incubateur seulement."
                </p>
                <ul>{rows}</ul>
                <p>
                    <a href=format!("/collectivites/{siren}/personnes")>"Personnes et mandat de vote"</a>
                    " – "
                    <a href=format!("/collectivites/{siren}/historique")>"Historique"</a>
                </p>
            }
        });
        let groups: Vec<_> =
            detail.groups.iter().filter(|(_, state)| state.counts()).map(|(group, _)| group.clone()).collect();
        let pending = own.then(|| {
            views(detail.groups.iter().filter(|(_, state)| *state == entity::group::MemberState::Invited).map(
                |(group, _)| {
                    view! {
                        <p class="fr-alert fr-alert--info">
                            "Invitation en attente de réponse : "
                            <a href=format!("/groupements/{}", group.id)>{group.name.clone()}</a>
                        </p>
                    }
                    .into_any()
                },
            ))
        });
        let needs = Listed::of(detail.needs, PageNumber::read(asked.besoins.as_str()), ON_A_PAGE);
        let supported = Listed::of(detail.supported, PageNumber::read(asked.soutiens.as_str()), ON_A_PAGE);
        let groups = Listed::of(groups, PageNumber::read(asked.groupements.as_str()), ON_A_PAGE);
        let to = |list: &str, page: u64| format!("/collectivites/{siren}?{list}={page}#{list}");
        view! {
            <h1>{collectivity.name.clone()}</h1>
            {pending}
            <dl class="t-definition">
                <dt>"Nature"</dt>
                <dd>
                    {wording::kind(collectivity.kind)}
                    {reference
                        .atlas
                        .holds_departement_powers(&collectivity.siren)
                        .then_some(", exerce les compétences d’un département")}
                </dd>
                <dt>"Lieu"</dt>
                <dd>{area}</dd>
                <dt>"Population"</dt>
                <dd>
                    {count(detail.figures.population, "habitant", "habitants")} " ("
                    {reference.atlas.vintage().to_owned()} "), "
                    {count(u64::from(detail.figures.communes), "commune", "communes")}
                </dd>
                <dt>"SIREN"</dt>
                <dd>{collectivity.siren.to_string()}</dd>
                <dt>"Programmes"</dt>
                <dd>{if programmes.is_empty() { "Aucun label enregistré".to_owned() } else { programmes }}</dd>
            </dl>
            {people}
            <h2 id="besoins">{format!("Besoins ({})", number(needs.total))}</h2>
            <NeedCards reference=&reference campaign=&campaign.spec needs=&needs.rows />
            <Pagination page=needs.page pages=needs.pages address=|page| to("besoins", page) />
            <h2 id="soutiens">{format!("Besoins soutenus ({})", number(supported.total))}</h2>
            <NeedCards reference=&reference campaign=&campaign.spec needs=&supported.rows />
            <Pagination page=supported.page pages=supported.pages address=|page| to("soutiens", page) />
            <h2 id="groupements">{format!("Groupements ({})", number(groups.total))}</h2>
            <GroupCards reference=&reference groups=&groups.rows />
            <Pagination page=groups.page pages=groups.pages address=|page| to("groupements", page) />
        }
        .into_any()
    }))
}
