"""Topics near home: pets, rain, garden, cooking, school, night, birthday, cleaning up, gifts."""

NEAR = """
== pets
places: garden, yard, house, park
mood: day dry home
acts: teach {a} a new trick / brush {a} / play with {a} / make a bed for {a} / throw a stick for {a} / wash {a} in the tub
things: truck stick basket bowl brush box blanket rope bone leash
animals: dog cat rabbit puppy kitten hamster turtle
adults: Mom, Dad, Grandma
five: pet pets puppy kitten
two: dog cat rabbit hamster turtle tail paw fur paws
one: bowl leash bone ear ears lick bark feed hungry
open:
{a} [be] {:waiting at the door/sitting on the step/asleep on the mat} when ({x} [come] home)
everybody on the {:street/hill} [know] {x} and {a}
{x} [want] to {act}, but {a} [have] other plans
{:Every morning/Each day after breakfast/Before anything else}, {x} [give] {a} {:fresh water/a bowl of food/a soft brush}
{x} [sit] {:on the floor/on the grass/under the table} with {a} && [brush] {:its fur/its back/its ears}
{a} [have] {:one black ear/a white tail/four white paws/very long ears} && [follow] {x} everywhere
x: My {a.noun} needs a {:walk/bath/friend}, I think.
{x} [hear] {:a small noise/something} under the bed // {a} [be] there with a {:sock/mitten/bone} in its mouth
{xy} [bring] {a} {to place} to {:run/play/get some air}
nobody [love] {a} more than {x}
note:
{a} [lick] {:its paw/the bowl/the water from the bowl}
{a} [chase] its {:own/} tail {:three times around/until the world turned}
{a} [put] its nose into {:the basket/every corner/a mitten}
{a} [sleep] with one ear up
{a} [look] from {x} to {y} and back
the pet food [smell] {:like fish/strange/strong}
{a} [sit] very still && [look] at a fly
{:a paw/a wet nose/a soft tail} [touch] {x's hand}
== rain
places: house, porch, street, barn
mood: rain day home
acts: jump in the puddles / sail paper boats / listen to the rain / build a tent in the hall / catch rain in a bucket / watch the drops race down the glass
things: umbrella boat bucket coat cap blanket cup book box
animals: frog duck pony rabbit worm
adults: Mom, Dad, Grandpa
five: rain puddle puddles rained
two: umbrella wet drops clouds cloud storm
one: coat window roof water boots thunder drip mud
open:
it [rain] {:without a stop/on the roof like a hundred drums/cats, dogs and frogs}
rain [run] down the {:window/glass/roof} && [make] a small river in the street
{x} [sit] by the window && [count] the {:drops/umbrellas/puddles}
x: It has not stopped raining for {:two/three} days.
the {:first/biggest} puddle of the day [be] {:right in front of the door/as big as a bed/brown and deep}
{x} [put] on a coat && [run] out into the rain
{:all/half} the street [be] under water when ({x} [wake])
a {:gray/dark/low} cloud [sit] over the town && the rain [fall*] straight down
{xy} [stand] under one umbrella, and both of them [get*] wet on one side
{:a drop/one cold drop} of rain [land] on {x's nose}
note:
the rain [drum] on the roof
water [drip] from the {:roof/leaves/edge of the hat} into a puddle
{:somewhere/far off}, thunder [roll] over the hills
a {:leaf/paper boat/stick} [float] by in the wet street
the air [smell] of rain and {:wet grass/wet stone/mud}
{x's boots} [be*] full of water
a {n:animal:small} [hide] from the rain under a leaf
the clouds [hang*] low over the roofs
== garden
places: garden, yard
mood: out day dry home
acts: plant beans / water the flowers / pull up the weeds / pick peas / dig a hole for a tree / make a path of stones
things: pot rake basket bucket rose flower seed spade tomato carrot shovel
animals: bee parrot worm snail butterfly rabbit hen
adults: Mom, Grandma, Grandpa, Dad
five: garden seeds seed weeds beans
two: flower flowers plant rose soil leaf leaves dig
one: grow water sun bee bees green grass earth root roots pot butterfly
open:
there [be] a {:small/green/wild} garden behind the house where ({x} [live])
{x} [kneel] in the garden with {:both hands/all ten fingers} in the soil
{:a/one} seed [be] all that ({x} [have])
{:bees/white flowers/green leaves} [be*] everywhere in the garden {:that morning/that day}
{x} [carry] water to the {:roses/beans/flowers/small trees} before breakfast
{x} and {m} [go] out to {act}
x: Look how much the {:beans/flowers/roses/seeds} have grown!
the old wall of the garden [hide] {:more than one secret/it from the road}
the garden [be] {:too dry/full of weeds/loud with bees}, so {y} [come] to help {x}
{x} [dig] a hole && [find] a {:root/fat worm/stone like an egg}
note:
a bee [go] from flower to flower
the soil [be] {:dark and soft/warm under their hands/full of small roots}
a {:red/yellow/blue} butterfly [land] on {x's sleeve}
the leaves [move*] {:in the wind/a little/like small hands}
{:a snail/a worm/an ant} [cross] the path && [take] its time
there [be] earth under {x's nails}
the {:roses/beans/flowers} [smell*] {:sweet/green/of summer}
a {n:animal:bird} [pull] at a {:worm/leaf/weed} && [fly] up
== cooking
places: kitchen
mood: in day dry home
acts: bake a cake / make soup / roll out the dough / cook pancakes / cut up apples for a pie / make jam
things: spoon bowl pan cake pie pot plate jar bread cup egg
animals: cat goose mouse hen
adults: Grandma, Mom, Dad, Grandpa
five: cook bake baked soup dough kitchen cooked cooking
two: cake flour sugar oven stove pie butter pan eggs jam pancakes
one: spoon bowl egg eat taste hot sweet bread smell salt milk
open:
the kitchen [smell] of {:butter/warm bread/cooked apples/sugar}
{x} [stand] on a {:chair/stool/box} && [stir] the {:soup/dough} with a long spoon
there [be] flour on the floor, on the table and on {x}
x>m: May I {:break the eggs/stir/lick the spoon}?
{m} [tie] {:a/an old} apron around {x} && [give] {x} a {:bowl/spoon/whole bag of flour}
{x} [want] to {act} before {:supper/noon/the guests came}
{:three eggs/two eggs}, {:sugar/milk} and a little butter: {x} [have] it all on the kitchen table
{:a pot of soup/something good} [cook] on the stove when ({y} [come] in)
{xy} [wash] their hands && [begin*] to {act}
it [be] {x's turn} to cook {:for the whole family/supper/that day}
note:
the {:oven/stove} [make] the kitchen {:hot/warm} and small
a bit of {:flour/dough/butter} [stick] to {x's chin}
steam [rise] from the pot && [cover] the window
{:something/the soup} on the stove [go] {:blup, blup/pop}
the {:eggs/spoons/cups} [shine*] on the table
{x} [taste] the {:soup/dough/jam} && [think] about salt
sugar [fall] from the spoon like {:snow/sand}
the {n:animal:pet} [wait] under the kitchen table for something to drop
== school
places: school, classroom, playground
mood: day dry far
acts: learn a poem / write a story / draw a map of the town / do sums on the board / read out loud / make a paper bird for the wall
things: book pencil bag ruler paper map chalk crayon box cup
animals: hamster fish parrot mouse turtle
adults: the teacher, the teacher, the teacher
five: school teacher class classroom lesson
two: desk pencil read write book chalk paper
one: bell bag learn word words letter letters page map
open:
the school bell [ring] just as ({x} [run] through the gate)
{x} [sit] in the {:last/first/middle} row at school, next to {y}
it [be] the first {:day/week} at a new school for {x}
{m} [write] one {:long/hard/strange} word on the board && [ask] the class to read it
{:everyone in the class/the whole class} [have] a {:pencil/book} out, but {x} [have] none
x>y whisper: What did the teacher say?
{x} and {y} [walk] to school {:by the river/the long way/in step}
{:a map/a drawing/a picture} of the {:sea/moon/town} [hang] on the classroom wall, over {x's desk}
the teacher [ask] the class to {act}
{x} [like] school {:most/best} {:on days like this/in the morning}
note:
{:chalk/pencil} dust [dance] in the light over the desks
somebody in the back of the class [drop] a {:pencil/ruler/book}
the clock over the board [go] tick, tick
{y} [draw] a {n:animal} on the edge of the page
a {:bell/door} [ring] somewhere in the school
the class [be] so quiet that ({x} [could hear] a pencil roll)
twenty {:coats/bags} [hang*] in a row by the classroom door
{m} [turn] a page && [look] over the class
== night
places: bedroom, house, attic
mood: in dark dry home
acts: look at the stars / read under the blanket / tell stories in the dark / listen to the owl / make shadow animals on the wall / watch the moon
things: lamp book blanket pillow bear candle doll cup toy box
animals: owl hedgehog moth bat mouse
adults: Mom, Dad, Grandma
five: night moon stars midnight bedtime
two: dark bed sleep star pillow asleep lamp candle
one: shadow shadows blanket dream dreams owl window quiet late
open:
the moon [come] up over the roofs && [look] in at {x}
sleep [!come] to {x} that night
it [be] {:long past/almost/nearly} bedtime, and {x} [be] wide awake in the dark
{:one/a small} star [stand] in the window above {x's bed}
m>x: Lights out, {x.name}.
{y} [stay] at {x's house} for the night, and the two beds [stand*] side by side
{x} [lie] in bed && [listen] to the {:owl/clock/old house} in the dark
the lamp [go] out, and then the whole room [be] night
{:after supper/late that night}, {x} [take] a blanket to the window && [count] stars
{xy} [want] to {act}, though it [be] {:past bedtime/very late/night}
note:
the shadow of a {:chair/coat/tree} [move] over the wall
an owl [call] {:twice/once} from the dark trees
the moon [make] a white square on the {:floor/bed/blanket}
a moth [turn] around the lamp
the stairs [creak] in the night, as they always did
{y} [yawn] && [pull] the blanket up
the night air [smell] of {:cold stone/wet leaves/smoke}
the stars [be*] so {:bright/many/near} that ({x} [forget] to blink)
== birthday
places: house, garden, park
mood: day dry home
acts: blow up balloons / open the presents / play party games / light the candles / sing for everyone / make paper hats
things: present balloon cake cap candle card ribbon box kite drum
animals: dog kitten pony rabbit
adults: Mom, Dad, Grandma, Grandpa
five: birthday party candles balloons
two: balloon cake present presents guests candle ribbon
one: card sing song wish year old friends invited box
open:
{x} [be] {:six/seven/eight/nine} years old at last, and the whole house [know] it
there [be*] {:seven/eight/six} candles on the birthday cake
{y} [come] to the party with a {:big/flat/round/very small} present
{x} [wake] before the sun on {x's birthday}
{:red/blue/green/yellow} balloons [hang*] over the door for the birthday party
m>x: Happy birthday, {x.name}!
it [be] the day of {x's birthday party}, and {:nothing/the cake} [be] not ready
{x} [invite] {:five/six/ten} friends to the party, and {y} [be] the first to come
{x} [wait] a whole year for this birthday
{xy} [tie] balloons to every {:chair/tree/door}
note:
a balloon [float] up to the {:roof/branches/lamp} && [stay] there
the candles [smell*] of {:smoke/honey} and sugar
somebody [sing] the birthday song in the wrong key
ribbon and paper [lie*] all over the floor
the cake [have] a {n:animal} made of sugar on top
{:a guest/one guest} [wear] a paper hat over {:one eye/both ears}
{y} [pop] a balloon, and everyone [jump]
the presents [stand*] on the table in a row
== cleaning up
places: house, attic, bedroom, garage
mood: in day dry home
acts: sweep the floor / clean the shelves / sort the old toys / wash the windows / empty the closet / put the books in order
things: broom box bucket doll book basket toy clock rag brush
animals: spider mouse hedgehog moth
adults: Mom, Dad, Grandma
five: clean sweep broom tidy mess
two: dust shelf shelves floor dirty toys closet dusty
one: box bucket wash room soap socks under corner pile
open:
nobody [could see] the floor of {x's room} any more
{x} [get] the broom && [look] at the mess
m: This room must be clean before {:supper/noon}.
dust [lie] on {:every shelf/everything} like {:gray snow/a thin blanket}
{x} [begin] with the {:socks/toys/books} && [work] toward the door
it [be] the day for cleaning, and {x} [have] the broom
{xy} [have] to tidy {:the whole house/the closet/under the beds}
{:behind/under} the bed {x} [find] {:two socks, a spoon/a drum, some bread/an apple} and a lot of dust
there [be] a mess {in place}, and {x} [make] most of it
the closet [be] so full that (the door [open] by itself)
note:
dust [dance] in the {:light/air} over the broom
a spider [run] from the corner && [hide] under the {:shelf/box}
the bucket [leave] a wet ring on the floor
one {:sock/boot/glove} [have] no partner in the whole pile
the clean window [look] as if it had no glass
{y} [sneeze] {:twice/three times} because of the dust
the room [smell] of soap and {:lemons/old paper/wood}
something small [roll] under the shelf
== gifts
places: house, shop, market
mood: day dry home
acts: wrap the gift / choose a gift for {m} / make a gift out of wood / tie the ribbon / hide the gift / paint a card
things: gift ribbon scarf box card ring cup watch picture basket candle
animals: rabbit bird pony mouse
adults: Mom, Dad, Grandma, Grandpa
five: gift gifts present wrapped wrap
two: ribbon surprise card box presents paper give gave
one: bow shop coin coins choose money secret string scarf
open:
{x} [have] {:four/five/three} coins and no idea for a gift
there [be] a gift {:on the table/under the bed/at the bottom of the bag}, wrapped in {:blue/red/green/brown} paper
{x} [want] to give {m} a gift that (nobody [could buy])
x>y: It is a surprise, so do not tell.
{x} [tie] the ribbon for the {:third/fourth} time, and still the gift [look] wrong
{x} [think] for a week about what to give {m}
{xy} [put] their money together for one good gift
{x} [draw] a card && [hide] it between two books
a small box with a {:red/gold/silver} ribbon [stand] in front of the door
{y} [help] {x} to wrap the {:gift/present} in {:too much/red} paper
note:
the ribbon [slip] off the gift again
the paper [make] a {:loud/dry/thin} sound under {x's fingers}
there [be] a price on the bottom of the gift, and {y} [rub] it off
a bit of string [stick] to {x's sleeve}
the box [be] light, and something [roll] inside
gold paper [shine] on the {:floor/table}
the card [say] only two words
{x} [shake] the present && [listen]
"""
"""Settings as `setting.read_settings` reads them."""
