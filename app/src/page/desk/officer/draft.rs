//! The fields in which an officer types decisions, and what keeps them: the page's module as they are typed
//! (`app/browser/draft`), the form's button without scripts. Each part that is answered has the identifier of its place
//! on the page.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::application::{draft::ConflictChoice, question::Fingerprint},
    ui::{
        alert::{Alert, Tone},
        field::{CellField, CellSelect, Radios, TextField},
        form::Form,
        frame::Fragment,
        inner::Inner,
        input::{Entry, Field},
        views::views,
    },
};
use entity::{
    address::Address,
    application_form::fingerprint,
    assessment::Criterion,
    decision::{DraftField, DraftedDecision, Outcome, granted},
    done::Done,
    form_field,
    form_field::RENDERED,
    id::ApplicationId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    subsidy::Terms,
};
use leptos::prelude::*;
use server::{
    application::query::Line,
    decision::officer::{self, DraftedFile, Overview, TypedDraft},
};
use wording::{euros, time};

const OUTCOME: Field = Field::new(form_field::OUTCOME, "Décision");
const AMOUNT: Field = Field::new(form_field::AMOUNT, "Montant accordé (facultatif)").short("Montant");
const REASON: Field = Field::new(form_field::REASON, "Motif, donné au candidat")
    .help("Obligatoire pour un refus ou la liste d’attente")
    .short("Motif");

/// What is said on top when a decision cannot be taken as it was typed.
const REFUSED: &str = "Rien n’est décidé\u{a0}: une correction est nécessaire";

/// What the summary of refusals calls them.
const FIELDS: [(DraftField, &str); 3] =
    [(DraftField::Outcome, "décision"), (DraftField::Amount, "montant accordé"), (DraftField::Reason, "motif")];

/// Which page of the table a form was sent from; empty for the screen of one file.
pub const LIST: &str = "liste";

/// The most files of one page of the table: together, their reasons fit into one form.
pub const MOST_FILES: usize = 20;

/// What can be decided: codes and words, and « not yet » first.
fn outcomes() -> Vec<(String, String)> {
    let known = Outcome::ALL.iter().map(|&one| (one.code().to_owned(), wording::outcome(one).to_owned()));
    std::iter::once((String::new(), "Pas encore".to_owned())).chain(known).collect()
}

/// A form of decisions, with what was sent where it was refused.
pub struct Drafting {
    pub form: Form,
    sent: Vec<TypedDraft>,
}

impl Drafting {
    /// The form of one file, with its marks.
    pub fn of_one(visit: &Visit, id: ApplicationId, criteria: &[Criterion]) -> Self {
        let name = |field: DraftField| String::from(field.name(id));
        let marks = criteria.iter().enumerate().map(|(at, one)| (name(DraftField::Mark(at)), one.title.clone()));
        let fields = FIELDS.map(|(field, label)| (name(field), wording::capitalised(label)));
        Self::with_labels(visit, marks.chain(fields).collect())
    }

    /// The form of several files: each is called so in the summary of refusals.
    pub fn of_several(visit: &Visit, files: &[(ApplicationId, String)]) -> Self {
        let of = |(id, called): &(ApplicationId, String)| {
            let labels = FIELDS.map(|(field, label)| (String::from(field.name(*id)), format!("{called}, {label}")));
            let mark = |at| (String::from(DraftField::Mark(at).name(*id)), format!("{called}, note"));
            labels.into_iter().chain((0..DraftField::MOST_MARKS).map(mark)).collect::<Vec<_>>()
        };
        Self::with_labels(visit, files.iter().flat_map(of).collect())
    }

    fn with_labels(visit: &Visit, labels: Vec<(String, String)>) -> Self {
        let form = Form::new(visit, Address::OfficerSave).refused_as(REFUSED).with_labels(labels);
        let sent = form.typed().map(typed).unwrap_or_default();
        // What was not touched may have been written on another page of theirs since: that is shown.
        let untouched: Vec<String> = sent.iter().filter(|one| !one.is_touched()).map(|one| one.name().into()).collect();
        Self { form: form.without(|name| untouched.iter().any(|field| field == name)), sent }
    }

