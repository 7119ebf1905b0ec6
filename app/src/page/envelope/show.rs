//! The envelopes: where their money stands, to the cent, and what one may apply for.

use crate::{
    http::{
        failure::Failure,
        table::{Cell, Column, Format, table as download_of},
        visit::{Fields, Visit},
    },
    ui::sign_in::sign_in_link,
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page, download, views},
    },
};
use axum::{
    extract::Path,
    response::{Redirect, Response},
};
use chrono::{DateTime, Utc};
use entity::{
    calendar::Overseas,
    campaign::{Authority, Call, Envelope, Intake},
    eligibility::{Condition, Judgement},
    id::{ApplicationId, EntryId, GroupId, ProjectId},
    ledger::Part,
    permission::{Action, Facts},
    refusal::Refusal,
    siren::Siren,
    table,
};
use leptos::prelude::*;
use server::{
    application::{
        self,
        query::{CallView, Considered},
    },
    envelope::{EnvelopeView, Figures, PartView},
    ledger::{self, Delegated},
    reference::Reference,
};
use wording::{count, euros, number, time};

/// What a part of an envelope is called.
fn part_name(reference: &Reference, view: &PartView) -> String {
    match &view.part {
        Part::Whole => "Non réparti".to_owned(),
        Part::Wave(wave) => format!("Vague {wave}"),
        Part::Departement(code) => format!("Préfecture : {} ({code})", reference.departement_name(code)),
        Part::Project(_) => view.title.clone(),
    }
}

/// Allotted, engaged and paid as a bar, drawn on the server; the same figures stand beside it.
fn bar(figures: &Figures) -> AnyView {
    let whole = figures.held.allotted().max(1);
    // Tenths of a percent, so that no float is needed.
    let share = |cents: i64| {
        let tenths = i128::from(cents.max(0)) * 1000 / i128::from(whole);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let label = format!(
        "{} engagés sur {}, dont {} payés",
        euros(figures.held.promised()),
        euros(whole),
        euros(figures.held.paid)
    );
    view! {
        <svg class="t-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=label>
            <rect class="t-bar__ground" width="100" height="10"></rect>
            <rect class="t-bar__engaged" width=share(figures.held.promised()) height="10"></rect>
            <rect width=share(figures.held.paid) height="10"></rect>
        </svg>
    }
    .into_any()
}

fn row(name: AnyView, figures: &Figures, class: &'static str) -> AnyView {
    let cell = |cents: i64| view! { <td class="fr-cell--right">{euros(cents)}</td> };
    view! {
        <tr class=class>
            <th scope="row">{name}</th>
            {cell(figures.held.allotted())}
            {cell(figures.asked)}
            {cell(figures.held.promised())}
            {cell(figures.held.paid)}
            {cell(figures.held.left)}
            <td class="t-cell--bar">{bar(figures)}</td>
        </tr>
    }
    .into_any()
}

fn rows(reference: &Reference, view: &EnvelopeView, inside: bool) -> AnyView {
    let class = if inside { "t-row--inside" } else { "t-row--whole" };
    let name = match view.envelope.call {
        Some(_) => {
            view! { <a href=format!("/enveloppes/{}", view.envelope.code)>{view.envelope.title.clone()}</a> }.into_any()
        }
        None => view.envelope.title.clone().into_any(),
    };
    // A single part that holds all says nothing more than the envelope.
    let split = view.parts.len() > 1 || !view.inside.is_empty();
    let parts = views(
        view.parts
            .iter()
            .filter(|_| split)
            .map(|part| row(part_name(reference, part).into_any(), &part.figures, "t-row--inside")),
    );
    let below = views(view.inside.iter().map(|one| rows(reference, one, true)));
    view! {
        {row(name, &view.figures, class)}
        {parts}
        {below}
    }
    .into_any()
}

/// Where all the money stands.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let views_of = server::envelope::overview(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let moves = visit.ctx.authorise(Action::MoveMoney, &Facts::default()).is_ok();
    let form = |action: &str| Form::new(&visit, action);
    let (delegate, carry) = (form("/enveloppes/deleguer"), form("/enveloppes/reporter"));
    let (now, entry) = (visit.ctx.now(), EntryId(visit.ctx.platform.new_id()));
    Ok(Frame::new("Enveloppes").render(&visit, move || {
        let all = server::envelope::sum(&views_of);
        let lines = views(views_of.iter().map(|view| rows(&reference, view, false)));
        let calls = views(campaign.spec.envelopes.iter().filter(|envelope| envelope.call.is_some()).map(|envelope| {
            view! {
                <li class="t-card">
                    <h3 class="t-card__title">
                        <a href=format!("/enveloppes/{}", envelope.code)>{call_title(envelope)}</a>
                    </h3>
                    <p>{envelope.purpose.clone()}</p>
                </li>
            }
            .into_any()
        }));
        let desk = moves.then(|| move_forms(&reference, &campaign.spec, &views_of, (&delegate, &carry), (now, entry)));
        view! {
            <h1>"Les enveloppes"</h1>
            {delegate.summary()}
            {carry.summary()}
            <p class="fr-text--lead">
                {euros(all.held.allotted())} " alloués : " {euros(all.held.promised())} " engagés, "
                {euros(all.held.paid)} " payés, " {euros(all.held.left)} " disponibles."
            </p>
            <h2>"Ce que l’on peut demander"</h2>
            <ul class="t-list">{calls}</ul>
            <h2>"Où en est l’argent"</h2>
            <p>
                "Chaque chiffre est la somme des écritures du grand livre, au centime. « Engagé » comprend ce qui est \
                 déjà payé ; « demandé » compte les dossiers déposés qui ne sont ni refusés ni retirés."
            </p>
            <div class="fr-table t-scroll" tabindex="0" role="region" aria-labelledby="grand-livre">
                <table>
                    <caption id="grand-livre">"Enveloppes, vagues et préfectures"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Enveloppe"</th>
                            <th scope="col" class="fr-cell--right">
                                "Alloué"
                            </th>
                            <th scope="col" class="fr-cell--right">
                                "Demandé"
                            </th>
                            <th scope="col" class="fr-cell--right">
                                "Engagé"
                            </th>
                            <th scope="col" class="fr-cell--right">
                                "Payé"
                            </th>
                            <th scope="col" class="fr-cell--right">
                                "Disponible"
                            </th>
                            <th scope="col">"Part engagée"</th>
                        </tr>
                    </thead>
                    <tbody>{lines} {row("Total".into_any(), &all, "t-row--whole")}</tbody>
                </table>
            </div>
            {download("/enveloppes.csv", "Télécharger ces chiffres")}
            {desk}
        }
        .into_any()
    }))
}

