//! Places of a campaign: what stands there, and what a page of the editor shows of it.

use super::shape::{CAMPAIGN, DEEPEST, Member, Outline, Shape, Tag, Variant, Variants};
use serde_json::Value;

/// The longest path, in bytes: what an address may name.
const LONGEST_PATH: usize = 200;

/// A place of a campaign that is being written.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// As the file of a campaign calls it: `envelope.0.wave`; empty for the campaign as a whole.
    pub path: String,
    pub shape: Shape,
    /// Names what it is among labels: the outline that it is in, and its key there.
    pub called: (&'static str, &'static str),
    /// Whether a campaign cannot do without it.
    pub needed: bool,
    /// What stands there; None while nothing does.
    pub value: Option<&'a Value>,
    whole: &'a Value,
}

/// A field of a page of the editor.
#[derive(Debug, Clone)]
pub struct PageField {
    /// Its place, which is its name in the form.
    pub path: String,
    /// The outline that it is in, and its key there: by which it is labelled.
    pub called: (&'static str, &'static str),
    /// The parts that it lies in, from the page's place on.
    pub within: Vec<(&'static str, &'static str)>,
    pub kind: InputKind,
    /// Whether a campaign cannot do without it, where it is asked.
    pub needed: bool,
    /// What stands in it, as one types it; several texts where several are ticked.
    pub text: Vec<String>,
}

/// How a field is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    Line,
    Text,
    Markdown,
    Number,
    Euros,
    Day,
    YesNo,
    Lines,
    WordLists,
    Choice(Vec<&'static str>),
    Several(Vec<&'static str>),
    /// The kind of a value, which decides what else is asked.
    Kind {
        name: &'static str,
        codes: Vec<&'static str>,
    },
    /// The code of an entry elsewhere: codes and titles.
    CodeIn(Vec<(String, String)>),
}

/// A list that a page of the editor leads to.
#[derive(Debug, Clone)]
pub struct Entries {
    pub path: String,
    pub called: (&'static str, &'static str),
    pub within: Vec<(&'static str, &'static str)>,
    /// What each entry is called: a title, a label or a code; a condition as its own value.
    pub entries: Vec<Value>,
}

impl Variants {
    /// The kind that stands in a value.
    pub(super) fn kind_of(&self, value: &Value) -> Option<&'static Variant> {
        let kinds: &'static [Variant] = self.kinds;
        match self.tag {
            Tag::Beside(tag) => kinds.iter().find(|kind| value.get(tag).and_then(Value::as_str) == Some(kind.code)),
            Tag::Around => kinds.iter().find(|kind| value.get(kind.code).is_some()),
        }
    }

    pub(super) fn codes(&self) -> Vec<&'static str> {
        self.kinds.iter().map(|kind| kind.code).collect()
    }
}

/// A path below another one.
pub(super) fn below(path: &str, key: impl std::fmt::Display) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

impl<'a> Place<'a> {
    /// The place of a path; None where the outline has none, or the list has no such entry.
    pub fn find(whole: &'a Value, path: &str) -> Option<Self> {
        let mut place = Self {
            path: String::new(),
            shape: Shape::Part(&CAMPAIGN),
            called: ("", CAMPAIGN.name),
            needed: true,
            value: Some(whole),
            whole,
        };
        if path.len() > LONGEST_PATH {
            return None;
        }
        let mut conditions = 0;
        for key in path.split('.').filter(|_| !path.is_empty()) {
            place = place.step(key)?;
            conditions += usize::from(matches!(place.shape, Shape::ListOf(_)));
            if conditions > DEEPEST {
                return None;
            }
        }
        Some(place)
    }

