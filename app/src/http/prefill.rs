//! Fields that an address fills: other sites lead to our forms with what they know already. Nothing is done by it, and
//! what does not fit a field is left aside, with a word.

use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;

/// The most parameters of an address that are looked at; the address itself is bounded.
const MOST: usize = 40;

/// What an address would fill, and what came of it.
#[derive(Debug, Clone, Default)]
pub struct Prefill {
    sent: Vec<(String, String)>,
    /// The labels of fields that were filled, and of those whose value does not fit.
    pub filled: Vec<&'static str>,
    pub refused: Vec<&'static str>,
}

impl Prefill {
    /// The parameters of a query; of one that stands twice, the first counts.
    fn of(query: &str) -> Self {
        let sent = url::form_urlencoded::parse(query.as_bytes()).take(MOST);
        let plain = |text: &str| text.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>();
        let sent = sent.map(|(name, value)| (name.into_owned(), plain(&value).trim().to_owned()));
        Self { sent: sent.collect(), ..Self::default() }
    }

    /// What a parameter fills, as `read` has it: None refuses it. None too where it is not there, or empty.
    pub fn take<T>(&mut self, name: &str, label: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let (_, value) = self.sent.iter().find(|(sent, _)| sent == name)?;
        if value.is_empty() {
            return None;
        }
        let taken = read(value);
        if taken.is_some() { &mut self.filled } else { &mut self.refused }.push(label);
        taken
    }

    /// Says that what filled a field does not fit after all.
    pub fn refuse(&mut self, label: &'static str) {
        if self.filled.contains(&label) {
            self.filled.retain(|filled| *filled != label);
            self.refused.push(label);
        }
    }

    /// A text of at most so many characters.
    pub fn text(&mut self, name: &str, label: &'static str, most: usize) -> String {
        let fits = |text: &str| (text.chars().count() <= most).then(|| text.to_owned());
        self.take(name, label, fits).unwrap_or_default()
    }
}

impl<S: Sync> FromRequestParts<S> for Prefill {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_fills_and_what_does_not_is_named() {
        let mut asked = Prefill::of("titre=Un+portail%00&titre=autre&theme=x&vide=&urgence=high&long=abcdef");
        assert_eq!(asked.text("titre", "Titre", 20), "Un portail");
        assert_eq!(asked.take("theme", "Thème", |_| None::<u8>), None);
        assert_eq!(asked.text("vide", "Vide", 20), "");
        assert_eq!(asked.text("absent", "Absent", 20), "");
        assert_eq!(asked.text("long", "Long", 5), "");
        assert_eq!((asked.filled, asked.refused), (vec!["Titre"], vec!["Thème", "Long"]));
    }
}
