//! The demonstration's content, from `campaigns/demonstration-content.toml` into the database.

mod file;
mod message;

use self::file::{Content, content};
use super::{forget_what_is_later, freeze_for_the_vote, own_campaign};
use crate::{
    Context, Error,
    campaign::loaded::StoredCampaign,
    frozen_rule, log,
    need::coded,
    person::{new_person, whole_mandate},
    reference::{Reference, import::insert_all},
    service,
};
use chrono::{DateTime, Duration, Utc};
use entity::{
    ballot::Choice,
    campaign::Campaign,
    collectivity::Capacity,
    group::{GroupState, MemberState, measure},
    id::{BallotId, CastId, GroupId, NeedId, PersonId, ProjectId},
    log::LoggedBallot,
    money::Euros,
    need::{NeedContent, NeedForm, NeedState},
    permission::StaffRole,
    project::ProjectState,
    siren::Siren,
    table::{
        ballot, contact, cost_line, discussion_message, group, group_member, log_leaf, mandate, membership, need,
        need_version, person, project, project_need, support,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};
use wording::operator::demonstration as words;

/// The personas' keys, in the order of the file.
pub(super) fn persona_keys() -> Result<Vec<String>, Error> {
    Ok(content()?.person.into_iter().map(|persona| persona.key).collect())
}

/// The SIREN behind an INSEE code or a SIREN of the content.
fn siren_of(reference: &Reference, code: &str) -> Result<Siren, Error> {
    let found = match code.len() {
        5 => reference.find_by_insee(code).map(|found| found.siren),
        _ => Siren::parse(code).ok().filter(|siren| reference.atlas.knows(siren)),
    };
    found.ok_or_else(|| Error::Stored(words::unknown_collectivity(code)))
}

/// The rows that the content becomes, and what they refer to each other by.
struct Writer<'a> {
    ctx: &'a Context,
    reference: &'a Reference,
    campaign: StoredCampaign,
    now: DateTime<Utc>,
    people: Vec<person::Model>,
    memberships: Vec<membership::Model>,
    mandates: Vec<mandate::Model>,
    /// The people of the content, by collectivité and name.
    known: HashMap<(Siren, String), PersonId>,
}

impl Writer<'_> {
    /// Some hour of the day that many days ago, the same at each run for the same text.
    fn days_ago(&self, days: i64, salt: &str) -> DateTime<Utc> {
        let minutes = salt.bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 540);
        self.now - Duration::days(days) - Duration::minutes(minutes)
    }

    /// A person of a collectivité; the same one when named again.
    fn person(&mut self, siren: &Siren, name: &str, capacity: Capacity, title: &str) -> PersonId {
        if let Some(&known) = self.known.get(&(*siren, name.to_owned())) {
            return known;
        }
        let id = self.add_person(name, None, None, None);
        self.join(id, siren, capacity, title);
        id
    }

    fn add_person(
        &mut self,
        name: &str,
        staff: Option<StaffRole>,
        demo_key: Option<String>,
        demo_blurb: Option<String>,
    ) -> PersonId {
        let row = new_person(self.ctx, name.to_owned());
        let id = row.id;
        self.people.push(person::Model { staff, created_at: self.now.into(), demo_key, demo_blurb, ..row });
        id
    }

    fn join(&mut self, person: PersonId, siren: &Siren, capacity: Capacity, title: &str) {
        if let Some(name) = self.people.iter().find(|row| row.id == person).map(|row| row.name.clone()) {
            self.known.insert((*siren, name), person);
        }
        // The first of each collectivité says who else acts for it.
        let referent = !self.memberships.iter().any(|row| row.siren == *siren);
        let (title, since) = (title.to_owned(), self.now.into());
        self.memberships.push(membership::Model {
            person,
            siren: *siren,
            capacity,
            title,
            since,
            referent,
            by_hand: false,
        });
    }

    fn entrust(&mut self, person: PersonId, siren: &Siren) {
        self.mandates.push(whole_mandate(self.campaign.id, *siren, person, self.now.into()));
    }
}

