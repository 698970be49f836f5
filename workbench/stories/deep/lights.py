"""Light and weather, more finely, for each tone; every line is many, by its choices."""

LIGHT = {
    "joyful": """
    @town from {:every/each} {:yard/window/door} [come] a {:song/smell of cake/laugh}
    @out @dry the {:grass/river/hill} [shine] as if somebody [have] washed it
    @day it [be] one of those {:days/mornings} that [begin*] with {:a whistle/pancakes/good news}
    even the {:crows/old men/cows} [seem*] to {:hum/smile/dance}
    @out kites, {:ponies/bells/larks} and {:balloons/boys} [fill*] the air
    @in a {:square/patch} of sun [dance] on the {:floor/wall}
    """,
    "tender": """
    @out the {:evening/wind/air} [be] as {:mild/soft} as {:milk/a cheek}
    @in somebody [have] put {:a flower/a cup of milk/a warm stone} on the {:table/sill}
    two {:kittens/owls/crows} [sit*] close together on one {:branch/bench/step}
    it [be] {:an hour/a day} for {:low/kind} voices
    @dry a {:little/last} light [lie] on {x's hands}
    there [be] a smell of {:lavender/milk/wool} {:in the air/about the place}
    """,
    "calm": """
    a {:cow/boat/cloud} [stand] quite still, as if {:painted/asleep}
    @out the {:smoke/dust/river} [have] all day and [use] it
    @in the {:kettle/clock/hedgehog} [hum] to itself
    it [be] neither {:early nor late/warm nor cold}, and that [be] just right
    @dry the shade [move] {:a finger/a little}, no more
    between two {:sounds/words} there [be] {:plenty of/much} room
    """,
    "funny": """
    @out a {:helmet/sock/newspaper} [fly] by, followed by a man without {:one/it}
    @town the {:baker/mailman/mayor} [wear] {:one boot/his coat inside out/a cake}
    @out a {:pig/goose/goat} [sit] in the {:bus/best chair/mayor's car}
    @in somebody [hang] the {:picture/clock/curtain} the wrong way around
    the {:rooster/clock/bell} [call] at {:noon/tea time}, {:late/proud} as ever
    the weather [could !decide] && [try] everything {:once/twice}
    """,
    "hopeful": """
    @out @dry one {:swan/star/kite} [be] up already, {:all alone/higher than the rest}
    @day the light [reach] a {:step/corner/wall} that it [!reach] {:yesterday/for weeks}
    @out there [be*] {:buds/green tips/small leaves} on the {:bare/black} branch
    @in on the {:sill/table} a {:bulb/bean} in a glass [put] out a {:root/leaf}
    somewhere somebody [practice] {:the same three notes/a song}, {:better/righter} each time
    the {:road/river} [shine] all the way to the {:hills/bend}
    """,
    "proud": """
    @town the {:flag/clock/weather bird} on the tower [stand] {:straight/high} and {:gold/still}
    @out the {:hill/oak/bridge} [stand] there as if it was first
    @in the {:boots/cups/windows} [be*] so clean that they [show*] one's face
    it [be] a day to walk in the {:middle/front}
    @dry the sun [put] a {:gold/bright} edge on {:every hat/everything}
    somebody [beat] a drum, {:slow/even} and {:full/loud}
    """,
    "sad": """
    @out a {:glove/doll/kite} [hang] on the fence, {:wet/forgotten}, and nobody [come] for it
    @in the {:calendar/clock/plant} [be] still where {:May/last week} [leave] it
    @dry the {:sun/day} [go] early, as if it [have] no {:wish/reason} to stay
    the {:song/bell} from the {:church/next house} [be] the {:slow/old} one
    @out the {:swans/swallows} [sit*] in a row, ready to {:leave/go}
    there [be] {:ash/dust} where the {:fire/flowers} used to be
    """,
    "lonely": """
    @out the {:swing/boat/bench} [move] a little, with nobody {:on/in} it
    @town behind every {:curtain/window} there [be*] {:two/three} heads at a table
    @in the {:echo/clock} [be] the only one to {:answer/talk}
    @out {x's shadow} [be] the only one on the {:road/wall/field}
    far off, a {:train/ship/bus} full of {:people/lights} [go] by
    it [be] a {:holiday/Sunday} for everyone else
    """,
    "tense": """
    @out the {:crows/leaves/ponies} [be*] quiet, all at the same {:moment/time}
    @in the {:lamp/candle} [grow] {:small/low}, then {:smaller/lower}
    @dry a {:cloud/wind} the color of {:iron/slate} [come] over the {:hill/trees}
    something [knock], and it [!be] the clock
    @out the {:gate/rope/bridge} [pull] and [groan]
    @dark in the dark a {:stair/board} [give] a {:short/dry} crack
    """,
    "angry": """
    @out the {:sun/wind} [hit] like a {:hand/wet rope}
    @in {:pots/plates} [bang*] in the {:kitchen/next room}
    @town two {:drivers/women/men} [shout*] at each other over a {:wheel/turtle/fence}
    the {:bell/saw/mouse} next door [!stop] for a single {:minute/breath}
    @out @dry black clouds [push*] each other {:aside/around}
    it [be] {:hot/cold} enough to make a {:saint/lamb} cross
    """,
    "mysterious": """
    @out in the {:fog/grass/sand} somebody [have] drawn a {:ring/star/hand}
    @in behind the {:wall/mirror/clock} something [breathe] {:once/softly}
    @dark a {:blue/green} light [walk] along the {:hill/hedge} && [go] out
    @town all the {:owls/crows} of the town [look*] the same way
    one of the {:shadows/footprints} [have] no owner
    there [be] a {:song/knock} {:under/behind} the wind
    """,
    "exciting": """
    @out @dry the {:clouds/gulls/flags} [fly*] as if there was a prize
    @town people [run*] to the {:bridge/square/station}, {:hats in hand/half dressed}
    @in the whole {:house/floor} [shake] with {:feet/drums}
    a {:rocket/whistle/kite} [go] up {:behind the trees/somewhere}, {:and then another/high and red}
    the air [taste] of {:thunder/sparks/salt}
    @out a horse without {:rider/saddle} [race] past
    """,
}
"""Tone: more of its light and weather."""
