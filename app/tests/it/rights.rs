//! Every address, as every role, for one's own collectivité and for another's, and as somebody whose rights were taken
//! away a moment ago: what is answered is written down here. An address that is new fails the test until it has its
//! line.

use super::{World, world};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use entity::{
    application::ApplicationState,
    assessment::AssessmentState,
    collectivity::Capacity,
    permission::StaffRole,
    siren::Siren,
    table::{application, assessment, group_member, mandate, membership, person},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use server::demo;

/// Who may come in. Whoever may not gets 403, or 404 where even being there is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    /// Everybody.
    Open,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever acts for some collectivité.
    Acting,
    /// The people of the collectivité that the thing belongs to; the figure is the status for others.
    Own(u16),
    /// The collectivité's people, and curators.
    OwnOrCurator,
    /// The collectivité's people, and administrators.
    OwnOrAdministrator,
    CuratorOrAdministrator,
    CuratorOrObserver,
    /// Its referents.
    Referent,
    /// The lead of the group.
    Lead,
    /// The members of the group, and curators.
    Inside,
    /// Whoever acts for some collectivité, and curators.
    ActingOrCurator,
    /// Who acts for the collectivité that the form names.
    Named,
    Curator,
    Administrator,
    /// The people of the application's collectivité, who handles it, and curators.
    File,
    /// The people of the application's collectivité, and who handles it.
    OwnOrHandler,
    /// Who handles the application: the officer of its prefecture.
    Handler,
    /// Who was assigned to assess it: the same officer.
    Assigned,
    /// Those who handle or assess applications.
    Desk,
    /// Those who decide on applications.
    Decider,
}

use Door::*;

/// The collectivité that forms name: Paris.
const NAMED: &str = "217500016";

