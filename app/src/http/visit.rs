//! Who visits, and what came with the request: an extractor that every page begins with.

use crate::http::{
    Site,
    earlier::{OfCampaign, whole},
    failure::Failure,
    resume::Resumed,
};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, Method, header, request::Parts, uri::PathAndQuery},
};
use entity::{
    address::Address,
    calendar::Overseas,
    refusal::{FieldRefusals, Refusal},
};
use server::{
    Context,
    campaign::running::RunningCampaign,
    person::{self, SignedIn},
    sign_in::Browser,
};
use std::{convert::Infallible, sync::Arc};

/// The field that carries the fingerprint of what a form showed; `shown.` and an identifier where it showed several
/// things.
pub const SHOWN: &str = "shown";

/// The field that tells for which collectivité a form was drawn.
pub const ACTING: &str = "acting";

/// The fields of a form, in the order in which the browser sent them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The text of a field; empty when it was not sent.
    pub fn text(&self, name: &str) -> String {
        self.0.iter().find(|(field, _)| field == name).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// Every value of a field that may be sent several times.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, text)| text.clone()).collect()
    }

    /// A field as an identifier, number or code; a form that holds another text there was not made by us.
    pub fn parse<T: std::str::FromStr>(&self, name: &str) -> Result<T, Failure> {
        self.text(name)
            .parse()
            .map_err(|_| FieldRefusals(vec![(name.to_owned(), Refusal::NotOnTheList)]))
            .map_err(Failure::Refused)
    }
}

impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Fields>().cloned().unwrap_or_default())
    }
}

/// A file that came with a form, in a temporary file without a name, which goes with this value.
#[derive(Debug, Clone)]
pub struct Upload {
    /// As the browser calls it; never trusted.
    pub name: String,
    /// How much was sent, in bytes; of a file larger than one may be, nothing is kept.
    pub size: u64,
    pub content: Arc<std::fs::File>,
}

/// The files that came with a form, in the order in which the browser sent them.
#[derive(Debug, Clone, Default)]
pub struct Uploads(pub Vec<Upload>);

impl<S: Sync> FromRequestParts<S> for Uploads {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut uploads = parts.extensions.remove::<Uploads>().unwrap_or_default();
        // A form sent without choosing a file holds an empty one without a name.
        uploads.0.retain(|upload| !(upload.name.is_empty() && upload.size == 0));
        Ok(uploads)
    }
}

/// A form that came to nothing, shown again with what was typed. No refusals: the session had ended.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The address that the form was sent to.
    pub action: String,
    pub fields: Fields,
    pub refusals: FieldRefusals,
}

impl Refused {
    /// Says so when the form was drawn for another collectivité than the one that the person acts for since.
    fn note_acting(&mut self, acting: Option<String>) {
        let drawn_for = self.fields.text(ACTING);
        let said = self.refusals.0.iter().any(|(_, refusal)| *refusal == Refusal::ActingChanged);
        if !said && !drawn_for.is_empty() && acting != Some(drawn_for) {
            self.refusals.0.push((String::new(), Refusal::ActingChanged));
        }
    }
}

/// The request's reference, which the log and error pages show.
#[derive(Debug, Clone)]
pub struct Reference(pub String);

/// The client's network, by which requests are counted.
#[derive(Debug, Clone, Copy)]
pub struct Network(pub std::net::IpAddr);

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
    /// The campaign in force, or the one that the address names.
    pub campaign: Option<Arc<RunningCampaign>>,
    /// What the addresses of the campaign begin with where the address names one; empty otherwise.
    base: String,
    pub browser: Browser,
}

impl Visit {
    /// The address of a page of the campaign that this one is of ([`super::earlier`]).
    pub fn here(&self, address: Address) -> String {
        format!("{}{address}", self.base)
    }

    /// Where the collectivité acted for has another hour than Paris.
    pub fn overseas(&self) -> Option<Overseas> {
        let acting = self.ctx.actor.acting.as_ref()?;
        let reference = self.ctx.platform.reference();
        Overseas::of(reference.find(&acting.siren)?.departement.as_deref()?)
    }

    /// The campaign in force; [`Failure::NotFound`] when there is none.
    pub fn campaign(&self) -> Result<&Arc<RunningCampaign>, Failure> {
        self.campaign.as_ref().ok_or(Failure::NotFound)
    }
}

/// The name of the session cookie. Over https its name makes browsers refuse any that is not secure and of this host
/// alone.
pub fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-terreau" } else { "terreau" }
}

