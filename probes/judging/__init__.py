"""Completions of stories judged: the prompts, the completions, rubrics, rules and language models as judges."""
