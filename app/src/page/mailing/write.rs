//! Writing a mailing: its text, and whom it is for.

use super::list::SUBJECT;
use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Button, Details},
        field::{Checkboxes, HiddenField, PostForm, Radios, SelectField, TextField},
        form::Form,
        input::{Entry, Field},
        shown::SHOWN,
    },
};
use axum::extract::Path;
use entity::{
    address::Address,
    collectivity::{Kind, Stratum},
    done::Done,
    form_field::{self, FormField},
    id::MailingId,
    mailing::{Addressees, Audience, LONGEST_BODY, Lacking},
    permission::{Action, Facts},
    programme::Programme,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use server::mailing::{self, Mailing, Typed};

const BODY: Field = Field::new(form_field::BODY, "Texte, en Markdown")
    .help("Un titre commence par ##, une liste par un tiret, un lien s’écrit [ses mots](https://son.adresse).")
    .short("Texte")
    .at_most(LONGEST_BODY);
const DEADLINE: Field = Field::new(form_field::DATE, "Échéance que le texte nomme (facultatif)").short("Échéance");
const TO: Field = Field::new(form_field::TO, "Écrire à");
const KINDS: Field = Field::new(form_field::KIND, "Type de collectivité");
const STRATA: Field = Field::new(form_field::STRATUM, "Taille");
const REGIONS: Field = Field::new(form_field::REGION, "Régions");
const DEPARTEMENTS: Field = Field::new(form_field::DEPARTEMENT, "Départements");
const PROGRAMMES: Field = Field::new(form_field::PROGRAMMES, "Communes des programmes");
const LACKING: Field = Field::new(form_field::CHOICE, "Ce qu’elles n’ont pas fait");
const ENVELOPE: Field = Field::new(form_field::ENVELOPE, "Enveloppe dont il est question").short("Enveloppe");

/// What the form shows.
pub struct WritePage {
    pub form: Form,
    version: i32,
    subject: String,
    body: String,
    deadline: String,
    audience: Audience,
    regions: Vec<(String, String)>,
    departements: Vec<(String, String)>,
    envelopes: Vec<(String, String)>,
}

impl WritePage {
    /// The form of a mailing as it stands.
    pub fn of(visit: &Visit, mailing: &Mailing) -> Self {
        let fields = [SUBJECT, BODY, DEADLINE, TO, KINDS, STRATA, REGIONS, DEPARTEMENTS, PROGRAMMES, LACKING, ENVELOPE];
        let reference = visit.ctx.platform.reference();
        let area = |area: &server::reference::Area| (area.code.clone(), area.name.clone());
        let called = mailing.campaign.spec.envelopes.iter().filter(|envelope| envelope.call.is_some());
        Self {
            form: Form::new(visit, Address::Mailing(mailing.row.id)).labelled(&fields),
            version: mailing.row.version,
            subject: mailing.row.subject.clone(),
            body: mailing.row.body.clone(),
            deadline: mailing.row.deadline.clone().unwrap_or_default(),
            audience: mailing.audience.clone(),
            regions: reference.regions().iter().map(area).collect(),
            departements: reference.departements().iter().map(area).collect(),
            envelopes: called.map(|envelope| (envelope.code.clone(), envelope.title.clone())).collect(),
        }
    }
}

#[component]
pub fn WriteForm<'a>(page: &'a WritePage) -> AnyView {
    let form = &page.form;
    let to: Vec<_> =
        Addressees::ALL.iter().map(|&to| (to.code().to_owned(), wording::addressees(to).to_owned())).collect();
    let to_now = page.audience.to.code();
    view! {
        <PostForm form>
            <HiddenField name=SHOWN value=page.version.to_string() />
            <TextField form field=SUBJECT value=page.subject.clone() />
            <TextField form field=BODY rows=12 value=page.body.clone() />
            <TextField form field=DEADLINE entry=Entry::Day value=page.deadline.clone() />
            <Radios form field=TO options=to value=to_now />
            <AudienceFields page />
            <Button>"Enregistrer"</Button>
        </PostForm>
    }
    .into_any()
}

