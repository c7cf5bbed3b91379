"""Identifiers of clients: what python-stdnum says of them is said here too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import lei
from stdnum.cn import uscc

from actors.modules.registration.identifiers import is_identifier, is_lei, is_social_credit_code

#: Of the library's own documentation.
CODE, LEI = "91110000600037341L", "213800KUD8LAJWSQ9D15"
TEXT = st.text("0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ", min_size=17, max_size=21)


def test_a_good_one_is_known_as_what_it_is() -> None:
    assert (is_social_credit_code(CODE), is_lei(CODE)) == (True, False)
    assert (is_social_credit_code(LEI), is_lei(LEI)) == (False, True)
    assert is_identifier(CODE) and is_identifier(LEI)


@pytest.mark.parametrize("good", [CODE, LEI])
def test_one_character_that_is_wrong_is_found_wherever_it_stands(good: str) -> None:
    for at, character in enumerate(good):
        other = "7" if character != "7" else "8"
        assert not is_identifier(good[:at] + other + good[at + 1 :])


@pytest.mark.parametrize("bad", ["", CODE[:-1], LEI + "0", CODE.lower(), LEI.lower(), f" {CODE}", "９" * 18])
def test_what_has_another_form_is_none(bad: str) -> None:
    assert not is_identifier(bad)


@given(TEXT)
def test_the_library_judges_the_same(text: str) -> None:
    assert is_social_credit_code(text) == (len(text) == 18 and uscc.is_valid(text))
    assert is_lei(text) == (len(text) == 20 and lei.is_valid(text))


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9), st.integers(0, 999_999))
def test_every_code_that_the_library_makes_is_one(body: str, region: int) -> None:
    start = f"91{region:06}{body}"
    assert is_social_credit_code(start + uscc.calc_check_digit(start))
