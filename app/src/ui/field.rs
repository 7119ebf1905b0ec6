//! Fields of a form: each shows again what was typed, with its help and the reason of a refusal beside it.
//!
//! A form names its fields once, as constants, so that label and help stand with the form and the summary of refusals
//! knows them:
//!
//! ```ignore
//! const TITLE: Field = Field::new("title", "Titre du besoin").help("Une phrase.").short("Titre");
//! let form = Form::new(&visit, Address::NeedDraft).fields(&[TITLE]);
//! view! { <PostForm form=&form><TextField form=&form field=TITLE value=need.title/ /> }
//! ```

pub use super::input::{Entry, Field};
use super::{
    form::{BOXES, Form},
    inner::Inner,
    textarea::TextArea,
    views::views,
};
use leptos::prelude::*;

/// Label, help, the input itself and why it was refused.
#[component]
fn Group<'a>(field: Field<'a>, error: Option<String>, children: Inner) -> AnyView {
    let class = if error.is_some() { "fr-input-group fr-input-group--error" } else { "fr-input-group" };
    view! {
        <div class=class>
            <label class="fr-label" for=field.name.to_owned()>
                {field.label.to_owned()}
                {field.help_text()}
            </label>
            {children.view()}
            <Refusal field error />
        </div>
    }
    .into_any()
}

/// Why a field was refused, under it.
#[component]
fn Refusal<'a>(field: Field<'a>, error: Option<String>) -> AnyView {
    let id = format!("{}-erreur", field.name);
    error
        .map(|error| {
            view! {
                <p class="fr-error-text" id=id>
                    {error}
                </p>
            }
        })
        .into_any()
}

/// A line of text, or several where `rows` says how many. A phone shows the keyboard for what it takes ([`Entry`]).
#[component]
pub fn TextField<'a>(
    form: &'a Form,
    field: Field<'a>,
    #[prop(optional)] entry: Entry,
    #[prop(optional)] rows: Option<u8>,
    /// What stands in it when nothing was typed.
    #[prop(optional, into)]
    value: String,
) -> AnyView {
    let error = form.error(field.name);
    let (described_by, invalid) = (field.described_by(error.is_some()), error.is_some());
    let text = form.text(field.name, &value);
    let input = match rows {
        None => entry.input(field.name, text, described_by.unwrap_or_default(), invalid),
        Some(rows) => {
            let (id, described_by) = (field.name.to_owned(), described_by.unwrap_or_default());
            view! { <TextArea id=id.clone() name=id text rows described_by invalid /> }.into_any()
        }
    };
    view! {
        <Group field error>
            {input}
        </Group>
    }
    .into_any()
}

/// A choice from a list; `options` are values and labels, in order. The empty value is offered first.
#[component]
pub fn SelectField<'a>(
    form: &'a Form,
    field: Field<'a>,
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
) -> AnyView {
    let error = form.error(field.name);
    let described_by = field.described_by(error.is_some());
    let class = if error.is_some() { "fr-select fr-select--error" } else { "fr-select" };
    let chosen = form.text(field.name, &value);
    view! {
        <Group field error>
            <Select name=field.name.to_owned() class empty="Choisissez" options chosen described_by />
        </Group>
    }
    .into_any()
}

/// A list to choose from, inside a field or a search form.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(optional)] class: Option<&'static str>,
    /// What the empty value is called.
    #[prop(into)]
    empty: String,
    options: Vec<(String, String)>,
    #[prop(into)] chosen: String,
    #[prop(optional_no_strip)] described_by: Option<String>,
) -> AnyView {
    let none = chosen.is_empty();
    view! {
        <select class=class.unwrap_or("fr-select") id=name.clone() name=name aria-describedby=described_by>
            <option value="" selected=none>
                {empty}
            </option>
            <Options options chosen />
        </select>
    }
    .into_any()
}

#[component]
fn Options(options: Vec<(String, String)>, chosen: String) -> AnyView {
    views(options.into_iter().map(|(value, label)| {
        let selected = value == chosen;
        view! {
            <option value=value selected=selected>
                {label}
            </option>
        }
        .into_any()
    }))
}

/// A field of a search form: a choice that narrows a list.
#[component]
pub fn FilterField(
    name: &'static str,
    label: &'static str,
    /// What it is called when it narrows nothing.
    empty: &'static str,
    options: Vec<(String, String)>,
    #[prop(into)] chosen: String,
) -> AnyView {
    view! {
        <div class="fr-input-group">
            <label class="fr-label" for=name>
                {label}
            </label>
            <Select name empty options chosen />
        </div>
    }
    .into_any()
}

/// A search field: its form asks, and writes nothing.
#[component]
pub fn SearchField(
    name: &'static str,
    label: &'static str,
    #[prop(optional, into)] help: String,
    #[prop(into)] value: String,
) -> AnyView {
    let field = Field { name, label, help: &help, short: label };
    let described_by = field.described_by(false);
    view! {
        <Group field error=None>
            <input
                class="fr-input"
                type="search"
                enterkeyhint="search"
                id=name
                name=name
                value=value
                aria-describedby=described_by
            />
        </Group>
    }
    .into_any()
}

