//! Submitting an application: from then on its copy is frozen.

use super::{
    answers::answers_of,
    check::check,
    loaded::{Loaded, desk_of},
    save::require_written,
};
use crate::{Context, Error, audit, door, notice};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::{ApplicationState, Submission, SubmittedAttachment, SubmittedMember},
    calendar::{day_began, in_paris},
    event::Event,
    id::ApplicationId,
    permission::Action,
    refusal::Refusal,
    siren::Siren,
    table::{application, attachment as attachment_table, project},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, Func},
};

/// Submits an application, or submits again what was corrected: freezes a copy with the territory, the version of the
/// rules and the amount, under a number. Submitting twice is submitting once.
///
/// Who: the lead. Refused: everything that [`check`] finds, and rules that changed since the page was rendered
/// (`rendered_version`).
pub async fn submit(ctx: &Context, id: ApplicationId, rendered_version: i32) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::SubmitApplication)?;
    let now = ctx.now();
    if loaded.row.state == ApplicationState::Submitted {
        return Ok(());
    }
    let state = loaded.row.state.submit()?;
    require_written(&loaded.row, now)?;
    if loaded.campaign.version != rendered_version {
        return Err(Refusal::RulesChanged.into());
    }
    let answers = answers_of(&tx, id).await?;
    let checked = check(ctx, &tx, &loaded, &answers).await?;
    checked.blocks.or(())?;
    let number = match &loaded.row.number {
        Some(number) => number.clone(),
        None => next_number(&tx, now).await?,
    };
    let reference = ctx.platform.reference();
    let member = |siren: &Siren| SubmittedMember {
        siren: *siren,
        insee: reference.insee(siren),
        name: reference.name(siren),
        population: reference.figures(siren).population,
    };
    let project = match loaded.row.project {
        Some(project) => project::Entity::find_by_id(project).one(&tx).await?.map(|project| project.title),
        None => None,
    };
    let attachment = |row: attachment_table::Model| SubmittedAttachment {
        id: row.id,
        field: row.field,
        name: row.name,
        size: row.size,
        sha256: row.sha256,
    };
    let copy = Submission {
        attachments: checked.attachments.into_iter().map(attachment).collect(),
        number: number.clone(),
        submitted_at: now,
        rule_version: loaded.campaign.version,
        vintage: reference.atlas.vintage().to_owned(),
        envelope: loaded.row.envelope.clone(),
        lead: loaded.row.siren,
        members: loaded.members.iter().map(member).collect(),
        judgement: checked.judgement,
        applicant: checked.applicant,
        group: loaded.group.as_ref().map(|group| group.name.clone()),
        project,
        form: loaded.form()?.clone(),
        answers,
        costs: checked.costs,
        subsidy: checked.subsidy,
    };
    let (asked, rule_version) = (copy.asked(), copy.rule_version);
    let (people, prefecture) = (loaded.people(&tx).await?, loaded.facts().prefecture);
    let desk = loaded.campaign.address(&Address::Desk);
    let json = serde_json::to_string(&copy)?;
    let row = loaded
        .put(&tx, |row| {
            row.state = Set(state);
            row.number = Set(Some(number.clone()));
            row.submitted_at = Set(Some(now.into()));
            row.rule_version = Set(Some(rule_version));
            row.asked = Set(asked);
            row.submission = Set(Some(json));
            row.correction_until = Set(None);
        })
        .await?;
    notice::notify(&tx, ctx, people, notice::Kind::ApplicationSubmitted, &row.title, Address::Application(id)).await?;
    notify_desk(ctx, &tx, prefecture, desk).await?;
    let event = Event::ApplicationSubmitted { application: id, number, cents: asked.cents(), rule_version };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Tells those who find applications complete that some arrived, once a day: the officers of the prefecture that
/// decides, or the curators.
async fn notify_desk(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    prefecture: Option<String>,
    desk: String,
) -> Result<(), Error> {
    let handlers = desk_of(tx, prefecture.as_deref()).await?;
    let today = day_began(ctx.now());
    let people = notice::not_notified(tx, handlers, notice::Kind::DeskArrival, "", &desk, today).await?;
    notice::notify(tx, ctx, people, notice::Kind::DeskArrival, "", desk).await
}

/// The next number: the year of the submission, and a place among all that were numbered in it. Campaigns of one year
/// count together, so that a number names one application.
async fn next_number(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<String, Error> {
    // Those that submit at the same time, to whichever campaign, wait here for each other.
    door::turn(tx, "application number").await?;
    let year = in_paris(now).format("%Y-").to_string();
    let length = Expr::expr(Func::char_length(Expr::col(application::Column::Number)));
    let last = application::Entity::find().filter(application::Column::Number.starts_with(&year));
    // Beyond 99,999 a number has a digit more.
    let last = last.order_by_desc(length).order_by_desc(application::Column::Number).one(tx).await?;
    let place = last.and_then(|row| row.number?.strip_prefix(&year)?.parse::<u32>().ok()).unwrap_or_default();
    Ok(format!("{year}{:05}", place + 1))
}
