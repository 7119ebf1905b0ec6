//! Who visits, and what came with the request: an extractor that every page begins with.

use super::{
    after::{self, Said},
    campaign::{PageCampaign, slug_in, whole},
    cookie::{browser_cookie_name, cookie, cookie_name},
    failure::Failure,
    fields::{Refused, Resumed},
    request::{Network, RequestId},
    site::Site,
    viewing::require_looking,
};
pub use super::{
    cookie::{browser_cookie_header, cookie_header},
    fields::{Fields, Upload, Uploads},
};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{Method, header, request::Parts, uri::PathAndQuery},
};
use entity::{
    calendar::Overseas,
    form_field::{ACTING, SHOWN, TRAINING},
    permission::{Actor, StaffRole},
    refusal::Refusal,
};
use server::{
    Context,
    campaign::loaded::StoredCampaign,
    person::{self, SignedIn},
    sign_in::Browser,
};
use std::{convert::Infallible, fmt::Display, sync::Arc};

/// A visit: the context for use cases and queries, and what the layout shows.
#[derive(Clone)]
pub struct Visit {
    pub ctx: Context,
    pub who: Option<SignedIn>,
    pub site: Arc<Site>,
    pub refused: Option<Refused>,
    pub resumed: Option<Resumed>,
    /// Path and query of the page, which its forms send along to come back to.
    pub uri: String,
    /// The session's token, if any.
    pub token: Option<String>,
    /// The campaign of the page: the one that its address names, that of its object, or the current one.
    pub campaign: Option<Arc<StoredCampaign>>,
    /// How many requests to act for a collectivité wait for the curators; 0 for anybody else.
    pub requests_waiting: u64,
    /// How many texts wait to be moderated; 0 for anybody but curators.
    pub texts_waiting: u64,
    /// How many messages to those who run the site wait; 0 for anybody but those who answer.
    pub messages_waiting: u64,
    /// How the pages of that campaign are led to.
    pub page_campaign: PageCampaign,
    pub browser: Browser,
    /// Messages on top of every page.
    pub messages: Vec<String>,
    /// What the page says of the act that led to it.
    pub said: Option<Said>,
}

impl Visit {
    /// The path of the page, without its query.
    pub fn path(&self) -> &str {
        self.uri.split('?').next().unwrap_or_default()
    }

    /// The address of a page of the campaign that this one is of ([`super::campaign`]).
    pub fn here(&self, address: impl Display) -> String {
        self.page_campaign.here(address)
    }

    /// Where the collectivité acted for has another hour than Paris.
    pub fn overseas(&self) -> Option<Overseas> {
        let acting = self.ctx.actor.acting.as_ref()?;
        let reference = self.ctx.platform.reference();
        Overseas::of(reference.find(&acting.siren)?.departement.as_deref()?)
    }

    /// Whether somebody is signed in who acts for no collectivité and has no role of the State: they are led to where
    /// they say for whom.
    pub fn acts_for_nobody(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.staff.is_none() && who.memberships.is_empty())
    }

    /// The campaign of the page; [`Failure::NotFound`] when there is none.
    pub fn campaign(&self) -> Result<&Arc<StoredCampaign>, Failure> {
        self.campaign.as_ref().ok_or(Failure::NotFound)
    }
}

impl FromRequestParts<Arc<Site>> for Visit {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Failure> {
        let token = cookie(&parts.headers, cookie_name(site.is_https()));
        let (actor, who) = match &token {
            // Sessions last by the machine's clock: moving the demonstration's must not sign anybody out.
            Some(token) => {
                let machine_now = server::clock::SystemClock::machine_now();
                person::actor_of(
                    site.platform.database.read(),
                    machine_now,
                    site.platform.now(),
                    token,
                    &slug_in(parts),
                )
                .await?
            }
            None => Default::default(),
        };
        require_looking(parts, &actor)?;
        let is_act = parts.method == Method::POST;
        if is_act {
            require_same_site(parts, site)?;
            require_acting(parts, &actor)?;
            count_act(site, &actor)?;
        }
        let mut ctx = Context::new(Arc::clone(&site.platform), actor, RequestId::of(parts));
        if is_act {
            let sent = Fields::of(parts).0.into_iter();
            let shown = sent.filter(|(name, _)| *name == SHOWN.as_str() || name.starts_with("shown."));
            ctx.shown = Some(Arc::new(shown.collect()));
        }
        if let (Some(token), Some(who)) = (&token, &who) {
            note_use(&ctx, token, who).await?;
        }
        let page_campaign = PageCampaign::of(&ctx, parts).await?;
        let campaign = page_campaign.campaign.clone();
        if is_act && page_campaign.is_named && campaign.is_none() {
            return Err(Failure::NotFound);
        }
        ctx.campaign = campaign.as_ref().filter(|_| page_campaign.is_named).map(|campaign| campaign.id);
        let [requests_waiting, texts_waiting, messages_waiting] = waiting(&ctx).await?;
        let messages = if is_act { Vec::new() } else { server::service_message::shown(&ctx).await? };
        Ok(Self {
            who,
            site: Arc::clone(site),
            refused: refused_of(parts, &ctx.actor),
            ctx,
            resumed: parts.extensions.get::<Resumed>().cloned(),
            uri: whole(parts, parts.uri.path_and_query().map_or("/", PathAndQuery::as_str)),
            token,
            campaign,
            requests_waiting,
            texts_waiting,
            messages_waiting,
            page_campaign,
            browser: browser(parts, site),
            messages,
            said: after::said_at(&parts.headers, &whole(parts, parts.uri.path())),
        })
    }
}

