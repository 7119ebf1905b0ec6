//! Where one officer of a prefecture decides: what they type is kept as they type it, read once more, and taken; on one
//! application or on many.

use super::{Batch, Choice, DECIDABLE, Decided, Ranked, engage, ranking, require_declared, require_hour, weigh, write};
use crate::{
    Context, Error,
    application::{
        loaded::Loaded,
        query::Detail,
        shown::{in_order, shown, shown_row},
    },
    assessment::standing,
    audit::EventBatch,
    campaign::loaded::{StoredCampaign, campaign_at},
    ledger,
};
use chrono::{DateTime, Utc};
use entity::{
    application_form::fingerprint,
    assessment::Score,
    campaign::{AssessedBy, Envelope},
    decision::{DraftField, DraftedDecision, Outcome},
    event::Event,
    form_field::FieldName,
    id::ApplicationId,
    money::Euros,
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    table::{assessment as assessment_table, decision_draft},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use std::collections::{BTreeMap, BTreeSet};

/// What an officer typed into a field, and what the page was rendered with ([`fingerprint`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedDraft {
    pub application: ApplicationId,
    pub field: DraftField,
    pub text: String,
    pub rendered: String,
}

impl TypedDraft {
    /// The name of its field.
    pub fn name(&self) -> FieldName {
        self.field.name(self.application)
    }

    /// Whether something else stands in the field than what the page was rendered with.
    pub fn is_touched(&self) -> bool {
        fingerprint(&self.text) != self.rendered
    }
}

/// The most decisions that are read and taken together.
pub const MOST_AT_ONCE: usize = 200;

/// Refuses applications whose assessors are drawn.
fn require_officer(envelope: &Envelope) -> Result<(), Refusal> {
    if envelope.assessed_by == AssessedBy::Officer { Ok(()) } else { Err(Refusal::WrongState) }
}

/// What stands in the fields of somebody's decision: what they typed, and before that the marks that they gave.
fn standing_draft(draft: Option<&decision_draft::Model>, own: Option<&assessment_table::Model>) -> DraftedDecision {
    let mut decision = draft.map(decision_draft::Model::decision).unwrap_or_default();
    if decision.marks.is_empty() {
        let given = own.and_then(assessment_table::Model::marks).unwrap_or_default();
        decision.marks = given.iter().map(ToString::to_string).collect();
    }
    decision
}

/// Keeps what was typed of decisions, whatever it is. Answered are the fields that were not kept; all others were.
///
/// Who: the officers of the prefecture that decides, each for themselves, once they said that they have no link to the
/// applicant. Refused by field: what another page of theirs changed since this one was rendered
/// ([`Refusal::AnswerChanged`], with what stands there), what is too long, an application that was decided meanwhile.
pub async fn save(ctx: &Context, typed: &[TypedDraft]) -> Result<FieldRefusals, Error> {
    ctx.person()?;
    let mut touched: BTreeMap<ApplicationId, Vec<&TypedDraft>> = BTreeMap::new();
    for one in typed.iter().filter(|one| one.is_touched()) {
        touched.entry(one.application).or_default().push(one);
    }
    let mut refused = FieldRefusals::default();
    if touched.is_empty() {
        return Ok(refused);
    }
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    for (id, typed) in touched {
        if save_one(ctx, &tx, id, &typed, &mut refused).await? {
            trace.add(ctx, Event::DecisionDrafted { application: id })?;
        }
    }
    trace.write(&tx).await?;
    ctx.commit(tx).await?;
    Ok(refused)
}

