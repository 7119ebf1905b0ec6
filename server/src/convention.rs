//! Conventions: drawn up once from the campaign's text, under a number, and signed by the authority and the
//! collectivité; each signature is noted.

pub mod stored;

use self::stored::find;
use crate::{
    Context, Error,
    application::loaded::{Loaded, handlers},
    audit,
    campaign::loaded::campaign_of,
    decision, door, letterhead, notice,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::{
    address::Address,
    application::ApplicationState,
    calendar::in_paris,
    campaign::Authority,
    convention::{ConventionState, ConventionTemplate, Party, Signatory, Signature, number},
    event::Event,
    form_field,
    id::ApplicationId,
    letterhead::Letterhead,
    permission::Action,
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    table::convention,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use wording::{euros, prefecture, time};

/// Draws up the convention of an application from the campaign's text as it is now; what it says does not change
/// afterwards. Drawn up twice it is drawn up once.
///
/// Who: who handles the application. Refused: [`Error::NotFound`] where the campaign has no text; an application
/// without money; before its decision is published.
pub async fn draw(ctx: &Context, id: ApplicationId) -> Result<(), Error> {
    let drawn_by = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::to_handle(&tx, ctx, id).await?;
    if find(&tx, id).await?.is_some() {
        return Ok(());
    }
    let campaign = campaign_of(&tx, loaded.row.campaign).await?;
    let template = campaign.spec.convention.clone().ok_or(Error::NotFound)?;
    if !loaded.row.state.is_paid_to() {
        return Err(Refusal::WrongState.into());
    }
    loaded.require_shown(ctx)?;
    require_published(ctx, &tx, id).await?;
    let now = ctx.now();
    let envelope = loaded.row.envelope.clone();
    let year = in_paris(now).year();
    let place = next_place(&tx, &envelope, year).await?;
    let head = letterhead::now(&tx, loaded.envelope()?.decided_by, &loaded.row.departement, &campaign).await?;
    let mut row = convention::Model {
        application: id,
        number: number(year, &envelope, place),
        envelope,
        year,
        place,
        authority: authority(ctx, &loaded, &head, &campaign.spec.title)?,
        beneficiary: ctx.platform.reference().name(&loaded.row.siren),
        amount: loaded.row.granted,
        text: String::new(),
        drawn_by,
        drawn_at: now.into(),
        authority_signatory: None,
        authority_day: None,
        authority_noted_by: None,
        authority_noted_at: None,
        beneficiary_signatory: None,
        beneficiary_day: None,
        beneficiary_noted_by: None,
        beneficiary_noted_at: None,
    };
    row.text = filled(&template, &row, &loaded, &head)?;
    let number = row.number.clone();
    convention::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let people = loaded.people(&tx).await?;
    let kind = notice::Kind::ConventionDrawn;
    notice::notify(&tx, ctx, people, kind, &loaded.row.title, Address::Application(id)).await?;
    audit::record(&tx, ctx, Event::ConventionDrawn { application: id, number }).await?;
    ctx.commit(tx).await
}

/// The next place among the conventions of an envelope in a year. Campaigns of one year whose envelopes have one code
/// count together, so that a number names one convention.
async fn next_place(tx: &impl ConnectionTrait, envelope: &str, year: i32) -> Result<i32, Error> {
    // Those that draw up at the same time wait here for each other, until the commit: no number is twice there, and
    // what is given up leaves none out.
    door::turn(tx, "convention number").await?;
    let last = convention::Entity::find()
        .filter(convention::Column::Envelope.eq(envelope))
        .filter(convention::Column::Year.eq(year))
        .order_by_desc(convention::Column::Place)
        .one(tx)
        .await?;
    Ok(last.map_or(0, |row| row.place) + 1)
}

/// Who grants the money, by name.
fn authority(ctx: &Context, loaded: &Loaded, head: &Letterhead, campaign: &str) -> Result<String, Error> {
    let reference = ctx.platform.reference();
    Ok(match (head.authority.as_str(), loaded.envelope()?.decided_by) {
        ("", Authority::Prefect) => prefecture(reference.departement_name(&loaded.row.departement)),
        ("", Authority::State) => campaign.to_owned(),
        (name, _) => name.to_owned(),
    })
}

fn filled(
    template: &ConventionTemplate,
    row: &convention::Model,
    loaded: &Loaded,
    head: &Letterhead,
) -> Result<String, Error> {
    let envelope = loaded.envelope()?;
    Ok(template.filled(|field| match field {
        "numéro" => row.number.clone(),
        "collectivité" => row.beneficiary.clone(),
        "siren" => loaded.row.siren.to_string(),
        "dossier" => loaded.row.number.clone().unwrap_or_default(),
        "titre" => loaded.row.title.clone(),
        "enveloppe" => envelope.title.clone(),
        "vague" => loaded.row.wave.map(|wave| wave.to_string()).unwrap_or_default(),
        "montant" => euros(row.amount.cents()),
        "date" => time::day(row.drawn_at.utc()),
        "autorité" => row.authority.clone(),
        "signataire" => head.signatory.clone(),
        "fonction" => head.function.clone(),
        _ => String::new(),
    }))
}

/// Refuses where the applicant does not know yet that their application was accepted.
async fn require_published(ctx: &Context, tx: &impl ConnectionTrait, id: ApplicationId) -> Result<(), Error> {
    let decided = decision::stored::of_application(tx, id).await?;
    match decided.first() {
        Some(decision) if decision.publish_at.utc() > ctx.now() => Err(Refusal::NotPublished.into()),
        _ => Ok(()),
    }
}

/// What whoever notes a signature reads of a convention.
pub fn shown(row: &convention::Model) -> Shown {
    Shown::of([row.number.clone(), row.amount.cents().to_string(), row.text.clone()])
}

/// Notes that one of the two signed. Once both have, the agreement of the application is signed on the later day.
/// Noted again as it was, nothing happens.
///
/// Who: who handles the application, both signatures; its lead, the collectivité's. Refused: [`Error::NotFound`] where
/// none was drawn up; another name or day than what was noted; a day that is still to come, a name that is none.
pub async fn note(ctx: &Context, id: ApplicationId, party: Party, signatory: &str, day: &str) -> Result<(), Error> {
    let person = ctx.person()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    let handles = match loaded.authorise(ctx, Action::SubmitApplication) {
        Ok(()) if party == Party::Beneficiary => false,
        _ => {
            loaded.require_handler(&tx, ctx).await?;
            true
        }
    };
    let row = find(&tx, id).await?.ok_or(Error::NotFound)?;
    let signature = typed(party, signatory, day)?;
    let before = row.signatures();
    let today = in_paris(ctx.now()).date_naive();
    let noted = before.clone().note(party, signature.clone(), today);
    let noted = noted.map_err(|why| FieldRefusals::one(form_field::DAY.of(party.code()), why))?;
    if noted == before {
        return Ok(());
    }
    if !loaded.row.state.is_paid_to() {
        return Err(Refusal::WrongState.into());
    }
    ctx.require_shown(&id.to_string(), &shown(&row))?;
    put(&tx, row, party, signature, (person, ctx.now())).await?;
    let mut people = loaded.people(&tx).await?;
    if !handles {
        people.extend(handlers(&tx, &loaded).await?);
    }
    let title = loaded.row.title.clone();
    let kind = match noted.state() {
        ConventionState::Signed => notice::Kind::AgreementSigned,
        _ => notice::Kind::SignatureNoted,
    };
    let mut trace = audit::EventBatch::default();
    trace.add(ctx, Event::SignatureNoted { application: id, party })?;
    if let (Some(day), ApplicationState::Accepted) = (noted.day(), loaded.row.state) {
        agree(&tx, loaded, day).await?;
        trace.add(ctx, Event::AgreementSigned { application: id })?;
    }
    notice::notify(&tx, ctx, people, kind, &title, Address::Application(id)).await?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}

fn typed(party: Party, signatory: &str, day: &str) -> Result<Signature, FieldRefusals> {
    let mut refusals = FieldRefusals::default();
    let name = Signatory::name(signatory).map(Signatory::into_string);
    let signatory = refusals.take(form_field::SIGNATORY.of(party.code()), name);
    let day = day.trim().parse::<NaiveDate>().map_err(|_| Refusal::NotADay);
    let day = refusals.take(form_field::DAY.of(party.code()), day);
    match (signatory, day) {
        (Some(signatory), Some(day)) => Ok(Signature { signatory, day }),
        _ => Err(refusals),
    }
}

/// Writes a signature, by whom and when it was noted.
async fn put(
    tx: &impl ConnectionTrait,
    row: convention::Model,
    party: Party,
    signature: Signature,
    (person, now): (entity::id::PersonId, DateTime<Utc>),
) -> Result<(), Error> {
    let mut changed = row.into_active_model();
    let (signatory, day) = (Set(Some(signature.signatory)), Set(Some(signature.day.to_string())));
    let (by, at) = (Set(Some(person)), Set(Some(now.into())));
    match party {
        Party::Authority => {
            changed.authority_signatory = signatory;
            changed.authority_day = day;
            changed.authority_noted_by = by;
            changed.authority_noted_at = at;
        }
        Party::Beneficiary => {
            changed.beneficiary_signatory = signatory;
            changed.beneficiary_day = day;
            changed.beneficiary_noted_by = by;
            changed.beneficiary_noted_at = at;
        }
    }
    changed.update(tx).await?;
    Ok(())
}

/// The agreement is signed: payments may be asked for.
async fn agree(tx: &impl ConnectionTrait, loaded: Loaded, day: NaiveDate) -> Result<(), Error> {
    let state = loaded.row.state.sign()?;
    loaded
        .put(tx, |row| {
            row.state = Set(state);
            row.agreement_day = Set(Some(day.to_string()));
        })
        .await?;
    Ok(())
}

/// Refuses to pay an application whose campaign wants a signed convention first.
pub(crate) async fn require_signed(tx: &impl ConnectionTrait, loaded: &Loaded) -> Result<(), Error> {
    let campaign = campaign_of(tx, loaded.row.campaign).await?;
    if !campaign.spec.convention.as_ref().is_some_and(|template| template.required) {
        return Ok(());
    }
    match find(tx, loaded.row.id).await?.map(|row| row.state()) {
        Some(ConventionState::Signed) => Ok(()),
        _ => Err(Refusal::ConventionUnsigned.into()),
    }
}
