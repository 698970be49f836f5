"""Riddles: something is noticed, a question, what one does to find out, what it was; and faces that deceive."""

RIDDLES = """
for: night, grandparents, moving house, cleaning up, cooking
sign: something {:behind the wall/under the floor} [tap] three times, then it [be] quiet
sign: every night at the same hour the {:clock/old clock} [strike] once too often
ask: What makes that noise?
try: {x} [put] one ear to the wood && [follow] the sound from room to room
try: {x} [stay] up with a lamp && [listen] until it [come] again
find: behind the wall an owl [have] a nest and [knock] for food
find: a branch outside [knock] at the wall when the wind [come]
late: years later somebody [open] the wall, and there [be] a box with old letters

for: garden, farm, forest, snow, pets
sign: there [be*] strange tracks {:in the mud/in the snow/under the window}, with three toes
sign: each morning one {:carrot/apple/egg} [be] gone, and nobody [see] a thing
ask: Who was here in the night?
try: {x} [follow] the tracks under the fence && [go] on to the old shed
try: {x} [put] flour on the ground && [look] at it the next morning
find: it [be] a mother {:fox/duck} with five young ones, all asleep
find: a hedgehog [sit] there && [eat], as loud as a pig
late: then the rain [come] and [wash] the tracks away, and nobody [know] any more

for: sea, swimming, lost things, rain
sign: a bottle with a paper in it [roll] on the {:stones/sand/wet street}
sign: there [lie] a bottle, closed with red wax, and something white [be] in it
ask: Who sent that, and from where?
try: {x} [dry] the paper on a stone && [read] the blue letters one by one
try: {x} [break] the neck of the bottle on a stone && [pull] out the paper
try: {x} [open] it with both hands && [pull] out the paper
find: it [be] a letter from a girl on an island, and she [want] an answer
find: it [be] a map with a cross on it, and a {:fish/tree} next to the cross
late: the next {:wave/rain} [take] it away again, for somebody else to find
late: {y's cousin} [find] it a day later, and there [be] a letter in it from far away

for: sea, swimming, lost things, forest
sign: something round and green [shine] at the bottom of the water
sign: down in the well something [wink] when the sun [stand] above it
ask: What is shining there?
try: {x} [tie] a spoon to a long stick && [reach] down
try: {x} [lie] down flat && [reach] as deep as it went
find: it [be] an old coin with a ship on it
find: it [be] the lost ring of the teacher
late: after the rain the water [be] brown, and it [shine] no more

for: a show, school, music, painting, birthday, gifts
sign: the old {:box/piano} in the corner [have] a small door that nobody ever [open]
sign: in the old picture one window [be] brighter than the others
ask: What is in there?
try: {x} [look] for the key in every drawer && [try] eleven of them
try: {x} [hold] a lamp to it && [rub] the dust away
find: inside [lie] a puppet with one blue eye, and it [could dance]
find: under the dust somebody [paint] a tiny cat, {:a hundred years/long} ago
late: in the spring somebody else [take] it, and there [be] gold in it

for: camping, forest, car trips, a race, ball games
sign: far off between the hills a light [go] on and off, on and off
sign: from the {:hill/woods} [come] a light, as if somebody called without a voice
ask: Where does that come from?
ask: Who makes that light?
try: {x} [put] stones along the way && [go] to see
try: {x} [ask] {m} to come along && [climb] up there
try: {x} [count] the time between two lights && [walk] toward it
find: it [be] an old mirror in a tree, and the sun [play] with it
find: a {:crow/magpie} [have] a piece of glass in its nest, and the nest [swing] in the wind
late: that night somebody [tell] of a tree full of mirrors, and {x} [be] silent
late: the next day the light [!come] again

for: camping, forest, car trips, a race, ball games, farm
sign: a small path [go] down between the rocks, and it [be] on no map
sign: behind a bush there [be*] steps in the rock, old and green
ask: Where does it lead?
ask: Who made that?
try: {x} [follow] it, with one hand on the rock
try: {x} [tie] a string to a branch && [go] down, step by step
try: {x} [ask] {m} to come along && [go] first
find: at the end of it [be] a small lake, as round as a plate
find: it [lead] to a well with a bucket of gold leaves, and the water [be] sweet
late: years later {x} [hear] of a lake there, and somebody else [have] named it
late: that winter the path [be] gone under the {:snow/leaves}

for: market, building, farm
sign: a man [sell] small gray stones, and all the people [smile*]
sign: an old man [give] away gray stones, one to each
ask: Why do they want stones?
try: {x} [ask] him, straight out
try: {x} [stand] in the line && [hold] out a hand
find: the man [say] a kind word to each, and the stone [come] with it
find: the stone [be] warm, for the man [keep] them by the fire
late: the next week the man [be] gone, and nobody [could tell] {x} why

for: market, building, farm, rain, snow
sign: from the tallest roof smoke [rise] only on Mondays
sign: every Monday there [be] a smell of cake on the stairs of the empty house
ask: Why only on Mondays?
try: {x} [go] there on a Monday && [knock]
try: {x} [follow] the smell, up the stairs
find: an old woman [bake] there once a week for all who [have*] no oven
find: ten old sailors [bake*] bread there && [sing]
late: in the spring it [stop], and then nobody [know] any more

for: any
mood: out
sign: a little cloud [stand] over one roof && [!move]
sign: over one roof there [be*] crows all day, round and round
ask: I wonder why.
try: {x} [follow], over two walls and through a hole in the {:fence/hedge}
try: {x} [go] up to the door && [knock]
find: under that roof a pot [cook] day and night, for the poor
find: up there a boy [feed] a hundred crows out of his cap
late: one day it [come] no more, and then it [be] too late to know

for: any
sign: every day at noon the same cat [walk] by with something in its mouth
sign: a {:rabbit/mouse} with one white foot [come] every day && [carry] away a piece of bread
ask: Where does it go?
try: {x} [follow] it, over two walls and through a hole in the {:fence/hedge}
try: {x} [watch] for three days && [write] it all down
find: it [bring] the food to a blind old dog behind the shop
find: at the end of the way {:four/five} kittens [wait*] under a step
late: one day it [come] no more, and then it [be] too late to know

for: any
sign: there [be] a tiny door at the foot of the {:wall/tree}, no higher than a hand
sign: under a loose stone {x} [feel] something smooth
ask: What can it be?
try: {x} [clean] it with a stick && [look] closer
try: {x} [knock] with one finger && [listen]
find: behind it a dry little room [hold] nuts, beads and a silver spoon
find: it [be] an old tin box with a {:map/ring/tooth} in it
late: another child [come] and [find] it, and the whole town [talk] about it
"""
"""Blocks as `matter.read` reads them; `ask` is what is said."""

