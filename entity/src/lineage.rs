//! The line of life of a need, a group or a project: from the first sentence of a need to the last euro of the ledger.
//!
//! What is public is handed in ([`LineageFacts`]); which step is behind, under way or ahead, and which will not come,
//! follows from it and from the instant of the request.

use crate::{
    calendar::{Calendar, Period},
    group::GroupState,
    id::{GroupId, NeedId, ProjectId},
    money::Euros,
    siren::Siren,
    tally::{Lacking, Utility},
};
use chrono::{DateTime, Utc};

/// What a line of life is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    Need(NeedId),
    Group(GroupId),
    Project(ProjectId),
}

/// All that is public of a subject, whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineageFacts {
    /// The campaign that it is of.
    pub slug: String,
    pub calendar: Calendar,
    /// The needs: the one that the subject is or began with, or those of the project; None for a group that began
    /// without.
    pub needs: Option<Needs>,
    /// The need that the subject's joined, and with which its line goes on.
    pub joined: Option<Joined>,
    /// The groups on those needs; of a group, itself.
    pub groups: Option<Groups>,
    pub project: Option<Project>,
    /// When the rule of the vote was frozen.
    pub frozen_at: Option<DateTime<Utc>>,
    /// None before the close of the vote, and while it is counted.
    pub verdict: Option<Verdict>,
    /// The call to pilot what the vote selected; None where the campaign has none.
    pub call: Option<PilotCall>,
    /// The applications to pilot the project that were accepted in public.
    pub pilots: Grants,
    /// What the group was granted from other calls, each its own; empty for a need or a project.
    pub subsidies: Vec<Subsidy>,
}

/// The needs that a line begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// How many are public.
    pub count: u64,
    /// The one published first.
    pub first: NeedId,
    pub siren: Siren,
    pub published_at: DateTime<Utc>,
    /// Of the one published first.
    pub versions: i32,
    /// Supports of all of them, or of the need that the only one joined.
    pub supports: u64,
    /// How many others joined them, and when the first did.
    pub joined: u64,
    pub joined_at: Option<DateTime<Utc>>,
    /// The curators do not take it further.
    pub declined: bool,
}

/// The need that another joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    pub need: NeedId,
    pub title: String,
    pub at: DateTime<Utc>,
}

/// Groups around the needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    pub count: u64,
    /// When the first was opened.
    pub opened_at: DateTime<Utc>,
    /// On a group's own line: where it stands.
    pub own: Option<Own>,
}

/// Where a group stands on its own line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Own {
    pub state: GroupState,
    pub submitted_at: Option<DateTime<Utc>>,
}

/// The project on the ballot that the needs went into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub title: String,
    /// How many needs it answers.
    pub needs: u64,
}

/// What the vote decided of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub selected: bool,
    /// Approvals, or points.
    pub votes: u64,
    /// What a project that is not selected lacked; None while it is looked for.
    pub lacking: Option<Lacking>,
    /// How many collectivités voted.
    pub voters: u64,
    pub utility: Utility,
}

/// A call to pilot projects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PilotCall {
    /// Code of the envelope.
    pub envelope: String,
    /// The days of its intakes, in their order.
    pub intakes: Vec<Period>,
}

/// Applications that were accepted, and what the ledger says of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// The collectivités of these applications, each once.
    pub collectivities: Vec<Siren>,
    /// When the first decision was published.
    pub since: Option<DateTime<Utc>>,
    /// Promised in all, paid or not.
    pub promised: Euros,
    pub paid: Euros,
}

/// What a group was granted from another call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subsidy {
    /// Title of the envelope.
    pub envelope: String,
    pub since: Option<DateTime<Utc>>,
    pub promised: Euros,
    pub paid: Euros,
}

/// What happens to a need until it is a service that was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Milestone {
    Published(Needs),
    /// The need joined another that says the same: what follows is of that one.
    JoinedAnother(Joined),
    /// Others that say the same joined it.
    JoinedBy {
        others: u64,
        needs: u64,
    },
    /// How many supports, of how many needs.
    Supported {
        supports: u64,
        needs: u64,
    },
    /// Groups formed on the needs, or the group itself was opened.
    Grouped {
        groups: u64,
        needs: u64,
    },
    /// The group is submitted; it never is when it was given up, or was still forming at the end.
    Submitted(GroupState),
    /// None while no project holds it, and when none will.
    InProject(Option<Project>),
    /// The curators do not take the need further.
    Declined,
    Vote {
        frozen_at: Option<DateTime<Utc>>,
    },
    Result(Option<Verdict>),
    Applications {
        envelope: String,
    },
    Adopted {
        collectivities: u64,
    },
    Paid {
        promised: Euros,
        paid: Euros,
    },
    Subsidised(Subsidy),
}

/// Where a step of the line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    ToCome,
    /// It will not come: what follows it is left out.
    Never,
}

