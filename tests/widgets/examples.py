"""Invented view values for the tests of the renderers: usual ones, hostile ones and empty ones."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from bgdetails.navigation import Target
from bgdetails.rules.completeness import Gain
from bgdetails.rules.deals import DealPeople, check_deal
from bgdetails.rules.momentum import Momentum, MomentumBand
from bgdetails.summaries.model import Fact, FactSheet, FactValue, Statement, SummaryText
from bgdetails.views.deal_page import DealDetails, DealPersonLine
from bgdetails.views.explanations import (
    AccountReach,
    GroupExplanation,
    MemberPart,
    NotCounted,
    PersonExplanation,
    QuietMember,
    RoleCompleteness,
    RoleShare,
    ScorePart,
)
from bgdetails.views.overlap_values import OverlapDetails, OverlapGroup, OverlapPerson
from bgdetails.views.pages import (
    AccountOverview,
    AccountPage,
    Contact,
    Coverage,
    EmailAsset,
    GroupCard,
    GroupPage,
    InterestPage,
    JourneyAccount,
    JourneyPage,
    MemberCard,
    MemberDetails,
    OpportunityLine,
    OtherGroup,
    PersonPage,
    StageCount,
    StageLine,
    StageModelPage,
    TemplatePage,
    TemplateRoleLine,
)
from bgdetails.views.suggestions import Candidate, GroupSuggestions, ReachPerson, ReachReason, RoleGap
from bgdetails.views.values import (
    ActivityLine,
    IntentCategory,
    IntentKeywordLevel,
    IntentProduct,
    JourneyEntry,
    Named,
    RoleFill,
    Touch,
    TrendPoint,
)
from bgdetails.wording import Clock

AS_OF = date(2026, 11, 20)
CLOCK = Clock(AS_OF, datetime(2026, 11, 20, 12, 0, tzinfo=UTC), UTC)
HOSTILE = "[b]x[/b] \x1b[31mred\x07 \u202eabc\u2066 渡辺 \ud800 e\u0301" + " very long name" * 6


def at(days_ago: int, hour: int = 9, minute: int = 30) -> datetime:
    """A time some days before the scoring day."""
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC) - timedelta(days=days_ago)


def trend(*scores: float) -> tuple[TrendPoint, ...]:
    """Twelve points that end with the scoring day."""
    days = [AS_OF - timedelta(days=7 * (len(scores) - 1 - i)) for i in range(len(scores))]
    return tuple(TrendPoint(d, s, 70.0) for d, s in zip(days, scores, strict=True))


RISING = trend(22, 24, 30, 31, 33, 40, 44, 45, 52, 60, 70, 78.4)

INTENT = (
    IntentCategory(
        "Network protection",
        "High",
        (
            IntentProduct(
                "Edge Security",
                "High",
                0.91,
                tuple(IntentKeywordLevel(k, "High") for k in ("edge segmentation", "zero trust", "micro-VPN")),
            ),
            IntentProduct("Identity", "Medium", 0.42, (IntentKeywordLevel("single sign-on", "Medium"),)),
        ),
    ),
    IntentCategory("Resilience", "Medium", (IntentProduct("Cloud Backup", "Medium", 0.33),)),
)


def member(number: int, name: str, role: str, score: float, title: str | None = "Head of Things") -> MemberCard:
    """A member with everything known."""
    level = "None" if score < 0.5 else "Low" if score < 33.5 else "Medium" if score < 66.5 else "High"
    return MemberCard(
        f"p-{number}",
        name,
        title,
        role,
        score,
        level,
        email=f"person.{number}@tallow.example",
        phone=f"+47 22 55 01 {number:02}",
        source="system",
        added_at=at(number),
    )


DECISION_MAKERS = (
    member(1, "Amara Quill", "Decision Maker", 92.2, "VP Infrastructure"),
    member(2, "Jonas Bergqvist", "Decision Maker", 81.4, "Chief Information Officer"),
    member(3, "Mirela Popa", "Decision Maker", 34.0, "Head of Procurement"),
)
TOP_MEMBERS = (
    member(4, "Kenji Watabe 渡辺", "Influencer", 88.0, "Cloud Platform Lead"),
    member(5, "Sofía Marchetto", "Champion", 67.0, "Storage Architect"),
    member(6, "Daniel Brandl", "Executive Steering Committee", 41.0, "Chief Financial Officer"),
)

OVERVIEW = AccountOverview(
    people=148,
    industry="Maritime transport",
    open_opportunities=2,
    buying_groups=4,
    recent_journeys=(
        JourneyEntry("j-1", "Autumn security series", at(3)),
        JourneyEntry("j-2", "EMEA events 2026", at(12)),
        JourneyEntry("j-3", "Renewal reminders", at(36)),
    ),
    open_amounts=(("EUR", 412000.0),),
)

GROUP = GroupPage(
    id="bg-1",
    name="Edge Security for Tallow Maritime",
    account=Named("a-1", "Tallow Maritime"),
    solution_interest="Edge Security",
    roles_template="Standard purchase",
    stage="Interest",
    stage_entered_at=at(23),
    status=None,
    member_count=9,
    new_members=2,
    engagement_score=78.4,
    engagement_level="High",
    completeness_score=70.0,
    roles=(
        RoleFill("Decision Maker", 100, 2, 3, 100.0, True, 0.3),
        RoleFill("Influencer", 80, 2, 2, 100.0, True, 0.2),
        RoleFill("Practitioner", 60, 1, 0, 0.0, True),
        RoleFill("Executive Steering Committee", 80, 1, 1, 100.0, True, 0.2),
        RoleFill("Champion", 80, 2, 1, 50.0, True, 0.3),
    ),
    missing_roles=("Practitioner",),
    short_roles=("Champion",),
    updated_at=at(0, 9, 12),
    as_of=AS_OF,
    account_overview=OVERVIEW,
    intent=INTENT,
    has_decision_maker_role=True,
    decision_makers=DECISION_MAKERS,
    top_engaged_members=TOP_MEMBERS,
    trend=RISING,
    last_activity_at=at(0, 9),
    has_intent_keywords=True,
)

EMPTY_GROUP = replace(
    GROUP,
    name="Castor pilot 2027",
    stage=None,
    stage_entered_at=None,
    member_count=0,
    new_members=0,
    engagement_score=0.0,
    engagement_level="None",
    completeness_score=None,
    roles=(),
    missing_roles=(),
    short_roles=(),
    updated_at=None,
    account_overview=AccountOverview(26, None, 0, 3),
    intent=(),
    has_decision_maker_role=True,
    decision_makers=(),
    top_engaged_members=(),
    trend=trend(*[0.0] * 12),
    last_activity_at=None,
    has_intent_keywords=False,
)

HOSTILE_MEMBERS = tuple(replace(m, name=HOSTILE, title=HOSTILE) for m in DECISION_MAKERS)
HOSTILE_GROUP = replace(
    GROUP,
    name=HOSTILE,
    account=Named("a-1", HOSTILE),
    solution_interest=HOSTILE,
    roles_template=HOSTILE,
    stage=HOSTILE,
    roles=tuple(replace(r, role=HOSTILE) for r in GROUP.roles),
    missing_roles=(HOSTILE,),
    short_roles=(HOSTILE,),
    account_overview=replace(
        OVERVIEW, industry=HOSTILE, recent_journeys=tuple(replace(j, name=HOSTILE) for j in OVERVIEW.recent_journeys)
    ),
    intent=(
        IntentCategory(HOSTILE, "High", (IntentProduct(HOSTILE, "Low", 0.1, (IntentKeywordLevel(HOSTILE, "Low"),)),)),
    ),
    decision_makers=HOSTILE_MEMBERS,
    top_engaged_members=tuple(replace(m, id=m.id + "x") for m in HOSTILE_MEMBERS),
)


def _summary(kind: str, record: str, texts: tuple[str, ...], facts: tuple[Fact, ...]) -> SummaryText:
    sheet = FactSheet(kind, record, record, AS_OF, facts)
    statements = (
        Statement(texts[0], ("f1", "f2"), emphasis=((0, 11), (16, 21))),
        *(Statement(t, ("f3",)) for t in texts[1:]),
    )
    highlights = (
        Statement("Amara Quill 92, Kenji Watabe 88", ("f1", "f2"), "Most engaged", ((0, 11),)),
        Statement("edge segmentation", ("f3",), "Topic"),
        Statement("Practitioner · Short: Champion 1 of 2", ("f3",), "Missing"),
    )
    return SummaryText(kind, record, "offline", None, AS_OF, None, statements, highlights, sheet)


FACTS = (
    Fact("f1", "score", "Amara Quill has 92.", {"who": FactValue("person", "Amara Quill")}, Target("person", "p-1")),
    Fact("f2", "activity", "Kenji Watabe opened the guide.", {}, Target("person", "p-4")),
    Fact("f3", "topic", "The topic is edge segmentation.", {}),
)
GROUP_SUMMARY = _summary(
    "group",
    "bg-1",
    (
        "Amara Quill and Kenji made 58 % of the group's activity in the last 30 days, mostly meetings.",
        "The group entered Interest 23 days ago.",
        "Nobody is Practitioner yet; one more Champion is needed.",
    ),
    FACTS,
)
ACCOUNT_SUMMARY = _summary(
    "account", "a-1", ("Engagement rose 62 % on the 30 days before.", "Cloud Backup is the most engaged group."), FACTS
)
PERSON_SUMMARY = _summary("person", "p-2", ("Jonas Berg. and joined two meetings in the window.",), FACTS)
EMPTY_SUMMARY = replace(GROUP_SUMMARY, statements=(), highlights=())
HOSTILE_SUMMARY = _summary("group", "bg-1", (HOSTILE, HOSTILE), FACTS)

ACTIVITIES = (
    ActivityLine("Meeting Held", at(1, 10, 0), subject="Architecture review"),
    ActivityLine(
        "Interesting Moment",
        at(2, 15, 40),
        description="Asked for a segmentation workshop",
        moment_type="Milestone",
        is_moment=True,
    ),
    ActivityLine("Email Clicked", at(2, 9, 21), asset="Zero-trust guide, part 2"),
    ActivityLine("Page Views", at(3, 16, 2), url="https://tallow.example/edge/pricing"),
    ActivityLine("Email Sent", at(9, 8, 0), asset="Zero-trust guide, part 1", done_to_person=True),
)

MEMBER = MemberDetails(
    id="p-2",
    name="Jonas Bergqvist",
    title="Chief Information Officer",
    account=Named("a-1", "Tallow Maritime"),
    role="Decision Maker",
    engagement_score=81.4,
    engagement_level="High",
    last_interesting_moment=ACTIVITIES[1],
    recent_activities=ACTIVITIES[:2],
    other_buying_groups=(
        OtherGroup("bg-2", "Cloud Backup for Tallow Maritime", at(9)),
        OtherGroup("bg-3", "Data Catalog for Tallow Maritime", at(49)),
        OtherGroup("bg-4", "Fleet renewal steering group", None),
    ),
    other_buying_group_count=5,
    email="jonas.bergqvist@tallow.example",
    phone="+47 22 55 01 02",
    trend=RISING,
    intent=INTENT,
    as_of=AS_OF,
)
EMPTY_MEMBER = MemberDetails("p-9", "", None, None, None, 0.0, "None", None, (), (), 0, None, None, (), (), AS_OF)
HOSTILE_MEMBER = replace(
    MEMBER,
    name=HOSTILE,
    title=HOSTILE,
    role=HOSTILE,
    account=Named("a-1", HOSTILE),
    last_interesting_moment=replace(ACTIVITIES[1], description=HOSTILE, moment_type=HOSTILE),
    recent_activities=tuple(replace(a, type=HOSTILE, subject=HOSTILE) for a in ACTIVITIES),
    other_buying_groups=tuple(replace(g, name=HOSTILE) for g in MEMBER.other_buying_groups),
    email=HOSTILE,
    phone=HOSTILE,
)

GROUP_CARDS = (
    GroupCard(
        "bg-2",
        "Cloud Backup for Tallow Maritime",
        "Cloud Backup",
        "Evaluation",
        100.0,
        "High",
        80.0,
        11,
        "Decision Maker",
    ),
    GroupCard(
        "bg-1",
        "Edge Security for Tallow Maritime",
        "Edge Security",
        "Interest",
        78.4,
        "High",
        70.0,
        9,
        "Decision Maker",
    ),
    GroupCard("bg-4", "Fleet renewal steering group", "Field Service", None, 52.0, "Medium", None, 5, "Champion"),
    GroupCard("bg-3", "Data Catalog for 田中精密工業", "Data Catalog", "Awareness", 14.0, "Low", 25.0, 2, "Other"),
)

PERSON = PersonPage(
    id="p-2",
    name="Jonas Bergqvist",
    title="Chief Information Officer",
    account=Named("a-1", "Tallow Maritime"),
    email="jonas.bergqvist@tallow.example",
    phone="+47 22 55 01 02",
    department="IT",
    location="Oslo, Norway",
    lead_source="Event",
    reports_to=Named("p-7", "Ruth Castellan"),
    unsubscribed=False,
    email_invalid=False,
    engagement_score=81.4,
    engagement_level="High",
    trend=RISING,
    activities=ACTIVITIES * 4,
    last_interesting_moment=ACTIVITIES[1],
    groups=GROUP_CARDS,
    intent=INTENT,
    has_intent_keywords=True,
    last_touch=Touch("Call Connected", at(5), "Ingrid Dahlen"),
    next_touch=Touch("Meeting Held", at(-4, 10, 0), None),
    as_of=AS_OF,
)
EMPTY_PERSON = PersonPage(
    "p-9", "", None, None, None, None, None, None, None, None, None, None,
    0.0, "None", (), (), None, (), (), False, None, None, AS_OF,
)  # fmt: skip
HOSTILE_PERSON = replace(
    PERSON,
    name=HOSTILE,
    title=HOSTILE,
    account=Named("a-1", HOSTILE),
    email=HOSTILE,
    phone=HOSTILE,
    department=HOSTILE,
    location=HOSTILE,
    activities=tuple(replace(a, type=HOSTILE, asset=HOSTILE, subject=HOSTILE, description=HOSTILE) for a in ACTIVITIES),
    groups=tuple(replace(g, name=HOSTILE, stage=HOSTILE, role=HOSTILE) for g in GROUP_CARDS),
)

COVERAGE = Coverage(
    interests=("Edge Security", "Cloud Backup", "Data Catalog"),
    roles=("Decision Maker", "Influencer", "Practitioner", "Executive Steering Committee", "Champion", "Other"),
    cells=((3, 2, 0, 1, 1, 2), (2, 4, 0, 1, 3, 1), (1, 0, 0, None, 0, 1)),
    required_and_empty=frozenset({("Edge Security", "Practitioner"), ("Data Catalog", "Influencer")}),
)
OVERLAP = (
    OverlapPerson(
        "p-2",
        "Jonas Bergqvist",
        "Chief Information Officer",
        81.4,
        "High",
        (
            OverlapGroup("bg-2", "Cloud Backup for Tallow Maritime", "Decision Maker", "Cloud Backup"),
            OverlapGroup("bg-1", "Edge Security for Tallow Maritime", "Decision Maker", "Edge Security"),
        ),
    ),
    OverlapPerson(
        "p-4", "Kenji Watabe 渡辺", None, 0.0, "None", (OverlapGroup("bg-1", "Edge", "Other", "Edge Security"),)
    ),
)
OVERLAP_DETAILS = OverlapDetails(
    OVERLAP[0], tuple(replace(product, keywords=()) for category in INTENT for product in category.products)
)
HOSTILE_OVERLAP = OverlapDetails(
    replace(OVERLAP[0], name=HOSTILE, title=HOSTILE, groups=(OverlapGroup("x", HOSTILE, HOSTILE, HOSTILE),)),
    tuple(replace(product, product=HOSTILE) for product in OVERLAP_DETAILS.products),
)
CHECK = check_deal(
    DealPeople(people=6, decision_makers=2, engaged_decision_makers=1, champions=1, engaged=4, silent=2), 15
)
RED_CHECK = check_deal(DealPeople(from_groups=True), -400)
DEAL = DealDetails(
    id="o-1",
    name="Fleet renewal 2027",
    account=Named("a-1", "Tallow Maritime"),
    stage="Negotiation",
    amount=298000,
    currency="EUR",
    close_date=date(2026, 12, 5),
    owner="Ingrid Dahlen",
    check=CHECK,
    people=tuple(
        DealPersonLine(
            id=m.id,
            name=m.name,
            title=m.title,
            roles=(m.role, "Sponsor"),
            is_decision_maker=True,
            is_champion=False,
            engagement_score=m.engagement_score,
            engagement_level=m.engagement_level,
            last_activity_at=at(3),
            is_silent=n > 3,
        )
        for n, m in enumerate(DECISION_MAKERS + TOP_MEMBERS)
    ),
    people_count=len(DECISION_MAKERS + TOP_MEMBERS),
    from_groups=False,
    as_of=AS_OF,
)
EMPTY_DEAL = replace(
    DEAL,
    name="",
    stage=None,
    amount=None,
    close_date=None,
    owner=None,
    check=RED_CHECK,
    people=(),
    people_count=0,
    from_groups=True,
)
CLOSED_DEAL = replace(DEAL, check=None)
HOSTILE_DEAL = replace(
    DEAL,
    name=HOSTILE,
    stage=HOSTILE,
    currency=HOSTILE[:3],
    owner=HOSTILE,
    check=RED_CHECK,
    from_groups=True,
    people=tuple(replace(p, name=HOSTILE, title=HOSTILE, roles=(HOSTILE,) * 3) for p in DEAL.people),
)
ACCOUNT = AccountPage(
    id="a-1",
    name="Tallow Maritime",
    website="tallow.example",
    country="Norway",
    region="Europe",
    employees=4200,
    annual_revenue=1.2e9,
    owner="Ingrid Dahlen",
    parent=Named("a-9", "Tallow Holding"),
    overview=OVERVIEW,
    active_people=37,
    opportunities=(
        OpportunityLine(
            "o-1",
            "Fleet renewal 2027",
            "Negotiation",
            False,
            False,
            298000,
            "EUR",
            date(2026, 12, 5),
            "Ingrid Dahlen",
            CHECK,
        ),
        OpportunityLine("o-2", "Port offices edge", "Qualification", None, None, None, None, None, None),
        OpportunityLine("o-3", "Old deal", "Closed Lost", True, False, 5000, "USD", date(2025, 3, 1), None),
    ),
    groups=GROUP_CARDS,
    contact_coverage=COVERAGE,
    contact_overlap=OVERLAP,
    contact_overlap_count=len(OVERLAP),
    intent=INTENT,
    has_intent_keywords=True,
    last_touch=Touch("Call Connected", at(5), "Ingrid Dahlen"),
    next_touch=Touch("Meeting Held", at(-4), None),
    as_of=AS_OF,
    momentum=Momentum(0.62, MomentumBand.SURGING),
)
EMPTY_ACCOUNT = AccountPage(
    "a-0", "", None, None, None, None, None, None, None,
    AccountOverview(0, None, 0, 0), 0, (), (), Coverage((), (), ()), (), 0, (), False, None, None, AS_OF,
)  # fmt: skip
HOSTILE_ACCOUNT = replace(
    ACCOUNT,
    name=HOSTILE,
    website=HOSTILE,
    country=HOSTILE,
    owner=HOSTILE,
    overview=HOSTILE_GROUP.account_overview,
    opportunities=tuple(replace(o, name=HOSTILE, stage=HOSTILE, currency=HOSTILE[:3]) for o in ACCOUNT.opportunities),
    groups=HOSTILE_PERSON.groups,
    contact_coverage=replace(COVERAGE, interests=(HOSTILE, "b", "c"), roles=tuple(HOSTILE + str(i) for i in range(6))),
    contact_overlap=tuple(replace(p, name=HOSTILE, title=HOSTILE) for p in OVERLAP),
)
CONTACTS = tuple(
    Contact(m.id, m.name, m.title, m.email, m.phone, m.engagement_score, m.engagement_level, n)
    for n, m in enumerate(DECISION_MAKERS + TOP_MEMBERS)
)

JOURNEY = JourneyPage(
    id="j-1",
    name="Autumn security series",
    status="Live",
    description="Three emails and one event on edge security, for maritime and logistics accounts in Europe.",
    published_at=at(80),
    ends_at=at(-28),
    completed=87,
    in_progress=109,
    aborted=16,
    completion_rate=87 / 212,
    average_days=18.4,
    accounts_engaged=120,
    people_engaged=1940,
    completions=tuple((date(2026, 8, 31) + timedelta(days=7 * n), n) for n in range(12)),
    emails=(
        EmailAsset("Zero-trust guide, part 1", 1940, 1905, 787, 183),
        EmailAsset("Not delivered", 3, 0, 0, 0),
    ),
    account_list=tuple(
        JourneyAccount(f"a-{n}", name, status, at(n + 3), at(n) if status == "Completed" else None, 3)
        for n, (name, status) in enumerate(
            [("Tallow Maritime", "In progress"), ("田中精密工業", "Completed"), ("Pampa Textil S.A.", None)]
        )
    ),
    as_of=AS_OF,
)
EMPTY_JOURNEY = JourneyPage("j-9", "", None, None, None, None, 0, 0, 0, None, None, 0, 0, (), (), (), AS_OF)
HOSTILE_JOURNEY = replace(
    JOURNEY,
    name=HOSTILE,
    status=HOSTILE,
    description=HOSTILE,
    emails=tuple(replace(e, asset=HOSTILE) for e in JOURNEY.emails),
    account_list=tuple(replace(a, name=HOSTILE, status=HOSTILE) for a in JOURNEY.account_list),
)

TEMPLATE = TemplatePage(
    name="Standard purchase",
    status="Live",
    roles=(
        TemplateRoleLine("Decision Maker", 100, 0.4, 2, True, True, ("title contains director", "department is IT")),
        TemplateRoleLine("Champion", 80, 0.3, 1, False, False, ()),
        TemplateRoleLine("Practitioner", 60, 0.3, 1, True, False, ("title matches " + "engineer|" * 30,)),
    ),
    solution_interests=("Edge Security", "Cloud Backup"),
    groups=60,
    as_of=AS_OF,
)
EMPTY_TEMPLATE = TemplatePage("Pilot", "Draft", (), (), 0, AS_OF)
INTEREST = InterestPage(
    name="Edge Security",
    roles_template="Standard purchase",
    stage_model="Default",
    audience=("industry is Maritime transport",),
    groups=28,
    stages=(StageCount("Awareness", 12), StageCount("Interest", 7), StageCount("Purchased", 0), StageCount(None, 9)),
    accounts_without_group=(Named("a-5", "Kestrel Logistik"), Named("a-6", "田中精密工業")),
    accounts_without_group_count=212,
    as_of=AS_OF,
)
EMPTY_INTEREST = InterestPage("Edge Security", "Pilot", None, (), 0, (), (), 0, AS_OF)
STAGE_MODEL = StageModelPage(
    name="Default",
    stages=(
        StageLine("Awareness", True, False, False, ("Interest", "Lost"), 12),
        StageLine("Interest", False, False, False, ("Evaluation", "Lost"), 7),
        StageLine("Purchased", False, True, False, (), 3),
        StageLine("Lost", False, False, True, ("Awareness",), 0),
    ),
    solution_interests=("Edge Security",),
    groups=22,
    as_of=AS_OF,
)
HOSTILE_TEMPLATE = replace(
    TEMPLATE,
    roles=tuple(replace(r, role=HOSTILE, conditions=(HOSTILE, HOSTILE)) for r in TEMPLATE.roles),
    solution_interests=(HOSTILE,),
)
HOSTILE_INTEREST = replace(
    INTEREST,
    roles_template=HOSTILE,
    stage_model=HOSTILE,
    audience=(HOSTILE,),
    stages=(StageCount(HOSTILE, 2),),
    accounts_without_group=(Named("a-5", HOSTILE),),
)
HOSTILE_STAGE_MODEL = replace(
    STAGE_MODEL,
    stages=tuple(replace(s, stage=HOSTILE + str(n), leads_to=(HOSTILE,)) for n, s in enumerate(STAGE_MODEL.stages)),
    solution_interests=(HOSTILE,),
)

PERSON_EXPLANATION = PersonExplanation(
    id="p-2",
    name="Jonas Bergqvist",
    as_of=AS_OF,
    window_from=date(2026, 10, 22),
    engagement_score=81.37703743822468,
    engagement_level="High",
    raw=16.555555555555557,
    root=4.068851871911234,
    largest_root=5.0,
    largest_root_person=Named("p-9", "Ana Laszlo"),
    largest_weight=90,
    largest_weight_type="Meeting Held",
    daily_cap=20,
    parts=(
        ScorePart(date(2026, 11, 18), "Page Views", 40, 40 / 90, 37, 20, 17, 8.88888888888889, 43.69236909434882),
        ScorePart(date(2026, 11, 19), "Page Views", 40, 40 / 90, 15, 15, 0, 6.666666666666667, 32.76927682076161),
        ScorePart(date(2026, 11, 20), "Email Opened", 30, 30 / 90, 3, 3, 0, 1.0, 4.915391523114242),
    ),
    not_counted=(NotCounted("Email Sent", 6, "weight 0"),),
)
SILENT_EXPLANATION = replace(
    PERSON_EXPLANATION,
    engagement_score=0.0,
    engagement_level="None",
    raw=0.0,
    root=0.0,
    largest_root=0.0,
    largest_root_person=None,
    largest_weight=0,
    largest_weight_type=None,
    parts=(),
    not_counted=(),
)
GROUP_EXPLANATION = GroupExplanation(
    id="bg-1",
    name="Edge Security for Tallow Maritime",
    as_of=AS_OF,
    engagement_score=79.16228058025278,
    engagement_level="High",
    raw=35.25,
    root=5.937171043518958,
    largest_root=7.5,
    largest_root_group=Named("bg-7", "Cloud Backup for Kestrel Logistik"),
    roles=(RoleShare("Decision Maker", 100, 1, 100 / 240), RoleShare("Influencer", 80, 1, 80 / 240)),
    parts=(
        MemberPart("p-1", "Amara Quill", "Decision Maker", 52.0, 100 / 240, 21.666666666666668, 48.65766655050999),
        MemberPart("p-4", "Kenji Watabe 渡辺", "Influencer", 28.0, 80 / 240, 9.333333333333334, 20.96),
        MemberPart("p-8", "Tom Achter", "Guest", 17.0, 0.0, 0.0, 0.0, "role not in the template"),
    ),
    completeness_score=50.0,
    completeness_roles=(
        RoleCompleteness("Decision Maker", 2, 1, 50.0, True),
        RoleCompleteness("Practitioner", 1, 0, 0.0, True),
    ),
    missing_roles=("Practitioner",),
    short_roles=("Decision Maker",),
)


CANDIDATES = (
    Candidate("p-41", "Zanele Walsh", "Director of Security", 62.8, "Medium", "crm", crm_role="Economic Buyer"),
    Candidate("p-42", "Hanna Duarte", None, 31.9, "Low", "fits", present_role="Champion"),
    Candidate(
        "p-43", "Nora Marchetti", "Deputy", 0.0, "None", "nearly", "title starts with Director", was_removed=True
    ),
)
UNTOUCHED = ReachReason("untouched", 3, "engaged at 63, never touched by sales")
QUIET = ReachReason(
    "quiet", 2, "went quiet, 60 to 28 in 4 weeks, as Decision Maker of Edge Security for Tallow Maritime"
)
REACH = (
    ReachPerson(
        "p-41", "Zanele Walsh", "Director of Security", "Influencer", 62.8, "Medium", None, 5, (UNTOUCHED, QUIET)
    ),
    ReachPerson("p-44", "Greta Virtanen", None, "Practitioner", 28.0, "Low", at(40), 2, (QUIET,)),
)
SUGGESTIONS = GroupSuggestions(
    (RoleGap("Decision Maker", 2, CANDIDATES, 2), RoleGap("Executive Steering Committee", 1, (), 0)), REACH
)
HOSTILE_SUGGESTIONS = GroupSuggestions(
    (RoleGap(HOSTILE, 1, tuple(replace(one, name=HOSTILE, title=HOSTILE, fails=HOSTILE) for one in CANDIDATES), 1),),
    tuple(replace(one, name=HOSTILE, role=HOSTILE, reasons=(replace(QUIET, text=HOSTILE),)) for one in REACH),
)
ACCOUNT_REACH = AccountReach("a-1", "Tallow Maritime", AS_OF, tuple(replace(one, role=None) for one in REACH))
FULL_EXPLANATION = replace(
    GROUP_EXPLANATION,
    gains=(Gain("Practitioner", 1, 83.3), Gain(HOSTILE, 2, 66.7)),
    went_quiet=tuple(QuietMember(f"p-{number}", f"Member {number}", "Influencer", 60.0, 12.0) for number in range(7)),
    reach=REACH,
)
