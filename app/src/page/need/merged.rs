//! What a need joined, what joined it, and what two collectivités propose to each other about that.

use super::act::{JOIN, PART};
use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, UserText, Weight},
        alert::{Alert, Tone},
        ask_first::{self, Ask, AskFirst, Why},
        card::{CardItem, Cards},
        field::{HiddenField, PostForm},
        form::Form,
        here::here,
        place::place,
        shown::ShownField,
        views::views,
    },
};
use entity::{
    address::Address,
    form_field,
    id::NeedId,
    merge::MergedBy,
    permission::{Action, Facts},
    table,
};
use leptos::prelude::*;
use server::{
    need::{
        merge::{
            is_open,
            request::{Proposal, may_propose, waiting},
            shown_need,
        },
        query::Detail,
    },
    reference::Reference,
};
use wording::{count, time};

/// This part of the page of a need.
pub struct MergePart {
    need: table::need::Model,
    /// The need that it joined, or under which that one is shown.
    face: Option<table::need::Model>,
    joined: Vec<table::need::Model>,
    /// Whoever reads may have it stand by itself again.
    may_part: bool,
    /// Whoever reads may support the face, and does not yet.
    may_support: bool,
    /// Whoever reads may propose that a need of their own joins it.
    may_propose: bool,
    proposals: Vec<Proposal>,
    /// Needs may still join and part: the rule of the vote is not frozen.
    merging_is_open: bool,
    part: Form,
    support: Form,
    answer: Form,
    take_back: Form,
}

impl MergePart {
    /// At most three statements, for those who may act.
    pub async fn find(visit: &Visit, detail: &Detail, census_is_open: bool) -> Result<Self, Failure> {
        let (ctx, need) = (&visit.ctx, &detail.need);
        let acting = ctx.actor.acting.as_ref().map(|acting| acting.siren);
        let own = acting == Some(need.siren);
        let may = own || ctx.authorise(Action::Curate, &Facts::default()).is_ok();
        let may_support = match &detail.face {
            Some(face) if census_is_open && acting.is_some_and(|siren| siren != face.siren) => {
                let counts = own || detail.supports.iter().any(|support| Some(support.siren) == acting);
                !counts && !server::need::query::is_supported(ctx, face.id).await?
            }
            Some(_) | None => false,
        };
        let face = detail.face.as_ref().map_or(need.id, |face| face.id);
        let proposals = waiting(ctx, need).await?;
        let asks = (may && detail.face.is_some()) || !proposals.is_empty();
        let merging_is_open = asks && is_open(ctx, need.campaign).await?;
        let early = visit.campaign()?.spec.calendar.selection.opening() > ctx.now();
        Ok(Self {
            may_part: may && detail.face.is_some() && merging_is_open,
            may_support,
            may_propose: early && may_propose(ctx, need),
            proposals,
            merging_is_open,
            part: Form::new(visit, Address::NeedPart(need.id)).labelled(&[ask_first::REASON]),
            support: Form::new(visit, Address::NeedSupport(face)),
            answer: Form::new(visit, Address::NeedJoinAnswer(need.id)).labelled(&[ask_first::REASON]),
            take_back: Form::new(visit, Address::NeedJoinTakeBack(need.id)),
            face: detail.face.clone(),
            joined: detail.joined.clone(),
            need: need.clone(),
        })
    }

    /// Its forms, for the summary of what was refused. That of the support is summed up by its own part of the page,
    /// unless it is another need that is supported.
    pub fn forms(&self) -> Vec<&Form> {
        let support = self.face.as_ref().map(|_| &self.support);
        [&self.part, &self.answer, &self.take_back].into_iter().chain(support).collect()
    }
}

/// Who had it join, in words.
fn by_whom(by: Option<MergedBy>) -> &'static str {
    match by {
        Some(MergedBy::Authors) => ", par accord des deux collectivités",
        Some(MergedBy::Curators) => ", par décision de l’équipe de curation",
        None => "",
    }
}

/// What is asked before a need parts from the one that it joined.
fn before_parting() -> Ask {
    let what = "Ce besoin est de nouveau dans les listes, avec ses propres soutiens : ils ne comptent plus pour celui \
                qu’il avait rejoint. Les collectivités concernées sont averties, avec votre motif.";
    let why = Why::named(PART, "Lu par les collectivités de ces besoins, et celles qui soutiennent celui-ci");
    Ask::before("Séparer ce besoin", what).why(why)
}

/// That the need joined another, where that is, and what may be done; nothing of one that joined none.
#[component]
pub fn JoinedNotice<'a>(part: &'a MergePart) -> AnyView {
    let Some(face) = &part.face else { return ().into_any() };
    let need = &part.need;
    let when = need.merged_at.map(|at| format!(" le {}", time::day(at.utc()))).unwrap_or_default();
    let (link, title) = (Address::Need(face.id).to_string(), face.title.clone());
    let reason = need.merged_reason.clone().map(|reason| view! { <UserText text=format!("« {reason} »") /> });
    let support = part.may_support.then(|| {
        view! {
            <PostForm form=&part.support>
                <Button weight=Weight::Secondary>"Soutenir ce besoin-là"</Button>
            </PostForm>
        }
    });
    let part_again = part.may_part.then(|| view! { <AskFirst form=&part.part ask=before_parting() /> });
    view! {
        <Alert tone=Tone::Info title="Ce besoin en a rejoint un autre">
            <p>
                "Il a rejoint " <a href=link>"« " {title} " »"</a> {when} {by_whom(need.merged_by)}
                ". Son texte reste lisible ici ; ses soutiens et ses habitants comptent là-bas, chacun une fois."
            </p>
            {reason}
            {support}
            {part_again}
        </Alert>
    }
    .into_any()
}

