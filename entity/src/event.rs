//! The trace: one typed event an act, written in the act's own transaction (rule 7 of docs/RULES.md).

use crate::{
    committee::Verdict,
    convention::Party,
    curation::{BatchKind, WorkState},
    decision::Outcome,
    deployment::DeploymentState,
    discussion::Room,
    follow::FollowKind,
    group::MemberState,
    id::{
        ApplicationId, AttachmentId, BatchId, CampaignDraftId, CampaignId, CannedAnswerId, EnquiryId, GroupId,
        JointActId, MailingId, MessageId, NeedId, PersonId, ProjectId, ServiceId, ServiceMessageId, SessionId,
        TrainingId,
    },
    joint_act::{JointActKind, JointActState},
    ledger::EntryKind,
    mandate::Rank,
    moderation::TextId,
    permission::StaffRole,
    sign_in::Method,
    siren::Siren,
    site_text::SiteText,
    viewing::ViewRole,
};
use serde::{Deserialize, Serialize};

codes!(/// Who confirmed, or declined, that somebody acts for a collectivité.
Confirmed {
    /// The collectivité's referent.
    Referent = "referent",
    /// Whoever reads the collectivité's official mail.
    OfficialContact = "official_contact",
    /// A curator, on evidence.
    Curator = "curator",
    /// An imported list, and the sign-in with an address that it names.
    Import = "import",
});

codes!(/// How somebody is written to of what others do.
MailPreference {
    /// A mail for each notice.
    Each = "each",
    /// One a day, when there is something.
    Digest = "digest",
    /// None: notices stay on the site.
    None = "none",
});

