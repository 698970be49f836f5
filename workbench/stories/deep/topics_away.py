"""Topics of town and travel: car trips, market, music, moving house, grandparents, a show, painting, lost things."""

AWAY = """
== car trips
places: road, gas station, town, highway
mood: day dry far
acts: count the red cars / sing all the old songs / find the road on the map / drive all the way to the coast / look for cows from the window / play the game with the signs
things: map bag truck book pillow cap bottle blanket
animals: pony cow horse crow
adults: Dad, Mom, Grandma, Grandpa
five: car cars drive drove driving trip
two: road wheel seat tire bridge highway truck trunk
one: map window stop bag bags miles far town engine
open:
the car [be] so full of bags that {x} [sit] with both feet on {:one/a pillow}
{:on the first hill/after an hour/behind the bridge}, the car [make] a new noise
{x} [count] {:red/white} cars from the back seat: nineteen, twenty
m: We will drive until we see the {:sea/mountains/lake}.
x>m: Are we there yet?
the road [go] on and on, and so [do] the song that {y} [sing] in the back of the car
{xy} [draw] a line down the middle of the back seat
{m} [start] the car before {:the sun was up/the town was awake}, with {x} still half asleep
{x} [hold] the map, because {m} [drive] and somebody must know the way
a long trip in a small car: {x} [have] a {:book/bag of apples}, and {y} [have] the window
note:
fields and fields [go*] by the car window
the {:car/engine} [hum]
a truck with {:pigs/a boat/pipes} on it [pass] them
the seat [be] {:hot/sticky} && [smell] of oranges
{y} [press] a nose flat against the car window
a sign [say] the town was {:nine/forty/six} miles away
{m} [tap] on the wheel && [hum]
bugs [hit*] the glass like small drops of rain
== market
places: market, square, shop
mood: out day dry far
acts: sell the apples / buy bread and cheese / find the best fish / carry the baskets / look at everything twice / get a good price for the eggs
things: basket bag coin cap bell box jar bottle
animals: hen goat puppy pigeon fish
adults: Mom, Grandma, Dad, Grandpa
five: market sell sold price stall
two: buy bought coins coin basket cheese shop
one: fruit apples bread fish money fruit bag cart pay eggs
open:
on market day the square [be] full of {:carts/baskets/voices} before the bells [ring]
{x} [have] one coin and a whole market to choose from
{:apples, cheese, fish/eggs, bread, plums/hats, hens, honey}: the market [have] it all
{x} [carry] the basket && [follow] {m} from stall to stall
x>y: How much money do you have?
{xy} [stand] behind {:a table/a box} of apples at the market, and nobody [buy] one
a man at the market [sell] {:owls/kites/bells} that {x} [want] very much
the price of the {:cheese/bread/fish} [be] {:more/a little more} than {x} had
{x} [help] {m} to sell {:eggs/plums/honey} at the market that week
early on {:Friday/Saturday} {xy} [push] the cart to the market, uphill
note:
somebody [drop] an egg && [say] nothing
the fish man [sing] about his fish
a {n:animal:pet} [sit] under the cheese stall && [hope]
coins [ring*] on the wooden table
bees [sit*] on the plums
the market [smell] of fish on one side and of flowers on the other
an old woman [press] every peach && [buy] one
a goat [eat] a {:price/helmet/bag} from the next stall
== music
places: school, hall, house
mood: in day dry far
acts: play the new song / learn the drums / sing the high part / practice for the concert / write a song for {m} / tune the old guitar
things: drum flute bell guitar whistle book violin chair trumpet
animals: bird rabbit puppy frog
adults: the music teacher, Grandpa, Mom, Dad
five: music song songs piano concert band
two: drum flute guitar sing sang singing tune violin play
one: play played note notes loud soft ear ears listen hum practice
open:
there [be] a song in {x's head}, and it [!want] to come out right
{x} [practice] the {:flute/drum/piano/violin} until the neighbors [close*] their windows
the old piano [have] two keys that [say] nothing
{y} [could !sing], but {y} [sing]
x>y: Listen, I know the whole song now!
the band [need] somebody for the {:drum/bell/trumpet}, and {x} [have] two hands
{x} [hear] music {:through the wall/from an open window/behind the hall}
{xy} [want] to {act}, but they [have*] only one {:drum/flute/guitar/chair}
three more days and it [be] the night of the concert
{m} [play] a tune && [ask] {x} to play it back
note:
the drum [answer] every {:step/word}
somebody [play] one wrong note, {:loud/long} and clear
{y} [keep] time with one foot
the last note [stay] in the air for a while
the cat [leave] the room when the {:flute/violin} [begin]
a window [shake] when the drum [begin]
{x's fingers} [know*] the tune {:by heart/in the dark}
outside, a bird [sing] the same {:three/two} notes
== moving house
places: house, street, garage
mood: day dry home
acts: pack the last boxes / carry the chairs out to the truck / say goodbye to the old house / find the box with the cups / choose a room in the new house / paint the new room
things: box lamp chair clock bag key blanket picture mirror plant
animals: hedgehog dog parrot hamster
adults: Mom, Dad, Grandma, the neighbor
five: moving boxes packed pack
two: truck box house new empty key street
one: room rooms door chair goodbye neighbor old wall carry far
open:
{x's whole room} [be] in {:six/nine/eleven} boxes
the truck [stand] in front of the old house with its doors open
in the new house every {:room/step} [have] an echo
{x} [write] {:BOOKS/TOYS/DO NOT OPEN} on a box && [look] at the empty wall
x>m: Will the new house have a tree?
there [be] a white square on the wall where the {:picture/clock} had been, and boxes everywhere
the new street [have] {:twelve doors/nine trees}, and behind one of them [live] {y}
{xy} [carry] a box between them, {:step by step/and then another}
on the last day in the old house {x} [walk] through all the rooms
the key to the new house [be] {:long and heavy/cold/too big for the lock}
note:
the empty rooms [seem*] bigger than before
{x} [read] the labels of the boxes: {:cups, shoes, more cups/lamps, socks, something}
the movers [carry*] the sofa as if it was asleep
paper and tape [stick*] to everything
nobody [know] where the {:spoons/pillows} were
a {:lamp/mirror} [ride] past in somebody's arms
the new door [make] a different sound
dust [show] where the bed had been
== grandparents
places: house, garden, porch, kitchen
mood: day dry far
acts: look at old pictures / hear the story of the flood / play cards at the big table / feed the old cat / bake the plum cake / fix the old clock
things: clock cup chair picture glasses blanket box cake basket cap
animals: hedgehog hen goose bird
adults: Grandma, Grandpa, Grandma, Grandpa
five: grandma grandpa grandmother grandfather
two: old story stories visit clock cards
one: cake tea chair pictures long ago gray hands glasses photo remember
open:
{m} [open] the door before {x} [could knock]
{m's clock} [go] slower than the clock at home
every summer {x} [visit] {m} for {:two weeks/ten days}
{m} [have] a {:drawer/box/shelf} full of old pictures and a story for each
m>x: Come in, come in, you have grown!
{xy} [sit] at {m's table} with a plate of {:plum cake/bread and honey} between them
{x} [go] to {m} over {:a bridge/three hills} and past a white horse
{x} [learn] to {act} from {m}, and {m} [learn] it from {:a sailor/an aunt/nobody}
{m} [look] for the glasses, though they [be*] on {m's own nose}
there [be] a chair in {m's kitchen} where only the cat [sit]
note:
the old clock [count] the {:minutes/afternoon}
{m} [hum] a song from long ago
the tea [smell] of {:mint/apples/smoke}
a picture on the wall [show] {m} as a child, with the same ears
{m's hands} [be*] {:brown and warm/never still}
the floor [say] something at every step, as old floors do
{m} [tell] the one about the goose again
there [be] a plate of {:cookies/cake} within reach, as always
== a show
places: stage, school, hall, circus, theater
mood: in day dry far
acts: put on a show / learn all the lines / sew the costumes / paint the stage / do the trick with the scarf / sell the tickets
things: mask cap scarf crown ticket lamp cape drum flower
animals: pony mouse rabbit crow
adults: the teacher, Mom, Grandpa, Dad
five: show stage curtain costume tickets
two: clap clapped mask lines crown actor ticket costumes
one: play played king dance lamp people seat seats front act voice
open:
behind the curtain it [be] dark, and {x} [forget] the first line of the show
{x} [be] a {:tree/king/wolf/mouse/queen} in the show, with {:nine/two/twenty} lines
the show [begin] at {:six/seven}, and the crown [be] still only paper
{xy} [paint] TICKETS on a box && [wait] for somebody to come to their show
y>x whisper: Look, every seat is taken!
{x} [look] through the hole in the curtain && [count] the heads
the costume [be] too {:long/big/tight}, but the show [have] to begin
{:a circus/a show with dogs/a real theater} [come] to town, and {x} [want] to be in it
{m} [choose] {x} for the {:biggest/smallest/strangest} part in the show
one more week, then the curtain [go] up on their show
note:
the curtain [move], though nobody [touch] it
a lamp over the stage [make] a round white moon
somebody in the front row [laugh] too early
{y's crown} [slip] over one eye
the stage [creak] under the {:king/tree/wolf}
{:a baby/somebody's grandmother} [clap] the whole time
dust [dance] over the stage
there [be] glitter in {x's hair}
== painting
places: school, house, garden, porch
mood: day dry far
acts: paint a picture of the {:sea/hill/hamster} / mix a new green / paint the fence / draw {m} asleep / paint the sky / fill the long wall with color
things: brush picture paper paint cup pencil box rag chair apron
animals: kitten bird goose horse butterfly
adults: Grandma, the teacher, Mom, Grandpa
five: paint painted painting paints brush
two: picture color colors red blue yellow green drawing draw
one: paper brush wall white black mix sky drew pencil purple orange
open:
{x} [have] three colors: red, {:blue/green} and yellow
{:a drop/one drop} of blue paint [fall] on the floor && [look] like a {n:animal:small}
{x} [want] to {act}, and the paper [be] very white
{x} [paint] the {:sky/horse/mouse} green, because {:the blue/the brown} [be] gone
y>x: What is that in your picture, a {n:animal} or a {n:food}?
the wall [be] long and {:white/empty/gray}, and {xy} [have] two brushes
{m} [give] {x} {:a brush/a box of paints} and a rule: no paint on the cat
everybody in the class [paint] a house, but {x} [paint] {:the wind/a noise/something else}
{x} [mix] {:yellow and red/blue and yellow/white and red} && [wait] for what came out
the picture [be] nearly done when {y} [come] in with the paint {:water/pot}
note:
the brush [leave] one hair in the sky
there [be] {:blue/yellow/green} paint on {x's ear}
the water in the cup [become] {:brown/purple/gray}
the paint [run] down the paper in thin lines
the cat [walk] past with one {:red/blue} paw
{x} [walk] back a little && [close] one eye
the colors [look*] different by the window
wet paint [shine] on the paper
== lost things
places: park, house, school, garden
mood: day dry far
acts: look under everything / find the lost key / ask all the neighbors / search the whole street / turn out every pocket / make a list of lost things
things: key glove ring cap coin button watch scarf bag truck book
animals: puppy hedgehog bird mouse
adults: Mom, Dad, Grandma, Grandpa
five: lost search searched missing
two: find found lose looked pocket pockets key
one: under behind where glove look seen last gone everywhere
open:
{x} [put] one hand in the pocket, and the {:key/coin/ring} [be] gone
{:a glove/one red glove} [lie] in the road, and nobody [see] it but {x}
{x} [lose] something every day, but never {:this/anything that mattered}
x: It must be somewhere.
{x} [search] behind the {:shelf/door/curtain} for the third time
{x} and {y} [find] a {:key/watch/ring/purse} that belonged to nobody they knew
the lost {:glove/scarf/key} [be] not where {x} [leave] it
a note on the {:tree/wall} [say] LOST, in big letters, and {x} [stop] to read it
when something [be] missing, everyone [ask] {x}
{xy} [begin] to {act}
note:
{:under the chair/behind the door} {x} [find] a button, a nut and no {:key/ring}
the {:grass/floor} [hide] everything that [be] small
{y} [look] into {:every/the} {:box/boot/cup}
a {:parrot/mouse} [watch] them search
{x} [turn] the pockets inside out: crumbs
there [be] nothing under the {:mat/stone/bench} but ants
somebody [leave] a {:mitten/cap} on the fence
a lost thing [lie] very still
"""
"""Settings as `setting.read_settings` reads them."""
