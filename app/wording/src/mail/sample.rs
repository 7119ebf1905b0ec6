//! What the fields of each mail say, for whoever writes its text anew: a sentence each, and an example.

use super::{tell::*, told::Told};
use chrono::{Days, TimeZone, Utc};
use entity::{
    address::Address,
    joint_act::JointActKind,
    mail_text::{MailKind, MailWord as Word},
    permission::StaffRole,
    statistics::Act,
};

/// A mail of a kind as it could be, about nobody who is there.
pub fn sample(kind: MailKind, site: &str) -> Told {
    let day = Utc.timestamp_opt(1_600_000_000, 0).single().unwrap_or_default();
    let (name, token, town) = ("Camille Exemple", "exemple", "Figeac");
    match kind {
        MailKind::SignIn => sign_in(site, token, "ABCD-2345"),
        MailKind::Invitation => invitation(site, token, StaffRole::Curator),
        MailKind::FirstReferent => first_referent(site, token, town, name, "secrétaire de mairie"),
        MailKind::Colleague => colleague(site, token, town, name),
        MailKind::InvitationTakenBack => invitation_taken_back(town),
        MailKind::GroupInvitation => Told::new(
            kind,
            vec![
                (Word::Link, format!("{site}{}", Address::Groups)),
                (Word::RequestLink, format!("{site}{}", Address::MembershipRequest)),
                (Word::Collectivity, town.to_owned()),
                (Word::Lead, "Die".to_owned()),
                (Word::Group, quoted("Un planning commun")),
            ],
        ),
        MailKind::JointAct => {
            let standing = ActProgress::Announced { due_at: day.checked_add_days(Days::new(7)) };
            joint_act(site, token, town, (JointActKind::FirstReferent, standing), name)
                .unwrap_or_else(|| Told::new(kind, Vec::new()))
        }
        MailKind::EnquiryAnswer => {
            enquiry_answer(site, day, "Oui, c’est possible.", "Puis-je corriger un besoin\u{202f}?")
        }
        MailKind::Notices => {
            let line = |sentence: &str| NoticeLine {
                sentence: sentence.to_owned(),
                reason: None,
                link: Address::Needs.to_string(),
            };
            notices(site, &[line("Figeac soutient votre besoin."), line("Die rejoint votre groupement.")])
        }
        MailKind::WeeklyFigures => {
            let acts: Vec<(Act, u64, u64)> = Act::ALL.iter().take(2).map(|act| (*act, 3, 12)).collect();
            let pages = (format!("{site}{}", Address::Statistics), format!("{site}{}", Address::StatisticsSheet));
            weekly_figures(site, "Campagne d’exemple", day.date_naive(), 12, &acts, pages)
        }
        MailKind::Receipt => {
            let log = format!("{site}{}", Address::Log);
            cast(&log, town, day, ["1".to_owned(), "42".to_owned()], "3f9a…")
        }
        MailKind::Mailing => Told::new(kind, Vec::new()),
    }
}

/// What a field of a mail says.
pub fn explained(kind: MailKind, word: Word) -> &'static str {
    match word {
        Word::Link => link_of(kind),
        Word::Code => "Le code à taper si le lien s’ouvre dans un autre navigateur",
        Word::Role => "Le rôle proposé",
        Word::Collectivity => "La collectivité concernée",
        Word::Name => "Le nom que la personne a écrit, entre guillemets\u{a0}; nous ne l’avons pas vérifié",
        Word::Title => "La fonction que la personne a écrite, entre guillemets\u{a0}; nous ne l’avons pas vérifiée",
        Word::SignInPage => "La page de connexion",
        Word::Lead => "La collectivité qui mène le groupement",
        Word::RequestLink => "La page où demander à agir pour la collectivité",
        Word::Group => "Le nom du groupement, tel que son chef de file l’a écrit, entre guillemets",
        Word::Proposal => "Ce que l’équipe propose, après «\u{202f}propose de\u{202f}»",
        Word::Consequence => "Ce qui se passe avec accord, sans réponse, ou en cas d’opposition",
        Word::Answer => "La réponse de l’équipe",
        Word::Message => "Le message auquel l’équipe répond, chaque ligne derrière «\u{202f}>\u{202f}»",
        Word::Date if kind == MailKind::Receipt => "Le jour et l’heure du dépôt, à Paris",
        Word::Date => "Le jour et l’heure du message, à Paris",
        Word::Notices => "Les avis, chacun avec son lien",
        Word::About => "L’avis, s’il est seul, ou leur nombre",
        Word::Settings => "La page où changer ou arrêter ces courriels",
        Word::Week => "Le premier jour de la semaine",
        Word::Campaign => "Le titre de la campagne",
        Word::Figures => "Les chiffres de la semaine, un par ligne",
        Word::Participating => "Combien de collectivités participent",
        Word::Paper => "Les deux pages à imprimer",
        Word::Version => "Le numéro du dépôt\u{a0}: 1 pour le premier bulletin, 2 pour celui qui le remplace",
        Word::Entry => "Le numéro de l’inscription au journal public du vote",
        Word::Log => "Le journal public du vote",
        Word::Rule => "L’empreinte de la règle du vote",
    }
}

