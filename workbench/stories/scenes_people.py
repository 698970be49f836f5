"""Scenes about two people who differ: what each has, is or did, why, and what comes of it."""

from workbench.stories.scenes_text import Text

CONTRASTS: dict[str, Text] = {
    "hats_on": Text(
        kind="cold",
        fact="hatted",
        told=(
            "it be a cold day . A have a hat on, but B have no hat on",
            "it be cold outside . B have no hat on, but A have a hat on",
            "A have a hat in the rain, but B have no hat",
            "B lose the hat, but A have one on",
        ),
        then=(
            ("-cold: be not cold", "cold: be [very|so] cold"),
            ("-cold: feel good", "cold: feel cold"),
            ("-wants in: want to be outside", "wants in: want to be inside"),
            ("-wants in: want to play more", "wants in: want to go home"),
            ("-wet: be not wet", "wet: be all wet"),
        ),
    ),
    "out_in_cold": Text(
        kind="cold",
        fact="plays out",
        told=(
            "it be cold . A play outside, but B go inside",
            "B want to go in, but A want to play outside",
            "B run into the house, but A play on in the park",
            "A be out all day, but B wait in the car",
        ),
        why=(
            ("-cold: be not cold", "cold: be [very|so] cold"),
            ("hatted: have a hat on", "-hatted: have no hat on"),
            ("-wet: be not wet", "wet: be [very|so|all] wet"),
            ("-tired: be not tired", "tired: be [very|so] tired"),
            ("likes rain: like the rain", "-likes rain: !like the rain"),
        ),
    ),
    "sleepers": Text(
        kind="tiredness",
        fact="sleeps",
        told=(
            "A sleep all day, but B play outside",
            "B play in the garden, but A go to bed",
            "A want to sleep, but B want to run around",
            "B want to play more, but A want to go to bed",
        ),
        why=(
            ("tired: be [very|so|too] tired", "-tired: be not tired"),
            ("helped: help all day", "slept: sleep all day"),
            ("was up: be up all night", "slept: be in bed all night"),
            ("ran far: run and played all day", "slept: sleep and slept all day"),
        ),
    ),
    "praise": Text(
        kind="praise",
        fact="praised",
        told=(
            "M be happy with A but not with B",
            "M be not happy with B, but M be happy with A",
            "M smile at A and not at B",
            "M say no to B, but M say yes to A",
            "M give A a cake but not B",
            "M !give B cake, but M give A a big one",
        ),
        why=(
            ("helped: help all day", "did no work: sleep all day"),
            ("tidy: put the toys away", "messy: hide the toys away"),
            ("good: be good", "bad: be bad"),
            ("careful: be careful", "-careful: be not careful"),
            ("kind: be kind", "-kind: be not kind"),
            ("shares: share the food", "wants all: take all the food"),
            ("good: come home when it was time", "bad: run away when it was time"),
        ),
        then=(
            ("happy: be [happy|very happy]", "sad: be [sad|very sad]"),
            ("happy: smile", "sad: cry"),
            ("happy: have a good day", "sad: have a bad day"),
            ("happy: want to do it again", "sad: want to do it better"),
        ),
    ),
    "tidying": Text(
        kind="tidying",
        fact="tidies",
        told=(
            "A put the toys away, but B !put the toys away ~did not",
            "B play all day, but A put the things away",
            "B put the toys under the bed, but A put the toys in the box",
            "A help M with the room, but B look out at the rain",
        ),
        why=(
            ("tidy: like to help", "-tidy: like to play"),
            ("tidy: want to help", "-tidy: want to play"),
            ("wants out: want to go outside", "tired: want to go to bed"),
            ("good: be good", "tired: be tired"),
        ),
        then=(
            ("plays out: could go to the park", "has work: could !go to the park"),
            ("finds things: could find the book", "-finds things: could !find the book"),
            ("praised: get a big cake", "-praised: get no cake"),
            ("-has work: have time to play", "has work: have no time to play"),
        ),
    ),
    "trying": Text(
        kind="trying",
        fact="keeps on",
        told=(
            "A try again, but B stop",
            "B stop, but A try again and again",
            "B go home, but A try one more time",
            "A try for a long time, but B go away",
        ),
        why=(
            ("fun: think it was fun", "hard: think it was hard"),
            ("-tired: be not tired", "tired: be [so|very] tired"),
            ("wants better: want to get better", "wants bed: want to go home"),
            ("likes it: like it", "-likes it: !like it"),
            ("good at it: be good at it", "-good at it: be not good at it"),
        ),
        then=(
            ("does it: could do it", "-does it: could !do it"),
            ("good at it: get better at it", "-good at it: get no better at it"),
            ("happy: be happy about it", "-happy: be not happy about it"),
        ),
    ),
    "sharing": Text(
        kind="sharing",
        fact="shares",
        told=(
            "A share the toys, but B !share the toys ~did not",
            "B eat all the cake, but A share the cake",
            "A give a toy to every boy and girl, but B give no toys away",
            "B put all the toys away, but A share the toys",
        ),
        why=(
            ("kind: be kind", "-kind: be not kind"),
            ("wants friends: want many friends", "wants all: want many toys"),
            ("likes people: like people", "-likes people: !like people"),
            ("wants friends: want to be kind", "wants all: want to have it all"),
        ),
        then=(
            ("friends: have many friends", "-friends: have no friends"),
            ("friends: play with friends", "-friends: play alone"),
            ("friends: be not alone", "-friends: be all alone"),
            ("liked: be the one that people liked", "-liked: be not the one that people liked"),
        ),
    ),
    "feeding_it": Text(
        kind="animals",
        fact="feeds",
        it=("dog", "cat", "bird"),
        told=(
            "A give IT food every day, but B give IT no food",
            "B run after IT, but A give IT something to eat",
            "B hide the food, but A give it to IT",
        ),
        told_then=("A be kind to IT, but B be not kind to IT", "B be bad to IT, but A be good to IT"),
        why=(
            ("likes animals: like animals", "-likes animals: !like animals"),
            ("kind: be kind", "-kind: be not kind"),
            ("careful: be careful", "-careful: be not careful"),
        ),
        then=(
            ("loved by it: IT come to T all the time", "-loved by it: IT run from T all the time"),
            ("loved by it: IT want to be near T all day", "-loved by it: IT want to hide from T all day"),
            ("loved by it: IT play with T after that", "-loved by it: IT hide from T after that"),
        ),
    ),
    "colours_taken": Text(
        kind="colour",
        fact="takes red",
        told=(
            "A take the red [hat|ball|car|book], but B take the blue one",
            "B want the blue [hat|ball|car|book], but A want the red one",
            "A ask for a red [flower|hat|car], but B ask for a blue one",
            "B look for something blue, but A look for something red",
        ),
        why=(
            ("likes red: like red things", "likes blue: like blue things"),
            ("likes red: love red", "likes blue: love blue"),
            ("has blue: have a blue one", "has red: have a red one"),
            ("has blue: have many blue things", "has red: have many red things"),
            ("likes red: think red was better", "likes blue: think blue was better"),
        ),
    ),
    "colours_liked": Text(
        kind="colour",
        fact="likes red",
        told=(
            "A like red things, but B like blue things",
            "B love blue, but A love red",
            "A think red was better, but B think blue was better",
            "B want something blue for the room, but A want something red",
        ),
        then=(
            ("takes red: take the red [hat|ball|car|flower]", "takes blue: take the blue [hat|ball|car|flower]"),
            ("takes red: have a red room", "takes blue: have a blue room"),
            ("takes red: be happy with a red [hat|ball]", "takes blue: be happy with a blue [hat|ball]"),
            ("-takes blue: !want the blue one", "-takes red: !want the red one"),
            ("takes red: make a red hat", "takes blue: make a blue hat"),
        ),
    ),
    "swimmers": Text(
        kind="swimming",
        fact="swims",
        told=(
            "A could swim, but B could !swim ~could not",
            "B be scared of the water, but A be good in the water",
            "A love to swim, but B !love to swim ~did not",
        ),
        then=(
            ("in water: go into the water", "-in water: go near the water"),
            ("in water: swim to the fish", "-in water: look at the fish"),
            ("wet: be all wet", "-wet: be not wet"),
            ("in water: jump into the water", "-in water: look into the water"),
        ),
    ),
    "wading": Text(
        kind="swimming",
        fact="in water",
        told=(
            "A go into the water, but B sleep in the sun",
            "B play near the tree, but A jump into the water",
            "B look at the water, but A swim in it",
            "A be in the water all day, but B be in the park",
        ),
        why=(
            ("brave: be not scared", "scared: be [so|very|too] scared"),
            ("swims: could swim", "-swims: could !swim"),
            ("likes water: like the water", "-likes water: !like the water"),
            ("-cold: be not cold", "cold: be [so|too] cold"),
        ),
        then=(
            ("wet: be [wet|very wet|all wet]", "-wet: be [not wet|not very wet|not all wet]"),
            ("wet: feel wet and cold", "-wet: feel good in the sun"),
            ("wet: come home wet", "-wet: come home happy"),
        ),
    ),
}
