//! What is known of a person, written for that person: one function a kind of row.

use crate::audit::Traced;
use entity::table::{
    Millis, application_message, assessment, attachment, committee_opinion, decision, decision_draft,
    discussion_message, door_block, enquiry, follow, identity, joint_act, letterhead, mail_address, mandate,
    membership, membership_request, merge_request, need, need_attachment, need_note, notice, person, session, support,
    text_report,
};
use serde_json::{Value, json};

pub(super) fn person(row: &person::Model) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "staff": row.staff,
        "departement": row.departement,
        "residence": row.residence,
        "created_at": at(row.created_at),
        "visited_at": row.visited_at.map(at),
        "mails": row.mail_preference,
    })
}

pub(super) fn mail_addresses(rows: &[mail_address::Model]) -> Value {
    rows.iter().map(|row| json!({ "email": row.email, "proved_at": at(row.proved_at) })).collect()
}

pub(super) fn identities(rows: &[identity::Model]) -> Value {
    let one = |row: &identity::Model| {
        json!({
            "issuer": row.issuer,
            "subject": row.subject,
            "email": row.email,
            "organisation": row.organisation,
            "seen_at": at(row.seen_at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn memberships(rows: &[membership::Model]) -> Value {
    let one = |row: &membership::Model| {
        json!({
            "siren": row.siren,
            "capacity": row.capacity,
            "title": row.title,
            "referent": row.referent,
            "since": at(row.since),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn membership_requests(rows: &[membership_request::Model]) -> Value {
    let one = |row: &membership_request::Model| {
        json!({
            "siren": row.siren,
            "capacity": row.capacity,
            "title": row.title,
            "evidence": row.evidence,
            "body": row.body,
            "asked_at": at(row.asked_at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn said_not_to_be_known(rows: &[door_block::Model]) -> Value {
    rows.iter().map(|row| json!({ "by": row.target, "at": at(row.at) })).collect()
}

pub(super) fn acts_of_two(rows: &[joint_act::Model]) -> Value {
    let one = |row: &joint_act::Model| {
        json!({
            "content": row.content,
            "state": row.state,
            "proposed_at": at(row.proposed_at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn mandates(rows: &[mandate::Model]) -> Value {
    let one = |row: &mandate::Model| {
        json!({
            "siren": row.siren,
            "rank": row.rank,
            "from": row.from_day,
            "until": row.until_day,
            "note": row.note,
            "since": at(row.since),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn sessions(rows: &[session::Model]) -> Value {
    let one = |row: &session::Model| {
        json!({
            "browser": row.browser,
            "method": row.method,
            "opened_at": at(row.created_at),
            "seen_at": at(row.seen_at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn notices(rows: &[notice::Model]) -> Value {
    rows.iter()
        .map(|row| json!({ "kind": row.kind, "about": row.about, "reason": row.reason, "at": at(row.at) }))
        .collect()
}

pub(super) fn discussion_messages(rows: &[discussion_message::Model]) -> Value {
    let one = |row: &discussion_message::Model| {
        json!({
            "id": row.id,
            "need": row.need,
            "group": row.group_id,
            "siren": row.siren,
            "title": row.title,
            "message": row.content,
            "written_at": at(row.written_at),
            "taken_back_at": row.taken_back_at.map(at),
            "hidden_at": row.hidden_at.map(at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn texts_reported(rows: &[text_report::Model]) -> Value {
    let one = |row: &text_report::Model| {
        json!({
            "text": row.text().to_string(),
            "cause": row.cause,
            "word": row.word,
            "reported_at": at(row.reported_at),
            "outcome": row.outcome,
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn needs_written(rows: &[need::Model]) -> Value {
    let one = |row: &need::Model| {
        json!({
            "id": row.id,
            "siren": row.siren,
            "title": row.title,
            "created_at": at(row.created_at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn supports_given(rows: &[support::Model]) -> Value {
    let one = |row: &support::Model| {
        json!({
            "need": row.need,
            "siren": row.siren,
            "sentence": row.sentence,
            "at": at(row.at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn merges_proposed(rows: &[merge_request::Model]) -> Value {
    rows.iter()
        .map(|row| json!({ "need": row.need, "into": row.face, "message": row.message, "at": at(row.at) }))
        .collect()
}

pub(super) fn messages_written(rows: &[application_message::Model]) -> Value {
    let one = |row: &application_message::Model| {
        json!({
            "application": row.application,
            "message": row.message,
            "at": at(row.at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn notes_on_needs(rows: &[need_note::Model]) -> Value {
    rows.iter().map(|row| json!({ "need": row.need, "note": row.text, "at": at(row.at) })).collect()
}

pub(super) fn assessments(rows: &[assessment::Model]) -> Value {
    let one = |row: &assessment::Model| {
        json!({
            "application": row.application,
            "state": row.state,
            "marks": row.marks(),
            "note": row.note,
            "reason": row.reason,
            "at": at(row.at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn files_attached(rows: &[attachment::Model]) -> Value {
    let one = |row: &attachment::Model| json!({ "application": row.application, "name": row.name, "at": at(row.at) });
    rows.iter().map(one).collect()
}

pub(super) fn files_of_needs(rows: &[need_attachment::Model]) -> Value {
    let one = |row: &need_attachment::Model| json!({ "need": row.need, "name": row.name, "at": at(row.at) });
    rows.iter().map(one).collect()
}

pub(super) fn followed(rows: &[follow::Model]) -> Value {
    let one = |row: &follow::Model| json!({ "kind": row.kind, "followed": row.subject, "at": at(row.at) });
    rows.iter().map(one).collect()
}

pub(super) fn decisions_taken(rows: &[decision::Model]) -> Value {
    let one = |row: &decision::Model| {
        json!({
            "application": row.application,
            "outcome": row.outcome,
            "at": at(row.at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn decisions_prepared(rows: &[decision_draft::Model]) -> Value {
    let one = |row: &decision_draft::Model| {
        json!({
            "application": row.application,
            "content": row.decision(),
            "at": at(row.at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn letterheads_set(rows: &[letterhead::Model]) -> Value {
    rows.iter().map(|row| json!({ "departement": row.departement, "at": at(row.at) })).collect()
}

pub(super) fn enquiries(rows: &[enquiry::Model]) -> Value {
    let one = |row: &enquiry::Model| {
        json!({
            "name": row.name,
            "email": row.email,
            "topic": row.topic,
            "content": row.content,
            "page": row.page,
            "at": at(row.written_at),
            "state": row.state,
            "answer": row.answer,
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn committee_opinions(rows: &[committee_opinion::Model]) -> Value {
    let one = |row: &committee_opinion::Model| {
        json!({
            "project": row.project,
            "opinion": row.opinion,
            "word": row.word,
            "at": at(row.at),
        })
    };
    rows.iter().map(one).collect()
}

pub(super) fn trace(rows: &[Traced]) -> Value {
    let one = |row: &Traced| {
        json!({
            "at": at(row.event.at),
            "event": row.event.kind,
            "acting_for": row.event.acting_for,
            "subject": row.event.subject,
        })
    };
    rows.iter().map(one).collect()
}

fn at(instant: Millis) -> String {
    instant.utc().to_rfc3339()
}
