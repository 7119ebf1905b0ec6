use super::{
    CAMPAIGN, DEEPEST, EditRefusal, InputKind, LONGEST_LINE, MOST_ENTRIES, Move, Outline, Place, Shape, Tag, Typed,
    add, blank_campaign, check, put, remove, shift,
};
use crate::{
    application_form::{ApplicationForm, Choice, Field, Section, ShownIf},
    assessment::Criterion,
    calendar::{Calendar, Period},
    campaign::{BallotForm, Campaign, Envelope, Item, Points, Selection, Theme, Wave, tests::campaign_2021},
    convention::ConventionTemplate,
    decision_text::DecisionTexts,
    letterhead::Letterhead,
    payment_file::PaymentColumn,
    refusal::{FieldRefusals, Refusal},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The keys of an outline, sorted.
fn keys(outline: &Outline) -> Vec<&'static str> {
    let mut keys: Vec<_> = outline.members.iter().map(|member| member.key).collect();
    keys.sort_unstable();
    keys
}

/// The outline at the end of a path of keys, whichever lists it passes.
fn outline_of(path: &[&str]) -> &'static Outline {
    path.iter().fold(&CAMPAIGN, |outline, key| {
        match outline.members.iter().find(|member| member.key == *key).expect("a member").shape {
            Shape::Part(outline) | Shape::List(outline) => outline,
            shape => panic!("{key} is {shape:?}"),
        }
    })
}

/// The names under which a type's fields are written: a field that is added does not compile here until it is named.
macro_rules! fields {
    ($type:ident { $($field:ident = $key:literal),+ $(,)? }) => {{
        let _ = |$type { $($field: _),+ }: $type| {};
        let mut keys = vec![$($key),+];
        keys.sort_unstable();
        keys
    }};
}

#[test]
fn the_editor_knows_every_value_of_a_campaign() {
    let campaign = fields!(Campaign {
        slug = "slug", title = "title", summary = "summary", calendar = "calendar", envelopes = "envelope",
        themes = "theme", selection = "selection", forms = "form", appeal = "appeal", legal_basis = "legal_basis",
        letterhead = "letterhead", decision_texts = "decision_text", convention = "convention", iban = "iban",
        synonyms = "synonyms",
        discussion = "discussion", committee = "committee", payment_columns = "payment_column",
    });
    assert_eq!(keys(&CAMPAIGN), campaign);
    let texts = fields!(DecisionTexts { accepted = "accepted", waiting_list = "waiting_list", refused = "refused" });
    assert_eq!(keys(outline_of(&["decision_text"])), texts);
    let convention = fields!(ConventionTemplate { text = "text", required = "required" });
    assert_eq!(keys(outline_of(&["convention"])), convention);
    let column = fields!(PaymentColumn { heading = "heading", value = "value" });
    assert_eq!(keys(outline_of(&["payment_column"])), column);
    let calendar = fields!(Calendar { census = "census", selection = "selection", application = "application" });
    assert_eq!(keys(outline_of(&["calendar"])), calendar);
    assert_eq!(keys(outline_of(&["calendar", "census"])), fields!(Period { opens = "opens", until = "until" }));
    assert_eq!(keys(outline_of(&["theme"])), fields!(Theme { code = "code", label = "label" }));
    let envelope = fields!(Envelope {
        code = "code", title = "title", amount = "amount", purpose = "purpose", part_of = "part_of", source = "source",
        call = "call", applicant = "applicant", eligibility = "eligibility", subsidy_percent = "subsidy_percent",
        ceiling = "ceiling", floor = "floor", public_funding_percent = "public_funding_percent", waves = "wave",
        items = "item", places = "places", form = "form", topics = "topics", criteria = "criterion",
        priority = "priority", decided_by = "decided_by", assessed_by = "assessed_by",
        correction_days = "correction_days",
    });
    assert_eq!(keys(outline_of(&["envelope"])), envelope);
    let wave = fields!(Wave { opens = "opens", until = "until", amount = "amount" });
    assert_eq!(keys(outline_of(&["envelope", "wave"])), wave);
    let item = fields!(Item { code = "code", label = "label", amount = "amount" });
    assert_eq!(keys(outline_of(&["envelope", "item"])), item);
    let criterion = fields!(Criterion { title = "title", weight = "weight", marks = "marks" });
    assert_eq!(keys(outline_of(&["envelope", "criterion"])), criterion);
    let selection = fields!(Selection {
        envelope = "envelope", ballot = "ballot", rule = "rule", seed = "seed", publication = "publication",
        paper = "paper",
    });
    assert_eq!(keys(outline_of(&["selection"])), selection);
    let ballot = fields!(BallotForm { least = "least", most = "most", points = "points" });
    assert_eq!(keys(outline_of(&["selection", "ballot"])), ballot);
    let points = fields!(Points { total = "total", most_on_one = "most_on_one" });
    assert_eq!(keys(outline_of(&["selection", "ballot", "points"])), points);
    assert_eq!(keys(outline_of(&["form"])), fields!(ApplicationForm { code = "code", sections = "section" }));
    assert_eq!(
        keys(outline_of(&["form", "section"])),
        fields!(Section { title = "title", help = "help", fields = "field" })
    );
    let field = fields!(Field {
        code = "code", kind = "kind", label = "label", hint = "hint", required = "required", options = "options",
        least = "least", most = "most", shown_if = "shown_if", prefill = "prefill",
    });
    assert_eq!(keys(outline_of(&["form", "section", "field"])), field);
    let shown_if = fields!(ShownIf { field = "field", is = "is" });
    assert_eq!(keys(outline_of(&["form", "section", "field", "shown_if"])), shown_if);
    let choice = fields!(Choice { code = "code", label = "label" });
    assert_eq!(keys(outline_of(&["form", "section", "field", "options"])), choice);
    let letterhead = fields!(Letterhead {
        authority = "authority", place = "place", signatory = "signatory", function = "function",
        delegation = "delegation",
    });
    assert_eq!(keys(outline_of(&["letterhead"])), letterhead);
}

