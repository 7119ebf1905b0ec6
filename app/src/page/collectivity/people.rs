//! The page of a collectivité's people: who acts for it, who asks to, and who casts its ballot.

use super::{
    act::{end_of_charge, end_of_membership},
    change::{AnnouncedChanges, ChangeForms, MissingConsent, ProposeChange},
    mandate::{MandateForms, Mandates},
    pending::{Invitations, InviteForm, PendingForms, Requests},
    person_button::{PERSON, PersonButton, PersonEnd, READ_BY},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::Actions,
        ask_first::{self, Ask, Why},
        card::{CardItem, Cards},
        field::RefusalSummary,
        form::Form,
        frame::{Frame, Page},
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    id::PersonId,
    permission::{Action, Facts},
    siren::Siren,
};
use leptos::prelude::*;
use server::{
    joint_act::{self, Consent, Listed},
    membership::{self, Invited},
    person::{self, Asking, Colleague},
    reference::Reference,
};
use std::sync::Arc;

/// What the page shows.
struct PeoplePage {
    siren: Siren,
    reference: Arc<Reference>,
    name: String,
    people: Vec<Colleague>,
    asking: Vec<Asking>,
    invited: Vec<Invited>,
    changes: Vec<Listed>,
    consent: Option<Consent>,
    rights: Rights,
    forms: PeopleForms,
}

/// What whoever visits may do on the page.
struct Rights {
    /// Whether the collectivité has a referent.
    has_referent: bool,
    /// Whether whoever visits is one, and says who else acts for it.
    is_referent: bool,
    answers: bool,
    gives_mandate: bool,
    invites: bool,
    /// Who visits, if they are of its own people: they may object to changes.
    own: Option<PersonId>,
    proposes: bool,
}

/// The page; for the collectivité's own people and for curators.
pub async fn page(visit: Visit, Path(siren): Path<Siren>) -> Result<Page, Failure> {
    let reference = visit.ctx.platform.reference();
    let name = reference.find(&siren).map(|found| found.name.clone()).ok_or(Failure::NotFound)?;
    let campaign = visit.campaign()?.clone();
    let people = person::colleagues(&visit.ctx, &siren, &campaign).await?;
    let page = PeoplePage {
        siren,
        asking: person::asking(&visit.ctx, &siren).await?,
        invited: membership::invited(&visit.ctx, &siren).await?,
        changes: joint_act::of_siren(&visit.ctx, &siren).await?,
        consent: joint_act::missing_consent(&visit.ctx, &siren).await?,
        rights: Rights::of(&visit, &siren, &people),
        forms: PeopleForms::new(&visit, siren),
        reference,
        name,
        people,
    };
    let frame =
        Frame::new("Personnes et mandat de vote").below(visit.here(Address::Collectivity(siren)), page.name.clone());
    Ok(frame.render(&visit, || view! { <People page=&page /> }.into_any()))
}

impl Rights {
    fn of(visit: &Visit, siren: &Siren, people: &[Colleague]) -> Self {
        let actor = &visit.ctx.actor;
        let has_referent = people.iter().any(|colleague| colleague.referent);
        let is_referent = actor.acting.as_ref().is_some_and(|acting| acting.siren == *siren && acting.referent);
        let curates = visit.ctx.authorise(Action::Curate, &Facts::default()).is_ok();
        let own = actor.memberships.contains(siren);
        let gives_mandate = visit.ctx.authorise(Action::GiveMandate, &Facts::of(siren, true)).is_ok();
        Self {
            has_referent,
            is_referent,
            // Where there is a referent, curators leave requests to them.
            answers: is_referent || (curates && !has_referent),
            gives_mandate,
            invites: gives_mandate && visit.ctx.platform.mailer.is_some(),
            own: actor.person.filter(|_| own),
            proposes: curates && !own && !people.is_empty(),
        }
    }
}

/// The forms of the page.
struct PeopleForms {
    referent: Form,
    end: Form,
    changes: ChangeForms,
    pending: PendingForms,
    mandates: MandateForms,
}

impl PeopleForms {
    fn new(visit: &Visit, siren: Siren) -> Self {
        let form = |address: Address| Form::new(visit, address).labelled(&[PERSON, ask_first::REASON]);
        Self {
            referent: form(Address::PeopleReferent(siren)),
            end: form(Address::PeopleEnd(siren)),
            changes: ChangeForms::new(visit, siren),
            pending: PendingForms::new(visit, siren),
            mandates: MandateForms::new(visit, siren),
        }
    }

    /// The form that was refused, if any.
    fn refused(&self) -> Option<&Form> {
        let Self { referent, end, changes, pending, mandates } = self;
        let people = [&pending.answer, referent, end, &pending.invite, &mandates.give, &mandates.withdraw];
        let changes = [&changes.propose, &changes.object, &changes.consent];
        people.into_iter().chain(changes).find(|form| form.is_refused())
    }
}

