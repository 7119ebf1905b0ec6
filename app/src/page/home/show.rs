//! Home: where the campaign stands, how long is left, what is expected of your collectivité.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::{
        frame::{Frame, Page, views},
        need_card::NeedCards,
    },
};
use entity::{
    calendar::{Calendar, Overseas, Phase, Standing},
    collectivity::Capacity,
    group::MemberState,
};
use leptos::prelude::*;
use server::{campaign::running::RunningCampaign, collectivity::CampaignFigures};
use wording::{number, time};

/// The home page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let Some(campaign) = visit.campaign.clone() else {
        return Ok(Frame::new("").render(&visit, || {
            view! {
                <h1>"Terreau"</h1>
                <p>"Aucune campagne n’est en cours sur ce serveur."</p>
                <p>
                    "Pour la personne qui l’exploite : « terreau import campaign FICHIER » en prépare une, « terreau \
                     campaign open NOM » l’ouvre, « terreau serve --demo » montre une démonstration."
                </p>
            }
            .into_any()
        }));
    };
    let campaign_figures = server::collectivity::figures(&visit.ctx, &campaign).await?;
    let latest = server::collectivity::latest_needs(&visit.ctx, &campaign, 4).await?;
    let expected = expected(&visit, &campaign).await?;
    let now = visit.ctx.now();
    let reference = visit.ctx.platform.reference();
    let (themes, overseas) = (campaign.spec.clone(), visit.overseas());
    Ok(Frame::new("").render(&visit, move || {
        let calendar = campaign.spec.calendar;
        view! {
            <h1>{campaign.spec.title.clone()}</h1>
            <p class="fr-text--lead">{campaign.spec.summary.clone()}</p>
            {standing(&calendar, now, overseas)}
            {steps(&calendar, now, overseas)}
            {expected}
            <h2>"La campagne en chiffres"</h2>
            {figures(&campaign_figures)}
            <h2>"Derniers besoins publiés"</h2>
            <NeedCards reference=&reference campaign=&themes needs=&latest />
            <p>
                <a class="fr-link" href="/besoins">
                    "Tous les besoins"
                </a>
            </p>
        }
        .into_any()
    }))
}

/// The phase, and how long it lasts, in words and as an exact date.
fn standing(calendar: &Calendar, now: chrono::DateTime<chrono::Utc>, overseas: Option<Overseas>) -> AnyView {
    let (title, text) = match calendar.standing(now) {
        Standing::In(phase) => {
            let period = calendar.period(phase);
            (
                format!("{} : encore {}", wording::phase(phase), time::delay(period.close() - now)),
                format!("Jusqu’au {}.", time::deadline(period.close(), overseas)),
            )
        }
        Standing::Before(phase) => {
            let period = calendar.period(phase);
            let title = match phase {
                Phase::Census => "Le recensement des besoins n’est pas encore ouvert",
                Phase::Selection => "Le recensement est clos, le vote n’est pas encore ouvert",
                Phase::Application => "Le vote est clos, les candidatures ne sont pas encore ouvertes",
            };
            (title.to_owned(), format!("{} : {}.", wording::phase(phase), time::period(&period, overseas)))
        }
        Standing::Over => (
            "La campagne est terminée".to_owned(),
            format!("Elle a duré jusqu’au {}.", time::deadline(calendar.application.close(), overseas)),
        ),
    };
    view! {
        <div class="fr-callout">
            <p class="fr-callout__title">{title}</p>
            <p class="fr-callout__text">{text}</p>
        </div>
    }
    .into_any()
}

fn steps(calendar: &Calendar, now: chrono::DateTime<chrono::Utc>, overseas: Option<Overseas>) -> AnyView {
    let steps = views(Phase::ALL.iter().map(|&phase| {
        let period = calendar.period(phase);
        let (class, current, state) = match () {
            () if period.is_open(now) => ("", Some("step"), "en cours"),
            () if now >= period.close() => ("t-steps__done", None, "terminé"),
            () => ("", None, "à venir"),
        };
        view! {
            <li class=class aria-current=current>
                <strong>{wording::phase(phase)}</strong>
                {format!("{state} : {}", time::period(&period, overseas))}
            </li>
        }
        .into_any()
    }));
    view! { <ol class="t-steps">{steps}</ol> }.into_any()
}

