//! The ledger: what is allotted, moved, engaged and never overdrawn.

use crate::fixture::{
    WAVE_1, accept, assess, assessed, costs, delegated, diagnosis, held, is_sound, piloted, refusal, selected, state,
    submitted, type_in, version,
};
use crate::world::{World, at_once, on_both};
use entity::{
    application::ApplicationState,
    campaign::Campaign,
    id::ApplicationId,
    ledger::{Account, Fund, Scope},
    money::Euros,
    refusal::Refusal,
    siren::Siren,
    table::{ledger_account, ledger_entry},
};
use sea_orm::{ConnectionTrait, EntityTrait};
use server::{
    Context, Error,
    application::{self, Choice, handling},
    assessment,
    campaign::file,
    decision, envelope,
    ledger::{self, Delegated},
};
use std::sync::Arc;

#[test]
fn what_the_campaign_allots_is_in_the_ledger_once_and_adds_up_to_88_millions() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let views = envelope::overview(&world.nobody(), &campaign).await.expect("reads");
        assert_eq!(envelope::sum(&views).holdings.allotted(), 8_800_000_000);
        let spec = file::read(crate::world::CAMPAIGN).expect("valid");
        server::campaign::import(&world.nobody(), &spec, true).await.expect("imports again");
        let book = ledger::book(world.platform.database.read(), campaign.id).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -8_800_000_000);
        assert_eq!(book.envelope("laboratoires").left, 400_000_000);
        assert_eq!(book.holdings(&Fund::new("dematerialisation", Scope::Wave(1))).left, 750_000_000);
        is_sound(&world).await;
    });
}

#[test]
fn an_entry_of_the_ledger_is_not_changed_nor_deleted_and_an_account_not_overdrawn() {
    on_both(|world| async move {
        let campaign = world.campaign().await.id;
        for sql in ["UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry"] {
            let tx = world.platform.database.begin().await.expect("begins");
            tx.execute_unprepared(sql).await.expect_err("the ledger is append only");
            tx.rollback().await.expect("rolls back");
        }
        // Whatever a server believes: the database itself refuses what would be spent twice, what moves nothing, and
        // what comes from nowhere.
        let source = format!("{campaign}///source");
        let available = format!("{campaign}/ingenierie//available");
        let tx = world.platform.database.begin().await.expect("begins");
        let account = ledger_account::Model {
            id: format!("{campaign}/ingenierie//engaged"),
            campaign,
            envelope: "ingenierie".into(),
            scope: String::new(),
            kind: entity::ledger::AccountKind::Engaged,
            balance: 0,
        };
        use sea_orm::IntoActiveModel;
        let engaged = account.id.clone();
        ledger_account::Entity::insert(account.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        tx.commit().await.expect("commits");
        let entry = |from: &str, to: &str, cents: i64| ledger_entry::Model {
            id: entity::id::EntryId(world.platform.new_id()),
            campaign,
            kind: entity::ledger::EntryKind::Engagement,
            from_account: from.into(),
            to_account: to.into(),
            amount: Euros::from_cents(cents).expect("an amount"),
            application: None,
            note: String::new(),
            person: None,
            at: world.platform.now().into(),
        };
        for (from, to, cents) in [
            (available.as_str(), engaged.as_str(), 3_000_000_001),
            (engaged.as_str(), available.as_str(), 1),
            (available.as_str(), available.as_str(), 5),
            (available.as_str(), engaged.as_str(), 0),
            ("nowhere", engaged.as_str(), 5),
        ] {
            let tx = world.platform.database.begin().await.expect("begins");
            let row = entry(from, to, cents).into_active_model();
            ledger_entry::Entity::insert(row).exec_without_returning(&tx).await.expect_err("refused");
            tx.rollback().await.expect("rolls back");
        }
        let tx = world.platform.database.begin().await.expect("begins");
        for (from, to, cents) in
            [(source.as_str(), available.as_str(), 1), (available.as_str(), engaged.as_str(), 3_000_000_001)]
        {
            let row = entry(from, to, cents).into_active_model();
            ledger_entry::Entity::insert(row).exec_without_returning(&tx).await.expect("balanced, and there");
        }
        tx.rollback().await.expect("rolls back");
        is_sound(&world).await;
    });
}

#[test]
fn sixty_four_decisions_at_once_engage_what_there_is_and_not_a_cent_more() {
    on_both(|world| async move {
        // 1,500,000 € pay for connectors: at 100,000 € each, fifteen applications of sixty-four.
        let mut spec: Campaign = file::read(crate::world::CAMPAIGN).expect("valid");
        for envelope in &mut spec.envelopes {
            envelope.items.iter_mut().for_each(|item| item.amount = 100_000);
        }
        server::campaign::import(&world.nobody(), &spec, true).await.expect("imports");
        world.go_to(WAVE_1);
        let curator = world.curator().await;
        let reference = world.platform.reference();
        let communes = reference.collectivities().filter(|body| body.insee.is_some()).take(64);
        let mut ids = Vec::new();
        for commune in communes {
            ids.push(connector(&world, &commune.siren).await);
        }
        handling::find_complete(&curator, &ids).await.expect("complete");
        let other = world.restarted().await;
        let servers = [Arc::clone(&world.platform), other];
        let outcomes = {
            let (ids, curator, servers) = (ids.clone(), curator.clone(), servers.clone());
            at_once(64, move |turn| {
                let mut ctx = curator.clone();
                ctx.platform = Arc::clone(&servers[turn % 2]);
                let id = ids[turn];
                async move { decision::decide(&ctx, &[accept(id)], None).await }
            })
            .await
        };
        let accepted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(accepted, 15);
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(outcome), Refusal::NotEnoughLeft { left: 0 });
        }
        assert_eq!(held(&world, &Fund::unallotted("dematerialisation")).await, (0, 1_500_000, 0));
        is_sound(&world).await;
        // The same decision again, many times at once: decided once.
        let first = {
            let mut first = None;
            for id in &ids {
                if state(&world, *id).await == ApplicationState::Accepted {
                    first = Some(*id);
                }
            }
            first.expect("one was accepted")
        };
        let again = at_once(16, move |_| {
            let curator = curator.clone();
            async move { decision::decide(&curator, &[accept(first)], None).await }
        })
        .await;
        assert!(again.into_iter().all(|outcome| refusal(outcome) == Refusal::AlreadyDecided));
        assert_eq!(held(&world, &Fund::unallotted("dematerialisation")).await, (0, 1_500_000, 0));
    });
}

