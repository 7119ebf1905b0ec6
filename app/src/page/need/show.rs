//! Needs: the list with its filters, the page of one, its versions, and supporting it.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    ui::sign_in::sign_in_link,
    ui::{
        form::{Form, select},
        frame::{Frame, Page, views},
        pagination::Pagination,
        shown::delete_draft,
        tile_map::TileMap,
    },
};
use axum::{
    extract::{Path, Query},
    response::Redirect,
};
use entity::{
    campaign::Campaign,
    group::GroupState,
    id::NeedId,
    need::{NeedContent, NeedState, Urgency},
    page_number::{Listed, PageNumber},
    programme::Programme,
    search_text::SearchText,
    siren::Siren,
    table,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    need::query::{Detail, Filter, Sort},
    reference::Reference,
};
use wording::{count, number, time};

/// The filters of the list, as they stand in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    texte: SearchText,
    theme: SearchText,
    region: SearchText,
    departement: SearchText,
    programme: SearchText,
    tri: SearchText,
    page: SearchText,
}

impl Search {
    fn filter(&self) -> Filter {
        Filter {
            text: self.texte.clone(),
            theme: self.theme.to_string(),
            region: self.region.to_string(),
            departement: self.departement.to_string(),
            programme: Programme::from_code(self.programme.as_str()),
            sort: match self.tri.as_str() {
                "soutiens" => Sort::Supports,
                "habitants" => Sort::Inhabitants,
                _ => Sort::Latest,
            },
            page: PageNumber::read(self.page.as_str()),
        }
    }

    /// The address of another page under the same filters.
    fn address(&self, page: u64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("texte", &self.texte),
            ("theme", &self.theme),
            ("region", &self.region),
            ("departement", &self.departement),
            ("programme", &self.programme),
            ("tri", &self.tri),
        ];
        for (name, value) in fields {
            if !value.is_empty() {
                query.append_pair(name, value.as_str());
            }
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { "/besoins".to_owned() } else { format!("/besoins?{query}") }
    }
}

/// The list of needs.
pub async fn list(visit: Visit, Query(search): Query<Search>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let page = server::need::query::list(&visit.ctx, &campaign, &search.filter()).await?;
    let reference = visit.ctx.platform.reference();
    let may_post = visit.ctx.actor.acting.is_some() && campaign.spec.calendar.census.is_open(visit.ctx.now());
    Ok(Frame::new("Besoins").render(&visit, move || {
        let post = may_post.then(|| {
            view! {
                <p>
                    <a class="fr-btn" href="/besoins/nouveau">
                        "Publier un besoin"
                    </a>
                </p>
            }
        });
        view! {
            <h1>"Besoins des collectivités"</h1>
            {post}
            {filters(&search, &campaign.spec, &reference)}
            <h2>
                {match page.total {
                    0 => "Aucun besoin ne correspond".to_owned(),
                    total => count(total, "besoin", "besoins"),
                }}
            </h2>
            {cards(&reference, &campaign.spec, &page.needs)}
            <Pagination page=page.page pages=page.pages address=|to| search.address(to) />
        }
        .into_any()
    }))
}

fn filters(search: &Search, campaign: &Campaign, reference: &Reference) -> AnyView {
    let field = |name: &'static str, label: &'static str, empty: &str, options: Vec<(String, String)>, chosen: &str| {
        view! {
            <div class="fr-input-group">
                <label class="fr-label" for=name>
                    {label}
                </label>
                {select(name, "fr-select", empty, &options, chosen, String::new())}
            </div>
        }
        .into_any()
    };
    let themes = campaign.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect();
    let regions = reference.regions().iter().map(|area| (area.code.clone(), area.name.clone())).collect();
    let departements = reference
        .departements()
        .iter()
        .map(|area| (area.code.clone(), format!("{} ({})", area.name, area.code)))
        .collect();
    let sorts = vec![
        ("soutiens".to_owned(), "Les plus soutenus".to_owned()),
        ("habitants".to_owned(), "Le plus d’habitants".to_owned()),
    ];
    view! {
        <form method="get" action="/besoins" role="search" aria-label="Filtrer les besoins" class="t-filters">
            <div class="fr-input-group">
                <label class="fr-label" for="texte">
                    "Mots recherchés"
                </label>
                <input
                    class="fr-input"
                    type="search"
                    enterkeyhint="search"
                    id="texte"
                    name="texte"
                    value=search.texte.to_string()
                />
            </div>
            {field("theme", "Thème", "Tous", themes, search.theme.as_str())}
            {field("region", "Région", "Toutes", regions, search.region.as_str())}
            {field("departement", "Département", "Tous", departements, search.departement.as_str())}
            {field("programme", "Programme", "Tous", wording::programme_options(), search.programme.as_str())}
            {field("tri", "Trier par", "Les plus récents", sorts, search.tri.as_str())}
            <div class="t-actions">
                <button class="fr-btn">"Filtrer"</button>
                <a class="fr-link" href="/besoins">
                    "Tout afficher"
                </a>
            </div>
        </form>
    }
    .into_any()
}

