//! Which collectivité a name between brackets is of.

use crate::reference::Reference;
use entity::{collectivity::Collectivity, refusal::Refusal, search_text::SearchText, siren::Siren, text::searchable};
use wording::to_choose;

/// The most collectivités of one name that are told.
const MOST_TOLD: usize = 8;

/// The collectivité of a SIREN, or of a name that one alone has, also with its département (`Saint-Céré (46)`).
///
/// Refused: a name that nobody has ([`Refusal::MentionUnknown`]) or several have ([`Refusal::MentionUnclear`], with
/// theirs).
pub(crate) fn find(reference: &Reference, name: &str) -> Result<Siren, Refusal> {
    if let Ok(siren) = Siren::parse(name) {
        let known = reference.find(&siren).map(|found| found.siren);
        return known.ok_or_else(|| Refusal::MentionUnknown { name: name.to_owned() });
    }
    let mut named = reference.named(&SearchText::cut(name));
    // « Paris » is the commune, and not what else begins or is called so without its kind.
    let wanted = searchable(name);
    let exact: Vec<&Collectivity> = named.iter().copied().filter(|one| searchable(&one.name) == wanted).collect();
    if !exact.is_empty() {
        named = exact;
    }
    match named.as_slice() {
        [] => Err(Refusal::MentionUnknown { name: name.to_owned() }),
        [one] => Ok(one.siren),
        several => Err(Refusal::MentionUnclear {
            name: name.to_owned(),
            among: several
                .iter()
                .take(MOST_TOLD)
                .map(|one| to_choose(&one.name, one.departement.as_deref(), one.siren))
                .collect(),
        }),
    }
}
