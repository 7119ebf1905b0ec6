//! A need read beside the list: its text, who supports it, what was noted, and the forms to note more.

use super::{
    acts::{code, curator_options},
    needs::tone,
};
use crate::{
    http::visit::Visit,
    ui::{
        act::{Button, Details, UserText, Weight},
        badge::Badge,
        card::Meta,
        field::{HiddenField, PostForm, SelectField, TextField},
        form::Form,
        input::Field,
        need_text::NeedText,
        place::{inhabitants, place},
        shown::ShownField,
        views::views,
    },
};
use entity::{
    address::Address,
    curation::{NOBODY, WorkState},
    form_field,
    id::PersonId,
};
use leptos::prelude::*;
use server::{
    campaign::loaded::StoredCampaign,
    curation::reading::{Act, Reading},
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, time};

const WORK: Field = Field::new(form_field::WORK, "Où en est le tri");
const ASSIGNEE: Field = Field::new(form_field::ASSIGNEE, "Confié à");
const NOTE: Field = Field::new(form_field::NOTE, "Note interne")
    .help("L’équipe de curation est seule à la lire. @ suivi d’un nom entier avertit la personne.")
    .short("Note");
const MENTION: Field = Field::new(form_field::MENTION, "Avertir (facultatif)").short("Avertir");

/// What the panel shows.
pub struct Panel {
    reading: Reading,
    place: String,
    /// The title of the project that holds the need.
    project: Option<String>,
    curators: Vec<(PersonId, String)>,
    pub work: Form,
    pub note: Form,
    act: Form,
    pub ways: Ways,
    campaign: Arc<StoredCampaign>,
    reference: Arc<Reference>,
}

/// Where one goes on from the panel.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    pub before: Option<String>,
    pub next: Option<String>,
    pub close: String,
}

impl Panel {
    pub fn of(visit: &Visit, campaign: &Arc<StoredCampaign>, reading: Reading, ways: Ways) -> Self {
        let (id, reference) = (reading.need.id, visit.ctx.platform.reference());
        Self {
            place: place(&reference, &reading.need.siren),
            project: None,
            curators: Vec::new(),
            work: Form::new(visit, Address::CurationWork(id)).labelled(&[WORK, ASSIGNEE]),
            note: Form::new(visit, Address::CurationNote(id)).labelled(&[NOTE, MENTION]),
            act: Form::new(visit, Address::CurationBatches),
            ways,
            campaign: Arc::clone(campaign),
            reading,
            reference,
        }
    }

    /// With what it names.
    pub fn naming(mut self, curators: &[(PersonId, String)], project: Option<String>) -> Self {
        self.curators = curators.to_vec();
        self.project = project;
        self
    }
}

/// The panel.
#[component]
pub fn ReadingPanel<'a>(panel: &'a Panel) -> AnyView {
    let need = &panel.reading.need;
    let standing = panel.reading.seen.standing();
    let published = need.published_at.map(|at| format!("publié le {}", time::day(at.utc())));
    let meta = [Some(panel.place.clone()), published, Some(inhabitants(need.inhabitants))];
    let parts = meta.into_iter().flatten().map(|text| text.into_any()).collect();
    let project = panel.project.clone().map(|title| format!("Projet : {title}"));
    view! {
        <section class="t-reading" id="lecture" aria-labelledby="lecture-titre">
            <WaysOn ways=&panel.ways />
            <h2 id="lecture-titre" tabindex="-1">
                {need.title.clone()}
            </h2>
            <Meta parts />
            <p>
                <Badge small=true tone=tone(standing) label=wording::standing(standing) />
                " "
                {project}
            </p>
            <WorkForm panel />
            <NeedText need campaign=&panel.campaign.spec />
            <Supports panel />
            <Notes panel />
            <History acts=&panel.reading.history />
            <p>
                <a href=Address::Need(need.id).to_string()>"Voir la page du besoin"</a>
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn WaysOn<'a>(ways: &'a Ways) -> AnyView {
    let link = |href: &Option<String>, label: &'static str| {
        href.clone().map(|href| {
            view! {
                <a class="fr-link" href=href>
                    {label}
                </a>
            }
        })
    };
    view! {
        <nav class="t-reading__ways" aria-label="Lecture">
            {link(&ways.before, "Précédent")}
            {link(&ways.next, "Suivant")}
            <a class="fr-link" href=ways.close.clone()>
                "Fermer"
            </a>
        </nav>
    }
    .into_any()
}

