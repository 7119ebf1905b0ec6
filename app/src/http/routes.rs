//! Every address of the site. What only the demonstration has stands apart and is not there otherwise.

use super::{Site, assets, outer};
use crate::page::{
    ballot, collectivity, curation, demo, error, group, help, home, invite, journal, need, need_write, notice,
    participation, project, result, sign_in,
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
        .route("/connexion", get(demo::sign_in_page))
        .route("/deconnexion", post(sign_in::sign_out))
        .route("/compte", get(sign_in::account))
        .route("/compte/agir-pour", post(sign_in::act_for))
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
        .route("/curation", get(curation::desk))
        .route("/curation/projet", get(curation::edit).post(curation::save))
        .route("/curation/projets/{id}/scrutin", post(curation::put_on_ballot))
        .route("/curation/projets/{id}/abandonner", post(curation::drop_it))
        .route("/curation/besoins/{id}/ecarter", post(curation::decline))
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
        .route("/resultats", get(result::page))
        .route("/resultats/regle", get(result::rule::page))
        .route("/resultats/comparaison", get(result::comparison::page))
        .route("/resultats/archive.zip", get(result::archive))
        .route("/pkg/{name}", get(assets::send))
        .route("/sante", get(|| async { "ok" }));
    if site.platform.demo {
        routes = routes
            .route("/demo/horloge", get(demo::clock).post(demo::move_clock))
            .route("/demo/courriels", get(demo::outbox))
            .route("/demo/connexion", post(demo::enter));
    }
    let routes = routes.fallback(error::not_found).with_state(Arc::clone(&site));
    outer::around(site, routes)
}
