//! Where each page is: every address of the site, written once. Links, redirects, forms and mails name an [`Address`];
//! the router has a route for each (`app/src/http/routes.rs`, held by `app/tests/it/address.rs`).

use crate::{
    id::{
        ApplicationId, AttachmentId, BatchId, CampaignDraftId, EnquiryId, EntryId, GroupId, MailingId, MessageId,
        NeedId, ProjectId, ServiceId, ServiceMessageId, SessionId, TrainingId,
    },
    siren::Siren,
    site_text::SiteText,
};
use std::{collections::HashSet, fmt, sync::LazyLock};

/// A picture of what has this identifier, as addresses name it: with `.svg` at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Svg<I>(pub I);

impl<I: fmt::Display> fmt::Display for Svg<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.svg", self.0)
    }
}

macro_rules! addresses {
    ($($(#[$meta:meta])* $name:ident $(($($part:ident: $kind:ty),+))? = $pattern:literal),+ $(,)?) => {
        /// An address of the site. What it displays is a path, without the site's name before it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Address {
            $($(#[$meta])* $name $(($($kind),+))?),+
        }

        impl Address {
            /// Name and pattern of every address, the pattern as the router writes it (`/besoins/{id}`).
            pub const PATTERNS: &'static [(&'static str, &'static str)] = &[$((stringify!($name), $pattern)),+];
        }

        impl fmt::Display for Address {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $(($($part),+))? => write!(f, $pattern $($(, $part = $part)+)?)),+
                }
            }
        }
    };
}

