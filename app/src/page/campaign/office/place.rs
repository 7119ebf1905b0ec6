//! A page of the editor of a campaign: the values of one place, and the lists below it.

use super::{
    calendar::CalendarTold,
    fault::name_of,
    told::{Told, has_markdown},
};
use crate::{
    http::{after::After, assets, failure::Failure, fields::Fields, visit::Visit},
    page::application::question::Fingerprint,
    ui::{
        act::{Actions, Button, Weight},
        ask_first::{Ask, AskFirst},
        field::{Checkboxes, HiddenField, PostForm, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        markdown::MARKDOWN_HELP,
        shown::{SHOWN, ShownField},
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    application_form::fingerprint,
    campaign_outline::{
        Entries, InputKind, LONGEST_TEXT, Move, PRESENTATION, PageField, Place, Shape, Typed, sent_text, title,
    },
    collectivity::Kind,
    done::Done,
    eligibility::Condition,
    form_field::{self, BOXES, FieldName, RENDERED},
    id::CampaignDraftId,
    permission::{Action, Facts},
    programme::Programme,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use server::campaign::draft::{self, Arrange, By, Draft};
use wording::campaign_outline as words;

/// What the page shows.
struct PlacePage {
    draft: Draft,
    name: String,
    fields: Vec<PageField>,
    form: Form,
    /// Whether the texts are shown as they were typed, which nobody kept.
    is_preview: bool,
    /// As addresses name it.
    place: String,
    /// Where what is typed is kept without the button.
    keep: String,
    lists: Vec<(Entries, Form)>,
}

/// The path of a place, as its address names it.
pub fn path_of(place: &str) -> &str {
    if place == PRESENTATION { "" } else { place }
}

/// The page of a place.
pub async fn page(visit: Visit, Path((id, place)): Path<(CampaignDraftId, String)>) -> Result<Page, Failure> {
    shown(&visit, id, place, None).await
}

/// The page with the texts that were typed as they would look; it writes nothing.
pub async fn preview(visit: Visit, fields: Fields) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let id = fields.parse(form_field::CAMPAIGN_DRAFT)?;
    let place = fields.text(form_field::CAMPAIGN_PLACE);
    for (name, text) in &fields.0 {
        let length = text.chars().count();
        if length > LONGEST_TEXT {
            let refusal = Refusal::TooLong { most: LONGEST_TEXT, length };
            return Err(Failure::Refused(FieldRefusals::one(FieldName::question(name), refusal)));
        }
    }
    shown(&visit, id, place, Some(fields)).await
}

async fn shown(visit: &Visit, id: CampaignDraftId, place: String, typed: Option<Fields>) -> Result<Page, Failure> {
    let draft = draft::find(&visit.ctx, id).await?;
    let path = path_of(&place).to_owned();
    let found = Place::find(&draft.content, &path).ok_or(Failure::NotFound)?;
    if matches!(found.shape, Shape::List(_) | Shape::ListOf(_)) {
        return Err(Failure::NotFound);
    }
    let mut fields = found.fields();
    // The name of a campaign stands in addresses: it does not change.
    fields.retain(|field| field.path != "slug");
    let labels = fields.iter().map(|field| (field.path.clone(), label(field).0.to_owned())).collect();
    // The lists of the campaign itself stand on its own page.
    let lists = if path.is_empty() { Vec::new() } else { found.lists() };
    let list_form = |list: &Entries| Form::new(visit, Address::CampaignDraftList(id, list.path.clone())).personal();
    let name = if path.is_empty() { "Présentation et textes".to_owned() } else { name_of(&draft.content, &path) };
    let (address, is_preview) = (Address::CampaignDraftPlace(id, place.clone()), typed.is_some());
    let form = Form::new(visit, address.clone()).or_sent_to(visit, &Address::CampaignTextPreview.to_string());
    let form = form.back_to(address);
    let page = PlacePage {
        keep: Address::CampaignDraftKeep(id, place.clone()).to_string(),
        form: untouched_as_stored(form.with_labels(labels).personal().showing(typed), &fields),
        is_preview,
        place,
        lists: lists
            .into_iter()
            .map(|list| {
                let form = list_form(&list);
                (list, form)
            })
            .collect(),
        name,
        fields,
        draft,
    };
    let frame = Frame::new(page.name.clone())
        .below(Address::CampaignOffice, "Préparer une campagne")
        .below(Address::CampaignDraft(id), page.draft.row.slug.clone());
    let frame = frame.with_module(assets::DRAFT).with_module(assets::LIVE);
    Ok(frame.render(visit, || view! { <OnePlace page=&page /> }.into_any()))
}

/// A refused form comes back with what was typed. What was not may have been written by somebody else since: theirs is
/// shown.
fn untouched_as_stored(form: Form, fields: &[PageField]) -> Form {
    let Some(sent) = form.typed().cloned() else { return form };
    let untouched: Vec<&str> =
        fields.iter().map(|field| field.path.as_str()).filter(|path| !is_touched(&sent, path)).collect();
    form.without(|name| untouched.contains(&name))
}

/// Whether something else was sent in a field than what it was rendered with.
pub fn is_touched(sent: &Fields, path: &str) -> bool {
    fingerprint(&sent_text(&sent.all(path))) != sent.text(RENDERED.of(path))
}

/// What a field is rendered with: of what two wrote, sending the form again is the choice.
fn fingerprint_of(form: &Form, field: &PageField) -> String {
    let sent = form.typed().filter(|sent| is_touched(sent, &field.path));
    match (sent, form.refusal(&field.path)) {
        (None, _) => field.fingerprint(),
        (Some(_), Some(Refusal::AnswerChanged { theirs })) => fingerprint(theirs),
        // Where a form is refused, nothing of it is kept.
        (Some(sent), _) => sent.text(RENDERED.of(&field.path)),
    }
}

fn label(field: &PageField) -> (&'static str, &'static str) {
    words::label(field.called.0, field.called.1)
}

#[component]
fn OnePlace<'a>(page: &'a PlacePage) -> AnyView {
    let refused = page.lists.iter().map(|(_, form)| form).chain([&page.form]).find(|form| form.is_refused());
    let lists = views(
        page.lists.iter().map(|(list, form)| view! { <ListSection draft=&page.draft list form level=2 /> }.into_any()),
    );
    let has_dates = page.fields.iter().any(|field| field.kind == InputKind::Day);
    view! {
        <h1>{page.name.clone()}</h1>
        {page.is_preview.then(|| view! { <Told fields=&page.fields typed=Some(&page.form) /> })}
        {refused.map(|form| view! { <RefusalSummary form /> })}
        <div data-draft=page.keep.clone()>
            <PostForm form=&page.form>
                <PlaceFields page />
                <PlaceButtons page />
            </PostForm>
            <p class="t-saved" id="enregistre" role="status"></p>
        </div>
        {has_dates.then(|| view! { <CalendarTold content=&page.draft.content /> })}
        {(!page.is_preview).then(|| view! { <Told fields=&page.fields typed=None /> })}
        {lists}
        <p>
            <a href=Address::CampaignDraft(page.draft.row.id).to_string()>"Revenir à la campagne"</a>
        </p>
    }
    .into_any()
}

/// What is done with what was typed.
#[component]
fn PlaceButtons<'a>(page: &'a PlacePage) -> AnyView {
    if !has_markdown(&page.fields) {
        return view! { <Button>"Enregistrer"</Button> }.into_any();
    }
    view! {
        <HiddenField name=form_field::CAMPAIGN_DRAFT value=page.draft.row.id.to_string() />
        <HiddenField name=form_field::CAMPAIGN_PLACE value=page.place.clone() />
        <Actions>
            <Button>"Enregistrer"</Button>
            <Button weight=Weight::Secondary action=Address::CampaignTextPreview>
                "Voir l’aperçu"
            </Button>
        </Actions>
    }
    .into_any()
}

