//! Every address of the site. What only the demonstration has stands apart and is not there otherwise.

use super::{Site, assets, health, outer};
use crate::page::{
    about::{help, legal},
    account::show as account,
    administration::{staff as administration, trace},
    application,
    collectivity::{people, request as membership, show as collectivity},
    curation, demo,
    desk::{assessor as assessment, list as handling},
    envelope::show as envelope,
    error,
    group::{invite, show as group},
    home::show as home,
    joint_act,
    need::{show as need, write as need_write},
    notice,
    project::show as project,
    result,
    sign_in::{mail as sign_in, proconnect},
    vote::{log as journal, paper as ballot, turnout as participation},
};
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

/// The site, with everything around it.
pub fn site(site: Arc<Site>) -> Router {
    let mut routes = Router::new()
        .route("/", get(home::page))
        .route("/aide", get(help::page))
        .route("/connexion", get(sign_in::page))
        .route("/connexion/courriel", get(sign_in::sent).post(sign_in::ask))
        .route("/connexion/code", post(sign_in::by_code))
        .route("/connexion/lien/{token}", get(sign_in::link).post(sign_in::by_link))
        .route("/connexion/proconnect", get(proconnect::begin))
        .route("/connexion/proconnect/retour", get(proconnect::complete))
        .route("/deconnexion", post(proconnect::sign_out))
        .route("/deconnexion/retour", get(proconnect::signed_out))
        .route("/compte", get(account::page))
        .route("/compte/organisation", post(proconnect::acknowledge))
        .route("/compte/agir-pour", post(account::act_for))
        .route("/compte/nom", post(account::rename))
        .route("/compte/fonction", post(account::retitle))
        .route("/compte/courriels", post(account::choose_mail))
        .route("/compte/sessions", post(account::end_sessions))
        .route("/compte/quitter", post(account::leave))
        .route("/compte/donnees", post(account::copy))
        .route("/compte/supprimer", get(account::before_leaving).post(account::delete))
        .route("/compte/historique", get(account::history))
        .route("/compte/rattachement", get(membership::page).post(membership::ask))
        .route("/compte/rattachement/retirer", post(membership::ask_back))
        .route("/invitation/{token}", get(membership::invitation).post(membership::accept_invitation))
        .route("/invitation/{token}/refuser", post(membership::decline_invitation))
        .route("/invitation/refusee", get(membership::declined))
        .route("/rattachement/reponse/{choice}", get(membership::link_answered))
        .route("/rattachement/{token}", get(membership::link).post(membership::answer))
        .route("/avis", get(notice::list))
        .route("/avis/lus", post(notice::read_all))
        .route("/besoins", get(need::list))
        .route("/besoins/nouveau", get(need_write::new))
        .route("/besoins/brouillon", post(need_write::save_draft))
        .route("/besoins/{id}", get(need::show))
        .route("/besoins/{id}/modifier", get(need_write::edit))
        .route("/besoins/{id}/apercu", get(need_write::preview))
        .route("/besoins/{id}/versions", get(need::versions))
        .route("/besoins/{id}/texte", post(need_write::save))
        .route("/besoins/{id}/publier", post(need_write::publish))
        .route("/besoins/{id}/retirer", post(need_write::withdraw))
        .route("/besoins/{id}/supprimer", post(need_write::delete))
        .route("/besoins/{id}/soutenir", post(need::support))
        .route("/besoins/{id}/retirer-soutien", post(need::unsupport))
        .route("/besoins/{id}/groupement", post(group::open))
        .route("/groupements", get(group::list))
        .route("/groupements/{id}", get(group::show))
        .route("/groupements/{id}/compteur", get(group::meter))
        .route("/groupements/{id}/collectivites", get(invite::search))
        .route("/groupements/{id}/inviter", post(group::invite))
        .route("/groupements/{id}/demander", post(group::ask))
        .route("/groupements/{id}/repondre", post(group::respond))
        .route("/groupements/{id}/deposer", post(group::file))
        .route("/groupements/{id}/dissoudre", post(group::dissolve))
        .route("/collectivites/{siren}", get(collectivity::page))
        .route("/collectivites/{siren}/personnes", get(people::page))
        .route("/collectivites/{siren}/personnes/repondre", post(people::answer))
        .route("/collectivites/{siren}/personnes/inviter", post(people::invite))
        .route("/collectivites/{siren}/personnes/reprendre", post(people::take_back))
        .route("/collectivites/{siren}/personnes/referent", post(people::set_referent))
        .route("/collectivites/{siren}/personnes/fin", post(people::end))
        .route("/collectivites/{siren}/personnes/mandat", post(people::give))
        .route("/collectivites/{siren}/personnes/mandat-retirer", post(people::withdraw))
        .route("/collectivites/{siren}/personnes/proposer", post(people::propose))
        .route("/collectivites/{siren}/personnes/opposition", post(people::object))
        .route("/collectivites/{siren}/personnes/accord", post(people::ask_consent))
        .route("/collectivites/{siren}/historique", get(trace::of_collectivity))
        .route("/actes-a-deux", get(joint_act::page).post(joint_act::answer))
        .route("/accord/{token}", get(joint_act::link).post(joint_act::answer_by_link))
        .route("/accord/reponse/{choice}", get(joint_act::link_answered))
        .route("/administration", get(administration::page))
        .route("/administration/role", post(administration::give))
        .route("/administration/role/retirer", post(administration::take))
        .route("/administration/invitation", get(administration::invitation).post(administration::invite))
        .route("/administration/trace", get(trace::all))
        .route("/administration/trace.csv", get(trace::csv))
        .route("/mentions-legales", get(legal::notices))
        .route("/donnees-personnelles", get(legal::privacy))
        .route("/accessibilite", get(legal::accessibility))
        .route("/curation", get(curation::desk::desk))
        .route("/curation/rattachements", get(curation::membership::page).post(curation::membership::attach))
        .route("/curation/projet", get(curation::desk::edit).post(curation::desk::save))
        .route("/curation/projets/{id}/scrutin", post(curation::desk::put_on_ballot))
        .route("/curation/projets/{id}/abandonner", post(curation::desk::drop_it))
        .route("/curation/besoins/{id}/ecarter", post(curation::desk::decline))
        .route("/enveloppes", get(envelope::page))
        .route("/enveloppes.csv", get(envelope::csv))
        .route("/enveloppes/deleguer", post(envelope::delegate))
        .route("/enveloppes/reporter", post(envelope::carry_over))
        .route("/enveloppes/{code}", get(envelope::show))
        .route("/enveloppes/{code}/candidater", post(envelope::apply))
        .route("/candidatures", get(application::show::list))
        .route("/candidatures/{id}", get(application::show::show))
        .route("/candidatures/{id}/modifier", get(application::write::edit))
        .route("/candidatures/{id}/enregistrer", post(application::write::save))
        .route("/candidatures/{id}/brouillon", post(application::draft::save))
        .route("/candidatures/{id}/fichiers", post(application::write::attach))
        .route("/candidatures/{id}/fichiers.zip", get(application::write::download_all))
        .route("/candidatures/{id}/fichiers/{file}", get(application::write::download))
        .route("/candidatures/{id}/fichiers/{file}/retirer", post(application::write::detach))
        .route("/candidatures/{id}/remplacer", post(handling::replace))
        .route("/candidatures/{id}/confirmer", post(application::show::confirm))
        .route("/candidatures/{id}/deposer", post(application::show::file))
        .route("/candidatures/{id}/recepisse", get(application::paper::receipt))
        .route("/candidatures/{id}/retirer", post(application::show::withdraw))
        .route("/candidatures/{id}/supprimer", post(application::show::delete))
        .route("/candidatures/{id}/message", post(application::show::message))
        .route("/candidatures/{id}/versement", post(application::show::ask))
        .route("/candidatures/{id}/usage", post(application::show::tell))
        .route("/candidatures/{id}/lettre", get(application::paper::letter))
        .route("/candidatures/{id}/complet", post(handling::complete))
        .route("/candidatures/{id}/correction", post(handling::correct))
        .route("/candidatures/{id}/tirage", post(handling::draw))
        .route("/candidatures/{id}/derogation", post(handling::exception))
        .route("/candidatures/{id}/convention", post(handling::sign))
        .route("/candidatures/{id}/payer", post(handling::pay))
        .route("/candidatures/{id}/payer/refus", post(handling::refuse))
        .route("/candidatures/{id}/solde", post(handling::close))
        .route("/candidatures/{id}/lien", post(assessment::declare))
        .route("/candidatures/{id}/evaluer", get(assessment::edit))
        .route("/candidatures/{id}/notes", post(assessment::mark))
        .route("/evaluations", get(assessment::list))
        .route("/evaluations/residence", post(assessment::reside))
        .route("/instruction", get(handling::desk))
        .route("/instruction/actes", post(handling::act))
        .route("/instruction/decision", get(handling::ranking))
        .route("/instruction/simuler", post(handling::simulate))
        .route("/instruction/decider", post(handling::decide))
        .route("/projets", get(project::list))
        .route("/projets/{id}", get(project::show))
        .route("/vote", get(ballot::paper))
        .route("/vote/verification", post(ballot::review))
        .route("/vote/preparer", post(ballot::prepare))
        .route("/vote/deposer", post(ballot::cast))
        .route("/vote/recepisse", get(ballot::receipt))
        .route("/vote/recepisse.tlog-proof", get(journal::receipt))
        .route("/vote/participation", get(participation::page))
        .route("/vote/regle.json", get(journal::rule))
        .route("/journal", get(journal::page).post(journal::check))
        .route("/journal/checkpoint", get(journal::checkpoint))
        .route("/journal/tile/entries/{*path}", get(journal::entries))
        .route("/journal/tile/{level}/{*path}", get(journal::tile))
        .route("/curation/regle", get(curation::rule::page))
        .route("/curation/regle/figer", post(curation::rule::freeze))
        .route("/curation/regle/rouvrir", post(curation::rule::reopen))
        .route("/resultats", get(result::show::page))
        .route("/resultats/regle", get(result::rule::page))
        .route("/resultats/comparaison", get(result::comparison::page))
        .route("/resultats/archive.zip", get(result::show::archive))
        .route("/pkg/{name}", get(assets::send))
        .route("/sante", get(health::alive))
        .route("/sante/pret", get(health::ready));
    if site.platform.demo {
        routes = routes
            .route("/demo/horloge", get(demo::clock).post(demo::move_clock))
            .route("/demo/courriels", get(demo::outbox))
            .route("/demo/connexion", post(demo::enter));
    }
    let routes = routes.fallback(error::not_found).with_state(Arc::clone(&site));
    outer::around(site, routes)
}
