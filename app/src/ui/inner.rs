//! What stands inside a component.

use leptos::{
    children::{ChildrenOptContainer, ToChildren},
    prelude::*,
};

/// The children of a component, rendered where they are written: they may borrow what the page has at hand. The
/// children of leptos are closures that outlive the page, which only what is woken in the browser needs.
pub struct Inner(AnyView);

impl<F, C> ToChildren<F> for Inner
where
    F: FnOnce() -> C,
    C: IntoView + 'static,
{
    fn to_children(render: F) -> Self {
        Self(render().into_any())
    }
}

/// Children that are one text: leptos hands them over without a closure.
impl<T: IntoAny> ToChildren<ChildrenOptContainer<T>> for Inner {
    fn to_children(children: ChildrenOptContainer<T>) -> Self {
        Self(children.0.into_any())
    }
}

impl Inner {
    /// The children as a view.
    pub fn view(self) -> AnyView {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    /// A component with children.
    #[component]
    fn Around(children: Inner) -> AnyView {
        view! { <p>{children.view()}</p> }.into_any()
    }

    #[test]
    fn children_may_borrow_and_may_be_one_text() {
        let name = String::from("Figeac");
        let borrowed = html(|| {
            view! {
                <Around>
                    <b>{name.as_str().to_owned()}</b>
                </Around>
            }
        });
        assert_eq!(borrowed, "<p><b>Figeac</b></p>");
        assert_eq!(html(|| view! { <Around>"Figeac"</Around> }), "<p>Figeac</p>");
    }
}