/// Writes down that a session is in use, and that its view is over where it is.
async fn note_use(ctx: &Context, token: &str, who: &SignedIn) -> Result<(), Failure> {
    person::touch(ctx, token, who.seen_at).await?;
    if who.view_is_over {
        server::viewing::end(ctx, token).await?;
    }
    Ok(())
}

/// The form that was refused, for who sends it now.
fn refused_of(parts: &Parts, actor: &Actor) -> Option<Refused> {
    let mut refused = parts.extensions.get::<Refused>().cloned();
    if let Some(refused) = &mut refused {
        refused.note_acting(acting(actor));
    }
    refused
}

/// How many requests to act for a collectivité, texts that were reported, and messages wait for whoever visits.
async fn waiting(ctx: &Context) -> Result<[u64; 3], Failure> {
    let messages = server::enquiry::queue::waiting(ctx).await?;
    match ctx.actor.staff {
        Some(StaffRole::Curator) => {
            let requests = server::membership::waiting(ctx).await?;
            Ok([requests, server::moderation::queue::waiting(ctx).await?, messages])
        }
        _ => Ok([0, 0, messages]),
    }
}

/// The collectivité that somebody acts for, as forms send it along.
fn acting(actor: &Actor) -> Option<String> {
    actor.acting.as_ref().map(|acting| acting.siren.to_string())
}

/// Refuses a form that was rendered for another collectivité than the one acted for: in another tab, the person may
/// have begun to act for another, and nothing is done in the wrong name.
fn require_acting(parts: &Parts, actor: &Actor) -> Result<(), Failure> {
    let rendered_for = Fields::of(parts).text(ACTING);
    let changed = actor.person.is_some() && !rendered_for.is_empty() && acting(actor) != Some(rendered_for);
    if changed { Err(Refusal::ActingChanged.into()) } else { Ok(()) }
}

/// Refuses a form that was rendered in a training copy which this is not: in another tab, the person may have left it,
/// and nothing that was meant for it is done.
fn require_same_site(parts: &Parts, site: &Site) -> Result<(), Failure> {
    let rendered_in = Fields::of(parts).text(TRAINING);
    let here = site.training.as_ref().map(|training| training.id.to_string());
    match rendered_in.is_empty() || here == Some(rendered_in) {
        true => Ok(()),
        false => Err(Refusal::TrainingLeft.into()),
    }
}

/// Counts an act of whoever is signed in; [`Failure::TooMany`] when there were too many.
fn count_act(site: &Site, actor: &Actor) -> Result<(), Failure> {
    let Some(person) = actor.person else { return Ok(()) };
    site.limits.of_person(person).map_err(|wait| Failure::TooMany(wait.as_secs() + 1))
}

/// The browser that sends a request, as a sign-in knows it.
fn browser(parts: &Parts, site: &Site) -> Browser {
    let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    Browser {
        secret: cookie(&parts.headers, browser_cookie_name(site.is_https())).unwrap_or_default(),
        name: text(header::USER_AGENT),
        network: Network::of(parts),
    }
}

impl OptionalFromRequestParts<Arc<Site>> for Visit {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Option<Self>, Infallible> {
        Ok(<Self as FromRequestParts<Arc<Site>>>::from_request_parts(parts, site).await.ok())
    }
}
