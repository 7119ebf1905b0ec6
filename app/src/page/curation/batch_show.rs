//! Needs chosen to be acted on together: what is done with them, and what was done.

use super::{
    batch_list::{UndoButton, names},
    desk::{
        acts::{NEEDS, PROJECT, TO, curator_options},
        needs::tone,
        undo::{ActNames, Undoable},
    },
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, Details, Weight},
        alert::{Alert, Tone},
        badge::Badge,
        field::{HiddenField, PostForm, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        here::here,
        inner::Inner,
        input::{Entry, Field},
        place::place,
        shown::ShownField,
        table::{Cell, Head, Row, Table},
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    curation::{BatchKind, BatchState, WorkState},
    form_field,
    id::{BatchId, NeedId, PersonId, ProjectId},
};
use leptos::prelude::*;
use server::{
    campaign::loaded::StoredCampaign,
    curation::batch::{self, Batch, BatchLine},
    service::near::similar_services,
};
use wording::{count, number, number_of_needs, time};

/// Needs that the page lists; of the others it says how many.
const LISTED: usize = 100;
/// Needs beside which services of the catalogue are looked for.
const COMPARED: usize = 5;
/// The most needs of which a new project is made here.
const OF_A_NEW_PROJECT: usize = 500;

const WORK: Field = Field::new(form_field::WORK, "Où en est le tri");
const NOTE: Field = Field::new(form_field::NOTE, "Note interne")
    .help("La même sur chaque besoin. L’équipe de curation est seule à la lire.")
    .short("Note");
const MENTION: Field = Field::new(form_field::MENTION, "Avertir (facultatif)").short("Avertir");
const REASON: Field = Field::new(form_field::REASON, "Motif commun")
    .help("Public : il s’affiche sur la page de chaque besoin, et leurs auteurs et soutiens en sont avertis.")
    .short("Motif");
const ANSWER: Field = Field::new(form_field::EXISTING_ANSWER, "Ce qui existe déjà")
    .help("Public : le service qui répond, et comment y accéder.")
    .short("Réponse");
const LINK: Field = Field::new(form_field::LINK, "Adresse du service (facultatif)")
    .help("Une adresse https://")
    .short("Adresse du service");
const SERVICE: Field = Field::new(form_field::SERVICE, "Service du catalogue (facultatif)")
    .help(
        "Les plus proches de ces besoins. Laissez la suite vide : ce qu’il fait, qui le porte et son adresse y \
         sont mis.",
    )
    .short("Service du catalogue");
const FIELDS: [Field; 10] = [NEEDS, TO, WORK, NOTE, MENTION, PROJECT, REASON, SERVICE, ANSWER, LINK];

/// What the page shows.
struct BatchPage {
    batch: Batch,
    lines: Vec<NeedLine>,
    /// How many changed since they were chosen, and how many wait for nothing any more.
    changed: usize,
    decided: usize,
    form: Form,
    reduce: Form,
    undo: Option<Undoable>,
    names: ActNames,
    curators: Vec<(PersonId, String)>,
    /// Projects that may take needs; None once the rule is frozen or the vote open.
    projects: Option<Vec<(ProjectId, String)>>,
    /// Services of the catalogue that may answer: identifiers and names.
    services: Vec<(String, String)>,
}

/// A need of the choice.
struct NeedLine {
    id: NeedId,
    title: String,
    place: String,
    theme: String,
    standing: entity::curation::Standing,
    has_changed: bool,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<BatchId>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let batch = batch::get(&visit.ctx, id).await?;
    let names = names(&visit, &campaign).await?;
    let projects = batch::projects(&visit.ctx, &campaign).await?;
    let services = near(&visit, &batch).await?;
    let page = BatchPage { services, ..BatchPage::of(&visit, &campaign, batch, names, projects) };
    let title = number_of_needs(page.batch.needs.len() as u64);
    let frame = Frame::new(title).below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <BatchView page /> }.into_any()))
}

