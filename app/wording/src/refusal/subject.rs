//! Which refusals each file speaks of.

/// The refusals of a subject, or of several, as a pattern. A new refusal belongs to none: no `match` of this module
/// compiles until it stands here, and then the file of its subject does not until it has a sentence there.
macro_rules! subject {
    (text) => {
        Refusal::Missing | Refusal::TooShort { .. } | Refusal::TooLong { .. } | Refusal::AddressInName
            | Refusal::HiddenCharacters { .. } | Refusal::MixedScripts { .. } | Refusal::NotHttps
            | Refusal::NotAnEmail | Refusal::PersonalData { .. } | Refusal::TooManyMentions { .. }
            | Refusal::MentionUnknown { .. } | Refusal::MentionUnclear { .. }
    };
    (choice) => {
        Refusal::NotOnTheList | Refusal::UnknownCollectivity | Refusal::UnknownEnvelope | Refusal::NotADay
            | Refusal::EndsBeforeItBegins | Refusal::UnknownPerson | Refusal::DepartementNeeded
            | Refusal::OutsideTheCampaign | Refusal::NotANumber | Refusal::OutOfRange { .. }
            | Refusal::TooManyLines { .. } | Refusal::NothingTicked | Refusal::TooManyTicked { .. }
            | Refusal::NotAnHour
    };
    (state) => {
        Refusal::PhaseClosed { .. } | Refusal::WrongState | Refusal::ChangedMeanwhile | Refusal::ActingChanged
            | Refusal::TrainingLeft | Refusal::ShownChanged | Refusal::RequestEnded | Refusal::ActEnded
            | Refusal::AnswerChanged { .. }
            | Refusal::RulesChanged | Refusal::DiscussionClosed | Refusal::NoLongerEditable | Refusal::TakenBack
            | Refusal::TextHidden | Refusal::ThreadFull { .. } | Refusal::AlreadyAnswered | Refusal::TooManyMessages
            | Refusal::TooManyReports | Refusal::TooManyEnquiries | Refusal::TooManyCanned { .. }
    };
    (money) => {
        Refusal::AmbiguousAmount { .. } | Refusal::NotAnAmount | Refusal::NegativeAmount | Refusal::AmountTooLarge
            | Refusal::NoEligibleCost | Refusal::UnderFloor { .. } | Refusal::OverCeiling { .. }
            | Refusal::OverAsked { .. } | Refusal::TooMuchPublicFunding | Refusal::NothingLeftToPay
            | Refusal::NotEnoughLeft { .. } | Refusal::OverGranted { .. } | Refusal::RangeReversed
            | Refusal::NotAnIban | Refusal::IbanCheckDigits | Refusal::IbanKeyMissing | Refusal::IbanKeyWrong
            | Refusal::CostOutsideRange { .. }
    };
    (group) => {
        Refusal::OwnNeed | Refusal::AlreadySupported | Refusal::AlreadyMember | Refusal::AlreadyInvited
            | Refusal::LeadStays | Refusal::GroupSubmitted | Refusal::NotEligible | Refusal::NoNeed
            | Refusal::NeedTaken | Refusal::NeedInProject | Refusal::MembersChanged | Refusal::GroupDissolved
            | Refusal::MemberGone { .. } | Refusal::TooManyFollowed { .. }
    };
    (need) => {
        Refusal::NeedsChanged { .. } | Refusal::NeedsUnfit { .. } | Refusal::NoNeedChosen
            | Refusal::TooManyNeeds { .. } | Refusal::UndoOver | Refusal::MergeWithItself | Refusal::MergeCircle
            | Refusal::MergeAcrossCampaigns | Refusal::NeedJoined | Refusal::NeedNotPublished
            | Refusal::HeldByAnotherProject | Refusal::NothingToMerge | Refusal::MergeProposed
    };
    (campaign) => {
        Refusal::CampaignNameTaken | Refusal::NotASlug | Refusal::CampaignNotReady { .. }
            | Refusal::NotACampaignFile { .. } | Refusal::NothingToChange | Refusal::LegalTextsUnfinished { .. }
            | Refusal::CampaignListTooLong { .. } | Refusal::TooManyQuestions { .. }
            | Refusal::EnvelopesInACircle { .. } | Refusal::ConditionTooDeep { .. }
            | Refusal::QuestionsInACircle { .. } | Refusal::WavesOverlap { .. }
            | Refusal::TooManyTrainingCopies { .. }
    };
    (announcement) => {
        Refusal::UnknownMailField { .. } | Refusal::UnknownField { .. } | Refusal::FieldMissing { .. }
            | Refusal::FieldNotInSubject { .. } | Refusal::FieldTooEarly { .. } | Refusal::HtmlInText { .. }
            | Refusal::PictureInText
            | Refusal::LinkNotAllowed { .. } | Refusal::NoRecipient | Refusal::DeadlineMissing
            | Refusal::NoOwnAddress | Refusal::NoMailServer | Refusal::TooManyServiceMessages { .. }
            | Refusal::ShownTooLong { .. } | Refusal::EndsInThePast
    };
    (vote) => {
        Refusal::EmptyBallot | Refusal::TooManyChoices { .. } | Refusal::TooFewChoices { .. }
            | Refusal::TooManyPoints { .. } | Refusal::PointsDoNotAddUp { .. } | Refusal::NotPoints
            | Refusal::NotOnTheBallot | Refusal::NoMandate | Refusal::ForgedCastId | Refusal::NotOnTheRoll
            | Refusal::NotAnElu
    };
    (rule) => {
        Refusal::RuleFrozen | Refusal::RuleNotFrozen | Refusal::NotDurable | Refusal::NoProject
            | Refusal::SelectionFrozen | Refusal::VoteUnderWay { .. } | Refusal::CommitteeNotFavourable
    };
    (sign_in) => {
        Refusal::TooManyLinks | Refusal::TooManySignIns | Refusal::LinkEnded | Refusal::OtherBrowser
            | Refusal::WrongCode | Refusal::SecondFactorNeeded
    };
    (membership) => {
        Refusal::AlreadyActs | Refusal::AlreadyAsked | Refusal::TooManyRequests { .. }
            | Refusal::TooManyRequestsToday | Refusal::Disowned | Refusal::TooManyInvitations
            | Refusal::ColleagueInvited | Refusal::InvitationsRefused | Refusal::ConsentNeeded
            | Refusal::LastReferent | Refusal::ActProposed | Refusal::ProposerGone | Refusal::RoleHeld
            | Refusal::LastAdministrator
    };
    (application) => {
        Refusal::WaveNotOpen | Refusal::WaveClosed | Refusal::NoCall | Refusal::ApplicantNotEligible
            | Refusal::WrongApplicant | Refusal::NotSelected | Refusal::AlreadyApplied | Refusal::AlreadySubmitted
            | Refusal::NotConfirmed { .. } | Refusal::PlacesTaken { .. }
    };
    (decision) => {
        Refusal::BeingCorrected | Refusal::CorrectionClosed | Refusal::AlreadyDecided | Refusal::NotAssessed
            | Refusal::DiscussionNeeded | Refusal::MarkMissing | Refusal::NotEnoughAssessors { .. }
            | Refusal::ConflictNotDeclared | Refusal::MarksSettled | Refusal::PublicationPast
            | Refusal::NotPublished | Refusal::ConventionUnsigned | Refusal::SignatureNoted | Refusal::DayToCome
    };
    (file) => {
        Refusal::FileMissing | Refusal::FilesUnreachable | Refusal::FileEmpty | Refusal::FileTooLarge { .. }
            | Refusal::FileType | Refusal::TooManyFiles { .. } | Refusal::ListUnreadable { .. }
            | Refusal::ListLine { .. } | Refusal::OtherListLines { .. } | Refusal::NotUtf8 { .. } | Refusal::Formula
    };
    (needs) => {
        subject!(group need campaign announcement)
    };
    (one_of_several) => {
        Refusal::FileRefused { .. }
    };
    ($first:ident $($other:ident)+) => {
        subject!($first) | subject!($($other)+)
    };
}

pub(super) use subject;
