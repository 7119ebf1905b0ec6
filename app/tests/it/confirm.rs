//! What is confirmed is what was read: each form that confirms what others wrote, or what may change meanwhile, carries
//! a fingerprint of what it showed, and is refused without it. An address that is new fails the test until it is
//! written down here.

use super::{World, read, rights, secrecy, world};
use axum::http::StatusCode;
use chrono::Duration;
use entity::{
    application::ApplicationState,
    application_form::fingerprint,
    collectivity::Capacity,
    door::Reached,
    id::{ApplicationId, InstalmentId},
    money::Euros,
    table::{application, instalment, membership_request, project},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// How a form stands to what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Confirms what it shows, and carries its fingerprint; a page of the walk shows it.
    Confirms,
    /// As `Confirms`, where no page of the walk shows it: held by the tests of its use case.
    ConfirmsElsewhere,
    /// Sends what the person types or ticks, which is what is kept; a save carries its own version where others write
    /// too.
    Types,
    /// Concerns oneself alone, or gives and takes what cannot be another thing by then than was read.
    OneThing,
}

use Form::*;

const FORMS: &[(&str, Form)] = &[
    ("/connexion/courriel", Types),
    ("/connexion/code", Types),
    ("/connexion/lien/{token}", OneThing),
    ("/deconnexion", OneThing),
    ("/compte/organisation", OneThing),
    ("/compte/agir-pour", OneThing),
    ("/compte/nom", Types),
    ("/compte/fonction", Types),
    ("/compte/courriels", Types),
    ("/compte/chiffres", OneThing),
    ("/compte/calendrier", OneThing),
    ("/compte/calendrier/supprimer", OneThing),
    ("/compte/sessions", OneThing),
    ("/compte/quitter", OneThing),
    ("/compte/donnees", OneThing),
    ("/compte/supprimer", OneThing),
    ("/compte/rattachement", Types),
    ("/compte/rattachement/corriger", Types),
    ("/compte/rattachement/retirer", OneThing),
    // Capacity and function of an invitation do not change: another one is another link.
    ("/invitation/{token}", OneThing),
    ("/invitation/{token}/refuser", OneThing),
    ("/rattachement/{token}", ConfirmsElsewhere),
    ("/avis/lus", OneThing),
    ("/besoins/brouillon", Types),
    ("/besoins/proches", Types),
    ("/besoins/{id}/brouillon", Types),
    ("/besoins/{id}/texte", Types),
    ("/besoins/{id}/publier", OneThing),
    ("/besoins/{id}/retirer", OneThing),
    ("/besoins/{id}/supprimer", ConfirmsElsewhere),
    ("/besoins/{id}/soutenir", Types),
    ("/besoins/{id}/retirer-soutien", OneThing),
    ("/besoins/{id}/fichiers", Types),
    ("/besoins/{id}/fichiers/{file}/retirer", OneThing),
    ("/besoins/{id}/reprendre", OneThing),
    ("/besoins/{id}/suivre", OneThing),
    ("/besoins/{id}/groupement", Types),
    ("/groupements/nouveau", Types),
    ("/besoins/{id}/rapprocher", Types),
    ("/besoins/{id}/rapprocher/repondre", ConfirmsElsewhere),
    // One's own, whichever need it was proposed to, or joined, by then.
    ("/besoins/{id}/rapprocher/reprendre", OneThing),
    ("/besoins/{id}/separer", OneThing),
    ("/besoins/{id}/discussion", Types),
    ("/besoins/{id}/question", Types),
    ("/messages/{id}/modifier", Types),
    // One's own, and a question that cannot be another one by then.
    ("/messages/{id}/retirer", OneThing),
    ("/messages/{id}/clore", OneThing),
    ("/signaler/{kind}/{id}", Types),
    ("/moderation/masquer", ConfirmsElsewhere),
    ("/moderation/garder", ConfirmsElsewhere),
    // A hidden text does not change, nor does the answer of its author.
    ("/moderation/remettre", OneThing),
    ("/moderation/maintenir", OneThing),
    ("/moderation/repondre", Types),
    ("/groupements/{id}/echanges", Types),
    ("/groupements/{id}/inviter", OneThing),
    ("/groupements/{id}/inviter-ensemble", OneThing),
    // Name and purpose of a group do not change.
    ("/groupements/{id}/demander", OneThing),
    ("/groupements/{id}/repondre", OneThing),
    ("/groupements/{id}/suivre", OneThing),
    ("/groupements/{id}/deposer", ConfirmsElsewhere),
    ("/groupements/{id}/dissoudre", OneThing),
    ("/collectivites/{siren}/personnes/repondre", Confirms),
    ("/collectivites/{siren}/personnes/inviter", Types),
    ("/collectivites/{siren}/personnes/reprendre", OneThing),
    ("/collectivites/{siren}/personnes/referent", Confirms),
    ("/collectivites/{siren}/personnes/fin", Confirms),
    ("/collectivites/{siren}/personnes/mandat", Confirms),
    ("/collectivites/{siren}/personnes/mandat-retirer", Confirms),
    ("/collectivites/{siren}/personnes/proposer", Confirms),
    // Whatever the act says by now, it is objected to; a consent is asked for the referents there are.
    ("/collectivites/{siren}/personnes/opposition", OneThing),
    ("/collectivites/{siren}/personnes/accord", OneThing),
    ("/actes-a-deux", Confirms),
    ("/accord/{token}", ConfirmsElsewhere),
    ("/administration/role", Types),
    // What is taken is confirmed by a second person, who reads it.
    ("/administration/role/retirer", OneThing),
    ("/administration/invitation", Types),
    ("/administration/campagnes", Types),
    ("/administration/campagnes/fichier", Types),
    ("/administration/campagnes/comme", Types),
    ("/administration/campagnes/modifier", OneThing),
    // A second person confirms it, who reads the version that is opened.
    ("/administration/campagnes/ouvrir", OneThing),
    ("/administration/campagnes/apercu", Types),
    ("/administration/campagnes/{id}/lieu/{place}", Types),
    ("/administration/campagnes/{id}/brouillon/{place}", Types),
    ("/administration/campagnes/{id}/liste/{place}", Types),
    ("/administration/campagnes/{id}/versions", ConfirmsElsewhere),
    ("/administration/campagnes/{id}/reprendre", ConfirmsElsewhere),
    ("/administration/campagnes/{id}/abandonner", OneThing),
    ("/administration/envois", Types),
    ("/administration/envois/adresses", Types),
    ("/administration/envois/{id}", Types),
    // It goes to oneself alone.
    ("/administration/envois/{id}/essai", OneThing),
    ("/administration/envois/{id}/proposer", ConfirmsElsewhere),
    ("/administration/envois/{id}/arreter", OneThing),
    ("/administration/envois/{id}/poursuivre", OneThing),
    ("/administration/envois/{id}/abandonner", OneThing),
    // The address that a link names does not change.
    ("/desinscription/{token}", OneThing),
    ("/administration/messages", Types),
    ("/administration/messages/{id}/terminer", OneThing),
    ("/contact", Types),
    ("/administration/contact/reponses", Types),
    // One of the staff's own answers, whatever it says by then.
    ("/administration/contact/reponses/supprimer", OneThing),
    // A message does not change.
    ("/administration/contact/{id}/prendre", OneThing),
    ("/administration/contact/{id}/repondre", Types),
    ("/administration/contact/{id}/classer", OneThing),
    ("/administration/textes/apercu", Types),
    ("/administration/textes/{text}", Types),
    // Each carries the version that was read: held by the tests of their use cases.
    ("/administration/textes/{text}/versions", ConfirmsElsewhere),
    ("/administration/textes/{text}/origine", ConfirmsElsewhere),
    ("/administration/bacs-a-sable", OneThing),
    ("/administration/bacs-a-sable/{id}/entrer", OneThing),
    // Shared by the whole team, and nothing in it counts.
    ("/administration/bacs-a-sable/{id}/effacer", OneThing),
    ("/bac-a-sable/quitter", OneThing),
    ("/administration/voir-comme", Types),
    ("/administration/voir-comme/fin", OneThing),
    ("/curation/rattachements", Types),
    ("/curation/rattachements/confirmer", ConfirmsElsewhere),
    ("/curation/rattachements/importer", Types),
    // A person whom a list names, by address and collectivité: it cannot be another one by then.
    ("/curation/rattachements/importes/retirer", OneThing),
    ("/curation/projet", Types),
    // What the vote is about is confirmed by freezing the rule, as a whole.
    ("/curation/projets/{id}/scrutin", OneThing),
    ("/curation/projets/{id}/abandonner", OneThing),
    ("/curation/services/importer", Types),
    // What a list would change, read once more: held by the tests of its use case.
    ("/curation/services/appliquer", ConfirmsElsewhere),
    ("/curation/services/abandonner", OneThing),
    ("/curation/services/{id}/retirer", OneThing),
    ("/curation/comite", Types),
    ("/curation/comite/{id}/projets", Types),
    ("/curation/comite/{id}/avis", Types),
    ("/curation/comite/{id}/decision", Types),
    ("/curation/besoins/{id}/ecarter", Types),
    ("/curation/besoins/{id}/travail", ConfirmsElsewhere),
    ("/curation/besoins/{id}/notes", Types),
    ("/curation/lots", ConfirmsElsewhere),
    ("/curation/lots/{id}", ConfirmsElsewhere),
    // What is left is kept as it is seen by then, and shown before anything is done with it.
    ("/curation/lots/{id}/reduire", OneThing),
    // What the act left is compared with what is there.
    ("/curation/lots/{id}/annuler", OneThing),
    ("/curation/besoins/rejoindre", ConfirmsElsewhere),
    // Which needs stay apart is what is kept, whatever they say by then.
    ("/curation/rapprochements/ecarter", OneThing),
    ("/enveloppes/deleguer", Types),
    ("/enveloppes/reporter", Types),
    ("/enveloppes/{code}/candidater", OneThing),
    ("/candidatures/{id}/enregistrer", Types),
    ("/candidatures/{id}/brouillon", Types),
    ("/candidatures/{id}/fichiers", Types),
    ("/candidatures/{id}/fichiers/{file}/retirer", OneThing),
    ("/candidatures/{id}/remplacer", OneThing),
    // These two carry the version of the rules that was read; the answers are one's own collectivité's.
    ("/candidatures/{id}/confirmer", OneThing),
    ("/candidatures/{id}/deposer", OneThing),
    ("/candidatures/{id}/retirer", OneThing),
    ("/candidatures/{id}/supprimer", ConfirmsElsewhere),
    ("/candidatures/{id}/message", Types),
    ("/candidatures/{id}/versement", Types),
    ("/candidatures/{id}/usage", Types),
    ("/candidatures/{id}/complet", Confirms),
    ("/candidatures/{id}/correction", Types),
    ("/candidatures/{id}/tirage", Confirms),
    ("/candidatures/{id}/derogation", Types),
    ("/candidatures/{id}/convention", Confirms),
    ("/candidatures/{id}/convention/etablir", Confirms),
    // A convention that was drawn up: held by the tests of its use case.
    ("/candidatures/{id}/convention/signature", ConfirmsElsewhere),
    ("/candidatures/{id}/iban", Types),
    ("/candidatures/{id}/payer", Confirms),
    ("/candidatures/{id}/payer/refus", Confirms),
    ("/candidatures/{id}/solde", Confirms),
    ("/candidatures/{id}/lien", Types),
    ("/candidatures/{id}/notes", Types),
    ("/evaluations/residence", Types),
    ("/instruction/actes", Confirms),
    ("/instruction/versements/lire", Types),
    // Nothing is written.
    ("/instruction/simuler", Types),
    ("/instruction/decider", Confirms),
    // What is typed is kept; it is decided by the form that shows all of it.
    ("/instruction/enregistrer", Types),
    ("/instruction/brouillon", Types),
    ("/instruction/relecture", Confirms),
    ("/instruction/prefecture", Types),
    ("/instruction/{id}/lien", Types),
    ("/projets/{id}/suivre", OneThing),
    ("/vote/verification", Types),
    ("/vote/preparer", Types),
    ("/vote/deposer", Confirms),
    ("/journal", Types),
    ("/curation/regle/figer", Confirms),
    ("/curation/regle/rouvrir", OneThing),
    ("/demo/horloge", Types),
    ("/demo/composants", Types),
    ("/demo/connexion", OneThing),
];