/// The fields, under the names of the parts that they lie in.
#[component]
fn PlaceFields<'a>(page: &'a PlacePage) -> AnyView {
    let mut within: &[(&str, &str)] = &[];
    views(page.fields.iter().map(|field| {
        let begins = field.within != within;
        within = &field.within;
        let heading = within.last().filter(|_| begins).map(|(outline, key)| {
            let (label, help) = words::label(outline, key);
            let help = (!help.is_empty()).then(|| view! { <p class="fr-hint-text">{help}</p> });
            view! {
                <h2>{label}</h2>
                {help}
            }
        });
        view! {
            {heading}
            <div data-field=field.path.clone()>
                <Fingerprint
                    code=&field.path
                    fingerprint=fingerprint_of(&page.form, field)
                    contested=matches!(page.form.refusal(&field.path), Some(Refusal::AnswerChanged { .. }))
                />
                <OneField form=&page.form field />
                <div id=format!("conflit.{}", field.path)></div>
            </div>
        }
        .into_any()
    }))
    .into_any()
}

/// A field, as its kind is typed.
#[component]
fn OneField<'a>(form: &'a Form, field: &'a PageField) -> AnyView {
    let (label, help) = label(field);
    let help = match field.kind {
        InputKind::Markdown => [help, MARKDOWN_HELP].join(" "),
        _ => help.to_owned(),
    };
    let named = Field::of_data(&field.path, label).help(help.trim());
    let value = field.text.first().cloned().unwrap_or_default();
    match &field.kind {
        InputKind::Line => view! { <TextField form field=named value /> }.into_any(),
        InputKind::Text | InputKind::Markdown => view! { <TextField form field=named rows=4 value /> }.into_any(),
        InputKind::Lines | InputKind::WordLists => view! { <TextField form field=named rows=6 value /> }.into_any(),
        InputKind::Number => view! { <TextField form field=named entry=Entry::Digits value /> }.into_any(),
        InputKind::Euros => view! { <TextField form field=named entry=Entry::Amount value /> }.into_any(),
        InputKind::Day => view! { <TextField form field=named entry=Entry::Day value /> }.into_any(),
        InputKind::YesNo => {
            let options = [("oui", "Oui"), ("non", "Non")].map(|(code, label)| (code.to_owned(), label.to_owned()));
            view! { <SelectField form field=named options=options.to_vec() value /> }.into_any()
        }
        InputKind::Choice(codes) => {
            let options = options(field.called.1, codes);
            view! { <SelectField form field=named options value /> }.into_any()
        }
        InputKind::Kind { name, codes } => {
            let named =
                named.help("Le bouton «\u{202f}Enregistrer\u{202f}» le retient, puis ce qui en dépend est demandé.");
            view! { <SelectField form field=named options=options(name, codes) value /> }.into_any()
        }
        InputKind::CodeIn(codes) => view! { <SelectField form field=named options=codes.clone() value /> }.into_any(),
        InputKind::Several(codes) => {
            let options = options(field.called.1, codes);
            view! { <Checkboxes form field=named options ticked=field.text.clone() /> }.into_any()
        }
    }
}

