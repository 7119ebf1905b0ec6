//! What waits for curators: texts that were reported, and answers of the authors of hidden texts.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, Details, UserText, Weight},
        alert::EmptyState,
        ask_first::{self, Ask, AskFirst, Why},
        card::{Card, Cards},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        place::place,
        prose::Prose,
        shown::ShownField,
        views::views,
    },
};
use entity::{address::Address, form_field, moderation::TextId};
use leptos::prelude::*;
use server::{
    moderation::{
        self,
        queue::{Answered, Queue, Report, Reported},
    },
    reference::Reference,
};
use std::sync::Arc;
use wording::{report_cause, text_kind, time};

/// What the page shows.
struct QueuePage {
    queue: Queue,
    hide: Form,
    keep: Form,
    show: Form,
    uphold: Form,
    reference: Arc<Reference>,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let page = QueuePage {
        queue: moderation::queue::queue(&visit.ctx).await?,
        hide: Form::new(&visit, Address::ModerationHide).labelled(&[ask_first::REASON]).personal(),
        keep: Form::new(&visit, Address::ModerationKeep).personal(),
        show: Form::new(&visit, Address::ModerationShow).personal(),
        uphold: Form::new(&visit, Address::ModerationUphold).personal(),
        reference: visit.ctx.platform.reference(),
    };
    Ok(Frame::new("Modération").render(&visit, || view! { <QueueView page /> }.into_any()))
}

#[component]
fn QueueView(page: QueuePage) -> AnyView {
    let page = &page;
    let forms = [&page.hide, &page.keep, &page.show, &page.uphold];
    let reported = page.queue.reported.iter().map(|reported| view! { <ReportedText page reported /> }.into_any());
    let answered = page.queue.answered.iter().map(|answered| view! { <AnsweredText page answered /> }.into_any());
    let empty = page.queue.reported.is_empty().then(|| {
        view! {
            <EmptyState>
                <p>"Aucun texte signalé n’attend d’être lu."</p>
            </EmptyState>
        }
    });
    let answers = (!page.queue.answered.is_empty()).then(|| {
        view! {
            <h2>"Réponses d’auteurs de textes masqués"</h2>
            <Cards>{views(answered)}</Cards>
        }
    });
    view! {
        {views(forms.into_iter().map(|form| view! { <RefusalSummary form /> }.into_any()))}
        <h1>"Modération"</h1>
        <p>
            "Un texte masqué garde sa place, avec votre nom et votre motif. Son auteur en est averti et peut répondre \
             une fois. Chaque décision laisse une trace."
        </p>
        {answers}
        <h2>"Textes signalés"</h2>
        {empty}
        <Cards>{views(reported)}</Cards>
        {page.queue.more.then(|| view! { <p>"D’autres textes attendent\u{a0}: ils paraîtront ensuite."</p> })}
    }
    .into_any()
}

/// What is said on top of a text: what it is, whose, and why it is reported.
#[component]
fn ReportedText<'a>(page: &'a QueuePage, reported: &'a Reported) -> AnyView {
    let whose = reported.owner.map(|siren| place(&page.reference, &siren));
    let author = reported.author.clone();
    let meta = [Some(text_kind(reported.text.kind).to_owned()), author, whose];
    let meta = meta.into_iter().flatten().map(IntoAny::into_any).collect();
    let causes = views(reported.reports.iter().map(|report| view! { <ReportLine report /> }.into_any()));
    let before = reported.has_changed.then(|| {
        view! {
            <p>"Au moment du signalement, on y lisait\u{a0}:"</p>
            <Prose text=&reported.read reference=&page.reference />
        }
    });
    let content = match reported.content.as_str() {
        "" => view! { <p>"Son auteur l’a retiré."</p> }.into_any(),
        content => view! { <Prose text=content reference=&page.reference /> }.into_any(),
    };
    view! {
        <Card href=reported.link.clone() title=reported.about.clone() meta>
            {content}
            {before}
            <ul>{causes}</ul>
            <Decide page reported />
        </Card>
    }
    .into_any()
}

#[component]
fn ReportLine<'a>(report: &'a Report) -> AnyView {
    let by = report.by.clone().unwrap_or_else(|| "une personne partie".to_owned());
    let word = (!report.word.is_empty()).then(|| view! { <UserText text=report.word.clone() /> });
    view! {
        <li>
            <strong>{report_cause(report.cause)}</strong>
            {format!(" – signalé par {by}, {}", time::moment(report.at))}
            {word}
        </li>
    }
    .into_any()
}

/// Hiding or keeping it, for whoever has no part in it.
#[component]
fn Decide<'a>(page: &'a QueuePage, reported: &'a Reported) -> AnyView {
    if reported.is_own {
        return view! { <p>"Ce texte vous concerne\u{a0}: une autre personne de l’équipe décide."</p> }.into_any();
    }
    let name = reported.text.to_string();
    let shown = moderation::shown(&reported.content);
    let what = "Sa place dira qu’il est masqué, par vous et pourquoi. Son auteur et les personnes qui l’ont signalé \
                sont avertis.";
    let ask = Ask::before("Masquer", what)
        .of(reported.about.clone())
        .why(Why::named(&name, "Lu par tout le monde à la place du texte, et par son auteur"));
    let (hide, keep) = (&page.hide, &page.keep);
    let (hidden_name, hidden_shown) = (name.clone(), shown.clone());
    let hidable = (!reported.content.is_empty()).then(|| {
        view! {
            <AskFirst form=hide ask>
                <HiddenField name=form_field::TEXT value=hidden_name.clone() />
                <ShownField shown=hidden_shown of=hidden_name />
            </AskFirst>
        }
    });
    view! {
        <Actions>
            {hidable} <PostForm form=keep>
                <HiddenField name=form_field::TEXT value=name.clone() />
                <ShownField shown of=name />
                <Button weight=Weight::Small>"Garder ce texte"</Button>
            </PostForm>
        </Actions>
    }
    .into_any()
}

/// A hidden text, why, and what its author answers.
#[component]
fn AnsweredText<'a>(page: &'a QueuePage, answered: &'a Answered) -> AnyView {
    let decide = match answered.is_own {
        true => view! { <p>"Ce texte vous concerne\u{a0}: une autre personne de l’équipe décide."</p> }.into_any(),
        false => {
            view! {
                <Actions>
                    <DecideAnswer form=&page.show text=answered.text label="Afficher de nouveau" />
                    <DecideAnswer form=&page.uphold text=answered.text label="Maintenir masqué" />
                </Actions>
            }
        }
        .into_any(),
    };
    view! {
        <Card href=answered.link.clone() title=answered.about.clone()>
            <Details summary="Le texte masqué" open=true>
                <Prose text=&answered.content reference=&page.reference />
            </Details>
            <p>"Motif\u{a0}: " {answered.reason.clone()}</p>
            <p>{format!("Réponse de son auteur, {}\u{a0}:", time::moment(answered.at))}</p>
            <UserText text=answered.answer.clone() />
            {decide}
        </Card>
    }
    .into_any()
}

#[component]
fn DecideAnswer<'a>(form: &'a Form, text: TextId, label: &'static str) -> AnyView {
    view! {
        <PostForm form>
            <HiddenField name=form_field::TEXT value=text.to_string() />
            <Button weight=Weight::Small>{label}</Button>
        </PostForm>
    }
    .into_any()
}
