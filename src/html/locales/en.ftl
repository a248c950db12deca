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
shell-accessibility = Accessibility: { $state }
shell-contact = Contact

## Lists, dates and hours

list-and = and
list-or = or
day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
date-first = 1
date-span = from { $from } to { $to }
time-midnight = midnight
when-today = at { $time }
when-tomorrow = tomorrow at { $time }
when-weekday = on { $day } at { $time }
when-date = on { $date } at { $time }
hours-closed = Closed
hours-all-day = Open 24 hours
hours-unsure = To be checked
hours-unsure-only = { $unsure }, to be checked
hours-unsure-too = { $open }; to be checked: { $unsure }
time-noon = noon

## The home page: search, list and map

explore-description = Reuse shops, repairers, bike workshops, composting: find places near you to repair, give, borrow or buy second-hand.
intent-repair = Repair
intent-give = Give
intent-buy = Buy second-hand
intent-borrow = Borrow or rent
intent-travel = Get around
intent-sort = Sort and drop off
explore-to-map = Skip to the map
explore-what = What?
explore-where = Where?
explore-around-me = Around me
explore-search = Search
explore-ask = What would you like to do?
explore-first = Back to the start
explore-later = { $title } (continued)
explore-next = More organisations
explore-clear = Clear all
explore-all-filters = All filters
explore-order = Order:
explore-print = Print this list
explore-files = Download this list:
explore-nothing = Nothing found here
explore-nothing-why = No organisation listed so far answers to this search: { $what }. That does not mean there is none: we are still adding to the list.
explore-all = All organisations
explore-know-one = Do you know of one?
explore-no-script = The map needs JavaScript. The list shows the same organisations.
explore-sectors = Sectors
explore-what-hint = toaster, bike, furniture, reuse shop…
explore-where-hint = town or postcode
explore-results = Results
explore-pages = Pages of the list
explore-filters = Filters
explore-unplaced =
    { $n } { $n ->
        [one] organisation
       *[other] organisations
    } whose location is unknown: in the list only.
explore-report = <a>Tell us about it</a>, it takes two minutes.
explore-chip-on = (on, remove this filter)
card-distance = { $distance }<a> away</a>

## The sheet of a structure

sheet-trail = Breadcrumb
sheet-side = Address, labels and sources
sheet-go = Get directions
go-osm = OpenStreetMap (all means of transport)
go-apple = Apple Maps
go-geo = Map application of the phone
sheet-call = Call
sheet-website = Website
sheet-share = Share
sheet-keep = Keep as a favourite
sheet-what = What you can do there
sheet-what-unknown = The sources do not say.
sheet-hours = Opening hours
sheet-hours-unknown = Opening hours are not known. Please check before you set off.
sheet-deposit = Dropping things off
sheet-exceptions = Special hours
sheet-about = About
sheet-near = Nearby
sheet-approximate = Approximate location on the map.
sheet-around = See what is around
sheet-labels = Labels and networks
sheet-mistake = Something wrong?
sheet-tell-us = Let us know
sheet-matrix = What can be done, by object
sheet-yes = yes
sheet-unknown = not stated
sheet-week = Opening hours this week
sheet-unverified = Not checked by a person yet.
sheet-today = (today)
sheet-member = Member of { $networks }.
sheet-verified = Checked on { $date }.
sheet-updated = Changed here on { $date }.
sheet-source-updated = Updated by the source on { $date }.
sheet-trade-name = Trading as { $name }
sheet-source = Source:
sheet-complete = Everything is filled in.
sheet-incomplete = { $share } filled in. Missing: { $missing }.
missing-address = the address
missing-position = the exact position
missing-offers = what is done there
missing-hours = the opening hours
missing-contact = a contact
missing-website = the website
missing-description = a description
missing-wheelchair = wheelchair access
sheet-map = Map: location of { $name }

## What a device keeps

keep-one = Keep as a favourite: { $name }
favourites-title = My favourites
favourites-description = The organisations that you keep at hand.
favourites-lede = Your favourites stay in this browser: no account, no copy on the server. The address of the list, if you share it, holds their names and nothing about you.
favourites-none = No favourites yet
favourites-how = Press the star of an organisation, in the list or on its page, to find it here again.
favourites-no-script = Keeping favourites needs JavaScript. A list named by a shared address shows without it.
favourites-blocked = Your browser does not let this site keep anything: favourites are not available in it.
favourites-cut = The first 200 organisations of the address are shown.
favourites-print = Print as an address book
favourites-share = Share this list
favourites-missing = No longer in the directory

