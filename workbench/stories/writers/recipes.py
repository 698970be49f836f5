"""The published recipes by name; a recipe's words and lists are loaded when it is asked for."""

from typing import Final

from workbench.errors import StoryscopeError
from workbench.stories.writers.asking import Recipe

RECIPES: Final = ("simplestories", "tinystories", "minuscule")


def recipe_named(name: str) -> Recipe:
    """The recipe of that name; raises StoryscopeError, listing the recipes, if there is none."""
    match name:
        case "simplestories":
            from workbench.stories.writers.recipe_simplestories import RECIPE as simplestories

            return simplestories
        case "tinystories":
            from workbench.stories.writers.recipe_tinystories import recipe as tinystories

            return tinystories()
        case "minuscule":
            from workbench.stories.writers.recipe_minuscule import RECIPE as minuscule

            return minuscule
        case _:
            raise StoryscopeError(f"There is no recipe '{name}'.", f"Use one of: {', '.join(RECIPES)}.")
