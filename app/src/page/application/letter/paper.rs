//! The letter of a decision as PDF.

use super::text::Letter;
use crate::pdf::{Block, BlockKind, Paper};

impl Letter {
    /// The same letter, to be written as PDF.
    pub fn paper(&self) -> Paper {
        let mut blocks = Vec::new();
        let mut add = |kind: BlockKind, text: String| blocks.push(Block { kind, text });
        add(BlockKind::Strong, self.authority.clone());
        add(BlockKind::Aside, self.dated.clone());
        add(BlockKind::Aside, format!("À {}", self.to));
        add(BlockKind::Title, self.title());
        add(BlockKind::Paragraph, format!("Référence\u{a0}: {}", self.reference));
        add(BlockKind::Paragraph, format!("Objet\u{a0}: {}", self.subject));
        for line in &self.basis {
            add(BlockKind::Paragraph, line.clone());
        }
        add(BlockKind::Paragraph, "Madame, Monsieur,".to_owned());
        add(BlockKind::Paragraph, self.decision.clone());
        if !self.reasons.is_empty() {
            add(BlockKind::Paragraph, REASONS.to_owned());
            add(BlockKind::Paragraph, self.reasons.clone());
        }
        add(BlockKind::Paragraph, self.rules.clone());
        if let Some((function, name)) = &self.signature {
            add(BlockKind::Aside, format!("{function}\n{name}"));
        }
        if !self.appeal.is_empty() {
            add(BlockKind::Heading, APPEAL.to_owned());
            add(BlockKind::Paragraph, self.appeal.clone());
        }
        Paper {
            title: self.title(),
            author: self.authority.clone(),
            foot: format!("{} – {}", self.authority, self.reference),
            blocks,
        }
    }
}

/// What stands before the reasons, and above the ways of appeal.
pub const REASONS: &str = "Cette décision est prise pour les motifs suivants\u{a0}:";
pub const APPEAL: &str = "Voies et délais de recours";
