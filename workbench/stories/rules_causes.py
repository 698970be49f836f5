"""What leads to what: single links of common sense, and explanations as ways along them.

Here no relation is tied to the claims that go with it. A scene's world holds what its context told (A has no hat; B
gave to A), an end makes a claim (A was cold; A was glad), and the claim fits whoever has a fact that leads to it, or
that it leads to. Whoever is on the other end of a relation "helps sam" has the fact "helps<".
"""

from collections import defaultdict
from functools import cache

from workbench.stories.clauses import Entity
from workbench.stories.world import World

LINKS = """
hatted > -cold; hatted > -wet; cold > wants in; cold > -plays out; wet > -plays out; tired > -plays out
likes rain > plays out; in water > wet; brave > in water; scared > -in water; swims > in water; cold > -in water
likes water > in water
tired > sleeps; helped > tired; was up > tired; ran far > tired; slept > -tired; full > sleeps; hungry > -sleeps
by car > -tired; by car > -ran far; by car > waits; tired > wants bed
hungry > wants food; no food > hungry; full > -hungry; ran far > wants food; slept > -wants food
helped > praised; did no work > -praised; tidy > praised; messy > -praised; good > praised; bad > -praised
careful > praised; kind > praised; shares > praised; wants all > -praised; praised > happy; happy > -sad
tidy > tidies; wants out > tidies; good > tidies; tired > -tidies; tidies > plays out
tidies > -has work; tidies > finds things; tidies > praised
bad > must be in; good > -must be in; wet > must be in; was bad > must be in; was good > -must be in
messy > must be in; tidy > -must be in; has work > must be in; must be in > -happy; must be in > bored
must be in > -has fun
fun > keeps on; hard > -keeps on; tired > -keeps on; wants better > keeps on; wants bed > -keeps on
likes it > keeps on; keeps on > good at it; keeps on > does it; keeps on > happy
kind > shares; wants friends > shares; wants all > -shares; likes people > shares; shares > friends; shares > liked
likes animals > feeds; kind > feeds; careful > feeds; feeds > loved by it
likes red > takes red; likes blue > -takes red; has blue > takes red; has red > -takes red; likes red > -takes blue
is big > reaches; is big > helps; is big > -hides; is big > has big bed; is big > -has small bed
is big > -fits under
has new one > -wants new; has new one > glad of it; has new one > -asks for new
was there > knows it; was there > saw it; was there > tells it
found it > is happy; lost it > -is happy; praised > is happy; unlucky > -is happy; going out > is happy
must be in > -is happy; friends > is happy; has new one > is happy; broke it > -is happy; was good > is happy
was bad > -is happy
honest > owns up; sorry > owns up; scared > -owns up; brave > owns up; owns up > trusted; owns up > better
owns up > -hides it
fast > awaits; early > awaits; fast > -awaits<; stopped > awaits<; late > awaits<; awaits > bored; awaits< > sorry
lacks one > uses thing of; wants it > uses thing of; asks > uses thing of; has many > uses thing of<
done with it > uses thing of<; kind > uses thing of<; uses thing of > gives back; uses thing of > uses
uses thing of > thanks; uses thing of< > asks back; uses thing of< > owns; uses thing of< > lends
has one > asks in vain; was bad > asks in vain; breaks things > asks in vain; wants it too > asks in vain<
unkind > asks in vain<; asks in vain > sad; asks in vain > goes without; asks in vain > asks other
asks in vain< > keeps it
wants it > chases; lost it > chases; plays > chases; sorry > chases; scary > chases; chases > behind
has it > chases<; took it > chases<; scared > chases<; hurt > chases<; tired > chases<; plays > -chases<
chases< > ahead
was there > tells; saw it > tells; knows it > tells; was there > -tells<; saw it > -tells<; asks > tells<
unkind > scares; finds fun > scares; easy > scares<; fears dark > scares<; scares > sorry; scares< > scared
kind > makes for; wants one > makes for<; needy > makes for<; makes for > happy to give; makes for > good at it
makes for< > thanks; makes for< > glad of it
tired > leaves; has to go > leaves; scared > leaves; hungry > leaves; leaves > at home; leaves > comes back
dull > leaves<; unkind > leaves<; scary > leaves<; leaves< > alone
unkind > mocks; finds fun > mocks; mocks > sorry; fell > mocks<; looks odd > mocks<; mocks< > sad
slow > falls behind; fell > falls behind; falls behind > behind; fast > falls behind<; falls behind< > ahead
looked badly > seeks; looks > seeks; hidden > seeks<
was alone > greets; glad > greets; was away > greets<
host > asks in; lonely > asks in; guest > asks in<; good company > asks in<
saw it > warns; careful > warns; saw it > -warns<; careful > -warns<; in danger > warns<
comes to birthday of > brings; comes to birthday of< > gets
kind > looks after; looks after > friend; needy > looks after<; looks after< > better
kind > finds thing of; finds thing of > brings back; careless > finds thing of<; finds thing of< > gets back
big > holds it; small > -holds it; dry > holds it; wet > -holds it; good > holds it; bad > -holds it
new > holds it; old > -holds it
small > goes in; big > -goes in; fell > broken; fell > -whole
small > taken along; big > -taken along; good > taken along; bad > -taken along; fun > taken along
dull > -taken along; new > taken along; old > -taken along
likes big > takes big; likes little > -takes big; likes big > -takes little; fearless > takes big
fears big > -takes big; has little > takes big; has big > -takes big
likes new > takes new; likes new > -takes old; likes sun > glad of sun; likes sun > -sorry for sun
likes sun > -plays in rain
has big thing > -fits in; has big thing > -takes along; has big thing > needs big; has big thing > -needs small
has fast thing > first there; has fast thing > -late there
fun > chosen; dull > -chosen; small > chosen; big > -chosen; new > chosen; old > -chosen; dry > chosen
wet > -chosen; good > chosen; bad > -chosen
near > is found; seen > is found; hidden > -is found; unseen > -is found
bad > feared; kind > -feared; fast > feared; slow > -feared; wild > feared; tame > -feared
is full of people > has friends; is full of people > -is lonely
"""
"""Cause > effect; a minus is the opposite; "<" after a relation is whoever it is done to."""


