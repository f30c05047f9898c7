"""Draw the rooms of the house and who imports whom, from the code's own imports (docs/pictures/architecture.svg)."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures" / "architecture.svg"
WIDTH, ROW, BOX = 720, 66, 34


def rooms() -> list[str]:
    """The rooms from top to bottom, as the import contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [layer.removeprefix("bgdetails.") for layer in layers]


def arrows(names: list[str]) -> dict[tuple[str, str], int]:
    """How many modules of one room import modules of another."""
    graph = grimp.build_graph("bgdetails")
    found: dict[tuple[str, str], int] = {}
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            pair = (module.split(".")[1] if "." in module else "", other.split(".")[1] if "." in other else "")
            if pair[0] != pair[1] and pair[0] in names and pair[1] in names:
                found[pair] = found.get(pair, 0) + 1
    return found


def sizes(names: list[str]) -> dict[str, int]:
    """Modules in each room."""
    package = ROOT / "bgdetails"
    return {name: len(list((package / name).rglob("*.py"))) or 1 for name in names}


def draw(names: list[str], found: dict[tuple[str, str], int], count: dict[str, int]) -> str:
    """The picture: boxes from top to bottom, arrows downwards at their sides, thicker where more modules import."""
    height = ROW * len(names) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace">',
        "<style>rect{fill:#F4F2EB;stroke:#5F6771}text{fill:#1D232A}path{fill:none;stroke:#2C6690;opacity:.6}</style>",
    ]
    place = {name: 10 + ROW * index for index, name in enumerate(names)}
    pairs = sorted(found.items(), key=lambda item: (place[item[0][0]], place[item[0][1]]))
    for index, ((upper, lower), times) in enumerate(pairs):
        side = -1 if index % 2 else 1
        reach = side * (30 + 14 * (place[lower] - place[upper]) / ROW)
        x = WIDTH / 2 + side * 110
        start, end = place[upper] + BOX - 6, place[lower] + 8
        curve = f"M{x} {start} C{x + reach} {start} {x + reach} {end} {x} {end}"
        parts.append(f'<path stroke-width="{min(1 + times / 4, 5):.1f}" d="{curve}"/>')
    for name in names:
        parts.append(f'<rect x="{WIDTH / 2 - 110}" y="{place[name]}" width="220" height="{BOX}" rx="3"/>')
        parts.append(f'<text x="{WIDTH / 2 - 96}" y="{place[name] + 22}">{escape(name)}</text>')
        said = f"{count[name]} module{'s' if count[name] != 1 else ''}"
        parts.append(
            f'<text x="{WIDTH / 2 + 96}" y="{place[name] + 22}" text-anchor="end" fill-opacity=".6">{said}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Draw the house as it stands."""
    layers = rooms()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(draw(layers, arrows(layers), sizes(layers)), encoding="utf-8")
    print(OUT.relative_to(ROOT))


if __name__ == "__main__":
    main()
