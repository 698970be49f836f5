"""Tasks: what is tried, why it fails, what helps, what two can do that one can not."""

from workbench.stories.deep.tasks_anywhere import ANYWHERE

_BY_TOPIC = """
for: sea
goal: build a castle of sand with a real gate
fail: the sand [be] too dry, and the gate [fall] in
fail: a wave [come] && [take] half of the wall
fail: {x} [dig] too close to the water
fix: {x} [mix] the sand with water && [begin] higher up on the beach
fix: {x} [build] a low wall of stones first, on the side of the sea
help: {h} [show] {x} how to fill a bucket with wet sand and turn it over
pair: {x} [carry] the water, and {h} [pat] the sand
need: one hand [have] to hold the gate while another [pour] the wet sand
done: the gate [stand], and a crab [walk] through it like a king
done: at noon the castle [have] a gate, a wall and a flag

for: sea, swimming
goal: float on the water without sinking
fail: water [get] into {x's nose}, and {x} [stand] up at once
fail: {x} [be] stiff as a board && [sink] like one
fail: {x} [kick] too hard && [swallow] a lot of water
fix: {x} [lie] back slowly && [breathe] in as deep as it goes
help: {h} [put] one hand under {x's back} && [count] to ten
pair: {x} [lie] back, and {h} [hold] {x's head} just above the water
need: somebody [have] to hold up the head of the other
done: for a whole minute {x} [lie] on the water like a leaf
done: suddenly the water [carry] {x}, and the sky [be] very big

for: a race, ball games, school
goal: jump over the high rope
fail: {x's foot} [hit] the rope, and it [come] down
fail: {x} [start] from too near
fail: at the last step {x} [get] scared && [stop]
fix: {x} [count] the steps && [start] from the wall
help: {h} [tell] {x} to look at the sky and not at the rope
pair: {h} [give] {x} a push at the right moment, and {x} [jump]
need: somebody [have] to hold each end of the rope
done: {x} [fly] over the rope like a bird
done: the rope [!move], and {x} [land] on the other side

for: ball games
goal: kick the ball into the far corner of the goal
fail: the ball [go] over the fence
fail: {x} [look] at the crowd && [miss] the ball
fail: {x} [kick] the ground, and it [hurt]
fix: {x} [take] two steps less && [look] only at the ball
help: {h} [show] {x} which side of the foot to use
pair: {h} [pass] the ball from the left, and {x} [kick]
need: one player [have] to pass and another to kick
done: the ball [hit] the net in the far corner
done: nobody [could catch] that one, not even the tall boy in the goal

for: cooking, birthday, grandparents
goal: bake a cake for twenty people
fail: the first cake [burn], because {x} [forget] it in the oven
fail: {x} [take] salt instead of sugar
fail: the middle of the cake [stay] wet
fix: {x} [read] the page once more, slowly, && [set] the clock
help: {h} [show] {x} how to test a cake with a thin stick
pair: {x} [stir] the bowl, and {h} [watch] the oven
need: one [have] to stir all the time while another [add] the milk
done: the cake [stand] on the table, big and only a little burned
done: it [smell] so good that the neighbors [come*]

for: cooking, camping
goal: cook a soup for everyone
fail: the soup [taste] of nothing but hot water
fail: it [boil] over && [put] out the fire
fail: {x} [put] in too much salt
fix: {x} [begin] again with less fire and more time
help: {h} [cut] up two carrots && [say] to wait
pair: {x} [stir], and {h} [keep] the fire small
need: somebody [have] to watch the fire while somebody [cut] the carrots
done: the soup [be] thick and hot, and nobody [leave] a drop
done: everyone [ask] for a second bowl

for: building, moving house, garden
goal: put up a shelf that is straight
fail: the first nail [bend]
fail: the shelf [be] higher on the left than on the right
fail: the board [slip] && [land] on {x's foot}
fix: {x} [draw] a straight line before the first nail
help: {h} [show] {x} how to hold the hammer, far back
pair: {h} [hold] the board, and {x} [hit] the nail
need: a board [need] two hands, and a hammer [need] another
done: a marble on the shelf [!roll], so straight it [be]
done: the shelf [hold] ten books and a cat

for: building, forest
goal: build a hut of branches
fail: the longest branch [break]
fail: the wind [blow], and one wall [lie] down
fail: the roof [have] more holes than leaves
fix: {x} [start] with thin branches, as birds [do*]
help: {h} [show] {x} how to tie two branches with a piece of bark
pair: {x} [hold] the branches up, and {h} [tie] them
need: somebody [have] to hold the branches while somebody [tie] them
done: the hut [stand], and inside it [be] dry and green
done: when the rain [come], not one drop [fall] inside

for: snow
goal: build a snowman as tall as the door
fail: the snow [be] too dry to hold together
fail: the head [roll] off && [break] in two
fail: the big one [be] too heavy to move
fix: {x} [wait] until the sun [make] the snow wet, and [begin] with a small one
help: {h} [show] {x} how to roll it down the hill
pair: {x} and {h} [push] the biggest part with four hands
need: the lowest part [be] too heavy for one
done: the snowman [stand] in front of the door && [look] in
done: even {m} [have] to look up at the snowman

for: music, a show
goal: play the whole song without a mistake
fail: {x's fingers} [forget] the middle part
fail: {x} [begin] too fast && [fall] over {x's own notes}
fail: the high note [break]
fix: {x} [play] it very slowly, one line each day
help: {h} [tap] the time on the table with two fingers
pair: {x} [play] the high part, and {h} [play] the low part
need: the song [have] two voices, a high one and a low one
done: the last note [come] at the right time, and then it [be] quiet
done: {x} [play] the song from the first note to the last

for: painting
goal: paint a horse that looks like a horse
fail: the legs [come*] out too short
fail: the wet paint [run] from the back into the tail
fail: somebody [ask] if it was a sofa
fix: {x} [go] out to the field && [look] at a real horse for an hour
help: {h} [show] {x} that a horse was made of circles first
pair: {x} [draw] the lines, and {h} [fill] in the color
need: the paper [be] so large that it took two
done: everyone [see] the horse at once
done: it [be] a horse, from nose to tail

for: garden, farm
goal: make the beans grow up a string
fail: a rabbit [eat] the first leaves
fail: {x} [forget] the water for two hot days
fail: the string [break] in the wind
fix: {x} [put] up a small fence && [tie] a thicker string
help: {h} [show] {x} how to lead the thin green ends up
pair: {x} [bring] the water, and {h} [pull] out the grass
need: one [have] to hold the string while another [tie] it
done: the beans [climb*] to the roof, with red flowers
done: at the end of the summer there [be*] beans for the whole street

for: farm, pets
goal: get the goat back into the barn
fail: the goat [look] at {x} && [eat] {x's sleeve}
fail: {x} [pull], and the goat [pull] harder
fail: the goat [go] around the barn, three times
fix: {x} [stop] pulling && [walk] ahead with an apple
help: {h} [whistle] a short song, and the goat [listen]
pair: {x} [go] in front with the apple, and {h} [push] from behind
need: one [have] to open the gate while another [lead] the goat
done: the goat [walk] into the barn as if that was the plan all along
done: the barn door [close] behind the goat

for: camping
goal: put up the tent
fail: the wind [lift] it up like a kite
fail: there [be] one stick too many
fail: {x} [stand] inside the tent, and it [fall] on {x's head}
fix: {x} [put] all the sticks in a row && [start] with the biggest
help: {h} [read] out the plan, line by line
pair: {x} [hold] the tent, and {h} [pull] the ropes
need: four corners [be*] too much for two hands
done: the tent [stand], not very straight, but it [stand]
done: the tent [be] up before the first star [come]

for: cleaning up, moving house
goal: carry the heavy box up the stairs
fail: the bottom of the box [break]
fail: {x} [get] as far as the third step
fail: {x} [could !see] over the box && [walk] into the wall
fix: {x} [take] half of the books out && [go] twice
help: {h} [bring] a rope and a board
pair: {x} [take] one end, and {h} [take] the other
need: the box [be] too heavy for one
done: the box [stand] at the top of the stairs
done: step by step, the box [arrive] where it belonged

for: lost things, night
goal: reach the ring under the floor
fail: {x's arm} [be] too short
fail: the spoon [push] it even deeper
fail: the gap [be] too dark to see a thing
fix: {x} [tie] a bit of honey bread to a string && [let] it down
help: {h} [bring] a lamp and a long spoon
pair: {h} [hold] the lamp, and {x} [reach] down with the spoon
need: one [have] to hold the lamp while another [reach] down
done: up [come] the ring, sticky and whole
done: with a soft click the ring [be] out

for: market, car trips
goal: load all the baskets into the car
fail: the last basket [!fit]
fail: the eggs [be*] at the bottom, under the apples
fail: the door [!close]
fix: {x} [take] everything out && [begin] with the biggest
help: {h} [draw] a plan with boxes in it
pair: {x} [hand] the baskets up, and {h} [stack] them
need: somebody [have] to stand inside and somebody outside
done: the door [close], and nothing [roll]
done: even the eggs [be*] safe, on top, in {x's lap}

for: gifts, birthday, grandparents
goal: make a swan out of wood for {m}
fail: the knife [slip], and one wing [be] gone
fail: it [look] like a potato with a beak
fail: the glue [!hold]
fix: {x} [take] a softer piece of wood && [make] smaller cuts
help: {h} [show] {x} how to follow the lines of the wood
pair: {x} [cut] the wings, and {h} [paint] them
need: one [have] to hold the wood still while another [cut]
done: the swan [stand] on {x's hand}, ready to fly
done: {m} [turn] the swan around and around && [find] nothing wrong
"""
TASKS = f"{_BY_TOPIC.strip()}\n\n{ANYWHERE.strip()}"
"""Blocks as `matter.read` reads them."""
