//! What became of the money: each collectivité says whether it uses what was paid for.

codes!(/// Where a collectivité stands with a service.
DeploymentState {
    Testing = "testing",
    Adopted = "adopted",
    Stopped = "stopped",
});

/// A sentence or two about it, public.
pub type Feedback = crate::text::Text<5, 500>;
