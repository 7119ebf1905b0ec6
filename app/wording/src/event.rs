//! What each act of the trace is called.

/// Every act of the trace, by its code; a test holds the list to the events that there are.
pub const EVENTS: [(&str, &str); 167] = [
    ("territories_imported", "Découpage administratif importé"),
    ("programmes_imported", "Programmes importés"),
    ("campaign_imported", "Campagne importée"),
    ("campaign_opened", "Campagne ouverte"),
    ("campaign_draft_begun", "Préparation d’une campagne commencée"),
    ("campaign_draft_changed", "Campagne en préparation modifiée"),
    ("campaign_draft_discarded", "Préparation d’une campagne abandonnée"),
    ("training_copy_made", "Bac à sable d’une campagne créé"),
    ("training_copy_erased", "Bac à sable d’une campagne effacé"),
    ("mailing_begun", "Envoi de courriels préparé"),
    ("mailing_changed", "Envoi de courriels modifié"),
    ("mailing_tested", "Envoi de courriels essayé"),
    ("mailing_discarded", "Envoi de courriels abandonné"),
    ("mailing_sent", "Envoi de courriels commencé"),
    ("mailing_stopped", "Envoi de courriels arrêté"),
    ("mailing_resumed", "Envoi de courriels repris"),
    ("mailing_ended", "Envoi de courriels terminé"),
    ("bounces_noted", "Courriels revenus notés"),
    ("mailings_unsubscribed", "Désinscription des envois"),
    ("service_message_written", "Message de service écrit"),
    ("service_message_ended", "Message de service terminé"),
    ("contacts_imported", "Adresses officielles importées"),
    ("services_imported", "Liste de services importée"),
    ("service_withdrawn", "Service retiré du catalogue"),
    ("successions_imported", "Successions de collectivités importées"),
    ("seats_imported", "SIRET des sièges importés"),
    ("sign_in_asked", "Lien de connexion demandé"),
    ("signed_in", "Connexion"),
    ("signed_out", "Déconnexion"),
    ("sessions_ended", "Sessions fermées"),
    ("person_made", "Compte créé"),
    ("person_renamed", "Nom ou fonction corrigés"),
    ("residence_told", "Département de résidence indiqué"),
    ("organisation_acknowledged", "Changement d’organisation lu"),
    ("person_deleted", "Compte supprimé"),
    ("data_taken", "Données téléchargées"),
    ("mail_preference_chosen", "Choix des courriels"),
    ("calendar_link_made", "Adresse de calendrier personnelle créée"),
    ("calendar_link_revoked", "Adresse de calendrier personnelle supprimée"),
    ("weekly_figures_chosen", "Courriel hebdomadaire des chiffres choisi ou arrêté"),
    ("need_file_added", "Fichier joint à un besoin"),
    ("need_file_removed", "Fichier retiré d’un besoin"),
    ("need_copied", "Besoin repris d’une campagne antérieure"),
    ("followed", "Besoin, groupement ou projet suivi"),
    ("unfollowed", "Suivi arrêté"),
    ("staff_invited", "Invitation envoyée"),
    ("staff_role_given", "Rôle de l’État donné ou retiré"),
    ("membership_asked", "Rattachement demandé"),
    ("membership_asked_back", "Demande de rattachement retirée"),
    ("membership_request_corrected", "Demande de rattachement corrigée"),
    ("membership_invited", "Invitation à agir envoyée"),
    ("invitation_taken_back", "Invitation à agir reprise"),
    ("invitation_declined", "Invitation à agir refusée"),
    ("membership_confirmed", "Rattachement confirmé"),
    ("membership_declined", "Rattachement refusé"),
    ("member_imported", "Personne importée d’une liste"),
    ("imported_member_removed", "Personne importée retirée"),
    ("asker_disowned", "Personne inconnue de la collectivité"),
    ("membership_ended", "Rattachement terminé"),
    ("referent_named", "Référent nommé"),
    ("referent_ended", "N’est plus référent"),
    ("membership_detached", "Rattachement terminé par l’équipe de l’Incubateur"),
    ("joint_act_proposed", "Acte à deux proposé"),
    ("joint_act_seconded", "Acte à deux confirmé par une seconde personne"),
    ("joint_act_ended", "Acte à deux terminé"),
    ("consent_asked", "Accord de l’adresse officielle demandé"),
    ("consent_given", "Accord de l’adresse officielle donné"),
    ("mandate_given", "Mandat de vote donné"),
    ("mandate_withdrawn", "Mandat de vote retiré"),
    ("purged", "Données anciennes supprimées"),
    ("acting_for_chosen", "Collectivité choisie"),
    ("need_drafted", "Brouillon de besoin créé"),
    ("draft_changed", "Brouillon de besoin modifié"),
    ("need_published", "Besoin publié"),
    ("need_edited", "Besoin modifié"),
    ("need_draft_deleted", "Brouillon de besoin supprimé"),
    ("need_withdrawn", "Besoin retiré"),
    ("need_declined", "Besoin écarté"),
    ("need_answered", "Besoin écarté : un service existe déjà"),
    ("need_sorted", "Avancement du tri noté"),
    ("need_assigned", "Besoin confié"),
    ("need_noted", "Note interne écrite"),
    ("need_put_in_project", "Besoin mis dans un projet"),
    ("need_restored", "Acte sur le besoin annulé"),
    ("batch_done", "Acte sur plusieurs besoins"),
    ("batch_undone", "Acte sur plusieurs besoins annulé"),
    ("batch_settled", "Personnes prévenues d’un acte sur plusieurs besoins"),
    ("need_supported", "Besoin soutenu"),
    ("support_changed", "Soutien modifié"),
    ("support_withdrawn", "Soutien retiré"),
    ("need_merged", "Besoin qui en rejoint un autre"),
    ("need_split", "Besoin séparé de celui qu’il avait rejoint"),
    ("merge_proposed", "Rapprochement de besoins proposé"),
    ("merge_declined", "Rapprochement de besoins refusé"),
    ("merge_taken_back", "Proposition de rapprochement reprise"),
    ("cluster_ignored", "Besoins semblables laissés séparés"),
    ("discussion_written", "Message écrit dans une discussion"),
    ("discussion_edited", "Message corrigé"),
    ("discussion_taken_back", "Message retiré par son auteur"),
    ("question_asked", "Question posée à l’auteur d’un besoin"),
    ("question_answered", "Question répondue"),
    ("question_closed", "Question close sans réponse"),
    ("text_reported", "Texte signalé"),
    ("text_hidden", "Texte masqué"),
    ("text_kept", "Signalement examiné, texte gardé"),
    ("hidden_text_answered", "Réponse de l’auteur d’un texte masqué"),
    ("text_shown", "Texte masqué de nouveau affiché"),
    ("text_hidden_upheld", "Texte maintenu masqué"),
    ("enquiry_received", "Message reçu par le formulaire de contact"),
    ("enquiry_taken", "Message de contact pris en charge"),
    ("enquiry_answered", "Réponse à un message de contact"),
    ("enquiry_closed", "Message de contact classé sans réponse"),
    ("canned_answer_written", "Réponse type écrite"),
    ("canned_answer_removed", "Réponse type supprimée"),
    ("site_text_written", "Texte du site modifié"),
    ("site_text_reset", "Texte du site rendu à sa version d’origine"),
    ("view_begun", "Vue du site comme une autre personne commencée"),
    ("view_ended", "Vue du site comme une autre personne terminée"),
    ("group_opened", "Groupement ouvert"),
    ("group_member", "Membre d’un groupement modifié"),
    ("group_filed", "Groupement déposé"),
    ("group_dissolved", "Groupement dissous"),
    ("project_drafted", "Projet créé"),
    ("project_edited", "Projet modifié"),
    ("project_put_on_ballot", "Projet soumis au vote"),
    ("project_dropped", "Projet abandonné"),
    ("committee_called", "Séance du comité convoquée"),
    ("project_proposed_to_committee", "Projet proposé au comité"),
    ("committee_opinion_given", "Avis donné au comité"),
    ("committee_decided", "Décision du comité"),
    ("rule_frozen", "Règle du vote figée"),
    ("rule_reopened", "Règle du vote rouverte"),
    ("frozen_rule_refused", "Changement de la règle figée refusé"),
    ("ballot_prepared", "Bulletin préparé"),
    ("ballot_cast", "Bulletin déposé"),
    ("money_moved", "Argent délégué, rendu ou reporté"),
    ("application_opened", "Candidature commencée"),
    ("application_written", "Candidature modifiée"),
    ("file_attached", "Fichier joint à une candidature"),
    ("file_taken_away", "Fichier retiré d’une candidature"),
    ("application_confirmed", "Part d’une candidature confirmée"),
    ("application_filed", "Candidature déposée"),
    ("application_draft_deleted", "Brouillon de candidature supprimé"),
    ("application_withdrawn", "Candidature retirée"),
    ("correction_asked", "Correction demandée"),
    ("application_complete", "Candidature complète"),
    ("exception_granted", "Dépôt tardif accordé"),
    ("moved_to_wave", "Candidature passée à la vague suivante"),
    ("assessor_drawn", "Évaluateur tiré au sort"),
    ("assessor_replaced", "Évaluateur remplacé"),
    ("conflict_declared", "Lien d’intérêts déclaré"),
    ("decision_drafted", "Décision préparée"),
    ("application_assessed", "Candidature évaluée"),
    ("application_decided", "Candidature décidée"),
    ("agreement_signed", "Convention signée"),
    ("convention_drawn", "Convention établie"),
    ("signature_noted", "Signature d’une convention notée"),
    ("bank_account_given", "Compte bancaire indiqué"),
    ("bank_account_erased", "Compte bancaire effacé"),
    ("instalment_asked", "Versement demandé"),
    ("instalment_paid", "Versement fait"),
    ("instalment_refused", "Versement refusé"),
    ("application_closed", "Dossier soldé"),
    ("message_written", "Message écrit dans un dossier"),
    ("deployment_told", "Usage d’un service déclaré"),
    ("letterhead_set", "Signataire des lettres d’une préfecture indiqué"),
    ("demo_clock_moved", "Horloge de la démonstration déplacée"),
];

/// An act of the trace.
pub fn event(kind: &str) -> String {
    EVENTS.iter().find(|(code, _)| *code == kind).map_or_else(|| kind.to_owned(), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_the_trace_has_its_words() {
        let source = include_str!("../../../entity/src/event.rs");
        let events = source.split_once("pub enum Event {").and_then(|(_, rest)| rest.split_once("\n}\n"));
        let events = events.expect("the enum").0;
        // A variant that was renamed keeps the code that it is stored under.
        let mut stored = None;
        let mut codes = Vec::new();
        for line in events.lines().filter_map(|line| line.strip_prefix("    ")) {
            if let Some(code) = line.strip_prefix("#[serde(rename = \"") {
                stored = code.strip_suffix("\")]").map(str::to_owned);
            } else if line.starts_with(char::is_uppercase) {
                codes.push(stored.take().unwrap_or_else(|| snake_case(line.trim_end_matches([' ', '{', ',']))));
            }
        }
        assert!(codes.len() > 40);
        assert_eq!(codes, EVENTS.map(|(code, _)| code.to_owned()));
    }

    fn snake_case(name: &str) -> String {
        let mut code = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !code.is_empty() {
                code.push('_');
            }
            code.extend(c.to_lowercase());
        }
        code
    }
}
