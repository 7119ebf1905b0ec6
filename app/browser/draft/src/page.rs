//! The page: its fields, what is told beside them, and the parts that the server draws.

use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    Document, Element, Event, EventTarget, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement,
    HtmlTemplateElement, HtmlTextAreaElement, MouseEvent, PerformanceNavigation, UrlSearchParams,
};

/// Where it is said whether what was typed is kept.
const STATUS: &str = "enregistre";
/// The mark of a status that tells of a failure.
const FAILING: &str = "t-saved--failing";

pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

pub fn find(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok().flatten()
}

fn by_id(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

pub fn listen(target: &EventTarget, event: &str, act: impl FnMut(Event) + 'static) {
    let act = Closure::<dyn FnMut(Event)>::new(act);
    let _ = target.add_event_listener_with_callback(event, act.as_ref().unchecked_ref());
    // It listens as long as the page is there.
    act.forget();
}

pub fn after(pause: Duration, act: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let act = Closure::once_into_js(act);
    let millis = i32::try_from(pause.as_millis()).unwrap_or(i32::MAX);
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

/// What stands in a field; None when there is no such field, or it is a set of boxes.
pub fn value(id: &str) -> Option<String> {
    let field = by_id(id)?;
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        return (input.type_() != "checkbox").then(|| input.value());
    }
    let text = field.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    text.or_else(|| field.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value))
}

/// The name of the field in which something happened.
pub fn name_of(event: &Event) -> Option<String> {
    event.target()?.dyn_into::<Element>().ok()?.get_attribute("name")
}

/// The field of files in which some were chosen, and their sizes in bytes.
pub fn files_chosen(event: &Event) -> Option<(String, Vec<f64>)> {
    let field = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let files = field.files()?;
    Some((field.id(), (0..files.length()).filter_map(|at| Some(files.get(at)?.size())).collect()))
}

/// The field of files of a form beside which something is told.
pub fn wrong_file(form: &HtmlFormElement) -> Option<String> {
    let field = form.query_selector("input[type=file][aria-invalid=true]").ok()??.id();
    Some(field)
}

/// Where a click leads out of the page; None for a place on it, another window, or no link at all.
pub fn way_out(target: &Element, event: &Event) -> Option<String> {
    let click = event.dyn_ref::<MouseEvent>()?;
    let elsewhere = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
    let link = target.closest("a[href]").ok()??;
    let address = link.get_attribute("href")?;
    (!elsewhere && !link.has_attribute("target") && !address.contains('#')).then_some(address)
}

/// Whether a field holds something else than what the server drew.
pub fn has_changed(around: &Element) -> bool {
    let Ok(fields) = around.query_selector_all("input:not([type=hidden]), textarea") else { return false };
    (0..fields.length()).filter_map(|at| fields.item(at)).any(|field| {
        let input = field.dyn_ref::<HtmlInputElement>();
        let text = field.dyn_ref::<HtmlTextAreaElement>();
        input.is_some_and(|input| input.value() != input.default_value() || input.checked() != input.default_checked())
            || text.is_some_and(|text| text.default_value().is_ok_and(|rendered| text.value() != rendered))
    })
}

/// Whether the browser may have put back what stood in the fields at an earlier visit.
pub fn was_restored() -> bool {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.is_none_or(|performance| performance.navigation().type_() != PerformanceNavigation::TYPE_NAVIGATE)
}

/// Makes every field that was changed pass for rendered by nobody, and the others for rendered as they are.
pub fn forget_rendered(form: &HtmlFormElement) {
    let Ok(around) = form.query_selector_all("[data-field]") else { return };
    for around in (0..around.length()).filter_map(|at| around.item(at)?.dyn_into::<Element>().ok()) {
        let rendered = around.query_selector("input[type=hidden][name^='rendered.']").ok().flatten();
        if let Some(rendered) = rendered.and_then(|rendered| rendered.dyn_into::<HtmlInputElement>().ok()) {
            let as_rendered = rendered.default_value();
            rendered.set_value(if has_changed(&around) { "" } else { &as_rendered });
        }
    }
}

/// Makes a form that says as a whole what it was rendered with pass for rendered by nobody, where it was changed.
pub fn forget_whole(form: &HtmlFormElement) {
    let Some(whole) = form.query_selector("input[type=hidden][name=rendered]").ok().flatten() else { return };
    if let Some(whole) = whole.dyn_ref::<HtmlInputElement>() {
        whole.set_value("");
    }
}

