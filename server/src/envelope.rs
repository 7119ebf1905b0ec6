//! Where the money of the envelopes stands: every figure a sum over the ledger, or over what is asked.

use crate::{Context, Error, application::query, context::RunningCampaign, ledger};
use entity::{
    campaign::{Authority, Call, Envelope},
    ledger::{Holdings, Part, Pot},
    table::project,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// The figures of one line, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub held: Holdings,
    /// What files ask for that are neither refused nor taken back.
    pub asked: i64,
}

impl std::ops::Add for Figures {
    type Output = Figures;
    fn add(self, other: Figures) -> Figures {
        Figures { held: self.held + other.held, asked: self.asked + other.asked }
    }
}

/// A part of an envelope, with its own figures.
#[derive(Debug, Clone)]
pub struct PartView {
    pub part: Part,
    /// Of a project: its title.
    pub title: String,
    pub figures: Figures,
}

/// An envelope with all that lies in it.
#[derive(Debug, Clone)]
pub struct EnvelopeView {
    pub envelope: Envelope,
    /// Its parts and the envelopes inside it taken together.
    pub figures: Figures,
    /// Parts that ever held money, or for which something is asked.
    pub parts: Vec<PartView>,
    /// The envelopes inside it.
    pub inside: Vec<EnvelopeView>,
}

/// All envelopes of a campaign; those inside another stand under it. Three statements at most.
pub async fn overview(ctx: &Context, campaign: &RunningCampaign) -> Result<Vec<EnvelopeView>, Error> {
    let book = ledger::book(ctx.read(), campaign.id).await?;
    let asked = query::asked(ctx, campaign).await?;
    let mut pots: Vec<(Pot, i64)> = Vec::new();
    for query::Asked { envelope: code, wave, departement, project, asked: cents } in asked {
        let Some(envelope) = campaign.spec.envelope(&code) else { continue };
        let part = match (envelope.call, envelope.decided_by, wave, project) {
            (Some(Call::Pilot), _, _, Some(project)) => Part::Project(project),
            (_, Authority::Prefect, _, _) => Part::Departement(departement),
            (_, Authority::State, Some(wave), _) => Part::Wave(u8::try_from(wave).unwrap_or(u8::MAX)),
            _ => Part::Whole,
        };
        pots.push((Pot::new(code, part), cents));
    }
    let projects: Vec<_> = campaign
        .spec
        .envelopes
        .iter()
        .flat_map(|envelope| book.pots(&envelope.code))
        .chain(pots.iter().map(|(pot, _)| pot.clone()))
        .filter_map(|pot| match pot.part {
            Part::Project(project) => Some(project.0),
            Part::Whole | Part::Wave(_) | Part::Departement(_) => None,
        })
        .collect();
    let titles = match projects.is_empty() {
        true => Vec::new(),
        false => project::Entity::find().filter(project::Column::Id.is_in(projects)).all(ctx.read()).await?,
    };
    let view = |envelope: &Envelope| {
        let mut parts = book.pots(&envelope.code);
        parts.extend(pots.iter().map(|(pot, _)| pot.clone()).filter(|pot| pot.envelope == envelope.code));
        parts.sort();
        parts.dedup();
        let parts: Vec<PartView> = parts
            .into_iter()
            .map(|pot| PartView {
                title: titles
                    .iter()
                    .find(|row| pot.part == Part::Project(row.id))
                    .map(|row| row.title.clone())
                    .unwrap_or_default(),
                figures: Figures {
                    held: book.holdings(&pot),
                    asked: pots.iter().filter(|(one, _)| *one == pot).map(|(_, cents)| cents).sum(),
                },
                part: pot.part,
            })
            .collect();
        let figures = parts.iter().fold(Figures::default(), |sum, part| sum + part.figures);
        EnvelopeView { envelope: envelope.clone(), figures, parts, inside: Vec::new() }
    };
    let whole = campaign.spec.envelopes.iter().filter(|envelope| envelope.part_of.is_none());
    let views = whole.map(|envelope| {
        let mut around = view(envelope);
        let inside = campaign.spec.envelopes.iter().filter(|one| one.part_of.as_deref() == Some(&envelope.code));
        around.inside = inside.map(view).collect();
        around.figures = around.inside.iter().fold(around.figures, |sum, one| sum + one.figures);
        around
    });
    Ok(views.collect())
}

/// The sum of several envelopes.
pub fn sum(views: &[EnvelopeView]) -> Figures {
    views.iter().fold(Figures::default(), |sum, view| sum + view.figures)
}