/// Codes with what they mean.
fn options(of: &str, codes: &[&'static str]) -> Vec<(String, String)> {
    let meaning = |code: &&'static str| {
        let known = words::choice(of, code).map(str::to_owned);
        let known = known.or_else(|| Programme::from_code(code).map(|one| wording::programme(one).to_owned()));
        let known = known.or_else(|| Kind::from_code(code).map(|kind| wording::capitalised(wording::kind(kind))));
        ((*code).to_owned(), known.unwrap_or_else(|| (*code).to_owned()))
    };
    codes.iter().map(meaning).collect()
}

/// A list: its entries in their order, and another one to add.
#[component]
pub fn ListSection<'a>(draft: &'a Draft, list: &'a Entries, form: &'a Form, level: u8) -> AnyView {
    let (name, help) = words::label(list.called.0, list.called.1);
    let last = list.entries.len().saturating_sub(1);
    let entries = views(
        (0..list.entries.len()).map(|at| view! { <OneEntry draft list form at is_last=at == last /> }.into_any()),
    );
    let none = list.entries.is_empty().then(|| view! { <p>"Rien pour l’instant."</p> });
    let heading = match level {
        2 => view! { <h2 id=list.path.clone()>{name}</h2> }.into_any(),
        _ => view! { <h3 id=list.path.clone()>{name}</h3> }.into_any(),
    };
    let help = (!help.is_empty()).then(|| view! { <p class="fr-hint-text">{help}</p> });
    let path = list.path.clone();
    let ordered = (list.entries.len() > 1).then(|| view! { <Dropped draft list form /> });
    view! {
        <div data-ordered=path>
            {heading} {help} {none} <ol class="t-entries">{entries}</ol> {ordered} <AddEntry draft list form />
        </div>
    }
    .into_any()
}

