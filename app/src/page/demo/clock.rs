//! The clock of the demonstration: moments worth going to, and any other.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use axum::response::Redirect;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use entity::{
    address::Address,
    calendar::{from_paris, in_paris},
    campaign::Campaign,
    form_field,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use wording::time;

const DATE: Field = Field::new(form_field::DATE, "Date").short("Date et heure");
const TIME: Field = Field::new(form_field::TIME, "Heure, à Paris").short("Date et heure");

/// What the page shows.
struct ClockPage {
    title: String,
    form: Form,
    now: DateTime<Utc>,
    moments: Vec<(&'static str, DateTime<Utc>)>,
}

/// The page of the clock.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let page = ClockPage {
        title: format!("Horloge {}", visit.site.whose()),
        form: Form::new(&visit, Address::DemoClock).labelled(&[DATE, TIME]).personal(),
        now: visit.ctx.now(),
        moments: moments(&server::demo::own_campaign(&visit.ctx).await?.spec),
    };
    Ok(Frame::new(page.title.clone()).render(&visit, || view! { <Clock page /> }.into_any()))
}

/// Moments worth going to, with their names.
fn moments(campaign: &Campaign) -> Vec<(&'static str, DateTime<Utc>)> {
    let calendar = &campaign.calendar;
    let hour = Duration::hours(1);
    let week = Duration::days(7);
    let mut moments = vec![
        ("Avant le recensement", calendar.census.opening() - Duration::days(3)),
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
    moments.push(("Campagne terminée", calendar.application.close() + week));
    moments
}

/// An instant as the two fields hold it: a date and an hour, in Paris.
fn typed(instant: DateTime<Utc>) -> (String, String) {
    let local = in_paris(instant);
    (local.format("%Y-%m-%d").to_string(), local.format("%H:%M").to_string())
}

#[component]
fn Clock(page: ClockPage) -> AnyView {
    let form = &page.form;
    let (today, hour) = typed(page.now);
    let moments = views(page.moments.into_iter().map(|(name, instant)| view! { <Moment name instant /> }.into_any()));
    view! {
        <h1>{page.title}</h1>
        <p>
            "Les phases suivent l’horloge : allez à un moment de la campagne pour voir ce qui y est possible. Les \
             bulletins des autres collectivités arrivent au fil du vote."
        </p>
        <RefusalSummary form />
        <h2>"Moments de la campagne"</h2>
        <ul class="t-list t-moments">{moments}</ul>
        <h2>"Un autre moment"</h2>
        <PostForm form>
            <MomentField kind="date" field=DATE value=form.text(DATE.name, &today) />
            <MomentField kind="time" field=TIME value=form.text(TIME.name, &hour) />
            <Button>"Aller à ce moment"</Button>
        </PostForm>
    }
    .into_any()
}

/// A moment with the button that goes there. Its form is none of [`Form`]: nothing is typed in it that could be
/// refused.
#[component]
fn Moment(name: &'static str, instant: DateTime<Utc>) -> AnyView {
    let (date, hour) = typed(instant);
    view! {
        <li>
            <form method="post" action=Address::DemoClock.to_string() class="t-inline">
                <HiddenField name=DATE.name value=date />
                <HiddenField name=TIME.name value=hour />
                <Button weight=Weight::Small>{name}</Button>
                " "
                <span>{time::moment(instant)}</span>
            </form>
        </li>
    }
    .into_any()
}

/// A date or an hour that must be there: the browser's own field, which offers a calendar.
#[component]
fn MomentField(kind: &'static str, field: Field<'static>, value: String) -> AnyView {
    view! {
        <div class="fr-input-group">
            <label class="fr-label" for=field.name>
                {field.label}
            </label>
            <input class="fr-input" type=kind id=field.name name=field.name value=value required />
        </div>
    }
    .into_any()
}

/// Moves the clock.
pub async fn move_clock(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let wrong = || Failure::Refused(FieldRefusals::one(form_field::DATE, Refusal::OutsideTheCampaign));
    let date: NaiveDate = fields.text(form_field::DATE).parse().map_err(|_| wrong())?;
    let time = NaiveTime::parse_from_str(&fields.text(form_field::TIME), "%H:%M").map_err(|_| wrong())?;
    let to = from_paris(date, time).ok_or_else(wrong)?;
    server::demo::move_clock(&visit.ctx, &visit.site.clock, to).await?;
    Ok(Redirect::to(&Address::Home.to_string()))
}
