//! What is near a collectivité: needs to support, groups to join, services that neighbours adopted, and needs of those
//! that are like it. Nearness goes by intercommunalité, never by distance: no data that came with the product has the
//! centres of communes.

mod adoption;
mod circle;
mod forming;
pub(crate) mod place;
mod wanted;

pub use self::{
    adoption::Adopted,
    circle::Circle,
    place::{Near, Nearness},
};
use crate::{Context, Error, campaign::loaded::StoredCampaign, group::require_open};
use entity::{
    collectivity::{Collectivity, Stratum},
    page_number::{Listed, PageNumber},
    programme::Programme,
    siren::Siren,
    table::{group, need},
};

/// The most needs, and the most groups, that home tells.
const MOST: usize = 3;
/// The most lines of each part of the page.
pub const SHORT: u64 = 5;
/// Lines on a page of one part.
pub const PAGE: u64 = 20;

/// What home tells of the neighbourhood of the collectivité that one acts for.
#[derive(Debug, Clone)]
pub struct Nearby {
    /// The code of its département.
    pub departement: String,
    /// Needs that it may support, the nearest first.
    pub needs: Vec<Near<need::Model>>,
    /// Groups that it may ask to join, the nearest first.
    pub groups: Vec<Near<group::Model>>,
}

/// What the collectivité acted for may support or join in its intercommunalité, where it has a group in common, or in
/// its département; None where there is nothing, or where nobody is acted for. At most six statements.
pub async fn nearby(ctx: &Context, campaign: &StoredCampaign) -> Result<Option<Nearby>, Error> {
    let Some(siren) = ctx.actor.acting.as_ref().map(|acting| acting.siren) else { return Ok(None) };
    let reference = ctx.platform.reference();
    let Some(departement) = reference.find(&siren).and_then(|found| found.departement.clone()) else {
        return Ok(None);
    };
    let census = campaign.spec.calendar.census.is_open(ctx.now());
    let groups_form = require_open(campaign, ctx.now()).is_ok();
    if !census && !groups_form {
        return Ok(None);
    }
    let circle = Circle::of(ctx, siren).await?;
    let close = |nearness: Nearness| nearness <= Nearness::Departement;
    let needs = match census {
        true => {
            let mut wanted = wanted::wanted(ctx, campaign, &circle).await?;
            wanted.retain(|one| close(one.nearness));
            wanted.truncate(MOST);
            wanted::loaded(ctx, wanted).await?
        }
        false => Vec::new(),
    };
    let groups = match groups_form {
        true => {
            let mut forming = forming::forming(ctx, campaign, &circle).await?;
            forming.retain(|one| close(one.nearness));
            forming.truncate(MOST);
            forming::loaded(ctx, forming).await?
        }
        false => Vec::new(),
    };
    Ok((!needs.is_empty() || !groups.is_empty()).then_some(Nearby { departement, needs, groups }))
}

/// A part of what is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Needs of its own region, or nearer, that it may support.
    Needs,
    /// Groups of its own region, or nearer, that still form.
    Groups,
    /// Services that collectivités of its region, or nearer, try or adopted.
    Services,
    /// Needs of collectivités of its stratum, wherever they are.
    Stratum,
    /// Needs that concern a programme of which it has the label, wherever they are.
    Programme,
}

impl Part {
    pub const ALL: [Part; 5] = [Part::Needs, Part::Groups, Part::Services, Part::Stratum, Part::Programme];

    /// As addresses name it.
    pub fn code(self) -> &'static str {
        match self {
            Part::Needs => "besoins",
            Part::Groups => "groupements",
            Part::Services => "services",
            Part::Stratum => "strate",
            Part::Programme => "programme",
        }
    }

    /// The part of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
}

/// One part, one page of it, the nearest first.
#[derive(Debug, Clone)]
pub enum Lines {
    Needs(Listed<Near<need::Model>>),
    Groups(Listed<Near<group::Model>>),
    Services(Listed<Near<Adopted>>),
}

impl Lines {
    /// How many there are on all pages.
    pub fn total(&self) -> u64 {
        match self {
            Lines::Needs(listed) => listed.total,
            Lines::Groups(listed) => listed.total,
            Lines::Services(listed) => listed.total,
        }
    }

    /// Which page this is, and of how many.
    pub fn at(&self) -> (u64, u64) {
        match self {
            Lines::Needs(listed) => (listed.page, listed.pages),
            Lines::Groups(listed) => (listed.page, listed.pages),
            Lines::Services(listed) => (listed.page, listed.pages),
        }
    }
}

/// A collectivité of which everybody may ask what is near.
#[derive(Debug, Clone)]
pub struct Around {
    pub collectivity: Collectivity,
    pub stratum: Stratum,
    /// The programmes of which it has the label.
    pub programmes: Vec<Programme>,
    circle: Circle,
}

impl Around {
    /// [`Error::NotFound`] of a SIREN that is not known. Two statements.
    pub async fn of(ctx: &Context, siren: Siren) -> Result<Self, Error> {
        let reference = ctx.platform.reference();
        let collectivity = reference.find(&siren).cloned().ok_or(Error::NotFound)?;
        let stratum = Stratum::of(collectivity.kind, reference.figures(&siren).population);
        let programmes = crate::collectivity::programmes_of(ctx, &collectivity).await?;
        Ok(Self { circle: Circle::of(ctx, siren).await?, collectivity, stratum, programmes })
    }

    /// One page of a part. Needs that the collectivité posted or supports, and groups in which it stands, are left out.
    /// Four statements at most.
    pub async fn lines(
        &self,
        ctx: &Context,
        campaign: &StoredCampaign,
        part: Part,
        page: PageNumber,
        size: u64,
    ) -> Result<Lines, Error> {
        let close = |nearness: Nearness| nearness <= Nearness::Region;
        Ok(match part {
            Part::Needs | Part::Stratum | Part::Programme => {
                let mut wanted = wanted::wanted(ctx, campaign, &self.circle).await?;
                wanted.retain(|one| match part {
                    Part::Stratum => one.what.stratum == self.stratum,
                    Part::Programme => self.programmes.iter().any(|programme| one.what.names(*programme)),
                    Part::Needs | Part::Groups | Part::Services => close(one.nearness),
                });
                let Listed { rows, total, page, pages } = Listed::of(wanted, page, size);
                Lines::Needs(Listed { rows: wanted::loaded(ctx, rows).await?, total, page, pages })
            }
            Part::Groups => {
                let mut forming = match require_open(campaign, ctx.now()) {
                    Ok(()) => forming::forming(ctx, campaign, &self.circle).await?,
                    Err(_) => Vec::new(),
                };
                forming.retain(|one| close(one.nearness));
                let Listed { rows, total, page, pages } = Listed::of(forming, page, size);
                Lines::Groups(Listed { rows: forming::loaded(ctx, rows).await?, total, page, pages })
            }
            Part::Services => {
                let mut adopted = adoption::adopted(ctx, &self.circle).await?;
                adopted.retain(|one| close(one.nearness));
                Lines::Services(Listed::of(adopted, page, size))
            }
        })
    }
}
