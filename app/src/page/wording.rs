//! The one place where codes become French sentences.

use crate::french::{count, euros, number};
use entity::{
    application::ApplicationState,
    calendar::Phase,
    campaign::{Points, Publication},
    collectivity::{Capacity, Kind, Stratum},
    decision::Outcome,
    deployment::DeploymentState,
    eligibility::Condition,
    group::MemberState,
    mandate::Rank,
    need::Urgency,
    permission::StaffRole,
    programme::Programme,
    refusal::Refusal,
    sign_in::{Fault, Method},
    tally::{Completion, Priority, Rule, Stop},
};

/// Why a sign-in through the identity provider came to nothing, and what to do.
pub fn fault_sentence(fault: Fault) -> &'static str {
    match fault {
        Fault::State => {
            "Cette réponse ne correspond à aucune demande de connexion de ce navigateur : elle a déjà servi, ou vient d’un autre navigateur. Recommencez la connexion."
        }
        Fault::Ended => "Plus de dix minutes ont passé depuis la demande de connexion. Recommencez-la.",
        Fault::Cancelled => "La connexion a été interrompue sur ProConnect. Vous pouvez la recommencer.",
        Fault::ProviderError => {
            "ProConnect a répondu par une erreur. Recommencez dans quelques minutes ; si cela se répète, indiquez la référence ci-dessous à l’assistance."
        }
        Fault::Code => {
            "ProConnect a refusé de terminer cette connexion : elle a déjà servi, ou a trop attendu. Recommencez-la."
        }
        Fault::Unreachable => {
            "ProConnect ne répond pas pour le moment. Recommencez dans quelques minutes ; tout ce qui est public reste lisible."
        }
        Fault::Answer => {
            "La réponse de ProConnect n’a pas pu être vérifiée : personne n’est connecté. Si cela se répète, indiquez la référence ci-dessous à l’assistance."
        }
        Fault::Acr => {
            "Le moyen de connexion choisi sur ProConnect n’est pas assez sûr pour ce service. Recommencez avec un autre moyen de connexion."
        }
        Fault::SecondFactor => {
            "Votre rôle demande une connexion avec un second facteur (application, clé ou code reçu). Activez-le dans votre compte ProConnect, puis recommencez."
        }
    }
}

