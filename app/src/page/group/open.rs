//! Opening a group without a need. One that begins with a need is opened on the page of that need.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button},
        alert::{Alert, Tone},
        field::{Checkboxes, HiddenField, PostForm, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        guide::Guide,
        here::here,
        input::Field,
        personal_data::{PublishAnyway, require_seen},
    },
};
use entity::{
    address::Address,
    calendar::Phase,
    done::Done,
    form_field,
    group::GroupPurpose,
    group_form::GroupForm,
    id::GroupId,
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::campaign::loaded::StoredCampaign;
use std::sync::Arc;

const ID: Field = Field::new(form_field::ID, "Formulaire");
const NAME: Field = Field::new(form_field::NAME, "Nom du groupement")
    .help("Ce qui vous réunit, en une ligne, 4 à 120 caractères")
    .short("Nom")
    .explained(Guide::Groups);
const PURPOSE: Field = Field::new(form_field::PURPOSE, "Ce que vous voulez faire ensemble")
    .help("Pour qui, avec qui, et ce que vous cherchez chez les collectivités qui vous rejoindront.")
    .short("Objectif")
    .at_most(GroupPurpose::MOST);
const THEME: Field = Field::new(form_field::THEME, "Thème (facultatif)").short("Thème");
const PROGRAMMES: Field = Field::new(form_field::PROGRAMMES, "Programmes concernés (facultatif)").short("Programmes");

/// Every field of the form.
const FIELDS: [Field; 5] = [ID, NAME, PURPOSE, THEME, PROGRAMMES];

/// What the page shows.
struct OpenPage {
    form: Form,
    /// The identifier that the group will have: a form that is sent twice opens one.
    id: GroupId,
    /// The name of the collectivité that will lead it.
    lead: String,
    /// Why no group can be opened now; None while one can.
    closed: Option<String>,
    campaign: Arc<StoredCampaign>,
}

/// The form of a new group.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let siren = visit.ctx.acting_for()?;
    visit.ctx.authorise(Action::OpenGroup, &Facts::of(&siren, true))?;
    let page = OpenPage {
        form: Form::new(&visit, Address::GroupNew).labelled(&FIELDS),
        id: GroupId(visit.ctx.platform.new_id()),
        lead: visit.ctx.platform.reference().name(&siren),
        closed: closed_sentence(&visit, &campaign),
        campaign,
    };
    let frame = Frame::new("Ouvrir un groupement").below(visit.here(Address::Groups), "Groupements");
    Ok(frame.render(&visit, || view! { <Open page /> }.into_any()))
}

/// Until when groups could be opened, or from when on they can.
fn closed_sentence(visit: &Visit, campaign: &StoredCampaign) -> Option<String> {
    server::group::require_open(campaign, visit.ctx.now()).err()?;
    let calendar = &campaign.spec.calendar;
    let from = wording::time::day(calendar.period(Phase::Census).opening());
    let until = wording::time::deadline(calendar.application.close(), visit.overseas());
    Some(format!("Les groupements s’ouvrent du {from} jusqu’au {until}."))
}

#[component]
fn Open(page: OpenPage) -> AnyView {
    let form = &page.form;
    let closed = page.closed.clone().map(|sentence| {
        view! {
            <Alert tone=Tone::Warning title="Aucun groupement ne peut être ouvert maintenant">
                <p>{sentence}</p>
            </Alert>
        }
    });
    let fields = page.closed.is_none().then(|| view! { <OpenFields page=&page /> });
    view! {
        <h1>"Ouvrir un groupement"</h1>
        <p>
            "Chef de file : " <strong>{page.lead.clone()}</strong>
            ". Un besoin publié vous convient déjà ? Ouvrez plutôt le groupement depuis "
            <a href=here(Address::Needs)>"la page de ce besoin"</a>
            " : ses soutiens vous seront proposés. Sans besoin, comme pour un laboratoire d’innovation, décrivez ici \
             ce qui vous réunit."
        </p>
        <RefusalSummary form />
        {closed}
        {fields}
    }
    .into_any()
}

#[component]
fn OpenFields<'a>(page: &'a OpenPage) -> AnyView {
    let form = &page.form;
    let themes = page.campaign.spec.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect();
    view! {
        <PostForm form>
            <HiddenField name=ID.name value=form.text(ID.name, &page.id.to_string()) />
            <TextField form field=NAME />
            <TextField form field=PURPOSE rows=5 />
            <PublishAnyway form field=PURPOSE.name anyway=form_field::ANYWAY />
            <SelectField form field=THEME options=themes />
            <Checkboxes form field=PROGRAMMES options=wording::programme_options() />
            <Actions>
                <Button>"Ouvrir le groupement"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Opens it.
pub async fn send(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let id: GroupId = fields.parse(form_field::ID)?;
    let form = GroupForm {
        name: fields.text(form_field::NAME),
        purpose: fields.text(form_field::PURPOSE),
        theme: fields.text(form_field::THEME),
        programmes: fields.all(form_field::PROGRAMMES),
    };
    visit.ctx.acting_for()?;
    require_seen(&fields, form_field::PURPOSE)?;
    server::group::opening::open_alone(&visit.ctx, id, &form).await?;
    Ok(After::new(Done::GroupOpened, Address::Group(id)).then(Address::Group(id).at("inviter")))
}
