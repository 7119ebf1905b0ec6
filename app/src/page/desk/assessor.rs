//! What an assessor has to do: the applications that wait, and where the assessor lives.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    ui::{
        act::{Actions, Button, Weight},
        alert::{EmptyState, Tone},
        badge::Badge,
        card::{Card, Cards},
        field::{Field, PostForm, RefusalSummary, SelectField},
        form::Form,
        frame::{Frame, Page, views},
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{
    address::Address,
    assessment::AssessmentState,
    campaign::Campaign,
    id::ApplicationId,
    permission::{Action, Facts},
    refusal::Refusal,
};
use leptos::prelude::*;
use server::{
    account,
    application::query::{self, ProposedLink},
    assessment::{self, InHand},
};

const RESIDENCE: Field = Field::new("residence", "Département de résidence (facultatif)")
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
    let campaign = visit.campaign()?.clone();
    let in_hand = assessment::in_hand(&visit.ctx, &campaign).await?;
    let residence = account::mine(&visit.ctx).await?.residence.unwrap_or_default();
    let page = AssessmentsPage {
        applications: in_hand.iter().map(|one| ApplicationInHand::of(one, &campaign.spec)).collect(),
        residence: ResidenceForm::of(&visit, residence),
    };
    Ok(Frame::new("Évaluations").render(&visit, || view! { <Assessments page=&page /> }.into_any()))
}

impl ApplicationInHand {
    fn of(in_hand: &InHand, campaign: &Campaign) -> Self {
        let row = &in_hand.application;
        let waits = match (in_hand.state, in_hand.discussed) {
            (AssessmentState::Drawn, _) => "Dites d’abord si vous avez un lien avec le candidat",
            (AssessmentState::Reading, _) => "À lire et à noter",
            (_, true) => "Les notes s’écartent : maintenez ou revoyez les vôtres",
            (AssessmentState::Submitted | AssessmentState::Settled | AssessmentState::Conflict, false) => {
                "Notes rendues"
            }
        };
        Self {
            id: row.id,
            name: format!("{} – {}", row.number.clone().unwrap_or_default(), row.title),
            envelope: campaign.envelope(&row.envelope).map(|envelope| envelope.title.clone()).unwrap_or_default(),
            waits,
        }
    }
}

impl ResidenceForm {
    fn of(visit: &Visit, residence: String) -> Self {
        let reference = visit.ctx.platform.reference();
        let departements = reference.departements().iter();
        Self {
            form: Form::new(visit, Address::AssessmentsResidence).fields(&[RESIDENCE]).personal(),
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
pub async fn reside(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    account::tell_residence(&visit.ctx, &fields.text("residence")).await?;
    Ok(Redirect::to(&Address::Assessments.to_string()))
}

/// Whether there is a link, asked before the file is shown.
pub async fn declaration(visit: Visit, id: ApplicationId) -> Result<Page, Failure> {
    let announced = query::announced(&visit.ctx, id).await?;
    let form = Form::new(&visit, format!("/candidatures/{id}/lien"));
    Ok(Frame::new("Lien avec le candidat").below("/evaluations", "Évaluations").render(&visit, move || {
        let members = views(announced.members.iter().map(|(siren, name)| {
            view! {
                <li>
                    <a href=format!("/collectivites/{siren}")>{name.clone()}</a>
                </li>
            }
            .into_any()
        }));
        let options = [
            ("non".to_owned(), "Non, je n’ai aucun lien avec ces collectivités".to_owned()),
            ("oui".to_owned(), "Oui, ou l’on pourrait le croire : je ne l’évalue pas".to_owned()),
        ];
        let likely = announced.proposed.map(|link| match link {
            ProposedLink::ActsFor => "Vous agissez pour l’une de ces collectivités",
            ProposedLink::ActsNearby => "Vous agissez pour une collectivité du même département",
            ProposedLink::LivesThere => "Vous habitez le département de l’une de ces collectivités",
        });
        let proposed =
            likely.map(|why| view! { <p class="fr-alert fr-alert--warning">{why} "\u{a0}: un lien est probable."</p> });
        view! {
            {form.summary()}
            <h1>"Avez-vous un lien avec le candidat ?"</h1>
            <p>{announced.row.title.clone()}</p>
            <p>"Collectivités candidates :"</p>
            <ul>{members}</ul>
            {proposed}
            <p>
                "Un emploi, un mandat, un proche, votre lieu de vie, un contrat : répondez avant de lire le dossier. \
                 Avec un lien, une autre personne sera tirée au sort."
            </p>
            {form
                .around(
                    view! {
                        {form
                            .radios(
                                "link",
                                "Votre réponse",
                                &options,
                                if announced.proposed.is_some() { "oui" } else { "" },
                            )}
                        <div class="t-actions">
                            <button class="fr-btn">"Répondre"</button>
                        </div>
                    },
                )}
        }
        .into_any()
    }))
}

/// Says whether there is a link.
pub async fn declare(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<Redirect, Failure> {
    query::announced(&visit.ctx, id).await?;
    let conflict = match fields.text("link").as_str() {
        "oui" => true,
        "non" => false,
        _ => {
            return Err(Failure::Refused(entity::refusal::FieldRefusals(vec![(
                "link".to_owned(),
                Refusal::NotOnTheList,
            )])));
        }
    };
    assessment::declare(&visit.ctx, id, conflict).await?;
    Ok(match conflict {
        true => Redirect::to("/evaluations"),
        false => Redirect::to(&format!("/candidatures/{id}")),
    })
}
