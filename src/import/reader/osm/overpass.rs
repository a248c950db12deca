//! Overpass JSON, `{"elements": [{"type": "node", "id": 1, "lat": 47.2, "lon": -1.5, "tags": {...}}]}`: with `center`,
//! with `geometry`, or with the nodes of ways beside them. What is no such element is read as GeoJSON is.
use super::super::{RawRow, ReadError, clean, is_blank, json};
use super::{ID, Wanted, shape};
use crate::domain::Coordinates;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;

/// Reads all elements; those without a position of their own come last.
pub(super) fn read(
    input: impl Read,
    wanted: &Wanted<'_>,
    take: &mut dyn FnMut(RawRow),
) -> Result<(), ReadError> {
    let mut found = Elements::default();
    json::read_values(input, &mut |number, value| match kind(&value) {
        Some(kind) => found.element(number, kind, &value, wanted, take),
        None => take(json::row(number, value)),
    })?;
    found.end(take);
    Ok(())
}

/// The kind of an Overpass element.
fn kind(value: &Value) -> Option<&'static str> {
    let said = value.get("type")?.as_str()?;
    value.get("id")?.as_i64()?;
    ["node", "way", "relation"].into_iter().find(|k| *k == said)
}

/// What has to wait until the nodes and ways that it is made of are known.
#[derive(Default)]
struct Elements {
    nodes: HashMap<i64, Coordinates>,
    ways: HashMap<i64, Vec<i64>>,
    waiting: Vec<(RawRow, Value)>,
}

impl Elements {
    fn element(
        &mut self,
        number: u64,
        kind: &'static str,
        value: &Value,
        wanted: &Wanted<'_>,
        take: &mut dyn FnMut(RawRow),
    ) {
        let id = value.get("id").and_then(Value::as_i64).unwrap_or_default();
        let own = point(value);
        match (kind, own) {
            ("node", Some(at)) => {
                self.nodes.insert(id, at);
            }
            ("way", _) if value.get("geometry").is_none() => {
                self.ways.insert(id, refs(value));
            }
            _ => {}
        }
        let mut values = tags(value);
        if !wanted.tags(&values) {
            return;
        }
        values.insert(ID.to_owned(), format!("{kind}/{id}"));
        let at = own
            .or_else(|| value.get("center").and_then(point))
            .or_else(|| drawn(kind, value))
            .or_else(|| value.get("bounds").and_then(middle));
        let row = RawRow {
            number,
            values,
            geometry: at.map(Ok),
            ..RawRow::default()
        };
        if at.is_some() || kind == "node" {
            take(row);
        } else {
            self.waiting.push((row, value.clone()));
        }
    }

    fn end(self, take: &mut dyn FnMut(RawRow)) {
        let way = |id: &i64| -> Vec<Coordinates> {
            let refs = self.ways.get(id).into_iter().flatten();
            refs.filter_map(|n| self.nodes.get(n).copied()).collect()
        };
        for (mut row, value) in self.waiting {
            let nodes = refs(&value);
            let at = if nodes.is_empty() {
                let mut outer = Vec::new();
                let mut all = Vec::new();
                for m in list(&value, "members") {
                    let Some(id) = m.get("ref").and_then(Value::as_i64) else {
                        continue;
                    };
                    match m.get("type").and_then(Value::as_str) {
                        Some("node") => all.extend(self.nodes.get(&id)),
                        Some("way") => {
                            let points = way(&id);
                            all.extend_from_slice(&points);
                            if !is_inner(m) {
                                outer.push(points);
                            }
                        }
                        _ => {}
                    }
                }
                shape::of_relation(outer, &all)
            } else {
                let points: Vec<Coordinates> = nodes
                    .iter()
                    .filter_map(|n| self.nodes.get(n).copied())
                    .collect();
                shape::of_way(&points)
            };
            row.geometry = at.map(Ok);
            take(row);
        }
    }
}

/// The tags; numbers among them become texts.
fn tags(value: &Value) -> BTreeMap<String, String> {
    let tags = value.get("tags").and_then(Value::as_object);
    let each = tags.into_iter().flatten().filter_map(|(k, v)| {
        let text = v.as_str().map_or_else(|| v.to_string(), clean);
        (!is_blank(&text) && !v.is_null()).then(|| (clean(k), text))
    });
    each.collect()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn refs(value: &Value) -> Vec<i64> {
    list(value, "nodes")
        .iter()
        .filter_map(Value::as_i64)
        .collect()
}

fn point(value: &Value) -> Option<Coordinates> {
    let degree = |name| value.get(name).and_then(Value::as_f64);
    Coordinates::new(degree("lon")?, degree("lat")?)
}

fn middle(bounds: &Value) -> Option<Coordinates> {
    let degree = |name| bounds.get(name).and_then(Value::as_f64);
    let mean = |a, b| Some(f64::midpoint(degree(a)?, degree(b)?));
    Coordinates::new(mean("minlon", "maxlon")?, mean("minlat", "maxlat")?)
}

fn is_inner(member: &Value) -> bool {
    member.get("role").and_then(Value::as_str) == Some("inner")
}

/// The point of a shape that stands in the element itself.
fn drawn(kind: &str, value: &Value) -> Option<Coordinates> {
    let points =
        |v: &Value| -> Vec<Coordinates> { list(v, "geometry").iter().filter_map(point).collect() };
    if kind == "way" {
        return shape::of_way(&points(value));
    }
    let members = list(value, "members");
    let ways = members.iter().filter(|m| !is_inner(m));
    let all: Vec<Coordinates> = members
        .iter()
        .flat_map(|m| point(m).into_iter().chain(points(m)))
        .collect();
    shape::of_relation(ways.map(points).collect(), &all)
}
