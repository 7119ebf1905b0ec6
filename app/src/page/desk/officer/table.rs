//! Many files in one table, each with its decision: kept as it is typed, read once more, taken together.

use super::draft::{Drafting, LIST, Layout, MOST_FILES, MoneyLeft, called, decision_fields};
use crate::{
    http::{assets, failure::Failure, visit::Visit},
    page::application::label::badge,
    ui::{
        act::{Actions, Button, Weight},
        alert::EmptyState,
        field::{HiddenField, PostForm, RefusalSummary},
        frame::{Frame, Page},
        here::here,
        pagination::Pagination,
        shown::ShownField,
        table::{Cell, Head, Row, Table},
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    assessment::AssessmentState,
    campaign::Envelope,
    form_field,
    page_number::{PageNumber, pages},
    permission::{Action, Facts},
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    application::handling,
    decision::officer::{self, DraftedFile},
    reference::Reference,
};
use wording::{count, euros};

/// Which table is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QueryParams {
    enveloppe: SearchText,
    page: SearchText,
}

/// What the page shows.
struct TablePage {
    envelope: Envelope,
    /// The files of this page of the table.
    files: Vec<FileRow>,
    drafting: Drafting,
    /// In cents.
    left: i64,
    left_after: i64,
    /// How many wait in all, and how many others follow the path of drawn assessors.
    all: usize,
    by_lot: usize,
    /// The code of the prefecture's département.
    departement: String,
    page: u64,
    pages: u64,
}

/// A file with what it is called, and who applies.
struct FileRow {
    file: DraftedFile,
    called: String,
    applicant: String,
}

/// The table.
pub async fn page(visit: Visit, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let overview = officer::overview(&visit.ctx, &campaign, params.enveloppe.as_str()).await?;
    let envelope = campaign.spec.envelope(params.enveloppe.as_str()).ok_or(Failure::NotFound)?.clone();
    let all = overview.files.len();
    let number = PageNumber::read(params.page.as_str()).within(all as u64, MOST_FILES as u64);
    let (left, left_after) = (overview.left.cents(), overview.left_after());
    let reference = visit.ctx.platform.reference();
    let skipped = usize::try_from(number.offset(MOST_FILES as u64)).unwrap_or(usize::MAX);
    let shown = overview.files.into_iter().skip(skipped).take(MOST_FILES);
    let files: Vec<FileRow> = shown.map(|file| FileRow::of(file, &reference)).collect();
    let names: Vec<_> = files.iter().map(|row| (row.file.ranked.row.id, format!("Dossier {}", row.number()))).collect();
    let page = TablePage {
        drafting: Drafting::of_several(&visit, &names),
        envelope,
        files,
        left,
        left_after,
        all,
        by_lot: overview.by_lot,
        departement: visit.ctx.actor.departement.clone().unwrap_or_default(),
        page: number.get(),
        pages: pages(all as u64, MOST_FILES as u64),
    };
    let frame =
        Frame::new(format!("{}\u{a0}: décider", page.envelope.title)).below(visit.here(Address::Desk), "Instruction");
    let frame = frame.with_module(assets::DRAFT);
    Ok(frame.render(&visit, || view! { <DecisionTable page=&page /> }.into_any()))
}

impl FileRow {
    fn of(file: DraftedFile, reference: &Reference) -> Self {
        Self { called: called(&file.ranked.row), applicant: reference.name(&file.ranked.row.siren), file }
    }

    fn number(&self) -> &str {
        self.file.ranked.row.number.as_deref().unwrap_or_default()
    }

    /// Whether who looks may type a decision on it: they said that they have no link.
    fn is_declared(&self) -> bool {
        let own = self.file.ranked.own.as_ref().map(|row| row.state);
        matches!(own, Some(AssessmentState::Reading | AssessmentState::Submitted | AssessmentState::Settled))
    }
}