#[test]
fn a_wave_whose_amount_changes_in_the_file_follows_it_and_gives_back_no_more_than_it_has() {
    on_both(|world| async move {
        let campaign = world.campaign().await.id;
        let mut spec = file::read(crate::world::CAMPAIGN).expect("valid");
        let waves = |spec: &mut Campaign, amounts: [u32; 2]| {
            let envelope = spec.envelopes.iter_mut().find(|envelope| envelope.code == "dematerialisation");
            for (wave, amount) in envelope.expect("there").waves.iter_mut().zip(amounts) {
                wave.amount = Some(amount);
            }
        };
        let left = async |world: &World, wave| {
            let book = ledger::book(world.platform.database.read(), campaign).await.expect("reads");
            book.holdings(&Fund::new("dematerialisation", Scope::Wave(wave))).left
        };
        waves(&mut spec, [8_000_000, 7_000_000]);
        server::campaign::import(&world.nobody(), &spec, true).await.expect("imports");
        server::campaign::import(&world.nobody(), &spec, true).await.expect("and once more");
        assert_eq!((left(&world, 1).await, left(&world, 2).await), (800_000_000, 700_000_000));
        let book = ledger::book(world.platform.database.read(), campaign).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -8_800_000_000, "nothing came or went");

        let (_, _, id) = submitted(&world, "1 000 000").await;
        let curator = world.curator().await;
        assess(&world, &curator, id, [["4", "4", "4"]; 2]).await;
        decision::decide(&curator, &[accept(id)], None).await.expect("engaged");
        waves(&mut spec, [400_000, 7_000_000]);
        let promised = refusal(server::campaign::import(&world.nobody(), &spec, true).await);
        assert_eq!(promised, Refusal::NotEnoughLeft { left: 750_000_000 });
        assert_eq!(left(&world, 1).await, 750_000_000, "nothing of the application was taken over");
        is_sound(&world).await;
    });
}

