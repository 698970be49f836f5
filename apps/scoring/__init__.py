"""Scores that people give: kept so that none is ever lost, shown without saying whose text it is."""
