//! What the search looks in.

/// The heading of a kind of things that the search finds, by the code that addresses have of it.
pub fn search_kind(code: &str) -> &'static str {
    match code {
        "besoins" => "Besoins",
        "groupements" => "Groupements",
        "projets" => "Projets",
        "enveloppes" => "Financements",
        "collectivites" => "Collectivités",
        _ => "Aide",
    }
}
