//! Applying to an envelope: who may, for what, and opening the draft.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        alert::{Alert, Tone},
        badge::Badge,
        card::{Card, Cards},
        carrier::carrier,
        eligibility::{Act, Nearby, Remedied, lacking_sentence},
        field::{HiddenField, PostForm},
        form::Form,
        front_door::ActsForNobody,
        here::here,
        sign_in::sign_in_link,
        views::views,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    campaign::{Call, Envelope},
    done::Done,
    form_field,
    form_field::FormField,
    group::GroupState,
    id::{ApplicationId, GroupId, ProjectId},
    refusal::Refusal,
    table::{group, project},
};
use leptos::prelude::*;
use server::application::{
    self,
    query::{CallView, Considered},
};
use wording::euros;

/// What who looks may do about an application.
pub enum Applying {
    /// Nobody is acted for: the address of the sign-in page.
    SignIn(String),
    /// Whoever is signed in acts for nobody yet.
    ForNobody,
    /// Signed in, in a role that does not apply.
    NoApplicant,
    /// No intake is open.
    Closed,
    /// The projects to pilot, and the collectivité that would apply; its groups that are not submitted yet.
    Pilot { applicant: String, projects: Vec<PilotedProject>, forming: Vec<(GroupId, String)> },
    /// The collectivité itself where one may apply alone, then its groups.
    Open {
        candidates: Vec<Candidate>,
        /// A group may apply, and the collectivité leads none.
        leads_none: bool,
    },
}

/// A button that opens a draft.
struct Offer {
    /// The draft's own: sent twice, the form opens one.
    id: ApplicationId,
    label: String,
    group: Option<GroupId>,
    project: Option<ProjectId>,
}

/// A project to pilot: the collectivité may apply alone, or for a group.
pub struct PilotedProject {
    id: ProjectId,
    title: String,
    /// In cents.
    cost: i64,
    carrier: String,
    /// The collectivité acted for chose it in the vote.
    chosen: bool,
    offers: Vec<Offer>,
}

/// A collectivité or a group that may apply, or what it lacks.
pub struct Candidate {
    name: String,
    group: Option<GroupId>,
    considered: Considered,
    /// Of a group that is not submitted.
    forming: bool,
    /// None where it may not apply.
    offer: Option<Offer>,
}

impl Applying {
    pub fn of(visit: &Visit, envelope: &Envelope, found: CallView, is_open: bool) -> Self {
        let Some(acting) = &visit.ctx.actor.acting else { return Self::for_no_collectivity(visit) };
        let name = visit.ctx.platform.reference().name(&acting.siren);
        if !is_open {
            return Self::Closed;
        }
        let CallView { alone, groups, projects, chosen } = found;
        if envelope.call == Some(Call::Pilot) {
            let of =
                |project: &project::Model| PilotedProject::of(visit, project, &groups, chosen.contains(&project.id));
            let projects = projects.iter().map(of).collect();
            let forming = groups.iter().filter(|(group, _)| group.state != GroupState::Submitted);
            let forming = forming.map(|(group, _)| (group.id, group.name.clone())).collect();
            return Self::Pilot { applicant: name, projects, forming };
        }
        let leads_none = groups.is_empty() && envelope.applicant.takes(true);
        let alone = alone.map(|considered| Candidate::alone(visit, name, considered));
        let groups = groups.into_iter().map(|(group, considered)| Candidate::group(visit, &group, considered));
        Self::Open { candidates: alone.into_iter().chain(groups).collect(), leads_none }
    }
}

impl Applying {
    fn for_no_collectivity(visit: &Visit) -> Self {
        match (visit.acts_for_nobody(), visit.who.is_some()) {
            (true, _) => Self::ForNobody,
            (false, true) => Self::NoApplicant,
            (false, false) => Self::SignIn(sign_in_link(visit)),
        }
    }
}

impl Offer {
    fn new(visit: &Visit, label: String, group: Option<GroupId>, project: Option<ProjectId>) -> Self {
        Self { id: ApplicationId(visit.ctx.platform.new_id()), label, group, project }
    }
}

