//! Who may do what: one pure table, deny by default. Rules of the calendar and of states are not here: they refuse with
//! a reason.

use crate::{
    collectivity::Capacity,
    id::PersonId,
    siren::Siren,
    viewing::{ViewRole, Viewing},
};
use serde::{Deserialize, Serialize};

codes!(/// The State's people on the platform.
StaffRole {
    /// Staff of the ANCT incubator.
    Curator = "curator",
    /// Follows figures (ministry, associations of élus).
    Observer = "observer",
    /// Runs the platform.
    Administrator = "administrator",
    /// Assesses applications.
    Assessor = "assessor",
    /// Officer of a prefecture, for one département.
    Prefecture = "prefecture",
});

impl StaffRole {
    /// Whether the role acts on what others do: it asks for a second factor where the identity service gives one, and
    /// is given and taken by two.
    pub fn acts_on_others(self) -> bool {
        match self {
            StaffRole::Curator | StaffRole::Administrator | StaffRole::Assessor | StaffRole::Prefecture => true,
            StaffRole::Observer => false,
        }
    }
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actor {
    /// None for a visitor who has not signed in.
    pub person: Option<PersonId>,
    /// The State's role, if any.
    pub staff: Option<StaffRole>,
    /// Of a prefecture's officer: the code of the département.
    pub departement: Option<String>,
    /// The collectivité acted for, and in which capacity.
    pub acting: Option<Acting>,
    /// Every collectivité that the person may act for.
    pub memberships: Vec<Siren>,
    /// Set where an administrator sees the site as somebody else would: nothing is done, and nothing secret is shown.
    pub viewing: Option<Viewing>,
}

impl Actor {
    /// Who the pages take an administrator for who sees the site as somebody else. `siren` counts for a role that acts
    /// for a collectivité, `departement` for a prefecture's officer.
    pub fn seen_as(viewing: Viewing, siren: Option<Siren>, departement: Option<String>) -> Self {
        let role = viewing.role;
        let acting = siren.filter(|_| role.acts()).map(|siren| Acting {
            siren,
            capacity: if role == ViewRole::Elu { Capacity::Elu } else { Capacity::Agent },
            mandate: role == ViewRole::Elu,
            referent: role == ViewRole::Referent,
        });
        Self {
            person: (role != ViewRole::Visitor).then_some(viewing.by),
            staff: match role {
                ViewRole::Curator => Some(StaffRole::Curator),
                ViewRole::Assessor => Some(StaffRole::Assessor),
                ViewRole::Prefecture => Some(StaffRole::Prefecture),
                ViewRole::Observer => Some(StaffRole::Observer),
                ViewRole::Visitor | ViewRole::Nobody | ViewRole::Agent | ViewRole::Referent | ViewRole::Elu => None,
            },
            departement: departement.filter(|_| role == ViewRole::Prefecture),
            memberships: acting.iter().map(|acting| acting.siren).collect(),
            acting,
            viewing: Some(viewing),
        }
    }
}

/// For which collectivité a person acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    pub siren: Siren,
    pub capacity: Capacity,
    /// Whether the person holds the collectivité's mandate to vote in the current campaign, today.
    pub mandate: bool,
    /// Whether the person says who else acts for the collectivité.
    pub referent: bool,
}

codes!(/// Everything that can be asked for.
Action {
    /// Reading a need, a project or a group that is public, or one's own.
    Read = "read",
    /// Writing, publishing or withdrawing a need for one's collectivité.
    WriteNeed = "write_need",
    /// Supporting a need, and taking the support back.
    Support = "support",
    /// Writing under a need that everybody reads, or inside a group of one's collectivité; and reading what is inside.
    Discuss = "discuss",
    /// Opening a group with one's collectivité as lead.
    OpenGroup = "open_group",
    /// Inviting, answering requests, submission: what the lead does.
    LeadGroup = "lead_group",
    /// Joining, answering an invitation, leaving: what a collectivité decides for itself.
    AnswerForCollectivity = "answer_for_collectivity",
    /// Writing campaigns, and proposing that one is opened or changed.
    PrepareCampaign = "prepare_campaign",
    /// Writing to collectivités in the name of the programme: mailings, and messages on top of every page.
    Announce = "announce",
    /// Curating: projects, declining needs, the ballot.
    Curate = "curate",
    /// Reading what is proposed to the committee, and giving one's opinion where one is a member.
    SitInCommittee = "sit_in_committee",
    /// Reading what people write to those who run the site, and answering it.
    AnswerEnquiries = "answer_enquiries",
    /// Writing the texts of the site: help, home, legal pages.
    EditTexts = "edit_texts",
    /// Seeing the site as somebody in another role would, without doing anything.
    ViewAs = "view_as",
    /// Preparing the collectivité's ballot, without casting it.
    PrepareBallot = "prepare_ballot",
    /// Casting the collectivité's ballot.
    CastBallot = "cast_ballot",
    /// Seeing who acts for a collectivité, who asks to, and who holds its mandate.
    SeePeople = "see_people",
    /// Confirming who acts for a collectivité, naming referents, ending memberships.
    ManagePeople = "manage_people",
    /// Giving and withdrawing the mandate to vote.
    GiveMandate = "give_mandate",
    /// Asking to act for a collectivité; one's own account.
    HaveAccount = "have_account",
    /// Reading what was done in the name of a collectivité.
    SeeTrace = "see_trace",
    /// Giving the State's roles, reading the whole trace.
    Administer = "administer",
    /// Reading how the platform is run: its front door, its queues, its mails, who has how much to do.
    SeeStaffFigures = "see_staff_figures",
    /// Seeing the acts that take two people, and being the second of them.
    Second = "second",
    /// Reading an application that is not public: its collectivités, and those who handle or assess it.
    ReadApplication = "read_application",
    /// Writing in an application, confirming one's part in it.
    WriteApplication = "write_application",
    /// Filing an application, taking it back, asking for payments: who leads it.
    SubmitApplication = "submit_application",
    /// Seeing the desk of those who handle applications.
    SeeDesk = "see_desk",
    /// Saying whether an application is complete, drawing assessors, deciding, paying.
    HandleApplication = "handle_application",
    /// Assessing applications.
    Assess = "assess",
    /// Delegating money to prefectures and moving what waves leave.
    MoveMoney = "move_money",
});

