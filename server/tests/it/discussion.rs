//! Discussions: under needs, inside groups; questions of curators.

use crate::fixture::{fields, join, notified, refusal, rouen, siren};
use crate::world::{CENSUS, World, at, at_once, on_both};
use chrono::Duration;
use entity::{
    discussion::{Audience, LONGEST, MOST_IN_A_SHORT_WHILE, MOST_MENTIONS, QuestionState, Room},
    form_field::{FieldName, MESSAGE},
    id::{MessageId, NeedId},
    page_number::PageNumber,
    personal_data::Found,
    refusal::Refusal,
    table::{audit_event, discussion_message},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error, account,
    discussion::{
        query::{self, Discussion},
        question,
        write::{self, Typed},
    },
    need, reminder, task,
};

pub fn typed(text: &str) -> Typed {
    Typed { text: text.into(), field: MESSAGE.into(), accepted: Vec::new() }
}

/// Writes a message under a need, or an answer; its identifier.
pub async fn said(world: &World, ctx: &Context, need: NeedId, thread: Option<MessageId>, text: &str) -> MessageId {
    let id = MessageId(world.platform.new_id());
    // Each a moment after the one before: that is their order.
    world.clock.set(world.platform.now() + Duration::milliseconds(1));
    write::write(ctx, Room::Need(need), id, thread, &typed(text)).await.expect("written");
    id
}

/// The same, where it may be refused.
async fn tried(world: &World, ctx: &Context, need: NeedId, thread: Option<MessageId>, text: &str) -> Result<(), Error> {
    write::write(ctx, Room::Need(need), MessageId(world.platform.new_id()), thread, &typed(text)).await
}

pub async fn read(world: &World, ctx: &Context, room: Room) -> Result<Discussion, Error> {
    query::of_room(ctx, &world.campaign().await, room, PageNumber::FIRST, None).await
}

/// The texts that somebody reads under a need: each message that heads a thread, then its answers.
pub async fn texts(world: &World, ctx: &Context, need: NeedId) -> Vec<String> {
    let threads = read(world, ctx, Room::Need(need)).await.expect("readable").threads.rows;
    let all = threads.into_iter().flat_map(|thread| [thread.head].into_iter().chain(thread.replies));
    all.map(|one| one.row.content).collect()
}

async fn row(world: &World, id: MessageId) -> discussion_message::Model {
    let found = discussion_message::Entity::find_by_id(id).one(world.platform.database.read()).await;
    found.expect("reads").expect("is there")
}

async fn traced(world: &World, kind: &str) -> u64 {
    let events = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    events.count(world.platform.database.read()).await.expect("reads")
}

#[test]
fn collectivities_and_curators_write_under_a_need_and_those_concerned_are_told_once() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let curator = world.curator().await;
        let need = world.published(&figeac).await;
        let first = said(&world, &cahors, need, None, "Combien d’appels par jour ?").await;
        assert_eq!(notified(&world, &figeac, "discussion_message").await, 1);
        assert_eq!(notified(&world, &cahors, "discussion_message").await, 0, "never to who writes");
        let answer = said(&world, &figeac, need, Some(first), "Cent quarante.").await;
        assert_eq!(notified(&world, &cahors, "discussion_reply").await, 1);
        said(&world, &curator, need, Some(first), "Merci de cette précision.").await;
        assert_eq!(notified(&world, &cahors, "discussion_reply").await, 2);
        assert_eq!(notified(&world, &figeac, "discussion_message").await, 2, "once a message");
        let read = texts(&world, &world.nobody(), need).await;
        assert_eq!(read, ["Combien d’appels par jour ?", "Cent quarante.", "Merci de cette précision."]);
        let head = row(&world, first).await;
        assert_eq!((head.siren, head.title.as_str()), (Some(world.commune("46042")), "Test"));
        assert_eq!(row(&world, answer).await.thread, Some(first));
        assert_eq!(traced(&world, "discussion_written").await, 3);
        let below = tried(&world, &cahors, need, Some(answer), "?").await;
        assert_eq!(refusal(below), Refusal::WrongState, "one level of answers");
        let visitor = write::write(&world.nobody(), Room::Need(need), first, None, &typed("Bonjour")).await;
        assert!(matches!(visitor, Err(Error::SignInNeeded)));
        let assessor = write::write(&world.assessor().await, Room::Need(need), first, None, &typed("Bonjour")).await;
        assert!(matches!(assessor, Err(Error::Forbidden)));
    });
}

