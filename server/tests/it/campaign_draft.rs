//! The campaign office: a campaign is written place by place, prepared, opened and changed by two.

use crate::{
    fixture::{fields, refusal, siren},
    world::{CENSUS, World, need_form, on_both},
};
use entity::{
    campaign::{ApplicantKind, Campaign},
    campaign_outline::{Move, Place, Typed},
    collectivity::Kind,
    eligibility::Condition,
    form_field::{self, FieldName},
    id::{CampaignDraftId, CampaignId, NeedId},
    legal::{LegalPage, unfinished_texts},
    notice::NoticeKind,
    refusal::Refusal,
};
use server::{
    Context, Error,
    campaign::{
        self, affected,
        draft::{self, Arrange, By, Dates, Draft, Origin, Taken},
        file,
        trial::{self, Counted},
    },
    joint_act::{self, Answer},
};

async fn found(ctx: &Context, id: CampaignDraftId) -> Draft {
    draft::find(ctx, id).await.expect("it is being written")
}

/// Writes on the page of a place, as it was just read.
async fn write(ctx: &Context, id: CampaignDraftId, path: &str, typed: &[(&str, &str)]) -> Result<(), Error> {
    let typed = typed_on(&found(ctx, id).await, path, typed);
    draft::write(ctx, id, path, &typed, By::Button).await
}

/// What the form of a place sends, rendered with what the draft says there.
fn typed_on(draft: &Draft, path: &str, typed: &[(&str, &str)]) -> Typed {
    let fields = Place::find(&draft.content, path).expect("a place").fields();
    let rendered = |name: &str| fields.iter().find(|field| field.path == name).map(|field| field.fingerprint());
    let sent = typed.iter().flat_map(|(name, text)| {
        let rendered = rendered(name).unwrap_or_default();
        [((*name).to_owned(), (*text).to_owned()), (format!("rendered.{name}"), rendered)]
    });
    sent.collect()
}

/// The dates that each campaign sets anew: those of the world's, a year later.
async fn date(ctx: &Context, id: CampaignDraftId) {
    let typed = [
        ("calendar.census.opens", "2022-01-10"),
        ("calendar.census.until", "2022-03-31"),
        ("calendar.selection.opens", "2022-04-01"),
        ("calendar.selection.until", "2022-04-30"),
        ("calendar.application.opens", "2022-06-20"),
        ("calendar.application.until", "2023-12-31"),
    ];
    write(ctx, id, "calendar", &typed).await.expect("written");
    write(ctx, id, "selection", &[("selection.seed", "Suite 2022")]).await.expect("written");
    let draft = found(ctx, id).await;
    let envelopes = draft.content["envelope"].as_array().expect("envelopes").len();
    for at in 0..envelopes {
        let waves = draft.content["envelope"][at].get("wave").and_then(|waves| waves.as_array()).map_or(0, Vec::len);
        for wave in 0..waves {
            let path = format!("envelope.{at}.wave.{wave}");
            let (opens, until) = (format!("2022-{:02}-20", 6 + 2 * wave), format!("2022-{:02}-10", 8 + 2 * wave));
            let names = [format!("{path}.opens"), format!("{path}.until")];
            write(ctx, id, &path, &[(&names[0], &opens), (&names[1], &until)]).await.expect("written");
        }
    }
}

fn like(campaign: CampaignId) -> Origin {
    Origin::Like { campaign, slug: "suite-2022".into(), title: "Suite 2022".into(), dates: Dates::None }
}

async fn take_over(ctx: &Context, id: CampaignDraftId) -> Result<Taken, Error> {
    let sent = found(ctx, id).await.shown("");
    draft::take_over(ctx, id, sent.as_str()).await
}

/// Another curator agrees on the only act that waits.
async fn agree(world: &World) -> Result<(), Error> {
    let second = world.curator().await;
    let acts = joint_act::list(&second).await.expect("reads");
    assert_eq!(acts.len(), 1, "{acts:?}");
    joint_act::answer(&second, acts[0].row.id, Answer::Second, joint_act::shown(&acts[0]).as_str(), &"".into()).await
}