addresses! {
    Home = "/",
    Help = "/aide",
    HelpMembership = "/aide/rattachement",
    HelpMandates = "/aide/mandats",
    HelpGroups = "/aide/groupements",
    HelpNeed = "/aide/bon-besoin",
    LegalNotices = "/mentions-legales",
    Privacy = "/donnees-personnelles",
    Accessibility = "/accessibilite",
    /// Writing to those who run the site.
    Contact = "/contact",
    Health = "/sante",
    Readiness = "/sante/pret",

    Robots = "/robots.txt",
    Sitemap = "/sitemap.xml",
    /// One of several parts, from 0 on.
    SitemapPart(part: u64) = "/sitemap/{part}",
    SecurityContact = "/.well-known/security.txt",
    WebManifest = "/site.webmanifest",
    /// The mark, so many pixels wide.
    Icon(size: u32) = "/icone/{size}",
    /// A file of the operator's own style.
    OwnStyle(name: String) = "/style/{name}",
    /// What is shown of the site where its address is shared.
    Picture = "/image.png",

    SignIn = "/connexion",
    /// Asks for a link, and says that it was sent.
    SignInMail = "/connexion/courriel",
    SignInCode = "/connexion/code",
    SignInLink(token: String) = "/connexion/lien/{token}",
    ProConnect = "/connexion/proconnect",
    ProConnectReturn = "/connexion/proconnect/retour",
    SignOut = "/deconnexion",
    SignedOut = "/deconnexion/retour",

    Account = "/compte",
    AccountOrganisation = "/compte/organisation",
    AccountActFor = "/compte/agir-pour",
    AccountName = "/compte/nom",
    AccountTitle = "/compte/fonction",
    AccountMails = "/compte/courriels",
    /// The weekly mail of figures.
    AccountFigures = "/compte/chiffres",
    /// The secret address of one's own deadlines: made, or made anew.
    AccountCalendar = "/compte/calendrier",
    AccountCalendarEnd = "/compte/calendrier/supprimer",
    AccountSessions = "/compte/sessions",
    AccountLeave = "/compte/quitter",
    AccountData = "/compte/donnees",
    AccountDelete = "/compte/supprimer",
    AccountHistory = "/compte/historique",
    Notices = "/avis",
    NoticesRead = "/avis/lus",

    MembershipRequest = "/compte/rattachement",
    /// What happens next, once it is asked.
    MembershipRequestNext = "/compte/rattachement/suite",
    MembershipRequestCorrect = "/compte/rattachement/corriger",
    MembershipRequestCancel = "/compte/rattachement/retirer",
    MembershipLink(token: String) = "/rattachement/{token}",
    MembershipAnswered(choice: String) = "/rattachement/reponse/{choice}",
    Invitation(token: String) = "/invitation/{token}",
    InvitationDecline(token: String) = "/invitation/{token}/refuser",
    InvitationDeclined = "/invitation/refusee",

    Search = "/recherche",
    /// What is near the collectivité acted for, or the one that its query names.
    NearYou = "/pres-de-chez-vous",

    Needs = "/besoins",
    NeedsTable = "/besoins.csv",
    NeedNew = "/besoins/nouveau",
    NeedDraft = "/besoins/brouillon",
    Need(id: NeedId) = "/besoins/{id}",
    /// Where what is typed is kept without the button.
    NeedKeep(id: NeedId) = "/besoins/{id}/brouillon",
    NeedEdit(id: NeedId) = "/besoins/{id}/modifier",
    NeedPreview(id: NeedId) = "/besoins/{id}/apercu",
    NeedPicture(id: NeedId) = "/besoins/{id}/image.png",
    NeedNear(id: NeedId) = "/besoins/{id}/proches",
    NeedNearTyped = "/besoins/proches",
    NeedVersions(id: NeedId) = "/besoins/{id}/versions",
    NeedText(id: NeedId) = "/besoins/{id}/texte",
    NeedPublish(id: NeedId) = "/besoins/{id}/publier",
    NeedWithdraw(id: NeedId) = "/besoins/{id}/retirer",
    NeedDelete(id: NeedId) = "/besoins/{id}/supprimer",
    NeedSupport(id: NeedId) = "/besoins/{id}/soutenir",
    NeedSupportWithdraw(id: NeedId) = "/besoins/{id}/retirer-soutien",
    NeedFiles(id: NeedId) = "/besoins/{id}/fichiers",
    NeedFile(id: NeedId, file: AttachmentId) = "/besoins/{id}/fichiers/{file}",
    NeedFileRemove(id: NeedId, file: AttachmentId) = "/besoins/{id}/fichiers/{file}/retirer",
    /// Begins a need of the current campaign with the texts of this one.
    NeedCopy(id: NeedId) = "/besoins/{id}/reprendre",
    NeedFollow(id: NeedId) = "/besoins/{id}/suivre",
    NeedGroup(id: NeedId) = "/besoins/{id}/groupement",
    /// Proposing that a need of one's own joins it.
    NeedJoin(id: NeedId) = "/besoins/{id}/rapprocher",
    NeedJoinAnswer(id: NeedId) = "/besoins/{id}/rapprocher/repondre",
    NeedJoinTakeBack(id: NeedId) = "/besoins/{id}/rapprocher/reprendre",
    /// Parting it from the need that it joined.
    NeedPart(id: NeedId) = "/besoins/{id}/separer",

    NeedDiscussion(id: NeedId) = "/besoins/{id}/discussion",
    /// Where a curator asks the collectivité of a need.
    NeedQuestion(id: NeedId) = "/besoins/{id}/question",
    MessageEdit(id: MessageId) = "/messages/{id}/modifier",
    MessageTakeBack(id: MessageId) = "/messages/{id}/retirer",
    QuestionClose(id: MessageId) = "/messages/{id}/clore",
    /// Where a text of a kind ([`crate::moderation::TextKind`]) is reported.
    Report(kind: String, id: uuid::Uuid) = "/signaler/{kind}/{id}",
    Moderation = "/moderation",
    ModerationHide = "/moderation/masquer",
    ModerationKeep = "/moderation/garder",
    ModerationShow = "/moderation/remettre",
    ModerationUphold = "/moderation/maintenir",
    ModerationAnswer = "/moderation/repondre",

    Groups = "/groupements",
    GroupsTable = "/groupements.csv",
    GroupNew = "/groupements/nouveau",
    Group(id: GroupId) = "/groupements/{id}",
    GroupRoom(id: GroupId) = "/groupements/{id}/echanges",
    GroupIntent(id: GroupId) = "/groupements/{id}/lettre-d-intention",
    GroupIntentPdf(id: GroupId) = "/groupements/{id}/lettre-d-intention.pdf",
    /// A draft of what the council of a member decides.
    GroupDeliberation(id: GroupId) = "/groupements/{id}/deliberation.pdf",
    GroupDeliberationOdt(id: GroupId) = "/groupements/{id}/deliberation.odt",
    GroupMeter(id: GroupId) = "/groupements/{id}/compteur",
    GroupSearch(id: GroupId) = "/groupements/{id}/collectivites",
    GroupInvite(id: GroupId) = "/groupements/{id}/inviter",
    GroupInviteSet(id: GroupId) = "/groupements/{id}/inviter-ensemble",
    GroupAsk(id: GroupId) = "/groupements/{id}/demander",
    GroupRespond(id: GroupId) = "/groupements/{id}/repondre",
    GroupFollow(id: GroupId) = "/groupements/{id}/suivre",
    GroupSubmit(id: GroupId) = "/groupements/{id}/deposer",
    GroupDissolve(id: GroupId) = "/groupements/{id}/dissoudre",

    Projects = "/projets",
    Project(id: ProjectId) = "/projets/{id}",
    ProjectFollow(id: ProjectId) = "/projets/{id}/suivre",
    ProjectPicture(id: ProjectId) = "/projets/{id}/image.png",

    /// The catalogue of services that exist.
    Services = "/services",
    ServicesTable = "/services.csv",

    Collectivity(siren: Siren) = "/collectivites/{siren}",
    CollectivityHistory(siren: Siren) = "/collectivites/{siren}/historique",
    People(siren: Siren) = "/collectivites/{siren}/personnes",
    /// A draft of the council's decision on who casts the ballot.
    MandateDeliberation(siren: Siren) = "/collectivites/{siren}/personnes/deliberation.pdf",
    MandateDeliberationOdt(siren: Siren) = "/collectivites/{siren}/personnes/deliberation.odt",
    PeopleAnswer(siren: Siren) = "/collectivites/{siren}/personnes/repondre",
    PeopleInvite(siren: Siren) = "/collectivites/{siren}/personnes/inviter",
    PeopleTakeBack(siren: Siren) = "/collectivites/{siren}/personnes/reprendre",
    PeopleReferent(siren: Siren) = "/collectivites/{siren}/personnes/referent",
    PeopleEnd(siren: Siren) = "/collectivites/{siren}/personnes/fin",
    PeopleMandate(siren: Siren) = "/collectivites/{siren}/personnes/mandat",
    PeopleMandateWithdraw(siren: Siren) = "/collectivites/{siren}/personnes/mandat-retirer",
    PeoplePropose(siren: Siren) = "/collectivites/{siren}/personnes/proposer",
    PeopleObject(siren: Siren) = "/collectivites/{siren}/personnes/opposition",
    PeopleConsent(siren: Siren) = "/collectivites/{siren}/personnes/accord",

    JointActs = "/actes-a-deux",
    ConsentLink(token: String) = "/accord/{token}",
    ConsentAnswered(choice: String) = "/accord/reponse/{choice}",

    Administration = "/administration",
    StaffRole = "/administration/role",
    StaffRoleTake = "/administration/role/retirer",
    StaffInvitation = "/administration/invitation",
    Enquiries = "/administration/contact",
    CannedAnswers = "/administration/contact/reponses",
    CannedAnswerRemove = "/administration/contact/reponses/supprimer",
    Enquiry(id: EnquiryId) = "/administration/contact/{id}",
    EnquiryTake(id: EnquiryId) = "/administration/contact/{id}/prendre",
    EnquiryAnswer(id: EnquiryId) = "/administration/contact/{id}/repondre",
    EnquiryClose(id: EnquiryId) = "/administration/contact/{id}/classer",
    SiteTexts = "/administration/textes",
    /// What a text would look like; it writes nothing.
    SiteTextPreview = "/administration/textes/apercu",
    SiteText(text: SiteText) = "/administration/textes/{text}",
    SiteTextVersions(text: SiteText) = "/administration/textes/{text}/versions",
    SiteTextReset(text: SiteText) = "/administration/textes/{text}/origine",
    ViewAs = "/administration/voir-comme",
    ViewEnd = "/administration/voir-comme/fin",
    Trace = "/administration/trace",
    TraceTable = "/administration/trace.csv",

    Curation = "/curation",
    CurationMemberships = "/curation/rattachements",
    CurationMembershipsConfirm = "/curation/rattachements/confirmer",
    CurationMembershipsImport = "/curation/rattachements/importer",
    CurationMembershipsRemove = "/curation/rattachements/importes/retirer",
    CurationProject = "/curation/projet",
    CurationProjectOnBallot(id: ProjectId) = "/curation/projets/{id}/scrutin",
    CurationProjectAbandon(id: ProjectId) = "/curation/projets/{id}/abandonner",
    CurationNeedDecline(id: NeedId) = "/curation/besoins/{id}/ecarter",
    /// How far one is with a need, and whose it is.
    CurationWork(id: NeedId) = "/curation/besoins/{id}/travail",
    CurationNote(id: NeedId) = "/curation/besoins/{id}/notes",
    CurationNeedsTable = "/curation/besoins.csv",
    /// Acts on many needs at once.
    CurationBatches = "/curation/lots",
    CurationBatch(id: BatchId) = "/curation/lots/{id}",
    CurationBatchReduce(id: BatchId) = "/curation/lots/{id}/reduire",
    CurationBatchUndo(id: BatchId) = "/curation/lots/{id}/annuler",
    CurationProgress = "/curation/avancement",
    CurationServices = "/curation/services",
    CurationServicesImport = "/curation/services/importer",
    CurationServicesApply = "/curation/services/appliquer",
    CurationServicesDrop = "/curation/services/abandonner",
    CurationServiceWithdraw(id: ServiceId) = "/curation/services/{id}/retirer",
    Committee = "/curation/comite",
    CommitteeSession(id: SessionId) = "/curation/comite/{id}",
    CommitteeProjects(id: SessionId) = "/curation/comite/{id}/projets",
    CommitteeOpinion(id: SessionId) = "/curation/comite/{id}/avis",
    CommitteeDecision(id: SessionId) = "/curation/comite/{id}/decision",
    /// Needs side by side, to have them join one (`?besoin=…&besoin=…`).
    CurationMerge = "/curation/besoins/rejoindre",
    CurationClusters = "/curation/rapprochements",
    CurationClusterIgnore = "/curation/rapprochements/ecarter",
    /// The whole pile of needs, by département and by theme.
    CurationPile = "/curation/pile",
    CurationRule = "/curation/regle",
    CurationRuleFreeze = "/curation/regle/figer",
    CurationRuleReopen = "/curation/regle/rouvrir",

    Envelopes = "/enveloppes",
    EnvelopesTable = "/enveloppes.csv",
    EnvelopesDelegate = "/enveloppes/deleguer",
    EnvelopesCarryOver = "/enveloppes/reporter",
    Envelope(code: String) = "/enveloppes/{code}",
    EnvelopeApply(code: String) = "/enveloppes/{code}/candidater",
    /// What was paid in public.
    Money = "/argent",
    MoneyTable = "/argent.csv",
    /// A payment, back to the first words of the needs that it answers.
    PaymentLife(id: EntryId) = "/argent/{id}",
    /// Subsidies in the form that the law asks for.
    Subsidies = "/subventions.csv",
    SubsidiesWithoutSiret = "/subventions-sans-siret.csv",
    SubsidiesSchema = "/subventions.schema.json",
    /// Awards as the 360Giving standard has them.
    Awards = "/360giving.json",

    Applications = "/candidatures",
    Application(id: ApplicationId) = "/candidatures/{id}",
    ApplicationEdit(id: ApplicationId) = "/candidatures/{id}/modifier",
    ApplicationSave(id: ApplicationId) = "/candidatures/{id}/enregistrer",
    ApplicationDraft(id: ApplicationId) = "/candidatures/{id}/brouillon",
    ApplicationAttachments(id: ApplicationId) = "/candidatures/{id}/fichiers",
    ApplicationBundle(id: ApplicationId) = "/candidatures/{id}/fichiers.zip",
    ApplicationAttachment(id: ApplicationId, file: AttachmentId) = "/candidatures/{id}/fichiers/{file}",
    ApplicationDetach(id: ApplicationId, file: AttachmentId) = "/candidatures/{id}/fichiers/{file}/retirer",
    ApplicationConfirm(id: ApplicationId) = "/candidatures/{id}/confirmer",
    ApplicationSubmit(id: ApplicationId) = "/candidatures/{id}/deposer",
    ApplicationReceipt(id: ApplicationId) = "/candidatures/{id}/recepisse",
    /// As it was submitted, in the shape that Démarche numérique has.
    ApplicationExport(id: ApplicationId) = "/candidatures/{id}/dossier.json",
    ApplicationWithdraw(id: ApplicationId) = "/candidatures/{id}/retirer",
    ApplicationDelete(id: ApplicationId) = "/candidatures/{id}/supprimer",
    ApplicationMessage(id: ApplicationId) = "/candidatures/{id}/message",
    ApplicationInstalment(id: ApplicationId) = "/candidatures/{id}/versement",
    ApplicationUsage(id: ApplicationId) = "/candidatures/{id}/usage",
    ApplicationLetter(id: ApplicationId) = "/candidatures/{id}/lettre",
    ApplicationLetterPdf(id: ApplicationId) = "/candidatures/{id}/lettre.pdf",
    ApplicationComplete(id: ApplicationId) = "/candidatures/{id}/complet",
    ApplicationCorrection(id: ApplicationId) = "/candidatures/{id}/correction",
    ApplicationAssign(id: ApplicationId) = "/candidatures/{id}/tirage",
    ApplicationReplace(id: ApplicationId) = "/candidatures/{id}/remplacer",
    ApplicationException(id: ApplicationId) = "/candidatures/{id}/derogation",
    ApplicationAgreement(id: ApplicationId) = "/candidatures/{id}/convention",
    ApplicationConventionDraw(id: ApplicationId) = "/candidatures/{id}/convention/etablir",
    ApplicationConventionSign(id: ApplicationId) = "/candidatures/{id}/convention/signature",
    ApplicationConventionPdf(id: ApplicationId) = "/candidatures/{id}/convention.pdf",
    ApplicationIban(id: ApplicationId) = "/candidatures/{id}/iban",
    ApplicationPay(id: ApplicationId) = "/candidatures/{id}/payer",
    ApplicationPayRefuse(id: ApplicationId) = "/candidatures/{id}/payer/refus",
    ApplicationClose(id: ApplicationId) = "/candidatures/{id}/solde",
    ApplicationInterest(id: ApplicationId) = "/candidatures/{id}/lien",
    ApplicationAssess(id: ApplicationId) = "/candidatures/{id}/evaluer",
    ApplicationMarks(id: ApplicationId) = "/candidatures/{id}/notes",

    Assessments = "/evaluations",
    AssessmentsResidence = "/evaluations/residence",
    Desk = "/instruction",
    DeskAct = "/instruction/actes",
    DeskTable = "/instruction.csv",
    /// The files of several applications (`?dossier=…&dossier=…`).
    DeskBundle = "/instruction/fichiers.zip",
    Ranking = "/instruction/decision",
    RankingSimulate = "/instruction/simuler",
    RankingDecide = "/instruction/decider",
    /// Where one officer decides on several applications.
    OfficerTable = "/instruction/tableau",
    OfficerSave = "/instruction/enregistrer",
    /// Where what is typed is kept without the button.
    OfficerDraft = "/instruction/brouillon",
    OfficerReview = "/instruction/relecture",
    Letterhead = "/instruction/prefecture",
    /// What is to be paid, as a file, and what was paid read back.
    Payments = "/instruction/versements",
    PaymentsTable = "/instruction/versements.csv",
    PaymentsReadBack = "/instruction/versements/lire",
    /// Where one officer handles, marks and decides on an application.
    OfficerDesk(id: ApplicationId) = "/instruction/{id}",
    OfficerInterest(id: ApplicationId) = "/instruction/{id}/lien",

    Ballot = "/vote",
    BallotReview = "/vote/verification",
    BallotPrepare = "/vote/preparer",
    BallotCast = "/vote/deposer",
    BallotReceipt = "/vote/recepisse",
    BallotReceiptFile = "/vote/recepisse.tlog-proof",
    Turnout = "/vote/participation",
    FrozenRule = "/vote/regle.json",
    Log = "/journal",
    LogCheckpoint = "/journal/checkpoint",

    Api = "/api",
    ApiDocument = "/api/openapi.json",
    NeedsFeed = "/flux/besoins.atom",
    GroupsFeed = "/flux/groupements.atom",
    ProjectsFeed = "/flux/projets.atom",
    DecisionsFeed = "/flux/decisions.atom",
    Catalogue = "/catalogue.jsonld",
    CalendarFile = "/calendrier.ics",
    /// One's own deadlines, under a secret address.
    OwnCalendar(token: String) = "/calendrier/{token}",
    /// Small pictures that other sites show: what a need, or a project, came to.
    NeedBadge(picture: Svg<NeedId>) = "/badges/besoin/{picture}",
    ProjectBadge(picture: Svg<ProjectId>) = "/badges/projet/{picture}",
    /// Where the collectivités are that have a need.
    NeedMapCard(picture: Svg<NeedId>) = "/cartes/besoin/{picture}",
    /// What a group reaches of the condition.
    GroupMeterCard(picture: Svg<GroupId>) = "/cartes/groupement/{picture}",
    /// What the vote decided of a project.
    ProjectResultCard(picture: Svg<ProjectId>) = "/cartes/projet/{picture}",
    /// What another site shows of an address of ours (oEmbed).
    Embed = "/oembed",
    Simulation = "/simulation",
    Result = "/resultats",
    ProjectsTable = "/projets.csv",
    ResultTable = "/resultats.csv",
    ResultRule = "/resultats/regle",
    ResultComparison = "/resultats/comparaison",
    ResultArchive = "/resultats/archive.zip",

    CampaignOffice = "/administration/campagnes",
    /// Begins a campaign with a file.
    CampaignOfficeFile = "/administration/campagnes/fichier",
    /// Begins one like another.
    CampaignOfficeLike = "/administration/campagnes/comme",
    /// Begins a change of one that is there, or goes on with it.
    CampaignOfficeChange = "/administration/campagnes/modifier",
    /// Proposes that a prepared one is opened.
    CampaignOfficeOpen = "/administration/campagnes/ouvrir",
    /// What the texts of a place would look like; it writes nothing.
    CampaignTextPreview = "/administration/campagnes/apercu",
    /// Makes a training copy of one.
    Trainings = "/administration/bacs-a-sable",
    TrainingEnter(id: TrainingId) = "/administration/bacs-a-sable/{id}/entrer",
    TrainingErase(id: TrainingId) = "/administration/bacs-a-sable/{id}/effacer",
    /// Leaves the training copy that the browser is in.
    TrainingLeave = "/bac-a-sable/quitter",
    CampaignDraft(id: CampaignDraftId) = "/administration/campagnes/{id}",
    CampaignDraftPlace(id: CampaignDraftId, place: String) = "/administration/campagnes/{id}/lieu/{place}",
    /// Where what is typed at a place is kept without the button.
    CampaignDraftKeep(id: CampaignDraftId, place: String) = "/administration/campagnes/{id}/brouillon/{place}",
    CampaignDraftList(id: CampaignDraftId, place: String) = "/administration/campagnes/{id}/liste/{place}",
    CampaignDraftFile(id: CampaignDraftId) = "/administration/campagnes/{id}/campagne.toml",
    CampaignDraftVersions(id: CampaignDraftId) = "/administration/campagnes/{id}/versions",
    CampaignDraftTrial(id: CampaignDraftId) = "/administration/campagnes/{id}/essai",
    /// As a collectivité would see it: one that is being written, or one that is there.
    CampaignPreview(id: uuid::Uuid) = "/administration/campagnes/{id}/apercu",
    /// The form with which one applies to an envelope.
    CampaignPreviewForm(id: uuid::Uuid, envelope: String) = "/administration/campagnes/{id}/apercu/{envelope}",
    CampaignDraftTakeOver(id: CampaignDraftId) = "/administration/campagnes/{id}/reprendre",
    CampaignDraftDiscard(id: CampaignDraftId) = "/administration/campagnes/{id}/abandonner",
    /// One text to many collectivités.
    Mailings = "/administration/envois",
    /// Addresses to which no mailing goes.
    MailingAddresses = "/administration/envois/adresses",
    Mailing(id: MailingId) = "/administration/envois/{id}",
    MailingTest(id: MailingId) = "/administration/envois/{id}/essai",
    MailingPropose(id: MailingId) = "/administration/envois/{id}/proposer",
    MailingStop(id: MailingId) = "/administration/envois/{id}/arreter",
    MailingResume(id: MailingId) = "/administration/envois/{id}/poursuivre",
    MailingDiscard(id: MailingId) = "/administration/envois/{id}/abandonner",
    /// What mailings lead to: no more of them to an address.
    Unsubscribe(token: String) = "/desinscription/{token}",
    Unsubscribed = "/desinscription/faite",
    ServiceMessages = "/administration/messages",
    ServiceMessageEnd(id: ServiceMessageId) = "/administration/messages/{id}/terminer",
    /// What collectivités did, counted.
    Statistics = "/statistiques",
    /// One of its tables (`?par=`).
    StatisticsTable = "/statistiques.csv",
    /// The same on two sheets of paper.
    StatisticsSheet = "/statistiques/imprimer",
    /// How the platform is run, for those who run it.
    StaffFigures = "/administration/statistiques",
    Campaigns = "/campagnes",
    Campaign(slug: String) = "/campagnes/{slug}",

    DemoClock = "/demo/horloge",
    DemoOutbox = "/demo/courriels",
    DemoSignIn = "/demo/connexion",
    DemoComponents = "/demo/composants",
}