FACES = """
for: any
mood: out
kind: man m old
look: {n} [have] a scar across the face and a voice like a saw
look: {n} [wear] a black coat to the ground, even in summer
say: People say he eats cats.
near: {n} [hold] out a hand && [say] good day
open: {x} [say] good day too && [sit] down next to {n}
shut: {x} [run] to the other side of the street
truth: {n} [make] the finest {:toys/bells/kites} in the whole town and [give] one to {x}
truth: {n} [know] a story for every star && [tell] {x} three of them
miss: the others [come*] home with a {:kite/wooden horse} each, a gift from {n}

for: any
mood: out
kind: woman f old
look: {n} [have] a long nose, a stick and seven black cats
look: {n} [live] behind a high hedge && [talk] to her hens
say: Stay away, she is a witch.
near: {n} [stand] at the gate && [could !lift] her basket
open: {x} [take] the basket && [carry] it in
shut: {x} [pull] {y} away by the arm
truth: {n} [bake] the best apple cake in town, and there [be] a piece for each
truth: {n} [know] a tea for every cough
miss: {y} [go] in alone && [come] out with both hands full of cake

for: any
kind: boy m new
look: {n} [wear] odd shoes, and {n's coat} [be] all patches
look: {n} [talk] in a strange way, and nobody [want] the next seat
say: Look at him, he smells of fish.
near: {n} [stand] at the edge && [wait]
open: {x} [go] over // x>n: What is your name?
shut: {x} [laugh] with the others && [turn] away
truth: {n} [could call] birds out of the sky, and one [sit] down on {x's hand}
truth: {n} [turn] out to be the funniest boy in the school
miss: at the fair {n} [show] tricks with three burning hats, and {x} [have] to watch from far away

for: any
mood: out
kind: dog n ugly
look: {n} [have] one ear, half a tail and teeth that stuck out
look: {n} [be] as big as a calf and as black as coal
say: That one bites, you can see it.
near: {n} [come] near, very slowly
open: {x} [stay] where {x} was and [hold] out a hand
shut: {x} [throw] a stone, and {n} [go] away
truth: {n} [be] as gentle as a lamb && [bring] {x} home through the {:fog/dark}
truth: {n} [lie] down on {x's feet} && [keep] them warm
miss: that night {n} [pull] a child out of the river, and everyone [want] to pet {n} but {x}

for: market, cooking, garden, gifts, birthday, farm, grandparents, rain
kind: pear n ugly
look: {n} [be] brown, small and full of spots
look: next to the yellow ones {n} [look] like a stone
say: Nobody wants that one.
near: {m} [say] that only one was left
open: {x} [take] a bite all the same
shut: {x} [push] it away && [choose] a shiny one
truth: it [be] the sweetest of them all, and the juice [run] down to the elbow
truth: under the brown skin it [be] like honey
miss: the shiny one [taste] of water, and {y} [eat] the brown one with closed eyes

for: building, moving house, cleaning up, lost things, painting, a show, music, night, school, rain
kind: box n ugly
look: {n} [be] gray and bent, with a rope around it
look: {n} [smell] of fish && [have] no lid any more
say: That is only trash.
near: it [be] the very last box
open: {x} [open] it anyway
shut: {x} [throw] it out with the rest
truth: inside [lie*] {:forty marbles/a silver flute/glass birds} in soft paper
truth: under the dirt it [be] blue, with gold stars
miss: a man [pick] it up from the street && [dance] with it
"""
"""Blocks: who or what looks bad and is not; `kind` is noun, gender, adjective; `say` is what is said."""
