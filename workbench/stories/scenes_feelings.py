"""Scenes about feelings and their causes: luck and bad luck, comfort, harm, kind and unkind deeds."""

from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    WHY_OR_SO,
    A,
    B,
    Line,
    M,
    OneOf,
    Own,
    Scene,
    Stage,
    T,
    and_then,
    but,
    told,
)

_MOODS = (
    but(
        told(A, OneOf("be", "feel", "look"), OneOf("very happy", "so happy")),
        told(B, OneOf("be", "feel", "look"), OneOf("very sad", "so sad")),
    ),
    but(
        told(B, OneOf("be", "feel", "look"), OneOf("very sad", "so sad")),
        told(A, OneOf("be", "feel", "look"), OneOf("very happy", "so happy")),
    ),
    but(told(A, "smile"), told(B, "cry")),
    but(told(B, "cry"), told(A, "laugh")),
    but(told(A, "laugh", "and laughed"), told(B, "be", "not happy")),
    but(told(A, "have", "a good day"), told(B, "have", "a bad day")),
    but(told(B, "want", "to be alone"), told(A, "jump", "up and down")),
)
_MOOD_REASONS = (
    (Line("good luck", "find", Own(T, "dog")), Line("bad luck", "lose", Own(T, "dog"))),
    (Line("good luck", "find", Own(T, "hat")), Line("bad luck", "lose", Own(T, "hat"))),
    (
        Line("good luck", "get", OneOf("a new ball", "a new book", "a new car", "many things")),
        Line("bad luck", "get", OneOf("no ball", "no book", "no car", "no things")),
    ),
    (
        Line("friends", "have", OneOf("many friends", "a friend")),
        Line("no friends", "have", OneOf("no friends", "no friend")),
    ),
    (Line("good luck", "have", "fun"), Line("bad luck", "fall")),
    (Line("good luck", "get", "a big cake"), Line("bad luck", "get", "no cake")),
    (Line("good luck", "go", "to the park"), Line("bad luck", "have", "to go to bed")),
    (Line("friends", "play", "with friends"), Line("no friends", "play", "alone")),
    (Line("good luck", "see", "an old friend"), Line("bad luck", "lose", "an old friend")),
    (Line("good luck", "be", "good at playing ball"), Line("bad luck", "be", "bad at playing ball")),
    (Line("good luck", "get", "the big one"), Line("bad luck", "get", "the small one")),
    (Line("good luck", "have", "something good to eat"), Line("bad luck", "have", "no food to eat")),
    (Line("good luck", "swim", "in the sun"), Line("bad luck", "fall", "into the cold water")),
    (Line("good luck", "sleep", "all night"), Line("bad luck", "sleep", no=True, modal="could")),
)


def moods(d: Stage) -> Scene:
    """One is glad and the other is not: what happened to each is why."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_MOOD_REASONS, a, b)
    facts = {A: d.now("feels", a, "happy"), B: d.now("feels", b, "sad")}
    return because(d, "emotion-cause", "feels", (a, b), row, _MOODS, {A: a, B: b}, facts)


_LUCK = (
    but(told(A, "find", Own(A, "dog")), told(B, "lose", Own(B, "cat"))),
    but(told(B, "lose", Own(B, "toy")), told(A, "get", "a new toy")),
    but(told(A, "get", "a new car"), told(B, "get", "no car")),
    but(told(B, "get", "no cake"), told(A, "get", "a big cake")),
    but(told(A, "have", "many friends"), told(B, "have", "no friends")),
    but(told(B, "have", "to go home"), told(A, "go", "to the park")),
    but(told(B, "fall", "down"), told(A, "have", "fun")),
    but(told(A, "play", "in the sun"), told(B, "have", "to be in bed all day")),
    but(told(A, "have", "a good day"), told(B, "have", "a bad day")),
    but(told(B, "break", Own(B, "car")), told(A, "make", "a new car")),
)
_LUCK_ENDS = (
    (
        Line("happy", "be", OneOf("happy", "very happy", "so happy")),
        Line("sad", "be", OneOf("sad", "very sad", "so sad")),
    ),
    (Line("happy", "feel", OneOf("good", "happy")), Line("sad", "feel", OneOf("bad", "sad"))),
    (Line("happy", "smile", OneOf("all day", "and laughed")), Line("sad", "cry", OneOf("all day", "and cried"))),
    (Line("happy", "laugh"), Line("sad", "cry")),
    (Line("happy", "look", "happy"), Line("sad", "look", "sad")),
    (Line("happy", "tell", M, "about the good day"), Line("sad", "tell", M, "about the bad day")),
    (Line("happy", "jump", "up and down"), Line("sad", "want", "to be alone")),
)


def luck(d: Stage) -> Scene:
    """Good luck and bad luck: who then smiles, who cries."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_LUCK_ENDS, a, b)
    facts = {A: d.now("has luck", a, "yes"), B: d.now("has luck", b, "no")}
    return therefore(d, "emotion-cause", "has luck", (a, b), row, _LUCK, {A: a, B: b, M: d.grown_up()}, facts)


