//! Filters as links: what each would give, which are on.
use super::asked::Asked;
use crate::catalog::Snapshot;
use crate::catalog::snapshot::Row;
use crate::domain::query::StructureQuery;
use crate::domain::taxonomy::{Term, Terms};
use crate::domain::{Taxonomy, clock};
use crate::html::explore::Chip;
use crate::html::text;

/// Structures per term, among those that match the other filters; `bits` tells a structure's terms.
fn tally(s: &Snapshot, matches: &[u32], terms: &Terms, bits: impl Fn(&Row) -> u64) -> Vec<usize> {
    let mut counts = vec![0; terms.len()];
    for row in matches.iter().filter_map(|i| s.rows.get(*i as usize)) {
        let mut left = bits(row);
        while left != 0 {
            if let Some(n) = counts.get_mut(left.trailing_zeros() as usize) {
                *n += 1;
            }
            left &= left - 1;
        }
    }
    counts
}

/// One group of filters, each with its count.
struct Group<'a> {
    /// Parameter.
    name: &'static str,
    title: &'static str,
    terms: &'a Terms,
    /// Codes that are on.
    on: &'a [String],
    counts: Vec<usize>,
}

impl Group<'_> {
    /// The page with one term put on or taken off; terms of one group are joined by "or".
    fn href(&self, asked: &Asked, term: &Term) -> String {
        let mut codes: Vec<&str> = self.on.iter().map(String::as_str).collect();
        if self.on.contains(&term.code) {
            codes.retain(|c| *c != term.code);
        } else {
            codes.push(&term.code);
        }
        codes.sort_unstable();
        let value = (!codes.is_empty()).then(|| codes.join(","));
        asked.href(&[(self.name, value.as_deref())])
    }

    fn chips(&self, asked: &Asked) -> Vec<Chip> {
        let one = |(term, n): (&Term, &usize)| {
            let on = self.on.contains(&term.code);
            (on || *n > 0).then(|| Chip {
                label: term.label_fr.clone(),
                count: (!on).then_some(*n),
                href: self.href(asked, term),
                on,
                icon: term.icon.clone().unwrap_or_default(),
                sector: match self.name {
                    "sector" => term.code.clone(),
                    _ => term.sector.clone().unwrap_or_default(),
                },
            })
        };
        let mut chips: Vec<Chip> = self
            .terms
            .iter()
            .zip(&self.counts)
            .filter_map(one)
            .collect();
        chips.sort_by_key(|c| (!c.on, std::cmp::Reverse(c.count)));
        chips
    }
}

/// Of each category, the bit of its sector.
fn sector_bits(t: &Taxonomy) -> Vec<u64> {
    let bit = |c: &Term| {
        let at = c.sector.as_deref().and_then(|code| t.sectors.index(code));
        at.filter(|i| *i < 64).map_or(0, |i| 1 << i)
    };
    t.categories.iter().map(bit).collect()
}

/// The sectors of all categories of a structure.
fn sectors_of(mut categories: u64, bits: &[u64]) -> u64 {
    let mut found = 0;
    while categories != 0 {
        found |= bits
            .get(categories.trailing_zeros() as usize)
            .copied()
            .unwrap_or(0);
        categories &= categories - 1;
    }
    found
}

/// The groups that the panel shows; `all` are the matches of the whole query.
fn groups<'a>(s: &'a Snapshot, q: &'a StructureQuery, all: &[u32]) -> Vec<Group<'a>> {
    let t = &s.taxonomy;
    let of_category = sector_bits(t);
    // A group's own filter does not count for its own chips; where it is not set, the matches are those of the list.
    let count =
        |terms, on: &[String], clear: fn(&mut StructureQuery), bits: &dyn Fn(&Row) -> u64| {
            if on.is_empty() {
                return tally(s, all, terms, bits);
            }
            let mut others = q.clone();
            clear(&mut others);
            tally(s, &s.matches(&s.compile(&others)), terms, bits)
        };
    let sectors = |r: &Row| sectors_of(r.categories, &of_category);
    vec![
        Group {
            name: "sector",
            title: "Secteurs",
            terms: &t.sectors,
            on: &q.sectors,
            counts: count(&t.sectors, &q.sectors, |q| q.sectors.clear(), &sectors),
        },
        Group {
            name: "category",
            title: "Types de lieux",
            terms: &t.categories,
            on: &q.categories,
            counts: count(
                &t.categories,
                &q.categories,
                |q| q.categories.clear(),
                &|r| r.categories,
            ),
        },
        Group {
            name: "action",
            title: "Ce qu’on peut y faire",
            terms: &t.actions,
            on: &q.actions,
            counts: count(&t.actions, &q.actions, |q| q.actions.clear(), &|r| {
                u64::from(r.actions)
            }),
        },
        Group {
            name: "label",
            title: "Labels",
            terms: &t.labels,
            on: &q.labels,
            counts: count(&t.labels, &q.labels, |q| q.labels.clear(), &|r| {
                u64::from(r.labels)
            }),
        },
    ]
}

