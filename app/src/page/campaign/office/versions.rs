//! What was written in a campaign, version after version.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        shown::{SHOWN, ShownField},
        views::views,
    },
};
use axum::extract::Path;
use entity::{address::Address, done::Done, form_field, id::CampaignDraftId};
use leptos::prelude::*;
use server::campaign::draft::{self, Draft, Version};
use wording::{count, time};

/// The most changes of one version that are listed.
const MOST: usize = 20;

/// What the page shows.
struct VersionsPage {
    draft: Draft,
    versions: Vec<Version>,
    form: Form,
}

/// The page, the last version first.
pub async fn page(visit: Visit, Path(id): Path<CampaignDraftId>) -> Result<Page, Failure> {
    let draft = draft::find(&visit.ctx, id).await?;
    let page = VersionsPage {
        versions: draft::versions(&visit.ctx, id).await?,
        form: Form::new(&visit, Address::CampaignDraftVersions(id)).personal(),
        draft,
    };
    let frame = Frame::new("Versions")
        .below(Address::CampaignOffice, "Préparer une campagne")
        .below(Address::CampaignDraft(id), page.draft.row.slug.clone());
    Ok(frame.render(&visit, || view! { <Versions page=&page /> }.into_any()))
}

#[component]
fn Versions<'a>(page: &'a VersionsPage) -> AnyView {
    let versions = views(page.versions.iter().map(|version| view! { <OneVersion page version /> }.into_any()));
    view! {
        <h1>{format!("Versions de «\u{202f}{}\u{202f}»", page.draft.row.slug)}</h1>
        <RefusalSummary form=&page.form />
        {versions}
    }
    .into_any()
}

/// A version, what it changed, and the way back to it.
#[component]
fn OneVersion<'a>(page: &'a VersionsPage, version: &'a Version) -> AnyView {
    let more = version.changes.len().saturating_sub(MOST) as u64;
    let more = (more > 0).then(|| view! { <li>{count(more, "autre changement", "autres changements")}</li> });
    let changes = views(version.changes.iter().take(MOST).map(|line| view! { <li>{line.clone()}</li> }.into_any()));
    let restore = (version.version != page.draft.row.version).then(|| {
        view! {
            <PostForm form=&page.form>
                <HiddenField name=form_field::AT value=version.version.to_string() />
                <ShownField shown=page.draft.shown("") />
                <Button weight=Weight::Small>
                    "Reprendre cette version" <span class="fr-sr-only">{format!("\u{a0}: {}", version.version)}</span>
                </Button>
            </PostForm>
        }
    });
    view! {
        <section>
            <h2>{format!("Version {}", version.version)}</h2>
            <p>{format!("{}, le {}", version.by, time::moment(version.at))}</p>
            <ul>{changes} {more}</ul>
            {restore}
        </section>
    }
    .into_any()
}

/// Goes back to what a version said.
pub async fn restore(visit: Visit, Path(id): Path<CampaignDraftId>, fields: Fields) -> Result<After, Failure> {
    draft::find(&visit.ctx, id).await?;
    draft::restore(&visit.ctx, id, fields.parse(form_field::AT)?, &fields.text(SHOWN)).await?;
    Ok(After::new(Done::CampaignRestored, Address::CampaignDraft(id)))
}
