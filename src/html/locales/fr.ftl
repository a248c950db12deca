# Words of the interface. A key begins with the part of the site that says it. A plain space before ? ! : ; % and
# inside « » is read as a no-break one.

structures-count =
    { $n } { $n ->
        [one] structure
       *[other] structures
    }

## The shell of every page

shell-tagline-1 = L’économie circulaire
shell-tagline-2 = près de chez vous
shell-nav = Principale
shell-map = Carte
shell-sources = Sources
shell-to-content = Aller au contenu
shell-to-list = Aller à la liste
shell-demo = Démonstration
shell-demo-data = Données de démonstration :
shell-demo-why = structures fictives.
shell-legal = Mentions légales
shell-privacy = Confidentialité
shell-accessibility = Accessibilité : { $state }
shell-contact = Contact

## Lists, dates and hours

list-and = et
list-or = ou
day-monday = lundi
day-tuesday = mardi
day-wednesday = mercredi
day-thursday = jeudi
day-friday = vendredi
day-saturday = samedi
day-sunday = dimanche
month-january = janvier
month-february = février
month-march = mars
month-april = avril
month-may = mai
month-june = juin
month-july = juillet
month-august = août
month-september = septembre
month-october = octobre
month-november = novembre
month-december = décembre
date-first = 1er
date-span = du { $from } au { $to }
time-midnight = minuit
when-today = à { $time }
when-tomorrow = demain à { $time }
when-weekday = { $day } à { $time }
when-date = le { $date } à { $time }
hours-closed = Fermé
hours-all-day = 24 h sur 24
hours-unsure = À vérifier
hours-unsure-only = { $unsure }, à vérifier
hours-unsure-too = { $open } ; à vérifier : { $unsure }
time-noon = 12 h

## The home page: search, list and map

explore-description = Ressourceries, réparateurs, ateliers vélo, compostage : trouvez près de chez vous où réparer, donner, emprunter ou acheter d’occasion.
intent-repair = Réparer
intent-give = Donner
intent-buy = Acheter d’occasion
intent-borrow = Emprunter ou louer
intent-travel = Se déplacer
intent-sort = Trier, déposer
explore-to-map = Aller à la carte
explore-what = Quoi ?
explore-where = Où ?
explore-around-me = Autour de moi
explore-search = Chercher
explore-ask = Que voulez-vous faire ?
explore-first = Revenir au début
explore-later = { $title } (suite)
explore-next = Voir la suite
explore-clear = Tout effacer
explore-all-filters = Tous les filtres
explore-order = Ordre :
explore-print = Imprimer cette liste
explore-files = Télécharger cette liste :
explore-nothing = Rien trouvé ici
explore-nothing-why = Aucune structure recensée ne répond à cette recherche : { $what }. Cela ne veut pas dire qu’il n’y en a pas : le recensement continue.
explore-all = Toutes les structures
explore-know-one = Vous en connaissez une ?
explore-no-script = La carte a besoin de JavaScript. La liste donne les mêmes structures.
explore-sectors = Secteurs
explore-what-hint = grille-pain, vélo, meuble, ressourcerie…
explore-where-hint = commune ou code postal
explore-results = Résultats
explore-pages = Pages de la liste
explore-filters = Filtres
explore-unplaced =
    { $n } { $n ->
        [one] structure
       *[other] structures
    } sans position connue : dans la liste seulement.
explore-report = <a>Signalez-la</a>, deux minutes suffisent.
explore-chip-on = (actif, retirer ce filtre)
card-distance = <a>à</a> { $distance }

## The sheet of a structure

