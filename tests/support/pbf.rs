//! Writes `.osm.pbf` files from the format's description, for tests and measurements.
#![allow(missing_docs, dead_code)] // each user needs a part of it
use std::io::Write as _;

/// A tag of an object.
pub type Tag = (&'static str, &'static str);

pub struct Node {
    pub id: i64,
    pub lon: f64,
    pub lat: f64,
    pub tags: Vec<Tag>,
}

pub struct Way {
    pub id: i64,
    pub refs: Vec<i64>,
    pub tags: Vec<Tag>,
}

pub struct Relation {
    pub id: i64,
    /// Role, kind (0 node, 1 way, 2 relation), id.
    pub members: Vec<(&'static str, u64, i64)>,
    pub tags: Vec<Tag>,
}

/// A file on its way.
#[derive(Default)]
pub struct Pbf {
    pub bytes: Vec<u8>,
}

fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n.to_le_bytes()[0] | 0x80);
        n >>= 7;
    }
    out.push(n.to_le_bytes()[0]);
}

fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)).cast_unsigned()
}

/// A field of bytes.
fn field(number: u64, bytes: &[u8], out: &mut Vec<u8>) {
    varint(number << 3 | 2, out);
    varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

fn whole(number: u64, n: u64, out: &mut Vec<u8>) {
    varint(number << 3, out);
    varint(n, out);
}

fn packed(number: u64, all: impl IntoIterator<Item = u64>, out: &mut Vec<u8>) {
    let mut bytes = Vec::new();
    all.into_iter().for_each(|n| varint(n, &mut bytes));
    field(number, &bytes, out);
}

/// Differences to the one before.
fn deltas(all: impl IntoIterator<Item = i64>) -> impl Iterator<Item = u64> {
    let mut last = 0;
    all.into_iter().map(move |n| {
        let d = n - last;
        last = n;
        zigzag(d)
    })
}

#[derive(Default)]
struct Texts(Vec<&'static str>);

impl Texts {
    fn number(&mut self, text: &'static str) -> u64 {
        if let Some(i) = self.0.iter().position(|t| *t == text) {
            return i as u64 + 1;
        }
        self.0.push(text);
        self.0.len() as u64
    }

    fn written(&self) -> Vec<u8> {
        let mut out = Vec::new();
        field(1, b"", &mut out);
        self.0.iter().for_each(|t| field(1, t.as_bytes(), &mut out));
        out
    }
}

impl Pbf {
    /// A file with its header.
    pub fn new() -> Self {
        Self::needing(&["OsmSchema-V0.6", "DenseNodes"])
    }

    pub fn needing(features: &[&str]) -> Self {
        let mut header = Vec::new();
        for f in features {
            field(4, f.as_bytes(), &mut header);
        }
        let mut file = Self::default();
        file.block("OSMHeader", &header);
        file
    }

    /// A block, packed with zlib.
    pub fn block(&mut self, kind: &str, content: &[u8]) {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(content).unwrap();
        let mut blob = Vec::new();
        whole(2, content.len() as u64, &mut blob);
        field(3, &zlib.finish().unwrap(), &mut blob);
        self.blob(kind, &blob, blob.len() as u64);
    }

    /// A blob that says it has `size` bytes.
    pub fn blob(&mut self, kind: &str, blob: &[u8], size: u64) {
        let mut header = Vec::new();
        field(1, kind.as_bytes(), &mut header);
        whole(3, size, &mut header);
        let length = u32::try_from(header.len()).unwrap();
        self.bytes.extend_from_slice(&length.to_be_bytes());
        self.bytes.extend_from_slice(&header);
        self.bytes.extend_from_slice(blob);
    }

    fn data(&mut self, texts: &Texts, number: u64, group: &[u8]) {
        let mut all = Vec::new();
        field(number, group, &mut all);
        self.group(texts, &all);
    }

    fn group(&mut self, texts: &Texts, group: &[u8]) {
        let mut block = Vec::new();
        field(1, &texts.written(), &mut block);
        field(2, group, &mut block);
        self.block("OSMData", &block);
    }

    pub fn nodes(&mut self, nodes: &[Node]) {
        #[allow(clippy::cast_possible_truncation)] // degrees in steps of 100 nanodegrees
        let units = |degrees: f64| (degrees * 1e7).round() as i64;
        let mut texts = Texts::default();
        let mut words = Vec::new();
        for n in nodes {
            for (k, v) in &n.tags {
                words.extend([texts.number(k), texts.number(v)]);
            }
            words.push(0);
        }
        let mut dense = Vec::new();
        packed(1, deltas(nodes.iter().map(|n| n.id)), &mut dense);
        packed(8, deltas(nodes.iter().map(|n| units(n.lat))), &mut dense);
        packed(9, deltas(nodes.iter().map(|n| units(n.lon))), &mut dense);
        packed(10, words, &mut dense);
        self.data(&texts, 2, &dense);
    }

    pub fn ways(&mut self, ways: &[Way]) {
        let (mut texts, mut group) = (Texts::default(), Vec::new());
        for w in ways {
            let mut way = Vec::new();
            whole(1, w.id.cast_unsigned(), &mut way);
            tags(&w.tags, &mut texts, &mut way);
            packed(8, deltas(w.refs.iter().copied()), &mut way);
            field(3, &way, &mut group);
        }
        self.group(&texts, &group);
    }

    pub fn relations(&mut self, relations: &[Relation]) {
        let (mut texts, mut group) = (Texts::default(), Vec::new());
        for r in relations {
            let mut relation = Vec::new();
            whole(1, r.id.cast_unsigned(), &mut relation);
            tags(&r.tags, &mut texts, &mut relation);
            let roles: Vec<u64> = r.members.iter().map(|m| texts.number(m.0)).collect();
            packed(8, roles, &mut relation);
            packed(9, deltas(r.members.iter().map(|m| m.2)), &mut relation);
            packed(10, r.members.iter().map(|m| m.1), &mut relation);
            field(4, &relation, &mut group);
        }
        self.group(&texts, &group);
    }
}

fn tags(tags: &[Tag], texts: &mut Texts, out: &mut Vec<u8>) {
    let keys: Vec<u64> = tags.iter().map(|t| texts.number(t.0)).collect();
    let values: Vec<u64> = tags.iter().map(|t| texts.number(t.1)).collect();
    packed(2, keys, out);
    packed(3, values, out);
}
