//! The curators' work on needs: where each stands for them, and acts on many at once that can be undone.

use crate::{
    form_field,
    id::{PersonId, ProjectId},
    link::HttpsLink,
    need::NeedState,
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    text::Text,
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

codes!(/// How far curators are with a need, as they note it. What a project or a refusal says is not noted twice.
WorkState {
    /// Nobody has read it.
    New = "new",
    Read = "read",
    /// Its collectivité was asked a question.
    Asked = "asked",
    /// It says what another need says.
    ToMerge = "to_merge",
});

codes!(/// Where a need stands for the curators: what they noted, or what follows from facts.
Standing {
    New = "nouveau",
    Read = "lu",
    Asked = "question",
    ToMerge = "a-rejoindre",
    InProject = "en-projet",
    Declined = "ecarte",
    /// Taken back by its collectivité, or a draft again.
    Gone = "retire",
});

impl Standing {
    /// Where a need stands: a project and a refusal come before what was noted.
    pub fn of(state: NeedState, in_project: bool, work: WorkState) -> Self {
        match (state, in_project, work) {
            (NeedState::Draft | NeedState::Withdrawn, ..) => Standing::Gone,
            (NeedState::Declined, ..) => Standing::Declined,
            (NeedState::Published, true, _) => Standing::InProject,
            (NeedState::Published, false, WorkState::New) => Standing::New,
            (NeedState::Published, false, WorkState::Read) => Standing::Read,
            (NeedState::Published, false, WorkState::Asked) => Standing::Asked,
            (NeedState::Published, false, WorkState::ToMerge) => Standing::ToMerge,
        }
    }

    /// Whether the curators have something left to decide of it.
    pub fn waits(self) -> bool {
        match self {
            Standing::New | Standing::Read | Standing::Asked | Standing::ToMerge => true,
            Standing::InProject | Standing::Declined | Standing::Gone => false,
        }
    }
}

/// What curators see of a need before they act on it: an act on many is refused when one of them is another by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The version of its text.
    pub version: i32,
    pub state: NeedState,
    pub project: Option<ProjectId>,
    pub work: WorkState,
    pub assignee: Option<PersonId>,
}

impl Seen {
    /// Where the need stands.
    pub fn standing(&self) -> Standing {
        Standing::of(self.state, self.project.is_some(), self.work)
    }

    /// As a form carries it.
    pub fn shown(&self) -> Shown {
        Shown::of([self.line()])
    }

    /// All that is compared, as a line.
    pub fn line(&self) -> String {
        let project = self.project.map(|project| project.to_string()).unwrap_or_default();
        let assignee = self.assignee.map(|person| person.to_string()).unwrap_or_default();
        format!("{} {} {project} {} {assignee}", self.version, self.state.code(), self.work.code())
    }

    /// Whether it is the same but for its text, which its collectivité may go on writing.
    pub fn is_as(&self, other: &Self) -> bool {
        Self { version: other.version, ..*self } == *other
    }
}

codes!(/// What is done with many needs at once.
BatchKind {
    Assign = "assign",
    Sort = "sort",
    Note = "note",
    Project = "project",
    Decline = "decline",
    Answer = "answer",
});

codes!(/// Where an act on many needs stands.
BatchState {
    /// The needs are chosen, and nothing is done.
    Prepared = "prepared",
    /// Done; it can be undone, and nobody has been told.
    Done = "done",
    Undone = "undone",
    /// Its ten minutes are over, and those concerned are told.
    Settled = "settled",
});

/// The most needs of one act.
pub const MOST_OF_A_BATCH: usize = 10_000;

/// How long an act can be undone, and before which nobody is told of it.
pub const UNDO: Duration = Duration::minutes(10);