## The address book

book-title = Address book
book-of = Address book: { $what }
book-description = A list of organisations to print: map, addresses, telephones and opening hours.
book-all = All organisations
book-chosen = Chosen organisations
book-some = { $shown } organisations out of { $n }
book-print = Print
book-back = Back to the list
book-nothing = No organisation to print.
book-map = { $n ->
    [one] Map: where { $n } organisation is, by its number in the list below
   *[other] Map: where { $n } organisations are, by their number in the list below
}
book-joined = Organisations too close to be told apart on the map:
book-ground = Map outlines: Natural Earth.
book-approximate = (approximate position on the map)
book-code = Code to scan: page of { $name }
book-made = Address book made on { $day } with { $name }.
book-check = Opening hours may have changed: call before a long trip.
book-list = This list, up to date:

## Sources

sources-lede = Each page names the sources it comes from. Here they all are, with their licences.
sources-structures = Organisations
sources-none = No data has been loaded yet.
sources-refreshed = Refreshed on { $date }
sources-leaves-out = What it leaves out:
sources-land = Places and map
sources-territories = Municipalities, groups of municipalities, departments, regions
sources-territories-by = INSEE and DGCL · Licence Ouverte 2.0
sources-positions = Locations of municipalities
sources-outlines = Outlines of the printed map
sources-outlines-by = Natural Earth · public domain
sources-contours = Administrative boundaries
sources-contours-by = IGN Admin Express (Etalab), municipalities of { $year } · Licence Ouverte 2.0
sources-tiles = Background map
sources-software = Design and software
sources-icons = Icons · MIT licence
sources-fonts = Bricolage Grotesque and Atkinson Hyperlegible Next
sources-fonts-by = Typefaces · SIL Open Font License 1.1
sources-leaflet = Interactive map · two-clause BSD licence
sources-description = Where the data comes from, and under which licence.

## Who runs the service

contact-none = address not given by the operator
contact-page = contact page
legal-unsaid = not stated
legal-incomplete = This notice is incomplete: the operator of this service has not filled in everything yet.
legal-publisher = Publisher
legal-operator = Service run by: { $who }.
legal-address = Address, telephone, registration: { $who }.
legal-director = Publication director: { $who }.
legal-contact = Contact: { $who }.
legal-host = Service hosted by: { $who }.
legal-hosting = Hosting
legal-content = Content and licences
legal-content-from = What we say about organisations comes from the sources named on each page and on the <a>Sources</a> page, each under its own licence.
legal-software = Boucle is free software under the <a>GNU Affero General Public License, version 3 or later</a>: you may use it, study it, change it and share it.
legal-source-ask = The operator must give you the source code of the software that runs here if you ask for it.
legal-source = Source code of the software that runs here
legal-accuracy = Accuracy
legal-accuracy-why = Opening hours and services may have changed since they were last checked: call before a long journey.
legal-mistake = Something wrong? <a>Write to us</a>.
legal-description = Who publishes the service, and the licences of its content and software.

## Privacy

privacy-lede = No account, no cookies and no audience tracking are needed to use this service.
privacy-not = What we do not do
privacy-cookies = We set no cookies, and use no trackers and no advertising.
privacy-files = Typefaces, icons and scripts come from this service: nothing is requested from anyone else to show them.
privacy-position = Your location
privacy-position-use = The “Around me” button asks your browser for permission. Your location, rounded to about a hundred metres, is used to sort the list. It is part of the page’s address, so your browser may keep it in its history, and the server in its technical logs (see below). It is recorded nowhere else on this service.
privacy-position-share = Before you share the address of a search around you, remember that it contains this location.
privacy-map = The background map
privacy-map-tiles = Your browser requests the images of the background map from their provider ({ $provider }), which therefore sees your IP address and the area shown. Nothing else leaves this service.
privacy-map-own = The background map comes from this service: no request is sent to anyone else.
privacy-addresses = Addresses
privacy-addresses-what = When you type an address in “Where?”, our server looks it up with { $host }. It sends these words and nothing else: neither your IP address nor the page you are on.
privacy-logs = Technical logs
privacy-logs-what = The server, or the one that protects it, may keep technical logs for its security: address requested (with the words searched for and the place), IP address, date, response. The operator decides how long they are kept.
privacy-browser = In your browser
privacy-browser-what = While the tab is open, your browser remembers where you were in the list, to bring you back there. This stays with you and is erased when you close the tab.
privacy-favourites = If you keep favourites, your browser remembers the names of these organisations and the addresses of their pages, until you take them off or clear the data of the site. They are sent to us only to show the page “My favourites”.
privacy-people = Organisations and people
privacy-people-what = Organisations’ e-mail addresses are published only with their consent, and the exact address of someone who works from home never is. To see, correct or erase data about you: { $contact }. You may also complain to the <a>CNIL</a>, the French data protection authority.
privacy-description = What the service knows about you: almost nothing.

