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
shell-accessibility = Accessibilité : non conforme
shell-contact = Contact