# A comforts B.
_COMFORTS = (
    told(A, "hug", B),
    told(A, "play", "with", B),
    told(A, "come", "to see", B),
    told(A, "ask", B, "to play"),
    told(A, "make", OneOf("a cake", "a hat"), "for", B),
    told(A, "get", OneOf("a flower", "a book", "a toy"), "for", B),
    told(A, "ask", B, "to come", OneOf("outside", "to the park", "home")),
    told(A, "share", "the cake with", B),
    told(A, "want", "to help", B),
    told(A, "say", "something kind to", B),
    told(A, "be", "kind to", B),
    *(told(B, "be", "happy that", Line("", "come", "to help", subject=A)),) * 2,
    told(B, "get", "a flower from", A),
    told(B, "get", "help from", A),
    told(B, "smile", "when", Line("", "come", "to play", subject=A)),
)
_COMFORT_REASONS = (
    (Line("kind", "be", "kind"), Line("sad", "be", OneOf("sad", "alone"))),
    (Line("kind", "be", "good"), Line("sad", "feel", OneOf("sad", "bad", "alone"))),
    (Line("kind", "want", "to help"), Line("sad", "look", OneOf("sad", "so sad"))),
    (Line("kind", "be", "a good friend"), Line("sad", "have", OneOf("a bad day", "no friends"))),
    (Line("kind", "want", "to be friends"), Line("sad", "have", "no friends")),
    (Line("kind", "like", "to make people happy"), Line("sad", "lose", Own(T, "dog"))),
    (Line("kind", "want", "to be good"), Line("sad", "cry")),
    (Line("kind", "be", "happy to help"), Line("sad", "fall", "down")),
)
_COMFORT_ENDS = (
    (Line("comforts", "be", OneOf("kind", "so kind"), flat=True), Line("better", "be", OneOf("happy again", "happy"))),
    (Line("comforts", "be", "a good friend", flat=True), Line("better", "feel", OneOf("better", "happy again"))),
    (Line("comforts", "want", "to help", flat=True), Line("better", "be", "not sad anymore")),
)
_SAD_LEADS = (
    told(B, "be", OneOf("sad", "very sad", "alone")),
    told(B, "cry"),
    told(B, "have", "a bad day"),
    told(B, "lose", Own(B, "hat")),
    told(B, "fall", "down"),
    told(B, "have", "no friends"),
)


def comfort(d: Stage) -> Scene:
    """Somebody is kind to a sad friend: why, and who feels better."""
    a, b = d.swap(d.x, d.y)
    why = d.chance(0.6)
    row = d.row(_COMFORT_REASONS if why else _COMFORT_ENDS, a, b)
    facts = {A: d.now("comforts " + b.id, a, "yes"), B: d.now("feels", b, "sad")}
    if why:
        return because(d, "help", "comforts", (a, b), row, _COMFORTS, {A: a, B: b}, {A: facts[A]}, WHY_OR_SO)
    lead = _SAD_LEADS[int(d.rng.random() * len(_SAD_LEADS))]
    deed = _COMFORTS[int(d.rng.random() * len(_COMFORTS))]
    context = (and_then(lead, deed, "R. E.", "R and E"),)
    return therefore(d, "emotion-cause", "comforts", (a, b), row, context, {A: a, B: b}, facts)


