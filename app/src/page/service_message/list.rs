//! Messages on top of every page: those there are, and writing one.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{HiddenField, PostForm, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        table::{Cell, Head, Row, Table},
    },
};
use axum::extract::Path;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use entity::{
    address::Address,
    calendar::{from_paris, in_paris},
    done::Done,
    form_field::{self, FormField},
    id::ServiceMessageId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    service_message::MessageAudience,
};
use leptos::prelude::*;
use server::service_message::{self, Content, Typed, Written};
use wording::{message_audience, time};

const TITLE: &str = "Messages affichés sur le site";
const BODY: Field =
    Field::new(form_field::BODY, "Message").help("Une phrase ou deux, en haut de chaque page.").at_most(Content::MOST);
const AUDIENCE: Field = Field::new(form_field::AUDIENCE, "Qui le lit").short("Lecteurs");
const FROM: Field = Field::new(form_field::FROM, "Affiché à partir du").short("Premier jour");
const FROM_HOUR: Field =
    Field::new(form_field::FROM_HOUR, "Heure de début, à Paris").help("Par exemple 09:00").short("Heure de début");
const UNTIL: Field = Field::new(form_field::UNTIL, "Affiché jusqu’au").short("Dernier jour");
const UNTIL_HOUR: Field =
    Field::new(form_field::UNTIL_HOUR, "Heure de fin, à Paris").help("Par exemple 18:00").short("Heure de fin");

/// What the page shows.
struct MessagesPage {
    messages: Vec<Written>,
    now: DateTime<Utc>,
    form: Form,
    id: ServiceMessageId,
    /// Of each message that has not ended, the form that ends it.
    ends: Vec<(ServiceMessageId, Form)>,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let messages = service_message::list(&visit.ctx).await?;
    let now = visit.ctx.now();
    let lasting = messages.iter().filter(|one| one.row.ends_at.utc() > now);
    let ends = lasting.map(|one| (one.row.id, Form::new(&visit, Address::ServiceMessageEnd(one.row.id)).personal()));
    let page = MessagesPage {
        ends: ends.collect(),
        now,
        form: Form::new(&visit, Address::ServiceMessages)
            .labelled(&[BODY, AUDIENCE, FROM, FROM_HOUR, UNTIL, UNTIL_HOUR])
            .personal(),
        id: ServiceMessageId(visit.ctx.platform.new_id()),
        messages,
    };
    Ok(Frame::new(TITLE).render(&visit, || view! { <Messages page=&page /> }.into_any()))
}

#[component]
fn Messages<'a>(page: &'a MessagesPage) -> AnyView {
    let forms = [&page.form].into_iter().chain(page.ends.iter().map(|(_, form)| form));
    let refused = forms.into_iter().find(|form| form.is_refused());
    view! {
        {refused.map(|form| view! { <RefusalSummary form /> })}
        <h1>{TITLE}</h1>
        <p>
            "Trois messages au plus sont affichés à la fois. Chacun a une fin\u{a0}; il disparaît alors de lui-même."
        </p>
        <WriteMessage page />
        <h2>"Messages écrits"</h2>
        <WrittenMessages page />
    }
    .into_any()
}

