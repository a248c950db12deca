//! What can be said of a row: stable codes, and their words for French readers.

/// Declares the codes once: as a closed enum, as stable texts, and as words for the report that people print.
macro_rules! codes {
    ($($name:ident = $text:literal: $title:literal, $cure:literal;)*) => {
        /// What is odd about a row, a value or the whole file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)] // the words beside each of them say what it means
        pub enum Code {
            $($name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text that stands in reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// What is odd, in French.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)*
                }
            }

            /// What became of it and what to do, in French.
            #[must_use]
            pub const fn cure(self) -> &'static str {
                match self {
                    $(Self::$name => $cure,)*
                }
            }
        }
    };
}

codes! {
    NothingTaken = "nothing_taken": "Aucune ligne reprise",
        "Les fiches déjà enregistrées de cette source sont conservées. Vérifiez le fichier et la correspondance des colonnes.";
    NotAnObject = "not_an_object": "Élément qui n’est pas une fiche",
        "Ligne refusée. Chaque élément de la liste doit être un objet avec des valeurs nommées.";
    Shape = "shape": "Valeur d’une autre forme que celle attendue",
        "Ligne refusée. Donnez à la valeur la forme qu’a ce champ dans un export de Boucle.";
    NoName = "no_name": "Sans nom",
        "Ligne refusée : ni nom, ni catégorie qui permette d’en donner un. Remplissez le nom.";
    IdTwice = "id_twice": "Identifiant en double",
        "Ligne refusée : la première ligne qui porte cet identifiant est gardée. Donnez à chaque ligne son identifiant.";
    IdTooLong = "id_too_long": "Identifiant trop long",
        "Ligne refusée. Un identifiant a 200 octets au plus ; vérifiez la colonne choisie comme identifiant.";
    ShortRow = "short_row": "Ligne trop courte",
        "Les valeurs absentes comptent comme vides. Cherchez un retour à la ligne ou un séparateur perdu.";
    LongRow = "long_row": "Ligne trop longue",
        "Les dernières valeurs sont laissées de côté. Mettez entre guillemets les valeurs qui contiennent le séparateur.";
    ColumnTwice = "column_twice": "Deux colonnes du même nom",
        "La première des deux qui est remplie compte. Renommez l’une d’elles.";
    NamelessColumn = "nameless_column": "Colonne sans nom",
        "Ses valeurs sont laissées de côté. Donnez-lui un nom dans la première ligne.";
    TitleAbove = "title_above": "Titre au-dessus des colonnes",
        "Laissé de côté : les noms des colonnes sont lus plus bas. Si ces mots sont des noms de colonnes, donnez-en un à chaque colonne sur cette ligne.";
    OldEncoding = "old_encoding": "Texte qui n’est pas en UTF-8",
        "Lu comme Windows-1252, MacRoman ou CP850 (DOS), selon ses lettres accentuées. Si des lettres sont fausses, enregistrez le fichier en UTF-8.";
    OneSheet = "one_sheet": "Feuilles laissées de côté",
        "Une seule feuille du classeur est lue. Pour une autre, nommez-la dans la correspondance : sheet = \"NOM\".";
    BadPosition = "bad_position": "Position inutilisable",
        "La fiche est reprise sans cette position. Indiquez longitude et latitude en degrés.";
    SuspiciousPosition = "suspicious_position": "Position douteuse",
        "Elle est à plus de 25 km de la commune de la fiche ou du territoire de la source. Vérifiez les deux ; une position proposée est appliquée avec --fix positions.";
    FixedPosition = "fixed_position": "Position corrigée",
        "Elle était à plus de 25 km de la commune de la fiche ou du territoire de la source ; la position proposée est employée.";
    Geocoded = "geocoded": "Adresse localisée",
        "La fiche n’avait pas de position : celle de son adresse est employée. Vérifiez que l’adresse trouvée est la bonne.";
    AddressNotFound = "address_not_found": "Adresse inconnue du géocodeur",
        "La position de la commune est employée. Vérifiez la rue et le code postal, ou indiquez une position.";
    DoubtfulAddress = "doubtful_address": "Adresse douteuse",
        "La réponse du géocodeur est peut-être une autre adresse : la position de la commune est employée. Vérifiez la rue, le code postal et la commune.";
    UnknownInsee = "unknown_insee": "Code commune inconnu",
        "Laissé de côté : aucune commune, actuelle ou ancienne, n’a ce code INSEE. Un zéro initial est peut-être perdu.";
    BadPostalCode = "bad_postal_code": "Code postal incorrect",
        "Laissé de côté : il faut cinq chiffres. Un zéro initial est peut-être perdu.";
    PostalCodeContradicts = "postal_code_contradicts": "Code postal et commune en désaccord",
        "Le code postal n’est pas de cette commune. Corrigez l’un des deux.";
    CityFromAddress = "city_from_address": "Commune lue dans l’adresse",
        "Les derniers mots de l’adresse nomment la commune de la position : ils sont pris pour elle. Mettez la commune dans sa propre colonne.";
    TextTooLong = "text_too_long": "Texte trop long",
        "Coupé : un nom ou une ligne a 300 caractères au plus, un résumé 5 000, un texte 20 000. Raccourcissez-le, ou vérifiez la colonne choisie.";
    SeveralValues = "several_values": "Plusieurs valeurs dans une cellule",
        "La première est gardée, les autres sont laissées de côté. Mettez dans la description ce qui doit en être connu.";
    BadPhone = "bad_phone": "Numéro de téléphone incorrect",
        "Laissé de côté. Écrivez-le sous la forme 02 40 00 00 00 ou +33 2 40 00 00 00.";
    BadEmail = "bad_email": "Adresse électronique incorrecte",
        "Laissée de côté. Vérifiez l’adresse.";
    BadUrl = "bad_url": "Adresse web incorrecte",
        "Laissée de côté. Écrivez-la sous la forme https://www.example.com, sans identifiant ni mot de passe.";
    RepairedHours = "repaired_hours": "Horaires réparés",
        "Ils sont mis dans la syntaxe d’OpenStreetMap. Vérifiez les horaires proposés.";
    ReadHours = "read_hours": "Horaires lus dans un texte",
        "Le texte est mis dans la syntaxe d’OpenStreetMap, car il n’a qu’un sens. Vérifiez les horaires proposés.";
    BadHours = "bad_hours": "Horaires illisibles",
        "Gardés comme texte. Écrivez-les dans la syntaxe d’OpenStreetMap : Tu-Sa 10:00-12:00,14:00-18:00.";
    BadSiren = "bad_siren": "SIREN incorrect",
        "Laissé de côté : il faut neuf chiffres et une clé juste. Comparez avec le répertoire officiel.";
    BadSiret = "bad_siret": "SIRET incorrect",
        "Laissé de côté : il faut quatorze chiffres et une clé juste. Comparez avec le répertoire officiel.";
    BadYesNo = "bad_yes_no": "Ni oui ni non",
        "Laissé de côté : le champ reste inconnu. Écrivez oui ou non.";
    HiddenToBeSafe = "hidden_to_be_safe": "Position masquée par prudence",
        "La valeur n’est ni oui ni non : la position exacte est masquée. Écrivez oui ou non.";
    BadNumber = "bad_number": "Nombre illisible",
        "Laissé de côté. Écrivez un nombre positif, par exemple 12,5.";
    BadAtHome = "bad_at_home": "Zone d’intervention illisible",
        "Laissée de côté. Écrivez une distance (30 km), un département (département:44), métropole ou outre-mer.";
    UnknownWord = "unknown_word": "Mot inconnu",
        "Laissé de côté : ce champ n’admet que quelques mots. Choisissez l’un des mots proposés.";
    UnknownCode = "unknown_code": "Absent de la nomenclature",
        "Laissé de côté. Employez un code ou un libellé de la nomenclature.";
    OfferLeftOut = "offer_left_out": "Offre laissée de côté",
        "Son action, ou aucun de ses objets, n’est dans la nomenclature.";
    MissingColumn = "missing_column": "Colonne absente ou partout vide",
        "Le fichier devrait l’avoir : comparez avec la description du jeu de données. Le reste est repris.";
    BadJson = "bad_json": "Valeur illisible",
        "Laissée de côté : la cellule devrait contenir une liste JSON, sous la forme que montre la remarque.";
    SeveralPerimeters = "several_perimeters": "Plusieurs zones d’intervention",
        "La plus étendue est gardée. Vérifiez qu’elle convient.";
    BadDate = "bad_date": "Date illisible",
        "Laissée de côté. Écrivez-la sous la forme 2026-05-31 ou 31/05/2026.";
    NotPublished = "not_published": "Fiche non publiée par sa source",
        "Laissée de côté : son statut dit qu’elle est en attente, refusée ou supprimée.";
    UnknownDepartment = "unknown_department": "Département inconnu",
        "Zone d’intervention laissée de côté : aucun département n’a ce code. Un zéro initial est peut-être perdu.";
    LeftOut = "left_out": "Remarques non détaillées",
        "Le rapport s’arrête aux premières remarques. Corrigez-les et importez de nouveau.";
}

impl Code {
    /// The code of that text.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_have_sound_french_words() {
        let texts: BTreeSet<&str> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(texts.len(), Code::ALL.len());
        for c in Code::ALL {
            assert_eq!(Code::of(c.as_str()), Some(*c));
            assert!(c.cure().ends_with('.'), "{c:?}");
            for text in [c.title(), c.cure()] {
                // A no-break space before ; ! ? and, but in codes such as Tu-Sa 10:00 or https://, before the colon.
                for sign in [" ;", " !", " ?", " : "] {
                    assert!(!text.contains(sign), "{c:?}: `{sign}` in {text}");
                }
                assert!(!text.contains('\''), "{c:?}: {text}");
            }
        }
    }
}
