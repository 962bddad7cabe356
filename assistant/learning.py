"""What the questions of `examples/` teach of how a subject is asked for: made by `learn_questions`, read by `learned`.

Naive Bayes over weighted features (Rennie et al. 2003, “Tackling the Poor Assumptions of Naive Bayes Text
Classifiers”): of each feature, how much more often it stands in those of a
subject than anywhere. Features are the stems of words, pairs of them that follow each other or have one between, and
runs of three and four letters, which bear typing errors.
"""

import datetime as dt
import math
import re
import zlib
from collections import Counter, defaultdict
from pathlib import Path

from .when import read_when
from .words import spaced, stem

HERE = Path(__file__).parent
EXAMPLES, LEARNED = HERE / "examples", HERE / "learned"
#: Any day will do: the days in a question are one mark.
A_DAY = dt.date(2026, 11, 30)
SMOOTHING = 0.05
LETTERS = (3, 4)
#: How the feature of a single word begins.
WORD = "1 "
#: A weight is kept as one byte of tenths of a nat, halved.
STEPS = 20
MARK = re.compile(r"(\{\w+\})")


def features_of(words, language):
    """Return the features of words, marks such as “{when}” among them."""
    stems = [stem_of(word, language) for word in words]
    found = {WORD + one for one in stems}
    found |= {f"2 {one} {other}" for one, other in zip(["^", *stems], [*stems, "$"], strict=True)}
    found |= {f"3 {one} {other}" for one, other in zip(stems, stems[2:], strict=False)}
    for word in words:
        if word.startswith("{"):
            continue
        bounded = f"_{word}_"
        found |= {bounded[at : at + long] for long in LETTERS for at in range(len(bounded) - long + 1)}
    return found


def stem_of(word, language):
    if word.startswith("{"):
        return word
    return "0" if word.isdigit() else stem(word, language)


def examples_of(language):
    """Yield the subject and the words of each example."""
    for line in source_of(language).read_text().splitlines():
        subject, text = line.split(": ", 1)
        yield subject, words_of_example(text, language)


def source_of(language):
    return EXAMPLES / f"{language}.txt"


def words_of_example(text, language):
    words = []
    for part in MARK.split(text):
        marked = part if MARK.fullmatch(part) else read_when(spaced(part), language, A_DAY)[1]
        words += re.findall(r"\{\w+\}|[^\W\d_]+|\d+", marked)
    return words


def learned_from(examples, language):
    """Return subjects, the base of each, `{feature: weight}` and `{feature: {number of a subject: nats for it}}`."""
    rows = [(subject, features_of(words, language)) for subject, words in examples]
    among = Counter(feature for _subject, found in rows for feature in found)
    weights = {feature: math.log(len(rows) / count) for feature, count in among.items()}
    sums, totals = defaultdict(Counter), Counter()
    for subject, found in rows:
        known = [feature for feature in found if feature in weights]
        length = math.hypot(*(weights[feature] for feature in known)) or 1
        for feature in known:
            sums[subject][feature] += weights[feature] / length
            totals[subject] += weights[feature] / length
    subjects = sorted(totals)
    speaks = defaultdict(dict)
    for number, subject in enumerate(subjects):
        for feature, share in sums[subject].items():
            speaks[feature][number] = math.log(1 + share / SMOOTHING)
    bases = [-math.log(totals[subject] + SMOOTHING * len(weights)) for subject in subjects]
    return subjects, bases, weights, speaks


def learned_of(language):
    """Return what the file of a language is to hold: a line of subjects, one of their bases, one for each feature."""
    subjects, bases, weights, speaks = learned_from(examples_of(language), language)
    lines = ["\t".join(subjects), "\t".join(f"{base:.4f}" for base in bases)]
    for feature in sorted(weights):
        pairs = bytes(
            byte for number, much in sorted(speaks[feature].items()) for byte in (number, min(255, round(STEPS * much)))
        )
        lines.append(f"{feature}\t{weights[feature]:.3f}\t{pairs.hex()}")
    return zlib.compress("\n".join(lines).encode(), 9)


def learn(language):
    """Write the file of a language."""
    path_of(language).write_bytes(learned_of(language))


def path_of(language):
    return LEARNED / f"{language}.txt.zz"
