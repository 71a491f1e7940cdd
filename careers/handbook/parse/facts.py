"""Facts that pages state in sentences: the grade, the reporting line, what a role or a list inherits."""

import re
from dataclasses import dataclass
from functools import cache

from careers.handbook.parse.inline import links, plain
from levels.vocabulary import vocabulary

_ABBREVIATIONS = (
    "sr.",
    "jr.",
    "mr.",
    "ms.",
    "dr.",
    "e.g.",
    "i.e.",
    "etc.",
    "vs.",
    "no.",
    "inc.",
    "ltd.",
    "st.",
    "u.s.",
)
_BREAK = re.compile(r"(?<=[.!?])(?=\s+[\"'“(*_\[{]*[A-Z0-9])|(?<=[^,])\n(?=(?:The|This|These) )")
_NUMBER = r"\d{1,2}(?:\.\d)?"
_BETWEEN = r"\s*(?:,\s*(?:or|and)?|\bor\b|\band\b|/|-|–|\bto\b)\s*(?:an?\s+)?(?:job\s+)?(?:grade\s+)?"
_NUMBERS = rf"#?\[?\s*(?P<numbers>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*)(?![\w%])\s*\]?"
_IS = r"(?:is|are|has|have|will be|sits at)(?:\s+(?:currently|now|at|aligned to|placed at|rated|graded))*"
_SUBJECT = r"(?:(?:the\s+)?(?P<subject>.{1,150}?),?(?:\s+(?:role|position|job))?\s+" + _IS + r"\s+)?"
_GRADE = re.compile(
    rf"{_SUBJECT}(?:(?:an?|the)\s+)?[\[(\"“]*(?:(?:job|pay|[\w ]{{0,20}} job)\s+)?"
    rf"grades?\b:?\s*(?:level\s*)?:?\s*(?:is\s+)?{_NUMBERS}(?P<tail>.*)$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"{_SUBJECT}(?:an?\s+)?(?:level\s+)?{_NUMBERS}(?P<tail>.*)$", re.IGNORECASE)
_TAIL = re.compile(r"[\W_]*(?:(?:role|position|level|grade)\b[\W_]*)*", re.IGNORECASE)
_GRADE_TARGET = re.compile(r"#[\w-]*grade", re.IGNORECASE)
_REPORTS = re.compile(
    r"^(?P<subject>[^.!?]{1,200}?),?\s+(?:(?:will|would|typically|usually|directly|currently|also|must|should)\s+)*"
    r"reports?\s+(?:directly\s+)?(?:in)?to\s+(?:and\s+[\w\s]{1,60}?\s+with\s+)?(?P<object>\S.*)$",
    re.DOTALL,
)
_NO_SUBJECT = re.compile(r"\b(?:reports?|who|that|you|we|if|when)\b", re.IGNORECASE)
_HEDGE = re.compile(r"\b(?:typically|usually|currently|also|may|should|must)\b", re.IGNORECASE)
_VERB = re.compile(r"\b(?:is|are|has|have|will|leads?|manages?|works?|owns?)\b", re.IGNORECASE)
_OBJECT_END = re.compile(
    r",?\s+(?:and|but)\s+(?:is|are|has|have|will|leads?|manages?|works?|collaborates?|supports?|owns?|partners?|oversees)\b"
    r"|,\s+(?:and|but|who|which|with|where)\b|\s+and\s+(?:the\s+)?[A-Z][\w\s,&]{1,80}\breports?\s+to\b",
)
_ARTICLE = re.compile(r"^(?:the|an?|our)\s+", re.IGNORECASE)
_THIS = re.compile(r"^(?:(?:this|the)\s+)?(?:role|position|job|team member)\b|^(?:this|they|it)$", re.IGNORECASE)
_EXTENDS = re.compile(
    r"^(?P<subject>.{1,160}?)\s+extends\s+(?:that\s+of\s+)?(?P<object>.+)$", re.IGNORECASE | re.DOTALL
)
_SHARES = re.compile(
    r"^(?P<subject>.{1,160}?)\s+(?:has|have|shares?)\s+(?:all\s+)?(?:of\s+)?the\s+same\s+"
    r"(?:responsib\w+\s+and\s+require\w+|require\w+\s+and\s+responsib\w+)\s+(?:as|of)\s+(?P<object>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT_TAIL = re.compile(
    r"(?:,?\s+(?:but|and|by|with|through|plus|as|in|so)\b.*|[:;.,]\s*.*)$", re.IGNORECASE | re.DOTALL
)

_LIST_NAME = (
    r"(?:(?:job|general|base|core) )?"
    r"(?:responsib\w+|respo\w*ties|requir\w+|performance indicators|qualifications|expectations)"
)
_ALL_THE = r"(?:all )?(?:of )?(?:the )?"
_POINTERS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Extends (that of) the Senior X requirements; Extends the requirements of the Senior X
        rf"^ext?ends (?:(?:that|those|the) )*(?:{_LIST_NAME} )?(?:(?:of|for|the\w?|an?) )*(?P<target>.+)$",
        # (All) the same responsibilities as the Senior X, plus:
        rf"^(?:includes? )?{_ALL_THE}(?:same )?{_LIST_NAME} (?:of|as|for|from|listed) (?P<target>.+)$",
        # Includes all Intermediate level requirements
        rf"^(?:includes?|meets?|has) {_ALL_THE}(?P<target>.*?{_LIST_NAME}\b.*)$",
        # Everything in the X role, plus:
        r"^(?:everything|all) (?:in|under|from|of) (?P<target>.+)$",
        # In addition to the requirements for a Senior X:
        rf"^in addition to {_ALL_THE}{_LIST_NAME} (?:of|for) (?P<target>[^,]+):?$",
        # The manager role includes all of the requirements above, plus:
        rf"^(?:the|this) (?:[\w-]+ ){{0,5}}(?:includes?|has) all (?:of )?the (?:same )?(?P<target>{_LIST_NAME}.*)$",
    )
)
_TARGET_TAIL = re.compile(
    r"[\"”]?(?:[,;:]|\s+[-–])?\s*\b(?:plus|as well as|and also|in addition|with the following|also)\b.*$|[\s;:,.\"”]+$",
    re.IGNORECASE | re.DOTALL,
)
_TARGET_WORDS = re.compile(rf"\b(?:{_LIST_NAME}|role|position|level|listed|above|below|here|outlined)\b", re.IGNORECASE)
_CERTAIN = re.compile(r"^ext?ends\b|\bsame\b|\b(?:plus|above|listed|following)\b", re.IGNORECASE)
_MAX_POINTER = 200