    fn step(self, key: &str) -> Option<Self> {
        let at = |entries: Option<&'a Value>| {
            let at: usize = key.parse().ok()?;
            entries?.as_array()?.get(at)
        };
        let (shape, called, needed, value) = match self.shape {
            Shape::Part(outline) => {
                let member = member(outline.members, key)?;
                (member.shape, (outline.name, member.key), member.needed, self.value.and_then(|value| value.get(key)))
            }
            Shape::List(outline) => (Shape::Part(outline), ("", outline.name), true, Some(at(self.value)?)),
            Shape::ListOf(variants) => (Shape::Variants(variants), ("", variants.name), true, Some(at(self.value)?)),
            Shape::Variants(variants) => {
                let value = self.value?;
                let member = member(variants.kind_of(value)?.members, key)?;
                (member.shape, (variants.name, member.key), member.needed, value.get(key))
            }
            _ => return None,
        };
        Some(Self { path: below(&self.path, key), shape, called, needed, value, whole: self.whole })
    }

    /// The fields of its page. Parts stand on the page of what they are part of, but for those of the campaign itself.
    pub fn fields(&self) -> Vec<PageField> {
        let mut shown = Shown::default();
        self.collect(&mut shown);
        shown.fields
    }

    /// The lists that its page leads to.
    pub fn lists(&self) -> Vec<Entries> {
        let mut shown = Shown::default();
        self.collect(&mut shown);
        shown.lists
    }

    /// The parts of the campaign that have a page of their own; none but for the campaign as a whole.
    pub fn parts(&self) -> Vec<&'static str> {
        match self.shape {
            Shape::Part(outline) if self.path.is_empty() => {
                let parts = outline.members.iter().filter(|member| matches!(member.shape, Shape::Part(_)));
                parts.map(|member| member.key).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The entries of the list that it is; None where it is none.
    pub fn entries(&self) -> Option<Entries> {
        match self.shape {
            Shape::List(_) | Shape::ListOf(_) => Some(Entries {
                path: self.path.clone(),
                called: self.called,
                within: Vec::new(),
                entries: self.value.and_then(Value::as_array).cloned().unwrap_or_default(),
            }),
            _ => None,
        }
    }

    fn collect(&self, shown: &mut Shown) {
        match self.shape {
            Shape::Part(outline) if self.path.is_empty() => {
                let own = outline.members.iter().filter(|member| !matches!(member.shape, Shape::Part(_)));
                own.for_each(|member| self.member(outline.name, member, shown));
            }
            Shape::Part(Outline { name, members }) => {
                members.iter().for_each(|member| self.member(name, member, shown));
            }
            Shape::Variants(variants) => self.variants(variants, true, shown),
            Shape::List(_) | Shape::ListOf(_) => {}
            _ => shown.fields.extend(self.field(true)),
        }
    }

    fn member(&self, of: &'static str, member: &Member, shown: &mut Shown) {
        let below = Self {
            path: below(&self.path, member.key),
            shape: member.shape,
            called: (of, member.key),
            needed: member.needed,
            value: self.value.and_then(|value| value.get(member.key)),
            whole: self.whole,
        };
        match member.shape {
            Shape::Part(Outline { name, members }) => {
                shown.within.push(below.called);
                members.iter().for_each(|member| below.member(name, member, shown));
                shown.within.pop();
            }
            Shape::Variants(variants) => {
                shown.within.push(below.called);
                below.variants(variants, member.needed, shown);
                shown.within.pop();
            }
            Shape::List(_) | Shape::ListOf(_) => {
                let list = below.entries().map(|list| Entries { within: shown.within.clone(), ..list });
                shown.lists.extend(list);
            }
            _ => {
                let field = below.field(member.needed).map(|field| PageField { within: shown.within.clone(), ..field });
                shown.fields.extend(field);
            }
        }
    }

    fn variants(&self, variants: &'static Variants, needed: bool, shown: &mut Shown) {
        let kind = self.value.and_then(|value| variants.kind_of(value));
        shown.fields.push(PageField {
            path: match variants.tag {
                Tag::Beside(tag) => below(&self.path, tag),
                Tag::Around => self.path.clone(),
            },
            called: self.called,
            within: shown.within.clone(),
            kind: InputKind::Kind { name: variants.name, codes: variants.codes() },
            needed,
            text: kind.map(|kind| kind.code.to_owned()).into_iter().collect(),
        });
        for member in kind.map_or(&[][..], |kind| kind.members) {
            self.member(variants.name, member, shown);
        }
    }

    fn field(&self, needed: bool) -> Option<PageField> {
        let kind = match self.shape {
            Shape::Line => InputKind::Line,
            Shape::Text => InputKind::Text,
            Shape::Markdown => InputKind::Markdown,
            Shape::Number => InputKind::Number,
            Shape::Euros => InputKind::Euros,
            Shape::Day => InputKind::Day,
            Shape::YesNo => InputKind::YesNo,
            Shape::Lines => InputKind::Lines,
            Shape::WordLists => InputKind::WordLists,
            Shape::Choice(codes) => InputKind::Choice(codes()),
            Shape::Several(codes) => InputKind::Several(codes()),
            Shape::CodeIn(list) => InputKind::CodeIn(self.codes_in(list)),
            Shape::Part(_) | Shape::List(_) | Shape::ListOf(_) | Shape::Variants(_) => return None,
        };
        let text = self.value.map(|value| typed(self.shape, value)).unwrap_or_default();
        Some(PageField { path: self.path.clone(), called: self.called, within: Vec::new(), kind, needed, text })
    }

    /// Codes and titles of the entries of a list of the campaign.
    fn codes_in(&self, list: &str) -> Vec<(String, String)> {
        let entries = self.whole.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let codes = entries.iter().filter_map(|entry| {
            let code = entry.get("code")?.as_str().filter(|code| !code.is_empty())?;
            Some((code.to_owned(), title(entry)?))
        });
        let mut codes: Vec<(String, String)> = codes.collect();
        // One that is gone stays chosen until another is: what is wrong with it is told apart.
        if let Some(chosen) =
            self.value.and_then(Value::as_str).filter(|chosen| codes.iter().all(|(code, _)| code != chosen))
        {
            codes.push((chosen.to_owned(), chosen.to_owned()));
        }
        codes
    }
}

/// What a page shows, in the making.
#[derive(Default)]
struct Shown {
    fields: Vec<PageField>,
    lists: Vec<Entries>,
    within: Vec<(&'static str, &'static str)>,
}

fn member<'m>(members: &'m [Member], key: &str) -> Option<&'m Member> {
    members.iter().find(|member| member.key == key)
}

