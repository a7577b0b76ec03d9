"""The one table of parts: what is drawn from it agrees with it."""

import pytest

from edition.parts import HEAD, METADATA, NAMES, PARTS, REQUIRED, ROLES, SEVERAL_LINES, place_of, role_at, split_names


def test_metadata_and_roles_are_drawn_from_the_table():
    assert len(set(ROLES)) == len(PARTS)
    for part in PARTS:
        assert set(part.keys) <= METADATA.keys()
        assert part in HEAD or not part.keys
        assert not part.keys or METADATA[part.keys[-1]] == part.meaning
    assert NAMES | SEVERAL_LINES | set(REQUIRED) <= METADATA.keys()


@pytest.mark.parametrize("part", PARTS, ids=ROLES)
def test_a_part_is_told_by_its_place_and_by_no_other(part):
    classes = (part.role,) if part.marked else ()
    around = ("html", "body", "main", *part.inside)
    assert role_at(part.element, classes, around) == part.role
    assert role_at(part.element, ("x", *classes), (*around, "div")) == part.role, "others may stand between and beside"
    assert role_at("div", classes, around) == ""
    for number in range(len(part.inside)):
        inside = part.inside[:number] + part.inside[number + 1 :]
        assert role_at(part.element, classes, ("html", *inside)) != part.role, "each of its elements counts"
    assert not part.marked or role_at(part.element, (), around) != part.role


@pytest.mark.parametrize("part", PARTS, ids=ROLES)
def test_places_tell_the_parts_of_one_article_apart(part):
    sections = (1, 2) if "section" in part.inside else (0,)
    numbers = (1, 2) if part.repeats and part.role != "heading" else (1,)
    places = [place_of(part.role, section, number) for section in sections for number in numbers]
    assert len(set(places)) == len(places) and all(part.role in place for place in places)


@pytest.mark.parametrize("part", HEAD, ids=lambda part: part.role)
def test_the_words_of_a_part_are_those_of_its_metadata(part):
    metadata = dict.fromkeys(part.keys, "甲 乙")
    assert part.words(metadata) == [" ".join(metadata.values())]
    assert part.words({}) == [] and part.words(dict.fromkeys(part.keys[:-1], "甲")) == []


def test_names_are_parted_by_semicolons():
    assert split_names("沈一苇; 陶知白；丁阿满") == ["沈一苇", "陶知白", "丁阿满"]