impl PilotedProject {
    fn of(visit: &Visit, row: &project::Model, groups: &[(group::Model, Considered)], chosen: bool) -> Self {
        let alone = Offer::new(visit, format!("Candidater pour « {} »", row.title), None, Some(row.id));
        let submitted = groups.iter().filter(|(group, _)| group.state == GroupState::Submitted);
        let of_groups = submitted.map(|(group, _)| {
            let label = format!(
                "Candidater pour «\u{202f}{}\u{202f}» au nom du groupement «\u{202f}{}\u{202f}»",
                row.title, group.name
            );
            Offer::new(visit, label, Some(group.id), Some(row.id))
        });
        Self {
            id: row.id,
            title: row.title.clone(),
            cost: row.cost.cents(),
            carrier: carrier(row, None),
            chosen,
            offers: std::iter::once(alone).chain(of_groups).collect(),
        }
    }
}

impl Candidate {
    fn alone(visit: &Visit, name: String, considered: Considered) -> Self {
        let label = format!("Candidater au nom de {name}");
        let offer = considered.is_eligible().then(|| Offer::new(visit, label, None, None));
        Self { name, group: None, considered, forming: false, offer }
    }

    fn group(visit: &Visit, group: &group::Model, considered: Considered) -> Self {
        let label = format!("Candidater au nom du groupement « {} »", group.name);
        let forming = group.state != GroupState::Submitted;
        let may = considered.is_eligible() && !forming;
        let offer = may.then(|| Offer::new(visit, label, Some(group.id), None));
        let name = format!("Groupement «\u{202f}{}\u{202f}»", group.name);
        Self { name, group: Some(group.id), considered, forming, offer }
    }
}

/// The section of the page in which one applies. The forms of all offers are one `form`.
#[component]
pub fn Apply<'a>(form: &'a Form, applying: &'a Applying) -> AnyView {
    match applying {
        Applying::SignIn(address) => view! {
            <p>
                "Pour candidater, " <a href=address.clone()>"connectez-vous"</a>
                " et choisissez la collectivité pour laquelle vous agissez."
            </p>
        }
        .into_any(),
        Applying::ForNobody => view! { <ActsForNobody to="candidater en son nom" /> }.into_any(),
        Applying::NoApplicant => view! { <p>"Votre rôle ne comporte pas de candidature."</p> }.into_any(),
        Applying::Closed => view! {
            <Alert tone=Tone::Info>
                <p>"Les dépôts ne sont pas ouverts en ce moment : les dates sont ci-dessus."</p>
            </Alert>
        }
        .into_any(),
        Applying::Pilot { applicant, projects, forming } => {
            view! { <Projects form applicant projects forming /> }.into_any()
        }
        Applying::Open { candidates, leads_none } => {
            view! { <Candidates form candidates leads_none=*leads_none /> }.into_any()
        }
    }
}

/// The projects to pilot.
#[component]
fn Projects<'a>(
    form: &'a Form,
    applicant: &'a str,
    projects: &'a [PilotedProject],
    forming: &'a [(GroupId, String)],
) -> AnyView {
    if projects.is_empty() {
        return view! {
            <p>
                "Les projets à expérimenter seront ceux que le vote retient : le résultat n’est pas encore connu."
            </p>
        }
        .into_any();
    }
    let cards = views(projects.iter().map(|project| {
        let offers = views(project.offers.iter().map(|offer| view! { <OfferForm form offer /> }.into_any()));
        let meta = vec![euros(project.cost).into_any(), project.carrier.clone().into_any()];
        let chosen = project.chosen.then(|| {
            view! {
                <p>
                    <Badge tone=Tone::Info label="Votre collectivité a approuvé ce projet" />
                </p>
            }
        });
        view! {
            <Card href=Address::Project(project.id) title=project.title.clone() meta>
                {chosen}
                {offers}
            </Card>
        }
        .into_any()
    }));
    view! {
        <p>
            "Les collectivités qui ont choisi un projet lors du vote, et les membres de son groupement, passent en \
             premier. La candidature est faite au nom de " <strong>{applicant.to_owned()}</strong> "."
        </p>
        <Cards>{cards}</Cards>
        <Forming groups=forming />
    }
    .into_any()
}

/// The groups that do not apply yet, with why; nothing where there are none.
#[component]
fn Forming<'a>(groups: &'a [(GroupId, String)]) -> AnyView {
    views(groups.iter().map(|(id, name)| {
        view! {
            <p>
                {format!("Le groupement «\u{202f}{name}\u{202f}» n’est pas encore déposé\u{a0}: ")}
                "il ne peut pas candidater. " <SubmitFirst group=*id />
            </p>
        }
        .into_any()
    }))
}

/// Where a group is submitted.
#[component]
fn SubmitFirst(group: GroupId) -> AnyView {
    view! { <a href=Address::Group(group).at("deposer").to_string()>"Déposer le groupement"</a> }.into_any()
}