/// What one asks for, as a title.
fn call_title(envelope: &Envelope) -> String {
    match envelope.call {
        Some(Call::Pilot) => "Expérimenter un projet retenu par le vote".to_owned(),
        Some(Call::Subsidy | Call::Catalogue) | None => envelope.title.clone(),
    }
}

fn move_forms(
    reference: &Reference,
    spec: &entity::campaign::Campaign,
    all: &[EnvelopeView],
    (delegate, carry): (&Form, &Form),
    (now, entry): (DateTime<Utc>, EntryId),
) -> AnyView {
    let of_prefects: Vec<(String, String)> = spec
        .envelopes
        .iter()
        .filter(|envelope| envelope.decided_by == Authority::Prefect)
        .map(|envelope| (envelope.code.clone(), envelope.title.clone()))
        .collect();
    let departements: Vec<(String, String)> = reference
        .departements()
        .iter()
        .map(|area| (area.code.clone(), format!("{} – {}", area.code, area.name)))
        .collect();
    let ways = [
        ("non".to_owned(), "Déléguer à la préfecture".to_owned()),
        ("oui".to_owned(), "Reprendre ce qu’elle n’a pas dépensé".to_owned()),
    ];
    let first = of_prefects.first().map(|(code, _)| code.clone()).unwrap_or_default();
    let fields = view! {
        <input type="hidden" name="entry" value=entry.to_string() />
        {delegate.choice("envelope", "Enveloppe", "", &of_prefects, &first)}
        {delegate.choice("departement", "Département", "", &departements, "")}
        {delegate.entry(Entry::Amount, "amount", "Montant", "En euros, par exemple 250 000", "")}
        {delegate.radios("back", "Sens", &ways, "non")}
        <div class="t-actions">
            <button class="fr-btn">"Enregistrer l’écriture"</button>
        </div>
    };
    let closed = |envelope: &Envelope, wave: u8| {
        envelope.intake(&spec.calendar, Some(wave)).is_some_and(|intake| now >= intake.period.close())
            && usize::from(wave) < envelope.waves.len()
    };
    let everywhere = all.iter().flat_map(|view| std::iter::once(view).chain(&view.inside));
    let left = everywhere.flat_map(|view| view.parts.iter().map(move |part| (view, part)));
    let left = left.filter_map(|(view, part)| match part.part {
        Part::Wave(wave) if part.figures.held.left > 0 && closed(&view.envelope, wave) => {
            Some((view.envelope.code.clone(), wave, part.figures.held.left))
        }
        _ => None,
    });
    let waves: Vec<AnyView> = left
        .map(|(code, wave, left)| {
            carry.around(view! {
                <input type="hidden" name="envelope" value=code />
                <input type="hidden" name="wave" value=wave.to_string() />
                <button class="fr-btn fr-btn--secondary">
                    {format!("Reporter {} de la vague {wave} sur la suivante", euros(left))}
                </button>
            })
        })
        .collect();
    let carried = (!waves.is_empty()).then(|| {
        view! {
            <h2>"Reporter ce que laisse une vague close"</h2>
            <div class="t-actions">{views(waves.into_iter())}</div>
        }
    });
    view! {
        <h2>"Déléguer aux préfectures"</h2>
        {delegate.around(fields)}
        {carried}
    }
    .into_any()
}

