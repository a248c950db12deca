//! The pages of words: legal notice, privacy, accessibility, sources.
use super::layout::{Shell, document};
use super::model::{Site, SourceView, SourcesPage};
use super::structure::source;
use maud::{Markup, html};

fn page(site: &Site, title: &str, description: &str, path: &str, body: &Markup) -> Markup {
    let content = html! { main #contenu.wrap.text tabindex="-1" { h1 { (title) } (body) } };
    document(site, &Shell { title, description, canonical: Some(path), ..Shell::default() }, &content, true)
}

fn given(value: Option<&str>) -> Markup {
    html! { @if let Some(text) = value { (text) } @else { em { "non renseigné par l’exploitant" } } }
}

fn mail(address: &str) -> Markup {
    html! { a href={ "mailto:" (address) } { (address) } }
}

/// How to write to the operator, as the end of a sentence.
fn contact(site: &Site) -> Markup {
    html! {
        @if let Some(email) = &site.operator.email { (mail(email)) }
        @else if let Some(address) = &site.operator.address { (address) }
        @else { em { "adresse non renseignée par l’exploitant" } }
    }
}

/// The page `/mentions-legales`.
#[must_use]
pub fn legal_page(site: &Site) -> Markup {
    let operator = &site.operator;
    let name = (!operator.name.is_empty()).then_some(operator.name.as_str());
    let body = html! {
        h2 { "Éditeur" }
        dl.pairs {
            dt { "Nom" } dd { (given(name)) }
            dt { "Statut" } dd { (given(operator.identity.as_deref())) }
            dt { "Adresse" } dd { (given(operator.address.as_deref())) }
            dt { "Courriel" } dd { @if let Some(email) = &operator.email { (mail(email)) } @else { (given(None)) } }
            dt { "Téléphone" } dd { (given(operator.phone.as_deref())) }
            dt { "Direction de la publication" } dd { (given(operator.director.as_deref())) }
        }
        h2 { "Hébergement" }
        p { (given(operator.host.as_deref())) }
        h2 { "Contenus et licences" }
        p {
            "Les informations sur les structures viennent des sources citées sur chaque fiche et sur la page "
            a href="/sources" { "Sources" } ", chacune sous sa licence. "
            "Le logiciel est libre, sous licence GNU AGPL, version 3 ou ultérieure."
        }
        h2 { "Exactitude" }
        p {
            "Les horaires et les services peuvent avoir changé depuis leur dernière vérification\u{a0}: appelez avant "
            "un long trajet. Une erreur\u{a0}? Écrivez-nous\u{a0}: " (contact(site)) "."
        }
    };
    page(site, "Mentions légales", "Éditeur, hébergement et licences du site.", "/mentions-legales", &body)
}

/// The page `/confidentialite`.
#[must_use]
pub fn privacy_page(site: &Site) -> Markup {
    let body = html! {
        p.lede { "Vous pouvez consulter ce site sans compte, sans cookie et sans mesure d’audience." }
        h2 { "Ce que nous ne faisons pas" }
        ul.bullets {
            li { "Aucun cookie n’est déposé pour la consultation, aucun traceur, aucune publicité." }
            li { "Les polices, les icônes et les scripts viennent de ce site\u{a0}: rien n’est demandé à un tiers pour les afficher." }
        }
        h2 { "Votre position" }
        p {
            "Le bouton «\u{a0}Autour de moi\u{a0}» demande l’accord de votre navigateur. Votre position, arrondie à une "
            "centaine de mètres, sert à trier la liste\u{a0}; elle apparaît dans l’adresse de la page et n’est pas conservée dans un compte."
        }
        h2 { "Le fond de carte" }
        @if site.tiles_url == "none" || site.tiles_url.is_empty() {
            p { "Le fond de carte vient de ce site\u{a0}: aucun service extérieur n’est appelé." }
        } @else {
            p {
                "Les images du fond de carte sont demandées par votre navigateur à leur fournisseur ("
                (site.tiles_attribution) "), qui reçoit donc votre adresse IP et la zone que vous regardez."
            }
        }
        h2 { "Journaux techniques" }
        p { "Le serveur peut garder des journaux techniques (adresse demandée, date, réponse) pour sa sécurité. Leur durée de conservation est fixée par l’exploitant." }
        h2 { "Structures et personnes" }
        p {
            "Les fiches décrivent des structures. Si l’une d’elles contient une donnée qui vous concerne, vous pouvez en demander "
            "l’accès, la correction ou l’effacement\u{a0}: " (contact(site)) ". Vous pouvez aussi saisir la "
            a href="https://www.cnil.fr/" rel="external" { "CNIL" } "."
        }
    };
    page(site, "Confidentialité", "Ce que le site sait de vous\u{a0}: presque rien.", "/confidentialite", &body)
}

/// The page `/accessibilite`.
#[must_use]
pub fn accessibility_page(site: &Site) -> Markup {
    let body = html! {
        p.lede { "État\u{a0}: non conforme. Aucun audit de conformité au RGAA n’a encore été fait." }
        p {
            "Ce site est conçu pour suivre les règles WCAG 2.2, niveau AA. Des contrôles automatiques passent à chaque "
            "version, mais ils ne remplacent pas un audit\u{a0}: tant qu’il n’a pas eu lieu, nous déclarons le site non conforme."
        }
        h2 { "Ce qui est prévu pour vous" }
        ul.bullets {
            li { "La liste contient tout ce que montre la carte\u{a0}: vous pouvez vous passer de la carte." }
            li { "Tout se fait au clavier\u{a0}; des liens d’évitement mènent à la liste et à la carte." }
            li { "La recherche, les filtres et les fiches fonctionnent sans JavaScript." }
            li { "Une couleur n’est jamais seule à porter une information." }
            li { "Les thèmes clair et sombre, la taille du texte et la réduction des animations suivent vos réglages." }
        }
        h2 { "Ce qui manque, à notre connaissance" }
        ul.bullets {
            li { "Les repères dessinés sur la carte ne sont pas lus un à un par un lecteur d’écran\u{a0}: utilisez la liste." }
            li { "Les images du fond de carte viennent d’un service extérieur et n’ont pas d’équivalent en texte." }
            li { "Le site n’a pas encore été essayé par des personnes qui utilisent une aide technique." }
        }
        h2 { "Nous signaler un obstacle" }
        p { "Dites-nous ce qui vous a bloqué\u{a0}: " (contact(site)) ". Nous vous donnerons l’information autrement." }
        p {
            "Sans réponse satisfaisante, vous pouvez saisir le "
            a href="https://formulaire.defenseurdesdroits.fr/" rel="external" { "Défenseur des droits" } "."
        }
    };
    page(site, "Accessibilité", "État de l’accessibilité du site et moyens de nous écrire.", "/accessibilite", &body)
}

/// The page `/sources`.
#[must_use]
pub fn sources_page(site: &Site, view: &SourcesPage) -> Markup {
    let list = |sources: &[SourceView]| {
        html! {
            ul.sources {
                @for one in sources {
                    li {
                        p { strong { (source(one)) } @if let Some(count) = &one.count { " · " (count) } }
                        @if let Some(about) = &one.about { p.mut { (about) } }
                    }
                }
            }
        }
    };
    let body = html! {
        p.lede { "Chaque fiche cite les sources dont elle vient. Les voici toutes, avec leur licence et leur date." }
        h2 { "Structures" @if let Some(total) = &view.total { "\u{a0}: " (total) } }
        @if view.sources.is_empty() { p { "Aucune source n’est encore chargée." } } @else { (list(&view.sources)) }
        h2 { "Territoires, carte et dessin" }
        @if !view.others.is_empty() { (list(&view.others)) }
        ul.sources {
            @if site.tiles_url != "none" && !site.tiles_attribution.is_empty() {
                li { p { strong { "Fond de carte\u{a0}: " (site.tiles_attribution) } } }
            }
            li { p { strong { "Icônes\u{a0}: " a href="https://tabler.io/icons" rel="external" { "Tabler Icons" } ", licence MIT" } } }
            li {
                p { strong {
                    "Polices\u{a0}: Bricolage Grotesque et "
                    a href="https://www.brailleinstitute.org/freefont/" rel="external" { "Atkinson Hyperlegible Next" }
                    ", licence SIL Open Font 1.1"
                } }
            }
            li { p { strong { "Carte interactive\u{a0}: " a href="https://leafletjs.com/" rel="external" { "Leaflet" } ", licence BSD à deux clauses" } } }
        }
    };
    page(site, "Sources", "Sources des données, licences et dates.", "/sources", &body)
}
