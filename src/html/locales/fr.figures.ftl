## Figures of territories

figures-subject = Activité
figures-show = Afficher
figures-threshold = Distance
figures-within = à moins de
figures-as-the-crow-flies = À vol d’oiseau, services à domicile compris.
figures-left-aside = Une valeur de l’adresse n’a pas été comprise : la valeur habituelle la remplace.

subject-all = Toutes les structures
subject-filtered = Votre sélection
subject-repair = Réparer { $thing }
subject-give = Donner { $thing }
subject-buy = Acheter { $thing } d’occasion
subject-borrow = Emprunter { $thing }
subject-rent = Louer { $thing }
subject-sort = Déposer { $thing }
subjects-rent = Louer

tenths-1 = un
tenths-2 = deux
tenths-3 = trois
tenths-4 = quatre
tenths-5 = cinq
tenths-6 = six
tenths-7 = sept
tenths-8 = huit
tenths-9 = neuf
part-nobody = personne
part-few = moins d’un habitant sur dix
part-nearly = près de { $n } habitants sur dix
part-exactly = { $n } { $n ->
        [un] habitant
       *[other] habitants
    } sur dix
part-over = plus de { $n } { $n ->
        [un] habitant
       *[other] habitants
    } sur dix
part-most = plus de neuf habitants sur dix
part-everybody = tous les habitants

lede-offer = { $subject } : possible à moins de { $distance } pour { $part }.
lede-category = { $subject } : à moins de { $distance } pour { $part }.
lede-all = { $subject } : la plus proche à moins de { $distance } pour { $part }.
lede-far = { $people } vivent plus loin.
lede-far-unknown = { $people } vivent plus loin, là où personne n’a encore recensé : une structure peut s’y trouver.
lede-far-partly = { $people } vivent plus loin, dont { $unknown } là où personne n’a encore recensé.
lede-commune = { $subject } : l’adresse la plus proche est à { $distance }.
lede-commune-home = { $subject } : un service vient jusqu’à vous.
lede-commune-none = { $subject } : aucune adresse n’est connue sur le même territoire.

key-within = À moins de { $distance }
key-within-note = des habitants
key-rank = {" ;"} rang { $rank } sur { $peers }
key-count = Structures du territoire
key-count-note = soit { $n } pour 10 000 habitants
key-count-region = soit { $n } pour 10 000 habitants ; région : { $region }
key-median = Distance médiane
key-median-note = un habitant sur dix à plus de { $distance }
key-median-none = un habitant sur dix n’en a aucune à portée
key-nearest = La plus proche
key-nearest-note = à vol d’oiseau, depuis le centre de la commune
key-gini = Inégalité d’accès
key-gini-note = indice de Gini, 0 : même accès pour tous ; { $access } structure accessible pour 10 000 habitants
key-access = Structures accessibles
key-access-note = pour 10 000 habitants, à moins de { $d0 }, partagées avec tous ceux qui y ont accès

trust-completeness = fiches renseignées à { $share }
trust-verified =
    vérifications : { $days } { $days ->
        [one] jour
       *[other] jours
    } d’âge médian
trust-unverified = aucune fiche vérifiée par une personne
trust-unplaced =
    { $n } { $n ->
        [one] structure sans position
       *[other] structures sans position
    }
trust-unknown =
    { $n } { $n ->
        [one] commune sans position
       *[other] communes sans position
    }
trust-at-home =
    { $n } { $n ->
        [one] service à domicile
       *[other] services à domicile
    }
trust-national =
    { $n } { $n ->
        [one] service national, à part
       *[other] services nationaux, à part
    }

census-surveyed = Recensé
census-partial = Partiel
census-never = Jamais recensé

territory-sheet = Fiche territoire
territory-description = Qui a quoi près de chez soi : distances, communes trop loin, où ouvrir ensuite.
territory-nobody = Ce territoire n’a pas d’habitants : il n’y a pas de part à calculer.
territory-around = Territoires englobants
territory-files = CSV, GeoJSON
territory-keys = Chiffres clés
territory-map = Carte des distances
territory-open-only = Contributeurs ouverts seulement
territory-unknown = Inconnu n’est pas absent.
territory-unknown-why = Les communes hachurées n’ont jamais été recensées : une structure peut s’y trouver.
territory-dots = Structure
territory-site-mark = Où ouvrir ensuite
territory-circles = La taille du cercle dit le nombre d’habitants
territory-sites = Où ouvrir ensuite
territory-sites-why =
    { $n ->
        [one] La commune où une structure de plus rapprocherait le plus d’habitants.
       *[other] Les { $n } communes où une structure de plus rapprocherait le plus d’habitants, dans cet ordre.
    }
territory-gain = + { $n } hab.
territory-reached = { $share } à moins de { $distance }
territory-gaps = Les communes trop loin
territory-gaps-why =
    { $n ->
        [one] Une commune est à plus de { $distance }
       *[other] { $n } communes sont à plus de { $distance }
    } ({ $people } habitants), des plus peuplées aux moins peuplées.
territory-zones =
    { $zones ->
        [one] Elles forment une zone blanche
       *[other] Elles forment { $zones } zones blanches
    } ; la plus peuplée ({ $name } et ses environs) compte { $n } communes et { $people } habitants.
territory-gaps-cut = Les { $n } premières sont ici, toutes sont dans le fichier.
territory-gaps-rest =
    { $n ->
        [one] Voir la commune suivante
       *[other] Voir les { $n } suivantes
    }
