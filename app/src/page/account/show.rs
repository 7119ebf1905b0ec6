//! The page of one's account: who one is, for whom one acts, where one is signed in, what is known, and the way out.

use super::{
    act::{FIGURES_PLACE, STOPPED, WANTED},
    calendar::{CalendarPart, OwnCalendar},
    data::OwnData,
    followed::{FollowedPart, OwnFollowed},
    membership::{Collectivities, MembershipForms, OwnCollectivities},
    organisation::organisation,
    sessions::OpenSessions,
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, Weight},
        field::{HiddenField, PostForm, Radios, RefusalSummary, TextField},
        figures::{Definitions, entry},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        pending_request::OwnRequests,
    },
};
use axum::extract::Query;
use entity::{
    address::Address, event::MailPreference, form_field, search_text::SearchText, siren::Siren, table::session,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    account::{self, Account},
    membership::{self, Why},
    person::{self, SignedIn},
};

const NAME: Field = Field::new(form_field::NAME, "Nom et prénom")
    .help("Tels que les autres les lisent à côté de ce que vous faites")
    .short("Nom");
const PREFERENCE: Field = Field::new(form_field::PREFERENCE, "Quand les autres agissent sur ce qui vous concerne");

/// What the page shows.
struct AccountPage {
    /// The form that was refused, if any.
    refused: Option<Form>,
    identity: Identity,
    /// What ProConnect says, if one came through it.
    organisation: Option<AnyView>,
    collectivities: OwnCollectivities,
    name: String,
    rename: Form,
    preference: MailPreference,
    choose_mail: Form,
    /// Whether the weekly mail of figures is sent.
    weekly_figures: bool,
    choose_figures: Form,
    /// Each with whether it is this one.
    sessions: Vec<(session::Model, bool)>,
    end_sessions: Form,
    copy: Form,
    followed: FollowedPart,
    calendar: OwnCalendar,
}

/// Who one is.
struct Identity {
    name: String,
    /// The State's role and its département, after the name.
    role: String,
    email: String,
    method: &'static str,
    sign_out: Form,
}

/// Which page of the lists is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    suivis: SearchText,
}

/// The page.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let who = visit.who.clone().ok_or(Failure::SignInNeeded)?;
    let token = visit.token.clone().unwrap_or_default();
    let account = account::mine(&visit.ctx).await?;
    let sessions = person::sessions(&visit.ctx, &token).await?;
    let requests = membership::mine(&visit.ctx).await?;
    let known_there = server::proconnect::known(&visit.ctx).await?;
    let proposed = membership::proposed(&visit.ctx, &requests, known_there.as_ref()).await?;
    let acts_for = who.memberships.iter().map(|membership| membership.siren);
    let known: Vec<Siren> = acts_for.chain(requests.iter().map(|request| request.siren)).collect();
    // That of ProConnect stands in a section of its own.
    let by_mail = proposed.into_iter().filter(|one| one.why != Why::Organisation).map(|one| one.siren);
    let form = |address: Address| Form::new(&visit, address).personal();
    let collectivities = OwnCollectivities {
        reference: visit.ctx.platform.reference(),
        memberships: who.memberships.clone(),
        acting: visit.ctx.actor.acting.as_ref().map(|acting| (acting.siren, acting.mandate)),
        requests: OwnRequests::new(&visit, requests),
        proposed: by_mail.collect(),
        forms: MembershipForms::new(&visit),
    };
    let rename = form(Address::AccountName).labelled(&[NAME]);
    let choose_mail = form(Address::AccountMails).labelled(&[PREFERENCE]);
    let corrects = [&rename, &collectivities.forms.retitle, &choose_mail, &collectivities.forms.leave];
    let refused = corrects.into_iter().find(|form| form.is_refused()).cloned();
    let page = AccountPage {
        refused,
        identity: Identity::of(&visit, &who, &account),
        organisation: known_there.map(|there| organisation(&visit, there, &known)),
        name: who.name,
        preference: account.preference,
        weekly_figures: account.weekly_figures,
        choose_figures: form(Address::AccountFigures),
        end_sessions: form(Address::AccountSessions),
        copy: form(Address::AccountData),
        calendar: OwnCalendar::of(&visit).await?,
        followed: FollowedPart::of(&visit, asked.suivis.as_str()).await?,
        collectivities,
        rename,
        choose_mail,
        sessions,
    };
    Ok(Frame::new("Votre compte").render(&visit, || view! { <OwnAccount page /> }.into_any()))
}

