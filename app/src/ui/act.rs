//! What one may do: links that look like buttons, rows of acts, and what is opened before it is done.

use super::inner::Inner;
use leptos::prelude::*;

/// How much a button asks to be chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weight {
    /// The one act of the page.
    #[default]
    Primary,
    Secondary,
    /// An act that is there and not put forward.
    Tertiary,
    /// Secondary and small: an act on a row.
    Small,
    /// Small: the act of a row that is expected.
    SmallPrimary,
    /// Small, and less than secondary: an act on a row that has a likelier one.
    SmallTertiary,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "fr-btn",
            Self::Secondary => "fr-btn fr-btn--secondary",
            Self::Tertiary => "fr-btn fr-btn--tertiary",
            Self::Small => "fr-btn fr-btn--sm fr-btn--secondary",
            Self::SmallPrimary => "fr-btn fr-btn--sm",
            Self::SmallTertiary => "fr-btn fr-btn--sm fr-btn--tertiary",
        }
    }
}

/// Sends the form in which it stands, or the one of the identifier `form`.
#[component]
pub fn Button(
    #[prop(optional)] weight: Weight,
    /// Sent with the form, where its buttons say different things.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// Where this button sends the form instead.
    #[prop(optional, into)]
    action: Option<String>,
    children: Inner,
) -> AnyView {
    view! {
        <button class=weight.class() name=name value=value formaction=action>
            {children.view()}
        </button>
    }
    .into_any()
}

/// A link that begins an act.
#[component]
pub fn ButtonLink(#[prop(optional)] weight: Weight, #[prop(into)] href: String, children: Inner) -> AnyView {
    view! {
        <a class=weight.class() href=href>
            {children.view()}
        </a>
    }
    .into_any()
}

/// Acts in a row.
#[component]
pub fn Actions(children: Inner) -> AnyView {
    view! { <div class="t-actions">{children.view()}</div> }.into_any()
}

/// What is opened before it is done or read; `open` where a refusal stands inside.
#[component]
pub fn Details(#[prop(into)] summary: String, #[prop(optional)] open: bool, children: Inner) -> AnyView {
    view! {
        <details open=open>
            <summary>{summary}</summary>
            {children.view()}
        </details>
    }
    .into_any()
}

/// What somebody typed, with its line ends.
#[component]
pub fn UserText(#[prop(into)] text: String) -> AnyView {
    view! { <p class="t-user-text">{text}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn the_weight_of_a_button_is_its_class() {
        for (weight, class) in [
            (Weight::Primary, "fr-btn"),
            (Weight::Secondary, "fr-btn fr-btn--secondary"),
            (Weight::Small, "fr-btn fr-btn--sm fr-btn--secondary"),
        ] {
            let button = html(|| view! { <Button weight>"Envoyer"</Button> });
            assert_eq!(button, format!("<button class=\"{class}\">Envoyer</button>"));
            let link = html(|| {
                view! {
                    <ButtonLink weight href="/besoins">
                        "Voir"
                    </ButtonLink>
                }
            });
            assert_eq!(link, format!("<a href=\"/besoins\" class=\"{class}\">Voir</a>"));
        }
    }

    #[test]
    fn a_button_may_say_what_it_sends_and_where() {
        let button = html(|| {
            view! {
                <Button name="answer" value="yes" action="/avis">
                    "Oui"
                </Button>
            }
        });
        let wanted = "<button name=\"answer\" value=\"yes\" formaction=\"/avis\" class=\"fr-btn\">Oui</button>";
        assert_eq!(button, wanted);
    }

    #[test]
    fn what_is_opened_first_is_open_where_it_says_so() {
        let details = |open| {
            html(|| {
                view! {
                    <Details summary="Supprimer" open>
                        "Texte"
                    </Details>
                }
            })
        };
        assert_eq!(details(false), "<details><summary>Supprimer</summary>Texte</details>");
        assert_eq!(details(true), "<details open><summary>Supprimer</summary>Texte</details>");
    }

    #[test]
    fn acts_stand_in_a_row_and_a_text_keeps_its_lines() {
        assert_eq!(html(|| view! { <Actions>"a"</Actions> }), "<div class=\"t-actions\">a</div>");
        let text = html(|| view! { <UserText text="a\n<b>" /> });
        assert_eq!(text, "<p class=\"t-user-text\">a\n&lt;b&gt;</p>");
    }
}
