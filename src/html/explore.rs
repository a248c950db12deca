//! `/`: the search, the list and the map.
use super::layout::{Meta, Shell};
use super::text;
use maud::{Markup, html};

/// One filter that can be put on or taken off.
pub struct Chip {
    /// What it says.
    pub label: String,
    /// Structures that have it, among those of the other filters; not told on an active one.
    pub count: Option<usize>,
    /// The page with this filter toggled.
    pub href: String,
    /// It is on.
    pub on: bool,
    /// Icon of the sprite; empty for none.
    pub icon: String,
    /// Sector code, for the colour.
    pub sector: String,
}

/// One of the large intentions of the home page.
pub struct Intent {
    /// The verb.
    pub label: &'static str,
    /// The page that answers it.
    pub href: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Sector code, for the colour.
    pub sector: &'static str,
}

/// What people come for, in the order of the tiles.
pub const INTENTS: [Intent; 6] = [
    Intent {
        label: "Réparer",
        href: "/?action=reparer",
        icon: "tool",
        sector: "reparation",
    },
    Intent {
        label: "Donner",
        href: "/?action=donner",
        icon: "gift",
        sector: "reemploi",
    },
    Intent {
        label: "Acheter d’occasion",
        href: "/?action=acheter",
        icon: "shopping-bag",
        sector: "reemploi",
    },
    Intent {
        label: "Emprunter ou louer",
        href: "/?action=emprunter%2Clouer",
        icon: "key",
        sector: "accompagnement",
    },
    Intent {
        label: "Se déplacer",
        href: "/?sector=mobilite",
        icon: "bike",
        sector: "mobilite",
    },
    Intent {
        label: "Trier, déposer",
        href: "/?action=trier",
        icon: "recycle",
        sector: "dechets",
    },
];

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
    /// Longitude and latitude.
    pub position: Option<(f64, f64)>,
}

/// Another search, when nothing was found.
pub struct WayOut {
    /// Icon of the sprite.
    pub icon: &'static str,
    /// "Sans « Ouvert maintenant »".
    pub title: String,
    /// "12 structures".
    pub detail: String,
    /// Word of the button.
    pub verb: &'static str,
    /// What the button is about, for those who hear it alone: "« Ouvert maintenant »".
    pub aim: String,
    /// Where it leads.
    pub href: String,
}

/// What the map must know of the search.
#[derive(Default)]
pub struct MapData {
    /// Filters for the API, as a query string.
    pub query: String,
    /// `west,south,east,north` to begin with.
    pub bounds: String,
    /// `lon,lat,radius` of a search around a place.
    pub circle: Option<String>,
    /// Codes of the regions that the backdrop brings forward.
    pub regions: String,
    /// Tiles: address and credit.
    pub tiles: (String, String),
}

/// All of the page.
pub struct Explore {
    /// What is asked, in words; the title of the page.
    pub title: String,
    /// Something is asked.
    pub asked: bool,
    /// What was typed in "Quoi ?".
    pub what: String,
    /// What was typed in "Où ?".
    pub place: String,
    /// No place answers to what was typed in "Où ?".
    pub unfound: bool,
    /// A place that could not be found, then parameters that were left aside.
    pub notices: Vec<String>,
    /// Filters kept by the form.
    pub hidden: Vec<(String, String)>,
    /// Active filters, then the most useful ones.
    pub chips: Vec<Chip>,
    /// All filters by group.
    pub more: Vec<(&'static str, Vec<Chip>)>,
    /// All matches.
    pub matched: usize,
    /// Matches that have no place on the map.
    pub unplaced: usize,
    /// Orders of the list: words, address, the one in force; empty where there is nothing to order.
    pub orders: Vec<(&'static str, String, bool)>,
    /// This page of the list.
    pub cards: Vec<Card>,
    /// Ways out of an empty list.
    pub ways_out: Vec<WayOut>,
    /// First page, when this is a later one.
    pub first: Option<String>,
    /// The page that follows.
    pub next: Option<String>,
    /// The map.
    pub map: MapData,
    /// Sector codes, words and icons, for the legend.
    pub sectors: Vec<(String, String, String)>,
}

impl Explore {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let content = html! {
            (self.form(s))
            div.explore {
                (self.map(s))
                div #panel.panel {
                    main #contenu tabindex="-1" { (self.results(s)) }
                    (s.footer("foot-links"))
                }
            }
            p #live.vh role="status" {}
        };
        let meta = Meta {
            title: &self.title,
            description: "Ressourceries, réparateurs, ateliers vélo, compostage\u{a0}: trouvez près de chez vous où réparer, donner, emprunter ou acheter d’occasion.",
            canonical: (!self.asked).then_some("/"),
            noindex: self.asked,
            body: "explore-page",
            current: "/",
            scripts: true,
            own_footer: true,
            skips: &[("map", "Aller à la carte")],
        };
        s.page(&meta, &content)
    }