/// Why a rule said no, as a sentence for the person who asked.
pub fn refusal_sentence(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Missing => "ce champ est à remplir.".into(),
        Refusal::TooShort { least } => format!("écrivez au moins {}.", count(*least as u64, "caractère", "caractères")),
        Refusal::TooLong { most, length } => {
            format!("le texte compte {} caractères, le maximum est de {}.", number(*length as u64), number(*most as u64))
        }
        Refusal::HiddenCharacters => "le texte contient des caractères invisibles ; retapez-le ou collez-le sans mise en forme.".into(),
        Refusal::NotOnTheList => "choisissez une valeur de la liste.".into(),
        Refusal::NotHttps => "indiquez une adresse complète qui commence par https://.".into(),
        Refusal::NotAnAmount => "indiquez un montant en euros supérieur à zéro, par exemple 1 200 000.".into(),
        Refusal::PhaseClosed { phase: Phase::Census } => {
            "ce n’est pas possible à ce moment de la campagne : le recensement des besoins n’est pas ouvert. Le calendrier figure sur la page d’accueil.".into()
        }
        Refusal::PhaseClosed { phase: Phase::Selection } => {
            "le vote n’est pas ouvert à ce moment. Le calendrier figure sur la page d’accueil.".into()
        }
        Refusal::PhaseClosed { phase: Phase::Application } => {
            "les candidatures ne sont pas ouvertes à ce moment. Le calendrier figure sur la page d’accueil.".into()
        }
        Refusal::WrongState => "l’état actuel ne le permet plus. Rechargez la page pour voir où il en est.".into(),
        Refusal::OwnNeed => "ce besoin est celui de votre collectivité : elle ne peut pas le soutenir.".into(),
        Refusal::AlreadySupported => "votre collectivité soutient déjà ce besoin.".into(),
        Refusal::AlreadyMember => "cette collectivité est déjà membre du groupement.".into(),
        Refusal::AlreadyInvited => "cette collectivité est déjà invitée ; sa réponse est attendue.".into(),
        Refusal::UnknownCollectivity => "aucune collectivité ne porte ce SIREN.".into(),
        Refusal::LeadStays => "le chef de file ne peut pas quitter son groupement ; il peut le dissoudre.".into(),
        Refusal::GroupFiled => "le groupement est déposé : sa composition ne change plus.".into(),
        Refusal::NotEligible => "le groupement ne remplit pas encore les conditions de l’enveloppe.".into(),
        Refusal::NoNeed => "un projet répond à un besoin au moins.".into(),
        Refusal::NeedTaken => "un de ces besoins est déjà dans un projet.".into(),
        Refusal::NeedInProject => "un projet répond à ce besoin : il ne peut plus être retiré.".into(),
        Refusal::EmptyBallot => "choisissez au moins un projet.".into(),
        Refusal::TooManyChoices { most, chosen } => format!("vous avez choisi {chosen} projets, le maximum est de {most}."),
        Refusal::TooFewChoices { least, chosen } => format!("vous avez choisi {chosen} projets, il en faut au moins {least}."),
        Refusal::TooManyPoints { most, given } => {
            format!("vous avez donné {} voix à un projet, le maximum est de {}.", number(*given), number(u64::from(*most)))
        }
        Refusal::PointsDoNotAddUp { total, given } => {
            format!("vous avez donné {} voix en tout, il y en a {} à partager.", number(*given), number(u64::from(*total)))
        }
        Refusal::NotPoints => "indiquez un nombre entier de voix, par exemple 10 ; laissez vide pour n’en donner aucune.".into(),
        Refusal::NotOnTheBallot => "un des projets choisis n’est plus soumis au vote ; relisez la liste.".into(),
        Refusal::NoMandate => {
            "seul l’élu qui détient le mandat de vote de la collectivité dépose son bulletin. Vous pouvez le préparer.".into()
        }
        Refusal::UnknownEnvelope => "cette enveloppe n’existe pas dans la campagne.".into(),
        Refusal::ChangedMeanwhile => {
            "quelqu’un de votre collectivité a modifié ce besoin entre-temps. Votre texte est encore là : ouvrez la version actuelle dans un autre onglet, puis comparez.".into()
        }
        Refusal::RuleFrozen => "la règle du vote est figée : les projets, leurs coûts, les dates et l’enveloppe ne changent plus.".into(),
        Refusal::RuleNotFrozen => "le vote n’est pas ouvert : la règle du vote n’a pas encore été figée.".into(),
        Refusal::NotDurable => "le vote est suspendu : la base de données n’est pas réglée pour garder chaque bulletin en cas de panne. Les administrateurs du site en sont avertis dans le journal du serveur.".into(),
        Refusal::NoProject => "aucun projet n’est soumis au vote : il n’y a rien à figer.".into(),
        Refusal::ForgedCastId => "cette confirmation n’est pas valable. Rechargez la page du vote, relisez le bulletin et confirmez à nouveau.".into(),
        Refusal::NotOnTheRoll => "votre collectivité n’est pas sur la liste des collectivités appelées à voter.".into(),
        Refusal::ActingChanged => {
            "vous agissez maintenant pour une autre collectivité que celle de ce formulaire. Vérifiez-la en haut de la page, puis envoyez à nouveau.".into()
        }
        Refusal::SelectionFrozen => {
            "le vote est ouvert ou clos : sa règle, ses dates et son enveloppe ne changent plus.".into()
        }
        Refusal::NotAnEmail => "indiquez une adresse de courriel, par exemple mairie@figeac.fr.".into(),
        Refusal::TooManyLinks => {
            "trop de courriels de connexion ont été demandés. Attendez un quart d’heure, ou tapez le code du dernier courriel reçu.".into()
        }
        Refusal::LinkEnded => "ce lien ou ce code a déjà servi, ou il est trop ancien. Demandez-en un autre.".into(),
        Refusal::OtherBrowser => {
            "ce lien a été demandé dans un autre navigateur. Revenez-y, et tapez-y le code du courriel.".into()
        }
        Refusal::WrongCode => "ce n’est pas le code du dernier courriel. Vérifiez les huit caractères.".into(),
        Refusal::SecondFactorNeeded => {
            "ce rôle demande une connexion en deux étapes : connectez-vous par ProConnect, puis ouvrez à nouveau le lien si c’est une invitation.".into()
        }
        Refusal::AlreadyActs => "cette personne agit déjà pour cette collectivité.".into(),
        Refusal::AlreadyAsked => "la demande est déjà faite ; la réponse est attendue.".into(),
        Refusal::RequestEnded => "cette demande a déjà reçu une réponse, ou a été retirée.".into(),
        Refusal::LastReferent => {
            "c’est le dernier référent de la collectivité : nommez-en d’abord un autre.".into()
        }
        Refusal::NotAnElu => "le mandat de vote revient à un élu.".into(),
        Refusal::NotADay => "indiquez une date, par exemple 2021-04-30.".into(),
        Refusal::EndsBeforeItBegins => "la fin vient avant le début.".into(),
        Refusal::UnknownPerson => {
            "personne ne s’est encore connecté avec cette adresse. Demandez à la personne de se connecter une première fois.".into()
        }
        Refusal::DepartementNeeded => {
            "indiquez le code d’un département pour un agent de préfecture, et rien pour les autres rôles.".into()
        }
        Refusal::LastAdministrator => "c’est le dernier administrateur : nommez-en d’abord un autre.".into(),
        Refusal::OutsideTheCampaign => "choisissez un moment de la campagne.".into(),
        Refusal::NegativeAmount => "un montant est positif : retirez le signe moins.".into(),
        Refusal::AmountTooLarge => "ce montant est trop grand pour être juste. Vérifiez les zéros.".into(),
        Refusal::NotANumber => "indiquez un nombre entier, par exemple 120 000.".into(),
        Refusal::OutOfRange { least, most } => {
            format!("indiquez un nombre de {} à {}.", number(u64::from(*least)), number(u64::from(*most)))
        }
        Refusal::TooManyLines { most } => format!("le tableau compte trop de lignes, le maximum est de {most}."),
        Refusal::NoEligibleCost => "indiquez au moins une dépense éligible, avec son montant.".into(),
        Refusal::UnderFloor { least } => {
            format!("le montant obtenu est inférieur au minimum de {} : un dossier plus petit n’est pas financé.", euros(*least))
        }
        Refusal::OverCeiling { most } => format!("le plafond est de {} par dossier.", euros(*most)),
        Refusal::OverAsked { most } => format!("c’est plus que ce que le dossier demande ({}).", euros(*most)),
        Refusal::TooMuchPublicFunding => {
            "les autres financements publics atteignent déjà le maximum : il ne reste rien à subventionner.".into()
        }
        Refusal::NothingLeftToPay => "les autres financements couvrent déjà tout le coût.".into(),
        Refusal::NotEnoughLeft { left } => format!("il ne reste que {} : ce montant n’y tient pas.", euros(*left)),
        Refusal::WaveNotOpen => "les dépôts ne sont pas encore ouverts. Les dates figurent sur la page de l’enveloppe.".into(),
        Refusal::WaveClosed => {
            "les dépôts sont clos. Le brouillon est gardé ; en cas d’empêchement grave, écrivez à l’équipe du programme.".into()
        }
        Refusal::NothingTicked => "choisissez au moins un dossier.".into(),
        Refusal::NotAnHour => "indiquez une heure, par exemple 09:00.".into(),
        Refusal::NoCall => "on ne candidate pas à cette enveloppe.".into(),
        Refusal::ApplicantNotEligible => {
            "les conditions de l’enveloppe ne sont pas remplies. La page de l’enveloppe dit ce qui manque.".into()
        }
        Refusal::WrongApplicant => "cette enveloppe ne s’adresse pas à ce type de candidat.".into(),
        Refusal::NotSelected => "choisissez un projet que le vote a retenu.".into(),
        Refusal::AlreadyApplied => "une candidature existe déjà pour cette demande. Retrouvez-la dans « Candidatures ».".into(),
        Refusal::AlreadyFiled => "la candidature est déposée : elle ne se modifie plus.".into(),
        Refusal::AnswerChanged { theirs } if theirs.starts_with('{') => {
            "une autre personne a modifié ce tableau entre-temps. Votre saisie est gardée ici : ouvrez la candidature dans un autre onglet, comparez, puis enregistrez votre choix.".into()
        }
        Refusal::AnswerChanged { theirs } if theirs.is_empty() => {
            "une autre personne a vidé ce champ entre-temps. Votre texte est gardé ici : enregistrez à nouveau pour le remettre.".into()
        }
        Refusal::AnswerChanged { theirs } => format!(
            "une autre personne a écrit entre-temps : « {theirs} ». Votre texte est gardé ici : choisissez, puis enregistrez à nouveau."
        ),
        Refusal::NotConfirmed { missing } => {
            let waits = count(*missing as u64, "collectivité doit encore confirmer sa part", "collectivités doivent encore confirmer leur part");
            format!("{waits}.")
        }
        Refusal::RulesChanged => {
            "les règles de l’enveloppe ont changé depuis que la page est ouverte. Relisez le calcul, puis déposez à nouveau.".into()
        }
        Refusal::MembersChanged => "la composition du groupement a changé depuis le dépôt.".into(),
        Refusal::GroupDissolved => "le groupement est dissous.".into(),
        Refusal::MemberGone { name } => {
            format!("{name} n’existe plus sous ce SIREN dans le référentiel : sa fusion dans une autre collectivité est à constater d’abord.")
        }
        Refusal::BeingCorrected => "le candidat est en train de corriger ce dossier : attendez son nouveau dépôt.".into(),
        Refusal::CorrectionClosed => "le délai pour corriger est passé. Écrivez à l’équipe qui instruit le dossier.".into(),
        Refusal::AlreadyDecided => "une décision est déjà prise sur ce dossier.".into(),
        Refusal::NotAssessed => "toutes les évaluations de ce dossier ne sont pas rendues.".into(),
        Refusal::DiscussionNeeded => {
            "des notes s’écartent de deux points ou plus : les évaluateurs doivent d’abord les maintenir ou les revoir.".into()
        }
        Refusal::MarkMissing => "donnez une note à ce critère.".into(),
        Refusal::NotEnoughAssessors { wanted } => format!(
            "il manque {} sans lien avec le candidat. Un administrateur peut en nommer.",
            count(*wanted as u64, "évaluateur", "évaluateurs")
        ),
        Refusal::ConflictNotDeclared => "dites d’abord si vous avez un lien avec le candidat.".into(),
        Refusal::MarksSettled => "vos notes sont définitives.".into(),
        Refusal::PublicationPast => "l’heure de publication est passée. Choisissez-en une autre, ou laissez vide pour publier tout de suite.".into(),
        Refusal::NotPublished => "la décision n’est pas encore publiée.".into(),
        Refusal::OverGranted { left } => format!("il reste {} à demander sur le montant accordé.", euros(*left)),
        Refusal::PlacesTaken { places } => {
            format!("toutes les places d’expérimentation de ce projet sont prises ({places}).")
        }
        Refusal::FileMissing => "joignez un fichier.".into(),
        Refusal::FileEmpty => "ce fichier est vide.".into(),
        Refusal::FileTooLarge { most } => format!("ce fichier est trop lourd, le maximum est de {} Mo.", most / 1_000_000),
        Refusal::FileType => {
            "ce type de fichier n’est pas accepté, ou son contenu ne correspond pas à son nom. Joignez un PDF, un document texte, un tableur ou une image.".into()
        }
        Refusal::TooManyFiles { most } => format!("il y a trop de fichiers, le maximum est de {most}."),
    }
}

