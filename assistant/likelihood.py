"""How likely it is that a question is about each subject, by its resemblance to those of `examples/`."""

import math
import zlib
from functools import lru_cache

from .learning import STEPS, WORD, features_of, path_of

#: Nats are multiplied by this: features that lean on each other say the same thing several times.
SHARPNESS = 1.5
#: Of every hundred questions far more are about free times than about anything else.
USUAL = {"times": 6}


class Learned:
    """What `learning.learn` has written of a language."""

    def __init__(self, language):
        self.language = language
        lines = zlib.decompress(path_of(language).read_bytes()).decode().split("\n")
        self.subjects = lines[0].split("\t")
        self.bases = [float(base) for base in lines[1].split("\t")]
        #: `{feature: (its weight, numbers of subjects and how much it speaks for each, in turn)}`
        self.features = {}
        for line in lines[2:]:
            feature, weight, pairs = line.split("\t")
            self.features[feature] = float(weight), bytes.fromhex(pairs)
        self.rarest = max(weight for weight, _pairs in self.features.values())

    def likelihoods(self, words):
        """Return `{subject: probability}`, of all together as much as is known of the words; else nothing."""
        features = features_of(words, self.language)
        found = [self.features[one] for one in features if one in self.features]
        if not found:
            return {}
        length = math.hypot(*(weight for weight, _pairs in found))
        all_of_them = sum(weight for weight, _pairs in found)
        scores = [STEPS * all_of_them * base for base in self.bases]
        for weight, pairs in found:
            for number, much in zip(pairs[::2], pairs[1::2], strict=True):
                scores[number] += weight * much
        best = max(scores)
        shares = {
            subject: USUAL.get(subject, 1) * math.exp(SHARPNESS * (score - best) / STEPS / length)
            for subject, score in zip(self.subjects, scores, strict=True)
        }
        total = sum(shares.values()) / self.known_of(features)
        return {subject: share / total for subject, share in shares.items()}

    def known_of(self, features):
        """Return how much of the words the examples have, from 0 to 1; a rare word weighs the most."""
        stems = [one for one in features if one.startswith(WORD)]
        known = sum(self.features[one][0] for one in stems if one in self.features)
        unknown = sum(self.rarest for one in stems if one not in self.features)
        return known / (known + unknown) if known else 0.01


@lru_cache
def learned(language):
    return Learned(language)


def likelihoods(words, language):
    """Return `{subject: probability}` for the words of a question; in a language without examples, nothing."""
    return learned(language).likelihoods(words) if path_of(language).exists() else {}
