//! One's account: what is known of a person, for that person: to read, download, correct, and take away.

mod known;

use crate::{
    Context, Error,
    audit::{self, EventBatch, Search, Whose},
    membership::{Ending, end_membership},
    person::end_all_sessions,
    saved_form,
};
use entity::{
    event::{Event, MailPreference},
    form_field,
    id::PersonId,
    name::{Name, Title},
    permission::{Action, Facts, StaffRole},
    refusal::{FieldRefusals, Refusal},
    table::{
        application_message, assessment, attachment, calendar_link, committee_opinion, contact_link, decision,
        decision_draft, discussion_message, door_act, door_block, enquiry, figures_subscription, follow, identity,
        imported_member, joint_act, known_browser, letterhead, mail, mail_address, mandate, membership,
        membership_invitation, membership_request, merge_request, need, need_attachment, need_note, need_work, notice,
        person, service_list, session, sign_in_link, support, text_report,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, OnConflict},
};
use serde_json::json;
use wording::PERSON_GONE;

/// What the account page shows of the person, beside what every page knows.
#[derive(Debug, Clone)]
pub struct Account {
    pub name: String,
    /// The address that mails go to, if any.
    pub email: Option<String>,
    pub identity: Option<identity::Model>,
    pub preference: MailPreference,
    pub departement: Option<String>,
    /// Where an assessor lives.
    pub residence: Option<String>,
    /// Whether the weekly mail of figures is sent.
    pub weekly_figures: bool,
}

/// The account of the person signed in.
pub async fn mine(ctx: &Context) -> Result<Account, Error> {
    let id = ctx.person()?;
    let row = person::Entity::find_by_id(id).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    let identity = identity::Entity::find().filter(identity::Column::Person.eq(id));
    let identity = identity.order_by_desc(identity::Column::SeenAt).one(ctx.read()).await?;
    let proved = mail_address::Entity::find().filter(mail_address::Column::Person.eq(id)).one(ctx.read()).await?;
    let email = proved.map(|row| row.email).or_else(|| identity.as_ref().map(|row| row.email.clone()));
    let weekly_figures = figures_subscription::Entity::find_by_id(id).one(ctx.read()).await?.is_some();
    Ok(Account {
        weekly_figures,
        name: row.name,
        email,
        identity,
        preference: row.mail_preference,
        departement: row.departement,
        residence: row.residence,
    })
}

/// Corrects one's name.
pub async fn rename(ctx: &Context, typed: &str) -> Result<(), Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let id = ctx.person()?;
    let mut refusals = FieldRefusals::default();
    let Some(name) = refusals.take(form_field::NAME, Name::line(typed)) else { return Err(refusals.into()) };
    change(ctx, person::ActiveModel { name: Set(name.into_string()), ..Default::default() }, Event::PersonRenamed, id)
        .await
}

/// Corrects what one is in a collectivité, such as « Maire ».
pub async fn retitle(ctx: &Context, siren: &entity::siren::Siren, typed: &str) -> Result<(), Error> {
    let id = ctx.person()?;
    let mut refusals = FieldRefusals::default();
    let Some(title) = refusals.take(form_field::TITLE, Title::line(typed)) else { return Err(refusals.into()) };
    let tx = ctx.begin().await?;
    membership::Entity::find_by_id((id, *siren)).one(&tx).await?.ok_or(Error::NotFound)?;
    membership::Entity::update_many()
        .set(membership::ActiveModel { title: Set(title.into_string()), ..Default::default() })
        .filter(membership::Column::Person.eq(id))
        .filter(membership::Column::Siren.eq(siren.as_str()))
        .exec(&tx)
        .await?;
    audit::record(&tx, ctx, Event::PersonRenamed).await?;
    ctx.commit(tx).await
}

/// Chooses how one is written to.
pub async fn choose_mail(ctx: &Context, preference: MailPreference) -> Result<(), Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let id = ctx.person()?;
    let row = person::ActiveModel { mail_preference: Set(preference), ..Default::default() };
    change(ctx, row, Event::MailPreferenceChosen { preference }, id).await
}

