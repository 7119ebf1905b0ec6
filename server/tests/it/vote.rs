//! From the frozen rule to the recount: what an auditor was promised.

use crate::world::{AFTER, CENSUS, SELECTION, World, at, at_once, on_both};
use chrono::Duration;
use entity::{
    archive::{self, Tampered},
    campaign::Publication,
    id::{CastId, ProjectId},
    log::{Checkpoint, Receipt, commitment},
    refusal::Refusal,
    table,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use server::{Context, Error, ballot, frozen_rule, log, project, reference::contacts, tally};

async fn projects(world: &World, author: &Context) -> [ProjectId; 2] {
    let curator = world.curator().await;
    let mut made = Vec::new();
    for cost in ["20 000 000", "9 000 000"] {
        let need = world.published(author).await;
        made.push(world.on_ballot(&curator, need, cost).await);
    }
    [made[0], made[1]]
}

async fn attempts(world: &World) -> usize {
    let query = table::audit_event::Entity::find().filter(table::audit_event::Column::Kind.eq("frozen_rule_refused"));
    query.all(world.platform.database.read()).await.expect("reads").len()
}

fn is_refused<T: std::fmt::Debug>(result: &Result<T, Error>, wanted: &Refusal) -> bool {
    matches!(result, Err(Error::Refused(refusal)) if refusal == wanted)
}

#[test]
fn what_is_frozen_does_not_change_and_each_attempt_is_traced() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let curator = world.curator().await;
        assert!(is_refused(&frozen_rule::freeze(&curator).await, &Refusal::NoProject));
        assert!(matches!(frozen_rule::freeze(&mayor).await, Err(Error::Forbidden)));
        let [first, _] = projects(&world, &mayor).await;
        let frozen = frozen_rule::freeze(&curator).await.expect("frozen");
        assert_eq!(frozen.rule.projects.len(), 2);
        assert!(frozen.rule.roll.collectivities.len() > 36_000);
        assert!(is_refused(&frozen_rule::freeze(&curator).await, &Refusal::RuleFrozen));

        assert!(is_refused(&project::abandon(&curator, first, &"Un motif.".into()).await, &Refusal::RuleFrozen));
        let campaign = world.campaign().await;
        let mut dearer = campaign.spec.clone();
        dearer.envelopes[0].amount += 1;
        let changed = server::campaign::import(&world.nobody(), &dearer, true).await;
        assert!(is_refused(&changed, &Refusal::RuleFrozen));
        assert_eq!(attempts(&world).await, 2);

        // Before the opening the list can be opened again, corrected, and frozen anew: another document.
        frozen_rule::reopen(&curator, &"Un motif.".into()).await.expect("before the opening");
        project::abandon(&curator, first, &"Un motif.".into()).await.expect("the list is open");
        let again = frozen_rule::freeze(&curator).await.expect("frozen");
        assert_ne!(again.hash, frozen.hash);
        world.go_to(SELECTION);
        assert!(is_refused(&frozen_rule::reopen(&curator, &"Un motif.".into()).await, &Refusal::RuleFrozen));
        assert_eq!(attempts(&world).await, 3);
        let stored =
            frozen_rule::find(&world.platform, world.platform.database.read(), campaign.id).await.expect("reads");
        assert_eq!(stored.expect("there").document, again.document);
    });
}

#[test]
fn without_a_frozen_rule_the_vote_does_not_open() {
    on_both(|world| async move {
        let mayor = world.elu(&world.commune("46102")).await;
        let [first, _] = projects(&world, &mayor).await;
        world.go_to(SELECTION);
        assert!(is_refused(&ballot::cast(&mayor, &[first]).await, &Refusal::RuleNotFrozen));
        assert!(is_refused(&ballot::prepare(&mayor, &[first]).await, &Refusal::RuleNotFrozen));
        // Late is better than never: the vote is then open.
        world.freeze().await;
        ballot::cast(&mayor, &[first]).await.expect("cast");
        world.go_to(AFTER);
        assert!(frozen_rule::freeze(&world.curator().await).await.is_err());
    });
}

#[test]
fn confirming_twice_casts_once_and_a_confirmation_of_somebody_else_is_refused() {
    on_both(|world| async move {
        let (mayor, other) = (world.elu(&world.commune("46102")).await, world.elu(&world.commune("29019")).await);
        let [first, second] = projects(&world, &mayor).await;
        world.open_vote().await;
        let id = CastId(world.platform.new_id());
        let cast = ballot::cast_once(&mayor, id, &[first]).await.expect("cast");
        let again = ballot::cast_once(&mayor, id, &[second]).await.expect("the first confirmation counts");
        assert_eq!(again, cast);
        assert!(is_refused(&ballot::cast_once(&other, id, &[first]).await, &Refusal::ForgedCastId));
        let campaign = world.campaign().await;
        assert_eq!(log::tree(&world.platform, campaign.id).await.expect("reads").size(), 1);
    });
}