sheet-trail = Fil d’Ariane
sheet-side = Adresse, labels et sources
sheet-go = Y aller
go-osm = OpenStreetMap (tous les trajets)
go-apple = Plans d’Apple
go-geo = Application de cartes du téléphone
sheet-call = Appeler
sheet-website = Site web
sheet-share = Partager
sheet-keep = Garder en favori
sheet-what = Ce qu’on peut y faire
sheet-what-unknown = Les sources ne le précisent pas.
sheet-hours = Horaires
sheet-hours-unknown = Les horaires ne sont pas connus. Renseignez-vous avant de vous déplacer.
sheet-deposit = Pour déposer
sheet-exceptions = Horaires particuliers
sheet-about = À propos
sheet-near = À côté
sheet-approximate = Position approximative sur la carte.
sheet-around = Voir ce qu’il y a autour
sheet-labels = Labels et réseaux
sheet-mistake = Une erreur ?
sheet-tell-us = Dites-le-nous
sheet-matrix = Actions possibles par objet
sheet-yes = oui
sheet-unknown = non renseigné
sheet-week = Horaires de la semaine
sheet-unverified = Pas encore vérifié par une personne.
sheet-today = (aujourd’hui)
sheet-member = Membre : { $networks }.
sheet-verified = Vérifié le { $date }.
sheet-updated = Fiche modifiée ici le { $date }.
sheet-source-updated = Mise à jour par la source le { $date }.
sheet-trade-name = Enseigne : { $name }
sheet-source = Source :
sheet-complete = Fiche entièrement renseignée.
sheet-incomplete = Fiche renseignée à { $share }. Il manque : { $missing }.
missing-address = l’adresse
missing-position = la position exacte
missing-offers = ce qu’on y fait
missing-hours = les horaires
missing-contact = un contact
missing-website = le site web
missing-description = une présentation
missing-wheelchair = l’accès en fauteuil roulant
sheet-map = Carte : emplacement de { $name }

## What a device keeps

keep-one = Garder en favori : { $name }
favourites-title = Mes favoris
favourites-description = Les structures que vous gardez sous la main.
favourites-lede = Vos favoris restent dans ce navigateur : ni compte, ni copie sur le serveur. L’adresse de la liste, si vous la partagez, contient leurs noms et rien sur vous.
favourites-none = Aucun favori pour l’instant
favourites-how = Touchez l’étoile d’une structure, dans la liste ou sur sa fiche, pour la retrouver ici.
favourites-no-script = Garder des favoris demande JavaScript. La liste qu’une adresse partagée nomme s’affiche sans lui.
favourites-blocked = Votre navigateur n’autorise pas ce site à garder quoi que ce soit : les favoris n’y sont pas disponibles.
favourites-cut = Les 200 premières structures de l’adresse sont affichées.
favourites-print = Imprimer en carnet d’adresses
favourites-share = Partager cette liste
favourites-missing = Plus dans l’annuaire

## The address book

book-title = Carnet d’adresses
book-of = Carnet d’adresses : { $what }
book-description = Une liste de structures à imprimer : carte, adresses, téléphones et horaires.
book-all = Toutes les structures
book-chosen = Structures choisies
book-some = { $shown } structures sur { $n }
book-print = Imprimer
book-back = Retour à la liste
book-nothing = Aucune structure à imprimer.
book-map = { $n ->
    [one] Carte : emplacement de { $n } structure, par son numéro dans la liste qui suit
   *[other] Carte : emplacement de { $n } structures, par leur numéro dans la liste qui suit
}
book-joined = Structures trop proches pour être séparées sur la carte :
book-ground = Fond de carte : Natural Earth.
book-approximate = (position approximative sur la carte)
book-code = Code à scanner : fiche de { $name }
book-made = Carnet établi le { $day } avec { $name }.
book-check = Les horaires peuvent avoir changé : appelez avant un long trajet.
book-list = Cette liste, à jour :

## Sources

sources-lede = Chaque fiche cite les sources dont elle vient. Les voici toutes, avec leur licence.
sources-structures = Structures
sources-none = Aucune donnée n’est encore chargée.
sources-refreshed = Actualisée le { $date }
sources-leaves-out = Ce qu’elle ne contient pas :
sources-land = Territoires et carte
sources-territories = Communes, intercommunalités, départements, régions
sources-territories-by = INSEE et DGCL · Licence Ouverte 2.0
sources-positions = Positions des communes
sources-outlines = Contours du fond imprimé
sources-outlines-by = Natural Earth · domaine public
sources-contours = Contours administratifs
sources-contours-by = IGN Admin Express (Etalab), communes de { $year } · Licence Ouverte 2.0
sources-tiles = Fond de carte
sources-software = Dessin et logiciels
sources-icons = Icônes · licence MIT
sources-fonts = Bricolage Grotesque et Atkinson Hyperlegible Next
sources-fonts-by = Polices de caractères · SIL Open Font License 1.1
sources-leaflet = Carte interactive · licence BSD à deux clauses
sources-description = D’où viennent les données, sous quelle licence.

