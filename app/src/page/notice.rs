//! Notices: what others did with what is yours.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        form::Form,
        frame::{Frame, Page, views},
    },
};
use axum::response::Redirect;
use leptos::prelude::*;
use server::mail::text::notice_sentence;
use wording::time;

/// The list, newest first.
pub async fn list(visit: Visit) -> Result<Page, Failure> {
    let notices = server::notice::list(&visit.ctx).await?;
    let form = Form::new(&visit, "/avis/lus").personal();
    Ok(Frame::new("Vos avis").below("/compte", "Votre compte").render(&visit, move || {
        let unread = notices.iter().any(|notice| notice.read_at.is_none());
        let rows = views(notices.iter().map(|notice| {
            let sentence = notice_sentence(&notice.kind, &notice.about);
            let new =
                notice.read_at.is_none().then(|| view! { <span class="fr-badge fr-badge--info">"Nouveau"</span> });
            view! {
                <li class="t-card">
                    <a href=notice.link.clone()>{sentence}</a>
                    " "
                    {new}
                    <p class="fr-hint-text">{time::moment(notice.at.utc())}</p>
                </li>
            }
            .into_any()
        }));
        let empty = notices.is_empty().then(|| view! { <p>"Aucun avis pour le moment."</p> });
        view! {
            <h1>"Vos avis"</h1>
            {empty}
            <ul class="t-list">{rows}</ul>
            {unread.then(|| form.button("Tout marquer comme lu", "fr-btn--secondary"))}
        }
        .into_any()
    }))
}

/// Marks all as read.
pub async fn read_all(visit: Visit) -> Result<Redirect, Failure> {
    server::notice::mark_all_read(&visit.ctx).await?;
    Ok(Redirect::to("/avis"))
}
