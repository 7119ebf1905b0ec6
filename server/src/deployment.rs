//! What became of the money: each collectivité of a funded application says where it stands, in public.

use crate::{Context, Error, application::loaded::Loaded, audit};
use entity::{
    deployment::{DeploymentState, Feedback},
    event::Event,
    form_field,
    id::{ApplicationId, ProjectId},
    permission::Action,
    refusal::{FieldRefusals, Refusal},
    table::{application, deployment},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

/// Says where the collectivité acted for stands, with a sentence; saying it again replaces it.
///
/// Who: a collectivité of the application. Refused before the agreement is signed.
pub async fn report(ctx: &Context, id: ApplicationId, state: &str, feedback: &str) -> Result<(), Error> {
    let siren = ctx.acting_for()?;
    let tx = ctx.begin().await?;
    let loaded = Loaded::for_update(&tx, ctx, id).await?;
    loaded.authorise(ctx, Action::WriteApplication)?;
    let mut refusals = FieldRefusals::default();
    let state = refusals.take(form_field::DEPLOYMENT, DeploymentState::from_code(state).ok_or(Refusal::NotOnTheList));
    let feedback = refusals.take(form_field::FEEDBACK, Feedback::parse(feedback));
    let (Some(state), Some(feedback)) = (state, feedback) else { return Err(refusals.into()) };
    if !loaded.row.state.is_funded() || loaded.row.agreement_day.is_none() {
        return Err(Refusal::WrongState.into());
    }
    let row = deployment::Model {
        application: id,
        siren,
        state,
        feedback: feedback.into_string(),
        person: ctx.person()?,
        at: ctx.now().into(),
    };
    use deployment::Column::{Application, At, Feedback as Sentence, Person, Siren, State};
    let again = OnConflict::columns([Application, Siren]).update_columns([State, Sentence, Person, At]).to_owned();
    deployment::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(&tx).await?;
    let event = Event::DeploymentReported { application: id, siren, state };
    audit::record(&tx, ctx, event).await?;
    ctx.commit(tx).await
}

/// What collectivités say of a project that they pilot, the latest first. One statement.
pub async fn of_project(ctx: &Context, project: ProjectId) -> Result<Vec<deployment::Model>, Error> {
    let joined = deployment::Entity::belongs_to(application::Entity)
        .from(deployment::Column::Application)
        .to(application::Column::Id)
        .into();
    let query = deployment::Entity::find().join(JoinType::InnerJoin, joined);
    let query = query.filter(application::Column::Project.eq(project));
    Ok(query.order_by_desc(deployment::Column::At).all(ctx.read()).await?)
}
