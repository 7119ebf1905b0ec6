//! The page of a need: what it says, who supports it, where it is felt, the groups on it.

use super::{
    attachment::{FileRefusals, Files, FilesPart},
    copy::{CopiedFrom, CopyPart, OfferCopy},
    discussion::{Discussion, DiscussionPart, Waiting},
    manage::{Manage, ManagePart},
    merged::{JoinedBy, JoinedNotice, MergePart, Proposals},
    supports::{OfferSupport, Supports, SupportsPart},
};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Button, Details},
        alert::{Callout, Tone},
        badge::{Badge, DemoBadge},
        card::Meta,
        embed_code::EmbedCode,
        field::{HiddenField, PostForm, RefusalSummary, TextField},
        figures::Figures,
        follow::{FollowButton, FollowPart},
        form::Form,
        frame::{Frame, Page},
        group_card::GroupCards,
        guide::Guide,
        here::here,
        hidden_text::{AnswerForm, Hiding},
        input::Field,
        lineage::{LineStep, Lineage, line_of},
        motif::{Kind, Motif},
        need_text::NeedText,
        personal_data::PublishAnyway,
        place::place,
        rail::WithRail,
        report::ReportLink,
        service_card::ServicesNear,
        tile_map::TileMap,
        views::views,
    },
};
use axum::extract::{Path, Query};
use entity::{
    address::{Address, Svg},
    form_field,
    group::GroupPurpose,
    id::{GroupId, NeedId},
    lineage::Subject,
    need::NeedState,
    page_number::PageNumber,
    search_text::SearchText,
    siren::Siren,
    table::service,
    territory::Territory,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    campaign::loaded::StoredCampaign,
    hidden_text::{self, Hidden},
    need::query::Detail,
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, time};

const GROUP_ID: Field = Field::new(form_field::ID, "Formulaire");
const GROUP_NAME: Field = Field::new(form_field::NAME, "Nom du groupement").short("Nom").explained(Guide::Groups);
const GROUP_PURPOSE: Field = Field::new(form_field::PURPOSE, "Objectif")
    .help("Ce que les collectivités veulent faire ensemble")
    .at_most(GroupPurpose::MOST);

/// Which page of the supports is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListPages {
    soutiens: SearchText,
}

/// What the page shows.
struct NeedPage {
    detail: Detail,
    manage: ManagePart,
    supports: SupportsPart,
    merge: MergePart,
    discussion: DiscussionPart,
    /// Why curators hid its text.
    hidden: Option<Hidden>,
    /// For its collectivité, while it is hidden.
    answer: Option<AnswerForm>,
    /// Whether the reader may report its text.
    may_report: bool,
    /// What became of the need, step by step.
    line: Vec<LineStep>,
    open_group: Form,
    follow: Option<FollowPart>,
    files: FilesPart,
    copy: CopyPart,
    /// Whether no group can be opened or joined now.
    groups_not_open: bool,
    /// The identifier that the reader's new group would have: a form that is sent twice opens one group.
    new_group: Option<GroupId>,
    /// Until when supports can be given or taken back, in words; None while they cannot.
    closes: Option<String>,
    /// Where the need is felt, and how many live there.
    felt: Territory,
    population: u64,
    /// Services that may answer it already.
    services: Vec<service::Model>,
    campaign: Arc<StoredCampaign>,
    reference: Arc<Reference>,
    /// What the site's addresses begin with.
    base: String,
}

