//! One's account: who one is, for whom one acts, where one is signed in, what is known, and the way out.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit, cookie_header},
    },
    page::{administration::trace, sign_in::proconnect},
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page, views},
    },
};
use axum::{
    extract::Query,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use entity::{door::Reached, event::MailPreference, refusal::Refusal, siren::Siren};
use leptos::prelude::*;
use server::{account, audit::Whose, membership, person};
use wording::time;

/// Whom a request reached, and what to do where it reached nobody.
fn reached(reached: Option<Reached>) -> &'static str {
    match reached {
        None => "La réponse est attendue.",
        Some(Reached::People) => "Le référent de la collectivité est averti ; sa réponse est attendue.",
        Some(Reached::Mail) => {
            "Un courriel est parti à l’adresse officielle de la collectivité ; sa réponse est attendue."
        }
        Some(Reached::MailBefore) => {
            "L’adresse officielle a déjà reçu un courriel pour une demande que vous avez retirée : aucun autre n’est \
             parti, et le lien \
             du premier sert à répondre à celle-ci. Si besoin, téléphonez à la mairie ou au siège pour le signaler."
        }
        Some(Reached::NoAddress) => {
            "Aucun courriel n’est parti : l’adresse officielle de la collectivité n’est pas connue ici. L’équipe de \
             l’Incubateur voit \
             votre demande et peut la confirmer sur justification ; écrivez-lui si elle tarde."
        }
        Some(Reached::TooMany) => {
            "Aucun courriel n’est parti : l’adresse officielle en a déjà reçu assez aujourd’hui. Retirez la demande et \
             refaites-la \
             demain, ou téléphonez à la mairie ou au siège ; l’équipe de l’Incubateur voit aussi votre demande et peut \
             la confirmer sur \
             justification."
        }
        Some(Reached::NoMail) => {
            "Aucun courriel n’est parti : ce serveur n’en envoie pas. L’équipe de l’Incubateur voit votre demande et \
             peut la confirmer \
             sur justification."
        }
    }
}

