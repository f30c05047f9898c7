"""The floor of a start: a Textual app that shows one label."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class EmptyApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("floor-shown")


EmptyApp().run()
