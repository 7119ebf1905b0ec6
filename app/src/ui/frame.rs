//! The frame of every page: head, header, breadcrumb, content, footer.

pub use super::views::views;
use super::{
    alert::{Flash, Tone},
    demo_banner::DemoBanner,
    description::Description,
    footer::Footer,
    header::{Header, TAGLINE},
    here::CampaignBase,
    meta::{Meta, SITE},
    other_campaigns::OtherCampaigns,
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
    /// The module that the page has in the browser.
    module: Option<&'static str>,
    description: Description,
    /// The picture of the page where its address is shared.
    picture: Address,
}

impl Frame {
    /// A page right below the home page.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            above: Vec::new(),
            module: None,
            description: Description::default(),
            picture: Address::Picture,
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

    /// A page below another.
    pub fn below(mut self, address: impl Into<String>, name: impl Into<String>) -> Self {
        self.above.push((address.into(), name.into()));
        self
    }

    /// A page that has a module in the browser ([`assets::LIVE`], [`assets::RECEIPT`], [`assets::DRAFT`]); None when
    /// nothing moves on it, or it was not built.
    pub fn with_module(mut self, module: Option<&'static str>) -> Self {
        self.module = module;
        self
    }

    /// Renders the page around its content.
    pub fn render(self, visit: &Visit, content: impl FnOnce() -> AnyView) -> Page {
        let owner = Owner::new_root(None);
        owner.with(|| {
            provide_context(CampaignBase(visit.page_campaign.base().to_owned()));
            let has_script = self.module.is_some();
            let content = content();
            let html = document(visit, self, content).to_html();
            let said_at = visit.said.as_ref().map(|_| visit.path().to_owned());
            Page { html: format!("<!DOCTYPE html>{html}"), has_script, said_at }
        })
    }
}

/// Where a table is downloaded: as a spreadsheet opens it, and as programs read it.
pub fn download(address: &str, label: &str) -> AnyView {
    let joint = if address.contains('?') { "&" } else { "?" };
    view! {
        <p>
            <a class="fr-btn fr-btn--secondary" href=format!("{address}{joint}tableur=fr")>
                {format!("{label} (tableur)")}
            </a>
            " "
            <a href=address.to_owned()>{format!("{label} (CSV brut, pour un programme)")}</a>
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

fn document(visit: &Visit, frame: Frame, content: AnyView) -> impl IntoView {
    view! {
        <html lang="fr">
            <Head visit frame=&frame />
            <body>
                <SkipLinks />
                {visit.ctx.platform.demo.then(|| view! { <DemoBanner visit /> })}
                <Header visit />
                <main id="contenu" class="fr-container" tabindex="-1">
                    <Breadcrumb title=frame.title above=frame.above />
                    <OtherCampaigns visit />
                    <Resume visit />
                    {visit.said.as_ref().map(|said| view! { <WhatWasDone said /> })}
                    {content}
                </main>
                <Footer />
            </body>
        </html>
    }
}

/// What the title begins with where a form was refused or an act was done: screen readers say it first.
fn news_of(visit: &Visit) -> String {
    match (&visit.refused, &visit.said) {
        (Some(_), _) => "Erreur\u{a0}: ".to_owned(),
        (None, Some(said)) => format!("{} – ", wording::done(said.done).0.trim_end_matches('.')),
        (None, None) => String::new(),
    }
}

#[component]
fn Head<'a>(visit: &'a Visit, frame: &'a Frame) -> AnyView {
    let site = &visit.site;
    let title = match frame.title.as_str() {
        "" => format!("{}{SITE} – {TAGLINE}", news_of(visit)),
        title => format!("{}{title} – {SITE}", news_of(visit)),
    };
    let called = if frame.title.is_empty() { title.clone() } else { frame.title.clone() };
    let path = visit.path();
    let module = frame.module.map(|path| view! { <script type="module" src=format!("/{path}")></script> });
    let style = views(sheets(site).map(|href| view! { <link rel="stylesheet" href=href /> }.into_any()));
    let icon = mark(site).map(|href| view! { <link rel="icon" type="image/svg+xml" href=href /> });
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{title}</title>
            <Meta site title=&called path description=&frame.description picture=&frame.picture />
            {style}
            {icon}
            {module}
        </head>
    }
    .into_any()
}

