//! `.osm.pbf`: nodes with their positions on the first way through the file; then the ways of the wanted relations,
//! then the nodes of the wanted ways. Blocks are unpacked on all cores, a few at a time.
use super::super::{Input, RawRow, ReadError, clean, is_blank};
use super::{ID, Wanted, shape};
use crate::domain::Coordinates;
use crate::domain::crosswalk::Tags;
use foldhash::{HashMap, HashMapExt as _};
use osmpbf::{BlobDecode, BlobReader, PrimitiveBlock, RelMemberType};
use rayon::prelude::*;
use std::io::{self, Cursor, Read};

/// Bytes that a block may have, packed, as the format says; its header has at most 64 kB.
const BLOCK: usize = 32 << 20;
const BLOCK_HEADER: usize = 64 << 10;

/// Features of the format that are understood.
const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// A relation's member: a node or a way.
#[derive(Debug, Clone, Copy)]
enum Member {
    Node(i64),
    Way { id: i64, outer: bool },
}

/// What is wanted of a block, on the first way through the file.
#[derive(Debug, Default)]
struct Found {
    nodes: Vec<(i64, Tags, Option<Coordinates>)>,
    ways: Vec<(i64, Tags, Vec<i64>)>,
    relations: Vec<(i64, Tags, Vec<Member>)>,
    holds: Holds,
}

/// What kinds of objects a block holds, so that it is unpacked only once more where it must be.
#[derive(Debug, Clone, Copy, Default)]
struct Holds {
    nodes: bool,
    ways: bool,
}

/// Reads the wanted objects: nodes in the order of the file, then ways, then relations.
pub(super) fn read(
    input: &mut impl Input,
    wanted: &Wanted<'_>,
    take: &mut dyn FnMut(RawRow),
) -> Result<(), ReadError> {
    let mut number = 0;
    let mut give = |id: String, mut tags: Tags, at: Option<Coordinates>| {
        number += 1;
        tags.insert(ID.to_owned(), id);
        take(RawRow {
            number,
            values: tags,
            geometry: at.map(Ok),
            ..RawRow::default()
        });
    };
    let (mut ways, mut relations, mut holds) = (Vec::new(), Vec::new(), Vec::new());
    blocks(
        input,
        |_| true,
        |block| found(block, wanted),
        |found: Found| {
            holds.push(found.holds);
            for (id, tags, at) in found.nodes {
                give(format!("node/{id}"), tags, at);
            }
            ways.extend(found.ways);
            relations.extend(found.relations);
        },
    )?;
    let members = member_ways(input, &relations, &holds)?;
    let nodes = node_positions(input, &ways, &relations, &members, &holds)?;
    let line = |refs: &[i64]| -> Vec<Coordinates> {
        let known = refs.iter().filter_map(|n| nodes.get(n).copied().flatten());
        known.collect()
    };
    for (id, tags, refs) in ways {
        give(format!("way/{id}"), tags, shape::of_way(&line(&refs)));
    }
    for (id, tags, parts) in relations {
        let (mut outer, mut all) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Member::Node(n) => all.extend(nodes.get(&n).copied().flatten()),
                Member::Way {
                    id,
                    outer: is_outer,
                } => {
                    let points = members.get(&id).map(|refs| line(refs)).unwrap_or_default();
                    all.extend_from_slice(&points);
                    if is_outer {
                        outer.push(points);
                    }
                }
            }
        }
        give(
            format!("relation/{id}"),
            tags,
            shape::of_relation(outer, &all),
        );
    }
    Ok(())
}

/// The nodes of the ways that the wanted relations are made of.
fn member_ways(
    input: &mut impl Input,
    relations: &[(i64, Tags, Vec<Member>)],
    holds: &[Holds],
) -> Result<HashMap<i64, Vec<i64>>, ReadError> {
    let mut ways = HashMap::new();
    for m in relations.iter().flat_map(|r| &r.2) {
        if let Member::Way { id, .. } = m {
            ways.insert(*id, Vec::new());
        }
    }
    if ways.is_empty() {
        return Ok(ways);
    }
    let mut known: Vec<(i64, Vec<i64>)> = Vec::new();
    let of_block = |block: &PrimitiveBlock| -> Vec<(i64, Vec<i64>)> {
        let all = block.groups().flat_map(|g| g.ways());
        all.filter(|w| ways.contains_key(&w.id()))
            .map(|w| (w.id(), w.refs().collect()))
            .collect()
    };
    rewind(input)?;
    let wanted = |i: usize| holds.get(i).is_some_and(|h| h.ways);
    blocks(input, wanted, of_block, |found| known.extend(found))?;
    ways.extend(known);
    Ok(ways)
}

