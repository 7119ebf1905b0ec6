//! Figures for those who run the platform: who comes through the front door, how long answers take, what mail is sent,
//! and how much waits for each curator and assessor. Acts are counted; nobody is followed from one to the next.

use crate::{
    Context, Error, audit, campaign::loaded::StoredCampaign, curation::progress, decision::disclosure,
    mail::outbox::MOST_ATTEMPTS,
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    application::ApplicationState,
    assessment::AssessmentState,
    id::{ApplicationId, PersonId},
    joint_act::JointActState,
    permission::{Action, Facts},
    siren::Siren,
    table::{
        Millis, application, assessment, audit_event, decision, instalment, joint_act, mail, membership_request,
        text_report,
    },
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use std::collections::{BTreeMap, HashMap};

/// The days that one may look back, the first where none is asked for.
pub const SPANS: [u16; 3] = [30, 90, 400];

/// The most rows of one list that are read; the latest.
const MOST_ROWS: u64 = 20_000;

/// The figures of some days.
#[derive(Debug, Clone)]
pub struct StaffFigures {
    pub since: DateTime<Utc>,
    pub door: DoorFigures,
    pub queues: Vec<(Queue, QueueFigures)>,
    pub mails: MailFigures,
    /// What waits for each curator, the most first; None for what is nobody's.
    pub curators: Vec<(Option<String>, u64)>,
    pub assessors: Vec<(String, AssessorLoad)>,
}

/// From asking for a link to the first act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DoorFigures {
    /// Links asked for by mail.
    pub links: u64,
    /// Sessions opened by one.
    pub by_link: u64,
    /// Sessions opened otherwise.
    pub otherwise: u64,
    /// Requests to act for a collectivité.
    pub requests: u64,
    pub confirmed: u64,
    pub declined: u64,
    /// Collectivités whose first act lies in these days.
    pub first_acts: u64,
}

/// What waits for somebody's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Requests to act for a collectivité.
    Memberships,
    /// Texts that were reported.
    Reports,
    /// Acts that take a second person.
    JointActs,
    /// Applications, from their submission to the first decision.
    Applications,
    /// Instalments asked for.
    Instalments,
}

/// How a queue moves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueFigures {
    /// How many wait now.
    pub waiting: u64,
    /// How many were answered in these days.
    pub answered: u64,
    /// What half of the answers took at most; None where there was none.
    pub median: Option<Duration>,
    /// What nine answers in ten took at most.
    pub slow: Option<Duration>,
}

/// Mails written in these days, as far as they are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailFigures {
    pub written: u64,
    pub sent: u64,
    /// Will be tried, or tried again.
    pub waiting: u64,
    /// The mail server did not take them, however often they were tried, or they came too late.
    pub failed: u64,
}

/// What an assessor has to do, and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AssessorLoad {
    pub waiting: u64,
    pub given: u64,
    /// Left to others because of a link.
    pub conflicts: u64,
}

/// The figures of the last days, and what waits now in a campaign. Some fifteen statements.
///
/// Who: curators and administrators.
pub async fn figures(ctx: &Context, campaign: &StoredCampaign, days: u16) -> Result<StaffFigures, Error> {
    ctx.authorise(Action::SeeStaffFigures, &Facts::default())?;
    let since = ctx.now() - Duration::days(i64::from(days));
    Ok(StaffFigures {
        since,
        door: door(ctx, since).await?,
        queues: vec![
            (Queue::Memberships, memberships(ctx, since).await?),
            (Queue::Reports, reports(ctx, since).await?),
            (Queue::JointActs, joint_acts(ctx, since).await?),
            (Queue::Applications, applications(ctx, campaign, since).await?),
            (Queue::Instalments, instalments(ctx, since).await?),
        ],
        mails: mails(ctx, since).await?,
        curators: curators(ctx, campaign).await?,
        assessors: assessors(ctx, campaign).await?,
    })
}

/// What a collectivité does that others see, or that leads to it; its ballot apart, which the turnout tells of.
const FIRST_ACTS_SQL: &str = "SELECT COUNT(*) AS times FROM (SELECT acting_for FROM audit_event \
    WHERE acting_for IS NOT NULL AND kind IN ('need_drafted', 'need_published', 'need_supported', 'group_opened', \
    'group_member', 'application_opened') GROUP BY acting_for HAVING MIN(at) >= $1) AS firsts";

