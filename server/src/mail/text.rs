//! What mails say: what they tell of is loaded here, and worded in `wording::mail`, in the words of the staff where it
//! wrote some (`MailTexts`).

use super::{
    mailer::Mailer,
    outgoing::{NoticeLine, OutgoingMail},
};
use crate::{
    Error, Platform, audit, campaign::loaded::campaign_of, log, mailing::text::rendered as mailing_to,
    membership::request::title_of, secret::hashed, site_text::MailTexts,
};
use entity::{
    address::Address,
    group::{GroupState, MemberState},
    id::{CampaignId, EnquiryId, GroupId, JointActId, PersonId},
    joint_act::JointActState,
    siren::Siren,
    table::{enquiry, group, group_member, joint_act, membership_invitation, membership_request},
};
use sea_orm::EntityTrait;
use wording::{
    mail::{self, ActProgress, Told},
    notice_sentence,
};

pub use wording::mail::Rendered;

/// A mail as its recipient would read it now. [`Error::NotFound`] where no mail is written, or when what it tells of
/// was taken back.
pub async fn read(platform: &Platform, mail: &OutgoingMail) -> Result<Rendered, Error> {
    let texts = MailTexts::load(platform.database.read()).await?;
    render(platform, platform.mailer.as_ref().ok_or(Error::NotFound)?, mail, &texts).await
}

/// The text of a mail; `texts`: what the staff wrote in place of some.
pub(super) async fn render(
    platform: &Platform,
    mailer: &Mailer,
    mail: &OutgoingMail,
    texts: &MailTexts,
) -> Result<Rendered, Error> {
    let site = mailer.base_url.trim_end_matches('/');
    if let OutgoingMail::Mailing { mailing, to, sirens, .. } = mail {
        return mailing_to(platform, mailer, *mailing, to, sirens).await;
    }
    let told = told(platform, site, mail).await?;
    let wrote = texts.of(told.kind());
    Ok(told.rendered(site, wrote))
}

/// What a mail tells; a mailing is a text of its own.
async fn told(platform: &Platform, site: &str, mail: &OutgoingMail) -> Result<Told, Error> {
    let name_of = |siren: &Siren| platform.reference().name(siren);
    Ok(match mail {
        OutgoingMail::Receipt { campaign, siren, version } => {
            receipt(platform, site, *campaign, siren, *version).await?
        }
        OutgoingMail::SignIn { token, code, .. } => mail::sign_in(site, token, code),
        OutgoingMail::Invitation { token, staff } => mail::invitation(site, token, *staff),
        OutgoingMail::FirstReferent { token, person, siren } => {
            let name = name_of_person(platform, *person).await?;
            let request = membership_request::Entity::find_by_id((*person, *siren));
            let request = request.one(platform.database.read()).await?.ok_or(Error::NotFound)?;
            mail::first_referent(site, token, &name_of(siren), &name, &title_of(&request))
        }
        OutgoingMail::Colleague { token, person, siren } => {
            let name = name_of_person(platform, *person).await?;
            // An invitation that was taken back, or answered, before the mail left is not sent.
            let row = membership_invitation::Entity::find_by_id(hashed(token)).one(platform.database.read()).await?;
            row.ok_or(Error::NotFound)?;
            mail::colleague(site, token, &name_of(siren), &name)
        }
        OutgoingMail::InvitationTakenBack { siren } => mail::invitation_taken_back(&name_of(siren)),
        OutgoingMail::JointAct { token, act, siren } => joint_act(platform, site, token, *act, siren).await?,
        OutgoingMail::GroupInvitation { group, siren } => group_invitation(platform, site, *group, siren).await?,
        OutgoingMail::EnquiryAnswer { enquiry, .. } => enquiry_answer(platform, site, *enquiry).await?,
        OutgoingMail::Notices { notices, .. } => {
            let line = |one: &NoticeLine| mail::NoticeLine {
                sentence: notice_sentence(&one.kind, &one.about, one.until),
                reason: one.reason.clone(),
                link: one.link.clone(),
            };
            mail::notices(site, &notices.iter().map(line).collect::<Vec<_>>())
        }
        OutgoingMail::WeeklyFigures { figures, .. } => {
            let address = |page: &Address| format!("{site}{}", Address::of_campaign(&figures.slug, page));
            let pages = (address(&Address::Statistics), address(&Address::StatisticsSheet));
            mail::weekly_figures(site, &figures.campaign, figures.monday, figures.participating, &figures.acts, pages)
        }
        OutgoingMail::Mailing { .. } | OutgoingMail::Forgotten { .. } => return Err(Error::NotFound),
    })
}

async fn name_of_person(platform: &Platform, person: PersonId) -> Result<String, Error> {
    audit::names_of(platform.database.read(), &[person]).await?.remove(&person).ok_or(Error::NotFound)
}

async fn joint_act(
    platform: &Platform,
    site: &str,
    token: &str,
    act: JointActId,
    siren: &Siren,
) -> Result<Told, Error> {
    let row = joint_act::Entity::find_by_id(act).one(platform.database.read()).await?.ok_or(Error::NotFound)?;
    let name = name_of_person(platform, row.person.ok_or(Error::NotFound)?).await?;
    let standing = match row.state {
        JointActState::Waiting => ActProgress::Waiting,
        JointActState::Announced => ActProgress::Announced { due_at: row.due_at.map(|due| due.utc()) },
        JointActState::Done => ActProgress::Done,
        _ => return Err(Error::NotFound),
    };
    let collectivity = platform.reference().name(siren);
    mail::joint_act(site, token, &collectivity, (row.kind, standing), &name).ok_or(Error::NotFound)
}

async fn group_invitation(platform: &Platform, site: &str, id: GroupId, siren: &Siren) -> Result<Told, Error> {
    let (reference, database) = (platform.reference(), platform.database.read());
    let member = group_member::Entity::find_by_id((id, *siren)).one(database).await?.ok_or(Error::NotFound)?;
    let group = group::Entity::find_by_id(id).one(database).await?.ok_or(Error::NotFound)?;
    if member.state != MemberState::Invited || group.state != GroupState::Forming {
        return Err(Error::NotFound);
    }
    let (collectivity, lead) = (reference.name(siren), reference.name(&group.lead));
    Ok(mail::group_invitation(site, (id, &group.name), &lead, (*siren, &collectivity)))
}

/// What was answered to a message; [`Error::NotFound`] once it is kept no more.
async fn enquiry_answer(platform: &Platform, site: &str, id: EnquiryId) -> Result<Told, Error> {
    let row = enquiry::Entity::find_by_id(id).one(platform.database.read()).await?.ok_or(Error::NotFound)?;
    let answer = row.answer.ok_or(Error::NotFound)?;
    Ok(mail::enquiry_answer(site, row.written_at.utc(), &answer, &row.content))
}

async fn receipt(
    platform: &Platform,
    site: &str,
    campaign: CampaignId,
    siren: &Siren,
    version: i32,
) -> Result<Told, Error> {
    let (receipt, cast_at) = log::receipt_of_version(platform, campaign, siren, version).await?;
    let slug = campaign_of(platform.database.read(), campaign).await?.spec.slug;
    let journal = format!("{site}{}", Address::of_campaign(&slug, &Address::Log));
    Ok(mail::receipt(&journal, &platform.reference().name(siren), *siren, cast_at, &receipt))
}
