//! Checks a receipt of the vote in the browser, with the same code as the server and `terreau verify`: what the log's
//! public files hold is proved here, so that the server need not be believed. Loaded by the page of the log alone;
//! without it, the form is sent and the server answers.

use entity::{
    ballot::Choice,
    log::{Checkpoint, Distrust, Voter},
    proof::{Proved, prove},
    tile,
};
use gloo_net::http::Request;
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, DragEvent, Element, Event, HtmlElement, HtmlTextAreaElement};

/// The form to check a receipt, and where the answer is told.
const FORM: &str = "[data-receipt]";
const VERDICT: &str = "[data-verdict]";
const FIELD: &str = "recepisse";

/// The browser's entry: listens to the form.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(form) = document().and_then(|document| document.query_selector(FORM).ok().flatten()) else { return };
    listen(&form, "submit", |event| {
        event.prevent_default();
        spawn_local(answer());
    });
    listen(&form, "dragover", |event| event.prevent_default());
    listen(&form, "drop", |event| {
        let dropped = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        let file = dropped.and_then(|dropped| dropped.files()).and_then(|files| files.get(0));
        if let Some(file) = file {
            event.prevent_default();
            spawn_local(async move {
                if let (Ok(text), Some(field)) = (JsFuture::from(file.text()).await, field()) {
                    field.set_value(&text.as_string().unwrap_or_default());
                    answer().await;
                }
            });
        }
    });
    let _ = form.set_attribute("data-ready", "");
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn field() -> Option<HtmlTextAreaElement> {
    document()?.get_element_by_id(FIELD)?.dyn_into().ok()
}

fn listen(element: &Element, event: &str, act: impl FnMut(Event) + 'static) {
    let act = Closure::<dyn FnMut(Event)>::new(act);
    let _ = element.add_event_listener_with_callback(event, act.as_ref().unchecked_ref());
    // It listens as long as the page is there.
    act.forget();
}

/// Proves what stands in the field, and tells.
async fn answer() {
    let Some(field) = field() else { return };
    show("Vérification en cours dans votre navigateur…", "", &[], "info");
    let (rule, head, entries) = match public_files().await {
        Ok(files) => files,
        Err(address) => {
            let why = format!("{address} ne répond pas. Réessayez dans quelques minutes.");
            return show("La vérification n’a pas pu se faire", &why, &[], "error");
        }
    };
    match prove(&field.value(), &rule, &head, &entries) {
        Ok(proved) => show("Ce bulletin est dans le journal", &sentence(&proved), &choices(&proved), "success"),
        Err(distrust) => {
            let (title, sentence) = distrust.verdict();
            show(title, &sentence, &[], "error")
        }
    }
}

/// The rule document, the latest signed head, and every entry that it stands for; or the address that gives none.
async fn public_files() -> Result<(String, String, Vec<entity::log::Hash>), String> {
    // An earlier campaign's log stands under an address of its own, and so do its files.
    let page = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    let base = page.strip_suffix("/journal").unwrap_or_default();
    let rule = text(&format!("{base}/vote/regle.json")).await?;
    let head = text(&format!("{base}/journal/checkpoint")).await?;
    let log = entity::frozen_rule::FrozenRule::parse(&rule).and_then(|rule| rule.log());
    // A head that is not signed stands for nothing; the proof refuses it.
    let size = log.map_or(Err(Distrust::Malformed), |log| Checkpoint::verify(&head, &log)).map_or(0, |head| head.size);
    let mut entries = Vec::new();
    for address in tile::bundles(size) {
        let address = format!("{base}{address}");
        let bundle = get(&address).await?.binary().await.map_err(|_| address.clone())?;
        entries.extend(tile::read_bundle(&bundle).ok_or(address)?);
    }
    Ok((rule, head, entries))
}

async fn get(address: &str) -> Result<gloo_net::http::Response, String> {
    let response = Request::get(address).send().await.map_err(|_| address.to_owned())?;
    if response.ok() { Ok(response) } else { Err(address.to_owned()) }
}

async fn text(address: &str) -> Result<String, String> {
    get(address).await?.text().await.map_err(|_| address.to_owned())
}

fn sentence(proved: &Proved) -> String {
    let ballot = &proved.receipt.ballot;
    let who = match &ballot.voter {
        Voter::Named { siren, .. } => format!("Le bulletin de la collectivité {siren}"),
        Voter::Unnamed(drawn) => format!("Le bulletin sans nom {drawn}"),
    };
    format!(
        "{who} (dépôt n°\u{a0}{}) est l’inscription n°\u{a0}{} d’un journal signé qui en comptait {}. Il en compte {} \
         aujourd’hui et \
         prolonge celui-là sans rien y changer. Votre navigateur l’a calculé lui-même, à partir des fichiers publics \
         du journal. \
         Règle du vote, à comparer avec celle que vous aviez lue\u{a0}: {}. Projets choisis\u{a0}:",
        ballot.version, proved.receipt.index, proved.then, proved.now, proved.rule_hash
    )
}

/// The titles of the projects chosen, as the rule document gives them.
fn choices(proved: &Proved) -> Vec<String> {
    let title = |choice: &Choice| {
        let project = proved.rule.projects.iter().find(|project| project.id == choice.project)?;
        Some(match proved.rule.ballot.points {
            Some(_) => format!("{}\u{a0}: {} voix", project.title, choice.points),
            None => project.title.clone(),
        })
    };
    proved.receipt.ballot.choices.iter().filter_map(title).collect()
}

/// Says it where the page has left a place for it; texts are put there as texts.
fn show(title: &str, sentence: &str, items: &[String], kind: &str) {
    let Some(place) = document().and_then(|document| document.query_selector(VERDICT).ok().flatten()) else { return };
    place.set_text_content(None);
    let Some(alert) = child(&place, "div", "") else { return };
    alert.set_class_name(&format!("fr-alert fr-alert--{kind}"));
    if let Some(heading) = child(&alert, "h2", title) {
        heading.set_class_name("fr-alert__title");
    }
    if !sentence.is_empty() {
        child(&alert, "p", sentence);
    }
    if !items.is_empty()
        && let Some(list) = child(&alert, "ul", "")
    {
        for item in items {
            child(&list, "li", item);
        }
    }
    if kind != "info"
        && let Some(place) = place.dyn_ref::<HtmlElement>()
    {
        let _ = place.focus();
    }
}

fn child(parent: &Element, name: &str, text: &str) -> Option<Element> {
    let child = document()?.create_element(name).ok()?;
    child.set_text_content(Some(text));
    parent.append_child(&child).ok()?;
    Some(child)
}