/// Where the nodes are that ways and relations are made of; none for one that the file does not have.
fn node_positions(
    input: &mut impl Input,
    ways: &[(i64, Tags, Vec<i64>)],
    relations: &[(i64, Tags, Vec<Member>)],
    members: &HashMap<i64, Vec<i64>>,
    holds: &[Holds],
) -> Result<HashMap<i64, Option<Coordinates>>, ReadError> {
    let of_relations = relations.iter().flat_map(|r| &r.2).filter_map(|m| match m {
        Member::Node(id) => Some(*id),
        Member::Way { .. } => None,
    });
    let of_ways = ways
        .iter()
        .flat_map(|w| &w.2)
        .chain(members.values().flatten());
    let mut nodes: HashMap<i64, Option<Coordinates>> = of_relations
        .chain(of_ways.copied())
        .map(|n| (n, None))
        .collect();
    if nodes.is_empty() {
        return Ok(nodes);
    }
    let mut known: Vec<(i64, Coordinates)> = Vec::new();
    let of_block = |block: &PrimitiveBlock| -> Vec<(i64, Coordinates)> {
        let mut found = Vec::new();
        for group in block.groups() {
            let dense = group.dense_nodes().map(|n| (n.id(), n.lon(), n.lat()));
            let plain = group.nodes().map(|n| (n.id(), n.lon(), n.lat()));
            let all = dense.chain(plain).filter(|n| nodes.contains_key(&n.0));
            found.extend(all.filter_map(|(id, x, y)| Some((id, Coordinates::new(x, y)?))));
        }
        found
    };
    rewind(input)?;
    let wanted = |i: usize| holds.get(i).is_some_and(|h| h.nodes);
    blocks(input, wanted, of_block, |found| known.extend(found))?;
    nodes.extend(known.into_iter().map(|(id, at)| (id, Some(at))));
    Ok(nodes)
}

fn rewind(input: &mut impl Input) -> Result<(), ReadError> {
    if input.rewind()? {
        return Ok(());
    }
    Err(broken("it cannot be read a second time"))
}

/// Bytes of a key or a value, of which OSM allows 255 letters: one text of a block may belong to any number of tags.
const TEXT: usize = 4 * 255;

/// What is wanted of one block.
fn found(block: &PrimitiveBlock, wanted: &Wanted<'_>) -> Found {
    let texts = block.raw_stringtable();
    let text = |i: u32| {
        let bytes = texts.get(i as usize).filter(|t| t.len() <= TEXT);
        bytes
            .map(|t| String::from_utf8_lossy(t))
            .unwrap_or_default()
    };
    // Most objects are none of ours: told by the number of a key, before any text is looked at.
    let ours: Vec<bool> = texts
        .iter()
        .map(|t| std::str::from_utf8(t).is_ok_and(|t| wanted.key(t)))
        .collect();
    let is_ours = |key: u32| ours.get(key as usize).copied().unwrap_or(false);
    let any = ours.iter().any(|o| *o);
    let tags = |pairs: &mut dyn Iterator<Item = (u32, u32)>| -> Option<Tags> {
        let each = pairs.map(|(k, v)| (clean(&text(k)), clean(&text(v))));
        let tags: Tags = each
            .filter(|(k, v)| !k.is_empty() && !is_blank(v))
            .collect();
        wanted.tags(&tags).then_some(tags)
    };
    let mut found = Found::default();
    for group in block.groups() {
        // Its first element tells what a group holds: they are not mixed.
        found.holds.nodes |= group.dense_nodes().next().is_some() || group.nodes().next().is_some();
        found.holds.ways |= group.ways().next().is_some();
        if !any {
            continue;
        }
        for n in group.dense_nodes() {
            let signed = |(k, v): (i32, i32)| (k.cast_unsigned(), v.cast_unsigned());
            if n.raw_tags().any(|(k, _)| is_ours(k.cast_unsigned()))
                && let Some(tags) = tags(&mut n.raw_tags().map(signed))
            {
                let at = Coordinates::new(n.lon(), n.lat());
                found.nodes.push((n.id(), tags, at));
            }
        }
        for n in group.nodes() {
            if n.raw_tags().any(|(k, _)| is_ours(k))
                && let Some(tags) = tags(&mut n.raw_tags())
            {
                let at = Coordinates::new(n.lon(), n.lat());
                found.nodes.push((n.id(), tags, at));
            }
        }
        for w in group.ways() {
            if w.raw_tags().any(|(k, _)| is_ours(k))
                && let Some(tags) = tags(&mut w.raw_tags())
            {
                found.ways.push((w.id(), tags, w.refs().collect()));
            }
        }
        for r in group.relations() {
            if r.raw_tags().any(|(k, _)| is_ours(k))
                && let Some(tags) = tags(&mut r.raw_tags())
            {
                let members = r.members().filter_map(|m| match m.member_type {
                    RelMemberType::Node => Some(Member::Node(m.member_id)),
                    RelMemberType::Way => Some(Member::Way {
                        id: m.member_id,
                        outer: m.role().map_or(true, |role| role != "inner"),
                    }),
                    RelMemberType::Relation => None,
                });
                found.relations.push((r.id(), tags, members.collect()));
            }
        }
    }
    found
}