const COLUMNS: &[Column] = &[
    Column("envelope", "Enveloppe"),
    Column("part", "Part"),
    Column("allotted", "Alloué (€)"),
    Column("asked", "Demandé (€)"),
    Column("engaged", "Engagé (€)"),
    Column("paid", "Payé (€)"),
    Column("left", "Disponible (€)"),
];

/// The same figures as a file.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let all = server::envelope::overview(&visit.ctx, &campaign).await?;
    let reference = visit.ctx.platform.reference();
    let row = |view: &EnvelopeView, part: &PartView| {
        let held = &part.figures.held;
        vec![
            Cell::Named(view.envelope.code.clone(), call_title(&view.envelope)),
            Cell::Named(part.part.to_string(), part_name(&reference, part)),
            Cell::Euros(held.allotted()),
            Cell::Euros(part.figures.asked),
            Cell::Euros(held.promised()),
            Cell::Euros(held.paid),
            Cell::Euros(held.left),
        ]
    };
    let views = all.iter().flat_map(|view| std::iter::once(view).chain(&view.inside));
    let rows: Vec<Vec<Cell>> = views.flat_map(|view| view.parts.iter().map(move |part| row(view, part))).collect();
    Ok(download_of(format, "enveloppes", COLUMNS, rows))
}

/// Delegates to a prefecture, or takes back.
pub async fn delegate(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let campaign = visit.campaign()?.clone();
    let typed = Delegated {
        envelope: fields.text("envelope"),
        departement: fields.text("departement"),
        amount: fields.text("amount"),
        back: fields.text("back") == "oui",
        entry: fields.text("entry").parse().ok(),
    };
    ledger::delegate(&visit.ctx, campaign.id, &campaign.spec, &typed).await?;
    Ok(Redirect::to("/enveloppes#grand-livre"))
}

/// Moves what a wave leaves to the next one.
pub async fn carry_over(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let campaign = visit.campaign()?.clone();
    visit.ctx.authorise(Action::MoveMoney, &Facts::default())?;
    let wave = fields.parse("wave")?;
    ledger::carry_over(&visit.ctx, campaign.id, &campaign.spec, &fields.text("envelope"), wave).await?;
    Ok(Redirect::to("/enveloppes#grand-livre"))
}

/// An intake, in words.
pub fn intake_name(intake: &Intake, overseas: Option<Overseas>) -> String {
    let days = time::period(&intake.period, overseas);
    match intake.wave {
        Some(wave) => format!("vague {wave}, {days}"),
        None => days,
    }
}

