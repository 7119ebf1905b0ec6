//! The frame of every page: head, header, breadcrumb, content, footer.

pub use super::views::views;
use super::{
    alert::{Flash, Tone},
    demo_banner::demo_banner,
    description::Description,
    footer::footer,
    header::{TAGLINE, header},
    here::CampaignBase,
    html_writer::HtmlWriter,
    meta::{SITE, Shared, meta},
    other_campaigns::OtherCampaigns,
    textarea::Counted,
    view_banner::view_banner,
};
use crate::http::{
    after::{Said, Shown},
    assets,
    fields::Resumed,
    own_style::OwnStyle,
    site::Site,
    visit::Visit,
};
use axum::response::{Html, IntoResponse, Response};
use entity::address::Address;
use leptos::prelude::*;

/// That a page has a script of ours, for its Content-Security-Policy.
#[derive(Debug, Clone, Copy)]
pub struct HasScript;

/// A page that is ready to be sent.
pub struct Page {
    html: String,
    has_script: bool,
    /// The path at which the page says what was done.
    said_at: Option<String>,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = Html(self.html).into_response();
        if self.has_script {
            response.extensions_mut().insert(HasScript);
        }
        if let Some(path) = self.said_at {
            response.extensions_mut().insert(Shown(path));
        }
        response
    }
}

/// A part of a page, rendered anew for [`assets::LIVE`].
pub struct Fragment(String);

impl Fragment {
    /// Renders the part.
    pub fn of(content: impl FnOnce() -> AnyView) -> Self {
        let owner = Owner::new_root(None);
        Self(owner.with(|| content().to_html()))
    }
}

impl IntoResponse for Fragment {
    fn into_response(self) -> Response {
        Html(self.0).into_response()
    }
}

/// What a page is called, and where it stands.
pub struct Frame {
    title: String,
    /// Addresses and names of the pages above this one, without the home page.
    above: Vec<(String, String)>,
    /// The modules that the page has in the browser.
    modules: Vec<&'static str>,
    description: Description,
    /// The picture of the page where its address is shared.
    picture: Address,
    /// Whether other sites find a card of it (oEmbed).
    embedded: bool,
}

impl Frame {
    /// A page right below the home page.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            above: Vec::new(),
            modules: Vec::new(),
            description: Description::default(),
            picture: Address::Picture,
            embedded: false,
        }
    }

    /// What the page says of itself where its address is shared or found; its first words are enough.
    pub fn described(mut self, text: &str) -> Self {
        self.description = Description::of(text);
        self
    }

    /// With a picture of its own.
    pub fn pictured(mut self, picture: Address) -> Self {
        self.picture = picture;
        self
    }

    /// With a card that other sites find by the page's address (oEmbed).
    pub fn embedded(mut self) -> Self {
        self.embedded = true;
        self
    }

    /// A page below another.
    pub fn below(mut self, address: impl Into<String>, name: impl Into<String>) -> Self {
        self.above.push((address.into(), name.into()));
        self
    }

    /// A page that has a module in the browser ([`assets::LIVE`], [`assets::RECEIPT`], [`assets::DRAFT`]), beside those
    /// that it has already; None when nothing moves on it, or it was not built.
    pub fn with_module(mut self, module: Option<&'static str>) -> Self {
        self.modules.extend(module);
        self
    }

    /// Renders the page around its content.
    pub fn render(mut self, visit: &Visit, content: impl FnOnce() -> AnyView) -> Page {
        let owner = Owner::new_root(None);
        owner.with(|| {
            provide_context(CampaignBase(visit.page_campaign.base().to_owned()));
            let counted = Counted::default();
            provide_context(counted.clone());
            let content = content();
            if counted.is_noted() && !self.modules.iter().any(|path| Some(*path) == assets::LIVE) {
                self.modules.extend(assets::LIVE);
            }
            let has_script = !self.modules.is_empty();
            let html = document(visit, &self, content);
            let said_at = visit.said.as_ref().map(|_| visit.path().to_owned());
            Page { html, has_script, said_at }
        })
    }
}

/// Where a table is downloaded: as a spreadsheet opens it, as a workbook, and as programs read it.
pub fn download(address: &str, label: &str) -> AnyView {
    let joint = if address.contains('?') { "&" } else { "?" };
    let asked = |how: &str| format!("{address}{joint}tableur={how}");
    view! {
        <div class="t-download">
            <a class="fr-btn fr-btn--secondary" href=asked("fr")>
                {format!("{label} (tableur)")}
            </a>
            <a href=asked("ods")>"Classeur ODS" <span class="fr-sr-only">{format!("\u{a0}: {label}")}</span></a>
            <a href=address
                .to_owned()>
                "CSV brut, pour un programme" <span class="fr-sr-only">{format!("\u{a0}: {label}")}</span>
            </a>
            <a href=asked("jsonl")>"JSON par lignes" <span class="fr-sr-only">{format!("\u{a0}: {label}")}</span></a>
        </div>
    }
    .into_any()
}

