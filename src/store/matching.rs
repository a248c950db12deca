//! Duplicates: what is compared, what a person is asked, what was joined.
use super::joining::{self, MergeNote, RecordKey};
use super::sql::{ROWS, Tx, delete_in_pairs, insert, select_in};
use super::write::bump;
use super::{ImportWriter, Store, StoreError, parse, text};
use crate::domain::matching::{Merge, Pair, Reason};
use crate::domain::{Status, Structure, clock};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use sqlx::{Any, Executor, Row};
use std::collections::{BTreeSet, HashMap};

/// A stored record, for comparing.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Code of its source.
    pub source: String,
    /// The source's own identifier.
    pub id: String,
    /// Structure that it belongs to.
    pub structure: String,
    /// The record as JSON.
    pub document: String,
}

/// What people decided: it binds the rules.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// Pairs of records that are not one.
    pub rejected: Vec<(RecordKey, RecordKey)>,
    /// Structures with corrections.
    pub revised: Vec<String>,
}

/// A pair that waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Both structures, the older first.
    pub structures: [Structure; 2],
    /// 0 to 1.
    pub score: f64,
    /// Why they may be one.
    pub reasons: Vec<Reason>,
    /// RFC 3339.
    pub since: String,
}

/// A merge that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// The structure that stayed.
    pub kept: Structure,
    /// The one that joined it, as it was last known.
    pub joined: Structure,
    /// Why, and what came along.
    pub note: MergeNote,
    /// Import that brought it about.
    pub import: Option<String>,
    /// RFC 3339.
    pub at: String,
}

/// What is kept of a pair to review besides its structures.
#[derive(Serialize, Deserialize)]
struct ReviewNote {
    score: f64,
    reasons: Vec<Reason>,
}

async fn records(
    from: impl Executor<'_, Database = Any>,
    apart: &str,
    mut take: impl FnMut(Compared) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql =
        "SELECT source, external_id, structure_id, document FROM source_records WHERE source <> $1";
    let mut rows = sqlx::query(sql).bind(apart.to_owned()).fetch(from);
    while let Some(r) = rows.try_next().await? {
        take(Compared {
            source: r.try_get(0)?,
            id: r.try_get(1)?,
            structure: r.try_get(2)?,
            document: r.try_get(3)?,
        })?;
    }
    Ok(())
}

async fn decisions(tx: &mut Tx) -> Result<Decisions, StoreError> {
    let sql = "SELECT first_source, first_id, second_source, second_id FROM rejected_pairs";
    let rows = sqlx::query(sql).fetch_all(&mut **tx).await?;
    let pair = |r: &sqlx::any::AnyRow| {
        Ok((
            (r.try_get(0)?, r.try_get(1)?),
            (r.try_get(2)?, r.try_get(3)?),
        ))
    };
    Ok(Decisions {
        rejected: rows.iter().map(pair).collect::<Result<_, sqlx::Error>>()?,
        revised: sqlx::query_scalar("SELECT DISTINCT structure_id FROM revisions")
            .fetch_all(&mut **tx)
            .await?,
    })
}

impl ImportWriter {
    /// Hands over every record that is compared, those of this import too; the source `apart` is left out.
    ///
    /// # Errors
    /// When the database does not answer, or `take` fails.
    pub async fn compared(
        &mut self,
        apart: &str,
        take: impl FnMut(Compared) -> Result<(), StoreError>,
    ) -> Result<Decisions, StoreError> {
        records(&mut *self.tx, apart, take).await?;
        decisions(&mut self.tx).await
    }

    /// Structures by their identifiers, as they stand inside the import.
    ///
    /// # Errors
    /// When the database does not answer, or a document is damaged.
    pub async fn structures(&mut self, ids: &[String]) -> Result<Vec<Structure>, StoreError> {
        joining::structures(&mut self.tx, ids).await
    }

