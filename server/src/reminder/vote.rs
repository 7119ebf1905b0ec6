//! The vote: it opens, and it closes while a ballot is missing.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    bulk::one_of,
    campaign::loaded::StoredCampaign,
    frozen_rule::{self, Frozen},
    mandate,
    membership::acting::memberships_of,
    notice::{self, Kind},
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    address::Address,
    calendar::Period,
    id::PersonId,
    siren::Siren,
    table::{ballot, mandate as mandate_table, membership, notice as notice_table},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;

/// So long before the close, whoever has not voted is reminded; each with its name among the occasions.
const BEFORE_CLOSE: [(&str, Duration); 3] =
    [("7 days", Duration::days(7)), ("2 days", Duration::days(2)), ("3 hours", Duration::hours(3))];

/// Where the vote stands: the latest of its moments that has come, so that who is late to be told is told once.
fn stage(selection: &Period, now: DateTime<Utc>) -> (&'static str, DateTime<Utc>) {
    let opening = selection.opening();
    let closing = BEFORE_CLOSE.map(|(name, before)| (name, selection.close() - before));
    let mut come = closing.into_iter().filter(|(_, moment)| opening < *moment && *moment <= now);
    come.next_back().unwrap_or(("opens", opening))
}

/// Tells holders, deputies and referents of collectivités that have not voted: that the vote has opened, and seven
/// days, two days and three hours before its close. Gives how many notices were written.
///
/// Nobody is told while no rule is frozen: the vote does not open then.
pub(super) async fn remind(ctx: &Context, campaign: &StoredCampaign) -> Result<usize, Error> {
    let (selection, now) = (campaign.spec.calendar.selection, ctx.now());
    if !selection.is_open(now) {
        return Ok(0);
    }
    let Some(frozen) = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await? else { return Ok(0) };
    let (name, moment) = stage(&selection, now);
    let Some(occasion) = Occasion::due(format!("vote {} {name}", campaign.id), moment, now) else { return Ok(0) };
    let kind = if name == "opens" { Kind::VoteOpens } else { Kind::BallotMissing };
    let mut sent = 0;
    loop {
        let sirens = occasion.collectivities(ctx).await?;
        if sirens.is_empty() {
            return Ok(sent);
        }
        let tx = ctx.begin().await?;
        let sirens = occasion.claim(ctx, &tx, sirens).await?;
        let rows = Electorate::load(ctx, &tx, campaign, sirens, &frozen).await?.notices(ctx, campaign, kind);
        sent += rows.len();
        notice::write(&tx, rows).await?;
        ctx.commit(tx).await?;
    }
}

/// Some collectivités that may vote and have not, and their people.
struct Electorate {
    sirens: Vec<Siren>,
    mandates: Vec<mandate_table::Model>,
    memberships: Vec<membership::Model>,
}

impl Electorate {
    async fn load(
        ctx: &Context,
        tx: &impl ConnectionTrait,
        campaign: &StoredCampaign,
        mut sirens: Vec<Siren>,
        frozen: &Frozen,
    ) -> Result<Self, Error> {
        let among = one_of(tx, ballot::Column::Siren, sirens.iter().map(Siren::as_str));
        let ballots = ballot::Entity::find().filter(ballot::Column::Campaign.eq(campaign.id)).filter(among);
        let voted: HashSet<Siren> = ballots.all(tx).await?.into_iter().map(|row| row.siren).collect();
        sirens.retain(|siren| frozen.rule.may_vote(siren) && !voted.contains(siren));
        let mandates = mandate::in_force(tx, campaign, &sirens, ctx.now()).await?;
        let memberships = memberships_of(tx, &sirens).await?;
        Ok(Self { sirens, mandates, memberships })
    }

    /// What they are told: where nobody can vote today, the referents are told so, and nobody else.
    fn notices(&self, ctx: &Context, campaign: &StoredCampaign, kind: Kind) -> Vec<notice_table::Model> {
        let close = campaign.spec.calendar.selection.close();
        let of = |siren: &Siren| {
            let name = ctx.platform.reference().name(siren);
            let holders = self.mandates.iter().filter(|row| row.siren == *siren).map(|row| row.person);
            let mut people: Vec<PersonId> = holders.collect();
            let referents = self.memberships.iter().filter(|row| row.siren == *siren && row.referent);
            let referents = referents.map(|row| row.person);
            let (kind, link) = match people.is_empty() {
                true => (Kind::MandateMissing, Address::People(*siren)),
                false => (kind, Address::Ballot),
            };
            people.extend(referents);
            notice::rows_until(ctx, people, kind, &name, campaign.address(&link), Some(close))
        };
        self.sirens.iter().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_moment_that_has_come_is_told_and_none_from_before_the_opening() {
        let day = |text: &str| text.parse().expect("a day");
        let check = |period: Period, before_close: Duration, wanted: &str| {
            assert_eq!(stage(&period, period.close() - before_close).0, wanted, "{before_close}");
        };
        let month = Period { opens: day("2021-04-01"), until: day("2021-04-30") };
        for (before_close, wanted) in [
            (Duration::days(30), "opens"),
            (Duration::days(7) + Duration::milliseconds(1), "opens"),
            (Duration::days(7), "7 days"),
            (Duration::days(3), "7 days"),
            (Duration::days(2), "2 days"),
            (Duration::hours(3), "3 hours"),
            (Duration::milliseconds(1), "3 hours"),
        ] {
            check(month, before_close, wanted);
        }
        let three_days = Period { opens: day("2021-04-01"), until: day("2021-04-03") };
        check(three_days, Duration::hours(71), "opens");
        check(three_days, Duration::days(2), "2 days");
    }
}
