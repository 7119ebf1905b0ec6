//! The catalogue of services, for curators: a list is sent, what it would change is read, then it is taken.

use crate::{
    http::{
        after::After,
        failure::Failure,
        fields::{Fields, Uploads},
        visit::Visit,
    },
    ui::{
        act::{Actions, Button, Details, Weight},
        ask_first::{Ask, AskFirst},
        badge::Badge,
        card::{CardItem, Cards},
        field::{FileField, PostForm, RefusalSummary, TextField, UploadForm},
        form::Form,
        frame::{Frame, Page, download},
        input::Field,
        shown::ShownField,
        table::{Cell, Head, Row, Table},
        views::views,
    },
};
use axum::extract::Path;
use entity::{address::Address, done::Done, form_field, id::ServiceId, service::LARGEST_LIST, table::service};
use leptos::prelude::*;
use server::service::{self as services, Becomes, Change, Preview};
use wording::{count, time};

const LIST: Field = Field::new(form_field::LIST, "Fichier CSV")
    .help(
        "En UTF-8, colonnes nom, objet, opérateur, licence et adresse, séparées par des virgules ou des \
         points-virgules. 2 000 lignes au plus ; licence et adresse peuvent rester vides.",
    )
    .short("Liste");
const SOURCE: Field = Field::new(form_field::SOURCE, "D’où vient cette liste")
    .help("Montré à tous à côté de chaque service. Par exemple\u{a0}: catalogue GouvTech, relevé du 2 mars")
    .short("Origine");

/// What the page shows.
struct ServicesPage {
    upload: Form,
    apply: Form,
    abandon: Form,
    preview: Option<Preview>,
    services: Vec<(service::Model, Form)>,
}

/// The catalogue, the list that awaits being read, and the form to send one.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let preview = services::preview(&visit.ctx).await?;
    let catalogue = services::catalogue::catalogue(&visit.ctx).await?;
    let withdraw = |service: &service::Model| {
        (service.clone(), Form::new(&visit, Address::CurationServiceWithdraw(service.id)).personal())
    };
    let page = ServicesPage {
        upload: Form::new(&visit, Address::CurationServicesImport).labelled(&[LIST, SOURCE]).personal(),
        apply: Form::new(&visit, Address::CurationServicesApply).personal(),
        abandon: Form::new(&visit, Address::CurationServicesDrop).personal(),
        services: catalogue.services.iter().map(withdraw).collect(),
        preview,
    };
    let frame = Frame::new("Catalogue des services").below(visit.here(Address::Curation), "Besoins à trier");
    Ok(frame.render(&visit, || view! { <Services page /> }.into_any()))
}

#[component]
fn Services(page: ServicesPage) -> AnyView {
    let refused = [&page.upload, &page.apply].into_iter().find(|form| form.is_refused());
    let form = &page.upload;
    view! {
        <h1>"Catalogue des services"</h1>
        <p>
            "Les services de ce catalogue sont proposés à côté des besoins auxquels ils répondent peut-être, et \
             montrés à tous sur la page " <a href=Address::Services.to_string()>"Services existants"</a> "."
        </p>
        {refused.map(|form| view! { <RefusalSummary form /> })}
        {page.preview.as_ref().map(|preview| view! { <PreviewSection page=&page preview /> })}
        <h2>"Importer une liste"</h2>
        <p>
            "Vous lirez d’abord ce qu’elle change. Une seule ligne refusée, et rien n’est gardé. Un service du \
             catalogue que la liste ne nomme pas y reste."
        </p>
        <UploadForm form>
            <FileField form field=LIST />
            <TextField form field=SOURCE rows=2 />
            <Button>"Lire cette liste"</Button>
        </UploadForm>
        <Catalogue page=&page />
    }
    .into_any()
}