## Accessibility

rgaa-not = not compliant
rgaa-partly = partly compliant
rgaa-compliant = fully compliant
rgaa-holds = Met
rgaa-fails = Not met
rgaa-unchecked = Not checked
rgaa-none = Not applicable
accessibility-state = Status: { $state }. Of the { $applicable } criteria of RGAA 4.1.2, the French accessibility standard, that apply to this service, { $holding } are met: { $share }%.
accessibility-holding =
    { $n ->
        [one] criterion met
       *[other] criteria met
    }
accessibility-failing =
    { $n ->
        [one] criterion not met
       *[other] criteria not met
    }
accessibility-not-checked =
    { $n ->
        [one] criterion not checked, counted as not met
       *[other] criteria not checked, counted as not met
    }
accessibility-without =
    { $n ->
        [one] criterion that does not apply here
       *[other] criteria that do not apply here
    }
accessibility-self = These figures come from a self-assessment, made on { $day } by the team that develops the software. No outside audit has been carried out: one might conclude otherwise.
accessibility-tried = The service has been tried neither with a screen reader nor by people who use assistive technology.
accessibility-missing = What is not met or not checked
accessibility-nothing-missing = Nothing, according to this self-assessment.
accessibility-groups = On the map, grouped organisations read as a number: for their names, use the list.
accessibility-exempt = What the law sets apart
accessibility-tiles = Online maps are exempt under French law (decree no. 2019-768 of 24 July 2019) where the essential information is given in another way; here the list and the pages give it. We use this exemption only for the images of the background map, where the operator has chosen one: they have no text equivalent. The marks, buttons and messages of the map were assessed like everything else.
accessibility-for-you = What is there for you
accessibility-list = The list holds everything the map shows: you can do without the map.
accessibility-keyboard = Everything works with the keyboard; skip links lead to the list and to the map.
accessibility-script = Search, filters and pages work without JavaScript.
accessibility-colour = Colour alone never carries information.
accessibility-settings = Light and dark themes, text size and reduced motion follow your settings.
accessibility-report = Report a barrier
accessibility-write = Tell us what stopped you: { $contact }. We will give you the information another way.
accessibility-appeal = If our answer does not help, you may turn to the <a>Défenseur des droits</a>, the French defender of rights.
accessibility-how = How we assessed
accessibility-tools = Reading the code (HTML, CSS, SVG, JavaScript, WAI-ARIA), Chromium by keyboard and in both themes, zoom at 200%, a window of 320 px, increased text spacing, styles switched off, measured contrasts, axe and the Nu Html Checker. Part of these checks runs again for each version.
accessibility-pages = Pages looked at, in French and in English: home, results, nothing found, place not found, an organisation, favourites, address book, sources, legal notice, privacy, accessibility, the page without a connection, errors, a subject in a municipality, components.
accessibility-criteria = The 106 criteria
accessibility-titles = The wording is shortened by us; the official text is that of RGAA 4.1.2.
accessibility-theme = { $holding } met out of { $n }
accessibility-theme-none = not applicable
accessibility-table = { $theme }: how each criterion stands
accessibility-criterion = No.
accessibility-asks = What the criterion asks for
accessibility-found = State
accessibility-title = Accessibility
accessibility-description = How accessible the service is, and how to write to us.

## Errors

error-kicker = Error { $status }
error-reference = If you write to us, please quote this reference: { $reference }
error-search = What? An organisation, an object, an activity
back-home = See the map and the list
error-write = Write to us
shell-other-language = Français

## Cards and states

state-no-hours = Opening hours unknown
state-open = Open
state-open-until = Open, closes { $when }
state-opens = Closed, opens { $when }
state-may-open = Closed, may open { $when }
state-unsure = Opening hours to be checked
card-offer = { $action }: { $objects }
badge-ess = Social economy