/// A value of a shape, drawn from `dice`; every member and kind comes up.
fn drawn(shape: Shape, dice: &mut impl FnMut(usize) -> usize, depth: usize) -> Value {
    let some = |dice: &mut dyn FnMut(usize) -> usize| (dice(3), dice(3)).0;
    match shape {
        Shape::Line | Shape::Text | Shape::Markdown => json!(["Bien", "Un texte", "été"][dice(3)]),
        Shape::CodeIn(_) => json!(["a", "b"][dice(2)]),
        Shape::Number | Shape::Euros => json!(dice(100) + 1),
        Shape::Day => json!(format!("2027-0{}-1{}", dice(9) + 1, dice(10))),
        Shape::YesNo => json!(dice(2) == 1),
        Shape::Lines => json!((0..=some(dice)).map(|at| format!("ligne {at}")).collect::<Vec<_>>()),
        Shape::WordLists => json!([["accueil", "standard"], ["voirie", "routes"]]),
        Shape::Choice(codes) => {
            let codes = codes();
            json!(codes[dice(codes.len())])
        }
        Shape::Several(codes) => json!(codes().into_iter().take(dice(3) + 1).collect::<Vec<_>>()),
        Shape::Part(outline) => drawn_part(outline, dice, depth),
        Shape::List(outline) => {
            json!((0..=some(dice)).map(|_| drawn_part(outline, dice, depth)).collect::<Vec<_>>())
        }
        Shape::ListOf(variants) => {
            let entry = Shape::Variants(variants);
            json!((0..=some(dice)).map(|_| drawn(entry, dice, depth + 1)).collect::<Vec<_>>())
        }
        Shape::Variants(variants) => {
            // The deepest conditions join no others.
            let kinds = if depth + 1 < DEEPEST { variants.kinds.len() } else { variants.kinds.len().min(6) };
            let kind = &variants.kinds[dice(kinds)];
            let mut value = json!({});
            for member in kind.members {
                value[member.key] = drawn(member.shape, dice, depth);
            }
            if let Tag::Beside(tag) = variants.tag {
                value[tag] = json!(kind.code);
            }
            value
        }
    }
}

fn drawn_part(outline: &'static Outline, dice: &mut impl FnMut(usize) -> usize, depth: usize) -> Value {
    let mut value = json!({});
    for member in outline.members {
        if member.needed || dice(2) == 1 {
            let member_value = drawn(member.shape, dice, depth);
            // A part that says nothing is not there.
            if member.needed || member_value != json!({}) {
                value[member.key] = member_value;
            }
        }
    }
    value
}

/// Every page of the editor, from a place on.
fn pages(campaign: &Value, path: &str) -> Vec<String> {
    let place = Place::find(campaign, path).expect("a place");
    let mut all = vec![path.to_owned()];
    let mut below: Vec<String> = place.parts().into_iter().map(str::to_owned).collect();
    for list in place.lists().into_iter().chain(place.entries()) {
        below.extend((0..list.entries.len()).map(|at| format!("{}.{at}", list.path)));
    }
    all.extend(below.iter().flat_map(|path| pages(campaign, path)));
    all
}

/// A page as a browser sends it back untouched.
fn sent_back(campaign: &Value, path: &str) -> Typed {
    let fields = Place::find(campaign, path).expect("a place").fields();
    let fields = fields.into_iter().flat_map(|field| match (field.kind, field.text.is_empty()) {
        (InputKind::Several(_), true) => vec![(field.path, String::new())],
        (_, true) => vec![(field.path, String::new())],
        _ => field.text.into_iter().map(|text| (field.path.clone(), text)).collect(),
    });
    fields.collect()
}

