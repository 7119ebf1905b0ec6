//! Who applies: the collectivités of an application, and what is known of them without asking.

use crate::ui::here::here;
use crate::ui::{
    eligibility::lacking_sentence,
    figures::{Definitions, entry},
    table::{Cell, Head, Row, Table},
};
use entity::{address::Address, application::Submission, eligibility::Judgement};
use leptos::prelude::*;
use server::application::query::Detail;
use wording::{number, time};

/// The collectivités, and what is known of them.
#[component]
pub fn ApplicantKnown<'a>(detail: &'a Detail) -> AnyView {
    let judgement = match &detail.copy {
        Some(copy) => &copy.judgement,
        None => &detail.judgement,
    };
    let judgement = judgement.as_ref().map(|judgement| view! { <p>{judged(judgement)}</p> });
    view! {
        <h2>"Le candidat"</h2>
        <Members detail />
        <Definitions entries=known(detail) />
        {judgement}
        {detail.copy.as_ref().map(|copy| view! { <p class="fr-hint-text">{frozen(copy)}</p> })}
    }
    .into_any()
}

/// What the applicant was judged on, in a sentence.
fn judged(judgement: &Judgement) -> String {
    match judgement.met {
        true => match wording::met_clause(judgement) {
            none if none.is_empty() => "Condition remplie.".to_owned(),
            clause => format!("Condition remplie\u{a0}: {clause}."),
        },
        false => format!("Condition non remplie. {}", lacking_sentence(judgement)),
    }
}

#[component]
fn Members<'a>(detail: &'a Detail) -> AnyView {
    let rows = detail.members.iter().map(|member| {
        let part = match (member.confirmed, member.siren == detail.row.siren) {
            (true, true) => "Chef de file",
            (true, false) => "A confirmé sa part",
            (false, _) => "Confirmation attendue",
        };
        let name = view! { <a href=here(Address::Collectivity(member.siren))>{member.name.clone()}</a> };
        Row::new([Cell::head(name), Cell::number(number(member.population)), Cell::new(part)])
    });
    let heads = vec![Head::new("Collectivité"), Head::number("Habitants"), Head::new("Part")];
    view! {
        <Table
            id="collectivites-candidates"
            caption="Collectivités candidates"
            hidden=true
            heads
            rows=rows.collect()
        />
    }
    .into_any()
}

/// Territory, labels, group and project: as it was submitted, or as it is now.
fn known(detail: &Detail) -> Vec<(String, AnyView)> {
    let applicant = match &detail.copy {
        Some(copy) => &copy.applicant,
        None => &detail.applicant,
    };
    let programmes = applicant.programmes.iter().map(|&one| wording::programme(one)).collect::<Vec<_>>().join(", ");
    let departements =
        (applicant.departements > 0).then(|| entry("Départements", number(u64::from(applicant.departements))));
    let group = detail.group.as_ref().map(|group| {
        let address = Address::Group(group.id).to_string();
        entry("Groupement", view! { <a href=address>{group.name.clone()}</a> })
    });
    let project = detail.project.as_ref().map(|project| {
        let address = Address::Project(project.id).to_string();
        entry("Projet à expérimenter", view! { <a href=address>{project.title.clone()}</a> })
    });
    [
        Some(entry("Habitants", format!("{}, chacun compté une fois", number(applicant.population)))),
        departements,
        (!programmes.is_empty()).then(|| entry("Programmes", programmes)),
        group,
        project,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn frozen(copy: &Submission) -> String {
    format!(
        "Figé au dépôt, le {} : populations {}, version {} des règles.",
        time::moment(copy.submitted_at),
        copy.vintage,
        copy.rule_version,
    )
}