/// What the lasting addresses of campaigns begin with: `/campagnes/{slug}`, and then the address that the current
/// campaign has.
pub const CAMPAIGNS: &str = "/campagnes/";

/// What each campaign has of its own: lists, envelopes, desks, vote, log and result. A need, a group, a project or an
/// application belongs to one campaign, and has one address for ever.
const OF_CAMPAIGN: [Address; 60] = [
    Address::Search,
    Address::NearYou,
    Address::Needs,
    Address::NeedsTable,
    Address::NeedNew,
    Address::Groups,
    Address::GroupsTable,
    Address::GroupNew,
    Address::Projects,
    Address::Curation,
    Address::CurationProject,
    Address::CurationClusters,
    Address::CurationPile,
    Address::CurationRule,
    Address::CurationNeedsTable,
    Address::CurationBatches,
    Address::CurationProgress,
    Address::Committee,
    Address::Envelopes,
    Address::EnvelopesTable,
    Address::Money,
    Address::MoneyTable,
    Address::Subsidies,
    Address::SubsidiesWithoutSiret,
    Address::Awards,
    Address::Desk,
    Address::Ranking,
    Address::RankingSimulate,
    Address::OfficerTable,
    Address::OfficerReview,
    Address::Ballot,
    Address::BallotReview,
    Address::BallotPrepare,
    Address::BallotCast,
    Address::BallotReceipt,
    Address::BallotReceiptFile,
    Address::Turnout,
    Address::FrozenRule,
    Address::Log,
    Address::LogCheckpoint,
    Address::NeedsFeed,
    Address::GroupsFeed,
    Address::ProjectsFeed,
    Address::DecisionsFeed,
    Address::CalendarFile,
    Address::Simulation,
    Address::Result,
    Address::ProjectsTable,
    Address::ResultTable,
    Address::ResultRule,
    Address::ResultComparison,
    Address::ResultArchive,
    Address::EnvelopesDelegate,
    Address::EnvelopesCarryOver,
    Address::Statistics,
    Address::StatisticsTable,
    Address::StatisticsSheet,
    Address::Payments,
    Address::PaymentsTable,
    Address::DeskTable,
];

