//! Conventions: drawn up once, numbered without gaps, signed by both, each signature noted and told once.

use crate::{
    fixture::{accept, assess, fields, notified, refusal, state, submitted},
    world::{World, on_both},
};
use entity::{
    application::ApplicationState,
    campaign::Campaign,
    convention::{ConventionState, ConventionTemplate, Party},
    id::{ApplicationId, InstalmentId},
    refusal::Refusal,
    table::{application, audit_event, convention as table},
};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder};
use server::{
    Context, Error,
    application::query,
    campaign, convention, decision,
    payment::{self, file},
};

/// The campaign as a change of its file makes it.
pub async fn wants(world: &World, change: impl FnOnce(&mut Campaign)) {
    let mut spec = world.campaign().await.spec.clone();
    change(&mut spec);
    campaign::import(&world.nobody(), &spec, true).await.expect("applied");
}

async fn wants_convention(world: &World, text: &str, required: bool) {
    wants(world, |spec| spec.convention = Some(ConventionTemplate { text: text.into(), required })).await;
}

/// An application of 300,000 € that was accepted: its lead, who handles it.
pub async fn accepted(world: &World) -> (Context, Context, ApplicationId) {
    let curator = world.curator().await;
    let (lead, _, id) = submitted(world, "600 000").await;
    assess(world, &curator, id, [["3", "3", "3"], ["3", "3", "3"]]).await;
    decision::decide(&curator, &[accept(id)], None).await.expect("accepted");
    (lead, curator, id)
}

async fn kept(world: &World, id: ApplicationId) -> table::Model {
    let row = table::Entity::find_by_id(id).one(world.platform.database.read()).await;
    row.expect("reads").expect("was drawn up")
}

async fn traced(world: &World, kind: &str) -> u64 {
    let rows = audit_event::Entity::find().filter(audit_event::Column::Kind.eq(kind));
    rows.count(world.platform.database.read()).await.expect("reads")
}

const TEXT: &str = "# Objet\nConvention {numéro}\u{a0}: {montant} pour {collectivité} ({siren}), dossier {dossier}.";

#[test]
fn a_convention_is_drawn_up_once_and_holds_from_the_later_of_two_signatures() {
    on_both(|world| async move {
        let (lead, curator, id) = accepted(&world).await;
        assert!(matches!(convention::draw(&curator, id).await, Err(Error::NotFound)), "no text, no convention");
        wants_convention(&world, TEXT, true).await;
        assert!(matches!(convention::draw(&lead, id).await, Err(Error::Forbidden)));
        assert_eq!(refusal(payment::sign(&curator, id, "2021-07-15").await), Refusal::ConventionUnsigned);
        let nothing = convention::note(&curator, id, Party::Authority, "Camille Aubry", "2021-03-01").await;
        assert!(matches!(nothing, Err(Error::NotFound)));
        convention::draw(&curator, id).await.expect("drawn up");
        wants_convention(&world, "Autre chose.", true).await;
        convention::draw(&curator, id).await.expect("nothing happens");
        let row = kept(&world, id).await;
        assert_eq!((row.number.as_str(), row.state()), ("2021-dematerialisation-0001", ConventionState::Draft));
        let number = query::detail(&lead, id).await.expect("readable").row.number.expect("submitted");
        let said = format!("300\u{202f}000\u{a0}€ pour {} (200023414), dossier {number}.", row.beneficiary);
        assert!(row.text.contains("Convention 2021-dematerialisation-0001") && row.text.ends_with(&said), "{row:?}");
        assert_eq!(
            (traced(&world, "convention_drawn").await, notified(&world, &lead, "convention_drawn").await),
            (1, 1)
        );

        let today = world.platform.now().date_naive();
        let tomorrow = (today + chrono::Days::new(2)).to_string();
        let note =
            async |ctx: &Context, party, name: &str, day: &str| convention::note(ctx, id, party, name, day).await;
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(note(&stranger, Party::Beneficiary, "Une maire", "2021-03-01").await, Err(Error::NotFound)));
        assert!(matches!(note(&lead, Party::Authority, "Camille Aubry", "2021-03-01").await, Err(Error::Forbidden)));
        let wrong = fields(note(&curator, Party::Authority, " ", "demain").await);
        let wrong: Vec<String> = wrong.into_iter().map(|(field, _)| field.into()).collect();
        assert_eq!(wrong, ["signatory.authority", "day.authority"]);
        assert_eq!(refusal(note(&curator, Party::Authority, "Camille Aubry", &tomorrow).await), Refusal::DayToCome);
        for _ in 0..2 {
            note(&curator, Party::Authority, "Camille Aubry", "2021-03-01").await.expect("noted, once");
        }
        assert_eq!(kept(&world, id).await.state(), ConventionState::SignedByAuthority);
        assert_eq!(
            (state(&world, id).await, notified(&world, &lead, "signature_noted").await),
            (ApplicationState::Accepted, 1)
        );
        let other = note(&curator, Party::Authority, "Camille Aubry", "2021-02-28").await;
        assert_eq!(refusal(other), Refusal::SignatureNoted);
        note(&lead, Party::Beneficiary, "Une présidente", "2021-02-20").await.expect("noted");
        let detail = query::detail(&lead, id).await.expect("readable");
        assert_eq!(detail.row.state, ApplicationState::AgreementSigned);
        assert_eq!(detail.row.agreement_day.as_deref(), Some("2021-03-01"), "the later day");
        assert_eq!(detail.funding.convention.map(|row| row.state()), Some(ConventionState::Signed));
        assert_eq!((traced(&world, "signature_noted").await, traced(&world, "agreement_signed").await), (2, 1));
        assert_eq!(notified(&world, &curator, "agreement_signed").await, 1, "whoever handles it is told");
        let desk = query::desk(&curator, &world.campaign().await, &Default::default()).await.expect("reads");
        assert_eq!(desk.conventions.get(&id), Some(&ConventionState::Signed));
    });
}

