//! Structures joined and parted: each in the transaction of the change that asks for it.
use super::republish::{republish, row};
use super::sql::{ROWS, Tx, insert, select_in};
use super::{StoreError, parse, text};
use crate::domain::matching::{Merge, Reason};
use crate::domain::{Fields, Revision, Status, Structure, clock};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Source and the source's own identifier of a record.
pub type RecordKey = (String, String);

/// What is kept of a merge besides its two structures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MergeNote {
    /// Records that the joined structure brought along.
    pub records: Vec<RecordKey>,
    /// 0 to 1.
    pub score: f64,
    /// Why they are one.
    pub reasons: Vec<Reason>,
    /// A person asked for it, not a rule.
    #[serde(default)]
    pub by_person: bool,
    /// Number of the kept structure's revision that took in the corrections of the joined one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
}

/// Joins structures; afterwards none of the kept ones is joined itself. `import` is the one that brought it about.
pub(super) async fn join(
    tx: &mut Tx,
    merges: &[Merge],
    import: Option<&str>,
    by_person: bool,
) -> Result<(), StoreError> {
    let roots = roots(merges);
    for batch in merges.chunks(ROWS) {
        let joined: Vec<String> = batch.iter().map(|m| m.joined.clone()).collect();
        let kept = |m: &Merge| {
            roots
                .get(&m.joined)
                .cloned()
                .unwrap_or_else(|| m.kept.clone())
        };
        let mut records = records_of(tx, &joined).await?;
        let corrected = revisions(tx, &joined).await?;
        let mut notes: Vec<[String; 5]> = Vec::with_capacity(batch.len());
        let at = clock::timestamp();
        let mut touched = BTreeSet::new();
        for m in batch {
            let to = kept(m);
            let revision = match corrected.get(&m.joined) {
                Some(r) => combine(tx, &to, r).await?,
                None => None,
            };
            let note = MergeNote {
                records: records.remove(&m.joined).unwrap_or_default(),
                score: m.score,
                reasons: m.reasons.clone(),
                by_person,
                revision,
            };
            let id = ulid::Ulid::generate().to_string();
            let note = text("merge", &id, &note)?;
            notes.push([id, to.clone(), m.joined.clone(), at.clone(), note]);
            touched.insert(to);
        }
        insert(tx, "merges (id, kept, joined, at, document)", notes, "").await?;
        move_records(tx, &joined).await?;
        hide(tx, &joined).await?;
        let touched: Vec<String> = touched.into_iter().collect();
        republish(tx, &touched).await?;
    }
    if let Some(import) = import {
        let sql =
            "UPDATE merges SET import = $1 WHERE import IS NULL AND undone_at IS NULL AND joined";
        for keys in merges.chunks(ROWS) {
            let joined: Vec<String> = keys.iter().map(|m| m.joined.clone()).collect();
            execute_in(tx, sql, Some(import), &joined).await?;
        }
    }
    repoint_reviews(tx, &roots).await
}

/// Where each joined structure lives on in the end.
fn roots(merges: &[Merge]) -> HashMap<String, String> {
    let direct: HashMap<&str, &str> = merges
        .iter()
        .map(|m| (m.joined.as_str(), m.kept.as_str()))
        .collect();
    let end = |from: &str| {
        let mut at = from.to_owned();
        // No more steps than merges: a circle would end too.
        for _ in 0..direct.len() {
            match direct.get(at.as_str()) {
                Some(next) => (*next).clone_into(&mut at),
                None => break,
            }
        }
        at
    };
    merges
        .iter()
        .map(|m| (m.joined.clone(), end(&m.joined)))
        .collect()
}

/// Keys of present and former records, by structure.
async fn records_of(
    tx: &mut Tx,
    structures: &[String],
) -> Result<HashMap<String, Vec<RecordKey>>, StoreError> {
    let mut found: HashMap<String, Vec<RecordKey>> = HashMap::new();
    for sql in [
        "SELECT structure_id, source, external_id FROM source_records WHERE structure_id",
        "SELECT structure_id, source, external_id FROM former_records WHERE structure_id",
    ] {
        for r in select_in(tx, sql, structures, None).await? {
            let keys = found.entry(r.try_get(0)?).or_default();
            keys.push((r.try_get(1)?, r.try_get(2)?));
        }
    }
    for keys in found.values_mut() {
        keys.sort_unstable();
        keys.dedup();
    }
    Ok(found)
}

/// The standing merges say where the records of these structures go; those dropped by their source go along, so that
/// one that comes back is not lost.
async fn move_records(tx: &mut Tx, joined: &[String]) -> Result<(), StoreError> {
    for table in ["source_records", "former_records"] {
        let sql = format!(
            "UPDATE {table} SET structure_id = (SELECT m.kept FROM merges m \
             WHERE m.joined = {table}.structure_id AND m.undone_at IS NULL) WHERE structure_id"
        );
        execute_in(tx, &sql, None, joined).await?;
    }
    Ok(())
}

