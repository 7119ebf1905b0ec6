//! Changes of a campaign that is being written, and what it still lacks.

use super::{
    place::{InputKind, PageField, Place, below},
    read::{Typed, read},
    shape::{CAMPAIGN, MOST_ENTRIES, Outline, Shape, Tag, Variants},
};
use crate::{
    campaign::{Campaign, Fault},
    form_field::FieldName,
    refusal::{FieldRefusals, Refusal},
};
use serde_json::{Map, Value, json};

/// Why an edit is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditRefusal {
    /// The campaign has no such place.
    NotThere,
    /// The list is full.
    Full,
    /// Fields that were typed wrongly.
    Fields(FieldRefusals),
}

/// Where an entry moves in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    /// To this place, counted from 0; those between make room.
    To(usize),
}

/// A campaign of which nothing but its name is decided.
pub fn blank_campaign(slug: &str, title: &str) -> Value {
    json!({
        "slug": slug,
        "title": title,
        "theme": [],
        "envelope": [],
        "selection": {
            "ballot": { "least": 1 },
            "rule": { "method": "equal_shares", "completion": { "kind": "none" } },
        },
    })
}

/// Writes what was typed on the page of a place. Fields that the form did not have keep what they hold; empty ones hold
/// nothing. Where the kind of a value changes, its values begin anew.
pub fn put(campaign: &mut Value, path: &str, typed: &Typed) -> Result<(), EditRefusal> {
    let fields = Place::find(campaign, path).ok_or(EditRefusal::NotThere)?.fields();
    let mut refusals = FieldRefusals::default();
    let mut changes: Vec<(PageField, Option<Value>)> = Vec::new();
    for field in fields {
        let Some(sent) = typed.of(&field.path) else { continue };
        if let Some(value) = refusals.take(FieldName::question(&field.path), read(&field, sent)) {
            changes.push((field, value));
        }
    }
    if !refusals.is_empty() {
        return Err(EditRefusal::Fields(refusals));
    }
    let mut anew: Vec<String> = Vec::new();
    for (field, value) in changes {
        if anew.iter().any(|path| field.path.starts_with(path.as_str())) {
            continue;
        }
        match &field.kind {
            InputKind::Kind { .. } => {
                let kind = value.as_ref().and_then(Value::as_str);
                if field.text.first().map(String::as_str) != kind {
                    anew.push(change_kind(campaign, &field.path, kind).ok_or(EditRefusal::NotThere)?);
                }
            }
            _ => set(campaign, &field.path, value).ok_or(EditRefusal::NotThere)?,
        }
    }
    Ok(())
}

/// Gives a value another kind, with nothing in it; none where there is to be no value. The path of the value.
fn change_kind(campaign: &mut Value, field: &str, kind: Option<&str>) -> Option<String> {
    // The field of a kind that stands beside its values is named by its key.
    let (path, variants) = match Place::find(campaign, field).map(|place| place.shape) {
        Some(Shape::Variants(variants)) => (field.to_owned(), variants),
        _ => {
            let (path, _) = field.rsplit_once('.')?;
            match Place::find(campaign, path)?.shape {
                Shape::Variants(variants) => (path.to_owned(), variants),
                _ => return None,
            }
        }
    };
    let value = match kind {
        Some(kind) => Some(blank_kind(variants, kind)?),
        None => None,
    };
    set(campaign, &path, value)?;
    Some(path)
}

fn blank_kind(variants: &Variants, kind: &str) -> Option<Value> {
    let kind = variants.kinds.iter().find(|one| one.code == kind)?;
    Some(match variants.tag {
        Tag::Beside(tag) => json!({ tag: kind.code }),
        Tag::Around => {
            let inside = match kind.members.first()?.shape {
                Shape::ListOf(_) | Shape::List(_) => json!([]),
                _ => Value::Null,
            };
            json!({ kind.code: inside })
        }
    })
}

/// Puts a value at a path, or takes away what is there. What holds nothing any more goes, too; the value of a kind that
/// is written around it stays, empty.
fn set(campaign: &mut Value, path: &str, value: Option<Value>) -> Option<()> {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let above = Place::find(campaign, parent)?;
    let is_around = matches!(above.shape, Shape::Variants(Variants { tag: Tag::Around, .. }));
    let is_list = matches!(above.shape, Shape::List(_) | Shape::ListOf(_));
    // What a campaign cannot do without stays, empty.
    let stays = above.needed;
    let at = reach(campaign, parent)?;
    match (at, value) {
        (Value::Object(object), Some(value)) => drop(object.insert(key.to_owned(), value)),
        (Value::Object(object), None) if is_around => drop(object.insert(key.to_owned(), Value::Null)),
        (Value::Object(object), None) => {
            object.remove(key);
            if object.is_empty() && !stays {
                set(campaign, parent, None)?;
            }
        }
        (Value::Array(entries), Some(value)) if is_list => *entries.get_mut(key.parse::<usize>().ok()?)? = value,
        (Value::Array(entries), None) if is_list => {
            // A condition of a list that is to be none: it goes.
            let at = key.parse::<usize>().ok().filter(|at| *at < entries.len())?;
            entries.remove(at);
        }
        _ => return None,
    }
    Some(())
}

/// What stands at a path, with the objects on the way made where they are missing.
fn reach<'v>(campaign: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    let mut at = campaign;
    for key in path.split('.').filter(|_| !path.is_empty()) {
        at = match at {
            Value::Array(entries) => entries.get_mut(key.parse::<usize>().ok()?)?,
            Value::Object(object) => object.entry(key.to_owned()).or_insert_with(|| Value::Object(Map::new())),
            _ => return None,
        };
    }
    Some(at)
}

