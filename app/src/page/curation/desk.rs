//! The curators' desk: needs by support and population, projects made of them, what goes on the ballot.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    ui::{
        changed_meanwhile::{ChangedMeanwhile, DRAWN_WITH},
        form::{Entry, Form},
        frame::{Frame, Page, views},
        place::{inhabitants, place},
    },
};
use axum::{
    extract::{Path, RawQuery},
    response::Redirect,
};
use entity::{
    id::{NeedId, ProjectId},
    page_number::PageNumber,
    permission::{Action, Facts},
    project::{ProjectForm, ProjectState},
    table,
};
use leptos::prelude::*;
use wording::{count, euros, number, time};

/// Groups that may carry a project, in the choice of them: the most populous.
const MOST_GROUPS: u64 = 500;

/// The desk.
pub async fn desk(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let desk = server::project::query::desk(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let rule = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let open = rule.is_none() && visit.ctx.now() < campaign.spec.calendar.selection.opening();
    let soon = campaign.spec.calendar.selection.opening() - visit.ctx.now() < chrono::Duration::days(14);
    let forms: Vec<(ProjectId, Form, Form)> = desk
        .projects
        .iter()
        .map(|project| {
            let form = |act: &str| Form::new(&visit, format!("/curation/projets/{}/{act}", project.id));
            (project.id, form("scrutin"), form("abandonner"))
        })
        .collect();
    Ok(Frame::new("Curation").render(&visit, move || {
        let needs = views(desk.needs.iter().enumerate().map(|(at, need)| {
            let id = format!("besoin-{at}");
            view! {
                <tr>
                    <td>
                        <div class="fr-checkbox-group">
                            <input type="checkbox" id=id.clone() name="besoin" value=need.id.to_string() />
                            <label class="fr-label" for=id>
                                {need.title.clone()}
                            </label>
                        </div>
                        <p class="fr-hint-text">
                            <a href=format!(
                                "/besoins/{}",
                                need.id,
                            )>"Lire" <span class="fr-sr-only">" « " {need.title.clone()} " »"</span></a>
                            " – "
                            {place(&reference, &need.siren)}
                        </p>
                    </td>
                    <td>{campaign.spec.theme(&need.theme).map(|theme| theme.label.clone())}</td>
                    <td class="fr-cell--right">{need.supports}</td>
                    <td class="fr-cell--right">{number(u64::try_from(need.inhabitants).unwrap_or(0))}</td>
                </tr>
            }
            .into_any()
        }));
        let total: entity::money::Euros = desk
            .projects
            .iter()
            .filter(|project| project.state == ProjectState::OnBallot)
            .map(|project| project.cost)
            .sum();
        let projects = views(desk.projects.iter().map(|project| project_row(project, &forms, open)));
        let hidden = desk.waiting.saturating_sub(desk.needs.len());
        let more = (hidden > 0).then(|| {
            view! {
                <p class="fr-hint-text">
                    {format!(
                        "Les {} premiers sont affichés ; {} autres attendent.",
                        desk.needs.len(),
                        number(hidden as u64),
                    )}
                </p>
            }
        });
        let frozen = match (&rule, soon) {
            (Some(_), _) => view! {
                <div class="fr-alert fr-alert--info">
                    <p>
                        "La règle du vote est figée : les projets soumis au vote et leurs coûts ne changent plus. "
                        <a href="/curation/regle">"Voir la règle"</a>
                    </p>
                </div>
            }
            .into_any(),
            (None, true) => view! {
                <div class="fr-alert fr-alert--warning">
                    <p>
                        {format!(
                            "La règle du vote n’est pas figée. Sans elle, le vote n’ouvre pas le {}. ",
                            time::date(campaign.spec.calendar.selection.opens),
                        )} <a href="/curation/regle">"Figer la règle"</a>
                    </p>
                </div>
            }
            .into_any(),
            (None, false) => view! {
                <p>
                    <a href="/curation/regle">"Préparer la règle du vote"</a>
                </p>
            }
            .into_any(),
        };
        view! {
            {views(forms.iter().flat_map(|(_, ballot, drop)| [ballot.summary(), drop.summary()]))}
            <h1>"Curation"</h1>
            {frozen}
            <h2>"Projets"</h2>
            <p>
                {euros(total.cents())} " de projets soumis au vote, pour une enveloppe de "
                {euros(campaign.spec.selection_budget().cents())} "."
            </p>
            <div class="fr-table" tabindex="0" role="region" aria-labelledby="projets">
                <table>
                    <caption id="projets">"Projets de la campagne"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Projet"</th>
                            <th scope="col">"État"</th>
                            <th scope="col" class="fr-cell--right">
                                "Coût"
                            </th>
                            <th scope="col">"Décision"</th>
                        </tr>
                    </thead>
                    <tbody>{projects}</tbody>
                </table>
            </div>
            <h2>{count(desk.waiting as u64, "besoin attend une suite", "besoins attendent une suite")}</h2>
            <p>
                "Les plus soutenus d’abord, puis ceux qui couvrent le plus d’habitants. Cochez ceux auxquels un même \
                 projet peut répondre."
            </p>
            {more}
            <form method="get" action="/curation/projet">
                <div class="fr-table" tabindex="0" role="region" aria-labelledby="besoins">
                    <table>
                        <caption id="besoins">"Besoins sans projet"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Besoin"</th>
                                <th scope="col">"Thème"</th>
                                <th scope="col" class="fr-cell--right">
                                    "Soutiens"
                                </th>
                                <th scope="col" class="fr-cell--right">
                                    "Habitants"
                                </th>
                            </tr>
                        </thead>
                        <tbody>{needs}</tbody>
                    </table>
                </div>
                {open
                    .then(|| {
                        view! {
                            <div class="t-actions">
                                <button class="fr-btn">"Faire un projet des besoins cochés"</button>
                            </div>
                        }
                    })}
            </form>
        }
        .into_any()
    }))
}

fn project_row(project: &table::project::Model, forms: &[(ProjectId, Form, Form)], open: bool) -> AnyView {
    let state = match project.state {
        ProjectState::Draft => "Brouillon",
        ProjectState::OnBallot => "Soumis au vote",
        ProjectState::Dropped => "Abandonné",
    };
    let decide = forms.iter().find(|(id, _, _)| *id == project.id).filter(|_| open).map(|(_, ballot, drop)| {
        match project.state {
            ProjectState::Draft => view! {
                {ballot.button("Soumettre au vote", "fr-btn--sm")}
                {drop.button("Abandonner", "fr-btn--sm fr-btn--tertiary")}
            }
            .into_any(),
            ProjectState::OnBallot => drop.button("Abandonner", "fr-btn--sm fr-btn--tertiary"),
            ProjectState::Dropped => ().into_any(),
        }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/projets/{}", project.id)>{project.title.clone()}</a>
            </th>
            <td>{state}</td>
            <td class="fr-cell--right">{euros(project.cost.cents())}</td>
            <td class="t-inline">{decide}</td>
        </tr>
    }
    .into_any()
}

/// The form of a project: new from needs (`?besoin=…&besoin=…`) or to change (`?id=…`).
pub async fn edit(visit: Visit, RawQuery(query): RawQuery) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let query = Fields(url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect());
    let form = Form::new(&visit, "/curation/projet");
    let (id, before, drawn_with) = match query.text("id").as_str() {
        "" => (
            ProjectId(visit.ctx.platform.new_id()),
            ProjectForm {
                needs: query.all("besoin"),
                carrier_service: "Incubateur des territoires (ANCT)".into(),
                ..ProjectForm::default()
            },
            String::new(),
        ),
        id => {
            let detail = server::project::query::detail(&visit.ctx, id.parse().map_err(|_| Failure::NotFound)?).await?;
            let needs: Vec<NeedId> = detail.needs.iter().map(|need| need.id).collect();
            let before = server::project::form_of(&detail.project, &needs);
            let drawn_with = before.fingerprint();
            (detail.project.id, before, drawn_with)
        }
    };
    let ids: Vec<NeedId> =
        form.all("needs", &before.needs).iter().chain(&before.needs).filter_map(|id| id.parse().ok()).collect();
    let needs = server::project::query::needs_for_form(&visit.ctx, &ids).await?;
    let groups = server::group::query::list(&visit.ctx, &campaign, PageNumber::FIRST, MOST_GROUPS).await?.rows;
    let reference = visit.ctx.platform.reference();
    let rule = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let closed = rule.is_some() || visit.ctx.now() >= campaign.spec.calendar.selection.opening();
    Ok(Frame::new("Projet").below("/curation", "Curation").render(&visit, move || {
        let options: Vec<(String, String)> = needs
            .iter()
            .map(|need| {
                let supports = count(u64::try_from(need.supports).unwrap_or(0), "soutien", "soutiens");
                (
                    need.id.to_string(),
                    format!(
                        "{} – {}, {supports}, {}",
                        need.title,
                        place(&reference, &need.siren),
                        inhabitants(need.inhabitants)
                    ),
                )
            })
            .collect();
        let none = options.is_empty().then(|| {
            view! {
                <p class="fr-hint-text">
                    "Aucun pour l’instant : cochez-les d’abord à la page " <a href="/curation">"Curation"</a> "."
                </p>
            }
        });
        let carriers: Vec<(String, String)> =
            groups.iter().map(|group| (group.id.to_string(), group.name.clone())).collect();
        let already = stored(&before);
        let fields = view! {
            {form.hidden("id", &id.to_string())}
            <input type="hidden" name=DRAWN_WITH value=drawn_with />
            <ChangedMeanwhile form=&form>{already}</ChangedMeanwhile>
            {form
                .checkboxes(
                    "needs",
                    "Besoins auxquels il répond",
                    "Leurs auteurs et soutiens sont avertis à l’enregistrement.",
                    &options,
                    &before.needs,
                )}
            {none}
            {form.line("title", "Titre", "8 à 120 caractères", &before.title)}
            {form
                .lines(
                    "summary",
                    "Résumé",
                    "Lisible en une minute par un élu : ce que fait le service, pour qui",
                    &before.summary,
                    6,
                )}
            {form
                .choice(
                    "carrier_group",
                    "Groupement porteur",
                    "Laissez vide si un service de l’incubateur porte le projet",
                    &carriers,
                    &before.carrier_group,
                )}
            {form
                .line(
                    "carrier_service",
                    "Ou service porteur",
                    "Sans effet si un groupement est choisi",
                    &before.carrier_service,
                )}
            {form.entry(Entry::Amount, "cost", "Coût en euros", "Par exemple 1 200 000", &before.cost)}
            {form
                .lines(
                    "benefits",
                    "Ce qu’il apporte aux programmes prioritaires (facultatif)",
                    "",
                    &before.benefits,
                    3,
                )}
            {form
                .checkboxes("priority", "Programmes prioritaires", "", &wording::programme_options(), &before.priority)}
            {form
                .entry(
                    Entry::WebAddress,
                    "source",
                    "Adresse du code source (facultatif)",
                    "Une adresse https://",
                    &before.source,
                )}
            <div class="t-actions">
                <button class="fr-btn">"Enregistrer le projet"</button>
            </div>
        };
        let closed = closed.then(|| {
            view! {
                <div class="fr-alert fr-alert--warning">
                    <p>"La règle du vote est figée, ou le vote ouvert : les projets ne changent plus."</p>
                </div>
            }
        });
        view! {
            <h1>"Projet"</h1>
            {closed}
            {form.summary()}
            {form.around(fields)}
        }
        .into_any()
    }))
}

/// A project as it is stored, beside what somebody types.
fn stored(project: &ProjectForm) -> AnyView {
    view! {
        <dl class="t-definition">
            <dt>"Titre"</dt>
            <dd>{project.title.clone()}</dd>
            <dt>"Résumé"</dt>
            <dd class="t-user-text">{project.summary.clone()}</dd>
            <dt>"Coût en euros"</dt>
            <dd>{project.cost.clone()}</dd>
            <dt>"Apports"</dt>
            <dd class="t-user-text">{project.benefits.clone()}</dd>
        </dl>
    }
    .into_any()
}

/// Saves a project.
pub async fn save(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let id: ProjectId = fields.parse("id")?;
    let form = ProjectForm {
        title: fields.text("title"),
        summary: fields.text("summary"),
        carrier_group: fields.text("carrier_group"),
        carrier_service: fields.text("carrier_service"),
        cost: fields.text("cost"),
        benefits: fields.text("benefits"),
        priority: fields.all("priority"),
        source: fields.text("source"),
        needs: fields.all("needs"),
    };
    server::project::save(&visit.ctx, id, &form, &fields.text(DRAWN_WITH)).await?;
    Ok(Redirect::to(&format!("/projets/{id}")))
}

/// Puts a project on the ballot.
pub async fn put_on_ballot(visit: Visit, Path(id): Path<ProjectId>) -> Result<Redirect, Failure> {
    server::project::put_on_ballot(&visit.ctx, id).await?;
    Ok(Redirect::to("/curation"))
}

/// Gives a project up.
pub async fn drop_it(visit: Visit, Path(id): Path<ProjectId>) -> Result<Redirect, Failure> {
    server::project::drop_it(&visit.ctx, id).await?;
    Ok(Redirect::to("/curation"))
}

/// Declines a need.
pub async fn decline(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<Redirect, Failure> {
    server::project::decline_need(&visit.ctx, id, &fields.text("reason")).await?;
    Ok(Redirect::to(&format!("/besoins/{id}")))
}
