"""Small scenes of two or three sentences by topic: something happens, and somebody answers it. Near home."""

NEAR = {
    "pets": """
    {a} [bring] {x} a {:stick/leaf/sock} && [wait] // {x} [throw] it, and it [come] back wet
    {a} [smell] at {y's bag} // y>x: There is only bread in it! // and then there [be] no bread in it
    {x} [hold] out one hand, and {a} [smell] it // x>y: It knows me.
    {a} [fall] asleep on {y's foot} // for ten minutes {y} [!move]
    {x} [call] {a} // {a} [look] up and [go] on with its own plans
    a fly [sit] down on {a's nose} // nobody [breathe], and then {a} [sneeze]
    y>x: Why does it put its head on one side? // x: It is thinking.
    {y} [brush] {a}, and the brush [get] full // {x} [make] a second, smaller pet of the hair
    """,
    "rain": """
    a {:leaf/paper boat/cork} [sail] down the wet street // {xy} [run] along beside it as far as the corner
    {y} [hold] a cup out into the rain // when it [be] full, {y} [give] it to the plant
    water [drip] from the roof onto {x's neck} // y>x: Now you are wet inside too!
    thunder [roll] over the hills // {x} [count] to five, and {y} [count] along
    {x} [jump] over a puddle, and {y} [jump] into it // both of them [be*] wet to the knees
    a frog [sit] in the wettest corner and [sing] // y: At least one of us likes the rain.
    the rain [stop] for a moment // {xy} [look] up, and it [begin] again
    a big drop [hang] from the edge of the roof // {x} [wait] for it with an open mouth, and it [fall] on {y}
    """,
    "garden": """
    {x} [find] a snail on a leaf // {y} [carry] it to the far end of the garden, and it [turn] around at once
    a bee [land] on {y's arm} // x>y whisper: It thinks that you are a flower.
    {x} [pull] at a root, and the root [pull] back // in the end {x} [sit] down hard, root in hand
    {m} [show] them how deep a seed wants to sleep // {x} [try] it with one finger
    {y} [pick] a pea && [open] it // there [be*] six inside, and that [make] three for each
    a worm [look] out of the ground // {x} [cover] it up again, like a child in bed
    the leaves [move*], though there [be] no wind // {y} [bend] down, and two long ears [run*] off
    {m} [smell] at a rose // {y} [smell] at it too && [come] up with a yellow nose
    """,
    "cooking": """
    {y} [taste] the {:soup/dough} // y>x: It needs something. // {x} [put] in {:a bit of salt/an apple}, and {y} [nod]
    an egg [roll] to the edge of the table // {x} [catch] it with both hands, and {y} [breathe] again
    flour [fly] up like a cloud // for a while {xy} [be] as white as two old men
    {m} [hold] out the big spoon // {x} [lick] one side, and {y} [lick] the other
    the pot [begin] to dance on the stove // {y} [dance] along until {m} [take] it off
    {x} [drop] a spoon behind the stove // {y} [pull] out two spoons and a very old bean
    {y} [draw] a face in the flour // {x} [give] it two eggs for eyes
    {m} [look] into the oven && [say] nothing // {xy} [look] in too and [say*] nothing
    """,
    "school": """
    {m} [ask] who knew the answer // {x's hand} [go] up, and then {y's hand} [go] up too
    {y} [push] a piece of paper under {x's book} // on it [be] a drawing of the teacher as an owl
    {x's pencil} [break] // without a word {y} [push] another one over the desk
    {x} [count] the minutes until the bell // {y} [count] too, and it [come] out different
    a paper bird [fly] over the class // {m} [catch] it && [read] what was on the wing
    {m} [write] a long word on the board // {y} [read] it, one piece after the other, like a train
    {y} [have] paint on {y's nose} // {x} [point], and now there [be] paint on two noses
    the class [read*] out loud together // {x} [be] one word ahead, and {y} [be] two behind
    """,
    "night": """
    the coat on the door [look] like a tall man // {y} [wave] to it, and it [!wave] back
    {xy} [count] the stars // {x} [get] to fifty, and {y} [say] that one of them was a lamp
    an owl [call] from the dark trees // {y} [answer] it, and for a moment it [be] quiet
    {x} [make] a {:rabbit/wolf} of shadow on the wall // {y} [make] a bigger one, and it [eat] the first
    something [move] in the dark // x>y whisper: Was that you?
    {m} [look] in with a lamp // {xy} [shut] their eyes and [breathe*] like two kittens
    the moon [come] around the corner of the window // its light [climb] over the blanket to {x's hand}
    {y} [tell] a story about a ghost // in the end the ghost [be] afraid of {x}
    """,
    "birthday": """
    {y} [pop] a balloon behind {m} // {m} [jump] higher than all the children
    {x} [blow] at the candles // one of them [burn] on, and {y} [blow] it out for luck
    {y} [put] a paper hat on {m's head} // {m} [wear] it like a crown
    a small guest [hide] under the table // now and then a hand [come] up && [take] a cookie
    {x} [shake] a present && [listen] // x>y: Is it {:a drum/a mitten/a bell}? // y: It is not.
    the birthday song [begin] too high // only {y} [get] to the end of it
    somebody [sit] down on a balloon // {xy} [laugh] so much that they [sit*] down too
    {y} [eat] the candle that was made of sugar // it [!be] sugar
    """,
    "cleaning up": """
    {x} [find] {:an old doll/a wooden horse} without a head // {y} [find] the head in a boot
    a spider [look] out of the corner // {y} [carry] it to the window on a {:paper/book}
    {y} [sneeze] three times // x>y: You have half of the dust in your nose.
    {x} [sweep] to the left, and {y} [sweep] to the right // in the middle a hill [grow]
    {y} [find] a coin under the shelf // {xy} [throw] it: heads for the floor, tails for the windows
    {m} [look] in at the door && [look] away again // m: I will come back later.
    {x} [wash] the window until it [be] gone // {y} [walk] up && [touch] the glass to be sure
    {x} [put] on the old coat from the closet // {y} [put] on the other arm, and it [be] big enough for two
    """,
    "gifts": """
    {x} [tie] a bow // {y} [put] one finger on it, and now the finger [be] in the ribbon
    {m} [come] in // {xy} [sit] down on the gift, both at the same time
    y>x: Would you like it if you got it? // {x} [think] about it for a long time
    {x} [write] the card // the first word [be] too big, and the last one [fall] off the edge
    {y} [shake] the box // x>y: Do not! It is asleep.
    the paper [be] too small // {x} [turn] the gift, and {y} [turn] the paper // then it [fit]
    {y} [wrap] a spoon, just for practice // everybody [could see] that it was a spoon
    {x} [hide] the gift so well that ({x} [forget] where) // {y} [find] it in the first place
    """,
    "grandparents": """
    {m} [show] {x} an old picture of a small child with big ears // x: That is me! // m: No, that is me.
    {y} [try] on {m's glasses} // the whole room [become] soft and round
    {m} [pour] the tea && [push] the {:cookies/cake} closer // {y} [take] one, and then one for the way
    the old clock [stop] // {m} [give] it a knock, and it [go] on
    {m} [hum] a song from long ago // {x} [know] the end of it, and {m} [look] up, surprised
    {x} [ask] how the story went on // {m} [ask] where they were, and nobody [know]
    {m} [look] for a slipper // {y} [find] it under {a}, warm and flat
    {m} [cut] the cake // the first piece [fall] over, and {y} [eat] it before it [get] up
    """,
    "moving house": """
    {x} [open] the wrong box // there [be*] only socks in it, so {x} [wear] three of them
    {y} [shout] hello into the empty room // the room [say] it back, deeper
    the men [carry*] a bed down the stairs // {m} [go] ahead && [call] left, right, and mind the lamp
    {x} [find] a marble where the bed had been // {x} [roll] it through the whole empty house
    {y} [sit] down in a box && [row] // {x} [get] in too, and it [be] a ship for a while
    {m} [look] for the spoons in every box // so they [drink*] the soup out of cups
    {x} [say] goodbye to every door of the old house // one of them [answer]
    {y} [hold] a lamp, and {x} [hold] a chair // for a moment they [be*] a room on four legs
    """,
    "building": """
    {y} [hold] the nail, and {x} [hit] it // {y} [look] at all ten fingers and [nod]
    a bird [land] on the top board // x>y whisper: It wants to live here.
    {x} [walk] along the board, foot by foot // {y} [do] it too, and it [be] longer
    the plan [blow] away // {xy} [find] it on the fence, and from the other side it [be] even better
    {m} [shake] the ladder to test it // it [stand], and {m} [nod]
    a board [fall] over with a bang // next door a head [come] up over the fence && [go] down again
    {y} [have] saw dust in both ears // {x} [blow], and it [be] a small storm
    {x} [look] through the hole for the window // {y} [look] in from the other side && [say] good day
    """,
    "music": """
    {x} [begin] to hum // {y} [hum] along, a little lower
    next door a window [shut] // {xy} [play] more softly, and after a while it [open] again
    {y} [hit] the drum once too often // {x} [laugh], and the song [fall] apart
    {m} [shut] both eyes to listen // at the wrong note one eye [open]
    {x} [show] {y} three notes // {y} [play] them from back to front, and that [be] a song too
    a string [break] // {m} [have] another one, in the pocket with the keys
    a cat [leave] at the first note // after the last note it [come] back
    {y} [sing] the first line, and {x} [sing] the second // at the third they [look*] at each other, and nobody [know] it
    """,
}
"""Topic: a pool of small scenes."""
