//! Where a group stands: its meter, and what each envelope says of it.

use crate::{
    http::{campaign::PageCampaign, failure::Failure, visit::Visit},
    ui::{
        alert::Tone,
        eligibility::{Act, Verdict, Verdicts, lacking_sentence},
        meter::Meter,
    },
};
use entity::{
    address::Address,
    group::{self, GroupState},
    id::GroupId,
};
use leptos::prelude::*;
use server::{
    application::remedy::Remedy,
    campaign::loaded::StoredCampaign,
    group::{
        query::{Detail, Member},
        verdict::{EnvelopeVerdict, IntakeStanding},
    },
};
use wording::time;

/// What is shown of it, and renewed as it forms.
pub struct GroupStanding {
    meter: group::Meter,
    verdicts: Vec<Verdict>,
    /// The envelopes whose condition it meets, by their names, and the others.
    pub eligible_for: Vec<String>,
    pub lacks_for: Vec<String>,
}

impl GroupStanding {
    /// As whoever visits reads it. One statement.
    pub async fn of(visit: &Visit, campaign: &StoredCampaign, detail: &Detail) -> Result<Self, Failure> {
        let found = match detail.group.state {
            GroupState::Dissolved => Vec::new(),
            GroupState::Forming | GroupState::Submitted => {
                server::group::verdict::verdicts(&visit.ctx, campaign, detail).await?
            }
        };
        let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
        let reader = Reader {
            group: detail.group.id,
            state: detail.group.state,
            leads: acting == Some(detail.group.lead),
            members: &detail.members,
            overseas: visit.overseas(),
            page_campaign: &visit.page_campaign,
        };
        Ok(Self {
            meter: detail.meter.clone(),
            eligible_for: names(&found, true),
            lacks_for: names(&found, false),
            verdicts: found.iter().map(|verdict| reader.verdict(verdict)).collect(),
        })
    }
}

/// The names of the envelopes whose condition is met, or is not.
fn names(found: &[EnvelopeVerdict], eligible: bool) -> Vec<String> {
    let of = found.iter().filter(|verdict| verdict.is_eligible() == eligible);
    of.map(|verdict| format!("«\u{202f}{}\u{202f}»", verdict.title)).collect()
}

/// Of which group, and for whom, a verdict is told.
struct Reader<'a> {
    members: &'a [Member],
    group: GroupId,
    state: GroupState,
    leads: bool,
    overseas: Option<entity::calendar::Overseas>,
    page_campaign: &'a PageCampaign,
}

impl Reader<'_> {
    /// Nothing is both green and closed: what is closed says only that.
    fn verdict(&self, found: &EnvelopeVerdict) -> Verdict {
        let (tone, label) = match (found.standing, found.is_eligible(), self.state) {
            (IntakeStanding::Closed, _, _) => (None, "Clos"),
            (_, true, _) => (Some(Tone::Success), "Éligible"),
            (_, false, GroupState::Forming) => (Some(Tone::Info), "Pas encore éligible"),
            (_, false, GroupState::Submitted | GroupState::Dissolved) => (None, "Non éligible"),
        };
        let tells_act = found.standing != IntakeStanding::Closed && self.state == GroupState::Forming;
        Verdict {
            envelope: found.title.clone(),
            href: self.page_campaign.here(Address::Envelope(found.code.clone())),
            tone,
            label,
            sentence: self.sentence(found),
            act: found.remedy.as_ref().filter(|_| tells_act).map(|remedy| self.act(remedy)),
        }
    }

    /// What would be enough: an answer that is awaited, or an invitation.
    fn act(&self, remedy: &Remedy) -> Act {
        let state = self.members.iter().find(|member| member.siren == remedy.siren).map(|member| member.state);
        match state.and_then(|state| wording::waiting_sentence(&remedy.name, state, &remedy.after)) {
            Some(sentence) => Act { sentence, href: None },
            None => Act::of(remedy, Some(self.group), self.leads),
        }
    }

    fn sentence(&self, found: &EnvelopeVerdict) -> String {
        let why = match found.judgement.as_ref().map(wording::met_clause) {
            Some(clause) if clause.is_empty() => "La condition est remplie.".to_owned(),
            Some(clause) => format!("{}.", wording::capitalised(&clause)),
            None => "Tout groupement peut candidater.".to_owned(),
        };
        let lacking = || found.judgement.as_ref().map(lacking_sentence).unwrap_or_default();
        match (found.standing, found.is_eligible()) {
            (IntakeStanding::Closed, _) => "Les dépôts sont terminés.".to_owned(),
            (IntakeStanding::Open(intake), true) => {
                format!("{why} Dépôts jusqu’au {}.", time::deadline(intake.period.close(), self.overseas))
            }
            (IntakeStanding::ToCome(intake), true) => {
                format!("{why} Dépôts à partir du {}.", time::date(intake.period.opens))
            }
            (_, false) if self.state == GroupState::Submitted => {
                format!("{} La composition d’un groupement déposé ne change plus.", lacking())
            }
            (_, false) => lacking(),
        }
    }
}