/// How long is left to undo what was done at an instant; None when it is over.
pub fn left_to_undo(done_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Duration> {
    let left = done_at + UNDO - now;
    (left > Duration::zero()).then(|| left.min(UNDO))
}

/// What is done with many needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum BatchAct {
    /// They are somebody's to sort, or nobody's.
    Assign { to: Option<PersonId> },
    /// How far one is with them.
    Sort { work: WorkState },
    /// A note for curators, which tells those it names.
    Note { text: Text<1, 2000>, to: Option<PersonId> },
    /// They go into a project that is there.
    Project { project: ProjectId },
    /// They are not taken further, for one public reason.
    Decline { reason: Text<10, 1000> },
    /// A service exists already that answers them.
    Answer { text: Text<10, 1000>, link: Option<HttpsLink> },
}

impl BatchAct {
    /// Its kind.
    pub fn kind(&self) -> BatchKind {
        match self {
            BatchAct::Assign { .. } => BatchKind::Assign,
            BatchAct::Sort { .. } => BatchKind::Sort,
            BatchAct::Note { .. } => BatchKind::Note,
            BatchAct::Project { .. } => BatchKind::Project,
            BatchAct::Decline { .. } => BatchKind::Decline,
            BatchAct::Answer { .. } => BatchKind::Answer,
        }
    }

    /// What a need is after the act.
    pub fn after(&self, before: Seen) -> Seen {
        match self {
            BatchAct::Assign { to } => Seen { assignee: *to, ..before },
            BatchAct::Sort { work } => Seen { work: *work, ..before },
            BatchAct::Note { .. } => before,
            BatchAct::Project { project } => Seen { project: Some(*project), ..before },
            BatchAct::Decline { .. } | BatchAct::Answer { .. } => Seen { state: NeedState::Declined, ..before },
        }
    }

    /// Whether the act can be done with a need that stands there: what decides of it takes one that waits; a note and
    /// who reads it, any that everybody sees.
    pub fn fits(&self, standing: Standing) -> bool {
        match self {
            BatchAct::Assign { .. } | BatchAct::Note { .. } => standing != Standing::Gone,
            BatchAct::Sort { .. } | BatchAct::Project { .. } | BatchAct::Decline { .. } | BatchAct::Answer { .. } => {
                standing.waits()
            }
        }
    }
}

/// What the form of an act sends, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchForm {
    /// To whom needs are given; [`NOBODY`] takes them back.
    pub to: String,
    pub work: String,
    pub note: String,
    /// Who is told of the note; may be empty.
    pub mention: String,
    pub project: String,
    pub reason: String,
    pub answer: String,
    /// Where the answer stands; may be empty.
    pub link: String,
}

/// What a form sends where needs are nobody's any more.
pub const NOBODY: &str = "personne";

impl BatchForm {
    /// Reads what one kind of act needs; every refused field is named.
    pub fn read(&self, kind: BatchKind) -> Result<BatchAct, FieldRefusals> {
        let mut refusals = FieldRefusals::default();
        let act = match kind {
            BatchKind::Assign => {
                let to = match self.to.as_str() {
                    NOBODY => Ok(None),
                    to => listed(to).map(Some),
                };
                refusals.take(form_field::TO, to).map(|to| BatchAct::Assign { to })
            }
            BatchKind::Sort => {
                let work = WorkState::from_code(&self.work).ok_or(Refusal::NotOnTheList);
                refusals.take(form_field::WORK, work).map(|work| BatchAct::Sort { work })
            }
            BatchKind::Note => {
                let text = refusals.take(form_field::NOTE, Text::parse(&self.note));
                let to = match self.mention.as_str() {
                    "" => Some(None),
                    to => refusals.take(form_field::MENTION, listed(to).map(Some)),
                };
                text.zip(to).map(|(text, to)| BatchAct::Note { text, to })
            }
            BatchKind::Project => {
                refusals.take(form_field::PROJECT, listed(&self.project)).map(|project| BatchAct::Project { project })
            }
            BatchKind::Decline => {
                refusals.take(form_field::REASON, Text::parse(&self.reason)).map(|reason| BatchAct::Decline { reason })
            }
            BatchKind::Answer => {
                let text = refusals.take(form_field::EXISTING_ANSWER, Text::parse(&self.answer));
                let link = match self.link.trim() {
                    "" => Some(None),
                    link => refusals.take(form_field::LINK, HttpsLink::parse(link).map(Some)),
                };
                text.zip(link).map(|(text, link)| BatchAct::Answer { text, link })
            }
        };
        act.ok_or(refusals)
    }
}

