"""An article in Markdown becomes HTML: reading, rules, markup, photographs."""
