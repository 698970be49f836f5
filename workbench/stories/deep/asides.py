"""What else happens: small scenes that share their words with a moral and decide none.

A moral is decided by who answers what with which deed. Somebody else who waits, asks, promises or says sorry by the way
decides nothing; told in stories of all other morals, these scenes keep single words from giving a moral away.
"""

from workbench.stories.deep.asides_more import MORE

_FIRST = {
    "honesty": """
    m: Who left the door open? // then {m} [remember] it // it [be] {m!}
    y>x: Tell me the truth, is my nose big? // x: Yes, but it fits.
    {y} [tell] a story about a fish with a nose // {x} [believe] every word
    next door somebody [ask] who broke the {:plate/pot} // nobody [answer]
    {y} [win] a nut from {m} in a game // m>y: Was it luck? You must teach me how you do that.
    x>y: I have to tell you something. // it [be] only that {y} [have] a leaf in one ear
    y: Have you seen my {:ticket/glove}? // it [be] in {y's other hand}
    m: It was not my fault! // {m} [say] it to the {:kettle/chair}, and the {:pot/floor} [!answer]
    """,
    "sharing": """
    {m} [cut] a pear down the middle // one half [be] brown, and {m} [eat] it all the same
    {y} [have] a {:plum/sandwich} in a paper // after three bites it [be] gone
    {x} [have] {:a blanket/a scarf/an umbrella} along, and it [be] quite new // nobody [need] it that day
    {y's belly} [make] a noise // {m} [say] that supper was not far
    y>x: What do you have there? // {x} [open] one hand, and it [be] only a {:seed/bean}
    {m} [bring] two cups of tea // both [be*] for {m}
    y>x: May I have a turn? // it [be] only a hole in the fence, but one [could see] a cow through it
    """,
    "kindness": """
    an old woman [carry] a basket past // {m} [know] her, and they [talk*] about the weather
    {y} [fall] on the stones && [get] up again // y: My knee is fine, and so are the stones.
    a small child [run] by without a coat // the mother [run] after it, coat in hand
    a {:kitten/duckling} [look] cold and lost // then its mother [call], and it [run]
    x>y: Nobody else stopped to look! // it [be] only a cloud, but what a cloud
    an old man [sit] on a step && [shiver] // then his wife [come] with the key
    {m} [have] a cold that day and [drink] something hot // by noon the cold [be] almost gone
    """,
    "courage": """
    y>x: Are you afraid of {:bees/thunder/the dark}? // x: A little, when I think of it.
    {m} [tell] of a bear in a dark cave // {y's knees} [shake*], but it [be] only a story
    {y} [climb] on a wall && [jump] down on the other side // it [be] as high as a chair
    a very small duck [chase] a very big one // everybody [look] after them
    x>y whisper: What was that? // it [be] {y's belly}
    {m} [go] into a dark shed for a rake // {m} [come] out with dust on one ear
    {m} [frighten] them with a {:sheet/pumpkin} on the head // {y} [scream], because it [be] nice to scream
    """,
    "perseverance": """
    {m} [try] to open a jar // the third time it [open]
    next door somebody [practice] a song // it [go] wrong at the same place, again and again
    an ant [pull] at a crumb, and it [!move] // it [start] again from the other side
    {y} [try] to say a very long word // at the third try it [come] out in one piece
    m: I give up. // {m} [look] for a name, and it [be] gone
    {y} [dream] of {:a pony/a boat/a trumpet} for a week // it [be] all that {y} [talk] about
    y>x: I bet that you cannot lick your own ear. // {x} [try] it twice
    """,
    "patience": """
    {xy} [wait] for the {:bus/mailman} // it [be] late, as always
    y>m: May I have a {:monkey/pony} now? // m: One day.
    the paint on the door [be] still wet // there [be*] two hands and a leaf in it
    a letter [lie] there for {y's father} // {y} [hold] it against the light, but one [could !read] a word
    {m} [look] at the clock // m: It must be slow, or I am early.
    an old music box [play] in the next {:house/room} // it [play] the same tune {:ten/nine} times
    y: How long until the pears are ready? // m: Two weeks. Three, if you look at them.
    """,
    "listening": """
    m>y: Tie your shoes before you run! // {y} [look] down, and they [be*] tied
    m>x: Do not run here, the steps are wet. // it [be] what {m} [say] every day
    a sign [say] not to feed the geese // twenty geese [stand*] in front of it
    m: Stay where I can see you! // but {m's glasses} [slip] off again
    {m} [tell] of a boy and thin ice // {x} [know] how it ended, and they [be*] quiet
    on a gate there [be] a sign: KEEP OUT // y>x: Out of what?
    m: Mind the pot, it is hot! // nobody [be] near the pot, not even {m}
    """,
    "asking for help": """
    {m} [ask] {x} where the scissors were // they [be*] in {m's hand}
    y>x: Can you help me with a word that has four legs? // x: Table.
    {m} [call] a neighbor to help with a heavy box // two men [come*], and then it [be] easy
    a man with a map [ask] {m} the way // {m} [turn] the map around, and he [see] it
    y>x: I cannot do it alone! // {y} [want] to shake hands
    y>m: Do you need help? // m: No, but tell me a joke while I do it.
    {x} [hold] out a hand && [look] at it // it [be] going to rain, or a {:fly/butterfly} was near
    """,
    "promises": """
    m>x: Next year, I promise. // {m} [say] that about {:a pony/a boat/the roof} every year
    {y} [have] a rabbit at home // {y's aunt} [feed] it that week, so {y} [could be] there
    {y} [tell] {x} a secret about a hole in a tree // it [be] not a big secret
    somewhere a clock [ring] four times // {m} [count] along and [be] surprised
    somebody [put] a hat on a seat to keep the place // a hen [sit] down on it
    m: I gave my word to be home by supper. // {m} [look] at the sun and [walk] faster
    y>x: Can I count on you? // x: Yes, up to {:ten/a hundred}.
    """,
    "forgiveness": """
    {m} [run] into a tree && [say] sorry to it // {xy} [pretend] not to see it
    y>x: I am sorry, I was far away. What did you say? // x: Nothing. I sneezed.
    two boys [fight*] behind a wall // then they [laugh*], and nobody [know] why
    {y} [land] on {m's foot} // m: It is all right, I have another one.
    y>x: Are you angry with me? // {x} [look] up from a thought && [shake] {x's head}
    somebody [call] {m} a goose, for a joke // {m} [laugh] the loudest
    somewhere a child [cry], and somebody [say] sorry // after a while it [be] quiet there
    """,
    "carefulness": """
    {m} [carry] a full bowl past them, step by step // nobody [breathe] until it [stand]
    there [be] an old {:vase/lamp/jar} of {m's mother} // there [be] only one like it, and it [be] ugly
    something [break] next door with a crash // a voice [say] that it was an old one
    {y} [walk] on a low wall, one foot and then the other // {y} [hold] out both arms, as if it was high
    x>y: Hold it with both hands! // it [be] only a snail
    a wagon full of glass [come] around the corner // all the way down the street it [sing]
    {m} [drop] a plate, and it [!break] // {m} [look] at it as if it was a wonder
    """,
    "teamwork": """
    two men [carry*] a ladder past, one in front and one behind // each [want] to go another way
    two neighbors [lift*] a barrel together: one, two, three // it [move] by one hand
    ten ants [pull*] at one straw // one of them [sit] on top and [be] the boss
    y>x: You take one end, and I take the other. // it [be] only a blanket, and they [shake*] it out
    {m} [need] one more hand to hold a string // {m} [take] {m's teeth} for it
    {x} [count], one, two, three, and {xy} [jump] at the same time // nobody [could say] what for
    """,
    "gratitude": """
    {m} [say] thank you to the {:sun/kettle} // {m} [do] that on good days
    y>x: Thank you, {x.name}. // x: What for? // y: I forgot.
    {y's aunt} [make] {y} a sweater with her own hands // one arm [be] longer than the other
    a neighbor [win] a prize at the fair for the {:biggest/ugliest} {:pumpkin/potato} // the whole street [hear] of it
    {m} [be] sick that winter, but not any more // {m} [show] them how one [cough] in nine ways
    somebody [lend] {m} a good knife // {m} [cut] everything with it, even the soup
    m: You are welcome! // nobody [have] said anything, so {m} [look] around
    """,
    "not judging by looks": """
    y: People say that a witch lives in that house. // x: That is my aunt.
    a man with a scar [come] by && [say] good day // {m} [know] him, for he [sell] them their milk
    there [be] an ugly old chair // everybody [want] to sit on that one
    a big black dog [lie] there, asleep // even the hens [walk*] around it
    some new children [stand*] at the edge && [look*] on // then somebody [call] them in to eat
    {y} [choose] the smallest {:pear/plum} // y: The others have spots.
    y>x: Look at him, he has odd shoes! // it [be] {m}, who [dress] in the dark
    """,
    "responsibility": """
    m: Who has to feed the hens today? // then {m} [look] at the list and [go]
    {m} [say] that there were dishes to wash at home // {m} [say] it very slowly
    {y} [have] a key to look after that day // every few minutes {y} [touch] it
    three little children [walk*] past in a row // somebody [count] them: three, three, three
    {m} [shut] a window because of the flies // then {m} [open] it again because of the smell
    x>m: Do I have a job today? // m: No. Today you may play.
    {m} [water] a plant that was made of paper // nobody [want] to say it
    """,
    "being content": """
    {m} [have] had the same coat for ten years // m: It knows my arms.
    y: My cousin has a pony, and it is twice as big as a bed. // x: I have no pony.
    somebody [go] past with a very new {:bicycle/sled} // {xy} [look] after it as far as the corner
    {y} [count] {y's money} // it [be] enough for half a {:kite/doll}
    {x} [have] a small old {:top/doll} in one pocket, from an uncle // most of the paint [be] gone
    y: I want a bigger one! // {y} [mean] the {:cloud/moon}
    {m} [look] at a shiny new {:car/bicycle} in the street // m: Mine is only old, but it knows the way.
    """,
    "curiosity": """
    x: Why is the sky not green? // m: Ask the grass.
    y>x: What do you think is under the ground? // x: More ground.
    there [be*] strange tracks on the {:floor/path}, first big and then small // {m} [point] at {m's own shoes}
    y: Where does the wind go at night? // m: Home, I think, like everybody.
    something [tap], one, two, three // x: What makes that noise? // it [be] {y's foot}
    a bottle [stand] on the {:step/wall} with a paper in it // the paper [say] MILK
    there [be] a tiny door in the wall // it [be] for the {:turtle/water pipe}, and everybody [know] it
    """,
}
ASIDES = {moral: f"{pool}\n{MORE[moral]}" for moral, pool in _FIRST.items()}
"""Moral: a pool of small scenes that decide nothing."""
