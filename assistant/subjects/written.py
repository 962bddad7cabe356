"""What stands written already: the practice's own answers, and the pages of the site."""

from django.utils.translation import gettext as _

from assistant.parts import Link, Part


def question(asking, pk):
    row = asking.knowledge.questions[pk]
    links = [Link(_("Read more"), row.link)] if row.link else []
    return Part(paragraphs=[line for line in row.answer.splitlines() if line.strip()], links=links)


def page(asking, pk):
    found = asking.knowledge.pages[pk]
    return Part(paragraphs=[_("This is on a page of the site.")], links=[Link(found.title, found.url or "/")])