/// Services of the catalogue that are near the first needs of a choice that waits, each once.
async fn near(visit: &Visit, batch: &Batch) -> Result<Vec<(String, String)>, Failure> {
    let mut services: Vec<(String, String)> = Vec::new();
    let compared = if batch.row.state == BatchState::Prepared { COMPARED } else { 0 };
    for (need, _) in batch.needs.iter().take(compared) {
        for service in similar_services(&visit.ctx, &need.title, "").await? {
            let option = (service.id.to_string(), format!("{} ({})", service.name, service.operator));
            if !services.contains(&option) {
                services.push(option);
            }
        }
    }
    Ok(services)
}

impl BatchPage {
    fn of(
        visit: &Visit,
        campaign: &StoredCampaign,
        batch: Batch,
        names: ActNames,
        projects: Option<Vec<(ProjectId, String)>>,
    ) -> Self {
        let (id, reference) = (batch.row.id, visit.ctx.platform.reference());
        let prepared = batch.row.state == BatchState::Prepared;
        let mut curators: Vec<(PersonId, String)> =
            names.curators.iter().map(|(id, name)| (*id, name.clone())).collect();
        curators.sort_by(|(_, one), (_, other)| one.cmp(other));
        let mut needs: Vec<_> = batch.needs.iter().collect();
        // What changed first: it is what is read before one goes on.
        needs.sort_by_key(|(need, before)| (!prepared || need.seen == *before, need.id));
        let line = |(need, before): &&(_, _)| NeedLine::of(need, before, prepared, campaign, &reference);
        let waits = |seen: &entity::curation::Seen| seen.standing().waits();
        let undoable = BatchLine { row: batch.row.clone(), act: batch.act.clone(), by: None };
        Self {
            lines: needs.iter().take(LISTED).map(line).collect(),
            changed: batch.needs.iter().filter(|(need, before)| need.seen != *before).count(),
            decided: batch.needs.iter().filter(|(need, _)| !waits(&need.seen)).count(),
            form: Form::new(visit, Address::CurationBatch(id)).labelled(&FIELDS),
            reduce: Form::new(visit, Address::CurationBatchReduce(id)).labelled(&[NEEDS]),
            undo: (batch.row.state == BatchState::Done).then(|| Undoable::of(visit, &undoable, &names)).flatten(),
            projects,
            services: Vec::new(),
            names,
            curators,
            batch,
        }
    }

    /// Whether the act of this kind was sent and refused.
    fn was_sent(&self, kind: BatchKind) -> bool {
        self.form.typed().is_some_and(|fields| fields.text(form_field::DESK_ACT) == kind.code())
    }
}

impl NeedLine {
    fn of(
        need: &server::curation::batch::SeenNeed,
        before: &entity::curation::Seen,
        prepared: bool,
        campaign: &StoredCampaign,
        reference: &server::reference::Reference,
    ) -> Self {
        Self {
            id: need.id,
            title: need.title.clone(),
            place: place(reference, &need.siren),
            theme: campaign.spec.theme(&need.theme).map(|theme| theme.label.clone()).unwrap_or_default(),
            standing: need.seen.standing(),
            has_changed: prepared && need.seen != *before,
        }
    }
}

#[component]
fn BatchView(page: BatchPage) -> AnyView {
    let page = &page;
    let title = match page.batch.row.state {
        BatchState::Prepared => {
            let needs = page.batch.needs.len() as u64;
            count(needs, "besoin choisi", "besoins choisis")
        }
        BatchState::Done | BatchState::Undone | BatchState::Settled => {
            page.batch.act.as_ref().map(|act| page.names.sentence(act, page.batch.row.needs)).unwrap_or_default()
        }
    };
    let content = match page.batch.row.state {
        BatchState::Prepared => view! { <Offered page /> }.into_any(),
        BatchState::Done | BatchState::Undone | BatchState::Settled => view! { <WhatWasDone page /> }.into_any(),
    };
    view! {
        <RefusalSummary form=&page.form />
        <RefusalSummary form=&page.reduce />
        {page.undo.as_ref().map(|undo| view! { <RefusalSummary form=&undo.form /> })}
        <h1>{title}</h1>
        {content}
        <Needs page />
    }
    .into_any()
}

