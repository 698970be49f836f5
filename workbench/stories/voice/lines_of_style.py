"""The stock lines of the styles, each as (past, present)."""

SOUNDS: dict[str, tuple[str, ...]] = {
    "fall": ("bump", "crash"),
    "break": ("crack", "snap"),
    "drop": ("bump", "crash"),
    "jump": ("hop", "one, two, three, hop"),
    "splash": ("splash",),
    "swim": ("splash",),
    "run": ("zoom", "whoosh"),
    "race": ("zoom", "whoosh"),
    "knock": ("knock, knock, knock",),
    "push": ("bump",),
    "open": ("click", "pop"),
    "close": ("click",),
    "ring": ("ding, dong",),
    "eat": ("crunch, crunch", "yum"),
    "cry": ("boo, hoo",),
    "laugh": ("ha, ha, ha", "hee, hee"),
    "clap": ("clap, clap",),
    "throw": ("whoosh",),
    "kick": ("bang",),
}
"""For each verb, what it sounds like."""
IMAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "air": (
        ("the light lay on everything like a blanket", "the light lies on everything like a blanket"),
        ("the wind was as soft as wool", "the wind is as soft as wool"),
        ("the hours went by like slow clouds", "the hours go by like slow clouds"),
        ("the world was as quiet as snow", "the world is as quiet as snow"),
        ("the wind moved like a song without words", "the wind moves like a song without words"),
        ("the sky hung over it all like a big blue cup", "the sky hangs over it all like a big blue cup"),
        ("every small sound was as clear as glass", "every small sound is as clear as glass"),
        ("time went by like a wide river", "time goes by like a wide river"),
    )
}
CALLS: tuple[tuple[str, str], ...] = (
    ("what a day!", "what a day!"),
    ("oh my!", "oh my!"),
    ("look at that!", "look at that!"),
    ("how the time flew!", "how the time flies!"),
    ("what fun it was to watch!", "what fun it is to watch!"),
    ("just think of it!", "just think of it!"),
    ("on and on it went!", "on and on it goes!"),
    ("you should have seen it!", "you should see it!"),
    ("wow!", "wow!"),
    ("nobody could believe it!", "nobody can believe it!"),
)
NOIR_OPENINGS: tuple[tuple[str, str], ...] = (
    ("it was the kind of day that keeps its secrets", "it is the kind of day that keeps its secrets"),
    ("it was the kind of day when nobody asks questions", "it is the kind of day when nobody asks questions"),
    ("it was the kind of place where shadows are long", "it is the kind of place where shadows are long"),
    ("it was the kind of story that starts in the dark", "it is the kind of story that starts in the dark"),
)
NOIR: tuple[tuple[str, str], ...] = (
    ("nobody talked", "nobody talks"),
    ("the shadows said nothing", "the shadows say nothing"),
    ("trouble never knocks first", "trouble never knocks first"),
    ("somebody always knows", "somebody always knows"),
    ("nothing is that easy", "nothing is that easy"),
    ("the street was gray", "the street is gray"),
    ("sure enough", "sure enough"),
    ("luck never stays", "luck never stays"),
    ("the clock did not care", "the clock does not care"),
)
REFRAINS: tuple[tuple[str, str], ...] = (
    ("and the day went on and on", "and the day goes on and on"),
    ("round and round went the world", "round and round goes the world"),
    ("that is how it goes, said the wind", "that is how it goes, says the wind"),
    ("and the clock went on and on", "and the clock goes on and on"),
    ("oh, what a long, long day", "oh, what a long, long day"),
)
ASIDES: tuple[tuple[str, str], ...] = (
    ("you know how that is", "you know how that is"),
    ("can you guess what came next?", "can you guess what comes next?"),
    ("you would have done the same", "you would do the same"),
    ("believe me, you should have been there", "believe me, you should be here"),
    ("do you know that feeling?", "do you know that feeling?"),
    ("you may laugh, but it is true", "you may laugh, but it is true"),
    ("now listen well, you will like this", "now listen well, you will like this"),
    ("you can think what you like about that", "you can think what you like about that"),
)
SUSPENSE: tuple[tuple[str, str], ...] = (
    ("it was too quiet", "it is too quiet"),
    ("nobody moved", "nobody moves"),
    ("and then it happened", "and then it happens"),
    ("wait", "wait"),
    ("was that all?", "is that all?"),
    ("something was wrong", "something is wrong"),
    ("there was no sound", "there is no sound"),
    ("not a word", "not a word"),
)
