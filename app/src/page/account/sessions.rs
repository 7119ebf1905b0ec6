//! Where one is signed in.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        ask_first::{Ask, AskFirst},
        form::Form,
        views::views,
    },
};
use entity::{address::Address, done::Done, form_field, table::session};
use leptos::prelude::*;
use server::person;
use wording::time;

/// The sessions that are open, each with whether it is this one, and the way to end them.
#[component]
pub fn OpenSessions<'a>(sessions: &'a [(session::Model, bool)], end: &'a Form) -> AnyView {
    let several = (sessions.len() > 1).then(|| {
        view! {
            <AskFirst
                form=end
                ask=Ask::before(
                    "Fermer toutes les autres sessions",
                    "Il faudra se connecter de nouveau dans tous les autres navigateurs. Celui-ci reste connecté.",
                )
            />
        }
    });
    let sessions = sessions.iter().map(|(session, is_current)| {
        let is_current = *is_current;
        view! { <Session session is_current end /> }.into_any()
    });
    view! {
        <h2>"Sessions ouvertes"</h2>
        <p class="fr-hint-text">
            "Une session se ferme seule après une heure sans usage, et au plus tard après douze heures."
        </p>
        <ul>{views(sessions)}</ul>
        {several}
    }
    .into_any()
}

#[component]
fn Session<'a>(session: &'a session::Model, is_current: bool, end: &'a Form) -> AnyView {
    let since = time::moment(session.created_at.utc());
    let button = (!is_current).then(|| view! { <EndSession session end /> });
    view! {
        <li>
            <p>
                {browser_name(&session.browser)} " – " {wording::method(session.method)} ", ouverte le " {since}
                {is_current.then_some(" – cette session")}
            </p>
            {button}
        </li>
    }
    .into_any()
}

#[component]
fn EndSession<'a>(session: &'a session::Model, end: &'a Form) -> AnyView {
    let since = time::moment(session.created_at.utc());
    let ask = Ask::before("Fermer", "Il faudra se connecter de nouveau dans ce navigateur.");
    view! {
        <AskFirst
            form=end
            ask=ask.of(format!("la session ouverte le {since}")).sends(form_field::SESSION, &session.token_hash)
        />
    }
    .into_any()
}

/// A browser by its usual name, from what it says of itself.
fn browser_name(agent: &str) -> String {
    let named = [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let browser = named.iter().find(|(mark, _)| agent.contains(mark)).map_or("Navigateur", |(_, name)| name);
    let systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];
    match systems.iter().find(|(mark, _)| agent.contains(mark)) {
        Some((_, system)) => format!("{browser} sur {system}"),
        None => browser.to_owned(),
    }
}

/// Ends one session, or all but this one.
pub async fn end(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let token = visit.token.clone().ok_or(Failure::SignInNeeded)?;
    let one = fields.text(form_field::SESSION);
    person::end_sessions(&visit.ctx, &token, (!one.is_empty()).then_some(one.as_str())).await?;
    Ok(After::new(Done::SessionsEnded, Address::Account))
}
