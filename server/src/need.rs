//! Needs: written as drafts, published, edited with their versions kept, withdrawn.

pub mod attachment;
pub mod copy;
pub(crate) mod family;
pub mod filter;
pub mod merge;
pub mod query;

use crate::{
    Context, Error,
    attachment::{stored::forget_of_need, take_away},
    audit::{self, EventBatch},
    bulk,
    campaign::loaded::{StoredCampaign, campaign_of},
    follow, hidden_text,
    membership::acting::people_of,
    notice,
};
use entity::{
    address::Address,
    event::Event,
    group::GroupState,
    id::{GroupId, NeedId},
    lineage::Subject,
    need::{NeedContent, NeedForm, NeedState, check_draft, check_whole},
    permission::{Action, Facts},
    reason::TypedReason,
    refusal::Refusal,
    shown::Shown,
    siren::Siren,
    table::{group, group_member, need, need_version, project_need, support},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait,
    QueryFilter, QuerySelect, sea_query::OnConflict,
};

/// The programmes of a need as they are stored, `|acv|pvd|`.
pub(crate) fn coded(codes: &[String]) -> String {
    if codes.is_empty() { String::new() } else { format!("|{}|", codes.join("|")) }
}

/// The codes of a stored list.
pub fn decoded(stored: &str) -> Vec<String> {
    stored.split('|').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// A need's row as the form that edits it.
pub fn form_of(row: &need::Model) -> NeedForm {
    NeedForm {
        title: row.title.clone(),
        problem: row.problem.clone(),
        affected: row.affected.clone(),
        existing: row.existing.clone(),
        theme: row.theme.clone(),
        urgency: row.urgency.clone(),
        programmes: decoded(&row.programmes),
    }
}

/// Who a need belongs to, and whether everybody sees it.
pub(crate) fn facts(row: &need::Model) -> Facts {
    Facts::of(&row.siren, row.state.is_public())
}

/// Loads a need for change, locked until the transaction ends; hidden ones are not found.
pub(crate) async fn for_update(tx: &impl ConnectionTrait, ctx: &Context, id: NeedId) -> Result<need::Model, Error> {
    let row = need::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    ctx.authorise(Action::Read, &facts(&row)).map_err(|_| Error::NotFound)?;
    Ok(row)
}

/// Keeps a draft, new or again, under the identifier that the form carries: sending it twice makes one draft.
///
/// `rendered` is the fingerprint of what the form was rendered with ([`NeedForm::fingerprint`]), empty for a form that
/// was rendered empty.
///
/// Who: an élu or agent, for the collectivité acted for. Refused outside the census, when nothing would name the draft,
/// and when a colleague wrote in it since the form was rendered.
pub async fn save_draft(ctx: &Context, id: NeedId, form: &NeedForm, rendered: &str) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    let before = need::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    let campaign = match &before {
        Some(row) => campaign_of(&tx, row.campaign).await?,
        None => ctx.campaign(&tx).await?,
    };
    ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true))?;
    campaign.spec.calendar.require(entity::calendar::Phase::Census, ctx.now())?;
    check_draft(form)?;
    match before {
        None => {
            let fresh = drafted(ctx, &campaign, id, siren, form)?.into_active_model();
            let once = OnConflict::column(need::Column::Id).do_nothing().to_owned();
            if need::Entity::insert(fresh).on_conflict(once).exec_without_returning(&tx).await? == 0 {
                // The same form, sent twice at once: the other one is saved.
                return Ok(());
            }
            audit::record(&tx, ctx, Event::NeedDrafted { need: id }).await?;
        }
        Some(row) => {
            ctx.authorise(Action::Read, &facts(&row)).map_err(|_| Error::NotFound)?;
            ctx.authorise(Action::WriteNeed, &facts(&row))?;
            if row.state != NeedState::Draft {
                return Err(Refusal::WrongState.into());
            }
            let stored = form_of(&row);
            // Nothing is written of what stands there already: a page that keeps itself sends it again and again.
            if stored == *form {
                return Ok(());
            }
            audit::require_not_overwritten(&tx, ctx, &id.to_string(), rendered, &stored.fingerprint()).await?;
            let mut changed = row.into_active_model();
            put(&mut changed, form);
            changed.update(&tx).await?;
            audit::record(&tx, ctx, Event::DraftChanged { need: id }).await?;
        }
    }
    ctx.commit(tx).await?;
    Ok(())
}

