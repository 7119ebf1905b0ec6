//! What mails say. What a person typed of themselves stands after our sentences, quoted and named as theirs.

use crate::{statistics, time};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    address::Address, calendar::in_paris, id::GroupId, joint_act::JointActKind, log::Receipt, name,
    permission::StaffRole, siren::Siren, statistics::Act,
};

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub body: String,
    /// A name and a text.
    pub attachment: Option<(String, String)>,
    /// The same text in HTML, beside the plain one.
    pub html: Option<String>,
    /// Where one asks for no more of such mails, by one press in the mail program (RFC 8058).
    pub unsubscribe: Option<String>,
}

impl Rendered {
    fn plain(subject: String, body: String) -> Self {
        Self { subject, body, attachment: None, html: None, unsubscribe: None }
    }

    /// With the name and address of the site at its end.
    pub fn signed(mut self, site: &str) -> Self {
        self.body = format!("{}\n\nTerreau – {site}\n", self.body);
        self
    }
}

/// Without what a mail program makes a link of: names of before were not checked.
fn quoted(what: &str, text: &str) -> String {
    format!("Elle a écrit comme {what} : « {} »", name::cleaned(text))
}

/// `30/04/2021 à 23 h 59`, in Paris.
fn moment(instant: DateTime<Utc>) -> String {
    in_paris(instant).format("%d/%m/%Y à %-H h %M").to_string()
}

/// A link and a code to sign in with.
pub fn sign_in(site: &str, token: &str, code: &str) -> Rendered {
    let link = Address::SignInLink(token.to_owned());
    Rendered::plain(
        "Votre lien de connexion à Terreau".to_owned(),
        format!(
            "Bonjour,\n\nPour vous connecter, ouvrez ce lien dans le navigateur où vous l’avez demandé, puis \
             appuyez sur le bouton :\n\n\
             {site}{link}\n\n\
             Si le lien s’ouvre ailleurs, tapez ce code dans le navigateur d’origine : {code}\n\n\
             Le lien et le code servent une fois, pendant dix minutes. Ne les transmettez à personne : nous ne \
             vous les demanderons jamais.\n\n\
             Si vous n’avez rien demandé, ne faites rien : personne ne se connectera à votre place."
        ),
    )
}

/// A link that gives one of the State's roles.
pub fn invitation(site: &str, token: &str, staff: StaffRole) -> Rendered {
    let (role, link) = (crate::staff(staff), Address::SignInLink(token.to_owned()));
    Rendered::plain(
        "Votre invitation sur Terreau".to_owned(),
        format!(
            "Bonjour,\n\nVous êtes invité sur Terreau dans le rôle suivant : {role}.\n\n\
             Pour accepter, ouvrez ce lien, puis appuyez sur le bouton :\n\n{site}{link}\n\n\
             Il sert une fois, pendant vingt-quatre heures. Ne le transmettez à personne."
        ),
    )
}

/// Asks whoever reads a collectivité's official mail whether somebody acts for it; `name` and `title` are what that
/// person says of themselves.
pub fn first_referent(site: &str, token: &str, collectivity: &str, name: &str, title: &str) -> Rendered {
    let link = Address::MembershipLink(token.to_owned());
    Rendered::plain(
        format!("Qui agit pour {collectivity} sur Terreau ?"),
        format!(
            "Bonjour,\n\nUne personne demande à agir pour {collectivity} sur Terreau, où les collectivités disent \
             leurs besoins numériques et choisissent ce que l’État finance.\n\n\
             Personne n’agit encore pour votre collectivité. Si vous confirmez, cette personne en devient le \
             référent : elle dira qui d’autre agit pour elle, et qui dépose son bulletin de vote.\n\n\
             Pour lire la demande et y répondre (le lien sert pendant quatorze jours) :\n\n{site}{link}\n\n\
             Si vous ne connaissez personne de ce nom, ouvrez le lien et appuyez sur « Ce n’est pas nous » : la \
             demande est refusée, cette personne ne peut plus la refaire, et notre équipe en est avertie. Sans \
             réponse de votre part, personne n’agit pour vous.\n\n\
             Ce que cette personne dit d’elle-même, et que nous n’avons pas vérifié :\n\n{}\n{}",
            quoted("nom", name),
            quoted("fonction", title)
        ),
    )
}

