//! Writing an application: a form that is data, kept as it is typed, with what blocks its submission told at all times.

use crate::{
    http::{after::After, assets, failure::Failure, fields::Fields, visit::Visit},
    page::application::{
        act::back,
        attachment::{AttachmentForms, Attachments},
        banner::StateBanner,
        blocks::{Blocks, labels},
        label::title_of,
        question::{QuestionField, Stored, Writing, typed},
    },
    ui::{
        act::{Actions, Button, Weight},
        field::{PostForm, RefusalSummary},
        form::Form,
        frame::{Frame, Page},
        markdown::{Markdown, Markup},
        views::views,
    },
};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use entity::{
    address::Address,
    application_form::{ApplicationForm, FieldKind, Section},
    calendar::Overseas,
    done::Done,
    form_field,
    id::ApplicationId,
    refusal::Refusal,
};
use leptos::prelude::*;
use server::application::{Typed, query::Detail};

/// What the page shows.
struct WritePage {
    writing: Writing,
    detail: Detail,
    attachments: AttachmentForms,
    /// The form as data, by whose rules the browser checks its fields.
    rules: String,
    overseas: Option<Overseas>,
    now: DateTime<Utc>,
}

/// The form.
pub async fn page(visit: Visit, Path(id): Path<ApplicationId>) -> Result<Page, Failure> {
    let detail = server::application::query::detail(&visit.ctx, id).await?;
    if !detail.is_written() {
        return Err(if detail.row.state.is_written() { Failure::Forbidden } else { Failure::NotFound });
    }
    let (data, envelope) = (detail.form()?.clone(), detail.envelope()?.clone());
    let (form, sent) = written_form(&visit, &detail, &data)?;
    let frame = Frame::new("Écrire la candidature")
        .below(Address::Applications, "Candidatures")
        .below(Address::Application(id), title_of(&detail));
    let page = WritePage {
        attachments: AttachmentForms::of(&visit, &detail, labels(&data)),
        rules: serde_json::to_string(&data).map_err(server::Error::from)?,
        writing: Writing { form, sent, data, envelope, stored: Stored::of(&detail) },
        detail,
        overseas: visit.overseas(),
        now: visit.ctx.now(),
    };
    Ok(frame.with_module(assets::DRAFT).render(&visit, || view! { <Write page=&page /> }.into_any()))
}

/// The form with what is wrong told beside its fields, and what was sent where it was refused.
fn written_form(visit: &Visit, detail: &Detail, data: &ApplicationForm) -> Result<(Form, Vec<Typed>), Failure> {
    // What is missing is told in the list alone: a draft is not reproached with being one.
    let wrong = detail.blocks.iter().filter(|(_, refusal)| !matches!(refusal, Refusal::Missing | Refusal::FileMissing));
    let form = Form::new(visit, Address::ApplicationSave(detail.row.id))
        .with_labels(labels(data))
        .with_notes(wrong.cloned().collect());
    let sent = form.typed().map(|fields| typed(data, fields)).transpose()?.unwrap_or_default();
    // A refused form comes back with what was typed. What was not may have been written by somebody else since: theirs
    // is shown.
    let untouched: Vec<&str> = sent.iter().filter(|one| !one.is_touched()).map(|one| one.field.as_str()).collect();
    let form = form.without(|name| {
        let cell = name.starts_with("costs.") || name.starts_with("funding.");
        untouched.contains(&if cell { "costs" } else { name })
    });
    Ok((form, sent))
}

#[component]
fn Write<'a>(page: &'a WritePage) -> AnyView {
    let WritePage { writing, detail, attachments, overseas, now, .. } = page;
    let Writing { form, data, .. } = writing;
    view! {
        <RefusalSummary form />
        {views(attachments.all().map(|form| view! { <RefusalSummary form /> }.into_any()))}
        <StateBanner detail overseas=*overseas now=*now />
        <h1>{title_of(detail)}</h1>
        <p>
            "Plusieurs personnes des collectivités candidates peuvent écrire ici. Enregistrez quand vous voulez : \
             ce qui manque n’empêche pas de garder le brouillon."
        </p>
        <div id="ailleurs"></div>
        <WrittenForm page />
        <Blocks detail form />
        <Attachments data detail forms=attachments />
    }
    .into_any()
}

/// The form itself, with what the browser's module needs around it.
#[component]
fn WrittenForm<'a>(page: &'a WritePage) -> AnyView {
    let Writing { form, envelope, .. } = &page.writing;
    let items = envelope.items.iter().map(|item| item.code.as_str()).collect::<Vec<_>>().join("|");
    let draft = Address::ApplicationDraft(page.detail.row.id).to_string();
    view! {
        <div data-draft=draft data-form=page.rules.clone() data-items=items>
            <PostForm form>
                <Sections writing=&page.writing />
                <Actions>
                    <Button>"Enregistrer"</Button>
                    <Button weight=Weight::Secondary name="puis" value="relire">
                        "Enregistrer et relire"
                    </Button>
                </Actions>
                <p class="t-saved" id="enregistre" role="status"></p>
            </PostForm>
        </div>
    }
    .into_any()
}

/// The questions that are typed, section by section; files stand apart.
#[component]
pub fn Sections<'a>(writing: &'a Writing) -> AnyView {
    let typed_in = |section: &&Section| section.fields.iter().any(|field| field.kind != FieldKind::File);
    let sections = writing.data.sections.iter().filter(typed_in);
    views(sections.map(|section| view! { <Questions writing section /> }.into_any())).into_any()
}

#[component]
fn Questions<'a>(writing: &'a Writing, section: &'a Section) -> AnyView {
    let fields = section.fields.iter();
    let help = Markup::below(2, &section.help);
    let help = (!section.help.is_empty()).then(|| view! { <Markdown text=&help /> });
    view! {
        <h2>{section.title.clone()}</h2>
        {help}
        {views(fields.map(|question| view! { <QuestionField writing question /> }.into_any()))}
    }
    .into_any()
}

/// Keeps what was typed.
pub async fn save(visit: Visit, Path(id): Path<ApplicationId>, fields: Fields) -> Result<After, Failure> {
    server::application::save(&visit.ctx, id, |form| typed(form, &fields)).await?.require_kept()?;
    Ok(match fields.text(form_field::THEN).as_str() {
        "relire" => back(id, Done::ApplicationSaved),
        _ => After::new(Done::ApplicationSaved, Address::ApplicationEdit(id)).then(Address::Application(id)),
    })
}