#[test]
fn where_the_campaign_wants_it_nothing_is_paid_before_both_have_signed() {
    on_both(|world| async move {
        let (lead, curator, id) = accepted(&world).await;
        payment::sign(&curator, id, "2021-03-01").await.expect("signed elsewhere");
        let instalment = InstalmentId(world.platform.new_id());
        payment::ask(&lead, id, instalment, "100 000", "Des factures").await.expect("asked");
        wants_convention(&world, TEXT, true).await;
        assert_eq!(refusal(payment::pay(&curator, id, instalment).await), Refusal::ConventionUnsigned);
        let list = format!("reference;montant\n{instalment};100 000,00\n").into_bytes();
        assert_eq!(fields(file::read_back(&curator, list.clone()).await).len(), 1);
        convention::draw(&curator, id).await.expect("drawn up");
        convention::note(&lead, id, Party::Beneficiary, "Une présidente", "2021-03-01").await.expect("noted");
        assert_eq!(refusal(payment::pay(&curator, id, instalment).await), Refusal::ConventionUnsigned);
        convention::note(&curator, id, Party::Authority, "Camille Aubry", "2021-03-01").await.expect("noted");
        assert_eq!(file::read_back(&curator, list).await.expect("read").paid, 1);
        assert_eq!(state(&world, id).await, ApplicationState::PaidInPart);
    });
}

#[test]
fn conventions_drawn_up_at_once_are_numbered_one_after_the_other_without_gaps() {
    on_both(|world| async move {
        let (_, curator, id) = accepted(&world).await;
        wants_convention(&world, TEXT, false).await;
        let read = world.platform.database.read();
        let row = application::Entity::find_by_id(id).one(read).await.expect("reads").expect("is there");
        let tx = world.platform.database.begin().await.expect("begins");
        let mut others = Vec::new();
        for at in 0..8 {
            let other = application::Model {
                id: ApplicationId(world.platform.new_id()),
                subject: format!("{} {at}", row.subject),
                number: Some(format!("2021-9000{at}")),
                ..row.clone()
            };
            others.push(other.id);
            application::Entity::insert(other.into_active_model()).exec_without_returning(&tx).await.expect("inserts");
        }
        tx.commit().await.expect("commits");
        let nobody = ApplicationId(world.platform.new_id());
        // Each twice, and one that is not there.
        let all = others.iter().chain(&others).chain([&nobody]);
        let drawn = join_all(all.map(|id| convention::draw(&curator, *id))).await;
        assert_eq!(drawn.iter().filter(|outcome| outcome.is_err()).count(), 1);
        let rows = table::Entity::find().order_by_asc(table::Column::Place).all(read).await.expect("reads");
        assert_eq!(rows.iter().map(|row| row.place).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
        assert_eq!(traced(&world, "convention_drawn").await, 8);
        // The next year begins anew.
        world.go_to("2022-01-03T10:00:00Z");
        convention::draw(&curator, id).await.expect("drawn up");
        assert_eq!(kept(&world, id).await.number, "2022-dematerialisation-0001");
    });
}
