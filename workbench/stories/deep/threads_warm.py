"""Threads of the warm tones: small things that begin early in a story, go on, and end late."""

THREADS = {
    "joyful": (
        (
            "{x} [have] a new tooth that morning, the first big one\nthere [be] a new baby in {x's house} since the night",
            "{x} [show] the tooth to a {:stranger/cow/mirror}\n{x} [say] the baby's name out loud, to try it",
            "in the evening {x} [bite] into an apple, just because\nthat evening {x} [hold] a very small hand with one finger",
        ),
        (
            "there [would be] dancing at the {:bridge/school} that night\n{m} [sing] all morning and [!say] why",
            "{x} [practice] three steps and a turn\nm: You will see!",
            "that evening everybody [dance], the tall with the small\nin the evening {m} [open] the door of the shed, and there [stand] a new {:swing/bike}",
        ),
        (
            "{x} [wait] for the holidays, and tomorrow [be] the first day\nthere [be] only one more day of school before the summer",
            "x: Only one more {:day/sleep}!\n{y} [count] on two fingers: today, tomorrow",
            "that night {x} [pack] a {:bag/glove} for the summer\nthe bell [ring], and the {:whole school/whole street} [run] out into the summer",
        ),
        (
            "there [would be] a big party in the square that evening\n{:colored lamps/paper lamps} [hang*] between the houses for the party that evening",
            "somewhere, a band [try] out its {:drums/horns}\n{:men/two men} [carry*] long tables into the square",
            "in the evening the whole town [dance] in the square\nthe lamps in the square [go*] on, red and green, and {xy} [dance]",
        ),
        (
            "{x's aunt} [would come] by ship that day, after three long years\na letter [say] that somebody dear [be] on the way home",
            "{x} [look] down the road again\ny: Is that somebody on the road?",
            "in the evening somebody [knock], and it [be] the guest\nand down the road, with a big bag, [come] the guest at last",
        ),
    ),
    "tender": (
        (
            "{m} [have] a long letter from far away in one pocket\nthere [be] a soup on the stove for the old neighbor",
            "{m} [read] a line of the letter && [fold] it again\n{x} [carry] the soup past everything, with both hands",
            "in the evening {m} [read] the letter to {x}, and for a while nobody [speak]\nin the evening the bowl [come] back empty, with a flower in it",
        ),
        (
            "the baby next door [cry] all night\na little bird with a bad wing [sleep] in {x's hat}",
            "{x} [hum] something under the window of the baby\n{x} [look] into the hat",
            "in the evening {x} [sing] the baby to sleep, from the street\nin the evening the bird [eat] from {x's hand}",
        ),
        (
            "{m} [knit] something gray and long all winter and [!say] what\n{m} [have] a small {:parcel/secret} for {x} in one pocket",
            "{m} [hold] a string to {x's arm} && [smile]\n{m} [touch] the pocket && [smile]",
            "that evening {m} [put] a new gray scarf around {x's neck}\nin the evening {m} [open] one hand, and there [lie] a small {:wooden bird/ring/heart}",
        ),
        (
            "{y} [have] a cold and [should !talk] much\n{y} [be] not quite well again since the winter",
            "{x} [close] {y's jacket} without a word\n{x} [walk] slower, because {y} [could !keep] up",
            "{x} [bring] {y} home && [wait] until the lamp [be] on\n{y} [fall] asleep on the way, and {m} [carry] {y} home",
        ),
        (
            "the old {n:animal:pet} of the house [!see] much any more\nan old cat [live] with them, and it [could !see] well",
            "the old {:animal/thing} [find] its way to {x's foot}\n{x} [move] a chair out of the old animal's way",
            "the old animal [put] its head on {x's knee} and [sigh]\nbefore bed, {x} [carry] the old one to its basket",
        ),
    ),
    "calm": (
        (
            "{m} [begin] to sew in the morning, something long and green\n{m} [sit] down with a basket of beans to shell",
            "the needles [go*] click, click\n{m} [be] half done and in no hurry",
            "by the evening it [be] done, and nobody [see] {m} hurry once\nin the evening there [be] a full bowl, and that [be] all",
        ),
        (
            "a boat [lie] on the water that morning and [!move]\nhigh up a kite [turn] its first circle",
            "the boat [be] where it was before\n{x} [look] up, and it [turn] its ninth circle",
            "in the evening the boat [be] still there, a little {:smaller/darker}\nthen it [be] evening, and the sky [be] empty and wide",
        ),
        (
            "a snail [start] up the wall that morning\n{:at noon/in the morning} a snail [begin] to cross the {:wall/step}",
            "the snail on the wall [be] a hand higher now\nthe snail [rest]",
            "in the evening the snail [be] at the top\nthe snail [be] gone, and only its silver road [be] left",
        ),
        (
            "{m} [put] the tea water on, as always at that hour\nthere [be] a pot of tea on the {:step/table/bench}",
            "the tea [grow] cold, and nobody [mind]\n{m} [pour] the tea, one cup and then another",
            "{xy} [drink] the last of the tea when the light [go]\nthe cups [stand*] empty in a row, and it [be] evening",
        ),
    ),
    "funny": (
        (
            "{m} [paint] the chair red that morning and [forget] to say it\n{y} [have] one green foot, and nobody [ask]",
            "a man with a red back [walk] by\na dog with one green ear [follow] {y}",
            "by the evening half the town [have] a red back\nin the evening there [be] a green foot on every step of the house",
        ),
        (
            "a hen [want] to live in {y's bag}\nthe baby [say] its first word that morning, and it [be] cheese",
            "the hen [look] out of the bag && [look] in again\nthe baby [say] it to a policeman",
            "in the evening there [be] an egg in the bag\nby bedtime the whole family [say*] cheese to everything",
        ),
        (
            "that morning a goose [follow] {y} to the gate and [stay]\na goat from next door [be] out again",
            "the {:animal/beast} [eat] {:half a hat/the soap/a newspaper} with great care\nthe animal [look] at {y} with love",
            "the animal [sleep] in {y's bed} that night\nin the evening the animal [walk] home by itself, in {y's hat}",
        ),
        (
            "{m} [have] a new hat with a {:fish/crow/fruit} on it\n{m} [wear] two different shoes that day and [!know] it",
            "a {:gull/swan} [look] at {m's hat} with one eye\n{y} [look] at {m's feet} && [try] not to laugh",
            "then the wind [take] {m's hat}, and a {:cow/goat} [wear] it\nx>m: I like your shoes, both kinds.",
        ),
        (
            "{y} [learn] a new word that morning and [use] it for everything\n{y} [decide] to walk on tiptoe the whole day",
            "{y} [do] it again, and {x} [have] to laugh\n{y} [do] it even in front of the {:baker/teacher/mailman}",
            "in the end even {m} [do] it\n{y} [do] it in {y's sleep} that night",
        ),
    ),
    "hopeful": (
        (
            "{x} [have] one coin in a jar, and {:ten/twenty} would be enough for a {:drum/sled/ticket}\nthe swing [be] broken since the spring, and {m} [say] that it would be whole soon",
            "x: Nine more, and I have it.\n{x} [think] of the broken swing",
            "that evening there [be*] two coins in the jar\nin the evening {m} [come] with a rope and a new board",
        ),
        (
            "a small bird with a bad wing [live] in a box in {x's room}\n{x's old neighbor} [be] ill since the winter",
            "{x} [think] of the box by the window\nx: Maybe today.",
            "that evening it [be] at the open window, and its wing [beat] the air\nin the evening a light [burn] again next door",
        ),
        (
            "{x} [plant] an apple seed in a cup && [look] at it every day\n{x} [have] one seed in a cup by the window",
            "{x} [think] of the seed in the cup\nx: Seeds need time.",
            "the next morning there [be] a green point in {x's cup}\nin the cup on the window, the earth [have] a small crack, and in the crack [be] something green",
        ),
        (
            "{x} [send] a letter to {x's brother} far away and [wait] for an answer\nthere [be] no letter from {x's father} yet",
            "the mailman [go] by, and {x} [look] after him\nx: Maybe tomorrow there will be a letter.",
            "in the evening the mailman [come] back // he [forget] one letter, and it [be] for {x}\nthe mailman [wave] something white from the end of the road",
        ),
    ),
    "proud": (
        (
            "{x} [have] a speech to learn, and it [be] long\n{x} [bake] bread for everyone that morning, for the first time",
            "{x} [say] it once more without a sound\nsomebody [ask] who [bake] the bread",
            "in the evening {x} [stand] on a chair && [say] it all, without one mistake\nin the evening not a crumb [be] left, and {m} [tell] everyone whose bread it was",
        ),
        (
            "{x} [grow] since the spring, but nobody [say] so\n{x} [carry] the key of the house for the first time",
            "{x} [stand] next to the post with the marks\n{x} [feel] for the key",
            "that evening {m} [make] a new mark on the door, a thumb higher\nin the evening {x} [unlock] the door for all of them",
        ),
        (
            "{x} [want] {m} to look, just once\n{x} [be] the youngest, and the youngest [carry] the small things",
            "{m} [look] on from the side with folded arms\n{x} [do] it the hard way, without a word",
            "m: That was my {x.name}.\nafter that day, the youngest [carry] the big things too",
        ),
        (
            "no one [be] ever first at anything in {x's family}\nthere [be] a nail for a medal on {x's wall}, and nothing [hang] on it",
            "{x} [lift] {x's chin}\n{x} [think] of the nail in the wall",
            "m>x: Come here and let me look at you, {x.name}.\nthat night {x} [hang] a paper star on the nail in the wall",
        ),
    ),
}
"""For each tone, (how a small thing begins, goes on, ends), each with its ways."""
