//! A campaign tried on the roll before it opens: who alone could apply to each envelope, and how many neighbouring
//! intercommunalités would reach it together.

use crate::{Context, Error, reference::Reference};
use entity::{
    campaign::{Campaign, Envelope},
    collectivity::{Collectivity, Kind, Stratum},
    eligibility::{Applicant, Condition, Judgement},
    permission::{Action, Facts},
    programme::Programme,
    siren::Siren,
    table::programme_label,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::{BTreeMap, HashMap};

/// An envelope tried on the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub code: String,
    pub title: String,
    pub condition: Option<Condition>,
    /// Whether groups apply: neighbours are counted for these alone.
    pub for_groups: bool,
    /// Of each stratum, how many could apply alone, of how many there are; none where only groups apply.
    pub alone: Vec<(Stratum, Counted)>,
    /// The same by the code of the region.
    pub by_region: Vec<(String, Counted)>,
    /// Pairs of intercommunalités of one département, and how many reach the condition although neither does alone.
    pub pairs: Counted,
    /// The same of three, of which no two do.
    pub triples: Counted,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub may: u64,
    pub of: u64,
}

impl Counted {
    fn count(&mut self, may: bool) {
        self.may += u64::from(may);
        self.of += 1;
    }
}

/// What one collectivité would read of an envelope, by its code.
pub type Verdicts = Vec<(String, Option<Judgement>)>;

/// A campaign tried on the roll, each envelope for which one applies. One statement.
///
/// Who: curators and administrators. The count runs beside the server's other work: some tenths of a second on 36,253
/// collectivités.
pub async fn run(ctx: &Context, campaign: Campaign) -> Result<Vec<Tried>, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let labels = labels(ctx.read()).await?;
    let reference = ctx.platform.reference();
    let tried = tokio::task::spawn_blocking(move || {
        let called = campaign.envelopes.iter().filter(|envelope| envelope.call.is_some());
        called.map(|envelope| tried(&reference, &labels, envelope)).collect::<Vec<_>>()
    });
    tried.await.map_err(|error| Error::Stored(format!("a trial: {error}")))
}

/// What a collectivité would read alone of each envelope for which one applies; None where everybody may. As [`run`].
pub async fn verdicts(ctx: &Context, campaign: &Campaign, siren: &Siren) -> Result<Verdicts, Error> {
    ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let labels = labels(ctx.read()).await?;
    let reference = ctx.platform.reference();
    let collectivity = reference.find(siren).ok_or(Error::NotFound)?;
    let applicant = alone(&reference, &labels, collectivity);
    let called = campaign.envelopes.iter().filter(|envelope| envelope.call.is_some());
    Ok(called.map(|envelope| (envelope.code.clone(), judged(envelope, &applicant))).collect())
}

/// Those whose eyes a campaign is looked through: a small commune, the largest intercommunalité, a département.
pub fn examples(reference: &Reference) -> Vec<Siren> {
    let of = |kind: Kind| reference.collectivities().filter(move |one| one.kind == kind);
    let inhabitants = |one: &&Collectivity| reference.figures(&one.siren).population;
    let small = of(Kind::Commune).min_by_key(|one| (inhabitants(one).abs_diff(900), one.siren));
    let large = of(Kind::Epci).max_by_key(|one| (inhabitants(one), one.siren));
    let departement = of(Kind::Departement).min_by_key(|one| one.siren);
    [small, large, departement].into_iter().flatten().map(|one| one.siren).collect()
}

pub(crate) type Labels = HashMap<String, Vec<Programme>>;

/// The labels of every commune, by its INSEE code.
pub(crate) async fn labels(database: &impl ConnectionTrait) -> Result<Labels, Error> {
    let mut labels = Labels::new();
    for label in programme_label::Entity::find().all(database).await? {
        labels.entry(label.insee).or_default().push(label.programme);
    }
    Ok(labels)
}

/// Whether a collectivité could apply to an envelope by itself.
pub(crate) fn may_alone(reference: &Reference, labels: &Labels, envelope: &Envelope, one: &Collectivity) -> bool {
    envelope.call.is_some() && envelope.applicant.takes(false) && may(envelope, &alone(reference, labels, one))
}

/// A collectivité as an applicant of its own.
fn alone(reference: &Reference, labels: &Labels, one: &Collectivity) -> Applicant {
    Applicant {
        population: reference.figures(&one.siren).population,
        members: 1,
        departements: u32::from(reference.atlas.holds_departement_powers(&one.siren)),
        kinds: vec![one.kind],
        programmes: one.insee.as_ref().and_then(|insee| labels.get(insee)).cloned().unwrap_or_default(),
    }
}

/// As an application to the envelope is judged; who tries a project that was selected is not asked for more.
fn judged(envelope: &Envelope, applicant: &Applicant) -> Option<Judgement> {
    crate::application::applicant::judge(envelope, applicant)
}

fn may(envelope: &Envelope, applicant: &Applicant) -> bool {
    judged(envelope, applicant).is_none_or(|judgement| judgement.met)
}

fn tried(reference: &Reference, labels: &Labels, envelope: &Envelope) -> Tried {
    let mut alone_by: BTreeMap<Stratum, Counted> = BTreeMap::new();
    let mut by_region: BTreeMap<String, Counted> = BTreeMap::new();
    let mut neighbours: BTreeMap<&str, Vec<Applicant>> = BTreeMap::new();
    let (takes_one, for_groups) = (envelope.applicant.takes(false), envelope.applicant.takes(true));
    for one in reference.collectivities() {
        let applicant = alone(reference, labels, one);
        if takes_one {
            let may = may(envelope, &applicant);
            alone_by.entry(Stratum::of(one.kind, applicant.population)).or_default().count(may);
            by_region.entry(one.region.clone()).or_default().count(may);
        }
        if let (Kind::Epci, Some(departement)) = (one.kind, &one.departement) {
            neighbours.entry(departement.as_str()).or_default().push(applicant);
        }
    }
    let (mut pairs, mut triples) = (Counted::default(), Counted::default());
    if for_groups && envelope.eligibility.is_some() {
        for bodies in neighbours.values() {
            count_together(envelope, bodies, &mut pairs, &mut triples);
        }
    }
    Tried {
        code: envelope.code.clone(),
        title: envelope.title.clone(),
        condition: envelope.eligibility.clone(),
        for_groups,
        alone: alone_by.into_iter().collect(),
        by_region: by_region.into_iter().collect(),
        pairs,
        triples,
    }
}

/// Intercommunalités share no commune: their figures add up.
fn together(members: &[&Applicant]) -> Applicant {
    let mut sum = Applicant::default();
    for member in members {
        sum.population += member.population;
        sum.members += member.members;
        sum.departements += member.departements;
        sum.kinds.extend(member.kinds.iter().filter(|kind| !sum.kinds.contains(kind)).copied().collect::<Vec<_>>());
        sum.programmes.extend(&member.programmes);
    }
    sum
}

fn count_together(envelope: &Envelope, bodies: &[Applicant], pairs: &mut Counted, triples: &mut Counted) {
    let short: Vec<&Applicant> = bodies.iter().filter(|one| !may(envelope, one)).collect();
    for (at, one) in short.iter().enumerate() {
        for (next, other) in short.iter().enumerate().skip(at + 1) {
            let reach = may(envelope, &together(&[one, other]));
            pairs.count(reach);
            if reach {
                continue;
            }
            for third in &short[next + 1..] {
                let of_two = may(envelope, &together(&[one, third])) || may(envelope, &together(&[other, third]));
                if !of_two {
                    triples.count(may(envelope, &together(&[one, other, third])));
                }
            }
        }
    }
}
