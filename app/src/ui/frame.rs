//! The frame of every page: head, header, breadcrumb, content, footer.

use crate::{
    http::{Site, assets, outer::ScriptNonce, resume::Resumed, visit::Visit},
    page::{demo, sign_in::mail::sign_in_link},
};
use axum::response::{Html, IntoResponse, Response};
use entity::permission::StaffRole;
use leptos::{hydration::HydrationScripts, prelude::*};
use server::settings::Theme;
use std::sync::Arc;

/// A page that is ready to be sent.
pub struct Page {
    html: String,
    nonce: Option<String>,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = Html(self.html).into_response();
        if let Some(nonce) = self.nonce {
            response.extensions_mut().insert(ScriptNonce(nonce));
        }
        response
    }
}

/// A part of a page, drawn anew for an island.
pub struct Fragment(String);

impl Fragment {
    /// Renders the part.
    pub fn of(content: impl FnOnce() -> AnyView) -> Self {
        let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new_islands())));
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
    /// Whether something on the page moves in the browser.
    islands: bool,
    /// A module of its own that the page has in the browser.
    module: Option<&'static str>,
}

impl Frame {
    /// A page right below the home page.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), above: Vec::new(), islands: false, module: None }
    }

    /// A page below another.
    pub fn below(mut self, address: impl Into<String>, name: impl Into<String>) -> Self {
        self.above.push((address.into(), name.into()));
        self
    }

    /// A page with islands.
    pub fn with_islands(mut self) -> Self {
        self.islands = true;
        self
    }

    /// A page that has a module of its own in the browser ([`assets::RECEIPT`], [`assets::DRAFT`]); None when it was not built.
    pub fn with_module(mut self, module: Option<&'static str>) -> Self {
        self.module = module;
        self
    }

    /// Renders the page around its content.
    pub fn render(self, visit: &Visit, content: impl FnOnce() -> AnyView) -> Page {
        let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new_islands())));
        owner.with(|| {
            let mut nonce = None;
            if self.islands || self.module.is_some() {
                leptos::nonce::provide_nonce();
                nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
            }
            let content = content();
            let html = document(visit, self, content).to_html();
            Page { html: format!("<!DOCTYPE html>{html}"), nonce }
        })
    }
}

/// Many views as one.
pub fn views(all: impl Iterator<Item = AnyView>) -> AnyView {
    all.collect_view().into_any()
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

fn stylesheet(site: &Site) -> Option<&'static str> {
    match site.theme {
        Theme::State => assets::STATE_CSS,
        Theme::Neutral => assets::NEUTRAL_CSS,
    }
}

fn document(visit: &Visit, frame: Frame, content: AnyView) -> impl IntoView {
    let site = &visit.site;
    let title = match frame.title.as_str() {
        "" => "Terreau – Les services numériques que les collectivités choisissent ensemble".to_owned(),
        title => format!("{}{title} – Terreau", if visit.refused.is_some() { "Erreur : " } else { "" }),
    };
    let scripts = (frame.islands && assets::ISLANDS.is_some())
        .then(|| view! { <HydrationScripts options=site.leptos.clone() islands=true></HydrationScripts> });
    let module = frame.module.map(|path| view! { <script type="module" src=format!("/{path}")></script> });
    let style = stylesheet(site).map(|path| view! { <link rel="stylesheet" href=format!("/{path}") /> });
    let icon = assets::FAVICON.map(|path| view! { <link rel="icon" type="image/svg+xml" href=format!("/{path}") /> });
    let breadcrumb = breadcrumb(&frame);
    view! {
        <html lang="fr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{title}</title>
                {style}
                {icon}
                {scripts}
                {module}
            </head>
            <body>
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
                        </ul>
                    </nav>
                </div>
                {visit.ctx.platform.demo.then(|| demo::banner(visit))}
                {header(visit)}
                <main id="contenu" class="fr-container" tabindex="-1">
                    {breadcrumb}
                    {resumed(visit)}
                    {content}
                </main>
                {footer()}
            </body>
        </html>
    }
}

fn is_refused(visit: &Visit) -> bool {
    visit.refused.as_ref().is_some_and(|refused| !refused.refusals.0.is_empty())
}

