"""The marks in the pictures of the live view's benchmark."""

import numpy as np
import pytest

from tests.bench.barcode import COLUMNS, ROWS, Mark, read

MARK = Mark(4_123_456_789, 3, 65_535, 12)


def bits_of(mark: Mark) -> str:
    luma = np.full((720, 1280), 90, np.uint8)
    mark.draw(luma)
    assert (luma[64:] == 90).all(), "only the top is drawn over"
    return "".join(
        "1" if luma[32 * row + 16, 32 * col + 16] > 127 else "0" for row in range(ROWS) for col in range(COLUMNS)
    )


def test_mark_is_read_as_drawn() -> None:
    assert read(bits_of(MARK)) == MARK


@pytest.mark.parametrize("flipped", range(ROWS * COLUMNS))
def test_mark_with_a_flipped_block_is_refused(flipped: int) -> None:
    bits = bits_of(MARK)
    wrong = bits[:flipped] + ("0" if bits[flipped] == "1" else "1") + bits[flipped + 1 :]

    assert read(wrong) is None
