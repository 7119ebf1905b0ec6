//! Lists of cards.

use super::example::{Example, LONG_TITLE};
use crate::ui::{
    act::UserText,
    alert::Tone,
    badge::Badge,
    card::{Card, CardItem, Cards, Meta},
};
use entity::address::Address;
use leptos::prelude::*;

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
    }
    .into_any()
}
