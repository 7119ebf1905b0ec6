//! Needs side by side, of which a curator has all but one join that one.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, Details, UserText},
        alert::{Alert, EmptyState, Tone},
        card::{CardItem, Cards},
        field::{Box, HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        here::here,
        input::Field,
        need_card::supports,
        place::{inhabitants, place},
        shown::ShownField,
        views::views,
    },
};
use axum::extract::RawQuery;
use entity::{
    address::{Address, Link},
    done::Done,
    form_field,
    id::NeedId,
    merge::MOST,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table,
};
use leptos::prelude::*;
use server::{
    need::merge::{self, Choice, shown_need},
    reference::Reference,
    search::similar::{Near, nearest_to},
};
use std::sync::Arc;
use wording::{capitalised, count, number, refusal_sentence};

const FACE: Field = Field::new(form_field::FACE, "Le besoin qui reste visible").short("Besoin visible");
const REASON: Field = Field::new(form_field::REASON, "Un mot aux auteurs")
    .help(
        "Pourquoi ces besoins disent la même chose. Lu par leurs auteurs et leurs soutiens, sur la page de chaque \
         besoin qui en rejoint un autre. 500 caractères au plus.",
    )
    .short("Mot aux auteurs");

/// What the page shows.
struct MergePage {
    choice: Choice,
    /// Where there is but one: those that look like it.
    near: Vec<Near>,
    form: Form,
    is_open: bool,
    reference: Arc<Reference>,
}

/// The page, of the needs that its address names (`?besoin=…&besoin=…`).
pub async fn page(visit: Visit, RawQuery(query): RawQuery) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let query = Fields(url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect());
    let choice = merge::choice(&visit.ctx, &ids(&query)).await?;
    let near = match &choice.needs[..] {
        [only] => {
            let mut near = nearest_to(&visit.ctx, visit.campaign()?, only).await?;
            near.retain(|near| near.need.campaign == only.campaign);
            near
        }
        _ => Vec::new(),
    };
    let is_open = match choice.needs.first() {
        Some(need) => merge::is_open(&visit.ctx, need.campaign).await?,
        None => true,
    };
    let titles = choice.needs.iter().map(|need| (form_field::NEED.of(need.id).into(), need.title.clone()));
    let labels = [FACE, REASON].map(|field| (field.name.to_owned(), field.short.to_owned()));
    let form = Form::new(&visit, Address::CurationMerge).with_labels(titles.chain(labels).collect());
    let page = MergePage { near, is_open, form, choice, reference: visit.ctx.platform.reference() };
    let frame = Frame::new("Réunir des besoins").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <Merge page /> }.into_any()))
}

