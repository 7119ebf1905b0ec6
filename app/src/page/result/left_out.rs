//! Collectivités that voted and chose nothing that is selected, by two ways of counting the same ballots.

use super::words::stratum_of;
use crate::ui::table::{Cell, Head, Row, Table};
use entity::{
    collectivity::Stratum,
    siren::Siren,
    tally::{Election, Tally},
};
use leptos::prelude::*;
use server::{reference::Reference, tally::left_out};
use wording::number;

/// How many collectivités voted, and how many of them chose nothing that is selected.
pub struct LeftOut {
    label: String,
    voters: u64,
    /// By the rule of the campaign, and by votes alone.
    with_rule: u64,
    by_votes: u64,
}

/// Ballots that are counted by the rule of a campaign and by votes alone.
pub struct Compared<'a> {
    pub election: &'a Election,
    /// Who voted, in the order in which the election knows them.
    pub voters: &'a [Siren],
    pub with_rule: &'a Tally,
    pub by_votes: &'a Tally,
}

impl Compared<'_> {
    /// Of these collectivités; None where none of them voted.
    fn of(&self, label: String, of: impl Fn(&Siren) -> bool) -> Option<LeftOut> {
        let (voters, with_rule) = left_out(self.election, self.voters, self.with_rule, &of);
        let (_, by_votes) = left_out(self.election, self.voters, self.by_votes, &of);
        (voters > 0).then_some(LeftOut { label, voters, with_rule, by_votes })
    }

    /// All together.
    pub fn all(&self) -> Option<LeftOut> {
        self.of("Toutes les collectivités".to_owned(), |_| true)
    }

    /// By stratum, then all together.
    pub fn by_stratum(&self, reference: &Reference) -> Vec<LeftOut> {
        let strata = Stratum::ALL.iter().filter_map(|&stratum| {
            let label = wording::stratum_title(stratum).to_owned();
            self.of(label, |siren| stratum_of(reference, siren) == stratum)
        });
        strata.chain(self.all()).collect()
    }

    pub fn by_region(&self, reference: &Reference) -> Vec<LeftOut> {
        let regions = reference.regions().iter().filter_map(|region| {
            let here = |siren: &Siren| reference.find(siren).is_some_and(|found| found.region == region.code);
            self.of(region.name.clone(), here)
        });
        regions.collect()
    }
}

impl LeftOut {
    fn row(self) -> Row {
        let figures = [self.voters, self.with_rule, self.by_votes].map(|figure| Cell::number(number(figure)));
        Row::new([Cell::head(self.label)].into_iter().chain(figures))
    }
}

#[component]
pub fn LeftOutTable(id: &'static str, caption: &'static str, lines: Vec<LeftOut>) -> AnyView {
    let heads = vec![
        Head::new("Collectivités"),
        Head::number("Ont voté"),
        Head::number("Sans projet, règle de la campagne"),
        Head::number("Sans projet, décompte des voix"),
    ];
    let rows = lines.into_iter().map(LeftOut::row);
    view! { <Table id caption heads rows=rows.collect() /> }.into_any()
}