/// The page of the editor on which a value is written: that of the entry or part that it lies in, `presentation` for
/// what stands on the campaign itself. None for lists of the campaign, which stand on its own page.
pub fn page_of(campaign: &Value, path: &str) -> Option<String> {
    let (mut page, mut at) = (None, String::new());
    for key in path.split('.').filter(|_| !path.is_empty()) {
        at = below(&at, key);
        let Some(place) = Place::find(campaign, &at) else { break };
        let is_entry = key.bytes().all(|byte| byte.is_ascii_digit());
        let is_part = page.is_none() && matches!(place.shape, Shape::Part(_));
        match place.shape {
            _ if is_entry || is_part => page = Some(at.clone()),
            Shape::List(_) | Shape::ListOf(_) => {}
            _ if page.is_none() => page = Some(PRESENTATION.to_owned()),
            _ => {}
        }
    }
    page
}

/// How addresses name the page of what stands on the campaign itself.
pub const PRESENTATION: &str = "presentation";

/// What an entry of a list is called, where it has a name.
pub fn title(entry: &Value) -> Option<String> {
    let named = ["title", "label", "code"].into_iter().filter_map(|key| entry.get(key)?.as_str());
    named.map(str::to_owned).find(|name| !name.is_empty())
}

/// A value as one types it.
fn typed(shape: Shape, value: &Value) -> Vec<String> {
    let lines = |value: &Value| -> Vec<String> {
        let entries = value.as_array().map_or(&[][..], Vec::as_slice);
        entries.iter().filter_map(|entry| entry.as_str().map(str::to_owned)).collect()
    };
    match (shape, value) {
        (_, Value::Null) => Vec::new(),
        (Shape::YesNo, Value::Bool(yes)) => vec![if *yes { "oui" } else { "non" }.to_owned()],
        (Shape::Lines, value) => vec![lines(value).join("\n")],
        (Shape::WordLists, Value::Array(lists)) => {
            vec![lists.iter().map(|list| lines(list).join(", ")).collect::<Vec<_>>().join("\n")]
        }
        (Shape::Several(_), value) => lines(value),
        (Shape::Euros, Value::Number(euros)) => vec![grouped(&euros.to_string())],
        (_, Value::String(text)) => vec![text.clone()],
        (_, value) => vec![value.to_string()],
    }
}

/// Digits in groups of three, as amounts are read.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}