## What went wrong

error-page = Page not found
error-page-why = There is nothing at this address.
error-structure = Organisation not found
error-structure-why = There is no organisation at this address. Its name may have changed.
error-gone = This organisation is no longer in the directory
error-gone-why = Its sources no longer mention it: it may have closed, moved or changed its name.
gone-instead = Nearby
gone-commune = See all: { $commune }
error-ours = Something went wrong on our side
error-ours-why = Please try again in a moment.
error-method = This page is only for reading
error-method-why = Nothing can be sent to this address. Open it in your browser.
error-unread = Request not understood
error-unread-why = This address cannot be read as it is.

## What is asked, in words

quoted = “{ $words }”
asked-nothing = Map and list
order-distance = Nearest
order-relevance = Most relevant
order-opening = Open first
order-name = By name
order-updated = Recently updated
asked-too-long = The address is too long; everything is shown.
asked-swapped = The address had the latitude before the longitude: the point is looked for in France.
asked-left-aside = Part of the address was not understood and was left aside: { $words }.
place-in-box = in the area of the map
asked-bbox = the area of the map
asked-near = the place
asked-radius = the distance
asked-territory = the territory
asked-category = the type of place
asked-sector = the sector
asked-action = the action
asked-object = the object
asked-label = the label
asked-ess = the social economy
asked-network = the network
asked-source = the source
asked-public = the public served
asked-appointment = the appointment
asked-brand-only = the brand
asked-open-at = the opening time
asked-open-on = the opening day
asked-at-home = the service at home
asked-q = the words searched for
asked-other = a criterion
place-here = My location
place-point = Chosen point
place-no-position = This address does not contain a location. Type the name of a town or a postcode.
place-not-found = “{ $words }” was not found. Try the name of a town or a postcode.
place-several = Several places answer to “{ $words }”; the search is about { $place }. You may have meant:
place-commune = commune
place-epci = group of municipalities
place-department = department
place-region = region
what-left-aside = “{ $words }” was not understood and has been left aside.
place-near-point = near the chosen point
place-near-you = near you
place-near-town = near { $town }
place-near = near “{ $words }”
filters-categories = Types of places
filters-labels = Labels
filters-days = Opening days
filters-holidays = Public holidays
filters-conditions = Conditions
filter-open-now = Open now
filter-box = Area of the map
filter-within = Within { $distance }
filter-open-at = Open on { $day } { $date } at { $time }
filter-on-day = on { $day }
filter-on-holidays = on public holidays
filter-open-on = Open { $days }
filter-ess = Social economy
filter-not-ess = Outside the social economy
filter-individuals = individuals
filter-professionals = businesses
filter-both = individuals and businesses
filter-public = For: { $who }
filter-appointment = By appointment only
filter-no-appointment = No appointment needed
filter-brand = Products of their own brand only
filter-any-brand = All brands
filter-at-home = Comes to you
filter-not-at-home = Without services at home
filter-network = Network: { $names }
filter-source = Source: { $names }

## Facts of a structure

form-association = Non-profit association.
form-cooperative = Cooperative.
form-mutual = Mutual.
form-foundation = Foundation.
form-ess-company = Social economy company.
form-company = Company.
form-public-body = Public body.
form-artisan = Craftsperson.
form-individual = Sole trader.
fact-wheelchair = Wheelchair accessible.
fact-wheelchair-limited = Limited wheelchair access.
fact-no-wheelchair = No wheelchair access.
fact-appointment = By appointment only.
fact-no-appointment = No appointment needed.
fact-individuals = For individuals.
fact-professionals = For businesses.
fact-both = For individuals and businesses.
fact-brand = For products of its own brand only.
fact-one-for-one = Takes back your old appliance when you buy a new one (“one for one”).
fact-one-for-zero = Takes back your old appliance without a purchase (“one for zero”).
inclusion-aci = Work integration: integration workshop (ACI).
inclusion-ei = Work integration: integration company (EI).
inclusion-ai = Work integration: intermediary association (AI).
inclusion-etti = Work integration: temporary work agency (ETTI).
inclusion-esat = Adapted work: sheltered workshop (ESAT) or adapted company.
fact-at-home-within = Comes to you, within { $distance }.
fact-at-home-in = Comes to you: { $department }.
fact-at-home-metropolitan = Travels throughout mainland France.
fact-at-home-overseas = Travels in the overseas departments.