/// Where an entry is dropped by the pointer: `app/browser/live` fills this in and sends it once. Without scripts, and
/// for who uses the keyboard, the buttons move entries.
#[component]
fn Dropped<'a>(draft: &'a Draft, list: &'a Entries, form: &'a Form) -> AnyView {
    view! {
        <PostForm form class="t-dropped">
            <ShownField shown=draft.shown(&list.path) />
            <HiddenField name=form_field::CHOICE value=PLACE />
            <HiddenField name=form_field::AT value="" />
            <HiddenField name=form_field::TO value="" />
        </PostForm>
        <p role="status" class="fr-sr-only" data-dropped="L’entrée est à sa nouvelle place."></p>
    }
    .into_any()
}

/// What an entry is called: a condition by its sentence, others by their title.
pub fn entry_name(list: &Entries, at: usize) -> String {
    let entry = &list.entries[at];
    let sentence = serde_json::from_value::<Condition>(entry.clone()).ok().map(|one| wording::condition(&one));
    let name = sentence.or_else(|| title(entry));
    name.unwrap_or_else(|| format!("n°\u{a0}{}, à remplir", at + 1))
}

#[component]
fn OneEntry<'a>(draft: &'a Draft, list: &'a Entries, form: &'a Form, at: usize, is_last: bool) -> AnyView {
    let name = entry_name(list, at);
    let address = Address::CampaignDraftPlace(draft.row.id, format!("{}.{at}", list.path)).to_string();
    let shift = |choice: &'static str, label: &'static str| {
        let name = name.clone();
        view! {
            <PostForm form class="t-inline">
                <ShownField shown=draft.shown(&list.path) />
                <HiddenField name=form_field::CHOICE value=choice />
                <HiddenField name=form_field::AT value=at.to_string() />
                <Button weight=Weight::SmallTertiary>
                    {label} <span class="fr-sr-only">"\u{a0}: " {name.clone()}</span>
                </Button>
            </PostForm>
        }
    };
    let ask =
        Ask::before("Retirer", "L’entrée disparaît de la liste ; les versions d’avant la gardent.").of(name.clone());
    let ask = ask.sends(form_field::CHOICE, REMOVE).sends(form_field::AT, at);
    view! {
        <li>
            {(!(is_last && at == 0)).then(|| view! { <span class="t-grip" aria-hidden="true"></span> })}
            <a href=address>{name.clone()}</a>
            <Actions>
                {(at > 0).then(|| shift(UP, "Monter"))} {(!is_last).then(|| shift(DOWN, "Descendre"))}
                <AskFirst form ask>
                    <ShownField shown=draft.shown(&list.path) />
                </AskFirst>
            </Actions>
        </li>
    }
    .into_any()
}

