//! The second screen: who one is in the collectivité, and who will answer. Also to correct what was asked.

use super::step::Step;
use crate::ui::{
    act::Button,
    field::{HiddenField, PostForm, Radios, RefusalSummary, TextField},
    form::Form,
    guide::Guide,
    input::{Entry, Field},
};
use entity::{address::Address, collectivity::Collectivity, form_field, table::membership_request};
use leptos::prelude::*;
use server::membership::Answers;

pub(super) const SIREN: Field = Field::new(form_field::SIREN, "Collectivité");
const CAPACITY: Field = Field::new(form_field::CAPACITY, "Vous y êtes").short("Qualité").explained(Guide::Membership);
const TITLE: Field = Field::new(form_field::TITLE, "Votre fonction")
    .help("Par exemple : maire, directrice générale des services")
    .short("Titre");
const BODY: Field = Field::new(
    form_field::BODY,
    "Votre organisme, si ce n’est pas la collectivité elle-même (facultatif)",
)
.help("Un CCAS, un syndicat, un PETR… Par exemple : CCAS de Figeac. L’équipe de l’Incubateur lira alors votre demande.")
.short("Organisme");
const EVIDENCE: Field = Field::new(form_field::EVIDENCE, "Ce qui le montre (facultatif)")
    .help(
        "Une page publique, une délibération, un numéro où vous joindre. Lu par qui répond, par les personnes de la \
         collectivité et par l’équipe de l’Incubateur.",
    )
    .short("Justification");

/// The fields of the form.
pub(super) const FIELDS: [Field; 5] = [SIREN, CAPACITY, TITLE, BODY, EVIDENCE];

/// What the screen shows.
pub(super) struct WhoPage {
    pub collectivity: Collectivity,
    /// The request that is corrected, if one waits.
    pub asked: Option<membership_request::Model>,
    /// Whether one acts for it already: there is nothing to ask.
    pub acts_already: bool,
    pub answers: Answers,
    pub form: Form,
}

#[component]
pub(super) fn WhoYouAre<'a>(page: &'a WhoPage) -> AnyView {
    let WhoPage { collectivity, asked, answers, form, .. } = page;
    if page.acts_already {
        return view! { <ActsAlready name=collectivity.name.clone() /> }.into_any();
    }
    let title = match asked {
        Some(_) => "Corriger votre demande",
        None => "Qui êtes-vous dans cette collectivité ?",
    };
    let ask = match asked {
        Some(_) => "Enregistrer la correction",
        None => "Demander",
    };
    let [capacity, function, body, evidence] = typed_before(asked.as_ref());
    view! {
        <h1>{title}</h1>
        <Step number=2 />
        <RefusalSummary form />
        <p>
            "Collectivité : " <strong>{collectivity.name.clone()}</strong> " ("
            {wording::kind(collectivity.kind).to_lowercase()} "). "
            <a href=Address::MembershipRequest.to_string()>"En choisir une autre"</a>
        </p>
        <PostForm form>
            <HiddenField name=SIREN.name value=form.text(SIREN.name, collectivity.siren.as_str()) />
            <Radios form field=CAPACITY options=wording::capacities() value=capacity />
            <TextField form field=TITLE entry=Entry::OwnTitle value=function />
            <TextField form field=BODY value=body />
            <TextField form field=EVIDENCE rows=3 value=evidence />
            <p>{who_answers(*answers)}</p>
            <Button>{ask}</Button>
        </PostForm>
    }
    .into_any()
}

/// Capacity, function, body and what shows it, as they were asked with.
fn typed_before(asked: Option<&membership_request::Model>) -> [String; 4] {
    let texts = |row: &membership_request::Model| {
        [row.capacity.code().to_owned(), row.title.clone(), row.body.clone(), row.evidence.clone()]
    };
    asked.map(texts).unwrap_or_default()
}

/// Who will answer the request.
fn who_answers(answers: Answers) -> &'static str {
    match answers {
        Answers::Referents => "Le référent de la collectivité lira votre demande et y répondra.",
        Answers::OfficialAddress => {
            "Personne n’agit encore ici comme référent de cette collectivité : un courriel partira à son adresse \
             officielle, avec un lien pour confirmer. L’équipe de l’Incubateur peut aussi confirmer, sur justification."
        }
        Answers::Curators => {
            "Cette collectivité n’a pas encore de référent, et aucun courriel ne peut partir à son adresse officielle. \
             L’équipe de l’Incubateur lira votre demande et y répondra : dites ci-dessus ce qui montre votre fonction."
        }
    }
}

#[component]
fn ActsAlready(name: String) -> AnyView {
    view! {
        <h1>"Vous agissez déjà pour cette collectivité"</h1>
        <p>
            "Votre rattachement à " <strong>{name}</strong> " est sur la page "
            <a href=Address::Account.to_string()>"Votre compte"</a>
            " : vous pouvez y choisir d’agir pour elle, ou y corriger votre fonction."
        </p>
    }
    .into_any()
}
