//! Signing in through ProConnect, where no browser reaches: time that passes, a provider that is gone. What it says and
//! how it lies is tried in the browser, at a real provider (`end2end/tests/proconnect.spec.ts`).

use crate::world::{World, on_both};
use chrono::Duration;
use entity::{
    id::PersonId,
    permission::Actor,
    refusal::Refusal,
    sign_in::{Fault, Method, Organisation},
    table::{identity, session, sign_in_attempt},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use server::{
    Context, Error,
    clock::SystemClock,
    proconnect::{self, Algorithm, Back, ProConnect, ProviderIdentity, Registration},
    sign_in::Browser,
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// What a provider says of itself, and no more: it answers every request so.
async fn describes_itself() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("an address"));
    let described = serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        // Of the keys' own address: one answer does for both.
        "keys": [],
    });
    let body = described.to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    issuer
}

fn at(issuer: &str) -> ProConnect {
    let registration = Registration {
        issuer: issuer.into(),
        client_id: "terreau".into(),
        client_secret: "secret".into(),
        algorithm: Algorithm::Es256,
        pkce: true,
        acr: "eidas1".into(),
    };
    ProConnect::new(registration, "https://terreau.example").expect("configured")
}

fn browser(secret: &str) -> Browser {
    Browser { secret: secret.into(), name: "Firefox".into(), network: "203.0.113.9".into() }
}

/// The state with which a browser is sent to the provider.
async fn begun(world: &World, secret: &str) -> String {
    let address = proconnect::begin(&world.nobody(), &browser(secret), "/besoins").await.expect("begins");
    let (_, rest) = address.split_once("state=").expect("a state");
    rest.split('&').next().unwrap_or_default().to_owned()
}

