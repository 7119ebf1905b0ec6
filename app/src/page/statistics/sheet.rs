//! The figures of a campaign on two sheets of paper, for those who put them on a table.

use super::{
    label::lines,
    money::MoneyTable,
    show::{KeyFigures, ParticipationBars, ParticipationMap},
    weeks::WeekLines,
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        table::{Cell, Head, Row, Table},
    },
};
use entity::{
    address::Address,
    statistics::{Breakdown, Counts},
};
use leptos::prelude::*;
use server::{reference::Reference, statistics::Statistics};
use std::sync::Arc;
use wording::{euros, number, time};

/// What the sheets show.
struct SheetPage {
    campaign: String,
    /// Where the figures are read afterwards.
    address: String,
    figures: Arc<Statistics>,
    reference: Arc<Reference>,
}

/// The page: what its paper shows, and how it is printed.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let page = SheetPage {
        campaign: campaign.spec.title.clone(),
        address: format!("{}{}", visit.site.base_url, campaign.address(&Address::Statistics)),
        figures: server::statistics::of_campaign(&visit.ctx, &campaign).await?,
        reference: visit.ctx.platform.reference(),
    };
    let frame = Frame::new("Statistiques à imprimer").below(visit.here(Address::Statistics), "Statistiques");
    Ok(frame.render(&visit, || view! { <Sheets page=&page /> }.into_any()))
}

#[component]
fn Sheets<'a>(page: &'a SheetPage) -> AnyView {
    let (reference, figures) = (&*page.reference, &*page.figures);
    let counted = time::moment(figures.at);
    view! {
        <div class="t-sheet">
            <p class="t-sheet__how">
                "Deux pages A4 en portrait. Imprimez-les, ou enregistrez-les en PDF, avec la commande «\u{202f}\
                 Imprimer\u{202f}» de votre navigateur (Ctrl + P)."
            </p>
            <section class="t-sheet__page" aria-label="Première page">
                <h1>{page.campaign.clone()}</h1>
                <p>{format!("Chiffres du {counted}.")}</p>
                <KeyFigures figures />
                <div class="t-sheet__halves">
                    <div>
                        <h2>"Par département"</h2>
                        <ParticipationMap reference figures />
                    </div>
                    <div>
                        <h2>"Par taille"</h2>
                        <ParticipationBars reference figures breakdown=Breakdown::Stratum />
                    </div>
                </div>
                <h2>"Semaine après semaine"</h2>
                <WeekLines weeks=&figures.weeks />
            </section>
            <section class="t-sheet__page" aria-label="Seconde page">
                <h2>"Par région"</h2>
                <SheetTable reference figures breakdown=Breakdown::Region />
                <h2>"Par programme de l’État"</h2>
                <SheetTable reference figures breakdown=Breakdown::Programme />
                <h2>"L’argent"</h2>
                <MoneyTable envelopes=&figures.envelopes />
                <p class="fr-hint-text">
                    {format!(
                        "Actes des collectivités, chacune comptée une fois ; rien de ce que les bulletins choisissent. \
                         Une commune peut avoir plusieurs labels. À jour sur {}",
                        page.address,
                    )}
                </p>
            </section>
        </div>
    }
    .into_any()
}

/// A breakdown, in the columns that fit on paper.
#[component]
fn SheetTable<'a>(reference: &'a Reference, figures: &'a Statistics, breakdown: Breakdown) -> AnyView {
    let row = |name: String, counts: &Counts| {
        let share = format!("{} / {}", number(counts.participating), number(counts.collectivities));
        let figures = [counts.needs, counts.supports, counts.grouped, counts.voted, counts.applications];
        let figures = figures.map(|figure| Cell::number(number(figure)));
        let granted = Cell::number(euros(counts.granted));
        Row::new([Cell::head(name), Cell::number(share)].into_iter().chain(figures).chain([granted]))
    };
    let mut rows: Vec<Row> =
        lines(reference, figures, breakdown).into_iter().map(|(name, _, counts)| row(name, &counts)).collect();
    rows.push(row("Ensemble".to_owned(), &figures.parts.total).class("t-row--whole"));
    let heads = ["Participent", "Besoins", "Soutiens", "En groupement", "Ont voté", "Candidatures", "Accordé"];
    let first = Head::new(wording::statistics::breakdown_head(breakdown));
    let heads = std::iter::once(first).chain(heads.map(Head::number)).collect();
    let caption = wording::statistics::breakdown(breakdown);
    view! { <Table id=format!("feuille-{}", breakdown.code()) caption hidden=true dense=true heads rows /> }.into_any()
}