/// The page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let who = visit.who.clone().ok_or(Failure::SignInNeeded)?;
    let token = visit.token.clone().unwrap_or_default();
    let mine = account::mine(&visit.ctx).await?;
    let sessions = person::sessions(&visit.ctx, &token).await?;
    let requests = membership::mine(&visit.ctx).await?;
    let known: Vec<Siren> = who
        .memberships
        .iter()
        .map(|membership| membership.siren)
        .chain(requests.iter().map(|request| request.siren))
        .collect();
    let proposed: Vec<Siren> = match &mine.email {
        Some(email) => membership::of_domain(&visit.ctx, email).await?,
        None => Vec::new(),
    };
    let proposed: Vec<Siren> = proposed.into_iter().filter(|siren| !known.contains(siren)).collect();
    let told = server::proconnect::known(&visit.ctx).await?;
    let proposed: Vec<Siren> = proposed
        .into_iter()
        .filter(|siren| !told.iter().any(|told| told.organisation.siren() == Some(*siren)))
        .collect();
    let organisation = told.map(|told| proconnect::organisation(&visit, told, &known));
    let reference = visit.ctx.platform.reference();
    let acting = visit.ctx.actor.acting.clone();
    let form = |action: &str| Form::new(&visit, action).personal();
    let (switch, out, leave) = (form("/compte/agir-pour"), form("/deconnexion"), form("/compte/quitter"));
    let (rename, retitle, mails, end) =
        (form("/compte/nom"), form("/compte/fonction"), form("/compte/courriels"), form("/compte/sessions"));
    let (take_back, copy) = (form("/compte/rattachement/retirer"), form("/compte/donnees"));
    Ok(Frame::new("Votre compte").render(&visit, move || {
        let memberships = views(who.memberships.iter().map(|membership| {
            let siren = membership.siren;
            let current = acting.as_ref().is_some_and(|acting| acting.siren == siren);
            let mandate = acting.as_ref().is_some_and(|acting| current && acting.mandate);
            let name = reference.name(&siren);
            let choose = (!current).then(|| {
                switch.around(view! {
                    <input type="hidden" name="siren" value=siren.to_string() />
                    <button class="fr-btn fr-btn--sm fr-btn--secondary">"Agir pour cette collectivité"</button>
                })
            });
            let id = format!("title-{siren}");
            view! {
                <li class="t-card">
                    <p>
                        <a href=format!("/collectivites/{siren}")>{name.clone()}</a>
                        ", "
                        {membership.title.clone()}
                        " ("
                        {wording::capacity(membership.capacity).to_lowercase()}
                        {membership.referent.then_some(", référent")}
                        ")"
                        {current.then_some(" – vous agissez pour elle")}
                        {mandate.then_some(", avec le mandat de vote")}
                    </p>
                    <div class="t-actions">
                        {choose}
                        <a class="fr-btn fr-btn--sm fr-btn--secondary" href=format!("/collectivites/{siren}/personnes")>
                            "Personnes et mandat"
                        </a>
                        <a
                            class="fr-btn fr-btn--sm fr-btn--secondary"
                            href=format!("/collectivites/{siren}/historique")
                        >
                            "Historique"
                        </a>
                    </div>
                    <details>
                        <summary>"Corriger la fonction, ou quitter " {name.clone()}</summary>
                        {retitle
                            .around(
                                view! {
                                    <input type="hidden" name="siren" value=siren.to_string() />
                                    <div class="fr-input-group">
                                        <label class="fr-label" for=id.clone()>
                                            "Votre fonction"
                                        </label>
                                        <input
                                            class="fr-input"
                                            id=id
                                            name="title"
                                            value=membership.title.clone()
                                            autocomplete="organization-title"
                                        />
                                    </div>
                                    <button class="fr-btn fr-btn--sm">"Corriger la fonction"</button>
                                },
                            )}
                        {leave
                            .around(
                                view! {
                                    <input type="hidden" name="siren" value=siren.to_string() />
                                    <p class="fr-hint-text">
                                        "Quitter termine aussi votre mandat de vote et vos sessions. Ce que la \
                                         collectivité a publié lui reste."
                                    </p>
                                    <button class="fr-btn fr-btn--sm fr-btn--secondary">
                                        "Ne plus agir pour " {name}
                                    </button>
                                },
                            )}
                    </details>
                </li>
            }
            .into_any()
        }));
        let asked = views(requests.iter().map(|request| {
            let name = reference.name(&request.siren);
            take_back.around(view! {
                <p>
                    "Vous avez demandé à agir pour " <strong>{name}</strong> ", le "
                    {time::moment(request.asked_at.utc())} ". " {reached(request.reached)}
                </p>
                <input type="hidden" name="siren" value=request.siren.to_string() />
                <button class="fr-btn fr-btn--sm fr-btn--secondary">"Retirer la demande"</button>
            })
        }));
        let proposals = views(proposed.iter().map(|siren| {
            view! {
                <p>
                    <a class="fr-btn fr-btn--secondary" href=format!("/compte/rattachement?siren={siren}")>
                        "Demander à agir pour "
                        {reference.name(siren)}
                    </a>
                </p>
            }
            .into_any()
        }));
        let open = views(sessions.iter().map(|(session, current)| {
            let button = (!current).then(|| {
                end.around(view! {
                    <input type="hidden" name="session" value=session.token_hash.clone() />
                    <button class="fr-btn fr-btn--sm fr-btn--secondary">
                        "Fermer "
                        <span class="fr-sr-only">
                            "la session ouverte le " {time::moment(session.created_at.utc())}
                        </span>
                    </button>
                })
            });
            view! {
                <li>
                    <p>
                        {browser_name(&session.browser)} " – " {wording::method(session.method)} ", ouverte le "
                        {time::moment(session.created_at.utc())} {current.then_some(" – cette session")}
                    </p>
                    {button}
                </li>
            }
            .into_any()
        }));
        let several = (sessions.len() > 1)
            .then(|| end.button("Fermer toutes les autres sessions", "fr-btn--sm fr-btn--secondary"));
        let preferences: Vec<(String, String)> =
            MailPreference::ALL.iter().map(|&one| (one.code().to_owned(), preference(one).to_owned())).collect();
        let summary =
            [&rename, &retitle, &mails, &leave].into_iter().find(|form| form.is_refused()).map(|form| form.summary());
        view! {
            <h1>"Votre compte"</h1>
            {summary}
            <p>
                "Vous êtes " <strong>{who.name.clone()}</strong>
                {who.staff.map(|staff| format!(", {}", wording::staff(staff)))}
                {mine.departement.clone().map(|code| format!(" ({})", reference.departement_name(&code)))} "."
            </p>
            <dl class="t-definition">
                <dt>"Adresse de courriel"</dt>
                <dd>{mine.email.clone().unwrap_or_else(|| "aucune".to_owned())}</dd>
                <dt>"Connexion"</dt>
                <dd>{wording::method(who.method)}</dd>
            </dl>
            <div class="t-actions">
                {out.button("Se déconnecter", "fr-btn--secondary")} <a href="/avis">"Vos avis"</a>
            </div>
            {organisation}
            <h2>"Collectivités"</h2>
            {who.memberships.is_empty().then(|| view! { <p>"Vous n’agissez pour aucune collectivité."</p> })}
            <ul class="t-list">{memberships}</ul>
            {asked}
            {proposals}
            <p>
                <a href="/compte/rattachement">"Demander à agir pour une collectivité"</a>
            </p>
            <h2>"Votre nom"</h2>
            {rename
                .around(
                    view! {
                        {rename
                            .entry(
                                Entry::OwnName,
                                "name",
                                "Nom et prénom",
                                "Tels que les autres les lisent à côté de ce que vous faites",
                                &who.name,
                            )}
                        <button class="fr-btn fr-btn--sm">"Enregistrer le nom"</button>
                    },
                )}
            <h2>"Courriels"</h2>
            {mails
                .around(
                    view! {
                        {mails
                            .radios(
                                "preference",
                                "Quand les autres agissent sur ce qui vous concerne",
                                &preferences,
                                mine.preference.code(),
                            )}
                        <button class="fr-btn fr-btn--sm">"Enregistrer le choix"</button>
                    },
                )}
            <h2>"Sessions ouvertes"</h2>
            <p class="fr-hint-text">
                "Une session se ferme seule après une heure sans usage, et au plus tard après douze heures."
            </p>
            <ul>{open}</ul>
            {several}
            <h2>"Vos données"</h2>
            <p>
                "Vous pouvez lire " <a href="/compte/historique">"l’historique de vos actes"</a>
                ", télécharger une copie de ce qui est connu de vous, ou reprendre vos données."
            </p>
            <div class="t-actions">
                {copy.button("Télécharger mes données", "fr-btn--sm fr-btn--secondary")}
                <a class="fr-btn fr-btn--sm fr-btn--secondary" href="/compte/supprimer">
                    "Supprimer mon compte"
                </a>
            </div>
        }
        .into_any()
    }))
}

