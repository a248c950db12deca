//! `/structures/{slug}`: all that is known of one structure.
use super::explore::OpenState;
use super::layout::Shell;
use maud::{Markup, html};

/// The sheet.
pub struct Sheet {
    /// Name.
    pub name: String,
    /// Sector code and word.
    pub sector: (String, String),
    /// Icon of the category.
    pub icon: String,
    /// Words of the categories.
    pub categories: Vec<String>,
    /// Open or not.
    pub state: OpenState,
    /// Lines of the address.
    pub address: Vec<String>,
    /// A link that opens an itinerary.
    pub directions: Option<String>,
    /// As written, and as dialled.
    pub phone: Option<(String, String)>,
    /// Public e-mail.
    pub email: Option<String>,
    /// Web address.
    pub website: Option<String>,
    /// Columns of the table: words of objects.
    pub objects: Vec<String>,
    /// Rows of the table: word of an action and, per object, whether it is offered.
    pub offers: Vec<(String, Vec<bool>)>,
    /// Day, hours in words, today.
    pub week: Vec<(String, String, bool)>,
    /// Hours for bringing things, in words.
    pub deposit: Vec<(String, String)>,
    /// Hours as the source says them.
    pub hours_text: Option<String>,
    /// Paragraphs.
    pub about: Vec<String>,
    /// Labels with what they promise.
    pub labels: Vec<(String, String)>,
    /// Short facts: icon and sentence.
    pub facts: Vec<(&'static str, String)>,
    /// Networks.
    pub networks: Vec<String>,
    /// Attribution and licence.
    pub sources: Vec<(String, String)>,
    /// Day of the last change.
    pub updated: String,
    /// Day of the last verification.
    pub verified: Option<String>,
    /// The position is not exact.
    pub approximate: bool,
}

impl Sheet {
    /// The document.
    #[must_use]
    pub fn page(&self, s: &Shell<'_>) -> Markup {
        let main = html! {
            main #results class={ "sec-" (self.sector.0) } {
                nav.crumb.wrap aria-label="Fil d’Ariane" { a href="/" { (s.icon("arrow-left")) "Retour à la carte" } }
                div.band { div.wrap {
                    p.kick { span.o { (s.icon(&self.icon)) } (self.sector.1) " · " (self.categories.join(", ")) }
                    h1 { (self.name) }
                    p.line { span.state.(self.state.class) { (self.state.text) } span { (self.address.join(", ")) } }
                    div.acts {
                        @if let Some(d) = &self.directions { a.btn.primary href=(d) rel="noopener" { (s.icon("route")) "Y aller" } }
                        @if let Some((_, dial)) = &self.phone { a.btn href={ "tel:" (dial) } { (s.icon("phone")) "Appeler" } }
                        @if let Some(w) = &self.website { a.btn href=(w) rel="noopener nofollow" { (s.icon("world")) "Site web" } }
                    }
                } }
                div.wrap.cols {
                    div { (self.offers()) (self.hours()) (self.about()) }
                    aside.side aria-label="Informations pratiques" { (self.practical(s)) }
                }
            }
        };
        let description = format!("{} : {}", self.name, self.categories.join(", "));
        s.page(&self.name, &description, true, &main)
    }

    fn offers(&self) -> Markup {
        html! {
            section.blk {
                h2 { "Ce qu’on peut y faire" }
                @if self.offers.is_empty() { p.mut { "Les sources ne le précisent pas." } }
                @else if self.objects.is_empty() { ul.plain { @for (action, _) in &self.offers { li { (action) } } } }
                @else {
                    div.tblwrap tabindex="0" role="region" aria-label="Ce qu’on peut y faire, par objet" {
                        table.matrix {
                            thead { tr { td {} @for o in &self.objects { th scope="col" { (o) } } } }
                            tbody {
                                @for (action, cells) in &self.offers {
                                    tr { th scope="row" { (action) } @for yes in cells { td.yes[*yes].no[!*yes] { @if *yes { "✓" span.vh { " oui" } } @else { "–" span.vh { " non renseigné" } } } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn hours(&self) -> Markup {
        html! {
            section.blk {
                h2 { "Horaires" }
                @if self.week.is_empty() && self.hours_text.is_none() { p.mut { "Horaires inconnus." } }
                @if let Some(t) = &self.hours_text { p { (t) } }
                @if !self.week.is_empty() {
                    table.week { tbody { @for (day, hours, today) in &self.week {
                        tr.today[*today] { th scope="row" { (day) @if *today { span.vh { " (aujourd’hui)" } } } td { (hours) } }
                    } } }
                }
                @if !self.deposit.is_empty() {
                    h3 { "Pour déposer" }
                    table.week { tbody { @for (day, hours) in &self.deposit { tr { th scope="row" { (day) } td { (hours) } } } } }
                }
            }
        }
    }

    fn about(&self) -> Markup {
        html! { @if !self.about.is_empty() { section.blk { h2 { "À propos" } @for p in &self.about { p { (p) } } } } }
    }

    fn practical(&self, s: &Shell<'_>) -> Markup {
        html! {
            div.facts {
                @if !self.address.is_empty() { div { (s.icon("map-pin")) p { @for l in &self.address { (l) br; } @if self.approximate { small.mut { "Position approximative" } } } } }
                @if let Some((shown, dial)) = &self.phone { div { (s.icon("phone")) p { a href={ "tel:" (dial) } { (shown) } } } }
                @if let Some(e) = &self.email { div { (s.icon("info-circle")) p { a href={ "mailto:" (e) } { (e) } } } }
                @for (icon, fact) in &self.facts { div { (s.icon(icon)) p { (fact) } } }
            }
            @if !self.labels.is_empty() || !self.networks.is_empty() {
                section {
                    h2 { "Labels et réseaux" }
                    @for (label, promise) in &self.labels { details.lab { summary { (s.icon("check")) (label) } p { (promise) } } }
                    @for n in &self.networks { p { "Membre de\u{a0}: " (n) } }
                }
            }
            @if !s.contact.is_empty() {
                div.notice.info { (s.icon("flag")) div { strong { "Une erreur\u{a0}?" } " " a href=(s.contact) { "Dites-le-nous" } "." } }
            }
            div.prov {
                @match &self.verified { Some(d) => p { "Vérifié le " (d) "." }, None => p { "Pas encore vérifié par une personne." } }
                p { "Mis à jour le " (self.updated) "." }
                @for (who, licence) in &self.sources { p { "Source\u{a0}: " (who) " (" (licence) ")." } }
            }
        }
    }
}