proptest! {
    /// Everything that can be said in the editor is a campaign; sending every page back as it is changes nothing; and
    /// writing every page into a blank campaign gives the same one.
    #[test]
    fn what_the_editor_says_is_what_the_file_says(seed in any::<u64>()) {
        let mut state = seed;
        // A linear congruential generator (Knuth's MMIX): the seed alone says which campaign failed.
        let mut dice = |sides: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % sides
        };
        let campaign = drawn_part(&CAMPAIGN, &mut dice, 0);
        let read: Campaign = serde_json::from_value(campaign.clone()).expect("a campaign");
        let again: Campaign =
            serde_json::from_value(serde_json::to_value(&read).expect("writes")).expect("reads");
        prop_assert_eq!(&read, &again);
        let file = toml::to_string_pretty(&read).expect("writes");
        let from_file: Campaign = toml::from_str(&file).expect("reads");
        prop_assert_eq!(&read, &from_file);
        let mut same = campaign.clone();
        for path in pages(&campaign, "") {
            let typed = sent_back(&campaign, &path);
            prop_assert_eq!(put(&mut same, &path, &typed), Ok(()), "{}", path);
        }
        prop_assert_eq!(&same, &campaign);
    }
}

#[test]
fn a_campaign_is_written_page_by_page_from_nothing() {
    let mut campaign = blank_campaign("suite-2027", "Suite 2027");
    let lacks = check(&campaign).expect_err("nothing is decided");
    let places: Vec<&str> = lacks.iter().map(|fault| fault.path.as_str()).collect();
    assert!(places.contains(&"calendar.census.opens") && places.contains(&"theme"), "{places:?}");
    let write = |campaign: &mut Value, path: &str, fields: &[(&str, &str)]| {
        let typed = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        put(campaign, path, &typed).expect("written");
    };
    write(&mut campaign, "", &[("summary", "On recommence.")]);
    for (phase, opens, until) in [
        ("census", "2027-01-11", "2027-03-31"),
        ("selection", "2027-04-01", "2027-04-30"),
        ("application", "2027-06-01", "2027-12-31"),
    ] {
        let (first, last) = (format!("calendar.{phase}.opens"), format!("calendar.{phase}.until"));
        write(&mut campaign, "calendar", &[(first.as_str(), opens), (last.as_str(), until)]);
    }
    assert_eq!(add(&mut campaign, "theme", ""), Ok("theme.0".into()));
    write(&mut campaign, "theme.0", &[("theme.0.code", "voirie"), ("theme.0.label", "Voirie")]);
    assert_eq!(add(&mut campaign, "envelope", ""), Ok("envelope.0".into()));
    write(
        &mut campaign,
        "envelope.0",
        &[
            ("envelope.0.code", "commun"),
            ("envelope.0.title", "Services communs"),
            ("envelope.0.amount", "30 000 000 €"),
            ("envelope.0.purpose", "Payer ce que le vote choisit."),
            ("envelope.0.eligibility", "any"),
        ],
    );
    let either = "envelope.0.eligibility.any";
    assert_eq!(add(&mut campaign, either, "inhabitants"), Ok(format!("{either}.0")));
    let field = format!("{either}.0.inhabitants");
    write(&mut campaign, &format!("{either}.0"), &[(field.as_str(), "500 000")]);
    assert_eq!(add(&mut campaign, either, "departement"), Ok(format!("{either}.1")));
    let field = format!("{either}.1.departement");
    write(&mut campaign, &format!("{either}.1"), &[(field.as_str(), "oui")]);
    write(&mut campaign, "selection", &[("selection.envelope", "commun"), ("selection.seed", "2027")]);
    let written = check(&campaign).expect("whole");
    let eligibility = campaign_2021().envelopes[0].eligibility.clone();
    assert_eq!(written.envelopes[0].eligibility, eligibility, "the condition of 2021");
    assert_eq!(written.envelopes[0].amount, 30_000_000);
}

#[test]
fn what_was_typed_wrongly_is_refused_beside_its_field_and_nothing_is_written() {
    let mut campaign = serde_json::to_value(campaign_2021()).expect("writes");
    let before = campaign.clone();
    let long = "a".repeat(LONGEST_LINE + 1);
    let typed = [
        ("envelope.0.title", long.as_str()),
        ("envelope.0.amount", "beaucoup"),
        ("envelope.0.call", "autre"),
        ("envelope.0.places", "1,5"),
        ("envelope.0.purpose", "Un texte juste"),
    ];
    let typed: Typed = typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let Err(EditRefusal::Fields(refusals)) = put(&mut campaign, "envelope.0", &typed) else { panic!("written") };
    let named: Vec<String> = refusals.iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(named, ["envelope.0.title", "envelope.0.amount", "envelope.0.call", "envelope.0.places"]);
    assert_eq!(refusals.of("envelope.0.amount"), Some(&Refusal::NotAnAmount));
    assert_eq!(campaign, before);
}