#[test]
fn ballots_cast_together_each_have_their_own_outcome_and_their_place_in_the_log() {
    on_both(|world| async move {
        let mut voters = Vec::new();
        for insee in ["46102", "46042", "29019", "2A004", "97302", "75056"] {
            voters.push(world.elu(&world.commune(insee)).await);
        }
        let [first, second] = projects(&world, &voters[0]).await;
        let frozen = world.open_vote().await;
        let outcomes = at_once(60, |turn| {
            let voter = voters[turn % 6].clone();
            async move {
                // One in ten is wrong, and must not take its neighbours along.
                let choices = if turn % 10 == 3 { vec![] } else { vec![[first, second][turn / 6 % 2]] };
                (turn, ballot::cast(&voter, &choices).await)
            }
        })
        .await;
        for (turn, outcome) in &outcomes {
            match turn % 10 {
                3 => assert!(is_refused(outcome, &Refusal::EmptyBallot)),
                _ => assert!(outcome.is_ok(), "{outcome:?}"),
            }
        }
        let campaign = world.campaign().await;
        let leaves = table::log_leaf::Entity::find().all(world.platform.database.read()).await.expect("reads");
        let mut positions: Vec<i64> = leaves.iter().map(|leaf| leaf.position).collect();
        positions.sort_unstable();
        assert_eq!(
            positions,
            (0..i64::try_from(leaves.len()).expect("small")).collect::<Vec<_>>(),
            "no gap, no repetition"
        );
        for voter in &voters {
            let receipt = log::receipt(voter, &campaign).await.expect("own").expect("voted");
            let text = receipt.to_text();
            let head = Receipt::parse(&text).expect("its own text").verify(&frozen.log, &frozen.hash).expect("proved");
            assert_eq!(head.size, leaves.len() as u64);
            let stored = ballot::paper(voter, &campaign).await.expect("own").cast.expect("voted").0;
            assert_eq!(receipt.ballot.version, stored.version, "the receipt is of the ballot that counts");
        }
        let note = log::checkpoint(&world.nobody(), &campaign).await.expect("public").expect("there is a vote");
        assert!(Checkpoint::verify(&note, &frozen.log).is_ok());
        let entries = log::entries(&world.nobody(), campaign.id, 0, 1_000).await.expect("public");
        for leaf in &leaves {
            let nonce = leaf.nonce.as_slice().try_into().expect("32 bytes");
            assert_eq!(entries[usize::try_from(leaf.position).expect("small")], commitment(&nonce, &leaf.ballot));
        }
    });
}

#[test]
fn the_archive_is_there_after_the_close_only_and_anyone_recounts_it() {
    on_both(|world| async move {
        let voters = [world.elu(&world.commune("46102")).await, world.elu(&world.commune("29019")).await];
        let [first, second] = projects(&world, &voters[0]).await;
        let frozen = world.open_vote().await;
        ballot::cast(&voters[0], &[first]).await.expect("cast");
        ballot::cast(&voters[1], &[first, second]).await.expect("cast");
        ballot::cast(&voters[0], &[second]).await.expect("replaced");
        let campaign = world.campaign().await;
        world.clock.set(campaign.spec.calendar.selection.close() - Duration::milliseconds(1));
        for curious in [&world.nobody(), &world.curator().await, &voters[0]] {
            assert_eq!(server::archive::files(curious, campaign.id).await.expect("reads"), None);
        }
        world.clock.set(campaign.spec.calendar.selection.close());
        let files = server::archive::files(&world.nobody(), campaign.id).await.expect("reads").expect("closed");
        let recount = archive::verify(&files).expect("in order");
        assert_eq!((recount.entries, recount.ballots, recount.rule_hash), (3, 2, frozen.hash));
        let shown = tally::of_campaign(&world.nobody(), campaign.id).await.expect("reads").expect("closed");
        assert_eq!(recount.tally, shown.counted.tally, "what the page shows is what anyone counts");
        // Both databases write the same election, byte for byte: names, order and figures come from the ballots alone.
        let pb = &files[archive::ELECTION];
        assert!(pb.contains("num_votes;2\n") && pb.ends_with('\n') && !pb.contains('\r'), "{pb}");

        // Somebody with the database in hand changes a stored ballot: the log shows it.
        let disarm = match world.platform.database.is_sqlite() {
            true => "DROP TRIGGER log_leaf_no_update",
            false => "ALTER TABLE log_leaf DISABLE TRIGGER USER",
        };
        let tx = world.platform.database.begin().await.expect("begins");
        tx.execute_unprepared(disarm).await.expect("disarms");
        tx.execute_unprepared(&format!(
            "UPDATE log_leaf SET ballot = replace(ballot, '{second}', '{first}') WHERE position = 2"
        ))
        .await
        .expect("updates");
        tx.commit().await.expect("commits");
        let files = server::archive::files(&world.nobody(), campaign.id).await.expect("reads").expect("closed");
        assert_eq!(archive::verify(&files), Err(Tampered::Root));
        world.clock.set(at(CENSUS));
    });
}

