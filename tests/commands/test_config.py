"""Settings: which wins, what is refused, and ``bgdetails config``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bgdetails.config import KEYS, SettingsError, load_settings, variable
from bgdetails.summary_settings import Price
from tests.commands.conftest import Run


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for key in KEYS:
        monkeypatch.delenv(variable(key), raising=False)
    path = tmp_path / "config.toml"
    path.write_text("", "utf-8")
    monkeypatch.setenv("BGDETAILS_CONFIG", str(path))
    return path


def test_defaults_file_environment_flags(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().theme == "ink"
    file.write_text('theme = "paper"\nowner = "A"\ndb = "file.db"\nascii = true\n', "utf-8")
    monkeypatch.setenv("BGDETAILS_OWNER", "B")
    monkeypatch.setenv("BGDETAILS_DB", "environment.db")
    settings = load_settings({"db": "flag.db"})
    assert (settings.theme, settings.owner, settings.db, settings.ascii) == ("paper", "B", "flag.db", True)
    assert settings.timezone is None
    assert {name: origin for name, origin in settings.origins.items() if origin != "default"} == {
        "db": "flag",
        "theme": "file",
        "ascii": "file",
        "owner": "environment",
    }
    assert (settings.velocity_days, settings.stagnant_days, settings.stagnant_completeness) == (90, 60, 70)


def test_figures_of_stages(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("velocity_days = 30\nstagnant_completeness = 82.5", "utf-8")
    monkeypatch.setenv("BGDETAILS_STAGNANT_DAYS", "14")
    settings = load_settings()
    assert (settings.velocity_days, settings.stagnant_days, settings.stagnant_completeness) == (30, 14, 82.5)


def test_zone(file: Path) -> None:
    assert load_settings().zone is None
    file.write_text('timezone = "Europe/Berlin"', "utf-8")
    assert str(load_settings().zone) == "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('\ntheme = "pink"', "line 2: theme is 'pink'; expected ink or paper."),
        ('owner = "A"\n# colour\ncolour = 1', "line 3: “colour” is no setting. Settings are db, theme, ascii"),
        ("[colours]\nx = 1", "line 1: “colours” is no setting."),
        ("summaries = 1", "line 1: “summaries” is no setting."),
        ("[summaries]\nx = 1", "line 2: “summaries.x” is no setting."),
        ("[summaries]\nretries = 11", "line 2: summaries.retries is 11; expected a whole number from 0 to 10."),
        ("\nsummaries.timeout = 0", "line 2: summaries.timeout is 0; expected seconds above 0."),
        (
            'summaries.language = "xx"',
            "line 1: summaries.language is 'xx'; expected en, de, fr or es: others cannot be checked.",
        ),
        ('timezone = "Mars/Base"', "line 1: timezone is 'Mars/Base'; expected an IANA time zone"),
        ("ascii = 3", "line 1: ascii is 3; expected true or false."),
        ("velocity_days = 0", "velocity_days is 0; expected a whole number of days from 1 to 3650."),
        ("velocity_days = 7.5", "velocity_days is 7.5; expected a whole number of days"),
        ("stagnant_days = true", "stagnant_days is True; expected a whole number of days"),
        ('stagnant_completeness = "most"', "stagnant_completeness is 'most'; expected a number from 0 to 100."),
        ("stagnant_completeness = nan", "expected a number from 0 to 100."),
        ("db = ''", "line 1: db is ''; expected a file or a URL."),
        ("\ntheme = pink", "is no TOML: Invalid value (at line 2, column 9)."),
    ],
)
def test_what_cannot_hold_is_refused_by_file_key_and_line(file: Path, text: str, sentence: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert str(error.value).startswith(str(file))
    assert sentence in str(error.value)


def test_a_variable_that_cannot_hold_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BGDETAILS_ASCII", "maybe")
    with pytest.raises(SettingsError, match="BGDETAILS_ASCII is “maybe”; expected true or false"):
        load_settings()


def test_a_file_that_is_named_must_be_there(file: Path) -> None:
    file.unlink()
    with pytest.raises(SettingsError, match="is not there, but BGDETAILS_CONFIG names it"):
        load_settings()


def test_init_writes_a_file_that_holds_when_its_lines_do(run: Run, tmp_path: Path) -> None:
    path = run("config", "path").stdout.strip()
    assert run("config", "init").stdout.strip() == path
    text = Path(path).read_text("utf-8")
    assert tomllib.loads(text) == {}
    said = tomllib.loads("\n".join(line[2:] for line in text.splitlines() if " = " in line and line.startswith("# ")))
    nested = said.pop("summaries")
    assert {*said, *(f"summaries.{name}" for name in nested)} == {key.name for key in KEYS}
    Path(path).write_text("\n".join(line[2:] for line in text.splitlines() if " = " in line), "utf-8")
    shown = run("config", "show")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "paper" in shown.stdout
    again = run("config", "init")
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_a_broken_file_is_one_line_and_status_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("theme = 1", "utf-8")
    ran = run("groups", env={"BGDETAILS_CONFIG": str(tmp_path / "bad.toml")})
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"bgdetails: {tmp_path}/bad.toml, line 1: theme is 1; expected ink or paper.\n"


def test_summaries_have_a_table_and_variables_of_their_own(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(
        '[summaries]\nmodel = "m"\nretries = 0\nauto = true\n[summaries.prices]\nm = { input = 1, output = 5 }\n',
        "utf-8",
    )
    monkeypatch.setenv("BGDETAILS_SUMMARIES_TIMEOUT", "2.5")
    summaries = load_settings().summaries
    assert (summaries.model, summaries.retries, summaries.auto, summaries.timeout) == ("m", 0, True, 2.5)
    assert summaries.prices["m"] == Price(1.0, 5.0, 1.25, 0.1)
    assert load_settings().origins["summaries.timeout"] == "environment"