#[test]
fn every_form_says_how_it_stands_to_what_it_shows() {
    let lines: Vec<&str> = FORMS.iter().map(|(path, _)| *path).collect();
    let posts: Vec<String> =
        rights::routes().into_iter().filter(|(method, _)| method == "POST").map(|(_, path)| path).collect();
    let missing: Vec<_> = posts.iter().filter(|path| !lines.contains(&path.as_str())).collect();
    let gone: Vec<_> = lines.iter().filter(|line| !posts.iter().any(|path| path == *line)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "without a line: {missing:?}; without a route: {gone:?}");
}

/// The line of an address, whatever stands for its parameters.
fn line_of(address: &str) -> Option<&'static (&'static str, Form)> {
    let parts: Vec<&str> = address.split('/').collect();
    FORMS.iter().find(|(path, _)| {
        let pattern: Vec<&str> = path.split('/').collect();
        let same = |(part, asked): (&&str, &&str)| part.starts_with('{') || part == asked;
        pattern.len() == parts.len() && pattern.iter().zip(&parts).all(same)
    })
}

/// A form of a page: where it is sent, and its hidden and ticked fields.
struct Sent {
    action: String,
    fields: Vec<(String, String)>,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(value.replace("&amp;", "&"))
}

fn forms(page: &str) -> Vec<Sent> {
    let form = |rest: &str| {
        let (tag, inside) = rest.split_once('>')?;
        let action = attribute(tag, "action").filter(|_| tag.contains("method=\"post\""))?;
        let inside = inside.split("</form>").next()?;
        let fields = inside.split("<input").skip(1).filter_map(|input| {
            let input = input.split('>').next()?;
            Some((attribute(input, "name")?, attribute(input, "value").unwrap_or_default()))
        });
        Some(Sent { action, fields: fields.collect() })
    };
    page.split("<form").skip(1).filter_map(form).collect()
}

