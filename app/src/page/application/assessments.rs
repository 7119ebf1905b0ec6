//! What assessors gave, as far as who looks may see it.

use crate::ui::{
    act::{ButtonLink, UserText, Weight},
    alert::{Alert, Tone},
    ask_first::{Ask, AskFirst, Why},
    card::{CardItem, Cards},
    form::Form,
    views::views,
};
use entity::{
    address::Address,
    assessment::{AssessmentState, Criterion},
    campaign::AssessedBy,
    form_field,
};
use leptos::prelude::*;
use server::{
    application::query::{Assessed, Detail, Viewer},
    assessment::Standing,
};

/// The assessments of an application, for whoever assesses or handles it.
#[component]
pub fn Assessments<'a>(
    detail: &'a Detail,
    criteria: &'a [Criterion],
    /// The form that takes the application from an assessor who does not answer.
    replace: &'a Form,
) -> AnyView {
    if detail.viewer != Viewer::Assessor && detail.assessments.is_empty() {
        return ().into_any();
    }
    let handler = detail.viewer == Viewer::Handler;
    // One officer who decides marks on a screen of their own, and nobody is drawn in their place.
    let by_lot = detail.envelope().is_ok_and(|envelope| envelope.assessed_by == AssessedBy::Lot);
    let cards = views(detail.assessments.iter().map(|one| {
        let replace = Some(replace).filter(|_| handler && by_lot);
        view! { <Assessment one criteria replace /> }.into_any()
    }));
    let standing = &detail.standing;
    let score = standing.score.map(
        |score| view! { <p>"Note commune : " <strong>{format!("{} / {}", score.points, score.most)}</strong></p> },
    );
    let marks = detail.viewer == Viewer::Assessor || detail.assessments.iter().any(|one| one.open && !standing.all_in);
    let mark = Address::ApplicationAssess(detail.row.id);
    let mark = (marks && by_lot).then(|| {
        view! {
            <p>
                <ButtonLink weight=Weight::Secondary href=mark>
                    "Noter ce dossier"
                </ButtonLink>
            </p>
        }
    });
    view! {
        <h2>"Évaluations"</h2>
        {score}
        <Diverging standing criteria />
        <Cards>{cards}</Cards>
        {mark}
    }
    .into_any()
}

/// Where marks are too far apart; nothing once they are definitive.
#[component]
fn Diverging<'a>(standing: &'a Standing, criteria: &'a [Criterion]) -> AnyView {
    if standing.diverging.is_empty() || standing.settled {
        return ().into_any();
    }
    let names = standing.diverging.iter().filter_map(|at| criteria.get(*at)).map(|one| one.title.clone());
    let names = names.collect::<Vec<_>>().join(", ");
    view! {
        <Alert tone=Tone::Warning>
            <p>
                {format!(
                    "Les notes s’écartent de deux points ou plus sur : {names}. Chaque évaluateur doit les maintenir \
                     ou les revoir.",
                )}
            </p>
        </Alert>
    }
    .into_any()
}

/// One assessor's part.
#[component]
fn Assessment<'a>(
    one: &'a Assessed,
    criteria: &'a [Criterion],
    /// For whom may give the application to another.
    replace: Option<&'a Form>,
) -> AnyView {
    let state = match one.row.state {
        AssessmentState::Assigned => "n’a pas encore dit s’il a un lien avec le candidat",
        AssessmentState::Reading => "lit le dossier",
        AssessmentState::Conflict if replace.is_some() => "a déclaré un lien : à remplacer",
        AssessmentState::Conflict => "a déclaré un lien",
        AssessmentState::Submitted => "a rendu ses notes",
        AssessmentState::Settled => "a rendu ses notes définitives",
    };
    let silent = matches!(one.row.state, AssessmentState::Assigned | AssessmentState::Reading);
    view! {
        <CardItem title=one.name.clone()>
            <p>{state}</p>
            <Marks one criteria />
            {replace.filter(|_| silent).map(|form| view! { <ReplaceForm form one /> })}
        </CardItem>
    }
    .into_any()
}

/// The marks, with what each means, and the reason; nothing for whom they are closed.
#[component]
fn Marks<'a>(one: &'a Assessed, criteria: &'a [Criterion]) -> AnyView {
    let Some(marks) = one.row.marks().filter(|_| one.open) else { return ().into_any() };
    let lines = views(criteria.iter().zip(marks).map(|(criterion, mark)| {
        let words = criterion.marks.get(usize::from(mark)).cloned().unwrap_or_default();
        view! { <li>{criterion.title.clone()} " : " {mark.to_string()} " – " {words}</li> }.into_any()
    }));
    view! {
        <ul>{lines}</ul>
        <UserText text=one.row.reason.clone() />
    }
    .into_any()
}

/// What is asked before an application is taken from an assessor.
fn before_replacing(one: &Assessed) -> Ask {
    let what = format!("{} ne verra plus ce dossier, et une autre personne est tirée au sort.", one.name);
    let why = Why::named(one.row.person, "Lu par cette personne, qui en est avertie");
    Ask::before("Confier le dossier à une autre personne", what).of(&one.name).why(why)
}

#[component]
fn ReplaceForm<'a>(form: &'a Form, one: &'a Assessed) -> AnyView {
    view! { <AskFirst form ask=before_replacing(one).sends(form_field::ASSESSOR, one.row.person) /> }.into_any()
}
