-- When each source was last taken over whole, with or without changes, RFC 3339; nothing for what came before this was kept.
ALTER TABLE sources ADD COLUMN refreshed_at TEXT;
