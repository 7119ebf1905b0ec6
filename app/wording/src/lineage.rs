//! The steps of a line of life, in sentences.

use crate::{count, euros, number, time};
use entity::{
    calendar::Overseas,
    group::GroupState,
    lineage::{Milestone, Step, StepState, Subject, Verdict, When},
    tally::{Lacking, Utility},
};

/// What a project lacked, in a sentence or two.
pub fn lacking(lacking: &Lacking, voters: u64, utility: Utility) -> String {
    let cents = |amount: u64| euros(i64::try_from(amount).unwrap_or(i64::MAX));
    if utility == Utility::Points {
        return match lacking.cost {
            Some(cost) => format!("Il aurait été retenu à {}.", cents(cost)),
            None => "Aucun coût plus bas n’aurait suffi.".to_owned(),
        };
    }
    let approvals = match lacking.approvals {
        Some(approvals) => {
            format!("Il lui manquait {}", count(u64::from(approvals), "approbation", "approbations"))
        }
        None => format!(
            "Même choisi par {} il n’aurait pas été retenu",
            match voters {
                1 => "la collectivité qui a voté,".to_owned(),
                _ => format!("les {} collectivités qui ont voté,", number(voters)),
            }
        ),
    };
    match lacking.cost {
        Some(cost) => format!("{approvals} ; il aurait été retenu à {}.", cents(cost)),
        None => format!("{approvals} ; aucun coût plus bas n’y aurait suffi."),
    }
}

/// Where a step stands, in a word.
pub fn step_state(state: StepState) -> &'static str {
    match state {
        StepState::Done => "Fait",
        StepState::Now => "En cours",
        StepState::ToCome => "À venir",
        StepState::Never => "Sans suite",
    }
}

/// A step, as a short sentence without its full stop; `place` is the collectivité of the first need.
pub fn step_title(step: &Step, subject: Subject, place: &str) -> String {
    let of_project = matches!(subject, Subject::Project(_));
    match &step.milestone {
        Milestone::Published(needs) if needs.count > 1 => {
            format!("{} publiés, le premier par {place}", count(needs.count, "besoin", "besoins"))
        }
        Milestone::Published(_) => format!("Besoin publié par {place}"),
        Milestone::JoinedAnother(joined) => format!("A rejoint «\u{202f}{}\u{202f}»", joined.title),
        Milestone::JoinedBy { others, needs } => joined_by(*others, *needs),
        Milestone::Supported { supports: 0, .. } => "Aucun soutien pour le moment".to_owned(),
        Milestone::Supported { supports, needs: 0 | 1 } => {
            format!("Soutenu par {}", count(*supports, "autre collectivité", "autres collectivités"))
        }
        // One collectivité may support several of them.
        Milestone::Supported { supports, .. } => count(*supports, "soutien", "soutiens"),
        Milestone::Grouped { .. } if matches!(subject, Subject::Group(_)) => "Groupement ouvert".to_owned(),
        Milestone::Grouped { groups, needs } => {
            let on = if *needs > 1 { "ces besoins" } else { "ce besoin" };
            format!("{} sur {on}", count(*groups, "groupement", "groupements"))
        }
        Milestone::Submitted(GroupState::Submitted) => "Groupement déposé".to_owned(),
        Milestone::Submitted(GroupState::Dissolved) => "Groupement dissous par sa collectivité chef de file".to_owned(),
        Milestone::Submitted(GroupState::Forming) if step.state == StepState::Never => {
            "Le groupement n’a pas été déposé".to_owned()
        }
        Milestone::Submitted(GroupState::Forming) => "Dépôt du groupement".to_owned(),
        Milestone::InProject(Some(project)) if of_project => match project.needs {
            0 | 1 => "Mis en projet, coût chiffré".to_owned(),
            needs => format!("{} réunis dans ce projet", count(needs, "besoin", "besoins")),
        },
        Milestone::InProject(Some(project)) => format!("Entré dans le projet «\u{202f}{}\u{202f}»", project.title),
        Milestone::InProject(None) if step.state == StepState::Never => {
            "N’est entré dans aucun projet soumis au vote".to_owned()
        }
        Milestone::InProject(None) => "Mise en projet par l’équipe de curation".to_owned(),
        Milestone::Declined => "L’équipe de curation ne retient pas ce besoin".to_owned(),
        Milestone::Vote { .. } => match step.state {
            StepState::Now => "Soumis au vote des collectivités".to_owned(),
            _ => "Vote des collectivités".to_owned(),
        },
        Milestone::Result(Some(verdict)) => result(verdict),
        Milestone::Result(None) if step.state == StepState::Now => "Dépouillement".to_owned(),
        Milestone::Result(None) => "Résultat du vote".to_owned(),
        Milestone::Applications { .. } => match step.state {
            StepState::Now => "Candidatures ouvertes pour l’expérimenter".to_owned(),
            StepState::Done => "Candidatures closes".to_owned(),
            StepState::ToCome | StepState::Never => "Candidatures pour l’expérimenter".to_owned(),
        },
        Milestone::Adopted { collectivities: 0 } => "Adoption par des collectivités".to_owned(),
        Milestone::Adopted { collectivities } => {
            format!("Adopté par {}", count(*collectivities, "collectivité", "collectivités"))
        }
        Milestone::Paid { promised, .. } if promised.cents() == 0 => "Versements".to_owned(),
        Milestone::Paid { promised, paid } => money(promised.cents(), paid.cents()),
        Milestone::Subsidised(subsidy) => {
            let money = money(subsidy.promised.cents(), subsidy.paid.cents());
            format!("Subvention «\u{202f}{}\u{202f}»\u{a0}: {money}", subsidy.envelope)
        }
    }
}

