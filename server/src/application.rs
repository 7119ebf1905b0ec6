//! Applications: opened from what is known, written by several, confirmed by each collectivité, submitted with a frozen
//! copy.

pub mod announced;
mod answers;
pub mod applicant;
pub mod call;
pub mod check;
pub mod confirm;
pub mod desk;
pub mod detail;
pub mod handling;
pub mod line;
pub mod loaded;
pub mod message;
pub mod open;
pub mod remedy;
pub mod reminder;
pub mod save;
pub mod shown;
pub mod submit;
pub mod withdraw;

pub use self::{
    applicant::judge,
    confirm::confirm,
    loaded::copy_of,
    message::write_message,
    open::{Choice, existing, open, selected_projects},
    save::{Saved, Typed, save},
    submit::submit,
    withdraw::{delete_draft, shown_draft, withdraw},
};

pub mod query {
    //! What pages read of applications.

    pub use super::{
        announced::{Announced, ProposedLink, announced},
        call::{CallView, Considered, call},
        desk::{Asked, Desk, Filter, PAGE, Waiting, asked, conventions, desk, every_line},
        detail::{Assessed, Detail, Funding, Member, Viewer, detail},
        line::{Line, of_collectivity},
    };
}
