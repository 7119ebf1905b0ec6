//! Bank accounts: given where the campaign asks, kept sealed, read whole by those who pay alone, erased when nothing
//! is paid any more.

use crate::{
    convention::{accepted, wants},
    fixture::{fields, notified, refusal},
    world::{World, on_both},
};
use entity::{
    iban::Iban,
    id::{ApplicationId, InstalmentId},
    payment_file::{PaymentValue, columns},
    reason::TypedReason,
    refusal::Refusal,
    table::{audit_event, bank_account as table},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, Statement,
};
use server::{
    Context, Error, Platform,
    application::query,
    bank_account::{give, stored::Account},
    campaign::{self, Import},
    database::sqlite_file,
    payment::{self, file},
    retention::{Retention, purge},
    vault::Vault,
};
use std::sync::Arc;

const IBAN: &str = "FR7630006000011234567890189";
/// Without its ends, as somebody would look for it.
const DIGITS: &str = "3000600001123456789";

fn iban(text: &str) -> Iban {
    Iban::parse(text).expect("an IBAN")
}

async fn account(ctx: &Context, id: ApplicationId) -> Option<Account> {
    query::detail(ctx, id).await.expect("readable").funding.account
}

/// Everything that the database holds, as text: its file, or each row of each table.
async fn everything(platform: &Platform, url: &str) -> String {
    let database = &platform.database;
    if database.is_sqlite() {
        let file = sqlite_file(url).expect("a file");
        let beside = format!("{}-wal", file.display());
        let bytes = [std::fs::read(&file).expect("reads"), std::fs::read(beside).unwrap_or_default()].concat();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let ask = async |sql: String| {
        let rows = database.read().query_all_raw(Statement::from_string(sea_orm::DatabaseBackend::Postgres, sql));
        let rows = rows.await.expect("reads");
        rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a text")).collect::<Vec<_>>()
    };
    let mut all = String::new();
    for table in ask("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'".into()).await {
        all += &ask(format!("SELECT COALESCE(string_agg(t::text, ' '), '') FROM {table} t")).await.concat();
    }
    all
}

async fn instalment(world: &World, lead: &Context, curator: &Context, id: ApplicationId) -> InstalmentId {
    payment::sign(curator, id, "2021-03-01").await.expect("signed");
    let instalment = InstalmentId(world.platform.new_id());
    payment::ask(lead, id, instalment, "100 000", "Des factures").await.expect("asked");
    instalment
}

async fn kept(world: &World) -> u64 {
    table::Entity::find().count(world.platform.database.read()).await.expect("reads")
}

#[test]
fn an_iban_is_given_by_the_lead_read_whole_by_who_pays_and_stands_nowhere_in_clear() {
    on_both(|world| async move {
        let (lead, curator, id) = accepted(&world).await;
        assert!(matches!(give(&lead, id, IBAN).await, Err(Error::NotFound)), "the campaign does not ask");
        assert_eq!(account(&lead, id).await, None);
        wants(&world, |spec| spec.iban = true).await;
        assert_eq!(account(&lead, id).await, Some(Account::Awaited));
        assert_eq!(fields(give(&lead, id, "FR7630006000011234567890188").await)[0].1, Refusal::IbanCheckDigits);
        assert!(matches!(give(&curator, id, IBAN).await, Err(Error::Forbidden)), "who pays does not say to whom");
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(give(&stranger, id, IBAN).await, Err(Error::NotFound)));
        give(&lead, id, "FR76 3000 6000 0112 3456 7890 189").await.expect("given");
        let pays = instalment(&world, &lead, &curator, id).await;

        assert_eq!(account(&lead, id).await, Some(Account::Ending("0189".into())), "nor the giver");
        assert_eq!(account(&curator, id).await, Some(Account::Whole(iban(IBAN))));
        let seen = query::detail(&world.assessor().await, id).await;
        assert!(seen.is_err() || seen.is_ok_and(|detail| detail.funding.account.is_none()));
        let mut linked = curator.clone();
        linked.actor.memberships = vec![lead.actor.acting.as_ref().expect("acts").siren];
        let campaign = world.campaign().await;
        let lines = file::to_pay(&curator, &campaign).await.expect("listed");
        assert_eq!((lines[0].reference, lines[0].account.clone()), (pays, Account::Whole(iban(IBAN))));
        assert!(columns(&[], campaign.spec.iban).iter().any(|column| column.value == PaymentValue::Iban));
        assert_eq!(file::to_pay(&linked, &campaign).await.expect("listed")[0].account, Account::Awaited);
        assert!(matches!(file::to_pay(&lead, &campaign).await, Err(Error::Forbidden)));

        assert_eq!(notified(&world, &curator, "bank_account_given").await, 1, "that, not which");
        let all = everything(&world.platform, world.url()).await;
        assert!(all.contains("bank_account_given"), "this is what the database holds");
        assert!(!all.contains(DIGITS), "its digits stand somewhere");
        let events = audit_event::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(events.iter().all(|event| !event.payload.contains("0189")), "not even its end");
        let mine = server::account::copy(&lead).await.expect("taken").to_string();
        assert!(!mine.contains(DIGITS));
    });
}

