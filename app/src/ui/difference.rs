//! What changed between two texts, word by word.

use super::views::views;
use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Beyond this, the comparison is coarser: texts of four thousand characters take a millisecond.
const LONGEST: Duration = Duration::from_millis(50);

/// A text with what was taken out of the one before, and what was added; with its line ends.
#[component]
pub fn Difference<'a>(before: &'a str, after: &'a str) -> AnyView {
    let difference = TextDiff::configure().timeout(LONGEST).diff_words(before, after);
    // Changes beside each other are one: nobody reads words one at a time.
    let mut runs: Vec<(ChangeTag, String)> = Vec::new();
    for change in difference.iter_all_changes() {
        match runs.last_mut().filter(|(tag, _)| *tag == change.tag()) {
            Some((_, run)) => run.push_str(change.value()),
            None => runs.push((change.tag(), change.value().to_owned())),
        }
    }
    let runs = views(runs.into_iter().map(|(tag, run)| {
        match tag {
            ChangeTag::Equal => run.into_any(),
            ChangeTag::Insert => view! {
                <ins>
                    <span class="fr-sr-only">"[ajouté : "</span>
                    {run}
                    <span class="fr-sr-only">"]"</span>
                </ins>
            }
            .into_any(),
            ChangeTag::Delete => view! {
                <del>
                    <span class="fr-sr-only">"[retiré : "</span>
                    {run}
                    <span class="fr-sr-only">"]"</span>
                </del>
            }
            .into_any(),
        }
    }));
    view! { <p class="t-user-text">{runs}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn words_added_and_taken_out_are_told_apart_and_stay_text() {
        let shown = html(|| view! { <Difference before="Un appel sur trois" after="Un appel sur <b> quatre" /> });
        assert!(shown.starts_with("<p class=\"t-user-text\">Un appel sur <"), "{shown}");
        assert!(shown.contains("trois") && shown.contains("&lt;b&gt;") && shown.contains("quatre"), "{shown}");
        assert!(shown.contains("<del>") && shown.contains("<ins>"), "{shown}");
        let same = html(|| view! { <Difference before="Un appel" after="Un appel" /> });
        assert_eq!(same, "<p class=\"t-user-text\">Un appel</p>");
    }
}