/// What the table needs to know of the thing acted on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The collectivité to which the thing belongs, or that is acted for; None when it belongs to none.
    pub owner: Option<Siren>,
    /// Whether everybody may read it.
    pub public: bool,
    /// Collectivités that share it with its owner.
    pub among: Vec<Siren>,
    /// The département whose prefecture decides on it; None for the programme's own people.
    pub prefecture: Option<String>,
}

impl Facts {
    /// Something that everybody may read.
    pub fn public() -> Self {
        Self { public: true, ..Self::default() }
    }

    /// Something of a collectivité, readable by all or only by its own people.
    pub fn of(owner: &Siren, public: bool) -> Self {
        Self { owner: Some(*owner), public, ..Self::default() }
    }
}

/// Whether this actor may do this. The whole table; what is not granted is denied.
pub fn may(actor: &Actor, action: Action, facts: &Facts) -> bool {
    let own = |acting: &Acting| facts.owner.as_ref() == Some(&acting.siren);
    let acts_for_owner = actor.acting.as_ref().is_some_and(own);
    let referent = actor.acting.as_ref().is_some_and(|acting| own(acting) && acting.referent);
    let curator = actor.staff == Some(StaffRole::Curator);
    let administrator = actor.staff == Some(StaffRole::Administrator);
    let assessor = actor.staff == Some(StaffRole::Assessor);
    let shares = actor.acting.as_ref().is_some_and(|acting| own(acting) || facts.among.contains(&acting.siren));
    // A prefecture decides in its own département, on what is left to prefectures; everything else is the programme's.
    let prefecture = actor.staff == Some(StaffRole::Prefecture) && actor.departement.is_some();
    let handles = match &facts.prefecture {
        Some(departement) => prefecture && actor.departement.as_ref() == Some(departement),
        None => curator,
    };
    // Nobody handles or assesses an application of a collectivité that they may act for, whichever they act for now.
    let linked = actor.memberships.iter().any(|siren| facts.owner == Some(*siren) || facts.among.contains(siren));
    let (handles, assessor) = (handles && !shares && !linked, assessor && !shares && !linked);
    if actor.viewing.is_some() && is_kept_from_views(action) {
        return false;
    }
    match action {
        Action::Read => facts.public || acts_for_owner || (curator && facts.owner.is_none()),
        Action::WriteNeed | Action::PrepareBallot | Action::AnswerForCollectivity | Action::Support => acts_for_owner,
        Action::OpenGroup | Action::LeadGroup => acts_for_owner,
        Action::Discuss => (facts.public && actor.acting.is_some()) || shares || curator,
        Action::CastBallot => actor
            .acting
            .as_ref()
            .is_some_and(|acting| own(acting) && acting.capacity == Capacity::Elu && acting.mandate),
        Action::Curate => curator,
        // Which sessions an observer sees, the use case looks up.
        Action::SitInCommittee => curator || actor.staff == Some(StaffRole::Observer),
        // Whoever acts for several sees the people of each, whichever they act for now: an act on them waits for
        // nobody.
        Action::SeePeople => {
            acts_for_owner || actor.memberships.iter().any(|siren| facts.owner == Some(*siren)) || curator
        }
        Action::ManagePeople => referent || curator,
        // No curator: who votes is the collectivité's own affair.
        Action::GiveMandate => referent,
        Action::HaveAccount => actor.person.is_some(),
        Action::SeeTrace => acts_for_owner || administrator,
        Action::Administer => administrator,
        Action::ViewAs => administrator,
        Action::Second
        | Action::PrepareCampaign
        | Action::Announce
        | Action::AnswerEnquiries
        | Action::EditTexts
        | Action::SeeStaffFigures => curator || administrator,
        // Assessors read those to which they were assigned: the use case looks it up.
        Action::ReadApplication => shares || handles || assessor || curator,
        Action::WriteApplication => shares,
        Action::SubmitApplication => acts_for_owner,
        Action::SeeDesk => curator || assessor || prefecture,
        Action::HandleApplication => handles,
        Action::Assess => assessor || (prefecture && handles),
        Action::MoveMoney => curator,
    }
}

