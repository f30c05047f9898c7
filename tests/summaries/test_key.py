"""The key for Claude: where it comes from, where it goes, and that it is written nowhere else."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from bgdetails.cli import main
from bgdetails.summaries.claude.apart import Apart
from bgdetails.summaries.claude.client import Client
from bgdetails.summaries.claude.engine import ClaudeEngine
from bgdetails.summaries.claude.key import Hider, kept_key
from bgdetails.summary_settings import SummarySettings
from tests.summaries.conftest import begun_anew as bgdetails
from tests.summaries.keyrings import Broken, Kept, Locked
from tests.summaries.messages_server import MessagesServer, Scenario
from tests.summaries.test_claude_engine import FAILURES, FAST, GOOD, with_members, written

CANARY = "sk-canary-7f3a91c0ffee"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEST_KEYRING", str(tmp_path / "keyring.json"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BGDETAILS_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text("")
    return tmp_path


@pytest.fixture
def use() -> Iterator[Callable[[KeyringBackend], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def config(*words: str, stdin: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
    try:
        return main(["config", *words])
    except SystemExit as leaving:
        return int(leaving.code or 0)


async def test_environment_then_keyring(
    use: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], server: MessagesServer
) -> None:
    use(Kept())
    server.scenarios = [Scenario(GOOD)]
    assert config("set-key", stdin=f"{CANARY}\n", monkeypatch=monkeypatch) == 0
    out, err = capfd.readouterr()
    assert out == "The key is in the system's keyring (Kept). bgdetails config remove-key takes it out again.\n"
    assert err == "ANTHROPIC_API_KEY is set, and goes before it.\n"
    await written()
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    await written()
    first, second = ("".join(sent.values()) for sent in server.headers)
    assert CANARY not in first
    assert CANARY in second
    assert [config("remove-key", stdin="", monkeypatch=monkeypatch) for _ in range(2)] == [0, 0]
    assert "has no key" in capfd.readouterr().out
    assert kept_key() is None


@pytest.mark.parametrize("apart", [False, True])
async def test_a_key_that_is_refused_is_read_anew(
    apart: bool, use: Any, monkeypatch: pytest.MonkeyPatch, server: MessagesServer
) -> None:
    use(Kept())
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.summaries.keyrings.Kept")
    server.scenarios = [Scenario(status=401, error="authentication_error"), Scenario(GOOD)]
    client = Client(FAST, Apart() if apart else None)
    for key in ("sk-old", "sk-new"):
        assert config("set-key", stdin=f"{key}\n", monkeypatch=monkeypatch) == 0
        step = [step async for step in ClaudeEngine(client).write(with_members())][-1]
    assert step.failed is None
    assert [next(key for key in ("sk-old", "sk-new") if key in "".join(sent.values())) for sent in server.headers] == [
        "sk-old",
        "sk-new",
    ]
    await client.close()


LOCKED = "The system's keyring is locked. Unlock it, or set ANTHROPIC_API_KEY."
NONE = "This system has no keyring that keeps a key. Instead, set ANTHROPIC_API_KEY."
BROKEN = "The system's keyring cannot be used (OSError). Mend it, or set ANTHROPIC_API_KEY."


@pytest.mark.parametrize(
    ("backend", "sentence"),
    [(Locked(), LOCKED), (Broken(), BROKEN), (fail.Keyring(), NONE), (null.Keyring(), NONE)],
)
def test_a_keyring_that_fails_is_one_sentence(
    use: Any,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    backend: KeyringBackend,
    sentence: str,
) -> None:
    use(backend)
    assert config("set-key", stdin=CANARY, monkeypatch=monkeypatch) == 1
    assert capfd.readouterr() == ("", f"bgdetails: {sentence}\n")


@pytest.mark.parametrize(
    ("backend", "sentence"), [(Locked(), LOCKED), (Broken(), BROKEN), (fail.Keyring(), "No key for Claude.")]
)
async def test_asking_says_why_there_is_no_key(use: Any, backend: KeyringBackend, sentence: str) -> None:
    use(backend)
    summary = await written()
    assert summary.failed is not None
    assert summary.failed.code == "no_key"
    assert summary.failed.sentence.startswith(sentence)


NOT_A_KEY = "bgdetails: That is no key: expected one word of letters, digits and signs. Nothing was kept.\n"


@pytest.mark.parametrize("stdin", ["", "\n", "two words\n", "schlüssel\n", "a\x1bb\n", "x" * 2000])
def test_what_can_be_no_key_is_refused_and_not_repeated(
    use: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], stdin: str
) -> None:
    use(Kept())
    assert config("set-key", stdin=stdin, monkeypatch=monkeypatch) == 1
    out, err = capfd.readouterr()
    assert (out, err) == ("", NOT_A_KEY)
    assert kept_key() is None


@pytest.mark.parametrize("words", [(CANARY,), (f"--key={CANARY}",), ("--key", CANARY)])
def test_a_key_on_the_command_line_is_refused_and_not_repeated(
    use: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    use(Kept())
    assert config("set-key", *words, stdin="", monkeypatch=monkeypatch) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert CANARY not in err
    assert kept_key() is None


def echoing(body: dict[str, Any]) -> dict[str, Any]:
    """A model that says the key."""
    fact = json.loads(body["messages"][0]["content"][0]["text"])["facts"][0]
    texts = (f"The key is {CANARY}.", fact["text"], f"{{{{{CANARY}}}}}")
    return {"statements": [{"text": text, "facts": [fact["id"]]} for text in texts], "highlights": []}


ECHOED = f'{{"x-api-key": "{CANARY}", "authorization": "Bearer {CANARY}"}}'
PATHS = [
    Scenario(status=401, error=CANARY, headers={"x-echo": CANARY}),
    Scenario(status=400, error=ECHOED),
    Scenario(status=500, error=ECHOED, headers={"retry-after": CANARY}),
    Scenario(ECHOED),
    *(scenario for scenario, _ in FAILURES if scenario.delay == 0),
]


async def test_the_key_is_in_no_value_log_or_error(
    use: Any,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    server: MessagesServer,
) -> None:
    use(Kept())
    monkeypatch.setenv("ANTHROPIC_LOG", "debug")
    monkeypatch.setenv("ANTHROPIC_API_KEY", CANARY)
    caplog.set_level(logging.DEBUG)
    server.detail = ECHOED
    for scenario in PATHS:
        server.scenarios, server.requests = [scenario], []
        summary = await written(SummarySettings(timeout=0.4, retries=0))
        assert summary.failed is not None
        assert CANARY not in repr(summary)
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err + caplog.text
    client = Client(SummarySettings())
    await client.ready()
    assert CANARY not in repr(client)
    await client.close()


def test_the_key_is_in_no_file_and_no_output(workspace: Path, folder: Path, server: MessagesServer) -> None:
    """By the program itself, through streamed and bulk failures, with the key in the keyring and the SDK's log on."""
    server.detail = ECHOED
    server.scenarios = [Scenario(echoing)]
    server.batches.result = lambda params: {"type": "errored", "error": {"type": "error", "error": {"type": CANARY}}}
    env = {"ANTHROPIC_LOG": "debug", "PYTHON_KEYRING_BACKEND": "tests.summaries.keyrings.Kept", "BGDETAILS_DEBUG": "1"}
    wanted = {"ANTHROPIC_API_KEY": ""} | env
    kept = bgdetails(folder, "config", "set-key", stdin=CANARY, env=wanted)
    assert kept.returncode == 0, kept.stderr
    db = ("--db", str(workspace))
    runs = [
        bgdetails(folder, *db, "summarize", "group", "bg-028", "--engine", "claude", "--format", "json", env=wanted),
        bgdetails(folder, *db, "summarize", "--all", "engagement>=96", "--engine", "claude", "--yes", env=wanted),
        bgdetails(folder, *db, "doctor", env=wanted),
        bgdetails(folder, *db, "config", "show", env=wanted),
        bgdetails(folder, *db, "export", "--format", "workspace", "-o", str(folder / "out"), env=wanted),
    ]
    assert [run.returncode for run in runs] == [0, 1, 0, 0, 0]
    assert any(CANARY in "".join(sent.values()) for sent in (*server.headers, *server.batches.headers))
    assert "in the system's keyring" in runs[2].stdout
    said = "".join(run.stdout + run.stderr for run in (kept, *runs))
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != "keyring.json"]
    holding = [file for file in files if CANARY.encode() in file.read_bytes()]
    assert "(key)" in json.loads(runs[0].stdout)["left_out"][0]["as_written"]
    assert CANARY not in said
    assert holding == []


async def test_a_word_in_place_of_a_key_is_left_in_replies(
    monkeypatch: pytest.MonkeyPatch, server: MessagesServer
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "a")
    server.scenarios = [Scenario(GOOD)]
    assert (await written()).failed is None


def test_a_key_in_pieces_is_hidden_too() -> None:
    text = f"before {CANARY[:9]} {CANARY} {CANARY[:5]}"
    for size in range(1, 40):
        hider = Hider(None, CANARY)
        pieces = [hider.feed(text[at : at + size]) for at in range(0, len(text), size)]
        assert "".join([*pieces, hider.end()]) == text.replace(CANARY, "(key)")
