//! A campaign that is being written: what it lacks, its sections, and what becomes of it.

use super::{
    affected::Concerned,
    fault::{Faults, LegalFaults},
    place::ListSection,
};
use crate::{
    http::{assets, failure::Failure, visit::Visit},
    page::about::legal,
    ui::{
        act::{Actions, Button, ButtonLink, Weight},
        ask_first::{Ask, AskFirst},
        field::{PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        shown::ShownField,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    campaign::Fault,
    campaign_outline::{CAMPAIGN, Entries, PRESENTATION, Place},
    id::CampaignDraftId,
    legal::UnfinishedText,
};
use leptos::prelude::*;
use server::campaign::{
    affected::{self, Affected},
    draft::{self, Draft},
};
use wording::{campaign_outline as words, count};

/// The most differences that are listed.
const MOST: usize = 40;

/// What the page shows.
struct DraftPage {
    draft: Draft,
    faults: Vec<Fault>,
    /// What the campaign that is there would become; None for a new one.
    differences: Option<Vec<String>>,
    /// Legal pages of the site over which none opens.
    unfinished: Vec<UnfinishedText>,
    /// Whom the change of a campaign that runs concerns; None where nobody is.
    affected: Option<Affected>,
    lists: Vec<ListForms>,
    take_over: Form,
    discard: Form,
}

/// A list of the campaign, with the form that changes it.
struct ListForms {
    list: Entries,
    form: Form,
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<CampaignDraftId>) -> Result<Page, Failure> {
    let draft = draft::find(&visit.ctx, id).await?;
    let differences = draft::differences(&visit.ctx, &draft).await?;
    let lists = Place::find(&draft.content, "").map(|place| place.lists()).unwrap_or_default();
    let form = |path: &str| Form::new(&visit, Address::CampaignDraftList(id, path.to_owned())).personal();
    let page = DraftPage {
        faults: draft.check().err().unwrap_or_default(),
        affected: affected::by_draft(&visit.ctx, id, draft.row.version).await?,
        differences,
        unfinished: legal::unfinished(&visit.ctx).await?,
        lists: lists.into_iter().map(|list| ListForms { form: form(&list.path), list }).collect(),
        take_over: Form::new(&visit, Address::CampaignDraftTakeOver(id)).personal(),
        discard: Form::new(&visit, Address::CampaignDraftDiscard(id)).personal(),
        draft,
    };
    let frame = Frame::new(page.title()).below(Address::CampaignOffice, "Préparer une campagne");
    Ok(frame.with_module(assets::LIVE).render(&visit, || view! { <OneDraft page=&page /> }.into_any()))
}

impl DraftPage {
    fn title(&self) -> String {
        let title = self.draft.content["title"].as_str().filter(|title| !title.is_empty());
        title.unwrap_or(&self.draft.row.slug).to_owned()
    }
}

#[component]
fn OneDraft<'a>(page: &'a DraftPage) -> AnyView {
    let id = page.draft.row.id;
    let forms = page.lists.iter().map(|list| &list.form).chain([&page.take_over, &page.discard]);
    let refused = forms.into_iter().find(|form| form.is_refused());
    let lists = views(
        page.lists
            .iter()
            .map(|ListForms { list, form }| view! { <ListSection draft=&page.draft list form level=2 /> }.into_any()),
    );
    view! {
        <h1>{page.title()}</h1>
        {refused.map(|form| view! { <RefusalSummary form /> })}
        <h2>"Où en est-elle"</h2>
        <Faults id content=&page.draft.content faults=&page.faults />
        <LegalFaults unfinished=&page.unfinished />
        <TakeOver page />
        <h2>"Sections"</h2>
        <Sections id />
        {lists}
        <h2>"Abandonner"</h2>
        <AskFirst
            form=&page.discard
            ask=Ask::before(
                "Abandonner cette préparation",
                "Ce qui est écrit ici n’est plus proposé à personne. La campagne du site, s’il y en a une, ne change \
                 pas.",
            )
        />
    }
    .into_any()
}

/// The parts of a campaign that have a page of their own.
#[component]
fn Sections(id: CampaignDraftId) -> AnyView {
    let parts =
        CAMPAIGN.members.iter().filter(|member| matches!(member.shape, entity::campaign_outline::Shape::Part(_)));
    let pages = parts.map(|member| (member.key, words::label(CAMPAIGN.name, member.key)));
    let presentation = (PRESENTATION, ("Présentation et textes", "Le titre, le résumé, ce que disent les lettres."));
    let lines = views(std::iter::once(presentation).chain(pages).map(|(key, (label, help))| {
        view! {
            <li>
                <a href=Address::CampaignDraftPlace(id, key.to_owned()).to_string()>{label}</a>
                {(!help.is_empty())
                    .then(|| {
                        view! {
                            <br />
                            <span class="fr-hint-text">{help}</span>
                        }
                    })}
            </li>
        }
        .into_any()
    }));
    view! { <ul>{lines}</ul> }.into_any()
}

/// What becomes of it once it is whole, its file and its versions.
#[component]
fn TakeOver<'a>(page: &'a DraftPage) -> AnyView {
    let id = page.draft.row.id;
    let is_whole = page.faults.is_empty();
    let (what, act) = match &page.differences {
        None => ("Une fois reprise, la campagne est préparée\u{a0}: l’équipe seule la voit.", "Préparer la campagne"),
        Some(_) => (
            "Une campagne préparée change aussitôt\u{a0}; une campagne ouverte, quand une seconde personne l’a \
             confirmé.",
            "Appliquer à la campagne",
        ),
    };
    let act = is_whole.then(|| {
        view! {
            <p>{what}</p>
            <PostForm form=&page.take_over>
                <ShownField shown=page.draft.shown("") />
                <Button>{act}</Button>
            </PostForm>
        }
    });
    let file = is_whole.then(|| {
        let href = Address::CampaignDraftFile(id).to_string();
        view! {
            <ButtonLink weight=Weight::Secondary href>
                "Télécharger le fichier"
            </ButtonLink>
        }
    });
    let trial = is_whole.then(|| {
        let href = Address::CampaignDraftTrial(id).to_string();
        view! {
            <ButtonLink weight=Weight::Secondary href>
                "Essayer sur toutes les collectivités"
            </ButtonLink>
        }
    });
    let preview = is_whole.then(|| {
        let href = Address::CampaignPreview(id.0).to_string();
        view! {
            <ButtonLink weight=Weight::Secondary href>
                "Voir comme une collectivité"
            </ButtonLink>
        }
    });
    let versions = format!("Versions ({})", page.draft.row.version);
    view! {
        {page.differences.as_ref().map(|lines| view! { <Differences lines /> })}
        {page.affected.as_ref().map(|affected| view! { <Concerned affected /> })}
        {act}
        <Actions>
            {preview} {trial} {file}
            <ButtonLink weight=Weight::Secondary href=Address::CampaignDraftVersions(id).to_string()>
                {versions}
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

/// What the campaign that is there would become.
#[component]
fn Differences<'a>(lines: &'a [String]) -> AnyView {
    if lines.is_empty() {
        return view! { <p>"Elle dit ce que la campagne du site dit déjà."</p> }.into_any();
    }
    let more = lines.len().saturating_sub(MOST) as u64;
    let more = (more > 0).then(|| view! { <li>{count(more, "autre changement", "autres changements")}</li> });
    let shown = views(lines.iter().take(MOST).map(|line| view! { <li>{line.clone()}</li> }.into_any()));
    view! {
        <h3>"Ce qui changerait"</h3>
        <ul>{shown} {more}</ul>
    }
    .into_any()
}