/// Whether not even somebody who sees the site as another would may see what this shows: ballots, one's account.
fn is_kept_from_views(action: Action) -> bool {
    matches!(
        action,
        Action::CastBallot
            | Action::PrepareBallot
            | Action::GiveMandate
            | Action::HaveAccount
            | Action::Administer
            | Action::ViewAs
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn siren(text: &str) -> Siren {
        Siren::parse(text).expect("a SIREN")
    }

    fn acting(capacity: Capacity, mandate: bool) -> Actor {
        Actor {
            acting: Some(Acting { siren: siren("217500016"), capacity, mandate, referent: false }),
            ..Actor::default()
        }
    }

    #[test]
    fn a_visitor_reads_what_is_public_and_nothing_else() {
        for &action in Action::ALL {
            assert_eq!(may(&Actor::default(), action, &Facts::public()), action == Action::Read, "{action:?}");
            assert!(!may(&Actor::default(), action, &Facts::default()), "{action:?}");
        }
    }

    #[test]
    fn only_the_holder_of_the_mandate_casts_the_ballot() {
        let own = Facts::of(&siren("217500016"), false);
        assert!(may(&acting(Capacity::Elu, true), Action::CastBallot, &own));
        assert!(!may(&acting(Capacity::Elu, false), Action::CastBallot, &own));
        assert!(!may(&acting(Capacity::Agent, true), Action::CastBallot, &own));
        assert!(may(&acting(Capacity::Agent, false), Action::PrepareBallot, &own));
    }

    #[test]
    fn nobody_acts_for_another_collectivity() {
        let other = Facts::of(&siren("200046977"), false);
        let mut mayor = acting(Capacity::Elu, true);
        mayor.person = Some(PersonId(uuid::Uuid::nil()));
        mayor.acting.as_mut().expect("acts").referent = true;
        for &action in Action::ALL {
            // An account is one's own, whichever collectivité is spoken of.
            assert_eq!(may(&mayor, action, &other), action == Action::HaveAccount, "{action:?}");
        }
    }

    #[test]
    fn only_a_referent_says_who_acts_for_the_collectivity_and_who_votes() {
        let own = Facts::of(&siren("217500016"), false);
        let mut actor = acting(Capacity::Agent, false);
        for action in [Action::ManagePeople, Action::GiveMandate] {
            assert!(!may(&actor, action, &own), "{action:?}");
        }
        actor.acting.as_mut().expect("acts").referent = true;
        for action in [Action::ManagePeople, Action::GiveMandate] {
            assert!(may(&actor, action, &own), "{action:?}");
        }
    }

    #[test]
    fn only_administrators_give_roles_and_read_the_whole_trace() {
        for &role in StaffRole::ALL {
            let actor = Actor { staff: Some(role), ..Actor::default() };
            assert_eq!(
                may(&actor, Action::Administer, &Facts::default()),
                role == StaffRole::Administrator,
                "{role:?}"
            );
        }
    }

    #[test]
    fn curating_is_for_curators_and_gives_no_hand_on_ballots() {
        for &role in StaffRole::ALL {
            let actor = Actor { staff: Some(role), ..Actor::default() };
            assert_eq!(may(&actor, Action::Curate, &Facts::default()), role == StaffRole::Curator, "{role:?}");
            for action in [Action::CastBallot, Action::PrepareBallot, Action::GiveMandate] {
                assert!(!may(&actor, action, &Facts::of(&siren("217500016"), false)), "{role:?}");
            }
        }
    }

    #[test]
    fn a_prefecture_decides_in_its_departement_alone_and_nobody_on_a_file_of_their_own() {
        let officer = Actor {
            staff: Some(StaffRole::Prefecture),
            departement: Some("46".into()),
            ..acting(Capacity::Agent, false)
        };
        let of = |owner: &str, prefecture: Option<&str>| Facts {
            prefecture: prefecture.map(str::to_owned),
            ..Facts::of(&siren(owner), false)
        };
        for action in [Action::HandleApplication, Action::Assess] {
            assert!(may(&officer, action, &of("200046977", Some("46"))), "{action:?}");
            assert!(!may(&officer, action, &of("200046977", Some("48"))), "{action:?}");
            assert!(!may(&officer, action, &of("200046977", None)), "{action:?}");
            assert!(!may(&officer, action, &of("217500016", Some("46"))), "{action:?}: their own collectivité's");
            let elsewhere = Actor { memberships: vec![siren("200046977")], ..officer.clone() };
            assert!(!may(&elsewhere, action, &of("200046977", Some("46"))), "{action:?}: another of theirs");
        }
        let curator = Actor { staff: Some(StaffRole::Curator), ..Actor::default() };
        assert!(may(&curator, Action::HandleApplication, &of("200046977", None)));
        assert!(!may(&curator, Action::HandleApplication, &of("200046977", Some("46"))));
        assert!(!may(&curator, Action::Assess, &of("200046977", None)), "who decides does not assess");
    }

    #[test]
    fn a_view_gives_nobody_a_ballot_an_account_or_a_way_to_administer() {
        let own = Facts::of(&siren("217500016"), false);
        for &role in ViewRole::ALL {
            let viewing = Viewing { by: PersonId(uuid::Uuid::nil()), role, until: chrono::DateTime::UNIX_EPOCH };
            let actor = Actor::seen_as(viewing, own.owner, Some("46".into()));
            assert_eq!(actor.acting.is_some(), role.acts(), "{role:?}");
            for &action in Action::ALL.iter().filter(|action| is_kept_from_views(**action)) {
                assert!(!may(&actor, action, &own), "{role:?} {action:?}");
            }
            assert_eq!(may(&actor, Action::WriteNeed, &own), role.acts(), "it sees the form: {role:?}");
        }
    }

    /// Somebody who asks, by a name for the table.
    fn askers() -> Vec<(&'static str, Actor)> {
        let person = Some(PersonId(uuid::Uuid::nil()));
        let of = |capacity, mandate, referent| Actor {
            person,
            acting: Some(Acting { siren: siren("217500016"), capacity, mandate, referent }),
            ..Actor::default()
        };
        let mut askers = vec![
            ("visitor", Actor::default()),
            ("signed in", Actor { person, ..Actor::default() }),
            ("agent", of(Capacity::Agent, false, false)),
            ("élu", of(Capacity::Elu, false, false)),
            ("élu with the mandate", of(Capacity::Elu, true, false)),
            ("referent", of(Capacity::Agent, false, true)),
        ];
        askers.extend(StaffRole::ALL.iter().map(|&role| {
            let departement = (role == StaffRole::Prefecture).then(|| "46".to_owned());
            (role.code(), Actor { person, staff: Some(role), departement, ..Actor::default() })
        }));
        askers
    }

    /// The table, printed: what each may do with what is public, with what is of their own collectivité and hidden, and
    /// of another.
    fn printed() -> String {
        let prefecture =
            |code: &str| Facts { prefecture: Some(code.to_owned()), ..Facts::of(&siren("200046977"), false) };
        let circumstances = [
            ("public", Facts::public()),
            ("of one's own collectivité, not public", Facts::of(&siren("217500016"), false)),
            ("of another collectivité, not public", Facts::of(&siren("200046977"), false)),
            ("of no collectivité, not public", Facts::default()),
            ("of another collectivité, decided on by the officer's prefecture (46)", prefecture("46")),
            ("of another collectivité, decided on by another prefecture", prefecture("48")),
        ];
        let askers = askers();
        let mut page = String::from(
            "# Who may do what\n\nPrinted from `entity::permission::may`, which alone decides; a test holds this page \
             to it \
             (`TERREAU_PRINT=1 cargo test -p entity permission` prints it anew, with `entity/src/permission/by_two.md` \
             at its end). Rules of the calendar and of states come on top: they \
             refuse with a reason. What is not granted here is denied.\n",
        );
        for (circumstance, facts) in circumstances {
            page += &format!("\n## What is {circumstance}\n\n| action |");
            askers.iter().for_each(|(name, _)| page += &format!(" {name} |"));
            page += &format!("\n|---|{}\n", "---|".repeat(askers.len()));
            for &action in Action::ALL {
                page += &format!("| `{}` |", action.code());
                askers.iter().for_each(|(_, actor)| page += if may(actor, action, &facts) { " yes |" } else { "  |" });
                page.push('\n');
            }
        }
        page + include_str!("permission/by_two.md")
    }

    #[test]
    fn the_page_of_the_docs_is_what_the_code_says() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/PERMISSIONS.md");
        if std::env::var_os("TERREAU_PRINT").is_some() {
            std::fs::write(file, printed()).expect("writes");
        }
        assert_eq!(std::fs::read_to_string(file).expect("the page"), printed());
    }
}
