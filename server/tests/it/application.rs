//! Applications: written, confirmed, submitted, and what changes under them.

use crate::attachment::received;
use crate::fixture::{
    BETWEEN, DEMAT, WAVE_1, WAVE_2, accept, assess, costs, fields, held, is_sound, join, notified, reasons_told,
    refusal, rouen, save, siren, state, submitted, type_in, version, written,
};
use crate::world::{CENSUS, at, on_both};
use entity::{
    application::ApplicationState,
    decision::Outcome,
    form_field::FieldName,
    id::{ApplicationId, InstalmentId},
    ledger::{Fund, Scope},
    refusal::Refusal,
    table::{application as application_table, audit_event, notice},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Error,
    application::{self, Choice, Typed, handling, query, reminder},
    decision, deployment, group, ledger, payment,
};

#[test]
fn a_group_without_a_departement_is_told_so_adds_one_and_is_subsidised_at_one_half() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        world.go_to(WAVE_1);
        let campaign = world.campaign().await;
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(id), project: None };
        let first = ApplicationId(world.platform.new_id());
        assert_eq!(refusal(application::open(&lead, first, &choice).await), Refusal::ApplicantNotEligible);
        let demat = campaign.spec.envelope("dematerialisation").expect("an envelope");
        let call = query::call(&lead, &campaign, demat).await.expect("reads");
        let (_, considered) = &call.groups[0];
        let lacking = considered.judgement.as_ref().expect("a condition").lacking();
        assert_eq!(lacking.len(), 1, "503,000 inhabitants are enough; a département is not there");
        assert!(
            considered.nearby.iter().any(|(siren, ..)| siren.as_str() == "227605409"),
            "the Seine-Maritime is near"
        );

        let departement = join(&world, &lead, id, &siren("227605409")).await;
        application::open(&lead, first, &choice).await.expect("opened");
        application::open(&lead, first, &choice).await.expect("the same form again opens nothing");
        let twice = application::open(&lead, ApplicationId(world.platform.new_id()), &choice).await;
        assert_eq!(refusal(twice), Refusal::AlreadyApplied);
        let detail = query::detail(&lead, first).await.expect("readable");
        assert_eq!(detail.answers["title"], "Groupement d’essai", "what is known is not asked");
        assert!(detail.answers["problem"].starts_with("Le secrétariat ferme"));

        let missing = fields(application::submit(&lead, first, campaign.version).await);
        assert_eq!(missing[0], (FieldName::WHOLE, Refusal::NotConfirmed { missing: 1 }));
        assert!(missing.contains(&(FieldName::question("audience"), Refusal::Missing)));
        assert!(missing.contains(&(FieldName::question("costs"), Refusal::NoEligibleCost)));
        type_in(&departement, first, &DEMAT).await;
        type_in(&lead, first, &[("costs", &costs("-3", None))]).await;
        application::confirm(&departement, first).await.expect("confirmed");
        let wrong = fields(application::submit(&lead, first, campaign.version).await);
        assert_eq!(wrong, [(FieldName::question("costs.0.amount"), Refusal::NegativeAmount)]);
        type_in(&lead, first, &[("costs", &costs("900 000,50 €", None))]).await;
        assert!(matches!(application::submit(&departement, first, campaign.version).await, Err(Error::Forbidden)));
        assert_eq!(refusal(application::submit(&lead, first, campaign.version + 1).await), Refusal::RulesChanged);
        application::submit(&lead, first, campaign.version).await.expect("submitted");
        application::submit(&lead, first, campaign.version).await.expect("submitting twice is submitting once");
        let detail = query::detail(&lead, first).await.expect("readable");
        let copy = detail.copy.expect("frozen");
        assert_eq!((copy.asked().cents(), copy.number.as_str()), (45_000_025, "2021-00001"));
        assert_eq!((copy.members.len(), copy.vintage.as_str(), copy.rule_version), (2, "2023", 1));

        let curator = world.curator().await;
        handling::ask_correction(&curator, first, "Précisez le calendrier, s’il vous plaît.").await.expect("asked");
        assert_eq!(fields(decision::decide(&curator, &[accept(first)], None).await)[0].1, Refusal::BeingCorrected);
        type_in(&lead, first, &[("months", "24")]).await;
        application::submit(&lead, first, campaign.version).await.expect("submitted again");
        assert_eq!(query::detail(&lead, first).await.expect("readable").copy.expect("frozen").number, "2021-00001");

        let assessors = assess(&world, &curator, first, [["4", "3", "5"], ["3", "3", "4"]]).await;
        let seen = query::detail(&assessors[0], first).await.expect("readable");
        assert!(seen.assessments.iter().all(|one| one.open), "all marks are in");
        let hour = at("2021-10-01T08:00:00Z");
        decision::decide(&curator, &[accept(first)], Some(hour)).await.expect("accepted");
        let fund = Fund::new("dematerialisation", Scope::Wave(1));
        assert_eq!(held(&world, &fund).await, (7_049_999, 450_000, 0));
        let hidden = query::detail(&lead, first).await.expect("readable");
        assert_eq!((hidden.state, hidden.decision.is_none()), (ApplicationState::InAssessment, true));
        assert!(hidden.assessments.is_empty(), "applicants see no marks");
        world.go_to("2021-10-01T08:00:00Z");
        assert_eq!(reminder::send_due_notices(&world.nobody()).await.expect("told"), 1);
        assert_eq!(reminder::send_due_notices(&world.nobody()).await.expect("told"), 0, "once");
        let shown = query::detail(&lead, first).await.expect("readable");
        assert_eq!(shown.state, ApplicationState::Accepted);
        assert_eq!(shown.decision.expect("published").amount.cents(), 45_000_025);

        assert!(matches!(payment::sign(&lead, first, "2021-10-15").await, Err(Error::Forbidden)));
        payment::sign(&curator, first, "2021-10-15").await.expect("signed");
        let instalment = || InstalmentId(world.platform.new_id());
        let (one, two) = (instalment(), instalment());
        payment::ask(&lead, first, one, "150 000", "Première tranche").await.expect("asked");
        payment::ask(&lead, first, one, "150 000", "Première tranche").await.expect("asked once");
        let over = payment::ask(&lead, first, two, "300 000,26", "Tout le reste").await;
        assert_eq!(refusal(over), Refusal::OverGranted { left: 30_000_025 });
        let waiting = query::desk(&curator, &campaign, &Default::default()).await.expect("reads").instalments;
        assert_eq!(waiting.iter().map(|one| one.instalment.id).collect::<Vec<_>>(), [one]);
        assert_eq!(notified(&world, &curator, "instalment_asked").await, 1, "who decided is told");
        payment::pay(&curator, first, one).await.expect("paid");
        payment::pay(&curator, first, one).await.expect("paid once");
        assert_eq!(state(&world, first).await, ApplicationState::PaidInPart);
        let late = payment::refuse(&curator, first, one, "Trop tard.").await;
        assert_eq!(refusal(late), Refusal::WrongState, "it is paid");

        // One that is refused says why, is paid no more, and its amount may be asked for again.
        payment::ask(&lead, first, two, "300 000,25", "Des factures").await.expect("asked");
        assert!(matches!(payment::refuse(&lead, first, two, "Non, merci.").await, Err(Error::Forbidden)));
        let silent = fields(payment::refuse(&curator, first, two, " ").await);
        assert_eq!(silent, [(FieldName::question(&format!("refuse.{two}")), Refusal::Missing)]);
        payment::refuse(&curator, first, two, "Les factures manquent.").await.expect("refused");
        payment::refuse(&curator, first, two, "Autrement dit.").await.expect("refused once");
        assert_eq!(refusal(payment::pay(&curator, first, two).await), Refusal::WrongState);
        let seen = query::detail(&lead, first).await.expect("readable").instalments;
        assert_eq!(seen.iter().map(|one| one.reason.as_str()).collect::<Vec<_>>(), ["", "Les factures manquent."]);
        assert_eq!(notified(&world, &lead, "instalment_refused").await, 1);
        let again = instalment();
        payment::ask(&lead, first, again, "300 000,25", "Les mêmes, avec leurs pièces").await.expect("asked again");
        assert_eq!(held(&world, &fund).await, (7_049_999, 300_000, 150_000));
        deployment::report(&departement, first, "testing", "Deux communes l’essaient.").await.expect("told");
        assert_eq!(fields(payment::close(&curator, first, &"".into()).await)[0].1, Refusal::Missing);
        payment::close(&curator, first, &"Projet terminé.".into()).await.expect("closed");
        let lead_person = lead.person().expect("somebody");
        let told = reasons_told(&world, lead_person, "application_closed").await;
        assert_eq!(told, [Some("Projet terminé.".to_owned())]);
        assert_eq!(held(&world, &fund).await, (7_350_000, 0, 150_000));
        is_sound(&world).await;
        let events = audit_event::Entity::find().filter(audit_event::Column::Subject.eq(first.to_string()));
        assert!(events.count(world.platform.database.read()).await.expect("reads") >= 20, "every act left a trace");
    });
}