/// A judgement as a list: what is met, what is not, which figure, and what is missing.
pub fn judged(judgement: &Judgement) -> AnyView {
    if !judgement.parts.is_empty() {
        let heading = match judgement.condition {
            Condition::Any(_) => "L’une de ces conditions :",
            _ => "Toutes ces conditions :",
        };
        let parts = views(judgement.parts.iter().map(judged));
        return view! { <li class="t-judged">{heading} <ul>{parts}</ul></li> }.into_any();
    }
    let figure = match (&judgement.condition, judgement.found, judgement.missing) {
        (Condition::Members(_), Some(found), 0) => format!(" ({})", number(found)),
        (Condition::Members(_), Some(found), missing) => {
            format!(" ({} : il manque {})", number(found), count(missing, "collectivité", "collectivités"))
        }
        (Condition::InhabitantsAtMost(_), Some(found), over) if over > 0 => {
            format!(" ({} : {} de trop)", count(found, "habitant", "habitants"), number(over))
        }
        (_, Some(found), 0) => format!(" ({})", count(found, "habitant", "habitants")),
        (_, Some(found), missing) => {
            format!(" ({} : il manque {})", number(found), count(missing, "habitant", "habitants"))
        }
        (_, None, _) => String::new(),
    };
    let (badge, word) = match judgement.met {
        true => ("fr-badge fr-badge--success fr-badge--sm", "rempli"),
        false => ("fr-badge fr-badge--warning fr-badge--sm", "non rempli"),
    };
    view! {
        <li class="t-judged">
            <span class=badge>{word}</span>
            " "
            {wording::capitalised(&wording::condition(&judgement.condition))}
            {figure}
        </li>
    }
    .into_any()
}

/// What keeps an applicant out, and who nearby could complete it.
fn considered(considered: &Considered, group: Option<GroupId>) -> AnyView {
    let judgement = considered.judgement.as_ref().map(|judgement| view! { <ul>{judged(judgement)}</ul> });
    let nearby = (!considered.nearby.is_empty()).then(|| {
        let lines = views(considered.nearby.iter().map(|(siren, name, adds)| {
            let adds = match adds {
                0 => "ses habitants sont déjà comptés".to_owned(),
                adds => format!("apporterait {}", count(*adds, "habitant", "habitants")),
            };
            view! {
                <li>
                    <a href=format!("/collectivites/{siren}")>{name.clone()}</a>
                    " – "
                    {adds}
                </li>
            }
            .into_any()
        }));
        let invite = group.map(|group| {
            view! {
                <p>
                    <a href=format!("/groupements/{group}")>"Inviter une collectivité dans le groupement"</a>
                </p>
            }
        });
        view! {
            <p>"Près de vous, pourraient compléter le groupement :"</p>
            <ul>{lines}</ul>
            {invite}
        }
    });
    view! {
        {judgement}
        {nearby}
    }
    .into_any()
}

/// The page of an envelope: its rules, and whether one may apply.
pub async fn show(visit: Visit, Path(code): Path<String>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let envelope =
        campaign.spec.envelope(&code).filter(|envelope| envelope.call.is_some()).ok_or(Failure::NotFound)?.clone();
    let found = application::query::call(&visit.ctx, &campaign, &envelope).await?;
    let now = visit.ctx.now();
    let form = Form::new(&visit, format!("/enveloppes/{code}/candidater"));
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let reference = visit.ctx.platform.reference();
    let ids: Vec<ApplicationId> = (0..=(1 + found.groups.len()) * (1 + found.projects.len()))
        .map(|_| ApplicationId(visit.ctx.platform.new_id()))
        .collect();
    let (sign_in, overseas) = (sign_in_link(&visit), visit.overseas());
    Ok(Frame::new(call_title(&envelope)).below("/enveloppes", "Enveloppes").render(&visit, move || {
        let open = envelope.open_intake(&campaign.spec.calendar, now);
        let intakes = views(envelope.intakes(&campaign.spec.calendar).iter().map(|intake| {
            let state = match () {
                () if intake.period.is_open(now) => {
                    view! { <span class="fr-badge fr-badge--success fr-badge--sm">"ouvert"</span> }.into_any()
                }
                () if now < intake.period.opening() => {
                    view! { <span class="fr-badge fr-badge--sm">"à venir"</span> }.into_any()
                }
                () => view! { <span class="fr-badge fr-badge--sm">"clos"</span> }.into_any(),
            };
            view! { <li>{wording::capitalised(&intake_name(intake, overseas))} " " {state}</li> }.into_any()
        }));
        let start = match (&acting, &open) {
            (None, _) => view! {
                <p>
                    "Pour candidater, " <a href=sign_in.clone()>"connectez-vous"</a>
                    " et choisissez la collectivité pour laquelle vous agissez."
                </p>
            }
            .into_any(),
            (_, None) => view! {
                <p class="fr-alert fr-alert--info">
                    "Les dépôts ne sont pas ouverts en ce moment : les dates sont ci-dessus."
                </p>
            }
            .into_any(),
            (Some(siren), Some(_)) => begin(&reference, &envelope, &found, *siren, &form, &ids),
        };
        view! {
            {form.summary()}
            <h1>{call_title(&envelope)}</h1>
            <p class="fr-text--lead">{envelope.purpose.clone()}</p>
            {rules(&envelope)}
            <h2>"Dates de dépôt"</h2>
            <ul>{intakes}</ul>
            <h2>"Votre candidature"</h2>
            {start}
        }
        .into_any()
    }))
}

