//! A file on one screen: what is asked, whether it is complete, and the marks, the amount, the reason and the decision
//! of the officer who handles it.

use super::{
    draft::{DraftPlace, Drafting, Layout, MoneyLeft, decision_fields},
    interest::{self, Interest},
};
use crate::{
    http::{assets, failure::Failure, visit::Visit},
    page::application::{
        applicant::ApplicantKnown,
        decision::Decision,
        dossier::Dossier,
        handle::{CompleteAct, CorrectionAct, HandlingForms},
        label::{badge, title_of},
        show::ChangedSince,
    },
    ui::{
        act::{Actions, Button, Weight},
        alert::{Alert, Tone},
        card::Meta,
        field::{HiddenField, PostForm, RefusalSummary, SelectField},
        form::Form,
        frame::Frame,
        input::Field,
        shown::ShownField,
        views::views,
    },
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    application_form::ApplicationForm,
    assessment::{AssessmentState, Criterion},
    campaign::{AssessedBy, Envelope},
    decision::{DraftField, DraftedDecision},
    form_field,
    id::ApplicationId,
};
use leptos::prelude::*;
use server::{
    application::{
        handling,
        query::{self, Detail, Viewer},
    },
    decision::{self, officer},
};
use wording::euros;

/// What the screen shows.
struct FilePage {
    detail: Detail,
    data: ApplicationForm,
    envelope: Envelope,
    handling: HandlingForms,
    interest: Form,
    /// Where who looks stands with it; None before they said whether they have a link.
    own: Option<AssessmentState>,
    drafting: Drafting,
    draft: DraftedDecision,
    /// In cents.
    left: i64,
    left_after: i64,
    now: DateTime<Utc>,
}

/// The screen. A file whose assessors are drawn has its own page.
pub async fn page(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Response, Failure> {
    let detail = match query::detail(&visit.ctx, id).await {
        Err(server::Error::NotFound) => return Ok(interest::handed_over(visit, id).await?.into_response()),
        other => other?,
    };
    if detail.viewer != Viewer::Handler {
        return Err(Failure::NotFound);
    }
    if detail.envelope()?.assessed_by != AssessedBy::Officer || detail.row.number.is_none() {
        return Ok(Redirect::to(&Address::Application(id).to_string()).into_response());
    }
    let page = FilePage::of(&visit, detail).await?;
    let frame = Frame::new(title_of(&page.detail)).below(visit.here(Address::Desk), "Instruction");
    let frame = frame.with_module(assets::DRAFT);
    Ok(frame.render(&visit, || view! { <File page=&page /> }.into_any()).into_response())
}

impl FilePage {
    async fn of(visit: &Visit, detail: Detail) -> Result<Self, Failure> {
        let (id, envelope) = (detail.row.id, detail.envelope()?.clone());
        let (draft, left) = officer::draft(&visit.ctx, &detail).await?;
        let person = visit.ctx.person()?;
        let own = detail.assessments.iter().find(|one| one.row.person == person).map(|one| one.row.state);
        Ok(Self {
            data: detail.form()?.clone(),
            handling: HandlingForms::of(visit, id),
            interest: interest::form(visit, id),
            own,
            drafting: Drafting::of_one(visit, id, &envelope.criteria),
            left: left.cents(),
            left_after: left.cents() - draft.engages(detail.row.asked, &envelope.terms()).cents(),
            draft,
            envelope,
            now: visit.ctx.now(),
            detail,
        })
    }

    /// Whether a decision can be typed now.
    fn is_decided_here(&self) -> bool {
        let state = self.detail.row.state;
        let late = self.detail.row.correction_until.is_some_and(|until| until.utc() <= self.now);
        let declared = matches!(self.own, Some(AssessmentState::Reading | AssessmentState::Submitted));
        declared && (state.reject().is_ok() || (state == ApplicationState::CorrectionAsked && late))
    }
}

#[component]
fn File<'a>(page: &'a FilePage) -> AnyView {
    let FilePage { detail, envelope, drafting, .. } = page;
    let members = detail.members.iter().map(|member| member.name.clone()).collect::<Vec<_>>().join(", ");
    let meta = vec![
        badge(detail.state),
        envelope.title.clone().into_any(),
        members.into_any(),
        format!("{} demandés", euros(detail.row.asked.cents())).into_any(),
    ];
    let messages = Address::Application(detail.row.id).at("messages").to_string();
    view! {
        <RefusalSummary form=&drafting.form />
        <RefusalSummary form=&page.interest />
        {views(page.handling.all().into_iter().map(|form| view! { <RefusalSummary form /> }.into_any()))}
        <h1>{title_of(detail)}</h1>
        <Meta parts=meta />
        <p class="t-sides__jump">
            <a href="#decision">"Aller à la décision"</a>
        </p>
        <ChangedSince detail />
        <div class="t-sides">
            <section aria-label="Le dossier">
                <ApplicantKnown detail />
                <Dossier detail data=&page.data envelope />
                <p>
                    <a href=messages>"Messages avec le candidat, et suivi du dossier"</a>
                </p>
            </section>
            <section class="t-sides__act" id="decision" aria-label="Votre décision">
                <Handling page />
            </section>
        </div>
    }
    .into_any()
}

