"""Threads of the other tones: small things that begin early in a story, go on, and end late."""

THREADS = {
    "sad": (
        (
            "the cup from Grandpa [fall] that morning, and it [be] in a hundred pieces\nthe little fish [swim] on its side since the morning",
            "{x} [find] one more piece of it in a pocket\n{x} [think] of the fish, round and alone",
            "that evening {x} [drink] from a glass and [say] nothing\nin the evening there [be] only water in the bowl",
        ),
        (
            "{m} [have] to go away for a long time, and the bag [stand] packed\nit [be] the last week of the little shop on the corner",
            "{x} [look] at the bag and then at the floor\nthere [be] a sign on the door of the shop",
            "in the evening a light [go] on in the car and [go] off again, far away\nthat evening they [close*] the shop, and nobody [sing]",
        ),
        (
            "{y} [go] away on {:Sunday/Friday}, to a town behind the hills, and {xy} [know] it\nit [be] the last day before {y} [have] to go away",
            "{x} [try] not to think about the next day\ny: Let us not talk about it.",
            "in the evening a car [come] for {y}, and {x} [wave] until it [be] small\nthe next morning {y's window} [be] dark",
        ),
        (
            "{x's old dog} [die] in the spring, and its basket still [stand] by the door\nthere [be] no old dog under the table any more",
            "{x} [hold] out a cookie to nobody\n{x} [whistle] for the old dog and then [remember]",
            "that evening {x} [carry] the empty basket down the stairs\nat night {x} [hear] paws, but it [be] only the rain",
        ),
        (
            "they [be*] going to cut down the old tree by the gate\nthe old tree [be] sick, and the men [come*] that day with a saw",
            "from far away [come] the sound of a saw\n{x} [look] over at the tree",
            "in the evening there [be] too much sky where the tree had been\n{x} [count] the rings of the tree and [get] to a hundred",
        ),
    ),
    "lonely": (
        (
            "in the morning the mailman [have] nothing for {x}, as always\n{x} [write] to a friend in the old town, three times",
            "{x} [count] the weeks\nx: Maybe the letter got lost.",
            "in the evening {x} [write] once more, a shorter one\nthat night {x} [read] the old letters, from the first to the last",
        ),
        (
            "the others [have*] a club, and nobody [ask] {x}\neverybody [be] invited somewhere that day, only not {x}",
            "from behind the {:wall/hedge} {x} [hear] them laugh\n{x} [pretend] to look for something",
            "in the evening {x} [walk] home the long way, past their lights\nthat night {x} [make] a club for one, with a password",
        ),
        (
            "{x} [be] new in town and [know] nobody but {y}\nnobody [call] for {x} that week",
            "{x} [look] at the {:gate/road}, but it [stay] empty\n{x} [hear] the others play, two streets away",
            "that night {x} [talk] to the moon\nin the evening the two streets [be*] as long as before",
        ),
        (
            "{x's sister} [be] away at school, and her bed [be] flat and cold\n{x's father} [be] at sea until the winter",
            "{x} [keep] a place free, as always\n{x} [save] a joke for later, for somebody who [be] not there",
            "before bed {x} [say] goodnight to the empty bed too\n{x} [put] the joke into a letter, but a letter [!laugh]",
        ),
    ),
    "tense": (
        (
            "the last bus [go] at six, and nobody [look] at the clock\nby dark {xy} [have] to be home, and {m} [say] it twice",
            "it [be] half past five already\nthe shadows [be*] long now",
            "{xy} [see] the red lights of the last bus && [run]\n{xy} [get] to the door with the very last light",
        ),
        (
            "everybody [talk] about the {:wolf/bear} that (somebody [see]) near the {:town/houses}\nthat morning there [be*] large tracks behind the house",
            "a {:branch/stone} [move] behind them\ny: What was that?",
            "that night something heavy [walk] around the house\nin the morning there [be*] new tracks, up to the door and back",
        ),
        (
            "the river [have] risen since the night, and everybody [look] at the bridge\nthe bridge [be] old, and the water [be] high that day",
            "the water [be] over the {:grass/first step} now\na {:board/tree} [float] down the river, too fast",
            "in the evening the bridge [go], with a sound like a cough\nall night the men [carry*] bags of sand to the river",
        ),
    ),
    "angry": (
        (
            "{x's sister} [wear] {x's best coat} and [say] it was hers\n{y} [borrow] {x's pen} and [bring] it back broken",
            "{x} [think] of it, and it [get] hot behind {x's ears}\n{x} [count] to ten, and then to ten again",
            "in the evening there [be] shouting behind one door, and then behind two\nthat evening {x} [eat] alone, loudly",
        ),
        (
            "everybody [laugh] that morning, and nobody [say] why\nthe big boys [take*] the good place again",
            "{x} [press] both fists into the pockets\nx: One day they will see!",
            "in the evening {x} [kick] a bucket down all the stairs\nthat night {x} [dream] of winning, and [wake] up cross",
        ),
        (
            "{xy} [have] a quarrel that morning about who [be] first\n{x's brother} [take] {x's chair}, {x's cup} and the last of the jam that morning",
            "y: You always want to be first!\n{x} [be] still angry and [kick] at the {:grass/ground}",
            "that evening nobody [say] sorry, and the soup [get] cold\n{x} [stay] angry until the lamp [go] out, and a bit longer",
        ),
        (
            "somebody [paint] a rude word on {x's door}\nsomebody [let] the air out of {x's bicycle}, and not for the first time",
            "{x} [look] at every face: was it you?\n{x} [make] a fist in the pocket",
            "in the evening {x} [scrub] at the door with both hands, and the word [stay]\n{x} [push] the bicycle home, and every step [be] a stamp",
        ),
    ),
    "mysterious": (
        (
            "for three days somebody [move] the chairs at night\nthe clock in the hall [stop] at the same minute every day",
            "{x} [draw] a line with chalk around the chair\n{x} [look] at the clock && [count]",
            "that night the chalk [be] gone, and the chair too\nin the evening all the clocks [stop*] at that minute, and somewhere a door [open]",
        ),
        (
            "at the edge of the woods [stand] a man with a lamp, and then no man\nan old woman [give] {x} an egg and [say] to keep it warm",
            "y: Do you see the lamp over there?\n{x} [touch] the warm thing in the pocket",
            "in the evening the lamp [be] gone, and in its place [lie] one blue feather\nthat night the egg [begin] to hum",
        ),
        (
            "since Monday there [be] a light in the empty house at night\nsomebody [hear] steps in the empty house on the corner",
            "behind a window of the empty house, something [move]\n{x} [look] over at the empty house",
            "in the morning the door of the empty house [stand] open, and inside there [be] only a {:warm cup/small red shoe}\nthat night the light [go] from window to window, then out",
        ),
        (
            "a note without a name [lie] on {x's step} that morning: NOT TODAY, it [say]\non the step there [lie] a white feather, tied with red thread",
            "{x} [feel] for the thing in the pocket\ny: Who would leave such a thing?",
            "in the evening there [lie] a second one, just the same\nthat night it [be] gone from {x's pocket}, and the pocket [be] sewn shut",
        ),
    ),
    "exciting": (
        (
            "a real lion [get] away from the circus that morning\nthe new bridge [open] that day, and {xy} [be] the first in line",
            "y: Was that a lion?\ndrums [come*] nearer from both sides",
            "in the evening the lion [walk] down the street, slow and gold, and back into its wagon\nthe rope [fall], and {xy} [run] across before everybody",
        ),
        (
            "at noon the great balloon [be] to fly, and {xy} [have] a ticket\nthe big race of the boats [be] that day",
            "y: Look, they are filling it already!\nfrom the water [come] a loud bang, and they [be*] off",
            "in the afternoon {xy} [be] so high up that the town [be] a toy\nin the end the red boat and the blue boat [come*] in side by side",
        ),
        (
            "there [be] a chest somewhere on the hill, and {xy} [have] half of the map\n{x} [find] a key with a number on it",
            "{x} [turn] the map the other way around\ny: The number, {x.name}! It is on that door!",
            "in the evening the shovel [hit] wood\nin the evening the key [turn], and {y} [hold] the lamp higher",
        ),
        (
            "the circus [come] to town that day, with real horses\na ship with {:red/black} sails [come] in that morning",
            "from the square [come] a shout and the sound of horns\ny: They are here, they are here!",
            "in the evening {xy} [sit] in the very first row\n{xy} [be] there when the ropes [fall*], and everybody [shout]",
        ),
        (
            "there [be] a fire behind the hill, and bells [begin*] to ring\na {:bull/horse/goat} [break] out of the next farm and [run] loose",
            "people [run*] past with {:buckets/ropes}\nthe shouting [come] nearer",
            "at last it [be] over, and everyone [talk] at the same time\n{xy} [help] to hold the rope at the end, with both hands",
        ),
    ),
}
"""For each tone, (how a small thing begins, goes on, ends), each with its ways."""
