//! Keeps an application, a decision or a need while it is typed, and checks the fields of an application by the same
//! rules as the server. Loaded by the pages on which these are written; without it, the form's button keeps what was
//! typed.
//!
//! A pause in typing sends the whole form. The server keeps what it can and draws what follows from it: every part that
//! it answers has the identifier of its place on the page (`app/src/page/application/draft.rs`).

mod check;
mod page;

use gloo_net::http::Request;
use page::{Kept, beside, document, find, listen};
use std::{cell::Cell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlFormElement, PageTransitionEvent, SubmitEvent, UrlSearchParams,
};

/// How long nothing is typed before it is sent.
const PAUSE: Duration = Duration::from_secs(2);
/// How long to wait after the server did not answer.
const AGAIN: Duration = Duration::from_secs(10);

/// What the page writes.
struct Autosave {
    form: HtmlFormElement,
    /// Where the fields are sent.
    address: String,
    /// The rules of an application's form; None where the server alone checks.
    rules: Option<check::Rules>,
    /// Whether something was typed that is not sent yet.
    unsent: Cell<bool>,
    sending: Cell<bool>,
    /// The form is being sent by its button, or the page is being left on purpose.
    leaving: Cell<bool>,
    /// Counts what is typed: only the last pause sends.
    turn: Cell<u32>,
    /// What was asked while the fields were on their way.
    next: Cell<Option<Next>>,
}

/// What is done once the fields have arrived.
enum Next {
    /// Send a form of the page, by one of its buttons.
    Submit(HtmlFormElement, Option<HtmlElement>),
    Leave(String),
}

/// The browser's entry.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(autosave) = Autosave::of_page() else { return };
    let autosave = Rc::new(autosave);
    autosave.listen();
    if page::has_changed(&autosave.form) {
        // Typed before this code came: kept like the rest. Put back by the browser: it may be older than what others
        // wrote since, so the fields must not pass for those that the page was rendered with, and whoever sees both
        // chooses.
        if page::was_restored() {
            page::forget_rendered(&autosave.form);
            page::forget_whole(&autosave.form);
        }
        autosave.typed(PAUSE);
    }
    if page::contest(&autosave.form) {
        // What was sent by the button and refused: both texts are shown, with the choice.
        autosave.typed(Duration::ZERO);
    }
    let _ = autosave.form.set_attribute("data-ready", "");
}

impl Autosave {
    fn of_page() -> Option<Self> {
        let around = find("[data-draft]")?;
        Some(Self {
            form: around.query_selector("form").ok()??.dyn_into().ok()?,
            address: around.get_attribute("data-draft")?,
            rules: match (around.get_attribute("data-form"), around.get_attribute("data-items")) {
                (Some(form), Some(items)) => Some(check::Rules::read(&form, &items)?),
                _ => None,
            },
            unsent: Cell::new(false),
            sending: Cell::new(false),
            leaving: Cell::new(false),
            turn: Cell::new(0),
            next: Cell::new(None),
        })
    }

