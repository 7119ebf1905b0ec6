//! What one follows: listed on the account page, and followed or not from each page.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Weight},
        field::{HiddenField, PostForm},
        follow::{FOLLOW, STOP, address},
        form::Form,
        motif::Motif,
        pagination::Pagination,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::{GroupId, NeedId, ProjectId},
    lineage::Subject,
    page_number::{Listed, PageNumber},
    refusal::Refusal,
};
use leptos::prelude::*;
use server::follow::Followed;

/// Where the list stands on the account page.
const PLACE: &str = "suivis";
/// What a form of the list sends, to come back to it.
const FROM_ACCOUNT: &str = "compte";
/// Lines on a page.
const ON_A_PAGE: u64 = 20;

/// One page of what is followed.
pub struct FollowedPart {
    listed: Listed<Line>,
}

struct Line {
    motif: Motif,
    title: String,
    /// None of what is no longer public.
    href: Option<String>,
    stop: Form,
}

impl FollowedPart {
    /// The page of this number.
    pub async fn of(visit: &Visit, page: &str) -> Result<Self, Failure> {
        let listed = server::follow::mine(&visit.ctx, PageNumber::read(page), ON_A_PAGE).await?;
        Ok(Self { listed: listed.map(|followed| Line::of(visit, followed)) })
    }
}

impl Line {
    fn of(visit: &Visit, Followed { subject, title }: Followed) -> Self {
        let (motif, page) = match subject {
            Subject::Need(id) => (Motif::Need, Address::Need(id)),
            Subject::Group(id) => (Motif::Group, Address::Group(id)),
            Subject::Project(id) => (Motif::Project, Address::Project(id)),
        };
        Self {
            motif,
            href: title.is_some().then(|| page.to_string()),
            title: title.unwrap_or_else(|| "N’est plus public".to_owned()),
            stop: Form::new(visit, address(subject)).personal(),
        }
    }
}

/// The list, each with its ending.
#[component]
pub fn OwnFollowed<'a>(part: &'a FollowedPart) -> AnyView {
    let Listed { rows, page, pages, .. } = &part.listed;
    let lines = views(rows.iter().map(|line| view! { <FollowedLine line /> }.into_any()));
    let none = rows.is_empty().then(|| {
        view! {
            <p class="fr-hint-text">
                "Rien pour le moment. Le bouton « Suivre » est sur la page de chaque besoin, groupement et projet."
            </p>
        }
    });
    let address = |page: u64| Address::Account.with(PLACE, page).at(PLACE).to_string();
    view! {
        <h2 id=PLACE>"Ce que vous suivez"</h2>
        {none}
        <ul class="t-nearby">{lines}</ul>
        <Pagination page=*page pages=*pages address />
    }
    .into_any()
}

#[component]
fn FollowedLine<'a>(line: &'a Line) -> AnyView {
    let Line { motif, title, href, stop } = line;
    let name = match href {
        Some(href) => view! {
            <a class=motif.class() href=href.clone()>
                {title.clone()}
            </a>
        }
        .into_any(),
        None => view! { <span class=motif.class()>{title.clone()}</span> }.into_any(),
    };
    view! {
        <li>
            <div>{name}</div>
            <PostForm form=stop>
                <HiddenField name=form_field::CHOICE value=STOP />
                <HiddenField name=form_field::THEN value=FROM_ACCOUNT />
                <Button weight=Weight::Small>
                    "Ne plus suivre" <span class="fr-sr-only">{format!("\u{a0}: {title}")}</span>
                </Button>
            </PostForm>
        </li>
    }
    .into_any()
}

/// Follows a need, or follows it no more.
pub async fn need(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    send(&visit, Subject::Need(id), Address::Need(id), &fields).await
}

/// Follows a group, or follows it no more.
pub async fn group(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<After, Failure> {
    send(&visit, Subject::Group(id), Address::Group(id), &fields).await
}

/// Follows a project, or follows it no more.
pub async fn project(visit: Visit, Path(id): Path<ProjectId>, fields: Fields) -> Result<After, Failure> {
    send(&visit, Subject::Project(id), Address::Project(id), &fields).await
}

async fn send(visit: &Visit, subject: Subject, page: Address, fields: &Fields) -> Result<After, Failure> {
    visit.ctx.person()?;
    match fields.text(form_field::CHOICE).as_str() {
        FOLLOW => {
            server::follow::follow(&visit.ctx, subject).await?;
            Ok(After::new(Done::Followed, page).then(Address::Account.at(PLACE)))
        }
        STOP => {
            server::follow::stop(&visit.ctx, subject).await?;
            let back = match fields.text(form_field::THEN) == FROM_ACCOUNT {
                true => Address::Account.at(PLACE).to_string(),
                false => page.to_string(),
            };
            Ok(After::new(Done::Unfollowed, back))
        }
        _ => Err(Refusal::NotOnTheList.into()),
    }
}
