//! What members and lead decide, and the meter that follows it.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    page::group::standing::{GroupStanding, Standing},
    ui::frame::Fragment,
};
use axum::{extract::Path, response::Redirect};
use entity::{
    address::Address,
    form_field,
    id::{GroupId, NeedId},
    refusal::Refusal,
};
use leptos::prelude::*;
use server::group::Answer;

fn to_group(id: GroupId) -> Redirect {
    Redirect::to(&Address::Group(id).to_string())
}

/// Opens a group on a need.
pub async fn open(visit: Visit, Path(need): Path<NeedId>, fields: Fields) -> Result<Redirect, Failure> {
    let id: GroupId = fields.parse(form_field::ID)?;
    server::group::open(&visit.ctx, id, need, &fields.text(form_field::NAME), &fields.text(form_field::PURPOSE))
        .await?;
    Ok(to_group(id))
}

/// Invites a collectivité.
pub async fn invite(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<Redirect, Failure> {
    server::group::invite(&visit.ctx, id, &fields.parse(form_field::SIREN)?, &visit.browser.network).await?;
    Ok(to_group(id))
}

/// Asks to join.
pub async fn ask(visit: Visit, Path(id): Path<GroupId>) -> Result<Redirect, Failure> {
    server::group::request(&visit.ctx, id).await?;
    Ok(to_group(id))
}

/// Answers an invitation or a request, or leaves.
pub async fn respond(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<Redirect, Failure> {
    let answer = match fields.text(form_field::ANSWER).as_str() {
        "take_back" => {
            server::group::take_back(&visit.ctx, id, &fields.parse(form_field::SIREN)?).await?;
            return Ok(to_group(id));
        }
        "accept" => Answer::Accept,
        "decline" => Answer::Decline,
        "leave" => Answer::Leave,
        _ => return Err(Refusal::NotOnTheList.into()),
    };
    server::group::answer(&visit.ctx, id, &fields.parse(form_field::SIREN)?, answer).await?;
    Ok(to_group(id))
}

/// Submits the group.
pub async fn submit(visit: Visit, Path(id): Path<GroupId>) -> Result<Redirect, Failure> {
    server::group::submit(&visit.ctx, id).await?;
    Ok(to_group(id))
}

/// Gives the group up.
pub async fn dissolve(visit: Visit, Path(id): Path<GroupId>) -> Result<Redirect, Failure> {
    server::group::dissolve(&visit.ctx, id).await?;
    Ok(Redirect::to(&Address::Groups.to_string()))
}

/// The meter of a group and what envelopes say of it as it stands now, for the island that follows it.
pub async fn meter(visit: Visit, Path(id): Path<GroupId>) -> Result<Fragment, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::group::query::detail(&visit.ctx, &campaign, id).await?;
    let standing = GroupStanding::of(&visit, &campaign, &detail).await?;
    Ok(Fragment::of(|| view! { <Standing standing=&standing /> }.into_any()))
}