## Who runs the service

contact-none = adresse non renseignée par l’exploitant
contact-page = page de contact
legal-unsaid = information non renseignée
legal-incomplete = Ces mentions sont incomplètes : l’exploitant de ce service ne les a pas encore toutes renseignées.
legal-publisher = Éditeur
legal-operator = Exploitant du service : { $who }.
legal-address = Adresse, téléphone, immatriculation : { $who }.
legal-director = Direction de la publication : { $who }.
legal-contact = Contact : { $who }.
legal-host = Hébergeur du service : { $who }.
legal-hosting = Hébergement
legal-content = Contenus et licences
legal-content-from = Les informations sur les structures viennent des sources citées sur chaque fiche et sur la page <a>Sources</a>, chacune sous sa licence.
legal-software = Le logiciel Boucle est libre, sous licence <a>GNU Affero General Public License, version 3 ou ultérieure</a> : vous pouvez l’utiliser, l’étudier, le modifier et le partager.
legal-source-ask = L’exploitant doit vous donner le code source du logiciel qui fonctionne ici, si vous le lui demandez.
legal-source = Code source du logiciel qui fonctionne ici
legal-accuracy = Exactitude
legal-accuracy-why = Les horaires et les services peuvent avoir changé depuis leur dernière vérification : appelez avant un long trajet.
legal-mistake = Une erreur ? <a>Écrivez-nous</a>.
legal-description = Éditeur du service, licences des contenus et du logiciel.

## Privacy

privacy-lede = Ce service se consulte sans compte, sans cookie et sans mesure d’audience.
privacy-not = Ce que nous ne faisons pas
privacy-cookies = Aucun cookie n’est déposé, aucun traceur, aucune publicité.
privacy-files = Les polices, les icônes et les scripts viennent de ce service : rien n’est demandé à un tiers pour les afficher.
privacy-position = Votre position
privacy-position-use = Le bouton « Autour de moi » demande l’accord de votre navigateur. Votre position, arrondie à une centaine de mètres, sert à trier la liste. Elle figure dans l’adresse de la page : votre navigateur peut donc la garder dans son historique, et le serveur dans ses journaux techniques (voir plus bas). Elle n’est enregistrée nulle part ailleurs sur ce service.
privacy-position-share = Avant de partager l’adresse d’une recherche faite autour de vous, souvenez-vous qu’elle contient cette position.
privacy-map = Le fond de carte
privacy-map-tiles = Les images du fond de carte sont demandées par votre navigateur à leur fournisseur ({ $provider }), qui voit donc votre adresse IP et la zone affichée. Rien d’autre ne sort d’ici.
privacy-map-own = Le fond de carte vient de ce service : aucune requête n’est envoyée à un tiers.
privacy-addresses = Les adresses
privacy-addresses-what = Quand vous écrivez une adresse dans « Où ? », notre serveur la cherche auprès de { $host }. Il ne transmet que ces mots : ni votre adresse IP, ni la page où vous êtes.
privacy-logs = Journaux techniques
privacy-logs-what = Le serveur, ou celui qui le protège, peut garder des journaux techniques pour sa sécurité : adresse demandée (avec les mots cherchés et le lieu), adresse IP, date, réponse. Leur durée de conservation est fixée par l’exploitant.
privacy-browser = Dans votre navigateur
privacy-browser-what = Tant que l’onglet est ouvert, votre navigateur retient à quel endroit de la liste vous étiez, pour vous y ramener. Cela reste chez vous et s’efface à la fermeture de l’onglet.
privacy-favourites = Si vous gardez des favoris, votre navigateur retient le nom de ces structures et l’adresse de leur fiche, jusqu’à ce que vous les retiriez ou effaciez les données du site. Ils ne nous sont envoyés que pour afficher la page « Mes favoris ».
privacy-people = Les structures et les personnes
privacy-people-what = Les adresses électroniques des structures ne sont publiées qu’avec leur accord, et l’adresse exacte d’une personne qui travaille chez elle ne l’est jamais. Pour consulter, corriger ou effacer une donnée qui vous concerne : { $contact }. Vous pouvez aussi saisir la <a>CNIL</a>.
privacy-description = Ce que le service sait de vous : presque rien.

