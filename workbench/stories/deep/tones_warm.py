"""What carries the warm tones: light and weather, what is noticed, how it ends."""

SKY = {
    "joyful": """
@out @dry the sun [be] out, and so [be] everyone else
@out @dry the sky [have] not one cloud in it
@dry it [be] the first {:warm/long/free} day in {:weeks/a month}
@day light [come] in at every {:door/window/corner}
somebody [whistle] in the street, and then somebody else [whistle] too
@out birds [sing*] as if they were paid for it
@day the whole morning [taste] of {:honey/summer/holidays}
@in the windows [stand*] open, and music [come] in
the air [be] full of {:bells/laughing/the smell of cake}
@rain even the rain [seem] to {:clap/sing}
@snow the snow [shine] like {:sugar/a thousand tiny lamps}
""",
    "tender": """
@dry the light [be] soft as {:wool/butter}
@in the lamp [make] a small warm circle
@cold outside it [be] cold, but {x} [be] warm
the {:day/air/light} [be] as {:mild/soft} as a {:hand/cheek/feather}
@out the wind [stroke] the grass, this way and that
@in it [be] warm by the {:stove/fire}, and nobody [speak] loudly
@rain the rain [pat] the window like a small hand
@snow the snow [cover] everything like a good blanket
@day {x} [could smell] {:bread/soap/apples}, and it [smell] like home
it [be] a day to keep somebody's hand in one's own
""",
    "calm": """
@out not a {:leaf/thing} [move]
@out @dry the afternoon [lie] on the {:roofs/grass} like a {n:animal:pet}
there [be] no hurry in {:anything/the whole day}
{:the clock/the sun/every cloud} [have] all the time in the world
@out @day the shadows [grow*], a finger at a time
@in it [be] so quiet that ({x} [could hear] the clock in the next room)
@rain the rain [fall] softly
@snow snow [come] down without a sound
@out a thin smoke [go] straight up into the sky
{:the world/the whole day} [breathe] in and out, and nothing [need] {:doing/to be done}
""",
    "funny": """
@out the wind [steal] hats that day and [be] good at it
@dry the sun [look] like a fried egg
it [be] the kind of day when ({:socks/spoons/caps} [go] missing)
@rain the rain [come] from the side, then from below
@out a goose [stand] in the middle of the road && [stop] all the cars
everything that day [want] to fall {:down/over/off}
@in the clock [strike] thirteen, because a spoon was in it
@snow somebody [put] a snowman on the {:bench/roof}, with a hat and a newspaper
there [be] a smell of burnt {:porridge/socks}
one cloud [look] like a {n:animal} with a {:helmet/pipe}
""",
    "hopeful": """
@out @dry behind the gray a stripe of blue [open]
@day each day the light [stay] a little longer
@rain the rain [grow] thinner toward the {:hills/south}
@snow under the snow, something green [wait]
@out the first {:swallow/green leaf/flower} of the year [be] there
@dry after so much rain, the sky [begin] to clear
the {:morning/day/air} [feel] like a new {:page/book/sock}
@in a {:thin/small} line of sun [come] in under the door
@dark far away, one window [be] still bright
there [be] something good in the air, though nobody [could say] what
""",
    "proud": """
@out the flags [stand*] straight in the wind
@day even the {:rooster/clock} [seem] to hold its head high
@dry the sun [stand] tall over the {:roofs/trees}
it [be] a day for clean {:shirts/shoes}
@out from up there one [could see] the whole town
@in the {:good/best} cups [be*] on the table
@rain {x} [!mind] the rain and [walk] with a straight back
@snow the path [lie] clean between two walls of snow
@day the light [fall] on {x} as if it had been told to
the bells [ring*] as they [do*] on big days
""",
}

SEE = {
    "joyful": """
{y} [skip] instead of {:walking/going}
{x} [laugh] before {y} [be] done with the joke
{xy} [spin] around until the {:sky/room} [go] around without them
two {:strangers/old men} [wave*] at them for no reason
{x} [feel] as {:light/free} as a {:kite/feather/bell}
{y} [throw] a hat into the air && [catch] it on one foot
{m} [dance] three steps {:with a chair/around the table/to no music}
{x} [sing] the wrong words, {:loud/happy} and clear
when {y} [whistle], a {:crow/parrot/swan} [answer]
{x's face} [hurt] from smiling
""",
    "tender": """
{m} [button] {x's coat} all the way up, as if {x} was small
{y} [keep] the {:bigger/better/last} piece for {x}
{x} [move] over, and {y} [get] half of the blanket
{m} [brush] a {:hair/crumb/leaf} off {x's face}
{x} [slip] a hand into {m's hand}
{y} [blow] on {x's cold fingers}
a mother {n:animal:bird} [push] a crumb toward her young one
{x} [hold] the {:door/branch} until {y} [be] through
{m} [say] nothing && [pour] another cup of {:milk/tea}
{x} [rest] one cheek on {y's shoulder}
""",
    "calm": """
{x} [watch] one {:cloud/leaf/ant} for a long time
{y} [yawn], then {x} [yawn]
for a while nobody [say] anything, and that [be] good
{m} [sit] down && [shut] both eyes
a {n:animal:pet} [lie] in the warm spot && [stay] there
{xy} [sit] side by side && [look] at nothing {:much/at all}
{x} [breathe] slowly, in and out
{y} [peel] an apple in one long line
somewhere, a gate [open] && [close] again
{x} [draw] a circle in the {:sand/dust} with one finger
""",
    "funny": """
{y} [wear] the {:bowl/basket/bucket} as a hat for the rest of the {:day/hour}
a {n:animal:farm} [sneeze], and {x} [say] bless you
{x} [put] the left shoe on the right foot and [!notice] it
{m} [look] for the glasses // they [be*] on {m's head}
{y} [walk] into the {:door/post/same tree} twice
{x} [say] goodnight to a {:chair/scarecrow/coat} by mistake
{y} [laugh] so hard that the milk [come] out of {y's nose}
there [be] a {:sock/fish/spoon} in {m's pocket}, and {m} [!know] why
a {:duck/turtle} [follow] {y} all the way, step for step
{y} [bow] to a cow, to be on the safe side
""",
    "hopeful": """
{x} [look] up, because one never knows
{y} [have] a plan, and it [be] not bad
{x} [cross] two fingers behind {x's back}
one {:bud/green leaf} [open] on the dry {:branch/stick} by the {:door/wall}
{x} [count] the days on {:one hand/both hands}
m>x: We will see, and I think it will be good.
{y} [leave] a light in the window for somebody
{x} [!give] up the idea
{x} [think] that tomorrow [would be] better
{x} [keep] the {:letter/seed/ticket} in a safe pocket
""",
    "proud": """
{x} [stand] as tall as a {:post/soldier/tree}
{m} [tell] the {:baker/neighbor/mailman} all about {x}
{x} [polish] both shoes until a face [look] out of them
{y} [hold] up ten fingers for {:a ten/the best}
even the {:mailman/baker} [stop] to look at what {x} was doing
{x's name} [be] on the {:wall/list/door}, and {x} [read] it twice
{m} [nod] once, and that [be] a lot for {m}
{x} [carry] it like a crown
y: That is my friend over there.
{x} [!say] anything && [shine] like a {:lamp/new coin}
""",
}

