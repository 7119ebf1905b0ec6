//! The line of life of a need, a group or a project: its steps in their order, each with where it stands. A list that
//! reads without the sheet, which draws it as a line.

use super::{html_writer::HtmlWriter, motif::Motif, place::place};
use crate::http::visit::Visit;
use entity::{
    address::Address,
    lineage::{LineageFacts, Milestone, Step, StepState, Subject},
};
use leptos::prelude::*;

/// A step as it is shown.
#[derive(Debug, Clone)]
pub struct LineStep {
    pub motif: Motif,
    pub state: StepState,
    pub title: String,
    /// Where there is more to read of it; None where it is this page.
    pub href: Option<String>,
    /// When it was, is or will be; nothing when empty.
    pub when: String,
    /// What else is said of it; nothing when empty.
    pub note: String,
}

/// The steps of a subject, as they stand now; none of one that is not public.
pub fn line_of(visit: &Visit, subject: Subject, known: Option<&LineageFacts>) -> Vec<LineStep> {
    let Some(known) = known else { return Vec::new() };
    let reference = visit.ctx.platform.reference();
    let first = known.needs.as_ref().map(|needs| place(&reference, &needs.siren)).unwrap_or_default();
    let shown = |step: Step| LineStep {
        motif: motif(&step.milestone),
        state: step.state,
        title: wording::step_title(&step, subject, &first),
        href: href(visit, subject, known, &step),
        when: step.when.map(|when| wording::step_when(when, visit.overseas())).unwrap_or_default(),
        note: wording::step_note(&step),
    };
    known.steps(visit.ctx.now()).into_iter().map(shown).collect()
}

/// The motif of a step: a seed while it concerns the need, a root the group, a leaf the project.
fn motif(milestone: &Milestone) -> Motif {
    match milestone {
        Milestone::Published(_)
        | Milestone::JoinedAnother(_)
        | Milestone::JoinedBy { .. }
        | Milestone::Supported { .. }
        | Milestone::Declined => Motif::Need,
        Milestone::Grouped { .. } | Milestone::Submitted(_) | Milestone::Subsidised(_) => Motif::Group,
        Milestone::InProject(_)
        | Milestone::Vote { .. }
        | Milestone::Result(_)
        | Milestone::Applications { .. }
        | Milestone::Adopted { .. }
        | Milestone::Paid { .. } => Motif::Project,
    }
}

/// Where there is more to read of a step.
fn href(visit: &Visit, subject: Subject, known: &LineageFacts, step: &Step) -> Option<String> {
    let first = known.needs.as_ref().map(|needs| needs.first);
    // What counts of a need that joined another is told on the page of that.
    let counted = known.joined.as_ref().map(|joined| joined.need).or(first);
    match &step.milestone {
        Milestone::JoinedAnother(joined) => Some(Address::Need(joined.need).to_string()),
        Milestone::JoinedBy { needs: 1, .. } => first.map(|first| Address::Need(first).at("rejoint").to_string()),
        Milestone::Published(needs) if subject == Subject::Need(needs.first) => {
            (needs.versions > 1).then(|| Address::NeedVersions(needs.first).to_string())
        }
        Milestone::Published(needs) => Some(Address::Need(needs.first).to_string()),
        Milestone::Supported { supports, needs: 1 } if *supports > 0 => {
            counted.map(|counted| Address::Need(counted).at("soutiens").to_string())
        }
        Milestone::Grouped { needs: 1, .. } if !matches!(subject, Subject::Group(_)) => {
            counted.map(|counted| Address::Need(counted).at("groupements").to_string())
        }
        Milestone::InProject(Some(project)) if subject != Subject::Project(project.id) => {
            Some(Address::Project(project.id).to_string())
        }
        Milestone::Vote { .. } if step.state == StepState::Now => Some(visit.here(Address::Ballot)),
        Milestone::Vote { frozen_at: Some(_) } => Some(visit.here(Address::FrozenRule)),
        Milestone::Result(Some(_)) => Some(visit.here(Address::Result)),
        Milestone::Applications { envelope } => Some(visit.here(Address::Envelope(envelope.clone()))),
        Milestone::Adopted { collectivities } if *collectivities > 0 => {
            known.project.as_ref().map(|project| Address::Project(project.id).at("adoption").to_string())
        }
        Milestone::Paid { .. } | Milestone::Subsidised(_) if step.state != StepState::ToCome => {
            Some(visit.here(Address::Envelopes.at("grand-livre")))
        }
        Milestone::JoinedBy { .. }
        | Milestone::Supported { .. }
        | Milestone::Grouped { .. }
        | Milestone::Submitted(_)
        | Milestone::InProject(_)
        | Milestone::Declined
        | Milestone::Vote { .. }
        | Milestone::Result(_)
        | Milestone::Adopted { .. }
        | Milestone::Paid { .. }
        | Milestone::Subsidised(_) => None,
    }
}