#[derive(FromQueryResult)]
struct Times {
    times: i64,
}

async fn door(ctx: &Context, since: DateTime<Utc>) -> Result<DoorFigures, Error> {
    let of_kinds = ["sign_in_asked", "signed_in", "membership_asked", "membership_confirmed", "membership_declined"];
    // What is stored of a sign-in tells by which way alone.
    let query = audit_event::Entity::find()
        .filter(audit_event::Column::Kind.is_in(of_kinds[..2].iter().copied()))
        .filter(audit_event::Column::At.gte(since.timestamp_millis()))
        .select_only()
        .columns([audit_event::Column::Kind, audit_event::Column::Payload])
        .column_as(audit_event::Column::Id.count(), "times")
        .group_by(audit_event::Column::Kind)
        .group_by(audit_event::Column::Payload);
    let signed_in: Vec<(String, String, i64)> = query.into_tuple().all(ctx.read()).await?;
    let query = audit_event::Entity::find()
        .filter(audit_event::Column::Kind.is_in(of_kinds[2..].iter().copied()))
        .filter(audit_event::Column::At.gte(since.timestamp_millis()))
        .select_only()
        .column(audit_event::Column::Kind)
        .column_as(audit_event::Column::Id.count(), "times")
        .group_by(audit_event::Column::Kind);
    let requests: Vec<(String, i64)> = query.into_tuple().all(ctx.read()).await?;
    let of = |wanted: &str| {
        requests.iter().filter(|(kind, _)| kind == wanted).map(|(_, times)| unsigned(*times)).sum::<u64>()
    };
    let mut door = DoorFigures {
        requests: of("membership_asked"),
        confirmed: of("membership_confirmed"),
        declined: of("membership_declined"),
        ..DoorFigures::default()
    };
    for (kind, payload, times) in signed_in {
        let by_link = payload.contains("\"mail\"");
        match kind.as_str() {
            "sign_in_asked" => door.links += unsigned(times),
            _ if by_link => door.by_link += unsigned(times),
            _ => door.otherwise += unsigned(times),
        }
    }
    let backend = ctx.read().get_database_backend();
    let first = Statement::from_sql_and_values(backend, FIRST_ACTS_SQL, [since.timestamp_millis().into()]);
    door.first_acts = Times::find_by_statement(first).one(ctx.read()).await?.map_or(0, |row| unsigned(row.times));
    Ok(door)
}

fn unsigned(times: i64) -> u64 {
    u64::try_from(times).unwrap_or(0)
}

/// What some answers took, and how many wait.
fn queue(waiting: u64, took: impl Iterator<Item = (Millis, Millis)>) -> QueueFigures {
    let mut took: Vec<Duration> = took.map(|(asked, answered)| answered.utc() - asked.utc()).collect();
    took.sort_unstable();
    // The smallest that so many tenths of the answers do not exceed.
    let tenths = |tenths: usize| took.get((took.len() * tenths).div_ceil(10).saturating_sub(1)).copied();
    QueueFigures { waiting, answered: took.len() as u64, median: tenths(5), slow: tenths(9) }
}

/// Requests to act for a collectivité: what was answered no longer has a row, so that the trace tells of it.
async fn memberships(ctx: &Context, since: DateTime<Utc>) -> Result<QueueFigures, Error> {
    let waiting = membership_request::Entity::find().count(ctx.read()).await?;
    let kinds = ["membership_asked", "membership_confirmed", "membership_declined"];
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::Kind.is_in(kinds))
        .order_by_desc(audit_event::Column::Position)
        .limit(MOST_ROWS)
        .all(ctx.read())
        .await?;
    let mut asked: HashMap<(PersonId, Siren), Millis> = HashMap::new();
    let mut took = Vec::new();
    for row in rows.into_iter().rev() {
        let Some(siren) = row.subject.as_deref().and_then(|siren| siren.parse::<Siren>().ok()) else { continue };
        if row.kind == "membership_asked" {
            asked.extend(row.person.map(|person| ((person, siren), row.at)));
            continue;
        }
        let Some(person) = person_in(&row.payload) else { continue };
        if let Some(since_then) = asked.remove(&(person, siren)).filter(|_| row.at.utc() >= since) {
            took.push((since_then, row.at));
        }
    }
    Ok(queue(waiting, took.into_iter()))
}