    fn form(&self, s: &Shell<'_>) -> Markup {
        html! {
            form #search.search.asked[self.asked] action="/" method="get" role="search" {
                div.duo {
                    div.f {
                        label for="quoi" { "Quoi\u{a0}?" }
                        input #quoi name="q" value=(self.what) placeholder="grille-pain, vélo, meuble, ressourcerie…" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search" maxlength="200";
                    }
                    div.f {
                        label for="ou" { "Où\u{a0}?" }
                        input #ou name="ou" value=(self.place) placeholder="commune ou code postal" autocomplete="off" spellcheck="false" enterkeyhint="search" maxlength="200"
                            aria-invalid=[self.unfound.then_some("true")] aria-describedby=[self.unfound.then_some("ou-inconnu")];
                        button #locate.btn.loc type="button" hidden { (s.icon("current-location")) span { "Autour de moi" } }
                    }
                    span #kept { @for (k, v) in &self.hidden { input type="hidden" name=(k) value=(v); } }
                    button.btn.primary.go type="submit" { (s.icon("search")) span { "Chercher" } }
                }
            }
        }
    }

    /// The part that the scripts replace.
    fn results(&self, s: &Shell<'_>) -> Markup {
        html! {
            section #results tabindex="-1" aria-label="Résultats" data-query=(self.map.query) data-bounds=(self.map.bounds)
                data-circle=[self.map.circle.as_deref()] data-regions=(self.map.regions) data-count=(self.matched) data-unplaced=(self.unplaced) {
                div.pad {
                    @if self.asked { h1.vh { (self.title) } } @else {
                        h1.ask { "Que voulez-vous faire\u{a0}?" }
                        ul.tiles { @for i in &INTENTS {
                            li { a.tile.{ "sec-" (i.sector) } href=(i.href) { span.o { (s.icon(i.icon)) } (i.label) } }
                        } }
                    }
                    (self.notices(s))
                    (self.filters(s))
                }
                div.listhead { h2 { (text::structures(self.matched)) } (self.orders(s)) }
                @if self.cards.is_empty() { (self.nothing(s)) }
                @if !self.cards.is_empty() { ul.cards { @for c in &self.cards { li { (card(s, c)) } } } }
                @if self.unplaced > 0 { p.pad.sm.mut { (text::structures(self.unplaced)) " sans position connue\u{a0}: dans la liste seulement." } }
                @if self.first.is_some() || self.next.is_some() {
                    nav.pager aria-label="Pages de la liste" {
                        @if let Some(href) = &self.first { a.btn href=(href) { "Revenir au début" } }
                        @if let Some(href) = &self.next { a.btn href=(href) rel="next" { "Voir la suite" } }
                    }
                }
            }
        }
    }

    fn notices(&self, s: &Shell<'_>) -> Markup {
        html! {
            @if !self.notices.is_empty() {
                div.notice.warn role="status" {
                    (s.icon("alert-triangle"))
                    div { @for (i, n) in self.notices.iter().enumerate() { p id=[(self.unfound && i == 0).then_some("ou-inconnu")] { (n) } } }
                }
            }
        }
    }

    fn filters(&self, s: &Shell<'_>) -> Markup {
        html! {
            nav #filters aria-label="Filtres" {
                ul.chips {
                    @for c in &self.chips { li { (chip(s, c)) } }
                    @if self.asked { li { a.chip.clear href="/" { "Tout effacer" } } }
                }
                @if !self.more.is_empty() {
                    details.more {
                        summary.chip { (s.icon("adjustments-horizontal")) "Tous les filtres" (s.icon("chevron-down")) }
                        @for (title, chips) in &self.more {
                            h2.group { (title) }
                            ul.chips { @for c in chips { li { (chip(s, c)) } } }
                        }
                    }
                }
            }
        }
    }

    fn orders(&self, s: &Shell<'_>) -> Markup {
        html! {
            @if let Some((now, ..)) = self.orders.iter().find(|o| o.2).or(self.orders.first()) {
                details.sortmenu {
                    summary.sort { span.vh { "Ordre\u{a0}: " } (now) (s.icon("chevron-down")) }
                    ul { @for (words, href, on) in &self.orders {
                        li { a href=(href) rel="nofollow" aria-current=[on.then_some("true")] { (words) } }
                    } }
                }
            }
        }
    }

    fn nothing(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.empty {
                h2 { "Rien trouvé ici" }
                p.why { "Aucune structure recensée ne répond à tous ces critères. Cela ne veut pas dire qu’il n’y en a pas\u{a0}: le recensement continue." }
                ul.opt {
                    @for w in &self.ways_out {
                        li {
                            (s.icon(w.icon))
                            div { strong { (w.title) } span { (w.detail) } }
                            a.btn href=(w.href) { (w.verb) span.vh { " " (w.aim) } }
                        }
                    }
                    li { (s.icon("map-2")) div { strong { "Toutes les structures" } } a.btn href="/" { "Tout effacer" } }
                }
                @if !s.contact.is_empty() {
                    (s.notice("info", "plus", &html! { p { strong { "Vous en connaissez une\u{a0}?" } } p { a href=(s.contact) { "Signalez-la" } ", deux minutes suffisent." } }))
                }
            }
        }
    }

    fn map(&self, s: &Shell<'_>) -> Markup {
        html! {
            section.mapwrap aria-label="Carte" {
                div #map tabindex="-1" data-tiles-url=(self.map.tiles.0) data-tiles-attribution=(self.map.tiles.1)
                    data-style=((s.asset)("map.css")) data-sprite=((s.asset)("sprite.svg"))
                    data-backdrop=((s.asset)("backdrop.json")) data-towns=((s.asset)("towns.json")) {}
                noscript { p.nojs { "La carte a besoin de JavaScript. La liste donne les mêmes structures." } }
                details.legend { summary { h2 { "Secteurs" } (s.icon("chevron-down")) } ul { @for (code, words, icon) in &self.sectors { li.{ "sec-" (code) } { (s.icon(icon)) (words) } } } }
            }
        }
    }
}

