//! Lists of members: refused by line, taken as a whole, once, and no way around the second person.

use crate::{
    identity::{EVIDENCE, administrator, browser, referent, sent_to, signed_in},
    world::{World, on_both},
};
use entity::{
    collectivity::Capacity,
    form_field,
    id::PersonId,
    refusal::{FieldRefusals, Refusal},
    siren::Siren,
    table::{audit_event, imported_member, joint_act as acts, membership, notice, person},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Statement,
};
use server::{
    Context, Error, account,
    joint_act::{self, Answer},
    membership as memberships,
    membership::ImportedMembers,
    retention::{self, Retention},
    sign_in, staff,
};

const HEADER: &str = "siren;courriel;nom;qualité;fonction;référent\n";

fn list(lines: &[String]) -> Vec<u8> {
    format!("{HEADER}{}\n", lines.join("\n")).into_bytes()
}

fn line(siren: &Siren, email: &str, title: &str, referent: &str) -> String {
    format!("{siren};{email};Hélène Roux;élue;{title};{referent}")
}

/// The operator imports a list.
async fn import(world: &World, lines: &[String]) -> Result<ImportedMembers, Vec<String>> {
    let imported = memberships::import(&world.nobody(), "liste.csv", &list(lines)).await;
    imported.map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn counts(imported: &ImportedMembers) -> (usize, usize, usize) {
    (imported.acting, imported.waiting, imported.unchanged)
}

async fn members(world: &World, siren: &Siren) -> Vec<membership::Model> {
    let query = membership::Entity::find().filter(membership::Column::Siren.eq(siren.as_str()));
    query.all(world.platform.database.read()).await.expect("reads")
}

async fn waiting(world: &World) -> u64 {
    imported_member::Entity::find().count(world.platform.database.read()).await.expect("reads")
}

async fn traced(world: &World, kind: &str) -> Vec<audit_event::Model> {
    let query = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    query.order_by_asc(audit_event::Column::Position).all(world.platform.database.read()).await.expect("reads")
}

async fn notified(world: &World, person: PersonId, kind: &str) -> usize {
    let notices = notice::Entity::find().filter(notice::Column::Person.eq(person));
    let notices = notices.all(world.platform.database.read()).await.expect("reads");
    notices.iter().filter(|one| one.kind == kind).count()
}

fn id(ctx: &Context) -> PersonId {
    ctx.actor.person.expect("a person")
}

fn lines_of(error: Error) -> Vec<(u64, String)> {
    let Error::Fields(FieldRefusals(fields)) = error else { panic!("{error}") };
    let of_line = |(field, refusal)| match refusal {
        Refusal::ListLine { line, why } if field == form_field::LIST => (line, why),
        other => panic!("{field}: {other}"),
    };
    fields.into_iter().map(of_line).collect()
}

#[test]
fn whoever_signs_in_with_an_address_of_the_operators_list_acts_as_it_says() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (figeac, die) = (world.commune("46102"), world.commune("26113"));
        let colleague = referent(&world, &die).await;
        let known = signed_in(&world, "agent@die.fr").await;
        let lines = [
            line(&figeac, "Helene@Figeac.fr", "Maire", "oui"),
            line(&die, "agent@die.fr", "Conseillère", "non"),
            line(&die, "helene@figeac.fr", "Conseillère", ""),
        ];
        let imported = import(&world, &lines).await.expect("imported");
        assert_eq!(counts(&imported), (1, 2, 0));
        // Who had signed in acts at once, and those who say who acts there are told; the others prove their address.
        assert_eq!(members(&world, &die).await.len(), 2);
        assert!(members(&world, &figeac).await.is_empty());
        assert_eq!(notified(&world, id(&known), "membership_confirmed").await, 1);
        assert_eq!(notified(&world, id(&colleague), "membership_attached").await, 1);
        // Every line is traced, and no address stands there.
        let asked = traced(&world, "member_imported").await;
        assert_eq!(asked.len(), 2);
        assert!(asked.iter().all(|event| event.person.is_none() && !event.payload.contains("figeac.fr")));
        assert_eq!(traced(&world, "membership_confirmed").await.len(), 1);

        // The same list again changes nothing, and says so.
        assert_eq!(counts(&import(&world, &lines).await.expect("imported")), (0, 0, 3));
        assert_eq!(traced(&world, "member_imported").await.len(), 2);

        let mayor = signed_in(&world, "helene@figeac.fr").await;
        let of_figeac = members(&world, &figeac).await;
        assert_eq!(of_figeac.len(), 1);
        let row = &of_figeac[0];
        let as_listed = (row.person, row.capacity, row.title.as_str(), row.referent, row.by_hand);
        assert_eq!(as_listed, (id(&mayor), Capacity::Elu, "Maire", true, false));
        assert_eq!(members(&world, &die).await.len(), 3);
        assert!(members(&world, &die).await.iter().all(|row| row.person != id(&mayor) || !row.referent));
        assert_eq!(mayor.actor.acting.as_ref().map(|acting| acting.referent), Some(figeac < die));
        let person = person::Entity::find_by_id(id(&mayor)).one(world.platform.database.read()).await.expect("reads");
        assert_eq!(person.expect("is there").name, "Hélène Roux");
        assert_eq!(notified(&world, id(&mayor), "referent_named").await, 1);
        assert_eq!(notified(&world, id(&mayor), "membership_confirmed").await, 2);
        assert_eq!((waiting(&world).await, traced(&world, "referent_named").await.len()), (0, 1));
        assert_eq!(counts(&import(&world, &lines).await.expect("imported")), (0, 0, 3));
        // Signing in once more brings nobody in twice.
        signed_in(&world, "helene@figeac.fr").await;
        assert_eq!(members(&world, &figeac).await.len(), 1);
    });
}

