"""The prompt lab: one text under the glass, each view of it in a file of its own."""
