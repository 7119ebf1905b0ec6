//! Money that was granted in public: nothing before its hour, each payment with what led to it, and the SIRET that the
//! law's form asks for. And one's own deadlines, under a secret address.

use crate::fixture::{accept, piloted, selected};
use crate::world::{CENSUS, World, on_both};
use entity::{
    deployment::DeploymentState,
    id::{ApplicationId, EntryId, InstalmentId, ProjectId},
    ledger::EntryKind,
    money::Euros,
    siret::Granting,
    table::{calendar_link, ledger_entry, membership, seat},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    Context, Error,
    application::handling,
    decision, deployment,
    grant::{self, Filter, life, payment as paid, subsidy, usage},
    own_calendar, payment,
    reference::seats,
    task::TaskKind,
};

/// Figeac's pilot of a project, agreed, with so much paid in two instalments; the collectivité's people and a curator.
async fn paid_pilot(world: &World) -> (Context, Context, ProjectId, ApplicationId) {
    let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
    let project = selected(world, &mayor, &curator).await;
    let id = piloted(world, &mayor, project, "300 000").await;
    handling::find_complete(&curator, &[id]).await.expect("complete");
    decision::decide(&curator, &[accept(id)], None).await.expect("decided");
    payment::sign(&curator, id, "2021-07-10").await.expect("signed");
    for amount in ["100 000", "50 000"] {
        world.clock.set(world.platform.now() + chrono::Duration::days(2));
        let instalment = InstalmentId(world.platform.new_id());
        payment::ask(&mayor, id, instalment, amount, "Une tranche").await.expect("asked");
        payment::pay(&curator, id, instalment).await.expect("paid");
    }
    (mayor, curator, project, id)
}

async fn payments(world: &World, filter: &Filter) -> Vec<paid::Payment> {
    let campaign = world.campaign().await.id;
    paid::after(&world.nobody(), campaign, filter, None, 10).await.expect("reads")
}

#[test]
fn a_decision_is_public_from_its_hour_on_and_tells_what_the_ledger_has() {
    on_both(|world| async move {
        let (mayor, curator) = (world.elu(&world.commune("46102")).await, world.curator().await);
        let project = selected(&world, &mayor, &curator).await;
        let id = piloted(&world, &mayor, project, "300 000").await;
        handling::find_complete(&curator, &[id]).await.expect("complete");
        let hour = world.platform.now() + chrono::Duration::days(3);
        decision::decide(&curator, &[accept(id)], Some(hour)).await.expect("decided");
        let campaign = world.campaign().await.id;
        for ctx in [&world.nobody(), &mayor, &curator] {
            let told = grant::after(ctx, campaign, &Filter::default(), None, 10).await.expect("reads");
            assert!(told.is_empty(), "one list for everybody, which tells no hidden decision");
            assert!(matches!(grant::get(ctx, id).await, Err(Error::NotFound)));
        }
        world.clock.set(hour);
        let told = grant::after(&world.nobody(), campaign, &Filter::default(), None, 10).await.expect("reads");
        let [one] = &told[..] else { panic!("{told:?}") };
        assert_eq!((one.decided.application, one.decided.project), (id, Some(project)));
        assert_eq!(one.decided.published_at(), hour);
        assert_eq!((one.promised, one.paid, one.payments), (Euros::from_euros(300_000), Euros::ZERO, 0));
        for (filter, there) in [
            (Filter { departement: Some("46".into()), ..Filter::default() }, true),
            (Filter { departement: Some("75".into()), ..Filter::default() }, false),
            (Filter { collectivity: Some(world.commune("46102")), ..Filter::default() }, true),
            (Filter { envelope: Some("ingenierie".into()), ..Filter::default() }, false),
            (Filter { project: Some(project), ..Filter::default() }, true),
        ] {
            let found = grant::after(&world.nobody(), campaign, &filter, None, 10).await.expect("reads");
            assert_eq!(found.len() == 1, there, "{filter:?}");
        }
        let beyond = grant::after(&world.nobody(), campaign, &Filter::default(), Some(one.decided.place()), 10).await;
        assert!(beyond.expect("reads").is_empty(), "nothing comes after the last");
    });
}