fn link_of(kind: MailKind) -> &'static str {
    match kind {
        MailKind::SignIn => "Le lien qui connecte, une fois, pendant dix minutes",
        MailKind::Invitation => "Le lien qui donne le rôle, une fois, pendant vingt-quatre heures",
        MailKind::FirstReferent => "Le lien pour lire la demande et y répondre, pendant quatorze jours",
        MailKind::Colleague => "Le lien pour accepter ou refuser, une fois, pendant quatorze jours",
        MailKind::GroupInvitation => "La page du groupement",
        MailKind::JointAct => "Le lien pour lire de quoi il s’agit, et répondre sans compte",
        MailKind::EnquiryAnswer => "La page où écrire de nouveau à l’équipe",
        MailKind::WeeklyFigures => "La page de tous les chiffres",
        MailKind::InvitationTakenBack | MailKind::Notices | MailKind::Receipt | MailKind::Mailing => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told::origin_of, *};

    #[test]
    fn each_field_of_each_mail_has_an_example_and_a_sentence() {
        for &kind in MailKind::ALL {
            let told = sample(kind, "https://terreau.example");
            assert_eq!(told.values.len(), kind.fields().len(), "{kind:?}");
            for field in kind.fields() {
                assert!(told.value(field.word).is_some_and(|value| !value.is_empty()), "{kind:?} {field:?}");
                assert!(!explained(kind, field.word).is_empty(), "{kind:?} {field:?}");
            }
        }
    }

    #[test]
    fn what_comes_with_the_executable_may_be_written_anew_as_it_is() {
        for &kind in MailKind::ALL {
            let origin = origin_of(kind);
            let (subject, body) = kind.parts(&origin);
            let parsed = kind.parse(subject, body);
            assert_eq!(parsed.map(|template| template.stored()), Ok(origin.clone()), "{kind:?}");
            let (told, site) = (sample(kind, "https://terreau.example"), "https://terreau.example");
            assert_eq!(told.clone().rendered(site, Some(&origin)), told.rendered(site, None), "{kind:?}");
        }
    }

    #[test]
    fn a_text_that_can_no_longer_be_filled_gives_way_to_the_origin() {
        let site = "https://terreau.example";
        let told = sample(MailKind::SignIn, site);
        let origin = told.clone().rendered(site, None);
        for gone in ["Lien\n\n{lien} {code} {commune}", "Lien\n\nsans rien", "{lien}{code}", ""] {
            assert_eq!(told.clone().rendered(site, Some(gone)), origin, "{gone}");
        }
        let theirs = told.rendered(site, Some("Lien\n\nIci\u{a0}: {lien}, ou {code}."));
        assert_eq!(theirs.subject, "Lien");
        let expected = "Ici\u{a0}: https://terreau.example/connexion/lien/exemple, ou ABCD-2345.";
        assert_eq!(theirs.body, format!("{expected}\n\nTerreau – https://terreau.example\n"));
    }

    /// What the mails said before their texts could be written anew.
    #[test]
    fn where_nobody_wrote_a_mail_anew_it_says_what_it_always_said() {
        let site = "https://terreau.example";
        let said: Vec<String> = MailKind::ALL
            .iter()
            .filter(|kind| kind.has_subject())
            .map(|&kind| {
                let mail = sample(kind, site).rendered(site, None);
                format!("=== {}\n{}\n\n{}", kind.code(), mail.subject, mail.body)
            })
            .collect();
        assert_eq!(said.join("\n"), include_str!("said.txt"));
    }

    #[test]
    fn what_stands_under_mailings_is_text_whatever_somebody_wrote() {
        let (text, html) = under_mailings("https://a.fr", "https://a.fr/x", Some("L’équipe <b>\nvous écrit."));
        assert!(text.contains("\nL’équipe <b>\nvous écrit.\nPour ne plus"), "{text}");
        assert!(html.contains("<br>L’équipe &lt;b&gt;<br>vous écrit.<br>"), "{html}");
    }
}
