#!/usr/bin/env python3
"""Write demo.geojson: fictional structures in real communes of Pays de la Loire.

Everything but the communes (names, codes, positions) is invented: names end in
"(démo)", phone numbers are in the ranges ARCEP keeps for fiction, addresses do
not exist, websites are under example.org. The seed is fixed: the same input
gives the same bytes. Standard library only.

    python3 geodata/demo/generate.py
"""

import csv
import json
import math
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
TERRITORIES = HERE.parent / "territories"
SEED = 20260301
PER_DEPARTMENT = {"44": 96, "49": 69, "53": 36, "72": 49, "85": 50}

# The second half of a name, as a complement: it fits after any first half.
COMPLEMENTS = """du Héron malin|de la Loutre pressée|des Trois Tournevis|du Grand Chêne creux|de la Lune rousse
du Ragondin bricoleur|des Quatre Ruisseaux|de la Girouette bleue|du Moulin qui penche|des Mains habiles
de la Belle Escampette|du Petit Écrou|de la Cabane au tilleul|du Pont aux ânes|des Herbes folles|du Chat perché
de la Bonne Pioche|du Hérisson voyageur|de la Pie curieuse|du Vieux Lavoir|des Sept Clochettes|du Lézard vert
de la Brouette enchantée|du Tournesol|des Roues libres|de la Grande Ourse|du Bouton d’or|de la Mésange bricoleuse
du Fil à la patte|de la Pomme reinette|du Sabot rouge|des Bons Restes|de la Poulie|du Carrefour des possibles
des Deux Rives|de la Chouette idée|du Coquelicot|de la Marelle|du Canard à vapeur|de la Fourmi solidaire
des Cerfs-volants|du Passe-muraille|de la Rainette|du Panier percé|de la Clé de douze|du Merle moqueur
de la Courte Échelle|des Jours heureux|du Tourne-disque|de la Bobine|de l’Aiguille verte|de l’Écureuil prévoyant
de l’Étoile filante|de l’Atlas du coin|de l’Alouette|de l’Ancre douce|de l’Ortie joyeuse|du Ricochet""".replace("\n", "|").split("|")

STREETS = """rue du Pré-aux-Merles|chemin de la Fontaine-Bleue|place du Vieux-Tilleul|rue des Trois-Peupliers
impasse du Lavoir-Perdu|allée des Roseaux-Chantants|rue de la Brouette|chemin des Quatre-Vents-Doux|rue du Four-à-Pain
avenue des Fougères-Hautes|rue du Sentier-Vert|place de la Girouette|rue des Ateliers-Réunis|chemin du Petit-Gué
rue de la Meule-Dorée|allée de la Mésange|rue des Sabotiers-Joyeux|quai des Libellules|rue du Noyer-Creux
boulevard des Tisserands-Gris""".replace("\n", "|").split("|")

# Opening hours, OSM syntax.
SHOP = ["Tu-Sa 10:00-12:30,14:00-18:00", "We,Sa 10:00-18:00", "Mo-Sa 09:30-12:30,14:00-19:00; PH off",
        "We-Fr 14:00-18:00; Sa 10:00-12:00,14:00-18:00; PH off", "Tu-Fr 09:00-12:00,14:00-18:30; Sa 09:00-12:30",
        "Tu,Th 14:00-18:00; Sa[1,3] 10:00-17:00", "Fr 14:00-18:00; Sa 10:00-18:00; Aug off", None]
EVENT = ["Sa[1] 14:00-17:00", "Sa[2] 09:30-12:30", "We[1,3] 18:00-20:30", "Sa[-1] 14:00-18:00; SH off",
         "Th 17:30-20:00; SH off", "Su[2] 10:00-13:00", None]
WORKSHOP = ["Tu,Th 17:00-20:00; Sa 14:00-18:00", "We 14:00-19:00; Sa 10:00-13:00; SH off", "Mo-Fr 17:30-20:30; PH off",
            "We,Fr 16:00-20:00; Sa[1] 14:00-17:00", None]