    fn listen(self: &Rc<Self>) {
        self.show_asked();
        let autosave = Rc::clone(self);
        listen(&self.form, "input", move |event| {
            if let Some(field) = page::name_of(&event) {
                // What was wrong is told until it is right, and not before one has left the field.
                if page::has_message(&field) {
                    autosave.check(&field);
                }
            }
            autosave.show_asked();
            autosave.typed(PAUSE);
        });
        let autosave = Rc::clone(self);
        listen(&self.form, "change", move |event| {
            if let Some(field) = page::name_of(&event) {
                autosave.check(&field);
            }
        });
        let Some(document) = document() else { return };
        let autosave = Rc::clone(self);
        listen(&document, "submit", move |event| autosave.submitted(&event));
        listen(&document, "change", |event| {
            if let Some((field, sizes)) = page::files_chosen(&event) {
                beside(&field, check::files(&sizes).as_deref());
            }
        });
        let autosave = Rc::clone(self);
        listen(&document, "click", move |event| autosave.clicked(&event));
        let Some(window) = web_sys::window() else { return };
        let autosave = Rc::clone(self);
        listen(&window, "pagehide", move |_| autosave.send_last());
        let autosave = Rc::clone(self);
        listen(&window, "pageshow", move |event| {
            // The page comes back as it was left: what it sent at the last moment was never answered.
            if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                autosave.leaving.set(false);
                autosave.typed(Duration::ZERO);
            }
        });
        let autosave = Rc::clone(self);
        listen(&window, "beforeunload", move |event| {
            if autosave.unsent.get() && !autosave.leaving.get() && page::is_failing() {
                event.prevent_default();
            }
        });
    }

    /// A form of the page is sent. While something is on its way, it would make the written form pass for somebody
    /// else's; and what is not sent yet would be left behind by the others (a file that is attached).
    fn submitted(self: &Rc<Self>, event: &Event) {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
        if let Some(field) = page::wrong_file(&form) {
            event.prevent_default();
            return page::focus(&field);
        }
        if self.sending.get() || (form != self.form && self.unsent.get() && !page::is_failing()) {
            event.prevent_default();
            let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
            self.next.set(Some(Next::Submit(form, button)));
            self.typed(Duration::ZERO);
        } else {
            self.leaving.set(true);
        }
    }

    /// A click: on what a conflict offers (keep one's own, or go and see the other's), or on a way out of the page.
    fn clicked(self: &Rc<Self>, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if let Some(field) = target.get_attribute("data-keep") {
            page::set_rendered(&field, &target.get_attribute("data-rendered").unwrap_or_default());
            page::focus(&field);
            self.typed(Duration::ZERO);
        } else if let Some(address) = page::way_out(&target, event)
            && (self.unsent.get() || self.sending.get())
            && !page::is_failing()
        {
            event.prevent_default();
            self.next.set(Some(Next::Leave(address)));
            self.typed(Duration::ZERO);
        }
    }

    /// Something was typed: it is sent after a pause.
    fn typed(self: &Rc<Self>, pause: Duration) {
        self.unsent.set(true);
        self.turn.set(self.turn.get().wrapping_add(1));
        let (autosave, turn) = (Rc::clone(self), self.turn.get());
        page::after(pause, move || {
            if autosave.turn.get() == turn && !autosave.sending.get() {
                spawn_local(async move { autosave.send().await });
            }
        });
    }

    /// The fields of the form as it stands.
    fn fields(&self) -> Option<UrlSearchParams> {
        let data = FormData::new_with_form(&self.form).ok()?;
        let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        // Without the page to come back to: what is refused is answered here.
        fields.delete("page");
        Some(fields)
    }

    /// Sends what stands in the form, and puts what is answered in its place.
    async fn send(self: &Rc<Self>) {
        let Some(fields) = self.fields() else { return };
        self.sending.set(true);
        self.unsent.set(false);
        if !page::is_failing() {
            page::say("Enregistrement…");
        }
        let kept = match Request::post(&self.address).body(fields) {
            Ok(request) => page::kept(request.send().await).await,
            Err(_) => Kept::Lost,
        };
        self.sending.set(false);
        match kept {
            Kept::Rendered(html) => self.show(&html),
            Kept::Not { sentence, again } => {
                self.unsent.set(true);
                page::say_failing(sentence);
                if let Some(again) = again {
                    self.typed(again);
                }
            }
            Kept::Lost => {
                self.unsent.set(true);
                page::say_failing(
                    "Pas encore enregistré : le service ne répond pas. Nouvel essai dans quelques secondes ; votre \
                     saisie reste ici.",
                );
                self.typed(AGAIN);
            }
        }
        // What could not be kept holds nobody back: the browser asks before it leaves.
        let free = !self.unsent.get() || page::is_failing();
        match self.next.take() {
            Some(Next::Submit(form, button)) if form == self.form || free => page::submit(&form, button.as_ref()),
            Some(Next::Leave(address)) if free => {
                self.leaving.set(!page::is_failing());
                page::go(&address);
            }
            // Typed meanwhile: once that is kept, too.
            Some(next) => self.next.set(Some(next)),
            None => {}
        }
        if self.unsent.get() && !page::is_failing() {
            self.typed(PAUSE);
        }
    }

    /// The page goes away: what is not sent yet is sent without waiting for an answer.
    fn send_last(&self) {
        // What is on its way may be stopped with the page: sent twice, it is kept once.
        if (self.unsent.get() || self.sending.get())
            && !self.leaving.get()
            && let Some(fields) = self.fields()
        {
            page::send_and_forget(&self.address, &fields);
        }
    }

    /// Puts each part that the server drew in its place, and tells what it found beside the fields.
    fn show(&self, html: &str) {
        let Some(notes) = page::put(html) else { return };
        for field in self.rules.as_ref().map_or_else(|| page::kept_fields(&self.form), check::Rules::names) {
            // Nobody is interrupted in the field in which they write.
            if page::is_written_in(&field) {
                continue;
            }
            match notes.iter().find(|(name, _)| *name == field) {
                Some((_, sentence)) => beside(&field, Some(sentence)),
                // What was typed since is not what the server looked at.
                None if page::has_message(&field) => self.check(&field),
                None => {}
            }
        }
        self.show_asked();
    }

    /// Checks one field by the rules, and tells what is wrong beside it; without rules, nothing until it is sent.
    fn check(&self, field: &str) {
        beside(field, self.rules.as_ref().and_then(|rules| rules.check(field)).as_deref());
    }

    /// Shows the fields that are asked after what was answered, and hides the others.
    fn show_asked(&self) {
        for (field, asked) in self.rules.iter().flat_map(check::Rules::asked) {
            page::show_field(&field, asked);
        }
    }
}
