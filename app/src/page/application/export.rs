//! An application in the shape of Démarche numérique's GraphQL `Dossier`, so that it is carried over there: as it was
//! submitted, for whoever reads it here. docs/APPLICATION.md says what each field holds.

use crate::http::{failure::Failure, visit::Visit};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, SecondsFormat, Utc};
use entity::{
    address::Address,
    application::{ApplicationState, Submission},
    application_form::{Field, FieldKind},
    id::ApplicationId,
};
use serde_json::{Value, json};
use server::application::query::Detail;

/// The file. [`Failure::NotFound`] of what was never submitted.
pub async fn send(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Response, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    let copy = detail.copy.clone().ok_or(Failure::NotFound)?;
    let file = dossier(&visit, &detail, &copy)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"dossier-{}.json\"", copy.number)),
    ];
    let text = serde_json::to_string_pretty(&json!({ "dossier": file })).map_err(server::Error::from)?;
    Ok((headers, text).into_response())
}

/// Where an application stands, in the five states that a `Dossier` has.
fn state(state: ApplicationState) -> &'static str {
    use ApplicationState as S;
    match state {
        S::Draft | S::Submitted | S::CorrectionAsked => "en_construction",
        S::Complete | S::InAssessment | S::WaitingList => "en_instruction",
        S::Accepted | S::AgreementSigned | S::PaidInPart | S::Closed => "accepte",
        S::Rejected => "refuse",
        S::Withdrawn => "sans_suite",
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn dossier(visit: &Visit, detail: &Detail, copy: &Submission) -> Result<Value, Failure> {
    let reference = visit.ctx.platform.reference();
    let base = &visit.site.base_url;
    // Before its hour a decision is told to nobody by a file.
    let decided = detail.decision.as_ref().filter(|one| one.publish_at.utc() <= visit.ctx.now());
    let fields = copy.form.fields().filter(|field| copy.answers.contains_key(&field.code) || is_file(field));
    let members = copy.members.iter().map(|member| {
        json!({ "siren": member.siren, "nom": member.name, "codeInsee": member.insee, "population": member.population })
    });
    Ok(json!({
        "__typename": "Dossier",
        "id": detail.row.id,
        "number": copy.number,
        "archived": false,
        "state": state(detail.state),
        "dateDepot": instant(copy.submitted_at),
        "datePassageEnConstruction": instant(copy.submitted_at),
        "dateTraitement": decided.map(|one| instant(one.publish_at.utc())),
        "motivation": decided.map(|one| one.reason.clone()).filter(|reason| !reason.is_empty()),
        "demarche": {
            "title": format!("{} – {}", detail.campaign.spec.title, detail.envelope()?.title),
            "state": "publiee",
        },
        "demandeur": {
            "__typename": "PersonneMorale",
            "siren": copy.lead,
            "entreprise": { "siren": copy.lead, "raisonSociale": reference.name(&copy.lead) },
        },
        "champs": fields.map(|field| champ(base, detail, copy, field)).collect::<Vec<_>>(),
        "annotations": [
            annotation("montant_demande", "Montant demandé (€)", &euros(copy.subsidy.amount.cents())),
            annotation("version_des_regles", "Version des règles", &copy.rule_version.to_string()),
            annotation("annee_des_populations", "Année des populations", &copy.vintage),
        ],
        "membres": members.collect::<Vec<_>>(),
    }))
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn annotation(id: &str, label: &str, value: &str) -> Value {
    json!({ "__typename": "TextChamp", "id": id, "label": label, "stringValue": value, "value": value })
}

fn is_file(field: &Field) -> bool {
    field.kind == FieldKind::File
}

/// An answer as a `Champ` of its kind.
fn champ(base: &str, detail: &Detail, copy: &Submission, field: &Field) -> Value {
    let answer = copy.answers.get(&field.code).cloned().unwrap_or_default();
    let (kind, text, value) = match field.kind {
        FieldKind::File => return files(base, detail, copy, field),
        FieldKind::Number => ("IntegerNumberChamp", answer.clone(), json!(answer)),
        FieldKind::Date => ("DateChamp", answer.clone(), json!(answer)),
        FieldKind::Choice => {
            let chosen = field.options.iter().find(|option| option.code == answer);
            let label = chosen.map_or_else(|| answer.clone(), |option| option.label.clone());
            ("TextChamp", label.clone(), json!(label))
        }
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Euros
        | FieldKind::Collectivity
        | FieldKind::Costs
        | FieldKind::Items => ("TextChamp", answer.clone(), json!(answer)),
    };
    json!({ "__typename": kind, "id": field.code, "label": field.label, "stringValue": text, "value": value })
}

fn files(base: &str, detail: &Detail, copy: &Submission, field: &Field) -> Value {
    let files = copy.attachments.iter().filter(|file| file.field == field.code).map(|file| {
        json!({
            "filename": file.name,
            "byteSizeBigInt": file.size.to_string(),
            "checksum": format!("sha256:{}", file.sha256),
            "url": format!("{base}{}", Address::ApplicationAttachment(detail.row.id, file.id)),
        })
    });
    json!({
        "__typename": "PieceJustificativeChamp",
        "id": field.code,
        "label": field.label,
        "stringValue": "",
        "files": files.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_one_of_the_five() {
        let known = ["en_construction", "en_instruction", "accepte", "refuse", "sans_suite"];
        assert!(ApplicationState::ALL.iter().all(|one| known.contains(&state(*one))));
    }
}
