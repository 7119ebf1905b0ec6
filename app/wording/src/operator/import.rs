//! What is said of the lists that are imported: territories, programmes, official addresses, successions.

use entity::{service::ServiceColumn, siren::Siren};

// How the columns that a list must have are called.
pub const COLUMN_SIREN: &str = "« siren »";
pub const COLUMN_MAIL: &str = "« courriel »";
pub const COLUMN_FORMER: &str = "« ancien »";
pub const COLUMN_SUCCESSOR: &str = "« nouveau »";
pub const COLUMN_FORMER_NAME: &str = "« nom »";
pub const COLUMN_FORMER_INSEE: &str = "« insee »";
pub const COLUMN_COMMUNE: &str = "du code INSEE (« insee »)";
pub const COLUMN_PROGRAMME: &str = "« programme »";
pub const COLUMN_MEMBER: &str = "«\u{202f}nom\u{202f}»";
pub const COLUMN_CAPACITY: &str = "«\u{202f}qualité\u{202f}»";
pub const COLUMN_TITLE: &str = "«\u{202f}fonction\u{202f}»";
pub const COLUMN_REFERENT: &str = "«\u{202f}référent\u{202f}»";

pub const COLUMN_SIRET: &str = "«\u{202f}siret\u{202f}»";

/// How the columns of a list of seats may be named beside `siren`, ours first.
pub const SIRET_COLUMNS: &[&str] = &["siret", "siret_siege", "siretsiege"];
pub const AUTHORITY_COLUMNS: &[&str] = &["autorité", "autorite"];

/// How the columns of a list of members may be named, ours first.
pub const SIREN_COLUMNS: &[&str] = &["siren", "numero_siren"];
pub const MAIL_COLUMNS: &[&str] = &["courriel", "mail", "email", "adresse_courriel"];
pub const NAME_COLUMNS: &[&str] = &["nom", "name"];
pub const CAPACITY_COLUMNS: &[&str] = &["qualité", "qualite", "capacity"];
pub const TITLE_COLUMNS: &[&str] = &["fonction", "function", "titre"];
pub const REFERENT_COLUMNS: &[&str] = &["référent", "referent"];

/// How a column of a list of services may be named, ours first.
pub fn service_columns(column: ServiceColumn) -> &'static [&'static str] {
    match column {
        ServiceColumn::Name => &["nom", "name", "service"],
        ServiceColumn::Purpose => &["objet", "description", "ce que fait le service", "purpose"],
        ServiceColumn::Operator => &["opérateur", "operateur", "porteur", "operator"],
        ServiceColumn::Licence => &["licence", "license"],
        ServiceColumn::Address => &["adresse", "url", "site", "address"],
    }
}

/// A column as it is called to the reader.
pub fn column_named(name: &str) -> String {
    format!("«\u{202f}{name}\u{202f}»")
}

/// The text of a list is not UTF-8 from this line on.
pub const NOT_UTF8: &str =
    "les accents ne se lisent pas, car le fichier n’est pas en UTF-8 ; enregistrez-le en « CSV UTF-8 »";

/// A list of services names none.
pub const NO_SERVICE: &str = "la liste ne contient aucun service";

/// Where services come from that the operator imports.
pub fn source_of_file(file: &str) -> String {
    format!("Fichier «\u{202f}{file}\u{202f}», importé par l’exploitant")
}

/// A cell of a list of services is not right; `why` is the sentence of the refusal.
pub fn wrong_service_cell(column: &str, cell: &str, why: &str) -> String {
    let cell = if cell.trim().is_empty() { String::new() } else { format!(" ({})", quoted(cell)) };
    format!("dans la colonne «\u{202f}{column}\u{202f}»{cell}, {}", why.trim_end_matches('.'))
}

/// A service stands on an earlier line.
pub fn service_twice(name: &str, first: u64) -> String {
    format!("le service {} figure déjà à la ligne {first}", quoted(name))
}