#[test]
fn a_list_is_refused_by_line_and_nothing_of_it_is_imported() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (figeac, die) = (world.commune("46102"), world.commune("26113"));
        let colleague = referent(&world, &die).await;
        let imported = import(&world, &[line(&figeac, "maire@figeac.fr", "Maire", "oui")]).await;
        assert_eq!(counts(&imported.expect("imported")), (0, 1, 0));
        let faults = import(
            &world,
            &[
                line(&figeac, "agent@figeac.fr", "Secrétaire", "non"),
                "217500000;a@b.fr;Hélène Roux;élue;Maire;non".to_owned(),
                line(&figeac, "pas une adresse", "Maire", "non"),
                line(&figeac, "a@figeac.fr", "Voir exemple.fr", "non"),
                line(&figeac, "b@figeac.fr", "Maire", "peut-être"),
                format!("{figeac};c@figeac.fr;Hélène Roux;préfète;Maire;non"),
                format!("{figeac};d@figeac.fr;;élue;Maire;non"),
                line(&figeac, "agent@figeac.fr", "Directrice", "non"),
            ],
        )
        .await
        .expect_err("refused");
        let starts: Vec<_> = (3..=9).map(|line| format!("liste.csv, ligne {line} : ")).collect();
        assert_eq!(faults.len(), starts.len(), "{faults:?}");
        assert!(faults.iter().zip(&starts).all(|(fault, start)| fault.starts_with(start.as_str())), "{faults:?}");
        // What would take the place of something else.
        let faults = import(
            &world,
            &[
                line(&die, "nouvelle@die.fr", "Maire", "oui"),
                line(&figeac, "maire@figeac.fr", "Maire honoraire", "oui"),
                line(&figeac, "autre@figeac.fr", "Adjoint", "oui"),
            ],
        )
        .await
        .expect_err("refused");
        assert_eq!(faults.len(), 1, "two first referents in one list: {faults:?}");
        let faults = import(
            &world,
            &[
                line(&die, "nouvelle@die.fr", "Maire", "oui"),
                line(&figeac, "maire@figeac.fr", "Maire honoraire", "non"),
                line(&figeac, "autre@figeac.fr", "Adjoint", "oui"),
                line(&figeac, "encore@figeac.fr", "Adjoint", "non"),
            ],
        )
        .await
        .expect_err("refused");
        assert_eq!(faults.len(), 3, "{faults:?}");
        for (fault, why) in faults.iter().zip(["a déjà un référent", "autrement", "déjà attendue ou proposée"]) {
            assert!(fault.contains(why), "{fault}");
        }
        assert_eq!((waiting(&world).await, traced(&world, "member_imported").await.len()), (1, 1));
        // Who is referent already stays so, whatever a list says.
        let mine = signed_in(&world, "helene@figeac.fr").await;
        assert!(members(&world, &die).await.iter().any(|row| row.person == id(&colleague) && row.referent));
        drop(mine);
        let empty = memberships::import(&world.nobody(), "liste.csv", b"siren;nom\n1;a\n").await.expect_err("refused");
        assert!(empty[0].to_string().contains("courriel"), "{}", empty[0]);
        let many: Vec<String> = (0..5_001).map(|at| line(&figeac, &format!("a{at}@b.fr"), "Maire", "")).collect();
        let faults = import(&world, &many).await.expect_err("refused");
        assert!(faults[0].contains("5000"), "{faults:?}");
    });
}