/// As [`OF_CAMPAIGN`], of addresses that name more: an envelope, a tile of the log, a collectivité.
const BELOW_CAMPAIGN: [&str; 3] = ["/enveloppes/", "/journal/tile/", "/collectivites/"];

/// Whether each campaign has a page of its own at this path.
pub fn is_of_campaign(path: &str) -> bool {
    static PATHS: LazyLock<HashSet<String>> = LazyLock::new(|| OF_CAMPAIGN.iter().map(ToString::to_string).collect());
    PATHS.contains(path) || BELOW_CAMPAIGN.iter().any(|start| path.starts_with(start))
}

/// What is nobody's to gather (accounts, desks, forms, links of mails), as `robots.txt` writes it: each stands for what
/// begins so, and an asterisk for an identifier.
pub const CLOSED: [&str; 30] = [
    "/accord/",
    "/actes-a-deux",
    "/administration",
    "/avis",
    "/besoins/*/apercu",
    "/besoins/*/modifier",
    "/besoins/*/rapprocher",
    "/besoins/nouveau",
    "/calendrier/",
    "/candidatures",
    "/collectivites/*/historique",
    "/collectivites/*/personnes",
    "/compte",
    "/connexion",
    "/curation",
    "/deconnexion",
    "/demo/",
    "/desinscription/",
    "/evaluations",
    "/groupements/nouveau",
    "/instruction",
    "/groupements/*/echanges",
    "/invitation/",
    "/moderation",
    "/rattachement/",
    "/recherche",
    "/sante",
    "/signaler/",
    "/vote/recepisse",
    "/vote/verification",
];

