//! What an assessor has to do: the applications that wait, and where the assessor lives.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Weight},
        alert::{EmptyState, Tone},
        badge::Badge,
        card::{Card, Cards},
        field::{PostForm, RefusalSummary, SelectField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use entity::{
    address::Address,
    assessment::AssessmentState,
    done::Done,
    form_field,
    id::ApplicationId,
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::{
    account,
    assessment::{self, InHand},
    campaign::{self, loaded::StoredCampaign},
};
use std::sync::Arc;

const RESIDENCE: Field = Field::new(form_field::RESIDENCE, "Département de résidence (facultatif)")
    .help(
        "Quand un candidat en vient, un lien vous est proposé avant la lecture du dossier. \
         Personne d’autre ne le voit.",
    )
    .short("Département de résidence");

/// What the page shows.
struct AssessmentsPage {
    applications: Vec<ApplicationInHand>,
    residence: ResidenceForm,
}

/// An application that waits for the assessor.
struct ApplicationInHand {
    id: ApplicationId,
    /// Number and title.
    name: String,
    envelope: String,
    /// What is to be done with it.
    waits: &'static str,
}

/// Where the assessor lives, among all départements.
struct ResidenceForm {
    form: Form,
    departements: Vec<(String, String)>,
    residence: String,
}

/// The applications that wait for the person signed in.
pub async fn list(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let in_hand = assessment::in_hand(&visit.ctx).await?;
    let campaigns = campaign::opened(&visit.ctx).await?;
    let residence = account::mine(&visit.ctx).await?.residence.unwrap_or_default();
    let page = AssessmentsPage {
        applications: in_hand.iter().map(|one| ApplicationInHand::of(one, &campaigns)).collect(),
        residence: ResidenceForm::of(&visit, residence),
    };
    Ok(Frame::new("Évaluations").render(&visit, || view! { <Assessments page=&page /> }.into_any()))
}

impl ApplicationInHand {
    fn of(in_hand: &InHand, campaigns: &[Arc<StoredCampaign>]) -> Self {
        let row = &in_hand.application;
        let campaign = campaigns.iter().find(|campaign| campaign.id == row.campaign);
        let envelope = campaign.and_then(|campaign| campaign.spec.envelope(&row.envelope));
        let waits = match (in_hand.state, in_hand.discussed) {
            (AssessmentState::Assigned, _) => "Dites d’abord si vous avez un lien avec le candidat",
            (AssessmentState::Reading, _) => "À lire et à noter",
            (_, true) => "Les notes s’écartent : maintenez ou revoyez les vôtres",
            (AssessmentState::Submitted | AssessmentState::Settled | AssessmentState::Conflict, false) => {
                "Notes rendues"
            }
        };
        Self {
            id: row.id,
            name: format!("{} – {}", row.number.clone().unwrap_or_default(), row.title),
            envelope: envelope.map(|envelope| envelope.title.clone()).unwrap_or_default(),
            waits,
        }
    }
}

impl ResidenceForm {
    fn of(visit: &Visit, residence: String) -> Self {
        let reference = visit.ctx.platform.reference();
        let departements = reference.departements().iter();
        Self {
            form: Form::new(visit, Address::AssessmentsResidence).labelled(&[RESIDENCE]).personal(),
            departements: departements
                .map(|area| (area.code.clone(), format!("{} ({})", area.name, area.code)))
                .collect(),
            residence,
        }
    }
}

#[component]
fn Assessments<'a>(page: &'a AssessmentsPage) -> AnyView {
    let cards = views(page.applications.iter().map(|application| {
        let meta = vec![
            application.envelope.clone().into_any(),
            view! { <Badge tone=Tone::Info label=application.waits /> }.into_any(),
        ];
        let (href, title) = (Address::Application(application.id), application.name.clone());
        view! { <Card level=2 href title meta /> }.into_any()
    }));
    let list = match page.applications.is_empty() {
        true => view! {
            <EmptyState>
                <p>"Aucun dossier ne vous attend."</p>
            </EmptyState>
        }
        .into_any(),
        false => view! { <Cards>{cards}</Cards> }.into_any(),
    };
    view! {
        <RefusalSummary form=&page.residence.form />
        <h1>"Dossiers à évaluer"</h1>
        {list}
        <Residence residence=&page.residence />
    }
    .into_any()
}

/// Where the assessor lives: only they see it.
#[component]
fn Residence<'a>(residence: &'a ResidenceForm) -> AnyView {
    let ResidenceForm { form, departements, residence } = residence;
    view! {
        <h2>"Où vous habitez"</h2>
        <PostForm form>
            <SelectField form field=RESIDENCE options=departements.clone() value=residence.clone() />
            <Actions>
                <Button weight=Weight::Secondary>"Enregistrer"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Tells where one lives.
pub async fn set_residence(visit: Visit, fields: Fields) -> Result<After, Failure> {
    account::set_residence(&visit.ctx, &fields.text(form_field::RESIDENCE)).await?;
    Ok(After::new(Done::ResidenceSaved, Address::Assessments))
}
