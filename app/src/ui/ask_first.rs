//! What ends, or takes something away, asks first: it is opened, says what will happen and to whom, asks why where
//! others are concerned, and only then is there the button.

use super::{
    act::{Button, Weight},
    field::{HiddenField, PostForm, TextField},
    form::Form,
    inner::Inner,
    input::Field,
    views::views,
};
use crate::http::fields::Fields;
use entity::form_field::{self, FieldName};
use leptos::prelude::*;

/// Why it is done; each of several on a page has a name of its own ([`Why::named`]).
pub const REASON: Field = Field::new(form_field::REASON, "Motif");

/// What is asked before an act.
pub struct Ask {
    /// What opens it, and what its button says.
    pub act: &'static str,
    /// What it is done to, for screen readers, where the page has several.
    pub of: String,
    /// What will happen, and whom it touches.
    pub what: String,
    /// Why, where others are concerned.
    pub why: Option<Why>,
    /// What its form sends along, which tells it from the others of the page: names and values.
    sends: Vec<(String, String)>,
}

/// The reason that is asked.
pub struct Why {
    /// The name under which it is sent.
    name: String,
    /// Who reads it.
    read_by: &'static str,
}

impl Why {
    /// The reason of one act of a page, read by those named.
    pub fn named(key: impl std::fmt::Display, read_by: &'static str) -> Self {
        Self::of_field(form_field::REASON.of(key), read_by)
    }

    /// As [`Self::named`], where the use case names the field.
    pub fn of_field(field: FieldName, read_by: &'static str) -> Self {
        Self { name: field.into(), read_by }
    }
}

impl Ask {
    /// An act that asks first, and concerns nobody else.
    pub fn before(act: &'static str, what: impl Into<String>) -> Self {
        Self { act, of: String::new(), what: what.into(), why: None, sends: Vec::new() }
    }

    /// Done to one thing of several on the page.
    pub fn of(mut self, of: impl Into<String>) -> Self {
        self.of = of.into();
        self
    }

    /// That asks why.
    pub fn why(mut self, why: impl Into<Option<Why>>) -> Self {
        self.why = why.into();
        self
    }

    /// That sends a value along, unseen.
    pub fn sends(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.sends.push((name.into(), value.to_string()));
        self
    }

    /// Whether this one, of those that `form` sends, was refused.
    fn is_refused(&self, form: &Form) -> bool {
        let was_sent = |pair: &(String, String)| form.typed().is_some_and(|fields| fields.0.contains(pair));
        if form.is_refused() && !self.sends.iter().all(was_sent) {
            return false;
        }
        let sent = |why: &Why| {
            let typed = |fields: &Fields| fields.0.iter().any(|(name, _)| *name == why.name);
            form.typed().is_some_and(typed) || form.refusal(&why.name).is_some()
        };
        self.why.as_ref().map_or_else(|| form.is_refused(), sent)
    }
}

/// The act, closed until it is opened; `children` stand in its form, before what is said.
#[component]
pub fn AskFirst<'a>(form: &'a Form, ask: Ask, #[prop(optional)] children: Option<Inner>) -> AnyView {
    let open = ask.is_refused(form);
    let Ask { act, of, what, why, sends } = ask;
    let of = (!of.is_empty()).then(|| format!("\u{a0}: {of}"));
    let of = move || of.clone().map(|of| view! { <span class="fr-sr-only">{of}</span> });
    let reason = why.map(|why| {
        let field = REASON.help(why.read_by).named(&why.name);
        view! { <TextField form field rows=3 /> }
    });
    let sends = views(sends.into_iter().map(|(name, value)| view! { <HiddenField name value /> }.into_any()));
    view! {
        <details class="t-ask" open=open>
            <summary>{act} {of()}</summary>
            <PostForm form>
                {sends} {children.map(Inner::view)} <p>{what}</p> {reason}
                <Button weight=Weight::Secondary>{act} {of()}</Button>
            </PostForm>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;
    use entity::refusal::Refusal;

    fn asked(form: &Form, why: bool) -> String {
        let why = why.then(|| Why::named("fin-12", "Lu par la personne"));
        html(|| {
            view! {
                <AskFirst form ask=Ask::before("Retirer", "Il disparaît.").of("Youssef").why(why)>
                    <input type="hidden" name="person" value="12" />
                </AskFirst>
            }
        })
    }

    #[test]
    fn an_act_is_closed_and_says_what_it_does_before_its_button() {
        let page = asked(&Form::example("/retirer", &[], &[]), false);
        let of = "Retirer<span class=\"fr-sr-only\">\u{a0}: Youssef</span>";
        assert!(page.starts_with(&format!("<details class=\"t-ask\"><summary>{of}</summary>")), "{page}");
        let (said, button) = (page.find("Il disparaît.").expect("said"), page.find("<button").expect("a button"));
        assert!(said < button && page[button..].contains(of), "{page}");
        assert!(page.contains("name=\"person\"") && !page.contains("textarea"), "{page}");
    }

    #[test]
    fn of_acts_that_share_a_form_the_refused_one_opens() {
        let form = Form::example("/repondre", &[("choice", "non")], &[("choice", Refusal::NotOnTheList)]);
        let page = |choice: &str| {
            let ask = Ask::before("Refuser", "La demande prend fin.").sends("choice", choice);
            html(|| view! { <AskFirst form=&form ask /> })
        };
        assert!(page("non").starts_with("<details open class=\"t-ask\">"), "{}", page("non"));
        assert!(page("inconnu").starts_with("<details class=\"t-ask\">"), "{}", page("inconnu"));
        assert!(page("inconnu").contains("name=\"choice\" value=\"inconnu\""));
    }

    #[test]
    fn a_reason_that_is_refused_opens_its_own_act_and_keeps_what_was_typed() {
        let form = |name: &str| Form::example("/retirer", &[(name, "trop")], &[(name, Refusal::Missing)]);
        let page = asked(&form("reason.fin-12"), true);
        assert!(page.starts_with("<details open class=\"t-ask\">"), "{page}");
        assert!(page.contains("trop</textarea>") && page.contains("reason.fin-12-erreur"), "{page}");
        let other = asked(&form("reason.fin-13"), true);
        assert!(other.starts_with("<details class=\"t-ask\">"), "{other}");
    }
}
