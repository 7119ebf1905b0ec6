//! The acts that take two people, and what those who may second them answer.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    page::{about::legal, campaign::office::affected::Concerned},
    ui::{
        act::{Actions, Button, Weight},
        ask_first::{self, Ask, AskFirst, Why},
        card::{CardItem, Cards},
        field::{HiddenField, PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        joint_act::{JointActText, joint_act_sentence},
        shown::{SHOWN, ShownField},
        views::views,
    },
};
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::{JointActId, PersonId},
    joint_act::{JointAct, JointActState},
    permission::{Action, Facts},
    refusal::Refusal,
};
use leptos::prelude::*;
use server::{
    campaign::affected::{self, Affected},
    joint_act::{self, Answer, Listed},
    reference::Reference,
};
use std::sync::Arc;

/// The act that is answered; whoever sends none did not use our form.
const ACT: Field = Field::new(form_field::ACT, "Formulaire");

/// What the page shows.
struct JointActsPage {
    reference: Arc<Reference>,
    /// Those that wait for a second person.
    waiting: Vec<Listed>,
    /// Those that wait for the end of the days to object.
    announced: Vec<Listed>,
    /// Whom the changes of campaigns concern that wait.
    affected: Vec<(JointActId, Affected)>,
    me: PersonId,
    form: Form,
}

/// The acts that wait for a second person, or for the end of the days to object.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let acts = joint_act::list(&visit.ctx).await?;
    let me = visit.ctx.person()?;
    let affected = affected_by(&visit, &acts).await?;
    let (waiting, announced) = acts.into_iter().partition(|one| one.row.state == JointActState::Waiting);
    let form = Form::new(&visit, Address::JointActs).labelled(&[ACT, ask_first::REASON]).personal();
    let page = JointActsPage { reference: visit.ctx.platform.reference(), waiting, announced, affected, me, form };
    Ok(Frame::new("Actes à deux").render(&visit, || view! { <JointActs page=&page /> }.into_any()))
}

/// Whom each change of a campaign concerns, of these acts.
async fn affected_by(visit: &Visit, acts: &[Listed]) -> Result<Vec<(JointActId, Affected)>, Failure> {
    let mut found = Vec::new();
    for listed in acts {
        if let JointAct::CampaignChange { draft, version, .. } = &listed.act {
            let affected = affected::by_draft(&visit.ctx, *draft, *version).await?;
            found.extend(affected.map(|affected| (listed.row.id, affected)));
        }
    }
    Ok(found)
}

#[component]
fn JointActs<'a>(page: &'a JointActsPage) -> AnyView {
    let none = page.waiting.is_empty().then(|| view! { <p>"Aucun acte n’attend de seconde personne."</p> });
    let announced = (!page.announced.is_empty()).then(|| {
        view! {
            <h2>"Annoncés"</h2>
            <ActCards page acts=&page.announced />
        }
    });
    view! {
        <h1>"Actes à deux"</h1>
        <RefusalSummary form=&page.form />
        <p>
            "Personne ne change seul qui vote, qui décide ou qui paie. Un premier référent, la fin du rattachement \
             d’un référent ou d’un élu qui a le mandat de vote : deux personnes de l’équipe, puis sept jours \
             pendant lesquels la collectivité peut s’y opposer ; l’accord de son adresse officielle suffit. Un \
             rôle parmi les personnes de l’État, l’ouverture d’une campagne, un envoi de courriels : deux personnes."
        </p>
        <h2>"En attente d’une seconde personne"</h2>
        {none}
        <ActCards page acts=&page.waiting />
        {announced}
    }
    .into_any()
}

#[component]
fn ActCards<'a>(page: &'a JointActsPage, acts: &'a [Listed]) -> AnyView {
    let cards = views(acts.iter().map(|listed| view! { <ActCard page listed /> }.into_any()));
    view! { <Cards>{cards}</Cards> }.into_any()
}

/// An act, and what whoever visits may answer.
#[component]
fn ActCard<'a>(page: &'a JointActsPage, listed: &'a Listed) -> AnyView {
    let row = &listed.row;
    let answers = if row.proposed_by == page.me {
        view! { <End page listed choice="retirer" ask=before_taking_back(listed) /> }.into_any()
    } else if row.person == Some(page.me) {
        view! { <p>"Cet acte vous concerne : une autre personne y répond."</p> }.into_any()
    } else if row.state == JointActState::Waiting {
        view! {
            <Second page listed />
            <End page listed choice="refuser" ask=before_declining(listed) />
        }
        .into_any()
    } else {
        view! { <End page listed choice="refuser" ask=before_declining(listed) /> }.into_any()
    };
    view! {
        <CardItem>
            <JointActText reference=&page.reference listed answers=true />
            <OfCampaign page listed />
            <Actions>{answers}</Actions>
        </CardItem>
    }
    .into_any()
}

