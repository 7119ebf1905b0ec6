//! Typed identifiers: a need's identifier cannot be handed where a project's is wanted.

id!(/// Identifies a campaign.
    CampaignId);
id!(/// Identifies a campaign that is being written.
    CampaignDraftId);
id!(/// Identifies a training copy of a campaign.
    TrainingId);
id!(/// Identifies a person.
    PersonId);
id!(/// Identifies a need.
    NeedId);
id!(/// Identifies needs that are acted on together.
    BatchId);
id!(/// Identifies a curator's note on a need.
    NoteId);
id!(/// Identifies a set of needs that look alike.
    ClusterId);
id!(/// Identifies a mutualisation group.
    GroupId);
id!(/// Identifies a project.
    ProjectId);
id!(/// Identifies a ballot; one a collectivity and campaign, kept when the ballot is replaced.
    BallotId);
id!(/// Identifies one confirmation of a ballot: the form carries it, so that confirming twice casts once.
    CastId);
id!(/// Identifies an event of the trace.
    EventId);
id!(/// Identifies a mail that is sent or to be sent.
    MailId);
id!(/// Identifies a mailing: one text to many.
    MailingId);
id!(/// Identifies a message on top of every page.
    ServiceMessageId);
id!(/// Identifies a notice sent to a person.
    NoticeId);
id!(/// Identifies a message to those who run the site.
    EnquiryId);
id!(/// Identifies an answer that is kept for later.
    CannedAnswerId);
id!(/// Identifies an application.
    ApplicationId);
id!(/// Identifies an entry of the ledger.
    EntryId);
id!(/// Identifies a message inside an application.
    MessageId);
id!(/// Identifies an attached file.
    AttachmentId);
id!(/// Identifies a service of the catalogue.
    ServiceId);
id!(/// Identifies a session of the committee.
    SessionId);
id!(/// Identifies an act that takes two people.
    JointActId);
id!(/// Identifies a payment that is asked for.
    InstalmentId);
