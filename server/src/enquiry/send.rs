//! Writing to those who run the site.

use crate::{
    Context, Error, audit,
    clock::SystemClock,
    door,
    notice::{self, Kind},
};
use chrono::Duration;
use entity::{
    address::Address,
    calendar::day_began,
    discussion::SHORT_WHILE,
    door::DAY,
    email::Email,
    enquiry::{
        EnquiryState, EnquiryText, EnquiryTopic, LONGEST_PAGE, MOST_IN_A_DAY, MOST_IN_A_SHORT_WHILE, MOST_OF_A_NETWORK,
    },
    event::Event,
    form_field,
    id::{EnquiryId, PersonId},
    name::Name,
    permission::StaffRole,
    refusal::{FieldRefusals, Refusal},
    table::{enquiry, person},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect};

/// A message as it is typed.
#[derive(Debug, Clone, Default)]
pub struct EnquiryForm {
    pub name: String,
    pub email: String,
    /// A code of [`EnquiryTopic`].
    pub topic: String,
    pub content: String,
    /// A path of ours; empty for none.
    pub page: String,
}

/// Sends a message. Those who answer are told once a day that some arrived.
///
/// Who: everybody, signed in or not. Refused, beside its field: what is missing, too long, or no mail address; more
/// than a few from one person, one address or one network ([`Refusal::TooManyEnquiries`]).
pub async fn send(ctx: &Context, form: &EnquiryForm, network: &str) -> Result<(), Error> {
    let mut refusals = FieldRefusals::default();
    let name = refusals.take(form_field::NAME, Name::line(&form.name));
    let email = refusals.take(form_field::EMAIL, Email::parse(&form.email));
    let topic = refusals.take(form_field::TOPIC, EnquiryTopic::from_code(&form.topic).ok_or(Refusal::Missing));
    let content = refusals.take(form_field::CONTENT, EnquiryText::parse(&form.content));
    let (Some(name), Some(email), Some(topic), Some(content)) = (name, email, topic, content) else {
        return Err(refusals.into());
    };
    let tx = ctx.begin().await?;
    require_room(&tx, ctx, &email, network).await?;
    let now = ctx.now().into();
    let row = enquiry::Model {
        id: EnquiryId(ctx.platform.new_id()),
        person: ctx.actor.person,
        name: name.into_string(),
        email: email.to_string(),
        topic,
        content: content.into_string(),
        page: Some(&form.page).filter(|page| page.len() <= LONGEST_PAGE).cloned().unwrap_or_default(),
        network: network.to_owned(),
        written_at: now,
        counted_at: SystemClock::machine_now().into(),
        state: EnquiryState::New,
        taken_by: None,
        changed_at: now,
        answer: None,
        answered_by: None,
        answered_at: None,
    };
    let id = row.id;
    enquiry::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    let link = Address::Enquiries.to_string();
    let people = notice::not_notified(&tx, staff(&tx).await?, Kind::EnquiryReceived, "", &link, day_began(ctx.now()));
    notice::notify(&tx, ctx, people.await?, Kind::EnquiryReceived, "", link).await?;
    audit::record(&tx, ctx, Event::EnquiryReceived { enquiry: id }).await?;
    ctx.commit(tx).await
}

/// Those who answer.
async fn staff(tx: &impl ConnectionTrait) -> Result<Vec<PersonId>, Error> {
    let roles = [StaffRole::Curator, StaffRole::Administrator];
    let query = person::Entity::find().select_only().column(person::Column::Id);
    Ok(query.filter(person::Column::Staff.is_in(roles)).into_tuple().all(tx).await?)
}

/// Refuses more messages than may come from one person, address or network; by the machine's clock.
async fn require_room(tx: &impl ConnectionTrait, ctx: &Context, email: &Email, network: &str) -> Result<(), Error> {
    if let Some(person) = ctx.actor.person {
        door::turn(tx, &format!("person {person}")).await?;
    }
    for name in [door::target(email), format!("network {network}")] {
        door::turn(tx, &name).await?;
    }
    let since = |time: Duration| {
        let since = (SystemClock::machine_now() - time).timestamp_millis();
        enquiry::Entity::find().filter(enquiry::Column::CountedAt.gt(since))
    };
    let mut whose = vec![enquiry::Column::Email.eq(email.as_str())];
    whose.extend(ctx.actor.person.map(|person| enquiry::Column::Person.eq(person)));
    for one in whose {
        let lately = since(SHORT_WHILE).filter(one.clone()).count(tx).await?;
        if lately >= MOST_IN_A_SHORT_WHILE || since(DAY).filter(one).count(tx).await? >= MOST_IN_A_DAY {
            return Err(Refusal::TooManyEnquiries.into());
        }
    }
    let here = since(DAY).filter(enquiry::Column::Network.eq(network));
    match here.count(tx).await? >= MOST_OF_A_NETWORK {
        true => Err(Refusal::TooManyEnquiries.into()),
        false => Ok(()),
    }
}