/// Whether anything of it was kept.
async fn save_one(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    id: ApplicationId,
    typed: &[&TypedDraft],
    refused: &mut FieldRefusals,
) -> Result<bool, Error> {
    let person = ctx.person()?;
    let loaded = Loaded::to_handle(tx, ctx, id).await?;
    require_officer(loaded.envelope()?)?;
    let rows = standing::of_application(tx, id).await?;
    require_declared(ctx, &rows)?;
    if !DECIDABLE.contains(&loaded.row.state) {
        refused.add(DraftField::Outcome.name(id), Refusal::AlreadyDecided);
        return Ok(false);
    }
    let stored = decision_draft::Entity::find_by_id((id, person)).lock_exclusive().one(tx).await?;
    let mut draft = standing_draft(stored.as_ref(), rows.iter().find(|row| row.person == person));
    let mut kept = false;
    for one in typed {
        let (before, length) = (draft.text(one.field), one.text.chars().count());
        match () {
            // Typed alike on both pages.
            () if one.text == before => {}
            () if length > one.field.most() => {
                refused.add(one.name(), Refusal::TooLong { most: one.field.most(), length });
            }
            () if fingerprint(before) != one.rendered => {
                refused.add(one.name(), Refusal::AnswerChanged { theirs: before.to_owned() });
            }
            () => {
                draft.put(one.field, one.text.clone());
                kept = true;
            }
        }
    }
    if kept {
        use decision_draft::Column::{Application, At, Content, Person};
        let content = serde_json::to_string(&draft)?;
        let row = decision_draft::Model { application: id, person, content, at: ctx.now().into() };
        let again = OnConflict::columns([Application, Person]).update_columns([Content, At]).to_owned();
        decision_draft::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(tx).await?;
    }
    Ok(kept)
}

/// An application that waits, with what who asks typed of its decision.
#[derive(Debug, Clone)]
pub struct DraftedFile {
    pub ranked: Ranked,
    pub draft: DraftedDecision,
    /// By the marks that were typed, once all are, else by those that were given.
    pub score: Option<Score>,
    /// What the decision would take from what is left.
    pub engages: Euros,
}

/// The applications of an envelope that wait for a prefecture's decision.
#[derive(Debug, Clone)]
pub struct Overview {
    pub files: Vec<DraftedFile>,
    /// What is left to the prefecture.
    pub left: Euros,
    /// How many others were submitted while assessors were drawn: these are ranked apart.
    pub by_lot: usize,
}

impl Overview {
    /// What the decisions that were typed would leave, in cents; below zero where they take too much.
    pub fn left_after(&self) -> i64 {
        let engaged: Euros = self.files.iter().map(|file| file.engages).sum();
        self.left.cents() - engaged.cents()
    }
}

/// What waits for who asks, what was submitted first coming first among equals. Five statements.
///
/// Who: an officer of a prefecture, for its own département.
pub async fn overview(ctx: &Context, campaign: &StoredCampaign, envelope: &str) -> Result<Overview, Error> {
    let person = ctx.person()?;
    let called = campaign.spec.envelope(envelope).filter(|one| one.assessed_by == AssessedBy::Officer);
    let called = called.ok_or(Error::NotFound)?;
    let departement = ctx.actor.departement.clone();
    let batch = Batch { envelope: envelope.to_owned(), departement, ..Batch::default() };
    let ranking = ranking(ctx, campaign, &batch).await?;
    let by_lot = versions_by_lot(ctx, campaign, envelope, &ranking.applications).await?;
    let all = ranking.applications.len();
    let files: Vec<Ranked> = ranking
        .applications
        .into_iter()
        .filter(|file| file.row.rule_version.is_none_or(|version| !by_lot.contains(&version)))
        .collect();
    let drafts = decision_draft::Entity::find()
        .filter(decision_draft::Column::Person.eq(person))
        .filter(decision_draft::Column::Application.is_in(files.iter().map(|file| file.row.id.0)))
        .all(ctx.read())
        .await?;
    let by_lot = all - files.len();
    let drafted = |ranked: Ranked| {
        let draft = drafts.iter().find(|row| row.application == ranked.row.id);
        let draft = standing_draft(draft, ranked.own.as_ref());
        DraftedFile {
            score: draft.score(&called.criteria).or(ranked.standing.score),
            engages: draft.engages(ranked.asked(), &called.terms()),
            draft,
            ranked,
        }
    };
    Ok(Overview { files: files.into_iter().map(drafted).collect(), left: ranking.left, by_lot })
}

