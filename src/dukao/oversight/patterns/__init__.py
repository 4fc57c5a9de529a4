"""值得看的规律: each a small module of pure functions over plain facts. A lead, never a conclusion."""
