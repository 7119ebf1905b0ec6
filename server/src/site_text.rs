//! The texts of the site: help, home, legal pages, mails. Each comes with the executable, or with a folder of the
//! operator's own; the staff writes it anew in the browser, version by version.

mod mails;
pub mod origin;

pub(crate) use self::mails::MailTexts;
use self::origin::Latest;
pub use self::origin::Origins;
use crate::{Context, Error, audit};
use chrono::{DateTime, Utc};
use entity::{
    event::Event,
    form_field,
    id::PersonId,
    permission::{Action, Facts},
    refusal::{FieldRefusals, Refusal},
    site_text::{SiteText, SiteTextContent},
    table::site_text_version,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Statement, sea_query::OnConflict,
};
use std::{collections::HashMap, sync::Arc};

/// The most versions that are listed.
const MOST_LISTED: u64 = 30;

/// The text of a page as it reads now: written by the staff, or else the operator's own, or the executable's. What was
/// written on another server is read within ten seconds.
pub async fn current(ctx: &Context, text: SiteText) -> Result<Arc<str>, Error> {
    let written = latest(ctx).await?.get(&text).and_then(|(_, content)| content.clone());
    match written {
        Some(content) => Ok(content),
        None => Ok(ctx.platform.origins.of(text).await.into()),
    }
}

/// The latest version of every text that somebody wrote, kept as figures are.
async fn latest(ctx: &Context) -> Result<Latest, Error> {
    ctx.platform.site_texts.get(ctx, (), |ctx| async move { written(ctx.read()).await }).await
}

/// As [`current`], read from the database now: for the search, which follows the trace.
pub(crate) async fn stored(ctx: &Context, texts: &[SiteText]) -> Result<String, Error> {
    let written = written(ctx.read()).await?;
    let mut all = String::new();
    for text in texts {
        match written.get(text).and_then(|(_, content)| content.as_deref()) {
            Some(content) => all.push_str(content),
            None => all.push_str(&ctx.platform.origins.of(*text).await),
        }
        all.push('\n');
    }
    Ok(all)
}

#[derive(FromQueryResult)]
struct Row {
    text: SiteText,
    version: i32,
    content: Option<String>,
}

async fn written(database: &impl ConnectionTrait) -> Result<Latest, Error> {
    let sql = "SELECT text, version, content FROM site_text_version AS one WHERE version = \
               (SELECT MAX(version) FROM site_text_version AS other WHERE other.text = one.text)";
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = Row::find_by_statement(statement).all(database).await?;
    Ok(Arc::new(rows.into_iter().map(|row| (row.text, (row.version, row.content.map(Arc::from)))).collect()))
}

/// A text for whoever writes it anew.
#[derive(Debug, Clone)]
pub struct Editable {
    pub text: SiteText,
    /// What it says now.
    pub content: String,
    /// The version that was read: 0 for a text that nobody ever wrote.
    pub version: i32,
    /// Whether it is the one that comes with the site.
    pub is_origin: bool,
    /// Who wrote the latest version and when; None where nobody did.
    pub by: Option<(String, DateTime<Utc>)>,
}

/// Every text, in the order of [`SiteText::ALL`]. Who: curators and administrators.
pub async fn list(ctx: &Context) -> Result<Vec<Editable>, Error> {
    ctx.authorise(Action::EditTexts, &Facts::default())?;
    let sql = "SELECT text, version, content, person, at FROM site_text_version AS one WHERE version = \
               (SELECT MAX(version) FROM site_text_version AS other WHERE other.text = one.text)";
    let statement = Statement::from_string(ctx.read().get_database_backend(), sql);
    let rows = site_text_version::Model::find_by_statement(statement).all(ctx.read()).await?;
    let names = audit::names_of(ctx.read(), &rows.iter().map(|row| row.person).collect::<Vec<_>>()).await?;
    let mut rows: HashMap<SiteText, _> = rows.into_iter().map(|row| (row.text, row)).collect();
    let mut all = Vec::new();
    for &text in SiteText::ALL {
        all.push(editable(ctx, text, rows.remove(&text), &names).await);
    }
    Ok(all)
}

/// A text, read from the database. Who: as [`list`].
pub async fn find(ctx: &Context, text: SiteText) -> Result<Editable, Error> {
    ctx.authorise(Action::EditTexts, &Facts::default())?;
    let row = last(ctx.read(), text).await?;
    let names = match &row {
        Some(row) => audit::names_of(ctx.read(), &[row.person]).await?,
        None => HashMap::new(),
    };
    Ok(editable(ctx, text, row, &names).await)
}

/// A text with its latest version; `names`: of who wrote.
async fn editable(
    ctx: &Context,
    text: SiteText,
    row: Option<site_text_version::Model>,
    names: &HashMap<PersonId, String>,
) -> Editable {
    let written = row.as_ref().and_then(|row| row.content.clone());
    Editable {
        text,
        is_origin: written.is_none(),
        content: match written {
            Some(content) => content,
            None => ctx.platform.origins.of(text).await,
        },
        version: row.as_ref().map_or(0, |row| row.version),
        by: row.map(|row| (names.get(&row.person).cloned().unwrap_or_default(), row.at.utc())),
    }
}

async fn last(database: &impl ConnectionTrait, text: SiteText) -> Result<Option<site_text_version::Model>, Error> {
    let of = site_text_version::Entity::find().filter(site_text_version::Column::Text.eq(text));
    Ok(of.order_by_desc(site_text_version::Column::Version).limit(1).one(database).await?)
}

