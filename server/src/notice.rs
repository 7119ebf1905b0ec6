//! Notices: what people are told when somebody else acts on what is theirs.

use crate::{Context, Error, bulk};
use entity::{
    address::Address,
    id::{NoticeId, PersonId},
    table::notice,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What a notice says; its sentence stands in the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    NeedInProject,
    NeedDeclined,
    GroupInvitation,
    GroupRequest,
    GroupAnswer,
    GroupFiled,
    BallotCast,
    MembershipAsked,
    MembershipAttached,
    MembershipConfirmed,
    MembershipDeclined,
    MembershipDisowned,
    InvitationDeclined,
    GroupInvitationTakenBack,
    MembershipEnded,
    JointActWaits,
    JointActAnnounced,
    JointActDone,
    JointActStopped,
    ReferentNamed,
    ReferentEnded,
    ConsentGiven,
    StaffRoleChanged,
    MembershipDetached,
    MandateGiven,
    MandateWithdrawn,
    ApplicationOpened,
    ApplicationConfirmed,
    ApplicationFiled,
    CorrectionAsked,
    ExceptionGranted,
    MovedToWave,
    AssessorDrawn,
    ApplicationDecided,
    ApplicationMessage,
    AgreementSigned,
    InstalmentAsked,
    InstalmentPaid,
    InstalmentRefused,
    DraftReminder,
}

impl Kind {
    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Kind::NeedInProject => "need_in_project",
            Kind::NeedDeclined => "need_declined",
            Kind::GroupInvitation => "group_invitation",
            Kind::GroupRequest => "group_request",
            Kind::GroupAnswer => "group_answer",
            Kind::GroupFiled => "group_filed",
            Kind::BallotCast => "ballot_cast",
            Kind::MembershipAsked => "membership_asked",
            Kind::MembershipAttached => "membership_attached",
            Kind::MembershipConfirmed => "membership_confirmed",
            Kind::MembershipDeclined => "membership_declined",
            Kind::MembershipDisowned => "membership_disowned",
            Kind::InvitationDeclined => "invitation_declined",
            Kind::GroupInvitationTakenBack => "group_invitation_taken_back",
            Kind::MembershipEnded => "membership_ended",
            Kind::JointActWaits => "joint_act_waits",
            Kind::JointActAnnounced => "joint_act_announced",
            Kind::JointActDone => "joint_act_done",
            Kind::JointActStopped => "joint_act_stopped",
            Kind::ReferentNamed => "referent_named",
            Kind::ReferentEnded => "referent_ended",
            Kind::ConsentGiven => "consent_given",
            Kind::StaffRoleChanged => "staff_role_changed",
            Kind::MembershipDetached => "membership_detached",
            Kind::MandateGiven => "mandate_given",
            Kind::MandateWithdrawn => "mandate_withdrawn",
            Kind::ApplicationOpened => "application_opened",
            Kind::ApplicationConfirmed => "application_confirmed",
            Kind::ApplicationFiled => "application_filed",
            Kind::CorrectionAsked => "correction_asked",
            Kind::ExceptionGranted => "exception_granted",
            Kind::MovedToWave => "moved_to_wave",
            Kind::AssessorDrawn => "assessor_drawn",
            Kind::ApplicationDecided => "application_decided",
            Kind::ApplicationMessage => "application_message",
            Kind::AgreementSigned => "agreement_signed",
            Kind::InstalmentAsked => "instalment_asked",
            Kind::InstalmentPaid => "instalment_paid",
            Kind::InstalmentRefused => "instalment_refused",
            Kind::DraftReminder => "draft_reminder",
        }
    }
}

/// Tells these people something, once each, except the one who acts.
pub(crate) async fn tell(
    tx: &impl ConnectionTrait,
    ctx: &Context,
    people: Vec<PersonId>,
    kind: Kind,
    about: &str,
    link: Address,
) -> Result<(), Error> {
    write(tx, rows(ctx, people, kind, about, link)).await
}

/// The notices that tell these people something, once each, except the one who acts.
pub(crate) fn rows(
    ctx: &Context,
    mut people: Vec<PersonId>,
    kind: Kind,
    about: &str,
    link: Address,
) -> Vec<notice::Model> {
    people.sort_unstable();
    people.dedup();
    let told = people.into_iter().filter(|person| Some(*person) != ctx.actor.person);
    told.map(|person| notice::Model {
        id: NoticeId(ctx.platform.new_id()),
        person,
        at: ctx.now().into(),
        kind: kind.code().to_owned(),
        about: about.to_owned(),
        link: link.to_string(),
        read_at: None,
        mailed_at: None,
    })
    .collect()
}

/// Writes notices.
pub(crate) async fn write(tx: &impl ConnectionTrait, rows: Vec<notice::Model>) -> Result<(), Error> {
    for batch in rows.chunks(500) {
        bulk::insert::<notice::Entity, notice::ActiveModel>(tx, batch.to_vec(), None).await?;
    }
    Ok(())
}

/// The latest notices of the person signed in, newest first, at most fifty.
pub async fn list(ctx: &Context) -> Result<Vec<notice::Model>, Error> {
    let query = notice::Entity::find().filter(notice::Column::Person.eq(ctx.person()?));
    Ok(query.order_by_desc(notice::Column::At).limit(50).all(ctx.read()).await?)
}

/// Marks every notice of the person signed in as read.
pub async fn mark_all_read(ctx: &Context) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    notice::Entity::update_many()
        .set(notice::ActiveModel { read_at: Set(Some(ctx.now().into())), ..Default::default() })
        .filter(notice::Column::Person.eq(person))
        .filter(notice::Column::ReadAt.is_null())
        .exec(&tx)
        .await?;
    ctx.commit(tx).await?;
    Ok(())
}