@dataclass(frozen=True)
class GradeFact:
    """The grades that a sentence states, its subject as written ("" where it names nobody), the grade scheme, and
    whether the sentence says nothing else."""

    subject: str
    grades: tuple[str, ...]
    scheme: str
    exact: bool = True


@dataclass(frozen=True)
class Line:
    """Who reports to whom, or extends whom: the two ends as written, Markdown and all."""

    subject: str
    object: str


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences of a paragraph, in order. "Sr." and its like end none."""
    cuts = [0]
    for cut in _BREAK.finditer(text):
        last = text[max(cuts[-1], cut.start() - 8) : cut.start()].split()[-1:]
        if not last or last[0].casefold().lstrip("([\"'*_") not in _ABBREVIATIONS:
            cuts.append(cut.start())
    pairs = zip(cuts, [*cuts[1:], len(text)], strict=True)
    spans = [(end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())) for start, end in pairs]
    return [(start, end) for start, end in spans if start < end]


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, as written."""
    return [text[start:end] for start, end in sentence_spans(text)]


def grade_fact(sentence: str, *, under_heading: bool) -> GradeFact | None:
    """The grade that a sentence states. `under_heading` tells that it stands below a "Job grade" heading, where a
    bare number after "is a" is enough; elsewhere the word grade or a link to a table of grades has to be there."""
    text = " ".join(plain(sentence).replace("{", "").replace("}", "").split())
    if len(text) > 600:
        return None
    found = _GRADE.match(text)
    if not found and (under_heading or any(_GRADE_TARGET.search(target) for _, target in links(sentence))):
        found = _BARE.match(text)
    grades = _expand(found["numbers"]) if found else ()
    if not found or not grades:
        return None
    name = (found["subject"] or "").strip()
    exact = bool(_TAIL.fullmatch(found["tail"]))
    if not exact and (not name or found.re is _BARE):
        return None
    return GradeFact("" if is_generic(name) else name, grades, _scheme(sentence), exact)


