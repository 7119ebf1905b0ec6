//! What those who handle an application do with it: their part of its page, and where its forms are sent.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::application::act::back,
    ui::{
        act::{Actions, Button, Details, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        card::CardItem,
        field::{HiddenField, PostForm, TextField},
        form::Form,
        input::{Entry, Field},
        shown::ShownField,
    },
};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    assessment::AssessmentState,
    done::Done,
    form_field,
    id::{ApplicationId, InstalmentId, PersonId},
    table::instalment,
};
use leptos::prelude::*;
use server::{
    application::{handling, query::Detail},
    assessment, payment,
};
use wording::euros;

const CORRECTION: Field = Field::new(form_field::CORRECTION, "Ce qui est à corriger")
    .help("Le candidat le lira ; le délai court à partir d’aujourd’hui")
    .short("À corriger")
    .at_most(handling::Note::MOST);
const DAYS: Field = Field::new(form_field::DAYS, "Nombre de jours accordés")
    .help("De 1 à 30, à partir d’aujourd’hui")
    .short("Nombre de jours");
const REASON: Field = Field::new(form_field::REASON, "Motif").help("Gardé dans la trace");
const DAY: Field = Field::new(form_field::DAY, "Jour de la signature de la convention").short("Jour");
/// Of one payment among several: its name ends in the identifier of that payment.
const REFUSAL: Field = Field::new(form_field::REFUSE, "Motif du refus")
    .help("Le candidat le lira, et pourra demander à nouveau ce montant");

/// What the reason of closing an application early is of.
const CLOSING: &str = "solde";

/// The forms of those who handle an application, on its page.
pub struct HandlingForms {
    complete: Form,
    correction: Form,
    assign: Form,
    exception: Form,
    sign: Form,
    close: Form,
    pay: Form,
    refuse: Form,
    pub replace: Form,
}

impl HandlingForms {
    /// The forms of one application.
    pub fn of(visit: &Visit, id: ApplicationId) -> Self {
        let form = |address: Address, fields: &[Field<'_>]| Form::new(visit, address).labelled(fields);
        Self {
            complete: form(Address::ApplicationComplete(id), &[]),
            correction: form(Address::ApplicationCorrection(id), &[CORRECTION]),
            assign: form(Address::ApplicationAssign(id), &[]),
            exception: form(Address::ApplicationException(id), &[DAYS, REASON]),
            sign: form(Address::ApplicationAgreement(id), &[DAY]),
            close: form(Address::ApplicationClose(id), &[ask_first::REASON]),
            pay: form(Address::ApplicationPay(id), &[]),
            refuse: form(Address::ApplicationPayRefuse(id), &[REFUSAL]),
            replace: form(Address::ApplicationReplace(id), &[ask_first::REASON]),
        }
    }

    /// All of them, for their summaries.
    pub fn all(&self) -> [&Form; 9] {
        [
            &self.complete,
            &self.correction,
            &self.assign,
            &self.exception,
            &self.sign,
            &self.close,
            &self.pay,
            &self.refuse,
            &self.replace,
        ]
    }
}

/// What may be done with an application before its decision; nothing where nothing may.
#[component]
pub fn HandlingActs<'a>(forms: &'a HandlingForms, detail: &'a Detail, now: DateTime<Utc>) -> AnyView {
    let state = detail.row.state;
    let complete = state.find_complete().is_ok();
    let correction = state.ask_correction().is_ok();
    let replaced = detail.assessments.iter().any(|one| one.row.state == AssessmentState::Conflict);
    let wanted = detail.envelope().map_or(0, assessment::wanted);
    let assign =
        wanted > 0 && (state == ApplicationState::Complete || (state == ApplicationState::InAssessment && replaced));
    let late = detail.intake().is_some_and(|intake| now >= intake.period.close());
    let exception = state == ApplicationState::Draft && late;
    if ![complete, correction, assign, exception].contains(&true) {
        return ().into_any();
    }
    view! {
        <h2>"Instruire"</h2>
        <Actions>
            {complete.then(|| view! { <ActOnRead form=&forms.complete detail label="Dire le dossier complet" /> })}
            {assign.then(|| view! { <ActOnRead form=&forms.assign detail label="Tirer au sort les évaluateurs" /> })}
        </Actions>
        {correction.then(|| view! { <CorrectionForm form=&forms.correction /> })}
        {exception.then(|| view! { <ExceptionForm form=&forms.exception /> })}
    }
    .into_any()
}

