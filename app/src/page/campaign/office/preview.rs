//! A campaign before it opens, as a collectivité or a prefecture would see it: what would await it in each phase, the
//! envelopes with their verdicts, and the way to each form.

use super::{
    fault::NotComplete,
    look::{Eyes, Look, LookAs, PREFECTURE},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    page::{
        envelope::label::call_title,
        home::{
            outlook,
            task_words::{self, Words},
        },
    },
    ui::{
        alert::Tone,
        eligibility::{Verdict, Verdicts},
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
        views::views,
    },
};
use axum::extract::{Path, Query};
use chrono::Days;
use entity::{
    address::Address,
    calendar::{Phase, Progress},
    campaign::{AssessedBy, Authority, Call, Campaign, Envelope},
    eligibility::Judgement,
    permission::StaffRole,
    search_text::SearchText,
    siren::Siren,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    campaign::{draft, trial},
    task::TaskKind,
};
use uuid::Uuid;
use wording::time;

/// What the address may carry.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    siren: SearchText,
    comme: SearchText,
    chercher: SearchText,
    suite: SearchText,
}

/// What the page shows.
struct PreviewPage {
    id: Uuid,
    slug: String,
    is_draft: bool,
    look: Look,
    /// None while the campaign lacks something.
    seen: Option<Seen>,
}

/// What is seen through the eyes of somebody.
struct Seen {
    title: String,
    summary: String,
    moments: Vec<Moment>,
    verdicts: Vec<Verdict>,
}

/// What awaits somebody at one moment of the campaign.
struct Moment {
    when: String,
    waits: Vec<Words>,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<Uuid>, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let previewed = draft::previewed(&visit.ctx, id).await?;
    let reference = visit.ctx.platform.reference();
    let examples = trial::examples(&reference);
    let eyes = match (asked.siren.is_empty(), asked.comme.as_str()) {
        (false, _) => Siren::parse(asked.siren.as_str()).map_err(|_| Failure::NotFound).map(Eyes::Collectivity)?,
        (true, PREFECTURE) => Eyes::Prefecture,
        (true, _) => examples.first().copied().map_or(Eyes::Prefecture, Eyes::Collectivity),
    };
    let seen = match &previewed.campaign {
        Some(campaign) => Some(seen(&visit, id, campaign, eyes).await?),
        None => None,
    };
    let look = Look { id, reference, examples, eyes, text: asked.chercher, page: asked.suite };
    let page = PreviewPage { id, slug: previewed.slug, is_draft: previewed.is_draft, look, seen };
    let frame = Frame::new("Aperçu").below(Address::CampaignOffice, "Préparer une campagne");
    let frame = match page.is_draft {
        true => frame.below(Address::CampaignDraft(entity::id::CampaignDraftId(id)), page.slug.clone()),
        false => frame,
    };
    Ok(frame.render(&visit, || view! { <Preview page=&page /> }.into_any()))
}

async fn seen(visit: &Visit, id: Uuid, campaign: &Campaign, eyes: Eyes) -> Result<Seen, Failure> {
    let (verdicts, open): (Vec<Verdict>, Vec<&Envelope>) = match eyes {
        Eyes::Collectivity(siren) => {
            let judged = trial::verdicts(&visit.ctx, campaign, &siren).await?;
            let called = judged.iter().filter_map(|(code, judgement)| Some((campaign.envelope(code)?, judgement)));
            let verdicts =
                called.clone().map(|(envelope, judgement)| verdict(id, campaign, envelope, judgement.as_ref()));
            let is_open = |judgement: &Option<Judgement>| judgement.as_ref().is_none_or(|one| one.met);
            let open = called.filter(|(_, judgement)| is_open(judgement)).map(|(envelope, _)| envelope);
            (verdicts.collect(), open.filter(|envelope| envelope.applicant.takes(false)).collect())
        }
        Eyes::Prefecture => {
            let called = campaign.envelopes.iter().filter(|envelope| envelope.call.is_some());
            (called.map(|envelope| handled(id, envelope)).collect(), Vec::new())
        }
    };
    let (title, summary) = (campaign.title.clone(), campaign.summary.clone());
    Ok(Seen { title, summary, moments: moments(campaign, eyes, &open), verdicts })
}

/// What an envelope says of a collectivité.
fn verdict(id: Uuid, campaign: &Campaign, envelope: &Envelope, judgement: Option<&Judgement>) -> Verdict {
    let (alone, together) = (envelope.applicant.takes(false), envelope.applicant.takes(true));
    let lacking = judgement.filter(|one| !one.met).map(wording::lacking_clause);
    let (tone, label, said) = match (lacking, alone) {
        (None, true) => (Tone::Success, "Peut candidater", "Elle peut candidater seule.".to_owned()),
        (None, false) => (
            Tone::Success,
            "Peut candidater à plusieurs",
            "Elle candidate avec un groupement, qui remplit la condition dès qu’elle en est.".to_owned(),
        ),
        (Some(lacking), _) if together => {
            (Tone::Info, "Pas seule", format!("Seule, non\u{a0}: {lacking}. Un groupement peut l’apporter."))
        }
        (Some(lacking), _) => (Tone::Warning, "Ne peut pas candidater", format!("Non\u{a0}: {lacking}.")),
    };
    let days = envelope.intakes(&campaign.calendar).iter().map(|one| time::intake(one, None)).collect::<Vec<_>>();
    let projects = (envelope.call == Some(Call::Pilot)).then_some(" Pour un projet que le vote a retenu.");
    let sentence = format!("{said}{} Dépôt\u{a0}: {}.", projects.unwrap_or_default(), days.join("\u{202f}; "));
    Verdict { tone: Some(tone), label, sentence, ..form_of(id, envelope) }
}