#[test]
fn a_form_that_is_sent_twice_writes_one_message() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let id = MessageId(world.platform.new_id());
        let results = at_once(6, |_| {
            let cahors = cahors.clone();
            async move { write::write(&cahors, Room::Need(need), id, None, &typed("Une seule fois")).await }
        })
        .await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(texts(&world, &figeac, need).await, ["Une seule fois"]);
        assert_eq!(notified(&world, &figeac, "discussion_message").await, 1);
        assert_eq!(traced(&world, "discussion_written").await, 1);
    });
}

#[test]
fn bad_texts_each_have_their_own_code_beside_their_field() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let write = |text: String| {
            let (figeac, id) = (figeac.clone(), MessageId(world.platform.new_id()));
            async move { fields(write::write(&figeac, Room::Need(need), id, None, &typed(&text)).await) }
        };
        let field: FieldName = MESSAGE.into();
        let too_long = Refusal::TooLong { most: LONGEST, length: 1_000_000 };
        assert_eq!(write("a".repeat(1_000_000)).await, [(field.clone(), too_long)]);
        assert_eq!(write("\u{200b}".repeat(50)).await, [(field.clone(), Refusal::Missing)]);
        let many = Refusal::TooManyMentions { most: MOST_MENTIONS, named: 300 };
        assert_eq!(write("@[x]".repeat(300)).await, [(field.clone(), many)]);
        let unknown = Refusal::MentionUnknown { name: "Nulle-Part-les-Bains".into() };
        assert_eq!(write("@[Nulle-Part-les-Bains]".into()).await, [(field.clone(), unknown)]);
        let [(_, Refusal::MentionUnclear { among, .. })] = &write("@[Sainte-Colombe]".into()).await[..] else {
            panic!("several communes have this name")
        };
        assert!(among.len() > 1 && among.iter().all(|one| one.contains("Sainte-Colombe (")), "{among:?}");
        assert!(texts(&world, &figeac, need).await.is_empty());
    });
}

#[test]
fn personal_data_is_pointed_out_and_published_once_it_was_seen() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let id = MessageId(world.platform.new_id());
        let text = "Appelez le 05 65 50 05 40.";
        let refused = fields(write::write(&figeac, Room::Need(need), id, None, &typed(text)).await);
        let [(_, Refusal::PersonalData { found })] = refused.as_slice() else { panic!("{refused:?}") };
        assert_eq!(found[0].text, "05 65 50 05 40");
        let accepted = found.iter().map(Found::fingerprint).collect();
        write::write(&figeac, Room::Need(need), id, None, &Typed { accepted, ..typed(text) }).await.expect("written");
        assert_eq!(texts(&world, &figeac, need).await, [text]);
    });
}

#[test]
fn a_collectivity_that_is_named_is_told() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let need = world.published(&figeac).await;
        let id = said(&world, &figeac, need, None, "@[Cahors], qu’en dites-vous ?").await;
        assert_eq!(notified(&world, &cahors, "discussion_mention").await, 1);
        let stored = row(&world, id).await.content;
        assert_eq!(stored, format!("@[{}], qu’en dites-vous ?", world.commune("46042")));
        write::edit(&figeac, id, &typed(&format!("{stored} Merci."))).await.expect("corrected");
        assert_eq!(notified(&world, &cahors, "discussion_mention").await, 1, "told already");
    });
}

#[test]
fn a_message_is_corrected_with_a_mark_for_a_quarter_of_an_hour_and_taken_back_by_its_author() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let colleague = world.agent(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let id = said(&world, &figeac, need, None, "Cent appels.").await;
        assert!(matches!(write::edit(&colleague, id, &typed("Deux cents.")).await, Err(Error::NotFound)));
        write::edit(&figeac, id, &typed("Cent quarante appels.")).await.expect("corrected");
        assert!(row(&world, id).await.edited_at.is_some());
        world.clock.set(row(&world, id).await.written_at.utc() + Duration::minutes(15));
        assert_eq!(refusal(write::edit(&figeac, id, &typed("Deux cents.")).await), Refusal::NoLongerEditable);
        said(&world, &colleague, need, Some(id), "Et des courriels.").await;
        assert!(matches!(write::take_back(&colleague, id).await, Err(Error::NotFound)));
        write::take_back(&figeac, id).await.expect("taken back");
        write::take_back(&figeac, id).await.expect("twice is once");
        assert_eq!(texts(&world, &figeac, need).await, ["", "Et des courriels."], "its place and the answers stay");
        assert_eq!(traced(&world, "discussion_taken_back").await, 1);
        let late = tried(&world, &colleague, need, Some(id), "?").await;
        assert_eq!(refusal(late), Refusal::TakenBack);
    });
}