/// Gets the weekly mail of figures, or gets it no more. Asking twice is asking once.
pub async fn choose_figures(ctx: &Context, wanted: bool) -> Result<(), Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let id = ctx.person()?;
    let tx = ctx.begin().await?;
    let mine = figures_subscription::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    if mine.is_some() == wanted {
        return Ok(());
    }
    match wanted {
        true => {
            let row = figures_subscription::Model { person: id, since: ctx.now().into() };
            let once = OnConflict::column(figures_subscription::Column::Person).do_nothing().to_owned();
            let insert = figures_subscription::Entity::insert(row.into_active_model()).on_conflict(once);
            insert.exec_without_returning(&tx).await?;
        }
        false => {
            figures_subscription::Entity::delete_by_id(id).exec(&tx).await?;
        }
    }
    audit::record(&tx, ctx, Event::WeeklyFiguresChosen { wanted }).await?;
    ctx.commit(tx).await
}

/// Tells in which département one lives, by its code, so that links of interest are proposed with those who apply
/// there; empty for none.
///
/// Who: assessors.
pub async fn set_residence(ctx: &Context, departement: &str) -> Result<(), Error> {
    ctx.authorise(Action::SeeDesk, &Facts::default())?;
    let id = ctx.person()?;
    let code = Some(departement.trim()).filter(|code| !code.is_empty());
    let reference = ctx.platform.reference();
    if code.is_some_and(|code| !reference.departements().iter().any(|area| area.code == code)) {
        return Err(FieldRefusals::one(form_field::RESIDENCE, Refusal::NotOnTheList).into());
    }
    let row = person::ActiveModel { residence: Set(code.map(str::to_owned)), ..Default::default() };
    change(ctx, row, Event::ResidenceSet, id).await
}

async fn change(ctx: &Context, row: person::ActiveModel, event: Event, id: PersonId) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    person::Entity::update_many().set(row).filter(person::Column::Id.eq(id)).exec(&tx).await?;
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// Everything that is known of the person signed in, as JSON: a copy to keep (RGPD, articles 15 and 20). Ballots are
/// the collectivité's, and not in it; the trace holds at most the ten thousand latest acts.
pub async fn copy(ctx: &Context) -> Result<serde_json::Value, Error> {
    let id = ctx.person()?;
    let database = ctx.read();
    let row = person::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?;
    let addresses = mail_address::Entity::find().filter(mail_address::Column::Person.eq(id)).all(database).await?;
    let identities = identity::Entity::find().filter(identity::Column::Person.eq(id)).all(database).await?;
    let memberships = membership::Entity::find().filter(membership::Column::Person.eq(id)).all(database).await?;
    let requests =
        membership_request::Entity::find().filter(membership_request::Column::Person.eq(id)).all(database).await?;
    let mandates = mandate::Entity::find().filter(mandate::Column::Person.eq(id)).all(database).await?;
    let sessions = session::Entity::find().filter(session::Column::Person.eq(id)).all(database).await?;
    let notices = notice::Entity::find().filter(notice::Column::Person.eq(id)).all(database).await?;
    let needs = need::Entity::find().filter(need::Column::Author.eq(id)).all(database).await?;
    let supports = support::Entity::find().filter(support::Column::Person.eq(id)).all(database).await?;
    let merges = merge_request::Entity::find().filter(merge_request::Column::Person.eq(id)).all(database).await?;
    let messages = application_message::Entity::find().filter(application_message::Column::Person.eq(id));
    let messages = messages.all(database).await?;
    let discussed = discussion_message::Entity::find().filter(discussion_message::Column::Person.eq(id));
    let discussed = discussed.order_by_asc(discussion_message::Column::WrittenAt).all(database).await?;
    let reports = text_report::Entity::find().filter(text_report::Column::Person.eq(id)).all(database).await?;
    let assessments = assessment::Entity::find().filter(assessment::Column::Person.eq(id)).all(database).await?;
    let files = attachment::Entity::find().filter(attachment::Column::Person.eq(id)).all(database).await?;
    let decisions = decision::Entity::find().filter(decision::Column::Person.eq(id)).all(database).await?;
    let drafts = decision_draft::Entity::find().filter(decision_draft::Column::Person.eq(id)).all(database).await?;
    let letterheads = letterhead::Entity::find().filter(letterhead::Column::Person.eq(id)).all(database).await?;
    let notes = need_note::Entity::find().filter(need_note::Column::Author.eq(id)).all(database).await?;
    let need_files = need_attachment::Entity::find().filter(need_attachment::Column::Person.eq(id));
    let need_files = need_files.all(database).await?;
    let figures = figures_subscription::Entity::find_by_id(id).one(database).await?;
    let calendar = calendar_link::Entity::find_by_id(id).one(database).await?;
    let followed = follow::Entity::find().filter(follow::Column::Person.eq(id)).all(database).await?;
    let enquiries = enquiry::Entity::find().filter(enquiry::Column::Person.eq(id)).all(database).await?;
    let unknown = door_block::Entity::find().filter(door_block::Column::Person.eq(id)).all(database).await?;
    let joint_acts = joint_act::Entity::find().filter(joint_act::Column::Person.eq(id)).all(database).await?;
    let opinions = committee_opinion::Entity::find().filter(committee_opinion::Column::Person.eq(id));
    let opinions = opinions.all(database).await?;
    let trace = audit::list(ctx, Whose::Mine, &Search::default(), 10_000).await?;
    let copy = json!({
        "person": known::person(&row),
        "mail_addresses": known::mail_addresses(&addresses),
        "identities": known::identities(&identities),
        "memberships": known::memberships(&memberships),
        "membership_requests": known::membership_requests(&requests),
        "said_not_to_be_known": known::said_not_to_be_known(&unknown),
        "acts_of_two": known::acts_of_two(&joint_acts),
        "mandates": known::mandates(&mandates),
        "sessions": known::sessions(&sessions),
        "notices": known::notices(&notices),
        "needs_written": known::needs_written(&needs),
        "supports_given": known::supports_given(&supports),
        "merges_proposed": known::merges_proposed(&merges),
        "messages_written": known::messages_written(&messages),
        "notes_on_needs": known::notes_on_needs(&notes),
        "discussion_messages": known::discussion_messages(&discussed),
        "texts_reported": known::texts_reported(&reports),
        "assessments": known::assessments(&assessments),
        "files_attached": known::files_attached(&files),
        "files_attached_to_needs": known::files_of_needs(&need_files),
        "followed": known::followed(&followed),
        "messages_to_the_site": known::enquiries(&enquiries),
        "calendar_address_made_at": calendar.map(|row| row.made_at.utc()),
        "weekly_figures_since": figures.map(|row| row.since.utc()),
        "decisions_taken": known::decisions_taken(&decisions),
        "decisions_prepared": known::decisions_prepared(&drafts),
        "letterheads_set": known::letterheads_set(&letterheads),
        "committee_opinions": known::committee_opinions(&opinions),
        "trace": known::trace(&trace),
    });
    let tx = ctx.begin().await?;
    audit::record(&tx, ctx, Event::DataTaken).await?;
    ctx.commit(tx).await?;
    Ok(copy)
}

