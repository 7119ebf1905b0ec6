//! Fields of a form: each shows again what was typed, with its help and the reason of a refusal beside it.
//!
//! A form names its fields once, as constants, so that label and help stand with the form and the summary of refusals
//! knows them:
//!
//! ```ignore
//! const TITLE: Field = Field::new(form_field::TITLE, "Titre du besoin").help("Une phrase.").short("Titre");
//! let form = Form::new(&visit, Address::NeedDraft).labelled(&[TITLE]);
//! view! { <PostForm form=&form><TextField form=&form field=TITLE value=need.title/ /> }
//! ```

pub use super::input::{Entry, Field};
use super::{form::Form, inner::Inner, textarea::TextArea, views::views};
use entity::form_field::BOXES;
use leptos::prelude::*;

/// Label, help, the input itself and why it was refused.
#[component]
fn Group<'a>(field: Field<'a>, error: Option<String>, children: Inner) -> AnyView {
    let class = if error.is_some() { "fr-input-group fr-input-group--error" } else { "fr-input-group" };
    view! {
        <div class=class>
            <label class="fr-label" for=field.id()>
                {field.label.to_owned()}
                {field.help_text()}
            </label>
            {field.help_below()}
            {field.guide_link()}
            {children.view()}
            <Refusal field error />
        </div>
    }
    .into_any()
}