## Accessibility

rgaa-not = non conforme
rgaa-partly = partiellement conforme
rgaa-compliant = totalement conforme
rgaa-holds = Respecté
rgaa-fails = Non respecté
rgaa-unchecked = Non vérifié
rgaa-none = Sans objet
accessibility-state = État : { $state }. Sur les { $applicable } critères du RGAA 4.1.2 qui s’appliquent à ce service, { $holding } sont respectés, soit { $share } %.
accessibility-holding =
    { $n ->
        [one] critère respecté
       *[other] critères respectés
    }
accessibility-failing =
    { $n ->
        [one] critère non respecté
       *[other] critères non respectés
    }
accessibility-not-checked =
    { $n ->
        [one] critère non vérifié, compté comme non respecté
       *[other] critères non vérifiés, comptés comme non respectés
    }
accessibility-without =
    { $n ->
        [one] critère sans objet ici
       *[other] critères sans objet ici
    }
accessibility-self = Ces chiffres viennent d’une auto-évaluation, faite le { $day } par l’équipe qui développe le logiciel. Aucun audit extérieur n’a été mené : il pourrait conclure autrement.
accessibility-tried = Le service n’a été essayé ni avec un lecteur d’écran, ni par des personnes qui utilisent une aide technique.
accessibility-missing = Ce qui n’est pas respecté ou pas vérifié
accessibility-nothing-missing = Rien, d’après cette auto-évaluation.
accessibility-groups = Sur la carte, les structures regroupées se lisent comme un nombre : pour leurs noms, utilisez la liste.
accessibility-exempt = Ce que la loi met à part
accessibility-tiles = Les cartes en ligne sont exemptées (décret n° 2019-768 du 24 juillet 2019) quand l’essentiel est donné autrement ; ici, la liste et les fiches le donnent. Cette exemption ne sert que pour les images du fond de carte, quand l’exploitant en a choisi un : elles n’ont pas d’équivalent en texte. Les repères, les boutons et les messages de la carte ont été évalués comme le reste.
accessibility-for-you = Ce qui est prévu pour vous
accessibility-list = La liste contient tout ce que montre la carte : vous pouvez vous passer de la carte.
accessibility-keyboard = Tout se fait au clavier ; des liens d’évitement mènent à la liste et à la carte.
accessibility-script = La recherche, les filtres et les fiches fonctionnent sans JavaScript.
accessibility-colour = Une couleur n’est jamais seule à porter une information.
accessibility-settings = Les thèmes clair et sombre, la taille du texte et la réduction des animations suivent vos réglages.
accessibility-report = Nous signaler un obstacle
accessibility-write = Dites-nous ce qui vous a bloqué : { $contact }. Nous vous donnerons l’information autrement.
accessibility-appeal = Sans réponse satisfaisante, vous pouvez saisir le <a>Défenseur des droits</a>.
accessibility-how = Comment nous avons évalué
accessibility-tools = Lecture du code (HTML, CSS, SVG, JavaScript, WAI-ARIA), navigateur Chromium au clavier et dans les deux thèmes, zoom à 200 %, fenêtre de 320 px, espacement du texte augmenté, styles désactivés, mesure des contrastes, axe et Nu Html Checker. Une partie de ces contrôles est rejouée à chaque version.
accessibility-pages = Pages vues, en français et en anglais : accueil, résultats, rien trouvé, lieu introuvable, fiche, favoris, carnet d’adresses, sources, mentions légales, confidentialité, accessibilité, page sans connexion, erreurs, page d’un sujet dans une commune, composants.
accessibility-criteria = Les 106 critères
accessibility-titles = Les énoncés sont abrégés par nous ; le texte officiel est celui du RGAA 4.1.2.
accessibility-theme =
    { $holding ->
        [one] { $holding } respecté sur { $n }
       *[other] { $holding } respectés sur { $n }
    }