/// The needs that joined it; and the way to propose another, for whoever may.
#[component]
pub fn JoinedBy<'a>(part: &'a MergePart, reference: &'a Reference) -> AnyView {
    let propose = part.may_propose.then(|| {
        view! {
            <p>
                <a href=here(
                    Address::NeedJoin(part.need.id),
                )>"Proposer qu’un besoin de votre collectivité rejoigne celui-ci"</a>
            </p>
        }
    });
    if part.joined.is_empty() {
        return propose.into_any();
    }
    let rows = views(part.joined.iter().map(|joined| {
        let when = joined.merged_at.map(|at| format!(", le {}", time::day(at.utc()))).unwrap_or_default();
        view! {
            <li>
                <a href=Address::Need(joined.id).to_string()>{joined.title.clone()}</a>
                <span class="fr-hint-text">{place(reference, &joined.siren)} {when}</span>
            </li>
        }
        .into_any()
    }));
    let title = count(part.joined.len() as u64, "besoin l’a rejoint", "besoins l’ont rejoint");
    view! {
        <h2 id="rejoint">{title}</h2>
        <ul class="t-supports">{rows}</ul>
        {propose}
    }
    .into_any()
}

/// What is asked before a proposal is declined.
fn before_declining(proposal: &Proposal) -> Ask {
    let what = "Les deux besoins restent à part. La collectivité qui l’a proposé est avertie, avec votre motif.";
    let why = Why::named(format!("{JOIN}-{}", proposal.need.id), "Lu par la collectivité qui l’a proposé");
    Ask::before("Refuser", what).of(&proposal.need.title).why(why)
}

/// What is proposed to the collectivité of the need, or by it; nothing for others.
#[component]
pub fn Proposals<'a>(part: &'a MergePart, reference: &'a Reference) -> AnyView {
    if part.proposals.is_empty() {
        return ().into_any();
    }
    let cards = views(part.proposals.iter().map(|proposal| {
        match proposal.need.id == part.need.id {
            true => view! { <Proposed part proposal reference /> },
            false => view! { <ToAnswer part proposal reference /> },
        }
        .into_any()
    }));
    let ended = (!part.merging_is_open).then(|| {
        let why = "La règle du vote est figée\u{a0}: les besoins ne se réunissent plus, et cette proposition s’est \
                   éteinte.";
        view! { <p>{why}</p> }
    });
    view! {
        <section aria-labelledby="rapprochements">
            <h2 id="rapprochements">"Rapprochement proposé"</h2>
            {ended}
            <Cards>{cards}</Cards>
        </section>
    }
    .into_any()
}

/// What the reader's collectivité proposed, and may take back.
#[component]
fn Proposed<'a>(part: &'a MergePart, proposal: &'a Proposal, reference: &'a Reference) -> AnyView {
    let face = &proposal.face;
    let said = "Ce besoin reste à part. L’autre collectivité est avertie.";
    let take_back = part
        .merging_is_open
        .then(|| view! { <AskFirst form=&part.take_back ask=Ask::before("Reprendre la proposition", said) /> });
    view! {
        <CardItem>
            <p>
                "Vous avez proposé le " {time::day(proposal.request.at.utc())} " que ce besoin rejoigne "
                <a href=Address::Need(face.id).to_string()>"« " {face.title.clone()} " »"</a> ". "
                {place(reference, &face.siren)} " n’a pas encore répondu."
            </p>
            {take_back}
        </CardItem>
    }
    .into_any()
}

/// What another collectivité proposes, with the answers.
#[component]
fn ToAnswer<'a>(part: &'a MergePart, proposal: &'a Proposal, reference: &'a Reference) -> AnyView {
    let need = &proposal.need;
    let message = &proposal.request.message;
    let answers = part.merging_is_open.then(|| view! { <Answers part proposal /> });
    let message = (!message.is_empty()).then(|| view! { <UserText text=format!("« {message} »") /> });
    view! {
        <CardItem>
            <p>
                {place(reference, &need.siren)} " propose que son besoin "
                <a href=Address::Need(need.id).to_string()>"« " {need.title.clone()} " »"</a>
                " rejoigne le vôtre. Le vôtre reste dans les listes ; leurs soutiens s’y ajoutent, chaque collectivité \
                 une fois. Chacun peut s’en séparer ensuite, jusqu’à ce que la règle du vote soit figée."
            </p>
            {message}
            {answers}
        </CardItem>
    }
    .into_any()
}

/// The two answers to what another collectivité proposes.
#[component]
fn Answers<'a>(part: &'a MergePart, proposal: &'a Proposal) -> AnyView {
    let need = &proposal.need;
    view! {
        <Actions>
            <PostForm form=&part.answer>
                <ProposalFields id=need.id choice="oui" />
                <ShownField shown=shown_need(need) of=need.id.to_string() />
                <Button weight=Weight::Small>
                    "Accepter" <span class="fr-sr-only">" : " {need.title.clone()}</span>
                </Button>
            </PostForm>
            <AskFirst form=&part.answer ask=before_declining(proposal)>
                <ProposalFields id=need.id choice="non" />
            </AskFirst>
        </Actions>
    }
    .into_any()
}

/// Which proposal is answered, and how.
#[component]
fn ProposalFields(id: NeedId, choice: &'static str) -> AnyView {
    view! {
        <HiddenField name=form_field::NEED value=id.to_string() />
        <HiddenField name=form_field::CHOICE value=choice />
    }
    .into_any()
}

/// The button that leads back, beside a form of these pages.
#[component]
pub fn Back(id: NeedId) -> AnyView {
    view! {
        <ButtonLink weight=Weight::Secondary href=Address::Need(id)>
            "Revenir au besoin"
        </ButtonLink>
    }
    .into_any()
}
