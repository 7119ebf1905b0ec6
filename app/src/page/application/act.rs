//! What the collectivités of an application do with it: their part of its page, and where its forms are sent.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::application::blocks::{self, Blocks},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        field::{HiddenField, PostForm},
        form::Form,
        shown::DeleteDraft,
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{
    address::Address,
    application::ApplicationState,
    done::Done,
    form_field,
    id::{ApplicationId, InstalmentId},
};
use leptos::prelude::*;
use server::{
    application::{
        self,
        query::{Detail, Viewer},
    },
    deployment, payment,
};

/// The forms in which they confirm, submit, withdraw and delete.
pub struct OwnForms {
    /// Not sent: what the fields of the application are called.
    labels: Form,
    confirm: Form,
    submit: Form,
    withdraw: Form,
    delete: Form,
}

impl OwnForms {
    /// The forms of one application.
    pub fn of(visit: &Visit, detail: &Detail) -> Result<Self, Failure> {
        let id = detail.row.id;
        let labels = blocks::labelled(visit, detail)?;
        let edit = Address::ApplicationEdit(id).to_string();
        Ok(Self {
            confirm: Form::new(visit, Address::ApplicationConfirm(id)),
            submit: Form::new(visit, Address::ApplicationSubmit(id)).about(&labels, &edit),
            withdraw: Form::new(visit, Address::ApplicationWithdraw(id)).labelled(&[ask_first::REASON]),
            delete: Form::new(visit, Address::ApplicationDelete(id)),
            labels,
        })
    }

    /// All that are sent, for their summaries.
    pub fn all(&self) -> [&Form; 4] {
        [&self.confirm, &self.submit, &self.withdraw, &self.delete]
    }
}

/// What its collectivités do with it while it is written.
#[component]
pub fn WritingActs<'a>(forms: &'a OwnForms, detail: &'a Detail) -> AnyView {
    let lead = detail.viewer == Viewer::Applicant { lead: true };
    let acting = forms.confirm.acting();
    let unconfirmed = detail.members.iter().any(|one| !one.confirmed && Some(one.siren.to_string()) == acting);
    view! {
        <Blocks detail form=&forms.labels />
        <Actions>
            <ButtonLink weight=Weight::Secondary href=Address::ApplicationEdit(detail.row.id)>
                "Écrire la candidature"
            </ButtonLink>
            {unconfirmed.then(|| view! { <ConfirmForm form=&forms.confirm /> })}
            {lead.then(|| view! { <SubmitForm form=&forms.submit detail /> })}
        </Actions>
    }
    .into_any()
}

#[component]
fn ConfirmForm<'a>(form: &'a Form) -> AnyView {
    view! {
        <PostForm form>
            <Button>"Confirmer la part de ma collectivité"</Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn SubmitForm<'a>(form: &'a Form, detail: &'a Detail) -> AnyView {
    let label = match detail.row.state {
        ApplicationState::Draft => "Déposer la candidature",
        _ => "Déposer la correction",
    };
    view! {
        <PostForm form>
            <HiddenField name=form_field::VERSION value=detail.campaign.version.to_string() />
            <Button>{label}</Button>
        </PostForm>
    }
    .into_any()
}

/// How its lead ends it: deletes a draft, or withdraws what was submitted.
#[component]
pub fn EndActs<'a>(forms: &'a OwnForms, detail: &'a Detail) -> AnyView {
    let lead = detail.viewer == Viewer::Applicant { lead: true };
    match detail.state {
        ApplicationState::Draft if lead => {
            let shown = application::shown_draft(&detail.answers);
            view! { <DeleteDraft form=&forms.delete shown=&shown /> }.into_any()
        }
        ApplicationState::Draft => ().into_any(),
        state if lead && state.withdraw().is_ok() => view! { <WithdrawForm form=&forms.withdraw /> }.into_any(),
        _ => ().into_any(),
    }
}

/// What the reason of a withdrawal is of.
const WITHDRAWAL: &str = "retrait";

/// What is asked before an application is withdrawn.
fn before_withdrawal() -> Ask {
    let what = "Elle ne sera plus examinée, et l’argent éventuellement engagé redeviendra disponible. Les autres \
                collectivités du dossier, et les personnes qui l’instruisent, en sont averties.";
    let why = Why::named(WITHDRAWAL, "Lu par les collectivités du dossier et par les personnes qui l’instruisent");
    Ask::before("Retirer la candidature", what).why(why)
}

#[component]
fn WithdrawForm<'a>(form: &'a Form) -> AnyView {
    view! { <AskFirst form ask=before_withdrawal() /> }.into_any()
}

/// Back to the page of an application, after an act on it.
pub fn back(id: ApplicationId, done: Done) -> After {
    After::new(done, Address::Application(id))
}

/// Confirms the part of the collectivité acted for.
pub async fn confirm(visit: Visit, Path(id): Path<ApplicationId>) -> Result<After, Failure> {
    application::confirm(&visit.ctx, id).await?;
    Ok(back(id, Done::ApplicationConfirmed))
}

/// Submits.
pub async fn submit(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    application::submit(&visit.ctx, id, fields.parse(form_field::VERSION)?).await?;
    Ok(Redirect::to(&Address::ApplicationReceipt(id).to_string()))
}

/// Takes back.
pub async fn withdraw(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    application::withdraw(&visit.ctx, id, &fields.reason(WITHDRAWAL)).await?;
    Ok(back(id, Done::ApplicationWithdrawn))
}

/// Deletes a draft.
pub async fn delete(visit: Visit, Path(id): Path<ApplicationId>) -> Result<After, Failure> {
    application::delete_draft(&visit.ctx, id).await?;
    Ok(After::new(Done::ApplicationDeleted, Address::Applications))
}

/// Writes a message.
pub async fn message(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    application::write_message(&visit.ctx, id, &fields.text(form_field::MESSAGE)).await?;
    Ok(After::new(Done::MessageSent, Address::Application(id).at("messages")))
}

/// Asks for a payment.
pub async fn ask(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    let instalment = InstalmentId(fields.parse(form_field::INSTALMENT)?);
    payment::ask(&visit.ctx, id, instalment, &fields.text(form_field::AMOUNT), &fields.text(form_field::SENTENCE))
        .await?;
    Ok(back(id, Done::InstalmentAsked))
}

/// Says what the collectivité makes of what was funded.
pub async fn report(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    deployment::report(&visit.ctx, id, &fields.text(form_field::DEPLOYMENT), &fields.text(form_field::FEEDBACK))
        .await?;
    Ok(back(id, Done::UsageReported))
}
