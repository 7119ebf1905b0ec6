//! Answers that are kept for later, to begin others with.

use crate::{
    http::{after::After, failure::Failure, fields::Fields, visit::Visit},
    ui::{
        act::{Actions, Button, ButtonLink, UserText, Weight},
        ask_first::{Ask, AskFirst},
        card::{CardItem, Cards},
        card_title::CardTitle,
        changed_meanwhile::ChangedMeanwhile,
        field::{HiddenField, PostForm, RefusalSummary, TextField},
        form::Form,
        frame::{Frame, Page},
        input::Field,
        views::views,
    },
};
use axum::extract::Query;
use entity::{
    address::Address,
    done::Done,
    enquiry::AnswerText,
    form_field,
    id::CannedAnswerId,
    permission::{Action, Facts},
    refusal::Refusal,
    search_text::SearchText,
    table::canned_answer,
};
use leptos::prelude::*;
use serde::Deserialize;
use server::enquiry::canned::{self, CannedForm};

const TITLE: Field = Field::new(form_field::TITLE, "Nom de la réponse").help("Lu par l’équipe seule").short("Nom");
const CONTENT: Field = Field::new(form_field::CONTENT, "Réponse").at_most(AnswerText::MOST);

/// Which answer is written anew.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    modifier: SearchText,
}

/// What the page shows.
struct CannedPage {
    answers: Vec<canned_answer::Model>,
    /// The one that is written anew; None for a new one.
    written: Option<canned_answer::Model>,
    /// The identifier of a new one.
    id: CannedAnswerId,
    save: Form,
    remove: Form,
}

/// The page.
pub async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Failure> {
    let answers = canned::list(&visit.ctx).await?;
    let page = CannedPage {
        written: answers.iter().find(|one| one.id.to_string() == asked.modifier.as_str()).cloned(),
        answers,
        id: CannedAnswerId(visit.ctx.platform.new_id()),
        save: Form::new(&visit, Address::CannedAnswers).labelled(&[TITLE, CONTENT]).personal(),
        remove: Form::new(&visit, Address::CannedAnswerRemove).personal(),
    };
    let frame = Frame::new("Réponses types").below(Address::Enquiries, "Messages");
    Ok(frame.render(&visit, || view! { <Canned page=&page /> }.into_any()))
}

#[component]
fn Canned<'a>(page: &'a CannedPage) -> AnyView {
    let cards = views(page.answers.iter().map(|answer| view! { <OneAnswer page answer /> }.into_any()));
    let none = page.answers.is_empty().then(|| view! { <p>"Aucune réponse n’est gardée pour l’instant."</p> });
    view! {
        <RefusalSummary form=&page.save />
        <RefusalSummary form=&page.remove />
        <h1>"Réponses types"</h1>
        <p>
            "Une réponse type est proposée au début de chaque réponse\u{202f}; on la complète avant de l’envoyer."
        </p>
        {none}
        <Cards>{cards}</Cards>
        <WriteForm page />
    }
    .into_any()
}

#[component]
fn OneAnswer<'a>(page: &'a CannedPage, answer: &'a canned_answer::Model) -> AnyView {
    let title = answer.title.clone();
    let change = Address::CannedAnswers.with("modifier", answer.id).at("ecrire").to_string();
    let ask = Ask::before("Supprimer", "Elle n’est plus proposée. Les réponses déjà envoyées restent.")
        .of(title.clone())
        .sends(form_field::ID, answer.id);
    let hidden = format!("\u{a0}: {title}");
    view! {
        <CardItem>
            <CardTitle level=2>{title}</CardTitle>
            <UserText text=answer.content.clone() />
            <Actions>
                <ButtonLink weight=Weight::Small href=change>
                    "Modifier"
                    <span class="fr-sr-only">{hidden}</span>
                </ButtonLink>
                <AskFirst form=&page.remove ask />
            </Actions>
        </CardItem>
    }
    .into_any()
}

/// A new answer, or one written anew: of one that changed meanwhile, the version is the one shown now.
#[component]
fn WriteForm<'a>(page: &'a CannedPage) -> AnyView {
    let (form, written) = (&page.save, page.written.as_ref());
    let id = written.map_or(page.id, |one| one.id).to_string();
    let (version, heading) = match written {
        Some(one) => (one.version, "Modifier la réponse type"),
        None => (0, "Nouvelle réponse type"),
    };
    let version = match form.refusal("") {
        Some(Refusal::ChangedMeanwhile) => version.to_string(),
        _ => form.text(form_field::VERSION.as_str(), &version.to_string()),
    };
    let title = written.map(|one| one.title.clone()).unwrap_or_default();
    let content = written.map(|one| one.content.clone()).unwrap_or_default();
    let stored = content.clone();
    view! {
        <h2 id="ecrire">{heading}</h2>
        <ChangedMeanwhile form>
            <UserText text=stored />
        </ChangedMeanwhile>
        <PostForm form>
            <HiddenField name=form_field::ID value=form.text(form_field::ID.as_str(), &id) />
            <HiddenField name=form_field::VERSION value=version />
            <TextField form field=TITLE value=title />
            <TextField form field=CONTENT rows=8 value=content />
            <Actions>
                <Button>"Garder cette réponse"</Button>
            </Actions>
        </PostForm>
    }
    .into_any()
}

/// Keeps an answer.
pub async fn save(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    let form = CannedForm {
        id: fields.parse(form_field::ID)?,
        title: fields.text(form_field::TITLE),
        content: fields.text(form_field::CONTENT),
        version: fields.parse(form_field::VERSION)?,
    };
    canned::save(&visit.ctx, &form).await?;
    Ok(After::new(Done::CannedAnswerSaved, Address::CannedAnswers))
}

/// Takes an answer away.
pub async fn remove(visit: Visit, fields: Fields) -> Result<After, Failure> {
    visit.ctx.authorise(Action::AnswerEnquiries, &Facts::default())?;
    canned::remove(&visit.ctx, fields.parse(form_field::ID)?).await?;
    Ok(After::new(Done::CannedAnswerRemoved, Address::CannedAnswers))
}
