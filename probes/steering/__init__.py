"""Using a direction that a probe found: add it, project it out, erase its concept, and see what changes."""
