//! Notices: what others did with what is yours, and what awaits you.

use crate::{
    http::{after::After, failure::Failure, visit::Visit},
    ui::{
        act::{Button, Weight},
        alert::Tone,
        badge::Badge,
        card::{CardItem, Cards},
        field::PostForm,
        form::Form,
        frame::{Frame, Page},
        notice_icon::NoticeIcon,
        quoted::Quoted,
        views::views,
    },
};
use entity::{
    address::Address,
    done::Done,
    table::{Millis, notice},
};
use leptos::prelude::*;
use wording::{notice_sentence, time};

/// What the page shows.
struct NoticesPage {
    /// The newest first.
    notices: Vec<notice::Model>,
    /// Marks all as read.
    read: Form,
}

/// The list.
pub async fn list(visit: Visit) -> Result<Page, Failure> {
    let notices = server::notice::list(&visit.ctx).await?;
    let page = NoticesPage { notices, read: Form::new(&visit, Address::NoticesRead).personal() };
    let frame = Frame::new("Vos avis").below(Address::Account, "Votre compte");
    Ok(frame.render(&visit, || view! { <Notices page=&page /> }.into_any()))
}

#[component]
fn Notices<'a>(page: &'a NoticesPage) -> AnyView {
    let NoticesPage { notices, read } = page;
    let is_unread = notices.iter().any(|notice| notice.read_at.is_none());
    let read = is_unread.then(|| {
        view! {
            <PostForm form=read>
                <Button weight=Weight::Secondary>"Tout marquer comme lu"</Button>
            </PostForm>
        }
    });
    let cards = views(notices.iter().map(|notice| view! { <NoticeCard notice /> }.into_any()));
    view! {
        <h1>"Vos avis"</h1>
        {notices.is_empty().then(|| view! { <p>"Aucun avis pour le moment."</p> })}
        <Cards>{cards}</Cards>
        {read}
    }
    .into_any()
}

#[component]
fn NoticeCard<'a>(notice: &'a notice::Model) -> AnyView {
    let sentence = notice_sentence(&notice.kind, &notice.about, notice.until_at.map(Millis::utc));
    let new = notice.read_at.is_none().then(|| view! { <Badge tone=Tone::Info label="Nouveau" /> });
    let reason = notice.reason.clone().map(|text| view! { <Quoted who="Motif donné\u{a0}:" text /> });
    view! {
        <CardItem>
            <NoticeIcon kind=&notice.kind />
            <a href=notice.link.clone()>{sentence}</a>
            " "
            {new}
            {reason}
            <p class="fr-hint-text">{time::moment(notice.at.utc())}</p>
        </CardItem>
    }
    .into_any()
}

/// Marks all as read.
pub async fn read_all(visit: Visit) -> Result<After, Failure> {
    server::notice::mark_all_read(&visit.ctx).await?;
    Ok(After::new(Done::NoticesRead, Address::Notices))
}