/// The joined structures keep their last content and say where they live on.
async fn hide(tx: &mut Tx, joined: &[String]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(joined.len());
    let to: HashMap<String, String> = {
        let sql = "SELECT joined, kept FROM merges WHERE undone_at IS NULL AND joined";
        let rows = select_in(tx, sql, joined, None).await?;
        let pair = |r: &sqlx::any::AnyRow| Ok((r.try_get(0)?, r.try_get(1)?));
        rows.iter().map(pair).collect::<Result<_, sqlx::Error>>()?
    };
    for s in structures(tx, joined).await? {
        let merged_into = to.get(&s.id).cloned();
        let next = Structure {
            status: Status::MergedInto,
            merged_into,
            updated: clock::timestamp(),
            ..s
        };
        rows.push(row(&next)?);
    }
    keep(tx, rows).await?;
    let sql = "UPDATE structures SET merged_into = (SELECT m.kept FROM merges m \
        WHERE m.joined = structures.id AND m.undone_at IS NULL) WHERE id";
    execute_in(tx, sql, None, joined).await
}

async fn keep(tx: &mut Tx, rows: Vec<[String; 4]>) -> Result<(), StoreError> {
    let update =
        "ON CONFLICT (id) DO UPDATE SET status = excluded.status, document = excluded.document";
    Ok(insert(tx, "structures (id, slug, status, document)", rows, update).await?)
}

pub(super) async fn structures(tx: &mut Tx, ids: &[String]) -> Result<Vec<Structure>, StoreError> {
    let sql = "SELECT id, document FROM structures WHERE id";
    let rows = select_in(tx, sql, ids, None).await?;
    rows.iter()
        .map(|r| {
            parse(
                "structure",
                &r.try_get::<String, _>(0)?,
                &r.try_get::<String, _>(1)?,
            )
        })
        .collect()
}

/// The last revision of each of these structures that has one.
async fn revisions(tx: &mut Tx, ids: &[String]) -> Result<HashMap<String, Revision>, StoreError> {
    let sql = "SELECT structure_id, document FROM revisions r WHERE number = \
        (SELECT max(number) FROM revisions m WHERE m.structure_id = r.structure_id) AND structure_id";
    let rows = select_in(tx, sql, ids, None).await?;
    rows.iter()
        .map(|r| {
            let id: String = r.try_get(0)?;
            let revision = parse("revision", &id, &r.try_get::<String, _>(1)?)?;
            Ok((id, revision))
        })
        .collect()
}

async fn revision(
    tx: &mut Tx,
    id: &str,
    number: Option<i64>,
) -> Result<Option<Revision>, StoreError> {
    let sql = "SELECT document FROM revisions WHERE structure_id = $1 AND ($2 = 0 OR number = $2) \
        ORDER BY number DESC LIMIT 1";
    let found: Option<String> = sqlx::query_scalar(sql)
        .bind(id.to_owned())
        .bind(number.unwrap_or(0))
        .fetch_optional(&mut **tx)
        .await?;
    found.map(|d| parse("revision", id, &d)).transpose()
}