/// Needs as a list of cards.
pub fn cards(reference: &Reference, campaign: &Campaign, needs: &[table::need::Model]) -> AnyView {
    let cards = views(needs.iter().map(|need| {
        let place = place(reference, &need.siren);
        let theme = campaign.theme(&need.theme).map(|theme| theme.label.clone());
        let published = need.published_at.map(|at| time::day(at.utc()));
        let state = match need.state {
            NeedState::Published => None,
            NeedState::Draft => Some(("Brouillon", "fr-badge fr-badge--info")),
            NeedState::Withdrawn => Some(("Retiré", "fr-badge fr-badge--warning")),
            NeedState::Declined => Some(("Non retenu", "fr-badge fr-badge--warning")),
        };
        view! {
            <li class="t-card">
                <h3 class="t-card__title">
                    <a href=format!("/besoins/{}", need.id)>{need.title.clone()}</a>
                </h3>
                <p class="t-card__meta">
                    <span>{place}</span>
                    <span>{count(u64::try_from(need.supports).unwrap_or(0), "soutien", "soutiens")}</span>
                    <span>
                        {count(u64::try_from(need.inhabitants).unwrap_or(0), "habitant couvert", "habitants couverts")}
                    </span>
                    {published.map(|day| view! { <span>"publié le " {day}</span> })}
                </p>
                <ul class="fr-tags-group">
                    {theme
                        .map(|label| {
                            view! {
                                <li>
                                    <p class="fr-tag">{label}</p>
                                </li>
                            }
                        })}
                    {state
                        .map(|(label, class)| {
                            view! {
                                <li>
                                    <p class=class>{label}</p>
                                </li>
                            }
                        })}
                </ul>
            </li>
        }
        .into_any()
    }));
    view! { <ul class="t-list">{cards}</ul> }.into_any()
}

/// A collectivité's name with its département, such as « Figeac (46) ».
pub fn place(reference: &Reference, siren: &Siren) -> String {
    match reference.find(siren) {
        Some(found) => match &found.departement {
            Some(departement) => format!("{} ({departement})", found.name),
            None => found.name.clone(),
        },
        None => siren.to_string(),
    }
}

/// Supports on one page.
const SUPPORTS: u64 = 100;

/// Which part of a need's page, or of its versions, is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    soutiens: SearchText,
    page: SearchText,
}

