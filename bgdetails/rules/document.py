"""Reads the rules from TOML and checks them (docs/formats.md, the rules)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from operator import itemgetter

from bgdetails.rules.bands import ACTIVITY_BANDS
from bgdetails.rules.model import RolesTemplate, RuleSet, SolutionInterest, StageModel
from bgdetails.rules.read_stages import read_stage_model
from bgdetails.rules.read_templates import read_conditions, read_template
from bgdetails.rules.toml_lines import key_lines
from bgdetails.rules.toml_table import Origin, RulesError, Table

__all__ = ["FALLBACK_STAGE_MODEL", "FALLBACK_TEMPLATE", "RulesError", "parse_rules"]

MOST_ROLES = 20
_SYSTEMS = ("salesforce", "marketo", "hubspot", "xdm", "workspace")
FALLBACK_TEMPLATE, FALLBACK_STAGE_MODEL = "Standard purchase", "Default"
"""What an interest may name, or gets where nothing defines it: the file's own, else that of the default rules."""
_SYNTAX_LINE = re.compile(r"\(at line (\d+), column \d+\)$")


def parse_rules(text: str, file: str, defaults: RuleSet | None = None) -> RuleSet:
    """The rules that a TOML text says.

    Args:
        text: The document.
        file: What errors call it.
        defaults: Rules whose weights and CRM roles these are added to; None: these are the defaults.

    Raises:
        RulesError: The text is no TOML, or says something that it cannot mean.
    """
    document = _parse(text, file)
    document.only(
        "scoring", "activity_types", "roles_template", "solution_interest", "stage_model", "opportunity_roles"
    )
    templates = tuple(read_template(table) for table in document.tables("roles_template"))
    _no_namesakes(document, "roles_template", templates)
    _few_enough_roles(document, templates)
    models = tuple(read_stage_model(table) for table in document.tables("stage_model"))
    _no_namesakes(document, "stage_model", models)
    interests = tuple(_interest(table, templates, models) for table in document.tables("solution_interest"))
    _no_namesakes(document, "solution_interest", interests)
    return RuleSet(
        weights=_weights(document.table("scoring"), defaults.weights if defaults else {}),
        activity_types=_activity_types(document.names("activity_types")),
        templates=templates,
        interests=interests,
        stage_models=models,
        opportunity_roles=_crm_roles(
            document.names("opportunity_roles"), defaults.opportunity_roles if defaults else {}
        ),
    )


def _parse(text: str, file: str) -> Table:
    try:
        return Table(tomllib.loads(text), (), Origin(file, key_lines(text)))
    except RecursionError:
        raise RulesError(file, 1, "", "lists or tables lie too deep in one another.") from None
    except ValueError as error:  # TOMLDecodeError, and what Python says of a number that is too long
        said = str(error)
        found = _SYNTAX_LINE.search(said)
        line = int(found.group(1)) if found else text.count("\n") + 1
        sentence = f"this is no TOML: {_SYNTAX_LINE.sub('', said).strip().rstrip('.')}."
        raise RulesError(file, line, "", " ".join(sentence.split())) from None


def _no_namesakes(document: Table, key: str, named: Sequence[RolesTemplate | StageModel | SolutionInterest]) -> None:
    seen: set[str] = set()
    for index, item in enumerate(named):
        if item.name.casefold() in seen:
            sentence = f"“{item.name}” is defined twice; give one of them another name."
            raise document.tables(key)[index].fail("name", sentence)
        seen.add(item.name.casefold())


def _few_enough_roles(document: Table, templates: tuple[RolesTemplate, ...]) -> None:
    seen: set[str] = set()
    for index, template in enumerate(templates):
        for place, role in enumerate(template.roles):
            seen.add(role.role.casefold())
            if len(seen) > MOST_ROLES:
                sentence = f"“{role.role}” is role number {len(seen)}; there may be {MOST_ROLES} different ones in all."
                raise document.tables("roles_template")[index].tables("role")[place].fail("role", sentence)


def _interest(table: Table, templates: tuple[RolesTemplate, ...], models: tuple[StageModel, ...]) -> SolutionInterest:
    table.only("name", "roles_template", "stage_model", "audience", "opportunities", "update_existing")
    template_names = {FALLBACK_TEMPLATE.casefold(): FALLBACK_TEMPLATE} | {t.name.casefold(): t.name for t in templates}
    model_names = {FALLBACK_STAGE_MODEL.casefold(): FALLBACK_STAGE_MODEL} | {m.name.casefold(): m.name for m in models}
    return SolutionInterest(
        name=table.text("name"),
        roles_template=_defined(table, "roles_template", table.text("roles_template"), template_names),
        stage_model=_defined(table, "stage_model", table.text("stage_model", FALLBACK_STAGE_MODEL), model_names),
        audience=read_conditions(table, "audience"),
        opportunities=read_conditions(table, "opportunities"),
        update_existing=table.flag("update_existing", True),
    )


def _defined(table: Table, key: str, name: str, known: Mapping[str, str]) -> str:
    found = known.get(name.casefold())
    if found is None:
        raise table.fail(key, f"“{name}” is not defined in this file. Defined are {', '.join(known.values())}.")
    return found


def _weights(scoring: Table, defaults: Mapping[str, float]) -> dict[str, float]:
    scoring.only("weights", "bands")
    bands = {name.casefold(): (name, weight) for name, weight in ACTIVITY_BANDS.items()}
    for name in (table := scoring.names("bands")).values:
        bands[name.strip().casefold()] = name.strip(), _weight(table, name, {})
    names = {name.casefold(): name for name in defaults}
    weights = dict(defaults)
    for name in (table := scoring.names("weights")).values:
        weight = _weight(table, name, bands)
        # A type of the defaults keeps their spelling.
        weights[names.setdefault(name.strip().casefold(), name.strip())] = weight
    return weights


def _weight(table: Table, key: str, bands: Mapping[str, tuple[str, float]]) -> float:
    """A number from 0 to 100, or the name of a band."""
    value = table.values[key]
    if isinstance(value, str) and bands:
        found = bands.get(value.strip().casefold())
        if found is None:
            known = ", ".join(name for name, _ in sorted(bands.values(), key=itemgetter(1)))
            raise table.fail(key, f"“{value}” is not a band. Bands are {known}; or a number from 0 to 100.")
        return found[1]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise table.fail(key, "must be a number from 0 to 100" + (", or the name of a band." if bands else "."))
    return float(value)


def _activity_types(table: Table) -> dict[str, str]:
    for key, value in table.values.items():
        if key.partition(":")[0].strip().casefold() not in _SYSTEMS or not key.partition(":")[2].strip():
            raise table.fail(key, f"must name a type as in marketo:41; systems are {', '.join(_SYSTEMS)}.")
        if not isinstance(value, str):
            raise table.fail(key, 'must be the name of an activity type, or "" to keep its own.')
    return {key.strip(): value.strip() for key, value in table.values.items()}


def _crm_roles(table: Table, defaults: Mapping[str, str]) -> dict[str, str]:
    roles = {name.casefold(): (name, role) for name, role in defaults.items()}
    for name, role in table.values.items():
        if not isinstance(role, str):
            raise table.fail(name, 'must be the name of a role, or "" to leave the CRM role out.')
        roles.pop(name.strip().casefold(), None)
        if role.strip():
            roles[name.strip().casefold()] = (name.strip(), role.strip())
    return dict(roles.values())
