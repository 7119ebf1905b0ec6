//! The page of a group: its meter, its members, and what each of them may do.

use super::{
    act::DISSOLVE,
    invite::{self, Invite},
    members::{Members, Reader, SIREN},
    standing::{GroupStanding, Standing},
    suggested::Suggested,
};
use crate::{
    http::{assets, failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, UserText, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        badge::DemoBadge,
        card::Meta,
        embed_code::EmbedCode,
        field::{PostForm, RefusalSummary},
        figures::{Definitions, entry},
        follow::{FollowButton, FollowPart},
        form::Form,
        found,
        frame::{Frame, Page},
        group_card::GroupBadge,
        here::here,
        hidden_text::{AnswerForm, Hiding},
        lineage::{LineStep, Lineage, line_of},
        motif::{Kind, Motif},
        place::place,
        rail::WithRail,
        report::ReportLink,
        shown::ShownField,
        views::views,
    },
};
use axum::extract::{Path, Query};
use entity::{
    address::{Address, Svg},
    campaign::Campaign,
    group::{GroupState, MemberState, would_add},
    id::GroupId,
    lineage::Subject,
    permission::Action,
    search_text::SearchText,
    siren::Siren,
    table,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    campaign::loaded::StoredCampaign,
    group::{query::Detail, suggestion::Suggestion},
    hidden_text::{self, Hidden},
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, time};

/// What the page of a group may carry in its address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    chercher: SearchText,
    /// Which page of what was found.
    suite: SearchText,
}

/// What the page shows.
struct GroupPage {
    detail: Detail,
    reader: Reader,
    standing: GroupStanding,
    /// Groups form no more.
    closed: bool,
    /// Whom the lead could invite, so that it meets conditions that it does not.
    suggestions: Vec<Suggestion>,
    /// What became of it.
    line: Vec<LineStep>,
    /// Whether the reader is of its members, or curates: they read what is inside.
    inside: bool,
    /// Why curators hid its text.
    hidden: Option<Hidden>,
    /// For its lead, while it is hidden.
    answer: Option<AnswerForm>,
    /// Whether the reader may report its text.
    may_report: bool,
    forms: Forms,
    follow: Option<FollowPart>,
    /// What the lead looks for, and what was found.
    search: SearchText,
    found: invite::Found,
    reference: Arc<Reference>,
    /// What the site's addresses begin with.
    base: String,
    campaign: Arc<StoredCampaign>,
}

/// What is sent from the page.
struct Forms {
    invite: Form,
    invite_set: Form,
    respond: Form,
    ask: Form,
    submit: Form,
    dissolve: Form,
}

impl Forms {
    fn of(visit: &Visit, id: GroupId) -> Self {
        Self {
            invite: Form::new(visit, Address::GroupInvite(id)).labelled(&[SIREN]),
            invite_set: Form::new(visit, Address::GroupInviteSet(id)).labelled(&[SIREN]),
            respond: Form::new(visit, Address::GroupRespond(id)).labelled(&[SIREN, ask_first::REASON]),
            ask: Form::new(visit, Address::GroupAsk(id)),
            submit: Form::new(visit, Address::GroupSubmit(id)),
            dissolve: Form::new(visit, Address::GroupDissolve(id)).labelled(&[ask_first::REASON]),
        }
    }
}

/// The page of a group.
pub async fn page(visit: Visit, Path(id): Path<GroupId>, Query(search): Query<Search>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::group::query::detail(&visit.ctx, &campaign, id).await?;
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let forming = detail.group.state == GroupState::Forming;
    let reader = Reader { acting, leads: acting == Some(detail.group.lead), forming };
    let found = if reader.leads && forming && !search.chercher.is_empty() {
        invite::find(&visit, id, &search.chercher, found::asked_page(&search.suite)).await?
    } else {
        invite::Found::default()
    };
    let suggestions = match reader.leads && forming {
        true => server::group::suggestion::suggestions(&visit.ctx, &campaign, &detail).await?,
        false => Vec::new(),
    };
    let subject = Subject::Group(id);
    let known = server::lineage::lineage(&visit.ctx, subject).await?;
    let hidden = hidden_text::of_titled(&visit.ctx, id.into(), &detail.group.name).await?;
    let of_member = acting.is_some_and(|siren| detail.state_of(&siren).is_some_and(MemberState::counts));
    let page = GroupPage {
        inside: of_member || visit.ctx.authorise(Action::Curate, &Default::default()).is_ok(),
        may_report: visit.who.is_some() && !reader.leads && hidden.is_none(),
        answer: (reader.leads && hidden.is_some()).then(|| AnswerForm::new(&visit, id.into())),
        hidden,
        reader,
        standing: GroupStanding::of(&visit, &campaign, &detail).await?,
        closed: server::group::require_open(&campaign, visit.ctx.now()).is_err(),
        line: line_of(&visit, subject, known.as_deref()),
        forms: Forms::of(&visit, id),
        follow: FollowPart::of(&visit, subject, true).await?,
        suggestions,
        search: search.chercher,
        found,
        reference: visit.ctx.platform.reference(),
        base: visit.site.base_url.clone(),
        detail,
        campaign,
    };
    let frame = Frame::new(page.detail.group.name.clone()).below(visit.here(Address::Groups), "Groupements");
    let frame =
        frame.with_module(assets::LIVE.filter(|_| page.reader.follows())).described(&described(&page)).embedded();
    Ok(frame.render(&visit, || view! { <Group page /> }.into_any()))
}

