"""One text under the glass: what every layer makes of it, what writes the next word, and what changes it.

`reading` runs a text once; `lens` and `writing` take that run apart; `changing` and `directions` make changes of the
running model, `telling` tells on under them, `comparing` sets two runs side by side; `looking` is the verb `lens`.
"""