/// What the list that was sent would change, and whether to take it.
#[component]
fn PreviewSection<'a>(page: &'a ServicesPage, preview: &'a Preview) -> AnyView {
    let of = |becomes| preview.count(becomes) as u64;
    let changed = of(Becomes::Changed) + of(Becomes::Restored);
    let figures = [
        count(of(Becomes::Added), "service ajouté", "services ajoutés"),
        count(changed, "service modifié", "services modifiés"),
        count(of(Becomes::Unchanged), "service inchangé", "services inchangés"),
    ];
    let rows = preview.changes.iter().filter(|change| change.becomes != Becomes::Unchanged).map(change_row).collect();
    let (apply, abandon) = (&page.apply, &page.abandon);
    view! {
        <section aria-labelledby="liste-lue">
            <h2 id="liste-lue">"Ce que la liste changerait"</h2>
            <p>{format!("Origine\u{a0}: {}. {}.", preview.source, figures.join(", "))}</p>
            <Table
                id="changements"
                caption="Services ajoutés ou modifiés"
                heads=vec![Head::new("Service"), Head::new("Changement"), Head::new("Objet"), Head::new("Opérateur")]
                rows
                dense=true
            />
            <Actions>
                <PostForm form=apply>
                    <ShownField shown=&preview.shown() />
                    <Button>"Mettre le catalogue à jour"</Button>
                </PostForm>
                <PostForm form=abandon>
                    <Button weight=Weight::Secondary>"Abandonner cette liste"</Button>
                </PostForm>
            </Actions>
        </section>
    }
    .into_any()
}

fn change_row(change: &Change) -> Row {
    let label = match change.becomes {
        Becomes::Added => "Ajouté",
        Becomes::Changed => "Modifié",
        Becomes::Restored => "Remis au catalogue",
        Becomes::Unchanged => "Inchangé",
    };
    let before = change.before.as_ref().filter(|_| change.becomes == Becomes::Changed);
    let purpose = before.filter(|row| row.purpose != change.listed.purpose).map(|row| {
        view! {
            <del>{row.purpose.clone()}</del>
            " "
        }
    });
    let purpose = view! {
        {purpose}
        {change.listed.purpose.clone()}
    };
    Row::new([
        Cell::head(change.listed.name.clone()),
        Cell::new(view! { <Badge small=true label /> }),
        Cell::new(purpose),
        Cell::new(change.listed.operator.clone()),
    ])
}

#[component]
fn Catalogue<'a>(page: &'a ServicesPage) -> AnyView {
    let total = page.services.len() as u64;
    let cards = views(page.services.iter().map(|(service, form)| view! { <Service service form /> }.into_any()));
    view! {
        <h2>{format!("Au catalogue\u{a0}: {}", count(total, "service", "services"))}</h2>
        {download(&Address::ServicesTable.to_string(), "Télécharger le catalogue")}
        <Details summary="Voir et retirer des services">
            <Cards>{cards}</Cards>
        </Details>
    }
    .into_any()
}

#[component]
fn Service<'a>(service: &'a service::Model, form: &'a Form) -> AnyView {
    let what = format!("{} ne sera plus proposé. Une liste qui le nomme l’y remettra.", service.name);
    let since = format!("{}, source\u{a0}: {}", time::day(service.changed_at.utc()), service.source);
    view! {
        <CardItem title=service.name.clone()>
            <p>{service.purpose.clone()}</p>
            <p class="fr-hint-text">{since}</p>
            <AskFirst form ask=Ask::before("Retirer du catalogue", what).of(service.name.clone()) />
        </CardItem>
    }
    .into_any()
}

/// Reads the list that came.
pub async fn upload(visit: Visit, fields: Fields, uploads: Uploads) -> Result<axum::response::Redirect, Failure> {
    services::require_may_upload(&visit.ctx)?;
    let bytes = uploads.only(form_field::LIST, LARGEST_LIST).await?;
    services::upload(&visit.ctx, bytes, &fields.text(SOURCE.name)).await?;
    Ok(axum::response::Redirect::to(&Address::CurationServices.at("liste-lue").to_string()))
}

/// Takes the list that was read.
pub async fn apply(visit: Visit) -> Result<After, Failure> {
    services::apply(&visit.ctx).await?;
    Ok(After::new(Done::ServicesApplied, Address::CurationServices).then(Address::Services))
}

/// Gives the list up that was read.
pub async fn abandon(visit: Visit) -> Result<After, Failure> {
    services::drop_list(&visit.ctx).await?;
    Ok(After::new(Done::ServicesDropped, Address::CurationServices))
}

/// Takes a service out of the catalogue.
pub async fn withdraw(visit: Visit, Path(id): Path<ServiceId>) -> Result<After, Failure> {
    services::withdraw(&visit.ctx, id).await?;
    Ok(After::new(Done::ServiceWithdrawn, Address::CurationServices))
}