#[test]
fn next_years_campaign_is_made_from_this_years_and_opened_by_two() {
    on_both(|world| async move {
        world.go_to(CENSUS);
        let (curator, first) = (world.curator().await, world.campaign().await);
        let id = draft::begin(&curator, like(first.id)).await.expect("begins");
        let faults = found(&curator, id).await.check().expect_err("its dates are its own");
        assert!(faults.iter().any(|fault| fault.path == "calendar.census.opens"), "{faults:?}");
        let lacking = faults.len();
        assert_eq!(refusal(take_over(&curator, id).await), Refusal::CampaignNotReady { faults: lacking });
        date(&curator, id).await;
        let written = found(&curator, id).await.check().expect("whole");
        assert_eq!((written.envelopes.len(), &written.themes), (first.spec.envelopes.len(), &first.spec.themes));

        assert_eq!(take_over(&curator, id).await.expect("taken over"), Taken::Prepared { slug: "suite-2022".into() });
        assert!(matches!(draft::find(&curator, id).await, Err(Error::NotFound)), "it has become the campaign");
        assert!(campaign::find_opened(&curator, "suite-2022").await.expect("reads").is_none(), "prepared, not opened");
        let all = campaign::all(&curator).await.expect("reads");
        let prepared = all.into_iter().find(|one| one.campaign.spec.slug == "suite-2022").expect("it is there");
        assert_eq!(prepared.campaign.spec, written);

        draft::propose_opening(&curator, prepared.campaign.id, &[]).await.expect("proposed");
        assert_eq!(refusal(draft::propose_opening(&curator, prepared.campaign.id, &[]).await), Refusal::ActProposed);
        assert_eq!(world.campaign().await.id, first.id, "one person opens nothing");
        agree(&world).await.expect("seconded");
        assert_eq!(world.campaign().await.id, prepared.campaign.id);
    });
}

#[test]
fn a_campaign_like_another_may_keep_its_days_in_a_year_that_is_ahead() {
    on_both(|world| async move {
        world.go_to(CENSUS);
        let (curator, first) = (world.curator().await, world.campaign().await);
        let Origin::Like { campaign, slug, title, .. } = like(first.id) else { unreachable!("like") };
        let origin = Origin::Like { campaign, slug, title, dates: Dates::Later };
        let id = draft::begin(&curator, origin).await.expect("begins");
        let faults = found(&curator, id).await.check().expect_err("its seed is its own");
        assert_eq!(faults.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), ["selection.seed"]);
        write(&curator, id, "selection", &[("selection.seed", "Suite 2022")]).await.expect("written");
        let written = found(&curator, id).await.check().expect("whole");
        assert_eq!(written.calendar.census.opens.to_string(), "2022-01-11", "the census of 2021 is under way");
        let waves = |campaign: &entity::campaign::Campaign| {
            campaign.envelopes.iter().map(|envelope| envelope.waves.len()).collect::<Vec<_>>()
        };
        assert_eq!(waves(&written), waves(&first.spec));
        let wave = written.envelopes.iter().flat_map(|envelope| &envelope.waves).next().expect("a wave");
        assert_eq!(wave.opens.format("%Y").to_string(), "2022");
    });
}

#[test]
fn a_prepared_campaign_that_changed_since_it_was_proposed_is_not_opened() {
    on_both(|world| async move {
        let (curator, first) = (world.curator().await, world.campaign().await);
        let id = draft::begin(&curator, like(first.id)).await.expect("begins");
        date(&curator, id).await;
        take_over(&curator, id).await.expect("taken over");
        let all = campaign::all(&curator).await.expect("reads");
        let prepared = all.into_iter().find(|one| one.opened_at.is_none()).expect("prepared").campaign.id;
        draft::propose_opening(&curator, prepared, &[]).await.expect("proposed");
        let change = draft::begin(&curator, Origin::Change { campaign: prepared }).await.expect("begins");
        write(&curator, change, "", &[("title", "Autre titre")]).await.expect("written");
        assert!(matches!(take_over(&curator, change).await, Ok(Taken::Prepared { .. })), "nobody sees it yet");
        agree(&world).await.expect("answered");
        assert_eq!(world.campaign().await.id, first.id, "what was agreed on is not there any more");
    });
}