/// The versions of the rules, among those of these applications, under which the envelope's assessors were drawn.
async fn versions_by_lot(
    ctx: &Context,
    campaign: &StoredCampaign,
    envelope: &str,
    applications: &[Ranked],
) -> Result<BTreeSet<i32>, Error> {
    let versions: BTreeSet<i32> = applications.iter().filter_map(|file| file.row.rule_version).collect();
    let mut by_lot = BTreeSet::new();
    for version in versions.into_iter().filter(|version| *version != campaign.version) {
        let then = campaign_at(ctx.read(), campaign.id, version).await?;
        if then.envelope(envelope)?.assessed_by == AssessedBy::Lot {
            by_lot.insert(version);
        }
    }
    Ok(by_lot)
}

/// What who asks typed of the decision on one application, and what is left to its prefecture. Two statements.
///
/// Who: whom its page was shown to ([`Detail`]).
pub async fn draft(ctx: &Context, detail: &Detail) -> Result<(DraftedDecision, Euros), Error> {
    let (id, person) = (detail.row.id, ctx.person()?);
    let stored = decision_draft::Entity::find_by_id((id, person)).one(ctx.read()).await?;
    let own = detail.assessments.iter().map(|one| &one.row).find(|row| row.person == person);
    let row = &detail.row;
    let fund = detail.campaign.fund(&row.envelope, row.wave, &row.departement, row.project)?;
    let left = ledger::book(ctx.read(), row.campaign).await?.holdings(&fund).left;
    Ok((standing_draft(stored.as_ref(), own), Euros::from_cents(left).unwrap_or(Euros::ZERO)))
}

/// Decisions as they are read once more before they are taken.
#[derive(Debug, Clone)]
pub struct Review {
    /// In the order of their identifiers.
    pub decisions: Vec<DraftedFile>,
    pub left: Euros,
    /// What they leave, in cents.
    pub left_after: i64,
    pub shown: Shown,
}

/// The decisions that who asks typed on the applications of an envelope, or on one of them.
///
/// Who: as [`overview`].
pub async fn review(
    ctx: &Context,
    campaign: &StoredCampaign,
    envelope: &str,
    only: Option<ApplicationId>,
) -> Result<Review, Error> {
    let mut overview = overview(ctx, campaign, envelope).await?;
    overview.files.retain(|file| file.draft.outcome().is_some() && only.is_none_or(|only| only == file.ranked.row.id));
    overview.files.sort_by_key(|file| file.ranked.row.id);
    overview.files.truncate(MOST_AT_ONCE);
    let read = overview.files.iter().map(|file| (shown(&file.ranked.row), &file.draft));
    let shown = shown_of_all(read, overview.left);
    Ok(Review { left_after: overview.left_after(), left: overview.left, decisions: overview.files, shown })
}

/// What is read of decisions before they are taken: each application, what is decided of it, and what is left.
fn shown_of_all<'a>(decisions: impl Iterator<Item = (Shown, &'a DraftedDecision)>, left: Euros) -> Shown {
    let parts = decisions.flat_map(|(shown, draft)| {
        let marks = draft.marks.join("|");
        [shown.as_str().to_owned(), marks, draft.outcome.clone(), draft.amount.clone(), draft.reason.clone()]
    });
    Shown::of(parts.chain([left.cents().to_string()]))
}

/// What is about to be decided, locked.
struct Prepared {
    loaded: Loaded,
    draft: DraftedDecision,
    own: assessment_table::Model,
}

async fn prepare(ctx: &Context, tx: &impl ConnectionTrait, ids: &[ApplicationId]) -> Result<Vec<Prepared>, Error> {
    let person = ctx.person()?;
    let mut prepared = Vec::new();
    for id in in_order(ids) {
        let loaded = Loaded::to_handle(tx, ctx, id).await?;
        require_officer(loaded.envelope()?)?;
        let rows = standing::of_application(tx, id).await?;
        require_declared(ctx, &rows)?;
        let own = rows.into_iter().find(|row| row.person == person).ok_or(Refusal::ConflictNotDeclared)?;
        let stored = decision_draft::Entity::find_by_id((id, person)).lock_exclusive().one(tx).await?;
        prepared.push(Prepared { draft: standing_draft(stored.as_ref(), Some(&own)), loaded, own });
    }
    Ok(prepared)
}

