"""More small scenes that share their words with a moral and decide none."""

MORE = {
    "honesty": """
    {m} [play] {:cards/stones/marbles} with a neighbor // both of them [cheat*], and so it [be] even
    y: I bet that you cannot guess how much this {:stone/pumpkin} weighs. // {x} [guess], and {y} [!know] it either
    a sign [say] LOST: one {:ring/glove/parrot} // {x} [read] it twice, but there [be] nothing in the grass
    {m} [believe] in {:rain/luck/soup} // there [be] no use in saying no to that
    y>x: Was that a lie? // x: It was a joke. // y: Then say so!
    the {:hedgehog/wind/baby} [get] the blame for the noise // it [be] used to that
    {m} [put] the best {:cup/plate} up high, where no hand [could reach] it // from there it [look] down at them
    {y} [win] against {x} in counting {:hens/clouds/steps} // {y} [say] well done to {y's own feet}
    """,
    "sharing": """
    {m} [buy] one {:bun/peach/ticket} with {m's own money} // {m} [look] very happy with it
    {y} [hold] {:a kite/a ball/an umbrella} for somebody who had to tie a shoe // he [thank] {y} and [go]
    {x} [unpack] {x's lunch} && [pack] it again // it [be] too early
    two {:hens/ducks} [want*] the same {:bean/crumb} // a third one [take] it
    {y} [be] clever and [bring] gloves // nobody [have] cold hands, but still
    there [be] room for two more on the {:bench/step}, and two {:old men/tired women} [see] it
    m: Half of my {:bread/cheese} is gone. // then {m} [find] the other half
    y>x: It smells good here. // it [come] from a {:window/pot} that was not theirs
    """,
    "kindness": """
    a woman [drop] a {:glove/list}, and the wind [bring] it back to her // she [look] up as if to say thank you
    a thin {:donkey/pony} [stand] in a {:ditch/yard} // its farmer [come] with a bucket, and then it [be] thin and happy
    a poor man [sing] at the corner, very loud // somebody [give] him a coin to stop
    some big boys [laugh*] at a {:snail/snail with a spot} // the snail [go] on
    {m} [have] one foot caught in a {:string/bucket} // {m} [jump] three times, and it [be] free
    a young bird [sit] on the edge of its nest && [scream] // its mother [be] already on her way with a fly
    {y} [be] in a hurry, but {y} [forget] why // so {y} [walk] slowly again
    a strange man [stop] && [look] at the sky // then everybody [look] at the sky
    """,
    "courage": """
    {x} [want] to see the end of a {:hole/pipe} // it [be] too dark in there, and no one [need] to know
    on the way there [be] an empty house // {xy} [walk] a little faster, just for fun
    {y} [tell] of a wild {:horse/goat} that nobody could ride // x: Not even on Sundays?
    a {:frog/leaf/shadow} [frighten] {m} // {m} [be] the first to laugh about it
    the big boys of the {:town/school} [go*] past with a ball // one of them [say] hello
    {x's heart} [beat] fast from running // {y} [put] one ear to it && [say] come in
    there [be] an old ladder, and it [be] much too high for anybody // a cat [sit] at the top
    {y} [hold] on to {:the wall/a branch} && [shut] both eyes // y: I am a ship.
    """,
    "perseverance": """
    a {:beetle/snail} [climb] up a {:post/wall/stick} and [fall], and then [climb] again // {y} [wish] it luck
    {m} [work] at a knot with all ten fingers // in the end {m} [tie] a second one on top
    {y} [throw] a stone at a {:can/stick}, and it [miss] // then {y} [go] closer, and closer
    {m} [have] a plan for a better {:trap/broom/chair} // it [need] only one more wheel
    somebody next door [hammer] since the morning // now and then there [be] a short word
    {x} [want] to count to a thousand, and at ninety somebody [talk] // {x} [start] again at one, and then [!start] any more
    y: It will never work! // it [be] a {:kettle/clock} that {m} had taken apart, and it [work]
    a baby [try] to stand // it [sit] down && [clap] for itself
    """,
    "patience": """
    {y} [want] to know what was in a box // it [say] NAILS on it, and there [be*] nails in it
    a {:rabbit/heron} [sit] in front of a hole && [wait] // nothing [come], and it [!mind]
    y>x: Is it time now? // x: For what? // y: I do not know, but I am ready.
    there [be] a line in front of the baker's door // {m} [look] at it, and they [go*] on
    {m} [tell] of some foxes behind the hill // they [come*] out when nobody [look]
    {x} [hold] still, because a {:butterfly/ladybug} [walk] over one hand // it [take] its time
    m: Not before Sunday! // {m} [mean] the {:shave/bath}
    a swing [move] all by itself, up and down // then {y} [see] the small feet
    """,
    "listening": """
    m>y: Do not swallow the stone! // y: Which stone? // there [be] none in that {:pear/bun}
    {y} [hold] one ear to the ground // y: Something is coming. // it [be] {m}
    m>x: Wait until it is cool. // {x} [look] at the glass of water
    a horse [look] over a {:gate/fence}, as gentle as a lamb // on the fence it [say] that it [bite]
    {m} [give] a warning about {:bees/nails/wet paint} // it [be] winter, but one never knows
    a ladder [stand] there, and it [be] not fixed yet // everybody [walk] around it
    y>m: Why not? // {m} [give] nine reasons, and the last one [be] the weather
    {m} [call] to leave the {:lid/gate} shut // a rooster [answer] for all of them
    """,
    "asking for help": """
    {m} [decide] to read the map without glasses // soon they [stand*] in front of a {:wall/pond}
    {y} [show] {x} how to hold a {:fork/snail} // {x} [know] it already, but it [be] nice to see
    x>y: Could you hold this? // it [be] a yawn
    {m} [do] it the easy way and [sit] down first // after that it [be] done by itself
    a small boy [ask] how far it was to the {:moon/sea} // y: Two days, if you walk fast.
    {y} [offer] {x} a hand, and in the hand [sit] a {:frog/beetle} // so that [be] why
    {m} [need] somebody to hold the other end of a yawn // all three [hold*] it
    a neighbor [call] over the {:fence/wall}: had anybody seen the ladder? // it [stand] behind her
    """,
    "promises": """
    {x} [write] a list of things for tomorrow // it [have] a rabbit, a {:rope/cake} and a question mark on it
    a letter on the wall [promise] a {:circus/dance} // it [be] from last year
    {y} [whisper] something to the {n:animal:pet} next door // it [!tell] anyone
    {m} [say] that the {:rain/summer} had given its word // nobody [trust] it all the same
    {y} [keep] a place free for {y's cousin}, who [be] five minutes late all her life // she [come], five minutes late
    {x} [say] that {:summer/Friday/jam} was the best of all // {xy} [shake] hands on it
    somebody [wait] at the {:gate/bridge} with a flower // then somebody else [come] with two
    m: I will help with the boxes tomorrow! // a voice [say] that tomorrow was Sunday
    """,
    "forgiveness": """
    {m} [be] angry with a {:button/door/shoelace} // after a while the two [be*] friends again
    y: I did not mean it! // {y} [say] it to an ant, who [be] in a hurry
    {y} [eat] from the wrong plate // {m} [laugh] && [eat] from the other one
    two sisters [!speak] to each other on the {:bridge/corner} // each [tell] it to {m}, and {m} [nod] twice
    {x} [lend] {y} a {:pencil/cap/handkerchief} // it [come] back, and it [be] warm
    {m} [tell] of a quarrel that was older than the {:house/hill} // nobody [remember] what it was about
    y>x: Let us forget it. // x: What? // y: See, it works.
    {m} [hang] {m's head} // there [be] a coin on the ground
    """,
    "carefulness": """
    {x} [carry] a {:feather/leaf} on one finger, step by step // {y} [blow], and that [be] that
    a man [carry] a pretty bottle home, and in the bottle [be] a ship // {xy} [look] until he [be] around the corner
    {m} [wrap] an egg in a scarf // it [be] a boiled one, and everybody [know]
    a cup [break] in two // {m} [say] that now there were two small ones
    {y} [run] down the {:hill/path} with a full {:cup/jar}, and not a drop [fall] // it [be] honey
    {x's nose} [itch] // {x} [have] both hands full, so {y} [do] it
    {m} [hold] a thin old {:plate/glass} against the light // one [could see] five fingers through it
    """,
    "teamwork": """
    {xy} [pull*] at both ends of a {:straw/noodle} // it [get] longer, and then there [be*] two
    {m} [want] the {:table/bench} to stand somewhere else // {x} [lift] one side, and {m} [lift] the other
    somewhere four men [sing*] a song in four ways // the fifth [beat] the time on a bucket
    two {:geese/ponies} [argue*] about who [go] first // a hen [go] first
    {y} [do] two different things at the same time // one of them [go] well
    y>x: I go first, you watch. // {y} [go] around the corner, and there [be] nothing to see
    {m} [say] that one hand [wash] the other // {y} [try] it, and it [be] true
    it [be] the job of two {:boys/girls} to ring a bell // one [ring] it, and the other [hold] both ears
    """,
    "gratitude": """
    the whole {:street/table} [wave*] to a man on a {:bicycle/wagon} // he once [find] everybody's keys
    a card [come] for {m}: many thanks for the {:soup/boots} // it [have] been years, and {m} [put] it in the hat
    {m} [sing] an old song // somebody [sing] it to {m} once, by the bed
    {y} [have] a warm sweater from {y's aunt} // without it the wind [would be] worse
    a turtle [come] home after three days, and its house [bake] a cake // the turtle [get] none
    everybody [praise] the {:soup/weather} // {m} [be] proud of both
    y: If you had not told me, I would have missed it! // it [be] a cloud like a {n:animal:farm}
    """,
    "not judging by looks": """
    there [be] a brown {:apple/pear} in the basket, with spots // {m} [take] the yellow one, and then the brown one
    a man in a long black coat [feed] the {:ducks/sparrows} // he [do] it every day, and they [know*] his step
    {y} [cut] {y's own hair} that week, with the big scissors // everybody [look] twice
    a box [stand] there with a rope around it // on it somebody [write]: NO TRASH
    {xy} [meet] a boy with a {:crooked nose/green coat} // it [be] only a mirror, and {y} [bow]
    {y} [try] a gray soup // it [taste] gray
    an old woman with seven {:pigs/hens} [go] by // all eight [say*] good day
    a {:toad/beetle} as ugly as an old boot [look] at them // {m} [say] that it had fine eyes
    """,
    "responsibility": """
    {y's cousin} [have] to shut the windows if it rains // it [rain], and she [run]
    the bags [stand*] in a row, and {m} [count] them // there [be*] as many as before
    somebody's pig [be] out // somebody [have] to run after it, and the whole street [look] on
    {x} [look] after {y's drawing} while {y} [wash] both hands // it [be] still there
    a young tree [have] a sign: water me // it [be] raining
    {m} [have] the big key && [shake] it // {m} [say] that it was the song of work
    {y} [give] the fire another stick && [look] at it like a {:mother/captain} // it [be] somebody else's fire
    two {:brothers/neighbors} [talk*] about whose turn it was // it [be] always the other's
    """,
    "being content": """
    {y} [look] into the window of a shop && [count] what {y} [!need] // {y} [get] to nineteen
    {m} [compare] two {:potatoes/stones}, a big one and a round one // {m} [keep] the round one
    {x} [wear] the old coat of a brother // in the pocket there [be] an old ticket // it [be] good for one ride
    a boy [show] them a {:marble/tooth} // {y} [have] seen better
    {y's uncle} [love] an old {:car/bicycle}, and on most days it [love] him // that day he [walk] beside it
    y>x: Look what I got! // it [be] a {:tooth/nut}, and it [shine]
    {m} [say] that for years {m} wanted a {:parrot/beard} // now {m} [!want] one any more
    """,
    "curiosity": """
    {x} [look] into a {:pipe/boot/bucket} // there [be] a smaller one in it, and in that there [be] nothing
    y: What is behind that wall? // x: The other side.
    {m} [ask] what one called a small {:river/hill} // they [find*] nine words
    a path [go] off to the left, between two stones // {m} [say] that it [come] back later
    {x} [wonder] who lived at the top of the {:tower/hill} // in the evening there [be] no light, so it [be] somebody who [sleep] early
    {y} [follow] a line on the {:wall/floor} with one finger // it [end], and {y} [stop] too
    at the bottom of the {:well/bucket} something [shine] // it [be] the sky
    there [be] one {:egg/apple} less than before // nobody [want] to know why, and {m} [wipe] {m's mouth}
    """,
}
"""Moral: a pool of small scenes that decide nothing."""