fn listed<T: std::str::FromStr>(id: &str) -> Result<T, Refusal> {
    match id {
        "" => Err(Refusal::Missing),
        id => id.parse().map_err(|_| Refusal::NotOnTheList),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEED: Seen =
        Seen { version: 1, state: NeedState::Published, project: None, work: WorkState::New, assignee: None };

    #[test]
    fn a_project_or_a_refusal_comes_before_what_was_noted() {
        for &work in WorkState::ALL {
            assert_eq!(Standing::of(NeedState::Published, true, work), Standing::InProject);
            assert_eq!(Standing::of(NeedState::Declined, false, work), Standing::Declined);
            assert_eq!(Standing::of(NeedState::Withdrawn, false, work), Standing::Gone);
            assert!(Standing::of(NeedState::Published, false, work).waits());
        }
        assert_eq!(Standing::of(NeedState::Published, false, WorkState::Asked), Standing::Asked);
    }

    #[test]
    fn whatever_curators_see_of_a_need_is_compared_and_its_text_alone_may_change_before_an_undo() {
        let person = PersonId(uuid::Uuid::nil());
        let project = ProjectId(uuid::Uuid::nil());
        let others = [
            Seen { version: 2, ..NEED },
            Seen { state: NeedState::Declined, ..NEED },
            Seen { project: Some(project), ..NEED },
            Seen { work: WorkState::Read, ..NEED },
            Seen { assignee: Some(person), ..NEED },
        ];
        for other in others {
            assert_ne!(other.shown(), NEED.shown(), "{other:?}");
            assert_eq!(other.is_as(&NEED), other.version == 2, "{other:?}");
        }
        assert_eq!(Seen { ..NEED }.shown(), NEED.shown());
    }

    #[test]
    fn what_decides_of_a_need_takes_one_that_waits() {
        let form = BatchForm {
            to: NOBODY.into(),
            work: "read".into(),
            note: "À voir avec Zoé.".into(),
            project: uuid::Uuid::nil().to_string(),
            reason: "Hors du champ de la campagne.".into(),
            answer: "Voir le service Rendez-vous.".into(),
            ..BatchForm::default()
        };
        for &kind in BatchKind::ALL {
            let act = form.read(kind).expect("whole");
            assert_eq!(act.kind(), kind);
            for &standing in Standing::ALL {
                let decides = !matches!(kind, BatchKind::Assign | BatchKind::Note);
                let fits = if decides { standing.waits() } else { standing != Standing::Gone };
                assert_eq!(act.fits(standing), fits, "{kind:?} {standing:?}");
            }
            let refused = BatchForm::default().read(kind).expect_err("empty");
            assert_eq!(refused.len(), 1, "{kind:?}");
        }
        let plain = BatchForm { link: "http://example.org".into(), ..form };
        let refused = plain.read(BatchKind::Answer).expect_err("not https");
        assert_eq!(refused.of(form_field::LINK.as_str()), Some(&Refusal::NotHttps));
    }

    #[test]
    fn an_act_can_be_undone_for_ten_minutes() {
        let done = DateTime::UNIX_EPOCH;
        assert_eq!(left_to_undo(done, done), Some(UNDO));
        assert_eq!(left_to_undo(done, done + Duration::minutes(9)), Some(Duration::minutes(1)));
        assert_eq!(left_to_undo(done, done + UNDO), None);
        assert_eq!(left_to_undo(done, done - Duration::days(1)), Some(UNDO), "the demonstration's clock went back");
    }
}
