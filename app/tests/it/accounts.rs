//! What README's table of demo accounts promises is there for each of them, on the first day.

use super::{World, secrecy, world};
use axum::http::StatusCode;
use entity::table::group;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{campaign::loaded::current_campaign, demo};

/// The people of the table's first column, and the whole second one.
fn lines() -> Vec<(String, String)> {
    let readme = include_str!("../../../README.md");
    let table = readme.split("## Demo accounts").nth(1).expect("the table").split("\n## ").next().expect("a section");
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    cells.map(|cells| (cells[0].clone(), cells[1].clone())).collect()
}

struct Visitor<'a> {
    world: &'a World,
    session: String,
}

impl Visitor<'_> {
    /// A page that this account sees, which says all of this.
    async fn sees(&self, address: &str, words: &[&str]) -> String {
        let (status, page) = self.world.get(address, Some(&self.session)).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        for words in words {
            assert!(page.contains(words), "{address} says nothing of « {words} »");
        }
        page
    }

    async fn does(&self, address: &str, form: &[(&str, &str)]) {
        assert_eq!(
            self.world.post(address, Some(&self.session), form).await.status(),
            StatusCode::SEE_OTHER,
            "{address}"
        );
    }

    /// Does what the table promises to this account.
    async fn does_what_is_promised(&self, key: &str, what: &str, need: &str) {
        match key {
            "maire-figeac" => {
                self.sees("/besoins/nouveau", &["Titre du besoin"]).await;
            }
            "agent-figeac" => {
                self.sees(need, &["/groupement\""]).await;
            }
            "adjointe-die" => {
                self.sees(need, &["Nous avons aussi ce besoin"]).await;
            }
            "agent-morvan" => {
                let group = group_called(self.world, "Tournées partagées du Centre-Est").await;
                self.sees(&group, &["Il manque", "Accepter"]).await;
                self.does(&format!("{group}/repondre"), &[("siren", "200070530"), ("answer", "accept")]).await;
                self.sees(&group, &["Déposer le groupement"]).await;
            }
            "agent-departement-lot" => {
                let group = group_called(self.world, "Subventions du Massif central").await;
                self.sees("/", &["Subventions du Massif central"]).await;
                self.sees(&group, &["Accepter"]).await;
                self.does(&format!("{group}/repondre"), &[("siren", "224600015"), ("answer", "accept")]).await;
                self.sees(&group, &["Un département est membre."]).await;
            }
            "curatrice-incubateur" => {
                self.sees("/curation/projet", &["Titre"]).await;
                self.sees("/curation/regle", &["Figer"]).await;
                self.sees(need, &["/ecarter\""]).await;
            }
            "agente-nantes" => {
                let group = group_called(self.world, "Des démarches en ligne pour tous").await;
                self.sees(&group, &[]).await;
            }
            "prefecture-lot" => {
                self.sees("/instruction", &["Instruction"]).await;
            }
            "administrateur" => {
                self.sees("/administration", &["rôle"]).await;
                self.sees("/administration/trace", &[]).await;
            }
            "observatrice-association" => {
                let page = self.sees("/besoins", &[]).await;
                assert!(!page.contains("href=\"/curation\""));
            }
            _ if what.contains("mark an application") => {
                self.sees("/evaluations", &[]).await;
            }
            other => panic!("{other}: say here how what the table promises is tried"),
        }
    }
}

async fn group_called(world: &World, name: &str) -> String {
    let query = group::Entity::find().filter(group::Column::Name.eq(name));
    format!("/groupements/{}", query.one(world.ctx.read()).await.expect("reads").expect("in the content").id)
}

#[tokio::test]
async fn each_account_can_do_what_the_table_says() {
    let world = world(true).await;
    let calendar = current_campaign(world.ctx.read()).await.expect("runs").spec.calendar;
    let need = super::link(&world.get("/besoins", None).await.1, "/besoins/");
    let personas = demo::personas(&world.ctx).await.expect("reads");
    let mut tried = 0;
    for (who, what) in lines() {
        let named: Vec<_> = personas.iter().filter(|persona| who.contains(&persona.name)).collect();
        assert!(!named.is_empty(), "nobody is called {who}");
        for persona in named {
            let one = Visitor { world: &world, session: world.sign_in(&persona.key).await };
            one.does_what_is_promised(&persona.key, &what, &need).await;
            tried += 1;
        }
    }
    assert_eq!(tried, 13, "{:?}", lines());

    // The vote: who holds the mandate casts, who does not prepares.
    secrecy::go_to(&world, calendar.selection.opening() + chrono::Duration::hours(1)).await;
    for (key, button) in [
        ("maire-figeac", "Relire avant de déposer"),
        ("agent-figeac", "Enregistrer la préparation"),
        ("adjointe-die", "Enregistrer la préparation"),
    ] {
        Visitor { world: &world, session: world.sign_in(key).await }.sees("/vote", &[button]).await;
    }
    secrecy::go_to(&world, calendar.application.opening() + chrono::Duration::days(1)).await;
    let nantes = Visitor { world: &world, session: world.sign_in("agente-nantes").await };
    nantes.sees("/enveloppes/dematerialisation", &["Il manque un département"]).await;
}

