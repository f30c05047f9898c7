from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from bgdetails.sources.pipeline import ImportRefused
from bgdetails.sources.reading import find_files
from bgdetails.store.workspace import OpenWorkspace
from tests.sources.import_help import bring, counted, folder, rejects_of, rows

TAXONOMY = "SELECT category, product, keyword FROM intent_keyword ORDER BY id"
ACCOUNTS = ("id,name", "a1,Acme")


def workbook(path: Path, sheets: Mapping[str, Sequence[object]]) -> Path:
    """A workbook whose sheets have these first columns."""
    made = Workbook()
    made.remove(made.active)
    for title, cells in sheets.items():
        sheet = made.create_sheet(title)
        for row, cell in enumerate(cells, start=1):
            sheet.cell(row, 1, cell)
    made.save(path)
    return path


def changed(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with its parts changed."""
    with zipfile.ZipFile(path) as whole:
        parts = {name: change(name, whole.read(name)) for name in whole.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def refusal(workspace: OpenWorkspace, path: Path) -> str:
    with pytest.raises(ImportRefused) as refused:
        bring(workspace, path)
    assert rows(workspace, "SELECT COUNT(*) FROM account") == [(0,)]
    return str(refused.value)


def test_the_file_is_a_category_and_each_sheet_a_product(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "Resilience.xlsx",
        {
            "Cloud Backup": ["Keywords", "ransomware", " disaster recovery ", None, "RPO"],
            "Identity": ["Words of the identity team", None, "KEYWORDS", "single sign-on", 365, 2.5],
        },
    )
    report = bring(workspace, path)
    assert rows(workspace, TAXONOMY) == [
        ("Resilience", "Cloud Backup", "ransomware"),
        ("Resilience", "Cloud Backup", "disaster recovery"),
        ("Resilience", "Cloud Backup", "RPO"),
        ("Resilience", "Identity", "single sign-on"),
        ("Resilience", "Identity", "365"),
        ("Resilience", "Identity", "2.5"),
    ]
    (file,) = report.files
    assert (file.kind, file.encoding, file.rows, file.taken) == ("spreadsheet intent_keywords", "utf-8", 6, 6)
    assert counted(report, "intent_keyword") == (6, 0, 0, 0)


def test_a_second_import_changes_nothing(workspace: OpenWorkspace, tmp_path: Path) -> None:
    words = [f"word {number}" for number in range(151)]
    path = workbook(tmp_path / "Data.xlsx", {"Backup": ["Keywords", *words]})
    bring(workspace, path)
    before = rows(workspace, TAXONOMY)
    report = bring(workspace, path)
    assert counted(report, "intent_keyword") == (0, 0, 150, 0)
    assert report.rejects == {"too long": 1}
    assert rows(workspace, TAXONOMY) == before


def test_more_keywords_than_a_product_may_have_are_rejected(workspace: OpenWorkspace, tmp_path: Path) -> None:
    words = [f"word {number}" for number in range(149)]
    first = workbook(tmp_path / "Data.xlsx", {"Backup": ["Keywords", *words, "word 0"], "Edge": ["Keywords", "5G"]})
    lines = ("category,product,keyword", "DATA,backup,one more", "data,Backup,too many", "data,Edge,SD-WAN")
    second = folder(tmp_path, intent_keywords=lines) / "intent_keywords.csv"
    file = tmp_path / "rejects.csv"
    report = bring(workspace, second, first, rejects=file)
    # The CSV file is read first.
    assert [(each.taken, each.repeated, each.rejected) for each in report.files] == [(3, 0, 0), (149, 1, 1)]
    assert rows(workspace, "SELECT category, product, COUNT(*) FROM intent_keyword GROUP BY 1, 2") == [
        ("DATA", "Edge", 2),
        ("DATA", "backup", 150),
    ]
    (reject,) = rejects_of(file)
    assert reject["reason"] == "too long"
    assert reject["line"] == "150"
    assert reject["kind"] == "spreadsheet intent_keywords"
    assert reject["value"] == "word 148"
    assert reject["expected"] == "at most 150 keywords of a product"
    assert reject["row"] == ["Data", "Backup", "word 148"]


def test_sheets_without_the_header_and_errors_are_counted(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "Data.xlsx", {"Backup": ["Keywords", "tape", "#N/A"], "Notes": ["by Lena", "draft"]})
    report = bring(workspace, path)
    (file,) = report.files
    assert (file.rows, file.taken, file.not_used, file.rejected) == (4, 1, 2, 1)
    assert report.rejects == {"bad value": 1}
    assert rows(workspace, TAXONOMY) == [("Data", "Backup", "tape")]


def test_what_a_sheet_says_of_its_size_is_not_believed(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "Data.xlsx", {"Backup": ["Keywords", "tape", "disk"]})
    changed(path, lambda _, part: part.replace(b'<dimension ref="A1:A3"', b'<dimension ref="A1"'))
    bring(workspace, path)
    assert rows(workspace, TAXONOMY) == [("Data", "Backup", "tape"), ("Data", "Backup", "disk")]


def test_a_workbook_in_an_archive_is_read(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "Data.xlsx", {"Backup": ["Keywords", "tape"]})
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "intent/Data.xlsx")
    report = bring(workspace, tmp_path / "all.zip")
    assert [file.file for file in report.files] == [f"{tmp_path}/all.zip/intent/Data.xlsx"]
    assert rows(workspace, TAXONOMY) == [("Data", "Backup", "tape")]


def test_a_workbook_without_keywords_is_refused_when_named_and_skipped_when_found(
    workspace: OpenWorkspace, tmp_path: Path
) -> None:
    around = folder(tmp_path, accounts=ACCOUNTS)
    path = workbook(around / "Budget.xlsx", {"2026": ["Month", "January"], "Empty": []})
    said = refusal(workspace, path)
    assert said == f"{path} is not recognised: no first column of its sheets has a cell Keywords above its words."
    report = bring(workspace, around)
    assert report.files_skipped == [str(path)]
    assert counted(report, "account") == (1, 0, 0, 0)


def test_hostile_text_stays_text(workspace: OpenWorkspace, tmp_path: Path) -> None:
    path = workbook(tmp_path / "[b]x.xlsx", {"=1+1": ["Keywords", "[red]alert[/]", "李\u202eevil"]})
    bring(workspace, path)
    assert rows(workspace, TAXONOMY) == [
        ("[b]x", "=1+1", "[red]alert[/]"),
        ("[b]x", "=1+1", "李\u202eevil"),
    ]


def taxonomy(path: Path) -> Path:
    return workbook(path, {"Backup": ["Keywords", "tape"]})


def cut_short(path: Path) -> None:
    path.write_bytes(taxonomy(path).read_bytes()[:-40])


def of_text(path: Path) -> None:
    path.write_text("category,product,keyword\n")


def protected(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))


def bad_xml(path: Path) -> None:
    changed(taxonomy(path), lambda name, part: part[:-9] if "sheet1" in name else part)


def without_sheets(path: Path) -> None:
    changed(taxonomy(path), lambda name, part: part.replace(b"sheetId", b"nothing") if "workbook.xml" in name else part)


def of_something_else(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


def bomb(path: Path) -> None:
    changed(taxonomy(path), lambda name, part: part + b" " * (17 << 20) if "sheet1" in name else part)


def lying_bomb(path: Path) -> None:
    """Says that a part is small."""
    bomb(path)
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = next(member.file_size for member in archive.infolist() if "sheet1" in member.filename)
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little")))


def entities(path: Path) -> None:
    declared = b'<!DOCTYPE x [<!ENTITY a "tape"><!ENTITY b "&a;&a;&a;&a;">]>'
    changed(taxonomy(path), lambda name, part: declared + part if "sheet1" in name else part)


def far_away(path: Path) -> None:
    changed(taxonomy(path), lambda name, part: part.replace(b'r="2"', b'r="99999999999"') if "sheet1" in name else part)


@pytest.mark.parametrize(
    "make, said",
    [
        (cut_short, "is a broken workbook"),
        (of_text, "is a broken workbook, or none: File is not a zip file."),
        (protected, "is protected by a password, or of an old Excel: save it as .xlsx without a password."),
        (bad_xml, "is a broken workbook"),
        (without_sheets, "is a broken workbook"),
        (of_something_else, "is a broken workbook"),
        (bomb, "unpacks to more than 16 MB, too much for keywords: save them as CSV."),
        (lying_bomb, "is a broken workbook"),
        (entities, "declares a document type."),
        (far_away, "is a broken workbook: a sheet has more than 1,048,576 rows."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_workbook_that_cannot_be_read_refuses_the_import(
    workspace: OpenWorkspace, tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "in" / "Data.xlsx"
    folder(tmp_path, accounts=ACCOUNTS)
    make(path)
    for named in (path, path.parent):
        sentence = refusal(workspace, named)
        assert sentence.startswith(str(path))
        assert said in sentence
        assert "\n" not in sentence


def test_openpyxl_is_imported_only_for_a_workbook(tmp_path: Path) -> None:
    folder(tmp_path, intent_keywords=("category,product,keyword", "Data,Backup,tape"))
    script = (
        "import sys; from bgdetails.sources.reading import find_files;"
        f" print(len(find_files([{str(tmp_path / 'in')!r}]).files), 'openpyxl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"]


def test_a_workbook_stands_beside_files_of_any_system(tmp_path: Path) -> None:
    path = taxonomy(tmp_path / "Data.xlsx")
    assert [file.kind for file in find_files([path], "salesforce").files] == ["spreadsheet intent_keywords"]
