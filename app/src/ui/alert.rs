//! What a page says aloud: notices of four kinds, and what became of an act.

use super::inner::Inner;
use leptos::prelude::*;

/// How something is said: by colour, and by the words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Info,
    Success,
    Warning,
    Error,
}

impl Tone {
    /// Every tone, in the order of `/demo/composants`.
    pub const ALL: [Self; 4] = [Self::Info, Self::Success, Self::Warning, Self::Error];

    /// The end of a class name of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A notice on a page. `role` is `status` for what follows from an act, `alert` for what must be read at once.
#[component]
pub fn Alert(
    tone: Tone,
    /// A heading of the second level; none when empty.
    #[prop(optional, into)]
    title: String,
    /// Inside a section: its heading is of the third level.
    #[prop(optional)]
    in_section: bool,
    #[prop(optional)] role: Option<&'static str>,
    children: Inner,
) -> AnyView {
    let heading = (!title.is_empty()).then(|| match in_section {
        false => view! { <h2 class="fr-alert__title">{title}</h2> }.into_any(),
        true => view! { <h3 class="fr-alert__title">{title}</h3> }.into_any(),
    });
    view! {
        <div class=format!("fr-alert fr-alert--{}", tone.class()) role=role>
            {heading}
            {children.view()}
        </div>
    }
    .into_any()
}

/// What became of an act, on the page that follows it: read aloud by screen readers.
#[component]
pub fn Flash(tone: Tone, children: Inner) -> AnyView {
    view! {
        <Alert tone role="status">
            <p>{children.view()}</p>
        </Alert>
    }
    .into_any()
}

/// A short text set apart, under a title that is no heading.
#[component]
pub fn Callout(
    /// None when empty.
    #[prop(optional, into)]
    title: String,
    children: Inner,
) -> AnyView {
    let title = (!title.is_empty()).then(|| view! { <p class="fr-callout__title">{title}</p> });
    view! { <div class="fr-callout">{title} <p class="fr-callout__text">{children.view()}</p></div> }.into_any()
}

/// Why a list holds nothing: each has a drawing of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Empty {
    /// Nothing has been put there.
    #[default]
    NothingYet,
    /// What was looked for is not there.
    NotFound,
    /// Nobody has got together.
    Alone,
}

impl Empty {
    pub const ALL: [Self; 3] = [Self::NothingYet, Self::NotFound, Self::Alone];

    fn class(self) -> &'static str {
        match self {
            Self::NothingYet => "t-empty",
            Self::NotFound => "t-empty t-empty--not-found",
            Self::Alone => "t-empty t-empty--alone",
        }
    }
}

/// What a list shows when it holds nothing: why, and what to do.
#[component]
pub fn EmptyState(#[prop(optional)] why: Empty, children: Inner) -> AnyView {
    view! {
        <div class=why.class()>
            <div>{children.view()}</div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn an_alert_has_the_class_of_its_tone_and_a_title_where_it_has_one() {
        for tone in Tone::ALL {
            let class = format!("fr-alert fr-alert--{}", tone.class());
            let alert = html(|| view! { <Alert tone>"Texte"</Alert> });
            assert_eq!(alert, format!("<div class=\"{class}\">Texte</div>"));
            let titled = html(|| {
                view! {
                    <Alert tone title="Titre" role="alert">
                        "Texte"
                    </Alert>
                }
            });
            let title = "<h2 class=\"fr-alert__title\">Titre</h2>";
            assert_eq!(titled, format!("<div role=\"alert\" class=\"{class}\">{title}Texte</div>"));
        }
    }

    #[test]
    fn what_became_of_an_act_is_read_aloud() {
        let flash = html(|| view! { <Flash tone=Tone::Success>"Enregistré."</Flash> });
        assert_eq!(flash, "<div role=\"status\" class=\"fr-alert fr-alert--success\"><p>Enregistré.</p></div>");
    }

    #[test]
    fn a_callout_has_a_title_that_is_no_heading() {
        let callout = html(|| view! { <Callout title="Titre">"Texte"</Callout> });
        let inside = "<p class=\"fr-callout__title\">Titre</p><p class=\"fr-callout__text\">Texte</p>";
        assert_eq!(callout, format!("<div class=\"fr-callout\">{inside}</div>"));
    }

    #[test]
    fn an_empty_list_says_so() {
        let empty = html(|| view! { <EmptyState>"Rien."</EmptyState> });
        assert_eq!(empty, "<div class=\"t-empty\"><div>Rien.</div></div>");
        let classes: Vec<&str> = Empty::ALL.into_iter().map(Empty::class).collect();
        assert_eq!(classes, ["t-empty", "t-empty t-empty--not-found", "t-empty t-empty--alone"]);
    }
}
