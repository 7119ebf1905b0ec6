//! Who signs a prefecture's letters.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button},
        field::{HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
    },
};
use entity::{address::Address, done::Done, form_field, letterhead::Letterhead};
use leptos::prelude::*;
use server::letterhead;

const AUTHORITY: Field = Field::new(form_field::AUTHORITY, "Autorité").help("Par exemple : Préfecture du Lot");
const PLACE: Field = Field::new(form_field::PLACE, "Lieu").help("Celui dont les lettres sont datées");
const SIGNATORY: Field = Field::new(form_field::SIGNATORY, "Prénom et nom de la personne qui signe").short("Nom");
const FUNCTION: Field = Field::new(form_field::FUNCTION, "Qualité de la personne qui signe")
    .help("Par exemple : Pour la préfète et par délégation, le secrétaire général")
    .short("Qualité");
const DELEGATION: Field = Field::new(form_field::DELEGATION, "Délégation de signature (facultatif)")
    .help("L’acte qui la donne, par exemple : Vu l’arrêté du 4 mai 2026 portant délégation de signature")
    .short("Délégation de signature");

const FIELDS: [Field; 5] = [AUTHORITY, PLACE, SIGNATORY, FUNCTION, DELEGATION];

/// What the page shows.
struct LetterheadPage {
    form: Form,
    before: Letterhead,
    /// The fingerprint of what the fields were rendered with.
    rendered: String,
}

/// The form.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let before = letterhead::mine(&visit.ctx).await?.unwrap_or_default();
    let page = LetterheadPage {
        form: Form::new(&visit, Address::Letterhead).labelled(&FIELDS),
        rendered: letterhead::fingerprint(&before).as_str().to_owned(),
        before,
    };
    let frame = Frame::new("Lettres de la préfecture").below(visit.here(Address::Desk), "Instruction");
    Ok(frame.render(&visit, || view! { <Signatory page=&page /> }.into_any()))
}

#[component]
fn Signatory<'a>(page: &'a LetterheadPage) -> AnyView {
    let LetterheadPage { form, before, rendered } = page;
    view! {
        <RefusalSummary form />
        <h1>"Lettres de la préfecture"</h1>
        <p>
            "Ce que portent les lettres de décision. Ce que vous changez vaut pour les prochaines décisions : les \
             lettres de celles déjà prises gardent ce qu’elles portaient."
        </p>
        <PostForm form>
            <HiddenField name=form_field::RENDERED value=rendered.clone() />
            <TextField form field=AUTHORITY value=before.authority.clone() />
            <TextField form field=PLACE value=before.place.clone() />
            <TextField form field=FUNCTION value=before.function.clone() />
            <TextField form field=SIGNATORY value=before.signatory.clone() />
            <TextField form field=DELEGATION rows=2 value=before.delegation.clone() />
            <Actions>
                <Button>"Enregistrer"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Keeps what was typed.
pub async fn set(visit: Visit, fields: Fields) -> Result<After, Failure> {
    let typed = Letterhead {
        authority: fields.text(form_field::AUTHORITY),
        place: fields.text(form_field::PLACE),
        signatory: fields.text(form_field::SIGNATORY),
        function: fields.text(form_field::FUNCTION),
        delegation: fields.text(form_field::DELEGATION),
    };
    letterhead::set(&visit.ctx, &typed, &fields.text(form_field::RENDERED)).await?;
    Ok(After::new(Done::AccountSaved, visit.here(Address::Desk)))
}
