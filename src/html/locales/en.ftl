# Words of the interface. A key begins with the part of the site that says it.

structures-count =
    { $n } { $n ->
        [one] organisation
       *[other] organisations
    }

## The shell of every page

shell-tagline-1 = The circular economy
shell-tagline-2 = near you
shell-nav = Main
shell-map = Map
shell-sources = Sources
shell-to-content = Skip to content
shell-to-list = Skip to the list
shell-demo = Demonstration
shell-demo-data = Demonstration data:
shell-demo-why = these organisations are made up.
shell-legal = Legal notice
shell-privacy = Privacy
shell-accessibility = Accessibility: not compliant
shell-contact = Contact
