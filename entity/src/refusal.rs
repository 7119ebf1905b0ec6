//! Every reason for which a rule says no. A reason has a stable code; its French sentence stands in
//! `app/wording/src/refusal.rs`.

use crate::{calendar::Phase, form_field::FieldName, personal_data::Found};
use serde::{Deserialize, Serialize};

/// Why a rule refused. Closed: a new reason is a new variant, and the compiler then asks for its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[error("{self:?}")]
pub enum Refusal {
    /// A required field is empty.
    Missing,
    /// Fewer characters than asked.
    TooShort { least: usize },
    /// More characters than allowed.
    TooLong { most: usize, length: usize },
    /// A character that turns the direction of reading, after these words.
    HiddenCharacters { after: String },
    /// A name whose letters are of several scripts, in this word.
    MixedScripts { word: String },
    /// A name or a function with an address in it.
    AddressInName,
    /// What may be somebody's own stands in a text that is to be published, and its writer has not said yet that they
    /// publish it all the same.
    PersonalData { found: Vec<Found> },
    /// A text names more collectivités than it may.
    TooManyMentions { most: usize, named: usize },
    /// No collectivité is called so.
    MentionUnknown { name: String },
    /// Several collectivités are called so: these, each with its SIREN.
    MentionUnclear { name: String, among: Vec<String> },
    /// A value that is not on the list offered.
    NotOnTheList,
    /// An address that is not a plain `https` one.
    NotHttps,
    /// Not an amount of euros, or not above zero.
    NotAnAmount,
    /// An amount that can be read in these two ways.
    AmbiguousAmount { grouped: String, decimal: String },
    /// The act belongs to a phase that is not open now.
    PhaseClosed { phase: Phase },
    /// The need, group or project is not in a state that allows the act.
    WrongState,
    /// The campaign's discussions have not opened yet, or are closed.
    DiscussionClosed,
    /// A message is changed for a quarter of an hour.
    NoLongerEditable,
    /// The message was taken back by its author.
    TakenBack,
    /// The text was hidden by curators.
    TextHidden,
    /// The message has as many answers as may be.
    ThreadFull { most: u64 },
    /// The author of a hidden text has answered already.
    AlreadyAnswered,
    /// The person wrote as many messages in a short while, or today, as may be.
    TooManyMessages,
    /// The person reported as many texts in a short while, or today, as may be.
    TooManyReports,
    /// As many messages to those who run the site came from the person, the address or the network as may.
    TooManyEnquiries,
    /// As many answers are kept for later as may be.
    TooManyCanned { most: u64 },
    /// A collectivité cannot support its own need.
    OwnNeed,
    /// This collectivité supports the need already.
    AlreadySupported,
    /// The collectivité is a member of the group already.
    AlreadyMember,
    /// The collectivité was asked already and has not answered.
    AlreadyInvited,
    /// No collectivité with this SIREN in the reference data.
    UnknownCollectivity,
    /// The lead cannot leave its own group.
    LeadStays,
    /// A submitted group is frozen.
    #[serde(rename = "group_filed")]
    GroupSubmitted,
    /// The group reaches neither of the thresholds of the envelope.
    NotEligible,
    /// One person follows no more than this.
    TooManyFollowed { most: u64 },
    /// A project needs at least one need.
    NoNeed,
    /// The need is in another project already.
    NeedTaken,
    /// A need that a project holds stays.
    NeedInProject,
    /// A need joins another one, not itself.
    MergeWithItself,
    /// The need that would be joined has itself joined the one that would join it.
    MergeCircle,
    /// The needs are of two campaigns.
    MergeAcrossCampaigns,
    /// The need has joined another, on whose page one acts.
    NeedJoined,
    /// The need is not published: it was withdrawn, is declined, or never was.
    NeedNotPublished,
    /// A project holds the need, and not the one that it would join.
    HeldByAnotherProject,
    /// Nothing would join anything: two needs at least.
    NothingToMerge,
    /// More needs at once than can be read side by side.
    TooManyNeeds { most: usize },
    /// The need proposes already to join another, and waits for an answer.
    MergeProposed,
    /// The ballot has no project.
    EmptyBallot,
    /// More projects than the rule allows.
    TooManyChoices { most: usize, chosen: usize },
    /// Fewer projects than the rule asks.
    TooFewChoices { least: usize, chosen: usize },
    /// More points on one project than the rule allows.
    TooManyPoints { most: u32, given: u64 },
    /// The points given are not the total to share.
    PointsDoNotAddUp { total: u32, given: u64 },
    /// Something else than a whole number where points are given.
    NotPoints,
    /// A project that is not on the ballot.
    NotOnTheBallot,
    /// The person does not hold the collectivité’s mandate to vote.
    NoMandate,
    /// The campaign has nothing under this name (envelope, theme).
    UnknownEnvelope,
    /// Somebody changed the same thing meanwhile.
    ChangedMeanwhile,
    /// The form was rendered for another collectivité than the one acted for now.
    ActingChanged,
    /// A form of a training copy that its browser is no longer in.
    TrainingLeft,
    /// The rule, the dates and the money of the vote stand still from its opening on.
    SelectionFrozen,
    /// The current campaign stands between the freeze of its rule and the close of its vote.
    VoteUnderWay { campaign: String },
    /// The rule of the vote is frozen: projects, costs, dates and money stay as they are.
    RuleFrozen,
    /// No rule was frozen: the vote does not open without one.
    RuleNotFrozen,
    /// The database could lose a ballot in a power cut.
    NotDurable,
    /// There is nothing to vote on.
    NoProject,
    /// The committee has not kept the project for the ballot.
    CommitteeNotFavourable,
    /// The confirmation is another collectivité’s, or no identifier.
    ForgedCastId,
    /// The collectivité is not on the roll of the vote.
    NotOnTheRoll,
    /// A mail address that is none.
    NotAnEmail,
    /// More mails were asked for than go to one address, or out for one network, in a quarter of an hour.
    TooManyLinks,
    /// More sign-ins were begun from one network than end there.
    TooManySignIns,
    /// The link of a mail was used, is too old, or never was.
    LinkEnded,
    /// The link was asked for in another browser.
    OtherBrowser,
    /// Not the code of the mail.
    WrongCode,
    /// The State's people sign in with a second factor.
    SecondFactorNeeded,
    /// The person acts for this collectivité already.
    AlreadyActs,
    /// The person has asked already, and waits for an answer.
    AlreadyAsked,
    /// As many requests of the person wait as may.
    TooManyRequests { most: u64 },
    /// As many requests came from the network today as may.
    TooManyRequestsToday,
    /// The collectivité, or several, said that it knows nobody of that name.
    Disowned,
    /// As many invitations were sent today as may be, by the person or to the address.
    TooManyInvitations,
    /// The address was invited already, and has not answered.
    ColleagueInvited,
    /// The address asked not to be invited by this person.
    InvitationsRefused,
    /// What the form showed has changed since.
    ShownChanged,
    /// Needs that changed since they were chosen: the titles of some, and how many others.
    NeedsChanged { titles: Vec<String>, others: usize },
    /// Needs with which the act cannot be done: the titles of some, and how many others.
    NeedsUnfit { titles: Vec<String>, others: usize },
    /// No need was chosen.
    NoNeedChosen,
    /// The time in which the act could be undone is over.
    UndoOver,
    /// The request was answered or taken back meanwhile.
    RequestEnded,
    /// The same act waits for a second person already, or may be objected to.
    ActProposed,
    /// The act that takes two people was settled meanwhile.
    ActEnded,
    /// Whoever proposed the act has no such role any more: it ended.
    ProposerGone,
    /// The person holds a role of the State that two people give and take.
    RoleHeld,
    /// Between the freeze and the close, a referent whom the State named changes nothing of who votes until the
    /// official address consents.
    ConsentNeeded,
    /// A collectivité keeps a referent while others act for it.
    LastReferent,
    /// The mandate to vote is an élu's.
    NotAnElu,
    /// Not a day of the calendar.
    NotADay,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// Nobody has signed in with this address.
    UnknownPerson,
    /// A prefecture's officer needs a département, and nobody else has one.
    DepartementNeeded,
    /// The platform keeps an administrator.
    LastAdministrator,
    /// An instant outside the campaign (demonstration clock).
    OutsideTheCampaign,
    /// An amount below zero.
    NegativeAmount,
    /// An amount above any that there is.
    AmountTooLarge,
    /// Not a whole number.
    NotANumber,
    /// A number that is too small or too great.
    OutOfRange { least: u32, most: u32 },
    /// More lines in a table than there may be.
    TooManyLines { most: usize },
    /// The high amount is below the low one.
    RangeReversed,
    /// The cost is not within what its lines come to, in cents.
    CostOutsideRange { low: i64, high: i64 },
    /// No expense that the envelope may pay.
    NoEligibleCost,
    /// Less than the least that one application gets, in cents.
    UnderFloor { least: i64 },
    /// More than the most that one application gets, in cents.
    OverCeiling { most: i64 },
    /// More than the application asks for, in cents.
    OverAsked { most: i64 },
    /// Other public money pays all that public money may.
    TooMuchPublicFunding,
    /// Other money pays the whole cost.
    NothingLeftToPay,
    /// There is less left than this, in cents.
    NotEnoughLeft { left: i64 },
    /// The intake has not opened.
    WaveNotOpen,
    /// The intake is closed.
    WaveClosed,
    /// There is nothing to apply for under this name.
    NoCall,
    /// The applicant is not what the envelope asks for.
    ApplicantNotEligible,
    /// A group, or one collectivité, does not apply here.
    WrongApplicant,
    /// The project was not selected.
    NotSelected,
    /// There is an application of this applicant for this already.
    AlreadyApplied,
    /// The application is submitted already, or further.
    #[serde(rename = "already_filed")]
    AlreadySubmitted,
    /// No application was ticked.
    NothingTicked,
    /// More than may be chosen at once.
    TooManyTicked { most: usize },
    /// Not an hour of the day.
    NotAnHour,
    /// Somebody else changed this answer meanwhile; theirs.
    AnswerChanged { theirs: String },
    /// Members that have not confirmed their part.
    NotConfirmed { missing: usize },
    /// The rules changed since the page was rendered.
    RulesChanged,
    /// Members came or went since the application was submitted.
    MembersChanged,
    /// The group was given up.
    GroupDissolved,
    /// A campaign of this name is there, or is being written.
    CampaignNameTaken,
    /// A name that addresses cannot bear.
    NotASlug,
    /// The server holds as many training copies as it can.
    TooManyTrainingCopies { most: usize },
    /// A campaign that still lacks something, or holds something that cannot be: so many places.
    CampaignNotReady { faults: usize },
    /// A campaign file that does not read: where and why.
    NotACampaignFile { line: Option<usize>, why: String },
    /// A text names a field between braces that there is none of.
    UnknownMailField { name: String },
    /// A text names a field between braces that this one has not.
    UnknownField { name: String },
    /// A text does not name a field that it must.
    FieldMissing { name: String },
    /// A subject names a field that it cannot hold.
    FieldNotInSubject { name: String },
    /// What somebody typed would stand before a field of ours.
    FieldTooEarly { name: String, after: String },
    /// A text with HTML in it, which begins so.
    HtmlInText { found: String },
    /// A picture in a mail.
    PictureInText,
    /// A link of a text that is no web or mail address.
    LinkNotAllowed { address: String },
    /// A mailing that is for nobody.
    NoRecipient,
    /// A text names a day, and the mailing has none.
    DeadlineMissing,
    /// Whoever wants to test a mailing has proved no address.
    NoOwnAddress,
    /// No mail is sent from here.
    NoMailServer,
    /// Three messages are shown at once by then.
    TooManyServiceMessages { most: usize },
    /// A message that would be shown for too long.
    ShownTooLong { days: i64 },
    /// A message that would end before it is read.
    EndsInThePast,
    /// The campaign says what was written already.
    NothingToChange,
    /// Legal pages of the site that say nothing, or hold a placeholder: so many.
    LegalTextsUnfinished { texts: usize },
    /// A list of a campaign that is longer than any is, by its outline and its key there.
    CampaignListTooLong { of: String, key: String, most: usize, found: usize },
    /// A form with more questions than anybody answers; its code.
    TooManyQuestions { form: String, most: usize, found: usize },
    /// Envelopes that are each part of the other, around a circle; the code of one.
    EnvelopesInACircle { envelope: String },
    /// Conditions that nest deeper than any editor shows.
    ConditionTooDeep { most: usize },
    /// Questions of a form that each wait for the other's answer; the code of one.
    QuestionsInACircle { question: String },
    /// Two waves of an envelope that are open on the same day; the code of the envelope.
    WavesOverlap { envelope: String },
    /// A member is in no territory of the reference data any more.
    MemberGone { name: String },
    /// The applicant is correcting the application.
    BeingCorrected,
    /// The delay to correct is over.
    CorrectionClosed,
    /// It is decided.
    AlreadyDecided,
    /// The application was not assessed by enough people.
    NotAssessed,
    /// Marks are far apart, and were not discussed.
    DiscussionNeeded,
    /// A criterion without a mark.
    MarkMissing,
    /// There are not enough assessors without a link to the applicant.
    NotEnoughAssessors { wanted: usize },
    /// Whether there is a link to the applicant must be said first.
    ConflictNotDeclared,
    /// All marks are in: they no longer change.
    MarksSettled,
    /// An hour of publication that is past.
    PublicationPast,
    /// The decision is not published yet.
    NotPublished,
    /// More than what was granted and is not paid, in cents.
    OverGranted { left: i64 },
    /// Not an IBAN of any country.
    NotAnIban,
    /// An IBAN in which a sign is wrong, too many, or missing.
    IbanCheckDigits,
    /// The settings name no key under which IBANs are kept.
    IbanKeyMissing,
    /// IBANs were kept under another key than that of the settings.
    IbanKeyWrong,
    /// Nothing is paid before both have signed the convention.
    ConventionUnsigned,
    /// Another signature of the same side is noted already.
    SignatureNoted,
    /// A day that is still to come, where one noted what was done.
    DayToCome,
    /// All places are taken.
    PlacesTaken { places: u16 },
    /// A file is to be attached.
    FileMissing,
    /// The place where files are kept does not answer.
    FilesUnreachable,
    /// A file without content.
    FileEmpty,
    /// A file that is too large, in bytes.
    FileTooLarge { most: u64 },
    /// A file of another type than is taken, or than its name says.
    FileType,
    /// More files than there may be.
    TooManyFiles { most: usize },
    /// One of several files, and how many of the others were attached.
    FileRefused { name: String, why: Box<Refusal>, kept: usize },
    /// A file whose text is not UTF-8, and the first line that is not.
    NotUtf8 { line: u64 },
    /// A cell that a spreadsheet would take for a formula.
    Formula,
    /// A list that cannot be read as a whole; why, in the words that the commands use.
    ListUnreadable { why: String },
    /// A line of a list that is imported; why, in the words that the commands use.
    ListLine { line: u64, why: String },
    /// How many other lines of the list are refused.
    OtherListLines { others: usize },
}

