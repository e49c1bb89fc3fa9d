"""Files on disk: saved stories, their names, subtitles, the stories shipped with the package."""
