## Figures of territories

figures-subject = Activity
figures-show = Show
figures-threshold = Distance
figures-within = within
figures-as-the-crow-flies = As the crow flies, services at home included.
figures-left-aside = A value in the address was not understood: the usual one is used instead.

subject-all = All structures
subject-filtered = Your selection
subject-repair = Repair { $thing }
subject-give = Give { $thing }
subject-buy = Buy { $thing } second-hand
subject-borrow = Borrow { $thing }
subject-rent = Rent { $thing }
subject-sort = Drop off { $thing }
subjects-rent = Rent

tenths-1 = one
tenths-2 = two
tenths-3 = three
tenths-4 = four
tenths-5 = five
tenths-6 = six
tenths-7 = seven
tenths-8 = eight
tenths-9 = nine
part-nobody = nobody
part-few = fewer than one resident in ten
part-nearly = nearly { $n } residents in ten
part-exactly = { $n } { $n ->
        [one] resident
       *[other] residents
    } in ten
part-over = more than { $n } { $n ->
        [one] resident
       *[other] residents
    } in ten
part-most = more than nine residents in ten
part-everybody = all residents

lede-offer = { $subject }: possible within { $distance } for { $part }.
lede-category = { $subject }: within { $distance } for { $part }.
lede-all = { $subject }: the nearest within { $distance } for { $part }.
lede-far = { $people } live farther away.
lede-far-unknown = { $people } live farther away, where nobody has surveyed yet: there may be something.
lede-far-partly = { $people } live farther away, { $unknown } of them where nobody has surveyed yet.
lede-commune = { $subject }: the nearest place is { $distance } away.
lede-commune-home = { $subject }: a service comes to your home.
lede-commune-none = { $subject }: no place is known on the same land.

key-within = Within { $distance }
key-within-note = of the residents
key-rank = ; rank { $rank } of { $peers }
key-count = Structures in the territory
key-count-note = { $n } per 10,000 residents
key-count-region = { $n } per 10,000 residents; region: { $region }
key-median = Median distance
key-median-note = one resident in ten is more than { $distance } away
key-median-none = one resident in ten has none in reach
key-nearest = The nearest
key-nearest-note = as the crow flies, from the middle of the commune
key-gini = Inequality of access
key-gini-note = Gini index, 0: the same access for all; { $access } structures in reach per 10,000 residents
key-access = Structures in reach
key-access-note = per 10,000 residents, within { $d0 }, shared with all who can reach them

trust-completeness = sheets filled to { $share }
trust-verified =
    median age of verification: { $days } { $days ->
        [one] day
       *[other] days
    }
trust-unverified = no sheet verified by a person
trust-unplaced =
    { $n } { $n ->
        [one] structure without position
       *[other] structures without position
    }
trust-unknown =
    { $n } { $n ->
        [one] commune without position
       *[other] communes without position
    }
trust-at-home =
    { $n } { $n ->
        [one] service at home
       *[other] services at home
    }
trust-national =
    { $n } { $n ->
        [one] national service, apart
       *[other] national services, apart
    }

census-surveyed = Surveyed
census-partial = Partial
census-never = Never surveyed

territory-sheet = Territory sheet
territory-description = Who has what near home: distances, communes too far away, where to open next.
territory-nobody = This territory has no residents: there is no share to work out.
territory-around = Territories around
territory-files = CSV, GeoJSON
territory-keys = Key figures
territory-map = Map of distances
territory-open-only = Open contributors only
territory-unknown = Unknown is not absent.
territory-unknown-why = Hatched communes were never surveyed: there may be a structure.
territory-dots = Structure
territory-site-mark = Where to open next
territory-circles = The size of a circle says how many residents
territory-sites = Where to open next
territory-sites-why =
    { $n ->
        [one] The commune where one more structure would bring the most residents near.
       *[other] The { $n } communes where one more structure would bring the most residents near, in this order.
    }
territory-gain = + { $n } res.
territory-reached = { $share } within { $distance }
territory-gaps = Communes too far away
territory-gaps-why =
    { $n ->
        [one] One commune is more than { $distance } away
       *[other] { $n } communes are more than { $distance } away
    } ({ $people } residents), the most populous first.
territory-zones =
    { $zones ->
        [one] They form one blank area
       *[other] They form { $zones } blank areas
    }; the most populous, around { $name }, has { $n } communes and { $people } residents.
territory-gaps-cut = The first { $n } are here, all are in the file.
territory-gaps-rest =
    { $n ->
        [one] Show the next commune
       *[other] Show the next { $n }
    }