/// How far one is with the need and whose it is; and what is done with it alone.
#[component]
fn WorkForm<'a>(panel: &'a Panel) -> AnyView {
    let (form, seen) = (&panel.work, panel.reading.seen);
    let waits = seen.standing().waits();
    let states = WorkState::ALL.iter().map(|work| (work.code().to_owned(), wording::work_state(*work).to_owned()));
    let assignee = seen.assignee.map_or_else(|| NOBODY.to_owned(), |person| person.to_string());
    let work = waits.then(|| {
        view! { <SelectField form field=WORK options=states.collect() value=seen.work.code() /> }
    });
    let read = (seen.work == WorkState::New && waits).then(|| {
        view! {
            <Button weight=Weight::SmallPrimary name=form_field::DESK_ACT value=code::READ>
                "Marquer comme lu, et suivant"
            </Button>
        }
    });
    view! {
        <PostForm form class="t-reading__work">
            <ShownField shown=seen.shown() />
            <HiddenField name=form_field::THEN value=panel.ways.next.clone().unwrap_or_default() />
            {work}
            <SelectField form field=ASSIGNEE options=curator_options(&panel.curators) value=assignee />
            <div class="t-desk-act__buttons">
                <Button weight=Weight::Small>"Enregistrer"</Button>
                {read}
            </div>
        </PostForm>
        <PostForm form=&panel.act>
            <HiddenField name=form_field::NEED value=panel.reading.need.id.to_string() />
            <Button weight=Weight::Small name=form_field::DESK_ACT value=code::CHOOSE>
                "Décider de ce besoin…"
            </Button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Supports<'a>(panel: &'a Panel) -> AnyView {
    let supports = u64::try_from(panel.reading.need.supports).unwrap_or(0);
    let lines = views(panel.reading.supports.iter().map(|support| {
        let sentence = (!support.sentence.is_empty()).then(|| format!(" : {}", support.sentence));
        view! { <li>{panel.reference.name(&support.siren)} {sentence}</li> }.into_any()
    }));
    let shown = panel.reading.supports.len() as u64;
    let others = (supports > shown).then(|| view! { <li>{count(supports - shown, "autre", "autres")}</li> });
    view! {
        <h3>{count(supports, "soutien", "soutiens")}</h3>
        {(supports > 0).then(|| view! { <ul>{lines} {others}</ul> })}
    }
    .into_any()
}

#[component]
fn Notes<'a>(panel: &'a Panel) -> AnyView {
    let form = &panel.note;
    let notes = views(panel.reading.notes.iter().map(|(note, by)| {
        let by = by.clone().unwrap_or_else(|| wording::PERSON_GONE.to_owned());
        view! {
            <li>
                <p class="fr-hint-text">{by} ", " {time::moment(note.at.utc())}</p>
                <UserText text=note.text.clone() />
            </li>
        }
        .into_any()
    }));
    let curators = panel.curators.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    view! {
        <h3>"Notes internes"</h3>
        <ul class="t-supports">{notes}</ul>
        <Details summary="Écrire une note" open=form.is_refused()>
            <PostForm form>
                <TextField form field=NOTE rows=3 />
                <SelectField form field=MENTION options=curators />
                <Button weight=Weight::Small>"Enregistrer la note"</Button>
            </PostForm>
        </Details>
    }
    .into_any()
}

#[component]
fn History<'a>(acts: &'a [Act]) -> AnyView {
    let lines = views(acts.iter().map(|act| {
        let by = act.by.clone().map(|by| format!(", {by}")).unwrap_or_default();
        let to = act.to.clone().map(|to| format!(" à {to}")).unwrap_or_default();
        let said = format!("{} : {}{to}{by}", time::moment(act.event.at.utc()), wording::event(&act.event.kind));
        view! { <li>{said}</li> }.into_any()
    }));
    view! {
        <Details summary="Historique">
            <ul>{lines}</ul>
        </Details>
    }
    .into_any()
}
