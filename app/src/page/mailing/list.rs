//! The mailings, and beginning one.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Details},
        alert::EmptyState,
        card::{Card, Cards},
        field::{HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::MailingId,
    mailing::MailingState,
    permission::{Action, Facts},
    table::mailing,
};
use leptos::prelude::*;
use wording::{count, mailing_state, time};

/// What the pages of mailings are called together.
pub const MAILINGS: &str = "Envois de courriels";

pub const SUBJECT: Field = Field::new(form_field::TITLE, "Objet")
    .help("Lu dans la boîte de réception. Il peut contenir les champs {collectivité}, {échéance} et {campagne}.");

/// What the page shows.
struct MailingsPage {
    mailings: Vec<mailing::Model>,
    form: Form,
    id: MailingId,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let page = MailingsPage {
        mailings: server::mailing::list(&visit.ctx).await?,
        form: Form::new(&visit, Address::Mailings).labelled(&[SUBJECT]),
        id: MailingId(visit.ctx.platform.new_id()),
    };
    Ok(Frame::new(MAILINGS).render(&visit, || view! { <Mailings page /> }.into_any()))
}

#[component]
fn Mailings(page: MailingsPage) -> AnyView {
    let form = &page.form;
    let cards = views(page.mailings.iter().map(|mailing| view! { <MailingCard mailing /> }.into_any()));
    let none = page.mailings.is_empty().then(|| {
        view! {
            <EmptyState>
                <p>"Aucun envoi pour l’instant."</p>
            </EmptyState>
        }
    });
    let open = form.is_refused() || page.mailings.is_empty();
    view! {
        <RefusalSummary form />
        <h1>{MAILINGS}</h1>
        <p>
            "Écrivez à des collectivités choisies par type, taille, territoire ou programme, ou selon ce qu’elles \
             n’ont pas encore fait. Une seconde personne confirme chaque envoi. Personne ne le reçoit deux fois, et \
             chacun peut s’en désinscrire."
        </p>
        <p>
            <a href=Address::MailingAddresses.to_string()>"Adresses où plus rien n’est envoyé"</a>
            " – "
            <a href=Address::ServiceMessages.to_string()>"Messages affichés sur le site"</a>
        </p>
        {none}
        <Cards>{cards}</Cards>
        <h2>"Préparer un envoi"</h2>
        <Details summary="Commencer par l’objet" open=open>
            <PostForm form>
                <HiddenField name=form_field::ID value=form.text(form_field::ID.as_str(), &page.id.to_string()) />
                <TextField form field=SUBJECT />
                <Button>"Commencer"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

#[component]
fn MailingCard<'a>(mailing: &'a mailing::Model) -> AnyView {
    let mut meta = vec![mailing_state(mailing.state).into_any()];
    if mailing.recipients > 0 {
        meta.push(count(mailing.recipients.unsigned_abs(), "destinataire", "destinataires").into_any());
    }
    let at = mailing.ended_at.or(mailing.started_at).unwrap_or(mailing.changed_at);
    meta.push(time::moment(at.utc()).into_any());
    let draft = mailing.state == MailingState::Draft;
    view! { <Card href=Address::Mailing(mailing.id).to_string() title=mailing.subject.clone() meta draft /> }.into_any()
}

/// Begins a mailing.
pub async fn begin(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Announce, &Facts::default())?;
    let id: MailingId = fields.parse(form_field::ID)?;
    server::mailing::begin(&visit.ctx, id, &fields.text(form_field::TITLE)).await?;
    Ok(After::new(Done::MailingBegun, Address::Mailing(id)))
}
