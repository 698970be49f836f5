"""Callers: who comes by in a story, and comes back."""

CALLERS = """
for: any
come: {v} [come] by, out of breath // v>x: Have you seen a {:white/brown/fat} hen? // {x} [shake] {x's head}
come: {v} [look] under everything && [call] a hen by its name // x>v: We have not seen it.
back: a hen [walk] by as if it owned the place // {x} [pick] it up, and {v} [be] so glad that the hen [get] a kiss
back: then {y} [find] a hen in a {:box/basket/bucket}, and under it an egg // {v} [take] the hen, and {xy} [keep] the egg

for: any
come: {v} [hold] out a letter // v>x: Can one of you read this for me? // {x} [read] it out // it [be] from {v's sister}, and she [be] on her way
back: {v} [come] past again with a flower behind one ear // v>x: She is here!
back: {v} [come] by again, arm in arm with a woman who [have] the same nose

for: any
come: {v} [ask] the way to the {:mill/river/station} // {x} [point] left, and {y} [point] right // {v} [thank] them both and [go] straight on
back: {v} [come] past again, from the other side // v: It was left.
back: {v} [come] past again, with dust on both shoes // {xy} [point] the same way this time

for: any
come: {v} [go] past with a ladder, and the ladder [take] {y's cap} along // nobody [see] it, not even {v}
back: y: Where is my cap? // just then {v} [come] back with the ladder, and at the end of it [hang] the cap
back: {v} [bring] the cap back && [say] that the ladder was sorry

for: any
come: {v} [stop] && [look] on for a while // v: What are you two up to? // y: You will see.
come: {v} [go] past on the way to work // v>x: Anything new? // x: Not yet.
back: on the way back {v} [stop] again // {x} [tell] {v} all that had happened so far, and {y} [tell] it a second time
back: {v} [come] by again and [ask] how it went // {x} [begin] at the beginning, and {v} [sit] down to listen

for: any
come: {v} [want] a cup of water // {y} [bring] it, and {v} [drink] it in one go
come: {v} [sit] down next to them to rest both feet // v: Only for a minute.
back: {v} [sit] there still && [tell] a story about a {:storm/whale/king} // {x} [forget] to shut {x's mouth}
back: {v} [get] up at last && [pull] three {:nuts/pears/buttons} out of {y's ear}

for: any
mood: out
come: {v} [carry] a tower of {:cups/eggs/cakes} past, higher than a house // {xy} [hold] their breath until {v} [be] around the corner
back: a crash [come] from around the corner // {x} [run] to look, and {v} [sit] in the middle of it and [laugh]
back: {v} [come] back with two empty hands && [bow] // {xy} [clap]
"""
"""Somebody comes by, and later comes back."""