/// Whom it is for: what is left empty chooses everybody.
#[component]
fn AudienceFields<'a>(page: &'a WritePage) -> AnyView {
    let (form, audience) = (&page.form, &page.audience);
    let kinds: Vec<_> =
        Kind::ALL.iter().map(|&kind| (kind.code().to_owned(), wording::kind(kind).to_owned())).collect();
    let strata: Vec<_> =
        Stratum::ALL.iter().map(|&one| (one.code().to_owned(), wording::stratum(one).to_owned())).collect();
    let lacking: Vec<_> =
        Lacking::ALL.iter().map(|&one| (one.code().to_owned(), wording::not_done(one).to_owned())).collect();
    let lacks = audience.lacking.map(Lacking::code).unwrap_or_default();
    let refused = |field: Field| form.refusal(field.name).is_some();
    let ticked_kinds = audience.kinds.iter().map(|kind| kind.code().to_owned()).collect::<Vec<_>>();
    let ticked_strata = audience.strata.iter().map(|one| one.code().to_owned()).collect::<Vec<_>>();
    let programmes = audience.programmes.iter().map(|one| one.code().to_owned()).collect::<Vec<_>>();
    let open_regions = !audience.regions.is_empty() || refused(REGIONS);
    let open_departements = !audience.departements.is_empty() || refused(DEPARTEMENTS);
    view! {
        <p>"Une collectivité est choisie quand elle répond à chaque choix\u{a0}; un choix vide les prend toutes."</p>
        <Checkboxes form field=KINDS options=kinds ticked=ticked_kinds />
        <Checkboxes form field=STRATA options=strata ticked=ticked_strata />
        <Details summary="Régions" open=open_regions>
            <Checkboxes form field=REGIONS options=page.regions.clone() ticked=audience.regions.clone() />
        </Details>
        <Details summary="Départements" open=open_departements>
            <Checkboxes
                form
                field=DEPARTEMENTS
                options=page.departements.clone()
                ticked=audience.departements.clone()
            />
        </Details>
        <Checkboxes form field=PROGRAMMES options=wording::programme_options() ticked=programmes />
        <SelectField form field=LACKING options=lacking value=lacks />
        <SelectField form field=ENVELOPE options=page.envelopes.clone() value=audience.envelope.clone() />
    }
    .into_any()
}

/// The values of boxes, each one of a list.
fn ticked<T>(fields: &Fields, field: FormField, of: fn(&str) -> Option<T>) -> Result<Vec<T>, Failure> {
    let not_there = || Failure::Refused(FieldRefusals::one(field, Refusal::NotOnTheList));
    fields.all(field).iter().filter(|code| !code.is_empty()).map(|code| of(code).ok_or_else(not_there)).collect()
}

/// One of a list.
fn chosen<T>(fields: &Fields, field: FormField, of: fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
    Ok(ticked(fields, field, of)?.into_iter().next())
}

fn audience(fields: &Fields) -> Result<Audience, Failure> {
    let code = |code: &str| Some(code.to_owned());
    let lacking = chosen(fields, form_field::CHOICE, Lacking::from_code)?;
    let envelope = lacking.filter(|lacking| *lacking == Lacking::Application);
    Ok(Audience {
        to: chosen(fields, form_field::TO, Addressees::from_code)?.unwrap_or(Addressees::Official),
        kinds: ticked(fields, form_field::KIND, Kind::from_code)?,
        strata: ticked(fields, form_field::STRATUM, Stratum::from_code)?,
        regions: ticked(fields, form_field::REGION, code)?,
        departements: ticked(fields, form_field::DEPARTEMENT, code)?,
        programmes: ticked(fields, form_field::PROGRAMMES, Programme::from_code)?,
        lacking,
        envelope: envelope.map(|_| fields.text(form_field::ENVELOPE)).unwrap_or_default(),
    })
}

/// Writes it.
pub async fn save(visit: Visit, Path(id): Path<MailingId>, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::Announce, &Facts::default())?;
    let typed = Typed {
        subject: fields.text(form_field::TITLE),
        body: fields.text(form_field::BODY),
        deadline: fields.text(form_field::DATE),
        audience: audience(&fields)?,
    };
    mailing::save(&visit.ctx, id, typed).await?;
    Ok(After::new(Done::MailingSaved, Address::Mailing(id)))
}