/// Says that it is complete, where its decision is typed below; nothing where it cannot be said.
#[component]
pub fn CompleteAct<'a>(forms: &'a HandlingForms, detail: &'a Detail) -> AnyView {
    let complete = detail.row.state.find_complete().is_ok();
    complete
        .then(|| {
            view! {
                <Actions>
                    <ActOnRead form=&forms.complete detail label="Dire le dossier complet" />
                </Actions>
            }
        })
        .into_any()
}

/// Gives it back to be corrected, where its decision is typed above; nothing where it cannot be.
#[component]
pub fn CorrectionAct<'a>(forms: &'a HandlingForms, detail: &'a Detail) -> AnyView {
    if detail.row.state.ask_correction().is_err() {
        return ().into_any();
    }
    let form = &forms.correction;
    let fields = view! { <CorrectionForm form /> };
    view! {
        <Details summary="Demander une correction" open=form.is_refused()>
            {fields}
        </Details>
    }
    .into_any()
}

/// An act on the application as it was read, at one button.
#[component]
fn ActOnRead<'a>(form: &'a Form, detail: &'a Detail, label: &'static str) -> AnyView {
    view! {
        <PostForm form>
            <ShownField shown=handling::shown_row(&detail.row) of=detail.row.id.to_string() />
            <Button>{label}</Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn CorrectionForm<'a>(form: &'a Form) -> AnyView {
    view! {
        <PostForm form>
            <TextField form field=CORRECTION rows=3 />
            <Actions>
                <Button weight=Weight::Secondary>"Demander une correction"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn ExceptionForm<'a>(form: &'a Form) -> AnyView {
    view! {
        <PostForm form>
            <TextField form field=DAYS entry=Entry::Digits />
            <TextField form field=REASON rows=2 />
            <Actions>
                <Button weight=Weight::Secondary>"Permettre un dépôt tardif"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Agreement and end of a funded application.
#[component]
pub fn MoneyActs<'a>(forms: &'a HandlingForms, detail: &'a Detail) -> AnyView {
    let state = detail.row.state;
    // Where one is drawn up here, its signatures are noted there.
    let funding = &detail.funding;
    let elsewhere = funding.convention.is_none() && !funding.template.as_ref().is_some_and(|one| one.required);
    view! {
        {(elsewhere && state.sign().is_ok()).then(|| view! { <AgreementForm form=&forms.sign detail /> })}
        {state.close().is_ok().then(|| view! { <CloseForm form=&forms.close detail /> })}
    }
    .into_any()
}

#[component]
fn AgreementForm<'a>(form: &'a Form, detail: &'a Detail) -> AnyView {
    view! {
        <PostForm form>
            <ShownField shown=handling::shown_row(&detail.row) of=detail.row.id.to_string() />
            <TextField form field=DAY entry=Entry::Day />
            <Actions>
                <Button>"Enregistrer la convention"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn CloseForm<'a>(form: &'a Form, detail: &'a Detail) -> AnyView {
    let (granted, paid) = (detail.row.granted, detail.paid());
    let freed = euros(granted.less(paid).cents());
    let what = format!("Les {freed} qui restent engagés redeviendront disponibles, et plus rien ne sera versé.");
    let why = Why::named(CLOSING, "Lu par les collectivités du dossier, qui en sont averties");
    let ask = Ask::before("Solder le dossier avant le dernier versement", what).why(why);
    view! {
        <AskFirst form ask>
            <ShownField shown=payment::shown_rest(detail.row.id, granted, paid) />
        </AskFirst>
    }
    .into_any()
}

/// What may be done with a payment that waits: pay it, or refuse it.
#[component]
pub fn InstalmentActs<'a>(forms: &'a HandlingForms, one: &'a instalment::Model) -> AnyView {
    let amount = euros(one.amount.cents());
    let (form, pay) = (&forms.pay, format!("Payer {amount}"));
    view! {
        <CardItem title=one.sentence.clone()>
            <PostForm form>
                <InstalmentRead one />
                <Actions>
                    <Button>{pay}</Button>
                </Actions>
            </PostForm>
            <RefusalForm form=&forms.refuse one amount />
        </CardItem>
    }
    .into_any()
}

#[component]
fn RefusalForm<'a>(form: &'a Form, one: &'a instalment::Model, amount: String) -> AnyView {
    let name = form_field::REFUSE.of(one.id);
    let refused = form.typed().is_some_and(|fields| fields.text(form_field::INSTALMENT) == one.id.to_string());
    let field = REFUSAL.named(&name);
    view! {
        <Details summary=format!("Refuser ce versement de {amount}") open=refused>
            <PostForm form>
                <InstalmentRead one />
                <TextField form field />
                <Actions>
                    <Button weight=Weight::Secondary>"Refuser"</Button>
                </Actions>
            </PostForm>
        </Details>
    }
    .into_any()
}

/// Which payment is meant, as it was read.
#[component]
fn InstalmentRead<'a>(one: &'a instalment::Model) -> AnyView {
    view! {
        <HiddenField name=form_field::INSTALMENT value=one.id.to_string() />
        <ShownField shown=payment::shown(one) of=one.id.to_string() />
    }
    .into_any()
}