/// The needs that are named, each once; no more than can be read side by side.
fn ids(fields: &Fields) -> Vec<NeedId> {
    let mut ids: Vec<NeedId> =
        fields.all(form_field::NEED).iter().take(MOST).filter_map(|id| id.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The page with one more need.
fn with(needs: &[table::need::Model], more: Option<NeedId>) -> Link {
    let ids = needs.iter().map(|need| need.id).chain(more);
    ids.fold(Address::CurationMerge.with("", ""), |link, id| link.with("besoin", id))
}

#[component]
fn Merge(page: MergePage) -> AnyView {
    let (form, choice) = (&page.form, &page.choice);
    let gone = (choice.gone > 0).then(|| {
        let gone = count(
            choice.gone as u64,
            "besoin choisi n’est plus publié : il est laissé de côté.",
            "besoins choisis ne sont plus publiés : ils sont laissés de côté.",
        );
        view! {
            <Alert tone=Tone::Warning>
                <p>{gone}</p>
            </Alert>
        }
    });
    let content = match choice.needs.len() {
        0 | 1 => view! { <TooFew page=&page /> }.into_any(),
        _ if !page.is_open => view! {
            <Alert tone=Tone::Warning>
                <p>"La règle du vote est figée, ou le vote ouvert : les besoins ne se réunissent plus."</p>
            </Alert>
        }
        .into_any(),
        _ => view! { <Choose page=&page /> }.into_any(),
    };
    view! {
        <h1>"Réunir des besoins"</h1>
        <RefusalSummary form />
        {gone}
        {content}
    }
    .into_any()
}

/// Nothing can be joined yet: the need that is there, and those that look like it.
#[component]
fn TooFew<'a>(page: &'a MergePage) -> AnyView {
    let Some(only) = page.choice.needs.first() else {
        return view! {
            <EmptyState>
                <p>
                    "Aucun besoin n’est choisi. Cochez-en à la page "
                    <a href=here(Address::Curation)>"Besoins à trier"</a> ", ou partez des "
                    <a href=here(Address::CurationClusters)>"rapprochements proposés"</a> "."
                </p>
            </EmptyState>
        }
        .into_any();
    };
    let rows = views(page.near.iter().map(|near| {
        let need = &near.need;
        view! {
            <li>
                <a href=with(&page.choice.needs, Some(need.id))
                    .to_string()>"Ajouter « " {need.title.clone()} " »"</a>
                <span class="fr-hint-text">{place(&page.reference, &need.siren)} ", " {supports(need)}</span>
            </li>
        }
        .into_any()
    }));
    let found = match page.near.is_empty() {
        true => "Aucun autre besoin publié ne lui ressemble.",
        false => "Ces besoins lui ressemblent. Ajoutez celui qui dit la même chose.",
    };
    view! {
        <p>
            "Pour « " <a href=Address::Need(only.id).to_string()>{only.title.clone()}</a>
            " », il faut un second besoin. " {found}
        </p>
        <ul class="t-supports">{rows}</ul>
    }
    .into_any()
}

#[component]
fn Choose<'a>(page: &'a MergePage) -> AnyView {
    let (form, choice) = (&page.form, &page.choice);
    // The most supported one, unless another is chosen.
    let first = choice.needs.first().map(|need| need.id.to_string()).unwrap_or_default();
    let face = form.text(FACE.name, &first);
    let cards = views(choice.needs.iter().enumerate().map(|(at, need)| {
        let ticked = need.id.to_string() == face;
        view! { <NeedToJoin page at need ticked /> }.into_any()
    }));
    let people = u64::try_from(choice.inhabitants).unwrap_or(0);
    view! {
        <p>
            {format!(
                "Réunis, ces {} besoins sont ceux de {}, soit {} habitants, chacun compté une fois. Celui que vous \
                 choisissez reste dans les listes ; les autres restent lisibles à leur adresse et disent qui ils ont \
                 rejoint. Leurs auteurs et leurs soutiens sont avertis ; chaque auteur peut s’en séparer jusqu’au gel \
                 de la règle du vote.",
                choice.needs.len(),
                count(choice.together.len() as u64, "collectivité", "collectivités"),
                number(people),
            )}
        </p>
        <PostForm form>
            <fieldset class="fr-fieldset" aria-labelledby="visage-legende">
                <legend class="fr-fieldset__legend" id="visage-legende">
                    {FACE.label}
                </legend>
                <Cards>{cards}</Cards>
            </fieldset>
            <TextField form field=REASON rows=4 />
            <Actions>
                <Button>"Réunir ces besoins"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// A need, with what it would count as the face, and why it may not join.
#[component]
fn NeedToJoin<'a>(page: &'a MergePage, at: usize, need: &'a table::need::Model, ticked: bool) -> AnyView {
    let name = form_field::NEED.of(need.id);
    let refused = page.form.refusal(&name).map(|refusal| {
        view! {
            <p class="fr-error-text" id=name.to_string()>
                {capitalised(&refusal_sentence(refusal))}
            </p>
        }
    });
    let id = if at == 0 { FACE.name.to_owned() } else { format!("{}-{at}", FACE.name) };
    let held = page.choice.projects.contains_key(&need.id).then_some(" Un projet y répond.");
    let would = count(page.choice.supports_of(need), "soutien", "soutiens");
    view! {
        <CardItem>
            <HiddenField name=form_field::NEED value=need.id.to_string() />
            <ShownField shown=shown_need(need) of=need.id.to_string() />
            <Box kind="radio" id name=FACE.name value=need.id.to_string() checked=ticked label=need.title.clone() />
            {refused}
            <p class="fr-hint-text">
                {place(&page.reference, &need.siren)} ", " {supports(need)} ", " {inhabitants(need.inhabitants)} "."
                {held}
            </p>
            <p class="fr-hint-text">{format!("S’il reste visible : {would}.")}</p>
            <Details summary="Lire le problème">
                <UserText text=need.problem.clone() />
                <p>
                    <a href=Address::Need(need.id)
                        .to_string()>
                        "Page du besoin" <span class="fr-sr-only">" « " {need.title.clone()} " »"</span>
                    </a>
                </p>
            </Details>
        </CardItem>
    }
    .into_any()
}

/// Has the needs of the form join the one that is chosen.
pub async fn merge(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let typed = fields.text(form_field::FACE);
    let missing = |_| server::Error::from(FieldRefusals::one(form_field::FACE, Refusal::Missing));
    let face = typed.parse::<NeedId>().map_err(missing)?;
    let mut others = ids(&fields);
    others.retain(|id| *id != face);
    merge::merge(&visit.ctx, face, &others, &fields.text(form_field::REASON).as_str().into()).await?;
    Ok(After::new(Done::NeedsMerged, Address::Need(face)).then(visit.here(Address::Curation)))
}
