//! The catalogue of what leaves the site as data (DCAT-AP, as JSON-LD), for those that harvest such catalogues: a
//! dataset for each noun of each campaign, with its files.

use super::{failure::Failure, visit::Visit};
use crate::ui::meta::SITE;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{address::Address, calendar::Phase};
use serde_json::{Value, json};
use server::campaign::loaded::StoredCampaign;

/// The licence of what is public here: Licence Ouverte 2.0 (Etalab).
const LICENCE: &str = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";
/// France, in the Named Authority List of countries of the European Union.
const FRANCE: &str = "http://publications.europa.eu/resource/authority/country/FRA";
const FILE_TYPES: &str = "http://publications.europa.eu/resource/authority/file-type/";
const FREQUENCIES: &str = "http://publications.europa.eu/resource/authority/frequency/";

/// The forms of a table: the ending of its address, its media type, its file type in the European list.
const FORMS: [(&str, &str, &str); 3] = [
    (".csv", "text/csv", "CSV"),
    (".ods", "application/vnd.oasis.opendocument.spreadsheet", "ODS"),
    (".jsonl", "application/x-ndjson", "JSON"),
];

/// A table of a campaign.
struct Table {
    /// The page whose list it is.
    page: Address,
    title: &'static str,
    description: &'static str,
    keywords: &'static [&'static str],
    /// Its files, where they do not stand beside the page.
    files: Option<Address>,
    /// What says what each of its columns holds.
    schema: Option<Address>,
    /// Whether the vote has to be closed for it to be there.
    after_the_vote: bool,
}

fn table(page: Address, title: &'static str, description: &'static str, keywords: &'static [&'static str]) -> Table {
    Table { page, title, description, keywords, files: None, schema: None, after_the_vote: false }
}

/// The tables of each campaign.
fn tables() -> impl Iterator<Item = Table> {
    of_needs().into_iter().chain(of_money())
}

fn of_needs() -> [Table; 3] {
    [
        table(
            Address::Needs,
            "Besoins numériques des collectivités",
            "Les besoins publiés par les collectivités, leurs soutiens et les habitants concernés.",
            &["collectivités", "besoins", "numérique"],
        ),
        table(
            Address::Groups,
            "Groupements de mutualisation",
            "Les collectivités qui se groupent, leur chef de file et les habitants qu’elles réunissent.",
            &["collectivités", "mutualisation"],
        ),
        table(
            Address::Projects,
            "Projets soumis au vote des collectivités",
            "Les projets chiffrés, leur porteur, et après la clôture leurs voix.",
            &["budget participatif", "projets"],
        ),
    ]
}

fn of_money() -> [Table; 4] {
    [
        table(
            Address::Envelopes,
            "Enveloppes et leur consommation",
            "Ce qui est alloué, demandé, engagé et payé dans chaque enveloppe.",
            &["subventions", "budget"],
        ),
        table(
            Address::Money,
            "Versements aux collectivités",
            "Chaque versement, son montant, son jour, à qui et pour quoi.",
            &["subventions", "versements"],
        ),
        Table {
            files: Some(Address::Subsidies),
            schema: Some(Address::SubsidiesSchema),
            ..table(
                Address::Money,
                "Subventions attribuées",
                "Les subventions publiées, sous la forme que demande le décret n° 2017-779 du 5 mai 2017.",
                &["subventions", "scdl"],
            )
        },
        Table {
            after_the_vote: true,
            ..table(
                Address::Result,
                "Dépouillement du vote des collectivités",
                "Chaque étape du décompte, avec ce qui est retenu.",
                &["vote", "budget participatif"],
            )
        },
    ]
}

fn instant(at: DateTime<Utc>) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": at.to_rfc3339_opts(SecondsFormat::Secs, true) })
}

/// A dataset, with each form in which it is downloaded.
fn dataset(base: &str, publisher: &Value, campaign: &StoredCampaign, table: &Table, is_over: bool) -> Value {
    let page = format!("{base}{}", campaign.address(&table.page));
    let files = match &table.files {
        Some(csv) => format!("{base}{}", campaign.address(csv)).trim_end_matches(".csv").to_owned(),
        None => page.clone(),
    };
    let schema = table.schema.as_ref().map(|schema| json!({ "@id": format!("{base}{schema}") }));
    let forms = FORMS.iter().map(|(ending, media, kind)| {
        json!({
            "@id": format!("{files}{ending}"),
            "@type": "dcat:Distribution",
            "dct:title": { "@language": "fr", "@value": format!("{} ({kind})", table.title) },
            "dcat:accessURL": { "@id": page },
            "dcat:downloadURL": { "@id": format!("{files}{ending}") },
            "dct:conformsTo": schema,
            "dcat:mediaType": media,
            "dct:format": { "@id": format!("{FILE_TYPES}{kind}") },
            "dct:license": { "@id": LICENCE },
        })
    });
    let calendar = &campaign.spec.calendar;
    let keywords = table.keywords.iter().map(|word| json!({ "@language": "fr", "@value": word }));
    json!({
        "@id": format!("{files}#donnees"),
        "@type": "dcat:Dataset",
        "dct:identifier": format!("{files}#donnees"),
        "dct:title": { "@language": "fr", "@value": format!("{} – {}", table.title, campaign.spec.title) },
        "dct:description": { "@language": "fr", "@value": table.description },
        "dcat:keyword": keywords.collect::<Vec<_>>(),
        "dcat:landingPage": { "@id": page },
        "dct:publisher": publisher,
        "dct:license": { "@id": LICENCE },
        "dct:spatial": { "@id": FRANCE },
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": instant(calendar.period(Phase::Census).opening()),
            "dcat:endDate": instant(calendar.period(Phase::Application).close()),
        },
        "dct:accrualPeriodicity": { "@id": format!("{FREQUENCIES}{}", if is_over { "NEVER" } else { "CONT" }) },
        "dcat:distribution": forms.collect::<Vec<_>>(),
    })
}

/// The catalogue: every table of every campaign that was opened.
pub async fn send(visit: Visit) -> Result<Response, Failure> {
    let base = &visit.site.base_url;
    let now = visit.ctx.now();
    let publisher = json!({ "@id": format!("{base}/"), "@type": "foaf:Agent", "foaf:name": SITE });
    let opened = server::campaign::opened(&visit.ctx).await?;
    let datasets = opened.iter().flat_map(|campaign| {
        let voted = now >= campaign.spec.calendar.period(Phase::Selection).close();
        let is_over = campaign.spec.state(now) == entity::calendar::CampaignState::Closed;
        let there = tables().filter(move |table| voted || !table.after_the_vote);
        let publisher = &publisher;
        there.map(move |table| dataset(base, publisher, campaign, &table, is_over))
    });
    let catalogue = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{base}{}", Address::Catalogue),
        "@type": "dcat:Catalog",
        "dct:title": { "@language": "fr", "@value": format!("Données de {SITE}") },
        "dct:description": {
            "@language": "fr",
            "@value": "Besoins, groupements, projets, votes et financements des campagnes de cette plateforme.",
        },
        "dct:publisher": publisher,
        "dct:license": { "@id": LICENCE },
        "dct:language": { "@id": "http://publications.europa.eu/resource/authority/language/FRA" },
        "foaf:homepage": { "@id": format!("{base}/") },
        "dcat:dataset": datasets.collect::<Vec<_>>(),
    });
    let headers = [(header::CONTENT_TYPE, "application/ld+json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, catalogue.to_string()).into_response())
}
