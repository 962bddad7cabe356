"""What a preset's pages are put together from, in fewer words; `home/blocks.py` says what each block is."""


def text(html):
    return ("text", html)


def quote(words, author=""):
    return ("quote", {"text": words, "author": author})


def free_times(title, words=""):
    return ("free_times", {"title": title, "text": words})


def steps(title, *told, facts=()):
    """Return steps from pairs of title and text; `facts` are pairs of what and how much."""
    return (
        "steps",
        {
            "title": title,
            "steps": [{"title": name, "text": words} for name, words in told],
            "facts": [{"label": label, "text": words} for label, words in facts],
        },
    )


def questions(title, *asked):
    """Return questions with their answers, each one paragraph of plain text or HTML without its `<p>`."""
    told = [{"question": question, "answer": f"<p>{answer}</p>"} for question, answer in asked]
    return ("questions", {"title": title, "questions": told})


def path(title, *milestones):
    return ("path", {"title": title, "milestones": [{"when": when, "what": what} for when, what in milestones]})


def methods(*cards, title=""):
    """Return cards from their fields: name, for_whom, course, length, service."""
    return ("methods", {"title": title, "methods": [{"length": "", "service": None, **card} for card in cards]})


def doors(title, *cards, words=""):
    """Return cards from title, text and where each leads: a page, or an address."""
    told = [
        {"title": name, "text": text, **({"address": to} if isinstance(to, str) else {"page": to, "address": ""})}
        for name, text, to in cards
    ]
    return ("doors", {"title": title, "text": words, "doors": told})


def latest_news(title, index):
    return ("latest_news", {"title": title, "index": index})


def picture(image, seen, words, caption=""):
    """Return a picture with what is to be seen on it, and a text beside it."""
    shown = {"image": image, "decorative": False, "alt_text": seen}
    return ("portrait", {"picture": shown, "caption": caption, "text": words})
