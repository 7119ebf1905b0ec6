//! Why something was refused, in the sentence that stands beside what was typed. The one place for them: the server and
//! the browser say the same.

use crate::{count, euros, number};
use entity::{calendar::Phase, refusal::Refusal};

/// Why a rule said no, as a sentence for the person who asked.
pub fn refusal_sentence(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Missing => "ce champ est à remplir.".into(),
        Refusal::TooShort { least } => format!("écrivez au moins {}.", count(*least as u64, "caractère", "caractères")),
        Refusal::TooLong { most, length } => {
            format!(
                "le texte compte {} caractères, le maximum est de {}.",
                number(*length as u64),
                number(*most as u64)
            )
        }
        Refusal::AddressInName => {
            "écrivez seulement un nom ou une fonction : ni adresse, ni « @ », ni barre oblique, ni point au milieu \
             d’un mot."
                .into()
        }
        Refusal::HiddenCharacters { after } if after.is_empty() => {
            "le texte contient, au début d’une ligne, un caractère invisible qui inverse le sens de lecture. Effacez \
             le début de cette ligne et retapez-le."
                .into()
        }
        Refusal::HiddenCharacters { after } => {
            format!(
                "le texte contient un caractère invisible qui inverse le sens de lecture, juste après \
                «\u{a0}{after}\u{a0}». Effacez les mots qui suivent et retapez-les."
            )
        }
        Refusal::MixedScripts { word } => {
            format!(
                "«\u{a0}{word}\u{a0}» mêle des lettres de plusieurs alphabets, qui peuvent faire prendre un nom \
                pour un autre. Retapez ce mot au clavier."
            )
        }
        Refusal::NotOnTheList => "choisissez une valeur de la liste.".into(),
        Refusal::NotHttps => "indiquez une adresse complète qui commence par https://.".into(),
        Refusal::AmbiguousAmount { grouped, decimal } => format!(
            "ce montant se lit de deux façons\u{a0}: {grouped} ou {decimal}. Écrivez-le sans point et avec deux \
             chiffres après la virgule, ou sans virgule, par exemple 1234,50 ou 1234."
        ),
        Refusal::NotAnAmount => "indiquez un montant en euros supérieur à zéro, par exemple 1 200 000.".into(),
        Refusal::PhaseClosed { phase: Phase::Census } => {
            "ce n’est pas possible à ce moment de la campagne : le recensement des besoins n’est pas ouvert. Le \
             calendrier figure sur la page d’accueil."
                .into()
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
        Refusal::TooManyChoices { most, chosen } => format!(
            "vous avez choisi {chosen} projets, le maximum est de \
            {most}."
        ),
        Refusal::TooFewChoices { least, chosen } => format!(
            "vous avez choisi {chosen} projets, il en faut au moins \
            {least}."
        ),
        Refusal::TooManyPoints { most, given } => {
            format!(
                "vous avez donné {} voix à un projet, le maximum est de {}.",
                number(*given),
                number(u64::from(*most))
            )
        }
        Refusal::PointsDoNotAddUp { total, given } => {
            format!(
                "vous avez donné {} voix en tout, il y en a {} à partager.",
                number(*given),
                number(u64::from(*total))
            )
        }
        Refusal::NotPoints => "indiquez un nombre entier de voix, par exemple 10 ; laissez vide pour n’en donner \
            aucune."
            .into(),
        Refusal::NotOnTheBallot => "un des projets choisis n’est plus soumis au vote ; relisez la liste.".into(),
        Refusal::NoMandate => {
            "seul l’élu qui détient le mandat de vote de la collectivité dépose son bulletin. Vous pouvez le \
                préparer."
                .into()
        }
        Refusal::UnknownEnvelope => "cette enveloppe n’existe pas dans la campagne.".into(),
        Refusal::ChangedMeanwhile => {
            "quelqu’un d’autre a modifié ce texte entre-temps. Le vôtre est encore là : comparez-le à celui qui est \
             enregistré, puis enregistrez de nouveau."
                .into()
        }
        Refusal::RuleFrozen => "la règle du vote est figée : les projets, leurs coûts, les dates et l’enveloppe ne \
            changent plus."
            .into(),
        Refusal::RuleNotFrozen => "le vote n’est pas ouvert : la règle du vote n’a pas encore été figée.".into(),
        Refusal::NotDurable => {
            "le vote est suspendu : la base de données n’est pas réglée pour garder chaque bulletin \
            en cas de panne. Les administrateurs du site en sont avertis dans le journal du serveur."
                .into()
        }
        Refusal::NoProject => "aucun projet n’est soumis au vote : il n’y a rien à figer.".into(),
        Refusal::ForgedCastId => {
            "cette confirmation n’est pas valable. Rechargez la page du vote, relisez le bulletin \
            et confirmez à nouveau."
                .into()
        }
        Refusal::NotOnTheRoll => "votre collectivité n’est pas sur la liste des collectivités appelées à voter.".into(),
        Refusal::ActingChanged => {
            "vous agissez maintenant pour une autre collectivité que celle de ce formulaire. Vérifiez-la en haut de la \
             page, puis envoyez à nouveau."
                .into()
        }
        Refusal::SelectionFrozen => {
            "le vote est ouvert ou clos : sa règle, ses dates et son enveloppe ne changent plus.".into()
        }
        Refusal::VoteUnderWay { campaign } => format!(
            "la règle du vote de la campagne « {campaign} » est figée, et ce vote n’est pas encore clos : une autre \
             campagne ne peut pas prendre sa place avant sa clôture."
        ),
        Refusal::NotAnEmail => "indiquez une adresse de courriel, par exemple mairie@figeac.fr.".into(),
        Refusal::TooManyLinks => {
            "trop de courriels de connexion ont été demandés. Attendez un quart d’heure, ou tapez le code du dernier \
             courriel reçu."
                .into()
        }
        Refusal::TooManySignIns => {
            "trop de connexions ont été commencées depuis votre réseau. Attendez dix minutes, puis recommencez.".into()
        }
        Refusal::LinkEnded => "ce lien ou ce code a déjà servi, ou il est trop ancien. Demandez-en un autre.".into(),
        Refusal::OtherBrowser => {
            "ce lien a été demandé dans un autre navigateur. Revenez-y, et tapez-y le code du courriel.".into()
        }
        Refusal::WrongCode => "ce n’est pas le code du dernier courriel. Vérifiez les huit caractères.".into(),
        Refusal::SecondFactorNeeded => {
            "ce rôle demande une connexion en deux étapes : connectez-vous par ProConnect, puis ouvrez à nouveau le \
             lien si c’est une invitation."
                .into()
        }
        Refusal::AlreadyActs => "cette personne agit déjà pour cette collectivité.".into(),
        Refusal::AlreadyAsked => "la demande est déjà faite ; la réponse est attendue.".into(),
        Refusal::TooManyRequests { most } => format!(
            "{} attendent déjà une réponse. Retirez-en une sur la page de votre compte, ou attendez qu’on y réponde.",
            count(*most, "demande", "demandes")
        ),
        Refusal::TooManyRequestsToday => {
            "trop de demandes sont parties aujourd’hui de votre réseau. Réessayez demain, ou écrivez à l’équipe de \
             l’Incubateur."
                .into()
        }
        Refusal::Disowned => {
            "la demande n’est plus possible : l’adresse officielle a répondu qu’elle ne connaît personne de ce nom. Si \
             c’est une erreur, écrivez à l’équipe de l’Incubateur, qui peut vous rattacher sur justification."
                .into()
        }
        Refusal::TooManyInvitations => {
            "trop d’invitations sont parties aujourd’hui, de votre part ou vers cette adresse. Réessayez demain.".into()
        }
        Refusal::ColleagueInvited => {
            "cette adresse est déjà invitée ; sa réponse est attendue. L’invitation figure dans la liste, où vous \
             pouvez la reprendre."
                .into()
        }
        Refusal::InvitationsRefused => {
            "cette personne a demandé à ne plus recevoir vos invitations. Elle peut demander elle-même à agir pour la \
             collectivité."
                .into()
        }
        Refusal::ShownChanged => {
            "ce qui est affiché a changé depuis que vous l’avez lu : rien n’est enregistré. Relisez la page telle \
             qu’elle est maintenant, puis confirmez."
                .into()
        }
        Refusal::RequestEnded => "cette demande a déjà reçu une réponse, ou a été retirée.".into(),
        Refusal::ActProposed => "la même demande attend déjà une seconde personne, ou la fin du délai \
            d’opposition."
            .into(),
        Refusal::ActEnded => "cet acte a déjà reçu une réponse, ou il a été retiré.".into(),
        Refusal::ProposerGone => "la personne qui l’avait proposé n’a plus ce rôle : cet acte reste sans suite.".into(),
        Refusal::RoleHeld => {
            "vous avez déjà un rôle parmi les personnes de l’État : un administrateur peut en proposer le \
                changement."
                .into()
        }
        Refusal::ConsentNeeded => {
            "le référent a été nommé par l’équipe de l’Incubateur : du moment où la règle du vote est arrêtée jusqu’à \
             la clôture, il ne peut pas changer qui vote sans l’accord de l’adresse officielle de la collectivité. \
             Demandez cet accord sur la page « Personnes et mandat de vote »."
                .into()
        }
        Refusal::LastReferent => "c’est le dernier référent de la collectivité : nommez-en d’abord un autre.".into(),
        Refusal::NotAnElu => "le mandat de vote revient à un élu.".into(),
        Refusal::NotADay => "indiquez une date, par exemple 2021-04-30.".into(),
        Refusal::EndsBeforeItBegins => "la fin vient avant le début.".into(),
        Refusal::UnknownPerson => {
            "personne ne s’est encore connecté avec cette adresse. Demandez à la personne de se connecter une première \
             fois."
                .into()
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
            format!(
                "le montant obtenu est inférieur au minimum de {} : un dossier plus petit n’est pas \
                financé.",
                euros(*least)
            )
        }
        Refusal::OverCeiling { most } => format!("le plafond est de {} par dossier.", euros(*most)),
        Refusal::OverAsked { most } => format!("c’est plus que ce que le dossier demande ({}).", euros(*most)),
        Refusal::TooMuchPublicFunding => {
            "les autres financements publics atteignent déjà le maximum : il ne reste rien à subventionner.".into()
        }
        Refusal::NothingLeftToPay => "les autres financements couvrent déjà tout le coût.".into(),
        Refusal::NotEnoughLeft { left } => format!("il ne reste que {} : ce montant n’y tient pas.", euros(*left)),
        Refusal::WaveNotOpen => "les dépôts ne sont pas encore ouverts. Les dates figurent sur la page de \
            l’enveloppe."
            .into(),
        Refusal::WaveClosed => {
            "les dépôts sont clos. Le brouillon est gardé ; en cas d’empêchement grave, écrivez à l’équipe du \
             programme."
                .into()
        }
        Refusal::NothingTicked => "choisissez au moins un dossier.".into(),
        Refusal::NotAnHour => "indiquez une heure, par exemple 09:00.".into(),
        Refusal::NoCall => "on ne candidate pas à cette enveloppe.".into(),
        Refusal::ApplicantNotEligible => {
            "les conditions de l’enveloppe ne sont pas remplies. La page de l’enveloppe dit ce qui manque.".into()
        }
        Refusal::WrongApplicant => "cette enveloppe ne s’adresse pas à ce type de candidat.".into(),
        Refusal::NotSelected => "choisissez un projet que le vote a retenu.".into(),
        Refusal::AlreadyApplied => "une candidature existe déjà pour cette demande. Retrouvez-la dans \
            « Candidatures »."
            .into(),
        Refusal::AlreadyFiled => "la candidature est déposée : elle ne se modifie plus.".into(),
        Refusal::AnswerChanged { theirs } if theirs.starts_with('{') => {
            "une autre personne a modifié ce tableau entre-temps. Votre saisie est gardée ici : ouvrez la candidature \
             dans un autre onglet, comparez, puis enregistrez votre choix."
                .into()
        }
        Refusal::AnswerChanged { theirs } if theirs.is_empty() => {
            "une autre personne a vidé ce champ entre-temps. Votre texte est gardé ici : enregistrez à nouveau pour le \
             remettre."
                .into()
        }
        Refusal::AnswerChanged { theirs } => format!(
            "une autre personne a écrit entre-temps : « {theirs} ». Votre texte est gardé ici : choisissez, puis \
             enregistrez à nouveau."
        ),
        Refusal::NotConfirmed { missing } => {
            let waits = count(
                *missing as u64,
                "collectivité doit encore confirmer sa part",
                "collectivités doivent \
                encore confirmer leur part",
            );
            format!("{waits}.")
        }
        Refusal::RulesChanged => {
            "les règles de l’enveloppe ont changé depuis que la page est ouverte. Relisez le calcul, puis déposez à \
             nouveau."
                .into()
        }
        Refusal::MembersChanged => "la composition du groupement a changé depuis le dépôt.".into(),
        Refusal::GroupDissolved => "le groupement est dissous.".into(),
        Refusal::MemberGone { name } => {
            format!(
                "{name} n’existe plus sous ce SIREN dans le référentiel : sa fusion dans une autre collectivité \
                est à constater d’abord."
            )
        }
        Refusal::BeingCorrected => "le candidat est en train de corriger ce dossier : attendez son nouveau \
            dépôt."
            .into(),
        Refusal::CorrectionClosed => "le délai pour corriger est passé. Écrivez à l’équipe qui instruit le \
            dossier."
            .into(),
        Refusal::AlreadyDecided => "une décision est déjà prise sur ce dossier.".into(),
        Refusal::NotAssessed => "toutes les évaluations de ce dossier ne sont pas rendues.".into(),
        Refusal::DiscussionNeeded => {
            "des notes s’écartent de deux points ou plus : les évaluateurs doivent d’abord les maintenir ou les \
             revoir."
                .into()
        }
        Refusal::MarkMissing => "donnez une note à ce critère.".into(),
        Refusal::NotEnoughAssessors { wanted } => format!(
            "il manque {} sans lien avec le candidat. Un administrateur peut en nommer.",
            count(*wanted as u64, "évaluateur", "évaluateurs")
        ),
        Refusal::ConflictNotDeclared => "dites d’abord si vous avez un lien avec le candidat.".into(),
        Refusal::MarksSettled => "vos notes sont définitives.".into(),
        Refusal::PublicationPast => "l’heure de publication est passée. Choisissez-en une autre, ou laissez vide pour \
            publier tout de suite."
            .into(),
        Refusal::NotPublished => "la décision n’est pas encore publiée.".into(),
        Refusal::OverGranted { left } => format!("il reste {} à demander sur le montant accordé.", euros(*left)),
        Refusal::PlacesTaken { places } => {
            format!("toutes les places d’expérimentation de ce projet sont prises ({places}).")
        }
        Refusal::FileMissing => "joignez un fichier.".into(),
        Refusal::FilesUnreachable => {
            "ce fichier ne peut pas être gardé en ce moment. Réessayez dans quelques minutes ; le reste de la \
             candidature est intact."
                .into()
        }
        Refusal::FileEmpty => "ce fichier est vide.".into(),
        Refusal::FileTooLarge { most } => format!(
            "ce fichier est trop lourd, le maximum est de {} \
            Mo.",
            most / 1_000_000
        ),
        Refusal::FileType => {
            "ce type de fichier n’est pas accepté, ou son contenu ne correspond pas à son nom. Sont acceptés\u{a0}: \
             PDF (.pdf), texte (.odt, .docx), tableur (.ods, .xlsx), image (.png, .jpg). Ouvrez le fichier, \
             enregistrez-le dans l’un de ces formats, puis joignez-le à nouveau."
                .into()
        }
        Refusal::TooManyFiles { most } => format!("il y a trop de fichiers, le maximum est de {most}."),
        Refusal::FileRefused { name, why, kept } => {
            let others = match kept {
                0 => String::new(),
                1 => " L’autre fichier est joint.".to_owned(),
                kept => format!(" Les {kept} autres fichiers sont joints."),
            };
            format!("«\u{202f}{name}\u{202f}»\u{a0}: {}{others}", refusal_sentence(why))
        }
    }
}

/// A sentence that stands alone, with its capital.
pub fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
