"""Dangers: what one is told not to do, why one wants to, what comes of it."""

DANGERS = """
for: sea, swimming
warn: Stay on this side of the big rock. The water is strong there.
warn: Do not go out past the rock, not today.
lure: behind the rock there [be] a pool full of tiny fish
lure: something {:white/bright} [shine] behind the rock
break: {x} [climb] around the big rock all the same
break: {x} [wait] until nobody [look] && [go] past the rock
harm: a wave [knock] {x} over && [take] one shoe with it
harm: the water [pull] at {x's legs}, and {m} [have] to jump in with all her clothes on
keep: {x} [stay] on this side && [throw] stones instead
good: an hour later a wave as high as a door [come] over the rock

for: snow, lake, swimming
warn: Do not step on the ice. It is thin in the middle.
warn: The ice is not ready yet.
lure: in the middle of the ice there [lie] a red mitten
lure: the ice [look] as smooth as a table
break: {x} [put] one foot on the ice, and then the other
break: {x} [slide] out, only a little way
harm: there [be] a crack, and {x} [stand] in cold water up to the chest
harm: the ice [break], and {x's boots} [be*] full of water
keep: {x} [stay] at the edge && [look] for a long stick
good: a stone [fall] on the ice, and it [break] like glass

for: cooking, camping, grandparents
warn: Do not touch the pot. It is hot.
warn: Wait until it is cool, or you will burn your tongue.
lure: the pot [smell] better than anything
lure: the lid [dance] as if something wanted out
break: {x} [lift] the lid with bare fingers
break: {x} [put] a whole spoon of it into {x's mouth}
harm: it [burn], and {x} [drop] the lid with a crash
harm: for two days {x} [could !taste] anything
keep: {x} [sit] on both hands && [wait]
good: when it [be] cool, it [taste] of {:apples/honey}, and nobody [burn] a thing

for: forest, lost things, camping
warn: Stay on the path. The forest looks the same on every side.
warn: Do not leave the path, not even for a minute.
lure: a {:deer/fox} [stand] among the trees && [look] at {x}
lure: off the path there [be*] berries, red and fat
break: {x} [leave] the path, only for a few steps
break: {x} [follow] it from tree to tree
harm: when {x} [turn] around, the path [be] gone
harm: it [get] dark, and {x} [call] until {x's voice} [be] gone
keep: {x} [look] from the path && [walk] on
good: soon it [be] dark, and only the path [lead] home

for: farm, pets
warn: Keep the gate shut, or they will all be out.
warn: Shut the gate behind you, every time.
lure: the gate [be] heavy, and {x} [have] full hands
lure: it [be] only for a minute
break: {x} [think] that one minute would not matter
break: {x} [leave] the gate open, just a little
harm: a minute later {:pigs/hens/goats} [be*] in every bed of the garden
harm: ten {:geese/hens} [walk*] down the road to town
keep: {x} [put] everything down && [shut] the gate
keep: {x} [shut] the gate with one foot && [pull] at it twice
good: that same day {y} [leave] a gate open and [run] after pigs until the evening
good: not one hen [be] missing that night

for: farm, a race
warn: Never stand behind the horse.
warn: Do not run near the horse.
lure: there [be] something in its tail that {x} [want] to see
lure: the horse [look] as gentle as a lamb
break: {x} [do] it all the same, and [hum]
break: {x} [walk] around the horse, right behind it
harm: a kick [send] {x} into the mud, hat and all
harm: the horse [jump], and {x} [fly] into the hay
keep: {x} [stay] in front, where the horse [could see] it
keep: {x} [walk] in a big circle around the horse
good: a fly [bite] the horse, and it [kick] a bucket right over the roof

for: building, cleaning up, moving house
warn: Do not climb on that. It is not fixed yet.
warn: Leave the ladder alone until I come.
lure: from up there one [could see] over all the roofs
lure: the right box [stand] at the very top
break: {x} [climb] up, hand over hand
break: {x} [try] it anyway, with one foot first
harm: it [fall] over, and {x} [fall] into the paint
harm: with a crash it [come] down, and {x} with it
keep: {x} [stay] on the ground && [hold] the rope
good: a moment later the whole thing [fall], and nobody [be] under it

for: night, rain, garden, cleaning up
warn: Do not go out without a light.
warn: Stay in after dark. There are holes in the yard.
lure: outside, something [glow] in the grass
lure: somebody [whistle] out there, twice
break: {x} [open] the door a finger wide, then wider
break: {x} [go] out on the tips of {x's toes}
break: {x} [slip] out through the back door
harm: {x} [walk] into a hole && [lose] one shoe in the wet grass
harm: the door [fall] shut behind {x}, and it [be] very dark
keep: {x} [put] both hands in the pockets && [wait]
keep: {x} [stay] in && [look] out of the window
good: then {m} [come] with a light, and {x} [see] the deep hole in front of the door
good: it [be] only {:a turtle/the wind}, and nobody [fall]

for: birthday, gifts, moving house, music, school
warn: Do not open the box before tomorrow.
warn: Leave the lid shut. It must stay warm.
lure: the box [stand] there and [seem] to call
lure: something in the box [move]
break: {x} [open] it a finger wide, then wider
break: {x} [do] it in secret
harm: something [slip] out past {x's feet} && [be] gone
harm: out [jump] {:a mouse/a frog}, and nobody [could catch] it again
keep: {x} [walk] around the box three times && [leave] it shut
keep: {x} [put] both hands in the pockets && [wait]
good: the next day there [be*] four young {:crows/mice} in it, safe and warm
good: the next day {x} [see] why, for a small {:kitten/parrot} [sleep] in it

for: car trips, market, a show
warn: Hold on to my hand. There are too many people here.
warn: Stay where I can see you.
lure: there [be] a man with a monkey on the other side
lure: a {:drum/whistle} [call] from the next street
break: {x} [let] go && [run]
break: {x} [be] gone between two coats
harm: soon {x} [stand] among strange legs && [know] no one
harm: {x} [call], but in all that noise nobody [hear] it
keep: {x} [hold] the hand a little tighter
keep: {x} [stay] && [look] from there
good: before long another child [cry] in the crowd, all alone
good: a wagon [race] through the middle, and people [jump*] out of the way

for: a race, ball games, swimming
warn: Drink something first. It is a long way.
warn: Do not start too fast.
lure: all the others [be*] already on their way
lure: {x} [feel] strong and light
break: {x} [laugh] && [be] off
break: {x} [run] as if there was only one minute
harm: halfway {x} [have] to sit down in the grass, white in the face
harm: after the first hill {x's legs} [be*] like water
keep: {x} [do] it, though it [take] time
keep: {x} [go] slowly at first
good: at the end {x} [have] breath to sing, and three others [sit*] in the grass
good: at the last hill {x} [pass] four runners, one by one

for: any
warn: Do not run on the steps. They are wet.
warn: Tie your shoes before you run.
lure: but {x} [be] late, and {y} [be] already at the bottom
lure: {y} [call], and there [be] no time to lose
break: {x} [run] just as fast as before
break: {x} [shrug] && [race] off
harm: {x} [slip] && [come] down on one knee, and it [hurt] for a week
harm: {x} [fall] flat into the only puddle for miles
keep: {x} [stop] && [do] it as {w} wished, slowly
good: right after that {y} [slip] && [get] a knee as big as an apple

for: any
mood: out
warn: Do not feed the geese. They never have enough.
warn: Leave the geese alone.
lure: one of the geese [look] so sweet and so hungry
lure: {x} [have] half a cookie left in the pocket
break: {x} [throw] a crumb to them, and then another
break: {x} [hold] out the cookie
harm: in a minute there [be*] twenty geese, and they [chase*] {x} up a tree
harm: they [eat*] the cookie, the bag and a piece of {x's coat}
keep: {x} [put] the bread away && [walk] around them
good: a man with a sandwich [run] past, and ten geese [run*] after him
"""
"""Blocks as `matter.read` reads them; `warn` is what is said."""

