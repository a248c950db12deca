//! Everyday words lead to the right object, category or action: the first find of the term search.
#![allow(clippy::unwrap_used, missing_docs)] // a test may stop at the first surprise
use boucle::catalog::search::{Kind, TermIndex};
use boucle::service::Reference;
use std::collections::HashSet;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::embedded().unwrap());
static TERMS: LazyLock<TermIndex> =
    LazyLock::new(|| TermIndex::build(&REFERENCE.taxonomy, &REFERENCE.gazetteer));

/// Code, and words that lead to it, with bars between them.
type Table = &'static [(&'static str, &'static str)];

const SMALL: &str = "petit_electromenager";
const LARGE: &str = "gros_electromenager_hors_refrigerant";
const COLD: &str = "gros_electromenager_refrigerant";
const SOFA: &str = "rembourres_d_assise_ou_de_couchage_elements_d_ameublement";
const CHAIR: &str = "sieges_elements_d_ameublement";
const BED: &str = "literie_elements_d_ameublement";
const CURTAIN: &str = "decorations_textiles_elements_d_ameublement";
const TOOL: &str = "outil_de_bricolage_et_jardinage";
const POWER_TOOL: &str = "abj_electrique";
const PETROL: &str = "machines_et_appareils_motorises_thermiques";
const PHONE: &str = "smartphone_tablette_et_console";
const WINDOW: &str = "huisseries_produits_et_materiaux_de_construction_du_batiment";
const TIMBER: &str = "bois_pmcb_produits_et_materiaux_de_construction_du_batiment";
const METAL: &str = "metal_pmcb_produits_et_materiaux_de_construction_du_batiment";
const RUBBLE: &str = "materiau_de_construction_du_batiment";
const PAINT: &str = "dechets_de_peintures_vernis_encres_et_colles_produits_chimiques";
const PESTICIDE: &str = "dechets_phytosanitaires_menagers_produits_chimiques";
const GLASSES: &str = "lunettes_de_vue_aides_techniques";

