//! The vote: when it is open, who has voted, and what it is for whoever visits: a paper to fill in, or the way to it.

use super::paper::{BallotPaper, CastNotice, Kept, PaperToFill};
use crate::{
    http::{assets, failure::Failure, visit::Visit},
    ui::{
        act::Details,
        field::RefusalSummary,
        form::Form,
        frame::{Frame, Page},
        front_door::ActsForNobody,
        here::here,
        sign_in::sign_in_link,
    },
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    calendar::{Overseas, Phase},
    campaign::Publication,
    permission::{Action, Facts, may},
};
use leptos::prelude::*;
use server::{ballot::Paper, campaign::loaded::StoredCampaign, frozen_rule};
use wording::{count, time};

/// What the page shows.
struct VotePage {
    form: Form,
    /// When the vote is open.
    period: String,
    /// How many collectivités have voted.
    turnout: u64,
    publication: Publication,
    ballot: BallotState,
    /// The hash of the frozen rule; None before it is frozen.
    rule: Option<String>,
}

/// What the page is for whoever visits it.
enum BallotState {
    /// Nobody is signed in, and there is no vote to sign in for.
    Nothing,
    /// Where to sign in.
    SignIn(String),
    /// Signed in, in a role that does not vote.
    NoVote,
    /// Signed in, and acting for nobody yet.
    ForNobody,
    /// The vote is not open: what was cast, if anything.
    Closed(Option<Kept>),
    Open(BallotPaper),
}

/// The page of the vote.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let turnout = server::ballot::turnout(&visit.ctx, &campaign).await?;
    let frozen = frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let paper = match visit.ctx.actor.acting {
        Some(_) => Some(server::ballot::paper(&visit.ctx, &campaign).await?),
        None => None,
    };
    let has_mandate = may_cast(&visit);
    let action = if has_mandate { Address::BallotReview } else { Address::BallotPrepare };
    let form = Form::new(&visit, action).or_sent_to(&visit, &Address::BallotCast.to_string());
    let page = VotePage {
        period: period(&campaign, frozen.is_some(), visit.ctx.now(), visit.overseas()),
        turnout,
        publication: frozen.as_ref().map_or(campaign.spec.selection.publication, |frozen| frozen.rule.publication),
        ballot: ballot_state(&visit, &campaign, frozen.is_some(), paper, &form, has_mandate),
        rule: frozen.map(|frozen| frozen.hash.clone()),
        form,
    };
    // What moves is the paper: nobody else's page carries what moves it.
    let moves = matches!(page.ballot, BallotState::Open(_));
    Ok(Frame::new("Vote")
        .with_module(assets::LIVE.filter(|_| moves))
        .described(
            "Le vote des collectivités\u{a0}: un bulletin chacune, les projets proposés, le calendrier et la règle du \
         dépouillement.",
        )
        .render(&visit, || view! { <Vote page /> }.into_any()))
}

/// Whether who visits holds the mandate to cast the ballot of the collectivité acted for.
fn may_cast(visit: &Visit) -> bool {
    let acting = visit.ctx.actor.acting.as_ref();
    acting.is_some_and(|acting| may(&visit.ctx.actor, Action::CastBallot, &Facts::of(&acting.siren, true)))
}

/// What the page is for this visit.
fn ballot_state(
    visit: &Visit,
    campaign: &StoredCampaign,
    is_frozen: bool,
    paper: Option<Paper>,
    form: &Form,
    has_mandate: bool,
) -> BallotState {
    let open = is_frozen && campaign.spec.calendar.selection.is_open(visit.ctx.now());
    match (&visit.ctx.actor.acting, paper) {
        (Some(acting), Some(paper)) if open => {
            let collectivity = visit.ctx.platform.reference().name(&acting.siren);
            BallotState::Open(BallotPaper::of(form, &paper, campaign, collectivity, has_mandate))
        }
        (_, Some(paper)) => BallotState::Closed(Kept::cast(&paper)),
        (_, None) if visit.acts_for_nobody() => BallotState::ForNobody,
        (_, None) if visit.who.is_some() => BallotState::NoVote,
        (_, None) if open => BallotState::SignIn(sign_in_link(visit)),
        (_, None) => BallotState::Nothing,
    }
}

/// When the vote is open, in a sentence.
fn period(campaign: &StoredCampaign, is_frozen: bool, now: DateTime<Utc>, overseas: Option<Overseas>) -> String {
    let period = campaign.spec.calendar.period(Phase::Selection);
    match (period.is_open(now), now < period.opening()) {
        (true, _) if !is_frozen => {
            "Le vote n’est pas ouvert : sa règle n’a pas encore été figée par l’équipe de l’Incubateur des territoires."
                .to_owned()
        }
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

#[component]
fn Vote(page: VotePage) -> AnyView {
    let form = &page.form;
    let ballot = match page.ballot {
        BallotState::Nothing => ().into_any(),
        BallotState::SignIn(address) => view! {
            <p>
                <a href=address>"Connectez-vous"</a>
                " pour préparer ou déposer le bulletin de votre collectivité."
            </p>
        }
        .into_any(),
        BallotState::ForNobody => view! { <ActsForNobody to="préparer ou déposer son bulletin" /> }.into_any(),
        BallotState::NoVote => view! { <p>"Votre rôle ne comporte pas de vote."</p> }.into_any(),
        BallotState::Closed(cast) => view! { <CastNotice cast /> }.into_any(),
        BallotState::Open(paper) => view! { <PaperToFill form paper /> }.into_any(),
    };
    let turnout = match page.turnout {
        0 => "Aucune collectivité n’a encore voté".to_owned(),
        some => count(some, "collectivité a voté", "collectivités ont voté"),
    };
    view! {
        <RefusalSummary form />
        <h1>"Vote des collectivités"</h1>
        <p class="fr-text--lead">{page.period}</p>
        <p>
            {turnout} ". Le contenu des bulletins n’est visible de personne avant la clôture, ni aucun décompte. "
            <a href=here(Address::Turnout)>"La participation par catégorie et par région"</a>
        </p>
        <p>{wording::publication(page.publication)}</p>
        {ballot}
        <p>
            <a href=here(Address::Projects)>"Lire les projets"</a>
        </p>
        {page.rule.map(|hash| view! { <FrozenRule hash /> })}
    }
    .into_any()
}

/// What was frozen before the vote, and where it is explained.
#[component]
fn FrozenRule(hash: String) -> AnyView {
    view! {
        <h2>"La règle, figée avant le vote"</h2>
        <p>
            "Projets, coûts, montant, dates et manière de compter sont arrêtés dans "
            <a href=here(Address::FrozenRule)>"un document public"</a> "."
        </p>
        <Details summary="Vérifier que ce document n’a pas changé">
            <p>"Son empreinte SHA-256 : " <code>{hash}</code></p>
        </Details>
        <ul>
            <li>
                <a href=here(Address::ResultRule)>"Comprendre la règle"</a>
            </li>
            <li>
                <a href=here(Address::Log)>"Le journal public du vote"</a>
            </li>
        </ul>
    }
    .into_any()
}
