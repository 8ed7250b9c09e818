import sys

from newsroom.demo import FOLDER, files
from newsroom.demo.artwork import illustrate

for path in (*files(), FOLDER / "desk.jsonl"):
    illustrate(path, folder=FOLDER / "articles" / "artwork", again="--all" in sys.argv)