/// The line under its heading; nothing where there is none.
#[component]
pub fn Lineage<'a>(
    steps: &'a [LineStep],
    #[prop(default = "Du besoin au dernier euro")] heading: &'static str,
) -> AnyView {
    if steps.is_empty() {
        return ().into_any();
    }
    let mut html = HtmlWriter::with_capacity(steps.len() * 512);
    html.markup("<section aria-labelledby=\"parcours\" class=\"t-lineage\">")
        .markup("<h2 id=\"parcours\">")
        .text(heading)
        .markup("</h2><ol>");
    for step in steps {
        write_step(&mut html, step);
    }
    html.markup("</ol></section>");
    html.into_view()
}

fn write_step(html: &mut HtmlWriter, step: &LineStep) {
    let (name, is_now) = class(step.state);
    html.markup("<li").attribute(" aria-current=\"", is_now.then_some("step"));
    html.markup(" class=\"t-lineage__step t-lineage__step--").markup(name);
    html.markup("\"><span aria-hidden=\"true\" class=\"t-lineage__mark ").markup(step.motif.class());
    html.markup("\"></span><p class=\"t-lineage__title\">");
    match &step.href {
        Some(href) => html.markup("<a href=\"").text(href).markup("\">").text(&step.title).markup("</a>"),
        None => html.text(&step.title),
    };
    html.markup("</p><p class=\"t-lineage__when\"><span class=\"t-lineage__state\">");
    html.text(wording::step_state(step.state)).markup("</span>");
    if !step.when.is_empty() {
        html.markup(" – ").text(&step.when);
    }
    html.markup("</p>");
    if !step.note.is_empty() {
        html.markup("<p class=\"t-lineage__note\">").text(&step.note).markup("</p>");
    }
    html.markup("</li>");
}

/// The end of a class name of the sheet, and whether the step is the one of now.
fn class(state: StepState) -> (&'static str, bool) {
    match state {
        StepState::Done => ("done", false),
        StepState::Now => ("now", true),
        StepState::ToCome => ("to-come", false),
        StepState::Never => ("never", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rendered::html;

    fn step(state: StepState, href: Option<&str>, when: &str, note: &str) -> LineStep {
        LineStep {
            motif: Motif::Need,
            state,
            title: "Besoin publié".into(),
            href: href.map(str::to_owned),
            when: when.into(),
            note: note.into(),
        }
    }

    #[test]
    fn a_line_is_an_ordered_list_that_reads_without_the_sheet() {
        let steps = [
            step(StepState::Done, Some("/besoins"), "12 janvier 2021", ""),
            step(StepState::Now, None, "", "Règle figée."),
        ];
        let line = html(|| view! { <Lineage steps=&steps /> });
        assert!(line.contains("<ol><li class=\"t-lineage__step t-lineage__step--done\">"), "{line}");
        assert!(line.contains("<a href=\"/besoins\">Besoin publié</a>"), "{line}");
        assert!(line.contains("<span class=\"t-lineage__state\">Fait</span> – 12 janvier 2021</p>"), "{line}");
        assert!(line.contains("<li aria-current=\"step\" class=\"t-lineage__step t-lineage__step--now\">"), "{line}");
        assert!(line.contains("En cours</span></p><p class=\"t-lineage__note\">Règle figée.</p>"), "{line}");
        assert_eq!(html(|| view! { <Lineage steps=&[] /> }), "");
    }
}
