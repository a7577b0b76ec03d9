"""An article for machines (schema.org/NewsArticle): no date of publication and no picture that the source lacks."""

from pelican.contents import Article

from edition.parts import NAMES, PARTS, Part

ORDER = ("headline", "inLanguage", "articleSection", "alternativeHeadline", "author")  # in which they are smallest
LISTS = frozenset(["author", "articleSection"])  # the properties that are lists even where they hold one thing


def structured_data(article: Article, lang: str, address: str) -> dict[str, object]:
    """Return what JSON-LD says of an article, by the table of parts.

    lang: of the page. address: of its page on the web, "" where it is not known.
    """
    found: dict[str, list[object]] = {}
    for part in PARTS:
        if part.schema and (said := values_of(article, part)):
            found.setdefault(part.schema, []).extend(said)
    found["inLanguage"] = [lang]
    data: dict[str, object] = {"@context": "https://schema.org", "@type": "NewsArticle"}
    for name in sorted(found, key=ORDER.index):
        data[name] = found[name] if name in LISTS or len(found[name]) > 1 else found[name][0]
    return data | {"url": address} if address else data


def values_of(article: Article, part: Part) -> list[object]:
    """Return what an article has of a part, as JSON-LD says it: words, or a Person for each name."""
    if not part.keys:
        return [section["heading"] for section in article.sections]
    value = getattr(article, part.keys[-1], None)
    if value is None:
        return []
    if part.keys[-1] in NAMES:
        return [{"@type": "Person", "name": author.name} for author in value]
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]
