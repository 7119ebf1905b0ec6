//! What is confirmed is what was read: the fields that carry the fingerprints of what a form showed. Who reads them is
//! `server::Context::require_shown`, in the transaction of the act.

pub use crate::http::fields::SHOWN;
use crate::ui::form::Form;
use entity::shown::Shown;
use leptos::prelude::*;

/// The hidden field of a form that confirms. It is drawn anew with what is shown, never filled with what was sent
/// before.
pub fn shown_field(shown: &Shown) -> AnyView {
    view! { <input type="hidden" name=SHOWN value=shown.as_str().to_owned() /> }.into_any()
}

/// As [`shown_field`], of one of several things.
pub fn shown_field_of(of: impl std::fmt::Display, shown: &Shown) -> AnyView {
    view! { <input type="hidden" name=format!("{SHOWN}.{of}") value=shown.as_str().to_owned() /> }.into_any()
}

/// The form that deletes a draft, once whoever wants to has opened it.
pub fn delete_draft(form: &Form, shown: &Shown) -> AnyView {
    let fields = view! {
        {shown_field(shown)}
        <p>"Il est effacé pour toutes les personnes de votre collectivité, et rien n’en reste."</p>
        <button class="fr-btn fr-btn--secondary">"Supprimer ce brouillon"</button>
    };
    view! {
        <details open=form.is_refused()>
            <summary>"Supprimer"</summary>
            {form.around(fields)}
        </details>
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
        assert_eq!(html(|| shown_field(&shown)), format!("<input type=\"hidden\" name=\"shown\" {value}>"));
        assert_eq!(html(|| shown_field_of(12, &shown)), format!("<input type=\"hidden\" name=\"shown.12\" {value}>"));
    }
}