territory-near = The nearest places
territory-structure = Structure
territory-commune = Commune
territory-epci = Intermunicipality
territory-people = Residents
territory-distance = Distance
territory-census = Census
territory-rank = Rank
territory-inside = In this territory
territory-share = In reach
territory-categories = Structures by activity
territory-count = Number
territory-name = Name
territory-method = Method
territory-sources = Sources and link
territory-look = Look for a territory
territory-uncounted = unknown number of residents
territory-facts =
    { $people } (INSEE) · { $communes } { $communes ->
        [one] commune
       *[other] communes
    } · figures of { $date }
territory-facts-commune = { $people } (INSEE) · figures of { $date }
territory-caption = { $subject }: distance of each commune to the nearest structure, also beyond the border. { $place }, population of INSEE.

kind-of-commune = Commune { $code }
kind-of-epci = Intermunicipality { $code }
kind-of-department = Department { $code }
kind-of-region = Region { $code }

file-figures = Figures of the territory (CSV)
file-communes = Figures by commune (CSV)
file-communes-geojson = Figures by commune (GeoJSON)
file-gaps = Communes too far away (CSV)
file-gaps-geojson = Communes too far away (GeoJSON)
file-sites = Where to open next (CSV)
file-rows = Figures of the table (CSV)
file-rows-geojson = Figures of the table (GeoJSON)
file-classes = Classes of the map (CSV)
file-pair = The two territories compared (CSV)
file-distances = Residents by distance (CSV)
file-distance-classes = Residents by class of distance (CSV)
file-shares = How the supply is shared (CSV)
file-months = Month by month (CSV)
file-nearest = Structures, the nearest first (CSV)
file-categories = Structures by category and by action (CSV)
file-structures = Structures of the territory (CSV)

method-distance = Distances as the crow flies from the position of each commune, weighted by population. Structures beyond the border count; a service at home is at distance zero in its perimeter; a national service fills no gap.
method-access = Access: E2SFCA, { $weight }, radius of { $d0 }; inequality: Gini index of this access, weighted by population.
method-step = by steps
method-gaussian = Gaussian
method-sites = Sites: maximal covering, greedy and then by swaps. Blank areas: neighbouring communes too far away.

sources-figures =
    { $n ->
        [0] No structure matches.
       *[other] Structures: { $sources }.
    } Population and territories: INSEE, DGCL. Figures of { $date }.
sources-open-only = ADEME’s data hold only contributors who open their data: there may be other structures.
sources-census = Census: { $sources }.

cover-over = Coverage
cover-lede = Who has one within { $distance }, { $place }. Figures of { $date }.
cover-country = France
cover-trail = Territory shown
cover-kinds = Unit
cover-by = by
by-region = region
by-department = department
by-epci = intermunicipality
by-commune = commune
kinds-region =
    { $n ->
        [one] region
       *[other] regions
    }
kinds-department =
    { $n ->
        [one] department
       *[other] departments
    }
kinds-epci =
    { $n ->
        [one] intermunicipality
       *[other] intermunicipalities
    }
kinds-commune =
    { $n ->
        [one] commune
       *[other] communes
    }
cover-map = Map
cover-no-map = A map takes two located territories at least: the table says it all.
cover-class = Class
cover-territories = Territories
cover-measure-share = Residents within { $distance }
cover-measure-distance = Distance to the nearest structure
cover-between = { $from } to { $to }
cover-unknown = Unknown
cover-unknown-why = Where nobody surveyed and nothing is known there may be a structure: these territories are hatched.
cover-caption = { $subject }, { $place }: structures beyond the border count. A click on a territory opens it; the table says the same.
cover-count = { $n } { $kind }, { $place }
cover-count-view = { $n } { $kind } on the map, { $place }
cover-no-view = The part of the map that the address names is none: this is the whole territory.
cover-zoom-units = Zooming in, the map turns to intermunicipalities once it is less than { $epci } wide, to communes below { $communes }.
cover-zoom-whole = The whole territory
cover-zoom-hint = Ctrl + wheel to zoom, or click on the map first
cover-zoom-keys = Map: keys + and − to zoom, arrows to move, 0 to see all
cover-scroll = Table to scroll
cover-named = Name
cover-narrow = Filter
cover-nothing = No territory has that name here.
cover-inside = Details
cover-look = Details
cover-structures = Structures
cover-share = In reach
cover-median = Median distance
cover-mean = Mean distance
cover-p90 = Nine residents in ten within
cover-access = Access per 10,000 res.
cover-per-10k = Structures per 10,000 res.
cover-rank = Rank
cover-completeness = Sheets filled
cover-age = Median age of verification (days)
cover-compare = Compare two territories
cover-first = The first
cover-second = the second
cover-choose = Choose…
cover-do-compare = Compare
cover-no-territory = There is no such territory as in the address: this is the one of the directory.

shell-coverage = Coverage
territory-trend = Residents within 10 km
shell-territories = Territories
file-parts = Figures of the territories inside (CSV)
