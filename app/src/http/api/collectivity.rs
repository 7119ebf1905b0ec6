//! The collectivités of the roll, régions and départements.

use super::{
    Api, Problem,
    asked::{Asked, code, limit},
    cursor::{List, Paged},
};
use axum::{Json, extract::Path, response::Response};
use entity::{
    address::Address,
    collectivity::{Collectivity, Kind},
    siren::Siren,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A collectivité, by number and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// Its SIREN, nine digits.
    pub siren: String,
    pub name: String,
}

/// A collectivité of the roll.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnTheRoll {
    /// Its SIREN, nine digits.
    pub siren: String,
    pub name: String,
    /// What it is, such as `commune` or `departement`.
    pub kind: &'static str,
    /// INSEE code of the commune, when it is one.
    pub insee: Option<String>,
    /// INSEE code of the département of its seat; null for a région.
    pub departement: Option<String>,
    /// INSEE code of the région of its seat.
    pub region: String,
    /// Inhabitants of its territory.
    pub inhabitants: u64,
    pub communes: u32,
    /// Its page.
    pub url: String,
}

/// Régions and départements.
#[derive(Debug, Serialize, ToSchema)]
pub struct Territories {
    /// The year of the populations.
    pub vintage: String,
    pub regions: Vec<Area>,
    pub departements: Vec<Area>,
}

/// A région or a département.
#[derive(Debug, Serialize, ToSchema)]
pub struct Area {
    /// Its INSEE code.
    pub code: String,
    pub name: String,
    /// Of a département: the INSEE code of its région.
    pub region: Option<String>,
}

/// What narrows the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RollAsked {
    /// What they are.
    kind: Option<String>,
    /// INSEE code of a région.
    region: Option<String>,
    /// INSEE code of a département.
    departement: Option<String>,
    /// Where the page begins: what the page before gave.
    cursor: Option<String>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

impl Named {
    pub fn of(api: &Api, siren: Siren) -> Self {
        Self { name: api.ctx.platform.reference().name(&siren), siren: siren.to_string() }
    }
}

impl OnTheRoll {
    fn of(api: &Api, one: &Collectivity) -> Self {
        let figures = api.ctx.platform.reference().figures(&one.siren);
        Self {
            siren: one.siren.to_string(),
            name: one.name.clone(),
            kind: one.kind.code(),
            insee: one.insee.clone(),
            departement: one.departement.clone(),
            region: one.region.clone(),
            inhabitants: figures.population,
            communes: figures.communes,
            url: api.url(Address::Collectivity(one.siren)),
        }
    }
}

/// The collectivités of the roll, by SIREN.
#[utoipa::path(get, path = "/collectivities", tag = "collectivities", params(RollAsked), responses(
    (status = 200, description = "A page of collectivités", body = Paged<OnTheRoll>),
    (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(api: Api, Asked(asked): Asked<RollAsked>) -> Result<Response, Problem> {
    let limit = limit(asked.limit)?;
    let filters = [
        ("kind", asked.kind.as_deref()),
        ("region", asked.region.as_deref()),
        ("departement", asked.departement.as_deref()),
    ];
    let list = List::new(api.url(format!("{}/collectivities", super::BASE)), limit, &filters);
    let position = list.position(asked.cursor.as_deref())?;
    let position = position.map(|text| Siren::parse(&text).map_err(|_| List::lost())).transpose()?;
    let kind = code("kind", asked.kind.as_deref(), Kind::from_code)?;
    let reference = api.ctx.platform.reference();
    let is_asked = |one: &&Collectivity| {
        position.is_none_or(|after| one.siren > after)
            && kind.is_none_or(|kind| one.kind == kind)
            && asked.region.as_ref().is_none_or(|region| one.region == *region)
            && asked.departement.as_ref().is_none_or(|code| one.departement.as_ref() == Some(code))
    };
    let mut rows: Vec<&Collectivity> = reference.collectivities().filter(is_asked).collect();
    let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
    if rows.len() > most {
        rows.select_nth_unstable_by_key(most - 1, |one| one.siren);
        rows.truncate(most);
    }
    rows.sort_unstable_by_key(|one| one.siren);
    Ok(list.page(rows, |row| row.siren.to_string(), |row| OnTheRoll::of(&api, row)))
}

/// One collectivité.
#[utoipa::path(get, path = "/collectivities/{siren}", tag = "collectivities",
    params(("siren" = String, Path, description = "Its SIREN, nine digits")),
    responses(
        (status = 200, description = "The collectivité", body = OnTheRoll),
        (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn one(api: Api, Path(siren): Path<String>) -> Result<Json<OnTheRoll>, Problem> {
    let siren = Siren::parse(&siren).map_err(|_| server::Error::NotFound)?;
    let reference = api.ctx.platform.reference();
    let found = reference.find(&siren).ok_or(server::Error::NotFound)?;
    Ok(Json(OnTheRoll::of(&api, found)))
}

/// Régions and départements, and the year of the populations.
#[utoipa::path(get, path = "/territories", tag = "collectivities", responses(
    (status = 200, description = "Régions and départements", body = Territories),
    (status = "4XX", description = "A problem", body = Problem, content_type = "application/problem+json"),
))]
pub async fn territories(api: Api) -> Json<Territories> {
    let reference = api.ctx.platform.reference();
    let regions = reference.regions().iter();
    let departements = reference.departements().iter();
    Json(Territories {
        vintage: reference.atlas.vintage().to_owned(),
        regions: regions.map(|area| Area { code: area.code.clone(), name: area.name.clone(), region: None }).collect(),
        departements: departements
            .map(|area| Area {
                code: area.code.clone(),
                name: area.name.clone(),
                region: reference.region_of(&area.code).map(str::to_owned),
            })
            .collect(),
    })
}