    /// What a field is rendered with ([`fingerprint`]).
    fn fingerprint(&self, id: ApplicationId, field: DraftField, stored: &str) -> String {
        let sent = self.sent.iter().find(|one| (one.application, one.field) == (id, field) && one.is_touched());
        match (sent, self.form.refusal(&field.name(id))) {
            (None, _) => fingerprint(stored),
            // Both texts are shown: sending the form again is the choice.
            (Some(_), Some(Refusal::AnswerChanged { theirs })) => fingerprint(theirs),
            // What is refused by a rule was kept as it was typed, unless it was not.
            (Some(sent), _) if sent.text == stored => fingerprint(stored),
            (Some(sent), _) => sent.rendered.clone(),
        }
    }
}

/// The place of a field: with what it was rendered with, and where a conflict is told.
#[component]
pub fn DraftPlace<'a>(
    drafting: &'a Drafting,
    id: ApplicationId,
    field: DraftField,
    draft: &'a DraftedDecision,
    children: Inner,
) -> AnyView {
    let code = String::from(field.name(id));
    let contested = matches!(drafting.form.refusal(&code), Some(Refusal::AnswerChanged { .. }));
    let rendered = drafting.fingerprint(id, field, draft.text(field));
    view! {
        <div data-field=code.clone()>
            <Fingerprint code=&code fingerprint=rendered contested />
            {children.view()}
            <div id=format!("conflit.{code}")></div>
        </div>
    }
    .into_any()
}

/// Where the fields of a decision stand.
#[derive(Debug, Clone, Copy)]
pub enum Layout<'a> {
    /// On the screen of the file, with their labels; how much was asked, in cents.
    Screen { asked: i64 },
    /// In the row of the file of this number: the heads of the columns are their labels.
    Row { number: &'a str },
}

/// The fields of a decision, in their order, each in its place.
pub fn decision_fields(
    drafting: &Drafting,
    draft: &DraftedDecision,
    id: ApplicationId,
    layout: Layout<'_>,
) -> [AnyView; 3] {
    [(DraftField::Outcome, OUTCOME), (DraftField::Amount, AMOUNT), (DraftField::Reason, REASON)].map(
        |(place, field)| {
            let (name, value) = (String::from(place.name(id)), draft.text(place).to_owned());
            let (form, field) = (&drafting.form, field.named(&name));
            let input = match layout {
                Layout::Screen { asked } => on_screen(form, field, place, value, asked),
                Layout::Row { number } => in_row(form, field, place, value, number),
            };
            view! {
                <DraftPlace drafting id field=place draft>
                    {input}
                </DraftPlace>
            }
            .into_any()
        },
    )
}

fn on_screen(form: &Form, field: Field<'_>, place: DraftField, value: String, asked: i64) -> AnyView {
    let help = format!("Vide pour les {} demandés", euros(asked));
    match place {
        DraftField::Outcome => view! { <Radios form field options=outcomes() value /> }.into_any(),
        DraftField::Amount => view! { <TextField form field=field.help(&help) entry=Entry::Amount value /> }.into_any(),
        DraftField::Reason | DraftField::Mark(_) => view! { <TextField form field rows=4 value /> }.into_any(),
    }
}

fn in_row(form: &Form, field: Field<'_>, place: DraftField, value: String, number: &str) -> AnyView {
    let label = format!("{}, dossier {number}", field.short);
    let field = Field::of_data(field.name, &label);
    match place {
        DraftField::Outcome => view! { <CellSelect form field options=outcomes() value /> }.into_any(),
        DraftField::Amount => view! { <CellField form field entry=Entry::Amount value /> }.into_any(),
        DraftField::Reason | DraftField::Mark(_) => view! { <CellField form field rows=2 value /> }.into_any(),
    }
}

