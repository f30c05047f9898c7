"""Statements in German, French and Spanish: what holds passes, what does not is caught, by the rules of English."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from bgdetails.summaries.checking.check import check
from bgdetails.summaries.languages import language_of
from bgdetails.summaries.languages.glossary import Language
from bgdetails.summary_settings import LANGUAGES
from tests.summaries.checking.sheets import everything
from tests.summaries.checking.worlds import World

WORLDS = 60
Said = tuple[str, str]
SHEET = everything()


def day(language: str, value: date) -> str:
    glossary = language_of(language)
    assert isinstance(glossary, Language)
    return glossary.write_day(value, value)


def german(w: World) -> tuple[list[Said], list[Said]]:
    """True and false statements."""
    a, b, c = w.people
    pair, on = f"{w.score[0]} {w.score[1]}", day("de", w.since)
    nouns = {"Page Views": "Seitenaufrufe", "Email Opened": "geöffnete E-Mails", "Meeting Held": "Besprechungen"}
    noun, other = (nouns[kind] for kind, _ in w.types)
    rose, fell = ("stieg", "fiel") if w.direction == "up" else ("fiel", "stieg")
    return [
        (f"{a} hat einen Score von {w.scores[0]}.", w.score[0]),
        (f"{a} erreicht in den letzten 30 Tagen {w.scores[0]} Punkte.", w.score[0]),
        (f"{a} liegt mit {w.scores[0]} vor {b} ({w.scores[1]}).", pair),
        (f"{a} hat {w.counts[0]} {noun}.", w.count[0]),
        (f"{a} hat mehr als {w.counts[0] - 1} {noun}.", w.count[0]),
        (f"{a} hat mindestens {w.counts[0]} {noun}.", w.count[0]),
        (f"Die Rolle {w.roles[0]} ist unbesetzt.", w.missing),
        (f"Niemand ist {w.roles[0]}.", w.missing),
        (f"{w.roles[1]} hat {w.assigned} von {w.required}.", w.short),
        (f"{a} hat die Rolle {w.roles[2]}.", w.member),
        (f"Die Gruppe ist zu {w.percent} % vollständig.", w.complete),
        (f"Die Gruppe ist seit dem {on} in der Phase {w.stages[1]}.", w.stage),
        (f"Die Gruppe ist seit {w.days} Tagen in der Phase {w.stages[1]}.", w.stage),
        (f"Sie wechselte am {on} von {w.stages[0]} nach {w.stages[1]}.", w.move),
        (f"Der Score {rose} in vier Wochen von {w.before} auf {w.now}.", w.trend),
        (f"{a} ist am engagiertesten von {w.of} Mitgliedern.", w.rank),
        (f"Das Interesse an {w.product} ist hoch.", w.topic),
        (f"„{w.deal}“ schließt am {day('de', w.closes)}.", w.opportunity),
        (f"{c} hat keine Telefonnummer.", w.absent),
    ], [
        (f"{a} hat einen Score von {w.other(w.scores[0])}.", w.score[0]),
        (f"{b} hat einen Score von {w.scores[0]}.", pair),
        (f"{b} liegt vor {a}.", pair),
        (f"{a} erreicht in der letzten Woche {w.scores[0]} Punkte.", w.score[0]),
        (f"{a} hat keinen Score von {w.scores[0]}.", w.score[0]),
        (f"{a} will kaufen.", w.score[0]),
        (f"{a} hat {w.scores[0]} Punkte und hat unterschrieben.", w.score[0]),
        ("Das Konto wurde geschlossen.", w.score[0]),
        (f"{a} hat {w.counts[0]} {other}.", w.count[0]),
        (f"Die Rolle {w.roles[0]} ist besetzt.", w.missing),
        (f"Niemand ist {w.roles[1]}.", w.short),
        (f"{a} hat die Rolle {w.roles[0]}.", f"{w.member} {w.missing}"),
        (f"Sie wechselte von {w.stages[1]} nach {w.stages[0]}.", w.move),
        (f"Der Score {fell} von {w.before} auf {w.now}.", w.trend),
        (f"Das Interesse an {w.product} ist niedrig.", w.topic),
        (f"{c} hat eine Telefonnummer.", w.absent),
        ("Alle Rollen sind besetzt.", f"{w.missing} {w.short}"),
        (f"{a} scores {w.scores[0]}, while nobody is {w.roles[1]}.", w.score[0]),
    ]  # fmt: skip


def french(w: World) -> tuple[list[Said], list[Said]]:
    """True and false statements."""
    a, b, c = w.people
    pair, on = f"{w.score[0]} {w.score[1]}", day("fr", w.since)
    nouns = {"Page Views": "pages vues", "Email Opened": "e-mails ouverts", "Meeting Held": "réunions"}
    noun, other = (nouns[kind] for kind, _ in w.types)
    rose, fell = ("a augmenté", "a baissé") if w.direction == "up" else ("a baissé", "a augmenté")
    return [
        (f"{a} a un score de {w.scores[0]}.", w.score[0]),
        (f"{a} atteint {w.scores[0]} points sur les 30 derniers jours.", w.score[0]),
        (f"{a} ({w.scores[0]}) est devant {b} ({w.scores[1]}).", pair),
        (f"{a} a {w.counts[0]} {noun}.", w.count[0]),
        (f"{a} a au moins {w.counts[0]} {noun}.", w.count[0]),
        (f"Le rôle {w.roles[0]} est vacant.", w.missing),
        (f"Personne n’est {w.roles[0]}.", w.missing),
        (f"{w.roles[1]} a {w.assigned} sur {w.required}.", w.short),
        (f"{a} a le rôle {w.roles[2]}.", w.member),
        (f"Le groupe est complet à {w.percent} %.", w.complete),
        (f"Le groupe est au stade {w.stages[1]} depuis le {on}.", w.stage),
        (f"Le groupe est passé de {w.stages[0]} à {w.stages[1]} le {on}.", w.move),
        (f"Le score {rose} de {w.before} à {w.now} en quatre semaines.", w.trend),
        (f"{a} est la plus engagée des {w.of} membres.", w.rank),
        (f"« {w.deal} » se clôture le {day('fr', w.closes)}.", w.opportunity),
        (f"Aucun numéro de téléphone n'est connu pour {c}.", w.absent),
    ], [
        (f"{a} a un score de {w.other(w.scores[0])}.", w.score[0]),
        (f"{b} a un score de {w.scores[0]}.", pair),
        (f"{b} est devant {a}.", pair),
        (f"{a} atteint {w.scores[0]} points sur la dernière semaine.", w.score[0]),
        (f"{a} n'a pas un score de {w.scores[0]}.", w.score[0]),
        (f"{a} veut acheter.", w.score[0]),
        (f"{a} a {w.scores[0]} points et a signé.", w.score[0]),
        ("Le compte est fermé.", w.score[0]),
        (f"{a} a {w.counts[0]} {other}.", w.count[0]),
        (f"Le rôle {w.roles[0]} est pourvu.", w.missing),
        (f"Personne n'est {w.roles[1]}.", w.short),
        (f"{a} a le rôle {w.roles[0]}.", f"{w.member} {w.missing}"),
        (f"Le groupe est passé de {w.stages[1]} à {w.stages[0]}.", w.move),
        (f"Le score {fell} de {w.before} à {w.now}.", w.trend),
        (f"Le score est passé de {w.now} à {w.before}.", w.trend),
        (f"{c} a un numéro de téléphone.", w.absent),
        ("Tous les rôles sont pourvus.", f"{w.missing} {w.short}"),
    ]  # fmt: skip


def spanish(w: World) -> tuple[list[Said], list[Said]]:
    """True and false statements."""
    a, b, c = w.people
    pair, on = f"{w.score[0]} {w.score[1]}", day("es", w.since)
    nouns = {"Page Views": "páginas vistas", "Email Opened": "correos abiertos", "Meeting Held": "reuniones"}
    noun, other = (nouns[kind] for kind, _ in w.types)
    rose, fell = ("subió", "bajó") if w.direction == "up" else ("bajó", "subió")
    return [
        (f"{a} tiene una puntuación de {w.scores[0]}.", w.score[0]),
        (f"{a} alcanza {w.scores[0]} puntos en los últimos 30 días.", w.score[0]),
        (f"{a} ({w.scores[0]}) está por delante de {b} ({w.scores[1]}).", pair),
        (f"{a} tiene {w.counts[0]} {noun}.", w.count[0]),
        (f"{a} tiene al menos {w.counts[0]} {noun}.", w.count[0]),
        (f"El rol {w.roles[0]} está vacante.", w.missing),
        (f"Nadie es {w.roles[0]}.", w.missing),
        (f"{w.roles[1]} tiene {w.assigned} de {w.required}.", w.short),
        (f"{a} tiene el rol {w.roles[2]}.", w.member),
        (f"El grupo está completo al {w.percent} %.", w.complete),
        (f"El grupo está en la etapa {w.stages[1]} desde el {on}.", w.stage),
        (f"El grupo pasó de {w.stages[0]} a {w.stages[1]} el {on}.", w.move),
        (f"La puntuación {rose} de {w.before} a {w.now} en cuatro semanas.", w.trend),
        (f"{a} es la más comprometida de {w.of} miembros.", w.rank),
        (f"“{w.deal}” cierra el {day('es', w.closes)}.", w.opportunity),
        (f"{c} no tiene ningún número de teléfono.", w.absent),
    ], [
        (f"{a} tiene una puntuación de {w.other(w.scores[0])}.", w.score[0]),
        (f"{b} tiene una puntuación de {w.scores[0]}.", pair),
        (f"{b} está por delante de {a}.", pair),
        (f"{a} alcanza {w.scores[0]} puntos en la última semana.", w.score[0]),
        (f"{a} no tiene una puntuación de {w.scores[0]}.", w.score[0]),
        (f"{a} quiere comprar.", w.score[0]),
        (f"{a} tiene {w.scores[0]} puntos y firmó.", w.score[0]),
        ("La cuenta cerró.", w.score[0]),
        (f"{a} tiene {w.counts[0]} {other}.", w.count[0]),
        (f"El rol {w.roles[0]} está cubierto.", w.missing),
        (f"Nadie es {w.roles[1]}.", w.short),
        (f"{a} tiene el rol {w.roles[0]}.", f"{w.member} {w.missing}"),
        (f"El grupo pasó de {w.stages[1]} a {w.stages[0]}.", w.move),
        (f"La puntuación {fell} de {w.before} a {w.now}.", w.trend),
        (f"{c} tiene un número de teléfono.", w.absent),
        ("Todos los roles están cubiertos.", f"{w.missing} {w.short}"),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "made"), [("de", german), ("fr", french), ("es", spanish)])
def test_rates(language: str, made: Callable[[World], tuple[list[Said], list[Said]]]) -> None:
    dice = random.Random(7)
    refused: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    true_cases = false_cases = 0
    for _ in range(WORLDS):
        world = World(dice)
        true_ones, false_ones = made(world)
        true_cases += len(true_ones)
        false_cases += len(false_ones)
        for text, facts in true_ones:
            verdict = check(world.sheet, text, facts.split(), language=language)
            if not verdict.supported:
                refused[f"{verdict.reason}: {text} {verdict.detail}"] += 1
        for text, facts in false_ones:
            if check(world.sheet, text, facts.split(), language=language).supported:
                passed[text] += 1
    true_rate, caught_rate = 1 - refused.total() / true_cases, 1 - passed.total() / false_cases
    print(f"{language}: {true_rate:.2%} of {true_cases} pass, {caught_rate:.2%} of {false_cases} are caught")
    assert true_rate >= 0.99, refused.most_common(10)
    assert caught_rate >= 0.995, passed.most_common(10)


@pytest.mark.parametrize(
    ("language", "as_written", "text"),
    [
        ("de", "{{f14.name}} schließt am {{f14.closes}}.", "“Fleet renewal” schließt am 5. Dezember."),
        ("de", "{{f14.name}} ist {{f14.amount}} {{f14.currency}} wert.", "“Fleet renewal” ist 412.000 EUR wert."),
        ("de", "{{f1.who}} hat {{f1.score}} Punkte in {{f1.window}}.", "Dana Moss hat 83 Punkte in 30 Tage."),
        ("fr", "{{f14.name}} se clôture le {{f14.closes}}.", "“Fleet renewal” se clôture le 5 décembre."),
        ("es", "{{f14.name}} cierra el {{f14.closes}}.", "“Fleet renewal” cierra el 5 de diciembre."),
    ],
)
def test_slots_are_filled_as_the_language_writes(language: str, as_written: str, text: str) -> None:
    verdict = check(SHEET, as_written, [as_written[2 : as_written.index(".")]], language=language)
    assert (verdict.text, verdict.reason) == (text, None)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_another_language_than_the_one_that_is_set_is_not_checked(language: str) -> None:
    fact = SHEET.facts[0]
    assert not check(SHEET, fact.text, [fact.id], language=language).supported
    assert check(SHEET, "Dana Moss наблюдает 83.", ["f1"], language=language).reason == "unsupported_word"


def test_names_and_links_are_seen_in_the_text_itself() -> None:
    verdict = check(SHEET, "Dana Moss hat 83 Punkte.", ["f1"], language="de")
    assert [verdict.text[start:end] for start, end in sorted(verdict.emphasis)] == ["Dana Moss", "83"]
    assert check(SHEET, "Dana Moss hat 83 Punkte, evil.com.", ["f1"], language="de").reason == "link"
    assert check(SHEET, "Ana Moss hat 50 Punkte.", ["f24"], language="de").reason == "ambiguous_name"


def test_there_is_no_language_without_a_glossary() -> None:
    with pytest.raises(KeyError):
        language_of("it")
    for code in LANGUAGES:
        assert (language_of(code) is None) == (code == "en")
