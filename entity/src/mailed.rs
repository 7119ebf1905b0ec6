//! Text that went through a mail program, a text editor or a page: what these add is taken off again, until the words
//! stand as they were.

/// The words of a text, without what carried it: marks and line ends of editors, quoting (`> `), quoted-printable, tags
/// and entities of HTML. Where words are wrapped, or lines joined, is not to be seen any more.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = unquoted_printable(text);
    let text = without_tags(&text);
    let lines = text
        .split(['\n', '\r'])
        .map(|line| line.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '>' | '|')));
    let words = lines.flat_map(|line| line.split(|c: char| c.is_whitespace() || is_space(c)));
    let plain = words.map(|word| word.chars().filter(|c| !is_invisible(*c)).collect::<String>());
    // A mark of UTF-16, read as bytes, is no part of a word; alone it may stand for one.
    let plain = plain.map(|word| match word.trim_matches('\u{fffd}') {
        "" => word,
        marked => marked.to_owned(),
    });
    // Quoting whose lines were joined.
    plain.filter(|word| !word.chars().all(|c| matches!(c, '>' | '|'))).collect()
}

/// Marks of encodings and editors; also what is left of UTF-16 that was read as bytes.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{feff}' | '\u{fffe}' | '\0' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
    )
}

fn is_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Quoted-printable taken off (RFC 2045, 6.7), where it is on: an equals sign is always written `=3D` there, and the
/// receipt has some.
fn unquoted_printable(text: &str) -> String {
    let upper = text.to_ascii_uppercase();
    if !upper.contains("=3D") {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let digit = |at: usize| {
        bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok())
    };
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'=' {
            plain.push(bytes[at]);
            at += 1;
        } else if let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2)) {
            plain.push(high << 4 | low);
            at += 3;
        } else {
            // The end of a line that goes on, with the blanks that were put there.
            let rest = &text[at + 1..];
            let end = rest.find('\n').filter(|end| rest[..*end].trim().is_empty());
            match end {
                Some(end) => at += 1 + end + 1,
                None => {
                    plain.push(b'=');
                    at += 1;
                }
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Text without tags and entities, where there are any. A tag parts words, but for those inside a line.
fn without_tags(text: &str) -> String {
    const INSIDE: [&str; 10] = ["a", "b", "i", "em", "span", "strong", "font", "code", "wbr", "tt"];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(if rest.starts_with('<') { '>' } else { ';' });
        let inner = end.map(|end| &rest[1..end]);
        let tag = |inner: &str| {
            inner.len() < 500 && inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
        };
        match inner {
            Some(inner) if rest.starts_with('<') && tag(inner) => {
                let name = inner
                    .trim_start_matches('/')
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap_or_default();
                if !INSIDE.contains(&name.to_lowercase().as_str()) {
                    plain.push('\n');
                }
                rest = &rest[inner.len() + 2..];
            }
            Some(inner) if rest.starts_with('&') && entity(inner).is_some() => {
                plain.extend(entity(inner));
                rest = &rest[inner.len() + 2..];
            }
            _ => {
                let mut characters = rest.chars();
                plain.extend(characters.next());
                rest = characters.as_str();
            }
        }
    }
    plain + rest
}

/// The character of an entity that stands for one of a receipt.
fn entity(name: &str) -> Option<char> {
    match name {
        "nbsp" => Some(' '),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "mdash" => Some('—'),
        "equals" => Some('='),
        "plus" => Some('+'),
        "sol" => Some('/'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carried_a_text_is_taken_off() {
        let check = |text: &str, words: &[&str]| assert_eq!(super::words(text), words, "{text:?}");
        check("\u{feff}un\r\ndeux\u{a0}trois  \r\n", &["un", "deux", "trois"]);
        check("> > un\n>deux\n| trois", &["un", "deux", "trois"]);
        check("a=3D=\r\nb =E2=80=94 c= \nd", &["a=b", "—", "cd"]);
        check("a=\nb", &["a=", "b"]);
        check("<p>un&nbsp;deux<br/>tr<b>oi</b>s</p><div>&#8212; &#x3D;</div>", &["un", "deux", "trois", "—", "="]);
        check("un <http://exemple.fr/> deux & < trois", &["un", "deux", "&", "<", "trois"]);
        check("u\0n\0 \0d\0", &["un", "d"]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_stops_it(text in "(=|=3D|<|&|;|>|a|é|#|\r|\n| |\\PC){0,40}") {
            proptest::prop_assert!(words(&text).iter().all(|word| !word.is_empty()));
        }
    }
}