#[component]
fn SkipLinks() -> AnyView {
    view! {
        <div class="fr-skiplinks">
            <nav class="fr-container" aria-label="Accès rapide">
                <ul class="fr-skiplinks__list">
                    <li>
                        <a class="fr-link" href="#contenu">
                            "Contenu"
                        </a>
                    </li>
                    <li>
                        <a class="fr-link" href="#menu">
                            "Menu"
                        </a>
                    </li>
                    <li>
                        <a class="fr-link" href="#recherche">
                            "Recherche"
                        </a>
                    </li>
                </ul>
            </nav>
        </div>
    }
    .into_any()
}

/// Where a page stands: the pages above it, and itself. The home page has none.
#[component]
fn Breadcrumb(title: String, above: Vec<(String, String)>) -> AnyView {
    if title.is_empty() {
        return ().into_any();
    }
    let above = views(above.into_iter().map(|(address, name)| {
        view! {
            <li>
                <a class="fr-breadcrumb__link" href=address>
                    {name}
                </a>
            </li>
        }
        .into_any()
    }));
    view! {
        <nav class="fr-breadcrumb" aria-label="vous êtes ici :">
            <ol class="fr-breadcrumb__list">
                <li>
                    <a class="fr-breadcrumb__link" href=Address::Home.to_string()>
                        "Accueil"
                    </a>
                </li>
                {above}
                <li>
                    <a class="fr-breadcrumb__link" aria-current="page">
                        {title}
                    </a>
                </li>
            </ol>
        </nav>
    }
    .into_any()
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
                "Ce que vous aviez saisi est de nouveau là, et n’a pas encore été envoyé : vérifiez, puis envoyez."
            </Flash>
        }
        .into_any(),
        Some(Resumed::Gone) => view! {
            <Flash tone=Tone::Warning>
                "Ce qui avait été saisi ici n’est plus gardé : le délai d’une heure est passé, ou c’était une autre \
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
        &format!("Le service ne répond pas pour le moment. Réessayez dans quelques minutes. Référence : {reference}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html as html_of;

    #[test]
    fn a_page_says_where_it_stands_and_the_home_page_does_not() {
        let above = || vec![("/besoins".to_owned(), "Besoins".to_owned())];
        let html = html_of(|| view! { <Breadcrumb title="Un besoin".to_owned() above=above() /> });
        assert!(html.contains("<a href=\"/\" class=\"fr-breadcrumb__link\">Accueil</a>"), "{html}");
        assert!(html.contains("<a href=\"/besoins\" class=\"fr-breadcrumb__link\">Besoins</a>"), "{html}");
        assert!(html.contains("<a aria-current=\"page\" class=\"fr-breadcrumb__link\">Un besoin</a>"), "{html}");
        assert_eq!(html_of(|| view! { <Breadcrumb title=String::new() above=above() /> }), "");
    }

    #[test]
    fn the_first_links_of_a_page_skip_to_its_parts() {
        let html = html_of(|| view! { <SkipLinks /> });
        for part in ["#contenu", "#menu", "#recherche"] {
            assert!(html.contains(&format!("<a class=\"fr-link\" href=\"{part}\">")), "{html}");
        }
    }

    #[test]
    fn a_table_is_offered_to_spreadsheets_and_to_programs() {
        let html = html_of(|| download("/enveloppes.csv", "Télécharger"));
        assert!(
            html.contains("href=\"/enveloppes.csv?tableur=fr\"") && html.contains("href=\"/enveloppes.csv\""),
            "{html}"
        );
        assert!(html_of(|| download("/trace.csv?page=2", "Télécharger")).contains("/trace.csv?page=2&amp;tableur=fr"));
    }

    #[test]
    fn a_page_without_the_site_says_what_happened() {
        let page = bare_error("0a1b2c").0;
        assert!(page.contains("<h1>Une erreur est survenue</h1>") && page.contains("Référence : 0a1b2c"), "{page}");
    }
}
