//! The campaigns that are there and those that are being written, and how one begins.

use super::{
    fault::LegalFaults,
    training::{self, TrainingCopies, TrainingLine},
};
use crate::{
    http::{
        after::After,
        failure::Failure,
        fields::{Fields, Uploads},
        visit::Visit,
    },
    page::about::legal,
    ui::{
        act::{Actions, Button, ButtonLink, Details, Weight},
        campaign_badge::{CampaignBadge, CampaignStanding},
        card::{Card, CardItem, Cards},
        field::{FileField, HiddenField, PostForm, Radios, RefusalSummary, SelectField, TextField, UploadForm},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        views::views,
    },
};
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::CampaignId,
    legal::UnfinishedText,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use server::campaign::draft::{self, Dates, Draft, LONGEST, Origin};
use wording::{count, time};

const TITLE: Field = Field::new(form_field::TITLE, "Titre").help("Par exemple\u{a0}: Transformation numérique 2027");
const NAME: Field = Field::new(form_field::CODE, "Nom court")
    .help("Dans les adresses\u{a0}: minuscules sans accent, chiffres et tirets. Il ne change plus.");
const LIKE: Field = Field::new(form_field::ENTRY, "Campagne reprise");
const DATES: Field = Field::new(form_field::DATE, "Dates");
/// How the form names a campaign without dates, and one with those of the other, later.
const NO_DATES: &str = "vides";
const LATER: &str = "plus-tard";
const FILE: Field = Field::new(form_field::LIST, "Fichier de campagne (TOML)");

/// What the page shows.
struct OfficePage {
    drafts: Vec<DraftLine>,
    campaigns: Vec<CampaignLine>,
    /// Legal pages of the site over which none opens.
    unfinished: Vec<UnfinishedText>,
    blank: Form,
    like: Form,
    file: Form,
    change: Form,
    open: Form,
    train: Form,
    /// The training copies that are there; None where none is made.
    trainings: Option<Vec<TrainingLine>>,
}

/// A campaign that is being written.
struct DraftLine {
    address: Address,
    title: String,
    changed: String,
    lacks: usize,
}

/// A campaign that is there.
struct CampaignLine {
    id: CampaignId,
    slug: String,
    title: String,
    state: CampaignStanding,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let drafts = draft::list(&visit.ctx).await?;
    let campaigns = server::campaign::all(&visit.ctx).await?;
    let campaigns = campaigns.into_iter().map(|imported| CampaignLine {
        state: CampaignStanding::of(&imported, visit.ctx.now()),
        id: imported.campaign.id,
        slug: imported.campaign.spec.slug,
        title: imported.campaign.spec.title,
    });
    let form = |address: Address| Form::new(&visit, address).labelled(&[TITLE, NAME, LIKE, DATES, FILE]).personal();
    let page = OfficePage {
        drafts: drafts.iter().map(DraftLine::of).collect(),
        campaigns: campaigns.collect(),
        unfinished: legal::unfinished(&visit.ctx).await?,
        blank: form(Address::CampaignOffice).apart("rien"),
        like: form(Address::CampaignOfficeLike).apart("comme"),
        file: form(Address::CampaignOfficeFile).apart("fichier"),
        change: form(Address::CampaignOfficeChange),
        open: form(Address::CampaignOfficeOpen),
        train: form(Address::Trainings),
        trainings: training::lines(&visit).await,
    };
    Ok(Frame::new("Préparer une campagne").render(&visit, || view! { <Office page=&page /> }.into_any()))
}

impl DraftLine {
    fn of(draft: &Draft) -> Self {
        let title = draft.content["title"].as_str().filter(|title| !title.is_empty());
        Self {
            address: Address::CampaignDraft(draft.row.id),
            title: title.unwrap_or(&draft.row.slug).to_owned(),
            changed: time::moment(draft.row.changed_at.utc()),
            lacks: draft.check().err().map_or(0, |faults| faults.len()),
        }
    }
}