#[test]
fn discussions_close_with_the_calendar_and_stay_readable() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let id = said(&world, &figeac, need, None, "Avant la clôture").await;
        let close = world.campaign().await.spec.calendar.application.close();
        world.clock.set(close - Duration::milliseconds(2));
        said(&world, &figeac, need, None, "Juste avant").await;
        world.clock.set(close);
        let late = tried(&world, &figeac, need, None, "Après").await;
        assert_eq!(refusal(late), Refusal::DiscussionClosed);
        let discussion = read(&world, &world.nobody(), Room::Need(need)).await.expect("readable");
        assert_eq!((discussion.is_open, discussion.closes), (false, Some(close)));
        assert_eq!(discussion.threads.total, 2);
        write::take_back(&figeac, id).await.expect("one's own is taken back at any time");
    });
}

#[test]
fn nobody_writes_too_often_even_many_at_once() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let most = usize::try_from(MOST_IN_A_SHORT_WHILE).expect("small");
        let ids: Vec<MessageId> = (0..most + 3).map(|_| MessageId(world.platform.new_id())).collect();
        let results = at_once(most + 3, |turn| {
            let (figeac, id) = (figeac.clone(), ids[turn]);
            async move { write::write(&figeac, Room::Need(need), id, None, &typed("Encore")).await }
        })
        .await;
        let refused: Vec<Refusal> = results.into_iter().filter(Result::is_err).map(refusal).collect();
        assert_eq!(refused, vec![Refusal::TooManyMessages; 3]);
        let cahors = world.agent(&world.commune("46042")).await;
        said(&world, &cahors, need, None, "Un autre écrit encore").await;
    });
}

#[test]
fn a_group_has_a_room_for_its_members_and_curators() {
    on_both(|world| async move {
        let (lead, group) = rouen(&world).await;
        let departement = join(&world, &lead, group, &siren("227605409")).await;
        let (curator, other) = (world.curator().await, world.elu(&world.commune("46102")).await);
        let room = Room::Group(group);
        let id = MessageId(world.platform.new_id());
        write::write(&lead, room, id, None, &typed("Réunion jeudi ? @[Figeac] n’en saura rien."))
            .await
            .expect("written");
        assert_eq!(notified(&world, &departement, "group_message").await, 1);
        assert_eq!(notified(&world, &other, "discussion_mention").await, 0, "told of what they may not read");
        for reader in [&lead, &departement, &curator] {
            assert_eq!(read(&world, reader, room).await.expect("a member").threads.total, 1);
        }
        assert!(matches!(read(&world, &other, room).await, Err(Error::Forbidden)));
        assert!(matches!(read(&world, &world.nobody(), room).await, Err(Error::SignInNeeded)));
        let outside = write::write(&other, room, MessageId(world.platform.new_id()), None, &typed("?")).await;
        assert!(matches!(outside, Err(Error::Forbidden)));
        let (siren, people) = server::group::contact::of_lead(&departement, group).await.expect("for members");
        assert_eq!((siren, people.len()), (crate::fixture::siren("200023414"), 1));
        assert!(matches!(server::group::contact::of_lead(&other, group).await, Err(Error::Forbidden)));
    });
}

async fn waits(world: &World, ctx: &Context, need: NeedId) -> bool {
    let row = need::query::get(&world.nobody(), need).await.expect("public");
    question::is_waiting(ctx, &row).await.expect("readable")
}

#[test]
fn a_need_waits_for_the_answer_to_a_question_that_only_its_collectivity_reads() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let curator = world.curator().await;
        let need = world.published(&figeac).await;
        let id = MessageId(world.platform.new_id());
        let asked = question::ask(&cahors, need, id, Audience::Author, &typed("Pourquoi ?")).await;
        assert!(matches!(asked, Err(Error::Forbidden)), "curators alone");
        question::ask(&curator, need, id, Audience::Author, &typed("Avec quel prestataire ?")).await.expect("asked");
        assert_eq!(notified(&world, &figeac, "question_asked").await, 1);
        assert!(waits(&world, &figeac, need).await && waits(&world, &curator, need).await);
        assert!(!waits(&world, &cahors, need).await, "what is between two is told to nobody else");
        assert!(texts(&world, &cahors, need).await.is_empty());
        let open = question::open_questions(&curator, &world.campaign().await).await.expect("a curator");
        assert_eq!(open.iter().map(|one| (one.need, one.message)).collect::<Vec<_>>(), [(need, id)]);
        let answer = MessageId(world.platform.new_id());
        let hidden = write::write(&cahors, Room::Need(need), answer, Some(id), &typed("Moi je sais")).await;
        assert!(matches!(hidden, Err(Error::NotFound)));
        write::write(&figeac, Room::Need(need), answer, Some(id), &typed("Aucun à ce jour.")).await.expect("answered");
        assert_eq!(notified(&world, &curator, "question_answered").await, 1);
        assert!(!waits(&world, &figeac, need).await);
        assert_eq!(row(&world, id).await.question, Some(QuestionState::Answered));
        assert_eq!(row(&world, answer).await.audience, Audience::Author, "the answer is theirs alone too");
        assert!(texts(&world, &cahors, need).await.is_empty());
        assert_eq!(refusal(question::close(&curator, id).await), Refusal::WrongState);
    });
}

