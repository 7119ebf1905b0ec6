//! Asking to act for a collectivité, and answering from its official mail.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::collectivity::people::described,
    ui::sign_in::sign_in_link,
    ui::{
        form::{Entry, Form},
        found,
        frame::{Frame, Page, views},
        mailed_link::{answered, unless_ended},
        shown::{SHOWN, shown_field},
    },
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use entity::{collectivity::Capacity, membership::RequestForm, search_text::SearchText, siren::Siren};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    membership::{self, LinkAnswer},
    reference::{Hit, Reference},
};

/// Which collectivité is asked for, or looked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Looked {
    siren: SearchText,
    chercher: SearchText,
    /// Which page of what was found.
    suite: SearchText,
}

/// Both capacities, for a choice.
pub fn capacities() -> Vec<(String, String)> {
    Capacity::ALL.iter().map(|&one| (one.code().to_owned(), wording::capacity(one).to_owned())).collect()
}

/// The form to ask; the collectivité is looked for first.
pub async fn page(visit: Visit, Query(looked): Query<Looked>) -> Result<Page, Failure> {
    visit.ctx.person()?;
    let reference = visit.ctx.platform.reference();
    let chosen = Siren::parse(looked.siren.as_str()).ok().and_then(|siren| reference.find(&siren).cloned());
    let text = looked.chercher;
    let results = results(&reference, &text, found::asked_page(&looked.suite));
    let form = Form::new(&visit, "/compte/rattachement").personal();
    Ok(Frame::new("Agir pour une collectivité").below("/compte", "Votre compte").render(&visit, move || {
        let ask = chosen.map(|collectivity| {
            let fields = view! {
                {form.hidden("siren", collectivity.siren.as_str())}
                <p>
                    "Collectivité : " <strong>{collectivity.name.clone()}</strong> " ("
                    {wording::kind(collectivity.kind).to_lowercase()} ")"
                </p>
                {form.radios("capacity", "Vous y êtes", &capacities(), "")}
                {form
                    .entry(
                        Entry::OwnTitle,
                        "title",
                        "Votre fonction",
                        "Par exemple : maire, directrice générale des services",
                        "",
                    )}
                {form
                    .lines(
                        "evidence",
                        "Ce qui le montre (facultatif)",
                        "Une page publique, une délibération, un numéro où vous joindre. Lu par qui répond, par les \
                         personnes de la collectivité et par l’équipe de l’Incubateur.",
                        "",
                        3,
                    )}
                <button class="fr-btn">"Demander"</button>
            };
            view! {
                <h2>"Votre demande"</h2>
                {form.around(fields)}
            }
        });
        view! {
            <h1>"Agir pour une collectivité"</h1>
            <p>
                "Le référent de la collectivité confirme votre demande. Si elle n’en a pas encore, et si son adresse \
                 officielle est connue ici, un courriel lui est écrit ; l’équipe de l’Incubateur peut aussi confirmer, \
                 sur justification."
            </p>
            {form.summary()}
            <form method="get" action="/compte/rattachement" role="search" class="t-search">
                <div class="fr-input-group">
                    <label class="fr-label" for="chercher">
                        "Collectivité"
                        <span class="fr-hint-text" id="chercher-aide">
                            "Nom, code postal, code INSEE ou SIREN"
                        </span>
                    </label>
                    <input
                        class="fr-input"
                        type="search"
                        id="chercher"
                        name="chercher"
                        value=text.to_string()
                        enterkeyhint="search"
                        aria-describedby="chercher-aide"
                    />
                </div>
                <button class="fr-btn fr-btn--secondary">"Chercher"</button>
            </form>
            {results}
            {ask}
        }
        .into_any()
    }))
}