accessibility-theme-none = sans objet
accessibility-table = { $theme } : état de chaque critère
accessibility-criterion = N°
accessibility-asks = Ce que demande le critère
accessibility-found = État
accessibility-title = Accessibilité
accessibility-description = État de l’accessibilité du service et moyens de nous écrire.

## Errors

error-kicker = Erreur { $status }
error-reference = Si vous nous écrivez, citez cette référence : { $reference }
error-search = Quoi ? Une structure, un objet, une activité
back-home = Voir la carte et la liste
error-write = Nous écrire
shell-other-language = English

## Cards and states

state-no-hours = Horaires inconnus
state-open = Ouvert
state-open-until = Ouvert, ferme { $when }
state-opens = Fermé, ouvre { $when }
state-may-open = Fermé, ouvre peut-être { $when }
state-unsure = Horaires à vérifier
card-offer = { $action } : { $objects }
badge-ess = ESS

## What went wrong

error-page = Page introuvable
error-page-why = Rien ne se trouve à cette adresse.
error-structure = Structure introuvable
error-structure-why = Aucune structure ne se trouve à cette adresse. Elle a peut-être changé de nom.
error-gone = Cette structure n’est plus dans l’annuaire
error-gone-why = Ses sources ne la mentionnent plus : elle a peut-être fermé, déménagé ou changé de nom.
gone-instead = À proximité
gone-commune = Tout voir : { $commune }
error-ours = Une erreur de notre côté
error-ours-why = Réessayez dans un instant.
error-method = Cette page se lit seulement
error-method-why = Rien ne peut être envoyé à cette adresse. Ouvrez-la dans votre navigateur.
error-unread = Demande non comprise
error-unread-why = Cette adresse ne peut pas être lue telle quelle.

## What is asked, in words

quoted = « { $words } »
asked-nothing = Carte et liste
order-distance = Les plus proches
order-relevance = Les plus pertinentes
order-opening = Ouvertes en premier
order-name = Par nom
order-updated = Mises à jour récemment
asked-too-long = L’adresse est trop longue ; tout est affiché.
asked-swapped = L’adresse donnait la latitude avant la longitude : le point est cherché en France.
asked-left-aside = Une partie de l’adresse n’a pas été comprise et a été laissée de côté : { $words }.
place-in-box = dans la zone de la carte
asked-bbox = la zone de la carte
asked-near = le lieu
asked-radius = la distance
asked-territory = le territoire
asked-category = le type de lieu
asked-sector = le secteur
asked-action = l’action
asked-object = l’objet
asked-label = le label
asked-ess = l’économie sociale et solidaire
asked-network = le réseau
asked-source = la source
asked-public = le public
asked-appointment = le rendez-vous
asked-brand-only = la marque
asked-open-at = l’heure d’ouverture
asked-open-on = le jour d’ouverture
asked-at-home = le service à domicile
asked-q = les mots cherchés
asked-other = un critère
place-here = Ma position
place-point = Point choisi
place-no-position = Cette adresse ne contient pas de position. Écrivez un nom de commune ou un code postal.
place-not-found = « { $words } » n’a pas été trouvé. Essayez un nom de commune ou un code postal.
place-several = Plusieurs lieux répondent à « { $words } » ; la recherche porte sur { $place }. Vous cherchiez peut-être :
place-commune = commune
place-epci = intercommunalité
place-department = département
place-region = région
what-left-aside = « { $words } » n’a pas été compris et a été laissé de côté.
place-near-point = près du point choisi
place-near-you = près de vous
place-near-town = près { $town }
place-near = près de « { $words } »
filters-categories = Types de lieux
filters-labels = Labels
filters-days = Jours d’ouverture
filters-holidays = Jours fériés
filters-conditions = Conditions
filter-open-now = Ouvert maintenant
filter-box = Zone de la carte
filter-within = À moins de { $distance }
filter-open-at = Ouvert le { $day } { $date } à { $time }
filter-on-day = le { $day }
filter-on-holidays = les jours fériés
filter-open-on = Ouvert { $days }
filter-ess = Économie sociale et solidaire
filter-not-ess = Hors économie sociale et solidaire
filter-individuals = particuliers
filter-professionals = professionnels
filter-both = particuliers et professionnels
filter-public = Public : { $who }
filter-appointment = Uniquement sur rendez-vous
filter-no-appointment = Sans rendez-vous
filter-brand = Seulement les produits de leur marque
filter-any-brand = Toutes les marques
filter-at-home = Se déplace chez vous
filter-not-at-home = Sans les services à domicile
filter-network = Réseau : { $names }
filter-source = Source : { $names }