OFFICE = ["Mo-Fr 09:00-12:30,13:30-17:30; PH off", "Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00",
          "Tu-Fr 09:30-12:30,14:00-17:00; SH off", None]
TIP = ["Mo-Sa 09:00-12:00,14:00-18:00; PH off", "Mo,We,Fr 14:00-18:00; Sa 09:00-18:00; PH off",
       "Apr-Sep: Tu-Sa 09:00-12:00,14:00-19:00; Oct-Mar: Tu-Sa 09:00-12:00,14:00-17:00; PH off",
       "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-17:30; Su 09:00-12:00; PH off"]
ALWAYS = ["24/7", "24/7", None, "Mo-Su 08:00-20:00"]
DEPOSIT = ["We,Sa 10:00-12:00", "Tu-Fr 09:00-12:00; Sa 10:00-12:00", "Mo-Fr 14:00-17:00; PH off", "Sa 09:30-16:30"]

HOME = ["meuble", "vaisselle", "decoration", "luminaire"]
ELECTRIC = ["petit_electromenager", "gros_electromenager_hors_refrigerant"]
SCREENS = ["smartphone_tablette_et_console", "materiel_informatique", "ecran"]
BIKES = ["velo", "velo_electrique"]

# code: (count, first halves of names, legal forms, hours, offers to choose from, summaries, descriptions)
# An entry of offers is a list of (action, objects) taken together; {a} is "à + commune".
C = {
    "ressourcerie": (30, ["La Ressourcerie", "La Recyclerie", "L’Éco-cyclerie"], ["association", "association", "cooperative"], SHOP,
        [[("donner", HOME + ["vetement", "jouet", "livre"]), ("acheter", HOME + ["vetement", "jouet", "livre"])],
         [("donner", HOME + ["petit_electromenager"]), ("acheter", HOME + ["petit_electromenager"]), ("reparer", ["petit_electromenager"])],
         [("donner", ["meuble", "velo", "vetement", "puericulture"]), ("acheter", ["meuble", "velo", "vetement", "puericulture"])]],
        ["Collecte, remise en état et vente d’objets de seconde main à petits prix.", "Donnez ce qui ne vous sert plus, repartez avec ce qui vous manque."],
        ["L’équipe trie, nettoie et répare les objets confiés, puis les remet en vente en boutique. Ce qui ne peut être réemployé part vers les filières de recyclage.",
         "Salariés en insertion et bénévoles font vivre ce lieu {a}. Les dons sont acceptés aux heures de dépôt, propres et en état de marche."]),
    "depot_vente": (11, ["Le Dépôt-vente", "La Friperie", "La Boutique d’occasion"], ["company", "artisan", "company"], SHOP,
        [[("acheter", ["vetement", "chaussures", "maroquinerie"]), ("revendre", ["vetement", "chaussures", "maroquinerie"])],
         [("acheter", ["livre", "cd_dvd_et_jeu_video"]), ("revendre", ["livre", "cd_dvd_et_jeu_video"])],
         [("acheter", ["puericulture", "jouet"]), ("revendre", ["puericulture", "jouet"])], [("acheter", ["meuble", "decoration"]), ("revendre", ["meuble"])]],
        ["Achat et dépôt d’articles de seconde main choisis avec soin.", "Une boutique où tout a déjà servi, et servira encore."],
        ["Les articles déposés restent trois mois en rayon ; le déposant touche la moitié du prix de vente.", "Chaque pièce est vérifiée avant d’être mise en rayon. Les dépôts se font sur rendez-vous."]),
    "boutique_solidaire": (11, ["La Boutique solidaire", "Le Vestiaire", "La Penderie solidaire"], ["association"], SHOP,
        [[("donner", ["vetement", "chaussures", "linge_de_maison"]), ("acheter", ["vetement", "chaussures", "linge_de_maison"])],
         [("donner", ["vetement", "jouet", "puericulture"]), ("acheter", ["vetement", "jouet", "puericulture"])]],
        ["Vêtements et linge à prix doux, ouverts à toutes et à tous.", "Des vêtements triés par des bénévoles, vendus au profit d’actions solidaires."],
        ["La boutique est tenue par des bénévoles. Les recettes financent l’aide aux familles {a}.", "Les dons se font en sacs fermés, propres et secs. Un coin essayage et un café attendent les visiteurs."]),
    "materiautheque": (7, ["La Matériauthèque", "Le Comptoir des matériaux"], ["association", "cooperative"], SHOP,
        [[("donner", ["materiau_du_batiment_reemployable", "bois_pmcb_produits_et_materiaux_de_construction_du_batiment"]), ("acheter", ["materiau_du_batiment_reemployable", "huisseries_produits_et_materiaux_de_construction_du_batiment"])]],
        ["Matériaux de construction de réemploi pour particuliers et professionnels."],
        ["Tuiles, parquets, portes et lavabos issus de chantiers voisins sont triés, mesurés et revendus à prix réduit.", "Les artisans y déposent leurs surplus de chantier ; les particuliers y trouvent de quoi rénover sans acheter neuf."]),
    "zone_de_gratuite": (7, ["La Boîte à dons", "La Donnerie"], ["association", "public_body"], ALWAYS,
        [[("donner", ["livre", "jouet", "vaisselle"]), ("echanger", [])], [("donner", ["vetement", "decoration"])]],
        ["Déposez, prenez, partagez : ici, tout est gratuit."],
        ["Une armoire en libre accès où chacun dépose des objets propres et en bon état. Merci de ne rien laisser au sol."]),
    "boite_a_livres": (14, ["La Boîte à livres", "La Cabane à livres"], ["public_body", "association"], ALWAYS,
        [[("donner", ["livre"]), ("echanger", ["livre"])]],
        ["Des livres en libre accès, à prendre, à lire et à rendre."],
        ["Une petite boîte construite par les habitants avec du bois de récupération. Romans, bandes dessinées et albums pour enfants y circulent librement."]),
    "bibliotheque_objets": (9, ["La Bibliothèque d’objets", "L’Objethèque", "La Ludothèque"], ["association"], WORKSHOP,
        [[("emprunter", ["abj_electrique", "outil_de_bricolage_et_jardinage"]), ("preter", ["outil_de_bricolage_et_jardinage"])], [("emprunter", ["jouet"])], [("emprunter", ["petit_electromenager", "materiel_de_sport_hors_velo"])]],
        ["Empruntez au lieu d’acheter : outils, jeux et appareils du quotidien."],
        ["Contre une adhésion annuelle, on emprunte pour une semaine une perceuse, un appareil à raclette ou un jeu de société.", "Le catalogue s’enrichit des objets confiés par les adhérents {a}."]),
    "vrac_consigne": (11, ["L’Épicerie en vrac", "Le Comptoir sans emballage", "La Consigne"], ["company", "cooperative", "association"], SHOP,
        [[("rapporter", ["emballage_reemployable"])]],
        ["Produits en vrac et contenants consignés, du producteur au bocal.", "Venez avec vos bocaux : ici, on ne paie que le contenu."],
        ["Farines, légumineuses, huiles et savons se servent au poids. Les bouteilles consignées se rapportent aux heures d’ouverture.", "Les contenants propres sont pesés à l’entrée ; des bocaux de prêt sont à disposition."]),
    "repair_cafe": (18, ["Le Repair café", "Le Café de la réparation"], ["association"], EVENT,
        [[("reparer", ["petit_electromenager", "vetement", "velo"])], [("reparer", ["petit_electromenager", "materiel_informatique", "jouet"])], [("reparer", ["petit_electromenager", "luminaire", "meuble"])]],
        ["Réparez vos objets avec l’aide de bénévoles, autour d’un café.", "Grille-pain, pantalon ou lampe : on répare ensemble, gratuitement."],
        ["Les réparateurs bénévoles accueillent chacun avec son objet en panne. La participation est libre, les gâteaux sont bienvenus.", "On vient avec un objet et l’on repart, deux fois sur trois, avec un objet qui marche. Inscription sur place."]),
    "atelier_partage": (9, ["L’Atelier partagé", "Le Fablab", "L’Atelier bois"], ["association", "cooperative"], WORKSHOP,
        [[("reparer", ["meuble"]), ("emprunter", ["abj_electrique"])], [("reparer", ["petit_electromenager", "materiel_informatique"])], [("reparer", ["vetement", "linge_de_maison"])]],
        ["Un atelier équipé où fabriquer et réparer par soi-même."],
        ["Machines à bois, imprimante 3D et machines à coudre sont accessibles après une courte formation. Un animateur technique veille à la sécurité."]),
    "reparateur": (24, ["Les Réparations", "La Cordonnerie", "La Retoucherie", "Le Dépannage"], ["artisan", "artisan", "company"], SHOP, None,
        ["Diagnostic, devis et réparation par un artisan du coin.", "Réparer plutôt que remplacer, avec un devis clair avant toute intervention."],
        ["L’artisan vous reçoit {a} et annonce le prix avant d’ouvrir l’appareil ou de prendre l’aiguille. Chaque réparation est garantie.", "Un savoir-faire patient, des pièces d’origine ou de réemploi, et des conseils pour faire durer vos affaires."]),
    "atelier_velo": (12, ["L’Atelier vélo", "La Vélonomie", "Le Cambouis"], ["association"], WORKSHOP,
        [[("reparer", ["velo", "piece_velo"]), ("acheter", ["velo", "piece_velo"]), ("donner", ["velo"])], [("reparer", ["velo", "trottinette"]), ("donner", ["velo"])]],
        ["Apprenez à réparer votre vélo avec les outils et les conseils de l’atelier."],
        ["Les adhérents réparent eux-mêmes leur vélo, épaulés par des mécaniciens. Les vélos donnés sont remis en selle ou démontés pour leurs pièces.", "Pièces d’occasion à prix libre, outils en place et bonne humeur. Une séance par mois est réservée aux femmes."]),
    "reparateur_velo": (12, ["Les Cycles", "Le Vélociste", "La Roue"], ["artisan", "company"], SHOP,
        [[("reparer", BIKES + ["piece_velo"])], [("reparer", BIKES + ["velo_cargo"]), ("acheter", ["velo"])], [("reparer", ["velo", "trottinette_electrique"])]],
        ["Entretien et réparation de tous les vélos, électriques compris."],
        ["Crevaison, freinage, transmission : la plupart des réparations se font dans la journée. Révision annuelle sur rendez-vous."]),
    "location_velo": (8, ["La Vélothèque", "La Location de vélos"], ["association", "public_body", "company"], SHOP,
        [[("louer", BIKES)], [("louer", ["velo_cargo", "velo_electrique", "remorque_velo"])], [("emprunter", ["velo"])]],
        ["Location de vélos au mois ou à l’année, entretien compris."],
        ["Essayez un vélo électrique ou un vélo-cargo avant de vous décider. Un tarif solidaire s’applique sur présentation d’un justificatif."]),
    "velo_ecole": (6, ["La Vélo-école"], ["association"], EVENT, [[("emprunter", ["velo"])], []],
        ["Apprendre à rouler à tout âge, du premier coup de pédale à la circulation en ville."],
        ["Les séances se font en petits groupes avec un moniteur diplômé. Les vélos et les casques sont prêtés."]),
    "garage_solidaire": (9, ["Le Garage solidaire", "Le Self-garage"], ["association", "ess_company"], OFFICE,
        [[("reparer", ["voiture"])], [("reparer", ["voiture", "scooter"]), ("acheter", ["voiture"]), ("donner", ["voiture"])]],
        ["Réparation automobile à tarif solidaire, sur prescription ou adhésion."],
        ["Le garage entretient les véhicules des personnes à petits revenus et forme des mécaniciens en insertion. Les voitures données y retrouvent un propriétaire."]),
    "auto_ecole_sociale": (4, ["L’Auto-école sociale"], ["association"], OFFICE, [[]],
        ["Un accompagnement au permis de conduire, au rythme de chacun."],
        ["L’équipe prend le temps d’expliquer le code et la conduite aux personnes que l’auto-école classique décourage."]),
    "location_solidaire": (6, ["La Location solidaire", "La Plateforme mobilité"], ["association"], OFFICE,
        [[("louer", ["voiture", "scooter"])], [("louer", ["voiture", "velo_electrique", "scooter"])]],
        ["Voitures et scooters à louer à bas coût pour aller travailler ou se former."],
        ["La location s’adresse aux personnes en recherche d’emploi ou en formation, orientées par un conseiller. Les véhicules sont entretenus par un garage partenaire."]),
    "autopartage": (6, ["L’Autopartage"], ["cooperative", "association"], ALWAYS, [[("louer", ["voiture"])], [("louer", ["voiture", "voiture_electrique"])]],
        ["Une voiture partagée, disponible à l’heure ou à la journée."],
        ["Les adhérents réservent en ligne et ouvrent la voiture avec leur téléphone. Carburant et assurance sont compris."]),
    "covoiturage_transport_solidaire": (7, ["Le Transport solidaire", "Le Covoiturage"], ["association", "public_body"], OFFICE, [[]],
        ["Des bénévoles vous conduisent à vos rendez-vous du quotidien."],
        ["Pour un rendez-vous médical ou des courses, il suffit d’appeler deux jours à l’avance. Le passager participe aux frais au kilomètre."]),
    "cyclologistique": (5, ["La Livraison à vélo", "Les Coursiers"], ["cooperative", "company"], OFFICE, [[], [("donner", ["emballage_carton"])]],
        ["Livraisons et collectes à vélo-cargo en ville."],
        ["Colis, paniers de légumes et biodéchets voyagent à vélo-cargo, jusqu’à cent vingt kilos par tournée."]),
    "decheterie": (13, ["La Déchèterie", "L’Écopoint"], ["public_body"], TIP,
        [[("trier", ["dechets_verts", "encombrants_menagers_divers", "melange_d_inertes_produits_et_materiaux_de_construction_du_batiment", "electromenager"])],
         [("trier", ["dechets_verts", "meuble", "pchim_dds", "batteries_et_piles_portables"]), ("donner", ["meuble", "velo"])]],
        ["Dépôt des encombrants, gravats, végétaux et appareils hors d’usage."],
        ["L’accès est gratuit pour les particuliers du territoire, sur présentation d’une carte. Un espace de réemploi accueille ce qui peut encore servir."]),
    "point_apport": (14, ["Le Point d’apport", "La Borne textile", "Le Point tri"], ["public_body"], ALWAYS,
        [[("trier", ["emballage_verre", "papiers_graphiques"])], [("donner", ["vetement", "chaussures", "linge_de_maison"])], [("trier", ["batteries_et_piles_portables", "ampoule"])]],
        ["Un point de dépôt accessible à tous."],
        ["Merci de ne rien laisser au pied des bornes et de respecter la tranquillité des riverains."]),
    "collecte": (7, ["La Collecte", "Le Débarras"], ["association", "cooperative", "company"], OFFICE,
        [[("trier", ["biodechets"])], [("donner", ["meuble", "gros_electromenager_hors_refrigerant"])], [("trier", ["papiers_graphiques", "emballage_carton"])]],
        ["Collecte à domicile ou sur le lieu de travail, sur rendez-vous."],
        ["L’équipe passe avec son utilitaire ou son vélo-cargo, trie sur place et remet un bilan des quantités détournées de la poubelle."]),
    "compostage": (12, ["Le Composteur partagé", "Le Compost"], ["association", "public_body"], ALWAYS,
        [[("trier", ["biodechets"])], [("trier", ["biodechets", "dechets_verts"])]],
        ["Un composteur de quartier pour les épluchures et le marc de café."],
        ["Les habitants déposent leurs biodéchets et se partagent le compost mûr au printemps. Un référent anime une permanence mensuelle."]),
    "valorisation": (7, ["La Fabrique", "L’Atelier de surcyclage"], ["cooperative", "company", "ess_company"], OFFICE,
        [[("trier", ["bois_pmcb_produits_et_materiaux_de_construction_du_batiment", "palette"])], [("trier", ["vetement", "linge_de_maison"])], [("acheter", ["meuble", "decoration"])]],
        ["Transformation de matières usagées en nouveaux produits."],
        ["Chutes de bois, voiles et textiles hors d’usage deviennent meubles, sacs et isolants. L’atelier se visite sur rendez-vous."]),
    "reseau": (5, ["Le Réseau", "La Fédération"], ["association"], OFFICE, [[]],
        ["Un réseau qui relie et outille les acteurs du réemploi."],
        ["Rencontres, formations et achats groupés : le réseau aide ses membres à coopérer et à se faire connaître."]),
    "formation": (6, ["L’École", "Le Centre de formation"], ["association", "company"], OFFICE, [[]],
        ["Formations aux métiers du réemploi, de la réparation et du vélo."],
        ["Des parcours courts ou diplômants, avec des périodes en atelier. Les demandeurs d’emploi sont accueillis toute l’année."]),
    "tiers_lieu": (6, ["Le Tiers-lieu", "La Maison commune"], ["association", "cooperative"], WORKSHOP, [[("emprunter", ["outil_de_bricolage_et_jardinage"])], []],
        ["Un lieu ouvert où travailler, bricoler et se rencontrer."],
        ["Bureaux partagés, atelier, cuisine et jardin se côtoient {a}. La programmation se décide avec les habitants."]),
    "eco_organisme": (3, ["L’Éco-organisme imaginaire"], ["company"], OFFICE, [[]],
        ["Une filière imaginaire de responsabilité élargie du producteur."],
        ["L’antenne accompagne les points de collecte et finance le bonus réparation de sa filière fictive."]),
    "collectivite": (5, ["Le Syndicat imaginaire", "La Communauté imaginaire"], ["public_body"], OFFICE, [[]],
        ["Un service public imaginaire de prévention et de gestion des déchets."],
        ["Le service distribue des composteurs, anime des ateliers dans les écoles et gère les déchèteries du territoire."]),
    "conseil": (5, ["Le Bureau d’études", "L’Incubateur"], ["cooperative", "association"], OFFICE, [[]],
        ["Accompagnement de projets d’économie circulaire."],
        ["Diagnostic, étude de faisabilité et recherche de financements pour les associations, les entreprises et les collectivités."]),
}