#[test]
fn two_who_write_in_one_field_lose_nothing() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        let departement = join(&world, &lead, id, &siren("227605409")).await;
        world.go_to(WAVE_1);
        let application = ApplicationId(world.platform.new_id());
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(id), project: None };
        application::open(&lead, application, &choice).await.expect("opened");
        let rendered = |answer: &str| entity::application_form::fingerprint(answer);
        let typed = |field: &str, answer: &str, before: &str| Typed {
            field: field.into(),
            answer: answer.into(),
            rendered: rendered(before),
        };
        save(&lead, application, &[typed("team", "Une équipe de Rouen", "")]).await.expect("saved");
        // The other page was rendered before: it holds an empty team and an empty audience.
        let both = [typed("team", "Une équipe du Département", ""), typed("audience", "12000", "")];
        let conflict = fields(save(&departement, application, &both).await);
        assert_eq!(
            conflict,
            [(FieldName::question("team"), Refusal::AnswerChanged { theirs: "Une équipe de Rouen".into() })]
        );
        let detail = query::detail(&lead, application).await.expect("readable");
        assert_eq!(detail.answers["team"], "Une équipe de Rouen");
        assert_eq!(detail.answers["audience"], "12000", "what nobody else touched is kept");
        // A page rendered long ago whose field was not touched overwrites nothing.
        save(&departement, application, &[typed("team", "", "")]).await.expect("nothing to save");
        assert_eq!(query::detail(&lead, application).await.expect("readable").answers["team"], "Une équipe de Rouen");
        // Having seen both, they choose.
        let chosen = [typed("team", "Une équipe des deux", "Une équipe de Rouen")];
        save(&departement, application, &chosen).await.expect("saved");
        assert_eq!(query::detail(&lead, application).await.expect("readable").answers["team"], "Une équipe des deux");
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(query::detail(&stranger, application).await, Err(Error::NotFound)));
        assert!(matches!(save(&stranger, application, &chosen).await, Err(Error::NotFound)));
        let curator = world.curator().await;
        assert!(
            matches!(query::detail(&curator, application).await, Err(Error::NotFound)),
            "a draft is its own people's"
        );
    });
}

