//! The public log of the vote: what it is for people, and its files for programs (C2SP tlog-tiles).

use crate::{
    http::{
        assets,
        failure::Failure,
        visit::{Fields, Visit},
    },
    ui::{
        form::Form,
        frame::{Frame, Page},
    },
};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use entity::{
    log::{Checkpoint, Distrust, Receipt, Voter, hex},
    tile,
};
use leptos::prelude::*;
use server::{frozen_rule, log};
use wording::count;

/// The most text that a receipt may have.
const LONGEST_RECEIPT: usize = 100_000;

fn text(content_type: &'static str, cache: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, cache)], body).into_response()
}

/// What never changes once it is there.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// The latest signed head of the log.
pub async fn checkpoint(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let note = log::checkpoint(&visit.ctx, &campaign).await?.ok_or(Failure::NotFound)?;
    Ok(text("text/plain; charset=utf-8", "no-cache", note))
}

/// The frozen rule: the canonical document.
pub async fn rule(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let frozen = frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let frozen = frozen.ok_or(Failure::NotFound)?;
    Ok(text("application/json", "no-cache", frozen.document.clone()))
}

/// A tile of the tree: hashes of its leaves (level 0), or of full tiles below (level 1 and up).
pub async fn tile(visit: Visit, Path((level, path)): Path<(u32, String)>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let (number, width) = tile::parse(&path).ok_or(Failure::NotFound)?;
    let tree = log::tree(&visit.ctx.platform, campaign.id).await?;
    let hashes = tokio::task::spawn_blocking(move || tree.tile(level, number, width)).await;
    let hashes = hashes.map_err(|_| Failure::Internal)?.ok_or(Failure::NotFound)?;
    Ok(text("application/octet-stream", FOR_GOOD, hashes.concat()))
}

/// A bundle of entries: each with its length in two bytes.
pub async fn entries(visit: Visit, Path(path): Path<String>) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let (number, width) = tile::parse(&path).ok_or(Failure::NotFound)?;
    let first = number.checked_mul(tile::WIDTH).ok_or(Failure::NotFound)?;
    let entries = log::entries(&visit.ctx, campaign.id, first, width).await?;
    if entries.len() as u64 != width {
        return Err(Failure::NotFound);
    }
    Ok(text("application/octet-stream", FOR_GOOD, tile::bundle(&entries)))
}

/// The receipt of the collectivité's ballot, as a file.
pub async fn receipt(visit: Visit) -> Result<Response, Failure> {
    let campaign = visit.campaign()?.clone();
    let receipt = log::receipt(&visit.ctx, &campaign).await?.ok_or(Failure::NotFound)?;
    let siren = visit.ctx.acting_for()?;
    let name = format!("attachment; filename=\"recepisse-{siren}-{}.tlog-proof\"", receipt.ballot.version);
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, receipt.to_text()).into_response())
}

/// The page of the log, where a receipt is checked.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    show(visit, None).await
}

/// Checks a receipt that was pasted.
pub async fn check(visit: Visit, fields: Fields) -> Result<Page, Failure> {
    show(visit, Some(fields.text("recepisse"))).await
}

