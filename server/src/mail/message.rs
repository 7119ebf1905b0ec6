//! A mail as it goes over the wire.

use super::mailer::Mailer;
use crate::Platform;
use entity::table::mail;
use lettre::{
    Message,
    message::{
        Attachment, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use wording::mail::Rendered;

/// What says to a mail program that one press unsubscribes, without a page (RFC 8058).
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// The message of a row; what is wrong with it where it is none.
pub(crate) fn write(
    platform: &Platform,
    mailer: &Mailer,
    row: &mail::Model,
    rendered: Rendered,
) -> Result<Message, String> {
    let Rendered { subject, body, attachment, html, unsubscribe } = rendered;
    let parts = match (attachment, html) {
        (Some((name, text)), _) => MultiPart::mixed()
            .singlepart(SinglePart::plain(body))
            .singlepart(Attachment::new(name).body(text, ContentType::TEXT_PLAIN)),
        (None, Some(html)) => MultiPart::alternative_plain_html(body, html),
        (None, None) => MultiPart::mixed().singlepart(SinglePart::plain(body)),
    };
    let mut message = Message::builder()
        .from(mailer.from.clone())
        .to(row.recipient.parse().map_err(|error| format!("{error}"))?)
        .subject(subject)
        .message_id(Some(format!("<{}@terreau>", row.id)))
        .date(platform.now().into())
        .multipart(parts)
        .map_err(|error| error.to_string())?;
    if let Some(link) = unsubscribe {
        let mut add = |name, text: String| {
            // An address holds no space at which a line could end: it is written whole.
            message.headers_mut().insert_raw(HeaderValue::dangerous_new_pre_encoded(name, text.clone(), text));
        };
        add(HeaderName::new_from_ascii_str("List-Unsubscribe"), format!("<{link}>"));
        add(HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), ONE_CLICK.to_owned());
    }
    Ok(message)
}