fn preference(preference: MailPreference) -> &'static str {
    match preference {
        MailPreference::Each => "Un courriel à chaque fois",
        MailPreference::Digest => "Un courriel par jour, le matin, s’il y a du nouveau",
        MailPreference::None => "Aucun courriel : les avis restent sur le site",
    }
}

/// A browser by its usual name, from what it says of itself.
fn browser_name(agent: &str) -> String {
    let named = [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    let browser = named.iter().find(|(mark, _)| agent.contains(mark)).map_or("Navigateur", |(_, name)| name);
    let systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];
    match systems.iter().find(|(mark, _)| agent.contains(mark)) {
        Some((_, system)) => format!("{browser} sur {system}"),
        None => browser.to_owned(),
    }
}

/// Chooses for which collectivité one acts.
pub async fn act_for(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let token = visit.token.clone().ok_or(Failure::SignInNeeded)?;
    person::act_for(&visit.ctx, &token, &fields.parse("siren")?).await?;
    Ok(Redirect::to("/compte"))
}

/// Corrects one's name.
pub async fn rename(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    account::rename(&visit.ctx, &fields.text("name")).await?;
    Ok(Redirect::to("/compte"))
}

/// Corrects one's function in a collectivité.
pub async fn retitle(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    account::retitle(&visit.ctx, &fields.parse("siren")?, &fields.text("title")).await?;
    Ok(Redirect::to("/compte"))
}

/// Chooses how one is written to.
pub async fn choose_mail(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    visit.ctx.person()?;
    let preference = MailPreference::from_code(&fields.text("preference")).ok_or(Refusal::NotOnTheList)?;
    account::choose_mail(&visit.ctx, preference).await?;
    Ok(Redirect::to("/compte"))
}

/// Ends one session, or all but this one.
pub async fn end_sessions(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let token = visit.token.clone().ok_or(Failure::SignInNeeded)?;
    let one = fields.text("session");
    person::end_sessions(&visit.ctx, &token, (!one.is_empty()).then_some(one.as_str())).await?;
    Ok(Redirect::to("/compte"))
}

/// Stops acting for a collectivité; all one's sessions end with it.
pub async fn leave(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let person = visit.ctx.person()?;
    membership::end(&visit.ctx, &fields.parse("siren")?, person).await?;
    Ok(Redirect::to("/connexion"))
}

/// A copy of what is known of the person, to keep.
pub async fn copy(visit: Visit) -> Result<Response, Failure> {
    let copy = account::copy(&visit.ctx).await?;
    let text = serde_json::to_string_pretty(&copy).map_err(server::Error::from)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mes-donnees-terreau.json\""),
    ];
    Ok((headers, text).into_response())
}

/// What is kept and what goes, before one takes one's data away.
pub async fn before_leaving(visit: Visit) -> Result<Page, Failure> {
    visit.ctx.person()?;
    let form = Form::new(&visit, "/compte/supprimer").personal();
    Ok(Frame::new("Supprimer votre compte").below("/compte", "Votre compte").render(&visit, move || {
        view! {
            <h1>"Supprimer votre compte"</h1>
            {form.summary()}
            <p>
                "Sont supprimés sans retour : votre nom, votre adresse, vos rattachements et mandats, vos sessions, \
                 vos avis et les courriels qui vous ont été écrits."
            </p>
            <p>
                "Sont conservés : ce que votre collectivité a publié, ses bulletins de vote, et l’historique des \
                 actes, que la loi demande de garder. L’historique ne porte plus votre nom, mais un numéro."
            </p>
            <div class="t-actions">
                {form.button("Supprimer mon compte", "")} <a href="/compte">"Revenir au compte"</a>
            </div>
        }
        .into_any()
    }))
}

/// Takes one's data away.
pub async fn delete(visit: Visit) -> Result<Response, Failure> {
    account::delete(&visit.ctx).await?;
    Ok(([(header::SET_COOKIE, cookie_header(visit.site.is_https(), None))], Redirect::to("/")).into_response())
}

/// What one did oneself.
pub async fn history(visit: Visit, Query(search): Query<trace::Asked>) -> Result<Page, Failure> {
    let frame = Frame::new("Historique de vos actes").below("/compte", "Votre compte");
    trace::page(visit, frame, "Historique de vos actes", Whose::Mine, &search).await
}
