//! What a notice is about, drawn before it: the words say it too.

use entity::notice::NoticeKind;
use leptos::prelude::*;

/// The icon of a notice, by the code of its kind; that of any notice for a kind of a newer version.
#[component]
pub fn NoticeIcon<'a>(kind: &'a str) -> AnyView {
    let class = NoticeKind::from_code(kind).map_or("fr-icon-notification-line", class);
    view! { <span class=format!("t-notice-icon {class}") aria-hidden="true"></span> }.into_any()
}

/// The class of the sheet that draws what a kind is about.
fn class(kind: NoticeKind) -> &'static str {
    use NoticeKind::*;
    match kind {
        NeedInProject
        | NeedDeclined
        | NeedAnswered
        | NeedSupported
        | NeedDraftReminder
        | NeedWithdrawn
        | SupportWithdrawn
        | NeedsAssigned
        | NoteMention
        | NeedMerged
        | NeedMergedIntoYours
        | NeedSplit
        | NeedSplitFromYours
        | MergeProposed
        | MergeDeclined
        | MergeTakenBack
        | FollowedNeedEdited
        | FollowedNeedWithdrawn => "t-motif t-motif--need",
        GroupInvitation
        | GroupRequest
        | GroupAnswer
        | GroupSubmitted
        | GroupInvitationTakenBack
        | GroupRequestAccepted
        | GroupRequestDeclined
        | GroupMemberLeft
        | GroupEligible
        | GroupDissolved => "t-motif t-motif--group",
        DiscussionMessage | DiscussionReply | DiscussionMention | GroupMessage | QuestionAsked | QuestionAnswered
        | QuestionClosed | QuestionReminder | EnquiryReceived => "fr-icon-question-answer-line",
        TextHidden | TextShown | TextHiddenUpheld | HiddenTextAnswered | ReportKept | ReportHidden => {
            "fr-icon-flag-line"
        }
        ProjectSelected
        | ProjectNotSelected
        | ProjectDropped
        | CommitteeOpinionAwaited
        | FollowedOnBallot
        | FollowedProjectDropped
        | FollowedProjectSelected
        | FollowedProjectNotSelected => "t-motif t-motif--project",
        BallotCast | VoteOpens | BallotMissing | MandateMissing | BallotPrepared | ResultPublished | MandateGiven
        | MandateWithdrawn => "fr-icon-scales-3-line",
        MembershipAsked | RequestForCurators | MembershipAttached | MembershipConfirmed | MembershipDeclined
        | MembershipDisowned | InvitationDeclined | MembershipEnded | ReferentNamed | ReferentEnded | ConsentGiven
        | MembershipDetached => "fr-icon-user-line",
        JointActWaits | JointActAnnounced | JointActDone | JointActStopped | StaffRoleChanged => "fr-icon-team-line",
        CorrectionReminder | DraftReminder | CampaignChanged => "fr-icon-calendar-line",
        ApplicationOpened | ApplicationConfirmed | ApplicationSubmitted | CorrectionAsked | ExceptionGranted
        | MovedToWave | AssessorAssigned | ApplicationDecided | ApplicationMessage | AgreementSigned
        | ConventionDrawn | SignatureNoted | BankAccountGiven | InstalmentAsked | InstalmentPaid
        | InstalmentRefused | CallOpens | DeskArrival | ApplicationWithdrawn | ApplicationClosed | AssessorReplaced => {
            "fr-icon-file-line"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_notice_is_drawn_by_what_it_is_about_and_screen_readers_hear_the_words_alone() {
        let of = |kind: &str| html(|| view! { <NoticeIcon kind /> });
        assert!(of("need_supported").contains("t-motif--need"));
        assert!(of("group_eligible").contains("t-motif--group"));
        assert!(of("vote_opens").contains("fr-icon-scales-3-line"));
        assert!(of("of_a_newer_version").contains("fr-icon-notification-line"));
        assert!(of("call_opens").contains("aria-hidden=\"true\""));
    }
}