/// Goes once through the file: unpacks the blocks of data whose number is `wanted` and hands over what `work` makes of
/// them, in their order.
fn blocks<T: Send>(
    input: &mut impl Input,
    wanted: impl Fn(usize) -> bool,
    work: impl Fn(&PrimitiveBlock) -> T + Sync,
    mut take: impl FnMut(T),
) -> Result<(), ReadError> {
    let mut input = io::BufReader::with_capacity(1 << 20, input);
    let (mut number, mut headers) = (0, 0_u64);
    loop {
        let mut batch = Vec::new();
        let mut end = false;
        // As many as there are cores keep the memory small.
        while batch.len() < rayon::current_num_threads() * 2 {
            let Some(block) = next(&mut input)? else {
                end = true;
                break;
            };
            if !block.data {
                headers += check_header(&block)?;
                continue;
            }
            if wanted(number) {
                batch.push(block);
            }
            number += 1;
        }
        let done: Vec<Result<T, ReadError>> = batch
            .into_par_iter()
            .map(
                |b| match decoded(&b.bytes)?.decode().map_err(|e| unpacked(&e))? {
                    BlobDecode::OsmData(block) => Ok(work(&block)),
                    _ => Err(broken("a block is not of the type that its header says")),
                },
            )
            .collect();
        for d in done {
            take(d?);
        }
        if end {
            break;
        }
    }
    if headers == 0 {
        return Err(broken("it has no header"));
    }
    Ok(())
}

/// A block with its header, packed.
struct Block {
    bytes: Vec<u8>,
    /// Whether it holds objects.
    data: bool,
}

/// The next block; `None` at the end of the file.
fn next(input: &mut impl Read) -> Result<Option<Block>, ReadError> {
    let mut bytes = Vec::new();
    input.by_ref().take(4).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let Ok(length) = <[u8; 4]>::try_from(bytes.as_slice()) else {
        return Err(cut());
    };
    let length = u32::from_be_bytes(length) as usize;
    if length > BLOCK_HEADER {
        return Err(broken(format!(
            "a block's header of {length} bytes is too large"
        )));
    }
    append(input, length, &mut bytes)?;
    let header = BlobReader::new_seekable(Cursor::new(&bytes))
        .ok()
        .and_then(|mut r| r.next_header_skip_blob())
        .ok_or_else(cut)?
        .map_err(|e| unpacked(&e))?
        .0;
    let size = usize::try_from(header.get_blob_size()).unwrap_or(usize::MAX);
    if size > BLOCK {
        return Err(broken(format!("a block of {size} bytes is too large")));
    }
    let data = header.blob_type() == osmpbf::BlobType::OsmData;
    append(input, size, &mut bytes)?;
    Ok(Some(Block { bytes, data }))
}

/// So many bytes more; memory is taken as they come, not as they are promised.
fn append(input: &mut impl Read, bytes: usize, to: &mut Vec<u8>) -> Result<(), ReadError> {
    let read = input.by_ref().take(bytes as u64).read_to_end(to)?;
    if read < bytes { Err(cut()) } else { Ok(()) }
}

fn decoded(bytes: &[u8]) -> Result<osmpbf::Blob, ReadError> {
    let blob = BlobReader::new(bytes).next().ok_or_else(cut)?;
    blob.map_err(|e| unpacked(&e))
}

/// Whether this is the file's header (1) or a block of a kind to be passed over (0).
fn check_header(block: &Block) -> Result<u64, ReadError> {
    let blob = decoded(&block.bytes)?;
    let BlobDecode::OsmHeader(header) = blob.decode().map_err(|e| unpacked(&e))? else {
        return Ok(0);
    };
    let unknown = header
        .required_features()
        .iter()
        .find(|f| !UNDERSTOOD.contains(&f.as_str()));
    match unknown {
        Some(f) => Err(broken(format!(
            "it needs `{f}`, which is not understood; take an extract without history"
        ))),
        None => Ok(1),
    }
}

fn unpacked(e: &osmpbf::Error) -> ReadError {
    if let osmpbf::ErrorKind::Blob(osmpbf::BlobError::Empty) = e.kind() {
        return broken("a block is packed in another way than zlib; convert the file with osmium");
    }
    broken(format!("a block is damaged: {e}"))
}

fn cut() -> ReadError {
    broken("it ends in the middle of a block; download it again")
}

fn broken(detail: impl Into<String>) -> ReadError {
    ReadError::Osm(detail.into())
}
