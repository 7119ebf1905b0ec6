//! Applications: those of one's collectivité, the page of one, and what its people do with it.

use super::write;
use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::envelope::show::intake_name,
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page, views},
        shown::delete_draft,
    },
};
use axum::{extract::Path, response::Redirect};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    application_form::{Answers, ApplicationForm, Field, FieldKind},
    assessment::{AssessmentState, Criterion},
    campaign::Envelope,
    deployment::DeploymentState,
    id::{ApplicationId, InstalmentId},
    money::{Euros, amount_typed, number_typed},
    subsidy::{Costs, StepKind, Subsidy, Terms},
};
use leptos::prelude::*;
use server::{
    application::{
        self,
        query::{Detail, Line, Viewer},
    },
    deployment, payment,
};
use wording::{euros, number, time};

/// What an application is called.
pub fn title_of(detail: &Detail) -> String {
    match &detail.row.number {
        Some(number) => format!("{number} – {}", detail.row.title),
        None => detail.row.title.clone(),
    }
}

/// A state as a badge.
pub fn badge(state: ApplicationState) -> AnyView {
    let class = match state {
        ApplicationState::Draft | ApplicationState::CorrectionAsked => "fr-badge fr-badge--warning",
        ApplicationState::Accepted
        | ApplicationState::AgreementSigned
        | ApplicationState::PaidInPart
        | ApplicationState::Closed => "fr-badge fr-badge--success",
        ApplicationState::Refused => "fr-badge fr-badge--error",
        ApplicationState::Withdrawn => "fr-badge",
        ApplicationState::Filed
        | ApplicationState::Complete
        | ApplicationState::InAssessment
        | ApplicationState::WaitingList => "fr-badge fr-badge--info",
    };
    view! { <span class=class>{wording::application_state(state)}</span> }.into_any()
}

/// The computation of an amount, step by step.
pub fn subsidy_reasoning(subsidy: &Subsidy, costs: Option<&Costs>, terms: &Terms) -> AnyView {
    let steps = views(subsidy.steps.iter().map(|step| {
        let sentence = match step.kind {
            StepKind::Rate if terms.rate == 100 => format!("Dépenses éligibles : {}", euros(step.limit.cents())),
            StepKind::Rate => {
                let eligible = costs.map(|costs| costs.eligible.cents()).unwrap_or_default();
                format!("{} % de {} de dépenses éligibles : {}", terms.rate, euros(eligible), euros(step.limit.cents()))
            }
            StepKind::Ceiling => format!("Plafond par dossier : {}", euros(step.limit.cents())),
            StepKind::PublicFunding => format!(
                "Aides publiques cumulées, {} % des dépenses éligibles au plus : il reste {}",
                terms.public_funding,
                euros(step.limit.cents())
            ),
            StepKind::Remainder => {
                format!("Reste à payer après les autres financements : {}", euros(step.limit.cents()))
            }
            StepKind::Floor => {
                format!("Minimum par dossier : {} ; en dessous, rien n’est financé", euros(step.limit.cents()))
            }
            StepKind::Flat => format!("Somme des forfaits : {}", euros(step.limit.cents())),
        };
        view! { <li>{sentence}</li> }.into_any()
    }));
    if subsidy.steps.is_empty() {
        return view! { <p class="fr-hint-text">"Le montant demandé sera calculé ici."</p> }.into_any();
    }
    view! {
        <div class="t-reasoning">
            <p>"Montant demandé, calculé : " <strong>{euros(subsidy.amount.cents())}</strong></p>
            <ol>{steps}</ol>
        </div>
    }
    .into_any()
}

