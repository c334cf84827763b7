"""Small true pictures for people to send, and the width and height of any picture received."""

from __future__ import annotations

import struct

_START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB})


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _huffman(place: int, *symbols: int) -> bytes:
    # All codes two bits long: 00 is the first symbol, 01 the second.
    counts = bytes([0, len(symbols)]) + bytes(14)
    return _segment(0xC4, bytes([place]) + counts + bytes(symbols))


def jpeg(width: int, height: int, shade: int = 128) -> bytes:
    """Return a valid grey JPEG of the given size; `shade` is 0 (black) to 255 (white)."""
    header = _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    tables = _segment(0xDB, bytes(1) + bytes([8]) + bytes([255]) * 63)
    frame = _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0]))
    level = shade - 128 or 1
    size = abs(level).bit_length()
    codes = _huffman(0x00, 0, size) + _huffman(0x10, 0)
    scan = _segment(0xDA, bytes([1, 1, 0, 0, 63, 0]))
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    # The first block says the shade (code, then the value in `size` bits), every other block
    # says "as before"; "00" ends each, for it has no detail.
    value = level if level > 0 else level + (1 << size) - 1
    bits = "01" + f"{value:0{size}b}" + "00" + "0000" * (blocks - 1)
    bits += "1" * (-len(bits) % 8)
    packed = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return b"\xff\xd8" + header + tables + frame + codes + scan + packed + b"\xff\xd9"


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF or JPEG; None when it is no such picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _jpeg_dimensions(data)
    return None


def _jpeg_dimensions(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
