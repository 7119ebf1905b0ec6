//! The demonstration's own: its banner, its clock, its personas. None of its routes exists without `--demo`.

pub mod components;

use crate::{
    http::{
        failure::Failure,
        local_path::local_path,
        visit::{Fields, Visit, cookie_header},
    },
    ui::{
        form::Form,
        frame::{Frame, Page, views},
    },
};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use entity::{
    calendar::{from_paris, in_paris},
    campaign::Campaign,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use wording::time;

/// Moments worth going to, with their names.
fn moments(campaign: &Campaign) -> Vec<(&'static str, DateTime<Utc>)> {
    let calendar = &campaign.calendar;
    let hour = Duration::hours(1);
    let week = Duration::days(7);
    let mut moments = vec![
        ("Pendant le recensement", calendar.census.close() - Duration::days(21)),
        ("Dernière heure du recensement", calendar.census.close() - hour),
        ("Recensement clos, vote pas encore ouvert", calendar.census.close() + hour),
        ("Première heure du vote", calendar.selection.opening() + hour),
        ("Une semaine avant la clôture du vote", calendar.selection.close() - week),
        ("Dernière minute du vote", calendar.selection.close() - Duration::minutes(1)),
        ("Vote clos : résultats", calendar.selection.close() + hour),
        ("Pendant les candidatures", calendar.application.opening() + week),
    ];
    let waves = campaign.envelopes.iter().map(|envelope| envelope.intakes(calendar)).find(|intakes| intakes.len() > 1);
    if let Some([first, second, ..]) = waves.as_deref() {
        moments.push(("La veille de la clôture de la première vague", first.period.close() - Duration::hours(30)));
        moments.push(("Première vague close", first.period.close() + hour));
        moments.push(("Pendant la deuxième vague", second.period.opening() + week));
    }
    moments
}

/// The clock.
pub async fn clock(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let form = Form::new(&visit, "/demo/horloge").personal();
    let local = in_paris(visit.ctx.now());
    let (today, hour) = (local.format("%Y-%m-%d").to_string(), local.format("%H:%M").to_string());
    Ok(Frame::new("Horloge de la démonstration").render(&visit, move || {
        let jumps = views(moments(&campaign.spec).into_iter().map(|(name, instant)| {
            let (date, time_of_day) =
                (in_paris(instant).format("%Y-%m-%d").to_string(), in_paris(instant).format("%H:%M").to_string());
            view! {
                <li>
                    <form method="post" action="/demo/horloge" class="t-inline">
                        <input type="hidden" name="date" value=date />
                        <input type="hidden" name="time" value=time_of_day />
                        <button class="fr-btn fr-btn--sm fr-btn--secondary">{name}</button>
                        " "
                        <span>{time::moment(instant)}</span>
                    </form>
                </li>
            }
            .into_any()
        }));
        let fields = view! {
            {date_field("date", "date", "Date", &form.text("date", &today))}
            {date_field("time", "time", "Heure, à Paris", &form.text("time", &hour))}
            <button class="fr-btn">"Aller à ce moment"</button>
        };
        view! {
            <h1>"Horloge de la démonstration"</h1>
            <p>
                "Les phases suivent l’horloge : allez à un moment de la campagne pour voir ce qui y est possible. Les \
                 bulletins des autres collectivités arrivent au fil du vote."
            </p>
            {form.summary()}
            <h2>"Moments de la campagne"</h2>
            <ul class="t-list t-moments">{jumps}</ul>
            <h2>"Un autre moment"</h2>
            {form.around(fields)}
        }
        .into_any()
    }))
}

fn date_field(kind: &'static str, name: &'static str, label: &'static str, value: &str) -> AnyView {
    view! {
        <div class="fr-input-group">
            <label class="fr-label" for=name>
                {label}
            </label>
            <input class="fr-input" type=kind id=name name=name value=value.to_owned() required />
        </div>
    }
    .into_any()
}

/// Moves the clock.
pub async fn move_clock(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let wrong = || Failure::Refused(FieldRefusals(vec![("date".to_owned(), Refusal::OutsideTheCampaign)]));
    let date: NaiveDate = fields.text("date").parse().map_err(|_| wrong())?;
    let time = NaiveTime::parse_from_str(&fields.text("time"), "%H:%M").map_err(|_| wrong())?;
    let to = from_paris(date, time).ok_or_else(wrong)?;
    server::demo::move_clock(&visit.ctx, &visit.site.clock, to).await?;
    Ok(Redirect::to("/"))
}

/// The mails that the collectivité acted for would have received.
pub async fn outbox(visit: Visit) -> Result<Page, Failure> {
    let mails = server::mail::outbox(&visit.ctx, &visit.browser.secret).await?;
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| visit.ctx.platform.reference().name(&acting.siren));
    Ok(Frame::new("Courriels de la démonstration").render(&visit, move || {
        let whose = match acting {
            Some(name) => format!(
                "Ce que {name} aurait reçu à son adresse officielle. Rien n’est envoyé, sauf si un \
                serveur de courriel est réglé."
            ),
            None => "Choisissez un rôle d’élu ou d’agent pour lire les courriels de sa collectivité.".to_owned(),
        };
        let none = mails.is_empty().then(|| view! { <p>"Aucun courriel pour le moment."</p> });
        let mails = views(mails.into_iter().map(|mail| {
            let attached = mail
                .rendered
                .attachment
                .map(|(name, _)| view! { <p class="fr-hint-text">"Pièce jointe : " {name}</p> });
            view! {
                <li>
                    <h2 class="fr-h3">{mail.rendered.subject}</h2>
                    <p class="fr-hint-text">"À " {mail.to} ", le " {time::moment(mail.at.utc())}</p>
                    <pre class="t-receipt" tabindex="0" role="region" aria-label="Texte du courriel">
                        {mail.rendered.body}
                    </pre>
                    {attached}
                </li>
            }
            .into_any()
        }));
        view! {
            <h1>"Courriels de la démonstration"</h1>
            <p>{whose}</p>
            {none}
            <ul class="t-list">{mails}</ul>
        }
        .into_any()
    }))
}