/// Every route with its method, what stands for its parameter, and who may come in.
const DOORS: &[(&str, &str, Door)] = &[
    ("GET", "/", Open),
    ("GET", "/aide", Open),
    ("GET", "/aide/rattachement", Open),
    ("GET", "/aide/mandats", Open),
    ("GET", "/aide/groupements", Open),
    ("GET", "/aide/bon-besoin", Open),
    ("GET", "/connexion", Open),
    ("GET", "/connexion/courriel", Open),
    ("POST", "/connexion/courriel", Open),
    ("POST", "/connexion/code", Open),
    ("GET", "/connexion/lien/{token}", Open),
    ("POST", "/connexion/lien/{token}", Open),
    ("GET", "/connexion/proconnect", Open),
    ("GET", "/connexion/proconnect/retour", Open),
    ("POST", "/deconnexion", Open),
    ("GET", "/deconnexion/retour", Open),
    ("GET", "/compte", SignedIn),
    ("POST", "/compte/organisation", SignedIn),
    ("POST", "/compte/agir-pour", Named),
    ("POST", "/compte/nom", SignedIn),
    ("POST", "/compte/fonction", SignedIn),
    ("POST", "/compte/courriels", SignedIn),
    ("POST", "/compte/chiffres", SignedIn),
    ("POST", "/compte/calendrier", SignedIn),
    ("POST", "/compte/calendrier/supprimer", SignedIn),
    ("POST", "/compte/sessions", SignedIn),
    ("POST", "/compte/quitter", SignedIn),
    ("POST", "/compte/donnees", SignedIn),
    ("GET", "/compte/supprimer", SignedIn),
    ("POST", "/compte/supprimer", SignedIn),
    ("GET", "/compte/historique", SignedIn),
    ("GET", "/compte/rattachement", SignedIn),
    ("POST", "/compte/rattachement", SignedIn),
    ("GET", "/compte/rattachement/suite", SignedIn),
    ("POST", "/compte/rattachement/corriger", SignedIn),
    ("POST", "/compte/rattachement/retirer", SignedIn),
    ("GET", "/invitation/refusee", Open),
    ("GET", "/invitation/{token}", Open),
    ("POST", "/invitation/{token}", SignedIn),
    ("POST", "/invitation/{token}/refuser", Open),
    ("GET", "/rattachement/reponse/{choice}", Open),
    ("GET", "/rattachement/{token}", Open),
    ("POST", "/rattachement/{token}", Open),
    ("GET", "/avis", SignedIn),
    ("POST", "/avis/lus", SignedIn),
    ("GET", "/recherche", Open),
    ("GET", "/pres-de-chez-vous", Open),
    ("GET", "/besoins", Open),
    ("GET", "/besoins/nouveau", Acting),
    ("POST", "/besoins/brouillon", Acting),
    ("POST", "/besoins/proches", Acting),
    ("GET", "/besoins/{id}/proches", Own(403)),
    ("GET", "/besoins/{id}", Open),
    ("POST", "/besoins/{id}/brouillon", Acting),
    ("GET", "/besoins/{id}/modifier", Own(403)),
    ("GET", "/besoins/{id}/apercu", Own(403)),
    ("GET", "/besoins/{id}/image.png", Open),
    ("GET", "/besoins/{id}/versions", Open),
    ("POST", "/besoins/{id}/texte", Own(403)),
    ("POST", "/besoins/{id}/publier", Own(403)),
    ("POST", "/besoins/{id}/retirer", Own(403)),
    ("POST", "/besoins/{id}/supprimer", Own(403)),
    ("POST", "/besoins/{id}/soutenir", Acting),
    ("POST", "/besoins/{id}/retirer-soutien", Acting),
    ("POST", "/besoins/{id}/fichiers", Own(403)),
    ("GET", "/besoins/{id}/fichiers/{file}", Open),
    ("POST", "/besoins/{id}/fichiers/{file}/retirer", Own(403)),
    ("POST", "/besoins/{id}/reprendre", Own(403)),
    ("POST", "/besoins/{id}/suivre", SignedIn),
    ("POST", "/besoins/{id}/groupement", Acting),
    ("GET", "/besoins/{id}/rapprocher", Acting),
    ("POST", "/besoins/{id}/rapprocher", Acting),
    ("POST", "/besoins/{id}/rapprocher/repondre", Own(403)),
    ("POST", "/besoins/{id}/rapprocher/reprendre", Own(403)),
    ("POST", "/besoins/{id}/separer", OwnOrCurator),
    ("GET", "/besoins/{id}/discussion", Open),
    ("POST", "/besoins/{id}/discussion", ActingOrCurator),
    ("POST", "/besoins/{id}/question", Curator),
    ("GET", "/messages/{id}/modifier", SignedIn),
    ("POST", "/messages/{id}/modifier", SignedIn),
    ("POST", "/messages/{id}/retirer", SignedIn),
    ("POST", "/messages/{id}/clore", Curator),
    ("GET", "/signaler/{kind}/{id}", SignedIn),
    ("POST", "/signaler/{kind}/{id}", SignedIn),
    ("GET", "/moderation", Curator),
    ("POST", "/moderation/masquer", Curator),
    ("POST", "/moderation/garder", Curator),
    ("POST", "/moderation/remettre", Curator),
    ("POST", "/moderation/maintenir", Curator),
    ("POST", "/moderation/repondre", SignedIn),
    ("GET", "/groupements", Open),
    ("GET", "/groupements/nouveau", Acting),
    ("POST", "/groupements/nouveau", Acting),
    ("GET", "/groupements/{id}", Open),
    ("GET", "/groupements/{id}/echanges", Inside),
    ("POST", "/groupements/{id}/echanges", Inside),
    ("GET", "/groupements/{id}/deliberation.pdf", Inside),
    ("GET", "/groupements/{id}/deliberation.odt", Inside),
    ("GET", "/groupements/{id}/lettre-d-intention", Inside),
    ("GET", "/groupements/{id}/lettre-d-intention.pdf", Inside),
    ("GET", "/groupements/{id}/compteur", Open),
    ("GET", "/groupements/{id}/collectivites", Open),
    ("POST", "/groupements/{id}/inviter", Lead),
    ("POST", "/groupements/{id}/inviter-ensemble", Lead),
    ("POST", "/groupements/{id}/demander", Acting),
    ("POST", "/groupements/{id}/repondre", Acting),
    ("POST", "/groupements/{id}/suivre", SignedIn),
    ("POST", "/groupements/{id}/deposer", Lead),
    ("POST", "/groupements/{id}/dissoudre", Lead),
    ("GET", "/collectivites/{siren}", Open),
    ("GET", "/collectivites/{siren}/personnes", OwnOrCurator),
    ("GET", "/collectivites/{siren}/personnes/deliberation.pdf", OwnOrCurator),
    ("GET", "/collectivites/{siren}/personnes/deliberation.odt", OwnOrCurator),
    // A curator answers, and names a referent, where there is none; here there is one.
    ("POST", "/collectivites/{siren}/personnes/repondre", Referent),
    ("POST", "/collectivites/{siren}/personnes/inviter", Referent),
    ("POST", "/collectivites/{siren}/personnes/reprendre", Referent),
    ("POST", "/collectivites/{siren}/personnes/referent", Referent),
    ("POST", "/collectivites/{siren}/personnes/fin", Referent),
    ("POST", "/collectivites/{siren}/personnes/mandat", Referent),
    ("POST", "/collectivites/{siren}/personnes/mandat-retirer", Referent),
    ("POST", "/collectivites/{siren}/personnes/proposer", Curator),
    ("POST", "/collectivites/{siren}/personnes/opposition", Own(403)),
    ("POST", "/collectivites/{siren}/personnes/accord", Referent),
    ("GET", "/collectivites/{siren}/historique", OwnOrAdministrator),
    ("GET", "/actes-a-deux", CuratorOrAdministrator),
    ("POST", "/actes-a-deux", CuratorOrAdministrator),
    ("GET", "/accord/{token}", Open),
    ("POST", "/accord/{token}", Open),
    ("GET", "/accord/reponse/{choice}", Open),
    ("GET", "/administration", Administrator),
    ("POST", "/administration/role", Administrator),
    ("POST", "/administration/role/retirer", Administrator),
    ("GET", "/administration/invitation", Administrator),
    ("POST", "/administration/invitation", Administrator),
    ("GET", "/administration/statistiques", CuratorOrAdministrator),
    ("GET", "/administration/campagnes", CuratorOrAdministrator),
    ("POST", "/administration/campagnes", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/fichier", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/comme", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/modifier", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/ouvrir", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/apercu", CuratorOrAdministrator),
    ("GET", "/administration/campagnes/{id}", CuratorOrAdministrator),
    ("GET", "/administration/campagnes/{id}/lieu/{place}", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/{id}/lieu/{place}", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/{id}/brouillon/{place}", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/{id}/liste/{place}", CuratorOrAdministrator),
    ("GET", "/administration/campagnes/{id}/campagne.toml", CuratorOrAdministrator),
    ("GET", "/administration/campagnes/{id}/versions", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/{id}/versions", CuratorOrAdministrator),
    ("GET", "/administration/campagnes/{id}/essai", CuratorOrAdministrator),
    ("GET", "/administration/campagnes/{id}/apercu", CuratorOrAdministrator),
    ("GET", "/administration/campagnes/{id}/apercu/{envelope}", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/{id}/reprendre", CuratorOrAdministrator),
    ("POST", "/administration/campagnes/{id}/abandonner", CuratorOrAdministrator),
    ("GET", "/administration/envois", CuratorOrAdministrator),
    ("POST", "/administration/envois", CuratorOrAdministrator),
    ("GET", "/administration/envois/adresses", CuratorOrAdministrator),
    ("POST", "/administration/envois/adresses", CuratorOrAdministrator),
    ("GET", "/administration/envois/{id}", CuratorOrAdministrator),
    ("POST", "/administration/envois/{id}", CuratorOrAdministrator),
    ("POST", "/administration/envois/{id}/essai", CuratorOrAdministrator),
    ("POST", "/administration/envois/{id}/proposer", CuratorOrAdministrator),
    ("POST", "/administration/envois/{id}/arreter", CuratorOrAdministrator),
    ("POST", "/administration/envois/{id}/poursuivre", CuratorOrAdministrator),
    ("POST", "/administration/envois/{id}/abandonner", CuratorOrAdministrator),
    ("GET", "/desinscription/faite", Open),
    ("GET", "/desinscription/{token}", Open),
    ("POST", "/desinscription/{token}", Open),
    ("GET", "/administration/messages", CuratorOrAdministrator),
    ("POST", "/administration/messages", CuratorOrAdministrator),
    ("POST", "/administration/messages/{id}/terminer", CuratorOrAdministrator),
    ("GET", "/administration/trace", Administrator),
    ("GET", "/administration/trace.csv", Administrator),
    ("GET", "/administration/contact", CuratorOrAdministrator),
    ("GET", "/administration/contact/reponses", CuratorOrAdministrator),
    ("POST", "/administration/contact/reponses", CuratorOrAdministrator),
    ("POST", "/administration/contact/reponses/supprimer", CuratorOrAdministrator),
    ("GET", "/administration/contact/{id}", CuratorOrAdministrator),
    ("POST", "/administration/contact/{id}/prendre", CuratorOrAdministrator),
    ("POST", "/administration/contact/{id}/repondre", CuratorOrAdministrator),
    ("POST", "/administration/contact/{id}/classer", CuratorOrAdministrator),
    ("GET", "/administration/textes", CuratorOrAdministrator),
    ("POST", "/administration/textes/apercu", CuratorOrAdministrator),
    ("GET", "/administration/textes/{text}", CuratorOrAdministrator),
    ("POST", "/administration/textes/{text}", CuratorOrAdministrator),
    ("GET", "/administration/textes/{text}/versions", CuratorOrAdministrator),
    ("POST", "/administration/textes/{text}/versions", CuratorOrAdministrator),
    ("POST", "/administration/textes/{text}/origine", CuratorOrAdministrator),
    ("POST", "/administration/bacs-a-sable", CuratorOrAdministrator),
    ("POST", "/administration/bacs-a-sable/{id}/entrer", CuratorOrAdministrator),
    ("POST", "/administration/bacs-a-sable/{id}/effacer", CuratorOrAdministrator),
    ("POST", "/bac-a-sable/quitter", Open),
    ("GET", "/administration/voir-comme", Administrator),
    ("POST", "/administration/voir-comme", Administrator),
    ("POST", "/administration/voir-comme/fin", Open),
    ("GET", "/contact", Open),
    ("POST", "/contact", Open),
    ("GET", "/mentions-legales", Open),
    ("GET", "/donnees-personnelles", Open),
    ("GET", "/accessibilite", Open),
    ("GET", "/curation", Curator),
    ("GET", "/curation/rattachements", Curator),
    ("POST", "/curation/rattachements", Curator),
    ("POST", "/curation/rattachements/confirmer", Curator),
    ("POST", "/curation/rattachements/importer", Curator),
    ("POST", "/curation/rattachements/importes/retirer", Curator),
    ("GET", "/curation/projet", Curator),
    ("POST", "/curation/projet", Curator),
    ("POST", "/curation/projets/{id}/scrutin", Curator),
    ("POST", "/curation/projets/{id}/abandonner", Curator),
    ("GET", "/curation/services", Curator),
    ("POST", "/curation/services/importer", Curator),
    ("POST", "/curation/services/appliquer", Curator),
    ("POST", "/curation/services/abandonner", Curator),
    ("POST", "/curation/services/{id}/retirer", Curator),
    ("GET", "/curation/comite", CuratorOrObserver),
    ("POST", "/curation/comite", Curator),
    ("GET", "/curation/comite/{id}", CuratorOrObserver),
    ("POST", "/curation/comite/{id}/projets", Curator),
    // Whether one sits in the session, the use case looks up.
    ("POST", "/curation/comite/{id}/avis", CuratorOrObserver),
    ("POST", "/curation/comite/{id}/decision", Curator),
    ("POST", "/curation/besoins/{id}/ecarter", Curator),
    ("POST", "/curation/besoins/{id}/travail", Curator),
    ("POST", "/curation/besoins/{id}/notes", Curator),
    ("GET", "/curation/besoins.csv", Curator),
    ("GET", "/curation/lots", Curator),
    ("POST", "/curation/lots", Curator),
    ("GET", "/curation/lots/{id}", Curator),
    ("POST", "/curation/lots/{id}", Curator),
    ("POST", "/curation/lots/{id}/reduire", Curator),
    ("POST", "/curation/lots/{id}/annuler", Curator),
    ("GET", "/curation/avancement", Curator),
    ("GET", "/curation/besoins/rejoindre", Curator),
    ("POST", "/curation/besoins/rejoindre", Curator),
    ("GET", "/curation/rapprochements", Curator),
    ("POST", "/curation/rapprochements/ecarter", Curator),
    ("GET", "/curation/pile", Curator),
    ("GET", "/statistiques", Open),
    ("GET", "/statistiques.csv", Open),
    ("GET", "/statistiques/imprimer", Open),
    ("GET", "/campagnes", Open),
    ("GET", "/campagnes/{slug}", Open),
    ("GET", "/enveloppes", Open),
    ("GET", "/enveloppes.csv", Open),
    ("POST", "/enveloppes/deleguer", Curator),
    ("POST", "/enveloppes/reporter", Curator),
    ("GET", "/enveloppes/{code}", Open),
    ("GET", "/enveloppes/{code}/candidater", Open),
    ("POST", "/enveloppes/{code}/candidater", Acting),
    ("GET", "/argent", Open),
    ("GET", "/argent.csv", Open),
    ("GET", "/argent/{id}", Open),
    ("GET", "/subventions.csv", Open),
    ("GET", "/subventions-sans-siret.csv", Open),
    ("GET", "/subventions.schema.json", Open),
    ("GET", "/360giving.json", Open),
    ("GET", "/candidatures", Acting),
    ("GET", "/candidatures/{id}", File),
    ("GET", "/candidatures/{id}/modifier", Own(403)),
    ("POST", "/candidatures/{id}/enregistrer", Own(403)),
    ("POST", "/candidatures/{id}/brouillon", Own(403)),
    ("POST", "/candidatures/{id}/fichiers", Own(403)),
    ("GET", "/candidatures/{id}/fichiers.zip", File),
    ("GET", "/candidatures/{id}/fichiers/{file}", File),
    ("POST", "/candidatures/{id}/fichiers/{file}/retirer", Own(403)),
    ("POST", "/candidatures/{id}/remplacer", Handler),
    ("POST", "/candidatures/{id}/confirmer", Own(403)),
    ("POST", "/candidatures/{id}/deposer", Own(403)),
    ("GET", "/candidatures/{id}/recepisse", File),
    ("GET", "/candidatures/{id}/dossier.json", File),
    ("POST", "/candidatures/{id}/retirer", Own(403)),
    ("POST", "/candidatures/{id}/supprimer", Own(403)),
    ("POST", "/candidatures/{id}/message", OwnOrHandler),
    ("POST", "/candidatures/{id}/versement", Own(403)),
    ("POST", "/candidatures/{id}/usage", Own(403)),
    ("GET", "/candidatures/{id}/lettre", File),
    ("GET", "/candidatures/{id}/lettre.pdf", File),
    // The application of the table is of a commune of the Lot, decided on by its prefecture.
    ("POST", "/candidatures/{id}/complet", Handler),
    ("POST", "/candidatures/{id}/correction", Handler),
    ("POST", "/candidatures/{id}/tirage", Handler),
    ("POST", "/candidatures/{id}/derogation", Handler),
    ("POST", "/candidatures/{id}/convention", Handler),
    ("POST", "/candidatures/{id}/convention/etablir", Handler),
    ("POST", "/candidatures/{id}/convention/signature", OwnOrHandler),
    ("GET", "/candidatures/{id}/convention.pdf", File),
    ("POST", "/candidatures/{id}/iban", Own(403)),
    ("POST", "/candidatures/{id}/payer", Handler),
    ("POST", "/candidatures/{id}/payer/refus", Handler),
    ("POST", "/candidatures/{id}/solde", Handler),
    ("POST", "/candidatures/{id}/lien", Assigned),
    ("GET", "/candidatures/{id}/evaluer", Assigned),
    ("POST", "/candidatures/{id}/notes", Assigned),
    ("GET", "/evaluations", Desk),
    ("POST", "/evaluations/residence", Desk),
    ("GET", "/instruction", Decider),
    ("POST", "/instruction/actes", Desk),
    ("GET", "/instruction.csv", Decider),
    ("GET", "/instruction/fichiers.zip", Decider),
    ("GET", "/instruction/versements", Decider),
    ("GET", "/instruction/versements.csv", Decider),
    ("POST", "/instruction/versements/lire", Decider),
    ("GET", "/instruction/decision", Decider),
    ("POST", "/instruction/simuler", Desk),
    ("POST", "/instruction/decider", Desk),
    ("GET", "/instruction/tableau", Desk),
    ("POST", "/instruction/enregistrer", Desk),
    ("POST", "/instruction/brouillon", Desk),
    ("GET", "/instruction/relecture", Desk),
    ("POST", "/instruction/relecture", Desk),
    ("GET", "/instruction/prefecture", Handler),
    ("POST", "/instruction/prefecture", Handler),
    ("GET", "/instruction/{id}", Handler),
    ("POST", "/instruction/{id}/lien", Handler),
    ("GET", "/projets", Open),
    ("GET", "/projets/{id}", Open),
    ("POST", "/projets/{id}/suivre", SignedIn),
    ("GET", "/projets/{id}/image.png", Open),
    ("GET", "/services", Open),
    ("GET", "/services.csv", Open),
    ("GET", "/vote", Open),
    ("POST", "/vote/verification", Acting),
    ("POST", "/vote/preparer", Acting),
    ("POST", "/vote/deposer", Acting),
    ("GET", "/vote/recepisse", Acting),
    ("GET", "/vote/recepisse.tlog-proof", Acting),
    ("GET", "/vote/participation", Open),
    ("GET", "/vote/regle.json", Open),
    ("GET", "/journal", Open),
    ("POST", "/journal", Open),
    ("GET", "/journal/checkpoint", Open),
    ("GET", "/journal/tile/entries/{*path}", Open),
    ("GET", "/journal/tile/{level}/{*path}", Open),
    ("GET", "/curation/regle", Curator),
    ("POST", "/curation/regle/figer", Curator),
    ("POST", "/curation/regle/rouvrir", Curator),
    ("GET", "/api", Open),
    ("GET", "/api/openapi.json", Open),
    ("GET", "/besoins.csv", Open),
    ("GET", "/groupements.csv", Open),
    ("GET", "/projets.csv", Open),
    ("GET", "/resultats.csv", Open),
    ("GET", "/flux/besoins.atom", Open),
    ("GET", "/flux/groupements.atom", Open),
    ("GET", "/flux/projets.atom", Open),
    ("GET", "/flux/decisions.atom", Open),
    ("GET", "/catalogue.jsonld", Open),
    ("GET", "/calendrier.ics", Open),
    ("GET", "/calendrier/{token}", Open),
    ("GET", "/badges/besoin/{picture}", Open),
    ("GET", "/badges/projet/{picture}", Open),
    ("GET", "/cartes/besoin/{picture}", Open),
    ("GET", "/cartes/groupement/{picture}", Open),
    ("GET", "/cartes/projet/{picture}", Open),
    ("GET", "/oembed", Open),
    ("GET", "/simulation", Open),
    ("GET", "/resultats", Open),
    ("GET", "/resultats/regle", Open),
    ("GET", "/resultats/comparaison", Open),
    ("GET", "/resultats/archive.zip", Open),
    ("GET", "/pkg/{name}", Open),
    ("GET", "/style/{name}", Open),
    ("GET", "/robots.txt", Open),
    ("GET", "/sitemap.xml", Open),
    ("GET", "/sitemap/{part}", Open),
    ("GET", "/.well-known/security.txt", Open),
    ("GET", "/site.webmanifest", Open),
    ("GET", "/icone/{size}", Open),
    ("GET", "/image.png", Open),
    ("GET", "/sante", Open),
    ("GET", "/sante/pret", Open),
    ("GET", "/demo/horloge", Open),
    ("POST", "/demo/horloge", Open),
    ("GET", "/demo/courriels", Open),
    ("POST", "/demo/connexion", Open),
    ("GET", "/demo/composants", Open),
    ("POST", "/demo/composants", Open),
];

/// The routes of the router's own text, with their methods.
pub fn routes() -> Vec<(String, String)> {
    let text = include_str!("../../src/http/routes.rs");
    let mut routes = Vec::new();
    for route in text.split(".route(\"").skip(1) {
        let (path, rest) = route.split_once('"').expect("a quote ends it");
        let line = rest.lines().next().unwrap_or_default();
        for (call, method) in [("get(", "GET"), ("post(", "POST")] {
            if line.contains(call) {
                routes.push((method.to_owned(), path.to_owned()));
            }
        }
    }
    routes
}

/// Somebody who asks.
#[derive(Debug, Clone, Default)]
struct Asker {
    name: &'static str,
    session: Option<String>,
    acting: Option<Siren>,
    referent: bool,
    staff: Option<StaffRole>,
}

/// What the addresses are filled with: things of one collectivité.
struct Things {
    owner: Siren,
    need: String,
    group: String,
    lead: Siren,
    /// The members of the group, its lead among them.
    members: Vec<Siren>,
    project: String,
    application: String,
}

impl Things {
    fn fill(&self, path: &str) -> String {
        let id = match path {
            _ if path.starts_with("/candidatures") || path.starts_with("/instruction") => &self.application,
            _ if path.starts_with("/groupements") || path.starts_with("/cartes/groupement") => &self.group,
            _ if path.starts_with("/projets") || path.starts_with("/curation/projets") => &self.project,
            _ if path.starts_with("/badges/projet") || path.starts_with("/cartes/projet") => &self.project,
            _ => &self.need,
        };
        path.replace("{id}", id)
            .replace("{picture}", &format!("{id}.svg"))
            .replace("{siren}", self.owner.as_str())
            .replace("{slug}", "demonstration")
            .replace("{kind}", "besoin")
            .replace("{code}", "connecteurs")
            .replace("{file}", "01890000-0000-7000-8000-000000000001")
            .replace("{token}", "0")
            .replace("{name}", "rien.js")
            .replace("{*path}", "000.p/1")
            .replace("{level}", "0")
            .replace("{part}", "0")
            .replace("{place}", "theme")
            .replace("{text}", "accueil")
            .replace("{size}", "180")
    }
}

/// Whether somebody comes in by this door.
fn comes_in(door: Door, asker: &Asker, things: &Things) -> bool {
    let own = asker.acting == Some(things.owner);
    let signed_in = asker.session.is_some() && asker.name != "revoked";
    let curator = asker.staff == Some(StaffRole::Curator);
    // The only officer of the demonstration is the application's own prefecture's.
    let prefecture = asker.staff == Some(StaffRole::Prefecture);
    match door {
        Open => true,
        SignedIn => signed_in,
        Acting => asker.acting.is_some(),
        Own(_) => own,
        OwnOrCurator => own || curator,
        OwnOrAdministrator => own || asker.staff == Some(StaffRole::Administrator),
        CuratorOrAdministrator => curator || asker.staff == Some(StaffRole::Administrator),
        CuratorOrObserver => curator || asker.staff == Some(StaffRole::Observer),
        Referent => own && asker.referent,
        Lead => asker.acting == Some(things.lead),
        Inside => curator || asker.acting.is_some_and(|acting| things.members.contains(&acting)),
        ActingOrCurator => curator || asker.acting.is_some(),
        Named => asker.acting.is_some_and(|acting| acting.as_str() == NAMED),
        Curator => curator,
        Administrator => asker.staff == Some(StaffRole::Administrator),
        File => own || prefecture || curator,
        OwnOrHandler => own || prefecture,
        Handler | Assigned => prefecture,
        Desk => prefecture || curator || asker.staff == Some(StaffRole::Assessor),
        Decider => prefecture || curator,
    }
}

async fn ask(world: &World, method: &str, address: &str, session: Option<&str>) -> StatusCode {
    let method: Method = method.parse().expect("a method");
    let post = method == Method::POST;
    let mut request = Request::builder().method(method).uri(address);
    if let Some(token) = session {
        request = request.header(header::COOKIE, format!("terreau={token}"));
    }
    // What forms name is well formed, so that nothing but rights can stop whoever has none.
    let id = "01890000-0000-7000-8000-000000000001";
    let fields = [
        ("siren", NAMED),
        ("person", id),
        ("member", id),
        ("act", id),
        ("id", id),
        ("cast", id),
        ("staff", "observer"),
        ("answer", "accept"),
        ("version", "1"),
        ("instalment", id),
        ("assessor", id),
        ("party", "beneficiary"),
    ];
    let fields: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let body = if post { Body::from(fields) } else { Body::empty() };
    world.send(request.body(body).expect("a request")).await.status()
}

#[test]
fn every_address_has_its_line() {
    let lines: Vec<(String, String)> =
        DOORS.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let routes = routes();
    let missing: Vec<_> = routes.iter().filter(|route| !lines.contains(route)).collect();
    let gone: Vec<_> = lines.iter().filter(|line| !routes.contains(line)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "without a line: {missing:?}; without a route: {gone:?}");
}

async fn things(world: &World, mayor: &str) -> Things {
    let link = |page: &str, start: &str| super::link(page, start).rsplit('/').next().unwrap_or_default().to_owned();
    let owner = world.siren_of("maire-figeac").await;
    let page = world.get(&format!("/collectivites/{owner}"), Some(mayor)).await.1;
    let groups = entity::table::group::Entity::find().all(world.ctx.read()).await.expect("reads");
    let group = groups.iter().find(|group| group.lead != owner).expect("a group of others");
    let project = link(&world.get("/projets", None).await.1, "/projets/");
    let application = file_of(world, owner).await;
    let members = group_member::Entity::find().filter(group_member::Column::GroupId.eq(group.id));
    let members = members.all(world.ctx.read()).await.expect("reads").into_iter();
    Things {
        members: members.filter(|member| member.state.counts()).map(|member| member.siren).collect(),
        application,
        owner,
        need: link(&page, "/besoins/"),
        group: group.id.to_string(),
        lead: group.lead,
        project,
    }
}

/// An application of this commune of the Lot, complete, which the officer of its prefecture handles and reads.
pub async fn file_of(world: &World, owner: Siren) -> String {
    file_in(world, owner, "ingenierie").await
}

/// The same in another envelope.
pub async fn file_in(world: &World, owner: Siren, envelope: &str) -> String {
    let campaign = server::campaign::loaded::current_campaign(world.ctx.read()).await.expect("runs");
    let id = entity::id::ApplicationId(world.ctx.platform.new_id());
    let row = application::Model {
        id,
        campaign: campaign.id,
        envelope: envelope.into(),
        wave: (envelope == "dematerialisation").then_some(1),
        project: None,
        group_id: None,
        siren: owner,
        departement: "46".into(),
        state: ApplicationState::Complete,
        title: "Un diagnostic".into(),
        opened_by: world.person_of("maire-figeac").await,
        opened_at: world.ctx.now().into(),
        number: Some(format!("2021-{envelope}")),
        submitted_at: Some(world.ctx.now().into()),
        rule_version: Some(campaign.version),
        asked: entity::money::Euros::from_euros(7_000),
        granted: entity::money::Euros::ZERO,
        submission: None,
        correction_until: None,
        correction_note: String::new(),
        exception_until: None,
        reminded: 0,
        agreement_day: None,
        subject: envelope.into(),
    };
    let reads = assessment::Model {
        application: id,
        person: world.person_of("prefecture-lot").await,
        state: AssessmentState::Reading,
        assigned_at: world.ctx.now().into(),
        marks: String::new(),
        note: String::new(),
        reason: String::new(),
        at: world.ctx.now().into(),
    };
    let tx = world.ctx.begin().await.expect("begins");
    application::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    assessment::Entity::insert(reads.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    tx.commit().await.expect("commits");
    id.to_string()
}

/// A visitor, and every account of the demonstration, signed in.
async fn askers(world: &World) -> Vec<Asker> {
    let mut askers = vec![Asker { name: "visitor", ..Asker::default() }];
    for persona in demo::personas(&world.ctx).await.expect("reads") {
        let acting = persona.membership.as_ref().map(|row| row.siren);
        let person = world.person_of(&persona.key).await;
        let referent = membership::Entity::find().filter(membership::Column::Person.eq(person));
        let referent = referent.one(world.ctx.read()).await.expect("reads").is_some_and(|row| row.referent);
        let session = Some(world.sign_in(&persona.key).await);
        let name: &'static str = Box::leak(persona.key.clone().into_boxed_str());
        askers.push(Asker { name, session, acting, referent, staff: persona.staff });
    }
    askers
}

#[tokio::test]
async fn who_may_not_come_in_is_told_so_and_who_may_is_not() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let things = things(&world, &mayor).await;
    // An agent of the same collectivité who is no referent, and a colleague whose rights are taken away.
    let tx = world.ctx.begin().await.expect("begins");
    let agent = world.person_of("agent-figeac").await;
    membership::Entity::update_many()
        .set(membership::ActiveModel { referent: Set(false), ..Default::default() })
        .filter(membership::Column::Person.eq(agent))
        .exec(&tx)
        .await
        .expect("updates");
    tx.commit().await.expect("commits");

    let mut askers = askers(&world).await;
    assert!(askers.iter().any(|asker| asker.acting == Some(things.owner) && !asker.referent), "an agent of the owner");
    assert!(askers.iter().any(|asker| asker.acting.is_some_and(|acting| acting != things.owner)), "somebody else's");
    // Somebody who was signed in, and is no longer anybody here.
    askers.push(Asker { name: "revoked", session: Some("f".repeat(64)), ..Asker::default() });

    let mut wrong = Vec::new();
    for &(method, path, door) in DOORS {
        // These end or change the very sessions that the test asks with; their doors are `SignedIn`, tried as strangers
        // alone.
        let ends = matches!(
            (method, path),
            ("POST", "/deconnexion" | "/compte/supprimer" | "/compte/sessions" | "/compte/quitter" | "/demo/horloge")
        );
        for asker in &askers {
            let allowed = comes_in(door, asker, &things);
            if ends && allowed {
                continue;
            }
            let address = things.fill(path);
            let status = ask(&world, method, &address, asker.session.as_deref()).await;
            let stopped = match door {
                Own(other) if asker.acting.is_some() || asker.staff.is_some() => status.as_u16() == other,
                _ => status == StatusCode::FORBIDDEN,
            };
            let hidden = status == StatusCode::NOT_FOUND;
            let right = match allowed {
                // What is asked for may be refused for other reasons (an empty form, a phase that is closed), never for
                // rights.
                true => status != StatusCode::FORBIDDEN && status != StatusCode::INTERNAL_SERVER_ERROR,
                false => stopped || hidden,
            };
            if !right {
                wrong.push(format!("{method} {path} as {}: {status}, {door:?}", asker.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn rights_taken_away_a_moment_ago_are_gone_at_the_next_request() {
    let world = world(true).await;
    let (mayor, curator) = (world.sign_in("maire-figeac").await, world.sign_in("curatrice-incubateur").await);
    let owner = world.siren_of("maire-figeac").await;
    let people = format!("/collectivites/{owner}/personnes");
    assert_eq!(ask(&world, "GET", &people, Some(&mayor)).await, StatusCode::OK);
    assert_eq!(ask(&world, "GET", "/curation", Some(&curator)).await, StatusCode::OK);

    let (mayor_id, curator_id) = (world.person_of("maire-figeac").await, world.person_of("curatrice-incubateur").await);
    let tx = world.ctx.begin().await.expect("begins");
    mandate::Entity::delete_many().filter(mandate::Column::Person.eq(mayor_id)).exec(&tx).await.expect("deletes");
    membership::Entity::delete_many().filter(membership::Column::Person.eq(mayor_id)).exec(&tx).await.expect("deletes");
    person::Entity::update_many()
        .set(person::ActiveModel { staff: Set(None), ..Default::default() })
        .filter(person::Column::Id.eq(curator_id))
        .exec(&tx)
        .await
        .expect("updates");
    tx.commit().await.expect("commits");
    for (method, address) in [("GET", people.as_str()), ("GET", "/besoins/nouveau"), ("POST", "/vote/deposer")] {
        assert_eq!(ask(&world, method, address, Some(&mayor)).await, StatusCode::FORBIDDEN, "{method} {address}");
    }
    assert_eq!(ask(&world, "GET", "/curation", Some(&curator)).await, StatusCode::FORBIDDEN);
}

impl World {
    pub(crate) async fn person_of(&self, key: &str) -> entity::id::PersonId {
        let query = person::Entity::find().filter(person::Column::DemoKey.eq(key));
        query.one(self.ctx.read()).await.expect("reads").expect("a persona").id
    }

    pub async fn siren_of(&self, key: &str) -> Siren {
        let person = self.person_of(key).await;
        let query = membership::Entity::find().filter(membership::Column::Person.eq(person));
        let row = query.one(self.ctx.read()).await.expect("reads").expect("acts for one");
        assert!(matches!(row.capacity, Capacity::Elu | Capacity::Agent));
        row.siren
    }
}