#[test]
fn a_question_to_all_is_a_task_recalled_once_and_closed_by_a_curator() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let (curator, id) = (world.curator().await, MessageId(world.platform.new_id()));
        question::ask(&curator, need, id, Audience::All, &typed("Combien d’appels ?")).await.expect("asked");
        assert!(waits(&world, &world.nobody(), need).await);
        let membership = server::person::Membership {
            siren: world.commune("46102"),
            capacity: entity::collectivity::Capacity::Elu,
            title: "Maire".into(),
            referent: false,
        };
        let tasks = task::list(&figeac, &[membership]).await.expect("lists");
        let asked =
            |one: &&task::Task| matches!(one.kind, task::TaskKind::AnswerQuestion { message, .. } if message == id);
        assert_eq!(tasks.iter().filter(asked).count(), 1);
        reminder::send_due(&world.nobody()).await.expect("sent");
        assert_eq!(notified(&world, &figeac, "question_reminder").await, 0);
        world.clock.set(at(CENSUS) + Duration::days(7));
        for _ in 0..2 {
            reminder::send_due(&world.nobody()).await.expect("sent");
        }
        assert_eq!(notified(&world, &figeac, "question_reminder").await, 1);
        question::close(&curator, id).await.expect("closed");
        question::close(&curator, id).await.expect("twice is once");
        assert_eq!(notified(&world, &figeac, "question_closed").await, 1);
        assert!(!waits(&world, &world.nobody(), need).await);
    });
}

#[test]
fn a_message_stays_under_its_collectivity_when_the_account_of_its_author_goes() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let id = said(&world, &figeac, need, None, "Cent quarante appels.").await;
        let copy = account::copy(&figeac).await.expect("a copy");
        assert_eq!(copy["discussion_messages"][0]["message"], "Cent quarante appels.");
        account::delete(&figeac).await.expect("deleted");
        let shown = read(&world, &world.nobody(), Room::Need(need)).await.expect("readable");
        let head = &shown.threads.rows[0].head;
        assert_eq!((head.name.as_str(), head.row.title.as_str()), (wording::PERSON_GONE, ""));
        assert_eq!((head.row.id, head.row.siren), (id, Some(world.commune("46102"))));
        assert_eq!(head.row.content, "Cent quarante appels.");
    });
}

#[test]
fn a_message_is_found_on_its_page_and_the_latest_are_shown_with_the_need() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let need = world.published(&figeac).await;
        let mut ids = Vec::new();
        for turn in 0..12 {
            // Each by somebody else, a minute later: nobody writes too often.
            let author = world.agent(&world.commune("46042")).await;
            world.clock.set(at(CENSUS) + Duration::minutes(turn));
            ids.push(said(&world, &author, need, None, &format!("Message {turn}")).await);
        }
        let campaign = world.campaign().await;
        let on = |id| {
            let (figeac, campaign) = (figeac.clone(), campaign.clone());
            async move {
                let room = Room::Need(need);
                query::of_room(&figeac, &campaign, room, PageNumber::FIRST, Some(id)).await.expect("readable").threads
            }
        };
        assert_eq!((on(ids[11]).await.page, on(ids[0]).await.page), (1, 2));
        assert_eq!(on(ids[0]).await.rows.last().expect("the first of all").head.row.id, ids[0]);
        let row = need::query::get(&figeac, need).await.expect("its own");
        let latest = query::latest(&figeac, &campaign, &row).await.expect("readable");
        let shown: Vec<MessageId> = latest.messages.iter().map(|one| one.row.id).collect();
        assert_eq!((shown, latest.more), (vec![ids[11], ids[10], ids[9]], true));
        let curator = world.curator().await;
        world.clock.set(at(CENSUS) - Duration::minutes(1));
        let asked = MessageId(world.platform.new_id());
        question::ask(&curator, need, asked, Audience::All, &typed("Et vous ?")).await.expect("asked");
        let latest = query::latest(&figeac, &campaign, &row).await.expect("readable");
        assert_eq!((latest.messages[0].row.id, latest.is_waiting), (asked, true), "what waits comes first");
    });
}
