//! A project as curators write it, and what they decide of it.

use super::costing::{self, ASSUMPTIONS, CostLines, LineButtons};
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button},
        alert::{Alert, Tone},
        changed_meanwhile::{ChangedMeanwhile, RENDERED},
        field::{Checkboxes, HiddenField, PostForm, RefusalSummary, SelectField, TextField},
        figures::{Definitions, entry},
        form::Form,
        frame::{Frame, Page},
        here::here,
        input::{Entry, Field},
        place::{inhabitants, place},
        service_card::ServicesNear,
        views::views,
    },
};
use axum::extract::{Path, RawQuery};
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::{NeedId, ProjectId},
    page_number::PageNumber,
    permission::{Action, Facts},
    priority::Behind,
    project::ProjectForm,
    refusal::FieldRefusals,
    table,
};
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, project::priority, reference::Reference};
use wording::count;

/// Needs that the form of a new project shows; a larger choice goes into a project that is there.
const MOST_NEEDS: usize = 500;

/// Groups that may carry a project, in the choice of them: the most populous.
const MOST_GROUPS: u64 = 500;

const ID: Field = Field::new(form_field::ID, "Formulaire");
const NEEDS: Field = Field::new(form_field::NEEDS, "Besoins auxquels il répond")
    .help("Leurs auteurs et soutiens sont avertis à l’enregistrement.")
    .short("Besoins");
const TITLE: Field = Field::new(form_field::TITLE, "Titre").help("8 à 120 caractères");
const SUMMARY: Field = Field::new(form_field::SUMMARY, "Résumé")
    .help("Lisible en une minute par un élu : ce que fait le service, pour qui")
    .at_most(entity::project::Summary::MOST);
const CARRIER_GROUP: Field = Field::new(form_field::CARRIER_GROUP, "Groupement porteur")
    .help("Laissez vide si un service de l’incubateur porte le projet")
    .short("Porteur");
const CARRIER_SERVICE: Field = Field::new(form_field::CARRIER_SERVICE, "Ou service porteur")
    .help("Sans effet si un groupement est choisi")
    .short("Porteur");
const COST: Field = Field::new(form_field::COST, "Coût en euros").help("Par exemple 1 200 000").short("Coût");
const BENEFITS: Field = Field::new(form_field::BENEFITS, "Ce qu’il apporte aux programmes prioritaires (facultatif)")
    .short("Apports")
    .at_most(entity::project::Benefits::MOST);
const PRIORITY: Field = Field::new(form_field::PRIORITY, "Programmes prioritaires").short("Programmes");
const PRIORITY_REASON: Field =
    Field::new(form_field::PRIORITY_REASON, "Pourquoi vous corrigez les programmes proposés (facultatif)")
        .help("Demandé dès que vous cochez autre chose que la proposition. Lu par tous, à la page du projet.")
        .short("Motif de la correction")
        .at_most(entity::priority::Correction::MOST);
const SOURCE: Field = Field::new(form_field::SOURCE, "Adresse du code source (facultatif)")
    .help("Une adresse https://")
    .short("Adresse du code source");
const FIELDS: [Field; 12] = [
    ID,
    NEEDS,
    TITLE,
    SUMMARY,
    CARRIER_GROUP,
    CARRIER_SERVICE,
    COST,
    ASSUMPTIONS,
    BENEFITS,
    PRIORITY,
    PRIORITY_REASON,
    SOURCE,
];

/// A project before somebody changes it.
struct Draft {
    id: ProjectId,
    content: ProjectForm,
    /// The fingerprint of what is stored; empty for a new project.
    rendered: String,
    /// Who is behind it, by whose labels programmes are proposed.
    behind: Behind,
}

/// What the page shows.
struct ProjectPage {
    form: Form,
    draft: Draft,
    /// The needs that it may answer and the groups that may carry it, as values and labels.
    needs: Vec<(String, String)>,
    carriers: Vec<(String, String)>,
    /// The rule of the vote is frozen, or the vote open.
    is_closed: bool,
    /// Services that may answer its needs already.
    services: Vec<table::service::Model>,
}

/// The form of a project: new from needs (`?besoin=…&besoin=…`) or to change (`?id=…`).
pub async fn edit(visit: Visit, RawQuery(query): RawQuery) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let campaign = visit.campaign()?.clone();
    let form = Form::new(&visit, Address::CurationProject).labelled(&FIELDS).with_labels(costing::labels());
    let query = Fields(url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect());
    let mut draft = Draft::find(&visit, &query).await?;
    draft.propose(&visit, &campaign).await?;
    let chosen = form.all(NEEDS.name, &draft.content.needs);
    let ids = chosen.iter().chain(&draft.content.needs).filter_map(|id| id.parse().ok());
    let needs = server::project::query::needs_for_form(&visit.ctx, &ids.collect::<Vec<NeedId>>()).await?;
    let groups = server::group::query::list(&visit.ctx, &campaign, PageNumber::FIRST, MOST_GROUPS).await?.rows;
    let rule = server::frozen_rule::find(&visit.ctx.platform, visit.ctx.read(), campaign.id).await?;
    let reference = visit.ctx.platform.reference();
    let page = ProjectPage {
        form,
        draft,
        needs: needs.iter().map(|need| need_option(&reference, need)).collect(),
        carriers: groups.into_iter().map(|group| (group.id.to_string(), group.name)).collect(),
        services: similar_services(&visit, &needs).await?,
        is_closed: rule.is_some() || visit.ctx.now() >= campaign.spec.calendar.selection.opening(),
    };
    let frame = Frame::new("Projet").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <EditProject page /> }.into_any()))
}

