//! What other sites show of ours as images, without a frame or a script: badges, cards, and what finds them (oEmbed,
//! version 1.0). The same for everybody, whoever asks.

use super::{
    api::answer::{accepts, is_known},
    campaign::object_in,
    embeddable::Embeddable,
    failure::Failure,
    visit::Visit,
};
use crate::ui::{
    meta::SITE,
    svg_card::{Card, Drawn, badge},
    tile_map::shares,
};
use axum::{
    body::Body,
    extract::{Path, Query},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use entity::{
    address::{Address, Svg},
    canonical::hex,
    group::GroupState,
    id::{GroupId, NeedId, ProjectId},
    lineage::Verdict,
    table::{need, project},
};
use serde::Deserialize;
use serde_json::json;
use server::{Context, campaign::Object, group::query::Detail};
use sha2::{Digest, Sha256};
use wording::{count, euros, number};

/// What may be kept by others, and for how long, in seconds.
const KEPT: u32 = 900;

/// A picture that is not kept as it is is asked for again a quarter of an hour later.
fn picture(headers: &HeaderMap, svg: String) -> Response {
    if !accepts(headers, header::ACCEPT, &["image/svg+xml", "image/*", "*/*"]) {
        return (StatusCode::NOT_ACCEPTABLE, "This is an image: image/svg+xml.\n").into_response();
    }
    let tag = format!("\"{}\"", &hex(&Sha256::digest(&svg).into())[..32]);
    let kept = [
        (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, format!("public, max-age={KEPT}")),
        (header::ETAG, tag.clone()),
    ];
    let mut response = match is_known(headers, &tag) {
        true => (StatusCode::NOT_MODIFIED, kept, Body::empty()).into_response(),
        false => (kept, svg).into_response(),
    };
    response.extensions_mut().insert(Embeddable);
    response
}

/// The identifier of a picture's name: before `.svg`.
fn named<I: std::str::FromStr>(name: &str) -> Result<I, Failure> {
    name.strip_suffix(".svg").and_then(|id| id.parse().ok()).ok_or(Failure::NotFound)
}

async fn need_of(ctx: &Context, id: NeedId) -> Result<need::Model, Failure> {
    let row = server::need::query::get(ctx, id).await?;
    if row.state.is_public() { Ok(row) } else { Err(Failure::NotFound) }
}

async fn group_of(ctx: &Context, id: GroupId) -> Result<Detail, Failure> {
    let campaign = server::campaign::of_object(ctx.read(), Object::Group(id)).await?.ok_or(Failure::NotFound)?;
    let campaign = server::campaign::find(ctx, campaign).await?;
    let detail = server::group::query::detail(ctx, &campaign, id).await?;
    if detail.group.state == GroupState::Dissolved { Err(Failure::NotFound) } else { Ok(detail) }
}

/// A project, with what the vote decided of it since its close.
async fn project_of(ctx: &Context, id: ProjectId) -> Result<(project::Model, Option<Verdict>), Failure> {
    let row = server::project::query::get(ctx, id).await?;
    if !row.state.is_public() {
        return Err(Failure::NotFound);
    }
    let campaign = server::campaign::find(ctx, row.campaign).await?;
    let verdicts = server::tally::verdicts(ctx, row.campaign, &campaign.spec.calendar).await?;
    let verdict = verdicts.and_then(|verdicts| verdicts.get(&id).copied());
    Ok((row, verdict))
}

/// How many stand behind a need, and for how many inhabitants.
fn behind(need: &need::Model) -> String {
    let supports = count(u64::try_from(need.supports).unwrap_or(0), "soutien", "soutiens");
    let inhabitants = count(u64::try_from(need.inhabitants).unwrap_or(0), "habitant", "habitants");
    format!("{supports}, {inhabitants}")
}

fn decided(verdict: &Verdict) -> String {
    let votes = count(verdict.votes, "voix", "voix");
    if verdict.selected { format!("retenu par le vote, {votes}") } else { format!("non retenu, {votes}") }
}

pub async fn need_badge(visit: Visit, headers: HeaderMap, Path(name): Path<String>) -> Result<Response, Failure> {
    let need = need_of(&visit.ctx, named(&name)?).await?;
    Ok(picture(&headers, badge("Besoin", &need.title, &behind(&need))))
}

pub async fn project_badge(visit: Visit, headers: HeaderMap, Path(name): Path<String>) -> Result<Response, Failure> {
    let (project, verdict) = project_of(&visit.ctx, named(&name)?).await?;
    let said = verdict.as_ref().map_or_else(|| euros(project.cost.cents()), decided);
    Ok(picture(&headers, badge("Projet", &project.title, &said)))
}

/// Where the collectivités are that have a need.
pub async fn need_map(visit: Visit, headers: HeaderMap, Path(name): Path<String>) -> Result<Response, Failure> {
    let id: NeedId = named(&name)?;
    need_of(&visit.ctx, id).await?;
    let detail = server::need::query::detail(&visit.ctx, id).await?;
    let reference = visit.ctx.platform.reference();
    let have_it: Vec<_> = detail.supports.iter().map(|one| one.siren).chain([detail.need.siren]).collect();
    let steps = shares(&reference, &reference.atlas.union(&have_it));
    let said = behind(&detail.need);
    Ok(picture(&headers, Card { title: &detail.need.title, said: &said, drawn: Drawn::Map(steps) }.svg()))
}

/// What a group reaches of the condition.
pub async fn group_meter(visit: Visit, headers: HeaderMap, Path(name): Path<String>) -> Result<Response, Failure> {
    let detail = group_of(&visit.ctx, named(&name)?).await?;
    let (reached, asked) = (detail.meter.population, detail.meter.threshold);
    let said = match asked {
        Some(asked) => format!("{} sur {} demandés", count(reached, "habitant", "habitants"), number(asked)),
        None => count(reached, "habitant", "habitants"),
    };
    Ok(picture(&headers, Card { title: &detail.group.name, said: &said, drawn: Drawn::Meter { reached, asked } }.svg()))
}

/// What the vote decided of a project; what it costs, before the close.
pub async fn project_result(visit: Visit, headers: HeaderMap, Path(name): Path<String>) -> Result<Response, Failure> {
    let (project, verdict) = project_of(&visit.ctx, named(&name)?).await?;
    let cost = euros(project.cost.cents());
    let (said, drawn) = match &verdict {
        Some(verdict) => {
            let said = format!("{}, {cost}", wording::capitalised(&decided(verdict)));
            (said, Drawn::Meter { reached: verdict.votes, asked: None })
        }
        None => (format!("{cost}, soumis au vote des collectivités"), Drawn::Nothing),
    };
    // The bar shows how many of those that voted chose it: only approvals are of them.
    let drawn = match (drawn, &verdict) {
        (Drawn::Meter { .. }, Some(one)) if one.utility == entity::tally::Utility::Cost => {
            Drawn::Meter { reached: one.votes, asked: Some(one.voters) }
        }
        (Drawn::Meter { .. }, _) => Drawn::Nothing,
        (drawn, _) => drawn,
    };
    Ok(picture(&headers, Card { title: &project.title, said: &said, drawn }.svg()))
}

/// What is asked of [`oembed`], under the names of that standard.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    url: String,
    format: String,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// A card, as [`oembed`] tells of it.
struct Embedded {
    title: String,
    card: Address,
    size: (u32, u32),
}

/// The card of an address of ours (oEmbed 1.0, a photo).
pub async fn oembed(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    if !matches!(asked.format.as_str(), "" | "json") {
        return Ok((StatusCode::NOT_IMPLEMENTED, "format=json\n").into_response());
    }
    if !accepts(&headers, header::ACCEPT, &["application/json", "application/*", "*/*"]) {
        return Ok((StatusCode::NOT_ACCEPTABLE, "application/json\n").into_response());
    }
    let base = &visit.site.base_url;
    let path = asked.url.strip_prefix(base.as_str()).and_then(|path| path.split(['?', '#']).next());
    let object = path.filter(|path| path.matches('/').count() == 2).and_then(object_in).ok_or(Failure::NotFound)?;
    let Embedded { title, card, size } = embedded(&visit.ctx, object).await?;
    let (width, height) = within(size, asked.maxwidth, asked.maxheight);
    let told = json!({
        "version": "1.0",
        "type": "photo",
        "title": title,
        "provider_name": SITE,
        "provider_url": format!("{base}/"),
        "cache_age": KEPT,
        "url": format!("{base}{card}"),
        "width": width,
        "height": height,
    });
    let kept = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, format!("public, max-age={KEPT}")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    Ok((kept, told.to_string()).into_response())
}

async fn embedded(ctx: &Context, object: Object) -> Result<Embedded, Failure> {
    let of = |drawn| Card { title: "", said: "", drawn }.size();
    Ok(match object {
        Object::Need(id) => {
            let title = need_of(ctx, id).await?.title;
            Embedded { title, card: Address::NeedMapCard(Svg(id)), size: of(Drawn::Map(Vec::new())) }
        }
        Object::Group(id) => {
            let title = group_of(ctx, id).await?.group.name;
            Embedded { title, card: Address::GroupMeterCard(Svg(id)), size: of(Drawn::Nothing) }
        }
        Object::Project(id) => {
            let title = project_of(ctx, id).await?.0.title;
            Embedded { title, card: Address::ProjectResultCard(Svg(id)), size: of(Drawn::Nothing) }
        }
        Object::Application(_) | Object::Payment(_) => return Err(Failure::NotFound),
    })
}

/// A size made smaller until it fits, its sides in the same proportion; one pixel at least.
fn within((width, height): (u32, u32), most_wide: Option<u32>, most_high: Option<u32>) -> (u32, u32) {
    let (mut wide, mut high) = (u64::from(width), u64::from(height));
    if let Some(most) = most_wide.map(u64::from).filter(|most| *most < wide) {
        (wide, high) = (most.max(1), (high * most / wide).max(1));
    }
    if let Some(most) = most_high.map(u64::from).filter(|most| *most < high) {
        (wide, high) = ((wide * most / high).max(1), most.max(1));
    }
    (u32::try_from(wide).unwrap_or(width), u32::try_from(high).unwrap_or(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_made_smaller_in_its_proportion_until_it_fits() {
        assert_eq!(within((480, 160), None, None), (480, 160));
        assert_eq!(within((480, 160), Some(240), None), (240, 80));
        assert_eq!(within((480, 160), Some(960), Some(40)), (120, 40));
        assert_eq!(within((480, 160), Some(0), Some(u32::MAX)), (1, 1));
    }
}