## Facts of a structure

form-association = Association.
form-cooperative = Coopérative.
form-mutual = Mutuelle.
form-foundation = Fondation.
form-ess-company = Entreprise de l’économie sociale et solidaire.
form-company = Entreprise.
form-public-body = Organisme public.
form-artisan = Artisan.
form-individual = Entreprise individuelle.
fact-wheelchair = Accessible en fauteuil roulant.
fact-wheelchair-limited = Accès en fauteuil roulant limité.
fact-no-wheelchair = Pas d’accès en fauteuil roulant.
fact-appointment = Uniquement sur rendez-vous.
fact-no-appointment = Sans rendez-vous.
fact-individuals = Pour les particuliers.
fact-professionals = Pour les professionnels.
fact-both = Pour les particuliers et les professionnels.
fact-brand = Seulement pour les produits de sa marque.
fact-one-for-one = Reprend votre ancien équipement si vous en achetez un neuf (reprise « un pour un »).
fact-one-for-zero = Reprend votre ancien équipement sans achat (reprise « un pour zéro »).
inclusion-aci = Insertion par l’activité économique : atelier et chantier d’insertion.
inclusion-ei = Insertion par l’activité économique : entreprise d’insertion.
inclusion-ai = Insertion par l’activité économique : association intermédiaire.
inclusion-etti = Insertion par l’activité économique : entreprise de travail temporaire d’insertion.
inclusion-esat = Travail adapté : ESAT ou entreprise adaptée.
fact-at-home-within = Se déplace chez vous, à moins de { $distance }.
fact-at-home-in = Se déplace chez vous : { $department }.
fact-at-home-metropolitan = Se déplace dans toute la France métropolitaine.
fact-at-home-overseas = Se déplace dans les départements d’outre-mer.

## Hours in sentences

hours-not-this-week = Pas cette semaine.
hours-from = À partir du { $date }
hours-until = Jusqu’au { $date } inclus
hours-on = { $days } : { $hours }.

## Ways from page to page

back-search = Chercher « { $words } »
back-results = Retour aux { $n } résultats
back-list = Retour à la liste

## Ways out of an empty list

way-from-point = à { $distance }
way-from-box = à { $distance } du centre de la zone
way-from-territory = à { $distance } du centre du territoire
way-instead = À la place : « { $label } »
way-instead-aim = « { $label } »
way-nearest = La plus proche
way-perhaps = Peut-être aussi « { $words } »
way-perhaps-detail =
    { $n ->
        [one] { $n } structure sur { $all } ne dit pas pour quels objets.
       *[other] { $n } structures sur { $all } ne disent pas pour quels objets.
    }
way-see = Voir
way-widen = Élargir
way-widen-to = à { $distance }
way-without = Sans « { $words } »
way-remove = Retirer

## What scripts say; src/html/scripts.rs lists it for each page

map-ring = { $count } : { $sectors }
map-missing = La carte n’a pas pu être chargée.
map-missing-list = La carte n’a pas pu être chargée. La liste donne les mêmes structures.
share-copied = Adresse copiée
share-refused = Copie refusée
share-refused-aloud = Le navigateur n’a pas permis la copie. Vous pouvez copier l’adresse dans sa barre.
share-copied-aloud = L’adresse de la fiche est copiée.
suggest-searches = Ce que vous voulez faire
suggest-addresses = Adresses
share-copied-list = L’adresse de la liste est copiée.
suggest-objects = Objets
suggest-actions = Actions
suggest-communes = Communes
suggest-epcis = Intercommunalités
suggest-departments = Départements
suggest-regions = Régions
suggest-for = Suggestions, { $field }
suggest-runs = choisir lance la recherche
suggest-opens = choisir ouvre la fiche
suggest-none = Aucune suggestion
suggest-count =
    { $n } { $n ->
        [one] suggestion
       *[other] suggestions
    }