/// A stranger asks to act for the mayor's commune.
async fn somebody_asks(world: &World) {
    let row = membership_request::Model {
        person: world.person_of("adjointe-die").await,
        siren: world.siren_of("maire-figeac").await,
        capacity: Capacity::Agent,
        title: "Stagiaire".into(),
        evidence: String::new(),
        body: String::new(),
        asked_at: world.ctx.now().into(),
        reached: Some(Reached::People),
    };
    let tx = world.ctx.begin().await.expect("begins");
    membership_request::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn a_form_that_confirms_is_refused_when_it_does_not_say_what_it_showed() {
    let world = world(true).await;
    let [mayor, officer, curator] =
        ["maire-figeac", "prefecture-lot", "curatrice-incubateur"].map(|key| world.sign_in(key));
    let (mayor, officer, curator) = (mayor.await, officer.await, curator.await);
    let owner = world.siren_of("maire-figeac").await;
    somebody_asks(&world).await;
    let file = rights::file_of(&world, owner).await;
    let mut seen: Vec<&str> = Vec::new();
    let people = format!("/collectivites/{owner}/personnes");
    let pages: [(&str, &str); 5] = [
        (&people, &mayor),
        (&people, &curator),
        ("/instruction", &officer),
        ("/instruction/decision?enveloppe=ingenierie&departement=46", &officer),
        ("/curation/regle", &curator),
    ];
    for (page, session) in pages {
        let (status, text) = world.get(page, Some(session)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        for form in forms(&text) {
            walk(&world, form, session, &file, &mut seen).await;
        }
    }
    officer_reads(&world, &file, &officer, &mut seen).await;
    // The programme's own people draw assessors.
    let national = rights::file_in(&world, owner, "dematerialisation").await;
    let (_, page) = world.get(&format!("/candidatures/{national}"), Some(&curator)).await;
    for form in forms(&page) {
        walk(&world, form, &curator, &national, &mut seen).await;
    }
    // One curator proposes, another one reads.
    propose(&world, &people, &curator).await;
    let second = world.sign_in("curateur-incubateur").await;
    let (_, acts) = world.get("/actes-a-deux", Some(&second)).await;
    for form in forms(&acts) {
        walk(&world, form, &second, &file, &mut seen).await;
    }
    applications_in_each_state(&world, &file, &officer, &mut seen).await;
    // The ballot is read once more on a page that answers a form.
    let opening = server::campaign::loaded::current_campaign(world.ctx.read())
        .await
        .expect("runs")
        .spec
        .calendar
        .selection
        .opening();
    secrecy::go_to(&world, opening + Duration::hours(1)).await;
    let projects = project::Entity::find().all(world.ctx.read()).await.expect("reads");
    let on_ballot = projects.iter().find(|row| row.state == entity::project::ProjectState::OnBallot).expect("one");
    let chosen = [("page", "/vote"), ("projects", &on_ballot.id.to_string())];
    let (_, review) = read(world.post("/vote/verification", Some(&mayor), &chosen).await).await;
    for form in forms(&review) {
        walk(&world, form, &mayor, &file, &mut seen).await;
    }
    let confirm: Vec<&str> = FORMS.iter().filter(|(_, form)| *form == Confirms).map(|(path, _)| *path).collect();
    let unseen: Vec<_> = confirm.iter().filter(|path| !seen.contains(path)).collect();
    assert!(unseen.is_empty(), "no page of the walk shows {unseen:?}");
}

/// An officer types a decision and reads it once more.
async fn officer_reads(world: &World, file: &str, officer: &str, seen: &mut Vec<&'static str>) {
    let outcome = format!("outcome.{file}");
    let (rendered, empty) = (format!("rendered.{outcome}"), fingerprint(""));
    let reason = format!("reason.{file}");
    let rendered_reason = format!("rendered.{reason}");
    let typed = [
        ("dossier", file),
        ("enveloppe", "ingenierie"),
        (rendered.as_str(), empty.as_str()),
        (outcome.as_str(), "refused"),
        (rendered_reason.as_str(), empty.as_str()),
        (reason.as_str(), "Ce motif est assez long."),
    ];
    let kept = world.post("/instruction/enregistrer", Some(officer), &typed).await;
    assert_eq!(kept.status(), StatusCode::SEE_OTHER);
    let (_, review) = world.get("/instruction/relecture?enveloppe=ingenierie", Some(officer)).await;
    for form in forms(&review) {
        walk(world, form, officer, file, seen).await;
    }
}

/// A curator proposes to end that the mayor acts for her commune.
async fn propose(world: &World, people: &str, curator: &str) {
    let (_, page) = world.get(people, Some(curator)).await;
    let form = forms(&page).into_iter().find(|form| form.action.ends_with("/proposer")).expect("is shown");
    let mayor = world.person_of("maire-figeac").await.to_string();
    let shown = form.fields.iter().filter(|(name, _)| name.starts_with("shown"));
    let mut fields: Vec<(&str, &str)> = shown.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([("member", mayor.as_str()), ("choice", "fin"), ("reason", "Elle a quitté la mairie.")]);
    let answer = world.post(&form.action, Some(curator), &fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}

/// A payment of 1,000 € that Figeac asked for and nobody answered.
pub async fn asked_instalment(world: &World, application: ApplicationId) -> instalment::Model {
    instalment::Model {
        id: InstalmentId(world.ctx.platform.new_id()),
        application,
        amount: Euros::from_euros(1_000),
        sentence: "Première facture".into(),
        asked_by: world.person_of("maire-figeac").await,
        asked_at: world.ctx.now().into(),
        paid_by: None,
        paid_at: None,
        refused_by: None,
        refused_at: None,
        reason: String::new(),
    }
}

/// The forms of whoever handles an application, in each state that has some.
async fn applications_in_each_state(world: &World, file: &str, officer: &str, seen: &mut Vec<&'static str>) {
    use ApplicationState::{Accepted, AgreementSigned, Complete, Submitted};
    let id = ApplicationId(file.parse().expect("an identifier"));
    let asked = asked_instalment(world, id).await;
    for state in [Submitted, Complete, Accepted, AgreementSigned] {
        let tx = world.ctx.begin().await.expect("begins");
        let row = application::ActiveModel {
            state: Set(state),
            granted: Set(Euros::from_euros(7_000)),
            ..Default::default()
        };
        application::Entity::update_many()
            .set(row)
            .filter(application::Column::Id.eq(id))
            .exec(&tx)
            .await
            .expect("set");
        if state == AgreementSigned {
            let row = asked.clone().into_active_model();
            instalment::Entity::insert(row).exec_without_returning(&tx).await.expect("inserts");
        }
        tx.commit().await.expect("commits");
        let (status, page) = world.get(&format!("/candidatures/{file}"), Some(officer)).await;
        assert_eq!(status, StatusCode::OK);
        let (_, desk) = world.get(&format!("/instruction/{file}"), Some(officer)).await;
        for form in forms(&page).into_iter().chain(forms(&desk)) {
            walk(world, form, officer, file, seen).await;
        }
    }
}

/// Sends a form of the page without its fingerprint: where it confirms, it is refused and says why.
async fn walk(world: &World, form: Sent, session: &str, file: &str, seen: &mut Vec<&'static str>) {
    let Some((path, kind)) = line_of(&form.action) else { panic!("{}: no route", form.action) };
    let declines = form.fields.iter().any(|(name, value)| name == "choice" && value == "non")
        && path.ends_with("/personnes/repondre");
    // Whoever leaves needs no page to know who they are.
    let mayor = world.person_of("maire-figeac").await.to_string();
    let leaves = path.ends_with("/personnes/fin") && form.fields.contains(&("person".to_owned(), mayor.clone()));
    let takes_back = *path == "/actes-a-deux" && !form.fields.contains(&("choice".to_owned(), "confirmer".to_owned()));
    if *kind != Confirms || declines || leaves || takes_back {
        return;
    }
    let carries = form.fields.iter().any(|(name, _)| name == "shown" || name.starts_with("shown."));
    assert!(carries, "{path} does not say what it showed");
    let mut fields: Vec<(&str, &str)> =
        form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.retain(|(name, _)| !name.starts_with("shown"));
    let today = world.ctx.now().date_naive().to_string();
    let (outcome, amount) = (format!("outcome.{file}"), format!("reason.{file}"));
    match *path {
        "/instruction/actes" => {
            fields.retain(|(name, value)| *name != "dossier" || *value == file);
            fields.push(("acte", "tirer"));
        }
        "/instruction/decider" => {
            fields.retain(|(name, _)| !name.starts_with("outcome."));
            fields.extend([(outcome.as_str(), "refused"), (amount.as_str(), "Ce motif est assez long.")]);
        }
        "/collectivites/{siren}/personnes/proposer" => {
            fields.retain(|(name, _)| *name != "choice");
            fields.extend([("member", mayor.as_str()), ("choice", "fin"), ("reason", "Elle a quitté la mairie.")]);
        }
        "/candidatures/{id}/convention" => {
            fields.retain(|(name, _)| *name != "day");
            fields.push(("day", &today));
        }
        "/candidatures/{id}/payer/refus" => {
            for (_, value) in fields.iter_mut().filter(|(name, _)| name.starts_with("refuse.")) {
                *value = "La facture manque.";
            }
        }
        "/collectivites/{siren}/personnes/mandat" => {
            fields.retain(|(name, _)| !matches!(*name, "rank"));
            fields.extend([("person", mayor.as_str()), ("rank", "holder")]);
        }
        _ => {}
    }
    let (status, page) = read(world.post(&form.action, Some(session), &fields).await).await;
    let told = page.contains("a changé depuis que vous l’avez lu");
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told, "{path}: {status}");
    seen.push(path);
}