/// The page of a need.
pub async fn show(visit: Visit, Path(id): Path<NeedId>, Query(asked): Query<Part>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::need::query::detail(&visit.ctx, id).await?;
    let reference = visit.ctx.platform.reference();
    let parts = Parts::new(&visit, &campaign, &detail);
    let frame = Frame::new(detail.need.title.clone()).below("/besoins", "Besoins");
    Ok(frame.render(&visit, move || {
        let need = &detail.need;
        let supporters: Vec<Siren> = detail.supports.iter().map(|support| support.siren).chain([need.siren]).collect();
        let territory = reference.atlas.union(&supporters);
        let total = detail.supports.len() as u64;
        let shown = Listed::of(detail.supports.clone(), PageNumber::read(asked.soutiens.as_str()), SUPPORTS);
        let supports = views(shown.rows.iter().map(|support| {
            let sentence = (!support.sentence.is_empty())
                .then(|| view! { <p class="t-user-text">"« " {support.sentence.clone()} " »"</p> });
            view! {
                <li>
                    <a href=format!("/collectivites/{}", support.siren)>{place(&reference, &support.siren)}</a>
                    ", le "
                    {time::day(support.at.utc())}
                    {sentence}
                </li>
            }
            .into_any()
        }));
        let population = reference.atlas.figures(&territory).population;
        view! {
            {parts.refusals}
            <h1>{need.title.clone()}</h1>
            <p class="t-card__meta">
                <span>
                    <a href=format!("/collectivites/{}", need.siren)>{place(&reference, &need.siren)}</a>
                </span>
                {need.published_at.map(|at| view! { <span>"publié le " {time::day(at.utc())}</span> })}
                {(need.version > 1)
                    .then(|| {
                        view! {
                            <span>
                                <a href=format!(
                                    "/besoins/{}/versions",
                                    need.id,
                                )>{format!("version {}, voir les précédentes", need.version)}</a>
                            </span>
                        }
                    })}
                {need.demo.then(|| view! { <span class="fr-badge">"Donnée de démonstration"</span> })}
            </p>
            {parts.state}
            {content(need, &campaign.spec)}
            {parts.manage}
            <h2 id="soutiens">
                {match total {
                    0 => "Aucune autre collectivité ne soutient encore ce besoin".to_owned(),
                    some => count(some, "collectivité a aussi ce besoin", "collectivités ont aussi ce besoin"),
                }}
            </h2>
            {parts.support}
            <ul class="t-supports">{supports}</ul>
            <Pagination
                page=shown.page
                pages=shown.pages
                address=|to| format!("/besoins/{}?soutiens={to}#soutiens", need.id)
            />
            <h2>"Où ce besoin se fait sentir"</h2>
            <p>
                {count(population, "habitant", "habitants")}
                " dans les territoires de la collectivité et de ses soutiens, chacun compté une fois (populations "
                {reference.atlas.vintage().to_owned()} ")."
            </p>
            <TileMap reference=&reference territory=&territory />
            <h2 id="groupements">"Groupements sur ce besoin"</h2>
            {crate::page::group::show::cards(&reference, &detail.groups)}
            {parts.group}
        }
        .into_any()
    }))
}

/// The parts of a need's page that depend on who visits, and when.
struct Parts {
    refusals: AnyView,
    state: AnyView,
    manage: AnyView,
    support: AnyView,
    group: AnyView,
}