#[tokio::test]
async fn applying_twice_shows_the_draft_and_a_draft_can_be_deleted() {
    let world = world(true).await;
    let calendar = current_campaign(world.ctx.read()).await.expect("runs").spec.calendar;
    let mayor = Visitor { world: &world, session: world.sign_in("maire-figeac").await };
    let need = "01a20000-0000-7000-8000-00000000000a";
    let text = [("id", need), ("title", "Un brouillon à jeter"), ("page", "/besoins/nouveau"), ("puis", "garder")];
    mayor.does("/besoins/brouillon", &text).await;
    let address = format!("/besoins/{need}");
    deleted(&mayor, &address).await;

    secrecy::go_to(&world, calendar.application.opening() + chrono::Duration::days(1)).await;
    let [first, second] = ["01a20000-0000-7000-8000-00000000000b", "01a20000-0000-7000-8000-00000000000c"];
    for (id, leads) in [(first, format!("/candidatures/{first}/modifier")), (second, format!("/candidatures/{first}"))]
    {
        let answer = world.post("/enveloppes/ingenierie/candidater", Some(&mayor.session), &[("id", id)]).await;
        assert_eq!(answer.headers()["location"], leads.as_str());
    }
    let address = format!("/candidatures/{first}");
    deleted(&mayor, &address).await;
    let answer = world.post("/enveloppes/ingenierie/candidater", Some(&mayor.session), &[("id", second)]).await;
    assert_eq!(answer.headers()["location"], format!("/candidatures/{second}/modifier").as_str(), "its place is free");
}

/// The draft of a page is deleted by the form that stands there, and by none that showed something else.
async fn deleted(one: &Visitor<'_>, address: &str) {
    let page = one.sees(address, &["Supprimer ce brouillon"]).await;
    let form = page.split(&format!("action=\"{address}/supprimer\"")).nth(1).expect("the form");
    let shown =
        form.split("name=\"shown\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("what it shows");
    let action = format!("{address}/supprimer");
    let other = one.world.post(&action, Some(&one.session), &[("page", address), ("shown", "autre")]).await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
    one.does(&action, &[("page", address), ("shown", shown)]).await;
    assert_eq!(one.world.get(address, Some(&one.session)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deadline_has_its_hour_and_overseas_the_hour_there() {
    let world = world(true).await;
    let cilaos = Visitor { world: &world, session: world.sign_in("maire-cilaos").await };
    cilaos.sees("/", &["à 23\u{a0}h\u{a0}59, heure de Paris (", "\u{a0}h\u{a0}59 à La Réunion)"]).await;
    let (_, page) = world.get("/", None).await;
    assert!(page.contains("à 23\u{a0}h\u{a0}59, heure de Paris") && !page.contains("Réunion)"));
}

#[tokio::test]
async fn a_group_is_offered_on_a_need_while_groups_may_form_and_no_longer() {
    let world = world(true).await;
    let calendar = current_campaign(world.ctx.read()).await.expect("runs").spec.calendar;
    let need = super::link(&world.get("/besoins", None).await.1, "/besoins/");
    let agent = Visitor { world: &world, session: world.sign_in("agent-figeac").await };
    agent.sees(&need, &["Ouvrir un groupement sur ce besoin"]).await;
    secrecy::go_to(&world, calendar.application.close() + chrono::Duration::hours(1)).await;
    let page = agent.sees(&need, &[]).await;
    assert!(!page.contains("Ouvrir un groupement sur ce besoin"), "it would be refused");
}

#[tokio::test]
async fn an_act_of_the_trace_leads_to_what_it_was_done_to() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let id = "01890000-0000-7000-8000-000000000004";
    let form = [("page", "/besoins/nouveau"), ("id", id), ("title", "Un titre à garder"), ("puis", "garder")];
    assert_eq!(world.post("/besoins/brouillon", Some(&mayor), &form).await.status(), StatusCode::SEE_OTHER);
    let siren = world.siren_of("maire-figeac").await.to_string();
    let acting = [("siren", siren.as_str()), ("page", "/compte")];
    world.post("/compte/agir-pour", Some(&mayor), &acting).await;
    let (_, history) = world.get("/compte/historique", Some(&mayor)).await;
    assert!(history.contains(&format!("<a href=\"/besoins/{id}\">{id}</a>")), "{history}");
    assert!(history.contains(&format!("<a href=\"/collectivites/{siren}\">{siren}</a>")), "{history}");
    // And says why it was done, where it was said.
    let (_, needs) = world.get("/besoins?texte=appel", None).await;
    let (before, _) = needs.split_once("Un appel sur trois").expect("it is listed");
    let need = before.rsplit("href=\"").next().and_then(|link| link.split('"').next()).expect("a link");
    let agent = world.sign_in("agent-departement-lot").await;
    let form = [("page", need), ("reason.soutien", "Nous avons trouvé un outil.")];
    let withdrawn = world.post(&format!("{need}/retirer-soutien"), Some(&agent), &form).await;
    assert_eq!(withdrawn.status(), StatusCode::SEE_OTHER);
    let (_, history) = world.get("/compte/historique", Some(&agent)).await;
    assert!(history.contains("Motif\u{a0}: ") && history.contains("Nous avons trouvé un outil."), "{history}");
}

#[tokio::test]
async fn a_field_leads_to_the_page_of_help_that_explains_it() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let siren = world.siren_of("maire-figeac").await;
    let die = world.siren_of("adjointe-die").await;
    for (page, help) in [
        ("/besoins/nouveau".to_owned(), "/aide/bon-besoin"),
        (format!("/collectivites/{siren}/personnes"), "/aide/mandats"),
        (format!("/compte/rattachement?siren={die}"), "/aide/rattachement"),
        (super::link(&world.get("/besoins", None).await.1, "/besoins/"), "/aide/groupements"),
        ("/aide".to_owned(), "/aide/groupements"),
    ] {
        let (_, text) = world.get(&page, Some(&mayor)).await;
        assert!(text.contains(&format!("href=\"{help}\"")), "{page}");
        let (status, text) = world.get(help, None).await;
        assert!(status == StatusCode::OK && text.contains("Autres pages d’aide"), "{help}");
    }
}
