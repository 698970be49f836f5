"""What can happen: every event with what must be so before it and what is so after it, as data.

One line per event: `name who what ... : needs -> changes`. Needs and changes speak of the event's own arguments; a value
that is no argument is a plain word, `-` is nothing.

- `with a b`: both are at one place; `near a t`: the thing is where `a` is, or `a` holds it; `has a t`: holds it;
  `free t`: nobody else holds it; `usable t`: neither broken, lost, eaten nor gone; `is r s v`, `not r s v`: the state;
  `done a event`: `a` did it before; `twice a event`: at least two times; `knows a event`: `a` saw it or was told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.stories.clauses import Entity
from workbench.stories.deep.minds import DeepWorld
from workbench.stories.deep.morals import REQUIRES
from workbench.stories.world import Happened, Impossible

_TABLE = """
go a to : not at a to -> at a to
arrive a to : -> at a to
follow a b to : -> at a to
chase a b : with a b ->
leave a to : not at a to -> at a to
return a to : not at a to -> at a to
hide a : not hidden a yes -> hidden a yes
come_out a : is hidden a yes -> hidden a no
hide_thing a t c : near a t, usable t -> inside t c, holder t -
take a t : near a t, free a t, usable t -> holder t a
pick_up a t : near a t, free a t, usable t -> holder t a
put_down a t to : has a t -> at t to, holder t -
leave_behind a t to : has a t -> at t to, holder t -
put_in a t c : near a t, usable t, fits t c -> inside t c, holder t -
take_out a t c : is inside t c -> inside t -, holder t a
move_thing a t to : near a t, free a t, usable t -> at t to, holder t -
give a t b : has a t, with a b, usable t -> holder t b
lend a t b : has a t, with a b, usable t -> holder t b, lent t b
give_back a t b : has a t, with a b -> holder t b
bring a t b : has a t, with a b -> holder t b
make_gift a t b : has a t, with a b, usable t -> holder t b, owner t b
steal a t b : near a t, usable t -> holder t a
lose a t : not lost t yes -> lost t yes, holder t -
search a t : is lost t yes ->
look_where_believed a t : believes a t ->
find a t : near a t, not broken t yes -> lost t no, holder t a
find_there a t : is lost t yes -> lost t no, holder t a
drop a t : has a t -> holder t -
break a t : near a t, not broken t yes -> broken t yes
fall_apart t : not broken t yes -> broken t yes
mend a t : is broken t yes -> broken t no
spill a t : near a t -> spilt t yes
build a t : not built t yes -> built t yes
make a t : not built t yes -> built t yes, holder t a
cook a t : -> built t yes
eat a t : near a t, not eaten t yes -> eaten t yes, holder t -
feed a b : with a b -> hungry b no
drink a t : -> 
plant a t : -> planted t yes
water a t : -> watered t yes
wash a t : -> clean t yes
get_dirty a : -> clean a no
get_wet a : not wet a yes -> wet a yes
get_dry a : is wet a yes -> wet a no
put_on a t : near a t, usable t -> wears a t, holder t a
open a t : not open t yes -> open t yes
close a t : is open t yes -> open t no
climb a to : -> up a to
climb_down a to : is up a to -> up a -
fall a : -> hurt a yes
get_well a : is hurt a yes -> hurt a no
jump a : ->
swim a : -> wet a yes
carry_thing a t : near a t, usable t -> holder t a
push a t : -> 
lift a t : ->
ask a b : with a b ->
tell a b : with a b ->
show a t b : with a b, near a t ->
teach a b : with a b ->
say_no a b : with a b ->
agree a b : with a b ->
warn a b : with a b ->
apologise a b : with a b ->
thank a b : with a b ->
invite a b : with a b ->
meet a b : with a b -> met b a
hug a b : with a b ->
laugh_at a b : with a b -> feels b hurt
quarrel a b : with a b -> feels a angry, feels b angry
make_up a b : with a b -> feels a happy, feels b happy
play a b : with a b ->
play_alone a : ->
win a : ->
lose_game a : ->
practise a : -> 
help_out a b : with a b ->
comfort a b : with a b ->
read a t : near a t, usable t ->
sing a : ->
wait a : ->
sleep a : -> asleep a yes
wake a : -> asleep a no
notice a t : ->
hear a : ->
feel_sad a : -> feels a sad
feel_happy a : -> feels a happy
feel_scared a : -> feels a scared
feel_angry a : -> feels a angry
feel_proud a : -> feels a proud
feel_lonely a : -> feels a lonely
feel_tired a : -> feels a tired
feel_sorry a : -> feels a sorry
get_hungry a : -> hungry a yes
run_away a to : -> at a to
harm a b : ->
want_theirs a b : with a b ->
be_in_need a b : ->
fear a b : ->
fail a : ->
be_told_to_wait a b : with a b ->
be_warned a b : with a b ->
promise a b : with a b ->
carry a t : has a t ->
need_two a b : ->
receive a b : with a b ->
look_odd a b : ->
be_trusted a b : ->
compare a b : ->
wonder a b : ->
own_up a b : with a b -> knows_truth b yes
lie a b : with a b, knows a harm -> told_lie a yes
let_share a b t : with a b, has a t, usable t -> shared t yes
keep_for_oneself a b t : has a t -> shared t no
aid a b : with a b -> helped b yes
pass_by a b : -> helped b no
face a b : -> faced a yes
flee a b : -> faced a no
succeed_at_last a : -> managed a yes
stop_trying a : -> managed a no
wait_well a : -> waited a yes
not_wait a : -> waited a no
heed a b : -> heeded a yes
ignore a b : -> heeded a no
be_helped a b : with a b -> helped a yes
refuse_help a b : with a b -> helped a no
keep_promise a b : -> kept_promise a yes
break_promise a b : -> kept_promise a no
forgive a b : knows a harm -> forgave a yes
not_forgive a b : knows a harm -> forgave a no
take_care a t : has a t -> careful a yes
be_careless a t : has a t -> careful a no
work_together a b : with a b -> worked_together a yes
work_alone a b : -> worked_together a no
give_thanks a b : with a b -> thanked b yes
forget_thanks a b : -> thanked b no
look_past a b : -> trusts a b
judge_by_looks a b : -> avoids a b
do_duty a b : -> duty a done
neglect_duty a b : -> duty a undone
be_content a b : -> content a yes
want_more a b : -> content a no
find_out a b : -> found_out a yes
leave_it a b : -> found_out a no
"""


@dataclass(frozen=True, slots=True)
class Event:
    """An event: the names of its arguments, what it needs, what it changes."""

    arguments: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    makes: tuple[tuple[str, ...], ...]


def _read(table: str) -> dict[str, Event]:
    events: dict[str, Event] = {}
    for line in table.strip().splitlines():
        head, _, tail = line.partition(":")
        needs, _, makes = tail.partition("->")
        name, *arguments = head.split()
        split = [tuple(tuple(part.split()) for part in side.split(",") if part.strip()) for side in (needs, makes)]
        events[name] = Event(tuple(arguments), split[0], split[1])
    return events


EVENTS: dict[str, Event] = _read(_TABLE)
"""Every event of the deep world by name."""


def where(state: Mapping[tuple[str, str], str], thing: str) -> str:
    """The place of a thing: that of whoever holds it, of what it is inside of, or of the spot where it lies."""
    for relation in ("holder", "inside"):
        carrier = state.get((relation, thing), "")
        if carrier:
            return where(state, carrier) if ("at", carrier) in state or ("inside", carrier) in state else carrier
    place = state.get(("at", thing), "")
    return where(state, place) if ("at", place) in state else place


def failed(
    world: DeepWorld, name: str, ids: tuple[str, ...], state: Mapping[tuple[str, str], str], trace: list[Happened]
) -> str:
    """The precondition that does not hold for an event, in words; empty where it can happen."""
    event = EVENTS[name]
    bound = dict(zip(event.arguments, ids, strict=False))
    for need in event.needs:
        words = [bound.get(word, word) for word in need[1:]]
        if not _holds(world, need[0], words, state, trace):
            return " ".join((need[0], *words))
    required = REQUIRES.get(name)
    if required is not None:
        before, index, times = required
        count = sum(1 for done in trace if done.name == before and done.arguments[0] == ids[index])
        if count < times:
            return f"{before} {ids[index]} {times}"
    return ""


def _holds(
    world: DeepWorld, need: str, words: list[str], state: Mapping[tuple[str, str], str], trace: list[Happened]
) -> bool:
    match need, *words:
        case "with", one, two:
            return state.get(("at", one), "") == state.get(("at", two), "")
        case "near", one, thing:
            return where(state, thing) in ("", one, state.get(("at", one), "")) or state.get(("holder", thing)) == one
        case "has", one, thing:
            return state.get(("holder", thing)) == one
        case "free", one, thing:
            return state.get(("holder", thing), "") in ("", one)
        case "usable", thing:
            return all(state.get((gone, thing)) != "yes" for gone in ("broken", "lost", "eaten"))
        case "fits", thing, container:
            return world.size(thing) <= world.size(container)
        case "is", relation, subject, value:
            return state.get((relation, subject)) == value
        case "not", relation, subject, value:
            return state.get((relation, subject)) != value
        case "believes", one, thing:
            return (one, thing) in world.believes
        case "knows", one, event:
            return any(known == event for known, _ in world.knows.get(one, ()))
        case "done", one, event:
            return any(done.name == event and done.arguments[0] == one for done in trace)
        case _:
            raise ValueError(f"no such need: {need} {words}")


def happen(world: DeepWorld, name: str, *actors: Entity, secret: bool = False) -> list[int]:
    """Check and act out an event; returns the facts that it made true.

    Raises:
        Impossible: a precondition fails.
    """
    ids = tuple(entity.id for entity in actors)
    reason = failed(world, name, ids, world.state, world.trace)
    if reason:
        raise Impossible(name, reason)
    event = EVENTS[name]
    bound = dict(zip(event.arguments, ids, strict=False))
    changes = [
        (relation, bound.get(subject, subject), "" if value == "-" else bound.get(value, value))
        for relation, subject, value in event.makes
        if subject in bound
    ]
    if name in REQUIRES or name in _ANSWERED:
        changes.append((f"did {name}", ids[0], ids[1] if len(ids) > 1 else "yes"))
    return world.happens(name, actors, changes, secret)


_ANSWERED = frozenset(before for before, _, _ in REQUIRES.values())
"""What deeds answer to; told in the record as well."""