/// What was done, when and by whom, and undoing it.
#[component]
fn WhatWasDone<'a>(page: &'a BatchPage) -> AnyView {
    let row = &page.batch.row;
    let by = page.batch.by.clone().unwrap_or_else(|| wording::PERSON_GONE.to_owned());
    let at = row.done_at.map(|at| format!("{}, par {by}.", time::moment(at.utc())));
    let said = match row.state {
        BatchState::Prepared | BatchState::Done => {
            "Les personnes concernées seront averties quand les dix minutes seront passées."
        }
        BatchState::Undone => "Cet acte a été annulé : les besoins sont comme avant, et personne n’en est averti.",
        BatchState::Settled => "Les dix minutes sont passées : les personnes concernées sont averties.",
    };
    view! {
        <p>{at}</p>
        <p>{said}</p>
        <Actions>
            {page.undo.as_ref().map(|undo| view! { <UndoButton undo /> })}
            <a class="fr-link" href=here(Address::Curation)>
                "Revenir aux besoins à trier"
            </a>
        </Actions>
    }
    .into_any()
}

/// What can be done with the choice.
#[component]
fn Offered<'a>(page: &'a BatchPage) -> AnyView {
    let changed = (page.changed > 0).then(|| {
        let changed = count(page.changed as u64, "besoin a changé", "besoins ont changé");
        view! {
            <Alert tone=Tone::Warning>
                <p>{changed} " depuis que vous les avez choisis. Ils sont en tête de la liste ci-dessous."</p>
            </Alert>
        }
    });
    let decided = (page.decided > 0).then(|| view! { <WithoutDecided page /> });
    let catalogue = (!page.services.is_empty())
        .then(|| view! { <SelectField form=&page.form field=SERVICE options=page.services.clone() /> });
    view! {
        {changed}
        {decided}
        <p>"L’acte porte sur tous, ou sur aucun. Vous pourrez l’annuler pendant dix minutes."</p>
        <ActForm page kind=BatchKind::Assign summary="Confier">
            <SelectField form=&page.form field=TO options=curator_options(&page.curators) />
        </ActForm>
        <ActForm page kind=BatchKind::Sort summary="Noter où en est le tri">
            <SelectField form=&page.form field=WORK options=work_options() />
        </ActForm>
        <ActForm page kind=BatchKind::Note summary="Écrire une note interne">
            <TextField form=&page.form field=NOTE rows=3 />
            <SelectField form=&page.form field=MENTION options=names_of(&page.curators) />
        </ActForm>
        <IntoProject page />
        <ActForm page kind=BatchKind::Answer summary="Répondre que cela existe déjà">
            {catalogue}
            <TextField form=&page.form field=ANSWER rows=4 />
            <TextField form=&page.form field=LINK entry=Entry::WebAddress />
        </ActForm>
        <ActForm page kind=BatchKind::Decline summary="Écarter">
            <TextField form=&page.form field=REASON rows=4 />
        </ActForm>
    }
    .into_any()
}

fn work_options() -> Vec<(String, String)> {
    WorkState::ALL.iter().map(|work| (work.code().to_owned(), wording::work_state(*work).to_owned())).collect()
}

fn names_of(curators: &[(PersonId, String)]) -> Vec<(String, String)> {
    curators.iter().map(|(id, name)| (id.to_string(), name.clone())).collect()
}

