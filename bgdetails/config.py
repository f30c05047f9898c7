"""Settings, and where files live on each system. Later wins: defaults, settings file, environment, flags."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import partial
from pathlib import Path

from msgspec import Struct, field

from bgdetails import summary_settings
from bgdetails.summary_settings import SummarySettings

_APP = "bgdetails"
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
THEMES = ("ink", "paper")


class SettingsError(Exception):
    """A setting that cannot hold; the text is one sentence that names file (or variable), key and line."""


class Settings(Struct, frozen=True):
    """What holds for this run."""

    db: str
    """The workspace: a file or a URL."""
    theme: str = "ink"
    ascii: bool | None = None
    """True: no glyph beyond ASCII; None: as the terminal's encoding says."""
    timezone: str | None = None
    """An IANA name; None: the machine's own."""
    owner: str | None = None
    """Whom ``owner:me`` means."""
    velocity_days: int = 90
    """Days in which changes to a later stage count for a group's velocity."""
    stagnant_days: int = 60
    """Days without a change of stage after which a group is stagnant ..."""
    stagnant_completeness: float = 70.0
    """... if it is at least so complete, in per cent."""
    spark_master: str = "local[*]"
    """Where ``refresh --engine spark`` runs."""
    summaries: SummarySettings = field(default_factory=SummarySettings)
    origins: Mapping[str, str] = field(default_factory=dict)
    """Key -> where its value comes from: default, file, environment or flag."""

    @property
    def zone(self) -> tzinfo | None:
        """The reader's time zone; None: the machine's own."""
        if self.timezone is None:
            return None
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.timezone)


class Key(Struct, frozen=True):
    """A setting that can be set: its name, what it may be, and what it does."""

    name: str
    expected: str
    does: str
    example: str
    read: Callable[[object], object]


def _text(value: object) -> object:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError


def _theme(value: object) -> object:
    if value in THEMES:
        return value
    raise ValueError


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in _TRUE | _FALSE:
        return value.strip().casefold() in _TRUE
    raise ValueError


def _timezone(value: object) -> object:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(str(_text(value)))
    except (OSError, KeyError):
        raise ValueError from None
    return str(value).strip()