/// The services near to what all of these needs say.
async fn similar_services(visit: &Visit, needs: &[table::need::Model]) -> Result<Vec<table::service::Model>, Failure> {
    let joined = |text: fn(&table::need::Model) -> &str| needs.iter().map(text).collect::<Vec<_>>().join("\n");
    let (titles, problems) = (joined(|need| &need.title), joined(|need| &need.problem));
    Ok(server::service::near::similar_services(&visit.ctx, &titles, &problems).await?)
}

impl Draft {
    /// The project that an address names, or a new one from the needs that it names.
    async fn find(visit: &Visit, query: &Fields) -> Result<Self, Failure> {
        let id = query.text("id");
        if id.is_empty() {
            let content = ProjectForm {
                needs: chosen(visit, query).await?,
                carrier_service: "Incubateur des territoires (ANCT)".into(),
                ..ProjectForm::default()
            };
            let id = ProjectId(visit.ctx.platform.new_id());
            return Ok(Self { id, content, rendered: String::new(), behind: Behind::default() });
        }
        let id = id.parse().map_err(|_| Failure::NotFound)?;
        let detail = server::project::query::detail(&visit.ctx, id).await?;
        let needs: Vec<NeedId> = detail.needs.iter().map(|need| need.id).collect();
        let mut content = server::project::form_of(&detail.project, &needs);
        let lines = server::project::costing::of_project(visit.ctx.read(), id).await?;
        content.lines = server::project::costing::forms_of(&lines);
        let rendered = content.fingerprint();
        Ok(Self { id: detail.project.id, content, rendered, behind: Behind::default() })
    }

    /// Ticks the programmes that the labels propose, where no curator corrected them.
    async fn propose(&mut self, visit: &Visit, campaign: &StoredCampaign) -> Result<(), Failure> {
        let needs: Vec<NeedId> = self.content.needs.iter().filter_map(|id| id.parse().ok()).collect();
        let carrier = self.content.carrier_group.parse().ok();
        self.behind = priority::proposed(&visit.ctx, campaign, &needs, carrier).await?;
        let codes = self.behind.proposed().into_iter().map(|programme| programme.code().to_owned());
        self.content.priority_proposed = codes.collect();
        if self.content.priority_reason.is_empty() {
            self.content.priority = self.content.priority_proposed.clone();
        }
        Ok(())
    }
}

/// The needs that the address names, one by one or by what was chosen on the desk.
async fn chosen(visit: &Visit, query: &Fields) -> Result<Vec<String>, Failure> {
    let lot = query.text("lot");
    if lot.is_empty() {
        return Ok(query.all("besoin"));
    }
    let lot = lot.parse().map_err(|_| Failure::NotFound)?;
    let batch = server::curation::batch::get(&visit.ctx, lot).await?;
    Ok(batch.needs.iter().take(MOST_NEEDS).map(|(need, _)| need.id.to_string()).collect())
}

/// A need in the choice of those that a project answers.
fn need_option(reference: &Reference, need: &table::need::Model) -> (String, String) {
    let supports = count(u64::try_from(need.supports).unwrap_or(0), "soutien", "soutiens");
    let (place, inhabitants) = (place(reference, &need.siren), inhabitants(need.inhabitants));
    (need.id.to_string(), format!("{} – {place}, {supports}, {inhabitants}", need.title))
}

#[component]
fn EditProject(page: ProjectPage) -> AnyView {
    let form = &page.form;
    let closed = page.is_closed.then(|| {
        view! {
            <Alert tone=Tone::Warning>
                <p>"La règle du vote est figée, ou le vote ouvert : les projets ne changent plus."</p>
            </Alert>
        }
    });
    let page = &page;
    view! {
        <h1>"Projet"</h1>
        {closed}
        <RefusalSummary form />
        <PostForm form>
            <HiddenField name=ID.name value=form.text(ID.name, &page.draft.id.to_string()) />
            <HiddenField name=RENDERED value=page.draft.rendered.clone() />
            <ChangedMeanwhile form>{stored(&page.draft.content)}</ChangedMeanwhile>
            <NeedFields page />
            <ContentFields page />
            <Actions>
                <Button>"Enregistrer le projet"</Button>
                <LineButtons />
            </Actions>
        </PostForm>
        <ServicesNear services=&page.services />
    }
    .into_any()
}