#[test]
fn a_campaign_that_is_open_changes_when_two_agree_and_as_they_read_it() {
    on_both(|world| async move {
        world.go_to(CENSUS);
        let (curator, first) = (world.curator().await, world.campaign().await);
        let id = draft::begin(&curator, Origin::Change { campaign: first.id }).await.expect("begins");
        assert_eq!(refusal(take_over(&curator, id).await), Refusal::NothingToChange);
        write(&curator, id, "", &[("title", "Un titre juste")]).await.expect("written");
        let draft = found(&curator, id).await;
        let differences = draft::differences(&curator, &draft).await.expect("compares").expect("it is there");
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert_eq!(take_over(&curator, id).await.expect("proposed"), Taken::Proposed);
        assert_eq!(world.campaign().await.spec.title, first.spec.title, "one person changes nothing");
        // What is written after the proposal is not what the second person reads.
        write(&curator, id, "", &[("title", "Encore un autre")]).await.expect("written");
        agree(&world).await.expect("seconded");
        let now = world.campaign().await;
        assert_eq!((now.spec.title.as_str(), now.version), ("Un titre juste", first.version + 1));
        let still = found(&curator, id).await;
        assert_eq!(still.content["title"], "Encore un autre", "what came later is still being written");
    });
}

#[test]
fn a_frozen_vote_does_not_change() {
    on_both(|world| async move {
        world.go_to(CENSUS);
        let (curator, first) = (world.curator().await, world.campaign().await);
        let need = world.published(&world.elu(&siren("217601855")).await).await;
        world.on_ballot(&curator, need, "1 000 000").await;
        world.open_vote().await;
        let id = draft::begin(&curator, Origin::Change { campaign: first.id }).await.expect("begins");
        write(&curator, id, "selection", &[("selection.seed", "une autre")]).await.expect("written");
        assert!(matches!(take_over(&curator, id).await, Err(Error::Refused(_))), "the rule is frozen");
        assert_eq!(world.campaign().await.spec, first.spec);
    });
}

#[test]
fn two_editors_never_overwrite_each_other_silently() {
    on_both(|world| async move {
        let (one, first) = (world.curator().await, world.campaign().await);
        let other = world.curator().await;
        let id = draft::begin(&one, like(first.id)).await.expect("begins");
        let read = found(&other, id).await;
        write(&one, id, "envelope.0", &[("envelope.0.title", "Le titre de l’une")]).await.expect("written");
        let typed = typed_on(&read, "envelope.0", &[("envelope.0.title", "Celui de l’autre")]);
        for by in [By::Button, By::Typing] {
            let late = fields(draft::write(&other, id, "envelope.0", &typed, by).await);
            let theirs = Refusal::AnswerChanged { theirs: "Le titre de l’une".into() };
            assert_eq!(late, [(FieldName::question("envelope.0.title"), theirs)]);
        }
        // What the other did not touch stays as the colleague wrote it, and elsewhere nobody is in the way.
        let title = read.content["envelope"][0]["title"].as_str().expect("a title");
        let sent = [("envelope.0.title", title), ("envelope.0.purpose", "À quoi elle sert")];
        let typed = typed_on(&read, "envelope.0", &sent);
        draft::write(&other, id, "envelope.0", &typed, By::Typing).await.expect("written");
        let typed = typed_on(&read, "calendar", &[("calendar.census.opens", "2022-01-10")]);
        draft::write(&other, id, "calendar", &typed, By::Button).await.expect("written");
        let content = found(&one, id).await.content;
        assert_eq!(content["envelope"][0]["title"], "Le titre de l’une");
        assert_eq!(content["envelope"][0]["purpose"], "À quoi elle sert");
        assert_eq!(content["calendar"]["census"]["opens"], "2022-01-10");
    });
}

#[test]
fn what_one_person_types_at_one_place_is_one_version_unless_two_are_to_agree_on_it() {
    on_both(|world| async move {
        world.go_to(CENSUS);
        let (curator, first) = (world.curator().await, world.campaign().await);
        let id = draft::begin(&curator, Origin::Change { campaign: first.id }).await.expect("begins");
        let type_in = async |ctx: &Context, text: &str| {
            let typed = typed_on(&found(ctx, id).await, "", &[("title", text)]);
            draft::write(ctx, id, "", &typed, By::Typing).await.expect("kept");
            found(ctx, id).await.row.version
        };
        assert_eq!(type_in(&curator, "Un").await, 2, "what was there is kept");
        assert_eq!(type_in(&curator, "Un ti").await, 2);
        assert_eq!(type_in(&curator, "Un titre").await, 2);
        let versions = draft::versions(&curator, id).await.expect("reads");
        assert!(versions[0].changes.iter().any(|line| line.contains("Un titre")), "{:?}", versions[0].changes);
        let author = world.curator().await;
        assert_eq!(type_in(&author, "Un titre d’une autre").await, 3);
        // While one types, nothing changes its kind: that would take away what is in it.
        let kind = typed_on(&found(&curator, id).await, "selection", &[("selection.rule.method", "greedy")]);
        let before = found(&curator, id).await.content["selection"]["rule"].clone();
        draft::write(&curator, id, "selection", &kind, By::Typing).await.expect("nothing to keep");
        assert_eq!(found(&curator, id).await.content["selection"]["rule"], before);
        assert_eq!(take_over(&curator, id).await.expect("proposed"), Taken::Proposed);
        assert_eq!(type_in(&author, "Après").await, 4, "what was proposed stays as it was read");
    });
}

