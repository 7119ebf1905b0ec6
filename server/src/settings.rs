//! Settings that are more than text or a path. The list of all stands in `app/src/command.rs`.

/// Which marks the pages wear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// The State's marks (Marianne, typeface): for `.gouv.fr` only, by the terms of the design system.
    State,
    /// No mark of the State.
    Neutral,
}
