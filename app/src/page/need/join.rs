//! Proposing that a need of one's own joins another, answering that, and parting again.

use super::{
    act::{JOIN, PART},
    merged::Back,
};
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button},
        alert::EmptyState,
        field::{PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::NeedId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    table,
};
use leptos::prelude::*;
use server::need::merge::{
    request::{self, own_needs},
    split,
};
use wording::count;

const NEED: Field = Field::new(form_field::NEED, "Votre besoin qui le rejoindrait").short("Besoin");
const MESSAGE: Field = Field::new(form_field::MESSAGE, "Votre message (facultatif)")
    .help(
        "Lu par les personnes de l’autre collectivité : en quoi ces deux besoins disent la même chose. 500 caractères \
           au plus.",
    )
    .short("Message");

/// What the page shows.
struct JoinPage {
    face: table::need::Model,
    own: Vec<table::need::Model>,
    form: Form,
}

/// The form of a proposal, on a need of another collectivité.
pub async fn page(visit: Visit, Path(id): Path<NeedId>) -> Result<Page, Failure> {
    let siren = visit.ctx.acting_for()?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true))?;
    let face = server::need::query::get(&visit.ctx, id).await?;
    let own = match request::may_propose(&visit.ctx, &face) {
        true => own_needs(&visit.ctx, &face).await?,
        false => Vec::new(),
    };
    let form = Form::new(&visit, Address::NeedJoin(id)).labelled(&[NEED, MESSAGE]);
    let page = JoinPage { face, own, form };
    let frame = Frame::new("Proposer un rapprochement")
        .below(visit.here(Address::Needs), "Besoins")
        .below(Address::Need(id), page.face.title.clone());
    Ok(frame.render(&visit, || view! { <Join page /> }.into_any()))
}

#[component]
fn Join(page: JoinPage) -> AnyView {
    let (form, face) = (&page.form, &page.face);
    if page.own.is_empty() {
        return view! {
            <h1>"Proposer un rapprochement"</h1>
            <EmptyState>
                <p>
                    "Votre collectivité n’a pas de besoin publié qui puisse rejoindre « " {face.title.clone()}
                    " ». Si elle a le même, le soutenir suffit."
                </p>
                <Back id=face.id />
            </EmptyState>
        }
        .into_any();
    }
    let option = |need: &table::need::Model| {
        let supports = count(u64::try_from(need.supports).unwrap_or(0), "soutien", "soutiens");
        (need.id.to_string(), format!("{} – {supports}", need.title))
    };
    let first = page.own.first().filter(|_| page.own.len() == 1).map(|need| need.id.to_string()).unwrap_or_default();
    view! {
        <h1>"Proposer un rapprochement"</h1>
        <RefusalSummary form />
        <p>
            "Si l’autre collectivité l’accepte, votre besoin rejoint « " {face.title.clone()}
            " » : il reste lisible à son adresse, et ses soutiens comptent là-bas, chaque collectivité une fois. Vous \
             pouvez l’en séparer ensuite, jusqu’à ce que la règle du vote soit figée."
        </p>
        <PostForm form>
            <Radios form field=NEED options=page.own.iter().map(option).collect() value=first />
            <TextField form field=MESSAGE rows=3 />
            <Actions>
                <Button>"Envoyer la proposition"</Button>
                <Back id=face.id />
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Which need a form names.
fn named(fields: &Fields) -> Result<NeedId, server::Error> {
    let typed = fields.text(form_field::NEED);
    let refused = |refusal| server::Error::from(FieldRefusals::one(form_field::NEED, refusal));
    if typed.is_empty() {
        return Err(refused(Refusal::Missing));
    }
    typed.parse().map_err(|_| refused(Refusal::NotOnTheList))
}

/// Proposes.
pub async fn propose(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    let siren = visit.ctx.acting_for()?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true))?;
    server::need::query::get(&visit.ctx, id).await?;
    let own = named(&fields)?;
    request::propose(&visit.ctx, own, id, &fields.text(form_field::MESSAGE)).await?;
    Ok(After::new(Done::MergeProposed, Address::Need(own)))
}

/// Accepts or declines a proposal.
pub async fn answer(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    let face = server::need::query::get(&visit.ctx, id).await?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&face.siren, true))?;
    let need = named(&fields)?;
    let done = match fields.text(form_field::CHOICE).as_str() {
        "oui" => {
            request::accept(&visit.ctx, need, id).await?;
            Done::MergeAccepted
        }
        _ => {
            request::decline(&visit.ctx, need, id, &fields.reason(format!("{JOIN}-{need}"))).await?;
            Done::MergeDeclined
        }
    };
    Ok(After::new(done, Address::Need(id)))
}

/// Takes a proposal back.
pub async fn take_back(visit: Visit, Path(id): Path<NeedId>) -> Result<After, Failure> {
    request::take_back(&visit.ctx, id).await?;
    Ok(After::new(Done::MergeTakenBack, Address::Need(id)))
}

/// Has a need stand by itself again.
pub async fn part(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    split(&visit.ctx, id, &fields.reason(PART)).await?;
    Ok(After::new(Done::NeedSplit, Address::Need(id)))
}
