//! What no campaign holds, whoever writes it: lists without end, circles, waves that overlap.

use super::{
    place::below,
    shape::{CAMPAIGN, DEEPEST, MOST_ENTRIES, Member, Shape, Variants},
};
use crate::refusal::Refusal;
use serde_json::Value;

/// The most questions of one form.
pub const MOST_QUESTIONS: usize = 200;

/// Everything in a campaign that is written that no campaign holds: its place, and why. The work is bounded by the size
/// of what is written.
pub fn out_of_bounds(campaign: &Value) -> Vec<(String, Refusal)> {
    let mut found = Vec::new();
    for member in CAMPAIGN.members {
        long_lists(CAMPAIGN.name, member, member.key, campaign.get(member.key), 0, &mut found);
    }
    // What is too long is not looked into: its circles would cost the square of its length.
    if !found.is_empty() {
        return found;
    }
    let envelopes = list(campaign, "envelope");
    for (at, envelope) in envelopes.iter().enumerate() {
        if is_in_a_circle(envelopes, "code", at, |one| text(one, "part_of")) {
            let refusal = Refusal::EnvelopesInACircle { envelope: code_of(envelope) };
            found.push((format!("envelope.{at}.part_of"), refusal));
        }
        if let Some(wave) = overlapping(list(envelope, "wave")) {
            let refusal = Refusal::WavesOverlap { envelope: code_of(envelope) };
            found.push((format!("envelope.{at}.wave.{wave}.opens"), refusal));
        }
    }
    for (at, form) in list(campaign, "form").iter().enumerate() {
        questions(at, form, &mut found);
    }
    found
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn code_of(value: &Value) -> String {
    text(value, "code").unwrap_or_default().to_owned()
}

/// Lists longer than any is, and conditions deeper than any editor shows.
fn long_lists(
    of: &str,
    member: &Member,
    path: &str,
    value: Option<&Value>,
    depth: usize,
    found: &mut Vec<(String, Refusal)>,
) {
    let Some(value) = value else { return };
    let entries = value.as_array().map_or(&[][..], Vec::as_slice);
    if matches!(member.shape, Shape::List(_) | Shape::ListOf(_)) && entries.len() > MOST_ENTRIES {
        let (of, key) = (of.to_owned(), member.key.to_owned());
        found.push((
            path.to_owned(),
            Refusal::CampaignListTooLong { of, key, most: MOST_ENTRIES, found: entries.len() },
        ));
        return;
    }
    let mut inside = |of: &str, members: &[Member], path: &str, value: &Value, depth: usize| {
        for member in members {
            long_lists(of, member, &below(path, member.key), value.get(member.key), depth, found);
        }
    };
    match member.shape {
        Shape::Part(outline) => inside(outline.name, outline.members, path, value, depth),
        Shape::List(outline) => {
            for (at, entry) in entries.iter().enumerate() {
                inside(outline.name, outline.members, &below(path, at), entry, depth);
            }
        }
        Shape::Variants(variants) => kind(variants, path, value, depth, found),
        Shape::ListOf(_) if depth >= DEEPEST => {
            found.push((path.to_owned(), Refusal::ConditionTooDeep { most: DEEPEST }));
        }
        Shape::ListOf(variants) => {
            for (at, entry) in entries.iter().enumerate() {
                kind(variants, &below(path, at), entry, depth + 1, found);
            }
        }
        _ => {}
    }
}

fn kind(variants: &Variants, path: &str, value: &Value, depth: usize, found: &mut Vec<(String, Refusal)>) {
    for member in variants.kind_of(value).map_or(&[][..], |kind| kind.members) {
        long_lists(variants.name, member, &below(path, member.key), value.get(member.key), depth, found);
    }
}

/// Whether an entry leads back to itself, where each names another one by its code.
fn is_in_a_circle<'v>(entries: &'v [Value], key: &str, at: usize, next: impl Fn(&'v Value) -> Option<&'v str>) -> bool {
    let find = |code: &str| entries.iter().position(|one| text(one, key) == Some(code));
    let mut now = at;
    for _ in 0..entries.len() {
        match next(&entries[now]).and_then(find) {
            Some(on) if on == at => return true,
            Some(on) => now = on,
            None => return false,
        }
    }
    false
}

/// The wave that begins before another one is over, where two are open on the same day. Days read as they are written:
/// `2027-03-31`.
fn overlapping(waves: &[Value]) -> Option<usize> {
    let day = |wave: &Value, key| text(wave, key).map(str::to_owned);
    let mut days: Vec<(String, String, usize)> = waves
        .iter()
        .enumerate()
        .filter_map(|(at, wave)| Some((day(wave, "opens")?, day(wave, "until")?, at)))
        .filter(|(opens, until, _)| opens <= until)
        .collect();
    days.sort();
    days.windows(2).find(|pair| pair[1].0 <= pair[0].1).map(|pair| pair[1].2)
}

/// A form with too many questions, or whose questions wait for each other.
fn questions(form_at: usize, form: &Value, found: &mut Vec<(String, Refusal)>) {
    let (mut fields, mut places) = (Vec::new(), Vec::new());
    for (at, section) in list(form, "section").iter().enumerate() {
        for (field_at, field) in list(section, "field").iter().enumerate() {
            fields.push(field.clone());
            places.push(format!("form.{form_at}.section.{at}.field.{field_at}.shown_if.field"));
        }
    }
    if fields.len() > MOST_QUESTIONS {
        let refusal = Refusal::TooManyQuestions { form: code_of(form), most: MOST_QUESTIONS, found: fields.len() };
        found.push((format!("form.{form_at}"), refusal));
        return;
    }
    for (at, place) in places.into_iter().enumerate() {
        if is_in_a_circle(&fields, "code", at, |field| field.get("shown_if").and_then(|shown| text(shown, "field"))) {
            found.push((place, Refusal::QuestionsInACircle { question: code_of(&fields[at]) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(campaign: Value, expected: &[(&str, Refusal)]) {
        let found = out_of_bounds(&campaign);
        let found: Vec<(&str, Refusal)> =
            found.iter().map(|(path, refusal)| (path.as_str(), refusal.clone())).collect();
        assert_eq!(found, expected);
    }

    fn field(code: &str, shown_if: Option<&str>) -> Value {
        match shown_if {
            Some(other) => json!({ "code": code, "shown_if": { "field": other, "is": "oui" } }),
            None => json!({ "code": code }),
        }
    }

    #[test]
    fn a_campaign_that_is_begun_is_within_bounds() {
        check(super::super::blank_campaign("essai", "Essai"), &[]);
        check(json!({ "envelope": [{ "code": "a" }, { "code": "b", "part_of": "a" }, { "part_of": "gone" }] }), &[]);
    }

    #[test]
    fn a_list_without_end_is_told_by_its_name() {
        let many =
            Refusal::CampaignListTooLong { of: "campaign".into(), key: "envelope".into(), most: 200, found: 1000 };
        check(json!({ "envelope": vec![json!({ "part_of": "a", "code": "a" }); 1000] }), &[("envelope", many)]);
        let fields = |count: usize| (0..count).map(|at| field(&format!("q{at}"), None)).collect::<Vec<_>>();
        let many = Refusal::CampaignListTooLong { of: "section".into(), key: "field".into(), most: 200, found: 500 };
        let one = json!({ "form": [{ "code": "f", "section": [{ "field": fields(500) }] }] });
        check(one, &[("form.0.section.0.field", many)]);
        let sections = vec![json!({ "field": fields(100) }); 5];
        let many = Refusal::TooManyQuestions { form: "f".into(), most: 200, found: 500 };
        check(json!({ "form": [{ "code": "f", "section": sections }] }), &[("form.0", many)]);
    }

    #[test]
    fn circles_are_told_at_each_of_their_places_and_end() {
        let circle = |code: &str| Refusal::EnvelopesInACircle { envelope: code.into() };
        let envelopes =
            json!([{ "code": "a", "part_of": "b" }, { "code": "b", "part_of": "a" }, { "code": "c", "part_of": "a" }]);
        let expected = [("envelope.0.part_of", circle("a")), ("envelope.1.part_of", circle("b"))];
        check(json!({ "envelope": envelopes }), &expected);
        let fields = [field("x", Some("y")), field("y", Some("x")), field("z", Some("z"))];
        let circle = |code: &str| Refusal::QuestionsInACircle { question: code.into() };
        let form = json!({ "form": [{ "code": "f", "section": [{ "field": fields }] }] });
        let place = |at: usize| format!("form.0.section.0.field.{at}.shown_if.field");
        let places: Vec<String> = (0..3).map(place).collect();
        let expected: Vec<(&str, Refusal)> =
            places.iter().zip(["x", "y", "z"]).map(|(place, code)| (place.as_str(), circle(code))).collect();
        check(form, &expected);
    }

    #[test]
    fn two_waves_open_on_one_day_overlap() {
        let wave = |opens: &str, until: &str| json!({ "opens": opens, "until": until });
        let with = |waves: &[Value]| json!({ "envelope": [{ "code": "a", "wave": waves }] });
        check(with(&[wave("2027-06-01", "2027-06-30"), wave("2027-07-01", "2027-07-31"), json!({})]), &[]);
        let overlap = Refusal::WavesOverlap { envelope: "a".into() };
        let two = [wave("2027-06-30", "2027-07-31"), wave("2027-06-01", "2027-06-30")];
        check(with(&two), &[("envelope.0.wave.0.opens", overlap)]);
    }

    #[test]
    fn a_condition_does_not_nest_without_end() {
        let deep = (0..40).fold(json!({ "members": 2 }), |inner, _| json!({ "any": [inner] }));
        let found = out_of_bounds(&json!({ "envelope": [{ "code": "a", "eligibility": deep }] }));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1, Refusal::ConditionTooDeep { most: DEEPEST });
    }
}
