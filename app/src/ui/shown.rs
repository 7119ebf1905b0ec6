//! What is confirmed is what was read: the fields that carry the fingerprints of what a form showed. Who reads them is
//! `server::Context::require_shown`, in the transaction of the act.

use crate::ui::{
    act::{Button, Details, Weight},
    field::{HiddenField, PostForm},
    form::Form,
};
pub use entity::form_field::SHOWN;
use entity::shown::Shown;
use leptos::prelude::*;

/// The hidden field of a form that confirms. It is rendered anew with what is shown, never filled with what was sent
/// before.
#[component]
pub fn ShownField(
    #[prop(into)] shown: Shown,
    /// Which of several things the form shows.
    #[prop(optional, into)]
    of: Option<String>,
) -> AnyView {
    let name: String = of.map_or_else(|| SHOWN.into(), |of| SHOWN.of(of).into());
    view! { <HiddenField name value=shown.as_str() /> }.into_any()
}

/// The form that deletes a draft, once whoever wants to has opened it.
#[component]
pub fn DeleteDraft<'a>(form: &'a Form, shown: &'a Shown) -> AnyView {
    view! {
        <Details summary="Supprimer" open=form.is_refused()>
            <PostForm form>
                <ShownField shown />
                <p>"Il est effacé pour toutes les personnes de votre collectivité, et rien n’en reste."</p>
                <Button weight=Weight::Secondary>"Supprimer ce brouillon"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_form_carries_the_fingerprint_of_what_it_shows() {
        let shown = Shown::of(["a"]);
        let value = format!("value=\"{}\"", shown.as_str());
        let of = |of: Option<String>| {
            html(|| match of {
                None => view! { <ShownField shown=&shown /> }.into_any(),
                Some(of) => view! { <ShownField shown=&shown of /> }.into_any(),
            })
        };
        assert_eq!(of(None), format!("<input type=\"hidden\" name=\"shown\" {value}>"));
        assert_eq!(of(Some("12".into())), format!("<input type=\"hidden\" name=\"shown.12\" {value}>"));
    }
}