/// What the search found, or why nothing was.
fn results(reference: &Reference, text: &SearchText, page: usize) -> AnyView {
    let found = reference.search(text, page);
    let rows = views(found.hits.iter().map(|hit| match hit {
        Hit::Collectivity { collectivity, .. } => {
            let address = format!("/compte/rattachement?siren={}", collectivity.siren);
            view! {
                <li>
                    <a href=address>{collectivity.name.clone()}</a>
                    ", "
                    {found::place(reference, hit)}
                </li>
            }
            .into_any()
        }
        Hit::WithoutSiren { commune } => view! { <li>{found::without_siren(commune)}</li> }.into_any(),
    }));
    let nothing = (found.total == 0)
        .then_some(" Un CCAS, un syndicat ou un autre organisme est rattaché à la main par l’équipe de l’Incubateur.");
    let pages = found::pagination("/compte/rattachement", text.as_str(), found.page, found.pages);
    let sentence = found::sentence(text.as_str(), found.total, found.page, found.pages);
    (!text.is_empty())
        .then(|| {
            view! {
                <p role="status">{sentence} {nothing}</p>
                <ul>{rows}</ul>
                {pages}
            }
        })
        .into_any()
}

/// What the forms of requests send.
pub fn request_form(fields: &Fields) -> RequestForm {
    let text = |name: &str| fields.text(name);
    RequestForm { siren: text("siren"), capacity: text("capacity"), title: text("title"), evidence: text("evidence") }
}

/// Asks.
pub async fn ask(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    membership::ask(&visit.ctx, &request_form(&fields), &visit.browser.network).await?;
    Ok(Redirect::to("/compte"))
}

/// Takes the request back.
pub async fn ask_back(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    membership::ask_back(&visit.ctx, &fields.parse("siren")?).await?;
    Ok(Redirect::to("/compte"))
}

/// What the link of an invitation opens; accepting is for whoever is signed in.
pub async fn invitation(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let looked = membership::look_at_invitation(&visit.ctx, &token).await;
    let form = Form::new(&visit, format!("/invitation/{token}")).personal();
    let decline = Form::new(&visit, format!("/invitation/{token}/refuser")).personal();
    let reference = visit.ctx.platform.reference();
    let who = visit.who.as_ref().map(|who| who.name.clone());
    let ended = (
        "Cette invitation ne sert plus",
        "Elle a déjà servi, ou elle est trop ancienne. Demandez-en une autre au référent de la collectivité.",
    );
    let content = unless_ended(looked, ended, |invitation| {
        let name = reference.name(&invitation.siren);
        let accept = match who {
            Some(who) => view! {
                <p>"Vous acceptez en tant que " <strong>{who}</strong> "."</p>
                {form.button("Accepter", "")}
            }
            .into_any(),
            None => view! {
                <p>"Connectez-vous d’abord : vous reviendrez ensuite ici."</p>
                <div class="t-actions">
                    <a class="fr-btn" href=sign_in_link(&visit)>
                        "Se connecter"
                    </a>
                </div>
            }
            .into_any(),
        };
        view! {
            <h1>"Agir pour " {name}</h1>
            {form.summary()}
            <p>
                "Le référent de la collectivité vous y invite, comme "
                {wording::capacity(invitation.capacity).to_lowercase()} " : " {invitation.title}"."
            </p>
            {accept}
            {decline.around(view! { <button class="fr-btn fr-btn--secondary">"Ce n’est pas pour moi"</button> })}
            <p class="fr-hint-text">
                "« Ce n’est pas pour moi » : l’invitation s’arrête là, et la personne qui l’a envoyée ne peut plus \
                 vous inviter."
            </p>
        }
        .into_any()
    })?;
    let page = Frame::new("Invitation").render(&visit, move || content);
    Ok(page.into_response())
}

/// Accepts an invitation.
pub async fn accept_invitation(visit: Visit, Path(token): Path<String>) -> Result<Redirect, Failure> {
    membership::accept_invitation(&visit.ctx, &token).await?;
    Ok(Redirect::to("/compte"))
}