/// Gives the marks and weighs the decisions; or everything that is refused, field by field.
async fn take(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    prepared: Vec<Prepared>,
    trace: &mut EventBatch,
) -> Result<Vec<Decided>, Error> {
    let mut refusals = FieldRefusals::default();
    let mut unmarked = BTreeSet::new();
    let mut choices = Vec::new();
    for Prepared { loaded, draft, own } in prepared {
        let id = loaded.row.id;
        if draft.outcome().is_none() {
            refusals.add(DraftField::Outcome.name(id), Refusal::Missing);
        }
        match draft.given_marks(id, &loaded.envelope()?.criteria) {
            Ok(None) => {}
            Ok(Some(marks)) => {
                let mut changed = own.clone().into_active_model();
                changed.state = Set(own.state.mark(false)?);
                changed.marks = Set(serde_json::to_string(&marks)?);
                changed.at = Set(ctx.now().into());
                changed.update(tx).await?;
                trace.add(ctx, Event::ApplicationAssessed { application: id })?;
            }
            Err(wrong) => {
                refusals.extend(wrong);
                unmarked.insert(DraftField::Outcome.name(id).to_string());
            }
        }
        let (outcome, amount, reason) = (draft.outcome(), draft.amount, draft.reason);
        choices.push(Choice { application: id, outcome, amount, reason });
    }
    match weigh(ctx, tx, &choices).await {
        Ok(decided) => Ok(refusals.or(decided)?),
        Err(Error::Fields(others)) => {
            // What has no marks is told beside each of them.
            let others = others.0.into_iter();
            let told = |(field, why): &(FieldName, Refusal)| {
                *why == Refusal::NotAssessed && unmarked.contains(&field.to_string())
            };
            refusals.extend(others.filter(|one| !told(one)).collect());
            Err(refusals.into())
        }
        Err(other) => Err(other),
    }
}

/// Refuses, field by field, what could not be decided as it was typed; nothing is written.
///
/// Who and refused: as [`decide`], and what is missing to decide at all.
pub async fn check(ctx: &Context, ids: &[ApplicationId]) -> Result<(), Error> {
    ctx.person()?;
    let tx = ctx.begin().await?;
    let prepared = prepare(ctx, &tx, ids).await?;
    let decided = take(ctx, &tx, prepared, &mut EventBatch::default()).await?;
    engage(ctx, &tx, &decided).await?;
    tx.rollback().await?;
    Ok(())
}

/// Takes the decisions that who asks typed on these applications, as they were read ([`review`]): marks, states,
/// amounts, engagements and what applicants will read, in one transaction; all or none. Applicants see them from
/// `publish_at` on (None: now).
///
/// Who: an officer of the prefecture, who said of each that they have no link to its applicant. Refused: what was read
/// as something else, a criterion without a mark unless it is rejected, and what [`super::decide`] refuses.
pub async fn decide(ctx: &Context, ids: &[ApplicationId], publish_at: Option<DateTime<Utc>>) -> Result<(), Error> {
    ctx.person()?;
    require_hour(ctx, publish_at)?;
    if ids.len() > MOST_AT_ONCE {
        return Err(Refusal::TooManyTicked { most: MOST_AT_ONCE }.into());
    }
    let tx = ctx.begin().await?;
    let prepared = prepare(ctx, &tx, ids).await?;
    let Some(first) = prepared.first() else { return Err(Refusal::NothingTicked.into()) };
    let left = ledger::book(&tx, first.loaded.row.campaign).await?.holdings(&first.loaded.fund()?).left;
    let read = prepared.iter().map(|one| (shown_row(&one.loaded.row), &one.draft));
    ctx.require_shown("", &shown_of_all(read, Euros::from_cents(left).unwrap_or(Euros::ZERO)))?;
    let mut trace = EventBatch::default();
    let decided = take(ctx, &tx, prepared, &mut trace).await?;
    engage(ctx, &tx, &decided).await?;
    write(ctx, &tx, decided, publish_at.unwrap_or_else(|| ctx.now()), &mut trace).await?;
    decision_draft::Entity::delete_many()
        .filter(decision_draft::Column::Application.is_in(ids.iter().map(|id| id.0)))
        .exec(&tx)
        .await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

/// Whether a decision that was typed accepts.
pub fn accepts(draft: &DraftedDecision) -> bool {
    draft.outcome() == Some(Outcome::Accepted)
}