/// What the page says of itself where its address is shared: who leads the group, and what it is for.
fn described(page: &GroupPage) -> String {
    let group = &page.detail.group;
    format!("{}, groupement mené par {}\u{a0}: {}", group.name, page.reference.name(&group.lead), group.purpose)
}

#[component]
fn Group(page: GroupPage) -> AnyView {
    let page = &page;
    let Forms { invite, invite_set, respond, ask, submit, dissolve } = &page.forms;
    let (id, name) = (page.detail.group.id, page.detail.group.name.as_str());
    let answer = page.answer.as_ref().map(|answer| &answer.form);
    let forms = [invite, invite_set, respond, ask, submit, dissolve].into_iter().chain(answer);
    view! {
        {views(forms.map(|form| view! { <RefusalSummary form /> }.into_any()))}
        <Heading detail=&page.detail reference=&page.reference closed=page.closed />
        <WithRail rail=view! { <InShort page /> }.into_any()>
            <Hiding hidden=page.hidden.as_ref() answer=page.answer.as_ref() />
            <Purpose detail=&page.detail campaign=&page.campaign.spec />
            {page.may_report.then(|| view! { <ReportLink text=page.detail.group.id.into() of="ce groupement" /> })}
            <Inside page />
            <Lineage steps=&page.line />
            <h2>"Membres"</h2>
            <Members members=&page.detail.members reader=page.reader respond />
            <Lead page />
            <EmbedCode base=&page.base page=Address::Group(id) card=Address::GroupMeterCard(Svg(id)) title=name />
        </WithRail>
    }
    .into_any()
}

/// Its meter, what each envelope says of it, and joining it.
#[component]
fn InShort<'a>(page: &'a GroupPage) -> AnyView {
    view! {
        <h2 id="compteur">"Habitants réunis"</h2>
        <LiveStanding page />
        <Submitted group=&page.detail.group />
        <AskToJoin page />
        <FollowButton part=&page.follow />
    }
    .into_any()
}

/// Its name, its state and its lead.
#[component]
fn Heading<'a>(detail: &'a Detail, reference: &'a Reference, closed: bool) -> AnyView {
    let group = &detail.group;
    // Whether it is eligible, each envelope says for itself.
    let badge = view! { <GroupBadge state=group.state eligible=false closed /> };
    let lead = view! {
        "Chef de file : "
        <a href=here(Address::Collectivity(group.lead))>{place(reference, &group.lead)}</a>
    };
    let demo = group.demo.then(|| view! { <DemoBadge /> }.into_any());
    let parts = [badge.into_any(), lead.into_any()].into_iter().chain(demo).collect();
    view! {
        <Kind motif=Motif::Group />
        <h1>{group.name.clone()}</h1>
        <Meta parts />
    }
    .into_any()
}

/// What it is for, and the need that it began with; theme and programmes where it says them itself.
#[component]
fn Purpose<'a>(detail: &'a Detail, campaign: &'a Campaign) -> AnyView {
    let theme = campaign.theme(&detail.group.theme).map(|theme| entry("Thème", theme.label.clone()));
    let programmes = wording::programme_names(&detail.group.programmes).join(", ");
    let programmes = (!programmes.is_empty()).then(|| entry("Programmes concernés", programmes));
    let entries: Vec<_> = theme.into_iter().chain(programmes).collect();
    let said = (!entries.is_empty()).then(|| view! { <Definitions entries /> });
    let need = detail.need.as_ref().map(|need| {
        view! { <p>"Besoin : " <a href=Address::Need(need.id).to_string()>{need.title.clone()}</a></p> }
    });
    view! {
        <UserText text=detail.group.purpose.clone() />
        {need}
        {said}
    }
    .into_any()
}

/// For its members and curators: what they write to one another, and the letter of intent.
#[component]
fn Inside<'a>(page: &'a GroupPage) -> AnyView {
    let id = page.detail.group.id;
    if !page.inside {
        return ().into_any();
    }
    view! {
        <Actions>
            <ButtonLink weight=Weight::Secondary href=Address::GroupRoom(id)>
                "Échanges et contact du groupement"
            </ButtonLink>
            <ButtonLink weight=Weight::Tertiary href=Address::GroupIntent(id)>
                "Lettre d’intention à imprimer"
            </ButtonLink>
            <ButtonLink weight=Weight::Tertiary href=Address::GroupDeliberation(id)>
                "Projet de délibération (PDF)"
            </ButtonLink>
            <ButtonLink weight=Weight::Tertiary href=Address::GroupDeliberationOdt(id)>
                "Projet de délibération à adapter (ODT)"
            </ButtonLink>
        </Actions>
    }
    .into_any()
}