/// The header that gives a browser its session, or takes it away (None).
pub fn cookie_header(https: bool, token: Option<&str>) -> String {
    let secure = if https { "; Secure" } else { "" };
    let (value, age) = match token {
        Some(token) => (token, ""),
        None => ("", "; Max-Age=0"),
    };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", cookie_name(https))
}

/// The name of the cookie that binds a sign-in to the browser that asked for it.
fn browser_cookie_name(https: bool) -> &'static str {
    if https { "__Host-terreau-demande" } else { "terreau-demande" }
}

/// The header that gives a browser what binds its sign-ins to it, and by which it is known once it signed in: nobody
/// else can then keep mails from it.
pub fn browser_cookie_header(https: bool, secret: &str) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!(
        "{}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        browser_cookie_name(https),
        entity::sign_in::BROWSER_LIFE.num_seconds()
    )
}

/// The value of a cookie among those that a browser sends.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
}

impl FromRequestParts<Arc<Site>> for Visit {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Failure> {
        let token = cookie(&parts.headers, cookie_name(site.is_https()));
        let reference = parts.extensions.get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default();
        let database = site.platform.database.read();
        let (actor, who) = match &token {
            // Sessions last by the machine's clock: moving the demonstration's must not sign anybody out.
            Some(token) => {
                let machine_now = server::clock::SystemClock::machine_now();
                person::actor_of(database, machine_now, site.platform.now(), token).await?
            }
            None => Default::default(),
        };
        if parts.method == Method::POST && actor.person.is_some() {
            // In another tab, the person may have begun to act for another collectivité: nothing is done in the wrong
            // name.
            let drawn_for = parts.extensions.get::<Fields>().map(|fields| fields.text(ACTING)).unwrap_or_default();
            let acting = actor.acting.as_ref().map(|acting| acting.siren.to_string());
            if !drawn_for.is_empty() && acting != Some(drawn_for) {
                return Err(Refusal::ActingChanged.into());
            }
        }
        if parts.method == Method::POST
            && let Some(person) = actor.person
        {
            let wait = |wait: std::time::Duration| Failure::TooMany(wait.as_secs() + 1);
            site.limits.of_person(person).map_err(wait)?;
        }
        let mut ctx = Context::new(Arc::clone(&site.platform), actor, reference);
        if parts.method == Method::POST {
            let sent = parts.extensions.get::<Fields>().map(|fields| fields.0.clone()).unwrap_or_default();
            let shown = sent.into_iter().filter(|(name, _)| name == SHOWN || name.starts_with("shown."));
            ctx.shown = Some(Arc::new(shown.collect()));
        }
        if let (Some(token), Some(who)) = (&token, &who) {
            person::touch(&ctx, token, who.seen_at).await?;
        }
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let browser = Browser {
            secret: cookie(&parts.headers, browser_cookie_name(site.is_https())).unwrap_or_default(),
            name: text(header::USER_AGENT),
            network: parts.extensions.get::<Network>().map(|network| network.0.to_string()).unwrap_or_default(),
        };
        let named = parts.extensions.get::<OfCampaign>().cloned();
        let campaign = match &named {
            Some(named) => server::campaign::find_opened(&ctx, &named.slug).await?.map(Arc::new),
            None => server::campaign::find_running(&ctx).await?,
        };
        let mut refused = parts.extensions.get::<Refused>().cloned();
        if let Some(refused) = &mut refused {
            refused.note_acting(ctx.actor.acting.as_ref().map(|acting| acting.siren.to_string()));
        }
        Ok(Self {
            ctx,
            who,
            site: Arc::clone(site),
            refused,
            resumed: parts.extensions.get::<Resumed>().cloned(),
            uri: whole(parts, parts.uri.path_and_query().map_or("/", PathAndQuery::as_str)),
            token,
            campaign,
            base: named.map(|named| named.base()).unwrap_or_default(),
            browser,
        })
    }
}

impl OptionalFromRequestParts<Arc<Site>> for Visit {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Option<Self>, Infallible> {
        Ok(<Self as FromRequestParts<Arc<Site>>>::from_request_parts(parts, site).await.ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_cookie_is_the_one_of_its_name_whatever_else_is_sent(others in "[ -:<-~]{0,60}", value in "[0-9a-f]{64}") {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("a={}; terreau={value}; \
                terreau-demande=x", others.replace(';', "")).parse().expect("a header"));
            proptest::prop_assert_eq!(cookie(&headers, "terreau"), Some(value));
            headers.insert(header::COOKIE, others.replace("terreau", "").parse().expect("a header"));
            proptest::prop_assert_eq!(cookie(&headers, "terreau"), None);
        }
    }
}
