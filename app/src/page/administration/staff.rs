//! The State's people and their roles, for administrators.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::Button,
        ask_first::{self, Ask, AskFirst, Why},
        card::{CardItem, Cards},
        field::{PostForm, RefusalSummary, SelectField, TextField},
        form::Form,
        frame::{Frame, Page},
        input::{Entry, Field},
        views::views,
    },
};
use entity::{address::Address, done::Done, form_field, id::PersonId, permission::StaffRole};
use leptos::prelude::*;
use server::staff::{self, Given, StaffForm};

const EMAIL: Field =
    Field::new(form_field::EMAIL, "Adresse de courriel").help("La personne s’est déjà connectée une fois avec elle");
const STAFF: Field = Field::new(form_field::STAFF, "Rôle");
const DEPARTEMENT: Field =
    Field::new(form_field::DEPARTEMENT, "Département").help("Son code, pour un agent de préfecture seulement : 46");
const PERSON: Field = Field::new(form_field::PERSON, "Personne");

/// What the page shows.
struct StaffPage {
    members: Vec<MemberLine>,
    give: Form,
    take: Form,
    /// Whether people can be invited: invitations are mails.
    may_invite: bool,
}

/// Somebody of the State.
struct MemberLine {
    person: String,
    name: String,
    role: StaffRole,
    /// Of a prefecture's officer.
    departement: Option<String>,
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let members = staff::list(&visit.ctx).await?;
    let reference = visit.ctx.platform.reference();
    let members = members.into_iter().map(|member| MemberLine {
        person: member.person.to_string(),
        name: member.name,
        role: member.staff,
        departement: member.departement.map(|code| reference.departement_name(&code).to_owned()),
    });
    let page = StaffPage {
        members: members.collect(),
        give: Form::new(&visit, Address::StaffRole).labelled(&[EMAIL, STAFF, DEPARTEMENT]).personal(),
        take: Form::new(&visit, Address::StaffRoleTake).labelled(&[PERSON, ask_first::REASON]).personal(),
        may_invite: visit.ctx.platform.mailer.is_some(),
    };
    Ok(Frame::new("Administration").render(&visit, || view! { <Staff page /> }.into_any()))
}

#[component]
fn Staff(page: StaffPage) -> AnyView {
    let (give, take) = (&page.give, &page.take);
    let refused = [give, take].into_iter().find(|form| form.is_refused());
    let members = views(page.members.into_iter().map(|member| view! { <StaffMember member take /> }.into_any()));
    let invitation = page.may_invite.then(|| {
        view! {
            <p>
                <a href=Address::StaffInvitation.to_string()>"Inviter une personne qui ne s’est jamais connectée"</a>
            </p>
        }
    });
    view! {
        <h1>"Administration"</h1>
        {refused.map(|form| view! { <RefusalSummary form /> })}
        <p>
            <a href=Address::Trace.to_string()>"Trace de tous les actes"</a>
        </p>
        <p>
            <a href=Address::CampaignOffice.to_string()>"Préparer une campagne"</a>
        </p>
        <p>
            <a href=Address::Enquiries.to_string()>"Messages à l’équipe"</a>
        </p>
        <p>
            <a href=Address::SiteTexts.to_string()>"Textes du site"</a>
        </p>
        <p>
            <a href=Address::ViewAs.to_string()>"Voir le site comme une autre personne"</a>
        </p>
        <p>
            <a href=Address::StaffFigures.to_string()>"Fonctionnement de la plateforme, en chiffres"</a>
        </p>
        <h2>"Personnes de l’État"</h2>
        <Cards>{members}</Cards>
        <GiveForm give />
        {invitation}
    }
    .into_any()
}

/// What is asked before a role is taken away.
fn before_taking(person: &str, name: &str, role: StaffRole) -> Ask {
    let what = match role.acts_on_others() {
        true => {
            format!("{name} perd ce rôle dès qu’une seconde personne l’a confirmé ; ses sessions se ferment alors.")
        }
        false => format!("{name} perd ce rôle aussitôt, et ses sessions se ferment."),
    };
    let why = Why::named(person, "Lu par cette personne, et par la seconde qui confirme");
    Ask::before("Retirer le rôle", what).of(name).why(why)
}

/// Somebody of the State, with what takes their role away.
#[component]
fn StaffMember<'a>(member: MemberLine, take: &'a Form) -> AnyView {
    let MemberLine { person, name, role, departement } = member;
    let departement = departement.map(|departement| format!(", {departement}"));
    let ask = before_taking(&person, &name, role);
    view! {
        <CardItem>
            <p>
                <strong>{name.clone()}</strong>
                " – "
                {wording::staff(role)}
                {departement}
            </p>
            <AskFirst form=take ask=ask.sends(PERSON.name, person) />
        </CardItem>
    }
    .into_any()
}

#[component]
fn GiveForm<'a>(give: &'a Form) -> AnyView {
    view! {
        <h2>"Donner un rôle"</h2>
        <p>
            "Un rôle qui décide, évalue ou administre est donné et retiré par deux personnes : votre demande attend \
             sur la page " <a href=Address::JointActs.to_string()>"Actes à deux"</a>
            " qu’un autre administrateur, ou une personne de l’équipe de l’Incubateur, la confirme. Les sessions \
             ouvertes de la personne se ferment alors : son nouveau rôle vaut dès sa prochaine connexion."
        </p>
        <PostForm form=give>
            <TextField form=give field=EMAIL entry=Entry::Email />
            <SelectField form=give field=STAFF options=roles() />
            <TextField form=give field=DEPARTEMENT entry=Entry::Code />
            <Button>"Donner le rôle"</Button>
        </PostForm>
    }
    .into_any()
}

/// Every role of the State, for a choice.
pub fn roles() -> Vec<(String, String)> {
    StaffRole::ALL.iter().map(|&role| (role.code().to_owned(), wording::staff(role).to_owned())).collect()
}

/// Gives a role.
pub async fn give(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let text = |field: Field| fields.text(field.name);
    let form = StaffForm { email: text(EMAIL), staff: text(STAFF), departement: text(DEPARTEMENT) };
    Ok(after(staff::give(&visit.ctx, &form).await?))
}

/// Takes a role away.
pub async fn take(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let person: PersonId = fields.parse(form_field::PERSON)?;
    Ok(after(staff::take(&visit.ctx, person, &fields.reason(person)).await?))
}

/// To where what was done shows, or waits.
pub fn after(given: Given) -> After {
    match given {
        Given::Done => After::new(Done::RoleChanged, Address::Administration),
        Given::Proposed => After::new(Done::ActProposed, Address::JointActs),
    }
}
