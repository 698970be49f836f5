"""What carries the other tones: light and weather, what is noticed, how it ends."""

SKY = {
    "sad": """
@out @dry a gray sky [hang] over the {:roofs/street/hills}
@day the light [be] thin and {:cold/tired} that day
@rain the rain [run] down like tears
@out the last leaves [lie*] in the {:wet grass/gutter}
@in nobody [open] the curtains that morning
@snow the snow [fall] and [fall], and nobody [come] out to play
a bell [ring] {:far off/somewhere, slowly}
it [be] the last day of the {:summer/holidays}
@out @dry the swings [hang*] still, and the {:grass/park} [be] brown
even the {:clock/radio} [be] tired
""",
    "lonely": """
@out the street [be] empty from one end to the other
@in one chair at the table [be] empty
all the other children [be*] away that {:week/day}
@day {:far away/next door}, somebody [laugh], but not here
@rain the rain [talk] to itself
@dark there [be] a light in every house but one
@out a single {:crow/gull/goose} [cross] the sky
@in the house [be] too big for so few people
@snow in all that snow there [be] not one other track
{:no letter/no one} [come] that week
""",
    "tense": """
@out the wind [drop] all at once, and it [be] too quiet
@dry a {:dark/black/thin} line [grow] on the edge of the {:sky/land}
@rain the thunder [come] nearer, step by step
@in somewhere in the house a door [shut]
the {:clock/tap/wind} [seem] louder than {:before/ever/usual}
@out no bird [sing]
@dark something [scratch] at the {:wall/window}
@snow the snow [fall] thicker now, and the way back [be] hard to see
there [be] {:very little/hardly any} time, and {:everybody/somebody} [know] it
@day the light [be] yellow, as before a storm
""",
    "angry": """
@out a hot wind [blow] dust into every eye
@day the heat [sit] on the {:roofs/town} like a fist
@rain the rain [beat] on the roof as if it wanted in
@in the doors [bang*] in the wind
{:everybody/half the street/even the baby} [get] up on the wrong side of the bed that day
@snow the wind [throw] snow into every face
flies [bite*], and shoes [be*] too tight
@out @dry the thunder [grumble] behind the hills
@dark a dog [bark] and [bark] in the dark
the {:kettle/gate/door} [scream] as if somebody pulled its {:hair/tail}
""",
    "mysterious": """
@out a thin fog [come] up from the {:ground/river}
@dry the light [be] strange, as if seen through green glass
@in a door [be] open (that [be] always shut)
@dark there [be] a ring around the moon
@snow across the new snow [go] one line of tracks, and it [stop] in the middle
@rain under the rain there [be] another sound
@day all the clocks [stand*] still at {:four/nine}
the {:wind/water/old tree} [say] something (that [be] almost a {:word/name})
@out somebody [hang] a small bell in a tree, and nobody [know] who
there [be] a smell of {:smoke/roses}, but no {:fire/garden} near
""",
    "exciting": """
@out the wind [pull] at every {:coat/flag/rope}
@dry clouds [race*] over the sky
@rain lightning [draw] white lines across the rain
@in feet [run*] up and down the stairs
from far away [come] a sound of drums
@snow the snow [fly] past, and the wind [howl] for joy
@day all the {:doors/windows} in the street [fly*] open at once
@dark a light [shoot] across the sky
everyone [feel] that something {:big/great} was {:near/on its way}
horns, bells, running feet: the {:street/town} [be] wide awake
""",
}