#[test]
fn a_list_that_a_curator_sends_names_no_referent_alone() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (figeac, die) = (world.commune("46102"), world.commune("26113"));
        let (curator, other) = (world.curator().await, world.curator().await);
        let known = signed_in(&world, "maire@die.fr").await;
        let lines = [line(&figeac, "maire@figeac.fr", "Maire", "oui"), line(&die, "maire@die.fr", "Maire", "oui")];
        for stranger in [world.nobody(), known.clone(), administrator(&world).await] {
            let sent = memberships::upload(&stranger, list(&lines), EVIDENCE).await;
            assert!(matches!(sent, Err(Error::Forbidden | Error::SignInNeeded)), "{sent:?}");
        }
        let unsaid = memberships::upload(&curator, list(&lines), " ").await;
        assert!(matches!(unsaid, Err(Error::Fields(FieldRefusals(fields))) if fields[0].0 == form_field::SOURCE));
        let imported = memberships::upload(&curator, list(&lines), EVIDENCE).await.expect("imported");
        assert_eq!(counts(&imported), (1, 1, 0));
        let again = memberships::upload(&curator, list(&lines), EVIDENCE).await.expect("imported");
        assert_eq!(counts(&again), (0, 0, 2));

        // One acts and is proposed; the other is once the address is proved, by the curator who sent the list.
        assert!(members(&world, &die).await.iter().all(|row| row.person == id(&known) && !row.referent));
        assert_eq!(acts::Entity::find().count(world.platform.database.read()).await.expect("reads"), 1);
        let mayor = signed_in(&world, "maire@figeac.fr").await;
        assert!(members(&world, &figeac).await.iter().all(|row| row.person == id(&mayor) && !row.referent));
        let open = joint_act::list(&other).await.expect("reads");
        let act = open.iter().find(|act| act.row.siren == Some(figeac)).expect("is proposed");
        assert_eq!((act.row.proposed_by, act.act.reason()), (id(&curator), EVIDENCE));
        let evidence = traced(&world, "membership_confirmed").await;
        assert_eq!(evidence.len(), 2);
        assert!(evidence.iter().all(|event| event.payload.contains("import") && event.person == Some(id(&curator))));
        let alone =
            joint_act::answer(&curator, act.row.id, Answer::Second, joint_act::shown(act).as_str(), &"".into()).await;
        assert!(matches!(alone, Err(Error::Forbidden)), "{alone:?}");
        joint_act::answer(&other, act.row.id, Answer::Second, joint_act::shown(act).as_str(), &"".into())
            .await
            .expect("seconded");
        let due = world.platform.now() + chrono::Duration::days(7);
        world.clock.set(due);
        joint_act::carry_out_due(&world.platform).await.expect("done");
        let row = members(&world, &figeac).await.pop().expect("acts");
        assert_eq!((row.referent, row.by_hand), (true, true), "named by the State, as one by one");

        // Nobody imports themselves, and lists are refused by line on the page too.
        let me = signed_in(&world, "curatrice@exemple.fr").await;
        let mut own = curator.clone();
        own.actor.person = me.actor.person;
        let lines = [
            line(&figeac, "adjoint@figeac.fr", "Adjoint", "non"),
            line(&figeac, "curatrice@exemple.fr", "Conseillère", "non"),
            line(&figeac, "maire@figeac.fr", "Conseillère", "oui"),
        ];
        let faults = lines_of(memberships::upload(&own, list(&lines), EVIDENCE).await.expect_err("refused"));
        assert_eq!(faults.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4], "{faults:?}");
        assert_eq!(waiting(&world).await, 0);
        let many: Vec<String> = (0..501).map(|at| line(&figeac, &format!("a{at}@b.fr"), "Maire", "")).collect();
        let sent = memberships::upload(&curator, list(&many), EVIDENCE).await;
        assert!(
            matches!(&sent, Err(Error::Fields(FieldRefusals(fields)))
            if matches!(fields[0].1, Refusal::ListUnreadable { .. })),
            "{sent:?}"
        );
    });
}

#[test]
fn a_curator_who_lost_their_role_proposes_nobody_by_an_old_list() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        let curator = world.curator().await;
        let lines = [line(&figeac, "maire@figeac.fr", "Maire", "oui"), line(&figeac, "a@figeac.fr", "Agente", "")];
        memberships::upload(&curator, list(&lines), EVIDENCE).await.expect("imported");
        // A first referent is taken meanwhile, and the list changes nothing of it.
        let waits = memberships::awaited(&curator).await.expect("reads");
        assert_eq!((waits.rows.len(), waits.total), (2, 2));
        let removed = memberships::remove_awaited(&curator, "a@figeac.fr", figeac.as_str()).await;
        removed.expect("removed");
        memberships::remove_awaited(&curator, "a@figeac.fr", figeac.as_str()).await.expect("nothing to do");
        assert_eq!((waiting(&world).await, traced(&world, "imported_member_removed").await.len()), (1, 1));
        let stranger = signed_in(&world, "x@exemple.fr").await;
        for not in [
            memberships::awaited(&stranger).await.map(drop),
            memberships::remove_awaited(&stranger, "a@b.fr", figeac.as_str()).await,
        ] {
            assert!(matches!(not, Err(Error::Forbidden)), "{not:?}");
        }
        let (first, second) = (administrator(&world).await, world.curator().await);
        staff::take(&first, id(&curator), &"Un motif.".into()).await.expect("proposed");
        let act = joint_act::list(&second).await.expect("reads").remove(0);
        joint_act::answer(&second, act.row.id, Answer::Second, joint_act::shown(&act).as_str(), &"".into())
            .await
            .expect("done");
        let mayor = signed_in(&world, "maire@figeac.fr").await;
        assert!(members(&world, &figeac).await.iter().any(|row| row.person == id(&mayor) && !row.referent));
        let named = acts::Entity::find().filter(acts::Column::Siren.eq(figeac.as_str()));
        assert_eq!(named.count(world.platform.database.read()).await.expect("reads"), 0);
    });
}

