"""The floor of opening: Enter mounts a Static for each of 46 lines, m opens a modal of one text, Esc leaves."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

LINES = 46


class Page(Screen[None]):
    BINDINGS: ClassVar = [("escape", "app.pop_screen", "Back"), ("m", "app.modal", "Modal")]

    def compose(self) -> ComposeResult:
        for number in range(LINES):
            yield Static(f"{number:3} " + "what a line of a page says " * 5, markup=False)
        yield Static("page-shown")


class Modal(ModalScreen[None]):
    BINDINGS: ClassVar = [("escape", "app.pop_screen", "Back")]
    CSS = "Modal { align: center middle; } Static { width: 84; height: 24; }"

    def compose(self) -> ComposeResult:
        yield Static("\n".join(f"{number:3} what a line says" for number in range(22)) + "\nmodal-shown")


class Floor(App[None]):
    BINDINGS: ClassVar = [("enter", "open", "Open")]

    def compose(self) -> ComposeResult:
        yield Static("floor-shown")

    def action_open(self) -> None:
        self.push_screen(Page())

    def action_modal(self) -> None:
        self.push_screen(Modal())


Floor().run()
