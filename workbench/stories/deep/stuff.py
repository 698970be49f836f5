"""Nouns by what an arc needs of a thing; a story's topic comes first where it has fitting ones."""

FRAGILE = tuple("cup plate vase jar glass bowl lamp mirror clock bottle teapot dish doll egg".split())
TREASURES = tuple("ring medal bead coin shell feather whistle pearl bell key necklace button stamp marble gem".split())
PLAYTHINGS = tuple(
    "truck kite doll drum top puzzle boat train wagon robot bicycle sled game whistle yo-yo bear".split()
)
SNACKS = tuple("cookie apple pear sandwich muffin pie cake orange banana peach pancake donut plum bun".split())
WEAR = tuple("scarf raincoat cap sweater jacket shirt dress helmet cape".split())
TOOLS = tuple("hammer spoon rope bucket shovel lamp brush ladder broom basket rake spade net".split())
SMALL = tuple(
    "key glove mitten scarf book coin ring cap bag button shell feather map flashlight marble necklace comb yo-yo".split()
)
HOLDERS = tuple("box basket bag drawer bucket chest jar trunk".split())
GROWING = tuple("seed bean flower rose tomato plant tulip sunflower pumpkin".split())
SHY = tuple("kitten bird rabbit squirrel turtle duckling mouse puppy fox hedgehog deer lamb bunny owl".split())
HEAVY = tuple("table chest box log boat wagon sofa stone barrel ladder bench".split())