/// Where one goes on after entering, if somewhere else than home.
fn suite(way_on: &str) -> AnyView {
    match way_on {
        "" => ().into_any(),
        _ => view! { <input type="hidden" name="suite" value=way_on.to_owned() /> }.into_any(),
    }
}

/// The personas, for the sign-in page of the demonstration.
pub fn personas(visit: &Visit, personas: Vec<server::demo::Persona>, way_on: &str) -> AnyView {
    let reference = visit.ctx.platform.reference();
    let current = visit.ctx.actor.person;
    let who = visit.who.as_ref().map(|who| who.name.clone());
    let group = |title: &'static str, wanted: &dyn Fn(&server::demo::Persona) -> bool| {
        let cards = views(personas.iter().filter(|persona| wanted(persona)).map(|persona| {
            let role = match (&persona.membership, persona.staff) {
                (Some(membership), _) => format!("{}, {}", membership.title, reference.name(&membership.siren)),
                (None, Some(staff)) => wording::staff(staff).to_owned(),
                (None, None) => String::new(),
            };
            let here = current.is_some() && who.as_deref() == Some(persona.name.as_str());
            view! {
                <li class="t-persona">
                    <h3 class="t-persona__name">{persona.name.clone()}</h3>
                    <p class="t-persona__role">{role}</p>
                    <p>{persona.blurb.clone()}</p>
                    <form method="post" action="/demo/connexion">
                        <input type="hidden" name="persona" value=persona.key.clone() />
                        {suite(way_on)}
                        <button class="fr-btn fr-btn--sm">
                            "Entrer " <span class="fr-sr-only">"en tant que " {persona.name.clone()}</span>
                        </button>
                        {here.then_some(" (rôle actuel)")}
                    </form>
                </li>
            }
            .into_any()
        }));
        view! {
            <h2>{title}</h2>
            <ul class="t-personas">{cards}</ul>
        }
        .into_any()
    };
    use entity::collectivity::Capacity::{Agent, Elu};
    let capacity = |persona: &server::demo::Persona| persona.membership.as_ref().map(|membership| membership.capacity);
    view! {
        <p>
            "Dans la démonstration, on entre dans un rôle sans mot de passe. Les personnes sont fictives. On peut \
             aussi se connecter comme une vraie personne : les autres façons sont en bas de la page."
        </p>
        {group("Élus", &|persona| capacity(persona) == Some(Elu))}
        {group("Agents", &|persona| capacity(persona) == Some(Agent))}
        {group("État", &|persona| persona.staff.is_some())}
    }
    .into_any()
}

/// Enters as a persona.
pub async fn enter(visit: Visit, fields: Fields) -> Result<Response, Failure> {
    let token = server::demo::sign_in(&visit.ctx, &fields.text("persona"), &visit.browser.name).await?;
    if let Some(before) = &visit.token {
        server::person::sign_out(&visit.ctx, before).await?;
    }
    let cookie = cookie_header(visit.site.is_https(), Some(&token));
    let way_on = local_path(&fields.text("suite")).unwrap_or_else(|| "/".to_owned());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&way_on)).into_response())
}