/// A project as it is stored, beside what somebody types.
fn stored(project: &ProjectForm) -> AnyView {
    let several_lines = |text: &str| view! { <span class="t-user-text">{text.to_owned()}</span> };
    let entries = vec![
        entry(TITLE.label, project.title.clone()),
        entry(SUMMARY.label, several_lines(&project.summary)),
        entry(COST.label, project.cost.clone()),
        entry(BENEFITS.short, several_lines(&project.benefits)),
    ];
    view! { <Definitions entries /> }.into_any()
}

/// The needs that the project answers; where there is none, the way to them.
#[component]
fn NeedFields<'a>(page: &'a ProjectPage) -> AnyView {
    let none = page.needs.is_empty().then(|| {
        view! {
            <p class="fr-hint-text">
                "Aucun pour l’instant : cochez-les d’abord à la page "
                <a href=here(Address::Curation)>"Besoins à trier"</a> "."
            </p>
        }
    });
    view! {
        <Checkboxes form=&page.form field=NEEDS options=page.needs.clone() ticked=page.draft.content.needs.clone() />
        {none}
    }
    .into_any()
}

/// What the project is, who carries it, what it costs and brings.
#[component]
fn ContentFields<'a>(page: &'a ProjectPage) -> AnyView {
    let (form, before) = (&page.form, &page.draft.content);
    view! {
        <TextField form field=TITLE value=before.title.clone() />
        <TextField form field=SUMMARY rows=6 value=before.summary.clone() />
        <SelectField form field=CARRIER_GROUP options=page.carriers.clone() value=before.carrier_group.clone() />
        <TextField form field=CARRIER_SERVICE value=before.carrier_service.clone() />
        <TextField form field=COST entry=Entry::Amount value=before.cost.clone() />
        <CostLines form before />
        <TextField form field=BENEFITS rows=3 value=before.benefits.clone() />
        <PriorityFields page />
        <TextField form field=SOURCE entry=Entry::WebAddress value=before.source.clone() />
    }
    .into_any()
}

/// The programmes that the labels propose, ticked, and why they are corrected.
#[component]
fn PriorityFields<'a>(page: &'a ProjectPage) -> AnyView {
    let (form, before) = (&page.form, &page.draft.content);
    let proposed = views(
        before
            .priority_proposed
            .iter()
            .map(|code| view! { <HiddenField name=form_field::PRIORITY_PROPOSED value=code.clone() /> }.into_any()),
    );
    let labels = Some(wording::behind(&page.draft.behind)).filter(|labels| !labels.is_empty());
    let labels = labels.map(|labels| {
        let rule = "Sont proposés les programmes dont une collectivité sur quatre, derrière le projet, a le label.";
        view! { <p class="fr-hint-text">{format!("{rule} {labels}")}</p> }
    });
    view! {
        {proposed}
        <Checkboxes form field=PRIORITY options=wording::programme_options() ticked=before.priority.clone() />
        {labels}
        <TextField form field=PRIORITY_REASON rows=2 value=before.priority_reason.clone() />
    }
    .into_any()
}

/// Saves a project.
pub async fn save(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let id: ProjectId = fields.parse(form_field::ID)?;
    let form = ProjectForm {
        title: fields.text(form_field::TITLE),
        summary: fields.text(form_field::SUMMARY),
        carrier_group: fields.text(form_field::CARRIER_GROUP),
        carrier_service: fields.text(form_field::CARRIER_SERVICE),
        cost: fields.text(form_field::COST),
        benefits: fields.text(form_field::BENEFITS),
        priority: fields.all(form_field::PRIORITY),
        priority_proposed: fields.all(form_field::PRIORITY_PROPOSED),
        priority_reason: fields.text(form_field::PRIORITY_REASON),
        source: fields.text(form_field::SOURCE),
        needs: fields.all(form_field::NEEDS),
        lines: costing::typed(&fields),
        assumptions: fields.text(form_field::ASSUMPTIONS),
    };
    let form = match fields.text(form_field::THEN).as_str() {
        // The form comes back as it was typed, with one line more.
        costing::ADD_LINE => return Err(Failure::Refused(FieldRefusals::default())),
        costing::MIDDLE => costing::with_middle(form),
        _ => form,
    };
    server::project::save(&visit.ctx, id, &form, &fields.text(RENDERED)).await?;
    Ok(After::new(Done::ProjectSaved, Address::Project(id)).then(visit.here(Address::Curation)))
}

/// Puts a project on the ballot.
pub async fn put_on_ballot(visit: Visit, Path(id): Path<ProjectId>) -> Result<After, Failure> {
    server::project::put_on_ballot(&visit.ctx, id).await?;
    Ok(After::new(Done::ProjectOnBallot, visit.here(Address::Curation)))
}

/// Gives a project up.
pub async fn abandon(visit: Visit, Path(id): Path<ProjectId>, fields: Fields) -> Result<After, Failure> {
    server::project::abandon(&visit.ctx, id, &fields.reason(id)).await?;
    Ok(After::new(Done::ProjectAbandoned, visit.here(Address::Curation)))
}