/// When a step was, is or will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    On(DateTime<Utc>),
    /// Before this instant.
    Before(DateTime<Utc>),
    /// From now on, until this instant.
    Until(DateTime<Utc>),
    During(Period),
}

/// A step of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub milestone: Milestone,
    pub state: StepState,
    pub when: Option<When>,
}

impl Step {
    fn new(milestone: Milestone, state: StepState, when: impl Into<Option<When>>) -> Self {
        Self { milestone, state, when: when.into() }
    }
}

impl LineageFacts {
    /// Whether the vote selected the project.
    pub fn is_selected(&self) -> bool {
        self.verdict.is_some_and(|verdict| verdict.selected)
    }

    /// The steps at an instant, in the order in which they come. The line ends with a step that will not come; what a
    /// group was granted elsewhere stands after it all the same.
    pub fn steps(&self, now: DateTime<Utc>) -> Vec<Step> {
        let beginning = self.beginning(now).into_iter();
        // Without a need, nothing is to become a project; a group carries one all the same.
        let line: Vec<Step> = match self.needs.is_some() || self.project.is_some() {
            true => beginning.chain(self.project_and_vote(now)).chain(self.money(now)).collect(),
            false => beginning.collect(),
        };
        let mut steps: Vec<Step> = Vec::new();
        for step in line {
            let ends = step.state == StepState::Never;
            steps.push(step);
            if ends {
                break;
            }
        }
        steps.extend(self.subsidies.iter().map(|subsidy| {
            let state = paid_or_not(subsidy.promised, subsidy.paid);
            Step::new(Milestone::Subsidised(subsidy.clone()), state, subsidy.since.map(When::On))
        }));
        steps
    }

    fn beginning(&self, now: DateTime<Utc>) -> Vec<Step> {
        let mut steps = self.needs.as_ref().map(|needs| self.published(needs, now)).unwrap_or_default();
        let Some(groups) = &self.groups else { return steps };
        let needs = self.needs.as_ref().map_or(0, |needs| needs.count);
        let formed = Milestone::Grouped { groups: groups.count, needs };
        steps.push(Step::new(formed, StepState::Done, When::On(groups.opened_at)));
        steps.extend(groups.own.map(|own| self.submitted(own, now)));
        steps
    }

    fn published(&self, needs: &Needs, now: DateTime<Utc>) -> Vec<Step> {
        let census = self.calendar.census;
        let mut steps =
            vec![Step::new(Milestone::Published(needs.clone()), StepState::Done, When::On(needs.published_at))];
        if let Some(joined) = &self.joined {
            steps.push(Step::new(Milestone::JoinedAnother(joined.clone()), StepState::Done, When::On(joined.at)));
        }
        if needs.joined > 0 {
            let others = Milestone::JoinedBy { others: needs.joined, needs: needs.count };
            steps.push(Step::new(others, StepState::Done, needs.joined_at.map(When::On)));
        }
        let supported = Milestone::Supported { supports: needs.supports, needs: needs.count };
        let supported = match (census.is_open(now), needs.supports) {
            (true, _) => Some(Step::new(supported, StepState::Now, When::Until(census.close()))),
            (false, 0) => None,
            (false, _) => Some(Step::new(supported, StepState::Done, None)),
        };
        steps.extend(supported);
        steps
    }

    fn submitted(&self, own: Own, now: DateTime<Utc>) -> Step {
        let (milestone, close) = (Milestone::Submitted(own.state), self.calendar.application.close());
        match own.state {
            GroupState::Submitted => Step::new(milestone, StepState::Done, own.submitted_at.map(When::On)),
            GroupState::Forming if now < close => Step::new(milestone, StepState::ToCome, When::Before(close)),
            GroupState::Forming | GroupState::Dissolved => Step::new(milestone, StepState::Never, None),
        }
    }

    fn project_and_vote(&self, now: DateTime<Utc>) -> Vec<Step> {
        let (selection, vote) = (self.calendar.selection, Milestone::Vote { frozen_at: self.frozen_at });
        let declined = self.needs.as_ref().is_some_and(|needs| needs.declined);
        let held = match (&self.project, declined) {
            (Some(_), _) => Step::new(Milestone::InProject(self.project.clone()), StepState::Done, None),
            (None, true) => Step::new(Milestone::Declined, StepState::Never, None),
            (None, false) if now < selection.opening() => {
                Step::new(Milestone::InProject(None), StepState::ToCome, When::Before(selection.opening()))
            }
            (None, false) => Step::new(Milestone::InProject(None), StepState::Never, None),
        };
        let during = When::During(selection);
        let vote = match () {
            () if now < selection.opening() => Step::new(vote, StepState::ToCome, during),
            () if selection.is_open(now) => Step::new(vote, StepState::Now, during),
            () => Step::new(vote, StepState::Done, during),
        };
        let state = match self.verdict.filter(|_| now >= selection.close()) {
            Some(verdict) if verdict.selected => StepState::Done,
            Some(_) => StepState::Never,
            None if now >= selection.close() => StepState::Now,
            None => StepState::ToCome,
        };
        let verdict = self.verdict.filter(|_| now >= selection.close());
        vec![held, vote, Step::new(Milestone::Result(verdict), state, When::On(selection.close()))]
    }

