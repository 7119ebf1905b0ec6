//! A campaign: calendar, envelopes, themes and rules, read from a file; nothing of one programme is in the code.

use crate::{
    application_form::ApplicationForm,
    assessment::Criterion,
    calendar::{Calendar, CampaignState, Period, Phase},
    convention::ConventionTemplate,
    decision_text::DecisionTexts,
    discussion::DiscussionUntil,
    eligibility::Condition,
    id::ProjectId,
    ledger::{Fund, Scope},
    letterhead::Letterhead,
    money::Euros,
    payment_file::{self, PaymentColumn, PaymentValue},
    programme::Programme,
    refusal::Refusal,
    subsidy::Terms,
    tally::{Election, Rule},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One run of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Names the campaign in addresses and commands; lower-case letters, digits and hyphens.
    pub slug: String,
    pub title: String,
    /// A few sentences for the home page, in Markdown.
    pub summary: String,
    pub calendar: Calendar,
    /// The envelopes, in the order of the page.
    #[serde(rename = "envelope")]
    pub envelopes: Vec<Envelope>,
    /// The themes under which needs are filed.
    #[serde(rename = "theme")]
    pub themes: Vec<Theme>,
    pub selection: Selection,
    /// Until when people write under needs and inside groups: to the close of the applications where nothing is said.
    #[serde(default, skip_serializing_if = "DiscussionUntil::is_default")]
    pub discussion: DiscussionUntil,
    /// The forms of applications, by code.
    #[serde(default, rename = "form", skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<ApplicationForm>,
    /// Ways and delays of appeal, as letters of refusal tell them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub appeal: String,
    /// The texts on which decisions are founded, a line each, as letters name them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub legal_basis: String,
    /// Who signs the letters of what the programme's own people decide; prefectures say it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letterhead: Option<Letterhead>,
    /// What letters of decision say, with fields, in place of our own sentences.
    #[serde(default, rename = "decision_text", skip_serializing_if = "Option::is_none")]
    pub decision_texts: Option<DecisionTexts>,
    /// What conventions say; None where they are drawn up elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convention: Option<ConventionTemplate>,
    /// Whether beneficiaries are asked for their IBAN, which is kept sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub iban: bool,
    /// Lists of words, or expressions of a few words, that mean the same to whoever looks for one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<Vec<String>>,
    /// Whether a project goes on the ballot only once the committee has kept it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub committee: bool,
    /// The columns of the file of payments, as the accounting system takes them; ours where nothing is said.
    #[serde(default, rename = "payment_column", skip_serializing_if = "Vec::is_empty")]
    pub payment_columns: Vec<PaymentColumn>,
}

/// The most lists of synonyms, the most terms of one, and the most characters of a term.
pub const MOST_SYNONYMS: usize = 500;
const MOST_TERMS: usize = 20;
const LONGEST_TERM: usize = 60;

/// The most characters of what every letter says: ways of appeal, legal basis.
pub const MOST_OF_LETTERS: usize = 5_000;

/// Money with its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    pub code: String,
    pub title: String,
    /// In whole euros; zero for one inside another ([`Self::part_of`]) that pays from what that one has left.
    pub amount: u32,
    /// What the money is for, in a sentence or two, in Markdown.
    pub purpose: String,
    /// Code of the envelope inside which this one lies, its amount within that one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// From where the State takes the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What one applies for; None where there is nothing to apply for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// Who applies.
    #[serde(default)]
    pub applicant: ApplicantKind,
    /// What an applicant must be; None where every collectivité may apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligibility: Option<Condition>,
    /// Share of the eligible cost that a subsidy pays, in percent; None where the State pays the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsidy_percent: Option<u8>,
    /// The most that one application gets, in whole euros.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<u32>,
    /// The least that one application gets, in whole euros; a smaller one is not funded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<u32>,
    /// The most that all public money together may pay of the eligible cost, in percent; 80 when nothing is said.
    #[serde(default = "public_funding_percent")]
    pub public_funding_percent: u8,
    /// Dated intakes; none where one may apply during the whole phase.
    #[serde(default, rename = "wave", skip_serializing_if = "Vec::is_empty")]
    pub waves: Vec<Wave>,
    /// What can be ordered, each for a flat amount.
    #[serde(default, rename = "item", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// How many collectivités or groups pilot one project, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u16>,
    /// Code of the form with which one applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Topics, where the envelope is limited to some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Criteria on which an application is assessed; none where it is decided without.
    #[serde(default, rename = "criterion", skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// Programmes whose communes have priority.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priority: Vec<Programme>,
    /// Who decides on the applications.
    #[serde(default)]
    pub decided_by: Authority,
    /// Who assesses the applications; a prefect's envelope may leave it to the officer who decides.
    #[serde(default, skip_serializing_if = "AssessedBy::is_lot")]
    pub assessed_by: AssessedBy,
    /// Days that an applicant has to correct an application.
    #[serde(default = "correction_days")]
    pub correction_days: u16,
}