/// Refusals of a form, each with the name of its field, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRefusals(pub Vec<(FieldName, Refusal)>);

impl Refusal {
    /// Whether it says that too much was asked in too little time.
    pub fn is_too_many(&self) -> bool {
        matches!(
            self,
            Refusal::TooManyLinks
                | Refusal::TooManySignIns
                | Refusal::TooManyMessages
                | Refusal::TooManyReports
                | Refusal::TooManyEnquiries
        )
    }
}

impl FieldRefusals {
    /// The refusal of one field.
    pub fn one(field: impl Into<FieldName>, refusal: Refusal) -> Self {
        Self(vec![(field.into(), refusal)])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, (FieldName, Refusal)> {
        self.0.iter()
    }

    /// Why a field was refused, the first of its reasons.
    pub fn of(&self, field: &str) -> Option<&Refusal> {
        self.iter().find(|(name, _)| *name == *field).map(|(_, refusal)| refusal)
    }

    /// `value` where nothing was refused.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Notes those of a part of the form.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Notes one more.
    pub fn add(&mut self, field: impl Into<FieldName>, refusal: Refusal) {
        self.0.push((field.into(), refusal));
    }

    /// The value, or None after noting the refusal under the field's name.
    pub fn take<T>(&mut self, field: impl Into<FieldName>, result: Result<T, Refusal>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.add(field, refusal);
                None
            }
        }
    }
}

impl FromIterator<(FieldName, Refusal)> for FieldRefusals {
    fn from_iter<I: IntoIterator<Item = (FieldName, Refusal)>>(refusals: I) -> Self {
        Self(refusals.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a FieldRefusals {
    type Item = &'a (FieldName, Refusal);
    type IntoIter = std::slice::Iter<'a, (FieldName, Refusal)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
