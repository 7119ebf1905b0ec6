//! The State's people and their roles, for administrators.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page, views},
    },
};
use axum::response::Redirect;
use entity::permission::{Action, Facts, StaffRole};
use leptos::prelude::*;
use server::staff::{self, Given, StaffForm};

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let members = staff::list(&visit.ctx).await?;
    let reference = visit.ctx.platform.reference();
    let form = |action: &str| Form::new(&visit, action).personal();
    let (give, take) = (form("/administration/role"), form("/administration/role/retirer"));
    let by_mail = visit.ctx.platform.office.is_some();
    Ok(Frame::new("Administration").render(&visit, move || {
        let rows = views(members.iter().map(|member| {
            let area = member.departement.as_ref().map(|code| format!(", {}", reference.departement_name(code)));
            let button = take.around(view! {
                <input type="hidden" name="person" value=member.person.to_string() />
                <button class="fr-btn fr-btn--sm fr-btn--secondary">
                    "Retirer le rôle" <span class="fr-sr-only">" de " {member.name.clone()}</span>
                </button>
            });
            view! {
                <li class="t-card">
                    <p>
                        <strong>{member.name.clone()}</strong>
                        " – "
                        {wording::staff(member.staff)}
                        {area}
                    </p>
                    {button}
                </li>
            }
            .into_any()
        }));
        let roles: Vec<(String, String)> =
            StaffRole::ALL.iter().map(|&role| (role.code().to_owned(), wording::staff(role).to_owned())).collect();
        let fields = view! {
            {give
                .entry(
                    Entry::Email,
                    "email",
                    "Adresse de courriel",
                    "La personne s’est déjà connectée une fois avec elle",
                    "",
                )}
            {give.choice("staff", "Rôle", "", &roles, "")}
            {give
                .entry(
                    Entry::Code,
                    "departement",
                    "Département",
                    "Son code, pour un agent de préfecture seulement : 46",
                    "",
                )}
            <button class="fr-btn">"Donner le rôle"</button>
        };
        let refused = [&give, &take].into_iter().find(|form| form.is_refused()).map(|form| form.summary());
        let invitation = by_mail.then(|| {
            view! {
                <p>
                    <a href="/administration/invitation">"Inviter une personne qui ne s’est jamais connectée"</a>
                </p>
            }
        });
        view! {
            <h1>"Administration"</h1>
            {refused}
            <p>
                <a href="/administration/trace">"Trace de tous les actes"</a>
            </p>
            <h2>"Personnes de l’État"</h2>
            <ul class="t-list">{rows}</ul>
            <h2>"Donner un rôle"</h2>
            <p>
                "Un rôle qui décide, évalue ou administre est donné et retiré par deux personnes : votre demande \
                 attend sur la page " <a href="/actes-a-deux">"Actes à deux"</a>
                " qu’un autre administrateur, ou une personne de l’équipe de l’Incubateur, la confirme. Les sessions \
                 ouvertes de la personne se ferment alors : son nouveau rôle vaut dès sa prochaine connexion."
            </p>
            {give.around(fields)}
            {invitation}
        }
        .into_any()
    }))
}

/// The form that invites.
pub async fn invitation(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.authorise(Action::Administer, &Facts::default())?;
    let form = Form::new(&visit, "/administration/invitation").personal();
    Ok(Frame::new("Inviter").below("/administration", "Administration").render(&visit, move || {
        let roles: Vec<(String, String)> =
            StaffRole::ALL.iter().map(|&role| (role.code().to_owned(), wording::staff(role).to_owned())).collect();
        let fields = view! {
            {form
                .entry(
                    Entry::Email,
                    "email",
                    "Adresse de courriel",
                    "Un lien y est envoyé, une fois l’invitation confirmée par une seconde personne (sauf pour un \
                     observateur) ; il sert une fois, pendant vingt-quatre heures",
                    "",
                )}
            {form
                .choice(
                    "staff",
                    "Rôle",
                    "Un agent de préfecture reçoit son département sur la page Administration, une fois connecté",
                    &roles,
                    "",
                )}
            <button class="fr-btn">"Inviter"</button>
        };
        view! {
            <h1>"Inviter"</h1>
            {form.summary()}
            {form.around(fields)}
        }
        .into_any()
    }))
}

/// Gives a role.
pub async fn give(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let text = |name: &str| fields.text(name);
    let form = StaffForm { email: text("email"), staff: text("staff"), departement: text("departement") };
    Ok(onward(staff::give(&visit.ctx, &form).await?))
}

/// Takes a role away.
pub async fn take(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    Ok(onward(staff::take(&visit.ctx, fields.parse("person")?).await?))
}

/// To where what was done shows, or waits.
fn onward(given: Given) -> Redirect {
    match given {
        Given::Done => Redirect::to("/administration"),
        Given::Proposed => Redirect::to("/actes-a-deux"),
    }
}

/// Sends an invitation.
pub async fn invite(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let role = StaffRole::from_code(&fields.text("staff")).ok_or(Failure::Refused(entity::refusal::FieldRefusals(
        vec![("staff".to_owned(), entity::refusal::Refusal::NotOnTheList)],
    )))?;
    Ok(onward(server::sign_in::invite(&visit.ctx, &fields.text("email"), role).await?))
}
