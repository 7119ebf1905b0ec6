//! What happened since the reader's last visit.

use crate::ui::{notice_icon::NoticeIcon, views::views};
use entity::{address::Address, table::Millis};
use leptos::prelude::*;
use server::news::News;
use wording::{count, notice_sentence, time};

#[component]
pub fn NewsPart(news: News) -> AnyView {
    let notices = views(news.notices.iter().map(|notice| {
        let sentence = notice_sentence(&notice.kind, &notice.about, notice.until_at.map(Millis::utc));
        view! {
            <li>
                <NoticeIcon kind=&notice.kind />
                <a href=notice.link.clone()>{sentence}</a>
            </li>
        }
        .into_any()
    }));
    let more = news.notice_count > news.notices.len() as u64;
    let more = more.then(|| {
        view! {
            <li>
                <a href=Address::Notices.to_string()>{format!("Tous vos avis ({})", news.notice_count)}</a>
            </li>
        }
    });
    let activity = activity(&news);
    let nothing = news.notices.is_empty() && activity.is_none();
    view! {
        <section class="t-news" aria-labelledby="depuis">
            <h2 id="depuis">"Depuis votre dernière visite"</h2>
            <p class="fr-hint-text">{format!("Vous êtes venu le {}.", time::moment(news.since))}</p>
            <ul>{notices} {more}</ul>
            {activity.map(|sentence| view! { <p>{sentence}</p> })}
            {nothing.then(|| view! { <p>"Rien de nouveau pour vous."</p> })}
        </section>
    }
    .into_any()
}

/// `12 besoins publiés, dont 3 dans votre département, et 2 groupements ouverts.`; None where there is neither.
fn activity(news: &News) -> Option<String> {
    let nearby = (news.needs_nearby > 0).then(|| format!(", dont {} dans votre département", news.needs_nearby));
    let needs = (news.needs > 0)
        .then(|| format!("{}{}", count(news.needs, "besoin publié", "besoins publiés"), nearby.unwrap_or_default()));
    let groups = (news.groups > 0).then(|| count(news.groups, "groupement ouvert", "groupements ouverts"));
    match (needs, groups) {
        (Some(needs), Some(groups)) => Some(format!("{needs}, et {groups}.")),
        (Some(one), None) | (None, Some(one)) => Some(format!("{one}.")),
        (None, None) => None,
    }
}