_HARMS = (
    told(A, "say", "something bad to", B),
    told(A, "laugh", "at", B),
    told(A, "be", "bad to", B),
    told(A, "be", "not kind to", B),
    told(A, "break", Own(B, "toy")),
    told(A, "hide", Own(B, "book")),
    told(A, "take", Own(B, "hat")),
    told(A, "eat", Own(B, "cake")),
    told(A, "tell", B, "to go away"),
    told(A, "play", "with", B, no=True, modal="would"),
    told(A, "fall", "on", Own(B, "toys")),
    told(A, "lose", Own(B, "ball")),
    *(told(B, "go", "away when", Line("", "laugh", subject=A)),) * 2,
    *(told(B, "have", "a new toy, but", Line("", "break", "it", subject=A)),) * 2,
    told(B, "see", "that", Line("", "take", "the cake", subject=A)),
    told(B, "be", "alone when", Line("", "run", "away", subject=A)),
)
_HARM_ENDS = (
    (Line("sorry", "say", "sorry"), Line("hurt", "cry")),
    (Line("sorry", "be", "sorry"), Line("hurt", "be", OneOf("sad", "very sad", "so sad"))),
    (Line("sorry", "feel", "bad about it"), Line("hurt", "feel", "sad about it")),
    (Line("sorry", "have", "to say sorry"), Line("hurt", "have", "no fun")),
    (Line("sorry", "be", "not a good friend"), Line("hurt", "be", "not happy")),
)


def harm(d: Stage) -> Scene:
    """One does the other harm: who is sorry, who is hurt."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_HARM_ENDS, a, b)
    facts = {A: d.now("harms " + b.id, a, "yes")}
    return therefore(d, "emotion-cause", "harms", (a, b), row, _HARMS, {A: a, B: b}, facts)


_FEELS_HARM = (
    told(B, "be", OneOf("sad", "very sad", "not happy")),
    told(B, "feel", OneOf("bad", "very bad", "sad")),
    told(B, "cry"),
    told(B, "look", "sad"),
)
_FEELS_KINDNESS = (
    told(B, "be", OneOf("happy", "very happy", "so happy")),
    told(B, "feel", OneOf("good", "happy", "better")),
    told(B, "smile"),
    told(B, "laugh"),
)
_HARM_DEEDS = (
    (Line("does harm", "be", "not kind"), Line("suffers", "be", "alone")),
    (Line("does harm", "say", "something bad"), Line("suffers", "have", "a bad day")),
    (Line("does harm", "share", no=True, modal="would"), Line("suffers", "get", "no cake")),
    (Line("does harm", "take", "all the toys"), Line("suffers", "have", "no toys")),
    (Line("does harm", "want", "to be friends", no=True), Line("suffers", "have", "no friends")),
    (Line("does harm", "go", "away"), Line("suffers", "be", "alone")),
)
_KIND_DEEDS = (
    (Line("does good", "be", "kind"), Line("enjoys", "be", "not alone")),
    (Line("does good", "say", "something kind"), Line("enjoys", "have", "a good day")),
    (Line("does good", "share", "the cake"), Line("enjoys", "get", "a cake")),
    (Line("does good", "want", "to be friends"), Line("enjoys", "have", "a new friend")),
    (Line("does good", "come", "to help"), Line("enjoys", "get", "help")),
)


def feeling(d: Stage) -> Scene:
    """Why somebody is glad or sad: what the other did, or what happened to them."""
    a, b = d.swap(d.x, d.y)
    kind = d.chance(0.5)
    row = d.row(_KIND_DEEDS if kind else _HARM_DEEDS, a, b)
    facts = {B: d.now("feels", b, "happy" if kind else "sad")}
    d.now(("does good to " if kind else "does harm to ") + b.id, a, "yes")
    deeds = _FEELS_KINDNESS if kind else _FEELS_HARM
    deed = deeds[int(d.rng.random() * len(deeds))]
    company = (
        told(A, OneOf("be", "play"), "with", B),
        told(B, OneOf("be", "play"), "with", A),
        and_then(told(B, "be", "in the park"), told(A, "come", "too"), "R and E"),
    )
    context = (company[int(d.rng.random() * len(company))], deed)
    return because(
        d, "emotion-cause", "does good to" if kind else "does harm to", (a, b), row, (context,), {A: a, B: b}, facts
    )
