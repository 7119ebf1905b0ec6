//! The members of a group, and what each may answer.

use crate::ui::here::here;
use crate::ui::{
    act::{Button, Weight},
    field::{HiddenField, PostForm},
    form::Form,
    input::Field,
    table::{Cell, Head, Row, Table},
    views::views,
};
use entity::{address::Address, door::Reached, form_field, group::MemberState, siren::Siren};
use leptos::prelude::*;
use server::group::query::Member;
use wording::number;

/// The collectivité that an act is about.
pub const SIREN: Field = Field::new(form_field::SIREN, "Collectivité");

/// Who reads the page of a group, and whether the group still changes.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    pub acting: Option<Siren>,
    pub leads: bool,
    pub forming: bool,
}

impl Reader {
    /// The answers that a member's state leaves to whoever reads: code and label.
    fn answers(&self, member: &Member) -> &'static [(&'static str, &'static str)] {
        let own = self.acting == Some(member.siren);
        match member.state {
            _ if !self.forming => &[],
            MemberState::Invited if own => &[("accept", "Accepter"), ("decline", "Décliner")],
            MemberState::Requested if self.leads => &[("accept", "Accepter"), ("decline", "Décliner")],
            MemberState::Invited if self.leads => &[("take_back", "Reprendre l’invitation")],
            MemberState::Member if own => &[("leave", "Quitter le groupement")],
            MemberState::Lead
            | MemberState::Invited
            | MemberState::Requested
            | MemberState::Member
            | MemberState::Declined
            | MemberState::Left
            | MemberState::TakenBack => &[],
        }
    }
}

/// The table of the members, without those that are out of the group. `respond` sends what is answered.
#[component]
pub fn Members<'a>(members: &'a [Member], reader: Reader, respond: &'a Form) -> AnyView {
    let heads = vec![
        Head::new("Collectivité"),
        Head::new("Situation"),
        Head::number("Habitants"),
        Head::new("Habitants comptés"),
        Head::new("Réponse"),
    ];
    let gone = |state| matches!(state, MemberState::Declined | MemberState::Left | MemberState::TakenBack);
    let rows = members.iter().filter(|member| !gone(member.state)).map(|member| row(member, reader, respond));
    view! { <Table id="membres" caption="Collectivités du groupement" heads rows=rows.collect() /> }.into_any()
}

fn row(member: &Member, reader: Reader, respond: &Form) -> Row {
    let link = view! { <a href=here(Address::Collectivity(member.siren))>{member.name.clone()}</a> };
    let reached = member.reached.filter(|_| reader.leads && member.state == MemberState::Invited);
    let reached = reached.map(|reached| view! { <span class="fr-hint-text">{reached_sentence(reached)}</span> });
    Row::new([
        Cell::head(link),
        Cell::new(view! {
            {wording::member_state(member.state)}
            {reached}
        }),
        Cell::number(number(member.population)),
        Cell::new(counted(member)),
        Cell::new(view! { <Answers member reader respond /> }).class("t-inline"),
    ])
}

#[component]
fn Answers<'a>(member: &'a Member, reader: Reader, respond: &'a Form) -> AnyView {
    views(reader.answers(member).iter().map(|&(answer, label)| {
        view! {
            <PostForm form=respond>
                <HiddenField name=SIREN.name value=member.siren.to_string() />
                <HiddenField name=form_field::ANSWER value=answer />
                <Button weight=Weight::Small>{label}</Button>
            </PostForm>
        }
        .into_any()
    }))
}

/// What the meter counts of a member.
fn counted(member: &Member) -> String {
    match (member.state.counts(), member.adds, member.population) {
        (_, 0, _) => "n’ajoute aucun habitant : ses communes sont comptées par un autre membre".to_owned(),
        (true, adds, population) if adds < population => format!("{} sont comptés par elle seule", number(adds)),
        (true, _, _) => "tous comptés par elle seule".to_owned(),
        (false, adds, _) => format!("ajouterait {}", number(adds)),
    }
}

/// Whom an invitation reached, and what to do where it reached nobody; for the lead, who invited.
fn reached_sentence(reached: Reached) -> &'static str {
    match reached {
        Reached::People => "Les personnes qui agissent pour elle sont averties.",
        Reached::Mail => "Personne n’agit encore pour elle : un courriel est parti à son adresse officielle.",
        Reached::MailBefore => {
            "Personne n’agit encore pour elle : son adresse officielle a déjà reçu un courriel de ce groupement \
             aujourd’hui."
        }
        Reached::NoAddress => {
            "Personne n’est averti : personne n’agit encore pour elle, et son adresse officielle n’est pas connue ici. \
             Téléphonez à sa mairie ou à son siège, et donnez l’adresse de cette page."
        }
        Reached::TooMany => {
            "Personne n’est averti : trop de courriels sont déjà partis aujourd’hui, de votre part ou vers son adresse \
             officielle. Reprenez l’invitation et refaites-la demain, ou téléphonez."
        }
        Reached::NoMail => {
            "Personne n’est averti : personne n’agit encore pour elle, et ce serveur n’envoie pas de courriel. \
             Téléphonez, et donnez l’adresse de cette page."
        }
    }
}
