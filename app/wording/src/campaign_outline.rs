//! The editor of a campaign: what each value is called, what it is for, and what its codes mean.

/// The label of a value of an outline, and the help under it; the key itself where there is none.
pub fn label(outline: &str, key: &str) -> (&'static str, &'static str) {
    let found = LABELS.iter().find(|(of, name, ..)| *of == outline && *name == key);
    found.map_or(("", ""), |(.., label, help)| (*label, *help))
}

/// What a code of a value means; None where no word is known.
pub fn choice(of: &str, code: &str) -> Option<&'static str> {
    CHOICES.iter().find(|(name, one, _)| *name == of && *one == code).map(|(.., words)| *words)
}

/// What one entry of a list is called, to add another.
pub fn entry(outline: &str) -> &'static str {
    match outline {
        "theme" => "un thème",
        "envelope" => "une enveloppe",
        "wave" => "une vague",
        "item" => "un élément du catalogue",
        "criterion" => "un critère",
        "form" => "un formulaire",
        "section" => "une partie",
        "field" => "une question",
        "choice" => "une réponse",
        "condition" => "une condition",
        "payment_column" => "une colonne",
        _ => "une ligne",
    }
}

/// Outline, key, label, help.
const LABELS: &[(&str, &str, &str, &str)] = &[
    ("", "campaign", "Présentation", ""),
    ("", "theme", "Thème", ""),
    ("", "envelope", "Enveloppe", ""),
    ("", "wave", "Vague", ""),
    ("", "item", "Élément du catalogue", ""),
    ("", "criterion", "Critère", ""),
    ("", "form", "Formulaire", ""),
    ("", "section", "Partie du formulaire", ""),
    ("", "field", "Question", ""),
    ("", "choice", "Réponse possible", ""),
    ("", "condition", "Condition", ""),
    ("", "payment_column", "Colonne", ""),
    (
        "campaign",
        "slug",
        "Nom court",
        "Dans les adresses : minuscules sans accent, chiffres et tirets. Il ne change plus.",
    ),
    ("campaign", "title", "Titre", ""),
    ("campaign", "summary", "Résumé", "Un paragraphe, sur la page d’accueil."),
    (
        "campaign",
        "calendar",
        "Calendrier",
        "Les jours de chaque phase, heure de Paris ; le dernier jour compte en entier.",
    ),
    ("campaign", "theme", "Thèmes", "Ceux sous lesquels les besoins sont classés."),
    ("campaign", "envelope", "Enveloppes", "L’argent, à quoi il sert, et qui peut le demander."),
    ("campaign", "selection", "Vote", "L’enveloppe que le vote répartit, le bulletin et la règle."),
    ("campaign", "form", "Formulaires", "Les questions auxquelles on répond pour candidater."),
    ("campaign", "legal_basis", "Textes visés par les décisions", "Un texte par ligne, comme les lettres les citent."),
    ("campaign", "appeal", "Voies et délais de recours", "Dits dans les lettres de refus."),
    ("campaign", "letterhead", "En-tête des lettres", "Pour ce que l’équipe du programme décide elle-même."),
    (
        "campaign",
        "synonyms",
        "Synonymes de la recherche",
        "Une liste par ligne, les mots séparés par des virgules : standard téléphonique, accueil téléphonique.",
    ),
    ("campaign", "discussion", "Fin des échanges", "Jusqu’à la clôture des candidatures si rien n’est dit."),
    ("campaign", "committee", "Comité", "Oui : un projet n’est soumis au vote qu’une fois retenu par le comité."),
    (
        "campaign",
        "payment_column",
        "Colonnes du fichier de paiement",
        "Celles que prend l’outil comptable, dans l’ordre. Sans rien\u{a0}: référence, SIRET, montant, dossier…",
    ),
    (
        "campaign",
        "decision_text",
        "Textes des décisions",
        "Ce que dit la lettre, à la place de nos phrases. Champs : {collectivité}, {dossier}, {titre}, {enveloppe}, \
         {vague}, {montant}, {date}.",
    ),
    (
        "campaign",
        "convention",
        "Convention",
        "Ce qu’elle dit, une fois pour toutes les candidatures acceptées. Vide\u{a0}: pas de convention établie ici.",
    ),
    (
        "convention",
        "text",
        "Texte",
        "Une ligne vide entre deux paragraphes ; un titre commence par «\u{202f}# ». Champs\u{a0}: {numéro}, \
         {collectivité}, {siren}, {dossier}, {titre}, {enveloppe}, {vague}, {montant}, {date}, {autorité}, \
         {signataire}, {fonction}.",
    ),
    ("convention", "required", "Rien n’est versé avant les deux signatures", "Non si rien n’est dit."),
    (
        "campaign",
        "iban",
        "Demander l’IBAN",
        "Aux bénéficiaires, pour le fichier de paiement. Il est chiffré\u{a0}: le serveur doit en avoir la clé.",
    ),
    ("decision_text", "accepted", "Candidature acceptée", ""),
    ("decision_text", "waiting_list", "Liste d’attente", ""),
    ("decision_text", "refused", "Candidature refusée", ""),
    ("payment_column", "heading", "Intitulé", "Tel que l’outil comptable l’attend."),
    ("payment_column", "value", "Ce qu’elle contient", ""),
    ("calendar", "census", "Recensement des besoins", ""),
    ("calendar", "selection", "Vote des collectivités", ""),
    ("calendar", "application", "Candidatures", ""),
    ("period", "opens", "Premier jour", ""),
    ("period", "until", "Dernier jour", ""),
    ("theme", "code", "Code", "Minuscules, chiffres et tirets."),
    ("theme", "label", "Nom", ""),
    ("envelope", "code", "Code", "Minuscules, chiffres et tirets."),
    ("envelope", "title", "Titre", ""),
    ("envelope", "amount", "Montant", "En euros entiers ; zéro pour une part sans montant propre."),
    ("envelope", "purpose", "À quoi elle sert", "Une ou deux phrases."),
    ("envelope", "source", "D’où vient l’argent", ""),
    ("envelope", "part_of", "Fait partie de", "L’enveloppe dans laquelle celle-ci est comprise."),
    ("envelope", "call", "Ce qu’on demande", "Rien, s’il n’y a pas de candidature."),
    ("envelope", "form", "Formulaire de candidature", ""),
    ("envelope", "applicant", "Qui candidate", ""),
    ("envelope", "eligibility", "Condition", "Sans condition, toute collectivité peut candidater."),
    ("envelope", "subsidy_percent", "Part payée, en %", "Du coût éligible ; vide si l’État paie tout."),
    ("envelope", "ceiling", "Plafond d’une aide", "En euros."),
    ("envelope", "floor", "Plancher d’une aide", "En euros ; en dessous, rien n’est versé."),
    ("envelope", "public_funding_percent", "Argent public au plus, en %", "80 si rien n’est dit."),
    ("envelope", "places", "Places par projet", "Combien de collectivités ou de groupements l’expérimentent, au plus."),
    ("envelope", "decided_by", "Qui décide", ""),
    ("envelope", "assessed_by", "Qui évalue", ""),
    ("envelope", "correction_days", "Jours pour corriger", "15 si rien n’est dit."),
    ("envelope", "priority", "Programmes prioritaires", ""),
    ("envelope", "topics", "Sujets", "Un par ligne, si l’enveloppe est limitée à certains."),
    ("envelope", "wave", "Vagues", "Sans vague, on candidate pendant toute la phase."),
    ("envelope", "item", "Catalogue", "Ce qui se commande, chacun à un montant fixe."),
    ("envelope", "criterion", "Critères", "Sans critère, on décide sans noter."),
    ("wave", "opens", "Premier jour", ""),
    ("wave", "until", "Dernier jour", ""),
    ("wave", "amount", "Montant", "En euros ; vide si les vagues se partagent l’enveloppe."),
    ("item", "code", "Code", ""),
    ("item", "label", "Nom", ""),
    ("item", "amount", "Montant", "En euros."),
    ("criterion", "title", "Titre", ""),
    ("criterion", "weight", "Poids", "1 si rien n’est dit."),
    ("criterion", "marks", "Sens de chaque note", "Une par ligne, de zéro vers le haut."),
    ("condition", "inhabitants", "Nombre d’habitants", ""),
    ("condition", "inhabitants_at_most", "Nombre d’habitants", ""),
    ("condition", "departement", "Un membre exerce les compétences d’un département", ""),
    ("condition", "kind", "Sortes de collectivités", ""),
    ("condition", "programme", "Programme", ""),
    ("condition", "members", "Nombre de collectivités", ""),
    ("condition", "any", "Au moins une de ces conditions", ""),
    ("condition", "all", "Toutes ces conditions", ""),
    ("selection", "envelope", "Enveloppe que le vote répartit", ""),
    ("selection", "ballot", "Bulletin", ""),
    ("selection", "rule", "Règle", ""),
    (
        "selection",
        "seed",
        "Graine du tirage",
        "Un texte public, fixé avant le vote : il départage les dernières égalités.",
    ),
    ("selection", "publication", "Publication des bulletins", ""),
    ("selection", "paper", "Ordre des projets sur le bulletin", ""),
    ("ballot", "least", "Projets choisis, au moins", "1 si rien n’est dit."),
    ("ballot", "most", "Projets choisis, au plus", "Vide : autant qu’on veut."),
    ("ballot", "points", "Points", "Vide : une voix par projet choisi."),
    ("points", "total", "Points à répartir", ""),
    ("points", "most_on_one", "Points sur un projet, au plus", "Vide : autant qu’on veut."),
    ("rule", "completion", "Argent qui reste", ""),
    ("rule", "priority", "Programmes prioritaires", ""),
    ("rule", "projects", "Nombre de projets retenus", ""),
    ("completion", "increment", "Augmentation par votant", "En euros."),
    ("completion", "stop", "Fin des augmentations", ""),
    ("form", "code", "Code", "Minuscules, chiffres et tirets."),
    ("form", "section", "Parties", ""),
    ("section", "title", "Titre", ""),
    ("section", "help", "Aide", "Sous le titre de la partie."),
    ("section", "field", "Questions", ""),
    ("field", "code", "Code", "Minuscules, chiffres et tirets ; les réponses sont rangées sous ce code."),
    ("field", "label", "Question", ""),
    ("field", "kind", "Sorte de réponse", ""),
    ("field", "hint", "Aide", ""),
    ("field", "required", "Réponse obligatoire", "Oui si rien n’est dit."),
    ("field", "least", "Au moins", "Caractères d’un texte, ou le nombre lui-même."),
    ("field", "most", "Au plus", "Caractères d’un texte, ou le nombre lui-même."),
    ("field", "prefill", "Prérempli par", ""),
    ("field", "shown_if", "Montrer seulement si", ""),
    ("field", "options", "Réponses possibles", "D’une liste de choix."),
    ("shown_if", "field", "La question (son code)", ""),
    ("shown_if", "is", "a pour réponse (son code)", ""),
    ("choice", "code", "Code", ""),
    ("choice", "label", "Réponse", ""),
    ("letterhead", "authority", "Autorité", ""),
    ("letterhead", "place", "Lieu", ""),
    ("letterhead", "signatory", "Nom de qui signe", ""),
    ("letterhead", "function", "Fonction de qui signe", ""),
    ("letterhead", "delegation", "Acte de délégation", "Vide si cette personne signe pour elle-même."),
];