/// The meter, and what each envelope says.
#[component]
pub fn Standing<'a>(standing: &'a GroupStanding) -> AnyView {
    let verdicts = (!standing.verdicts.is_empty()).then(|| {
        view! {
            <h2>"Ce qu’il peut demander"</h2>
            <Verdicts verdicts=standing.verdicts.clone() />
        }
    });
    view! {
        <Meter meter=&standing.meter />
        {verdicts}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use entity::{
        calendar::Period,
        campaign::Intake,
        eligibility::{Applicant, Condition},
    };

    fn intake() -> Intake {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        Intake { wave: Some(1), period: Period { opens: day("2021-06-21"), until: day("2021-09-30") } }
    }

    fn said(population: u64, state: GroupState, standing: IntakeStanding) -> Verdict {
        let condition = Condition::Inhabitants(500_000);
        let found = EnvelopeVerdict {
            code: "dematerialisation".into(),
            title: "Dématérialisation".into(),
            judgement: Some(condition.judge(&Applicant { population, ..Applicant::default() })),
            remedy: None,
            standing,
        };
        let group = "01890000-0000-7000-8000-000000000001".parse().expect("an identifier");
        Reader { members: &[], group, state, leads: true, overseas: None, page_campaign: &PageCampaign::default() }
            .verdict(&found)
    }

    #[test]
    fn nothing_is_both_green_and_closed() {
        for population in [0, 600_000] {
            for state in [GroupState::Forming, GroupState::Submitted] {
                let closed = said(population, state, IntakeStanding::Closed);
                assert_eq!((closed.tone, closed.label), (None, "Clos"));
                assert!(closed.act.is_none());
                assert_eq!(closed.sentence, "Les dépôts sont terminés.");
            }
        }
    }

    #[test]
    fn a_verdict_says_why_or_what_lacks_and_until_when() {
        let open = said(600_000, GroupState::Submitted, IntakeStanding::Open(intake()));
        assert_eq!((open.tone, open.label), (Some(Tone::Success), "Éligible"));
        assert!(
            open.sentence.starts_with("600\u{202f}000\u{a0}habitants pour 500\u{202f}000 demandés. Dépôts jusqu’au 30")
        );
        let coming = said(600_000, GroupState::Forming, IntakeStanding::ToCome(intake()));
        assert!(coming.sentence.ends_with("Dépôts à partir du 21\u{a0}juin 2021."), "{}", coming.sentence);
        let lacks = said(499_000, GroupState::Forming, IntakeStanding::ToCome(intake()));
        assert_eq!(lacks.label, "Pas encore éligible");
        assert_eq!(lacks.sentence, "Il manque 1\u{202f}000\u{a0}habitants.");
        let frozen = said(499_000, GroupState::Submitted, IntakeStanding::Open(intake()));
        assert_eq!((frozen.tone, frozen.label), (None, "Non éligible"));
    }
}
