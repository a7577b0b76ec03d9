"""Where a line of a headline may end: a proposal for ``Phrases:``, which an editor reviews."""

import re

CLINGS = re.compile(
    r"[了着过的地得们吗呢吧上下中里内外前后起来出到年月日元人班卡场员站馆厅局镇村乡]|[，。、；：！？”’」』》）】…—·%％]+"
)  # to the word before
OPENS = re.compile(r"[“‘「『《（【]+")
COUNT = re.compile(r"[\d.]+|[第一二三四五六七八九十百千万亿两半]+")


def phrases_of(headline: str) -> str:
    """Return the headline with a space wherever a line of it may end; "" where it has none to propose.

    rjieba (the words of jieba) tells the words; one of a single character goes with a neighbour, a number with what it
    counts. A headline with blanks of its own, or without Han, breaks at those.
    """
    if re.search(r"\s", headline) or not re.search("[\u3400-\u9fff]", headline):
        return ""
    import rjieba  # its dictionary takes a third of a second: only where it is used

    phrases: list[str] = []
    joins = False  # whether the last phrase asks for the next word
    for word in rjieba.cut(headline):
        counted = bool(phrases) and COUNT.fullmatch(re.sub(r"^\W+", "", phrases[-1])) is not None
        clings = CLINGS.fullmatch(word)
        if phrases and (joins or counted or clings):
            phrases[-1] += word
        else:
            phrases.append(word)
        joins = bool(OPENS.fullmatch(word)) or (len(word) == 1 and (phrases[-1] == word or (joins and not clings)))
    if len(phrases) > 1 and len(phrases[-1]) == 1:
        phrases[-2:] = ["".join(phrases[-2:])]
    return " ".join(phrases) if len(phrases) > 1 else ""
