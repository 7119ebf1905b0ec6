//! Subsidies in the form that the law asks for (decree 2017-779; SCDL « subventions »): those of which both SIRET are
//! known, those of which one is not, and the Table Schema that says what each column holds.

use crate::http::{
    failure::Failure,
    table::{Cell, Column, Format, streamed},
    visit::Visit,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{address::Address, application::ApplicationState, calendar::in_paris, siret::Granting};
use futures_util::{Stream, TryStreamExt, stream};
use serde_json::{Value, json};
use server::{
    Context,
    campaign::loaded::StoredCampaign,
    grant::{
        self, Filter, Place,
        subsidy::{Subsidy, with_seats},
    },
    reference::Reference,
};
use std::sync::Arc;

/// The columns, in the order of the standard; people read them under the same names.
const COLUMNS: [Column; 15] = [
    Column("nomAttribuant", "nomAttribuant"),
    Column("idAttribuant", "idAttribuant"),
    Column("dateConvention", "dateConvention"),
    Column("referenceDecision", "referenceDecision"),
    Column("nomBeneficiaire", "nomBeneficiaire"),
    Column("idBeneficiaire", "idBeneficiaire"),
    Column("objet", "objet"),
    Column("montant", "montant"),
    Column("nature", "nature"),
    Column("conditionsVersement", "conditionsVersement"),
    Column("datesPeriodeVersement", "datesPeriodeVersement"),
    Column("idRAE", "idRAE"),
    Column("notificationUE", "notificationUE"),
    Column("pourcentageSubvention", "pourcentageSubvention"),
    Column("dispositifAide", "dispositifAide"),
];

/// What is paid is money.
const NATURE: &str = "aide en numéraire";
const ONCE: &str = "unique";
const IN_PARTS: &str = "échelonné";

/// Decisions that are read at once.
const AT_ONCE: u64 = 500;

/// The subsidies of which both SIRET are known.
pub async fn csv(visit: Visit, format: Format) -> Result<Response, Failure> {
    send(&visit, format, "subventions", true)
}

/// The subsidies of which a SIRET is not known: the same columns, that one empty.
pub async fn without_siret(visit: Visit, format: Format) -> Result<Response, Failure> {
    send(&visit, format, "subventions-sans-siret", false)
}

fn send(visit: &Visit, format: Format, name: &str, whole: bool) -> Result<Response, Failure> {
    let (ctx, campaign) = (visit.ctx.clone(), Arc::clone(visit.campaign()?));
    let reference = ctx.platform.reference();
    let shown = Arc::clone(&campaign);
    let row = move |subsidy: Subsidy| cells(&shown, &reference, subsidy);
    let rows = subsidies(ctx, campaign).try_filter(move |one| std::future::ready(one.is_whole() == whole)).map_ok(row);
    Ok(streamed(format, name, &COLUMNS, rows))
}

/// All public decisions of a campaign, read as they are sent.
fn subsidies(
    ctx: Context,
    campaign: Arc<StoredCampaign>,
) -> impl Stream<Item = Result<Subsidy, server::Error>> + Send + 'static {
    let pages = stream::try_unfold(Some(None), move |place: Option<Option<Place>>| {
        let (ctx, campaign) = (ctx.clone(), Arc::clone(&campaign));
        async move {
            let Some(place) = place else { return Ok::<_, server::Error>(None) };
            let grants = grant::after(&ctx, campaign.id, &Filter::default(), place, AT_ONCE).await?;
            let more = (grants.len() as u64 == AT_ONCE).then(|| grants.last().map(|grant| grant.decided.place()));
            let subsidies = with_seats(&ctx, &campaign, grants).await?;
            Ok(Some((subsidies, more.flatten().map(Some))))
        }
    });
    pages.map_ok(|page| stream::iter(page.into_iter().map(Ok))).try_flatten()
}

/// Who grants, as its imported name has it, or else as the authority that it is.
fn authority(reference: &Reference, subsidy: &Subsidy) -> Option<String> {
    let named = subsidy.authority.as_ref().map(|seat| seat.name.clone());
    named.or_else(|| match subsidy.granting.as_ref()? {
        Granting::State => Some("État".to_owned()),
        Granting::Prefect(departement) => Some(format!("Préfecture, {}", reference.departement_name(departement))),
    })
}

/// The day of an instant, in Paris.
fn day(at: DateTime<Utc>) -> NaiveDate {
    in_paris(at).date_naive()
}

