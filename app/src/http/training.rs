//! Training copies over HTTP: a browser that entered one is answered by the site of that copy, and by this one again
//! once it left. Whatever does not hold any more (the copy, the role of who entered it) leads back, and does nothing:
//! what was meant for a copy never reaches the site.

use super::{
    after::{self, After},
    body::Bodies,
    cookie::{browser_cookie_name, cookie, cookie_name},
    site::{Site, Training},
};
use crate::ui::frame::bare_error;
use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use entity::{
    address::Address,
    done::Done,
    id::TrainingId,
    permission::{Action, Actor, Facts},
};
use server::{Context, clock::SystemClock, person, training::TrainingCopy};
use std::sync::Arc;
use tower::ServiceExt;

/// What the names of the cookies that a copy sets end with: those of the site stay beside them.
const WITHIN: &str = "-exercice";

/// The cookie that says in which copy a browser is. It gives no right: whoever sends it must be let in each time.
fn entered_name(https: bool) -> &'static str {
    if https { "__Host-terreau-bac" } else { "terreau-bac" }
}

fn set(https: bool, name: &str, value: &str) -> String {
    let secure = if https { "; Secure" } else { "" };
    let age = if value.is_empty() { "; Max-Age=0" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
}

/// The header by which a browser enters a copy.
pub fn entering(https: bool, copy: TrainingId) -> String {
    set(https, entered_name(https), &copy.to_string())
}

/// The headers by which a browser leaves whichever copy it is in, and everything that the copy gave it.
pub fn leaving(https: bool) -> [(header::HeaderName, String); 3] {
    let names = [entered_name(https).to_owned()].into_iter().chain(site_cookies(https).map(within));
    let mut gone = names.map(|name| (header::SET_COOKIE, set(https, &name, "")));
    std::array::from_fn(|_| gone.next().unwrap_or((header::SET_COOKIE, String::new())))
}

/// The cookies by which the site knows a browser.
fn site_cookies(https: bool) -> [&'static str; 2] {
    [cookie_name(https), browser_cookie_name(https)]
}

fn within(name: &str) -> String {
    format!("{name}{WITHIN}")
}

/// The cookies of a request as the copy reads them: its own under the site's names, and none of the site's.
fn cookies_within(headers: &HeaderMap, https: bool) -> Option<HeaderValue> {
    let sent = headers.get(header::COOKIE)?.to_str().ok()?;
    let of_site = site_cookies(https);
    let kept = sent.split(';').filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        if name == entered_name(https) || of_site.contains(&name) {
            return None;
        }
        let of_copy = of_site.into_iter().find(|site| name == within(site));
        Some(format!("{}={value}", of_copy.unwrap_or(name)))
    });
    HeaderValue::from_str(&kept.collect::<Vec<_>>().join("; ")).ok()
}

/// What a copy sets, under names that are not the site's.
fn set_within(headers: &mut HeaderMap, https: bool) {
    let set: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for value in set {
        let renamed = value.to_str().ok().and_then(|text| {
            let (name, rest) = text.split_once('=')?;
            site_cookies(https)
                .contains(&name)
                .then(|| HeaderValue::from_str(&format!("{}={rest}", within(name))).ok())?
        });
        headers.append(header::SET_COOKIE, renamed.unwrap_or(value));
    }
}

/// Gives a request back to the site, or answers it: by the copy that its browser entered, whose site `make` puts
/// together, or by the way back.
pub async fn answer(
    site: &Arc<Site>,
    mut request: Request,
    make: fn(Arc<Site>) -> Router,
) -> Result<Request, Response> {
    let https = site.is_https();
    let Some(entered) = cookie(request.headers(), entered_name(https)) else { return Ok(request) };
    let copy = match (entered.parse(), &site.trainings) {
        (Ok(id), Some(trainings)) => trainings.find(id).await,
        _ => None,
    };
    let Some(copy) = copy else { return Err(gone(https)) };
    match tokio::time::timeout(site.deadline, is_let_in(site, request.headers())).await {
        Ok(Ok(true)) => {}
        Ok(Ok(false)) => return Err(gone(https)),
        Ok(Err(_)) | Err(_) => return Err((StatusCode::INTERNAL_SERVER_ERROR, bare_error("")).into_response()),
    }
    match cookies_within(request.headers(), https) {
        Some(cookies) => drop(request.headers_mut().insert(header::COOKIE, cookies)),
        None => drop(request.headers_mut().remove(header::COOKIE)),
    }
    let Some(routes) = copy.served(|| make(Arc::new(site_of(site, &copy)))) else { return Err(gone(https)) };
    let mut response = routes.oneshot(request).await.unwrap_or_else(|never| match never {});
    set_within(response.headers_mut(), https);
    Err(response)
}

