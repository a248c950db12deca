//! What the documents of a text index stand for, and a collector that keeps all of them.
use super::search::Kind;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// What the documents of a segment stand for.
pub(super) struct Stored {
    kind: Column<u64>,
    index: Column<u64>,
}

impl Stored {
    pub(super) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        Ok(Self {
            kind: fast.u64("kind")?,
            index: fast.u64("index")?,
        })
    }
    pub(super) fn thing(&self, doc: DocId) -> Option<(Kind, u32)> {
        let kind = usize::try_from(self.kind.first(doc)?).ok()?;
        let index = u32::try_from(self.index.first(doc)?).ok()?;
        Some((*Kind::ALL.get(kind)?, index))
    }
}

/// Collects every find with its score.
pub(super) struct Everything;

pub(super) struct EverythingOfSegment {
    index: Column<u64>,
    found: Vec<(u32, f32)>,
}

impl Collector for Everything {
    type Fruit = Vec<(u32, f32)>;
    type Child = EverythingOfSegment;
    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<EverythingOfSegment> {
        Ok(EverythingOfSegment {
            index: segment.fast_fields().u64("index")?,
            found: Vec::new(),
        })
    }
    fn requires_scoring(&self) -> bool {
        true
    }
    fn merge_fruits(&self, parts: Vec<Vec<(u32, f32)>>) -> tantivy::Result<Vec<(u32, f32)>> {
        Ok(parts.concat())
    }
}

impl SegmentCollector for EverythingOfSegment {
    type Fruit = Vec<(u32, f32)>;
    fn collect(&mut self, doc: DocId, score: Score) {
        if let Some(i) = self.index.first(doc).and_then(|i| u32::try_from(i).ok()) {
            self.found.push((i, score));
        }
    }
    fn harvest(self) -> Self::Fruit {
        self.found
    }
}