#[test]
fn the_close_is_the_close_unless_an_exception_is_granted_or_the_file_moves_on() {
    on_both(|world| async move {
        let (lead, id) = rouen(&world).await;
        let departement = join(&world, &lead, id, &siren("227605409")).await;
        let application = ApplicationId(world.platform.new_id());
        let choice = Choice { envelope: "dematerialisation".into(), group: Some(id), project: None };
        assert_eq!(refusal(application::open(&lead, application, &choice).await), Refusal::WaveNotOpen);
        world.go_to(WAVE_1);
        application::open(&lead, application, &choice).await.expect("opened");
        type_in(&lead, application, &DEMAT).await;
        type_in(&lead, application, &[("costs", &costs("100 000", None))]).await;
        application::confirm(&departement, application).await.expect("confirmed");
        let reminded = || async {
            let database = world.platform.database.read();
            let query = notice::Entity::find().filter(notice::Column::Kind.eq("draft_reminder"));
            (
                reminder::send_due_notices(&world.nobody()).await.expect("told"),
                query.count(database).await.expect("reads"),
            )
        };
        assert_eq!(reminded().await, (0, 0));
        world.go_to("2021-09-28T22:00:00Z");
        assert_eq!(reminded().await, (1, 2), "two days before, each of the two");
        assert_eq!(reminded().await, (0, 2), "once");
        world.go_to("2021-09-29T22:00:00Z");
        assert_eq!(reminded().await, (1, 4), "one day before");
        let version = version(&world).await;
        world.go_to("2021-09-30T22:00:00Z");
        assert_eq!(fields(application::submit(&lead, application, version).await)[0].1, Refusal::WaveClosed);
        let curator = world.curator().await;
        let why = "La plateforme était en panne le dernier soir.";
        assert!(matches!(handling::grant_exception(&lead, application, "2", why).await, Err(Error::Forbidden)));
        assert_eq!(
            fields(handling::grant_exception(&curator, application, "31", "non").await),
            [
                (FieldName::question("days"), Refusal::OutOfRange { least: 1, most: 30 }),
                (FieldName::question("reason"), Refusal::TooShort { least: 10 })
            ]
        );
        handling::grant_exception(&curator, application, "2", why).await.expect("granted");
        world.go_to("2021-10-02T10:00:00Z");
        application::submit(&lead, application, version).await.expect("submitted by exception");
        world.go_to(BETWEEN);
        handling::move_to_next_wave(&curator, &[application]).await.expect("moved");
        assert_eq!(refusal(handling::move_to_next_wave(&curator, &[application]).await), Refusal::WrongState);
        let row = application_table::Entity::find_by_id(application).one(world.platform.database.read()).await;
        assert_eq!(row.expect("reads").expect("is there").wave, Some(2));
        let campaign = world.campaign().await;
        ledger::carry_over(&curator, campaign.id, &campaign.spec, "dematerialisation", 1).await.expect("carried over");
        let none = ledger::carry_over(&curator, campaign.id, &campaign.spec, "dematerialisation", 1).await;
        assert_eq!(refusal(none), Refusal::NotEnoughLeft { left: 0 });
        assert_eq!(held(&world, &Fund::new("dematerialisation", Scope::Wave(2))).await, (15_000_000, 0, 0));
        world.go_to(WAVE_2);
        is_sound(&world).await;
    });
}