#[test]
fn another_key_says_so_and_a_sealed_account_is_of_one_application_alone() {
    on_both(|world| async move {
        let (lead, curator, id) = accepted(&world).await;
        wants(&world, |spec| spec.iban = true).await;
        give(&lead, id, IBAN).await.expect("given");
        instalment(&world, &lead, &curator, id).await;
        let campaign = world.campaign().await;
        let on = |platform: Platform, ctx: &Context| Context { platform: Arc::new(platform), ..ctx.clone() };
        let other = || Vault::new(&[8; 32]);
        for (key, why) in [(other(), Refusal::IbanKeyWrong), (None, Refusal::IbanKeyMissing)] {
            let platform = world.another().await.with_vault(key);
            let (curator, lead) = (on(platform, &curator), &lead);
            let unreadable = Account::Unreadable(why.clone());
            assert_eq!(account(&curator, id).await, Some(unreadable.clone()));
            assert_eq!(file::to_pay(&curator, &campaign).await.expect("listed")[0].account, unreadable);
            if why == Refusal::IbanKeyMissing {
                let lead = Context { platform: Arc::clone(&curator.platform), ..lead.clone() };
                assert_eq!(refusal(give(&lead, id, IBAN).await), why);
            }
            curator.platform.database.clone().close().await;
        }
        // Put beside another application, it opens no more.
        let row =
            table::Entity::find_by_id(id).one(world.platform.database.read()).await.expect("reads").expect("kept");
        let of_another = Vault::new(&[7; 32]).expect("a key");
        assert!(server::bank_account::stored::is_of(&of_another, &row));
        let moved = table::Model { application: ApplicationId(world.platform.new_id()), ..row.clone() };
        assert!(!server::bank_account::stored::is_of(&of_another, &moved));
        let tx = world.platform.database.begin().await.expect("begins");
        let mut changed = row.into_active_model();
        changed.sealed = Set("00".repeat(60));
        changed.update(&tx).await.expect("updates");
        tx.commit().await.expect("commits");
        assert_eq!(account(&curator, id).await, Some(Account::Unreadable(Refusal::IbanKeyWrong)));
        give(&lead, id, IBAN).await.expect("given anew");
        assert_eq!(account(&curator, id).await, Some(Account::Whole(iban(IBAN))));
    });
}

#[test]
fn a_campaign_that_asks_for_ibans_is_not_opened_without_a_key() {
    on_both(|world| async move {
        let mut spec = world.campaign().await.spec.clone();
        (spec.slug, spec.iban) = ("suite".into(), true);
        let keyless = Arc::new(world.another().await.with_vault(None));
        let ctx = Context { platform: Arc::clone(&keyless), ..world.nobody() };
        assert_eq!(campaign::import(&ctx, &spec, false).await.expect("is prepared"), Import::Created);
        assert_eq!(refusal(campaign::open(&ctx, "suite").await), Refusal::IbanKeyMissing);
        let mut opened = world.campaign().await.spec.clone();
        opened.iban = true;
        assert_eq!(refusal(campaign::import(&ctx, &opened, true).await), Refusal::IbanKeyMissing, "nor changed to ask");
        keyless.database.clone().close().await;
        assert!(!world.campaign().await.spec.iban);
        campaign::open(&world.nobody(), "suite").await.expect("opens");
    });
}

#[test]
fn an_account_is_erased_with_the_application_and_once_nothing_is_paid_any_more() {
    on_both(|world| async move {
        let (lead, curator, id) = accepted(&world).await;
        wants(&world, |spec| spec.iban = true).await;
        give(&lead, id, IBAN).await.expect("given");
        purge(&world.platform, Retention::default()).await.expect("purged");
        assert_eq!(kept(&world).await, 1, "something may still be paid");
        let pays = instalment(&world, &lead, &curator, id).await;
        payment::pay(&curator, id, pays).await.expect("paid");
        let reason = TypedReason::from("Le projet est terminé.");
        payment::close(&curator, id, &reason).await.expect("closed");
        purge(&world.platform, Retention::default()).await.expect("purged");
        assert_eq!((kept(&world).await, account(&curator, id).await), (0, Some(Account::Awaited)));
        assert_eq!(refusal(give(&lead, id, IBAN).await), Refusal::WrongState, "nothing is paid to it");
    });
    on_both(|world| async move {
        let (lead, _, id) = accepted(&world).await;
        wants(&world, |spec| spec.iban = true).await;
        give(&lead, id, IBAN).await.expect("given");
        let reason = TypedReason::from("Nous renonçons.");
        server::application::withdraw(&lead, id, &reason).await.expect("withdrawn");
        assert_eq!(kept(&world).await, 0);
    });
}
