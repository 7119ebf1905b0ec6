//! Voting: the paper, the review, the receipt.

use crate::{
    http::{
        failure::Failure,
        resume::{self, Resumed},
        visit::{Fields, Visit},
    },
    page::vote::log as journal,
    ui::{
        carrier::carrier,
        form::{Form, acting, acting_field},
        frame::{Frame, Page, views},
        shown::SHOWN,
        sign_in::sign_in_link,
    },
};
use axum::response::Redirect;
use entity::{
    ballot::Choice,
    calendar::{Overseas, Phase},
    campaign::Points,
    id::{CastId, ProjectId},
    money::number_typed,
    permission::{Action, Facts},
    refusal::Refusal,
    table,
};
use islands::total::Total;
use leptos::prelude::*;
use server::{ballot::Paper, campaign::running::RunningCampaign};
use wording::{count, euros, time};

const REVIEW: &str = "/vote/verification";
const CAST: &str = "/vote/deposer";
const PREPARE: &str = "/vote/preparer";

/// The name of the field of a project's points.
const POINTS: &str = "points-";

/// The projects ticked, and those that were given points.
fn chosen(fields: &Fields) -> Result<Vec<Choice>, Failure> {
    let project = |id: &str| id.parse::<ProjectId>().map_err(|_| Failure::from(Refusal::NotOnTheBallot));
    let ticked = fields.all("projects").into_iter().map(|id| project(&id).map(Choice::from));
    let given = fields.0.iter().filter_map(|(name, points)| Some((name.strip_prefix(POINTS)?, points)));
    let given = given.filter(|(_, points)| !points.trim().is_empty()).map(|(id, points)| {
        let points = number_typed(points).ok().and_then(|points| points.try_into().ok());
        let points = points.ok_or_else(|| Failure::from(Refusal::NotPoints))?;
        Ok(Choice { project: project(id)?, points })
    });
    ticked.chain(given).collect()
}

