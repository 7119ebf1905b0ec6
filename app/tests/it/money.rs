//! Money that was granted in public, in the forms that others read; what other sites show of ours; forms that an
//! address fills; one's own calendar.

use super::{World, link, read, secrecy::go_to, world};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    application::ApplicationState,
    calendar::Phase,
    decision::Outcome,
    deployment::DeploymentState,
    id::{ApplicationId, EntryId, ProjectId},
    ledger::{AccountKind, EntryKind},
    money::Euros,
    table::{application, decision, deployment, ledger_account, ledger_entry},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;
use server::{campaign::loaded::current_campaign, reference::seats};

/// A row of Figeac's application to pilot a project, paid in part.
async fn application_row(world: &World, project: ProjectId) -> application::Model {
    let (ctx, campaign) = (&world.ctx, current_campaign(world.ctx.read()).await.expect("runs"));
    application::Model {
        id: ApplicationId(ctx.platform.new_id()),
        campaign: campaign.id,
        envelope: "co-construction".into(),
        wave: None,
        project: Some(project),
        group_id: None,
        siren: world.siren_of("maire-figeac").await,
        departement: "46".into(),
        state: ApplicationState::PaidInPart,
        title: "=Essai du \"portail\"; à Figeac".into(),
        opened_by: world.person_of("maire-figeac").await,
        opened_at: ctx.now().into(),
        number: Some("CC-2021-0001".into()),
        submitted_at: Some(ctx.now().into()),
        rule_version: Some(1),
        asked: Euros::from_euros(3_000),
        granted: Euros::from_euros(3_000),
        submission: None,
        correction_until: None,
        correction_note: String::new(),
        exception_until: None,
        reminded: 0,
        agreement_day: Some("2021-07-10".into()),
        subject: "essai".into(),
    }
}

/// Engages 3,000 € for an application and pays 1,200 € of them; the entry of the payment.
async fn pay(world: &World, of: &application::Model) -> EntryId {
    let query = ledger_account::Entity::find().filter(ledger_account::Column::Campaign.eq(of.campaign));
    let query = query.filter(ledger_account::Column::Balance.gt(1_000_000_i64));
    let rich = query.one(world.ctx.read()).await.expect("reads").expect("money is allotted");
    let other =
        ledger_account::Model { id: format!("{}:essai", rich.id), kind: AccountKind::Paid, balance: 0, ..rich.clone() };
    let tx = world.ctx.begin().await.expect("begins");
    ledger_account::Entity::insert(other.clone().into_active_model()).exec_without_returning(&tx).await.expect("opens");
    let ids = [(); 2].map(|()| EntryId(world.ctx.platform.new_id()));
    for (id, (kind, euros)) in ids.iter().zip([(EntryKind::Engagement, 3_000), (EntryKind::Payment, 1_200)]) {
        let entry = ledger_entry::Model {
            id: *id,
            campaign: of.campaign,
            kind,
            from_account: rich.id.clone(),
            to_account: other.id.clone(),
            amount: Euros::from_euros(euros),
            application: Some(of.id),
            note: String::new(),
            person: None,
            at: world.ctx.now().into(),
        };
        ledger_entry::Entity::insert(entry.into_active_model()).exec_without_returning(&tx).await.expect("posts");
    }
    world.ctx.commit(tx).await.expect("commits");
    ids[1]
}