#[test]
fn what_changed_since_the_filing_is_seen_before_money_is_promised() {
    on_both(|world| async move {
        let (_, departement, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        assess(&world, &curator, id, [["4", "3", "5"], ["4", "3", "5"]]).await;
        let row = application_table::Entity::find_by_id(id).one(world.platform.database.read()).await.expect("reads");
        let group = row.expect("is there").group_id.expect("a group's");
        group::answer(&departement, group, &siren("227605409"), group::Answer::Leave, &"Un motif.".into())
            .await
            .expect("leaves");
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::MembersChanged);
        assert_eq!(query::detail(&curator, id).await.expect("readable").changed, Some(Refusal::MembersChanged));
        let refused = decision::Choice {
            outcome: Some(Outcome::Rejected),
            reason: "Le Département n’est plus membre du groupement.".into(),
            ..accept(id)
        };
        let without = decision::Choice { reason: String::new(), ..refused.clone() };
        let missing = fields(decision::decide(&curator, &[without], None).await);
        assert_eq!(missing, [(FieldName::question(&format!("reason.{id}")), Refusal::Missing)]);
        decision::decide(&curator, &[refused], None).await.expect("refused with a reason");
        assert_eq!(state(&world, id).await, ApplicationState::Rejected);
    });
}

#[test]
fn a_group_that_is_given_up_is_not_funded() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        assess(&world, &curator, id, [["4", "3", "5"], ["4", "3", "5"]]).await;
        let row = application_table::Entity::find_by_id(id).one(world.platform.database.read()).await.expect("reads");
        group::dissolve(&lead, row.expect("is there").group_id.expect("a group's"), &"Un motif.".into())
            .await
            .expect("given up");
        assert_eq!(fields(decision::decide(&curator, &[accept(id)], None).await)[0].1, Refusal::GroupDissolved);
    });
}

