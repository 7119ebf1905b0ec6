//! The decisions that an officer typed, once more before they are taken: what was read is what is confirmed.

use super::draft::called;
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::desk::decide::publication,
    ui::{
        act::{Actions, Button, ButtonLink, UserText, Weight},
        alert::{Alert, EmptyState, Tone},
        field::{HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        shown::ShownField,
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    decision::DraftField,
    done::Done,
    form_field,
    id::ApplicationId,
    permission::{Action, Facts},
    refusal::Refusal,
    search_text::SearchText,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    application::handling,
    decision::officer::{self, DraftedFile, Review},
    letterhead,
    reference::Reference,
};
use wording::{count, euros};

const PUBLISH: Field = Field::new(form_field::PUBLISH, "Jour de publication").help("Vide pour publier tout de suite");
const HOUR: Field = Field::new(form_field::HOUR, "Heure de publication, à Paris")
    .help("Par exemple 09:00")
    .short("Heure de publication");

/// Which decisions are read: all that were typed on an envelope, or one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QueryParams {
    enveloppe: SearchText,
    dossier: SearchText,
}

/// What the page shows.
struct ReviewPage {
    title: String,
    decisions: Vec<ReadDecision>,
    review: Review,
    /// Whether nobody said who signs the letters.
    unsigned: bool,
    /// Where the decisions are typed.
    back: String,
    form: Form,
}

/// A decision as it will be taken.
struct ReadDecision {
    id: ApplicationId,
    called: String,
    applicant: String,
    score: String,
    outcome: String,
    /// What is granted; nothing unless it is accepted.
    amount: String,
    reason: String,
}

/// The page.
pub async fn page(visit: Visit, Query(params): Query<QueryParams>) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let only: Option<ApplicationId> = params.dossier.as_str().parse().ok();
    let review = officer::review(&visit.ctx, &campaign, params.enveloppe.as_str(), only).await?;
    let envelope = campaign.spec.envelope(params.enveloppe.as_str()).ok_or(Failure::NotFound)?;
    let reference = visit.ctx.platform.reference();
    let decisions: Vec<_> = review.decisions.iter().map(|file| ReadDecision::of(file, &reference)).collect();
    let page = ReviewPage {
        title: envelope.title.clone(),
        unsigned: letterhead::mine(&visit.ctx).await?.is_none(),
        back: match only {
            Some(only) => Address::OfficerDesk(only).to_string(),
            None => visit.here(Address::OfficerTable.with("enveloppe", &params.enveloppe)),
        },
        form: form(&visit, &decisions),
        decisions,
        review,
    };
    let frame = Frame::new("Relire les décisions")
        .below(visit.here(Address::Desk), "Instruction")
        .below(page.back.clone(), if only.is_some() { "Dossier" } else { "Décider" });
    Ok(frame.render(&visit, || view! { <ReviewView page=&page /> }.into_any()))
}

impl ReadDecision {
    fn of(file: &DraftedFile, reference: &Reference) -> Self {
        let line = &file.ranked.row;
        Self {
            id: line.id,
            called: called(line),
            applicant: reference.name(&line.siren),
            score: file.score.map_or_else(|| "—".to_owned(), |score| format!("{} / {}", score.points, score.most)),
            outcome: file.draft.outcome().map(|one| wording::outcome(one).to_owned()).unwrap_or_default(),
            amount: if officer::accepts(&file.draft) { euros(file.engages.cents()) } else { "—".to_owned() },
            reason: file.draft.reason.clone(),
        }
    }
}

fn form(visit: &Visit, decisions: &[ReadDecision]) -> Form {
    let labels = decisions.iter().flat_map(|decision| {
        let fields =
            [(DraftField::Outcome, "décision"), (DraftField::Amount, "montant accordé"), (DraftField::Reason, "motif")];
        fields.map(|(field, label)| (field.name(decision.id).into(), format!("{}, {label}", decision.called)))
    });
    Form::new(visit, Address::OfficerReview).with_labels(labels.collect()).labelled(&[PUBLISH, HOUR])
}

