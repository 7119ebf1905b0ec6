//! A session of the committee: the projects that it reads, what its members think, what it decides.

use super::day;
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Details, UserText, Weight},
        alert::Tone,
        badge::Badge,
        card::{CardItem, Cards},
        field::{Checkboxes, HiddenField, PostForm, Radios, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    committee::{DecisionForm, Opinion, Verdict},
    done::Done,
    form_field::{self, FormField},
    id::{PersonId, ProjectId, SessionId},
    permission::{Action, Facts},
    table::committee_opinion,
};
use leptos::prelude::*;
use server::committee::{
    self,
    query::{self, Read, Session},
};
use wording::{euros, time};

const PROJECTS: Field = Field::new(form_field::PROJECTS, "Projets à proposer")
    .help("Les membres du comité sont prévenus de chacun.")
    .short("Projets");
const OPINION: Field = Field::new(form_field::OPINION, "Votre avis");
const WORD: Field = Field::new(form_field::SENTENCE, "Un mot")
    .help("Nécessaire pour un avis réservé ou défavorable\u{a0}; lu par le comité seul");
const VERDICT: Field = Field::new(form_field::VERDICT, "Décision");
const MINUTES: Field = Field::new(form_field::MINUTES, "Compte rendu").help("5 000 caractères au plus");
const PUBLISH: Field = Field::new(form_field::PUBLISH, "Publication");

/// What the page shows.
struct SessionPage {
    session: Session,
    me: PersonId,
    opinion: Form,
    /// For curators.
    curation: Option<Curation>,
}

struct Curation {
    decision: Form,
    propose: Form,
    proposable: Vec<(String, String)>,
}

/// A session.
pub async fn page(visit: Visit, Path(id): Path<SessionId>) -> Result<Page, Failure> {
    let session = query::session(&visit.ctx, id).await?;
    let curation = match visit.ctx.authorise(Action::Curate, &Facts::default()).is_ok() {
        false => None,
        true => {
            let proposable = query::proposable(&visit.ctx, &session).await?;
            Some(Curation {
                decision: Form::new(&visit, Address::CommitteeDecision(id)).labelled(&[VERDICT, MINUTES, PUBLISH]),
                propose: Form::new(&visit, Address::CommitteeProjects(id)).labelled(&[PROJECTS]),
                proposable: proposable.into_iter().map(|row| (row.id.to_string(), row.title)).collect(),
            })
        }
    };
    let page = SessionPage {
        me: visit.ctx.person()?,
        opinion: Form::new(&visit, Address::CommitteeOpinion(id)).labelled(&[OPINION, WORD]),
        curation,
        session,
    };
    let title = format!("Séance du {}", day(&page.session.session.day));
    let frame = Frame::new(title).below(visit.here(Address::Committee), "Comité");
    Ok(frame.render(&visit, || view! { <CommitteeSession page /> }.into_any()))
}

#[component]
fn CommitteeSession(page: SessionPage) -> AnyView {
    let Session { session, members, projects, .. } = &page.session;
    let curation = page.curation.iter().flat_map(|curation| [&curation.decision, &curation.propose]);
    let refused = curation.chain([&page.opinion]).find(|form| form.is_refused());
    let names: Vec<&str> = members.iter().map(|(_, name)| name.as_str()).collect();
    let cards = views(projects.iter().map(|read| view! { <ReadProject page=&page read /> }.into_any()));
    view! {
        <h1>{format!("Séance du {}", day(&session.day))}</h1>
        {refused.map(|form| view! { <RefusalSummary form /> })}
        <p>{format!("Membres\u{a0}: {}.", names.join(", "))}</p>
        <h2>"Projets proposés"</h2>
        {projects.is_empty().then(|| view! { <p>"Aucun projet n’est proposé à cette séance."</p> })}
        <Cards>{cards}</Cards>
        {page.curation.as_ref().map(|curation| view! { <ProposeForm curation /> })}
    }
    .into_any()
}

#[component]
fn ProposeForm<'a>(curation: &'a Curation) -> AnyView {
    let form = &curation.propose;
    if curation.proposable.is_empty() {
        return ().into_any();
    }
    view! {
        <Details summary="Proposer des projets à cette séance" open=form.is_refused()>
            <PostForm form>
                <Checkboxes form field=PROJECTS options=curation.proposable.clone() />
                <Button>"Proposer ces projets"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

#[component]
fn ReadProject<'a>(page: &'a SessionPage, read: &'a Read) -> AnyView {
    let Read { item, project, opinions } = read;
    let decided = item.decision.zip(item.decided_at).map(|(verdict, at)| {
        let published = if item.published_at.is_some() { "compte rendu publié" } else { "compte rendu non publié" };
        view! {
            <p>
                <Badge tone=tone(verdict) label=wording::verdict(verdict) />
                {format!(" le {}, {published}", time::day(at.utc()))}
            </p>
            {(!item.minutes.is_empty()).then(|| view! { <UserText text=item.minutes.clone() /> })}
        }
    });
    let said = views(opinions.iter().map(|(opinion, name)| view! { <OpinionLine opinion name /> }.into_any()));
    let sits = page.session.sits && item.decision.is_none();
    let mine = opinions.iter().map(|(opinion, _)| opinion).find(|opinion| opinion.person == page.me);
    view! {
        <CardItem title=project.title.clone()>
            <p>
                <a href=Address::Project(project.id).to_string()>"Lire le projet"</a>
                {format!(", coût {}", euros(project.cost.cents()))}
            </p>
            {decided}
            <ul>{said}</ul>
            {sits.then(|| view! { <OpinionForm page id=project.id mine /> })}
            {page.curation.as_ref().map(|curation| view! { <DecisionFields form=&curation.decision read /> })}
        </CardItem>
    }
    .into_any()
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Kept => Tone::Success,
        Verdict::SentBack => Tone::Info,
        Verdict::SetAside => Tone::Warning,
    }
}

