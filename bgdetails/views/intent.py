"""Intent of people, groups and accounts (docs/model.md, intent)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session

from bgdetails.rules.intent import KEYWORDS_SHOWN, by_strength, least_for_high, level, score
from bgdetails.store.intent_strengths import KeywordStrength, unpack
from bgdetails.store.tables import IntentKeyword, IntentScale, IntentStrength, Workspace
from bgdetails.views.statements import DAY, SUBJECT, WANTED, Query, table
from bgdetails.views.values import IntentCategory, IntentKeywordLevel, IntentProduct

_keyword, _kept, _scale = table(IntentKeyword), table(IntentStrength), table(IntentScale)
_workspace = table(Workspace)
_KIND: BindParameter[str] = bindparam("kind")

_LAKE = Query(select(_workspace.c.id).where(_workspace.c.lake.is_not(None)))
_ANY_KEYWORD = Query(select(_keyword.c.id).limit(1))
_STRENGTHS = Query(
    select(_kept.c.strengths).where(_kept.c.day == DAY, _kept.c.kind == _KIND, _kept.c.subject_id == SUBJECT)
)
_OF_MANY = Query(
    select(_kept.c.subject_id, _kept.c.strengths).where(
        _kept.c.day == DAY,
        _kept.c.kind == _KIND,
        _kept.c.subject_id.in_(WANTED),
        _kept.c.strongest >= bindparam("least"),
    )
)
_SCALE = Query(
    select(_scale.c.keyword, _scale.c.product, _scale.c.category).where(_scale.c.day == DAY, _scale.c.kind == _KIND)
)
_NAMES = Query(
    select(_keyword.c.id, _keyword.c.category_key, _keyword.c.category, _keyword.c.product, _keyword.c.keyword).where(
        _keyword.c.id.in_(WANTED)
    )
)


class _Name(NamedTuple):
    """A keyword; the first one of a product also gives that its name, and its category."""

    category_key: str
    category: str
    product: str
    keyword: str


class _Largest(NamedTuple):
    """What strengths are divided by."""

    keyword: float
    product: float
    category: float


class _Product(NamedTuple):
    """A product with its strength and its keywords, strongest first."""

    name: _Name
    strength: float
    keywords: Sequence[KeywordStrength]


def has_intent_keywords(session: Session, day: int) -> bool | None:
    """Is there a taxonomy?

    None: there is, but who spoke of what is not known on that day, for activities lie in a lake, read as of others.
    """
    if _ANY_KEYWORD.first(session) is None:
        return False
    if _LAKE.first(session) is None or _SCALE.first(session, kind="person", day=day) is not None:
        return True
    return None


def intent_of(session: Session, kind: str, record_id: int, day: int) -> tuple[IntentCategory, ...]:
    """The intent of a person, a group or an account on a day, strongest first; nothing where there is none."""
    found = _STRENGTHS.first(session, kind=kind, subject=record_id, day=day)
    if found is None:
        return ()
    records = _by_product(found[0])
    shown = [record.keyword for each in records.values() for record in each[:KEYWORDS_SHOWN]]
    names = _names(session, [*records, *shown])
    largest = _largest(session, kind, day)
    by_category: defaultdict[str, list[_Product]] = defaultdict(list)
    for product in _products(records, names):
        by_category[product.name.category_key].append(product)
    ranked = sorted(by_category.values(), key=lambda of: by_strength(_sum(of), of[0].name.category))
    return tuple(
        IntentCategory(
            of[0].name.category,
            level(score(_sum(of), largest.category)),
            tuple(_intent_product(product, names, largest) for product in of),
        )
        for of in ranked
    )


def products_of_people(
    session: Session, people: Iterable[int], day: int, *, only_with_high: bool = False
) -> dict[int, tuple[IntentProduct, ...]]:
    """The products that each of some people shows intent in on a day, strongest first, without keywords.

    Args:
        session: A session.
        people: Our ids; who shows no intent is left out of the answer.
        day: A scoring day that can be shown.
        only_with_high: Who shows no High intent is left out, too, but for some who nearly do.
    """
    largest = _largest(session, "person", day)
    least = least_for_high(largest.product) if only_with_high else 0.0
    rows = _OF_MANY.rows(session, kind="person", wanted=json.dumps(list(people)), day=day, least=least)
    of_people = {person: _sums(cell) for person, cell in rows}
    names = _names(session, {product for sums in of_people.values() for product in sums})
    return {
        person: tuple(
            _intent_product(product, names, largest)
            for product in _by_strength(_Product(names[each], strength, ()) for each, strength in sums.items())
        )
        for person, sums in of_people.items()
    }


def _sums(cell: bytes) -> dict[int, float]:
    """The strength of each product."""
    sums: defaultdict[int, float] = defaultdict(float)
    for product, _, strength in unpack(cell):
        sums[product] += strength
    return sums


def _by_product(cell: bytes) -> dict[int, list[KeywordStrength]]:
    """The records of each product, strongest first; they come by name, so that a stable sort decides ties by it."""
    return {
        product: sorted(records, key=lambda record: by_strength(record.strength, ""))
        for product, records in groupby(unpack(cell), key=attrgetter("product"))
    }


def _products(records: Mapping[int, Sequence[KeywordStrength]], names: Mapping[int, _Name]) -> list[_Product]:
    """Products by strength."""
    return _by_strength(_Product(names[product], _sum(each), each) for product, each in records.items())


def _by_strength(products: Iterable[_Product]) -> list[_Product]:
    return sorted(products, key=lambda product: by_strength(product.strength, product.name.product))


def _intent_product(product: _Product, names: Mapping[int, _Name], largest: _Largest) -> IntentProduct:
    found = score(product.strength, largest.product)
    keywords = (
        IntentKeywordLevel(names[record.keyword].keyword, level(score(record.strength, largest.keyword)))
        for record in product.keywords[:KEYWORDS_SHOWN]
    )
    return IntentProduct(product.name.product, level(found), found, tuple(keywords))


def _sum(parts: Iterable[KeywordStrength | _Product]) -> float:
    return sum(part.strength for part in parts)


def _names(session: Session, keywords: Iterable[int]) -> dict[int, _Name]:
    rows = _NAMES.rows(session, wanted=json.dumps(list(keywords)))
    return {number: _Name(*columns) for number, *columns in rows}


def _largest(session: Session, kind: str, day: int) -> _Largest:
    return _Largest(*(_SCALE.first(session, kind=kind, day=day) or (0.0, 0.0, 0.0)))
