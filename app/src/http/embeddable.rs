//! What other sites may show of ours as an image.

/// That a response may be shown as an image by other sites.
#[derive(Debug, Clone, Copy)]
pub struct Embeddable;