/// What is to be done with it, in its order.
#[component]
fn Handling<'a>(page: &'a FilePage) -> AnyView {
    let (detail, forms) = (&page.detail, &page.handling);
    let waits = decision::is_decidable(detail.row.state);
    let declared = !matches!(page.own, None | Some(AssessmentState::Assigned));
    let interest = || view! { <Interest form=&page.interest own=page.own /> };
    view! {
        <Decision detail />
        <CompleteAct forms detail />
        {(waits && !declared).then(interest)}
        {page.is_decided_here().then(|| view! { <DecisionForm page /> })}
        <CorrectionAct forms detail />
        {(waits && declared).then(interest)}
    }
    .into_any()
}

/// Marks, amount, reason and decision, kept as they are typed.
#[component]
fn DecisionForm<'a>(page: &'a FilePage) -> AnyView {
    let FilePage { detail, envelope, drafting, draft, .. } = page;
    let (form, id) = (&drafting.form, detail.row.id);
    let incomplete = matches!(detail.row.state, ApplicationState::Submitted | ApplicationState::CorrectionAsked);
    let incomplete = incomplete.then(|| {
        view! {
            <Alert tone=Tone::Info>
                <p>"Tant que le dossier n’est pas dit complet, il ne peut qu’être refusé."</p>
            </Alert>
        }
    });
    let criteria = envelope.criteria.iter().enumerate();
    let marks = views(criteria.map(|(at, criterion)| view! { <Mark page at criterion /> }.into_any()));
    view! {
        <h2>"Noter et décider"</h2>
        {incomplete}
        <MoneyLeft left=page.left left_after=page.left_after />
        <div data-draft=Address::OfficerDraft.to_string()>
            <PostForm form>
                <HiddenField name=form_field::APPLICATION value=id.to_string() />
                <HiddenField name=form_field::BATCH_ENVELOPE value=envelope.code.clone() />
                <ShownField shown=handling::shown_row(&detail.row) of=id.to_string() />
                {marks}
                {decision_fields(
                    drafting,
                    draft,
                    id,
                    Layout::Screen {
                        asked: detail.row.asked.cents(),
                    },
                )}
                <Actions>
                    <Button name=form_field::THEN value="relire">
                        "Relire et décider"
                    </Button>
                    <Button weight=Weight::Secondary>"Enregistrer sans décider"</Button>
                </Actions>
                <p class="t-saved" id="enregistre" role="status"></p>
            </PostForm>
        </div>
    }
    .into_any()
}

/// The mark on a criterion.
#[component]
fn Mark<'a>(page: &'a FilePage, at: usize, criterion: &'a Criterion) -> AnyView {
    let (drafting, draft, id) = (&page.drafting, &page.draft, page.detail.row.id);
    let field = DraftField::Mark(at);
    let name = String::from(field.name(id));
    let weight = if criterion.weight > 1 { format!(", coefficient {}", criterion.weight) } else { String::new() };
    let label = format!("{}{weight}", criterion.title);
    let words = criterion.marks.iter().enumerate();
    let options = words.map(|(mark, words)| (mark.to_string(), format!("{mark} – {words}"))).collect();
    let (form, value) = (&drafting.form, draft.text(field).to_owned());
    let select = view! { <SelectField form field=Field::of_data(&name, &label) options value /> };
    view! {
        <DraftPlace drafting id field draft>
            {select}
        </DraftPlace>
    }
    .into_any()
}