impl Identity {
    fn of(visit: &Visit, who: &SignedIn, account: &Account) -> Self {
        let reference = visit.ctx.platform.reference();
        let staff = who.staff.map(|staff| format!(", {}", wording::staff(staff))).unwrap_or_default();
        let departement = account.departement.as_ref().map(|code| format!(" ({})", reference.departement_name(code)));
        Self {
            name: who.name.clone(),
            role: format!("{staff}{}", departement.unwrap_or_default()),
            email: account.email.clone().unwrap_or_else(|| "aucune".to_owned()),
            method: wording::method(who.method),
            sign_out: Form::new(visit, Address::SignOut).personal(),
        }
    }
}

#[component]
fn OwnAccount(page: AccountPage) -> AnyView {
    let organisation = page.organisation;
    view! {
        <h1>"Votre compte"</h1>
        {page.refused.as_ref().map(|form| view! { <RefusalSummary form /> })}
        <WhoYouAre identity=&page.identity />
        {organisation}
        <Collectivities section=&page.collectivities />
        <NameForm form=&page.rename name=&page.name />
        <MailForm form=&page.choose_mail preference=page.preference />
        <WeeklyFigures form=&page.choose_figures wanted=page.weekly_figures />
        <CalendarPart part=&page.calendar />
        <OwnFollowed part=&page.followed />
        <OpenSessions sessions=&page.sessions end=&page.end_sessions />
        <OwnData copy=&page.copy />
    }
    .into_any()
}

#[component]
fn WhoYouAre<'a>(identity: &'a Identity) -> AnyView {
    let entries = vec![entry("Adresse de courriel", identity.email.clone()), entry("Connexion", identity.method)];
    view! {
        <p>"Vous êtes " <strong>{identity.name.clone()}</strong> {format!("{}.", identity.role)}</p>
        <Definitions entries />
        <Actions>
            <PostForm form=&identity.sign_out>
                <Button weight=Weight::Secondary>"Se déconnecter"</Button>
            </PostForm>
            <a href=Address::Notices.to_string()>"Vos avis"</a>
        </Actions>
    }
    .into_any()
}

#[component]
fn NameForm<'a>(form: &'a Form, name: &'a str) -> AnyView {
    view! {
        <h2>"Votre nom"</h2>
        <PostForm form>
            <TextField form field=NAME entry=Entry::OwnName value=name />
            <Button weight=Weight::SmallPrimary>"Enregistrer le nom"</Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn MailForm<'a>(form: &'a Form, preference: MailPreference) -> AnyView {
    let options =
        MailPreference::ALL.iter().map(|&one| (one.code().to_owned(), wording::mail_preference(one).to_owned()));
    view! {
        <h2>"Courriels"</h2>
        <PostForm form>
            <Radios form field=PREFERENCE options=options.collect() value=preference.code() />
            <Button weight=Weight::SmallPrimary>"Enregistrer le choix"</Button>
        </PostForm>
    }
    .into_any()
}

/// The weekly mail of figures: asked for, or no more.
#[component]
fn WeeklyFigures<'a>(form: &'a Form, wanted: bool) -> AnyView {
    let (choice, said, label) = match wanted {
        true => (STOPPED, "Vous les recevez le lundi matin, par courriel.", "Ne plus les recevoir"),
        false => (
            WANTED,
            "Le lundi matin, par courriel\u{a0}: ce que les collectivités ont fait dans la semaine.",
            "Les recevoir chaque lundi",
        ),
    };
    view! {
        <h2 id=FIGURES_PLACE>"Chiffres de la campagne"</h2>
        <p>{said} " " <a href=Address::Statistics.to_string()>"Les lire sur le site"</a></p>
        <PostForm form>
            <HiddenField name=form_field::CHOICE value=choice />
            <Button weight=Weight::Small>{label}</Button>
        </PostForm>
    }
    .into_any()
}
