//! Decisions on applications: ranked, within what is left, with reasons.

use crate::{
    money::{Euros, amount_typed},
    refusal::Refusal,
    subsidy::Terms,
};

codes!(/// What is decided.
Outcome {
    Accepted = "accepted",
    Waiting = "waiting_list",
    Rejected = "refused",
});

/// What is proposed for applications in their rank, and what would be left.
///
/// Files are accepted in their rank while the money lasts; from the first one for which it does not, all wait, so that
/// nobody passes before a better one by asking for less.
pub fn propose(asked: &[Euros], left: Euros) -> (Vec<Outcome>, Euros) {
    let mut left = left;
    let mut enough = true;
    let mut outcomes = Vec::with_capacity(asked.len());
    for &amount in asked {
        match left.minus(amount).filter(|_| enough) {
            Some(rest) => {
                left = rest;
                outcomes.push(Outcome::Accepted);
            }
            None => {
                enough = false;
                outcomes.push(Outcome::Waiting);
            }
        }
    }
    (outcomes, left)
}

/// What is left after granting these amounts. Refused, with what is there, when it is not enough.
pub fn left_after(granted: impl IntoIterator<Item = Euros>, left: Euros) -> Result<Euros, Refusal> {
    let all: Euros = granted.into_iter().sum();
    left.minus(all).ok_or(Refusal::NotEnoughLeft { left: left.cents() })
}

/// The amount granted to an application: what it asked for when nothing is typed, never more, never under the floor.
pub fn granted(typed: &str, asked: Euros, terms: &Terms) -> Result<Euros, Refusal> {
    if typed.trim().is_empty() {
        return Ok(asked);
    }
    let amount = amount_typed(typed)?;
    if let Some(ceiling) = terms.ceiling.filter(|ceiling| amount > *ceiling) {
        return Err(Refusal::OverCeiling { most: ceiling.cents() });
    }
    if amount > asked {
        return Err(Refusal::OverAsked { most: asked.cents() });
    }
    match terms.floor {
        Some(floor) if amount < floor => Err(Refusal::UnderFloor { least: floor.cents() }),
        _ => Ok(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_accepted_in_their_rank_while_the_money_lasts() {
        use Outcome::{Accepted, Waiting};
        let euros = Euros::from_euros;
        let asked = [euros(400), euros(300), euros(500), euros(10)];
        assert_eq!(propose(&asked, euros(1_000)), (vec![Accepted, Accepted, Waiting, Waiting], euros(300)));
        assert_eq!(propose(&asked, euros(1_210)), (vec![Accepted; 4], euros(0)));
        assert_eq!(propose(&[], euros(5)), (vec![], euros(5)));
        assert_eq!(left_after([euros(3), euros(2)], euros(5)), Ok(Euros::ZERO));
        assert_eq!(left_after([euros(3), euros(3)], euros(5)), Err(Refusal::NotEnoughLeft { left: 500 }));
    }

    #[test]
    fn what_is_granted_is_within_what_was_asked_ceiling_and_floor() {
        let terms = Terms {
            rate: 50,
            ceiling: Some(Euros::from_euros(100)),
            floor: Some(Euros::from_euros(10)),
            public_funding: 80,
        };
        let asked = Euros::from_euros(80);
        assert_eq!(granted("", asked, &terms), Ok(asked));
        assert_eq!(granted("60,50", asked, &terms).map(Euros::cents), Ok(6_050));
        assert_eq!(granted("81", asked, &terms), Err(Refusal::OverAsked { most: 8_000 }));
        assert_eq!(granted("101", asked, &terms), Err(Refusal::OverCeiling { most: 10_000 }));
        assert_eq!(granted("9,99", asked, &terms), Err(Refusal::UnderFloor { least: 1_000 }));
        assert_eq!(granted("-1", asked, &terms), Err(Refusal::NegativeAmount));
    }
}
