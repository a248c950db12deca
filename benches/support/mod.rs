//! A generated directory: a fixed seed, places clustered around real communes by their population, twelve categories.
//!
//! Shared by the benches and by the load run; nothing of it is in the program.
#![allow(dead_code, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
use boucle::domain::structure::{Address, CommuneAssignment, Origin, Status, Structure};
use boucle::domain::{Coordinates, Fields, Gazetteer, Offer, Position, Precision, TerritoryKind};
use std::collections::BTreeMap;

/// Categories of the set, the frequent ones first.
pub const CATEGORIES: [(&str, &str, &str); 12] = [
    ("reparateur", "reparer", "velo"),
    ("point_apport", "trier", "vetement"),
    ("ressourcerie", "acheter", "meuble"),
    ("depot_vente", "revendre", "vetement"),
    ("compostage", "trier", "dechets_verts"),
    ("reparateur_velo", "reparer", "velo"),
    ("boite_a_livres", "donner", "livre"),
    ("repair_cafe", "reparer", "petit_electromenager"),
    ("atelier_velo", "reparer", "velo"),
    (
        "decheterie",
        "rapporter",
        "gros_electromenager_hors_refrigerant",
    ),
    (
        "bibliotheque_objets",
        "emprunter",
        "outil_de_bricolage_et_jardinage",
    ),
    ("tiers_lieu", "emprunter", "outil_de_bricolage_et_jardinage"),
];
const SHARES: [u32; 12] = [24, 20, 12, 10, 9, 7, 6, 4, 3, 2, 2, 1];
const HOURS: [&str; 6] = [
    "Tu-Sa 09:30-12:30,14:00-18:30",
    "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
    "24/7",
    "We,Sa 14:00-18:00",
    "Mo-Sa 10:00-19:00; PH off",
    "Sa[1] 14:00-17:00",
];
const NAMES: [&str; 8] = [
    "L’Atelier",
    "La Recyclerie",
    "Le Comptoir",
    "La Fabrique",
    "L’Établi",
    "La Boutique",
    "Le Relais",
    "La Remise",
];
const EPITHETS: [&str; 9] = [
    "du Pont",
    "des Halles",
    "de la Gare",
    "du Moulin",
    "des Tanneurs",
    "du Marché",
    "de la Fontaine",
    "du Port",
    "des Tilleuls",
];

/// `SplitMix64` (Steele, Lea and Flood 2014): small, and the same on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }
    /// Around 0, with a standard deviation of about 1 (sum of twelve).
    pub fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Communes drawn by population.
pub struct Places<'a> {
    communes: Vec<&'a boucle::domain::Territory>,
    sums: Vec<f64>,
}

impl<'a> Places<'a> {
    pub fn new(g: &'a Gazetteer) -> Self {
        let metropolitan = |t: &&boucle::domain::Territory| {
            t.position
                .is_some_and(|p| p.lat > 41.0 && p.lon > -6.0 && p.lon < 10.0)
        };
        let communes: Vec<_> = g
            .of_kind(TerritoryKind::Commune)
            .filter(metropolitan)
            .collect();
        let mut sum = 0.0;
        let sums = communes
            .iter()
            .map(|c| {
                sum += f64::from(c.population.unwrap_or(0)) + 50.0;
                sum
            })
            .collect();
        Self { communes, sums }
    }

    pub fn draw(&self, r: &mut Random) -> &'a boucle::domain::Territory {
        let at = r.unit() * self.sums[self.sums.len() - 1];
        self.communes[self
            .sums
            .partition_point(|s| *s <= at)
            .min(self.communes.len() - 1)]
    }
}

/// A point some kilometres around a commune's position: towns spread wider than villages.
fn around(t: &boucle::domain::Territory, r: &mut Random) -> Coordinates {
    let centre = t.position.unwrap();
    let spread = 0.006 + f64::from(t.population.unwrap_or(0)).sqrt() / 40_000.0;
    let lat = centre.lat + r.bell() * spread;
    let lon = centre.lon + r.bell() * spread / centre.lat.to_radians().cos();
    Coordinates { lon, lat }.rounded()
}

/// The structure of number `n`; the caller keeps `r` going from one to the next.
pub fn structure(n: u64, places: &Places<'_>, r: &mut Random) -> Structure {
    let commune = places.draw(r);
    let mut pick = r.below(100) as u32;
    let kind = SHARES.iter().position(|s| {
        let here = pick < *s;
        pick = pick.saturating_sub(*s);
        here
    });
    let (category, action, object) = CATEGORIES[kind.unwrap_or(0)];
    let name = format!(
        "{} {} ({n})",
        NAMES[r.below(NAMES.len())],
        EPITHETS[r.below(EPITHETS.len())]
    );
    // One in fifty stands where another does: a commune's position shared by many.
    let point = if r.below(50) == 0 {
        commune.position.unwrap()
    } else {
        around(commune, r)
    };
    let fields = Fields {
        name: Some(name),
        summary: Some("Structure générée pour mesurer, sans existence réelle.".to_owned()),
        categories: vec![category.to_owned()],
        offers: vec![Offer {
            action: action.to_owned(),
            objects: vec![object.to_owned()],
        }],
        ess: [Some(true), Some(false), None][r.below(3)],
        address: Some(Address {
            lines: vec![format!("{} rue des Essais", 1 + r.below(180))],
            postal_code: commune.postal_codes.first().cloned(),
            city: Some(commune.name.clone()),
            insee: Some(commune.code.clone()),
        }),
        position: Some(Position {
            coordinates: point,
            precision: Precision::Rooftop,
        }),
        opening_hours: (r.below(3) > 0).then(|| HOURS[r.below(HOURS.len())].to_owned()),
        phone: (r.below(2) == 0).then(|| "+33 2 40 00 00 00".to_owned()),
        website: (r.below(2) == 0).then(|| format!("https://structure-{n}.example/")),
        ..Fields::default()
    };
    Structure {
        id: ulid::Ulid(u128::from(n) << 64 | u128::from(r.next())).to_string(),
        slug: format!("structure-{n}"),
        status: Status::Published,
        merged_into: None,
        fields,
        commune: Some(commune.code.clone()),
        commune_assignment: Some(CommuneAssignment::Code),
        origins: vec![Origin {
            source: "generated".to_owned(),
            external_id: n.to_string(),
            seen_at: "2026-01-01T00:00:00Z".to_owned(),
            attribution: None,
        }],
        provenance: BTreeMap::new(),
        created: "2026-01-01T00:00:00Z".to_owned(),
        updated: "2026-01-01T00:00:00Z".to_owned(),
        verified_at: None,
    }
}

/// All structures of a set, one after the other.
pub fn structures(count: u64, seed: u64, g: &Gazetteer) -> impl Iterator<Item = Structure> + '_ {
    let places = Places::new(g);
    let mut r = Random::new(seed);
    (0..count).map(move |n| structure(n, &places, &mut r))
}

/// The source that the set names.
pub fn source() -> boucle::domain::Source {
    boucle::domain::Source {
        code: "generated".to_owned(),
        name: "Generated".to_owned(),
        licence: "CC0 1.0".to_owned(),
        attribution: "Generated".to_owned(),
        ..boucle::domain::Source::default()
    }
}