/// Makes the fields that two people wrote, of which none was chosen yet, pass for rendered by nobody; and says whether
/// there are any.
pub fn contest(form: &HtmlFormElement) -> bool {
    let Ok(contested) = form.query_selector_all("[data-contested]") else { return false };
    let fields = (0..contested.length()).filter_map(|at| contested.item(at)?.dyn_into::<HtmlInputElement>().ok());
    fields.map(|rendered| rendered.set_value("")).count() > 0
}

/// Makes a field pass for rendered with an answer, named by its fingerprint.
pub fn set_rendered(field: &str, fingerprint: &str) {
    if let Some(input) = by_id(&format!("rendered.{field}")).and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
    {
        input.set_value(fingerprint);
    }
}

/// The fields of a form that are kept: those that say what they were rendered with.
pub fn kept_fields(form: &HtmlFormElement) -> Vec<String> {
    let Ok(rendered) = form.query_selector_all("input[type=hidden][name^='rendered.']") else { return Vec::new() };
    let fields = (0..rendered.length()).filter_map(|at| rendered.item(at)?.dyn_into::<HtmlInputElement>().ok());
    fields.filter_map(|field| field.name().strip_prefix("rendered.").map(str::to_owned)).collect()
}

pub fn focus(id: &str) {
    if let Some(field) = by_id(id).and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// Whether somebody is writing in a field.
pub fn is_written_in(id: &str) -> bool {
    document().and_then(|document| document.active_element()).is_some_and(|active| active.id() == id)
}

/// Whether something is told beside a field.
pub fn has_message(id: &str) -> bool {
    by_id(&format!("{id}-erreur")).is_some()
}

/// Tells a sentence beside a field, or nothing any more.
pub fn beside(id: &str, sentence: Option<&str>) {
    let Some(field) = by_id(id) else { return };
    let place = format!("{id}-erreur");
    let message = by_id(&place);
    match (sentence, message) {
        (None, None) => return,
        (None, Some(message)) => message.remove(),
        (Some(sentence), Some(message)) if message.text_content().as_deref() != Some(sentence) => {
            message.set_text_content(Some(sentence));
        }
        (Some(_), Some(_)) => return,
        (Some(sentence), None) => {
            let Some(message) = document().and_then(|document| document.create_element("p").ok()) else { return };
            message.set_id(&place);
            message.set_class_name("fr-error-text");
            message.set_text_content(Some(sentence));
            let _ = field.insert_adjacent_element("afterend", &message);
        }
    }
    let is_field = field.dyn_ref::<HtmlInputElement>().is_some()
        || field.dyn_ref::<HtmlTextAreaElement>().is_some()
        || field.dyn_ref::<HtmlSelectElement>().is_some();
    // What is told of a whole table marks none of its cells.
    if is_field {
        mark(&field, &place, sentence.is_some());
    }
}

/// Marks a field as wrong or right, for the eye and for assistive technology.
fn mark(field: &Element, place: &str, wrong: bool) {
    let described = field.get_attribute("aria-describedby").unwrap_or_default();
    let mut by: Vec<&str> = described.split_whitespace().filter(|id| *id != place).collect();
    if wrong {
        by.push(place);
        let _ = field.set_attribute("aria-invalid", "true");
    } else {
        let _ = field.remove_attribute("aria-invalid");
    }
    let _ = field.set_attribute("aria-describedby", &by.join(" "));
    for name in ["fr-input", "fr-select"].into_iter().filter(|name| field.class_list().contains(name)) {
        let _ = field.class_list().toggle_with_force(&format!("{name}--error"), wrong);
    }
    if let Some(group) = field.closest(".fr-input-group").ok().flatten() {
        let _ = group.class_list().toggle_with_force("fr-input-group--error", wrong);
    }
}

/// Shows or hides a field with everything around it.
pub fn show_field(code: &str, shown: bool) {
    if let Some(around) =
        find(&format!("[data-field=\"{code}\"]")).and_then(|around| around.dyn_into::<HtmlElement>().ok())
    {
        around.set_hidden(!shown);
    }
}

/// Says whether what was typed is kept.
pub fn say(sentence: &str) {
    if let Some(status) = by_id(STATUS) {
        let _ = status.class_list().remove_1(FAILING);
        status.set_text_content(Some(sentence));
    }
}

pub fn say_failing(sentence: &str) {
    say(sentence);
    if let Some(status) = by_id(STATUS) {
        let _ = status.class_list().add_1(FAILING);
    }
}

pub fn is_failing() -> bool {
    by_id(STATUS).is_some_and(|status| status.class_list().contains(FAILING))
}

/// What became of what was sent.
pub enum Kept {
    /// Kept; what follows from it, as the server draws it.
    Rendered(String),
    /// Not kept, and why; after which time it is worth trying again.
    Not { sentence: &'static str, again: Option<Duration> },
    /// No answer.
    Lost,
}

/// Reads an answer.
pub async fn kept(answer: Result<gloo_net::http::Response, gloo_net::Error>) -> Kept {
    let Ok(answer) = answer else { return Kept::Lost };
    match answer.status() {
        200 => answer.text().await.map_or(Kept::Lost, Kept::Rendered),
        403 => Kept::Not {
            sentence: "Pas encore enregistré : votre session est terminée, ou vous n’agissez plus pour cette \
                collectivité. Connectez-vous dans un autre onglet, puis continuez ici ; votre saisie reste.",
            again: Some(super::AGAIN),
        },
        413 => Kept::Not { sentence: "Pas enregistré : le texte est trop long.", again: None },
        422 => Kept::Not {
            sentence: "Pas enregistré : le bouton « Enregistrer » dira pourquoi. Votre saisie reste ici.",
            again: None,
        },
        429 => {
            let wait = answer.headers().get("retry-after").and_then(|wait| wait.parse().ok()).unwrap_or(30);
            Kept::Not {
                sentence: "Pas encore enregistré : beaucoup de demandes viennent de votre réseau. Nouvel essai dans un \
                    moment ; votre saisie reste ici.",
                again: Some(Duration::from_secs(wait)),
            }
        }
        _ => Kept::Lost,
    }
}

/// Sends fields without waiting for an answer, from a page that goes away.
pub fn send_and_forget(address: &str, fields: &UrlSearchParams) {
    if let Some(window) = web_sys::window() {
        let _ = window.navigator().send_beacon_with_opt_url_search_params(address, Some(fields));
    }
}

/// Sends the form as its button does.
pub fn submit(form: &HtmlFormElement, button: Option<&HtmlElement>) {
    let _ = match button {
        Some(button) => form.request_submit_with_submitter(Some(button)),
        None => form.request_submit(),
    };
}

pub fn go(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(address);
    }
}

/// Gives the page the address of what it keeps, so that a reload, coming back, or a refusal shows that.
fn stand_at(address: &str) {
    let Some(window) = web_sys::window() else { return };
    let here = window.location().pathname().unwrap_or_default();
    if let Ok(history) = window.history()
        && here != address
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
    // What its form comes back to when it is refused.
    let page = find("[data-draft] input[type=hidden][name=page]");
    if let Some(page) = page.as_ref().and_then(|page| page.dyn_ref::<HtmlInputElement>()) {
        page.set_value(address);
    }
}

/// Puts each rendered part in the place of its identifier: values into hidden fields, lines at the end of tables, the
/// rest whole, and only what changed. What the server found wrong with fields is given back: their names, and
/// sentences.
pub fn put(html: &str) -> Option<Vec<(String, String)>> {
    let rendered: HtmlTemplateElement = document()?.create_element("template").ok()?.dyn_into().ok()?;
    rendered.set_inner_html(html);
    let parts = rendered.content().query_selector_all("[id]").ok()?;
    for part in (0..parts.length()).filter_map(|at| parts.item(at)?.dyn_into::<Element>().ok()) {
        put_part(&part);
    }
    if let Some(address) =
        rendered.content().query_selector("[data-at]").ok().flatten().and_then(|at| at.get_attribute("data-at"))
    {
        stand_at(&address);
    }
    let notes = rendered.content().query_selector_all("[data-note]").ok()?;
    let notes = (0..notes.length()).filter_map(|at| notes.item(at)?.dyn_into::<Element>().ok());
    Some(notes.filter_map(|note| Some((note.get_attribute("data-note")?, note.text_content()?))).collect())
}

fn put_part(part: &Element) {
    let Some(place) = by_id(&part.id()) else { return };
    let in_line = part.parent_element().and_then(|parent| parent.closest("[data-append]").ok().flatten()).is_some();
    if in_line {
        // It went with its line, or that line is there already, with what the visitor has typed.
        return;
    }
    if part.has_attribute("data-append") {
        let lines = part.children();
        let lines: Vec<Element> = (0..lines.length()).filter_map(|at| lines.item(at)).collect();
        for line in lines.iter().filter(|line| by_id(&line.id()).is_none()) {
            let _ = place.append_child(line);
        }
    } else if let (Some(place), Some(part)) = (place.dyn_ref::<HtmlInputElement>(), part.dyn_ref::<HtmlInputElement>())
    {
        // Of fields, only those that nobody types.
        if place.type_() == "hidden" {
            place.set_value(&part.value());
        }
    } else if part.id() == STATUS {
        say(&part.text_content().unwrap_or_default());
    } else if place.inner_html() != part.inner_html() {
        place.set_inner_html(&part.inner_html());
    }
}
