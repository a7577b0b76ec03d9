"""The benches: what the page costs its readers (paints), and what many articles cost the build (scale)."""