/// No column of the communes says of which year their populations are.
pub const NO_VINTAGE: &str = "aucune colonne « population_AAAA » ne dit le millésime";

/// A cell holds no SIREN.
pub fn not_a_siren(cell: &str) -> String {
    format!("« {cell} » n’est pas un SIREN")
}

/// A cell holds no INSEE code.
pub fn not_an_insee_code(cell: &str) -> String {
    format!("« {cell} » n’est pas un code INSEE")
}

/// A cell holds no number of inhabitants.
pub fn not_a_population(cell: &str) -> String {
    format!("« {cell} » n’est pas une population")
}

/// A commune stands on two lines.
pub fn commune_twice(insee: &str) -> String {
    format!("la commune {insee} figure deux fois")
}

/// No commune has this INSEE code, nor had it.
pub fn no_commune(cell: &str) -> String {
    format!("aucune commune n’a le code INSEE « {cell} »")
}

/// No collectivité has this SIREN.
pub fn no_collectivity(cell: &str) -> String {
    format!("aucune collectivité n’a le SIREN « {cell} »")
}

/// A collectivité that is said to be no more still exists, or never did.
pub fn not_former(cell: &str) -> String {
    format!("« {cell} » n’est pas le SIREN d’une ancienne collectivité")
}

/// A former collectivité has no name.
pub const NAME_MISSING: &str = "le nom manque";

/// A cell holds no mail address.
pub fn not_a_mail_address(cell: &str) -> String {
    format!("« {cell} » n’est pas une adresse de courriel")
}

/// A programme is not known.
pub fn unknown_programme(cell: &str) -> String {
    format!("le programme « {cell} » est inconnu")
}

/// A collectivité has another address on an earlier line.
pub fn other_address(siren: Siren, first: u64) -> String {
    format!("la collectivité {siren} a une autre adresse à la ligne {first}")
}

/// A cell holds no SIRET.
pub fn not_a_siret(cell: &str) -> String {
    format!("{} n’est pas un SIRET\u{a0}: quatorze chiffres et une clé de contrôle juste", quoted(cell))
}

/// A SIRET is of another body than its line says.
pub fn siret_of_another(cell: &str, siren: Siren) -> String {
    format!("le SIRET {} n’est pas celui d’un établissement de {siren}", quoted(cell))
}

/// A cell names nobody who grants money.
pub fn not_an_authority(cell: &str) -> String {
    format!("l’autorité {} n’est ni «\u{202f}etat\u{202f}» ni le code d’un département", quoted(cell))
}

/// The name of an authority is missing, or too long.
pub const AUTHORITY_NAME: &str = "le nom de l’autorité manque, ou dépasse 200 caractères";

/// A body has another seat on an earlier line.
pub fn other_seat(body: &str, first: u64) -> String {
    format!("{body} a un autre siège à la ligne {first}")
}

/// Put right: a seat that an earlier line has.
pub fn same_seat(body: &str, first: u64) -> String {
    format!("{body}, comme la ligne {first}")
}

/// A former collectivité is told otherwise on an earlier line.
pub fn other_succession(former: Siren, first: u64) -> String {
    format!("la collectivité {former} est déjà à la ligne {first}, autrement")
}

/// Put right: a collectivité that an earlier line has.
pub fn same_collectivity(siren: Siren, first: u64) -> String {
    format!("{siren}, comme la ligne {first}")
}

/// Put right: a label that an earlier line gives.
pub fn same_label(insee: &str, programme: &str, first: u64) -> String {
    format!("{insee}, {programme}, comme la ligne {first}")
}

/// Put right: a code whose commune is now another one.
pub fn counted_for(code: &str, insee: &str) -> String {
    format!("{code} est compté pour {insee}")
}

/// A text of somebody else, as a message of one line quotes it.
fn quoted(cell: &str) -> String {
    const LONGEST: usize = 60;
    let cut: String = cell.chars().take(LONGEST).collect();
    if cut.len() < cell.len() { format!("«\u{202f}{cut}…\u{202f}»") } else { format!("«\u{202f}{cut}\u{202f}»") }
}

