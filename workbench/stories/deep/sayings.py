"""Ways to say what happens in many stories: who is meant is {p}, and {q} is the other."""

GLAD = """
{p} [be] {:so glad/very happy/happy} about it
{p's face} [light] up
a smile [spread] over {p's face}
{p} [laugh] {:out loud/for joy/with relief}
{p} [clap] both hands
{p} [jump] up and down
{p} [feel] {:warm/light} all over
{p} [beam] at {q}
{p} [could !stop] smiling
{p's heart} [jump] for joy
p: Oh, that is {:wonderful/good/the best thing}!
p: I am so happy!
"""
SAD = """
{p} [be] very sad
{p} [look] down at both feet
{p's lip} [begin] to shake
tears [come*] into {p's eyes}
{p} [say] nothing for a {:long/good} while
{p} [sit] down in the {:corner/shade} && [cry]
{p} [swallow] hard
it [hurt] {p}, and {p} [!hide] it
{p's voice} [get] very small
all the joy [go] out of {p}
{p} [turn] away && [wipe] one eye
{p} [let] both arms hang
"""
ASHAMED = """
{p} [feel] hot all over
{p's ears} [turn*] red
{p} [could !look] at {q}
something heavy [sit] in {p's stomach}
{p} [wish] to be very small
{p} [stare] at the {:ground/floor}
it [feel] like a stone in {p's chest}
{p} [know] that it was wrong
that night {p} [could !sleep] because of it
{p} [bite] one lip && [say] nothing
"""
SCARED = """
{p's knees} [shake*]
{p's heart} [beat] so hard that it hurt
{p} [take] one step back
{p} [hold] on to {:the rail/a post/a branch/the wall}
{p} [feel] cold from head to foot
{p} [want] to be anywhere else
{p's mouth} [be] dry
p whisper: I am {:scared/afraid}.
{p} [shut] both eyes
{p} [could !move] at first
"""
ANGRY = """
{p} [be] {:angry/so cross/furious}
{p} [kick] the air
{p's face} [turn] red
{p} [fold] both arms
{p} [glare] at {q}
p: That is not {:fair/right}!
p>q: How could you?
{p} [kick] at the {:ground/floor}
"""
SORRY = """
p>q: I am sorry.
p>q: I am so sorry, {q.name}.
p>q: Please forgive me.
{p} [say] sorry, and {:it was/it sounded} real
{p} [go] to {q} && [say] sorry
p>q: I did not mean it, {q.name}.
{p} [hang] {p's head} && [say] sorry
p>q: It was wrong of me. I am sorry.
{p} [hold] out a hand to {q} && [say] sorry
p>q whisper: Sorry.
"""
THANKS = """
p>q: Thank you!
p>q: Thank you so much, {q.name}!
{p} [thank] {q} {:three times/with both hands}
p>q: That was {:kind/good} of you.
{p} [hug] {q} hard
p>q: I will not forget that.
p>q: What would I do without you?
{p} [shake] {q's hand}
p>q: You saved the day, {q.name}!
{p} [say] thank you && [mean] it
"""
ASKS_HELP = """
p>q: Can you help me?
p>q: Could you give me a hand, {q.name}?
{p} [ask] {q} for help
p>q: I cannot do it alone. Will you help?
{p} [walk] over to {q} && [ask] for help
p>q: Do you know how to do this?
p>q: Please help me, {q.name}!
it [!be] easy to ask, but {p} [ask] {q}
"""
AGREES = """
q>p: Of course!
q>p: Yes, {:gladly/let us try/come on}!
{q} [nod] && [come] at once
{q} [roll] up both sleeves
q>p: I thought you would never ask.
{q} [get] up {:at once/without a word}
q>p: Why not?
{q} [be] glad to
"""
FORGIVES = """
q>p: It is all right.
{q} [put] an arm around {p}
q>p: I am not angry any more.
q>p: I know that you did not mean it.
q>p: Let us forget it.
{q} [take] {p's hand}
q>p: You are still my friend.
{q} [!be] angry any more, and [say] so
q>p: Things break. Friends do not.
{q} [look] at {p} for a while && [smile]
"""
HARD = """
{q} [shake] {q's head} && [walk] away
q>p: I do not want to hear it.
{q} [turn] {q's back} on {p}
q>p: No. You always say that.
q>p: It is too late for sorry.
{q} [!answer] and [go] home
{q} [could !forgive] it
q>p: Leave me alone!
"""
LOOKS_FOR = """
{p} [look] under the {:bench/table/leaves}, behind the door and {:even in the bucket/in every bag}
{p} [turn] every {:pocket/box/bag} inside out
{p} [search] {:high and low/everywhere/for an hour}
{p} [go] over every {:step/inch} of the way again
{p} [crawl] around on hands and knees
{p} [ask] everybody, and everybody [shake] their heads
"""
FRIENDS = """
{xy} [have] known each other since {:the sandbox/a rainy day in May/they were three/a quarrel over a sled}
{y} [walk] in front, {:as usual/with a stick/singing/two steps ahead}, and {x} [come] after
nobody [laugh] at {x's jokes} {:as loud as/longer than/sooner than} {y}
{x} [bring] {:a pear/a rope/a plan/a drum}, and {y} [bring] {:a bag of nuts/two umbrellas/the rest/an answer to everything}
that {:spring/summer/winter} {xy} [do] everything together
{y} [live] {:over the shop/in the house with the green door/two streets away/behind the mill} && [come] {:every day/by at noon/when the bell rang}
{y} [lend] {x} {:a coat/a book/one glove/a pencil} once, and so they [become*] friends
{y} [be] {x's best friend}, {:and everybody knew it/since last summer/come rain, come sun}
{y} [be] {x's friend} from {:next door/school/across the street/two doors down}
{xy} [have] been friends since {:they could walk/the first day of school/last summer}
{x} [take] {y} along, because {y} [be] good {:company/at carrying/at finding things}
{y} [come] along, the {y.kid} from {:school/the same street/the red house}
{y} [be] {x's cousin}, and they [share*] everything: chairs, beds and secrets
{y} [be] the {y.kid} from next door, {:and the door was never shut/and always hungry/who was good at climbing}
{y} [follow] {x} everywhere, {:only slower/like a second shadow}
{x} [be] the one with the ideas, and {y} [be] the one who [ask] if it was allowed
{y} [live] next door since the spring, and they [be*] {:always/nearly always} together
"""
COMES = """
{y} [come] by with {:both hands in the pockets/a pear/a new scarf/a frog in a jar}, {:whistling/hungry/in no hurry}
then {y} [come] {:around the corner/up the path/over}, {:out of breath/with wet hair/chewing}
just then {y} [turn] up, {:out of breath/with wet hair/whistling/one boot open}
{y} [be] there {:as well/too/before everybody}, {:with a bag of nuts/in a coat with one button/and full of questions}
{y} [sit] not far away && [eat] {:a plum/bread and cheese/the last of the nuts}
{y} [wave] from the other side with {:both arms/a stick/a scarf} && [come] over
x: {y.name}! Over here! // {y} [come] {:hopping/at a run/as slow as a cow}
somebody [call] {x's name} // it [be] {y}, {:with a basket/red in the face/all ears}
{x} [look] around for {y}, but {y} [be] right behind {x} all the time
"""
AND_THEN = """
so the {:morning/day/afternoon} [go] on
it [get] {:later/warmer/darker}
a while [go] by
the {:others/people} [go*] home, one by one
somewhere a clock [strike] {:four/five/two}
"""
AFTER_ALL = """
in the end {xy} [find] the time to {act} {:too/after all}
so nobody [get] to {act} that {:day/time}, and nobody [mind]
all that time nobody [think] any more of what they came for: to {act}
only then {y} [remember] that they wanted to {act}
it [be] too late to {act}, so that [have] to wait
and they [do*] find the time to {act}, for {:half an hour/a little while}
"""
TRAITS = """
{x} [be] a {:quiet/shy/careful/gentle} {x.kid} with {:big ears/quick feet/two left hands/sharp eyes}
{x} [be] the kind of {x.kid} who [ask] {:why/how/what for} all day
{x} [be] {:small/not very tall}, but {x} [have] a {:loud voice/good head/plan for everything}
{x} [like] {:maps, nuts and questions/long words/everything that has a lid/things in rows}
{x} [be] {:six/seven/eight/nine} years old && [want] to be ten
{:people/the neighbors/all the others} [say*] that {x} was {:stubborn/a dreamer/too quiet/too loud}
{x} [have] {:red/black/curly/short} hair and {:one loose tooth/two big brothers/a scratch on each knee}
{x} [find] it hard to {:sit still/keep a secret/go past a puddle}
{x} [be] {:good with animals/good at hiding/bad at waiting/slow to anger}, and everybody [know] that
"""
QUESTIONS = (
    """
    o>x: What happened to my {t.noun}?
    {o} [come] back && [see] the pieces // o: Who did this?
    o>x: Do you know anything about my {t.noun}?
    {o} [look] at the place where {t} used to be // o: Where is it?
    """,
    """
    o: Who ate my {t.noun}?
    {o} [lift] the cloth, and there [be] nothing // o>x: Was it you?
    o>x: Have you seen my {t.noun}?
    {o} [look] at the empty plate for a long time // o: Well, who was it?
    """,
    """
    o>x: Have you seen my {t.noun}?
    o: My {t.noun} is gone. I had it from my {:mother/aunt/brother}.
    {o} [look] for {t} on hands and knees // o>x: You did not find it, did you?
    o>x: I would give a lot to have my {t.noun} back.
    """,
    """
    o>x: How did you do that?
    o: I never win. You must teach me.
    {o} [tell] everyone how good {x} was // o>x: You are honest and clever.
    o>x: Was it luck?
    """,
)
"""What the owner asks of a thing broken, eaten, found, of a game won."""
