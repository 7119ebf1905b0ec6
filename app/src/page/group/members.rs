//! The members of a group, and what each may answer.

use super::act::answer_to;
use crate::ui::here::here;
use crate::ui::{
    act::{Button, Weight},
    ask_first::{Ask, AskFirst, Why},
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
    /// Whether the page follows the group: its visitors read it as it was, and load nothing that moves.
    pub fn follows(self) -> bool {
        self.forming && self.acting.is_some()
    }

    /// The answers that a member's state leaves to whoever reads.
    fn answers(&self, member: &Member) -> &'static [Answer] {
        let own = self.acting == Some(member.siren);
        match member.state {
            _ if !self.forming => &[],
            MemberState::Invited if own => &[Answer::Accept, Answer::DeclineInvitation],
            MemberState::Requested if self.leads => &[Answer::Accept, Answer::DeclineRequest],
            MemberState::Invited if self.leads => &[Answer::TakeBack],
            MemberState::Member if own => &[Answer::Leave],
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

/// What may be answered on the line of a member.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Accept,
    DeclineInvitation,
    DeclineRequest,
    TakeBack,
    Leave,
}

impl Answer {
    /// As forms send it.
    fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::DeclineInvitation | Self::DeclineRequest => "decline",
            Self::TakeBack => "take_back",
            Self::Leave => "leave",
        }
    }

    /// What is asked before; None where nothing is taken from anybody.
    fn ask(self, siren: &Siren) -> Option<Ask> {
        let (act, what, read_by) = match self {
            Self::Accept => return None,
            Self::DeclineInvitation => (
                "Décliner",
                "Votre collectivité n’entre pas dans le groupement. Son chef de file en est averti ; il peut vous \
                 inviter de nouveau.",
                "Lu par le chef de file du groupement",
            ),
            Self::DeclineRequest => (
                "Décliner",
                "La collectivité n’entre pas dans le groupement, et en est avertie. Elle peut le demander de nouveau.",
                "Lu par les personnes de cette collectivité",
            ),
            Self::TakeBack => (
                "Reprendre l’invitation",
                "La collectivité ne peut plus entrer dans le groupement par cette invitation, et en est avertie.",
                "Lu par les personnes de cette collectivité",
            ),
            Self::Leave => (
                "Quitter le groupement",
                "Vos habitants n’y sont plus comptés : il peut ne plus remplir la condition. Les autres membres en \
                 sont avertis.",
                "Lu par les autres membres du groupement",
            ),
        };
        Some(Ask::before(act, what).why(Why::named(answer_to(self.code(), siren), read_by)))
    }
}

/// The table of the members, without those that are out of the group. `respond` sends what is answered.
#[component]
pub fn Members<'a>(members: &'a [Member], reader: Reader, respond: &'a Form) -> AnyView {
    let heads = vec![
        Head::new("Collectivité"),
        Head::new("Situation"),
        Head::number("Habitants"),
        Head::new("Remarque"),
        Head::new("Réponse"),
    ];
    let mut inside: Vec<&Member> = members.iter().filter(|member| !member.state.is_out()).collect();
    // What awaits whoever reads comes first.
    inside.sort_by_key(|member| reader.answers(member).is_empty());
    let rows = inside.into_iter().map(|member| row(member, reader, respond));
    view! { <Table id="membres" caption="Collectivités du groupement" hidden=true heads rows=rows.collect() /> }
        .into_any()
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
    views(reader.answers(member).iter().map(|&answer| {
        let hidden = view! {
            <HiddenField name=SIREN.name value=member.siren.to_string() />
            <HiddenField name=form_field::ANSWER value=answer.code() />
        };
        match answer.ask(&member.siren) {
            Some(ask) => view! {
                <AskFirst form=respond ask=ask.of(&member.name)>
                    {hidden}
                </AskFirst>
            }
            .into_any(),
            None => {
                let accept = view! { <Button weight=Weight::SmallPrimary>"Accepter"</Button> };
                view! { <PostForm form=respond>{hidden} {accept}</PostForm> }.into_any()
            }
        }
    }))
}

/// What the meter counts of a member; nothing to say where it counts all of them, for it alone.
fn counted(member: &Member) -> Option<String> {
    let said = match (member.state.counts(), member.adds, member.population) {
        (_, 0, _) => "n’ajoute aucun habitant : ses communes sont comptées par un autre membre".to_owned(),
        (true, adds, population) if adds < population => format!("{} sont comptés par elle seule", number(adds)),
        (true, _, _) => return None,
        (false, adds, _) => format!("ajouterait {}", number(adds)),
    };
    Some(said)
}

/// Whom an invitation reached, and what to do where it reached nobody; for the lead, who invited.
fn reached_sentence(reached: Reached) -> &'static str {
    match reached {
        Reached::People => "Les personnes qui agissent pour elle sont averties.",
        Reached::Mail => "Personne n’agit encore pour elle : un courriel est parti à son adresse officielle.",
        Reached::MailBefore => {
            "Personne n’agit encore pour elle : son adresse officielle a déjà reçu un courriel de ce groupement \
             aujourd’hui."
        }
        Reached::NoAddress => {
            "Personne n’est averti : personne n’agit encore pour elle, et son adresse officielle n’est pas connue ici. \
             Téléphonez à sa mairie ou à son siège, et donnez l’adresse de cette page."
        }
        Reached::TooMany => {
            "Personne n’est averti : trop de courriels sont déjà partis aujourd’hui, de votre part ou vers son adresse \
             officielle. Reprenez l’invitation et refaites-la demain, ou téléphonez."
        }
        Reached::NoMail => {
            "Personne n’est averti : personne n’agit encore pour elle, et ce serveur n’envoie pas de courriel. \
             Téléphonez, et donnez l’adresse de cette page."
        }
    }
}
