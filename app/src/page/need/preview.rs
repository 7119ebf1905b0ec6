//! A draft as it will look once published.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        alert::{Alert, Tone},
        badge::Badge,
        card::Meta,
        field::HiddenField,
        frame::{Frame, Page},
        need_text::NeedText,
        service_card::ServicesNear,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    form_field,
    id::NeedId,
    permission::{Action, Facts},
    personal_data, table,
};
use leptos::prelude::*;
use server::campaign::loaded::StoredCampaign;
use std::sync::Arc;

/// What the page shows.
struct PreviewPage {
    need: table::need::Model,
    /// The name of its collectivité.
    of: String,
    campaign: Arc<StoredCampaign>,
    /// Services that may answer it already.
    services: Vec<table::service::Model>,
}

/// The page of the preview.
pub async fn page(visit: Visit, Path(id): Path<NeedId>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let need = server::need::query::get(&visit.ctx, id).await?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&need.siren, need.state.is_public()))?;
    let services = server::service::near::similar_services(&visit.ctx, &need.title, &need.problem).await?;
    let page = PreviewPage { services, of: visit.ctx.platform.reference().name(&need.siren), need, campaign };
    let frame =
        Frame::new("Aperçu").below(visit.here(Address::Needs), "Besoins").below(Address::NeedEdit(id), "Brouillon");
    Ok(frame.render(&visit, || view! { <Preview page /> }.into_any()))
}

#[component]
fn Preview(page: PreviewPage) -> AnyView {
    let id = page.need.id;
    view! {
        <p>
            <Badge tone=Tone::Info label="Aperçu du brouillon, enregistré" />
        </p>
        <h1>{page.need.title.clone()}</h1>
        <Meta parts=vec![page.of.into_any()] />
        <NeedText need=&page.need campaign=&page.campaign.spec />
        <PersonalDataNote texts=[&page.need.title, &page.need.problem, &page.need.affected, &page.need.existing] />
        <Actions>
            <PublishForm id />
            <ButtonLink weight=Weight::Secondary href=Address::NeedEdit(id)>
                "Modifier"
            </ButtonLink>
        </Actions>
        <ServicesNear services=&page.services />
    }
    .into_any()
}

/// Points out what may be somebody's own before everybody reads it.
#[component]
fn PersonalDataNote<'a>(texts: [&'a String; 4]) -> AnyView {
    let found: Vec<_> = texts.into_iter().flat_map(|text| personal_data::find(text)).collect();
    if found.is_empty() {
        return ().into_any();
    }
    let said = format!(
        "Ce besoin contient {}. Une fois publié, tout le monde le lira\u{a0}: modifiez-le s’il n’a pas à être lu.",
        wording::personal_data(&found)
    );
    view! {
        <Alert tone=Tone::Warning title="Des informations personnelles, peut-être">
            <p>{said}</p>
        </Alert>
    }
    .into_any()
}

/// A refusal shows the page of the draft, not this one: what is missing is to be written there.
#[component]
fn PublishForm(id: NeedId) -> AnyView {
    view! {
        <form method="post" action=Address::NeedPublish(id).to_string()>
            <HiddenField name=form_field::PAGE value=Address::NeedEdit(id) />
            <Button>"Publier"</Button>
        </form>
    }
    .into_any()
}
