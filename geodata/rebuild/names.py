"""Names of communes and places, reduced to keys that compare equal when the names do."""
import re
import unicodedata

ARTICLES = {"le", "la", "les", "l"}
LINKS = ARTICLES | {"de", "du", "des", "d", "en", "sur", "sous", "et", "a", "au", "aux", "les", "lez"}
SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})


def words(name):
    """Lower-case words without accents; hyphens and apostrophes separate, brackets are dropped."""
    name = unicodedata.normalize("NFKD", name.translate(LIGATURES))
    name = "".join(c for c in name if not unicodedata.combining(c)).lower()
    return [SHORT.get(w, w) for w in re.findall(r"[a-z0-9]+", re.sub(r"\(.*?\)", " ", name))]


def key(name):
    """Accents, case, hyphens, St/Saint, ligatures and a leading article set aside."""
    w = words(name)
    return " ".join(w[1:] if len(w) > 1 and w[0] in ARTICLES else w)


def loose_key(name):
    """As key(), without link words and in any order.

    Loire-sur-Rhône = Loire Rhône, Talmont-Saint-Hilaire = Saint-Hilaire-de-Talmont.
    """
    return " ".join(sorted(w for w in words(name) if w not in LINKS))


def halves(name):
    """The ways to cut a compound name in two keys, link words between the halves dropped.

    Ballon-Saint Mars: (ballon, saint mars), (ballon saint, mars).
    """
    w = words(name)
    cuts = []
    for i in range(1, len(w)):
        left, right = w[:i], w[i:]
        while len(right) > 1 and right[0] in LINKS:
            right = right[1:]
        if left[-1] not in LINKS and left != ["saint"] and left != ["sainte"]:
            cut = key(" ".join(left)), key(" ".join(right))
            if cut not in cuts:
                cuts.append(cut)
    return cuts
