"""Invented names. Any likeness to a company or a person is chance."""

ACCOUNTS = (
    # name, industry, country, region, employees, domain
    ("Halvorsen Maritime", "Maritime transport", "Norway", "Europe", 4200, "halvorsen.example"),
    ("Brightwater Foods", "Food", "United Kingdom", "Europe", 2600, "brightwater.example"),
    ("Kestrel Logistics", "Logistics", "Netherlands", "Europe", 5400, "kestrel.example"),
    ("Orchid Health Group", "Health care", "Singapore", "Asia Pacific", 9100, "orchidhealth.example"),
    ("田中精密工業", "Manufacturing", "Japan", "Asia Pacific", 3100, "tanaka-seimitsu.example"),
    ("Meridian Rail", "Rail", "France", "Europe", 12800, "meridianrail.example"),
    ("Nordkap Energi", "Energy", "Norway", "Europe", 2900, "nordkap.example"),
    ("Umbra Optics", "Manufacturing", "Germany", "Europe", 870, "umbra-optics.example"),
    ("Talvi Paper", "Paper", "Finland", "Europe", 1900, "talvi.example"),
    (
        "Pampa Textil S.A. de Inversiones y Mandatos",
        "Textiles",
        "Argentina",
        "Latin America",
        1450,
        "pampatextil.example",
    ),
    ("Solvei Energy", "Energy", "Denmark", "Europe", 3300, "solvei.example"),
    ("Ashgrove & Pell", "Legal services", "United Kingdom", "Europe", 640, "ashgrovepell.example"),
    ("Castellan Insurance", "Insurance", "Spain", "Europe", 5200, "castellan.example"),
    ("Łódź Aero", "Aerospace", "Poland", "Europe", 2100, "lodz-aero.example"),
    ("Vantage Dairy Co-op", "Food", "New Zealand", "Asia Pacific", 1700, "vantagedairy.example"),
    ("北海道ロジスティクス", "Logistics", "Japan", "Asia Pacific", 2400, "hokkaido-logi.example"),
    ("Redstone Mutual", "Insurance", "United States", "North America", 7600, "redstone.example"),
    ("Harbor & Finch Bank", "Banking", "United States", "North America", 10400, "harborfinch.example"),
    ("Cobalt Peak Mining", "Mining", "Canada", "North America", 6100, "cobaltpeak.example"),
    (
        "Lakehurst University Hospital",
        "Health care",
        "United States",
        "North America",
        14200,
        "lakehurst.example",
    ),
    ("Tidewater Retail", "Retail", "United States", "North America", 18900, "tidewater.example"),
    ("Ember Games", "Media", "Sweden", "Europe", 410, "embergames.example"),
    ("Quillfeather Press", "Media", "Ireland", "Europe", 230, "quillfeather.example"),
    ("Serrano Wind", "Energy", "Spain", "Europe", 980, "serranowind.example"),
    ("Bluebird Airways", "Airlines", "Canada", "North America", 8800, "bluebird.example"),
    ("Mistral Telecom", "Telecommunications", "France", "Europe", 11300, "mistral.example"),
    ("Okavango Lodges", "Hospitality", "South Africa", "Africa", 1200, "okavango.example"),
    ("Stellenberg Wines", "Food", "South Africa", "Africa", 560, "stellenberg.example"),
    ("Pinecrest Schools", "Education", "United States", "North America", 3900, "pinecrest.example"),
    ("Aurora Pharma", "Pharmaceuticals", "Switzerland", "Europe", 7100, "aurorapharma.example"),
    ("Granite State Utilities", "Energy", "United States", "North America", 4700, "granitestate.example"),
    ("Yarra Civil", "Construction", "Australia", "Asia Pacific", 2200, "yarracivil.example"),
    ("Copperline Foundry", "Manufacturing", "United States", "North America", 1300, "copperline.example"),
    ("Veldt Mobile", "Telecommunications", "Kenya", "Africa", 5900, "veldtmobile.example"),
    ("Sandoval Hermanos", "Construction", "Mexico", "Latin America", 3400, "sandoval.example"),
    ("Fjordline Ferries", "Maritime transport", "Denmark", "Europe", 1600, "fjordline.example"),
    ("Prairie Grain Exchange", "Agriculture", "Canada", "North America", 890, "prairiegrain.example"),
    ("Zenith Robotics", "Manufacturing", "Germany", "Europe", 1500, "zenithrobotics.example"),
    ("Monsoon Textiles", "Textiles", "India", "Asia Pacific", 9800, "monsoon.example"),
    ("Cedar & Stone Hotels", "Hospitality", None, "North America", 2700, "cedarstone.example"),
)