WAITS = """
for: cooking, birthday, grandparents
goal: eat the cake
reason: It is still hot.
reason: It is for the guests.
lure: the cake [smell] through all the rooms
lure: one corner of the cake [look] loose
bad: the hot cake [burn] {x's tongue} && [fall] apart
bad: there [be] a hole in the cake when the guests [come*]
good: it [be] sweet and soft, and {x} [get] the first piece

for: garden, farm, forest
goal: pick the pears
reason: They are not ready yet.
reason: Give them one more week.
lure: each day the pears [look*] a little bigger
lure: the lowest pear [be] almost yellow
bad: the pear [be] hard and sour, and the rest [fall*] when the tree [shake]
bad: it [taste] like wood, and {x's stomach} [hurt] all night
good: a week later the pears [be*] so sweet that the juice [run] down {x's arms}

for: painting, building, moving house, a show
goal: sit on the new chair
reason: The paint is still wet.
reason: It must dry until tomorrow.
lure: it [look] dry, at least on one side
lure: it [shine] like a red apple
bad: the chair [have] two hands on it now, and {x} [have] a red back
bad: {x} [stick] to it, and the trousers [stay*] behind
good: the next day it [be] dry, and {x} [be] the first to sit on it

for: gifts, birthday, market
goal: open the box
reason: Not before Sunday.
reason: Wait until everyone is here.
lure: something in it [rattle] when one [shake] it
lure: there [be] a small hole in the paper
bad: it [be] open, and the surprise [be] over before it [begin]
bad: out [jump] a {:frog/kitten} && [hide] under the stove for three days
good: when everyone [be] there, {x} [open] it, and all of them [say*] oh

for: pets, forest, farm, rain
goal: hold the young owl
reason: It must come to you by itself.
reason: If you run, it will fly.
lure: it [sit] there, so near and so soft
lure: it [look] at {x} with one black eye
bad: {x} [run], and it [fly] off for good
bad: it [be] so frightened that ({m} [have] to let it go)
good: after an hour it [hop] onto {x's hand}, all by itself

for: any
goal: open the letter
reason: Wait until {:your brother/everyone} is here.
reason: Not before tomorrow. That is what it says on the back.
lure: the letter [lie] on the table, thick and blue
lure: when {x} [hold] it against the light, something dark [be] in it
bad: {x} [tear] it open, and half of the words [be*] torn in two
bad: the letter [be] for somebody else, and now everyone [know] who opened it
good: when it [be] time, {x} [read] it out loud, and everyone [be] there to hear it
good: in the letter [be] a ticket for the {:circus/train}, and it [be] whole

for: any
goal: play with the old music box
reason: It is old. It plays only once a day, at six.
reason: It must rest, or it will never play again.
lure: the box [stand] there with its key in its side
lure: {x} [could hear] a small sound inside the box
bad: the key [turn] once too often, and the box [be] silent for good
bad: {x} [turn] the key, and with a crack it [be] over
good: at six the box [play], and a tiny man in it [dance]

for: any
mood: out
goal: have a turn on the swing
reason: There are five before you.
reason: It is your turn when the clock strikes.
lure: the others [swing*] so high, and so slowly
lure: the line [!get] any shorter
bad: {x} [push] to the front, and all the others [go*] away
bad: there [be] a fight, and the rope of the swing [break]
good: when the turn [come], {x} [swing] for half an hour

for: any
mood: out
goal: see the foxes
reason: They come only when it is quiet.
reason: You have to sit still for a long time.
lure: an ant [walk] over {x's foot}, and it [itch]
lure: nothing [move], and {x's leg} [fall] asleep
bad: {x} [jump] up, and a red tail [be] all that ({x} [see])
bad: {x} [shout], and the whole forest [be] empty
good: then they [come*], one, two, three, and they [play*] right at {x's feet}
"""
"""Blocks: what one must wait for; `reason` is what is said."""
