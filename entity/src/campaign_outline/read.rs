//! What was typed in a page of the editor, read as values.

use super::{
    place::{InputKind, PageField},
    shape::{LONGEST_LINE, LONGEST_TEXT, MOST_ENTRIES},
};
use crate::{
    money::{amount_typed, number_typed},
    refusal::Refusal,
    text::{one_line, require_straight, tidy},
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a form sent, by the names of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, Vec<String>>);

impl FromIterator<(String, String)> for Typed {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        let mut typed = Self::default();
        for (name, text) in fields {
            typed.0.entry(name).or_default().push(text);
        }
        typed
    }
}

impl Typed {
    /// Without what was sent under these names.
    pub fn without(mut self, gone: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|name, _| !gone(name));
        self
    }

    /// With what was sent under a name.
    pub(super) fn keep(&mut self, name: String, sent: &[String]) {
        self.0.insert(name, sent.to_vec());
    }

    /// What was sent under a name; None where the form had no such field.
    pub(super) fn of(&self, name: &str) -> Option<&[String]> {
        self.0.get(name).map(Vec::as_slice)
    }
}

/// The value of what was typed in a field; None where it was left empty.
pub(super) fn read(field: &PageField, typed: &[String]) -> Result<Option<Value>, Refusal> {
    let text = typed.first().map(String::as_str).unwrap_or_default();
    if let InputKind::Several(codes) = &field.kind {
        let ticked: Vec<&str> = typed.iter().map(String::as_str).filter(|code| !code.is_empty()).collect();
        if ticked.iter().any(|code| !codes.contains(code)) {
            return Err(Refusal::NotOnTheList);
        }
        return Ok((!ticked.is_empty()).then(|| json!(ticked)));
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    require_straight(text)?;
    let value = match &field.kind {
        InputKind::Line => json!(bounded(one_line(text).trim(), LONGEST_LINE)?),
        InputKind::Text | InputKind::Markdown => json!(bounded(tidy(text).trim(), LONGEST_TEXT)?),
        InputKind::Number => json!(u32::try_from(number_typed(text)?).map_err(|_| Refusal::NotANumber)?),
        InputKind::Euros => json!(whole_euros(text)?),
        InputKind::Day => json!(text.trim().parse::<NaiveDate>().map_err(|_| Refusal::NotADay)?),
        InputKind::YesNo => match text {
            "oui" => json!(true),
            "non" => json!(false),
            _ => return Err(Refusal::NotOnTheList),
        },
        InputKind::Lines => json!(lines(text)?),
        InputKind::WordLists => {
            let lists = lines(text)?;
            let words = |list: &String| -> Vec<String> {
                list.split([',', ';']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
            };
            json!(lists.iter().map(words).collect::<Vec<_>>())
        }
        InputKind::Choice(codes) | InputKind::Kind { codes, .. } => json!(known(text, codes.iter().copied())?),
        InputKind::CodeIn(codes) => json!(known(text, codes.iter().map(|(code, _)| code.as_str()))?),
        InputKind::Several(_) => return Ok(None),
    };
    Ok(Some(value))
}

fn known<'t>(text: &'t str, mut codes: impl Iterator<Item = &'t str>) -> Result<&'t str, Refusal> {
    codes.find(|code| *code == text).ok_or(Refusal::NotOnTheList)
}

fn bounded(text: &str, most: usize) -> Result<String, Refusal> {
    match text.chars().count() {
        length if length > most => Err(Refusal::TooLong { most, length }),
        _ => Ok(text.to_owned()),
    }
}

fn whole_euros(text: &str) -> Result<u32, Refusal> {
    let cents = amount_typed(text)?.cents();
    match u32::try_from(cents / 100) {
        Ok(euros) if cents % 100 == 0 => Ok(euros),
        Ok(_) => Err(Refusal::NotANumber),
        Err(_) => Err(Refusal::AmountTooLarge),
    }
}

fn lines(text: &str) -> Result<Vec<String>, Refusal> {
    let tidied = tidy(text);
    let lines: Vec<&str> = tidied.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_ENTRIES {
        return Err(Refusal::TooManyLines { most: MOST_ENTRIES });
    }
    lines.into_iter().map(|line| bounded(line, LONGEST_LINE)).collect()
}