/// What is left to the prefecture, and what the decisions that were typed leave; the module puts it in place anew.
#[component]
pub fn MoneyLeft(
    /// In cents.
    left: i64,
    /// In cents; below zero where they take too much.
    left_after: i64,
) -> AnyView {
    let left = format!("{} disponibles pour votre préfecture. ", euros(left));
    let after = match left_after {
        missing if missing < 0 => {
            let missing = format!("Il manque {} pour ces décisions.", euros(-missing));
            view! { <strong class="t-lacking">{missing}</strong> }.into_any()
        }
        after => view! {
            "Avec ces décisions, il resterait "
            <strong>{euros(after)}</strong>
            "."
        }
        .into_any(),
    };
    view! {
        <div id="bilan">
            <p>{left} {after}</p>
        </div>
    }
    .into_any()
}

/// What was typed of decisions, field by field.
pub fn typed(fields: &Fields) -> Vec<TypedDraft> {
    let rendered = fields.0.iter().filter_map(|(name, rendered)| {
        let name = name.strip_prefix(RENDERED.as_str())?.strip_prefix('.')?;
        let (application, field) = DraftField::read(name)?;
        Some(TypedDraft { application, field, text: fields.text(name), rendered: rendered.clone() })
    });
    rendered.take(MOST_FILES * (DraftField::MOST_MARKS + 3)).collect()
}

fn ids(fields: &Fields) -> Result<Vec<ApplicationId>, Failure> {
    let ids: Result<Vec<ApplicationId>, _> = fields.all(form_field::APPLICATION).iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| Failure::from(Refusal::NotOnTheList))?;
    match ids.len() {
        0 => Err(Refusal::NothingTicked.into()),
        several if several > MOST_FILES => Err(Refusal::TooManyTicked { most: MOST_FILES }.into()),
        _ => Ok(ids),
    }
}

/// Keeps what was typed by the form's button; then goes on to read the decisions once more, where that was asked.
pub async fn save(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let (ids, envelope, list) = (ids(&fields)?, fields.text(form_field::BATCH_ENVELOPE), fields.text(LIST));
    officer::save(&visit.ctx, &typed(&fields)).await?.or(()).map_err(Failure::Refused)?;
    let review = Address::OfficerReview.with("enveloppe", &envelope);
    let one = ids.first().filter(|_| list.is_empty());
    let to = match (fields.text(form_field::THEN).as_str(), one) {
        ("relire", Some(one)) => {
            officer::check(&visit.ctx, &ids).await?;
            visit.here(review.with("dossier", one))
        }
        ("relire", None) => {
            let chosen = |id: &&ApplicationId| !fields.text(DraftField::Outcome.name(**id)).is_empty();
            let chosen: Vec<ApplicationId> = ids.iter().filter(chosen).copied().collect();
            officer::check(&visit.ctx, &chosen).await?;
            visit.here(review)
        }
        (_, Some(one)) => Address::OfficerDesk(*one).to_string(),
        (_, None) => visit.here(Address::OfficerTable.with("enveloppe", &envelope).with("page", &list)),
    };
    Ok(After::new(Done::ApplicationSaved, to))
}

/// What follows from what was typed.
struct Kept {
    typed: Vec<TypedDraft>,
    /// The fields that were not kept.
    refused: FieldRefusals,
    /// The files of the page, as they are now.
    files: Vec<DraftedFile>,
    left: i64,
    left_after: i64,
    terms: Terms,
    /// The page, to see what another one wrote.
    page: String,
    sentence: String,
}

/// Keeps what is typed, as it is typed, and draws what follows from it.
pub async fn keep(visit: Visit, fields: Fields) -> Result<Fragment, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let (ids, envelope, typed) = (ids(&fields)?, fields.text(form_field::BATCH_ENVELOPE), typed(&fields));
    let refused = officer::save(&visit.ctx, &typed).await?;
    let overview = officer::overview(&visit.ctx, &campaign, &envelope).await?;
    let terms = campaign.spec.envelope(&envelope).ok_or(Failure::NotFound)?.terms();
    let list = fields.text(LIST);
    let page = match ids.first().filter(|_| list.is_empty()) {
        Some(one) => Address::OfficerDesk(*one).to_string(),
        None => visit.here(Address::OfficerTable.with("enveloppe", &envelope).with("page", &list)),
    };
    let (left, left_after) = money(&overview, (list.is_empty()).then_some(&ids));
    let at = time::hour(visit.ctx.now());
    let sentence = match refused.is_empty() {
        true => format!("Enregistré à {at}. Rien n’est décidé avant votre confirmation."),
        false => format!("Enregistré à {at}, sauf ce qui est dit à côté des champs."),
    };
    let mut files = overview.files;
    files.retain(|file| ids.contains(&file.ranked.row.id));
    let kept = Kept { typed, refused, files, left, left_after, terms, page, sentence };
    Ok(Fragment::of(|| view! { <Parts kept=&kept /> }.into_any()))
}

