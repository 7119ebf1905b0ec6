//! Writing a need: the form of a new one, of a draft, and of one that is published.

use super::{
    attachment::{FileRefusals, Files, FilesPart},
    examples::{Examples, examples},
    keep::{KeptAsTyped, RenderedWith, typed},
    near::{self, US_TOO},
};
use crate::{
    http::{after::After, assets, failure::Failure, fields::Fields, prefill::Prefill, visit::Visit},
    ui::{
        act::{Actions, Button, Weight},
        alert::{Alert, Tone},
        changed_meanwhile::{ChangedMeanwhile, RENDERED},
        field::{Checkboxes, HiddenField, PostForm, Radios, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        guide::Guide,
        input::Field,
        markdown::Markup,
        need_text::NeedText,
        prefilled::Prefilled,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    calendar::Phase,
    campaign::Campaign,
    done::Done,
    form_field,
    id::NeedId,
    need::{Affected, Existing, Headline, NeedForm, NeedState, Problem, Urgency},
    permission::{Action, Facts},
    programme::Programme,
    refusal::Refusal,
    table,
};
use leptos::prelude::*;
use server::{campaign::loaded::StoredCampaign, search::similar::Near};
use std::sync::Arc;

const ID: Field = Field::new(form_field::ID, "Formulaire");
const VERSION: Field = Field::new(form_field::VERSION, "Formulaire");
const TITLE: Field = Field::new(form_field::TITLE, "Titre du besoin")
    .help("Le problème en une ligne, 8 à 120 caractères")
    .short("Titre")
    .explained(Guide::Need);
const PROBLEM: Field = Field::new(form_field::PROBLEM, "Le problème, avec vos mots")
    .help("Ce qui ne va pas aujourd’hui, à quel moment, combien de fois. Pas besoin de solution.")
    .short("Problème")
    .at_most(Problem::MOST);
const AFFECTED: Field = Field::new(form_field::AFFECTED, "Qui en souffre")
    .help("Habitants, agents, élus, associations")
    .short("Personnes concernées")
    .at_most(Affected::MOST);
const EXISTING: Field = Field::new(form_field::EXISTING, "Ce qui existe déjà (facultatif)")
    .help("Logiciels essayés, tableurs, services d’une autre collectivité")
    .short("Ce qui existe déjà")
    .at_most(Existing::MOST);
const THEME: Field = Field::new(form_field::THEME, "Thème");
const URGENCY: Field = Field::new(form_field::URGENCY, "Urgence");
const PROGRAMMES: Field = Field::new(form_field::PROGRAMMES, "Programmes concernés (facultatif)")
    .help("Ceux dont votre collectivité a le label sont déjà cochés.")
    .short("Programmes");

/// Every field of the form.
const FIELDS: [Field; 9] = [ID, VERSION, TITLE, PROBLEM, AFFECTED, EXISTING, THEME, URGENCY, PROGRAMMES];

/// What the button sends that keeps a draft as it is.
const KEEP: &str = "garder";

/// What the page of a new need shows.
struct NewPage {
    form: Form,
    /// The identifier that the need will have.
    id: NeedId,
    /// The name of its collectivité.
    of: String,
    before: NeedForm,
    /// What the address filled.
    prefill: Prefill,
    closed: Option<String>,
    examples: Markup,
    campaign: Arc<StoredCampaign>,
}

/// What an address fills of a new need (docs/API.md); the programmes that it names stand beside those of the labels.
fn prefilled(prefill: &mut Prefill, campaign: &Campaign, labels: Vec<String>) -> NeedForm {
    let theme = |code: &str| Some(campaign.theme(code)?.code.clone());
    let urgency = |code: &str| Some(Urgency::from_code(code)?.code().to_owned());
    let codes = |list: &str| -> Option<Vec<String>> {
        let code = |code: &str| Some(Programme::from_code(code.trim())?.code().to_owned());
        list.split([',', ' ']).filter(|code| !code.trim().is_empty()).map(code).collect()
    };
    let named = prefill.take("programmes", "Programmes", codes).unwrap_or_default();
    let mut programmes = labels;
    programmes.extend(named);
    programmes.sort_unstable();
    programmes.dedup();
    NeedForm {
        title: prefill.text("titre", "Titre", Headline::MOST),
        problem: prefill.text("probleme", "Problème", Problem::MOST),
        affected: prefill.text("concernes", "Personnes concernées", Affected::MOST),
        existing: prefill.text("existant", "Ce qui existe déjà", Existing::MOST),
        theme: prefill.take("theme", "Thème", theme).unwrap_or_default(),
        urgency: prefill.take("urgence", "Urgence", urgency).unwrap_or_default(),
        programmes,
    }
}

/// The form, empty but for what the address fills.
pub async fn new(visit: Visit, mut prefill: Prefill) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let siren = visit.ctx.acting_for()?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&siren, true))?;
    let reference = visit.ctx.platform.reference();
    let collectivity = reference.find(&siren).ok_or(Failure::NotFound)?;
    let labels = server::collectivity::programmes_of(&visit.ctx, collectivity).await?;
    let programmes = labels.iter().map(|programme| programme.code().to_owned()).collect();
    let page = NewPage {
        form: Form::new(&visit, Address::NeedDraft).labelled(&FIELDS),
        id: NeedId(visit.ctx.platform.new_id()),
        of: collectivity.name.clone(),
        before: prefilled(&mut prefill, &campaign.spec, programmes),
        prefill,
        closed: closed_sentence(&visit, &campaign.spec),
        examples: examples(&visit).await?,
        campaign,
    };
    let frame = Frame::new("Publier un besoin").below(visit.here(Address::Needs), "Besoins").with_module(assets::LIVE);
    let frame = frame.with_module(assets::DRAFT);
    Ok(frame.render(&visit, || view! { <New page /> }.into_any()))
}

