//! What states, roles, kinds and rules are called.

use crate::{count, number};
use entity::{
    application::ApplicationState,
    calendar::{CampaignState, Phase},
    campaign::{Points, Publication},
    collectivity::{Capacity, Kind, Stratum},
    convention::{ConventionState, Party},
    decision::Outcome,
    deployment::DeploymentState,
    eligibility::Condition,
    group::{GroupState, MemberState},
    mandate::Rank,
    need::{NeedState, Urgency},
    permission::StaffRole,
    programme::Programme,
    sign_in::{Fault, Method},
    siren::Siren,
    tally::{Completion, Priority, Rule, Stop},
};

/// Why a sign-in through the identity provider came to nothing, and what to do.
pub fn fault_sentence(fault: Fault) -> &'static str {
    match fault {
        Fault::State => {
            "Cette réponse ne correspond à aucune demande de connexion de ce navigateur : elle a déjà servi, ou vient \
             d’un autre navigateur. Recommencez la connexion."
        }
        Fault::Ended => "Plus de dix minutes ont passé depuis la demande de connexion. Recommencez-la.",
        Fault::Cancelled => "La connexion a été interrompue sur ProConnect. Vous pouvez la recommencer.",
        Fault::ProviderError => {
            "ProConnect a répondu par une erreur. Recommencez dans quelques minutes ; si cela se répète, indiquez la \
             référence ci-dessous à l’assistance."
        }
        Fault::Code => {
            "ProConnect a refusé de terminer cette connexion : elle a déjà servi, ou a trop attendu. Recommencez-la."
        }
        Fault::Unreachable => {
            "ProConnect ne répond pas pour le moment. Recommencez dans quelques minutes ; tout ce qui est public reste \
             lisible."
        }
        Fault::Answer => {
            "La réponse de ProConnect n’a pas pu être vérifiée : personne n’est connecté. Si cela se répète, indiquez \
             la référence ci-dessous à l’assistance."
        }
        Fault::Acr => {
            "Le moyen de connexion choisi sur ProConnect n’est pas assez sûr pour ce service. Recommencez avec un \
             autre moyen de connexion."
        }
        Fault::SecondFactor => {
            "Votre rôle demande une connexion avec un second facteur (application, clé ou code reçu). Activez-le dans \
             votre compte ProConnect, puis recommencez."
        }
    }
}

/// A phase, as in "le recensement".
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Census => "Recensement des besoins",
        Phase::Selection => "Vote des collectivités",
        Phase::Application => "Candidatures",
    }
}

/// Where a campaign stands, as in « une campagne terminée ».
pub fn campaign_state(state: CampaignState) -> &'static str {
    match state {
        CampaignState::Announced => "annoncée",
        CampaignState::Running => "en cours",
        CampaignState::Closed => "terminée",
    }
}

/// What a collectivité is.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Commune => "Commune",
        Kind::Epci => "Intercommunalité",
        Kind::Ept => "Établissement public territorial",
        Kind::Departement => "Département",
        Kind::Region => "Région",
        Kind::SpecialStatus => "Collectivité à statut particulier",
    }
}

/// One of several collectivités of the same name, so that it can be told from the others: name, département, SIREN.
pub fn to_choose(name: &str, departement: Option<&str>, siren: Siren) -> String {
    let departement = departement.map(|code| format!(" ({code})")).unwrap_or_default();
    format!("{name}{departement}\u{a0}: {siren}")
}

/// In which capacity a person acts.
pub fn capacity(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Elu => "Élu",
        Capacity::Agent => "Agent",
    }
}

/// The State's people.
pub fn staff(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Curator => "Équipe de l’Incubateur des territoires (ANCT)",
        StaffRole::Observer => "Observateur",
        StaffRole::Administrator => "Administrateur de la plateforme",
        StaffRole::Assessor => "Évaluateur des candidatures",
        StaffRole::Prefecture => "Agent de préfecture",
    }
}

/// How somebody signed in.
pub fn method(method: Method) -> &'static str {
    match method {
        Method::Persona => "personnage de la démonstration",
        Method::Mail => "lien reçu par courriel",
        Method::ProConnect => "ProConnect",
    }
}

