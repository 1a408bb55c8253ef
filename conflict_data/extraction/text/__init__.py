"""From a text to chunks with numbers, people, weapons, places and dates read in them."""
