//! The ballot once more before it is cast.

use super::{
    cast::CAST_ID,
    choice::{PROJECTS, chosen, points_field, votes},
};
use crate::{
    http::{
        failure::Failure,
        fields::{Fields, Resumed},
        resume,
        visit::Visit,
    },
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        field::{HiddenField, HoldsBoxes, PostForm},
        form::Form,
        frame::{Frame, Page},
        shown::SHOWN,
        views::views,
    },
};
use entity::{
    address::Address,
    id::{CastId, ProjectId},
};
use leptos::prelude::*;
use wording::{count, euros};

/// What the page shows.
struct ReviewPage {
    form: Form,
    collectivity: String,
    chosen: Vec<ChosenProject>,
    /// Whether points are given, and not projects ticked.
    by_points: bool,
    /// Which version of its ballot the collectivité has cast; 0 for none.
    version: i32,
    /// Made with the page and sent back by its button: confirming twice casts once.
    cast_id: String,
    /// The ballot as it was filled in.
    back: String,
}

struct ChosenProject {
    id: ProjectId,
    title: String,
    /// What it costs, in cents.
    cents: i64,
    points: u32,
}

/// The page that asks to confirm what was chosen.
pub async fn page(visit: Visit, fields: Fields) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let chosen = server::ballot::review(&visit.ctx, &campaign, &chosen(&fields)?).await?;
    let siren = visit.ctx.acting_for()?;
    let chosen = chosen.into_iter().map(|(project, points)| ChosenProject {
        id: project.id,
        title: project.title,
        cents: project.cost.cents(),
        points,
    });
    let page = ReviewPage {
        form: Form::new(&visit, Address::BallotCast).back_to(Address::Ballot),
        collectivity: visit.ctx.platform.reference().name(&siren),
        chosen: chosen.collect(),
        by_points: campaign.spec.selection.ballot.points.is_some(),
        version: server::ballot::version(&visit.ctx, &campaign, &siren).await?,
        cast_id: CastId(visit.ctx.platform.new_id()).to_string(),
        back: match &visit.resumed {
            Some(Resumed::Answer(token)) => resume::address(&visit.here(Address::Ballot), token),
            _ => visit.here(Address::Ballot),
        },
    };
    let frame = Frame::new("Relire le bulletin").below(visit.here(Address::Ballot), "Vote");
    Ok(frame.render(&visit, || view! { <Review page /> }.into_any()))
}

#[component]
fn Review(page: ReviewPage) -> AnyView {
    let (form, chosen, by_points, version) = (&page.form, &page.chosen, page.by_points, page.version);
    let total: i64 = chosen.iter().map(|project| project.cents).sum();
    let lines = views(chosen.iter().map(|ChosenProject { title, cents, points, .. }| {
        view! {
            <li>
                <strong>{title.clone()}</strong>
                ", "
                {euros(*cents)}
                {votes(by_points, *points)}
            </li>
        }
        .into_any()
    }));
    view! {
        <h1>"Relisez le bulletin de " {page.collectivity}</h1>
        <p>{count(chosen.len() as u64, "projet choisi", "projets choisis")} ", " {euros(total)} " en tout."</p>
        <ul>{lines}</ul>
        {(version > 0).then(|| view! { <Replaced version /> })}
        <Actions>
            <PostForm form>
                <HiddenField name=CAST_ID value=page.cast_id />
                <HiddenField name=SHOWN value=version.to_string() />
                <HoldsBoxes name=PROJECTS />
                <SameChoices chosen by_points />
                <Button>"Confirmer et déposer"</Button>
            </PostForm>
            <ButtonLink weight=Weight::Secondary href=page.back>
                "Revenir sans déposer"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

/// That another ballot was cast before.
#[component]
fn Replaced(version: i32) -> AnyView {
    view! {
        <p>
            "Ce bulletin remplacera celui que votre collectivité a déjà déposé."
            {format!(" C’était son dépôt n° {version}.")}
        </p>
    }
    .into_any()
}

/// What was chosen, sent once more to be cast.
#[component]
fn SameChoices<'a>(chosen: &'a [ChosenProject], by_points: bool) -> AnyView {
    views(chosen.iter().map(|ChosenProject { id, points, .. }| {
        let (name, value) = match by_points {
            true => (points_field(*id), points.to_string()),
            false => (PROJECTS.to_owned(), id.to_string()),
        };
        view! { <HiddenField name value /> }.into_any()
    }))
}
