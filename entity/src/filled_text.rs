//! Texts of a campaign's file that hold fields in braces, `{montant}`: what is wrong with one, and one that is filled.

/// What is wrong with a text of at most so many characters whose fields are among these; None where nothing is. The
/// sentences are handed in: each kind of text names its own bound and its own fields.
pub fn fault(text: &str, most: usize, fields: &[&str], says: &FaultSentences) -> Option<&'static str> {
    if text.chars().count() > most {
        return Some(says.too_long);
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((field, after)) = after.split_once('}') else { return Some("une accolade n’est pas fermée") };
        if !fields.contains(&field) {
            return Some(says.unknown_field);
        }
        rest = after;
    }
    None
}

/// How the faults of one kind of text are told.
#[derive(Debug, Clone, Copy)]
pub struct FaultSentences {
    pub too_long: &'static str,
    pub unknown_field: &'static str,
}

/// A text with its fields filled. What a value holds is not filled again.
pub fn filled(text: &str, fields: &[&str], value: impl Fn(&str) -> String) -> String {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((field, after)) if fields.contains(&field) => {
                filled.push_str(&value(field));
                rest = after;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}
