//! Following a need, a group or a project, or following it no more: one button, which works without scripts.

use super::{
    act::{Button, Weight},
    field::{HiddenField, PostForm, RefusalSummary},
    form::Form,
};
use crate::http::{failure::Failure, visit::Visit};
use entity::{address::Address, form_field, lineage::Subject};
use leptos::prelude::*;

/// What the button sends.
pub const FOLLOW: &str = "suivre";
pub const STOP: &str = "ne-plus-suivre";

/// Where following a subject is sent.
pub fn address(subject: Subject) -> Address {
    match subject {
        Subject::Need(id) => Address::NeedFollow(id),
        Subject::Group(id) => Address::GroupFollow(id),
        Subject::Project(id) => Address::ProjectFollow(id),
    }
}

/// The button of a page, and whether whoever visits follows what it shows.
pub struct FollowPart {
    form: Form,
    follows: bool,
}

impl FollowPart {
    /// None for a visitor, and of what is not public. One statement.
    pub async fn of(visit: &Visit, subject: Subject, is_public: bool) -> Result<Option<Self>, Failure> {
        if visit.who.is_none() || !is_public {
            return Ok(None);
        }
        let follows = server::follow::follows(&visit.ctx, subject).await?;
        Ok(Some(Self { form: Form::new(visit, address(subject)).personal(), follows }))
    }
}

/// « Suivre », or « Ne plus suivre » ; nothing for who has no button.
#[component]
pub fn FollowButton<'a>(part: &'a Option<FollowPart>) -> AnyView {
    let Some(FollowPart { form, follows }) = part else { return ().into_any() };
    let (choice, label) = if *follows { (STOP, "Ne plus suivre") } else { (FOLLOW, "Suivre") };
    let hint = match follows {
        true => "Vous suivez cette page : un avis vous dit ce qui s’y passe.",
        false => "Un avis vous dira ce qui se passe ici.",
    };
    view! {
        <RefusalSummary form />
        <PostForm form>
            <HiddenField name=form_field::CHOICE value=choice />
            <Button weight=Weight::Small>{label}</Button>
        </PostForm>
        <p class="fr-hint-text">{hint}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn the_button_says_what_it_will_do() {
        let button = |follows| {
            let part = Some(FollowPart { form: Form::example("/besoins/x/suivre", &[], &[]), follows });
            html(move || view! { <FollowButton part=&part /> })
        };
        assert!(button(false).contains("value=\"suivre\"") && button(false).contains(">Suivre<"));
        assert!(button(true).contains("value=\"ne-plus-suivre\"") && button(true).contains(">Ne plus suivre<"));
        assert_eq!(html(|| view! { <FollowButton part=&None /> }), "");
    }
}
