//! Help: the campaign's rules as its file says them, how the counting is done, the data used.

use crate::{
    http::{failure::Failure, visit::Visit},
    ui::frame::{Frame, Page, views},
};
use entity::{
    calendar::Phase,
    campaign::{Authority, Envelope},
};
use leptos::prelude::*;
use wording::{euros, time};

fn envelope(envelope: &Envelope) -> AnyView {
    let line = |label: &'static str, text: String| {
        (!text.is_empty()).then(|| {
            view! {
                <dt>{label}</dt>
                <dd>{text}</dd>
            }
        })
    };
    let priority: Vec<&str> = envelope.priority.iter().map(|&one| wording::programme(one)).collect();
    view! {
        <h3>{envelope.title.clone()}</h3>
        <p>{envelope.purpose.clone()}</p>
        <dl class="t-definition">
            {line(
                "Montant",
                if envelope.amount == 0 {
                    "financé par les autres enveloppes".into()
                } else {
                    euros(i64::from(envelope.amount) * 100)
                },
            )}
            {line(
                "Condition de groupement",
                envelope
                    .eligibility
                    .as_ref()
                    .map_or_else(|| "aucune : ouverte à toute collectivité".to_owned(), wording::condition),
            )}
            {line(
                "Subvention",
                envelope.subsidy_percent.map(|percent| format!("{percent} % du coût")).unwrap_or_default(),
            )}
            {line("Vagues", if envelope.waves.is_empty() { String::new() } else { envelope.waves.len().to_string() })}
            {line("Priorité", priority.join(", "))} {line("Sujets", envelope.topics.join(", "))}
            {line(
                "Critères",
                envelope.criteria.iter().map(|criterion| criterion.title.clone()).collect::<Vec<_>>().join(", "),
            )}
            {line(
                "Décision",
                if envelope.decided_by == Authority::Prefect {
                    "le préfet du département".to_owned()
                } else {
                    String::new()
                },
            )}
        </dl>
        {envelope
            .call
            .map(|_| {
                view! {
                    <p>
                        <a href=format!(
                            "/enveloppes/{}",
                            envelope.code,
                        )>
                            "Conditions et candidature"
                            <span class="fr-sr-only">{format!(" : {}", envelope.title)}</span>
                        </a>
                    </p>
                }
            })}
    }
    .into_any()
}

