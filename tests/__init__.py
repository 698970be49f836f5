"""The tests; a package, because a library (textstat) installs one of this name and would be found instead."""
