//! Forms: fields that show again what was typed, with the reason of a refusal beside it and a summary on top.

pub use super::input::Entry;
use crate::{
    http::{
        fields::{ACTING, Fields},
        visit::Visit,
    },
    ui::{input::Field, textarea::TextArea, views::views},
};
use entity::refusal::Refusal;
use leptos::prelude::*;
use wording::{capitalised, refusal_sentence};

/// The hidden field that names the check boxes of a form.
pub(super) const BOXES: &str = "boxes";

/// A form of a page: where it is sent, and what to show of an earlier attempt.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    page: String,
    /// The collectivité acted for, when the page was drawn: the form is refused when it is another one by then.
    acting: Option<String>,
    /// What was typed and refused, when it was this form.
    typed: Option<Fields>,
    refusals: Vec<(String, Refusal)>,
    /// What is to be told beside fields although nothing was refused.
    notes: Vec<(String, Refusal)>,
    /// What fields are called, where the form is data.
    labels: Vec<(String, String)>,
    /// The address of the page on which the fields stand; empty for this one.
    fields_at: String,
}

impl Form {
    /// The form of this page that is sent to `action`.
    pub fn new(visit: &Visit, action: impl Into<String>) -> Self {
        let action = action.into();
        let refused = visit.refused.as_ref().filter(|refused| refused.action == action);
        let page = refused.map_or_else(|| visit.uri.clone(), |refused| refused.fields.text("page"));
        Self {
            acting: acting(visit),
            page,
            typed: refused.map(|refused| refused.fields.clone()),
            refusals: refused.map(|refused| refused.refusals.0.clone()).unwrap_or_default(),
            notes: Vec::new(),
            labels: Vec::new(),
            fields_at: String::new(),
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
            typed: (!refusals.is_empty()).then_some(typed),
            refusals: refusals.iter().map(|(name, refusal)| ((*name).to_owned(), refusal.clone())).collect(),
            notes: Vec::new(),
            labels: Vec::new(),
            fields_at: String::new(),
        }
    }

    /// Sent to this address; several buttons of one form may each go to another, and the refusal of any shows here.
    pub fn also(mut self, visit: &Visit, action: &str) -> Self {
        if self.typed.is_none() {
            let other = Self::new(visit, action);
            (self.typed, self.refusals, self.page) = (other.typed, other.refusals, other.page);
        }
        self
    }

    /// A form whose fields are data: what they are called, and what is to be told beside them already.
    pub fn of_data(mut self, labels: Vec<(String, String)>, notes: Vec<(String, Refusal)>) -> Self {
        (self.labels, self.notes) = (labels, notes);
        self
    }

    /// A form without fields of its own: refusals speak of those of another form, which stands on another page.
    pub fn about(mut self, other: &Form, page: &str) -> Self {
        self.labels.clone_from(&other.labels);
        page.clone_into(&mut self.fields_at);
        self
    }

