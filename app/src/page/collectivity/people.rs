//! Who acts for a collectivité, who asks to, and who casts its ballot.

use crate::{
    http::{
        failure::Failure,
        visit::{Fields, Visit},
    },
    page::joint_act::{described as described_act, quoted},
    ui::{
        form::{Entry, Form},
        frame::{Frame, Page, views},
        shown::{SHOWN, shown_field, shown_field_of},
    },
};
use axum::{extract::Path, response::Redirect};
use entity::{
    collectivity::Capacity,
    id::PersonId,
    joint_act::JointAct,
    mandate::{MandateForm, Rank},
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    shown::Shown,
    siren::Siren,
};
use leptos::prelude::*;
use server::{
    joint_act::{self, Consent, Listed},
    mandate,
    membership::{self, Answered, InvitationForm, Invited},
    person::{self, Asking, Colleague},
    reference::Reference,
};
use wording::time;

/// The page; for the collectivité's own people and for curators.
pub async fn page(visit: Visit, Path(siren): Path<Siren>) -> Result<Page, Failure> {
    let reference = visit.ctx.platform.reference();
    let name = reference.find(&siren).map(|found| found.name.clone()).ok_or(Failure::NotFound)?;
    let campaign = visit.campaign()?.clone();
    let people = person::colleagues(&visit.ctx, &siren, &campaign).await?;
    let asking = person::asking(&visit.ctx, &siren).await?;
    let invited = membership::invited(&visit.ctx, &siren).await?;
    let acts = joint_act::of_siren(&visit.ctx, &siren).await?;
    let consent = joint_act::missing_consent(&visit.ctx, &siren).await?;
    let facts = Facts::of(&siren, true);
    let has_referent = people.iter().any(|colleague| colleague.referent);
    let referent = visit.ctx.actor.acting.as_ref().is_some_and(|acting| acting.siren == siren && acting.referent);
    let curates = visit.ctx.authorise(Action::Curate, &Facts::default()).is_ok();
    let own = visit.ctx.actor.memberships.contains(&siren);
    let me = visit.ctx.actor.person;
    // Where there is a referent, curators leave requests to them.
    let answers = referent || (curates && !has_referent);
    let gives = visit.ctx.authorise(Action::GiveMandate, &facts).is_ok();
    let by_mail = visit.ctx.platform.office.is_some();
    let forms = Forms::new(&visit, &siren);
    let frame = Frame::new("Personnes et mandat de vote").below(format!("/collectivites/{siren}"), name.clone());
    Ok(frame.render(&visit, move || {
        let rows = views(people.iter().map(|colleague| person_row(colleague, referent, &forms)));
        let requests = views(asking.iter().map(|asking| request(asking, answers, referent, &forms)));
        let announced = views(acts.iter().map(|one| announced(&reference, one, me.filter(|_| own), &forms)));
        let announced = (!acts.is_empty()).then(|| {
            view! {
                <h2>"Changements proposés par l’équipe de l’Incubateur"</h2>
                <ul class="t-list">{announced}</ul>
            }
        });
        let consent = consent.as_ref().map(|consent| missing_consent(consent, referent, &forms));
        let by_hand = (curates && !own && !people.is_empty()).then(|| by_hand(&people, has_referent, &forms));
        let invitations = invitations(&invited, gives, &forms);
        let none = people.is_empty().then(|| view! { <p>"Personne n’agit encore pour cette collectivité."</p> });
        let no_request = asking.is_empty().then(|| view! { <p>"Aucune demande en attente."</p> });
        let mandates = views(Rank::ALL.iter().map(|&rank| mandate_of(rank, &people, gives, &forms)));
        let give = gives.then(|| give_mandate(&people, &forms));
        let invite = (gives && by_mail).then(|| invite_somebody(&forms));
        let who_decides = match (has_referent, gives) {
            (true, true) => {
                "Vous êtes référent : vous dites qui agit pour la collectivité, et qui dépose son \
                bulletin."
            }
            (true, false) => "Le référent de la collectivité dit qui agit pour elle, et qui dépose son bulletin.",
            (false, _) => {
                "La collectivité n’a pas encore de référent. La première personne que confirme l’adresse \
                officielle de la collectivité le devient ; à défaut, celle que deux personnes de l’équipe de \
                l’Incubateur nomment sur justification."
            }
        };
        view! {
            <h1>"Personnes et mandat de vote"</h1>
            <p>{name}". "{who_decides}</p>
            {forms.summary()}
            <h2>"Personnes"</h2>
            {none}
            <ul class="t-list">{rows}</ul>
            {consent}
            {announced}
            {by_hand}
            <h2>"Demandes"</h2>
            {no_request}
            <ul class="t-list">{requests}</ul>
            {invitations}
            {invite}
            <h2>"Mandat de vote"</h2>
            <p>
                "Un élu dépose le bulletin de la collectivité : le titulaire du mandat, ou son suppléant. Chacun est \
                 remplaçable à tout moment ; l’ancien et le nouveau en sont avertis."
            </p>
            <dl class="t-definition">{mandates}</dl>
            {give}
        }
        .into_any()
    }))
}