SEE = {
    "sad": """
{y} [look] away, so that nobody [would see] it
{x} [push] the {:plate/cake/bread} away
{x} [swallow] twice && [say] nothing
{m} [sit] with both hands in {m's lap}
{x} [find] an old {:glove/picture/ribbon} in the pocket, and it [hurt]
a tear [run] down to {y's chin}
{y} [try] to smile, but it [go] wrong
{x} [think] of the summer before, when (everything [be] different)
a {:swan/leaf} [lie] by the {:path/door}, quite still
{x} [speak] in a very small voice
""",
    "lonely": """
{x} [set] two cups on the table && [put] one back
{x} [draw] a friend in the {:dust/sand} && [talk] to it
{x} [play] both sides of the game
nobody [ask] {x} anything
{x} [wave] to a {:bus/boat/window}, but it [be] too far away
{x} [listen] for {:steps/a voice} at the door
{y} [have] to {:go early/be somewhere else} that day
{x} [tell] it all to the {:mouse/doll/wall}
the others [whisper*], and {x} [stand] a little apart
{x} [eat] lunch next to nobody
""",
    "tense": """
{x} [hold] still && [!breathe]
{y} [look] back over one shoulder
something [move] where nothing should be
{x's heart} [beat] up in {x's ears}
{y} [grab] {x's sleeve}
x>y whisper: Do not move.
a {:stone/board/branch} [crack]
{m} [look] at the clock, then at the door
{y} [count] under {y's breath}: four, three, two
{x's hands} [be*] wet and cold
""",
    "angry": """
{x} [kick] a stone so hard that ({x's toe} [hurt])
{y} [kick] the ground, first left, then right
{x} [shut] the door louder than one must
{y's face} [go] red up to the ears
x: It is not fair!
{x} [press] both lips together
{y} [throw] a {:mitten/glove/spoon} on the ground
{m} [say] a short word && [turn] away
{x} [fold] both arms && [look] at the wall
y: Why is it always me?
""",
    "mysterious": """
{x} [find] a {:key/feather/button} (that [belong] to no one)
{y} [have] the feeling that ({:somebody/something} [watch])
there [be] a small {:hand/foot} print on the {:glass/wall}
{x} [hear] a {:tune/step} and then nothing
a {:door/gate} [open] by itself, no wider than a hand
{y} [see] a light where nobody [live]
on the {:stone/wood} there [be*] signs that ({x} [could !read])
a black {n:animal:pet} [look] at {x} as if it knew {x}
{x} [turn] around, but nobody [be] there
somebody whispered a name, or it [be] the wind
""",
    "exciting": """
{x} [jump] over the {:bench/wall/steps} without a thought
{y} [run] so fast that ({y's scarf} [stay] behind)
y shout: Quick, this way!
{x's heart} [drum] like {:rain/hooves}
{x} [climb] up for a better look
{y} [hop] from one foot to the other
x: Did you see that?
{xy} [look] at each other, wide awake
{y} [forget] to shut {y's mouth}
a {:horse/truck/boat} [rush] by, so near that the wind [pull] at them
""",
}

END = {
    "sad": """
{x} [cry] a little, where nobody [could see] it
that night {x} [!want] any supper
{y} [wave] until the road [bend]
the {:chair/place} by the window [stay] empty
{x} [put] the old {:picture/letter} back into the drawer
{m} [find] {x} on the stairs, and {x} [could !say] what it was
{x} [look] at the old picture for a long time
in bed, {x} [turn] to the wall
{x} [keep] one {:feather/button/leaf}, and that [be] all (that [be] left)
it [rain] the whole night
x>m: It will not be the same, will it?
{xy} [walk] home without a song
""",
    "lonely": """
{x} [go] home alone, past all the bright windows
that evening {x} [set] the table for one
{x} [wait] at the window until it [be] dark, but nobody [come]
{x} [say] goodnight, and nobody [answer]
the others [go*] off together, and {x} [hear] them for a long time
{x} [read] to the end of the book, for there was no one to talk to
there [be] room for two on the bench, and {x} [sit] in the middle
in the night {x} [hold] {x's own hand}
{x} [write] a letter to no one && [put] it away
far down the street a door [close]
{x} [keep] the second {:apple/bun}, for somebody who might come
""",
    "tense": """
and then, in the dark, the {:door/stairs/gate} [creak]
{xy} [!stop] running until the door [be] shut behind them
that night {x} [leave] the lamp on
{x} [pull] the blanket up && [listen]
the next morning there [be] a scratch on the {:door/wall}, as long as an arm
x>y whisper: It is still out there.
{xy} [!speak] of it on the way home, but {xy} [walk] fast
{m} [lock] the door twice
once more it [knock], then no more
{x} [look] back only once, and that [be] too often
it [end] just in time, but only just
""",
    "angry": """
{x} [slam] the door && [!come] out for supper
{xy} [go] home on two sides of the street
y>x shout: I will never come again!
{x} [tear] the {:list/map/picture} in two
the next day they still [!look] at each other
{x} [hit] the pillow until it [be] flat
{m} [say] a word that was new to {x}
it [take] {x} a whole evening to open that fist
{x} [lie] awake && [think] of everything that (one [could say])
{y} [kick] the gate, and the gate [win]
x: It was not my fault, not all of it!
""",
    "mysterious": """
and in the morning the {:feather/key/bell} [lie] on {x's pillow}
nobody [find] out who it was
when {x} [look] again, there [be] only fog
the small light [be] there again that night, and then never more
{x} [ask] {m}, but {m} [look] out of the window
on the way home somebody [hum] behind them, but the road [be] empty
years later {x} [think] about it still
x>y whisper: Did you see it too?
that night a small bell [ring] somewhere, {:once/three times}
the tracks [end*] at {x's own door}
some things [have*] no answer, or not yet
""",
    "exciting": """
{x} [be] too wide awake to sleep
y>x: Tomorrow we go on, as soon as it is light!
{xy} [run] home to tell everybody at once
the day [be] not over yet, and far off the drums [begin*] again
{x} [could hear] {x's heart} in both ears, even in bed
{xy} [go] off, faster than before
{m} [want] to hear all of it, twice
a rocket [go] up behind the {:houses/hills}, green and gold
{x} [sleep] in boots and hat, to be ready
nobody in the {:town/street} [forget] that day
x shout: Did you see that, did you see it?
""",
}