/// Active filters; the most useful others; all by group.
pub(super) type Chips = (Vec<Chip>, Vec<Chip>, Vec<(&'static str, Vec<Chip>)>);

/// The filters of a search; `all` are its matches.
pub(super) fn chips(s: &Snapshot, asked: &Asked, all: &[u32]) -> Chips {
    let groups = groups(s, &asked.q, all);
    let mut on = own_chips(s, asked);
    for g in &groups {
        on.extend(g.chips(asked).into_iter().filter(|c| c.on));
    }
    let mut off = Vec::new();
    if asked.q.open_at.is_none() {
        let open = StructureQuery {
            open_at: Some(clock::paris_minute()),
            ..asked.q.clone()
        };
        let n = s.count(&s.compile(&open));
        if n > 0 {
            off.push(Chip {
                count: Some(n),
                href: asked.href(&[("open_at", Some("now"))]),
                ..plain("Ouvert maintenant", "clock", false)
            });
        }
    }
    let sifted = groups.iter().take(2).any(|g| !g.on.is_empty());
    let shown = if sifted || asked.anything() {
        "category"
    } else {
        "sector"
    };
    for g in groups.iter().filter(|g| g.name == shown) {
        off.extend(g.chips(asked).into_iter().filter(|c| !c.on).take(3));
    }
    let panel = groups
        .iter()
        .map(|g| (g.title, g.chips(asked)))
        .filter(|(_, c)| !c.is_empty());
    (on, off, panel.collect())
}

fn plain(label: impl Into<String>, icon: &str, on: bool) -> Chip {
    Chip {
        label: label.into(),
        count: None,
        href: String::new(),
        on,
        icon: icon.to_owned(),
        sector: String::new(),
    }
}

/// Active filters that are no term of a group: words, objects, place, hours.
fn own_chips(s: &Snapshot, asked: &Asked) -> Vec<Chip> {
    let (q, t) = (&asked.q, &s.taxonomy);
    let mut chips = Vec::new();
    let mut add = |label: String, icon: &str, changes: &[(&str, Option<&str>)]| {
        chips.push(Chip {
            href: asked.href(changes),
            ..plain(label, icon, true)
        });
    };
    if let Some(words) = &q.q {
        let short = text::shortened(words, 40);
        add(format!("«\u{a0}{short}\u{a0}»"), "search", &[("q", None)]);
    }
    for code in &q.objects {
        let rest: Vec<&str> = q
            .objects
            .iter()
            .filter(|c| *c != code)
            .map(String::as_str)
            .collect();
        let value = (!rest.is_empty()).then(|| rest.join(","));
        let icon = t
            .objects
            .get(code)
            .and_then(|o| o.icon.as_deref())
            .unwrap_or("tool");
        add(
            t.objects.label(code).to_owned(),
            icon,
            &[("object", value.as_deref())],
        );
    }
    if q.near.is_some() {
        let all = [("near", None), ("radius", None), ("ou", None)];
        if let Some(radius) = q.radius {
            add(
                format!("À moins de {}", text::distance(radius)),
                "map-pin",
                &[("radius", None)],
            );
        } else {
            add(
                text::capital(&asked.place_words(s).unwrap_or_default()),
                "map-pin",
                &all,
            );
        }
    }
    for (kind, code) in &q.territories {
        let name = s
            .gazetteer
            .get(*kind, code)
            .map_or(code.as_str(), |t| t.name.as_str());
        let name = text::apostrophes(name);
        let mine = format!("{}:{code}", kind.as_str());
        let rest: Vec<String> = q
            .territories
            .iter()
            .map(|(k, c)| format!("{}:{c}", k.as_str()))
            .filter(|one| *one != mine)
            .collect();
        let value = (!rest.is_empty()).then(|| rest.join(","));
        add(
            name,
            "map-pin",
            &[("territory", value.as_deref()), ("ou", None)],
        );
    }
    if q.bbox.is_some() {
        add("Zone de la carte".to_owned(), "map-2", &[("bbox", None)]);
    }
    if q.open_at.is_some() {
        let now = asked.p.get("open_at") == Some("now");
        let words = if now {
            "Ouvert maintenant"
        } else {
            "Ouvert à l’heure choisie"
        };
        add(words.to_owned(), "clock", &[("open_at", None)]);
    }
    others(asked, &mut add);
    chips
}

/// Filters that come from an address only, so that they can be taken off.
fn others(asked: &Asked, add: &mut impl FnMut(String, &str, &[(&str, Option<&str>)])) {
    let words = [
        ("open_on", "Jours d’ouverture choisis"),
        ("ess", "Économie sociale et solidaire"),
        ("public", "Public choisi"),
        ("appointment", "Rendez-vous"),
        ("brand_only", "Marques"),
        ("at_home", "À domicile"),
        ("network", "Réseau"),
        ("source", "Source"),
    ];
    for (name, label) in words {
        if asked.p.get(name).is_some() {
            add(label.to_owned(), "adjustments-horizontal", &[(name, None)]);
        }
    }
}
