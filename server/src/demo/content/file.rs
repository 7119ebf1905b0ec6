//! The shape of `campaigns/demonstration-content.toml`.

use crate::Error;
use entity::{collectivity::Capacity, costing::CostKind};
use serde::Deserialize;

const CONTENT: &str = include_str!("../../../campaigns/demonstration-content.toml");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    pub(super) person: Vec<DemoPerson>,
    pub(super) need: Vec<DemoNeed>,
    pub(super) group: Vec<DemoGroup>,
    pub(super) message: Vec<DemoMessage>,
    pub(super) project: Vec<DemoProject>,
    pub(super) ballot: Vec<DemoBallot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoPerson {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) role: String,
    pub(super) collectivity: Option<String>,
    /// Of a prefecture's officer.
    pub(super) departement: Option<String>,
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) mandate: bool,
    pub(super) blurb: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoNeed {
    pub(super) key: String,
    pub(super) collectivity: String,
    pub(super) author_name: String,
    pub(super) author_capacity: Capacity,
    pub(super) author_title: String,
    pub(super) title: String,
    pub(super) problem: String,
    pub(super) affected: String,
    #[serde(default)]
    pub(super) existing: String,
    pub(super) theme: String,
    pub(super) urgency: String,
    #[serde(default)]
    pub(super) programmes: Vec<String>,
    pub(super) days_ago: i64,
    #[serde(default)]
    pub(super) supports: Vec<DemoSupport>,
    pub(super) declined_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoSupport {
    pub(super) collectivity: String,
    #[serde(default)]
    pub(super) sentence: String,
    pub(super) days_ago: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoGroup {
    pub(super) key: String,
    pub(super) need: String,
    pub(super) name: String,
    pub(super) purpose: String,
    pub(super) lead: String,
    pub(super) lead_agent_name: String,
    #[serde(default)]
    pub(super) members: Vec<String>,
    #[serde(default)]
    pub(super) invited: Vec<String>,
    #[serde(default)]
    pub(super) requested: Vec<String>,
    pub(super) submitted: bool,
    pub(super) days_ago: i64,
}

/// A message under a need or inside a group, with its answers.
#[derive(Deserialize)]
pub(super) struct DemoMessage {
    /// One of the two.
    pub(super) need: Option<String>,
    pub(super) group: Option<String>,
    #[serde(flatten)]
    pub(super) said: DemoSaid,
    #[serde(default)]
    pub(super) answer: Vec<DemoSaid>,
}

/// What somebody said; a curator where no collectivité is named.
#[derive(Deserialize)]
pub(super) struct DemoSaid {
    pub(super) collectivity: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) title: String,
    pub(super) text: String,
    pub(super) days_ago: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoProject {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) carrier_group: Option<String>,
    pub(super) carrier_service: Option<String>,
    pub(super) needs: Vec<String>,
    pub(super) cost: u32,
    #[serde(default)]
    pub(super) benefits: String,
    #[serde(default)]
    pub(super) priority_programmes: Vec<String>,
    pub(super) source_url: Option<String>,
    /// What the cost is made of.
    #[serde(default)]
    pub(super) cost_line: Vec<DemoCostLine>,
    #[serde(default)]
    pub(super) assumptions: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoCostLine {
    pub(super) kind: CostKind,
    pub(super) label: String,
    /// In euros, of one of `quantity`.
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) quantity: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoBallot {
    pub(super) collectivity: String,
    pub(super) voter_name: String,
    pub(super) approves: Vec<String>,
    pub(super) day: i64,
}

/// The content of the demonstration.
pub(super) fn content() -> Result<Content, Error> {
    toml::from_str(CONTENT).map_err(|error| Error::Stored(format!("demonstration-content.toml: {error}")))
}