#[component]
fn New(page: NewPage) -> AnyView {
    let (form, before, campaign) = (&page.form, &page.before, &page.campaign.spec);
    let fields = page.closed.is_none().then(|| {
        view! {
            <KeptAsTyped id=page.id>
                <PostForm form>
                    <DefaultButton />
                    <HiddenField name=ID.name value=form.text(ID.name, &page.id.to_string()) />
                    <RenderedWith fingerprint=form.text(RENDERED, "") />
                    <NeedFields form before campaign near=true />
                    <DraftActs />
                </PostForm>
            </KeptAsTyped>
        }
    });
    view! {
        <h1>"Publier un besoin"</h1>
        <p>
            "Au nom de " <strong>{page.of.clone()}</strong>
            ". Vous pourrez relire avant de publier ; un brouillon n’est vu que de votre collectivité."
        </p>
        <RefusalSummary form />
        {page.closed.is_none().then(|| view! { <Prefilled prefill=&page.prefill /> })}
        {page.closed.clone().map(|sentence| view! { <Closed sentence /> })}
        {page.closed.is_none().then(|| view! { <Examples text=&page.examples /> })}
        {fields}
    }
    .into_any()
}

/// What the page of a need that exists shows.
struct EditPage {
    form: Form,
    files: FilesPart,
    need: table::need::Model,
    closed: Option<String>,
    examples: Markup,
    campaign: Arc<StoredCampaign>,
}

/// The form of a draft or of a published need.
pub async fn edit(visit: Visit, Path(id): Path<NeedId>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let need = server::need::query::get(&visit.ctx, id).await?;
    visit.ctx.authorise(Action::WriteNeed, &Facts::of(&need.siren, need.state.is_public()))?;
    let form = match need.state {
        // The button of the preview publishes: what is missing is told here.
        NeedState::Draft => {
            Form::new(&visit, Address::NeedDraft).or_sent_to(&visit, &Address::NeedPublish(id).to_string())
        }
        NeedState::Published | NeedState::Withdrawn | NeedState::Declined => Form::new(&visit, Address::NeedText(id)),
    };
    let (form, closed) = (form.labelled(&FIELDS), closed_sentence(&visit, &campaign.spec));
    let frame = Frame::new("Modifier")
        .below(visit.here(Address::Needs), "Besoins")
        .below(Address::Need(id), need.title.clone())
        .with_module(assets::LIVE.filter(|_| need.state == NeedState::Draft))
        .with_module(assets::DRAFT.filter(|_| need.state == NeedState::Draft));
    let is_draft = need.state == NeedState::Draft;
    let files = FilesPart::of(&visit, &need, is_draft && closed.is_none()).await?;
    let page = EditPage { form, files, need, closed, examples: examples(&visit).await?, campaign };
    Ok(frame.render(&visit, || view! { <Edit page /> }.into_any()))
}

#[component]
fn Edit(page: EditPage) -> AnyView {
    let fields = page.closed.is_none().then(|| view! { <EditForm page=&page /> });
    view! {
        <h1>"Modifier « " {page.need.title.clone()} " »"</h1>
        <RefusalSummary form=&page.form />
        <FileRefusals part=&page.files />
        {page.closed.clone().map(|sentence| view! { <Closed sentence /> })}
        {page.closed.is_none().then(|| view! { <Examples text=&page.examples /> })}
        {fields}
        <Files part=&page.files />
    }
    .into_any()
}

/// Of a text that changed meanwhile, version and fingerprint are those shown now: sending the form again is the choice.
#[component]
fn EditForm<'a>(page: &'a EditPage) -> AnyView {
    let (form, need, campaign) = (&page.form, &page.need, &page.campaign.spec);
    let stored = &server::need::form_of(need);
    let acts = match need.state {
        NeedState::Draft => view! { <DraftActs /> }.into_any(),
        NeedState::Published | NeedState::Withdrawn | NeedState::Declined => view! {
            <Actions>
                <Button>"Enregistrer la nouvelle version"</Button>
            </Actions>
        }
        .into_any(),
    };
    let fields = view! {
        <PostForm form>
            <DefaultButton />
            <HiddenField name=ID.name value=form.text(ID.name, &need.id.to_string()) />
            <HiddenField name=VERSION.name value=need.version.to_string() />
            <RenderedWith fingerprint=stored.fingerprint() />
            <ChangedMeanwhile form>
                <NeedText need campaign />
            </ChangedMeanwhile>
            <NeedFields form before=stored campaign near=need.state == NeedState::Draft />
            {acts}
        </PostForm>
    };
    // Of two texts, the button chooses: a page that keeps itself would do so in silence.
    let is_contested = matches!(form.refusal(""), Some(Refusal::ChangedMeanwhile));
    match need.state {
        NeedState::Draft if !is_contested => view! { <KeptAsTyped id=need.id>{fields}</KeptAsTyped> }.into_any(),
        NeedState::Draft | NeedState::Published | NeedState::Withdrawn | NeedState::Declined => fields.into_any(),
    }
}