fn chip(s: &Shell<'_>, c: &Chip) -> Markup {
    html! {
        a.chip.{ "sec-" (c.sector) }.on[c.on] href=(c.href) rel="nofollow" {
            @if !c.icon.is_empty() { (s.icon(&c.icon)) }
            (c.label)
            @if let Some(n) = c.count { " " em { (text::number(n)) } }
            @if c.on { span.vh { " (actif, retirer ce filtre)" } (s.icon("x")) }
        }
    }
}

/// One card of a list; the whole card is its link.
#[must_use]
pub fn card(s: &Shell<'_>, c: &Card) -> Markup {
    html! {
        article.card.{ "sec-" (c.sector) } data-id=(c.id) data-sector=(c.sector) data-icon=(c.icon)
            data-at=[c.position.map(|(lon, lat)| format!("{lon},{lat}"))] {
            span.o { (s.icon(&c.icon)) }
            h3 { a href={ "/structures/" (c.slug) } { (c.name) } }
            @if let Some(d) = c.distance { span.dist { span.vh { "à " } (text::distance(d)) } }
            p.cat { strong { (c.category) } @if !c.commune.is_empty() { " · " (c.commune) } }
            @if !c.offers.is_empty() { p.do { (c.offers) } }
            div.foot {
                (state(&c.state))
                @if !c.badges.is_empty() { span.badges { @for b in &c.badges { span.badge { (b) } } } }
            }
        }
    }
}

/// The state line.
#[must_use]
pub fn state(s: &OpenState) -> Markup {
    html! { span.state.(s.class) { (s.text) } }
}
