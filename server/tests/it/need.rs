use crate::fixture::notified;
use crate::world::{CENSUS, SELECTION, at, at_once, need_form, on_both};
use chrono::Duration;
use entity::{
    calendar::Phase,
    form_field::FieldName,
    id::NeedId,
    need::{NeedForm, NeedState},
    page_number::PageNumber,
    refusal::Refusal,
    search_text::SearchText,
    table::{audit_event, support},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::{
    Error, need,
    need::query::{Filter, Sort},
    support as supports,
};

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn a_draft_is_seen_by_its_collectivity_alone_and_a_published_need_by_all() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let colleague = world.agent(&world.commune("46102")).await;
        let cahors = world.elu(&world.commune("46042")).await;
        let id = NeedId(world.platform.new_id());
        need::save_draft(&figeac, id, &NeedForm { title: "Une idée".into(), ..NeedForm::default() }, "")
            .await
            .expect("saved");
        assert!(need::query::get(&colleague, id).await.is_ok());
        for other in [&cahors, &world.nobody(), &world.curator().await] {
            assert!(matches!(need::query::get(other, id).await, Err(Error::NotFound)));
        }
        assert!(
            matches!(need::save_draft(&cahors, id, &need_form(), "").await, Err(Error::NotFound)),
            "nor changed by others"
        );
        match need::publish(&figeac, id).await {
            Err(Error::Fields(refusals)) => {
                assert_eq!(refusals.0[0], (FieldName::question("problem"), Refusal::Missing))
            }
            other => panic!("an incomplete need is refused, got {other:?}"),
        }
        let blind = need::save_draft(&colleague, id, &need_form(), "").await;
        assert_eq!(refused(blind), Refusal::ChangedMeanwhile, "a text that was not seen is not replaced");
        let seen = need::form_of(&need::query::get(&colleague, id).await.expect("their own")).fingerprint();
        need::save_draft(&colleague, id, &need_form(), &seen).await.expect("saved");
        let late = NeedForm { title: "Une autre idée".into(), ..need_form() };
        assert_eq!(refused(need::save_draft(&figeac, id, &late, &seen).await), Refusal::ChangedMeanwhile);
        need::save_draft(&figeac, id, &need_form(), &seen).await.expect("the same text twice is one text");
        need::publish(&figeac, id).await.expect("published");
        need::publish(&figeac, id).await.expect("publishing twice is publishing once");
        assert_eq!(need::query::get(&world.nobody(), id).await.expect("public").state, NeedState::Published);
        let events = audit_event::Entity::find().filter(audit_event::Column::Subject.eq(id.to_string()));
        let kinds: Vec<String> = events
            .all(world.platform.database.read())
            .await
            .expect("reads")
            .into_iter()
            .map(|event| event.kind)
            .collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "need_published").count(), 1);
    });
}

#[test]
fn the_census_closes_to_the_millisecond_across_the_change_to_summer_time() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let close = world.campaign().await.spec.calendar.census.close();
        assert_eq!(close, at("2021-03-31T22:00:00Z"));
        let id = NeedId(world.platform.new_id());
        world.clock.set(close - Duration::milliseconds(1));
        need::save_draft(&figeac, id, &need_form(), "").await.expect("still open");
        world.clock.set(close);
        assert_eq!(refused(need::publish(&figeac, id).await), Refusal::PhaseClosed { phase: Phase::Census });
        world.clock.set(close - Duration::milliseconds(1));
        need::publish(&figeac, id).await.expect("still open");
        world.clock.set(close);
        assert_eq!(
            refused(need::withdraw(&figeac, id, &"Un motif.".into()).await),
            Refusal::PhaseClosed { phase: Phase::Census }
        );
    });
}

#[test]
fn every_version_is_kept_and_nobody_overwrites_a_colleague() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let id = world.published(&figeac).await;
        let second = NeedForm { title: "Répondre à tous les appels".into(), ..need_form() };
        need::edit(&figeac, id, 1, &second).await.expect("edited");
        let third = NeedForm { title: "Ne plus perdre d’appels".into(), ..need_form() };
        assert_eq!(refused(need::edit(&figeac, id, 1, &third).await), Refusal::ChangedMeanwhile);
        need::edit(&figeac, id, 1, &second).await.expect("sending the same twice is sending it once");
        let shown = need::query::get(&world.nobody(), id).await.expect("public");
        let versions = need::query::versions(&world.nobody(), &shown, PageNumber::FIRST).await.expect("public").rows;
        assert_eq!(versions.iter().map(|version| version.version).collect::<Vec<_>>(), [2, 1]);
        assert!(versions[1].content.contains("Répondre au téléphone"));
    });
}

