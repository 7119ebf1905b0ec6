//! Mutualisation groups: the list, the page of one with its meter, and what members and lead decide.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::{
        group::invite,
        need::show::{group_badge, inhabitants, place},
    },
    ui::{
        form::Form,
        found,
        frame::{Fragment, Frame, Page, views},
        meter::Meter,
        pagination::Pagination,
        shown::shown_field,
    },
};
use axum::{
    extract::{Path, Query},
    response::Redirect,
};
use entity::{
    door::Reached,
    group::{GroupState, MemberState, would_add},
    id::{GroupId, NeedId},
    page_number::PageNumber,
    search_text::SearchText,
    siren::Siren,
    table,
};
use islands::refreshed::Refreshed;
use leptos::prelude::*;
use serde::Deserialize;
use server::{
    group::{
        Answer,
        query::{Detail, Member},
    },
    reference::Reference,
};
use wording::{count, number, time};

/// Which page of the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InList {
    page: SearchText,
}

/// The list of groups.
pub async fn list(visit: Visit, Query(asked): Query<InList>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let page = PageNumber::read(asked.page.as_str());
    let groups = server::group::query::list(&visit.ctx, &campaign, page, server::group::query::PAGE).await?;
    let reference = visit.ctx.platform.reference();
    Ok(Frame::new("Groupements").render(&visit, move || {
        view! {
            <h1>"Groupements de mutualisation"</h1>
            <p>
                "Des collectivités se regroupent autour d’un besoin. Un groupement est éligible quand il remplit la \
                 condition de l’enveloppe. Pour en ouvrir un, partez de la page d’un besoin."
            </p>
            {cards(&reference, &groups.rows)}
            <Pagination page=groups.page pages=groups.pages address=|to| format!("/groupements?page={to}") />
        }
        .into_any()
    }))
}

/// Groups as a list of cards.
pub fn cards(reference: &Reference, groups: &[table::group::Model]) -> AnyView {
    if groups.is_empty() {
        return view! { <p>"Aucun groupement pour le moment."</p> }.into_any();
    }
    let cards = views(groups.iter().map(|group| {
        view! {
            <li class="t-card">
                <h3 class="t-card__title">
                    <a href=format!("/groupements/{}", group.id)>{group.name.clone()}</a>
                </h3>
                <p class="t-card__meta">
                    <span>"Chef de file : " {place(reference, &group.lead)}</span>
                    <span>{inhabitants(group.population)}</span>
                    <span>{count(u64::try_from(group.communes).unwrap_or(0), "commune", "communes")}</span>
                    {group_badge(group.state, group.eligible)}
                </p>
            </li>
        }
        .into_any()
    }));
    view! { <ul class="t-list">{cards}</ul> }.into_any()
}

/// What the page of a group may carry in its address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    chercher: SearchText,
    /// Which page of what was found.
    suite: SearchText,
}

/// The page of a group.
pub async fn show(visit: Visit, Path(id): Path<GroupId>, Query(search): Query<Search>) -> Result<Page, Failure> {
    let campaign = visit.campaign()?.clone();
    let detail = server::group::query::detail(&visit.ctx, &campaign, id).await?;
    let acting = visit.ctx.actor.acting.as_ref().map(|acting| acting.siren);
    let leads = acting.as_ref() == Some(&detail.group.lead);
    let forming = detail.group.state == GroupState::Forming;
    let found = if leads && forming && !search.chercher.is_empty() {
        invite::find(&visit, id, &search.chercher, found::asked_page(&search.suite)).await?
    } else {
        invite::Found::default()
    };
    let reference = visit.ctx.platform.reference();
    let form = |act: &str| Form::new(&visit, format!("/groupements/{id}/{act}"));
    let forms: Vec<Form> = ["inviter", "repondre", "demander", "deposer", "dissoudre"].into_iter().map(form).collect();
    let (respond, ask, file, dissolve) = (form("repondre"), form("demander"), form("deposer"), form("dissoudre"));
    let rules = campaign.spec.selection_envelope().map(|envelope| envelope.title.clone()).unwrap_or_default();
    let frame = Frame::new(detail.group.name.clone()).below("/groupements", "Groupements").with_islands();
    Ok(frame.render(&visit, move || {
        let group = &detail.group;
        let drawn = view! { <Meter meter=&detail.meter /> }.into_any();
        let meter = match forming {
            true => view! { <Refreshed address=format!("/groupements/{id}/compteur")>{drawn}</Refreshed> }.into_any(),
            false => drawn,
        };
        let answers = Answers { acting: acting.as_ref(), leads, forming, respond: &respond };
        let own = acting.as_ref().and_then(|siren| detail.state_of(siren));
        let asks = match (&acting, own, forming) {
            (Some(_), None | Some(MemberState::Declined | MemberState::Left | MemberState::TakenBack), true) => view! {
                <p>{adds_sentence(&reference, &detail, acting.as_ref())}</p>
                {ask.button("Demander à rejoindre ce groupement", "")}
            }
            .into_any(),
            _ => ().into_any(),
        };
        let lead = (leads && forming).then(|| {
            let filing = match detail.meter.eligible {
                true => view! {
                    <p>
                        "Le groupement remplit la condition. Une fois déposé, sa composition et ses chiffres ne \
                         changent plus."
                    </p>
                    {file
                        .around(
                            view! {
                                {shown_field(&server::group::shown(&counting(&detail), &detail.meter))}
                                <button class="fr-btn">"Déposer le groupement"</button>
                            },
                        )}
                }
                .into_any(),
                false => {
                    view! { <p>"Le groupement pourra être déposé quand il remplira la condition de l’enveloppe."</p> }
                        .into_any()
                }
            };
            view! {
                <h2>"Inviter une collectivité"</h2>
                {invite::search_form(id, &search.chercher, &found)}
                <h2>"Déposer"</h2>
                {filing}
                <details open=dissolve.is_refused()>
                    <summary>"Dissoudre le groupement"</summary>
                    {dissolve.button("Dissoudre", "fr-btn--secondary")}
                </details>
            }
        });
        view! {
            {views(forms.iter().map(Form::summary))}
            <h1>{group.name.clone()}</h1>
            <p class="t-card__meta">
                {group_badge(group.state, group.eligible)}
                <span>
                    "Chef de file : "
                    <a href=format!("/collectivites/{}", group.lead)>{place(&reference, &group.lead)}</a>
                </span> {group.demo.then(|| view! { <span class="fr-badge">"Donnée de démonstration"</span> })}
            </p>
            <p class="t-user-text">{group.purpose.clone()}</p>
            {detail
                .need
                .as_ref()
                .map(|need| {
                    view! { <p>"Besoin : " <a href=format!("/besoins/{}", need.id)>{need.title.clone()}</a></p> }
                })}
            <h2>"Compteur"</h2>
            {meter}
            <p class="fr-hint-text">
                "Condition de l’enveloppe « " {rules}
                " » : 500 000 habitants, ou un membre qui exerce les compétences d’un département."
            </p>
            {filed(group)}
            <h2>"Membres"</h2>
            {members(&detail, &answers)}
            {asks}
            {lead}
        }
        .into_any()
    }))
}

