//! The committee: its sessions, and calling one.

pub mod session;

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Details},
        alert::EmptyState,
        card::{Card, Cards},
        field::{Checkboxes, HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        views::views,
    },
};
use chrono::NaiveDate;
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::SessionId,
    permission::{Action, Facts, StaffRole},
};
use leptos::prelude::*;
use server::committee::{
    self,
    query::{self, SessionLine},
};
use wording::{count, time};

const ID: Field = Field::new(form_field::ID, "Formulaire");
const DAY: Field = Field::new(form_field::DAY, "Jour de la séance").help("Par exemple 2021-03-25").short("Jour");
const MEMBERS: Field = Field::new(form_field::MEMBER, "Membres")
    .help("Curateurs et observateurs. Ils sont prévenus à chaque projet proposé.")
    .short("Membres");

/// What the page shows.
struct CommitteePage {
    sessions: Vec<SessionLine>,
    /// For curators: the form to call a session, and who may sit in it.
    call: Option<Call>,
    /// Whether a project goes on the ballot only once the committee has kept it.
    decides: bool,
}

struct Call {
    form: Form,
    id: SessionId,
    people: Vec<(String, String)>,
}

/// The sessions.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let sessions = query::list(&visit.ctx, &campaign).await?;
    let curates = visit.ctx.authorise(Action::Curate, &Facts::default()).is_ok();
    let call = match curates {
        false => None,
        true => Some(Call {
            form: Form::new(&visit, visit.here(Address::Committee)).labelled(&[ID, DAY, MEMBERS]),
            id: SessionId(visit.ctx.platform.new_id()),
            people: query::eligible(&visit.ctx).await?.into_iter().map(person).collect(),
        }),
    };
    let page = CommitteePage { sessions, call, decides: campaign.spec.committee };
    let mut frame = Frame::new("Comité");
    if curates {
        frame = frame.below(visit.here(Address::Curation), "Besoins à trier");
    }
    Ok(frame.render(&visit, || view! { <Committee page /> }.into_any()))
}

fn person((id, name, role): (entity::id::PersonId, String, StaffRole)) -> (String, String) {
    (id.to_string(), format!("{name} ({})", wording::staff(role).to_lowercase()))
}

/// The day of a session, in words.
fn day(text: &str) -> String {
    text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), time::date)
}

#[component]
fn Committee(page: CommitteePage) -> AnyView {
    let rule = match page.decides {
        true => "Dans cette campagne, un projet n’est soumis au vote qu’une fois retenu par le comité.",
        false => "Dans cette campagne, l’avis du comité éclaire l’équipe, qui soumet les projets au vote.",
    };
    let none = page.sessions.is_empty().then(|| {
        view! {
            <EmptyState>
                <p>"Aucune séance pour l’instant."</p>
            </EmptyState>
        }
    });
    let cards = views(page.sessions.iter().map(|line| view! { <SessionCard line /> }.into_any()));
    let refused = page.call.as_ref().map(|call| view! { <RefusalSummary form=&call.form /> });
    view! {
        <h1>"Comité"</h1>
        {refused}
        <p>
            "Le comité lit les projets avant le vote, chaque membre donne son avis, et la décision est notée. "
            {rule}
        </p>
        {none}
        <Cards>{cards}</Cards>
        {page.call.as_ref().map(|call| view! { <CallForm call /> })}
    }
    .into_any()
}

#[component]
fn SessionCard<'a>(line: &'a SessionLine) -> AnyView {
    let title = format!("Séance du {}", day(&line.session.day));
    let mut meta = vec![
        count(line.projects as u64, "projet", "projets").into_any(),
        count(line.decided as u64, "décision", "décisions").into_any(),
    ];
    if line.awaited > 0 {
        let awaited = count(line.awaited as u64, "avis attendu de vous", "avis attendus de vous");
        meta.push(view! { <strong>{awaited}</strong> }.into_any());
    }
    view! { <Card href=Address::CommitteeSession(line.session.id) title meta /> }.into_any()
}

#[component]
fn CallForm<'a>(call: &'a Call) -> AnyView {
    let form = &call.form;
    view! {
        <h2>"Convoquer une séance"</h2>
        <Details summary="Choisir un jour et des membres" open=form.is_refused()>
            <PostForm form>
                <HiddenField name=ID.name value=form.text(ID.name, &call.id.to_string()) />
                <TextField form field=DAY entry=Entry::Day />
                <Checkboxes form field=MEMBERS options=call.people.clone() />
                <Button>"Créer la séance"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

/// Calls a session.
pub async fn call(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let id: SessionId = fields.parse(form_field::ID)?;
    committee::call(&visit.ctx, id, &fields.text(form_field::DAY), &fields.all(form_field::MEMBER)).await?;
    Ok(After::new(Done::CommitteeCalled, Address::CommitteeSession(id)))
}
