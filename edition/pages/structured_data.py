"""An article for machines (schema.org/NewsArticle): no date of publication and no picture that the source lacks."""

from pelican.contents import Article

from edition.parts import PARTS, Part

ORDER = ("headline", "alternativeHeadline", "author", "articleSection", "inLanguage")  # in which they are smallest
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
    """Return what an article has of a part, as JSON-LD says it: words, or a Person for each name.

    A person's role is the jobTitle, as search engines read it (schema.org/jobTitle; Google, "Author markup").
    """
    if part.role == "byline":
        people = article.people.items()
        return [({"jobTitle": role} if role else {}) | {"@type": "Person", "name": name} for name, role in people]
    if not part.key:
        return [section["heading"] for section in article.sections]
    value = getattr(article, part.key, None)
    if value is None:
        return []
    return [str(line) for line in value] if isinstance(value, list) else [str(value)]