    /// Joins what a rule joins and queues what a person is asked, with the import.
    ///
    /// # Errors
    /// When the database refuses; then the writer must be dropped.
    pub async fn matched(
        &mut self,
        merges: &[Merge],
        reviews: &[Pair],
        seen: &[String],
        import: &str,
    ) -> Result<(), StoreError> {
        joining::join(&mut self.tx, merges, Some(import), false).await?;
        queue(&mut self.tx, reviews, seen).await
    }
}

/// Takes the rows of these structures out of the queue: first, second, since, document.
pub(super) async fn take_reviews(
    tx: &mut Tx,
    of: &[String],
) -> Result<Vec<[String; 4]>, StoreError> {
    let some: i64 = sqlx::query_scalar("SELECT count(*) FROM reviews")
        .fetch_one(&mut **tx)
        .await?;
    if some == 0 || of.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: BTreeSet<[String; 4]> = BTreeSet::new();
    for sql in [
        "SELECT first, second, since, document FROM reviews WHERE first",
        "SELECT first, second, since, document FROM reviews WHERE second",
    ] {
        for r in select_in(tx, sql, of, None).await? {
            found.insert([r.try_get(0)?, r.try_get(1)?, r.try_get(2)?, r.try_get(3)?]);
        }
    }
    for r in &found {
        sqlx::query("DELETE FROM reviews WHERE first = $1 AND second = $2")
            .bind(r[0].clone())
            .bind(r[1].clone())
            .execute(&mut **tx)
            .await?;
    }
    Ok(found.into_iter().collect())
}

/// Puts rows into the queue; what is there already stays.
pub(super) async fn keep_reviews(tx: &mut Tx, rows: Vec<[String; 4]>) -> Result<(), StoreError> {
    let into = "reviews (first, second, since, document)";
    Ok(insert(tx, into, rows, "ON CONFLICT (first, second) DO NOTHING").await?)
}

/// The queue after a comparison of the structures `seen`: their old pairs go, the found ones come; a pair that was
/// there already keeps its date.
async fn queue(tx: &mut Tx, reviews: &[Pair], seen: &[String]) -> Result<(), StoreError> {
    let old = take_reviews(tx, seen).await?;
    let since: HashMap<(&str, &str), &str> = old
        .iter()
        .map(|r| ((r[0].as_str(), r[1].as_str()), r[2].as_str()))
        .collect();
    let now = clock::timestamp();
    let mut rows = Vec::with_capacity(reviews.len());
    for p in reviews {
        let since = since
            .get(&(p.first.as_str(), p.second.as_str()))
            .copied()
            .unwrap_or(&now);
        let note = ReviewNote {
            score: p.score,
            reasons: p.reasons.clone(),
        };
        rows.push([
            p.first.clone(),
            p.second.clone(),
            since.to_owned(),
            text("review", &p.first, &note)?,
        ]);
    }
    rows.sort_unstable();
    rows.dedup_by(|a, b| a[..2] == b[..2]);
    keep_reviews(tx, rows).await
}

impl Store {
    /// Hands over every record that is compared; the source `apart` is left out.
    ///
    /// # Errors
    /// When the database does not answer, or `take` fails.
    pub async fn compared(
        &self,
        apart: &str,
        take: impl FnMut(Compared) -> Result<(), StoreError>,
    ) -> Result<Decisions, StoreError> {
        let mut tx = self.reader.begin().await?;
        records(&mut *tx, apart, take).await?;
        decisions(&mut tx).await
    }

    /// Structures by their identifiers; those that are not stored are left out.
    ///
    /// # Errors
    /// When the database does not answer, or a document is damaged.
    pub async fn structures_of(&self, ids: &[String]) -> Result<Vec<Structure>, StoreError> {
        let mut tx = self.reader.begin().await?;
        joining::structures(&mut tx, ids).await
    }

