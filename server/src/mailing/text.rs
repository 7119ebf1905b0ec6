//! What a mailing says to each recipient: its Markdown as HTML and as plain text, with the fields filled.

use super::unsubscribe;
use crate::{
    Error, Platform, campaign::loaded::StoredCampaign, keeping, mail::mailer::Mailer, markdown, site_text::MailTexts,
};
use chrono::NaiveDate;
use entity::{
    address::Address,
    email::Email,
    id::MailingId,
    mail_text::MailKind,
    mailing::{self as rule, LONGEST_BODY, LONGEST_SUBJECT, MailField},
    refusal::Refusal,
    siren::Siren,
    table::{campaign, mailing},
    text::Text,
};
use pulldown_cmark::{Event, Options, Parser, Tag};
use sea_orm::{ConnectionTrait, EntityTrait};
use wording::{
    mail::{self, Rendered},
    time,
};

/// The most characters of what is refused that a refusal repeats.
const MOST_TOLD: usize = 40;

/// Reads a subject. Refused as a text, and for an unknown field.
pub fn subject(typed: &str) -> Result<String, Refusal> {
    let subject = Text::<1, LONGEST_SUBJECT>::line(typed)?.into_string();
    rule::pieces(&subject).map(|_| subject.clone())
}

/// Reads a text. Refused as a text; for an unknown field, for HTML (which is not sent, and would be read as text), a
/// picture (which tells who opened a mail), or a link that is no web or mail address.
pub fn body(typed: &str) -> Result<String, Refusal> {
    let body = Text::<1, LONGEST_BODY>::parse(typed)?.into_string();
    rule::pieces(&body)?;
    for event in Parser::new_ext(&body, Options::empty()) {
        match event {
            Event::Html(found) | Event::InlineHtml(found) => {
                return Err(Refusal::HtmlInText { found: found.trim().chars().take(MOST_TOLD).collect() });
            }
            Event::Start(Tag::Image { .. }) => return Err(Refusal::PictureInText),
            Event::Start(Tag::Link { dest_url, .. }) if !is_allowed(&dest_url) => {
                return Err(Refusal::LinkNotAllowed { address: dest_url.chars().take(MOST_TOLD).collect() });
            }
            _ => {}
        }
    }
    Ok(body)
}

/// Whether a link may stand in a mail.
fn is_allowed(address: &str) -> bool {
    let begins = |scheme: &&str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://", "mailto:"].iter().any(begins) && !address.contains(['{', '}'])
}

/// A mailing as its text is written for many: loaded once.
#[derive(Debug, Clone)]
pub struct Letter {
    pub subject: String,
    pub body: String,
    deadline: Option<NaiveDate>,
    campaign: String,
    /// The public address of the site.
    site: String,
    /// What signs the links by which one unsubscribes.
    key: String,
    /// What the staff wrote in place of what stands under every mailing.
    below: Option<String>,
}

impl Letter {
    /// The text of a mailing that is stored.
    pub(crate) async fn of(
        platform: &Platform,
        database: &impl ConnectionTrait,
        mailer: &Mailer,
        row: &mailing::Model,
    ) -> Result<Self, Error> {
        let stored = campaign::Entity::find_by_id(row.campaign).one(database).await?.ok_or(Error::NotFound)?;
        let letter = Self::unsigned(row, &StoredCampaign::of(stored)?);
        let key = keeping::unsubscribe_key(&platform.database, &platform.rng).await?;
        let below = MailTexts::load(database).await?.of(MailKind::Mailing).map(str::to_owned);
        Ok(Self { below, site: mailer.base_url.trim_end_matches('/').to_owned(), key, ..letter })
    }

    /// The text alone, for its preview: nothing is signed with it.
    pub(crate) fn unsigned(row: &mailing::Model, campaign: &StoredCampaign) -> Self {
        Self {
            subject: row.subject.clone(),
            body: row.body.clone(),
            deadline: row.deadline.as_ref().and_then(|day| day.parse().ok()),
            campaign: campaign.spec.title.clone(),
            site: String::new(),
            key: String::new(),
            below: None,
        }
    }

    fn value(&self, platform: &Platform, sirens: &[Siren], field: MailField) -> String {
        match field {
            MailField::Collectivity => {
                mail::several(&sirens.iter().map(|siren| platform.reference().name(siren)).collect::<Vec<_>>())
            }
            MailField::Deadline => self.deadline.map(time::date).unwrap_or_default(),
            MailField::Campaign => self.campaign.clone(),
        }
    }

