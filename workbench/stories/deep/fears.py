"""Fears: what is feared and why, what makes one go there all the same, how it ends."""

FEARS = """
for: night, cleaning up, moving house, grandparents
noun: dark closet
noun: dark shed
why: something [knock] in there at night
why: the light in there [be] broken, and the steps [be*] steep
need: the cat [get] shut in there && [cry] without a stop
need: {m} [fall] on the steps in there && [call] for help
face: {x} [open] the door && [go] down into the dark, one hand on the wall
face: {x} [sing] out loud && [walk] into {f}, step by step
flee: {x} [get] as far as the door, and then {x} [run]
flee: {x} [close] the door again && [hide] under a blanket
good: it [be] only the wind and an old window
good: in there it [smell] of apples, and nothing [bite] anybody

for: sea, swimming, car trips
noun: deep water
why: one [could !see] the ground there
why: last summer a wave [pull] {x} under
need: {y's boat} [float] away, with the bag in it
need: a puppy [fall] in && [could !get] out
face: {x} [hold] on to a rope && [walk] in up to the neck
face: {x} [take] one big breath && [swim]
flee: {x} [get] wet to the knees && [turn] around
flee: {x} [stand] on the dry stones and [could !move]
good: ten strokes out, ten strokes back, and it [be] done
good: the water [carry] {x} like a big warm hand

for: pets, farm, a race
noun: big black dog
noun: wild horse
why: once it [chase] {x} down the whole street
why: it [have] long teeth, and nobody [be] its friend
need: {y's scarf} [lie] right between its feet
need: the little ones [stand*] behind it && [could !get] home
face: {x} [walk] up to it, slowly, with an open hand
face: {x} [look] down at the ground && [speak] to it in a low voice
flee: {x} [turn] && [run], and it [run] after {x}
flee: {x} [climb] up the next tree && [stay] there
good: it [smell] {x's hand} && [lie] down
good: it [be] lonely, and that [be] all

for: a show, music, school
noun: big stage
noun: full hall
why: all those eyes [look*] at one person there
why: last year {x} [forget] every word there
need: {y} [fall] ill, and nobody else [know] the part
need: {y} [stand] up there alone && [!know] any more what came next
face: {x} [walk] out into the light && [say] the first word
face: {x} [look] at one friendly face && [begin]
flee: {x} [run] out through the back door
flee: {x} [hide] behind the curtain until it [be] over
good: after the first word the second [come] by itself
good: at the end it [be] quiet, and then everyone [clap]

for: forest, camping
noun: old cave
noun: dark cave
why: people [say*] that a bear lived there
why: no bird [sing] there, not even in spring
need: {y} [go] in to look for a rope && [!come] out again
need: somebody [call] from in there, very small and far
face: {x} [light] a lamp && [go] in
face: {x} [tie] one end of a string to a tree && [follow] the voice
flee: {x} [run] back to the road without a stop
flee: {x} [wait] outside && [say] it was too dark
good: {y} [sit] on a stone in there with one shoe off, safe and well
good: the bear [be] a stump with two branches

for: building, ball games, garden, birthday
noun: high ladder
noun: high wall
why: from up there people [look*] as small as ants
why: {x} [fall] from it once && [break] an arm
need: a kitten [sit] up there && [could !get] down
need: a nest [hang] there by one straw, with three young birds in it
face: {x} [climb], and [look] only at {x's own hands}
face: step after step, {x} [go] up
flee: {x} [climb] three steps, and then {x} [come] down again
flee: {x} [shake] {x's head} && [hold] on to the ground
good: up there the wind [be] soft, and one [could see] the river
good: going down [be] easier, because somebody [clap]

for: rain, snow, sea, car trips
noun: storm
why: thunder [make] {x} small
why: once a tree [fall] on the house in a storm
need: {y's dog} [be] still out there, tied to the fence
need: the old neighbor [be] alone out there without a light
face: {x} [pull] the hat down && [walk] out into it
face: {x} [hold] on to the fence && [go] from post to post
flee: {x} [crawl] under the bed && [hold] both ears
flee: {x} [open] the door, and the wind [close] it again, and that [be] that
good: wet to the skin, {x} [come] back, and not alone
good: it [be] loud, but it [!hurt]

for: any
noun: empty house
why: at night there [be] a light in it, though nobody lives there
why: children [tell*] stories about it
need: {y's kite} [go] through its window
need: a small voice [call] from inside
face: {x} [push] the gate open && [walk] up to the door
face: {x} [knock], and when nobody [answer], {x} [go] in
flee: {x} [run], and {x's feet} [be*] faster than ever
flee: {x} [say] that it was too late in the day and [go] home
good: an old man [open], with {:a kite/a mouse/soup} and a friendly face
good: inside there [be] only dust and a lost bird

for: any
noun: big boys
why: they [throw*] stones at smaller ones
why: once they [take*] {x's cap} && [!give] it back
need: they [stand*] around {y} && [laugh*] at {y}
need: they [have*] a kitten in a bag
face: {x} [walk] up to them && [say] stop
face: {x} [push] through them && [stand] next to {y}
flee: {x} [bend] down behind the wall && [wait]
flee: {x} [look] away && [walk] faster
good: the biggest of them [look] at {x} for a while, and then they [leave*]
good: one of them [laugh], but the others [look*] at their shoes
"""
"""Blocks as `matter.read` reads them."""
