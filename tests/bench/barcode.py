"""What a picture says of itself, in black and white blocks large enough to survive H.264, with a checksum."""

import binascii
import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

COLUMNS, ROWS = 40, 2
_BYTES = struct.Struct(">IBHB")
_DARK, _BRIGHT = 16, 235

# Reads the blocks of the frame that `video` shows, as a text of 0 and 1; a block is sampled in its middle.
READ = f"""(video) => {{
  const canvas = window.__canvas ??= document.createElement('canvas');
  if (canvas.height !== {ROWS * 4}) Object.assign(canvas, {{width: {COLUMNS * 4}, height: {ROWS * 4}}});
  const pen = canvas.getContext('2d', {{willReadFrequently: true}});
  const block = video.videoWidth / {COLUMNS};
  pen.drawImage(video, 0, 0, video.videoWidth, {ROWS} * block, 0, 0, canvas.width, canvas.height);
  const seen = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  let bits = '';
  for (let row = 0; row < {ROWS}; row++) for (let column = 0; column < {COLUMNS}; column++)
    bits += seen[4 * ((4 * row + 2) * canvas.width + 4 * column + 2)] > 127 ? '1' : '0';
  return bits;
}}"""


@dataclass(frozen=True, slots=True)
class Mark:
    """made_ms: when the picture was begun, Unix milliseconds modulo 2**32. number: counts a camera's pictures, modulo
    2**16. cost_ms: what drawing and encoding the picture before took.
    """

    made_ms: int
    camera: int
    number: int
    cost_ms: int = 0

    def draw(self, luma: npt.NDArray[np.uint8]) -> None:
        """Put the blocks on top of `luma`, (height, width), its width a multiple of 40."""
        said = _BYTES.pack(self.made_ms % 2**32, self.camera, self.number % 2**16, min(255, self.cost_ms))
        said += struct.pack(">H", binascii.crc_hqx(said, 0xFFFF))
        bits = np.unpackbits(np.frombuffer(said, np.uint8)).reshape(ROWS, COLUMNS)
        block = luma.shape[1] // COLUMNS
        blocks = np.where(bits, _BRIGHT, _DARK).astype(np.uint8).repeat(block, 0).repeat(block, 1)
        luma[: blocks.shape[0]] = blocks


def read(bits: str) -> Mark | None:
    """The mark of a text as `READ` returns it; None when its checksum is wrong."""
    said = int(bits, 2).to_bytes(len(bits) // 8, "big")
    if len(said) != _BYTES.size + 2 or binascii.crc_hqx(said[:-2], 0xFFFF) != int.from_bytes(said[-2:], "big"):
        return None
    made_ms, camera, number, cost_ms = _BYTES.unpack(said[:-2])
    return Mark(made_ms, camera, number, cost_ms)
