"""The code of the web edition: `python -m edition COMMAND` is what every make target calls."""