async fn show(visit: Visit, pasted: Option<String>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let frozen = frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let note = log::checkpoint(&visit.ctx, &campaign).await?;
    let verdict = match (&frozen, &pasted) {
        (Some(frozen), Some(text)) if text.len() <= LONGEST_RECEIPT => Some(
            Receipt::parse(text)
                .and_then(|receipt| receipt.verify(&frozen.log, &frozen.hash).map(|head| (receipt, head))),
        ),
        (Some(_), Some(_)) => Some(Err(Distrust::Unreadable)),
        _ => None,
    };
    // The head of the receipt is signed, and so is the latest: the log must have grown from the one to the other.
    let grown = match &verdict {
        Some(Ok((_, head))) => {
            let growth = log::growth(&visit.ctx, &campaign, head.size).await?;
            let latest = note
                .as_ref()
                .zip(frozen.as_ref())
                .and_then(|(note, frozen)| Checkpoint::verify(note, &frozen.log).ok());
            latest.zip(growth).is_some_and(|(latest, proof)| latest.extends(head, &proof).is_ok())
        }
        _ => false,
    };
    let form = Form::new(&visit, visit.here("/journal"));
    let (rule, checkpoint, tiles) =
        (visit.here("/vote/regle.json"), visit.here("/journal/checkpoint"), visit.here("/journal/tile/"));
    let reference = visit.ctx.platform.reference();
    Ok(Frame::new("Journal du vote").below("/vote", "Vote").with_module(assets::RECEIPT).render(&visit, move || {
        let verdict = verdict.map(|verdict| match verdict {
            Ok((receipt, head)) if grown => view! {
                <div class="fr-alert fr-alert--success" role="status">
                    <h2 class="fr-alert__title">"Ce bulletin est dans le journal"</h2>
                    <p>
                        {format!(
                            "{} (dépôt n° {}) est l’inscription n° {} d’un journal signé qui en comptait {}. Le \
                             journal d’aujourd’hui prolonge celui-là sans rien y changer.",
                            match &receipt.ballot.voter {
                                Voter::Named { siren, .. } => format!("Le bulletin de {}", reference.name(siren)),
                                Voter::Unnamed(drawn) => format!("Le bulletin sans nom {drawn}"),
                            },
                            receipt.ballot.version,
                            receipt.index,
                            head.size,
                        )}
                    </p>
                </div>
            }
            .into_any(),
            Ok(_) => refusal(Distrust::Forked),
            Err(distrust) => refusal(distrust),
        });
        let state = match (&frozen, note) {
            (Some(frozen), Some(note)) => {
                let size = note.lines().nth(1).and_then(|size| size.parse().ok()).unwrap_or(0);
                view! {
                    <p>
                        {count(size, "inscription", "inscriptions")}
                        ". Chaque dépôt de bulletin en ajoute une, aussi quand il en remplace un autre."
                    </p>
                    <h2>"La tête du journal, signée"</h2>
                    <p>"Gardez-en une copie si vous le souhaitez : le journal d’un autre jour doit la prolonger."</p>
                    <pre class="t-receipt" tabindex="0" role="region" aria-label="Tête du journal">
                        {note}
                    </pre>
                    <dl class="t-definition">
                        <dt>"Nom et clé publique"</dt>
                        <dd>
                            <code>{frozen.rule.log.clone()}</code>
                        </dd>
                        <dt>"Empreinte de la règle"</dt>
                        <dd>
                            <code>{frozen.hash.clone()}</code>
                            " ("
                            <a href=rule>"le document"</a>
                            ")"
                        </dd>
                    </dl>
                }
                .into_any()
            }
            _ => view! { <p>"La règle du vote n’est pas encore figée : le journal n’a pas commencé."</p> }.into_any(),
        };
        view! {
            <h1>"Journal public du vote"</h1>
            <p class="fr-text--lead">
                "Chaque bulletin déposé y laisse une empreinte, dans l’ordre, qui ne peut plus être changée ni retirée \
                 sans que cela se voie. Jusqu’à la clôture, l’empreinte ne dit rien du contenu."
            </p>
            <div data-verdict="" tabindex="-1" aria-live="polite">
                {verdict}
            </div>
            {state}
            {frozen_form(&form)}
            <h2>"Pour les programmes"</h2>
            <p>
                "Le journal suit les formats publics C2SP (tlog-tiles, tlog-checkpoint, tlog-proof) et la RFC 9162 : "
                <a href=checkpoint>"tête signée"</a> ", dalles sous " {tiles}
                ". La commande « terreau verify » contrôle un récépissé sans croire ce serveur."
            </p>
        }
        .into_any()
    }))
}

fn frozen_form(form: &Form) -> AnyView {
    view! {
        <h2>"Vérifier un récépissé"</h2>
        <p>
            "Votre navigateur fait le calcul lui-même, à partir des fichiers publics du journal, avec le même \
             programme que ce serveur ; sans JavaScript, le serveur répond."
        </p>
        <div data-receipt="">
            {form
                .around(
                    view! {
                        {form
                            .lines(
                                "recepisse",
                                "Contenu du fichier récépissé",
                                "Le fichier « .tlog-proof » téléchargé après le vote : collez-le en entier, ou déposez \
                                 le fichier ici",
                                "",
                                8,
                            )}
                        <div class="t-actions">
                            <button class="fr-btn">"Vérifier"</button>
                        </div>
                    },
                )}
        </div>
    }
    .into_any()
}

fn refusal(why: Distrust) -> AnyView {
    let (title, sentence) = why.verdict();
    view! {
        <div class="fr-alert fr-alert--error" role="alert">
            <h2 class="fr-alert__title">{title}</h2>
            <p>{sentence}</p>
        </div>
    }
    .into_any()
}

/// The hash of an entry, for the page of a receipt.
pub fn entry(receipt: &Receipt) -> String {
    hex(&entity::log::commitment(&receipt.nonce, &receipt.ballot.canonical()))
}
