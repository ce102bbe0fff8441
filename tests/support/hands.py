"""Ways to use a page, so that a journey is written once: by keys alone, or without script.

A hand goes to a control and uses it. The keyboard gets there only by Tab and arrows, and fails when
a control cannot be reached, does not show that it has the focus, or is out of sight when it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

# More stops than any page has; going round once more means that the control cannot be reached.
MOST_STOPS = 400
PATIENCE_MS = 15_000
IS_FOCUSED = "element => element === document.activeElement"
# What the focus changes: on the control, or for a radio or checkbox on the box drawn beside it.
SHOWS_FOCUS = """element => {
  const drawn = element.matches("[type=radio], [type=checkbox]")
    ? getComputedStyle(element.nextElementSibling, "::before")
    : getComputedStyle(element);
  const outlined = drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) > 0;
  return outlined || drawn.boxShadow !== "none";
}"""
IN_SIGHT = """element => {
  const box = (element.matches("[type=radio], [type=checkbox]") ? element.nextElementSibling : element)
    .getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


class Hand(Protocol):
    page: Page

    def press(self, control: Locator) -> None: ...

    def fill(self, control: Locator, text: str) -> None: ...

    def check(self, control: Locator) -> None: ...

    def choose(self, control: Locator, label: str) -> None: ...


@dataclass
class Pointer:
    """A mouse. The page it is given has no script."""

    page: Page

    def press(self, control: Locator) -> None:
        control.click()

    def fill(self, control: Locator, text: str) -> None:
        control.fill(text)

    def check(self, control: Locator) -> None:
        control.check()

    def choose(self, control: Locator, label: str) -> None:
        control.select_option(label=label)


@dataclass
class Keyboard:
    """Keys alone: Tab, Enter, Space, Home, arrows and letters."""

    page: Page

    def reach(self, control: Locator) -> None:
        """Tab until the control has the focus, and see that it does."""
        expect(control).to_be_visible(timeout=PATIENCE_MS)
        for _ in range(MOST_STOPS):
            if control.evaluate(IS_FOCUSED):
                break
            self.page.keyboard.press("Tab")
        assert control.evaluate(IS_FOCUSED), f"{control} cannot be reached by Tab"
        self._see(control)

    def press(self, control: Locator) -> None:
        self.reach(control)
        self.page.keyboard.press("Enter")

    def fill(self, control: Locator, text: str) -> None:
        self.reach(control)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def check(self, control: Locator) -> None:
        """Space on a checkbox; a group of radios has one stop, and arrows go on from there."""
        if control.get_attribute("type") == "checkbox":
            self.reach(control)
            self.page.keyboard.press("Space")
        else:
            self._go_to_radio(control)
        expect(control).to_be_checked()

    def choose(self, control: Locator, label: str) -> None:
        self.reach(control)
        self.page.keyboard.press("Home")
        for _ in range(control.locator("option").count()):
            if control.locator("option:checked").inner_text() == label:
                break
            self.page.keyboard.press("ArrowDown")
        expect(control.locator("option:checked")).to_have_text(label)

    def _go_to_radio(self, radio: Locator) -> None:
        name = radio.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        stop = group.and_(self.page.locator(":checked")) if self._is_answered(group) else group.first
        self.reach(stop)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.evaluate(IS_FOCUSED):
                break
            self.page.keyboard.press("ArrowDown")
        self._see(radio)

    @staticmethod
    def _is_answered(group: Locator) -> bool:
        return bool(group.evaluate_all("all => all.some(one => one.checked)"))

    @staticmethod
    def _see(control: Locator) -> None:
        assert control.evaluate(SHOWS_FOCUS), f"{control} does not show that it has the focus"
        assert control.evaluate(IN_SIGHT), f"{control} has the focus out of sight"
