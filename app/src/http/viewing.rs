//! What somebody who sees the site as another may not do and not see: every form but the one that leaves the view, and
//! the pages of secrets.

use super::{
    cookie::{cookie, cookie_name},
    failure::Failure,
    request::RequestId,
    site::Site,
};
use axum::http::{Method, request::Parts};
use entity::{address::Address, permission::Actor};
use server::{Context, viewing};
use std::sync::{Arc, LazyLock};

/// Where secrets stand, and what is the person's own: accounts, sign-ins and their mails, links of mails, receipts.
static SECRET: LazyLock<[String; 10]> = LazyLock::new(|| {
    let link = |address: fn(String) -> Address| address(String::new()).to_string();
    [
        Address::Account.into(),
        Address::SignIn.into(),
        Address::SignOut.into(),
        Address::Notices.into(),
        Address::BallotReceipt.into(),
        Address::BallotReview.into(),
        Address::DemoOutbox.into(),
        link(Address::Invitation),
        link(Address::MembershipLink),
        link(Address::ConsentLink),
    ]
});

/// Whether a view hides what stands at a path.
fn is_secret(path: &str) -> bool {
    SECRET.iter().any(|start| path.starts_with(start.as_str()))
}

/// Whether a request leaves the view, or the training copy in which it was begun.
fn leaves(parts: &Parts) -> bool {
    let ways_out = [Address::ViewEnd, Address::TrainingLeave].map(|address| address.to_string());
    parts.method == Method::POST && ways_out.iter().any(|way| parts.uri.path() == way)
}

/// Refuses what whoever sees the site as another may not do or see.
pub fn require_looking(parts: &Parts, actor: &Actor) -> Result<(), Failure> {
    let kept = parts.method == Method::POST || is_secret(parts.uri.path());
    match actor.viewing.is_some() && kept && !leaves(parts) {
        true => Err(Failure::Viewing),
        false => Ok(()),
    }
}

/// Before the body of a form is read, and whichever handler it is for: refuses it under a view.
pub async fn require_no_view(site: &Arc<Site>, parts: &Parts) -> Result<(), Failure> {
    let Some(token) = cookie(&parts.headers, cookie_name(site.is_https())).filter(|_| !leaves(parts)) else {
        return Ok(());
    };
    let ctx = Context::new(Arc::clone(&site.platform), Actor::default(), RequestId::of(parts));
    match viewing::is_on(&ctx, &token).await? {
        true => Err(Failure::Viewing),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_and_nothing_else_is() {
        for path in ["/compte/historique", "/connexion", "/vote/recepisse.tlog-proof", "/accord/0", "/avis"] {
            assert!(is_secret(path), "{path}");
        }
        for path in ["/", "/besoins", "/vote", "/vote/participation", "/collectivites/214601023/personnes"] {
            assert!(!is_secret(path), "{path}");
        }
    }
}