#[component]
fn Office<'a>(page: &'a OfficePage) -> AnyView {
    let refused = [&page.blank, &page.like, &page.file, &page.change, &page.open, &page.train];
    let refused = refused.into_iter().find(|form| form.is_refused());
    let drafts = views(page.drafts.iter().map(|draft| view! { <DraftCard draft /> }.into_any()));
    let campaigns = views(page.campaigns.iter().map(|campaign| view! { <CampaignCard page campaign /> }.into_any()));
    let writing = (!page.drafts.is_empty()).then(|| {
        view! {
            <h2>"En préparation"</h2>
            <Cards>{drafts}</Cards>
        }
    });
    view! {
        <h1>"Préparer une campagne"</h1>
        {refused.map(|form| view! { <RefusalSummary form /> })}
        <p>
            "Écrivez la campagne à plusieurs, section par section. Rien ne change sur le site tant qu’elle n’est pas \
             reprise\u{a0}; l’ouverture, et tout changement d’une campagne ouverte, se décident à deux."
        </p>
        {writing}
        <LegalFaults unfinished=&page.unfinished />
        <h2>"Campagnes du site"</h2>
        <Cards>{campaigns}</Cards>
        <h2>"Commencer"</h2>
        <Beginnings page />
        {page.trainings.as_ref().map(|lines| view! { <TrainingCopies lines /> })}
    }
    .into_any()
}

#[component]
fn DraftCard<'a>(draft: &'a DraftLine) -> AnyView {
    let lacks = match draft.lacks {
        0 => "complète".to_owned(),
        lacks => count(lacks as u64, "point à corriger", "points à corriger"),
    };
    let meta = vec![lacks.into_any(), format!("modifiée le {}", draft.changed).into_any()];
    view! { <Card href=draft.address.to_string() title=draft.title.clone() meta draft=true /> }.into_any()
}

/// A campaign that is there, with what one may do about it.
#[component]
fn CampaignCard<'a>(page: &'a OfficePage, campaign: &'a CampaignLine) -> AnyView {
    let (id, other) = (campaign.id.to_string(), campaign.id.to_string());
    let opens = campaign.state == CampaignStanding::Prepared && page.unfinished.is_empty();
    let open = opens.then(|| {
        view! {
            <PostForm form=&page.open>
                <HiddenField name=LIKE.name value=id.clone() />
                <Button weight=Weight::SmallPrimary>
                    "Proposer de l’ouvrir" <span class="fr-sr-only">"\u{a0}: " {campaign.title.clone()}</span>
                </Button>
            </PostForm>
        }
    });
    let copied = |lines: &Vec<TrainingLine>| lines.iter().any(|line| line.campaign == campaign.id);
    let trains = page.trainings.as_ref().is_some_and(|lines| !copied(lines)).then(|| {
        view! {
            <PostForm form=&page.train>
                <HiddenField name=LIKE.name value=campaign.id.to_string() />
                <Button weight=Weight::Small>
                    "Créer un bac à sable" <span class="fr-sr-only">"\u{a0}: " {campaign.title.clone()}</span>
                </Button>
            </PostForm>
        }
    });
    view! {
        <CardItem>
            <h3>
                <a href=Address::Campaign(campaign.slug.clone()).to_string()>{campaign.title.clone()}</a>
            </h3>
            <p>
                <CampaignBadge state=campaign.state />
            </p>
            <Actions>
                {open} <ButtonLink weight=Weight::Small href=Address::CampaignPreview(campaign.id.0).to_string()>
                    "Voir comme une collectivité"
                    <span class="fr-sr-only">"\u{a0}: " {campaign.title.clone()}</span>
                </ButtonLink> <PostForm form=&page.change>
                    <HiddenField name=LIKE.name value=other />
                    <Button weight=Weight::Small>
                        "Modifier" <span class="fr-sr-only">"\u{a0}: " {campaign.title.clone()}</span>
                    </Button>
                </PostForm> {trains}
            </Actions>
        </CardItem>
    }
    .into_any()
}