/// How many others joined a need, or several.
fn joined_by(others: u64, needs: u64) -> String {
    let joined = match (others > 1, needs > 1) {
        (false, false) => "l’a rejoint",
        (true, false) => "l’ont rejoint",
        (false, true) => "les a rejoints",
        (true, true) => "les ont rejoints",
    };
    format!("{} {joined}", count(others, "autre besoin", "autres besoins"))
}

fn result(verdict: &Verdict) -> String {
    let votes = count(verdict.votes, "voix", "voix");
    if verdict.selected { format!("Retenu par le vote, avec {votes}") } else { format!("Non retenu, avec {votes}") }
}

fn money(promised: i64, paid: i64) -> String {
    match () {
        () if paid == 0 => format!("{} accordés", euros(promised)),
        () if paid < promised => format!("{} versés sur {} accordés", euros(paid), euros(promised)),
        () => format!("{} versés, jusqu’au dernier euro", euros(paid)),
    }
}

/// What is said of a step under its title; empty where there is nothing more.
pub fn step_note(step: &Step) -> String {
    match &step.milestone {
        Milestone::Result(Some(Verdict { lacking: Some(lacks), voters, utility, .. })) => {
            lacking(lacks, *voters, *utility)
        }
        Milestone::Vote { frozen_at: Some(at) } => format!("Règle figée le {}.", time::day(*at)),
        _ => String::new(),
    }
}

/// When a step was, is or will be, in Paris: `12 janvier 2021`, `avant le 1er avril 2021`, `jusqu’au …`.
pub fn step_when(when: When, overseas: Option<Overseas>) -> String {
    match when {
        When::On(at) => time::day(at),
        When::Before(at) => format!("avant le {}", time::day(at)),
        When::Until(at) => format!("jusqu’au {}", time::deadline(at, overseas)),
        When::During(period) => format!("du {} au {}", time::date(period.opens), time::date(period.until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::{
        id::NeedId,
        lineage::{Needs, Project},
        money::Euros,
    };

    const NIL: &str = "00000000-0000-0000-0000-000000000000";

    fn need() -> NeedId {
        NIL.parse().expect("an identifier")
    }

    fn said(milestone: Milestone, state: StepState) -> String {
        step_title(&Step { milestone, state, when: None }, Subject::Need(need()), "Figeac (46)")
    }

    #[test]
    fn each_step_is_said_as_it_stands() {
        let needs = |count| Needs {
            count,
            first: need(),
            siren: "214601023".parse().expect("a SIREN"),
            published_at: "2021-01-12T09:00:00Z".parse().expect("an instant"),
            versions: 1,
            supports: 0,
            joined: 0,
            joined_at: None,
            declined: false,
        };
        let project = Project { id: NIL.parse().expect("an identifier"), title: "Un standard".into(), needs: 2 };
        let paid =
            |promised, paid| Milestone::Paid { promised: Euros::from_euros(promised), paid: Euros::from_euros(paid) };
        for (milestone, state, expected) in [
            (Milestone::Published(needs(1)), StepState::Done, "Besoin publié par Figeac (46)"),
            (Milestone::Published(needs(2)), StepState::Done, "2\u{a0}besoins publiés, le premier par Figeac (46)"),
            (Milestone::JoinedBy { others: 2, needs: 1 }, StepState::Done, "2\u{a0}autres besoins l’ont rejoint"),
            (Milestone::Supported { supports: 1, needs: 1 }, StepState::Done, "Soutenu par 1\u{a0}autre collectivité"),
            (Milestone::Supported { supports: 30, needs: 3 }, StepState::Done, "30\u{a0}soutiens"),
            (Milestone::Grouped { groups: 2, needs: 3 }, StepState::Done, "2\u{a0}groupements sur ces besoins"),
            (Milestone::InProject(None), StepState::Never, "N’est entré dans aucun projet soumis au vote"),
            (
                Milestone::InProject(Some(project)),
                StepState::Done,
                "Entré dans le projet «\u{202f}Un standard\u{202f}»",
            ),
            (Milestone::Result(None), StepState::ToCome, "Résultat du vote"),
            (Milestone::Adopted { collectivities: 2 }, StepState::Done, "Adopté par 2\u{a0}collectivités"),
            (paid(300, 0), StepState::Now, "300\u{a0}€ accordés"),
            (paid(300, 100), StepState::Now, "100\u{a0}€ versés sur 300\u{a0}€ accordés"),
            (paid(300, 300), StepState::Done, "300\u{a0}€ versés, jusqu’au dernier euro"),
        ] {
            assert_eq!(said(milestone, state), expected);
        }
    }

    #[test]
    fn what_a_loser_lacked_is_said_under_the_result() {
        let lacking = Some(Lacking { approvals: Some(2), cost: None });
        let verdict = Verdict { selected: false, votes: 3, lacking, voters: 9, utility: Utility::Cost };
        let step = Step { milestone: Milestone::Result(Some(verdict)), state: StepState::Never, when: None };
        assert_eq!(step_title(&step, Subject::Need(need()), ""), "Non retenu, avec 3\u{a0}voix");
        assert_eq!(step_note(&step), "Il lui manquait 2\u{a0}approbations ; aucun coût plus bas n’y aurait suffi.");
    }
}