#[test]
fn communes_that_became_one_keep_both_codes_and_count_once() {
    on_both(|world| async move {
        let (lead, departement, group, id) = written(&world, "100 000").await;
        application::confirm(&departement, id).await.expect("confirmed");
        // A member that no longer exists, as a newer vintage would leave it.
        let (former, successor) = (siren("217699982"), world.commune("76540"));
        assert!(world.platform.reference().find(&former).is_none(), "no collectivité of today has this SIREN");
        let tx = world.platform.database.begin().await.expect("begins");
        let row = entity::table::group_member::Model {
            group_id: group,
            siren: former,
            state: entity::group::MemberState::Member,
            changed_by: lead.person().expect("somebody"),
            changed_at: world.platform.now().into(),
            reached: None,
        };
        use sea_orm::IntoActiveModel;
        entity::table::group_member::Entity::insert(row.into_active_model())
            .exec_without_returning(&tx)
            .await
            .expect("inserts");
        tx.commit().await.expect("commits");
        application::confirm(&world.agent(&former).await, id).await.expect("confirmed");
        let version = version(&world).await;
        let gone = fields(application::submit(&lead, id, version).await);
        assert_eq!(gone[0].1, Refusal::MemberGone { name: former.to_string() });

        let import = |text: String| {
            let ctx = world.nobody();
            async move { server::reference::successions::import(&ctx, "successions.csv", text.as_bytes()).await }
        };
        import(format!("ancien,nouveau,nom,insee\n{successor},{successor},Rouen,76540\n"))
            .await
            .expect_err("still exists");
        import(format!("ancien,nouveau,nom,insee\n{former},{former},Ancienne,\n")).await.expect_err("no successor");
        let line = format!("ancien;nouveau;nom;insee\n{former};{successor};Ancienne commune;76000\n");
        assert_eq!(import(line).await.expect("imports").rows, 1);
        application::submit(&lead, id, version).await.expect("submitted");
        let copy = query::detail(&lead, id).await.expect("readable").copy.expect("frozen");
        let member = copy.members.iter().find(|member| member.siren == former).expect("keeps its code");
        assert_eq!((member.name.as_str(), member.insee.as_deref()), ("Ancienne commune", Some("76000")));
        let reference = world.platform.reference();
        let without = reference.atlas.figures(&reference.atlas.union(&[siren("200023414"), siren("227605409")]));
        assert_eq!(copy.applicant.population, without.population, "its inhabitants are counted once");
        assert_eq!(copy.applicant.members, 3);
    });
}

#[test]
fn a_draft_application_is_deleted_with_its_files_and_a_submitted_one_is_not() {
    on_both(|world| async move {
        let (lead, departement, _, id) = written(&world, "100 000").await;
        let file = received("plan.pdf", b"%PDF-1.7 le plan");
        server::attachment::add(&lead, id, "annexes", file).await.expect("attached");
        assert!(matches!(application::delete_draft(&departement, id).await, Err(Error::Forbidden)), "the lead alone");
        let choice = query::detail(&lead, id).await.expect("readable").row;
        application::delete_draft(&lead, id).await.expect("deleted");
        assert!(query::detail(&lead, id).await.is_err());
        let files = entity::table::attachment::Entity::find().all(world.platform.database.read()).await.expect("reads");
        assert!(files.is_empty());
        let again = ApplicationId(world.platform.new_id());
        let same = Choice { envelope: choice.envelope, group: choice.group_id, project: choice.project };
        application::open(&lead, again, &same).await.expect("its place is free");
        assert_eq!(application::existing(&lead, &same).await.expect("reads"), Some(again));

        world.go_to(CENSUS);
        let (lead, _, submitted) = submitted(&world, "100 000").await;
        assert_eq!(refusal(application::delete_draft(&lead, submitted).await), Refusal::AlreadySubmitted);
    });
}

#[test]
fn a_message_inside_a_file_is_seen_there_alone() {
    on_both(|world| async move {
        let (lead, _, id) = submitted(&world, "100 000").await;
        let curator = world.curator().await;
        application::write_message(&curator, id, "Pouvez-vous préciser ?").await.expect("written");
        world.go_to("2021-07-01T10:05:00Z");
        application::write_message(&lead, id, "Bien sûr, voici.").await.expect("written");
        let seen = query::detail(&lead, id).await.expect("readable").messages;
        assert_eq!(seen.iter().map(|(message, _)| message.from_applicant).collect::<Vec<_>>(), [false, true]);
        let stranger = world.agent(&world.commune("46102")).await;
        assert!(matches!(application::write_message(&stranger, id, "Bonjour").await, Err(Error::NotFound)));
        let told = notice::Entity::find().filter(notice::Column::Kind.eq("application_message"));
        assert_eq!(
            told.count(world.platform.database.read()).await.expect("reads"),
            3,
            "two of the group, the curator"
        );
    });
}