/// Whom an answer to a request is about.
fn person_in(payload: &str) -> Option<PersonId> {
    let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    payload.get("person")?.as_str()?.parse().ok()
}

async fn reports(ctx: &Context, since: DateTime<Utc>) -> Result<QueueFigures, Error> {
    use text_report::Column::{ReportedAt, SettledAt};
    let waiting = text_report::Entity::find().filter(SettledAt.is_null()).count(ctx.read()).await?;
    let settled = text_report::Entity::find().filter(SettledAt.gte(since.timestamp_millis())).limit(MOST_ROWS);
    let rows: Vec<(Millis, Option<Millis>)> =
        settled.select_only().columns([ReportedAt, SettledAt]).into_tuple().all(ctx.read()).await?;
    Ok(queue(waiting, rows.into_iter().filter_map(|(asked, settled)| Some((asked, settled?)))))
}

async fn joint_acts(ctx: &Context, since: DateTime<Utc>) -> Result<QueueFigures, Error> {
    use joint_act::Column::{EndedAt, ProposedAt, State};
    let waiting = joint_act::Entity::find().filter(State.eq(JointActState::Waiting)).count(ctx.read()).await?;
    let ended = joint_act::Entity::find().filter(EndedAt.gte(since.timestamp_millis())).limit(MOST_ROWS);
    let rows: Vec<(Millis, Option<Millis>)> =
        ended.select_only().columns([ProposedAt, EndedAt]).into_tuple().all(ctx.read()).await?;
    Ok(queue(waiting, rows.into_iter().filter_map(|(asked, ended)| Some((asked, ended?)))))
}

/// From the submission to the first decision, as far as decisions are published: administrators learn of none before.
/// Who corrected meanwhile submitted last.
async fn applications(ctx: &Context, campaign: &StoredCampaign, since: DateTime<Utc>) -> Result<QueueFigures, Error> {
    let of = application::Entity::find().filter(application::Column::Campaign.eq(campaign.id));
    let of = of.filter(application::Column::SubmittedAt.is_not_null()).select_only();
    let of = of.columns([application::Column::Id, application::Column::State]);
    let rows: Vec<(ApplicationId, ApplicationState)> = of.into_tuple().all(ctx.read()).await?;
    let hidden = disclosure::of_campaign(ctx.read(), campaign.id, ctx.now()).await?;
    let seen =
        |(id, state): &(ApplicationId, ApplicationState)| hidden.get(id).map_or(*state, |hidden| hidden.state(*state));
    use ApplicationState::{Complete, InAssessment, Submitted};
    let waiting = rows.iter().map(seen).filter(|state| matches!(state, Submitted | Complete | InAssessment)).count();
    let joined = decision::Entity::belongs_to(application::Entity)
        .from(decision::Column::Application)
        .to(application::Column::Id)
        .into();
    let first = decision::Entity::find()
        .join(JoinType::InnerJoin, joined)
        .filter(application::Column::Campaign.eq(campaign.id))
        .filter(decision::Column::PublishAt.lte(ctx.now().timestamp_millis()))
        .select_only()
        .column(application::Column::SubmittedAt)
        .column_as(decision::Column::At.min(), "first")
        .group_by(decision::Column::Application)
        .group_by(application::Column::SubmittedAt)
        .limit(MOST_ROWS);
    let rows: Vec<(Option<Millis>, Option<Millis>)> = first.into_tuple().all(ctx.read()).await?;
    let took = rows.into_iter().filter_map(|(asked, first)| Some((asked?, first?)));
    Ok(queue(waiting as u64, took.filter(|(_, first)| first.utc() >= since)))
}

async fn instalments(ctx: &Context, since: DateTime<Utc>) -> Result<QueueFigures, Error> {
    use instalment::Column::{AskedAt, PaidAt, RefusedAt};
    let waiting = instalment::Entity::find().filter(PaidAt.is_null()).filter(RefusedAt.is_null());
    let waiting = waiting.count(ctx.read()).await?;
    let since = since.timestamp_millis();
    let answered = sea_orm::Condition::any().add(PaidAt.gte(since)).add(RefusedAt.gte(since));
    let answered = instalment::Entity::find().filter(answered).limit(MOST_ROWS);
    let rows: Vec<(Millis, Option<Millis>, Option<Millis>)> =
        answered.select_only().columns([AskedAt, PaidAt, RefusedAt]).into_tuple().all(ctx.read()).await?;
    Ok(queue(waiting, rows.into_iter().filter_map(|(asked, paid, refused)| Some((asked, paid.or(refused)?)))))
}