/// The page of a need.
pub async fn page(visit: Visit, Path(id): Path<NeedId>, Query(params): Query<ListPages>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::need::query::detail(&visit.ctx, id).await?;
    let census_is_open = campaign.spec.calendar.census.is_open(visit.ctx.now());
    let supports_page = PageNumber::read(params.soutiens.as_str());
    let groups_not_open = server::group::require_open(&campaign, visit.ctx.now()).is_err();
    let may_open_group = visit.ctx.actor.acting.is_some() && is_open_to_groups(&detail) && !groups_not_open;
    let reference = visit.ctx.platform.reference();
    let felt = where_felt(&detail, &reference);
    let period = &campaign.spec.calendar.census;
    let subject = Subject::Need(id);
    let known = server::lineage::lineage(&visit.ctx, subject).await?;
    let text = &detail.need;
    let hidden = hidden_text::of_titled(&visit.ctx, id.into(), &detail.need.title).await?;
    let own = visit.ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == detail.need.siren);
    let page = NeedPage {
        services: server::service::near::similar_services(&visit.ctx, &text.title, &text.problem).await?,
        discussion: DiscussionPart::of(&visit, &detail.need).await?,
        may_report: visit.who.is_some() && !own && hidden.is_none() && detail.need.state.is_public(),
        answer: (own && hidden.is_some()).then(|| AnswerForm::new(&visit, id.into())),
        hidden,
        closes: census_is_open.then(|| time::deadline(period.close(), visit.overseas())),
        population: reference.atlas.figures(&felt).population,
        felt,
        line: line_of(&visit, subject, known.as_deref()),
        manage: ManagePart::of(&visit, &detail, census_is_open),
        merge: MergePart::find(&visit, &detail, census_is_open).await?,
        supports: SupportsPart::of(&visit, &detail, supports_page, census_is_open),
        open_group: Form::new(&visit, Address::NeedGroup(id)).labelled(&[GROUP_ID, GROUP_NAME, GROUP_PURPOSE]),
        follow: FollowPart::of(&visit, subject, detail.need.state.is_public()).await?,
        files: FilesPart::of(&visit, &detail.need, may_change_files(&visit, &detail, census_is_open)).await?,
        copy: CopyPart::of(&visit, &detail.need).await?,
        groups_not_open,
        new_group: may_open_group.then(|| GroupId(visit.ctx.platform.new_id())),
        reference,
        campaign,
        base: visit.site.base_url.clone(),
        detail,
    };
    let (need, picture) = (&page.detail.need, Address::NeedPicture(id));
    let frame = Frame::new(need.title.clone()).below(visit.here(Address::Needs), "Besoins");
    let frame = frame.described(&described(&page)).pictured(picture);
    let frame = if need.state.is_public() { frame.embedded() } else { frame };
    Ok(frame.render(&visit, || view! { <Need page /> }.into_any()))
}

/// Its collectivité changes the files of a published need until the census closes; those of a draft, where it writes.
fn may_change_files(visit: &Visit, detail: &Detail, census_is_open: bool) -> bool {
    let own = visit.ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == detail.need.siren);
    own && census_is_open && detail.need.state == NeedState::Published
}

/// Whether a group can be opened on it: on one that joined another, that is done on the page of the other.
fn is_open_to_groups(detail: &Detail) -> bool {
    detail.need.state == NeedState::Published && detail.need.face.is_none()
}

/// What the page says of itself where its address is shared: whose need it is, and what it begins with.
fn described(page: &NeedPage) -> String {
    let need = &page.detail.need;
    format!("{}\u{a0}: {}", page.reference.name(&need.siren), need.problem)
}

#[component]
fn Need(page: NeedPage) -> AnyView {
    let page = &page;
    let (detail, reference, manage, supports) = (&page.detail, &page.reference, &page.manage, &page.supports);
    let forms =
        [&supports.give, &supports.withdraw, &manage.withdraw, &manage.delete, &page.open_group, &manage.decline];
    let forms = forms.into_iter().chain(page.merge.forms());
    let answer = page.answer.as_ref().map(|answer| &answer.form);
    let (id, title) = (detail.need.id, detail.need.title.as_str());
    let embed = detail.need.state.is_public().then(|| {
        view! { <EmbedCode base=&page.base page=Address::Need(id) card=Address::NeedMapCard(Svg(id)) title /> }
    });
    let forms = forms.into_iter().chain(page.discussion.form()).chain(answer);
    view! {
        {views(forms.map(|form| view! { <RefusalSummary form /> }.into_any()))}
        <FileRefusals part=&page.files />
        <Heading detail reference />
        <JoinedNotice part=&page.merge />
        <Proposals part=&page.merge reference />
        <WithRail rail=view! { <InShort page /> }.into_any()>
            <Hiding hidden=page.hidden.as_ref() answer=page.answer.as_ref() />
            <NeedText need=&detail.need campaign=&page.campaign.spec />
            <CopiedFrom part=&page.copy />
            <Files part=&page.files />
            {page.may_report.then(|| view! { <ReportLink text=detail.need.id.into() of="ce besoin" /> })}
            <Lineage steps=&page.line />
            <Supports part=supports reference />
            <JoinedBy part=&page.merge reference />
            <Discussion part=&page.discussion reference />
            <Felt page />
            <ServicesNear services=&page.services />
            <h2 id="groupements">"Groupements sur ce besoin"</h2>
            <GroupCards reference groups=&detail.groups closed=page.groups_not_open />
            <OpenGroup page />
            {embed}
        </WithRail>
    }
    .into_any()
}