/// A sentence that stands alone, with its capital.
pub fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A phase, as in "le recensement".
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Census => "Recensement des besoins",
        Phase::Selection => "Vote des collectivités",
        Phase::Application => "Candidatures",
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

/// In which capacity a person acts.
pub fn capacity(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Elu => "Élu",
        Capacity::Agent => "Agent",
    }
}

/// The State's people.
pub fn staff(role: StaffRole) -> &'static str {
    server::mail::text::staff_name(role)
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
    }
}

/// Where an application stands, for those who handle it and for the applicant.
pub fn application_state(state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Draft => "Brouillon, non déposé",
        ApplicationState::Filed => "Déposée",
        ApplicationState::CorrectionAsked => "À corriger",
        ApplicationState::Complete => "Complète",
        ApplicationState::InAssessment => "En évaluation",
        ApplicationState::Accepted => "Acceptée",
        ApplicationState::WaitingList => "Sur liste d’attente",
        ApplicationState::Refused => "Refusée",
        ApplicationState::Withdrawn => "Retirée",
        ApplicationState::AgreementSigned => "Convention signée",
        ApplicationState::PaidInPart => "Versée en partie",
        ApplicationState::Closed => "Soldée",
    }
}

/// What is decided of an application.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "Acceptée",
        Outcome::Waiting => "Liste d’attente",
        Outcome::Refused => "Refusée",
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

