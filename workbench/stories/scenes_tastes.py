"""Scenes about tastes in size, age and weather, about what two people own, and about two things of one kind."""

from workbench.stories.scenes_text import Text

TASTES: dict[str, Text] = {
    "sizes_liked": Text(
        kind="preference",
        fact="likes big",
        told=(
            "A like big animals, but B like little animals",
            "B love little things, but A love big things",
            "B think little toys were better, but A think big toys were better",
            "A want a big [dog|cat|ball|car], but B want a little one",
        ),
        then=(
            ("takes big: take the big one", "takes little: take the little one"),
            ("takes big: play with the big [dog|cat]", "takes little: play with the little [dog|cat]"),
            ("takes big: be happy to get the big [ball|car]", "takes little: be happy to get the little [ball|car]"),
            ("takes big: run to the big [dog|bear]", "takes little: run to the little [dog|bear]"),
        ),
    ),
    "sizes_taken": Text(
        kind="preference",
        fact="takes big",
        told=(
            "A play with the big [dog|cat], but B play with the little one",
            "B take the little [ball|box|car], but A take the big one",
            "A look at the big [dog|fish], but B look at the little one",
            "B ask for a little cake, but A ask for a big one",
        ),
        why=(
            ("likes big: like big things", "likes little: like little things"),
            ("likes big: love things that were big", "likes little: love things that were little"),
            ("fearless: be not scared of big things", "fears big: be so scared of big things"),
            ("has little: have a little one at home", "has big: have a big one at home"),
        ),
    ),
    "ages_liked": Text(
        kind="preference",
        fact="likes new",
        told=(
            "A like new things, but B like old things",
            "B love the old [house|park|toys|garden], but A love the new one",
            "B think old toys were better, but A think new toys were better",
        ),
        then=(
            ("takes new: play with the new [toy|ball|car]", "takes old: play with the old [toy|ball|car]"),
            ("takes new: read the new book", "takes old: read the old book"),
            ("takes new: want the new one more", "takes old: want the old one more"),
            ("takes new: give the old toys away", "takes old: give the new toys away"),
        ),
    ),
    "weather_liked": Text(
        kind="weather",
        fact="likes sun",
        told=(
            "A like the sun, but B like the rain",
            "B love to be out in the rain, but A love to be out in the sun",
            "B play in the rain all the time, but A play in the sun",
        ),
        then=(
            ("glad of sun: be happy when the sun came out", "sorry for sun: be sad when the sun came out"),
            ("-plays in rain: go in when the rain came", "plays in rain: go out when the rain came"),
            ("-plays in rain: feel bad when the rain came", "plays in rain: feel good when the rain came"),
            ("glad of sun: jump up and down in the sun", "plays in rain: jump up and down in the rain"),
        ),
    ),
    "their_sizes": Text(
        kind="fit",
        fact="has big thing",
        told=(
            "A have a big [ball|book|toy], but B have a small one",
            "B have a little [ball|toy|hat], but A have a very big one",
            "A get a big [ball|car|toy] from M, but B get a small one",
        ),
        then=(
            ("-fits in: could !put it in the hat", "fits in: could put it in the hat"),
            ("-takes along: could !take it to school", "takes along: could take it to school"),
            ("needs big: look for a big box to put it in", "needs small: look for a small box to put it in"),
        ),
    ),
    "their_cars": Text(
        kind="contest",
        fact="has fast thing",
        told=(
            "A have a fast car, but B have an old car",
            "B run to the park, but A go in a fast car",
            "B have a big old car, but A have a new and fast one",
        ),
        then=(
            ("first there: be at home", "late there: be not home"),
            ("first there: have to wait for a long time", "late there: have to come after a long time"),
            ("first there: get there fast", "late there: get there after that"),
        ),
    ),
    "looks_chosen": Text(
        kind="which one",
        fact="chosen",
        looks=("red", "blue"),
        who=("car", "hat", "book", "box", "toy"),
        told=(
            "X play with A and not with B",
            "X like A, but X !like B",
            "X !want B, but X want A",
            "X put B away, and then X play with A",
            "X look at B, but X take A home",
        ),
        why=(
            ("fun: be [fun|more fun|so much fun]", "dull: be [not fun|no fun|not so fun]"),
            ("small: be small", "big: be too big"),
            ("new: be new", "old: be [old|very old]"),
            ("dry: be not wet", "wet: be [wet|all wet]"),
            ("good: be [good|better]", "bad: be [bad|not good]"),
        ),
    ),
    "looks_lost": Text(
        kind="which one",
        fact="is found",
        looks=("red", "blue"),
        who=("car", "hat", "book", "toy", "flower"),
        told=(
            "X find A, but X could !find B",
            "X could !see B, but X could see A",
            "X lose B, but X have A",
            "X look for B all day, but X see A",
        ),
        why=(
            ("near: be near the house", "hidden: be under the house"),
            ("near: be on the bed", "hidden: be under the bed"),
            ("seen: be out in the sun", "hidden: be out in the dark"),
            ("seen: be [big|very big]", "unseen: be [small|very small]"),
        ),
    ),
    "looks_beasts": Text(
        kind="which one",
        fact="feared",
        looks=("big", "little"),
        who=("dog", "cat", "bird", "bear"),
        told=(
            "X run away from A and not from B",
            "X be scared of A, but X play with B",
            "X play with B, but X hide from A",
            "X love B, but X !love A",
        ),
        why=(
            ("bad: be [bad|not kind]", "kind: be [good|very kind]"),
            ("fast: be too fast", "slow: be so tired"),
            ("wild: jump on people", "tame: come to people"),
        ),
    ),
}