impl Parts {
    fn new(visit: &Visit, campaign: &server::campaign::running::RunningCampaign, detail: &Detail) -> Self {
        let need = &detail.need;
        let census = campaign.spec.calendar.census.is_open(visit.ctx.now());
        let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
        let own = acting.as_ref() == Some(&need.siren);
        let form = |action: String| Form::new(visit, action);
        let (add, remove) =
            (form(format!("/besoins/{}/soutenir", need.id)), form(format!("/besoins/{}/retirer-soutien", need.id)));
        let (withdraw, open) =
            (form(format!("/besoins/{}/retirer", need.id)), form(format!("/besoins/{}/groupement", need.id)));
        let delete = form(format!("/besoins/{}/supprimer", need.id));
        let decline = form(format!("/curation/besoins/{}/ecarter", need.id));
        let refusals = views([&add, &remove, &withdraw, &delete, &open, &decline].into_iter().map(Form::summary));
        let supported =
            acting.as_ref().is_some_and(|siren| detail.supports.iter().any(|support| support.siren == *siren));
        let curates = visit.ctx.authorise(entity::permission::Action::Curate, &Default::default()).is_ok();

        let state = match (need.state, &detail.project) {
            (NeedState::Declined, _) => {
                let reason = need.declined_reason.clone().unwrap_or_default();
                view! {
                    <div class="fr-callout">
                        <p class="fr-callout__title">"Ce besoin n’est pas retenu"</p>
                        <p class="fr-callout__text t-user-text">{reason}</p>
                    </div>
                }
                .into_any()
            }
            (NeedState::Draft, _) => {
                view! { <p class="fr-badge fr-badge--info">"Brouillon : seule votre collectivité le voit"</p> }
                    .into_any()
            }
            (NeedState::Withdrawn, _) => {
                view! { <p class="fr-badge fr-badge--warning">"Retiré : seule votre collectivité le voit"</p> }
                    .into_any()
            }
            (NeedState::Published, Some(project)) => view! {
                <div class="fr-callout">
                    <p class="fr-callout__text">
                        "Ce besoin est entré dans le projet "
                        <a href=format!("/projets/{}", project.id)>{project.title.clone()}</a> "."
                    </p>
                </div>
            }
            .into_any(),
            (NeedState::Published, None) => ().into_any(),
        };
        let manage = match (own && census, need.state) {
            (_, NeedState::Draft) if own => {
                let write = census.then(|| {
                    view! {
                        <a class="fr-btn" href=format!("/besoins/{}/modifier", need.id)>
                            "Reprendre le brouillon"
                        </a>
                    }
                });
                view! {
                    <div class="t-actions">{write}</div>
                    {delete_draft(&delete, &server::need::shown_draft(need))}
                }
                .into_any()
            }
            (true, NeedState::Published) => view! {
                <div class="t-actions">
                    <a class="fr-btn fr-btn--secondary" href=format!("/besoins/{}/modifier", need.id)>
                        "Modifier"
                    </a>
                    {withdraw.button("Retirer ce besoin", "fr-btn--tertiary")}
                </div>
            }
            .into_any(),
            _ if curates && need.state == NeedState::Published && detail.project.is_none() => view! {
                <section aria-labelledby="curer">
                    <h2 id="curer">"Curation"</h2>
                    <div class="t-actions">
                        <a class="fr-btn" href=format!("/curation/projet?besoin={}", need.id)>
                            "En faire un projet"
                        </a>
                    </div>
                    <details open=decline.is_refused()>
                        <summary>"Ne pas retenir ce besoin"</summary>
                        {decline
                            .around(
                                view! {
                                    {decline
                                        .lines(
                                            "reason",
                                            "Motif",
                                            "Public : il s’affiche sur la page du besoin, et ses auteurs et soutiens \
                                             en sont avertis.",
                                            "",
                                            4,
                                        )}
                                    <button class="fr-btn fr-btn--secondary">"Ne pas retenir"</button>
                                },
                            )}
                    </details>
                </section>
            }
            .into_any(),
            _ => ().into_any(),
        };
        let support = match (&acting, need.state) {
            (Some(_), NeedState::Published) if own => ().into_any(),
            (Some(_), NeedState::Published) if !census => {
                view! { <p class="fr-hint-text">"Le recensement n’est pas ouvert : les soutiens ne changent pas."</p> }
                    .into_any()
            }
            (Some(_), NeedState::Published) if supported => view! {
                <p>"Votre collectivité soutient ce besoin."</p>
                {remove.button("Retirer notre soutien", "fr-btn--secondary")}
            }
            .into_any(),
            (Some(_), NeedState::Published) => add.around(view! {
                {add
                    .lines(
                        "sentence",
                        "Votre phrase (facultatif)",
                        "Ce que ce besoin change chez vous, en une phrase",
                        "",
                        2,
                    )}
                <button class="fr-btn">"Nous avons aussi ce besoin"</button>
            }),
            (None, NeedState::Published) if visit.who.is_none() && census => view! {
                <p>
                    <a href=sign_in_link(visit)>"Connectez-vous"</a>
                    " pour dire que votre collectivité a aussi ce besoin."
                </p>
            }
            .into_any(),
            _ => ().into_any(),
        };
        let group = match (&acting, need.state) {
            (Some(_), NeedState::Published) => view! {
                <details open=open.is_refused()>
                    <summary>"Ouvrir un groupement sur ce besoin"</summary>
                    {open
                        .around(
                            view! {
                                {open.hidden("id", &visit.ctx.platform.new_id().to_string())}
                                {open.line("name", "Nom du groupement", "", "")}
                                {open
                                    .lines(
                                        "purpose",
                                        "Objectif",
                                        "Ce que les collectivités veulent faire ensemble",
                                        "",
                                        4,
                                    )}
                                <button class="fr-btn">"Ouvrir le groupement"</button>
                            },
                        )}
                </details>
            }
            .into_any(),
            _ => ().into_any(),
        };
        Self { refusals, state, manage, support, group }
    }
}

