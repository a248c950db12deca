"""A real addok on loopback: Redis on a socket of its own, a few invented streets, gunicorn."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

# Two cores may be busy with other tests.
PATIENCE_S = 60

CONFIG = """
from addok import hooks

LOG_DIR = {folder!r}
EXTRA_FIELDS = [{{"key": "citycode"}}]
FILTERS = ["type", "postcode", "citycode"]
QUERY_PROCESSORS_PYPATHS = [
    "addok.helpers.text.check_query_length",
    "addok_france.extract_address",
    "addok_france.clean_query",
]
PROCESSORS_PYPATHS = [
    "addok.helpers.text.tokenize",
    "addok.helpers.text.normalize",
    "addok_france.glue_ordinal",
    "addok_france.fold_ordinal",
    "addok_france.flag_housenumber",
    "addok.helpers.text.synonymize",
    "addok_fr.phonemicize",
]
SEARCH_RESULT_PROCESSORS_PYPATHS = [
    "addok.helpers.results.match_housenumber",
    "addok_france.make_labels",
    "addok.helpers.results.score_by_importance",
    "addok.helpers.results.score_by_autocomplete_distance",
    "addok.helpers.results.score_by_ngram_distance",
    "addok.helpers.results.score_by_geo_distance",
    "addok.helpers.results.adjust_scores",
]
for plugin in {blocked!r}:
    hooks.block(plugin)
LOG_QUERIES = True
"""


class Addok:
    """Indexes documents of the form of the Base Adresse Nationale and serves them."""

    def __init__(self, documents, blocked=()):
        # A short path: that of a socket has 107 bytes at most.
        self.folder = Path(tempfile.mkdtemp(prefix="addok"))
        self.children = []
        (self.folder / "config.py").write_text(CONFIG.format(folder=str(self.folder), blocked=list(blocked)))
        (self.folder / "documents.json").write_text("\n".join(map(json.dumps, documents)))
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        database = self.folder / "redis"
        self._spawn(
            "redis-server", "--port", "0", "--unixsocket", database, "--save", "", "--appendonly", "no",
            "--dir", self.folder,
        )
        self._wait("Redis", database.exists)
        environment = {**os.environ, "ADDOK_CONFIG_MODULE": str(self.folder / "config.py"), "REDIS_SOCKET": str(database)}
        scripts = Path(sys.executable).parent
        for step in (["batch", self.folder / "documents.json"], ["ngrams"]):
            done = subprocess.run(
                [sys.executable, scripts / "addok", *step], env=environment, capture_output=True, text=True, timeout=PATIENCE_S
            )
            assert done.returncode == 0, f"addok {step}: {done.stdout}{done.stderr}"
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            self._spawn(
                sys.executable, scripts / "gunicorn", "-b", f"fd://{listener.fileno()}", "addok.http.wsgi",
                env=environment, pass_fds=[listener.fileno()],
            )
            self._wait("addok", self._answers)

    def _spawn(self, *command, **options):
        log = (self.folder / "log").open("ab")
        self.children.append(
            subprocess.Popen(
                list(map(str, command)), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
            )
        )

    def _wait(self, what, ready):
        until = time.monotonic() + PATIENCE_S
        while not ready():
            ended = any(child.poll() is not None for child in self.children)
            assert not ended and time.monotonic() < until, f"{what} is not ready: {(self.folder / 'log').read_text()}"
            time.sleep(0.05)

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=PATIENCE_S):
                return True
        except OSError:
            return False

    def asked(self):
        """The texts that were searched, in order."""
        log = self.folder / "queries.log"
        return [line.split("\t")[0] for line in log.read_text().splitlines()] if log.exists() else []

    def close(self):
        for child in reversed(self.children):
            child.terminate()
            child.wait(PATIENCE_S)
        shutil.rmtree(self.folder, ignore_errors=True)
