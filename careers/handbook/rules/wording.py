"""Rules on single words: whom a text speaks to, and what it should not say at all."""

from collections.abc import Callable, Collection

from careers.handbook.document import LISTS, FamilyDocument
from careers.handbook.rules.passages import Passage, passages, quote
from careers.handbook.rules.rule import Context, Hits, Measured, Rule
from careers.handbook.rules.words import found

Find = Callable[[FamilyDocument, Context, str], Hits]

PERMANENT = ("summary", "overview", "lead", "section", *LISTS)
"""What describes the work; a hiring process may well speak to candidates."""
EVERYWHERE = (*PERMANENT, "process", "step")


def says(table: str, message: str, kinds: Collection[str] = EVERYWHERE) -> Find:
    """A rule that hits each passage of these kinds in which a word of a table stands, once for each word. The message
    is what it has to say of the `{found}` word; the words around it follow."""

    def find(document: FamilyDocument, context: Context, value: str) -> Hits:
        for passage in passages(document):
            if passage.kind in kinds:
                yield from _said(passage, table, message)

    return find


def _said(passage: Passage, table: str, message: str) -> Hits:
    text, told = passage.visible, set()
    for match in found(table, text):
        if (word := match[0].casefold()) not in told:
            told.add(word)
            around = "" if match[0] == text else f": {quote(text, match.span())}"
            yield passage.pointer, f"{message.format(found=quote(match[0]))}{around}."


def _required_phrase(document: FamilyDocument, context: Context, value: str) -> Hits:
    phrase = " ".join(value.split())
    if phrase and not any(phrase.casefold() in passage.visible.casefold() for passage in passages(document)):
        yield "", f"The text does not contain {quote(phrase)}, which every job family has to say."


RULES = (
    Rule(
        code="placeholder",
        severity="error",
        title="A placeholder",
        meaning="“TBD”, “coming soon” or a gap to be filled in shows readers a page that is not finished, and a role "
        "whose expectations nobody can be held to.",
        remedy="Write what is meant, or take the text out until it is known.",
        find=says("placeholder", "{found} is a placeholder"),
        measured=Measured(43, 43, 43),
    ),
    Rule(
        code="gendered-pronoun",
        severity="warning",
        title="A gendered pronoun",
        meaning="“He” or “she” says who the holder of the role is expected to be, and leaves everyone else out.",
        remedy="Say “they”, name the role again, or turn the sentence round so that it needs no pronoun.",
        find=says("gendered_pronoun", "{found} is a gendered pronoun"),
        measured=Measured(15, 15, 15),
    ),
    Rule(
        code="masculine-coded-word",
        severity="info",
        title="A masculine-coded word",
        meaning="Studies of job adverts found that fewer women apply where such words describe the person sought.",
        remedy="Say what the person does instead: “decides with little information” rather than “decisive”.",
        find=says("masculine_coded", "{found} is a masculine-coded word"),
        measured=Measured(29, 29, 29),
    ),
    Rule(
        code="feminine-coded-word",
        severity="info",
        title="A feminine-coded word",
        meaning="Studies of job adverts found such words to be read as meant for women. One or two do no harm; "
        "many make a text lopsided, as many masculine-coded ones do.",
        remedy="Say what the person does instead: “settles conflicts” rather than “interpersonal skills”.",
        find=says("feminine_coded", "{found} is a feminine-coded word"),
        measured=Measured(74, 40, 38),
    ),
    Rule(
        code="fixed-mindset-word",
        severity="warning",
        title="A fixed-mindset word",
        meaning="“Genius”, “rockstar” or “natural talent” praise what people are born with. They put off those who "
        "learn, and nobody can be assessed by them.",
        remedy="Name the skill and the degree of it that the role needs.",
        find=says("fixed_mindset", "{found} praises what people are, not what they do"),
        measured=Measured(12, 12, 12),
    ),
    Rule(
        code="vacancy-voice",
        severity="warning",
        title="The voice of a vacancy",
        meaning="A job family is permanent and describes the role for those who hold it as well. Text that speaks to a "
        "candidate or advertises an opening belongs to the vacancy.",
        remedy="Describe the role in the third person (“Leads the review …”); move what advertises to the vacancy.",
        find=says("vacancy_voice", "{found} is the voice of a vacancy", PERMANENT),
        measured=Measured(114, 60, 59),
    ),
    Rule(
        code="location",
        severity="warning",
        title="A location in a permanent text",
        meaning="Where somebody works is a matter of the vacancy. In the job family it excludes people from roles that "
        "are open elsewhere, and is forgotten when places change.",
        remedy="Move the place or the time zone to the vacancy.",
        find=says("location", "{found} ties the role to a place", PERMANENT),
        measured=Measured(14, 14, 13),
    ),
    Rule(
        code="preferred-in-requirements",
        severity="warning",
        title="“A plus” inside the requirements",
        meaning="A requirement is what every holder of the role must meet. What is merely welcome keeps people from "
        "applying and blurs the bar for promotions.",
        remedy="Move it to the nice-to-haves, or make it a requirement without “preferred” or “a plus”.",
        find=says("preferred", "{found} stands in the requirements", ("requirements",)),
        measured=Measured(419, 76, 76),
    ),
    Rule(
        code="hiring-step-as-requirement",
        severity="warning",
        title="A hiring step written as a requirement",
        meaning="A check or an interview is a step of the hiring process. Among the requirements it reads as a skill, "
        "and those who hold the role already do not meet it.",
        remedy="Move it to the hiring process.",
        find=says("hiring_step", "{found} is a step of hiring, not a requirement", ("requirements",)),
        measured=Measured(3, 3, 3),
    ),
    Rule(
        code="required-phrase",
        severity="warning",
        title="A required phrase is missing",
        meaning="The company wants each job family to say this, be it for the law or for its values.",
        remedy="Put the phrase into the overview, a section or a statement, word by word.",
        find=_required_phrase,
        value_help="The phrase that each job family has to contain. Empty: no phrase is required.",
    ),
)  # fmt: skip
