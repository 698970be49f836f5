"""Parts of the WinoGrande page: models against each other, and an item of one's own."""