/// Writes people, needs, supports, groups and projects, in one transaction.
pub(super) async fn write(ctx: &Context) -> Result<(), Error> {
    let reference = ctx.platform.reference();
    let campaign = own_campaign(ctx).await?;
    let content = fitted(content()?, &campaign.spec);
    let mut writer = Writer {
        ctx,
        reference: &reference,
        now: ctx.now(),
        campaign,
        people: Vec::new(),
        memberships: Vec::new(),
        mandates: Vec::new(),
        known: HashMap::new(),
    };
    write_personas(&mut writer, &content)?;
    let (needs, versions, supports, need_ids) = needs(&mut writer, &content)?;
    let (groups, members, group_ids) = groups(&mut writer, &content, &need_ids)?;
    let (projects, links) = projects(&writer, &content, &need_ids, &group_ids)?;
    let messages = message::messages(&mut writer, &content, &need_ids, &group_ids)?;
    let lines = cost_lines(writer.campaign.id, &content);
    for ballot in &content.ballot {
        let siren = siren_of(&reference, &ballot.collectivity)?;
        let voter = writer.person(&siren, &ballot.voter_name, Capacity::Elu, wording::capacity(Capacity::Elu));
        writer.entrust(voter, &siren);
    }
    let Writer { people, memberships, mandates, .. } = writer;
    let sirens: BTreeSet<Siren> = memberships.iter().map(|membership| membership.siren).collect();
    let contacts = sirens
        .into_iter()
        .map(|siren| contact::Model { siren, email: format!("contact-{siren}@collectivites.example") });

    let tx = ctx.begin().await?;
    insert_all::<person::Entity, person::ActiveModel>(&tx, people).await?;
    insert_all::<membership::Entity, membership::ActiveModel>(&tx, memberships).await?;
    insert_all::<mandate::Entity, mandate::ActiveModel>(&tx, mandates).await?;
    insert_all::<contact::Entity, contact::ActiveModel>(&tx, contacts.collect()).await?;
    insert_all::<need::Entity, need::ActiveModel>(&tx, needs).await?;
    insert_all::<need_version::Entity, need_version::ActiveModel>(&tx, versions).await?;
    insert_all::<support::Entity, support::ActiveModel>(&tx, supports).await?;
    insert_all::<group::Entity, group::ActiveModel>(&tx, groups).await?;
    insert_all::<group_member::Entity, group_member::ActiveModel>(&tx, members).await?;
    insert_all::<discussion_message::Entity, discussion_message::ActiveModel>(&tx, messages).await?;
    insert_all::<project::Entity, project::ActiveModel>(&tx, projects).await?;
    insert_all::<project_need::Entity, project_need::ActiveModel>(&tx, links).await?;
    insert_all::<cost_line::Entity, cost_line::ActiveModel>(&tx, lines).await?;
    ctx.commit(tx).await?;
    service::import_embedded(ctx).await?;
    Ok(())
}

/// The content under the themes of a campaign: what the file puts under one that it lacks lies under another. Where
/// there is none no need can be, nor what follows from needs.
fn fitted(mut content: Content, campaign: &Campaign) -> Content {
    let themes = &campaign.themes;
    if themes.is_empty() {
        return Content { person: content.person, ..Content::default() };
    }
    for (at, need) in content.need.iter_mut().enumerate() {
        if campaign.theme(&need.theme).is_none() {
            need.theme.clone_from(&themes[at % themes.len()].code);
        }
    }
    content
}

fn write_personas(writer: &mut Writer<'_>, content: &Content) -> Result<(), Error> {
    for persona in &content.person {
        let staff = StaffRole::from_code(&persona.role);
        let id = writer.add_person(&persona.name, staff, Some(persona.key.clone()), Some(persona.blurb.clone()));
        if let Some(row) = writer.people.last_mut() {
            row.departement.clone_from(&persona.departement);
        }
        if let Some(code) = &persona.collectivity {
            let siren = siren_of(writer.reference, code)?;
            let capacity = Capacity::from_code(&persona.role).unwrap_or(Capacity::Agent);
            writer.join(id, &siren, capacity, persona.title.as_deref().unwrap_or_default());
            if persona.mandate {
                writer.entrust(id, &siren);
            }
        }
    }
    Ok(())
}