/// The forms of the page.
struct Forms {
    answer: Form,
    referent: Form,
    end: Form,
    invite: Form,
    take_back: Form,
    give: Form,
    withdraw: Form,
    propose: Form,
    object: Form,
    consent: Form,
}

impl Forms {
    fn new(visit: &Visit, siren: &Siren) -> Self {
        let form = |act: &str| Form::new(visit, format!("/collectivites/{siren}/personnes/{act}"));
        Self {
            answer: form("repondre"),
            referent: form("referent"),
            end: form("fin"),
            invite: form("inviter"),
            take_back: form("reprendre"),
            give: form("mandat"),
            withdraw: form("mandat-retirer"),
            propose: form("proposer"),
            object: form("opposition"),
            consent: form("accord"),
        }
    }

    fn summary(&self) -> AnyView {
        let people = [&self.answer, &self.referent, &self.end, &self.invite, &self.give, &self.withdraw];
        let changes = [&self.propose, &self.object, &self.consent];
        people.into_iter().chain(changes).find(|form| form.is_refused()).map(Form::summary).into_any()
    }
}

/// A form of one button about one person.
fn button(
    form: &Form,
    person: PersonId,
    choice: &str,
    label: &'static str,
    of: &str,
    shown: Option<&Shown>,
) -> AnyView {
    form.around(view! {
        {shown.map(shown_field)}
        <input type="hidden" name="person" value=person.to_string() />
        <input type="hidden" name="choice" value=choice.to_owned() />
        <button class="fr-btn fr-btn--sm fr-btn--secondary">
            {label} <span class="fr-sr-only">" : " {of.to_owned()}</span>
        </button>
    })
}

fn person_row(colleague: &Colleague, manages: bool, forms: &Forms) -> AnyView {
    let acts = manages.then(|| {
        let one = colleague;
        let shown = membership::shown_member(one.person, &one.name, &one.title, one.capacity, one.referent);
        let (choice, label) = match colleague.referent {
            true => ("non", "Ne plus être référent"),
            false => ("oui", "Nommer référent"),
        };
        view! {
            <div class="t-actions">
                {button(&forms.referent, colleague.person, choice, label, &colleague.name, Some(&shown))}
                {button(&forms.end, colleague.person, "", "Mettre fin au rattachement", &colleague.name, Some(&shown))}
            </div>
        }
    });
    let mandate =
        colleague.mandate.as_ref().map(|mandate| format!(" – mandat de vote ({})", wording::rank(mandate.rank)));
    view! {
        <li class="t-card">
            <p>
                <strong>{colleague.name.clone()}</strong>
                ", "
                {colleague.title.clone()}
                " ("
                {wording::capacity(colleague.capacity).to_lowercase()}
                ")"
                {colleague.referent.then_some(" – référent")}
                {mandate}
            </p>
            {acts}
        </li>
    }
    .into_any()
}

/// An act on the people of the collectivité that may still take effect; its own people may object.
fn announced(reference: &Reference, listed: &Listed, own: Option<PersonId>, forms: &Forms) -> AnyView {
    // Nobody whom the State named keeps themselves there alone.
    let ends = matches!(listed.act, JointAct::EndOfMembership { .. });
    let keeps =
        |me: &PersonId| ends && listed.row.person == Some(*me) && listed.by_hand.iter().any(|(person, _)| person == me);
    let object = own.filter(|me| !keeps(me)).map(|_| {
        forms.object.around(view! {
            <input type="hidden" name="act" value=listed.row.id.to_string() />
            <button class="fr-btn fr-btn--sm fr-btn--secondary">
                "S’y opposer" <span class="fr-sr-only">" : " {listed.name.clone()}</span>
            </button>
        })
    });
    let seconds = own.is_none().then(|| view! { <a href="/actes-a-deux">"Voir les actes à deux"</a> });
    view! {
        <li class="t-card">
            {described_act(reference, listed, false)} <div class="t-actions">{object} {seconds}</div>
        </li>
    }
    .into_any()
}

