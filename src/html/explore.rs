//! `/`: the search, the list and the map.
use super::layout::Shell;
use super::text;
use maud::{Markup, html};

/// One filter that can be put on or taken off.
pub struct Chip {
    /// What it says.
    pub label: String,
    /// Structures it would give; not told on an active one.
    pub count: Option<usize>,
    /// The page with this filter toggled.
    pub href: String,
    /// It is on.
    pub on: bool,
    /// Icon of the sprite.
    pub icon: String,
    /// Sector code, for the colour.
    pub sector: String,
}

/// Open, closed or unknown, in words.
pub struct OpenState {
    /// `open`, `closed` or `unk`.
    pub class: &'static str,
    /// The sentence.
    pub text: String,
}

/// One structure of the list.
pub struct Card {
    /// ULID.
    pub id: String,
    /// Last part of the page's address.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Sector code.
    pub sector: String,
    /// Icon of the category.
    pub icon: String,
    /// Word of the category.
    pub category: String,
    /// Commune.
    pub commune: String,
    /// What one can do there.
    pub offers: String,
    /// Metres, when asked near a place.
    pub distance: Option<f64>,
    /// Open or not.
    pub state: OpenState,
    /// Labels.
    pub badges: Vec<String>,
}

/// All of the page.
pub struct Explore {
    /// What was typed in "Quoi ?".
    pub what: String,
    /// What was typed in "Où ?".
    pub place: String,
    /// A place that could not be found, or a parameter that was left aside.
    pub notice: Option<String>,
    /// Filters kept by the form.
    pub hidden: Vec<(String, String)>,
    /// Filters.
    pub chips: Vec<Chip>,
    /// All matches.
    pub matched: usize,
    /// How the list is sorted, in words.
    pub order: &'static str,
    /// This page of the list.
    pub cards: Vec<Card>,
    /// The page that follows.
    pub next: Option<String>,
    /// The page that has no filter.
    pub filtered: bool,
    /// `west,south,east,north` to begin with.
    pub bounds: String,
    /// Tiles.
    pub tiles: (String, String),
}

impl Explore {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let main = html! {
            (self.form(s))
            main.explore {
                div.panel {
                    h1.vh { "Structures de l’économie circulaire" }
                    @if let Some(n) = &self.notice { div.notice.warn role="status" { (s.icon("alert-triangle")) div { (n) } } }
                    (self.filters(s))
                    p.vh #live aria-live="polite" {}
                    (self.results(s))
                }
                div.mapwrap {
                    div #map role="region" aria-label="Carte des structures ; la liste à côté dit la même chose"
                        data-tiles-url=(self.tiles.0) data-tiles-attribution=(self.tiles.1) data-bounds=(self.bounds) data-style=((s.asset)("map.css"))
                        data-departments=((s.asset)("departments.geojson")) data-neighbours=((s.asset)("neighbours.geojson")) {}
                }
            }
        };
        let description = "Ressourceries, réparateurs, ateliers vélo, compostage : trouvez près de chez vous où réparer, donner, emprunter ou acheter d’occasion.";
        s.page("Carte et liste", description, true, &main)
    }

    fn form(&self, s: &Shell<'_>) -> Markup {
        html! {
            form.search action="/" method="get" role="search" {
                div.duo {
                    div.f {
                        label for="quoi" { "Quoi\u{a0}?" }
                        input #quoi name="q" value=(self.what) placeholder="grille-pain, vélo, meuble, ressourcerie…" autocomplete="off" maxlength="200";
                    }
                    div.f {
                        label for="ou" { "Où\u{a0}?" }
                        input #ou name="ou" value=(self.place) placeholder="commune ou code postal" autocomplete="off" maxlength="200";
                    }
                    @for (k, v) in &self.hidden { input type="hidden" name=(k) value=(v); }
                    button.btn.primary.go type="submit" { (s.icon("search")) "Chercher" }
                }
            }
        }
    }

    fn filters(&self, s: &Shell<'_>) -> Markup {
        html! {
            nav #filters.pad aria-label="Filtres" {
                div.chips {
                    @for c in &self.chips {
                        a.chip.{ "sec-" (c.sector) }.on[c.on] href=(c.href) aria-current=[c.on.then_some("true")] {
                            (s.icon(&c.icon)) (c.label)
                            @if let Some(n) = c.count { " " em { (text::number(n)) } }
                            @if c.on { (s.icon("x")) span.vh { " (retirer)" } }
                        }
                    }
                    @if self.filtered { a.chip.clear href="/" { "Tout effacer" } }
                }
            }
        }
    }

    fn results(&self, s: &Shell<'_>) -> Markup {
        html! {
            section #results tabindex="-1" aria-label="Résultats" {
                div.listhead { b { (text::structures(self.matched)) } span.sort { (self.order) } }
                @if self.cards.is_empty() {
                    div.empty {
                        h2 { "Rien trouvé ici" }
                        p.why { "Aucune structure recensée ne répond à tous ces critères. Cela ne veut pas dire qu’il n’y en a pas\u{a0}: le recensement continue." }
                        p { a.btn href="/" { "Tout effacer" } }
                    }
                }
                div.cards { @for c in &self.cards { (card(s, c)) } }
                @if let Some(next) = &self.next { p.pager { a.btn href=(next) rel="next" { "La suite de la liste" } } }
            }
        }
    }
}

/// One card of a list.
#[must_use]
pub fn card(s: &Shell<'_>, c: &Card) -> Markup {
    html! {
        article.card.{ "sec-" (c.sector) } data-id=(c.id) {
            span.o { (s.icon(&c.icon)) }
            h3 { a href={ "/structures/" (c.slug) } { (c.name) } }
            @if let Some(d) = c.distance { span.dist { (text::distance(d)) } }
            p.cat { strong { (c.category) } @if !c.commune.is_empty() { " · " (c.commune) } }
            @if !c.offers.is_empty() { p.do { (c.offers) } }
            div.foot {
                span.state.(c.state.class) { (c.state.text) }
                @if !c.badges.is_empty() { span.badges { @for b in &c.badges { span.badge.line { (b) } } } }
            }
        }
    }
}