/// The vote: what it is about for a visitor, the ballot paper for a collectivité's people.
pub async fn paper(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let turnout = server::ballot::turnout(&visit.ctx, &campaign).await?;
    let frozen = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let in_time = campaign.spec.calendar.selection.is_open(visit.ctx.now());
    let open = in_time && frozen.is_some();
    let paper = match visit.ctx.actor.acting {
        Some(_) => server::ballot::paper(&visit.ctx, &campaign).await?,
        None => Paper::default(),
    };
    let mandate = visit.ctx.actor.acting.as_ref().is_some_and(|acting| {
        entity::permission::may(&visit.ctx.actor, Action::CastBallot, &Facts::of(&acting.siren, true))
    });
    let acting = visit.ctx.actor.acting.clone();
    let name = acting.as_ref().map(|acting| visit.ctx.platform.reference().name(&acting.siren)).unwrap_or_default();
    let action = if mandate { REVIEW } else { PREPARE };
    let form = Form::new(&visit, action).also(&visit, CAST);
    let when = match in_time && frozen.is_none() {
        true => {
            "Le vote n’est pas ouvert : sa règle n’a pas encore été figée par l’équipe de l’Incubateur des territoires."
                .to_owned()
        }
        false => when(&campaign, visit.ctx.now(), visit.overseas()),
    };
    let (signed_in, sign_in) = (visit.who.is_some(), sign_in_link(&visit));
    let publication = frozen.as_ref().map_or(campaign.spec.selection.publication, |frozen| frozen.rule.publication);
    Ok(Frame::new("Vote").with_islands().render(&visit, move || {
        let body = match (&acting, open) {
            (None, _) if signed_in => view! { <p>"Votre rôle ne comporte pas de vote."</p> }.into_any(),
            (None, true) => view! {
                <p>
                    <a href=sign_in>"Connectez-vous"</a>
                    " pour préparer ou déposer le bulletin de votre collectivité."
                </p>
            }
            .into_any(),
            (None, false) => ().into_any(),
            (Some(_), false) => cast_notice(&paper),
            (Some(_), true) => {
                let points = campaign.spec.selection.ballot.points;
                let choices = choices(&form, &paper);
                let (chosen, cents) = total(&choices);
                let (button, hint) = match mandate {
                    true => (
                        "Relire avant de déposer",
                        "Vous détenez le mandat de vote : l’étape suivante montre le \
                        bulletin une dernière fois.",
                    ),
                    false => (
                        "Enregistrer la préparation",
                        "Vous préparez le bulletin ; l’élu qui détient le mandat \
                        de vote le trouvera coché et le déposera.",
                    ),
                };
                let (drafted, envelope) = (draft_notice(&paper), campaign.spec.selection_budget().cents());
                view! {
                    {cast_notice(&paper)}
                    {drafted}
                    <h2>"Bulletin de " {name}</h2>
                    <p>
                        {match points {
                            None => {
                                "Cochez les projets que votre collectivité veut voir financés. Chaque collectivité a \
                                 un bulletin."
                                    .to_owned()
                            }
                            Some(points) => {
                                format!(
                                    "{} Indiquez combien votre collectivité en donne à chacun ; laissez vide pour n’en \
                                     donner aucune.",
                                    wording::points(points),
                                )
                            }
                        }}
                    </p>
                    {form
                        .around(
                            view! {
                                {Form::holds_boxes("projects")}
                                <fieldset class="t-ballot">
                                    <legend class="fr-sr-only">"Projets"</legend>
                                    {match points {
                                        None => {
                                            view! {
                                                <Total chosen=chosen cents=cents envelope_cents=envelope>
                                                    {boxes(choices)}
                                                </Total>
                                            }
                                                .into_any()
                                        }
                                        Some(points) => numbers(&form, choices, points),
                                    }}
                                </fieldset>
                                <p class="fr-hint-text">{hint}</p>
                                <div class="t-actions">
                                    <button class="fr-btn">{button}</button>
                                </div>
                            },
                        )}
                }
                .into_any()
            }
        };
        view! {
            {form.summary()}
            <h1>"Vote des collectivités"</h1>
            <p class="fr-text--lead">{when}</p>
            <p>
                {count(turnout, "collectivité a voté", "collectivités ont voté")}
                ". Le contenu des bulletins n’est visible de personne avant la clôture, ni aucun décompte. "
                <a href="/vote/participation">"La participation par catégorie et par région"</a>
            </p>
            <p>{wording::publication(publication)}</p>
            {body}
            <p>
                <a href="/projets">"Lire les projets"</a>
            </p>
            {frozen
                .map(|frozen| {
                    view! {
                        <h2>"La règle, figée avant le vote"</h2>
                        <p>
                            "Projets, coûts, enveloppe, dates et manière de compter sont arrêtés dans "
                            <a href="/vote/regle.json">"un document public"</a> ", dont voici l’empreinte SHA-256 : "
                            <code>{frozen.hash.clone()}</code>
                        </p>
                        <ul>
                            <li>
                                <a href="/resultats/regle">"Comprendre la règle"</a>
                            </li>
                            <li>
                                <a href="/journal">"Le journal public du vote"</a>
                            </li>
                        </ul>
                    }
                })}
        }
        .into_any()
    }))
}

fn when(campaign: &RunningCampaign, now: chrono::DateTime<chrono::Utc>, overseas: Option<Overseas>) -> String {
    let period = campaign.spec.calendar.period(Phase::Selection);
    match (period.is_open(now), now < period.opening()) {
        (true, _) => format!(
            "Le vote est ouvert jusqu’au {} : encore {}.",
            time::deadline(period.close(), overseas),
            time::delay(period.close() - now)
        ),
        (_, true) => format!(
            "Le vote ouvrira le {} et durera jusqu’au {}.",
            time::date(period.opens),
            time::deadline(period.close(), overseas)
        ),
        _ => format!("Le vote est clos depuis le {}, à minuit, heure de Paris.", time::day(period.close())),
    }
}

