#!/usr/bin/python3
"""fonts.py FOLDER: draws characters in five fonts that Debian installs, as grey PNG files of 36x36 pixels, FOLDER/train/FONT/CODE.png and FOLDER/test/FONT/CODE.png.

The characters are the letters and digits of Latin, Greek and Cyrillic that all five fonts have. A quarter is held out for the test: never a letter whose capital,
accented form or double of another alphabet (A, Greek Alpha, Cyrillic A) is among the others.
"""
import os
import sys
import unicodedata

from PIL import Image, ImageDraw, ImageFont

FONTS = {
    "dejavu-sans": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "dejavu-serif": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "free-mono": "/usr/share/fonts/truetype/freefont/FreeMono.ttf",
    "free-serif-italic": "/usr/share/fonts/truetype/freefont/FreeSerifItalic.ttf",
    "linux-libertine": "/usr/share/fonts/opentype/linux-libertine/LinLibertine_R.otf",
}
ALPHABETS = [range(0x21, 0x180), range(0x370, 0x500)]
SIDE, SIZE, BASELINE = 36, 24, 27
NO_CHARACTER = "\ufffe"  # what a font shows where it has none


def shape(font, character):
    """Size and pixels, wherever they stand."""
    mask = font.getmask(character)
    return mask.size, bytes(mask)


def characters(fonts):
    """The letters and digits that all fonts have."""
    nothing = {font: shape(font, NO_CHARACTER) for font in fonts}
    candidates = [chr(code) for alphabet in ALPHABETS for code in alphabet if unicodedata.category(chr(code))[0] in "LN"]
    return [c for c in candidates if all(font.getmask(c).getbbox() and shape(font, c) != nothing[font] for font in fonts)]


def kin(fonts, all_characters):
    """The characters in groups: those that differ by accent or case, or look the same in one of the fonts."""
    group = {c: {c} for c in all_characters}

    def join(a, b):
        if group[a] is not group[b]:
            group[a] |= group[b]
            for c in group[b]:
                group[c] = group[a]

    seen = {}
    for c in all_characters:
        for other in {unicodedata.normalize("NFKD", c)[0], c.lower(), unicodedata.normalize("NFKD", c)[0].lower()}:
            if other in group:
                join(other, c)
        for font in fonts:
            join(seen.setdefault((font, shape(font, c)), c), c)
    return sorted({frozenset(members) for members in group.values()}, key=min)


def main(folder):
    fonts = {name: ImageFont.truetype(path, SIZE) for name, path in FONTS.items()}
    groups = kin(fonts.values(), characters(fonts.values()))
    for number, group in enumerate(groups):
        part = "test" if number % 4 == 3 else "train"
        for name, font in fonts.items():
            os.makedirs(os.path.join(folder, part, name), exist_ok=True)
            for c in group:
                picture = Image.new("L", (SIDE, SIDE))
                ImageDraw.Draw(picture).text((SIDE / 2, BASELINE), c, fill=255, font=font, anchor="ms")
                picture.save(os.path.join(folder, part, name, f"{ord(c):04x}.png"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: fonts.py FOLDER")
    main(sys.argv[1])
