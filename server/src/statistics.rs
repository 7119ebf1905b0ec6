//! The figures of a campaign, as everybody may read them: by parts of the roll, by week, and what the envelopes hold.
//! Nothing here reads what a ballot holds: who voted is counted from the public log, as [`ballot::voters`] tells it.

pub mod figures;
mod money;
mod reach;
pub mod staff;

pub use self::figures::{EnvelopeLine, Reach, Statistics};
use crate::{
    Context, Error, ballot, campaign::loaded::StoredCampaign, decision::disclosure, envelope, frozen_rule, need,
    reference::Reference,
};
use chrono::{DateTime, Utc};
use entity::{
    application::ApplicationState,
    group::{GroupState, MemberState},
    id::{ApplicationId, CampaignId, NeedId},
    money::Euros,
    permission::Actor,
    programme::Programme,
    siren::Siren,
    statistics::{Act, Counts, Flow, Parts, Week, Weeks},
    table::{Millis, application, group, group_member, need as need_table, programme_label},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Statement};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The figures of a campaign, the same for everybody. Some fifteen statements, whatever the campaign holds, or none
/// while they are kept: until this server commits an act, ten seconds at most.
pub async fn of_campaign(ctx: &Context, campaign: &StoredCampaign) -> Result<Arc<Statistics>, Error> {
    let wanted = campaign.clone();
    let count = |ctx: Context| async move {
        // Whoever asks first: everybody gets what a visitor may read.
        let ctx = Context { actor: Actor::default(), ..ctx };
        Ok(Arc::new(count(&ctx, &wanted).await?))
    };
    ctx.platform.statistics.get(ctx, campaign.id, count).await
}

/// What was done, as it is read from the database.
struct Facts {
    needs: Vec<(Siren, Option<Millis>, Option<NeedId>)>,
    supports: HashMap<Siren, u64>,
    support_hours: Vec<(i64, u64)>,
    groups: Vec<(Siren, Millis)>,
    members: Vec<Siren>,
    ballots: Vec<(Siren, DateTime<Utc>)>,
    applications: Vec<(Siren, DateTime<Utc>, i64)>,
    money: Vec<(Flow, DateTime<Utc>, u64)>,
    labels: HashMap<String, Vec<Programme>>,
    /// None while anybody may become one who may vote: no rule is frozen.
    rule: Option<Arc<frozen_rule::Frozen>>,
}

async fn count(ctx: &Context, campaign: &StoredCampaign) -> Result<Statistics, Error> {
    let facts = Facts {
        needs: needs(ctx, campaign.id).await?,
        supports: supports(ctx, campaign.id).await?,
        support_hours: support_hours(ctx, campaign.id).await?,
        groups: groups(ctx, campaign.id).await?,
        members: members(ctx, campaign.id).await?,
        ballots: ballot::first_votes(ctx, campaign).await?,
        applications: applications(ctx, campaign.id).await?,
        money: money::flows(ctx, campaign.id).await?,
        labels: labels(ctx).await?,
        rule: frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await?,
    };
    let envelopes = envelopes(ctx, campaign).await?;
    let reach = reach::reach(ctx, campaign).await?;
    let (reference, is_named) = (ctx.platform.reference(), campaign.spec.selection.publication.is_named());
    let turnout_until = ballot::turnout_until(ctx, campaign);
    let at = ctx.now();
    let counted = tokio::task::spawn_blocking(move || {
        let (parts, inhabitants) = parts(&reference, &facts);
        let voters = is_named.then(|| facts.ballots.iter().map(|(siren, _)| *siren).collect());
        Statistics { parts, weeks: weeks(&facts), envelopes, reach, inhabitants, turnout_until, voters, at }
    });
    counted.await.map_err(|error| Error::Stored(format!("figures: {error}")))
}