## Hours in sentences

hours-not-this-week = Not this week.
hours-from = From { $date }
hours-until = Up to and including { $date }
hours-on = { $days }: { $hours }.

## Ways from page to page

back-search = Search for “{ $words }”
back-results = Back to the { $n } results
back-list = Back to the list

## Ways out of an empty list

way-from-point = { $distance } away
way-from-box = { $distance } from the middle of the area
way-from-territory = { $distance } from the middle of the territory
way-instead = Instead: “{ $label }”
way-instead-aim = “{ $label }”
way-nearest = The nearest one
way-perhaps = Perhaps “{ $words }”, too
way-perhaps-detail =
    { $n ->
        [one] { $n } organisation of { $all } does not say for which objects.
       *[other] { $n } organisations of { $all } do not say for which objects.
    }
way-see = See
way-widen = Widen
way-widen-to = to { $distance }
way-without = Without “{ $words }”
way-remove = Remove

## What scripts say; src/html/scripts.rs lists it for each page

map-ring = { $count }: { $sectors }
map-missing = The map could not be loaded.
map-missing-list = The map could not be loaded. The list shows the same organisations.
share-copied = Link copied
share-refused = Copy refused
share-refused-aloud = The browser did not allow the copy. You can copy the address from its bar.
share-copied-aloud = The link to this page has been copied.
suggest-searches = What you want to do
suggest-addresses = Addresses
share-copied-list = The address of the list has been copied.
suggest-objects = Objects
suggest-actions = Actions
suggest-communes = Municipalities
suggest-epcis = Groups of municipalities
suggest-departments = Departments
suggest-regions = Regions
suggest-for = Suggestions, { $field }
suggest-runs = choosing starts the search
suggest-opens = choosing opens the page
suggest-none = No suggestions
suggest-count =
    { $n } { $n ->
        [one] suggestion
       *[other] suggestions
    }
locate-waiting = Finding your location…
locate-refused = Your browser did not share your location. Type a town or a postcode.
locate-failed = Your location was not found. Type a town or a postcode.
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-search-here = Search this area
map-failed = Map: the organisations could not be placed on it.
map-stale = The map could not be updated.
map-retry = Try again
map-in-view =
    Map: { $n } { $n ->
        [one] organisation
       *[other] organisations
    } in view.
map-out-of-view = The results are out of view.
map-back = Go back to them
map-credit = Outlines: Natural Earth

## Pages about a subject in a commune

found-category = { $thing } { $place }
found-repair = Repair { $thing } { $place }
found-give = Give away { $thing } { $place }
found-buy = Buy { $thing } second-hand { $place }
found-borrow = Borrow { $thing } { $place }
found-rent = Rent { $thing } { $place }
found-sort = Where to drop off { $thing } { $place }
found-lede =
    { $n } { $n ->
        [one] place
       *[other] places
    } { $place }, { $around } within 10 km: addresses, opening hours and what you can do there.
found-on-map = See on the map
found-here =
    { $n } { $n ->
        [one] place
       *[other] places
    } { $place }
found-all = See all { $n } places
found-around = Within 10 km
found-beside = Also { $place }
found-nearby = In neighbouring communes

## Without a connection, and on the home screen

offline-title = No connection
offline-lede = This page is not kept on this device. It will show when the connection is back.
offline-again = Try again
offline-kept = What you can read without a connection
offline-none = Nothing is kept on this device yet.
offline-no-script = The list of kept pages needs JavaScript.
offline-forget = Erase what is kept
offline-forgotten = Nothing is kept on this device any more.
offline-home = Home
offline-copy = No connection: this is the page as it was on { $date }.
privacy-browser-kept = So that you can read them again without a connection, your browser also keeps the home page, the last lists and the last pages of organisations that you have seen, and those of your favourites. None of it is sent to anybody. <a>See and erase what is kept</a>

## The map's own size, the sheet over it, and where one stands

map-fullscreen = Full screen
map-fullscreen-leave = Leave full screen
panel-more = Make the list larger
panel-less = Make the list smaller
locate-slow = Finding your position is taking time. You can also write a town or a postcode.
locate-late = Your position did not arrive in time. Try again, or write a town or a postcode.
locate-vague = Your position is known only to within { $distance }. For a better list, write a town or a postcode.
locate-nothing = No listed organisation around your position. Write a town or a postcode to search elsewhere.
place-at = in { $name }