/// What was typed for a text, as it is stored; each part refused beside its field. Only mails have a subject.
pub fn parse(text: SiteText, subject: &str, typed: &str) -> Result<String, FieldRefusals> {
    match text.mail() {
        Some(kind) => Ok(kind.parse(subject, typed)?.stored()),
        None => SiteTextContent::parse(typed)
            .map(SiteTextContent::into_string)
            .map_err(|refusal| FieldRefusals::one(form_field::CONTENT, refusal)),
    }
}

/// Writes a text anew; `read` is the version that its writer had before them. The same text again makes no version.
///
/// Who: as [`list`]. Refused: a text that is too long or turns the direction of reading; what a colleague wrote
/// meanwhile ([`Refusal::ChangedMeanwhile`]).
pub async fn write(ctx: &Context, text: SiteText, typed: &str, read: i32) -> Result<(), Error> {
    write_mail(ctx, text, "", typed, read).await
}

/// As [`write()`], with the subject of a mail. Refused, too: a mail that could not be filled or would not serve its
/// purpose ([`entity::mail_text::MailKind::parse`]).
pub async fn write_mail(ctx: &Context, text: SiteText, subject: &str, typed: &str, read: i32) -> Result<(), Error> {
    ctx.authorise(Action::EditTexts, &Facts::default())?;
    let content = parse(text, subject, typed)?;
    let change = Change { content: Some(content), restored: None };
    next_version(ctx, text, read, change).await
}

/// Goes back to what a version said, as a version more. As [`write_mail()`]: a mail that could no longer be filled with
/// it is refused.
pub async fn restore(ctx: &Context, text: SiteText, version: i32, read: i32) -> Result<(), Error> {
    ctx.authorise(Action::EditTexts, &Facts::default())?;
    let row = site_text_version::Entity::find_by_id((text, version)).one(ctx.read()).await?.ok_or(Error::NotFound)?;
    if let (Some(kind), Some(stored)) = (text.mail(), &row.content) {
        let (subject, body) = kind.parts(stored);
        kind.parse(subject, body)?;
    }
    next_version(ctx, text, read, Change { content: row.content, restored: Some(version) }).await
}

/// Gives a text back to its origin, as a version more. As [`write()`].
pub async fn reset(ctx: &Context, text: SiteText, read: i32) -> Result<(), Error> {
    ctx.authorise(Action::EditTexts, &Facts::default())?;
    next_version(ctx, text, read, Change { content: None, restored: None }).await
}

/// What becomes of a text.
struct Change {
    /// None for the one that comes with the site.
    content: Option<String>,
    /// The version that it goes back to.
    restored: Option<i32>,
}

async fn next_version(ctx: &Context, text: SiteText, read: i32, change: Change) -> Result<(), Error> {
    let tx = ctx.begin().await?;
    let before = last(&tx, text).await?;
    let (version, stands) = before.map_or((0, None), |row| (row.version, row.content));
    if version != read {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    if stands == change.content {
        return Ok(());
    }
    let row = site_text_version::Model {
        text,
        version: version + 1,
        content: change.content.clone(),
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    let key = [site_text_version::Column::Text, site_text_version::Column::Version];
    let once = OnConflict::columns(key).do_nothing().to_owned();
    let insert = site_text_version::Entity::insert(row.into_active_model()).on_conflict(once);
    // Somebody else wrote the same version a moment ago.
    if insert.exec_without_returning(&tx).await? == 0 {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let event = match change.content {
        Some(_) => Event::SiteTextWritten { text, version: version + 1, restored: change.restored },
        None => Event::SiteTextReset { text, version: version + 1 },
    };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// A version of a text, as its history tells it.
#[derive(Debug, Clone)]
pub struct Version {
    pub version: i32,
    pub by: String,
    pub at: DateTime<Utc>,
    /// What it says; of one that was given back to its origin, what comes with the site now.
    pub content: String,
    pub is_origin: bool,
    /// What the version before said.
    pub before: String,
}

/// The versions of a text, the latest first, at most thirty. Who: as [`list`].
pub async fn versions(ctx: &Context, text: SiteText) -> Result<Vec<Version>, Error> {
    ctx.authorise(Action::EditTexts, &Facts::default())?;
    let of = site_text_version::Entity::find().filter(site_text_version::Column::Text.eq(text));
    let rows = of.order_by_desc(site_text_version::Column::Version).limit(MOST_LISTED + 1).all(ctx.read()).await?;
    let names = audit::names_of(ctx.read(), &rows.iter().map(|row| row.person).collect::<Vec<_>>()).await?;
    let origin = ctx.platform.origins.of(text).await;
    let content = |row: &site_text_version::Model| row.content.clone().unwrap_or_else(|| origin.clone());
    let version = |(at, row): (usize, &site_text_version::Model)| Version {
        version: row.version,
        by: names.get(&row.person).cloned().unwrap_or_default(),
        at: row.at.utc(),
        content: content(row),
        is_origin: row.content.is_none(),
        before: rows.get(at + 1).map_or_else(|| origin.clone(), content),
    };
    Ok(rows.iter().enumerate().take(usize::try_from(MOST_LISTED).unwrap_or(usize::MAX)).map(version).collect())
}
