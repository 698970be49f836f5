"""Tasks that fit every topic."""

ANYWHERE = """
for: any
mood: out
goal: get the kite out of the tree
fail: the string [be] tied around a branch, and it [!let] go
fail: the first branch [be] too high
fail: the stick [be] too short by a hand
fix: {x} [tie] two sticks together && [try] from the wall
help: {h} [bring] a ladder
pair: {h} [climb] on {x's shoulders}
need: the branch [be] too high for one
done: the kite [come] down with half of a nest in its tail
done: it [be] torn, but it [be] down

for: any
mood: out
goal: mend the old bike
fail: the chain [jump] off again
fail: one wheel [turn] only with a scream
fail: there [be] a piece left over at the end
fix: {x} [take] it all apart once more && [draw] each part first
help: {h} [bring] a better hammer
pair: {h} [hold] the wheel, and {x} [turn] the nuts
need: the wheel [need] two hands, and the hammer [need] one more
done: the bike [roll], and it [roll] without a sound
done: {x} [ride] it once around the block

for: any
goal: learn to whistle with two fingers
fail: nothing [come] out but wind
fail: {x} [spit] on {x's own shoe}
fail: {x} [get] dizzy && [have] to sit down
fix: {x} [drink] some water && [push] the tongue back
help: {h} [show] {x} where to put the tongue
pair: {x} [blow], and {h} [hold] up a mirror
need: it [take] two, one to show and one to try
done: the whistle [be] so loud that every dog [come]
done: one clear note [come] out, and birds [fly*] up

for: any
mood: out
goal: cross the stream without getting wet
fail: the first stone [be] loose, and {x} [slip] into the water
fail: the long stick [break]
fail: {x} [jump] && [land] in the mud
fix: {x} [roll] a bigger stone into the water
help: {h} [reach] out a hand from the other side
pair: {x} and {h} [put] a long board across
need: the board [be] too heavy for one
done: {x} [stand] on the other side with dry feet
done: nobody [get] wet, and the shoes [stay*] dry

for: any
mood: in
goal: build a tower of cups as high as the table
fail: the fourth cup [slide], and all of them [fall*]
fail: somebody [shut] a door, and the tower [shake] && [fall]
fail: {x} [put] the biggest cup on top
fix: {x} [begin] with the biggest cup && [hold] in every breath
fix: {x} [begin] with the biggest cup && [work] very slowly
help: {h} [show] {x} how to put a book between two cups
pair: {x} [hold] the bottom, and {h} [put] the next cup on top
need: the bottom of the tower [need] two hands, and the top [need] two more
done: the tower [reach] the table, and nobody [dare] to walk
done: the last cup [stand], and the tower with it

for: any
mood: in
goal: open the old jar
fail: the top [!turn], not even a little
fail: {x's hands} [be*] too wet and [slip]
fail: {x} [get] red in the face, and that [be] all
fix: {x} [hold] the jar under hot water && [try] it with a towel
help: {h} [tap] the top with a spoon, all the way around
pair: {x} [hold] the jar, and {h} [turn] the top
need: one [have] to hold the jar while another [turn]
done: with a pop the jar [be] open, and the smell of {:plums/berries/honey} [come] out
done: the jar [open], and all [get] a spoon of what was in it

for: any
mood: in
goal: fix the broken drawer
fail: the drawer [go] in, but not out again
fail: a small piece [fall] off && [roll] under the bed
fail: {x} [pull] too hard && [sit] on the floor with the whole drawer
fix: {x} [take] out all the things && [rub] some soap on both sides
help: {h} [show] {x} where a nail was bent
pair: {x} [lift] the drawer, and {h} [push] from below
need: one [have] to lift while another [push]
done: the drawer [open] and [close] like new
done: it [slide] in and out without a sound

for: any
mood: far
goal: learn to ride on one wheel
fail: the wheel [go] one way, and {x} [go] the other
fail: {x} [sit] down hard, and not on the wheel
fail: a {:goat/swan} [run] across, and {x} [jump] off
fix: {x} [begin] next to the wall, with one hand on it
help: {h} [tell] {x} to look far ahead and not at the wheel
pair: {h} [hold] {x's hand}, and {x} [ride]
need: somebody [have] to hold the wheel while another [sit] on it
done: {x} [ride] from the wall to the gate && [wave]
done: for ten whole breaths {x} [ride], and then for twenty

for: any
goal: teach {:the old dog/a turtle/the hamster} to sit
fail: it [look] at {x} && [lie] down
fail: it [walk] away in the middle of the lesson
fail: it [take] the cookie and [do] nothing for it
fix: {x} [wait] until it [be] hungry && [say] the word only once
help: {h} [show] {x} how to hold the food over its head
pair: {x} [say] the word, and {h} [hold] the food
need: one [have] to talk to it while another [hold] the food
done: it [sit], straight as a king, && [look] around for its cookie
done: at the word it [sit] down, and so [do] everybody else

for: any
goal: paint the old door green
fail: the paint [run] down in long green tears
fail: a fly [land] in it, and then its brother
fail: {x} [begin] at the top && [lean] on the bottom
fix: {x} [take] less paint and [go] only up and down
help: {h} [bring] a wider brush && [show] {x} how to hold it
pair: {x} [paint] the top, and {h} [paint] the bottom
need: the door [be] so big that it [need] two
done: the door [shine] like a new leaf
done: the door [be] green, and so [be*] four hands

for: any
goal: catch the {:swan/goat/rabbit} that got away
fail: the {:quick/clever} animal [run] between {x's legs}
fail: {x} [jump] && [catch] a hat full of air
fail: the animal [sit] there until {x} [be] near, and then it [be] off
fix: {x} [sit] down with some {:corn/bread/salad} && [look] the other way
help: {h} [say] to stop running and bring a basket
pair: {x} [drive] it toward {h}, and {h} [wait] with a basket
need: one [have] to drive it while another [hold] the basket
done: it [walk] into the basket by itself, as if it was bored
done: it [be] back behind the fence before supper

for: any
goal: make a bridge of books from the chair to the bed
mood: in
fail: the third book [slide], and the bridge [be] a pile
fail: {x} [take] the thin books first
fail: the bridge [bend] in the middle && [break]
fix: {x} [put] a chair under the middle
help: {h} [show] {x} how the books hold each other
pair: {x} [lay] the books from the left, and {h} [lay] them from the right
pair: {x} [put] the books on the left, and {h} [put] them on the right
need: a bridge [need] somebody on each side
done: a {:toy bear/mouse/marble} [cross] the bridge from end to end
done: the bridge [hold], and the cat [be] the first to use it
"""
"""Blocks as `matter.read` reads them."""