# What a repairer repairs goes with the first half of the name.
REPAIRS = {"Les Réparations": [SCREENS, ["bijou_et_montre"], ["instrument_de_musique"]], "La Cordonnerie": [["chaussures", "maroquinerie"]],
           "La Retoucherie": [["vetement", "linge_de_maison"]], "Le Dépannage": [ELECTRIC + ["gros_electromenager_refrigerant"], SCREENS]}
REPAIR_LABELS = {"chaussures": ["refashion"], "vetement": ["refashion"], "petit_electromenager": ["qualirepar"],
                 "smartphone_tablette_et_console": ["qualirepar"], "velo": ["BonusRepar_ASL"]}
EXTRA = {"ressourcerie": ["repair_cafe", "collecte", "formation"], "atelier_velo": ["velo_ecole", "location_velo"], "tiers_lieu": ["atelier_partage"],
         "reparateur_velo": ["location_velo"], "garage_solidaire": ["location_solidaire"], "compostage": ["formation"], "reseau": ["conseil"]}
AT_HOME = {"reparateur": 0.3, "reparateur_velo": 0.25, "collecte": 0.8, "cyclologistique": 0.8, "velo_ecole": 0.3, "compostage": 0.05}
NO_PHONE = {"boite_a_livres", "zone_de_gratuite", "point_apport", "compostage"}
NETWORKS = {"ressourcerie": "Réseau imaginaire des ressourceries", "repair_cafe": "Réseau imaginaire des cafés de la réparation",
            "atelier_velo": "Réseau imaginaire des ateliers vélo", "garage_solidaire": "Réseau imaginaire des garages solidaires",
            "compostage": "Réseau imaginaire du compost", "tiers_lieu": "Réseau imaginaire des tiers-lieux"}
