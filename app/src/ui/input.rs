//! What a form asks: the name of a field, its label and help, and what a line of it takes.

use super::{
    guide::{Guide, GuideLink},
    markdown::{Markdown, Markup},
};
use entity::form_field::FormField;
use leptos::prelude::*;
use server::markdown;

/// A field of a form: the name under which it is sent, what it is called, and help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub help: &'a str,
    /// Whether its help is Markdown, written by who prepares a campaign.
    pub is_markdown: bool,
    /// What the summary of refusals calls it, where the label is a sentence.
    pub short: &'a str,
    /// The page of help that explains it.
    pub guide: Option<Guide>,
    /// The most characters of a long text, which is told beside it.
    pub most: Option<usize>,
    /// Of which form of its page it is, where another one has a field of its name: its identifier begins so.
    pub apart: &'a str,
}

impl<'a> Field<'a> {
    /// A field without help, called alike everywhere.
    pub const fn new(field: FormField, label: &'a str) -> Self {
        Self {
            name: field.as_str(),
            label,
            help: "",
            is_markdown: false,
            short: label,
            guide: None,
            most: None,
            apart: "",
        }
    }

    /// A field of a form that is data, which names it.
    pub const fn of_data(name: &'a str, label: &'a str) -> Self {
        Self { name, label, help: "", is_markdown: false, short: label, guide: None, most: None, apart: "" }
    }

    /// With help under its label.
    pub const fn help(mut self, help: &'a str) -> Self {
        self.help = help;
        self
    }

    /// With help in Markdown. More than a sentence, it stands between the label and the field.
    pub const fn help_in_markdown(mut self, help: &'a str) -> Self {
        self.help = help;
        self.is_markdown = true;
        self
    }

    /// With the way to the page of help that explains it.
    pub const fn explained(mut self, guide: Guide) -> Self {
        self.guide = Some(guide);
        self
    }

    /// A long text of so many characters at most.
    pub const fn at_most(mut self, most: usize) -> Self {
        self.most = Some(most);
        self
    }

    /// With a shorter name in the summary of refusals.
    pub const fn short(mut self, short: &'a str) -> Self {
        self.short = short;
        self
    }

    /// The same field of one thing among several: its name ends in the identifier of that thing.
    pub const fn named(mut self, name: &'a str) -> Self {
        self.name = name;
        self
    }

    /// The same field in one of several forms of its page.
    pub(super) const fn apart(mut self, form: &'a str) -> Self {
        self.apart = form;
        self
    }

    /// Its identifier on the page.
    pub(super) fn id(&self) -> String {
        match self.apart {
            "" => self.name.to_owned(),
            form => format!("{form}-{}", self.name),
        }
    }

    /// The identifiers of what describes the field: its help, and the refusal where there is one.
    pub(super) fn described_by(&self, refused: bool) -> Option<String> {
        let help = (!self.help.is_empty()).then(|| format!("{}-aide", self.id()));
        let error = refused.then(|| format!("{}-erreur", self.id()));
        let all: Vec<String> = help.into_iter().chain(error).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// The way to the page of help that explains it, if one does.
    pub(super) fn guide_link(&self) -> Option<AnyView> {
        self.guide.map(|guide| view! { <GuideLink guide /> }.into_any())
    }

    fn has_markup(&self) -> bool {
        self.is_markdown && !markdown::is_plain(self.help)
    }

    /// Help that has markup, which no label holds.
    pub(super) fn help_below(&self) -> Option<AnyView> {
        self.has_markup().then(|| {
            let (text, help) = (Markup::below(6, self.help), format!("{}-aide", self.id()));
            view! { <Markdown text=&text help /> }.into_any()
        })
    }

    pub(super) fn help_text(&self) -> Option<AnyView> {
        let id = format!("{}-aide", self.id());
        (!self.help.is_empty() && !self.has_markup()).then(|| {
            view! {
                <span class="fr-hint-text" id=id>
                    {self.help.to_owned()}
                </span>
            }
            .into_any()
        })
    }
}

/// What a line takes: which keyboard a phone shows for it, and what a browser may fill in.
///
/// A browser gives back what was typed when one comes back to a page, but not in fields with `autocomplete="off"`: only
/// codes that serve once have it. The browser's own checks (`type="email"`, `type="number"`) speak its language and not
/// ours: none is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Entry {
    #[default]
    Words,
    /// One's own mail address, which browsers know.
    OwnEmail,
    /// The mail address of somebody else.
    Email,
    /// A code that came by mail and serves once.
    OneTimeCode,
    /// One's own name.
    OwnName,
    /// One's own function.
    OwnTitle,
    /// Euros, perhaps with cents.
    Amount,
    /// Digits alone: a number of days, a SIREN.
    Digits,
    /// A code of letters and digits, such as a département's.
    Code,
    WebAddress,
    /// An hour of the day, such as 09:00.
    Hour,
    Day,
}

