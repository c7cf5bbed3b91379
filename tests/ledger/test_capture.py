"""A capture is the state of one moment, whatever is committed while its image is made."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from actors.ledger.image import image_of, state_root
from actors.ledger.ledger import Ledger
from tests.ledger import play
from tests.ledger.market import opened


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_an_image_made_later_is_the_image_of_then(seed: int) -> None:
    desk, chance = opened(), Random(seed)
    for _ in range(20):
        play.step(chance, desk)
    captured, image = desk.ledger.capture(), desk.ledger.image()
    for _ in range(20):
        play.step(chance, desk)
    assert image_of(captured) == image
    assert state_root(image_of(captured)) != state_root(desk.ledger.image())


def test_a_ledger_goes_on_from_a_capture() -> None:
    desk = opened()
    play.play(5, 30, desk)
    copy = Ledger.from_image(image_of(desk.ledger.capture()), desk.ledger.roster)
    done = len(desk.log)
    play.play(6, 30, desk)
    for commit, batches in desk.log[done:]:
        copy.apply(commit, batches)
    assert copy.image() == desk.ledger.image()
