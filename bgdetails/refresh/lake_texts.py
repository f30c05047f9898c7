"""What every engine asks of a lake, said once: texts that DuckDB and Spark both take, over tables of the same names.

They read ``activity`` (id, person_id, type_id, at, day, texts, journey_id, of_lake), ``person`` (id, hidden). Names
in double quotes are columns; what is bound is called ``:name``.
"""

from __future__ import annotations

from bgdetails.refresh.lake import TEXTS
from bgdetails.store.times import MICROS_PER_DAY

TEXT_COLUMNS = ", ".join(TEXTS)
OWN_TEXTS = ("asset", "url", "subject", "campaign", "description", "moment_type")
BLANKS = "\t\n\x0b\x0c\r \x85\xa0"
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
OF_DAY = f"""
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


ROLL_UP = """
SELECT day, person_id, type_id, CAST(COUNT(*) AS INTEGER) AS n FROM activity GROUP BY day, person_id, type_id
"""
"""What ``activity_day`` is made of."""

LATEST = f"""
SELECT id, person_id, type_id, "at", day, {TEXT_COLUMNS} FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY "at" DESC, id) AS latest,
    ROW_NUMBER() OVER (PARTITION BY person_id, type_id ORDER BY "at" DESC, id) AS of_type
  FROM activity WHERE of_lake AND "at" <= :end
) WHERE latest <= :latest OR of_type <= :latest_of_type OR (type_id = :moment AND day >= :first_day)
UNION ALL
SELECT id, person_id, type_id, "at", day, {TEXT_COLUMNS} FROM activity WHERE of_lake AND "at" > :end
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