/// What comes of coming back with a state, and with the provider's refusal.
async fn back_with(world: &World, secret: &str, state: &str) -> Fault {
    let back = Back { state: Some(state.into()), error: Some("access_denied".into()), ..Back::default() };
    match proconnect::complete(&world.nobody(), back, &browser(secret)).await {
        Err(Error::SignIn(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

async fn attempts(world: &World) -> u64 {
    sign_in_attempt::Entity::find().count(world.platform.database.read()).await.expect("counts")
}

#[test]
fn a_sign_in_ends_after_ten_minutes_and_no_state_is_of_use_twice() {
    on_both(|world| async move {
        let world = world.with_proconnect(at(&describes_itself().await)).await;
        let state = begun(&world, "town hall").await;
        assert_eq!(back_with(&world, "town hall", &state).await, Fault::Cancelled);
        assert_eq!(back_with(&world, "town hall", &state).await, Fault::State);

        let state = begun(&world, "town hall").await;
        let old = SystemClock::machine_now() - Duration::minutes(10) - Duration::seconds(1);
        let tx = world.platform.database.begin().await.expect("begins");
        let row = sign_in_attempt::ActiveModel { asked_at: Set(old.into()), ..Default::default() };
        sign_in_attempt::Entity::update_many().set(row).exec(&tx).await.expect("changes");
        tx.commit().await.expect("commits");
        assert_eq!(back_with(&world, "town hall", &state).await, Fault::Ended);

        for other in ["somebody else", ""] {
            let state = begun(&world, "town hall").await;
            assert_eq!(back_with(&world, other, &state).await, Fault::State);
            assert_eq!(back_with(&world, "town hall", &state).await, Fault::State, "it was shown to another browser");
        }
        assert_eq!(attempts(&world).await, 0);
    });
}

#[test]
fn a_state_of_signing_in_is_none_of_signing_out() {
    on_both(|world| async move {
        let world = world.with_proconnect(at(&describes_itself().await)).await;
        let state = begun(&world, "town hall").await;
        let back = Back { state: Some(state.clone()), ..Back::default() };
        let signed_out = proconnect::has_signed_out(&world.nobody(), back, &browser("town hall")).await;
        assert!(!signed_out.expect("answers"));
        assert_eq!(back_with(&world, "town hall", &state).await, Fault::Cancelled);
    });
}

#[test]
fn whoever_signs_out_is_signed_out_here_though_the_provider_is_gone() {
    on_both(|world| async move {
        // Nobody listens on this port of this machine.
        let world = world.with_proconnect(at("http://127.0.0.1:1")).await;
        let agent = world.agent(&world.commune("46102")).await;
        let now = SystemClock::machine_now();
        let row = session::Model {
            token_hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".into(),
            person: agent.person().expect("somebody"),
            acting_for: None,
            created_at: now.into(),
            expires_at: (now + Duration::hours(1)).into(),
            seen_at: now.into(),
            method: Method::ProConnect,
            browser: "Firefox".into(),
            second_factor: false,
            id_token: Some("a.b.c".into()),
            previous_visit: None,
            view_role: None,
            view_siren: None,
            view_departement: None,
            view_until: None,
        };
        let tx = world.platform.database.begin().await.expect("begins");
        session::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        tx.commit().await.expect("commits");
        // The token is the empty text: its hash is the one above.
        let return_to = proconnect::sign_out(&agent, "", &browser("town hall")).await.expect("signs out");
        assert_eq!(return_to, None);
        assert_eq!(session::Entity::find().count(world.platform.database.read()).await.expect("counts"), 0);
        assert_eq!(attempts(&world).await, 0);
    });
}

#[test]
fn a_changed_organisation_is_told_until_the_person_takes_note_of_it() {
    on_both(|world| async move {
        let agent = world.agent(&world.commune("46102")).await;
        assert_eq!(proconnect::known(&agent).await.expect("reads"), None);
        let organisation = |siret: &str| serde_json::to_string(&Organisation::of(siret)).expect("JSON");
        let row = identity::Model {
            issuer: "https://provider.example".into(),
            subject: "agent".into(),
            person: agent.person().expect("somebody"),
            email: "agent@die.example".into(),
            organisation: organisation("21260113200013"),
            before: Some(organisation("21460102300010")),
            seen_at: SystemClock::machine_now().into(),
        };
        let tx = world.platform.database.begin().await.expect("begins");
        identity::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        tx.commit().await.expect("commits");

        let nobody_else = Context::new(
            Arc::clone(&world.platform),
            Actor { person: Some(PersonId(world.platform.new_id())), ..Actor::default() },
            "test",
        );
        proconnect::acknowledge(&nobody_else).await.expect("does nothing");
        let organisation = Organisation::of("21260113200013");
        let mut told = ProviderIdentity { email: "agent@die.example".into(), organisation, changed: true };
        assert_eq!(proconnect::known(&agent).await.expect("reads").as_ref(), Some(&told));
        for _ in 0..2 {
            proconnect::acknowledge(&agent).await.expect("takes note");
            told.changed = false;
            assert_eq!(proconnect::known(&agent).await.expect("reads").as_ref(), Some(&told));
        }
        assert!(matches!(proconnect::acknowledge(&world.nobody()).await, Err(Error::SignInNeeded)));
    });
}

#[test]
fn a_network_begins_a_hundred_sign_ins_at_once_and_no_more() {
    on_both(|world| async move {
        let world = world.with_proconnect(at(&describes_itself().await)).await;
        for _ in 0..100 {
            begun(&world, "town hall").await;
        }
        let nobody = world.nobody();
        let next = proconnect::begin(&nobody, &browser("town hall"), "/besoins").await;
        assert!(matches!(next, Err(Error::Refused(Refusal::TooManySignIns))), "{next:?}");
        let elsewhere = Browser { network: "203.0.113.10".into(), ..browser("town hall") };
        proconnect::begin(&nobody, &elsewhere, "/besoins").await.expect("another network begins");
    });
}

#[test]
fn a_provider_that_hangs_is_asked_once() {
    on_both(|world| async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let held = tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                open.push(stream);
            }
        });
        let world = world.with_proconnect(at(&issuer)).await;
        let (nobody, browser) = (world.nobody(), browser("town hall"));
        // Fifty at once: they wait for the answer to the first, and get the same.
        let all = (0..50).map(|_| proconnect::begin(&nobody, &browser, "/"));
        for one in futures_util::future::join_all(all).await {
            assert!(matches!(one, Err(Error::SignIn(Fault::Unreachable))), "{one:?}");
        }
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        held.abort();
    });
}