/// Invites somebody to act for a collectivité; `name` is the referent's.
pub fn colleague(site: &str, token: &str, collectivity: &str, name: &str) -> Rendered {
    let (sign_in, link) = (Address::SignIn, Address::Invitation(token.to_owned()));
    Rendered::plain(
        format!("Votre invitation à agir pour {collectivity}"),
        format!(
            "Bonjour,\n\nUne personne qui est référent de {collectivity} sur Terreau vous invite à agir pour elle : \
             dire ses besoins, rejoindre des groupements, préparer son bulletin de vote.\n\n\
             Connectez-vous d’abord sur {site}{sign_in}, puis ouvrez ce lien et appuyez sur « Accepter ». Il sert \
             une fois, pendant quatorze jours :\n\n{site}{link}\n\nNe le transmettez à personne.\n\n\
             Si vous ne connaissez personne de ce nom, ouvrez le lien et appuyez sur « Ce n’est pas pour moi » : \
             l’invitation s’arrête là, et cette personne ne peut plus vous inviter.\n\n{}",
            quoted("nom", name)
        ),
    )
}

/// Answers a message that was written to those who run the site, which is quoted at the end.
pub fn enquiry_answer(site: &str, written_at: DateTime<Utc>, answer: &str, content: &str) -> Rendered {
    let quoted: Vec<String> = content.lines().map(|line| format!("> {line}")).collect();
    Rendered::plain(
        "Réponse à votre message".to_owned(),
        format!(
            "Bonjour,\n\n{answer}\n\nPour nous écrire de nouveau\u{a0}:\n\n{site}{}\n\n\
             Votre message du {}\u{a0}:\n\n{}",
            Address::Contact,
            moment(written_at),
            quoted.join("\n")
        ),
    )
}

/// Tells somebody that an invitation to act for a collectivité was taken back.
pub fn invitation_taken_back(collectivity: &str) -> Rendered {
    Rendered::plain(
        format!("Votre invitation à agir pour {collectivity} est reprise"),
        format!(
            "Bonjour,\n\nUn référent de {collectivity} vous avait invité à agir pour elle sur Terreau. Il a repris \
             cette invitation : son lien ne sert plus. Vous n’avez rien à faire."
        ),
    )
}

/// Where an act that takes two stands, for whoever reads the official mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActProgress {
    /// A second person has to agree.
    Waiting,
    /// Two agreed: it is done then, unless somebody objects.
    Announced {
        due_at: Option<DateTime<Utc>>,
    },
    Done,
}

fn act_of(kind: JointActKind, collectivity: &str) -> Option<String> {
    match kind {
        JointActKind::FirstReferent => Some(format!(
            "faire d’une personne le référent de {collectivity} : elle dirait qui d’autre agit pour votre \
             collectivité, et qui dépose son bulletin de vote"
        )),
        JointActKind::EndOfMembership => Some(format!(
            "faire qu’une personne n’agisse plus pour {collectivity} : son référent, l’élu qui dépose son bulletin de \
             vote, ou quelqu’un d’autre qui agit pour elle"
        )),
        JointActKind::StaffRole
        | JointActKind::StaffInvitation
        | JointActKind::CampaignOpening
        | JointActKind::CampaignChange
        | JointActKind::MailingSending => None,
    }
}

fn what_comes_next(standing: ActProgress) -> String {
    match standing {
        ActProgress::Waiting => "Une seconde personne de notre équipe doit encore être d’accord ; cela prendrait \
            alors effet sept jours plus tard. Avec votre accord, cela prend effet aussitôt. Si vous vous y opposez, \
            cela n’aura pas lieu."
            .to_owned(),
        ActProgress::Announced { due_at } => format!(
            "Deux personnes de notre équipe sont d’accord. Sans opposition, cela prend effet le {}, heure de Paris. \
             Avec votre accord, cela prend effet aussitôt. Si vous vous y opposez, cela n’aura pas lieu.",
            due_at.map(moment).unwrap_or_default()
        ),
        ActProgress::Done => "Notre équipe l’a fait. Tant que votre adresse officielle n’a pas donné son accord, \
            cette personne ne peut pas changer qui vote, du moment où la règle du vote est arrêtée jusqu’à sa \
            clôture. Si vous ne la connaissez pas, dites-le par le même lien : elle n’agira plus pour votre \
            collectivité."
            .to_owned(),
    }
}