#[test]
fn a_payment_leads_back_to_the_first_words_of_the_need() {
    on_both(|world| async move {
        let (_, _, project, id) = paid_pilot(&world).await;
        let nobody = world.nobody();
        let all = payments(&world, &Filter::default()).await;
        assert_eq!(
            all.iter().map(|one| one.amount.cents()).collect::<Vec<_>>(),
            [5_000_000, 10_000_000],
            "the last first"
        );
        let page = paid::after(&nobody, world.campaign().await.id, &Filter::default(), Some(all[0].place()), 10).await;
        assert_eq!(page.expect("reads"), all[1..]);
        let told = life::of_payment(&nobody, all[0].id).await.expect("public");
        assert_eq!((told.grant.decided.application, told.grant.paid), (id, Euros::from_euros(150_000)));
        assert_eq!(told.project.as_ref().map(|(id, _)| *id), Some(project));
        assert_eq!(told.verdict.map(|one| (one.votes, one.selected)), Some((1, true)), "the ballots, after the close");
        let [need] = &told.needs[..] else { panic!("{:?}", told.needs) };
        assert!(need.words.as_ref().is_some_and(|words| words.len() > 20), "{need:?}");
        let (listed, sum) = paid::list(&nobody, world.campaign().await.id, &Filter::default(), Default::default(), 1)
            .await
            .expect("reads");
        assert_eq!((listed.total, listed.pages, listed.rows.len(), sum), (2, 2, 1, 15_000_000));
        // Neither what is no payment, nor what nobody made.
        let engaged = ledger_entry::Entity::find().filter(ledger_entry::Column::Kind.eq(EntryKind::Engagement));
        let engaged = engaged.one(nobody.read()).await.expect("reads").expect("engaged").id;
        for none in [engaged, EntryId(world.platform.new_id())] {
            assert!(matches!(life::of_payment(&nobody, none).await, Err(Error::NotFound)));
        }
    });
}

#[test]
fn what_is_made_of_a_project_is_public_and_what_else_is_said_is_not() {
    on_both(|world| async move {
        let (mayor, _, project, id) = paid_pilot(&world).await;
        deployment::report(&mayor, id, DeploymentState::Adopted.code(), "Ouvert à tous les guichets.")
            .await
            .expect("said");
        let campaign = world.campaign().await.id;
        let said = usage::after(&world.nobody(), campaign, &usage::Filter::default(), None, 10).await.expect("reads");
        let [one] = &said[..] else { panic!("{said:?}") };
        assert_eq!((one.project, one.state, one.siren), (project, DeploymentState::Adopted, world.commune("46102")));
        let other = usage::Filter { collectivity: Some(world.commune("46042")), ..usage::Filter::default() };
        assert!(usage::after(&world.nobody(), campaign, &other, None, 10).await.expect("reads").is_empty());
        let beyond = usage::after(&world.nobody(), campaign, &usage::Filter::default(), Some(one.place()), 10).await;
        assert!(beyond.expect("reads").is_empty());
    });
}

async fn seats_known(world: &World) -> Vec<String> {
    let mut rows = seat::Entity::find().all(world.platform.database.read()).await.expect("reads");
    rows.sort_by(|one, other| one.body.cmp(&other.body));
    rows.into_iter().map(|row| format!("{} {} {}", row.body, row.siret, row.name)).collect()
}

#[test]
fn seats_are_imported_all_or_none_and_a_faulty_line_is_named() {
    on_both(|world| async move {
        let nobody = world.nobody();
        // Figeac, and two authorities; each SIRET passes the check.
        let list = "siren;siret;autorité;nom\n\
                    214601023;214 601 023 00010;;\n\
                    214601023;21460102300010;;\n\
                    110020013;11002001300097;etat;Agence de la cohésion\n\
                    174600015;17460001500013;46;Préfecture du Lot\n";
        let imported = seats::import(&nobody, "sieges.csv", list.as_bytes()).await.expect("imported");
        assert_eq!(imported.rows, 3, "a line that says what another said counts once");
        let known = seats_known(&world).await;
        assert_eq!(
            known,
            [
                "214601023 21460102300010 ",
                "departement:46 17460001500013 Préfecture du Lot",
                "etat 11002001300097 Agence de la cohésion",
            ]
        );
        for (line, why) in [
            ("214601023;21460102300011;;", "clé"),
            ("214601023;21460102300;;", "SIRET"),
            ("214601023;11002001300097;;", "établissement"),
            ("110020013;11002001300097;;", "aucune collectivité"),
            ("110020013;11002001300097;mairie;X", "autorité"),
            ("110020013;11002001300097;etat;", "nom"),
            ("214601023;;;", "SIRET"),
            ("x;21460102300010;;", "aucune collectivité"),
        ] {
            let list = format!("siren;siret;autorité;nom\n214601023;21460102300010;;\n{line}\n");
            let faults = seats::import(&nobody, "sieges.csv", list.as_bytes()).await.expect_err(line);
            let told = faults[0].to_string();
            assert!(told.contains("ligne 3") && told.contains(why), "{line}: {told}");
        }
        assert_eq!(seats_known(&world).await, known, "nothing half imported");
        assert!(seats::import(&nobody, "vide.csv", b"").await.is_err());
        assert!(seats::import(&nobody, "autre.csv", b"nom;ville\nx;y\n").await.is_err());
    });
}