/// Takes one's data away: name, addresses, identities, memberships, mandates, sessions, notices, mails. What a
/// collectivité published stays the collectivité's; the trace keeps an identifier that names nobody any more.
///
/// Refused: the last administrator ([`Refusal::LastAdministrator`]).
pub async fn delete(ctx: &Context) -> Result<(), Error> {
    ctx.authorise(Action::HaveAccount, &Facts::default())?;
    let id = ctx.person()?;
    let tx = ctx.begin().await?;
    let mut trace = EventBatch::default();
    // Whoever signs in holds their identity or their link first, then who acts for collectivités: the same order here.
    let provided = identity::Entity::find().filter(identity::Column::Person.eq(id)).lock_exclusive().all(&tx).await?;
    let proved = mail_address::Entity::find().filter(mail_address::Column::Person.eq(id)).all(&tx).await?;
    let emails: Vec<String> =
        proved.into_iter().map(|row| row.email).chain(provided.into_iter().map(|row| row.email)).collect();
    sign_in_link::Entity::delete_many().filter(sign_in_link::Column::Email.is_in(emails.clone())).exec(&tx).await?;
    // One order for all who change who acts for a collectivité.
    let memberships = membership::Entity::find().filter(membership::Column::Person.eq(id));
    for row in memberships.order_by_asc(membership::Column::Siren).all(&tx).await? {
        crate::membership::acting::lock_people(&tx, &row.siren).await?;
    }
    crate::joint_act::proposal::turn(&tx).await?;
    let row = person::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
    if row.staff == Some(StaffRole::Administrator) {
        let query = person::Entity::find().filter(person::Column::Staff.eq(StaffRole::Administrator));
        if query.lock_exclusive().all(&tx).await?.len() == 1 {
            return Err(Refusal::LastAdministrator.into());
        }
    }
    for membership in membership::Entity::find().filter(membership::Column::Person.eq(id)).all(&tx).await? {
        end_membership(ctx, &tx, &membership.siren, Ending { person: id, force: true, reason: None }, &mut trace)
            .await?;
    }
    mandate::Entity::delete_many().filter(mandate::Column::Person.eq(id)).exec(&tx).await?;
    contact_link::Entity::delete_many().filter(contact_link::Column::Person.eq(id)).exec(&tx).await?;
    membership_request::Entity::delete_many().filter(membership_request::Column::Person.eq(id)).exec(&tx).await?;
    crate::joint_act::proposal::forget(&tx, id).await?;
    door_act::Entity::delete_many().filter(door_act::Column::Person.eq(id)).exec(&tx).await?;
    saved_form::forget(&tx, id).await?;
    let written = enquiry::Column::Person.eq(id).or(enquiry::Column::Email.is_in(emails.clone()));
    enquiry::Entity::delete_many().filter(written).exec(&tx).await?;
    follow::Entity::delete_many().filter(follow::Column::Person.eq(id)).exec(&tx).await?;
    figures_subscription::Entity::delete_by_id(id).exec(&tx).await?;
    calendar_link::Entity::delete_by_id(id).exec(&tx).await?;
    door_block::Entity::delete_many().filter(door_block::Column::Person.eq(id)).exec(&tx).await?;
    membership_invitation::Entity::update_many()
        .set(membership_invitation::ActiveModel { invited_by: Set(None), ..Default::default() })
        .filter(membership_invitation::Column::InvitedBy.eq(id))
        .exec(&tx)
        .await?;
    imported_member::Entity::delete_many()
        .filter(imported_member::Column::Email.is_in(emails.clone()))
        .exec(&tx)
        .await?;
    membership_invitation::Entity::delete_many()
        .filter(membership_invitation::Column::Email.is_in(emails.clone()))
        .exec(&tx)
        .await?;
    for email in &emails {
        let invited = joint_act::Column::Content.contains(serde_json::to_string(email)?);
        joint_act::Entity::delete_many().filter(invited).exec(&tx).await?;
    }
    let hashes: Vec<String> = emails.iter().map(|email| crate::sign_in::address_hash(email)).collect();
    known_browser::Entity::delete_many().filter(known_browser::Column::EmailHash.is_in(hashes)).exec(&tx).await?;
    // Mails name the person that they are about by their identifier.
    let theirs = mail::Column::Recipient.is_in(emails).or(mail::Column::Content.contains(id.to_string()));
    mail::Entity::delete_many().filter(theirs).exec(&tx).await?;
    mail_address::Entity::delete_many().filter(mail_address::Column::Person.eq(id)).exec(&tx).await?;
    identity::Entity::delete_many().filter(identity::Column::Person.eq(id)).exec(&tx).await?;
    notice::Entity::delete_many().filter(notice::Column::Person.eq(id)).exec(&tx).await?;
    service_list::Entity::delete_many().filter(service_list::Column::Person.eq(id)).exec(&tx).await?;
    decision_draft::Entity::delete_many().filter(decision_draft::Column::Person.eq(id)).exec(&tx).await?;
    // What was theirs to sort is nobody's again; their notes are the programme's.
    need_work::Entity::update_many()
        .set(need_work::ActiveModel { assignee: Set(None), ..Default::default() })
        .filter(need_work::Column::Assignee.eq(id))
        .exec(&tx)
        .await?;
    // What was written in a collectivité's name stays its own, under its name and capacity.
    discussion_message::Entity::update_many()
        .set(discussion_message::ActiveModel { title: Set(String::new()), ..Default::default() })
        .filter(discussion_message::Column::Person.eq(id))
        .exec(&tx)
        .await?;
    text_report::Entity::update_many()
        .set(text_report::ActiveModel { person: Set(None), ..Default::default() })
        .filter(text_report::Column::Person.eq(id))
        .exec(&tx)
        .await?;
    // Marks and reasons are the programme's; a private note was theirs alone.
    assessment::Entity::update_many()
        .set(assessment::ActiveModel { note: Set(String::new()), ..Default::default() })
        .filter(assessment::Column::Person.eq(id))
        .exec(&tx)
        .await?;
    end_all_sessions(&tx, id).await?;
    let gone = person::ActiveModel {
        name: Set(PERSON_GONE.to_owned()),
        staff: Set(None),
        departement: Set(None),
        residence: Set(None),
        demo_key: Set(None),
        demo_blurb: Set(None),
        deleted_at: Set(Some(ctx.now().into())),
        visited_at: Set(None),
        ..Default::default()
    };
    person::Entity::update_many().set(gone).filter(person::Column::Id.eq(id)).exec(&tx).await?;
    trace.add(ctx, Event::PersonDeleted)?;
    trace.write(&tx).await?;
    ctx.commit(tx).await
}