ESS = {"association": True, "cooperative": True, "mutual": True, "ess_company": True, "foundation": True, "public_body": False, "company": False, "artisan": False}
PROFESSIONAL = {"reseau": "professionals", "eco_organisme": "professionals", "conseil": "professionals", "materiautheque": "both",
                "cyclologistique": "both", "collecte": "both", "decheterie": "both", "valorisation": "both", "formation": "both"}
LONG_TAIL = [" et du réemploi joyeux, solidaire et durable des objets oubliés dans les greniers du bocage",
             ", atelier coopératif de quartier pour celles et ceux qui préfèrent réparer, prêter et partager"]


def locative(name):
    """"à" before the name of a commune: à Nantes, au Mans, aux Herbiers."""
    name = name.replace("'", "’")
    if name.startswith("Le "):
        return "au " + name[3:]
    if name.startswith("Les "):
        return "aux " + name[4:]
    return "à " + name


def outlines():
    """Outer rings of the departments: to tell the coast roughly, nothing finer."""
    rings = []
    for feature in json.loads((TERRITORIES / "departments.geojson").read_text("utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            ring = polygon[0]
            lons, lats = [p[0] for p in ring], [p[1] for p in ring]
            if max(lons) > -3.5 and min(lons) < 1.5 and max(lats) > 45.5 and min(lats) < 49:
                rings.append((min(lons), max(lons), min(lats), max(lats), ring))
    return rings


def on_land(rings, lon, lat):
    for west, east, south, north, ring in rings:
        if west <= lon <= east and south <= lat <= north:
            inside = False
            for (x1, y1, *_), (x2, y2, *_) in zip(ring, ring[1:]):
                if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                    inside = not inside
            if inside:
                return True
    return False


def moved(lon, lat, km, angle):
    return (lon + km / (111.32 * math.cos(math.radians(lat))) * math.cos(angle), lat + km / 110.57 * math.sin(angle))


def coastal(rings, lon, lat):
    return any(not on_land(rings, *moved(lon, lat, km, i * math.pi / 8)) for km in (2, 3, 4) for i in range(16))


def communes():
    out = {d: [] for d in PER_DEPARTMENT}
    with (TERRITORIES / "communes.csv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["department"] in out and row["precision"] == "commune" and row["postal_codes"]:
                out[row["department"]].append(row)
    return out


def postal_code(row):
    for separator in "|; ":
        row = dict(row, postal_codes=row["postal_codes"].replace(separator, ","))
    return row["postal_codes"].split(",")[0]


def main():
    rng = random.Random(SEED)
    rings = outlines()
    by_department = communes()
    kinds = [c for c, spec in C.items() for _ in range(spec[0])]
    departments = [d for d, n in PER_DEPARTMENT.items() for _ in range(n)]
    rng.shuffle(kinds)
    rng.shuffle(departments)
    used_names, coast, features = set(), {}, []

    for i, category in enumerate(kinds):
        _, firsts, forms, hours, offers, summaries, descriptions = C[category]
        department = departments[i % len(departments)]
        rows = by_department[department]
        row = rng.choices(rows, [math.sqrt(max(int(r["population"]), 1)) for r in rows])[0]
        code, lon, lat = row["code"], float(row["lon"]), float(row["lat"])
        if code not in coast:
            coast[code] = coastal(rings, lon, lat)
        reach = 0.25 if coast[code] else 2.0 if int(row["population"]) > 15000 else 0.8
        x, y = moved(lon, lat, reach * math.sqrt(rng.random()), rng.random() * 2 * math.pi)

        first = rng.choice(firsts)
        while True:
            base = f"{first} {rng.choice(COMPLEMENTS)}"
            if base not in used_names:
                used_names.add(base)
                break
        tail = LONG_TAIL[i // 60 % 2] if i % 60 == 7 else ""
        form = rng.choice(forms)
        p = {"name": f"{base}{tail} (démo)", "categories": [category]}
        if category in EXTRA and rng.random() < 0.3:
            p["categories"].append(rng.choice(EXTRA[category]))
        chosen = [("reparer", rng.choice(REPAIRS[first]))] if category == "reparateur" else rng.choice(offers)
        if chosen:
            p["offers"] = [{"action": a, "objects": list(o)} for a, o in chosen]

        labels = []
        if category in ("reparateur", "reparateur_velo"):
            repaired = {o for a, objects in chosen if a == "reparer" for o in objects}
            if form == "artisan" and rng.random() < 0.5:
                labels.append("reparacteur")
            if rng.random() < 0.5:
                labels += sorted({l for o in repaired for l in REPAIR_LABELS.get(o, [])})
        ess = ESS[form] if rng.random() < 0.8 else None
        if ess:
            labels.append("ess")
        if labels:
            p["labels"] = labels
        if ess is not None:
            p["ess"] = ess
        p["legal_form"] = form
        p["summary"] = rng.choice(summaries)
        p["description"] = rng.choice(descriptions).format(a=locative(row["name"])) + " Structure fictive, pour la démonstration."

        lines = [f"{rng.randint(1, 98)}, {rng.choice(STREETS)}"]
        if rng.random() < 0.1:
            lines.append(rng.choice(["Bâtiment B", "Au fond de la cour", "Salle polyvalente", "Zone artisanale"]))
        p["address"] = {"lines": lines, "postal_code": postal_code(row), "city": row["name"], "insee": code}

        opening = rng.choice(hours)
        if opening:
            p["opening_hours"] = opening
        if category in ("ressourcerie", "boutique_solidaire", "materiautheque") and rng.random() < 0.6:
            p["deposit_hours"] = rng.choice(DEPOSIT)
        if not opening and rng.random() < 0.5:
            p["opening_text"] = rng.choice(["Se renseigner avant de venir.", "Horaires variables selon la saison.", "Ouvert lors des ateliers annoncés sur le site."])
        elif hours is EVENT and rng.random() < 0.3:
            p["opening_text"] = "Arriver au moins une heure avant la fin de la séance."
        if category not in NO_PHONE and rng.random() < 0.75:
            prefix = "02 61 91" if rng.random() < 0.75 else "06 39 98"
            p["phone"] = f"{prefix} {rng.randint(0, 99):02d} {rng.randint(0, 99):02d}"
        if category not in NO_PHONE and rng.random() < 0.6:
            p["website"] = f"https://example.org/demo-{i + 1:04d}"
        if rng.random() < 0.6:
            p["wheelchair"] = rng.choice(["yes", "yes", "yes", "limited", "no"])
        if hours in (OFFICE,) and rng.random() < 0.5:
            p["by_appointment"] = True
        elif rng.random() < 0.2:
            p["by_appointment"] = False
        if category in PROFESSIONAL:
            p["public"] = PROFESSIONAL[category]
        elif rng.random() < 0.7:
            p["public"] = "individuals"
        if rng.random() < AT_HOME.get(category, 0):
            p["at_home"] = {"kind": "km", "km": rng.choice([10, 15, 20, 30, 40])}
            # Who repairs at the customers' works at home: only the commune may be shown.
            if form == "artisan" and category == "reparateur":
                p["hide_exact_position"] = True
        if category in NETWORKS and rng.random() < 0.5:
            p["networks"] = [NETWORKS[category]]

        # Every 40th structure shares the roof of the one before it.
        if i % 40 == 39:
            other = features[-1]
            x, y = other["geometry"]["coordinates"]
            p["address"] = other["properties"]["address"]
            p["description"] = rng.choice(descriptions).format(a=locative(p["address"]["city"])) + " Structure fictive, pour la démonstration."
        features.append({"type": "Feature", "id": f"demo-{i + 1:04d}",
                         "geometry": {"type": "Point", "coordinates": [round(x, 5), round(y, 5)]}, "properties": p})

    body = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    (HERE / "demo.geojson").write_text('{"type":"FeatureCollection","features":[\n' + body + "\n]}\n", encoding="utf-8")
    print(len(features), "structures")


if __name__ == "__main__":
    main()