codes!(/// What one applies for.
Call {
    /// To pilot a project that the selection chose; paid from the project's cost.
    Pilot = "pilot",
    /// A share of what one spends.
    Subsidy = "subsidy",
    /// Things of a catalogue, each for a flat amount.
    Catalogue = "catalogue",
});

codes!(/// Who applies.
#[derive(Default)]
ApplicantKind {
    /// One collectivité, for itself.
    Collectivity = "collectivity",
    /// A group; its lead submits.
    Group = "group",
    /// Either.
    #[default]
    Either = "either",
});

impl ApplicantKind {
    /// Whether a group (or one collectivité) applies.
    pub fn takes(self, group: bool) -> bool {
        match self {
            ApplicantKind::Collectivity => !group,
            ApplicantKind::Group => group,
            ApplicantKind::Either => true,
        }
    }
}

codes!(/// Who decides on applications.
#[derive(Default)]
Authority {
    /// The programme's own people, for the whole country.
    #[default]
    State = "state",
    /// The prefect of the applicant's département, from what is delegated.
    Prefect = "prefect",
});

codes!(/// Who assesses applications.
#[derive(Default)]
AssessedBy {
    /// People drawn by lot: two assessors, or one officer of the prefecture.
    #[default]
    Lot = "lot",
    /// The officer of the prefecture who handles the application: they mark and decide on one screen.
    Officer = "officer",
});

impl AssessedBy {
    fn is_lot(&self) -> bool {
        *self == Self::Lot
    }
}

/// A dated intake of an envelope. Both days are open, in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wave {
    pub opens: NaiveDate,
    pub until: NaiveDate,
    /// In whole euros, of the envelope's amount; None where waves share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u32>,
}

impl Wave {
    /// Its days.
    pub fn period(&self) -> Period {
        Period { opens: self.opens, until: self.until }
    }
}

/// Something that can be ordered for a flat amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub code: String,
    pub label: String,
    /// In whole euros.
    pub amount: u32,
}

/// The number of a wave as it is stored.
pub fn wave_of(stored: Option<i32>) -> Option<u8> {
    stored.and_then(|wave| u8::try_from(wave).ok())
}

fn public_funding_percent() -> u8 {
    80
}

fn correction_days() -> u16 {
    15
}

/// An intake that is open: its number, counted from 1 (None where the envelope has no waves), and its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intake {
    pub wave: Option<u8>,
    pub period: Period,
}

impl Envelope {
    /// Its amount.
    pub fn total(&self) -> Euros {
        Euros::from_euros(self.amount)
    }

    /// All its intakes, in their order.
    pub fn intakes(&self, calendar: &Calendar) -> Vec<Intake> {
        if self.waves.is_empty() {
            return vec![Intake { wave: None, period: calendar.application }];
        }
        self.waves.iter().zip(1..).map(|(wave, number)| Intake { wave: Some(number), period: wave.period() }).collect()
    }

    /// The intake of a number.
    pub fn intake(&self, calendar: &Calendar, wave: Option<u8>) -> Option<Intake> {
        self.intakes(calendar).into_iter().find(|intake| intake.wave == wave)
    }