type Needs = (Vec<need::Model>, Vec<need_version::Model>, Vec<support::Model>, HashMap<String, NeedId>);

fn needs(writer: &mut Writer<'_>, content: &Content) -> Result<Needs, Error> {
    let (mut needs, mut versions, mut supports, mut ids) = (Vec::new(), Vec::new(), Vec::new(), HashMap::new());
    for demo in &content.need {
        let id = NeedId(writer.ctx.platform.new_id());
        ids.insert(demo.key.clone(), id);
        let siren = siren_of(writer.reference, &demo.collectivity)?;
        let author = writer.person(&siren, &demo.author_name, demo.author_capacity, &demo.author_title);
        let published_at = writer.days_ago(demo.days_ago, &demo.key);
        let form = NeedForm {
            title: demo.title.clone(),
            problem: demo.problem.trim().to_owned(),
            affected: demo.affected.clone(),
            existing: demo.existing.clone(),
            theme: demo.theme.clone(),
            urgency: demo.urgency.clone(),
            programmes: demo.programmes.clone(),
        };
        let parsed = NeedContent::parse(&form, &writer.campaign.spec)
            .map_err(|refusals| Error::Stored(format!("demonstration-content.toml, {}: {refusals:?}", demo.key)))?;
        let mut counted = vec![siren];
        for demo in &demo.supports {
            let supporter = siren_of(writer.reference, &demo.collectivity)?;
            let name = wording::demonstration_supporter(&writer.reference.name(&supporter));
            let person = writer.person(&supporter, &name, Capacity::Agent, wording::capacity(Capacity::Agent));
            let at = writer.days_ago(demo.days_ago, &demo.collectivity).into();
            counted.push(supporter);
            supports.push(support::Model {
                need: id,
                siren: supporter,
                sentence: demo.sentence.clone(),
                person,
                at,
                demo: true,
            });
        }
        let population = writer.reference.atlas.figures(&writer.reference.atlas.union(&counted)).population;
        let place = writer.reference.find(&siren).ok_or(Error::NotFound)?;
        versions.push(need_version::Model {
            need: id,
            version: 1,
            content: serde_json::to_string(&parsed)?,
            person: author,
            at: published_at.into(),
        });
        needs.push(need::Model {
            id,
            campaign: writer.campaign.id,
            author,
            state: if demo.declined_reason.is_some() { NeedState::Declined } else { NeedState::Published },
            title: form.title,
            problem: form.problem,
            affected: form.affected,
            existing: form.existing,
            theme: form.theme,
            urgency: form.urgency,
            programmes: coded(&form.programmes),
            departement: place.departement.clone(),
            region: place.region.clone(),
            version: 1,
            created_at: published_at.into(),
            published_at: Some(published_at.into()),
            supports: i32::try_from(demo.supports.len()).unwrap_or(0),
            inhabitants: i64::try_from(population).unwrap_or(0),
            declined_reason: demo.declined_reason.clone(),
            merged_into: None,
            face: None,
            merged_at: None,
            merged_by: None,
            merged_reason: None,
            demo: true,
            siren,
        });
    }
    Ok((needs, versions, supports, ids))
}

type Groups = (Vec<group::Model>, Vec<group_member::Model>, HashMap<String, GroupId>);