async fn keep_revision(tx: &mut Tx, id: &str, r: &Revision) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO revisions (structure_id, number, document) VALUES ($1, $2, $3)")
        .bind(id.to_owned())
        .bind(r.number)
        .bind(text("revision", id, r)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn names(fields: &Fields) -> BTreeSet<String> {
    let mut names = BTreeMap::new();
    Fields::default().fill_from(fields, "", &mut names);
    names.into_keys().collect()
}

/// The kept structure's corrections win; the joined one's fill what those say nothing of. The joined one's own
/// revisions stay where they are. Returns the number of the new revision.
async fn combine(tx: &mut Tx, kept: &str, joined: &Revision) -> Result<Option<i64>, StoreError> {
    let own = revision(tx, kept, None).await?.unwrap_or_default();
    let said = names(&own.set);
    let mut filling = joined.set.clone();
    for name in said.iter().chain(&own.clear) {
        filling.clear(name);
    }
    let mut next = own.clone();
    next.set.fill_from(&filling, "", &mut BTreeMap::new());
    for name in &joined.clear {
        if !said.contains(name) && !next.clear.contains(name) {
            next.clear.push(name.clone());
        }
    }
    next.number += 1;
    next.made_at = own.made_at.max(joined.made_at.clone());
    keep_revision(tx, kept, &next).await?;
    Ok(Some(next.number))
}

/// Takes out of the kept structure's corrections what a merge brought in, as far as nobody changed it since.
async fn uncombine(tx: &mut Tx, kept: &str, number: i64) -> Result<(), StoreError> {
    let (Some(now), Some(with)) = (
        revision(tx, kept, None).await?,
        revision(tx, kept, Some(number)).await?,
    ) else {
        return Ok(());
    };
    let before = match number {
        ..=1 => None,
        n => revision(tx, kept, Some(n - 1)).await?,
    };
    if now.number == number {
        sqlx::query("DELETE FROM revisions WHERE structure_id = $1 AND number = $2")
            .bind(kept.to_owned())
            .bind(number)
            .execute(&mut **tx)
            .await?;
        return Ok(());
    }
    let before = before.unwrap_or_default();
    let mut next = now.clone();
    let as_json = |f: &Fields| serde_json::to_value(f).unwrap_or_default();
    let (then, here) = (as_json(&with.set), as_json(&now.set));
    let own = names(&before.set);
    for name in names(&with.set).difference(&own) {
        if then.get(name) == here.get(name) {
            next.set.clear(name);
        }
    }
    next.clear
        .retain(|c| before.clear.contains(c) || !with.clear.contains(c));
    next.number += 1;
    keep_revision(tx, kept, &next).await
}

/// Pairs of a joined structure are now pairs of the one that took it in.
async fn repoint_reviews(tx: &mut Tx, roots: &HashMap<String, String>) -> Result<(), StoreError> {
    let joined: Vec<String> = roots.keys().cloned().collect();
    let mut rows = super::matching::take_reviews(tx, &joined).await?;
    for r in &mut rows {
        for side in &mut r[..2] {
            if let Some(to) = roots.get(side) {
                side.clone_from(to);
            }
        }
        r[..2].sort();
    }
    rows.retain(|r| r[0] != r[1]);
    rows.sort_unstable();
    rows.dedup_by(|a, b| a[..2] == b[..2]);
    super::matching::keep_reviews(tx, rows).await
}

/// A standing merge of this structure: its identifier, the kept one, and the note.
async fn standing(
    tx: &mut Tx,
    joined: &str,
) -> Result<Option<(String, String, MergeNote)>, StoreError> {
    let sql = "SELECT id, kept, document FROM merges WHERE joined = $1 AND undone_at IS NULL";
    let Some(r) = sqlx::query(sql)
        .bind(joined.to_owned())
        .fetch_optional(&mut **tx)
        .await?
    else {
        return Ok(None);
    };
    let id: String = r.try_get(0)?;
    let note = parse("merge", &id, &r.try_get::<String, _>(2)?)?;
    Ok(Some((id, r.try_get(1)?, note)))
}

/// Parts a structure from the one that it was joined to; says which one that is now, and whose records came along.
/// `None` when it is not joined.
pub(super) async fn part(
    tx: &mut Tx,
    joined: &str,
) -> Result<Option<(String, Vec<RecordKey>)>, StoreError> {
    let Some((merge, kept, note)) = standing(tx, joined).await? else {
        return Ok(None);
    };
    // The kept one may have been joined to another since.
    let mut home = kept.clone();
    let mut passed = HashSet::from([home.clone()]);
    while let Some((_, up, _)) = standing(tx, &home).await? {
        // In a circle there is no end to reach.
        if !passed.insert(up.clone()) {
            break;
        }
        home = up;
    }
    sqlx::query("UPDATE merges SET undone_at = $1 WHERE id = $2")
        .bind(clock::timestamp())
        .bind(merge)
        .execute(&mut **tx)
        .await?;
    for (source, id) in &note.records {
        for table in ["source_records", "former_records"] {
            let sql = format!(
                "UPDATE {table} SET structure_id = $1 WHERE source = $2 AND external_id = $3 AND structure_id = $4"
            );
            sqlx::query(AssertSqlSafe(sql))
                .bind(joined.to_owned())
                .bind(source.clone())
                .bind(id.clone())
                .bind(home.clone())
                .execute(&mut **tx)
                .await?;
        }
    }
    if let Some(number) = note.revision {
        uncombine(tx, &kept, number).await?;
    }
    let ids = [joined.to_owned()];
    let mut rows = Vec::new();
    for s in structures(tx, &ids).await? {
        let status = Status::Published;
        rows.push(row(&Structure {
            status,
            merged_into: None,
            ..s
        })?);
    }
    keep(tx, rows).await?;
    sqlx::query("UPDATE structures SET merged_into = NULL WHERE id = $1")
        .bind(joined.to_owned())
        .execute(&mut **tx)
        .await?;
    republish(tx, &[joined.to_owned(), home.clone()]).await?;
    Ok(Some((home, note.records)))
}

/// Takes back what an import joined; the last first.
pub(super) async fn part_import(tx: &mut Tx, import: &str) -> Result<(), StoreError> {
    let sql = "SELECT joined FROM merges WHERE import = $1 AND undone_at IS NULL ORDER BY id DESC";
    let joined: Vec<String> = sqlx::query_scalar(sql)
        .bind(import.to_owned())
        .fetch_all(&mut **tx)
        .await?;
    for one in joined {
        part(tx, &one).await?;
    }
    Ok(())
}

/// Completes a statement that ends with a column by `IN (keys)`; `first` is its `$1`, where it has one.
async fn execute_in(
    tx: &mut Tx,
    sql: &str,
    first: Option<&str>,
    keys: &[String],
) -> Result<(), StoreError> {
    for keys in keys.chunks(ROWS) {
        let from = usize::from(first.is_some());
        let marks: Vec<String> = (1..=keys.len()).map(|i| format!("${}", i + from)).collect();
        let mut query = sqlx::query(AssertSqlSafe(format!("{sql} IN ({})", marks.join(", "))));
        if let Some(f) = first {
            query = query.bind(f.to_owned());
        }
        for k in keys {
            query = query.bind(k.clone());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}