/// What was done. Ballots leave no trace of their content. A `reason` is that of whoever did it, for those concerned;
/// it is not written where there is none, so that what earlier releases wrote keeps its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    TerritoriesImported {
        vintage: String,
    },
    ProgrammesImported {
        rows: usize,
    },
    CampaignImported {
        campaign: CampaignId,
        version: i32,
    },
    CampaignOpened {
        campaign: CampaignId,
    },
    /// A campaign is being written, from nothing, from another one or from a file.
    CampaignDraftBegun {
        draft: CampaignDraftId,
        slug: String,
    },
    /// Something was written in it, at this place of the outline (empty: everywhere).
    CampaignDraftChanged {
        draft: CampaignDraftId,
        version: i32,
        place: String,
    },
    /// It was thrown away.
    CampaignDraftDiscarded {
        draft: CampaignDraftId,
    },
    /// A training copy of a campaign was made; what is done in it leaves no trace here.
    TrainingCopyMade {
        training: TrainingId,
        campaign: CampaignId,
    },
    /// It was erased, with all that was done in it.
    TrainingCopyErased {
        training: TrainingId,
        campaign: CampaignId,
    },
    /// A mailing is being written.
    MailingBegun {
        mailing: MailingId,
    },
    /// What it says, or whom it is for, changed.
    MailingChanged {
        mailing: MailingId,
        version: i32,
    },
    /// Whoever writes it sent it to themselves.
    MailingTested {
        mailing: MailingId,
        version: i32,
    },
    MailingDiscarded {
        mailing: MailingId,
    },
    /// Two agreed, and its mails were written; to which addresses is not told here.
    MailingSent {
        mailing: MailingId,
        version: i32,
        recipients: u64,
    },
    MailingStopped {
        mailing: MailingId,
    },
    MailingResumed {
        mailing: MailingId,
    },
    /// Every mail was sent or given up.
    MailingEnded {
        mailing: MailingId,
        sent: u64,
        given_up: u64,
        unanswered: u64,
    },
    /// Mails came back for good: no mailing goes to so many more addresses.
    BouncesNoted {
        addresses: u64,
    },
    /// Whoever reads an address asked for no more mailings; which is not told here.
    MailingsUnsubscribed,
    /// A message is on top of every page, from then until then.
    ServiceMessageWritten {
        message: ServiceMessageId,
        begins_at: chrono::DateTime<chrono::Utc>,
        ends_at: chrono::DateTime<chrono::Utc>,
    },
    /// It ended before its time.
    ServiceMessageEnded {
        message: ServiceMessageId,
    },
    ContactsImported {
        rows: usize,
    },
    /// A list of services was taken into the catalogue.
    ServicesImported {
        added: usize,
        changed: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
    },
    /// A curator took a service out of the catalogue.
    ServiceWithdrawn {
        service: ServiceId,
    },
    SuccessionsImported {
        rows: usize,
    },
    /// The SIRET of seats were taken from a list.
    SeatsImported {
        rows: usize,
    },
    /// A mail with a link was asked for; to which address is not told.
    SignInAsked,
    SignedIn {
        method: Method,
    },
    SignedOut,
    SessionsEnded {
        sessions: u64,
    },
    PersonMade {
        method: Method,
    },
    PersonRenamed,
    /// An assessor told in which département they live.
    #[serde(rename = "residence_told")]
    ResidenceSet,
    /// The person took note that the identity provider names another organisation for them.
    OrganisationAcknowledged,
    /// The person took their data away.
    PersonDeleted,
    /// The person downloaded what is known of them.
    DataTaken,
    MailPreferenceChosen {
        preference: MailPreference,
    },
    /// A secret address of one's own deadlines was made; one that was there before leads nowhere from then on.
    CalendarLinkMade,
    /// It leads nowhere any more.
    CalendarLinkRevoked,
    /// The person asked for the weekly mail of figures, or wants it no more.
    WeeklyFiguresChosen {
        wanted: bool,
    },
    NeedFileAdded {
        need: NeedId,
        #[serde(rename = "file")]
        attachment: AttachmentId,
    },
    NeedFileRemoved {
        need: NeedId,
        #[serde(rename = "file")]
        attachment: AttachmentId,
    },
    /// A draft began with the texts of a need of an earlier campaign.
    NeedCopied {
        need: NeedId,
        source: NeedId,
    },
    /// The person is told from now on what happens to a need, a group or a project.
    Followed {
        kind: FollowKind,
        followed: uuid::Uuid,
    },
    Unfollowed {
        kind: FollowKind,
        followed: uuid::Uuid,
    },
    StaffInvited {
        staff: StaffRole,
    },
    StaffRoleGiven {
        person: PersonId,
        staff: Option<StaffRole>,
        departement: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    MembershipAsked {
        siren: Siren,
    },
    MembershipAskedBack {
        siren: Siren,
    },
    MembershipRequestCorrected {
        siren: Siren,
    },
    /// A referent invited somebody; to which address is not told.
    MembershipInvited {
        siren: Siren,
    },
    /// A referent took an invitation back.
    InvitationTakenBack {
        siren: Siren,
    },
    /// Whoever was invited by mail said that it is not for them.
    InvitationDeclined {
        person: Option<PersonId>,
        siren: Siren,
    },
    MembershipConfirmed {
        person: PersonId,
        siren: Siren,
        by: Confirmed,
        /// On what a curator confirmed.
        evidence: Option<String>,
    },
    MembershipDeclined {
        person: PersonId,
        siren: Siren,
        by: Confirmed,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An imported list names somebody who has not signed in yet; the address is not told.
    MemberImported {
        siren: Siren,
        referent: bool,
        /// Where the list comes from, as a curator wrote it; None for the operator's.
        evidence: Option<String>,
    },
    /// They are waited for no longer; the address is not told.
    ImportedMemberRemoved {
        siren: Siren,
    },
    /// Whoever reads a collectivité's official mail knows nobody of that name.
    AskerDisowned {
        person: PersonId,
        siren: Siren,
    },
    MembershipEnded {
        person: PersonId,
        siren: Siren,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    ReferentNamed {
        person: PersonId,
        siren: Siren,
    },
    ReferentEnded {
        person: PersonId,
        siren: Siren,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A curator ended a membership alone, of somebody who neither says who acts nor votes.
    MembershipDetached {
        person: PersonId,
        siren: Siren,
        reason: String,
    },
    /// One of the State's people proposed an act that takes two.
    JointActProposed {
        act: JointActId,
        kind: JointActKind,
        /// Why, as it was read by the second person.
        reason: String,
    },
    /// A second one agreed; the first is `proposed_by`.
    JointActSeconded {
        act: JointActId,
        kind: JointActKind,
        proposed_by: PersonId,
    },
    /// It took effect, or never will.
    JointActEnded {
        act: JointActId,
        kind: JointActKind,
        state: JointActState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The official address of a collectivité was asked to consent to the referent whom the State named.
    ConsentAsked {
        siren: Siren,
    },
    /// It consented.
    ConsentGiven {
        siren: Siren,
    },
    MandateGiven {
        person: PersonId,
        siren: Siren,
        rank: Rank,
    },
    MandateWithdrawn {
        person: PersonId,
        siren: Siren,
        rank: Rank,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// What is older than its retention time was removed.
    Purged {
        sessions: u64,
        links: u64,
        mails: u64,
        notices: u64,
    },
    ActingForChosen {
        siren: Siren,
    },
    NeedDrafted {
        need: NeedId,
    },
    DraftChanged {
        need: NeedId,
    },
    NeedPublished {
        need: NeedId,
    },
    NeedEdited {
        need: NeedId,
        version: i32,
    },
    NeedDraftDeleted {
        need: NeedId,
    },
    NeedWithdrawn {
        need: NeedId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    NeedDeclined {
        need: NeedId,
    },
    /// A service exists already that answers the need, which is not taken further.
    NeedAnswered {
        need: NeedId,
    },
    /// A curator noted how far they are with a need.
    NeedSorted {
        need: NeedId,
        work: WorkState,
    },
    NeedAssigned {
        need: NeedId,
        to: Option<PersonId>,
    },
    /// A curator wrote a note; what it says is not told here.
    NeedNoted {
        need: NeedId,
    },
    NeedPutInProject {
        need: NeedId,
        project: ProjectId,
    },
    /// What was done to a need with others was undone.
    NeedRestored {
        need: NeedId,
        project: Option<ProjectId>,
    },
    BatchDone {
        batch: BatchId,
        act: BatchKind,
        needs: usize,
    },
    BatchUndone {
        batch: BatchId,
    },
    /// The time to undo is over: those concerned are told.
    BatchSettled {
        batch: BatchId,
        notices: usize,
    },
    NeedSupported {
        need: NeedId,
    },
    SupportChanged {
        need: NeedId,
    },
    SupportWithdrawn {
        need: NeedId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// On a need, or without one.
    /// A need joined another, by a curator or because both authors agreed.
    NeedMerged {
        need: NeedId,
        into: NeedId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A need that had joined another stands by itself again.
    NeedSplit {
        need: NeedId,
        from: NeedId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The collectivité of a need proposed to that of another that it joins it.
    MergeProposed {
        need: NeedId,
        into: NeedId,
    },
    /// It said no.
    MergeDeclined {
        need: NeedId,
        into: NeedId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Who proposed it took it back.
    MergeTakenBack {
        need: NeedId,
        into: NeedId,
    },
    /// A curator leaves needs apart that look alike.
    ClusterIgnored {
        campaign: CampaignId,
        needs: Vec<NeedId>,
    },
    /// A message was written under a need or inside a group.
    DiscussionWritten {
        room: Room,
        message: MessageId,
    },
    DiscussionEdited {
        room: Room,
        message: MessageId,
    },
    /// Its author took a message back.
    DiscussionTakenBack {
        room: Room,
        message: MessageId,
    },
    /// A curator asked the collectivité of a need.
    QuestionAsked {
        need: NeedId,
        message: MessageId,
    },
    QuestionAnswered {
        need: NeedId,
        message: MessageId,
    },
    /// A curator no longer waits for an answer.
    QuestionClosed {
        need: NeedId,
        message: MessageId,
    },
    /// Somebody reported a text; why is in the queue of curators.
    TextReported {
        text: TextId,
    },
    TextHidden {
        text: TextId,
        reason: String,
    },
    /// A text that was reported stays as it is.
    TextKept {
        text: TextId,
    },
    /// The author of a hidden text answered.
    HiddenTextAnswered {
        text: TextId,
    },
    /// A hidden text is shown again.
    TextShown {
        text: TextId,
    },
    /// A text stays hidden after its author answered.
    TextHiddenUpheld {
        text: TextId,
    },
    /// Somebody wrote to those who run the site; who and what is not told here.
    EnquiryReceived {
        enquiry: EnquiryId,
    },
    /// One of the staff prepares an answer.
    EnquiryTaken {
        enquiry: EnquiryId,
    },
    EnquiryAnswered {
        enquiry: EnquiryId,
    },
    /// It was put away without an answer.
    EnquiryClosed {
        enquiry: EnquiryId,
    },
    /// An answer that is kept for later was written, or written anew.
    CannedAnswerWritten {
        answer: CannedAnswerId,
    },
    CannedAnswerRemoved {
        answer: CannedAnswerId,
    },
    /// A text of the site was written anew; `restored` is the earlier version that it is.
    SiteTextWritten {
        text: SiteText,
        version: i32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        restored: Option<i32>,
    },
    /// A text of the site is again the one that comes with it.
    SiteTextReset {
        text: SiteText,
        version: i32,
    },
    /// An administrator sees the site as somebody else would, until then at the latest.
    ViewBegun {
        role: ViewRole,
        siren: Option<Siren>,
        departement: Option<String>,
        until: chrono::DateTime<chrono::Utc>,
    },
    /// They left it, or its time was over.
    ViewEnded {
        role: ViewRole,
    },
    GroupOpened {
        group: GroupId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        need: Option<NeedId>,
    },
    GroupMember {
        group: GroupId,
        siren: Siren,
        state: MemberState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    #[serde(rename = "group_filed")]
    GroupSubmitted {
        group: GroupId,
        population: i64,
        rule_version: i32,
        vintage: String,
    },
    GroupDissolved {
        group: GroupId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    ProjectDrafted {
        project: ProjectId,
    },
    ProjectEdited {
        project: ProjectId,
    },
    ProjectPutOnBallot {
        project: ProjectId,
    },
    ProjectDropped {
        project: ProjectId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The committee meets, that day.
    CommitteeCalled {
        session: SessionId,
        day: String,
    },
    ProjectProposedToCommittee {
        project: ProjectId,
        session: SessionId,
    },
    /// A member of the committee gave an opinion; which is not told here.
    CommitteeOpinionGiven {
        project: ProjectId,
        session: SessionId,
    },
    CommitteeDecided {
        project: ProjectId,
        session: SessionId,
        verdict: Verdict,
        published: bool,
    },
    RuleFrozen {
        campaign: CampaignId,
        hash: String,
    },
    RuleReopened {
        campaign: CampaignId,
        hash: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Somebody tried to change what is frozen; nothing changed.
    FrozenRuleRefused {
        campaign: CampaignId,
        attempt: String,
    },
    BallotPrepared {
        siren: Siren,
    },
    BallotCast {
        siren: Siren,
        version: i32,
    },
    /// Money was delegated to a prefecture, given back by it, or carried over to the next wave; in cents.
    MoneyMoved {
        kind: EntryKind,
        envelope: String,
        from: String,
        to: String,
        cents: i64,
    },
    ApplicationOpened {
        application: ApplicationId,
        envelope: String,
    },
    ApplicationWritten {
        application: ApplicationId,
    },
    #[serde(rename = "file_attached")]
    AttachmentAdded {
        application: ApplicationId,
        #[serde(rename = "file")]
        attachment: AttachmentId,
    },
    #[serde(rename = "file_taken_away")]
    AttachmentRemoved {
        application: ApplicationId,
        #[serde(rename = "file")]
        attachment: AttachmentId,
    },
    ApplicationConfirmed {
        application: ApplicationId,
        siren: Siren,
    },
    /// What was asked for, in cents, under which version of the rules.
    #[serde(rename = "application_filed")]
    ApplicationSubmitted {
        application: ApplicationId,
        number: String,
        cents: i64,
        rule_version: i32,
    },
    ApplicationDraftDeleted {
        application: ApplicationId,
    },
    ApplicationWithdrawn {
        application: ApplicationId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    CorrectionAsked {
        application: ApplicationId,
    },
    ApplicationComplete {
        application: ApplicationId,
    },
    /// It may be submitted after the close, until then.
    ExceptionGranted {
        application: ApplicationId,
        until: chrono::DateTime<chrono::Utc>,
        reason: String,
    },
    MovedToWave {
        application: ApplicationId,
        wave: i32,
    },
    #[serde(rename = "assessor_drawn")]
    AssessorAssigned {
        application: ApplicationId,
        assessor: PersonId,
    },
    /// An application was taken from an assessor who did not answer.
    AssessorReplaced {
        application: ApplicationId,
        assessor: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    ConflictDeclared {
        application: ApplicationId,
        conflict: bool,
    },
    /// An officer kept what they typed of a decision; what is not told here.
    DecisionDrafted {
        application: ApplicationId,
    },
    /// Marks were given; which is not told here.
    ApplicationAssessed {
        application: ApplicationId,
    },
    ApplicationDecided {
        application: ApplicationId,
        outcome: Outcome,
        cents: i64,
        rule_version: i32,
    },
    AgreementSigned {
        application: ApplicationId,
    },
    /// The convention of an application was drawn up under this number.
    ConventionDrawn {
        application: ApplicationId,
        number: String,
    },
    /// It was noted that one of the two signed it; who is not told here.
    SignatureNoted {
        application: ApplicationId,
        party: Party,
    },
    /// A collectivité said to which account it is paid; which is not told here.
    BankAccountGiven {
        application: ApplicationId,
    },
    /// Nothing is paid to it any more: it was erased.
    BankAccountErased {
        application: ApplicationId,
    },
    InstalmentAsked {
        application: ApplicationId,
        cents: i64,
    },
    InstalmentPaid {
        application: ApplicationId,
        cents: i64,
    },
    /// An instalment that was asked for is not paid.
    InstalmentRefused {
        application: ApplicationId,
        cents: i64,
    },
    ApplicationClosed {
        application: ApplicationId,
        released: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    MessageWritten {
        application: ApplicationId,
    },
    #[serde(rename = "deployment_told")]
    DeploymentReported {
        application: ApplicationId,
        siren: Siren,
        state: DeploymentState,
    },
    /// A prefecture said who signs its letters.
    LetterheadSet {
        departement: String,
    },
    DemoClockMoved {
        to: chrono::DateTime<chrono::Utc>,
    },
}

impl Event {
    /// Whether somebody does it for themselves, whichever collectivité they act for.
    pub fn is_personal(&self) -> bool {
        matches!(
            self,
            Event::SignInAsked
                | Event::SignedIn { .. }
                | Event::SignedOut
                | Event::SessionsEnded { .. }
                | Event::PersonMade { .. }
                | Event::PersonRenamed
                | Event::ResidenceSet
                | Event::PersonDeleted
                | Event::DataTaken
                | Event::MailPreferenceChosen { .. }
                | Event::WeeklyFiguresChosen { .. }
                | Event::CalendarLinkMade
                | Event::CalendarLinkRevoked
                | Event::Followed { .. }
                | Event::Unfollowed { .. }
                | Event::OrganisationAcknowledged
                | Event::ActingForChosen { .. }
                | Event::MembershipAsked { .. }
                | Event::MembershipAskedBack { .. }
                | Event::MembershipRequestCorrected { .. }
                | Event::TextReported { .. }
                | Event::MailingsUnsubscribed
                | Event::EnquiryReceived { .. }
                | Event::ViewBegun { .. }
                | Event::ViewEnded { .. }
        )
    }

    /// What it was done to, as the trace names it: the identifier of a thing, the SIREN of a collectivité, an envelope,
    /// or the person themselves (`by`). None for what was done to nothing in particular, and for the acts that take two
    /// people, whose subject is that of the act proposed.
    pub fn subject(&self, by: Option<PersonId>) -> Option<String> {
        match self {
            Event::TerritoriesImported { .. }
            | Event::ProgrammesImported { .. }
            | Event::ContactsImported { .. }
            | Event::SuccessionsImported { .. }
            | Event::SeatsImported { .. }
            | Event::ServicesImported { .. }
            | Event::SignInAsked
            | Event::SignedOut
            | Event::StaffInvited { .. }
            | Event::JointActProposed { .. }
            | Event::JointActSeconded { .. }
            | Event::JointActEnded { .. }
            | Event::Purged { .. }
            | Event::BouncesNoted { .. }
            | Event::MailingsUnsubscribed
            | Event::DemoClockMoved { .. } => None,
            Event::SignedIn { .. }
            | Event::SessionsEnded { .. }
            | Event::PersonMade { .. }
            | Event::PersonRenamed
            | Event::ResidenceSet
            | Event::OrganisationAcknowledged
            | Event::PersonDeleted
            | Event::DataTaken
            | Event::ViewEnded { .. }
            | Event::MailPreferenceChosen { .. }
            | Event::CalendarLinkMade
            | Event::CalendarLinkRevoked
            | Event::WeeklyFiguresChosen { .. } => by.map(|person| person.to_string()),
            Event::Followed { followed, .. } | Event::Unfollowed { followed, .. } => Some(followed.to_string()),
            Event::StaffRoleGiven { person, .. } => Some(person.to_string()),
            Event::EnquiryReceived { enquiry }
            | Event::EnquiryTaken { enquiry }
            | Event::EnquiryAnswered { enquiry }
            | Event::EnquiryClosed { enquiry } => Some(enquiry.to_string()),
            Event::CannedAnswerWritten { answer } | Event::CannedAnswerRemoved { answer } => Some(answer.to_string()),
            Event::SiteTextWritten { text, .. } | Event::SiteTextReset { text, .. } => Some(text.to_string()),
            Event::ViewBegun { siren, .. } => {
                siren.map(|siren| siren.to_string()).or_else(|| by.map(|person| person.to_string()))
            }
            Event::CampaignDraftBegun { draft, .. }
            | Event::CampaignDraftChanged { draft, .. }
            | Event::CampaignDraftDiscarded { draft } => Some(draft.to_string()),
            Event::MailingBegun { mailing }
            | Event::MailingChanged { mailing, .. }
            | Event::MailingTested { mailing, .. }
            | Event::MailingDiscarded { mailing }
            | Event::MailingSent { mailing, .. }
            | Event::MailingStopped { mailing }
            | Event::MailingResumed { mailing }
            | Event::MailingEnded { mailing, .. } => Some(mailing.to_string()),
            Event::ServiceMessageWritten { message, .. } | Event::ServiceMessageEnded { message } => {
                Some(message.to_string())
            }
            Event::CampaignImported { campaign, .. }
            | Event::CampaignOpened { campaign }
            | Event::TrainingCopyMade { campaign, .. }
            | Event::TrainingCopyErased { campaign, .. }
            | Event::ClusterIgnored { campaign, .. }
            | Event::RuleFrozen { campaign, .. }
            | Event::RuleReopened { campaign, .. }
            | Event::FrozenRuleRefused { campaign, .. } => Some(campaign.to_string()),
            Event::MembershipAsked { siren }
            | Event::MembershipAskedBack { siren }
            | Event::MembershipRequestCorrected { siren }
            | Event::MembershipInvited { siren }
            | Event::InvitationTakenBack { siren }
            | Event::InvitationDeclined { siren, .. }
            | Event::MembershipConfirmed { siren, .. }
            | Event::MembershipDeclined { siren, .. }
            | Event::MemberImported { siren, .. }
            | Event::ImportedMemberRemoved { siren }
            | Event::AskerDisowned { siren, .. }
            | Event::MembershipEnded { siren, .. }
            | Event::ReferentNamed { siren, .. }
            | Event::ReferentEnded { siren, .. }
            | Event::MembershipDetached { siren, .. }
            | Event::ConsentAsked { siren }
            | Event::ConsentGiven { siren }
            | Event::MandateGiven { siren, .. }
            | Event::MandateWithdrawn { siren, .. }
            | Event::ActingForChosen { siren }
            | Event::BallotPrepared { siren }
            | Event::BallotCast { siren, .. } => Some(siren.to_string()),
            Event::NeedDrafted { need }
            | Event::DraftChanged { need }
            | Event::NeedPublished { need }
            | Event::NeedEdited { need, .. }
            | Event::NeedDraftDeleted { need }
            | Event::NeedFileAdded { need, .. }
            | Event::NeedFileRemoved { need, .. }
            | Event::NeedCopied { need, .. }
            | Event::NeedWithdrawn { need, .. }
            | Event::NeedDeclined { need }
            | Event::NeedAnswered { need }
            | Event::NeedSorted { need, .. }
            | Event::NeedAssigned { need, .. }
            | Event::NeedNoted { need }
            | Event::NeedPutInProject { need, .. }
            | Event::NeedRestored { need, .. }
            | Event::NeedSupported { need }
            | Event::SupportChanged { need }
            | Event::SupportWithdrawn { need, .. }
            | Event::NeedMerged { need, .. }
            | Event::NeedSplit { need, .. }
            | Event::MergeProposed { need, .. }
            | Event::MergeDeclined { need, .. }
            | Event::MergeTakenBack { need, .. }
            | Event::QuestionAsked { need, .. }
            | Event::QuestionAnswered { need, .. }
            | Event::QuestionClosed { need, .. } => Some(need.to_string()),
            Event::BatchDone { batch, .. } | Event::BatchUndone { batch } | Event::BatchSettled { batch, .. } => {
                Some(batch.to_string())
            }
            Event::DiscussionWritten { room, .. }
            | Event::DiscussionEdited { room, .. }
            | Event::DiscussionTakenBack { room, .. } => match room {
                Room::Need(need) => Some(need.to_string()),
                Room::Group(group) => Some(group.to_string()),
            },
            Event::TextReported { text }
            | Event::TextHidden { text, .. }
            | Event::TextKept { text }
            | Event::HiddenTextAnswered { text }
            | Event::TextShown { text }
            | Event::TextHiddenUpheld { text } => Some(text.id.to_string()),
            Event::GroupOpened { group, .. }
            | Event::GroupMember { group, .. }
            | Event::GroupSubmitted { group, .. }
            | Event::GroupDissolved { group, .. } => Some(group.to_string()),
            Event::ProjectDrafted { project }
            | Event::ProjectEdited { project }
            | Event::ProjectPutOnBallot { project }
            | Event::ProjectProposedToCommittee { project, .. }
            | Event::CommitteeOpinionGiven { project, .. }
            | Event::CommitteeDecided { project, .. }
            | Event::ProjectDropped { project, .. } => Some(project.to_string()),
            Event::CommitteeCalled { session, .. } => Some(session.to_string()),
            Event::ServiceWithdrawn { service } => Some(service.to_string()),
            Event::MoneyMoved { envelope, .. } => Some(envelope.clone()),
            Event::LetterheadSet { departement } => Some(departement.clone()),
            Event::ApplicationOpened { application, .. }
            | Event::ApplicationWritten { application }
            | Event::AttachmentAdded { application, .. }
            | Event::AttachmentRemoved { application, .. }
            | Event::ApplicationConfirmed { application, .. }
            | Event::ApplicationSubmitted { application, .. }
            | Event::ApplicationDraftDeleted { application }
            | Event::ApplicationWithdrawn { application, .. }
            | Event::CorrectionAsked { application }
            | Event::ApplicationComplete { application }
            | Event::ExceptionGranted { application, .. }
            | Event::MovedToWave { application, .. }
            | Event::AssessorAssigned { application, .. }
            | Event::AssessorReplaced { application, .. }
            | Event::ConflictDeclared { application, .. }
            | Event::DecisionDrafted { application }
            | Event::ApplicationAssessed { application }
            | Event::ApplicationDecided { application, .. }
            | Event::AgreementSigned { application }
            | Event::ConventionDrawn { application, .. }
            | Event::SignatureNoted { application, .. }
            | Event::BankAccountGiven { application }
            | Event::BankAccountErased { application }
            | Event::InstalmentAsked { application, .. }
            | Event::InstalmentPaid { application, .. }
            | Event::InstalmentRefused { application, .. }
            | Event::ApplicationClosed { application, .. }
            | Event::MessageWritten { application }
            | Event::DeploymentReported { application, .. } => Some(application.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_without_a_reason_is_written_and_read_as_earlier_releases_did() {
        let need = NeedId(uuid::Uuid::nil());
        let written = r#"{"event":"need_withdrawn","need":"00000000-0000-0000-0000-000000000000"}"#;
        let event = Event::NeedWithdrawn { need, reason: None };
        assert_eq!(serde_json::to_string(&event).expect("writes"), written);
        assert_eq!(serde_json::from_str::<Event>(written).expect("reads"), event);
        let event = Event::NeedWithdrawn { need, reason: Some("Doublon".to_owned()) };
        let written = serde_json::to_string(&event).expect("writes");
        assert!(written.ends_with(r#","reason":"Doublon"}"#), "{written}");
        assert_eq!(serde_json::from_str::<Event>(&written).expect("reads"), event);
    }
}
