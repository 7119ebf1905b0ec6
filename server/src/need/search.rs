//! The full-text search of needs, in the words of either database: FTS5 on SQLite, `tsvector` on PostgreSQL.

use entity::search_text::SearchText;
use sea_orm::sea_query::{Expr, SimpleExpr};

/// The condition that a need's title, problem or those affected hold every word typed, each as the beginning of a word;
/// None when nothing to search for was typed.
pub(super) fn condition(typed: &SearchText, sqlite: bool) -> Option<SimpleExpr> {
    let words = typed.words();
    if words.is_empty() {
        return None;
    }
    // They hold letters and digits only, so that neither query language sees an operator.
    Some(if sqlite {
        let query = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ");
        Expr::cust_with_values("need.rowid IN (SELECT rowid FROM need_search WHERE need_search MATCH ?)", [query])
    } else {
        let query = words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ");
        Expr::cust_with_values(
            "to_tsvector('simple', terreau_fold(title || ' ' || problem || ' ' || sufferers)) @@ to_tsquery('simple', \
             $1)",
            [query],
        )
    })
}
