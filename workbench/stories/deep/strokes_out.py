"""Small scenes of two or three sentences by topic: something happens, and somebody answers it. Out of doors and away."""

OUT = {
    "swimming": """
    {y} [jump] in with a great splash // {x} [be] wet without one step
    a fish [swim] between {x's feet} // {x} [stand] quite still, and it [come] back with a friend
    {xy} [want] to know who could stay under water longer // {y} [come] up first && [say] that it did not count
    a {:leaf/feather} [float] past {x's nose} // {x} [blow], and it [sail] over to {y}
    {y's teeth} [knock*] together // {m} [hold] up a towel, but {y} [shake] {y's head}
    {x} [lie] back in the water && [look] up // there [be] only sky, and then {y's face} in it
    a duck [look] on from the edge of the water // y>x: It thinks that we are doing it wrong.
    {x} [throw] a stone into the deep water // {y} [dive] for it && [come] up with another one
    """,
    "forest": """
    {x} [hear] something knock on a tree // {y} [knock] back, and it [be] quiet
    {y} [find] a mushroom as big as a plate // {m} [look] at it and [say] to leave it where it was
    {a} [look] at them from behind a tree // {xy} [stand] still, one foot in the air, until it [be] gone
    the path [go] two ways // {x} [point] left, and {y} [point] right // {m} [go] straight on
    a nut [fall] on {y's head} // high up in the branches, somebody with a red tail [laugh]
    {x} [put] one ear to an old tree // x>y whisper: It is breathing.
    {y} [fill] one pocket with berries // before long the pocket [be] blue, and so [be] {y's leg}
    {m} [name] every bird by its song // {x} [whistle], and {m} [say] that this one was new
    """,
    "ball games": """
    somebody [kick] into the tall grass // {y} [crawl] in && [come] out with grass in both ears
    {x} [kick] too high, and up there it [sit] down on a branch // {y} [shake] the tree until it [come] down
    y>x: Now to me! // {x} [kick], and for once it [go] where it should
    a small boy [ask] for the score // {x} [tell] him, and he [write] it on his arm
    {y} [fall] flat on the grass // {x} [pull] {y} up, and they [run*] on
    the whistle [blow] // nobody [know] why, so both teams [shout*]
    {m} [shout] something across the field // {x} [nod], but the wind [take] every word
    {y} [stand] in the goal && [look] at a cloud // the ball [roll] in very quietly
    """,
    "car trips": """
    {y} [wave] to a truck // the driver [wave] back with his cap
    six cows [look*] at the car // {x} [call] good day out of the window, and one of them [answer]
    {x} [fall] asleep on {y's shoulder} // {y} [!move] for nine miles
    the road [go] up and down // at every hill {xy} [lift] their feet from the floor of the car
    {y} [hand] out the apples // {m} [get] the biggest one, for driving
    a sign [say] fifty miles // x: That is what the last sign said.
    {x} [breathe] on the glass && [draw] a face // after the next bridge the face [be] gone
    a car [pass] them with a boat on its roof // y: Now they have two ways to go.
    """,
    "sea": """
    a wave [take] the bucket // {x} [run] in up to the knees && [bring] it back
    {x} [hold] a shell to {y's ear} // y: It says that it wants to go home.
    a crab [walk] past {y}, one side first // {y} [follow] it, and soon both [walk*] like that
    a seagull [steal] {x's bread} // {xy} [run] after it, but a seagull [!give] anything back
    {y} [dig] a deep hole in the sand // the sea [come] up && [fill] it
    {x} [write] a long word in the sand // a wave [read] it and [take] it along
    far out a boat [ring] its bell // {x} [wave] with both arms, and it [ring] again
    {y} [lie] down flat, and {x} [cover] {y} with sand // only the nose [look] out, and a fly [find] it
    """,
    "market": """
    a woman [count] the pears for {m} // she [put] one more on top && [look] at {x}
    {y} [try] a bit of cheese at every table // at the last one the man only [shake] his head
    a hen [get] out of its basket // {x} [run] left, and {y} [run] right // the hen [stay] where it was
    {x} [count] the coins // one of them [roll] away, and {y} [stop] it with a foot
    the fish man [sing] about his fish // {y} [sing] along, and somebody [give] {y} a coin for it
    the apples [begin*] to roll // for a minute half the market [be] on its knees
    {m} [ask] how much it was, and then {m} [ask] once more // the second time it [be] less
    {x} [smell] at every flower of the market // at the last one {x} [sneeze], and the woman [laugh]
    """,
    "snow": """
    {y} [catch] some snow on the tongue // y: It tastes of nothing, but a good nothing.
    snow [fall] off a branch onto {x's neck} // {y} [laugh] until the next branch [let] go
    {x} [lie] down in the snow && [make] a star // {y} [make] a smaller one next to it
    small tracks [go*] under the fence // {x} [bend] down to look, and two ears [be*] gone at once
    {y} [lose] a mitten in the deep snow // {x} [dig] it out with a stick
    {m} [come] out with two hot cups // for a while there [be*] only two red noses
    a snowball [hit] {m} // {m} [put] down the shovel, very slowly
    {x} [pull] the sled, and {y} [sit] on it // at the next hill it [be] the other way around
    """,
    "farm": """
    a goat [pull] at {y's shirt} // {y} [pull] back, and the goat [win]
    {x} [find] a warm egg in the hay // {y} [hold] it to one cheek
    the cow [turn] her head && [look] at {x} // x>y: I think she knows my name.
    {y} [ride] home on top of the hay // {x} [run] behind && [catch] what fell off
    the rooster [call] much too late // {m} [look] up at the sun and then at the rooster
    a lamb [follow] {x} to the gate // {x} [go] in and out, in and out, and so [do] the lamb
    milk [ring] in the bucket // from every corner of the barn a cat [come] && [sit] down
    {y} [count] the pigs // there [be*] nine, and then {m} [lift] one more out of the mud
    """,
    "camping": """
    a bit of fire [fly] up from the fire // {x} [look] after it until it [be] a star
    {y} [blow] into the fire // the fire [blow] back, and {y} [have] a black nose
    something [walk] around the tent // {m} [look] out, and it [be] {:a frog/a cow/only the wind}
    {x} [hold] some bread over the fire // one side [get] black, and the other [be] still cold
    an ant [move] into the sugar // {y} [give] it a little and [show] it the way out
    {m} [tell] a story about a bear // at the best part a branch [crack]
    the light [go] out // in the dark somebody [eat] the last cookie, and nobody [say] who
    {y} [hang] the food bag in a tree // below it somebody with a long nose [sit] down to think
    """,
    "a race": """
    {y} [tie] a number on {x's shirt} // it [say] nine, or six, if one [stand] on one's head
    a puppy [run] along beside {x} // at the next tree it [stop] to read something
    {m} [hold] out a cup of water // {x} [drink] half and [pour] the rest over {x's head}
    one of the runners [lose] a number // {y} [pick] it up && [run] after him
    {x} [run] on the left, and {y} [run] on the right // at the bridge they [change*]
    the people at the road [shout*] a name // it [be] another name, but {x} [run] faster
    {y} [count] the steps to the finish line // at a hundred {y} [lose] the number && [start] again
    {x} [look] at the feet of the others // x>y: They all have two, like me.
    """,
    "a show": """
    {y's long nose} [fall] off // {x} [hold] it on from behind, and {y} [speak] on
    {x} [whisper] the next line // {y} [say] it so loud that the last row [clap]
    a hand [come] through the curtain && [wave] // somewhere among the seats {m} [wave] back
    the king [sit] down on his crown // {y} [bend] it round again behind the stage
    {m} [hold] up the lamp for the moon // when {m} [sneeze], the moon [jump]
    {x} [look] out through the curtain // {y} [want] to look too, and for a moment the curtain [have] two noses
    {xy} [practice] how to bow // their heads [knock*] together, and they [do*] it again
    {y} [!find] the left shoe of the costume // so the queen [walk] on with one foot in a sock
    """,
    "painting": """
    {y} [look] at {x's picture} from all sides // y>x: Is it a horse or a hill? // x: Both.
    a fly [land] in the wet paint // {x} [give] it a tail, and now it [be] a kite
    {x} [mix] blue with yellow // y: That is a green that nobody has.
    {y} [take] a step back to see better // the water for the brushes [stand] right there, and then it [!stand] any more
    {m} [sit] still for {x's picture} // after a while {m} [get] tired, and the nose on the paper [get] longer
    there [be] red paint on {y's cheek} // {x} [paint] the other cheek too, so that it was even
    a snail [walk] over the wet paper // now the picture [have] a road
    {x} [paint] the sun in the corner // {y} [say] that it was cold there, so {x} [paint] another
    """,
    "lost things": """
    {y} [empty] the whole bag // nine things [fall*] out, and the lost one [be] not among them
    {x} [look] under the bench // somebody [look] back, and it [be] {a}
    {m} [ask] when {x} saw it last // x: Before it was lost.
    {y} [find] a {:glove/key} behind the door // x: That is the one I lost last year!
    {xy} [ask] a man about it // he [look] under his own hat and [shake] his head
    {x} [walk] back the whole way, eyes on the ground // {y} [walk] in front && [say] where the walls were
    {x} [put] a paper on the wall: LOST // {y} [add] a drawing, and it [look] like a {:pear/fish/boot}
    {y} [search] the left pockets, and {x} [search] the right ones // there [be*] more pockets than they thought
    """,
}
"""Topic: a pool of small scenes."""
