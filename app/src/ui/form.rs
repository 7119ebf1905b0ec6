//! Forms: fields that show again what was typed, with the reason of a refusal beside it and a summary on top.

pub use super::input::Entry;
use crate::{
    http::{fields::Fields, visit::Visit},
    ui::{input::Field, views::views},
};
use entity::{
    form_field::{ACTING, BOXES, CAMPAIGN, FieldName, PAGE, TRAINING},
    id::TrainingId,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use wording::{capitalised, refusal_sentence};

/// A form of a page: where it is sent, and what to show of an earlier attempt.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    page: String,
    /// The collectivité acted for, when the page was rendered: the form is refused when it is another one by then.
    acting: Option<String>,
    /// The campaign of the page, in which the act is done; None where there is none, and for an act of the person.
    campaign: Option<String>,
    /// The training copy in which the page stands.
    training: Option<TrainingId>,
    /// What was typed, when it was this form: refused, or kept while its reader signed in.
    typed: Option<Fields>,
    refusals: FieldRefusals,
    /// What is to be told beside fields although nothing was refused.
    notes: FieldRefusals,
    /// What fields are called, where the form is data.
    labels: Vec<(String, String)>,
    /// The address of the page on which the fields stand; empty for this one.
    fields_at: String,
    /// What is said on top when it is refused, where something was kept all the same.
    refused_as: Option<&'static str>,
    /// What the identifiers of its fields begin with, where another form of the page has fields of the same names.
    apart: &'static str,
}

impl Form {
    /// The form of this page that is sent to `action`.
    ///
    /// A form that was refused is kept under an address to which its sender is led, and which runs its page again
    /// (`http/middleware/refused.rs`) with what was typed and why it was refused in `visit.refused`: the form that was
    /// sent to the same address shows both.
    pub fn new(visit: &Visit, action: impl Into<String>) -> Self {
        let action = action.into();
        let refused = visit.refused.as_ref().filter(|refused| refused.action == action);
        let page = refused.map_or_else(|| visit.uri.clone(), |refused| refused.fields.text(PAGE));
        Self {
            acting: acting(visit),
            campaign: visit.campaign.as_ref().map(|campaign| campaign.spec.slug.clone()),
            training: visit.site.training.as_ref().map(|training| training.id),
            page,
            typed: refused.map(|refused| refused.fields.clone()),
            refusals: refused.map(|refused| refused.refusals.clone()).unwrap_or_default(),
            notes: FieldRefusals::default(),
            labels: Vec::new(),
            fields_at: String::new(),
            refused_as: None,
            apart: "",
            action,
        }
    }

