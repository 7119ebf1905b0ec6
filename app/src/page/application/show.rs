//! The page of an application, for those who apply, handle and assess.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::application::{
        act::{EndActs, OwnForms, WritingActs},
        applicant::ApplicantKnown,
        assessments::Assessments,
        bank_account,
        banner::StateBanner,
        convention::ConventionForms,
        decision::Decision,
        dossier::Dossier,
        handle::{HandlingActs, HandlingForms},
        interest,
        label::{badge, title_of},
        messages::{self, Messages},
        money::{self, Money},
        usage,
    },
    ui::{
        act::{Actions, ButtonLink},
        alert::{Alert, Tone},
        card::Meta,
        field::RefusalSummary,
        form::Form,
        frame::{Frame, Page},
        views::views,
    },
};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application_form::ApplicationForm,
    calendar::Overseas,
    campaign::{AssessedBy, Envelope},
    id::{ApplicationId, InstalmentId},
};
use leptos::prelude::*;
use server::application::query::{self, Detail, Viewer};

/// What the page shows.
struct ApplicationPage {
    detail: Detail,
    data: ApplicationForm,
    envelope: Envelope,
    forms: Forms,
    /// The identifier of the payment that may be asked for.
    instalment: InstalmentId,
    overseas: Option<Overseas>,
    now: DateTime<Utc>,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = match query::detail(&visit.ctx, id).await {
        // Assigned, and nothing said yet: the declaration comes before the application.
        Err(server::Error::Forbidden) => return interest::declaration(visit, id).await,
        other => other?,
    };
    let (above, name) = match detail.viewer {
        Viewer::Applicant { .. } => (Address::Applications, "Candidatures"),
        Viewer::Handler | Viewer::Reader => (Address::Desk, "Instruction"),
        Viewer::Assessor => (Address::Assessments, "Évaluations"),
    };
    let frame = Frame::new(title_of(&detail)).below(above, name);
    let page = ApplicationPage {
        data: detail.form()?.clone(),
        envelope: detail.envelope()?.clone(),
        forms: Forms::of(&visit, &detail)?,
        instalment: InstalmentId(visit.ctx.platform.new_id()),
        overseas: visit.overseas(),
        now: visit.ctx.now(),
        detail,
    };
    Ok(frame.render(&visit, || view! { <Application page=&page /> }.into_any()))
}

/// The forms of the page.
struct Forms {
    own: OwnForms,
    message: Form,
    ask: Form,
    usage: Form,
    handling: HandlingForms,
    convention: ConventionForms,
    account: Form,
}

impl Forms {
    fn of(visit: &Visit, detail: &Detail) -> Result<Self, Failure> {
        let id = detail.row.id;
        Ok(Self {
            own: OwnForms::of(visit, detail)?,
            message: messages::form(visit, id),
            ask: money::ask_form(visit, id),
            usage: usage::form(visit, id),
            handling: HandlingForms::of(visit, id),
            convention: ConventionForms::of(visit, id),
            account: bank_account::form(visit, id),
        })
    }

    /// All of them, for their summaries.
    fn all(&self) -> impl Iterator<Item = &Form> {
        let others = [&self.message, &self.ask, &self.usage, &self.account];
        self.own.all().into_iter().chain(others).chain(self.handling.all()).chain(self.convention.all())
    }
}

#[component]
fn Application<'a>(page: &'a ApplicationPage) -> AnyView {
    let ApplicationPage { detail, envelope, forms, overseas, now, .. } = page;
    let handler = detail.viewer == Viewer::Handler;
    view! {
        {views(forms.all().map(|form| view! { <RefusalSummary form /> }.into_any()))}
        <StateBanner detail overseas=*overseas now=*now />
        <h1>{title_of(detail)}</h1>
        <Meta parts=said(page) />
        <ChangedSince detail />
        {detail.is_written().then(|| view! { <WritingActs forms=&forms.own detail /> })}
        <Decision detail />
        <Money
            detail
            ask=&forms.ask
            instalment=page.instalment
            usage=&forms.usage
            handling=&forms.handling
            convention=&forms.convention
            account=&forms.account
        />
        <ApplicantKnown detail />
        <Dossier detail data=&page.data envelope />
        <Assessments detail criteria=&envelope.criteria replace=&forms.handling.replace />
        {handler.then(|| view! { <HandlerActs page now=*now /> })}
        <Messages form=&forms.message detail />
        <EndActs forms=&forms.own detail />
    }
    .into_any()
}

/// What its handler does before its decision, here or on the screen of the one officer who decides.
#[component]
fn HandlerActs<'a>(page: &'a ApplicationPage, now: DateTime<Utc>) -> AnyView {
    let detail = &page.detail;
    if page.envelope.assessed_by == AssessedBy::Lot || detail.row.number.is_none() {
        return view! { <HandlingActs forms=&page.forms.handling detail now /> }.into_any();
    }
    view! {
        <Actions>
            <ButtonLink href=Address::OfficerDesk(detail.row.id)>"Instruire et décider"</ButtonLink>
        </Actions>
    }
    .into_any()
}

/// The state, the envelope and the intake.
fn said(page: &ApplicationPage) -> Vec<AnyView> {
    let intake = page.detail.intake().map(|intake| wording::time::intake(&intake, page.overseas).into_any());
    [badge(page.detail.state), page.envelope.title.clone().into_any()].into_iter().chain(intake).collect()
}

/// What changed since it was submitted.
#[component]
pub fn ChangedSince<'a>(detail: &'a Detail) -> AnyView {
    let sentence = detail.changed.as_ref().map(|refusal| wording::capitalised(&wording::refusal_sentence(refusal)));
    sentence
        .map(|sentence| {
            view! {
                <Alert tone=Tone::Warning>
                    <p>{sentence}</p>
                </Alert>
            }
        })
        .into_any()
}