/// Why a field was refused, under it.
#[component]
fn Refusal<'a>(field: Field<'a>, error: Option<String>) -> AnyView {
    let id = format!("{}-erreur", field.id());
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
    let (field, error) = (form.own(field), form.error(field.name));
    let (described_by, invalid) = (field.described_by(error.is_some()), error.is_some());
    let text = form.text(field.name, &value);
    let input = match rows {
        None => entry.input(field, text, described_by.unwrap_or_default(), invalid),
        Some(rows) => {
            let (name, described_by) = (field.name.to_owned(), described_by.unwrap_or_default());
            view! { <TextArea id=field.id() name text rows described_by invalid most=field.most /> }.into_any()
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
    let (field, error) = (form.own(field), form.error(field.name));
    let described_by = field.described_by(error.is_some());
    let class = if error.is_some() { "fr-select fr-select--error" } else { "fr-select" };
    let chosen = form.text(field.name, &value);
    view! {
        <Group field error>
            <Select id=field.id() name=field.name.to_owned() class empty="Choisissez" options chosen described_by />
        </Group>
    }
    .into_any()
}

/// A list to choose from, inside a field or a search form.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    /// Its identifier, where it is not its name.
    #[prop(optional, into)]
    id: String,
    #[prop(optional)] class: Option<&'static str>,
    /// What the empty value is called.
    #[prop(into)]
    empty: String,
    options: Vec<(String, String)>,
    #[prop(into)] chosen: String,
    #[prop(optional_no_strip)] described_by: Option<String>,
) -> AnyView {
    let none = chosen.is_empty();
    let id = if id.is_empty() { name.clone() } else { id };
    view! {
        <select class=class.unwrap_or("fr-select") id=id name=name aria-describedby=described_by>
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
    let field = Field::of_data(name, label).help(&help);
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

/// A line inside a table, or several where `rows` says how many, whose label is the heading of its column and row.
#[component]
pub fn CellField<'a>(
    form: &'a Form,
    field: Field<'a>,
    #[prop(optional)] entry: Entry,
    #[prop(optional)] rows: Option<u8>,
    #[prop(optional, into)] value: String,
) -> AnyView {
    let (field, error) = (form.own(field), form.error(field.name));
    let described_by = error.as_ref().map(|_| format!("{}-erreur", field.id())).unwrap_or_default();
    let (text, invalid) = (form.text(field.name, &value), error.is_some());
    let input = match rows {
        None => entry.input(field, text, described_by, invalid),
        Some(rows) => {
            let name = field.name.to_owned();
            view! { <TextArea id=field.id() name text rows described_by invalid /> }.into_any()
        }
    };
    view! {
        <label class="fr-sr-only" for=field.id()>
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
    let (field, error) = (form.own(field), form.error(field.name));
    let (id, name) = (field.id(), field.name.to_owned());
    let chosen = form.text(field.name, &value);
    view! {
        <label class="fr-sr-only" for=id.clone()>
            {field.label.to_owned()}
        </label>
        <select class="fr-select" id=id name=name>
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
    let (field, error) = (form.own(field), form.error(field.name));
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
    let (field, error) = (form.own(field), form.error(field.name));
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
    let (name, own) = (field.name, field.id());
    let boxes = views(options.into_iter().enumerate().map(|(at, (value, label))| {
        let id = if at == 0 { own.clone() } else { format!("{own}-{at}") };
        let checked = ticked.contains(&value);
        view! { <Box kind id name=name.to_owned() value checked label /> }.into_any()
    }));
    let (legend, messages) = (format!("{own}-legende"), format!("{own}-messages"));
    let labelled = format!("{legend} {messages}");
    let class = if error.is_some() { "fr-fieldset fr-fieldset--error" } else { "fr-fieldset" };
    view! {
        <fieldset class=class aria-labelledby=labelled>
            <legend class="fr-fieldset__legend fr-fieldset__legend--regular" id=legend>
                {field.label.to_owned()}
                {field.help_text()}
            </legend>
            {field.help_below()}
            {field.guide_link()}
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
    view! {
        <UploadForm form>
            <HiddenField name="field" value=field.name />
            <FileField form field multiple=true />
            <div class="t-actions">
                <button class="fr-btn fr-btn--secondary">"Joindre"</button>
            </div>
        </UploadForm>
    }
    .into_any()
}

/// A form of ours around its fields, one of which is a file.
#[component]
pub fn UploadForm<'a>(form: &'a Form, children: Inner) -> AnyView {
    view! {
        <form method="post" action=form.action() enctype="multipart/form-data">
            {form.hidden_fields()}
            {children.view()}
        </form>
    }
    .into_any()
}

/// A file that is chosen, or several, each refused on its own. What a browser chose before it shows no more.
#[component]
pub fn FileField<'a>(form: &'a Form, field: Field<'a>, #[prop(optional)] multiple: bool) -> AnyView {
    let error = if multiple { form.errors(field.name) } else { form.error(field.name) };
    let field = form.own(field);
    let (described_by, invalid) = (field.described_by(error.is_some()), error.is_some());
    let id = field.id();
    view! {
        <Group field error>
            <input
                class="fr-upload"
                type="file"
                multiple=multiple
                id=id
                name="file"
                aria-describedby=described_by
                aria-invalid=invalid.then_some("true")
            />
        </Group>
    }
    .into_any()
}

/// On top of a page whose form was refused: every refusal, each a link to its field.
#[component]
pub fn RefusalSummary<'a>(form: &'a Form) -> AnyView {
    form.summary()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;
    use entity::refusal::Refusal as Refused;

    const LINE: Field = Field::of_data("title", "Titre").help("En une phrase.");

    fn options() -> Vec<(String, String)> {
        [("a", "Premier"), ("b", "Second")].map(|(value, label)| (value.to_owned(), label.to_owned())).into()
    }

    fn fresh() -> Form {
        Form::example("/besoins/brouillon", &[], &[])
    }

    /// Refused in the field `title`, where `typed` was sent.
    fn refused(typed: &[(&str, &str)]) -> Form {
        Form::example("/besoins/brouillon", typed, &[("title", Refused::Missing)])
    }

    #[test]
    fn a_line_is_described_by_its_help_and_by_its_refusal() {
        let form = fresh();
        let line = html(|| view! { <TextField form=&form field=LINE value="Gardé" /> });
        assert!(
            line.starts_with("<div class=\"fr-input-group\"><label for=\"title\" class=\"fr-label\">Titre"),
            "{line}"
        );
        assert!(line.contains("<span id=\"title-aide\" class=\"fr-hint-text\">En une phrase.</span>"), "{line}");
        assert!(
            line.contains("value=\"Gardé\" aria-describedby=\"title-aide\"") && !line.contains("invalid"),
            "{line}"
        );

        let form = refused(&[("title", "tapé")]);
        let line = html(|| view! { <TextField form=&form field=LINE value="Gardé" /> });
        assert!(line.starts_with("<div class=\"fr-input-group fr-input-group--error\">"), "{line}");
        let described = "aria-describedby=\"title-aide title-erreur\" aria-invalid=\"true\"";
        assert!(line.contains(&format!("value=\"tapé\" {described}")), "{line}");
        let why = "<p id=\"title-erreur\" class=\"fr-error-text\">Ce champ est à remplir.</p>";
        assert!(line.contains(why), "{line}");
    }

    #[test]
    fn help_in_markdown_is_a_sentence_of_the_label_or_stands_below_it() {
        let form = fresh();
        let plain = LINE.help_in_markdown("En une phrase.");
        let line = html(|| view! { <TextField form=&form field=plain /> });
        assert!(line.contains("<span id=\"title-aide\" class=\"fr-hint-text\">En une phrase.</span>"), "{line}");
        let marked = LINE.help_in_markdown("En **une** phrase, [ici](/aide).");
        let line = html(|| view! { <TextField form=&form field=marked /> });
        assert!(line.contains("Titre</label><div id=\"title-aide\" class=\"t-text fr-hint-text\"><p>En"), "{line}");
        assert!(line.contains("<strong>une</strong> phrase, <a href=\"/aide\">ici</a>"), "{line}");
        assert!(line.contains("aria-describedby=\"title-aide\""), "{line}");
    }

    #[test]
    fn a_text_of_several_lines_is_a_text_area() {
        let form = fresh();
        let text = html(|| view! { <TextField form=&form field=LINE rows=4 value="a\nb" /> });
        assert!(text.contains("rows=\"4\"") && text.contains(">\na\nb</textarea>"), "{text}");
    }

    #[test]
    fn a_list_offers_nothing_first_and_shows_what_was_chosen() {
        let form = fresh();
        let list = html(|| view! { <SelectField form=&form field=LINE options=options() /> });
        assert!(list.contains("<option value=\"\" selected>Choisissez</option>"), "{list}");
        let form = refused(&[("title", "b")]);
        let list = html(|| view! { <SelectField form=&form field=LINE options=options() value="a" /> });
        assert!(list.contains("<option value=\"b\" selected>Second</option>"), "{list}");
        assert!(list.contains("class=\"fr-select fr-select--error\"") && list.contains("title-erreur"), "{list}");
    }

    #[test]
    fn of_radios_one_is_ticked() {
        let form = fresh();
        let radios = html(|| view! { <Radios form=&form field=LINE options=options() value="b" /> });
        let ticked = "<input type=\"radio\" id=\"title-1\" name=\"title\" value=\"b\" checked>";
        assert!(radios.contains(ticked), "{radios}");
        assert_eq!(radios.matches(" checked").count(), 1, "{radios}");
        assert!(
            radios.starts_with("<fieldset aria-labelledby=\"title-legende title-messages\" class=\"fr-fieldset\">"),
            "{radios}"
        );
    }

    #[test]
    fn boxes_that_were_all_unticked_stay_so() {
        let boxes = |form: Form| {
            html(|| view! { <Checkboxes form=&form field=LINE options=options() ticked=vec!["a".to_owned()] /> })
        };
        assert_eq!(boxes(fresh()).matches(" checked").count(), 1);
        let unticked = boxes(refused(&[("boxes", "title")]));
        assert_eq!(unticked.matches(" checked").count(), 0, "{unticked}");
        assert!(unticked.contains("<input type=\"hidden\" name=\"boxes\" value=\"title\">"), "{unticked}");
        assert!(unticked.contains("fr-fieldset--error") && unticked.contains("Ce champ est à remplir."), "{unticked}");
    }

    #[test]
    fn a_field_of_a_table_has_a_label_for_screen_readers() {
        let form = refused(&[]);
        let cell = html(|| view! { <CellField form=&form field=LINE value="1" /> });
        assert!(cell.starts_with("<label for=\"title\" class=\"fr-sr-only\">Titre</label><input"), "{cell}");
        assert!(cell.contains("aria-describedby=\"title-erreur\"") && cell.contains("id=\"title-erreur\""), "{cell}");
        let form = fresh();
        let choice = html(|| view! { <CellSelect form=&form field=LINE options=options() value="a" /> });
        assert!(choice.contains("<option value=\"a\" selected>Premier</option>"), "{choice}");
    }

    #[test]
    fn fields_that_only_ask_show_what_was_asked() {
        let filter =
            html(|| view! { <FilterField name="type" label="Type" empty="Tous" options=options() chosen="b" /> });
        assert!(
            filter.contains("<option value=\"\">Tous</option>") && filter.contains("value=\"b\" selected"),
            "{filter}"
        );
        let search = html(|| view! { <SearchField name="texte" label="Texte" help="Aide" value="école" /> });
        assert!(
            search.contains("type=\"search\"") && search.contains("value=\"école\" aria-describedby=\"texte-aide\""),
            "{search}"
        );
    }

    #[test]
    fn a_form_sends_the_page_that_it_comes_back_to() {
        let form = fresh();
        let form = html(|| {
            view! {
                <PostForm form=&form class="t-search">
                    "x"
                </PostForm>
            }
        });
        let opening = "<form method=\"post\" action=\"/besoins/brouillon\" class=\"t-search\">";
        assert_eq!(
            form,
            format!("{opening}<input type=\"hidden\" name=\"page\" value=\"/besoins/brouillon\">x</form>")
        );
    }

    #[test]
    fn files_are_sent_for_a_field() {
        let form = refused(&[]);
        let form = html(|| view! { <FileForm form=&form field=LINE /> });
        assert!(form.contains("enctype=\"multipart/form-data\""), "{form}");
        assert!(form.contains("<input type=\"hidden\" name=\"field\" value=\"title\">"), "{form}");
        assert!(form.contains("type=\"file\" multiple id=\"title\" name=\"file\""), "{form}");
        assert!(form.contains("Ce champ est à remplir."), "{form}");
    }

    #[test]
    fn two_forms_of_a_page_tell_their_fields_apart() {
        let [first, second] = ["a", "b"].map(|from| refused(&[("title", "")]).apart(from));
        let shown = |form: &Form| html(|| view! { <TextField form field=LINE /> });
        for (form, id, sent) in [(&first, "a-title", "name=\"title\""), (&second, "b-title", "name=\"title\"")] {
            let field = shown(form);
            for part in [format!("for=\"{id}\""), format!(" id=\"{id}\""), format!("id=\"{id}-erreur\"")] {
                assert!(field.contains(&part), "{part}: {field}");
            }
            assert!(field.contains(sent), "{field}");
            let summary = html(|| form.summary());
            assert!(summary.contains(&format!("href=\"#{id}\"")), "{summary}");
        }
    }

    #[test]
    fn hidden_fields_and_single_boxes_are_plain() {
        let hidden = html(|| view! { <HiddenField name="siren" value="224600015" /> });
        assert_eq!(hidden, "<input type=\"hidden\" name=\"siren\" value=\"224600015\">");
        let single = html(|| view! { <Box kind="checkbox" id="a" name="a" value="1" checked=true label="Oui" /> });
        assert!(single.contains("<div class=\"fr-checkbox-group\"><input type=\"checkbox\""), "{single}");
        assert!(single.contains("<label for=\"a\" class=\"fr-label\">Oui</label>"), "{single}");
        let form = refused(&[]);
        assert!(html(|| view! { <RefusalSummary form=&form /> }).contains("href=\"#title\""));
    }
}