/// What a need says, as its page and its preview show it.
pub fn content(need: &table::need::Model, campaign: &Campaign) -> AnyView {
    let theme = campaign.theme(&need.theme).map_or_else(|| "à choisir".to_owned(), |theme| theme.label.clone());
    let urgency = Urgency::from_code(&need.urgency).map_or("à choisir", wording::urgency);
    let programmes = wording::programme_names(&need.programmes).join(", ");
    let or_missing = |text: &str| {
        if text.is_empty() { "à compléter".to_owned() } else { text.to_owned() }
    };
    let existing = if need.existing.is_empty() { "Rien n’est signalé.".to_owned() } else { need.existing.clone() };
    view! {
        <p class="t-user-text">{or_missing(&need.problem)}</p>
        <dl class="t-definition">
            <dt>"Qui en souffre"</dt>
            <dd class="t-user-text">{or_missing(&need.sufferers)}</dd>
            <dt>"Ce qui existe déjà"</dt>
            <dd class="t-user-text">{existing}</dd>
            <dt>"Thème"</dt>
            <dd>{theme}</dd>
            <dt>"Urgence"</dt>
            <dd>{urgency}</dd>
            <dt>"Programmes concernés"</dt>
            <dd>{if programmes.is_empty() { "Aucun".to_owned() } else { programmes }}</dd>
        </dl>
    }
    .into_any()
}

/// The earlier texts of a need.
pub async fn versions(visit: Visit, Path(id): Path<NeedId>, Query(asked): Query<Part>) -> Result<Page, Failure> {
    let need = server::need::query::get(&visit.ctx, id).await?;
    let versions = server::need::query::versions(&visit.ctx, &need, PageNumber::read(asked.page.as_str())).await?;
    let frame = Frame::new("Versions").below("/besoins", "Besoins").below(format!("/besoins/{id}"), need.title.clone());
    Ok(frame.render(&visit, move || {
        let rows = views(versions.rows.iter().map(|version| {
            let text = serde_json::from_str::<NeedContent>(&version.content).ok();
            view! {
                <section>
                    <h2>{format!("Version {}, du {}", version.version, time::moment(version.at.utc()))}</h2>
                    {text
                        .map(|text| {
                            view! {
                                <p>
                                    <strong>{text.title.to_string()}</strong>
                                </p>
                                <p class="t-user-text">{text.problem.to_string()}</p>
                                <p class="t-user-text">{text.sufferers.to_string()}</p>
                                <p class="t-user-text">{text.existing.to_string()}</p>
                            }
                        })}
                </section>
            }
            .into_any()
        }));
        view! {
            <h1>"Versions de « " {need.title.clone()} " »"</h1>
            {rows}
        }
        .into_any()
    }))
}

/// Supports a need.
pub async fn support(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<Redirect, Failure> {
    server::support::add(&visit.ctx, id, &fields.text("sentence")).await?;
    Ok(Redirect::to(&format!("/besoins/{id}#soutiens")))
}

/// Takes the support back.
pub async fn unsupport(visit: Visit, Path(id): Path<NeedId>) -> Result<Redirect, Failure> {
    server::support::withdraw(&visit.ctx, id).await?;
    Ok(Redirect::to(&format!("/besoins/{id}#soutiens")))
}

/// The badge of a group's state.
pub fn group_badge(state: GroupState, eligible: bool) -> AnyView {
    let (label, class) = match (state, eligible) {
        (GroupState::Filed, _) => ("Déposé", "fr-badge fr-badge--success"),
        (GroupState::Dissolved, _) => ("Dissous", "fr-badge fr-badge--warning"),
        (GroupState::Forming, true) => ("Éligible", "fr-badge fr-badge--success"),
        (GroupState::Forming, false) => ("En formation", "fr-badge fr-badge--info"),
    };
    view! { <span class=class>{label}</span> }.into_any()
}

/// `n` habitants, from the database's integer.
pub fn inhabitants(population: i64) -> String {
    format!("{} habitants", number(u64::try_from(population).unwrap_or(0)))
}
