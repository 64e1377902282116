"""One submission after another: the learner's cells inside, the checks outside."""