locate-waiting = Recherche de votre position…
locate-refused = Votre navigateur n’a pas donné votre position. Écrivez une commune ou un code postal.
locate-failed = Votre position n’a pas été trouvée. Écrivez une commune ou un code postal.
map-zoom-in = Zoomer
map-zoom-out = Dézoomer
map-search-here = Chercher dans cette zone
map-failed = Carte : les structures n’ont pas pu y être placées.
map-stale = La carte n’a pas pu être mise à jour.
map-retry = Réessayer
map-in-view =
    Carte : { $n } { $n ->
        [one] structure
       *[other] structures
    } dans la partie affichée.
map-out-of-view = Les résultats sont hors de cette vue.
map-back = Y revenir
map-credit = Contours : Natural Earth

## Pages about a subject in a commune

found-category = { $thing } { $place }
found-repair = Réparer { $thing } { $place }
found-give = Donner { $thing } { $place }
found-buy = Acheter { $thing } d’occasion { $place }
found-borrow = Emprunter { $thing } { $place }
found-rent = Louer { $thing } { $place }
found-sort = Où déposer { $thing } { $place } ?
found-lede =
    { $n } { $n ->
        [one] structure
       *[other] structures
    } { $place }, { $around } à moins de 10 km : adresses, horaires et ce qu’on peut y faire.
found-on-map = Voir sur la carte
found-here =
    { $n } { $n ->
        [one] structure
       *[other] structures
    } { $place }
found-all = Voir les { $n } structures
found-around = À moins de 10 km
found-beside = Aussi { $place }
found-nearby = Dans les communes voisines

## Without a connection, and on the home screen

offline-title = Pas de connexion
offline-lede = Cette page n’est pas gardée sur cet appareil. Elle s’affichera quand la connexion reviendra.
offline-again = Réessayer
offline-kept = Ce que vous pouvez lire sans connexion
offline-none = Rien n’est encore gardé sur cet appareil.
offline-no-script = La liste des pages gardées a besoin de JavaScript.
offline-forget = Effacer ce qui est gardé
offline-forgotten = Plus rien n’est gardé sur cet appareil.
offline-home = Accueil
offline-copy = Pas de connexion : voici la page telle qu’elle était le { $date }.
privacy-browser-kept = Pour que vous puissiez les relire sans connexion, votre navigateur garde aussi l’accueil, les dernières listes et les dernières fiches que vous avez vues, et celles de vos favoris. Rien n’en est envoyé à personne. <a>Voir et effacer ce qui est gardé</a>

## The map's own size, the sheet over it, and where one stands

map-fullscreen = Plein écran
map-fullscreen-leave = Quitter le plein écran
panel-more = Agrandir la liste
panel-less = Réduire la liste
locate-slow = La recherche de votre position prend du temps. Vous pouvez aussi écrire une commune ou un code postal.
locate-late = Votre position n’est pas arrivée à temps. Réessayez, ou écrivez une commune ou un code postal.
locate-vague = Votre position n’est connue qu’à { $distance } près. Pour une liste plus juste, écrivez une commune ou un code postal.
locate-nothing = Aucune structure recensée autour de votre position. Écrivez une commune ou un code postal pour chercher ailleurs.
place-at = à { $name }

## The page of components