/// The applications of the collectivité acted for.
pub async fn list(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let siren = visit.ctx.acting_for()?;
    let lines = application::query::of_collectivity(&visit.ctx, &siren).await?;
    let reference = visit.ctx.platform.reference();
    Ok(Frame::new("Candidatures").render(&visit, move || {
        let cards = views(lines.iter().map(|line| card(line, campaign.spec.envelope(&line.envelope))));
        view! {
            <h1>"Candidatures"</h1>
            <p>
                "Celles de " <strong>{reference.name(&siren)}</strong>
                ", et celles des groupements dont elle est membre."
            </p>
            {lines.is_empty().then(|| view! { <p>"Aucune candidature pour le moment."</p> })}
            <ul class="t-list">{cards}</ul>
            <p>
                <a class="fr-btn" href="/enveloppes">
                    "Voir ce que l’on peut demander"
                </a>
            </p>
        }
        .into_any()
    }))
}

fn card(line: &Line, envelope: Option<&Envelope>) -> AnyView {
    let draft = line.state == ApplicationState::Draft;
    let class = if draft { "t-card t-card--draft" } else { "t-card" };
    view! {
        <li class=class>
            <h2 class="t-card__title">
                <a href=format!("/candidatures/{}", line.id)>{line.title.clone()}</a>
            </h2>
            <p class="t-card__meta">
                {badge(line.state)} <span>{envelope.map(|envelope| envelope.title.clone()).unwrap_or_default()}</span>
                {line.wave.map(|wave| view! { <span>{format!("vague {wave}")}</span> })}
                {line.number.clone().map(|number| view! { <span>"n° " {number}</span> })}
                {(line.asked > 0).then(|| view! { <span>{euros(line.asked)} " demandés"</span> })}
            </p>
        </li>
    }
    .into_any()
}

/// An answer as it is read.
pub fn answer(data: &ApplicationForm, field: &Field, answers: &Answers, envelope: &Envelope) -> AnyView {
    let stored = answers.get(&field.code).map_or("", String::as_str);
    match field.kind {
        FieldKind::Costs => cost_lines(data, answers),
        FieldKind::Items => {
            let chosen = data.items(answers);
            let items = views(envelope.items.iter().filter(|item| chosen.contains(&item.code)).map(|item| {
                view! { <li>{item.label.clone()} " : " {euros(i64::from(item.amount) * 100)}</li> }.into_any()
            }));
            view! { <ul>{items}</ul> }.into_any()
        }
        FieldKind::Choice => {
            let label = field.options.iter().find(|option| option.code == stored).map(|option| option.label.clone());
            view! { <p>{label.unwrap_or_else(|| "—".into())}</p> }.into_any()
        }
        FieldKind::Date => {
            let day = stored
                .parse()
                .map(time::date)
                .unwrap_or_else(|_| if stored.is_empty() { "—".into() } else { stored.to_owned() });
            view! { <p>{day}</p> }.into_any()
        }
        FieldKind::File => ().into_any(),
        FieldKind::Line | FieldKind::Text | FieldKind::Number | FieldKind::Euros | FieldKind::Collectivity => {
            // As it is read, not as it was typed: `12 k€` is 12 000 €.
            let read = match field.kind {
                FieldKind::Euros => amount_typed(stored).ok().map(|amount| euros(amount.cents())),
                FieldKind::Number => number_typed(stored).ok().map(number),
                _ => None,
            };
            let text = match (read, stored.trim()) {
                (Some(read), _) => read,
                (None, "") => "—".to_owned(),
                (None, text) => text.to_owned(),
            };
            view! { <p class="t-user-text">{text}</p> }.into_any()
        }
    }
}