/// That the State named the referent, and what is missing.
fn missing_consent(consent: &Consent, referent: bool, forms: &Forms) -> AnyView {
    let asked = consent.asked_at.map(|at| format!(" Il lui a été demandé le {}.", time::moment(at)));
    let ask = match (consent.reaches, referent && !consent.asked_today) {
        (true, true) => {
            let button = view! {
                <button class="fr-btn fr-btn--sm fr-btn--secondary">
                    "Demander cet accord par \
                    courriel"
                </button>
            };
            forms.consent.around(button)
        }
        (true, false) => ().into_any(),
        (false, _) => view! {
            <p>
                "Aucune adresse officielle de la collectivité n’est connue ici : écrivez à l’équipe de l’Incubateur."
            </p>
        }
        .into_any(),
    };
    view! {
        <div class="fr-alert fr-alert--info">
            <p>
                "L’équipe de l’Incubateur a nommé le référent. Du moment où la règle du vote est arrêtée jusqu’à sa \
                 clôture, il ne peut pas changer qui vote sans l’accord de l’adresse officielle de la collectivité."
                {asked}
            </p>
            {ask}
        </div>
    }
    .into_any()
}

/// What a curator may do with those who act for the collectivité.
fn by_hand(people: &[Colleague], has_referent: bool, forms: &Forms) -> AnyView {
    let choice = people.iter().map(|one| (one.person.to_string(), format!("{}, {}", one.name, one.title)));
    let choice: Vec<(String, String)> = choice.collect();
    let read = people.iter().map(|one| shown_field_of(one.person, &mandate::shown_member(one)));
    let mut acts = vec![("fin".to_owned(), "Mettre fin au rattachement".to_owned())];
    if !has_referent {
        acts.insert(0, ("referent".to_owned(), "Proposer comme premier référent".to_owned()));
    }
    let form = &forms.propose;
    let fields = view! {
        {views(read)}
        {form.choice("member", "Personne", "", &choice, "")}
        {form.radios("choice", "Changement", &acts, "")}
        {form.lines("reason", "Justification", "Lue par la seconde personne, et par les personnes concernées", "", 3)}
        <button class="fr-btn fr-btn--secondary">"Proposer"</button>
    };
    view! {
        <h2>"Proposer un changement"</h2>
        <p>
            "Un premier référent, ou la fin du rattachement d’un référent ou d’un élu qui a le mandat de vote, attend \
             une seconde personne de l’équipe, puis sept jours sans opposition ; de même tout rattachement, tant que \
             la collectivité n’a pas de référent ou qu’un changement y est proposé. Tout autre rattachement prend fin \
             aussitôt, et les personnes de la collectivité en sont averties."
        </p>
        {form.around(fields)}
    }
    .into_any()
}

fn request(asking: &Asking, answers: bool, referent: bool, forms: &Forms) -> AnyView {
    let request = &asking.request;
    let acts = answers.then(|| {
        let shown = membership::shown(asking);
        let label = "Ce que vous avez vérifié vous-même";
        let hint = "Lu par la seconde personne, et par celles de la collectivité ; gardé dans la trace";
        let name = format!("reason.{}", request.person);
        let reason = (!referent).then(|| forms.answer.line(&name, label, hint, ""));
        let confirm = forms.answer.around(view! {
            <input type="hidden" name="person" value=request.person.to_string() />
            <input type="hidden" name="choice" value="oui" />
            {shown_field(&shown)}
            {reason}
            <button class="fr-btn fr-btn--sm fr-btn--secondary">
                "Confirmer" <span class="fr-sr-only">" : " {asking.name.clone()}</span>
            </button>
        });
        view! {
            <div class="t-actions">
                {confirm} {button(&forms.answer, request.person, "non", "Refuser", &asking.name, None)}
            </div>
        }
    });
    view! { <li class="t-card">{described(asking)} {acts}</li> }.into_any()
}

