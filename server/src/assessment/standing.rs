//! Where the assessment of an application stands.

use crate::Error;
use entity::{
    assessment::{ASSESSORS, AssessmentState, Score, diverging},
    campaign::{AssessedBy, Authority, Envelope},
    id::ApplicationId,
    refusal::Refusal,
    table::assessment,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// How many people are drawn to assess an application to an envelope: a prefecture's officer decides on what they
/// assessed themselves. None is drawn where the officer who handles the application assesses it.
pub fn wanted(envelope: &Envelope) -> usize {
    match (envelope.criteria.is_empty(), envelope.assessed_by, envelope.decided_by) {
        (true, _, _) | (false, AssessedBy::Officer, _) => 0,
        (false, AssessedBy::Lot, Authority::State) => ASSESSORS,
        (false, AssessedBy::Lot, Authority::Prefect) => 1,
    }
}

/// Where the assessment of an application stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether as many as wanted gave marks, and nobody still reads.
    pub all_in: bool,
    /// Criteria on which marks are far apart.
    pub diverging: Vec<usize>,
    /// Whether marks that are far apart were discussed: each assessor kept or changed theirs for good.
    pub settled: bool,
    /// None before the marks are in.
    pub score: Option<Score>,
}

impl Standing {
    /// From the assessments of an application; where nobody assesses, all is in.
    pub fn of(envelope: &Envelope, rows: &[assessment::Model]) -> Self {
        if envelope.assessed_by == AssessedBy::Officer {
            return Self::of_officer(envelope, rows);
        }
        if wanted(envelope) == 0 {
            return Self { all_in: true, ..Self::default() };
        }
        let active: Vec<&assessment::Model> =
            rows.iter().filter(|row| row.state != AssessmentState::Conflict).collect();
        let all_in = active.len() >= wanted(envelope) && active.iter().all(|row| row.state.is_in());
        if !all_in {
            return Self::default();
        }
        let marks: Vec<_> = active.iter().filter_map(|row| row.marks()).collect();
        Self {
            all_in,
            diverging: diverging(&marks),
            settled: active.iter().all(|row| row.state == AssessmentState::Settled),
            score: Score::of(&envelope.criteria, &marks),
        }
    }

    /// Where one officer decides: by the marks that were given last.
    fn of_officer(envelope: &Envelope, rows: &[assessment::Model]) -> Self {
        let last = rows.iter().filter(|row| row.state.is_in()).max_by_key(|row| row.at);
        let marks: Vec<_> = last.and_then(|row| row.marks()).into_iter().collect();
        Self { all_in: last.is_some(), score: Score::of(&envelope.criteria, &marks), ..Self::default() }
    }

    /// Refuses unless a file can be accepted or put on the waiting list by these marks.
    pub fn require_done(&self) -> Result<(), Refusal> {
        match (self.all_in, self.diverging.is_empty() || self.settled) {
            (false, _) => Err(Refusal::NotAssessed),
            (true, false) => Err(Refusal::DiscussionNeeded),
            (true, true) => Ok(()),
        }
    }
}

pub(crate) async fn of_application(
    database: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<Vec<assessment::Model>, Error> {
    let query = assessment::Entity::find().filter(assessment::Column::Application.eq(id));
    Ok(query
        .order_by_asc(assessment::Column::AssignedAt)
        .order_by_asc(assessment::Column::Person)
        .all(database)
        .await?)
}