    /// A form with these fields: what each is called in the summary of refusals.
    pub fn fields(mut self, fields: &[Field<'_>]) -> Self {
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

    /// What each form sends along: the page it comes back to, and the collectivité acted for when the page was drawn.
    pub(super) fn hidden_fields(&self) -> AnyView {
        view! {
            <input type="hidden" name="page" value=self.page.clone() />
            {acting_field(self.acting.clone())}
        }
        .into_any()
    }

    /// Everything that is told beside a field, in one text.
    pub(super) fn errors(&self, name: &str) -> Option<String> {
        let told = self.refusals.iter().chain(&self.notes).filter(|(field, _)| field == name);
        let told: Vec<String> = told.map(|(_, refusal)| capitalised(&refusal_sentence(refusal))).collect();
        (!told.is_empty()).then(|| told.join(" "))
    }

    /// The collectivité acted for when the page was drawn.
    pub fn acting(&self) -> Option<String> {
        self.acting.clone()
    }

    /// What a field is called.
    pub fn label(&self, field: &str) -> String {
        // A field of one thing among several bears its identifier after a point.
        let base = field.split('.').next().unwrap_or_default();
        let of = |wanted: &str| self.labels.iter().find(|(name, _)| name == wanted).map(|(_, label)| label.clone());
        of(field).or_else(|| of(base)).unwrap_or_else(|| field_label(field).to_owned())
    }

    /// What was typed in this form, when it was refused.
    pub fn typed(&self) -> Option<&Fields> {
        self.typed.as_ref()
    }

    /// An act of the person, whichever collectivité it acts for.
    pub fn personal(mut self) -> Self {
        self.acting = None;
        self
    }

    /// Whether this form was refused: what hides it must be open.
    pub fn is_refused(&self) -> bool {
        self.typed.is_some()
    }

    /// What stands in a field: what was typed, or `otherwise`.
    pub fn text(&self, name: &str, otherwise: &str) -> String {
        let typed = self.typed.as_ref().and_then(|fields| fields.0.iter().find(|(field, _)| field == name));
        typed.map_or_else(|| otherwise.to_owned(), |(_, text)| text.clone())
    }

    /// The values ticked, or `otherwise`.
    pub fn all(&self, name: &str, otherwise: &[String]) -> Vec<String> {
        // A browser sends nothing of boxes that are not ticked: the hidden field tells "none" from "not asked".
        let sent = self.typed.as_ref().filter(|fields| fields.all(BOXES).iter().any(|sent| sent == name));
        sent.map_or_else(|| otherwise.to_vec(), |fields| fields.all(name))
    }

    /// Tells that the form holds the boxes `name`, ticked or not; stands beside boxes that a page draws itself.
    pub fn holds_boxes(name: &str) -> AnyView {
        view! { <input type="hidden" name=BOXES value=name.to_owned() /> }.into_any()
    }

    /// Why a field was refused; the empty name stands for the form as a whole.
    pub fn refusal(&self, name: &str) -> Option<&Refusal> {
        self.refusals.iter().find(|(field, _)| field == name).map(|(_, refusal)| refusal)
    }

    /// Without what was typed in the fields of these names: what stands otherwise is shown.
    pub fn without(mut self, forgotten: impl Fn(&str) -> bool) -> Self {
        if let Some(typed) = &mut self.typed {
            let gone = |name: &str, text: &str| forgotten(name) || (name == BOXES && forgotten(text));
            typed.0.retain(|(name, text)| !gone(name, text));
        }
        self
    }

    /// The sentence beside a field, if it was refused.
    pub(super) fn error(&self, name: &str) -> Option<String> {
        let told = self.refusals.iter().chain(&self.notes).find(|(field, _)| field == name);
        told.map(|(_, refusal)| capitalised(&refusal_sentence(refusal)))
    }

    /// The summary on top: every refusal, each a link to its field.
    pub fn summary(&self) -> AnyView {
        if self.refusals.is_empty() {
            return ().into_any();
        }
        let lines = views(self.refusals.iter().map(|(field, refusal)| {
            let sentence = refusal_sentence(refusal);
            match field.is_empty() {
                true => view! { <li>{capitalised(&sentence)}</li> }.into_any(),
                false => view! {
                    <li>
                        <a href=format!("{}#{field}", self.fields_at)>{self.label(field)} " : " {sentence}</a>
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
            false => "Rien n’a été enregistré\u{a0}: une correction est nécessaire",
        };
        view! {
            <div class="fr-alert fr-alert--error" role="alert" tabindex="-1" id="erreurs">
                <h2 class="fr-alert__title">{title}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any()
    }

    /// The form around its fields.
    pub fn around(&self, fields: impl IntoView + 'static) -> AnyView {
        view! {
            <form method="post" action=self.action.clone()>
                <input type="hidden" name="page" value=self.page.clone() />
                {acting_field(self.acting.clone())}
                {fields.into_any()}
            </form>
        }
        .into_any()
    }

    /// A form that sends files, for this field. Each is kept or refused on its own.
    pub fn with_files(&self, field: &str, label: &str, hint: &str) -> AnyView {
        let told = self.refusals.iter().chain(&self.notes).filter(|(name, _)| name == field);
        let told: Vec<String> = told.map(|(_, refusal)| capitalised(&refusal_sentence(refusal))).collect();
        let error = (!told.is_empty()).then(|| told.join(" "));
        let (id, described, invalid) = (field.to_owned(), described_by(field, hint, error.is_some()), error.is_some());
        let input = view! {
            <input
                class="fr-upload"
                type="file"
                multiple
                id=id.clone()
                name="file"
                aria-describedby=described
                aria-invalid=invalid.then_some("true")
            />
        };
        view! {
            <form method="post" action=self.action.clone() enctype="multipart/form-data">
                <input type="hidden" name="page" value=self.page.clone() />
                {acting_field(self.acting.clone())}
                <input type="hidden" name="field" value=id />
                {group(field, label, hint, error, input)}
                <div class="t-actions">
                    <button class="fr-btn fr-btn--secondary">"Joindre"</button>
                </div>
            </form>
        }
        .into_any()
    }

    /// A form that is one button.
    pub fn button(&self, label: &str, class: &str) -> AnyView {
        self.around(view! { <button class=format!("fr-btn {class}")>{label.to_owned()}</button> })
    }

    /// A hidden field.
    pub fn hidden(&self, name: &str, value: &str) -> AnyView {
        view! { <input type="hidden" name=name.to_owned() value=self.text(name, value) /> }.into_any()
    }

    /// A line of text.
    pub fn line(&self, name: &str, label: &str, hint: &str, otherwise: &str) -> AnyView {
        self.entry(Entry::Words, name, label, hint, otherwise)
    }

    /// A day; empty for none.
    pub fn day(&self, name: &str, label: &str, hint: &str, otherwise: &str) -> AnyView {
        self.entry(Entry::Day, name, label, hint, otherwise)
    }

    /// A line that takes one kind of thing.
    pub fn entry(&self, entry: Entry, name: &str, label: &str, hint: &str, otherwise: &str) -> AnyView {
        let error = self.error(name);
        let described = described_by(name, hint, error.is_some());
        let input = entry.input(name, self.text(name, otherwise), described, error.is_some());
        group(name, label, hint, error, input)
    }

    /// Several lines of text.
    pub fn lines(&self, name: &str, label: &str, hint: &str, otherwise: &str, rows: u8) -> AnyView {
        let error = self.error(name);
        let (id, described_by, invalid) = (name.to_owned(), described_by(name, hint, error.is_some()), error.is_some());
        let text = self.text(name, otherwise);
        group(
            name,
            label,
            hint,
            error,
            view! { <TextArea id=id.clone() name=id text=text rows=rows described_by=described_by invalid=invalid /> },
        )
    }

    /// A choice from a list; `options` are values and labels, in order. The empty value is offered first.
    pub fn choice(
        &self,
        name: &str,
        label: &str,
        hint: &str,
        options: &[(String, String)],
        otherwise: &str,
    ) -> AnyView {
        let error = self.error(name);
        let described = described_by(name, hint, error.is_some());
        let class = if error.is_some() { "fr-select fr-select--error" } else { "fr-select" };
        let select = select(name, class, "Choisissez", options, &self.text(name, otherwise), described);
        group(name, label, hint, error, select)
    }

    /// A line inside a table, whose label is the heading of its column and row.
    pub fn cell(&self, entry: Entry, name: &str, label: &str, otherwise: &str) -> AnyView {
        let error = self.error(name);
        let described = if error.is_some() { format!("{name}-erreur") } else { String::new() };
        let input = entry.input(name, self.text(name, otherwise), described, error.is_some());
        view! {
            <label class="fr-sr-only" for=name.to_owned()>
                {label.to_owned()}
            </label>
            {input}
            {error
                .map(|error| {
                    view! {
                        <p class="fr-error-text" id=format!("{name}-erreur")>
                            {error}
                        </p>
                    }
                })}
        }
        .into_any()
    }

    /// A choice inside a table.
    pub fn cell_choice(&self, name: &str, label: &str, options: &[(&str, &str)], otherwise: &str) -> AnyView {
        let chosen = self.text(name, otherwise);
        let options = views(options.iter().map(|(value, text)| {
            let selected = *value == chosen;
            view! {
                <option value=(*value).to_owned() selected=selected>
                    {(*text).to_owned()}
                </option>
            }
            .into_any()
        }));
        let id = name.to_owned();
        let error = self.error(name).map(|error| view! { <p class="fr-error-text">{error}</p> });
        view! {
            <label class="fr-sr-only" for=id.clone()>
                {label.to_owned()}
            </label>
            <select class="fr-select" id=id.clone() name=id>
                {options}
            </select>
            {error}
        }
        .into_any()
    }

    /// One of a few, all visible.
    pub fn radios(&self, name: &str, legend: &str, options: &[(String, String)], otherwise: &str) -> AnyView {
        self.boxes("radio", "fr-radio-group", name, legend, "", options, &[self.text(name, otherwise)])
    }

    /// Any of a few, all visible.
    pub fn checkboxes(
        &self,
        name: &str,
        legend: &str,
        hint: &str,
        options: &[(String, String)],
        otherwise: &[String],
    ) -> AnyView {
        self.boxes("checkbox", "fr-checkbox-group", name, legend, hint, options, &self.all(name, otherwise))
    }

    #[expect(clippy::too_many_arguments, reason = "private: radios and checkboxes differ in the first two")]
    fn boxes(
        &self,
        kind: &str,
        class: &str,
        name: &str,
        legend: &str,
        hint: &str,
        options: &[(String, String)],
        ticked: &[String],
    ) -> AnyView {
        let error = self.error(name);
        let marker = (kind == "checkbox").then(|| Self::holds_boxes(name));
        let elements = views(options.iter().enumerate().map(|(at, (value, label))| {
            let id = if at == 0 { name.to_owned() } else { format!("{name}-{at}") };
            let checked = ticked.contains(value);
            view! {
                <div class="fr-fieldset__element">
                    <div class=class.to_owned()>
                        <input
                            type=kind.to_owned()
                            id=id.clone()
                            name=name.to_owned()
                            value=value.clone()
                            checked=checked
                        />
                        <label class="fr-label" for=id>
                            {label.clone()}
                        </label>
                    </div>
                </div>
            }
            .into_any()
        }));
        let (legend_id, messages_id) = (format!("{name}-legende"), format!("{name}-messages"));
        let class = if error.is_some() { "fr-fieldset fr-fieldset--error" } else { "fr-fieldset" };
        let labelled = format!("{legend_id} {messages_id}");
        view! {
            <fieldset class=class aria-labelledby=labelled>
                <legend class="fr-fieldset__legend fr-fieldset__legend--regular" id=legend_id>
                    {legend.to_owned()}
                    {hint_text(name, hint)}
                </legend>
                {elements}
                <div class="fr-messages-group" id=messages_id>
                    {error.map(|error| view! { <p class="fr-error-text">{error}</p> })}
                </div>
                {marker}
            </fieldset>
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
    siren.map(|siren| view! { <input type="hidden" name=ACTING value=siren /> }).into_any()
}

/// A list to choose from, inside a form of ours or a search form.
pub fn select(
    name: &str,
    class: &str,
    empty: &str,
    options: &[(String, String)],
    chosen: &str,
    described_by: String,
) -> AnyView {
    let options = views(options.iter().map(|(value, label)| {
        let selected = value == chosen;
        view! {
            <option value=value.clone() selected=selected>
                {label.clone()}
            </option>
        }
        .into_any()
    }));
    view! {
        <select class=class.to_owned() id=name.to_owned() name=name.to_owned() aria-describedby=described_by>
            <option value="" selected=chosen.is_empty()>
                {empty.to_owned()}
            </option>
            {options}
        </select>
    }
    .into_any()
}

fn described_by(name: &str, hint: &str, error: bool) -> String {
    let hint = (!hint.is_empty()).then(|| format!("{name}-aide"));
    let error = error.then(|| format!("{name}-erreur"));
    hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
}

fn hint_text(name: &str, hint: &str) -> AnyView {
    match hint {
        "" => ().into_any(),
        _ => view! {
            <span class="fr-hint-text" id=format!("{name}-aide")>
                {hint.to_owned()}
            </span>
        }
        .into_any(),
    }
}

fn group(name: &str, label: &str, hint: &str, error: Option<String>, input: impl IntoView + 'static) -> AnyView {
    let class = if error.is_some() { "fr-input-group fr-input-group--error" } else { "fr-input-group" };
    let message = error.map(|error| {
        view! {
            <p class="fr-error-text" id=format!("{name}-erreur")>
                {error}
            </p>
        }
    });
    view! {
        <div class=class>
            <label class="fr-label" for=name.to_owned()>
                {label.to_owned()}
                {hint_text(name, hint)}
            </label>
            {input.into_any()}
            {message}
        </div>
    }
    .into_any()
}

/// What a field is called in the summary of refusals.
fn field_label(field: &str) -> &'static str {
    // A field of one thing among several bears its identifier after a point.
    match field.split('.').next().unwrap_or_default() {
        "title" => "Titre",
        "problem" => "Problème",
        "sufferers" => "Personnes concernées",
        "existing" => "Ce qui existe déjà",
        "theme" => "Thème",
        "urgency" => "Urgence",
        "programmes" | "priority" => "Programmes",
        "sentence" => "Votre phrase",
        "name" => "Nom",
        "email" => "Adresse de courriel",
        "code" => "Code",
        "capacity" => "Qualité",
        "evidence" => "Justification",
        "person" | "member" => "Personne",
        "choice" => "Choix",
        "rank" => "Place",
        "from" => "Premier jour",
        "until" => "Dernier jour",
        "note" => "Note",
        "staff" => "Rôle",
        "departement" => "Département",
        "purpose" => "Objectif",
        "siren" => "Collectivité",
        "summary" => "Résumé",
        "carrier_group" | "carrier_service" => "Porteur",
        "cost" => "Coût",
        "benefits" => "Apports",
        "source" => "Adresse du code source",
        "needs" => "Besoins",
        "reason" => "Motif",
        "correction" => "À corriger",
        "days" => "Nombre de jours",
        "day" => "Jour",
        "message" => "Message",
        "amount" => "Montant",
        "envelope" => "Enveloppe",
        "publish" => "Jour de publication",
        "hour" => "Heure de publication",
        "link" => "Votre réponse",
        "feedback" => "Retour",
        "residence" => "Département de résidence",
        "deployment" => "Usage",
        "date" | "time" => "Date et heure",
        _ => "Formulaire",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    fn refused() -> Form {
        let refusals = [("title", Refusal::Missing), ("note.12", Refusal::NotANumber), ("", Refusal::WrongState)];
        Form::example("/besoins/brouillon", &[("title", "")], &refusals)
            .fields(&[Field::new("title", "Titre du besoin").short("Titre"), Field::new("note", "Note")])
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