    /// The intake that is open now, if one is.
    pub fn open_intake(&self, calendar: &Calendar, now: DateTime<Utc>) -> Option<Intake> {
        self.intakes(calendar).into_iter().find(|intake| intake.period.is_open(now))
    }

    /// How a subsidy is computed.
    pub fn terms(&self) -> Terms {
        Terms {
            rate: self.subsidy_percent.unwrap_or(100),
            ceiling: self.ceiling.map(Euros::from_euros),
            floor: self.floor.map(Euros::from_euros),
            public_funding: self.public_funding_percent,
        }
    }
}

/// A theme under which needs are filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    pub code: String,
    pub label: String,
}

/// How projects are selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Code of the envelope that pays for the projects selected.
    pub envelope: String,
    pub ballot: BallotForm,
    pub rule: Rule,
    /// The public seed of the drawn order, any text; see [`crate::tally::drawn_order`].
    pub seed: String,
    /// How ballots are published after the close.
    #[serde(default)]
    pub publication: Publication,
    /// In which order the ballot paper shows the projects.
    #[serde(default, skip_serializing_if = "PaperOrder::is_alphabetical")]
    pub paper: PaperOrder,
}

codes!(/// In which order a ballot paper shows the projects. It changes nothing of how ties are broken.
#[derive(Default)]
PaperOrder {
    /// By title, the same for everybody.
    #[default]
    Alphabetical = "alphabetical",
    /// Drawn for each collectivité, so that no project stands first for all.
    Drawn = "drawn",
});

impl PaperOrder {
    fn is_alphabetical(&self) -> bool {
        *self == Self::Alphabetical
    }
}

codes!(/// How ballots are published after the close.
Publication {
    /// Each under the collectivité's name.
    Named = "named",
    /// Without names or times, in an order drawn at random; who voted is told apart from it.
    Unnamed = "unnamed",
});

impl Default for Publication {
    /// Collectivités are public bodies: their ballots are public.
    fn default() -> Self {
        Self::Named
    }
}

impl Publication {
    /// Whether ballots bear names.
    pub fn is_named(&self) -> bool {
        *self == Self::Named
    }
}

/// What a ballot may hold: how many projects, and how many points to share among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotForm {
    /// At least this many; a ballot never has none.
    #[serde(default = "one")]
    pub least: u16,
    /// At most this many; None for as many as wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u16>,
    /// None for approvals: each project chosen gets one vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
}

/// A points ballot: every voter shares the same total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// How many there are to give; all are given.
    pub total: u32,
    /// At most so many to one project; None for as many as wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_on_one: Option<u32>,
}

impl Points {
    /// Whether a ballot of this many projects at most can give them all.
    fn can_be_given(self, projects: Option<u16>) -> bool {
        let most = self.most_on_one.unwrap_or(self.total);
        let enough = |projects: u16| u64::from(most) * u64::from(projects) >= u64::from(self.total);
        most > 0 && (1..=Election::MOST_POINTS).contains(&self.total) && projects.is_none_or(enough)
    }
}

fn one() -> u16 {
    1
}

/// Something in a campaign that cannot be: where (a dotted path of the file), and why, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub path: String,
    pub why: String,
}

impl Campaign {
    /// Where it stands, once it was opened.
    pub fn state(&self, now: DateTime<Utc>) -> CampaignState {
        let intakes = self.envelopes.iter().flat_map(|envelope| envelope.intakes(&self.calendar));
        let last = intakes.map(|intake| intake.period.close()).max();
        let ends = Phase::ALL.iter().map(|&phase| self.calendar.period(phase).close()).chain(last).max();
        match () {
            () if now < self.calendar.census.opening() => CampaignState::Announced,
            () if ends.is_some_and(|ends| ends <= now) => CampaignState::Closed,
            () => CampaignState::Running,
        }
    }

