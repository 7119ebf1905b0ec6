//! What the curators' workshop is called: lines of a cost, opinions and decisions of the committee.

use crate::euros;
use entity::{
    committee::{Opinion, Verdict},
    costing::{CostKind, Range},
};

/// What a line of a cost pays for.
pub fn cost_kind(kind: CostKind) -> &'static str {
    match kind {
        CostKind::Build => "Construire",
        CostKind::Run => "Faire fonctionner, par an",
        CostKind::PerCollectivity => "Installer, par collectivité",
    }
}

/// How many of a line: years, collectivités, or nothing where there is one of it.
pub fn cost_quantity(kind: CostKind, quantity: u64) -> String {
    match kind {
        CostKind::Build if quantity <= 1 => "1".to_owned(),
        CostKind::Build => crate::number(quantity),
        CostKind::Run => crate::count(quantity, "an", "ans"),
        CostKind::PerCollectivity => crate::count(quantity, "collectivité", "collectivités"),
    }
}

/// From which to which amount, or the one where they are the same.
pub fn range(range: Range) -> String {
    let (low, high) = (range.low.cents(), range.high.cents());
    if low == high { euros(low) } else { format!("de {} à {}", euros(low), euros(high)) }
}

/// What a member of the committee thinks.
pub fn opinion(opinion: Opinion) -> &'static str {
    match opinion {
        Opinion::Favourable => "Favorable",
        Opinion::Reserved => "Réservé",
        Opinion::Unfavourable => "Défavorable",
    }
}

/// What the committee decided.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "Retenu pour le vote",
        Verdict::SentBack => "Renvoyé à ses auteurs",
        Verdict::SetAside => "Écarté",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::money::Euros;

    #[test]
    fn a_sure_amount_is_no_range() {
        let of = |low, high| range(Range { low: Euros::from_euros(low), high: Euros::from_euros(high) });
        assert_eq!(of(5, 5), euros(500));
        assert_eq!(of(5, 7), format!("de {} à {}", euros(500), euros(700)));
    }

    #[test]
    fn years_and_collectivities_are_named() {
        assert_eq!(cost_quantity(CostKind::Run, 3), crate::count(3, "an", "ans"));
        assert_eq!(cost_quantity(CostKind::Build, 1), "1");
    }
}