/// A request, as whoever answers it reads it.
pub fn described(asking: &Asking) -> AnyView {
    let request = &asking.request;
    let evidence = quoted("Justification :", &request.evidence);
    view! {
        <p>
            <strong>{asking.name.clone()}</strong>
            ", "
            {request.title.clone()}
            " ("
            {wording::capacity(request.capacity).to_lowercase()}
            "), demande du "
            {time::moment(request.asked_at.utc())}
        </p>
        {evidence}
    }
    .into_any()
}

fn mandate_of(rank: Rank, people: &[Colleague], gives: bool, forms: &Forms) -> AnyView {
    let shown = mandate::shown(people);
    let holder = people.iter().find_map(|colleague| {
        let mandate = colleague.mandate.as_ref().filter(|mandate| mandate.rank == rank)?;
        Some((colleague, mandate))
    });
    let text = match holder {
        Some((colleague, mandate)) => {
            let term = mandate.term();
            let from = term.from.map(|day| format!(", à partir du {}", time::date(day))).unwrap_or_default();
            let until = term.until.map(|day| format!(", jusqu’au {} inclus", time::date(day))).unwrap_or_default();
            let note = if mandate.note.is_empty() { String::new() } else { format!(" – {}", mandate.note) };
            format!("{}{from}{until}{note}", colleague.name)
        }
        None => "personne".to_owned(),
    };
    let withdraw = holder.filter(|_| gives).map(|_| {
        forms.withdraw.around(view! {
            <input type="hidden" name="rank" value=rank.code() />
            {shown_field(&shown)}
            <button class="fr-btn fr-btn--sm fr-btn--secondary">
                "Retirer le mandat" <span class="fr-sr-only">" du " {wording::rank(rank)}</span>
            </button>
        })
    });
    view! {
        <dt>{wording::capitalised(wording::rank(rank))}</dt>
        <dd>{text} {withdraw}</dd>
    }
    .into_any()
}

fn give_mandate(people: &[Colleague], forms: &Forms) -> AnyView {
    let elus: Vec<(String, String)> = people
        .iter()
        .filter(|colleague| colleague.capacity == Capacity::Elu)
        .map(|colleague| (colleague.person.to_string(), format!("{}, {}", colleague.name, colleague.title)))
        .collect();
    let ranks: Vec<(String, String)> =
        Rank::ALL.iter().map(|&rank| (rank.code().to_owned(), wording::capitalised(wording::rank(rank)))).collect();
    let elus_read = people.iter().filter(|colleague| colleague.capacity == Capacity::Elu);
    let read = elus_read.map(|one| shown_field_of(one.person, &mandate::shown_member(one)));
    let form = &forms.give;
    form.around(view! {
        <h3>"Donner le mandat"</h3>
        {shown_field(&mandate::shown(people))}
        {views(read)}
        {form.choice("person", "Élu", "", &elus, "")}
        {form.radios("rank", "Place", &ranks, Rank::Holder.code())}
        {form.day("from", "Premier jour (facultatif)", "", "")}
        {form.day("until", "Dernier jour inclus (facultatif)", "", "")}
        {form
            .line(
                "note",
                "Délibération ou note (facultatif)",
                "Par exemple : délibération 2021-14 du 2 mars 2021",
                "",
            )}
        <button class="fr-btn">"Donner le mandat"</button>
    })
}

/// Those who were invited by mail and have not answered.
fn invitations(invited: &[Invited], takes_back: bool, forms: &Forms) -> AnyView {
    if invited.is_empty() {
        return ().into_any();
    }
    let rows = views(invited.iter().map(|one| {
        let row = &one.row;
        let by = one.by.as_ref().map(|name| format!(", par {name}")).unwrap_or_default();
        let acts = takes_back.then(|| {
            forms.take_back.around(view! {
                <input type="hidden" name="invitation" value=row.token_hash.clone() />
                <button class="fr-btn fr-btn--sm fr-btn--secondary">
                    "Reprendre l’invitation" <span class="fr-sr-only">" : " {row.email.clone()}</span>
                </button>
            })
        });
        view! {
            <li class="t-card">
                <p>
                    <strong>{row.email.clone()}</strong>
                    ", "
                    {row.title.clone()}
                    " ("
                    {wording::capacity(row.capacity).to_lowercase()}
                    ")"
                </p>
                <p>
                    "Invitation envoyée le " {time::moment(row.invited_at.utc())} {by}
                    ", sans réponse. Elle sert jusqu’au " {time::moment(row.expires_at.utc())} "."
                </p>
                {acts}
            </li>
        }
        .into_any()
    }));
    view! {
        <h2>"Invitations en attente"</h2>
        <ul class="t-list">{rows}</ul>
    }
    .into_any()
}

