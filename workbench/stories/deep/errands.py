"""Small matters: things kept in a pocket, scrapes, bets, callers."""

SURPRISES = """
for: any
noun: string
keep: on the way {x} [pick] up a long piece of string and [put] it in a pocket
keep: {x} [find] a bit of string && [keep] it
need: {y's bag} [break], right at the top
need: then {y's shoe} [open] and [!close] any more
use: {x} [pull] out the string, and in a minute it [be] mended
use: {x} [tie] it up with the string

for: any
noun: whistle
keep: {x} [find] a small whistle in the grass && [hang] it around {x's neck}
keep: {x} [have] a little tin whistle, and it [be] good for nothing
need: then {y} [be] nowhere to be seen
need: suddenly {y} [be] gone among all the people
use: {x} [blow] the whistle, twice, and {y} [come] running
use: when {y} [hear] the whistle, {y} [come] running

for: any
mood: out
noun: bread
keep: {x} [put] the last of {x's bread} into a pocket
keep: {x} [save] half a {:biscuit/roll/sandwich} for later
need: a big {:goose/goat/swan} [stand] in the way && [!let] anybody past
need: the {:donkey/pony/cow} on the path [!move] one step
use: {x} [hold] out a bit of food, and the animal [follow] as if on a string
use: {x} [give] it something to eat, and for that it [move] to one side

for: any
noun: stone
keep: {x} [pick] up a flat white stone, because it [be] so smooth
keep: {x} [carry] a flat stone in one pocket
need: one leg of the {:table/bench} [be] too short, and everything [slide]
need: the wind [want] to take {m's scarf}
use: {x} [put] the stone there, and all [be] well
use: the stone [be] just the right size for it

for: any
noun: button
keep: {x} [keep] a blue button from an old coat
keep: a blue button [lie] on the road, and {x} [keep] it
need: {y's jacket} [lose] its top button, and {y} [be] cold
need: {m's coat} [miss] its best button
use: the blue button [fit], {:nearly/as if it was made for that coat/and only a little crooked}
use: {x} [pull] out the button, and {m} [have] a needle

for: any
noun: candle
keep: {x} [find] the end of a candle && [put] it into a pocket
keep: {x} [have] half a candle in one pocket, from a cake
need: {y's zipper} [!move] up or down any more
need: a drawer in the old table [!open]
use: {x} [rub] the candle over it, up and down, and then it [slide] like butter
use: {x} [pull] out the candle and [rub] it in // after that it [move] like new

for: any
noun: feather
keep: {x} [find] a long feather && [put] it behind one ear
keep: a gray feather [fly] down, and {x} [catch] it
need: {y} [fall] asleep sitting up, with both eyes open
need: {m} [sit] there with a long face && [!want] to laugh
use: {x} [take] the feather, and one nose [get] to know it // after that everybody [laugh]
use: {x} [tickle] the poor nose with the feather, and that [help]

for: any
noun: spoon
keep: {m} [find] a spoon in {x's pocket} // {x} [!know] why it was there
keep: {x} [carry] a spoon in one pocket, since breakfast
need: there [be] honey for everybody, and nothing to eat it with
need: {y} [have] a jar of jam, and it [be] too deep for a finger
use: {x} [pull] out the spoon, and everybody [have] a turn
use: then {x} [remember] the spoon, and after ten minutes the jar [be] empty
"""