/// A member's name is none; `why` is the sentence of the refusal.
pub fn not_a_name(cell: &str, why: &str) -> String {
    format!("le nom {} ne convient pas, {}", quoted(cell), why.trim_end_matches('.'))
}

/// A member's function is none; `why` is the sentence of the refusal.
pub fn not_a_title(cell: &str, why: &str) -> String {
    format!("la fonction {} ne convient pas, {}", quoted(cell), why.trim_end_matches('.'))
}

/// A cell says neither élu nor agent.
pub fn not_a_capacity(cell: &str) -> String {
    format!("la qualité {} n’est ni «\u{202f}élu\u{202f}» ni «\u{202f}agent\u{202f}»", quoted(cell))
}

/// A cell says neither yes nor no.
pub fn not_yes_or_no(cell: &str) -> String {
    format!(
        "dans la colonne «\u{202f}référent\u{202f}», {} n’est ni «\u{202f}oui\u{202f}» ni «\u{202f}non\u{202f}»",
        quoted(cell)
    )
}

/// A cell of a list of members holds no SIREN of a collectivité.
pub fn no_such_collectivity(cell: &str) -> String {
    format!("aucune collectivité n’a le SIREN {}", quoted(cell))
}

/// A cell of a list of members holds no mail address.
pub fn no_such_address(cell: &str) -> String {
    format!("{} n’est pas une adresse de courriel", quoted(cell))
}

/// A member of a collectivité stands on an earlier line, otherwise.
pub fn member_twice(first: u64) -> String {
    format!("cette adresse figure déjà pour la même collectivité à la ligne {first}, autrement")
}

/// An earlier line names another first referent of the collectivité.
pub fn two_referents(first: u64) -> String {
    format!("la ligne {first} nomme déjà un premier référent de cette collectivité, qui nommera les autres")
}

/// The person acts for the collectivité as something else.
pub fn acts_otherwise(capacity: &str, title: &str) -> String {
    format!("cette personne agit déjà pour cette collectivité ({capacity}, {})", quoted(title))
}

/// The person is the collectivité's referent, and the list says that they are not.
pub const ALREADY_REFERENT: &str = "cette personne est déjà référente de cette collectivité\u{202f}; une liste ne \
                                    le lui \
                                    retire pas";

/// The collectivité has a referent, who names others.
pub const HAS_REFERENT: &str =
    "cette collectivité a déjà un référent, qui seul en nomme d’autres\u{202f}; écrivez «\u{202f}non\u{202f}»";

/// Somebody else is waited for, or proposed, as first referent.
pub const OTHER_REFERENT_AWAITED: &str = "une autre personne est déjà attendue ou proposée comme premier référent de \
                                          cette collectivité";

/// The address is waited for already, with other words.
pub const AWAITED_OTHERWISE: &str = "cette adresse est déjà attendue pour cette collectivité, autrement\u{202f}; \
                                     retirez-la \
                                     d’abord sur la page «\u{202f}Rattachements\u{202f}»";

/// The collectivité said that it knows nobody of that name.
pub const DISOWNED: &str = "la collectivité a répondu qu’elle ne connaît pas cette personne\u{202f}; si c’est une \
                            erreur, \
                            une personne de l’équipe la rattache à la main";

/// A curator cannot name themselves.
pub const ONESELF: &str = "c’est votre adresse\u{202f}; une autre personne de l’équipe vous rattache";

/// A list has more lines than are imported at once.
pub fn too_many_lines(most: usize) -> String {
    format!("la liste compte plus de {most} lignes\u{202f}; coupez-la en plusieurs fichiers")
}

/// A list proposes more first referents at once than a second person can read.
pub fn too_many_proposals(most: usize) -> String {
    format!(
        "la liste propose plus de {most} premiers référents parmi des personnes déjà connues\u{202f}; coupez-la en \
         plusieurs \
         fichiers"
    )
}