/// A condition of an envelope, as a part of a sentence.
pub fn condition(condition: &Condition) -> String {
    let join = |conditions: &[Condition], word: &str| {
        let parts = conditions.iter().map(|one| match one {
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
            let names = kinds.iter().map(|one| kind(*one).to_lowercase()).collect::<Vec<_>>();
            format!("être {}", names.join(" ou "))
        }
        Condition::Programme(one) => format!("porter le label {}", programme(*one)),
        Condition::Members(least) => format!("au moins {}", count(u64::from(*least), "collectivité", "collectivités")),
        Condition::Any(conditions) => join(conditions, " ou "),
        Condition::All(conditions) => join(conditions, " et "),
    }
}

/// Values and labels of the programmes, for forms and filters.
pub fn programme_options() -> Vec<(String, String)> {
    Programme::ALL.iter().map(|&one| (one.code().to_owned(), programme(one).to_owned())).collect()
}

/// A stored list of programme codes, as names.
pub fn programme_names(stored: &str) -> Vec<&'static str> {
    server::need::decoded(stored).iter().filter_map(|code| Programme::from_code(code)).map(programme).collect()
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
        Rule::Greedy { .. } => "Les projets sont pris dans l’ordre de leurs voix. Chacun est retenu si son coût tient dans ce qui reste de l’enveloppe ; sinon il est passé, et le suivant est examiné.".into(),
        Rule::ApprovalCount { projects, .. } => {
            format!("Les {projects} projets que le plus de collectivités ont choisis sont retenus.")
        }
        Rule::EqualShares { completion, .. } => {
            let shares = "L’enveloppe est partagée à égalité entre les collectivités qui ont voté. Un projet est acheté par celles qui l’ont choisi, chacune payant autant que les autres, ou tout ce qui lui reste si elle a moins. On achète d’abord celui qui coûte le moins à chacune pour ce qu’il apporte, et l’on recommence tant que ceux qui ont choisi un projet peuvent le payer ensemble.";
            let more = |increment: u32, stop: Stop| {
                let until = match stop {
                    Stop::Exhaustive => "jusqu’à ce qu’aucun autre projet ne tienne dans ce qui reste, ou juste avant de dépasser l’enveloppe",
                    Stop::Infeasible => "jusqu’au moment juste avant de dépasser l’enveloppe",
                };
                format!(" S’il reste de l’argent, on recommence le calcul en donnant à chacune {}\u{a0}€ de plus, {until}.", number(u64::from(increment)))
            };
            match completion {
                Completion::None => format!("{shares} L’argent qui reste alors demeure dans l’enveloppe."),
                Completion::Add1 { increment, stop } => format!("{shares}{}", more(increment, stop)),
                Completion::Add1u { increment, stop } => format!("{shares}{} Ce qui reste encore va aux autres projets, dans l’ordre de leurs voix, tant que leur coût y tient.", more(increment, stop)),
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
            "Après la clôture, les bulletins sont publiés sans nom et dans le désordre ; la liste des collectivités qui ont voté l’est à part."
        }
    }
}

