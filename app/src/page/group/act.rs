//! What members and lead decide, and the meter that follows it.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::group::standing::{GroupStanding, Standing},
    ui::{frame::Fragment, personal_data::require_seen},
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::{GroupId, NeedId},
    refusal::Refusal,
    siren::Siren,
};
use leptos::prelude::*;
use server::group::Answer;

/// What the reason of a dissolution is of.
pub const DISSOLVE: &str = "dissolution";

/// What the reason of an answer is of: one that is given, for one collectivité.
pub fn answer_to(answer: &str, siren: &Siren) -> String {
    format!("{answer}-{siren}")
}

fn to_group(id: GroupId, done: Done) -> After {
    After::new(done, Address::Group(id))
}

/// Opens a group on a need.
pub async fn open(visit: Visit, Path(need): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    let id: GroupId = fields.parse(form_field::ID)?;
    visit.ctx.acting_for()?;
    require_seen(&fields, form_field::PURPOSE)?;
    server::group::open(&visit.ctx, id, need, &fields.text(form_field::NAME), &fields.text(form_field::PURPOSE))
        .await?;
    Ok(to_group(id, Done::GroupOpened).then(Address::Group(id).at("inviter")))
}

/// Invites a collectivité.
pub async fn invite(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<After, Failure> {
    server::group::invite(&visit.ctx, id, &fields.parse(form_field::SIREN)?, &visit.browser.network).await?;
    Ok(to_group(id, Done::GroupInvited))
}

/// Invites several collectivités at once, all or none.
pub async fn invite_set(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<After, Failure> {
    let sirens = fields.all(form_field::SIREN);
    let sirens = sirens.iter().map(|siren| Siren::parse(siren).map_err(|_| Refusal::UnknownCollectivity));
    let sirens: Vec<Siren> = sirens.collect::<Result<_, _>>()?;
    server::group::invite_set(&visit.ctx, id, &sirens, &visit.browser.network).await?;
    Ok(to_group(id, Done::GroupSetInvited))
}

/// Asks to join.
pub async fn ask(visit: Visit, Path(id): Path<GroupId>) -> Result<After, Failure> {
    server::group::request(&visit.ctx, id).await?;
    Ok(to_group(id, Done::GroupAsked))
}

/// Answers an invitation or a request, or leaves.
pub async fn respond(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<After, Failure> {
    let (siren, answered) = (fields.parse(form_field::SIREN)?, fields.text(form_field::ANSWER));
    let reason = fields.reason(answer_to(&answered, &siren));
    let answer = match answered.as_str() {
        "take_back" => {
            server::group::take_back(&visit.ctx, id, &siren, &reason).await?;
            return Ok(to_group(id, Done::GroupInvitationTakenBack));
        }
        "accept" => Answer::Accept,
        "decline" => Answer::Decline,
        "leave" => Answer::Leave,
        _ => return Err(Refusal::NotOnTheList.into()),
    };
    server::group::answer(&visit.ctx, id, &siren, answer, &reason).await?;
    Ok(match answer {
        Answer::Accept => to_group(id, Done::GroupAccepted).then(Address::Group(id).at("compteur")),
        Answer::Decline => to_group(id, Done::GroupDeclined),
        Answer::Leave => to_group(id, Done::GroupLeft),
    })
}

/// Submits the group.
pub async fn submit(visit: Visit, Path(id): Path<GroupId>) -> Result<After, Failure> {
    server::group::submit(&visit.ctx, id).await?;
    Ok(to_group(id, Done::GroupSubmitted).then(visit.here(Address::Envelopes)))
}

/// Gives the group up.
pub async fn dissolve(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<After, Failure> {
    server::group::dissolve(&visit.ctx, id, &fields.reason(DISSOLVE)).await?;
    Ok(After::new(Done::GroupDissolved, visit.here(Address::Groups)))
}

/// The meter of a group and what envelopes say of it as it stands now, for the page that follows it.
pub async fn meter(visit: Visit, Path(id): Path<GroupId>) -> Result<Fragment, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::group::query::detail(&visit.ctx, &campaign, id).await?;
    let standing = GroupStanding::of(&visit, &campaign, &detail).await?;
    Ok(Fragment::of(|| view! { <Standing standing=&standing /> }.into_any()))
}
