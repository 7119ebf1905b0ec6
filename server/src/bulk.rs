//! Many rows in one statement, and values among many, for what is written often: on PostgreSQL the text of the
//! statement does not depend on how many there are (they are arrays), so that each connection plans it once.

use crate::Error;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IntoActiveModel,
    Iterable, Value,
    sea_query::{Expr, ExprTrait, Func, OnConflict, Query, extension::postgres::PgFunc},
};

/// Inserts rows; `conflict` says what becomes of those that are there already.
pub(crate) async fn insert<E, A>(
    tx: &impl ConnectionTrait,
    rows: Vec<E::Model>,
    conflict: Option<OnConflict>,
) -> Result<(), Error>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
    E::Model: IntoActiveModel<A>,
{
    if rows.is_empty() {
        return Ok(());
    }
    let rows: Vec<A> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    let columns = match tx.get_database_backend() {
        DatabaseBackend::Postgres => arrays::<E, A>(&rows),
        _ => None,
    };
    let Some((columns, arrays)) = columns else {
        let insert = E::insert_many(rows);
        match conflict {
            Some(conflict) => insert.on_conflict(conflict).exec_without_returning(tx).await?,
            None => insert.exec_without_returning(tx).await?,
        };
        return Ok(());
    };
    let mut insert = Query::insert();
    insert.into_table(E::default().table_ref()).columns(columns);
    // Arrays of one length, opened side by side in one SELECT, give a row for each place.
    let rows = Query::select().exprs(arrays.into_iter().map(|array| Func::cust("UNNEST").arg(array))).to_owned();
    insert.select_from(rows).map_err(|error| Error::Stored(error.to_string()))?;
    if let Some(conflict) = conflict {
        insert.on_conflict(conflict);
    }
    tx.execute(&insert).await?;
    Ok(())
}

/// The columns that have values, and the values of each as an array. None where a column has values in some rows only:
/// the arrays of the database library hold no NULL.
fn arrays<E, A>(rows: &[A]) -> Option<(Vec<E::Column>, Vec<Expr>)>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    let (mut columns, mut arrays) = (Vec::new(), Vec::new());
    for column in E::Column::iter() {
        let value = |row: &A| match row.get(column) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) if value.is_some() => Some(value),
            ActiveValue::Set(_) | ActiveValue::Unchanged(_) | ActiveValue::NotSet => None,
        };
        let values: Vec<Value> = rows.iter().filter_map(value).collect();
        let Some(kind) = values.first().map(Value::array_type) else { continue };
        if values.len() < rows.len() {
            return None;
        }
        columns.push(column);
        arrays.push(Expr::val(Value::Array(kind, Some(Box::new(values)))));
    }
    Some((columns, arrays))
}

/// Whether a column is one of these values.
pub(crate) fn one_of<C: ColumnTrait>(
    tx: &impl ConnectionTrait,
    column: C,
    values: impl IntoIterator<Item = impl Into<Value>>,
) -> Expr {
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    match (tx.get_database_backend(), values.first().map(Value::array_type)) {
        (DatabaseBackend::Postgres, Some(kind)) => {
            let array = Expr::val(Value::Array(kind, Some(Box::new(values))));
            Expr::col(column.as_column_ref()).eq(PgFunc::any(array))
        }
        _ => column.is_in(values),
    }
}
