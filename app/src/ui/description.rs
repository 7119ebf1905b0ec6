//! What a page is described by where its address is shared or found: a sentence or two of plain text.

/// A description, on one line of at most 160 characters: what searches and messages show of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description(String);

/// The most characters.
const LONGEST: usize = 160;

impl Description {
    /// What a text begins with, cut after a whole word.
    pub fn of(text: &str) -> Self {
        let mut short = String::new();
        let mut length = 0;
        // No text of ours has so many words before the end of a description.
        for word in text.split_whitespace().take(LONGEST) {
            let added = word.chars().count() + usize::from(length > 0);
            if length + added > LONGEST - 1 {
                let cut: String = word.chars().take(LONGEST - 1).collect();
                short.push_str(if length == 0 { &cut } else { "" });
                short.push('…');
                return Self(short);
            }
            if length > 0 {
                short.push(' ');
            }
            short.push_str(word);
            length += added;
        }
        Self(short)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Description {
    /// Of a page that says nothing of itself.
    fn default() -> Self {
        Self::of(
            "Terreau, la plateforme où les collectivités décrivent leurs besoins numériques, se groupent et \
             choisissent \
             ensemble les services à construire.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_one_line_and_ends_with_a_whole_word() {
        assert_eq!(Description::of(" Un besoin\n\nen   deux lignes. ").as_str(), "Un besoin en deux lignes.");
        let long = Description::of(&"médiathèque ".repeat(40));
        assert!(long.as_str().chars().count() <= LONGEST && long.as_str().ends_with("médiathèque…"), "{long:?}");
        assert_eq!(Description::of(&"é".repeat(500)).as_str().chars().count(), LONGEST);
        assert_eq!(Description::of("").as_str(), "");
        assert!(!Description::default().as_str().ends_with('…'), "ours are whole");
    }
}