/// A decision that grants 3,000 € to Figeac for a project, published then, on which 1,200 € are paid.
pub async fn granted(world: &World, project: ProjectId, publish_at: DateTime<Utc>) -> (ApplicationId, EntryId) {
    let row = application_row(world, project).await;
    let decided = decision::Model {
        application: row.id,
        at: world.ctx.now().into(),
        state_before: ApplicationState::Complete,
        outcome: Outcome::Accepted,
        amount: Euros::from_euros(3_000),
        reason: "Entre nous.".into(),
        person: row.opened_by,
        publish_at: publish_at.into(),
        rule_version: 1,
        notified: true,
    };
    let said = deployment::Model {
        application: row.id,
        siren: row.siren,
        state: DeploymentState::Testing,
        feedback: "Deux guichets l’essaient.".into(),
        person: row.opened_by,
        at: world.ctx.now().into(),
    };
    let tx = world.ctx.begin().await.expect("begins");
    application::Entity::insert(row.clone().into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    decision::Entity::insert(decided.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    deployment::Entity::insert(said.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
    world.ctx.commit(tx).await.expect("commits");
    (row.id, pay(world, &row).await)
}

pub async fn a_project(world: &World) -> ProjectId {
    let project = link(&world.get("/projets", None).await.1, "/projets/");
    project.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an identifier")
}

pub async fn go_to_close(world: &World) {
    let campaign = current_campaign(world.ctx.read()).await.expect("runs");
    go_to(world, campaign.spec.calendar.period(Phase::Selection).close() + Duration::hours(2)).await;
}

async fn send(
    world: &World,
    method: Method,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let answer = world.send(request.body(Body::empty()).expect("a request")).await;
    let head = answer.headers().clone();
    let (status, text) = read(answer).await;
    (status, head, text)
}

const FILES: [&str; 6] = [
    "/argent.csv",
    "/subventions.csv",
    "/subventions-sans-siret.csv",
    "/360giving.json",
    "/flux/decisions.atom",
    "/api/v1/campaigns/demonstration/decisions",
];

#[tokio::test]
async fn a_decision_shows_nowhere_before_its_hour_and_in_every_form_after_it() {
    let world = world(true).await;
    let project = a_project(&world).await;
    go_to_close(&world).await;
    let hour = world.ctx.now() + Duration::hours(5);
    let (id, entry) = granted(&world, project, hour).await;
    let curator = world.sign_in("curatrice-incubateur").await;
    for session in [None, Some(curator.as_str())] {
        for file in FILES {
            let (status, text) = world.get(file, session).await;
            assert_eq!(status, StatusCode::OK, "{file}");
            assert!(!text.contains("Essai du") && !text.contains("214601023"), "{file}: {text}");
        }
        assert!(!world.get("/argent", session).await.1.contains("Essai du"));
        for gone in [format!("/argent/{entry}"), format!("/api/v1/decisions/{id}"), format!("/api/v1/payments/{entry}")]
        {
            assert_eq!(world.get(&gone, session).await.0, StatusCode::NOT_FOUND, "{gone}");
        }
    }
    go_to(&world, hour + Duration::minutes(1)).await;
    for file in FILES.iter().filter(|file| **file != "/subventions.csv") {
        let text = world.get(file, None).await.1;
        assert!(text.contains("Essai du"), "{file}: {text}");
        assert!(!text.contains("Entre nous"), "the reason is the applicant's");
    }
    let list = world.get("/argent", None).await.1;
    assert!(list.contains(&format!("href=\"/argent/{entry}\"")) && list.contains("1\u{202f}200"), "{list}");
    assert!(!world.get("/argent?departement=75", None).await.1.contains("Essai du"));
    let (status, page) = world.get(&format!("/argent/{entry}"), None).await;
    assert_eq!(status, StatusCode::OK);
    let need = link(&page, "/besoins/");
    for told in
        ["Dossier CC-2021-0001", "voix dans le vote", &format!("/projets/{project}"), "Ses premiers mots", &need]
    {
        assert!(page.contains(told), "{told} is not in {page}");
    }
    let order = ["versés à", "accordés", "Candidature", "voix dans le vote", "Projet «", "Ses premiers mots"];
    let places: Vec<_> =
        order.iter().map(|text| page.split("id=\"parcours\"").nth(1).and_then(|line| line.find(text))).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    let told: Value =
        serde_json::from_str(&world.get(&format!("/api/v1/payments/{entry}"), None).await.1).expect("JSON");
    assert_eq!((&told["amount_cents"], &told["decided"]["amount_cents"]), (&120_000.into(), &300_000.into()));
    assert_eq!(told["url"], format!("http://localhost/argent/{entry}"));
    assert!(told["vote"]["voters"].is_number() && told["needs"][0]["first_words"].is_string(), "{told}");
    let usage = world.get(&format!("/api/v1/campaigns/demonstration/usage?project={project}"), None).await.1;
    assert!(usage.contains("Deux guichets") && usage.contains("\"testing\""), "{usage}");
    let awards: Value = serde_json::from_str(&world.get("/360giving.json", None).await.1).expect("JSON");
    let award = &awards["grants"][0];
    assert_eq!((&award["amountAwarded"], &award["currency"]), (&3000.0.into(), &"EUR".into()), "{award}");
    for required in ["id", "title", "description", "awardDate", "recipientOrganization", "fundingOrganization"] {
        assert!(!award[required].is_null(), "{required}");
    }
}

/// What a Table Schema says of a row: each fault, in words.
fn faults(schema: &Value, row: &csv::StringRecord) -> Vec<String> {
    let fields = schema["fields"].as_array().expect("fields");
    let mut faults = Vec::new();
    for (field, cell) in fields.iter().zip(row) {
        let (name, constraints) = (field["name"].as_str().expect("a name"), &field["constraints"]);
        let mut add = |why: &str| faults.push(format!("{name}: {why} ({cell})"));
        if cell.is_empty() {
            if constraints["required"] == true {
                add("missing");
            }
            continue;
        }
        match field["type"].as_str() {
            Some("number") => match cell.parse::<f64>() {
                Ok(number) => {
                    let bound = |name: &str| constraints[name].as_f64();
                    if bound("minimum").is_some_and(|least| number < least)
                        || bound("maximum").is_some_and(|most| number > most)
                    {
                        add("out of bounds");
                    }
                }
                Err(_) => add("no number"),
            },
            Some("date") if cell.parse::<chrono::NaiveDate>().is_err() => add("no day"),
            Some("date" | "string") => {}
            other => panic!("{other:?}"),
        }
        if constraints["enum"].as_array().is_some_and(|list| !list.iter().any(|one| one == cell)) {
            add("not on the list");
        }
        if let Some(pattern) = constraints["pattern"].as_str() {
            // The two patterns of the schema, read by their shape: digits, and days.
            let digits = |text: &str, most: usize| text.len() == most && text.bytes().all(|b| b.is_ascii_digit());
            let right = match pattern.contains("{14}") {
                true => digits(cell, 14),
                false => cell.split('/').all(|day| day.parse::<chrono::NaiveDate>().is_ok()),
            };
            if !right {
                add("not in its shape");
            }
        }
    }
    faults
}

#[tokio::test]
async fn subsidies_are_read_back_by_their_schema_and_those_without_a_siret_stand_apart() {
    let world = world(true).await;
    let project = a_project(&world).await;
    go_to_close(&world).await;
    granted(&world, project, world.ctx.now() - Duration::hours(1)).await;
    let schema: Value = serde_json::from_str(&world.get("/subventions.schema.json", None).await.1).expect("JSON");
    let names: Vec<&str> =
        schema["fields"].as_array().expect("fields").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(
        names.join(","),
        "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,\
         nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide"
    );
    let rows = |text: &str| -> Vec<csv::StringRecord> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().expect("heads").iter().collect::<Vec<_>>(), names);
        reader.into_records().map(|row| row.expect("reads")).collect()
    };
    assert!(rows(&world.get("/subventions.csv", None).await.1).is_empty(), "no SIRET is made up");
    let apart = rows(&world.get("/subventions-sans-siret.csv", None).await.1);
    assert_eq!((apart.len(), &apart[0][1], &apart[0][5]), (1, "", ""));
    assert_eq!(faults(&schema, &apart[0]).len(), 2, "both SIRET are missing");
    let list = "siren,siret,autorite,nom\n214601023,21460102300010,,\n110020013,11002001300097,etat,Agence\n";
    seats::import(&world.ctx, "sieges.csv", list.as_bytes()).await.expect("imported");
    let whole = rows(&world.get("/subventions.csv", None).await.1);
    let [row] = &whole[..] else { panic!("{whole:?}") };
    assert_eq!(faults(&schema, row), [""; 0]);
    assert_eq!((&row[0], &row[1], &row[2], &row[3]), ("Agence", "11002001300097", "2021-07-10", "CC-2021-0001"));
    assert_eq!((&row[5], &row[7], &row[9], &row[13]), ("21460102300010", "3000.00", "échelonné", "1"));
    assert!(row[6].starts_with("'=Essai"), "no formula: {}", &row[6]);
    let paid = row[10].split_once('/').expect("a period");
    assert_eq!(paid.0, paid.1);
    assert!(rows(&world.get("/subventions-sans-siret.csv", None).await.1).is_empty());
}

/// A need, a group and a project, and the pictures of them.
async fn pictures(world: &World) -> ([String; 3], [String; 5]) {
    let need = link(&world.get("/besoins", None).await.1, "/besoins/");
    let group = link(&world.get("/groupements", None).await.1, "/groupements/");
    let project = link(&world.get("/projets", None).await.1, "/projets/");
    let last = |page: &str| page.rsplit('/').next().expect("an identifier").to_owned();
    let pictures = [
        format!("/badges/besoin/{}.svg", last(&need)),
        format!("/badges/projet/{}.svg", last(&project)),
        format!("/cartes/besoin/{}.svg", last(&need)),
        format!("/cartes/groupement/{}.svg", last(&group)),
        format!("/cartes/projet/{}.svg", last(&project)),
    ];
    ([need, group, project], pictures)
}

#[tokio::test]
async fn the_page_of_a_thing_leads_to_its_card() {
    let world = world(true).await;
    let ([need, group, project], pictures) = pictures(&world).await;
    for (page, card) in [(&need, &pictures[2]), (&group, &pictures[3]), (&project, &pictures[4])] {
        let html = world.get(page, None).await.1;
        let found = html.split("application/json+oembed\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let found = found.expect("a page leads to its card").replace("&amp;", "&");
        let (status, text) = world.get(found.strip_prefix("http://localhost").expect("of the site"), None).await;
        let told: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((status, &told["type"], &told["version"]), (StatusCode::OK, &"photo".into(), &"1.0".into()));
        assert_eq!(told["url"], format!("http://localhost{card}"));
        let small: Value =
            serde_json::from_str(&world.get(&format!("/oembed?url=http://localhost{page}&maxwidth=100"), None).await.1)
                .expect("JSON");
        assert_eq!(small["width"], 100);
    }
    let other = |url: &str, format: &str| format!("/oembed?url={url}&format={format}");
    for (address, status) in [
        (other(&format!("http://localhost{need}"), "xml"), StatusCode::NOT_IMPLEMENTED),
        (other("http://localhost/compte", "json"), StatusCode::NOT_FOUND),
        (other(&format!("http://ailleurs.example{need}"), ""), StatusCode::NOT_FOUND),
        ("/oembed".to_owned(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(world.get(&address, None).await.0, status, "{address}");
    }
}

#[tokio::test]
async fn other_sites_show_our_cards_as_images_and_nothing_else_of_ours() {
    let world = world(true).await;
    let (_, pictures) = pictures(&world).await;
    for picture in &pictures {
        let (status, head, svg) =
            send(&world, Method::GET, picture, &[(header::ACCEPT, "image/avif,image/*,*/*;q=0.8")]).await;
        assert_eq!(
            (status, &head[header::CONTENT_TYPE]),
            (StatusCode::OK, &"image/svg+xml; charset=utf-8".parse().expect("a type"))
        );
        assert!(
            svg.contains("<title id=\"t\">")
                && svg.contains("<desc id=\"d\">")
                && svg.contains("prefers-color-scheme:dark")
        );
        assert!(!svg.contains("<script") && !svg.contains("href"), "{svg}");
        assert_eq!(head["cross-origin-resource-policy"], "cross-origin");
        let policy = head[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'unsafe-inline'") && !policy.contains("script-src"),
            "{policy}"
        );
        assert!(head[header::CACHE_CONTROL].to_str().expect("text").starts_with("public, max-age="));
        let tag = head[header::ETAG].to_str().expect("text").to_owned();
        for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
            let (status, _, body) = send(&world, Method::GET, picture, &[(header::IF_NONE_MATCH, &known)]).await;
            assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{known}");
        }
        let (status, _, _) = send(&world, Method::GET, picture, &[(header::ACCEPT, "text/html")]).await;
        assert_eq!(status, StatusCode::NOT_ACCEPTABLE);
        assert_eq!(send(&world, Method::GET, &picture.replace(".svg", ""), &[]).await.0, StatusCode::NOT_FOUND);
        let (status, _, whole) = send(&world, Method::GET, picture, &[(header::RANGE, "bytes=0-9")]).await;
        assert_eq!((status, whole.len()), (StatusCode::OK, svg.len()), "ranges are not served");
    }
    for page in ["/", "/besoins.csv", "/flux/besoins.atom", "/api/v1/campaigns"] {
        let (_, head, _) = send(&world, Method::GET, page, &[]).await;
        assert_eq!(head["cross-origin-resource-policy"], "same-origin", "{page}");
    }
    // Before the close a card tells nothing of the vote; after it, the result.
    assert!(!world.get(&pictures[4], None).await.1.contains("voix"));
    go_to_close(&world).await;
    assert!(world.get(&pictures[4], None).await.1.contains("voix"));
    // What is not public has no card, for nobody.
    let mayor = world.sign_in("maire-figeac").await;
    let id = "01890000-0000-7000-8000-000000000abd";
    for card in [format!("/badges/besoin/{id}.svg"), format!("/cartes/besoin/{id}.svg"), "/cartes/projet/x.svg".into()]
    {
        assert_eq!(world.get(&card, Some(&mayor)).await.0, StatusCode::NOT_FOUND, "{card}");
    }
}

#[tokio::test]
async fn files_are_read_and_nothing_is_sent_to_them() {
    let world = world(true).await;
    for file in
        FILES.iter().chain(&["/besoins.jsonl", "/calendrier.ics", "/oembed", "/calendrier/0", "/badges/besoin/x.svg"])
    {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let (status, head, _) = send(&world, method.clone(), file, &[]).await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {file}");
            assert_eq!(head[header::ALLOW], "GET, HEAD, OPTIONS");
        }
        let (status, head, _) = send(&world, Method::OPTIONS, file, &[]).await;
        assert_eq!(
            (status, &head[header::ALLOW]),
            (StatusCode::NO_CONTENT, &"GET, HEAD, OPTIONS".parse().expect("text"))
        );
    }
    for file in FILES {
        let (status, _, body) = send(&world, Method::HEAD, file, &[]).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, ""), "{file}");
    }
}

