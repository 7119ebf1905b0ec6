//! What a mail address tells of whose it is: its domain, and the name of a collectivité in it. It proposes, and gives
//! no right: anybody may call an address as they like.

/// Domains that anybody gets an address of: they tell nothing.
const OF_ANYBODY: [&str; 18] = [
    "gmail.com",
    "orange.fr",
    "wanadoo.fr",
    "laposte.net",
    "free.fr",
    "sfr.fr",
    "neuf.fr",
    "hotmail.fr",
    "hotmail.com",
    "live.fr",
    "outlook.fr",
    "outlook.com",
    "yahoo.fr",
    "yahoo.com",
    "icloud.com",
    "proton.me",
    "protonmail.com",
    "bbox.fr",
];

/// Words that say that the rest is a collectivité's name, also written without a sign between the two.
const KINDS: [&str; 8] = ["mairie", "commune", "ville", "departement", "region", "agglo", "metropole", "cc"];

/// The last parts of a domain that no name stands in, such as the end of `figeac.gouv.fr`.
const PUBLIC: [&str; 4] = ["gouv", "asso", "com", "collectivite"];

/// The domain of an address, where it is somebody's own; None for one that anybody gets an address of.
pub fn own_domain(email: &str) -> Option<&str> {
    let (_, domain) = email.rsplit_once('@')?;
    (!OF_ANYBODY.contains(&domain)).then_some(domain)
}

/// The texts in an address under which a collectivité may be found, the likelier first: `gourdon` of
/// `mairie@gourdon.fr`, `mairie gourdon` of `mairie.gourdon46@orange.fr`.
///
/// Before the sign it counts only beside a word that says what it is: a name alone is more often a person's.
pub fn names_in(email: &str) -> Vec<String> {
    let Some((local, _)) = email.rsplit_once('@') else { return Vec::new() };
    let mut names = Vec::new();
    if let Some(domain) = own_domain(email) {
        let labels: Vec<&str> = domain.split('.').collect();
        let before_the_end = labels.iter().rev().skip(1);
        let named = before_the_end.copied().find(|label| !PUBLIC.contains(label));
        names.extend(named.map(words).filter(|words| !words.is_empty()));
    }
    let local = words(local);
    let is_said = local.split(' ').any(|word| KINDS.contains(&word));
    if is_said && local.contains(' ') && !names.contains(&local) {
        names.push(local);
    }
    names
}

/// The words of a part of an address: signs and figures part them, and so does a kind at the beginning.
fn words(part: &str) -> String {
    let parts = part.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let parted = parts.map(|word| {
        // `cc` begins too many words.
        let kind = KINDS.iter().find(|kind| kind.len() > 2 && word.len() > kind.len() + 2 && word.starts_with(*kind));
        // Villefranche and Villeneuve are names of their own.
        match kind.filter(|kind| **kind != "ville") {
            Some(kind) => format!("{kind} {}", &word[kind.len()..]),
            None => word.to_owned(),
        }
    });
    parted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_collectivity_after_its_sign_or_beside_a_word_that_says_so() {
        for (email, names) in [
            ("mairie@gourdon.fr", &["gourdon"][..]),
            ("dgs@ville-figeac.fr", &["ville figeac"]),
            ("accueil@mairie-de-saint-cere.fr", &["mairie de saint cere"]),
            ("contact@mairiefelletin.fr", &["mairie felletin"]),
            ("contact@villefranche-de-rouergue.fr", &["villefranche de rouergue"]),
            ("x@services.figeac.gouv.fr", &["figeac"]),
            ("mairie.gourdon46@orange.fr", &["mairie gourdon"]),
            ("mairiedie@wanadoo.fr", &["mairie die"]),
            ("martin@orange.fr", &[]),
            ("mairie@orange.fr", &[]),
            ("sans signe", &[]),
        ] {
            assert_eq!(names_in(email), names, "{email}");
        }
    }

    #[test]
    fn a_domain_that_anybody_gets_an_address_of_is_nobodys_own() {
        assert_eq!(own_domain("a@figeac.fr"), Some("figeac.fr"));
        assert_eq!(own_domain("a@gmail.com"), None);
        assert_eq!(own_domain("a"), None);
    }
}