#[component]
fn ReviewView<'a>(page: &'a ReviewPage) -> AnyView {
    let decisions = match page.decisions.is_empty() {
        true => view! {
            <EmptyState>
                <p>"Aucune décision n’est préparée. " <a href=page.back.clone()>"Préparer des décisions"</a></p>
            </EmptyState>
        }
        .into_any(),
        false => view! { <Confirmation page /> }.into_any(),
    };
    view! {
        <RefusalSummary form=&page.form />
        <h1>"Relire les décisions"</h1>
        <p>{page.title.clone()}</p>
        {decisions}
    }
    .into_any()
}

#[component]
fn Confirmation<'a>(page: &'a ReviewPage) -> AnyView {
    let form = &page.form;
    let read = views(page.decisions.iter().map(|decision| {
        view! { <HiddenField name=form_field::APPLICATION value=decision.id.to_string() /> }.into_any()
    }));
    let shown = views(page.review.decisions.iter().map(|file| {
        let line = &file.ranked.row;
        view! { <ShownField shown=handling::shown(line) of=line.id.to_string() /> }.into_any()
    }));
    let unsigned = page.unsigned.then(|| view! { <Unsigned /> });
    let act = count(page.decisions.len() as u64, "décision", "décisions");
    let act = if page.decisions.len() == 1 { "Prendre cette décision".into() } else { format!("Prendre ces {act}") };
    view! {
        <ReadTable page />
        <MoneyAfter review=&page.review />
        {unsigned}
        <PostForm form>
            {read} {shown} <ShownField shown=&page.review.shown /> <TextField form field=PUBLISH entry=Entry::Day />
            <TextField form field=HOUR entry=Entry::Hour />
            <p>"Une fois prise, une décision engage l’argent et le candidat en est averti à sa publication."</p>
            <Actions>
                <Button>{act}</Button>
                <ButtonLink weight=Weight::Secondary href=page.back.clone()>
                    "Revenir sans décider"
                </ButtonLink>
            </Actions>
        </PostForm>
    }
    .into_any()
}

#[component]
fn ReadTable<'a>(page: &'a ReviewPage) -> AnyView {
    let words = Head::new;
    let heads = vec![
        words("Dossier"),
        words("Candidat"),
        Head::number("Note"),
        words("Décision"),
        Head::number("Montant"),
        words("Motif"),
    ];
    let rows = page.decisions.iter().map(|decision| {
        Row::new([
            Cell::head(decision.called.clone()),
            Cell::new(decision.applicant.clone()),
            Cell::number(decision.score.clone()),
            Cell::new(decision.outcome.clone()),
            Cell::number(decision.amount.clone()),
            Cell::new(view! { <UserText text=decision.reason.clone() /> }),
        ])
    });
    view! { <Table id="relecture" caption="Décisions à prendre" hidden=true heads rows=rows.collect() /> }.into_any()
}

/// What is left, and what these decisions leave.
#[component]
fn MoneyAfter<'a>(review: &'a Review) -> AnyView {
    let left = euros(review.left.cents());
    match review.left_after {
        missing if missing < 0 => view! {
            <Alert tone=Tone::Error>
                <p>{format!("{left} disponibles : il manque {} pour ces décisions.", euros(-missing))}</p>
            </Alert>
        }
        .into_any(),
        after => {
            view! { <p>{format!("{left} disponibles\u{a0}; il restera ")} <strong>{euros(after)}</strong> "."</p> }
                .into_any()
        }
    }
}

#[component]
fn Unsigned() -> AnyView {
    view! {
        <Alert tone=Tone::Warning>
            <p>
                "Les lettres ne portent pas encore de signataire. "
                <a href=Address::Letterhead.to_string()>"Indiquer qui les signe"</a>
            </p>
        </Alert>
    }
    .into_any()
}

/// Takes the decisions that were read.
pub async fn decide(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let publish_at = publication(&fields.text(form_field::PUBLISH), &fields.text(form_field::HOUR))?;
    let ids: Result<Vec<ApplicationId>, _> = fields.all(form_field::APPLICATION).iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| Failure::from(Refusal::NotOnTheList))?;
    officer::decide(&visit.ctx, &ids, publish_at).await?;
    let one = ids.first().filter(|_| ids.len() == 1);
    let to = one.map_or(Address::Desk, |one| Address::OfficerDesk(*one));
    Ok(After::new(Done::DecisionsTaken, to))
}