/// What each collectivité did, added up by parts; and the inhabitants of those that did something.
fn parts(reference: &Reference, facts: &Facts) -> (Parts, u64) {
    let mut done: HashMap<Siren, Counts> = HashMap::new();
    let mut of = |siren: &Siren, change: &dyn Fn(&mut Counts)| change(done.entry(*siren).or_default());
    // One that posted a need which joined another took part, too.
    let mut joined: HashSet<Siren> = HashSet::new();
    for (siren, _, face) in &facts.needs {
        match face {
            None => of(siren, &|counts| counts.needs += 1),
            Some(_) => {
                joined.insert(*siren);
            }
        }
    }
    for (siren, supports) in &facts.supports {
        of(siren, &|counts| counts.supports += supports);
    }
    for (lead, _) in &facts.groups {
        of(lead, &|counts| counts.groups += 1);
    }
    let grouped: HashSet<&Siren> = facts.members.iter().chain(facts.groups.iter().map(|(lead, _)| lead)).collect();
    for siren in grouped {
        of(siren, &|counts| counts.grouped = 1);
    }
    for (siren, _) in &facts.ballots {
        of(siren, &|counts| counts.voted = 1);
    }
    for (siren, _, granted) in &facts.applications {
        of(siren, &|counts| {
            counts.applications += 1;
            counts.granted += granted;
        });
    }
    for siren in joined {
        done.entry(siren).or_default();
    }
    let territory = reference.atlas.union(done.keys());
    let mut parts = Parts::default();
    for found in reference.collectivities() {
        let mut counts = done.remove(&found.siren).map(participating).unwrap_or_default();
        counts.collectivities = 1;
        let may_vote = facts.rule.as_ref().is_none_or(|frozen| frozen.rule.may_vote(&found.siren));
        counts.called = u64::from(may_vote);
        let labels = found.insee.as_ref().and_then(|insee| facts.labels.get(insee));
        let inhabitants = reference.figures(&found.siren).population;
        parts.add(Some((found, inhabitants)), labels.map_or(&[], Vec::as_slice), counts);
    }
    // Those that the directory no longer has; the roll of the vote may have them still.
    for (siren, counts) in done {
        let mut counts = participating(counts);
        let called = facts.rule.as_ref().is_some_and(|frozen| frozen.rule.may_vote(&siren));
        (counts.collectivities, counts.called) = (1, u64::from(called));
        parts.add(None, &[], counts);
    }
    (parts, reference.atlas.figures(&territory).population)
}

fn participating(counts: Counts) -> Counts {
    Counts { participating: 1, ..counts }
}

fn weeks(facts: &Facts) -> Vec<Week> {
    let mut weeks = Weeks::default();
    for (_, at, face) in &facts.needs {
        if let (Some(at), None) = (at, face) {
            weeks.add(Act::Need, at.utc(), 1);
        }
    }
    for (hour, supports) in &facts.support_hours {
        let at = DateTime::from_timestamp_millis(hour.saturating_mul(HOUR)).unwrap_or(DateTime::UNIX_EPOCH);
        weeks.add(Act::Support, at, *supports);
    }
    for (_, at) in &facts.groups {
        weeks.add(Act::Group, at.utc(), 1);
    }
    for (_, at) in &facts.ballots {
        weeks.add(Act::Ballot, *at, 1);
    }
    for (_, at, _) in &facts.applications {
        weeks.add(Act::Application, *at, 1);
    }
    for (flow, at, cents) in &facts.money {
        weeks.add_amount(*flow, *at, *cents);
    }
    weeks.into_vec()
}

/// Every need that is public: of whom, since when, and the need that it joined.
async fn needs(ctx: &Context, campaign: CampaignId) -> Result<Vec<(Siren, Option<Millis>, Option<NeedId>)>, Error> {
    use need_table::Column::{Campaign, Face, PublishedAt, Siren as Of};
    let public = need_table::Entity::find().filter(Campaign.eq(campaign)).filter(need::query::is_public());
    Ok(public.select_only().columns([Of, PublishedAt, Face]).into_tuple().all(ctx.read()).await?)
}

const SUPPORTS_SQL: &str = "SELECT support.siren AS siren, COUNT(*) AS acts FROM support \
    JOIN need ON need.id = support.need WHERE need.campaign = $1 AND need.is_public GROUP BY support.siren";

#[derive(FromQueryResult)]
struct Supports {
    siren: Siren,
    acts: i64,
}

/// How many needs each collectivité supports.
async fn supports(ctx: &Context, campaign: CampaignId) -> Result<HashMap<Siren, u64>, Error> {
    let rows = Supports::find_by_statement(statement(ctx, SUPPORTS_SQL, campaign)).all(ctx.read()).await?;
    Ok(rows.into_iter().map(|row| (row.siren, u64::try_from(row.acts).unwrap_or(0))).collect())
}

/// An hour, in milliseconds: weeks begin on a full one, in Paris by summer and by winter.
const HOUR: i64 = 3_600_000;

const SUPPORT_HOURS_SQL: &str = "SELECT support.at / 3600000 AS hour, COUNT(*) AS acts FROM support \
    JOIN need ON need.id = support.need WHERE need.campaign = $1 AND need.is_public GROUP BY support.at / 3600000";