/// The help page.
pub async fn page(visit: Visit) -> Result<Page, Failure> {
    let campaign = visit.campaign.clone();
    let reference = visit.ctx.platform.reference();
    let imported = reference.imported_at.map(|at| time::day(at.utc())).unwrap_or_default();
    let overseas = visit.overseas();
    Ok(Frame::new("Aide").render(&visit, move || {
        let rules = campaign.map(|campaign| {
            let calendar = campaign.spec.calendar;
            let phases = views(Phase::ALL.iter().map(|&phase| {
                let period = calendar.period(phase);
                view! {
                    <li>
                        <strong>{wording::phase(phase)}</strong>
                        " : "
                        {time::period(&period, overseas)}
                    </li>
                }
                .into_any()
            }));
            view! {
                <h2>"Le calendrier"</h2>
                <ul>{phases}</ul>
                <p>
                    "Les heures sont celles de Paris ; une collectivité d’outre-mer lit aussi la sienne. L’horloge du \
                     serveur fait foi."
                </p>
                <h2>"Les enveloppes"</h2>
                {views(campaign.spec.envelopes.iter().map(envelope))}
            }
        });
        view! {
            <h1>"Aide et règles de la campagne"</h1>
            <h2>"En quatre étapes"</h2>
            <ol>
                <li>
                    <strong>"Dire un besoin. "</strong>
                    "Un élu ou un agent décrit un problème de sa collectivité, avec ses mots. Il enregistre un \
                     brouillon, le relit, le publie. Il peut le modifier ensuite : les versions précédentes restent \
                     lisibles."
                </li>
                <li>
                    <strong>"Soutenir et se regrouper. "</strong>
                    "Une autre collectivité qui a le même besoin le soutient, une fois. Un groupement s’ouvre sur un \
                     besoin ; chaque collectivité accepte ou décline pour elle-même."
                </li>
                <li>
                    <strong>"Lire les projets. "</strong>
                    "L’équipe de l’Incubateur des territoires rassemble des besoins en projets chiffrés, ou explique \
                     pourquoi un besoin n’est pas retenu."
                </li>
                <li>
                    <strong>"Voter. "</strong>
                    "Chaque collectivité a un bulletin. L’élu qui détient son mandat le dépose, et peut le remplacer \
                     jusqu’à la clôture. Personne ne voit le contenu des bulletins ni de décompte avant la clôture."
                </li>
            </ol>
            {rules}
            <h2 id="candidater">"Candidater, pas à pas"</h2>
            <ol>
                <li>
                    <strong>"Voir si l’on peut. "</strong>
                    "La page de chaque enveloppe dit, avant tout formulaire, si votre collectivité ou votre groupement \
                     remplit les conditions, ce qui manque, et quels voisins pourraient le compléter."
                </li>
                <li>
                    <strong>"Écrire à plusieurs. "</strong>
                    "Le formulaire est déjà rempli de ce que vous avez dit ailleurs. Il s’enregistre pendant que vous \
                     écrivez ; sans JavaScript, le bouton « Enregistrer » fait de même. Si deux personnes écrivent au \
                     même endroit, les deux textes sont montrés, et l’une choisit."
                </li>
                <li>
                    <strong>"Joindre des pièces. "</strong>
                    "PDF, documents ODT ou DOCX, tableurs ODS ou XLSX, images PNG ou JPEG, de 20 Mo au plus chacune. \
                     Elles ne sont lues que par les collectivités candidates et par les personnes qui instruisent ou \
                     évaluent le dossier."
                </li>
                <li>
                    <strong>"Confirmer, puis déposer. "</strong>
                    "Chaque collectivité confirme sa part, puis le chef de file dépose avant la clôture. Le récépissé \
                     porte un numéro et la copie de ce qui a été déposé. Tant que la page dit « BROUILLON », rien \
                     n’est déposé."
                </li>
                <li>
                    <strong>"Suivre. "</strong>
                    "Les demandes de correction, les messages et la décision arrivent dans le dossier, et par courriel \
                     si vous l’avez choisi. Une décision est toujours motivée ; un refus dit comment le contester."
                </li>
                <li>
                    <strong>"Être payé. "</strong>
                    "Une fois la convention signée, le chef de file demande chaque versement. Un versement peut être \
                     refusé, avec un motif ; son montant peut alors être demandé à nouveau."
                </li>
            </ol>
            <h2 id="compte">"Comment les habitants sont comptés"</h2>
            <p>
                "Les habitants d’un groupement sont ceux de toutes les communes de ses membres, chacune comptée une \
                 fois : une commune, son intercommunalité et son département ensemble comptent comme le département. \
                 Exercent les compétences d’un département, et comptent donc comme un département : Paris, la \
                 Métropole de Lyon, la Collectivité européenne d’Alsace, la Collectivité de Corse, la Martinique, la \
                 Guyane et Mayotte. Le Rhône se compte sans la Métropole de Lyon."
            </p>
            <h2 id="donnees">"Données utilisées"</h2>
            <p>
                {format!(
                    "Communes, intercommunalités, départements et régions : INSEE (Code officiel géographique 2026, \
                     populations {}), DGCL, La Poste, par le paquet @etalab/decoupage-administratif 6.0.0. SIREN : \
                     répertoire SIRENE de l’INSEE. Licence Ouverte 2.0. Importées ici le {imported}.",
                    reference.atlas.vintage(),
                )}
            </p>
            <h2>"Sans JavaScript, au clavier, avec un lecteur d’écran"</h2>
            <p>
                "Toutes les démarches fonctionnent sans JavaScript et au clavier. Les cartes sont accompagnées des \
                 mêmes chiffres en tableau."
            </p>
        }
        .into_any()
    }))
}