fn groups(writer: &mut Writer<'_>, content: &Content, needs: &HashMap<String, NeedId>) -> Result<Groups, Error> {
    let (mut groups, mut members, mut ids) = (Vec::new(), Vec::new(), HashMap::new());
    for demo in &content.group {
        let id = GroupId(writer.ctx.platform.new_id());
        ids.insert(demo.key.clone(), id);
        let lead = siren_of(writer.reference, &demo.lead)?;
        let opened_by =
            writer.person(&lead, &demo.lead_agent_name, Capacity::Agent, wording::capacity(Capacity::Agent));
        let opened_at = writer.days_ago(demo.days_ago, &demo.key);
        let listed = [
            (MemberState::Member, &demo.members),
            (MemberState::Invited, &demo.invited),
            (MemberState::Requested, &demo.requested),
        ];
        let mut states = vec![(MemberState::Lead, lead)];
        for (state, codes) in listed {
            for code in codes {
                states.push((state, siren_of(writer.reference, code)?));
            }
        }
        let counting: Vec<Siren> = states.iter().filter(|(state, _)| state.counts()).map(|(_, siren)| *siren).collect();
        let condition = writer.campaign.spec.selection_envelope().and_then(|envelope| envelope.eligibility.as_ref());
        let meter = measure(&writer.reference.atlas, &counting, condition);
        let submitted = demo.submitted && meter.eligible;
        members.extend(states.into_iter().map(|(state, siren)| group_member::Model {
            group_id: id,
            siren,
            state,
            changed_by: opened_by,
            changed_at: opened_at.into(),
            reached: None,
        }));
        groups.push(group::Model {
            id,
            campaign: writer.campaign.id,
            need: Some(*needs.get(&demo.need).ok_or_else(|| Error::Stored(words::unknown_need(&demo.need)))?),
            name: demo.name.clone(),
            purpose: demo.purpose.clone(),
            lead,
            opened_by,
            opened_at: opened_at.into(),
            state: if submitted { GroupState::Submitted } else { GroupState::Forming },
            eligible: meter.eligible,
            population: i64::try_from(meter.population).unwrap_or(0),
            communes: i32::try_from(meter.communes).unwrap_or(0),
            submitted_at: submitted.then(|| (opened_at + Duration::days(3)).into()),
            submitted_meter: if submitted { Some(serde_json::to_string(&meter)?) } else { None },
            submitted_rule_version: submitted.then_some(writer.campaign.version),
            demo: true,
            theme: String::new(),
            programmes: String::new(),
        });
    }
    Ok((groups, members, ids))
}

type Projects = (Vec<project::Model>, Vec<project_need::Model>);

fn projects(
    writer: &Writer<'_>,
    content: &Content,
    needs: &HashMap<String, NeedId>,
    groups: &HashMap<String, GroupId>,
) -> Result<Projects, Error> {
    let (mut projects, mut links) = (Vec::new(), Vec::new());
    let unknown = |key: &str| Error::Stored(words::unknown_key(key));
    for demo in &content.project {
        let id = project_id(writer.campaign.id, &demo.key);
        for key in &demo.needs {
            links.push(project_need::Model { need: *needs.get(key).ok_or_else(|| unknown(key))?, project: id });
        }
        let carrier_group = match &demo.carrier_group {
            Some(key) => Some(*groups.get(key).ok_or_else(|| unknown(key))?),
            None => None,
        };
        projects.push(project::Model {
            id,
            campaign: writer.campaign.id,
            state: ProjectState::OnBallot,
            title: demo.title.clone(),
            summary: demo.summary.trim().to_owned(),
            carrier_service: if carrier_group.is_some() { None } else { demo.carrier_service.clone() },
            carrier_group,
            cost: Euros::from_euros(demo.cost),
            benefits: demo.benefits.clone(),
            priority: coded(&demo.priority_programmes),
            // No label is in the demonstration's directory: what its file says stands as a correction.
            priority_reason: (!demo.priority_programmes.is_empty()).then(|| wording::DEMONSTRATION_PRIORITY.to_owned()),
            priority_basis: None,
            source: demo.source_url.clone(),
            assumptions: demo.assumptions.trim().to_owned(),
            created_at: writer.now.into(),
            demo: true,
        });
    }
    Ok((projects, links))
}