#[test]
fn no_campaign_opens_over_legal_pages_that_are_not_ready() {
    on_both(|world| async move {
        let (curator, first) = (world.curator().await, world.campaign().await);
        let id = draft::begin(&curator, like(first.id)).await.expect("begins");
        date(&curator, id).await;
        take_over(&curator, id).await.expect("taken over");
        let all = campaign::all(&curator).await.expect("reads");
        let prepared = all.into_iter().find(|one| one.opened_at.is_none()).expect("prepared").campaign.id;
        let unfinished = unfinished_texts([(LegalPage::Accessibility, "## Conformité"), (LegalPage::Privacy, "Tout.")]);
        let refused = draft::propose_opening(&curator, prepared, &unfinished).await;
        assert_eq!(refusal(refused), Refusal::LegalTextsUnfinished { texts: 1 });
        draft::propose_opening(&curator, prepared, &[]).await.expect("proposed");
    });
}

#[test]
fn whom_other_dates_concern_is_counted_first_and_told_once() {
    on_both(|world| async move {
        world.go_to(CENSUS);
        let (curator, first) = (world.curator().await, world.campaign().await);
        let elu = world.elu(&siren("217601855")).await;
        let colleague = world.agent(&siren("217601855")).await;
        let other = world.elu(&siren("200023414")).await;
        let need = NeedId(world.platform.new_id());
        server::need::save_draft(&elu, need, &need_form(), "").await.expect("kept");
        let notices = async |ctx: &Context| {
            let all = server::notice::list(ctx).await.expect("reads");
            all.into_iter().filter(|one| one.kind == NoticeKind::CampaignChanged.code()).count()
        };

        let id = draft::begin(&curator, Origin::Change { campaign: first.id }).await.expect("begins");
        write(&curator, id, "", &[("title", "Un titre juste")]).await.expect("written");
        let version = found(&curator, id).await.row.version;
        assert_eq!(affected::by_draft(&curator, id, version).await.expect("reads"), None, "words concern nobody");
        write(&curator, id, "calendar", &[("calendar.census.until", "2021-03-30")]).await.expect("written");
        let version = found(&curator, id).await.row.version;
        let affected = affected::by_draft(&curator, id, version).await.expect("reads").expect("a date changes");
        assert_eq!((affected.need_drafts, affected.groups, affected.applications, affected.mandates), (1, 0, 0, 0));
        assert_eq!((affected.people.len(), affected.collectivities.len()), (2, 1));
        assert!(matches!(affected::by_draft(&elu, id, version).await, Err(Error::Forbidden)));

        assert_eq!(take_over(&curator, id).await.expect("proposed"), Taken::Proposed);
        assert_eq!(notices(&elu).await, 0, "nothing has changed yet");
        agree(&world).await.expect("seconded");
        assert_eq!((notices(&elu).await, notices(&colleague).await, notices(&other).await), (1, 1, 0));
        // The same file once more changes nothing, and tells nobody.
        let now = world.campaign().await.spec;
        campaign::import(&curator, &now, true).await.expect("says what is there");
        assert_eq!(notices(&elu).await, 1);
    });
}

