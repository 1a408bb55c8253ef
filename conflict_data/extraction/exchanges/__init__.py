"""From mentions to exchanges, the people each side got back, and agreements."""