async fn mails(ctx: &Context, since: DateTime<Utc>) -> Result<MailFigures, Error> {
    use mail::Column::{Attempts, SentAt, WrittenAt};
    let written = mail::Entity::find().filter(WrittenAt.gte(since.timestamp_millis()));
    let unsent = written.clone().filter(SentAt.is_null());
    let given_up = unsent.clone().filter(Attempts.gte(MOST_ATTEMPTS)).count(ctx.read()).await?;
    let (written, unsent) = (written.count(ctx.read()).await?, unsent.count(ctx.read()).await?);
    let (sent, waiting) = (written.saturating_sub(unsent), unsent.saturating_sub(given_up));
    Ok(MailFigures { written, sent, waiting, failed: given_up })
}

/// Needs to sort, by whose they are.
async fn curators(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<(Option<String>, u64)>, Error> {
    let mut needs: BTreeMap<Option<PersonId>, u64> = BTreeMap::new();
    for left in progress::left(ctx, campaign).await? {
        *needs.entry(left.assignee).or_default() += left.needs;
    }
    let people: Vec<PersonId> = needs.keys().flatten().copied().collect();
    let names = audit::names_of(ctx.read(), &people).await?;
    let name = |person: PersonId| names.get(&person).cloned().unwrap_or_else(|| wording::PERSON_GONE.to_owned());
    let mut loads: Vec<_> = needs.into_iter().map(|(person, needs)| (person.map(name), needs)).collect();
    loads.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(loads)
}

async fn assessors(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<(String, AssessorLoad)>, Error> {
    let joined = assessment::Entity::belongs_to(application::Entity)
        .from(assessment::Column::Application)
        .to(application::Column::Id)
        .into();
    let by_person = assessment::Entity::find()
        .join(JoinType::InnerJoin, joined)
        .filter(application::Column::Campaign.eq(campaign.id))
        .select_only()
        .columns([assessment::Column::Person, assessment::Column::State])
        .column_as(assessment::Column::Application.count(), "applications")
        .group_by(assessment::Column::Person)
        .group_by(assessment::Column::State);
    let rows: Vec<(PersonId, AssessmentState, i64)> = by_person.into_tuple().all(ctx.read()).await?;
    let mut loads: BTreeMap<PersonId, AssessorLoad> = BTreeMap::new();
    for (person, state, applications) in rows {
        let load = loads.entry(person).or_default();
        *match state {
            AssessmentState::Assigned | AssessmentState::Reading => &mut load.waiting,
            AssessmentState::Submitted | AssessmentState::Settled => &mut load.given,
            AssessmentState::Conflict => &mut load.conflicts,
        } += unsigned(applications);
    }
    let people: Vec<PersonId> = loads.keys().copied().collect();
    let names = audit::names_of(ctx.read(), &people).await?;
    let name = |person: PersonId| names.get(&person).cloned().unwrap_or_else(|| wording::PERSON_GONE.to_owned());
    let mut loads: Vec<_> = loads.into_iter().map(|(person, load)| (name(person), load)).collect();
    loads.sort_by(|one, other| other.1.waiting.cmp(&one.1.waiting).then_with(|| one.0.cmp(&other.0)));
    Ok(loads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_answers_and_nine_in_ten_of_them_took_no_longer() {
        let hours = |hours: &[i64]| {
            let at = |hour: i64| Millis(hour * 3_600_000);
            queue(1, hours.iter().map(|hours| (at(0), at(*hours))).collect::<Vec<_>>().into_iter())
        };
        let figures = hours(&[5, 1, 2, 9, 3, 4, 6, 7, 8, 100]);
        assert_eq!((figures.answered, figures.waiting), (10, 1));
        assert_eq!((figures.median, figures.slow), (Some(Duration::hours(5)), Some(Duration::hours(9))));
        assert_eq!((hours(&[7]).median, hours(&[7]).slow), (Some(Duration::hours(7)), Some(Duration::hours(7))));
        assert_eq!((hours(&[]).median, hours(&[]).slow), (None, None));
    }
}
