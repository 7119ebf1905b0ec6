//! Writing a text of the site anew, with what it would look like: pages in Markdown, mails with their fields.

use super::mail::{MailFields, Preview, Shown, mail_preview};
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, UserText, Weight},
        ask_first::{Ask, AskFirst},
        changed_meanwhile::ChangedMeanwhile,
        field::{HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        markdown::{MARKDOWN_HELP, Markup},
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    mailing::LONGEST_BODY,
    permission::{Action, Facts},
    refusal::Refusal,
    site_text::{SiteText, SiteTextContent},
};
use leptos::prelude::*;
use server::site_text::{self, Editable};

/// The text of a page.
const CONTENT: Field = Field::new(form_field::CONTENT, "Texte").help(MARKDOWN_HELP).at_most(SiteTextContent::MOST);

/// The subject and the text of a mail.
const SUBJECT: Field = Field::new(form_field::SUBJECT, "Objet");
const MAIL: Field = Field::new(form_field::CONTENT, "Texte")
    .help(
        "En texte simple\u{a0}: un courriel n’a ni titres ni gras. Les champs, entre accolades, sont remplis pour \
         chaque destinataire\u{a0}; la signature et l’adresse du site s’ajoutent à la fin.",
    )
    .at_most(LONGEST_BODY);

/// What the page shows.
struct EditPage {
    text: Editable,
    save: Form,
    reset: Form,
    /// What was typed would look like this; None before it was asked.
    preview: Option<Shown>,
}

/// The page of a text.
pub async fn page(visit: Visit, Path(text): Path<SiteText>) -> Result<Page, Failure> {
    let text = site_text::find(&visit.ctx, text).await?;
    shown(&visit, text, None, None)
}

/// The page with what was typed as it would look; it writes nothing.
pub async fn preview(visit: Visit, fields: Fields) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::EditTexts, &Facts::default())?;
    let text: SiteText = fields.parse(form_field::TEXT)?;
    let content = site_text::parse(text, &fields.text(form_field::SUBJECT), &fields.text(form_field::CONTENT));
    let content = content.map_err(Failure::Refused)?;
    let preview = match text.mail() {
        Some(kind) => Shown::Mail(mail_preview(kind, &visit.site.base_url, &content)),
        None => Shown::Page(Markup::of(&content)),
    };
    let text = site_text::find(&visit.ctx, text).await?;
    shown(&visit, text, Some(fields), Some(preview))
}

fn shown(visit: &Visit, text: Editable, typed: Option<Fields>, preview: Option<Shown>) -> Result<Page, Failure> {
    let address = Address::SiteText(text.text);
    let save = Form::new(visit, address.clone()).or_sent_to(visit, &Address::SiteTextPreview.to_string());
    let page = EditPage {
        save: save.labelled(&[SUBJECT, CONTENT]).back_to(address.clone()).personal().showing(typed),
        reset: Form::new(visit, Address::SiteTextReset(text.text)).back_to(address).personal(),
        preview,
        text,
    };
    let title = wording::site_text(page.text.text);
    let frame = Frame::new(title).below(Address::SiteTexts, "Textes du site");
    Ok(frame.render(visit, || view! { <Edit page=&page /> }.into_any()))
}

/// Of a text that changed meanwhile, the version is the one shown now: sending the form again is the choice. Otherwise
/// what was typed keeps the version that its writer read.
#[component]
fn Edit<'a>(page: &'a EditPage) -> AnyView {
    let EditPage { text, save, reset, preview } = page;
    let origin = (!text.is_origin).then(|| {
        let what = "Le texte livré avec le site est de nouveau montré. Celui-ci reste dans les versions.";
        let ask = Ask::before("Rétablir le texte d’origine", what).sends(form_field::VERSION, text.version);
        view! { <AskFirst form=reset ask /> }
    });
    let versions = (text.version > 0).then(|| {
        view! {
            <p>
                <a href=Address::SiteTextVersions(text.text).to_string()>"Toutes les versions"</a>
            </p>
        }
    });
    view! {
        <RefusalSummary form=save />
        <RefusalSummary form=reset />
        <h1>{wording::site_text(text.text)}</h1>
        {versions}
        {preview.as_ref().map(|shown| view! { <Preview shown /> })}
        <ChangedMeanwhile form=save>
            <UserText text=text.content.clone() />
        </ChangedMeanwhile>
        <EditForm page />
        {text.text.mail().map(|kind| view! { <MailFields kind /> })}
        {origin}
    }
    .into_any()
}

#[component]
fn EditForm<'a>(page: &'a EditPage) -> AnyView {
    let EditPage { text, save, .. } = page;
    let version = text.version.to_string();
    let version = match save.refusal("") {
        Some(Refusal::ChangedMeanwhile) => version,
        _ => save.text(form_field::VERSION.as_str(), &version),
    };
    let inputs = match text.text.mail() {
        None => view! { <TextField form=save field=CONTENT rows=24 value=text.content.clone() /> }.into_any(),
        Some(kind) => {
            let (subject, body) = kind.parts(&text.content);
            let subject = kind.has_subject().then(|| view! { <TextField form=save field=SUBJECT value=subject /> });
            view! {
                {subject}
                <TextField form=save field=MAIL rows=20 value=body />
            }
            .into_any()
        }
    };
    view! {
        <PostForm form=save>
            <HiddenField name=form_field::TEXT value=text.text.code() />
            <HiddenField name=form_field::VERSION value=version />
            {inputs}
            <Actions>
                <Button>"Publier ce texte"</Button>
                <Button weight=Weight::Secondary action=Address::SiteTextPreview>
                    "Voir l’aperçu"
                </Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Writes the text.
pub async fn save(visit: Visit, Path(text): Path<SiteText>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::EditTexts, &Facts::default())?;
    let read = fields.parse(form_field::VERSION)?;
    let (subject, content) = (fields.text(form_field::SUBJECT), fields.text(form_field::CONTENT));
    site_text::write_mail(&visit.ctx, text, &subject, &content, read).await?;
    let done = if text.mail().is_some() { Done::MailTextSaved } else { Done::SiteTextSaved };
    Ok(After::new(done, Address::SiteText(text)))
}

/// Gives it back to its origin.
pub async fn reset(visit: Visit, Path(text): Path<SiteText>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::EditTexts, &Facts::default())?;
    site_text::reset(&visit.ctx, text, fields.parse(form_field::VERSION)?).await?;
    Ok(After::new(Done::SiteTextReset, Address::SiteText(text)))
}
