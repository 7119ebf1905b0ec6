//! The acts that can still be undone, on top of the desk.

use crate::{
    http::visit::Visit,
    ui::{
        act::{Button, Weight},
        field::PostForm,
        form::Form,
        views::views,
    },
};
use entity::{
    address::Address,
    curation::{BatchAct, left_to_undo},
    id::{PersonId, ProjectId},
};
use leptos::prelude::*;
use server::curation::batch::BatchLine;
use std::collections::HashMap;

/// What acts name: curators and projects.
pub struct ActNames {
    pub curators: HashMap<PersonId, String>,
    pub projects: HashMap<ProjectId, String>,
}

impl ActNames {
    /// What was done, as a sentence.
    pub fn sentence(&self, act: &BatchAct, needs: i32) -> String {
        let what = match act {
            BatchAct::Assign { to } => to.and_then(|to| self.curators.get(&to).cloned()).unwrap_or_default(),
            BatchAct::Sort { work } => wording::work_state(*work).to_owned(),
            BatchAct::Project { project } => self.projects.get(project).cloned().unwrap_or_default(),
            BatchAct::Note { .. } | BatchAct::Decline { .. } | BatchAct::Answer { .. } => String::new(),
        };
        wording::batch_sentence(act.kind(), u64::try_from(needs).unwrap_or(0), &what)
    }
}

/// An act that can be undone.
pub struct Undoable {
    pub sentence: String,
    pub left: String,
    page: String,
    pub form: Form,
}

impl Undoable {
    /// None where its ten minutes are over.
    pub fn of(visit: &Visit, line: &BatchLine, names: &ActNames) -> Option<Self> {
        let act = line.act.as_ref()?;
        let left = left_to_undo(line.row.done_at?.utc(), visit.ctx.now())?;
        Some(Self {
            sentence: names.sentence(act, line.row.needs),
            left: wording::left_to_undo(left),
            page: Address::CurationBatch(line.row.id).to_string(),
            form: Form::new(visit, Address::CurationBatchUndo(line.row.id)),
        })
    }
}

/// The acts that can be undone, each with its button.
#[component]
pub fn Undoables<'a>(acts: &'a [Undoable]) -> AnyView {
    if acts.is_empty() {
        return ().into_any();
    }
    let lines = views(acts.iter().map(|act| {
        view! {
            <li>
                <PostForm form=&act.form class="t-undo">
                    <a href=act.page.clone()>{act.sentence.clone()}</a>
                    <Button weight=Weight::Small>
                        {format!("Annuler ({})", act.left)}
                        <span class="fr-sr-only">"\u{a0}: " {act.sentence.clone()}</span>
                    </Button>
                </PostForm>
            </li>
        }
        .into_any()
    }));
    view! {
        <ul class="t-undos" aria-label="Actes que vous pouvez encore annuler" data-undo="">
            {lines}
        </ul>
    }
    .into_any()
}