/// How a rule breaks ties.
pub fn ties(rule: Rule) -> &'static str {
    match rule.priority() {
        Priority::None => {
            "En cas d’égalité, le projet le moins cher passe d’abord ; à coût égal, celui qui a le plus de voix ; à voix égales, l’ordre tiré au sort et publié avant le vote."
        }
        Priority::TiesAndLeftover => {
            "En cas d’égalité, un projet qui sert un programme prioritaire passe d’abord ; puis le moins cher ; à coût égal, celui qui a le plus de voix ; à voix égales, l’ordre tiré au sort et publié avant le vote. Quand ce qui reste est réparti selon les voix, les projets qui servent un programme prioritaire passent avant les autres."
        }
    }
}

/// Every act of the trace, by its code; a test holds the list to the events that there are.
pub const EVENTS: [(&str, &str); 75] = [
    ("territories_imported", "Découpage administratif importé"),
    ("programmes_imported", "Programmes importés"),
    ("campaign_imported", "Campagne importée"),
    ("contacts_imported", "Adresses officielles importées"),
    ("successions_imported", "Successions de collectivités importées"),
    ("sign_in_asked", "Lien de connexion demandé"),
    ("signed_in", "Connexion"),
    ("signed_out", "Déconnexion"),
    ("sessions_ended", "Sessions fermées"),
    ("person_made", "Compte créé"),
    ("person_renamed", "Nom ou fonction corrigés"),
    ("organisation_acknowledged", "Changement d’organisation lu"),
    ("person_deleted", "Compte supprimé"),
    ("data_taken", "Données téléchargées"),
    ("mail_preference_chosen", "Choix des courriels"),
    ("staff_invited", "Invitation envoyée"),
    ("staff_role_given", "Rôle de l’État donné ou retiré"),
    ("membership_asked", "Rattachement demandé"),
    ("membership_asked_back", "Demande de rattachement retirée"),
    ("membership_invited", "Invitation à agir envoyée"),
    ("membership_confirmed", "Rattachement confirmé"),
    ("membership_declined", "Rattachement refusé"),
    ("membership_ended", "Rattachement terminé"),
    ("referent_named", "Référent nommé"),
    ("referent_ended", "N’est plus référent"),
    ("mandate_given", "Mandat de vote donné"),
    ("mandate_withdrawn", "Mandat de vote retiré"),
    ("purged", "Données anciennes supprimées"),
    ("acting_for_chosen", "Collectivité choisie"),
    ("need_drafted", "Brouillon de besoin créé"),
    ("draft_changed", "Brouillon de besoin modifié"),
    ("need_published", "Besoin publié"),
    ("need_edited", "Besoin modifié"),
    ("need_withdrawn", "Besoin retiré"),
    ("need_declined", "Besoin écarté"),
    ("need_supported", "Besoin soutenu"),
    ("support_changed", "Soutien modifié"),
    ("support_withdrawn", "Soutien retiré"),
    ("group_opened", "Groupement ouvert"),
    ("group_member", "Membre d’un groupement modifié"),
    ("group_filed", "Groupement déposé"),
    ("group_dissolved", "Groupement dissous"),
    ("project_drafted", "Projet créé"),
    ("project_edited", "Projet modifié"),
    ("project_put_on_ballot", "Projet soumis au vote"),
    ("project_dropped", "Projet abandonné"),
    ("rule_frozen", "Règle du vote figée"),
    ("rule_reopened", "Règle du vote rouverte"),
    ("frozen_rule_refused", "Changement de la règle figée refusé"),
    ("ballot_prepared", "Bulletin préparé"),
    ("ballot_cast", "Bulletin déposé"),
    ("money_moved", "Argent délégué, rendu ou reporté"),
    ("application_opened", "Candidature commencée"),
    ("application_written", "Candidature modifiée"),
    ("file_attached", "Fichier joint à une candidature"),
    ("file_taken_away", "Fichier retiré d’une candidature"),
    ("application_confirmed", "Part d’une candidature confirmée"),
    ("application_filed", "Candidature déposée"),
    ("application_withdrawn", "Candidature retirée"),
    ("correction_asked", "Correction demandée"),
    ("application_complete", "Candidature complète"),
    ("exception_granted", "Dépôt tardif accordé"),
    ("moved_to_wave", "Candidature passée à la vague suivante"),
    ("assessor_drawn", "Évaluateur tiré au sort"),
    ("assessor_replaced", "Évaluateur remplacé"),
    ("conflict_declared", "Lien d’intérêts déclaré"),
    ("application_assessed", "Candidature évaluée"),
    ("application_decided", "Candidature décidée"),
    ("agreement_signed", "Convention signée"),
    ("instalment_asked", "Versement demandé"),
    ("instalment_paid", "Versement fait"),
    ("application_closed", "Dossier soldé"),
    ("message_written", "Message écrit dans un dossier"),
    ("deployment_told", "Usage d’un service déclaré"),
    ("demo_clock_moved", "Horloge de la démonstration déplacée"),
];

/// An act of the trace.
pub fn event(kind: &str) -> String {
    EVENTS.iter().find(|(code, _)| *code == kind).map_or_else(|| kind.to_owned(), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_the_trace_has_its_words() {
        let source = include_str!("../../../entity/src/event.rs");
        let events = source.split_once("pub enum Event {").expect("the enum").1;
        let variants = events.lines().filter_map(|line| {
            let name = line.strip_prefix("    ")?.trim_end_matches([' ', '{', ',']);
            name.starts_with(char::is_uppercase).then_some(name)
        });
        let code = |name: &str| {
            let mut code = String::new();
            for c in name.chars() {
                if c.is_uppercase() && !code.is_empty() {
                    code.push('_');
                }
                code.extend(c.to_lowercase());
            }
            code
        };
        let codes: Vec<String> = variants.map(code).collect();
        assert!(codes.len() > 40);
        assert_eq!(codes, EVENTS.map(|(code, _)| code.to_owned()));
    }
}
