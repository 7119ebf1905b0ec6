//! The public log of the vote, as its page for people: what it holds, and where a receipt is checked.

use crate::{
    http::{assets, campaign::tiles_below, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Details},
        alert::{Alert, Tone},
        field::{PostForm, TextField},
        figures::{Definitions, entry},
        form::Form,
        frame::{Frame, Page},
        input::Field,
    },
};
use entity::{
    address::Address,
    form_field,
    log::{Checkpoint, Distrust, Receipt, Voter},
};
use leptos::prelude::*;
use server::{
    campaign::loaded::StoredCampaign,
    frozen_rule::{self, Frozen},
    log,
    reference::Reference,
};
use wording::count;

/// The most text that a receipt may have.
const LONGEST_RECEIPT: usize = 100_000;

/// The receipt to check; the browser finds the field by this name, too.
const RECEIPT: Field = Field::new(form_field::RECEIPT, "Contenu du fichier récépissé")
    .help("Le fichier « .tlog-proof » téléchargé après le vote : collez-le en entier, ou déposez le fichier ici");

/// What the page shows.
struct LogPage {
    form: Form,
    /// What was found of the receipt that was pasted: a sentence, or why it proves nothing.
    verdict: Option<Result<String, Distrust>>,
    /// None before the rule is frozen.
    head: Option<SignedHead>,
    /// Where programs read the head, and what the addresses of the tiles begin with.
    checkpoint: String,
    tiles: String,
}

/// The latest head of the log, and by what it is checked.
struct SignedHead {
    note: String,
    /// How many entries it stands for.
    size: u64,
    /// Name and public key of the log.
    log: String,
    /// The hash of the frozen rule.
    rule_hash: String,
    /// Where the frozen rule is.
    rule: String,
}

/// The page of the log.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    show(visit, None).await
}

/// Checks a receipt that was pasted.
pub async fn check(visit: Visit, fields: Fields) -> Result<Page, Failure> {
    show(visit, Some(fields.text(form_field::RECEIPT))).await
}

async fn show(visit: Visit, pasted: Option<String>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let frozen = frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let note = log::checkpoint(&visit.ctx, &campaign).await?;
    let verdict = match (&frozen, &pasted) {
        (Some(frozen), Some(text)) => Some(verdict(&visit, &campaign, frozen, note.as_deref(), text).await?),
        _ => None,
    };
    let address = visit.here(Address::Log);
    let page = LogPage {
        form: Form::new(&visit, address.clone()).labelled(&[RECEIPT]),
        verdict,
        head: frozen.zip(note).map(|(frozen, note)| SignedHead {
            size: note.lines().nth(1).and_then(|size| size.parse().ok()).unwrap_or(0),
            note,
            log: frozen.rule.log.clone(),
            rule_hash: frozen.hash.clone(),
            rule: visit.here(Address::FrozenRule),
        }),
        checkpoint: visit.here(Address::LogCheckpoint),
        tiles: tiles_below(&address),
    };
    let frame = Frame::new("Journal du vote")
        .described(
            "Le journal public et signé du vote\u{a0}: chacun y vérifie qu’un bulletin compte, sans rien voir de son \
         contenu.",
        )
        .below(visit.here(Address::Ballot), "Vote")
        .with_module(assets::RECEIPT);
    Ok(frame.render(&visit, || view! { <PublicLog page /> }.into_any()))
}

/// Whether a receipt proves that its ballot is in the log. The head of the receipt is signed, and so is the latest
/// (`note`): the log must have grown from the one to the other.
async fn verdict(
    visit: &Visit,
    campaign: &StoredCampaign,
    frozen: &Frozen,
    note: Option<&str>,
    text: &str,
) -> Result<Result<String, Distrust>, Failure> {
    if text.len() > LONGEST_RECEIPT {
        return Ok(Err(Distrust::Unreadable));
    }
    let verified =
        Receipt::parse(text).and_then(|receipt| receipt.verify(&frozen.log, &frozen.hash).map(|head| (receipt, head)));
    let (receipt, head) = match verified {
        Ok(verified) => verified,
        Err(distrust) => return Ok(Err(distrust)),
    };
    let growth = log::growth(&visit.ctx, campaign, head.size).await?;
    let latest = note.and_then(|note| Checkpoint::verify(note, &frozen.log).ok());
    Ok(match latest.zip(growth).is_some_and(|(latest, proof)| latest.extends(&head, &proof).is_ok()) {
        true => Ok(proved(&visit.ctx.platform.reference(), &receipt, &head)),
        false => Err(Distrust::Forked),
    })
}