/// What became of a form that was kept while somebody signed in, or went back.
fn resumed(visit: &Visit) -> AnyView {
    match visit.resumed {
        Some(Resumed::Kept) if !is_refused(visit) => view! {
            <div class="fr-alert fr-alert--info" role="status">
                <p>
                    "Ce que vous aviez saisi est de nouveau là, et n’a pas encore été envoyé : vérifiez, puis envoyez."
                </p>
            </div>
        }
        .into_any(),
        Some(Resumed::Gone) => view! {
            <div class="fr-alert fr-alert--warning" role="status">
                <p>
                    "Ce qui avait été saisi ici n’est plus gardé : le délai d’une heure est passé, ou c’était une autre personne."
                </p>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn header(visit: &Visit) -> AnyView {
    let path = visit.uri.split('?').next().unwrap_or_default().to_owned();
    let mut entries = vec![
        ("/", "Accueil"),
        ("/besoins", "Besoins"),
        ("/groupements", "Groupements"),
        ("/projets", "Projets"),
        ("/vote", "Vote"),
        ("/resultats", "Résultats"),
        ("/enveloppes", "Enveloppes"),
    ];
    if visit.ctx.actor.acting.is_some() {
        entries.push(("/candidatures", "Candidatures"));
    }
    match visit.ctx.actor.staff {
        Some(StaffRole::Curator) => entries.push(("/instruction", "Instruction")),
        Some(StaffRole::Prefecture) => {
            entries.extend([("/instruction", "Instruction"), ("/evaluations", "Évaluations")])
        }
        Some(StaffRole::Assessor) => entries.push(("/evaluations", "Évaluations")),
        Some(StaffRole::Observer | StaffRole::Administrator) | None => {}
    }
    if visit.ctx.authorise(entity::permission::Action::Curate, &Default::default()).is_ok() {
        entries.push(("/curation", "Curation"));
    }
    if visit.ctx.authorise(entity::permission::Action::Second, &Default::default()).is_ok() {
        entries.push(("/actes-a-deux", "Actes à deux"));
    }
    if visit.ctx.authorise(entity::permission::Action::Administer, &Default::default()).is_ok() {
        entries.push(("/administration", "Administration"));
    }
    entries.push(("/aide", "Aide"));
    let links = views(entries.into_iter().map(|(address, name)| {
        let current = if address == "/" { path == "/" } else { path.starts_with(address) };
        view! {
            <li>
                <a href=address aria-current=current.then_some("page")>
                    {name}
                </a>
            </li>
        }
        .into_any()
    }));
    view! {
        <header role="banner" class="fr-header">
            <div class="fr-header__body">
                <div class="fr-container">
                    <div class="fr-header__body-row">
                        <div class="fr-header__brand fr-enlarge-link">
                            <div class="fr-header__service">
                                <a href="/" title="Accueil – Terreau">
                                    <p class="fr-header__service-title">"Terreau"</p>
                                </a>
                                <p class="fr-header__service-tagline">
                                    "Les services numériques que les collectivités choisissent ensemble"
                                </p>
                            </div>
                        </div>
                        <div class="fr-header__tools">
                            <div class="fr-header__tools-links">
                                <ul class="fr-btns-group fr-btns-group--inline">{tools(visit)}</ul>
                            </div>
                        </div>
                    </div>
                </div>
            </div>
            <div class="fr-container">
                <nav class="t-nav" id="menu" aria-label="Menu principal">
                    <ul>{links}</ul>
                </nav>
            </div>
        </header>
    }
    .into_any()
}

fn tools(visit: &Visit) -> AnyView {
    let Some(who) = &visit.who else {
        let sign_in = sign_in_link(visit);
        return view! {
            <li>
                <a class="fr-btn fr-btn--tertiary-no-outline fr-icon-account-circle-line" href=sign_in>
                    "Se connecter"
                </a>
            </li>
        }
        .into_any();
    };
    let role = match (&visit.ctx.actor.acting, who.staff) {
        (Some(acting), _) => visit.ctx.platform.reference().name(&acting.siren),
        (None, Some(staff)) => wording::staff(staff).to_owned(),
        (None, None) => String::new(),
    };
    view! {
        <li>
            <a class="fr-btn fr-btn--tertiary-no-outline fr-icon-account-circle-line" href="/compte">
                {who.name.clone()}
                " – "
                {role}
            </a>
        </li>
    }
    .into_any()
}

fn breadcrumb(frame: &Frame) -> AnyView {
    if frame.title.is_empty() {
        return ().into_any();
    }
    let above = views(frame.above.iter().map(|(address, name)| {
        view! {
            <li>
                <a class="fr-breadcrumb__link" href=address.clone()>
                    {name.clone()}
                </a>
            </li>
        }
        .into_any()
    }));
    view! {
        <nav class="fr-breadcrumb" aria-label="vous êtes ici :">
            <ol class="fr-breadcrumb__list">
                <li>
                    <a class="fr-breadcrumb__link" href="/">
                        "Accueil"
                    </a>
                </li>
                {above}
                <li>
                    <a class="fr-breadcrumb__link" aria-current="page">
                        {frame.title.clone()}
                    </a>
                </li>
            </ol>
        </nav>
    }
    .into_any()
}

fn footer() -> AnyView {
    view! {
        <footer class="fr-footer" role="contentinfo">
            <div class="fr-container">
                <div class="fr-footer__body">
                    <div class="fr-footer__content">
                        <p class="fr-footer__content-desc">
                            "Sur Terreau, les collectivités disent leurs besoins, se regroupent et choisissent ensemble les services numériques que l’État finance. Le code est libre (licence MIT)."
                        </p>
                    </div>
                </div>
                <div class="fr-footer__bottom">
                    <ul class="fr-footer__bottom-list">
                        <li>
                            <a href="/aide">"Aide et règles de la campagne"</a>
                        </li>
                        <li>
                            <a href="/aide#donnees">"Données utilisées"</a>
                        </li>
                        <li>
                            <a href="/accessibilite">"Accessibilité"</a>
                        </li>
                        <li>
                            <a href="/mentions-legales">"Mentions légales"</a>
                        </li>
                        <li>
                            <a href="/donnees-personnelles">"Données personnelles"</a>
                        </li>
                    </ul>
                </div>
            </div>
        </footer>
    }
    .into_any()
}

/// A page of a title and a sentence, without any of the site around it.
pub fn bare_page(title: &str, text: &str) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>{title} – Terreau</title></head><body><main>\
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
