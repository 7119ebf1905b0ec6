//! Training copies of campaigns: making one, entering it, leaving it, erasing it.

use crate::{
    http::{
        after::After,
        failure::Failure,
        fields::Fields,
        training::{entering, leaving},
        visit::Visit,
    },
    ui::{
        act::{Actions, Button, Weight},
        ask_first::{Ask, AskFirst},
        card::{CardItem, Cards},
        field::PostForm,
        form::Form,
        views::views,
    },
};
use axum::{
    extract::Path,
    http::header,
    response::{AppendHeaders, IntoResponse, Response},
};
use entity::{
    address::Address,
    done::Done,
    form_field,
    id::{CampaignId, TrainingId},
    permission::{Action, Facts},
};
use leptos::prelude::*;
use server::training::Trainings;
use std::sync::Arc;
use wording::time;

/// A copy that is there.
pub struct TrainingLine {
    pub campaign: CampaignId,
    title: String,
    made: String,
    enter: Form,
    erase: Form,
}

/// The copies of this server; None where none is made, as in a copy.
pub async fn lines(visit: &Visit) -> Option<Vec<TrainingLine>> {
    let copies = visit.site.trainings.as_ref()?.list().await;
    let line = |copy: &Arc<server::training::TrainingCopy>| TrainingLine {
        campaign: copy.campaign,
        title: copy.title.clone(),
        made: time::moment(copy.made_at),
        enter: Form::new(visit, Address::TrainingEnter(copy.id)).personal(),
        erase: Form::new(visit, Address::TrainingErase(copy.id)).personal(),
    };
    Some(copies.iter().map(line).collect())
}

/// What a training copy is, and those that are there.
#[component]
pub fn TrainingCopies<'a>(lines: &'a [TrainingLine]) -> AnyView {
    let cards = views(lines.iter().map(|line| view! { <OneCopy line /> }.into_any()));
    let cards = (!lines.is_empty()).then(|| view! { <Cards>{cards}</Cards> });
    view! {
        <h2 id="bacs-a-sable">"Bacs à sable"</h2>
        <p>
            "Un bac à sable est la copie d’une campagne, avec des personnes inventées et une horloge que l’on \
             avance\u{a0}: publiez, votez, candidatez, décidez pour vous exercer. Il a sa propre base\u{a0}: rien de \
             ce qui s’y passe ne compte ni n’est publié, et aucun courriel ne part. L’équipe seule y entre. Il \
             s’efface d’un geste, et de lui-même quand le serveur redémarre."
        </p>
        {cards}
    }
    .into_any()
}

#[component]
fn OneCopy<'a>(line: &'a TrainingLine) -> AnyView {
    let ask = Ask::before(
        "Effacer",
        "Tout ce qui a été fait dans ce bac à sable disparaît, pour toute l’équipe. La campagne du site n’y perd rien.",
    );
    let ask = ask.of(format!("le bac à sable de {}", line.title));
    view! {
        <CardItem>
            <h3>{line.title.clone()}</h3>
            <p>{format!("Bac à sable créé le {}", line.made)}</p>
            <Actions>
                <PostForm form=&line.enter>
                    <Button weight=Weight::SmallPrimary>
                        "Entrer" <span class="fr-sr-only">"\u{a0}: " {line.title.clone()}</span>
                    </Button>
                </PostForm>
                <AskFirst form=&line.erase ask />
            </Actions>
        </CardItem>
    }
    .into_any()
}

/// The copies of this server, for who may have them.
fn trainings(visit: &Visit) -> Result<&Arc<Trainings>, Failure> {
    visit.ctx.authorise(Action::PrepareCampaign, &Facts::default())?;
    visit.site.trainings.as_ref().ok_or(Failure::NotFound)
}

fn back(done: Done) -> After {
    After::new(done, format!("{}#bacs-a-sable", Address::CampaignOffice))
}

/// Makes a copy of a campaign.
pub async fn make(visit: Visit, fields: Fields) -> Result<After, Failure> {
    trainings(&visit)?.make(&visit.ctx, fields.parse(form_field::ENTRY)?).await?;
    Ok(back(Done::TrainingMade))
}

/// Enters a copy: from here on this browser is answered by it.
pub async fn enter(visit: Visit, Path(id): Path<TrainingId>) -> Result<Response, Failure> {
    trainings(&visit)?.find(id).await.ok_or(Failure::NotFound)?;
    let cookie = entering(visit.site.is_https(), id);
    Ok(([(header::SET_COOKIE, cookie)], After::new(Done::TrainingEntered, Address::SignIn)).into_response())
}

/// Erases a copy; who comes second is told that it is erased.
pub async fn erase(visit: Visit, Path(id): Path<TrainingId>) -> Result<After, Failure> {
    trainings(&visit)?.erase(&visit.ctx, id).await?;
    Ok(back(Done::TrainingErased))
}

/// Leaves whichever copy the browser is in; where it is in none, nothing is done.
pub async fn leave(visit: Visit) -> Response {
    let cookies = AppendHeaders(leaving(visit.site.is_https()));
    (cookies, After::new(Done::TrainingLeft, Address::CampaignOffice)).into_response()
}