#[test]
fn without_names_what_is_published_tells_no_collectivity_and_no_instant() {
    on_both(|world| async move {
        let mut spec = world.campaign().await.spec.clone();
        spec.selection.publication = Publication::Unnamed;
        server::campaign::import(&world.nobody(), &spec, true).await.expect("applied");
        let voters = [world.elu(&world.commune("46102")).await, world.elu(&world.commune("29019")).await];
        let [first, second] = projects(&world, &voters[0]).await;
        world.open_vote().await;
        ballot::cast(&voters[0], &[first]).await.expect("cast");
        ballot::cast(&voters[1], &[second]).await.expect("cast");
        ballot::cast(&voters[0], &[second]).await.expect("replaced");
        let campaign = world.campaign().await;

        // Until the close the turnout is that of the evening before; one's own page knows at once.
        let turnout = async || ballot::turnout(&world.nobody(), &campaign).await.expect("public");
        assert_eq!(turnout().await, 0);
        assert!(ballot::has_voted(&voters[0], &campaign, &voters[0].acting_for().expect("acts")).await.expect("own"));
        world.clock.set(world.platform.now() + Duration::days(1));
        assert_eq!(turnout().await, 2);
        assert_eq!(ballot::voters(&world.nobody(), &campaign).await.expect("public").len(), 2);

        world.go_to(AFTER);
        let files = server::archive::files(&world.nobody(), campaign.id).await.expect("reads").expect("closed");
        let recount = archive::verify(&files).expect("in order");
        assert_eq!((recount.entries, recount.ballots), (3, 2));
        for voter in &voters {
            let siren = voter.acting_for().expect("acts");
            for name in [archive::BALLOTS, archive::LOG, archive::ELECTION, archive::RESULT] {
                assert!(!files[name].contains(siren.as_str()), "{name}");
            }
            assert!(files[archive::VOTERS].contains(siren.as_str()));
        }
        assert!(!files[archive::BALLOTS].contains("2021-04"), "no instant");
        let shown = tally::of_campaign(&world.nobody(), campaign.id).await.expect("reads").expect("closed");
        let selected = |tally: &entity::tally::Tally| tally.selected().map(|step| step.project).collect::<Vec<_>>();
        assert_eq!(selected(&recount.tally), selected(&shown.counted.tally));
        let receipt = log::receipt(&voters[0], &campaign).await.expect("own").expect("voted");
        let published = archive::Published::new(receipt.ballot.clone(), &receipt.nonce);
        let line = usize::try_from(receipt.index).expect("small");
        assert_eq!(files[archive::LOG].lines().nth(line), Some(published.log_line().as_str()), "found by its receipt");
    });
}

#[test]
fn the_receipt_goes_to_the_official_address_with_the_ballot_and_holds_no_choice_until_it_is_sent() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let voters = [world.elu(&world.commune("46102")).await, world.elu(&world.commune("29019")).await];
        let siren = voters[0].acting_for().expect("acts");
        let list = format!("siren;courriel\n{siren};Mairie@Figeac.example\n");
        let wrong = format!("{list}{siren};mairie@figeac.example\n123456789;a@b.fr\n{siren};rien\n");
        let faults =
            contacts::import(&world.nobody(), "contacts.csv", wrong.as_bytes(), false).await.expect_err("refused");
        assert_eq!(faults.len(), 2, "the same address twice is one: {faults:?}");
        assert_eq!(
            contacts::import(&world.nobody(), "contacts.csv", list.as_bytes(), false).await.expect("imports").rows,
            1
        );
        let [first, second] = projects(&world, &voters[0]).await;
        world.open_vote().await;
        ballot::cast(&voters[0], &[first]).await.expect("cast");
        ballot::cast(&voters[1], &[first]).await.expect("cast");
        assert!(ballot::cast(&voters[0], &[] as &[ProjectId]).await.is_err());
        ballot::cast(&voters[0], &[second]).await.expect("replaced");
        let mails = table::mail::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert_eq!(mails.len(), 2, "one for each ballot of a collectivité that has an address");
        for mail in mails {
            assert_eq!(mail.recipient, "mairie@figeac.example");
            assert!(!mail.content.contains(&first.to_string()) && !mail.content.contains(&second.to_string()));
        }
    });
}

#[test]
fn no_ballot_is_taken_by_a_database_that_may_lose_it() {
    on_both(|world| async move {
        assert_eq!(world.platform.database.what_may_lose_commits().await.expect("answers"), Vec::<String>::new());
        if world.platform.database.is_sqlite() {
            // Terreau sets SQLite's settings itself, for each connection.
            return;
        }
        let mayor = world.elu(&world.commune("46102")).await;
        let [first, _] = projects(&world, &mayor).await;
        world.open_vote().await;
        let read = world.platform.database.read();
        let name =
            "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$";
        read.execute_unprepared(name).await.expect("a superuser of the test server");
        let careless = world.restarted().await;
        let mayor = Context::new(careless, mayor.actor.clone(), "test");
        assert!(is_refused(&ballot::cast(&mayor, &[first]).await, &Refusal::NotDurable));
        mayor.platform.database.clone().close().await;
    });
}