#[test]
fn a_collectivity_supports_once_not_its_own_and_may_take_it_back() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let id = world.published(&figeac).await;
        assert_eq!(refused(supports::add(&figeac, id, "").await), Refusal::OwnNeed);
        supports::add(&cahors, id, "Chez nous aussi").await.expect("supported");
        supports::add(&cahors, id, "Chez nous aussi, depuis 2019").await.expect("the sentence changes");
        let detail = need::query::detail(&world.nobody(), id).await.expect("public");
        let reference = world.platform.reference();
        let both = reference.figures(&world.commune("46102")).population
            + reference.figures(&world.commune("46042")).population;
        assert_eq!((detail.need.supports, detail.need.inhabitants), (1, i64::try_from(both).expect("fits")));
        assert_eq!(detail.supports[0].sentence, "Chez nous aussi, depuis 2019");
        supports::withdraw(&cahors, id, &"Un motif.".into()).await.expect("withdrawn");
        supports::withdraw(&cahors, id, &"Un motif.".into()).await.expect("twice is once");
        assert_eq!(need::query::get(&world.nobody(), id).await.expect("public").supports, 0);
        world.go_to(SELECTION);
        assert_eq!(refused(supports::add(&cahors, id, "").await), Refusal::PhaseClosed { phase: Phase::Census });
    });
}

#[test]
fn whoever_published_a_need_is_told_of_its_supports_once_a_day() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let id = world.published(&figeac).await;
        let told = || notified(&world, &figeac, "need_supported");
        for insee in ["46042", "23079"] {
            supports::add(&world.agent(&world.commune(insee)).await, id, "").await.expect("supported");
        }
        assert_eq!(told().await, 1, "two supports of one day");
        let again = world.agent(&world.commune("26113")).await;
        world.clock.set(at(CENSUS) + Duration::days(1));
        supports::add(&again, id, "").await.expect("supported");
        supports::add(&again, id, "Depuis 2019").await.expect("another sentence is no other support");
        assert_eq!(told().await, 2);
        assert_eq!(notified(&world, &again, "need_supported").await, 0, "nobody is told of what they do");
    });
}

#[test]
fn many_identical_supports_at_once_are_one() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.agent(&world.commune("46042")).await;
        let id = world.published(&figeac).await;
        let results = at_once(16, |_| {
            let cahors = cahors.clone();
            async move { supports::add(&cahors, id, "").await }
        })
        .await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let rows = support::Entity::find()
            .filter(support::Column::Need.eq(id))
            .all(world.platform.database.read())
            .await
            .expect("reads");
        assert_eq!(rows.len(), 1);
        assert_eq!(need::query::get(&world.nobody(), id).await.expect("public").supports, 1);
    });
}

