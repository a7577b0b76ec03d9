"""An article for machines (schema.org/NewsArticle): no date of publication and no picture that the source lacks."""

from pelican.contents import Article

from edition.parts import PARTS, Part

# In the order in which they are smallest.
ORDER = "headline alternativeHeadline author articleSection abstract inLanguage datePublished license image".split()
LISTS = frozenset(["author", "articleSection", "image"])  # the properties that are lists even where they hold one thing


def structured_data(article: Article, lang: str, root: str, name: str) -> dict[str, object]:
    """Return what JSON-LD says of an article, by the table of parts.

    lang: of the page. root: the address of the bundle on the web, "" where it is not known. name: of the page below it.
    """
    found: dict[str, list[object]] = {}
    for part in PARTS:
        if part.schema and (said := values_of(article, part)):
            found.setdefault(part.schema, []).extend(said)
    found["inLanguage"] = [lang]
    found["datePublished"] = [article.day_published] if article.day_published else []
    found["license"] = [article.settings["LICENCE"]] if article.settings["LICENCE"] else []
    found["image"] = [f"{root}/{photograph.largest}" for photograph in article.photographs if root]
    data: dict[str, object] = {"@context": "https://schema.org", "@type": "NewsArticle"}
    for key in sorted(filter(found.get, found), key=ORDER.index):
        data[key] = found[key] if key in LISTS or len(found[key]) > 1 else found[key][0]
    return data | {"url": f"{root}/{name}"} if root else data


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
