//! A mailing: written, tried and proposed while it is a draft; then how far it is.

use super::{
    list::MAILINGS,
    write::{WriteForm, WritePage},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, Weight},
        ask_first::{Ask, AskFirst},
        bar::{Bar, Share},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
        shown::SHOWN,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    id::MailingId,
    mailing::{MailingState, Progress},
};
use leptos::prelude::*;
use server::mailing::{self, Mailing, audience::Selection};
use wording::{count, mailing_state, time};

/// What the page shows.
struct MailingPage {
    mailing: Mailing,
    /// The subject, and the text as HTML, of the first recipient.
    preview: (String, Markup),
    draft: Option<DraftPage>,
    progress: Progress,
    stop: Form,
    resume: Form,
}

/// What one may do with a mailing that is not sent.
struct DraftPage {
    write: WritePage,
    selection: Selection,
    test: Form,
    propose: Form,
    discard: Form,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<MailingId>) -> Result<Page, Failure> {
    let ctx = &visit.ctx;
    let mailing = mailing::find(ctx, id).await?;
    let form = |address: Address| Form::new(&visit, address);
    let is_draft = mailing.row.state == MailingState::Draft;
    let selection = if is_draft { mailing::count(ctx, &mailing).await? } else { Selection::default() };
    let (subject, text) = mailing::preview(ctx, &mailing, &mailing::first(&selection))?;
    let draft = match is_draft {
        false => None,
        true => Some(DraftPage {
            write: WritePage::of(&visit, &mailing),
            selection,
            test: form(Address::MailingTest(id)),
            propose: form(Address::MailingPropose(id)),
            discard: form(Address::MailingDiscard(id)),
        }),
    };
    let page = MailingPage {
        progress: if is_draft { Progress::default() } else { mailing::progress(ctx, &mailing).await? },
        preview: (subject, Markup::made(text)),
        draft,
        stop: form(Address::MailingStop(id)),
        resume: form(Address::MailingResume(id)),
        mailing,
    };
    let frame = Frame::new(page.mailing.row.subject.clone()).below(Address::Mailings, MAILINGS);
    Ok(frame.render(&visit, || view! { <OneMailing page=&page /> }.into_any()))
}

#[component]
fn OneMailing<'a>(page: &'a MailingPage) -> AnyView {
    let row = &page.mailing.row;
    let forms = [&page.stop, &page.resume].into_iter();
    let of_draft = page.draft.iter().flat_map(|draft| [&draft.write.form, &draft.test, &draft.propose, &draft.discard]);
    let refused = forms.chain(of_draft).find(|form| form.is_refused());
    let content = match &page.draft {
        Some(draft) => view! { <Draft page draft /> }.into_any(),
        None => view! { <Sent page /> }.into_any(),
    };
    view! {
        {refused.map(|form| view! { <RefusalSummary form /> })}
        <h1>{row.subject.clone()}</h1>
        <p>{format!("Envoi {}, modifié le {}.", mailing_state(row.state), time::moment(row.changed_at.utc()))}</p>
        {content}
    }
    .into_any()
}

#[component]
fn Draft<'a>(page: &'a MailingPage, draft: &'a DraftPage) -> AnyView {
    let DraftPage { write, selection, test, propose, discard } = draft;
    let version = page.mailing.row.version.to_string();
    let ask = Ask::before("Abandonner cet envoi", "Il disparaît de la liste. Rien n’a été envoyé.");
    let mails = count(selection.recipients.len() as u64, "courriel", "courriels");
    view! {
        <h2>"1. Écrire et choisir"</h2>
        <WriteForm page=write />
        <h2>"2. Relire"</h2>
        <Preview page />
        <h2>"3. Compter"</h2>
        <Counted selection />
        <h2>"4. Essayer, puis envoyer"</h2>
        <p>
            "L’essai arrive à votre propre adresse. L’envoi attend l’accord d’une seconde personne, qui lit la même \
             version."
        </p>
        <Actions>
            <PostForm form=test>
                <Button weight=Weight::Secondary>"Recevoir un essai"</Button>
            </PostForm>
            <PostForm form=propose>
                <HiddenField name=SHOWN value=version />
                <Button>{format!("Proposer d’envoyer {mails}")}</Button>
            </PostForm>
            <AskFirst form=discard ask />
        </Actions>
    }
    .into_any()
}

