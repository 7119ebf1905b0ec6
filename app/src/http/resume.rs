//! Forms that come back: what was typed is kept by the server for an hour, under an address that can be reloaded,
//! opened again and gone back to.
//!
//! A form that is refused answers with a redirect to its page, which its hidden field `page` names, and the token of
//! what was kept; the page shows it again with the reasons. So does a form that was sent after the session had ended,
//! once the person has signed in. A form that only asks ([`QUESTIONS`]) answers at its own address in the same way.

pub use super::fields::Resumed;
use super::{
    campaign::whole,
    cookie::{cookie, cookie_name},
    failure::Failure,
    fields::{Fields, Refused},
    local_path::local_path,
    request::Network,
    site::Site,
};
use axum::http::{Uri, request::Parts};
use entity::{
    address::Address,
    form_field::{self, FormField},
    id::PersonId,
    refusal::FieldRefusals,
};
use server::saved_form::{self, SavedForm};

/// The part of an address that names a kept form.
pub const RESUME: &str = "reprise";

/// Forms that only ask: they are answered with a page and write nothing, so that asking again does no harm. Each with
/// the page that is shown when what was asked is kept no more.
const QUESTIONS: [(Address, Address); 5] = [
    (Address::BallotReview, Address::Ballot),
    (Address::RankingSimulate, Address::Desk),
    (Address::Log, Address::Log),
    (Address::SiteTextPreview, Address::SiteTexts),
    (Address::CampaignTextPreview, Address::CampaignOffice),
];

/// Fields that are typed anew when their form comes back: what they hold stands in no database as it was typed.
const NEVER_KEPT: [FormField; 1] = [form_field::IBAN];

/// The token of a kept form that an address names, and the address without it.
pub fn token_in(uri: &Uri) -> Option<(String, String)> {
    let query = uri.query()?;
    let (tokens, others): (Vec<_>, Vec<_>) =
        url::form_urlencoded::parse(query.as_bytes()).partition(|(name, _)| name == RESUME);
    let (_, token) = tokens.into_iter().next()?;
    let others = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
    let joint = if others.is_empty() { "" } else { "?" };
    Some((token.into_owned(), format!("{}{joint}{others}", uri.path())))
}

/// An address of ours, with the token of a kept form.
pub fn address(page: &str, token: &str) -> String {
    let page =
        page.parse::<Uri>().ok().and_then(|uri| token_in(&uri)).map_or_else(|| page.to_owned(), |(_, page)| page);
    let (page, fragment) =
        page.split_once('#').map_or((page.as_str(), String::new()), |(page, at)| (page, format!("#{at}")));
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}{RESUME}={token}{fragment}")
}

/// Who sends a request, even when their session has ended meanwhile.
async fn sender(site: &Site, parts: &Parts) -> Result<Option<PersonId>, Failure> {
    let token = cookie(&parts.headers, cookie_name(site.is_https()));
    match token {
        Some(token) => Ok(saved_form::person_of(&site.platform, &token).await?),
        None => Ok(None),
    }
}

/// Keeps the form of a request; its token.
pub async fn keep(site: &Site, parts: &Parts, page: String, refusals: FieldRefusals) -> Result<String, Failure> {
    let mut fields = Fields::of(parts).0;
    fields.retain(|(name, _)| !NEVER_KEPT.iter().any(|field| field.as_str() == name));
    let form = SavedForm { action: whole(parts, parts.uri.path()), page, fields, refusals };
    let person = sender(site, parts).await?;
    Ok(saved_form::save(&site.platform, &form, person, &Network::of(parts)).await?)
}

/// The kept form of a token, for whoever sends the request.
pub async fn find(site: &Site, parts: &Parts, token: &str) -> Result<Option<SavedForm>, Failure> {
    let person = sender(site, parts).await?;
    Ok(saved_form::find(&site.platform, token, person).await?)
}

/// The page of a form that only asks, where somebody goes whose question is kept no more; None for any other form.
pub fn page_of(path: &str) -> Option<String> {
    QUESTIONS.iter().find(|(question, _)| question.to_string() == path).map(|(_, page)| page.to_string())
}

/// A kept form as its page shows it.
pub fn refused(form: SavedForm) -> Refused {
    Refused { action: form.action, fields: Fields(form.fields), refusals: form.refusals }
}

/// The page of a form that is named by the form itself.
pub fn page(parts: &Parts) -> Option<String> {
    local_path(&parts.extensions.get::<Fields>()?.text("page"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_one_token_and_keeps_the_rest() {
        for (page, with) in [
            ("/besoins", "/besoins?reprise=t"),
            ("/besoins?texte=a+b&page=2", "/besoins?texte=a+b&page=2&reprise=t"),
            ("/besoins?reprise=old&page=2", "/besoins?page=2&reprise=t"),
            ("/besoins/1?reprise=old", "/besoins/1?reprise=t"),
        ] {
            assert_eq!(address(page, "t"), with);
            let uri: Uri = with.parse().expect("an address");
            assert_eq!(token_in(&uri).expect("a token").0, "t");
        }
        let (_, without) = token_in(&"/besoins?a=1&reprise=t&b=2".parse().expect("an address")).expect("a token");
        assert_eq!(without, "/besoins?a=1&b=2");
        assert_eq!(token_in(&"/besoins?a=reprise".parse().expect("an address")), None);
    }
}