/// From nothing, like another one, or from a file.
#[component]
fn Beginnings<'a>(page: &'a OfficePage) -> AnyView {
    let (blank, like, file) = (&page.blank, &page.like, &page.file);
    let earlier = page.campaigns.iter().map(|one| (one.id.to_string(), one.title.clone())).collect::<Vec<_>>();
    let dates = vec![
        (LATER.to_owned(), "Les mêmes jours, des années plus tard, à relire".to_owned()),
        (NO_DATES.to_owned(), "Toutes à saisir".to_owned()),
    ];
    let like = (!earlier.is_empty()).then(|| {
        view! {
            <Details summary="À partir d’une campagne du site" open=like.is_refused()>
                <p>"Tout est repris, sauf la graine du tirage, que chaque vote tire de nouveau."</p>
                <PostForm form=like>
                    <SelectField form=like field=LIKE options=earlier />
                    <TextField form=like field=TITLE />
                    <TextField form=like field=NAME entry=Entry::Code />
                    <Radios form=like field=DATES options=dates value=LATER />
                    <Button>"Commencer"</Button>
                </PostForm>
            </Details>
        }
    });
    view! {
        {like}
        <Details summary="À partir de rien" open=blank.is_refused()>
            <PostForm form=blank>
                <TextField form=blank field=TITLE />
                <TextField form=blank field=NAME entry=Entry::Code />
                <Button>"Commencer"</Button>
            </PostForm>
        </Details>
        <Details summary="À partir d’un fichier" open=file.is_refused()>
            <UploadForm form=file>
                <FileField form=file field=FILE />
                <Button>"Commencer"</Button>
            </UploadForm>
        </Details>
    }
    .into_any()
}

async fn begun(visit: &Visit, origin: Origin) -> Result<After, Failure> {
    let id = draft::begin(&visit.ctx, origin).await?;
    Ok(After::new(Done::CampaignBegun, Address::CampaignDraft(id)))
}

/// Begins with nothing but a name.
pub async fn begin(visit: Visit, fields: Fields) -> Result<After, Failure> {
    begun(&visit, Origin::Blank { slug: fields.text(NAME.name), title: fields.text(TITLE.name) }).await
}

/// Begins with what another campaign says.
pub async fn begin_like(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let campaign = fields.parse(form_field::ENTRY)?;
    let dates = match fields.text(DATES.name).as_str() {
        "" | NO_DATES => Dates::None,
        _ => Dates::Later,
    };
    let (slug, title) = (fields.text(NAME.name), fields.text(TITLE.name));
    begun(&visit, Origin::Like { campaign, slug, title, dates }).await
}

/// Begins to change a campaign that is there, or goes on with the change that somebody began.
pub async fn begin_change(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let drafts = draft::list(&visit.ctx).await?;
    let campaign: CampaignId = fields.parse(form_field::ENTRY)?;
    let all = server::campaign::all(&visit.ctx).await?;
    let slug = all.into_iter().find(|one| one.campaign.id == campaign).map(|one| one.campaign.spec.slug);
    match drafts.into_iter().find(|draft| Some(&draft.row.slug) == slug.as_ref()) {
        Some(draft) => Ok(After::new(Done::CampaignBegun, Address::CampaignDraft(draft.row.id))),
        None => begun(&visit, Origin::Change { campaign }).await,
    }
}

/// Begins with a campaign file.
pub async fn begin_from_file(visit: Visit, uploads: Uploads) -> Result<After, Failure> {
    visit.ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    let bytes = uploads.only(form_field::LIST, LONGEST as u64).await?;
    let not_text = || Refusal::NotACampaignFile { line: None, why: "ce n’est pas du texte en UTF-8".to_owned() };
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::Refused(FieldRefusals::one(form_field::LIST, not_text())))?;
    begun(&visit, Origin::File(text)).await
}
