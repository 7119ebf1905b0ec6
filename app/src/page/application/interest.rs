//! What an assessor who was assigned an application answers before reading it: whether there is a link with those who
//! apply.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::application::act::back,
    ui::{
        act::{Actions, Button},
        alert::{Alert, Tone},
        field::{PostForm, Radios, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        here::here,
        input::Field,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::ApplicationId,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
};
use leptos::prelude::*;
use server::{
    application::query::{self, Announced, ProposedLink},
    assessment,
};

const LINK: Field = Field::new(form_field::LINK, "Votre réponse");

/// The page, which stands in the place of the application until it is answered.
pub async fn declaration(visit: Visit, id: ApplicationId) -> Result<Page, Failure> {
    let announced = query::announced(&visit.ctx, id).await?;
    let form = Form::new(&visit, Address::ApplicationInterest(id)).labelled(&[LINK]);
    let frame = Frame::new("Lien avec le candidat").below(Address::Assessments, "Évaluations");
    Ok(frame.render(&visit, || view! { <Declaration announced=&announced form=&form /> }.into_any()))
}

#[component]
fn Declaration<'a>(announced: &'a Announced, form: &'a Form) -> AnyView {
    let options = vec![
        ("non".to_owned(), "Non, je n’ai aucun lien avec ces collectivités".to_owned()),
        ("oui".to_owned(), "Oui, ou l’on pourrait le croire : je ne l’évalue pas".to_owned()),
    ];
    let likely = if announced.proposed.is_some() { "oui" } else { "" };
    view! {
        <RefusalSummary form />
        <h1>"Avez-vous un lien avec le candidat ?"</h1>
        <p>{announced.row.title.clone()}</p>
        <p>"Collectivités candidates :"</p>
        <Applicants members=&announced.members />
        {announced.proposed.map(|link| view! { <LikelyLink link /> })}
        <p>
            "Un emploi, un mandat, un proche, votre lieu de vie, un contrat : répondez avant de lire le dossier. Avec \
             un lien, une autre personne sera tirée au sort."
        </p>
        <PostForm form>
            <Radios form field=LINK options value=likely />
            <Actions>
                <Button>"Répondre"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Applicants<'a>(members: &'a [(Siren, String)]) -> AnyView {
    let members = views(members.iter().map(|(siren, name)| {
        view! {
            <li>
                <a href=here(Address::Collectivity(*siren))>{name.clone()}</a>
            </li>
        }
        .into_any()
    }));
    view! { <ul>{members}</ul> }.into_any()
}

/// Why a link is likely.
#[component]
fn LikelyLink(link: ProposedLink) -> AnyView {
    let why = match link {
        ProposedLink::ActsFor => "Vous agissez pour l’une de ces collectivités",
        ProposedLink::ActsNearby => "Vous agissez pour une collectivité du même département",
        ProposedLink::LivesThere => "Vous habitez le département de l’une de ces collectivités",
    };
    view! {
        <Alert tone=Tone::Warning>
            <p>{why} "\u{a0}: un lien est probable."</p>
        </Alert>
    }
    .into_any()
}

/// Says whether there is a link.
pub async fn declare(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    query::announced(&visit.ctx, id).await?;
    let conflict = match fields.text(form_field::LINK).as_str() {
        "oui" => true,
        "non" => false,
        _ => return Err(Failure::Refused(FieldRefusals::one(form_field::LINK, Refusal::NotOnTheList))),
    };
    assessment::declare(&visit.ctx, id, conflict).await?;
    Ok(match conflict {
        true => After::new(Done::ConflictDeclared, Address::Assessments),
        false => back(id, Done::NoConflict),
    })
}