#[test]
fn a_subsidy_is_whole_once_both_seats_are_known_and_none_is_made_up() {
    on_both(|world| async move {
        paid_pilot(&world).await;
        let (nobody, campaign) = (world.nobody(), world.campaign().await);
        let read = || async {
            let grants = grant::after(&nobody, campaign.id, &Filter::default(), None, 10).await.expect("reads");
            subsidy::with_seats(&nobody, &campaign, grants).await.expect("reads").remove(0)
        };
        let before = read().await;
        assert!(!before.is_whole() && before.beneficiary.is_none() && before.authority.is_none());
        assert_eq!(before.granting, Some(Granting::State));
        let one = "siren,siret\n214601023,21460102300010\n";
        seats::import(&nobody, "sieges.csv", one.as_bytes()).await.expect("imported");
        assert!(!read().await.is_whole(), "the authority is not known yet");
        let both = "siren,siret,autorite,nom\n214601023,21460102300010,,\n110020013,11002001300097,etat,Agence\n";
        seats::import(&nobody, "sieges.csv", both.as_bytes()).await.expect("imported");
        let whole = read().await;
        assert!(whole.is_whole());
        assert_eq!(whole.beneficiary.as_deref(), Some("21460102300010"));
    });
}

#[test]
fn a_secret_address_reads_ones_own_deadlines_until_it_is_taken_back() {
    on_both(|world| async move {
        world.go_to(CENSUS);
        let mayor = world.elu(&world.commune("46102")).await;
        let nobody = world.nobody();
        assert!(matches!(own_calendar::make(&nobody).await, Err(Error::SignInNeeded | Error::Forbidden)));
        assert_eq!(own_calendar::made_at(&mayor).await.expect("reads"), None);
        let token = own_calendar::make(&mayor).await.expect("made");
        assert!(own_calendar::made_at(&mayor).await.expect("reads").is_some());
        let stored = calendar_link::Entity::find().all(nobody.read()).await.expect("reads");
        assert!(stored.len() == 1 && !stored[0].token_hash.contains(&token), "hashed at rest");
        let close = world.campaign().await.spec.calendar.census.close();
        let told = own_calendar::deadlines(&nobody, &token).await.expect("read without a session");
        assert!(told.iter().any(|task| task.kind == TaskKind::PublishNeed && task.until == Some(close)), "{told:?}");
        for wrong in ["", "0", &"0".repeat(64), &token[..63], &token.to_uppercase()] {
            assert!(matches!(own_calendar::deadlines(&nobody, wrong).await, Err(Error::NotFound)), "{wrong}");
        }
        // Made anew, the one before leads nowhere; so does one that is taken back.
        let other = own_calendar::make(&mayor).await.expect("made anew");
        assert!(matches!(own_calendar::deadlines(&nobody, &token).await, Err(Error::NotFound)));
        // What was taken away a moment ago is gone at the next reading.
        let person = mayor.actor.person.expect("a person");
        let tx = world.platform.database.begin().await.expect("begins");
        membership::Entity::delete_many().filter(membership::Column::Person.eq(person)).exec(&tx).await.expect("ended");
        tx.commit().await.expect("commits");
        assert!(own_calendar::deadlines(&nobody, &other).await.expect("still leads there").is_empty());
        for _ in 0..2 {
            own_calendar::revoke(&mayor).await.expect("taken back");
        }
        assert!(matches!(own_calendar::deadlines(&nobody, &other).await, Err(Error::NotFound)));
        let last = own_calendar::make(&mayor).await.expect("made");
        server::account::delete(&mayor).await.expect("deleted");
        assert!(matches!(own_calendar::deadlines(&nobody, &last).await, Err(Error::NotFound)));
    });
}