/// Whether a need could be published as it is typed: every field that is missing or wrong is named at once.
///
/// Who and when: as [`save_draft`].
pub async fn check(ctx: &Context, form: &NeedForm) -> Result<(), Error> {
    ctx.authorise(Action::WriteNeed, &Facts::of(&ctx.acting_for()?, true))?;
    let campaign = ctx.campaign(ctx.read()).await?;
    campaign.spec.calendar.require(entity::calendar::Phase::Census, ctx.now())?;
    check_whole(form, &campaign.spec)?;
    Ok(())
}

/// A fresh draft's row.
fn drafted(
    ctx: &Context,
    campaign: &StoredCampaign,
    id: NeedId,
    siren: Siren,
    form: &NeedForm,
) -> Result<need::Model, Error> {
    let reference = ctx.platform.reference();
    let collectivity = reference.find(&siren).ok_or(Error::NotFound)?;
    Ok(need::Model {
        id,
        campaign: campaign.id,
        author: ctx.person()?,
        state: NeedState::Draft,
        title: form.title.trim().to_owned(),
        problem: form.problem.trim().to_owned(),
        affected: form.affected.trim().to_owned(),
        existing: form.existing.trim().to_owned(),
        theme: form.theme.clone(),
        urgency: form.urgency.clone(),
        programmes: coded(&form.programmes),
        departement: collectivity.departement.clone(),
        region: collectivity.region.clone(),
        version: 0,
        created_at: ctx.now().into(),
        published_at: None,
        supports: 0,
        inhabitants: family::inhabitants(ctx, [&siren]),
        declined_reason: None,
        merged_into: None,
        face: None,
        merged_at: None,
        merged_by: None,
        merged_reason: None,
        demo: false,
        siren,
    })
}

/// Writes a form's text into a row.
fn put(row: &mut need::ActiveModel, form: &NeedForm) {
    row.title = Set(form.title.trim().to_owned());
    row.problem = Set(form.problem.trim().to_owned());
    row.affected = Set(form.affected.trim().to_owned());
    row.existing = Set(form.existing.trim().to_owned());
    row.theme = Set(form.theme.clone());
    row.urgency = Set(form.urgency.clone());
    row.programmes = Set(coded(&form.programmes));
}

/// Publishes a draft, so that other collectivités can support it. Publishing twice is publishing once.
///
/// Who: an élu or agent of the need's collectivité. Refused outside the census, and when a field is missing or wrong.
pub async fn publish(ctx: &Context, id: NeedId) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let row = for_update(&tx, ctx, id).await?;
    ctx.authorise(Action::WriteNeed, &facts(&row))?;
    let campaign = campaign_of(&tx, row.campaign).await?;
    let before = row.state;
    let state = row.state.publish(&campaign.spec.calendar, ctx.now())?;
    if before == state {
        return Ok(());
    }
    let content = NeedContent::parse(&form_of(&row), &campaign.spec)?;
    keep_version(&tx, ctx, id, 1, &content).await?;
    let mut changed = row.into_active_model();
    changed.state = Set(state);
    changed.version = Set(1);
    changed.published_at = Set(Some(ctx.now().into()));
    changed.update(&tx).await?;
    audit::record(&tx, ctx, Event::NeedPublished { need: id }).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Changes the text of a published need; the version before stays readable.
///
/// `version` is the one that the form was made from: if somebody saved another meanwhile, this is refused; and so it is
/// while curators hide its text.
pub async fn edit(ctx: &Context, id: NeedId, version: i32, form: &NeedForm) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let row = for_update(&tx, ctx, id).await?;
    ctx.authorise(Action::WriteNeed, &facts(&row))?;
    let campaign = campaign_of(&tx, row.campaign).await?;
    row.state.edit(&campaign.spec.calendar, ctx.now())?;
    if row.state != NeedState::Published {
        return Err(Refusal::WrongState.into());
    }
    if row.face.is_some() {
        return Err(Refusal::NeedJoined.into());
    }
    hidden_text::require_shown(&tx, id.into()).await?;
    let content = NeedContent::parse(form, &campaign.spec)?;
    if content.to_form() == form_of(&row) {
        return Ok(());
    }
    if row.version != version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let version = row.version + 1;
    keep_version(&tx, ctx, id, version, &content).await?;
    let mut changed = row.into_active_model();
    put(&mut changed, &content.to_form());
    changed.version = Set(version);
    let row = changed.update(&tx).await?;
    let message = notice::Message { kind: notice::Kind::FollowedNeedEdited, about: &row.title, reason: None };
    follow::tell(&tx, ctx, &[Subject::Need(id)], &[], message, Address::NeedVersions(id)).await?;
    audit::record(&tx, ctx, Event::NeedEdited { need: id, version }).await?;
    ctx.commit(tx).await?;
    Ok(())
}