/// The meter and the verdicts, which follow the group as long as it forms, for who may take part in it.
#[component]
fn LiveStanding<'a>(page: &'a GroupPage) -> AnyView {
    let group = &page.detail.group;
    let standing = view! { <Standing standing=&page.standing /> }.into_any();
    match page.reader.follows() {
        true => {
            let address = Address::GroupMeter(group.id).to_string();
            view! {
                <div aria-live="polite" data-refreshed=address>
                    {standing}
                </div>
            }
            .into_any()
        }
        false => standing,
    }
}

/// Since when the group is frozen.
#[component]
fn Submitted<'a>(group: &'a table::group::Model) -> AnyView {
    let (Some(at), Some(version)) = (group.submitted_at, group.submitted_rule_version) else { return ().into_any() };
    view! {
        <p>
            {format!(
                "Déposé le {} sous la version {version} des règles : sa composition et ses chiffres sont figés.",
                time::moment(at.utc()),
            )}
        </p>
    }
    .into_any()
}

/// For a collectivité that is not in the group.
#[component]
fn AskToJoin<'a>(page: &'a GroupPage) -> AnyView {
    let (Some(siren), true) = (&page.reader.acting, page.reader.forming) else { return ().into_any() };
    match page.detail.state_of(siren) {
        None | Some(MemberState::Declined | MemberState::Left | MemberState::TakenBack) => view! {
            <p>{adds_sentence(&page.reference, &page.detail, siren)}</p>
            <PostForm form=&page.forms.ask>
                <Button>"Demander à rejoindre ce groupement"</Button>
            </PostForm>
        }
        .into_any(),
        Some(MemberState::Lead | MemberState::Invited | MemberState::Requested | MemberState::Member) => ().into_any(),
    }
}

fn adds_sentence(reference: &Reference, detail: &Detail, siren: &Siren) -> String {
    match would_add(&reference.atlas, &counting(detail), siren) {
        0 => "Toutes les communes de votre collectivité sont déjà comptées : elle n’ajouterait aucun habitant.".into(),
        adds => format!("Votre collectivité ajouterait {} au groupement.", count(adds, "habitant", "habitants")),
    }
}

/// The members that count.
fn counting(detail: &Detail) -> Vec<Siren> {
    detail.members.iter().filter(|member| member.state.counts()).map(|member| member.siren).collect()
}

/// For the lead, as long as the group forms.
#[component]
fn Lead<'a>(page: &'a GroupPage) -> AnyView {
    let dissolve = &page.forms.dissolve;
    if !(page.reader.leads && page.reader.forming) {
        return ().into_any();
    }
    view! {
        <h2 id="inviter">"Inviter des collectivités"</h2>
        <Suggested suggestions=&page.suggestions form=&page.forms.invite_set />
        <h3>"Chercher une collectivité"</h3>
        <Invite group=page.detail.group.id text=&page.search found=&page.found />
        <h2 id="deposer">"Déposer"</h2>
        <Submit page />
        <AskFirst form=dissolve ask=before_dissolution(&page.detail) />
    }
    .into_any()
}

/// What is asked before a group is dissolved.
fn before_dissolution(detail: &Detail) -> Ask {
    let others = detail.members.iter().any(|member| !member.state.is_out() && member.siren != detail.group.lead);
    let what = match others {
        true => {
            "Il disparaît des listes et ne pourra plus être déposé. Ses membres, et les collectivités invitées ou qui \
             demandent à le rejoindre, en sont avertis avec votre motif."
        }
        false => "Il disparaît des listes et ne pourra plus être déposé.",
    };
    let why = others.then(|| Why::named(DISSOLVE, "Lu par les membres et les collectivités invitées"));
    Ask::before("Dissoudre le groupement", what).why(why)
}

#[component]
fn Submit<'a>(page: &'a GroupPage) -> AnyView {
    let detail = &page.detail;
    let GroupStanding { eligible_for, lacks_for, .. } = &page.standing;
    if eligible_for.is_empty() {
        return view! { <p>"Le groupement pourra être déposé quand il remplira la condition d’une enveloppe."</p> }
            .into_any();
    }
    let shown = &server::group::shown(&counting(detail), &detail.meter);
    let lacks = (!lacks_for.is_empty()).then(|| {
        view! { <p>{format!("Il ne pourra pas candidater à {}.", lacks_for.join(", "))}</p> }
    });
    view! {
        <p>
            {format!("Déposé maintenant, ce groupement pourra candidater à {}.", eligible_for.join(", "))}
            " Sa composition et ses chiffres ne changeront plus."
        </p>
        {lacks}
        <PostForm form=&page.forms.submit>
            <ShownField shown />
            <Button>"Déposer le groupement"</Button>
        </PostForm>
    }
    .into_any()
}
