//! The convention of an application: drawn up, signed by both, to be printed.

mod paper;

use crate::{
    http::{after::After, download::send_paper, failure::Failure, fields::Fields, visit::Visit},
    page::application::act::back,
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        field::{HiddenField, PostForm, TextField},
        form::Form,
        input::{Entry, Field},
        shown::ShownField,
        views::views,
    },
};
use axum::{extract::Path, response::Response};
use entity::{
    address::Address,
    convention::{ConventionState, Party, Signature},
    done::Done,
    form_field,
    id::ApplicationId,
    refusal::Refusal,
    table::convention,
};
use leptos::prelude::*;
use server::{
    application::{
        handling,
        query::{self, Detail, Viewer},
    },
    convention::{draw, note, shown},
};
use wording::time;

/// What is asked of a signature: who signed, and on which day.
fn asked(party: Party) -> [&'static str; 2] {
    match party {
        Party::Authority => ["Nom de qui a signé pour l’autorité", "Jour où l’autorité a signé"],
        Party::Beneficiary => ["Nom de qui a signé pour le bénéficiaire", "Jour où le bénéficiaire a signé"],
    }
}

/// The forms of a convention.
pub struct ConventionForms {
    draw: Form,
    note: Form,
}

impl ConventionForms {
    /// Those of one application.
    pub fn of(visit: &Visit, id: ApplicationId) -> Self {
        let labels = Party::ALL.iter().flat_map(|party| {
            let [signatory, day] = asked(*party).map(str::to_owned);
            let names = [form_field::SIGNATORY.of(party.code()), form_field::DAY.of(party.code())].map(String::from);
            names.into_iter().zip([signatory, day])
        });
        Self {
            draw: Form::new(visit, Address::ApplicationConventionDraw(id)),
            note: Form::new(visit, Address::ApplicationConventionSign(id)).with_labels(labels.collect()),
        }
    }

    /// All of them, for their summaries.
    pub fn all(&self) -> [&Form; 2] {
        [&self.draw, &self.note]
    }
}

/// Where the convention stands, the document, and what may be done with it; nothing where the campaign has none drawn
/// up here.
#[component]
pub fn Convention<'a>(detail: &'a Detail, forms: &'a ConventionForms) -> AnyView {
    let handler = detail.viewer == Viewer::Handler;
    let Some(row) = &detail.funding.convention else {
        let draws = handler && detail.funding.template.is_some() && detail.row.state.is_paid_to();
        return draws.then(|| view! { <DrawForm form=&forms.draw detail /> }).into_any();
    };
    let lead = detail.viewer == Viewer::Applicant { lead: true };
    let notes = |party: &Party| row.awaits(*party) && (handler || (lead && *party == Party::Beneficiary));
    let open = detail.row.state.is_paid_to();
    let awaited = Party::ALL.iter().copied().filter(|party| open && notes(party));
    let signatures = views(Party::ALL.iter().map(|party| {
        let said = signature_said(*party, row.signatures().of(*party));
        view! { <li>{said}</li> }.into_any()
    }));
    let forms = views(awaited.map(|party| view! { <SignatureForm form=&forms.note row party /> }.into_any()));
    view! {
        <h3 id="convention">{heading(row)}</h3>
        <p>{wording::convention_state_sentence(row.state())}</p>
        <ul>{signatures}</ul>
        <p>
            <ButtonLink weight=Weight::Secondary href=Address::ApplicationConventionPdf(detail.row.id)>
                {match row.state() {
                    ConventionState::Signed => "Convention (PDF)",
                    _ => "Projet de convention (PDF)",
                }}
            </ButtonLink>
        </p>
        {forms}
    }
    .into_any()
}

fn heading(row: &convention::Model) -> String {
    format!("Convention n°\u{a0}{}", row.number)
}

/// Who signed for one of the two, or that nobody has.
fn signature_said(party: Party, signature: Option<&Signature>) -> String {
    let side = wording::capitalised(wording::party(party));
    match signature {
        Some(Signature { signatory, day }) => {
            format!("{side}\u{a0}: signée par {signatory} le {}.", time::date(*day))
        }
        None => format!("{side}\u{a0}: signature attendue."),
    }
}

#[component]
fn DrawForm<'a>(form: &'a Form, detail: &'a Detail) -> AnyView {
    view! {
        <h3 id="convention">"Convention à établir"</h3>
        <p>
            "Elle reprend le texte de la campagne et reçoit son numéro une fois pour toutes. C’est un projet tant que \
             les deux signatures ne sont pas notées."
        </p>
        <PostForm form>
            <ShownField shown=handling::shown_row(&detail.row) of=detail.row.id.to_string() />
            <Actions>
                <Button>"Établir la convention"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn SignatureForm<'a>(form: &'a Form, row: &'a convention::Model, party: Party) -> AnyView {
    let (name, day) = (form_field::SIGNATORY.of(party.code()), form_field::DAY.of(party.code()));
    let [who, when] = asked(party);
    let signatory = Field::new(form_field::SIGNATORY, who).named(&name);
    let day = Field::new(form_field::DAY, when).named(&day);
    view! {
        <h4>{format!("Noter la signature {}", wording::party_short(party))}</h4>
        <PostForm form>
            <HiddenField name=form_field::PARTY value=party.code().to_owned() />
            <ShownField shown=shown(row) of=row.application.to_string() />
            <TextField form field=signatory />
            <TextField form field=day entry=Entry::Day />
            <Actions>
                <Button>{format!("Noter cette signature {}", wording::party_short(party))}</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// The convention as PDF, for whoever reads the application.
pub async fn pdf(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Response, Failure> {
    let detail = query::detail(&visit.ctx, id).await?;
    let row = detail.funding.convention.as_ref().ok_or(Failure::NotFound)?;
    send_paper(paper::paper(row, &detail.row.siren), &format!("convention-{}", row.number)).await
}

/// Draws up the convention.
pub async fn draw_up(visit: Visit, Path(id): Path<ApplicationId>) -> Result<After, Failure> {
    draw(&visit.ctx, id).await?;
    Ok(back(id, Done::ConventionDrawn))
}

/// Notes that one of the two signed.
pub async fn sign(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    let party = Party::from_code(&fields.text(form_field::PARTY)).ok_or(Refusal::NotOnTheList)?;
    let signatory = fields.text(form_field::SIGNATORY.of(party.code()));
    note(&visit.ctx, id, party, &signatory, &fields.text(form_field::DAY.of(party.code()))).await?;
    Ok(back(id, Done::SignatureNoted))
}
