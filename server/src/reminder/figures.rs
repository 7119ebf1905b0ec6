//! The weekly mail of figures, on Monday morning, to those who subscribed to it.

use super::occasion::Occasion;
use crate::{
    Context, Error,
    campaign::loaded::StoredCampaign,
    mail::{self, OutgoingMail, WeeklyFigures},
    statistics::{self, Statistics},
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use entity::{
    calendar::{CampaignState, from_paris, paris_midnight},
    id::PersonId,
    statistics::{Act, monday_of},
    table::figures_subscription,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How many people one transaction writes to at most.
const BATCH: usize = 200;

/// The hour from which the mail is written, in Paris.
fn hour() -> NaiveTime {
    NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default()
}

/// The last Monday whose hour has come, and that hour.
fn last_hour(now: DateTime<Utc>) -> Option<(NaiveDate, DateTime<Utc>)> {
    let monday = monday_of(now);
    let of = |monday: NaiveDate| Some((monday, from_paris(monday, hour())?));
    let this = of(monday).filter(|(_, moment)| *moment <= now);
    this.or_else(|| of(monday.checked_sub_days(Days::new(7))?))
}

/// Writes the mail of the week that ended last, to whoever subscribed before it was due; once to each, in each campaign
/// that was running. Gives how many were written.
pub(super) async fn send(ctx: &Context, campaign: &StoredCampaign) -> Result<usize, Error> {
    let Some((monday, moment)) = last_hour(ctx.now()).filter(|_| ctx.platform.mailer.is_some()) else { return Ok(0) };
    let Some(week) = monday.checked_sub_days(Days::new(7)) else { return Ok(0) };
    // One that began in the week is told of too; so is its last week.
    let ended = paris_midnight(monday) - chrono::Duration::milliseconds(1);
    let ran = [paris_midnight(week), ended].map(|at| campaign.spec.state(at)).contains(&CampaignState::Running);
    let name = format!("figures {} {week}", campaign.id);
    let Some(occasion) = Occasion::due(name, moment, ctx.now()).filter(|_| ran) else { return Ok(0) };
    let subscribed = figures_subscription::Entity::find()
        .filter(figures_subscription::Column::Since.lt(moment.timestamp_millis()))
        .select_only()
        .column(figures_subscription::Column::Person)
        .order_by_asc(figures_subscription::Column::Person);
    let people: Vec<PersonId> = subscribed.into_tuple().all(ctx.read()).await?;
    let people = occasion.people(ctx, people).await?;
    if people.is_empty() {
        return Ok(0);
    }
    let statistics = statistics::of_campaign(ctx, campaign).await?;
    let figures = told(campaign, &statistics, week);
    let mut sent = 0;
    for some in people.chunks(BATCH) {
        let tx = ctx.begin().await?;
        let claimed = occasion.claim(ctx, &tx, some.to_vec()).await?;
        let addresses = mail::notices::addresses(&tx, &claimed).await?;
        let mut rows = Vec::new();
        for person in claimed {
            if let Some(to) = addresses.get(&person) {
                let outgoing = OutgoingMail::WeeklyFigures { person, figures: figures.clone() };
                rows.push(mail::row(&ctx.platform, to, &outgoing)?);
            }
        }
        sent += rows.len();
        mail::write(&tx, &ctx.platform, rows).await?;
        ctx.commit(tx).await?;
    }
    Ok(sent)
}

/// What the mail says of a week.
fn told(campaign: &StoredCampaign, statistics: &Statistics, week: NaiveDate) -> WeeklyFigures {
    let until = statistics.weeks.iter().filter(|one| one.monday <= week);
    let count = |act: Act| {
        let of_week = until.clone().filter(|one| one.monday == week).map(|one| one.count(act)).sum();
        (act, of_week, until.clone().map(|one| one.count(act)).sum())
    };
    WeeklyFigures {
        campaign: campaign.spec.title.clone(),
        slug: campaign.spec.slug.clone(),
        monday: week,
        participating: statistics.parts.total.participating,
        acts: Act::ALL.iter().map(|act| count(*act)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_comes_on_monday_at_seven_in_paris_by_summer_and_by_winter() {
        let last = |now: &str| {
            let (monday, moment) = last_hour(now.parse().expect("an instant")).expect("a Monday");
            (monday.to_string(), moment.to_rfc3339())
        };
        let summer = ("2021-04-05".to_owned(), "2021-04-05T05:00:00+00:00".to_owned());
        let before = ("2021-03-29".to_owned(), "2021-03-29T05:00:00+00:00".to_owned());
        assert_eq!(last("2021-04-05T05:00:00Z"), summer);
        assert_eq!(last("2021-04-11T21:59:59Z"), summer);
        assert_eq!(last("2021-04-05T04:59:59Z"), before);
        assert_eq!(last("2021-03-22T06:00:00Z").1, "2021-03-22T06:00:00+00:00");
    }
}