/// The two places of a mandate to vote.
pub fn rank(rank: Rank) -> &'static str {
    match rank {
        Rank::Holder => "titulaire",
        Rank::Deputy => "suppléant",
    }
}

/// A programme by its name.
pub fn programme(programme: Programme) -> &'static str {
    match programme {
        Programme::ActionCoeurDeVille => "Action cœur de ville",
        Programme::PetitesVillesDeDemain => "Petites villes de demain",
        Programme::QuartiersPrioritaires => "Quartiers prioritaires",
        Programme::VillagesAvenir => "Villages d’avenir",
    }
}

/// How pressing a need is.
pub fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Low => "Utile, sans urgence",
        Urgency::Medium => "Important cette année",
        Urgency::High => "Urgent",
    }
}

/// Where a collectivité stands in a group.
pub fn member_state(state: MemberState) -> &'static str {
    match state {
        MemberState::Lead => "Chef de file",
        MemberState::Invited => "Invitée, réponse attendue",
        MemberState::Requested => "Demande à rejoindre",
        MemberState::Member => "Membre",
        MemberState::Declined => "N’en fait pas partie",
        MemberState::Left => "A quitté le groupement",
        MemberState::TakenBack => "Invitation reprise",
    }
}

/// Where a need stands, in a table.
pub fn need_state(state: NeedState) -> &'static str {
    match state {
        NeedState::Draft => "Brouillon",
        NeedState::Published => "Publié",
        NeedState::Withdrawn => "Retiré",
        NeedState::Declined => "Écarté",
    }
}

/// Where a group stands, in a table.
pub fn group_state(state: GroupState) -> &'static str {
    match state {
        GroupState::Forming => "En formation",
        GroupState::Submitted => "Déposé",
        GroupState::Dissolved => "Dissous",
    }
}

/// Where an application stands, for those who handle it and for the applicant.
pub fn application_state(state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Draft => "Brouillon, non déposé",
        ApplicationState::Submitted => "Déposée",
        ApplicationState::CorrectionAsked => "À corriger",
        ApplicationState::Complete => "Complète",
        ApplicationState::InAssessment => "En évaluation",
        ApplicationState::Accepted => "Acceptée",
        ApplicationState::WaitingList => "Sur liste d’attente",
        ApplicationState::Rejected => "Refusée",
        ApplicationState::Withdrawn => "Retirée",
        ApplicationState::AgreementSigned => "Convention signée",
        ApplicationState::PaidInPart => "Versée en partie",
        ApplicationState::Closed => "Soldée",
    }
}

/// Where a convention stands, in a word.
pub fn convention_state(state: ConventionState) -> &'static str {
    match state {
        ConventionState::Awaited => "à établir",
        ConventionState::Draft => "projet",
        ConventionState::SignedByAuthority => "signée par l’autorité",
        ConventionState::SignedByBeneficiary => "signée par le bénéficiaire",
        ConventionState::Signed => "signée des deux côtés",
    }
}

/// As [`convention_state`], as a sentence with what follows from it.
pub fn convention_state_sentence(state: ConventionState) -> &'static str {
    match state {
        ConventionState::Awaited => "Elle reste à établir.",
        ConventionState::Draft => "C’est un projet\u{a0}: aucune des deux signatures n’est notée.",
        ConventionState::SignedByAuthority => "C’est un projet\u{a0}: la signature du bénéficiaire est attendue.",
        ConventionState::SignedByBeneficiary => "C’est un projet\u{a0}: la signature de l’autorité est attendue.",
        ConventionState::Signed => "Elle est signée des deux côtés.",
    }
}

/// Who signs a convention, as the head of a line.
pub fn party(party: Party) -> &'static str {
    match party {
        Party::Authority => "pour l’autorité",
        Party::Beneficiary => "pour le bénéficiaire",
    }
}

/// Whose signature it is.
pub fn party_short(party: Party) -> &'static str {
    match party {
        Party::Authority => "de l’autorité",
        Party::Beneficiary => "du bénéficiaire",
    }
}

/// A prefecture, where it has not said its name.
pub fn prefecture(departement: &str) -> String {
    format!("Préfecture – {departement}")
}