#[test]
fn money_is_delegated_while_a_prefect_decides_and_nothing_waits_for_ever() {
    on_both(|world| async move {
        let (curator, officer) = (world.curator().await, world.officer("46").await);
        world.go_to(WAVE_1);
        let campaign = world.campaign().await;
        let figeac = world.agent(&world.commune("46102")).await;
        let id = diagnosis(&world, &figeac).await;
        type_in(&figeac, id, &[("costs", &costs("10 000", None))]).await;
        application::submit(&figeac, id, version(&world).await).await.expect("submitted");
        handling::find_complete(&officer, &[id]).await.expect("complete");
        assessment::assign(&officer, &[id]).await.expect("assigned");
        assert_eq!(refusal(decision::decide(&officer, &[accept(id)], None).await), Refusal::ConflictNotDeclared);
        assessment::declare(&officer, id, false).await.expect("no link");
        assessment::mark(&officer, id, &assessed(["3", "3", "3"])).await.expect("marked");
        let entry = Some(entity::id::EntryId(world.platform.new_id()));
        let delegated = Delegated { entry, ..delegated("10 000", false) };
        let outcomes = at_once(32, move |turn| {
            let (curator, officer) = (curator.clone(), officer.clone());
            let (campaign, delegated) = (campaign.clone(), delegated.clone());
            async move {
                match turn % 2 {
                    0 => ledger::delegate(&curator, campaign.id, &campaign.spec, &delegated)
                        .await
                        .map_err(|e| e.to_string()),
                    _ => match decision::decide(&officer, &[accept(id)], None).await {
                        Ok(()) | Err(Error::Refused(_) | Error::Fields(_)) => Ok(()),
                        Err(other) => Err(other.to_string()),
                    },
                }
            }
        })
        .await;
        assert_eq!(outcomes.into_iter().filter_map(Result::err).collect::<Vec<_>>(), [""; 0]);
        let (left, engaged, _) = held(&world, &Fund::new("ingenierie", Scope::Departement("46".into()))).await;
        assert_eq!(left + engaged, 10_000, "the form that was sent sixteen times moved money once");
        is_sound(&world).await;
    });
}

#[test]
fn two_first_decisions_at_once_allot_a_project_its_cost_once() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        let project = selected(&world, &mayor, &curator).await;
        let reference = world.platform.reference();
        let communes: Vec<Siren> =
            reference.collectivities().filter(|body| body.insee.is_some()).take(8).map(|body| body.siren).collect();
        let mut files = Vec::new();
        for siren in communes {
            let agent = world.agent(&siren).await;
            let id = piloted(&world, &agent, project, "100 000").await;
            files.push(id);
        }
        handling::find_complete(&curator, &files).await.expect("complete");
        let outcomes = at_once(8, move |turn| {
            let (curator, id) = (curator.clone(), files[turn]);
            async move { decision::decide(&curator, &[accept(id)], None).await }
        })
        .await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5, "500,000 € pay for five");
        let fund = Fund::new("co-construction", Scope::Project(project));
        assert_eq!(held(&world, &fund).await, (0, 500_000, 0));
        assert_eq!(held(&world, &Fund::unallotted("co-construction")).await, (29_500_000, 0, 0));
        is_sound(&world).await;
    });
}

#[test]
fn a_campaign_of_the_release_before_is_read_kept_as_a_version_and_allotted() {
    on_both(|world| async move {
        let spec = serde_json::to_value(world.campaign().await.spec).expect("writes");
        let mut before = spec.clone();
        before.as_object_mut().expect("a table").retain(|key, _| key != "form" && key != "appeal");
        let then = |code: &str, amount: u32| {
            serde_json::json!({
                "code": code, "title": code, "amount": amount, "purpose": "Pour essayer.",
                "subsidy_percent": 50, "waves": 3, "decided_by": "Préfets",
                "criteria": ["Ampleur du portage"], "topics": ["Portails"],
                "reserved": [{ "amount": 4_000_000, "purpose": "Laboratoires" }],
                "eligibility": { "any": [{ "inhabitants": 500_000 }, { "departement": true }] },
            })
        };
        before["envelope"] = serde_json::json!([then("co-construction", 30_000_000), then("ingenierie", 34_000_000)]);
        world.before_the_money(&before.to_string()).await;

        world.platform.database.migrate().await.expect("migrates");
        let platform = world.restarted().await;
        let ctx = Context::new(Arc::clone(&platform), Default::default(), "test");
        server::campaign::settle_opened(&ctx).await.expect("allots");
        server::campaign::settle_opened(&ctx).await.expect("once");
        let campaign = server::campaign::loaded::current_campaign(platform.database.read()).await.expect("is read");
        assert_eq!(campaign.spec.envelopes.len(), 2);
        let book = ledger::book(platform.database.read(), campaign.id).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -6_400_000_000);
        // The file of now says the rest.
        let now: Campaign = serde_json::from_value(spec).expect("reads");
        server::campaign::import(&ctx, &now, true).await.expect("imports");
        let book = ledger::book(platform.database.read(), campaign.id).await.expect("reads");
        assert_eq!(book.balance(&Account::source()), -8_800_000_000);
        platform.database.clone().close().await;
    });
}

/// An order of FranceConnect by a commune, submitted.
async fn connector(world: &World, siren: &Siren) -> ApplicationId {
    let agent = world.agent(siren).await;
    let id = ApplicationId(world.platform.new_id());
    let choice = Choice { envelope: "connecteurs".into(), ..Choice::default() };
    application::open(&agent, id, &choice).await.expect("opened");
    type_in(&agent, id, &[("items", "franceconnect"), ("software", "Portail des familles")]).await;
    application::submit(&agent, id, version(world).await).await.expect("submitted");
    id
}
