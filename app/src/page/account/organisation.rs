//! What ProConnect says of one's organisation, and which collectivité that is.

use crate::{
    http::{after::After, failure::Failure, visit::Visit},
    ui::{
        act::{Button, ButtonLink, Weight},
        alert::{Alert, Tone},
        field::PostForm,
        form::Form,
    },
};
use entity::{address::Address, done::Done, sign_in::Organisation, siren::Siren};
use leptos::prelude::*;
use server::proconnect::{self, ProviderIdentity};

/// Takes note that one's organisation changed.
pub async fn acknowledge(visit: Visit) -> Result<After, Failure> {
    proconnect::acknowledge(&visit.ctx).await?;
    Ok(After::new(Done::AccountSaved, Address::Account))
}

/// What ProConnect says of the person and of their organisation, for the account page, which proposes to act for it
/// unless that is `settled`: they do already, or have asked.
pub fn organisation(visit: &Visit, known: ProviderIdentity, settled: &[Siren]) -> AnyView {
    let form = Form::new(visit, Address::AccountOrganisation).personal();
    let form = &form;
    let email = (!known.email.is_empty()).then(|| format!(", avec l’adresse {}", known.email));
    let organisation = &known.organisation;
    view! {
        <h2>"ProConnect"</h2>
        <p>"Vous vous identifiez avec ProConnect" {email} "."</p>
        {known.changed.then(|| view! { <OrganisationChanged form /> })}
        <KnownOrganisation visit organisation settled />
    }
    .into_any()
}

#[component]
fn OrganisationChanged<'a>(form: &'a Form) -> AnyView {
    view! {
        <Alert tone=Tone::Info title="Votre organisation a changé" in_section=true>
            <p>
                "ProConnect vous rattache à une autre organisation qu’auparavant. Vos droits ici restent les mêmes : \
                 quittez les collectivités pour lesquelles vous n’agissez plus."
            </p>
            <PostForm form>
                <Button weight=Weight::Small>"J’en ai pris note"</Button>
            </PostForm>
        </Alert>
    }
    .into_any()
}

/// The organisation by its name, and the way to ask to act for it; or why it is none that one can act for.
#[component]
fn KnownOrganisation<'a>(visit: &'a Visit, organisation: &'a Organisation, settled: &'a [Siren]) -> AnyView {
    let reference = visit.ctx.platform.reference();
    let text = match (organisation, organisation.siren()) {
        (Organisation::Missing, _) => {
            "ProConnect n’a pas transmis de numéro SIRET : la collectivité pour laquelle vous agissez est à indiquer \
             vous-même."
        }
        (Organisation::Malformed, _) | (_, None) => {
            "Le numéro SIRET transmis par ProConnect n’est pas valable : la collectivité pour laquelle vous agissez \
             est à indiquer vous-même."
        }
        (_, Some(siren)) => match reference.find(&siren) {
            None => "L’organisation transmise par ProConnect n’est pas une collectivité connue ici.",
            Some(collectivity) => {
                let (name, may_ask) = (collectivity.name.clone(), !settled.contains(&siren));
                return view! { <OwnCollectivity siren name may_ask /> }.into_any();
            }
        },
    };
    view! { <p>{text}</p> }.into_any()
}

#[component]
fn OwnCollectivity(siren: Siren, name: String, may_ask: bool) -> AnyView {
    let ask = may_ask.then(|| {
        view! {
            <p>
                <ButtonLink weight=Weight::Secondary href=Address::MembershipRequest.with("siren", siren)>
                    {format!("Demander à agir pour {name}")}
                </ButtonLink>
            </p>
        }
    });
    view! {
        <p>"Votre organisation, selon ProConnect : " {name.clone()} "."</p>
        {ask}
    }
    .into_any()
}
