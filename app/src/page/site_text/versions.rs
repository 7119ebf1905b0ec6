//! What a text of the site said before, version after version.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Weight},
        difference::Difference,
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    permission::{Action, Facts},
    site_text::SiteText,
};
use leptos::prelude::*;
use server::site_text::{self, Version};
use wording::time;

/// What the page shows.
struct VersionsPage {
    text: SiteText,
    versions: Vec<Version>,
    form: Form,
}

/// The page, the last version first.
pub async fn page(visit: Visit, Path(text): Path<SiteText>) -> Result<Page, Failure> {
    let page = VersionsPage {
        text,
        versions: site_text::versions(&visit.ctx, text).await?,
        form: Form::new(&visit, Address::SiteTextVersions(text)).personal(),
    };
    let frame = Frame::new("Versions")
        .below(Address::SiteTexts, "Textes du site")
        .below(Address::SiteText(text), wording::site_text(text));
    Ok(frame.render(&visit, || view! { <Versions page=&page /> }.into_any()))
}

#[component]
fn Versions<'a>(page: &'a VersionsPage) -> AnyView {
    let latest = page.versions.first().map_or(0, |version| version.version);
    let none = page.versions.is_empty().then(|| view! { <p>"Ce texte n’a jamais été modifié."</p> });
    let versions = page.versions.iter().map(|version| view! { <OneVersion page version latest /> }.into_any());
    view! {
        <h1>{format!("Versions de «\u{202f}{}\u{202f}»", wording::site_text(page.text))}</h1>
        <RefusalSummary form=&page.form />
        <p>"Ce qui a été ajouté est souligné, ce qui a été retiré est barré."</p>
        {none}
        {views(versions)}
    }
    .into_any()
}

/// A version, what it changed, and the way back to it.
#[component]
fn OneVersion<'a>(page: &'a VersionsPage, version: &'a Version, latest: i32) -> AnyView {
    let origin = version.is_origin.then(|| view! { <p>"Le texte d’origine est rétabli."</p> });
    let restore = (version.version != latest).then(|| {
        view! {
            <PostForm form=&page.form>
                <HiddenField name=form_field::AT value=version.version.to_string() />
                <HiddenField name=form_field::VERSION value=latest.to_string() />
                <Button weight=Weight::Small>
                    "Reprendre cette version" <span class="fr-sr-only">{format!("\u{a0}: {}", version.version)}</span>
                </Button>
            </PostForm>
        }
    });
    view! {
        <section>
            <h2>{format!("Version {}", version.version)}</h2>
            <p class="fr-hint-text">{format!("{}, le {}", version.by, time::moment(version.at))}</p>
            {origin}
            <Difference before=&version.before after=&version.content />
            {restore}
        </section>
    }
    .into_any()
}

/// Goes back to what a version said.
pub async fn restore(visit: Visit, Path(text): Path<SiteText>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::EditTexts, &Facts::default())?;
    let (version, read) = (fields.parse(form_field::AT)?, fields.parse(form_field::VERSION)?);
    site_text::restore(&visit.ctx, text, version, read).await?;
    Ok(After::new(Done::SiteTextSaved, Address::SiteText(text)))
}