    /// The theme of a code.
    pub fn theme(&self, code: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.code == code)
    }

    /// The envelope of a code.
    pub fn envelope(&self, code: &str) -> Option<&Envelope> {
        self.envelopes.iter().find(|envelope| envelope.code == code)
    }

    /// The envelope that the selection spends; a campaign without [`Self::faults`] has it.
    pub fn selection_envelope(&self) -> Option<&Envelope> {
        self.envelope(&self.selection.envelope)
    }

    /// The money that the selection may spend.
    pub fn selection_budget(&self) -> Euros {
        self.selection_envelope().map_or(Euros::ZERO, |envelope| Euros::from_euros(envelope.amount))
    }

    /// Whether another version of the campaign selects in the same way: rule, ballot, seed, dates, and the envelope's
    /// money.
    pub fn selects_like(&self, other: &Campaign) -> bool {
        let envelope = |campaign: &Campaign| {
            campaign.selection_envelope().map(|envelope| (envelope.code.clone(), envelope.amount))
        };
        self.selection == other.selection
            && self.calendar.selection == other.calendar.selection
            && envelope(self) == envelope(other)
    }

    /// When its discussions close; None where they stay open.
    pub fn discussion_closes(&self) -> Option<DateTime<Utc>> {
        self.discussion.closes(&self.calendar)
    }

    /// Refuses to write outside the days of its discussions.
    pub fn require_discussion(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.discussion.require_open(&self.calendar, now)
    }

    /// The form of a code.
    pub fn form(&self, code: &str) -> Option<&ApplicationForm> {
        self.forms.iter().find(|form| form.code == code)
    }

    /// The form with which one applies to an envelope; None where there is nothing to apply for.
    pub fn form_of(&self, envelope: &Envelope) -> Option<&ApplicationForm> {
        envelope.call.and(envelope.form.as_deref()).and_then(|code| self.form(code))
    }

    /// The envelope whose money pays for an application of this one: itself, or the one around it where it has no
    /// amount of its own.
    pub fn payer<'a>(&'a self, envelope: &'a Envelope) -> &'a Envelope {
        let around = envelope.part_of.as_deref().filter(|_| envelope.amount == 0);
        around.and_then(|code| self.envelope(code)).unwrap_or(envelope)
    }

    /// Where the money of an application of this envelope lies.
    pub fn fund(&self, envelope: &Envelope, wave: Option<u8>, departement: &str, project: Option<ProjectId>) -> Fund {
        let own = |wave: u8| {
            let at = usize::from(wave).checked_sub(1);
            at.and_then(|at| envelope.waves.get(at)).is_some_and(|wave| wave.amount.is_some())
        };
        let part = match (envelope.call, envelope.decided_by, wave) {
            (Some(Call::Pilot), _, _) => project.map_or(Scope::Unallotted, Scope::Project),
            (_, Authority::Prefect, _) => Scope::Departement(departement.to_owned()),
            (_, Authority::State, Some(wave)) if own(wave) => Scope::Wave(wave),
            (_, Authority::State, _) => Scope::Unallotted,
        };
        Fund::new(&self.payer(envelope).code, part)
    }

    /// The same campaign, every date moved by a number of days (for the demonstration, whose campaign is around today).
    pub fn shifted(&self, days: i64) -> Self {
        let mut shifted = self.clone();
        shifted.calendar = self.calendar.shifted(days);
        for wave in shifted.envelopes.iter_mut().flat_map(|envelope| &mut envelope.waves) {
            wave.opens += chrono::Duration::days(days);
            wave.until += chrono::Duration::days(days);
        }
        shifted
    }

    /// Everything in the campaign that cannot be; empty when it can be run.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |path: String, why: &str| faults.push(Fault { path, why: why.to_owned() });
        if !is_slug(&self.slug) {
            fault("slug".into(), "le nom court est fait de minuscules sans accent, de chiffres et de tirets");
        }
        if let Some((phase, why)) = self.calendar.fault() {
            fault(format!("calendar.{}", phase.code()), why);
        }
        let mut codes = BTreeSet::new();
        for (at, envelope) in self.envelopes.iter().enumerate() {
            if !is_slug(&envelope.code) || !codes.insert(&envelope.code) {
                fault(format!("envelope.{at}.code"), "ce code est mal formé ou déjà pris");
            }
            if envelope.subsidy_percent.is_some_and(|percent| percent == 0 || percent > 100) {
                fault(format!("envelope.{at}.subsidy_percent"), "un pourcentage va de 1 à 100");
            }
            for (path, why) in self.envelope_faults(envelope) {
                fault(format!("envelope.{at}.{path}"), why);
            }
        }
        let mut codes = BTreeSet::new();
        for (at, form) in self.forms.iter().enumerate() {
            if !is_slug(&form.code) || !codes.insert(&form.code) {
                fault(format!("form.{at}.code"), "ce code est mal formé ou déjà pris");
            }
            if let Some(why) = form.fault() {
                fault(format!("form.{at}"), why);
            }
        }
        let mut codes = BTreeSet::new();
        for (at, theme) in self.themes.iter().enumerate() {
            if !is_slug(&theme.code) || !codes.insert(&theme.code) {
                fault(format!("theme.{at}.code"), "ce code est mal formé ou déjà pris");
            }
        }
        if self.themes.is_empty() {
            fault("theme".into(), "il faut au moins un thème");
        }
        if self.payment_columns.len() > payment_file::MOST_COLUMNS {
            fault("payment_column".into(), "il y a plus de 60 colonnes");
        }
        for (at, column) in self.payment_columns.iter().enumerate() {
            if let Some(why) = payment_file::fault(column) {
                fault(format!("payment_column.{at}.heading"), why);
            }
            if column.value == PaymentValue::Iban && !self.iban {
                fault(format!("payment_column.{at}.value"), "la campagne ne demande pas d’IBAN");
            }
        }
        if self.synonyms.len() > MOST_SYNONYMS {
            fault("synonyms".into(), "il y a plus de 500 listes de synonymes");
        }
        for (at, terms) in self.synonyms.iter().enumerate() {
            let is_wrong = |term: &String| term.trim().is_empty() || term.chars().count() > LONGEST_TERM;
            if !(2..=MOST_TERMS).contains(&terms.len()) || terms.iter().any(is_wrong) {
                fault(format!("synonyms.{at}"), "il faut de 2 à 20 termes, chacun de 60 caractères au plus");
            }
        }
        if self.selection_envelope().is_none() {
            fault("selection.envelope".into(), "aucune enveloppe ne porte ce code");
        }
        let ballot = self.selection.ballot;
        if ballot.least == 0 || ballot.most.is_some_and(|most| most < ballot.least) {
            fault("selection.ballot".into(), "le minimum est d’au moins 1 et ne dépasse pas le maximum");
        }
        if ballot
            .points
            .is_some_and(|points| !points.can_be_given(ballot.most) || points.total < u32::from(ballot.least))
        {
            fault("selection.ballot.points".into(), "ces points ne peuvent pas être tous donnés dans ces limites");
        }
        if self.selection.seed.trim().is_empty() {
            fault("selection.seed".into(), "la graine du tirage est vide");
        }
        for (path, text) in [("appeal", &self.appeal), ("legal_basis", &self.legal_basis)] {
            if text.chars().count() > MOST_OF_LETTERS {
                fault(path.into(), "ce texte des lettres dépasse 5 000 caractères");
            }
        }
        for (path, why) in self.decision_texts.iter().flat_map(DecisionTexts::faults) {
            fault(format!("decision_text.{path}"), why);
        }
        for (path, why) in self.convention.iter().flat_map(ConventionTemplate::faults) {
            fault(format!("convention.{path}"), why);
        }
        for (path, why) in self.letterhead.iter().flat_map(Letterhead::faults) {
            fault(format!("letterhead.{path}"), why);
        }
        let of_figures = |envelope: &Envelope| envelope.eligibility.as_ref().is_none_or(Condition::is_of_figures);
        if !self.selection_envelope().is_none_or(of_figures) {
            fault(
                "selection.envelope".into(),
                "le compteur des groupements ne connaît que les habitants, les départements et les membres",
            );
        }
        faults
    }

    /// What cannot be in an envelope: where in it, and why.
    fn envelope_faults(&self, envelope: &Envelope) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        let inside = self.envelopes.iter().filter(|part| part.part_of.as_deref() == Some(&envelope.code));
        let waves = envelope.waves.iter().filter_map(|wave| wave.amount);
        let spoken_for: u64 = inside.map(|part| part.amount).chain(waves).map(u64::from).sum();
        if spoken_for > u64::from(envelope.amount) {
            faults.push(("amount", "ses parts et ses vagues dépassent l’enveloppe"));
        }
        if let Some(around) = &envelope.part_of {
            match self.envelope(around) {
                Some(around) if around.part_of.is_none() && around.code != envelope.code => {}
                _ => faults.push(("part_of", "aucune enveloppe entière ne porte ce code")),
            }
        }
        if envelope.part_of.is_none() && envelope.amount == 0 && envelope.call.is_some() {
            faults.push(("amount", "une enveloppe sans montant est une part d’une autre"));
        }
        let mut previous: Option<&Wave> = None;
        for wave in &envelope.waves {
            let within = self.calendar.application.opens <= wave.opens && wave.until <= self.calendar.application.until;
            if wave.until < wave.opens || !within || previous.is_some_and(|before| wave.opens <= before.until) {
                faults.push(("wave", "les vagues se suivent, à l’intérieur de la phase des candidatures"));
                break;
            }
            previous = Some(wave);
        }
        if envelope.waves.len() > 99 {
            faults.push(("wave", "il y a trop de vagues"));
        }
        if envelope.public_funding_percent == 0 || envelope.public_funding_percent > 100 {
            faults.push(("public_funding_percent", "un pourcentage va de 1 à 100"));
        }
        if let (Some(floor), Some(ceiling)) = (envelope.floor, envelope.ceiling)
            && floor > ceiling
        {
            faults.push(("floor", "le plancher dépasse le plafond"));
        }
        if envelope.call.is_some() && self.form_of(envelope).is_none() {
            faults.push(("form", "aucun formulaire ne porte ce code"));
        }
        let items: BTreeSet<&str> = envelope.items.iter().map(|item| item.code.as_str()).collect();
        if items.len() < envelope.items.len() || envelope.items.iter().any(|item| !is_slug(&item.code)) {
            faults.push(("item", "un code du catalogue est mal formé ou déjà pris"));
        }
        if (envelope.call == Some(Call::Catalogue)) == envelope.items.is_empty() {
            faults.push(("item", "un catalogue a des éléments, et lui seul"));
        }
        if envelope.call == Some(Call::Pilot) && envelope.code != self.selection.envelope {
            faults.push(("call", "on n’expérimente que les projets de l’enveloppe du vote"));
        }
        if envelope.assessed_by == AssessedBy::Officer {
            if envelope.decided_by != Authority::Prefect {
                faults.push(("assessed_by", "seul un préfet décide avec un seul agent (decided_by = \"prefect\")"));
            }
            if envelope.criteria.is_empty() {
                faults.push(("assessed_by", "un agent note sur des critères : il en faut au moins un"));
            }
        }
        if envelope.criteria.iter().any(|criterion| criterion.weight == 0 || !(2..=11).contains(&criterion.marks.len()))
        {
            faults.push(("criterion", "un critère a un poids et de 2 à 11 notes"));
        }
        faults
    }
}

