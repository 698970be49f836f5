"""How it ends and what is noticed by the way, more finely, for each tone; every line is many, by its choices."""

CLOSING = {
    "joyful": """
    {xy} [go] home {:arm in arm/hopping/singing}, with {:mud/jam/confetti} {:on both knees/everywhere}
    somebody [bring] {:a drum/lemonade/an old guitar}, and it [become] {:a feast/late}
    {x} [throw] {x's scarf} as high as {:the roof/a tree}, and {:almost/nearly} [!catch] it
    {y} [laugh] until {:the plates/the windows/the hens} [shake*]
    {m} [bake] {:pancakes/waffles}, {:stacks and stacks/a whole tower} of them
    """,
    "tender": """
    {m} [sit] by {x} until {:the candle/the song/the rain} [be] over
    {x} [put] {:the last cookie/a drawing/a shell} on {m's pillow}
    {y} [tie] {x's scarf} {:a bit tighter/once more} && [say] good night
    on the way {y} [carry] {x's bag}, {:without a word/as if it was nothing}
    {x} [feel] a {:warm/light} hand on {x's hair}, {:and slept/long after the lamp was out}
    """,
    "calm": """
    {xy} [sit] on the {:wall/bench/steps} && [eat] {:a pear/bread and salt}, {:bite by bite/in no hurry}
    a {:bat/swallow/moth} [turn] {:above them/in the last light}, round and round
    {m} [close] the {:gate/shutters/book}, and the day [be] {:put away/over}
    {x} [wash] both feet && [look] at the {:water/sky} for a while
    the {:soup/tea/bread} [be] warm, and that [be] {:all/enough}
    """,
    "funny": """
    {m} [sit] down on {:the jam/a duck/the last cake}, and {:there was silence/somebody giggled}
    {y} [wave] goodbye && [walk] into {:a bush/a cow/the post}
    {x} [put] the {:butter/letter/sock} into {x's jacket} && [put] on the cap
    a {:donkey/duck/frog} [have] the last word, and it [be] {:a long/a loud} one
    y: It was all because of the {:cheese/moon/goose}!
    """,
    "hopeful": """
    {x} [hang] a {:lantern/ribbon/bell} on the {:gate/branch}, {:just in case/for whoever comes}
    far out there [be] a {:sail/light}, {:small and steady/for the first time}
    {y} [find] {:the first flower/a lucky coin} && [give] half of it to {x}
    {x} [fall] asleep over a {:plan/list} with {:nine/three} good points
    @rain the rain [stop], and from {:somewhere/the hills} [come] a {:crow/song}
    """,
    "proud": """
    {m} [tell] it to the {:whole table/neighbors/rabbit}, {:word for word/with both hands}
    {x} [put] {x's name} under it, {:large and blue/in the best letters}
    {y} [carry] {x} around on {y's shoulders}, {:once/twice}
    the oldest of them all [lift] {:a cup/his hat} to {x}
    {x} [look] at {x's own two hands} as if they [be*] {:new/gold}
    """,
    "sad": """
    {x} [fold] the {:paper/shirt/blanket} && [put] it away, {:at the very bottom/for good}
    the {:road/platform/garden} [be] empty, and {x} [stay] a little {:longer/more}
    m>x: {:Time/Sleep} will help, you will see.
    {x} [look] for {y} at the {:window/corner}, from habit
    {x} [open] {x's hand}, and there [be] nothing in it
    """,
    "lonely": """
    {x} [count] the {:lit windows/steps/stars}, out loud, to hear a voice
    the {:shout/bell/whistle} [come] back from the wall, again and again
    {x} [set] the {:doll/clock} on the other chair && [begin] to eat
    somewhere they [sing*], and {x} [know] {:the words/every word}
    {x} [write] {x's name} in the {:dust/frost}, and under it {:no other/nothing}
    """,
    "tense": """
    {:the handle/a shadow/the lamp} [move], once, and then {:nothing/it was still}
    {x} [push] the {:chest/chair} against the door && [wait]
    {y} [be] the last one in, and something [shut] the gate from {:outside/the dark}
    {m} [put] one finger to {m's lips} and [listen]
    far off it [begin*] again, {:nearer than before/slowly}
    """,
    "angry": """
    {y} [turn] the chair around && [eat] with {y's back} to everyone
    {x} [write] a list of things that were not fair, {:two/nine} pages long
    {:a plate/a pencil/the door} [break], and nobody [be] sorry
    x: I do not want to hear that {:name/song/word} again!
    {xy} [draw] a line across the {:room/bench} in {:chalk/red}
    """,
    "mysterious": """
    the {:clock/calendar/mirror} [show] {:another hour/a day too many}
    on the {:step/sill} there [lie*] {:three/seven} {:white stones/black feathers} in a {:row/ring}
    {m} [say] that nobody {:lived there/of that name was known}
    {x} [keep] the {:key/leaf/coin}, though it [be] warm and {:should not be/hummed a little}
    behind the {:curtain/hedge} somebody [laugh] {:kindly/softly} and [be] gone
    """,
    "exciting": """
    {xy} [shout] until {:the bridge/the hills} [shout*] back
    {m} [come] running, {:one shoe on/spoon in hand}, to see it too
    {:the last rocket/a horn/the train} [go] off, and {x} [jump] {:a foot/as high as a chair}
    nobody [sit] down {:that evening/for an hour}, not even {m}
    {x} [draw] a map for tomorrow, with {:nine/three} red crosses on it
    """,
}
"""Tone: more ways to end."""