#[component]
fn People<'a>(page: &'a PeoplePage) -> AnyView {
    let PeoplePage { reference, people, rights, forms, .. } = page;
    let (is_referent, gives) = (rights.is_referent, rights.gives_mandate);
    let none = people.is_empty().then(|| view! { <p>"Personne n’agit encore pour cette collectivité."</p> });
    let cards = views(people.iter().map(|colleague| view! { <PersonCard colleague rights forms /> }.into_any()));
    let consent = page.consent.as_ref();
    let consent = consent.map(|consent| view! { <MissingConsent consent is_referent form=&forms.changes.consent /> });
    let propose = rights.proposes.then(|| {
        let has_referent = rights.has_referent;
        view! { <ProposeChange people has_referent form=&forms.changes.propose /> }
    });
    view! {
        <h1>"Personnes et mandat de vote"</h1>
        <p>{page.name.clone()} ". " {who_decides(rights)}</p>
        {forms.refused().map(|form| view! { <RefusalSummary form /> })}
        <h2>"Personnes"</h2>
        {none}
        <Cards>{cards}</Cards>
        {consent}
        <AnnouncedChanges reference changes=&page.changes own=rights.own form=&forms.changes.object />
        {propose}
        <Requests asking=&page.asking answers=rights.answers is_referent form=&forms.pending.answer />
        <Invitations invited=&page.invited takes_back=gives form=&forms.pending.take_back />
        {rights.invites.then(|| view! { <InviteForm form=&forms.pending.invite /> })}
        <Mandates people gives own=rights.own forms=&forms.mandates />
        <p>
            "Projet de délibération sur le mandat de vote, à adapter\u{a0}: "
            <a href=Address::MandateDeliberationOdt(page.siren).to_string()>"pour traitement de texte (ODT)"</a> " ou "
            <a href=Address::MandateDeliberation(page.siren).to_string()>"à imprimer (PDF)"</a>
        </p>
    }
    .into_any()
}

/// Who says who acts for the collectivité.
fn who_decides(rights: &Rights) -> &'static str {
    match (rights.has_referent, rights.gives_mandate) {
        (true, true) => "Vous êtes référent : vous dites qui agit pour la collectivité, et qui dépose son bulletin.",
        (true, false) => "Le référent de la collectivité dit qui agit pour elle, et qui dépose son bulletin.",
        (false, _) => {
            "La collectivité n’a pas encore de référent. La première personne que confirme l’adresse officielle de la \
             collectivité le devient ; à défaut, celle que deux personnes de l’équipe de l’Incubateur nomment sur \
             justification."
        }
    }
}

/// Somebody who acts for the collectivité, and what its referents may do about that.
#[component]
fn PersonCard<'a>(colleague: &'a Colleague, rights: &'a Rights, forms: &'a PeopleForms) -> AnyView {
    let mandate = colleague.mandate.as_ref();
    let mandate = mandate.map(|mandate| format!(" – mandat de vote ({})", wording::rank(mandate.rank)));
    let manage = rights.is_referent.then(|| view! { <Manage colleague own=rights.own forms /> });
    view! {
        <CardItem>
            <p>
                <strong>{colleague.name.clone()}</strong>
                ", "
                {colleague.title.clone()}
                " ("
                {wording::capacity(colleague.capacity).to_lowercase()}
                ")"
                {colleague.referent.then_some(" – référent")}
                {mandate}
            </p>
            {manage}
        </CardItem>
    }
    .into_any()
}

/// What is asked before somebody is a referent no longer.
fn before_end_of_charge(person: PersonId, name: &str, own: bool) -> Ask {
    let what = match own {
        true => {
            "Vous agissez toujours pour la collectivité, et ne dites plus qui agit pour elle ni qui vote.".to_owned()
        }
        false => format!("{name} agit toujours pour la collectivité, et ne dit plus qui agit pour elle ni qui vote."),
    };
    let why = (!own).then(|| Why::named(end_of_charge(person), READ_BY));
    Ask::before("Ne plus être référent", what).of(name).why(why)
}

/// What is asked before somebody acts for the collectivité no longer.
fn before_end_of_membership(person: PersonId, name: &str, own: bool) -> Ask {
    let what = match own {
        true => {
            "Vous n’agissez plus pour la collectivité : votre mandat de vote et vos sessions prennent fin.".to_owned()
        }
        false => format!(
            "{name} n’agit plus pour la collectivité : son mandat de vote et ses sessions prennent fin. Ce qui a été \
             écrit reste.",
        ),
    };
    let why = (!own).then(|| Why::named(end_of_membership(person), READ_BY));
    Ask::before("Mettre fin au rattachement", what).of(name).why(why)
}

#[component]
fn Manage<'a>(colleague: &'a Colleague, own: Option<PersonId>, forms: &'a PeopleForms) -> AnyView {
    let Colleague { person, name, title, capacity, referent, .. } = colleague;
    let person = *person;
    let own = own == Some(person);
    let shown = &membership::shown_member(person, name, title, *capacity, *referent);
    let end_of_charge = before_end_of_charge(person, name, own);
    let charge = match referent {
        true => view! { <PersonEnd form=&forms.referent person shown choice="non" ask=end_of_charge /> }.into_any(),
        false => view! { <PersonButton form=&forms.referent person choice="oui" label="Nommer référent" name shown /> }
            .into_any(),
    };
    view! {
        <Actions>
            {charge} <PersonEnd form=&forms.end person shown ask=before_end_of_membership(person, name, own) />
        </Actions>
    }
    .into_any()
}
