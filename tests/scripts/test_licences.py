"""An expression may be used when one choice of each OR, and every part of it, may be used."""

import pytest

from scripts.licences import accepted


@pytest.mark.parametrize("text", ["MIT", "(MIT AND OFL-1.1 AND Apache-2.0)", "Apache-2.0 OR SSPL-1.0", "LGPL-3.0-only"])
def test_usable(text: str) -> None:
    assert accepted(text)


@pytest.mark.parametrize("text", ["?", "", "SSPL-1.0", "MIT AND SSPL-1.0", "GPL-2.0-only"])
def test_not_usable_without_a_look(text: str) -> None:
    assert not accepted(text)