/// What is decided of an application.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "Acceptée",
        Outcome::Waiting => "Liste d’attente",
        Outcome::Rejected => "Refusée",
    }
}

/// Where a collectivité stands with a service.
pub fn deployment(state: DeploymentState) -> &'static str {
    match state {
        DeploymentState::Testing => "À l’essai",
        DeploymentState::Adopted => "Adopté",
        DeploymentState::Stopped => "Arrêté",
    }
}

/// What a collectivité does with a service, after its name.
pub fn deployment_of(state: DeploymentState) -> &'static str {
    match state {
        DeploymentState::Testing => "l’expérimente",
        DeploymentState::Adopted => "l’a adopté",
        DeploymentState::Stopped => "ne l’utilise plus",
    }
}

/// Kinds of collectivités, one or the other.
fn kind_names(kinds: &[Kind]) -> String {
    kinds.iter().map(|one| kind(*one).to_lowercase()).collect::<Vec<_>>().join(" ou ")
}

/// A condition of an envelope, as a part of a sentence.
pub fn condition(condition: &Condition) -> String {
    let join = |conditions: &[Condition], word: &str| {
        let parts = conditions.iter().map(|one| match one {
            Condition::All(parts) if matches!(parts[..], [Condition::Kind(_), Condition::InhabitantsAtMost(_)]) => {
                self::condition(one)
            }
            Condition::Any(_) | Condition::All(_) => format!("({})", self::condition(one)),
            _ => self::condition(one),
        });
        parts.collect::<Vec<_>>().join(word)
    };
    match condition {
        Condition::Inhabitants(least) => format!("au moins {}", count(*least, "habitant", "habitants")),
        Condition::InhabitantsAtMost(most) => format!("au plus {}", count(*most, "habitant", "habitants")),
        Condition::Departement(true) => "un membre qui exerce les compétences d’un département".to_owned(),
        Condition::Departement(false) => "aucun membre qui exerce les compétences d’un département".to_owned(),
        Condition::Kind(kinds) => {
            format!("être {}", kind_names(kinds))
        }
        Condition::Programme(one) => format!("porter le label {}", programme(*one)),
        Condition::Members(least) => format!("au moins {}", count(u64::from(*least), "collectivité", "collectivités")),
        Condition::Any(conditions) => join(conditions, " ou "),
        Condition::All(conditions) => match &conditions[..] {
            [Condition::Kind(kinds), Condition::InhabitantsAtMost(most)] => {
                format!("{} d’au plus {}", kind_names(kinds), count(*most, "habitant", "habitants"))
            }
            _ => join(conditions, " et "),
        },
    }
}

/// Values and labels of the programmes, for forms and filters.
pub fn programme_options() -> Vec<(String, String)> {
    Programme::ALL.iter().map(|&one| (one.code().to_owned(), programme(one).to_owned())).collect()
}

/// A stored list of programme codes, as names.
pub fn programme_names(stored: &str) -> Vec<&'static str> {
    stored.split('|').filter_map(Programme::from_code).map(programme).collect()
}

/// A stratum of collectivités, inside a sentence.
pub fn stratum(stratum: Stratum) -> &'static str {
    match stratum {
        Stratum::SmallCommune => "les communes de moins de 3\u{202f}500 habitants",
        Stratum::MediumCommune => "les communes de 3\u{202f}500 à 20\u{202f}000 habitants",
        Stratum::LargeCommune => "les communes de 20\u{202f}000 habitants ou plus",
        Stratum::Intercommunal => "les intercommunalités",
        Stratum::Departement => "les départements",
        Stratum::Region => "les régions",
    }
}

/// A stratum of collectivités, alone.
pub fn stratum_title(stratum: Stratum) -> &'static str {
    match stratum {
        Stratum::SmallCommune => "Communes de moins de 3\u{202f}500 habitants",
        Stratum::MediumCommune => "Communes de 3\u{202f}500 à 20\u{202f}000 habitants",
        Stratum::LargeCommune => "Communes de 20\u{202f}000 habitants ou plus",
        Stratum::Intercommunal => "Intercommunalités",
        Stratum::Departement => "Départements et collectivités qui en tiennent lieu",
        Stratum::Region => "Régions",
    }
}