const FRENCH: Table = &[
    (
        SMALL,
        "grille-pain|Grille-Pain|grillepain|bouilloire|aspirateur|cafetière|machine à café|fer à repasser|mixeur|robot|robot de cuisine|sèche-cheveux|micro-ondes|friteuse|ventilateur|machine à coudre|radiateur|yaourtière|rasoir|blender|gaufrier|épilateur|toaster|crêpière|appareil à raclette|aspirateur robot|balance",
    ),
    (
        LARGE,
        "lave-linge|machine à laver|lave-vaisselle|sèche-linge|four|cuisinière|hotte|gazinière|plaque à induction|chauffe-eau",
    ),
    (
        COLD,
        "frigo|congélo|réfrigérateur|congélateur|frigidaire|climatiseur|clim|cave à vin",
    ),
    ("electromenager", "électroménager|gros électroménager"),
    ("ampoule", "ampoule|ampoules|néon|LED|halogène"),
    ("cartouches", "cartouche|toner|encre"),
    (
        "ecran",
        "écran|télé|télévision|téléviseur|moniteur|TV|vidéoprojecteur|écran plat",
    ),
    (
        "materiel_informatique",
        "ordinateur|ordi|PC|imprimante|ordinateur portable|clavier|souris|disque dur|clé USB|Mac|scanner|box",
    ),
    (
        PHONE,
        "téléphone|smartphone|portable|mobile|iPhone|tablette|console|console de jeux|liseuse|montre connectée|PlayStation",
    ),
    (
        "materiel_hifi_et_video",
        "enceinte|casque audio|chaîne hi-fi|radio|platine vinyle|tourne-disque|écouteurs|ampli audio|micro|lecteur DVD",
    ),
    (
        "materiel_photo_et_cinema",
        "appareil photo|caméra|objectif|drone",
    ),
    (
        "autre_equipement_electronique",
        "chargeur|câble|télécommande|GPS|calculatrice|multiprise|rallonge",
    ),
    (
        "livre",
        "livre|livres|bouquin|bouquins|BD|roman|manga|magazine",
    ),
    ("cd_dvd_et_jeu_video", "CD|DVD|vinyle|jeux vidéo|cassette"),
    (
        "velo",
        "vélo|vélos|bicyclette|VTT|VTC|draisienne|bécane|vélo enfant",
    ),
    ("velo_electrique", "VAE|vélo électrique"),
    ("velo_cargo", "vélo cargo|triporteur"),
    (
        "piece_velo",
        "chambre à air|antivol|selle|casque de vélo|guidon|dérailleur",
    ),
    ("trottinette", "trottinette|patinette|trottinettes"),
    ("trottinette_electrique", "trottinette électrique"),
    (
        "jouet",
        "jouet|jouets|jeu de société|poupée|peluche|doudou|puzzle|Lego|jeux|déguisement|nounours",
    ),
    (
        "materiel_de_sport_hors_velo",
        "ballon|ski|skis|raquette|tente|rollers|skate|matériel de camping|tapis de course|planche de surf|trampoline",
    ),
    (
        "instrument_de_musique",
        "guitare|piano|violon|accordéon|flûte|batterie de musique|saxophone",
    ),
    (
        "accessoire_et_meuble_de_jardin",
        "salon de jardin|barbecue|parasol|transat|brouette|pot de fleurs",
    ),
    ("voiture", "voiture|auto|bagnole|voitures"),
    ("scooter", "scooter|mobylette"),
    ("moto", "moto|motos"),
    ("pneu", "pneu|pneus|pneu crevé"),
    ("huiles_lubrifiantes", "huile|huile de vidange|huile moteur"),
    ("bateau", "bateau|voilier|barque"),
    (
        TOOL,
        "marteau|tournevis|scie|échelle|outils|sécateur|pelle|vis|couteau|clé",
    ),
    (
        POWER_TOOL,
        "perceuse|perceuses|visseuse|ponceuse|scie sauteuse|nettoyeur haute pression|Karcher|taille-haie|meuleuse|tondeuse électrique",
    ),
    (
        PETROL,
        "tondeuse|tondeuse à gazon|tronçonneuse|débroussailleuse|motoculteur|groupe électrogène|broyeur",
    ),
    (
        "meuble",
        "meuble|meubles|table|armoire|commode|bureau|étagère|lit|bibliothèque|buffet|table basse|placard",
    ),
    (CHAIR, "chaise|chaises|tabouret|banc"),
    (SOFA, "canapé|canapés|fauteuil|clic-clac|BZ|sofa|canapé-lit"),
    (BED, "matelas|sommier|couette|oreiller"),
    (CURTAIN, "rideau|rideaux|tapis|coussin"),
    ("decoration", "déco|miroir|cadre|tableau|vase|bibelots"),
    (
        "luminaire",
        "lampe|lampadaire|lustre|abat-jour|lampe de chevet|lampes",
    ),
    (
        "vaisselle",
        "vaisselle|assiette|assiettes|verres|couverts|tasse|mug",
    ),
    (
        "poele_casserole",
        "poêle|casserole|casseroles|cocotte-minute",
    ),
    (
        "vetement",
        "vêtement|vêtements|fringues|habits|habit|pantalon|jean|robe|manteau|fermeture éclair|zip|pull|chemise|veste|ourlet|couturière|retouche|tee-shirt|vêtements bébé",
    ),
    (
        "chaussures",
        "chaussures|chaussure|baskets|bottes|sandales|talon|semelle|godasses|cordonnier|cordonnerie",
    ),
    (
        "maroquinerie",
        "sac|sac à main|valise|ceinture|cartable|sac à dos|parapluie",
    ),
    (
        "linge_de_maison",
        "draps|drap|serviette|nappe|couverture|tissu|chiffons",
    ),
    (
        "bijou_et_montre",
        "montre|bijou|bijoux|bague|collier|horloger|bracelet",
    ),
    ("bijoux_montre_horlogerie", "horloge|réveil|pendule"),
    (
        "puericulture",
        "poussette|siège auto|couches lavables|couche lavable|chaise haute|lit bébé|landau|biberon|babyphone",
    ),
    (
        "papeterie",
        "stylo|stylos|cahier|fournitures scolaires|feutres",
    ),
    (
        "materiel_medical",
        "fauteuil roulant|béquilles|déambulateur|lit médicalisé|appareil auditif",
    ),
    (GLASSES, "lunettes|lunettes de vue"),
    (
        "materiau_du_batiment_reemployable",
        "carrelage|parquet|tuiles|évier|baignoire|briques|lavabo|ardoises",
    ),
    (WINDOW, "porte|fenêtre|fenêtres|volet|volets"),
    (TIMBER, "bois|planche|planches"),
    (METAL, "ferraille|métal|cuivre|gouttière"),
    (RUBBLE, "gravats|matériaux"),
    (
        "dechets_dangereux_de_pmcb_produits_et_materiaux_de_construction_du_batiment",
        "amiante",
    ),
    (
        "batteries_et_piles_portables",
        "pile|piles|pile bouton|batterie|piles usagées",
    ),
    (
        "batterie_de_voitures_pour_demarrage",
        "batterie de voiture|batterie auto",
    ),
    ("petits_appareils_extincteurs", "extincteur"),
    (
        PAINT,
        "peinture|pot de peinture|pots de peinture|vernis|colle à bois",
    ),
    (PESTICIDE, "désherbant|pesticides|insecticide"),
    (
        "produits_chimiques_solvants",
        "white-spirit|solvant|acétone",
    ),
    ("medicaments", "médicament|médicaments|médocs|pharmacie"),
    ("dasri", "seringue|aiguilles"),
    ("biodechets", "épluchures|restes de repas|marc de café"),
    (
        "dechets_verts",
        "déchets verts|tonte|branches|feuilles mortes|gazon",
    ),
    ("encombrants_menagers_divers", "encombrants|encombrant"),
    ("palette", "palette|palettes"),
    ("emballage_carton", "carton|cartons"),
    ("emballage_plastique", "plastique|polystyrène|sac plastique"),
    (
        "bouteilles_plastique",
        "bouteille plastique|bouteilles en plastique",
    ),
    ("emballage_metal", "canette|boîte de conserve|canettes"),
    (
        "emballage_verre",
        "bouteille en verre|bocal|bocaux en verre",
    ),
    ("papiers_graphiques", "papier|journaux|journal|prospectus"),
    ("bouchons_en_liege", "bouchon|bouchons"),
    ("ressourcerie", "ressourcerie|recyclerie|ressourceries"),
    ("depot_vente", "friperie|brocante|dépôt-vente|friperies"),
    ("boite_a_livres", "boîte à livres|boîtes à livres"),
    ("repair_cafe", "repair café|repair cafés|répare-café"),
    ("atelier_partage", "fablab|atelier bois"),
    ("atelier_velo", "atelier vélo|ateliers vélo"),
    (
        "reparateur_velo",
        "vélociste|réparateur de vélo|réparateur vélo|crevaison",
    ),
    ("location_velo", "location de vélo|location de vélos"),
    ("velo_ecole", "vélo-école"),
    ("garage_solidaire", "garage|garage solidaire"),
    ("autopartage", "autopartage"),
    ("covoiturage_transport_solidaire", "covoiturage|covoit"),
    (
        "decheterie",
        "déchèterie|déchetterie|déchèteries|huile de friture",
    ),
    ("compostage", "compost|composteur|composteurs|lombricompost"),
    ("vrac_consigne", "vrac|zéro déchet"),
    ("zone_de_gratuite", "boîte à dons|magasin gratuit"),
    ("materiautheque", "matériauthèque"),
    ("tiers_lieu", "tiers-lieu"),
    (
        "reparer",
        "réparer|réparation|cassé|en panne|ne marche plus",
    ),
    ("reparateur", "réparateur|dépannage|artisan"),
    ("donner", "donner|don|se débarrasser"),
    ("emprunter", "emprunter"),
    ("louer", "louer|location"),
    ("acheter", "acheter|d'occasion"),
    ("revendre", "vendre"),
    ("trier", "jeter|trier|recycler"),
    ("echanger", "troc|échanger"),
];