territory-near = Les adresses les plus proches
territory-structure = Structure
territory-commune = Commune
territory-epci = Intercommunalité
territory-people = Habitants
territory-distance = Distance
territory-census = Recensement
territory-rank = Rang
territory-inside = Dans ce territoire
territory-share = À portée
territory-categories = Structures par activité
territory-count = Nombre
territory-name = Nom
territory-method = Méthode
territory-sources = Sources et lien
territory-look = Chercher un territoire
territory-uncounted = nombre d’habitants inconnu
territory-facts =
    { $people } (INSEE) · { $communes } { $communes ->
        [one] commune
       *[other] communes
    } · chiffres au { $date }
territory-facts-commune = { $people } (INSEE) · chiffres au { $date }
territory-caption = { $subject } : distance de chaque commune à la structure la plus proche, même hors du territoire. { $place }, population INSEE.

kind-of-commune = Commune { $code }
kind-of-epci = Intercommunalité { $code }
kind-of-department = Département { $code }
kind-of-region = Région { $code }

file-figures = Chiffres du territoire (CSV)
file-communes = Chiffres par commune (CSV)
file-communes-geojson = Chiffres par commune (GeoJSON)
file-gaps = Communes trop loin (CSV)
file-gaps-geojson = Communes trop loin (GeoJSON)
file-sites = Où ouvrir ensuite (CSV)
file-rows = Chiffres du tableau (CSV)
file-rows-geojson = Chiffres du tableau (GeoJSON)
file-classes = Classes de la carte (CSV)
file-pair = Les deux territoires comparés (CSV)
file-distances = Habitants selon la distance (CSV)
file-distance-classes = Habitants par classe de distance (CSV)
file-shares = Partage de l’offre (CSV)
file-months = Évolution mois par mois (CSV)
file-nearest = Structures, les plus proches d’abord (CSV)
file-categories = Structures par catégorie et par action (CSV)
file-structures = Structures du territoire (CSV)

method-distance = Distances à vol d’oiseau depuis la position de chaque commune, pondérées par la population. Les structures d’au-delà de la limite comptent ; un service à domicile est à distance nulle dans son périmètre ; un service national n’efface pas un manque.
method-access = Accès : E2SFCA, { $weight }, rayon de { $d0 } ; inégalité : indice de Gini de cet accès, pondéré par la population.
method-step = par paliers
method-gaussian = gaussienne
method-sites = Sites : couverture maximale, calcul glouton puis échanges. Zones blanches : communes voisines trop loin.

sources-figures =
    { $n ->
        [0] Aucune structure ne correspond.
       *[other] Structures : { $sources }.
    } Population et découpage : INSEE, DGCL. Chiffres au { $date }.
sources-open-only = Les données de l’ADEME ne contiennent que les contributeurs qui ouvrent leurs données : d’autres structures peuvent exister.
sources-census = Recensement : { $sources }.

cover-over = Couverture
cover-lede = Qui en a à moins de { $distance }, { $place }. Chiffres au { $date }.
cover-country = France
cover-trail = Territoire affiché
cover-kinds = Maille
cover-by = par
by-region = région
by-department = département
by-epci = intercommunalité
by-commune = commune
kinds-region =
    { $n ->
        [one] région
       *[other] régions
    }
kinds-department =
    { $n ->
        [one] département
       *[other] départements
    }
kinds-epci =
    { $n ->
        [one] intercommunalité
       *[other] intercommunalités
    }
kinds-commune =
    { $n ->
        [one] commune
       *[other] communes
    }
cover-map = Carte
cover-no-map = Il faut au moins deux territoires placés pour dessiner une carte : le tableau dit tout.
cover-class = Classe
cover-territories = Territoires
cover-measure-share = Part des habitants à moins de { $distance }
cover-measure-distance = Distance à la structure la plus proche
cover-between = { $from } à { $to }
cover-unknown = Inconnu
cover-unknown-why = Là où personne n’a recensé et où rien n’est connu, une structure peut se trouver : ces territoires sont hachurés.
cover-caption = { $subject }, { $place } : les structures d’au-delà de la limite comptent. Un clic sur un territoire l’ouvre ; le tableau dit la même chose.
cover-count = { $n } { $kind }, { $place }
cover-count-view = { $n } { $kind } sur la carte, { $place }
cover-no-view = La partie de la carte que nomme l’adresse n’en est pas une : voici le territoire entier.
cover-zoom-units = En zoomant, la carte passe aux intercommunalités dès qu’elle montre moins de { $epci } de large, aux communes sous { $communes }.
cover-zoom-whole = Tout le territoire
cover-zoom-hint = Ctrl + molette pour zoomer, ou cliquez d’abord sur la carte
cover-zoom-keys = Carte : touches + et − pour zoomer, flèches pour se déplacer, 0 pour tout voir
cover-scroll = Tableau à faire défiler
cover-named = Nom
cover-narrow = Filtrer
cover-nothing = Aucun territoire ne porte ce nom ici.
cover-inside = Détail
cover-look = Détailler
cover-structures = Structures
cover-share = À portée
cover-median = Distance médiane
cover-mean = Distance moyenne
cover-p90 = Neuf habitants sur dix à moins de
cover-access = Accès pour 10 000 hab.
cover-per-10k = Structures pour 10 000 hab.
cover-rank = Rang
cover-completeness = Fiches renseignées
cover-age = Âge médian des vérifications (jours)
cover-compare = Comparer deux territoires
cover-first = Le premier
cover-second = le second
cover-choose = Choisir…
cover-do-compare = Comparer
cover-no-territory = Le territoire de l’adresse n’existe pas : voici celui de l’annuaire.

shell-coverage = Couverture
territory-trend = Part des habitants à moins de 10 km
shell-territories = Territoires
file-parts = Chiffres des territoires qu’il contient (CSV)
