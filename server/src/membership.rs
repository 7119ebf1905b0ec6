//! Memberships: somebody asks to act for a collectivité; its referent confirms, or whoever reads its official mail, or
//! a curator on evidence; and some day it ends.

pub(crate) mod acting;
mod answer;
pub(crate) mod consent;
mod end;
mod import;
pub(crate) mod imported;
mod invitation;
mod proposed;
mod queue;
mod referent;
pub(crate) mod request;

pub use self::{
    acting::{acted_for, shown_member},
    answer::{Answered, LinkAnswer, Unknown, answer, answer_by_link, attach, declined_field, look, unknown},
    end::{end, end_by_hand},
    import::{ImportedMembers, import, require_may_upload, upload},
    imported::{Awaited, awaited, remove_awaited},
    invitation::{
        InvitationForm, Invited, accept_invitation, decline_invitation, invite, invited, look_at_invitation, take_back,
    },
    proposed::{Proposed, Why, proposed},
    queue::{Queued, confirm_all, one, queue},
    referent::{propose_referent, set_referent},
    request::{Answers, ask, cancel_request, correct_request, mine, shown, waiting, who_answers},
};
pub(crate) use self::{
    end::{Ending, end_membership},
    request::waiting_for,
};
