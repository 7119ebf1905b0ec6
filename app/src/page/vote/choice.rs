//! What a ballot chooses, as its form sends it: ticked projects, or points given to each.

use crate::http::{failure::Failure, fields::Fields};
use entity::{ballot::Choice, id::ProjectId, money::number_typed, refusal::Refusal};
use wording::count;

/// The name of the boxes to tick, one a project.
pub const PROJECTS: &str = "projects";

/// What the name of the field of a project's points begins with.
const POINTS: &str = "points-";

/// The name of the field of a project's points.
pub fn points_field(project: ProjectId) -> String {
    format!("{POINTS}{project}")
}

/// The projects ticked, and those that were given points.
pub fn chosen(fields: &Fields) -> Result<Vec<Choice>, Failure> {
    let project = |id: &str| id.parse::<ProjectId>().map_err(|_| Failure::from(Refusal::NotOnTheBallot));
    let ticked = fields.all(PROJECTS).into_iter().map(|id| project(&id).map(Choice::from));
    let given = fields.0.iter().filter_map(|(name, points)| Some((name.strip_prefix(POINTS)?, points)));
    let given = given.filter(|(_, points)| !points.trim().is_empty()).map(|(id, points)| {
        let points = number_typed(points).ok().and_then(|points| points.try_into().ok());
        let points = points.ok_or_else(|| Failure::from(Refusal::NotPoints))?;
        Ok(Choice { project: project(id)?, points })
    });
    ticked.chain(given).collect()
}

/// The points given to a project, where there are any to give.
pub fn votes(by_points: bool, points: u32) -> String {
    if by_points { format!(" : {}", count(u64::from(points), "voix", "voix")) } else { String::new() }
}
