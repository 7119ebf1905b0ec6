//! Eligibility: what an envelope says of an applicant, in sentences, with what would be enough.

use super::here::here;
use super::{alert::Tone, badge::Badge, views::views};
use entity::{
    address::{Address, Link},
    eligibility::Judgement,
    id::GroupId,
    siren::Siren,
};
use leptos::prelude::*;
use server::application::remedy::Remedy;
use wording::{capitalised, count};

/// What an envelope says of an applicant.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub envelope: String,
    pub href: String,
    /// None where it is neither good nor bad: an envelope that is closed.
    pub tone: Option<Tone>,
    pub label: &'static str,
    pub sentence: String,
    pub act: Option<Act>,
}

/// What would be enough, and where one does it.
#[derive(Debug, Clone)]
pub struct Act {
    pub sentence: String,
    /// Nowhere, for who may not do it.
    pub href: Option<String>,
}

impl Act {
    /// What inviting a body would bring a group; `leads` where who reads may invite.
    pub fn of(remedy: &Remedy, group: Option<GroupId>, leads: bool) -> Self {
        Self {
            sentence: wording::remedy_sentence(&remedy.name, &remedy.after),
            href: group.filter(|_| leads).map(|group| invitation(group, &remedy.name).to_string()),
        }
    }
}

/// The page of a group where a body is already looked for, to be invited.
fn invitation(group: GroupId, name: &str) -> Link {
    Address::Group(group).with("chercher", name).at("inviter")
}

/// What lacks, as a sentence; empty when nothing does.
pub fn lacking_sentence(judgement: &Judgement) -> String {
    match wording::lacking_clause(judgement) {
        none if none.is_empty() => none,
        clause => format!("{}.", capitalised(&clause)),
    }
}

/// What several envelopes say, each once.
#[component]
pub fn Verdicts(verdicts: Vec<Verdict>) -> AnyView {
    let verdicts = views(verdicts.into_iter().map(|verdict| {
        let Verdict { envelope, href, tone, label, sentence, act } = verdict;
        view! {
            <li>
                <p class="t-verdict__envelope">
                    <a href=href>{envelope}</a>
                </p>
                <p>
                    <Badge tone small=true label />
                </p>
                <p>{sentence} " " {act.map(|act| view! { <Remedied act /> })}</p>
            </li>
        }
        .into_any()
    }));
    view! { <ul class="t-verdicts">{verdicts}</ul> }.into_any()
}

/// What would be enough, with the way to do it.
#[component]
pub fn Remedied(act: Act) -> AnyView {
    let way = act.href.map(|href| {
        view! {
            " "
            <a href=href>"Chercher et inviter"</a>
        }
    });
    view! {
        <strong>{act.sentence}</strong>
        {way}
    }
    .into_any()
}

/// Collectivités that could join, each with the inhabitants that it would add; nothing where there is none.
#[component]
pub fn Nearby<'a>(bodies: &'a [(Siren, String, u64)]) -> AnyView {
    if bodies.is_empty() {
        return ().into_any();
    }
    let lines = views(bodies.iter().map(|(siren, name, adds)| {
        let adds = match adds {
            0 => "ses habitants sont déjà comptés".to_owned(),
            adds => format!("apporterait {}", count(*adds, "habitant", "habitants")),
        };
        view! {
            <li>
                <a href=here(Address::Collectivity(*siren))>{name.clone()}</a>
                " – "
                {adds}
            </li>
        }
        .into_any()
    }));
    view! {
        <p>"Près de vous, pourraient compléter le groupement\u{a0}:"</p>
        <ul>{lines}</ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;
    use entity::eligibility::{Applicant, Condition};

    fn verdict(tone: Option<Tone>, act: Option<Act>) -> String {
        let verdict = Verdict {
            envelope: "Dématérialisation".into(),
            href: "/enveloppes/dematerialisation".into(),
            tone,
            label: "Pas encore éligible",
            sentence: "Il manque un département.".into(),
            act,
        };
        html(|| view! { <Verdicts verdicts=vec![verdict] /> })
    }

    #[test]
    fn an_envelope_says_one_thing_and_what_would_be_enough() {
        let sentence = "Inviter le Département du Lot suffit.".to_owned();
        let said = verdict(Some(Tone::Info), Some(Act { sentence: sentence.clone(), href: Some("/inviter".into()) }));
        assert!(said.contains("Il manque un département. <strong>Inviter le Département du Lot suffit."), "{said}");
        assert!(said.contains("<a href=\"/inviter\">Chercher et inviter</a>"), "{said}");
        let read = verdict(Some(Tone::Info), Some(Act { sentence, href: None }));
        assert!(!read.contains("Chercher et inviter"), "who may not invite is not led there: {read}");
    }

    #[test]
    fn the_way_to_invite_has_the_name_looked_for_already() {
        let both = Condition::Departement(true).judge(&Applicant { departements: 1, ..Applicant::default() });
        let siren = "224600015".parse().expect("a SIREN");
        let remedy = Remedy { siren, name: "Département du Lot".into(), after: both };
        let group: GroupId = "01890000-0000-7000-8000-000000000001".parse().expect("an identifier");
        let act = Act::of(&remedy, Some(group), true);
        assert_eq!(act.sentence, "Inviter le Département du Lot suffit.");
        assert!(act.href.expect("a way").ends_with("?chercher=D%C3%A9partement+du+Lot#inviter"));
        assert_eq!(Act::of(&remedy, Some(group), false).href, None);
    }
}