/// The list at a path, made where it is missing.
fn list<'v>(campaign: &'v mut Value, path: &str) -> Result<(&'v mut Vec<Value>, Shape), EditRefusal> {
    let shape = Place::find(campaign, path).ok_or(EditRefusal::NotThere)?.shape;
    if !matches!(shape, Shape::List(_) | Shape::ListOf(_)) {
        return Err(EditRefusal::NotThere);
    }
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let parent = reach(campaign, parent).and_then(Value::as_object_mut).ok_or(EditRefusal::NotThere)?;
    let entries = parent.entry(key.to_owned()).or_insert_with(|| json!([]));
    entries.as_array_mut().map(|entries| (entries, shape)).ok_or(EditRefusal::NotThere)
}

/// Adds an entry to a list, of a kind where entries have kinds. The path of the entry.
pub fn add(campaign: &mut Value, path: &str, kind: &str) -> Result<String, EditRefusal> {
    let (entries, shape) = list(campaign, path)?;
    if entries.len() >= MOST_ENTRIES {
        return Err(EditRefusal::Full);
    }
    let entry = match shape {
        Shape::ListOf(variants) => blank_kind(variants, kind).ok_or(EditRefusal::NotThere)?,
        _ => json!({}),
    };
    entries.push(entry);
    let added = below(path, entries.len() - 1);
    // A condition too deep for the editor has no place.
    match Place::find(campaign, &added) {
        Some(_) => Ok(added),
        None => {
            list(campaign, path)?.0.pop();
            Err(EditRefusal::Full)
        }
    }
}

/// The list of an entry, and where it stands there.
fn entry<'v>(campaign: &'v mut Value, path: &str) -> Result<(&'v mut Vec<Value>, usize), EditRefusal> {
    let (above, at) = path.rsplit_once('.').ok_or(EditRefusal::NotThere)?;
    let at: usize = at.parse().map_err(|_| EditRefusal::NotThere)?;
    let (entries, _) = list(campaign, above)?;
    if at < entries.len() { Ok((entries, at)) } else { Err(EditRefusal::NotThere) }
}

/// Takes an entry out of its list.
pub fn remove(campaign: &mut Value, path: &str) -> Result<(), EditRefusal> {
    let (entries, at) = entry(campaign, path)?;
    entries.remove(at);
    Ok(())
}

/// Moves an entry by one place in its list; the first does not go up, nor the last down.
pub fn shift(campaign: &mut Value, path: &str, to: Move) -> Result<(), EditRefusal> {
    let (entries, at) = entry(campaign, path)?;
    let place = match to {
        Move::Up => at.saturating_sub(1),
        Move::Down => (at + 1).min(entries.len() - 1),
        Move::To(place) if place < entries.len() => place,
        Move::To(_) => return Err(EditRefusal::NotThere),
    };
    let moved = entries.remove(at);
    entries.insert(place, moved);
    Ok(())
}

/// The campaign that was written; or everything that it lacks or that cannot be, each with its place.
pub fn check(campaign: &Value) -> Result<Campaign, Vec<Fault>> {
    let mut faults = Vec::new();
    lacking_part(&CAMPAIGN, "", campaign, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let read: Campaign = serde_json::from_value(campaign.clone())
        .map_err(|error| vec![Fault { path: String::new(), why: error.to_string() }])?;
    let faults = read.faults();
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn lacking_part(outline: &Outline, path: &str, value: &Value, faults: &mut Vec<Fault>) {
    for member in outline.members {
        lacking(member.shape, &below(path, member.key), value.get(member.key), member.needed, faults);
    }
}

fn lacking(shape: Shape, path: &str, value: Option<&Value>, needed: bool, faults: &mut Vec<Fault>) {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        _ => false,
    };
    let Some(value) = value.filter(|value| !is_empty(value)) else {
        if needed {
            match shape {
                Shape::Part(outline) => lacking_part(outline, path, &Value::Null, faults),
                _ => faults.push(Fault { path: path.to_owned(), why: "à remplir".to_owned() }),
            }
        }
        return;
    };
    let entries = value.as_array().map_or(&[][..], Vec::as_slice);
    match shape {
        Shape::Part(outline) => lacking_part(outline, path, value, faults),
        Shape::List(outline) => {
            entries.iter().enumerate().for_each(|(at, entry)| lacking_part(outline, &below(path, at), entry, faults));
        }
        Shape::ListOf(variants) => entries.iter().enumerate().for_each(|(at, entry)| {
            lacking(Shape::Variants(variants), &below(path, at), Some(entry), true, faults);
        }),
        Shape::Variants(variants) => match variants.kind_of(value) {
            Some(kind) => {
                for member in kind.members {
                    lacking(member.shape, &below(path, member.key), value.get(member.key), member.needed, faults);
                }
            }
            None => faults.push(Fault { path: path.to_owned(), why: "à choisir".to_owned() }),
        },
        _ => {}
    }
}

/// A refusal as forms show it.
impl EditRefusal {
    /// What is refused, by field.
    pub fn fields(self) -> FieldRefusals {
        match self {
            EditRefusal::Fields(fields) => fields,
            EditRefusal::NotThere => FieldRefusals::one(FieldName::WHOLE, Refusal::WrongState),
            EditRefusal::Full => FieldRefusals::one(FieldName::WHOLE, Refusal::TooManyLines { most: MOST_ENTRIES }),
        }
    }
}
