//! The mails of the demonstration, as whoever visits would have received them.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page},
        views::views,
    },
};
use leptos::prelude::*;
use server::mail::DemoMail;
use wording::time;

/// What the page shows.
struct OutboxPage {
    title: String,
    /// The name of the collectivité acted for.
    acting: Option<String>,
    mails: Vec<DemoMail>,
}

/// The mails that the collectivité acted for would have received.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| visit.ctx.platform.reference().name(&acting.siren));
    let title = format!("Courriels {}", visit.site.whose());
    let page = OutboxPage { title, acting, mails: server::mail::outbox(&visit.ctx, &visit.browser.secret).await? };
    Ok(Frame::new(page.title.clone()).render(&visit, || view! { <Outbox page /> }.into_any()))
}

#[component]
fn Outbox(page: OutboxPage) -> AnyView {
    let whose = match page.acting {
        Some(name) => format!(
            "Ce que {name} aurait reçu à son adresse officielle. Rien n’est envoyé, sauf si un serveur de courriel \
             est réglé."
        ),
        None => "Choisissez un rôle d’élu ou d’agent pour lire les courriels de sa collectivité.".to_owned(),
    };
    let none = page.mails.is_empty().then(|| view! { <p>"Aucun courriel pour le moment."</p> });
    let mails = views(page.mails.into_iter().map(|mail| view! { <Mail mail /> }.into_any()));
    view! {
        <h1>{page.title}</h1>
        <p>{whose}</p>
        {none}
        <ul class="t-list">{mails}</ul>
    }
    .into_any()
}

#[component]
fn Mail(mail: DemoMail) -> AnyView {
    let attached =
        mail.rendered.attachment.map(|(name, _)| view! { <p class="fr-hint-text">"Pièce jointe : " {name}</p> });
    view! {
        <li>
            <h2 class="fr-h3">{mail.rendered.subject}</h2>
            <p class="fr-hint-text">"À " {mail.to} ", le " {time::moment(mail.at.utc())}</p>
            <pre class="t-receipt" tabindex="0" role="region" aria-label="Texte du courriel">
                {mail.rendered.body}
            </pre>
            {attached}
        </li>
    }
    .into_any()
}