## The page of components

components-title = Components
components-lede = All that the pages are made of: paper, ink, one colour per sector, always with a word and an icon.
components-colours = Colours, light and dark
components-paper = Paper
components-surface = Surface
components-sunk = Sunk
components-ink = Ink
components-brand = Boucle green
components-reemploi = Reuse
components-reparation = Repair
components-mobilite = Mobility
components-dechets = Waste
components-accompagnement = Support
components-ramp = Ramp of distances
components-figures = Figures of territories
components-made-up = Made-up data, to show each form.
components-trend = Share of inhabitants within 10 km
components-type = Scale of type
components-sentence = Nearly eight people in ten have a repairer within 10 km.
components-text = A repair workshop run by its members. Come with a broken appliance, leave knowing what is wrong.
components-small = Checked on 12 November. Population: 1,250 people.
components-buttons = Buttons
components-disabled = Not available
components-fields = Fields
components-chips = Filters, labels, states
components-cards = Result cards
components-tables = Tables
components-charts = Charts
components-marks = Marks of the map
components-notices = Notices
components-warning = Closed from 24 to 31 December.
components-aside = Donations are taken on Tuesdays and Fridays, from 2 pm to 5 pm.
components-icons = Sectors and categories

# Figures and graphs. A part of a whole, in hundredths: it is written with its decimals.
percent = { $n }%
percent-under = < { $least }%
chart-numbers = See the figures
chart-nobody = Nobody lives here: there is nothing to measure.
chart-people = inhabitants
chart-thousands = thousands of inhabitants
chart-millions = millions of inhabitants
chart-class-under = under { $to }
chart-class-between = { $from } to { $to } km
chart-class-over = over { $from }
chart-and-more = and over
chart-unknown = Not surveyed
chart-head-distance = Distance
chart-head-people = Inhabitants
chart-head-share = Share of inhabitants
chart-head-unknown = of them, where nobody has surveyed yet
chart-head-least = Share of inhabitants, the least served first
chart-head-supply = Their share of the supply
chart-head-month = Month
chart-head-value = Value
chart-histogram = How many people, and how far away
chart-histogram-by = Inhabitants by steps of { $width }, and their share
chart-histogram-by-band = Inhabitants by distance, and their share
chart-histogram-says = Bar chart. { $near } of the inhabitants live at most { $limit } from the nearest organisation, { $far } live farther away.
chart-histogram-says-bars = Bar chart: the inhabitants by distance from the nearest organisation.
chart-says-unknown = { $share } live where nobody has surveyed yet.
chart-axis-distance = distance from the nearest organisation, in km
chart-axis-distance-short = distance from the nearest, in km
chart-beyond = beyond { $limit }:
people-count = { $n ->
    [one] { $n } inhabitant
   *[other] { $n } inhabitants
}
chart-lorenz = Is access shared?
chart-lorenz-gini = Lorenz curve, Gini coefficient: { $gini } (0: the same access for all)
chart-lorenz-none = No inhabitant has an organisation within reach: there is no access to compare.
chart-lorenz-says = Lorenz curve: the least served half of the inhabitants has { $half } of the supply.
chart-lorenz-half = the least served half: { $half } of the supply
chart-axis-supply = share of the supply, in %
chart-axis-people = share of the inhabitants, in %
chart-equal = the same access for all
chart-trend-none = The trend can be read here from the second month on.
chart-trend-says = Line: { $start } in { $from }, { $end } in { $to }.
chart-shares = How far away?
chart-shares-lede = Share of the inhabitants, by their commune

# The index of territories.
territories-title = Territories
territories-lede = What the inhabitants of each commune, group of municipalities, department or region have near their homes.
territories-label = Which territory?
territories-hint = A name, a postal code or the number of a department.
territories-short = CC, CA and CU are groups of municipalities: in the country, around a town, around a city.
territories-all = See all territories
territories-searched = Territories: { $words }
territories-found = { $n ->
    [one] { $n } territory answers to “{ $words }”
   *[other] { $n } territories answer to “{ $words }”
}
territories-cut = There are more: add to the name, or write a postal code.
territories-none = No territory answers to “{ $words }”
territories-none-why = Check the spelling, or write a postal code: 49100, for example.
territories-like = You may have been looking for:
territories-regions = All regions
territories-others = The other regions
