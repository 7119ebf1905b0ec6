//! What each mail tells, field by field.

use super::told::{Rendered, Told};
use crate::{statistics, time};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    address::Address,
    calendar::in_paris,
    id::GroupId,
    joint_act::JointActKind,
    log::Receipt,
    mail_text::{MailKind, MailWord},
    name,
    permission::StaffRole,
    siren::Siren,
    statistics::Act,
};

/// What somebody typed, in quotes and without what a mail program makes a link of: names of before were not checked.
pub(super) fn quoted(text: &str) -> String {
    format!("«\u{202f}{}\u{202f}»", name::cleaned(text))
}

/// `30/04/2021 à 23 h 59`, in Paris.
fn moment(instant: DateTime<Utc>) -> String {
    in_paris(instant).format("%d/%m/%Y à %-H h %M").to_string()
}

/// A link and a code to sign in with.
pub fn sign_in(site: &str, token: &str, code: &str) -> Told {
    let link = Address::SignInLink(token.to_owned());
    let values = vec![(MailWord::Link, format!("{site}{link}")), (MailWord::Code, code.to_owned())];
    Told::new(MailKind::SignIn, values)
}

/// A link that gives one of the State's roles.
pub fn invitation(site: &str, token: &str, staff: StaffRole) -> Told {
    let (role, link) = (crate::staff(staff), Address::SignInLink(token.to_owned()));
    let values = vec![(MailWord::Link, format!("{site}{link}")), (MailWord::Role, role.to_owned())];
    Told::new(MailKind::Invitation, values)
}

/// Asks whoever reads a collectivité's official mail whether somebody acts for it; `name` and `title` are what that
/// person says of themselves.
pub fn first_referent(site: &str, token: &str, collectivity: &str, name: &str, title: &str) -> Told {
    let link = Address::MembershipLink(token.to_owned());
    let values = vec![
        (MailWord::Link, format!("{site}{link}")),
        (MailWord::Collectivity, collectivity.to_owned()),
        (MailWord::Name, quoted(name)),
        (MailWord::Title, quoted(title)),
    ];
    Told::new(MailKind::FirstReferent, values)
}

/// Invites somebody to act for a collectivité; `name` is the referent's.
pub fn colleague(site: &str, token: &str, collectivity: &str, name: &str) -> Told {
    let (sign_in, link) = (Address::SignIn, Address::Invitation(token.to_owned()));
    let values = vec![
        (MailWord::Link, format!("{site}{link}")),
        (MailWord::SignInPage, format!("{site}{sign_in}")),
        (MailWord::Collectivity, collectivity.to_owned()),
        (MailWord::Name, quoted(name)),
    ];
    Told::new(MailKind::Colleague, values)
}

/// Answers a message that was written to those who run the site, which is quoted at the end.
pub fn enquiry_answer(site: &str, written_at: DateTime<Utc>, answer: &str, content: &str) -> Told {
    let quoted: Vec<String> = content.lines().map(|line| format!("> {line}")).collect();
    let values = vec![
        (MailWord::Answer, answer.to_owned()),
        (MailWord::Message, quoted.join("\n")),
        (MailWord::Date, moment(written_at)),
        (MailWord::Link, format!("{site}{}", Address::Contact)),
    ];
    Told::new(MailKind::EnquiryAnswer, values)
}

/// Tells somebody that an invitation to act for a collectivité was taken back.
pub fn invitation_taken_back(collectivity: &str) -> Told {
    Told::new(MailKind::InvitationTakenBack, vec![(MailWord::Collectivity, collectivity.to_owned())])
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
) -> Option<Told> {
    let (what, next) = (act_of(kind, collectivity)?, what_comes_next(standing));
    let link = Address::ConsentLink(token.to_owned());
    let values = vec![
        (MailWord::Link, format!("{site}{link}")),
        (MailWord::Proposal, what),
        (MailWord::Consequence, next),
        (MailWord::Collectivity, collectivity.to_owned()),
        (MailWord::Name, quoted(name)),
    ];
    Some(Told::new(MailKind::JointAct, values))
}

/// Asks whoever reads the official mail of a collectivité for which nobody acts to answer a group's invitation. `group`
/// is what its lead wrote as its name.
pub fn group_invitation(
    site: &str,
    (id, group): (GroupId, &str),
    lead: &str,
    (siren, collectivity): (Siren, &str),
) -> Told {
    let (page, request) = (Address::Group(id), Address::MembershipRequest.with("siren", siren));
    let values = vec![
        (MailWord::Link, format!("{site}{page}")),
        (MailWord::RequestLink, format!("{site}{request}")),
        (MailWord::Collectivity, collectivity.to_owned()),
        (MailWord::Lead, lead.to_owned()),
        (MailWord::Group, quoted(group)),
    ];
    Told::new(MailKind::GroupInvitation, values)
}