#[component]
fn WriteMessage<'a>(page: &'a MessagesPage) -> AnyView {
    let form = &page.form;
    let readers: Vec<_> =
        MessageAudience::ALL.iter().map(|&one| (one.code().to_owned(), message_audience(one).to_owned())).collect();
    // From now on: the day began already. No hour of now, which would be another one at each look.
    let today = in_paris(page.now).date_naive();
    let (from_day, until_day) = (today.to_string(), (today + Duration::days(1)).to_string());
    view! {
        <h2>"Écrire un message"</h2>
        <PostForm form>
            <HiddenField name=form_field::ID value=form.text(form_field::ID.as_str(), &page.id.to_string()) />
            <TextField form field=BODY rows=3 />
            <SelectField form field=AUDIENCE options=readers value=MessageAudience::Everybody.code() />
            <TextField form field=FROM entry=Entry::Day value=from_day />
            <TextField form field=FROM_HOUR entry=Entry::Hour value="00:00" />
            <TextField form field=UNTIL entry=Entry::Day value=until_day />
            <TextField form field=UNTIL_HOUR entry=Entry::Hour value="18:00" />
            <Button>"Afficher ce message"</Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn WrittenMessages<'a>(page: &'a MessagesPage) -> AnyView {
    if page.messages.is_empty() {
        return view! { <p>"Aucun message n’a été écrit."</p> }.into_any();
    }
    let heads = ["Message", "Lecteurs", "Début", "Fin", "Écrit par"].map(Head::new);
    let heads: Vec<Head> = heads.into_iter().chain([Head::hidden("Terminer")]).collect();
    let rows: Vec<Row> = page.messages.iter().map(|one| row(page, one)).collect();
    view! { <Table id="messages" caption=TITLE heads rows hidden=true /> }.into_any()
}

fn row(page: &MessagesPage, one: &Written) -> Row {
    let end = page.ends.iter().find(|(id, _)| *id == one.row.id).map(|(_, form)| {
        view! {
            <PostForm form>
                <Button weight=Weight::Small>
                    "Terminer" <span class="fr-sr-only">{format!("\u{a0}: {}", one.row.content)}</span>
                </Button>
            </PostForm>
        }
        .into_any()
    });
    Row::new([
        Cell::head(one.row.content.clone()),
        Cell::new(message_audience(one.row.audience)),
        Cell::new(time::moment(one.row.begins_at.utc())),
        Cell::new(time::moment(one.row.ends_at.utc())),
        Cell::new(one.by.clone()),
        Cell::new(end),
    ])
}

/// An instant that is typed as a day and an hour of Paris; an hour that the summer time skips is none.
fn instant(
    fields: &Fields,
    (day, hour): (FormField, FormField),
    refusals: &mut FieldRefusals,
) -> Option<DateTime<Utc>> {
    let date = refusals.take(day, fields.text(day).trim().parse::<NaiveDate>().map_err(|_| Refusal::NotADay));
    let typed = fields.text(hour);
    let time = NaiveTime::parse_from_str(typed.trim(), "%H:%M").map_err(|_| Refusal::NotAnHour);
    let time = refusals.take(hour, time);
    let (date, time) = (date?, time?);
    refusals.take(hour, from_paris(date, time).ok_or(Refusal::NotAnHour))
}

/// Writes a message.
pub async fn write(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Announce, &Facts::default())?;
    let id: ServiceMessageId = fields.parse(form_field::ID)?;
    let mut refusals = FieldRefusals::default();
    let begins_at = instant(&fields, (form_field::FROM, form_field::FROM_HOUR), &mut refusals);
    let ends_at = instant(&fields, (form_field::UNTIL, form_field::UNTIL_HOUR), &mut refusals);
    let audience = MessageAudience::from_code(&fields.text(form_field::AUDIENCE)).ok_or(Refusal::NotOnTheList);
    let audience = refusals.take(form_field::AUDIENCE, audience);
    let content = fields.text(form_field::BODY);
    let (Some(begins_at), Some(ends_at), Some(audience)) = (begins_at, ends_at, audience) else {
        return Err(Failure::Refused(refusals));
    };
    service_message::write(&visit.ctx, id, Typed { content, audience, begins_at, ends_at }).await?;
    Ok(After::new(Done::ServiceMessageWritten, Address::ServiceMessages))
}

/// Ends a message.
pub async fn end(visit: Visit, Path(id): Path<ServiceMessageId>) -> Result<After, Failure> {
    service_message::end(&visit.ctx, id).await?;
    Ok(After::new(Done::ServiceMessageEnded, Address::ServiceMessages))
}
