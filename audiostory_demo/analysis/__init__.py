"""Looking into a story and into the model that tells it."""