#[test]
fn the_list_is_filtered_searched_without_accents_and_paged() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let (figeac, brest) = (world.elu(&world.commune("46102")).await, world.elu(&world.commune("29019")).await);
        world.published(&figeac).await;
        world.clock.set(at(CENSUS) + Duration::hours(1));
        let id = NeedId(world.platform.new_id());
        let other = NeedForm {
            title: "Éclairer les rues, la nuit".into(),
            affected: "Le cœur du bourg, agents/élus".into(),
            theme: "transition-ecologique".into(),
            programmes: vec![],
            ..need_form()
        };
        need::save_draft(&brest, id, &other, "").await.expect("saved");
        need::publish(&brest, id).await.expect("published");
        let nobody = world.nobody();
        let found = |filter: Filter| {
            let (nobody, campaign) = (nobody.clone(), campaign.clone());
            async move {
                let page = need::query::list(&nobody, &campaign, &filter).await.expect("lists");
                page.needs.into_iter().map(|need| need.title).collect::<Vec<_>>()
            }
        };
        let (phone, light) = ("Répondre au téléphone de la mairie", "Éclairer les rues, la nuit");
        assert_eq!(found(Filter::default()).await, [light, phone], "the latest first");
        assert_eq!(found(Filter { text: SearchText::cut("eclair RUE"), ..Filter::default() }).await, [light]);
        for text in ["coeur", "CŒUR", "cœur", "élus", "agents/élus"] {
            assert_eq!(found(Filter { text: SearchText::cut(text), ..Filter::default() }).await, [light], "{text}");
        }
        for text in ["téléphone \" OR )", "téléphone* NOT mairie", "title:téléphone^9 +mairie"] {
            let text = SearchText::cut(text);
            assert_eq!(found(Filter { text, ..Filter::default() }).await, [phone], "no operator is read");
        }
        assert_eq!(found(Filter { text: SearchText::cut("telephone"), ..Filter::default() }).await, [phone]);
        assert_eq!(found(Filter { departement: "29".into(), ..Filter::default() }).await, [light]);
        assert_eq!(found(Filter { region: "76".into(), ..Filter::default() }).await, [phone]);
        assert_eq!(found(Filter { theme: "transition-ecologique".into(), ..Filter::default() }).await, [light]);
        let programme = entity::programme::Programme::from_code("pvd");
        assert_eq!(found(Filter { programme, ..Filter::default() }).await, [phone]);
        assert_eq!(
            found(Filter { sort: Sort::Inhabitants, page: PageNumber::read("9"), ..Filter::default() }).await,
            [light, phone],
            "a page too far is the last"
        );
    });
}

#[test]
fn a_draft_is_deleted_by_its_collectivity_alone_and_nothing_of_it_stays() {
    on_both(|world| async move {
        let figeac = world.elu(&world.commune("46102")).await;
        let cahors = world.elu(&world.commune("46042")).await;
        let id = NeedId(world.platform.new_id());
        let draft = NeedForm { title: "Une idée à jeter".into(), ..NeedForm::default() };
        need::save_draft(&figeac, id, &draft, "").await.expect("saved");
        assert!(matches!(need::delete_draft(&cahors, id).await, Err(Error::Forbidden | Error::NotFound)));
        let mut read_before = figeac.clone();
        read_before.shown = Some(std::sync::Arc::new(vec![("shown".into(), "another text".into())]));
        assert_eq!(refused(need::delete_draft(&read_before, id).await), Refusal::ShownChanged);
        // Also after the census, when it can be written no more.
        world.go_to(SELECTION);
        need::delete_draft(&figeac, id).await.expect("deleted");
        assert!(matches!(need::query::get(&figeac, id).await, Err(Error::NotFound)));
        assert!(matches!(need::delete_draft(&figeac, id).await, Err(Error::NotFound)));

        world.go_to(CENSUS);
        let published = world.published(&figeac).await;
        assert_eq!(refused(need::delete_draft(&figeac, published).await), Refusal::WrongState);
    });
}

#[test]
fn a_list_read_from_place_to_place_holds_what_the_list_holds_each_once() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let figeac = world.elu(&world.commune("46102")).await;
        let mut mayors = Vec::new();
        for insee in ["46042", "46127", "29019"] {
            mayors.push(world.elu(&world.commune(insee)).await);
        }
        for day in ["2021-02-01T10:00:00Z", "2021-02-02T10:00:00Z"] {
            world.go_to(day);
            // Published at one instant, they are told apart by their identifiers.
            for mayor in &mayors {
                world.published(mayor).await;
            }
        }
        let withdrawn = world.published(&figeac).await;
        need::withdraw(&figeac, withdrawn, &"Fait en double.".into()).await.expect("withdrawn");
        for filter in [Filter::default(), Filter { departement: "46".into(), ..Filter::default() }] {
            let listed = need::query::list(&world.nobody(), &campaign, &filter).await.expect("lists");
            let (mut read, mut place) = (Vec::new(), None);
            loop {
                let part = need::query::after(&world.nobody(), &campaign, &filter, place, 2).await.expect("reads");
                let Some(last) = part.last() else { break };
                place =
                    Some(need::query::After::of(last).to_string().parse().expect("a place is read as it is written"));
                read.extend(part.into_iter().map(|need| need.id));
            }
            assert_eq!(read, listed.needs.iter().map(|need| need.id).collect::<Vec<_>>());
            assert_eq!(read.len() as u64, listed.total);
        }
    });
}
