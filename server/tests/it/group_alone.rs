//! A group that is opened without a need: whatever reads a group copes with it.

use crate::world::{World, on_both};
use entity::{
    form_field,
    group::GroupState,
    group_form::GroupForm,
    id::GroupId,
    lineage::{
        StepState::{Done, ToCome},
        Subject,
    },
    page_number::PageNumber,
    refusal::{FieldRefusals, Refusal},
    search_text::SearchText,
    siren::Siren,
    table::{audit_event, group as group_table},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    Context, Error,
    group::{
        self, Answer,
        opening::open_alone,
        query::{PAGE, detail, list},
        suggestion::suggestions,
    },
    lineage::lineage,
    search::{self, Kind, Order, Request},
};

/// The Département du Lot.
const LOT: &str = "224600015";

fn laboratory() -> GroupForm {
    GroupForm {
        name: "Laboratoire d’innovation du Quercy".into(),
        purpose: "Essayer des services numériques avec les habitants".into(),
        theme: "relation-usagers".into(),
        programmes: vec!["pvd".into()],
    }
}

async fn opened(world: &World, lead: &Context) -> GroupId {
    let id = GroupId(world.platform.new_id());
    open_alone(lead, id, &laboratory()).await.expect("opened");
    id
}

#[test]
fn a_group_without_a_need_forms_is_found_and_is_submitted_like_another() {
    on_both(|world| async move {
        let campaign = world.campaign().await;
        let lead = world.agent(&world.commune("46102")).await;
        let id = opened(&world, &lead).await;
        open_alone(&lead, id, &laboratory()).await.expect("the same form twice opens one");
        let all = group_table::Entity::find().count(lead.read()).await.expect("counts");
        let opening = audit_event::Entity::find().filter(audit_event::Column::Kind.eq("group_opened"));
        assert_eq!((all, opening.count(lead.read()).await.expect("counts")), (1, 1));

        let nobody = world.nobody();
        let shown = detail(&nobody, &campaign, id).await.expect("public");
        assert!(shown.need.is_none() && shown.group.need.is_none());
        assert_eq!((shown.group.theme.as_str(), shown.group.programmes.as_str()), ("relation-usagers", "|pvd|"));
        assert_eq!(list(&nobody, &campaign, PageNumber::FIRST, PAGE).await.expect("reads").rows, [shown.group]);

        let lot = Siren::parse(LOT).expect("a SIREN");
        let told = suggestions(&lead, &campaign, &detail(&lead, &campaign, id).await.expect("public")).await;
        let told = told.expect("told");
        let first = |one: &group::suggestion::Suggestion| one.sets[0].guests[0].addition.siren;
        assert!(told.iter().any(|one| first(one) == lot), "neighbours alone: {told:?}");

        let agent = world.agent(&lot).await;
        group::request(&agent, id).await.expect("asks");
        group::answer(&lead, id, &lot, Answer::Accept, &"".into()).await.expect("accepted");
        group::submit(&lead, id).await.expect("submitted");
        assert_eq!(detail(&nobody, &campaign, id).await.expect("public").group.state, GroupState::Submitted);
    });
}

#[test]
fn its_line_begins_with_itself_and_the_search_knows_its_theme() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let id = opened(&world, &lead).await;
        let known = lineage(&world.nobody(), Subject::Group(id)).await.expect("reads").expect("public");
        assert!(known.needs.is_none());
        let states: Vec<_> = known.steps(world.platform.now()).into_iter().map(|step| step.state).collect();
        assert_eq!(states, [Done, ToCome]);

        let campaign = world.campaign().await;
        let of = |theme: &str| Request {
            text: SearchText::cut("laboratoire d’innovation"),
            campaign: campaign.id,
            kind: Kind::Group,
            theme: theme.to_owned(),
            region: String::new(),
            departement: String::new(),
            programme: String::new(),
            state: String::new(),
            order: Order::Best,
            page: PageNumber::FIRST,
            size: 3,
        };
        let requests = vec![of(""), of("relation-usagers"), of("documents")];
        let found = search::find(&world.nobody(), &campaign, requests).await.expect("finds");
        let keys: Vec<&[String]> = found.iter().map(|one| &one.keys[..]).collect();
        assert_eq!(keys, [&[id.to_string()][..], &[id.to_string()], &[]]);
    });
}

#[test]
fn it_is_refused_outside_the_campaign_without_a_name_and_for_who_acts_for_nobody() {
    on_both(|world| async move {
        let lead = world.agent(&world.commune("46102")).await;
        let id = GroupId(world.platform.new_id());
        let wrong = GroupForm { theme: "inconnu".into(), ..GroupForm::default() };
        let Err(Error::Fields(FieldRefusals(refused))) = open_alone(&lead, id, &wrong).await else {
            panic!("a form that is wrong is refused, field by field");
        };
        assert!(refused.iter().any(|(field, why)| *field == form_field::THEME && *why == Refusal::NotOnTheList));
        assert!(matches!(open_alone(&world.nobody(), id, &laboratory()).await, Err(Error::SignInNeeded)));
        let curator = world.curator().await;
        assert!(matches!(open_alone(&curator, id, &laboratory()).await, Err(Error::Forbidden)));
        world.go_to("2020-12-01T10:00:00Z");
        let early = open_alone(&lead, id, &laboratory()).await;
        assert!(matches!(early, Err(Error::Refused(Refusal::PhaseClosed { .. }))), "{early:?}");
    });
}
