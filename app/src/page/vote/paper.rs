//! The ballot paper of a collectivité's people, and what is told of the ballot that they cast or prepared.

use super::{
    choice::PROJECTS,
    offer::{Offered, ProjectBox, ProjectPoints, offered, total},
};
use crate::ui::here::here;
use crate::ui::{
    act::{Actions, Button},
    alert::{Alert, Tone},
    field::{HoldsBoxes, PostForm},
    form::Form,
    views::views,
};
use entity::{address::Address, campaign::Points};
use leptos::prelude::*;
use server::{ballot::Paper, campaign::loaded::StoredCampaign};
use wording::{ballot_total, time};

/// The paper of a collectivité that can vote now.
pub struct BallotPaper {
    collectivity: String,
    /// Whether who fills it in may cast it.
    has_mandate: bool,
    cast: Option<Kept>,
    /// What was prepared since it was cast.
    draft: Option<Kept>,
    offered: Vec<Offered>,
    /// Where points are given; None where projects are ticked.
    points: Option<Points>,
    /// The envelope, in cents.
    envelope: i64,
}

impl BallotPaper {
    /// The paper of the collectivité acted for, filled in as typed before.
    pub fn of(form: &Form, paper: &Paper, campaign: &StoredCampaign, collectivity: String, has_mandate: bool) -> Self {
        Self {
            collectivity,
            has_mandate,
            cast: Kept::cast(paper),
            draft: Kept::draft(paper),
            offered: offered(form, paper),
            points: campaign.spec.selection.ballot.points,
            envelope: campaign.spec.selection_budget().cents(),
        }
    }
}

/// What is kept of a collectivité's ballot: by whom, and when.
pub struct Kept {
    by: String,
    at: String,
}

impl Kept {
    /// The ballot that was cast, if any.
    pub fn cast(paper: &Paper) -> Option<Self> {
        paper.cast.as_ref().map(|(ballot, by)| Self { by: by.clone(), at: time::moment(ballot.cast_at.utc()) })
    }

    /// What was prepared since, if anything.
    fn draft(paper: &Paper) -> Option<Self> {
        let (draft, by) = paper.draft.as_ref()?;
        let is_newer = paper.cast.as_ref().is_none_or(|(cast, _)| cast.cast_at < draft.prepared_at);
        is_newer.then(|| Self { by: by.clone(), at: time::moment(draft.prepared_at.utc()) })
    }
}

/// That the collectivité has voted, if it has.
#[component]
pub fn CastNotice(cast: Option<Kept>) -> AnyView {
    let Some(Kept { by, at }) = cast else { return ().into_any() };
    view! {
        <Alert tone=Tone::Success title="Le bulletin de votre collectivité est enregistré">
            <p>
                {format!("Déposé le {at} par {by}. ")} <a href=here(Address::BallotReceipt)>"Voir le récépissé"</a>
            </p>
        </Alert>
    }
    .into_any()
}

/// That a ballot waits to be cast, if one does.
#[component]
fn DraftNotice(draft: Option<Kept>) -> AnyView {
    let Some(Kept { by, at }) = draft else { return ().into_any() };
    view! {
        <Alert tone=Tone::Info>
            <p>{format!("Bulletin préparé par {by} le {at}. Il n’est pas déposé.")}</p>
        </Alert>
    }
    .into_any()
}

/// The paper, to fill in and send.
#[component]
pub fn PaperToFill<'a>(form: &'a Form, paper: BallotPaper) -> AnyView {
    let BallotPaper { collectivity, has_mandate, cast, draft, offered, points, envelope } = paper;
    let (button, hint) = match has_mandate {
        true => (
            "Relire avant de déposer",
            "Vous détenez le mandat de vote : l’étape suivante montre le bulletin une dernière fois.",
        ),
        false => (
            "Enregistrer la préparation",
            "Vous préparez le bulletin ; l’élu qui détient le mandat de vote le trouvera coché et le déposera.",
        ),
    };
    view! {
        <CastNotice cast />
        <DraftNotice draft />
        <h2>"Bulletin de " {collectivity}</h2>
        <p>{instructions(points)}</p>
        <PostForm form>
            <HoldsBoxes name=PROJECTS />
            <fieldset class="t-ballot">
                <legend class="fr-sr-only">"Projets"</legend>
                <Choices offered points envelope />
            </fieldset>
            <p class="fr-hint-text">{hint}</p>
            <Actions>
                <Button>{button}</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// How the paper is filled in.
fn instructions(points: Option<Points>) -> String {
    match points {
        None => {
            "Cochez les projets que votre collectivité veut voir financés. Chaque collectivité a un bulletin.".into()
        }
        Some(points) => format!(
            "{} Indiquez combien votre collectivité en donne à chacun ; laissez vide pour n’en donner aucune.",
            wording::points(points),
        ),
    }
}

/// The projects: to tick, with what they cost together, or to give points to.
#[component]
fn Choices(offered: Vec<Offered>, points: Option<Points>, envelope: i64) -> AnyView {
    if let Some(limits) = points {
        return views(offered.iter().map(|project| view! { <ProjectPoints project limits /> }.into_any()));
    }
    let (chosen, cents) = total(&offered);
    let boxes = views(offered.iter().enumerate().map(|(at, project)| view! { <ProjectBox at project /> }.into_any()));
    view! {
        <div data-boxes="">{boxes}</div>
        <p class="t-total" role="status" data-envelope=envelope.to_string()>
            {ballot_total(chosen, cents, envelope)}
        </p>
    }
    .into_any()
}
