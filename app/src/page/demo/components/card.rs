//! Lists of cards.

use super::example::{Example, LONG_TITLE};
use crate::ui::{
    act::UserText,
    alert::Tone,
    badge::Badge,
    card::{Card, CardItem, Cards, Meta},
    difference::Difference,
    figures::Figures,
    marked::Marked,
    motif::{Kind, Motif},
    rail::WithRail,
    views::views,
};
use entity::address::Address;
use leptos::prelude::*;
use server::search::Marks;

/// Cards with and without what may stand in them.
#[component]
pub(super) fn CardLists() -> AnyView {
    let meta = || vec!["Figeac".into_any(), "12 soutiens".into_any(), view! { <Badge label="Publié" /> }.into_any()];
    view! {
        <Example title="Cartes" file="card.rs">
            <Cards>
                <Card href=Address::Needs title="Une carte seule" />
                <Card href=Address::Needs title="Une carte avec ce qu’on en dit" meta=meta()>
                    <p>"Et un texte dessous."</p>
                </Card>
                <Card
                    href=Address::Needs
                    title="Une carte et son début"
                    excerpt="Notre mairie reçoit environ 140 appels par jour…"
                    meta=meta()
                />
                <Card href=Address::Needs title=LONG_TITLE meta=meta()>
                    <UserText text=LONG_TITLE />
                </Card>
                <Card href=Address::Needs title="Un brouillon" draft=true>
                    <p>
                        <Badge tone=Tone::Warning label="Brouillon" />
                    </p>
                </Card>
                <CardItem>
                    <p>"Un élément sans page à lui."</p>
                    <Meta parts=meta() />
                </CardItem>
                <CardItem draft=true>
                    <p>"Un élément qui est un brouillon."</p>
                </CardItem>
            </Cards>
        </Example>
        <Texts />
        <Detail />
    }
    .into_any()
}

/// Texts in which something is told apart: words that were looked for, what a version changed.
#[component]
fn Texts() -> AnyView {
    let marks = Marks::of("appels jour");
    let (before, after) =
        ("La mairie reçoit 140 appels par jour.", "La mairie reçoit trop d’appels par jour, tous les jours.");
    view! {
        <Example title="Mots cherchés, et différences" file="marked.rs, difference.rs">
            <p>
                <Marked text=before marks=&marks />
            </p>
            <Difference before after />
        </Example>
    }
    .into_any()
}

/// The three motifs, and a page of detail.
#[component]
fn Detail() -> AnyView {
    let kinds = views(Motif::ALL.into_iter().map(|motif| view! { <Kind motif /> }.into_any()));
    let rail = view! { <Figures figures=vec![(12, "soutiens"), (52_300, "habitants concernés")] /> }.into_any();
    view! {
        <Example title="Une page de détail" file="motif.rs, rail.rs">
            {kinds}
            <WithRail rail>
                <p>{LONG_TITLE}</p>
            </WithRail>
        </Example>
    }
    .into_any()
}
