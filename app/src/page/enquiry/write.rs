//! Writing to those who run the site: the help answers first.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, local_path::local_path, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        alert::Callout,
        field::{HiddenField, PostForm, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        help_found::{HelpFound, HelpHits, HelpSearch},
        input::{Entry, Field},
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    done::Done,
    enquiry::{EnquiryText, EnquiryTopic, LONGEST_PAGE},
    form_field,
    permission::{Action, Facts},
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::enquiry::send::{self, EnquiryForm};
use wording::enquiry_topic;

const NAME: Field = Field::new(form_field::NAME, "Votre nom");
const EMAIL: Field =
    Field::new(form_field::EMAIL, "Votre adresse de courriel").help("La réponse y sera envoyée.").short("Adresse");
const TOPIC: Field = Field::new(form_field::TOPIC, "De quoi s’agit-il\u{202f}?").short("Sujet");
const CONTENT: Field = Field::new(form_field::CONTENT, "Votre message")
    .help("Ce que vous vouliez faire, ce qui s’est passé. Pas de mot de passe, ni de lien reçu par courriel.")
    .short("Message")
    .at_most(EnquiryText::MOST);

/// The value of the address that asks for the form at once.
const WRITE: &str = "ecrire";

/// What is looked for in the help, and the page that the visitor comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CameFrom {
    texte: SearchText,
    depuis: String,
    etape: SearchText,
}

/// What the page shows.
struct ContactPage {
    found: HelpFound,
    /// A path of ours; empty for none.
    came_from: String,
    /// The form; None before the help was asked.
    writing: Option<Writing>,
    /// The mail address of those who run the site, where they gave one.
    address: Option<String>,
    /// Whether the visitor is one of those who answer.
    answers: bool,
}

struct Writing {
    form: Form,
    name: String,
    email: String,
}

/// The page.
pub async fn page(visit: Visit, Query(asked): Query<CameFrom>) -> Result<Page, Failure> {
    let form = Form::new(&visit, Address::Contact).labelled(&[NAME, EMAIL, TOPIC, CONTENT]).personal();
    let writes = !asked.texte.is_empty() || asked.etape.as_str() == WRITE || form.is_refused();
    let came_from = local_path(&asked.depuis).filter(|page| page.len() <= LONGEST_PAGE).unwrap_or_default();
    let page = ContactPage {
        found: HelpFound::of(&visit, asked.texte).await?,
        came_from,
        writing: if writes { Some(writing(&visit, form).await?) } else { None },
        address: visit.site.contact.clone(),
        answers: visit.ctx.authorise(Action::AnswerEnquiries, &Facts::default()).is_ok(),
    };
    Ok(Frame::new("Contact")
        .described("Poser une question à l’équipe qui tient ce site, ou lui signaler quelque chose.")
        .render(&visit, || view! { <Contact page=&page /> }.into_any()))
}

/// The form, with what is known of whoever is signed in.
async fn writing(visit: &Visit, form: Form) -> Result<Writing, Failure> {
    let known = match visit.who.is_some() && visit.ctx.actor.viewing.is_none() {
        true => Some(server::account::mine(&visit.ctx).await?),
        false => None,
    };
    let (name, email) = known.map(|known| (known.name, known.email.unwrap_or_default())).unwrap_or_default();
    Ok(Writing { form, name, email })
}

#[component]
fn Contact<'a>(page: &'a ContactPage) -> AnyView {
    let found = &page.found;
    let along = (form_field::CAME_FROM.as_str(), page.came_from.clone());
    let staff = page.answers.then(|| {
        view! {
            <p>
                <a href=Address::Enquiries.to_string()>"Lire les messages reçus"</a>
            </p>
        }
    });
    let written = page.writing.as_ref().map(|writing| view! { <MessageForm page writing /> });
    let summary = page.writing.as_ref().map(|writing| view! { <RefusalSummary form=&writing.form /> });
    let first = page.writing.is_none().then(|| {
        let write =
            Address::Contact.with("etape", WRITE).with(form_field::CAME_FROM.as_str(), &page.came_from).to_string();
        view! {
            <Actions>
                <ButtonLink weight=Weight::Secondary href=write>
                    "Écrire sans chercher"
                </ButtonLink>
                <a href=Address::Help.to_string()>"Lire toute l’aide"</a>
            </Actions>
        }
    });
    let address = page.address.clone().map(|address| {
        let mail = format!("mailto:{address}");
        view! { <p>"Vous préférez le courriel\u{202f}? Écrivez à " <a href=mail>{address}</a> "."</p> }
    });
    view! {
        {summary}
        <h1>"Écrire à l’équipe"</h1>
        {staff}
        <p>"Beaucoup de réponses sont dans l’aide. Dites en quelques mots ce que vous cherchez\u{a0}:"</p>
        <HelpSearch found action=Address::Contact label="Votre question, en quelques mots" along />
        <HelpHits found />
        {first}
        {written}
        {address}
    }
    .into_any()
}

#[component]
fn MessageForm<'a>(page: &'a ContactPage, writing: &'a Writing) -> AnyView {
    let form = &writing.form;
    let topics: Vec<(String, String)> =
        EnquiryTopic::ALL.iter().map(|&topic| (topic.code().to_owned(), enquiry_topic(topic).to_owned())).collect();
    let came_from = form.text(form_field::CAME_FROM.as_str(), &page.came_from);
    let joined = format!("L’équipe saura que vous veniez de la page {came_from}");
    let joined = (!came_from.is_empty()).then(|| view! { <p class="fr-hint-text">{joined}</p> });
    view! {
        <h2 id="message">"Votre message à l’équipe"</h2>
        <PostForm form>
            <HiddenField name=form_field::CAME_FROM value=came_from />
            <TextField form field=NAME entry=Entry::OwnName value=writing.name.clone() />
            <TextField form field=EMAIL entry=Entry::OwnEmail value=writing.email.clone() />
            <SelectField form field=TOPIC options=topics />
            <TextField form field=CONTENT rows=8 />
            {joined}
            <Callout>
                "Votre message est lu par l’équipe seule. Il est gardé un an après la réponse, deux ans au plus, puis \
                 effacé\u{202f}; il l’est aussi avec votre compte."
            </Callout>
            <Actions>
                <Button>"Envoyer le message"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Sends it.
pub async fn send(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let form = EnquiryForm {
        name: fields.text(form_field::NAME),
        email: fields.text(form_field::EMAIL),
        topic: fields.text(form_field::TOPIC),
        content: fields.text(form_field::CONTENT),
        page: local_path(&fields.text(form_field::CAME_FROM)).unwrap_or_default(),
    };
    send::send(&visit.ctx, &form, &visit.browser.network).await?;
    Ok(After::new(Done::EnquirySent, Address::Contact))
}
