//! Members imported from a list that a curator sends, and those of lists who have not signed in yet.

use crate::{
    http::{
        after::After,
        failure::Failure,
        fields::{Fields, Uploads},
        visit::Visit,
    },
    ui::{
        act::Button,
        alert::{Flash, Tone},
        ask_first::{Ask, AskFirst},
        card::{CardItem, Cards},
        field::{FileField, TextField, UploadForm},
        form::Form,
        input::Field,
        views::views,
    },
};
use axum::response::Redirect;
use entity::{
    address::Address, done::Done, form_field, membership::LARGEST_UPLOADED, search_text::SearchText,
    table::imported_member,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    membership::{self, Awaited},
    reference::Reference,
};
use std::sync::Arc;
use wording::{count, time};

const LIST: Field = Field::new(form_field::LIST, "Fichier CSV")
    .help(
        "Colonnes siren, courriel, nom, qualité (élu ou agent), fonction et référent (oui ou non). 500 lignes au plus.",
    )
    .short("Liste");
const SOURCE: Field = Field::new(form_field::SOURCE, "D’où vient cette liste")
    .help(
        "Gardé dans la trace, et lu par la seconde personne. Par exemple\u{a0}: liste de la préfecture, reçue le \
           2 mars",
    )
    .short("Origine");

/// What became of a list that was just imported, as its address says it.
#[derive(Debug, Default, Deserialize)]
pub struct QueryParams {
    #[serde(default)]
    agissent: SearchText,
    #[serde(default)]
    attendues: SearchText,
    #[serde(default)]
    inchangees: SearchText,
}

/// What the sections show.
pub struct Import {
    reference: Arc<Reference>,
    awaited: Awaited,
    form: Form,
    remove: Form,
    said: Option<String>,
}

impl Import {
    pub fn new(visit: &Visit, awaited: Awaited, params: &QueryParams) -> Self {
        let form = Form::new(visit, Address::CurationMembershipsImport);
        Self {
            reference: visit.ctx.platform.reference(),
            awaited,
            form: form.labelled(&[LIST, SOURCE]).personal(),
            remove: Form::new(visit, Address::CurationMembershipsRemove).personal(),
            said: params.sentence(),
        }
    }

    pub fn form(&self) -> &Form {
        &self.form
    }

    /// What became of the list that was just imported.
    pub fn said(&self) -> Option<AnyView> {
        let said = self.said.clone()?;
        Some(view! { <Flash tone=Tone::Success>{said.clone()}</Flash> }.into_any())
    }
}

impl QueryParams {
    fn sentence(&self) -> Option<String> {
        let [acting, waiting, unchanged] =
            [&self.agissent, &self.attendues, &self.inchangees].map(|text| text.as_str().parse::<u32>().ok());
        let (acting, waiting, unchanged) = (acting?, waiting?, unchanged?);
        if (acting, waiting) == (0, 0) {
            return Some("La liste dit ce qui est déjà\u{a0}: rien n’a changé.".to_owned());
        }
        let parts = [
            (acting, "personne agit dès maintenant", "personnes agissent dès maintenant"),
            (waiting, "personne est attendue à sa connexion", "personnes sont attendues à leur connexion"),
            (unchanged, "ligne disait ce qui était déjà", "lignes disaient ce qui était déjà"),
        ];
        let said = parts.into_iter().filter(|(number, ..)| *number > 0);
        let said: Vec<String> = said.map(|(number, one, several)| count(number.into(), one, several)).collect();
        Some(format!("La liste est importée\u{a0}: {}.", said.join(", ")))
    }
}

#[component]
pub fn ImportSections<'a>(import: &'a Import) -> AnyView {
    let form = &import.form;
    view! {
        <h2>"Importer une liste"</h2>
        <p>
            "Chaque personne agit pour sa collectivité dès qu’elle se connecte avec l’adresse indiquée. Un premier \
             référent est alors proposé, et attend une seconde personne de l’équipe sur la page "
            <a href=Address::JointActs.to_string()>"Actes à deux"</a>
            ", ou l’accord de l’adresse officielle. Une seule ligne refusée, et rien n’est importé."
        </p>
        <UploadForm form>
            <FileField form field=LIST />
            <TextField form field=SOURCE rows=2 />
            <Button>"Importer"</Button>
        </UploadForm>
        <AwaitedPeople import />
    }
    .into_any()
}

/// Those of lists who have not signed in yet.
#[component]
fn AwaitedPeople<'a>(import: &'a Import) -> AnyView {
    let Awaited { rows, total } = &import.awaited;
    if rows.is_empty() {
        return ().into_any();
    }
    let shown = rows.len() as u64;
    let more = (shown < *total).then(|| view! { <p>{format!("Les {shown} dernières sont montrées ici.")}</p> });
    let cards = views(rows.iter().map(|row| view! { <AwaitedCard import row /> }.into_any()));
    view! {
        <h2>"Personnes importées qui ne se sont pas encore connectées"</h2>
        <p>{count(*total, "personne est attendue", "personnes sont attendues")} "."</p>
        {more}
        <Cards>{cards}</Cards>
    }
    .into_any()
}

/// What is asked before somebody is waited for no longer. They have no account in which to read why.
fn before_removal(row: &imported_member::Model, collectivity: &str) -> Ask {
    let what = format!("{} n’agira pas pour {collectivity} en se connectant, et pourra le demander.", row.name);
    Ask::before("Retirer", what).of(format!("{} pour {collectivity}", row.name))
}

#[component]
fn AwaitedCard<'a>(import: &'a Import, row: &'a imported_member::Model) -> AnyView {
    let collectivity = import.reference.name(&row.siren);
    let referent = if row.referent { ", premier référent" } else { "" };
    let by = if row.imported_by.is_some() { "par l’équipe" } else { "par l’exploitant" };
    view! {
        <CardItem>
            <p>
                <strong>{row.name.clone()}</strong>
                {format!(
                    " ({}), {}, {}{referent}",
                    row.email,
                    row.title,
                    wording::capacity(row.capacity).to_lowercase(),
                )}
                <br />
                {collectivity.clone()}
                {format!(", liste importée {by} le {}", time::moment(row.imported_at.utc()))}
            </p>
            <AskFirst
                form=&import.remove
                ask=before_removal(row, &collectivity)
                    .sends(form_field::EMAIL, &row.email)
                    .sends(form_field::SIREN, row.siren)
            />
        </CardItem>
    }
    .into_any()
}

/// Imports the list that came.
pub async fn upload(visit: Visit, fields: Fields, uploads: Uploads) -> Result<Redirect, Failure> {
    membership::require_may_upload(&visit.ctx)?;
    let bytes = uploads.only(form_field::LIST, LARGEST_UPLOADED).await?;
    let imported = membership::upload(&visit.ctx, bytes, &fields.text(SOURCE.name)).await?;
    let page = Address::CurationMemberships.with("agissent", imported.acting);
    let page = page.with("attendues", imported.waiting).with("inchangees", imported.unchanged);
    Ok(Redirect::to(&page.to_string()))
}

/// Somebody of a list is waited for no longer.
pub async fn remove(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let text = |field| fields.text(field);
    membership::remove_awaited(&visit.ctx, &text(form_field::EMAIL), &text(form_field::SIREN)).await?;
    Ok(After::new(Done::AwaitedRemoved, Address::CurationMemberships))
}