fn cells(campaign: &StoredCampaign, reference: &Reference, subsidy: Subsidy) -> Vec<Cell> {
    let authority = authority(reference, &subsidy);
    let siret = subsidy.authority.map(|seat| seat.siret);
    let (grant, decided) = (&subsidy.grant, &subsidy.grant.decided);
    let signed = decided.agreement_day.as_deref().and_then(|day| day.parse::<NaiveDate>().ok());
    // Where one payment was the last, all was paid at once; otherwise instalments are paid as they are asked for.
    let at_once = grant.payments == 1 && decided.state == ApplicationState::Closed;
    let period = grant.first_paid.zip(grant.last_paid).map(|(first, last)| format!("{}/{}", day(first), day(last)));
    let envelope = campaign.spec.envelope(&decided.envelope).map(|envelope| envelope.title.clone());
    let aid = envelope.unwrap_or_else(|| decided.envelope.clone());
    vec![
        Cell::text(authority),
        Cell::text(siret),
        Cell::Day(signed.unwrap_or_else(|| day(decided.published_at()))),
        Cell::text(decided.number.as_ref()),
        Cell::Text(reference.name(&decided.siren)),
        Cell::text(subsidy.beneficiary),
        Cell::Text(decided.title.clone()),
        Cell::Euros(decided.amount.cents()),
        Cell::Text(NATURE.to_owned()),
        Cell::Text(if at_once { ONCE } else { IN_PARTS }.to_owned()),
        Cell::text(period),
        Cell::Nothing,
        Cell::Text("non".to_owned()),
        // The share of the money that this beneficiary gets: the lead of a group gets all of it.
        Cell::Number(1),
        Cell::Text(format!("{} ({aid})", campaign.spec.title)),
    ]
}

/// What the columns of `subventions.csv` hold, as a Table Schema (Frictionless Data), in our own words.
pub async fn schema(visit: Visit) -> Result<Response, Failure> {
    let base = &visit.site.base_url;
    let schema = json!({
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "subventions",
        "title": "Subventions attribuées",
        "description": "Les subventions décidées et publiées, sous la forme que demande le décret n° 2017-779 du 5 mai \
                        2017. Une ligne par décision.",
        "path": format!("{base}{}", Address::SubsidiesSchema),
        "missingValues": [""],
        "fields": COLUMNS.iter().map(|Column(name, _)| field(name)).collect::<Vec<_>>(),
    });
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, schema.to_string()).into_response())
}

/// What a column holds: type, description, constraints.
fn field(name: &str) -> Value {
    const SIRET: &str = "^[0-9]{14}$";
    const PERIOD: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?$";
    let (kind, description, constraints) = match name {
        "nomAttribuant" => ("string", "Nom de l’autorité qui attribue.", json!({ "required": true })),
        "idAttribuant" => {
            ("string", "SIRET de l’autorité qui attribue.", json!({ "required": true, "pattern": SIRET }))
        }
        "dateConvention" => (
            "date",
            "Jour où la convention est signée, ou tant qu’elle ne l’est pas, jour où la décision est publiée.",
            json!({ "required": true }),
        ),
        "referenceDecision" => ("string", "Numéro sous lequel le dossier a été déposé.", json!({})),
        "nomBeneficiaire" => ("string", "Nom de la collectivité qui reçoit.", json!({ "required": true })),
        "idBeneficiaire" => {
            ("string", "SIRET du siège de la collectivité qui reçoit.", json!({ "required": true, "pattern": SIRET }))
        }
        "objet" => ("string", "Ce que la subvention paie.", json!({ "required": true })),
        "montant" => ("number", "Montant décidé, en euros.", json!({ "required": true, "minimum": 0 })),
        "nature" => ("string", "Nature de l’aide.", json!({ "required": true, "enum": [NATURE] })),
        "conditionsVersement" => (
            "string",
            "«\u{202f}unique\u{202f}» quand tout est payé en une fois, «\u{202f}échelonné\u{202f}» sinon.",
            json!({ "required": true, "enum": [ONCE, IN_PARTS] }),
        ),
        "datesPeriodeVersement" => (
            "string",
            "Jours du premier et du dernier versement, AAAA-MM-JJ/AAAA-MM-JJ\u{202f}; vide tant que rien n’est payé.",
            json!({ "pattern": PERIOD }),
        ),
        "idRAE" => ("string", "Numéro au répertoire des aides aux entreprises\u{a0}: toujours vide ici.", json!({})),
        "notificationUE" => (
            "string",
            "Si l’aide est notifiée à la Commission européenne\u{a0}: ces aides ne le sont pas.",
            json!({ "required": true, "enum": ["oui", "non"] }),
        ),
        "pourcentageSubvention" => (
            "number",
            "Part de la subvention que reçoit ce bénéficiaire, entre 0 et 1.",
            json!({ "required": true, "minimum": 0, "maximum": 1 }),
        ),
        _ => ("string", "Campagne et enveloppe.", json!({})),
    };
    json!({ "name": name, "type": kind, "description": description, "constraints": constraints })
}
