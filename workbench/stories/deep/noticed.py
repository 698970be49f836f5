"""What is noticed in each topic, more finely: every line is many, by its choices."""

NOTICED = {
    "pets": """
    {a} [smell] {:at a shoe/at the door/the wet grass} with great care
    from the {:kitchen/hall/yard} [come] the sound of {:small claws/a tail on the floor/somebody drinking}
    {y} [find] {:white/brown/gray} hair on {:both sleeves/the soup/everything}
    {a} [dream], and one {:leg/ear} [go] {:up and down/left, left, left}
    next door another {n:animal:pet} [answer] {:once/twice/all day}
    {a} [bring] {x} a {:wet leaf/chewed slipper/dead spider} as a present
    """,
    "rain": """
    a {:postman/cow/bus} [go] by, {:shiny/dark/bent} with rain
    {:two/three} {:ducks/boys/ponies} [sit*] in the biggest puddle && [!mind]
    the {:gutter/pipe/bucket} [sing] a {:low/round/silly} note
    {y} [write] {:a name/two words/a face} on the wet window
    {:somewhere/upstairs} a drop [hit] a {:tin/pan/pot} like a {:bell/drum}
    a red umbrella [turn] inside out like a {:flower/mushroom/bowl}
    """,
    "garden": """
    a {:toad/lizard/swan} [look] out from under the {:cabbage/roses/beans}
    the {:hose/can/gate} [drip] on {:warm/flat} stones
    {:two/five} {:white/yellow} butterflies [go*] up and down like {:steps/paper}
    somebody [put] a {:glove/scarf/spoon} over the stick of the {:beans/peas/tomatoes}
    {y} [eat] a {:pea/berry/tomato} that nobody counted
    the wind [smell] of {:mint/cut grass/wet soil} and {:tomatoes/smoke/roses}
    """,
    "cooking": """
    the {:lid/pan/kettle} [begin] to {:hum/dance/sing} on the stove
    {y} [draw] a {n:animal} in the flour with one finger
    an egg [roll] to the edge of the table && [stop] {:just there/by itself}
    {:two/three} {:flies/bees/wasps} [hold*] a meeting over the {:jam/honey/sugar}
    there [be] {:butter/dough/jam} on the {:door/clock/mouse}
    {m} [hold] the spoon up && [say] {:hm/more salt/nearly}
    """,
    "school": """
    a paper {:owl/boat/ball} [fly] from the {:third/last/first} row to the {:window/door}
    the {:map/globe/blackboard} [have] a hole where the {:sea/desert/capital} should be
    {y} [chew] on a {:green/short/blue} pencil
    outside, the {:little ones/big boys/others} [sing*] the {:alphabet/same song/number song}
    somebody [write] {:seven/nine} times nine on a {:hand/mitten/desk}
    it [smell] of {:chalk/wet coats/apples} and {:ink/soap/paper} in the classroom
    """,
    "swimming": """
    a {n:animal:bird} [touch] the water && [be] off
    {:an old man/a big girl/a boy} [float] by on {:his back/a tire/a door}, eyes shut
    {y's hair} [stand*] up like {:grass/a brush/feathers}
    a {:whistle/shout/splash} [come] from the {:far/other} side
    the stones on the bottom [be*] {:green/round/slippery} and {:cold/warm}
    somebody's {:boot/towel/cap} [swim] away all by itself
    """,
    "forest": """
    {:two/seven} {:mushrooms/ants/snails} [stand*] in a {:ring/row} on a dead {:branch/tree}
    a {:deer/fox/hare} [look] at them between two {:trees/ferns} && [be] gone
    the path [turn] {:left/right} around a tree as {:fat/old/bent} as a {:house/bear/question}
    {y} [put] a {:feather/leaf/fern} behind one ear
    a cone [fall] {:tock/plop} on {:a cap/a stone/the moss}
    the trees [creak*] like {:old doors/a ship/boots}
    """,
    "night": """
    a {:turtle/car/train} [cry] {:once/twice} {:far/somewhere} away in the dark
    the {:coat/dress/shirt} on the door [look] like a {:giant/crow/thin man} at night
    {:three/a hundred} stars [hang*] in the {:top/left} corner of the window
    {y} [breathe] {:slowly/with a small whistle/like the sea}
    the {:clock/floor/tap} [say] {:tick/crack/drip}, and then the dark [say] nothing
    a {:long/thin} line of light [lie] under the door
    """,
    "birthday": """
    {:an uncle/an aunt/a small cousin} [eat] a {:candle/ribbon/paper flower} by mistake
    a {:yellow/red/green} balloon [follow] {y} from room to room
    under the table {:two/three} small {:guests/feet/cousins} [share*] one {:plate/cake/fork}
    {y} [blow] a paper horn {:right/straight} into {m's ear}
    the {:youngest/tallest/oldest} guest [sing] the birthday song {:backward/twice/last}
    there [be] cream on the {:ceiling/squirrel/present}
    """,
    "ball games": """
    a {:crow/goat/baby} [watch] the game from the {:fence/goal/grass}
    {y's shirt} [say] {:nine/six} on the front and {:ten/eight} on the back
    the ball [hit] the {:post/tree/wall} && [come] back {:higher/faster/slower}
    somebody [tie] {:both shoes/a sock} {:in the middle/at the edge} of the field
    {:mud/dust} [fly] up to {y's knees}
    the {:smallest/tallest} player [shout] the {:most/loudest}
    """,
    "cleaning up": """
    under the {:rug/sofa/chest} there [be] a {:coin/comb/tooth} and half a {:cookie/crayon/letter}
    {y} [wear] a {:lampshade/towel/bucket} && [sweep] like a {:queen/pirate/ghost}
    the {:broom/mop/brush} [lose] {:a hair/its head} again
    {:three/four} old {:socks/toys/keys} [lie*] in a row on the {:step/bed/sill}
    the pile [be] as high as {:a knee/the table/a mouse}, and it [grow]
    a moth [fly] out of {:grandfather's coat/an old hat/the curtain}
    """,
    "gifts": """
    the {:string/paper/tape} [be] a {:finger/hand} too short
    y: Is it {:a drum/a swan/a lamp}?
    a corner of the paper [have] {:jam/ink/glue} on it in the shape of a {n:animal}
    the {:gift/box} [make] {:a small/no/a soft} sound when one [lift] it
    {x} [write] on the card {:twice/sideways}, in {:red/blue/green}
    {m} [walk] past && [look] the other way {:on purpose/very hard}
    """,
    "car trips": """
    a {:bridge/church/tree} [grow] bigger && [be] behind them
    {:six/ten} {:cows/horses/sheep} [look*] after the car
    {y} [eat] an {:apple/egg/orange} && [count] the {:seeds/signs/towns}
    the road [go] up and down like {:a sea/a tune/bread}
    somebody in the next car [make] a face like a {:frog/fish/monkey}
    there [be] sand in the {:map/seat/sandwich} {:already/again}
    """,
    "sea": """
    a {:red/white/small} boat [go] around the {:rocks/island/pier} && [ring] its bell
    {y} [find] a {:stone/crab/piece of glass} as {:green/round/smooth} as a {:grape/coin/plum}
    the foam [write] a {:long/white} line on the sand && [wipe] it out
    an old {:net/rope/anchor} [dry] in the {:wind/sun}, {:stiff/full of weed}
    {:two/three} gulls [fight*] over a {:crust/fish head/mitten}
    the sea [say] {:hush/shh/nothing new}, over and over
    """,
    "market": """
    {:a duck/a baby/a radio} [sing] from under a table
    somebody [weigh] {:one plum/a thumb/a rabbit} by mistake
    the {:cheese/honey/fish} man [have] a {:beard/voice/scarf} like a {:bush/bell/ship}
    {:red/green/brown} apples [stand*] in a pile as {:high/pointed} as a {:cap/hill}
    {y} [try] {:a nut/a grape/a bit of cheese} at {:each/every} table
    a pigeon [walk] off with a {:ticket/bean/ring of onion}
    """,
    "building": """
    {y} [hold] {:three/five} nails between {y's teeth}
    a {:saw/drill/hammer} [sing] on the other side of the {:wall/fence}
    the plan [blow] away && [land] in the {:bucket/soup/glue}
    {:a beetle/a turtle/a duck} [inspect] the new {:roof/door/floor}
    somebody [measure] the board {:twice/with a shoe/with a hand}
    curls of wood [lie*] around like {:hair/noodles/question marks}
    """,
    "music": """
    a {:spoon/comb/bucket} [make] a fine {:drum/trumpet/bell}
    {y} [play] with {:one/two} fingers && [sing] the rest
    next door somebody [knock] on the wall, in {:time/the wrong time}
    the {:squirrel/baby/canary} [join] in at the {:second/sad/loud} part
    a string [break] with a {:sigh/cry}
    the tune [go] around in the room like a {:fly/ring/thought}
    """,
    "snow": """
    {:a red/one lost} {:glove/scarf/cap} [sit] on the {:fence/gate/bush} like a {:butterfly/flag}
    {:a sparrow/a crow/a goat} [write] its own name in the snow
    the {:pond/puddle/bucket} [have] a lid of ice as {:thin/clear} as {:glass/paper}
    {y} [catch] a {:big/single} piece of snow on {:the tongue/a glove/one eyelash}
    snow [slide] off the {:roof/branch/shed} with a {:thump/sigh}
    every {:post/gate/chimney} [wear] a white {:mitten/cap}
    """,
    "moving house": """
    {:a spoon/one slipper/a single sock} [lie] in the middle of the empty {:hall/kitchen/room}
    {y} [sit] in a box && [be] a {:captain/turtle/king}
    behind the {:stove/wardrobe} they [find*] a {:letter/marble/photo} from {:another child/long ago}
    the {:mirror/sofa/bed} [go] down the steps {:sideways/feet first}
    somebody [write] {:GLASS/KITCHEN/CAT} on the box with the {:hamster/books/caps}
    the new neighbors [look*] through a {:gap/hedge/curtain}
    """,
    "farm": """
    {:the rooster/one turtle} [stand] on the {:tractor/wheel/fence} && [give] a speech
    a {:calf/foal/lamb} [try] its legs, {:two/four} at a time
    {y} [have] straw in {:both boots/the milk/one ear}
    the {:sow/cow/mare} [scratch] her back on the {:gate/post/barn}
    milk [ring] in the bucket like a {:bell/song}
    {:a swallow/a hedgehog} [come] and [go] through the hole in the barn door
    """,
    "grandparents": """
    {m} [keep] {:buttons/keys/seeds} in a {:tea/cookie} tin && [know] each of them
    there [be] a {:whistle/tune} in the kettle that {m} [hum] too
    {y} [try] on {m's glasses}
    {m} [cut] the bread {:thick/thin} && [give] the {:end/crust} to the {:owls/hamster/hens}
    the {:old radio/old chair/stair} [cough] {:twice/now and then}
    in the drawer [lie*] {:string/stamps/candles}, {:a map/a medal/a flute} and half a {:pencil/watch}
    """,
    "a show": """
    the {:wolf/queen/moon} [eat] an apple behind the curtain
    {y's beard} [hang] by one {:hair/thread/ear}
    somebody [whisper] the {:next/wrong} line {:loudly/too late}
    a {:chair/sneeze/baby} in the {:third/last} row [get] more laughs than the king
    the {:moon/sun/castle} [be] made of {:paper/an old sheet/a pan} and {:glue/hope}
    under the stage something [go] {:bump/clack/meow}
    """,
    "a race": """
    number {:four/eleven/nine} [run] with a {:flag/banana/duck} in one hand
    somebody's {:father/uncle/goat} [run] along {:outside/behind} the rope
    {y} [tie] one shoe, {:then the other/and then the wrong one}
    a {:whistle/bell/drum} [call] at the {:bend/bridge/start}
    the {:tall/small/old} runner in {:green/blue} [drink] a whole {:bottle/cup} of water
    dust [hang] over the {:bend/line} like {:flour/fog}
    """,
    "camping": """
    {:a beetle/a spider/an ant} [move] into {:y's shoe/the lantern/the sugar}
    the {:kettle/pot/pan} [hang] over the fire on a {:bent/green} stick
    {y} [count] {:bats/stars/owls} && [get] to {:nine/forty}
    someone in the next tent [snore] like a {:bear/saw/train}
    {:sparks/smoke} [go*] up && [get] lost among the stars
    the ropes of the tent [catch*] {:a foot/two feet/everyone} again
    """,
    "painting": """
    a {:fly/hair/leaf} [land] in the wet {:sky/sea/nose}
    {y} [mix] {:red/yellow} with {:green/blue} && [get] {:mud/brown/a surprise}
    the {:brush/rag/turtle} [leave] {:small/green/round} marks on the {:floor/chair}
    on the paper the {:house/horse/tree} [lean] to the {:left/right}
    {x} [taste] the {:wrong/blue} {:water/brush} by mistake
    the {:red/white} pot [be] {:empty/nearly dry}, with a skin on top
    """,
    "lost things": """
    in the {:left/right} pocket {x} [find] {:two nuts/a shell/a ticket} and {:a hole/some sand}
    {y} [shake] the {:boots/curtains/carpet} && [sneeze]
    a {:crow/magpie/hedgehog} [know] something && [say] nothing
    under the {:third/last} {:stone/cushion/stair} [lie] a {:pin/comb/bean}
    {:nobody/no one} [look] into the {:teapot/clock/umbrella}, {:not yet/of course}
    """,
}
"""Topic: a pool of what is noticed."""