def _number(least: float, most: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else -1.0
        if not least <= number <= most:
            raise ValueError
        return number

    return read


def _days(value: object) -> object:
    number = _number(1, 3650)(value)
    if number != int(number):
        raise ValueError
    return int(number)


_LANGUAGES = tuple(summary_settings.LANGUAGES)
KEYS: tuple[Key, ...] = (
    Key(
        "db",
        "a file or a URL",
        "The workspace that opens when --db names none.",
        '"~/sales/workspace.db"',
        _text,
    ),
    Key("theme", "ink or paper", "The theme: ink is dark, paper is light.", '"paper"', _theme),
    Key(
        "ascii",
        "true or false",
        "Draw with ASCII alone. Default: where the terminal is not UTF-8.",
        "true",
        _truth,
    ),
    Key(
        "timezone",
        "an IANA time zone such as Europe/Berlin",
        "Times are shown in this zone.",
        '"Europe/Berlin"',
        _timezone,
    ),
    Key("owner", "a name", "Whom owner:me means: an owner as accounts name them.", '"Lena Ortiz"', _text),
    Key(
        "velocity_days",
        "a whole number of days from 1 to 3650",
        "Changes to a later stage count for a group's velocity so many days; from the next refresh on.",
        "90",
        _days,
    ),
    Key(
        "stagnant_days",
        "a whole number of days from 1 to 3650",
        "A group that is complete enough is stagnant after so many days in one stage; from the next refresh on.",
        "60",
        _days,
    ),
    Key(
        "stagnant_completeness",
        "a number from 0 to 100",
        "Complete enough to be stagnant, in per cent; from the next refresh on.",
        "70",
        _number(0, 100),
    ),
    Key(
        "spark_master",
        "the address of a master of Apache Spark, such as spark://host:7077, or local[*] for this machine",
        "Where refresh --engine spark runs.",
        '"local[*]"',
        _text,
    ),
    Key(
        "summaries.model",
        "the name of a model",
        "The model that writes summaries.",
        f'"{summary_settings.DEFAULT_MODEL}"',
        _text,
    ),
    Key(
        "summaries.timeout",
        "seconds above 0",
        "A request is given up after so long a silence.",
        "30",
        summary_settings.seconds,
    ),
    Key(
        "summaries.retries",
        "a whole number from 0 to 10",
        "How often a request is repeated that failed for a while.",
        "2",
        partial(summary_settings.whole, 0, 10),
    ),
    Key(
        "summaries.pseudonymize",
        "true or false",
        "Send tokens in the place of names.",
        "true",
        _truth,
    ),
    Key(
        "summaries.auto",
        "true or false",
        "Pages ask Claude for a summary by themselves. Default: only the key s does.",
        "true",
        _truth,
    ),
    Key(
        "summaries.language",
        f"{', '.join(_LANGUAGES[:-1])} or {_LANGUAGES[-1]}: others cannot be checked",
        "The language that Claude writes in. The offline engine writes English.",
        '"en"',
        summary_settings.language,
    ),
    Key(
        "summaries.max_words",
        "a whole number from 10 to 200",
        "How long a summary is at most.",
        "60",
        partial(summary_settings.whole, 10, 200),
    ),
    Key(
        "summaries.max_cost_per_day",
        "US dollars, 0 or more",
        "What summaries may cost in a day, as far as prices are known.",
        "5.00",
        summary_settings.dollars,
    ),
    Key(
        "summaries.prices",
        "a table of models, each with input and output in US dollars for a million tokens",
        "What tokens cost, for estimates.",
        '{ "claude-haiku-5-5" = { input = 1.0, output = 5.0 } }',
        summary_settings.prices,
    ),
)
_BY_NAME = {key.name: key for key in KEYS}
_SUMMARIES = "summaries."


def variable(key: Key) -> str:
    """The environment variable of a key."""
    return f"BGDETAILS_{key.name.replace('.', '_').upper()}"


def value_of(settings: Settings, key: Key) -> object:
    """What a key is set to."""
    owner, _, name = key.name.rpartition(".")
    return getattr(settings.summaries if owner else settings, name)


def settings_file() -> Path:
    """The settings file: ``BGDETAILS_CONFIG``, else ``config.toml`` in the user's configuration folder."""
    named = os.environ.get("BGDETAILS_CONFIG")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_config_path(_APP, appauthor=False) / "config.toml"


def data_folder() -> Path:
    """Where workspaces live by default."""
    import platformdirs

    return platformdirs.user_data_path(_APP, appauthor=False)


def state_folder() -> Path:
    """Where logs and reject files go."""
    import platformdirs

    return platformdirs.user_state_path(_APP, appauthor=False)


def cache_folder() -> Path:
    """Where things lie that can be made again."""
    import platformdirs

    return platformdirs.user_cache_path(_APP, appauthor=False)


def default_db() -> str:
    """The workspace that opens when nothing names one."""
    return str(data_folder() / "workspace.db")


def load_settings(flags: Mapping[str, object] | None = None) -> Settings:
    """The settings of this run.

    Args:
        flags: Values given on the command line, by key.

    Raises:
        SettingsError: The settings file or a variable holds something that cannot be.
    """
    values: dict[str, object] = {}
    origins = dict.fromkeys(_BY_NAME, "default")
    for origin, layer in (
        ("file", _from_file(settings_file())),
        ("environment", _from_environment()),
        ("flag", flags or {}),
    ):
        for name, value in layer.items():
            values[name] = value
            origins[name] = origin
    database = str(values.pop("db", None) or default_db())
    of_summaries = {name.partition(".")[2]: values.pop(name) for name in list(values) if name.startswith(_SUMMARIES)}
    summaries = SummarySettings(**of_summaries)  # type: ignore[arg-type]
    return Settings(db=_expanded(database), origins=origins, summaries=summaries, **values)  # type: ignore[arg-type]


def _expanded(location: str) -> str:
    return os.path.expanduser(location) if location.startswith("~") else location


def _from_environment() -> dict[str, object]:
    values: dict[str, object] = {}
    for key in KEYS:
        text = os.environ.get(variable(key))
        if not text:
            continue
        try:
            values[key.name] = key.read(text)
        except ValueError:
            raise SettingsError(f"{variable(key)} is “{text}”; expected {key.expected}.") from None
    return values


def _from_file(file: Path) -> dict[str, object]:
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        if os.environ.get("BGDETAILS_CONFIG"):
            raise SettingsError(f"{file} is not there, but BGDETAILS_CONFIG names it.") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from None
    import tomllib

    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is no TOML: {error}.") from None
    flat = {name: value for name, value in content.items() if name != "summaries" or not isinstance(value, dict)}
    nested = content["summaries"] if "summaries" not in flat and "summaries" in content else {}
    flat |= {f"{_SUMMARIES}{name}": value for name, value in nested.items()}
    return {name: _checked(file, text, name, value) for name, value in flat.items()}


def _checked(file: Path, text: str, name: str, value: object) -> object:
    place = f"{file}, line {_line_of(text, name)}"
    key = _BY_NAME.get(name)
    if key is None:
        raise SettingsError(f"{place}: “{name}” is no setting. Settings are {', '.join(_BY_NAME)}.")
    try:
        return key.read(value)
    except ValueError:
        raise SettingsError(f"{place}: {name} is {value!r}; expected {key.expected}.") from None


def _line_of(text: str, name: str) -> int:
    """The first line that holds the key, with its table's name or without, or that opens the table of that name."""
    for written in (name, name.removeprefix(_SUMMARIES)):
        for number, line in enumerate(text.splitlines(), 1):
            start = line.strip().lstrip("[").strip().lstrip("\"'")
            if start.startswith(written) and not start[len(written) : len(written) + 1].isalnum():
                return number
    return 1
