//! What mails say: what each tells, field by field (`tell`), in the words that come with the executable (`origin`) or
//! in those that the staff wrote in their place (`told`). What a person typed of themselves stands after our sentences,
//! quoted and named as theirs: [`entity::mail_text`] refuses a text in which it does not.

mod origin;
mod sample;
mod tell;
mod told;

pub use self::{
    sample::{explained, sample},
    tell::*,
    told::{Rendered, Told, origin_of},
};