/// The site of a copy: as the site looks, on the copy's platform.
fn site_of(site: &Site, copy: &TrainingCopy) -> Site {
    let mut own = Site::new(Arc::clone(&copy.platform), Arc::clone(&copy.clock), site.base_url.clone());
    own.style.clone_from(&site.style);
    own.proxies = Arc::clone(&site.proxies);
    own.deadline = site.deadline;
    own.bodies = Bodies::new(copy.folder().to_owned());
    own.training = Some(Training { id: copy.id, title: copy.title.clone() });
    own
}

/// Whether a request comes from a curator or an administrator, by their session on the site; which is in use then.
async fn is_let_in(site: &Arc<Site>, headers: &HeaderMap) -> Result<bool, server::Error> {
    let Some(token) = cookie(headers, cookie_name(site.is_https())) else { return Ok(false) };
    let (platform, machine_now) = (&site.platform, SystemClock::machine_now());
    let (actor, who) = person::actor_of(platform.database.read(), machine_now, platform.now(), &token, "").await?;
    let ctx = Context::new(Arc::clone(platform), actor, "training");
    let lets_in = ctx.authorise(Action::PrepareCampaign, &Facts::default()).is_ok();
    if let Some(who) = who.filter(|_| lets_in) {
        let nobody = Context::new(Arc::clone(platform), Actor::default(), "training");
        person::touch(&nobody, &token, who.seen_at).await?;
    }
    Ok(lets_in)
}

/// The way back to the site, where nothing was done.
fn gone(https: bool) -> Response {
    let mut response = (AppendHeaders(leaving(https)), After::new(Done::TrainingGone, Address::Home)).into_response();
    after::set_cookies(https, &mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(cookies: &str, https: bool) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookies.parse().expect("a header"));
        cookies_within(&headers, https).expect("a header").to_str().expect("text").to_owned()
    }

    #[test]
    fn a_copy_reads_its_own_cookies_and_none_of_the_sites() {
        let all = "terreau=secret; terreau-bac=1; terreau-demande=x; terreau-exercice=theirs; terreau-fait=a|/|";
        assert_eq!(sent(all, false), "terreau=theirs; terreau-fait=a|/|");
        assert_eq!(sent("__Host-terreau=secret; __Host-terreau-exercice=theirs", true), "__Host-terreau=theirs");
        assert_eq!(sent("terreau=secret", false), "");
    }

    #[test]
    fn what_a_copy_sets_stands_beside_the_sites_cookies() {
        let mut headers = HeaderMap::new();
        for set in ["terreau=theirs; Path=/", "terreau-fait=a; Path=/", "terreau-bac=; Path=/; Max-Age=0"] {
            headers.append(header::SET_COOKIE, set.parse().expect("a header"));
        }
        set_within(&mut headers, false);
        let set: Vec<&str> = headers.get_all(header::SET_COOKIE).iter().filter_map(|set| set.to_str().ok()).collect();
        assert_eq!(
            set,
            ["terreau-exercice=theirs; Path=/", "terreau-fait=a; Path=/", "terreau-bac=; Path=/; Max-Age=0"]
        );
    }

    #[test]
    fn leaving_takes_everything_away() {
        let names = leaving(true).map(|(_, set)| set.split('=').next().map(str::to_owned).unwrap_or_default());
        let known = ["__Host-terreau-bac", "__Host-terreau-exercice", "__Host-terreau-demande-exercice"];
        assert_eq!(names, known.map(str::to_owned));
        assert!(leaving(false).iter().all(|(_, set)| set.contains("Max-Age=0")));
    }
}
