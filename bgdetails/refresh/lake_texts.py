"""What every engine asks of a lake, said once: texts that DuckDB and Spark both take, over tables of the same names.

They read ``activity`` (id, person_id, type_id, at, day, texts, journey_id, of_lake), ``person`` (id, hidden). Names
in double quotes are columns; what is bound is called ``:name``.
"""

from __future__ import annotations

from collections.abc import Mapping

from bgdetails.refresh.lake import TEXTS
from bgdetails.store.times import MICROS_PER_DAY

TEXT_COLUMNS = ", ".join(TEXTS)
COLUMNS = f'id, person_id, type_id, "at", day, {TEXT_COLUMNS}'
_OWN_TEXTS = ("asset", "url", "subject", "campaign", "description", "moment_type")
TABLES: Mapping[str, Mapping[str, str]] = {
    "person_of": {"external_id": "STRING", "person_id": "INT", "hidden": "BOOLEAN"},
    "type_of": {"name": "STRING", "type_id": "INT", "weight_milli": "INT"},
    "journey_of": {"external_id": "STRING", "journey_id": "INT"},
    "own": {
        "listed": "BOOLEAN",
        "id": "STRING",
        "person_id": "INT",
        "type_id": "INT",
        "at": "BIGINT",
        **dict.fromkeys(_OWN_TEXTS, "STRING"),
        "journey_id": "INT",
    },
}
"""What the store knows (``Known``): the columns of its tables, and their types."""
PERSON = "SELECT DISTINCT person_id AS id, hidden FROM person_of"
ACTIVITY_TYPE = "SELECT DISTINCT type_id AS id, weight_milli FROM type_of"
_BLANKS = "\t\n\x0b\x0c\r \x85\xa0"
"""Stripped from every cell."""

# A time as sources/cells.py reads it: a day alone means its noon; without an offset it is UTC.
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = (
    "[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?"
    " ?(?:[Zz]|([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9]))?)?"
)
CLOCK_PARTS = ("h", "m", "s", "f", "sign", "oh", "om")
"""The groups of ``CLOCK``: each a column of that name, an empty text where there is none."""


def _number(part: str) -> str:
    return f"COALESCE(CAST(NULLIF({part}, '') AS BIGINT), 0)"


_SHIFT = f"({_number('oh')} * 60 + {_number('om')}) * 60000000"
_OF_DAY = f"""
CASE WHEN length(text) = 10 THEN {MICROS_PER_DAY // 2} ELSE
  ({_number("h")} * 3600 + {_number("m")} * 60 + {_number("s")}) * 1000000
  + CAST(substr(rpad(f, 6, '0'), 1, 6) AS BIGINT)
  + CASE WHEN sign = '-' THEN {_SHIFT} ELSE -{_SHIFT} END
END
"""
"""Microseconds since midnight UTC of the day that ``text`` begins with."""


def day_of(micros: str) -> str:
    """The day of a time: rounded down, also before 1970. Only whole days are divided: a float holds those exactly."""
    into_day = f"((({micros}) % {MICROS_PER_DAY}) + {MICROS_PER_DAY}) % {MICROS_PER_DAY}"
    return f"CAST(ROUND((({micros}) - ({into_day})) / {MICROS_PER_DAY}) AS INTEGER)"


_CELLS = ", ".join(
    f"NULLIF(trim(BOTH '{_BLANKS}' FROM {each}), '') AS {each}" for each in ("id", "person_id", "type", *TEXTS)
)
NAMES = f"SELECT DISTINCT trim(BOTH '{_BLANKS}' FROM type) AS name FROM lake"
"""All types of activity, as the lake writes them."""


def read_rows(parts: str, midnight: str) -> str:
    """Every row of the lake with our ids, its time, and its state: ``fit``, ``bad``, or of an ``unknown`` person.

    Args:
        parts: What splits the clock of ``text`` into columns called as ``CLOCK_PARTS`` are.
        midnight: Microseconds since 1970 until ``begin``, the day that ``text`` begins with.
    """
    return f"""
SELECT l.id, p.person_id, t.type_id, l.micros AS "at", {day_of("l.micros")} AS day,
  l.asset, l.url, l.subject, l.campaign, j.journey_id, l.description, l.moment_type, l.file, l.block, l.place,
  CASE WHEN l.person_id IS NULL OR l.id IS NULL OR t.type_id IS NULL OR l.micros IS NULL THEN 'bad'
    WHEN p.person_id IS NULL THEN 'unknown' ELSE 'fit' END AS state
FROM (
  SELECT id, person_id, type, {TEXT_COLUMNS}, file, block, place, COALESCE(micros,
    CASE WHEN regexp_extract(text, '^{DATE}({CLOCK})?$', 0) = text AND text NOT LIKE '0000%'
    THEN {midnight} + {_OF_DAY} END) AS micros
  FROM (
    SELECT *, TRY_CAST(substr(text, 1, 10) AS DATE) AS begin, {parts} FROM (
      SELECT {_CELLS}, file, block, place, micros, trim(BOTH '{_BLANKS}' FROM text) AS text FROM lake
    )
  )
) l
LEFT JOIN person_of p ON p.external_id = l.person_id
LEFT JOIN type_of t ON t.name = l.type
LEFT JOIN journey_of j ON j.external_id = l.journey_id
"""


OWN = f"""
SELECT id, person_id, type_id, "at", {day_of('"at"')} AS day, {TEXT_COLUMNS}, FALSE AS of_lake FROM own
"""
"""The activities of the store's own."""

ROLL_UP = """
SELECT day, person_id, type_id, CAST(COUNT(*) AS INTEGER) AS n FROM activity GROUP BY day, person_id, type_id
"""
"""What ``activity_day`` is made of."""

LATEST = f"""
SELECT {COLUMNS} FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY "at" DESC, id) AS latest,
    ROW_NUMBER() OVER (PARTITION BY person_id, type_id ORDER BY "at" DESC, id) AS of_type
  FROM activity WHERE of_lake AND "at" <= :end
) WHERE latest <= :latest OR of_type <= :latest_of_type OR (type_id = :moment AND day >= :first_day)
UNION ALL
SELECT {COLUMNS} FROM activity WHERE of_lake AND "at" > :end
"""
"""Of the lake, what pages show."""

# As views/journey.py counts them: people, so that nobody who opens twice makes an open rate above 100 %.
EMAILS = """
SELECT journey_id, called,
  COUNT(DISTINCT CASE WHEN type_id = :sent THEN person_id END) AS sent,
  COUNT(DISTINCT CASE WHEN type_id = :delivered THEN person_id END) AS delivered,
  COUNT(DISTINCT CASE WHEN type_id = :opened THEN person_id END) AS opened,
  COUNT(DISTINCT CASE WHEN type_id = :clicked THEN person_id END) AS clicked
FROM (
  SELECT journey_id, COALESCE(asset, subject, campaign, 'Without a name') AS called, person_id, type_id FROM activity
  WHERE journey_id IS NOT NULL AND "at" <= :end AND type_id IN (:sent, :delivered, :opened, :clicked)
  AND person_id NOT IN (SELECT person.id FROM person WHERE person.hidden = :hidden)
)
GROUP BY journey_id, called
"""
"""The e-mails of all journeys, and how many people each was sent to, and so on."""