/// The rule of a selection, in a few sentences.
pub fn rule(rule: Rule) -> String {
    match rule {
        Rule::Greedy { .. } => "Les projets sont pris dans l’ordre de leurs voix. Chacun est retenu si son coût tient \
            dans ce qui reste de l’enveloppe ; sinon il est passé, et le suivant est examiné."
            .into(),
        Rule::ApprovalCount { projects, .. } => {
            format!("Les {projects} projets que le plus de collectivités ont choisis sont retenus.")
        }
        Rule::EqualShares { completion, .. } => {
            let shares = "L’enveloppe est partagée à égalité entre les collectivités qui ont voté. Un projet est \
                acheté par celles qui l’ont choisi, chacune payant autant que les autres, ou tout ce qui lui reste si \
                elle a moins. On achète d’abord celui qui coûte le moins à chacune pour ce qu’il apporte, et l’on \
                recommence tant que ceux qui ont choisi un projet peuvent le payer ensemble.";
            let more = |increment: u32, stop: Stop| {
                let until = match stop {
                    Stop::Exhaustive => {
                        "jusqu’à ce qu’aucun autre projet ne tienne dans ce qui reste, ou juste avant \
                        de dépasser l’enveloppe"
                    }
                    Stop::Infeasible => "jusqu’au moment juste avant de dépasser l’enveloppe",
                };
                format!(
                    " S’il reste de l’argent, on recommence le calcul en donnant à chacune {}\u{a0}€ de plus, \
                    {until}.",
                    number(u64::from(increment))
                )
            };
            match completion {
                Completion::None => format!("{shares} L’argent qui reste alors demeure dans l’enveloppe."),
                Completion::Add1 { increment, stop } => format!("{shares}{}", more(increment, stop)),
                Completion::Add1u { increment, stop } => format!(
                    "{shares}{} Ce qui reste encore va aux autres \
                    projets, dans l’ordre de leurs voix, tant que leur coût y tient.",
                    more(increment, stop)
                ),
            }
        }
    }
}

/// What a ballot may hold, where it is points.
pub fn points(points: Points) -> String {
    let most = points.most_on_one.map(|most| format!(", {} au plus sur un même projet", number(u64::from(most))));
    format!(
        "Chaque collectivité partage {} voix entre les projets{}.",
        number(u64::from(points.total)),
        most.unwrap_or_default()
    )
}

/// How ballots are published after the close.
pub fn publication(publication: Publication) -> &'static str {
    match publication {
        Publication::Named => "Après la clôture, chaque bulletin est publié sous le nom de la collectivité.",
        Publication::Unnamed => {
            "Après la clôture, les bulletins sont publiés sans nom et dans le désordre ; la liste des collectivités \
             qui ont voté l’est à part."
        }
    }
}

/// How a rule breaks ties.
pub fn ties(rule: Rule) -> &'static str {
    match rule.priority() {
        Priority::None => {
            "En cas d’égalité, le projet le moins cher passe d’abord ; à coût égal, celui qui a le plus de voix ; à \
             voix égales, l’ordre tiré au sort et publié avant le vote."
        }
        Priority::TiesAndLeftover => {
            "En cas d’égalité, un projet qui sert un programme prioritaire passe d’abord ; puis le moins cher ; à coût \
             égal, celui qui a le plus de voix ; à voix égales, l’ordre tiré au sort et publié avant le vote. Quand ce \
             qui reste est réparti selon les voix, les projets qui servent un programme prioritaire passent avant les \
             autres."
        }
    }
}

/// The places overseas, by their codes, whose communes have no SIREN; the table of départements ends with Mayotte.
pub const OVERSEAS: [(&str, &str); 8] = [
    ("975", "Saint-Pierre-et-Miquelon"),
    ("977", "Saint-Barthélemy"),
    ("978", "Saint-Martin"),
    ("984", "Terres australes et antarctiques françaises"),
    ("986", "Wallis-et-Futuna"),
    ("987", "Polynésie française"),
    ("988", "Nouvelle-Calédonie"),
    ("989", "Île de Clipperton"),
];

/// Who writes to an applicant: assessors are not named.
pub const HANDLING_TEAM: &str = "L’équipe qui instruit";
