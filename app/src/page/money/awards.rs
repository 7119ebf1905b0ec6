//! Awards as the 360Giving data standard has them, for those who compare across countries.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::meta::SITE,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{address::Address, calendar::in_paris, siret::Granting};
use serde_json::{Map, Number, Value, json};
use server::grant::{
    self, Filter,
    subsidy::{Subsidy, with_seats},
};

/// The most awards of one file, and how many are read at once.
const MOST: usize = 20_000;
const AT_ONCE: u64 = 500;

/// The awards of a campaign, the latest first; the file says so where there are more than it holds.
pub async fn send(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let (mut awards, mut place, mut more) = (Vec::new(), None, true);
    while more && awards.len() < MOST {
        let grants = grant::after(&visit.ctx, campaign.id, &Filter::default(), place, AT_ONCE).await?;
        more = grants.len() as u64 == AT_ONCE;
        place = grants.last().map(|grant| grant.decided.place()).or(place);
        let subsidies = with_seats(&visit.ctx, &campaign, grants).await?;
        awards.extend(subsidies.iter().map(|subsidy| award(&visit, subsidy)));
    }
    let file = json!({
        "title": format!("{SITE} – {}", campaign.spec.title),
        "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        "version": "1.4",
        "complete": !more,
        "grants": awards,
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=900".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"360giving-{}.json\"", campaign.spec.slug)),
    ];
    Ok((headers, file.to_string()).into_response())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An amount in euros, as JSON writes a decimal number: exact to the cent.
fn euros(cents: i64) -> Value {
    let text = format!("{}.{:02}", cents / 100, cents % 100);
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// An award, under the names of the standard. Organisations are known by SIREN or, where theirs was imported, SIRET.
fn award(visit: &Visit, subsidy: &Subsidy) -> Value {
    let (ctx, base) = (&visit.ctx, &visit.site.base_url);
    let (grant, decided) = (&subsidy.grant, &subsidy.grant.decided);
    let reference = ctx.platform.reference();
    let campaign = visit.campaign.as_ref().map(|campaign| &campaign.spec);
    let envelope = campaign.and_then(|spec| spec.envelope(&decided.envelope));
    let programme = envelope.map_or_else(|| decided.envelope.clone(), |envelope| envelope.title.clone());
    let mut award = Map::new();
    let mut put = |name: &str, value: Value| award.insert(name.to_owned(), value);
    put("id", json!(format!("terreau-{}", decided.application)));
    put("title", json!(decided.title));
    put("description", json!(format!("{} ({programme})", decided.title)));
    put("currency", json!("EUR"));
    put("amountAwarded", euros(decided.amount.cents()));
    put("amountDisbursed", euros(grant.paid.cents()));
    put("awardDate", json!(in_paris(decided.published_at()).date_naive().to_string()));
    put("dateModified", json!(instant(grant.changed_at)));
    put("recipientOrganization", json!([recipient(&reference.name(&decided.siren), subsidy, base)]));
    put("fundingOrganization", json!([funder(subsidy, base)]));
    put("grantProgramme", json!([{ "code": decided.envelope, "title": programme }]));
    put("dataSource", json!(format!("{base}{}", Address::Money)));
    Value::Object(award)
}

fn recipient(name: &str, subsidy: &Subsidy, base: &str) -> Value {
    let siren = subsidy.grant.decided.siren;
    let siret = subsidy.beneficiary.as_ref().map(|siret| format!("FR-SIRET-{siret}"));
    json!({
        "id": siret.unwrap_or_else(|| format!("FR-SIREN-{siren}")),
        "name": name,
        "url": format!("{base}{}", Address::Collectivity(siren)),
    })
}

fn funder(subsidy: &Subsidy, base: &str) -> Value {
    let (id, name) = match (&subsidy.authority, &subsidy.granting) {
        (Some(seat), _) => (format!("FR-SIRET-{}", seat.siret), seat.name.clone()),
        (None, Some(Granting::Prefect(departement))) => {
            (format!("terreau-departement-{departement}"), format!("Préfecture ({departement})"))
        }
        (None, Some(Granting::State) | None) => ("terreau-etat".to_owned(), "État".to_owned()),
    };
    json!({ "id": id, "name": name, "url": base })
}