    /// Joins and queues what a comparison of all records found, as one change: `basis` is the revision that it was made
    /// of, and how many pairs were held apart. `false`, and nothing written, when something changed since.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn matched(
        &self,
        merges: &[Merge],
        reviews: &[Pair],
        seen: &[String],
        basis: (i64, usize),
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin_change().await?;
        let now: i64 = sqlx::query_scalar("SELECT revision FROM state WHERE id = 1")
            .fetch_one(&mut *tx)
            .await?;
        // That two are not one changes nothing that is shown, and so no revision.
        let apart: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM rejected_pairs")
            .fetch_one(&mut *tx)
            .await?;
        if now != basis.0 || usize::try_from(apart) != Ok(basis.1) {
            return Ok(false);
        }
        joining::join(&mut tx, merges, None, false).await?;
        queue(&mut tx, reviews, seen).await?;
        if !merges.is_empty() {
            bump(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// A structure by its identifier or the last part of its page's address, whatever its status.
    ///
    /// # Errors
    /// When the database does not answer, or a document is damaged.
    pub async fn find(&self, name: &str) -> Result<Option<Structure>, StoreError> {
        let sql =
            "SELECT id, document FROM structures WHERE id = $1 OR slug = $1 ORDER BY id LIMIT 1";
        let found = sqlx::query(sql)
            .bind(name.to_owned())
            .fetch_optional(&self.reader)
            .await?;
        found
            .map(|r| {
                parse(
                    "structure",
                    &r.try_get::<String, _>(0)?,
                    &r.try_get::<String, _>(1)?,
                )
            })
            .transpose()
    }

    /// Joins one structure to another at a person's wish; that they were held apart before is forgotten.
    ///
    /// # Errors
    /// When the database refuses, or an import has joined or withdrawn one of them; then nothing was written.
    pub async fn merge(
        &self,
        kept: &str,
        joined: &str,
        reasons: Vec<Reason>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let both = [kept.to_owned(), joined.to_owned()];
        still_shown(&mut tx, &both).await?;
        for (a, b) in crossed(&mut tx, &both).await? {
            delete_in_pairs(&mut tx, [&a.0, &a.1, &b.0, &b.1]).await?;
        }
        let merge = Merge {
            kept: kept.to_owned(),
            joined: joined.to_owned(),
            score: 1.0,
            reasons,
        };
        joining::join(&mut tx, &[merge], None, true).await?;
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Parts a structure from the one that it was joined to, and remembers that they are not one. Says from which;
    /// `None` when it is not joined.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn split(&self, joined: &str) -> Result<Option<String>, StoreError> {
        let mut tx = self.begin_change().await?;
        let Some((home, _)) = joining::part(&mut tx, joined).await? else {
            return Ok(None);
        };
        reject(&mut tx, &[home.clone(), joined.to_owned()]).await?;
        bump(&mut tx).await?;
        tx.commit().await?;
        Ok(Some(home))
    }

    /// Remembers that two structures are not one, by the records that they have now and had before.
    ///
    /// # Errors
    /// When the database refuses, or an import has joined or withdrawn one of them; then nothing was written.
    pub async fn reject(&self, a: &str, b: &str) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let both = [a.to_owned(), b.to_owned()];
        still_shown(&mut tx, &both).await?;
        reject(&mut tx, &both).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Pairs that wait for a person, the likeliest first; pairs of which one is no longer shown wait no more.
    ///
    /// # Errors
    /// When the database does not answer, or a document is damaged.
    pub async fn reviews(&self) -> Result<Vec<Review>, StoreError> {
        let sql = "SELECT r.first, r.second, r.since, r.document, a.document, b.document FROM reviews r \
            JOIN structures a ON a.id = r.first JOIN structures b ON b.id = r.second \
            WHERE a.status = 'published' AND b.status = 'published' ORDER BY r.first, r.second";
        let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
        let mut all = Vec::with_capacity(rows.len());
        for r in &rows {
            let (a, b): (String, String) = (r.try_get(0)?, r.try_get(1)?);
            let note: ReviewNote = parse("review", &a, &r.try_get::<String, _>(3)?)?;
            all.push(Review {
                structures: [
                    parse("structure", &a, &r.try_get::<String, _>(4)?)?,
                    parse("structure", &b, &r.try_get::<String, _>(5)?)?,
                ],
                score: note.score,
                reasons: note.reasons,
                since: r.try_get(2)?,
            });
        }
        all.sort_by(|x, y| y.score.total_cmp(&x.score));
        Ok(all)
    }

    /// Merges that stand, the last first.
    ///
    /// # Errors
    /// When the database does not answer, or a document is damaged.
    pub async fn merges(&self) -> Result<Vec<Joined>, StoreError> {
        let sql = "SELECT m.id, m.import, m.at, m.document, a.id, a.document, b.id, b.document FROM merges m \
            JOIN structures a ON a.id = m.kept JOIN structures b ON b.id = m.joined \
            WHERE m.undone_at IS NULL ORDER BY m.at DESC, m.id DESC";
        let rows = sqlx::query(sql).fetch_all(&self.reader).await?;
        rows.iter()
            .map(|r| {
                let structure = |at: usize| -> Result<Structure, StoreError> {
                    parse(
                        "structure",
                        &r.try_get::<String, _>(at)?,
                        &r.try_get::<String, _>(at + 1)?,
                    )
                };
                Ok(Joined {
                    kept: structure(4)?,
                    joined: structure(6)?,
                    note: parse(
                        "merge",
                        &r.try_get::<String, _>(0)?,
                        &r.try_get::<String, _>(3)?,
                    )?,
                    import: r.try_get(1)?,
                    at: r.try_get(2)?,
                })
            })
            .collect()
    }
}

/// While a decision waited for its turn, an import may have joined one of the two to another.
async fn still_shown(tx: &mut Tx, both: &[String; 2]) -> Result<(), StoreError> {
    for id in both {
        let status: Option<String> =
            sqlx::query_scalar("SELECT status FROM structures WHERE id = $1")
                .bind(id.clone())
                .fetch_optional(&mut **tx)
                .await?;
        if status.as_deref() != Some("published") {
            return Err(StoreError::Changed(id.clone()));
        }
    }
    Ok(())
}

/// Every record of the one with every record of the other, each pair in order.
async fn crossed(
    tx: &mut Tx,
    both: &[String; 2],
) -> Result<Vec<(RecordKey, RecordKey)>, StoreError> {
    let mut sides: [Vec<RecordKey>; 2] = Default::default();
    for (structure, side) in both.iter().zip(&mut sides) {
        for sql in [
            "SELECT source, external_id FROM source_records WHERE structure_id",
            "SELECT source, external_id FROM former_records WHERE structure_id",
        ] {
            for r in select_in(tx, sql, std::slice::from_ref(structure), None).await? {
                side.push((r.try_get(0)?, r.try_get(1)?));
            }
        }
    }
    let [a, b] = sides;
    let pairs = a
        .iter()
        .flat_map(|x| b.iter().map(move |y| (x.min(y).clone(), x.max(y).clone())));
    Ok(pairs.collect())
}

async fn reject(tx: &mut Tx, both: &[String; 2]) -> Result<(), StoreError> {
    let now = clock::timestamp();
    let pairs = crossed(tx, both).await?;
    for pairs in pairs.chunks(ROWS) {
        let rows = pairs
            .iter()
            .cloned()
            .map(|(a, b)| [a.0, a.1, b.0, b.1, now.clone()])
            .collect();
        let into = "rejected_pairs (first_source, first_id, second_source, second_id, at)";
        insert(
            tx,
            into,
            rows,
            "ON CONFLICT (first_source, first_id, second_source, second_id) DO NOTHING",
        )
        .await?;
    }
    let [a, b] = both;
    sqlx::query("DELETE FROM reviews WHERE first = $1 AND second = $2")
        .bind(a.min(b).clone())
        .bind(a.max(b).clone())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Joined {
    /// Whether the kept structure is shown under its own address.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.kept.status == Status::Published
    }
}
