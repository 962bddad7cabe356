"""All that the assistant knows in one language, made once and kept until a row behind it changes."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.conf import settings
from wagtail.models import Page

from people import names
from practice.kept import held_by
from practice.offers import Offers, offers_at
from practice.versions import HOURS, PRACTICE

from . import languages
from .apps import KNOWN
from .likelihood import likelihoods
from .mentions import Names, names_of
from .models import AssistantSettings, Question, Synonym
from .ranking import Ranking
from .vocabulary import Vocabulary
from .words import spaced, words_of

#: The key of the token that changes with the pages, as the room of the pages calls it.
PAGES = "pages"
#: From here on a question of the practice counts as one about a topic of the examples.
LIKELY_ENOUGH = 0.5
GROUNDS = (PRACTICE, HOURS, KNOWN, PAGES)


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Shared by all requests: nothing in it is to be changed."""

    language: str
    settings: AssistantSettings
    offered: Offers
    vocabulary: Vocabulary
    ranking: Ranking
    names: Names
    questions: dict[int, Question]
    #: What those of these questions are about that resemble the examples.
    topics: dict[int, str]
    pages: dict[int, Page]

    @cached_property
    def words_of_practitioners(self):
        """Return the words of the names of all practitioners, as `people.names` writes them."""
        return frozenset(word for one in self.offered.practitioners.values() for word in names.words_of(one.name))


def knowledge(language):
    """Return what is known now in a language; no query where the tokens have been read and nothing has changed."""
    held = held_by(*GROUNDS)
    return known_at(language, held[PRACTICE], held[KNOWN], held[PAGES])


@lru_cache(maxsize=3 * len(settings.LANGUAGES))
def known_at(language, practice_token, known_token, pages_token):
    """Return what is known while these tokens hold."""
    written, offered = written_at(language, known_token, pages_token), offers_at(practice_token)
    words = written["vocabulary"].surfaces
    return Knowledge(language, offered=offered, names=Names(names_of(offered, words), words), **written)


@lru_cache(maxsize=3 * len(settings.LANGUAGES))
def written_at(language, known_token, pages_token):
    """Return what does not depend on the practice: words, ways of asking, the practice's own answers, pages."""
    questions = {row.pk: row for row in Question.objects.filter(language=language, is_active=True)}
    pages = {page.pk: page for page in Page.objects.live().public().filter(locale__language_code=language, depth__gt=2)}
    ways = {**languages.of(language).ways.PHRASES, **{f"question:{pk}": row.ways for pk, row in questions.items()}}
    vocabulary = Vocabulary(
        language,
        [row.as_list for row in Synonym.objects.filter(language=language)],
        [text for some in ways.values() for text in some],
    )
    ways |= {f"page:{pk}": [page.title] for pk, page in pages.items()}
    return {
        "settings": AssistantSettings.load(),
        "vocabulary": vocabulary,
        "ranking": Ranking(vocabulary, ways),
        "questions": questions,
        "topics": topics_of(questions, language),
        "pages": pages,
    }


def topics_of(questions, language):
    found = {}
    for pk, row in questions.items():
        likely = likelihoods(words_of(spaced(row.question)), language)
        topic = max(likely, key=likely.get, default=None)
        if topic and likely[topic] >= LIKELY_ENOUGH:
            found[pk] = topic
    return found
