//! Drafts of what a council decides, to be adapted and put to the vote of the assembly, as PDF and as ODT.

use crate::pdf::{Block, BlockKind, Paper};

/// What stands where somebody writes by hand.
pub const BLANK: &str = "……………………………………………";

/// A draft: what the council has before it, and what it decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deliberation {
    /// The collectivité; blank where it is not known.
    pub council: String,
    pub subject: String,
    /// Why it decides: « Considérant que… ».
    pub considering: Vec<String>,
    pub articles: Vec<String>,
}

impl Deliberation {
    /// To be written as PDF or as ODT.
    pub fn paper(&self) -> Paper {
        let block = |kind, text: String| Block { kind, text };
        let paragraph = |text: String| block(BlockKind::Paragraph, text);
        let title = format!("Projet de délibération\u{a0}: {}", self.subject);
        let mut blocks = vec![
            block(BlockKind::Strong, self.council.clone()),
            block(BlockKind::Aside, format!("Séance du {BLANK}\nDélibération n° {BLANK}")),
            block(BlockKind::Title, title.clone()),
            paragraph("Membres en exercice\u{a0}: ………… Présents\u{a0}: ………… Votants\u{a0}: …………".to_owned()),
            paragraph("Vu le code général des collectivités territoriales,".to_owned()),
        ];
        blocks.extend(self.considering.iter().map(|why| paragraph(format!("Considérant {why},"))));
        blocks.push(paragraph("Après en avoir délibéré, l’assemblée décide\u{a0}:".to_owned()));
        for (article, number) in self.articles.iter().zip(1..) {
            blocks.push(block(BlockKind::Heading, format!("Article {number}")));
            blocks.push(paragraph(article.clone()));
        }
        blocks.push(paragraph("Pour\u{a0}: ………… Contre\u{a0}: ………… Abstentions\u{a0}: …………".to_owned()));
        blocks.push(block(BlockKind::Aside, format!("Fait et délibéré à {BLANK}, le {BLANK}")));
        blocks.push(block(BlockKind::Aside, format!("Signature\u{a0}: {BLANK}")));
        let foot = "Projet à adapter\u{a0}: il ne vaut qu’une fois adopté par l’assemblée.".to_owned();
        Paper { title, author: self.council.clone(), foot, blocks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_says_what_is_decided_and_that_it_is_a_draft() {
        let draft = Deliberation {
            council: "Figeac".into(),
            subject: "mandat de vote".into(),
            considering: vec!["que le vote est ouvert".into()],
            articles: vec!["Désigne.".into(), "Charge.".into()],
        };
        let paper = draft.paper();
        let texts: Vec<&str> = paper.blocks.iter().map(|block| block.text.as_str()).collect();
        assert!(texts.contains(&"Considérant que le vote est ouvert,") && texts.contains(&"Article 2"), "{texts:?}");
        assert!(paper.foot.contains("Projet à adapter") && paper.title.ends_with("mandat de vote"));
        assert!(crate::pdf::write(&paper).is_ok());
    }
}
