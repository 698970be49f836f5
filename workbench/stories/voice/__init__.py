"""How a story is told: tense, person, grammar, style, feature, persona, paragraphs, first word.

`tell(beats, cast, voice, rng)` takes what a plot acted out and gives the finished telling. What a writer of plots
should know:

- **Finite verbs belong into clauses.** A telling in the present or in the first person can only turn what it can see:
  `Verb("say", "that", Clause(food, Verb("be", "good")))`, not `"that the food was good"`. Words that stand in plain
  strings are turned word by word where a past form is plain to see ("and said sorry"), which is a safety net only.
- **People and things belong into entities**, also their pronouns: `Of(tim, "room")`, not `"his room"`; a narrator is
  never named, and he cannot know that "his" is meant for him. The same goes for "they" and "them" of two
  children: a `Together` becomes "we" and "us" where one of the two tells it.
- **`Beat.role`** says the part of the plot. Known roles: opening, setting, background, want (goal), obstacle, mishap,
  attempt, question, choice, outcome, reaction, detail, aside, scene, dialogue, ending, twist. Features move beats by
  them: a flashback takes setting and background out and tells them later.
- **Features that take a plot of their kind**: "happy ending" and "bad ending" want a last tone cue that is warm or
  cold, or a cue ("feature", "happy ending") there; a late beat of role "twist" is taken for a twist (else the teller
  turns out to be somebody of the story). `tell` refuses with `Unsuited`, so a writer draws another plot.
- `Unsuited` is raised for any plot that a voice cannot be told of (no animal for an animal's story, too few beats for
  nine paragraphs): draw again. What no plot could honour is refused earlier, by
  `workbench.stories.axes_of_story.check`, with a StoryscopeError.
"""

from workbench.stories.voice.settings import Telling, Unsuited, Voice
from workbench.stories.voice.telling import tell

__all__ = ["Telling", "Unsuited", "Voice", "tell"]