/// As typed on a telephone.
const WITHOUT_ACCENTS: Table = &[
    (
        SMALL,
        "cafetiere|machine a cafe|fer a repasser|seche-cheveux|machine a coudre",
    ),
    (LARGE, "machine a laver|cuisiniere|seche linge"),
    (COLD, "congelo|refrigerateur"),
    ("ecran", "tele|ecran|television"),
    (PHONE, "telephone"),
    ("velo", "velo|velos"),
    ("velo_electrique", "velo electrique"),
    (SOFA, "canape"),
    ("meuble", "etagere"),
    ("vetement", "vetements|fermeture eclair"),
    ("medicaments", "medicaments"),
    ("dechets_verts", "dechets verts"),
    ("decheterie", "decheterie"),
    ("puericulture", "siege auto|lit bebe"),
    ("poele_casserole", "poele"),
    (TOOL, "echelle"),
    ("biodechets", "epluchures"),
    ("emballage_metal", "boite de conserve"),
    ("reparer", "reparer|casse"),
    ("boite_a_livres", "boite a livres"),
];

const SLIPS: Table = &[
    (
        SMALL,
        "grile-pain|griile-pain|bouiloire|aspirateure|aspiratteur|cafetierre|micro-onde|ventillateur|friteusse",
    ),
    (LARGE, "lave vaiselle|gaziniere|cuisiniaire"),
    (COLD, "congellateur|refrigirateur|frigoo"),
    ("materiel_informatique", "ordinnateur|ordinateru|imprimente"),
    (PHONE, "telefone|smarphone|tablete"),
    ("velo", "vleo|bicylette"),
    ("trottinette", "trotinette|trottinete"),
    (SOFA, "cannapé|fauteil|canpé"),
    (BED, "matela|matellas"),
    ("jouet", "jouetts|pelluche"),
    ("vetement", "vetemnts|pantallon"),
    ("chaussures", "chausures|chaussurs"),
    (POWER_TOOL, "perseuse|pereuse"),
    (PETROL, "tondeusse|tronconeuse"),
    ("ressourcerie", "resourcerie|recyclrie"),
    ("decheterie", "déchètrie|dechetterrie"),
    ("medicaments", "medicamants"),
    ("luminaire", "lamppe"),
    ("puericulture", "pousette"),
    ("pneu", "pneux"),
];

