//! Drafts as they came, and the order in which a snapshot keeps them.
use super::build::small;
use super::draft::Draft;
use super::snapshot::Span;
use rayon::prelude::*;

/// Structures that one core copies in one go.
const PIECE: usize = 8_192;

/// Where a draft lies, with what it is sorted by first.
#[derive(Debug, Clone, Copy)]
struct At {
    key: u64,
    part: u32,
    draft: u32,
}

/// Drafts in parts, as they came; they stay where they are while small keys are sorted.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    parts: Vec<Vec<Draft>>,
    /// The fragments of each part.
    texts: Vec<Vec<u8>>,
    /// Morton order; what has no position comes last.
    order: Vec<At>,
}

impl Drafts {
    /// Takes over a part with its fragments.
    pub fn push(&mut self, drafts: Vec<Draft>, text: Vec<u8>) {
        self.parts.push(drafts);
        self.texts.push(text);
    }

    fn draft(&self, at: At) -> &Draft {
        &self.parts[at.part as usize][at.draft as usize]
    }

    /// The drafts in order, once sorted.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Draft> {
        self.order.iter().map(|at| self.draft(*at))
    }

    /// Puts them in order: neighbours on the map become neighbours in memory.
    pub fn sort(&mut self) {
        let mut order: Vec<At> = Vec::with_capacity(self.parts.iter().map(Vec::len).sum());
        for (part, drafts) in (0..).zip(&self.parts) {
            order.extend((0..).zip(drafts).map(|(draft, d)| At {
                key: d.key,
                part,
                draft,
            }));
        }
        let exact = |at: &At| {
            let d = self.draft(*at);
            (d.point.map(|p| (p.lon.to_bits(), p.lat.to_bits())), d.id)
        };
        order.par_sort_unstable_by(|a, b| a.key.cmp(&b.key).then_with(|| exact(a).cmp(&exact(b))));
        self.order = order;
    }

    /// Places in the order, by name.
    pub fn by_name(&self) -> Vec<u32> {
        let begin = |name: &str| {
            let mut bytes = [0; 8];
            let len = name.len().min(8);
            bytes[..len].copy_from_slice(&name.as_bytes()[..len]);
            u64::from_be_bytes(bytes)
        };
        let mut names: Vec<(u64, u32)> = self.iter().map(|d| begin(&d.fold)).zip(0..).collect();
        let whole = |place: u32| {
            let d = self.draft(self.order[place as usize]);
            (&d.fold, d.id)
        };
        // The first letters decide mostly, and spare a look at the name.
        names.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| whole(a.1).cmp(&whole(b.1))));
        names.into_iter().map(|(_, place)| place).collect()
    }

    /// The fragments in one piece, in order, and where each lies.
    pub fn arena(&self) -> (Vec<Span>, Vec<u8>) {
        let len = |at: &At| self.draft(*at).text.1 as usize;
        let lens: Vec<usize> = self
            .order
            .par_chunks(PIECE)
            .map(|piece| piece.iter().map(len).sum())
            .collect();
        let mut arena = vec![0; lens.iter().sum()];
        let mut spans = vec![Span::default(); self.order.len()];
        let (mut rest, mut start) = (&mut arena[..], 0);
        let mut pieces = Vec::with_capacity(lens.len());
        let places = self.order.chunks(PIECE).zip(spans.chunks_mut(PIECE));
        for ((order, spans), len) in places.zip(lens) {
            let (text, after) = rest.split_at_mut(len);
            pieces.push((order, spans, text, start));
            (rest, start) = (after, start + len);
        }
        pieces
            .into_par_iter()
            .for_each(|(order, spans, text, start)| self.copy(order, spans, text, start));
        (spans, arena)
    }

    fn copy(&self, order: &[At], spans: &mut [Span], text: &mut [u8], start: usize) {
        let mut at = 0;
        for (place, span) in order.iter().zip(spans) {
            let d = self.draft(*place);
            let (from, len) = (d.text.0 as usize, d.text.1 as usize);
            let fragment = &self.texts[place.part as usize][from..from + len];
            text[at..at + len].copy_from_slice(fragment);
            *span = Span {
                start: start + at,
                len: small(len),
                properties: d.properties,
                card: d.card,
            };
            at += len;
        }
    }

    /// Lets the fragments go once they are copied.
    pub fn drop_texts(&mut self) {
        self.texts = Vec::new();
    }
}