fn figures(summary: &CampaignFigures) -> AnyView {
    let one = |value: u64, label: &'static str| {
        view! {
            <li>
                <span class="t-figures__number">{number(value)}</span>
                <span class="t-figures__label">{label}</span>
            </li>
        }
    };
    view! {
        <ul class="t-figures">
            {one(summary.needs, "besoins publiés")}
            {one(summary.collectivities as u64, "collectivités participantes")}
            {one(summary.inhabitants, "habitants couverts, chacun compté une fois")}
            {one(summary.eligible_groups, "groupements éligibles")}
        </ul>
    }
    .into_any()
}

/// What is expected of the visitor's collectivité now.
async fn expected(visit: &Visit, campaign: &RunningCampaign) -> Result<AnyView, Failure> {
    let curates = visit.ctx.authorise(entity::permission::Action::Curate, &Default::default()).is_ok();
    let Some(acting) = visit.ctx.actor.acting.clone() else {
        let (text, address, label) = match (curates, visit.who.is_some()) {
            (true, _) => (
                "Lisez les besoins, rassemblez-les en projets et préparez la liste soumise au vote.",
                "/curation",
                "Ouvrir la curation",
            ),
            (false, true) => (
                "Suivez les besoins et les groupements de toutes les collectivités.",
                "/besoins",
                "Parcourir les besoins",
            ),
            (false, false) => (
                "Vous êtes élu ou agent d’une collectivité ? Connectez-vous pour voir ce qui est attendu d’elle.",
                "/connexion",
                "Se connecter",
            ),
        };
        return Ok(expectation("Ce que vous pouvez faire", vec![text.into_any()], address, label));
    };
    let reference = visit.ctx.platform.reference();
    let name = reference.name(&acting.siren);
    let mut lines: Vec<AnyView> = Vec::new();
    let invitations = server::group::query::of_collectivity(&visit.ctx, &acting.siren).await?;
    let waiting = invitations
        .iter()
        .filter(|(group, state)| *state == MemberState::Invited && group.state == entity::group::GroupState::Forming);
    lines.extend(waiting.map(|(group, _)| {
        let address = format!("/groupements/{}", group.id);
        view! {
            "Invitation à un groupement, votre réponse est attendue : "
            <a href=address>{group.name.clone()}</a>
        }
        .into_any()
    }));
    let (address, label) = match campaign.spec.calendar.standing(visit.ctx.now()) {
        Standing::In(Phase::Census) => {
            lines.push("Publiez vos besoins, soutenez ceux que vous partagez, formez un groupement.".into_any());
            ("/besoins/nouveau", "Publier un besoin")
        }
        Standing::In(Phase::Selection) => {
            let voted = server::ballot::has_voted(&visit.ctx, campaign, &acting.siren).await?;
            lines.push(
                match (voted, acting.capacity, acting.mandate) {
                    (true, _, _) => {
                        "Le bulletin de votre collectivité est enregistré. Il peut être remplacé jusqu’à la \
                    clôture."
                    }
                    (false, _, true) => "Votre collectivité n’a pas encore voté : vous détenez son mandat de vote.",
                    (false, Capacity::Elu, false) => {
                        "Votre collectivité n’a pas encore voté. L’élu qui détient le mandat \
                    de vote dépose son bulletin ; vous pouvez le préparer."
                    }
                    (false, Capacity::Agent, false) => {
                        "Votre collectivité n’a pas encore voté. Vous pouvez préparer son \
                    bulletin pour l’élu qui détient le mandat de vote."
                    }
                }
                .into_any(),
            );
            ("/vote", if acting.mandate { "Voter" } else { "Préparer le bulletin" })
        }
        Standing::Before(Phase::Selection) => {
            lines.push("Le recensement est clos. Lisez les projets avant le vote.".into_any());
            ("/projets", "Lire les projets")
        }
        Standing::Before(Phase::Census) => {
            lines.push(
                "Rien pour l’instant : vous pourrez publier vos besoins dès l’ouverture du recensement.".into_any(),
            );
            ("/aide", "Lire les règles")
        }
        Standing::Before(Phase::Application) | Standing::In(Phase::Application) | Standing::Over => {
            lines.push("Le vote est dépouillé : consultez les projets retenus.".into_any());
            ("/resultats", "Voir les résultats")
        }
    };
    Ok(expectation(&format!("Ce qui est attendu de votre collectivité : {name}"), lines, address, label))
}

fn expectation(title: &str, lines: Vec<AnyView>, address: &'static str, label: &'static str) -> AnyView {
    let lines = views(lines.into_iter().map(|line| view! { <p>{line}</p> }.into_any()));
    view! {
        <section class="t-expected" aria-labelledby="attendu">
            <h2 id="attendu">{title.to_owned()}</h2>
            {lines}
            <a class="fr-btn" href=address>
                {label}
            </a>
        </section>
    }
    .into_any()
}