/// Who may apply: the collectivité itself, its groups.
#[component]
fn Candidates<'a>(form: &'a Form, candidates: &'a [Candidate], leads_none: bool) -> AnyView {
    let none = leads_none.then(|| {
        view! {
            <p>
                "Un groupement candidate par sa collectivité chef de file ; la vôtre n’en conduit aucun. "
                <a href=here(Address::Groups)>"Voir les groupements"</a>
            </p>
        }
    });
    let candidates = views(candidates.iter().map(|candidate| view! { <OneCandidate form candidate /> }.into_any()));
    view! {
        {candidates}
        {none}
    }
    .into_any()
}

/// One that may apply, with why; or one that may not, with what it lacks and what would be enough.
#[component]
fn OneCandidate<'a>(form: &'a Form, candidate: &'a Candidate) -> AnyView {
    let Candidate { name, considered, offer, .. } = candidate;
    let met = considered.judgement.as_ref().map(wording::met_clause).filter(|clause| !clause.is_empty());
    let met = met.map(|clause| view! { <p>{format!("Condition remplie\u{a0}: {clause}.")}</p> });
    let act = match offer {
        Some(offer) => view! { <OfferForm form offer /> }.into_any(),
        None => view! { <CannotApply candidate /> }.into_any(),
    };
    view! {
        <h3>{name.clone()}</h3>
        {met}
        {act}
    }
    .into_any()
}

/// Why one may not apply: what lacks first, then that the group is not submitted.
#[component]
fn CannotApply<'a>(candidate: &'a Candidate) -> AnyView {
    let Candidate { group, considered, forming, .. } = candidate;
    let lacking = considered.judgement.as_ref().filter(|judgement| !judgement.met);
    let sentence = match (lacking, group) {
        (Some(judgement), Some(_)) if !forming => {
            format!("{} La composition d’un groupement déposé ne change plus.", lacking_sentence(judgement))
        }
        (Some(judgement), _) => lacking_sentence(judgement),
        (None, _) => "Ce groupement n’est pas encore déposé.".to_owned(),
    };
    let remedy = considered.remedy.as_ref().filter(|_| *forming);
    let remedy = remedy.map(|remedy| view! { <Remedied act=Act::of(remedy, *group, true) /> });
    let submit = group.filter(|_| lacking.is_none()).map(|group| view! { <SubmitFirst group /> });
    let nearby = (*forming).then(|| view! { <Nearby bodies=&considered.nearby /> });
    view! {
        <Alert tone=Tone::Warning>
            <p>{sentence} " " {remedy} {submit}</p>
        </Alert>
        {nearby}
    }
    .into_any()
}

/// The button that opens a draft.
#[component]
fn OfferForm<'a>(form: &'a Form, offer: &'a Offer) -> AnyView {
    let Offer { id, label, group, project } = offer;
    let group = group.map(|group| view! { <HiddenField name=form_field::GROUP value=group.to_string() /> });
    let project = project.map(|project| view! { <HiddenField name=form_field::PROJECT value=project.to_string() /> });
    view! {
        <PostForm form>
            <HiddenField name=form_field::ID value=id.to_string() />
            {group}
            {project}
            <Button>{label.clone()}</Button>
        </PostForm>
    }
    .into_any()
}

/// Opens a draft.
pub async fn apply(visit: Visit, Path(code): Path<String>, fields: Fields) -> Result<After, Failure> {
    let id: ApplicationId = fields.parse(form_field::ID)?;
    let optional = |field: FormField| -> Result<Option<_>, Failure> {
        if fields.text(field).is_empty() { Ok(None) } else { fields.parse(field).map(Some) }
    };
    let group: Option<GroupId> = optional(form_field::GROUP)?.map(|id: uuid::Uuid| GroupId(id));
    let project: Option<ProjectId> = optional(form_field::PROJECT)?.map(|id: uuid::Uuid| ProjectId(id));
    let choice = application::Choice { envelope: code, group, project };
    match application::open(&visit.ctx, id, &choice).await {
        Ok(()) => Ok(After::new(Done::ApplicationOpened, Address::ApplicationEdit(id))),
        // Whoever applies a second time looks for the first: it is shown, in whatever state it is.
        Err(server::Error::Refused(Refusal::AlreadyApplied)) => {
            let existing = application::existing(&visit.ctx, &choice).await?.ok_or(Refusal::AlreadyApplied)?;
            Ok(After::new(Done::ApplicationFound, Address::Application(existing)))
        }
        Err(error) => Err(error.into()),
    }
}
