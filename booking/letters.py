"""A letter: a text whose placeholders have given way to their values, as plain words and as parts of a page.

Values are what people typed. They are never looked through for placeholders, hold no line break where one line is
meant, and no sign that turns the direction of what stands after them.
"""

import re
import unicodedata
from dataclasses import dataclass

from .placeholders import OPTIONAL, PATTERN

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
#: They turn the direction of what follows; letters of a right-to-left script do without them.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JOINER = "\u200d"
SUBJECT_NAME = 60


@dataclass(frozen=True)
class Url:
    """An address to open: a button where it ends its line, the words before it being on the button.

    A quiet one becomes a link: it is there for whoever looks for it.
    """

    address: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Part:
    text: str
    is_value: bool = False
    is_address: bool = False
    is_quiet: bool = False

    def as_text(self):
        return isolated(self.text) if self.is_value else self.text


@dataclass(frozen=True)
class Line:
    """Words and values in a row; or `facts`, pairs of a label and words; or a way to go, which has a `label`."""

    parts: tuple = ()
    facts: tuple = ()
    label: str = ""
    address: str = ""
    is_quiet: bool = False

    def as_text(self):
        if self.facts:
            return "\n".join(f"{label} {isolated(words)}" for label, words in self.facts)
        return "".join(part.as_text() for part in self.parts)


def paragraphs_of(body, values):
    """Return the letter as a list of paragraphs, each a list of `Line`.

    `values` gives each placeholder a string, a `Url`, or a list of facts. A line is left out where one of its
    optional placeholders has nothing to say, and with it a paragraph that is then empty.
    """
    paragraphs = re.split(r"\n[ \t]*\n\s*", body.replace("\r\n", "\n").strip())
    written = (
        [line_of(line, values) for line in one.split("\n") if says_something(line, values)] for one in paragraphs
    )
    return [lines for lines in written if lines]


def plain_text(paragraphs):
    return "\n\n".join("\n".join(line.as_text() for line in lines) for lines in paragraphs)


def subject_of(subject, values):
    """Return one line; a name that is much too long is shortened, so that the rest can be read."""
    short = {name: shortened(value) for name, value in values.items() if isinstance(value, str)}
    written = PATTERN.sub(lambda found: isolated(short.get(found[1], "")), subject)
    return re.sub("[ \t\r\n]+", " ", written).strip()  # A space that does not break stays.


def says_something(line, values):
    return all(values.get(name) for name in PATTERN.findall(line) if name in OPTIONAL)


def line_of(line, values):
    names = PATTERN.findall(line)
    if names and isinstance(values.get(names[0]), list):
        return Line(facts=tuple(values[names[0]]))
    parts = tuple(part for part in parts_of(line.strip(), values) if part.text)
    *before, last = parts or (Part(""),)
    if last.is_address:
        label = "".join(part.as_text() for part in before).rstrip(" :\N{NO-BREAK SPACE}")
        return Line(parts=parts, label=label or last.text, address=last.text, is_quiet=last.is_quiet)
    return Line(parts=parts)


def parts_of(line, values):
    """Yield the words of a line and its values in turn. What is between braces stands at every second place."""
    for place, piece in enumerate(PATTERN.split(line)):
        if place % 2 == 0:
            yield Part(piece)
            continue
        value = values.get(piece, "")
        if isinstance(value, Url):
            yield Part(value.address, is_address=True, is_quiet=value.is_quiet)
        else:
            yield Part(value, is_value=True)


# --- What people typed ----------------------------------------------------------------------------


def one_line(text):
    """Return the text without line breaks, control characters, or signs that turn its direction."""
    return " ".join(several_lines(text).split())


def several_lines(text):
    """Return the text with its line breaks, and without what only disturbs a reader."""
    text = TURNING.sub("", re.sub("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c", "\n", text))
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def shortened(text, limit=SUBJECT_NAME):
    """Return at most `limit` characters and a sign that there were more, not cut within what is drawn as one."""
    if len(text) <= limit:
        return text
    end = limit
    while end and (belongs_to_the_sign_before(text[end]) or text[end - 1] == JOINER):
        end -= 1
    return f"{text[: end or limit].rstrip()}…"


def belongs_to_the_sign_before(sign):
    """Tell an accent, a joiner, or the tone of an emoji."""
    return sign == JOINER or unicodedata.category(sign) in ("Mn", "Me", "Mc", "Sk")


def isolated(text):
    """Return the text so that a right-to-left name leaves the words around it in their place."""
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text
