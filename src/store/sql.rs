//! Statements over many rows that both databases read alike: numbered placeholders, few distinct texts.
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Transaction};
use std::fmt::Write as _;

/// A running change.
pub(super) type Tx = Transaction<'static, Any>;

/// Rows of one statement: 5 columns of them stay far below the 32,766 values that SQLite takes.
pub(super) const ROWS: usize = 256;

/// `($1, $2), ($3, $4)` for two rows of two.
fn placeholders(rows: usize, width: usize) -> String {
    let mut out = String::with_capacity(rows * width * 7);
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=width {
            let comma = if column == 1 { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(out, "{comma}${}", row * width + column);
        }
        out.push(')');
    }
    out
}

/// Inserts rows given one value after the other. The rows of a statement are a power of two, so that
/// the database prepares nine texts at most.
pub(super) async fn insert<const WIDTH: usize>(
    tx: &mut Tx,
    into: &str,
    values: Vec<[String; WIDTH]>,
    conflict: &str,
) -> Result<(), sqlx::Error> {
    let mut left = values.len();
    let mut values = values.into_iter();
    while left > 0 {
        let rows = ROWS.min(1 << left.ilog2());
        left -= rows;
        let sql = format!(
            "INSERT INTO {into} VALUES {} {conflict}",
            placeholders(rows, WIDTH)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in values.by_ref().take(rows).flatten() {
            query = query.bind(value);
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Completes a statement that ends with a column by `IN (keys)`, and by the source where one is given.
/// The number of values is a power of two, the last key being repeated: few distinct texts.
fn of_keys(sql: &str, keys: &[String], source: Option<&str>) -> Query<'static, Any, AnyArguments> {
    let size = keys.len().next_power_of_two();
    let mut sql = format!("{sql} IN {}", placeholders(1, size));
    if source.is_some() {
        // Writing to a string cannot fail.
        let _ = write!(sql, " AND source = ${}", size + 1);
    }
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for i in 0..size {
        query = query.bind(keys[i.min(keys.len() - 1)].clone());
    }
    match source {
        Some(s) => query.bind(s.to_owned()),
        None => query,
    }
}

/// Keys of one statement: far below the 32,766 values that SQLite takes.
const KEYS: usize = 4096;

/// Rows whose last-named column is one of the keys; of one source only, where it is given.
pub(super) async fn select_in(
    tx: &mut Tx,
    sql: &str,
    keys: &[String],
    source: Option<&str>,
) -> Result<Vec<AnyRow>, sqlx::Error> {
    let mut rows = Vec::new();
    for keys in keys.chunks(KEYS) {
        rows.append(&mut of_keys(sql, keys, source).fetch_all(&mut **tx).await?);
    }
    Ok(rows)
}

/// Deletes the rows of a source and of these identifiers.
pub(super) async fn delete_in(
    tx: &mut Tx,
    table: &str,
    source: &str,
    ids: &[String],
) -> Result<(), sqlx::Error> {
    let sql = format!("DELETE FROM {table} WHERE external_id");
    for ids in ids.chunks(KEYS) {
        of_keys(&sql, ids, Some(source)).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Forgets that two records are not one: source and identifier of the first and of the second.
pub(super) async fn delete_in_pairs(tx: &mut Tx, key: [&String; 4]) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM rejected_pairs WHERE first_source = $1 AND first_id = $2 \
        AND second_source = $3 AND second_id = $4";
    let mut query = sqlx::query(sql);
    for k in key {
        query = query.bind(k.clone());
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::Execute;

    #[test]
    fn numbers_placeholders() {
        assert_eq!(super::placeholders(2, 2), "($1, $2), ($3, $4)");
        let keys = ["a", "b", "c"].map(str::to_owned);
        let query = super::of_keys("x", &keys, Some("s"));
        assert_eq!(
            query.sql().as_str(),
            "x IN ($1, $2, $3, $4) AND source = $5"
        );
    }
}