/// Its state, its figures, and supporting it as long as that is open.
#[component]
fn InShort<'a>(page: &'a NeedPage) -> AnyView {
    let supports = page.detail.supports.len() as u64;
    let figures = vec![
        (supports, if supports > 1 { "soutiens" } else { "soutien" }),
        (page.population, "habitants concernés, chacun compté une fois"),
    ];
    let closes = page.closes.as_ref().map(|close| {
        view! { <p class="fr-hint-text">{format!("Recensement ouvert jusqu’au {close}.")}</p> }
    });
    view! {
        <StateNotice detail=&page.detail />
        <Waiting part=&page.discussion />
        <Figures figures />
        <OfferSupport part=&page.supports />
        <Manage part=&page.manage />
        {closes}
        <OfferCopy part=&page.copy />
        <FollowButton part=&page.follow />
    }
    .into_any()
}

/// The title, the collectivité that published it, and the day.
#[component]
fn Heading<'a>(detail: &'a Detail, reference: &'a Reference) -> AnyView {
    let need = &detail.need;
    let whose = view! { <a href=here(Address::Collectivity(need.siren))>{place(reference, &need.siren)}</a> };
    let published = need.published_at.map(|at| format!("publié le {}", time::day(at.utc())).into_any());
    let versions = (need.version > 1).then(|| {
        let label = format!("version {}, voir les précédentes", need.version);
        view! { <a href=Address::NeedVersions(need.id).to_string()>{label}</a> }.into_any()
    });
    let demo = need.demo.then(|| view! { <DemoBadge /> }.into_any());
    let parts = [Some(whose.into_any()), published, versions, demo].into_iter().flatten().collect();
    view! {
        <Kind motif=Motif::Need />
        <h1>{need.title.clone()}</h1>
        <Meta parts />
    }
    .into_any()
}

/// What the state of the need means. Nothing is said of a published need that is in no project, or in one that the
/// reader may not see.
#[component]
fn StateNotice<'a>(detail: &'a Detail) -> AnyView {
    let badge = |tone: Tone, label: &'static str| {
        view! {
            <p>
                <Badge tone label />
            </p>
        }
        .into_any()
    };
    match (detail.need.state, &detail.project) {
        (NeedState::Declined, _) => view! {
            <Callout title="Ce besoin n’est pas retenu">
                <span class="t-user-text">{detail.need.declined_reason.clone().unwrap_or_default()}</span>
                <AnswerLink link=detail.answer.clone() />
            </Callout>
        }
        .into_any(),
        (NeedState::Draft, _) => badge(Tone::Info, "Brouillon : seule votre collectivité le voit"),
        (NeedState::Withdrawn, _) => badge(Tone::Warning, "Retiré : seule votre collectivité le voit"),
        (NeedState::Published, Some(project)) => view! {
            <Callout>
                "Ce besoin est entré dans le projet "
                <a href=Address::Project(project.id).to_string()>{project.title.clone()}</a> "."
            </Callout>
        }
        .into_any(),
        (NeedState::Published, None) => ().into_any(),
    }
}

/// The way to the service that answers a need already.
#[component]
fn AnswerLink(#[prop(optional_no_strip)] link: Option<String>) -> AnyView {
    link.map(|link| {
        view! {
            " "
            <a href=link rel="nofollow noopener">
                "Voir le service qui existe"
            </a>
        }
    })
    .into_any()
}

/// Where the need is felt: in the territories of its collectivité and of those that support it.
fn where_felt(detail: &Detail, reference: &Reference) -> Territory {
    let supporters = detail.supports.iter().map(|support| support.siren);
    let sirens: Vec<Siren> = supporters.chain([detail.need.siren]).collect();
    reference.atlas.union(&sirens)
}

#[component]
fn Felt<'a>(page: &'a NeedPage) -> AnyView {
    let (reference, territory, population) = (&page.reference, &page.felt, page.population);
    view! {
        <h2>"Où ce besoin se fait sentir"</h2>
        <p>
            {count(population, "habitant", "habitants")}
            " dans les territoires de la collectivité et de ses soutiens, chacun compté une fois (populations "
            {reference.atlas.vintage().to_owned()} ")."
        </p>
        <TileMap reference territory />
    }
    .into_any()
}

#[component]
fn OpenGroup<'a>(page: &'a NeedPage) -> AnyView {
    let form = &page.open_group;
    let Some(id) = page.new_group else { return ().into_any() };
    view! {
        <Details summary="Ouvrir un groupement sur ce besoin" open=form.is_refused()>
            <PostForm form>
                <HiddenField name=GROUP_ID.name value=form.text(GROUP_ID.name, &id.to_string()) />
                <TextField form field=GROUP_NAME />
                <TextField form field=GROUP_PURPOSE rows=4 />
                <PublishAnyway form field=GROUP_PURPOSE.name anyway=form_field::ANYWAY />
                <Button>"Ouvrir le groupement"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}
