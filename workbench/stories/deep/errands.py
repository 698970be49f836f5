"""Small matters: things kept in a pocket, scrapes, bets."""

SURPRISES = """
for: any
keep: on the way {x} [pick] up a long piece of string and [put] it in a pocket
keep: {x} [find] a bit of string && [keep] it
need: {y's bag} [break], right at the top
need: then {y's shoe} [lose] its lace
use: {x} [pull] out the string, and in a minute it [be] mended
use: {x} [tie] it up with the string

for: any
keep: {x} [find] a small whistle in the grass && [hang] it around {x's neck}
keep: {x} [have] a little tin whistle, and it [be] good for nothing
need: then {y} [be] nowhere to be seen
need: in all the noise nobody [could hear] {x's voice}
use: {x} [blow] the whistle, twice, and all heads [turn*]
use: when {y} [hear] the whistle, {y} [come] running

for: any
mood: out
keep: {x} [put] the last crust of {x's bread} into a pocket
keep: {x} [save] half a {:biscuit/apple/roll} for later
need: a big {:goose/dog/goat} [stand] in the way && [!let] anybody past
need: the {:donkey/pony/cow} on the path [!move] one step
use: {x} [hold] it out, and the animal [follow] as if on a string
use: for that little piece it [step] aside like a gentleman

for: any
keep: {x} [pick] up a flat white stone, because it [be] so smooth
keep: {x} [carry] a flat stone in one pocket
need: one leg of the {:table/bench} [be] too short, and everything [slide]
need: the wind [want] to take {m's papers}
use: {x} [put] the stone there, and all [be] well
use: the stone [be] just the right size for it

for: any
keep: {x} [keep] a blue button from an old coat
keep: a button [lie] on the road, and {x} [keep] it
need: {y's jacket} [lose] its top button, and {y} [be] cold
need: {m's coat} [miss] its best button
use: the blue button [fit], nearly
use: {x} [pull] out the button, and {m} [have] a needle
"""

SCRAPES = """
for: cooking, birthday, grandparents, market
bad: {x} [reach] for the sugar && [knock] over the milk
bad: a whole jar of honey [turn] over, very slowly
right: {m} [get] a cloth, and the cat [do] the rest
right: {y} [put] a plate under the edge of the table && [save] half of it

for: cooking, birthday, grandparents
bad: {y} [sit] down on the {:pie/eggs/cake}
bad: the {:pie/cake} [slide] off the plate && [land] upside down
right: there [be] another one, for {m} [have] thought of that
right: {xy} [eat] it with spoons, and it [taste] the same

for: sea, swimming, rain, garden, camping
bad: {x} [slip] && [sit] in the {:water/mud} up to the {:belt/knees}
right: {m} [hang] the wet things over a branch to dry
right: {y} [pull] {x} out with both hands && [get] wet too

for: sea, swimming, rain, garden, camping, building
bad: the wind [take] {y's hat} && [carry] it out of reach
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
right: {y} [save] the papers, and {x} [do] the rest

for: school, music, a show, painting, gifts, moving house
bad: {y} [tear] the paper right through the middle
bad: a page [fly] out of the window
right: {x} [find] the glue, and nobody [see] it any more
right: {y} [laugh] first, and then {x} [have] to laugh too

for: any
bad: {x} and {y} [run] into each other around a corner, head first
bad: {x} [get] up just when {y} [bend] down
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