/// What a code is a choice of, code, words.
const CHOICES: &[(&str, &str, &str)] = &[
    ("call", "pilot", "Expérimenter un projet retenu par le vote"),
    ("call", "subsidy", "Une part de ce qu’on dépense"),
    ("call", "catalogue", "Des éléments d’un catalogue, à montant fixe"),
    ("applicant", "collectivity", "Une collectivité, pour elle-même"),
    ("applicant", "group", "Un groupement"),
    ("applicant", "either", "L’une ou l’autre"),
    ("decided_by", "state", "L’équipe du programme, pour tout le pays"),
    ("decided_by", "prefect", "Le préfet du département"),
    ("assessed_by", "lot", "Des personnes tirées au sort"),
    ("assessed_by", "officer", "L’agent de la préfecture qui suit le dossier"),
    ("publication", "named", "Avec le nom de chaque collectivité"),
    ("publication", "unnamed", "Sans nom, dans un ordre tiré au sort"),
    ("paper", "alphabetical", "Par titre, le même pour toutes"),
    ("paper", "drawn", "Tiré au sort pour chaque collectivité"),
    ("priority", "none", "Sans avantage"),
    ("priority", "ties_and_leftover", "Passent devant à égalité, et pour l’argent qui reste"),
    ("value", "reference", "La référence du versement"),
    ("value", "siret", "Le SIRET, s’il est connu"),
    ("value", "siren", "Le SIREN"),
    ("value", "iban", "L’IBAN, si la campagne le demande"),
    ("value", "name", "Le nom de la collectivité"),
    ("value", "amount", "Le montant"),
    ("value", "number", "Le numéro du dossier"),
    ("value", "title", "Le titre du dossier"),
    ("value", "envelope", "Le code de l’enveloppe"),
    ("value", "envelope_title", "Le nom de l’enveloppe"),
    ("value", "wave", "La vague"),
    ("value", "departement", "Le département"),
    ("value", "purpose", "L’objet du versement"),
    ("value", "asked_on", "Le jour de la demande"),
    ("value", "empty", "Rien : une colonne vide"),
    ("stop", "exhaustive", "Quand plus rien ne peut être acheté"),
    ("stop", "infeasible", "Avant le premier résultat qui dépasse l’enveloppe"),
    ("rule", "equal_shares", "Parts égales"),
    ("rule", "greedy", "Dans l’ordre des voix, tant que l’enveloppe suffit"),
    ("rule", "approval_count", "Les projets les plus choisis, en nombre fixé"),
    ("completion", "none", "Il reste dans l’enveloppe"),
    ("completion", "add1", "On recompte avec des parts plus grandes"),
    ("completion", "add1u", "On recompte avec des parts plus grandes, puis dans l’ordre des voix"),
    ("condition", "inhabitants", "Au moins tant d’habitants"),
    ("condition", "inhabitants_at_most", "Au plus tant d’habitants"),
    ("condition", "departement", "Un membre exerce (ou non) les compétences d’un département"),
    ("condition", "kind", "Chaque membre est d’une de ces sortes"),
    ("condition", "programme", "Un membre est d’un programme"),
    ("condition", "members", "Au moins tant de collectivités"),
    ("condition", "any", "Au moins une de plusieurs conditions"),
    ("condition", "all", "Toutes de plusieurs conditions"),
    ("kind", "line", "Une ligne de texte"),
    ("kind", "text", "Un texte"),
    ("kind", "number", "Un nombre"),
    ("kind", "euros", "Un montant"),
    ("kind", "date", "Une date"),
    ("kind", "choice", "Un choix dans une liste"),
    ("kind", "collectivity", "Une collectivité"),
    ("kind", "costs", "Le tableau des coûts"),
    ("kind", "items", "Des éléments du catalogue"),
    ("kind", "file", "Des pièces jointes"),
    ("discussion", "census", "À la clôture du recensement"),
    ("discussion", "selection", "À la clôture du vote"),
    ("discussion", "application", "À la clôture des candidatures"),
    ("discussion", "always", "Jamais"),
    ("prefill", "project_title", "Le titre du projet"),
    ("prefill", "project_summary", "Le résumé du projet"),
    ("prefill", "need_title", "Le titre du besoin"),
    ("prefill", "need_problem", "Le problème du besoin"),
    ("prefill", "group_name", "Le nom du groupement"),
    ("prefill", "group_purpose", "L’objet du groupement"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use entity::{
        campaign_outline::{CAMPAIGN, Member, Outline, Shape},
        collectivity::Kind,
        programme::Programme,
    };
    use std::collections::BTreeSet;

    fn named(outline: &str, members: &[Member], seen: &mut BTreeSet<String>) {
        for member in members {
            let (label, _) = label(outline, member.key);
            assert!(!label.is_empty(), "{outline}.{} has no label", member.key);
            match member.shape {
                Shape::Choice(codes) => {
                    for code in codes() {
                        let known = Programme::from_code(code).is_some() || choice(member.key, code).is_some();
                        assert!(known, "{}: {code}", member.key);
                    }
                }
                Shape::Several(codes) => {
                    let known = |code: &&str| Programme::from_code(code).is_some() || Kind::from_code(code).is_some();
                    assert!(codes().iter().all(known), "{}", member.key);
                }
                Shape::Part(below) | Shape::List(below) => whole(below, seen),
                Shape::Variants(variants) | Shape::ListOf(variants) if seen.insert(variants.name.to_owned()) => {
                    for kind in variants.kinds {
                        assert!(choice(variants.name, kind.code).is_some(), "{}: {}", variants.name, kind.code);
                        named(variants.name, kind.members, seen);
                    }
                }
                _ => {}
            }
        }
    }

    fn whole(outline: &Outline, seen: &mut BTreeSet<String>) {
        named(outline.name, outline.members, seen);
    }

    #[test]
    fn every_value_of_a_campaign_has_its_words() {
        whole(&CAMPAIGN, &mut BTreeSet::new());
    }
}