/// What the envelope pays, to whom, and who decides.
fn rules(envelope: &Envelope) -> AnyView {
    let line = |label: &'static str, text: String| {
        (!text.is_empty()).then(|| {
            view! {
                <dt>{label}</dt>
                <dd>{text}</dd>
            }
        })
    };
    let pays = match (envelope.call, envelope.subsidy_percent) {
        (Some(Call::Catalogue), _) => "un forfait par élément du catalogue".to_owned(),
        (Some(Call::Pilot), None) => "les dépenses de l’expérimentation, sur le coût du projet".to_owned(),
        (_, Some(percent)) => format!("{percent} % des dépenses éligibles"),
        (_, None) => "la totalité des dépenses éligibles".to_owned(),
    };
    let bounds = match (envelope.floor, envelope.ceiling) {
        (Some(floor), Some(ceiling)) => {
            format!("de {} à {} par dossier", euros(i64::from(floor) * 100), euros(i64::from(ceiling) * 100))
        }
        (None, Some(ceiling)) => format!("jusqu’à {} par dossier", euros(i64::from(ceiling) * 100)),
        (Some(floor), None) => format!("à partir de {} par dossier", euros(i64::from(floor) * 100)),
        (None, None) => String::new(),
    };
    let condition =
        envelope.eligibility.as_ref().filter(|_| envelope.call != Some(Call::Pilot)).map(wording::condition);
    let public = match envelope.subsidy_percent {
        Some(_) => format!(
            "au plus {} % des dépenses éligibles, toutes aides publiques comprises",
            envelope.public_funding_percent
        ),
        None => String::new(),
    };
    let criteria = envelope.criteria.iter().map(|one| match one.weight {
        1 => one.title.clone(),
        weight => format!("{} (coefficient {weight})", one.title),
    });
    let items = (!envelope.items.is_empty()).then(|| {
        let items = views(envelope.items.iter().map(|item| {
            view! { <li>{item.label.clone()} " : " {euros(i64::from(item.amount) * 100)}</li> }.into_any()
        }));
        view! {
            <dt>"Catalogue"</dt>
            <dd>
                <ul>{items}</ul>
            </dd>
        }
    });
    view! {
        <dl class="t-definition">
            {line("Ce qui est payé", pays)} {line("Montant", bounds)} {line("Aides publiques cumulées", public)}
            {line(
                "Qui peut candidater",
                wording::capitalised(&condition.unwrap_or_else(|| "toute collectivité".to_owned())),
            )} {line("Critères d’évaluation", criteria.collect::<Vec<_>>().join(", "))}
            {line("Sujets", envelope.topics.join(", "))}
            {line("Places", envelope.places.map(|places| format!("{places} par projet")).unwrap_or_default())}
            {line(
                "Décision",
                match envelope.decided_by {
                    Authority::Prefect => "le préfet de votre département".into(),
                    Authority::State => "l’équipe du programme".into(),
                },
            )} {items}
        </dl>
    }
    .into_any()
}