fn cost_lines(campaign: entity::id::CampaignId, content: &Content) -> Vec<cost_line::Model> {
    let lines = content.project.iter().flat_map(|demo| {
        let project = project_id(campaign, &demo.key);
        (0..).zip(&demo.cost_line).map(move |(position, line)| cost_line::Model {
            project,
            position,
            kind: line.kind,
            label: line.label.clone(),
            low: Euros::from_euros(line.low),
            high: Euros::from_euros(line.high),
            quantity: i64::from(line.quantity),
        })
    });
    lines.collect()
}

/// The identifier of a project of the content: made from its key, so that the ballots replayed later find it.
fn project_id(campaign: entity::id::CampaignId, key: &str) -> ProjectId {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("{campaign} {key}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    ProjectId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Makes the others' ballots those that had been cast by now, and the rule frozen once the vote has opened.
pub(super) async fn replay_ballots(ctx: &Context) -> Result<(), Error> {
    let campaign = own_campaign(ctx).await?;
    forget_what_is_later(ctx, &campaign).await?;
    freeze_for_the_vote(ctx, &campaign).await?;
    let now = ctx.now();
    let opening = campaign.spec.calendar.selection.opening();
    let frozen = frozen_rule::find(&ctx.platform, ctx.read(), campaign.id).await?;
    let Some(frozen) = frozen.filter(|_| now >= opening) else { return Ok(()) };
    let content = content()?;
    let reference = ctx.platform.reference();
    let there: Vec<Siren> = ballot::Entity::find()
        .filter(ballot::Column::Campaign.eq(campaign.id))
        .all(ctx.read())
        .await?
        .into_iter()
        .map(|row| row.siren)
        .collect();
    let offered = frozen.rule.project_ids();
    let mandates = mandate::Entity::find().filter(mandate::Column::Campaign.eq(campaign.id)).all(ctx.read()).await?;
    let mut cast: Vec<(DateTime<Utc>, Siren, PersonId, Vec<ProjectId>)> = Vec::new();
    for (at, demo) in content.ballot.iter().enumerate() {
        let siren = siren_of(&reference, &demo.collectivity)?;
        let cast_at =
            opening + Duration::days(demo.day) + Duration::minutes(540 + i64::try_from(at * 13 % 500).unwrap_or(0));
        let holder = mandates.iter().find(|mandate| mandate.siren == siren).map(|mandate| mandate.person);
        let approved: Vec<ProjectId> = demo.approves.iter().map(|key| project_id(campaign.id, key)).collect();
        let choices: Vec<ProjectId> = offered.iter().copied().filter(|project| approved.contains(project)).collect();
        let (Some(person), false, false) = (holder, choices.is_empty(), there.contains(&siren)) else {
            continue;
        };
        if cast_at <= now && cast_at < campaign.spec.calendar.selection.close() {
            cast.push((cast_at, siren, person, choices));
        }
    }
    cast.sort_by_key(|(cast_at, siren, ..)| (*cast_at, *siren));
    let tx = ctx.begin().await?;
    let next = log::next_position(&tx, campaign.id).await?;
    let (mut rows, mut leaves) = (Vec::new(), Vec::new());
    for (position, (cast_at, siren, person, choices)) in (next..).zip(cast) {
        let cast = log::Cast {
            campaign: campaign.id,
            position,
            id: CastId(ctx.platform.new_id()),
            siren,
            person,
            at: cast_at,
        };
        let logged = LoggedBallot {
            voter: log::voter(&ctx.platform, frozen.rule.publication, None, &cast),
            choices: choices.into_iter().map(Choice::from).collect(),
            rule: frozen.hash.clone(),
            version: 1,
        };
        leaves.push(log::leaf(&ctx.platform, cast, &logged));
        rows.push(ballot::Model {
            id: BallotId(ctx.platform.new_id()),
            campaign: campaign.id,
            siren,
            person,
            choices: serde_json::to_string(&logged.choices)?,
            cast_at: cast_at.into(),
            version: 1,
        });
    }
    insert_all::<ballot::Entity, ballot::ActiveModel>(&tx, rows).await?;
    insert_all::<log_leaf::Entity, log_leaf::ActiveModel>(&tx, leaves).await?;
    ctx.commit(tx).await
}