async fn keep_version(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    need: NeedId,
    version: i32,
    content: &NeedContent,
) -> Result<(), Error> {
    let row = need_version::Model {
        need,
        version,
        content: serde_json::to_string(content)?,
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    need_version::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes a need back, inside the census; only its collectivité sees it from then on. Those that support it or group on
/// it are told why. It parts from the need that it had joined, and those that had joined it stand by themselves again.
///
/// Refused: when a project holds it; without a reason, where others are concerned.
pub async fn withdraw(ctx: &Context, id: NeedId, reason: &TypedReason) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let related = family::lock(&tx, &[id]).await?;
    let row = for_update(&tx, ctx, id).await?;
    ctx.authorise(Action::WriteNeed, &facts(&row))?;
    let campaign = campaign_of(&tx, row.campaign).await?;
    let (before, state) = (row.state, row.state.withdraw(&campaign.spec.calendar, ctx.now())?);
    if before != state {
        if project_need::Entity::find_by_id(id).one(&tx).await?.is_some() {
            return Err(Refusal::NeedInProject.into());
        }
        let mut others = concerned(&tx, id).await?;
        others.retain(|siren| *siren != row.siren);
        let reason = if others.is_empty() { reason.accept()? } else { Some(reason.require()?) };
        let people = people_of(&tx, others).await?;
        let kind = notice::Kind::NeedWithdrawn;
        let message = notice::Message { kind, about: &row.title, reason: reason.as_deref() };
        // The need's own page is its collectivité's alone from now on.
        let link = campaign.address(&Address::Needs);
        let kind = notice::Kind::FollowedNeedWithdrawn;
        let followed = notice::Message { kind, reason: None, ..message };
        follow::tell(&tx, ctx, &[Subject::Need(id)], &people, followed, link.clone()).await?;
        notice::notify_with_reason(&tx, ctx, people, message, link).await?;
        let mut events = EventBatch::default();
        let parting = related.iter().filter(|one| one.id == id || one.merged_into == Some(id));
        for one in parting.filter(|one| one.merged_into.is_some()) {
            family::part(&tx, ctx, &related, one, reason.as_deref(), &mut events).await?;
        }
        family::forget_requests(&tx, &[id]).await?;
        let mut changed = row.into_active_model();
        changed.state = Set(state);
        changed.update(&tx).await?;
        family::recount(&tx, ctx, related.iter().map(|one| one.id)).await?;
        events.add(ctx, Event::NeedWithdrawn { need: id, reason })?;
        events.write(&tx).await?;
        ctx.commit(tx).await?;
    }
    Ok(())
}

/// The collectivités that support a need, or stand in a group on it that is not dissolved.
async fn concerned(tx: &impl ConnectionTrait, id: NeedId) -> Result<Vec<Siren>, Error> {
    let supporters = support::Entity::find().filter(support::Column::Need.eq(id)).all(tx).await?;
    let of_need = group::Entity::find().filter(group::Column::Need.eq(id));
    let alive = of_need.filter(group::Column::State.ne(GroupState::Dissolved));
    let groups: Vec<GroupId> = alive.select_only().column(group::Column::Id).into_tuple().all(tx).await?;
    let among = bulk::one_of(tx, group_member::Column::GroupId, groups.iter().map(|group| group.0));
    let members = group_member::Entity::find().filter(among).all(tx).await?;
    let members = members.into_iter().filter(|member| !member.state.is_out()).map(|member| member.siren);
    Ok(supporters.into_iter().map(|support| support.siren).chain(members).collect())
}

/// What a draft is known by to whoever deletes it: its text.
pub fn shown_draft(row: &need::Model) -> Shown {
    Shown::of([form_of(row).fingerprint()])
}

/// Deletes a draft of one's collectivité, in every phase: nothing of it stays, nor of its files.
///
/// Refused: [`Refusal::WrongState`] for what was published, [`Refusal::ShownChanged`] when a colleague wrote in it
/// since it was read.
pub async fn delete_draft(ctx: &Context, id: NeedId) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let row = for_update(&tx, ctx, id).await?;
    ctx.authorise(Action::WriteNeed, &facts(&row))?;
    if row.state != NeedState::Draft {
        return Err(Refusal::WrongState.into());
    }
    ctx.require_shown("", &shown_draft(&row))?;
    let files = forget_of_need(&tx, id).await?;
    row.delete(&tx).await?;
    audit::record(&tx, ctx, Event::NeedDraftDeleted { need: id }).await?;
    ctx.commit(tx).await?;
    for file in files {
        take_away(ctx, file).await;
    }
    Ok(())
}
