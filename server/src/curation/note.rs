//! Curators' notes on needs, which curators alone read, and whom they mention.

use super::{seen, work};
use crate::{Context, Error, audit, notice};
use entity::{
    address::{Address, Link},
    curation::{BatchAct, BatchForm, BatchKind},
    event::Event,
    form_field,
    id::{NeedId, NoteId, PersonId},
    permission::{Action, Facts},
    table::need_note,
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

/// Where a curator reads a need beside the list.
pub(super) fn reading(need: NeedId) -> Link {
    Address::Curation.with("lire", need)
}

/// Writes a note on a need; tells the curator chosen beside it and those whose name stands in it after an at sign.
///
/// Who: a curator. Refused without a text, and for somebody who does not curate.
pub async fn write(ctx: &Context, id: NeedId, text: &str, mention: &str) -> Result<(), Error> {
    ctx.authorise(Action::Curate, &Facts::default())?;
    let form = BatchForm { note: text.to_owned(), mention: mention.to_owned(), ..BatchForm::default() };
    let BatchAct::Note { text, to } = form.read(BatchKind::Note)? else { return Err(Error::NotFound) };
    let tx = ctx.begin().await?;
    let need = seen::of(&tx, &[id]).await?.pop().ok_or(Error::NotFound)?;
    if let Some(to) = to {
        work::require_curator(&tx, to, form_field::MENTION).await?;
    }
    let text = text.into_string();
    let told = mentioned(&tx, &text, to).await?;
    let row = need_note::Model {
        id: NoteId(ctx.platform.new_id()),
        need: id,
        author: ctx.person()?,
        text,
        at: ctx.now().into(),
        batch: None,
    };
    need_note::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    notice::notify(&tx, ctx, told, notice::Kind::NoteMention, &need.title, reading(id)).await?;
    audit::record(&tx, ctx, Event::NeedNoted { need: id }).await?;
    ctx.commit(tx).await
}

/// Whom a note tells: who was chosen beside it, and every curator whose name it holds after an at sign.
pub(super) async fn mentioned(
    tx: &impl ConnectionTrait,
    text: &str,
    chosen: Option<PersonId>,
) -> Result<Vec<PersonId>, Error> {
    let text = text.to_lowercase();
    let named = |name: &str| !name.is_empty() && text.contains(&format!("@{}", name.to_lowercase()));
    let curators = work::curators(tx).await?.into_iter();
    let named = curators.filter(|(_, name)| named(name)).map(|(id, _)| id);
    Ok(chosen.into_iter().chain(named).collect())
}