/// Asks whoever reads a collectivité's official mail to consent or object to an act on its people; None for an act that
/// concerns no collectivité.
pub fn joint_act(
    site: &str,
    token: &str,
    collectivity: &str,
    (kind, standing): (JointActKind, ActProgress),
    name: &str,
) -> Option<Rendered> {
    let (what, next) = (act_of(kind, collectivity)?, what_comes_next(standing));
    let link = Address::ConsentLink(token.to_owned());
    Some(Rendered::plain(
        format!("Qui agit pour {collectivity} sur Terreau : votre accord est demandé"),
        format!(
            "Bonjour,\n\nL’équipe de l’Incubateur, qui tient Terreau, propose de {what}.\n\n{next}\n\n\
             Pour lire de quoi il s’agit et répondre, sans compte :\n\n{site}{link}\n\n\
             Ce que cette personne dit d’elle-même, et que vous pouvez vérifier :\n\n{}",
            quoted("nom", name)
        ),
    ))
}

/// Asks whoever reads the official mail of a collectivité for which nobody acts to answer a group's invitation. `group`
/// is what its lead wrote as its name.
pub fn group_invitation(
    site: &str,
    (id, group): (GroupId, &str),
    lead: &str,
    (siren, collectivity): (Siren, &str),
) -> Rendered {
    let (page, request) = (Address::Group(id), Address::MembershipRequest.with("siren", siren));
    Rendered::plain(
        format!("{collectivity} est invitée dans un groupement sur Terreau"),
        format!(
            "Bonjour,\n\nSur Terreau, les collectivités disent leurs besoins numériques et se regroupent pour y \
             répondre. {lead} invite {collectivity} dans un groupement. Personne n’agit encore pour votre \
             collectivité : c’est pourquoi nous écrivons à son adresse officielle.\n\n\
             Pour lire à quoi sert ce groupement, sans compte :\n\n{site}{page}\n\n\
             Pour répondre, une personne de votre collectivité se connecte, puis demande à agir pour elle ; un \
             courriel vous demandera de le confirmer :\n\n{site}{request}\n\n\
             Si cela ne vous intéresse pas, ne faites rien : sans votre accord, votre collectivité n’entre dans \
             aucun groupement.\n\n\
             Ce que le chef de file a écrit comme nom du groupement : « {} »",
            name::cleaned(group)
        ),
    )
}

/// The receipt of a ballot; `log` is the lasting address of the vote's public log.
pub fn receipt(log: &str, collectivity: &str, siren: Siren, cast_at: DateTime<Utc>, receipt: &Receipt) -> Rendered {
    Rendered {
        subject: format!("Récépissé du bulletin de {collectivity}"),
        body: format!(
            "Bonjour,\n\nLe bulletin de {collectivity} a été enregistré le {}, heure de Paris : dépôt n° {}, \
             inscription n° {} au journal public du vote.\n\n\
             Le récépissé joint prouve à lui seul que ce bulletin est dans le journal signé. Il contient les choix de \
             la collectivité : gardez-le comme eux. Pour le vérifier : {log}\n\n\
             Empreinte de la règle du vote : {}\n\n\
             Si votre collectivité n’a pas voulu ce bulletin, l’élu qui détient son mandat peut le remplacer jusqu’à \
             la clôture.",
            moment(cast_at),
            receipt.ballot.version,
            receipt.index,
            receipt.ballot.rule
        ),
        attachment: Some((format!("recepisse-{siren}-{}.tlog-proof", receipt.ballot.version), receipt.to_text())),
        html: None,
        unsubscribe: None,
    }
}

/// A notice as a mail tells it: what it says, and where it leads on the site.
pub struct NoticeLine {
    pub sentence: String,
    /// Why, in the words of whoever acted.
    pub reason: Option<String>,
    pub link: String,
}