END = {
    "joyful": """
{xy} [laugh] until they [have*] to sit down
there [be] cake, and {:after that/then} there [be] more cake
{xy} [run] all the way {:down the hill/to the corner/around the house} for no reason at all
nobody [want] to go to {:bed/sleep} that night
{x} [sing] on the way {:up the stairs/to bed/to the door}
everybody [dance], even {m}
{x} [shout] hooray out of the window, and somebody [shout] it back
it [be] the best {:day/afternoon} since {:the summer/the holidays}
{y} [fall] over from laughing && [stay] there
{xy} [hug] and [jump] at the same time
that evening {xy} [play] until the stars [be*] out
x>y: Again, let us do it all again!
""",
    "tender": """
{m} [pull] the blanket up to {x's chin} && [leave] the door open a little
{x} [fall] asleep with one hand in {m's hand}
{y} [give] {x} a {:button/stone/flower}, and {x} [keep] it for years
{xy} [walk] home in step, under one coat
m>x: I am glad that I have you.
{x} [lean] on {m}, and nobody [say] a word
{m} [kiss] the place where it [hurt]
before {:bed/the lamp went out}, {x} [whisper] a thank you into {m's ear}
{y} [wait] at the corner until {x} [be] safe inside
{x} [hug] {y} a little longer than usual
m>x whisper: Sleep well, my {:little one/heart/brave one}.
{m} [sing] the old song, all of it
""",
    "calm": """
the evening [come] slowly, and nobody [light] a lamp
{xy} [sit] on the step and [watch] the street go to sleep
{x} [sleep] well that night
after that it [be] quiet, and the quiet [be] good
{x} [listen] to the {:clock/wind/kettle} until {x's eyes} [close*]
{xy} [go] home by the long road && [!talk] much
{m} [make] tea, and {xy} [drink] it by the window
one after the other, the lights in the street [go*] out
{x} [lie] on the back && [let] the day go by once more
nothing more [happen] that day, and nothing more [be] needed
the {:water/grass/street} [lie] still, as if it was asleep too
""",
    "funny": """
when {m} [sit] down, there [be] a {:egg/frog/wet sponge} on the chair
{y} [bow], and {y's trousers} [fall*] down
that night the missing spoon [turn] up in {m's boot}
@out a {:goat/cow/donkey} [eat] the {:list/map/soap}, and nobody [be] surprised
{x} [sneeze] so hard that the {:lamp/candle} [go] out
{x} [go] to bed with one boot on && [wonder] why it was so narrow
{m} [laugh] so much that the {:soup/tea} [get] cold
{y} [try] to say something wise and [hiccup] instead
the next morning a hen [be] asleep in {y's scarf}
from then on, {y} [look] into every shoe first
{xy} [!tell] {m} about the {:jam/frog}, not even years later
""",
    "hopeful": """
{x} [put] the {:shoes/bag} by the door, ready for the morning
{x} [think] about tomorrow && [smile] in the dark
m>x: Tomorrow is a new day.
{x} [look] out once more before bed // the sky [be] full of stars
in the pot by the window, something green [push] up
{x} [write] a letter && [put] a stamp on it, very straight
it [be] not good yet, but it [be] a beginning
{x} [begin] again the next morning
far away a {:train/ship/bell} [call], as if to say: soon
y>x: Next time it will work, you will see.
{x} [draw] how it would be one day && [hang] the picture over the bed
a {:letter/owl/light} [come] the next morning, just as {x} had hoped
""",
    "proud": """
{m} [hang] {x's picture} over the table, where every guest [could see] it
{x} [walk] home in the middle of the {:road/path}
m>x: I knew you had it in you.
{x} [tell] it at supper, and {:later/after supper} once more
{y} [clap], and then everybody [clap]
that night {x} [stand] before the mirror a little longer
{x} [feel] a whole head taller
{m} [put] a hand on {x's shoulder} && [leave] it there
the {:mailman/baker/old neighbor} [take] off his hat to {x}
{x} [write] the day in big letters on the {:calendar/wall}
x>m: I did it, all of it, with my own two hands!
""",
}