#[component]
fn DecisionTable<'a>(page: &'a TablePage) -> AnyView {
    let by_lot = (page.by_lot > 0).then(|| view! { <OtherPath page /> });
    let decisions = match page.files.is_empty() {
        true => view! {
            <EmptyState>
                <p>"Aucun dossier n’attend de décision."</p>
            </EmptyState>
        }
        .into_any(),
        false => view! { <Decisions page /> }.into_any(),
    };
    let code = page.envelope.code.clone();
    let address = move |to: u64| here(Address::OfficerTable.with("enveloppe", &code).with("page", to));
    view! {
        <RefusalSummary form=&page.drafting.form />
        <h1>{page.envelope.title.clone()}</h1>
        <p>{count(page.all as u64, "dossier à décider", "dossiers à décider")} "."</p>
        <MoneyLeft left=page.left left_after=page.left_after />
        {by_lot}
        {decisions}
        <Actions>
            <Pagination page=page.page pages=page.pages address />
        </Actions>
    }
    .into_any()
}

/// The way to the files that were submitted while assessors were drawn.
#[component]
fn OtherPath<'a>(page: &'a TablePage) -> AnyView {
    let several = count(page.by_lot as u64, "dossier suit", "dossiers suivent");
    let ranking = Address::Ranking.with("enveloppe", &page.envelope.code);
    let address = ranking.with("departement", &page.departement).to_string();
    view! {
        <p>
            {several} " les règles d’avant, avec un évaluateur tiré au sort\u{a0}: "
            <a href=address>"les classer et décider"</a> "."
        </p>
    }
    .into_any()
}

#[component]
fn Decisions<'a>(page: &'a TablePage) -> AnyView {
    let form = &page.drafting.form;
    let words = Head::new;
    let heads = vec![
        words("Dossier"),
        Head::number("Demandé"),
        Head::number("Note"),
        words("Décision"),
        words("Montant accordé"),
        words("Motif"),
    ];
    let rows: Vec<Row> = page.files.iter().map(|row| decided(page, row)).collect();
    view! {
        <p class="fr-hint-text">
            "Un montant vide accorde ce qui est demandé. Un refus ou la liste d’attente demandent un motif."
        </p>
        <div data-draft=Address::OfficerDraft.to_string()>
            <PostForm form>
                <HiddenField name=form_field::BATCH_ENVELOPE value=page.envelope.code.clone() />
                <HiddenField name=LIST value=page.page.to_string() />
                <Table id="decisions" caption="Dossiers à décider" hidden=true class="t-decisions" heads rows />
                <Actions>
                    <Button name=form_field::THEN value="relire">
                        "Relire et décider"
                    </Button>
                    <Button weight=Weight::Secondary>"Enregistrer sans décider"</Button>
                </Actions>
                <p class="t-saved" id="enregistre" role="status"></p>
            </PostForm>
        </div>
    }
    .into_any()
}

/// A row: the file, and the fields of its decision.
fn decided(page: &TablePage, row: &FileRow) -> Row {
    let (file, id) = (&row.file, row.file.ranked.row.id);
    let address = Address::OfficerDesk(id).to_string();
    let name = view! {
        <a href=address.clone()>{row.called.clone()}</a>
        <p class="fr-hint-text">{row.applicant.clone()}</p>
        {badge(file.ranked.row.state)}
    };
    let score = match file.score {
        Some(score) => format!("{} / {}", score.points, score.most).into_any(),
        None => "à noter".into_any(),
    };
    let head = [Cell::head(name), Cell::number(euros(file.ranked.row.asked)), Cell::number(score)];
    let fields: Vec<Cell> = match row.is_declared() {
        true => {
            let layout = Layout::Row { number: row.number() };
            let [outcome, amount, reason] = decision_fields(&page.drafting, &file.draft, id, layout);
            let outcome = view! {
                <HiddenField name=form_field::APPLICATION value=id.to_string() />
                <ShownField shown=handling::shown(&file.ranked.row) of=id.to_string() />
                {outcome}
            };
            vec![Cell::new(outcome), Cell::new(amount), Cell::new(reason)]
        }
        false => {
            let first = match file.ranked.own {
                Some(_) => "Vous avez déclaré un lien",
                None => "Dites d’abord si vous avez un lien",
            };
            vec![Cell::new(view! { <a href=address>{first}</a> }), Cell::new("—"), Cell::new("—")]
        }
    };
    Row::new(head.into_iter().chain(fields))
}
