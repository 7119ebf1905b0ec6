//! What the letter of a decision says, as sentences that are ready to be shown or written.

use crate::{
    http::{failure::Failure, visit::Visit},
    page::application::label::title_of,
};
use entity::{
    campaign::Authority, decision::Outcome, decision_text, id::ApplicationId, letterhead::Letterhead, table::decision,
};
use server::{application::query::Detail, letterhead};
use wording::{euros, prefecture, time};

/// The letter of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub id: ApplicationId,
    /// Number and title of the application.
    pub application: String,
    /// Who decides.
    pub authority: String,
    /// Where and when.
    pub dated: String,
    /// The collectivité that it is sent to.
    pub to: String,
    /// The number under which the application was submitted.
    pub reference: String,
    /// What was decided, in a word.
    pub outcome: &'static str,
    pub subject: String,
    /// The texts on which the decision is founded, one by one.
    pub basis: Vec<String>,
    /// What was decided, as a sentence.
    pub decision: String,
    /// Why; empty where nothing is said.
    pub reasons: String,
    /// By which rules.
    pub rules: String,
    /// Function and name of who signs; None before they were said.
    pub signature: Option<(String, String)>,
    /// How to appeal; empty where the campaign does not say.
    pub appeal: String,
}

/// The letter of the decision that stands on an application, for whom it is published, and for those who decide.
pub async fn letter(visit: &Visit, id: ApplicationId) -> Result<Letter, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    let decision = detail.decision.clone().ok_or(Failure::NotFound)?;
    let letterhead = letterhead::of_decision(&visit.ctx, &detail, &decision).await?;
    Letter::of(visit, &detail, &decision, letterhead)
}

impl Letter {
    fn of(
        visit: &Visit,
        detail: &Detail,
        decision: &decision::Model,
        letterhead: Option<Letterhead>,
    ) -> Result<Self, Failure> {
        let (envelope, campaign) = (detail.envelope()?, &detail.campaign.spec);
        let reference = visit.ctx.platform.reference();
        let head = letterhead.unwrap_or_default();
        let authority = match (head.authority.as_str(), envelope.decided_by) {
            ("", Authority::Prefect) => prefecture(reference.departement_name(&detail.row.departement)),
            ("", Authority::State) => campaign.title.clone(),
            (authority, _) => authority.to_owned(),
        };
        let day = time::day(decision.publish_at.utc());
        let basis = campaign.legal_basis.lines().chain([head.delegation.as_str()]);
        Ok(Self {
            id: detail.row.id,
            application: title_of(detail),
            authority,
            dated: if head.place.is_empty() { format!("Le {day}") } else { format!("{}, le {day}", head.place) },
            to: reference.name(&detail.row.siren),
            reference: detail.row.number.clone().unwrap_or_default(),
            outcome: wording::outcome(decision.outcome),
            subject: format!("{} – {}", envelope.title, detail.row.title),
            basis: basis.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            decision: match campaign.decision_texts.as_ref().and_then(|texts| texts.of(decision.outcome)) {
                Some(text) => decision_text::filled(text, |field| match field {
                    "collectivité" => reference.name(&detail.row.siren),
                    "dossier" => detail.row.number.clone().unwrap_or_default(),
                    "titre" => detail.row.title.clone(),
                    "enveloppe" => envelope.title.clone(),
                    "vague" => detail.row.wave.map(|wave| wave.to_string()).unwrap_or_default(),
                    "montant" => euros(decision.amount.cents()),
                    "date" => day.clone(),
                    _ => String::new(),
                }),
                None => decided(decision),
            },
            reasons: decision.reason.clone(),
            rules: format!(
                "Cette décision est prise sous la version {} des règles de l’enveloppe, en vigueur au jour du dépôt.",
                decision.rule_version,
            ),
            signature: (!head.signatory.is_empty()).then(|| (head.function.clone(), head.signatory.clone())),
            appeal: campaign.appeal.trim().to_owned(),
        })
    }

    /// Its title.
    pub fn title(&self) -> String {
        format!("Candidature n°\u{a0}{}\u{a0}: {}", self.reference, self.outcome.to_lowercase())
    }
}

/// What was decided, as a sentence.
fn decided(decision: &decision::Model) -> String {
    match decision.outcome {
        Outcome::Accepted => format!(
            "J’ai l’honneur de vous informer que cette candidature est acceptée. Un montant de {} lui est accordé.",
            euros(decision.amount.cents())
        ),
        Outcome::Waiting => "J’ai l’honneur de vous informer que cette candidature est placée sur liste d’attente : \
            elle sera financée si des crédits redeviennent disponibles."
            .to_owned(),
        Outcome::Rejected => "J’ai le regret de vous informer que cette candidature n’est pas retenue.".to_owned(),
    }
}