/// Declines an invitation, for whoever holds its link.
pub async fn decline_invitation(visit: Visit, Path(token): Path<String>) -> Result<Redirect, Failure> {
    membership::decline_invitation(&visit.ctx, &token).await?;
    Ok(Redirect::to("/invitation/refusee"))
}

/// After an invitation was declined.
pub async fn declined(visit: Visit) -> Page {
    let text = "L’invitation ne sert plus, et la personne qui l’a envoyée ne peut plus vous inviter.";
    answered(&visit, text)
}

/// What the link of the official mail opens: the request, and two buttons. Opening it changes nothing.
pub async fn link(visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let looked = membership::look(&visit.ctx, &token).await;
    let form = Form::new(&visit, format!("/rattachement/{token}")).personal();
    let reference = visit.ctx.platform.reference();
    let ended = (
        "Cette demande n’attend plus de réponse",
        "Elle a déjà reçu une réponse, elle a été retirée, ou le lien est trop ancien.",
    );
    let content = unless_ended(looked, ended, |asking| {
        let name = reference.name(&asking.request.siren);
        let shown = membership::shown(&asking);
        let button = |choice: &'static str, label: &'static str, class: &'static str| {
            form.around(view! {
                <input type="hidden" name="choice" value=choice />
                {shown_field(&shown)}
                <button class=class>{label}</button>
            })
        };
        view! {
            <h1>"Cette personne agit-elle pour " {name.clone()} " ?"</h1>
            {form.summary()}
            <p>"Ce que cette personne dit d’elle-même, et que nous n’avons pas vérifié :"</p>
            {described(&asking)}
            <p>
                "Si vous confirmez, cette personne devient le référent de " {name}
                " : elle dira qui d’autre agit pour elle, et qui dépose son bulletin de vote. Votre réponse est \
                 enregistrée au nom de l’adresse officielle de la collectivité."
            </p>
            <div class="t-actions">
                {button("oui", "Oui, confirmer", "fr-btn")} {button("non", "Non, refuser", "fr-btn fr-btn--secondary")}
                {button("inconnu", "Ce n’est pas nous", "fr-btn fr-btn--secondary")}
            </div>
            <p class="fr-hint-text">
                "« Ce n’est pas nous » : vous ne connaissez personne de ce nom. La demande est refusée, cette personne \
                 ne peut plus la refaire, et l’équipe de l’Incubateur en est avertie."
            </p>
        }
        .into_any()
    })?;
    let page = Frame::new("Demande de rattachement").render(&visit, move || content);
    Ok(page.into_response())
}

/// The answers from the official mail, as forms and addresses name them.
const ANSWERS: [(&str, LinkAnswer); 3] =
    [("oui", LinkAnswer::Confirm), ("non", LinkAnswer::Decline), ("inconnu", LinkAnswer::Unknown)];

/// The answer of a name.
fn answer_of(name: &str) -> Option<LinkAnswer> {
    ANSWERS.iter().find(|(one, _)| *one == name).map(|(_, answer)| *answer)
}

/// Answers from the official mail.
pub async fn answer(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Redirect, Failure> {
    let choice = fields.text("choice");
    let answer = answer_of(&choice).ok_or(entity::refusal::Refusal::NotOnTheList)?;
    membership::answer_by_link(&visit.ctx, &token, answer, &fields.text(SHOWN)).await?;
    Ok(Redirect::to(&format!("/rattachement/reponse/{choice}")))
}

/// After the official mail has answered.
pub async fn link_answered(visit: Visit, Path(choice): Path<String>) -> Result<Page, Failure> {
    let text = match answer_of(&choice).ok_or(Failure::NotFound)? {
        LinkAnswer::Confirm => "La personne agit maintenant pour votre collectivité.",
        LinkAnswer::Decline => "La demande est refusée.",
        LinkAnswer::Unknown => {
            "La demande est refusée, et cette personne ne peut plus la refaire. L’équipe de l’Incubateur en est \
             avertie."
        }
    };
    Ok(answered(&visit, text))
}