impl Address {
    /// The lasting address of a page that each campaign has of its own, of the campaign of this name.
    pub fn of_campaign(slug: &str, page: &Address) -> String {
        format!("{CAMPAIGNS}{slug}{page}")
    }

    /// This address with a field of its query; without it when the value is empty.
    pub fn with(self, name: &str, value: impl ToString) -> Link {
        Link { path: self.to_string(), query: Vec::new(), fragment: None }.with(name, value)
    }

    /// A place on the page of this address: the element of that identifier.
    pub fn at(self, fragment: &str) -> Link {
        Link { path: self.to_string(), query: Vec::new(), fragment: Some(fragment.to_owned()) }
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

/// An [`Address`] with a query, with a place on its page, or with both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    path: String,
    query: Vec<(String, String)>,
    fragment: Option<String>,
}

impl From<Address> for Link {
    fn from(address: Address) -> Self {
        Self { path: address.to_string(), query: Vec::new(), fragment: None }
    }
}

impl Link {
    /// With one more field of the query; as it is when the value is empty.
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        if !value.is_empty() {
            self.query.push((name.to_owned(), value));
        }
        self
    }

    /// A place on the page: the element of that identifier.
    pub fn at(mut self, fragment: &str) -> Self {
        self.fragment = Some(fragment.to_owned());
        self
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if !self.query.is_empty() {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
            write!(f, "?{query}")?;
        }
        match &self.fragment {
            Some(fragment) => write!(f, "#{fragment}"),
            None => Ok(()),
        }
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_with_what_they_name() {
        let id = NeedId(uuid::Uuid::nil());
        assert_eq!(Address::Need(id).to_string(), "/besoins/00000000-0000-0000-0000-000000000000");
        assert_eq!(Address::Home.to_string(), "/");
        let link = Address::Needs.with("texte", "école à 2").with("theme", "").with("page", 2).at("liste");
        assert_eq!(link.to_string(), "/besoins?texte=%C3%A9cole+%C3%A0+2&page=2#liste");
        assert_eq!(Address::Need(id).at("soutiens").to_string(), format!("{}#soutiens", Address::Need(id)));
    }

    #[test]
    fn what_is_closed_is_written_as_addresses_begin() {
        let patterns: Vec<String> = Address::PATTERNS.iter().map(|(_, pattern)| pattern.replace("{id}", "*")).collect();
        for closed in CLOSED {
            let begins = |pattern: &String| pattern.replace("{siren}", "*").starts_with(closed);
            assert!(patterns.iter().any(begins), "{closed}");
        }
    }

    #[test]
    fn each_campaign_has_its_own_lists_and_objects_have_one_address() {
        for of_campaign in ["/besoins", "/enveloppes/pilotes", "/journal/tile/0/000", "/vote/recepisse"] {
            assert!(is_of_campaign(of_campaign), "{of_campaign}");
        }
        let need = Address::Need(NeedId(uuid::Uuid::nil())).to_string();
        for other in ["/", "/compte", "/candidatures", "/evaluations", "/besoinsx", &need] {
            assert!(!is_of_campaign(other), "{other}");
        }
        assert_eq!(Address::of_campaign("x", &Address::Result), "/campagnes/x/resultats");
    }

    #[test]
    fn no_two_addresses_are_one() {
        let mut patterns: Vec<&str> = Address::PATTERNS.iter().map(|(_, pattern)| *pattern).collect();
        patterns.sort_unstable();
        patterns.dedup();
        assert_eq!(patterns.len(), Address::PATTERNS.len());
    }
}
