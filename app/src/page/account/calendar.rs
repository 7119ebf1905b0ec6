//! One's own deadlines in one's calendar: the secret address, made and taken back, and what stands under it.

use crate::{
    http::{
        after::After,
        campaign::{base_of, in_campaign},
        failure::Failure,
        feed::{Day, calendar_file, host},
        visit::Visit,
    },
    page::home::task_words::words,
    ui::{
        act::{Button, Weight},
        ask_first::{Ask, AskFirst},
        field::PostForm,
        form::Form,
    },
};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use entity::{address::Address, canonical::hex, done::Done};
use leptos::prelude::*;
use server::{own_calendar, task::Task};
use sha2::{Digest, Sha256};
use wording::time;

/// Where it stands on the account page.
pub const PLACE: &str = "calendrier";

/// What the account page says of the address.
pub struct OwnCalendar {
    made_at: Option<DateTime<Utc>>,
    /// The address that was just made.
    address: Option<String>,
    make: Form,
    revoke: Form,
}

impl OwnCalendar {
    pub async fn of(visit: &Visit) -> Result<Self, Failure> {
        let made = visit.said.as_ref().filter(|said| said.done == Done::CalendarLinkMade);
        Ok(Self {
            made_at: own_calendar::made_at(&visit.ctx).await?,
            address: made.and_then(|said| said.next.as_ref()).map(|path| format!("{}{path}", visit.site.base_url)),
            make: Form::new(visit, Address::AccountCalendar).personal(),
            revoke: Form::new(visit, Address::AccountCalendarEnd).personal(),
        })
    }
}

/// The address, made or made anew, and taken back.
#[component]
pub fn CalendarPart<'a>(part: &'a OwnCalendar) -> AnyView {
    let OwnCalendar { made_at, address, make, revoke } = part;
    let acts = match made_at {
        None => view! {
            <PostForm form=make>
                <Button weight=Weight::Small>"Créer l’adresse de mon calendrier"</Button>
            </PostForm>
        }
        .into_any(),
        Some(at) => view! {
            {address.is_none().then(|| told(*at))}
            <AskFirst
                form=make
                ask=Ask::before(
                    "Remplacer l’adresse",
                    "Une nouvelle adresse est montrée. L’ancienne ne mène plus nulle part\u{a0}: il faut la changer \
                     dans votre agenda.",
                )
            />
            <AskFirst
                form=revoke
                ask=Ask::before("Supprimer l’adresse", "Votre agenda ne reçoit plus rien de ce site.")
            />
        }
        .into_any(),
    };
    view! {
        <h2 id=PLACE>"Vos échéances dans votre agenda"</h2>
        <p>
            "Une adresse secrète donne à votre agenda ce qui vous attend et jusqu’à quand. Elle permet de lire ces \
             dates, rien d’autre."
        </p>
        {address.as_deref().map(|address| view! { <Made address /> })}
        {acts}
    }
    .into_any()
}

fn told(made_at: DateTime<Utc>) -> AnyView {
    view! { <p>{format!("Votre adresse est créée depuis le {}. Elle n’est plus montrée.", time::day(made_at))}</p> }
        .into_any()
}

/// Makes the address; the account page shows it, this once.
pub async fn make(visit: Visit) -> Result<After, Failure> {
    let token = own_calendar::make(&visit.ctx).await?;
    let account = Address::Account.at(PLACE);
    Ok(After::new(Done::CalendarLinkMade, account).then(Address::OwnCalendar(token).to_string()))
}

#[component]
fn Made<'a>(address: &'a str) -> AnyView {
    view! {
        <p class="t-user-text">
            <code>{address.to_owned()}</code>
        </p>
        <p>
            "Dans votre agenda, choisissez «\u{202f}s’abonner à un calendrier par une adresse\u{202f}», et \
             collez-la. Ne la transmettez à personne\u{a0}: qui la connaît lit vos échéances."
        </p>
    }
    .into_any()
}

/// Takes the address back.
pub async fn revoke(visit: Visit) -> Result<After, Failure> {
    own_calendar::revoke(&visit.ctx).await?;
    Ok(After::new(Done::CalendarLinkRevoked, Address::Account.at(PLACE)))
}

/// The deadlines of whoever made this address.
pub async fn send(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let tasks = own_calendar::deadlines(&visit.ctx, &token).await?;
    let opened = server::campaign::opened(&visit.ctx).await?;
    let days = tasks.into_iter().filter_map(|task| {
        let campaign = opened.iter().find(|one| Some(one.id) == task.campaign);
        let base = campaign.filter(|one| opened.first().map(|first| first.id) != Some(one.id));
        day(&visit, base.map(|one| base_of(&one.spec.slug)).unwrap_or_default(), task)
    });
    let days: Vec<Day> = days.collect();
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"echeances.ics\""),
    ];
    Ok((headers, calendar_file("Vos échéances", visit.ctx.now(), &days)).into_response())
}

/// A task at the instant by which it is to be done. `base` is what the addresses of its campaign begin with.
fn day(visit: &Visit, base: String, task: Task) -> Option<Day> {
    let at = task.until?;
    let words = words(task.kind, task.siren, Some(at - visit.ctx.now()));
    let address = in_campaign(&base, words.address);
    let siren = task.siren.map(|siren| siren.to_string()).unwrap_or_default();
    // The same task keeps its name from one reading to the next.
    let key = hex(&Sha256::digest(format!("{siren} {address} {}", words.label)).into())[..24].to_owned();
    let site = &visit.site.base_url;
    let name = task.siren.map(|siren| visit.ctx.platform.reference().name(&siren));
    let title = name.map_or_else(|| words.sentence.clone(), |name| format!("{name}\u{a0}: {}", words.sentence));
    Some(Day { uid: format!("{key}@{}", host(site)), title, at, page: format!("{site}{address}") })
}