fn invite_somebody(forms: &Forms) -> AnyView {
    let form = &forms.invite;
    form.around(view! {
        <h3>"Inviter une personne"</h3>
        {form
            .entry(
                Entry::Email,
                "email",
                "Adresse de courriel",
                "Un lien y est envoyé ; il sert une fois, pendant quatorze jours",
                "",
            )}
        {form.radios("capacity", "Qualité", &super::request::capacities(), "")}
        {form.line("title", "Fonction", "Par exemple : adjointe au numérique", "")}
        <button class="fr-btn fr-btn--secondary">"Envoyer l’invitation"</button>
    })
}

/// Invites somebody by mail.
pub async fn invite(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let text = |name: &str| fields.text(name);
    let form = InvitationForm { email: text("email"), capacity: text("capacity"), title: text("title") };
    membership::invite(&visit.ctx, &siren, &form, &visit.browser.network).await?;
    Ok(back(&siren))
}

/// Takes an invitation back.
pub async fn take_back(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    membership::take_back(&visit.ctx, &siren, &fields.text("invitation")).await?;
    Ok(back(&siren))
}

/// Confirms or declines a request.
pub async fn answer(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let (person, shown) = (fields.parse::<PersonId>("person")?, fields.text(SHOWN));
    let reason = fields.text(&format!("reason.{person}"));
    let answered = Answered { accept: fields.text("choice") == "oui", reason: &reason, shown: &shown };
    membership::answer(&visit.ctx, &siren, person, answered).await?;
    Ok(back(&siren))
}

/// Names a referent, or takes the charge back.
pub async fn set_referent(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let referent = fields.text("choice") == "oui";
    membership::set_referent(&visit.ctx, &siren, fields.parse("person")?, referent).await?;
    Ok(back(&siren))
}

/// A curator proposes a first referent, or the end of a membership.
pub async fn propose(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    visit.ctx.authorise(Action::Curate, &Facts::default())?;
    let (person, reason) = (fields.parse("member")?, fields.text("reason"));
    match fields.text("choice").as_str() {
        "referent" => membership::propose_referent(&visit.ctx, &siren, person, &reason).await?,
        "fin" => membership::end_by_hand(&visit.ctx, &siren, person, &reason).await?,
        _ => return Err(Failure::Refused(FieldRefusals(vec![("choice".to_owned(), Refusal::NotOnTheList)]))),
    }
    Ok(back(&siren))
}

/// Somebody of the collectivité objects to a change that was proposed.
pub async fn object(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    joint_act::object(&visit.ctx, &siren, fields.parse("act")?).await?;
    Ok(back(&siren))
}

/// Asks the official address to consent to the referent.
pub async fn ask_consent(visit: Visit, Path(siren): Path<Siren>) -> Result<Redirect, Failure> {
    joint_act::ask_consent(&visit.ctx, &siren).await?;
    Ok(back(&siren))
}

/// Ends somebody's membership.
pub async fn end(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    membership::end(&visit.ctx, &siren, fields.parse("person")?).await?;
    Ok(back(&siren))
}

/// Gives the mandate to vote.
pub async fn give(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let text = |name: &str| fields.text(name);
    let form = MandateForm {
        person: text("person"),
        rank: text("rank"),
        from: text("from"),
        until: text("until"),
        note: text("note"),
    };
    mandate::give(&visit.ctx, &siren, &form).await?;
    Ok(back(&siren))
}

/// Takes the mandate to vote back.
pub async fn withdraw(visit: Visit, Path(siren): Path<Siren>, fields: Fields) -> Result<Redirect, Failure> {
    let rank = Rank::from_code(&fields.text("rank")).ok_or(Failure::NotFound)?;
    mandate::withdraw(&visit.ctx, &siren, rank).await?;
    Ok(back(&siren))
}

fn back(siren: &Siren) -> Redirect {
    Redirect::to(&format!("/collectivites/{siren}/personnes"))
}