def _expand(numbers: str) -> tuple[str, ...]:
    """Grade names of "7", "6, 7 or 8", "6-8" (a range of whole grades names all in between); () beyond any ladder."""
    found = re.findall(_NUMBER, numbers)
    if any(not 1 <= float(each) <= 20 for each in found):
        return ()
    if len(found) == 2 and re.search(r"-|–|\bto\b", numbers) and all("." not in each for each in found):
        low, high = map(int, found)
        return tuple(str(each) for each in range(low, high + 1))
    return tuple(dict.fromkeys(found))


def _scheme(sentence: str) -> str:
    fragments = " ".join(target.rpartition("#")[2] for _, target in links(sentence)).casefold()
    lower = plain(sentence).casefold()
    for scheme in vocabulary().schemes:
        for word in scheme.words:
            hyphened = word.replace(" ", "-")
            if re.search(rf"\b{hyphened}-(?:job-)?grades?\b", fragments):
                return scheme.slug
            if re.search(rf"\b{word} (?:job )?grade\b", lower):
                return scheme.slug
    return "general"


def reports_fact(sentence: str) -> Line | None:
    """The reporting line of "The X reports to the Y"."""
    found = _REPORTS.match(sentence.strip())
    if not found or len(found["subject"].split()) > 14 or _NO_SUBJECT.search(found["subject"]):
        return None
    object_ = " ".join(found["object"].split())
    if cut := _OBJECT_END.search(object_):
        object_ = object_[: cut.start()]
    object_ = _ARTICLE.sub("", object_.strip().rstrip(".").rstrip(",").strip())
    return Line(found["subject"].strip(), object_) if object_ else None


def is_generic(subject: str) -> bool:
    """Whether the subject of a sentence is "this role" or the like, and so means whatever it stands under."""
    return bool(_THIS.search(plain(subject).strip()))


def says_only_that(sentence: str, line: Line) -> bool:
    """Whether a sentence of a reporting line says nothing else."""
    text = " ".join(sentence.split()).rstrip(". ")
    plain_end = re.search(rf"\breports? (?:directly )?(?:in)?to (?:the |an? |our )?{re.escape(line.object)}$", text)
    return bool(plain_end) and not _VERB.search(line.subject) and not _HEDGE.search(text)


def extends_fact(sentence: str) -> tuple[Line, bool] | None:
    """(who extends whom, whether the sentence says nothing else) of a sentence about a whole role: "The X role
    extends the Y role", or "X has the same responsibilities and requirements as Y, but ..."."""
    text = " ".join(sentence.split())
    for form in (_EXTENDS, _SHARES):
        if found := form.match(text):
            object_ = _OBJECT_TAIL.sub("", found["object"])
            exact = form is _EXTENDS and found["object"].rstrip(". ") == object_.strip()
            name = " ".join(_TARGET_WORDS.sub(" ", object_).split())
            return Line(found["subject"], _ARTICLE.sub("", name)), exact and name == re.sub(
                r"\s+role$", "", object_, flags=re.I
            )
    return None


@dataclass(frozen=True)
class Pointer:
    """What a pointer names: the phrase without the words around it, and the targets of its links. `certain` tells
    whether its form alone shows that it is a pointer; else it is one only where it names a role."""

    target: str
    anchors: tuple[str, ...]
    certain: bool


def pointer_fact(text: str) -> Pointer | None:
    """Whether a bullet only points to another role's list ("Extends the Senior requirements"), and to which."""
    written = " ".join(text.split())
    visible = " ".join(plain(written).split())
    if len(visible) > _MAX_POINTER:
        return None
    for form in _POINTERS:
        if found := form.match(visible):
            target = _TARGET_TAIL.sub("", found["target"])
            name = " ".join(_TARGET_WORDS.sub(" ", target).split()).strip(" ,.;:-–")
            if len(name.split()) > 14:
                return None
            certain = bool(_CERTAIN.search(visible))
            return Pointer(_ARTICLE.sub("", name), tuple(target for _, target in links(written)), certain)
    return None


@cache
def track_words() -> tuple[tuple[tuple[str, ...], str], ...]:
    """The ways of writing a track, longest first."""
    rows = [(tuple(words.split()), track) for words, track in vocabulary().track_words.items()]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def track_of(phrase: str) -> str | None:
    """The track that the last words of a phrase name ("Engineering Managers", "For individual contributors")."""
    tokens = tuple(re.findall(r"[a-z]+", plain(phrase).casefold()))
    return next((track for words, track in track_words() if tokens[-len(words) :] == words), None)
