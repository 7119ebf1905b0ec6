//! « Quelqu’un l’a déjà dit » : the needs nearest to a draft, before it is published; to support instead, or as well.

use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        alert::{Alert, Tone},
        card::{Card, Cards, excerpt},
        field::HiddenField,
        frame::{Fragment, Frame, Page},
        need_card::supports,
        place::place,
        service_card::ServicesNear,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    form_field,
    id::NeedId,
    need::{NeedForm, NeedState},
    permission::{Action, Facts},
    table,
};
use leptos::prelude::*;
use server::{
    reference::Reference,
    search::similar::{Draft, Near, nearest},
    service::near::similar_services,
};
use std::sync::Arc;

/// How many characters of what a need says its card shows.
const EXCERPT: usize = 160;

/// What the button « Nous aussi » of a form sends, before the identifier of the need that it supports.
pub const US_TOO: &str = "nous-aussi:";

/// How the button « Nous aussi » is sent.
#[derive(Debug, Clone, Copy)]
enum UsToo {
    /// With the form of the draft, which is kept.
    WithForm,
    /// By a form of its own, which comes back to the draft.
    ComesBackTo(NeedId),
}

/// What the page shows.
struct NearPage {
    draft: table::need::Model,
    near: Vec<Near>,
    services: Vec<table::service::Model>,
    reference: Arc<Reference>,
}

/// The needs nearest to what stands in a form, for the collectivité acted for.
pub async fn near_form(visit: &Visit, form: &NeedForm) -> Result<Vec<Near>, Failure> {
    let (siren, text) = (visit.ctx.acting_for()?, Draft::cut(&form.title, &form.problem, &form.theme));
    Ok(nearest(&visit.ctx, visit.campaign()?, &text, Some(&siren)).await?)
}

/// The page: a step between writing and the preview.
pub async fn page(visit: Visit, Path(id): Path<NeedId>) -> Result<Page, Failure> {
    let draft = server::need::query::get(&visit.ctx, id).await?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&draft.siren, draft.state.is_public()))?;
    if draft.state != NeedState::Draft {
        return Err(Failure::NotFound);
    }
    let near = near_form(&visit, &server::need::form_of(&draft)).await?;
    let services = similar_services(&visit.ctx, &draft.title, &draft.problem).await?;
    let page = NearPage { near, services, draft, reference: visit.ctx.platform.reference() };
    let frame = Frame::new("Besoins proches")
        .below(visit.here(Address::Needs), "Besoins")
        .below(Address::NeedEdit(id), "Brouillon");
    Ok(frame.render(&visit, || view! { <NearDraft page /> }.into_any()))
}

#[component]
fn NearDraft(page: NearPage) -> AnyView {
    let id = page.draft.id;
    let (title, found) = match page.near.is_empty() {
        true => ("Personne ne l’a encore dit", ().into_any()),
        false => {
            let us_too = UsToo::ComesBackTo(id);
            let found = view! {
                <Explained near=&page.near />
                <NearCards reference=&page.reference near=&page.near us_too />
            };
            ("Quelqu’un l’a peut-être déjà dit", found.into_any())
        }
    };
    view! {
        <h1>{title}</h1>
        <p>"Votre brouillon « " {page.draft.title.clone()} " » est enregistré."</p>
        {found}
        <ServicesNear services=&page.services />
        <Actions>
            <ButtonLink href=Address::NeedPreview(id)>"Continuer vers l’aperçu"</ButtonLink>
            <ButtonLink weight=Weight::Secondary href=Address::NeedEdit(id)>
                "Modifier le brouillon"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

/// Why one may support instead of publishing; a warning where one's own collectivité said it.
#[component]
fn Explained<'a>(near: &'a [Near]) -> AnyView {
    let own = near.iter().find(|near| near.is_own_already()).map(|near| {
        let address = Address::Need(near.need.id).to_string();
        view! {
            <Alert tone=Tone::Warning title="Votre collectivité a déjà publié un besoin proche">
                <p>
                    <a href=address>{near.need.title.clone()}</a>
                    ". Le compléter vaut mieux que d’en publier un second : ses soutiens lui restent."
                </p>
            </Alert>
        }
    });
    view! {
        {own}
        <p>
            "Ces besoins ressemblent au vôtre. Si c’est le même, « Nous aussi » lui donne le poids de votre \
             collectivité ; s’il est différent, continuez."
        </p>
    }
    .into_any()
}

#[component]
fn NearCards<'a>(reference: &'a Reference, near: &'a [Near], us_too: UsToo) -> AnyView {
    let cards = views(near.iter().map(|near| view! { <NearCard reference near us_too /> }.into_any()));
    view! { <Cards>{cards}</Cards> }.into_any()
}

#[component]
fn NearCard<'a>(reference: &'a Reference, near: &'a Near, us_too: UsToo) -> AnyView {
    let need = &near.need;
    let meta = vec![place(reference, &need.siren).into_any(), supports(need).into_any()];
    let act = match (near.own, near.supported) {
        (true, _) => view! { <p>"Publié par votre collectivité."</p> }.into_any(),
        (false, true) => view! { <p>"Votre collectivité le soutient déjà."</p> }.into_any(),
        (false, false) => view! { <UsTooButton need us_too /> }.into_any(),
    };
    let excerpt = excerpt(&need.problem, EXCERPT);
    view! {
        <Card href=Address::Need(need.id) title=need.title.clone() excerpt meta>
            {act}
        </Card>
    }
    .into_any()
}

#[component]
fn UsTooButton<'a>(need: &'a table::need::Model, us_too: UsToo) -> AnyView {
    let label = view! {
        "Nous aussi"
        <span class="fr-sr-only">{format!(" : {}", need.title)}</span>
    };
    match us_too {
        UsToo::WithForm => view! {
            <Button weight=Weight::Secondary name=form_field::THEN.as_str() value=format!("{US_TOO}{}", need.id)>
                {label}
            </Button>
        }
        .into_any(),
        UsToo::ComesBackTo(draft) => view! {
            <form method="post" action=Address::NeedSupport(need.id).to_string()>
                <HiddenField name=form_field::PAGE value=Address::NeedNear(draft) />
                <HiddenField name=form_field::THEN value=draft.to_string() />
                <Button weight=Weight::Secondary>{label}</Button>
            </form>
        }
        .into_any(),
    }
}

/// The needs nearest to what stands in the form, which is not kept: a part of the page of the form.
pub async fn typed(visit: Visit, fields: Fields) -> Result<Fragment, Failure> {
    let siren = visit.ctx.acting_for()?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true))?;
    let text = |field| fields.text(field);
    let (title, problem, theme) = (text(form_field::TITLE), text(form_field::PROBLEM), text(form_field::THEME));
    let near = near_form(&visit, &NeedForm { title, problem, theme, ..NeedForm::default() }).await?;
    let reference = visit.ctx.platform.reference();
    Ok(Fragment::of(|| view! { <NearTyped reference=&reference near=&near /> }.into_any()))
}

#[component]
fn NearTyped<'a>(reference: &'a Reference, near: &'a [Near]) -> AnyView {
    if near.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="t-near">
            <h2>"Quelqu’un l’a peut-être déjà dit"</h2>
            <Explained near />
            <NearCards reference near us_too=UsToo::WithForm />
        </div>
    }
    .into_any()
}
