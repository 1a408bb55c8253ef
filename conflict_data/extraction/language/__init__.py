"""What a language is to the extractor: words, classes, patterns, rules, compiled once from a pack."""