/// What a receipt proves, in two sentences.
fn proved(reference: &Reference, receipt: &Receipt, head: &Checkpoint) -> String {
    format!(
        "{} (dépôt n° {}) est l’inscription n° {} d’un journal signé qui en comptait {}. Le journal d’aujourd’hui \
         prolonge celui-là sans rien y changer.",
        match &receipt.ballot.voter {
            Voter::Named { siren, .. } => format!("Le bulletin de {}", reference.name(siren)),
            Voter::Unnamed(drawn) => format!("Le bulletin sans nom {drawn}"),
        },
        receipt.ballot.version,
        receipt.index,
        head.size,
    )
}

#[component]
fn PublicLog(page: LogPage) -> AnyView {
    let head = match page.head {
        Some(head) => view! { <Head head /> }.into_any(),
        None => view! { <p>"La règle du vote n’est pas encore figée : le journal n’a pas commencé."</p> }.into_any(),
    };
    view! {
        <h1>"Journal public du vote"</h1>
        <p class="fr-text--lead">
            "Chaque bulletin déposé y laisse une trace, dans l’ordre, qui ne peut plus être changée ni retirée sans \
             que cela se voie. Jusqu’à la clôture, cette trace ne dit rien du contenu."
        </p>
        <div data-verdict="" tabindex="-1" aria-live="polite">
            {page.verdict.map(|verdict| view! { <Verdict verdict /> })}
        </div>
        {head}
        <CheckReceipt form=&page.form />
        <h2>"Pour les programmes"</h2>
        <p>
            "Le journal suit les formats publics C2SP (tlog-tiles, tlog-checkpoint, tlog-proof) et la RFC 9162 : "
            <a href=page.checkpoint>"tête signée"</a> ", dalles sous " {page.tiles}
            ". La commande « terreau verify » contrôle un récépissé sans croire ce serveur."
        </p>
    }
    .into_any()
}

/// What was found of a receipt.
#[component]
fn Verdict(verdict: Result<String, Distrust>) -> AnyView {
    match verdict {
        Ok(sentence) => view! {
            <Alert tone=Tone::Success role="status" title="Ce bulletin est dans le journal">
                <p>{sentence}</p>
            </Alert>
        }
        .into_any(),
        Err(distrust) => {
            let (title, sentence) = distrust.verdict();
            view! {
                <Alert tone=Tone::Error role="alert" title>
                    <p>{sentence}</p>
                </Alert>
            }
            .into_any()
        }
    }
}

/// How many entries the log holds, and its signed head.
#[component]
fn Head(head: SignedHead) -> AnyView {
    let rule = view! {
        <code>{head.rule_hash}</code>
        " ("
        <a href=head.rule>"le document"</a>
        ")"
    };
    let entries =
        vec![entry("Nom et clé publique", view! { <code>{head.log}</code> }), entry("Empreinte de la règle", rule)];
    view! {
        <p>
            {count(head.size, "inscription", "inscriptions")}
            ". Chaque dépôt de bulletin en ajoute une, aussi quand il en remplace un autre."
        </p>
        <h2>"Pour s’assurer que rien n’est retiré"</h2>
        <p>
            "Le serveur signe l’état du journal. Gardez-en une copie si vous le souhaitez : le journal d’un autre jour \
             doit la prolonger."
        </p>
        <Details summary="L’état signé du journal (« tête »)">
            <pre class="t-receipt" tabindex="0" role="region" aria-label="Tête du journal">
                {head.note}
            </pre>
            <Definitions entries />
        </Details>
    }
    .into_any()
}

#[component]
fn CheckReceipt<'a>(form: &'a Form) -> AnyView {
    view! {
        <h2>"Vérifier un récépissé"</h2>
        <p>
            "Votre navigateur fait le calcul lui-même, à partir des fichiers publics du journal, avec le même \
             programme que ce serveur ; sans JavaScript, le serveur répond."
        </p>
        <div data-receipt="">
            <PostForm form>
                <TextField form field=RECEIPT rows=8 />
                <Actions>
                    <Button>"Vérifier"</Button>
                </Actions>
            </PostForm>
        </div>
    }
    .into_any()
}
