//! What an officer says before they mark and decide: whether they have a link with those who apply.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Details, Weight},
        field::{HiddenField, PostForm, Radios},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    assessment::AssessmentState,
    done::Done,
    form_field,
    id::ApplicationId,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use server::{
    application::query::{self, Viewer},
    assessment::officer::{self, HandedOver},
};

const LINK: Field = Field::new(form_field::LINK, "Avez-vous un lien avec le candidat ?")
    .help("Un emploi, un mandat, un proche, un contrat. Avec un lien, le dossier revient à une autre personne")
    .short("Votre réponse");

/// The form of the declaration.
pub fn form(visit: &Visit, id: ApplicationId) -> Form {
    Form::new(visit, Address::OfficerInterest(id)).labelled(&[LINK])
}

/// What is asked first; once it was said, how to say that a link showed later.
#[component]
pub fn Interest<'a>(form: &'a Form, own: Option<AssessmentState>) -> AnyView {
    match own {
        None | Some(AssessmentState::Assigned) => view! { <Declaration form /> }.into_any(),
        Some(AssessmentState::Reading) => view! { <LaterLink form /> }.into_any(),
        Some(AssessmentState::Submitted | AssessmentState::Settled | AssessmentState::Conflict) => ().into_any(),
    }
}

#[component]
fn Declaration<'a>(form: &'a Form) -> AnyView {
    let options = vec![
        ("non".to_owned(), "Non, aucun".to_owned()),
        ("oui".to_owned(), "Oui, ou l’on pourrait le croire : je ne décide pas".to_owned()),
    ];
    view! {
        <h2>"Lien avec le candidat"</h2>
        <PostForm form>
            <Radios form field=LINK options />
            <Actions>
                <Button>"Répondre"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn LaterLink<'a>(form: &'a Form) -> AnyView {
    view! {
        <p class="fr-hint-text">"Vous avez déclaré n’avoir aucun lien avec le candidat."</p>
        <Details summary="Un lien est apparu" open=form.is_refused()>
            <p>"Le dossier reviendra à une autre personne, et ce que vous avez préparé sera effacé."</p>
            <PostForm form>
                <HiddenField name=form_field::LINK value="oui" />
                <Button weight=Weight::Secondary>"Déclarer un lien"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

/// Says whether there is a link.
pub async fn declare(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    let conflict = match fields.text(form_field::LINK).as_str() {
        "oui" => true,
        "non" => false,
        // Rights come before what is wrong with the form.
        _ => {
            if query::detail(&visit.ctx, id).await?.viewer != Viewer::Handler {
                return Err(Failure::NotFound);
            }
            return Err(Failure::Refused(FieldRefusals::one(form_field::LINK, Refusal::NotOnTheList)));
        }
    };
    officer::declare(&visit.ctx, id, conflict).await?;
    let done = if conflict { Done::ConflictDeclared } else { Done::NoConflict };
    Ok(After::new(done, Address::OfficerDesk(id)))
}

/// The page of a file to which who looks declared a link: who decides on it now.
pub async fn handed_over(visit: Visit, id: ApplicationId) -> Result<Page, Failure> {
    let handed_over = officer::handed_over(&visit.ctx, id).await?;
    let frame = Frame::new("Dossier confié").below(visit.here(Address::Desk), "Instruction");
    Ok(frame.render(&visit, || view! { <ToOthers handed_over=&handed_over /> }.into_any()))
}

#[component]
fn ToOthers<'a>(handed_over: &'a HandedOver) -> AnyView {
    let names = views(handed_over.to.iter().map(|name| view! { <li>{name.clone()}</li> }.into_any()));
    let to = match handed_over.to.is_empty() {
        true => view! {
            <p>
                "Personne d’autre n’agit aujourd’hui pour votre préfecture. Demandez à un administrateur de la \
                 plateforme d’y nommer une autre personne : elle trouvera ce dossier parmi ceux à instruire."
            </p>
        }
        .into_any(),
        false => view! {
            <p>"Il revient à l’une de ces personnes de votre préfecture, qui en sont averties :"</p>
            <ul>{names}</ul>
        }
        .into_any(),
    };
    view! {
        <h1>"Ce dossier ne vous revient plus"</h1>
        <p>{format!("Vous avez déclaré un lien avec le candidat : « {} ».", handed_over.title)}</p>
        {to}
    }
    .into_any()
}
