//! The letter of intent of a member of a group: to be printed and signed, and as PDF.

use crate::{
    http::{download::send_paper, failure::Failure, visit::Visit},
    pdf::{Block, BlockKind, Paper},
    ui::{
        act::{ButtonLink, Weight},
        frame::{Frame, Page},
        views::views,
    },
};
use axum::{extract::Path, response::Response};
use entity::{address::Address, group::MemberState, id::GroupId, siren::Siren};
use leptos::prelude::*;
use server::group::{contact::require_member, query::Detail};
use wording::count;

/// What stands where somebody writes by hand.
const BLANK: &str = "……………………………………………";

/// A letter of intent, as sentences that are ready to be shown or written.
struct Intent {
    group: GroupId,
    name: String,
    /// The collectivité that signs; blank for a curator.
    from: String,
    lead: String,
    paragraphs: Vec<String>,
    members: Vec<String>,
    signature: Vec<String>,
}

impl Intent {
    /// The letter that the reader's collectivité would sign.
    async fn of(visit: &Visit, id: GroupId) -> Result<Self, Failure> {
        let campaign = visit.campaign()?.clone();
        require_member(&visit.ctx, id).await?;
        let detail = server::group::query::detail(&visit.ctx, &campaign, id).await?;
        let reference = visit.ctx.platform.reference();
        let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
        let from = acting.filter(|siren| stands_in(&detail, siren));
        let from = from.map_or_else(|| BLANK.to_owned(), |siren| reference.name(&siren));
        let lead = reference.name(&detail.group.lead);
        Ok(Self {
            group: id,
            name: detail.group.name.clone(),
            paragraphs: paragraphs(&detail, &campaign.spec.title, &from, &lead),
            members: members(&detail),
            signature: vec![
                format!("Fait à {BLANK}, le {BLANK}"),
                format!("Nom et qualité\u{a0}: {BLANK}"),
                format!("Signature\u{a0}: {BLANK}"),
            ],
            from,
            lead,
        })
    }

    fn title(&self) -> String {
        format!("Lettre d’intention\u{a0}: {}", self.name)
    }

    /// To be written as PDF.
    fn paper(&self) -> Paper {
        let block = |kind, text: &str| Block { kind, text: text.to_owned() };
        let mut blocks = vec![
            block(BlockKind::Strong, &self.from),
            block(BlockKind::Aside, &format!("À {}, chef de file", self.lead)),
            block(BlockKind::Title, &self.title()),
        ];
        blocks.extend(self.paragraphs.iter().map(|text| block(BlockKind::Paragraph, text)));
        blocks.push(block(BlockKind::Heading, MEMBERS));
        blocks.extend(self.members.iter().map(|text| block(BlockKind::Paragraph, text)));
        blocks.extend(self.signature.iter().map(|text| block(BlockKind::Aside, text)));
        Paper { title: self.title(), author: self.from.clone(), foot: self.name.clone(), blocks }
    }
}

const MEMBERS: &str = "Membres du groupement à ce jour";

/// Whether a collectivité is a member, or leads.
fn stands_in(detail: &Detail, siren: &Siren) -> bool {
    detail.state_of(siren).is_some_and(MemberState::counts)
}

/// The members that count, each with its inhabitants.
fn members(detail: &Detail) -> Vec<String> {
    let counting = detail.members.iter().filter(|member| member.state.counts());
    counting.map(|member| format!("{}, {}", member.name, count(member.population, "habitant", "habitants"))).collect()
}

/// What the letter says.
fn paragraphs(detail: &Detail, programme: &str, from: &str, lead: &str) -> Vec<String> {
    let need = detail
        .need
        .as_ref()
        .map(|need| format!("Il répond au besoin «\u{202f}{}\u{202f}», que nous partageons.", need.title));
    let together = format!(
        "Ses membres réunissent {}, chacun compté une fois.",
        count(detail.meter.population, "habitant", "habitants")
    );
    let begin = format!(
        "Par la présente, {from} fait part de son intention de prendre part au groupement «\u{202f}{}\u{202f}», mené \
         par {lead}, dans le cadre du programme «\u{202f}{programme}\u{202f}».",
        detail.group.name
    );
    let purpose = format!("L’objectif du groupement est le suivant\u{a0}: {}", detail.group.purpose);
    let end = "Cette lettre dit une intention\u{a0}: elle n’engage aucune dépense, et ne vaut ni délibération ni \
               convention. La participation sera confirmée sur la plateforme Terreau au moment de candidater."
        .to_owned();
    [Some(begin), Some(purpose), need, Some(together), Some(end)].into_iter().flatten().collect()
}

/// The page.
pub async fn page(visit: Visit, Path(id): Path<GroupId>) -> Result<Page, Failure> {
    let letter = Intent::of(&visit, id).await?;
    let frame = Frame::new("Lettre d’intention")
        .below(visit.here(Address::Groups), "Groupements")
        .below(Address::Group(id), letter.name.clone());
    Ok(frame.render(&visit, || view! { <IntentPage letter=&letter /> }.into_any()))
}

#[component]
fn IntentPage<'a>(letter: &'a Intent) -> AnyView {
    let lines = |lines: &[String]| views(lines.iter().map(|line| view! { <p>{line.clone()}</p> }.into_any()));
    let members = views(letter.members.iter().map(|line| view! { <li>{line.clone()}</li> }.into_any()));
    view! {
        <div class="t-paper t-letter">
            <p>
                <strong>{letter.from.clone()}</strong>
            </p>
            <div class="t-letter__aside">
                <p>{format!("À {}, chef de file", letter.lead)}</p>
            </div>
            <h1>{letter.title()}</h1>
            {lines(&letter.paragraphs)}
            <h2>{MEMBERS}</h2>
            <ul>{members}</ul>
            <div class="t-letter__aside">{lines(&letter.signature)}</div>
        </div>
        <p>
            <ButtonLink href=Address::GroupIntentPdf(letter.group)>"Télécharger la lettre (PDF)"</ButtonLink>
            " "
            <ButtonLink weight=Weight::Secondary href=Address::GroupRoom(letter.group)>
                "Échanges du groupement"
            </ButtonLink>
        </p>
    }
    .into_any()
}

/// The letter as PDF.
pub async fn file(visit: Visit, Path(id): Path<GroupId>) -> Result<Response, Failure> {
    send_paper(Intent::of(&visit, id).await?.paper(), "lettre-d-intention").await
}