#[tokio::test]
async fn what_changed_last_is_told_where_it_is_known() {
    let world = world(true).await;
    let project = a_project(&world).await;
    go_to_close(&world).await;
    let (id, entry) = granted(&world, project, world.ctx.now() - Duration::hours(1)).await;
    let need = link(&world.get("/besoins", None).await.1, "/besoins/");
    let versions = format!("/api/v1/needs/{}/versions", need.rsplit('/').next().expect("an identifier"));
    for path in [format!("/api/v1/decisions/{id}"), format!("/api/v1/payments/{entry}"), versions] {
        let (status, head, _) = send(&world, Method::GET, &path, &[]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let last = head[header::LAST_MODIFIED].to_str().expect("text").to_owned();
        let since = [(header::IF_MODIFIED_SINCE, last.as_str())];
        let (status, _, body) = send(&world, Method::GET, &path, &since).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
        let other = [(header::IF_MODIFIED_SINCE, last.as_str()), (header::IF_NONE_MATCH, "\"autre\"")];
        assert_eq!(send(&world, Method::GET, &path, &other).await.0, StatusCode::OK, "{path}: the tag decides");
        let before = [(header::IF_MODIFIED_SINCE, "Thu, 01 Jan 1970 00:00:00 GMT")];
        assert_eq!(send(&world, Method::GET, &path, &before).await.0, StatusCode::OK, "{path}");
    }
    for wrong in ["envelope=rien", "departement=99", "collectivity=1", "project=x", "limit=0", "cursor=x", "autre=1"] {
        for noun in ["decisions", "payments"] {
            let path = format!("/api/v1/campaigns/demonstration/{noun}?{wrong}");
            let (status, head, _) = send(&world, Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(head[header::CONTENT_TYPE], "application/problem+json", "{path}");
        }
    }
}

#[tokio::test]
async fn an_address_fills_a_form_and_does_nothing() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let long = "x".repeat(121);
    let (status, page) = world
        .get(
            "/besoins/nouveau?titre=Un+guichet+%3Cb%3E+commun&theme=signalement&urgence=high&probleme=Trop+de+papier",
            Some(&mayor),
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("value=\"Un guichet &lt;b&gt; commun\""), "{page}");
    assert!(
        page.contains("Trop de papier") && page.contains("a rempli\u{a0}: Titre, Problème, Thème, Urgence"),
        "{page}"
    );
    let (status, page) =
        world.get(&format!("/besoins/nouveau?titre={long}&titre=b&theme=rien&urgence=x&autre=1"), Some(&mayor)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("ne convient pas pour\u{a0}: Titre, Thème, Urgence"), "{page}");
    assert!(!world.get("/besoins/nouveau", Some(&mayor)).await.1.contains("a rempli"));
    // Whoever is not signed in is led to sign in, with the whole address to come back to.
    assert_eq!(world.get("/besoins/nouveau?titre=x", None).await.0, StatusCode::FORBIDDEN);
    let before = application::Entity::find().all(world.ctx.read()).await.expect("reads").len();
    for address in [
        "/enveloppes/co-construction/candidater?projet=01890000-0000-7000-8000-000000000001&groupement=x",
        "/enveloppes/connecteurs/candidater",
        "/enveloppes/dematerialisation/candidater?groupement=01890000-0000-7000-8000-000000000001",
    ] {
        let (status, page) = world.get(address, Some(&mayor)).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert_eq!(page.contains("ne convient pas pour"), address.contains('?'), "{address}");
    }
    assert_eq!(world.get("/enveloppes/rien/candidater", Some(&mayor)).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        application::Entity::find().all(world.ctx.read()).await.expect("reads").len(),
        before,
        "nothing is opened"
    );
}

#[tokio::test]
async fn ones_own_calendar_is_read_by_its_address_alone_and_shown_once() {
    let world = world(true).await;
    let mayor = world.sign_in("maire-figeac").await;
    let account = world.get("/compte", Some(&mayor)).await.1;
    assert!(account.contains("Créer l’adresse de mon calendrier") && !account.contains("/calendrier/"));
    let made = world.post("/compte/calendrier", Some(&mayor), &[]).await;
    assert_eq!(made.status(), StatusCode::SEE_OTHER);
    assert_eq!(made.headers()[header::LOCATION], "/compte#calendrier");
    let said = made.headers()[header::SET_COOKIE].to_str().expect("text");
    let cookies = format!("terreau={mayor}; {}", said.split(';').next().expect("a pair"));
    let (status, head, told) = send(&world, Method::GET, "/compte", &[(header::COOKIE, &cookies)]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(head[header::SET_COOKIE].to_str().expect("text").contains("Max-Age=0"), "told once");
    let address =
        told.split("http://localhost/calendrier/").nth(1).map(|rest| &rest[..64]).expect("shown once").to_owned();
    let address = format!("/calendrier/{address}");
    let (status, head, text) = send(&world, Method::GET, &address, &[]).await;
    assert_eq!(
        (status, &head[header::CONTENT_TYPE]),
        (StatusCode::OK, &"text/calendar; charset=utf-8".parse().expect("a type"))
    );
    assert_eq!(head[header::CACHE_CONTROL], "private, no-store");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert!(text.matches("BEGIN:VEVENT").count() >= 1 && text.lines().all(|line| line.len() <= 75), "{text}");
    let names =
        |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(names(&text), names(&world.get(&address, None).await.1), "a task keeps its name");
    let account = world.get("/compte", Some(&mayor)).await.1;
    assert!(account.contains("Remplacer l’adresse") && !account.contains(&address), "never shown again");
    let back = world.post("/compte/calendrier/supprimer", Some(&mayor), &[]).await;
    assert_eq!(back.status(), StatusCode::SEE_OTHER);
    assert_eq!(world.get(&address, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.get("/calendrier/0", Some(&mayor)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_sitemap_names_campaigns_and_what_is_followed_of_them() {
    let world = world(true).await;
    let text = world.get("/sitemap.xml", None).await.1;
    for address in ["/campagnes/demonstration", "/campagnes/demonstration/flux/besoins.atom", "/argent"] {
        assert!(text.contains(&format!("<loc>http://localhost{address}</loc>")), "{address}");
    }
    assert_eq!(world.get("/campagnes/demonstration/flux/decisions.atom", None).await.0, StatusCode::OK);
}