/// Whether addresses can bear a name: lower-case letters, digits and hyphens.
pub fn is_slug(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 60 && text.bytes().all(allowed)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::calendar::Period;

    pub(crate) fn campaign_2021() -> Campaign {
        let period = |opens: &str, until: &str| Period {
            opens: opens.parse().expect("a date"),
            until: until.parse().expect("a date"),
        };
        Campaign {
            slug: "france-relance-2021".into(),
            title: "Transformation numérique des territoires".into(),
            summary: "Une campagne".into(),
            calendar: Calendar {
                census: period("2021-01-11", "2021-03-31"),
                selection: period("2021-04-01", "2021-04-30"),
                application: period("2021-06-21", "2022-12-31"),
            },
            envelopes: vec![Envelope {
                code: "co-construction".into(),
                title: "Co-construction".into(),
                amount: 30_000_000,
                purpose: "Des services communs".into(),
                eligibility: Some(Condition::Any(vec![Condition::Inhabitants(500_000), Condition::Departement(true)])),
                priority: vec![Programme::ActionCoeurDeVille],
                part_of: None,
                source: None,
                call: None,
                applicant: ApplicantKind::Either,
                subsidy_percent: None,
                ceiling: None,
                floor: None,
                public_funding_percent: 80,
                waves: vec![],
                items: vec![],
                places: None,
                form: None,
                topics: vec![],
                criteria: vec![],
                decided_by: Authority::State,
                assessed_by: AssessedBy::Lot,
                correction_days: 15,
            }],
            themes: vec![Theme { code: "documents".into(), label: "Documents".into() }],
            selection: Selection {
                envelope: "co-construction".into(),
                ballot: BallotForm { least: 1, most: None, points: None },
                rule: Rule::Greedy { priority: crate::tally::Priority::None },
                seed: "2021".into(),
                publication: Publication::Named,
                paper: PaperOrder::Alphabetical,
            },
            forms: vec![],
            appeal: String::new(),
            legal_basis: String::new(),
            letterhead: None,
            decision_texts: None,
            convention: None,
            iban: false,
            discussion: DiscussionUntil::default(),
            synonyms: Vec::new(),
            committee: false,
            payment_columns: Vec::new(),
        }
    }

    #[test]
    fn a_campaign_that_says_nothing_of_the_short_path_keeps_its_bytes() {
        let stored = serde_json::to_value(campaign_2021()).expect("writes");
        assert!(stored["envelope"][0].get("assessed_by").is_none());
        assert!(stored.get("letterhead").is_none() && stored.get("legal_basis").is_none());
        assert_eq!(serde_json::from_value::<Campaign>(stored).expect("reads"), campaign_2021());
    }

    #[test]
    fn what_cannot_be_run_is_named_by_its_place_in_the_file() {
        assert_eq!(campaign_2021().faults(), []);
        let mut campaign = campaign_2021();
        campaign.selection.envelope = "autre".into();
        campaign.themes.push(campaign.themes[0].clone());
        campaign.calendar.selection.opens = campaign.calendar.census.until;
        let paths: Vec<String> = campaign.faults().into_iter().map(|fault| fault.path).collect();
        assert_eq!(paths, ["calendar.selection", "theme.1.code", "selection.envelope"]);
        for (decided_by, criteria, sound) in
            [(Authority::Prefect, 1, true), (Authority::Prefect, 0, false), (Authority::State, 1, false)]
        {
            let mut campaign = campaign_2021();
            let criterion = Criterion { title: "Portage".into(), weight: 1, marks: vec!["Non".into(), "Oui".into()] };
            let envelope = &mut campaign.envelopes[0];
            (envelope.decided_by, envelope.assessed_by) = (decided_by, AssessedBy::Officer);
            envelope.criteria = vec![criterion; criteria];
            let faults = campaign.faults();
            assert_eq!(faults.is_empty(), sound, "{decided_by:?}, {criteria}: {faults:?}");
            assert!(faults.iter().all(|fault| fault.path == "envelope.0.assessed_by"));
        }
        for (most, total, most_on_one, sound) in [
            (None, 100, None, true),
            (Some(3), 100, Some(34), true),
            (Some(3), 100, Some(33), false),
            (None, 0, None, false),
            (None, 100, Some(0), false),
            (None, u32::MAX, None, false),
        ] {
            let mut campaign = campaign_2021();
            campaign.selection.ballot = BallotForm { least: 1, most, points: Some(Points { total, most_on_one }) };
            assert_eq!(
                campaign.faults().is_empty(),
                sound,
                "{total} points, {most_on_one:?} on one, {most:?} projects"
            );
        }
    }
}
