//! Applications: where an application stands, what may follow, and what is frozen when it is submitted.

use crate::{
    application_form::{Answers, ApplicationForm},
    eligibility::{Applicant, Judgement},
    id::AttachmentId,
    money::Euros,
    refusal::Refusal,
    siren::Siren,
    subsidy::{Costs, Subsidy},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

codes!(/// Where an application stands.
ApplicationState {
    /// Being written.
    Draft = "draft",
    /// Submitted: a copy is frozen; nobody has said yet whether it is complete.
    Submitted = "filed",
    /// Given back to be corrected, until a day.
    CorrectionAsked = "correction_asked",
    /// Complete: it can be assessed.
    Complete = "complete",
    /// With its assessors.
    InAssessment = "in_assessment",
    /// Accepted: its money is engaged.
    Accepted = "accepted",
    /// Good enough, without money for the moment.
    WaitingList = "waiting_list",
    /// Rejected, with reasons.
    Rejected = "refused",
    /// Taken back by the applicant.
    Withdrawn = "withdrawn",
    /// The agreement is signed: instalments may be asked for.
    AgreementSigned = "agreement_signed",
    /// Paid in part.
    PaidInPart = "paid_in_part",
    /// All that will be paid is paid.
    Closed = "closed",
});

codes!(/// What happens to an application.
Transition {
    Submit = "submit",
    AskCorrection = "ask_correction",
    FindComplete = "find_complete",
    Assess = "assess",
    Accept = "accept",
    PutOnWaitingList = "put_on_waiting_list",
    Reject = "reject",
    RejectUncorrected = "reject_uncorrected",
    Withdraw = "withdraw",
    Sign = "sign",
    PayInPart = "pay_in_part",
    Close = "close",
});

use ApplicationState::{
    Accepted, AgreementSigned, Closed, Complete, CorrectionAsked, Draft, InAssessment, PaidInPart, Rejected, Submitted,
    WaitingList, Withdrawn,
};

impl ApplicationState {
    /// The lead submits, or submits again what it was asked to correct.
    pub fn submit(self) -> Result<Self, Refusal> {
        match self {
            Draft | CorrectionAsked => Ok(Submitted),
            Submitted | Complete | InAssessment | Accepted | WaitingList | Rejected | Withdrawn | AgreementSigned
            | PaidInPart | Closed => Err(Refusal::AlreadySubmitted),
        }
    }

    /// Something must be corrected before it can be assessed; asked again, the delay begins again.
    pub fn ask_correction(self) -> Result<Self, Refusal> {
        match self {
            Submitted | CorrectionAsked | Complete | InAssessment | WaitingList => Ok(CorrectionAsked),
            Draft | Accepted | Rejected | Withdrawn | AgreementSigned | PaidInPart | Closed => Err(Refusal::WrongState),
        }
    }

    /// It is complete.
    pub fn find_complete(self) -> Result<Self, Refusal> {
        match self {
            Submitted => Ok(Complete),
            CorrectionAsked => Err(Refusal::BeingCorrected),
            Draft | Complete | InAssessment | Accepted | WaitingList | Rejected | Withdrawn | AgreementSigned
            | PaidInPart | Closed => Err(Refusal::WrongState),
        }
    }

    /// It goes to assessors; drawing another one later changes nothing of it.
    pub fn assess(self) -> Result<Self, Refusal> {
        match self {
            Complete | InAssessment => Ok(InAssessment),
            CorrectionAsked => Err(Refusal::BeingCorrected),
            Draft | Submitted | Accepted | WaitingList | Rejected | Withdrawn | AgreementSigned | PaidInPart
            | Closed => Err(Refusal::WrongState),
        }
    }

    /// Accepted.
    pub fn accept(self) -> Result<Self, Refusal> {
        self.decide(Accepted)
    }

    /// Good enough, but there is no money for it now.
    pub fn put_on_waiting_list(self) -> Result<Self, Refusal> {
        match self {
            WaitingList => Err(Refusal::WrongState),
            _ => self.decide(WaitingList),
        }
    }

    /// Rejected. Also what was never complete: it stays incomplete at the end of its delay.
    pub fn reject(self) -> Result<Self, Refusal> {
        match self {
            Submitted => Ok(Rejected),
            _ => self.decide(Rejected),
        }
    }

    /// Rejected because it was not corrected within the delay.
    pub fn reject_uncorrected(self) -> Result<Self, Refusal> {
        match self {
            CorrectionAsked => Ok(Rejected),
            Draft | Submitted | Complete | InAssessment | Accepted | WaitingList | Rejected | Withdrawn
            | AgreementSigned | PaidInPart | Closed => Err(Refusal::WrongState),
        }
    }

    fn decide(self, outcome: Self) -> Result<Self, Refusal> {
        match self {
            Complete | InAssessment | WaitingList => Ok(outcome),
            CorrectionAsked => Err(Refusal::BeingCorrected),
            Accepted | Rejected | AgreementSigned | PaidInPart | Closed => Err(Refusal::AlreadyDecided),
            Draft | Submitted | Withdrawn => Err(Refusal::WrongState),
        }
    }

    /// The lead takes it back; once something is paid, it is closed instead.
    pub fn withdraw(self) -> Result<Self, Refusal> {
        match self {
            Draft | Submitted | CorrectionAsked | Complete | InAssessment | Accepted | WaitingList
            | AgreementSigned => Ok(Withdrawn),
            Rejected | Withdrawn | PaidInPart | Closed => Err(Refusal::WrongState),
        }
    }

    /// The agreement is signed.
    pub fn sign(self) -> Result<Self, Refusal> {
        match self {
            Accepted => Ok(AgreementSigned),
            Draft | Submitted | CorrectionAsked | Complete | InAssessment | WaitingList | Rejected | Withdrawn
            | AgreementSigned | PaidInPart | Closed => Err(Refusal::WrongState),
        }
    }

    /// A part is paid.
    pub fn pay_in_part(self) -> Result<Self, Refusal> {
        match self {
            AgreementSigned | PaidInPart => Ok(PaidInPart),
            Draft | Submitted | CorrectionAsked | Complete | InAssessment | Accepted | WaitingList | Rejected
            | Withdrawn | Closed => Err(Refusal::WrongState),
        }
    }

    /// The last payment is made, or what is left of the promise is released.
    pub fn close(self) -> Result<Self, Refusal> {
        match self {
            AgreementSigned | PaidInPart => Ok(Closed),
            Draft | Submitted | CorrectionAsked | Complete | InAssessment | Accepted | WaitingList | Rejected
            | Withdrawn | Closed => Err(Refusal::WrongState),
        }
    }

    /// What follows from this state by a transition.
    pub fn after(self, transition: Transition) -> Result<Self, Refusal> {
        match transition {
            Transition::Submit => self.submit(),
            Transition::AskCorrection => self.ask_correction(),
            Transition::FindComplete => self.find_complete(),
            Transition::Assess => self.assess(),
            Transition::Accept => self.accept(),
            Transition::PutOnWaitingList => self.put_on_waiting_list(),
            Transition::Reject => self.reject(),
            Transition::RejectUncorrected => self.reject_uncorrected(),
            Transition::Withdraw => self.withdraw(),
            Transition::Sign => self.sign(),
            Transition::PayInPart => self.pay_in_part(),
            Transition::Close => self.close(),
        }
    }

    /// Whether the applicant may write in it.
    pub fn is_written(self) -> bool {
        match self {
            Draft | CorrectionAsked => true,
            Submitted | Complete | InAssessment | Accepted | WaitingList | Rejected | Withdrawn | AgreementSigned
            | PaidInPart | Closed => false,
        }
    }

    /// Whether its money is asked for: submitted, and neither refused nor taken back.
    pub fn asks(self) -> bool {
        match self {
            Submitted | CorrectionAsked | Complete | InAssessment | Accepted | WaitingList | AgreementSigned
            | PaidInPart | Closed => true,
            Draft | Rejected | Withdrawn => false,
        }
    }

    /// Whether something may still be paid to it.
    pub fn is_paid_to(self) -> bool {
        match self {
            Accepted | AgreementSigned | PaidInPart => true,
            Draft | Submitted | CorrectionAsked | Complete | InAssessment | WaitingList | Rejected | Withdrawn
            | Closed => false,
        }
    }

    /// Whether money is, or was, promised to it.
    pub fn is_funded(self) -> bool {
        match self {
            Accepted | AgreementSigned | PaidInPart | Closed => true,
            Draft | Submitted | CorrectionAsked | Complete | InAssessment | WaitingList | Rejected | Withdrawn => false,
        }
    }
}

/// The states and what leads from one to another, as a Mermaid diagram (`docs/APPLICATION.md`).
pub fn diagram() -> String {
    let mut lines = vec!["stateDiagram-v2".to_owned(), "    [*] --> draft".to_owned()];
    for &state in ApplicationState::ALL {
        for &transition in Transition::ALL {
            if let Ok(next) = state.after(transition) {
                lines.push(format!("    {} --> {} : {}", state.code(), next.code(), transition.code()));
            }
        }
        if Transition::ALL.iter().all(|&transition| state.after(transition).is_err()) {
            lines.push(format!("    {} --> [*]", state.code()));
        }
    }
    lines.join("\n")
}

/// A collectivité of the applicant, as it was when the application was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedMember {
    pub siren: Siren,
    /// INSEE code of a commune.
    pub insee: Option<String>,
    pub name: String,
    pub population: u64,
}