/// Back to where the form stood: the screen of the one officer who decides, or the application's page.
fn back_from(fields: &Fields, id: ApplicationId, done: Done) -> After {
    let desk = Address::OfficerDesk(id).to_string();
    match fields.text(form_field::PAGE).split('?').next() {
        Some(page) if page == desk => After::new(done, desk),
        _ => back(id, done),
    }
}

/// Says that an application is complete.
pub async fn complete(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    handling::find_complete(&visit.ctx, &[id]).await?;
    Ok(back_from(&fields, id, Done::ApplicationComplete))
}

/// Gives an application back to be corrected.
pub async fn correct(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    handling::ask_correction(&visit.ctx, id, &fields.text(form_field::CORRECTION)).await?;
    Ok(back_from(&fields, id, Done::CorrectionAsked))
}

/// Assigns assessors by lot.
pub async fn assign(visit: Visit, Path(id): Path<ApplicationId>) -> Result<After, Failure> {
    assessment::assign(&visit.ctx, &[id]).await?;
    Ok(back(id, Done::AssessorsAssigned))
}

/// Takes an application from an assessor who does not answer, and assigns another by lot.
pub async fn replace(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    let assessor: PersonId = fields.parse(form_field::ASSESSOR)?;
    assessment::replace(&visit.ctx, id, assessor, &fields.reason(assessor)).await?;
    Ok(back(id, Done::AssessorReplaced))
}

/// Lets an application be submitted late.
pub async fn exception(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    handling::grant_exception(&visit.ctx, id, &fields.text(form_field::DAYS), &fields.text(form_field::REASON)).await?;
    Ok(back(id, Done::ExceptionGranted))
}

/// Notes the agreement.
pub async fn sign(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    payment::sign(&visit.ctx, id, &fields.text(form_field::DAY)).await?;
    Ok(back(id, Done::AgreementSigned))
}

/// Pays an instalment.
pub async fn pay(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    payment::pay(&visit.ctx, id, InstalmentId(fields.parse(form_field::INSTALMENT)?)).await?;
    Ok(back(id, Done::InstalmentPaid))
}

/// Refuses an instalment.
pub async fn refuse(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    let instalment = InstalmentId(fields.parse(form_field::INSTALMENT)?);
    payment::refuse(&visit.ctx, id, instalment, &fields.text(form_field::REFUSE.of(instalment))).await?;
    Ok(back(id, Done::InstalmentRefused))
}

/// Closes an application.
pub async fn close(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    payment::close(&visit.ctx, id, &fields.reason(CLOSING)).await?;
    Ok(back(id, Done::ApplicationClosed))
}
