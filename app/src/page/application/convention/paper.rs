//! A convention as a document to print: a draft, in so many words, until both have signed.

use crate::pdf::{Block, BlockKind, Paper};
use entity::{
    convention::{ConventionState, Part, Party, Signature, parts},
    siren::Siren,
    table::convention,
};
use wording::time;

/// What stands on top of what is not signed by both.
const DRAFT: &str =
    "PROJET\u{a0}: ce document ne vaut convention qu’une fois signé par les deux parties, et les signatures notées.";

/// Room to sign by hand.
const BLANK: &str = "Nom et qualité\u{a0}: …………………………………………\nDate\u{a0}: …………………………………………\nSignature\u{a0}:\n\n\n";

/// The document.
pub fn paper(row: &convention::Model, siren: &Siren) -> Paper {
    let signed = row.state() == ConventionState::Signed;
    let mut blocks = Vec::new();
    let mut add = |kind: BlockKind, text: String| blocks.push(Block { kind, text });
    add(BlockKind::Strong, row.authority.clone());
    if !signed {
        add(BlockKind::Strong, DRAFT.to_owned());
    }
    let title = match signed {
        true => format!("Convention n°\u{a0}{}", row.number),
        false => format!("Projet de convention n°\u{a0}{}", row.number),
    };
    add(BlockKind::Title, title.clone());
    let between = format!(
        "Entre {}, d’une part, et {} (SIREN {siren}), d’autre part, il est convenu ce qui suit.",
        row.authority, row.beneficiary
    );
    add(BlockKind::Paragraph, between);
    for part in parts(&row.text) {
        match part {
            Part::Heading(text) => add(BlockKind::Heading, text),
            Part::Paragraph(text) => add(BlockKind::Paragraph, text),
        }
    }
    add(BlockKind::Heading, "Signatures".to_owned());
    let signatures = row.signatures();
    for (party, name) in [(Party::Authority, &row.authority), (Party::Beneficiary, &row.beneficiary)] {
        let said = match signatures.of(party) {
            Some(Signature { signatory, day }) => format!("Signé par {signatory}, le {}.", time::date(*day)),
            None => BLANK.to_owned(),
        };
        add(BlockKind::Paragraph, format!("Pour {name}\u{a0}:\n{said}"));
    }
    let foot = if signed { format!("Convention n°\u{a0}{}", row.number) } else { title.clone() };
    Paper { title, author: row.authority.clone(), foot, blocks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf;
    use entity::{
        id::{ApplicationId, PersonId},
        money::Euros,
        table::Millis,
    };
    use uuid::Uuid;

    fn row() -> convention::Model {
        convention::Model {
            application: ApplicationId(Uuid::nil()),
            envelope: "ingenierie".into(),
            year: 2027,
            place: 1,
            number: "2027-ingenierie-0001".into(),
            authority: "Préfecture du Lot".into(),
            beneficiary: "Figeac".into(),
            amount: Euros::from_euros(7_000),
            text: "# Objet\nL’État verse 7\u{202f}000\u{a0}€.".into(),
            drawn_by: PersonId(Uuid::nil()),
            drawn_at: Millis(0),
            authority_signatory: None,
            authority_day: None,
            authority_noted_by: None,
            authority_noted_at: None,
            beneficiary_signatory: None,
            beneficiary_day: None,
            beneficiary_noted_by: None,
            beneficiary_noted_at: None,
        }
    }

    fn read(row: &convention::Model) -> String {
        let bytes = pdf::write(&paper(row, &Siren::parse("214601023").expect("a SIREN"))).expect("valid PDF/UA-1");
        let read = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let pages: Vec<u32> = read.get_pages().into_keys().collect();
        let text = read.extract_text(&pages).expect("has text");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn it_is_a_draft_in_so_many_words_until_both_have_signed() {
        let mut row = row();
        let draft = read(&row);
        for said in ["PROJET", "Projet de convention n° 2027-ingenierie-0001", "Figeac (SIREN 214601023)", "7 000 €"]
        {
            assert!(draft.contains(said), "{said}: {draft}");
        }
        (row.authority_signatory, row.authority_day) = (Some("Claire Raulin".into()), Some("2027-07-03".into()));
        let half = read(&row);
        assert!(half.contains("PROJET") && half.contains("Signé par Claire Raulin, le 3 juillet 2027"), "{half}");
        (row.beneficiary_signatory, row.beneficiary_day) = (Some("La maire".into()), Some("2027-07-09".into()));
        let signed = read(&row);
        assert!(!signed.to_lowercase().contains("projet"), "{signed}");
        assert!(signed.contains("Signé par La maire, le 9 juillet 2027"), "{signed}");
    }
}