#[test]
fn what_no_campaign_holds_is_refused_by_the_file_and_by_its_field() {
    on_both(|world| async move {
        let (curator, first) = (world.curator().await, world.campaign().await);
        let file = async |change: &dyn Fn(&mut Campaign)| {
            let mut spec = first.spec.clone();
            spec.slug = "trop-grande".into();
            change(&mut spec);
            let text = file::write(&spec).expect("writes");
            let refused = fields(draft::begin(&curator, Origin::File(text)).await);
            assert_eq!(refused[0].0, FieldName::from(form_field::LIST));
            refused[0].1.clone()
        };
        let list = |of: &str, key: &str, found| {
            let (of, key) = (of.to_owned(), key.to_owned());
            Refusal::CampaignListTooLong { of, key, most: 200, found }
        };
        let many: &dyn Fn(&mut Campaign) = &|spec| {
            let mut small = spec.envelopes[0].clone();
            (small.waves, small.criteria, small.items) = Default::default();
            spec.envelopes = vec![small; 1_000];
        };
        assert_eq!(file(many).await, list("campaign", "envelope", 1_000));
        let long: &dyn Fn(&mut Campaign) = &|spec| {
            let section = &mut spec.forms[0].sections[0];
            section.fields = vec![section.fields[0].clone(); 500];
        };
        assert_eq!(file(long).await, list("section", "field", 500));
        let circle: &dyn Fn(&mut Campaign) = &|spec| spec.envelopes[0].part_of = Some(spec.envelopes[0].code.clone());
        assert!(matches!(file(circle).await, Refusal::EnvelopesInACircle { .. }));
        let overlap: &dyn Fn(&mut Campaign) = &|spec| {
            let waves = spec.envelopes.iter_mut().find(|one| one.waves.len() > 1).expect("waves");
            waves.waves[1].opens = waves.waves[0].until;
        };
        assert!(matches!(file(overlap).await, Refusal::WavesOverlap { .. }));
        let deep: &dyn Fn(&mut Campaign) = &|spec| {
            let deep = (0..10).fold(Condition::Members(2), |inner, _| Condition::Any(vec![inner]));
            spec.envelopes[0].eligibility = Some(deep);
        };
        assert!(matches!(file(deep).await, Refusal::ConditionTooDeep { .. }));

        // In the editor, beside the field.
        let id = draft::begin(&curator, like(first.id)).await.expect("begins");
        let code = first.spec.envelopes[0].code.as_str();
        let refused = fields(write(&curator, id, "envelope.0", &[("envelope.0.part_of", code)]).await);
        let circle = Refusal::EnvelopesInACircle { envelope: code.to_owned() };
        assert_eq!(refused, [(FieldName::question("envelope.0.part_of"), circle)]);
    });
}

#[test]
fn every_version_is_kept_told_and_restored() {
    on_both(|world| async move {
        let curator = world.curator().await;
        let blank = Origin::Blank { slug: "neuve".into(), title: "Neuve".into() };
        let id = draft::begin(&curator, blank.clone()).await.expect("begins");
        assert_eq!(
            fields(draft::begin(&curator, blank).await),
            [(form_field::CODE.into(), Refusal::CampaignNameTaken)],
            "somebody writes it already"
        );
        for code in ["a", "b"] {
            let sent = found(&curator, id).await.shown("theme");
            let add = Arrange::Add { kind: String::new() };
            let path = draft::arrange(&curator, id, "theme", &add, sent.as_str()).await.expect("added");
            write(&curator, id, &path, &[(&format!("{path}.code"), code)]).await.expect("written");
        }
        let sent = found(&curator, id).await.shown("theme");
        let up = Arrange::Move { at: 1, to: Move::Up };
        draft::arrange(&curator, id, "theme", &up, sent.as_str()).await.expect("moved");
        let versions = draft::versions(&curator, id).await.expect("reads");
        assert_eq!(versions.first().expect("versions").version, 6);
        assert!(versions[0].changes.iter().any(|line| line.contains("theme.0.code")), "{:?}", versions[0].changes);
        let sent = found(&curator, id).await.shown("");
        draft::restore(&curator, id, 1, sent.as_str()).await.expect("restored");
        assert_eq!(found(&curator, id).await.content["theme"], serde_json::json!([]));
        assert_eq!(draft::versions(&curator, id).await.expect("reads").len(), 7, "nothing is lost by going back");
        // Writing what stands there makes no version.
        write(&curator, id, "", &[("title", "Neuve")]).await.expect("nothing to write");
        assert_eq!(found(&curator, id).await.row.version, 7);
        draft::discard(&curator, id).await.expect("discarded");
        assert!(draft::list(&curator).await.expect("reads").is_empty());
    });
}

