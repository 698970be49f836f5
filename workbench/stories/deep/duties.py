"""Duties: what one is trusted with, why it matters, what comes of it."""

DUTIES = """
for: pets, farm
task: feed the {:rabbits/hens/hamster} and shut the door at night
why: the fox [come] at night, and a hungry animal [could !wait]
done: every evening {x} [feed] them && [shut] the door, though it [be] dark
bad: in the morning the door [stand] open, and there [be*] feathers on the grass
good: one night the fox [come] && [find] nothing but a shut door

for: garden, grandparents
task: water the young trees while {m} is away
why: young trees [die*] in two dry days
done: {x} [carry] ten cans of water every evening
bad: the leaves [be*] brown and dry like paper
good: when {m} [come] back, each tree [have] new leaves

for: camping, cooking, night
task: keep the fire going
why: without the fire there [be] no supper and no warm feet
done: {x} [put] on a new piece of wood when the fire [get] low
bad: there [be] only cold black wood, and everyone [eat] cold potatoes
good: the soup [be] hot in time, and nobody [be] cold

for: school, music, a show
task: bring the {:key/drum/costumes} on the day of the show
why: nothing [could begin] without it
done: {x} [put] it right in front of the bed
bad: a hundred people [wait*], and it [be] at home, behind the door
good: {x} [be] there first, and the show [begin] in time

for: sea, swimming, rain
task: tie up the boat before the evening
why: the wind [could take] a boat that nobody [tie] up
done: {x} [tie] the rope twice && [pull] at it
bad: the boat [be] gone, and far out something small [turn] on the waves
good: at night the wind [come], and in the morning the boat [be] still there

for: market, lost things, car trips, moving house
task: watch the bags and not leave them
why: there [be*] quick hands around
done: {x} [sit] on the biggest bag && [look] left and right the whole time
bad: the bags [be*] gone, every one of them
good: a man [come] near, but {x} [look] at him until he [leave]

for: any
task: look after the little children for an hour
why: little children [run*] off in no time
done: {x} [count] them every few minutes: three, three, three
bad: one of the children [get] away && [climb] up on the roof
good: all three [sit*] in a row && [sing*] when {m} [come] back

for: any
task: shut the windows if it rains
why: {m's drawings} [lie*] on the table by the window
done: at the first drop {x} [run] && [shut] every window, up and down
bad: the rain [come] in && [wash] all the words off the paper
good: {m's drawings} [be*] dry, every page of them
"""
"""Blocks: what one is trusted with."""