BYWAYS = {
    "joyful": """
    {y} [hum] a {:march/waltz/made-up song} && [tap] {:a stick/both feet}
    {x} [turn] a {:cartwheel/circle}, {:and another/nearly a whole one}
    somebody [laugh] {:around the corner/behind the wall}, and it [jump] from one to the next
    """,
    "tender": """
    {y} [pick] a {:burr/leaf/thread} from {x's sleeve}, very gently
    {x} [share] one {:glove/blanket/cup} with {y}
    {m} [warm] {y's hands} between {m's own}
    """,
    "calm": """
    {x} [lean] back && [listen] to the {:bees/leaves/wind}
    {m} [stir] {:a cup/the pot} round and round
    {y} [lay] {:seven/nine} {:stones/nuts/shells} in a row
    """,
    "funny": """
    {y} [talk] to a {:scarecrow/scarf/turnip} && [wait] for an answer
    {m} [put] {:salt/a button/mustard} into the tea && [drink] it
    {x} [try] to wink && [close] {:both eyes/the mouth}
    """,
    "hopeful": """
    {x} [keep] one {:finger/foot/ear} ready for something good
    {y} [nod] at the {:sky/road/pot}, {:as if it had spoken/full of trust}
    a {:thread/ray} of light [touch] {x's shoe}
    """,
    "proud": """
    {x} [walk] as if there was {:a band/a carpet} in front
    {y} [point] at {x} && [whisper] something to a {:stranger/child}
    {m} [stand] a little straighter next to {x}
    """,
    "sad": """
    {x} [pull] the {:hood/cap} down && [walk] {:behind the others/slowly}
    {y} [tear] a {:leaf/flower} into small, small pieces
    {m} [begin] a sentence and [!end] it
    """,
    "lonely": """
    {x} [sit] near the door, from where the others [look*] small
    the {:others/cousins} [have*] a secret, and {x} [!be] in it
    {x} [say] something, but the {:wind/noise} [take] it
    """,
    "tense": """
    {x} [touch] the {:wall/rope} to be sure it was there
    {y} [hold] up one hand && [listen]
    there [be] a smell of {:smoke/iron}, {:only for a breath/and then not}
    """,
    "angry": """
    {x} [pull] the {:rope/zipper/laces} so hard that it tore
    {y} [speak] through {:closed/both rows of} teeth
    {x} [answer] everything with {:no/why me}
    """,
    "mysterious": """
    {x} [count] them, and there [be] one {:too many/more than before}
    {y} [stop], because the {:wind/water} [say] {y's name}
    the {n:animal:pet} [stare] into an empty corner && [move] one ear
    """,
    "exciting": """
    {y} [take] the {:steps/stones} three at a time
    {x} [grab] {y's hand} && [pull] {:hard/toward the noise}
    {:a bell/a horn} [call], and every head [turn]
    """,
}
"""Tone: more of what is noticed by the way."""