/// One of the acts, opened to say what it needs; `children` are its fields.
#[component]
fn ActForm<'a>(page: &'a BatchPage, kind: BatchKind, summary: &'static str, children: Inner) -> AnyView {
    let needs = number_of_needs(page.batch.needs.len() as u64);
    view! {
        <Details summary open=page.was_sent(kind)>
            <PostForm form=&page.form>
                <ShownField shown=&page.batch.shown />
                <HiddenField name=form_field::DESK_ACT value=kind.code() />
                {children.view()}
                <Button weight=Weight::Secondary>{summary} <span class="fr-sr-only">" : " {needs}</span></Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

/// Putting the needs into a project that is there, or making a new one of them.
#[component]
fn IntoProject<'a>(page: &'a BatchPage) -> AnyView {
    let Some(projects) = &page.projects else {
        let why = "La règle du vote est figée, ou le vote ouvert : les projets ne changent plus.";
        return view! { <p class="fr-hint-text">{why}</p> }.into_any();
    };
    let options = projects.iter().map(|(id, title)| (id.to_string(), title.clone())).collect();
    let few = page.batch.needs.len() <= OF_A_NEW_PROJECT;
    let new = few.then(|| {
        let address = here(Address::CurationProject.with("lot", page.batch.row.id));
        view! {
            <Actions>
                <ButtonLink weight=Weight::Tertiary href=address>
                    "Faire un nouveau projet"
                </ButtonLink>
            </Actions>
        }
    });
    view! {
        <ActForm page kind=BatchKind::Project summary="Mettre dans un projet">
            <SelectField form=&page.form field=PROJECT options />
        </ActForm>
        {new}
    }
    .into_any()
}

/// Taking out what is decided already.
#[component]
fn WithoutDecided<'a>(page: &'a BatchPage) -> AnyView {
    let decided = count(page.decided as u64, "besoin est", "besoins sont");
    view! {
        <Alert tone=Tone::Info>
            <p>{decided} " déjà dans un projet, écartés ou retirés : rien ne peut plus en être décidé ici."</p>
            <PostForm form=&page.reduce>
                <Button weight=Weight::Small name=form_field::DESK_ACT value="decides">
                    "Les retirer de la sélection"
                </Button>
            </PostForm>
        </Alert>
    }
    .into_any()
}

/// The needs, the first of them; a choice can be reduced.
#[component]
fn Needs<'a>(page: &'a BatchPage) -> AnyView {
    let prepared = page.batch.row.state == BatchState::Prepared;
    let rows = page.lines.iter().map(|need| {
        let changed = need.has_changed.then(|| {
            view! {
                " "
                <Badge small=true tone=Tone::Warning label="A changé" />
            }
        });
        let address = Address::Need(need.id).to_string();
        let title = view! {
            <a href=address>{need.title.clone()}</a>
            {changed}
            <span class="fr-hint-text">{need.place.clone()}</span>
        };
        let standing = wording::standing(need.standing);
        let mut cells = vec![
            Cell::head(title),
            Cell::new(need.theme.clone()),
            Cell::new(view! { <Badge small=true tone=tone(need.standing) label=standing /> }),
        ];
        if prepared {
            let label = format!("Retirer de la sélection : {}", need.title);
            let id = need.id.to_string();
            cells.push(Cell::new(
                view! { <input type="checkbox" name=form_field::NEED.as_str() value=id aria-label=label /> },
            ));
        }
        Row::new(cells)
    });
    let mut heads = vec![Head::new("Besoin"), Head::new("Thème"), Head::new("État")];
    if prepared {
        heads.push(Head::new("Retirer"));
    }
    let others = page.batch.needs.len().saturating_sub(LISTED) as u64;
    let others = (others > 0).then(|| view! { <p>{format!("Et {} autres.", number(others))}</p> });
    let table = view! { <Table id="besoins" caption="Besoins choisis" dense=true heads rows=rows.collect() /> };
    match prepared {
        true => view! {
            <PostForm form=&page
                .reduce>
                {table} {others}
                <Button weight=Weight::SmallTertiary>"Retirer de la sélection les besoins cochés"</Button>
            </PostForm>
        }
        .into_any(),
        false => view! {
            {table}
            {others}
        }
        .into_any(),
    }
}