/// What a prefecture does with the applications to an envelope.
fn handled(id: Uuid, envelope: &Envelope) -> Verdict {
    let (label, sentence) = match (envelope.decided_by, envelope.assessed_by) {
        (Authority::Prefect, AssessedBy::Officer) => (
            "Vous notez et décidez",
            "Les dossiers de votre département vous arrivent\u{a0}: un agent les note et décide.",
        ),
        (Authority::Prefect, AssessedBy::Lot) => (
            "Vous décidez",
            "Les dossiers de votre département vous arrivent\u{a0}: des évaluateurs tirés au sort les notent, vous \
             décidez.",
        ),
        (Authority::State, _) => ("L’équipe décide", "L’équipe du programme décide, pour tout le pays."),
    };
    let tone = (envelope.decided_by == Authority::Prefect).then_some(Tone::Success);
    Verdict { tone, label, sentence: sentence.to_owned(), ..form_of(id, envelope) }
}

/// An envelope, with the way to its form.
fn form_of(id: Uuid, envelope: &Envelope) -> Verdict {
    Verdict {
        envelope: call_title(envelope),
        href: Address::CampaignPreviewForm(id, envelope.code.clone()).to_string(),
        tone: None,
        label: "",
        sentence: String::new(),
        act: None,
    }
}

/// The moments of a campaign, in their order, each with what awaits who looks; `open`: envelopes to which a
/// collectivité may apply alone.
fn moments(campaign: &Campaign, eyes: Eyes, open: &[&Envelope]) -> Vec<Moment> {
    let calendar = &campaign.calendar;
    let mut moments = Vec::new();
    let mut add = |when: String, progress| moments.push(Moment { when, waits: waits(campaign, eyes, progress, open) });
    let mut before = None;
    for &phase in Phase::ALL {
        let period = calendar.period(phase);
        match before {
            None => add(format!("Jusqu’au {}", time::date(period.opens - Days::new(1))), Progress::Before(phase)),
            Some(until) if until + Days::new(1) < period.opens => {
                let (from, to) = (until + Days::new(1), period.opens - Days::new(1));
                add(format!("Du {} au {}", time::date(from), time::date(to)), Progress::Before(phase));
            }
            Some(_) => {}
        }
        let days = format!("du {} au {}", time::date(period.opens), time::date(period.until));
        add(format!("{}, {days}", wording::phase(phase)), Progress::In(phase));
        before = Some(period.until);
    }
    add(format!("Après le {}", time::date(calendar.application.until)), Progress::Over);
    moments
}

/// What home would say.
fn waits(campaign: &Campaign, eyes: Eyes, progress: Progress, open: &[&Envelope]) -> Vec<Words> {
    let Eyes::Collectivity(siren) = eyes else { return vec![outlook::state(StaffRole::Prefecture, progress)] };
    let words = |kind| task_words::words(kind, Some(siren), None);
    match progress {
        Progress::In(Phase::Census) => vec![words(TaskKind::PublishNeed)],
        Progress::In(Phase::Selection) => vec![words(TaskKind::Ballot { may_cast: true, is_prepared: false })],
        Progress::In(Phase::Application) if !open.is_empty() => {
            let call = |envelope: &&Envelope| TaskKind::Apply {
                envelope: envelope.code.clone(),
                title: call_title(envelope),
                approved: Vec::new(),
            };
            open.iter().map(call).map(words).collect()
        }
        _ => vec![outlook::collectivity(&campaign.calendar, progress)],
    }
}

#[component]
fn Preview<'a>(page: &'a PreviewPage) -> AnyView {
    let seen = page.seen.as_ref().map_or_else(
        || view! { <NotComplete /> }.into_any(),
        |seen| view! { <SeenThrough seen look=&page.look /> }.into_any(),
    );
    let trial = page.is_draft.then(|| {
        let href = Address::CampaignDraftTrial(entity::id::CampaignDraftId(page.id)).to_string();
        view! {
            <p>
                <a href=href>"Essayer sur toutes les collectivités"</a>
            </p>
        }
    });
    view! {
        <h1>{format!("Aperçu de «\u{202f}{}\u{202f}»", page.slug)}</h1>
        <p>"Ce que verra chacun, avant que la campagne n’ouvre. Rien n’est publié ni enregistré."</p>
        <LookAs look=&page.look />
        {seen}
        {trial}
    }
    .into_any()
}

#[component]
fn SeenThrough<'a>(seen: &'a Seen, look: &'a Look) -> AnyView {
    let summary = Markup::below(2, &seen.summary);
    let moments = views(seen.moments.iter().map(|moment| view! { <OneMoment moment /> }.into_any()));
    view! {
        <h2>{format!("Vue par\u{a0}: {}", look.name())}</h2>
        <p class="fr-text--lead">{seen.title.clone()}</p>
        <Markdown text=&summary />
        <h2>"Ce qui l’attend à l’accueil"</h2>
        {moments}
        <h2>"Les enveloppes"</h2>
        <p>"Chacune mène à son formulaire, comme il sera rempli."</p>
        <Verdicts verdicts=seen.verdicts.clone() />
    }
    .into_any()
}

/// A moment: what is said there, and what its button would be.
#[component]
fn OneMoment<'a>(moment: &'a Moment) -> AnyView {
    let waits = views(moment.waits.iter().map(|words| {
        view! {
            <li class="t-task">
                <div class="t-task__what">
                    <p>{words.sentence.clone()}</p>
                    <p class="t-task__about">{format!("Bouton\u{a0}: «\u{202f}{}\u{202f}»", words.label)}</p>
                </div>
            </li>
        }
        .into_any()
    }));
    view! {
        <h3>{moment.when.clone()}</h3>
        <ul class="t-tasks">{waits}</ul>
    }
    .into_any()
}
