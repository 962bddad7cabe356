"""All that the assistant knows in one language, made once and kept until a row behind it changes."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from wagtail.models import Page

from practice.kept import held_by
from practice.offers import Offers, offers_at
from practice.versions import HOURS, PRACTICE

from . import languages
from .apps import KNOWN
from .mentions import Name, names_of
from .models import AssistantSettings, Question, Synonym
from .ranking import Ranking
from .vocabulary import Vocabulary

#: The key of the token that changes with the pages, as the room of the pages calls it.
PAGES = "pages"
GROUNDS = (PRACTICE, HOURS, KNOWN, PAGES)


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Shared by all requests: nothing in it is to be changed."""

    language: str
    settings: AssistantSettings
    offered: Offers
    vocabulary: Vocabulary
    ranking: Ranking
    names: list[Name]
    questions: dict[int, Question]
    pages: dict[int, Page]


def knowledge(language):
    """Return what is known now in a language; no query where the tokens have been read and nothing has changed."""
    held = held_by(*GROUNDS)
    return known_at(language, held[PRACTICE], held[KNOWN], held[PAGES])


@lru_cache(maxsize=3 * len(settings.LANGUAGES))
def known_at(language, practice_token, known_token, pages_token):
    """Return what is known while these tokens hold."""
    words, offered = languages.of(language), offers_at(practice_token)
    questions = {row.pk: row for row in Question.objects.filter(language=language, is_active=True)}
    pages = {page.pk: page for page in Page.objects.live().public().filter(locale__language_code=language, depth__gt=2)}
    sets = [row.as_list for row in Synonym.objects.filter(language=language)]
    ways = {
        **words.PHRASES,
        **{f"question:{pk}": row.ways for pk, row in questions.items()},
        **{f"page:{pk}": [page.title] for pk, page in pages.items()},
    }
    own = [text for subject, some in ways.items() if not subject.startswith("page:") for text in some]
    vocabulary = Vocabulary(language, sets, own)
    names = names_of(offered, vocabulary.surfaces)
    return Knowledge(
        language=language,
        settings=AssistantSettings.load(),
        offered=offered,
        vocabulary=vocabulary,
        ranking=Ranking(vocabulary, ways),
        names=names,
        questions=questions,
        pages=pages,
    )