fn begin(
    reference: &Reference,
    envelope: &Envelope,
    found: &CallView,
    siren: Siren,
    form: &Form,
    ids: &[ApplicationId],
) -> AnyView {
    let mut ids = ids.iter();
    let mut button = |label: String, group: Option<GroupId>, project: Option<ProjectId>| {
        let id = ids.next().map(ToString::to_string).unwrap_or_default();
        form.around(view! {
            <input type="hidden" name="id" value=id />
            {group.map(|group| view! { <input type="hidden" name="group" value=group.to_string() /> })}
            {project.map(|project| view! { <input type="hidden" name="project" value=project.to_string() /> })}
            <button class="fr-btn">{label}</button>
        })
    };
    if envelope.call == Some(Call::Pilot) {
        if found.projects.is_empty() {
            return view! {
                <p>
                    "Les projets à expérimenter seront ceux que le vote retient : le résultat n’est pas encore connu."
                </p>
            }
            .into_any();
        }
        let cards = views(found.projects.iter().map(|row: &table::project::Model| {
            let groups = views(found.groups.iter().map(|(group, _)| {
                button(
                    format!(
                        "Candidater pour «\u{202f}{}\u{202f}» au nom du groupement «\u{202f}{}\u{202f}»",
                        row.title, group.name
                    ),
                    Some(group.id),
                    Some(row.id),
                )
            }));
            view! {
                <li class="t-card">
                    <h3 class="t-card__title">
                        <a href=format!("/projets/{}", row.id)>{row.title.clone()}</a>
                    </h3>
                    <p class="t-card__meta">
                        <span>{euros(row.cost.cents())}</span>
                        <span>{crate::ui::carrier::carrier(row, None)}</span>
                    </p>
                    {button(format!("Candidater pour « {} »", row.title), None, Some(row.id))}
                    {groups}
                </li>
            }
            .into_any()
        }));
        return view! {
            <p>
                "Les collectivités qui ont choisi un projet lors du vote, et les membres de son groupement, passent en \
                 premier. La candidature est faite au nom de " <strong>{reference.name(&siren)}</strong> "."
            </p>
            <ul class="t-list">{cards}</ul>
        }
        .into_any();
    }
    let alone = found.alone.as_ref().map(|one| {
        let act = match one.is_eligible() {
            true => button(format!("Candidater au nom de {}", reference.name(&siren)), None, None),
            false => view! {
                <p class="fr-alert fr-alert--warning">
                    "Votre collectivité seule ne remplit pas la condition de cette enveloppe."
                </p>
            }
            .into_any(),
        };
        view! {
            <h3>{reference.name(&siren)}</h3>
            {considered(one, None)}
            {act}
        }
    });
    let groups = views(found.groups.iter().map(|(group, one)| {
        let act = match one.is_eligible() {
            true => button(format!("Candidater au nom du groupement « {} »", group.name), Some(group.id), None),
            false => view! {
                <p class="fr-alert fr-alert--warning">
                    "Cette enveloppe est fermée à ce groupement tant qu’il manque :"
                </p>
            }
            .into_any(),
        };
        let (before, after) = match one.is_eligible() {
            true => (considered(one, Some(group.id)), act),
            false => (act, considered(one, Some(group.id))),
        };
        view! {
            <h3>{format!("Groupement « {} »", group.name)}</h3>
            {before}
            {after}
        }
        .into_any()
    }));
    let none = (found.groups.is_empty() && envelope.applicant.takes(true)).then(|| {
        view! {
            <p>
                "Un groupement candidate par sa collectivité chef de file ; la vôtre n’en conduit aucun. "
                <a href="/groupements">"Voir les groupements"</a>
            </p>
        }
    });
    view! {
        {alone}
        {groups}
        {none}
    }
    .into_any()
}

/// Opens a draft.
pub async fn apply(visit: Visit, Path(code): Path<String>, fields: Fields) -> Result<Redirect, Failure> {
    let id: ApplicationId = fields.parse("id")?;
    let optional = |name: &str| -> Result<Option<_>, Failure> {
        if fields.text(name).is_empty() { Ok(None) } else { fields.parse(name).map(Some) }
    };
    let group: Option<GroupId> = optional("group")?.map(|id: uuid::Uuid| GroupId(id));
    let project: Option<ProjectId> = optional("project")?.map(|id: uuid::Uuid| ProjectId(id));
    let choice = application::Choice { envelope: code, group, project };
    match application::open(&visit.ctx, id, &choice).await {
        Ok(()) => Ok(Redirect::to(&format!("/candidatures/{id}/modifier"))),
        // Whoever applies a second time looks for the first: it is shown, in whatever state it is.
        Err(server::Error::Refused(Refusal::AlreadyApplied)) => {
            let existing = application::existing(&visit.ctx, &choice).await?.ok_or(Refusal::AlreadyApplied)?;
            Ok(Redirect::to(&format!("/candidatures/{existing}")))
        }
        Err(error) => Err(error.into()),
    }
}
