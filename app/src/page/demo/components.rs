//! The page of components: every one of `app/src/ui`, in each of its states, to be looked at and to be tried by the
//! rules of accessibility.

mod act;
mod alert;
mod card;
mod choice;
mod example;
mod figures;
mod form;
mod table;
mod text_field;

use self::{
    act::Acts, alert::Alerts, card::CardLists, choice::ChoiceFields, figures::FigureViews, form::Forms,
    table::TablesAndPages, text_field::TextFields,
};
use crate::{
    http::visit::Visit,
    ui::{
        form::Form,
        frame::{Frame, Page},
    },
};
use axum::response::Redirect;
use entity::{address::Address, refusal::Refusal};
use leptos::prelude::*;

/// The page.
pub async fn page(visit: Visit) -> Page {
    let form = Form::new(&visit, Address::DemoComponents).personal();
    let reference = visit.ctx.platform.reference();
    Frame::new("Composants").render(&visit, || {
        let refused = refused_form();
        let (form, refused) = (&form, &refused);
        view! {
            <h1>"Composants"</h1>
            <p class="fr-text--lead">
                "Ce dont les pages sont faites, chaque composant dans tous ses états. L’en-tête, le bandeau, le fil \
                 d’Ariane et le pied de cette page en sont aussi."
            </p>
            <Forms refused=refused />
            <TextFields form refused />
            <ChoiceFields form refused />
            <Acts form />
            <Alerts />
            <CardLists />
            <TablesAndPages form refused />
            <FigureViews reference=&reference />
        }
        .into_any()
    })
}

/// Takes what a form of the page sends, keeps nothing, and comes back.
pub async fn send() -> Redirect {
    Redirect::to(&Address::DemoComponents.to_string())
}

/// A form that was refused, with what was typed in it.
fn refused_form() -> Form {
    let typed = [
        ("refused-line", "Un titre\u{202f}?"),
        ("refused-lines", "Trop court."),
        ("refused-choice", ""),
        ("refused-cell", "1.234"),
        ("refused-radio", ""),
        ("refused-cell-choice", ""),
    ];
    let ambiguous = Refusal::AmbiguousAmount { grouped: "1 234,00 €".into(), decimal: "1,23 €".into() };
    let refusals = [
        ("refused-line", Refusal::TooShort { least: 20 }),
        ("refused-lines", Refusal::TooShort { least: 40 }),
        ("refused-choice", Refusal::NotOnTheList),
        ("refused-radio", Refusal::Missing),
        ("refused-boxes", Refusal::Missing),
        ("refused-file", Refusal::FileEmpty),
        ("refused-cell", ambiguous),
        ("refused-cell-choice", Refusal::NotOnTheList),
        ("", Refusal::WrongState),
    ];
    Form::example(Address::DemoComponents, &typed, &refusals).labelled(&[
        text_field::REFUSED_LINE,
        text_field::REFUSED_LINES,
        choice::REFUSED_CHOICE,
        choice::REFUSED_RADIO,
        choice::REFUSED_BOXES,
        form::REFUSED_FILE,
        table::REFUSED_CELL,
        table::REFUSED_CELL_CHOICE,
    ])
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Components that show one noun to the pages of others, from rows of its tables: those pages are walked instead.
    const OF_A_NOUN: [&str; 29] = [
        // Of the page that helps.
        "HelpSearch",
        "HelpHits",
        "EntryTable",
        // What a page of a thing gives to other sites, and what a form says of the address that filled it.
        "EmbedCode",
        "Prefilled",
        "FollowButton",
        "FoundPages",
        "GroupCards",
        "HiddenText",
        "Hiding",
        "JointActText",
        "LinkAnswered",
        "LinkEnded",
        "MembershipRequest",
        "Message",
        "MoreEntries",
        "NearLines",
        "NearRefusals",
        "Nearby",
        "NeedCards",
        "NeedText",
        "NoticeIcon",
        "PendingRequests",
        "Personas",
        "ServicesNear",
        "Prose",
        "ReportLink",
        "WithoutSiren",
        "WriteMessage",
    ];

    /// The sources below a folder of `app/src`, without their tests.
    fn sources(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
        let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let texts = files.filter(|file| file.is_file()).map(|file| fs::read_to_string(file).expect("reads"));
        texts.map(|text| text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn every_component_is_shown_here_or_by_another() {
        let ui = sources("ui");
        let declared = ui.iter().flat_map(|text| text.split("#[component]\npub fn ").skip(1));
        let names: Vec<&str> = declared.filter_map(|text| text.split(['<', '(']).next()).collect();
        assert!(names.len() > 30, "{names:?}");
        let shown =
            [ui.clone(), sources("page/demo/components"), vec![include_str!("components.rs").to_owned()]].concat();
        let is_shown = |name: &str| shown.iter().any(|text| text.split(&format!("<{name}")).skip(1).any(ends));
        let missing: Vec<&str> =
            names.into_iter().filter(|name| !is_shown(name) && !OF_A_NOUN.contains(name)).collect();
        assert!(missing.is_empty(), "not on /demo/composants: {missing:?}");
    }

    /// Whether a name ends before this text.
    fn ends(text: &str) -> bool {
        !text.starts_with(|next: char| next.is_alphanumeric())
    }
}