    fn money(&self, now: DateTime<Utc>) -> Vec<Step> {
        let Some(call) = &self.call else { return Vec::new() };
        let milestone = Milestone::Applications { envelope: call.envelope.clone() };
        let open = call.intakes.iter().find(|intake| intake.is_open(now));
        let next = call.intakes.iter().find(|intake| now < intake.opening());
        let last = call.intakes.last().copied().map(When::During);
        let applications = match (open, next) {
            (Some(open), _) => Step::new(milestone, StepState::Now, When::Until(open.close())),
            (None, Some(next)) => Step::new(milestone, StepState::ToCome, When::During(*next)),
            (None, None) => Step::new(milestone, StepState::Done, last),
        };
        let Grants { collectivities, since, promised, paid } = &self.pilots;
        let adopted = Milestone::Adopted { collectivities: collectivities.len() as u64 };
        let state = if collectivities.is_empty() { StepState::ToCome } else { StepState::Done };
        let money = Milestone::Paid { promised: *promised, paid: *paid };
        vec![
            applications,
            Step::new(adopted, state, since.map(When::On)),
            Step::new(money, paid_or_not(*promised, *paid), None),
        ]
    }
}

/// Money is ahead while none is promised, and behind when all that was promised is paid.
fn paid_or_not(promised: Euros, paid: Euros) -> StepState {
    match () {
        () if promised == Euros::ZERO => StepState::ToCome,
        () if paid < promised => StepState::Now,
        () => StepState::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::tests::campaign_2021;
    use StepState::{Done, Never, Now, ToCome};

    fn at(instant: &str) -> DateTime<Utc> {
        instant.parse().expect("an instant")
    }

    fn euros(euros: u32) -> Euros {
        Euros::from_euros(euros)
    }

    const CENSUS: &str = "2021-03-01T10:00:00Z";
    const BETWEEN: &str = "2021-04-01T00:00:00Z";
    const VOTE: &str = "2021-04-10T10:00:00Z";
    const COUNTED: &str = "2021-05-02T10:00:00Z";

    /// A need of the census with one support, in nothing yet.
    fn need() -> LineageFacts {
        let needs = Needs {
            count: 1,
            first: NeedId(uuid::Uuid::nil()),
            siren: Siren::parse("214601023").expect("a SIREN"),
            published_at: at("2021-01-12T09:00:00Z"),
            versions: 1,
            supports: 1,
            joined: 0,
            joined_at: None,
            declined: false,
        };
        LineageFacts {
            slug: campaign_2021().slug,
            calendar: campaign_2021().calendar,
            needs: Some(needs),
            joined: None,
            groups: None,
            project: None,
            frozen_at: None,
            verdict: None,
            call: Some(PilotCall {
                envelope: "co-construction".into(),
                intakes: vec![campaign_2021().calendar.application],
            }),
            pilots: Grants::default(),
            subsidies: Vec::new(),
        }
    }

    fn needs() -> Needs {
        need().needs.expect("a need")
    }

    fn in_project() -> LineageFacts {
        let project = Project { id: ProjectId(uuid::Uuid::nil()), title: "Un standard partagé".into(), needs: 1 };
        LineageFacts { project: Some(project), ..need() }
    }

    fn voted(selected: bool) -> LineageFacts {
        let lacking = (!selected).then_some(Lacking { approvals: Some(2), cost: None });
        let verdict = Verdict { selected, votes: 3, lacking, voters: 9, utility: Utility::Cost };
        LineageFacts { verdict: Some(verdict), ..in_project() }
    }

    fn states(known: &LineageFacts, now: &str) -> Vec<StepState> {
        known.steps(at(now)).into_iter().map(|step| step.state).collect()
    }

    #[test]
    fn each_moment_of_the_clock_has_its_line() {
        let ahead = [ToCome; 5];
        assert_eq!(states(&need(), CENSUS), [&[Done, Now, ToCome][..], &ahead].concat());
        assert_eq!(states(&in_project(), CENSUS), [&[Done, Now, Done][..], &ahead].concat());
        assert_eq!(states(&in_project(), VOTE), [Done, Done, Done, Now, ToCome, ToCome, ToCome, ToCome]);
        assert_eq!(states(&voted(true), COUNTED), [Done, Done, Done, Done, Done, ToCome, ToCome, ToCome]);
        let call = |now| voted(true).steps(at(now)).into_iter().nth(5).expect("the call");
        assert_eq!(call("2021-07-01T10:00:00Z").state, Now);
        assert_eq!(call("2023-01-02T10:00:00Z").state, Done);
    }

    #[test]
    fn a_line_ends_where_nothing_follows() {
        assert_eq!(states(&need(), VOTE), [Done, Done, Never], "no project took it before the vote");
        let declined = LineageFacts { needs: Some(Needs { declined: true, ..needs() }), ..need() };
        assert_eq!(states(&declined, CENSUS), [Done, Now, Never]);
        assert_eq!(states(&voted(false), COUNTED), [Done, Done, Done, Done, Never]);
        let alone = LineageFacts { needs: Some(Needs { supports: 0, ..needs() }), ..need() };
        assert_eq!(states(&alone, VOTE), [Done, Never], "that nobody supported it is not told");
    }

    #[test]
    fn a_need_that_joined_another_goes_on_with_its_line() {
        let into = Joined { need: needs().first, title: "Le standard".into(), at: at("2021-02-03T09:00:00Z") };
        let joined = LineageFacts { joined: Some(into.clone()), ..voted(true) };
        let steps = joined.steps(at(COUNTED));
        assert_eq!(steps[1].milestone, Milestone::JoinedAnother(into));
        assert_eq!(states(&joined, COUNTED), [Done, Done, Done, Done, Done, Done, ToCome, ToCome, ToCome]);
        let face = Needs { joined: 2, joined_at: Some(at("2021-02-03T09:00:00Z")), ..needs() };
        let face = LineageFacts { needs: Some(face), ..need() };
        assert_eq!(face.steps(at(CENSUS))[1].milestone, Milestone::JoinedBy { others: 2, needs: 1 });
    }

    #[test]
    fn what_the_vote_decided_shows_at_its_close_and_not_before() {
        for now in [CENSUS, VOTE, "2021-04-30T21:59:59Z"] {
            let steps = voted(true).steps(at(now));
            let result = steps.iter().find(|step| matches!(step.milestone, Milestone::Result(_))).expect("a result");
            assert_eq!((&result.milestone, result.state), (&Milestone::Result(None), ToCome), "{now}");
        }
        assert_eq!(states(&in_project(), COUNTED)[4], Now, "while it is counted");
        assert_eq!(states(&voted(true), "2021-04-30T22:00:00Z")[4], Done);
    }

    #[test]
    fn a_group_is_submitted_or_never_will_be() {
        let group = |state, submitted_at: Option<&str>| {
            let own = Own { state, submitted_at: submitted_at.map(at) };
            let groups = Groups { count: 1, opened_at: at("2021-02-01T10:00:00Z"), own: Some(own) };
            LineageFacts { groups: Some(groups), ..need() }
        };
        assert_eq!(states(&group(GroupState::Forming, None), CENSUS)[3], ToCome);
        assert_eq!(states(&group(GroupState::Submitted, Some(CENSUS)), CENSUS)[3], Done);
        assert_eq!(states(&group(GroupState::Dissolved, None), CENSUS), [Done, Now, Done, Never]);
        assert_eq!(states(&group(GroupState::Forming, None), "2023-01-02T10:00:00Z").last(), Some(&Never));
    }

    #[test]
    fn a_group_without_a_need_has_a_line_of_its_own() {
        let own = Own { state: GroupState::Forming, submitted_at: None };
        let groups = Groups { count: 1, opened_at: at("2021-02-01T10:00:00Z"), own: Some(own) };
        let alone = LineageFacts { needs: None, groups: Some(groups), ..need() };
        assert_eq!(states(&alone, CENSUS), [Done, ToCome], "no need, so no project and no vote to come");
        let carrying = LineageFacts { project: in_project().project, ..alone };
        assert_eq!(states(&carrying, CENSUS)[..3], [Done, ToCome, Done], "it may carry a project");
    }

    #[test]
    fn the_line_ends_with_the_last_euro() {
        let paid = |paid| {
            let collectivities = vec![needs().siren];
            let since = Some(at("2021-08-01T08:00:00Z"));
            let pilots = Grants { collectivities, since, promised: euros(300), paid: euros(paid) };
            LineageFacts { pilots, ..voted(true) }
        };
        let now = "2021-09-01T10:00:00Z";
        assert_eq!(states(&paid(0), now)[6..], [Done, Now]);
        assert_eq!(states(&paid(300), now)[6..], [Done, Done]);
        let subsidy =
            Subsidy { envelope: "Dématérialisation".into(), since: None, promised: euros(5), paid: euros(5) };
        let elsewhere = LineageFacts { subsidies: vec![subsidy], ..need() };
        assert_eq!(states(&elsewhere, BETWEEN), [Done, Done, Never, Done], "what a group got elsewhere is told too");
    }
}