FIRST = (
    "Amara Kenji Sofía Jonas Mirela Daniel Leila Per Nora Ingrid Tomás Aiko Priya Marek Élodie Hugo "
    "Zanele Ravi Clara Mateus Yuki Olga Stefan Beatriz Farid Hanna Liam Ngozi Paolo Greta Andrei Maya "
    "Oskar Renata Samuel Tuva Viktor Wei Ximena Yusuf Agnes Bruno Carmen Dmitri Esther Felix Gemma "
    "Henrik Irina Jamal "
).split()
LAST = (
    "Okafor Watanabe Marchetti Lindqvist Popescu Brandt Haddad Aune Eide Dahl Ferreira Sato Raman "
    "Kowalski Moreau Santos Nkosi Iyer Bauer Almeida Tanaka Petrova Vogel Costa Rahimi Virtanen "
    "Murphy Adeyemi Ricci Holm Ionescu Cohen Berg Duarte Reyes Solberg Horvat Chen Ortega Demir "
    "Nilsson Silva Vega Volkov Mensah Keller Walsh Jensen Orlova Diallo "
).split()
SPECIAL_PEOPLE = (
    "渡辺 健二",
    "[bold]Ann[/bold] O’Neil",
    "Zoë van der Westhuizen-Featherstonehaugh",
)

TITLES = {
    "Decision Maker": (
        "Chief Information Officer",
        "VP Infrastructure",
        "Head of Procurement",
        "Director of IT",
        "Chief Financial Officer",
        "VP Operations",
        "Director of Security",
    ),
    "Executive Steering Committee": ("Chief Executive Officer", "Managing Director", "COO"),
    "Influencer": (
        "Cloud Platform Lead",
        "Storage Architect",
        "IT Procurement Manager",
        "Senior Legal Counsel",
        "Principal Architect",
        "Service Delivery Manager",
    ),
    "Practitioner": (
        "Network Engineer",
        "Systems Administrator",
        "Security Analyst",
        "Data Engineer",
        "Support Specialist",
        "Field Technician",
        "Business Analyst",
    ),
    "": ("Office Assistant", "Journalist", "Receptionist", "Trainee"),
}
DEPARTMENTS = ("IT", "Security", "Operations", "Finance", "Procurement", "Legal")
OWNERS = ("Ingrid Dahl", "Marcus Webb", "Aditi Rao", "Lena Fischer")

INTERESTS = {
    # interest: category, keywords, assets
    "Edge Security": (
        "Network protection",
        ("edge segmentation", "zero trust", "micro-VPN"),
        ("Zero trust guide", "Edge segmentation workshop", "micro-VPN explained"),
    ),
    "Cloud Backup": (
        "Resilience",
        ("immutable backup", "RPO", "ransomware recovery"),
        ("Immutable backup primer", "Ransomware recovery checklist", "RPO calculator"),
    ),
    "Data Catalog": (
        "Data governance",
        ("data lineage", "business glossary", "metadata"),
        ("Data lineage in practice", "Business glossary template", "Metadata webinar"),
    ),
    "Field Service": (
        "Field operations",
        ("technician scheduling", "spare parts", "remote assist"),
        ("Technician scheduling demo", "Spare parts benchmark", "Remote assist pricing"),
    ),
}
JOURNEYS = (
    ("j-autumn", "Autumn security series", "Live", "Three mails and a workshop on edge security.", -120, 40),
    ("j-emea", "EMEA events 2026", "Live", "Invitations to the events of the season.", -150, 25),
    ("j-renewal", "Renewal reminders", "Live", "Reminders before a contract ends.", -175, None),
    (
        "j-backup",
        "Backup readiness check",
        "Closed to new entries",
        "A self-assessment with follow-up.",
        -110,
        5,
    ),
    ("j-catalog", "Data catalog onboarding", "Finished", "First steps for new users.", -170, -20),
    ("j-field", "Field service pilot", "Aborted", "Stopped after the first two mails.", -90, -60),
    ("j-next", "Spring launch", "Draft", None, None, None),
)
MOMENTS = (
    ("Milestone", "Asked for a {topic} workshop"),
    ("Web", "Read 5 pages on {topic} in one visit"),
    ("Email", "Replied to the mail on {topic}"),
    ("Milestone", "Requested a quote for {interest}"),
    ("Web", "Came back to the pricing page of {interest}"),
)