    /// A form that no visit sent, for tests and the page of components: refused where there are `refusals`, and then
    /// with what was `typed`.
    pub fn example(action: impl Into<String>, typed: &[(&str, &str)], refusals: &[(&str, Refusal)]) -> Self {
        let typed = Fields(typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
        let action = action.into();
        Self {
            page: action.clone(),
            action,
            acting: None,
            campaign: None,
            training: None,
            typed: (!refusals.is_empty()).then_some(typed),
            refusals: refusals.iter().map(|(name, refusal)| (FieldName::question(name), refusal.clone())).collect(),
            notes: FieldRefusals::default(),
            labels: Vec::new(),
            fields_at: String::new(),
            refused_as: None,
            apart: "",
        }
    }

    /// With what is said on top when it is refused, where something was kept all the same.
    pub fn refused_as(mut self, title: &'static str) -> Self {
        self.refused_as = Some(title);
        self
    }

    /// One of several forms of its page with fields of the same names: the identifiers of its own begin so.
    pub fn apart(mut self, from: &'static str) -> Self {
        self.apart = from;
        self
    }

    /// A field as it stands in this form.
    pub(super) fn own<'a>(&'a self, field: Field<'a>) -> Field<'a> {
        field.apart(self.apart)
    }

    /// Sent to this address by another of its buttons; several buttons of one form may each go to another, and the
    /// refusal of any shows here.
    pub fn or_sent_to(mut self, visit: &Visit, action: &str) -> Self {
        if self.typed.is_none() {
            let other = Self::new(visit, action);
            (self.typed, self.refusals, self.page) = (other.typed, other.refusals, other.page);
        }
        self
    }

    /// With what the summary of refusals calls these fields, by their names.
    pub fn with_labels(mut self, labels: Vec<(String, String)>) -> Self {
        self.labels.extend(labels);
        self
    }

    /// With what is said beside fields although nothing was refused.
    pub fn with_notes(mut self, notes: FieldRefusals) -> Self {
        self.notes = notes;
        self
    }

    /// A form without fields of its own: refusals speak of those of another form, which stands on another page.
    pub fn about(mut self, other: &Form, page: &str) -> Self {
        self.labels.clone_from(&other.labels);
        page.clone_into(&mut self.fields_at);
        self
    }

    /// Shows what was typed although nothing was refused, as after a simulation.
    pub fn showing(mut self, typed: Option<Fields>) -> Self {
        self.typed = typed.or(self.typed);
        self
    }

    /// A form with these fields: what each is called in the summary of refusals.
    pub fn labelled(mut self, fields: &[Field<'_>]) -> Self {
        self.labels.extend(fields.iter().map(|field| (field.name.to_owned(), field.short.to_owned())));
        self
    }

    /// Refused, it comes back to this page and not to the one on which it stands.
    pub fn back_to(mut self, page: impl Into<String>) -> Self {
        self.page = page.into();
        self
    }

    /// Where it is sent.
    pub(super) fn action(&self) -> String {
        self.action.clone()
    }

    /// What each form sends along: the page it comes back to, the campaign of the page, and the collectivité acted for
    /// when it was rendered.
    pub(super) fn hidden_fields(&self) -> AnyView {
        view! {
            <input type="hidden" name=PAGE.as_str() value=self.page.clone() />
            {acting_field(self.acting.clone())}
            {self.training.map(|copy| view! { <input type="hidden" name=TRAINING.as_str() value=copy.to_string() /> })}
            {self.campaign.clone().map(|slug| view! { <input type="hidden" name=CAMPAIGN.as_str() value=slug /> })}
        }
        .into_any()
    }

    /// Everything that is told beside a field, in one text.
    pub(super) fn errors(&self, name: &str) -> Option<String> {
        let messages = self.refusals.iter().chain(&self.notes).filter(|(field, _)| *field == *name);
        let messages: Vec<String> = messages.map(|(_, refusal)| capitalised(&refusal_sentence(refusal))).collect();
        (!messages.is_empty()).then(|| messages.join(" "))
    }

    /// The collectivité acted for when the page was rendered.
    pub fn acting(&self) -> Option<String> {
        self.acting.clone()
    }

    /// What a field is called in the summary. A hidden field has no name of its own: the form as a whole is refused.
    pub fn label(&self, field: &str) -> String {
        // A field of one thing among several bears its identifier after a point.
        let base = field.split('.').next().unwrap_or_default();
        let of = |wanted: &str| self.labels.iter().find(|(name, _)| name == wanted).map(|(_, label)| label.clone());
        of(field).or_else(|| of(base)).unwrap_or_else(|| "Formulaire".to_owned())
    }

    /// What was typed in this form, when it was refused.
    pub fn typed(&self) -> Option<&Fields> {
        self.typed.as_ref()
    }

    /// An act of the person, whichever collectivité it acts for.
    pub fn personal(mut self) -> Self {
        (self.acting, self.campaign) = (None, None);
        self
    }

    /// Whether this form was refused: what hides it must be open.
    pub fn is_refused(&self) -> bool {
        self.typed.is_some()
    }

    /// What stands in a field: what was typed, or `otherwise`.
    pub fn text(&self, name: &str, otherwise: &str) -> String {
        let typed = self.typed.as_ref().and_then(|fields| fields.0.iter().find(|(field, _)| *field == *name));
        typed.map_or_else(|| otherwise.to_owned(), |(_, text)| text.clone())
    }

    /// The values ticked, or `otherwise`.
    pub fn all(&self, name: &str, otherwise: &[String]) -> Vec<String> {
        // A browser sends nothing of boxes that are not ticked: the hidden field tells "none" from "not asked".
        let sent = self.typed.as_ref().filter(|fields| fields.all(BOXES).iter().any(|sent| sent == name));
        sent.map_or_else(|| otherwise.to_vec(), |fields| fields.all(name))
    }

    /// Why a field was refused; the empty name stands for the form as a whole.
    pub fn refusal(&self, name: &str) -> Option<&Refusal> {
        self.refusals.of(name)
    }

    /// Everything for which a field was refused.
    pub fn refusals_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Refusal> {
        self.refusals.iter().filter(move |(field, _)| *field == *name).map(|(_, refusal)| refusal)
    }

    /// Without what was typed in the fields of these names: what stands otherwise is shown.
    pub fn without(mut self, forgotten: impl Fn(&str) -> bool) -> Self {
        if let Some(typed) = &mut self.typed {
            let gone = |name: &str, text: &str| forgotten(name) || (name == BOXES.as_str() && forgotten(text));
            typed.0.retain(|(name, text)| !gone(name, text));
        }
        self
    }

    /// The sentence beside a field, if it was refused.
    pub(super) fn error(&self, name: &str) -> Option<String> {
        let messages = self.refusals.iter().chain(&self.notes).find(|(field, _)| *field == *name);
        messages.map(|(_, refusal)| capitalised(&refusal_sentence(refusal)))
    }

    /// The summary on top: every refusal, each a link to its field.
    pub fn summary(&self) -> AnyView {
        if self.refusals.is_empty() {
            return ().into_any();
        }
        let own = |field: &str| self.own(Field::of_data(field, "")).id();
        let lines = views(self.refusals.iter().map(|(field, refusal)| {
            let sentence = refusal_sentence(refusal);
            match field.is_empty() {
                true => view! { <li>{capitalised(&sentence)}</li> }.into_any(),
                false => view! {
                    <li>
                        <a href=format!("{}#{}", self.fields_at, own(field))>{self.label(field)} " : " {sentence}</a>
                    </li>
                }
                .into_any(),
            }
        }));
        let partly = self.refusals.iter().any(|(_, refusal)| matches!(refusal, Refusal::AnswerChanged { .. }));
        let kept = |refusal: &Refusal| matches!(refusal, Refusal::FileRefused { kept, .. } if *kept > 0);
        let title = match partly {
            _ if self.refusals.iter().any(|(_, refusal)| kept(refusal)) => "Une partie des fichiers n’est pas jointe",
            true => "Deux personnes ont écrit au même endroit\u{a0}: choisissez. Le reste est enregistré",
            false => self.refused_as.unwrap_or("Rien n’a été enregistré\u{a0}: une correction est nécessaire"),
        };
        view! {
            <div class="fr-alert fr-alert--error" role="alert" tabindex="-1" id="erreurs">
                <h2 class="fr-alert__title">{title}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any()
    }
}

/// The collectivité acted for, as forms send it along.
pub fn acting(visit: &Visit) -> Option<String> {
    visit.ctx.actor.acting.as_ref().map(|acting| acting.siren.to_string())
}

/// The hidden field of [`acting`].
pub fn acting_field(siren: Option<String>) -> AnyView {
    siren.map(|siren| view! { <input type="hidden" name=ACTING.as_str() value=siren /> }).into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    fn refused() -> Form {
        let refusals = [("title", Refusal::Missing), ("note.12", Refusal::NotANumber), ("", Refusal::WrongState)];
        Form::example("/besoins/brouillon", &[("title", "")], &refusals)
            .labelled(&[Field::of_data("title", "Titre du besoin").short("Titre"), Field::of_data("note", "Note")])
    }

    #[test]
    fn the_summary_leads_to_each_field_by_its_short_name() {
        let html = html(|| refused().summary());
        assert!(html.contains("role=\"alert\" tabindex=\"-1\" id=\"erreurs\""), "{html}");
        assert!(html.contains("<a href=\"#title\">Titre\u{a0}: ce champ est à remplir.</a>"), "{html}");
        assert!(html.contains("<a href=\"#note.12\">Note\u{a0}: "), "one thing among several: {html}");
        assert!(html.contains("<li>L’état actuel ne le permet plus."), "the form as a whole: {html}");
    }

    #[test]
    fn a_form_that_was_not_refused_says_nothing_and_shows_what_is_stored() {
        let form = Form::example("/besoins/brouillon", &[("title", "tapé")], &[]);
        assert_eq!(html(|| form.summary()), "");
        assert!(!form.is_refused());
        assert_eq!(form.text("title", "gardé"), "gardé");
        assert_eq!(refused().text("title", "gardé"), "", "what was typed, even nothing");
    }
}