/// What the Enter key sends, whichever buttons appear among the fields: the same as the last button.
#[component]
fn DefaultButton() -> AnyView {
    view! { <button class="fr-sr-only" tabindex="-1" aria-hidden="true"></button> }.into_any()
}

/// What becomes of a draft: it is read once more, for which it must be whole, or kept as it is.
#[component]
fn DraftActs() -> AnyView {
    view! {
        <Actions>
            <Button>"Enregistrer et voir l’aperçu"</Button>
            <Button weight=Weight::Secondary name=form_field::THEN.as_str() value=KEEP>
                "Garder le brouillon"
            </Button>
        </Actions>
    }
    .into_any()
}

/// The fields of a need, filled with what was typed or with what was there before.
#[component]
fn NeedFields<'a>(
    form: &'a Form,
    before: &'a NeedForm,
    campaign: &'a Campaign,
    /// Whether the nearest needs appear as one types.
    near: bool,
) -> AnyView {
    let near = near.then(|| view! { <div data-near=Address::NeedNearTyped.to_string() aria-live="polite"></div> });
    let themes = campaign.themes.iter().map(|theme| (theme.code.clone(), theme.label.clone())).collect();
    let urgencies = Urgency::ALL.iter();
    let urgencies =
        urgencies.map(|&urgency| (urgency.code().to_owned(), wording::urgency(urgency).to_owned())).collect();
    view! {
        <TextField form field=TITLE value=&before.title />
        <TextField form field=PROBLEM rows=8 value=&before.problem />
        {near}
        <TextField form field=AFFECTED rows=3 value=&before.affected />
        <TextField form field=EXISTING rows=3 value=&before.existing />
        <SelectField form field=THEME options=themes value=&before.theme />
        <Radios form field=URGENCY options=urgencies value=&before.urgency />
        <Checkboxes form field=PROGRAMMES options=wording::programme_options() ticked=before.programmes.clone() />
    }
    .into_any()
}

/// Why nothing can be saved now, and when it can; None while it can.
fn closed_sentence(visit: &Visit, campaign: &Campaign) -> Option<String> {
    let refusal = campaign.calendar.require(Phase::Census, visit.ctx.now()).err()?;
    let why = wording::capitalised(&wording::refusal_sentence(&refusal));
    let period = wording::time::period(&campaign.calendar.census, visit.overseas());
    Some(format!("{why} Il est ouvert {period}."))
}

/// Stands in place of the form.
#[component]
fn Closed(sentence: String) -> AnyView {
    view! {
        <Alert tone=Tone::Warning title="Le recensement des besoins n’est pas ouvert">
            <p>{sentence}</p>
        </Alert>
    }
    .into_any()
}

/// Keeps the draft: a whole one is then shown as it will look, one that is only kept comes back to be written on.
pub async fn save_draft(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let (id, form): (NeedId, _) = (fields.parse(form_field::ID)?, typed(&fields));
    let then = fields.text(form_field::THEN);
    let supported: Option<NeedId> = then.strip_prefix(US_TOO).and_then(|id| id.parse().ok());
    let is_only_kept = then == KEEP || supported.is_some();
    if !is_only_kept {
        server::need::check(&visit.ctx, &form).await?;
    }
    server::need::save_draft(&visit.ctx, id, &form, &fields.text(RENDERED)).await?;
    if let Some(need) = supported {
        server::support::add(&visit.ctx, need, "").await?;
        return Ok(After::new(Done::SupportGivenBesideDraft, Address::NeedEdit(id)).then(Address::Need(need)));
    }
    if is_only_kept {
        return Ok(After::new(Done::NeedDraftKept, Address::NeedEdit(id)));
    }
    let is_said = near::near_form(&visit, &form).await?.iter().any(Near::is_likely);
    Ok(After::new(Done::NeedDraftSaved, if is_said { Address::NeedNear(id) } else { Address::NeedPreview(id) }))
}

/// Saves a new version of a published need.
pub async fn save(visit: Visit, Path(id): Path<NeedId>, fields: Fields) -> Result<After, Failure> {
    server::need::edit(&visit.ctx, id, fields.parse(form_field::VERSION)?, &typed(&fields)).await?;
    Ok(After::new(Done::NeedEdited, Address::Need(id)).then(Address::NeedVersions(id)))
}
