//! Texts in which the words that were looked for are marked.

use super::views::views;
use leptos::prelude::*;
use server::search::Marks;

/// A text with its marked words.
#[component]
pub fn Marked<'a>(text: &'a str, marks: &'a Marks) -> AnyView {
    let (mut parts, mut after) = (Vec::new(), 0);
    for range in marks.ranges(text) {
        parts.push(text[after..range.start].to_owned().into_any());
        parts.push(view! { <mark>{text[range.clone()].to_owned()}</mark> }.into_any());
        after = range.end;
    }
    parts.push(text[after..].to_owned().into_any());
    views(parts.into_iter())
}

/// The part of a text around the first word that was looked for, on one line; its beginning where it holds none.
pub fn around(text: &str, marks: &Marks, characters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = marks.ranges(&line).first().map_or(0, |range| range.start);
    let before = line[..first].chars().rev().take(characters / 3).map(char::len_utf8).sum::<usize>();
    // From the beginning of a word on.
    let from = match first - before {
        0 => 0,
        cut => line[cut..].find(' ').map_or(first, |space| (cut + space + 1).min(first)),
    };
    let begun = if from > 0 { "…" } else { "" };
    format!("{begun}{}", super::card::excerpt(&line[from..], characters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn every_form_of_the_words_is_marked_and_the_rest_is_text() {
        let marks = Marks::of("appels");
        let shown = html(|| view! { <Marked text="L’appel & <b>" marks=&marks /> });
        assert_eq!(shown, "L’<mark>appel</mark> &amp; &lt;b&gt;");
        assert_eq!(html(|| view! { <Marked text="Rien" marks=&marks /> }), "Rien");
    }

    #[test]
    fn the_text_is_cut_around_the_first_marked_word() {
        let text = "Une première phrase assez longue pour être coupée, puis un appel qui compte, et la suite du texte.";
        let cut = around(text, &Marks::of("appel"), 40);
        assert!(cut.starts_with('…') && cut.contains("appel qui") && cut.chars().count() <= 42, "{cut}");
        assert_eq!(around("Un début.", &Marks::of("absent"), 40), "Un début.");
        assert_eq!(around("", &Marks::of("absent"), 40), "");
    }
}