components-title = Composants
components-lede = Tout ce dont les pages sont faites : papier, encre, une couleur par secteur, un mot et une icône toujours avec elle.
components-colours = Couleurs, clair et sombre
components-paper = Papier
components-surface = Surface
components-sunk = Creux
components-ink = Encre
components-brand = Vert Boucle
components-reemploi = Réemploi
components-reparation = Réparation
components-mobilite = Mobilité
components-dechets = Déchets
components-accompagnement = Accompagnement
components-ramp = Rampe des distances
components-figures = Figures des territoires
components-made-up = Données inventées, pour montrer chaque forme.
components-trend = Part des habitants à moins de 10 km
components-type = Échelle typographique
components-sentence = Près de huit habitants sur dix ont un réparateur à moins de 10 km.
components-text = Atelier associatif de réparation. On y vient avec un appareil en panne, on repart avec un diagnostic.
components-small = Vérifié le 12 novembre. Population : 1 250 habitants.
components-buttons = Boutons
components-disabled = Indisponible
components-fields = Champs
components-chips = Filtres, étiquettes, états
components-cards = Cartes de résultat
components-tables = Tableaux
components-charts = Graphiques
components-marks = Repères de la carte
components-notices = Avis
components-warning = Fermeture exceptionnelle du 24 au 31 décembre.
components-aside = Dépôt des dons le mardi et le vendredi, de 14 h à 17 h.
components-icons = Secteurs et catégories

# Figures and graphs. A part of a whole, in hundredths: it is written with its decimals.
percent = { $n } %
percent-under = < { $least } %
chart-numbers = Voir les chiffres
chart-nobody = Aucun habitant : il n’y a rien à mesurer.
chart-people = habitants
chart-thousands = milliers d’habitants
chart-millions = millions d’habitants
chart-class-under = moins de { $to }
chart-class-between = { $from } à { $to } km
chart-class-over = plus de { $from }
chart-and-more = et plus
chart-unknown = Non recensé
chart-head-distance = Distance
chart-head-people = Habitants
chart-head-share = Part des habitants
chart-head-unknown = dont là où personne n’a encore recensé
chart-head-least = Part des habitants, les moins bien servis d’abord
chart-head-supply = Leur part de l’offre
chart-head-month = Mois
chart-head-value = Valeur
chart-histogram = Combien de personnes, et à quelle distance
chart-histogram-by = Habitants par tranche de { $width }, et leur part
chart-histogram-by-band = Habitants par tranche de distance, et leur part
chart-histogram-says = Diagramme en barres. { $near } des habitants vivent à { $limit } au plus de la structure la plus proche, { $far } plus loin.
chart-histogram-says-bars = Diagramme en barres : les habitants selon la distance de la structure la plus proche.
chart-says-unknown = { $share } vivent là où personne n’a encore recensé.
chart-axis-distance = distance de la structure la plus proche, en km
chart-axis-distance-short = distance de la plus proche, en km
chart-beyond = au-delà de { $limit } :
people-count = { $n ->
    [one] { $n } habitant
   *[other] { $n } habitants
}
chart-lorenz = Un accès partagé ?
chart-lorenz-gini = Courbe de Lorenz, indice de Gini : { $gini } (0 : même accès pour tous)
chart-lorenz-none = Aucun habitant n’a de structure à portée : il n’y a pas d’accès à comparer.
chart-lorenz-says = Courbe de Lorenz : la moitié des habitants la moins bien servie a { $half } de l’offre.
chart-lorenz-half = la moitié la moins bien servie : { $half } de l’offre
chart-axis-supply = part de l’offre, en %
chart-axis-people = part des habitants, en %
chart-equal = même accès pour tous
chart-trend-none = L’évolution se lira ici dès le deuxième mois.
chart-trend-says = Courbe : { $start } en { $from }, { $end } en { $to }.
chart-shares = À quelle distance ?
chart-shares-lede = Part des habitants, selon leur commune

# The index of territories.
territories-title = Territoires
territories-lede = Ce que les habitants de chaque commune, intercommunalité, département ou région ont près de chez eux.
territories-label = Quel territoire ?
territories-hint = Un nom, un code postal ou un numéro de département.
territories-short = CC : communauté de communes ; CA : communauté d’agglomération ; CU : communauté urbaine.
territories-all = Voir tous les territoires
territories-searched = Territoires : { $words }
territories-found = { $n ->
    [one] { $n } territoire répond à « { $words } »
   *[other] { $n } territoires répondent à « { $words } »
}
territories-cut = Il y en a d’autres : précisez le nom ou le code postal.
territories-none = Aucun territoire ne répond à « { $words } »
territories-none-why = Vérifiez l’orthographe, ou écrivez un code postal : 49100, par exemple.
territories-like = Vous cherchiez peut-être :
territories-regions = Toutes les régions
territories-others = Les autres régions