    /// The mail to one address, for these collectivités.
    pub fn to(&self, platform: &Platform, to: &Email, sirens: &[Siren]) -> Rendered {
        let value = |field| self.value(platform, sirens, field);
        let subject = rule::filled(&self.subject, value);
        let (html, text) = both(&self.body, value);
        let link = Address::Unsubscribe(unsubscribe::token(&self.key, to));
        mail::mailing(&self.site, subject, (&text, &html), &link, self.below.as_deref())
    }

    /// The text as its preview shows it, in HTML.
    pub fn preview(&self, platform: &Platform, sirens: &[Siren]) -> (String, String) {
        let value = |field| self.value(platform, sirens, field);
        (rule::filled(&self.subject, value), both(&self.body, value).0)
    }
}

/// The text of a mailing that is sent, or tested.
pub(crate) async fn rendered(
    platform: &Platform,
    mailer: &Mailer,
    id: MailingId,
    to: &Email,
    sirens: &[Siren],
) -> Result<Rendered, Error> {
    let database = platform.database.read();
    let row = mailing::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?;
    Ok(Letter::of(platform, database, mailer, &row).await?.to(platform, to, sirens))
}

/// A text in Markdown as HTML and as plain text, its fields filled. What fills a field is text, whatever it holds.
fn both(body: &str, value: impl Fn(MailField) -> String) -> (String, String) {
    markdown::filled(body, |words| rule::filled(words, &value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::attacks;

    fn value(field: MailField) -> String {
        match field {
            MailField::Collectivity => "L’Haÿ <b>*x*</b>".to_owned(),
            MailField::Deadline => "31 mars".to_owned(),
            MailField::Campaign => "2021".to_owned(),
        }
    }

    #[test]
    fn a_text_is_html_and_plain_text_and_what_fills_its_fields_is_text() {
        let body = "## Bonjour\n\nPour **{collectivité}**, avant le {échéance}.\n\n1. un\n2. [deux](https://a.fr)\n";
        let (html, text) = both(body, value);
        assert!(html.contains("<strong>L’Haÿ &lt;b&gt;*x*&lt;/b&gt;</strong>, avant le 31 mars."), "{html}");
        assert!(html.contains("<li><a href=\"https://a.fr\">deux</a></li>"), "{html}");
        assert_eq!(text, "Bonjour\n\nPour L’Haÿ <b>*x*</b>, avant le 31 mars.\n\n1. un\n2. deux (https://a.fr)");
    }

    #[test]
    fn html_pictures_and_links_that_run_something_are_refused() {
        for text in ["<script>x</script>", "un <img src=x onerror=y>", "<!-- x -->", "<svg onload=y>"] {
            assert!(matches!(body(text), Err(Refusal::HtmlInText { .. })), "{text}");
        }
        assert_eq!(body("![x](https://a.fr/x.png)"), Err(Refusal::PictureInText));
        for text in ["[x](javascript:y)", "[x](data:text/html,y)", "[x](/compte)", "[x](JAVA&#115;cript:y)"] {
            assert!(matches!(body(text), Err(Refusal::LinkNotAllowed { .. })), "{text}: {:?}", body(text));
        }
        for text in ["Un *texte* & deux < trois", "[x](https://a.fr)", "[x](mailto:a@b.fr)", "<https://a.fr>"] {
            assert!(body(text).is_ok(), "{text}: {:?}", body(text));
        }
        assert_eq!(body("{nom}"), Err(Refusal::UnknownMailField { name: "nom".into() }));
        assert_eq!(body("  "), Err(Refusal::Missing));
        assert_eq!(subject("Deux\nlignes"), Ok("Deux lignes".to_owned()));
    }

    /// The texts with which the journeys try to have something run.
    #[test]
    fn no_payload_makes_an_element_or_a_link_of_its_own() {
        for attack in attacks() {
            let Ok(kept) = body(&attack) else { continue };
            let (html, _) = both(&kept, value);
            let left = ["<p>", "</p>", "<br />", "<em>", "</em>", "<code>", "</code>"];
            let left = left.iter().fold(html.clone(), |html, tag| html.replace(tag, ""));
            assert!(!left.contains('<'), "{attack:?} gave {html}");
        }
    }
}