fn cost_lines(data: &ApplicationForm, answers: &Answers) -> AnyView {
    let table = data.cost_table(answers);
    let shown = |text: &str| amount_typed(text).map_or_else(|_| text.to_owned(), |amount| euros(amount.cents()));
    let costs = views(table.costs.iter().filter(|line| !line.is_blank()).map(|line| {
        let eligible = if line.eligible { "éligible" } else { "non éligible" };
        view! {
            <tr>
                <th scope="row">{line.label.clone()}</th>
                <td class="fr-cell--right">{shown(&line.amount)}</td>
                <td>{eligible}</td>
            </tr>
        }
        .into_any()
    }));
    let funding = views(table.funding.iter().filter(|line| !line.is_blank()).map(|line| {
        let public = if line.public { "argent public" } else { "argent privé" };
        view! {
            <tr>
                <th scope="row">"Autre financement : " {line.source.clone()}</th>
                <td class="fr-cell--right">{shown(&line.amount)}</td>
                <td>{public}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <div class="fr-table" tabindex="0" role="region" aria-label="Dépenses et financements">
            <table>
                <caption class="fr-sr-only">"Dépenses et financements"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Intitulé"</th>
                        <th scope="col" class="fr-cell--right">
                            "Montant"
                        </th>
                        <th scope="col">"Nature"</th>
                    </tr>
                </thead>
                <tbody>{costs} {funding}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The answers of a file, section by section: as filed, or as they are being written.
pub fn content(data: &ApplicationForm, answers: &Answers, envelope: &Envelope) -> AnyView {
    // Files stand apart, below.
    let read = |field: &&Field| field.kind != FieldKind::File && data.is_asked(field, answers);
    views(data.sections.iter().filter(|section| section.fields.iter().any(|field| read(&field))).map(|section| {
        let fields = views(section.fields.iter().filter(read).map(|field| {
            view! {
                <h4>{field.label.clone()}</h4>
                {answer(data, field, answers, envelope)}
            }
            .into_any()
        }));
        view! {
            <h3>{section.title.clone()}</h3>
            {fields}
        }
        .into_any()
    }))
}

/// The page of an application.
pub async fn show(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = match application::query::detail(&visit.ctx, id).await {
        // Drawn, and nothing said yet: the declaration comes before the file.
        Err(server::Error::Forbidden) => return crate::page::desk::assessor::declaration(visit, id).await,
        other => other?,
    };
    let envelope = detail.envelope()?.clone();
    let data = detail.form()?.clone();
    let now = visit.ctx.now();
    let acts = Acts::of(&visit, &detail)?;
    let instalment = InstalmentId(visit.ctx.platform.new_id());
    let frame = match detail.viewer {
        Viewer::Applicant { .. } => Frame::new(title_of(&detail)).below("/candidatures", "Candidatures"),
        Viewer::Handler | Viewer::Reader => Frame::new(title_of(&detail)).below("/instruction", "Instruction"),
        Viewer::Assessor => Frame::new(title_of(&detail)).below("/evaluations", "Évaluations"),
    };
    let overseas = visit.overseas();
    Ok(frame.render(&visit, move || {
        let lead = detail.viewer == Viewer::Applicant { lead: true };
        let applicant = matches!(detail.viewer, Viewer::Applicant { .. });
        let (answers, subsidy, costs) = match (&detail.copy, applicant && detail.row.state.is_written()) {
            (Some(copy), false) => (&copy.answers, &copy.subsidy, copy.costs),
            _ => (&detail.answers, &detail.subsidy, detail.costs),
        };
        let filed = detail.copy.as_ref().filter(|_| !(applicant && detail.row.state.is_written()));
        let files: Vec<_> = match filed {
            Some(copy) => copy.files.iter().map(|file| (file.id, file.name.clone(), file.size)).collect(),
            None => detail.files.iter().map(|file| (file.id, file.name.clone(), file.size)).collect(),
        };
        let files = (!files.is_empty()).then(|| {
            let links = views(files.iter().map(|(file, name, size)| view! { <li>{write::file_link(id, *file, name, *size)}</li> }.into_any()));
            let all = (files.len() > 1).then(|| view! { <p>{write::files_link(id)}</p> });
            view! {
                <h3>"Pièces jointes"</h3>
                <ul>{links}</ul>
                {all}
            }
        });
        let writing = detail.is_written().then(|| {
            let missing = write::missing(&detail, &acts.labels);
            view! {
                {missing}
                <div class="t-actions">
                    <a class="fr-btn fr-btn--secondary" href=format!("/candidatures/{id}/modifier")>
                        "Écrire la candidature"
                    </a>
                    {acts.confirm(&detail)}
                    {lead
                        .then(|| {
                            acts.file
                                .around(
                                    view! {
                                        <input type="hidden" name="version" value=detail.campaign.version.to_string() />
                                        <button class="fr-btn">
                                            {if detail.row.state == ApplicationState::Draft {
                                                "Déposer la candidature"
                                            } else {
                                                "Déposer la correction"
                                            }}
                                        </button>
                                    },
                                )
                        })}
                </div>
            }
        });
        let changed = detail.changed.as_ref().map(|refusal| {
            view! { <p class="fr-alert fr-alert--warning">{wording::capitalised(&wording::refusal_sentence(refusal))}</p> }
        });
        let handling = (detail.viewer == Viewer::Handler).then(|| crate::page::desk::list::acts(&acts.handling, &detail, now));
        let assessing = (detail.viewer == Viewer::Assessor || !detail.assessments.is_empty())
            .then(|| assessments(&detail, &envelope.criteria, &acts.handling.replace));
        view! {
            {acts.summaries()}
            {write::state_banner(&detail, overseas, now)}
            <h1>{title_of(&detail)}</h1>
            <p class="t-card__meta">
                {badge(detail.state)} <span>{envelope.title.clone()}</span>
                {detail.intake().map(|intake| view! { <span>{intake_name(&intake, overseas)}</span> })}
            </p>
            {changed}
            {writing}
            {decided(&detail)}
            {after(&acts, &detail, lead, applicant, instalment)}
            <h2>"Le candidat"</h2>
            {members(&detail)}
            {known(&detail)}
            <h2>"Le dossier"</h2>
            {detail
                .row
                .number
                .as_ref()
                .map(|_| {
                    view! {
                        <p>
                            <a href=format!("/candidatures/{id}/recepisse")>"Récépissé de dépôt, à imprimer"</a>
                        </p>
                    }
                })}
            {content(&data, answers, &envelope)}
            {files}
            <h3>"Montant"</h3>
            {subsidy_reasoning(subsidy, costs.as_ref(), &envelope.terms())}
            {assessing}
            {handling}
            {messages(&acts, &detail)}
            {(lead && detail.state == ApplicationState::Draft)
                .then(|| { delete_draft(&acts.delete, &application::shown_draft(&detail.answers)) })}
            {(lead && detail.state != ApplicationState::Draft && detail.state.withdraw().is_ok())
                .then(|| {
                    view! {
                        <details open=acts.withdraw.is_refused()>
                            <summary>"Retirer cette candidature"</summary>
                            <p>
                                "Elle ne sera plus examinée, et l’argent éventuellement engagé redeviendra disponible."
                            </p>
                            {acts.withdraw.button("Retirer la candidature", "fr-btn--secondary")}
                        </details>
                    }
                })}
        }
        .into_any()
    }))
}

/// The forms of the page.
struct Acts {
    labels: Form,
    confirm: Form,
    file: Form,
    withdraw: Form,
    delete: Form,
    message: Form,
    ask: Form,
    deployment: Form,
    handling: crate::page::desk::list::Forms,
}

impl Acts {
    fn of(visit: &Visit, detail: &Detail) -> Result<Self, Failure> {
        let id = detail.row.id;
        let form = |act: &str| Form::new(visit, format!("/candidatures/{id}/{act}"));
        let labels = write::labelled(visit, detail)?;
        let file = form("deposer").about(&labels, &format!("/candidatures/{id}/modifier"));
        Ok(Self {
            labels,
            confirm: form("confirmer"),
            file,
            withdraw: form("retirer"),
            delete: form("supprimer"),
            message: form("message"),
            ask: form("versement"),
            deployment: form("usage"),
            handling: crate::page::desk::list::Forms::of(visit, detail),
        })
    }

    fn summaries(&self) -> AnyView {
        let own = [&self.confirm, &self.file, &self.withdraw, &self.delete, &self.message, &self.ask, &self.deployment];
        views(own.into_iter().chain(self.handling.all()).map(Form::summary))
    }

    fn confirm(&self, detail: &Detail) -> AnyView {
        let acting = self.confirm.acting();
        let waits = detail.members.iter().any(|member| !member.confirmed && Some(member.siren.to_string()) == acting);
        if waits { self.confirm.button("Confirmer la part de ma collectivité", "") } else { ().into_any() }
    }
}

fn members(detail: &Detail) -> AnyView {
    let rows = views(detail.members.iter().map(|member| {
        let part = match (member.confirmed, member.siren == detail.row.siren) {
            (true, true) => "Chef de file",
            (true, false) => "A confirmé sa part",
            (false, _) => "Confirmation attendue",
        };
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/collectivites/{}", member.siren)>{member.name.clone()}</a>
                </th>
                <td class="fr-cell--right">{number(member.population)}</td>
                <td>{part}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <div class="fr-table" tabindex="0" role="region" aria-label="Collectivités candidates">
            <table>
                <caption class="fr-sr-only">"Collectivités candidates"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Collectivité"</th>
                        <th scope="col" class="fr-cell--right">
                            "Habitants"
                        </th>
                        <th scope="col">"Part"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is known already and was not asked: territory, group, project, labels, eligibility.
fn known(detail: &Detail) -> AnyView {
    let (applicant, judgement) = match &detail.copy {
        Some(copy) => (&copy.applicant, &copy.judgement),
        None => (&detail.applicant, &detail.judgement),
    };
    let programmes = applicant.programmes.iter().map(|&one| wording::programme(one)).collect::<Vec<_>>().join(", ");
    let frozen = detail.copy.as_ref().map(|copy| {
        format!(
            "Figé au dépôt, le {} : populations {}, version {} des règles.",
            time::moment(copy.filed_at),
            copy.vintage,
            copy.rule_version
        )
    });
    view! {
        <dl class="t-definition">
            <dt>"Habitants"</dt>
            <dd>{number(applicant.population)} ", chacun compté une fois"</dd>
            {(applicant.departements > 0)
                .then(|| {
                    view! {
                        <dt>"Départements"</dt>
                        <dd>{number(u64::from(applicant.departements))}</dd>
                    }
                })}
            {(!programmes.is_empty())
                .then(|| {
                    view! {
                        <dt>"Programmes"</dt>
                        <dd>{programmes}</dd>
                    }
                })}
            {detail
                .group
                .as_ref()
                .map(|group| {
                    view! {
                        <dt>"Groupement"</dt>
                        <dd>
                            <a href=format!("/groupements/{}", group.id)>{group.name.clone()}</a>
                        </dd>
                    }
                })}
            {detail
                .project
                .as_ref()
                .map(|project| {
                    view! {
                        <dt>"Projet à expérimenter"</dt>
                        <dd>
                            <a href=format!("/projets/{}", project.id)>{project.title.clone()}</a>
                        </dd>
                    }
                })}
        </dl>
        {judgement.as_ref().map(|judgement| view! { <ul><crate::ui::eligibility::Judged judgement /></ul> })}
        {frozen.map(|text| view! { <p class="fr-hint-text">{text}</p> })}
    }
    .into_any()
}

/// The decision, from its publication on.
fn decided(detail: &Detail) -> AnyView {
    let Some(decision) = &detail.decision else { return ().into_any() };
    let class = match decision.outcome {
        entity::decision::Outcome::Accepted => "fr-alert fr-alert--success",
        entity::decision::Outcome::Waiting => "fr-alert fr-alert--info",
        entity::decision::Outcome::Refused => "fr-alert fr-alert--error",
    };
    let reasons = (!detail.reasons.is_empty()).then(|| {
        let lines = views(
            detail.reasons.iter().map(|reason| view! { <li class="t-user-text">{reason.clone()}</li> }.into_any()),
        );
        view! {
            <p>"Ce qu’en disent les évaluations\u{a0}:"</p>
            <ul>{lines}</ul>
        }
    });
    let amount = match decision.amount {
        Euros::ZERO => String::new(),
        amount => format!("\u{a0}: {}", euros(amount.cents())),
    };
    view! {
        <div class=class>
            <h2 class="fr-alert__title">{wording::outcome(decision.outcome)} {amount}</h2>
            <p>
                {format!(
                    "Décision du {}, publiée le {}.",
                    time::day(decision.at.utc()),
                    time::moment(decision.publish_at.utc()),
                )}
            </p>
            {(!decision.reason.is_empty()).then(|| view! { <p class="t-user-text">{decision.reason.clone()}</p> })}
            {reasons}
            <p>
                <a href=format!("/candidatures/{}/lettre", detail.row.id)>"Lettre de décision, à imprimer"</a>
            </p>
        </div>
    }
    .into_any()
}

/// Agreement, payments and what became of them.
fn after(acts: &Acts, detail: &Detail, lead: bool, applicant: bool, instalment: InstalmentId) -> AnyView {
    if !detail.state.is_funded() {
        return ().into_any();
    }
    let handler = detail.viewer == Viewer::Handler;
    let day = detail.row.agreement_day.as_ref().and_then(|day| day.parse().ok()).map(time::date);
    let agreement = match day {
        Some(day) => format!("Convention signée le {day}."),
        None => "La convention reste à signer.".to_owned(),
    };
    let rows = views(detail.instalments.iter().map(|one| {
        let paid = match (one.paid_at, one.refused_at) {
            (Some(at), _) => format!("payé le {}", time::day(at.utc())).into_any(),
            (None, Some(at)) => view! {
                {format!("refusé le {}\u{a0}: ", time::day(at.utc()))}
                {one.reason.clone()}
            }
            .into_any(),
            (None, None) => "en attente".into_any(),
        };
        view! {
            <tr>
                <th scope="row">{one.sentence.clone()}</th>
                <td class="fr-cell--right">{euros(one.amount.cents())}</td>
                <td>{time::day(one.asked_at.utc())}</td>
                <td>{paid}</td>
            </tr>
        }
        .into_any()
    }));
    let waiting = handler.then(|| {
        let waiting = detail.instalments.iter().filter(|one| one.waits());
        view! {
            <ul class="t-list">
                {views(waiting.map(|one| crate::page::desk::list::instalment_acts(&acts.handling, one)))}
            </ul>
        }
    });
    let told = (!applicant && !detail.deployments.is_empty()).then(|| {
        let lines = views(detail.deployments.iter().map(|one| {
            let name = detail
                .members
                .iter()
                .find(|member| member.siren == one.siren)
                .map(|member| member.name.clone())
                .unwrap_or_else(|| one.siren.to_string());
            view! { <li>{name} "\u{a0}: " {wording::deployment(one.state)} ". " {one.feedback.clone()}</li> }.into_any()
        }));
        view! {
            <h3>"Ce qu’en disent les collectivités"</h3>
            <ul>{lines}</ul>
        }
    });
    let payable = detail.row.state.pay_in_part().is_ok();
    let asked: Euros = detail.instalments.iter().filter(|one| one.refused_at.is_none()).map(|one| one.amount).sum();
    let left = detail.row.granted.less(asked);
    let ask = (lead && payable && left > Euros::ZERO).then(|| {
        acts.ask.around(view! {
            <input type="hidden" name="instalment" value=instalment.to_string() />
            {acts
                .ask
                .entry(
                    Entry::Amount,
                    "amount",
                    "Montant",
                    &format!("Il reste {} à demander", euros(left.cents())),
                    "",
                )}
            {acts
                .ask
                .line(
                    "sentence",
                    "Ce que ce versement paie",
                    "Par exemple : première tranche, factures de septembre",
                    "",
                )}
            <div class="t-actions">
                <button class="fr-btn">"Demander un versement"</button>
            </div>
        })
    });
    let table = (!detail.instalments.is_empty()).then(|| {
        view! {
            <div class="fr-table" tabindex="0" role="region" aria-labelledby="versements">
                <table>
                    <caption id="versements">"Versements"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Objet"</th>
                            <th scope="col" class="fr-cell--right">
                                "Montant"
                            </th>
                            <th scope="col">"Demandé le"</th>
                            <th scope="col">"Paiement"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <h2>"Convention et versements"</h2>
        <p>
            {agreement} " "
            {format!("{} accordés, {} payés.", euros(detail.row.granted.cents()), euros(detail.paid().cents()))}
        </p>
        {table}
        {waiting}
        {told}
        {ask}
        {handler.then(|| crate::page::desk::list::money_acts(&acts.handling, detail))}
        {(applicant && detail.row.agreement_day.is_some()).then(|| usage(acts, detail))}
    }
    .into_any()
}

fn usage(acts: &Acts, detail: &Detail) -> AnyView {
    let options: Vec<(String, String)> =
        DeploymentState::ALL.iter().map(|&one| (one.code().to_owned(), wording::deployment(one).to_owned())).collect();
    let own = detail.deployments.iter().find(|one| Some(one.siren.to_string()) == acts.deployment.acting());
    let state = own.map(|one| one.state.code()).unwrap_or_default();
    let feedback = own.map(|one| one.feedback.clone()).unwrap_or_default();
    view! {
        <h3>"Ce que votre collectivité en fait"</h3>
        <p>
            {if detail.project.is_some() {
                "Une phrase suffit. Elle est publique, sur la page du projet expérimenté."
            } else {
                "Une phrase suffit. Elle est lue par les personnes qui suivent le dossier."
            }}
        </p>
        {acts
            .deployment
            .around(
                view! {
                    {acts.deployment.radios("deployment", "Où en êtes-vous ?", &options, state)}
                    {acts.deployment.lines("feedback", "Votre retour", "", &feedback, 2)}
                    <div class="t-actions">
                        <button class="fr-btn fr-btn--secondary">"Enregistrer"</button>
                    </div>
                },
            )}
    }
    .into_any()
}

/// What assessors gave, as far as who looks may see it.
fn assessments(detail: &Detail, criteria: &[Criterion], replace: &Form) -> AnyView {
    let id = detail.row.id;
    let cards = views(detail.assessments.iter().map(|one| {
        let state = match one.row.state {
            AssessmentState::Drawn => "n’a pas encore dit s’il a un lien avec le candidat",
            AssessmentState::Reading => "lit le dossier",
            AssessmentState::Conflict => "a déclaré un lien : à remplacer",
            AssessmentState::Submitted => "a rendu ses notes",
            AssessmentState::Settled => "a rendu ses notes définitives",
        };
        let marks = one.row.marks().filter(|_| one.open).map(|marks| {
            let lines = views(criteria.iter().zip(marks).map(|(criterion, mark)| {
                let words = criterion.marks.get(usize::from(mark)).cloned().unwrap_or_default();
                view! { <li>{criterion.title.clone()} " : " {mark.to_string()} " – " {words}</li> }.into_any()
            }));
            view! {
                <ul>{lines}</ul>
                <p class="t-user-text">{one.row.reason.clone()}</p>
            }
        });
        let silent = matches!(one.row.state, AssessmentState::Drawn | AssessmentState::Reading)
            && detail.viewer == Viewer::Handler;
        let replace = silent.then(|| {
            replace.around(view! {
                <input type="hidden" name="assessor" value=one.row.person.to_string() />
                <button class="fr-btn fr-btn--sm fr-btn--secondary">"Confier le dossier à une autre personne"</button>
            })
        });
        view! {
            <li class="t-card">
                <h3 class="t-card__title">{one.name.clone()}</h3>
                <p>{state}</p>
                {marks}
                {replace}
            </li>
        }
        .into_any()
    }));
    let standing = &detail.standing;
    let score = standing.score.map(
        |score| view! { <p>"Note commune : " <strong>{format!("{} / {}", score.points, score.most)}</strong></p> },
    );
    let apart = (!standing.diverging.is_empty() && !standing.settled).then(|| {
        let names = standing.diverging.iter().filter_map(|at| criteria.get(*at)).map(|one| one.title.clone());
        view! {
            <p class="fr-alert fr-alert--warning">
                {format!(
                    "Les notes s’écartent de deux points ou plus sur : {}. Chaque évaluateur doit les maintenir ou les \
                     revoir.",
                    names.collect::<Vec<_>>().join(", "),
                )}
            </p>
        }
    });
    let own = (detail.viewer == Viewer::Assessor
        || detail.assessments.iter().any(|one| one.open && !detail.standing.all_in))
    .then(|| {
        view! {
            <p>
                <a class="fr-btn fr-btn--secondary" href=format!("/candidatures/{id}/evaluer")>
                    "Noter ce dossier"
                </a>
            </p>
        }
    });
    view! {
        <h2>"Évaluations"</h2>
        {score}
        {apart}
        <ul class="t-list">{cards}</ul>
        {own}
    }
    .into_any()
}

fn messages(acts: &Acts, detail: &Detail) -> AnyView {
    if detail.viewer == Viewer::Reader || (detail.row.number.is_none() && detail.messages.is_empty()) {
        return ().into_any();
    }
    let lines = views(detail.messages.iter().map(|(message, name)| {
        let side = if message.from_applicant { "candidat" } else { "instruction" };
        view! {
            <li class="t-card">
                <p class="t-card__meta">
                    <strong>{name.clone()}</strong>
                    <span>{side}</span>
                    <span>{time::moment(message.at.utc())}</span>
                </p>
                <p class="t-user-text">{message.message.clone()}</p>
            </li>
        }
        .into_any()
    }));
    view! {
        <h2 id="messages">"Messages"</h2>
        <p class="fr-hint-text">
            "Lus par les collectivités candidates et par les personnes qui instruisent ou évaluent ce dossier, et par \
             personne d’autre."
        </p>
        <ul class="t-list">{lines}</ul>
        {acts
            .message
            .around(
                view! {
                    {acts.message.lines("message", "Votre message", "", "", 3)}
                    <div class="t-actions">
                        <button class="fr-btn fr-btn--secondary">"Envoyer"</button>
                    </div>
                },
            )}
    }
    .into_any()
}

fn back(id: ApplicationId) -> Redirect {
    Redirect::to(&format!("/candidatures/{id}"))
}

/// Confirms the part of the collectivité acted for.
pub async fn confirm(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Redirect, Failure> {
    application::confirm(&visit.ctx, id).await?;
    Ok(back(id))
}

/// Files.
pub async fn file(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    application::file(&visit.ctx, id, fields.parse("version")?).await?;
    Ok(Redirect::to(&format!("/candidatures/{id}/recepisse")))
}

/// Takes back.
pub async fn withdraw(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Redirect, Failure> {
    application::withdraw(&visit.ctx, id).await?;
    Ok(back(id))
}

/// Deletes a draft.
pub async fn delete(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Redirect, Failure> {
    application::delete_draft(&visit.ctx, id).await?;
    Ok(Redirect::to("/candidatures"))
}

/// Writes a message.
pub async fn message(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    application::write_message(&visit.ctx, id, &fields.text("message")).await?;
    Ok(Redirect::to(&format!("/candidatures/{id}#messages")))
}

/// Asks for a payment.
pub async fn ask(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    let instalment = InstalmentId(fields.parse("instalment")?);
    payment::ask(&visit.ctx, id, instalment, &fields.text("amount"), &fields.text("sentence")).await?;
    Ok(back(id))
}

/// Says what became of it.
pub async fn tell(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    deployment::tell(&visit.ctx, id, &fields.text("deployment"), &fields.text("feedback")).await?;
    Ok(back(id))
}

/// How long until an instant, for deadlines.
pub fn until(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match instant > now {
        true => format!("encore {}", time::delay(instant - now)),
        false => "délai passé".to_owned(),
    }
}
