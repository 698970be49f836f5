"""Topics out of doors: swimming, forest, ball games, sea, snow, farm, camping, a race, building."""

OUT = """
== swimming
places: pool, lake, river
mood: out day dry far
acts: learn to dive / swim to the other side / float like a leaf / race across the pool / jump in from the edge / practice diving
things: towel cap boat truck ring cap bag rope
animals: duck fish frog turtle pony
adults: Mom, Dad, the teacher, Grandpa
five: swim swam swimming swimmer
two: pool dive float splash lake towel
one: water wet deep river fish cold edge
open:
the water of the {:lake/pool/river} [be] so {:clear/green/cold} that {x} [could see] the {:bottom/stones on the bottom}
{x} [stand] at the edge of the water with {:all ten/ten cold} toes over it
{y} [swim] like a fish, but {x} [swim] like a {:stone/hamster/spoon}
x>y call: Is the water cold?
it [be] the {:hottest/first hot} day of the summer, and everybody [want] to swim
{x} [put] one foot into the water && [take] it out again
{xy} [go] {to place} to {act}
{x} [learn] to swim {:last week/that summer/only a month ago} && [want] to {act}
a {:red/white/striped} towel [lie] in the grass by the water // it [be] {x's towel}
with a great splash {y} [jump] in && [swim] to the middle
note:
a {:duck/leaf/fish} [float] past, not in any hurry
the water [close] over {x's ears}, and the world [become] quiet
little waves [run*] to the edge and back
the sun [lie] in pieces on the water
{y's teeth} [knock*] together in the cold
there [be] water in {x's nose}
a fish [touch] {x's leg} && [be] gone
their towels [dry*] on the {:fence/warm stones}
== forest
places: forest, woods
mood: out day dry far
acts: look for mushrooms / follow the deer tracks / build a hut of branches / pick berries / find the old oak / collect pine cones
things: basket stick map rope bag cap whistle lantern nest feather
animals: fox deer owl squirrel bear rabbit wolf
adults: Grandpa, Dad, Grandma, the hunter
five: forest woods
two: tree trees oak pine branch branches moss path fox deer squirrel
one: leaf leaves owl bird nest berries mushrooms shade roots dark
open:
the forest [begin] where the {:road/last field/garden} [stop]
{x} [count] the trees along the path {:and got lost at ninety/up to a hundred}
under the {:tall/old/dark} trees it [be] {:cool/green/quiet} even at noon
{xy} [walk] into the forest to {act}
{:a squirrel/a fox/a deer} [cross] the path, just ahead of {x}
x>y whisper: Do you hear that? Something is behind the trees.
{x} [know] every tree on the {:north/near/sunny} side of the forest, and none on the other
the path through the woods [be] {:narrow/soft with needles/full of roots}, and {x} [go] first
{m} [show] {x} how to walk through the forest without a sound
{:last night/in the night} the wind [break] a big branch off the oldest oak in the forest
note:
{:a branch/a twig} [crack] {:somewhere/under a foot}, and a {n:animal:bird} [fly] up
moss [cover] the stones like a green {:coat/blanket}
the sun [fall] through the leaves in {:small gold coins/long lines}
a squirrel [throw] half a nut down from a tree
{:a leaf/one yellow leaf} [turn] in the air && [land] on {x's head}
the woods [smell*] of {:mushrooms/wet leaves/old wood}
{:far off/deep in the forest}, something [knock] on a tree, three times
an old nest [hang] in the branches over the path
== ball games
places: field, park, playground
mood: out day dry far
acts: kick the ball through the goal / throw the ball over the wall / practice for the big game / play catch / play soccer / choose the teams
things: ball bat cap shirt bottle whistle glove net
animals: goose parrot pigeon
adults: the coach, Dad, Mom, the teacher
five: goal soccer kick kicked teams game
two: ball team catch bat score players player
one: field throw threw run ran whistle win net glove
open:
the ball [roll] over the line, and nobody [see] it but {x}
{x} [bounce] the ball on one knee: {:eight, nine, ten/six, seven, eight}
two teams [stand*] on the field, and {x} [be] in neither
{x} [want] to play in the big game more than anything
the score [be] {:three to three/four to two/one to nothing} when {y} [get] the ball
y: Kick it over here, {x.name}!
{xy} [have] one ball, one goal and the whole field to themselves
something round [come] over the fence && [land] at {x's feet}
they [need*] one more player for the team, and {x} [be] the only one without a game
every day after lunch {xy} [meet] {in place} to {act}
note:
the ball [leave] a round wet mark on the {:wall/grass}
a {n:animal:farm} [run] across the field && [think] the game was for dogs
{y} [slide] through the grass && [get] up all green
somebody's father [shout] from behind the goal
the whistle [blow] {:twice/once}, {:loud/thin} and high
the net of the goal [have] a hole as big as a {:mouse/plate}
dust [rise] where the players [run]
{x's boot} [fly] nearly as far as the goal
== sea
places: beach, sea, shore, harbor
mood: out day dry far
acts: look for shells / build a castle of sand / watch the boats come in / catch crabs / dig a hole down to the water / fly a kite by the waves
things: shell bucket boat kite net cap rope bottle spade flag
animals: crab gull seal fish turtle whale
adults: Grandpa, Dad, Mom, the fisherman
five: sea waves beach shore ocean
two: wave shell shells sand tide boat sail crab gull
one: salt ship rock rocks island wind water fish bucket deep
open:
the sea [be] {:flat and gray/loud/far out/as blue as paint} that {:morning/day}
{x} [run] down to the {:waves/water/wet sand} with a {:bucket/net/spade} in each hand
the tide [be] out, and the beach [seem] {:twice as wide/to go on for ever/empty}
{x} [find] a {:shell/bottle/piece of rope} on the sand before anybody else [be] up
y>x shout: Race you to the water!
{xy} [have] the whole beach and {:one bucket/one day/an hour} to {act}
{:a boat/a ship} with a {:red/brown/torn} sail [come] around the rocks
{x} [hear] the sea before {x} [see] it
{m} [know] the sea by {:heart/its voice}, and when to stay away from it
salt [dry] white on {x's arms} after the first swim in the sea
note:
a wave [come] up the sand, {:touch by touch/foot by foot}, && [go] back
a gull [steal] {:a crust/half an apple/a sandwich} && [laugh]
the wind [throw] sand at their legs
a crab [walk] sideways under a rock
the boats in the harbor [nod*] to each other
{x's lips} [taste*] of salt
a bell [ring] out on the water
their feet [leave*] dark prints in the wet sand
== snow
places: hill, yard, field, park
mood: out day snow far
acts: build a snowman / slide down the hill / throw snowballs at the fence / make a house of snow / follow the tracks in the snow / pull the sled up the hill
things: sled scarf cap shovel mitten bucket coat rope boot
animals: rabbit fox bird goose deer
adults: Dad, Grandpa, Mom, the neighbor
five: snow snowman sled snowballs
two: ice frozen cold winter white mitten mittens scarf icy
one: boots hat hill coat melt slide tracks shovel snowball
open:
it [snow] all night, and in the morning the street [be] gone
{x} [wake], and the light in the room [be] {:white/different}, for the snow had come
the first snow of the winter [lie] {in place} without one foot in it
{x} [pull] the sled up the hill {:for the tenth time/with both hands}
x>y call: It is snowing, come out!
the snow [be] so deep that the {:fence/gate} [be] only a line
{xy} [put] on their hats, their scarves and their mittens && [go] out to {act}
a snowball [hit] {x} on the {:back/ear/glove}
{x} [leave] small round tracks behind in the snow, all the way {to place}
ice [hang] from the roof like a row of {:teeth/glass}
note:
the snow [make] every sound {:soft/small}
a little snow [fall] off a branch onto {x's neck}
{y's nose} [be] as red as a {:berry/carrot/cherry}
a rabbit [leave] its tracks across the snow and under the fence
{:a mitten/one boot} [get] stuck in the snow
their breath [stand] white in the air
the ice on the puddle [break] like {:glass/sugar}
new snow [begin] to fall, {:slowly/in big soft pieces}
== farm
places: farm, barn, field
mood: day dry far
acts: feed the hens / milk the cow / bring in the hay / ride the old horse / collect the eggs / lead the sheep to the field
things: bucket rope basket egg ladder wheel cap shovel bell
animals: hen cow pig goat sheep horse duck lamb chick
adults: the farmer, Grandpa, Grandma, Dad
five: farm barn hay farmer cow
two: hen hens pig goat sheep horse cows eggs lamb field
one: milk egg gate mud fence bucket grass rooster tractor
open:
the {:rooster/old rooster/red rooster} on the farm [wake] {x} before {:anyone/the sun} was up
{x} [open] the barn door, and {:ten/twenty} {:hens/sheep/goats} [look*] up
on the farm there [be] always something to do, and {x} [have] to {act}
{:the goat/one of the goats} [eat] {x's scarf}, and the day on the farm [be] still young
m>x: Close the gate behind you, or the pigs will be in the garden.
hay [stick] out of {x's hair}, because {x} [sleep] in the barn
{xy} [stay] on the farm for {:a week/the summer/three days}
{:a cow/a big brown cow} [stand] in the road && [!want] to move
the farm [be] {:small/old/far from the town}: {:one cow, six hens/a horse, two goats} and a lot of mud
{x} [carry] the {:egg basket/milk/bucket} across the yard, slow as a snail
note:
a hen [talk] to itself in the hay
the cow [breathe] out, warm and slow
a goat [stand] on the {:roof of the shed/wagon} as if it was a hill
the barn [smell] of {:hay/milk/horses}
a {:chick/lamb} [fall] asleep on {x's foot}
flies [turn*] around the horse's ears
{:the gate/the old gate} [sing] in the wind
the pig [roll] in the mud && [look] proud
== camping
places: camp, forest, lake, valley
mood: out day dry far
acts: put up the tent / collect wood for the fire / cook over the fire / look for a good place to camp / hang the food in a tree / tell stories by the fire
things: tent lantern map pot rope bag blanket cup stick flashlight
animals: owl fox bear raccoon deer frog
adults: Dad, Grandpa, Mom, the guide
five: tent camp camping campfire
two: fire lantern flashlight wood blanket backpack
one: smoke map stars pot rope trees owl stick sleep
open:
the tent [be] {:up/almost up} when the {:wind/first star} [come]
{x} [!know] yet how long a night in a tent can be
{x} [carry] the pot, and {y} [carry] the tent
they [stop*] to camp {in place}, where the ground [be] {:dry/soft/flat}
the fire [be] only smoke so far, and {x} [blow] until {x's face} was red
m: First the tent, then the fire, then supper.
{xy} [lie*] in the tent && [listen*] to the {:river/owls/wind}
the map [say] that the camp was {:near/behind the hill/an hour away}
{x's pack} [be] {:too heavy for one back/full of the wrong things}, but camping [be] camping
{:one bag/two blankets}, one lantern and a pot: {x} [be] ready to go camping
note:
the fire [crack] && [throw] {:gold sparks/a star} into the air
smoke [follow] {x} around the fire
the tent [move] in the wind like something {:alive/asleep}
a {:frog/owl} [begin] to {:call/sing} by the water
{:a raccoon/a fox} [look] at the food bag from behind a tree
the ground under the tent [have] one root in it, just under {x}
{y} [burn] {:a piece of bread/one finger/the soup} over the fire
the lantern [make] big shadows of small {:hands/things}
== a race
places: field, park, hill, street
mood: out day dry far
acts: run to the bridge and back / train for the big race / race down the hill / draw the starting line / run one more round / get ready for the race
things: flag ribbon medal whistle cap bottle wheel shirt
animals: puppy horse snail rabbit turtle
adults: the coach, Dad, the teacher, Grandma
five: race racing finish runner runners
two: fast faster line run ran medal winner first
one: last flag ribbon legs shoe shoes whistle win won start
open:
the race [go] around the {:lake/park/hill} and back, and {x} [be] {:number seven/the smallest runner}
{x} [tie] both shoes twice before the race
every year there [be] a race {in place}, and {y} [win] it each time
{x} [stand] at the {:starting line/line} && [hear] nothing but {x's own heart}
y>x: I bet I am faster than you.
a {:white/red} line on the grass: there the race [start]
{x} [run] everywhere: to school, to bed, to the bath
{xy} [train] together for the race, each morning before {:school/breakfast}
ten runners [wait*] for the flag to fall
{x} [be] last in {:every/each} race so far
note:
the flag [come] down, {:red/white} and fast
dust [rise] behind the runners
somebody [drop] a shoe && [run] on without it
the people along the road [clap*]
a {n:animal:farm} [join] the race for a while && [be] {:first/happy}
the numbers on their shirts [jump*] up and down
the finish line [seem] to move away
{x's legs} [burn*], but the road [go] on
== building
places: yard, garage, field, workshop
mood: out day dry home
acts: build a tree house / build a bridge over the ditch / make a wagon out of old boards / build a house for the {:pony/swans} / put up a wall of boxes / make a boat from a barrel
things: hammer nail board rope ladder saw box bucket wheel brick
animals: swan dog kitten mouse
adults: Grandpa, Dad, the neighbor, Mom
five: build built hammer building nails
two: boards board wood saw nail ladder roof tower wall
one: box rope brick bricks bridge house paint tools glue wheel
open:
{x} [have] {:eleven/nine/six} boards, a hammer and a plan
the hammer [be] {:heavy/too big}, and the nails [be*] {:small/not straight}
{x} [want] to build something {:tall/that would last/with a real door}
bang, bang, bang [go] the hammer in the yard
x>y: Hold the board, and I will hit the nail.
a pile of old wood [lie] behind the house, and {x} [see] a {:ship/castle/bridge} in it
{xy} [draw] a plan to {act}
{m} [give] {x} a {:real saw/box of nails/hammer} and one rule: measure first
on {:Monday/Friday} it [be] a pile of boards // {:by noon/a day later} it [have] four walls
the tower [be] already as high as {x's nose}
note:
saw dust [cover] {x's shoes} like {:flour/snow}
a nail [bend] && [fall] into the grass
the fresh wood [smell] sweet
{y} [hit] a thumb with the hammer && [say] a loud word
a {n:animal:bird} [land] on the top board to see what it was
the hammer [ring] over the whole {:street/yard}
one board [be] too short by {:a hand/a finger}
{:a bucket/an old box} [make] a good chair for the builder
"""
"""Settings as `setting.read_settings` reads them."""