SCRAPES = """
for: cooking, birthday, grandparents, market
bad: {x} [reach] for the sugar && [knock] over the milk
bad: a whole jar of honey [turn] over, very slowly
right: {m} [get] a cloth, and the cat [do] the rest
right: {y} [put] a plate under the edge of the table && [save] half of it

for: cooking, birthday, grandparents
bad: {y} [sit] down on the {:pie/eggs/cake}
bad: the {:pie/cake} [slide] off the plate && [land] on its head
right: there [be] another one, for {m} [have] thought of that
right: {xy} [eat] it with spoons, and it [taste] the same

for: sea, swimming, rain, garden, camping
bad: {x} [slip] && [sit] in the {:water/mud} up to the {:belt/knees}
right: {m} [hang] the wet things over a branch to dry
right: {y} [pull] {x} out with both hands && [get] wet too

for: sea, swimming, rain, garden, camping, building
bad: the wind [take] {y's cap} && [carry] it out of reach
bad: {x} [throw] a cap up for joy, and it [stay] up
right: {y} [find] a long stick && [get] it down
right: {m} [lift] {x} up, and {x} [reach] it

for: forest, farm, snow, building, a race, ball games
bad: {x} [fall] into a hole && [hurt] one foot
bad: {x} [cut] one finger
right: {m} [blow] on it && [say] that it was not so bad
right: {x} [sit] on a stone for ten minutes, and then it [be] better

for: school, music, a show, painting, gifts, cleaning up, moving house, night
bad: {x} [knock] over the {:ink/lamp/glue/water}, and it [run] over everything
right: {m} [bring] a {:rag/towel}, and {xy} [wipe] it all up
right: {y} [save] the pages, and {x} [do] the rest

for: school, music, a show, painting, gifts, moving house
bad: {y} [tear] the paper right through the middle
right: {x} [find] the glue, and nobody [see] it any more
right: {y} [laugh] first, and then {x} [have] to laugh too

for: any
bad: {x} and {y} [run] into each other around a corner, head first
bad: {y} [bend] down when {x} [get] up
right: each [have] a bump, and {xy} [put] a cold spoon on it
right: {xy} [rub] their heads and [laugh]

for: any
bad: a bee [come] for the jam on {x's bread}
bad: a {:bee/wasp} [sit] down on {y's nose}
right: {xy} [stand] very still until it [be] gone
right: {m} [hold] out a flower, and it [climb] over to that

for: any
bad: {x's bag} [open], and everything [roll] in all directions
bad: suddenly there [be] a hole in {x's pocket}, and things [fall*] out
right: {y} [crawl] after the last {:nut/marble/pencil}
right: {m} [hold] the bag, and {xy} [pick] up one thing after the other
"""

BETS = """
for: any
bet: p>q: I can stand on one leg longer than you.
bet: {p} [bet] a {:nut/button} to stand on one leg longer than {q}
go: {xy} [stand] like two storks, red in the face
go: a fly [land] on {p's nose}
end: {p} [fall] over first
end: after three minutes {p} [give] up

for: any
bet: q>p: Guess what I have in my hand.
bet: {q} [hold] something behind {q's back} && [let] {p} guess
go: {p} [guess] a frog, a key and a tooth
go: {p} [guess] eleven times
end: it [be] nothing at all, only air
end: it [be] a {:snail/plum stone/ladybug}, and {p} [have] to give up

for: sea, swimming, rain, camping, forest
bet: p>q: My stone will fly farther than yours.
bet: {p} [throw] the first stone, flat over the water
go: {p's stone} [go] plop, plop and down
go: {p} [throw] so hard that ({p} [sit] down)
end: {q's stone} [jump] six times, and {p} [count] it twice
end: a {:frog/duck} [look] at both && [be] not impressed

for: any
mood: out
bet: p>q: First one to the {:gate/tree/corner}!
bet: {p} [draw] a line with one heel, and {xy} [stand] on it, ready to run
go: {p} [start] too early, and they [have*] to do it again
go: {xy} [run] side by side until the last ten steps
end: {q} [get] there first, by a nose
end: {p} [stumble], and {q} [touch] it first

for: school, music, a show, night, car trips, cooking, moving house, cleaning up
bet: p>q: I bet you cannot say nothing for five minutes.
bet: {p} and {q} [try] to be quiet for as long as possible
go: {m} [ask] what was wrong with them
go: {q's cheeks} [get] round and red
end: {p} [sneeze], and {q} [win]
end: {p} [laugh] first
"""
"""Blocks as `matter.read` reads them."""
