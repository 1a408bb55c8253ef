"""From mentions to attacks and the weapons used in them."""
