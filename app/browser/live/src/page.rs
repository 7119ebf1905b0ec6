//! The page, and the parts of it that the server renders anew.

use js_sys::{Promise, Reflect};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, Event, EventTarget, FocusOptions, HtmlElement, RequestInit, Response, UrlSearchParams,
};

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The first element of the page that answers to a selector of ours.
pub fn find(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok().flatten()
}

/// Every element of the page that answers to a selector of ours.
pub fn find_all(selector: &str) -> Vec<Element> {
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    found.map_or_else(Vec::new, |found| (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect())
}

/// The element of an identifier.
pub fn by_id(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// The element inside `around` that answers to a selector of ours.
pub fn find_in(around: &Element, selector: &str) -> Option<Element> {
    around.query_selector(selector).ok().flatten()
}

/// Every element inside `around` that answers to a selector of ours, in the order of the page.
pub fn all_in(around: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = around.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// The element that has the focus.
pub fn focused() -> Option<Element> {
    document()?.active_element()
}

/// An element as one that can be clicked and have the focus.
pub fn to_html(element: &Element) -> Option<&HtmlElement> {
    element.dyn_ref()
}

/// Whether nobody sees the page, which is in a tab behind another.
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Says that what moves listens by now.
pub fn ready() {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-ready", "");
    }
}

/// Acts on each such event, as long as the page is there.
pub fn listen(target: &EventTarget, event: &str, act: impl FnMut(Event) + 'static) {
    let act = Closure::<dyn FnMut(Event)>::new(act).into_js_value();
    let _ = target.add_event_listener_with_callback(event, act.unchecked_ref());
}

/// Acts once, after so many milliseconds.
pub fn after(millis: i32, act: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let act = Closure::once_into_js(act);
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

/// What is typed, counted: only the answer to the last of it is shown, since answers may come in another order.
#[derive(Clone, Default)]
pub struct Turns(Rc<Cell<u32>>);

impl Turns {
    /// Acts once nothing was typed for so many milliseconds, with the turn that the answer is for.
    pub fn after_a_pause(&self, millis: i32, act: impl FnOnce(u32) + 'static) {
        let turn = self.0.get().wrapping_add(1);
        self.0.set(turn);
        let turns = self.clone();
        after(millis, move || {
            if turns.is_last(turn) {
                act(turn);
            }
        });
    }

    /// Whether nothing was typed since.
    pub fn is_last(&self, turn: u32) -> bool {
        self.0.get() == turn
    }
}

/// Acts every so many milliseconds, as long as the page is there.
pub fn every(millis: i32, act: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let act = Closure::<dyn FnMut()>::new(act).into_js_value();
    let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

/// The query of an address, of one field.
pub fn query(name: &str, value: &str) -> String {
    UrlSearchParams::new().map_or_else(
        |_| String::new(),
        |query| {
            query.append(name, value);
            query.to_string().into()
        },
    )
}

/// A fragment of ours, as HTML that the server has escaped; None when it does not come.
pub async fn fragment(address: &str) -> Option<String> {
    text_of(web_sys::window()?.fetch_with_str(address)).await
}

/// A fragment of ours for what stands in some fields, which no address shall hold.
pub async fn fragment_for(address: &str, fields: &[(&str, String)]) -> Option<String> {
    let body = UrlSearchParams::new().ok()?;
    for (name, value) in fields {
        body.append(name, value);
    }
    let asked = RequestInit::new();
    asked.set_method("POST");
    asked.set_body(&body);
    text_of(web_sys::window()?.fetch_with_str_and_init(address, &asked)).await
}

/// What stands in the first field of that name; empty where there is none.
pub fn value_of(form: &Element, name: &str) -> String {
    find_in(form, &format!("[name={name}]")).map(|field| value(&field)).unwrap_or_default()
}

/// Puts a value into the first field of that name.
pub fn set_value(form: &Element, name: &str, value: &str) {
    if let Some(field) = find_in(form, &format!("[name={name}]")) {
        let _ = Reflect::set(&field, &"value".into(), &value.into());
    }
}

/// Sends a form of ours: the page that it leads to, as HTML; or, where it was refused, the address of the page that
/// says why. None when no answer came.
pub async fn send(form: &Element) -> Option<Result<String, String>> {
    let body = UrlSearchParams::new().ok()?;
    for field in all_in(form, "[name]") {
        body.append(&field.get_attribute("name")?, &value(&field));
    }
    let asked = RequestInit::new();
    asked.set_method("POST");
    asked.set_body(&body);
    let answer = web_sys::window()?.fetch_with_str_and_init(&form.get_attribute("action")?, &asked);
    let response: Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return Some(Err(response.url()));
    }
    JsFuture::from(response.text().ok()?).await.ok().as_ref().and_then(JsValue::as_string).map(Ok)
}

/// HTML of ours as an element that stands on no page.
pub fn detached(html: &str) -> Option<Element> {
    let element = document()?.create_element("div").ok()?;
    element.set_inner_html(html);
    Some(element)
}

/// Gives the focus to an element, without moving the page.
pub fn focus(element: &Element) {
    if let Some(element) = to_html(element) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Opens another page; this one again where the address is empty.
pub fn leave_for(address: &str) {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return };
    let _ = if address.is_empty() { location.reload() } else { location.set_href(address) };
}

/// What stands in a field.
pub fn value(field: &Element) -> String {
    let value = Reflect::get(field, &"value".into()).ok();
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

async fn text_of(answer: Promise) -> Option<String> {
    let response: Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?).await.ok().as_ref().and_then(JsValue::as_string)
}
