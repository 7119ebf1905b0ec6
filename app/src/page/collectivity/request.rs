//! Asking to act for a collectivité.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{HiddenField, PostForm, Radios, RefusalSummary, SearchField, TextField},
        form::Form,
        found::{self, FoundPages, WithoutSiren},
        frame::{Frame, Page},
        input::{Entry, Field},
        membership_request::request_form,
        views::views,
    },
};
use axum::{extract::Query, response::Redirect};
use entity::{address::Address, collectivity::Collectivity, form_field, search_text::SearchText, siren::Siren};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    membership,
    reference::{Hit, Reference},
};
use std::sync::Arc;

/// Which collectivité is asked for, or looked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Looked {
    siren: SearchText,
    chercher: SearchText,
    /// Which page of what was found.
    suite: SearchText,
}

const SIREN: Field = Field::new(form_field::SIREN, "Collectivité");
const CAPACITY: Field = Field::new(form_field::CAPACITY, "Vous y êtes").short("Qualité");
const TITLE: Field = Field::new(form_field::TITLE, "Votre fonction")
    .help("Par exemple : maire, directrice générale des services")
    .short("Titre");
const EVIDENCE: Field = Field::new(form_field::EVIDENCE, "Ce qui le montre (facultatif)")
    .help(
        "Une page publique, une délibération, un numéro où vous joindre. Lu par qui répond, par les personnes de la \
         collectivité et par l’équipe de l’Incubateur.",
    )
    .short("Justification");

/// What the page shows.
struct RequestPage {
    reference: Arc<Reference>,
    /// What is looked for, and which page of what was found is asked for.
    text: SearchText,
    asked_page: usize,
    /// The one that was chosen.
    chosen: Option<Collectivity>,
    form: Form,
}

/// The form to ask; the collectivité is looked for first.
pub async fn page(visit: Visit, Query(looked): Query<Looked>) -> Result<Page, Failure> {
    visit.ctx.person()?;
    let reference = visit.ctx.platform.reference();
    let chosen = Siren::parse(looked.siren.as_str()).ok().and_then(|siren| reference.find(&siren).cloned());
    let form = Form::new(&visit, Address::MembershipRequest).labelled(&[SIREN, CAPACITY, TITLE, EVIDENCE]).personal();
    let asked_page = found::asked_page(&looked.suite);
    let page = RequestPage { reference, text: looked.chercher, asked_page, chosen, form };
    let frame = Frame::new("Agir pour une collectivité").below(Address::Account, "Votre compte");
    Ok(frame.render(&visit, || view! { <AskToActFor page=&page /> }.into_any()))
}

#[component]
fn AskToActFor<'a>(page: &'a RequestPage) -> AnyView {
    let RequestPage { reference, text, asked_page, chosen, form } = page;
    let found = (!text.is_empty()).then(|| view! { <Results reference text page=*asked_page /> });
    let ask = chosen.as_ref().map(|collectivity| view! { <AskForm collectivity form /> });
    view! {
        <h1>"Agir pour une collectivité"</h1>
        <p>
            "Le référent de la collectivité confirme votre demande. Si elle n’en a pas encore, et si son adresse \
             officielle est connue ici, un courriel lui est écrit ; l’équipe de l’Incubateur peut aussi confirmer, \
             sur justification."
        </p>
        <RefusalSummary form />
        <form method="get" action=Address::MembershipRequest.to_string() role="search" class="t-search">
            <SearchField
                name="chercher"
                label="Collectivité"
                help="Nom, code postal, code INSEE ou SIREN"
                value=text.to_string()
            />
            <Button weight=Weight::Secondary>"Chercher"</Button>
        </form>
        {found}
        {ask}
    }
    .into_any()
}

/// What the search found, or why nothing was.
#[component]
fn Results<'a>(reference: &'a Reference, text: &'a SearchText, page: usize) -> AnyView {
    let found = reference.search(text, page);
    let (page, pages, text) = (found.page, found.pages, text.as_str());
    let hits = views(found.hits.iter().map(|hit| {
        match hit {
            Hit::Collectivity { collectivity, .. } => {
                let address = Address::MembershipRequest.with(SIREN.name, collectivity.siren).to_string();
                view! {
                    <li>
                        <a href=address>{collectivity.name.clone()}</a>
                        ", "
                        {found::place(reference, hit)}
                    </li>
                }
                .into_any()
            }
            Hit::WithoutSiren { commune } => view! {
                <li>
                    <WithoutSiren commune />
                </li>
            }
            .into_any(),
        }
    }));
    let nothing = (found.total == 0)
        .then_some(" Un CCAS, un syndicat ou un autre organisme est rattaché à la main par l’équipe de l’Incubateur.");
    let address = |page: usize| Address::MembershipRequest.with("chercher", text).with("suite", page).to_string();
    view! {
        <p role="status">{found::sentence(text, found.total, page, pages)} {nothing}</p>
        <ul>{hits}</ul>
        <FoundPages page pages address />
    }
    .into_any()
}

/// The request itself, for the collectivité that was chosen.
#[component]
fn AskForm<'a>(collectivity: &'a Collectivity, form: &'a Form) -> AnyView {
    view! {
        <h2>"Votre demande"</h2>
        <PostForm form>
            <HiddenField name=SIREN.name value=form.text(SIREN.name, collectivity.siren.as_str()) />
            <p>
                "Collectivité : " <strong>{collectivity.name.clone()}</strong> " ("
                {wording::kind(collectivity.kind).to_lowercase()} ")"
            </p>
            <Radios form field=CAPACITY options=wording::capacities() />
            <TextField form field=TITLE entry=Entry::OwnTitle />
            <TextField form field=EVIDENCE rows=3 />
            <Button>"Demander"</Button>
        </PostForm>
    }
    .into_any()
}

/// Asks.
pub async fn ask(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    membership::ask(&visit.ctx, &request_form(&fields), &visit.browser.network).await?;
    Ok(Redirect::to(&Address::Account.to_string()))
}

/// Takes the request back.
pub async fn cancel(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    membership::cancel_request(&visit.ctx, &fields.parse(form_field::SIREN)?).await?;
    Ok(Redirect::to(&Address::Account.to_string()))
}
