"""Invented names for as many accounts and interests as are asked for. Any likeness is chance."""

from __future__ import annotations

from bgdetails.generating.names import ACCOUNTS, FIRST, INTERESTS, LAST

FIRST_WORDS = (
    *("Alder", "Amber", "Anvil", "Arbor", "Aspen", "Beacon", "Birch", "Blackthorn", "Bramble", "Briar", "Calder"),
    *("Cinder", "Clover", "Cobalt", "Coral", "Crag", "Dover", "Drift", "Dune", "Eastmoor", "Elder", "Ember", "Fallow"),
    *("Fern", "Flint", "Foxglove", "Garnet", "Glen", "Granite", "Hazel", "Heath", "Heron", "Hollow", "Indigo"),
    *("Iron", "Ivory", "Jasper", "Juniper", "Kingfisher", "Lantern", "Larch", "Linden", "Lumen", "Maple", "Marl"),
    *("Meadow", "Mica", "Moor", "Nettle", "North", "Oakum", "Onyx", "Opal", "Osprey", "Pebble", "Quarry", "Quill"),
    *("Raven", "Reed", "Rowan", "Russet", "Sable", "Saffron", "Sedge", "Silver", "Slate", "Sorrel", "Spruce", "Tarn"),
    *("Teal", "Thistle", "Topaz", "Umber", "Vale", "Verdant", "Walnut", "Wren", "Yarrow", "Zephyr"),
)
SECOND_WORDS = (
    *("bank", "barrow", "bay", "bourne", "bridge", "brook", "cliff", "coast", "crest", "cross", "dale", "fell"),
    *("field", "ford", "forge", "gate", "grove", "harbour", "haven", "hill", "hurst", "lake", "land", "ley", "march"),
    *("mark", "mere", "mill", "mont", "mouth", "ness", "peak", "point", "port", "ridge", "rock", "shore", "side"),
    *("spring", "stead", "stone", "strand", "vale", "view", "wall", "water", "well", "wick", "wood", "worth", "yard"),
)
TRADES = (
    # what stands behind the name, industry
    *(("Energy", "Energy"), ("Foods", "Food"), ("Logistics", "Logistics"), ("Health", "Health care")),
    *(("Insurance", "Insurance"), ("Rail", "Rail"), ("Robotics", "Manufacturing"), ("Foundry", "Manufacturing")),
    *(("Telecom", "Telecommunications"), ("Retail", "Retail"), ("Bank", "Banking"), ("Mining", "Mining")),
    *(("Hotels", "Hospitality"), ("Pharma", "Pharmaceuticals"), ("Press", "Media"), ("Shipping", "Maritime transport")),
    *(("Textiles", "Textiles"), ("Airways", "Airlines"), ("Civil", "Construction"), ("Schools", "Education")),
)
OTHER_SCRIPTS = (
    (("北海道", "東京", "瀬戸内", "富士見", "青葉"), ("物流", "精密工業", "電機", "食品"), "Japan", "Asia Pacific"),
    (("Łódź", "Świt", "Żubr", "Źródło"), (" Aero", " Energia", " Handel"), "Poland", "Europe"),
    (("Север", "Волна", "Заря"), ("Банк", "Транс", "Хлеб"), "Bulgaria", "Europe"),
    (("النخيل", "الواحة"), (" للطاقة", " للتجارة"), "Jordan", "Middle East"),
)
"""First part, second part, country, region."""
OTHER_PEOPLE = (("健二", "渡辺"), ("结衣", "李"), ("Łucja", "Żak"), ("Мила", "Петрова"), ("ليلى", "حداد"))
REGIONS = tuple((country, region) for _, _, country, region, _, _ in ACCOUNTS if country)
PEOPLE_FIRST = (
    *FIRST,
    *("Ada Bilal Chiara Dario Emre Fatima Goran Helga Ivo Jana Kofi Lucia Milan Nadia Otto Petra Quentin Rosa").split(),
    *("Selim Teresa Uma Vera Wanda Xavier Yara Zoltan").split(),
)
PEOPLE_LAST = (
    *LAST,
    *("Abara Bergmann Castro Dudek Eriksen Fontaine Georgiou Halvorsen Imani Jovanovic Kaya Lombardi Mbeki").split(),
    *("Novak Oduya Papadakis Quiroga Rossi Sandoval Torres Ueda Vasquez Wagner Yilmaz Zeman").split(),
)
SITES = (
    *("Nordics", "Iberia", "Benelux", "Alps", "Baltics", "North America", "Latin America", "Gulf", "Southern Africa"),
    *("Oceania", "Japan", "India"),
)
"""Whose group it is, where an account has several for one interest."""

ALL_INTERESTS = {
    **INTERESTS,
    "Identity Hub": (
        "Network protection",
        ("single sign-on", "passkeys", "access review"),
        ("Passkeys primer", "Access review checklist", "Single sign-on demo"),
    ),
    "Disaster Recovery": (
        "Resilience",
        ("failover", "recovery drill", "RTO"),
        ("Failover runbook", "Recovery drill workshop", "RTO calculator"),
    ),
    "Master Data": (
        "Data governance",
        ("golden record", "data quality", "match rules"),
        ("Golden record guide", "Data quality scorecard", "Match rules webinar"),
    ),
    "Fleet Telematics": (
        "Field operations",
        ("route planning", "driver safety", "fuel report"),
        ("Route planning demo", "Driver safety study", "Fuel report template"),
    ),
    "Process Mining": (
        "Operations",
        ("process mining", "order to cash", "bottleneck"),
        ("Process mining tour", "Order to cash benchmark", "Bottleneck workshop"),
    ),
    "Spend Control": (
        "Operations",
        ("invoice matching", "spend policy", "supplier onboarding"),
        ("Invoice matching guide", "Spend policy template", "Supplier onboarding pricing"),
    ),
    "Contact Centre": (
        "Customer service",
        ("call routing", "agent assist", "quality monitoring"),
        ("Call routing demo", "Agent assist webinar", "Quality monitoring checklist"),
    ),
    "Returns Desk": (
        "Customer service",
        ("returns portal", "refund policy", "reverse logistics"),
        ("Returns portal tour", "Refund policy study", "Reverse logistics guide"),
    ),
}
"""Interest: category, keywords, assets."""


def account_name(number: int) -> str:
    """The name of account ``number``: no two are the same."""
    pair, trade, round_ = _parts(number)
    first, second = divmod(pair, len(SECOND_WORDS))
    name = f"{FIRST_WORDS[first]}{SECOND_WORDS[second]} {TRADES[trade][0]}"
    return f"{name} {round_ + 1}" if round_ else name


def industry_of(number: int) -> str:
    """What the account's name says that it does."""
    return TRADES[_parts(number)[1]][1]


def _parts(number: int) -> tuple[int, int, int]:
    """Which pair of words, which trade, and how often all of them have been used before."""
    pairs = len(FIRST_WORDS) * len(SECOND_WORDS)
    place = number % pairs
    round_, trade = divmod(number // pairs, len(TRADES))
    # The step has no divisor in common with the number of pairs: neighbours differ in both words.
    return place * _STEP % pairs, (trade + place) % len(TRADES), round_


_STEP = 1_009