/// The text as its first recipient will read it.
#[component]
fn Preview<'a>(page: &'a MailingPage) -> AnyView {
    let (subject, text) = &page.preview;
    view! {
        <blockquote>
            <p>
                <strong>{subject.clone()}</strong>
            </p>
            <Markdown text />
        </blockquote>
    }
    .into_any()
}

/// Whom the mailing is for, and who is left out.
#[component]
fn Counted<'a>(selection: &'a Selection) -> AnyView {
    let Selection { collectivities, without_address, bounced, unsubscribed, recipients } = selection;
    let out = |many: u64, one: &str, several: &str| (many > 0).then(|| view! { <li>{count(many, one, several)}</li> });
    view! {
        <p>
            <strong>{count(recipients.len() as u64, "courriel partirait", "courriels partiraient")}</strong>
            ", pour "
            {count(*collectivities, "collectivité choisie", "collectivités choisies")}
            ". Une adresse commune à plusieurs reçoit un seul courriel, qui les nomme."
        </p>
        <ul>
            {out(
                *without_address,
                "collectivité n’a pas d’adresse, ou personne qui veuille des courriels",
                "collectivités n’ont pas d’adresse, ou personne qui veuille des courriels",
            )}
            {out(
                *bounced,
                "adresse laissée de côté\u{a0}: un courriel en est revenu",
                "adresses laissées de côté\u{a0}: un courriel en est revenu",
            )}
            {out(
                *unsubscribed,
                "adresse laissée de côté\u{a0}: désinscrite",
                "adresses laissées de côté\u{a0}: désinscrites",
            )}
        </ul>
    }
    .into_any()
}

/// How far it is.
#[component]
fn Sent<'a>(page: &'a MailingPage) -> AnyView {
    let row = &page.mailing.row;
    let Progress { sent, waiting, given_up, unanswered } = page.progress;
    let all = page.progress.all();
    let label = format!("{sent} sur {all}");
    let shares = vec![Share { part: sent, class: None }];
    let line = |many: u64, one: &str, several: &str| (many > 0).then(|| view! { <li>{count(many, one, several)}</li> });
    let act = match row.state {
        MailingState::Sending => view! {
            <PostForm form=&page.stop>
                <Button weight=Weight::Secondary>"Arrêter l’envoi"</Button>
            </PostForm>
        }
        .into_any(),
        MailingState::Stopped => view! {
            <PostForm form=&page.resume>
                <Button>"Poursuivre l’envoi"</Button>
            </PostForm>
        }
        .into_any(),
        MailingState::Draft | MailingState::Done | MailingState::Discarded => ().into_any(),
    };
    // Nothing moves by itself once it is over, or stopped.
    let goes_on = row.state == MailingState::Sending;
    let refresh = goes_on.then(|| view! { <a href=Address::Mailing(row.id).to_string()>"Actualiser"</a> });
    view! {
        <h2>"Avancement"</h2>
        <p>
            <strong>{count(sent, "courriel envoyé", "courriels envoyés")}</strong>
            {format!(" sur {}", wording::number(all))}
        </p>
        <Bar whole=all shares label />
        <ul>
            {line(waiting, "en attente", "en attente")}
            {line(
                given_up,
                "refusé par son serveur, ou désinscrit entre-temps",
                "refusés par leur serveur, ou désinscrits entre-temps",
            )}
            {line(
                unanswered,
                "remis sans réponse du serveur\u{a0}: peut-être arrivé, il n’est pas envoyé de nouveau",
                "remis sans réponse du serveur\u{a0}: peut-être arrivés, ils ne sont pas envoyés de nouveau",
            )}
        </ul>
        <Actions>{act} {refresh}</Actions>
        <h2>"Le texte"</h2>
        <Preview page />
    }
    .into_any()
}