/// What is frozen when an application is submitted: it is judged by this, whatever changes later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    pub number: String,
    #[serde(rename = "filed_at")]
    pub submitted_at: DateTime<Utc>,
    /// Version of the campaign's rules that it is judged by.
    pub rule_version: i32,
    /// Year of the populations.
    pub vintage: String,
    pub envelope: String,
    pub lead: Siren,
    pub members: Vec<SubmittedMember>,
    pub applicant: Applicant,
    pub judgement: Option<Judgement>,
    /// Titles of what it comes from.
    pub group: Option<String>,
    pub project: Option<String>,
    pub form: ApplicationForm,
    pub answers: Answers,
    #[serde(rename = "files")]
    pub attachments: Vec<SubmittedAttachment>,
    pub costs: Option<Costs>,
    pub subsidy: Subsidy,
}

/// A file that was attached when the application was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedAttachment {
    pub id: AttachmentId,
    pub field: String,
    pub name: String,
    /// In bytes.
    pub size: i64,
    pub sha256: String,
}

impl Submission {
    /// What is asked for.
    pub fn asked(&self) -> Euros {
        self.subsidy.amount
    }
}

/// Whether an application may be submitted now: before the close, which is exclusive, or before the end of a granted
/// exception.
pub fn require_open(
    opens: DateTime<Utc>,
    closes: DateTime<Utc>,
    exception: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    match () {
        () if now < opens => Err(Refusal::WaveNotOpen),
        () if now < closes || exception.is_some_and(|until| now < until) => Ok(()),
        () => Err(Refusal::WaveClosed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_follow_is_in_the_table_and_nothing_else() {
        use Transition as T;
        let table: &[(ApplicationState, &[(T, ApplicationState)])] = &[
            (Draft, &[(T::Submit, Submitted), (T::Withdraw, Withdrawn)]),
            (
                Submitted,
                &[
                    (T::AskCorrection, CorrectionAsked),
                    (T::FindComplete, Complete),
                    (T::Reject, Rejected),
                    (T::Withdraw, Withdrawn),
                ],
            ),
            (
                CorrectionAsked,
                &[
                    (T::Submit, Submitted),
                    (T::AskCorrection, CorrectionAsked),
                    (T::RejectUncorrected, Rejected),
                    (T::Withdraw, Withdrawn),
                ],
            ),
            (
                Complete,
                &[
                    (T::AskCorrection, CorrectionAsked),
                    (T::Assess, InAssessment),
                    (T::Accept, Accepted),
                    (T::PutOnWaitingList, WaitingList),
                    (T::Reject, Rejected),
                    (T::Withdraw, Withdrawn),
                ],
            ),
            (
                InAssessment,
                &[
                    (T::AskCorrection, CorrectionAsked),
                    (T::Assess, InAssessment),
                    (T::Accept, Accepted),
                    (T::PutOnWaitingList, WaitingList),
                    (T::Reject, Rejected),
                    (T::Withdraw, Withdrawn),
                ],
            ),
            (Accepted, &[(T::Withdraw, Withdrawn), (T::Sign, AgreementSigned)]),
            (
                WaitingList,
                &[
                    (T::AskCorrection, CorrectionAsked),
                    (T::Accept, Accepted),
                    (T::Reject, Rejected),
                    (T::Withdraw, Withdrawn),
                ],
            ),
            (Rejected, &[]),
            (Withdrawn, &[]),
            (AgreementSigned, &[(T::Withdraw, Withdrawn), (T::PayInPart, PaidInPart), (T::Close, Closed)]),
            (PaidInPart, &[(T::PayInPart, PaidInPart), (T::Close, Closed)]),
            (Closed, &[]),
        ];
        assert_eq!(table.len(), ApplicationState::ALL.len());
        for (state, allowed) in table {
            for &transition in T::ALL {
                let expected = allowed.iter().find(|(one, _)| *one == transition).map(|(_, next)| *next);
                assert_eq!(state.after(transition).ok(), expected, "{state:?} {transition:?}");
            }
        }
    }

    #[test]
    fn refusals_say_which_of_the_reasons_it_is() {
        assert_eq!(CorrectionAsked.accept(), Err(Refusal::BeingCorrected));
        assert_eq!(Accepted.reject(), Err(Refusal::AlreadyDecided));
        assert_eq!(Complete.submit(), Err(Refusal::AlreadySubmitted));
        assert_eq!(Draft.accept(), Err(Refusal::WrongState));
    }

    #[test]
    fn the_diagram_of_the_documentation_is_the_code() {
        let page = include_str!("../../docs/APPLICATION.md");
        let drawn = page.split("```mermaid\n").nth(1).and_then(|rest| rest.split("\n```").next());
        if std::env::var("TERREAU_PRINT").is_ok() {
            println!("{}", diagram());
        }
        assert_eq!(drawn, Some(diagram().as_str()), "TERREAU_PRINT=1 cargo test -p entity diagram prints it");
    }

    #[test]
    fn the_instant_of_the_close_is_too_late_and_the_one_before_is_not() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let (opens, closes) = (at("2021-05-16T22:00:00Z"), at("2021-07-16T22:00:00Z"));
        let check = |now: &str, exception: Option<&str>, expected| {
            assert_eq!(require_open(opens, closes, exception.map(at), at(now)), expected, "{now}");
        };
        check("2021-05-16T21:59:59.999Z", None, Err(Refusal::WaveNotOpen));
        check("2021-05-16T22:00:00Z", None, Ok(()));
        check("2021-07-16T21:59:59.999Z", None, Ok(()));
        check("2021-07-16T22:00:00Z", None, Err(Refusal::WaveClosed));
        check("2021-07-17T10:00:00Z", Some("2021-07-18T10:00:00Z"), Ok(()));
        check("2021-07-18T10:00:00Z", Some("2021-07-18T10:00:00Z"), Err(Refusal::WaveClosed));
    }
}
