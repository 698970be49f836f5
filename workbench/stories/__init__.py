"""The story world: simulate first, then tell; labels are facts about what happened."""