#[test]
fn what_is_no_campaign_is_refused_by_its_field_and_others_do_not_write_one() {
    on_both(|world| async move {
        let (curator, first) = (world.curator().await, world.campaign().await);
        let blank = |slug: &str, title: &str| Origin::Blank { slug: slug.into(), title: title.into() };
        for (origin, wanted) in [
            (blank("Été 2027", "Été"), vec![(form_field::CODE.into(), Refusal::NotASlug)]),
            (blank("ete", " "), vec![(form_field::TITLE.into(), Refusal::Missing)]),
            (blank(&first.spec.slug, "La même"), vec![(form_field::CODE.into(), Refusal::CampaignNameTaken)]),
        ] {
            assert_eq!(fields(draft::begin(&curator, origin.clone()).await), wanted, "{origin:?}");
        }
        let text = file::write(&first.spec).expect("writes");
        assert_eq!(file::parse(&text).expect("reads"), first.spec, "the file says the campaign");
        for wrong in ["slug = ", "slug = \"a\"", &text.replace("title =", "titre ="), &"a".repeat(draft::LONGEST + 1)] {
            let refused = fields(draft::begin(&curator, Origin::File(wrong.to_owned())).await);
            assert!(matches!(refused[0].1, Refusal::NotACampaignFile { .. }), "{refused:?}");
        }
        let other = text.replace(&format!("slug = \"{}\"", first.spec.slug), "slug = \"depuis-un-fichier\"");
        draft::begin(&curator, Origin::File(other)).await.expect("begins");
        let mayor = world.elu(&siren("217601855")).await;
        let officer = world.officer("76").await;
        for ctx in [mayor, officer] {
            assert!(matches!(draft::begin(&ctx, like(first.id)).await, Err(Error::Forbidden)));
            assert!(matches!(draft::list(&ctx).await, Err(Error::Forbidden)));
        }
        assert!(matches!(draft::list(&world.nobody()).await, Err(Error::SignInNeeded)));
    });
}

#[test]
fn a_trial_counts_who_could_apply_and_which_neighbours_could_together() {
    on_both(|world| async move {
        let (curator, mut campaign) = (world.curator().await, world.campaign().await.spec);
        let envelope = campaign.envelopes.iter_mut().find(|one| one.code == "ingenierie").expect("an envelope");
        envelope.eligibility = Some(Condition::Inhabitants(100_000));
        envelope.applicant = ApplicantKind::Either;
        let tried = trial::run(&curator, campaign.clone()).await.expect("runs");
        let called = campaign.envelopes.iter().filter(|envelope| envelope.call.is_some()).count();
        assert_eq!(tried.len(), called);
        let one = tried.iter().find(|one| one.code == "ingenierie").expect("tried");
        let reference = world.platform.reference();
        let sum = |counted: &mut dyn Iterator<Item = Counted>| {
            counted.fold((0, 0), |(may, of), one| (may + one.may, of + one.of))
        };
        let large = reference.collectivities().filter(|one| reference.figures(&one.siren).population >= 100_000);
        let wanted = (large.count() as u64, reference.count() as u64);
        assert_eq!(sum(&mut one.alone.iter().map(|(_, counted)| *counted)), wanted);
        assert_eq!(sum(&mut one.by_region.iter().map(|(_, counted)| *counted)), wanted);

        // The same pairs through the territories themselves, which count no commune twice.
        let mut pairs = Counted::default();
        let bodies: Vec<_> = reference.collectivities().filter(|one| one.kind == Kind::Epci).collect();
        for (at, first) in bodies.iter().enumerate() {
            for second in &bodies[at + 1..] {
                let both = [first.siren, second.siren];
                let short = both.iter().all(|siren| reference.figures(siren).population < 100_000);
                if first.departement == second.departement && first.departement.is_some() && short {
                    let people = reference.atlas.figures(&reference.atlas.union(&both)).population;
                    pairs.may += u64::from(people >= 100_000);
                    pairs.of += 1;
                }
            }
        }
        assert_eq!(one.pairs, pairs);
        assert!(one.triples.may > 0 && one.triples.of > one.triples.may, "{:?}", one.triples);

        let examples = trial::examples(&reference);
        let verdicts = trial::verdicts(&curator, &campaign, &examples[0]).await.expect("reads");
        let of = verdicts.iter().find(|(code, _)| code == "ingenierie").expect("judged").1.as_ref();
        assert!(of.is_some_and(|judgement| !judgement.met && judgement.missing > 90_000), "a small commune");
        let mayor = world.elu(&siren("217601855")).await;
        assert!(matches!(trial::run(&mayor, campaign).await, Err(Error::Forbidden)));
    });
}