fn filed(group: &table::group::Model) -> AnyView {
    match (group.filed_at, group.filed_rule_version) {
        (Some(at), Some(version)) => view! {
            <p>
                {format!(
                    "Déposé le {} sous la version {version} des règles : sa composition et ses chiffres sont figés.",
                    time::moment(at.utc()),
                )}
            </p>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// The members that count.
fn counting(detail: &Detail) -> Vec<Siren> {
    detail.members.iter().filter(|member| member.state.counts()).map(|member| member.siren).collect()
}

fn adds_sentence(reference: &Reference, detail: &Detail, siren: Option<&Siren>) -> String {
    match siren.map(|siren| would_add(&reference.atlas, &counting(detail), siren)) {
        Some(0) => {
            "Toutes les communes de votre collectivité sont déjà comptées : elle n’ajouterait aucun habitant.".into()
        }
        Some(adds) => format!("Votre collectivité ajouterait {} au groupement.", count(adds, "habitant", "habitants")),
        None => String::new(),
    }
}

/// Who may answer what in the table of members.
struct Answers<'a> {
    acting: Option<&'a Siren>,
    leads: bool,
    forming: bool,
    respond: &'a Form,
}

impl Answers<'_> {
    fn buttons(&self, siren: &Siren, state: MemberState) -> AnyView {
        let own = self.acting == Some(siren);
        let offered: &[(&str, &str)] = match state {
            _ if !self.forming => &[],
            MemberState::Invited if own => &[("accept", "Accepter"), ("decline", "Décliner")],
            MemberState::Requested if self.leads => &[("accept", "Accepter"), ("decline", "Décliner")],
            MemberState::Invited if self.leads => &[("take_back", "Reprendre l’invitation")],
            MemberState::Member if own => &[("leave", "Quitter le groupement")],
            MemberState::Lead
            | MemberState::Invited
            | MemberState::Requested
            | MemberState::Member
            | MemberState::Declined
            | MemberState::Left
            | MemberState::TakenBack => &[],
        };
        views(offered.iter().map(|(answer, label)| {
            self.respond.around(view! {
                <input type="hidden" name="siren" value=siren.to_string() />
                <input type="hidden" name="answer" value=(*answer).to_owned() />
                <button class="fr-btn fr-btn--sm fr-btn--secondary">{(*label).to_owned()}</button>
            })
        }))
    }
}

/// Whom an invitation reached, and what to do where it reached nobody; for the lead, who invited.
fn reached(member: &Member, leads: bool) -> AnyView {
    let told = match member.reached.filter(|_| leads && member.state == MemberState::Invited) {
        None => return ().into_any(),
        Some(Reached::People) => "Les personnes qui agissent pour elle sont averties.",
        Some(Reached::Mail) => "Personne n’agit encore pour elle : un courriel est parti à son adresse officielle.",
        Some(Reached::MailBefore) => {
            "Personne n’agit encore pour elle : son adresse officielle a déjà reçu un courriel de ce groupement \
             aujourd’hui."
        }
        Some(Reached::NoAddress) => {
            "Personne n’est averti : personne n’agit encore pour elle, et son adresse officielle n’est pas connue ici. \
             Téléphonez à sa mairie ou à son siège, et donnez l’adresse de cette page."
        }
        Some(Reached::TooMany) => {
            "Personne n’est averti : trop de courriels sont déjà partis aujourd’hui, de votre part ou vers son adresse \
             officielle. \
             Reprenez l’invitation et refaites-la demain, ou téléphonez."
        }
        Some(Reached::NoMail) => {
            "Personne n’est averti : personne n’agit encore pour elle, et ce serveur n’envoie pas de courriel. \
             Téléphonez, et donnez \
             l’adresse de cette page."
        }
    };
    view! { <span class="fr-hint-text">{told}</span> }.into_any()
}

fn members(detail: &Detail, answers: &Answers<'_>) -> AnyView {
    let shown = detail
        .members
        .iter()
        .filter(|member| !matches!(member.state, MemberState::Declined | MemberState::Left | MemberState::TakenBack));
    let rows = views(shown.map(|member| {
        let adds = match (member.state.counts(), member.adds, member.population) {
            (_, 0, _) => "n’ajoute aucun habitant : ses communes sont comptées par un autre membre".to_owned(),
            (true, adds, population) if adds < population => format!("{} sont comptés par elle seule", number(adds)),
            (true, _, _) => "tous comptés par elle seule".to_owned(),
            (false, adds, _) => format!("ajouterait {}", number(adds)),
        };
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/collectivites/{}", member.siren)>{member.name.clone()}</a>
                </th>
                <td>{wording::member_state(member.state)} {reached(member, answers.leads)}</td>
                <td class="fr-cell--right">{number(member.population)}</td>
                <td>{adds}</td>
                <td class="t-inline">{answers.buttons(&member.siren, member.state)}</td>
            </tr>
        }
        .into_any()
    }));
    view! {
        <div class="fr-table" tabindex="0" role="region" aria-labelledby="membres">
            <table>
                <caption id="membres">"Collectivités du groupement"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Collectivité"</th>
                        <th scope="col">"Situation"</th>
                        <th scope="col" class="fr-cell--right">
                            "Habitants"
                        </th>
                        <th scope="col">"Dans le compteur"</th>
                        <th scope="col">"Réponse"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Opens a group on a need.
pub async fn open(visit: Visit, Path(need): Path<NeedId>, fields: Fields) -> Result<Redirect, Failure> {
    let id: GroupId = fields.parse("id")?;
    server::group::open(&visit.ctx, id, need, &fields.text("name"), &fields.text("purpose")).await?;
    Ok(Redirect::to(&format!("/groupements/{id}")))
}

/// Invites a collectivité.
pub async fn invite(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<Redirect, Failure> {
    server::group::invite(&visit.ctx, id, &fields.parse("siren")?, &visit.browser.network).await?;
    Ok(Redirect::to(&format!("/groupements/{id}")))
}

/// Asks to join.
pub async fn ask(visit: Visit, Path(id): Path<GroupId>) -> Result<Redirect, Failure> {
    server::group::request(&visit.ctx, id).await?;
    Ok(Redirect::to(&format!("/groupements/{id}")))
}

/// Answers an invitation or a request, or leaves.
pub async fn respond(visit: Visit, Path(id): Path<GroupId>, fields: Fields) -> Result<Redirect, Failure> {
    let answer = match fields.text("answer").as_str() {
        "take_back" => {
            server::group::take_back(&visit.ctx, id, &fields.parse("siren")?).await?;
            return Ok(Redirect::to(&format!("/groupements/{id}")));
        }
        "accept" => Answer::Accept,
        "decline" => Answer::Decline,
        "leave" => Answer::Leave,
        _ => return Err(entity::refusal::Refusal::NotOnTheList.into()),
    };
    server::group::answer(&visit.ctx, id, &fields.parse("siren")?, answer).await?;
    Ok(Redirect::to(&format!("/groupements/{id}")))
}

/// Files the group.
pub async fn file(visit: Visit, Path(id): Path<GroupId>) -> Result<Redirect, Failure> {
    server::group::file(&visit.ctx, id).await?;
    Ok(Redirect::to(&format!("/groupements/{id}")))
}

/// Gives the group up.
pub async fn dissolve(visit: Visit, Path(id): Path<GroupId>) -> Result<Redirect, Failure> {
    server::group::dissolve(&visit.ctx, id).await?;
    Ok(Redirect::to("/groupements"))
}

/// The meter of a group as it stands now, for the island that follows it.
pub async fn meter(visit: Visit, Path(id): Path<GroupId>) -> Result<Fragment, Failure> {
    let detail = server::group::query::detail(&visit.ctx, visit.campaign()?, id).await?;
    Ok(Fragment::of(|| view! { <Meter meter=&detail.meter /> }.into_any()))
}
