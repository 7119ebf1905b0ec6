//! Payments by file: what is to be paid, and what was paid read back: all of it or nothing, once, as the ledger has it.

use crate::{
    fixture::{accept, assess, fields, held, is_sound, siren, submitted},
    world::{World, on_both},
};
use chrono::Duration;
use entity::{
    id::{ApplicationId, InstalmentId},
    ledger::{Fund, Scope},
    refusal::Refusal,
    table::audit_event,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error, decision,
    payment::{
        self,
        file::{self, ReadBack},
    },
};

/// An application of 300,000 € that was accepted, with its agreement signed: its lead, who handles it.
async fn agreed(world: &World) -> (Context, Context, ApplicationId) {
    let curator = world.curator().await;
    let (lead, _, id) = submitted(world, "600 000").await;
    assess(world, &curator, id, [["3", "3", "3"], ["3", "3", "3"]]).await;
    decision::decide(&curator, &[accept(id)], None).await.expect("accepted");
    payment::sign(&curator, id, "2021-07-15").await.expect("signed");
    (lead, curator, id)
}

async fn asked(world: &World, lead: &Context, id: ApplicationId, amount: &str) -> InstalmentId {
    // What is asked first is paid first.
    world.clock.set(world.platform.now() + Duration::seconds(1));
    let instalment = InstalmentId(world.platform.new_id());
    payment::ask(lead, id, instalment, amount, "Des factures").await.expect("asked");
    instalment
}

async fn payments_traced(world: &World) -> u64 {
    let paid = audit_event::Entity::find().filter(audit_event::Column::Kind.eq("instalment_paid"));
    paid.count(world.platform.database.read()).await.expect("reads")
}

#[test]
fn what_was_paid_is_read_back_all_or_nothing_and_once() {
    on_both(|world| async move {
        let (lead, curator, id) = agreed(&world).await;
        let first = asked(&world, &lead, id, "100 000").await;
        let second = asked(&world, &lead, id, "50 000").await;
        let campaign = world.campaign().await;
        let lines = file::to_pay(&curator, &campaign).await.expect("listed");
        let told: Vec<_> = lines.iter().map(|line| (line.reference, line.amount.cents(), line.siren)).collect();
        let rouen = siren("200023414");
        assert_eq!(told, [(first, 10_000_000, rouen), (second, 5_000_000, rouen)]);
        assert!(matches!(file::to_pay(&lead, &campaign).await, Err(Error::Forbidden)));
        let officer = world.officer("46").await;
        assert!(file::to_pay(&officer, &campaign).await.expect("listed").is_empty(), "another's to pay");

        let fund = Fund::new("dematerialisation", Scope::Wave(1));
        let before = held(&world, &fund).await;
        let unknown = InstalmentId(world.platform.new_id());
        let wrong = format!("reference;montant\n{first};100 000,00\n{second};50 001\n{unknown};1\nabc;1\n{first};1\n");
        let refusals = fields(file::read_back(&curator, wrong.clone().into_bytes()).await);
        let lines: Vec<u64> = refusals
            .iter()
            .filter_map(|(_, refusal)| match refusal {
                Refusal::ListLine { line, .. } => Some(*line),
                _ => None,
            })
            .collect();
        // What cannot be read is told first; then what reads and is wrong.
        assert_eq!(lines, [5, 6]);
        let wrong = format!("reference;montant\n{first};100 000,00\n{second};50 001\n{unknown};1\n");
        assert_eq!(fields(file::read_back(&curator, wrong.into_bytes()).await).len(), 2);
        assert_eq!((held(&world, &fund).await, payments_traced(&world).await), (before, 0), "nothing half");
        let right = format!("reference;montant\n{first};100 000,00\n{second};50000,00\n").into_bytes();
        for other in [&lead, &officer] {
            assert!(file::read_back(other, right.clone()).await.is_err());
        }
        assert_eq!(payments_traced(&world).await, 0);

        assert_eq!(file::read_back(&curator, right.clone()).await.expect("read"), ReadBack { paid: 2, known: 0 });
        assert_eq!(file::read_back(&curator, right).await.expect("read"), ReadBack { paid: 0, known: 2 }, "once");
        assert_eq!(payments_traced(&world).await, 2);
        let (left, unpaid, paid) = held(&world, &fund).await;
        assert_eq!((left, unpaid + paid, paid), (before.0, before.1 + before.2, before.2 + 150_000));
        assert!(file::to_pay(&curator, &campaign).await.expect("listed").is_empty());

        // The rest closes the application, and a file that pays what was refused is refused.
        let rest = asked(&world, &lead, id, "150 000").await;
        payment::refuse(&curator, id, rest, "Les pièces manquent.").await.expect("refused");
        let line = format!("reference,montant\n{rest},150000.00\n").into_bytes();
        assert_eq!(fields(file::read_back(&curator, line).await).len(), 1);
        let again = asked(&world, &lead, id, "150 000").await;
        let line = format!("reference,montant\n{again},150000.00\n").into_bytes();
        assert_eq!(file::read_back(&curator, line).await.expect("read").paid, 1);
        is_sound(&world).await;
    });
}

#[test]
fn a_file_that_is_none_or_empty_is_refused_whole() {
    on_both(|world| async move {
        let curator = world.curator().await;
        for bytes in [&b""[..], b"reference;montant\n", b"x;y\n1;2\n", b"PK\x03\x04"] {
            assert_eq!(fields(file::read_back(&curator, bytes.to_vec()).await).len(), 1, "{bytes:?}");
        }
    });
}