#[component]
fn OpinionLine<'a>(opinion: &'a committee_opinion::Model, name: &'a str) -> AnyView {
    let word = (!opinion.word.is_empty()).then(|| view! { <UserText text=opinion.word.clone() /> });
    view! { <li>{format!("{name}\u{a0}: {}", wording::opinion(opinion.opinion).to_lowercase())} {word}</li> }.into_any()
}

/// Whether the form that was refused is the one about this project.
fn is_about(form: &Form, id: ProjectId) -> bool {
    form.typed().is_some_and(|fields| fields.text(form_field::PROJECT) == id.to_string())
}

#[component]
fn OpinionForm<'a>(page: &'a SessionPage, id: ProjectId, mine: Option<&'a committee_opinion::Model>) -> AnyView {
    let form = &page.opinion;
    let (opinion, word) = (named(form_field::OPINION, id), named(form_field::SENTENCE, id));
    let before = mine.map(|row| row.opinion.code().to_owned()).unwrap_or_default();
    let said = mine.map(|row| row.word.clone()).unwrap_or_default();
    let options = Opinion::ALL.iter().map(|one| (one.code().to_owned(), wording::opinion(*one).to_owned())).collect();
    let summary = if mine.is_some() { "Changer mon avis" } else { "Donner mon avis" };
    view! {
        <Details summary open=is_about(form, id)>
            <PostForm form>
                <HiddenField name=form_field::PROJECT value=id.to_string() />
                <Radios form field=OPINION.named(&opinion) options value=before />
                <TextField form field=WORD.named(&word) rows=3 value=said />
                <Button>"Enregistrer mon avis"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

/// The name of a field about one project of the page.
fn named(field: FormField, id: ProjectId) -> String {
    field.of(id).into()
}

#[component]
fn DecisionFields<'a>(form: &'a Form, read: &'a Read) -> AnyView {
    let (item, id) = (&read.item, read.project.id);
    let names = [form_field::VERDICT, form_field::MINUTES, form_field::PUBLISH].map(|field| named(field, id));
    let before = item.decision.map(|verdict| verdict.code().to_owned()).unwrap_or_default();
    let options = Verdict::ALL.iter().map(|one| (one.code().to_owned(), wording::verdict(*one).to_owned())).collect();
    let publish = vec![("oui".to_owned(), "Publier la décision et son compte rendu sur la page du projet".to_owned())];
    let ticked = item.published_at.map(|_| "oui".to_owned()).into_iter().collect();
    let summary = if item.decision.is_some() { "Corriger la décision" } else { "Noter la décision" };
    view! {
        <Details summary open=is_about(form, id)>
            <PostForm form>
                <HiddenField name=form_field::PROJECT value=id.to_string() />
                <Radios form field=VERDICT.named(&names[0]) options value=before />
                <TextField form field=MINUTES.named(&names[1]) rows=6 value=item.minutes.clone() />
                <Checkboxes form field=PUBLISH.named(&names[2]) options=publish ticked />
                <Button weight=Weight::Secondary>"Enregistrer la décision"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

/// Proposes projects.
pub async fn propose(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<After, Failure> {
    committee::propose(&visit.ctx, id, &fields.all(form_field::PROJECTS)).await?;
    Ok(After::new(Done::CommitteeProposed, Address::CommitteeSession(id)))
}

/// Says what one thinks of a project.
pub async fn give_opinion(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::SitInCommittee, &Facts::default())?;
    let project: ProjectId = fields.parse(form_field::PROJECT)?;
    let text = |field: FormField| fields.text(field.of(project));
    let (opinion, word) = (text(form_field::OPINION), text(form_field::SENTENCE));
    committee::give_opinion(&visit.ctx, id, project, &opinion, &word).await?;
    Ok(After::new(Done::CommitteeOpinionGiven, Address::CommitteeSession(id)))
}

/// Notes what the session decided of a project.
pub async fn decide(visit: Visit, Path(id): Path<SessionId>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let project: ProjectId = fields.parse(form_field::PROJECT)?;
    let text = |field: FormField| fields.text(field.of(project));
    let form = DecisionForm {
        verdict: text(form_field::VERDICT),
        minutes: text(form_field::MINUTES),
        published: text(form_field::PUBLISH) == "oui",
    };
    committee::decide(&visit.ctx, id, project, &form).await?;
    Ok(After::new(Done::CommitteeDecided, Address::CommitteeSession(id)))
}