#[component]
fn AddEntry<'a>(draft: &'a Draft, list: &'a Entries, form: &'a Form) -> AnyView {
    const OF: Field = Field::new(form_field::KIND, "Sorte de condition");
    let place = Place::find(&draft.content, &list.path).map(|place| place.shape);
    let (entry, kinds) = match place {
        Some(Shape::List(outline)) => (words::entry(outline.name), None),
        Some(Shape::ListOf(variants)) => {
            let codes: Vec<&'static str> = variants.kinds.iter().map(|kind| kind.code).collect();
            (words::entry(variants.name), Some(options(variants.name, &codes)))
        }
        _ => return ().into_any(),
    };
    let kinds = kinds.map(|options| view! { <SelectField form field=OF options /> });
    view! {
        <PostForm form>
            <ShownField shown=draft.shown(&list.path) />
            <HiddenField name=form_field::CHOICE value=ADD />
            {kinds}
            <Button weight=Weight::Secondary>{format!("Ajouter {entry}")}</Button>
        </PostForm>
    }
    .into_any()
}

/// What is done to a list, as forms name it.
const ADD: &str = "ajouter";
const REMOVE: &str = "retirer";
const UP: &str = "monter";
const DOWN: &str = "descendre";
const PLACE: &str = "placer";

/// Writes what was typed.
pub async fn write(
    visit: Visit,
    Path((id, place)): Path<(CampaignDraftId, String)>,
    fields: Fields,
) -> Result<After, Failure> {
    draft::write(&visit.ctx, id, path_of(&place), &typed(fields), By::Button).await?;
    Ok(After::new(Done::CampaignWritten, Address::CampaignDraftPlace(id, place)).then(Address::CampaignDraft(id)))
}

/// What was typed on the page of a place, as its form sends it.
pub fn typed(fields: Fields) -> Typed {
    // A browser sends nothing of boxes when none is ticked: the hidden field names them.
    let unticked = fields.all(BOXES).into_iter().filter(|name| fields.all(name).is_empty());
    let unticked: Vec<(String, String)> = unticked.map(|name| (name, String::new())).collect();
    fields.0.into_iter().chain(unticked).filter(|(name, _)| name != "slug").collect()
}

/// Adds, takes out or moves an entry of a list.
pub async fn arrange(
    visit: Visit,
    Path((id, place)): Path<(CampaignDraftId, String)>,
    fields: Fields,
) -> Result<After, Failure> {
    draft::find(&visit.ctx, id).await?;
    let at = || fields.parse::<usize>(form_field::AT);
    let what = match fields.text(form_field::CHOICE).as_str() {
        ADD => Arrange::Add { kind: fields.text(form_field::KIND) },
        REMOVE => Arrange::Remove { at: at()? },
        UP => Arrange::Move { at: at()?, to: Move::Up },
        DOWN => Arrange::Move { at: at()?, to: Move::Down },
        PLACE => Arrange::Move { at: at()?, to: Move::To(fields.parse(form_field::TO)?) },
        _ => return Err(Refusal::NotOnTheList.into()),
    };
    let is_new = matches!(what, Arrange::Add { .. });
    let changed = draft::arrange(&visit.ctx, id, &place, &what, &fields.text(SHOWN)).await?;
    let to = match (is_new, place.rsplit_once('.')) {
        (true, _) => Address::CampaignDraftPlace(id, changed).to_string(),
        // The list stands on the page of what it is part of.
        (false, Some(_)) => {
            match entity::campaign_outline::page_of(&draft::find(&visit.ctx, id).await?.content, &place) {
                Some(page) => Address::CampaignDraftPlace(id, page).to_string(),
                None => Address::CampaignDraft(id).to_string(),
            }
        }
        (false, None) => Address::CampaignDraft(id).to_string(),
    };
    Ok(After::new(Done::CampaignWritten, to))
}