/// A line inside a table, whose label is the heading of its column and row.
#[component]
pub fn CellField<'a>(
    form: &'a Form,
    field: Field<'a>,
    #[prop(optional)] entry: Entry,
    #[prop(optional, into)] value: String,
) -> AnyView {
    let error = form.error(field.name);
    let described_by = error.as_ref().map(|_| format!("{}-erreur", field.name)).unwrap_or_default();
    let input = entry.input(field.name, form.text(field.name, &value), described_by, error.is_some());
    view! {
        <label class="fr-sr-only" for=field.name.to_owned()>
            {field.label.to_owned()}
        </label>
        {input}
        <Refusal field error />
    }
    .into_any()
}

/// A choice inside a table, whose label is the heading of its column and row.
#[component]
pub fn CellSelect<'a>(
    form: &'a Form,
    field: Field<'a>,
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
) -> AnyView {
    let (error, id) = (form.error(field.name), field.name.to_owned());
    let chosen = form.text(field.name, &value);
    view! {
        <label class="fr-sr-only" for=id.clone()>
            {field.label.to_owned()}
        </label>
        <select class="fr-select" id=id.clone() name=id>
            <Options options chosen />
        </select>
        <Refusal field error />
    }
    .into_any()
}

/// One of a few, all visible.
#[component]
pub fn Radios<'a>(
    form: &'a Form,
    field: Field<'a>,
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
) -> AnyView {
    let ticked = vec![form.text(field.name, &value)];
    let error = form.error(field.name);
    view! { <Boxes kind="radio" field error options ticked /> }.into_any()
}

/// Any of a few, all visible.
#[component]
pub fn Checkboxes<'a>(
    form: &'a Form,
    field: Field<'a>,
    options: Vec<(String, String)>,
    #[prop(optional)] ticked: Vec<String>,
) -> AnyView {
    let ticked = form.all(field.name, &ticked);
    let error = form.error(field.name);
    view! {
        <Boxes kind="checkbox" field error options ticked />
        <HoldsBoxes name=field.name />
    }
    .into_any()
}

#[component]
fn Boxes<'a>(
    kind: &'static str,
    field: Field<'a>,
    error: Option<String>,
    options: Vec<(String, String)>,
    ticked: Vec<String>,
) -> AnyView {
    let name = field.name;
    let boxes = views(options.into_iter().enumerate().map(|(at, (value, label))| {
        let id = if at == 0 { name.to_owned() } else { format!("{name}-{at}") };
        let checked = ticked.contains(&value);
        view! { <Box kind id name=name.to_owned() value checked label /> }.into_any()
    }));
    let (legend, messages) = (format!("{name}-legende"), format!("{name}-messages"));
    let labelled = format!("{legend} {messages}");
    let class = if error.is_some() { "fr-fieldset fr-fieldset--error" } else { "fr-fieldset" };
    view! {
        <fieldset class=class aria-labelledby=labelled>
            <legend class="fr-fieldset__legend fr-fieldset__legend--regular" id=legend>
                {field.label.to_owned()}
                {field.help_text()}
            </legend>
            {boxes}
            <div class="fr-messages-group" id=messages>
                {error.map(|error| view! { <p class="fr-error-text">{error}</p> })}
            </div>
        </fieldset>
    }
    .into_any()
}

/// A box with its label: `radio` or `checkbox`.
#[component]
pub fn Box(
    kind: &'static str,
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    checked: bool,
    #[prop(into)] label: String,
) -> AnyView {
    view! {
        <div class="fr-fieldset__element">
            <div class=format!("fr-{kind}-group")>
                <input type=kind id=id.clone() name=name value=value checked=checked />
                <label class="fr-label" for=id>
                    {label}
                </label>
            </div>
        </div>
    }
    .into_any()
}

/// Tells that the form holds the boxes `name`, ticked or not: a browser sends nothing of boxes that are not ticked.
#[component]
pub fn HoldsBoxes(#[prop(into)] name: String) -> AnyView {
    view! { <HiddenField name=BOXES value=name /> }.into_any()
}

/// A field that is sent along and not shown.
#[component]
pub fn HiddenField(#[prop(into)] name: String, #[prop(into)] value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// A form of ours around its fields: who acts for whom, and to which page it comes back, go with it.
#[component]
pub fn PostForm<'a>(form: &'a Form, #[prop(optional)] class: Option<&'static str>, children: Inner) -> AnyView {
    view! {
        <form method="post" action=form.action() class=class>
            {form.hidden_fields()}
            {children.view()}
        </form>
    }
    .into_any()
}

/// A form that sends files, for this field. Each is kept or refused on its own.
#[component]
pub fn FileForm<'a>(form: &'a Form, field: Field<'a>) -> AnyView {
    let error = form.errors(field.name);
    let (described_by, invalid) = (field.described_by(error.is_some()), error.is_some());
    let id = field.name.to_owned();
    view! {
        <form method="post" action=form.action() enctype="multipart/form-data">
            {form.hidden_fields()}
            <HiddenField name="field" value=field.name />
            <Group field error>
                <input
                    class="fr-upload"
                    type="file"
                    multiple
                    id=id
                    name="file"
                    aria-describedby=described_by
                    aria-invalid=invalid.then_some("true")
                />
            </Group>
            <div class="t-actions">
                <button class="fr-btn fr-btn--secondary">"Joindre"</button>
            </div>
        </form>
    }
    .into_any()
}

/// On top of a page whose form was refused: every refusal, each a link to its field.
#[component]
pub fn RefusalSummary<'a>(form: &'a Form) -> AnyView {
    form.summary()
}
