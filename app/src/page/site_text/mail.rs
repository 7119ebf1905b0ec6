//! What is special to the text of a mail: its fields, and how it would read.

use crate::ui::{
    markdown::{Markdown, Markup},
    table::{Cell, Head, Row, Table},
};
use entity::mail_text::{MailField, MailKind};
use leptos::prelude::*;
use wording::mail::{explained, sample, under_mailings};

/// A text as it would look.
pub enum Shown {
    Page(Markup),
    Mail(MailShown),
}

/// A mail as it would read, filled with examples.
pub struct MailShown {
    /// None for what stands under another mail.
    subject: Option<String>,
    /// Its plain text.
    body: String,
    /// Its HTML, where it has any.
    html: Option<Markup>,
}

/// A mail of a kind in the words of a text as it is stored.
pub fn mail_preview(kind: MailKind, site: &str, stored: &str) -> MailShown {
    if kind == MailKind::Mailing {
        let (body, html) = under_mailings(site, &format!("{site}/…"), Some(stored));
        return MailShown { subject: None, body, html: Some(Markup::made(html)) };
    }
    let mail = sample(kind, site).rendered(site, Some(stored));
    MailShown { subject: Some(mail.subject), body: mail.body, html: mail.html.map(Markup::made) }
}

/// What was typed, as it would look.
#[component]
pub fn Preview<'a>(shown: &'a Shown) -> AnyView {
    let content = match shown {
        Shown::Page(text) => view! { <Markdown text /> }.into_any(),
        Shown::Mail(mail) => view! { <MailPreview mail /> }.into_any(),
    };
    view! {
        <section class="t-preview" aria-labelledby="apercu">
            <h2 id="apercu">"Aperçu, non enregistré"</h2>
            {content}
        </section>
    }
    .into_any()
}

#[component]
fn MailPreview<'a>(mail: &'a MailShown) -> AnyView {
    let subject = mail.subject.clone().map(|subject| {
        view! { <p>"Objet\u{a0}: " <strong>{subject}</strong></p> }
    });
    let html = mail.html.as_ref().map(|text| {
        view! {
            <h3>"Avec mise en forme"</h3>
            <Markdown text />
        }
    });
    view! {
        <p class="fr-hint-text">"Les champs sont remplis avec des exemples."</p>
        {subject}
        <h3>"Texte simple"</h3>
        <pre class="t-receipt" tabindex="0" role="region" aria-label="Aperçu du courriel">
            {mail.body.clone()}
        </pre>
        {html}
    }
    .into_any()
}

/// The fields of a mail: what each says, an example, and whether the text must name it.
#[component]
pub fn MailFields(kind: MailKind) -> AnyView {
    if kind.fields().is_empty() {
        return view! { <p>"Ce texte n’a pas de champ\u{a0}: le lien de désinscription s’ajoute toujours."</p> }
            .into_any();
    }
    let told = sample(kind, "https://…");
    let row = |field: &MailField| {
        let word = field.word;
        let place = match (field.is_required, word.may_be_in_subject()) {
            (true, true) => "Obligatoire dans le texte\u{a0}; possible dans l’objet",
            (true, false) => "Obligatoire, dans le texte",
            (false, true) => "Facultatif, dans le texte ou l’objet",
            (false, false) => "Facultatif, dans le texte",
        };
        let example = told.value(word).unwrap_or_default().to_owned();
        Row::new([
            Cell::head(view! { <code>{format!("{{{}}}", word.code())}</code> }),
            Cell::new(explained(kind, word)),
            Cell::new(place),
            Cell::new(example).class("t-user-text"),
        ])
    };
    let rows: Vec<Row> = kind.fields().iter().map(row).collect();
    let heads = ["Champ", "Ce qu’il dit", "Où", "Exemple"].map(Head::new).to_vec();
    view! {
        <h2>"Les champs de ce courriel"</h2>
        <Table id="champs" caption="Champs" hidden=true heads rows />
    }
    .into_any()
}