def _signed(text: str) -> tuple[str, int]:
    text = text.strip()
    return (text[1:], -1) if text.startswith("-") else (text, 1)


def _graph() -> dict[str, list[tuple[str, int]]]:
    graph: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for link in LINKS.replace("\n", ";").split(";"):
        if link.strip():
            (cause, one), (effect, two) = (_signed(part) for part in link.split(">"))
            graph[cause].append((effect, one * two))
    return dict(graph)


GRAPH = _graph()
_STATED = frozenset({"size", "age", "wet", "kind", "feels"})
"""What an end itself may have stated: no proof of that end."""
_FARTHEST = 3
"""How many links an explanation may have."""


@cache
def leads_to(cause: str) -> dict[str, int]:
    """What follows from `cause`, and with which sign, along the shortest ways."""
    found: dict[str, int] = {cause: 1}
    edge = [cause]
    for _ in range(_FARTHEST):
        reached: list[str] = []
        for node in edge:
            for effect, sign in GRAPH.get(node, ()):
                if effect not in found:
                    found[effect] = found[node] * sign
                    reached.append(effect)
        edge = reached
    return found


def facts_of(world: World, who: Entity) -> list[tuple[str, int]]:
    """What the world holds of somebody, as nodes of the graph: with its sign, and "<" for what is done to them."""
    facts: list[tuple[str, int]] = []
    for (relation, subject), value in world.state.items():
        if relation in _STATED:
            continue
        name, _, other = relation.rpartition(" ")
        linked = other in world.entities and relation not in GRAPH
        if subject == who.id:
            facts.append((name if linked else relation, -1 if value == "no" else 1))
        if linked and other == who.id:
            facts.append((name + "<", -1 if value == "no" else 1))
    return facts


def accounts_for(world: World, claim: str, who: Entity) -> bool:
    """Whether a fact of `who` leads to the claim, or the claim leads to it, along the links."""
    node, sign = _signed(claim)
    for fact, held in facts_of(world, who):
        for way in (leads_to(fact).get(node), leads_to(node).get(fact)):
            if way is not None and way * held == sign:
                return True
    return False
