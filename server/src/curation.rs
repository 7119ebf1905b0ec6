//! The curators' workshop: what they note of needs, the desk on which they find them, and acts on many at once.

pub mod batch;
pub mod desk;
pub mod note;
pub mod progress;
pub mod reading;
mod seen;
pub mod work;
