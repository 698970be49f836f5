"""More scenes about two people who differ: in size, in what they own, in how they come home, in what they know."""

from workbench.stories.scenes_text import Text

LIVES: dict[str, Text] = {
    "big_and_small": Text(
        kind="size",
        fact="is big",
        told=(
            "A be big, but B be small",
            "B be little, but A be very big",
            "A be not small, but B be small",
            "B be too small for school, but A be big",
        ),
        then=(
            ("reaches: could see over the car", "-reaches: could !see over the car"),
            ("reaches: could get the hat down", "-reaches: could !get the hat down"),
            ("helps: help with the big box", "hides: hide in the big box"),
            ("has big bed: have a big bed", "has small bed: have a small bed"),
            ("-fits under: could !go under the bed", "fits under: could go under the bed"),
        ),
    ),
    "old_and_new": Text(
        kind="possession",
        fact="has new one",
        told=(
            "A have a new [car|book|hat|ball], but B have an old one",
            "B have an old [car|book|hat|ball], but A have a new one",
            "A get a new [car|hat|toy], but B get an old one",
        ),
        then=(
            ("-wants new: want no other one", "wants new: want a new one"),
            ("glad of it: be happy with it", "-glad of it: be not happy with it"),
            ("glad of it: say it was the better one", "-glad of it: say it was a bad one"),
            ("-asks for new: !ask for one", "asks for new: ask for one too"),
        ),
    ),
    "ways_home": Text(
        kind="tiredness",
        fact="by car",
        told=(
            "A get home in the car, but B have to run home",
            "B run home, but A be in the car with M",
            "M take A home in the car but not B",
        ),
        then=(
            ("-tired: be not tired", "tired: be [very|so] tired"),
            ("waits: wait for a long time", "ran far: run for a long time"),
            ("-tired: want to play more", "tired: want to go to bed"),
            ("-wants bed: feel good", "wants bed: feel tired"),
        ),
    ),
    "stuck_inside": Text(
        kind="permission",
        fact="must be in",
        told=(
            "A have to be inside, but B could go out",
            "B go to the park, but A have to go to bed",
            "M say that (A could !go out), but B be outside all day",
            "B play outside, but A look out at the sun",
        ),
        why=(
            ("bad: be bad", "good: be good"),
            ("wet: be all wet", "-wet: be not wet"),
            ("was bad: break a toy", "was good: make a toy"),
            ("messy: !put the toys away", "tidy: put the toys away"),
            ("has work: have to help", "-has work: have time to play"),
        ),
        then=(
            ("sad: be [sad|so sad]", "happy: be [happy|so happy]"),
            ("bored: have no fun", "has fun: have much fun"),
            ("bored: be alone all day", "has fun: be with friends all day"),
            ("bored: play with the old toys", "has fun: play with the other people"),
        ),
    ),
    "knowing_it": Text(
        kind="knowledge",
        fact="was there",
        told=(
            "A be in the room when (IT break), but B be not there",
            "B be at school when (IT fall), but A be there",
            "A be near the house when (IT come down), but B be away",
            "B sleep when (IT fall down), but A be up",
        ),
        it=("box", "car", "hat", "toy"),
        then=(
            ("knows it: know all about it", "-knows it: ask all about it"),
            ("knows it: know what it was", "-knows it: ask what it was"),
            ("saw it: see it all", "-saw it: see no more of it"),
            ("tells it: tell M all about it", "-knows it: ask M all about it"),
        ),
    ),
    "hungry_ones": Text(
        kind="hunger",
        fact="wants food",
        told=(
            "A want food, but B !want food ~did not",
            "B put the food away, but A look for something to eat",
            "A ask for cake, but B ask for a book",
            "B play with a toy, but A eat and ate",
        ),
        why=(
            ("hungry: be [very|so] hungry", "-hungry: be not hungry"),
            ("no food: eat no food all day", "full: eat many things all day"),
            ("no food: have no food", "full: have much food"),
            ("ran far: run all day", "slept: sleep all day"),
        ),
    ),
    "good_days": Text(
        kind="emotion-cause",
        fact="is happy",
        told=(
            "A be very happy, but B be very sad",
            "B cry, but A laugh and jumped",
            "A smile all day, but B look sad",
            "B feel sad, but A feel good",
        ),
        why=(
            ("found it: find the [dog|hat|toy]", "lost it: lose the [dog|hat|toy]"),
            ("praised: get something good", "unlucky: get something bad"),
            ("going out: go out to play", "must be in: have to wait"),
            ("friends: have friends there", "-friends: have no friends there"),
            ("has new one: have a new toy", "broke it: break a new toy"),
            ("was good: be good at school", "was bad: be bad at school"),
        ),
    ),
    "owning_up": Text(
        kind="honesty",
        fact="owns up",
        told=(
            "A tell M about the toy, but B !tell M ~did not",
            "B hide the old box, but A tell M about it",
            "A say that it was not good to hide it, but B say no",
            "B run away, but A tell M all about it",
        ),
        why=(
            ("honest: be good", "-honest: be not good"),
            ("sorry: feel sorry", "scared: feel scared"),
            ("sorry: want to say sorry", "-sorry: want to hide it"),
            ("brave: be not scared", "scared: be so scared"),
        ),
        then=(
            ("trusted: be a good friend to M", "-trusted: be not a good friend to M"),
            ("better: feel better after that", "-better: feel bad after that"),
            ("-hides it: have no more to hide", "hides it: have something to hide"),
        ),
    ),
}