/// The receipt of a ballot; `log` is the lasting address of the vote's public log.
pub fn receipt(log: &str, collectivity: &str, siren: Siren, cast_at: DateTime<Utc>, receipt: &Receipt) -> Told {
    let version = receipt.ballot.version;
    let numbers = [version.to_string(), receipt.index.to_string()];
    let told = cast(log, collectivity, cast_at, numbers, &receipt.ballot.rule);
    let attachment = (format!("recepisse-{siren}-{version}.tlog-proof"), receipt.to_text());
    Told { attachment: Some(attachment), ..told }
}

/// A ballot that was cast; of how many its collectivité cast, and at which entry of the log.
pub(super) fn cast(
    log: &str,
    collectivity: &str,
    cast_at: DateTime<Utc>,
    [version, entry]: [String; 2],
    rule: &str,
) -> Told {
    let values = vec![
        (MailWord::Log, log.to_owned()),
        (MailWord::Entry, entry),
        (MailWord::Collectivity, collectivity.to_owned()),
        (MailWord::Date, moment(cast_at)),
        (MailWord::Version, version),
        (MailWord::Rule, rule.to_owned()),
    ];
    Told::new(MailKind::Receipt, values)
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
) -> Told {
    let line = |(act, of_week, of_all): &(Act, u64, u64)| {
        format!("- {} ({} depuis le début)", statistics::acts(*act, *of_week), crate::number(*of_all))
    };
    let lines: Vec<String> = acts.iter().map(line).collect();
    let (all, paper) = pages;
    let (week, place) = (time::date(monday), Address::Account.at("chiffres"));
    let participating = crate::count(participating, "collectivité participe", "collectivités participent");
    let values = vec![
        (MailWord::Figures, lines.join("\n")),
        (MailWord::Settings, format!("{site}{place}")),
        (MailWord::Week, week),
        (MailWord::Campaign, campaign.to_owned()),
        (MailWord::Participating, participating),
        (MailWord::Link, all),
        (MailWord::Paper, paper),
    ];
    Told::new(MailKind::WeeklyFigures, values)
}

/// What somebody is told of what others did: one notice, or those of a day.
pub fn notices(site: &str, notices: &[NoticeLine]) -> Told {
    let line = |one: &NoticeLine| {
        let reason = one.reason.as_ref().map(|reason| format!("\nMotif donné : « {} »", reason.replace('\n', " ")));
        format!("{}{}\n{site}{}", one.sentence, reason.unwrap_or_default(), one.link)
    };
    let lines: Vec<String> = notices.iter().map(line).collect();
    let subject = match notices {
        [one] => one.sentence.clone(),
        several => format!("Terreau : {} avis", several.len()),
    };
    let values = vec![
        (MailWord::Notices, lines.join("\n\n")),
        (MailWord::Settings, format!("{site}{}", Address::Account)),
        (MailWord::About, subject),
    ];
    Told::new(MailKind::Notices, values)
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

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What stands under every mailing, as plain text and as HTML; `wrote`: what somebody wrote in place of our own words.
pub fn under_mailings(site: &str, unsubscribe: &str, wrote: Option<&str>) -> (String, String) {
    let (_, why) = Told::new(MailKind::Mailing, Vec::new()).words(wrote);
    let text = format!("-- \nTerreau – {site}\n{why}\nPour ne plus recevoir ces envois\u{a0}: {unsubscribe}\n");
    let html = format!(
        "<p>Terreau – <a href=\"{site}\">{site}</a><br>{}<br><a href=\"{unsubscribe}\">Ne plus recevoir ces \
         envois</a></p>",
        escaped(&why).replace('\n', "<br>")
    );
    (text, html)
}

/// A mailing, as plain text and as HTML that was made of the same text. Nothing in it tells who opened it.
pub fn mailing(
    site: &str,
    subject: String,
    (text, html): (&str, &str),
    unsubscribe: &Address,
    wrote: Option<&str>,
) -> Rendered {
    let link = format!("{site}{unsubscribe}");
    let (below, below_html) = under_mailings(site, &link, wrote);
    let body = format!("{text}\n\n{below}");
    let html = format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>{html}<hr>\
         {below_html}</body></html>",
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
