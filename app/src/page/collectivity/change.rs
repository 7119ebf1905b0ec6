//! Changes of a collectivité's people on which the State's people have their say: what they proposed, and the consent
//! of the collectivité's official address.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Actions, Button, Weight},
        alert::{Alert, Tone},
        ask_first::{self, Ask, AskFirst, Why},
        card::{CardItem, Cards},
        field::{PostForm, Radios, SelectField, TextField},
        form::Form,
        input::Field,
        joint_act::JointActText,
        shown::ShownField,
        views::views,
    },
};
use entity::{address::Address, form_field, id::PersonId, joint_act::JointAct, siren::Siren};
use leptos::prelude::*;
use server::{
    joint_act::{Consent, Listed},
    mandate,
    person::Colleague,
    reference::Reference,
};
use wording::time;

const MEMBER: Field = Field::new(form_field::MEMBER, "Personne");
const CHANGE: Field = Field::new(form_field::CHOICE, "Changement").short("Choix");
const REASON: Field = Field::new(form_field::REASON, "Justification")
    .help("Lue par la seconde personne, et par les personnes concernées")
    .short("Motif");
/// The act that is answered; whoever sends none did not use our form.
const ACT: Field = Field::new(form_field::ACT, "Formulaire");

/// The forms of these sections.
pub struct ChangeForms {
    pub propose: Form,
    pub object: Form,
    pub consent: Form,
}

impl ChangeForms {
    pub fn new(visit: &Visit, siren: Siren) -> Self {
        let form = |address: Address| Form::new(visit, address);
        Self {
            propose: form(Address::PeoplePropose(siren)).labelled(&[MEMBER, CHANGE, REASON]),
            object: form(Address::PeopleObject(siren)).labelled(&[ACT, ask_first::REASON]),
            consent: form(Address::PeopleConsent(siren)),
        }
    }
}

/// That the State named the referent, and what is missing.
#[component]
pub fn MissingConsent<'a>(consent: &'a Consent, is_referent: bool, form: &'a Form) -> AnyView {
    let asked = consent.asked_at.map(|at| format!(" Il lui a été demandé le {}.", time::moment(at)));
    let ask = match (consent.reaches, is_referent && !consent.asked_today) {
        (true, true) => view! {
            <PostForm form>
                <Button weight=Weight::Small>"Demander cet accord par courriel"</Button>
            </PostForm>
        }
        .into_any(),
        (true, false) => ().into_any(),
        (false, _) => view! {
            <p>
                "Aucune adresse officielle de la collectivité n’est connue ici : écrivez à l’équipe de l’Incubateur."
            </p>
        }
        .into_any(),
    };
    view! {
        <Alert tone=Tone::Info>
            <p>
                "L’équipe de l’Incubateur a nommé le référent. Du moment où la règle du vote est arrêtée jusqu’à sa \
                 clôture, il ne peut pas changer qui vote sans l’accord de l’adresse officielle de la collectivité."
                {asked}
            </p>
            {ask}
        </Alert>
    }
    .into_any()
}

/// The changes that may still take effect.
#[component]
pub fn AnnouncedChanges<'a>(
    reference: &'a Reference,
    changes: &'a [Listed],
    /// Who visits, if they are of the collectivité's own people.
    own: Option<PersonId>,
    /// Objects to one.
    form: &'a Form,
) -> AnyView {
    if changes.is_empty() {
        return ().into_any();
    }
    let cards = views(changes.iter().map(|listed| view! { <AnnouncedChange reference listed own form /> }.into_any()));
    view! {
        <h2>"Changements proposés par l’équipe de l’Incubateur"</h2>
        <Cards>{cards}</Cards>
    }
    .into_any()
}

/// A change that may still take effect; the collectivité's own people may object.
#[component]
fn AnnouncedChange<'a>(reference: &'a Reference, listed: &'a Listed, own: Option<PersonId>, form: &'a Form) -> AnyView {
    // Nobody whom the State named keeps themselves there alone.
    let ends = matches!(listed.act, JointAct::EndOfMembership { .. });
    let keeps =
        |me: &PersonId| ends && listed.row.person == Some(*me) && listed.by_hand.iter().any(|(person, _)| person == me);
    let object = own.filter(|me| !keeps(me)).map(|_| view! { <ObjectForm listed form /> });
    let joint_acts = Address::JointActs.to_string();
    let seconds = own.is_none().then(|| view! { <a href=joint_acts>"Voir les actes à deux"</a> });
    view! {
        <CardItem>
            <JointActText reference listed />
            <Actions>{object} {seconds}</Actions>
        </CardItem>
    }
    .into_any()
}

/// What is asked before somebody of the collectivité objects.
fn before_objecting(listed: &Listed) -> Ask {
    let what = "Cela n’aura pas lieu. Qui l’a proposé ou confirmé en est averti, et les personnes de la collectivité \
                aussi.";
    let why = Why::named(listed.row.id, "Lu par les personnes averties");
    Ask::before("S’y opposer", what).of(&listed.name).why(why)
}

#[component]
fn ObjectForm<'a>(listed: &'a Listed, form: &'a Form) -> AnyView {
    view! { <AskFirst form ask=before_objecting(listed).sends(ACT.name, listed.row.id) /> }.into_any()
}

/// What a curator may do with those who act for the collectivité.
#[component]
pub fn ProposeChange<'a>(people: &'a [Colleague], has_referent: bool, form: &'a Form) -> AnyView {
    let members = people.iter().map(|one| (one.person.to_string(), format!("{}, {}", one.name, one.title))).collect();
    let read = views(
        people
            .iter()
            .map(|one| view! { <ShownField shown=mandate::shown_member(one) of=one.person.to_string() /> }.into_any()),
    );
    let mut changes = vec![("fin".to_owned(), "Mettre fin au rattachement".to_owned())];
    if !has_referent {
        changes.insert(0, ("referent".to_owned(), "Proposer comme premier référent".to_owned()));
    }
    view! {
        <h2>"Proposer un changement"</h2>
        <p>
            "Un premier référent, ou la fin du rattachement d’un référent ou d’un élu qui a le mandat de vote, attend \
             une seconde personne de l’équipe, puis sept jours sans opposition ; de même tout rattachement, tant que \
             la collectivité n’a pas de référent ou qu’un changement y est proposé. Tout autre rattachement prend fin \
             aussitôt, et les personnes de la collectivité en sont averties."
        </p>
        <PostForm form>
            {read} <SelectField form field=MEMBER options=members /> <Radios form field=CHANGE options=changes />
            <TextField form field=REASON rows=3 /> <Button weight=Weight::Secondary>"Proposer"</Button>
        </PostForm>
    }
    .into_any()
}
