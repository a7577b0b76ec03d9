"""What a text may hold."""

from edition.source.text import RARE, is_odd


def test_no_character_of_which_texts_are_made_is_odd():
    common = [character for character in map(chr, range(0x20, 0x10000)) if not RARE.match(character)]
    assert len(common) > 21_000 and not any(map(is_odd, common))