const ENGLISH: Table = &[
    (
        SMALL,
        "toaster|kettle|vacuum cleaner|coffee machine|iron|microwave|hair dryer|sewing machine|fan",
    ),
    (LARGE, "washing machine|dishwasher|oven|tumble dryer|cooker"),
    (COLD, "fridge|freezer|refrigerator"),
    ("ampoule", "light bulb|light bulbs"),
    ("materiel_informatique", "computer|laptop|printer|keyboard"),
    (PHONE, "phone|mobile phone|smartphones|tablet"),
    ("ecran", "television|monitor"),
    ("materiel_hifi_et_video", "headphones|speaker|record player"),
    ("materiel_photo_et_cinema", "camera"),
    ("livre", "book|books|comics"),
    ("velo", "bike|bicycle|bikes"),
    ("velo_electrique", "e-bike|electric bike"),
    ("jouet", "toy|toys|board games"),
    ("meuble", "furniture|wardrobe|desk|bookshelf"),
    (SOFA, "sofa|couch|armchair"),
    (CHAIR, "chair|chairs"),
    (BED, "mattress|pillow"),
    ("luminaire", "lamp|lamps"),
    ("vetement", "clothes|trousers|dress|jacket"),
    ("chaussures", "shoes|boots|cobbler"),
    ("maroquinerie", "handbag|suitcase"),
    ("bijou_et_montre", "watch|jewellery"),
    ("puericulture", "pushchair|car seat|nappies"),
    (POWER_TOOL, "drill|sander"),
    (PETROL, "lawnmower|chainsaw"),
    (TOOL, "hammer|screwdriver"),
    ("pneu", "tyre|tyres"),
    ("batteries_et_piles_portables", "battery|batteries"),
    (PAINT, "paint"),
    ("medicaments", "medicine|medicines"),
    ("dechets_verts", "garden waste"),
    ("emballage_carton", "cardboard"),
    ("repair_cafe", "repair cafe"),
    ("decheterie", "recycling centre"),
    ("reparateur_velo", "bike shop"),
    ("boutique_solidaire", "charity shop"),
    ("reparer", "repair|broken"),
];