#[derive(FromQueryResult)]
struct OfHour {
    hour: i64,
    acts: i64,
}

/// How many supports were given in each hour since 1970.
async fn support_hours(ctx: &Context, campaign: CampaignId) -> Result<Vec<(i64, u64)>, Error> {
    let rows = OfHour::find_by_statement(statement(ctx, SUPPORT_HOURS_SQL, campaign)).all(ctx.read()).await?;
    Ok(rows.into_iter().map(|row| (row.hour, u64::try_from(row.acts).unwrap_or(0))).collect())
}

fn statement(ctx: &Context, sql: &str, campaign: CampaignId) -> Statement {
    Statement::from_sql_and_values(ctx.read().get_database_backend(), sql, [campaign.into()])
}

/// Groups that were not dissolved: who leads each, and since when.
async fn groups(ctx: &Context, campaign: CampaignId) -> Result<Vec<(Siren, Millis)>, Error> {
    let standing = group::Entity::find()
        .filter(group::Column::Campaign.eq(campaign))
        .filter(group::Column::State.ne(GroupState::Dissolved))
        .select_only()
        .columns([group::Column::Lead, group::Column::OpenedAt]);
    Ok(standing.into_tuple().all(ctx.read()).await?)
}

/// The members of those groups, each once.
async fn members(ctx: &Context, campaign: CampaignId) -> Result<Vec<Siren>, Error> {
    let of = group_member::Entity::belongs_to(group::Entity)
        .from(group_member::Column::GroupId)
        .to(group::Column::Id)
        .into();
    let joined = group_member::Entity::find()
        .join(JoinType::InnerJoin, of)
        .filter(group::Column::Campaign.eq(campaign))
        .filter(group::Column::State.ne(GroupState::Dissolved))
        .filter(group_member::Column::State.is_in([MemberState::Lead, MemberState::Member]))
        .select_only()
        .distinct()
        .column(group_member::Column::Siren);
    Ok(joined.into_tuple().all(ctx.read()).await?)
}

/// Applications that were submitted and not taken back: of whom, since when, and what a published decision granted.
async fn applications(ctx: &Context, campaign: CampaignId) -> Result<Vec<(Siren, DateTime<Utc>, i64)>, Error> {
    use application::Column::{Campaign, Granted, Id, Siren as Of, State, SubmittedAt};
    let submitted = application::Entity::find().filter(Campaign.eq(campaign)).filter(SubmittedAt.is_not_null());
    let submitted = submitted.select_only().columns([Id, Of, SubmittedAt, State, Granted]);
    let rows: Vec<(ApplicationId, Siren, Option<Millis>, ApplicationState, Euros)> =
        submitted.into_tuple().all(ctx.read()).await?;
    let hidden = disclosure::of_campaign(ctx.read(), campaign, ctx.now()).await?;
    let seen = |(id, siren, at, state, granted): (ApplicationId, Siren, Option<Millis>, ApplicationState, Euros)| {
        let state = hidden.get(&id).map_or(state, |hidden| hidden.state(state));
        use ApplicationState::{Accepted, AgreementSigned, Closed, Draft, PaidInPart, Withdrawn};
        let granted = match state {
            Draft | Withdrawn => return None,
            Accepted | AgreementSigned | PaidInPart | Closed => granted.cents(),
            _ => 0,
        };
        Some((siren, at?.utc(), granted))
    };
    Ok(rows.into_iter().filter_map(seen).collect())
}

/// The labels of communes, by INSEE code.
async fn labels(ctx: &Context) -> Result<HashMap<String, Vec<Programme>>, Error> {
    let mut labels: HashMap<String, Vec<Programme>> = HashMap::new();
    for label in programme_label::Entity::find().all(ctx.read()).await? {
        labels.entry(label.insee).or_default().push(label.programme);
    }
    Ok(labels)
}

/// Each envelope, as a visitor reads it on the page of the envelopes.
async fn envelopes(ctx: &Context, campaign: &StoredCampaign) -> Result<Vec<EnvelopeLine>, Error> {
    let mut lines = Vec::new();
    for view in envelope::overview(ctx, campaign).await? {
        let line = |view: &envelope::EnvelopeView, is_inside| EnvelopeLine {
            code: view.envelope.code.clone(),
            title: view.envelope.title.clone(),
            is_inside,
            holdings: view.figures.holdings,
            asked: view.figures.asked,
        };
        lines.push(line(&view, false));
        lines.extend(view.inside.iter().map(|inside| line(inside, true)));
    }
    Ok(lines)
}