/// Where a list is followed by a reader of feeds.
pub fn feed(address: String) -> AnyView {
    view! {
        <p class="fr-hint-text">
            <a type="application/atom+xml" href=address>
                "Suivre cette liste par un flux Atom"
            </a>
        </p>
    }
    .into_any()
}

/// Our sheet, then the operator's, which is laid over it.
fn sheets(site: &Site) -> impl Iterator<Item = String> {
    let ours = assets::SHEET.map(|path| format!("/{path}"));
    let theirs = site.style.as_ref().map(|style| style.sheet().to_string());
    ours.into_iter().chain(theirs)
}

/// The mark of the site as browsers show it beside its name: the operator's, or ours.
fn mark(site: &Site) -> Option<String> {
    let theirs = site.style.as_ref().and_then(OwnStyle::logo);
    theirs.map(String::from).or_else(|| assets::FAVICON.map(|path| format!("/{path}")))
}

/// Most pages, in bytes.
const PAGE: usize = 32 * 1024;

/// The page: the frame is written as text, since every page has it.
fn document(visit: &Visit, frame: &Frame, content: AnyView) -> String {
    let mut html = HtmlWriter::with_capacity(PAGE);
    html.markup("<!DOCTYPE html><html lang=\"fr\">");
    head(&mut html, visit, frame);
    html.markup("<body>").markup(SKIP_LINKS);
    if visit.ctx.platform.demo {
        demo_banner(&mut html, visit);
    }
    if let Some(viewing) = &visit.ctx.actor.viewing {
        view_banner(&mut html, visit, viewing);
    }
    header(&mut html, visit);
    service_messages(&mut html, &visit.messages);
    html.markup("<main id=\"contenu\" tabindex=\"-1\" class=\"fr-container\">");
    breadcrumb(&mut html, &frame.title, &frame.above);
    if visit.page_campaign.is_other || !visit.page_campaign.others.is_empty() {
        html.view(view! { <OtherCampaigns visit /> });
    }
    if visit.resumed.is_some() {
        html.view(view! { <Resume visit /> });
    }
    if let Some(said) = &visit.said {
        html.view(view! { <WhatWasDone said /> });
    }
    html.view(content).markup("</main>");
    footer(&mut html);
    html.markup("</body></html>");
    html.finish()
}

/// What the State's people want everybody, or some, to read on every page.
fn service_messages(html: &mut HtmlWriter, messages: &[String]) {
    if messages.is_empty() {
        return;
    }
    html.markup("<section aria-label=\"Messages de service\" class=\"fr-notice fr-notice--info\">");
    html.markup("<div class=\"fr-container\">");
    for message in messages {
        html.markup("<p>").text(message).markup("</p>");
    }
    html.markup("</div></section>");
}

/// What the title begins with where a form was refused or an act was done: screen readers say it first.
fn news_of(visit: &Visit) -> String {
    // A form that was kept while somebody signed in comes back without a refusal.
    let refused = visit.refused.as_ref().filter(|refused| !refused.refusals.is_empty());
    match (refused, &visit.said) {
        (Some(_), _) => "Erreur\u{a0}: ".to_owned(),
        (None, Some(said)) => format!("{} – ", wording::done(said.done).0.trim_end_matches('.')),
        (None, None) => String::new(),
    }
}

fn head(html: &mut HtmlWriter, visit: &Visit, frame: &Frame) {
    let site = &visit.site;
    let title = match frame.title.as_str() {
        "" => format!("{}{SITE} – {TAGLINE}", news_of(visit)),
        title => format!("{}{title} – {SITE}", news_of(visit)),
    };
    let called = if frame.title.is_empty() { &title } else { &frame.title };
    html.markup("<head><meta charset=\"utf-8\">")
        .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .markup("<title>")
        .text(&title)
        .markup("</title>");
    meta(
        html,
        site,
        &Shared {
            title: called,
            path: visit.path(),
            description: &frame.description,
            picture: &frame.picture,
            embedded: frame.embedded,
        },
    );
    for href in sheets(site) {
        html.markup("<link rel=\"stylesheet\" href=\"").text(href).markup("\">");
    }
    if let Some(href) = mark(site) {
        html.markup("<link rel=\"icon\" type=\"image/svg+xml\" href=\"").text(href).markup("\">");
    }
    for path in &frame.modules {
        html.markup("<script type=\"module\" src=\"/").text(path).markup("\"></script>");
    }
    html.markup("</head>");
}

const SKIP_LINKS: &str = "<div class=\"fr-skiplinks\"><nav class=\"fr-container\" aria-label=\"Accès rapide\">\
     <ul class=\"fr-skiplinks__list\"><li><a class=\"fr-link\" href=\"#contenu\">Contenu</a></li>\
     <li><a class=\"fr-link\" href=\"#menu\">Menu</a></li>\
     <li><a class=\"fr-link\" href=\"#recherche\">Recherche</a></li></ul></nav></div>";

