//! An application with what it is judged by.

use super::shown::shown_row;
use crate::decision::stored;
use crate::{
    Context, Error,
    campaign::loaded::{StoredCampaign, campaign_at, campaign_of},
    membership::acting::people_of,
    person::with_role,
};
use entity::{
    application::Submission,
    application_form::ApplicationForm,
    assessment::AssessmentState,
    campaign::{Authority, Envelope},
    group::GroupState,
    id::{ApplicationId, GroupId, PersonId},
    ledger::Fund,
    permission::{Action, Facts, StaffRole, may},
    refusal::Refusal,
    siren::Siren,
    table::{application, assessment, group, group_member},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeSet;

/// An application with what it is judged by: its campaign in the right version, and whose it is.
pub(crate) struct Loaded {
    pub row: application::Model,
    pub campaign: StoredCampaign,
    pub group: Option<group::Model>,
    /// The collectivités that share it now.
    pub members: Vec<Siren>,
}

impl Loaded {
    /// Refuses what was read as another application than it is by now ([`shown_row`]).
    pub(crate) fn require_shown(&self, ctx: &Context) -> Result<(), Refusal> {
        ctx.require_shown(&self.row.id.to_string(), &shown_row(&self.row))
    }

    /// Loads an application for change, locked until the transaction ends; hidden ones are not found.
    pub(crate) async fn for_update(tx: &impl ConnectionTrait, ctx: &Context, id: ApplicationId) -> Result<Self, Error> {
        let row = application::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
        let loaded = Self::of(tx, row).await?;
        loaded.require_readable(ctx)?;
        Ok(loaded)
    }

    /// Loads an application for an act of those who handle it, locked; refuses everybody else.
    pub(crate) async fn to_handle(tx: &impl ConnectionTrait, ctx: &Context, id: ApplicationId) -> Result<Self, Error> {
        let loaded = Self::for_update(tx, ctx, id).await?;
        loaded.require_handler(tx, ctx).await?;
        Ok(loaded)
    }

    pub(crate) async fn of(database: &impl ConnectionTrait, row: application::Model) -> Result<Self, Error> {
        let campaign = match row.rule_version {
            Some(version) => campaign_at(database, row.campaign, version).await?,
            None => campaign_of(database, row.campaign).await?,
        };
        let group = match row.group_id {
            Some(group) => group::Entity::find_by_id(group).one(database).await?,
            None => None,
        };
        let members = members_of(database, row.group_id, row.siren).await?;
        Ok(Self { row, campaign, group, members })
    }

    pub(crate) fn envelope(&self) -> Result<&Envelope, Error> {
        self.campaign.envelope(&self.row.envelope)
    }

    pub(crate) fn form(&self) -> Result<&ApplicationForm, Error> {
        self.campaign.form_of(&self.row.envelope)
    }

    /// Whose it is, and who decides on it.
    pub(crate) fn facts(&self) -> Facts {
        let by_prefect = self.envelope().is_ok_and(|envelope| envelope.decided_by == Authority::Prefect);
        Facts {
            owner: Some(self.row.siren),
            public: false,
            among: self.members.clone(),
            prefecture: by_prefect.then(|| self.row.departement.clone()),
        }
    }

    /// Refuses as not found who may not read it.
    pub(crate) fn require_readable(&self, ctx: &Context) -> Result<(), Error> {
        match (ctx.actor.person, may(&ctx.actor, Action::ReadApplication, &self.facts())) {
            (None, _) => Err(Error::SignInNeeded),
            (Some(_), true) => Ok(()),
            (Some(_), false) => Err(Error::NotFound),
        }
    }

    /// Lets an act through; who may read the application is told that it is not theirs to do.
    pub(crate) fn authorise(&self, ctx: &Context, action: Action) -> Result<(), Error> {
        if may(&ctx.actor, action, &self.facts()) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Lets an act of those who handle it through: not of whoever has a link to it, or was assigned and has not said
    /// so.
    pub(crate) async fn require_handler(&self, tx: &impl ConnectionTrait, ctx: &Context) -> Result<(), Error> {
        self.authorise(ctx, Action::HandleApplication)?;
        let own = assessment::Entity::find_by_id((self.row.id, ctx.person()?)).one(tx).await?;
        match own.map(|row| row.state) {
            Some(AssessmentState::Conflict) => Err(Error::Forbidden),
            Some(AssessmentState::Assigned) => Err(Refusal::ConflictNotDeclared.into()),
            Some(AssessmentState::Reading | AssessmentState::Submitted | AssessmentState::Settled) | None => Ok(()),
        }
    }

    /// Where the money of this application lies.
    pub(crate) fn fund(&self) -> Result<Fund, Error> {
        self.campaign.fund(&self.row.envelope, self.row.wave, &self.row.departement, self.row.project)
    }

    /// The people of all its collectivités, to tell them something.
    pub(crate) async fn people(&self, tx: &impl ConnectionTrait) -> Result<Vec<PersonId>, Error> {
        people_of(tx, self.members.clone()).await
    }

    /// Why it cannot be decided on as it stands: what it was submitted with is no more.
    pub(crate) fn changed_since_submission(&self, ctx: &Context) -> Option<Refusal> {
        let copy = copy_of(&self.row).ok().flatten()?;
        if self.group.as_ref().is_some_and(|group| group.state == GroupState::Dissolved) {
            return Some(Refusal::GroupDissolved);
        }
        let reference = ctx.platform.reference();
        if let Some(gone) = copy.members.iter().find(|member| !reference.atlas.knows(&member.siren)) {
            return Some(Refusal::MemberGone { name: gone.name.clone() });
        }
        let submitted: BTreeSet<Siren> = copy.members.iter().map(|member| member.siren).collect();
        let now: BTreeSet<Siren> = self.members.iter().copied().collect();
        (submitted != now).then_some(Refusal::MembersChanged)
    }

    /// Writes the row with a new state.
    pub(crate) async fn put(
        self,
        tx: &impl ConnectionTrait,
        change: impl FnOnce(&mut application::ActiveModel),
    ) -> Result<application::Model, Error> {
        let mut changed = self.row.into_active_model();
        change(&mut changed);
        Ok(changed.update(tx).await?)
    }
}

/// The frozen copy of an application; None while it was never submitted.
pub fn copy_of(row: &application::Model) -> Result<Option<Submission>, Error> {
    row.submission.as_deref().map(|json| Ok(serde_json::from_str(json)?)).transpose()
}

/// Everybody who handles the applications that a prefecture decides, or the State.
pub(crate) async fn desk_of(tx: &impl ConnectionTrait, prefecture: Option<&str>) -> Result<Vec<PersonId>, Error> {
    let role = if prefecture.is_some() { StaffRole::Prefecture } else { StaffRole::Curator };
    with_role(tx, role, prefecture).await
}

/// Whom to tell that something waits on an application: who decided on it, or else everybody who handles such
/// applications.
pub(crate) async fn handlers(tx: &impl ConnectionTrait, loaded: &Loaded) -> Result<Vec<PersonId>, Error> {
    let all = desk_of(tx, loaded.facts().prefecture.as_deref()).await?;
    let decided = stored::of_application(tx, loaded.row.id).await?;
    let decider = decided.first().map(|decision| decision.person).filter(|person| all.contains(person));
    Ok(decider.map_or(all, |person| vec![person]))
}

/// The collectivités that share an application: the group's members, or the one that applies.
pub(crate) async fn members_of(
    database: &impl ConnectionTrait,
    group: Option<GroupId>,
    siren: Siren,
) -> Result<Vec<Siren>, Error> {
    let Some(group) = group else { return Ok(vec![siren]) };
    let query = group_member::Entity::find().filter(group_member::Column::GroupId.eq(group));
    let rows = query.order_by_asc(group_member::Column::ChangedAt).all(database).await?;
    let counting = rows.into_iter().filter(|row| row.state.counts() && row.siren != siren).map(|row| row.siren);
    // The lead first.
    Ok([siren].into_iter().chain(counting).collect())
}