/// Of a change of a campaign: what is written, and whom it concerns.
#[component]
fn OfCampaign<'a>(page: &'a JointActsPage, listed: &'a Listed) -> AnyView {
    let JointAct::CampaignChange { draft, .. } = &listed.act else { return ().into_any() };
    let affected = page.affected.iter().find(|(act, _)| *act == listed.row.id).map(|(_, affected)| affected);
    view! {
        <p>
            <a href=Address::CampaignDraft(*draft).to_string()>"Lire ce qui changerait"</a>
        </p>
        {affected.map(|affected| view! { <Concerned affected /> })}
    }
    .into_any()
}

#[component]
fn Second<'a>(page: &'a JointActsPage, listed: &'a Listed) -> AnyView {
    let sentence = joint_act_sentence(&page.reference, listed);
    view! {
        <PostForm form=&page.form>
            <HiddenField name=ACT.name value=listed.row.id.to_string() />
            <HiddenField name=form_field::CHOICE value="confirmer" />
            <ShownField shown=joint_act::shown(listed) />
            <Button weight=Weight::SmallPrimary>"Confirmer" <span class="fr-sr-only">" : " {sentence}</span></Button>
        </PostForm>
    }
    .into_any()
}

/// What is asked before one's own act is taken back. While it waits, nobody else has agreed on it.
fn before_taking_back(listed: &Listed) -> Ask {
    const ACT: &str = "Retirer la proposition";
    match listed.row.state {
        JointActState::Announced => {
            let what = "Cela n’aura pas lieu. Qui l’a confirmé et les personnes de la collectivité en sont avertis.";
            Ask::before(ACT, what).why(why(listed))
        }
        _ => Ask::before(ACT, "Cela n’aura pas lieu ; personne ne peut plus le confirmer."),
    }
}

/// What is asked before an act of others is declined, or no longer agreed on.
fn before_declining(listed: &Listed) -> Ask {
    let ask = match listed.row.state {
        JointActState::Announced => Ask::before(
            "Ne plus être d’accord",
            "Cela n’aura pas lieu. Qui l’a proposé et les personnes de la collectivité en sont avertis.",
        ),
        _ => Ask::before("Refuser", "Cela n’aura pas lieu. Qui l’a proposé en est averti."),
    };
    ask.why(why(listed))
}

fn why(listed: &Listed) -> Why {
    Why::named(listed.row.id, "Lu par toutes les personnes averties, et gardé dans la trace")
}

/// Ends an act, once it was asked whether and why.
#[component]
fn End<'a>(page: &'a JointActsPage, listed: &'a Listed, choice: &'static str, ask: Ask) -> AnyView {
    let ask = ask.of(joint_act_sentence(&page.reference, listed));
    view! {
        <AskFirst form=&page.form ask=ask.sends(ACT.name, listed.row.id).sends(form_field::CHOICE, choice)>
            <ShownField shown=joint_act::shown(listed) />
        </AskFirst>
    }
    .into_any()
}

/// The answers of the State's people, as forms name them.
const ANSWERS: [(&str, Answer); 3] =
    [("confirmer", Answer::Second), ("refuser", Answer::Decline), ("retirer", Answer::TakeBack)];

/// Seconds an act, declines it, or takes one's own back.
pub async fn answer(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Second, &Facts::default())?;
    let choice = fields.text(form_field::CHOICE);
    let answer = ANSWERS.iter().find(|(name, _)| *name == choice).map(|(_, answer)| *answer);
    let answer = answer.ok_or(Refusal::NotOnTheList)?;
    let act: JointActId = fields.parse(form_field::ACT)?;
    if answer == Answer::Second && opens_a_campaign(&visit, act).await? {
        server::campaign::draft::require_finished(&legal::unfinished(&visit.ctx).await?)?;
    }
    joint_act::answer(&visit.ctx, act, answer, &fields.text(SHOWN), &fields.reason(act)).await?;
    let done = match answer {
        Answer::Second => Done::ActSeconded,
        Answer::Decline => Done::ActDeclined,
        Answer::TakeBack => Done::ActTakenBack,
    };
    Ok(After::new(done, Address::JointActs))
}

/// Whether an act opens a campaign: what the site's legal pages say may have changed since it was proposed.
async fn opens_a_campaign(visit: &Visit, act: JointActId) -> Result<bool, Failure> {
    let acts = joint_act::list(&visit.ctx).await?;
    Ok(acts.iter().any(|one| one.row.id == act && matches!(one.act, JointAct::CampaignOpening { .. })))
}