fn cast_notice(paper: &Paper) -> AnyView {
    match &paper.cast {
        Some((ballot, by)) => view! {
            <div class="fr-alert fr-alert--success">
                <h2 class="fr-alert__title">"Le bulletin de votre collectivité est enregistré"</h2>
                <p>
                    {format!("Déposé le {} par {by}. ", time::moment(ballot.cast_at.utc()))}
                    <a href="/vote/recepisse">"Voir le récépissé"</a>
                </p>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    }
}

fn draft_notice(paper: &Paper) -> AnyView {
    let newer = |draft: &table::ballot_draft::Model| {
        paper.cast.as_ref().is_none_or(|(cast, _)| cast.cast_at < draft.prepared_at)
    };
    match paper.draft.as_ref().filter(|(draft, _)| newer(draft)) {
        Some((draft, by)) => view! {
            <div class="fr-alert fr-alert--info">
                <p>
                    {format!(
                        "Bulletin préparé par {by} le {}. Il n’est pas déposé.",
                        time::moment(draft.prepared_at.utc()),
                    )}
                </p>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    }
}

/// A project to tick.
struct Offered {
    project: table::project::Model,
    carrier: String,
    ticked: bool,
    /// As prepared or cast before.
    points: u32,
}

/// The projects, ticked as typed, as prepared since the last ballot, or as cast.
fn choices(form: &Form, paper: &Paper) -> Vec<Offered> {
    let cast = paper.cast.as_ref().map(|(row, _)| (row.cast_at, &row.choices));
    let draft = paper.draft.as_ref().map(|(row, _)| (row.prepared_at, &row.choices));
    let latest = cast.into_iter().chain(draft).max_by_key(|(at, _)| *at).map(|(_, choices)| choices.as_str());
    let before = latest.and_then(|stored| server::ballot::choices_of(stored).ok()).unwrap_or_default();
    let ids: Vec<String> = before.iter().map(|choice| choice.project.to_string()).collect();
    let ticked = form.all("projects", &ids);
    let points = |id: ProjectId| before.iter().find(|choice| choice.project == id).map_or(0, |choice| choice.points);
    paper
        .projects
        .iter()
        .map(|(project, group)| Offered {
            points: points(project.id),
            project: project.clone(),
            carrier: carrier(project, group.as_deref()),
            ticked: ticked.contains(&project.id.to_string()),
        })
        .collect()
}

/// How many are ticked, and what they cost together in cents.
fn total(choices: &[Offered]) -> (u64, i64) {
    let ticked = choices.iter().filter(|choice| choice.ticked);
    ticked.fold((0, 0), |(chosen, cents), choice| (chosen + 1, cents + choice.project.cost.cents()))
}

/// A field for the points of each project.
fn numbers(form: &Form, choices: Vec<Offered>, limits: Points) -> AnyView {
    views(choices.into_iter().map(|Offered { project, carrier, points, .. }| {
        let name = format!("{POINTS}{}", project.id);
        let given = if points == 0 { String::new() } else { points.to_string() };
        let value = form.text(&name, &given);
        let (title, cents) = (project.title.clone(), project.cost.cents());
        let most = limits.most_on_one.unwrap_or(limits.total).to_string();
        view! {
            <div class="t-choice">
                <div class="fr-input-group">
                    <label class="fr-label" for=name.clone()>
                        <strong>{project.title}</strong>
                        <span class="fr-hint-text">{project.summary}</span>
                        <span class="fr-hint-text">"Porté par " {carrier} ". Voix : de 0 à " {most}</span>
                    </label>
                    <input
                        class="fr-input t-points"
                        type="text"
                        inputmode="numeric"
                        maxlength="9"
                        id=name.clone()
                        name=name.clone()
                        value=value
                    />
                </div>
                <p class="t-choice__cost">{euros(cents)}</p>
                <p class="t-choice__more">
                    <a href=format!(
                        "/projets/{}",
                        project.id,
                    )>"Lire la fiche " <span class="fr-sr-only">"du projet " {title}</span></a>
                </p>
            </div>
        }
        .into_any()
    }))
}

fn boxes(choices: Vec<Offered>) -> AnyView {
    views(choices.into_iter().enumerate().map(|(at, Offered { project, carrier, ticked, .. })| {
        let id = if at == 0 { "projects".to_owned() } else { format!("projects-{at}") };
        let (title, cents) = (project.title.clone(), project.cost.cents());
        view! {
            <div class="t-choice">
                <div class="fr-checkbox-group">
                    <input
                        type="checkbox"
                        id=id.clone()
                        name="projects"
                        value=project.id.to_string()
                        checked=ticked
                        data-cents=cents.to_string()
                    />
                    <label class="fr-label" for=id>
                        <strong>{project.title}</strong>
                        <span class="fr-hint-text">{project.summary}</span>
                        <span class="fr-hint-text">"Porté par " {carrier}</span>
                    </label>
                </div>
                <p class="t-choice__cost">{euros(cents)}</p>
                <p class="t-choice__more">
                    <a href=format!(
                        "/projets/{}",
                        project.id,
                    )>"Lire la fiche " <span class="fr-sr-only">"du projet " {title}</span></a>
                </p>
            </div>
        }
        .into_any()
    }))
}

/// The ballot once more before it is cast.
pub async fn review(visit: Visit, fields: Fields) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let projects = server::ballot::review(&visit.ctx, &campaign, &chosen(&fields)?).await?;
    let siren = visit.ctx.acting_for()?;
    let name = visit.ctx.platform.reference().name(&siren);
    let version = server::ballot::version(&visit.ctx, &campaign, &siren).await?;
    let replaces = version > 0;
    let drawn_for = acting(&visit);
    let by_points = campaign.spec.selection.ballot.points.is_some();
    // Made here and sent back by the button: confirming twice casts once.
    let cast_id = CastId(visit.ctx.platform.new_id()).to_string();
    let back = match &visit.resumed {
        Some(Resumed::Answer(token)) => resume::address("/vote", token),
        _ => "/vote".to_owned(),
    };
    Ok(Frame::new("Relire le bulletin").below("/vote", "Vote").render(&visit, move || {
        let total: entity::money::Euros = projects.iter().map(|(project, _)| project.cost).sum();
        let hidden = |projects: &[(table::project::Model, u32)]| {
            views(projects.iter().map(|(project, points)| {
                let (name, value) = match by_points {
                    true => (format!("{POINTS}{}", project.id), points.to_string()),
                    false => ("projects".to_owned(), project.id.to_string()),
                };
                view! { <input type="hidden" name=name value=value /> }.into_any()
            }))
        };
        let lines = views(projects.iter().map(|(project, points)| {
            view! {
                <li>
                    <strong>{project.title.clone()}</strong>
                    ", "
                    {euros(project.cost.cents())}
                    {votes(by_points, *points)}
                </li>
            }
            .into_any()
        }));
        view! {
            <h1>"Relisez le bulletin de " {name}</h1>
            <p>
                {count(projects.len() as u64, "projet choisi", "projets choisis")} ", " {euros(total.cents())}
                " en tout."
            </p>
            <ul>{lines}</ul>
            {replaces
                .then(|| {
                    view! {
                        <p>
                            "Ce bulletin remplacera celui que votre collectivité a déjà déposé."
                            {format!(" C’était son dépôt n° {version}.")}
                        </p>
                    }
                })}
            <div class="t-actions">
                <form method="post" action=CAST>
                    <input type="hidden" name="page" value="/vote" />
                    {acting_field(drawn_for)}
                    <input type="hidden" name="cast" value=cast_id />
                    <input type="hidden" name=SHOWN value=version.to_string() />
                    {Form::holds_boxes("projects")}
                    {hidden(&projects)}
                    <button class="fr-btn">"Confirmer et déposer"</button>
                </form>
                <a class="fr-btn fr-btn--secondary" href=back>
                    "Revenir sans déposer"
                </a>
            </div>
        }
        .into_any()
    }))
}

/// The points given to a project, where there are any to give.
fn votes(by_points: bool, points: u32) -> String {
    if by_points { format!(" : {}", count(u64::from(points), "voix", "voix")) } else { String::new() }
}

/// Casts the ballot.
pub async fn cast(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let id: CastId = fields.text("cast").parse().map_err(|_| Failure::from(Refusal::ForgedCastId))?;
    server::ballot::cast_once(&visit.ctx, id, &chosen(&fields)?).await?;
    Ok(Redirect::to("/vote/recepisse"))
}

/// Prepares the ballot.
pub async fn prepare(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    server::ballot::prepare(&visit.ctx, &chosen(&fields)?).await?;
    Ok(Redirect::to("/vote"))
}

/// The receipt of the collectivité's ballot.
pub async fn receipt(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let acting = visit.ctx.actor.acting.clone().ok_or(if visit.who.is_some() {
        Failure::Forbidden
    } else {
        Failure::SignInNeeded
    })?;
    let paper = server::ballot::paper(&visit.ctx, &campaign).await?;
    let (ballot, by) = paper.cast.clone().ok_or(Failure::NotFound)?;
    let reference = visit.ctx.platform.reference();
    let choices = server::ballot::choices_of(&ballot.choices)?;
    let by_points = campaign.spec.selection.ballot.points.is_some();
    let proof = server::log::receipt(&visit.ctx, &campaign).await?;
    let mailed = server::mail::reaches(&visit.ctx).await?;
    let (download, log) = (visit.here("/vote/recepisse.tlog-proof"), visit.here("/journal"));
    let open = campaign.spec.calendar.selection.is_open(visit.ctx.now());
    Ok(Frame::new("Récépissé").below("/vote", "Vote").render(&visit, move || {
        let chosen = paper.projects.iter().filter_map(|(project, _)| {
            choices.iter().find(|choice| choice.project == project.id).map(|choice| (project, choice.points))
        });
        let lines = views(chosen.map(|(project, points)| {
            view! { <li>{project.title.clone()} ", " {euros(project.cost.cents())} {votes(by_points, points)}</li> }
                .into_any()
        }));
        view! {
            <h1>"Récépissé de vote"</h1>
            <div class="fr-alert fr-alert--success">
                <p>"Le bulletin est enregistré."</p>
            </div>
            <dl class="t-definition">
                <dt>"Collectivité"</dt>
                <dd>{reference.name(&acting.siren)} " (SIREN " {acting.siren.to_string()} ")"</dd>
                <dt>"Déposé par"</dt>
                <dd>{by}</dd>
                <dt>"Le"</dt>
                <dd>{time::moment(ballot.cast_at.utc())} ", heure de Paris"</dd>
                <dt>"Dépôt"</dt>
                <dd>
                    {match ballot.version {
                        1 => "premier bulletin".to_owned(),
                        version => format!("remplace le précédent ({version}e dépôt)"),
                    }}
                </dd>
                <dt>"Numéro"</dt>
                <dd>{ballot.id.to_string()}</dd>
            </dl>
            <h2>"Projets choisis"</h2>
            <ul>{lines}</ul>
            {proof
                .map(|proof| {
                    view! {
                        <h2>"La preuve"</h2>
                        <dl class="t-definition">
                            <dt>"Inscription au journal public"</dt>
                            <dd>{format!("n° {}", proof.index)}</dd>
                            <dt>"Son empreinte"</dt>
                            <dd>
                                <code>{journal::entry(&proof)}</code>
                            </dd>
                            <dt>"Règle du vote"</dt>
                            <dd>
                                <code>{proof.ballot.rule.clone()}</code>
                            </dd>
                        </dl>
                        <p>
                            "Le fichier prouve à lui seul que ce bulletin est dans le journal signé. Il contient vos \
                             choix : gardez-le comme eux."
                        </p>
                        {mailed
                            .then(|| {
                                view! { <p>"Il est aussi envoyé à l’adresse officielle de la collectivité."</p> }
                            })}
                        <ul>
                            <li>
                                <a href=download>"Télécharger le récépissé"</a>
                            </li>
                            <li>
                                <a href=log>"Vérifier un récépissé"</a>
                            </li>
                        </ul>
                    }
                })}
            <p class="fr-hint-text">
                "Cette page n’est visible que des personnes de votre collectivité. Imprimez-la pour la garder."
            </p>
            {open
                .then(|| {
                    view! {
                        <div class="t-actions">
                            <a class="fr-btn fr-btn--secondary" href="/vote">
                                "Changer le bulletin"
                            </a>
                        </div>
                    }
                })}
        }
        .into_any()
    }))
}
