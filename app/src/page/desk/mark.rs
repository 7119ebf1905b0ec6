//! The marks that an assessor gives, criterion by criterion, with the application at hand.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::application::{
        content::Content,
        label::{badge, title_of},
    },
    ui::{
        act::{Actions, Button, Details},
        alert::{Alert, Tone},
        field::{PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    application::ApplicationState,
    application_form::{Answers, ApplicationForm},
    assessment::{AssessmentState, Criterion, Marks},
    campaign::{AssessedBy, Envelope},
    done::Done,
    form_field,
    id::ApplicationId,
};
use leptos::prelude::*;
use server::{
    application::query::{self, Detail},
    assessment::{self, Assessed},
};

const REASON: Field = Field::new(form_field::REASON, "Motif, donné au candidat avec la décision")
    .short("Motif")
    .at_most(assessment::Reason::MOST);
const NOTE: Field = Field::new(form_field::NOTE, "Note privée (facultatif)")
    .help("Lue de vous seul")
    .short("Note")
    .at_most(assessment::Note::MOST);

/// What the page shows.
struct MarkPage {
    /// Number and title of the application.
    title: String,
    state: ApplicationState,
    submission: Option<Submission>,
    criteria: Vec<MarkedCriterion>,
    reason: String,
    note: String,
    /// All other marks are given: these are for good.
    is_last: bool,
    form: Form,
}

/// The application as it was submitted.
struct Submission {
    form: ApplicationForm,
    answers: Answers,
    envelope: Envelope,
}

/// A criterion, and the mark that was given.
struct MarkedCriterion {
    /// The name of its field.
    name: String,
    title: String,
    /// The title, with the weight where it counts several times.
    label: String,
    /// Marks and what each means.
    options: Vec<(String, String)>,
    given: String,
}

/// The form of the marks, beside the application.
pub async fn edit(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = query::detail(&visit.ctx, id).await?;
    if detail.envelope()?.assessed_by == AssessedBy::Officer {
        // Marked where it is decided.
        return Err(Failure::NotFound);
    }
    let person = visit.ctx.person()?;
    let own = &detail.assessments.iter().find(|one| one.row.person == person).ok_or(Failure::NotFound)?.row;
    let marks = own.marks().unwrap_or_default();
    let criteria = MarkedCriterion::all(&detail.envelope()?.criteria, &marks);
    let page = MarkPage {
        title: title_of(&detail),
        state: detail.row.state,
        submission: Submission::of(&detail)?,
        reason: own.reason.clone(),
        note: own.note.clone(),
        is_last: own.state == AssessmentState::Submitted && detail.standing.all_in,
        form: form(&visit, id, &criteria),
        criteria,
    };
    let frame = Frame::new("Noter")
        .below(Address::Assessments, "Évaluations")
        .below(Address::Application(id), page.title.clone());
    Ok(frame.render(&visit, || view! { <Marking page=&page /> }.into_any()))
}

impl Submission {
    fn of(detail: &Detail) -> Result<Option<Self>, Failure> {
        let (form, envelope) = (detail.form()?, detail.envelope()?);
        Ok(detail.copy.as_ref().map(|copy| Self {
            form: form.clone(),
            answers: copy.answers.clone(),
            envelope: envelope.clone(),
        }))
    }
}

impl MarkedCriterion {
    fn all(criteria: &[Criterion], marks: &Marks) -> Vec<Self> {
        let given = |at: usize| marks.get(at).map(ToString::to_string).unwrap_or_default();
        criteria.iter().enumerate().map(|(at, criterion)| Self::of(at, criterion, given(at))).collect()
    }

    fn of(at: usize, criterion: &Criterion, given: String) -> Self {
        let weight = if criterion.weight > 1 { format!(", coefficient {}", criterion.weight) } else { String::new() };
        let words = criterion.marks.iter().enumerate();
        Self {
            name: form_field::MARK.of(at).into(),
            title: criterion.title.clone(),
            label: format!("{}{weight}", criterion.title),
            options: words.map(|(mark, words)| (mark.to_string(), format!("{mark} – {words}"))).collect(),
            given,
        }
    }

    fn field(&self) -> Field<'_> {
        Field::of_data(&self.name, &self.label).short(&self.title)
    }
}

fn form(visit: &Visit, id: ApplicationId, criteria: &[MarkedCriterion]) -> Form {
    let marks: Vec<Field> = criteria.iter().map(MarkedCriterion::field).collect();
    Form::new(visit, Address::ApplicationMarks(id)).labelled(&marks).labelled(&[REASON, NOTE])
}

#[component]
fn Marking<'a>(page: &'a MarkPage) -> AnyView {
    let last = page.is_last.then(|| {
        view! {
            <Alert tone=Tone::Info>
                <p>"Toutes les notes sont rendues. Ce que vous enregistrez maintenant est définitif."</p>
            </Alert>
        }
    });
    let submission = page.submission.as_ref();
    let answers =
        submission.map(|one| view! { <Content data=&one.form answers=&one.answers envelope=&one.envelope /> });
    view! {
        <RefusalSummary form=&page.form />
        <h1>{format!("Noter : {}", page.title)}</h1>
        <p>{badge(page.state)}</p>
        {last}
        <Details summary="Relire le dossier">
            <h2>"Le dossier"</h2>
            {answers}
        </Details>
        <MarkForm page />
    }
    .into_any()
}

#[component]
fn MarkForm<'a>(page: &'a MarkPage) -> AnyView {
    let form = &page.form;
    view! {
        <PostForm form>
            <Criteria form criteria=&page.criteria />
            <TextField form field=REASON rows=4 value=page.reason.clone() />
            <TextField form field=NOTE rows=3 value=page.note.clone() />
            <Actions>
                <Button>{if page.is_last { "Rendre mes notes définitives" } else { "Rendre mes notes" }}</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// A mark for each criterion.
#[component]
fn Criteria<'a>(form: &'a Form, criteria: &'a [MarkedCriterion]) -> AnyView {
    views(criteria.iter().map(|criterion| {
        let (options, value) = (criterion.options.clone(), criterion.given.clone());
        view! { <Radios form field=criterion.field() options value /> }.into_any()
    }))
}

/// Gives marks.
pub async fn save(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    let mut marks = Vec::new();
    while fields.0.iter().any(|(name, _)| name.starts_with("mark.")) && marks.len() < 20 {
        marks.push(fields.text(form_field::MARK.of(marks.len())));
    }
    let typed = Assessed { marks, note: fields.text(form_field::NOTE), reason: fields.text(form_field::REASON) };
    assessment::mark(&visit.ctx, id, &typed).await?;
    Ok(After::new(Done::MarksGiven, Address::Application(id)).then(Address::Assessments))
}
