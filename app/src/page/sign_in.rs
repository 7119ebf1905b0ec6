//! Signing in and out, and one's account.

use super::{
    form::Form,
    layout::{Frame, Page, views},
    wording,
};
use crate::http::{
    failure::Failure,
    visit::{Fields, Visit, cookie_header},
};
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::*;

/// Signing in where no identity provider is configured.
pub async fn not_configured(visit: Visit) -> Result<Page, Failure> {
    Ok(Frame::new("Se connecter").render(&visit, || {
        view! {
            <h1>"Se connecter"</h1>
            <p>"Aucun service d’identité n’est encore configuré sur ce serveur : il n’est pas possible de s’y connecter. Tout ce qui est public reste lisible."</p>
            <div class="t-actions"><a class="fr-btn" href="/besoins">"Parcourir les besoins"</a></div>
        }
        .into_any()
    }))
}

/// One's account: for whom one acts, and the way out.
pub async fn account(visit: Visit) -> Result<Page, Failure> {
    let who = visit.who.clone().ok_or(Failure::SignInNeeded)?;
    let reference = visit.ctx.platform.reference();
    let acting = visit.ctx.actor.acting.clone();
    let form = |action: &str| Form::new(&visit, action).personal();
    let (switch, out) = (form("/compte/agir-pour"), form("/deconnexion"));
    Ok(Frame::new("Votre compte").render(&visit, move || {
        let memberships = views(who.memberships.iter().map(|membership| {
            let current = acting.as_ref().is_some_and(|acting| acting.siren == membership.siren);
            let mandate = acting.as_ref().is_some_and(|acting| current && acting.mandate);
            let choose = (!current).then(|| {
                switch.around(view! {
                    <input type="hidden" name="siren" value=membership.siren.to_string()/>
                    <button class="fr-btn fr-btn--sm fr-btn--secondary">"Agir pour cette collectivité"</button>
                })
            });
            view! {
                <li>
                    <p>
                        <a href=format!("/collectivites/{}", membership.siren)>{reference.name(&membership.siren)}</a>
                        ", " {membership.title.clone()} " (" {wording::capacity(membership.capacity).to_lowercase()} ")"
                        {current.then_some(" – vous agissez pour elle")}
                        {mandate.then_some(", avec le mandat de vote")}
                    </p>
                    {choose}
                </li>
            }
            .into_any()
        }));
        view! {
            <h1>"Votre compte"</h1>
            <p>"Vous êtes " <strong>{who.name.clone()}</strong> {who.staff.map(|staff| format!(", {}", wording::staff(staff)))} "."</p>
            <h2>"Collectivités"</h2>
            <ul>{memberships}</ul>
            <p><a href="/avis">"Vos avis"</a></p>
            <div class="t-actions">{out.button("Se déconnecter", "fr-btn--secondary")}</div>
        }
        .into_any()
    }))
}

/// Ends the session.
pub async fn sign_out(visit: Visit) -> Result<Response, Failure> {
    if let Some(token) = &visit.token {
        server::person::sign_out(&visit.ctx, token).await?;
    }
    Ok(([(header::SET_COOKIE, cookie_header(visit.site.is_https(), None))], Redirect::to("/")).into_response())
}

/// Chooses for which collectivité one acts.
pub async fn act_for(visit: Visit, fields: Fields) -> Result<Redirect, Failure> {
    let token = visit.token.clone().ok_or(Failure::SignInNeeded)?;
    server::person::act_for(&visit.ctx, &token, &fields.parse("siren")?).await?;
    Ok(Redirect::to("/compte"))
}