/// What comes first for a word, as a code.
fn first(word: &str) -> Option<String> {
    let kinds = [Kind::Object, Kind::Category, Kind::Action];
    let hit = *TERMS.find(word, &kinds, 8, 8).first()?;
    let t = &REFERENCE.taxonomy;
    let terms = match hit.kind {
        Kind::Object => &t.objects,
        Kind::Category => &t.categories,
        _ => &t.actions,
    };
    terms.nth(hit.index as usize).map(|t| t.code.clone())
}

/// Looks every word up and returns how many there were.
fn check(table: Table, seen: &mut HashSet<String>) -> usize {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (code, words) in table {
        for word in words.split('|') {
            count += usize::from(seen.insert(word.to_owned()));
            let found = first(word);
            if found.as_deref() != Some(*code) {
                wrong.push(format!(
                    "{word}: {} instead of {code}",
                    found.unwrap_or_default()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    count
}

#[test]
fn french_words_come_first() {
    let mut seen = HashSet::new();
    let count = check(FRENCH, &mut seen) + check(WITHOUT_ACCENTS, &mut seen);
    assert!(count >= 300, "{count}");
}

#[test]
fn a_slip_does_no_harm() {
    let count = check(SLIPS, &mut HashSet::new());
    assert!(count >= 40, "{count}");
}

#[test]
fn english_words_come_first() {
    let count = check(ENGLISH, &mut HashSet::new());
    assert!(count >= 60, "{count}");
}

/// Action, objects and category of a sentence, as codes, and the words that are left.
fn understood(text: &str) -> (String, String, String, String) {
    let u = TERMS.understand(text);
    let t = &REFERENCE.taxonomy;
    let codes = |terms: &boucle::domain::taxonomy::Terms, list: &[u32]| {
        let code = |i: &u32| terms.nth(*i as usize).unwrap().code.clone();
        list.iter().map(code).collect::<Vec<_>>().join(",")
    };
    (
        codes(&t.actions, &u.actions),
        codes(&t.objects, &u.objects),
        codes(&t.categories, &u.categories),
        u.rest.join(" "),
    )
}

#[test]
fn sentences_are_an_action_and_an_object() {
    for (text, action, object, category, rest) in [
        ("réparer un grille-pain", "reparer", SMALL, "", ""),
        ("mon grille-pain est cassé", "reparer", SMALL, "", ""),
        ("Mon grille pain ne marche plus !", "reparer", SMALL, "", ""),
        (
            "qui répare les machines à laver ?",
            "reparer",
            LARGE,
            "",
            "",
        ),
        ("faire réparer mon téléphone", "reparer", PHONE, "", ""),
        ("téléphone cassé", "reparer", PHONE, "", ""),
        ("écran fissuré", "reparer", "ecran", "", ""),
        ("vélo crevé", "reparer", "velo", "", ""),
        ("réparateur de télé", "reparer", "ecran", "", ""),
        ("réparation aspirateur", "reparer", SMALL, "", ""),
        ("donner des livres", "donner", "livre", "", ""),
        (
            "où donner des vêtements d'enfant",
            "donner",
            "vetement",
            "",
            "",
        ),
        ("je veux donner un canapé", "donner", SOFA, "", ""),
        ("acheter un vélo d'occasion", "acheter", "velo", "", ""),
        ("vélo d’occasion", "acheter", "velo", "", ""),
        ("meubles pas chers", "acheter", "meuble", "", ""),
        (
            "où jeter des piles",
            "trier",
            "batteries_et_piles_portables",
            "",
            "",
        ),
        ("où jeter du compost", "trier", "biodechets", "", ""),
        (
            "comment recycler des ampoules ?",
            "trier",
            "ampoule",
            "",
            "",
        ),
        ("emprunter une perceuse", "emprunter", POWER_TOOL, "", ""),
        ("louer une tondeuse", "louer", PETROL, "", ""),
        ("vendre ma poussette", "revendre", "puericulture", "", ""),
        ("échanger des jouets", "echanger", "jouet", "", ""),
        ("cordonnier", "reparer", "chaussures", "", ""),
        ("je cherche une couturière", "reparer", "vetement", "", ""),
        ("repair café", "", "", "repair_cafe", ""),
        ("atelier vélo", "", "", "atelier_velo", ""),
        ("déchèterie gravats", "", RUBBLE, "decheterie", ""),
        ("fix my bike", "reparer", "velo", "", ""),
        ("my toaster is broken", "reparer", SMALL, "", ""),
        ("where to donate clothes", "donner", "vetement", "", ""),
        ("buy a second-hand sofa", "acheter", SOFA, "", ""),
        ("reparer un grile-pain", "reparer", SMALL, "", ""),
        ("vélo Tours", "", "velo", "", "tours"),
        ("réparer un vélo à Saumur", "reparer", "velo", "", "saumur"),
        (
            "donner un vélo à Saint-Nazaire",
            "donner",
            "velo",
            "",
            "saint nazaire",
        ),
        (
            "fix a bike in St Nazaire",
            "reparer",
            "velo",
            "",
            "saint nazaire",
        ),
        (
            "donner des livres à Sainte-Pazanne",
            "donner",
            "livre",
            "",
            "sainte pazanne",
        ),
        ("vélo à La Roche-sur-Yon", "", "velo", "", "roche sur yon"),
        (
            "réparer vélo à Nantes samedi",
            "reparer",
            "velo",
            "",
            "nantes",
        ),
        ("Le Grenier d’Hortense", "", "", "", "grenier hortense"),
        ("", "", "", "", ""),
        ("???", "", "", "", ""),
    ] {
        let expected = (action.into(), object.into(), category.into(), rest.into());
        assert_eq!(understood(text), expected, "{text}");
    }
}

#[test]
fn a_sentence_says_when() {
    let when = |text: &str| {
        let u = TERMS.understand(text);
        (u.days, u.now)
    };
    assert_eq!(when("ouvert dimanche"), (1 << 6, false));
    assert_eq!(
        when("réparer un vélo le samedi ou les mercredis"),
        (1 << 5 | 1 << 2, false)
    );
    assert_eq!(when("ressourcerie ouverte maintenant"), (0, true));
    assert_eq!(when("bike workshop open on Saturday"), (1 << 5, false));
    assert_eq!(when("week-end"), (3 << 5, false));
    assert_eq!(when("réparer un vélo"), (0, false));
}

/// Whatever is sent, an answer comes at once.
#[test]
fn no_text_is_too_long_or_too_odd() {
    let long = "grille-pain ".repeat(1_000);
    assert_eq!(understood(&long).1, SMALL);
    let letters = "x".repeat(10_000);
    assert_eq!(understood(&letters).3.len(), 40);
    assert_eq!(understood("\u{0}\u{1}<script>").1, "");
}