#[test]
fn places_that_are_not_there_and_lists_that_are_full_are_refused() {
    let mut campaign = serde_json::to_value(campaign_2021()).expect("writes");
    for path in
        ["envelope.1", "envelope.x", "title.0", "surprise", "envelope.0.eligibility.all", &"envelope.0.".repeat(40)]
    {
        assert!(Place::find(&campaign, path).is_none(), "{path}");
        assert_eq!(put(&mut campaign, path, &Typed::default()), Err(EditRefusal::NotThere), "{path}");
    }
    assert_eq!(add(&mut campaign, "title", ""), Err(EditRefusal::NotThere));
    assert_eq!(remove(&mut campaign, "theme.5"), Err(EditRefusal::NotThere));
    for _ in campaign["theme"].as_array().expect("themes").len()..MOST_ENTRIES {
        add(&mut campaign, "theme", "").expect("added");
    }
    assert_eq!(add(&mut campaign, "theme", ""), Err(EditRefusal::Full));
    let mut path = "envelope.0.eligibility.any".to_owned();
    let mut depth = 0;
    while let Ok(added) = add(&mut campaign, &path, "any") {
        path = format!("{added}.any");
        depth += 1;
        assert!(depth <= DEEPEST, "conditions nest without end");
    }
    assert!(depth > 2);
    assert_eq!(
        EditRefusal::Full.fields(),
        FieldRefusals::one(crate::form_field::FieldName::WHOLE, Refusal::TooManyLines { most: MOST_ENTRIES })
    );
}

#[test]
fn each_value_is_written_on_the_page_of_what_it_lies_in() {
    let campaign = serde_json::to_value(campaign_2021()).expect("writes");
    for (path, page) in [
        ("title", Some("presentation")),
        ("calendar.census.opens", Some("calendar")),
        ("selection.ballot.points", Some("selection")),
        ("envelope.0.amount", Some("envelope.0")),
        ("envelope.0.eligibility.any.1.departement", Some("envelope.0.eligibility.any.1")),
        ("envelope.0.wave", Some("envelope.0")),
        ("theme", None),
        ("", None),
    ] {
        assert_eq!(super::page_of(&campaign, path).as_deref(), page, "{path}");
    }
}

#[test]
fn entries_move_in_their_list_and_leave_it() {
    let mut campaign = blank_campaign("suite", "Suite");
    for code in ["a", "b", "c"] {
        let path = add(&mut campaign, "theme", "").expect("added");
        let typed = [(format!("{path}.code"), code.to_owned())].into_iter().collect();
        put(&mut campaign, &path, &typed).expect("written");
    }
    let order = |campaign: &Value| -> String {
        let themes = campaign["theme"].as_array().expect("themes");
        themes.iter().map(|theme| theme["code"].as_str().expect("a code")).collect()
    };
    shift(&mut campaign, "theme.2", Move::Up).expect("moves");
    shift(&mut campaign, "theme.0", Move::Up).expect("stays");
    assert_eq!(order(&campaign), "acb");
    shift(&mut campaign, "theme.0", Move::Down).expect("moves");
    assert_eq!(order(&campaign), "cab");
    for (from, to, becomes) in [(0, 2, "abc"), (2, 0, "cab"), (1, 1, "cab")] {
        shift(&mut campaign, &format!("theme.{from}"), Move::To(to)).expect("moves");
        assert_eq!(order(&campaign), becomes);
    }
    assert_eq!(shift(&mut campaign, "theme.0", Move::To(3)), Err(EditRefusal::NotThere), "beyond its end");
    assert_eq!(order(&campaign), "cab");
    remove(&mut campaign, "theme.1").expect("leaves");
    assert_eq!(order(&campaign), "cb");
}

#[test]
fn a_value_of_another_kind_begins_anew() {
    let mut campaign = serde_json::to_value(campaign_2021()).expect("writes");
    let typed: Typed = [("selection.rule.method".to_owned(), "approval_count".to_owned())].into_iter().collect();
    put(&mut campaign, "selection", &typed).expect("written");
    assert_eq!(campaign["selection"]["rule"], json!({ "method": "approval_count" }));
    let lacks = check(&campaign).expect_err("how many is not said");
    assert_eq!(lacks[0].path, "selection.rule.projects");
    let none: Typed = [("envelope.0.eligibility".to_owned(), String::new())].into_iter().collect();
    put(&mut campaign, "envelope.0", &none).expect("written");
    assert!(campaign["envelope"][0].get("eligibility").is_none());
}
