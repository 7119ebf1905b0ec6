//! Why something was refused, in the sentence that stands beside what was typed. The one place for them, one file a
//! subject: the server and the browser say the same.

mod announcement;
mod application;
mod campaign;
mod choice;
mod decision;
mod file;
mod group;
mod membership;
mod money;
mod need;
mod rule;
mod sign_in;
mod state;
mod subject;
mod text;
mod vote;

use entity::refusal::Refusal;

/// The sentences of each subject; every refusal belongs to one ([`subject`]).
const SUBJECTS: [fn(&Refusal) -> Option<String>; 15] = [
    text::sentence,
    choice::sentence,
    state::sentence,
    money::sentence,
    group::sentence,
    need::sentence,
    campaign::sentence,
    announcement::sentence,
    vote::sentence,
    rule::sentence,
    sign_in::sentence,
    membership::sentence,
    application::sentence,
    decision::sentence,
    file::sentence,
];

/// Why a rule said no, as a sentence for the person who asked.
pub fn refusal_sentence(refusal: &Refusal) -> String {
    match refusal {
        Refusal::FileRefused { name, why, kept } => one_of_several(name, &refusal_sentence(why), *kept),
        other => SUBJECTS.iter().find_map(|sentence| sentence(other)).unwrap_or_default(),
    }
}

/// Why one of several files was refused, and what became of the others.
fn one_of_several(name: &str, why: &str, kept: usize) -> String {
    let others = match kept {
        0 => String::new(),
        1 => " L’autre fichier est joint.".to_owned(),
        kept => format!(" Les {kept} autres fichiers sont joints."),
    };
    format!("«\u{202f}{name}\u{202f}»\u{a0}: {why}{others}")
}

/// A sentence that stands alone, with its capital.
pub fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_files_is_named_and_the_others_are_told_of() {
        let said = |kept| {
            let why = Box::new(Refusal::FileEmpty);
            refusal_sentence(&Refusal::FileRefused { name: "plan.pdf".into(), why, kept })
        };
        assert_eq!(said(0), "«\u{202f}plan.pdf\u{202f}»\u{a0}: ce fichier est vide.");
        assert_eq!(said(1), "«\u{202f}plan.pdf\u{202f}»\u{a0}: ce fichier est vide. L’autre fichier est joint.");
        let two = "«\u{202f}plan.pdf\u{202f}»\u{a0}: ce fichier est vide. Les 2 autres fichiers sont joints.";
        assert_eq!(said(2), two);
    }
}
