"""Career paths as a drawing and in words: where the boxes and lines go, what they say, who may know it."""