/// What is left, and what is left after the decisions on these files, or on all; in cents.
pub fn money(overview: &Overview, only: Option<&Vec<ApplicationId>>) -> (i64, i64) {
    let left = overview.left.cents();
    let Some(only) = only else { return (left, overview.left_after()) };
    let of = overview.files.iter().filter(|file| only.contains(&file.ranked.row.id));
    (left, left - of.map(|file| file.engages.cents()).sum::<i64>())
}

/// Every part, under the identifier of its place on the page.
#[component]
fn Parts<'a>(kept: &'a Kept) -> AnyView {
    let changed = kept.typed.iter().filter(|typed| kept.refused.of(&typed.name()).is_none());
    let fingerprints = views(changed.map(|typed| {
        let code = String::from(typed.name());
        view! { <Fingerprint code=&code fingerprint=fingerprint(&typed.text) /> }.into_any()
    }));
    let conflicts = views(kept.typed.iter().map(|typed| view! { <Conflict kept typed /> }.into_any()));
    view! {
        <MoneyLeft left=kept.left left_after=kept.left_after />
        <p id="enregistre">{kept.sentence.clone()}</p>
        {fingerprints}
        {conflicts}
        <Notes kept />
    }
    .into_any()
}

/// What is told beside fields: what was not kept, and amounts that cannot be granted.
#[component]
fn Notes<'a>(kept: &'a Kept) -> AnyView {
    let amounts = kept.files.iter().filter(|file| !file.draft.amount.trim().is_empty()).filter_map(|file| {
        let wrong = granted(&file.draft.amount, file.ranked.asked(), &kept.terms).err()?;
        Some((DraftField::Amount.name(file.ranked.row.id), wrong))
    });
    let refused = kept.refused.iter().filter(|(_, one)| !matches!(one, Refusal::AnswerChanged { .. })).cloned();
    let notes = refused.chain(amounts).map(|(field, refusal)| {
        let sentence = wording::capitalised(&wording::refusal_sentence(&refusal));
        view! { <li data-note=field.to_string()>{sentence}</li> }.into_any()
    });
    view! { <ul>{views(notes)}</ul> }.into_any()
}

/// Both texts of a field that two pages of the same person changed, and the choice; an empty place for the others.
#[component]
fn Conflict<'a>(kept: &'a Kept, typed: &'a TypedDraft) -> AnyView {
    let code = String::from(typed.name());
    let what = match kept.refused.of(&code) {
        Some(Refusal::AnswerChanged { theirs }) => {
            let shown = match typed.field {
                DraftField::Outcome => Outcome::from_code(theirs).map(|one| wording::outcome(one).to_owned()),
                _ => Some(theirs.clone()).filter(|theirs| !theirs.is_empty()),
            };
            let shown = shown.unwrap_or_else(|| "rien".to_owned());
            let choice = view! { <ConflictChoice code=&code theirs page=kept.page.clone() /> };
            view! {
                <Alert tone=Tone::Warning role="alert">
                    <p>
                        "Votre saisie n’est pas encore enregistrée\u{202f}; une autre de vos pages a écrit ici \
                         entre-temps\u{a0}:"
                    </p>
                    <blockquote class="t-user-text">{shown}</blockquote>
                    {choice}
                </Alert>
            }
            .into_any()
        }
        _ => ().into_any(),
    };
    view! { <div id=format!("conflit.{code}")>{what}</div> }.into_any()
}

/// What an application is called in a line.
pub fn called(line: &Line) -> String {
    format!("{} – {}", line.number.clone().unwrap_or_default(), line.title)
}