/// Where a page stands: the pages above it, and itself. The home page has none.
fn breadcrumb(html: &mut HtmlWriter, title: &str, above: &[(String, String)]) {
    if title.is_empty() {
        return;
    }
    html.markup("<nav aria-label=\"vous êtes ici :\" class=\"fr-breadcrumb\"><ol class=\"fr-breadcrumb__list\">");
    let home = (Address::Home.to_string(), "Accueil".to_owned());
    for (address, name) in [&home].into_iter().chain(above) {
        html.markup("<li><a href=\"").text(address).markup("\" class=\"fr-breadcrumb__link\">").text(name);
        html.markup("</a></li>");
    }
    html.markup("<li><a aria-current=\"page\" class=\"fr-breadcrumb__link\">")
        .text(title)
        .markup("</a></li></ol></nav>");
}

/// What the act that led here did, and the way to what comes next.
#[component]
fn WhatWasDone<'a>(said: &'a Said) -> AnyView {
    let (sentence, label) = wording::done(said.done);
    let next = said.next.clone().zip(label).map(|(address, label)| {
        view! {
            " "
            <a href=address>{label}</a>
        }
    });
    view! { <Flash tone=Tone::Success>{sentence} {next}</Flash> }.into_any()
}

/// What became of a form that was kept while somebody signed in, or went back.
#[component]
fn Resume<'a>(visit: &'a Visit) -> AnyView {
    let refused = visit.refused.as_ref().is_some_and(|refused| !refused.refusals.is_empty());
    match visit.resumed {
        Some(Resumed::Kept) if !refused => view! {
            <Flash tone=Tone::Info>
                "Ce que vous aviez saisi est de nouveau là, et n’a pas encore été envoyé : vérifiez, puis envoyez."
            </Flash>
        }
        .into_any(),
        Some(Resumed::Gone) => view! {
            <Flash tone=Tone::Warning>
                "Ce qui avait été saisi ici n’est plus gardé : le délai d’une heure est passé, ou c’était une autre \
                 personne."
            </Flash>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// A page of a title and a sentence, without any of the site around it.
pub fn bare_page(title: &str, text: &str) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{title} – \
         Terreau</title></head><body><main>\
         <h1>{title}</h1><p>{text}</p><p><a href=\"/\">Retour à l’accueil</a></p></main></body></html>"
    ))
}

/// The page of an error when not even the database answers.
pub fn bare_error(reference: &str) -> Html<String> {
    bare_page(
        "Une erreur est survenue",
        &format!("Le service ne répond pas pour le moment. Réessayez dans quelques minutes. Référence : {reference}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html as html_of;

    #[test]
    fn a_page_says_where_it_stands_and_the_home_page_does_not() {
        let above = [("/besoins".to_owned(), "Besoins".to_owned())];
        let of = |title: &str| {
            let mut html = HtmlWriter::default();
            breadcrumb(&mut html, title, &above);
            html.finish()
        };
        let html = of("Un <besoin>");
        assert!(html.contains("<a href=\"/\" class=\"fr-breadcrumb__link\">Accueil</a>"), "{html}");
        assert!(html.contains("<a href=\"/besoins\" class=\"fr-breadcrumb__link\">Besoins</a>"), "{html}");
        let own = "<a aria-current=\"page\" class=\"fr-breadcrumb__link\">Un &lt;besoin&gt;</a>";
        assert!(html.contains(own), "{html}");
        assert_eq!(of(""), "");
    }

    #[test]
    fn the_first_links_of_a_page_skip_to_its_parts() {
        for part in ["#contenu", "#menu", "#recherche"] {
            assert!(SKIP_LINKS.contains(&format!("<a class=\"fr-link\" href=\"{part}\">")), "{SKIP_LINKS}");
        }
    }

    #[test]
    fn a_table_is_offered_to_spreadsheets_and_to_programs() {
        let html = html_of(|| download("/enveloppes.csv", "Télécharger"));
        assert!(
            html.contains("href=\"/enveloppes.csv?tableur=fr\"") && html.contains("href=\"/enveloppes.csv\""),
            "{html}"
        );
        assert!(html.contains("href=\"/enveloppes.csv?tableur=ods\""), "{html}");
        assert!(html_of(|| download("/trace.csv?page=2", "Télécharger")).contains("/trace.csv?page=2&amp;tableur=fr"));
    }

    #[test]
    fn a_page_without_the_site_says_what_happened() {
        let page = bare_error("0a1b2c").0;
        assert!(page.contains("<h1>Une erreur est survenue</h1>") && page.contains("Référence : 0a1b2c"), "{page}");
    }
}