#[test]
fn a_referent_who_came_first_stays_and_nobody_is_waited_for_for_ever() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let (figeac, die) = (world.commune("46102"), world.commune("26113"));
        let lines = [line(&figeac, "maire@figeac.fr", "Maire", "oui"), line(&die, "maire@die.fr", "Maire", "oui")];
        import(&world, &lines).await.expect("imported");
        let before = referent(&world, &figeac).await;
        let mayor = signed_in(&world, "maire@figeac.fr").await;
        let rows = members(&world, &figeac).await;
        assert_eq!(rows.iter().filter(|row| row.referent).map(|row| row.person).collect::<Vec<_>>(), [id(&before)]);
        assert!(rows.iter().any(|row| row.person == id(&mayor)));
        assert_eq!(notified(&world, id(&before), "membership_attached").await, 1);
        world.clock.set(world.platform.now() + chrono::Duration::days(181));
        retention::purge(&world.platform, Retention::default()).await.expect("purged");
        assert_eq!(waiting(&world).await, 0);
        signed_in(&world, "maire@die.fr").await;
        assert!(members(&world, &die).await.is_empty());
    });
}

/// Waits until so many transactions wait for another's lock; SQLite has one writer at a time.
async fn until_waiting(world: &World, transactions: usize) {
    let database = world.platform.database.read();
    if database.get_database_backend() != DatabaseBackend::Postgres {
        return;
    }
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = || Statement::from_string(DatabaseBackend::Postgres, waiting);
    while database.query_all_raw(statement()).await.expect("reads").len() < transactions {
        tokio::task::yield_now().await;
    }
}

#[test]
fn who_leaves_while_their_link_is_used_and_a_list_waits_for_them_ends_the_link() {
    on_both(|world| async move {
        let world = world.with_mail().await;
        let figeac = world.commune("46102");
        import(&world, &[line(&figeac, "helene@figeac.fr", "Maire", "oui")]).await.expect("imported");
        let mayor = signed_in(&world, "helene@figeac.fr").await;
        // A list waits for her again: her next sign-in takes the lock that her leaving takes, too.
        let waits = imported_member::Model {
            email: "helene@figeac.fr".into(),
            siren: figeac,
            capacity: Capacity::Elu,
            title: "Maire".into(),
            name: "Hélène Roux".into(),
            referent: false,
            reason: String::new(),
            imported_by: None,
            imported_at: world.nobody().now().into(),
        };
        let database = &world.platform.database;
        let tx = database.begin().await.expect("begins");
        imported_member::Entity::insert(waits.into_active_model()).exec(&tx).await.expect("inserts");
        tx.commit().await.expect("commits");
        let browser = browser("elsewhere");
        sign_in::ask(&world.nobody(), "helene@figeac.fr", &browser, "/").await.expect("sent");
        let (token, _) = sent_to(&world, "helene@figeac.fr").await;

        // Somebody else decides on the people of Figeac until both have begun, who leaves first.
        let other = database.begin().await.expect("begins");
        if other.get_database_backend() == DatabaseBackend::Postgres {
            let lock = format!("SELECT pg_advisory_xact_lock(x'61637473'::int, {figeac})");
            other.execute_unprepared(&lock).await.expect("locks");
        }
        let leaves = tokio::spawn(async move { account::delete(&mayor).await });
        until_waiting(&world, 1).await;
        let nobody = world.nobody();
        let enters = tokio::spawn(async move { sign_in::by_link(&nobody, &token, &browser, None).await });
        until_waiting(&world, 2).await;
        other.commit().await.expect("commits");
        leaves.await.expect("no panic").expect("leaves");
        let entered = enters.await.expect("no panic");
        if world.platform.database.read().get_database_backend() == DatabaseBackend::Postgres {
            assert!(matches!(entered, Err(Error::Refused(Refusal::LinkEnded))), "{entered:?}");
        }
        assert_eq!(waiting(&world).await, 0);
    });
}