/// The figures of a week; `acts`: how often each happened in it, and up to its end; `pages`: where all figures are, and
/// where they are printed.
pub fn weekly_figures(
    site: &str,
    campaign: &str,
    monday: NaiveDate,
    participating: u64,
    acts: &[(Act, u64, u64)],
    pages: (String, String),
) -> Rendered {
    let line = |(act, of_week, of_all): &(Act, u64, u64)| {
        format!("- {} ({} depuis le début)", statistics::acts(*act, *of_week), crate::number(*of_all))
    };
    let lines: Vec<String> = acts.iter().map(line).collect();
    let (all, paper) = pages;
    let (week, place) = (time::date(monday), Address::Account.at("chiffres"));
    let participating = crate::count(participating, "collectivité participe", "collectivités participent");
    Rendered::plain(
        format!("Terreau : les chiffres de la semaine du {week}"),
        format!(
            "Bonjour,\n\nLes chiffres de la semaine du {week}.\nCampagne : {campaign}\n\n{}\n\n\
             À ce jour, {participating}.\n\nTous les chiffres, par territoire : {all}\n\
             Deux pages à imprimer : {paper}\n\n\
             Vous recevez ce courriel parce que vous l’avez demandé. Pour ne plus le recevoir : {site}{place}",
            lines.join("\n")
        ),
    )
}

/// What somebody is told of what others did: one notice, or those of a day.
pub fn notices(site: &str, notices: &[NoticeLine]) -> Rendered {
    let line = |one: &NoticeLine| {
        let reason = one.reason.as_ref().map(|reason| format!("\nMotif donné : « {} »", reason.replace('\n', " ")));
        format!("{}{}\n{site}{}", one.sentence, reason.unwrap_or_default(), one.link)
    };
    let lines: Vec<String> = notices.iter().map(line).collect();
    let subject = match notices {
        [one] => one.sentence.clone(),
        several => format!("Terreau : {} avis", several.len()),
    };
    let account = Address::Account;
    let choice = format!("Pour recevoir ces courriels une fois par jour, ou plus du tout : {site}{account}");
    Rendered::plain(subject, format!("Bonjour,\n\n{}\n\n{choice}", lines.join("\n\n")))
}

/// The most names that stand in a mail to several collectivités that have one address.
const MOST_NAMED: usize = 5;

/// The collectivités that one mail is for: `Figeac`, `Figeac et Capdenac`, `Figeac, Capdenac et 12 autres`.
pub fn several(names: &[String]) -> String {
    match names {
        [] => "votre collectivité".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if names.len() <= MOST_NAMED => format!("{} et {last}", first.join(", ")),
        all => {
            let named = all.iter().take(MOST_NAMED - 1).cloned().collect::<Vec<_>>().join(", ");
            format!("{named} et {} autres", all.len() - MOST_NAMED + 1)
        }
    }
}

/// A mailing, as plain text and as HTML that was made of the same text. Nothing in it tells who opened it.
pub fn mailing(site: &str, subject: String, (text, html): (&str, &str), unsubscribe: &Address) -> Rendered {
    let escaped =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let link = format!("{site}{unsubscribe}");
    let why = "Ce courriel vous est envoyé par l’équipe de l’Incubateur, qui tient Terreau.";
    let body = format!("{text}\n\n-- \nTerreau – {site}\n{why}\nPour ne plus recevoir ces envois : {link}\n");
    let html = format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>{html}<hr>\
         <p>Terreau – <a href=\"{site}\">{site}</a><br>{why}<br><a href=\"{link}\">Ne plus recevoir ces \
         envois</a></p></body></html>",
        escaped(&subject)
    );
    Rendered { subject, body, attachment: None, html: Some(html), unsubscribe: Some(link) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collectivites_that_have_one_address_are_named_together() {
        let names: Vec<String> = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).into();
        for (many, said) in
            [(0, "votre collectivité"), (1, "a"), (2, "a et b"), (5, "a, b, c, d et e"), (6, "a, b, c, d et 2 autres")]
        {
            assert_eq!(several(&names[..many]), said);
        }
    }
}