/// What HTML says of an [`Entry`]; None: what browsers do by themselves.
#[derive(Debug, Default)]
struct Typing {
    inputmode: Option<&'static str>,
    autocomplete: Option<&'static str>,
    autocapitalize: Option<&'static str>,
    spellcheck: Option<&'static str>,
}

impl Entry {
    fn typing(self) -> Typing {
        let plain = Typing { autocapitalize: Some("none"), spellcheck: Some("false"), ..Typing::default() };
        match self {
            Entry::Words => Typing { autocapitalize: Some("sentences"), ..Typing::default() },
            Entry::OwnEmail => Typing { inputmode: Some("email"), autocomplete: Some("email"), ..plain },
            Entry::Email => Typing { inputmode: Some("email"), ..plain },
            Entry::OneTimeCode => {
                Typing { autocomplete: Some("one-time-code"), autocapitalize: Some("characters"), ..plain }
            }
            Entry::OwnName => Typing { autocomplete: Some("name"), autocapitalize: Some("words"), ..plain },
            Entry::OwnTitle => Typing { autocomplete: Some("organization-title"), ..Typing::default() },
            Entry::Amount => Typing { inputmode: Some("decimal"), ..plain },
            Entry::Digits => Typing { inputmode: Some("numeric"), ..plain },
            Entry::Code => Typing { autocapitalize: Some("characters"), ..plain },
            Entry::WebAddress => Typing { inputmode: Some("url"), ..plain },
            Entry::Hour | Entry::Day => Typing::default(),
        }
    }

    /// The field itself.
    pub fn input(self, field: Field<'_>, value: String, described_by: String, invalid: bool) -> AnyView {
        let Typing { inputmode, autocomplete, autocapitalize, spellcheck } = self.typing();
        let (name, kind) = (field.name.to_owned(), if self == Entry::Day { "date" } else { "text" });
        let class = if invalid { "fr-input fr-input--error" } else { "fr-input" };
        let described_by = (!described_by.is_empty()).then_some(described_by);
        view! {
            <input
                class=class
                type=kind
                id=field.id()
                name=name
                value=value
                aria-describedby=described_by
                aria-invalid=invalid.then_some("true")
                inputmode=inputmode
                autocomplete=autocomplete
                autocapitalize=autocapitalize
                spellcheck=spellcheck
            />
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    #[test]
    fn a_phone_shows_the_keyboard_for_what_a_line_takes() {
        for (entry, attribute) in [
            (Entry::Words, "autocapitalize=\"sentences\""),
            (Entry::OwnEmail, "inputmode=\"email\" autocomplete=\"email\""),
            (Entry::Email, "inputmode=\"email\""),
            (Entry::OneTimeCode, "autocomplete=\"one-time-code\" autocapitalize=\"characters\""),
            (Entry::OwnName, "autocomplete=\"name\""),
            (Entry::OwnTitle, "autocomplete=\"organization-title\""),
            (Entry::Amount, "inputmode=\"decimal\""),
            (Entry::Digits, "inputmode=\"numeric\""),
            (Entry::Code, "autocapitalize=\"characters\""),
            (Entry::WebAddress, "inputmode=\"url\""),
            (Entry::Hour, "type=\"text\""),
            (Entry::Day, "type=\"date\""),
        ] {
            let html = html(|| entry.input(Field::of_data("a", "A"), "b".to_owned(), String::new(), false));
            assert!(html.contains(attribute), "{entry:?}: {html}");
        }
    }
}
