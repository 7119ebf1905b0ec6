//! A place of a campaign that keeps itself while it is typed: the page's module (`app/browser/draft`) sends the form
//! after each pause. What is wrong, or was changed by a colleague, is told beside its field; the rest is kept.

use super::place::{is_touched, path_of, typed};
use crate::{
    http::{failure::Failure, fields::Fields, visit::Visit},
    page::application::{draft::ConflictChoice, question::Fingerprint},
    ui::{
        alert::{Alert, Tone},
        frame::Fragment,
        views::views,
    },
};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    campaign_outline::{InputKind, PageField, Place},
    id::CampaignDraftId,
    refusal::{FieldRefusals, Refusal},
};
use leptos::prelude::*;
use server::{
    Error,
    campaign::draft::{self, By},
};
use wording::{capitalised, count, refusal_sentence, time};

/// Keeps what is typed.
pub async fn keep(
    visit: Visit,
    Path((id, place)): Path<(CampaignDraftId, String)>,
    fields: Fields,
) -> Result<Fragment, Failure> {
    let (path, typed) = (path_of(&place), typed(fields.clone()));
    let refused = match draft::write(&visit.ctx, id, path, &typed, By::Typing).await {
        Ok(()) => FieldRefusals::default(),
        // The others are kept all the same; what is of the form as a whole keeps nothing.
        Err(Error::Fields(refused)) if refused.of("").is_none() => {
            let rest = typed.without(|name| refused.of(name).is_some());
            draft::write(&visit.ctx, id, path, &rest, By::Typing).await?;
            refused
        }
        Err(error) => return Err(error.into()),
    };
    let draft = draft::find(&visit.ctx, id).await?;
    let mut kept = Place::find(&draft.content, path).map(|place| place.fields()).unwrap_or_default();
    let names = kept.iter().map(|field| field.path.clone()).collect();
    // What was not touched may be a colleague's by now: it passes for what it was rendered with.
    kept.retain(|field| {
        let is_kind = matches!(field.kind, InputKind::Kind { .. });
        is_touched(&fields, &field.path) && refused.of(&field.path).is_none() && !is_kind
    });
    let page = Address::CampaignDraftPlace(id, place.clone()).to_string();
    let answer = Answer { fields: names, kept, refused, page, now: visit.ctx.now() };
    Ok(Fragment::of(|| view! { <Parts answer=&answer /> }.into_any()))
}

/// What became of what was typed.
struct Answer {
    /// The names of the fields of the place.
    fields: Vec<String>,
    /// Those that were typed and kept, as they stand now.
    kept: Vec<PageField>,
    /// Those that were not kept.
    refused: FieldRefusals,
    /// The page of the place, which shows what stands there.
    page: String,
    now: DateTime<Utc>,
}

impl Answer {
    /// When it was kept.
    fn sentence(&self) -> String {
        let at = time::hour(self.now);
        match self.refused.len() {
            0 => format!("Enregistré à {at}."),
            some => {
                let fields = count(some as u64, "champ", "champs");
                format!("Enregistré à {at}, sauf {fields}\u{a0}: voyez ce qui est dit à côté.")
            }
        }
    }
}

/// What the module puts in its place: what each field that was kept passes for from now on, and what is wrong.
#[component]
fn Parts<'a>(answer: &'a Answer) -> AnyView {
    let Answer { kept, refused, .. } = answer;
    let fingerprints =
        kept.iter().map(|field| view! { <Fingerprint code=&field.path fingerprint=field.fingerprint() /> }.into_any());
    let conflicts = answer.fields.iter().map(|code| view! { <Conflict answer code /> }.into_any());
    // Both texts of what two wrote are shown at its own place.
    let wrong = refused.iter().filter(|(_, refusal)| !matches!(refusal, Refusal::AnswerChanged { .. }));
    let notes = wrong.map(|(field, refusal)| {
        view! { <li data-note=field.to_string()>{capitalised(&refusal_sentence(refusal))}</li> }.into_any()
    });
    view! {
        <p id="enregistre">{answer.sentence()}</p>
        {views(fingerprints)}
        {views(conflicts)}
        <ul>{views(notes)}</ul>
    }
    .into_any()
}

/// What a colleague wrote in a field meanwhile, and the choice; an empty place for the others.
#[component]
fn Conflict<'a>(answer: &'a Answer, code: &'a str) -> AnyView {
    let theirs = match answer.refused.of(code) {
        Some(Refusal::AnswerChanged { theirs }) => Some(theirs.as_str()),
        _ => None,
    };
    let what = theirs.map(|theirs| {
        let what = match theirs.is_empty() {
            true => "un collègue a vidé ce champ entre-temps.",
            false => "un collègue a écrit ici entre-temps\u{a0}:",
        };
        let shown =
            (!theirs.is_empty()).then(|| view! { <blockquote class="t-user-text">{theirs.to_owned()}</blockquote> });
        view! {
            <Alert tone=Tone::Warning role="alert">
                <p>"Votre saisie n’est pas encore enregistrée\u{202f}; " {what}</p>
                {shown}
                <ConflictChoice code theirs page=answer.page.clone() />
            </Alert>
        }
    });
    view! { <div id=format!("conflit.{code}")>{what}</div> }.into_any()
}
