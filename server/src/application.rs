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
pub mod reminder;
pub mod save;
pub mod shown;
pub mod submit;
pub mod withdraw;
